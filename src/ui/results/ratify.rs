//! The table of a session that ratifies earlier results: what round 1 came to, and how this council
//! stands to it.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::earlier::EarlierResult;
use crate::model::product::{Outcome, Product};
use crate::model::session::Session;
use crate::rules::ratification::Ratification;
use crate::rules::review::ProductReview;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};
use crate::words::{self, Lang};

use super::conclude::ConcludeDialog;
use super::dialog::Dialog;
use super::kit;
use super::matrix::{Deed, Scroll};
use super::rows::{Row, outcome_short};

const ROW_H: f32 = 52.0;
const HEADER_H: f32 = 36.0;
const NUMBER_W: f32 = 40.0;
const MEAN_W: f32 = 76.0;
const STARS_W: f32 = 104.0;
const RESULT_W: f32 = 190.0;
const STATE_W: f32 = 150.0;
const DEEDS_W: f32 = 196.0;

/// Tells whether `session` ratifies results of earlier ones.
pub(super) fn ratifies(session: &Session) -> bool {
    session
        .products
        .iter()
        .any(|product| product.earlier_result.is_some())
}

/// What the table draws.
pub(super) struct Table<'a, 'c> {
    pub(super) ctx: &'a ViewCtx<'c>,
    pub(super) rows: &'a [Row],
    /// Positions of the rows that are shown, in order.
    pub(super) order: &'a [usize],
    /// Position in `order` of the chosen row.
    pub(super) chosen: Option<usize>,
}

/// Where the columns of a row stand.
struct Cells {
    number: Rect,
    product: Rect,
    mean: Rect,
    stars: Rect,
    result: Rect,
    state: Rect,
    deeds: Rect,
}

impl Cells {
    fn new(row: Rect) -> Self {
        let mut rest = row;
        let number = kit::cut_left(&mut rest, NUMBER_W);
        let fixed = MEAN_W + STARS_W + RESULT_W + STATE_W + DEEDS_W;
        let product = (rest.width() - fixed).max(160.0);
        Self {
            number,
            product: kit::cut_left(&mut rest, product),
            mean: kit::cut_left(&mut rest, MEAN_W),
            stars: kit::cut_left(&mut rest, STARS_W),
            result: kit::cut_left(&mut rest, RESULT_W),
            state: kit::cut_left(&mut rest, STATE_W),
            deeds: rest,
        }
    }
}

impl Table<'_, '_> {
    /// Draws the table over the space there is.
    pub(super) fn ui(
        &self,
        ui: &mut Ui,
        scroll: &mut Scroll,
        actions: &mut Vec<Action>,
        opened: &mut Option<Dialog>,
    ) -> Option<Deed> {
        let t = tokens(ui);
        let outer = ui.available_rect_before_wrap();
        let (corner, line) = (CornerRadius::same(8), Stroke::new(1.0, t.hairline));
        ui.painter()
            .rect(outer, corner, t.surface, line, StrokeKind::Inside);
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = outer.width() - 14.0;
        self.header_ui(ui, width);
        let below_header = ui.cursor().top();
        let mut area = egui::ScrollArea::vertical()
            .id_salt("results-ratify")
            .auto_shrink([false, false]);
        if let Some(offset) = scroll.offset_of(ui, self.chosen, ROW_H) {
            area = area.vertical_scroll_offset(offset);
        }
        let mut deed = None;
        let output = area.show_rows(ui, ROW_H, self.order.len(), |ui, range| {
            for place in range {
                if let Some(row) = self.order.get(place).and_then(|&idx| self.rows.get(idx)) {
                    let found = self.row_ui(ui, row, place, width, actions, opened);
                    deed = found.or(deed);
                }
            }
        });
        ui.painter().hline(outer.x_range(), below_header, line);
        ui.painter()
            .rect_stroke(outer, corner, line, StrokeKind::Inside);
        scroll.keep(&output);
        deed
    }

    fn header_ui(&self, ui: &mut Ui, width: f32) {
        let t = tokens(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(width, HEADER_H), Sense::hover());
        let cells = Cells::new(rect);
        for (cell, text) in [
            (cells.product, t!("results.column.product")),
            (cells.mean, t!("results.column.mean")),
            (cells.stars, t!("results.ratify.computed")),
            (cells.result, t!("results.ratify.round_1")),
            (cells.state, t!("results.ratify.state")),
        ] {
            let font = theme::semibold(theme::SMALL);
            let galley = widgets::fitted(ui, &text, font, t.secondary, cell.width() - 8.0, 1);
            let left = if cell == cells.mean {
                cell.right() - galley.size().x - 12.0
            } else {
                cell.left() + 4.0
            };
            let at = pos2(left, cell.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, t.secondary);
        }
    }

    fn row_ui(
        &self,
        ui: &mut Ui,
        row: &Row,
        place: usize,
        width: f32,
        actions: &mut Vec<Action>,
        opened: &mut Option<Dialog>,
    ) -> Option<Deed> {
        let t = tokens(ui);
        let session = self.ctx.session;
        let product = session.product(row.product_id)?;
        let found = self.ctx.review.product(row.product_id)?;
        let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_H), Sense::click());
        let is_chosen = self.chosen == Some(place);
        let earlier = product.earlier_result.as_ref();
        response.widget_info(|| {
            let label = spoken(session, row, earlier, found);
            WidgetInfo::selected(Role::Row, true, is_chosen, label)
        });
        let ground = match (is_chosen, response.hovered()) {
            (true, _) => Some(t.green_bg),
            (false, true) => Some(t.hover),
            (false, false) => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, 0, ground);
        }
        let line = Stroke::new(1.0, t.hairline);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
        let cells = Cells::new(rect);
        let number = row.number.to_string();
        let number = widgets::tabular(ui, &number, &theme::regular(theme::BODY), t.faint);
        let at = pos2(cells.number.right() - 12.0, cells.number.center().y);
        kit::paint_right(ui, at, number);
        two_lines(ui, cells.product, &row.name, &row.applicant);
        match earlier {
            Some(earlier) => {
                if let Some(mean) = mean_text(session, product, earlier) {
                    let mean = widgets::tabular(ui, &mean, &theme::bold(theme::BODY), t.ink);
                    let at = pos2(cells.mean.right() - 12.0, cells.mean.center().y);
                    kit::paint_right(ui, at, mean);
                }
                if let Some(rank) = earlier.rank {
                    let at = pos2(cells.stars.left() + 4.0, cells.stars.center().y);
                    let is_potential = earlier.outcome == Some(Outcome::ProposeFive);
                    kit::paint_stars(ui, at, rank.stars(), is_potential, 16.0);
                }
                let (first, second) = result_texts(session, earlier);
                two_lines(ui, cells.result, &first, &second);
                state_ui(ui, cells.state, product, found);
                deeds_ui(ui, cells.deeds, (self.ctx, product, found), actions, opened);
            }
            None => {
                two_lines(ui, cells.result, &t!("results.ratify.none"), "");
            }
        }
        if response.double_clicked() {
            return Some(Deed::Open(place));
        }
        response.clicked().then_some(Deed::Select(place))
    }
}

fn two_lines(ui: &Ui, cell: Rect, first: &str, second: &str) {
    let t = tokens(ui);
    let width = cell.width() - 12.0;
    let left = cell.left() + 4.0;
    let first = widgets::fitted(ui, first, theme::medium(theme::BODY), t.ink, width, 1);
    if second.is_empty() {
        let at = pos2(left, cell.center().y - first.size().y / 2.0);
        ui.painter().galley(at, first, t.ink);
        return;
    }
    let font = theme::regular(theme::SMALL);
    let second = widgets::fitted(ui, second, font, t.secondary, width, 1);
    let height = first.size().y + second.size().y;
    let top = cell.center().y - height / 2.0;
    let below = top + first.size().y;
    ui.painter().galley(pos2(left, top), first, t.ink);
    ui.painter().galley(pos2(left, below), second, t.secondary);
}

fn mean_text(session: &Session, product: &Product, earlier: &EarlierResult) -> Option<String> {
    let floors = session
        .form_of(product)
        .map(|form| form.floors())
        .unwrap_or_default();
    let mean = earlier.mean()?;
    Some(mean.shown(session.rules.decimals.value, &floors))
}

/// Says what round 1 concluded, and below it where and why.
fn result_texts(session: &Session, earlier: &EarlierResult) -> (String, String) {
    let outcome = earlier.outcome.map_or_else(
        || t!("results.ratify.not_concluded_then").into_owned(),
        |outcome| words::capitalized(&outcome_short(outcome)),
    );
    let parent = session
        .parents
        .iter()
        .find(|it| it.id == earlier.session_id);
    let title = parent.map_or("", |parent| parent.title.as_str());
    let second = if earlier.reason.is_empty() {
        title.to_owned()
    } else {
        format!("{} · {title}", earlier.reason)
    };
    (outcome, second)
}

fn state_words(ratification: Ratification) -> (String, Tone) {
    let (text, tone) = match ratification {
        Ratification::Open => (t!("results.ratify.open"), Tone::Neutral),
        Ratification::Agreed => (t!("results.ratify.agreed"), Tone::Green),
        Ratification::Changed => (t!("results.ratify.changed"), Tone::Amber),
        Ratification::NotConcluded => (t!("results.ratify.not_concluded"), Tone::Amber),
    };
    (text.into_owned(), tone)
}

fn state_ui(ui: &mut Ui, cell: Rect, product: &Product, found: &ProductReview) {
    let Some(earlier) = found.earlier else { return };
    let (text, tone) = state_words(earlier.ratification);
    let layout = egui::Layout::top_down(egui::Align::Min);
    let is_changed = earlier.ratification == Ratification::Changed;
    let top = if is_changed { 5.0 } else { 14.0 };
    let room = Rect::from_min_max(cell.min + vec2(4.0, top), cell.max);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(room).layout(layout));
    child.spacing_mut().item_spacing.y = 0.0;
    widgets::badge(&mut child, &text, tone);
    if let (true, Some(conclusion)) = (is_changed, &product.conclusion) {
        let text = words::outcome_text(Lang::current(), conclusion.outcome);
        let text = kit::secondary(&child, &words::capitalized(&text));
        child.add(egui::Label::new(text).truncate());
    }
}

fn deeds_ui(
    ui: &mut Ui,
    cell: Rect,
    (ctx, product, found): (&ViewCtx<'_>, &Product, &ProductReview),
    actions: &mut Vec<Action>,
    opened: &mut Option<Dialog>,
) {
    let Some(earlier) = found.earlier else { return };
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(cell).layout(layout));
    let ui = &mut child;
    let is_open = earlier.ratification == Ratification::Open;
    let outcome = found.proposed.filter(|_| is_open && earlier.rests_on_it);
    if let Some(outcome) = outcome {
        let agree = widgets::secondary_button(ui, &t!("results.ratify.agree"));
        let name = t!("results.ratify.agree_to", name = product.name);
        if agree.accessible_name(name.into_owned()).clicked() {
            if earlier.is_plain && found.quorum.is_met {
                let agreed = vec![(product.id, outcome)];
                actions.push(Action::Edit(Command::ConcludeUndisputed(agreed)));
            } else {
                *opened = ConcludeDialog::new(ctx, product.id).map(Dialog::Conclude);
            }
        }
    }
    let change = if is_open {
        t!("results.ratify.change")
    } else {
        t!("results.ratify.again")
    };
    let response = widgets::quiet_button(ui, &change);
    let name = t!(
        "results.ratify.change_of",
        deed = change,
        name = product.name
    );
    if response.accessible_name(name.into_owned()).clicked() {
        *opened = ConcludeDialog::new(ctx, product.id).map(Dialog::Conclude);
    }
}

fn spoken(
    session: &Session,
    row: &Row,
    earlier: Option<&EarlierResult>,
    found: &ProductReview,
) -> String {
    let mut parts = vec![format!("{}. {}", row.number, row.name)];
    if let Some(earlier) = earlier {
        let (first, second) = result_texts(session, earlier);
        parts.extend([first, second]);
    }
    parts.extend(found.earlier.map(|it| state_words(it.ratification).0));
    parts.join(", ")
}

/// Says among the facts of a product what round 1 came to.
pub(super) fn fact_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, product: &Product) {
    let Some(earlier) = &product.earlier_result else {
        return;
    };
    widgets::section_label(ui, &t!("results.ratify.round_1"));
    let (outcome, about) = result_texts(ctx.session, earlier);
    let mut text = outcome;
    if let Some(mean) = mean_text(ctx.session, product, earlier) {
        text = t!(
            "results.ratify.fact",
            outcome = text,
            mean = mean,
            n = earlier.counted
        )
        .into_owned();
    }
    ui.add(egui::Label::new(text).wrap());
    for text in [&earlier.rank_reason, &about] {
        if !text.is_empty() {
            let text = kit::secondary(ui, &words::capitalized(text));
            ui.add(egui::Label::new(text).wrap());
        }
    }
    ui.add_space(theme::S4);
}
