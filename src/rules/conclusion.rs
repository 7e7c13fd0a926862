//! How a council's conclusion stands to the computed rank.

use crate::model::council::CouncilLevel;
use crate::model::points::StarRank;
use crate::model::product::{Conclusion, Outcome};

/// How a recorded conclusion stands to what the program computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConclusionCheck {
    /// What was concluded.
    pub outcome: Outcome,
    /// Whether it differs from the computed rank; such a conclusion is marked everywhere.
    pub differs: bool,
    /// Whether it lies above the computed rank; it then needs the council's vote.
    pub is_above: bool,
    /// Whether it needs a reason and has none.
    pub lacks_reason: bool,
    /// Whether it needs a vote and has none.
    pub lacks_vote: bool,
    /// Whether the computed rank has changed since.
    pub is_outdated: bool,
    /// Whether a council of this level can reach it.
    pub fits_level: bool,
}

/// What an outcome claims, in stars: the least and the most computed rank that it agrees with.
fn claimed(outcome: Outcome) -> Option<(u8, u8)> {
    match outcome {
        Outcome::Stars(rank) => Some((rank.stars(), rank.stars())),
        Outcome::ProposeFive => Some((5, 5)),
        Outcome::BelowThree => Some((1, 2)),
        Outcome::Returned => Some((1, 4)),
        Outcome::NotConcluded | Outcome::Withdrawn | Outcome::Excluded => None,
    }
}

/// Tells whether a council of `level` can reach `outcome` (settled conclusions of Art. 7).
pub fn fits_level(outcome: Outcome, level: CouncilLevel) -> bool {
    match outcome {
        Outcome::Stars(rank) => {
            rank >= StarRank::THREE && (level == CouncilLevel::Central || rank < StarRank::FIVE)
        }
        Outcome::ProposeFive | Outcome::BelowThree => level == CouncilLevel::Province,
        Outcome::Returned => level == CouncilLevel::Central,
        Outcome::NotConcluded | Outcome::Withdrawn | Outcome::Excluded => true,
    }
}

/// Returns the conclusion that follows from `rank`; none where the council must find its own.
pub fn proposed(rank: StarRank, level: CouncilLevel, band: StarRank) -> Option<Outcome> {
    match level {
        CouncilLevel::Province if rank == StarRank::FIVE => Some(Outcome::ProposeFive),
        CouncilLevel::Province if rank < StarRank::THREE => Some(Outcome::BelowThree),
        CouncilLevel::Province => Some(Outcome::Stars(rank)),
        CouncilLevel::Central if rank == StarRank::FIVE => Some(Outcome::Stars(rank)),
        CouncilLevel::Central if band < StarRank::FIVE => Some(Outcome::Returned),
        // 90 points or more, held back by a gate: the decision does not say what follows.
        CouncilLevel::Central => None,
    }
}

/// Checks a recorded conclusion against the computed rank.
pub fn check(
    conclusion: &Conclusion,
    rank: Option<StarRank>,
    level: CouncilLevel,
) -> ConclusionCheck {
    let outcome = conclusion.outcome;
    let (differs, is_above) = match (claimed(outcome), rank) {
        (None, _) => (false, false),
        // A rank where none can be computed is a difference, and above what is known.
        (Some(_), None) => (true, true),
        (Some((least, most)), Some(rank)) => (
            !(least..=most).contains(&rank.stars()),
            least > rank.stars(),
        ),
    };
    let needs_reason = differs
        || matches!(
            outcome,
            Outcome::NotConcluded | Outcome::Withdrawn | Outcome::Excluded
        );
    ConclusionCheck {
        outcome,
        differs,
        is_above,
        lacks_reason: needs_reason && conclusion.reason.trim().is_empty(),
        lacks_vote: is_above && conclusion.vote.is_none(),
        is_outdated: claimed(outcome).is_some() && conclusion.computed != rank,
        fits_level: fits_level(outcome, level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stars(n: u8) -> StarRank {
        StarRank::new(n).expect("one to five")
    }

    fn conclusion(outcome: Outcome, reason: &str) -> Conclusion {
        let concluded_at = crate::model::Date::default()
            .and_hms_opt(9, 0, 0)
            .expect("a time");
        Conclusion {
            outcome,
            reason: reason.to_owned(),
            vote: None,
            computed: None,
            concluded_at,
        }
    }

    #[track_caller]
    fn check_stands(outcome: Outcome, rank: Option<u8>, differs: bool, is_above: bool) {
        let found = check(
            &conclusion(outcome, ""),
            rank.map(stars),
            CouncilLevel::Province,
        );
        assert_eq!(
            (found.differs, found.is_above),
            (differs, is_above),
            "{outcome:?} {rank:?}"
        );
        assert_eq!(found.lacks_vote, is_above);
    }

    #[test]
    fn a_conclusion_above_the_rank_needs_a_vote() {
        check_stands(Outcome::Stars(stars(4)), Some(4), false, false);
        check_stands(Outcome::Stars(stars(4)), Some(3), true, true);
        check_stands(Outcome::Stars(stars(3)), Some(4), true, false);
        check_stands(Outcome::ProposeFive, Some(5), false, false);
        check_stands(Outcome::ProposeFive, Some(4), true, true);
        check_stands(Outcome::BelowThree, Some(2), false, false);
        check_stands(Outcome::BelowThree, Some(1), false, false);
        check_stands(Outcome::BelowThree, Some(3), true, false);
        check_stands(Outcome::Stars(stars(3)), None, true, true);
        check_stands(Outcome::Withdrawn, None, false, false);
    }

    #[test]
    fn outcomes_without_stars_need_a_reason() {
        for outcome in [Outcome::NotConcluded, Outcome::Withdrawn, Outcome::Excluded] {
            assert!(check(&conclusion(outcome, " "), None, CouncilLevel::Province).lacks_reason);
            assert!(
                !check(
                    &conclusion(outcome, "thiếu hồ sơ"),
                    None,
                    CouncilLevel::Province
                )
                .lacks_reason
            );
        }
    }

    #[test]
    fn each_level_has_its_own_conclusions() {
        use CouncilLevel::{Central, Province};
        for (outcome, province, central) in [
            (Outcome::Stars(stars(2)), false, false),
            (Outcome::Stars(stars(3)), true, true),
            (Outcome::Stars(stars(5)), false, true),
            (Outcome::ProposeFive, true, false),
            (Outcome::BelowThree, true, false),
            (Outcome::Returned, false, true),
        ] {
            assert_eq!(
                (fits_level(outcome, Province), fits_level(outcome, Central)),
                (province, central)
            );
        }
        assert_eq!(
            proposed(stars(5), Province, stars(5)),
            Some(Outcome::ProposeFive)
        );
        assert_eq!(
            proposed(stars(4), Province, stars(5)),
            Some(Outcome::Stars(stars(4)))
        );
        assert_eq!(
            proposed(stars(2), Province, stars(2)),
            Some(Outcome::BelowThree)
        );
        assert_eq!(
            proposed(stars(4), Central, stars(4)),
            Some(Outcome::Returned)
        );
        assert_eq!(proposed(stars(4), Central, stars(5)), None);
    }
}
