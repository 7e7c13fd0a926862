//! Results: who gave what, which stars follow and why, and what the council concludes.
//!
//! The matrix is the table a chair reads in five seconds; the pane below or beside it is the
//! chosen product. Everything the council decides goes through a dialog that says what follows.

use egui::{Align, Key, Layout, Modifiers, Ui};
use rust_i18n::t;

use crate::model::council::CouncilLevel;
use crate::model::ids::{ProductId, SessionId};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets;
use crate::ui::{Action, Screen, ViewCtx, versions};

mod conclude;
mod decide;
mod detail;
pub(super) mod dialog;
mod facts;
mod gates;
mod heat;
mod kit;
mod matrix;
mod measure;
mod notes;
mod paint;
mod ratify;
mod rows;
#[cfg(test)]
mod tests;
mod written;

use conclude::{ConcludeDialog, UndisputedDialog};
use decide::RescoreDialog;
use detail::{Detail, Scene};
use dialog::Dialog;
use matrix::{Deed, Matrix, Scroll};
use rows::{Column, Counts, Filter, Row, SortBy};

/// From this width on the chosen product stands beside the matrix.
const BESIDE: f32 = 1500.0;

/// The results screen.
#[derive(Debug, Default)]
pub struct ResultsScreen {
    filter: Filter,
    sort: SortBy,
    reverse: bool,
    hides_detail: bool,
    /// Whether the sheets are shown although the session ratifies earlier results.
    shows_sheets: bool,
    /// Whether the chosen product takes the place of the matrix, where there is no room for both.
    shows_alone: bool,
    scroll: Scroll,
    revealed: Option<ProductId>,
    detail: Detail,
    dialog: Option<Dialog>,
    made: Option<Made>,
}

/// What was derived from the session under one revision.
#[derive(Debug)]
struct Made {
    key: (SessionId, u64, String),
    columns: Vec<Column>,
    rows: Vec<Row>,
    counts: Counts,
    n_undisputed: usize,
}

/// How much room the screen has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    /// Matrix and chosen product together.
    Roomy,
    /// One of them at a time, as with large text on a small screen.
    Tight,
}

impl Space {
    fn of(ui: &Ui) -> Self {
        let size = ui.max_rect().size();
        if size.x < 820.0 || size.y < 440.0 {
            Self::Tight
        } else {
            Self::Roomy
        }
    }
}

impl ResultsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        self.detail.flush(ctx.product_id, actions);
        let made = self.take_made(ctx);
        if made.rows.is_empty() {
            let action = t!("results.empty.action");
            let (title, text) = (t!("results.empty.title"), t!("results.empty.text"));
            if widgets::empty_state(ui, &title, &text, Some(&action)) {
                actions.push(Action::Go(Screen::Products));
            }
            self.made = Some(made);
            return;
        }
        let order = rows::arrange(&made.rows, self.filter, self.sort, self.reverse);
        let chosen_id = ctx
            .product_id
            .or_else(|| made.rows.first().map(|row| row.product_id));
        let place = |id| {
            order
                .iter()
                .position(|&idx| made.rows[idx].product_id == id)
        };
        let chosen = chosen_id.and_then(place);
        if chosen_id != self.revealed {
            self.revealed = chosen_id;
            self.scroll.reveal = true;
        }
        if self.dialog.is_none() {
            self.keys(ui, ctx, &made, &order, chosen, chosen_id, actions);
        }
        // With little room the chosen product stands alone.
        let alone = chosen_id.filter(|_| self.shows_alone && Space::of(ui) == Space::Tight);
        if let Some(id) = alone {
            self.alone_ui(ui, ctx, &made, id, actions);
        } else {
            self.figures_ui(ui, ctx, &made);
            self.filters_ui(ui, ctx, &made);
            ui.add_space(theme::S4);
            self.body_ui(ui, ctx, &made, &order, chosen, chosen_id, actions);
        }
        if let Some(mut dialog) = self.dialog.take()
            && dialog.ui(ui, ctx, actions)
        {
            self.dialog = Some(dialog);
        }
        self.made = Some(made);
    }

    fn take_made(&mut self, ctx: &ViewCtx<'_>) -> Made {
        let key = (
            ctx.session.id,
            ctx.revision,
            rust_i18n::locale().to_string(),
        );
        if let Some(made) = self.made.take()
            && made.key == key
            && made.rows.len() == ctx.session.products.len()
        {
            return made;
        }
        let columns = rows::columns(ctx.session);
        Made {
            key,
            rows: rows::rows(ctx.session, ctx.review, &columns),
            columns,
            counts: rows::counts(ctx.review),
            n_undisputed: ctx
                .review
                .products
                .iter()
                .filter(|it| it.is_undisputed())
                .count(),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what one frame has derived, passed down once"
    )]
    fn keys(
        &mut self,
        ui: &Ui,
        ctx: &ViewCtx<'_>,
        made: &Made,
        order: &[usize],
        chosen: Option<usize>,
        chosen_id: Option<ProductId>,
        actions: &mut Vec<Action>,
    ) {
        // Keys belong to a field while one is being typed into, and to an open menu.
        if ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = order.len().saturating_sub(1);
        let page = (self.scroll.height / 48.0).max(1.0) as usize;
        let mut next = None;
        for (key, target) in [
            (Key::ArrowDown, chosen.map_or(0, |place| place + 1)),
            (
                Key::ArrowUp,
                chosen.map_or(0, |place| place.saturating_sub(1)),
            ),
            (Key::PageDown, chosen.map_or(0, |place| place + page)),
            (
                Key::PageUp,
                chosen.map_or(0, |place| place.saturating_sub(page)),
            ),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            if pressed(key) {
                next = Some(target.min(last));
            }
        }
        if let Some(&idx) = next.and_then(|place| order.get(place)) {
            actions.push(Action::SelectProduct(made.rows[idx].product_id));
        }
        if !ui.ctx().egui_wants_keyboard_input() && pressed(Key::Enter) {
            self.hides_detail = !self.hides_detail;
            self.shows_alone = !self.shows_alone;
        }
        let Some(id) = chosen_id else { return };
        if pressed(Key::K) {
            self.dialog = ConcludeDialog::new(ctx, id).map(Dialog::Conclude);
        }
        let can_rescore = ctx
            .review
            .product(id)
            .is_some_and(|found| detail::can_rescore(ctx.session, found));
        if can_rescore && pressed(Key::L) {
            self.dialog = RescoreDialog::new(ctx, id, false).map(Dialog::Rescore);
        }
    }

    fn figures_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, made: &Made) {
        let counts = &made.counts;
        let is_province = ctx.session.council.level == CouncilLevel::Province;
        let five = if is_province {
            "results.figure.potential_five"
        } else {
            "results.figure.five"
        };
        let below = if is_province {
            "results.figure.below"
        } else {
            "results.figure.returned"
        };
        let figures = [
            (counts.five, five),
            (counts.four, "results.figure.four"),
            (counts.three, "results.figure.three"),
            (counts.below, below),
            (counts.excluded, "results.figure.excluded"),
            (counts.open, "results.figure.open"),
        ];
        let limit = ctx.session.rules.allowed_spread.value;
        let over = t!("results.figure.over", limit = limit);
        let mut is_over_clicked = false;
        if Space::of(ui) == Space::Tight {
            ui.horizontal_wrapped(|ui| {
                for (n, key) in figures {
                    small_figure_ui(ui, n, &t!(key), false);
                }
                is_over_clicked =
                    counts.over > 0 && small_figure_ui(ui, counts.over, &over, true).clicked();
            });
        } else {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme::S24;
                for (n, key) in figures {
                    figure_ui(ui, n, &t!(key), false);
                }
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    is_over_clicked =
                        counts.over > 0 && figure_ui(ui, counts.over, &over, true).clicked();
                    if ratify::ratifies(ctx.session) {
                        ui.with_layout(Layout::top_down(Align::Max), |ui| self.views_ui(ui));
                    }
                });
            });
        }
        if is_over_clicked {
            self.filter = Filter::Over;
            self.scroll.reveal = true;
        }
    }

    /// In a session that ratifies: the earlier results, or the sheets of this session.
    fn views_ui(&mut self, ui: &mut Ui) {
        let views = [
            (false, t!("results.ratify.view")),
            (true, t!("results.ratify.sheets")),
        ];
        let chosen = widgets::segmented(ui, "", Some(self.shows_sheets), &views);
        if let Some(shows_sheets) = chosen {
            self.shows_sheets = shows_sheets;
            self.scroll.reveal = true;
        }
    }

    fn filters_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, made: &Made) {
        let options: Vec<_> = Filter::ALL
            .into_iter()
            .map(|filter| {
                let n = made.rows.iter().filter(|row| filter.admits(row)).count();
                (filter, n)
            })
            .filter(|(filter, n)| *n > 0 || *filter == self.filter || *filter == Filter::All)
            .map(|(filter, n)| (filter, format!("{} {n}", filter.text())))
            .collect();
        let is_tight = Space::of(ui) == Space::Tight;
        ui.horizontal(|ui| {
            if made.n_undisputed > 0 {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let text = if ratify::ratifies(ctx.session) && !is_tight {
                        t!("results.ratify.agree_all", n = made.n_undisputed)
                    } else if is_tight {
                        t!("results.undisputed.open_short", n = made.n_undisputed)
                    } else {
                        t!("results.undisputed.open", n = made.n_undisputed)
                    };
                    if widgets::primary_button(ui, &text).clicked() {
                        self.dialog = Some(Dialog::Undisputed(UndisputedDialog::new(ctx)));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        self.filter_choice_ui(ui, &options, is_tight);
                    });
                });
            } else {
                self.filter_choice_ui(ui, &options, is_tight);
            }
        });
    }

    fn filter_choice_ui(&mut self, ui: &mut Ui, options: &[(Filter, String)], is_tight: bool) {
        let mut chosen = None;
        if is_tight {
            let text = t!("results.filter.choose", filter = self.filter.text());
            ui.menu_button(text.as_ref(), |ui| {
                for (filter, text) in options {
                    if ui.selectable_label(self.filter == *filter, text).clicked() {
                        chosen = Some(*filter);
                    }
                }
            });
        } else {
            chosen = widgets::segmented(ui, "", Some(self.filter), options);
        }
        if let Some(filter) = chosen {
            self.filter = filter;
            self.scroll.reveal = true;
        }
    }

    /// The chosen product over the whole room.
    fn alone_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        made: &Made,
        id: ProductId,
        actions: &mut Vec<Action>,
    ) {
        if widgets::secondary_button(ui, &t!("results.detail.back")).clicked() {
            self.shows_alone = false;
        }
        let mut opened = None;
        let mut scene = Scene {
            ctx,
            columns: &made.columns,
            actions,
            dialog: &mut opened,
        };
        card_frame(ui).show(ui, |ui| self.detail.ui(ui, &mut scene, id));
        self.dialog = self.dialog.take().or(opened);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what one frame has derived, passed down once"
    )]
    fn body_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        made: &Made,
        order: &[usize],
        chosen: Option<usize>,
        chosen_id: Option<ProductId>,
        actions: &mut Vec<Action>,
    ) {
        let room = ui.available_size();
        let is_tight = Space::of(ui) == Space::Tight;
        let shown = chosen_id.filter(|_| !self.hides_detail && !is_tight);
        if let Some(id) = shown {
            let frame = card_frame(ui);
            let panel = if room.x >= BESIDE {
                egui::Panel::right("results-detail-side")
                    .default_size(560.0)
                    .size_range(440.0..=(room.x * 0.5))
                    .frame(frame.outer_margin(egui::Margin {
                        left: 16,
                        ..egui::Margin::ZERO
                    }))
            } else {
                let most = (room.y - 150.0).max(140.0);
                egui::Panel::bottom("results-detail-below")
                    .default_size((room.y * 0.5).clamp(140.0, most))
                    .size_range(140.0_f32.min(most)..=most)
                    .frame(frame.outer_margin(egui::Margin {
                        top: 12,
                        ..egui::Margin::ZERO
                    }))
            };
            let detail = &mut self.detail;
            let mut opened = None;
            panel
                .resizable(true)
                .show_separator_line(false)
                .show(ui, |ui| {
                    let mut scene = Scene {
                        ctx,
                        columns: &made.columns,
                        actions,
                        dialog: &mut opened,
                    };
                    if chosen.is_none() {
                        widgets::faint(ui, &t!("results.filter.hidden"));
                    }
                    detail.ui(ui, &mut scene, id);
                });
            self.dialog = self.dialog.take().or(opened);
        }
        let deed = if ratify::ratifies(ctx.session) && !self.shows_sheets && !is_tight {
            let table = ratify::Table {
                ctx,
                rows: &made.rows,
                order,
                chosen,
            };
            let mut opened = None;
            let deed = table.ui(ui, &mut self.scroll, actions, &mut opened);
            self.dialog = self.dialog.take().or(opened);
            deed
        } else {
            self.matrix_ui(ui, made, order, chosen)
        };
        let id_at = |place: usize| order.get(place).map(|&idx| made.rows[idx].product_id);
        match deed {
            None => {}
            Some(Deed::Select(place)) => {
                actions.extend(id_at(place).map(Action::SelectProduct));
            }
            Some(Deed::Open(place)) => {
                actions.extend(id_at(place).map(Action::SelectProduct));
                self.hides_detail = false;
                self.shows_alone = true;
            }
            Some(Deed::OpenSheet(place, column)) => {
                actions.extend(id_at(place).map(Action::SelectProduct));
                let member = made.columns.get(column).map(|column| column.member_id);
                let found = id_at(place).and_then(|id| ctx.review.product(id));
                let contested = found
                    .zip(member)
                    .filter(|(found, member)| found.contested.contains(member));
                if let Some((found, member_id)) = contested {
                    let id = found.product_id;
                    let key = versions::contested_key(ctx.session, id, member_id);
                    actions.push(Action::ShowVersions(key));
                    return;
                }
                actions.extend(member.map(Action::SelectMember));
                actions.push(Action::Go(Screen::Scoring));
            }
            Some(Deed::Sort(sort)) => {
                self.reverse = self.sort == sort && !self.reverse;
                self.sort = sort;
                self.scroll.reveal = true;
            }
        }
    }

    fn matrix_ui(
        &mut self,
        ui: &mut Ui,
        made: &Made,
        order: &[usize],
        chosen: Option<usize>,
    ) -> Option<Deed> {
        let matrix = Matrix {
            columns: &made.columns,
            rows: &made.rows,
            order,
            chosen,
            sort: self.sort,
            reverse: self.reverse,
        };
        matrix.ui(ui, &mut self.scroll)
    }
}

fn card_frame(ui: &Ui) -> egui::Frame {
    egui::Frame::new()
        .fill(tokens(ui).surface)
        .stroke(egui::Stroke::new(1.0, tokens(ui).hairline))
        .corner_radius(8.0)
        .inner_margin(egui::Margin::symmetric(16, 12))
}

fn small_figure_ui(ui: &mut Ui, n: usize, label: &str, is_amber: bool) -> egui::Response {
    let t = tokens(ui);
    let (color, label_color) = if is_amber {
        (t.amber, t.amber)
    } else {
        (t.ink, t.secondary)
    };
    let mut job = egui::text::LayoutJob::default();
    let figure = egui::TextFormat::simple(theme::bold(theme::SECTION), color);
    let words = egui::TextFormat::simple(theme::regular(theme::SMALL), label_color);
    job.append(&n.to_string(), 0.0, figure);
    job.append(label, 4.0, words);
    let sense = if is_amber {
        egui::Sense::click()
    } else {
        egui::Sense::hover()
    };
    ui.add(egui::Label::new(job).sense(sense))
}

fn figure_ui(ui: &mut Ui, n: usize, label: &str, is_amber: bool) -> egui::Response {
    let t = tokens(ui);
    let color = match (is_amber, n) {
        (true, _) => t.amber,
        (false, 0) => t.faint,
        (false, _) => t.ink,
    };
    let sense = if is_amber {
        egui::Sense::click()
    } else {
        egui::Sense::hover()
    };
    let figure = ui
        .painter()
        .layout_no_wrap(n.to_string(), theme::bold(30.0), color);
    let label_color = if is_amber { t.amber } else { t.secondary };
    let words =
        ui.painter()
            .layout_no_wrap(label.to_owned(), theme::regular(theme::SMALL), label_color);
    let width = figure.size().x.max(words.size().x);
    let height = 34.0 + words.size().y;
    let (rect, response) = ui.allocate_exact_size(egui::vec2(width, height), sense);
    let role = if is_amber {
        egui::Role::Button
    } else {
        egui::Role::Label
    };
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, format!("{n} {label}")));
    let at = if is_amber {
        rect.right() - figure.size().x
    } else {
        rect.left()
    };
    ui.painter()
        .galley(egui::pos2(at, rect.top() - 2.0), figure, color);
    let at = if is_amber {
        rect.right() - words.size().x
    } else {
        rect.left()
    };
    ui.painter().galley(
        egui::pos2(at, rect.bottom() - words.size().y),
        words,
        label_color,
    );
    widgets::focus_ring(ui, &response);
    if is_amber {
        return response.on_hover_cursor(egui::CursorIcon::PointingHand);
    }
    response
}
