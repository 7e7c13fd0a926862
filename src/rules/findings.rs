//! What the rules want a person to see.

use crate::model::criteria::Code;
use crate::model::ids::{MemberId, ProductId};
use crate::model::points::Points;
use crate::model::sheet::GroundPlace;

use super::validity::ValidityState;

/// How much a finding weighs. `check` fails on errors alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The record is not right as it stands.
    Error,
    /// Somebody must look before the session ends.
    Warning,
    /// Worth knowing.
    Info,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// The product it concerns; absent for the session as a whole.
    pub product_id: Option<ProductId>,
}

impl Finding {
    /// Returns how much the finding weighs.
    pub const fn severity(&self) -> Severity {
        use FindingKind as K;
        match self.kind {
            K::ConcludedWithoutQuorum
            | K::ConcludedWithOpenMatters
            | K::ConclusionAboveWithoutVote
            | K::ConclusionOfOtherLevel
            | K::ConclusionWithoutReason
            | K::ConclusionOutdated
            | K::ExcludedWithoutDecision
            | K::SheetOnOtherForm { .. }
            | K::SubmittedSheetIncomplete { .. } => Severity::Error,
            K::CaseOpen { .. }
            | K::ConclusionDiffers
            | K::FiledOutsideWindow
            | K::GroundOpen { .. }
            | K::MemberWithoutAttendance { .. }
            | K::NoForm
            | K::NoQuorum { .. }
            | K::NobodyPresides
            | K::ReRatingWithoutCertificate
            | K::RepeatedCode
            | K::RoundOpen { .. }
            | K::SheetsPending { .. }
            | K::SpreadOver { .. }
            | K::TooFewSheets { .. }
            | K::UnusualWaiver { .. }
            | K::Validity { .. } => Severity::Warning,
            K::GateDisputed { .. }
            | K::NotConcluded
            | K::RulesWithoutSource { .. }
            | K::SlipOpen { .. } => Severity::Info,
        }
    }
}

/// What was found. Products are named by the [`Finding`] itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKind {
    /// A one-case criterion for which no case was chosen.
    CaseOpen {
        /// The criterion.
        code: Code,
    },
    /// A conclusion was recorded without a valid meeting.
    ConcludedWithoutQuorum,
    /// A star conclusion was recorded while a round is open or a ground undecided.
    ConcludedWithOpenMatters,
    /// A conclusion above the computed rank without the council's vote.
    ConclusionAboveWithoutVote,
    /// A conclusion that differs from the computed rank (with a reason).
    ConclusionDiffers,
    /// A conclusion that a council of this level cannot reach.
    ConclusionOfOtherLevel,
    /// The computed rank has changed since the conclusion was recorded.
    ConclusionOutdated,
    /// A conclusion that needs a reason has none.
    ConclusionWithoutReason,
    /// The dossier was concluded as rejected although no ground was upheld.
    ExcludedWithoutDecision,
    /// A re-rating dossier was filed outside the window of 180 to 120 days (Art. 7.6a).
    FiledOutsideWindow,
    /// Counted sheets differ on whether a gate is met.
    GateDisputed {
        /// The criterion.
        code: Code,
    },
    /// A ground waits for a council decision.
    GroundOpen {
        /// Where it stands.
        place: GroundPlace,
        /// Who raised it.
        raised_by: Vec<MemberId>,
    },
    /// A member has a sheet for the product but is not recorded as present.
    MemberWithoutAttendance {
        /// The member.
        member_id: MemberId,
    },
    /// No statutory sheet was chosen.
    NoForm,
    /// The meeting is not valid.
    NoQuorum {
        /// Members present.
        present: usize,
        /// Members needed.
        needed: usize,
    },
    /// Neither the chair nor a vice chair can preside.
    NobodyPresides,
    /// No conclusion was recorded.
    NotConcluded,
    /// A re-rating without an earlier certificate.
    ReRatingWithoutCertificate,
    /// The same product code stands on several products.
    RepeatedCode,
    /// A further round is open.
    RoundOpen {
        /// Its number.
        round: u16,
        /// Who still owes a sheet.
        waiting_for: Vec<MemberId>,
    },
    /// Council rules whose source is not named.
    RulesWithoutSource {
        /// How many.
        n_rules: usize,
    },
    /// A sheet was filled on another statutory sheet than the product's; it does not count.
    SheetOnOtherForm {
        /// The member.
        member_id: MemberId,
    },
    /// Sheets that are expected and not handed in.
    SheetsPending {
        /// Whose.
        member_ids: Vec<MemberId>,
    },
    /// A slip of the printed text that is left as printed.
    SlipOpen {
        /// The criterion.
        code: Code,
    },
    /// Totals differ by more than the council allows.
    SpreadOver {
        /// Highest minus lowest.
        spread: Points,
        /// Number of pairs over the limit.
        n_pairs: usize,
    },
    /// A sheet handed in lacks answers; it does not count.
    SubmittedSheetIncomplete {
        /// The member.
        member_id: MemberId,
        /// What is missing.
        missing: Vec<Code>,
    },
    /// Fewer sheets count than the council asks for.
    TooFewSheets {
        /// Counted sheets.
        counted: usize,
        /// Least number.
        needed: usize,
    },
    /// A gate was waived although its section binds all products.
    UnusualWaiver {
        /// The criterion.
        code: Code,
    },
    /// The last certificate needs attention.
    Validity {
        /// Its state today.
        state: ValidityState,
    },
}
