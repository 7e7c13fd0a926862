//! The products on the agenda: one table to find, check and order them, one form beside it.

use std::ops::RangeInclusive;

use egui::{Align, Id, Key, Layout, Modifiers, RichText, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::ids::ProductId;
use crate::model::product::{ApplicationKind, Product};
use crate::rules::validity::ValidityState;
use crate::words::{Lang, application_text};

use super::ask::{self, Reply};
use super::product_form::ProductForm;
use super::product_list::{Filter, Listing, Sort, ValidityFilter};
use super::theme::{self, tokens};
use super::{Action, ViewCtx, layout, product_table, widgets};

/// Width of the form beside the table.
const FORM_WIDTHS: RangeInclusive<f32> = 500.0..=640.0;

/// Least width of the table beside the form.
const LEAST_TABLE: f32 = 420.0;

/// Where products are listed and described.
#[derive(Debug, Default)]
pub struct ProductsScreen {
    filter: Filter,
    sort: Option<Sort>,
    listing: Listing,
    form: Option<ProductForm>,
    removing: Option<ProductId>,
    scroll_to: Option<usize>,
    was_seen: bool,
}

impl ProductsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let (session, review) = (ctx.session, ctx.review);
        self.listing
            .refresh(session, review, ctx.revision, &self.filter, self.sort);
        if !std::mem::replace(&mut self.was_seen, true) {
            self.scroll_to = self.selected_row(ctx);
        }
        self.follow_selection(ctx);
        if let Some(form) = &mut self.form {
            let whole = ui.available_width();
            let beside = (whole * 0.46).clamp(*FORM_WIDTHS.start(), *FORM_WIDTHS.end());
            // With large text on a small screen, the form takes the whole place.
            let covers = whole - beside < LEAST_TABLE;
            let width = if covers { whole } else { beside };
            let frame = egui::Frame::new().fill(tokens(ui).surface);
            let open = egui::Panel::right("products.form")
                .exact_size(width)
                .resizable(false)
                .frame(frame)
                .show(ui, |ui| form.ui(ui, ctx, actions))
                .inner;
            if !open {
                self.form = None;
                ui.memory_mut(|memory| memory.request_focus(list_id()));
            }
            if covers {
                self.ask_removal(ui, ctx, actions);
                return;
            }
        }
        egui::Frame::new()
            .inner_margin(egui::Margin::symmetric(24, 16))
            .show(ui, |ui| {
                ui.set_min_size(ui.available_size());
                self.head(ui, ctx, actions);
                if session.products.is_empty() {
                    self.nothing_yet(ui, actions);
                } else {
                    self.filters(ui, ctx);
                    self.table(ui, ctx, actions);
                }
            });
        self.ask_removal(ui, ctx, actions);
    }

    /// Keeps the form on the product in hand.
    fn follow_selection(&mut self, ctx: &ViewCtx<'_>) {
        let Some(form) = &mut self.form else { return };
        match (form.product_id(), ctx.product_id) {
            (Some(_), Some(wanted)) if ctx.session.product(wanted).is_some() => form.follow(wanted),
            (Some(shown), _) if ctx.session.product(shown).is_none() && form.is_settled() => {
                self.form = None;
            }
            _ => {}
        }
    }

    fn selected_row(&self, ctx: &ViewCtx<'_>) -> Option<usize> {
        let id = ctx.product_id?;
        let is_it = |idx: &usize| ctx.session.products.get(*idx).is_some_and(|p| p.id == id);
        self.listing.rows.iter().position(is_it)
    }

    fn head(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let n_all = ctx.session.products.len();
        ui.horizontal(|ui| {
            widgets::title(ui, &t!("products.title"));
            if n_all > 0 {
                let n_shown = self.listing.rows.len();
                let count = if self.filter.is_active() {
                    t!("products.count_of", shown = n_shown, all = n_all)
                } else {
                    t!("products.count", n = n_all)
                };
                layout::explain(ui, &count);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let add = widgets::primary_button(ui, &t!("products.add"));
                    if add.on_hover_text(t!("products.add_keys")).clicked() {
                        self.begin_new(ui);
                    }
                    if !ctx.session.parents.is_empty() {
                        take_up_ui(ui, actions);
                    }
                });
            }
        });
    }

    fn nothing_yet(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        ui.add_space(theme::S32);
        layout::column(ui, |ui| {
            layout::strong(ui, &t!("products.empty"));
            layout::explain(ui, &t!("products.empty_about"));
            ui.add_space(theme::S8);
            let asked = self.form.is_none()
                && (widgets::primary_button(ui, &t!("products.add")).clicked() || is_add_key(ui));
            if asked {
                self.begin_new(ui);
            }
            ui.add_space(theme::S8);
            layout::explain(ui, &t!("takeup.about"));
            take_up_ui(ui, actions);
        });
    }

    fn begin_new(&mut self, ui: &Ui) {
        self.form = Some(ProductForm::begin_new());
        ui.ctx().request_repaint();
    }

    fn filters(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        let lang = Lang::current();
        ui.add_space(theme::S8);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = theme::CONTROL;
            let search = egui::TextEdit::singleline(&mut self.filter.query)
                .id(search_id())
                .hint_text(t!("products.search_hint"))
                .margin(egui::Margin::symmetric(10, 4))
                .min_size(vec2(0.0, theme::CONTROL))
                .align(egui::Align2::LEFT_CENTER)
                .desired_width(if self.form.is_some() { 200.0 } else { 280.0 });
            let search = ui.add(search).accessible_name(t!("products.search"));
            let to_list = ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Escape));
            if search.lost_focus() && to_list {
                ui.memory_mut(|memory| memory.request_focus(list_id()));
            }
            let attention = t!("products.attention", n = self.listing.n_attention);
            if self.listing.n_attention > 0 || self.filter.needs_attention {
                let is_on = self.filter.needs_attention;
                let chip = egui::Button::selectable(is_on, attention)
                    .frame_when_inactive(true)
                    .min_size(vec2(0.0, theme::CONTROL));
                if ui.add(chip).clicked() {
                    self.filter.needs_attention = !is_on;
                }
            }
            validity_choice(ui, &mut self.filter.validity);
            if self.form.is_some() && !self.filter.is_active() {
                return;
            }
            let kinds = [
                ApplicationKind::First,
                ApplicationKind::Upgrade,
                ApplicationKind::ReRating,
            ];
            let kind_now = self.filter.application;
            egui::ComboBox::from_id_salt("products.kind")
                .width(130.0)
                .selected_text(kind_now.map_or_else(
                    || t!("products.any_kind").into_owned(),
                    |kind| application_text(lang, kind),
                ))
                .show_ui(ui, |ui| {
                    let kind = &mut self.filter.application;
                    ui.selectable_value(kind, None, t!("products.any_kind"));
                    for choice in kinds {
                        ui.selectable_value(kind, Some(choice), application_text(lang, choice));
                    }
                })
                .response
                .accessible_name(t!("products.filter_kind"));
            if self.listing.sectors.len() > 1 || self.filter.sector.is_some() {
                let shown = self.filter.sector.clone();
                egui::ComboBox::from_id_salt("products.sector")
                    .width(150.0)
                    .truncate()
                    .selected_text(shown.unwrap_or_else(|| t!("products.any_sector").into_owned()))
                    .show_ui(ui, |ui| {
                        let sector = &mut self.filter.sector;
                        ui.selectable_value(sector, None, t!("products.any_sector"));
                        for choice in &self.listing.sectors {
                            ui.selectable_value(sector, Some(choice.clone()), choice);
                        }
                    })
                    .response
                    .accessible_name(t!("products.filter_sector"));
            }
            if self.filter.is_active()
                && widgets::quiet_button(ui, &t!("products.clear_filter")).clicked()
            {
                self.filter = Filter::default();
                self.scroll_to = ctx.product_id.and(Some(usize::MAX));
            }
        });
        let (session, review) = (ctx.session, ctx.review);
        self.listing
            .refresh(session, review, ctx.revision, &self.filter, self.sort);
        if self.scroll_to == Some(usize::MAX) {
            self.scroll_to = self.selected_row(ctx);
        }
        ui.add_space(theme::S4);
    }

    fn table(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        if self.listing.rows.is_empty() {
            ui.add_space(theme::S24);
            layout::strong(ui, &t!("products.nothing_found"));
            layout::explain(ui, &t!("products.nothing_found_about"));
        }
        // The list takes the keyboard as a whole: arrows move within it, Tab leaves it.
        let area = ui.available_rect_before_wrap();
        let list = ui.interact(area, list_id(), egui::Sense::focusable_noninteractive());
        list.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::ListBox, true, t!("products.list"))
        });
        if ui.memory(|memory| memory.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx()) {
            // Keys of this frame still belong to what was left.
            list.request_focus();
        } else if list.has_focus() {
            let arrows = egui::EventFilter {
                vertical_arrows: true,
                ..egui::EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), arrows));
            self.list_keys(ui, ctx, actions);
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F)) {
            ui.memory_mut(|memory| memory.request_focus(search_id()));
        }
        if is_add_key(ui) {
            self.begin_new(ui);
        }
        let view = product_table::View {
            selected: ctx.product_id,
            scroll_to: self.scroll_to.take(),
        };
        let (rows, sort) = (&self.listing.rows, &mut self.sort);
        let clicked = layout::sheet(ui, |ui| product_table::table(ui, ctx, rows, sort, view));
        if let Some((id, opens)) = clicked {
            actions.push(Action::SelectProduct(id));
            ui.memory_mut(|memory| memory.request_focus(list_id()));
            if opens && self.form.is_none() {
                self.form = Some(ProductForm::of(id));
            } else if let Some(form) = &mut self.form {
                form.show(id);
            }
        }
    }

    fn list_keys(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        let row = self.selected_row(ctx);
        let last = self.listing.rows.len().saturating_sub(1);
        let product = |row: usize| -> Option<&Product> {
            let idx = self.listing.rows.get(row)?;
            ctx.session.products.get(*idx).map(AsRef::as_ref)
        };
        // Alt first: the plain arrows would match too.
        if let Some((row, id)) = row.zip(ctx.product_id)
            && self.sort.is_none()
            && !self.filter.is_active()
        {
            let mut move_to = |to_idx| {
                let product_id = id;
                actions.push(Action::Edit(Command::MoveProduct { product_id, to_idx }));
                self.scroll_to = Some(to_idx);
            };
            if pressed(Modifiers::ALT, Key::ArrowUp) && row > 0 {
                move_to(row - 1);
            }
            if pressed(Modifiers::ALT, Key::ArrowDown) && row < last {
                move_to(row + 1);
            }
        }
        let mut target = None;
        for (key, to) in [
            (Key::ArrowDown, row.map_or(0, |row| (row + 1).min(last))),
            (Key::ArrowUp, row.map_or(0, |row| row.saturating_sub(1))),
            (Key::PageDown, row.map_or(0, |row| (row + 12).min(last))),
            (Key::PageUp, row.map_or(0, |row| row.saturating_sub(12))),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            if pressed(Modifiers::NONE, key) {
                target = Some(to);
            }
        }
        if let Some((row, product)) = target.and_then(|row| Some((row, product(row)?))) {
            actions.push(Action::SelectProduct(product.id));
            self.scroll_to = Some(row);
        }
        let in_hand = ctx.product_id.filter(|_| row.is_some());
        if pressed(Modifiers::NONE, Key::Enter)
            && let Some(id) = in_hand
        {
            let mut form = ProductForm::of(id);
            form.take_keyboard();
            self.form = Some(form);
        }
        if pressed(Modifiers::NONE, Key::Delete) {
            self.removing = in_hand;
        }
        if pressed(Modifiers::NONE, Key::Escape) {
            self.form = None;
        }
        let slash = ui.input_mut(|i| {
            let is_slash = |event: &egui::Event| matches!(event, egui::Event::Text(t) if t == "/");
            let found = i.events.iter().any(is_slash);
            i.events.retain(|event| !is_slash(event));
            found
        });
        if slash {
            ui.memory_mut(|memory| memory.request_focus(search_id()));
        }
    }

    fn ask_removal(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let asked = self.form.as_mut().and_then(ProductForm::take_removal);
        self.removing = self.removing.or(asked);
        let Some(id) = self.removing else { return };
        let Some(product) = ctx.session.product(id) else {
            self.removing = None;
            return;
        };
        let command = Command::RemoveProduct(id);
        let refused = ask::refusal(ctx, &command);
        let question = match refused {
            None => t!("products.ask_remove", name = product.name),
            Some(_) => t!("products.cannot_remove", name = product.name),
        };
        let (verb, about) = (t!("products.remove"), t!("products.ask_remove_about"));
        match ask::removal(ui, &question, &about, &verb, refused.as_deref()) {
            Some(Reply::Yes) => {
                actions.push(Action::Edit(command));
                // The keyboard goes on with the neighbor.
                if let Some(row) = self.selected_row(ctx) {
                    let rows = &self.listing.rows;
                    let near = rows
                        .get(row + 1)
                        .or(row.checked_sub(1).and_then(|r| rows.get(r)));
                    if let Some(near) = near.and_then(|idx| ctx.session.products.get(*idx)) {
                        actions.push(Action::SelectProduct(near.id));
                    }
                }
                self.form = None;
                self.removing = None;
            }
            Some(Reply::No) => self.removing = None,
            None => {}
        }
    }
}

fn list_id() -> Id {
    Id::unique("products.list")
}

fn search_id() -> Id {
    Id::unique("products.search")
}

fn is_add_key(ui: &Ui) -> bool {
    ui.input_mut(|i| {
        i.consume_key(Modifiers::NONE, Key::Insert) || i.consume_key(Modifiers::COMMAND, Key::N)
    })
}

/// Offers the states of a certificate, in the order in which they need attention.
/// Offers to take up the results of earlier sessions.
fn take_up_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    if widgets::secondary_button(ui, &t!("takeup.open")).clicked() {
        actions.push(Action::TakeUpEarlier);
    }
}

fn validity_choice(ui: &mut Ui, chosen: &mut Option<ValidityFilter>) {
    use ValidityState as S;
    let choices = [
        S::Lapsed,
        S::WindowMissed,
        S::WindowOpen,
        S::Extended,
        S::FiledInTime,
        S::Valid,
        S::Revoked,
    ]
    .map(ValidityFilter::State);
    let words = |filter: ValidityFilter| match filter {
        ValidityFilter::State(state) => {
            t!(format!("products.state.{}", state.as_str())).into_owned()
        }
        ValidityFilter::None => t!("products.state.none").into_owned(),
    };
    egui::ComboBox::from_id_salt("products.validity")
        .width(150.0)
        .selected_text(chosen.map_or_else(|| t!("products.any_state").into_owned(), words))
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, t!("products.any_state"));
            for choice in choices.into_iter().chain([ValidityFilter::None]) {
                ui.selectable_value(chosen, Some(choice), RichText::new(words(choice)));
            }
        })
        .response
        .accessible_name(t!("products.filter_validity"));
}

#[cfg(test)]
mod tests;
