//! Packets: issuing, handing in and taking back, taking returns in, and choosing between versions.

use std::sync::Arc;

use crate::edit::clean::clean;
use crate::edit::command::Command;
use crate::edit::log::{Record, label};
use crate::edit::refusal::Refusal;
use crate::model::DateTime;
use crate::model::packet::{
    HandIn, IssuedPacket, Packet, PacketReturn, Returned, Seal, Settlement, Withdrawal,
};
use crate::model::session::{LogLine, Session};
use crate::rules::packets::merge::{self, Key};
use crate::rules::packets::{judge, seal};
use crate::rules::panel::is_scorer;
use crate::words::{Lang, digest_start};

use super::sheets::take_back as take_sheet_back;
use super::{check_reason, member, product};

/// Refuses a command that does not belong here: a packet takes the member's own work alone, and that
/// only while it is not handed in; the council's session takes all the rest.
pub(super) fn check_place(session: &Session, command: &Command) -> Result<(), Refusal> {
    use Command as C;
    let is_of_packet = matches!(command, C::HandInPacket(_) | C::TakeBackPacket { .. });
    let Some(packet) = &session.packet else {
        return if is_of_packet {
            Err(Refusal::NotAPacket)
        } else {
            Ok(())
        };
    };
    let whose = match command {
        C::ChooseLevel { sheet, .. }
        | C::SetNote { sheet, .. }
        | C::SetOpinion { sheet, .. }
        | C::SetTrigger { sheet, .. }
        | C::ReopenSheet { sheet, .. } => sheet.member_id,
        C::SetRecusal { member_id, .. } => *member_id,
        _ if is_of_packet => packet.member_id,
        _ => return Err(Refusal::IsAPacket),
    };
    if whose != packet.member_id {
        return Err(Refusal::OtherMember);
    }
    if packet.is_locked() && !matches!(command, C::TakeBackPacket { .. }) {
        return Err(Refusal::PacketLocked);
    }
    Ok(())
}

pub(super) fn issue(session: &mut Session, issued: &[IssuedPacket]) -> Result<Record, Refusal> {
    let mut names = Vec::new();
    for packet in issued {
        let member = member(session, packet.member_id)?;
        if !is_scorer(session, member) {
            return Err(Refusal::NotScorer(member.id));
        }
        names.push(format!(
            "{} ({} sản phẩm)",
            member.name,
            packet.product_ids.len()
        ));
        for id in &packet.product_ids {
            product(session, *id)?;
        }
        if session.issued_packet(packet.id).is_some() {
            return Err(Refusal::DuplicateId);
        }
        session.issued.push(Arc::new(packet.clone()));
    }
    let signing = if issued.iter().all(|packet| packet.public_key.is_some()) {
        "có ký số"
    } else {
        "không ký số"
    };
    Ok(Record::after(format!("{}; {signing}", names.join(", "))))
}

pub(super) fn take_in(session: &mut Session, returned: &Returned) -> Result<Record, Refusal> {
    let judgement = judge::judge(session, returned).map_err(Refusal::ReturnRefused)?;
    let is_refused = |line: &judge::Line| !line.verdict.is_accepted();
    if !judgement.lines.is_empty() && judgement.lines.iter().all(is_refused) {
        return Err(Refusal::NothingTakenIn);
    }
    let line = return_line(session, returned.packet_id, &returned.hand_in);
    let is_known = judgement.is_known;
    merge::take_in(session, returned, &judgement.verdicts());
    if is_known {
        return Ok(Record::Silent);
    }
    // Returns that follow each other stand in the order of their hand-ins, whichever came first.
    let lines: Vec<_> = session
        .returns
        .iter()
        .map(|it| line_of(session, it))
        .collect();
    let is_return = |line: &Arc<LogLine>| lines.contains(line);
    let n_last = session
        .log
        .iter()
        .rev()
        .take_while(|line| is_return(line))
        .count();
    session.log.push(Arc::new(line));
    let start = session.log.len() - 1 - n_last;
    session.log[start..].sort_by_cached_key(|line| (line.at, line.by.clone(), line.after.clone()));
    Ok(Record::Silent)
}

fn line_of(session: &Session, found: &PacketReturn) -> LogLine {
    return_line(session, found.packet_id, &found.hand_in)
}

/// Writes the line that a hand-in leaves in the log: the member's, not that of whoever took it in.
fn return_line(
    session: &Session,
    packet_id: crate::model::ids::PacketId,
    hand_in: &HandIn,
) -> LogLine {
    let issued = session.issued_packet(packet_id);
    let member = issued.and_then(|issued| session.council.member(issued.member_id));
    let returned = Returned {
        packet_id,
        member_id: issued.map_or(crate::model::ids::MemberId::from_bits(0), |it| it.member_id),
        hand_in: hand_in.clone(),
        sheets: Vec::new(),
    };
    let what = label(
        Lang::Vi,
        &Command::TakeInReturn(Box::new(returned)),
        session,
    );
    LogLine {
        at: hand_in.at,
        by: member.map(|member| member.name.clone()).unwrap_or_default(),
        what,
        before: None,
        after: Some(hand_in_text(hand_in)),
    }
}

/// Writes what a hand-in holds: `14 phiếu; 1 sản phẩm không tham gia đánh giá; mã 3F2A 91C0; có ký số`.
fn hand_in_text(hand_in: &HandIn) -> String {
    let mut text = format!("{} phiếu", hand_in.sheets.len());
    if !hand_in.recusals.is_empty() {
        text.push_str(&format!(
            "; {} sản phẩm không tham gia đánh giá",
            hand_in.recusals.len()
        ));
    }
    if hand_in.n_unfinished > 0 {
        text.push_str(&format!(
            "; {} sản phẩm chưa chấm xong",
            hand_in.n_unfinished
        ));
    }
    let signing = match hand_in.seal.signature {
        Some(_) => "có ký số",
        None => "không ký số",
    };
    text.push_str(&format!(
        "; mã {}; {signing}",
        digest_start(&hand_in.seal.digest)
    ));
    text
}

pub(super) fn settle(
    session: &mut Session,
    key: Key,
    chosen: &str,
    reason: &str,
    (at, by): (DateTime, &str),
) -> Result<Record, Refusal> {
    let (product_id, member_id, round) = key;
    let found = product(session, product_id)?;
    member(session, member_id)?;
    if found.conclusion.is_some() {
        return Err(Refusal::ProductConcluded(product_id));
    }
    let choices = merge::choices(session, key);
    if choices.len() < 2 || !choices.iter().any(|version| version.digest == chosen) {
        return Err(Refusal::NothingToChoose);
    }
    check_reason(reason)?;
    let text = |digest: &str| digest_start(digest);
    let standing = merge::candidates(session, key);
    let before = match &*standing {
        [one] => format!("bản {}", text(&one.digest)),
        several => {
            let names: Vec<_> = several.iter().map(|it| text(&it.digest)).collect();
            format!("các bản {}", names.join(", "))
        }
    };
    session.settlements.push(Arc::new(Settlement {
        product_id,
        member_id,
        round,
        chosen: chosen.to_owned(),
        among: choices.iter().map(|it| it.digest.clone()).collect(),
        reason: reason.to_owned(),
        at,
        by: clean(by),
    }));
    merge::resolve(session, key);
    Ok(Record::change(
        before,
        format!("bản {}; lý do: {reason}", text(chosen)),
    ))
}

/// Returns the packet for changes; [`check_place`] has seen that there is one.
fn packet_mut(session: &mut Session) -> Result<&mut Packet, Refusal> {
    let packet = session.packet.as_mut();
    packet.map(Arc::make_mut).ok_or(Refusal::NotAPacket)
}

pub(super) fn hand_in(session: &mut Session, hand_in: &HandIn) -> Result<Record, Refusal> {
    let packet = session.packet.clone().ok_or(Refusal::NotAPacket)?;
    let prepared = seal::prepare(session, &packet, hand_in.at);
    let taken_back = prepared.unfinished.iter().filter(|it| it.was_handed_in);
    let taken_back: Vec<_> = taken_back.map(|it| it.product_id).collect();
    if !taken_back.is_empty() {
        return Err(Refusal::TakenBackUnfinished(taken_back));
    }
    if prepared.sheets.is_empty() && prepared.recusals.is_empty() {
        return Err(Refusal::NothingToHandIn);
    }
    let public = packet.key.as_ref().map(|key| key.public.as_str());
    let n_unfinished = u32::try_from(prepared.unfinished.len()).unwrap_or(u32::MAX);
    let fits = hand_in.sheets.len() == prepared.sheets.len()
        && hand_in.recusals == prepared.recusals
        && hand_in.n_unfinished == n_unfinished
        && usize::try_from(hand_in.number).is_ok_and(|number| number == packet.hand_ins.len() + 1)
        && hand_in.seal.digest == seal::hand_in_digest(session, packet.id, hand_in)
        && seal::hand_in_seal_holds(&hand_in.seal, public);
    if !fits {
        return Err(Refusal::SealMismatch);
    }
    let mut sheets = Vec::new();
    for mut sheet in prepared.sheets {
        let listed = hand_in.sheets.get(&sheet.id);
        let Seal { digest, signature } = listed.ok_or(Refusal::SealMismatch)?;
        if sheet.digest.as_ref() != Some(digest) {
            return Err(Refusal::SealMismatch);
        }
        let is_own = sheet.packet_id == Some(packet.id);
        if is_own && !listed.is_some_and(|seal| seal::sheet_seal_holds(seal, public)) {
            return Err(Refusal::SealMismatch);
        }
        sheet.signature.clone_from(signature);
        sheets.push(Arc::new(sheet));
    }
    session
        .sheets
        .extend(sheets.into_iter().map(|sheet| (sheet.id, sheet)));
    packet_mut(session)?.hand_ins.push(hand_in.clone());
    Ok(Record::after(hand_in_text(hand_in)))
}

pub(super) fn take_back(
    session: &mut Session,
    reason: &str,
    at: DateTime,
) -> Result<Record, Refusal> {
    let packet = packet_mut(session)?;
    let Some(hand_in) = packet.standing().cloned() else {
        return Err(Refusal::NothingToWithdraw);
    };
    check_reason(reason)?;
    packet.withdrawals.push(Withdrawal {
        at,
        reason: reason.to_owned(),
    });
    let rounds: Vec<_> = session
        .products
        .iter()
        .map(|it| (it.id, it.round()))
        .collect();
    for sheet in session.sheets.values_mut() {
        let is_current = rounds.contains(&(sheet.product_id, sheet.round));
        if is_current && hand_in.sheets.contains_key(&sheet.id) {
            take_sheet_back(Arc::make_mut(sheet), reason);
        }
    }
    Ok(Record::change(
        hand_in_text(&hand_in),
        format!("lý do: {reason}"),
    ))
}
