//! A **receiving folder**: sheets arrive in it by a stick, over a network share, or through a program
//! that keeps folders in step. Here they are files only; what a packet says is judged elsewhere.
//!
//! A thread listens where the system tells of changes, and looks by itself in any case: seldom while
//! that is heard, every few seconds where it is not. Shares do not tell what others write there, and
//! what a folder tells ends without a word when the stick under it is pulled.
//!
//! Invariants: nothing is written, renamed or removed in the folder; a file that is not called as
//! packets are is not opened. The same content under the same name is handed over once. What is held
//! until somebody takes it is limited.

mod events;
mod files;
mod shared;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::io_text::{Doing, io_error};
use crate::error::UserError;
use events::Events;
use files::Files;
use shared::{Outlet, Shared};

/// After what time without a sign a disk is said not to answer.
const NO_ANSWER: Duration = Duration::from_secs(20);

/// What happened to a file in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// It is whole, or has stood still for so long that nobody is writing it any more.
    File {
        /// Where it lies.
        path: PathBuf,
        /// All it holds.
        bytes: Vec<u8>,
    },
    /// It is not whole yet, or still held by whoever writes it.
    Waiting {
        /// Where it lies.
        path: PathBuf,
    },
    /// It is larger than anything that is read.
    TooLarge {
        /// Where it lies.
        path: PathBuf,
    },
    /// The system does not let it be read; that is tried again.
    Unreadable {
        /// Where it lies.
        path: PathBuf,
        /// What the system says.
        error: UserError,
    },
    /// It was told of as anything but [`Arrival::File`], and is no longer there.
    Gone {
        /// Where it lay.
        path: PathBuf,
    },
}

impl Arrival {
    /// Returns where the file lies.
    pub fn path(&self) -> &Path {
        match self {
            Self::File { path, .. }
            | Self::Waiting { path }
            | Self::TooLarge { path }
            | Self::Unreadable { path, .. }
            | Self::Gone { path } => path,
        }
    }

    fn n_bytes(&self) -> usize {
        match self {
            Self::File { bytes, .. } => bytes.len(),
            _ => 0,
        }
    }
}

/// How the folder stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderStanding {
    /// The system tells of changes.
    Watched,
    /// It is looked at every few seconds.
    Polled,
    /// It cannot be looked at, which is tried again.
    Unreachable(UserError),
}

/// How often the thread does something.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Between two looks where the system tells of changes.
    by_events: Duration,
    /// Between two looks where it does not, or a file is not done with.
    by_looks: Duration,
    /// From a change to the look at it, so that many changes are one look.
    pause: Duration,
    /// How long a file that is not whole must stand still until it counts as damaged.
    still: Duration,
    /// How long times of a file are too coarse to tell one writing from the next: then it is read
    /// once more.
    coarse: Duration,
    /// How often a file that was handed over damaged is read again.
    damaged: Duration,
    /// How long news may come behind what it tells of.
    late: Duration,
}

const PACE: Pace = Pace {
    by_events: Duration::from_secs(15),
    by_looks: Duration::from_secs(2),
    pause: Duration::from_millis(200),
    still: Duration::from_secs(10),
    // Twice the step of a time on FAT, which most sticks have.
    coarse: Duration::from_secs(4),
    damaged: Duration::from_secs(15),
    late: Duration::from_secs(1),
};

/// Begins to listen to a folder; nothing where the system does not tell of changes there.
type Open = fn(&Path, &Arc<Shared>) -> Option<Events>;

/// The window's end of the watch over one folder. Dropped, it ends the watch without waiting for it.
pub struct Receiving {
    folder: PathBuf,
    shared: Arc<Shared>,
}

impl fmt::Debug for Receiving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Receiving");
        text.field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Receiving {
    /// Watches `folder`, which need not be there yet. `wake` is called from another thread after
    /// every piece of news and every change of how the folder stands.
    pub fn watch(folder: PathBuf, wake: impl Fn() + Send + 'static) -> Self {
        Self::start(folder, PACE, events::open, wake)
    }

    fn start(folder: PathBuf, pace: Pace, open: Open, wake: impl Fn() + Send + 'static) -> Self {
        // The folder stays the same when the program goes to another one.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let shared = Arc::new(Shared::new());
        let mut watcher = Watcher {
            files: Files::new(folder.clone(), pace),
            folder: folder.clone(),
            pace,
            open,
            ears: Ears::Unopened,
            identity: None,
        };
        let inside = Arc::clone(&shared);
        let body = move || {
            let outlet = Outlet {
                shared: &inside,
                wake: &wake,
            };
            let ran = catch_unwind(AssertUnwindSafe(|| watcher.run(&outlet, &inside)));
            drop(watcher);
            if ran.is_err() {
                let error = UserError::internal("the receiving folder's thread has ended");
                inside.lock().busy_since = None;
                outlet.stand(FolderStanding::Unreachable(error));
            }
        };
        // The thread is not kept: it ends by itself, and nobody waits for a share that hangs.
        if let Err(error) = Builder::new().name("receiving".to_owned()).spawn(body) {
            let mut state = shared.lock();
            state.standing = FolderStanding::Unreachable(UserError::internal(error));
            state.busy_since = None;
        }
        Self { folder, shared }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the news since the last call; of one look they are in the order of names.
    pub fn take(&mut self) -> Vec<Arrival> {
        let mut state = self.shared.lock();
        state.n_bytes = 0;
        let news = std::mem::take(&mut state.inbox);
        if std::mem::take(&mut state.is_full) {
            drop(state);
            self.shared.nudge();
        }
        news
    }

    /// Returns how the folder stands.
    pub fn standing(&self) -> FolderStanding {
        let state = self.shared.lock();
        if state
            .busy_since
            .is_some_and(|since| since.elapsed() >= NO_ANSWER)
        {
            let error = io::ErrorKind::TimedOut.into();
            let error = io_error(Doing::Listing, &self.folder, &error);
            return FolderStanding::Unreachable(error);
        }
        state.standing.clone()
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_over = true;
        state.inbox.clear();
        drop(state);
        self.shared.changed.notify_all();
    }
}

/// What is heard of the folder.
enum Ears {
    /// Not tried since the folder is there.
    Unopened,
    Open(Events),
    /// Nothing, as long as the folder stays.
    Deaf,
}

/// What the thread does.
struct Watcher {
    folder: PathBuf,
    files: Files,
    pace: Pace,
    open: Open,
    ears: Ears,
    identity: Option<Identity>,
}

impl Watcher {
    fn run(&mut self, outlet: &Outlet<'_>, shared: &Arc<Shared>) {
        let mut is_expected = true;
        while outlet.goes_on() {
            let began = Instant::now();
            // Listening comes first, so that nothing falls between it and the look.
            is_expected |= self.listen(shared);
            let look = self.files.look(outlet);
            let is_open = matches!(self.ears, Ears::Open(_));
            outlet.stand(match &look.error {
                Some(error) => {
                    self.ears = Ears::Unopened;
                    let error = io_error(Doing::Listing, &self.folder, error);
                    FolderStanding::Unreachable(error)
                }
                None if is_open => FolderStanding::Watched,
                None => FolderStanding::Polled,
            });
            // A new file of which nothing is heard even afterwards: the folder does not tell, or
            // another one is there by now.
            let is_suspect = is_open && look.has_new && !is_expected;
            let time = if is_suspect {
                self.pace.late
            } else if is_open && look.is_settled {
                self.pace.by_events
            } else {
                self.pace.by_looks
            };
            // A disk that is slow to answer is not asked all the time.
            let took = began.elapsed().min(self.pace.by_looks);
            let pause = self.pace.pause.max(took);
            is_expected = self.rest(time, pause, outlet);
            if is_suspect && !is_expected {
                self.ears = Ears::Deaf;
            }
        }
    }

    /// Waits for the time of the next look; tells whether there was a reason for one before.
    fn rest(&self, time: Duration, pause: Duration, outlet: &Outlet<'_>) -> bool {
        let began = Instant::now();
        loop {
            let left = time.saturating_sub(began.elapsed());
            if outlet.shared.wait(left.min(self.pace.by_looks), pause) {
                return true;
            }
            if left <= self.pace.by_looks || !outlet.goes_on() {
                return false;
            }
            // Of a stick that is pulled nothing is heard.
            if identity_of(&self.folder) != self.identity {
                return true;
            }
        }
    }

    /// Sees to it that the folder that is there now is listened to; tells whether that is new.
    fn listen(&mut self, shared: &Arc<Shared>) -> bool {
        let identity = identity_of(&self.folder);
        if identity != self.identity {
            self.identity = identity;
            self.ears = Ears::Unopened;
        }
        match &self.ears {
            Ears::Open(events) if events.is_broken() => self.ears = Ears::Deaf,
            Ears::Open(events) if events.is_gone() => self.ears = Ears::Unopened,
            _ => {}
        }
        if identity.is_none() || !matches!(self.ears, Ears::Unopened) {
            return false;
        }
        self.ears = (self.open)(&self.folder, shared).map_or(Ears::Deaf, Ears::Open);
        true
    }
}

/// What tells a folder from another one under its name, as far as the system says it.
type Identity = (u64, u64);

fn identity_of(folder: &Path) -> Option<Identity> {
    fs::metadata(folder).ok().map(|data| identity(&data))
}

#[cfg(unix)]
fn identity(data: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (data.dev(), data.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> Identity {
    (0, 0)
}
