//! Beside the list: how far all has come, the next step, what the secretary asks.

use egui::{
    CornerRadius, CursorIcon, Frame, Margin, Response, RichText, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use super::details::details_ui;
use super::progress::{Progress, RowState};
use super::{PacketDeed, PacketScreen, open};
use crate::model::packet::Packet;
use crate::ui::theme::{self, S4, S8, S12, S16, tokens};
use crate::ui::widgets::{self, fitted, focus_ring};
use crate::ui::{Action, ViewCtx};

impl PacketScreen {
    /// Draws the column.
    pub(super) fn side_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        packet: &Packet,
        progress: &Progress,
        actions: &mut Vec<Action>,
    ) {
        ui.spacing_mut().item_spacing.y = S4;
        done_ui(ui, progress);
        ui.add_space(S12);
        steps_ui(ui, ctx, progress, actions);
        ui.add_space(S12);
        if packet.hand_ins.is_empty() {
            egui::Panel::bottom("packet_drafts")
                .resizable(false)
                .show_separator_line(false)
                .frame(Frame::new().inner_margin(Margin {
                    top: 12,
                    ..Margin::ZERO
                }))
                .show(ui, |ui| {
                    let link = widgets::link(ui, &t!("packet.drafts.open"));
                    if link.on_hover_text(t!("packet.drafts.about")).clicked() {
                        actions.push(Action::Packet(PacketDeed::TakeDrafts));
                    }
                });
        }
        ScrollArea::vertical()
            .id_salt("packet_side")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = S4;
                instructions_ui(ui, packet);
                let chosen = self.chosen.and_then(|id| progress.row(id));
                if let Some(row) = chosen {
                    details_ui(ui, ctx, row, actions);
                }
            });
    }
}

/// Says how many products are done, the largest thing on the screen.
fn done_ui(ui: &mut Ui, progress: &Progress) {
    let t = tokens(ui);
    widgets::section_label(ui, &t!("packet.done"));
    let (n_done, n_all) = (progress.n_done(), progress.rows.len());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 50.0), Sense::hover());
    let label = t!("packet.done_of", n = n_done, all = n_all);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &*label));
    let width = rect.width();
    let figure = n_done.to_string();
    let figure = fitted(ui, &figure, theme::bold(theme::FIGURE), t.ink, width, 1);
    let of = t!("packet.of", n = n_all);
    let of = fitted(ui, &of, theme::regular(theme::BODY), t.secondary, width, 1);
    let left = rect.left() + figure.size().x + S8;
    let top = rect.center().y - figure.size().y / 2.0;
    ui.painter().galley(pos2(rect.left(), top), figure, t.ink);
    let at = pos2(left, rect.bottom() - of.size().y - 6.0);
    ui.painter().galley(at, of, t.secondary);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred products")]
    widgets::progress_bar(ui, n_done as f32, n_all as f32);
    let n_recused = progress.count(RowState::Recused);
    if n_recused > 0 {
        ui.add_space(S4);
        widgets::secondary(ui, &t!("packet.n_recused", n = n_recused));
    }
}

/// Draws the next step, and the way to hand in.
fn steps_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, progress: &Progress, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = S8;
    let next = progress.next_after(None);
    let named = next.and_then(|id| Some((id, progress.row(id)?, ctx.session.product(id)?)));
    if let Some((id, row, product)) = named {
        let verb = match row.state {
            RowState::Begun => t!("packet.go_on"),
            _ => t!("packet.begin"),
        };
        if step_button(ui, &verb, &product.name, true).clicked() {
            actions.extend(open(id));
        }
    }
    let about = if next.is_none() {
        t!("packet.hand_in_all")
    } else {
        t!(
            "packet.hand_in_part",
            n = progress.count(RowState::Complete)
        )
    };
    if step_button(ui, &t!("packet.hand_in.open"), &about, next.is_none()).clicked() {
        actions.push(Action::Packet(PacketDeed::HandIn));
    }
}

/// Draws a wide button of two lines: what is done, and with what.
fn step_button(ui: &mut Ui, verb: &str, about: &str, is_primary: bool) -> Response {
    let t = tokens(ui);
    let size = vec2(ui.available_width(), 58.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{verb}: {about}"))
    });
    let is_over = response.hovered();
    let (fill, edge, first, second) = match (is_primary, is_over) {
        (true, true) => (t.accent_hover, t.accent_hover, t.on_accent, t.on_accent),
        (true, false) => (t.accent, t.accent, t.on_accent, t.on_accent),
        (false, true) => (t.hover, t.edge, t.ink, t.secondary),
        (false, false) => (t.surface, t.star_empty, t.ink, t.secondary),
    };
    let (corner, line) = (CornerRadius::same(8), Stroke::new(1.0, edge));
    ui.painter()
        .rect(rect, corner, fill, line, StrokeKind::Inside);
    let width = rect.width() - 2.0 * S16;
    let verb = fitted(ui, verb, theme::semibold(16.0), first, width, 1);
    let about = fitted(ui, about, theme::medium(theme::SMALL), second, width, 1);
    let top = rect.center().y - (verb.size().y + about.size().y) / 2.0;
    let below = top + verb.size().y;
    let left = rect.left() + S16;
    ui.painter().galley(pos2(left, top), verb, first);
    ui.painter().galley(pos2(left, below), about, second);
    focus_ring(ui, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Shows what the secretary asks of the member.
fn instructions_ui(ui: &mut Ui, packet: &Packet) {
    if packet.instructions.trim().is_empty() {
        return;
    }
    let t = tokens(ui);
    widgets::section_label(ui, &t!("packet.instructions", name = packet.issued_by));
    let shown = Frame::new()
        .fill(t.ground)
        .corner_radius(f32::from(theme::RADIUS))
        .inner_margin(Margin {
            left: 14,
            right: 12,
            top: 8,
            bottom: 8,
        })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = RichText::new(packet.instructions.trim()).color(t.ink);
            ui.add(egui::Label::new(text).wrap());
        });
    let mut bar = shown.response.rect;
    bar.set_width(3.0);
    ui.painter().rect_filled(bar, 0, t.accent);
    ui.add_space(S12);
}
