//! A released result: the stars, the mean, and why.

use egui::epaint::{Mesh, Shape, Vertex, WHITE_UV};
use egui::{Color32, Pos2, Rect, Stroke, Ui, pos2, vec2};
use rust_i18n::t;

use super::draw::{Canvas, STAR_SECS, fit, product_head, put, put_right, say};
use super::view::ResultView;
use crate::rules::audience::ShownStars;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::fitted;

/// Draws a result. `reveal` counts the seconds since it appeared.
pub(super) fn result_ui(ui: &mut Ui, canvas: &Canvas, view: &ResultView, reveal: f64) {
    let (t, u) = (tokens(ui), canvas.unit);
    let head = product_head(ui, canvas, &view.card, canvas.width());
    let is_short = head < canvas.y(200.0);
    let mut y = head + if is_short { 34.0 } else { 22.0 } * u;
    let left = canvas.left();
    if let Some(stars) = view.stars {
        let size = if is_short { 168.0 } else { 150.0 } * u;
        let rect = Rect::from_min_size(pos2(left, y), vec2(5.0 * size, size));
        let spoken = if stars.is_potential {
            t!("widgets.stars_potential")
        } else {
            t!("widgets.stars", n = stars.filled)
        };
        say(ui, rect, &spoken);
        stars_ui(ui, rect, stars, reveal);
        mean_ui(ui, canvas, view, rect);
        y = rect.bottom() + if is_short { 26.0 } else { 16.0 } * u;
    }
    let sizes = if view.stars.is_some() {
        (64.0 * u, 38.0 * u)
    } else {
        (92.0 * u, 60.0 * u)
    };
    let color = if view.stars.is_some() { t.gold } else { t.ink };
    let width = canvas.width();
    let outcome = fit(ui, &view.outcome, theme::bold, sizes, color, width, 2);
    let rect = put(ui, pos2(left, y), outcome, &view.outcome);
    if view.stars.is_none() {
        mean_below(ui, canvas, view, &mut y, rect.bottom());
    } else {
        y = rect.bottom();
    }
    y += if view.stars.is_some() { 6.0 } else { 18.0 } * u;
    for (text, color, most) in [
        (Some(&view.reason), t.ink, 37.0),
        (view.differs.as_ref(), t.amber, 27.0),
    ] {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            continue;
        };
        let sizes = (most * u, 21.0 * u);
        let rows = if view.differs.is_some() { 2 } else { 3 };
        let galley = fit(ui, text, theme::regular, sizes, color, width, rows);
        y = put(ui, pos2(left, y), galley, text).bottom() + 10.0 * u;
    }
    let standing = view.standing();
    let color = if view.is_concluded { t.green } else { t.amber };
    let font = theme::semibold(25.0 * u);
    let galley = fitted(ui, &standing, font, color, width, 1);
    let top = canvas.rect.bottom() - 34.0 * u - galley.size().y;
    put(ui, pos2(left, top.max(y)), galley, &standing);
}

/// Draws the mean at the right of the stars.
fn mean_ui(ui: &mut Ui, canvas: &Canvas, view: &ResultView, stars: Rect) {
    let Some(mean) = &view.mean else { return };
    let (t, u) = (tokens(ui), canvas.unit);
    let room = canvas.right() - stars.right() - 24.0 * u;
    let label = t!("audience.result.mean");
    let figure = fit(ui, mean, theme::bold, (112.0 * u, 60.0 * u), t.ink, room, 1);
    let sizes = (26.0 * u, 18.0 * u);
    let words = fit(ui, &label, theme::medium, sizes, t.secondary, room, 1);
    let height = figure.size().y + words.size().y - 12.0 * u;
    let top = stars.center().y - height / 2.0;
    let spoken = format!("{label}: {mean}");
    let below = put_right(ui, canvas.right(), top, words, &label).bottom();
    put_right(ui, canvas.right(), below - 12.0 * u, figure, &spoken);
}

/// Draws the mean under the outcome, where there are no stars.
fn mean_below(ui: &mut Ui, canvas: &Canvas, view: &ResultView, y: &mut f32, bottom: f32) {
    let u = canvas.unit;
    *y = bottom + 8.0 * u;
    let Some(mean) = &view.mean else { return };
    let t = tokens(ui);
    let label = t!("audience.result.mean");
    let text = format!("{label}: {mean}");
    let font = theme::bold(52.0 * u);
    let galley = fitted(ui, &text, font, t.ink, canvas.width(), 1);
    *y = put(ui, pos2(canvas.left(), *y), galley, &text).bottom();
}

fn stars_ui(ui: &Ui, rect: Rect, stars: ShownStars, reveal: f64) {
    let t = tokens(ui);
    let step = rect.width() / 5.0;
    for idx in 0..5_u8 {
        let center = pos2(
            rect.left() + step * (f32::from(idx) + 0.5),
            rect.center().y + rect.height() * 0.03,
        );
        let radius = rect.height() * 0.46;
        let share = (reveal / STAR_SECS - f64::from(idx)).clamp(0.0, 1.0) as f32;
        if idx < stars.filled {
            let color = t.star_empty.lerp_to_gamma(t.star, share);
            paint_star(ui, center, radius, color);
        } else if stars.is_potential {
            // The fifth is asked for, not given: an outline.
            paint_star(ui, center, radius, t.star_empty.gamma_multiply(1.0 - share));
            let line = Stroke::new(radius * 0.1, t.star.gamma_multiply(share));
            let points = star_points(center, radius * 0.95);
            ui.painter().add(Shape::closed_line(points, line));
        } else {
            paint_star(ui, center, radius, t.star_empty);
        }
    }
}

/// Returns the ten corners of a star, clockwise from its top.
fn star_points(center: Pos2, radius: f32) -> Vec<Pos2> {
    (0..10_u8)
        .map(|idx| {
            let angle = std::f32::consts::PI * (f32::from(idx) / 5.0 - 0.5);
            let reach = if idx % 2 == 0 { radius } else { radius * 0.45 };
            center + vec2(angle.cos(), angle.sin()) * reach
        })
        .collect()
}

/// Paints a filled star as a fan around its middle, with a line that smooths its edge.
pub(super) fn paint_star(ui: &Ui, center: Pos2, radius: f32, color: Color32) {
    let points = star_points(center, radius);
    let mut mesh = Mesh::default();
    for pos in std::iter::once(&center).chain(&points) {
        mesh.vertices.push(Vertex {
            pos: *pos,
            uv: WHITE_UV,
            color,
        });
    }
    for idx in 0..10_u32 {
        mesh.add_triangle(0, idx + 1, (idx + 1) % 10 + 1);
    }
    ui.painter().add(Shape::mesh(mesh));
    let line = Stroke::new(radius * 0.06, color);
    ui.painter().add(Shape::closed_line(points, line));
}
