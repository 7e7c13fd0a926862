//! What the rules want a person to see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::council::MissingInRound;
use crate::model::criteria::{Code, Criterion, EmbeddedForm, FormKey, Scoring};
use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::points::Points;
use crate::model::product::{ApplicationKind, Outcome, Product};
use crate::model::session::Session;
use crate::model::sheet::GroundPlace;

use super::finalisation::{DigestState, FinalisationCheck};
use super::panel::{QuorumState, SheetStanding};
use super::review::ProductReview;
use super::scoring::SheetTotal;
use super::typing::{TypingState, state};
use super::validity::{self, ValidityState};
use super::written::ToMeeting;

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
            K::ConcludedWithoutQuorum { by_rule: false }
            | K::ConcludedWithOpenMatters
            | K::ConclusionAboveWithoutVote
            | K::ConclusionOfOtherLevel
            | K::ConclusionWithoutReason
            | K::ConclusionOutdated
            | K::ExcludedWithoutDecision
            | K::FinalisedContentDiffers
            | K::FrozenTotalDiffers
            | K::SheetOnOtherForm { .. }
            | K::SubmittedSheetIncomplete { .. } => Severity::Error,
            K::CaseOpen { .. }
            | K::ConcludedWithoutQuorum { by_rule: true }
            | K::ConclusionDiffers
            | K::EarlierNotFinalised { .. }
            | K::ProposedForMeeting { .. }
            | K::SecondTypingOpen { .. }
            | K::WrittenForOtherKind
            | K::WrittenOverdue { .. }
            | K::FiledOutsideWindow
            | K::FinalisationUnknown
            | K::GroundOpen { .. }
            | K::SheetOfAbsentMember { .. }
            | K::NoForm
            | K::NoQuorum { .. }
            | K::NobodyPresides
            | K::ReRatingWithoutCertificate
            | K::RepeatedCode
            | K::RoundOpen { .. }
            | K::SheetContested { .. }
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
    ConcludedWithoutQuorum {
        /// Whether the council's rules allow it.
        by_rule: bool,
    },
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
    /// Results were taken up from a session that was not finalised.
    EarlierNotFinalised {
        /// Its name.
        title: String,
    },
    /// The dossier was concluded as rejected although no ground was upheld.
    ExcludedWithoutDecision,
    /// A re-rating dossier was filed outside the window of 180 to 120 days (Art. 7.6a).
    FiledOutsideWindow,
    /// The finalisation carries a digest that nobody can make again.
    FinalisationUnknown,
    /// The content is not what was finalised.
    FinalisedContentDiffers,
    /// Versions of a member's sheet contradict each other, and nobody has chosen yet.
    SheetContested {
        /// Whose.
        member_id: MemberId,
    },
    /// For a product something else was frozen than what is computed and concluded now.
    FrozenTotalDiffers,
    /// Counted sheets differ on whether gates are met.
    GateDisputed {
        /// The criteria.
        codes: Vec<Code>,
    },
    /// A ground waits for a council decision.
    GroundOpen {
        /// Where it stands.
        place: GroundPlace,
        /// Who raised it.
        raised_by: Vec<MemberId>,
    },
    /// A member handed in a sheet for the product but is not recorded as present; it does not count.
    SheetOfAbsentMember {
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
    /// Written opinions call for the meeting.
    ProposedForMeeting {
        /// Why.
        reasons: Vec<ToMeeting>,
    },
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
    /// Paper sheets whose second typing was begun and not brought to an end.
    SecondTypingOpen {
        /// Whose.
        member_ids: Vec<MemberId>,
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
    /// Slips of the printed text of a sheet in use that are left as printed.
    SlipOpen {
        /// The sheet.
        form: FormKey,
        /// The criteria.
        codes: Vec<Code>,
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
    /// Written opinions on a product that is no re-rating (Art. 7.6 knows them for re-ratings).
    WrittenForOtherKind,
    /// The day for written opinions has passed, and members have not answered.
    WrittenOverdue {
        /// Who.
        member_ids: Vec<MemberId>,
    },
}

/// Collects the findings of a session, errors first, then in the order of the agenda.
pub(super) fn collect(
    session: &Session,
    quorum: &QuorumState,
    products: &[ProductReview],
    sheets: &BTreeMap<SheetId, SheetTotal>,
    finalisation: Option<&FinalisationCheck>,
) -> Vec<Finding> {
    let of_digest = finalisation.and_then(|found| match found.digest {
        DigestState::Same => None,
        DigestState::Differs => Some(FindingKind::FinalisedContentDiffers),
        DigestState::Unknown => Some(FindingKind::FinalisationUnknown),
    });
    let mut findings: Vec<Finding> = of_session(session, quorum)
        .into_iter()
        .chain(of_digest)
        .map(|kind| Finding {
            kind,
            product_id: None,
        })
        .collect();
    let mut n_by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for product in &session.products {
        *n_by_code.entry(product.code.trim()).or_default() += 1;
    }
    for (product, review) in session.products.iter().zip(products) {
        let mut kinds = of_product(session, product, review);
        kinds.extend(of_sheets(review, sheets));
        kinds.extend(of_written(review));
        kinds.extend(of_typing(session, product));
        kinds.extend(of_conclusion(session, product, review));
        let code = product.code.trim();
        if finalisation.is_some_and(|found| found.differing.contains(&product.id)) {
            kinds.push(FindingKind::FrozenTotalDiffers);
        }
        if !code.is_empty() && n_by_code.get(code).is_some_and(|&n| n > 1) {
            kinds.push(FindingKind::RepeatedCode);
        }
        findings.extend(kinds.into_iter().map(|kind| Finding {
            kind,
            product_id: Some(product.id),
        }));
    }
    findings.sort_by_key(Finding::severity);
    findings
}

fn of_session(session: &Session, quorum: &QuorumState) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    if !quorum.is_met {
        kinds.push(FindingKind::NoQuorum {
            present: quorum.present,
            needed: quorum.needed,
        });
    }
    let rules = &session.rules;
    let n_rules = [
        &rules.quorum.source,
        &rules.allowed_spread.source,
        &rules.secretary_scores.source,
        &rules.gate_rule.source,
        &rules.unmet_gate.source,
        &rules.sheet_after_leaving.source,
        &rules.min_counted_sheets.source,
        &rules.decimals.source,
    ]
    .into_iter()
    // Refusing a conclusion without a quorum is what everybody does; only the contrary needs a source.
    .chain(
        rules
            .concludes_without_quorum
            .value
            .then_some(&rules.concludes_without_quorum.source),
    )
    .chain(
        (rules.missing_in_round.value != MissingInRound::EarlierCounts)
            .then_some(&rules.missing_in_round.source),
    )
    .filter(|source| source.trim().is_empty())
    .count();
    if n_rules > 0 {
        kinds.push(FindingKind::RulesWithoutSource { n_rules });
    }
    kinds.extend(session.forms.iter().filter_map(slips_of));
    let not_finalised = session.parents.iter().filter(|it| it.digest.is_none());
    kinds.extend(not_finalised.map(|it| FindingKind::EarlierNotFinalised {
        title: it.title.clone(),
    }));
    kinds
}

fn slips_of((key, form): (&FormKey, &Arc<EmbeddedForm>)) -> Option<FindingKind> {
    let left_as_printed = |criterion: &&Criterion| criterion.slips.iter().any(|it| !it.applied);
    let codes: Vec<Code> = form
        .set
        .criteria()
        .filter(left_as_printed)
        .map(|criterion| criterion.code)
        .collect();
    (!codes.is_empty()).then(|| FindingKind::SlipOpen {
        form: key.clone(),
        codes,
    })
}

fn of_product(session: &Session, product: &Product, review: &ProductReview) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    match session.form_of(product) {
        None => kinds.push(FindingKind::NoForm),
        Some(form) => kinds.extend(of_form(product, form)),
    }
    kinds.extend(of_certificate(product, review));
    if !review.round_open_for.is_empty() {
        let waiting_for = review.round_open_for.clone();
        kinds.push(FindingKind::RoundOpen {
            round: review.round,
            waiting_for,
        });
    }
    if !review.pairs_over.is_empty() {
        let n_pairs = review.pairs_over.len();
        kinds.extend(
            review
                .spread
                .map(|spread| FindingKind::SpreadOver { spread, n_pairs }),
        );
    }
    for ground in review
        .grounds
        .iter()
        .filter(|ground| !ground.open_for.is_empty())
    {
        kinds.push(FindingKind::GroundOpen {
            place: ground.place,
            raised_by: ground.open_for.clone(),
        });
    }
    let disputed = review.gates.iter().filter(|gate| gate.is_disputed());
    let disputed: BTreeSet<Code> = disputed.map(|gate| gate.code).collect();
    if !disputed.is_empty() {
        kinds.push(FindingKind::GateDisputed {
            codes: disputed.into_iter().collect(),
        });
    }
    let needed = usize::from(session.rules.min_counted_sheets.value);
    if review.counted > 0 && review.counted < needed {
        kinds.push(FindingKind::TooFewSheets {
            counted: review.counted,
            needed,
        });
    }
    // Nobody to preside matters once the council has begun with the product.
    if review.presiding.is_none() && (review.counted > 0 || product.conclusion.is_some()) {
        kinds.push(FindingKind::NobodyPresides);
    }
    kinds
}

fn of_form(product: &Product, form: &EmbeddedForm) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    for section in form.set.sections() {
        for criterion in &section.criteria {
            let code = criterion.code;
            if criterion.scoring == Scoring::OneCase && !product.case_choices.contains_key(&code) {
                kinds.push(FindingKind::CaseOpen { code });
            }
            if product.waived_gates.contains_key(&code) && section.binds_only.is_none() {
                kinds.push(FindingKind::UnusualWaiver { code });
            }
        }
    }
    kinds
}

fn of_certificate(product: &Product, review: &ProductReview) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    match review.validity.map(|validity| validity.state) {
        Some(
            state @ (ValidityState::Lapsed
            | ValidityState::Revoked
            | ValidityState::WindowMissed
            | ValidityState::WindowOpen
            | ValidityState::Extended),
        ) => kinds.push(FindingKind::Validity { state }),
        Some(ValidityState::Valid | ValidityState::FiledInTime) | None => {}
    }
    if product.application == ApplicationKind::ReRating {
        let expires_on = product.certificate().and_then(validity::expires_on);
        match (expires_on, product.filed_on) {
            (None, _) => kinds.push(FindingKind::ReRatingWithoutCertificate),
            (Some(expires_on), Some(filed_on))
                if !validity::is_inside_window(expires_on, filed_on) =>
            {
                kinds.push(FindingKind::FiledOutsideWindow);
            }
            (Some(_), _) => {}
        }
    }
    kinds
}

fn of_sheets(review: &ProductReview, sheets: &BTreeMap<SheetId, SheetTotal>) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    // A rejected dossier needs no further sheets.
    if review.excluded {
        return kinds;
    }
    for member in &review.members {
        let member_id = member.member_id;
        let total = member.sheet_id.and_then(|id| sheets.get(&id));
        match member.standing {
            SheetStanding::Incomplete => {
                let missing = total.map(|total| total.missing.clone()).unwrap_or_default();
                let has_open_ground = review
                    .grounds
                    .iter()
                    .any(|ground| ground.open_for.contains(&member_id));
                if !has_open_ground {
                    kinds.push(FindingKind::SubmittedSheetIncomplete { member_id, missing });
                }
            }
            SheetStanding::Contested => kinds.push(FindingKind::SheetContested { member_id }),
            SheetStanding::OtherForm => kinds.push(FindingKind::SheetOnOtherForm { member_id }),
            SheetStanding::Absent if member.sheet_id.is_some() => {
                kinds.push(FindingKind::SheetOfAbsentMember { member_id });
            }
            _ => {}
        }
    }
    // Before the first sheet comes in, missing sheets are the normal state and no finding.
    if review.counted > 0 && !review.pending.is_empty() && review.round_open_for.is_empty() {
        kinds.push(FindingKind::SheetsPending {
            member_ids: review.pending.clone(),
        });
    }
    kinds
}

fn of_written(review: &ProductReview) -> Vec<FindingKind> {
    let Some(written) = &review.written else {
        return Vec::new();
    };
    let mut kinds = Vec::new();
    if !written.fits_application {
        kinds.push(FindingKind::WrittenForOtherKind);
    }
    if !written.to_meeting.is_empty() {
        kinds.push(FindingKind::ProposedForMeeting {
            reasons: written.to_meeting.clone(),
        });
    }
    if written.is_overdue() && review.conclusion.is_none() {
        kinds.push(FindingKind::WrittenOverdue {
            member_ids: written.silent.clone(),
        });
    }
    kinds
}

fn of_typing(session: &Session, product: &Product) -> Option<FindingKind> {
    let is_open = |state| matches!(state, TypingState::Second | TypingState::Comparing);
    let sheets = session.sheets.values().filter(|sheet| {
        sheet.second_typing.is_some() && sheet.product_id == product.id && is_open(state(sheet))
    });
    let member_ids: Vec<_> = sheets.map(|sheet| sheet.member_id).collect();
    (!member_ids.is_empty()).then_some(FindingKind::SecondTypingOpen { member_ids })
}

fn of_conclusion(session: &Session, product: &Product, review: &ProductReview) -> Vec<FindingKind> {
    let Some(check) = review.conclusion else {
        return vec![FindingKind::NotConcluded];
    };
    let mut kinds = Vec::new();
    let speaks_of_stars = !matches!(check.outcome, Outcome::NotConcluded | Outcome::Withdrawn);
    if !check.fits_level {
        kinds.push(FindingKind::ConclusionOfOtherLevel);
    }
    if check.lacks_reason {
        kinds.push(FindingKind::ConclusionWithoutReason);
    }
    if check.lacks_vote {
        kinds.push(FindingKind::ConclusionAboveWithoutVote);
    }
    if check.is_outdated {
        kinds.push(FindingKind::ConclusionOutdated);
    }
    if check.differs {
        kinds.push(FindingKind::ConclusionDiffers);
    }
    let was_excluded = product
        .earlier_result
        .as_ref()
        .is_some_and(|earlier| earlier.outcome == Some(Outcome::Excluded));
    if check.outcome == Outcome::Excluded && !review.excluded && !was_excluded {
        kinds.push(FindingKind::ExcludedWithoutDecision);
    }
    let has_open_matters = !review.round_open_for.is_empty()
        || !review.contested.is_empty()
        || review.has_open_ground();
    if speaks_of_stars && has_open_matters {
        kinds.push(FindingKind::ConcludedWithOpenMatters);
    }
    if speaks_of_stars && !review.quorum.is_met && product.conclusion.is_some() {
        let by_rule = session.rules.concludes_without_quorum.value;
        kinds.push(FindingKind::ConcludedWithoutQuorum { by_rule });
    }
    kinds
}
