//! A finalised session in the whole program: every screen says so, changes are refused with the way
//! out, and the way out works.

use super::*;

/// A file with the session as it was finalised.
fn finalised_file(folder: &tempfile::TempDir) -> PathBuf {
    let mut session = fixtures::session();
    let finalise = fixtures::edit(fixtures::finalise(&session));
    crate::edit::apply::apply(&mut session, &finalise).expect("finalised");
    let path = folder.path().join("a.session.ron");
    save_new(&path, &session, Existing::Refuse).expect("saved");
    path
}

#[test]
fn every_screen_says_that_the_session_is_finalised() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = program(Start::File(finalised_file(&folder)));
    for key in [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
    ] {
        ctrl(&mut program, key);
        program.get_by_role_and_label(Role::Button, "Đã chốt");
    }
    assert!(!program.state().is_dirty());
    ctrl(&mut program, Key::Num1);
    click(&mut program, "Đã chốt");
    assert_eq!(program.state().screen, Screen::Minutes);
}

#[test]
fn a_refused_change_names_the_way_to_reopen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = finalised_file(&folder);
    let mut program = program(Start::File(path.clone()));
    ctrl(&mut program, Key::Num1);
    ctrl(&mut program, Key::Z);
    let is_finalised = |program: &Program<'_>| session(program).finalisation().is_some();
    assert!(is_finalised(&program), "undo changes nothing");
    rename(&mut program, "Tên khác");
    assert_eq!(session(&program).title, "Phiên thử");
    program.get_by_label_contains("Phiên đã chốt nên không sửa được.");
    click(&mut program, "Mở lại phiên…");
    program.get_by_label("Mở lại phiên?");
    program.event(egui::Event::Text("Tên phiên còn thiếu".to_owned()));
    program.run_steps(3);
    program
        .get_by_role_and_label(Role::Button, "Mở lại phiên")
        .click();
    program.run_steps(3);
    assert!(!is_finalised(&program));
    rename(&mut program, "Tên khác");
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| app.saving.is_none() && !app.is_dirty());
    let on_disk = open(&path).expect("whole").session;
    assert_eq!(on_disk.title, "Tên khác");
    let reopened = on_disk.finalisations[0].reopened.as_ref();
    let reason = reopened.map(|it| it.reason.as_str());
    assert_eq!(reason, Some("Tên phiên còn thiếu"));
}

#[test]
fn the_palette_leads_to_closing_and_to_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path));
    ctrl(&mut program, Key::K);
    type_and(&mut program, "chot phien", Key::Enter);
    program.run_steps(3);
    program.get_by_label("Chốt phiên?");
    // Nobody is named yet: the way to give a name is one click away.
    click(&mut program, "Nhập tên…");
    program.get_by_role_and_label(Role::TextInput, "Người ngồi máy");
    press(&mut program, Modifiers::NONE, Key::Escape);
    assert!(program.query_by_label("Chốt phiên?").is_none());
    ctrl(&mut program, Key::K);
    type_and(&mut program, "xem nhat ky", Key::Enter);
    program.run_steps(3);
    program.get_by_label_contains("Nhật ký chưa có dòng nào.");
}
