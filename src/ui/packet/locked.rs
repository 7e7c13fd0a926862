//! The packet after it was handed in: that it is, what to do with the file, the sheets to be read.

use egui::{CentralPanel, Frame, Label, Margin, RichText, Stroke, Ui, pos2, vec2};
use rust_i18n::t;

use super::progress::Progress;
use super::{FileView, PacketDeed, PacketScreen};
use crate::model::packet::HandIn;
use crate::ui::frame::Kept;
use crate::ui::theme::{self, S4, S8, S12, S16, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};
use crate::words::{digest_start, moment_text};

use super::overview::note_ui;

impl PacketScreen {
    /// Draws the packet after it was handed in.
    pub(super) fn locked_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        hand_in: &HandIn,
        file: &FileView<'_>,
        progress: &Progress,
        actions: &mut Vec<Action>,
    ) {
        let frame = Frame::new().fill(tokens(ui).ground).inner_margin(Margin {
            left: 24,
            right: 24,
            top: 20,
            bottom: 0,
        });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            card_ui(ui, hand_in, file, actions);
            ui.add_space(S12);
            widgets::section_label(ui, &t!("packet.locked.sheets"));
            ui.add_space(S4);
            self.list_ui(ui, ctx, progress, actions);
        });
    }
}

fn card_ui(ui: &mut Ui, hand_in: &HandIn, file: &FileView<'_>, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.hairline))
        .corner_radius(8.0)
        .inner_margin(Margin::symmetric(24, 20))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                tick_ui(ui);
                ui.add_space(S16);
                ui.vertical(|ui| {
                    ui.set_max_width(ui.available_width().min(820.0));
                    ui.spacing_mut().item_spacing.y = S4;
                    said_ui(ui, hand_in);
                    ui.add_space(S12);
                    file_ui(ui, file, actions);
                });
            });
        });
}

/// Draws the sign that all is well.
fn tick_ui(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(56.0, 56.0), egui::Sense::hover());
    let center = rect.center();
    ui.painter().circle_filled(center, 28.0, t.accent);
    let line = Stroke::new(5.0, t.on_accent);
    let at = |x: f32, y: f32| pos2(center.x + x, center.y + y);
    let points = vec![at(-12.0, 0.5), at(-3.5, 9.0), at(12.5, -9.0)];
    ui.painter().add(egui::Shape::line(points, line));
}

/// Says when what was handed in, and what the hand-in is known by.
fn said_ui(ui: &mut Ui, hand_in: &HandIn) {
    let t = tokens(ui);
    let title = RichText::new(&*t!("packet.locked.title")).font(theme::semibold(28.0));
    ui.add(Label::new(title.color(t.ink)));
    let mut facts = vec![t!("packet.locked.sheets_n", n = hand_in.sheets.len()).into_owned()];
    if !hand_in.recusals.is_empty() {
        facts.push(t!("packet.n_recused", n = hand_in.recusals.len()).into_owned());
    }
    if hand_in.number > 1 {
        facts.push(t!("packet.locked.number", n = hand_in.number).into_owned());
    }
    let said = t!(
        "packet.locked.at",
        at = moment_text(hand_in.at),
        what = facts.join(" · ")
    );
    ui.add(Label::new(RichText::new(&*said).size(16.0).color(t.ink)).wrap());
    let digest = digest_start(&hand_in.seal.digest);
    let known_by = t!("packet.locked.digest", digest = digest);
    let known_by = RichText::new(&*known_by).color(t.secondary);
    ui.add(Label::new(known_by).wrap())
        .on_hover_text(t!("packet.locked.digest_about"));
    if hand_in.n_unfinished > 0 {
        ui.add_space(S4);
        note_ui(
            ui,
            &t!("packet.locked.left", n = hand_in.n_unfinished),
            Tone::Amber,
        );
    }
}

/// Says what to do with the file, once it holds what was handed in.
fn file_ui(ui: &mut Ui, file: &FileView<'_>, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let is_on_disk = matches!(file.kept, Kept::Saved(_) | Kept::ReadOnly);
    let Some(path) = file.path.filter(|_| is_on_disk) else {
        let (text, tone) = match file.kept {
            Kept::Failed => (t!("packet.locked.not_saved"), Tone::Red),
            Kept::NoFile | Kept::NoFileChanged | Kept::OnThisMachine => {
                (t!("packet.locked.no_file"), Tone::Amber)
            }
            _ => (t!("packet.locked.saving"), Tone::Neutral),
        };
        note_ui(ui, &text, tone);
        buttons_ui(ui, file, false, actions);
        return;
    };
    widgets::section_label(ui, &t!("packet.locked.now"));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let give = t!("packet.locked.give");
    ui.add(Label::new(RichText::new(&*give).color(t.ink)).wrap());
    let name = RichText::new(&*name).font(theme::semibold(17.0));
    ui.add(Label::new(name.color(t.ink)).wrap());
    let folder = path.parent().unwrap_or(path).display().to_string();
    let folder = RichText::new(folder).size(theme::SMALL).color(t.secondary);
    ui.add(Label::new(folder).wrap());
    buttons_ui(ui, file, true, actions);
}

fn buttons_ui(ui: &mut Ui, file: &FileView<'_>, has_file: bool, actions: &mut Vec<Action>) {
    ui.add_space(S8);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = S8;
        if has_file {
            if widgets::primary_button(ui, &t!("packet.locked.open_folder")).clicked() {
                actions.push(Action::Packet(PacketDeed::OpenFolder));
            }
            if widgets::secondary_button(ui, &t!("packet.locked.copy_path")).clicked() {
                actions.push(Action::Packet(PacketDeed::CopyPath));
            }
        } else if widgets::secondary_button(ui, &t!("palette.save_as")).clicked() {
            actions.push(Action::SaveAs);
        }
        if !file.is_read_only && widgets::quiet_button(ui, &t!("packet.take_back.open")).clicked() {
            actions.push(Action::Packet(PacketDeed::TakeBack));
        }
    });
}
