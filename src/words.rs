//! The words for what the rules found: one wording for screens, papers and commands.
//!
//! Papers and the log of a session are always in Vietnamese; screens follow the person's choice.
//! So every function takes the language.

mod packets;

use rust_i18n::t;

use crate::model::council::Role;
use crate::model::criteria::Code;
use crate::model::ids::MemberId;
use crate::model::points::{Points, StarRank};
use crate::model::product::{ApplicationKind, Outcome};
use crate::model::session::{FrozenTotal, Session};
use crate::model::sheet::GroundPlace;
use crate::model::{Date, DateTime};
use crate::rules::findings::{Finding, FindingKind};
use crate::rules::panel::SheetStanding;
use crate::rules::ranking::GateRef;
use crate::rules::review::{ProductReview, Review};
use crate::rules::validity::{Validity, ValidityState};
use crate::rules::written::ToMeeting;

pub use packets::{packet_fault_text, sheet_fault_text, verdict_text};

/// A language of the catalogs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    /// Vietnamese, the language of every paper.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Returns the language that screens are shown in.
    pub fn current() -> Self {
        if &*rust_i18n::locale() == "en" {
            Self::En
        } else {
            Self::Vi
        }
    }

    /// Returns the name of its catalog.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// Writes a day as `07/04/2026`.
pub fn date_text(date: Date) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// Writes a moment as `07/04/2026 09:30`.
pub fn moment_text(moment: DateTime) -> String {
    moment.format("%d/%m/%Y %H:%M").to_string()
}

/// Writes a digest in groups of four, as it is compared with a paper: `3F2A 91C0 …`.
pub fn digest_text(digest: &str) -> String {
    let groups = digest.as_bytes().chunks(4);
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(" ").to_uppercase()
}

/// Writes the beginning of a digest, enough to tell versions of one sheet apart: `3F2A 91C0`.
pub fn digest_start(digest: &str) -> String {
    digest_text(digest.get(..8).unwrap_or(digest))
}

/// Says what a finalisation froze for a product.
pub fn frozen_total_text(lang: Lang, total: &FrozenTotal) -> String {
    let code = lang.code();
    t!(
        "words.frozen.total",
        locale = code,
        counted = total.counted,
        sum = Points::from_hundredths(total.sum_hundredths),
        rank = total.rank.map_or_else(
            || t!("words.frozen.no_rank", locale = code).into_owned(),
            |rank| stars_text(lang, rank)
        ),
        outcome = total.outcome.map_or_else(
            || t!("words.frozen.no_outcome", locale = code).into_owned(),
            |outcome| outcome_text(lang, outcome)
        )
    )
    .into_owned()
}

/// Names why a product is before the council.
pub fn application_text(lang: Lang, kind: ApplicationKind) -> String {
    let lang = lang.code();
    match kind {
        ApplicationKind::First => t!("words.application.first", locale = lang),
        ApplicationKind::Upgrade => t!("words.application.upgrade", locale = lang),
        ApplicationKind::ReRating => t!("words.application.rerating", locale = lang),
    }
    .into_owned()
}

/// Names a role on the council.
pub fn role_text(lang: Lang, role: Role) -> String {
    let lang = lang.code();
    match role {
        Role::Chair => t!("words.role.chair", locale = lang),
        Role::ViceChair => t!("words.role.vice_chair", locale = lang),
        Role::Member => t!("words.role.member", locale = lang),
        Role::Secretary => t!("words.role.secretary", locale = lang),
    }
    .into_owned()
}

/// Writes `4 sao`.
pub fn stars_text(lang: Lang, rank: StarRank) -> String {
    t!("words.stars", locale = lang.code(), n = rank).into_owned()
}

/// Names a conclusion.
pub fn outcome_text(lang: Lang, outcome: Outcome) -> String {
    let code = lang.code();
    match outcome {
        Outcome::Stars(rank) => return stars_text(lang, rank),
        Outcome::ProposeFive => t!("words.outcome.propose_five", locale = code),
        Outcome::BelowThree => t!("words.outcome.below_three", locale = code),
        Outcome::Returned => t!("words.outcome.returned", locale = code),
        Outcome::NotConcluded => t!("words.outcome.not_concluded", locale = code),
        Outcome::Withdrawn => t!("words.outcome.withdrawn", locale = code),
        Outcome::Excluded => t!("words.outcome.excluded", locale = code),
    }
    .into_owned()
}

/// Names the state of a certificate, with the day or the number of days that matters.
pub fn validity_text(lang: Lang, validity: &Validity) -> String {
    let lang = lang.code();
    match validity.state {
        ValidityState::Valid => t!("words.validity.valid", locale = lang),
        ValidityState::WindowOpen => {
            t!(
                "words.validity.window_open",
                locale = lang,
                date = date_text(validity.window_closes_on)
            )
        }
        ValidityState::WindowMissed => {
            t!(
                "words.validity.window_missed",
                locale = lang,
                date = date_text(validity.expires_on)
            )
        }
        ValidityState::FiledInTime => t!("words.validity.filed_in_time", locale = lang),
        ValidityState::Extended => t!("words.validity.extended", locale = lang),
        ValidityState::Lapsed => {
            t!(
                "words.validity.lapsed",
                locale = lang,
                days = validity.days_past_expiry
            )
        }
        ValidityState::Revoked => t!("words.validity.revoked", locale = lang),
    }
    .into_owned()
}

/// Says whether a sheet counts, and if not, why.
pub fn standing_text(lang: Lang, standing: SheetStanding) -> String {
    let lang = lang.code();
    match standing {
        SheetStanding::Counted => t!("words.standing.counted", locale = lang),
        SheetStanding::NoSheet => t!("words.standing.no_sheet", locale = lang),
        SheetStanding::Draft => t!("words.standing.draft", locale = lang),
        SheetStanding::Recused => t!("words.standing.recused", locale = lang),
        SheetStanding::Absent => t!("words.standing.absent", locale = lang),
        SheetStanding::LeftEarly => t!("words.standing.left_early", locale = lang),
        SheetStanding::NotScoredAgain => t!("words.standing.not_scored_again", locale = lang),
        SheetStanding::Incomplete => t!("words.standing.incomplete", locale = lang),
        SheetStanding::OtherForm => t!("words.standing.other_form", locale = lang),
        SheetStanding::Contested => t!("words.standing.contested", locale = lang),
    }
    .into_owned()
}

/// Says why a product has the rank it has, or why it has none; never a bare number.
pub fn rank_reason(lang: Lang, product: &ProductReview) -> String {
    let code = lang.code();
    if product.rests_on_earlier() {
        return match (&product.rank, &product.mean_shown) {
            (Some(rank), Some(mean)) => t!(
                "words.reason.earlier",
                locale = code,
                stars = rank.rank,
                mean = mean
            ),
            _ => t!("words.reason.earlier_none", locale = code),
        }
        .into_owned();
    }
    if product.excluded {
        return t!("words.reason.excluded", locale = code).into_owned();
    }
    if product.has_open_ground() {
        return t!("words.reason.ground_open", locale = code).into_owned();
    }
    if !product.round_open_for.is_empty() {
        let n = product.round_open_for.len();
        return t!(
            "words.reason.round_open",
            locale = code,
            round = product.round,
            n = n
        )
        .into_owned();
    }
    if !product.contested.is_empty() {
        let n = product.contested.len();
        return t!("words.reason.contested", locale = code, n = n).into_owned();
    }
    let (Some(rank), Some(mean)) = (&product.rank, &product.mean_shown) else {
        return match product.counted {
            0 => t!("words.reason.no_sheets", locale = code).into_owned(),
            n => t!("words.reason.too_few", locale = code, n = n).into_owned(),
        };
    };
    let band = if rank.band >= StarRank::THREE {
        t!(
            "words.reason.band",
            locale = code,
            stars = rank.band,
            mean = mean
        )
    } else {
        t!(
            "words.reason.band_low",
            locale = code,
            stars = rank.band,
            mean = mean
        )
    };
    let gates = rank.first_held_by();
    let Some(first) = gates.first() else {
        return band.into_owned();
    };
    let codes = codes_text(lang, gates.iter().map(|gate: &GateRef| gate.code), 4);
    let lacks = if rank.is_held() {
        t!(
            "words.reason.lacks",
            locale = code,
            stars = first.stars,
            codes = codes
        )
    } else {
        t!(
            "words.reason.named_only",
            locale = code,
            stars = first.stars,
            codes = codes
        )
    };
    format!("{band}, {lacks}")
}

/// Says why written opinions call for the meeting.
pub fn to_meeting_text(lang: Lang, reasons: &[ToMeeting], session: &Session) -> String {
    let code = lang.code();
    let reason = |reason: &ToMeeting| match reason {
        ToMeeting::Complex { reason } => {
            t!("words.to_meeting.complex", locale = code, reason = reason)
        }
        ToMeeting::Spread { spread } => t!(
            "words.to_meeting.spread",
            locale = code,
            spread = spread,
            limit = session.rules.allowed_spread.value
        ),
        ToMeeting::Gates { codes } => t!(
            "words.to_meeting.gates",
            locale = code,
            codes = codes_text(lang, codes.iter().copied(), 6)
        ),
        ToMeeting::Ground { raised_by } => {
            let names: Vec<_> = raised_by
                .iter()
                .map(|id| member_text(session, *id))
                .collect();
            let who = list_text(lang, &names, 3);
            t!("words.to_meeting.ground", locale = code, who = who)
        }
    };
    let reasons: Vec<_> = reasons.iter().map(|it| reason(it).into_owned()).collect();
    reasons.join("; ")
}

/// Lists codes, at most `most` of them: `1.4, 3.5, 9`.
pub fn codes_text(lang: Lang, codes: impl IntoIterator<Item = Code>, most: usize) -> String {
    let codes: Vec<String> = codes.into_iter().map(|code| code.to_string()).collect();
    list_text(lang, &codes, most)
}

/// Lists words, at most `most` of them, and counts the rest.
pub fn list_text(lang: Lang, words: &[String], most: usize) -> String {
    if words.len() <= most {
        return words.join(", ");
    }
    let list = words
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    t!(
        "words.and_more",
        locale = lang.code(),
        list = list,
        n = words.len() - most
    )
    .into_owned()
}

/// Names a member: `Thành viên 4, Sở Y tế`.
pub fn member_text(session: &Session, id: MemberId) -> String {
    match session.council.member(id) {
        Some(member) if member.office.is_empty() => member.name.clone(),
        Some(member) => format!("{}, {}", member.name, member.office),
        None => id.to_string(),
    }
}

/// Names where a ground stands on a sheet.
pub fn place_text(lang: Lang, place: GroundPlace) -> String {
    let lang = lang.code();
    match place {
        GroundPlace::Sheet(idx) => t!("words.ground.sheet", locale = lang, n = u16::from(idx) + 1),
        GroundPlace::Section(code, _) => t!("words.ground.section", locale = lang, code = code),
        GroundPlace::Criterion(code, _) => t!("words.ground.criterion", locale = lang, code = code),
    }
    .into_owned()
}

/// Says a finding in one sentence, without the product's name.
pub fn finding_text(lang: Lang, finding: &Finding, session: &Session, review: &Review) -> String {
    use FindingKind as K;
    let code = lang.code();
    let who = |ids: &[MemberId]| {
        let names: Vec<_> = ids.iter().map(|id| member_text(session, *id)).collect();
        list_text(lang, &names, 3)
    };
    match &finding.kind {
        K::CaseOpen { code: criterion } => {
            t!("words.finding.case_open", locale = code, code = criterion)
        }
        K::ConcludedWithoutQuorum { by_rule: false } => {
            t!("words.finding.concluded_without_quorum", locale = code)
        }
        K::ConcludedWithoutQuorum { by_rule: true } => {
            t!(
                "words.finding.concluded_without_quorum_by_rule",
                locale = code
            )
        }
        K::ConcludedWithOpenMatters => {
            t!("words.finding.concluded_with_open_matters", locale = code)
        }
        K::ConclusionAboveWithoutVote => {
            t!("words.finding.conclusion_above_without_vote", locale = code)
        }
        K::ConclusionDiffers => t!("words.finding.conclusion_differs", locale = code),
        K::ConclusionOfOtherLevel => t!("words.finding.conclusion_of_other_level", locale = code),
        K::ConclusionOutdated => t!("words.finding.conclusion_outdated", locale = code),
        K::ConclusionWithoutReason => t!("words.finding.conclusion_without_reason", locale = code),
        K::EarlierNotFinalised { title } => t!(
            "words.finding.earlier_not_finalised",
            locale = code,
            title = title
        ),
        K::ExcludedWithoutDecision => t!("words.finding.excluded_without_decision", locale = code),
        K::FiledOutsideWindow => t!("words.finding.filed_outside_window", locale = code),
        K::FinalisationUnknown => t!("words.finding.finalisation_unknown", locale = code),
        K::FinalisedContentDiffers => {
            t!("words.finding.finalised_content_differs", locale = code)
        }
        K::FrozenTotalDiffers => t!("words.finding.frozen_total_differs", locale = code),
        K::GateDisputed { codes } => t!(
            "words.finding.gate_disputed",
            locale = code,
            codes = codes_text(lang, codes.iter().copied(), 12)
        ),
        K::GroundOpen { place, raised_by } => t!(
            "words.finding.ground_open",
            locale = code,
            who = who(raised_by),
            place = place_text(lang, *place)
        ),
        K::SheetOfAbsentMember { member_id } => {
            t!(
                "words.finding.sheet_of_absent_member",
                locale = code,
                who = who(&[*member_id])
            )
        }
        K::NoForm => t!("words.finding.no_form", locale = code),
        K::NoQuorum { present, needed } => {
            t!(
                "words.finding.no_quorum",
                locale = code,
                present = present,
                needed = needed
            )
        }
        K::NobodyPresides => t!("words.finding.nobody_presides", locale = code),
        K::NotConcluded => t!("words.finding.not_concluded", locale = code),
        K::ProposedForMeeting { reasons } => t!(
            "words.finding.proposed_for_meeting",
            locale = code,
            reasons = to_meeting_text(lang, reasons, session)
        ),
        K::SecondTypingOpen { member_ids } => t!(
            "words.finding.second_typing_open",
            locale = code,
            who = who(member_ids)
        ),
        K::WrittenForOtherKind => t!("words.finding.written_for_other_kind", locale = code),
        K::WrittenOverdue { member_ids } => t!(
            "words.finding.written_overdue",
            locale = code,
            who = who(member_ids)
        ),
        K::ReRatingWithoutCertificate => {
            t!("words.finding.rerating_without_certificate", locale = code)
        }
        K::RepeatedCode => t!("words.finding.repeated_code", locale = code),
        K::RoundOpen { round, waiting_for } => {
            t!(
                "words.finding.round_open",
                locale = code,
                round = round,
                who = who(waiting_for)
            )
        }
        K::RulesWithoutSource { n_rules } => {
            t!(
                "words.finding.rules_without_source",
                locale = code,
                n = n_rules
            )
        }
        K::SheetContested { member_id } => {
            t!(
                "words.finding.sheet_contested",
                locale = code,
                who = who(&[*member_id])
            )
        }
        K::SheetOnOtherForm { member_id } => {
            t!(
                "words.finding.sheet_on_other_form",
                locale = code,
                who = who(&[*member_id])
            )
        }
        K::SheetsPending { member_ids } => {
            t!(
                "words.finding.sheets_pending",
                locale = code,
                who = who(member_ids)
            )
        }
        K::SlipOpen { form, codes } => t!(
            "words.finding.slip_open",
            locale = code,
            no = form.no,
            codes = codes_text(lang, codes.iter().copied(), 12)
        ),
        K::SpreadOver { spread, n_pairs } => {
            t!(
                "words.finding.spread_over",
                locale = code,
                spread = spread,
                n = n_pairs
            )
        }
        K::SubmittedSheetIncomplete { member_id, missing } => t!(
            "words.finding.submitted_sheet_incomplete",
            locale = code,
            who = who(&[*member_id]),
            n = missing.len(),
            codes = codes_text(lang, missing.iter().copied(), 8)
        ),
        K::TooFewSheets { counted, needed } => {
            t!(
                "words.finding.too_few_sheets",
                locale = code,
                n = counted,
                needed = needed
            )
        }
        K::UnusualWaiver { code: criterion } => {
            t!(
                "words.finding.unusual_waiver",
                locale = code,
                code = criterion
            )
        }
        K::Validity { .. } => {
            let product = finding.product_id.and_then(|id| review.product(id));
            let validity = product.and_then(|product| product.validity);
            let state = validity
                .map(|validity| validity_text(lang, &validity))
                .unwrap_or_default();
            t!("words.finding.validity", locale = code, state = state)
        }
    }
    .into_owned()
}

/// Makes the first letter of a text a capital.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
