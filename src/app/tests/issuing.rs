//! Packets issued from the council screen, by the words on the screen.
#![expect(
    clippy::disallowed_methods,
    reason = "puts files in the way and looks at what was written"
)]

use std::sync::Arc;

use super::*;
use crate::app::issuing::Issuing;
use crate::fixtures::{LAN, MINH, TEA};
use crate::issuing::{Batch, Folders};
use crate::storage::packets::issue::{Issuing as Order, prepare};
use crate::ui::issuing::FolderFields;

/// Opens a session of a file in `folder`, on the council screen. Signing costs a second.
fn council<'a>(
    folder: &tempfile::TempDir,
    signs: bool,
    change: impl FnOnce(&mut Session),
) -> Program<'a> {
    let mut session = fixtures::session();
    session.rules.signing.value = signs;
    change(&mut session);
    let path = folder.path().join("phiên.session.ron");
    save_new(&path, &session, Existing::Refuse).expect("saved");
    let mut program = program(Start::File(path));
    ctrl(&mut program, Key::Num2);
    program
}

/// Opens the dialog with the button of the bar.
fn ask(program: &mut Program<'_>) {
    click(program, "Phát gói phiếu…");
    program.run_steps(4);
}

/// Issues with the button of the dialog, and waits for the report.
fn issue(program: &mut Program<'_>, n: usize) {
    click(program, &format!("Phát {n} gói phiếu"));
    await_report(program);
}

/// Waits for the report. Locking a key costs a busy machine seconds.
fn await_report(program: &mut Program<'_>) {
    let began = Instant::now();
    while !matches!(program.state().issuing, Some(Issuing::Told { .. })) {
        if let Some(Issuing::Asking(form)) = &program.state().issuing {
            panic!("nothing was issued: {form:?} {:?}", program.state().notice);
        }
        assert!(began.elapsed() < Duration::from_secs(120), "no report");
        program.step();
        std::thread::sleep(Duration::from_millis(10));
    }
    program.run_steps(3);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

/// Types a path into a field, in place of what stands there.
fn type_path(program: &mut Program<'_>, label: &str, path: &Path) {
    program.get_by_label(label).focus();
    program.run_steps(2);
    press(program, Modifiers::COMMAND, Key::A);
    program.event(egui::Event::Text(path.display().to_string()));
    program.run_steps(3);
}

const PACKETS: &str = "Thư mục gói phiếu và biên nhận";
const CODES: &str = "Thư mục phiếu mã, để riêng";

fn is_able(program: &Program<'_>, label: &str) -> bool {
    let node = program.get_by_label(label);
    !node.accesskit_node().is_disabled()
}

#[test]
fn a_session_without_a_file_is_saved_first() {
    let mut program = program(Start::Sample);
    ctrl(&mut program, Key::Num2);
    ask(&mut program);
    assert!(program.state().issuing.is_none());
    assert!(matches!(&program.state().dialog, Some(Dialog::Path(_))));
    program.get_by_label_contains("Lưu phiên thành tệp trước");
}

#[test]
fn one_confirmation_issues_to_all_and_no_code_leaves_the_slips() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, true, |_| {});
    program.get_by_label("Thành viên chấm trên máy của mình rồi gửi phiếu về");
    ask(&mut program);
    program.get_by_label("Chọn tất cả (3/3)");
    program.get_by_label_contains("1 sản phẩm chưa chọn trường hợp áp dụng");
    program.get_by_label_contains("Trà sen (1.3)");
    issue(&mut program, 3);
    program.get_by_label("Đã phát 3 gói phiếu");
    program.get_by_label("Mở thư mục gói phiếu");
    program.get_by_label("Mở thư mục phiếu mã");
    assert_eq!(session(&program).issued.len(), 3);
    let keys = session(&program).issued.iter();
    assert!(keys.clone().all(|issued| issued.public_key.is_some()));
    let packets = folder.path().join("Gói phiếu");
    assert_eq!(names(&packets).len(), 4, "three packets and the receipt");
    assert_eq!(names(&folder.path().join("Phiếu mã")).len(), 1);
    // What the program still holds, the session and its journal say nothing of the codes.
    let Some(Issuing::Told { batch, .. }) = &program.state().issuing else {
        panic!("the report is open");
    };
    let codes = batch.codes_of_test();
    assert_eq!(codes.len(), 3);
    let entries = folder.path().read_dir().expect("a folder").flatten();
    let files = entries.chain(packets.read_dir().expect("a folder").flatten());
    for path in files
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
    {
        let bytes = std::fs::read(&path).expect("read");
        let text = String::from_utf8_lossy(&bytes);
        for code in &codes {
            assert!(!text.contains(code.as_str()), "{}", path.display());
        }
    }
    assert!(!format!("{:?}", session(&program)).contains(codes[0].as_str()));
    click(&mut program, "Đóng");
    program.get_by_label("Lê Thị Lan: đã phát lúc 15/09/2026 08:00 (2 sản phẩm), chưa nộp");
    program.get_by_label("3 chưa nộp");
    // Nobody is left without a packet, so nobody is proposed.
    ask(&mut program);
    program.get_by_label("Chọn ít nhất một thành viên");
    assert!(!is_able(&program, "Phát 0 gói phiếu"));
}

#[test]
fn a_lost_code_is_one_member_again_and_the_packet_before_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, false, |_| {});
    ask(&mut program);
    issue(&mut program, 3);
    press(&mut program, Modifiers::NONE, Key::Escape);
    // As the menu beside her name does.
    program.state_mut().ask_to_issue(Some(LAN));
    program.run_steps(3);
    program.get_by_label("Chọn tất cả (1/3)");
    let held = program.get_all_by_label_contains("đã phát 15/09/2026 08:00, chưa nộp");
    assert_eq!(held.count(), 3);
    program.get_by_label_contains("Gói cũ vẫn nộp được");
    issue(&mut program, 1);
    let of_lan = session(&program).issued.iter();
    assert_eq!(of_lan.filter(|it| it.member_id == LAN).count(), 2);
    let names = names(&folder.path().join("Gói phiếu"));
    assert!(names.contains(&"Gói phiếu 02 Lê Thị Lan.packet.ron".to_owned()));
    assert!(names.contains(&"Gói phiếu 02 Lê Thị Lan (2).packet.ron".to_owned()));
}

#[test]
fn codes_are_not_put_where_the_packets_are() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, true, |_| {});
    ask(&mut program);
    let packets = folder.path().join("Gói phiếu");
    for wrong in [
        packets.clone(),
        packets.join("mã"),
        packets.join("../Gói phiếu"),
    ] {
        type_path(&mut program, CODES, &wrong);
        program.get_by_label_contains("Phiếu mã không được để cùng gói phiếu");
        program.get_by_label("Xem lại thư mục đánh dấu đỏ");
        assert!(
            !is_able(&program, "Phát 3 gói phiếu"),
            "{}",
            wrong.display()
        );
        press(&mut program, Modifiers::COMMAND, Key::Enter);
        assert!(matches!(program.state().issuing, Some(Issuing::Asking(_))));
    }
    type_path(&mut program, CODES, &folder.path().join("mã"));
    assert!(is_able(&program, "Phát 3 gói phiếu"));
    press(&mut program, Modifiers::NONE, Key::Escape);
    assert!(program.state().issuing.is_none());
    assert!(session(&program).issued.is_empty());
}

#[test]
fn a_folder_that_takes_no_files_is_told_before_anything_is_issued() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, false, |_| {});
    ask(&mut program);
    let file = folder.path().join("tệp");
    std::fs::write(&file, "").expect("written");
    type_path(&mut program, PACKETS, &file);
    program.get_by_label("Đây là một tệp, không phải thư mục");
    type_path(&mut program, PACKETS, &file.join("trong"));
    click(&mut program, "Phát 3 gói phiếu");
    wait(&mut program, |app| {
        matches!(app.issuing, Some(Issuing::Asking(_)))
    });
    program.get_by_label_contains("Chưa lưu được");
    assert!(session(&program).issued.is_empty());
    type_path(&mut program, PACKETS, &folder.path().join("khác"));
    issue(&mut program, 3);
    assert_eq!(names(&folder.path().join("khác")).len(), 4);
}

#[test]
fn what_was_not_written_is_told_and_written_on_without_losing_codes() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, false, |_| {});
    let order = Order {
        member_ids: vec![LAN, MINH],
        instructions: String::new(),
        by: "thư ký".to_owned(),
        at: fixtures::at(0),
    };
    let packets = prepare(session(&program), &order).expect("prepared");
    let issued = packets.iter().map(|new| new.issued.clone()).collect();
    program.state_mut().edit(Command::IssuePackets(issued));
    // The stick went out between the look at it and the writing.
    let gone = folder.path().join("tệp");
    std::fs::write(&gone, "").expect("written");
    let folders = Folders {
        packets: gone.clone(),
        codes: folder.path().join("mã"),
    };
    let known = Arc::new(session(&program).clone());
    let mut batch = Batch::new(known, packets, folders, fixtures::at(0));
    batch.write();
    let text = |path: &Path| path.display().to_string();
    let fields = FolderFields::new(text(&gone), text(&folder.path().join("mã")), false);
    program.state_mut().issuing = Some(Issuing::Writing {
        n: 2,
        fields: Box::new(fields),
    });
    program.state_mut().packets_written(batch);
    program.run_steps(3);
    program.get_by_label("Chưa ghi đủ các tệp");
    program.get_by_label_contains("gói phiếu của Lê Thị Lan, gói phiếu của Phạm Đức Minh");
    assert!(!is_able(&program, "Ghi tiếp phần còn thiếu"));
    type_path(&mut program, PACKETS, &folder.path().join("khác"));
    click(&mut program, "Ghi tiếp phần còn thiếu");
    await_report(&mut program);
    program.get_by_label("Đã phát 2 gói phiếu");
    assert_eq!(names(&folder.path().join("khác")).len(), 3);
}

#[test]
fn without_signing_there_are_no_codes_and_it_is_said() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, false, |_| {});
    ask(&mut program);
    program.get_by_label_contains("Hội đồng chọn không ký số: gói phiếu không có mã");
    assert!(program.query_by_label(CODES).is_none());
    // Keys alone: the keyboard begins on the button.
    press(&mut program, Modifiers::NONE, Key::Enter);
    await_report(&mut program);
    let issued = session(&program).issued.iter();
    assert!(issued.clone().all(|it| it.public_key.is_none()));
    assert!(!folder.path().join("Phiếu mã").exists());
    assert!(program.query_by_label("Mở thư mục phiếu mã").is_none());
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert!(program.state().issuing.is_none());
}

#[test]
fn who_is_not_ticked_gets_none_and_products_nobody_gets_are_named() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, false, |session| {
        fixtures::change_product(session, TEA, |tea| tea.form = None);
    });
    ask(&mut program);
    program.get_by_label("Để ngoài 1 sản phẩm chưa chọn bộ tiêu chí: Trà sen");
    click(&mut program, "Phát cho Lê Thị Lan");
    program.get_by_label("Chọn tất cả (2/3)");
    issue(&mut program, 2);
    assert!(
        session(&program)
            .issued
            .iter()
            .all(|it| it.member_id != LAN)
    );
    assert!(
        session(&program)
            .issued
            .iter()
            .all(|it| it.product_ids.len() == 1)
    );
}

#[test]
fn where_there_is_nothing_to_score_nothing_is_issued() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, true, |session| session.products.clear());
    ask(&mut program);
    program.get_by_label("Chưa có sản phẩm nào để phát");
    assert!(!is_able(&program, "Phát cho Lê Thị Lan"));
    assert!(!is_able(&program, "Phát 0 gói phiếu"));
}

#[test]
fn a_finalised_session_says_in_the_dialog_that_it_takes_no_change() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = council(&folder, true, |_| {});
    let command = fixtures::finalise(session(&program));
    program.state_mut().edit(command);
    ask(&mut program);
    let refusal = crate::edit::refusal::Refusal::FinalisedSession;
    let words = crate::edit::refusal::refusal_text(&refusal, session(&program));
    program.get_by_label(&words);
    assert!(!is_able(&program, "Phát 3 gói phiếu"));
}
