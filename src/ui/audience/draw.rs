//! Drawing for a projector: everything grows with the window and is read from the last row.
//!
//! Sizes are in parts of a window of 1366 × 768 points. Names wrap and then shrink until they fit;
//! nothing scrolls. The stars appear one after the other; nothing that is read moves.

use std::sync::Arc;

use egui::epaint::{Mesh, Shape, Vertex, WHITE_UV};
use egui::{
    Color32, CornerRadius, FontId, Galley, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    text::LayoutJob, vec2,
};
use rust_i18n::t;

use super::view::{
    AgendaPage, AgendaRow, AudienceView, Card, ResultView, Scene, Submissions, submission_text,
};
use crate::rules::audience::{AGENDA_PAGE, ShownStars, Submission};
use crate::ui::theme::{self, Tokens, tokens};
use crate::ui::widgets::{fitted, tabular};

/// Seconds in which one star appears.
pub(super) const STAR_SECS: f64 = 0.12;

/// Where things stand in the window, and how large its unit is.
struct Canvas {
    rect: Rect,
    unit: f32,
}

type Face = fn(f32) -> FontId;

impl Canvas {
    fn new(rect: Rect) -> Self {
        let unit = (rect.width() / 1366.0).min(rect.height() / 768.0);
        Self {
            rect,
            unit: unit.max(0.2),
        }
    }

    fn left(&self) -> f32 {
        self.rect.left() + 72.0 * self.unit
    }

    fn right(&self) -> f32 {
        self.rect.right() - 72.0 * self.unit
    }

    fn width(&self) -> f32 {
        self.right() - self.left()
    }

    /// Returns the height at `units` below the upper edge.
    fn y(&self, units: f32) -> f32 {
        self.rect.top() + units * self.unit
    }
}

/// Draws the window. `reveal` counts the seconds since a result appeared.
pub fn draw(ui: &mut Ui, view: &AudienceView, reveal: f64) {
    let rect = ui.available_rect_before_wrap();
    let canvas = Canvas::new(rect);
    ui.painter().rect_filled(rect, 0, tokens(ui).ground);
    if view.scene != Scene::Blank {
        head(ui, &canvas, view);
    }
    match &view.scene {
        Scene::Blank => blank(ui, &canvas, view),
        Scene::Agenda(agenda) => agenda_ui(ui, &canvas, agenda),
        Scene::Product(card) => product(ui, &canvas, card),
        Scene::Submissions(submissions) => submissions_ui(ui, &canvas, submissions),
        Scene::Result(result) => result_ui(ui, &canvas, result, reveal),
    }
}

/// Returns how long the stars of a view take to appear.
pub fn reveal_secs(view: &AudienceView) -> f64 {
    match &view.scene {
        Scene::Result(result) if result.stars.is_some() => 5.0 * STAR_SECS,
        _ => 0.0,
    }
}

/// Lays out a text in at most `rows` rows, as large as fits between two sizes.
fn fit(
    ui: &Ui,
    text: &str,
    face: Face,
    sizes: (f32, f32),
    color: Color32,
    width: f32,
    rows: usize,
) -> Arc<Galley> {
    let (largest, least) = sizes;
    let mut size = largest;
    while size > least {
        let job = LayoutJob::simple(text.to_owned(), face(size), color, width);
        let galley = ui.painter().layout_job(job);
        if galley.rows.len() <= rows && galley.size().x <= width {
            return galley;
        }
        size -= (largest / 40.0).max(0.5);
    }
    fitted(ui, text, face(least), color, width, rows)
}

/// Paints a galley and tells its words to assistive technology.
fn put(ui: &mut Ui, at: Pos2, galley: Arc<Galley>, spoken: &str) -> Rect {
    let rect = Rect::from_min_size(at, galley.size());
    say(ui, rect, spoken);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
    rect
}

fn say(ui: &mut Ui, rect: Rect, spoken: &str) {
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken));
}

fn put_right(ui: &mut Ui, right: f32, top: f32, galley: Arc<Galley>, spoken: &str) -> Rect {
    let at = pos2(right - galley.size().x, top);
    put(ui, at, galley, spoken)
}

fn head(ui: &mut Ui, canvas: &Canvas, view: &AudienceView) {
    let (t, u) = (tokens(ui), canvas.unit);
    let half = canvas.width() * 0.62;
    let council = fit(
        ui,
        &view.council,
        theme::semibold,
        (21.0 * u, 15.0 * u),
        t.secondary,
        half,
        1,
    );
    let top = canvas.y(30.0);
    let room = (canvas.width() - council.size().x - 36.0 * u).max(canvas.width() * 0.3);
    if !view.council.is_empty() {
        put(ui, pos2(canvas.left(), top), council, &view.council);
    }
    if !view.session.is_empty() {
        let session = fit(
            ui,
            &view.session,
            theme::regular,
            (21.0 * u, 15.0 * u),
            t.secondary,
            room,
            1,
        );
        put_right(ui, canvas.right(), top, session, &view.session);
    }
    let line = Stroke::new((1.0 * u).max(1.0), t.hairline);
    ui.painter()
        .hline(canvas.left()..=canvas.right(), canvas.y(72.0), line);
}

fn blank(ui: &mut Ui, canvas: &Canvas, view: &AudienceView) {
    let (t, u) = (tokens(ui), canvas.unit);
    let mark = Rect::from_min_size(pos2(canvas.left(), canvas.y(226.0)), vec2(84.0, 84.0) * u);
    ui.painter()
        .rect_filled(mark, CornerRadius::same((17.0 * u) as u8), t.accent);
    paint_star(ui, mark.center(), 29.0 * u, t.on_accent);
    let program = t!("frame.program");
    let council = if view.council.is_empty() {
        &*program
    } else {
        view.council.as_str()
    };
    let galley = fit(
        ui,
        council,
        theme::bold,
        (60.0 * u, 36.0 * u),
        t.ink,
        canvas.width(),
        3,
    );
    let place = pos2(canvas.left(), mark.bottom() + 36.0 * u);
    let shown = put(ui, place, galley, council);
    if !view.session.is_empty() {
        let galley = fit(
            ui,
            &view.session,
            theme::regular,
            (32.0 * u, 24.0 * u),
            t.secondary,
            canvas.width(),
            2,
        );
        let place = pos2(canvas.left(), shown.bottom() + 18.0 * u);
        put(ui, place, galley, &view.session);
    }
}

fn agenda_ui(ui: &mut Ui, canvas: &Canvas, agenda: &AgendaPage) {
    let (t, u) = (tokens(ui), canvas.unit);
    let title = t!("audience.agenda.title");
    let title_galley = fit(
        ui,
        &title,
        theme::bold,
        (44.0 * u, 44.0 * u),
        t.ink,
        canvas.width(),
        1,
    );
    let base = put(
        ui,
        pos2(canvas.left(), canvas.y(92.0)),
        title_galley,
        &title,
    )
    .bottom();
    let mut count = t!("audience.agenda.count", n = agenda.n_products).into_owned();
    if agenda.n_pages > 1 {
        let page = t!(
            "audience.agenda.page",
            page = agenda.page + 1,
            of = agenda.n_pages
        );
        count = format!("{count}  ·  {page}");
    }
    let galley = fit(
        ui,
        &count,
        theme::medium,
        (26.0 * u, 26.0 * u),
        t.secondary,
        canvas.width() * 0.5,
        1,
    );
    let top = base - galley.size().y - 7.0 * u;
    put_right(ui, canvas.right(), top, galley, &count);
    if agenda.rows.is_empty() {
        let text = t!("audience.agenda.empty");
        let galley = fit(
            ui,
            &text,
            theme::regular,
            (30.0 * u, 30.0 * u),
            t.secondary,
            canvas.width(),
            1,
        );
        put(ui, pos2(canvas.left(), canvas.y(190.0)), galley, &text);
    }
    let (top, bottom) = (canvas.y(162.0), canvas.rect.bottom() - 26.0 * u);
    let step = (bottom - top) / AGENDA_PAGE as f32;
    for (idx, row) in agenda.rows.iter().enumerate() {
        let top = top + step * idx as f32;
        let rect = Rect::from_min_max(
            pos2(canvas.left(), top),
            pos2(canvas.right(), top + step - 4.0 * u),
        );
        agenda_row(ui, rect, u, row);
    }
}

fn agenda_row(ui: &mut Ui, rect: Rect, u: f32, row: &AgendaRow) {
    let t = tokens(ui);
    let present = t!("audience.agenda.present");
    let spoken = if row.is_present {
        format!(
            "{}. {}, {} ({present})",
            row.number, row.name, row.applicant
        )
    } else {
        format!("{}. {}, {}", row.number, row.name, row.applicant)
    };
    say(ui, rect, &spoken);
    let (color, face): (_, Face) = if row.is_present {
        (t.green, theme::semibold)
    } else {
        (t.ink, theme::medium)
    };
    if row.is_present {
        let ground = rect.expand2(vec2(18.0 * u, 0.0));
        ui.painter()
            .rect_filled(ground, CornerRadius::same((10.0 * u) as u8), t.green_bg);
    }
    let number_color = if row.is_present { t.green } else { t.secondary };
    let number = tabular(ui, &row.number.to_string(), &face(27.0 * u), number_color);
    let mut right = rect.right();
    if row.is_present {
        let word = fitted(
            ui,
            &present,
            theme::semibold(23.0 * u),
            t.green,
            rect.width(),
            1,
        );
        right -= word.size().x;
        let at = pos2(right, rect.center().y - word.size().y / 2.0);
        ui.painter().galley(at, word, t.green);
        right -= 24.0 * u;
    }
    let left = rect.left() + 70.0 * u;
    let sizes = (28.0 * u, 21.0 * u);
    let name = fit(ui, &row.name, face, sizes, color, right - left, 1);
    let sizes = (20.0 * u, 17.0 * u);
    let applicant = fit(
        ui,
        &row.applicant,
        theme::regular,
        sizes,
        t.secondary,
        right - left,
        1,
    );
    let has_applicant = !row.applicant.is_empty();
    let below = if has_applicant {
        applicant.size().y
    } else {
        0.0
    };
    let top = rect.center().y - (name.size().y + below) / 2.0;
    let at = pos2(
        rect.left() + 46.0 * u - number.size().x,
        top + (name.size().y - number.size().y) / 2.0,
    );
    ui.painter().galley(at, number, number_color);
    let below = top + name.size().y;
    ui.painter().galley(pos2(left, top), name, color);
    if has_applicant {
        ui.painter()
            .galley(pos2(left, below), applicant, t.secondary);
    }
}

fn product(ui: &mut Ui, canvas: &Canvas, card: &Card) {
    let (t, u) = (tokens(ui), canvas.unit);
    let width = canvas.width();
    let place = fitted(
        ui,
        &card.place,
        theme::semibold(30.0 * u),
        t.green,
        width,
        1,
    );
    let sizes = (88.0 * u, 52.0 * u);
    let name = fit(ui, &card.name, theme::bold, sizes, t.ink, width, 3);
    let sizes = (38.0 * u, 28.0 * u);
    let applicant = fit(ui, &card.applicant, theme::medium, sizes, t.ink, width, 2);
    let font = theme::regular(30.0 * u);
    let application = fitted(ui, &card.application, font, t.secondary, width, 1);
    let gaps = [16.0 * u, 34.0 * u, 12.0 * u];
    let lines = [
        (place, &card.place),
        (name, &card.name),
        (applicant, &card.applicant),
        (application, &card.application),
    ];
    let height: f32 = lines.iter().map(|(line, _)| line.size().y).sum();
    let room = canvas.rect.bottom() - canvas.y(72.0);
    let mut y = canvas.y(72.0) + (room - height - gaps.iter().sum::<f32>()) * 0.42;
    for (idx, (line, words)) in lines.into_iter().enumerate() {
        let bottom = put(ui, pos2(canvas.left(), y), line, words).bottom();
        y = bottom + gaps.get(idx).copied().unwrap_or(0.0);
    }
}

/// Draws number and name of the product above what is shown of it; returns where that begins.
fn product_head(ui: &mut Ui, canvas: &Canvas, card: &Card, width: f32) -> f32 {
    let (t, u) = (tokens(ui), canvas.unit);
    let place = format!("{}  ·  {}", card.place, card.applicant);
    let sizes = (24.0 * u, 18.0 * u);
    let galley = fit(ui, &place, theme::semibold, sizes, t.green, width, 1);
    let at = pos2(canvas.left(), canvas.y(92.0));
    let y = put(ui, at, galley, &place).bottom() + 6.0 * u;
    let sizes = (50.0 * u, 34.0 * u);
    let name = fit(ui, &card.name, theme::bold, sizes, t.ink, width, 2);
    put(ui, pos2(canvas.left(), y), name, &card.name).bottom()
}

fn submissions_ui(ui: &mut Ui, canvas: &Canvas, view: &Submissions) {
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

fn result_ui(ui: &mut Ui, canvas: &Canvas, view: &ResultView, reveal: f64) {
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
    y += 6.0 * u;
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
        y = put(ui, pos2(left, y), galley, text).bottom() + 6.0 * u;
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
fn paint_star(ui: &Ui, center: Pos2, radius: f32, color: Color32) {
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
