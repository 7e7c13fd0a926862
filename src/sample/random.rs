//! Repeatable chance: the same seed gives the same sample on every machine.

/// A splitmix64 sequence. Each step gives another number, so one sequence can give all ids.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// Begins a sequence.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next 64 bits.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns a number from 0 to `n - 1`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        let number = self.bits().checked_rem(n).unwrap_or(0);
        usize::try_from(number).unwrap_or(0)
    }

    /// Returns a number from `least` to `most`.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let n = usize::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(n)).unwrap_or(0)
    }

    /// Returns a number around 0 that is seldom further away than `reach`: a sum of three throws.
    pub(super) fn around_zero(&mut self, reach: i64) -> i64 {
        let throws: i64 = (0..3).map(|_| self.between(-reach, reach)).sum();
        throws / 3
    }

    /// Happens `percent` times out of a hundred.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns one of `items`.
    pub(super) fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // First numbers of the published reference implementation of splitmix64 for the seed 1234567.
    #[test]
    fn the_sequence_is_splitmix64() {
        let mut random = Random::new(1_234_567);
        let numbers = [random.bits(), random.bits(), random.bits()];
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut random = Random::new(7);
        for _ in 0..1000 {
            assert!(random.below(3) < 3);
            assert!((-2..=5).contains(&random.between(-2, 5)));
            assert!((-4..=4).contains(&random.around_zero(4)));
        }
        assert_eq!(random.below(0), 0);
        assert_eq!(random.one_of::<u8>(&[]), None);
    }
}
