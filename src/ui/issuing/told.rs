//! What came of issuing: the wait, then what was written where, and what was not.

use std::path::{Path, PathBuf};

use egui::{Align, Context, Frame, Id, Key, Layout, Margin, Modal, Modifiers, RichText, Ui};
use rust_i18n::t;

use super::folders::{FolderFields, FolderOf};
use super::{note, settle};
use crate::error::UserError;
use crate::issuing::{Batch, Trouble};
use crate::ui::layout;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Look, Tone};

/// Width of the dialogs.
const WIDTH: f32 = 640.0;

/// What a person did with the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldAnswer {
    /// Closed it.
    Close,
    /// Try again to write what is not written.
    Again,
    /// Show a folder or a paper.
    Open(PathBuf),
    /// Ask the system for a folder.
    Choose(FolderOf),
}

/// Draws how far the work has come.
pub fn progress(ctx: &Context, words: &str, n: usize, of: usize) {
    modal(ctx, |ui| {
        widgets::section(ui, &t!("issuing.working"));
        widgets::secondary(ui, words);
        widgets::progress_bar(ui, n as f32, of.max(1) as f32);
        widgets::faint(ui, &t!("issuing.working_about"));
    });
}

/// Draws what was written where, and what was not.
pub fn told(
    ctx: &Context,
    batch: &Batch,
    folders: &mut FolderFields,
    is_new: bool,
) -> Option<ToldAnswer> {
    let answer = modal(ctx, |ui| {
        let n_written = batch.paths().count();
        let title = if batch.is_whole() {
            t!("issuing.done", n = n_written)
        } else {
            t!("issuing.not_whole")
        };
        widgets::section(ui, &title);
        let mut answer = None;
        let most = (ctx.content_rect().height() - 220.0).max(160.0);
        egui::ScrollArea::vertical()
            .id_salt("issuing.told")
            .max_height(most)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::S8;
                answer = written(ui, batch, n_written);
                if batch.is_whole() {
                    if batch.has_codes() {
                        note(ui, Tone::Amber, &t!("issuing.hand_out"));
                    }
                } else {
                    answer = troubles(ui, batch, folders).or(answer.take());
                }
            });
        layout::hairline(ui);
        buttons(ui, batch, is_new, folders.has_problem()).or(answer)
    });
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    answer.or_else(|| escape.then_some(ToldAnswer::Close))
}

fn modal<R>(ctx: &Context, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let width = WIDTH.min(ctx.content_rect().width() - 64.0);
    let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("issuing.told")).frame(frame);
    let shown = modal.show(ctx, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = theme::S12;
        contents(ui)
    });
    settle(ctx, shown.response.rect);
    shown.inner
}

/// Draws what was written, each with the button that shows it.
fn written(ui: &mut Ui, batch: &Batch, n_written: usize) -> Option<ToldAnswer> {
    let mut answer = None;
    if n_written > 0 {
        let words = t!("issuing.written.packets", n = n_written, of = batch.len());
        let folder = &batch.folders.packets;
        let (open, name) = (t!("issuing.open_folder"), t!("issuing.open_packets_folder"));
        answer = place(ui, &words, folder, (&open, &name), folder);
    }
    for path in &batch.receipts {
        let (open, words) = (t!("issuing.open_paper"), t!("issuing.written.receipt"));
        let name = t!("issuing.open_receipt");
        answer = place(ui, &words, path, (&open, &name), path).or(answer);
    }
    for path in &batch.slips {
        let words = t!("issuing.written.slips");
        let (open, name) = (t!("issuing.open_folder"), t!("issuing.open_codes_folder"));
        let folder = path.parent().unwrap_or(path);
        answer = place(ui, &words, path, (&open, &name), folder).or(answer);
    }
    answer
}

fn place(
    ui: &mut Ui,
    words: &str,
    shown: &Path,
    (open, name): (&str, &str),
    opened: &Path,
) -> Option<ToldAnswer> {
    let mut answer = None;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = widgets::button(ui, open, Look::Secondary);
            if button.accessible_name(name).clicked() {
                answer = Some(ToldAnswer::Open(opened.to_owned()));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(RichText::new(words).font(theme::medium(theme::BODY)));
                let path = shown.display().to_string();
                let text = layout::secondary(ui, &path);
                ui.add(egui::Label::new(text).truncate())
                    .on_hover_text(path);
            });
        });
    });
    answer
}

/// Draws what was not written and why, and the folders for another try.
fn troubles(ui: &mut Ui, batch: &Batch, folders: &mut FolderFields) -> Option<ToldAnswer> {
    if batch.lacks_codes() {
        note(ui, Tone::Red, &t!("issuing.lacks_codes"));
    }
    // One fault of a disk mostly hits all files alike: it is told once, with whom it hit.
    let mut told: Vec<(Vec<String>, &UserError)> = Vec::new();
    for trouble in &batch.troubles {
        let (what, error) = match trouble {
            Trouble::Packet(member, error) => (t!("issuing.of_member", name = member), error),
            Trouble::Slips(error) => (t!("issuing.of_slips"), error),
            Trouble::Receipt(error) => (t!("issuing.of_receipt"), error),
        };
        match told
            .iter_mut()
            .find(|(_, found)| found.message == error.message)
        {
            Some((whats, _)) => whats.push(what.into_owned()),
            None => told.push((vec![what.into_owned()], error)),
        }
    }
    for (whats, error) in told {
        let what = whats.join(", ");
        let text = t!("issuing.not_written", what = what, why = error.message);
        let text = RichText::new(text).color(tokens(ui).red);
        ui.add(egui::Label::new(text).wrap());
        for hint in &error.hints {
            widgets::secondary(ui, hint);
        }
    }
    widgets::paragraph(ui, &t!("issuing.try_again"));
    folders.ui(ui, batch.has_codes()).map(ToldAnswer::Choose)
}

fn buttons(ui: &mut Ui, batch: &Batch, is_new: bool, has_problem: bool) -> Option<ToldAnswer> {
    let mut answer = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let is_whole = batch.is_whole();
        let first = if is_whole {
            let close = widgets::primary_button(ui, &t!("issuing.close"));
            if close.clicked() {
                answer = Some(ToldAnswer::Close);
            }
            close
        } else {
            let again = ui.add_enabled_ui(!has_problem, |ui| {
                widgets::primary_button(ui, &t!("issuing.again_verb"))
            });
            if again.inner.clicked() {
                answer = Some(ToldAnswer::Again);
            }
            if widgets::quiet_button(ui, &t!("issuing.give_up")).clicked() {
                answer = Some(ToldAnswer::Close);
            }
            again.inner
        };
        if is_new {
            first.request_focus();
        }
    });
    answer
}
