use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::fixtures::{self, CHAIR, LAN, MINH, RICE};
use crate::ui::rig;

fn nobody_called() -> crate::model::session::Session {
    let mut session = fixtures::session();
    for member in &mut session.council.members {
        member.attendance.clear();
    }
    session
}

#[test]
fn space_records_a_person_as_present_and_the_quorum_follows() {
    let mut harness = rig::open::<CouncilScreen>(nobody_called(), CouncilScreen::ui);
    harness.get_by_label_contains("còn thiếu 3 thành viên; chưa có người chủ trì");
    // The keyboard begins on the first person not yet called.
    harness.key_press(Key::Space);
    harness.run();
    let [
        Command::SetAttendance {
            member_id,
            attendance,
            ..
        },
    ] = harness.state().commands.as_slice()
    else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(*member_id, CHAIR);
    assert_eq!(attendance[0].from.to_string(), "08:00");
    harness.get_by_label_contains("còn thiếu 2 thành viên");
    for name in ["Lê Thị Lan", "Phạm Đức Minh"] {
        harness.get_by_label(&format!("Có mặt: {name}")).click();
        harness.run();
    }
    harness.get_by_label("Họp hợp lệ: 3/3 thành viên, có Chủ tịch");
}

#[test]
fn all_are_recorded_with_one_button() {
    let mut harness = rig::open::<CouncilScreen>(nobody_called(), CouncilScreen::ui);
    harness.get_by_label("Tất cả có mặt").click();
    harness.run();
    assert!(
        harness
            .state()
            .session()
            .council
            .members
            .iter()
            .all(Member::is_present)
    );
    assert!(harness.query_by_label("Tất cả có mặt").is_none());
}

#[test]
fn one_key_calls_everybody_but_who_is_excused() {
    let mut session = nobody_called();
    session.council.members[2].absence_reason = "ốm".to_owned();
    let mut harness = rig::open::<CouncilScreen>(session, CouncilScreen::ui);
    harness.get_by_label("Nhập họ tên rồi Enter").focus();
    harness.run();
    harness.event(egui::Event::Text("Phạm Thị Hoa".to_owned()));
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let members = &harness.state().session().council.members;
    let present: Vec<_> = members.iter().map(|m| (&*m.name, m.is_present())).collect();
    let expected = [
        ("Trần Văn An", true),
        ("Lê Thị Lan", true),
        ("Phạm Đức Minh", false),
        ("Phạm Thị Hoa", true),
    ];
    assert_eq!(present[..3], expected[..3]);
    assert_eq!(
        present.last(),
        expected.last(),
        "the person being typed too"
    );
    // Nobody is left to be called: the button is gone and the key does nothing.
    assert!(harness.query_by_label("Tất cả có mặt").is_none());
    let n_commands = harness.state().commands.len();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert_eq!(harness.state().commands.len(), n_commands);
}

#[test]
fn a_list_is_typed_with_enter_alone() {
    let mut session = fixtures::session();
    session.council.members.clear();
    let mut harness = rig::open::<CouncilScreen>(session, CouncilScreen::ui);
    for name in ["Trần Văn An", "Lê Thị Lan"] {
        harness.event(egui::Event::Text(name.to_owned()));
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
    }
    let members = &harness.state().session().council.members;
    let found: Vec<_> = members.iter().map(|m| (m.name.as_str(), m.role)).collect();
    assert_eq!(
        found,
        [("Trần Văn An", Role::Chair), ("Lê Thị Lan", Role::Member)]
    );
    assert_eq!(harness.state().commands.len(), 2);
}

#[test]
fn a_refused_removal_says_why() {
    let session = fixtures::scored_session([fixtures::ALL_70; 3]);
    let mut harness = rig::open::<CouncilScreen>(session, CouncilScreen::ui);
    harness.state_mut().screen.removing = Some(LAN);
    harness.run();
    harness.get_by_label("Chưa xóa được Lê Thị Lan");
    let said = crate::edit::refusal::refusal_text(
        &crate::edit::refusal::Refusal::MemberInRecord(LAN),
        harness.state().session(),
    );
    harness.get_by_label(&said);
    assert!(harness.query_by_label("Xóa khỏi danh sách").is_none());
    harness.get_by_label("Đóng").click();
    harness.run();
    assert!(harness.state().commands.is_empty());
    assert!(harness.state().session().product(RICE).is_some());
}

#[test]
fn a_removal_asks_first() {
    let mut harness = rig::open::<CouncilScreen>(fixtures::session(), CouncilScreen::ui);
    harness.state_mut().screen.removing = Some(MINH);
    harness.run();
    harness.get_by_label("Xóa Phạm Đức Minh khỏi danh sách?");
    assert!(harness.state().commands.is_empty());
    harness.get_by_label("Xóa khỏi danh sách").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::RemoveMember(MINH)]);
}

#[test]
fn a_name_that_is_left_is_one_command() {
    let mut harness = rig::open::<CouncilScreen>(fixtures::session(), CouncilScreen::ui);
    harness.get_by_label("Cơ quan: Lê Thị Lan").focus();
    harness.run();
    harness
        .get_by_label("Cơ quan: Lê Thị Lan")
        .type_text(" tỉnh");
    harness.key_press(Key::Tab);
    harness.run();
    let [Command::EditMember(member)] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(
        (member.id, member.office.as_str()),
        (LAN, "Sở Công Thương tỉnh")
    );
}
