//! How a screen of fields is laid out: title, groups with headings, rows, one column or two.

use egui::{Frame, Margin, RichText, ScrollArea, Ui, UiBuilder, vec2};

use rust_i18n::t;

use crate::model::criteria::CriteriaPack;

use super::theme::{self, tokens};

/// Width from which a screen of fields has two columns.
pub(super) const TWO_COLUMNS: f32 = 1360.0;
/// Greatest width of one column of fields; longer lines are hard to follow.
pub(super) const COLUMN: f32 = 820.0;

/// Draws a screen that scrolls as a whole.
pub(super) fn screen(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(("screen", name))
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::symmetric(24, 16))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = theme::S12;
                    content(ui);
                    ui.add_space(theme::S32);
                });
        });
}

/// Draws the title of a screen and, under it, what the screen is for.
pub(super) fn title(ui: &mut Ui, title: &str, about: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        ui.label(RichText::new(title).font(theme::semibold(theme::TITLE)));
        if !about.is_empty() {
            explain(ui, about);
        }
    });
}

/// Draws the heading of a group, with the space that sets it off.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(theme::S16);
    ui.label(RichText::new(text).font(theme::semibold(theme::SECTION)));
}

/// Draws a sentence that explains.
pub(super) fn explain(ui: &mut Ui, text: &str) -> egui::Response {
    ui.label(secondary(ui, text))
}

/// Names the known flaws of a pack, closed until they are asked for; nothing where it has none.
pub(super) fn known_flaws(ui: &mut Ui, pack: &CriteriaPack) {
    if pack.known_flaws.is_empty() {
        return;
    }
    let color = tokens(ui).amber;
    let words = t!("criteria.n_flaws", n = pack.known_flaws.len());
    let title = RichText::new(words).font(theme::semibold(theme::SMALL));
    egui::CollapsingHeader::new(title.color(color))
        .id_salt(("known-flaws", &pack.id))
        .show(ui, |ui| {
            for flaw in &pack.known_flaws {
                ui.label(RichText::new(flaw).size(theme::SMALL).color(color));
            }
        });
}

/// Draws words that stand out from running text.
pub(super) fn strong(ui: &mut Ui, text: &str) -> egui::Response {
    ui.label(RichText::new(text).font(theme::medium(theme::BODY)))
}

/// Makes text that explains.
pub(super) fn secondary(ui: &Ui, text: &str) -> RichText {
    RichText::new(text)
        .font(theme::regular(theme::SMALL))
        .color(tokens(ui).secondary)
}

/// Makes text that says what is wrong.
pub(super) fn problem(ui: &Ui, text: &str) -> RichText {
    RichText::new(text)
        .font(theme::medium(theme::SMALL))
        .color(tokens(ui).red)
}

/// Draws a line between rows.
pub(super) fn hairline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, 0.0, tokens(ui).hairline);
}

/// Draws contents on a surface with a hairline around it, as tables stand.
pub(super) fn sheet<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::new()
        .fill(tokens(ui).surface)
        .stroke(egui::Stroke::new(1.0, tokens(ui).hairline))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 4))
        .show(ui, content)
        .inner
}

/// Draws fields side by side, their labels in one line.
pub(super) fn row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::S12;
        content(ui);
    });
}

/// Draws one column of readable width.
pub(super) fn column(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_max_width(COLUMN.min(ui.available_width()));
        content(ui);
    });
}

/// Draws two columns of equal width.
pub(super) fn columns(ui: &mut Ui, content: impl FnOnce(&mut Ui, &mut Ui)) {
    let gap = 48.0;
    let width = ((ui.available_width() - gap) / 2.0).min(COLUMN);
    let top = ui.cursor().min;
    let height = ui.available_height();
    let part = |idx: f32| {
        let min = top + vec2(idx * (width + gap), 0.0);
        UiBuilder::new()
            .max_rect(egui::Rect::from_min_size(min, vec2(width, height)))
            .layout(egui::Layout::top_down(egui::Align::Min))
    };
    let mut left = ui.new_child(part(0.0));
    let mut right = ui.new_child(part(1.0));
    content(&mut left, &mut right);
    let used = left.min_rect().union(right.min_rect());
    ui.advance_cursor_after_rect(used);
}

/// Draws two parts side by side, the left with its share of the width.
pub(super) fn split(
    ui: &mut Ui,
    share: f32,
    left: impl FnOnce(&mut Ui),
    right: impl FnOnce(&mut Ui),
) {
    ui.horizontal_top(|ui| {
        let gap = theme::S24;
        ui.spacing_mut().item_spacing.x = gap;
        let whole = ui.available_width() - gap;
        ui.allocate_ui_with_layout(
            vec2((whole * share).floor(), 0.0),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                ui.set_width((whole * share).floor());
                ui.spacing_mut().item_spacing = vec2(theme::S8, theme::S8);
                left(ui);
            },
        );
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), 0.0),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                ui.spacing_mut().item_spacing = vec2(theme::S8, theme::S8);
                right(ui);
            },
        );
    });
}
