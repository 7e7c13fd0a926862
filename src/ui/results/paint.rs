//! What stands in the cells of a row of the matrix.

use egui::{CornerRadius, Rect, Ui, pos2, vec2};
use rust_i18n::t;

use crate::ui::theme::{self, tokens};
use crate::ui::widgets;
use crate::words;

use super::kit;
use super::measure::{Cells, Measure};
use super::rows::{Apart, Cell, ConclusionState, Row};

const STAR: f32 = 17.0;

/// The part of a cell in which its number stands: all of it, or the first line of a tall row.
pub(super) fn line_one(rect: Rect, measure: &Measure) -> Rect {
    if measure.reason.is_some() {
        return rect;
    }
    let mut line = rect;
    line.max.y = rect.min.y + 29.0;
    line
}

pub(super) fn paint_names(ui: &Ui, row: &Row, cells: &Cells, measure: &Measure) {
    let t = tokens(ui);
    let line = line_one(cells.product, measure);
    let number = widgets::tabular(
        ui,
        &row.number.to_string(),
        &theme::regular(theme::BODY),
        t.faint,
    );
    let at = pos2(cells.number.right() - 12.0, line.center().y);
    kit::paint_right(ui, at, number);
    let left = cells.product.left() + 4.0;
    if measure.reason.is_some() {
        let name = widgets::fitted(
            ui,
            &row.name,
            theme::medium(theme::BODY),
            t.ink,
            cells.product.width() - 16.0,
            2,
        );
        let at = pos2(left, line.center().y - name.size().y / 2.0);
        ui.painter().galley(at, name, t.ink);
        return;
    }
    let name = widgets::fitted(
        ui,
        &row.name,
        theme::medium(theme::BODY),
        t.ink,
        cells.product.width() - 16.0,
        1,
    );
    let at = pos2(left, line.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, t.ink);
    // The second line is free up to the conclusion, save where the spread says that it is over.
    let end = if row.is_over {
        cells.members
    } else {
        cells.stars
    };
    let width = end.right() - left - 8.0;
    let color = if row.is_over { t.amber } else { t.secondary };
    let reason = widgets::fitted(
        ui,
        &words::capitalized(&row.reason),
        theme::regular(theme::SMALL),
        color,
        width,
        1,
    );
    let at = pos2(left, cells.product.bottom() - 6.0 - reason.size().y);
    ui.painter().galley(at, reason, color);
}

pub(super) fn paint_cell(
    ui: &Ui,
    painter: &egui::Painter,
    cell: &Cell,
    rect: Rect,
    is_narrow: bool,
) {
    let t = tokens(ui);
    let right = rect.right() - 8.0;
    let (ground, color, font) = match cell.apart {
        Apart::Most => (Some(strong_amber(ui)), t.amber, theme::bold(theme::BODY)),
        Apart::InPair => (None, t.amber, theme::medium(theme::BODY)),
        Apart::No => (None, t.ink, theme::regular(theme::BODY)),
    };
    // A low cell has room for a number or a word; the reason below the name then says the other.
    let total = cell
        .total
        .as_ref()
        .filter(|_| !(is_narrow && cell.is_again));
    let word = cell.word.as_ref().filter(|_| !is_narrow || total.is_none());
    if let Some(ground) = ground.filter(|_| total.is_some()) {
        painter.rect_filled(rect.shrink2(vec2(1.5, 3.0)), CornerRadius::same(4), ground);
    }
    let small = theme::regular(11.5);
    if let Some(total) = total {
        let galley = widgets::tabular(ui, total, &font, color);
        let size = galley.size();
        let lift = if word.is_some() { 6.5 } else { 0.0 };
        let at = pos2(right - size.x, rect.center().y - size.y / 2.0 - lift);
        painter.galley(at, galley, color);
        if let Some(word) = word {
            let galley = painter.layout_no_wrap(word.clone(), small, color);
            let at = pos2(right - galley.size().x, rect.center().y + 1.5);
            painter.galley(at, galley, color);
        }
    } else if let Some(word) = word {
        // Words that do not fit beside those of the next cell take two rows.
        let width = rect.width() - 10.0;
        let mut job = egui::text::LayoutJob::simple(word.clone(), small, t.secondary, width);
        job.halign = egui::Align::RIGHT;
        job.wrap.max_rows = 2;
        let galley = painter.layout_job(job);
        let at = pos2(right, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, t.secondary);
    }
}

fn strong_amber(ui: &Ui) -> egui::Color32 {
    let t = tokens(ui);
    kit::mix(t.amber_bg, t.star, 0.14)
}

pub(super) fn paint_results(ui: &Ui, row: &Row, cells: &Cells, measure: &Measure) {
    let t = tokens(ui);
    let spread = line_one(cells.spread, measure);
    let right = |rect: Rect| rect.right_center() - vec2(10.0, 0.0);
    if let Some(points) = row.spread {
        let text = points.to_string();
        if row.is_over {
            let ground = cells.spread.shrink2(vec2(2.0, 3.0));
            ui.painter()
                .rect_filled(ground, CornerRadius::same(4), strong_amber(ui));
            let galley = widgets::tabular(ui, &text, &theme::bold(theme::BODY), t.amber);
            let lift = if measure.reason.is_some() { 6.5 } else { 0.0 };
            kit::paint_right(ui, right(spread) - vec2(0.0, lift), galley);
            let word = t!("results.cell.over");
            let galley = widgets::fitted(ui, &word, theme::regular(11.5), t.amber, 80.0, 1);
            let below = cells.spread.right_bottom() - vec2(10.0, 14.0);
            kit::paint_right(ui, below, galley);
        } else {
            let galley = widgets::tabular(ui, &text, &theme::regular(theme::BODY), t.ink);
            kit::paint_right(ui, right(spread), galley);
        }
    } else {
        word_right(ui, right(spread), &t!("results.cell.none"));
    }
    let mean = line_one(cells.mean, measure);
    match &row.mean {
        Some(text) => {
            let galley = widgets::tabular(ui, text, &theme::bold(theme::SECTION), t.ink);
            kit::paint_right(ui, right(mean), galley);
        }
        None => word_right(ui, right(mean), &t!("results.cell.no_mean")),
    }
    let stars = line_one(cells.stars, measure);
    let at = stars.left_center() + vec2(10.0, 0.0);
    match row.rank {
        Some(rank) => kit::paint_stars(ui, at, rank.stars(), row.is_potential, STAR),
        None => {
            let text = if row.is_excluded {
                t!("results.rank.excluded")
            } else {
                t!("results.rank.none")
            };
            let color = if row.is_excluded { t.red } else { t.secondary };
            let galley = widgets::fitted(
                ui,
                &text,
                theme::regular(theme::SMALL),
                color,
                stars.width() - 10.0,
                1,
            );
            ui.painter()
                .galley(at - vec2(0.0, galley.size().y / 2.0), galley, color);
        }
    }
    if let Some(rect) = cells.reason {
        let color = if row.is_over { t.amber } else { t.secondary };
        let galley = widgets::fitted(
            ui,
            &words::capitalized(&row.reason),
            theme::regular(theme::SMALL),
            color,
            rect.width() - 14.0,
            2,
        );
        let at = pos2(rect.left() + 6.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }
    paint_conclusion(ui, row, cells.conclusion, measure);
}

fn word_right(ui: &Ui, at: egui::Pos2, word: &str) {
    let t = tokens(ui);
    let galley = widgets::fitted(
        ui,
        word,
        theme::regular(theme::SMALL - 0.5),
        t.secondary,
        90.0,
        1,
    );
    kit::paint_right(ui, at, galley);
}

fn paint_conclusion(ui: &Ui, row: &Row, rect: Rect, measure: &Measure) {
    let t = tokens(ui);
    let (color, ground, font) = match row.conclusion {
        ConclusionState::None => (t.secondary, None, theme::regular(theme::SMALL)),
        ConclusionState::Agrees(_) => (t.green, None, theme::semibold(theme::SMALL)),
        ConclusionState::Differs(_) => (t.amber, Some(t.amber_bg), theme::semibold(theme::SMALL)),
        ConclusionState::Outdated(_) => (t.red, Some(t.red_bg), theme::semibold(theme::SMALL)),
    };
    let line = line_one(rect, measure);
    let galley = widgets::fitted(
        ui,
        &row.conclusion.text(),
        font,
        color,
        rect.width() - 22.0,
        2,
    );
    let at = pos2(rect.left() + 14.0, line.center().y - galley.size().y / 2.0);
    if let Some(ground) = ground {
        let back = Rect::from_min_size(at, galley.size()).expand2(vec2(6.0, 3.0));
        ui.painter()
            .rect_filled(back, CornerRadius::same(4), ground);
    }
    ui.painter().galley(at, galley, color);
}
