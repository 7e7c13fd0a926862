//! Exact amounts: points in hundredths, means as a sum and a count, star ranks.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount of points, counted in hundredths so that no float ever decides anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// Makes an amount from whole points.
    pub const fn whole(points: i64) -> Self {
        Self(points * 100)
    }

    /// Makes an amount from hundredths of a point.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// Returns the amount in hundredths of a point.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Returns the distance between two amounts.
    pub const fn abs_diff(self, other: Self) -> Self {
        Self((self.0 - other.0).abs())
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Points {
    /// Writes the shortest exact form with a decimal comma: `3`, `2,5`, `0,25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / 100, self.0.abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            r if r % 10 == 0 => write!(f, "{sign}{whole},{}", r / 10),
            r => write!(f, "{sign}{whole},{r:02}"),
        }
    }
}

/// Whole amounts are written as integers, others as a text with a decimal comma.
impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Points;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("points as a whole number from 0 to 1000, or a text such as \"2,5\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Points, E> {
                if (0..=1000).contains(&value) {
                    Ok(Points::whole(value))
                } else {
                    Err(E::invalid_value(de::Unexpected::Signed(value), &self))
                }
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Points, E> {
                i64::try_from(value)
                    .map_err(|_too_large| E::invalid_value(de::Unexpected::Unsigned(value), &self))
                    .and_then(|value| self.visit_i64(value))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Points, E> {
                parse_decimal(text)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

fn parse_decimal(text: &str) -> Option<Points> {
    let (whole, rest) = text.split_once(',')?;
    let digits = |t: &str| !t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let hundredths: i64 = if rest.len() == 1 {
        rest.parse::<i64>().ok()? * 10
    } else {
        rest.parse().ok()?
    };
    let whole: i64 = whole.parse().ok()?;
    (whole <= 1000).then_some(Points(whole * 100 + hundredths))
}

/// An exact mean: the sum of the counted totals and how many there are, never divided until shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// Sum of the counted totals.
    pub sum: Points,
    /// Number of counted totals; never zero.
    pub count: u32,
}

impl Mean {
    /// Makes the mean of `count` amounts that add up to `sum`; none where nothing was counted.
    pub fn new(sum: Points, count: usize) -> Option<Self> {
        let count = u32::try_from(count).ok().filter(|&count| count > 0)?;
        Some(Self { sum, count })
    }

    /// Tells whether the exact mean reaches `floor`.
    pub fn reaches(self, floor: Points) -> bool {
        self.sum.hundredths() >= floor.hundredths() * i64::from(self.count)
    }

    /// Returns the mean as text with `decimals` places (0 to 4), rounded half up; where rounding
    /// would reach one of `floors` that the exact mean does not, it is truncated instead.
    pub fn shown(self, decimals: u8, floors: &[Points]) -> String {
        let decimals = decimals.min(4);
        let scale = 10_i128.pow(u32::from(decimals));
        // The mean in units of the last shown place is sum * scale / (100 * count).
        let numerator = i128::from(self.sum.hundredths()) * scale;
        let denominator = 100 * i128::from(self.count);
        let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
        let lifts = |floor: &Points| {
            !self.reaches(*floor) && rounded * 100 >= i128::from(floor.hundredths()) * scale
        };
        let units = if floors.iter().any(lifts) {
            numerator.div_euclid(denominator)
        } else {
            rounded
        };
        if decimals == 0 {
            return units.to_string();
        }
        format!(
            "{},{:0width$}",
            units / scale,
            units % scale,
            width = usize::from(decimals)
        )
    }
}

/// One to five stars (*hạng sao*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StarRank(u8);

impl StarRank {
    /// One star, the lowest rank.
    pub const ONE: Self = Self(1);
    /// Three stars, the lowest rank that is recognised (Art. 4.1).
    pub const THREE: Self = Self(3);
    /// Four stars.
    pub const FOUR: Self = Self(4);
    /// Five stars, recognised by the Ministry alone.
    pub const FIVE: Self = Self(5);

    /// Makes a rank of `stars`; none outside one to five.
    pub const fn new(stars: u8) -> Option<Self> {
        if matches!(stars, 1..=5) {
            Some(Self(stars))
        } else {
            None
        }
    }

    /// Returns the number of stars.
    pub const fn stars(self) -> u8 {
        self.0
    }
}

impl fmt::Display for StarRank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for StarRank {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

impl<'de> Deserialize<'de> for StarRank {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stars = u8::deserialize(deserializer)?;
        Self::new(stars).ok_or_else(|| {
            de::Error::invalid_value(de::Unexpected::Unsigned(stars.into()), &"one to five stars")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: [Points; 4] = [
        Points::whole(90),
        Points::whole(70),
        Points::whole(50),
        Points::whole(30),
    ];

    #[track_caller]
    fn check_shown(sum_hundredths: i64, count: usize, decimals: u8, expected: &str) {
        let mean = Mean::new(Points::from_hundredths(sum_hundredths), count).expect("count > 0");
        assert_eq!(mean.shown(decimals, &FLOORS), expected);
    }

    #[test]
    fn means_are_rounded_half_up_for_display() {
        check_shown(70_00 * 2, 2, 2, "70,00");
        check_shown(83_150, 9, 2, "92,39"); // 92.3888…
        check_shown(25_001, 2, 2, "125,01"); // 125.005: half goes up
        check_shown(14_000 + 7_250, 3, 1, "70,8"); // 70.8333…
        check_shown(21_250, 3, 0, "71");
    }

    #[test]
    fn a_shown_mean_never_crosses_a_floor_that_the_exact_mean_misses() {
        check_shown(9_000 * 250 - 1, 250, 2, "89,99"); // 89.99996: domain.md shows 89.996 as 89,99
        check_shown(8_999, 1, 1, "89,9");
        check_shown(8_950, 1, 0, "89");
        check_shown(9_000, 1, 2, "90,00");
        check_shown(6_999, 1, 1, "69,9");
    }

    #[test]
    fn a_floor_is_reached_by_the_exact_mean_alone() {
        let mean = |sum, count| Mean::new(Points::from_hundredths(sum), count).expect("count > 0");
        assert!(mean(69_00 + 71_00, 2).reaches(Points::whole(70)));
        assert!(!mean(80_999, 9).reaches(Points::whole(90)));
        assert!(mean(81_000, 9).reaches(Points::whole(90)));
        assert_eq!(Mean::new(Points::ZERO, 0), None);
    }

    #[test]
    fn points_are_whole_or_a_decimal_text() {
        let read = |text: &str| ron::from_str::<Points>(text).ok();
        assert_eq!(read("3"), Some(Points::whole(3)));
        assert_eq!(read("\"2,5\""), Some(Points::from_hundredths(250)));
        assert_eq!(read("\"2,05\""), Some(Points::from_hundredths(205)));
        for text in [
            "-1",
            "2.5",
            "NaN",
            "1e400",
            "\"2.5\"",
            "\"2,555\"",
            "\",5\"",
            "1001",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Points::from_hundredths(250).to_string(), "2,5");
        assert_eq!(Points::from_hundredths(5).to_string(), "0,05");
    }
}
