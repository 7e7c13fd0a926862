//! A continuous second copy of the session in hand, in a folder or on a stick chosen once.
//!
//! A thread beside the window keeps in that folder what is kept of the session anyway: the session
//! file with its generations, and the journal of what the file does not hold. It is handed the same
//! changes as the journal, so nothing is read back from a disk that may be failing.
//!
//! Invariants: at every moment what lies in the folder opens, and holds at least what
//! [`Mirror::synced`] says; nothing is replaced there that this program did not write itself. A
//! medium that is gone is tried again until it is back; a copy that somebody else went on with is
//! left alone for good.
//!
//! A new file is put in place only when the journal in the folder leads up to it, and the journal
//! is trimmed only when the file is in place. So a file that is newer than its journal is what a
//! crash between a save and the trimming leaves, which [`recovery`] understands.

mod note;
mod place;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::io_text::{Doing, io_error};
use super::journal::book::{Base, Book, RecoveredChanges};
use super::journal::disk::{Disk as _, Log, RealDisk};
use super::journal::{Lines, recovery};
use super::save::{self, SavedAs};
use super::worker::{self, Pace, Work};
use crate::edit::document::Journaled;
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::ids::SessionId;

pub use note::{Note, Writer, note_of, take_over};
use note::{note_path, text_of};
use place::Place;

/// How long after a failure it is tried again.
const RETRY: Duration = if cfg!(test) {
    Duration::from_millis(20)
} else {
    Duration::from_secs(2)
};
/// How often it is looked whether the medium is still there.
const GLANCE: Duration = if cfg!(test) {
    Duration::from_millis(40)
} else {
    Duration::from_secs(3)
};
/// How long the window waits at its end for the last changes.
const PATIENCE: Duration = Duration::from_secs(3);
const PACE: Pace = Pace {
    retry: RETRY,
    glance: Some(GLANCE),
    patience: PATIENCE,
};

/// Where the second copy goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The folder.
    pub folder: PathBuf,
    /// Who writes it.
    pub writer: Writer,
    /// Name for the copy of a session without a file, as that of a session file.
    pub name: String,
    /// Whether the copy gets a name of its own where somebody else's copy of the session lies.
    pub steps_aside: bool,
}

/// Why there is no second copy at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub error: UserError,
    /// Whether it is not tried again: somebody must decide.
    pub is_final: bool,
}

impl Trouble {
    fn passing(error: UserError) -> Self {
        Self {
            error,
            is_final: false,
        }
    }

    fn last(error: UserError) -> Self {
        Self {
            error,
            is_final: true,
        }
    }
}

enum Order {
    Entries(Vec<Journaled>),
    Saving(u64),
    Saved(Base),
}

#[derive(Debug, Default)]
struct Shared {
    synced: AtomicU64,
    has_begun: AtomicBool,
    trouble: Mutex<Option<Trouble>>,
}

impl Shared {
    fn tell(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// The window's end of the second copy of one session.
#[derive(Debug)]
pub struct Mirror {
    shared: Arc<Shared>,
    worker: worker::Worker<Order>,
}

impl Mirror {
    /// Begins the second copy of the session that `base` holds; changes handed over from now on must
    /// need no step from before. `wake` is called after every change of its state.
    pub fn start(base: Base, target: Target, wake: impl Fn() + Send + 'static) -> Self {
        Self::start_on(Box::new(RealMedium), base, target, wake)
    }

    fn start_on(
        medium: Box<dyn Medium>,
        base: Base,
        target: Target,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let work = Worker::new(medium, base, target, Arc::clone(&shared));
        let fallen = Arc::clone(&shared);
        let fell = move || {
            let error = UserError::internal("the second copy's thread has ended");
            fallen.tell(Some(Trouble::last(error)));
        };
        let worker = worker::Worker::start("second-copy", work, PACE, wake, fell);
        let worker = worker.unwrap_or_else(|error| {
            shared.tell(Some(Trouble::last(UserError::internal(error))));
            worker::Worker::none()
        });
        Self { shared, worker }
    }

    /// Hands changes over, the same as to the journal.
    pub fn append(&self, entries: Vec<Journaled>) {
        if !entries.is_empty() {
            self.worker.send(Order::Entries(entries));
        }
    }

    /// Tells that a save of `revision` begins.
    pub fn begin_save(&self, revision: u64) {
        self.worker.send(Order::Saving(revision));
    }

    /// Tells that the session file holds `base` now.
    pub fn saved(&self, base: Base) {
        self.worker.send(Order::Saved(base));
    }

    /// Tells whether there has been a whole copy since the begin.
    pub fn has_begun(&self) -> bool {
        self.shared.has_begun.load(Ordering::Acquire)
    }

    /// Returns the newest revision that the copy is known to hold, once it [has
    /// begun](Self::has_begun).
    pub fn synced(&self) -> u64 {
        self.shared.synced.load(Ordering::Acquire)
    }

    /// Returns why there is no second copy, as long as that holds.
    pub fn trouble(&self) -> Option<Trouble> {
        let trouble = self.shared.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until everything handed over was tried, though not for ever.
    pub fn flush(&self) {
        self.worker.flushing(PATIENCE)();
    }

    /// Ends the copy when all is in it, or patience is over; `drops` where a person has dropped what
    /// the session file does not hold.
    pub fn finish(&mut self, drops: bool) {
        self.worker.finish(drops);
    }

    /// Lets go of the copy as the end of the program does.
    #[cfg(test)]
    fn end(&mut self) {
        self.worker = worker::Worker::none();
    }
}

struct Worker {
    medium: Box<dyn Medium>,
    target: Target,
    session: SessionId,
    /// What the journal of the copy holds.
    book: Book,
    place: Option<Place>,
    /// What the session file of the copy is to hold.
    pending: Option<Base>,
    /// Whether the book does not continue what lies in the folder.
    begins: bool,
    /// The journal that is open; absent where it can no longer be trusted.
    log: Option<(Box<dyn Log>, Lines)>,
    /// All that went into the journal on disk, last; before it what may stand there instead.
    attempted: Vec<String>,
    /// Whether there may be a journal.
    has_journal: bool,
    /// Lines that wait to be appended.
    unwritten: String,
    /// Whether appending is not enough.
    needs_anew: bool,
    /// When the last change was made, where known.
    last_at: Option<DateTime>,
    shared: Arc<Shared>,
}

impl Work for Worker {
    type Order = Order;

    fn take(&mut self, order: Order) {
        match order {
            Order::Entries(entries) => {
                for journaled in entries {
                    self.take_entry(journaled);
                }
            }
            Order::Saving(revision) => self.book.begin_save(revision),
            Order::Saved(base) => self.pending = Some(base),
        }
    }

    fn settle(&mut self) -> bool {
        let before = self.shared.trouble.lock();
        let before = before.unwrap_or_else(PoisonError::into_inner).clone();
        if before.as_ref().is_some_and(|trouble| trouble.is_final) {
            return true;
        }
        let settled = self.put(before.is_some());
        match settled {
            Ok(()) => {
                self.shared
                    .synced
                    .store(self.book.latest, Ordering::Release);
                self.shared.has_begun.store(true, Ordering::Release);
                self.shared.tell(None);
                true
            }
            Err(trouble) => {
                // Nothing more is trusted to the open file.
                self.log = None;
                self.needs_anew = true;
                let is_final = trouble.is_final;
                self.shared.tell(Some(trouble));
                is_final
            }
        }
    }

    fn drop_all(&mut self) {
        let is_final = self.shared.trouble.lock();
        let is_final = is_final.unwrap_or_else(PoisonError::into_inner);
        if is_final.as_ref().is_some_and(|trouble| trouble.is_final) {
            return;
        }
        drop(is_final);
        let Some(place) = self.place.clone() else {
            return;
        };
        // What cannot be removed is only more than need be.
        if self.check_place().is_ok() {
            self.log = None;
            self.leave(&place).ok();
        }
    }

    fn is_there(&mut self) -> bool {
        let is_there = self.place.as_ref().is_none_or(|place| {
            let note = note_path(&place.file);
            fs::symlink_metadata(&self.target.folder).is_ok()
                && (self.begins || fs::symlink_metadata(note).is_ok())
        });
        // A stick that is gone is said before there is something to write.
        self.needs_anew |= !is_there;
        is_there
    }
}

impl Worker {
    fn new(medium: Box<dyn Medium>, base: Base, target: Target, shared: Arc<Shared>) -> Self {
        let has_file = base.saved_as.is_some();
        // Without a file the journal holds the session whole, unless nothing would be missed.
        let recovered = (!has_file && base.revision > 0).then_some(RecoveredChanges {
            count: base.revision,
            since: None,
        });
        let in_book = Base {
            saved_as: None,
            recovered,
            ..base.clone()
        };
        Self {
            medium,
            target,
            session: base.session.id,
            book: Book::new(in_book),
            place: None,
            pending: has_file.then_some(base),
            begins: true,
            log: None,
            attempted: Vec::new(),
            has_journal: true,
            unwritten: String::new(),
            needs_anew: true,
            last_at: None,
            shared,
        }
    }

    fn take_entry(&mut self, journaled: Journaled) {
        self.last_at = journaled.entry.at().or(self.last_at);
        match self.book.push(journaled) {
            Ok(payload) => match &mut self.log {
                Some((_, lines)) if !self.needs_anew => lines.push(payload, &mut self.unwritten),
                _ => self.needs_anew = true,
            },
            // A gap: nothing after it would replay. The next save heals it.
            Err(_cannot_be_written) => self.book.is_broken = true,
        }
    }

    /// Puts into the folder what is not there yet.
    fn put(&mut self, was_in_trouble: bool) -> Result<(), Trouble> {
        if self.place.is_none() {
            let name = self.wanted_name();
            self.place = Some(self.find_place(&name)?);
        } else {
            self.append()?;
            if was_in_trouble || self.needs_anew || self.pending.is_some() {
                // An open journal cannot be read everywhere.
                self.log = None;
                self.check_place()?;
            }
        }
        if let Some(save) = self.pending.clone() {
            self.put_file(&save)?;
            self.pending = None;
        }
        self.put_journal()
    }

    /// Returns the name that the session file of the copy should have.
    fn wanted_name(&self) -> String {
        let save = self.pending.as_ref().or(Some(&self.book.base));
        save.and_then(|save| save.saved_as.as_ref())
            .and_then(|saved_as| saved_as.path().file_name())
            .map_or_else(
                || self.target.name.clone(),
                |name| name.to_string_lossy().into_owned(),
            )
    }

    /// Puts a save into the session file of the copy, and ends the journal before it.
    fn put_file(&mut self, save: &Base) -> Result<(), Trouble> {
        let Some(here) = self.place.clone() else {
            return Ok(());
        };
        let name = self.wanted_name();
        let there = if here.wanted == name {
            here.clone()
        } else {
            self.find_place(&name)?
        };
        let bytes = self.bytes_of(save).map_err(Trouble::passing)?;
        let hash = blake3::hash(&bytes);
        let is_there = there.hash == Some(hash);
        self.put_note(&there, Some(hash))?;
        if !self.begins {
            self.put_journal()?;
        } else if !is_there && (there.hash.is_some() || there.journal().exists()) {
            // What lies there may not lead up to the new file: a journal with all in it does.
            let before = there.hash.map(|old| SavedAs::known(&there.file, old));
            self.book.base.saved_as = before;
            self.put_journal_anew(&there, true)?;
        }
        let saved_as = if is_there {
            SavedAs::known(&there.file, hash)
        } else {
            self.medium
                .file(&there.file, &bytes, there.hash)
                .map_err(Trouble::passing)?
        };
        self.book.trim(Base {
            session: Arc::clone(&save.session),
            revision: save.revision,
            saved_as: Some(saved_as),
            recovered: None,
        });
        self.begins = false;
        self.needs_anew = true;
        let has_moved = here.file != there.file;
        self.place = Some(Place {
            hash: Some(hash),
            ..there
        });
        if has_moved {
            self.put_journal()?;
            self.leave(&here)?;
        }
        Ok(())
    }

    /// Takes away what stands in the new place by now. A file of before stays.
    fn leave(&mut self, place: &Place) -> Result<(), Trouble> {
        self.remove(&place.journal())?;
        if place.hash.is_none() {
            self.remove(&note_path(&place.file))?;
        }
        Ok(())
    }

    /// Returns the bytes of a save: those of the session file itself, where it is still that.
    fn bytes_of(&self, save: &Base) -> Result<Vec<u8>, UserError> {
        let original = save.saved_as.as_ref().and_then(|saved_as| {
            let bytes = save::read_bytes(saved_as.path()).ok()?;
            (blake3::hash(&bytes) == *saved_as.hash()).then_some(bytes)
        });
        // At its begin the copy takes in what the file does not hold yet.
        let is_newer = self.begins && save.recovered.is_some();
        match original {
            Some(bytes) if !is_newer => Ok(bytes),
            _ => save::bytes_to_save(&save.session),
        }
    }

    /// Appends the lines that wait, where that is enough.
    fn append(&mut self) -> Result<(), Trouble> {
        let (Some(place), false) = (&self.place, self.needs_anew) else {
            return Ok(());
        };
        let Some((log, _)) = &mut self.log else {
            return Ok(());
        };
        let path = place.journal();
        if !log.is_at(&path).unwrap_or(false) {
            // Whoever removed or replaced the file would otherwise take all further changes with it.
            self.needs_anew = true;
            return Ok(());
        }
        let unwritten = std::mem::take(&mut self.unwritten);
        if unwritten.is_empty() {
            return Ok(());
        }
        if let Some(attempted) = self.attempted.last_mut() {
            attempted.push_str(&unwritten);
        }
        let failed = |error: io::Error| Trouble::passing(io_error(Doing::Saving, &path, &error));
        log.append(unwritten.as_bytes()).map_err(failed)
    }

    /// Puts on disk what the journal lacks.
    fn put_journal(&mut self) -> Result<(), Trouble> {
        let Some(place) = self.place.clone() else {
            return Ok(());
        };
        if self.book.is_broken {
            if self.pending.is_some() {
                return Ok(());
            }
            let error = UserError::internal("a change cannot be put in words");
            return Err(Trouble::passing(error));
        }
        self.needs_anew |= self.book.shorten();
        if !self.book.is_empty() {
            if self.needs_anew {
                if self.begins {
                    self.put_note(&place, place.hash)?;
                }
                self.put_journal_anew(&place, false)?;
                self.begins = false;
            }
            return Ok(());
        }
        if self.has_journal {
            self.log = None;
            self.remove(&place.journal())?;
            self.has_journal = false;
            self.attempted.clear();
            self.unwritten.clear();
        }
        self.needs_anew = false;
        Ok(())
    }

    fn put_journal_anew(&mut self, place: &Place, leads_up: bool) -> Result<(), Trouble> {
        let path = place.journal();
        let failed = |error: io::Error| Trouble::passing(io_error(Doing::Saving, &path, &error));
        self.log = None;
        let with_base = leads_up || place.hash.is_none();
        let (text, lines) = self.book.text(with_base).map_err(Trouble::passing)?;
        if recovery::is_in_use(&path) {
            return Err(failed(io::ErrorKind::ResourceBusy.into()));
        }
        self.has_journal = true;
        let log = self.medium.journal(&path, text.as_bytes());
        // Where it fails the old one may stand there still, or the new one already.
        self.attempted.retain(|old| !text.starts_with(old.as_str()));
        self.attempted.push(text);
        self.log = Some((log.map_err(failed)?, lines));
        let n_before = self.attempted.len() - 1;
        self.attempted.drain(..n_before);
        self.unwritten.clear();
        self.needs_anew = leads_up;
        Ok(())
    }

    /// Notes whose copy this is, before anything of it is written.
    fn put_note(&mut self, place: &Place, hash: Option<blake3::Hash>) -> Result<(), Trouble> {
        let mut note = Note::new(&self.target.writer, self.session);
        note.at = self.last_at;
        for hash in place.hash.into_iter().chain(hash) {
            note.files.push(hash.to_hex().to_string());
        }
        note.files.dedup();
        let path = note_path(&place.file);
        let failed = |error: io::Error| Trouble::passing(io_error(Doing::Saving, &path, &error));
        self.medium.note(&path, &text_of(&note)).map_err(failed)
    }

    fn remove(&mut self, path: &Path) -> Result<(), Trouble> {
        match self.medium.remove(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Trouble::passing(io_error(Doing::Saving, path, &error)))
            }
            _ => Ok(()),
        }
    }
}

/// What the second copy needs of a medium; tests hand in one that fails.
trait Medium: Send {
    /// Puts a journal in place, synced, locked, and ready to be appended to.
    fn journal(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>>;
    /// Puts a session file in place and keeps the one before.
    fn file(
        &mut self,
        path: &Path,
        bytes: &[u8],
        before: Option<blake3::Hash>,
    ) -> Result<SavedAs, UserError>;
    /// Puts the note in place.
    fn note(&mut self, path: &Path, text: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&mut self, path: &Path) -> io::Result<()>;
}

struct RealMedium;

impl Medium for RealMedium {
    fn journal(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        RealDisk.create(path, bytes)
    }

    fn file(
        &mut self,
        path: &Path,
        bytes: &[u8],
        before: Option<blake3::Hash>,
    ) -> Result<SavedAs, UserError> {
        save::put_copy(path, bytes, before)
    }

    fn note(&mut self, path: &Path, text: &str) -> io::Result<()> {
        save::put_text(path, text)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}
