//! The list of products: how far each sheet has come.

use egui::{
    Color32, CornerRadius, Galley, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use rust_i18n::t;
use std::sync::Arc;

use super::progress::{Progress, Row, RowState};
use super::{PacketScreen, open};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{fitted, focus_ring, tabular};
use crate::ui::{Action, ViewCtx};
use crate::words::{Lang, codes_text};

const ROW_H: f32 = 60.0;
const HEADER_H: f32 = 32.0;
const NUMBER_W: f32 = 48.0;
const MISSING_W: f32 = 176.0;
const PROGRESS_W: f32 = 140.0;
const POINTS_W: f32 = 64.0;
const STATE_W: f32 = 140.0;
/// Room at the right for the scroll bar.
const BAR: f32 = 16.0;

/// Where the columns of a row stand; some are left out where there is no room for them.
struct Cells {
    number: Rect,
    product: Rect,
    missing: Option<Rect>,
    progress: Option<Rect>,
    points: Rect,
    state: Rect,
}

impl Cells {
    fn new(row: Rect) -> Self {
        let mut right = row.right() - BAR;
        let mut cut = |width: f32| {
            let cell =
                Rect::from_min_max(pos2(right - width, row.top()), pos2(right, row.bottom()));
            right -= width;
            cell
        };
        let state = cut(STATE_W);
        let points = cut(POINTS_W);
        let progress = (row.width() > 560.0).then(|| cut(PROGRESS_W));
        let missing = (row.width() > 820.0).then(|| cut(MISSING_W));
        let left = row.left() + NUMBER_W;
        Self {
            number: Rect::from_min_max(row.min, pos2(left, row.bottom())),
            product: Rect::from_min_max(pos2(left, row.top()), pos2(right, row.bottom())),
            missing,
            progress,
            points,
            state,
        }
    }
}

impl PacketScreen {
    /// Draws the list over the space there is.
    pub(super) fn list_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        progress: &Progress,
        actions: &mut Vec<Action>,
    ) {
        let t = tokens(ui);
        let mut outer = ui.available_rect_before_wrap();
        outer.max.y -= 12.0;
        let (corner, line) = (CornerRadius::same(8), Stroke::new(1.0, t.hairline));
        #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
        let needed = HEADER_H + progress.rows.len() as f32 * ROW_H + 2.0;
        outer.max.y = outer.max.y.min(outer.top() + needed.max(HEADER_H + ROW_H));
        ui.painter()
            .rect(outer, corner, t.surface, line, StrokeKind::Inside);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(outer.shrink(1.0)));
        child.set_clip_rect(outer.intersect(ui.clip_rect()));
        ui.advance_cursor_after_rect(outer);
        let ui = &mut child;
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width();
        header_ui(ui, width);
        let height = ui.available_height();
        let mut area = ScrollArea::vertical()
            .id_salt("packet-products")
            .auto_shrink(false);
        let place = progress
            .rows
            .iter()
            .position(|row| Some(row.product_id) == self.chosen);
        if let (Some(place), true) = (place, self.brings_into_view) {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
            let top = place as f32 * ROW_H;
            if top < self.offset || top + ROW_H > self.offset + height {
                area = area.vertical_scroll_offset((top - height / 3.0).max(0.0));
            }
            self.brings_into_view = false;
        }
        let output = area.show_rows(ui, ROW_H, progress.rows.len(), |ui, range| {
            for place in range {
                let Some(row) = progress.rows.get(place) else {
                    continue;
                };
                let is_chosen = self.chosen == Some(row.product_id);
                let response = row_ui(ui, ctx, row, place, width, is_chosen);
                if response.clicked() {
                    self.chosen = Some(row.product_id);
                    actions.extend(open(row.product_id));
                }
            }
        });
        self.offset = output.state.clamped_offset().y;
    }
}

fn header_ui(ui: &mut Ui, width: f32) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEADER_H), Sense::hover());
    let cells = Cells::new(rect);
    let font = theme::semibold(theme::SMALL);
    let put = |cell: Rect, text: &str, is_right: bool| {
        let galley = fitted(ui, text, font.clone(), t.secondary, cell.width(), 1);
        let left = if is_right {
            cell.right() - galley.size().x
        } else {
            cell.left()
        };
        paint(ui, left, cell.center().y, galley);
    };
    put(cells.product, &t!("packet.column.product"), false);
    if let Some(cell) = cells.missing {
        put(cell, &t!("packet.column.missing"), false);
    }
    if let Some(cell) = cells.progress {
        put(cell, &t!("packet.column.answered"), false);
    }
    let mut points = cells.points;
    points.max.x -= 16.0;
    put(points, &t!("packet.column.points"), true);
    let y = rect.bottom() - 0.5;
    ui.painter()
        .hline(rect.x_range(), y, Stroke::new(1.0, t.hairline));
}

fn row_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    row: &Row,
    place: usize,
    width: f32,
    is_chosen: bool,
) -> Response {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_H), Sense::click());
    let product = ctx.session.product(row.product_id);
    let name = product.map_or("", |product| &product.name);
    response.widget_info(|| {
        let label = t!(
            "packet.row_label",
            name = name,
            state = row.state.text(),
            n = row.n_answered,
            all = row.n_criteria,
            points = row.total
        );
        WidgetInfo::selected(Role::ListItem, true, is_chosen, label)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if is_chosen {
        ui.painter().rect_filled(rect, 0, t.green_bg);
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 0, t.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, t.hover);
    }
    let y = rect.bottom() - 0.5;
    ui.painter()
        .hline(rect.x_range(), y, Stroke::new(1.0, t.hairline));
    let cells = Cells::new(rect);
    let y = rect.center().y;
    let number = (place + 1).to_string();
    let number = tabular(ui, &number, &theme::regular(theme::BODY), t.faint);
    paint(ui, cells.number.right() - 14.0 - number.size().x, y, number);
    let applicant = product.and_then(|product| ctx.session.applicant(product.applicant_id));
    let applicant = applicant.map_or("", |applicant| &applicant.name);
    two_lines(ui, cells.product, name, applicant);
    if let Some(cell) = cells.missing {
        missing_ui(ui, cell, row);
    }
    if let Some(cell) = cells.progress.filter(|_| row.state != RowState::Recused) {
        progress_ui(ui, cell, row);
    }
    if row.n_answered > 0 && row.state != RowState::Recused {
        let points = row.total.to_string();
        let points = tabular(ui, &points, &theme::bold(theme::BODY), t.ink);
        let left = cells.points.right() - 16.0 - points.size().x;
        paint(ui, left, y, points);
    }
    state_ui(ui, cells.state, row.state);
    focus_ring(ui, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Writes the criteria that are missing, or why the member does not take part.
fn missing_ui(ui: &Ui, cell: Rect, row: &Row) {
    let t = tokens(ui);
    let (text, color) = match (&row.recusal, row.state) {
        (Some(reason), _) => (reason.clone(), t.secondary),
        (None, RowState::Begun | RowState::LeftForLater) if row.n_answered > 0 => {
            let codes = row.missing.iter().copied();
            (codes_text(Lang::current(), codes, 6), t.amber)
        }
        _ => return,
    };
    let font = theme::regular(theme::SMALL);
    let galley = fitted(ui, &text, font, color, cell.width() - 16.0, 2);
    paint(ui, cell.left(), cell.center().y, galley);
}

fn progress_ui(ui: &Ui, cell: Rect, row: &Row) {
    let t = tokens(ui);
    let count = format!("{}/{}", row.n_answered, row.n_criteria);
    let count = tabular(ui, &count, &theme::regular(theme::SMALL), t.secondary);
    let y = cell.center().y;
    let right = cell.right() - 16.0;
    let track = Rect::from_min_max(pos2(cell.left(), y - 3.0), pos2(right - 48.0, y + 3.0));
    ui.painter().rect_filled(track, 3, t.track);
    #[expect(clippy::cast_precision_loss, reason = "a few dozen criteria")]
    let share = row.n_answered as f32 / row.n_criteria.max(1) as f32;
    if row.n_answered > 0 {
        let filled = vec2((track.width() * share).max(6.0), track.height());
        ui.painter()
            .rect_filled(Rect::from_min_size(track.min, filled), 3, t.accent);
    }
    paint(ui, right - count.size().x, y, count);
}

fn state_ui(ui: &Ui, cell: Rect, state: RowState) {
    let (color, ground) = state.tone().colors(tokens(ui));
    let font = theme::semibold(theme::SMALL - 0.5);
    let galley = fitted(ui, &state.text(), font, color, cell.width() - 24.0, 1);
    let size = galley.size() + vec2(14.0, 6.0);
    let min = pos2(cell.left(), cell.center().y - size.y / 2.0);
    let pill = Rect::from_min_size(min, size);
    ui.painter()
        .rect_filled(pill, CornerRadius::same(5), ground);
    paint(ui, pill.left() + 7.0, cell.center().y, galley);
}

fn two_lines(ui: &Ui, cell: Rect, first: &str, second: &str) {
    let t = tokens(ui);
    let width = cell.width() - 16.0;
    let first = fitted(ui, first, theme::medium(16.0), t.ink, width, 1);
    let font = theme::regular(theme::SMALL);
    let second = fitted(ui, second, font, t.secondary, width, 1);
    let top = cell.center().y - (first.size().y + second.size().y) / 2.0;
    let below = top + first.size().y;
    let painter = ui.painter();
    painter.galley(pos2(cell.left(), top), first, t.ink);
    painter.galley(pos2(cell.left(), below), second, t.secondary);
}

/// Paints a text with its left edge at `x`, its middle at `y`.
fn paint(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) {
    let at = pos2(x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
}
