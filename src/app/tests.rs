//! The whole program without a window: what a person does, and what must not be lost.

mod copy;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Key, Modifiers, Role, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::edit::command::{Command, SessionInfo};
use crate::fixtures;
use crate::model::council::Member;
use crate::model::product::Outcome;
use crate::model::session::Session;
use crate::storage::save::{Existing, open, save_new};
use crate::ui::copy::CopyState;
use crate::ui::frame::Kept;

mod audience;
mod fault;
mod finalised;
mod foreign;
mod issuing;
mod kept;
mod packet;
mod receiving;
mod takein;
mod two_windows;

type Program<'a> = Harness<'a, App>;

thread_local! {
    /// The folder for journals of the test that runs.
    static JOURNALS: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
    /// The folder where the running programs of the test know each other.
    static PROGRAMS: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

fn world() -> World {
    World {
        clock: Clock::Fixed(fixtures::at(0)),
        random_bits,
        packs: crate::storage::packs::builtin(),
        asks_system: false,
        criteria_folder: || None,
        journals_folder: || JOURNALS.with_borrow(Clone::clone),
        reports_folder: || Some(JOURNALS.with_borrow(Clone::clone)?.join("reports")),
        programs_folder: || PROGRAMS.with_borrow(Clone::clone),
    }
}

/// Draws bits that differ on every call.
fn random_bits() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0x7000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn program<'a>(start: Start) -> Program<'a> {
    let mut program = Harness::builder()
        .with_size([1366.0, 768.0])
        .build_eframe(move |cc| {
            let mut app = App::new(cc, world());
            app.start(&start);
            app
        });
    program.run_steps(3);
    program
}

fn press(program: &mut Program<'_>, modifiers: Modifiers, key: Key) {
    program.key_press_modifiers(modifiers, key);
    program.run_steps(3);
}

fn ctrl(program: &mut Program<'_>, key: Key) {
    press(program, Modifiers::COMMAND, key);
}

fn click(program: &mut Program<'_>, label: &str) {
    program.get_by_label(label).click();
    program.run_steps(3);
}

fn session<'a>(program: &'a Program<'_>) -> &'a Session {
    let desk = program.state().desk.as_ref();
    desk.expect("a session").document.session()
}

fn rename(program: &mut Program<'_>, title: &str) {
    let info = {
        let session = session(program);
        SessionInfo {
            title: title.to_owned(),
            held_on: session.held_on,
            began_at: session.began_at,
            ended_at: session.ended_at,
            place: session.place.clone(),
        }
    };
    program.state_mut().edit(Command::SetSessionInfo(info));
    program.run_steps(3);
}

/// Waits for work beside the window.
fn wait(program: &mut Program<'_>, is_done: impl Fn(&App) -> bool) {
    for _ in 0..1000 {
        program.step();
        if is_done(program.state()) {
            program.run_steps(3);
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the work beside the window did not end");
}

fn ask_to_close(program: &mut Program<'_>) {
    let viewports = &mut program.input_mut().viewports;
    let root = viewports.entry(ViewportId::ROOT).or_default();
    root.events.push(ViewportEvent::Close);
    program.step();
    let viewports = &mut program.input_mut().viewports;
    viewports
        .entry(ViewportId::ROOT)
        .or_default()
        .events
        .clear();
    program.run_steps(3);
}

fn saved_file(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    let path = folder.path().join(name);
    save_new(&path, &fixtures::session(), Existing::Refuse).expect("saved");
    path
}

fn title_on_disk(path: &Path) -> String {
    open(path).expect("a whole file").session.title
}

#[test]
fn every_screen_of_the_sample_is_reached_by_its_key() {
    let mut program = program(Start::Sample);
    for (key, screen, label) in [
        (Key::Num1, Screen::Session, "Tên phiên"),
        (
            Key::Num2,
            Screen::Council,
            "Họp hợp lệ: 8/9 thành viên, có Chủ tịch",
        ),
        (Key::Num3, Screen::Products, "Thêm sản phẩm"),
        (Key::Num4, Screen::Scoring, "Tổng điểm phiếu này"),
        (Key::Num5, Screen::Results, "Chưa kết luận"),
        (Key::Num6, Screen::Minutes, "Xuất PDF…"),
    ] {
        ctrl(&mut program, key);
        assert_eq!(program.state().screen, screen);
        assert!(
            program.query_all_by_label_contains(label).next().is_some(),
            "{screen:?} shows {label}"
        );
    }
}

/// Types a text and a key after it.
fn type_and(program: &mut Program<'_>, text: &str, key: Key) {
    program.event(egui::Event::Text(text.to_owned()));
    program.run_steps(2);
    press(program, Modifiers::NONE, key);
}

/// Types one character after another, as a scorer does.
fn type_keys(program: &mut Program<'_>, digits: &str) {
    for digit in digits.chars() {
        let key = Key::from_name(&digit.to_string()).expect("a digit");
        program.key_press(key);
        program.run_steps(1);
    }
    program.run_steps(2);
}

#[test]
fn a_newcomer_rates_a_product_with_keys_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let mut program = program(Start::Home);
    ctrl(&mut program, Key::N);
    type_and(&mut program, "Đợt 2", Key::Tab);
    type_and(&mut program, "15/9/2026", Key::Tab);
    type_and(&mut program, "8", Key::Tab);
    ctrl(&mut program, Key::Num2);
    type_and(&mut program, "Trần Văn An", Key::Enter);
    type_and(&mut program, "Lê Thị Lan", Key::Enter);
    program.event(egui::Event::Text("Phạm Đức Minh".to_owned()));
    program.run_steps(2);
    ctrl(&mut program, Key::Enter);
    ctrl(&mut program, Key::Num3);
    press(&mut program, Modifiers::NONE, Key::Insert);
    type_and(&mut program, "Rượu nếp", Key::Enter);
    type_and(&mut program, "HTX Rượu", Key::Enter);
    type_and(&mut program, "ruou", Key::Enter);
    ctrl(&mut program, Key::Num4);
    // The best level of each of the 29 criteria of sheet 14, which add up to 100.
    let best = "43333143313132353552523555555";
    for digits in [best, best, "43333143313132353552523555553"] {
        type_keys(&mut program, digits);
        ctrl(&mut program, Key::Enter);
        press(&mut program, Modifiers::COMMAND, Key::PageDown);
    }
    ctrl(&mut program, Key::Num5);
    press(&mut program, Modifiers::NONE, Key::K);
    ctrl(&mut program, Key::Enter);
    {
        let session = session(&program);
        let product = &session.products[0];
        let conclusion = product.conclusion.as_ref().expect("concluded");
        // 100 + 100 + 98 points and every requirement of five stars: for the ministry to decide.
        assert_eq!(conclusion.outcome, Outcome::ProposeFive);
        assert!(session.council.members.iter().all(Member::is_present));
    }
    ctrl(&mut program, Key::S);
    let path = folder.path().join("dot 2.session.ron");
    // The path at hand is replaced by another.
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_and(&mut program, &path.display().to_string(), Key::Enter);
    wait(&mut program, |app| app.saving.is_none());
    assert_eq!(title_on_disk(&path), "Đợt 2");
}

#[test]
fn a_product_added_among_others_goes_on_to_its_sheet() {
    let mut program = program(Start::Sample);
    ctrl(&mut program, Key::Num3);
    press(&mut program, Modifiers::NONE, Key::Insert);
    type_and(&mut program, "Mít sấy giòn", Key::Enter);
    type_and(&mut program, "HTX Mít", Key::Enter);
    // The name suggests its sheet; an arrow and Enter take the suggestion.
    press(&mut program, Modifiers::NONE, Key::ArrowDown);
    press(&mut program, Modifiers::NONE, Key::Enter);
    let product = session(&program).products.last().expect("the new one");
    assert_eq!(product.name, "Mít sấy giòn");
    // Sheet 7 is for processed vegetables, fruit and nuts.
    assert_eq!(product.form.as_ref().map(|key| key.no), Some(7));
}

#[test]
fn enter_on_the_start_goes_on_with_the_last_session() {
    let folder = tempfile::tempdir().expect("folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path));
    program.get_by_label("Về màn hình đầu").click();
    program.run_steps(3);
    program.state_mut().desk = None;
    program.run_steps(3);
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&program).title, fixtures::session().title);
}

#[test]
fn the_palette_leads_to_a_criterion() {
    let mut program = program(Start::Sample);
    ctrl(&mut program, Key::Num5);
    ctrl(&mut program, Key::K);
    type_and(&mut program, "3.5 so huu", Key::Enter);
    program.run_steps(3);
    assert_eq!(program.state().screen, Screen::Scoring);
    // The sheet begins at 1.1, far above; the criterion now stands in the middle of the window.
    let head = program.get_by_label_contains("3.5 Sở hữu trí tuệ, ");
    assert!(
        (150.0..650.0).contains(&head.rect().top()),
        "{:?}",
        head.rect()
    );
}

#[test]
fn the_start_offers_new_open_and_the_sample() {
    let mut program = program(Start::Home);
    program.get_by_label("Mở phiên…");
    program.get_by_label("Xem phiên mẫu");
    click(&mut program, "Lập phiên mới");
    assert_eq!(program.state().screen, Screen::Session);
    assert!(session(&program).products.is_empty());
}

#[test]
fn undo_and_redo_are_keys_and_name_what_they_undo() {
    let mut program = program(Start::Sample);
    let before = session(&program).title.clone();
    rename(&mut program, "Tên mới");
    assert!(program.query_all_by_role(Role::Button).any(|node| {
        node.accesskit_node()
            .label()
            .is_some_and(|l| l.starts_with("Hoàn tác: "))
    }));
    ctrl(&mut program, Key::Z);
    assert_eq!(session(&program).title, before);
    ctrl(&mut program, Key::Y);
    assert_eq!(session(&program).title, "Tên mới");
}

#[test]
fn closing_asks_before_unsaved_work_is_dropped() {
    let mut program = program(Start::Sample);
    rename(&mut program, "Tên mới");
    ask_to_close(&mut program);
    program.get_by_label("Phiên này chưa được lưu");
    assert!(!program.state().may_close);
    press(&mut program, Modifiers::NONE, Key::Escape);
    assert!(program.query_by_label("Phiên này chưa được lưu").is_none());
    assert_eq!(session(&program).title, "Tên mới");
    ask_to_close(&mut program);
    click(&mut program, "Bỏ phiên");
    assert!(program.state().may_close);
}

#[test]
fn a_session_that_was_not_touched_is_left_without_a_question() {
    let mut program = program(Start::Sample);
    ctrl(&mut program, Key::N);
    assert!(program.state().dialog.is_none());
    assert!(session(&program).products.is_empty());
}

#[test]
fn a_new_session_does_not_drop_unsaved_work() {
    let mut program = program(Start::Sample);
    rename(&mut program, "Tên mới");
    for key in [Key::N, Key::O] {
        ctrl(&mut program, key);
        program.get_by_label("Phiên này chưa được lưu");
        press(&mut program, Modifiers::NONE, Key::Escape);
        assert_eq!(session(&program).title, "Tên mới");
    }
}

#[test]
fn the_palette_finds_without_marks() {
    let mut program = program(Start::Sample);
    ctrl(&mut program, Key::Num1);
    ctrl(&mut program, Key::K);
    let name = "Tìm sản phẩm, thành viên, tiêu chí, lệnh…";
    program.get_by_label(name).type_text("dong trung");
    program.run_steps(3);
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert!(program.state().palette.is_none());
    assert_eq!(program.state().screen, Screen::Scoring);
    let desk = program.state().desk.as_ref().expect("a session");
    let product = desk
        .product_id
        .and_then(|id| desk.document.session().product(id))
        .expect("a product");
    assert!(product.name.contains("ông trùng"), "{}", product.name);
}

#[test]
fn where_no_dialog_exists_a_path_is_typed_and_the_session_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = program(Start::Sample);
    rename(&mut program, "Tên mới");
    ctrl(&mut program, Key::S);
    let field = "Đường dẫn tệp";
    ctrl(&mut program, Key::A);
    program
        .get_by_label(field)
        .type_text(&folder.path().join("a").join("phien").display().to_string());
    program.run_steps(2);
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert!(
        program
            .query_by_label_contains("Không có thư mục")
            .is_some(),
        "says what is wrong and stays"
    );
    program.get_by_label(field).focus();
    program.run_steps(2);
    ctrl(&mut program, Key::A);
    program
        .get_by_label(field)
        .type_text(&folder.path().join("phien").display().to_string());
    program.run_steps(2);
    press(&mut program, Modifiers::NONE, Key::Enter);
    wait(&mut program, |app| app.saving.is_none());
    assert!(!program.state().is_dirty());
    assert_eq!(
        title_on_disk(&folder.path().join("phien.session.ron")),
        "Tên mới"
    );
    assert_eq!(program.state().preferences.recent.len(), 1);
}

#[test]
fn a_file_of_the_same_name_is_replaced_only_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::Sample);
    rename(&mut program, "Tên mới");
    program.state_mut().save_new(path.clone(), false);
    wait(&mut program, |app| app.saving.is_none());
    program.get_by_label("Đã có tệp cùng tên");
    assert_eq!(title_on_disk(&path), "Phiên thử");
    click(&mut program, "Thay tệp");
    wait(&mut program, |app| app.saving.is_none());
    assert_eq!(title_on_disk(&path), "Tên mới");
}

#[test]
fn work_that_has_a_file_is_saved_before_it_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path.clone()));
    rename(&mut program, "Tên mới");
    ask_to_close(&mut program);
    wait(&mut program, |app| app.may_close);
    assert_eq!(title_on_disk(&path), "Tên mới");
}

#[test]
fn what_is_being_typed_is_in_what_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path.clone()));
    ctrl(&mut program, Key::Num1);
    program.get_by_label("Tên phiên").focus();
    program.run_steps(2);
    program.get_by_label("Tên phiên").type_text(" đang gõ");
    program.run_steps(2);
    assert_eq!(session(&program).title, "Phiên thử", "still a draft");
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| app.saving.is_none() && !app.is_dirty());
    assert!(title_on_disk(&path).contains("đang gõ"));
}

#[test]
fn a_save_that_fails_says_so_and_keeps_the_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut program = program(Start::File(path));
    rename(&mut program, "Tên mới");
    drop(folder);
    ctrl(&mut program, Key::S);
    wait(&mut program, |app| {
        app.saving.is_none() && app.notice.is_some()
    });
    program.get_by_label("Dữ liệu vẫn còn trong chương trình.");
    program.get_by_label("Không ghi được");
    assert!(program.state().is_dirty());
    ask_to_close(&mut program);
    program.get_by_label("Phiên này chưa được lưu");
    assert_eq!(session(&program).title, "Tên mới");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "damages a file")]
fn a_damaged_file_is_told_and_the_session_in_hand_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let bytes = std::fs::read(&path).expect("the file");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut");
    let mut program = program(Start::Sample);
    let title = session(&program).title.clone();
    program.state_mut().leave(Then::OpenPath(path));
    program.run_steps(3);
    assert!(program.state().notice.is_some());
    assert_eq!(session(&program).title, title);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "edits a file by hand")]
fn a_file_edited_by_hand_opens_by_its_button_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let text = std::fs::read_to_string(&path).expect("the file");
    std::fs::write(&path, text.replace("Phiên thử", "Phiên sửa")).expect("edited");
    let mut program = program(Start::File(path));
    assert!(program.state().desk.is_none());
    click(&mut program, "Mở bản đã sửa tay");
    assert_eq!(session(&program).title, "Phiên sửa");
    assert!(!session(&program).log.is_empty(), "the log says so");
}

#[test]
fn a_refused_change_is_told_near_the_bottom() {
    let mut program = program(Start::Sample);
    let id = session(&program).products[0].id;
    program.state_mut().edit(Command::RemoveProduct(id));
    program.run_steps(3);
    assert!(program.state().notice.is_some());
    assert!(session(&program).product(id).is_some());
}

#[test]
fn criteria_from_a_file_are_shown_first_and_kept_on_a_word() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("khác.ron");
    let text = include_str!("../../assets/criteria/qd-26-2026.ron");
    let text = text.replacen("id: \"qd-26-2026\"", "id: \"khac\"", 1);
    crate::storage::export::write(
        &path,
        text.as_bytes(),
        crate::storage::export::Replaces::Anything,
    )
    .expect("written");
    let mut program = program(Start::Home);
    let n = program.state().library.packs().len();
    click(&mut program, "Bộ tiêu chí");
    assert_eq!(program.state().screen, Screen::Criteria);
    click(&mut program, "Nạp bộ khác…");
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_and(&mut program, &path.display().to_string(), Key::Enter);
    wait(&mut program, |app| {
        matches!(app.dialog, Some(Dialog::Criteria(_)))
    });
    program.get_by_label_contains("Đã đọc 26 phiếu, 787 tiêu chí, 2535 mức, 575 yêu cầu");
    program.get_by_label("Mã, điểm, yêu cầu tối thiểu đều như bộ có sẵn của cùng quyết định");
    assert_eq!(
        program.state().library.packs().len(),
        n,
        "not before the word"
    );
    click(&mut program, "Dùng bộ tiêu chí này");
    assert_eq!(program.state().library.packs().len(), n + 1);
    // A pack with faults is not offered; the first fault is told with its line.
    let damaged = text.replacen("max: 18", "max: 17", 1);
    crate::storage::export::write(
        &path,
        damaged.as_bytes(),
        crate::storage::export::Replaces::Anything,
    )
    .expect("written");
    program.state_mut().notice = None;
    program.state_mut().read_criteria(path);
    wait(&mut program, |app| app.notice.is_some());
    program.get_by_label_contains("Bộ tiêu chí có 2 lỗi, chưa dùng được");
    assert_eq!(program.state().library.packs().len(), n + 1);
}

/// Gives the test that runs a folder for journals.
fn journals() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    JOURNALS.set(Some(folder.path().to_owned()));
    folder
}

/// Puts off the save that comes by itself, so that slow machines test the same.
fn hold_autosave(program: &mut Program<'_>) {
    let desk = program.state_mut().desk.as_mut().expect("a session");
    desk.moments.failed = Some(Instant::now());
}

/// Waits until the window says of the session that it is kept so.
fn wait_kept(program: &mut Program<'_>, kept: Kept) {
    wait(program, |app| {
        app.desk.as_ref().expect("a session").kept(false) == kept
    });
}

/// Ends the program as a crash does: nothing is saved or asked.
fn crash(program: Program<'_>) {
    drop(program);
}

#[test]
fn changes_that_no_save_reached_come_back_after_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = program(Start::File(path.clone()));
    hold_autosave(&mut first);
    rename(&mut first, "Tên mới");
    rename(&mut first, "Tên mới hơn");
    wait_kept(&mut first, Kept::InJournal);
    first.get_by_label("Đã giữ, sắp ghi vào tệp");
    crash(first);
    assert_eq!(title_on_disk(&path), "Phiên thử");
    let mut second = program(Start::File(path.clone()));
    hold_autosave(&mut second);
    second.get_by_label("Đã khôi phục 2 thay đổi chưa lưu, từ 08:00");
    assert_eq!(session(&second).title, "Tên mới hơn");
    assert!(second.state().is_dirty());
    // Whatever is recovered is kept again before anything else.
    wait_kept(&mut second, Kept::InJournal);
    crash(second);
    let mut third = program(Start::File(path.clone()));
    third.get_by_label("Đã khôi phục 2 thay đổi chưa lưu, từ 08:00");
    ctrl(&mut third, Key::S);
    wait(&mut third, |app| app.saving.is_none() && !app.is_dirty());
    assert_eq!(title_on_disk(&path), "Tên mới hơn");
    third.state_mut().settle_journal();
    assert!(!crate::storage::journal::recovery::beside(&path).exists());
}

#[test]
fn undo_after_a_save_comes_back_after_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = program(Start::File(path.clone()));
    rename(&mut first, "Tên mới");
    ctrl(&mut first, Key::S);
    wait(&mut first, |app| app.saving.is_none() && !app.is_dirty());
    hold_autosave(&mut first);
    ctrl(&mut first, Key::Z);
    assert_eq!(session(&first).title, "Phiên thử");
    first.state_mut().settle_journal();
    crash(first);
    assert_eq!(title_on_disk(&path), "Tên mới");
    let second = program(Start::File(path));
    second.get_by_label("Đã khôi phục 1 thay đổi chưa lưu, từ 08:00");
    assert_eq!(session(&second).title, "Phiên thử");
}

#[test]
fn a_session_without_a_file_is_offered_after_a_crash() {
    let folder = journals();
    let mut first = program(Start::Sample);
    first.get_by_label("Chưa lưu thành tệp");
    rename(&mut first, "Tên mới");
    wait_kept(&mut first, Kept::OnThisMachine);
    first.get_by_label("Đã giữ trên máy này");
    crash(first);
    let mut second = program(Start::Home);
    second.get_by_label("Phiên chưa lưu, còn giữ từ 08:00");
    click(&mut second, "Mở lại: Tên mới");
    second.get_by_label("Đã khôi phục 1 thay đổi chưa lưu, từ 08:00");
    assert_eq!(session(&second).title, "Tên mới");
    let path = folder.path().join("b.session.ron");
    second.state_mut().save_new(path.clone(), false);
    wait(&mut second, |app| app.saving.is_none());
    assert_eq!(title_on_disk(&path), "Tên mới");
    second.state_mut().settle_journal();
    crash(second);
    let third = program(Start::Home);
    assert!(third.state().kept.is_empty(), "the file holds all");
}

#[test]
fn a_session_that_is_dropped_on_a_word_is_not_offered_again() {
    let folder = journals();
    let mut program = program(Start::Sample);
    rename(&mut program, "Tên mới");
    ask_to_close(&mut program);
    click(&mut program, "Bỏ phiên");
    let mut left = folder.path().read_dir().expect("a folder");
    assert!(left.next().is_none());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "plays another program")]
fn a_journal_of_another_base_is_never_applied() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved_file(&folder, "a.session.ron");
    let mut first = program(Start::File(path.clone()));
    hold_autosave(&mut first);
    rename(&mut first, "Tên mới");
    first.state_mut().settle_journal();
    crash(first);
    // The file comes back from another machine, changed there.
    let mut other = fixtures::session();
    other.title = "Tên khác".to_owned();
    std::fs::remove_file(&path).expect("removed");
    save_new(&path, &other, Existing::Refuse).expect("saved");
    let second = program(Start::File(path.clone()));
    assert_eq!(session(&second).title, "Tên khác");
    second.get_by_label("Nhật ký cạnh tệp này không nối tiếp tệp, nên không được dùng");
    let aside = folder.path().join("a.session.ron.journal-1");
    assert!(aside.exists());
    assert!(
        second
            .query_by_label_contains("a.session.ron.journal-1")
            .is_some()
    );
}
