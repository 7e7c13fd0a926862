//! Above the sheet: the product, and whose sheet it is.

use egui::{Role, Ui, Vec2, WidgetInfo};
use rust_i18n::t;

use crate::model::ids::{MemberId, ProductId};
use crate::ui::theme::{self, S8, S16};
use crate::ui::{Action, ViewCtx};
use crate::words::{Lang, application_text, standing_text};

use super::own_sheet;
use super::sheet_column::sheet_width;

/// Draws the head of the sheet: the product, and whose sheet it is.
pub(super) fn header_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product_id: ProductId,
    member_id: MemberId,
    scorers: &[MemberId],
    actions: &mut Vec<Action>,
) {
    let Some(product) = ctx.session.product(product_id) else {
        return;
    };
    let lang = Lang::current();
    let applicant = ctx
        .session
        .applicant(product.applicant_id)
        .map_or("", |applicant| &applicant.name);
    let mut facts = vec![applicant.to_owned()];
    facts.extend(
        product
            .form
            .as_ref()
            .map(|key| t!("scoring.head.sheet", no = key.no).into_owned()),
    );
    facts.push(application_text(lang, product.application));
    if product.round() > 1 {
        facts.push(t!("scoring.head.round", round = product.round()).into_owned());
    }
    facts.retain(|fact| !fact.is_empty());

    let whole = sheet_width(ui.available_width());
    let picker_width = if whole > 720.0 { 320.0 } else { 240.0 };
    if whole < 440.0 {
        // Large text on a small window: the choice of the member stands under the name.
        let width = whole - 2.0 * S16;
        ui.horizontal(|ui| {
            ui.add_space(S16);
            ui.vertical(|ui| {
                head_facts_ui(ui, &product.name, &facts.join(" · "), width);
                if own_sheet::packet(ctx).is_some() {
                    ui.horizontal(|ui| own_sheet::head_ui(ui, ctx, product_id, actions));
                    return;
                }
                member_picker_ui(ui, ctx, product_id, member_id, scorers, width, actions);
            });
        });
        ui.add_space(S8);
        return;
    }
    ui.horizontal(|ui| {
        // The choice of the member ends where the sheet under it ends.
        ui.set_max_width(whole);
        ui.add_space(S16);
        let width = (ui.available_width() - picker_width - S16).max(120.0);
        head_facts_ui(ui, &product.name, &facts.join(" · "), width);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if own_sheet::packet(ctx).is_some() {
                own_sheet::head_ui(ui, ctx, product_id, actions);
                return;
            }
            member_picker_ui(
                ui,
                ctx,
                product_id,
                member_id,
                scorers,
                picker_width,
                actions,
            );
        });
    });
    ui.add_space(S8);
}

/// Draws the name of the product and a line about it.
fn head_facts_ui(ui: &mut Ui, name: &str, facts: &str, width: f32) {
    let t = theme::tokens(ui);
    ui.allocate_ui_with_layout(
        Vec2::new(width, 48.0),
        egui::Layout::top_down(egui::Align::Min),
        |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            let name = egui::RichText::new(name).font(theme::semibold(theme::SECTION));
            ui.add(egui::Label::new(name.color(t.ink)).truncate());
            let facts = egui::RichText::new(facts).font(theme::regular(theme::SMALL));
            ui.add(egui::Label::new(facts.color(t.secondary)).truncate());
        },
    );
}

fn member_picker_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product_id: ProductId,
    member_id: MemberId,
    scorers: &[MemberId],
    width: f32,
    actions: &mut Vec<Action>,
) {
    let lang = Lang::current();
    let name = |id: MemberId| match ctx.session.council.member(id) {
        Some(member) if !member.office.is_empty() => format!("{} · {}", member.name, member.office),
        Some(member) => member.name.clone(),
        None => String::new(),
    };
    let review = ctx.review.product(product_id);
    let response = egui::ComboBox::from_id_salt("scoring_member")
        .width(width)
        .truncate()
        .selected_text(name(member_id))
        .show_ui(ui, |ui| {
            for id in scorers {
                let standing = review
                    .and_then(|review| review.member(*id))
                    .map(|member| member.standing);
                let label = match standing {
                    Some(standing) => format!("{}  ({})", name(*id), standing_text(lang, standing)),
                    None => name(*id),
                };
                if ui.selectable_label(*id == member_id, label).clicked() {
                    actions.push(Action::SelectMember(*id));
                }
            }
        });
    response.response.widget_info(|| {
        WidgetInfo::labeled(
            Role::ComboBox,
            true,
            t!("scoring.head.member", name = name(member_id)),
        )
    });
}
