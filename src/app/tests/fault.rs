//! Faults of the program: in the window, as the next start tells them, and beside it.

use super::*;
use crate::storage::journal::recovery::{self, Found};
use crate::storage::journal::writer::{Base, JournalWriter, Places};
use crate::storage::reports::{Fault, last_word, leave_word, rescue};

fn reports() -> PathBuf {
    (world().reports_folder)().expect("a folder")
}

fn fault(rescued: Option<PathBuf>) -> Fault {
    Fault {
        at: fixtures::at(102),
        report: Some(reports().join("loi-1.txt")),
        rescued,
    }
}

#[test]
fn the_next_start_says_that_the_program_failed_until_it_is_read() {
    let _data = journals();
    leave_word(&reports(), &fault(None)).expect("a word");
    let mut program = super::program(Start::Home);
    program.get_by_label("Chương trình đã dừng vì lỗi của chính nó lúc 09:42");
    program.get_by_label_contains("Mọi thay đổi đã giữ vẫn còn");
    program.get_by_label_contains("Báo cáo lỗi, không chứa dữ liệu cá nhân:");
    program.get_by_label("Xem báo cáo lỗi");
    // Doing something else first does not lose it.
    program.state_mut().new_session();
    program.run_steps(3);
    click(&mut program, "Đóng");
    assert_eq!(last_word(&reports()), None);
    assert!(program.state().notice.is_none());
}

#[test]
fn what_was_recovered_is_told_with_the_fault() {
    let data = journals();
    let path = saved_file(&data, "a.session.ron");
    {
        let mut program = super::program(Start::File(path.clone()));
        hold_autosave(&mut program);
        rename(&mut program, "Đợt 7");
        wait_kept(&mut program, Kept::InJournal);
    }
    leave_word(&reports(), &fault(None)).expect("a word");
    let program = super::program(Start::File(path));
    assert_eq!(session(&program).title, "Đợt 7");
    program.get_by_label("Chương trình đã dừng vì lỗi của chính nó lúc 09:42");
    program.get_by_label_contains("Đã khôi phục 1 thay đổi chưa lưu");
    program.get_by_label("Xem báo cáo lỗi");
}

#[test]
fn a_session_that_was_saved_at_the_fault_is_opened() {
    let _data = journals();
    let mut kept = fixtures::session();
    kept.title = "Đợt 9".to_owned();
    let rescued = rescue(&reports(), &kept).expect("saved");
    leave_word(&reports(), &fault(Some(rescued))).expect("a word");
    let mut program = super::program(Start::Home);
    program.get_by_label_contains("cả phiên được cứu vào một tệp riêng");
    click(&mut program, "Mở phiên đã cứu");
    assert_eq!(session(&program).title, "Đợt 9");
    assert!(program.state().is_dirty(), "it has no file of its own yet");
}

#[test]
fn a_fault_in_the_journal_is_said_and_a_new_one_begun() {
    let data = journals();
    let path = saved_file(&data, "a.session.ron");
    let mut program = super::program(Start::File(path.clone()));
    hold_autosave(&mut program);
    rename(&mut program, "một");
    wait_kept(&mut program, Kept::InJournal);
    let ctx = program.ctx.clone();
    let desk = program.state_mut().desk.as_mut().expect("a session");
    desk.document.start_base();
    let base = Base {
        session: desk.document.snapshot(),
        revision: desk.document.revision(),
        saved_as: desk.saved_as.clone(),
        recovered: None,
    };
    let places = Places {
        session_file: Some(path.clone()),
        folder: None,
        recovered: None,
    };
    desk.journal.finish(false);
    desk.journal = JournalWriter::start_falling(base, places, move || ctx.request_repaint());
    rename(&mut program, "hai");
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("Nhật ký đã dừng vì lỗi của chương trình");
    wait_kept(&mut program, Kept::InJournal);
    rename(&mut program, "ba");
    wait_kept(&mut program, Kept::InJournal);
    drop(program);
    let opened = open(&path).expect("a file");
    let Found::Changes(found) = recovery::look(&opened.session, &opened.saved_as) else {
        panic!("changes are in the journal");
    };
    assert_eq!(found.document.session().title, "ba");
}

#[test]
fn a_journal_that_fails_again_and_again_is_not_shown_as_kept() {
    let data = journals();
    let path = saved_file(&data, "a.session.ron");
    let mut program = super::program(Start::File(path));
    hold_autosave(&mut program);
    let desk = program.state_mut().desk.as_mut().expect("a session");
    desk.n_fallen = u32::MAX;
    let base = Base {
        session: desk.document.snapshot(),
        revision: desk.document.revision(),
        saved_as: None,
        recovered: None,
    };
    let places = Places {
        session_file: None,
        folder: Some(data.path().join("x")),
        recovered: None,
    };
    desk.journal.finish(false);
    desk.journal = JournalWriter::start_falling(base, places, || {});
    rename(&mut program, "hai");
    wait_kept(&mut program, Kept::Failed);
    program.get_by_label("Không ghi được");
}

#[test]
fn faults_in_work_beside_the_window_are_told() {
    let data = journals();
    let path = saved_file(&data, "a.session.ron");
    let mut program = super::program(Start::File(path));
    let worker = "Một việc làm ngầm đã dừng vì lỗi của chương trình";
    for (name, expected) in [
        ("save", "Việc ghi dừng giữa chừng"),
        ("export-minutes", worker),
        ("criteria", worker),
        ("file-dialog", worker),
    ] {
        program.state_mut().notice = None;
        program.state_mut().is_picking = true;
        let jobs = &program.state().jobs;
        let started = jobs.start(name, || panic!("a fault in the work"));
        started.expect("a thread");
        wait(&mut program, |app| app.notice.is_some());
        assert!(
            program
                .query_all_by_label_contains(expected)
                .next()
                .is_some(),
            "{name}"
        );
    }
    assert!(!program.state().is_picking);
}
