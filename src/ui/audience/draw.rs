//! Drawing for a projector: everything grows with the window and is read from the last row.
//!
//! Sizes are in parts of a window of 1366 × 768 points. Names wrap and then shrink until they fit;
//! nothing scrolls. The stars appear one after the other; nothing that is read moves.

use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{
    Color32, CornerRadius, FontId, Galley, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};
use rust_i18n::t;

use super::result::{paint_star, result_ui};
use super::submissions::submissions_ui;
use super::view::{AgendaPage, AgendaRow, AudienceView, Card, Scene};
use crate::rules::audience::AGENDA_PAGE;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{fitted, tabular};

/// Seconds in which one star appears.
pub(super) const STAR_SECS: f64 = 0.12;

/// Where things stand in the window, and how large its unit is.
pub(super) struct Canvas {
    pub(super) rect: Rect,
    pub(super) unit: f32,
}

pub(super) type Face = fn(f32) -> FontId;

impl Canvas {
    fn new(rect: Rect) -> Self {
        let unit = (rect.width() / 1366.0).min(rect.height() / 768.0);
        Self {
            rect,
            unit: unit.max(0.2),
        }
    }

    pub(super) fn left(&self) -> f32 {
        self.rect.left() + 72.0 * self.unit
    }

    pub(super) fn right(&self) -> f32 {
        self.rect.right() - 72.0 * self.unit
    }

    pub(super) fn width(&self) -> f32 {
        self.right() - self.left()
    }

    /// Returns the height at `units` below the upper edge.
    pub(super) fn y(&self, units: f32) -> f32 {
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
pub(super) fn fit(
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
pub(super) fn put(ui: &mut Ui, at: Pos2, galley: Arc<Galley>, spoken: &str) -> Rect {
    let rect = Rect::from_min_size(at, galley.size());
    say(ui, rect, spoken);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
    rect
}

pub(super) fn say(ui: &mut Ui, rect: Rect, spoken: &str) {
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken));
}

pub(super) fn put_right(
    ui: &mut Ui,
    right: f32,
    top: f32,
    galley: Arc<Galley>,
    spoken: &str,
) -> Rect {
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
pub(super) fn product_head(ui: &mut Ui, canvas: &Canvas, card: &Card, width: f32) -> f32 {
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
