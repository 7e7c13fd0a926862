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
use std::io::{self, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::{Head, Lines, payload, recovery};
use crate::edit::document::{JournalEntry, Journaled};
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::session::Session;
use crate::storage::io_text::{Doing, io_error};
use crate::storage::lock;
use crate::storage::save::{self, SavedAs};

/// Beyond this many bytes of changes the journal begins anew as soon as it can.
pub const LONG: u64 = if cfg!(test) { 1 << 16 } else { 16 << 20 };
/// How long after a failure it is tried again.
const RETRY: Duration = if cfg!(test) {
    Duration::from_millis(20)
} else {
    Duration::from_secs(5)
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

/// What a journal begins with.
#[derive(Debug, Clone)]
pub struct Base {
    /// The session.
    pub session: Arc<Session>,
    /// Its revision.
    pub revision: u64,
    /// The file that holds it, where one does.
    pub saved_as: Option<SavedAs>,
    /// What was recovered of it, and stands in no file yet.
    pub recovered: Option<RecoveredChanges>,
}

/// Changes that came out of a journal and are to be kept by the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveredChanges {
    /// How many.
    pub count: u64,
    /// When the first of them was made.
    pub since: Option<DateTime>,
}

enum Message {
    Entries(Vec<Journaled>),
    Saved(Base),
    LeaveFile,
    Flush(SyncSender<()>),
    Finish { removes: bool },
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
    worker: Option<(Arc<Sender<Message>>, JoinHandle<()>)>,
}

/// The way to a journal for whoever has to make sure of it when the window cannot.
#[derive(Debug, Clone)]
pub struct JournalHandle {
    shared: Arc<Shared>,
    sender: Weak<Sender<Message>>,
}

impl JournalHandle {
    /// Waits at most `patience` until what was handed over is on disk; tells whether `revision` is.
    pub fn keeps(&self, revision: u64, patience: Duration) -> bool {
        let (done, wait) = sync_channel(1);
        let is_sent = self
            .sender
            .upgrade()
            .is_some_and(|sender| sender.send(Message::Flush(done)).is_ok());
        let is_done = is_sent && wait.recv_timeout(patience).is_ok();
        is_done && self.shared.synced.load(Ordering::Acquire) >= revision
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
            worker: None,
        }
    }

    fn start_on(
        disk: Box<dyn Disk>,
        base: Base,
        places: Places,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let has_place = places.session_file.is_some() || places.folder.is_some();
        let mut worker = Worker {
            disk,
            book: Book::new(base),
            own: places.recovered.map(|path| Own { path, log: None }),
            stray: None,
            session_file: places.session_file,
            folder: places.folder,
            shared: Arc::clone(&shared),
            unwritten: String::new(),
            needs_anew: false,
            flushed: Vec::new(),
            finish: None,
        };
        let (sender, receiver) = channel();
        let sender = Arc::new(sender);
        let fallen = Arc::clone(&shared);
        let thread = has_place.then(|| {
            let work = move || {
                let ran = catch_unwind(AssertUnwindSafe(|| worker.run(&receiver, &wake)));
                // The journal is let go of before anybody begins a new one.
                drop(worker);
                if ran.is_err() {
                    fallen.fail(Some(UserError::internal("the journal's thread has ended")));
                    fallen.has_fallen.store(true, Ordering::Release);
                    wake();
                }
            };
            Builder::new().name("journal".to_owned()).spawn(work)
        });
        let worker = match thread {
            Some(Ok(thread)) => Some((sender, thread)),
            Some(Err(error)) => {
                shared.fail(Some(UserError::internal(error)));
                None
            }
            None => None,
        };
        Self { shared, worker }
    }

    /// Hands changes over.
    pub fn append(&self, entries: Vec<Journaled>) {
        if !entries.is_empty() {
            self.send(Message::Entries(entries));
        }
    }

    /// Tells that the session file holds `base` now: the journal is trimmed, and moves to the file.
    pub fn saved(&self, base: Base) {
        self.send(Message::Saved(base));
    }

    /// Tells that the session file is another program's from now on: the journal moves to the data
    /// folder, with the whole session.
    pub fn leave_file(&self) {
        self.send(Message::LeaveFile);
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
        let sender = self
            .worker
            .as_ref()
            .map(|(sender, _)| Arc::downgrade(sender));
        JournalHandle {
            shared: Arc::clone(&self.shared),
            sender: sender.unwrap_or_default(),
        }
    }

    /// Waits until everything handed over was tried, though not for ever.
    pub fn flush(&self) {
        self.flushing_within(PATIENCE)();
    }

    /// Returns the wait of [`Self::flush`] for the thread of a save, which waits before it begins:
    /// where the file ran ahead of the journal, nobody could tell after a crash how they belong
    /// together. A busy disk may take seconds for one sync, so the wait is long.
    pub fn flushing(&self) -> impl FnOnce() + Send + 'static {
        self.flushing_within(SAVE_PATIENCE)
    }

    fn flushing_within(&self, patience: Duration) -> impl FnOnce() + Send + 'static {
        let (done, wait) = sync_channel(1);
        self.send(Message::Flush(done));
        move || {
            // A disk that hangs must not stop what comes next for ever.
            wait.recv_timeout(patience).ok();
        }
    }

    /// Ends the journal; `removes` where nothing of it is to be kept.
    pub fn finish(&mut self, removes: bool) {
        self.send(Message::Finish { removes });
        self.end();
    }

    fn send(&self, message: Message) {
        if let Some((sender, _)) = &self.worker
            && sender.send(message).is_err()
        {
            self.shared
                .fail(Some(UserError::internal("the journal's thread has ended")));
        }
    }

    fn end(&mut self) {
        let Some((sender, thread)) = self.worker.take() else {
            return;
        };
        drop(sender);
        let began = Instant::now();
        while !thread.is_finished() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for JournalWriter {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn fail(&self, failure: Option<UserError>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

/// What the journal holds, in memory.
pub(in crate::storage) struct Book {
    pub(in crate::storage) base: Base,
    /// Revision that the file holds, from which changes are counted.
    saved_revision: u64,
    /// Whether the file holds less than the base.
    has_own_base: bool,
    since: Option<DateTime>,
    entries: Vec<Kept>,
    n_bytes: u64,
    pub(in crate::storage) latest: u64,
    /// Whether a change could not be put in words; nothing after it would replay.
    pub(in crate::storage) is_broken: bool,
}

struct Kept {
    revision: u64,
    at: Option<DateTime>,
    payload: String,
    state: Option<Arc<Session>>,
}

impl Book {
    pub(in crate::storage) fn new(base: Base) -> Self {
        Self {
            saved_revision: base.revision,
            has_own_base: base.recovered.is_some(),
            since: base.recovered.and_then(|recovered| recovered.since),
            entries: Vec::new(),
            n_bytes: 0,
            latest: base.revision,
            is_broken: false,
            base,
        }
    }

    pub(in crate::storage) fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.has_own_base
    }

    pub(in crate::storage) fn push(&mut self, journaled: Journaled) -> Result<&str, UserError> {
        let payload = payload(&journaled.entry)?;
        self.latest = self.latest.max(journaled.revision);
        self.n_bytes += payload.len() as u64;
        self.entries.push(Kept {
            revision: journaled.revision,
            at: journaled.entry.at(),
            payload,
            state: match journaled.entry {
                JournalEntry::State { session, .. } => Some(session),
                _ => None,
            },
        });
        let last = self.entries.last();
        Ok(last.map_or("", |kept| kept.payload.as_str()))
    }

    /// The file holds `base` now; what came later stays.
    pub(in crate::storage) fn trim(&mut self, base: Base) {
        self.entries.retain(|kept| kept.revision > base.revision);
        self.n_bytes = self.entries.iter().map(|e| e.payload.len() as u64).sum();
        self.saved_revision = base.revision;
        self.latest = self.latest.max(base.revision);
        self.is_broken = false;
        if self.has_own_base && self.base.revision > base.revision {
            // The journal began anew during the save, with a state that the file does not hold.
            self.base.saved_as = base.saved_as;
            self.base.recovered = None;
            return;
        }
        self.has_own_base = false;
        self.since = None;
        self.base = base;
    }

    /// Drops what stands before the newest whole session, where the journal has become long.
    pub(in crate::storage) fn shorten(&mut self) -> bool {
        if self.n_bytes <= LONG {
            return false;
        }
        let Some(idx) = self.entries.iter().rposition(|kept| kept.state.is_some()) else {
            return false;
        };
        self.since = self.since_when();
        let mut rest = self.entries.split_off(idx);
        let state = rest.remove(0);
        if let Some(session) = state.state {
            self.base.session = session;
            self.base.revision = state.revision;
            self.has_own_base = true;
        }
        self.entries = rest;
        self.n_bytes = self.entries.iter().map(|e| e.payload.len() as u64).sum();
        true
    }

    fn since_when(&self) -> Option<DateTime> {
        self.since
            .or_else(|| self.entries.iter().find_map(|kept| kept.at))
    }

    /// Returns the whole journal as text, `with_base` or on the file alone.
    pub(in crate::storage) fn text(&self, with_base: bool) -> Result<(String, Lines), UserError> {
        let with_base = with_base || self.has_own_base;
        let recovered = self.base.recovered.map_or(0, |recovered| recovered.count);
        let saved_as = self.base.saved_as.as_ref();
        let head = Head {
            session: self.base.session.id,
            follows: saved_as.map(|saved_as| saved_as.hash().to_string()),
            since: self.since_when(),
            changes: with_base.then(|| self.base.revision - self.saved_revision + recovered),
        };
        let mut text = String::new();
        let mut lines = Lines::begin(&head, &mut text)?;
        if with_base {
            let session = Arc::clone(&self.base.session);
            let at = head.since;
            let state = payload(&JournalEntry::State { at, session })?;
            lines.push(&state, &mut text);
        }
        for kept in &self.entries {
            lines.push(&kept.payload, &mut text);
        }
        Ok((text, lines))
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
    flushed: Vec<SyncSender<()>>,
    finish: Option<bool>,
}

impl Worker {
    fn run(&mut self, receiver: &Receiver<Message>, wake: &dyn Fn()) {
        let mut is_kept = self.settle();
        wake();
        loop {
            let first = if is_kept {
                receiver
                    .recv()
                    .map_err(|_gone| RecvTimeoutError::Disconnected)
            } else {
                receiver.recv_timeout(RETRY)
            };
            match first {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            // Everything that waits by now is written together.
            while self.finish.is_none()
                && let Ok(message) = receiver.try_recv()
            {
                self.take(message);
            }
            if self.finish == Some(true) {
                self.remove_own();
            } else {
                is_kept = self.settle();
            }
            let path = self.own.as_ref().map(|own| own.path.clone());
            *self
                .shared
                .path
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = path;
            for done in self.flushed.drain(..) {
                // Whoever asked may have lost patience.
                done.send(()).ok();
            }
            wake();
            if self.finish.is_some() {
                return;
            }
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Entries(entries) => {
                for journaled in entries {
                    self.take_entry(journaled);
                }
            }
            Message::Saved(base) => {
                self.session_file = base.saved_as.as_ref().map(|file| file.path().to_owned());
                self.book.trim(base);
                self.needs_anew = true;
            }
            Message::LeaveFile => {
                self.session_file = None;
                self.needs_anew = true;
            }
            Message::Flush(done) => self.flushed.push(done),
            Message::Finish { removes } => self.finish = Some(removes),
        }
    }

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
    fn settle(&mut self) -> bool {
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

/// What the journal needs of a disk; tests hand in one that fails.
pub(in crate::storage) trait Disk: Send {
    /// Puts a new file in place of what is at `path`, synced, locked, and ready to be appended to.
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>>;
    /// Removes a file.
    fn remove(&mut self, path: &Path) -> io::Result<()>;
}

pub(in crate::storage) trait Log: Send {
    /// Tells whether it still stands at `path`, where that can be told.
    fn is_at(&self, path: &Path) -> io::Result<bool>;
    /// Appends and syncs.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
}

pub(in crate::storage) struct RealDisk;

impl Disk for RealDisk {
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        let temp = save::written_temp(path, bytes, None)?;
        // Where a file system knows no locks there are none.
        temp.as_file().try_lock().ok();
        let file = save::put_in_place(temp, path)?;
        save::sync_renamed(&file, path)?;
        Ok(Box::new(file))
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl Log for File {
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        lock::is_at(self, path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.sync_data()
    }
}

#[cfg(test)]
mod tests;
