//! Packets from the issue to the record, on the tiny session.

mod versions;

use std::sync::Arc;

use super::issue::{LeftOut, PacketState, packet_state, share, without_case};
use super::judge::{PacketFault, SheetFault, Verdict, judge_file};
use super::{merge, seal};
use crate::edit::apply::apply;
use crate::edit::command::Command;
use crate::edit::refusal::Refusal;
use crate::fixtures::packets::{
    self, content, done, fill, hand_in, hand_in_command, issue, sheet_ref, take_back, take_in,
};
use crate::fixtures::{
    ALL_70, ALL_100, CHAIR, CLERK, LAN, MINH, RICE, TEA, answers, change_product, code, day, edit,
    scored_session, session, sheet,
};
use crate::model::criteria::CaseCode;
use crate::model::ids::SessionId;
use crate::model::session::Session;
use crate::model::sheet::{Answer, SheetSource, SheetStatus};
use crate::rules::panel::SheetStanding;
use crate::rules::review::review;

/// The tiny session with the case of both products chosen, so that every sheet can be finished.
fn ready() -> Session {
    let mut session = session();
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    session
}

#[track_caller]
fn refused(session: &Session, command: Command) -> Refusal {
    let mut copy = session.clone();
    let refused = apply(&mut copy, &edit(command)).expect_err("refused");
    assert_eq!(copy, *session);
    refused
}

#[track_caller]
fn verdicts(session: &Session, packet: &Session) -> Vec<Verdict> {
    let (_, judgement) = judge_file(session, packet).expect("judged");
    judgement.verdicts()
}

/// A packet of Lan's, both sheets filled and handed in.
fn handed_in(session: &mut Session) -> Session {
    let mut packet = issue(session, 1, LAN);
    fill(&mut packet, RICE, ALL_70, 0);
    fill(&mut packet, TEA, ALL_100, 0);
    hand_in(&mut packet, 20);
    packet
}

#[test]
fn a_packet_holds_its_member_alone() {
    let mut session = scored_session([ALL_70, ALL_100, ALL_70]);
    session.sheets.clear();
    for (bits, id) in [(1, CHAIR), (2, MINH)] {
        let sheet = sheet(bits, RICE, id, ALL_70);
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    change_product(&mut session, RICE, |rice| {
        rice.discussion = "Ông An cho 70 điểm".to_owned();
        rice.recusals.insert(MINH, "anh em".to_owned());
        rice.absent.insert(CHAIR);
        rice.presided_by = Some(CHAIR);
    });
    let packet = issue(&mut session, 1, LAN);
    let text = ron::to_string(&packet).expect("RON");
    for foreign in ["Trần Văn An", "Phạm Đức Minh", "Ông An", "anh em"] {
        assert!(!text.contains(foreign), "{foreign}");
    }
    for id in [CHAIR, MINH, CLERK] {
        assert!(!text.contains(&id.to_string()), "{id}");
    }
    assert_eq!(packet.sheets.len(), 0);
    assert_eq!(packet.products.len(), 2);
    assert_eq!(packet.forms.len(), 1);
    assert_eq!(crate::storage::check::faults(&packet), []);
    assert_eq!(crate::storage::check::faults(&session), []);
}

#[test]
fn a_share_leaves_out_what_the_member_does_not_score() {
    let mut session = ready();
    let left_out = |session: &Session| share(session, LAN).left_out;
    assert_eq!(left_out(&session), []);
    let typed = sheet(5, RICE, LAN, ALL_70);
    session.sheets.insert(typed.id, Arc::new(typed));
    change_product(&mut session, TEA, |tea| tea.form = None);
    assert_eq!(
        left_out(&session),
        [(RICE, LeftOut::Typed), (TEA, LeftOut::NoForm)]
    );
    let mut session = ready();
    change_product(&mut session, RICE, |rice| {
        rice.rescorings.push(crate::model::product::Rescoring {
            round: 2,
            reason: "chênh lệch".to_owned(),
            member_ids: [MINH].into(),
            closed: false,
        });
    });
    assert_eq!(left_out(&session), [(RICE, LeftOut::NotInRound)]);
    assert_eq!(share(&session, MINH).product_ids, [RICE, TEA]);
}

#[test]
fn what_is_handed_in_becomes_part_of_the_session() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    assert_eq!(verdicts(&session, &packet), [Verdict::New, Verdict::New]);
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    let rice = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(rice.answers, answers(ALL_70));
    assert_eq!(rice.source, SheetSource::Laptop);
    assert_eq!(rice.packet_id, Some(content(&packet).id));
    let review = review(&session, day());
    let standing = review.product(RICE).and_then(|it| it.member(LAN));
    assert_eq!(standing.map(|it| it.standing), Some(SheetStanding::Counted));
    let line = session.log.last().expect("a line");
    assert_eq!(line.what, "Nộp gói phiếu lần 1: Lê Thị Lan");
    assert_eq!(line.by, "Lê Thị Lan");
    assert_eq!(line.at, crate::fixtures::at(20));
    let after = line.after.as_deref().unwrap_or_default();
    assert!(after.starts_with("2 phiếu; mã "), "{after}");
    assert!(after.ends_with("có ký số"), "{after}");
    // Again, it changes nothing.
    let before = session.clone();
    assert_eq!(
        verdicts(&session, &packet),
        [Verdict::Unchanged, Verdict::Unchanged]
    );
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    assert_eq!(session, before);
    assert_eq!(crate::storage::check::faults(&session), []);
    // The secretary does not change what a member handed in.
    let sheet = crate::fixtures::sheet_ref(&session, RICE, LAN);
    let reason = "nhầm".to_owned();
    assert_eq!(
        refused(&session, Command::ReopenSheet { sheet, reason }),
        Refusal::SheetFromPacket(LAN)
    );
}

#[test]
fn a_handed_in_packet_is_locked_until_it_is_taken_back() {
    let mut session = ready();
    let mut packet = handed_in(&mut session);
    let sheet = sheet_ref(&packet, RICE, 0);
    let choose = Command::ChooseLevel {
        sheet,
        code: code("1.1"),
        answer: Some(Answer::NoLevel),
    };
    assert_eq!(refused(&packet, choose.clone()), Refusal::PacketLocked);
    let again = hand_in_command(&packet, 30);
    assert_eq!(refused(&packet, again), Refusal::PacketLocked);
    let reason = String::new();
    assert_eq!(
        refused(&packet, Command::TakeBackPacket { reason }),
        Refusal::MissingReason
    );
    take_back(&mut packet);
    assert_eq!(
        judge_file(&session, &packet).map(|_| ()),
        Err(PacketFault::NotHandedIn)
    );
    done(&mut packet, choose);
    hand_in(&mut packet, 40);
    let rice = packet.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!((rice.revision, rice.superseded.len()), (3, 1));
    // What was not touched is the version that it was.
    let tea = packet.sheet(TEA, LAN, 1).expect("a sheet");
    assert_eq!((tea.revision, tea.superseded.len()), (1, 0));
    assert_eq!(tea.submitted_at, Some(crate::fixtures::at(20)));
}

#[test]
fn a_packet_takes_the_members_own_work_alone() {
    let mut session = ready();
    let packet = issue(&mut session, 1, LAN);
    let text = "x".to_owned();
    let product_id = RICE;
    assert_eq!(
        refused(&packet, Command::SetDiscussion { product_id, text }),
        Refusal::IsAPacket
    );
    let recusal = Command::SetRecusal {
        product_id,
        member_id: MINH,
        reason: Some("x".to_owned()),
    };
    assert_eq!(refused(&packet, recusal), Refusal::OtherMember);
    let hand_in = hand_in_command(&packet, 20);
    assert_eq!(refused(&packet, hand_in), Refusal::NothingToHandIn);
    let reason = "x".to_owned();
    assert_eq!(
        refused(&session, Command::TakeBackPacket { reason }),
        Refusal::NotAPacket
    );
}

#[test]
fn what_is_not_finished_is_left_for_later_unless_it_was_handed_in_before() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    fill(&mut packet, RICE, ALL_70, 0);
    fill(&mut packet, TEA, "1.1=1", 0);
    hand_in(&mut packet, 20);
    let standing = content(&packet).standing().expect("handed in");
    assert_eq!((standing.sheets.len(), standing.n_unfinished), (1, 1));
    take_back(&mut packet);
    let sheet = sheet_ref(&packet, RICE, 0);
    let clear = Command::ChooseLevel {
        sheet,
        code: code("1.1"),
        answer: None,
    };
    done(&mut packet, clear);
    let again = hand_in_command(&packet, 30);
    assert_eq!(
        refused(&packet, again),
        Refusal::TakenBackUnfinished(vec![RICE])
    );
}

#[test]
fn a_recusal_comes_and_goes_with_hand_ins() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    let recuse = |reason: Option<&str>| Command::SetRecusal {
        product_id: RICE,
        member_id: LAN,
        reason: reason.map(str::to_owned),
    };
    done(&mut packet, recuse(Some("là thành viên hợp tác xã")));
    fill(&mut packet, TEA, ALL_100, 0);
    hand_in(&mut packet, 20);
    let first = packet.clone();
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    let reason = |session: &Session| {
        let rice = session.product(RICE).expect("rice");
        rice.recusals.get(&LAN).cloned()
    };
    assert_eq!(
        reason(&session).as_deref(),
        Some("là thành viên hợp tác xã")
    );
    take_back(&mut packet);
    done(&mut packet, recuse(None));
    fill(&mut packet, RICE, ALL_70, 0);
    hand_in(&mut packet, 30);
    let mut other_order = session.clone();
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    assert_eq!(reason(&session), None);
    assert_eq!(take_in(&mut session, &first), Ok(()));
    assert_eq!(reason(&session), None, "the older hand-in says nothing new");
    // What the secretary wrote herself stays.
    done(&mut other_order, recuse(Some("theo đơn của thành viên")));
    assert_eq!(take_in(&mut other_order, &packet), Ok(()));
    assert_eq!(
        reason(&other_order).as_deref(),
        Some("theo đơn của thành viên")
    );
}

#[test]
fn a_further_round_goes_out_and_comes_back_like_the_first() {
    let mut session = ready();
    let first = handed_in(&mut session);
    assert_eq!(take_in(&mut session, &first), Ok(()));
    let rescore = Command::OpenRescoring {
        product_id: RICE,
        reason: "Bà Lan cho 70, ông An cho 90".to_owned(),
        member_ids: [LAN].into(),
    };
    done(&mut session, rescore);
    assert_eq!(share(&session, MINH).product_ids, [TEA]);
    let mut second = issue(&mut session, 2, LAN);
    let text = ron::to_string(&second).expect("RON");
    assert!(!text.contains("cho 90"), "a reason may cite totals");
    // The round begins with what the member handed in before; that stays as it was.
    fill(&mut second, RICE, "1.1=4", 0);
    hand_in(&mut second, 50);
    assert_eq!(
        verdicts(&session, &second),
        [Verdict::New, Verdict::Unchanged]
    );
    assert_eq!(take_in(&mut session, &second), Ok(()));
    let rounds = [1, 2].map(|round| session.sheet(RICE, LAN, round).expect("a sheet"));
    assert_eq!(rounds[0].answers, answers(ALL_70));
    assert_eq!(
        rounds[1].answers,
        answers("1.1=4 1.2=1 1.3=1 2.1=3 2.2=1 3=4")
    );
    let found = review(&session, day());
    let rice = found.product(RICE).expect("rice");
    assert_eq!(
        rice.member(LAN).and_then(|it| it.sheet_id),
        Some(rounds[1].id)
    );
    assert_eq!(rice.round_open_for, []);
    // The first packet comes late once more, and changes nothing.
    let before = session.clone();
    assert_eq!(take_in(&mut session, &first), Ok(()));
    assert_eq!(session, before);
    assert_eq!(crate::storage::check::faults(&session), []);
}

#[test]
fn foreign_returns_are_refused_with_their_reason() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    let fault = |packet: &Session| judge_file(&session, packet).map(|_| ()).err();
    let change = |change: &dyn Fn(&mut Session)| {
        let mut changed = packet.clone();
        change(&mut changed);
        fault(&changed)
    };
    assert_eq!(fault(&session), Some(PacketFault::NotAPacket));
    let other = change(&|it| it.id = SessionId::from_bits(99));
    assert_eq!(other, Some(PacketFault::OtherSession));
    let content = |it: &mut Session, change: &dyn Fn(&mut crate::model::packet::Packet)| {
        change(Arc::make_mut(it.packet.as_mut().expect("a packet")));
    };
    let id = crate::model::ids::PacketId::from_bits(9);
    let unknown = change(&|it| content(it, &|it| it.id = id));
    assert_eq!(unknown, Some(PacketFault::UnknownPacket));
    let of_other = change(&|it| content(it, &|it| it.member_id = MINH));
    assert_eq!(of_other, Some(PacketFault::OtherMember));
    let later = change(&|it| {
        content(it, &|it| it.hand_ins[0].at = crate::fixtures::at(59));
    });
    assert_eq!(later, Some(PacketFault::BadSeal));
    let unsigned = change(&|it| content(it, &|it| it.hand_ins[0].seal.signature = None));
    assert_eq!(unsigned, Some(PacketFault::BadSignature));
    // What the hand-in says of a sheet is part of what is sealed, its signature too.
    let other_seal = change(&|it| {
        content(it, &|it| {
            let seal = it.hand_ins[0].sheets.values_mut().next();
            seal.expect("a sheet").signature = Some("0".repeat(128));
        });
    });
    assert_eq!(other_seal, Some(PacketFault::BadSeal));
    let fewer = change(&|it| {
        let first = it.sheets.keys().next().copied();
        it.sheets.remove(&first.expect("a sheet"));
    });
    assert_eq!(fewer, Some(PacketFault::BadSeal));
}

#[test]
fn a_changed_sheet_is_refused_also_with_its_digest_made_anew() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    let id = packet.sheet(RICE, LAN, 1).expect("a sheet").id;
    let mut changed = packet.clone();
    let sheet = Arc::make_mut(changed.sheets.get_mut(&id).expect("a sheet"));
    sheet.answers = answers(ALL_100);
    let refused = Verdict::Refused(SheetFault::BadSeal);
    assert_eq!(verdicts(&session, &changed), [refused, Verdict::New]);
    // Somebody who knows the rules makes every digest anew, but cannot sign.
    let sheet = changed.sheets.get(&id).expect("a sheet");
    let digest = seal::sheet_digest(&changed, sheet);
    let sheet = Arc::make_mut(changed.sheets.get_mut(&id).expect("a sheet"));
    sheet.digest = Some(digest.clone());
    let copy = changed.clone();
    let content = Arc::make_mut(changed.packet.as_mut().expect("a packet"));
    let found = &mut content.hand_ins[0];
    found.sheets.get_mut(&id).expect("a seal").digest = digest;
    found.seal.digest = seal::hand_in_digest(&copy, content.id, found);
    assert_eq!(
        judge_file(&session, &changed).map(|_| ()),
        Err(PacketFault::BadSignature)
    );
}

#[test]
fn without_signing_the_digest_alone_guards() {
    let mut session = ready();
    session.rules.signing.value = false;
    let packet = handed_in(&mut session);
    let standing = content(&packet).standing().expect("handed in");
    assert_eq!(standing.seal.signature, None);
    assert_eq!(verdicts(&session, &packet), [Verdict::New, Verdict::New]);
    let id = packet.sheet(RICE, LAN, 1).expect("a sheet").id;
    let mut changed = packet.clone();
    let sheet = Arc::make_mut(changed.sheets.get_mut(&id).expect("a sheet"));
    sheet.opinion = "ngon".to_owned();
    let refused = Verdict::Refused(SheetFault::BadSeal);
    assert_eq!(verdicts(&session, &changed), [refused, Verdict::New]);
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    let line = session.log.last().and_then(|line| line.after.clone());
    assert!(line.is_some_and(|line| line.ends_with("không ký số")));
}

#[test]
fn what_the_council_settled_meanwhile_is_not_overturned() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    let conclusion = crate::model::product::Conclusion {
        outcome: crate::model::product::Outcome::Withdrawn,
        reason: "rút".to_owned(),
        vote: None,
        computed: None,
        concluded_at: crate::fixtures::at(50),
    };
    let with = |change: &dyn Fn(&mut crate::model::product::Product)| {
        let mut session = session.clone();
        change_product(&mut session, RICE, change);
        verdicts(&session, &packet)[0]
    };
    let fault = |fault| Verdict::Refused(fault);
    assert_eq!(
        with(&|it| it.conclusion = Some(conclusion.clone())),
        fault(SheetFault::Concluded)
    );
    assert_eq!(
        with(&|it| {
            it.case_choices.insert(code("1.3"), CaseCode::B);
        }),
        fault(SheetFault::OtherCase(code("1.3")))
    );
    assert_eq!(with(&|it| it.form = None), fault(SheetFault::OtherForm));
    session.products.remove(0);
    assert_eq!(
        verdicts(&session, &packet)[0],
        fault(SheetFault::UnknownProduct)
    );
    assert_eq!(
        take_in(&mut session, &packet),
        Ok(()),
        "the other is taken in"
    );
    assert_eq!(session.sheets.len(), 1);
    session.products.clear();
    session.sheets.clear();
    assert_eq!(take_in(&mut session, &packet), Err(Refusal::NothingTakenIn));
}

#[test]
fn a_packet_filled_by_hand_keeps_its_members_notes_and_earlier_versions() {
    let mut session = ready();
    let mut packet = handed_in(&mut session);
    take_back(&mut packet);
    let sheet = sheet_ref(&packet, RICE, 0);
    let text = "đã xem giấy tờ".to_owned();
    let code = code("1.1");
    done(&mut packet, Command::SetNote { sheet, code, text });
    hand_in(&mut packet, 40);
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    let rice = session.sheet(RICE, LAN, 1).expect("a sheet");
    let [earlier] = &*rice.superseded else {
        panic!("one version: {:?}", rice.superseded);
    };
    assert_eq!(earlier.reason, "Xem lại hồ sơ");
    let seal = earlier.seal.as_ref().expect("a seal");
    let as_seal = crate::model::packet::Seal {
        digest: seal.digest.clone(),
        signature: seal.signature.clone(),
    };
    let public = session.issued[0].public_key.as_deref();
    assert!(seal::sheet_seal_holds(&as_seal, public));
    assert_eq!(packets::content(&packet).hand_ins.len(), 2);
}

#[test]
fn how_far_a_member_has_come_follows_the_newest_packet_and_what_came_later() {
    let mut session = ready();
    assert_eq!(packet_state(&session, LAN), PacketState::NotIssued);
    let mut first = handed_in(&mut session);
    assert!(
        matches!(packet_state(&session, LAN), PacketState::Out(packet) if packet.id == content(&first).id)
    );
    done_with(&mut session, &first);
    assert!(
        matches!(packet_state(&session, LAN), PacketState::Back(_, hand_in) if hand_in.number == 1)
    );
    // Issued again later: what came before is of no account any more.
    let again = issue(&mut session, 2, LAN);
    Arc::make_mut(session.issued.last_mut().expect("issued")).issued_at = crate::fixtures::at(30);
    assert!(
        matches!(packet_state(&session, LAN), PacketState::Out(packet) if packet.id == content(&again).id)
    );
    // The packet before is handed in all the same.
    take_back(&mut first);
    hand_in(&mut first, 40);
    done_with(&mut session, &first);
    let PacketState::Back(packet, hand_in) = packet_state(&session, LAN) else {
        panic!("it came back");
    };
    assert_eq!((packet.id, hand_in.number), (content(&first).id, 2));
    assert_eq!(packet_state(&session, MINH), PacketState::NotIssued);
}

fn done_with(session: &mut Session, packet: &Session) {
    assert_eq!(take_in(session, packet), Ok(()));
}

#[test]
fn criteria_without_a_case_are_named() {
    let session = session();
    let open = |id| without_case(&session, session.product(id).expect("a product"));
    assert_eq!(open(RICE), []);
    assert_eq!(open(TEA), [code("1.3")]);
}
