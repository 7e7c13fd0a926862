//! When the council dealt with a product, and who was in the room then.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::council::Member;
use crate::model::product::{Hearing, Procedure, Product};
use crate::rules::panel::{is_present_for, left_early};

use super::attendance::now;
use super::fields::Field;
use super::{Action, ViewCtx, layout, theme, widgets};

/// Height of a line of the list of members.
const ROW_H: f32 = 30.0;

/// Draws begin and end of the hearing, with a button for each moment.
pub(super) fn hearing(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    actions: &mut Vec<Action>,
) {
    let id = product.id;
    let set = |hearing| {
        Action::Edit(Command::SetHearing {
            product_id: id,
            hearing,
        })
    };
    ui.horizontal_wrapped(|ui| {
        ui.set_row_height(theme::CONTROL);
        let Some(hearing) = product.hearing else {
            let label = t!("presence.begin");
            if widgets::quiet_button(ui, &label).clicked() {
                let from = now(ctx);
                actions.push(set(Some(Hearing { from, to: None })));
            }
            return;
        };
        let field = |name: &'static str, label| {
            Field::new(("presence", name, id), label)
                .without_label()
                .width(64.0)
        };
        ui.label(t!("presence.from"));
        let from = field("from", t!("presence.from")).time(ui, Some(hearing.from));
        match from.value {
            Some(Some(from)) => actions.push(set(Some(Hearing { from, ..hearing }))),
            Some(None) => actions.push(set(None)),
            None => {}
        }
        ui.label(t!("presence.to"));
        let to = field("to", t!("presence.to")).time(ui, hearing.to);
        if let Some(to) = to.value {
            actions.push(set(Some(Hearing { to, ..hearing })));
        }
        if hearing.to.is_none() && widgets::quiet_button(ui, &t!("presence.end")).clicked() {
            let to = Some(now(ctx).max(hearing.from));
            actions.push(set(Some(Hearing { to, ..hearing })));
        }
    });
}

/// Draws who is in the room for the product; who attends the session can be marked as out of it.
pub(super) fn members(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    actions: &mut Vec<Action>,
) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = ROW_H;
        members_ui(ui, ctx, product, actions);
    });
}

fn members_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, product: &Product, actions: &mut Vec<Action>) {
    for member in ctx.session.council.members.iter().filter(|it| it.is_member) {
        let (is_there, word) = standing(product, member);
        ui.horizontal(|ui| {
            let may_change = member.attended() || product.procedure != Procedure::Meeting;
            let mut is_on = is_there;
            let name = RichText::new(&member.name);
            let tick = ui.add_enabled(may_change, egui::Checkbox::new(&mut is_on, name));
            if tick.changed() {
                actions.push(Action::Edit(Command::SetAbsentFor {
                    product_id: product.id,
                    member_id: member.id,
                    absent: !is_on,
                }));
            }
            if let Some(word) = word {
                ui.label(layout::secondary(ui, &word));
            }
        });
    }
}

/// Tells whether a member is there for the product, and why not or not for the whole of it.
fn standing(product: &Product, member: &Member) -> (bool, Option<String>) {
    let is_there = is_present_for(product, member);
    let word = if product.recusals.contains_key(&member.id) {
        Some(t!("presence.recused"))
    } else if product.absent.contains(&member.id) {
        Some(t!("presence.out"))
    } else if !is_there && !member.attended() {
        Some(t!("presence.absent"))
    } else if !is_there {
        Some(t!("presence.not_then"))
    } else if left_early(product, member) {
        Some(t!("presence.left_early"))
    } else {
        None
    };
    (is_there, word.map(|word| word.into_owned()))
}
