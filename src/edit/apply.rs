//! The only function that changes a session.

use std::sync::Arc;

use crate::model::council::Member;
use crate::model::criteria::{Criterion, EmbeddedForm};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{Product, Vote};
use crate::model::session::{LogLine, Session};
use crate::model::sheet::Answer;
use crate::model::{DateTime, criteria::CaseCode};
use crate::words::Lang;

use super::clean::{clean, cleaned};
use super::command::{Command, Edit};
use super::days;
use super::log::{Record, label};
use super::refusal::{NumberOf, Refusal};

mod agenda;
mod decisions;
mod finalisation;
mod forms;
mod members;
mod packets;
mod ratification;
mod setup;
mod sheets;
#[cfg(test)]
mod tests;
mod typing;
mod written;

/// Does what `edit` asks for, with its line in the log; refused, it leaves `session` as it is.
pub fn apply(session: &mut Session, edit: &Edit) -> Result<(), Refusal> {
    *session = applied(session, edit)?;
    Ok(())
}

/// Returns `session` with `edit` applied; the same session where the edit changes nothing.
pub(super) fn applied(session: &Session, edit: &Edit) -> Result<Session, Refusal> {
    let is_reopening = matches!(edit.command, Command::ReopenSession { .. });
    if session.finalisation().is_some() && !is_reopening {
        return Err(Refusal::FinalisedSession);
    }
    if !days::are_plausible(edit) {
        return Err(Refusal::OutOfRange(NumberOf::Year));
    }
    packets::check_place(session, &edit.command)?;
    let command = cleaned(&edit.command);
    let mut next = session.clone();
    let record = change(&mut next, &command, edit.at, &edit.by)?;
    if let Record::Line { before, after } = record
        && next != *session
    {
        next.log.push(Arc::new(LogLine {
            at: edit.at,
            by: clean(&edit.by),
            what: label(Lang::Vi, &command, session),
            before,
            after,
        }));
    }
    Ok(next)
}

fn change(
    session: &mut Session,
    command: &Command,
    at: DateTime,
    by: &str,
) -> Result<Record, Refusal> {
    use Command as C;
    match command {
        C::SetSessionInfo(info) => setup::set_session_info(session, info),
        C::SetDocumentHead(head) => Ok(setup::set_document_head(session, head)),
        C::SetLegalGrounds(lines) => Ok(setup::set_legal_grounds(session, lines)),
        C::SetCouncilInfo(info) => setup::set_council_info(session, info),
        C::SetRules(rules) => setup::set_rules(session, rules),
        C::AddMember(member) => members::add(session, member),
        C::EditMember(member) => members::edit(session, member),
        C::RemoveMember(id) => members::remove(session, *id),
        C::MoveMember { member_id, to_idx } => members::move_to(session, *member_id, *to_idx),
        C::SetAttendance {
            member_id,
            attendance,
            absence_reason,
        } => members::set_attendance(session, *member_id, attendance, absence_reason),
        C::MarkAllPresent { from } => Ok(members::mark_all_present(session, *from)),
        C::AddProduct(new) => agenda::add(session, new),
        C::EditProduct {
            product_id,
            details,
            applicant,
        } => agenda::edit(session, *product_id, details, applicant),
        C::RemoveProduct(id) => agenda::remove(session, *id),
        C::MoveProduct { product_id, to_idx } => agenda::move_to(session, *product_id, *to_idx),
        C::SetProcedure {
            product_id,
            procedure,
        } => agenda::set_procedure(session, *product_id, *procedure),
        C::SetReferences {
            product_id,
            references,
        } => agenda::set_references(session, *product_id, references),
        C::SetRecusal {
            product_id,
            member_id,
            reason,
        } => agenda::set_recusal(session, *product_id, *member_id, reason.as_ref()),
        C::SetAbsentFor {
            product_id,
            member_id,
            absent,
        } => agenda::set_absent_for(session, *product_id, *member_id, *absent),
        C::SetPresiding {
            product_id,
            member_id,
        } => agenda::set_presiding(session, *product_id, *member_id),
        C::SetHearing {
            product_id,
            hearing,
        } => agenda::set_hearing(session, *product_id, *hearing),
        C::SetDiscussion { product_id, text } => {
            agenda::set_text(session, *product_id, text, |product| {
                &mut product.discussion
            })
        }
        C::SetRequests { product_id, text } => {
            agenda::set_text(session, *product_id, text, |product| &mut product.requests)
        }
        C::ChooseForm {
            product_id,
            key,
            form,
            reason,
        } => forms::choose(session, *product_id, key, form, reason),
        C::ChooseCase {
            product_id,
            code,
            case,
        } => forms::choose_case(session, *product_id, *code, *case),
        C::ChooseLevel {
            sheet,
            code,
            answer,
        } => sheets::choose_level(session, sheet, *code, *answer),
        C::SetNote { sheet, code, text } => sheets::set_note(session, sheet, *code, text),
        C::SetOpinion { sheet, text } => sheets::set_opinion(session, sheet, text),
        C::SetTrigger {
            sheet,
            place,
            reason,
        } => sheets::set_trigger(session, sheet, *place, reason.as_deref()),
        C::SubmitSheet { sheet } => sheets::submit(session, sheet, at),
        C::ReopenSheet { sheet, reason } => sheets::reopen(session, sheet, reason),
        C::OpenRescoring {
            product_id,
            reason,
            member_ids,
        } => sheets::open_round(session, *product_id, reason, member_ids),
        C::CloseRescoring { product_id, reason } => {
            sheets::close_round(session, *product_id, reason)
        }
        C::AgreeChoice {
            product_id,
            code,
            agreed,
        } => decisions::agree_choice(session, *product_id, *code, agreed.as_ref()),
        C::WaiveGate {
            product_id,
            code,
            reason,
        } => decisions::waive_gate(session, *product_id, *code, reason.as_ref()),
        C::DecideGround {
            product_id,
            decision,
        } => decisions::decide_ground(session, *product_id, decision),
        C::WithdrawGroundDecision { product_id, place } => {
            decisions::withdraw_ground(session, *product_id, *place)
        }
        C::Conclude {
            product_id,
            outcome,
            reason,
            vote,
        } => decisions::conclude(session, *product_id, *outcome, reason, *vote, at),
        C::ConcludeUndisputed(list) => decisions::conclude_undisputed(session, list, at),
        C::Finalise { totals } => finalisation::finalise(session, totals, at, by),
        C::ReopenSession { reason } => finalisation::reopen(session, reason, at, by),
        C::TypeAgain { sheet, step } => typing::take_step(session, sheet, *step, by),
        C::MarkComplex { product_id, reason } => {
            written::mark_complex(session, *product_id, reason.as_ref())
        }
        C::MoveToMeeting { product_id, reason } => {
            written::move_to_meeting(session, *product_id, reason, at)
        }
        C::TakeUpResults(taken) => ratification::take_up(session, taken),
        C::IssuePackets(issued) => packets::issue(session, issued),
        C::TakeInReturn(returned) => packets::take_in(session, returned),
        C::SettleSheet {
            product_id,
            member_id,
            round,
            chosen,
            reason,
        } => {
            let key = (*product_id, *member_id, *round);
            packets::settle(session, key, chosen, reason, (at, by))
        }
        C::HandInPacket(hand_in) => packets::hand_in(session, hand_in),
        C::TakeBackPacket { reason } => packets::take_back(session, reason, at),
        C::WithdrawConclusion { product_id, reason } => {
            decisions::withdraw_conclusion(session, *product_id, reason)
        }
    }
}

fn product(session: &Session, id: ProductId) -> Result<&Product, Refusal> {
    session.product(id).ok_or(Refusal::UnknownProduct(id))
}

fn product_mut(session: &mut Session, id: ProductId) -> Result<&mut Product, Refusal> {
    let found = session.products.iter_mut().find(|product| product.id == id);
    found.map(Arc::make_mut).ok_or(Refusal::UnknownProduct(id))
}

fn member(session: &Session, id: MemberId) -> Result<&Member, Refusal> {
    session.council.member(id).ok_or(Refusal::UnknownMember(id))
}

fn member_mut(session: &mut Session, id: MemberId) -> Result<&mut Member, Refusal> {
    let members = &mut session.council.members;
    let found = members.iter_mut().find(|member| member.id == id);
    found.ok_or(Refusal::UnknownMember(id))
}

/// Returns the statutory sheet of a product.
fn form(session: &Session, product: &Product) -> Result<Arc<EmbeddedForm>, Refusal> {
    session
        .form_of(product)
        .cloned()
        .ok_or(Refusal::NoForm(product.id))
}

/// Moves the entry at `from` to the place `to`, at most the last.
fn moved<T>(entries: &mut Vec<T>, from: usize, to: usize) {
    let entry = entries.remove(from);
    entries.insert(to.min(entries.len()), entry);
}

fn check_reason(reason: &str) -> Result<(), Refusal> {
    if reason.is_empty() {
        return Err(Refusal::MissingReason);
    }
    Ok(())
}

/// Refuses a vote in which nobody or more than the council took part.
fn check_vote(session: &Session, vote: Vote) -> Result<(), Refusal> {
    let votes = [vote.in_favor, vote.against, vote.abstained];
    let votes = votes.into_iter().map(usize::from).sum();
    let all = &session.council.members;
    let members = all.iter().filter(|member| member.is_member).count();
    if votes == 0 {
        return Err(Refusal::OutOfRange(NumberOf::Votes));
    }
    if votes > members {
        return Err(Refusal::TooManyVotes { votes, members });
    }
    Ok(())
}

/// Refuses an answer that the sheet does not offer for the case chosen.
fn check_answer(
    criterion: &Criterion,
    case: Option<CaseCode>,
    answer: Answer,
) -> Result<(), Refusal> {
    let code = criterion.code;
    let Answer::Level(idx) = answer else {
        if criterion.offers_none(case) {
            return Ok(());
        }
        return Err(Refusal::NoLevelNotOffered(code));
    };
    let idx = usize::from(idx);
    if criterion.points_of(idx).is_none() {
        return Err(Refusal::UnknownLevel(code));
    }
    let of_level = criterion.options.get(idx).and_then(|level| level.case);
    match (of_level, case) {
        (Some(of_level), Some(chosen)) if of_level != chosen => {
            Err(Refusal::LevelOfOtherCase { code, chosen })
        }
        _ => Ok(()),
    }
}
