//! The council's list and who is in the room.

use std::sync::Arc;

use crate::edit::log::{Changes, Record, stays_text, yes_no};
use crate::edit::refusal::{NameOf, Refusal};
use crate::model::council::{Attendance, Member};
use crate::model::ids::MemberId;
use crate::model::session::Session;
use crate::model::time::DayTime;
use crate::words::{Lang, role_text};

use super::{member, member_mut, moved};

pub(super) fn add(session: &mut Session, new: &Member) -> Result<Record, Refusal> {
    if session.council.member(new.id).is_some() {
        return Err(Refusal::DuplicateId);
    }
    check_name(new)?;
    check_stays(&new.attendance)?;
    session.council.members.push(new.clone());
    Ok(Record::after(member_text(new)))
}

/// Says everything that is kept of a person but the name, which the line itself gives.
fn member_text(member: &Member) -> String {
    let mut text = role_text(Lang::Vi, member.role);
    for part in [&member.position, &member.office] {
        if !part.is_empty() {
            text = format!("{text}, {part}");
        }
    }
    if !member.is_member {
        text = format!("{text}; không tính vào số thành viên");
    }
    if !member.attendance.is_empty() {
        text = format!("{text}; có mặt: {}", stays_text(&member.attendance));
    }
    if !member.absence_reason.is_empty() {
        text = format!("{text}; lý do vắng: {}", member.absence_reason);
    }
    text
}

pub(super) fn edit(session: &mut Session, new: &Member) -> Result<Record, Refusal> {
    let old = member_mut(session, new.id)?;
    check_name(new)?;
    let record = Changes::default()
        .field("tên", &old.name, &new.name)
        .field("cơ quan", &old.office, &new.office)
        .field("chức vụ", &old.position, &new.position)
        .field(
            "vai trò",
            role_text(Lang::Vi, old.role),
            role_text(Lang::Vi, new.role),
        )
        .field(
            "là thành viên",
            yes_no(old.is_member),
            yes_no(new.is_member),
        )
        .record();
    *old = Member {
        attendance: std::mem::take(&mut old.attendance),
        absence_reason: std::mem::take(&mut old.absence_reason),
        ..new.clone()
    };
    Ok(record)
}

pub(super) fn remove(session: &mut Session, id: MemberId) -> Result<Record, Refusal> {
    let mut before = member_text(member(session, id)?);
    let has_sheet = session.sheets.values().any(|sheet| sheet.member_id == id);
    let is_named = session.products.iter().any(|product| {
        product.presided_by == Some(id)
            || product
                .rescorings
                .iter()
                .any(|round| round.member_ids.contains(&id))
            || product
                .ground_decisions
                .iter()
                .any(|decision| decision.raised_by.contains(&id))
    });
    let has_packet = session.issued.iter().any(|it| it.member_id == id);
    if has_sheet || is_named || has_packet {
        return Err(Refusal::MemberInRecord(id));
    }
    session.council.members.retain(|member| member.id != id);
    for product in &mut session.products {
        if product.absent.contains(&id) || product.recusals.contains_key(&id) {
            let product = Arc::make_mut(product);
            if product.absent.remove(&id) {
                before = format!("{before}; vắng mặt khi xét {}", product.name);
            }
            if let Some(reason) = product.recusals.remove(&id) {
                before = format!(
                    "{before}; không tham gia đánh giá {}: {reason}",
                    product.name
                );
            }
        }
    }
    Ok(Record::change(before, ""))
}

pub(super) fn move_to(
    session: &mut Session,
    id: MemberId,
    to_idx: usize,
) -> Result<Record, Refusal> {
    let members = &mut session.council.members;
    let from = members.iter().position(|member| member.id == id);
    let from = from.ok_or(Refusal::UnknownMember(id))?;
    moved(members, from, to_idx);
    let to = members.iter().position(|member| member.id == id);
    Ok(position_change(from, to.unwrap_or(from)))
}

/// Says a move by positions counted from 1.
pub(super) fn position_change(from: usize, to: usize) -> Record {
    Record::change(format!("thứ {}", from + 1), format!("thứ {}", to + 1))
}

pub(super) fn set_attendance(
    session: &mut Session,
    id: MemberId,
    attendance: &[Attendance],
    absence_reason: &str,
) -> Result<Record, Refusal> {
    check_stays(attendance)?;
    let member = member_mut(session, id)?;
    let record = Changes::default()
        .field(
            "có mặt",
            stays_text(&member.attendance),
            stays_text(attendance),
        )
        .field("lý do vắng", &member.absence_reason, absence_reason)
        .record();
    member.attendance = attendance.to_vec();
    absence_reason.clone_into(&mut member.absence_reason);
    Ok(record)
}

pub(super) fn mark_all_present(session: &mut Session, from: DayTime) -> Record {
    let mut names = Vec::new();
    for member in &mut session.council.members {
        if member.attendance.is_empty() && member.absence_reason.is_empty() {
            member.attendance.push(Attendance { from, to: None });
            names.push(member.name.clone());
        }
    }
    Record::after(names.join(", "))
}

fn check_name(member: &Member) -> Result<(), Refusal> {
    if member.name.is_empty() {
        return Err(Refusal::EmptyName(NameOf::Member));
    }
    Ok(())
}

/// Stays are in order, and only the last may be open.
fn check_stays(stays: &[Attendance]) -> Result<(), Refusal> {
    let ends_after_begin = |stay: &Attendance| stay.to.is_none_or(|to| stay.from <= to);
    let comes_after = |pair: &[Attendance]| pair[0].to.is_some_and(|left| left <= pair[1].from);
    if stays.iter().all(ends_after_begin) && stays.windows(2).all(comes_after) {
        Ok(())
    } else {
        Err(Refusal::TimeOrder)
    }
}
