//! The scoring screen: one product, one member, one sheet, by keyboard or mouse.
//!
//! Left the products, in the middle the whole sheet as one readable column, right what it adds up
//! to. Nothing moves under the hand: the column scrolls only to bring the criterion in hand into
//! view, and a key that says nothing here is answered quietly.

mod choices;
mod criterion_block;
mod keys;
mod lines;
mod official;
mod own_sheet;
mod product_list;
mod sheet_column;
mod sheet_head;
mod sheet_titles;
mod side;
mod view;

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::{Command, TypingStep};
use crate::model::criteria::Code;
use crate::model::ids::{MemberId, ProductId};
use crate::model::sheet::GroundPlace;
use crate::rules::panel;
use crate::rules::typing::TypingState;

use super::widgets::{self, DraftText};
use super::{Action, Screen, ViewCtx};

use view::SheetView;

/// Width of the product list.
const LIST_WIDTH: f32 = 258.0;
/// Width of the column of sums.
const SIDE_WIDTH: f32 = 276.0;

/// The scoring screen.
#[derive(Debug, Default)]
pub struct ScoringScreen {
    /// The criterion in hand.
    focus: Option<Code>,
    /// Whether the criterion in hand is to be brought into view.
    brings_into_view: bool,
    /// The sheet that was shown last.
    shown: Option<(ProductId, MemberId)>,
    /// What a key that could not be followed is answered with.
    notice: Option<String>,
    /// The criterion whose note is open, and the text being written.
    note: Option<(Code, DraftText)>,
    /// Whether the note is to get the cursor.
    focuses_note: bool,
    /// The opinion being written.
    opinion: DraftText,
    /// The ground being named.
    ground: Option<GroundDraft>,
    /// Why a sheet that was handed in is taken back.
    reopening: Option<String>,
    /// Whether the decision's own words stand under the criterion in hand.
    shows_official: bool,
    /// The list of products.
    list: product_list::ProductList,
    /// How far the sheets of a packet have come.
    own: own_sheet::OwnProgress,
}

/// A ground that a member is about to name.
#[derive(Debug, Default)]
struct GroundDraft {
    place: Option<GroundPlace>,
    reason: String,
}

impl ScoringScreen {
    /// The keys that work here, with the catalog key of what they do.
    pub const KEYS: &'static [(&'static str, &'static str)] = &[
        ("0–9", "scoring.key.choose"),
        ("↑ ↓", "scoring.key.move"),
        ("N", "scoring.key.next_missing"),
        ("G", "scoring.key.next_gate"),
        ("Ctrl+Enter", "scoring.key.submit"),
        ("Ctrl+PgDn", "scoring.key.next_member"),
        ("PgDn", "scoring.key.next_product"),
        ("M", "scoring.key.note"),
        ("V", "scoring.key.official"),
    ];

    /// The keys that work here where the sheets are a packet's.
    pub const PACKET_KEYS: &'static [(&'static str, &'static str)] = &[
        ("0–9", "scoring.key.choose"),
        ("↑ ↓", "scoring.key.move"),
        ("N", "scoring.key.next_missing"),
        ("M", "scoring.key.note"),
        ("PgDn", "scoring.key.next_product"),
        ("Ctrl+Enter", "packet.key.go_on"),
        ("Esc", "packet.key.list"),
        ("G", "scoring.key.next_gate"),
        ("V", "scoring.key.official"),
        ("Ctrl++", "packet.key.size"),
    ];

    /// The keys that work here once the packet is handed in.
    pub const LOCKED_KEYS: &'static [(&'static str, &'static str)] = &[
        ("↑ ↓", "scoring.key.move"),
        ("PgDn", "scoring.key.next_product"),
        ("V", "scoring.key.official"),
        ("Esc", "packet.key.list"),
        ("Ctrl++", "packet.key.size"),
    ];

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        if ctx.session.products.is_empty() {
            let title = t!("scoring.empty.no_products");
            if widgets::empty_state(
                ui,
                &title,
                &t!("scoring.empty.no_products_text"),
                Some(&t!("scoring.empty.to_products")),
            ) {
                actions.push(Action::Go(Screen::Products));
            }
            return;
        }
        let scorers = scorers(ctx);
        if scorers.is_empty() {
            let title = t!("scoring.empty.no_scorers");
            if widgets::empty_state(
                ui,
                &title,
                &t!("scoring.empty.no_scorers_text"),
                Some(&t!("scoring.empty.to_council")),
            ) {
                actions.push(Action::Go(Screen::Council));
            }
            return;
        }
        // Without a choice by the person, the first product and the first member are in hand.
        let product_id = ctx
            .product_id
            .filter(|id| ctx.session.product(*id).is_some())
            .unwrap_or(ctx.session.products[0].id);
        let member_id = ctx
            .member_id
            .filter(|id| scorers.contains(id))
            .unwrap_or(scorers[0]);
        if self.shown != Some((product_id, member_id)) {
            self.show_sheet(product_id, member_id, ctx);
        }
        // The palette and the results lead to a criterion.
        if let Some(code) = super::take_asked_criterion(ui.ctx()) {
            self.take(code);
        }

        // Large text on a small window: the sheet keeps the larger part.
        let is_tight = ui.available_width() < 1000.0;
        let (list_width, side_width) = if is_tight {
            (176.0, 236.0)
        } else {
            (LIST_WIDTH, SIDE_WIDTH)
        };
        let list_frame = egui::Panel::left("scoring_products")
            .exact_size(list_width)
            .resizable(false);
        list_frame.frame(product_list::frame(ui)).show(ui, |ui| {
            let own = own_sheet::packet(ctx).map(|_| self.own.get(ctx));
            self.list
                .ui(ui, ctx, (product_id, member_id), own.as_deref(), actions);
        });
        let Some(view) = SheetView::new(ctx, product_id, member_id) else {
            egui::CentralPanel::default()
                .frame(sheet_column::frame(ui))
                .show(ui, |ui| {
                    sheet_head::header_ui(ui, ctx, product_id, member_id, &scorers, actions);
                    let title = t!("scoring.empty.no_form");
                    let go = t!("scoring.empty.to_products");
                    if widgets::empty_state(
                        ui,
                        &title,
                        &t!("scoring.empty.no_form_text"),
                        Some(&go),
                    ) {
                        actions.push(Action::Go(Screen::Products));
                    }
                });
            self.move_keys(ui, ctx, product_id, member_id, &scorers, actions);
            return;
        };
        self.keys(ui, ctx, &view, &scorers, actions);
        egui::Panel::right("scoring_side")
            .exact_size(side_width)
            .resizable(false)
            .frame(side::frame(ui))
            .show(ui, |ui| self.side_ui(ui, ctx, &view, actions));
        egui::CentralPanel::default()
            .frame(sheet_column::frame(ui))
            .show(ui, |ui| {
                sheet_head::header_ui(ui, ctx, product_id, member_id, &scorers, actions);
                self.sheet_ui(ui, ctx, &view, actions);
            });
    }

    /// Takes up another sheet: the first criterion without an answer comes into view.
    fn show_sheet(&mut self, product_id: ProductId, member_id: MemberId, ctx: &ViewCtx<'_>) {
        self.shown = Some((product_id, member_id));
        self.notice = None;
        self.note = None;
        self.ground = None;
        self.reopening = None;
        self.opinion = DraftText::default();
        self.focus = SheetView::new(ctx, product_id, member_id).and_then(|view| {
            let first = view
                .form
                .set
                .criteria()
                .next()
                .map(|criterion| criterion.code);
            view.total.missing.first().copied().or(first)
        });
        self.brings_into_view = true;
    }

    /// Takes a criterion in hand and brings it into view.
    fn take(&mut self, code: Code) {
        self.focus = Some(code);
        self.brings_into_view = true;
        self.notice = None;
    }

    /// Hands the sheet in, or says what is missing.
    fn submit(&mut self, ctx: &ViewCtx<'_>, view: &SheetView<'_>, actions: &mut Vec<Action>) {
        if view.lock.is_some() && own_sheet::packet(ctx).is_some() {
            self.go_on(ctx, view, actions);
            return;
        }
        if let Some(lock) = view.lock {
            self.notice = Some(lock.text());
        } else if let Some(first) = view
            .total
            .missing
            .first()
            .filter(|_| !view.may_hand_in_incomplete())
        {
            let codes = crate::words::codes_text(
                crate::words::Lang::current(),
                view.total.missing.iter().copied(),
                6,
            );
            self.take(*first);
            self.notice = Some(
                t!(
                    "scoring.notice.missing",
                    n = view.total.missing.len(),
                    codes = codes
                )
                .into_owned(),
            );
        } else if view.typing == TypingState::Second {
            (self.focus, self.notice) = (None, None);
            actions.push(typing_step(view, TypingStep::Compare));
        } else if own_sheet::packet(ctx).is_some() {
            self.go_on(ctx, view, actions);
        } else {
            actions.push(Action::Edit(Command::SubmitSheet {
                sheet: view.sheet_ref,
            }));
        }
    }

    /// Begins the second typing of a paper sheet, or says why it cannot.
    fn type_again(&mut self, view: &SheetView<'_>, actions: &mut Vec<Action>) {
        if view.may_type_again() {
            self.focus = view.form.set.criteria().next().map(|it| it.code);
            self.brings_into_view = true;
            self.notice = None;
            actions.push(typing_step(view, TypingStep::Begin));
        } else {
            self.notice = Some(t!("scoring.typing.not_yet").into_owned());
        }
    }
}

/// Names a step of the second typing of the sheet on the screen.
fn typing_step(view: &SheetView<'_>, step: TypingStep) -> Action {
    Action::Edit(Command::TypeAgain {
        sheet: view.sheet_ref,
        step,
    })
}

/// Returns who may score, in the order of the council.
fn scorers(ctx: &ViewCtx<'_>) -> Vec<MemberId> {
    let members = ctx.session.council.members.iter();
    members
        .filter(|member| panel::is_scorer(ctx.session, member))
        .map(|member| member.id)
        .collect()
}

/// Returns the neighbor of `id` in `ids`, `step` places on; none past either end.
fn neighbor<T: Copy + PartialEq>(ids: &[T], id: T, step: isize) -> Option<T> {
    let position = ids.iter().position(|other| *other == id)?;
    ids.get(position.checked_add_signed(step)?).copied()
}

#[cfg(test)]
mod tests;
