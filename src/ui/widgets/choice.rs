//! Choosing one of several, and yes or no.

use egui::{
    ComboBox, CornerRadius, CursorIcon, Key, Modifiers, Response, Role, Sense, Stroke, StrokeKind,
    TextWrapMode, Ui, WidgetInfo, WidgetText, vec2,
};
use rust_i18n::t;

use super::focus_ring;
use super::text::section_label;
use crate::ui::theme::{self, tokens};

/// Draws a few choices side by side; returns the one that was just chosen. Arrow keys move between
/// them.
pub fn segmented<T: PartialEq + Copy, S: AsRef<str>>(
    ui: &mut Ui,
    label: &str,
    value: Option<T>,
    options: &[(T, S)],
) -> Option<T> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        if !label.is_empty() {
            section_label(ui, label);
        }
        let mut chosen = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(theme::S4, theme::S4);
            for (option, text) in options {
                let is_selected = value == Some(*option);
                if segment(ui, text.as_ref(), is_selected).clicked() && !is_selected {
                    chosen = Some(*option);
                }
            }
        });
        chosen
    })
    .inner
}

fn segment(ui: &mut Ui, text: &str, is_selected: bool) -> Response {
    let t = tokens(ui);
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Extend),
        f32::INFINITY,
        theme::medium(theme::BODY),
    );
    let size = vec2(galley.size().x + 24.0, theme::CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_selected, text)
    });
    if ui.is_rect_visible(rect) {
        let (fill, edge, color) = match (is_selected, response.hovered()) {
            (true, _) => (t.green_bg, t.green, t.green),
            (false, true) => (t.hover, t.edge, t.ink),
            (false, false) => (t.surface, t.star_empty, t.ink),
        };
        ui.painter().rect(
            rect,
            CornerRadius::same(theme::RADIUS),
            fill,
            Stroke::new(if is_selected { 1.5 } else { 1.0 }, edge),
            StrokeKind::Inside,
        );
        let at = rect.center() - galley.size() / 2.0;
        ui.painter()
            .galley_with_override_text_color(at, galley, color);
        focus_ring(ui, &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Draws a box that opens a list of choices; returns the one that was just chosen. Arrow keys
/// change the choice without opening it.
pub fn combo<T: PartialEq + Copy, S: AsRef<str>>(
    ui: &mut Ui,
    label: &str,
    width: f32,
    value: Option<T>,
    options: &[(T, S)],
) -> Option<T> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        let label_id = section_label(ui, label).id;
        let place = options
            .iter()
            .position(|(option, _)| value == Some(*option));
        let shown = place.map_or_else(
            || t!("widgets.choose").into_owned(),
            |idx| options[idx].1.as_ref().to_owned(),
        );
        ui.spacing_mut().button_padding = vec2(10.0, 8.0);
        ui.spacing_mut().interact_size.y = theme::CONTROL;
        let mut chosen = None;
        let response = ComboBox::from_id_salt(label)
            .width(width)
            .truncate()
            .icon(chevron)
            .selected_text(shown)
            .show_ui(ui, |ui| {
                ui.spacing_mut().button_padding = vec2(10.0, 6.0);
                ui.set_min_width(width);
                for (option, text) in options {
                    let is_selected = value == Some(*option);
                    if ui.selectable_label(is_selected, text.as_ref()).clicked() {
                        chosen = Some(*option);
                    }
                }
            })
            .response;
        focus_ring(ui, &response);
        if response.has_focus() && !egui::Popup::is_any_open(ui.ctx()) {
            let step = ui.input_mut(|input| {
                let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
                let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
                i32::from(down) - i32::from(up)
            });
            let next = match (place, step) {
                (Some(idx), 1) => Some(idx + 1),
                (Some(idx), -1) => idx.checked_sub(1),
                (None, 1) => Some(0),
                _ => None,
            };
            if let Some((option, _)) = next.and_then(|idx| options.get(idx)) {
                chosen = Some(*option);
            }
        }
        response.labelled_by(label_id);
        chosen.filter(|option| value != Some(*option))
    })
    .inner
}

/// Paints the sign of a box that opens a list.
fn chevron(ui: &Ui, rect: egui::Rect, _look: &egui::style::WidgetVisuals, _is_open: bool) {
    let line = Stroke::new(1.6, tokens(ui).secondary);
    let at = |x: f32, y: f32| rect.center() + vec2(x, y);
    ui.painter()
        .line_segment([at(-4.0, -2.0), at(0.0, 2.0)], line);
    ui.painter()
        .line_segment([at(0.0, 2.0), at(4.0, -2.0)], line);
}

/// Draws a box to tick; returns the new state when it was just clicked.
pub fn check(ui: &mut Ui, label: &str, is_on: bool) -> Option<bool> {
    let mut value = is_on;
    let response = ui.checkbox(&mut value, label);
    focus_ring(ui, &response);
    (value != is_on).then_some(value)
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn a_segment_is_a_named_radio_button() {
        let mut harness = Harness::new_ui_state(
            |ui, chosen: &mut Vec<u8>| {
                crate::ui::testing::dress(ui);
                chosen.extend(segmented(
                    ui,
                    "Cấp",
                    Some(1),
                    &[(1, "Tỉnh"), (2, "Trung ương")],
                ));
            },
            Vec::new(),
        );
        harness
            .get_by_role_and_label(Role::RadioButton, "Trung ương")
            .click();
        harness.run();
        harness
            .get_by_role_and_label(Role::RadioButton, "Tỉnh")
            .click();
        harness.run();
        assert_eq!(harness.state(), &[2]);
    }

    #[test]
    fn arrow_keys_change_a_combo() {
        let mut harness = Harness::new_ui_state(
            |ui, value: &mut u8| {
                crate::ui::testing::dress(ui);
                let options = [(1, "một"), (2, "hai"), (3, "ba")];
                if let Some(chosen) = combo(ui, "Số", 160.0, Some(*value), &options) {
                    *value = chosen;
                }
            },
            1,
        );
        harness.get_by_label("Số").focus();
        harness.run();
        for (key, expected) in [
            (Key::ArrowDown, 2),
            (Key::ArrowDown, 3),
            (Key::ArrowDown, 3),
            (Key::ArrowUp, 2),
        ] {
            harness.key_press(key);
            harness.run();
            assert_eq!(*harness.state(), expected);
        }
    }
}
