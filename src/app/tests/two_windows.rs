//! One session file and two windows, or a place where nothing can be written.

use super::*;
use crate::storage::lock::holder_of;
use crate::ui::read_only::WayOut;

/// Gives the test that runs a folder in which its programs know each other.
fn programs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    PROGRAMS.set(Some(folder.path().to_owned()));
    folder
}

fn is_read_only(program: &Program<'_>) -> bool {
    program.state().is_read_only()
}

/// A window that holds a session with a change that is not in its file yet.
fn with_unsaved(path: &Path) -> Program<'static> {
    let mut program = program(Start::File(path.to_owned()));
    hold_autosave(&mut program);
    rename(&mut program, "Chưa lưu");
    wait_kept(&mut program, Kept::InJournal);
    program
}

fn save(program: &mut Program<'_>) {
    ctrl(program, Key::S);
    wait(program, |app| app.saving.is_none() && !app.is_dirty());
}

#[test]
fn a_second_window_looks_on_and_follows_until_the_first_is_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = program(Start::File(path.clone()));
    first.state_mut().preferences.person = "Vũ Thu Hà".to_owned();
    let mut second = program(Start::File(path.clone()));
    assert!(!is_read_only(&first) && is_read_only(&second));
    second.get_by_label_contains("Phiên đang mở ở ");
    // A change is refused, with the ways out.
    rename(&mut second, "Tên khác");
    assert_eq!(session(&second).title, "Phiên thử");
    second.get_by_label("Chưa sửa: phiên này chỉ xem");
    assert!(!second.state().is_dirty());
    // What the first saves is seen by the second without a key.
    rename(&mut first, "Tên mới");
    save(&mut first);
    wait(&mut second, |app| {
        let desk = app.desk.as_ref().expect("a session");
        desk.document.session().title == "Tên mới"
    });
    assert!(is_read_only(&second));
    drop(first);
    wait(&mut second, |app| {
        access::bar(app.desk.as_ref().expect("a session"))
            .is_some_and(|bar| bar.ways_out.contains(&WayOut::Edit))
    });
    second.state_mut().notice = None;
    second.run_steps(2);
    click(&mut second, "Mở để sửa");
    assert!(!is_read_only(&second));
    rename(&mut second, "Tên khác");
    save(&mut second);
    assert_eq!(title_on_disk(&path), "Tên khác");
}

#[test]
fn who_takes_over_writes_and_who_was_taken_over_keeps_what_was_not_saved() {
    let journals = journals();
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = with_unsaved(&path);
    let mut second = program(Start::File(path.clone()));
    click(&mut second, "Tiếp quản…");
    second.get_by_label("Tiếp quản phiên này?");
    click(&mut second, "Tiếp quản");
    assert!(!is_read_only(&second));
    assert_eq!(session(&second).title, "Phiên thử");
    rename(&mut second, "Của máy hai");
    save(&mut second);
    // The first finds out by itself, or at its next save, and says what it still holds.
    wait(&mut first, App::is_read_only);
    first.get_by_label_contains("Phiên đã được tiếp quản");
    wait_kept(&mut first, Kept::OnThisMachine);
    rename(&mut first, "Nữa");
    assert_eq!(session(&first).title, "Chưa lưu");
    ask_to_close(&mut first);
    first.get_by_label("Phiên này chưa được lưu");
    press(&mut first, Modifiers::NONE, Key::Escape);
    assert_eq!(title_on_disk(&path), "Của máy hai");
    // Saved under another name it is the first window's own again.
    let other = folder.path().join("b.session.ron");
    first.state_mut().save_new(other.clone(), false);
    wait(&mut first, |app| app.saving.is_none());
    assert!(!is_read_only(&first) && !first.state().is_dirty());
    assert_eq!(title_on_disk(&other), "Chưa lưu");
    assert_eq!(title_on_disk(&path), "Của máy hai");
    drop(journals);
}

#[test]
fn what_was_taken_over_and_not_saved_is_offered_after_a_crash() {
    let journals = journals();
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = with_unsaved(&path);
    let mut second = program(Start::File(path));
    second.state_mut().take_over();
    second.run_steps(2);
    wait(&mut first, App::is_read_only);
    wait_kept(&mut first, Kept::OnThisMachine);
    crash(first);
    let third = program(Start::Home);
    third.get_by_label_contains("Chưa lưu");
    drop(journals);
}

#[test]
fn a_window_of_this_machine_is_called_to_the_front() {
    let _programs = programs();
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let first = program(Start::File(path.clone()));
    let mut second = program(Start::Home);
    second.state_mut().leave(Then::OpenPath(path.clone()));
    second.run_steps(3);
    assert!(second.state().desk.is_none());
    second.get_by_label_contains("cửa sổ đó đã được gọi ra trước");
    click(&mut second, "Mở để xem ở đây");
    assert!(is_read_only(&second));
    assert!(!is_read_only(&first));
}

#[test]
fn what_a_killed_window_left_locked_opens_without_a_question() {
    let programs = programs();
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let first = program(Start::File(path.clone()));
    let holder = holder_of(&path).expect("a holder");
    let lock = folder.path().join(".a.session.ron.lock");
    #[expect(clippy::disallowed_methods, reason = "does what a kill does")]
    {
        // The system lets go of all locks of a killed program; its files stay.
        let text = std::fs::read(&lock).expect("a lock");
        drop(first);
        std::fs::write(&lock, text).expect("left behind");
        let alive = programs.path().join(format!("{}.alive", holder.id));
        std::fs::write(alive, "").expect("left behind");
    }
    let second = program(Start::File(path));
    assert!(!is_read_only(&second));
}

#[test]
fn a_file_that_may_not_be_written_is_looked_at_and_saved_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut permissions = path.metadata().expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("read-only");
    let mut program = program(Start::File(path.clone()));
    program.get_by_label_contains("Không ghi được ở nơi đặt tệp này.");
    rename(&mut program, "Tên mới");
    assert_eq!(session(&program).title, "Phiên thử");
    let other = folder.path().join("b.session.ron");
    program.state_mut().save_new(other.clone(), false);
    wait(&mut program, |app| app.saving.is_none());
    rename(&mut program, "Tên mới");
    save(&mut program);
    assert_eq!(title_on_disk(&other), "Tên mới");
    assert_eq!(title_on_disk(&path), "Phiên thử");
    assert_eq!(holder_of(&path), None);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "does what others do to a file")]
fn a_file_that_is_deleted_or_replaced_while_open_is_noticed_and_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path.clone()));
    std::fs::remove_file(&path).expect("removed");
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("không còn ở chỗ cũ");
    click(&mut program, "Ghi lại vào chỗ cũ");
    wait(&mut program, |app| app.saving.is_none());
    assert_eq!(title_on_disk(&path), "Phiên thử");
    program.state_mut().notice = None;
    std::fs::write(&path, "của người khác").expect("replaced");
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("vừa bị chương trình hoặc người khác thay đổi");
    rename(&mut program, "Tên mới");
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| app.saving.is_none());
    assert!(program.state().is_dirty());
    let on_disk = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(on_disk, "của người khác");
}
