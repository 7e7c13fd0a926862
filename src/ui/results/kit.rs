//! Small pieces that the parts of the results screen share.

use egui::{Align2, Color32, Galley, Margin, Pos2, Rect, RichText, Ui, vec2};
use rust_i18n::t;
use std::sync::Arc;

use crate::ui::theme::{self, tokens};
use crate::ui::widgets::Tone;

use super::dialog;

/// Text that explains.
pub(super) fn secondary(ui: &Ui, text: &str) -> RichText {
    RichText::new(text)
        .font(theme::regular(theme::SMALL))
        .color(tokens(ui).secondary)
}

/// The label of a field or a group.
pub(super) fn strong(text: &str) -> RichText {
    RichText::new(text).font(theme::medium(theme::BODY))
}

/// Writes a sentence on the ground of its tone, over the width there is.
pub(super) fn notice(ui: &mut Ui, tone: Tone, text: &str) {
    let (color, ground) = tone.colors(tokens(ui));
    egui::Frame::new()
        .fill(ground)
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let color = if tone == Tone::Neutral {
                tokens(ui).ink
            } else {
                color
            };
            ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
        });
}

/// Writes an explanation below a radio button.
pub(super) fn indented(ui: &mut Ui, text: &str) {
    ui.horizontal_top(|ui| {
        ui.add_space(26.0);
        ui.vertical(|ui| {
            let text = secondary(ui, text);
            ui.add(egui::Label::new(text).wrap());
        });
    });
}

/// Asks for a reason; returns what stands in the way while there is none.
pub(super) fn reason_ui(ui: &mut Ui, reason: &mut String, is_fresh: &mut bool) -> Vec<String> {
    ui.add_space(theme::S8);
    let field = dialog::text_ui(ui, &t!("results.reason_label"), "", reason, 2);
    if std::mem::take(is_fresh) {
        field.request_focus();
    }
    if reason.trim().is_empty() {
        vec![t!("results.reason_missing").into_owned()]
    } else {
        Vec::new()
    }
}

/// Paints five stars; a potential fifth is an outline.
pub(super) fn paint_stars(ui: &Ui, left_center: Pos2, n: u8, is_potential: bool, size: f32) {
    let t = tokens(ui);
    let n_filled = if is_potential { 4 } else { n.min(5) };
    for idx in 0..5_u8 {
        let (glyph, color) = if idx < n_filled {
            ("★", t.star)
        } else if is_potential {
            ("☆", t.star)
        } else {
            ("★", t.star_empty)
        };
        let at = left_center + vec2(size * (f32::from(idx) + 0.5), 0.0);
        ui.painter().text(
            at,
            Align2::CENTER_CENTER,
            glyph,
            theme::regular(size),
            color,
        );
    }
}

/// Paints a galley with its right edge and its middle at `at`.
pub(super) fn paint_right(ui: &Ui, at: Pos2, galley: Arc<Galley>) {
    let size = galley.size();
    let min = at - vec2(size.x, size.y / 2.0);
    ui.painter().galley(min, galley, tokens(ui).ink);
}

/// Mixes two colors, `share` of the second.
pub(super) fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    from.lerp_to_gamma(to, share.clamp(0.0, 1.0))
}

/// Returns the rectangle that `width` cuts off the left of `rest`.
pub(super) fn cut_left(rest: &mut Rect, width: f32) -> Rect {
    let mut cut = *rest;
    cut.max.x = (cut.min.x + width).min(rest.max.x);
    rest.min.x = cut.max.x;
    cut
}
