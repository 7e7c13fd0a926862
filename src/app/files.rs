//! Opening and saving: what is asked, started and finished.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use egui::Context;
use rust_i18n::t;

use super::App;
use super::access::Access;
use super::criteria::is_criteria_file;
use super::desk::{Desk, blank_session};
use super::dialogs::{Dialog, PathDialog, Then};
use super::jobs::{Done, Purpose, SaveOf};
use super::journal::{Continued, start_journal};
use super::notice::{Notice, Offer};
use super::paths::{checked_path, file_name};
use crate::edit::document::Document;
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::model::session::Session;
use crate::report::{log_file_name, minutes_file_name};
use crate::storage::export::Replaces;
use crate::storage::journal::writer::Base;
use crate::storage::lock::{Acquired, SessionLock, acquire, held};
use crate::storage::owner::Owner;
use crate::storage::save::{
    EXTENSION, Existing, SavedAs, open, open_accepting_edits, save_new_under, save_under,
};
use crate::ui::Screen;
use crate::ui::issuing::FolderOf;

/// How packets end, for the filters of dialogs.
const PACKET: &str = "packet.ron";
/// A dialog of the system that ends sooner was never shown: there is none.
pub(super) const NO_DIALOG: Duration = Duration::from_millis(150);

/// A save that is on its way.
pub(super) struct Saving {
    pub(super) thread: JoinHandle<()>,
    pub(super) began: Instant,
}

impl App {
    pub(super) fn new_session(&mut self) {
        let session = blank_session((self.world.random_bits)());
        self.take_in_hand(session);
        self.screen = Screen::Session;
    }

    pub(super) fn open_sample(&mut self) {
        self.take_in_hand(crate::sample::demo());
        self.screen = Screen::Scoring;
    }

    fn take_in_hand(&mut self, session: Session) {
        let document = Document::new(session);
        self.take_document(document, None, Access::Full(None), Continued::Nothing);
    }

    /// Opens a file; where another window has it, that comes to the front.
    pub(super) fn open_path(&mut self, path: &Path) {
        if self.is_copy_or_journal(path) {
            return;
        }
        let access = self.ask_access(path);
        if !self.show_elsewhere(path, &access) {
            self.open_with(path, access);
        }
    }

    /// Opens a file to look at it where another window has it.
    pub(super) fn open_to_look(&mut self, path: &Path) {
        let access = self.ask_access(path);
        self.open_with(path, access);
    }

    /// Opens a file as far as `access` goes.
    pub(super) fn open_with(&mut self, path: &Path, access: Access) {
        self.settle_journal();
        match open(path) {
            Ok(opened) => {
                self.take_opened(opened, access);
                self.preferences.remember(path, self.world.clock.now());
                self.screen = first_screen(self.desk.as_ref());
            }
            Err(error) => self.notice = Some(Notice::not_opened(&error, path.to_owned())),
        }
    }

    pub(super) fn open_accepting_edits(&mut self, path: &Path) {
        self.settle_journal();
        let access = self.ask_access(path);
        let (now, by) = (self.world.clock.now(), self.preferences.by());
        match open_accepting_edits(path, &by, now) {
            Ok(opened) => {
                let was_edited = opened.was_edited && access.is_full();
                self.take_opened(opened, access);
                if was_edited {
                    if let Some(desk) = &mut self.desk {
                        desk.document.mark_unsaved();
                    }
                    let notice = Notice::refused(t!("app.opened_edited"));
                    self.notice.get_or_insert(notice);
                }
                self.preferences.remember(path, now);
                self.screen = first_screen(self.desk.as_ref());
            }
            Err(error) => self.notice = Some(Notice::not_opened(&error, path.to_owned())),
        }
    }

    /// Opens an earlier version of a file as a session without a file of its own.
    pub(super) fn open_earlier(&mut self, path: &Path) {
        match open(path) {
            Ok(opened) => {
                self.take_in_hand(opened.session);
                if let Some(desk) = &mut self.desk {
                    desk.document.mark_unsaved();
                }
                self.notice = Some(Notice::refused(t!("app.opened_earlier")));
                self.screen = first_screen(self.desk.as_ref());
            }
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    pub(super) fn ask_what_to_open(&mut self) {
        self.ask_path(Purpose::Open);
    }

    pub(super) fn ask_where_to_save(&mut self) {
        if self.desk.is_some() {
            self.ask_path(Purpose::SaveAs);
        }
    }

    pub(super) fn ask_where_to_export(&mut self) {
        if self.desk.is_some() {
            self.ask_path(Purpose::ExportMinutes);
        }
    }

    pub(super) fn ask_where_to_export_log(&mut self) {
        if self.desk.is_some() {
            self.ask_path(Purpose::ExportLog);
        }
    }

    /// Returns the folder and name that a dialog begins with.
    pub(super) fn proposal(&self, purpose: Purpose) -> (Option<PathBuf>, String) {
        let desk = self.desk.as_ref();
        let here = desk
            .and_then(|desk| desk.saved_as.as_ref())
            .map(SavedAs::path);
        let recent = self.preferences.recent.first();
        let folder = here
            .or_else(|| recent.map(|recent| recent.path.as_path()))
            .and_then(Path::parent)
            .map(Path::to_owned)
            .or_else(|| {
                directories::UserDirs::new()
                    .map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()).to_owned())
            })
            .filter(|folder| folder.is_dir());
        let title = desk.map_or("", |desk| &desk.document.session().title);
        let name = match purpose {
            Purpose::Open
            | Purpose::Criteria
            | Purpose::CopyFolder
            | Purpose::Earlier
            | Purpose::IssueInto(_)
            | Purpose::Returns
            | Purpose::ReturnsFolder
            | Purpose::ReceivingFolder
            | Purpose::OldPacket => String::new(),
            Purpose::SaveAs => self
                .packet_file_name()
                .unwrap_or_else(|| format!("{}.{EXTENSION}", file_name(title))),
            Purpose::ExportMinutes => desk.map_or_else(String::new, |desk| {
                minutes_file_name(desk.document.session())
            }),
            Purpose::ExportLog => {
                desk.map_or_else(String::new, |desk| log_file_name(desk.document.session()))
            }
        };
        (folder, name)
    }

    pub(super) fn ask_path(&mut self, purpose: Purpose) {
        let (folder, name) = self.proposal(purpose);
        if !self.world.asks_system {
            let path = folder.unwrap_or_default().join(name);
            self.dialog = Some(Dialog::Path(PathDialog::new(purpose, &path)));
            return;
        }
        if self.is_picking {
            self.notice = Some(Notice::refused(t!("app.busy_dialog")));
            return;
        }
        let title = match purpose {
            Purpose::Open => t!("app.dialog.open"),
            Purpose::Criteria => t!("app.dialog.criteria"),
            Purpose::SaveAs => t!("app.dialog.save"),
            Purpose::ExportMinutes => t!("app.dialog.export"),
            Purpose::CopyFolder => t!("copy.dialog"),
            Purpose::IssueInto(FolderOf::Packets) => t!("issuing.packets_folder"),
            Purpose::IssueInto(FolderOf::Codes) => t!("issuing.codes_folder"),
            Purpose::Earlier => t!("takeup.path"),
            Purpose::ExportLog => t!("log.dialog"),
            Purpose::OldPacket => t!("packet.drafts.path"),
            Purpose::Returns => t!("takein.path"),
            Purpose::ReturnsFolder => t!("takein.path_folder"),
            Purpose::ReceivingFolder => t!("receiving.dialog"),
        };
        let mut dialog = rfd::FileDialog::new().set_title(title);
        dialog = match purpose {
            Purpose::ExportMinutes | Purpose::ExportLog => dialog.add_filter("PDF", &["pdf"]),
            Purpose::Criteria => dialog.add_filter(
                t!("app.dialog.filter_criteria"),
                &["ron", "html", "htm", "docx"],
            ),
            Purpose::CopyFolder
            | Purpose::ReturnsFolder
            | Purpose::ReceivingFolder
            | Purpose::IssueInto(_) => dialog,
            Purpose::Returns => dialog.add_filter(t!("takein.filter"), &["ron"]),
            Purpose::Open => dialog
                .add_filter(
                    t!("app.dialog.filter_session"),
                    &[EXTENSION, PACKET, "ron", "journal"],
                )
                .add_filter(t!("copy.filter_all"), &["*"]),
            Purpose::OldPacket => dialog.add_filter(t!("packet.filter"), &[PACKET]),
            Purpose::SaveAs if self.is_packet() => {
                dialog.add_filter(t!("packet.filter"), &[PACKET])
            }
            Purpose::SaveAs | Purpose::Earlier => {
                dialog.add_filter(t!("app.dialog.filter_session"), &[EXTENSION, "ron"])
            }
        };
        if let Some(folder) = &folder {
            dialog = dialog.set_directory(folder);
        }
        if !name.is_empty() {
            dialog = dialog.set_file_name(name);
        }
        let started = self.jobs.start("file-dialog", move || {
            let began = Instant::now();
            let mut others = Vec::new();
            let path = match purpose {
                Purpose::Earlier | Purpose::Returns => {
                    let mut paths = dialog.pick_files().unwrap_or_default().into_iter();
                    let first = paths.next();
                    others.extend(paths);
                    first
                }
                Purpose::Open | Purpose::Criteria | Purpose::OldPacket => dialog.pick_file(),
                Purpose::CopyFolder
                | Purpose::ReturnsFolder
                | Purpose::ReceivingFolder
                | Purpose::IssueInto(_) => dialog.pick_folder(),
                Purpose::SaveAs | Purpose::ExportMinutes | Purpose::ExportLog => dialog.save_file(),
            };
            Done::Picked {
                purpose,
                path,
                others,
                took: began.elapsed(),
            }
        });
        match started {
            Ok(_thread) => self.is_picking = true,
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Goes on with a path that was chosen; `system_asked` tells whether a dialog of the system has
    /// asked before it let an existing file be chosen.
    pub(super) fn take_path(&mut self, purpose: Purpose, path: PathBuf, system_asked: bool) {
        let checked = match checked_path(purpose, &path) {
            Ok(checked) => checked,
            Err(text) => {
                let error = UserError::new(ErrorKind::Input, text).at(&path);
                self.notice = Some(Notice::error(&error));
                return;
            }
        };
        match purpose {
            Purpose::Open => self.open_path(&checked),
            Purpose::Criteria => self.read_criteria(checked),
            Purpose::CopyFolder => self.set_copy_folder(Some(checked)),
            Purpose::Earlier => self.read_earlier(vec![checked]),
            Purpose::Returns | Purpose::ReturnsFolder => self.read_returns(&[checked]),
            Purpose::ReceivingFolder => self.set_receiving_folder(Some(checked)),
            Purpose::IssueInto(of) => self.issue_into(of, Some(checked), Duration::MAX),
            Purpose::OldPacket => self.read_drafts(checked),
            Purpose::SaveAs => {
                let checked = self.named_as_in_hand(checked);
                let replaces = system_asked && checked == path;
                self.save_new(checked, replaces);
            }
            Purpose::ExportMinutes | Purpose::ExportLog => {
                let replaces = if system_asked && checked == path {
                    Replaces::Anything
                } else {
                    Replaces::Pdf
                };
                match purpose {
                    Purpose::ExportLog => self.export_log(checked, replaces),
                    _ => self.export_minutes(checked, replaces),
                }
            }
        }
    }

    /// Saves over the session's file, or asks for one.
    pub(super) fn save_or_ask(&mut self) {
        let has_file = self
            .desk
            .as_ref()
            .is_some_and(|desk| desk.saved_as.is_some() && desk.access.is_full());
        if has_file {
            self.save_now();
        } else {
            self.ask_where_to_save();
        }
    }

    /// Starts a save over the session's file; one at a time.
    fn save_now(&mut self) {
        if self.saving.is_some() {
            return;
        }
        let now = self.world.clock.now();
        let Some(desk) = &mut self.desk else { return };
        let Some(mut saved_as) = desk.saved_as.clone() else {
            return;
        };
        if !desk.access.is_full() {
            return;
        }
        let save_of = save_of(desk, now);
        let lock = desk.access.lock();
        let session = desk.begin_save();
        let flushing = desk.journal.begin_save(desk.document.revision());
        let started = self.jobs.start("save", move || {
            flushing();
            let result = save_under(&session, &mut saved_as, lock.as_deref());
            Done::Saved {
                save: save_of,
                saved_as,
                result,
            }
        });
        self.save_started(started);
    }

    /// Starts a save under a new name.
    pub(super) fn save_new(&mut self, path: PathBuf, replaces: bool) {
        if self.saving.is_some() {
            self.notice = Some(Notice::refused(t!("app.busy_saving")));
            return;
        }
        let now = self.world.clock.now();
        let Some(desk) = &mut self.desk else { return };
        let save_of = save_of(desk, now);
        let session = desk.begin_save();
        let existing = if replaces {
            Existing::Replace
        } else {
            Existing::Refuse
        };
        let owner = Arc::clone(&self.owner);
        let by = self.preferences.named().to_owned();
        let started = self.jobs.start("save", move || {
            let result = save_as(&path, &session, existing, &owner, &by, now);
            Done::SavedNew {
                save: save_of,
                path,
                result,
            }
        });
        self.save_started(started);
    }

    fn save_started(&mut self, started: Result<JoinHandle<()>, UserError>) {
        match started {
            Ok(thread) => {
                self.saving = Some(Saving {
                    thread,
                    began: Instant::now(),
                });
                if let Some(desk) = &mut self.desk {
                    desk.moments.save();
                }
            }
            Err(error) => self.save_failed(&error),
        }
    }

    /// Saves by itself when it is due.
    pub(super) fn autosave(&mut self, ctx: &Context) {
        let Some(desk) = &self.desk else { return };
        if desk.saved_as.is_none() || !desk.access.is_full() || self.saving.is_some() {
            return;
        }
        let due = desk
            .moments
            .due_in(Instant::now(), desk.document.is_dirty());
        match due {
            None => {}
            Some(Duration::ZERO) => self.save_now(),
            Some(wait) => ctx.request_repaint_after(wait),
        }
    }

    /// Takes in what came of work beside the window.
    pub(super) fn finish_jobs(&mut self, ctx: &Context) {
        while let Some(done) = self.jobs.next() {
            match done {
                Done::Saved {
                    save,
                    saved_as,
                    result,
                } => {
                    self.saving = None;
                    self.saved(save, saved_as, result);
                }
                Done::SavedNew { save, path, result } => {
                    self.saving = None;
                    self.saved_new(save, path, result);
                }
                Done::Picked {
                    purpose,
                    path,
                    others,
                    took,
                } => {
                    self.is_picking = false;
                    match path {
                        path if let Purpose::IssueInto(of) = purpose => {
                            self.issue_into(of, path, took);
                        }
                        Some(first) if purpose == Purpose::Earlier => {
                            self.read_earlier([vec![first], others].concat());
                        }
                        Some(first) if purpose == Purpose::Returns => {
                            self.read_returns(&[vec![first], others].concat());
                        }
                        path => self.picked(purpose, path, took),
                    }
                }
                Done::Refreshed { desk, result } => self.refreshed(desk, result),
                Done::Exported { path, result } => self.exported(&path, result),
                Done::Printed { result } => self.printed(result),
                Done::Criteria { result } => self.criteria_read(result),
                Done::Earlier { desk, offer } => self.earlier_read(desk, offer),
                Done::Returns { desk, report } => self.returns_read(desk, report),
                Done::Arrived { desk, judged } => self.arrivals_judged(desk, *judged),
                Done::PacketsMade {
                    desk,
                    revision,
                    result,
                } => self.packets_made(desk, revision, result),
                Done::PacketsWritten { batch } => self.packets_written(*batch),
                Done::HandIn {
                    desk,
                    revision,
                    result,
                } => self.hand_in_made(desk, revision, result),
                Done::Drafts { desk, result } => self.drafts_read(desk, result),
                Done::Fallen { name } => {
                    self.hand_in_fell(&name);
                    self.work_fell(&name);
                }
            }
            ctx.request_repaint();
        }
        let has_ended = self
            .saving
            .as_ref()
            .is_some_and(|saving| saving.thread.is_finished());
        if has_ended {
            // The result is sent before the thread ends; look once more, then it failed.
            match self.jobs.next() {
                Some(Done::Saved {
                    save,
                    saved_as,
                    result,
                }) => {
                    self.saving = None;
                    self.saved(save, saved_as, result);
                }
                Some(Done::SavedNew { save, path, result }) => {
                    self.saving = None;
                    self.saved_new(save, path, result);
                }
                _ => {
                    self.saving = None;
                    self.save_failed(&UserError::internal(t!("app.thread_ended")));
                }
            }
        }
    }

    fn saved(&mut self, save: SaveOf, saved_as: SavedAs, result: Result<(), UserError>) {
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.number == save.desk) else {
            return;
        };
        // Also after a failure it knows best what is on disk.
        desk.saved_as = Some(saved_as);
        match result {
            Ok(()) => self.is_saved(save),
            Err(error) => {
                let taken_by = match &desk.access {
                    Access::Full(Some(lock)) if error.kind == ErrorKind::TakenOver => {
                        lock.taken_by()
                    }
                    _ => None,
                };
                self.save_failed(&error);
                if let Some(holder) = taken_by {
                    self.lose(holder);
                }
            }
        }
    }

    fn saved_new(
        &mut self,
        save: SaveOf,
        path: PathBuf,
        result: Result<(SavedAs, Option<SessionLock>), UserError>,
    ) {
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.number == save.desk) else {
            return;
        };
        match result {
            Ok((saved_as, lock)) => {
                desk.access = Access::Full(lock.map(Arc::new));
                if !desk.journal.is_kept() {
                    // It was only looked at until now.
                    let base = Base {
                        session: desk.document.snapshot(),
                        revision: desk.document.revision(),
                        saved_as: Some(saved_as.clone()),
                        recovered: None,
                    };
                    desk.journal = start_journal(&self.world, &self.ctx, base, None);
                }
                desk.saved_as = Some(saved_as);
                let is_copied = desk.copy.is_on();
                self.preferences.remember(&path, save.at);
                self.is_saved(save);
                if !is_copied {
                    self.start_copy(false);
                }
            }
            Err(error) if error.kind == ErrorKind::Exists => {
                self.dialog = Some(Dialog::Replace(path));
            }
            Err(error) => self.save_failed(&error),
        }
    }

    fn is_saved(&mut self, save: SaveOf) {
        let Some(desk) = &mut self.desk else { return };
        desk.end_save(save.revision);
        desk.saved_at = Some(save.at);
        desk.is_standing_told = false;
        if desk.is_failed {
            desk.is_failed = false;
            self.notice = None;
        }
        if let Some(then) = self.then.take() {
            // Anything that changed during the save is saved first.
            self.leave(then);
        }
    }

    pub(super) fn save_failed(&mut self, error: &UserError) {
        self.notice = Some(Notice::not_saved(error));
        if let Some(desk) = &mut self.desk {
            desk.is_failed = true;
            desk.moments.failed = Some(Instant::now());
        }
        if let Some(then) = self.then.take() {
            self.dialog = Some(Dialog::Leave(then));
        }
    }

    fn picked(&mut self, purpose: Purpose, path: Option<PathBuf>, took: Duration) {
        match path {
            Some(path) => self.take_path(purpose, path, true),
            None if took < NO_DIALOG => {
                let (folder, name) = self.proposal(purpose);
                let path = folder.unwrap_or_default().join(name);
                self.dialog = Some(Dialog::Path(PathDialog::new(purpose, &path)));
            }
            None => self.then = None,
        }
    }

    /// Takes files that were dropped on the window.
    pub(super) fn take_dropped_files(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<_> = dropped.iter().map(|file| file.path().to_owned()).collect();
        let Some(path) = paths.first().cloned() else {
            return;
        };
        if let Some(Dialog::Path(dialog)) = &mut self.dialog {
            dialog.take(&path);
        } else if self.issuing.is_some() {
            // What is being issued comes to its end first.
        } else if self.are_returns(&paths) {
            self.read_returns(&paths);
        } else if self.dialog.is_none() && is_criteria_file(&path) {
            self.read_criteria(path);
        } else if self.dialog.is_none() {
            self.leave(Then::OpenPath(path));
        }
    }

    pub(super) fn tell_exported(&mut self, path: &Path) {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.notice = Some(Notice::done(
            t!("app.exported", name = name),
            vec![Offer::View(path.to_owned())],
        ));
    }
}

/// Saves under a new name, which this program holds from then on.
fn save_as(
    path: &Path,
    session: &Session,
    existing: Existing,
    owner: &Arc<Owner>,
    by: &str,
    at: DateTime,
) -> Result<(SavedAs, Option<SessionLock>), UserError> {
    let lock = match acquire(path, owner, by, at) {
        Acquired::Ours(lock) => Some(lock),
        Acquired::Held(holder, _) => return Err(held(holder.as_ref(), path)),
        // The save itself tells what is wrong there.
        Acquired::Unwritable(_) | Acquired::Failed(_) => None,
    };
    let saved_as = save_new_under(path, session, existing, lock.as_ref())?;
    Ok((saved_as, lock))
}

fn save_of(desk: &Desk, at: DateTime) -> SaveOf {
    SaveOf {
        desk: desk.number,
        revision: desk.document.revision(),
        at,
    }
}

/// Returns the screen on which a session is taken up: the first that is not done.
pub(super) fn first_screen(desk: Option<&Desk>) -> Screen {
    let Some(desk) = desk else {
        return Screen::Home;
    };
    let session = desk.document.session();
    if session.packet.is_some() {
        Screen::Packet
    } else if session.council.members.is_empty() {
        Screen::Session
    } else if session.products.is_empty() {
        Screen::Products
    } else {
        Screen::Scoring
    }
}
