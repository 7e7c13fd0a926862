//! From points and gates to a star rank, with the reasons.

use std::collections::BTreeMap;

use crate::model::council::{GateRule, UnmetGate};
use crate::model::criteria::{Code, ProductSet};
use crate::model::points::{Points, StarRank};
use crate::model::product::Product;
use crate::model::sheet::Answer;

use super::scoring::Standing;

/// A gate of a sheet and how it stands for a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateReview {
    /// The criterion.
    pub code: Code,
    /// The rank whose least requirement it is.
    pub stars: StarRank,
    /// The least points the criterion must have.
    pub needed: Points,
    /// Counted sheets that reach it.
    pub reached_by: usize,
    /// Counted sheets.
    pub counted: usize,
    /// Whether the council agreed on a choice that decides instead of the sheets.
    pub is_agreed: bool,
    /// Whether the council waived it as not applicable.
    pub is_waived: bool,
    /// Whether it is met.
    pub is_met: bool,
}

impl GateReview {
    /// Tells whether counted sheets differ on it and nothing was agreed or waived.
    pub fn is_disputed(&self) -> bool {
        !self.is_agreed && !self.is_waived && self.reached_by > 0 && self.reached_by < self.counted
    }
}

/// An unmet gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GateRef {
    /// The rank that asks for it.
    pub stars: StarRank,
    /// The criterion.
    pub code: Code,
}

/// A computed rank with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankDecision {
    /// The rank that the mean alone gives.
    pub band: StarRank,
    /// The rank after the gates.
    pub rank: StarRank,
    /// Unmet gates of the band and of lower ranks, lowest rank first: why the rank is not the band,
    /// or, where the council lets unmet gates only be named, what is to be named.
    pub held_by: Vec<GateRef>,
}

impl RankDecision {
    /// Tells whether gates hold the rank below the band.
    pub fn is_held(&self) -> bool {
        self.rank < self.band
    }

    /// Returns the unmet gates that stand next in the way: those of the lowest rank not reached.
    pub fn first_held_by(&self) -> &[GateRef] {
        let Some(first) = self.held_by.first() else {
            return &[];
        };
        let n_first = self
            .held_by
            .iter()
            .take_while(|gate| gate.stars == first.stars)
            .count();
        &self.held_by[..n_first]
    }
}

/// Judges every gate of `set` for `product`, from what the counted sheets hold: `standings` has for
/// each criterion its standing on every counted sheet.
pub fn gates(
    set: &ProductSet,
    product: &Product,
    rule: GateRule,
    counted: usize,
    standings: &BTreeMap<Code, Vec<Standing>>,
) -> Vec<GateReview> {
    let mut gates = Vec::new();
    for criterion in set.criteria() {
        let case = product.case_choices.get(&criterion.code).copied();
        let on_sheets = standings
            .get(&criterion.code)
            .map_or(&[][..], Vec::as_slice);
        let agreed =
            product
                .agreed_choices
                .get(&criterion.code)
                .map(|agreed| match agreed.answer {
                    Answer::NoLevel => Points::ZERO,
                    Answer::Level(idx) => criterion
                        .points_of(usize::from(idx))
                        .unwrap_or(Points::ZERO),
                });
        let is_waived = product.waived_gates.contains_key(&criterion.code);
        for (stars, needed) in criterion.gates(case) {
            let reached_by = on_sheets
                .iter()
                .filter(|standing| standing.points() >= needed)
                .count();
            let by_sheets = match rule {
                GateRule::MajorityOfCounted => 2 * reached_by > counted,
                GateRule::AllCounted => counted > 0 && reached_by == counted,
            };
            gates.push(GateReview {
                code: criterion.code,
                stars,
                needed,
                reached_by,
                counted,
                is_agreed: agreed.is_some(),
                is_waived,
                is_met: is_waived || agreed.map_or(by_sheets, |points| points >= needed),
            });
        }
    }
    gates.sort_by_key(|gate| (gate.stars, gate.code));
    gates
}

/// Finds the rank: the highest up to the band whose gates, and those of all lower ranks, are met.
pub fn rank(
    band: StarRank,
    unmet: impl IntoIterator<Item = GateRef>,
    rule: UnmetGate,
) -> RankDecision {
    let mut held_by: Vec<_> = unmet
        .into_iter()
        .filter(|gate| gate.stars <= band)
        .collect();
    held_by.sort_unstable();
    held_by.dedup();
    let lowest_unmet = held_by.first().map(|gate| gate.stars.stars());
    let rank = match (rule, lowest_unmet) {
        (UnmetGate::HoldsRank, Some(stars)) => StarRank::new(stars - 1).unwrap_or(StarRank::ONE),
        (UnmetGate::HoldsRank, None) | (UnmetGate::NamedOnly, _) => band,
    };
    RankDecision {
        band,
        rank,
        held_by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(text: &str) -> GateRef {
        let (stars, code) = text.split_once('*').expect("stars*code");
        GateRef {
            stars: StarRank::new(stars.parse().expect("a number")).expect("a rank"),
            code: code.parse().expect("a code"),
        }
    }

    #[track_caller]
    fn check_rank(band: u8, unmet: &[&str], expected: u8, expected_held_by: &[&str]) {
        let band = StarRank::new(band).expect("a rank");
        let found = rank(
            band,
            unmet.iter().map(|text| gate(text)),
            UnmetGate::HoldsRank,
        );
        let held_by: Vec<_> = expected_held_by.iter().map(|text| gate(text)).collect();
        assert_eq!((found.rank.stars(), found.held_by), (expected, held_by));
    }

    // domain.md: "A rank of n needs all gates from 3 to n."
    #[test]
    fn a_rank_needs_its_own_gates_and_those_below() {
        check_rank(5, &[], 5, &[]);
        check_rank(5, &["5*4.1"], 4, &["5*4.1"]);
        check_rank(5, &["5*4.1", "4*3.5"], 3, &["4*3.5", "5*4.1"]);
        check_rank(5, &["3*1.2"], 2, &["3*1.2"]);
        check_rank(4, &["5*4.1"], 4, &[]);
        check_rank(3, &["4*3.5"], 3, &[]);
        check_rank(3, &["3*1.2"], 2, &["3*1.2"]);
        check_rank(2, &["3*1.2"], 2, &[]);
        check_rank(1, &["3*1.2"], 1, &[]);
    }

    #[test]
    fn a_council_may_let_gates_only_be_named() {
        let five = StarRank::FIVE;
        let found = rank(five, [gate("4*3.5")], UnmetGate::NamedOnly);
        assert_eq!((found.rank, found.held_by), (five, vec![gate("4*3.5")]));
    }
}
