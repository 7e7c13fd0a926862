//! Titles of parts and sections; those of what is in sight stick to the top.

use egui::{Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};
use rust_i18n::t;

use crate::model::criteria::{Part, Section};
use crate::model::points::Points;
use crate::ui::theme::{self, S16, S24};

use super::criterion_block::text_ui;
use super::lines::{lay_out, paint_left, paint_right};
use super::sheet_column::sheet_width;
use super::view::SheetView;

/// Height of the two titles that stick to the top.
pub(super) const PART_HEIGHT: f32 = 36.0;
pub(super) const SECTION_HEIGHT: f32 = 36.0;

/// Draws a line with a text at the left and points at the right.
pub(super) fn line_ui(
    ui: &mut Ui,
    text: &str,
    points: &str,
    height: f32,
    font: egui::FontId,
) -> Rect {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let points = lay_out(
        ui,
        points,
        theme::semibold(theme::SMALL),
        t.secondary,
        160.0,
        1,
    );
    let text = lay_out(
        ui,
        text,
        font,
        t.ink,
        rect.width() - points.size().x - S24,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
    paint_right(ui, &points, rect.right(), rect.center().y);
    rect
}

pub(super) fn part_head_ui(ui: &mut Ui, view: &SheetView<'_>, part: &Part) -> f32 {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), PART_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, part_text(part)));
    paint_part_head(ui, view, part, rect);
    rect.top()
}

fn part_text(part: &Part) -> String {
    t!("scoring.part", code = part.code, title = part.title).into_owned()
}

fn paint_part_head(ui: &Ui, view: &SheetView<'_>, part: &Part, rect: Rect) {
    let t = theme::tokens(ui);
    let points = view
        .total
        .parts
        .iter()
        .find(|total| total.code == part.code)
        .map_or(Points::ZERO, |total| total.points);
    let points = format!("{points} / {}", part.max);
    let points = lay_out(ui, &points, theme::bold(theme::BODY), t.ink, 120.0, 1);
    paint_right(ui, &points, rect.right(), rect.center().y);
    let width = rect.width() - points.size().x - S24 - S16;
    let text = lay_out(
        ui,
        &part_text(part),
        theme::bold(theme::BODY),
        t.ink,
        width,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
    ui.painter().hline(
        rect.left() + S16..=rect.right(),
        rect.bottom() - 1.0,
        Stroke::new(2.0, t.ink),
    );
}

pub(super) fn section_head_ui(ui: &mut Ui, view: &SheetView<'_>, section: &Section) -> f32 {
    let (rect, _) = ui.allocate_exact_size(
        Vec2::new(ui.available_width(), SECTION_HEIGHT),
        Sense::hover(),
    );
    paint_section_head(ui, view, section, rect);
    rect.top()
}

fn paint_section_head(ui: &Ui, view: &SheetView<'_>, section: &Section, rect: Rect) {
    let t = theme::tokens(ui);
    let points = view
        .total
        .sections
        .get(&section.code)
        .copied()
        .unwrap_or(Points::ZERO);
    let points = format!("{points} / {}", section.max);
    let points = lay_out(
        ui,
        &points,
        theme::semibold(theme::SMALL),
        t.secondary,
        120.0,
        1,
    );
    paint_right(ui, &points, rect.right(), rect.center().y);
    let text = format!("{} · {}", section.code, section.title.to_uppercase());
    let width = rect.width() - points.size().x - S24 - S16;
    let text = lay_out(
        ui,
        &text,
        theme::semibold(theme::SMALL),
        t.secondary,
        width,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
}

pub(super) fn section_notes_ui(ui: &mut Ui, section: &Section) {
    let t = theme::tokens(ui);
    if let Some(binds_only) = &section.binds_only {
        text_ui(
            ui,
            &t!("scoring.section.binds_only", whom = binds_only),
            t.secondary,
        );
    }
    for note in &section.notes {
        text_ui(ui, note, t.secondary);
    }
    for exclusion in &section.exclusions {
        text_ui(
            ui,
            &t!("scoring.criterion.ground", text = exclusion.text),
            t.red,
        );
    }
}

/// Keeps the heads of the part and the section in view while their criteria scroll by.
pub(super) fn sticky_ui(
    ui: &Ui,
    view: &SheetView<'_>,
    viewport: Rect,
    heads: &[(f32, f32, &Part, &Section)],
) {
    let t = theme::tokens(ui);
    let top = viewport.top();
    let Some(first) = heads.first() else { return };
    if first.0 >= top {
        return;
    }
    // The section whose head has passed the place where it sticks.
    let current = heads
        .iter()
        .rev()
        .find(|head| head.1 <= top + PART_HEIGHT)
        .unwrap_or(first);
    let width = sheet_width(viewport.width());
    let part = Rect::from_min_size(
        viewport.min,
        Vec2::new(width.min(viewport.width()), PART_HEIGHT),
    );
    let section = Rect::from_min_size(part.left_bottom(), Vec2::new(part.width(), SECTION_HEIGHT));
    let painter = ui.painter();
    let ground = Rect::from_min_max(viewport.min, pos2(viewport.right(), section.bottom()));
    painter.rect_filled(ground, 0, t.surface);
    paint_part_head(ui, view, current.2, part);
    paint_section_head(ui, view, current.3, section);
    painter.hline(
        section.left() + S16..=section.right(),
        section.bottom(),
        Stroke::new(1.0, t.hairline),
    );
}
