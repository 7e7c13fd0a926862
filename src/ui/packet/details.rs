//! What is known of the product in hand: what is missing, what others assessed, whether the member
//! takes part.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::progress::{Row, RowState};
use super::{PacketDeed, missing};
use crate::edit::command::Command;
use crate::model::product::References;
use crate::ui::references::reference_rows;
use crate::ui::theme::{self, S4, S8, tokens};
use crate::ui::widgets;
use crate::ui::{Action, ViewCtx};

/// Draws the group.
pub(super) fn details_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, row: &Row, actions: &mut Vec<Action>) {
    let Some(product) = ctx.session.product(row.product_id) else {
        return;
    };
    widgets::section_label(ui, &t!("packet.chosen"));
    let color = tokens(ui).ink;
    let name = RichText::new(&product.name).font(theme::medium(theme::BODY));
    ui.add(egui::Label::new(name.color(color)).wrap());
    ui.add_space(S4);
    if let Some(reason) = &row.recusal {
        let text = t!("packet.recused_because", reason = reason);
        widgets::secondary(ui, &text);
        ui.add_space(S4);
        if widgets::secondary_button(ui, &t!("packet.recusal.take_back")).clicked() {
            actions.push(take_part(ctx, row));
        }
        return;
    }
    if row.state == RowState::Begun {
        missing::codes_ui(ui, row, &product.name, actions);
        ui.add_space(S4);
    }
    references_ui(ui, &product.references);
    ui.add_space(S8);
    let label = t!("packet.recusal.open");
    if widgets::link(ui, &label)
        .on_hover_text(t!("packet.recusal.about"))
        .clicked()
    {
        let deed = PacketDeed::Recuse(row.product_id);
        actions.push(Action::Packet(deed));
    }
}

fn take_part(ctx: &ViewCtx<'_>, row: &Row) -> Action {
    let packet = ctx.session.packet.as_deref();
    Action::Edit(Command::SetRecusal {
        product_id: row.product_id,
        member_id: packet.map_or(crate::model::ids::MemberId::from_bits(0), |it| it.member_id),
        reason: None,
    })
}

/// Writes the totals that others came to; they never count.
fn references_ui(ui: &mut Ui, references: &References) {
    let rows = reference_rows(references);
    for (label, assessment) in rows {
        if let Some(assessment) = assessment {
            let text = format!("{label}: {}", assessment.total);
            widgets::secondary(ui, &text);
        }
    }
    if references.commune.is_some() {
        widgets::secondary(ui, &t!("packet.commune"));
    }
}
