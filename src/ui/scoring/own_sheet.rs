//! The scoring screen as a member sees it in a packet: the sheets are the member's own, one product
//! follows the other, and all are handed in together.

use std::sync::Arc;

use egui::{Align, Layout, Ui};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::ids::ProductId;
use crate::model::packet::Packet;
use crate::ui::packet::PacketDeed;
use crate::ui::packet::progress::Progress;
use crate::ui::theme::S8;
use crate::ui::widgets;
use crate::ui::{Action, Screen, ViewCtx};

use super::side::wide_button;
use super::view::{Lock, SheetView};
use super::{ScoringScreen, neighbor};

/// How far the sheets of a packet have come, made once per change.
#[derive(Debug, Default)]
pub(super) struct OwnProgress {
    made: Option<(u64, Arc<Progress>)>,
}

impl OwnProgress {
    /// Returns it.
    pub(super) fn get(&mut self, ctx: &ViewCtx<'_>) -> Arc<Progress> {
        match &self.made {
            Some((revision, progress)) if *revision == ctx.revision => Arc::clone(progress),
            _ => {
                let progress = Arc::new(Progress::of(ctx.session));
                self.made = Some((ctx.revision, Arc::clone(&progress)));
                progress
            }
        }
    }
}

/// Returns the packet whose sheets are on the screen, where they are a packet's.
pub(super) fn packet<'a>(ctx: &ViewCtx<'a>) -> Option<&'a Packet> {
    ctx.session.packet.as_deref()
}

/// Says to the member why the own sheet cannot be changed.
pub(super) fn lock_text(ctx: &ViewCtx<'_>, view: &SheetView<'_>, lock: Lock) -> String {
    if packet(ctx).is_none() {
        return lock.text();
    }
    let recusal = view.product.recusals.get(&view.member_id);
    match (lock, recusal) {
        (Lock::Recused, Some(reason)) => t!("packet.lock.recused", reason = reason).into_owned(),
        _ => lock.text(),
    }
}

/// Draws the ways to the neighbors of a product, and to not taking part. From the right.
pub(super) fn head_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product_id: ProductId,
    actions: &mut Vec<Action>,
) {
    let ids: Vec<_> = ctx.session.products.iter().map(|it| it.id).collect();
    let place = ids.iter().position(|id| *id == product_id).unwrap_or(0) + 1;
    let is_open = packet(ctx).is_some_and(|packet| !packet.is_locked());
    let product = ctx.session.product(product_id);
    let is_recused = packet(ctx)
        .zip(product)
        .is_some_and(|(packet, product)| product.recusals.contains_key(&packet.member_id));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = S8;
        let ways = [
            (1, "▶", t!("packet.next_product"), "PgDn"),
            (-1, "◀", t!("packet.previous_product"), "PgUp"),
        ];
        for (step, sign, name, key) in ways {
            let to = neighbor(&ids, product_id, step);
            ui.add_enabled_ui(to.is_some(), |ui| {
                let response = widgets::secondary_button(ui, sign).accessible_name(&*name);
                if response
                    .on_hover_text(format!("{name}  ·  {key}"))
                    .clicked()
                {
                    actions.extend(to.map(Action::SelectProduct));
                }
            });
            if step == 1 {
                widgets::secondary(ui, &t!("packet.place", n = place, all = ids.len()));
            }
        }
        if is_open && !is_recused {
            let quiet = widgets::quiet_button(ui, &t!("packet.recusal.open"));
            if quiet.on_hover_text(t!("packet.recusal.about")).clicked() {
                actions.push(Action::Packet(PacketDeed::Recuse(product_id)));
            }
        }
    });
}

/// Tells whether a further round shows what the member gave before, and nothing was said to it yet.
fn shows_earlier(view: &SheetView<'_>) -> bool {
    view.sheet.is_none() && !view.answers.0.is_empty()
}

/// Keeps what the member gave in the round before as what counts in this one.
fn keep_earlier(view: &SheetView<'_>) -> Option<Action> {
    let (code, answer) = view.answers.0.first_key_value()?;
    Some(Action::Edit(Command::ChooseLevel {
        sheet: view.sheet_ref,
        code: *code,
        answer: Some(*answer),
    }))
}

impl ScoringScreen {
    /// Goes on where a member's sheet needs nothing more: to the next product with something to do,
    /// or to the list, where the packet is handed in.
    pub(super) fn go_on(
        &mut self,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        if shows_earlier(view) && view.lock.is_none() && view.total.is_complete() {
            actions.extend(keep_earlier(view));
            return;
        }
        let next = self.own.get(ctx).next_after(Some(view.product.id));
        actions.push(match next {
            Some(id) => Action::SelectProduct(id),
            None => Action::Go(Screen::Packet),
        });
    }

    /// Draws below the sums how to go on.
    pub(super) fn go_on_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        let is_locked = packet(ctx).is_some_and(Packet::is_locked);
        match view.lock {
            Some(Lock::Submitted) if !is_locked => {
                self.submitted_ui(ui, view, actions);
                return;
            }
            Some(Lock::Recused) if !is_locked => {
                if widgets::secondary_button(ui, &t!("packet.recusal.take_back")).clicked() {
                    actions.push(Action::Edit(Command::SetRecusal {
                        product_id: view.product.id,
                        member_id: view.member_id,
                        reason: None,
                    }));
                }
                ui.add_space(S8);
            }
            _ => {}
        }
        let n = view.total.missing.len();
        let is_missing = view.lock.is_none() && n > 0 && !view.may_hand_in_incomplete();
        if is_missing {
            // The button leads to what is missing and says so.
            let label = t!("packet.sheet_missing", n = n);
            if wide_button(ui, &label, false).clicked() {
                self.submit(ctx, view, actions);
            }
            return;
        }
        if view.lock.is_none() && shows_earlier(view) {
            if wide_button(ui, &t!("packet.keep_earlier"), true).clicked() {
                actions.extend(keep_earlier(view));
            }
            return;
        }
        let next = self.own.get(ctx).next_after(Some(view.product.id));
        let label = match next {
            Some(_) => t!("packet.go_to_next"),
            None if is_locked => t!("packet.to_list_wide"),
            None => t!("packet.to_hand_in"),
        };
        if wide_button(ui, &label, !is_locked).clicked() {
            self.go_on(ctx, view, actions);
        }
    }
}
