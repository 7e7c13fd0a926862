//! The second copy of the session in hand, and what comes of opening one.

use std::path::{Path, PathBuf};

use egui::Context;
use rust_i18n::t;

use super::App;
use super::access::Access;
use super::dialogs::{Dialog, DialogAnswer};
use super::files::first_screen;
use super::journal::{Continued, moment, recovered_notice};
use super::notice::{Notice, Offer};
use super::paths::file_name;
use crate::edit::document::{Document, Journaled};
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::storage::journal::recovery::{self, Found, Recovered};
use crate::storage::journal::writer::{Base, RecoveredChanges};
use crate::storage::mirror::{Mirror, Note, Target, Trouble, Writer, note_of, take_over};
use crate::storage::save::{EXTENSION, Opened, open};
use crate::ui::copy::CopyState;
use crate::ui::widgets::{Look, dialog, paragraph, secondary};

/// How long the copy may lack something before it is said.
const CALM_SECONDS: i64 = 10;

/// The second copy of the session in hand, where there is one.
#[derive(Debug, Default)]
pub(super) struct Copying {
    mirror: Option<Mirror>,
    trouble: Option<Trouble>,
    failing_since: Option<DateTime>,
    /// A revision that the copy lacks, and since when.
    lacking: Option<(u64, DateTime)>,
    is_told: bool,
}

impl Copying {
    /// Hands over what happened.
    pub(super) fn append(&self, entries: &[Journaled]) {
        if let Some(mirror) = &self.mirror {
            mirror.append(entries.to_vec());
        }
    }

    /// Tells that a save of `revision` begins.
    pub(super) fn begin_save(&self, revision: u64) {
        if let Some(mirror) = &self.mirror {
            mirror.begin_save(revision);
        }
    }

    /// Tells that the session file holds `base`.
    pub(super) fn saved(&self, base: &Base) {
        if let Some(mirror) = &self.mirror {
            mirror.saved(base.clone());
        }
    }

    /// Tells whether there is a copy, or is to be one.
    pub(super) const fn is_on(&self) -> bool {
        self.mirror.is_some()
    }

    /// Waits for the copy, though not for ever.
    pub(super) fn flush(&self) {
        if let Some(mirror) = &self.mirror {
            mirror.flush();
        }
    }

    /// Ends the copy; `drops` where what the file does not hold is dropped.
    pub(super) fn finish(&mut self, drops: bool) {
        if let Some(mut mirror) = self.mirror.take() {
            mirror.finish(drops);
        }
    }

    /// Looks how far the copy is.
    pub(super) fn look(&mut self, revision: u64, now: DateTime) {
        let Some(mirror) = &self.mirror else {
            *self = Self::default();
            return;
        };
        self.trouble = mirror.trouble();
        self.failing_since = match (&self.trouble, self.failing_since) {
            (None, _) => None,
            (Some(_), since) => since.or(Some(now)),
        };
        let synced = mirror.synced();
        self.lacking = match self.lacking {
            _ if synced >= revision => None,
            Some((lacking, since)) if synced < lacking => Some((lacking, since)),
            _ => Some((revision, now)),
        };
    }

    /// Tells whether the copy holds everything.
    #[cfg(test)]
    pub(super) fn has(&self, document: &Document) -> bool {
        let mirror = self.mirror.as_ref();
        mirror.is_some_and(|mirror| mirror.synced() >= document.revision())
    }

    /// Tells how the copy stands.
    pub(super) fn state(&self, now: DateTime) -> Option<CopyState> {
        let mirror = self.mirror.as_ref()?;
        let lacks = self
            .lacking
            .map_or(0, |(_, since)| (now - since).num_seconds());
        Some(match (&self.trouble, self.failing_since) {
            (Some(trouble), _) if trouble.is_final => CopyState::Stopped,
            (Some(_), Some(since)) => CopyState::Failing { since },
            _ if !mirror.has_begun() => CopyState::Begins,
            _ if lacks > CALM_SECONDS => CopyState::Behind {
                seconds: lacks.unsigned_abs(),
            },
            _ => CopyState::Well,
        })
    }

    /// Says what is wrong, where something is.
    pub(super) fn told(&self) -> Option<String> {
        let mirror = self.mirror.as_ref()?;
        Some(match &self.trouble {
            Some(trouble) => trouble.error.message.clone(),
            None if self.lacking.is_some() || !mirror.has_begun() => {
                t!("copy.hint.behind").into_owned()
            }
            None => t!("copy.hint.well").into_owned(),
        })
    }
}

/// What a person wants with a second copy that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CopyAnswer {
    /// Save it elsewhere and go on there.
    SaveElsewhere,
    /// Go on with the copy itself.
    WorkHere,
}

/// A second copy as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundCopy {
    path: PathBuf,
    title: String,
    machine: String,
    /// The last change in it, as people read the time.
    until: Option<String>,
    /// How many changes are in its journal alone.
    n_changes: u64,
    has_file: bool,
    problem: Option<String>,
}

impl FoundCopy {
    /// Draws what was found, and asks what to do with it.
    pub(super) fn show(&self, ctx: &Context) -> Option<DialogAnswer> {
        let (leave, here) = (t!("copy.found.leave"), t!("copy.found.work_here"));
        let elsewhere = t!("copy.found.save_elsewhere");
        let mut buttons = vec![(&*leave, Look::Quiet)];
        if self.has_file {
            buttons.push((&*here, Look::Secondary));
        }
        buttons.push((&*elsewhere, Look::Primary));
        let last = buttons.len() - 1;
        let title = t!("copy.found.title");
        let pressed = dialog(ctx, "second-copy", &title, &buttons, last, |ui| {
            let machine = self.machine.as_str();
            let session = self.title.as_str();
            let text = t!("copy.found.text", title = session, machine = machine);
            paragraph(ui, &text);
            if let Some(time) = &self.until {
                paragraph(ui, &t!("copy.found.until", time = time));
            }
            if self.n_changes > 0 {
                secondary(ui, &t!("copy.found.changes", n = self.n_changes));
            }
            if let Some(problem) = &self.problem {
                paragraph(ui, problem);
            }
            secondary(ui, &t!("copy.found.advice"));
        })?;
        let answer = match pressed {
            0 => return Some(DialogAnswer::Stay),
            idx if idx == last => CopyAnswer::SaveElsewhere,
            _ => CopyAnswer::WorkHere,
        };
        Some(DialogAnswer::Copy(Box::new(self.clone()), answer))
    }
}

impl App {
    /// Begins the second copy of the session in hand, where one is wanted.
    pub(super) fn start_copy(&mut self, steps_aside: bool) {
        let Some(desk) = &mut self.desk else { return };
        desk.copy.finish(false);
        desk.copy = Copying::default();
        let Some(folder) = self.preferences.copy_folder.clone() else {
            return;
        };
        if !desk.access.is_full() {
            return;
        }
        // Entries from now on need no step of before.
        desk.hand_over();
        desk.document.start_base();
        let title = &desk.document.session().title;
        let target = Target {
            folder,
            writer: Writer::here(
                (self.world.journals_folder)().as_deref(),
                (self.world.random_bits)(),
            ),
            name: format!("{}.{EXTENSION}", file_name(title)),
            steps_aside,
        };
        let base = desk.base();
        let ctx = self.ctx.clone();
        desk.copy.mirror = Some(Mirror::start(base, target, move || ctx.request_repaint()));
    }

    /// Takes up where the second copy goes, as a person has chosen.
    pub(super) fn set_copy_folder(&mut self, folder: Option<PathBuf>) {
        self.preferences.copy_folder = folder;
        self.is_chosen_anew = true;
        self.start_copy(false);
        let text = match &self.preferences.copy_folder {
            Some(folder) => t!("copy.begun", folder = folder.display().to_string()),
            None => t!("copy.ended"),
        };
        self.notice = Some(Notice::done(text, Vec::new()));
    }

    /// Says once that there is no second copy any more, and keeps what is shown of it true.
    pub(super) fn tell_copy_trouble(&mut self, ctx: &Context) {
        let now = self.world.clock.now();
        let Some(desk) = &mut self.desk else { return };
        desk.copy.look(desk.document.revision(), now);
        if desk.copy.lacking.is_some() {
            ctx.request_repaint_after(std::time::Duration::from_secs(5));
        }
        let trouble = desk
            .copy
            .trouble
            .as_ref()
            .filter(|trouble| trouble.is_final);
        if let (Some(trouble), false, None) = (trouble, desk.copy.is_told, &self.notice) {
            self.notice = Some(Notice::no_copy(&trouble.error));
            desk.copy.is_told = true;
        }
    }

    /// Takes care of a path that is a journal or a second copy, rather than a session file of its
    /// own; tells whether it is.
    pub(super) fn is_copy_or_journal(&mut self, path: &Path) -> bool {
        let is_journal = recovery::is_journal_name(path);
        if is_journal && let Some(file) = recovery::file_of(path).filter(|file| file.is_file()) {
            // The journal comes with its file.
            self.open_path(&file);
            return true;
        }
        if let Some(note) = note_of(path) {
            self.show_copy(path, &note);
            return true;
        }
        if is_journal {
            self.open_journal(path);
        }
        is_journal
    }

    /// Opens a session of which a journal is left, wherever that lies.
    fn open_journal(&mut self, path: &Path) {
        let folder = (self.world.journals_folder)();
        if folder.is_some_and(|folder| path.starts_with(folder)) {
            self.open_kept(path);
            return;
        }
        self.settle_journal();
        match recovery::open_kept(path) {
            Ok(recovered) => self.take_loose(recovered),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    fn show_copy(&mut self, path: &Path, note: &Note) {
        self.settle_journal();
        match look_at_copy(path) {
            Ok((document, recovered, problem)) => {
                let session = document.session();
                let now = self.world.clock.now();
                let untitled = || t!("home.untitled").into_owned();
                let title = Some(session.title.clone()).filter(|title| !title.is_empty());
                let until = recovered.as_ref().and_then(|recovered| recovered.until);
                let logged = session.log.last().map(|line| line.at);
                let found = FoundCopy {
                    path: path.to_owned(),
                    title: title.unwrap_or_else(untitled),
                    machine: note.machine.clone(),
                    until: until.max(note.at).max(logged).map(|at| moment(at, now)),
                    n_changes: recovered.map_or(0, |recovered| recovered.n_changes),
                    has_file: !recovery::is_journal_name(path),
                    problem,
                };
                self.dialog = Some(Dialog::Copy(Box::new(found)));
            }
            Err(error) => self.notice = Some(Notice::not_opened(&error, path.to_owned())),
        }
    }

    /// Goes on with a second copy as a person has said.
    pub(super) fn take_copy(&mut self, found: FoundCopy, answer: CopyAnswer) {
        let path = found.path;
        match answer {
            CopyAnswer::WorkHere => {
                if let Err(error) = take_over(&path) {
                    let text = t!("copy.found.not_taken", detail = error.to_string());
                    let error = UserError::new(ErrorKind::File, text).at(&path);
                    self.notice = Some(Notice::error(&error));
                    return;
                }
                self.settle_journal();
                self.open_path(&path);
            }
            CopyAnswer::SaveElsewhere => match look_at_copy(&path) {
                Ok((_, Some(recovered), _)) => {
                    self.take_loose(recovered);
                    self.ask_where_to_save();
                }
                Ok((mut document, None, _)) => {
                    document.mark_unsaved();
                    document.take_entries();
                    let changes = RecoveredChanges {
                        count: 0,
                        since: None,
                    };
                    let loose = Continued::Loose(changes);
                    self.take_document(document, None, Access::Full(None), loose);
                    self.screen = first_screen(self.desk.as_ref());
                    self.ask_where_to_save();
                }
                Err(error) => self.notice = Some(Notice::error(&error)),
            },
        }
    }

    /// Takes in hand what a journal holds that is left as it is.
    fn take_loose(&mut self, recovered: Recovered) {
        let notice = recovered_notice(&recovered, self.world.clock.now());
        let mut notice = self.after_fault(notice);
        notice.offer(Offer::SaveElsewhere);
        let changes = RecoveredChanges {
            count: recovered.n_changes,
            since: recovered.since,
        };
        let loose = Continued::Loose(changes);
        self.take_document(recovered.document, None, Access::Full(None), loose);
        self.screen = first_screen(self.desk.as_ref());
        self.notice = Some(notice);
    }
}

/// Reads a second copy: the session, what its journal adds, and what is wrong with that.
fn look_at_copy(path: &Path) -> Result<(Document, Option<Recovered>, Option<String>), UserError> {
    if recovery::is_journal_name(path) {
        let recovered = recovery::open_kept(path)?;
        return Ok((recovered.document.clone(), Some(recovered), None));
    }
    let Opened {
        session, saved_as, ..
    } = open(path)?;
    let problem = match recovery::look(&session, &saved_as) {
        Found::Nothing => None,
        Found::Changes(recovered) => {
            return Ok((recovered.document.clone(), Some(*recovered), None));
        }
        Found::InUse => Some(t!("copy.found.in_use").into_owned()),
        Found::Unfit(error) => Some(error.message),
    };
    Ok((Document::new(session), None, problem))
}
