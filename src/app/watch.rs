//! What happens outside: to the file of the session, to its lock, and between windows.
//!
//! A thread looks every second, so that a share that hangs never holds up the window, and tells only
//! what is new. What it looks at is handed over under a number; what it tells of an earlier number
//! is old and dropped.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use egui::{Context, UserAttentionType, ViewportCommand};

use super::App;
use super::access::{Access, Reason};
use crate::error::ErrorKind;
use crate::storage::lock::{self, Looked, SessionLock, holder_of};
use crate::storage::owner::{Life, Owner};
use crate::storage::save::SavedAs;
use crate::storage::standing::{Glance, Standing, look};

/// How often other windows are listened to.
const TICK: Duration = Duration::from_millis(250);
/// How many ticks pass between two looks at the file.
const TICKS_PER_LOOK: u32 = 4;

/// What is looked at.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    /// Counts what was handed over.
    number: u64,
    saved_as: SavedAs,
    lock: Option<Weak<SessionLock>>,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    number: u64,
    standing: Standing,
    /// Who holds the session, as far as it is not this program.
    holder: Looked,
}

/// What came from outside.
#[derive(Debug)]
pub(super) enum News {
    /// Something about the file.
    Seen(Seen),
    /// Another program asks for this window.
    Show,
}

/// The window's end of the thread that looks.
pub(super) struct Watch {
    slot: Arc<Mutex<Option<Watched>>>,
    receiver: Receiver<News>,
    /// What was handed over last.
    current: Option<(SavedAs, bool)>,
    number: u64,
}

impl Watch {
    /// Starts looking; `ctx` is woken by news. It ends with the window.
    pub(super) fn start(owner: &Arc<Owner>, ctx: Context) -> Self {
        let slot = Arc::new(Mutex::new(None));
        let (sender, receiver) = channel();
        let watcher = Watcher {
            slot: Arc::downgrade(&slot),
            owner: Arc::downgrade(owner),
            sender,
            ctx,
        };
        // Without the thread every save still compares what it replaces.
        let builder = std::thread::Builder::new().name("watch".to_owned());
        builder.spawn(move || watcher.run()).ok();
        Self {
            slot,
            receiver,
            current: None,
            number: 0,
        }
    }

    /// Hands over what is to be looked at; nothing while a save is on its way.
    fn set(&mut self, saved_as: Option<&SavedAs>, access: Option<&Access>) {
        let is_full = access.is_some_and(Access::is_full);
        let now = saved_as.map(|saved_as| (saved_as, is_full));
        if self.current.as_ref().map(|(s, f)| (s, *f)) == now {
            return;
        }
        self.number += 1;
        self.current = saved_as.map(|saved_as| (saved_as.clone(), is_full));
        let lock = access.and_then(Access::lock);
        let watched = saved_as.map(|saved_as| Watched {
            number: self.number,
            saved_as: saved_as.clone(),
            lock: lock.as_ref().map(Arc::downgrade),
        });
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = watched;
    }
}

struct Watcher {
    slot: Weak<Mutex<Option<Watched>>>,
    owner: Weak<Owner>,
    sender: Sender<News>,
    ctx: Context,
}

impl Watcher {
    fn run(self) {
        let mut last = None;
        let mut glance = (0, None);
        for tick in 0_u32.. {
            std::thread::sleep(TICK);
            let (Some(slot), Some(owner)) = (self.slot.upgrade(), self.owner.upgrade()) else {
                return;
            };
            if owner.take_request().is_some() && !self.tell(News::Show) {
                return;
            }
            if !tick.is_multiple_of(TICKS_PER_LOOK) {
                continue;
            }
            let watched = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
            drop((slot, owner));
            let Some(watched) = watched else { continue };
            if glance.0 != watched.number {
                glance = (watched.number, None);
            }
            let seen = see(&watched, &mut glance.1);
            if last.as_ref() != Some(&seen) {
                if !self.tell(News::Seen(seen.clone())) {
                    return;
                }
                last = Some(seen);
            }
        }
    }

    fn tell(&self, news: News) -> bool {
        let is_heard = self.sender.send(news).is_ok();
        self.ctx.request_repaint();
        is_heard
    }
}

/// Looks once.
fn see(watched: &Watched, glance: &mut Option<Glance>) -> Seen {
    let taken_by = |lock: &Weak<SessionLock>| lock.upgrade().and_then(|lock| lock.taken_by());
    let holder = match &watched.lock {
        Some(lock) => taken_by(lock).map_or(Looked::Free, Looked::Held),
        None => lock::look(watched.saved_as.path()),
    };
    Seen {
        number: watched.number,
        standing: look(&watched.saved_as, glance),
        holder,
    }
}

impl App {
    /// Tells the thread that looks what there is to look at.
    pub(super) fn set_watch(&mut self) {
        let desk = self.desk.as_ref().filter(|_| self.saving.is_none());
        let saved_as = desk.and_then(|desk| desk.saved_as.as_ref());
        self.watch.set(saved_as, desk.map(|desk| &desk.access));
    }

    /// Takes in what happened outside.
    pub(super) fn take_news(&mut self, ctx: &Context) {
        while let Ok(news) = self.watch.receiver.try_recv() {
            match news {
                News::Show => {
                    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                    ctx.send_viewport_cmd(ViewportCommand::Focus);
                    // Where the system lets no window come to the front by itself.
                    let attention = UserAttentionType::Informational;
                    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(attention));
                }
                News::Seen(seen) => self.take_seen(seen),
            }
        }
    }

    fn take_seen(&mut self, seen: Seen) {
        if seen.number != self.watch.number || self.saving.is_some() {
            return;
        }
        let Some(desk) = &mut self.desk else { return };
        match (&mut desk.access, seen.holder) {
            (Access::Full(Some(_)), Looked::Held(holder)) => return self.lose(holder),
            (Access::ReadOnly(reason @ Reason::Elsewhere(_)), Looked::Free) => {
                *reason = Reason::Freed;
            }
            (Access::ReadOnly(reason @ Reason::Lost(_)), Looked::Free)
                if !desk.document.is_dirty() =>
            {
                *reason = Reason::Freed;
            }
            (Access::ReadOnly(reason), Looked::Held(holder)) => match reason {
                Reason::Elsewhere(_) | Reason::Freed => {
                    *reason = Reason::Elsewhere(Some(holder));
                }
                Reason::Lost(_) | Reason::Unwritable | Reason::NewerJournal => {}
            },
            _ => {}
        }
        let is_full = desk.access.is_full();
        match seen.standing {
            Standing::Same => desk.is_standing_told = false,
            Standing::Changed if is_full => self.tell_standing(ErrorKind::ChangedOnDisk),
            Standing::Changed => self.refresh(),
            Standing::Missing if is_full => self.tell_standing(ErrorKind::Missing),
            Standing::Missing | Standing::Unreachable => {}
        }
    }
}

/// Where another window on this machine has the session file at `path` open, brings that to the
/// front, before a second window is opened; tells whether it came.
pub(super) fn is_shown_elsewhere(path: &Path, owner: &Owner) -> bool {
    holder_of(path).is_some_and(|holder| {
        owner.life_of(&holder.host, &holder.id) == Life::Here && owner.ask_to_show(&holder.id, path)
    })
}
