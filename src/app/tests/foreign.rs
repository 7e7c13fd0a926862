//! Files that are not this program's to write: of a newer program, or no longer where they were.

#![expect(clippy::disallowed_methods, reason = "does what others do to files")]

use super::*;
use crate::storage::journal::recovery::beside;
use crate::storage::{journal, session_file};

/// The session of the fixtures as a later program might write it.
fn newer_session() -> String {
    let bytes = session_file::write(&fixtures::session()).expect("bytes");
    let text = String::from_utf8(bytes).expect("text");
    let known = format!("version: {},", session_file::VERSION);
    let newer = format!(
        "version: {},\n    added_later: [",
        session_file::VERSION + 1
    );
    assert!(text.contains(&known));
    text.replacen(&known, &newer, 1)
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

#[test]
fn a_newer_session_is_named_and_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    std::fs::write(&path, newer_session()).expect("written");
    let program = program(Start::File(path.clone()));
    assert!(program.state().desk.is_none());
    assert!(
        program
            .query_all_by_label_contains("mới hơn")
            .next()
            .is_some()
    );
    crash(program);
    assert_eq!(text_of(&path), newer_session());
    let left = folder.path().read_dir().expect("the folder").count();
    assert_eq!(left, 1, "nothing is put beside it");
}

#[test]
fn a_session_over_which_a_newer_program_saved_is_kept_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path.clone()));
    hold_autosave(&mut program);
    rename(&mut program, "Tên mới");
    std::fs::write(&path, newer_session()).expect("written");
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| {
        app.saving.is_none() && app.notice.is_some()
    });
    assert!(program.state().is_dirty());
    assert_eq!(session(&program).title, "Tên mới");
    let other = folder.path().join("b.session.ron");
    program.state_mut().save_new(other.clone(), false);
    wait(&mut program, |app| app.saving.is_none() && !app.is_dirty());
    assert_eq!(title_on_disk(&other), "Tên mới");
    assert_eq!(text_of(&path), newer_session());
}

#[test]
fn beside_a_newer_journal_the_session_is_only_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let newer = format!("council-journal {} [[[ of later\n", journal::VERSION + 1);
    std::fs::write(beside(&path), &newer).expect("written");
    let before = text_of(&path);
    let mut program = program(Start::File(path.clone()));
    assert!(
        program
            .query_all_by_label_contains("mới hơn")
            .next()
            .is_some()
    );
    rename(&mut program, "Tên khác");
    assert_eq!(session(&program).title, "Phiên thử");
    ask_to_close(&mut program);
    crash(program);
    assert_eq!(text_of(&beside(&path)), newer);
    assert_eq!(text_of(&path), before);
}

#[test]
fn a_newer_kept_session_stays_for_the_newer_program() {
    let folder = journals();
    let path = folder.path().join("x.journal");
    let newer = format!("council-journal {} [[[ of later\n", journal::VERSION + 1);
    std::fs::write(&path, &newer).expect("written");
    let program = program(Start::Home);
    assert!(
        program
            .query_all_by_label_contains("mới hơn")
            .next()
            .is_some()
    );
    crash(program);
    assert_eq!(text_of(&path), newer);
}

#[test]
fn a_file_that_is_renamed_while_open_is_noticed_and_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let renamed = folder.path().join("đổi tên.session.ron");
    let mut program = program(Start::File(path.clone()));
    let before = text_of(&path);
    std::fs::rename(&path, &renamed).expect("renamed");
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("không còn ở chỗ cũ");
    hold_autosave(&mut program);
    rename(&mut program, "Tên mới");
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| app.saving.is_none());
    assert!(program.state().is_dirty(), "never said to be saved");
    assert!(!path.exists());
    assert_eq!(text_of(&renamed), before);
    let other = folder.path().join("b.session.ron");
    program.state_mut().save_new(other.clone(), false);
    wait(&mut program, |app| app.saving.is_none() && !app.is_dirty());
    assert_eq!(title_on_disk(&other), "Tên mới");
    assert_eq!(text_of(&renamed), before);
}
