//! Results of round 1: files chosen, read beside the window, shown, and taken up on a person's word.

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::{Context, RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::App;
use super::dialogs::{Dialog, DialogAnswer};
use super::jobs::Done;
use super::notice::{Notice, Offer};
use crate::edit::command::{Command, TakenUp};
use crate::model::Date;
use crate::model::ids::{ProductId, SessionId};
use crate::model::session::Session;
use crate::storage::folder::session_files;
use crate::takeup::{self, Conflict, EarlierFile, Plan};
use crate::ui::Screen;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Look, Tone, badge, dialog, paragraph, secondary, section_label};
use crate::words;

/// Files of round 1 that were read and wait for a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TakeUpOffer {
    files: Vec<EarlierFile>,
    /// Files that are not taken up, and why.
    refused: Vec<(PathBuf, String)>,
    plan: Plan,
    /// Of which session the result counts, for products of which results differ.
    chosen: BTreeMap<ProductId, SessionId>,
}

impl TakeUpOffer {
    /// Reads the files for `session`.
    fn read(paths: &[PathBuf], session: &Session, today: Date) -> Self {
        let (mut files, mut refused) = (Vec::new(), Vec::new());
        for path in session_files(paths) {
            match takeup::read(&path, session.id, today) {
                Ok(file) => files.push(file),
                Err(error) => refused.push((path, error.message)),
            }
        }
        let plan = takeup::plan(session, &files);
        Self {
            files,
            refused,
            plan,
            chosen: BTreeMap::new(),
        }
    }

    /// Returns what is taken up into `session`.
    pub(super) fn taken(&self, session: &Session) -> TakenUp {
        takeup::taken(session, &self.files, &self.chosen)
    }

    /// Asks whether the results are to be taken up.
    pub(super) fn show(&mut self, ctx: &Context) -> Option<DialogAnswer> {
        let plan = &self.plan;
        let comes = plan.n_new + plan.n_added + self.chosen.len();
        let cancel = t!("takeup.cancel");
        let take = t!("takeup.take", n = comes);
        let close = t!("takeup.close");
        let mut buttons = vec![(&*cancel, Look::Quiet), (&*take, Look::Primary)];
        if comes == 0 {
            buttons = vec![(&*close, Look::Primary)];
        }
        let title = t!("takeup.title");
        let last = buttons.len() - 1;
        let pressed = dialog(ctx, "takeup", &title, &buttons, last, |ui| {
            ui.spacing_mut().item_spacing.y = theme::S8;
            self.contents(ui);
        })?;
        Some(if pressed == 1 {
            DialogAnswer::TakeUp(Box::new(self.clone()))
        } else {
            DialogAnswer::Stay
        })
    }

    fn contents(&mut self, ui: &mut Ui) {
        ScrollArea::vertical()
            .id_salt("takeup.files")
            .max_height(190.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for file in &self.files {
                    file_ui(ui, file);
                }
                for (path, reason) in &self.refused {
                    let name = path.file_name().unwrap_or_default();
                    ui.label(RichText::new(name.to_string_lossy()).font(theme::medium(14.0)));
                    let color = tokens(ui).red;
                    let text = t!("takeup.refused", reason = reason);
                    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
                }
            });
        let plan = &self.plan;
        let text = t!(
            "takeup.summary",
            new = plan.n_new,
            added = plan.n_added,
            unchanged = plan.n_unchanged
        );
        paragraph(ui, &text);
        if plan.conflicts.is_empty() {
            return;
        }
        let n = plan.conflicts.len();
        section_label(ui, &t!("takeup.conflicts", n = n));
        let (files, chosen) = (&self.files, &mut self.chosen);
        ScrollArea::vertical()
            .id_salt("takeup.conflicts")
            .max_height(200.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for conflict in &plan.conflicts {
                    conflict_ui(ui, files, conflict, chosen);
                }
            });
    }
}

fn file_ui(ui: &mut Ui, file: &EarlierFile) {
    let parent = &file.session.parent;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&parent.title).font(theme::medium(14.0)));
        if file.is_finalised() {
            badge(ui, &t!("takeup.finalised"), Tone::Green);
        } else {
            badge(ui, &t!("takeup.not_finalised"), Tone::Amber);
        }
        if file.has_changes {
            badge(ui, &t!("takeup.has_changes"), Tone::Amber);
        }
    });
    let mut about = t!(
        "takeup.products",
        n = file.session.products.len(),
        concluded = file.n_concluded()
    )
    .into_owned();
    if let Some(day) = parent.held_on {
        about = format!("{} · {about}", words::date_text(day));
    }
    secondary(ui, &about);
}

fn conflict_ui(
    ui: &mut Ui,
    files: &[EarlierFile],
    conflict: &Conflict,
    chosen: &mut BTreeMap<ProductId, SessionId>,
) {
    let id = conflict.product_id;
    ui.label(RichText::new(&conflict.name).font(theme::medium(14.0)));
    let none = if conflict.is_held {
        t!("takeup.keep_held")
    } else {
        t!("takeup.take_none")
    };
    let now = chosen.get(&id).copied();
    if ui.radio(now.is_none(), none.as_ref()).clicked() {
        chosen.remove(&id);
    }
    for file in files {
        let from = file.session.parent.id;
        let products = &mut file.session.products.iter();
        let result = products
            .find(|it| it.id == id)
            .and_then(|it| it.earlier_result.as_ref());
        let Some(result) = result.filter(|_| conflict.from.contains(&from)) else {
            continue;
        };
        let lang = words::Lang::current();
        let outcome = result.outcome.map_or_else(
            || t!("results.ratify.not_concluded_then").into_owned(),
            |outcome| words::outcome_text(lang, outcome),
        );
        let mean = result
            .mean()
            .map_or_else(String::new, |mean| format!(", {}", mean.shown(2, &[])));
        let text = format!("{}: {outcome}{mean}", file.session.parent.title);
        if ui.radio(now == Some(from), text).clicked() {
            chosen.insert(id, from);
        }
    }
}

impl App {
    /// Starts to read files of round 1.
    pub(super) fn read_earlier(&mut self, paths: Vec<PathBuf>) {
        let Some(desk) = &self.desk else { return };
        let session = desk.document.snapshot();
        let today = self.world.clock.now().date();
        let number = desk.number;
        let started = self.jobs.start("earlier", move || Done::Earlier {
            desk: number,
            offer: Box::new(TakeUpOffer::read(&paths, &session, today)),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Shows what was read.
    pub(super) fn earlier_read(&mut self, desk: u64, offer: Box<TakeUpOffer>) {
        if self.desk.as_ref().is_some_and(|it| it.number == desk) {
            self.dialog = Some(Dialog::TakeUp(offer));
        }
    }

    /// Takes results up on a person's word.
    pub(super) fn take_up(&mut self, offer: &TakeUpOffer) {
        let Some(desk) = &self.desk else { return };
        let before = desk.document.revision();
        let taken = offer.taken(desk.document.session());
        self.edit(Command::TakeUpResults(Box::new(taken)));
        let is_done = |desk: &super::desk::Desk| desk.document.revision() != before;
        if self.desk.as_ref().is_some_and(is_done) {
            self.screen = Screen::Results;
            let n = offer.files.len();
            self.notice = Some(Notice::done(t!("takeup.done", n = n), Vec::<Offer>::new()));
        }
    }
}
