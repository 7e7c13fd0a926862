//! The journal of the session in hand, and what journals give after a crash.

use std::path::{Path, PathBuf};

use egui::Context;
use rust_i18n::t;

use super::access::{Access, Reason};
use super::desk::Desk;
use super::files::first_screen;
use super::notice::Notice;
use super::panic;
use super::{App, World};
use crate::edit::document::Document;
use crate::error::ErrorKind;
use crate::model::DateTime;
use crate::storage::journal::CutFault;
use crate::storage::journal::recovery::{self, Found, KeptSession, Recovered};
use crate::storage::journal::writer::{Base, JournalWriter, Places, RecoveredChanges};
use crate::storage::save::{Opened, SavedAs};
use crate::ui::home::KeptRow;

/// The journal that the next one takes the place of.
pub(super) enum Continued {
    /// There is none.
    Nothing,
    /// All that it holds is in the file.
    Done(PathBuf),
    /// It gave changes.
    Changes(PathBuf, RecoveredChanges),
    /// It gave changes and stays as it is.
    Loose(RecoveredChanges),
}

impl App {
    /// Takes a session in hand with a journal of its own.
    pub(super) fn take_document(
        &mut self,
        document: Document,
        saved_as: Option<SavedAs>,
        access: Access,
        continued: Continued,
    ) {
        self.end_journal();
        let (path, recovered) = match continued {
            Continued::Nothing => (None, None),
            Continued::Done(path) => (Some(path), None),
            Continued::Changes(path, changes) => (Some(path), Some(changes)),
            Continued::Loose(changes) => (None, Some(changes)),
        };
        let base = Base {
            session: document.snapshot(),
            revision: document.revision(),
            saved_as: saved_as.clone(),
            recovered,
        };
        let journal = if access.is_full() {
            start_journal(&self.world, &self.ctx, base, path)
        } else {
            JournalWriter::none()
        };
        self.n_desks += 1;
        self.desk = Some(Desk::new(self.n_desks, document, saved_as, access, journal));
        self.notice = None;
        self.palette = None;
        self.start_copy(false);
        if let Some(desk) = &mut self.desk {
            desk.hand_over();
        }
    }

    /// Takes a session in hand that was read from a file, with what its journal adds.
    pub(super) fn take_opened(&mut self, opened: Opened, access: Access) {
        let (session, saved_as) = (opened.session, opened.saved_as);
        if !access.is_full() {
            // The journal is for whoever may change the session.
            let document = Document::new(session);
            self.take_document(document, Some(saved_as), access, Continued::Nothing);
            return;
        }
        let path = recovery::beside(saved_as.path());
        match recovery::look(&session, &saved_as) {
            Found::Nothing => {
                let document = Document::new(session);
                self.take_document(document, Some(saved_as), access, Continued::Done(path));
            }
            Found::Changes(recovered) => {
                self.take_recovered(*recovered, Some(saved_as), access);
            }
            Found::InUse => {
                let document = Document::new(session);
                self.take_document(document, Some(saved_as), access, Continued::Nothing);
                let text = t!("journal.in_use_here").into_owned();
                self.notice = Some(Notice::journal(false, text, Vec::new()));
            }
            // It stays untouched for the program that wrote it.
            Found::Unfit(error) if error.kind == ErrorKind::Newer => {
                let document = Document::new(session);
                let access = Access::ReadOnly(Reason::NewerJournal);
                self.take_document(document, Some(saved_as), access, Continued::Nothing);
                self.notice = Some(Notice::journal(false, error.message, error.hints));
            }
            Found::Unfit(error) => {
                let document = Document::new(session);
                self.take_document(document, Some(saved_as), access, Continued::Nothing);
                let mut details = error.hints.clone();
                details.push(match recovery::set_aside(&path) {
                    Ok(aside) => aside_text(&aside),
                    // It stays where it is, and the next journal goes elsewhere.
                    Err(_cannot) => path.display().to_string(),
                });
                self.notice = Some(Notice::journal(false, error.message, details));
            }
        }
    }

    fn take_recovered(&mut self, recovered: Recovered, saved_as: Option<SavedAs>, access: Access) {
        let notice = recovered_notice(&recovered, self.world.clock.now());
        let notice = self.after_fault(notice);
        let changes = RecoveredChanges {
            count: recovered.n_changes,
            since: recovered.since,
        };
        let continued = Continued::Changes(recovered.path, changes);
        self.take_document(recovered.document, saved_as, access, continued);
        self.notice = Some(notice);
    }

    /// Opens a session of which only a journal is left.
    pub(super) fn open_kept(&mut self, path: &Path) {
        match recovery::open_kept(path) {
            Ok(recovered) => {
                self.kept.retain(|kept| kept.path != path);
                self.take_recovered(recovered, None, Access::Full(None));
                self.screen = first_screen(self.desk.as_ref());
            }
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Drops a session of which only a journal is left, as a person has said.
    pub(super) fn discard_kept(&mut self, path: &Path) {
        match recovery::discard(path) {
            Ok(()) => self.kept.retain(|kept| kept.path != path),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Drops the session in hand with its journal, as a person has said.
    pub(super) fn drop_session(&mut self) {
        panic::forget();
        if let Some(mut desk) = self.desk.take() {
            desk.journal.finish(true);
            desk.copy.finish(true);
        }
    }

    /// Ends the journal of the session in hand; it stays where it holds what the file does not.
    pub(super) fn end_journal(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.hand_over();
            desk.journal.finish(!desk.document.is_dirty());
            desk.copy.finish(false);
        }
    }

    /// Waits until the journal of the session in hand stands as it should.
    pub(super) fn settle_journal(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.hand_over();
            desk.journal.flush();
            desk.copy.flush();
        }
    }

    /// Says once that changes are in memory alone.
    pub(super) fn tell_journal_failure(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        match desk.journal.failure() {
            None => desk.is_failure_told = false,
            Some(error) if !desk.is_failure_told && self.notice.is_none() => {
                desk.is_failure_told = true;
                self.notice = Some(Notice::not_saved(&error));
            }
            Some(_told) => {}
        }
    }

    /// Lists the sessions of which only a journal is left, as the start shows them.
    pub(super) fn kept_rows(&self) -> Vec<KeptRow> {
        let now = self.world.clock.now();
        let rows = self.kept.iter().map(|kept| {
            let untitled = || t!("home.untitled").into_owned();
            let title = Some(kept.title.clone()).filter(|title| !title.is_empty());
            KeptRow {
                path: kept.path.clone(),
                title: title.unwrap_or_else(untitled),
                since: kept.since.map(|since| moment(since, now)),
            }
        });
        rows.collect()
    }
}

/// Begins the journal of what `base` holds, in place of the one at `recovered` where there is one.
pub(super) fn start_journal(
    world: &World,
    ctx: &Context,
    base: Base,
    recovered: Option<PathBuf>,
) -> JournalWriter {
    let places = Places {
        session_file: base.saved_as.as_ref().map(|file| file.path().to_owned()),
        folder: (world.journals_folder)(),
        recovered,
    };
    let ctx = ctx.clone();
    JournalWriter::start(base, places, move || ctx.request_repaint())
}

/// Lists the sessions of which only a journal is left, and tells of a journal that cannot be read.
pub(super) fn kept_sessions(folder: Option<PathBuf>) -> (Vec<KeptSession>, Option<Notice>) {
    let Some(folder) = folder else {
        return (Vec::new(), None);
    };
    let (kept, errors) = recovery::kept_sessions(&folder);
    let mut notice = None;
    for error in errors {
        let Some(place) = &error.place else { continue };
        let mut details = error.hints.clone();
        let is_useless = matches!(error.kind, ErrorKind::Damaged | ErrorKind::Invalid);
        // A newer program, or a disk that works again, finds the others where they are.
        details.push(match is_useless.then(|| recovery::set_aside(&place.path)) {
            Some(Ok(aside)) => aside_text(&aside),
            _ => place.path.display().to_string(),
        });
        notice.get_or_insert(Notice::journal(false, error.message, details));
    }
    (kept, notice)
}

fn aside_text(aside: &Path) -> String {
    t!("journal.set_aside", name = aside.display().to_string()).into_owned()
}

pub(super) fn recovered_notice(recovered: &Recovered, now: DateTime) -> Notice {
    let n = recovered.n_changes;
    let text = match recovered.since {
        Some(since) => t!("journal.recovered_since", n = n, time = moment(since, now)),
        None => t!("journal.recovered", n = n),
    };
    let mut details = Vec::new();
    if let Some(cut) = recovered.cut {
        details.push(if cut.fault == CutFault::Torn {
            t!("journal.torn").into_owned()
        } else {
            let aside = recovery::copy_aside(&recovered.path);
            let kept = aside.as_ref().unwrap_or(&recovered.path);
            let name = kept.display().to_string();
            t!("journal.cut", line = cut.line, name = name).into_owned()
        });
    }
    Notice::journal(details.is_empty(), text.into_owned(), details)
}

/// A moment as people say it: the time alone where it was today.
pub(super) fn moment(at: DateTime, now: DateTime) -> String {
    let format = if at.date() == now.date() {
        "%H:%M"
    } else {
        "%H:%M %d/%m/%Y"
    };
    at.format(format).to_string()
}
