//! What comes back from members: read beside the window, reported, and taken in on a person's word;
//! and the versions of a sheet, from which one is chosen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;
use rust_i18n::t;

use super::App;
use super::desk::Desk;
use super::dialogs::{Dialog, DialogAnswer};
use super::jobs::{Done, Purpose};
use super::notice::{Notice, Offer};
use crate::edit::command::Command;
use crate::edit::refusal::{Refusal, refusal_text};
use crate::model::session::Session;
use crate::rules::packets::merge::{self, Key};
use crate::storage::folder::packet_files;
use crate::storage::packets::is_named_packet;
use crate::takein::{self, ReturnFile};
use crate::ui::takein::{ReportAnswer, ReportDialog, ReportView, TakeInDeed};
use crate::ui::versions::{Settle, VersionsDialog, contested_keys, n_contested};

/// Files that came back, with the report of what they would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReturnsReport {
    files: Vec<ReturnFile>,
    /// The revision of the session for which it was reported.
    revision: u64,
    dialog: ReportDialog,
}

impl ReturnsReport {
    /// Reads what `paths` name, beside the files that were read before, and reports for `session`.
    fn read(
        mut files: Vec<ReturnFile>,
        paths: &[PathBuf],
        session: &Session,
        revision: u64,
    ) -> Self {
        for path in packet_files(paths) {
            files.retain(|file| file.path != path);
            files.push(takein::open(&path, session.id));
        }
        takein::sort(session, &mut files);
        let reports = takein::report(session, &files);
        let view = ReportView::of(session, &files, &reports);
        Self {
            files,
            revision,
            dialog: ReportDialog::new(view),
        }
    }

    /// Counts the files.
    #[cfg(test)]
    pub(super) fn n_files(&self) -> usize {
        self.files.len()
    }

    /// Tells whether every file of the other report is in this one, too.
    fn holds(&self, other: &Self) -> bool {
        let mut paths = other.files.iter().map(|file| &file.path);
        paths.all(|path| self.files.iter().any(|file| file.path == *path))
    }

    /// Asks whether the files are to be taken in.
    pub(super) fn show(&mut self, ctx: &Context) -> Option<DialogAnswer> {
        Some(match self.dialog.show(ctx)? {
            ReportAnswer::Leave => DialogAnswer::Stay,
            ReportAnswer::Take => DialogAnswer::TakeIn(Box::new(self.clone())),
        })
    }
}

/// Returns why nothing can be taken in to the session in hand, where nothing can.
pub(super) fn hindrance(desk: &Desk) -> Option<String> {
    let session = desk.document.session();
    if session.packet.is_some() {
        Some(t!("takein.hindrance.packet").into_owned())
    } else if !desk.access.is_full() {
        Some(t!("takein.hindrance.read_only").into_owned())
    } else if session.finalisation().is_some() {
        Some(refusal_text(&Refusal::FinalisedSession, session))
    } else {
        None
    }
}

impl App {
    /// Does what the secretary asks about what comes back.
    pub(super) fn act_on_returns(&mut self, deed: TakeInDeed) {
        match deed {
            TakeInDeed::AskFiles if self.may_take_in() => self.ask_path(Purpose::Returns),
            TakeInDeed::AskFolder if self.may_take_in() => self.ask_path(Purpose::ReturnsFolder),
            TakeInDeed::Look if self.may_take_in() => self.look_at_arrivals(),
            TakeInDeed::AskFiles | TakeInDeed::AskFolder | TakeInDeed::Look => {}
            TakeInDeed::ChooseFolder => self.ask_path(Purpose::ReceivingFolder),
            TakeInDeed::StopFolder => self.set_receiving_folder(None),
            TakeInDeed::SetAtOnce(is_at_once) => self.set_at_once(is_at_once),
            TakeInDeed::Seen => self.see_arrivals(),
        }
    }

    /// Tells whether something can be taken in, and says why where it cannot.
    fn may_take_in(&mut self) -> bool {
        let Some(desk) = &self.desk else { return false };
        let Some(text) = hindrance(desk) else {
            return true;
        };
        self.notice = Some(match desk.document.session().finalisation() {
            Some(_) => Notice::finalised(text),
            None => Notice::refused(text),
        });
        false
    }

    /// Tells whether what was dropped on the window are packets for the session in hand, rather than
    /// something to open: packets by their names, or a folder.
    pub(super) fn are_returns(&self, paths: &[PathBuf]) -> bool {
        let is_packet = |desk: &Desk| desk.document.session().packet.is_some();
        if self.desk.as_ref().is_none_or(is_packet) {
            return false;
        }
        if matches!(self.dialog, Some(Dialog::Returns(_))) {
            return true;
        }
        let is_return = |path: &PathBuf| is_named_packet(path) || path.is_dir();
        self.dialog.is_none() && paths.iter().any(is_return)
    }

    /// Starts to read files that came back, and to report what they would bring.
    pub(super) fn read_returns(&mut self, paths: &[PathBuf]) {
        if !self.may_take_in() {
            return;
        }
        // Files that are put to a report join it.
        let files = match &self.dialog {
            Some(Dialog::Returns(report)) => report.files.clone(),
            _ => Vec::new(),
        };
        if files.is_empty() && packet_files(paths).is_empty() {
            let folder = paths.first().map(|path| path.display().to_string());
            let text = t!("takein.empty_folder", folder = folder.unwrap_or_default());
            self.notice = Some(Notice::refused(text));
            return;
        }
        self.report_returns(files, paths.to_vec());
    }

    /// Starts to report what files would bring.
    pub(super) fn report_returns(&mut self, files: Vec<ReturnFile>, paths: Vec<PathBuf>) {
        let Some(desk) = &self.desk else { return };
        let session: Arc<Session> = desk.document.snapshot();
        let revision = desk.document.revision();
        let number = desk.number;
        let started = self.jobs.start("returns", move || Done::Returns {
            desk: number,
            report: Box::new(ReturnsReport::read(files, &paths, &session, revision)),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Shows the report.
    pub(super) fn returns_read(&mut self, number: u64, report: Box<ReturnsReport>) {
        let Some(desk) = self.desk.as_ref().filter(|desk| desk.number == number) else {
            return;
        };
        if desk.document.revision() != report.revision {
            // What was done meanwhile may change what the files bring.
            self.report_returns(report.files, Vec::new());
            return;
        }
        match &self.dialog {
            None if self.issuing.is_some() => {
                self.notice = Some(Notice::refused(t!("takein.other_dialog")));
            }
            Some(Dialog::Returns(shown)) if !report.holds(shown) => {
                // Files that are dropped one by one are one report.
                let mut files = report.files;
                for file in &shown.files {
                    if files.iter().all(|it| it.path != file.path) {
                        files.push(file.clone());
                    }
                }
                self.report_returns(files, Vec::new());
            }
            None | Some(Dialog::Returns(_)) => {
                self.pass_notice();
                self.dialog = Some(Dialog::Returns(report));
            }
            Some(_) => self.notice = Some(Notice::refused(t!("takein.other_dialog"))),
        }
    }

    /// Takes files in on a person's word: each that changes something as an edit of its own.
    pub(super) fn take_in(&mut self, report: &ReturnsReport) {
        let changing = |path: &Path| {
            let mut files = report.dialog.view().files.iter();
            files.any(|file| file.changes && file.path == path)
        };
        let (mut n_taken, mut is_refused) = (0, false);
        for file in report.files.iter().filter(|file| changing(&file.path)) {
            if self.take_in_file(file) {
                n_taken += 1;
            } else {
                is_refused = true;
            }
        }
        let incoming = self.desk.as_mut().and_then(|desk| desk.incoming.as_mut());
        if let Some(incoming) = incoming {
            incoming.hurry();
        }
        if n_taken == 0 || is_refused {
            return;
        }
        let session = self.desk.as_ref().map(|desk| desk.document.session());
        let n_contested = session.map_or(0, n_contested);
        let mut text = t!("takein.done", n = n_taken).into_owned();
        let mut offers = Vec::new();
        if n_contested > 0 {
            text = format!("{text} {}", t!("takein.done_contested", n = n_contested));
            offers.push(Offer::ChooseVersions);
        }
        self.notice = Some(Notice::done(text, offers));
    }

    /// Takes one file in; tells whether the session took it.
    pub(super) fn take_in_file(&mut self, file: &ReturnFile) -> bool {
        let revision = |app: &Self| app.desk.as_ref().map(|desk| desk.document.revision());
        let Ok(returned) = &file.content else {
            return false;
        };
        let before = revision(self);
        self.edit(Command::TakeInReturn(Box::new(returned.clone())));
        revision(self) != before
    }

    /// Shows the versions of a sheet, or of the first that waits for a choice.
    pub(super) fn show_versions(&mut self, key: Option<Key>) {
        let Some(desk) = &self.desk else { return };
        let session = desk.document.session();
        let contested = contested_keys(session);
        let Some(key) = key.or_else(|| contested.first().copied()) else {
            self.notice = Some(Notice::done(t!("versions.none_contested"), Vec::new()));
            return;
        };
        let read_only = (!desk.access.is_full()).then(|| t!("takein.hindrance.read_only"));
        let hindrance = read_only.map(std::borrow::Cow::into_owned);
        match VersionsDialog::new(session, key, hindrance) {
            Some(dialog) => self.dialog = Some(Dialog::Versions(Box::new(dialog))),
            None => self.notice = Some(Notice::refused(t!("versions.none"))),
        }
    }

    /// Chooses a version, and goes on to the next sheet that waits for a choice.
    pub(super) fn settle(&mut self, settle: Settle) {
        let Some(desk) = &self.desk else { return };
        let before = desk.document.revision();
        let session = desk.document.session();
        let mut choices = vec![(settle.key, settle.chosen.clone())];
        if settle.with_alike {
            choices.extend(merge::alike(session, settle.key, &settle.chosen));
        }
        for ((product_id, member_id, round), chosen) in choices {
            self.edit(Command::SettleSheet {
                product_id,
                member_id,
                round,
                chosen,
                reason: settle.reason.clone(),
            });
        }
        let Some(desk) = &self.desk else { return };
        if desk.document.revision() == before {
            return;
        }
        if n_contested(desk.document.session()) == 0 {
            self.notice = Some(Notice::done(t!("versions.done"), Vec::new()));
        } else if settle.goes_on {
            self.show_versions(None);
        }
    }
}
