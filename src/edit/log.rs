//! The words for what was done: lines of the log, and names of steps that can be undone.
//!
//! The log is part of the record and always in Vietnamese, as every paper is. What a line says in
//! its `before` and `after` is therefore written here and in no catalog.

use std::borrow::Cow;
use std::fmt::Display;

use rust_i18n::t;

use crate::model::Date;
use crate::model::council::{
    Attendance, CouncilRules, GateRule, MissingInRound, SheetAfterLeaving, UnmetGate,
};
use crate::model::criteria::Criterion;
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{Hearing, Procedure, Vote};
use crate::model::session::Session;
use crate::model::sheet::Answer;
use crate::model::time::DayTime;
use crate::words::{Lang, date_text, outcome_text, place_text};

use super::command::{Command, SheetRef, TypingStep};

/// What a command leaves in the log.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// Nothing: work on a draft, summed up when its sheet is handed in.
    Silent,
    /// A line.
    Line {
        /// What was there before.
        before: Option<String>,
        /// What is there now.
        after: Option<String>,
    },
}

impl Record {
    /// A line without before and after.
    pub(super) const BARE: Self = Self::Line {
        before: None,
        after: None,
    };

    /// A line that says what is there now.
    pub(super) fn after(after: impl Into<String>) -> Self {
        Self::change("", after)
    }

    /// A line that says what was there and what is there now; empty texts are left out.
    pub(super) fn change(before: impl Into<String>, after: impl Into<String>) -> Self {
        Self::Line {
            before: Some(before.into()).filter(|text| !text.is_empty()),
            after: Some(after.into()).filter(|text| !text.is_empty()),
        }
    }
}

/// Collects the fields that a command changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    before: Vec<String>,
    after: Vec<String>,
}

impl Changes {
    /// Adds a field where it changes.
    pub(super) fn field(mut self, name: &str, before: impl Display, after: impl Display) -> Self {
        let (before, after) = (before.to_string(), after.to_string());
        if before != after {
            let shown = |text: String| {
                if text.is_empty() {
                    "(trống)".to_owned()
                } else {
                    text
                }
            };
            self.before.push(format!("{name}: {}", shown(before)));
            self.after.push(format!("{name}: {}", shown(after)));
        }
        self
    }

    /// Makes the line.
    pub(super) fn record(self) -> Record {
        Record::change(self.before.join("; "), self.after.join("; "))
    }
}

/// Names what a command does, in one short sentence. `session` is the session before it.
pub fn label(lang: Lang, command: &Command, session: &Session) -> String {
    use Command as C;
    let l = lang.code();
    let product = |id: ProductId| {
        session
            .product(id)
            .map_or_else(|| id.to_string(), |product| product.name.clone())
    };
    let member = |id: MemberId| {
        session
            .council
            .member(id)
            .map_or_else(|| id.to_string(), |member| member.name.clone())
    };
    // Most sentences name a product; some also a member, a criterion or a round.
    let of_product = |id: ProductId, key: &str| t!(key, locale = l, product = product(id));
    let of_sheet = |sheet: &SheetRef, key: &str| {
        t!(
            key,
            locale = l,
            product = product(sheet.product_id),
            who = member(sheet.member_id),
            round = sheet.round
        )
    };
    match command {
        C::SetSessionInfo(_) => t!("edit.label.session_info", locale = l),
        C::SetDocumentHead(_) => t!("edit.label.document_head", locale = l),
        C::SetLegalGrounds(_) => t!("edit.label.legal_grounds", locale = l),
        C::SetCouncilInfo(_) => t!("edit.label.council_info", locale = l),
        C::SetRules(_) => t!("edit.label.rules", locale = l),
        C::AddMember(new) => t!("edit.label.add_member", locale = l, who = new.name),
        C::EditMember(new) => t!("edit.label.edit_member", locale = l, who = member(new.id)),
        C::RemoveMember(id) => t!("edit.label.remove_member", locale = l, who = member(*id)),
        C::MoveMember { member_id, .. } => {
            t!(
                "edit.label.move_member",
                locale = l,
                who = member(*member_id)
            )
        }
        C::SetAttendance { member_id, .. } => {
            t!(
                "edit.label.attendance",
                locale = l,
                who = member(*member_id)
            )
        }
        C::MarkAllPresent { from } => t!("edit.label.all_present", locale = l, time = from),
        C::AddProduct(new) => {
            t!(
                "edit.label.add_product",
                locale = l,
                product = new.details.name
            )
        }
        C::EditProduct { product_id, .. } => of_product(*product_id, "edit.label.edit_product"),
        C::RemoveProduct(id) => of_product(*id, "edit.label.remove_product"),
        C::MoveProduct { product_id, .. } => of_product(*product_id, "edit.label.move_product"),
        C::ChooseForm { product_id, .. } => of_product(*product_id, "edit.label.choose_form"),
        C::ChooseCase {
            product_id, code, ..
        } => t!(
            "edit.label.choose_case",
            locale = l,
            product = product(*product_id),
            code = code
        ),
        C::SetProcedure { product_id, .. } => of_product(*product_id, "edit.label.procedure"),
        C::SetReferences { product_id, .. } => of_product(*product_id, "edit.label.references"),
        C::ChooseLevel {
            code,
            answer: Some(_),
            ..
        } => t!("edit.label.choose_level", locale = l, code = code),
        C::ChooseLevel {
            code, answer: None, ..
        } => t!("edit.label.clear_level", locale = l, code = code),
        C::SetNote { code, .. } => t!("edit.label.note", locale = l, code = code),
        C::SetOpinion { sheet, .. } => of_sheet(sheet, "edit.label.opinion"),
        C::SetTrigger {
            sheet,
            place,
            reason,
        } => {
            let key = match reason {
                Some(_) => "edit.label.set_trigger",
                None => "edit.label.clear_trigger",
            };
            t!(
                key,
                locale = l,
                product = product(sheet.product_id),
                who = member(sheet.member_id),
                place = place_text(lang, *place)
            )
        }
        C::SubmitSheet { sheet } => of_sheet(sheet, "edit.label.submit_sheet"),
        C::ReopenSheet { sheet, .. } => of_sheet(sheet, "edit.label.reopen_sheet"),
        C::SetRecusal {
            product_id,
            member_id,
            reason,
        } => {
            let key = match reason {
                Some(_) => "edit.label.recuse",
                None => "edit.label.clear_recusal",
            };
            t!(
                key,
                locale = l,
                product = product(*product_id),
                who = member(*member_id)
            )
        }
        C::SetAbsentFor {
            product_id,
            member_id,
            absent,
        } => {
            let key = if *absent {
                "edit.label.absent_for"
            } else {
                "edit.label.present_for"
            };
            t!(
                key,
                locale = l,
                product = product(*product_id),
                who = member(*member_id)
            )
        }
        C::SetPresiding { product_id, .. } => of_product(*product_id, "edit.label.presiding"),
        C::SetHearing { product_id, .. } => of_product(*product_id, "edit.label.hearing"),
        C::OpenRescoring { product_id, .. } => of_product(*product_id, "edit.label.open_rescoring"),
        C::CloseRescoring { product_id, .. } => {
            of_product(*product_id, "edit.label.close_rescoring")
        }
        C::AgreeChoice {
            product_id,
            code,
            agreed,
        } => {
            let key = match agreed {
                Some(_) => "edit.label.agree_choice",
                None => "edit.label.clear_agreed",
            };
            t!(key, locale = l, product = product(*product_id), code = code)
        }
        C::WaiveGate {
            product_id,
            code,
            reason,
        } => {
            let key = match reason {
                Some(_) => "edit.label.waive_gate",
                None => "edit.label.clear_waiver",
            };
            t!(key, locale = l, product = product(*product_id), code = code)
        }
        C::DecideGround {
            product_id,
            decision,
        } => t!(
            "edit.label.decide_ground",
            locale = l,
            product = product(*product_id),
            place = place_text(lang, decision.place)
        ),
        C::WithdrawGroundDecision { product_id, place } => t!(
            "edit.label.withdraw_ground",
            locale = l,
            product = product(*product_id),
            place = place_text(lang, *place)
        ),
        C::SetDiscussion { product_id, .. } => of_product(*product_id, "edit.label.discussion"),
        C::SetRequests { product_id, .. } => of_product(*product_id, "edit.label.requests"),
        C::Conclude {
            product_id,
            outcome,
            ..
        } => t!(
            "edit.label.conclude",
            locale = l,
            product = product(*product_id),
            outcome = outcome_text(lang, *outcome)
        ),
        C::ConcludeUndisputed(list) => {
            t!("edit.label.conclude_undisputed", locale = l, n = list.len())
        }
        C::Finalise { .. } => t!("edit.label.finalise", locale = l),
        C::ReopenSession { .. } => t!("edit.label.reopen_session", locale = l),
        C::TypeAgain { sheet, step } => {
            typing_label(lang, *step, &of_sheet(sheet, "edit.label.of_sheet"))
        }
        C::MarkComplex { product_id, reason } => {
            let key = match reason {
                Some(_) => "edit.label.mark_complex",
                None => "edit.label.clear_complex",
            };
            of_product(*product_id, key)
        }
        C::MoveToMeeting { product_id, .. } => of_product(*product_id, "edit.label.to_meeting"),
        C::TakeUpResults(taken) => {
            t!("edit.label.take_up", locale = l, n = taken.sessions.len())
        }
        C::IssuePackets(issued) => t!("edit.label.issue_packets", locale = l, n = issued.len()),
        C::TakeInReturn(returned) => t!(
            "edit.label.take_in",
            locale = l,
            who = member(returned.member_id),
            number = returned.hand_in.number
        ),
        C::SettleSheet {
            product_id,
            member_id,
            ..
        } => t!(
            "edit.label.settle_sheet",
            locale = l,
            product = product(*product_id),
            who = member(*member_id)
        ),
        C::HandInPacket(hand_in) => {
            t!(
                "edit.label.hand_in_packet",
                locale = l,
                number = hand_in.number
            )
        }
        C::TakeBackPacket { .. } => t!("edit.label.take_back_packet", locale = l),
        C::WithdrawConclusion { product_id, .. } => {
            of_product(*product_id, "edit.label.withdraw_conclusion")
        }
    }
    .into_owned()
}

/// Names a step of the second typing of a sheet.
fn typing_label(lang: Lang, step: TypingStep, sheet: &str) -> Cow<'static, str> {
    let l = lang.code();
    let whole = |key: &str| t!(key, locale = l, sheet = sheet);
    match step {
        TypingStep::Begin => whole("edit.label.typing_begin"),
        TypingStep::Answer { code, .. } => {
            t!("edit.label.typing_answer", locale = l, code = code)
        }
        TypingStep::Compare => whole("edit.label.typing_compare"),
        TypingStep::Settle { code, .. } => t!(
            "edit.label.typing_settle",
            locale = l,
            code = code,
            sheet = sheet
        ),
        TypingStep::Drop => whole("edit.label.typing_drop"),
    }
}

pub(super) fn opt_text<T>(value: Option<T>, text: impl Fn(T) -> String) -> String {
    value.map(text).unwrap_or_default()
}

pub(super) fn opt_date(date: Option<Date>) -> String {
    opt_text(date, date_text)
}

pub(super) fn opt_time(time: Option<DayTime>) -> String {
    opt_text(time, |time| time.to_string())
}

pub(super) const fn yes_no(value: bool) -> &'static str {
    if value { "có" } else { "không" }
}

/// Writes the stays of a person: `08:00–11:30, 13:00–`.
pub(super) fn stays_text(stays: &[Attendance]) -> String {
    let stay = |stay: &Attendance| format!("{}–{}", stay.from, opt_time(stay.to));
    stays.iter().map(stay).collect::<Vec<_>>().join(", ")
}

pub(super) fn hearing_text(hearing: Option<Hearing>) -> String {
    opt_text(hearing, |hearing| {
        format!("{}–{}", hearing.from, opt_time(hearing.to))
    })
}

pub(super) fn procedure_text(procedure: Procedure) -> String {
    match procedure {
        Procedure::Meeting => "họp".to_owned(),
        Procedure::Written { until: None } => "lấy ý kiến bằng văn bản".to_owned(),
        Procedure::Written { until: Some(until) } => {
            format!("lấy ý kiến bằng văn bản đến {}", date_text(until))
        }
    }
}

pub(super) fn vote_text(vote: Vote) -> String {
    let Vote {
        in_favor,
        against,
        abstained,
    } = vote;
    format!("{in_favor} tán thành, {against} không tán thành, {abstained} không có ý kiến")
}

/// Writes an answer with its points: `mức 2 (10 điểm)`.
pub(super) fn answer_text(criterion: &Criterion, answer: Answer) -> String {
    match answer {
        Answer::NoLevel => "không đạt mức nào".to_owned(),
        Answer::Level(idx) => {
            let points = criterion.points_of(usize::from(idx)).unwrap_or_default();
            format!("mức {} ({points} điểm)", u16::from(idx) + 1)
        }
    }
}

/// Lists the rules that change, each with its source.
pub(super) fn rules_changes(before: &CouncilRules, after: &CouncilRules) -> Record {
    fn sourced<T>(rule: &crate::model::council::Sourced<T>, text: String) -> String {
        if rule.source.is_empty() {
            text
        } else {
            format!("{text} ({})", rule.source)
        }
    }
    let texts = |rules: &CouncilRules| {
        let quorum = rules.quorum.value;
        let chair = if quorum.needs_chair {
            ", có người chủ tọa"
        } else {
            ""
        };
        let gate_rule = match rules.gate_rule.value {
            GateRule::MajorityOfCounted => "quá nửa số phiếu được tính",
            GateRule::AllCounted => "mọi phiếu được tính",
        };
        let unmet_gate = match rules.unmet_gate.value {
            UnmetGate::HoldsRank => "giữ hạng ở mức đủ yêu cầu",
            UnmetGate::NamedOnly => "chỉ nêu trong biên bản",
        };
        let after_leaving = match rules.sheet_after_leaving.value {
            SheetAfterLeaving::Counts => "vẫn tính",
            SheetAfterLeaving::DoesNotCount => "không tính",
        };
        let share = format!(
            "{}/{} thành viên{chair}",
            quorum.numerator, quorum.denominator
        );
        let spread = format!("{} điểm", rules.allowed_spread.value);
        let secretary = yes_no(rules.secretary_scores.value).to_owned();
        [
            ("điều kiện họp", sourced(&rules.quorum, share)),
            (
                "chênh lệch cho phép",
                sourced(&rules.allowed_spread, spread),
            ),
            (
                "thư ký chấm điểm",
                sourced(&rules.secretary_scores, secretary),
            ),
            (
                "đạt yêu cầu tối thiểu khi",
                sourced(&rules.gate_rule, gate_rule.to_owned()),
            ),
            (
                "thiếu yêu cầu tối thiểu thì",
                sourced(&rules.unmet_gate, unmet_gate.to_owned()),
            ),
            (
                "phiếu của người về trước",
                sourced(&rules.sheet_after_leaving, after_leaving.to_owned()),
            ),
            (
                "số phiếu tối thiểu",
                sourced(
                    &rules.min_counted_sheets,
                    rules.min_counted_sheets.value.to_string(),
                ),
            ),
            (
                "kết luận khi không đủ điều kiện họp",
                sourced(
                    &rules.concludes_without_quorum,
                    yes_no(rules.concludes_without_quorum.value).to_owned(),
                ),
            ),
            (
                "không chấm lại khi lượt chấm đã kết thúc thì",
                sourced(
                    &rules.missing_in_round,
                    match rules.missing_in_round.value {
                        MissingInRound::EarlierCounts => "tính phiếu lượt trước",
                        MissingInRound::NothingCounts => "không tính phiếu",
                    }
                    .to_owned(),
                ),
            ),
            (
                "ký số phiếu nộp theo gói",
                sourced(&rules.signing, yes_no(rules.signing.value).to_owned()),
            ),
            (
                "chữ số thập phân",
                sourced(&rules.decimals, rules.decimals.value.to_string()),
            ),
        ]
    };
    texts(before)
        .into_iter()
        .zip(texts(after))
        .fold(
            Changes::default(),
            |changes, ((name, before), (_, after))| changes.field(name, before, after),
        )
        .record()
}
