//! Who has handed in a sheet: every member with a mark and a word.

use egui::epaint::Shape;
use egui::{Pos2, Rect, Stroke, Ui, pos2, vec2};
use rust_i18n::t;

use super::draw::{Canvas, product_head, put, put_right, say};
use super::view::{Submissions, submission_text};
use crate::rules::audience::Submission;
use crate::ui::theme::{self, Tokens, tokens};
use crate::ui::widgets::fitted;

/// Draws who has handed in a sheet for a product.
pub(super) fn submissions_ui(ui: &mut Ui, canvas: &Canvas, view: &Submissions) {
    let (t, u) = (tokens(ui), canvas.unit);
    let count = t!(
        "audience.submissions.count",
        n = view.n_handed_in,
        of = view.n_expected
    );
    let is_all = view.n_handed_in == view.n_expected;
    let color = if is_all { t.green } else { t.ink };
    let figure = fitted(ui, &count, theme::bold(84.0 * u), color, canvas.width(), 1);
    let title = t!("audience.submissions.title");
    let label = fitted(
        ui,
        &title,
        theme::medium(24.0 * u),
        t.secondary,
        canvas.width(),
        1,
    );
    let right = canvas.right();
    let room = canvas.width() - figure.size().x.max(label.size().x) - 40.0 * u;
    let below = put_right(ui, right, canvas.y(90.0), label, &title).bottom();
    let spoken = format!("{title}: {count}");
    let figures = put_right(ui, right, below - 8.0 * u, figure, &spoken).bottom();
    let mut y = product_head(ui, canvas, &view.card, room).max(figures);
    if let Some(round) = view.round {
        let text = t!("audience.submissions.round", round = round);
        let galley = fitted(ui, &text, theme::semibold(26.0 * u), t.amber, room, 1);
        y = put(ui, pos2(canvas.left(), y + 4.0 * u), galley, &text).bottom();
    }
    y += 22.0 * u;
    let n = view.members.len().max(1);
    let n_columns = match n {
        0..=4 => 1,
        5..=8 => 2,
        9..=15 => 3,
        _ => 4,
    };
    let n_rows = n.div_ceil(n_columns);
    let bottom = canvas.rect.bottom() - 30.0 * u;
    let step = ((bottom - y) / n_rows as f32).min(118.0 * u);
    let gap = 28.0 * u;
    let width = (canvas.width() + gap) / n_columns as f32;
    // Few members have larger rows and larger type, twenty have smaller; all names are of one size.
    let scale = (step / (84.0 * u)).clamp(0.6, 1.25);
    let room = width - gap - 52.0 * u * scale;
    let widest = view.members.iter().map(|(name, _)| {
        let font = theme::medium(30.0 * u * scale);
        let galley = ui.painter().layout_no_wrap(name.clone(), font, t.ink);
        galley.size().x
    });
    let shrink = (room / widest.fold(1.0, f32::max)).clamp(0.66, 1.0);
    let sizes = Sizes {
        mark: 18.0 * u * scale,
        name: 30.0 * u * scale * shrink,
        word: 23.0 * u * scale * shrink.max(0.85),
    };
    for (idx, (name, state)) in view.members.iter().enumerate() {
        let (column, row) = (idx / n_rows, idx % n_rows);
        let at = pos2(canvas.left() + width * column as f32, y + step * row as f32);
        let rect = Rect::from_min_size(at, vec2(width - gap, step));
        member(ui, rect, &sizes, name, *state);
    }
}

/// Sizes in the list of members.
struct Sizes {
    mark: f32,
    name: f32,
    word: f32,
}

fn member(ui: &mut Ui, rect: Rect, sizes: &Sizes, name: &str, state: Submission) {
    let t = tokens(ui);
    let word = submission_text(state);
    let spoken = t!("audience.submissions.spoken", name = name, state = word);
    say(ui, rect, &spoken);
    let takes_part = matches!(
        state,
        Submission::HandedIn | Submission::Expected | Submission::BeingCompleted
    );
    let (name_color, word_color) = match state {
        Submission::HandedIn => (t.ink, t.green),
        _ if takes_part => (t.ink, t.secondary),
        _ => (t.secondary, t.secondary),
    };
    let radius = sizes.mark;
    let center = pos2(rect.left() + radius, rect.center().y);
    paint_mark(ui, center, radius, state, t);
    let left = rect.left() + 2.9 * radius;
    let width = rect.right() - left;
    let name = fitted(ui, name, theme::medium(sizes.name), name_color, width, 1);
    let font = theme::regular(sizes.word);
    let word = fitted(ui, &word, font, word_color, width, 1);
    let top = rect.center().y - (name.size().y + word.size().y) / 2.0;
    let below = top + name.size().y;
    ui.painter().galley(pos2(left, top), name, name_color);
    ui.painter().galley(pos2(left, below), word, word_color);
}

fn paint_mark(ui: &Ui, center: Pos2, radius: f32, state: Submission, t: &Tokens) {
    let painter = ui.painter();
    let at = |x: f32, y: f32| center + vec2(x, y) * radius;
    match state {
        Submission::HandedIn => {
            painter.circle_filled(center, radius, t.accent);
            let line = Stroke::new(radius * 0.2, t.on_accent);
            let points = vec![at(-0.44, 0.04), at(-0.12, 0.36), at(0.46, -0.32)];
            painter.add(Shape::line(points, line));
        }
        Submission::Expected | Submission::BeingCompleted => {
            let line = Stroke::new(radius * 0.14, t.edge);
            painter.circle_stroke(center, radius * 0.92, line);
        }
        Submission::Recused | Submission::Absent | Submission::Left => {
            let line = Stroke::new(radius * 0.18, t.edge);
            painter.line_segment([at(-0.5, 0.0), at(0.5, 0.0)], line);
        }
    }
}
