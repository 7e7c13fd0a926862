//! Sessions of which a journal alone is left, at the start.

use super::*;

#[test]
fn a_kept_session_is_dropped_only_on_a_word() {
    let _folder = journals();
    let mut first = program(Start::Sample);
    rename(&mut first, "Tên mới");
    first.state_mut().settle_journal();
    crash(first);
    let mut second = program(Start::Home);
    click(&mut second, "Bỏ phiên này…");
    click(&mut second, "Giữ lại");
    assert_eq!(second.state().kept.len(), 1);
    click(&mut second, "Bỏ phiên này…");
    click(&mut second, "Bỏ phiên");
    assert!(second.state().kept.is_empty());
    crash(second);
    assert!(program(Start::Home).state().kept.is_empty());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "damages a journal")]
fn a_kept_session_that_cannot_be_read_is_told_and_set_aside() {
    let folder = journals();
    std::fs::write(folder.path().join("x.journal"), "council-journal 1 x").expect("written");
    let program = program(Start::Home);
    program.get_by_label("Nhật ký bị hỏng ở dòng đầu, không đọc được");
    assert!(folder.path().join("x.journal-1").exists());
}
