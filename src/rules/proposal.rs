//! Which criteria a product is judged by (Art. 11.2, 12.2): a proposal; the secretary decides.
//!
//! As a rule it is the pack in force on the day the dossier was filed. Dossiers filed before
//! 22/05/2026 and not yet assessed that day finish under the earlier criteria, within 60 days of it
//! (first time, upgrade) or 30 days (re-rating). The decision does not say what follows when that
//! term was missed; our reading is that the criteria in force then apply, since the earlier decision
//! lapses as well.

use chrono::Days;

use crate::model::Date;
use crate::model::criteria::CriteriaPack;
use crate::model::product::ApplicationKind;

/// First day of Decision 26/2026/QĐ-TTg.
pub const NEW_CRITERIA_FROM: Date = Date::from_ymd_opt(2026, 5, 22).expect("a day");
/// Days from then in which first-time and upgrade dossiers finish under the earlier criteria.
pub const TRANSITION_DAYS: u64 = 60;
/// Days from then in which re-ratings finish under the earlier criteria.
pub const TRANSITION_DAYS_RERATING: u64 = 30;
/// The decision with the criteria of 2021–2025.
pub const EARLIER_DECISION: &str = "148/QĐ-TTg";
/// The decision with the criteria since then.
pub const NEW_DECISION: &str = "26/2026/QĐ-TTg";

/// What the program proposes for a product, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The criteria.
    pub pack: ProposedPack,
    /// Why.
    pub reason: ProposalReason,
}

/// The criteria that are proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposedPack {
    /// A pack that is at hand.
    Pack {
        /// Its id.
        id: String,
    },
    /// Criteria that are not at hand.
    NotBuiltIn {
        /// Number of the decision that has them.
        decision: &'static str,
    },
}

/// Why those criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalReason {
    /// The dossier was filed on a day when they were in force.
    FiledInForce {
        /// That day.
        filed_on: Date,
    },
    /// The dossier was filed before the change and can still finish under the earlier criteria.
    FiledBeforeChange {
        /// The day of filing.
        filed_on: Date,
        /// Last day to finish.
        finish_by: Date,
    },
    /// The dossier was filed before the change, but the term for the earlier criteria has passed.
    TermPassed {
        /// The day of filing.
        filed_on: Date,
        /// Last day to finish, missed.
        finish_by: Date,
    },
    /// The day of filing is not known; these are the criteria in force today.
    FilingDayUnknown,
}

impl ProposalReason {
    /// Returns the word for JSON outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FiledInForce { .. } => "filed_in_force",
            Self::FiledBeforeChange { .. } => "filed_before_change",
            Self::TermPassed { .. } => "term_passed",
            Self::FilingDayUnknown => "filing_day_unknown",
        }
    }
}

/// Proposes the criteria for a dossier filed on `filed_on`, as seen on `today`.
pub fn propose(
    packs: &[CriteriaPack],
    filed_on: Option<Date>,
    application: ApplicationKind,
    today: Date,
) -> Proposal {
    let Some(filed_on) = filed_on else {
        return Proposal {
            pack: in_force(packs, today),
            reason: ProposalReason::FilingDayUnknown,
        };
    };
    if filed_on >= NEW_CRITERIA_FROM {
        return Proposal {
            pack: in_force(packs, filed_on),
            reason: ProposalReason::FiledInForce { filed_on },
        };
    }
    let finish_by = finish_by(application);
    if today <= finish_by {
        return Proposal {
            pack: in_force(packs, filed_on),
            reason: ProposalReason::FiledBeforeChange {
                filed_on,
                finish_by,
            },
        };
    }
    Proposal {
        pack: in_force(packs, today),
        reason: ProposalReason::TermPassed {
            filed_on,
            finish_by,
        },
    }
}

/// Returns the last day on which a dossier filed before the change can finish under the earlier
/// criteria.
pub fn finish_by(application: ApplicationKind) -> Date {
    let days = match application {
        ApplicationKind::First | ApplicationKind::Upgrade => TRANSITION_DAYS,
        ApplicationKind::ReRating => TRANSITION_DAYS_RERATING,
    };
    NEW_CRITERIA_FROM + Days::new(days)
}

/// Returns the criteria in force on `day`, the youngest where several are. Of one decision in two
/// wordings the first is proposed, which is the one that comes with the program.
fn in_force(packs: &[CriteriaPack], day: Date) -> ProposedPack {
    // Before the change no pack of after it counts, and after it none of before.
    let since_change = day >= NEW_CRITERIA_FROM;
    let pack = packs
        .iter()
        .rev()
        .filter(|pack| (pack.effective_from >= NEW_CRITERIA_FROM) == since_change)
        .filter(|pack| pack.effective_from <= day)
        .filter(|pack| pack.effective_until.is_none_or(|until| day <= until))
        .max_by_key(|pack| pack.effective_from);
    match pack {
        Some(pack) => ProposedPack::Pack {
            id: pack.id.clone(),
        },
        None => ProposedPack::NotBuiltIn {
            decision: if since_change {
                NEW_DECISION
            } else {
                EARLIER_DECISION
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::read;
    use crate::model::criteria::Wording;
    use ApplicationKind::{First, ReRating, Upgrade};

    const NEW: &str = "qd-26-2026";

    fn pack(id: &str, from: &str, until: Option<&str>) -> CriteriaPack {
        CriteriaPack {
            id: id.to_owned(),
            title: id.to_owned(),
            issued_on: read(from),
            effective_from: read(from),
            effective_until: until.map(read),
            wording: Wording::Short,
            bands: Vec::new(),
            known_flaws: Vec::new(),
            declared: Vec::new(),
            sectors: Vec::new(),
            product_sets: Vec::new(),
        }
    }

    /// Checks with the new pack and that of 2019 to 2023 at hand; `expected` is an id, or
    /// `!decision` for one that is not built in, and the word of the reason.
    #[track_caller]
    fn check(filed_on: &str, application: ApplicationKind, today: &str, expected: (&str, &str)) {
        let packs = [
            pack("qd-1048-781", "2019-08-21", Some("2023-02-23")),
            pack(NEW, "2026-05-22", None),
        ];
        let filed_on = (filed_on != "-").then(|| read(filed_on));
        let proposal = propose(&packs, filed_on, application, read(today));
        assert_eq!(
            (name(&proposal.pack).as_str(), proposal.reason.as_str()),
            expected
        );
    }

    fn name(pack: &ProposedPack) -> String {
        match pack {
            ProposedPack::Pack { id } => id.clone(),
            ProposedPack::NotBuiltIn { decision } => format!("!{decision}"),
        }
    }

    #[test]
    fn the_day_of_filing_chooses_the_criteria() {
        check("2026-05-22", First, "2026-09-15", (NEW, "filed_in_force"));
        check(
            "2026-08-01",
            ReRating,
            "2026-09-15",
            (NEW, "filed_in_force"),
        );
        check("-", Upgrade, "2026-09-15", (NEW, "filing_day_unknown"));
    }

    #[test]
    fn earlier_dossiers_finish_under_the_earlier_criteria_in_60_or_30_days() {
        let earlier = ("!148/QĐ-TTg", "filed_before_change");
        let passed = (NEW, "term_passed");
        check("2026-05-21", First, "2026-05-22", earlier);
        // 22 May + 60 days = 21 July; + 30 days = 21 June.
        check("2026-05-21", First, "2026-07-21", earlier);
        check("2026-05-21", First, "2026-07-22", passed);
        check("2026-03-02", Upgrade, "2026-07-21", earlier);
        check("2026-03-02", Upgrade, "2026-07-22", passed);
        check("2026-05-21", ReRating, "2026-06-21", earlier);
        check("2026-05-21", ReRating, "2026-06-22", passed);
    }

    #[test]
    fn of_two_wordings_of_a_decision_the_first_is_proposed() {
        let packs = [
            pack("old", "2019-08-21", Some("2023-02-23")),
            pack("short", "2026-05-22", None),
            pack("official", "2026-05-22", None),
        ];
        let proposal = propose(&packs, Some(read("2026-08-01")), First, read("2026-09-01"));
        let expected = ProposedPack::Pack {
            id: "short".to_owned(),
        };
        assert_eq!(proposal.pack, expected);
        // Between the two decisions stands one that is not built in.
        let proposal = propose(&packs, Some(read("2026-05-01")), First, read("2026-06-01"));
        let expected = ProposedPack::NotBuiltIn {
            decision: EARLIER_DECISION,
        };
        assert_eq!(proposal.pack, expected);
    }

    #[test]
    fn before_the_change_the_pack_of_the_time_is_proposed_where_it_is_at_hand() {
        let filed_before = "filed_before_change";
        check(
            "2022-10-01",
            First,
            "2022-11-01",
            ("qd-1048-781", filed_before),
        );
        check(
            "2023-02-24",
            First,
            "2023-11-01",
            ("!148/QĐ-TTg", filed_before),
        );
        let earlier = pack("qd-148-2023", "2023-02-24", None);
        let proposal = propose(
            &[earlier, pack(NEW, "2026-05-22", None)],
            Some(read("2026-04-01")),
            First,
            read("2026-06-01"),
        );
        assert_eq!(name(&proposal.pack), "qd-148-2023");
    }

    #[test]
    fn criteria_that_are_not_at_hand_are_named() {
        let proposal = propose(&[], Some(read("2026-08-01")), First, read("2026-09-15"));
        assert_eq!(name(&proposal.pack), "!26/2026/QĐ-TTg");
    }
}
