//! The matrix: products by members, with spread, mean, stars and conclusion.
//!
//! Only the rows in sight are drawn. The first and last columns stay; where the members do not fit
//! between them, they move sideways. Each row is one accessible sentence ([`Row::spoken`]).

use egui::{
    Align2, CornerRadius, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};
use rust_i18n::t;

use crate::ui::theme::{self, tokens};
use crate::ui::widgets;

use super::kit;
use super::measure::{Cells, Measure, measure_width};
use super::paint::{line_one, paint_cell, paint_names, paint_results};
use super::rows::{Column, Row, SortBy};

const HEADER_H: f32 = 36.0;

/// What a person did in the matrix in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Chose the row at this position of the shown order.
    Select(usize),
    /// Opened the row at this position.
    Open(usize),
    /// Opened the sheet of the member in this column for the row at this position.
    OpenSheet(usize, usize),
    /// Asked for another order.
    Sort(SortBy),
}

/// Where the matrix has been scrolled to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scroll {
    /// Down.
    pub y: f32,
    /// Height of what was in sight.
    pub height: f32,
    /// The members sideways.
    pub members_x: f32,
    /// Whether the chosen row must come into sight.
    pub reveal: bool,
}

impl Scroll {
    /// Returns where to scroll to so that the chosen row, of rows of `row_h`, comes into sight, where
    /// it must and is not.
    pub(super) fn offset_of(&mut self, ui: &Ui, chosen: Option<usize>, row_h: f32) -> Option<f32> {
        // The height is known from the second frame on.
        if self.reveal && self.height == 0.0 {
            ui.ctx().request_repaint();
            return None;
        }
        let is_asked = std::mem::take(&mut self.reveal);
        let chosen = chosen.filter(|_| is_asked)?;
        let top = chosen as f32 * row_h;
        let bottom = top + row_h;
        if top < self.y {
            return Some(top);
        }
        let is_below = bottom > self.y + self.height && self.height > 0.0;
        // A little of the next row shows that there is one.
        is_below.then_some(bottom - self.height + row_h * 0.4)
    }

    /// Keeps where the rows were scrolled to.
    pub(super) fn keep<R>(&mut self, output: &egui::scroll_area::ScrollAreaOutput<R>) {
        self.y = output.state.clamped_offset().y;
        self.height = output.inner_rect.height();
    }
}

/// What the matrix draws.
pub(super) struct Matrix<'a> {
    /// The members.
    pub columns: &'a [Column],
    /// All rows.
    pub rows: &'a [Row],
    /// Positions of the rows that are shown, in order.
    pub order: &'a [usize],
    /// Position in `order` of the chosen row.
    pub chosen: Option<usize>,
    /// What they are sorted by.
    pub sort: SortBy,
    /// Whether the other way round.
    pub reverse: bool,
}

impl Matrix<'_> {
    /// Draws the matrix over the space there is.
    pub(super) fn ui(&self, ui: &mut Ui, scroll: &mut Scroll) -> Option<Deed> {
        let t = tokens(ui);
        let outer = ui.available_rect_before_wrap();
        ui.painter().rect(
            outer,
            CornerRadius::same(8),
            t.surface,
            Stroke::new(1.0, t.hairline),
            StrokeKind::Inside,
        );
        let bar = bar_width(ui);
        let measure = Measure::new(outer.width() - bar, self.columns.len());
        self.move_members(ui, outer, &measure, scroll);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut deed = self.header_ui(ui, outer.width() - bar, &measure, scroll);
        let below_header = ui.cursor().top();
        let n = self.order.len();
        let mut area = egui::ScrollArea::vertical()
            .id_salt("results-matrix")
            .auto_shrink([false, false]);
        if let Some(offset) = scroll.offset_of(ui, self.chosen, measure.row_h) {
            area = area.vertical_scroll_offset(offset);
        }
        if n == 0 {
            ui.add_space(theme::S16);
            ui.horizontal(|ui| {
                ui.add_space(theme::S16);
                widgets::secondary(ui, &t!("results.filter.nothing"));
            });
        }
        let output = area.show_rows(ui, measure.row_h, n, |ui, range| {
            for place in range {
                if let Some(row) = self.order.get(place).and_then(|&idx| self.rows.get(idx)) {
                    let found = self.row_ui(ui, row, place, &measure, scroll);
                    deed = found.or(deed);
                }
            }
        });
        let line = Stroke::new(1.0, t.hairline);
        ui.painter().hline(outer.x_range(), below_header, line);
        ui.painter().rect_stroke(
            outer,
            CornerRadius::same(8),
            Stroke::new(1.0, t.hairline),
            StrokeKind::Inside,
        );
        scroll.keep(&output);
        deed
    }

    fn move_members(&self, ui: &Ui, outer: Rect, measure: &Measure, scroll: &mut Scroll) {
        let most = (measure.member * self.columns.len() as f32 - measure.members_view).max(0.0);
        if ui.rect_contains_pointer(outer) {
            scroll.members_x -= ui.input(|input| input.smooth_scroll_delta().x);
        }
        scroll.members_x = scroll.members_x.clamp(0.0, most);
    }

    fn header_ui(
        &self,
        ui: &mut Ui,
        width: f32,
        measure: &Measure,
        scroll: &mut Scroll,
    ) -> Option<Deed> {
        let t = tokens(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(width, HEADER_H), Sense::hover());
        let cells = Cells::new(rect, measure);
        let mut deed = None;
        let mut heads = vec![
            (
                cells.number,
                t!("results.column.number"),
                SortBy::Agenda,
                true,
            ),
            (
                cells.product,
                t!("results.column.product"),
                SortBy::Name,
                false,
            ),
            (
                cells.spread,
                t!("results.column.spread"),
                SortBy::Spread,
                true,
            ),
            (cells.mean, t!("results.column.mean"), SortBy::Mean, true),
            (cells.stars, t!("results.column.stars"), SortBy::Rank, false),
        ];
        heads.push((
            cells.conclusion,
            t!("results.column.conclusion"),
            SortBy::Conclusion,
            false,
        ));
        if let Some(rect) = cells.reason {
            let text = t!("results.column.reason");
            let galley = widgets::fitted(
                ui,
                &text,
                theme::semibold(theme::SMALL),
                t.secondary,
                rect.width(),
                1,
            );
            let at = rect.left_center() + vec2(6.0, -galley.size().y / 2.0);
            ui.painter().galley(at, galley, t.secondary);
        }
        for (rect, text, sort, is_right) in heads {
            if self.head_ui(ui, rect, &text, sort, is_right) {
                deed = Some(Deed::Sort(sort));
            }
        }
        self.member_heads_ui(ui, &cells, measure, scroll);
        deed
    }

    fn head_ui(&self, ui: &Ui, rect: Rect, text: &str, sort: SortBy, is_right: bool) -> bool {
        let t = tokens(ui);
        let id = ui.scope_id().with(("results-head", text));
        let response = ui.interact(rect, id, Sense::click());
        let is_sorted = self.sort == sort && (sort != SortBy::Agenda || self.reverse);
        let shown = match (is_sorted, self.reverse) {
            (false, _) => text.to_owned(),
            (true, false) => format!("{text} ↓"),
            (true, true) => format!("{text} ↑"),
        };
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::ColumnHeader,
                true,
                t!("results.sort_by", column = text),
            )
        });
        let color = if response.hovered() || is_sorted {
            t.ink
        } else {
            t.secondary
        };
        let galley = widgets::fitted(
            ui,
            &shown,
            theme::semibold(theme::SMALL),
            color,
            rect.width() - 8.0,
            1,
        );
        if is_right {
            kit::paint_right(ui, rect.right_center() - vec2(10.0, 0.0), galley);
        } else {
            let inset = if sort == SortBy::Name { 4.0 } else { 12.0 };
            let at = rect.left_center() + vec2(inset, -galley.size().y / 2.0);
            ui.painter().galley(at, galley, color);
        }
        widgets::focus_ring(ui, &response);
        response.on_hover_cursor(CursorIcon::PointingHand).clicked()
    }

    fn member_heads_ui(&self, ui: &mut Ui, cells: &Cells, measure: &Measure, scroll: &mut Scroll) {
        let t = tokens(ui);
        let painter = ui
            .painter()
            .with_clip_rect(cells.members.intersect(ui.clip_rect()));
        for (idx, column) in self.columns.iter().enumerate() {
            let rect = cells.member(measure, scroll, idx);
            let visible = rect.intersect(cells.members);
            if visible.width() <= 0.0 {
                continue;
            }
            let id = ui.scope_id().with(("results-member", column.member_id));
            let response = ui.interact(visible, id, Sense::hover());
            let label = format!("{}: {}", column.short, column.name);
            response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &label));
            painter.text(
                rect.right_center() - vec2(8.0, 0.0),
                Align2::RIGHT_CENTER,
                &column.short,
                theme::semibold(theme::SMALL - 0.5),
                t.secondary,
            );
            response.on_hover_text(label);
        }
        let most = measure.member * self.columns.len() as f32 - measure.members_view;
        if most > 0.5 {
            self.member_moves_ui(ui, cells, measure, scroll, most);
        }
    }

    /// Two buttons at the edges of the members, where not all fit.
    fn member_moves_ui(
        &self,
        ui: &Ui,
        cells: &Cells,
        measure: &Measure,
        scroll: &mut Scroll,
        most: f32,
    ) {
        let t = tokens(ui);
        let page = (measure.members_view - measure.member).max(measure.member);
        for (is_left, label) in [
            (true, t!("results.members_left")),
            (false, t!("results.members_right")),
        ] {
            let can = if is_left {
                scroll.members_x > 0.5
            } else {
                scroll.members_x < most - 0.5
            };
            if !can {
                continue;
            }
            let x = if is_left {
                cells.members.left()
            } else {
                cells.members.right() - 18.0
            };
            let rect = Rect::from_min_size(
                pos2(x, cells.members.top() + 1.0),
                vec2(18.0, HEADER_H - 2.0),
            );
            let response = ui.interact(
                rect,
                ui.scope_id().with(("results-move", is_left)),
                Sense::click(),
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*label));
            ui.painter()
                .rect_filled(rect, CornerRadius::ZERO, t.neutral_bg);
            let glyph = if is_left { "◀" } else { "▶" };
            ui.painter().text(
                rect.center(),
                Align2::CENTER_CENTER,
                glyph,
                theme::regular(11.0),
                t.ink,
            );
            if response.on_hover_text(&*label).clicked() {
                scroll.members_x += if is_left { -page } else { page };
            }
        }
    }

    fn row_ui(
        &self,
        ui: &mut Ui,
        row: &Row,
        place: usize,
        measure: &Measure,
        scroll: &Scroll,
    ) -> Option<Deed> {
        let t = tokens(ui);
        let is_chosen = self.chosen == Some(place);
        let width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(vec2(width, measure.row_h), Sense::hover());
        let id = ui.scope_id().with(row.product_id);
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_chosen, &row.spoken));
        let mut inner = rect;
        inner.max.x = rect.left() + measure_width(measure);
        let ground = if is_chosen {
            t.green_bg
        } else if response.hovered() {
            t.hover
        } else {
            t.surface
        };
        // The ground runs on below the scroll bar.
        let mut paint = rect.shrink2(vec2(1.0, 0.0));
        paint.max.x = inner.max.x + bar_width(ui) - 1.0;
        let clip = Rect::from_x_y_ranges(paint.x_range(), ui.clip_rect().y_range());
        let painter = ui.painter().with_clip_rect(clip);
        painter.rect_filled(paint, CornerRadius::ZERO, ground);
        if is_chosen {
            let mut mark = paint;
            mark.set_width(3.0);
            painter.rect_filled(mark, CornerRadius::ZERO, t.accent);
        }
        painter.hline(
            paint.x_range(),
            rect.bottom() - 0.5,
            Stroke::new(1.0, t.hairline),
        );
        let cells = Cells::new(inner, measure);
        paint_names(ui, row, &cells, measure);
        let members = ui
            .painter()
            .with_clip_rect(cells.members.intersect(ui.clip_rect()));
        for (idx, cell) in row.cells.iter().enumerate() {
            let at = cells.member(measure, scroll, idx);
            if at.intersects(cells.members) {
                paint_cell(
                    ui,
                    &members,
                    cell,
                    line_one(at, measure),
                    measure.reason.is_none(),
                );
            }
        }
        paint_results(ui, row, &cells, measure);
        let pointer = response.hover_pos();
        let over = pointer.and_then(|pos| {
            let column = |idx: &usize| {
                cells.members.contains(pos) && cells.member(measure, scroll, *idx).contains(pos)
            };
            (0..row.cells.len()).find(column)
        });
        let response = match over.and_then(|idx| row.cells.get(idx)) {
            Some(cell) => response.on_hover_text_at_pointer(&cell.hint),
            None => response.on_hover_text_at_pointer(format!(
                "{} · {}\n{}",
                row.name, row.applicant, row.reason
            )),
        };
        if response.double_clicked() {
            return Some(over.map_or(Deed::Open(place), |idx| Deed::OpenSheet(place, idx)));
        }
        response.clicked().then_some(Deed::Select(place))
    }
}

/// The room that the scroll bar needs.
fn bar_width(ui: &Ui) -> f32 {
    ui.spacing().scroll.bar_width + 2.0
}
