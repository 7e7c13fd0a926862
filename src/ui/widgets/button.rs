//! Buttons.

use egui::{
    Color32, CornerRadius, CursorIcon, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui,
    WidgetInfo, WidgetText, pos2, vec2,
};

use super::focus_ring;
use crate::ui::theme::{self, tokens};

/// How a button looks, by what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do on a screen.
    Primary,
    /// Something else that can be done.
    Secondary,
    /// Something at hand that should not draw the eye.
    Quiet,
    /// Something that takes away.
    Danger,
}

/// Draws the button for the one thing to do on a screen.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    button(ui, text, Look::Primary)
}

/// Draws a button for something else that can be done.
pub fn secondary_button(ui: &mut Ui, text: &str) -> Response {
    button(ui, text, Look::Secondary)
}

/// Draws a button that does not draw the eye.
pub fn quiet_button(ui: &mut Ui, text: &str) -> Response {
    button(ui, text, Look::Quiet)
}

/// Draws a button that takes something away.
pub fn danger_button(ui: &mut Ui, text: &str) -> Response {
    button(ui, text, Look::Danger)
}

/// Draws a button; inside [`Ui::add_enabled_ui`] it may be disabled.
pub fn button(ui: &mut Ui, text: &str, look: Look) -> Response {
    let t = tokens(ui);
    let font = theme::medium(theme::BODY);
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        (ui.available_width() - 2.0 * padding(look)).max(60.0),
        font,
    );
    let size = vec2(
        galley.size().x + 2.0 * padding(look),
        theme::CONTROL.max(galley.size().y + 12.0),
    );
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    if ui.is_rect_visible(rect) {
        let is_down = response.is_pointer_button_down_on();
        let is_over = response.hovered() || is_down;
        let no_line = Stroke::NONE;
        let (fill, edge, color) = match look {
            Look::Primary if is_over => (t.accent_hover, no_line, t.on_accent),
            Look::Primary => (t.accent, no_line, t.on_accent),
            Look::Secondary if is_over => (t.hover, Stroke::new(1.0, t.edge), t.ink),
            Look::Secondary => (t.surface, Stroke::new(1.0, t.star_empty), t.ink),
            Look::Quiet if is_over => (t.hover, no_line, t.ink),
            Look::Quiet => (Color32::TRANSPARENT, no_line, t.secondary),
            Look::Danger if is_over => (t.danger.gamma_multiply(0.92), no_line, t.on_accent),
            Look::Danger => (t.danger, no_line, t.on_accent),
        };
        ui.painter().rect(
            rect,
            CornerRadius::same(theme::RADIUS),
            fill,
            edge,
            StrokeKind::Inside,
        );
        let at = pos2(
            rect.center().x - galley.size().x / 2.0,
            rect.center().y - galley.size().y / 2.0,
        );
        ui.painter()
            .galley_with_override_text_color(at, galley, color);
        focus_ring(ui, &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

const fn padding(look: Look) -> f32 {
    match look {
        Look::Quiet => 10.0,
        Look::Primary | Look::Secondary | Look::Danger => 14.0,
    }
}

/// Draws words that lead somewhere.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let t = tokens(ui);
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        ui.available_width(),
        theme::medium(theme::BODY),
    );
    let size = vec2(galley.size().x, galley.size().y + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), text));
    if ui.is_rect_visible(rect) {
        let at = rect.min + vec2(0.0, 2.0);
        ui.painter()
            .galley_with_override_text_color(at, galley, t.green);
        if response.hovered() {
            ui.painter().hline(
                rect.x_range(),
                rect.bottom() - 2.0,
                Stroke::new(1.0, t.green),
            );
        }
        focus_ring(ui, &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
