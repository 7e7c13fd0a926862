//! The second copy on a stick that works, on one that dies at every step, and among others' files.

use std::collections::BTreeMap;

use super::*;
use crate::edit::command::Command;
use crate::edit::document::Document;
use crate::fixtures::{RICE, at, edit, session};
use crate::model::session::Session;
use crate::storage::journal::book::LONG;
use crate::storage::journal::recovery::{Found, look, open_kept};
use crate::storage::save::{Existing, open, put_text, save, save_new};

mod stick;

use stick::{Fault, Faulty};

fn writer(name: &str) -> Writer {
    Writer::new(name.to_owned(), format!("máy {name}"))
}

/// A session in hand with its second copy.
struct Desk {
    home: tempfile::TempDir,
    document: Document,
    saved_as: Option<SavedAs>,
    mirror: Mirror,
    /// The session at every revision.
    states: BTreeMap<u64, Session>,
}

impl Desk {
    fn target(home: &Path) -> Target {
        let folder = home.join("stick");
        fs::create_dir_all(&folder).expect("a folder");
        Target {
            folder,
            writer: writer("a"),
            name: "Phiên.session.ron".to_owned(),
            steps_aside: false,
        }
    }

    fn with_file(medium: impl Medium + 'static) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("a.session.ron");
        let saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
        let target = Self::target(home.path());
        let document = Document::new(session());
        Self::begin(medium, home, document, Some(saved_as), target)
    }

    fn without_file(medium: impl Medium + 'static) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let target = Self::target(home.path());
        let mut document = Document::new(session());
        document.mark_unsaved();
        Self::begin(medium, home, document, None, target)
    }

    fn begin(
        medium: impl Medium + 'static,
        home: tempfile::TempDir,
        mut document: Document,
        saved_as: Option<SavedAs>,
        target: Target,
    ) -> Self {
        document.take_entries();
        document.start_base();
        let base = Base {
            session: document.snapshot(),
            revision: document.revision(),
            saved_as: saved_as.clone(),
            recovered: document.is_dirty().then_some(RecoveredChanges {
                count: 1,
                since: None,
            }),
        };
        let states = BTreeMap::from([(document.revision(), document.session().clone())]);
        let mirror = Mirror::start_on(Box::new(medium), base, target, || {});
        mirror.flush();
        Self {
            home,
            document,
            saved_as,
            mirror,
            states,
        }
    }

    /// Ends the program, and begins anew with the session in hand and `target`.
    fn again(mut self, target: Target) -> Self {
        self.mirror.end();
        Self::begin(RealMedium, self.home, self.document, self.saved_as, target)
    }

    fn stick(&self) -> PathBuf {
        self.home.path().join("stick")
    }

    fn on_stick(&self, name: &str) -> PathBuf {
        self.stick().join(name)
    }

    fn change(&mut self, text: &str) {
        let text = text.to_owned();
        let product_id = RICE;
        let command = Command::SetDiscussion { product_id, text };
        assert_eq!(self.document.edit(&edit(command)), Ok(()));
        self.hand_over();
    }

    fn undo(&mut self) {
        assert!(self.document.undo(at(9), "Hà"));
        self.hand_over();
    }

    fn hand_over(&mut self) {
        let (revision, session) = (self.document.revision(), self.document.session().clone());
        self.states.insert(revision, session);
        self.mirror.append(self.document.take_entries());
        self.mirror.flush();
    }

    fn save(&mut self) {
        self.document.start_base();
        if let Some(saved_as) = &mut self.saved_as {
            save(self.document.session(), saved_as).expect("saved");
        }
        self.end_save();
    }

    fn save_as(&mut self, name: &str) {
        self.document.start_base();
        let path = self.home.path().join(name);
        let saved = save_new(&path, self.document.session(), Existing::Refuse);
        self.saved_as = Some(saved.expect("saved"));
        self.end_save();
    }

    fn end_save(&mut self) {
        let revision = self.document.revision();
        self.document.mark_saved(revision);
        self.mirror.saved(Base {
            session: self.document.snapshot(),
            revision,
            saved_as: self.saved_as.clone(),
            recovered: None,
        });
        self.mirror.flush();
    }

    /// Waits until the copy holds everything.
    #[track_caller]
    fn wait(&self) {
        for _ in 0..500 {
            if self.mirror.synced() == self.document.revision() && self.mirror.trouble().is_none() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{:?}", self.mirror.trouble());
    }

    fn is_final(&self) -> bool {
        self.mirror.flush();
        self.mirror
            .trouble()
            .is_some_and(|trouble| trouble.is_final)
    }
}

/// Opens what lies in a folder, as a person on another machine does.
#[track_caller]
fn opened(folder: &Path) -> Session {
    // The machine that dies lets go of its locks; a copy of the folder has none.
    let elsewhere = tempfile::tempdir().expect("a folder");
    for (name, bytes) in contents(folder) {
        fs::write(elsewhere.path().join(name), bytes).expect("a file");
    }
    let folder = elsewhere.path();
    let names = names(folder);
    let ending = |ending: &str| names.iter().rfind(|name| name.ends_with(ending));
    if let Some(name) = ending(").session.ron").or_else(|| ending(".session.ron")) {
        let opened = open(&folder.join(name)).expect("a whole file");
        return match look(&opened.session, &opened.saved_as) {
            Found::Nothing => opened.session,
            Found::Changes(found) => found.document.session().clone(),
            other => panic!("{names:?} {other:?}"),
        };
    }
    let journal = folder.join(ending(".journal").expect("a file or a journal"));
    let found = open_kept(&journal).expect("a whole journal");
    found.document.session().clone()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_copy_holds_every_change_and_every_generation() {
    let mut desk = Desk::with_file(RealMedium);
    assert_eq!(
        names(&desk.stick()),
        ["a.session.ron", "a.session.ron.copy"]
    );
    for text in ["một", "hai"] {
        desk.change(text);
        assert_eq!(desk.mirror.synced(), desk.document.revision());
        assert_eq!(opened(&desk.stick()), *desk.document.session());
    }
    desk.save();
    desk.change("ba");
    desk.undo();
    desk.undo();
    assert_eq!(opened(&desk.stick()), *desk.document.session());
    desk.save();
    assert_eq!(
        names(&desk.stick()),
        [
            "a.session.ron",
            "a.session.ron.copy",
            "a.session.ron.~1~",
            "a.session.ron.~2~"
        ]
    );
    let original = desk.home.path().join("a.session.ron");
    let copy = desk.on_stick("a.session.ron");
    assert_eq!(
        fs::read(original).ok(),
        fs::read(copy).ok(),
        "the same bytes"
    );
    assert_eq!(desk.mirror.trouble(), None);
}

#[test]
fn a_session_without_a_file_is_a_journal_that_opens_and_moves_to_its_file() {
    let mut desk = Desk::without_file(RealMedium);
    desk.change("một");
    assert_eq!(
        names(&desk.stick()),
        ["Phiên.session.ron.copy", "Phiên.session.ron.journal"]
    );
    assert_eq!(opened(&desk.stick()), *desk.document.session());
    desk.save_as("b.session.ron");
    desk.change("hai");
    assert_eq!(
        names(&desk.stick()),
        [
            "b.session.ron",
            "b.session.ron.copy",
            "b.session.ron.journal"
        ]
    );
    assert_eq!(opened(&desk.stick()), *desk.document.session());
    // The file may come to have the name that the journal had.
    let mut desk = Desk::without_file(RealMedium);
    desk.change("một");
    desk.save_as("Phiên.session.ron");
    desk.change("hai");
    assert_eq!(opened(&desk.stick()), *desk.document.session());
    assert_eq!(names(&desk.stick()).len(), 3);
}

/// Plays a meeting: changes, saves, an undo across a save, a save under another name.
fn play(desk: &mut Desk) {
    desk.change("một");
    desk.change("hai");
    if desk.saved_as.is_none() {
        desk.save_as("b.session.ron");
    } else {
        desk.save();
    }
    desk.undo();
    desk.change("ba");
    desk.save();
    desk.save_as("c.session.ron");
    desk.change("bốn");
}

/// Makes a stick do everything but one operation; `after` looks at what came of it.
fn fail_everywhere(has_file: bool, stays_dead: bool, after: impl Fn(&mut Desk, u64, Fault)) {
    let begin = |medium: Faulty| match has_file {
        true => Desk::with_file(medium),
        false => Desk::without_file(medium),
    };
    let healthy = Faulty::default();
    play(&mut begin(healthy.clone()));
    let n_operations = healthy.stick().n_done;
    assert!(n_operations > 15, "{n_operations}");
    for number in 0..n_operations {
        for fault in [Fault::NotDone, Fault::Done] {
            let mut desk = begin(Faulty::failing(number, fault, stays_dead));
            play(&mut desk);
            after(&mut desk, number, fault);
        }
    }
}

#[test]
fn pulled_at_any_step_the_copy_opens_and_holds_what_it_said() {
    for has_file in [true, false] {
        fail_everywhere(has_file, true, |desk, number, fault| {
            let synced = desk.mirror.synced();
            desk.mirror.end();
            if synced == 0 && names(&desk.stick()).len() < 2 {
                return; // It never was a copy, and never said so.
            }
            let found = opened(&desk.stick());
            let is_kept = desk
                .states
                .range(synced..)
                .any(|(_, state)| *state == found);
            assert!(is_kept, "operation {number}, {fault:?}: less than {synced}");
        });
    }
}

#[test]
fn failed_once_at_any_step_it_is_made_good() {
    for has_file in [true, false] {
        fail_everywhere(has_file, false, |desk, number, fault| {
            desk.wait();
            let found = opened(&desk.stick());
            assert_eq!(found, *desk.document.session(), "{number}, {fault:?}");
        });
    }
}

#[test]
fn a_stick_that_comes_back_is_gone_on_with() {
    let mut desk = Desk::with_file(RealMedium);
    desk.change("một");
    let (stick, pocket) = (desk.stick(), desk.home.path().join("pocket"));
    fs::rename(&stick, &pocket).expect("pulled");
    desk.change("hai");
    desk.save();
    desk.change("ba");
    desk.mirror.flush();
    assert!(desk.mirror.trouble().is_some());
    assert!(desk.mirror.synced() < desk.document.revision());
    assert!(!desk.is_final());
    // What was there when it was pulled opens elsewhere.
    assert!(desk.states.values().any(|state| *state == opened(&pocket)));
    fs::create_dir(&stick).expect("an empty folder in its place");
    desk.change("bốn");
    std::thread::sleep(3 * RETRY);
    assert!(names(&stick).is_empty(), "that is not the stick");
    fs::remove_dir(&stick).expect("gone");
    fs::rename(&pocket, &stick).expect("plugged in again");
    desk.wait();
    assert_eq!(opened(&stick), *desk.document.session());
}

#[test]
fn a_pulled_stick_is_noticed_before_there_is_something_to_write() {
    let mut desk = Desk::with_file(RealMedium);
    desk.change("một");
    let (stick, pocket) = (desk.stick(), desk.home.path().join("pocket"));
    fs::rename(&stick, &pocket).expect("pulled");
    let mut tries = 0;
    while desk.mirror.trouble().is_none() {
        std::thread::sleep(GLANCE);
        tries += 1;
        assert!(tries < 200, "it is not noticed");
    }
    fs::rename(&pocket, &stick).expect("plugged in again");
    desk.wait();
    assert!(!desk.is_final());
    assert_eq!(opened(&stick), *desk.document.session());
}

#[test]
fn a_stick_that_is_not_there_yet_is_waited_for() {
    let home = tempfile::tempdir().expect("a folder");
    let target = Desk::target(home.path());
    fs::remove_dir(&target.folder).expect("no stick");
    let mut desk = Desk::begin(RealMedium, home, Document::new(session()), None, target);
    desk.change("một");
    assert!(desk.mirror.trouble().is_some());
    assert!(!desk.is_final());
    fs::create_dir(desk.stick()).expect("plugged in");
    desk.wait();
    assert_eq!(opened(&desk.stick()), *desk.document.session());
}

#[test]
fn what_others_made_of_the_copy_is_left_alone() {
    type Work = fn(&Desk);
    let changed = |desk: &Desk| {
        let mut other = session();
        other.title = "làm tiếp ở máy khác".to_owned();
        let path = desk.on_stick("a.session.ron");
        let mut opened = open(&path).expect("a copy");
        save(&other, &mut opened.saved_as).expect("saved");
    };
    let journaled = |desk: &Desk| {
        let path = desk.on_stick("a.session.ron.journal");
        let mut other = session();
        other.title = "làm tiếp ở máy khác".to_owned();
        let book = Book::new(Base {
            session: Arc::new(other),
            revision: 0,
            saved_as: None,
            recovered: None,
        });
        let (text, _) = book.text(true).expect("a journal");
        fs::remove_file(&path).expect("removed");
        fs::write(&path, text).expect("another journal");
    };
    let taken: Work = |desk| take_over(&desk.on_stick("a.session.ron")).expect("taken over");
    let other_note: Work = |desk| {
        let note = Note::new(&writer("b"), session().id);
        put_text(&note_path(&desk.on_stick("a.session.ron")), &text_of(&note)).expect("a note");
    };
    for work in [changed as Work, journaled as Work, taken, other_note] {
        let mut desk = Desk::with_file(RealMedium);
        desk.change("một");
        work(&desk);
        let before: Vec<_> = contents(&desk.stick());
        desk.save();
        assert!(desk.is_final());
        desk.change("hai");
        assert_eq!(contents(&desk.stick()), before);
        // Nor is it written over after the next start.
        let target = Desk::target(desk.home.path());
        let desk = desk.again(target.clone());
        if desk.is_final() {
            assert_eq!(contents(&desk.stick()), before);
        }
        // On a person's word there is a copy beside it.
        let mut desk = desk.again(Target {
            steps_aside: true,
            ..target
        });
        desk.change("ba");
        assert_eq!(desk.mirror.trouble(), None);
        for (name, bytes) in before {
            let is_same = fs::read(desk.on_stick(&name)).ok() == Some(bytes);
            assert!(
                is_same || desk.on_stick("a.session.ron.journal-1").exists(),
                "{name}"
            );
        }
    }
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = fs::read(folder.join(&name)).expect("a file");
        (name, bytes)
    };
    names(folder).into_iter().map(read).collect()
}

#[test]
fn another_session_of_the_same_name_keeps_its_copy() {
    let home = tempfile::tempdir().expect("a folder");
    let target = Desk::target(home.path());
    let mut other = session();
    other.id = SessionId::from_bits(77);
    let theirs = target.folder.join("a.session.ron");
    save_new(&theirs, &other, Existing::Refuse).expect("saved");
    fs::write(target.folder.join("a (2).session.ron"), "no session").expect("a file");
    let path = home.path().join("a.session.ron");
    let saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
    let document = Document::new(session());
    let mut desk = Desk::begin(RealMedium, home, document, Some(saved_as), target.clone());
    desk.change("một");
    assert_eq!(open(&theirs).expect("their copy").session, other);
    let ours = desk.on_stick("a (3).session.ron");
    assert_eq!(open(&ours).expect("our copy").session.id, session().id);
    // And the next start finds it again.
    let mut desk = desk.again(target);
    desk.change("hai");
    assert_eq!(desk.mirror.trouble(), None);
    assert!(!desk.on_stick("a (4).session.ron").exists());
    assert_eq!(
        opened(&desk.stick()).products,
        desk.document.session().products
    );
}

#[test]
fn after_a_crash_the_copy_is_gone_on_with() {
    for loses in [false, true] {
        let mut desk = Desk::with_file(RealMedium);
        desk.change("một");
        let before = desk.document.clone();
        desk.change("hai");
        if loses {
            // The journal at home got less than the copy.
            desk.document = before;
        }
        let target = Desk::target(desk.home.path());
        let desk = desk.again(target);
        assert_eq!(desk.mirror.trouble(), None);
        assert_eq!(opened(&desk.stick()), *desk.document.session());
        let aside = desk.on_stick("a.session.ron.journal-1");
        assert_eq!(aside.exists(), loses);
        if loses {
            let found = open_kept(&aside).expect("a journal with its base beside it");
            assert_ne!(found.document.session(), desk.document.session());
            assert_eq!(found.until, Some(at(60)));
        }
    }
}

#[test]
fn a_copy_made_by_hand_is_taken_in_and_one_that_differs_is_not() {
    for is_same in [true, false] {
        let home = tempfile::tempdir().expect("a folder");
        let target = Desk::target(home.path());
        let path = home.path().join("a.session.ron");
        let saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
        let mut other = session();
        if !is_same {
            other.place = "nơi khác".to_owned();
        }
        let copy = target.folder.join("a.session.ron");
        save_new(&copy, &other, Existing::Refuse).expect("saved");
        let document = Document::new(session());
        let desk = Desk::begin(RealMedium, home, document, Some(saved_as), target);
        assert_eq!(desk.is_final(), !is_same);
        assert_eq!(open(&copy).expect("a file").session, other);
    }
}

#[test]
fn the_sessions_own_folder_is_no_place_for_a_copy() {
    let home = tempfile::tempdir().expect("a folder");
    let target = Target {
        folder: home.path().to_owned(),
        ..Desk::target(home.path())
    };
    let path = home.path().join("a.session.ron");
    let saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
    let document = Document::new(session());
    let desk = Desk::begin(RealMedium, home, document, Some(saved_as), target);
    assert!(desk.is_final());
    assert_eq!(names(desk.home.path()), ["a.session.ron", "stick"]);
}

#[test]
fn a_file_that_was_taken_away_is_put_there_anew() {
    let mut desk = Desk::with_file(RealMedium);
    desk.change("một");
    desk.save();
    fs::remove_file(desk.on_stick("a.session.ron")).expect("removed");
    desk.change("hai");
    desk.save();
    desk.wait();
    assert_eq!(opened(&desk.stick()), *desk.document.session());
}

#[test]
fn what_a_person_drops_is_dropped_from_the_copy_too() {
    let mut desk = Desk::without_file(RealMedium);
    desk.change("một");
    desk.mirror.finish(true);
    assert!(names(&desk.stick()).is_empty());
    let mut desk = Desk::with_file(RealMedium);
    desk.change("một");
    desk.mirror.finish(true);
    assert_eq!(
        names(&desk.stick()),
        ["a.session.ron", "a.session.ron.copy"]
    );
}

#[test]
fn a_long_journal_begins_anew() {
    let mut desk = Desk::with_file(RealMedium);
    let text = "ă".repeat(LONG as usize / 6);
    for number in 0..6 {
        desk.change(&format!("{text}{number}"));
        if number == 4 {
            desk.document.journal_state(None);
            desk.hand_over();
        }
    }
    let journal = desk.on_stick("a.session.ron.journal");
    let text = fs::read_to_string(journal).expect("a journal");
    assert_eq!(text.matches("Edit((").count(), 1, "those after the state");
    assert_eq!(opened(&desk.stick()), *desk.document.session());
}

#[test]
fn a_session_in_which_nothing_was_done_is_not_copied() {
    let home = tempfile::tempdir().expect("a folder");
    let target = Desk::target(home.path());
    let mut desk = Desk::begin(RealMedium, home, Document::new(session()), None, target);
    assert!(names(&desk.stick()).is_empty());
    desk.change("một");
    assert_eq!(opened(&desk.stick()), *desk.document.session());
}

#[test]
fn the_note_says_whose_copy_it_is() {
    let desk = Desk::with_file(RealMedium);
    let note = note_of(&desk.on_stick("a.session.ron")).expect("a note");
    assert_eq!(
        (note.machine.as_str(), note.session),
        ("máy a", session().id)
    );
    assert_eq!(note_of(&desk.on_stick("a.session.ron.journal")), Some(note));
    assert_eq!(note_of(&desk.home.path().join("a.session.ron")), None);
    // A program knows itself again by a number in its own folder.
    let folder = desk.home.path().join("data");
    let first = Writer::here(Some(&folder), 1);
    assert_eq!(Writer::here(Some(&folder), 2), first);
    assert_ne!(Writer::here(None, 2), first);
}
