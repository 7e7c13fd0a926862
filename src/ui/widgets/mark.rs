//! Small signs: badges, stars, keys, bars, marks of steps.

use egui::{
    Align2, Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use crate::ui::theme::{self, Tokens, tokens};

/// What a word or row weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Well, done.
    Green,
    /// Look here.
    Amber,
    /// Loss, refusal.
    Red,
    /// For information.
    #[default]
    Neutral,
}

impl Tone {
    /// Returns the colors of text and ground.
    pub const fn colors(self, t: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Green => (t.green, t.green_bg),
            Self::Amber => (t.amber, t.amber_bg),
            Self::Red => (t.red, t.red_bg),
            Self::Neutral => (t.secondary, t.neutral_bg),
        }
    }
}

/// Draws a word on a ground of its tone.
pub fn badge(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let (color, ground) = tone.colors(tokens(ui));
    let font = theme::semibold(theme::SMALL - 0.5);
    let galley = egui::WidgetText::from(text).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        (ui.available_width() - 14.0).max(30.0),
        font,
    );
    let size = galley.size() + vec2(14.0, 5.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
    if ui.is_rect_visible(rect) {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(5), ground);
        ui.painter()
            .galley_with_override_text_color(rect.min + vec2(7.0, 2.5), galley, color);
    }
    response
}

/// Draws a rank as five stars of the size of running text.
pub fn stars(ui: &mut Ui, n: u8, is_potential: bool) -> Response {
    stars_sized(ui, n, is_potential, 17.0)
}

/// Draws a rank as five stars. A potential five-star product shows four and a marked fifth.
pub fn stars_sized(ui: &mut Ui, n: u8, is_potential: bool, size: f32) -> Response {
    let t = tokens(ui);
    let n_filled = if is_potential { n.min(4) } else { n.min(5) };
    let step = size * 1.02;
    let (rect, response) = ui.allocate_exact_size(vec2(5.0 * step, size * 1.25), Sense::hover());
    let label = if is_potential {
        t!("widgets.stars_potential")
    } else {
        t!("widgets.stars", n = n_filled)
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), &*label));
    if ui.is_rect_visible(rect) {
        for idx in 0..5_u8 {
            let center = pos2(rect.left() + step * (f32::from(idx) + 0.5), rect.center().y);
            let (glyph, color) = if idx < n_filled {
                ("★", t.star)
            } else if is_potential && idx == 4 {
                ("☆", t.star)
            } else {
                ("★", t.star_empty)
            };
            ui.painter().text(
                center,
                Align2::CENTER_CENTER,
                glyph,
                theme::regular(size),
                color,
            );
        }
    }
    response.on_hover_text(&*label)
}

/// Draws a key of the keyboard; arrows are given as `↑ ↓ ← →`, Enter as `⏎`.
pub fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let t = tokens(ui);
    let arrow = arrow(key);
    let shown = if arrow.is_some() { "" } else { key };
    let galley = ui.painter().layout_no_wrap(
        shown.to_owned(),
        theme::medium(theme::SMALL - 1.0),
        t.secondary,
    );
    let size = vec2((galley.size().x + 10.0).max(20.0), 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), key));
    if ui.is_rect_visible(rect) {
        paint_key(ui, rect);
        if let Some(points) = arrow {
            let line = Stroke::new(1.4, t.secondary);
            let at = |(x, y): (f32, f32)| rect.center() + vec2(x, y - 0.5);
            for pair in points.windows(2) {
                if let [from, to] = *pair {
                    ui.painter().line_segment([at(from), at(to)], line);
                }
            }
        } else {
            let at = rect.center() - galley.size() / 2.0;
            ui.painter().galley(at, galley, t.secondary);
        }
    }
    response
}

/// Returns the line that draws an arrow key; the fonts have no arrows.
fn arrow(key: &str) -> Option<[(f32, f32); 6]> {
    let up = [
        (0.0, 4.5),
        (0.0, -4.0),
        (-3.0, -1.0),
        (0.0, -4.0),
        (3.0, -1.0),
        (0.0, -4.0),
    ];
    match key {
        "↑" => Some(up),
        "↓" => Some(up.map(|(x, y)| (x, -y))),
        "←" => Some(up.map(|(x, y)| (y, x))),
        "→" => Some(up.map(|(x, y)| (-y, x))),
        "⏎" => Some([
            (4.0, -4.0),
            (4.0, 1.5),
            (-4.0, 1.5),
            (-1.5, -1.0),
            (-4.0, 1.5),
            (-1.5, 4.0),
        ]),
        _ => None,
    }
}

fn paint_key(ui: &Ui, rect: Rect) {
    let t = tokens(ui);
    let radius = CornerRadius::same(4);
    // The lower edge is twice as thick, as on a key.
    ui.painter().rect_filled(rect, radius, t.star_empty);
    let mut face = rect.shrink(1.0);
    face.max.y -= 1.0;
    ui.painter()
        .rect_filled(face, CornerRadius::same(3), t.surface);
}

/// Draws how far something has come, `value` of `max`, over the width there is.
pub fn progress_bar(ui: &mut Ui, value: f32, max: f32) -> Response {
    let t = tokens(ui);
    let share = if max > 0.0 {
        (value / max).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(
            Role::ProgressIndicator,
            ui.is_enabled(),
            t!("widgets.progress", value = value, max = max),
        );
        info.value = Some(f64::from(share));
        info
    });
    if ui.is_rect_visible(rect) {
        let radius = CornerRadius::same(3);
        ui.painter().rect_filled(rect, radius, t.track);
        if share > 0.0 {
            let mut filled = rect;
            filled.set_width((rect.width() * share).max(6.0));
            ui.painter().rect_filled(filled, radius, t.accent);
        }
    }
    response
}

/// Paints the mark of a step: its number in a ring, or a tick on green.
pub fn step_mark(ui: &Ui, center: egui::Pos2, number: usize, is_done: bool, is_here: bool) {
    let t = tokens(ui);
    if is_done {
        ui.painter().circle_filled(center, 9.0, t.accent);
        let line = Stroke::new(2.0, t.on_accent);
        let at = |x: f32, y: f32| center + vec2(x, y);
        ui.painter()
            .line_segment([at(-4.0, 0.2), at(-1.2, 3.0)], line);
        ui.painter()
            .line_segment([at(-1.2, 3.0), at(4.2, -3.0)], line);
    } else {
        let color = if is_here { t.green } else { t.secondary };
        ui.painter()
            .circle_stroke(center, 8.5, Stroke::new(1.3, color));
        ui.painter().text(
            center,
            Align2::CENTER_CENTER,
            number,
            theme::semibold(11.0),
            color,
        );
    }
}
