//! Whether the session in hand may be changed here, and what is done where it may not.

use std::path::Path;
use std::sync::Arc;

use rust_i18n::t;

use super::App;
use super::desk::Desk;
use super::dialogs::Dialog;
use super::jobs::Done;
use super::notice::{Notice, Offer};
use crate::error::{ErrorKind, UserError};
use crate::storage::lock::{self, Acquired, Holder, SessionLock, acquire, since, who};
use crate::storage::owner::Life;
use crate::storage::save::{Opened, open};
use crate::ui::read_only::{ReadOnlyBar, WayOut};

/// Whether a session may be changed here.
#[derive(Debug, Clone)]
pub(super) enum Access {
    /// It may. The lock is absent where the session has no file, or its place takes none.
    Full(Option<Arc<SessionLock>>),
    /// It is only looked at.
    ReadOnly(Reason),
}

/// Why a session is only looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// Another program has it open; who, where its lock can be read.
    Elsewhere(Option<Holder>),
    /// Another program had it open, and has closed it.
    Freed,
    /// Another program took it over while it was open here.
    Lost(Holder),
    /// Nothing can be written where it is.
    Unwritable,
    /// The journal beside it is of a newer program, and holds what this one would pass over.
    NewerJournal,
}

impl Access {
    /// Tells whether the session may be changed.
    pub(super) const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Returns the lock for a save.
    pub(super) fn lock(&self) -> Option<Arc<SessionLock>> {
        match self {
            Self::Full(lock) => lock.clone(),
            Self::ReadOnly(_) => None,
        }
    }

    /// Returns why the session is only looked at.
    pub(super) const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Full(_) => None,
            Self::ReadOnly(reason) => Some(reason),
        }
    }
}

impl Reason {
    fn text(&self) -> String {
        match self {
            Self::Elsewhere(Some(holder)) => {
                t!("access.elsewhere", who = who(holder), time = since(holder))
            }
            Self::Elsewhere(None) => t!("access.elsewhere_unclear"),
            Self::Freed => t!("access.freed"),
            Self::Lost(holder) => t!("access.lost", who = who(holder), time = since(holder)),
            Self::Unwritable => t!("access.unwritable"),
            Self::NewerJournal => t!("access.newer_journal"),
        }
        .into_owned()
    }

    fn ways_out(&self, is_dirty: bool) -> &'static [WayOut] {
        match self {
            Self::Elsewhere(_) => &[WayOut::Refresh, WayOut::SaveElsewhere, WayOut::TakeOver],
            Self::Freed => &[WayOut::SaveElsewhere, WayOut::Edit],
            // What was changed here goes to a file of its own first; it cannot be merged.
            Self::Lost(_) if is_dirty => &[WayOut::SaveElsewhere],
            Self::Lost(_) => &[WayOut::Refresh, WayOut::SaveElsewhere, WayOut::TakeOver],
            Self::Unwritable | Self::NewerJournal => &[WayOut::Refresh, WayOut::SaveElsewhere],
        }
    }
}

/// Returns the bar over a session that is only looked at.
pub(super) fn bar(desk: &Desk) -> Option<ReadOnlyBar> {
    let reason = desk.access.reason()?;
    Some(ReadOnlyBar {
        text: reason.text(),
        ways_out: reason.ways_out(desk.document.is_dirty()),
    })
}

impl App {
    /// Asks for the session file at `path`: who may write it.
    pub(super) fn ask_access(&self, path: &Path) -> Access {
        let at = self.world.clock.now();
        match acquire(path, &self.owner, self.preferences.named(), at) {
            Acquired::Ours(lock) => {
                let is_read_only = path
                    .metadata()
                    .is_ok_and(|data| data.permissions().readonly());
                if is_read_only {
                    Access::ReadOnly(Reason::Unwritable)
                } else {
                    Access::Full(Some(Arc::new(lock)))
                }
            }
            Acquired::Held(holder, _) => Access::ReadOnly(Reason::Elsewhere(holder)),
            Acquired::Unwritable(_) => Access::ReadOnly(Reason::Unwritable),
            // What keeps the lock from being written may pass; every save tries anew, and compares.
            Acquired::Failed(_) => Access::Full(None),
        }
    }

    /// Tells whether the session in hand is only looked at.
    pub(super) fn is_read_only(&self) -> bool {
        let desk = self.desk.as_ref();
        desk.is_some_and(|desk| !desk.access.is_full())
    }

    /// Where another window on this machine has the session, brings that to the front; tells
    /// whether it came.
    pub(super) fn show_elsewhere(&mut self, path: &Path, access: &Access) -> bool {
        let Access::ReadOnly(Reason::Elsewhere(Some(holder))) = access else {
            return false;
        };
        let life = self.owner.life_of(&holder.host, &holder.id);
        if life != Life::Here || !self.owner.ask_to_show(&holder.id, path) {
            return false;
        }
        self.notice = Some(Notice::done(
            t!("access.shown_elsewhere"),
            vec![Offer::OpenReadOnly(path.to_owned())],
        ));
        true
    }

    /// Says why a change was refused, with the ways out.
    pub(super) fn tell_read_only(&mut self) {
        let Some(desk) = &self.desk else { return };
        let Some(reason) = desk.access.reason() else {
            return;
        };
        let mut offers = vec![Offer::SaveElsewhere];
        let ways_out = reason.ways_out(desk.document.is_dirty());
        if ways_out.contains(&WayOut::TakeOver) {
            offers.push(Offer::TakeOver);
        }
        if ways_out.contains(&WayOut::Edit) {
            offers.push(Offer::Edit);
        }
        self.notice = Some(Notice::read_only(
            t!("access.refused").into_owned(),
            vec![reason.text()],
            offers,
        ));
    }

    /// Does what the bar over a session that is only looked at offers.
    pub(super) fn leave_read_only(&mut self, way: WayOut) {
        match way {
            WayOut::Refresh => self.refresh(),
            WayOut::SaveElsewhere => self.ask_where_to_save(),
            WayOut::Edit => self.edit_freed(),
            WayOut::TakeOver => {
                let holder = match self.desk.as_ref().and_then(|desk| desk.access.reason()) {
                    Some(Reason::Elsewhere(holder)) => holder.clone(),
                    Some(Reason::Lost(holder)) => Some(holder.clone()),
                    _ => return,
                };
                self.dialog = Some(Dialog::TakeOver(holder));
            }
        }
    }

    /// Opens the session to be changed that another program has closed.
    pub(super) fn edit_freed(&mut self) {
        let path = self.desk.as_ref().and_then(|desk| {
            let saved_as = desk.saved_as.as_ref()?;
            Some(saved_as.path().to_owned())
        });
        if let Some(path) = path {
            self.open_path(&path);
        }
    }

    /// Takes the session over from whoever has it, as a person has said.
    pub(super) fn take_over(&mut self) {
        let Some(desk) = &self.desk else { return };
        let Some(saved_as) = &desk.saved_as else {
            return;
        };
        if desk.access.is_full() || desk.document.is_dirty() {
            return;
        }
        let path = saved_as.path().to_owned();
        let at = self.world.clock.now();
        match lock::take_over(&path, &self.owner, self.preferences.named(), at) {
            Ok(lock) => self.open_with(&path, Access::Full(Some(Arc::new(lock)))),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Reads a session that is only looked at anew.
    pub(super) fn refresh(&mut self) {
        let Some(desk) = &self.desk else { return };
        let (Some(saved_as), false) = (&desk.saved_as, desk.access.is_full()) else {
            return;
        };
        if desk.document.is_dirty() {
            return;
        }
        let (number, path) = (desk.number, saved_as.path().to_owned());
        let started = self.jobs.start("refresh", move || Done::Refreshed {
            desk: number,
            result: open(&path).map(Box::new),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Takes in what a session that is only looked at has become.
    pub(super) fn refreshed(&mut self, number: u64, result: Result<Box<Opened>, UserError>) {
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.number == number) else {
            return;
        };
        if desk.access.is_full() || desk.document.is_dirty() {
            return;
        }
        match result {
            Ok(opened) => {
                if desk.document.session() != &opened.session {
                    desk.document.renew(opened.session);
                }
                desk.saved_as = Some(opened.saved_as);
            }
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Takes in that another program has taken the session over: nothing is written any more, and
    /// what was changed here stays in the data folder until it has a file of its own.
    pub(super) fn lose(&mut self, holder: Holder) {
        let Some(desk) = &mut self.desk else { return };
        desk.hand_over();
        let is_dirty = desk.document.is_dirty();
        if is_dirty {
            desk.journal.leave_file();
        } else {
            desk.journal.finish(true);
        }
        // The bar says who; the message says what became of the work here.
        desk.access = Access::ReadOnly(Reason::Lost(holder));
        let (text, offers) = if is_dirty {
            (t!("access.lost_changes"), vec![Offer::SaveElsewhere])
        } else {
            (t!("access.lost_nothing"), Vec::new())
        };
        self.notice = Some(Notice::read_only(text.into_owned(), Vec::new(), offers));
    }

    /// Tells once that the file of the session does not stand any more as it should.
    pub(super) fn tell_standing(&mut self, kind: ErrorKind) {
        let Some(desk) = &mut self.desk else { return };
        let Some(saved_as) = desk.saved_as.as_ref().filter(|_| !desk.is_standing_told) else {
            return;
        };
        desk.is_standing_told = true;
        let text = match kind {
            ErrorKind::Missing => t!("access.file_missing"),
            _ => t!("access.file_changed"),
        };
        let error = UserError::new(kind, text).at(saved_as.path());
        self.notice = Some(Notice::not_saved(&error));
    }
}
