//! Session, council, presence.

use super::*;

#[test]
fn names_are_not_taken_away_and_times_are_in_order() {
    let mut session = session();
    let info = |title: &str, began: &str, ended: &str| {
        Command::SetSessionInfo(SessionInfo {
            title: title.to_owned(),
            held_on: Some(fixtures::day()),
            began_at: Some(read(began)),
            ended_at: Some(read(ended)),
            place: "Hội trường UBND tỉnh".to_owned(),
        })
    };
    let empty = Refusal::EmptyName(NameOf::Session);
    refused(&session, info(" ", "08:00", "11:00"), empty);
    refused(
        &session,
        info("Phiên", "08:00", "07:59"),
        Refusal::TimeOrder,
    );
    done(&mut session, info("Phiên 1 ", "08:00", "11:00"));
    assert_eq!(
        last_line(&session),
        line(
            "Sửa thông tin phiên",
            "tên: Phiên thử; kết thúc: (trống)",
            "tên: Phiên 1; kết thúc: 11:00"
        )
    );
    let council = Command::SetCouncilInfo(CouncilInfo {
        name: String::new(),
        level: CouncilLevel::Province,
        established_by: String::new(),
    });
    refused(&session, council, Refusal::EmptyName(NameOf::Council));
    let hearing = Command::SetHearing {
        product_id: RICE,
        hearing: Some(Hearing {
            from: read("09:00"),
            to: Some(read("08:30")),
        }),
    };
    refused(&session, hearing, Refusal::TimeOrder);
}

#[test]
fn rules_stay_within_what_can_be() {
    let mut session = session();
    let rules = |change: fn(&mut crate::model::council::CouncilRules)| {
        let mut rules = fixtures::session().rules;
        change(&mut rules);
        Command::SetRules(Box::new(rules))
    };
    for (command, of) in [
        (rules(|r| r.decimals.value = 5), NumberOf::Decimals),
        (
            rules(|r| r.min_counted_sheets.value = 0),
            NumberOf::MinSheets,
        ),
        (rules(|r| r.quorum.value.denominator = 2), NumberOf::Quorum),
        (rules(|r| r.quorum.value.numerator = 0), NumberOf::Quorum),
        (
            rules(|r| r.allowed_spread.value = Points::whole(101)),
            NumberOf::Spread,
        ),
    ] {
        refused(&session, command, Refusal::OutOfRange(of));
    }
    let changed = rules(|r| {
        r.allowed_spread.value = Points::whole(8);
        r.allowed_spread.source = "Quy chế số 2 ".to_owned();
    });
    done(&mut session, changed);
    assert_eq!(
        last_line(&session),
        line(
            "Sửa quy tắc làm việc của hội đồng",
            "chênh lệch cho phép: 10 điểm",
            "chênh lệch cho phép: 8 điểm (Quy chế số 2)"
        )
    );
}

#[test]
fn members_come_change_and_go() {
    let mut session = session();
    let new = fixtures::member(MemberId::from_bits(5), "Thành viên 5", Role::Member);
    let named = |name: &str| Member {
        name: name.to_owned(),
        ..new.clone()
    };
    refused(
        &session,
        Command::AddMember(named(" ")),
        Refusal::EmptyName(NameOf::Member),
    );
    let unknown = Refusal::UnknownMember(new.id);
    refused(&session, Command::EditMember(new.clone()), unknown);
    done(&mut session, Command::AddMember(new.clone()));
    refused(
        &session,
        Command::AddMember(new.clone()),
        Refusal::DuplicateId,
    );
    let edited = Member {
        attendance: Vec::new(),
        ..named("Đỗ Văn Ba")
    };
    done(&mut session, Command::EditMember(edited));
    let found = session.council.member(new.id).expect("a member");
    assert_eq!(
        (found.name.as_str(), found.attendance.len()),
        ("Đỗ Văn Ba", 1)
    );
    let member_id = new.id;
    done(
        &mut session,
        Command::MoveMember {
            member_id,
            to_idx: 0,
        },
    );
    assert_eq!(
        last_line(&session),
        line("Đổi thứ tự thành viên Đỗ Văn Ba", "thứ 5", "thứ 1")
    );
    done(&mut session, recuse(member_id, Some("góp vốn")));
    done(&mut session, Command::RemoveMember(member_id));
    assert!(
        session
            .product(RICE)
            .expect("a product")
            .recusals
            .is_empty()
    );

    hand_in(&mut session, RICE, LAN, ALL_70);
    refused(
        &session,
        Command::RemoveMember(LAN),
        Refusal::MemberInRecord(LAN),
    );
    let presiding = Command::SetPresiding {
        product_id: TEA,
        member_id: Some(MINH),
    };
    done(&mut session, presiding);
    refused(
        &session,
        Command::RemoveMember(MINH),
        Refusal::MemberInRecord(MINH),
    );
}

#[test]
fn who_is_recused_does_not_preside() {
    let mut session = session();
    refused(&session, recuse(CHAIR, Some(" ")), Refusal::MissingReason);
    done(&mut session, recuse(CHAIR, Some("người nhà")));
    let preside = |member_id| Command::SetPresiding {
        product_id: RICE,
        member_id: Some(member_id),
    };
    refused(&session, preside(CHAIR), Refusal::Recused(CHAIR));
    done(&mut session, preside(LAN));
    assert_eq!(last_line(&session).1.as_deref(), Some("theo quy tắc"));
    done(&mut session, recuse(CHAIR, None));
    assert_eq!(last_line(&session).1.as_deref(), Some("người nhà"));
}

#[test]
fn stays_are_in_order_and_do_not_overlap() {
    let session = session();
    let attend = |texts: &[&str]| Command::SetAttendance {
        member_id: LAN,
        attendance: stays(texts),
        absence_reason: String::new(),
    };
    for texts in [
        &["09:00-08:00"][..],
        &["08:00-", "09:00-10:00"],
        &["08:00-09:30", "09:00-10:00"],
        &["13:00-", "08:00-11:00"],
    ] {
        refused(&session, attend(texts), Refusal::TimeOrder);
    }
    let mut session = session;
    done(
        &mut session,
        attend(&["08:00-09:00", "09:00-10:00", "13:00-"]),
    );
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("có mặt: 08:00–09:00, 09:00–10:00, 13:00–")
    );
}

#[test]
fn all_present_leaves_those_whose_absence_is_known() {
    let mut session = session();
    for (idx, reason) in [(1, ""), (2, "ốm")] {
        let member = &mut session.council.members[idx];
        member.attendance.clear();
        member.absence_reason = reason.to_owned();
    }
    done(
        &mut session,
        Command::MarkAllPresent {
            from: read("08:15"),
        },
    );
    let attended: Vec<_> = session
        .council
        .members
        .iter()
        .map(Member::attended)
        .collect();
    assert_eq!(attended, [true, true, false, true]);
    assert_eq!(
        last_line(&session),
        line("Ghi mọi người có mặt từ 08:15", "", "Lê Thị Lan")
    );
    let n_lines = session.log.len();
    done(
        &mut session,
        Command::MarkAllPresent {
            from: read("09:00"),
        },
    );
    assert_eq!(session.log.len(), n_lines, "nobody was left");
}
