//! Questions of the shell: leaving unsaved work, paths, settings.

use std::path::{Path, PathBuf};

use egui::{Context, RichText, ScrollArea, TextEdit, Ui};
use rust_i18n::t;

use super::copy::{CopyAnswer, FoundCopy};
use super::criteria::CriteriaOffer;
use super::jobs::Purpose;
use super::packet::{PacketAnswer, PacketDialog};
use super::paths::{checked_path, typed_path};
use super::preferences::{Preferences, ThemeChoice};
use super::takein::ReturnsReport;
use super::takeup::TakeUpOffer;
use crate::storage::lock::{Holder, who};
use crate::ui::theme::{self, tokens};
use crate::ui::versions::{Settle, VersionsAnswer, VersionsDialog};
use crate::ui::widgets::{
    Confirm, DraftText, Field, Look, dialog, paragraph, quiet_button, secondary, secondary_button,
    section_label, segmented, text_field,
};
use crate::words::Lang;

/// Where to go once the session in hand may be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    /// Close the program.
    Close,
    /// Begin a new session.
    New,
    /// Ask for a file.
    Open,
    /// Open a file.
    OpenPath(PathBuf),
    /// Open a file to look at it.
    OpenToLook(PathBuf),
    /// Open a file although it was edited by hand.
    AcceptEdits(PathBuf),
    /// Open an earlier version of a file.
    OpenEarlier(PathBuf),
    /// Open the sample.
    Sample,
    /// Open a session of which only a journal is left.
    OpenKept(PathBuf),
}

/// A question that is on the screen.
#[derive(Debug)]
pub(super) enum Dialog {
    /// Unsaved work would be lost.
    Leave(Then),
    /// The file as it is on disk would replace unsaved work.
    Reopen(PathBuf),
    /// A session of which only a journal is left would be dropped.
    Discard(PathBuf),
    /// The session would be taken over from this holder, where one is known.
    TakeOver(Option<Holder>),
    /// A file of that name exists.
    Replace(PathBuf),
    /// A path is typed.
    Path(PathDialog),
    /// The settings.
    Settings(DraftText),
    /// Criteria that were read wait for a word.
    Criteria(Box<CriteriaOffer>),
    /// A second copy was opened.
    Copy(Box<FoundCopy>),
    /// Files of round 1 that were read wait for a word.
    TakeUp(Box<TakeUpOffer>),
    /// Something about a member's packet.
    Packet(Box<PacketDialog>),
    /// What came back from members waits for a word.
    Returns(Box<ReturnsReport>),
    /// Versions of a sheet, to look at or to choose from.
    Versions(Box<VersionsDialog>),
}

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DialogAnswer {
    /// Close the dialog, nothing else.
    Stay,
    /// Leave without saving.
    Drop(Then),
    /// Save, then leave.
    SaveFirst(Then),
    /// Open the file as it is on disk.
    Reopen(PathBuf),
    /// Drop a session of which only a journal is left.
    Discard(PathBuf),
    /// Take the session over.
    TakeOver,
    /// Replace the file.
    Replace(PathBuf),
    /// Go on with a path.
    Path(Purpose, PathBuf),
    /// Keep criteria that were read.
    KeepCriteria(Box<CriteriaOffer>),
    /// Choose where the second copy goes.
    ChooseCopy,
    /// Keep no second copy.
    StopCopy,
    /// Go on with a second copy.
    Copy(Box<FoundCopy>, CopyAnswer),
    /// Take up the results of earlier sessions.
    TakeUp(Box<TakeUpOffer>),
    /// Do something with a member's packet.
    Packet(PacketAnswer),
    /// Take in what came back.
    TakeIn(Box<ReturnsReport>),
    /// Choose a version of a sheet.
    Settle(Settle),
}

impl Dialog {
    /// Draws the dialog; the preferences change while it is open.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        preferences: &mut Preferences,
        copy_state: Option<&str>,
    ) -> Option<DialogAnswer> {
        match self {
            Self::Leave(then) => leave(ctx, then),
            Self::Reopen(path) => {
                let question = Confirm {
                    title: t!("app.reopen.title").into_owned(),
                    text: t!("app.reopen.text", path = path.display().to_string()).into_owned(),
                    verb: t!("app.reopen.verb").into_owned(),
                    cancel: t!("app.stay").into_owned(),
                    takes_away: true,
                };
                let answer = question.show(ctx, "reopen")?;
                Some(if answer {
                    DialogAnswer::Reopen(path.clone())
                } else {
                    DialogAnswer::Stay
                })
            }
            Self::Discard(path) => {
                let question = Confirm {
                    title: t!("journal.discard.title").into_owned(),
                    text: t!("journal.discard.text").into_owned(),
                    verb: t!("app.leave.drop").into_owned(),
                    cancel: t!("journal.discard.cancel").into_owned(),
                    takes_away: true,
                };
                let answer = question.show(ctx, "discard")?;
                Some(if answer {
                    DialogAnswer::Discard(path.clone())
                } else {
                    DialogAnswer::Stay
                })
            }
            Self::TakeOver(holder) => {
                let nobody = || t!("access.take_over.nobody").into_owned();
                let who = holder.as_ref().map_or_else(nobody, who);
                let question = Confirm {
                    title: t!("access.take_over.title").into_owned(),
                    text: t!("access.take_over.text", who = who).into_owned(),
                    verb: t!("access.take_over.verb").into_owned(),
                    cancel: t!("app.stay").into_owned(),
                    takes_away: true,
                };
                let answer = question.show(ctx, "take-over")?;
                Some(if answer {
                    DialogAnswer::TakeOver
                } else {
                    DialogAnswer::Stay
                })
            }
            Self::Replace(path) => {
                let name = path
                    .file_name()
                    .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                let question = Confirm {
                    title: t!("app.replace.title").into_owned(),
                    text: t!("app.replace.text", name = name).into_owned(),
                    verb: t!("app.replace.verb").into_owned(),
                    cancel: t!("app.replace.cancel").into_owned(),
                    takes_away: true,
                };
                let answer = question.show(ctx, "replace")?;
                Some(if answer {
                    DialogAnswer::Replace(path.clone())
                } else {
                    DialogAnswer::Stay
                })
            }
            Self::Path(path) => path.show(ctx),
            Self::Criteria(offer) => offer.show(ctx),
            Self::Copy(found) => found.show(ctx),
            Self::TakeUp(offer) => offer.show(ctx),
            Self::Packet(dialog) => dialog.show(ctx).map(DialogAnswer::Packet),
            Self::Returns(report) => report.show(ctx),
            Self::Versions(versions) => Some(match versions.show(ctx)? {
                VersionsAnswer::Close => DialogAnswer::Stay,
                VersionsAnswer::Settle(settle) => DialogAnswer::Settle(settle),
            }),
            Self::Settings(draft) => settings(ctx, draft, preferences, copy_state),
        }
    }
}

fn leave(ctx: &Context, then: &Then) -> Option<DialogAnswer> {
    let (stay, drop, save) = (t!("app.stay"), t!("app.leave.drop"), t!("app.leave.save"));
    let buttons = [
        (&*stay, Look::Quiet),
        (&*drop, Look::Secondary),
        (&*save, Look::Primary),
    ];
    let pressed = dialog(ctx, "leave", &t!("app.leave.title"), &buttons, 2, |ui| {
        paragraph(ui, &t!("app.leave.text"));
    })?;
    Some(match pressed {
        1 => DialogAnswer::Drop(then.clone()),
        2 => DialogAnswer::SaveFirst(then.clone()),
        _ => DialogAnswer::Stay,
    })
}

/// A path that is typed because the system has no file dialog.
#[derive(Debug)]
pub(super) struct PathDialog {
    purpose: Purpose,
    text: String,
    error: Option<String>,
    is_new: bool,
}

impl PathDialog {
    /// Asks for a path, beginning with `proposal`.
    pub(super) fn new(purpose: Purpose, proposal: &Path) -> Self {
        Self {
            purpose,
            text: proposal.display().to_string(),
            error: None,
            is_new: true,
        }
    }

    /// Takes a path that was dropped on the window.
    pub(super) fn take(&mut self, path: &Path) {
        self.text = path.display().to_string();
        self.error = None;
    }

    fn show(&mut self, ctx: &Context) -> Option<DialogAnswer> {
        let (title, verb) = match self.purpose {
            Purpose::Open => (t!("app.path.open"), t!("app.path.open_verb")),
            Purpose::Criteria => (t!("app.path.criteria"), t!("app.path.criteria_verb")),
            Purpose::SaveAs => (t!("app.path.save"), t!("app.path.save_verb")),
            Purpose::ExportMinutes => (t!("app.path.export"), t!("app.path.export_verb")),
            // Folders to issue into are typed where they stand.
            Purpose::CopyFolder | Purpose::IssueInto(_) => {
                (t!("copy.dialog"), t!("copy.dialog_verb"))
            }
            Purpose::Earlier => (t!("takeup.path"), t!("takeup.path_verb")),
            Purpose::ExportLog => (t!("log.path"), t!("log.path_verb")),
            Purpose::OldPacket => (t!("packet.drafts.path"), t!("packet.drafts.path_verb")),
            Purpose::Returns => (t!("takein.path"), t!("takein.path_verb")),
            Purpose::ReturnsFolder => (t!("takein.path_folder"), t!("takein.path_verb")),
            Purpose::ReceivingFolder => (t!("receiving.dialog"), t!("receiving.dialog_verb")),
        };
        let cancel = t!("app.path.cancel");
        let buttons = [(&*cancel, Look::Quiet), (&*verb, Look::Primary)];
        let mut is_entered = false;
        let pressed = dialog(ctx, "path", &title, &buttons, usize::MAX, |ui| {
            is_entered = self.contents(ui);
        });
        if pressed == Some(0) {
            return Some(DialogAnswer::Stay);
        }
        if pressed.is_none() && !is_entered {
            return None;
        }
        let home = std::env::home_dir();
        match checked_path(self.purpose, &typed_path(&self.text, home.as_deref())) {
            Ok(path) => Some(DialogAnswer::Path(self.purpose, path)),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    fn contents(&mut self, ui: &mut Ui) -> bool {
        let is_folder = self.purpose.is_folder();
        let label = if is_folder {
            t!("copy.path_label")
        } else {
            t!("app.path.label")
        };
        let label = section_label(ui, &label);
        let output = TextEdit::singleline(&mut self.text)
            .margin(egui::Margin::symmetric(10, 8))
            .desired_width(f32::INFINITY)
            .show(ui);
        let field = output.response.response.labelled_by(label.id);
        if self.is_new {
            field.request_focus();
            self.is_new = false;
        }
        if field.changed() {
            self.error = None;
        }
        match &self.error {
            Some(error) => {
                let color = tokens(ui).red;
                ui.label(
                    RichText::new(error)
                        .font(theme::medium(theme::SMALL))
                        .color(color),
                );
            }
            None => {
                let hint = match self.purpose {
                    Purpose::CopyFolder => t!("copy.path_hint"),
                    Purpose::ReceivingFolder => t!("receiving.path_hint"),
                    Purpose::Returns | Purpose::ReturnsFolder => t!("takein.path_hint"),
                    _ => t!("app.path.hint"),
                };
                secondary(ui, &hint);
            }
        }
        field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
    }
}

fn settings(
    ctx: &Context,
    draft: &mut DraftText,
    preferences: &mut Preferences,
    copy_state: Option<&str>,
) -> Option<DialogAnswer> {
    let mut answer = None;
    let close = t!("app.settings.close");
    let buttons = [(&*close, Look::Primary)];
    // At a large size not all of it may fit on the screen.
    let room = (ctx.content_rect().height() - 210.0).max(120.0);
    dialog(ctx, "settings", &t!("frame.settings"), &buttons, 0, |ui| {
        ScrollArea::vertical().max_height(room).show(ui, |ui| {
            setting_fields(ui, draft, preferences);
            let folder = preferences.copy_folder.as_deref();
            answer = copy_setting(ui, folder, copy_state);
        });
    })
    .map_or(answer, |_| Some(DialogAnswer::Stay))
}

/// Draws what can be set by itself.
fn setting_fields(ui: &mut Ui, draft: &mut DraftText, preferences: &mut Preferences) {
    let label = t!("app.settings.person");
    let hint = t!("app.settings.person_hint");
    let field = Field::new(&label).hint(&hint);
    if let Some(person) = text_field(ui, field, draft, &preferences.person).value {
        preferences.person = person;
    }
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            let languages = [(Lang::Vi, "Tiếng Việt"), (Lang::En, "English")];
            let label = t!("app.settings.language");
            if let Some(lang) = segmented(ui, &label, Some(preferences.lang), &languages) {
                preferences.lang = lang;
            }
        });
        ui.add_space(theme::S16);
        ui.vertical(|ui| {
            let themes = [
                (ThemeChoice::Light, t!("app.settings.light")),
                (ThemeChoice::Dark, t!("app.settings.dark")),
                (ThemeChoice::System, t!("app.settings.system")),
            ];
            let label = t!("app.settings.theme");
            if let Some(theme) = segmented(ui, &label, Some(preferences.theme), &themes) {
                preferences.theme = theme;
            }
        });
    });
    let sizes = [100, 110, 125, 150, 175, 200].map(|percent| (percent, format!("{percent} %")));
    let percent = (preferences.zoom * 100.0).round() as i32;
    let label = t!("app.settings.size");
    if let Some(percent) = segmented(ui, &label, Some(percent), &sizes) {
        preferences.zoom = percent as f32 / 100.0;
    }
    secondary(ui, &t!("app.settings.size_hint"));
}

/// Draws where the second copy goes.
fn copy_setting(
    ui: &mut Ui,
    folder: Option<&Path>,
    copy_state: Option<&str>,
) -> Option<DialogAnswer> {
    section_label(ui, &t!("copy.name"));
    match folder {
        Some(folder) => {
            ui.label(folder.display().to_string());
            if let Some(state) = copy_state {
                secondary(ui, state);
            }
        }
        None => {
            secondary(ui, &t!("copy.about"));
        }
    }
    let mut answer = None;
    ui.horizontal(|ui| {
        let choose = match folder {
            Some(_) => t!("copy.choose_other"),
            None => t!("copy.choose"),
        };
        if secondary_button(ui, &choose).clicked() {
            answer = Some(DialogAnswer::ChooseCopy);
        }
        if folder.is_some() && quiet_button(ui, &t!("copy.stop")).clicked() {
            answer = Some(DialogAnswer::StopCopy);
        }
    });
    answer
}
