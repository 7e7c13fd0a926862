//! How versions of a sheet are drawn: a head for each, and a row for each criterion.

use egui::{
    Align2, CornerRadius, CursorIcon, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use super::theme::{self, tokens};
use super::versions_view::{Cell, Column, Row, State};
use super::widgets::{Tone, fitted, focus_ring, tabular};

/// Width of the criteria.
pub(super) const TITLES: f32 = 290.0;

fn state_words(state: State) -> (String, Tone) {
    let (text, tone) = match state {
        State::Contested => (t!("versions.state.contested"), Tone::Amber),
        State::Stands => (t!("versions.state.stands"), Tone::Green),
        State::NotChosen => (t!("versions.state.not_chosen"), Tone::Neutral),
        State::Older => (t!("versions.state.older"), Tone::Neutral),
    };
    (text.into_owned(), tone)
}

/// Draws the head of a version: where it comes from, when, what it adds up to; a radio button where
/// it can be chosen.
pub(super) fn card_ui(
    ui: &mut Ui,
    rect: Rect,
    (idx, column): (usize, &Column),
    is_chosen: bool,
    can_choose: bool,
) -> Response {
    let t = tokens(ui);
    let sense = if can_choose {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, Id::unique(("version", idx)), sense);
    let (state, tone) = state_words(column.state);
    response.widget_info(|| {
        let label = t!(
            "versions.spoken",
            source = column.source,
            handed_in = column.handed_in,
            total = column.total,
            start = column.start,
            state = state
        );
        if can_choose {
            WidgetInfo::selected(Role::RadioButton, true, is_chosen, &*label)
        } else {
            WidgetInfo::labeled(Role::Label, true, &*label)
        }
    });
    let (fill, edge) = match (is_chosen, can_choose && response.hovered()) {
        (true, _) => (t.green_bg, Stroke::new(1.5, t.green)),
        (false, true) => (t.hover, Stroke::new(1.0, t.edge)),
        (false, false) => (t.surface, Stroke::new(1.0, t.star_empty)),
    };
    let painter = ui.painter();
    painter.rect(rect, CornerRadius::same(8), fill, edge, StrokeKind::Inside);
    let mut left = rect.left() + theme::S12;
    let right = rect.right() - theme::S12;
    if can_choose {
        let center = pos2(left + 8.0, rect.top() + 21.0);
        let color = if is_chosen { t.green } else { t.edge };
        painter.circle_stroke(center, 7.5, Stroke::new(1.5, color));
        if is_chosen {
            painter.circle_filled(center, 4.0, t.green);
        }
        left += 24.0;
    }
    let line = |text: &str, font, color, y: f32, end: f32| {
        let galley = fitted(ui, text, font, color, end - left, 1);
        let at = pos2(left, rect.top() + y);
        ui.painter().galley(at, galley, color);
    };
    let n = (idx + 1).to_string();
    let end = if can_choose { right - 28.0 } else { right };
    line(
        &column.source,
        theme::semibold(theme::BODY),
        t.ink,
        10.0,
        end,
    );
    if can_choose {
        let key = Rect::from_min_size(pos2(right - 20.0, rect.top() + 10.0), vec2(20.0, 20.0));
        let line = Stroke::new(1.0, t.star_empty);
        let radius = CornerRadius::same(4);
        painter.rect(key, radius, t.surface, line, StrokeKind::Inside);
        let number = theme::medium(theme::SMALL - 1.0);
        let center = Align2::CENTER_CENTER;
        painter.text(key.center(), center, n, number, t.secondary);
    }
    line(
        &column.handed_in,
        theme::regular(theme::SMALL),
        t.secondary,
        32.0,
        right,
    );
    let total = tabular(ui, &column.total, &theme::bold(theme::TITLE), t.ink);
    let width = total.size().x;
    painter.galley(pos2(left, rect.top() + 50.0), total, t.ink);
    let unit = theme::regular(theme::SMALL);
    let at = pos2(left + width + 6.0, rect.top() + 62.0);
    painter.text(
        at,
        Align2::LEFT_TOP,
        t!("versions.points"),
        unit,
        t.secondary,
    );
    let (color, ground) = tone.colors(t);
    let font = theme::semibold(theme::SMALL - 0.5);
    let badge = painter.layout_no_wrap(state, font, color);
    let size = badge.size() + vec2(14.0, 5.0);
    let pill = Rect::from_min_size(pos2(left, rect.top() + 86.0), size);
    painter.rect_filled(pill, CornerRadius::same(5), ground);
    painter.galley(pill.min + vec2(7.0, 2.5), badge, color);
    if !column.start.is_empty() {
        let text = t!("versions.digest", start = column.start);
        let at = pos2(pill.right() + theme::S8, pill.center().y);
        let font = theme::regular(theme::SMALL);
        let galley = fitted(ui, &text, font, t.secondary, right - at.x, 1);
        let at = at - vec2(0.0, galley.size().y / 2.0);
        painter.galley(at, galley, t.secondary);
    }
    focus_ring(ui, &response);
    if can_choose {
        response.on_hover_cursor(CursorIcon::PointingHand)
    } else {
        response
    }
}

/// Draws a criterion over all versions; where they differ, with the levels in words.
pub(super) fn row_ui(ui: &mut Ui, row: &Row, (whole, each, n_shown): (f32, f32, usize)) {
    let t = tokens(ui);
    let small = theme::regular(theme::SMALL);
    let font = if row.is_apart {
        theme::medium(14.0)
    } else {
        theme::regular(14.0)
    };
    let color = if row.is_apart { t.ink } else { t.secondary };
    let title = fitted(ui, &row.title, font, color, TITLES - 44.0, 2);
    let has_points = row.cells.iter().any(|cell| !cell.points.is_empty());
    let indent = if has_points { 44.0 } else { 0.0 };
    let cells: Vec<_> = (row.cells.iter().take(n_shown))
        .map(|cell| {
            let says = row.is_apart || n_shown == 1 || !has_points;
            let mut text = if says {
                cell.level.clone()
            } else {
                String::new()
            };
            if !cell.note.is_empty() && (row.is_apart || n_shown == 1) {
                text = format!("{text}\n{}", t!("versions.note", text = cell.note));
            }
            let galley = fitted(ui, &text, small.clone(), t.ink, each - indent - 16.0, 6);
            (&cell.points, galley)
        })
        .collect();
    let tallest = cells
        .iter()
        .map(|(_, galley)| galley.size().y)
        .fold(title.size().y, f32::max);
    let size = vec2(whole, (tallest + 12.0).max(30.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let texts: Vec<_> = row.cells.iter().take(n_shown).map(spoken).collect();
        let key = if row.is_apart {
            "versions.spoken_apart"
        } else {
            "versions.spoken_same"
        };
        let label = t!(key, title = row.title, cells = texts.join("; "));
        WidgetInfo::labeled(Role::Label, true, &*label)
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter();
    if row.is_apart {
        painter.rect_filled(rect, 0, t.amber_bg);
        let at = pos2(rect.left() + 14.0, rect.top() + 6.0);
        let sign = theme::bold(theme::BODY);
        painter.text(at, Align2::CENTER_TOP, "≠", sign, t.amber);
    }
    let line = Stroke::new(1.0, t.hairline);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, line);
    painter.galley(rect.min + vec2(28.0, 6.0), title, color);
    for (idx, (points, galley)) in cells.into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a few versions")]
        let left = rect.left() + TITLES + each * idx as f32;
        if !points.is_empty() {
            let font = if row.is_apart {
                theme::bold(theme::BODY)
            } else {
                theme::regular(14.0)
            };
            let number = tabular(ui, points, &font, color);
            let at = pos2(left + 34.0 - number.size().x, rect.top() + 5.0);
            painter.galley(at, number, color);
        }
        painter.galley(pos2(left + indent, rect.top() + 7.0), galley, t.ink);
    }
}

fn spoken(cell: &Cell) -> String {
    let mut parts = Vec::new();
    if !cell.points.is_empty() {
        parts.push(cell.points.clone());
    }
    for text in [&cell.level, &cell.note] {
        if !text.is_empty() {
            parts.push(text.clone());
        }
    }
    parts.join(", ")
}
