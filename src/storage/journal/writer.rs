//! Writing a journal beside the window.
//!
//! A thread takes the changes from a channel, appends those that wait in one write, and syncs once.
//! After a failed write or sync nothing more is trusted to that file: the journal is written anew
//! into a new file, beside the session or else in the folder of the program, where it holds the
//! whole base. A journal without changes is no file.
//!
//! Invariants: [`JournalWriter::synced`] names a revision only when the session file or the journal
//! on disk holds it; a journal of somebody else is never replaced; a journal in use is locked.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::book::{Book, LONG};
use super::disk::{Disk, Log, RealDisk};
use super::{Lines, recovery};
use crate::edit::document::Journaled;
use crate::error::UserError;
use crate::storage::io_text::{Doing, io_error};
use crate::storage::worker::{self, Handle, Pace, Work};

pub use super::book::{Base, RecoveredChanges};

/// How long after a failure it is tried again.
const RETRY: Duration = if cfg!(test) {
    Duration::from_millis(20)
} else {
    Duration::from_secs(5)
};
const PACE: Pace = Pace {
    retry: RETRY,
    glance: None,
    patience: PATIENCE,
};
/// How long the window waits for the last entries where it has to.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a save waits for the journal.
const SAVE_PATIENCE: Duration = Duration::from_secs(60);

/// Where a journal may be kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The session file it belongs to.
    pub session_file: Option<PathBuf>,
    /// The folder for sessions without a file, and for those whose file cannot be reached.
    pub folder: Option<PathBuf>,
    /// A journal that was read and is continued: it is replaced.
    pub recovered: Option<PathBuf>,
}

enum Order {
    Entries(Vec<Journaled>),
    Saving(u64),
    Saved(Base),
    LeaveFile,
}

#[derive(Debug, Default)]
struct Shared {
    synced: AtomicU64,
    n_bytes: AtomicU64,
    failure: Mutex<Option<UserError>>,
    /// The journal's file, where there is one.
    path: Mutex<Option<PathBuf>>,
    /// Whether the thread ended by a fault of the program.
    has_fallen: AtomicBool,
}

/// The window's end of the journal of one session.
#[derive(Debug)]
pub struct JournalWriter {
    shared: Arc<Shared>,
    worker: worker::Worker<Order>,
}

/// The way to a journal for whoever has to make sure of it when the window cannot.
#[derive(Debug, Clone)]
pub struct JournalHandle {
    shared: Arc<Shared>,
    worker: Handle<Order>,
}

impl JournalHandle {
    /// Waits at most `patience` until what was handed over is on disk; tells whether `revision` is.
    pub fn keeps(&self, revision: u64, patience: Duration) -> bool {
        self.worker.flush(patience) && self.shared.synced.load(Ordering::Acquire) >= revision
    }
}

impl JournalWriter {
    /// Begins the journal of a session; `wake` is called after every change of its state. Where
    /// there is no place for a journal none is kept.
    pub fn start(base: Base, places: Places, wake: impl Fn() + Send + 'static) -> Self {
        Self::start_on(Box::new(RealDisk), base, places, wake)
    }

    /// Begins a journal whose thread ends by a fault at its first change.
    #[cfg(test)]
    pub(crate) fn start_falling(
        base: Base,
        places: Places,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        struct Trap;
        impl Disk for Trap {
            fn create(&mut self, _path: &Path, _bytes: &[u8]) -> io::Result<Box<dyn Log>> {
                panic!("a fault in the journal")
            }
            fn remove(&mut self, _path: &Path) -> io::Result<()> {
                Ok(())
            }
        }
        Self::start_on(Box::new(Trap), base, places, wake)
    }

    /// Keeps nothing: for a session that is only looked at.
    pub fn none() -> Self {
        Self {
            shared: Arc::new(Shared::default()),
            worker: worker::Worker::none(),
        }
    }

    fn start_on(
        disk: Box<dyn Disk>,
        base: Base,
        places: Places,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        if places.session_file.is_none() && places.folder.is_none() {
            let worker = worker::Worker::none();
            return Self { shared, worker };
        }
        let work = Worker {
            disk,
            book: Book::new(base),
            own: places.recovered.map(|path| Own { path, log: None }),
            stray: None,
            session_file: places.session_file,
            folder: places.folder,
            shared: Arc::clone(&shared),
            unwritten: String::new(),
            needs_anew: false,
        };
        let fallen = Arc::clone(&shared);
        let fell = move || {
            fallen.fail(Some(UserError::internal("the journal's thread has ended")));
            fallen.has_fallen.store(true, Ordering::Release);
        };
        let worker = worker::Worker::start("journal", work, PACE, wake, fell);
        let worker = worker.unwrap_or_else(|error| {
            shared.fail(Some(UserError::internal(error)));
            worker::Worker::none()
        });
        Self { shared, worker }
    }

    /// Hands changes over.
    pub fn append(&self, entries: Vec<Journaled>) {
        if !entries.is_empty() {
            self.worker.send(Order::Entries(entries));
        }
    }

    /// Tells that the session file holds `base` now: the journal is trimmed, and moves to the file.
    pub fn saved(&self, base: Base) {
        self.worker.send(Order::Saved(base));
    }

    /// Tells that the session file is another program's from now on: the journal moves to the data
    /// folder, with the whole session.
    pub fn leave_file(&self) {
        self.worker.send(Order::LeaveFile);
    }

    /// Tells whether a journal is kept at all.
    pub fn is_kept(&self) -> bool {
        self.worker.is_some()
    }

    /// Returns the newest revision that is known to be on disk.
    pub fn synced(&self) -> u64 {
        self.shared.synced.load(Ordering::Acquire)
    }

    /// Tells whether the journal has become so long that it should begin anew with the session as it
    /// stands.
    pub fn is_long(&self) -> bool {
        self.shared.n_bytes.load(Ordering::Relaxed) > LONG
    }

    /// Returns why the journal could not be written, as long as that holds.
    pub fn failure(&self) -> Option<UserError> {
        let failure = self.shared.failure.lock();
        failure.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells whether the journal ended by a fault of the program.
    pub fn has_fallen(&self) -> bool {
        self.shared.has_fallen.load(Ordering::Acquire)
    }

    /// Returns the journal's file, where there is one.
    pub fn path(&self) -> Option<PathBuf> {
        let path = self.shared.path.lock();
        path.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the way to the journal for whoever has to make sure of it when the window cannot.
    pub fn handle(&self) -> JournalHandle {
        JournalHandle {
            shared: Arc::clone(&self.shared),
            worker: self.worker.handle(),
        }
    }

    /// Waits until everything handed over was tried, though not for ever.
    pub fn flush(&self) {
        self.worker.flushing(PATIENCE)();
    }

    /// Takes in that a save of `revision` begins. Returns the wait of [`Self::flush`] for the thread of
    /// the save, which waits before it writes: where the file ran ahead of the journal, nobody could
    /// tell after a crash how they belong together. A busy disk may take seconds for one sync, so the
    /// wait is long.
    pub fn begin_save(&self, revision: u64) -> impl FnOnce() + Send + 'static {
        self.worker.send(Order::Saving(revision));
        self.worker.flushing(SAVE_PATIENCE)
    }

    /// Ends the journal; `removes` where nothing of it is to be kept.
    pub fn finish(&mut self, removes: bool) {
        self.worker.finish(removes);
    }

    /// Lets go of the journal as the end of the program does.
    #[cfg(test)]
    fn end(&mut self) {
        self.worker = worker::Worker::none();
    }
}

impl Shared {
    fn fail(&self, failure: Option<UserError>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

/// The journal's file of this writer.
struct Own {
    path: PathBuf,
    /// Absent where it can no longer be trusted.
    log: Option<(Box<dyn Log>, Lines)>,
}

/// A journal that failed on its way to the disk and may stand there all the same.
struct Stray {
    path: PathBuf,
    head: String,
}

impl Stray {
    fn is_there(&self) -> bool {
        let mut found = vec![0; self.head.len()];
        let read = File::open(&self.path).and_then(|mut file| file.read_exact(&mut found));
        read.is_ok() && found == self.head.as_bytes()
    }
}

struct Worker {
    disk: Box<dyn Disk>,
    book: Book,
    own: Option<Own>,
    stray: Option<Stray>,
    session_file: Option<PathBuf>,
    folder: Option<PathBuf>,
    shared: Arc<Shared>,
    /// Lines that wait to be appended.
    unwritten: String,
    /// Whether appending is not enough.
    needs_anew: bool,
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
            Order::Saved(base) => {
                self.session_file = base.saved_as.as_ref().map(|file| file.path().to_owned());
                self.book.trim(base);
                self.needs_anew = true;
            }
            Order::Saving(revision) => self.book.begin_save(revision),
            Order::LeaveFile => {
                self.session_file = None;
                self.needs_anew = true;
            }
        }
    }

    fn settle(&mut self) -> bool {
        let is_kept = self.put();
        self.tell_path();
        is_kept
    }

    fn drop_all(&mut self) {
        self.remove_own();
        self.tell_path();
    }
}

impl Worker {
    fn take_entry(&mut self, journaled: Journaled) {
        match self.book.push(journaled) {
            Ok(payload) => match &mut self.own {
                Some(Own {
                    log: Some((_, lines)),
                    ..
                }) if !self.needs_anew => lines.push(payload, &mut self.unwritten),
                _ => self.needs_anew = true,
            },
            Err(error) => {
                // What cannot be written leaves a gap; nothing after it would replay.
                self.book.is_broken = true;
                self.shared.fail(Some(error));
            }
        }
    }

    /// Puts on disk what is not there yet; tells whether all is.
    fn put(&mut self) -> bool {
        if self.book.is_broken {
            return false;
        }
        self.needs_anew |= self.book.shorten();
        let written = if self.book.is_empty() {
            self.remove_own();
            Ok(())
        } else if !self.needs_anew && self.appended() {
            Ok(())
        } else {
            self.write_anew()
        };
        self.unwritten.clear();
        let n_bytes = self.book.n_bytes;
        self.shared.n_bytes.store(n_bytes, Ordering::Relaxed);
        match written {
            Ok(()) => {
                self.needs_anew = false;
                let latest = self.book.latest;
                self.shared.synced.store(latest, Ordering::Release);
                self.shared.fail(None);
                true
            }
            Err(error) => {
                self.needs_anew = true;
                self.shared.fail(Some(error));
                false
            }
        }
    }

    fn tell_path(&self) {
        let path = self.own.as_ref().map(|own| own.path.clone());
        let told = &self.shared.path;
        *told.lock().unwrap_or_else(PoisonError::into_inner) = path;
    }

    /// Appends the lines that wait; tells whether they are on disk.
    fn appended(&mut self) -> bool {
        let Some(own) = &mut self.own else {
            return false;
        };
        let Some((log, _)) = &mut own.log else {
            return false;
        };
        if self.unwritten.is_empty() {
            return true;
        }
        // Whoever removed or replaced the file would otherwise take all further changes with it.
        log.is_at(&own.path).unwrap_or(false) && log.append(self.unwritten.as_bytes()).is_ok()
    }

    fn write_anew(&mut self) -> Result<(), UserError> {
        if let Some(own) = &mut self.own
            && let Some((log, _)) = own.log.take()
            && log.is_at(&own.path).is_ok_and(|is_there| !is_there)
        {
            // What stands under its name now is somebody else's, or nothing.
            self.own = None;
        }
        let mut failure = None;
        if let Some(file) = &self.session_file {
            let path = recovery::beside(file);
            // Without the file it would be of no use: a stick that is gone leaves its folder.
            let written = match fs::symlink_metadata(file) {
                Ok(_) => self.write_to(&path, false),
                Err(error) => Err(io_error(Doing::Saving, file, &error)),
            };
            match written {
                Ok(()) => return Ok(()),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(folder) = self.folder.clone() {
            // What cannot be made is told by the write.
            fs::create_dir_all(&folder).ok();
            let id = self.book.base.session.id;
            let own = self.own.as_ref().map(|own| own.path.clone());
            let path = own
                .filter(|path| path.starts_with(&folder))
                .unwrap_or_else(|| recovery::free_name(&folder, id));
            match self.write_to(&path, true) {
                Ok(()) => return Ok(()),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or_else(|| UserError::internal("no place for a journal")))
    }

    fn write_to(&mut self, path: &Path, with_base: bool) -> Result<(), UserError> {
        let failed = |error: io::Error| io_error(Doing::Saving, path, &error);
        let (text, lines) = self.book.text(with_base)?;
        let is_own = self.own.as_ref().is_some_and(|own| own.path == path);
        let is_stray = |stray: &Stray| stray.path == path && stray.is_there();
        let is_own = is_own || self.stray.as_ref().is_some_and(is_stray);
        if recovery::is_in_use(path) {
            return Err(failed(io::ErrorKind::ResourceBusy.into()));
        }
        if !is_own && fs::symlink_metadata(path).is_ok() {
            recovery::set_aside(path).map_err(failed)?;
        }
        let log = match self.disk.create(path, text.as_bytes()) {
            Ok(log) => log,
            Err(error) => {
                self.stray = Some(Stray {
                    path: path.to_owned(),
                    head: text.lines().next().unwrap_or_default().to_owned(),
                });
                return Err(failed(error));
            }
        };
        self.remove_stray(path);
        let before = self.own.replace(Own {
            path: path.to_owned(),
            log: Some((log, lines)),
        });
        if let Some(before) = before.filter(|before| before.path != path) {
            // All that it held stands in the new one.
            self.disk.remove(&before.path).ok();
        }
        Ok(())
    }

    /// Removes a journal that failed, whose content stands elsewhere by now; not what is at `kept`.
    fn remove_stray(&mut self, kept: &Path) {
        if let Some(stray) = self.stray.take()
            && stray.path != kept
            && stray.is_there()
            && !recovery::is_in_use(&stray.path)
        {
            self.disk.remove(&stray.path).ok();
        }
    }

    fn remove_own(&mut self) {
        self.remove_stray(Path::new(""));
        let Some(mut own) = self.own.take() else {
            return;
        };
        own.log = None;
        match self.disk.remove(&own.path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // It is harmless: what it holds is in the file. The next journal replaces it.
            Err(_cannot) => self.own = Some(own),
        }
    }
}

#[cfg(test)]
mod tests;
