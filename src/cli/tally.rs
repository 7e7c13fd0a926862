//! `tally --json`: means, ranks and reasons as data.
//!
//! Sums are integers of hundredths of a point; with `count` they are the exact mean. Dates are ISO,
//! what is absent is null. `stars` is computed by the rules, `conclusion` is what the council said.

use serde::Serialize;

use crate::model::criteria::ExclusionKind;
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{ApplicationKind, Conclusion, Outcome, Product, Vote};
use crate::model::session::Session;
use crate::model::sheet::GroundPlace;
use crate::model::{Date, DateTime};
use crate::rules::conclusion::ConclusionCheck;
use crate::rules::findings::{FindingKind, Severity};
use crate::rules::panel::QuorumState;
use crate::rules::review::{GroundReview, ProductReview, Review};
use crate::words::{self, Lang};

/// The answer.
#[derive(Serialize)]
pub(super) struct TallyJson {
    format: &'static str,
    version: u32,
    today: Date,
    session: SessionEntry,
    quorum: QuorumEntry,
    products: Vec<ProductEntry>,
    findings: Vec<FindingEntry>,
}

#[derive(Serialize)]
struct SessionEntry {
    id: String,
    title: String,
    held_on: Option<Date>,
}

#[derive(Serialize)]
struct QuorumEntry {
    present: usize,
    needed: usize,
    members: usize,
    has_chair: bool,
    met: bool,
}

#[derive(Serialize)]
struct ProductEntry {
    id: ProductId,
    code: String,
    name: String,
    sheet: Option<String>,
    application: &'static str,
    round: u16,
    counted: usize,
    sum_hundredths: Option<i64>,
    count: Option<u32>,
    mean_shown: Option<String>,
    parts: Vec<PartEntry>,
    spread_hundredths: Option<i64>,
    pairs_over: Vec<PairEntry>,
    band_stars: Option<u8>,
    stars: Option<u8>,
    held_by: Vec<GateEntry>,
    reason: String,
    excluded: bool,
    stops: Vec<StopEntry>,
    validity: Option<ValidityEntry>,
    conclusion: Option<ConclusionEntry>,
}

#[derive(Serialize)]
struct PartEntry {
    code: String,
    max_hundredths: i64,
    sum_hundredths: i64,
    count: u32,
    mean_shown: String,
}

#[derive(Serialize)]
struct MemberEntry {
    id: MemberId,
    name: String,
}

#[derive(Serialize)]
struct PairEntry {
    higher: MemberEntry,
    lower: MemberEntry,
    difference_hundredths: i64,
}

#[derive(Serialize)]
struct GateEntry {
    criterion: String,
    gate: u8,
}

#[derive(Serialize)]
struct StopEntry {
    place: PlaceEntry,
    kind: &'static str,
    text: String,
    raised_by: Vec<MemberEntry>,
    upheld: Option<bool>,
}

/// Where a ground stands: on the sheet, in a section or in a criterion; positions count from 1.
#[derive(Serialize)]
struct PlaceEntry {
    of: &'static str,
    code: Option<String>,
    position: u16,
}

#[derive(Serialize)]
struct ValidityEntry {
    state: &'static str,
    expires_on: Date,
}

#[derive(Serialize)]
struct ConclusionEntry {
    outcome: &'static str,
    stars: Option<u8>,
    reason: Option<String>,
    vote: Option<Vote>,
    concluded_at: DateTime,
    computed_stars_then: Option<u8>,
    differs: bool,
    is_above: bool,
    is_outdated: bool,
    fits_level: bool,
}

/// A finding.
#[derive(Serialize)]
pub(super) struct FindingEntry {
    severity: &'static str,
    kind: &'static str,
    product_id: Option<ProductId>,
    product: Option<String>,
    text: String,
}

/// Collects the answer.
pub(super) fn tally(session: &Session, review: &Review) -> TallyJson {
    let QuorumState {
        present,
        needed,
        members,
        has_chair,
        is_met,
    } = review.quorum;
    TallyJson {
        format: "ocop-tally",
        version: 1,
        today: review.today,
        session: SessionEntry {
            id: session.id.to_string(),
            title: session.title.clone(),
            held_on: session.held_on,
        },
        quorum: QuorumEntry {
            present,
            needed,
            members,
            has_chair,
            met: is_met,
        },
        products: session
            .products
            .iter()
            .zip(&review.products)
            .map(|(product, found)| product_entry(session, product, found))
            .collect(),
        findings: finding_entries(session, review),
    }
}

fn product_entry(session: &Session, product: &Product, found: &ProductReview) -> ProductEntry {
    let rank = found.rank.as_ref();
    let pairs = found.pairs_over.iter().map(|pair| PairEntry {
        higher: member(session, pair.higher),
        lower: member(session, pair.lower),
        difference_hundredths: pair.difference.hundredths(),
    });
    let parts = found.parts.iter().map(|part| PartEntry {
        code: part.code.clone(),
        max_hundredths: part.max.hundredths(),
        sum_hundredths: part.mean.sum.hundredths(),
        count: part.mean.count,
        mean_shown: part.shown.clone(),
    });
    let gates = rank.map(|rank| rank.held_by.as_slice()).unwrap_or_default();
    let gates = gates.iter().map(|gate| GateEntry {
        criterion: gate.code.to_string(),
        gate: gate.stars.stars(),
    });
    ProductEntry {
        id: product.id,
        code: product.code.clone(),
        name: product.name.clone(),
        sheet: product.form.as_ref().map(ToString::to_string),
        application: application_word(product.application),
        round: found.round,
        counted: found.counted,
        sum_hundredths: found.mean.map(|mean| mean.sum.hundredths()),
        count: found.mean.map(|mean| mean.count),
        mean_shown: found.mean_shown.clone(),
        parts: parts.collect(),
        spread_hundredths: found.spread.map(|spread| spread.hundredths()),
        pairs_over: pairs.collect(),
        band_stars: found.band.map(|band| band.stars()),
        stars: rank.map(|rank| rank.rank.stars()),
        held_by: gates.collect(),
        reason: words::rank_reason(Lang::current(), found),
        excluded: found.excluded,
        stops: found
            .grounds
            .iter()
            .map(|ground| stop_entry(session, ground))
            .collect(),
        validity: found.validity.map(|validity| ValidityEntry {
            state: validity.state.as_str(),
            expires_on: validity.expires_on,
        }),
        conclusion: product
            .conclusion
            .as_ref()
            .zip(found.conclusion)
            .map(|(conclusion, check)| conclusion_entry(conclusion, check)),
    }
}

fn member(session: &Session, id: MemberId) -> MemberEntry {
    MemberEntry {
        id,
        name: words::member_text(session, id),
    }
}

fn stop_entry(session: &Session, ground: &GroundReview) -> StopEntry {
    let (of, code, idx) = match ground.place {
        GroundPlace::Sheet(idx) => ("sheet", None, idx),
        GroundPlace::Section(code, idx) => ("section", Some(code.to_string()), idx),
        GroundPlace::Criterion(code, idx) => ("criterion", Some(code.to_string()), idx),
    };
    StopEntry {
        place: PlaceEntry {
            of,
            code,
            position: u16::from(idx) + 1,
        },
        kind: match ground.kind {
            ExclusionKind::Disqualify => "disqualify",
            ExclusionKind::Ineligible => "ineligible",
            ExclusionKind::Stop => "stop",
            ExclusionKind::StopIfZero => "stop_if_zero",
        },
        text: ground.text.clone(),
        raised_by: ground
            .raised_by
            .iter()
            .map(|id| member(session, *id))
            .collect(),
        upheld: ground.upheld,
    }
}

fn conclusion_entry(conclusion: &Conclusion, check: ConclusionCheck) -> ConclusionEntry {
    let (outcome, stars) = match conclusion.outcome {
        Outcome::Stars(rank) => ("stars", Some(rank.stars())),
        Outcome::ProposeFive => ("propose_five", None),
        Outcome::BelowThree => ("below_three", None),
        Outcome::Returned => ("returned", None),
        Outcome::NotConcluded => ("not_concluded", None),
        Outcome::Withdrawn => ("withdrawn", None),
        Outcome::Excluded => ("excluded", None),
    };
    let reason = conclusion.reason.trim();
    ConclusionEntry {
        outcome,
        stars,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        vote: conclusion.vote,
        concluded_at: conclusion.concluded_at,
        computed_stars_then: conclusion.computed.map(|rank| rank.stars()),
        differs: check.differs,
        is_above: check.is_above,
        is_outdated: check.is_outdated,
        fits_level: check.fits_level,
    }
}

const fn application_word(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::First => "first",
        ApplicationKind::Upgrade => "upgrade",
        ApplicationKind::ReRating => "re_rating",
    }
}

/// Collects the findings, errors first.
pub(super) fn finding_entries(session: &Session, review: &Review) -> Vec<FindingEntry> {
    let entry = |finding| FindingEntry::new(session, review, finding);
    review.findings.iter().map(entry).collect()
}

impl FindingEntry {
    fn new(session: &Session, review: &Review, finding: &crate::rules::findings::Finding) -> Self {
        let product = finding.product_id.and_then(|id| session.product(id));
        Self {
            severity: match finding.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            },
            kind: kind_word(&finding.kind),
            product_id: finding.product_id,
            product: product.map(|product| product.name.clone()),
            text: words::finding_text(Lang::current(), finding, session, review),
        }
    }
}

const fn kind_word(kind: &FindingKind) -> &'static str {
    use FindingKind as K;
    match kind {
        K::CaseOpen { .. } => "case_open",
        K::ConcludedWithOpenMatters => "concluded_with_open_matters",
        K::ConcludedWithoutQuorum { .. } => "concluded_without_quorum",
        K::ConclusionAboveWithoutVote => "conclusion_above_without_vote",
        K::ConclusionDiffers => "conclusion_differs",
        K::ConclusionOfOtherLevel => "conclusion_of_other_level",
        K::ConclusionOutdated => "conclusion_outdated",
        K::ConclusionWithoutReason => "conclusion_without_reason",
        K::ExcludedWithoutDecision => "excluded_without_decision",
        K::FiledOutsideWindow => "filed_outside_window",
        K::FinalisationUnknown => "finalisation_unknown",
        K::FinalisedContentDiffers => "finalised_content_differs",
        K::FrozenTotalDiffers => "frozen_total_differs",
        K::GateDisputed { .. } => "gate_disputed",
        K::GroundOpen { .. } => "ground_open",
        K::EarlierNotFinalised { .. } => "earlier_not_finalised",
        K::ProposedForMeeting { .. } => "proposed_for_meeting",
        K::SecondTypingOpen { .. } => "second_typing_open",
        K::WrittenForOtherKind => "written_for_other_kind",
        K::WrittenOverdue { .. } => "written_overdue",
        K::NoForm => "no_form",
        K::NoQuorum { .. } => "no_quorum",
        K::NobodyPresides => "nobody_presides",
        K::NotConcluded => "not_concluded",
        K::ReRatingWithoutCertificate => "re_rating_without_certificate",
        K::RepeatedCode => "repeated_code",
        K::RoundOpen { .. } => "round_open",
        K::RulesWithoutSource { .. } => "rules_without_source",
        K::SheetOfAbsentMember { .. } => "sheet_of_absent_member",
        K::SheetContested { .. } => "sheet_contested",
        K::SheetOnOtherForm { .. } => "sheet_on_other_form",
        K::SheetsPending { .. } => "sheets_pending",
        K::SlipOpen { .. } => "slip_open",
        K::SpreadOver { .. } => "spread_over",
        K::SubmittedSheetIncomplete { .. } => "submitted_sheet_incomplete",
        K::TooFewSheets { .. } => "too_few_sheets",
        K::UnusualWaiver { .. } => "unusual_waiver",
        K::Validity { .. } => "validity",
    }
}
