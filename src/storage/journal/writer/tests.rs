//! The journal on a disk that works, on one that fails, and after kills.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command as Process, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::*;
use crate::edit::command::Command;
use crate::edit::document::Document;
use crate::fixtures::{RICE, at, edit, session};
use crate::model::session::Session;
use crate::storage::journal::recovery::{Found, look, open_kept};
use crate::storage::save::{self, Existing, SavedAs, open, save_new};

mod disk_faults;

/// A disk of which some writes fail.
#[derive(Clone, Default)]
struct Faulty {
    n_writes: Arc<AtomicU64>,
    failing: Arc<Mutex<BTreeSet<u64>>>,
    /// Whether a new file that fails is there all the same.
    fails_late: bool,
    /// Whether it cannot say which file stands where.
    is_blind: Arc<AtomicBool>,
    /// How long a write takes.
    delay: Duration,
}

impl Faulty {
    fn next(&self) -> io::Result<()> {
        std::thread::sleep(self.delay);
        let number = self.n_writes.fetch_add(1, Ordering::SeqCst);
        let failing = self.failing.lock().expect("a list");
        if failing.contains(&number) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

struct FaultyLog(Faulty, Box<dyn Log>);

impl Disk for Faulty {
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        let next = self.next();
        if !self.fails_late {
            next?;
            return Ok(Box::new(FaultyLog(
                self.clone(),
                RealDisk.create(path, bytes)?,
            )));
        }
        let log = RealDisk.create(path, bytes)?;
        next?;
        Ok(Box::new(FaultyLog(self.clone(), log)))
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }
}

impl Log for FaultyLog {
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        if self.0.is_blind.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.1.is_at(path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.0.next() {
            // Half of it is on disk all the same.
            self.1.append(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        self.1.append(bytes)
    }
}

struct Desk {
    folder: tempfile::TempDir,
    document: Document,
    writer: JournalWriter,
    saved_as: Option<SavedAs>,
}

impl Desk {
    fn with_file(disk: Faulty) -> Self {
        Self::with_disk(Box::new(disk))
    }

    fn with_disk(disk: Box<dyn Disk>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.session.ron");
        let saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
        Self::begin_on(disk, folder, Some(saved_as))
    }

    fn begin(disk: Faulty, folder: tempfile::TempDir, saved_as: Option<SavedAs>) -> Self {
        Self::begin_on(Box::new(disk), folder, saved_as)
    }

    fn begin_on(disk: Box<dyn Disk>, folder: tempfile::TempDir, saved_as: Option<SavedAs>) -> Self {
        let places = Places {
            session_file: saved_as.as_ref().map(|file| file.path().to_owned()),
            folder: Some(folder.path().join("journals")),
            recovered: None,
        };
        let document = Document::new(session());
        let base = Base {
            session: document.snapshot(),
            revision: 0,
            saved_as: saved_as.clone(),
            recovered: None,
        };
        Self {
            folder,
            document,
            writer: JournalWriter::start_on(disk, base, places, || {}),
            saved_as,
        }
    }

    fn change(&mut self, text: &str) {
        let text = text.to_owned();
        let product_id = RICE;
        let command = Command::SetDiscussion { product_id, text };
        assert_eq!(self.document.edit(&edit(command)), Ok(()));
        self.hand_over();
    }

    fn hand_over(&mut self) {
        self.writer.append(self.document.take_entries());
        self.writer.flush();
    }

    fn is_synced(&self) -> bool {
        self.writer.synced() == self.document.revision()
    }

    fn beside(&self) -> PathBuf {
        recovery::beside(self.saved_as.as_ref().expect("a file").path())
    }

    fn kept(&self) -> PathBuf {
        let folder = self.folder.path().join("journals");
        folder.join(format!("{}.journal", session().id))
    }

    /// Lets go of the journal as a crash does, and reads it.
    #[track_caller]
    fn crash(&mut self) -> Option<(u64, Session)> {
        self.writer.end();
        let opened = open(self.saved_as.as_ref().expect("a file").path()).expect("a file");
        // A process that another test is just starting has the same files open until it becomes the
        // other program.
        for _ in 0..2000 {
            match look(&opened.session, &opened.saved_as) {
                Found::Changes(found) => {
                    return Some((found.n_changes, found.document.session().clone()));
                }
                Found::Nothing => return None,
                Found::InUse => std::thread::sleep(Duration::from_millis(5)),
                Found::Unfit(error) => panic!("{error:?}"),
            }
        }
        panic!("the journal stays in use");
    }
}

#[test]
fn changes_are_found_after_a_crash() {
    let mut desk = Desk::with_file(Faulty::default());
    assert!(!desk.beside().exists(), "no changes, no file");
    for text in ["một", "hai", "ba"] {
        desk.change(text);
        assert!(desk.is_synced());
    }
    assert!(desk.document.undo(at(61), "Hà"));
    desk.hand_over();
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((4, expected)));
}

#[test]
fn a_failed_write_begins_a_new_file() {
    // Each write of a short sitting fails once, then each two that follow one another.
    for n_failing in [1, 2] {
        for first in 0..6 {
            let disk = Faulty::default();
            let failing: BTreeSet<u64> = (first..first + n_failing).collect();
            disk.failing.lock().expect("a list").extend(failing);
            let mut desk = Desk::with_file(disk);
            for n in 0..5 {
                desk.change(&format!("lần {n}"));
            }
            for _ in 0..200 {
                if desk.is_synced() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            assert!(desk.is_synced(), "{first} {n_failing}");
            assert_eq!(desk.writer.failure(), None);
            let expected = desk.document.session().clone();
            desk.writer.end();
            let in_folder = desk.kept();
            let found = if in_folder.exists() {
                assert!(!desk.beside().exists(), "what holds less is gone");
                let kept = open_kept(&in_folder).expect("a journal");
                (kept.n_changes, kept.document.session().clone())
            } else {
                desk.crash().expect("changes")
            };
            assert_eq!(found, (5, expected), "{first} {n_failing}");
        }
    }
}

#[test]
fn a_journal_that_failed_at_its_end_is_not_found_later() {
    for n_failing in [1, 2] {
        let disk = Faulty {
            fails_late: true,
            ..Faulty::default()
        };
        disk.failing.lock().expect("a list").extend(0..n_failing);
        let mut desk = Desk::with_file(disk);
        for text in ["một", "hai"] {
            desk.change(text);
        }
        assert!(desk.is_synced(), "{n_failing}");
        // One of the two holds all; the other is gone, and nothing was set aside.
        assert_ne!(desk.kept().exists(), desk.beside().exists(), "{n_failing}");
        desk.document.start_base();
        let saved = desk.document.snapshot();
        let mut saved_as = desk.saved_as.clone().expect("a file");
        save::save(&saved, &mut saved_as).expect("saved");
        desk.writer.saved(Base {
            session: saved,
            revision: desk.document.revision(),
            saved_as: Some(saved_as),
            recovered: None,
        });
        desk.hand_over();
        assert!(!desk.kept().exists() && !desk.beside().exists());
        assert_eq!(desk.crash(), None, "{n_failing}");
    }
}

#[test]
fn a_journal_stays_in_its_place_where_the_disk_answers_nothing() {
    let disk = Faulty::default();
    let mut desk = Desk::with_file(disk.clone());
    desk.change("một");
    disk.is_blind.store(true, Ordering::Relaxed);
    disk.failing.lock().expect("a list").extend(0..100);
    desk.change("hai");
    assert!(!desk.is_synced());
    let expected = desk.document.session().clone();
    let (n_changes, found) = desk.crash().expect("what was kept before");
    assert_eq!(n_changes, 1);
    assert_ne!(found, expected);
}

#[test]
fn a_journal_without_its_file_goes_to_the_data_folder_with_the_session() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    // As a stick that was unmounted: its folder is there, and empty.
    fs::remove_file(desk.saved_as.as_ref().expect("a file").path()).expect("removed");
    fs::remove_file(desk.beside()).expect("removed");
    desk.change("hai");
    assert!(desk.is_synced());
    assert!(!desk.beside().exists());
    desk.writer.end();
    let recovered = open_kept(&desk.kept()).expect("a session");
    assert_eq!(recovered.document.session(), desk.document.session());
}

#[test]
fn a_save_waits_until_the_journal_holds_what_it_saves() {
    // A disk under load takes longer for a sync than the window waits for anything.
    let mut desk = Desk::with_file(Faulty {
        delay: PATIENCE + Duration::from_millis(300),
        ..Faulty::default()
    });
    let command = Command::SetDiscussion {
        product_id: RICE,
        text: "một".to_owned(),
    };
    assert_eq!(desk.document.edit(&edit(command)), Ok(()));
    desk.writer.append(desk.document.take_entries());
    let flushing = desk.writer.begin_save(desk.document.revision());
    assert!(!desk.is_synced());
    flushing();
    assert!(desk.is_synced());
}

#[test]
fn nothing_counts_as_kept_while_no_write_succeeds() {
    let disk = Faulty::default();
    disk.failing.lock().expect("a list").extend(0..100_000);
    let mut desk = Desk::with_file(disk.clone());
    desk.change("một");
    assert_eq!(desk.writer.synced(), 0);
    assert!(desk.writer.failure().is_some());
    disk.failing.lock().expect("a list").clear();
    desk.change("hai");
    assert!(desk.is_synced());
    assert_eq!(desk.writer.failure(), None);
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((2, expected)));
}

#[test]
fn a_save_trims_the_journal() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    // A save begins; another change and an undo come before it ends.
    desk.document.start_base();
    let (saved, revision) = (desk.document.snapshot(), desk.document.revision());
    desk.change("hai");
    assert!(desk.document.undo(at(61), "Hà"));
    assert!(desk.document.undo(at(62), "Hà"));
    desk.hand_over();
    let mut saved_as = desk.saved_as.clone().expect("a file");
    save::save(&saved, &mut saved_as).expect("saved");
    let base = Base {
        session: saved,
        revision,
        saved_as: Some(saved_as),
        recovered: None,
    };
    desk.writer.saved(base);
    desk.hand_over();
    assert!(desk.is_synced());
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((3, expected)));
}

#[test]
fn a_crash_between_save_and_trimming_loses_and_doubles_nothing() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.change("hai");
    desk.document.start_base();
    let saved = desk.document.snapshot();
    let mut saved_as = desk.saved_as.clone().expect("a file");
    save::save(&saved, &mut saved_as).expect("saved");
    assert_eq!(desk.crash(), None, "the file holds all");
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.document.start_base();
    let saved = desk.document.snapshot();
    assert!(desk.document.undo(at(61), "Hà"));
    desk.hand_over();
    let mut saved_as = desk.saved_as.clone().expect("a file");
    save::save(&saved, &mut saved_as).expect("saved");
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((1, expected)));
}

#[test]
fn a_session_without_a_file_is_kept_whole_until_it_has_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::begin(Faulty::default(), folder, None);
    desk.change("một");
    desk.change("hai");
    let path = desk.folder.path().join("b.session.ron");
    let in_folder = desk.kept();
    assert!(recovery::is_in_use(&in_folder));
    assert!(open_kept(&in_folder).is_err(), "it is in use");
    desk.document.start_base();
    let saved_as = save_new(&path, desk.document.session(), Existing::Refuse).expect("saved");
    desk.writer.saved(Base {
        session: desk.document.snapshot(),
        revision: desk.document.revision(),
        saved_as: Some(saved_as.clone()),
        recovered: None,
    });
    desk.writer.flush();
    assert!(!in_folder.exists(), "the file holds all");
    desk.saved_as = Some(saved_as);
    desk.change("ba");
    assert!(desk.beside().exists());
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((1, expected)));
}

#[test]
fn a_journal_of_another_session_is_set_aside() {
    let mut desk = Desk::with_file(Faulty::default());
    fs::write(desk.beside(), "of somebody else").expect("written");
    desk.change("một");
    assert!(desk.is_synced());
    let aside = format!("{}-1", desk.beside().display());
    assert_eq!(fs::read_to_string(aside).expect("kept"), "of somebody else");
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((1, expected)));
}

#[test]
fn a_journal_that_somebody_replaced_is_left_alone_and_written_anew() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    // As a second machine does on a share that knows no locks.
    let other = desk.folder.path().join("other");
    fs::write(&other, "của người khác").expect("written");
    fs::rename(&other, desk.beside()).expect("replaced");
    desk.change("hai");
    assert!(desk.is_synced());
    let aside = desk.folder.path().join("a.session.ron.journal-1");
    assert_eq!(fs::read_to_string(aside).expect("kept"), "của người khác");
    let expected = desk.document.session().clone();
    assert_eq!(desk.crash(), Some((2, expected)));
}

#[test]
fn a_journal_leaves_a_file_that_is_anothers_now() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.writer.leave_file();
    desk.change("hai");
    assert!(desk.is_synced());
    assert!(!desk.beside().exists());
    let journals = desk.folder.path().join("journals");
    let (kept, errors) = recovery::kept_sessions(&journals);
    // The window still writes it.
    assert_eq!((kept.len(), errors.len()), (0, 0));
    desk.writer.end();
    let recovered = recovery::open_kept(&desk.kept()).expect("a session");
    assert_eq!(recovered.document.session(), desk.document.session());
}

#[test]
fn a_long_journal_begins_anew_with_the_whole_session() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    while !desk.writer.is_long() {
        let text = desk.document.revision().to_string();
        desk.change(&text.repeat(1000));
    }
    desk.change("ngắn");
    desk.document.journal_state(Some(at(62)));
    desk.hand_over();
    assert!(!desk.writer.is_long());
    desk.change("hai");
    let expected = (desk.document.revision(), desk.document.session().clone());
    assert!(desk.crash() == Some(expected), "all of it is found");
}

#[test]
fn a_journal_that_began_anew_during_a_save_keeps_what_came_after_it() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.document.start_base();
    let (saved, revision) = (desk.document.snapshot(), desk.document.revision());
    while !desk.writer.is_long() {
        let text = desk.document.revision().to_string();
        desk.change(&text.repeat(1000));
    }
    desk.document.journal_state(Some(at(62)));
    desk.hand_over();
    let mut saved_as = desk.saved_as.clone().expect("a file");
    save::save(&saved, &mut saved_as).expect("saved");
    desk.writer.saved(Base {
        session: saved,
        revision,
        saved_as: Some(saved_as),
        recovered: None,
    });
    desk.change("hai");
    let n_changes = desk.document.revision() - revision;
    let expected = (n_changes, desk.document.session().clone());
    assert!(desk.crash() == Some(expected), "all of it is found");
}

/// The file stands on disk, and the program ends before the journal hears of it.
#[test]
fn a_journal_that_grew_long_during_a_save_continues_the_file_after_a_crash() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.document.start_base();
    let (saved, revision) = (desk.document.snapshot(), desk.document.revision());
    desk.writer.begin_save(revision)();
    while !desk.writer.is_long() {
        let text = desk.document.revision().to_string();
        desk.change(&text.repeat(1000));
    }
    desk.document.journal_state(Some(at(62)));
    desk.hand_over();
    desk.change("hai");
    let mut saved_as = desk.saved_as.clone().expect("a file");
    save::save(&saved, &mut saved_as).expect("saved");
    let n_changes = desk.document.revision() - revision;
    // The whole session in the journal counts as a change of its own.
    let expected = (n_changes + 1, desk.document.session().clone());
    assert!(desk.crash() == Some(expected), "all of it is found");
}

#[test]
fn a_damaged_journal_is_never_taken_for_an_empty_one() {
    let mut desk = Desk::with_file(Faulty::default());
    desk.change("một");
    desk.writer.end();
    let whole = fs::read(desk.beside()).expect("a journal");
    let head = whole.iter().position(|&b| b == b'\n').expect("a line") + 1;
    let saved_as = desk.saved_as.as_ref().expect("a file");
    let opened = open(saved_as.path()).expect("a file");
    for n_bytes in [0, head / 2, head, head + 5, whole.len() - 1] {
        fs::write(desk.beside(), &whole[..n_bytes]).expect("cut");
        let found = look(&opened.session, &opened.saved_as);
        let is_empty = n_bytes == head;
        assert_eq!(matches!(found, Found::Nothing), is_empty, "{n_bytes}");
        assert_eq!(matches!(found, Found::Unfit(_)), !is_empty, "{n_bytes}");
    }
}

#[test]
fn a_finished_journal_is_gone_and_one_that_is_not_stays() {
    for removes in [true, false] {
        let mut desk = Desk::with_file(Faulty::default());
        desk.change("một");
        desk.writer.finish(removes);
        assert_eq!(desk.beside().exists(), !removes);
    }
}

const CHILD: &str = "OCOP_TEST_JOURNAL_CHILD";

/// Not a test by itself: the process that the tests below kill. It makes changes as fast as it
/// can and prints each revision that is confirmed; now and then it saves.
#[test]
fn child() {
    let Ok(path) = std::env::var(CHILD) else {
        return;
    };
    let opened = open(Path::new(&path)).expect("a file");
    let mut document = Document::new(opened.session);
    let mut saved_as = opened.saved_as;
    let places = Places {
        session_file: Some(saved_as.path().to_owned()),
        ..Places::default()
    };
    let base = |document: &Document, saved_as: &SavedAs| Base {
        session: document.snapshot(),
        revision: document.revision(),
        saved_as: Some(saved_as.clone()),
        recovered: None,
    };
    let writer = JournalWriter::start(base(&document, &saved_as), places, || {});
    let mut confirmed = 0;
    for n in 1_u64.. {
        let command = Command::SetDiscussion {
            product_id: RICE,
            text: format!("lần {n}"),
        };
        document.edit(&edit(command)).expect("a change");
        writer.append(document.take_entries());
        let synced = writer.synced();
        if synced > confirmed {
            confirmed = synced;
            let mut out = io::stdout();
            writeln!(out, "confirmed {confirmed}").expect("heard");
            out.flush().expect("heard");
        }
        if n % 97 == 0 {
            document.start_base();
            // As the window does: the file never runs ahead of the journal.
            writer.flush();
            save::save(document.session(), &mut saved_as).expect("saved");
            writer.saved(base(&document, &saved_as));
        }
        if n % 5 == 0 {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

/// Kills the process at random moments and compares what it confirmed with what is found.
fn check_kills(n_rounds: u32) {
    for round in 0..n_rounds {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.session.ron");
        save_new(&path, &session(), Existing::Refuse).expect("saved");
        let program = std::env::current_exe().expect("this program");
        let mut child = Process::new(program)
            .args(["--exact", "--nocapture", "--test-threads=1"])
            .arg("storage::journal::writer::tests::child")
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let mut confirmed = 0;
        let mut hear = |line: Option<io::Result<String>>| {
            let Some(Ok(line)) = line else { return false };
            if let Some((_, number)) = line.split_once("confirmed ") {
                confirmed = number.parse().unwrap_or(confirmed);
            }
            true
        };
        // The harness says some lines first; then each is a confirmed revision.
        for _ in 0..10 + round * 7 % 150 {
            assert!(hear(lines.next()), "the process ended by itself");
        }
        std::thread::sleep(Duration::from_micros(u64::from(round) * 131 % 3000));
        child.kill().expect("killed");
        child.wait().expect("ended");
        while hear(lines.next()) {}
        let opened = open(&path).expect("a whole file");
        let found = match look(&opened.session, &opened.saved_as) {
            Found::Changes(found) => found.document.session().clone(),
            Found::Nothing => opened.session,
            other => panic!("round {round}: {other:?}"),
        };
        let text = &found.product(RICE).expect("a product").discussion;
        let number: u64 = text
            .strip_prefix("lần ")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0);
        assert!(confirmed > 0, "round {round}");
        assert!(number >= confirmed, "round {round}: {number} < {confirmed}");
    }
}

#[test]
fn what_was_confirmed_survives_a_kill() {
    check_kills(30);
}

#[test]
#[ignore = "takes minutes"]
fn what_was_confirmed_survives_a_thousand_kills() {
    check_kills(1000);
}

#[test]
#[ignore = "measures"]
fn a_thousand_changes_one_by_one() {
    let mut desk = Desk::with_file(Faulty::default());
    let mut took: Vec<Duration> = (0..1000)
        .map(|n| {
            let began = Instant::now();
            desk.change(&format!("lần {n}"));
            began.elapsed()
        })
        .collect();
    took.sort();
    println!("median {:?}, max {:?}", took[500], took[999]);
}
