//! What is still missing, product by product; a click on a criterion goes there.

use egui::{RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::open;
use super::progress::{Progress, Row, RowState};
use crate::ui::theme::{self, S4, S8, S12, S16, tokens};
use crate::ui::widgets;
use crate::ui::{Action, ViewCtx};

/// Draws every product with something missing.
pub(super) fn missing_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    progress: &Progress,
    actions: &mut Vec<Action>,
) {
    ScrollArea::vertical()
        .id_salt("packet-missing")
        .auto_shrink(false)
        .show(ui, |ui| {
            let mut rows = progress.rows.iter().filter(|row| row.state.is_open());
            if progress.rows.len() == progress.n_done() {
                ui.add_space(S16);
                widgets::section(ui, &t!("packet.nothing_missing"));
                widgets::secondary(ui, &t!("packet.nothing_missing_text"));
                return;
            }
            // Few words first: what is almost done is done soonest.
            let is_begun = |row: &&Row| row.state == RowState::Begun;
            let begun: Vec<_> = rows.clone().filter(is_begun).collect();
            for row in begun {
                row_ui(ui, ctx, row, actions);
            }
            for row in rows.by_ref().filter(|row| !is_begun(row)) {
                row_ui(ui, ctx, row, actions);
            }
            ui.add_space(S16);
        });
}

fn row_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, row: &Row, actions: &mut Vec<Action>) {
    let Some(product) = ctx.session.product(row.product_id) else {
        return;
    };
    let t = tokens(ui);
    egui::Frame::new()
        .fill(t.surface)
        .stroke(egui::Stroke::new(1.0, t.hairline))
        .corner_radius(8.0)
        .inner_margin(egui::Margin::symmetric(16, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width() - 8.0);
            ui.spacing_mut().item_spacing.y = S4;
            let name = widgets::link(ui, &product.name);
            if name.clicked() {
                actions.extend(open(row.product_id));
            }
            if row.state == RowState::Untouched {
                widgets::secondary(ui, &t!("packet.untouched", n = row.n_criteria));
            } else {
                codes_ui(ui, row, &product.name, actions);
            }
        });
    ui.add_space(S8);
}

/// Writes the codes of the criteria without an answer; each leads there.
pub(super) fn codes_ui(ui: &mut Ui, row: &Row, name: &str, actions: &mut Vec<Action>) {
    let amber = tokens(ui).amber;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(S12, S4);
        let text = t!("packet.n_missing", n = row.missing.len());
        let font = theme::semibold(theme::SMALL);
        ui.label(RichText::new(&*text).font(font).color(amber));
        for code in &row.missing {
            let spoken = t!("packet.code_label", code = code, name = name);
            let link = widgets::link(ui, &code.to_string()).accessible_name(&*spoken);
            if link.clicked() {
                actions.push(Action::SelectProduct(row.product_id));
                actions.push(Action::GoToCriterion(*code));
            }
        }
    });
}
