//! The criteria on which the counted sheets differ most, as a small map of criteria by members.

use egui::{Align2, CornerRadius, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rust_i18n::t;

use crate::model::criteria::ProductSet;
use crate::model::ids::MemberId;
use crate::model::points::Points;
use crate::rules::review::Difference;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets;

use super::kit;
use super::rows::Column;

const ROW_H: f32 = 30.0;
const LABEL_SHARE: f32 = 0.38;
const CELL_W: std::ops::RangeInclusive<f32> = 22.0..=46.0;
const SPREAD_W: f32 = 46.0;

/// How many criteria are shown until more are asked for.
pub(super) const FEW: usize = 6;

/// Draws the map; `marked` are the members whose totals are farthest apart.
pub(super) fn heat_ui(
    ui: &mut Ui,
    set: &ProductSet,
    differences: &[Difference],
    columns: &[Column],
    marked: &[MemberId],
    shows_all: &mut bool,
) {
    if differences.is_empty() {
        ui.label(kit::secondary(ui, &t!("results.heat.none")));
        return;
    }
    // Only members whose sheets count have points; the others have their words in the matrix.
    let counted: Vec<&Column> = columns
        .iter()
        .filter(|column| {
            differences[0]
                .points
                .iter()
                .any(|(id, _)| *id == column.member_id)
        })
        .collect();
    let width = ui.available_width();
    let label_w = (width * LABEL_SHARE).max(120.0);
    let room = width - label_w - SPREAD_W;
    let cell_w = (room / counted.len().max(1) as f32).clamp(*CELL_W.start(), *CELL_W.end());
    let measure = (label_w, cell_w);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        header_ui(ui, &counted, marked, measure);
        let n = if *shows_all { differences.len() } else { FEW };
        for difference in differences.iter().take(n) {
            row_ui(ui, set, difference, &counted, measure);
        }
    });
    if differences.len() > FEW {
        let text = if *shows_all {
            t!("results.heat.fewer", n = FEW)
        } else {
            t!("results.heat.more", n = differences.len() - FEW)
        };
        if widgets::quiet_button(ui, &text).clicked() {
            *shows_all = !*shows_all;
        }
    }
}

fn header_ui(ui: &mut Ui, counted: &[&Column], marked: &[MemberId], (label_w, cell_w): (f32, f32)) {
    let t = tokens(ui);
    let width = label_w + cell_w * counted.len() as f32 + SPREAD_W;
    let (rect, _) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    for (idx, column) in counted.iter().enumerate() {
        let center = pos2(
            rect.left() + label_w + cell_w * (idx as f32 + 0.5),
            rect.center().y,
        );
        let (font, color) = if marked.contains(&column.member_id) {
            (theme::bold(theme::SMALL - 1.0), t.amber)
        } else {
            (theme::regular(theme::SMALL - 1.0), t.secondary)
        };
        let short = if cell_w < 34.0 {
            column
                .short
                .trim_start_matches(|c: char| !c.is_ascii_digit())
        } else {
            &column.short
        };
        ui.painter()
            .text(center, Align2::CENTER_CENTER, short, font, color);
    }
    ui.painter().text(
        pos2(rect.right() - 8.0, rect.center().y),
        Align2::RIGHT_CENTER,
        t!("results.heat.spread"),
        theme::regular(theme::SMALL - 1.0),
        t.secondary,
    );
}

fn row_ui(
    ui: &mut Ui,
    set: &ProductSet,
    difference: &Difference,
    counted: &[&Column],
    (label_w, cell_w): (f32, f32),
) {
    let t = tokens(ui);
    let width = label_w + cell_w * counted.len() as f32 + SPREAD_W;
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_H), Sense::hover());
    let title = set
        .criterion(difference.code)
        .map_or("", |criterion| criterion.title.as_str());
    let label = format!("{} {title}", difference.code);
    let points: Vec<Option<Points>> = counted
        .iter()
        .map(|column| {
            let found = difference
                .points
                .iter()
                .find(|(id, _)| *id == column.member_id);
            found.map(|(_, points)| *points)
        })
        .collect();
    let middle = usual(difference);
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Row,
            true,
            spoken(&label, counted, &points, difference),
        )
    });
    let name = widgets::fitted(
        ui,
        &label,
        theme::regular(theme::BODY - 1.0),
        t.ink,
        label_w - 12.0,
        1,
    );
    let at = pos2(rect.left(), rect.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, t.ink);
    let widest = difference.spread.hundredths().max(1) as f32;
    for (idx, points) in points.iter().enumerate() {
        let left = rect.left() + label_w + cell_w * idx as f32;
        let cell = egui::Rect::from_min_size(pos2(left, rect.top()), vec2(cell_w, ROW_H))
            .shrink2(vec2(1.5, 1.0));
        let Some(points) = points else { continue };
        let away = points.abs_diff(middle).hundredths() as f32 / widest;
        let (ground, color, font) = if away > 0.0 {
            let strong = kit::mix(t.amber_bg, t.star, 0.28);
            (
                kit::mix(t.amber_bg, strong, away),
                t.ink,
                theme::semibold(theme::BODY - 1.0),
            )
        } else {
            (t.neutral_bg, t.secondary, theme::regular(theme::BODY - 1.0))
        };
        ui.painter()
            .rect_filled(cell, CornerRadius::same(4), ground);
        if away >= 1.0 {
            let line = Stroke::new(1.5, t.amber);
            ui.painter()
                .rect_stroke(cell, CornerRadius::same(4), line, egui::StrokeKind::Inside);
        }
        ui.painter()
            .text(cell.center(), Align2::CENTER_CENTER, points, font, color);
    }
    let spread = widgets::tabular(
        ui,
        &difference.spread.to_string(),
        &theme::bold(theme::BODY - 1.0),
        t.ink,
    );
    kit::paint_right(ui, pos2(rect.right() - 8.0, rect.center().y), spread);
    response.on_hover_text_at_pointer(label);
}

fn spoken(
    label: &str,
    counted: &[&Column],
    points: &[Option<Points>],
    difference: &Difference,
) -> String {
    let mut text = label.to_owned();
    for (column, points) in counted.iter().zip(points) {
        if let Some(points) = points {
            text = format!("{text}, {} {points}", column.short);
        }
    }
    format!(
        "{text}, {} {}",
        t!("results.heat.spread"),
        difference.spread
    )
}

/// Returns the points most sheets have; of equally many, those nearest the middle.
fn usual(difference: &Difference) -> Points {
    let mut sorted: Vec<Points> = difference
        .points
        .iter()
        .map(|(_, points)| *points)
        .collect();
    sorted.sort_unstable();
    let median = sorted
        .get(sorted.len() / 2)
        .copied()
        .unwrap_or(Points::ZERO);
    let count = |points: Points| sorted.iter().filter(|&&other| other == points).count();
    sorted
        .iter()
        .copied()
        .max_by_key(|&points| (count(points), std::cmp::Reverse(points.abs_diff(median))))
        .unwrap_or(median)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::code;

    #[track_caller]
    fn check_usual(points: &[i64], expected: i64) {
        let ids = (1..).map(MemberId::from_bits);
        let difference = Difference {
            code: code("1.1"),
            spread: Points::whole(1),
            points: ids.zip(points.iter().map(|&n| Points::whole(n))).collect(),
        };
        assert_eq!(usual(&difference), Points::whole(expected));
    }

    #[test]
    fn the_usual_points_are_those_of_most_sheets() {
        check_usual(&[5, 5, 2, 5, 3], 5);
        check_usual(&[1, 2, 3], 2);
        check_usual(&[3, 3, 3, 1, 1], 3);
    }
}
