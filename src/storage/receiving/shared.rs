//! What passes between the window, the thread that looks, and whoever hears of changes.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Arrival, FolderStanding};

/// How many bytes wait to be taken before no further file is read.
pub(super) const HELD_LIMIT: usize = 64 << 20;

/// What they share.
pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) changed: Condvar,
}

pub(super) struct State {
    pub(super) inbox: Vec<Arrival>,
    /// Bytes in the inbox.
    pub(super) n_bytes: usize,
    /// Whether a file was not read because of them.
    pub(super) is_full: bool,
    pub(super) standing: FolderStanding,
    /// Since when the disk has not answered; absent while it is asked nothing.
    pub(super) busy_since: Option<Instant>,
    /// Whether there is a reason to look before the time.
    pub(super) is_nudged: bool,
    /// Whether nobody waits for news any more.
    pub(super) is_over: bool,
}

impl Shared {
    pub(super) fn new() -> Self {
        let state = State {
            inbox: Vec::new(),
            n_bytes: 0,
            is_full: false,
            standing: FolderStanding::Polled,
            busy_since: Some(Instant::now()),
            is_nudged: false,
            is_over: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a look before the time.
    pub(super) fn nudge(&self) {
        self.lock().is_nudged = true;
        self.changed.notify_all();
    }

    /// Waits for the time of the next look; tells whether it was asked for before. Requests that
    /// come close to each other are one.
    pub(super) fn wait(&self, time: Duration, pause: Duration) -> bool {
        let mut state = self.lock();
        state.busy_since = None;
        let state = self
            .changed
            .wait_timeout_while(state, time, |state| !state.is_nudged && !state.is_over);
        let (state, _) = state.unwrap_or_else(PoisonError::into_inner);
        if !state.is_nudged {
            return false;
        }
        let state = self
            .changed
            .wait_timeout_while(state, pause, |state| !state.is_over);
        let (mut state, _) = state.unwrap_or_else(PoisonError::into_inner);
        state.is_nudged = false;
        true
    }
}

/// The thread's way to the window.
pub(super) struct Outlet<'a> {
    pub(super) shared: &'a Shared,
    pub(super) wake: &'a dyn Fn(),
}

impl Outlet<'_> {
    /// Puts news in the inbox.
    pub(super) fn put(&self, arrival: Arrival) {
        let mut state = self.shared.lock();
        // Nobody takes what comes behind the end.
        if !state.is_over {
            state.n_bytes += arrival.n_bytes();
            state.inbox.push(arrival);
        }
        drop(state);
        (self.wake)();
    }

    /// Says how the folder stands.
    pub(super) fn stand(&self, standing: FolderStanding) {
        let mut state = self.shared.lock();
        if state.standing == standing {
            return;
        }
        state.standing = standing;
        drop(state);
        (self.wake)();
    }

    /// Says that the disk has answered; tells whether the watch goes on.
    pub(super) fn goes_on(&self) -> bool {
        let mut state = self.shared.lock();
        state.busy_since = Some(Instant::now());
        !state.is_over
    }

    /// Tells whether another file may be held; where not, there is a nudge once it may.
    pub(super) fn has_room(&self) -> bool {
        let mut state = self.shared.lock();
        state.is_full = state.n_bytes >= HELD_LIMIT;
        !state.is_full
    }
}
