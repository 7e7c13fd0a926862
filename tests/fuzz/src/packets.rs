//! A desk that issued packets, what came back to it, and what must hold for whatever else comes.

use std::path::Path;
use std::sync::Arc;

use ocop_council::edit::apply::apply;
use ocop_council::edit::command::Command;
use ocop_council::fixtures::packets::{content, done, fill, hand_in, issue, take_back};
use ocop_council::fixtures::{
    ALL_70, ALL_100, LAN, MINH, RICE, TEA, change_product, code, edit, session, sheet,
};
use ocop_council::model::criteria::CaseCode;
use ocop_council::model::session::Session;
use ocop_council::rules::packets::judge::Verdict;
use ocop_council::rules::packets::seal;
use ocop_council::storage::session_file;
use ocop_council::takein::{self, summary};
use ocop_council::words::{Lang, sheet_fault_text, verdict_text};

use crate::hold;

/// A session, and the packets as they were handed in, oldest first.
pub struct Desk {
    /// The session.
    pub session: Session,
    /// The packets.
    pub packets: Vec<Session>,
}

/// Issues packets to two members and lets them hand in, take back and leave out.
#[must_use]
pub fn desk(is_signing: bool) -> Desk {
    let mut session = session();
    session.rules.signing.value = is_signing;
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    let mut lan = issue(&mut session, 1, LAN);
    let mut minh = issue(&mut session, 2, MINH);
    let mut packets = vec![lan.clone()];
    fill(&mut lan, RICE, ALL_70, 0);
    hand_in(&mut lan, 10);
    packets.push(lan.clone());
    take_back(&mut lan);
    packets.push(lan.clone());
    fill(&mut lan, RICE, ALL_100, 0);
    fill(&mut lan, TEA, ALL_70, 0);
    hand_in(&mut lan, 20);
    packets.push(lan);
    let recusal = Command::SetRecusal {
        product_id: RICE,
        member_id: MINH,
        reason: Some("người thân".to_owned()),
    };
    done(&mut minh, recusal);
    fill(&mut minh, TEA, ALL_100, 0);
    hand_in(&mut minh, 15);
    packets.push(minh);
    // Somebody typed a sheet at the desk, too.
    let typed = sheet(5, TEA, LAN, ALL_70);
    session.sheets.insert(typed.id, Arc::new(typed));
    Desk { session, packets }
}

/// Makes the digests of what stands as handed in anew, as somebody may who knows how, where nothing is
/// signed.
#[must_use]
pub fn resealed(mut packet: Session) -> Session {
    let Some(found) = packet.packet.clone() else {
        return packet;
    };
    let mut found = found.as_ref().clone();
    if !found.is_locked() {
        return packet;
    }
    let Some(hand_in) = found.hand_ins.last_mut() else {
        return packet;
    };
    for (id, listed) in &mut hand_in.sheets {
        let Some(mut sheet) = packet.sheets.get(id).map(|it| it.as_ref().clone()) else {
            continue;
        };
        sheet.signature = None;
        let digest = seal::sheet_digest(&packet, &sheet);
        sheet.digest = Some(digest.clone());
        listed.digest = digest;
        listed.signature = None;
        packet.sheets.insert(*id, Arc::new(sheet));
    }
    hand_in.seal.signature = None;
    hand_in.seal.digest = seal::hand_in_digest(&packet, found.id, hand_in);
    packet.packet = Some(Arc::new(found));
    packet
}

/// Takes bytes in as a secretary does who says yes to everything.
pub fn came(desk: &Desk, bytes: &[u8]) {
    let session = &desk.session;
    let file = takein::read(Path::new("a.packet.ron"), bytes, session.id);
    let reports = takein::report(session, std::slice::from_ref(&file));
    let [report] = &*reports else {
        panic!("one file, one report");
    };
    for lang in [Lang::Vi, Lang::En] {
        hold::said(&summary(lang, session, report));
    }
    let judgement = match &report.outcome {
        Ok(judgement) => judgement,
        Err(refused) => {
            assert!(!refused.code().is_empty());
            hold::said(&refused.text(Lang::Vi));
            hold::said(&refused.text(Lang::En));
            return;
        }
    };
    let returned = file.content.expect("what was judged was read");
    assert_eq!(judgement.lines.len(), returned.sheets.len());
    let is_signing = session.rules.signing.value;
    for (line, sheet) in judgement.lines.iter().zip(&returned.sheets) {
        hold::said(&verdict_text(Lang::Vi, line.verdict));
        if let Verdict::Refused(fault) = line.verdict {
            hold::said(&sheet_fault_text(Lang::Vi, fault));
        } else if is_signing {
            // Nobody can sign but who holds the key.
            let is_known = |packet: &Session| packet.sheets.values().any(|it| it == sheet);
            assert!(desk.packets.iter().any(is_known), "forged: {sheet:?}");
        }
    }
    if is_signing {
        let is_known = |packet: &Session| content(packet).hand_ins.contains(&returned.hand_in);
        assert!(desk.packets.iter().any(is_known), "a forged hand-in");
    }
    let mut after = session.clone();
    let take_in = edit(Command::TakeInReturn(Box::new(returned)));
    let taken = apply(&mut after, &take_in);
    assert_eq!(judgement.changes, after != *session, "{taken:?}");
    if taken.is_ok() {
        hold::session(&after);
        let again = after.clone();
        assert_eq!(apply(&mut after, &take_in), Ok(()));
        assert!(after == again, "the second time changed something");
    }
}

/// Writes a packet that was read.
#[must_use]
pub fn written(packet: &Session) -> Vec<u8> {
    session_file::write(packet).expect("written")
}
