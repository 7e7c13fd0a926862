//! The window for the audience. Without a system the window is shown inside the program's own, so
//! that its words can be found.

use super::*;
use crate::fixtures::{ALL_70, RICE, TEA, scored_session, sheet_ref};
use crate::rules::audience::Release;
use crate::ui::audience::AudienceDeed;

fn scored() -> Program<'static> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.ron");
    save_new(&path, &scored_session([ALL_70; 3]), Existing::Refuse).expect("saved");
    program(Start::File(path))
}

fn act(program: &mut Program<'_>, deed: AudienceDeed) {
    let ctx = program.ctx.clone();
    let actions = vec![Action::Audience(deed)];
    program.state_mut().perform(&ctx, actions);
    program.run_steps(3);
}

fn release<'a>(program: &'a Program<'_>) -> &'a Release {
    program.state().audience.release()
}

fn has(program: &Program<'_>, label: &str) -> bool {
    program.query_all_by_label_contains(label).next().is_some()
}

#[test]
fn a_released_result_goes_with_what_it_rests_on() {
    let mut program = scored();
    press(&mut program, Modifiers::NONE, Key::F9);
    assert!(program.state().audience.is_open());
    assert_eq!(*release(&program), Release::Blank);
    act(&mut program, AudienceDeed::Publish(RICE));
    assert!(has(&program, "Điểm trung bình: 70,00"));
    let command = {
        let session = session(&program);
        Command::ReopenSheet {
            sheet: sheet_ref(session, RICE, fixtures::LAN),
            reason: "chấm nhầm".to_owned(),
        }
    };
    program.state_mut().edit(command);
    program.run_steps(4);
    assert!(!has(&program, "Điểm trung bình: 70,00"));
    assert!(has(&program, "Đã rút kết quả"));
    assert!(has(&program, "Lê Thị Lan: chưa nộp"));
}

#[test]
fn a_result_that_cannot_be_released_says_why() {
    let mut program = scored();
    press(&mut program, Modifiers::NONE, Key::F9);
    act(&mut program, AudienceDeed::Publish(TEA));
    assert_eq!(*release(&program), Release::Blank);
    assert!(has(&program, "còn chờ phiếu của"));
}

#[test]
fn another_session_covers_the_window() {
    let mut program = scored();
    act(&mut program, AudienceDeed::Publish(RICE));
    assert!(program.state().audience.is_open());
    program.state_mut().go_on(Then::New);
    program.run_steps(4);
    assert_eq!(*release(&program), Release::Blank);
    assert!(!has(&program, "Điểm trung bình: 70,00"));
    assert!(program.state().audience.is_open());
}

#[test]
fn the_bar_works_by_keyboard() {
    let mut program = scored();
    press(&mut program, Modifiers::NONE, Key::F9);
    // Once more gives the bar the keyboard; the agenda is the next button.
    press(&mut program, Modifiers::NONE, Key::F9);
    press(&mut program, Modifiers::NONE, Key::Tab);
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert!(matches!(release(&program), Release::Agenda { .. }));
    assert!(has(&program, "1. Gạo nếp cái hoa vàng, HTX Nếp Ba Vì"));
    press(&mut program, Modifiers::SHIFT, Key::F9);
    assert_eq!(*release(&program), Release::Blank);
}

#[test]
fn the_window_is_covered_whatever_is_open() {
    let mut program = scored();
    act(&mut program, AudienceDeed::Publish(RICE));
    let ctx = program.ctx.clone();
    let actions = vec![Action::ShowSettings];
    program.state_mut().perform(&ctx, actions);
    program.run_steps(3);
    assert!(program.state().dialog.is_some());
    press(&mut program, Modifiers::SHIFT, Key::F9);
    assert_eq!(*release(&program), Release::Blank);
    assert!(!has(&program, "Điểm trung bình"));
}

#[test]
fn turning_presents_and_never_releases() {
    let mut program = scored();
    act(&mut program, AudienceDeed::Publish(RICE));
    act(&mut program, AudienceDeed::Turn { is_forward: true });
    assert_eq!(release(&program).product_id(), Some(TEA));
    act(&mut program, AudienceDeed::Turn { is_forward: false });
    assert_eq!(release(&program).product_id(), Some(RICE));
    assert!(!has(&program, "Điểm trung bình"));
    act(&mut program, AudienceDeed::Close);
    assert!(!program.state().audience.is_open());
    assert!(!has(&program, "Đang chiếu"));
}
