//! The program fails by its own fault in the middle of work: a real process ends so, and the next
//! start tells it.
//!
//! The other process is this test binary, which plays the program without a window. The fault comes
//! from where tests hand in their own world: the source of random ids fails while a frame is drawn.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ocop_council::app::{App, Clock, Start, World, panic};
use ocop_council::fixtures;
use ocop_council::storage::journal::recovery::open_kept;
use ocop_council::storage::reports::{last_word, rescue};
use ocop_council::storage::save::open;

/// Names the folder for the other process.
const HOME: &str = "OCOP_TEST_HOME";

static DATA: OnceLock<PathBuf> = OnceLock::new();
static FAILS: AtomicBool = AtomicBool::new(false);

fn data() -> Option<PathBuf> {
    let home = || std::env::var_os(HOME).map(PathBuf::from);
    Some(DATA.get().cloned().or_else(home)?.join("data"))
}

fn world() -> World {
    World {
        clock: Clock::Fixed(fixtures::at(102)),
        random_bits: || {
            let fails = FAILS.load(Ordering::SeqCst);
            // As a careless message would be: with names in it.
            assert!(!fails, "no bits for Nguyễn Văn A and \"Gạo nếp\"");
            7
        },
        packs: ocop_council::storage::packs::builtin(),
        asks_system: false,
        criteria_folder: || None,
        journals_folder: || Some(data()?.join("journals")),
        reports_folder: || Some(data()?.join("reports")),
        programs_folder: || None,
    }
}

fn program<'a>() -> Harness<'a, App> {
    let mut program = Harness::builder()
        .with_size([1366.0, 768.0])
        .build_eframe(move |cc| {
            let mut app = App::new(cc, world());
            app.start(&Start::Home);
            app
        });
    program.run_steps(3);
    program
}

/// Begins a session, types its name, and fails while adding a member.
#[test]
#[ignore = "is run in a process of its own"]
fn fails_in_the_middle_of_work() {
    panic::install(&world());
    let mut program = program();
    program.get_by_label("Lập phiên mới").click();
    program.run_steps(3);
    let title = program.get_by_label("Tên phiên");
    title.type_text("Đợt 7 của Trần Thị B");
    program.key_press(egui::Key::Tab);
    program.run_steps(3);
    program.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num2);
    program.run_steps(3);
    FAILS.store(true, Ordering::SeqCst);
    let name = program.get_by_label("Nhập họ tên rồi Enter");
    name.focus();
    name.type_text("Lê Thị C");
    program.run_steps(2);
    program.key_press(egui::Key::Enter);
    program.run_steps(3);
}

fn fail(home: &Path) {
    let program = std::env::current_exe().expect("this program");
    let ended = Command::new(program)
        .args(["--exact", "fault::fails_in_the_middle_of_work", "--ignored"])
        .env(HOME, home)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(said.contains("no bits"), "{said}");
    assert!(!ended.status.success());
}

#[expect(clippy::disallowed_methods, reason = "reads what was left")]
fn report(home: &Path) -> String {
    let word = last_word(&home.join("data/reports")).expect("a word for the next start");
    std::fs::read_to_string(word.report.expect("a report")).expect("a report")
}

#[test]
fn the_next_start_tells_a_fault_and_nothing_is_lost() {
    let home = tempfile::tempdir().expect("a folder");
    fail(home.path());
    let word = last_word(&home.path().join("data/reports")).expect("a word");
    assert_eq!((word.at, word.rescued), (fixtures::at(102), None));
    let journals = home.path().join("data/journals");
    let kept = std::fs::read_dir(journals)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let [journal] = kept.collect::<Vec<_>>().try_into().expect("one journal");
    let found = open_kept(&journal).expect("a session");
    assert_eq!(found.document.session().title, "Đợt 7 của Trần Thị B");
    let report = report(home.path());
    for part in [
        concat!("version: ", env!("CARGO_PKG_VERSION")),
        "place: tests/it/fault.rs:",
        "message: no bits for Nguy",
        "actions: New, Edit SetSessionInfo, Go Council",
        "fails_in_the_middle_of_work",
    ] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    for name in ["Nguyễn", "Gạo", "nếp", "Trần", "Lê Thị", "Đợt 7"] {
        assert!(!report.contains(name), "{name} is in {report}");
    }
    // The next start.
    DATA.set(home.path().to_owned())
        .expect("one test alone uses it");
    let program = program();
    program.get_by_label("Chương trình đã dừng vì lỗi của chính nó lúc 09:42");
    program.get_by_label("Mở lại: Đợt 7 của Trần Thị B");
    program.get_by_label("Xem báo cáo lỗi");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "lays a stone in the way")]
fn where_no_journal_can_be_written_the_session_is_saved_whole() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(home.path().join("data")).expect("a folder");
    std::fs::write(home.path().join("data/journals"), "no folder").expect("a file");
    fail(home.path());
    let word = last_word(&home.path().join("data/reports")).expect("a word");
    let rescued = open(&word.rescued.expect("a session")).expect("a whole file");
    assert_eq!(rescued.session.title, "Đợt 7 của Trần Thị B");
    assert!(rescue(Path::new("/dev/null/x"), &rescued.session).is_err());
}
