//! The receiving folder, as the secretary meets it.

use super::takein::{Desk, contested, finish, ready, wait_long, wait_shown};
use super::*;
use crate::fixtures::packets::issue;
use crate::fixtures::{ALL_70, LAN, MINH};
use crate::storage::session_file;
use crate::ui::takein::TakeInDeed;

#[test]
fn what_arrives_in_the_folder_is_told_and_waits_for_a_look() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    let blank = issue(&mut session, 2, MINH);
    let mut desk = Desk::new(&session);
    desk.put_bytes("ảnh.jpg", b"JFIF");
    desk.watch();
    desk.check_shows(&["Thư mục nhận"]);
    desk.put("Minh.packet.ron", &blank);
    wait_shown(&mut desk.program, "1 gói chưa nộp");
    finish(&mut packet, ALL_70, 0, 20);
    desk.put("Lan.packet.ron", &packet);
    wait_shown(&mut desk.program, "1 gói phiếu mới về");
    desk.check_shows(&["Lê Thị Lan: 2 phiếu mới"]);
    assert!(desk.program.state().dialog.is_none(), "the keyboard stays");
    assert!(super::session(&desk.program).returns.is_empty());
    // On every screen there is a small word of it.
    ctrl(&mut desk.program, Key::Num5);
    click(&mut desk.program, "1 gói phiếu mới về");
    desk.wait_report();
    press(&mut desk.program, Modifiers::NONE, Key::Enter);
    assert_eq!(super::session(&desk.program).returns.len(), 1);
    ctrl(&mut desk.program, Key::Num2);
    wait_shown(&mut desk.program, "1 gói đã nhận");
    assert!(!desk.shows("mới về"));
    assert!(desk.at("ảnh.jpg").is_file());
    // Half a file waits by name.
    let whole = session_file::write(&packet).expect("bytes");
    desk.put_bytes("nửa.packet.ron", &whole[..whole.len() / 2]);
    wait_shown(&mut desk.program, "Đang chép: nửa.packet.ron");
    click(&mut desk.program, "Thôi theo dõi");
    desk.check_shows(&["Chọn thư mục nhận…"]);
}

#[test]
fn what_nothing_speaks_against_is_taken_in_at_once() {
    let (mut session, lan) = contested();
    let mut minh = issue(&mut session, 2, MINH);
    finish(&mut minh, ALL_70, 0, 30);
    let mut desk = Desk::new(&session);
    desk.watch();
    click(&mut desk.program, "Nhận ngay khi không có gì vướng");
    desk.put("Minh.packet.ron", &minh);
    wait_long(&mut desk.program, |app| {
        let desk = app.desk.as_ref().expect("a session");
        !desk.document.session().returns.is_empty()
    });
    desk.check_shows(&["08:00  Phạm Đức Minh: 2 phiếu mới"]);
    assert!(!desk.shows("mới về"), "it is held by now");
    // What contradicts waits for a look.
    ctrl(&mut desk.program, Key::Num5);
    desk.put("Lan.packet.ron", &lan);
    wait_shown(&mut desk.program, "1 gói phiếu mới về");
    assert_eq!(super::session(&desk.program).returns.len(), 1);
    assert!(desk.program.state().dialog.is_none());
    click(&mut desk.program, "1 gói phiếu mới về");
    desk.wait_report();
    desk.check_shows(&["Lê Thị Lan: 1 phiếu khác bản đang có, 1 phiếu mới"]);
    click(&mut desk.program, "Nhận 1 gói phiếu");
    assert_eq!(super::session(&desk.program).returns.len(), 2);
    let choice = desk.program.state().preferences.receiving.first();
    assert!(choice.is_some_and(|it| it.is_at_once), "remembered");
}

#[test]
fn nothing_is_taken_in_where_nothing_may_be_changed() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    finish(&mut packet, ALL_70, 0, 20);
    let mut desk = Desk::new(&session);
    desk.watch();
    let first = desk.program.state_mut();
    first.act_on_returns(TakeInDeed::SetAtOnce(true));
    let hand = first.desk.as_mut().expect("a session");
    hand.access = super::access::Access::ReadOnly(super::access::Reason::Unwritable);
    desk.put("Lan.packet.ron", &packet);
    wait_shown(&mut desk.program, "1 gói phiếu mới về");
    desk.program.run_steps(10);
    assert!(super::session(&desk.program).returns.is_empty());
    desk.check_shows(&["Phiên đang chỉ để xem nên không nhận phiếu được."]);
    let path = desk.at("Lan.packet.ron");
    desk.program
        .state_mut()
        .read_returns(std::slice::from_ref(&path));
    desk.program.run_steps(3);
    assert!(desk.program.state().dialog.is_none());
    // In a packet there is no receiving, whichever folder its session watches.
    desk.program.state_mut().desk = None;
    desk.program.state_mut().open_path(&path);
    desk.program.run_steps(3);
    assert!(super::session(&desk.program).packet.is_some());
    desk.program.state_mut().read_returns(&[path]);
    desk.program.run_steps(3);
    assert!(desk.program.state().dialog.is_none());
    let hand = desk.program.state().desk.as_ref();
    assert!(hand.is_some_and(|desk| desk.incoming.is_none()));
}
