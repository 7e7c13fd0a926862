//! The second copy, as a person meets it.

#![expect(clippy::disallowed_methods, reason = "a test moves files about")]

use super::*;
use crate::storage::journal::recovery;
use crate::storage::mirror::note_of;
use crate::ui::Action;

/// A program with a session in a file and a second copy in `stick`.
fn with_copy<'a>(home: &tempfile::TempDir) -> (Program<'a>, PathBuf) {
    let journals = home.path().join("data");
    JOURNALS.with_borrow_mut(|folder| *folder = Some(journals));
    let stick = home.path().join("stick");
    std::fs::create_dir(&stick).expect("a folder");
    let path = saved_file(home, "a.session.ron");
    let mut program = program(Start::File(path));
    choose(&mut program, &stick);
    hold_autosave(&mut program);
    (program, stick)
}

/// Chooses where the copy goes, as where the system has no dialog of its own.
fn choose(program: &mut Program<'_>, folder: &Path) {
    program.state_mut().waiting.push(Action::ChooseCopy);
    program.run_steps(3);
    let field = program.get_by_role(Role::TextInput);
    field.focus();
    program.run_steps(2);
    ctrl(program, Key::A);
    type_and(program, &folder.display().to_string(), Key::Enter);
    program.run_steps(3);
}

fn is_copied(app: &App) -> bool {
    let desk = app.desk.as_ref().expect("a session");
    desk.copy.state(fixtures::at(0)) == Some(CopyState::Well) && desk.copy.has(&desk.document)
}

/// Takes the folder to another machine: nothing else of this one is left.
fn elsewhere(stick: &Path) -> tempfile::TempDir {
    let other = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(stick).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = other.path().join(entry.file_name());
        std::fs::copy(entry.path(), to).expect("copied");
    }
    let journals = other.path().join("data");
    JOURNALS.with_borrow_mut(|folder| *folder = Some(journals));
    other
}

#[test]
fn a_copy_is_offered_chosen_and_shown() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    wait(&mut program, is_copied);
    program.get_by_label("Bản sao");
    program.get_by_label_contains("Bản sao thứ hai được ghi liên tục vào");
    assert!(stick.join("a.session.ron").is_file());
    let folder = program.state().preferences.copy_folder.clone();
    assert_eq!(folder.as_deref(), Some(stick.as_path()));
    program.state_mut().waiting.push(Action::Go(Screen::Home));
    program.run_steps(3);
    program.get_by_label_contains("Đang ghi vào");
    program.state_mut().set_copy_folder(None);
    program.run_steps(3);
    program.get_by_label("Chọn nơi giữ bản sao…");
}

#[test]
fn what_was_done_last_is_found_on_another_machine() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    rename(&mut program, "Đợt 7");
    wait(&mut program, is_copied);
    let other = elsewhere(&stick);
    let path = other.path().join("a.session.ron");
    let before = std::fs::read(&path).expect("a file");
    let mut program = super::program(Start::File(path.clone()));
    program.get_by_label("Đây là bản sao thứ hai");
    program.get_by_label_contains("Bản sao của phiên “Đợt 7”, do máy ");
    program.get_by_label_contains("Thay đổi sau cùng: ");
    program.get_by_label_contains("Trong đó có 1 thay đổi");
    assert!(program.state().desk.is_none(), "a person decides first");
    click(&mut program, "Lưu nơi khác…");
    assert_eq!(session(&program).title, "Đợt 7");
    // The question where to, and the copy as it was.
    let field = program.get_by_role(Role::TextInput);
    let value = field.accesskit_node().value().expect("a path");
    assert!(value.ends_with("Đợt 7.session.ron"), "{value}");
    assert_eq!(std::fs::read(&path).ok(), Some(before));
    assert!(note_of(&path).is_some());
    assert!(recovery::beside(&path).is_file());
}

#[test]
fn a_person_may_go_on_with_the_copy_itself() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    rename(&mut program, "Đợt 7");
    wait(&mut program, is_copied);
    let other = elsewhere(&stick);
    let path = other.path().join("a.session.ron");
    let mut program = super::program(Start::File(path.clone()));
    click(&mut program, "Làm tiếp trên bản sao");
    assert_eq!(session(&program).title, "Đợt 7");
    assert_eq!(note_of(&path), None);
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| !app.is_dirty());
    assert_eq!(title_on_disk(&path), "Đợt 7");
}

#[test]
fn a_copy_of_a_session_without_a_file_opens_too() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    program.state_mut().new_session();
    rename(&mut program, "Đợt 8");
    wait(&mut program, is_copied);
    let other = elsewhere(&stick);
    let path = other.path().join("Phiên đánh giá.session.ron.journal");
    let mut program = super::program(Start::File(path.clone()));
    program.get_by_label_contains("Bản sao của phiên “Đợt 8”");
    assert!(program.query_by_label("Làm tiếp trên bản sao").is_none());
    click(&mut program, "Lưu nơi khác…");
    assert_eq!(session(&program).title, "Đợt 8");
    assert!(path.is_file());
}

#[test]
fn a_pulled_stick_is_said_calmly_and_gone_on_with() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    wait(&mut program, is_copied);
    program.state_mut().notice = None;
    let pocket = home.path().join("pocket");
    std::fs::rename(&stick, &pocket).expect("pulled");
    // The open journal of a copy goes on until the system says that the stick is gone.
    rename(&mut program, "Đợt 7");
    wait(&mut program, |app| {
        let copy = &app.desk.as_ref().expect("a session").copy;
        matches!(copy.state(fixtures::at(0)), Some(CopyState::Failing { .. }))
    });
    program.get_by_label("Bản sao: không ghi được từ 08:00");
    assert!(program.state().notice.is_none(), "no message over the work");
    rename(&mut program, "Đợt 8");
    std::fs::rename(&pocket, &stick).expect("plugged in again");
    wait(&mut program, is_copied);
    program.get_by_label("Bản sao");
}

#[test]
fn a_copy_that_somebody_went_on_with_is_told_and_left() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    wait(&mut program, is_copied);
    program.state_mut().notice = None;
    let copy = stick.join("a.session.ron");
    let mut opened = open(&copy).expect("a copy");
    opened.session.title = "làm tiếp ở máy khác".to_owned();
    crate::storage::save::save(&opened.session, &mut opened.saved_as).expect("saved");
    rename(&mut program, "Đợt 7");
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("Bản sao đã được làm tiếp ở nơi khác");
    program.get_by_label("Bản sao: đã dừng");
    assert_eq!(title_on_disk(&copy), "làm tiếp ở máy khác");
    click(&mut program, "Ghi bản sao riêng bên cạnh");
    wait(&mut program, is_copied);
    assert_eq!(title_on_disk(&stick.join("a (2).session.ron")), "Đợt 7");
    assert_eq!(title_on_disk(&copy), "làm tiếp ở máy khác");
}

#[test]
fn a_journal_is_opened_by_its_name() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut program, stick) = with_copy(&home);
    wait(&mut program, is_copied);
    rename(&mut program, "Đợt 7");
    wait(&mut program, is_copied);
    let other = elsewhere(&stick);
    crate::storage::mirror::take_over(&other.path().join("a.session.ron")).expect("no copy");
    // Its file lies beside it.
    let journal = other.path().join("a.session.ron.journal");
    let aside = other.path().join("a.session.ron.journal-3");
    std::fs::copy(&journal, &aside).expect("set aside");
    let mut program = super::program(Start::File(journal));
    assert_eq!(session(&program).title, "Đợt 7");
    assert!(
        program
            .state()
            .desk
            .as_ref()
            .is_some_and(|desk| desk.saved_as.is_some())
    );
    // One that was set aside is another state of the session: it gets no file by itself.
    program.state_mut().open_path(&aside);
    program.run_steps(3);
    assert_eq!(session(&program).title, "Đợt 7");
    assert!(
        program
            .state()
            .desk
            .as_ref()
            .is_some_and(|desk| desk.saved_as.is_none())
    );
    program.get_by_label("Lưu nơi khác…");
    assert!(aside.is_file());
}
