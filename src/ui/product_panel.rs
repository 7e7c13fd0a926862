//! Around the scoring of a product: assessments of others, how the council works, who stays out.

use std::collections::BTreeMap;

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::council::Role;
use crate::model::ids::MemberId;
use crate::model::points::Points;
use crate::model::product::{ApplicationKind, Procedure, Product, ReferenceAssessment, References};
use crate::rules::panel::is_scorer;
use crate::words::{Lang, role_text};

use super::fields::Field;
use super::{Action, ViewCtx, layout, presence, product_form, theme, widgets};

/// Draws the assessments of others, which are shown to the council and never counted.
pub(super) fn references(
    ui: &mut Ui,
    _ctx: &ViewCtx<'_>,
    product: &Product,
    actions: &mut Vec<Action>,
) {
    layout::heading(ui, &t!("references.title"));
    layout::explain(ui, &t!("references.about"));
    let before = &product.references;
    let mut next = before.clone();
    let third = (ui.available_width() - 2.0 * theme::S12) / 3.0;
    layout::row(ui, |ui| {
        let References {
            applicant,
            working_group,
            managing_office,
            ..
        } = &mut next;
        total(ui, product, ("applicant", third), applicant);
        total(ui, product, ("working_group", third), working_group);
        if product.application == ApplicationKind::ReRating || managing_office.is_some() {
            total(ui, product, ("managing_office", third), managing_office);
        }
    });
    let mut report = before.commune.clone().unwrap_or_default();
    layout::explain(ui, &t!("references.commune"));
    for (name, text) in [
        ("material", &mut report.material),
        ("labor", &mut report.labor),
        ("idea", &mut report.idea),
        ("identity", &mut report.identity),
    ] {
        let field = Field::new(
            ("references", name, product.id),
            t!(format!("references.{name}")),
        );
        if let Some(answer) = field.text(ui, text).value {
            *text = answer;
        }
    }
    next.commune = (report != Default::default()).then_some(report);
    if next != *before {
        actions.push(Action::Edit(Command::SetReferences {
            product_id: product.id,
            references: next,
        }));
    }
}

fn total(
    ui: &mut Ui,
    product: &Product,
    (name, width): (&str, f32),
    assessment: &mut Option<ReferenceAssessment>,
) {
    let field = Field::new(
        ("references.total", name, product.id),
        t!(format!("references.{name}")),
    );
    let now = assessment.as_ref().map(|assessment| assessment.total);
    let answer = field.width(width).points(ui, now, Points::whole(100));
    match answer.value {
        Some(Some(total)) => match assessment {
            Some(assessment) => assessment.total = total,
            None => {
                *assessment = Some(ReferenceAssessment {
                    total,
                    answers: BTreeMap::new(),
                    remarks: String::new(),
                });
            }
        },
        Some(None) => *assessment = None,
        None => {}
    }
}

/// Draws how the council works on the product and who presides.
pub(super) fn procedure(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    actions: &mut Vec<Action>,
) {
    layout::heading(ui, &t!("procedure.title"));
    let id = product.id;
    let is_written = product_form::is_written(product);
    let ways = [
        (false, t!("procedure.meeting")),
        (true, t!("procedure.written")),
    ];
    let label = t!("procedure.how");
    if let Some(written) = widgets::segmented(ui, &label, Some(is_written), &ways) {
        let procedure = if written {
            Procedure::Written { until: None }
        } else {
            Procedure::Meeting
        };
        actions.push(Action::Edit(Command::SetProcedure {
            product_id: id,
            procedure,
        }));
    }
    if let Procedure::Written { until } = product.procedure {
        if product.application != ApplicationKind::ReRating {
            ui.label(layout::problem(ui, &t!("procedure.written_for_other")));
        }
        let field = Field::new(("procedure.until", id), t!("procedure.until")).width(200.0);
        if let Some(until) = field.date(ui, until).value {
            actions.push(Action::Edit(Command::SetProcedure {
                product_id: id,
                procedure: Procedure::Written { until },
            }));
        }
    }
    if is_written || product.complex.is_some() {
        let kept = product.complex.as_deref().unwrap_or_default();
        let complex = Field::new(("procedure.complex", id), t!("procedure.complex"))
            .hint(t!("procedure.complex_hint"))
            .text(ui, kept);
        if let Some(text) = complex.value {
            let reason = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            actions.push(Action::Edit(Command::MarkComplex {
                product_id: id,
                reason,
            }));
        }
    }
    presiding(ui, ctx, product, actions);
    layout::heading(ui, &t!("presence.title"));
    layout::explain(ui, &t!("presence.about"));
    if !is_written {
        presence::hearing(ui, ctx, product, actions);
    }
    presence::members(ui, ctx, product, actions);
}

fn presiding(ui: &mut Ui, ctx: &ViewCtx<'_>, product: &Product, actions: &mut Vec<Action>) {
    let lang = Lang::current();
    let council = &ctx.session.council;
    let review = ctx.review.product(product.id);
    let by_rule = review
        .and_then(|review| review.presiding)
        .filter(|_| product.presided_by.is_none())
        .and_then(|id| council.member(id));
    let by_rule = by_rule.map_or_else(
        || t!("procedure.by_rule").into_owned(),
        |member| t!("procedure.by_rule_now", name = member.name).into_owned(),
    );
    let mut choices = vec![(None, by_rule)];
    choices.extend(
        council
            .members
            .iter()
            .filter(|member| member.role != Role::Secretary)
            .map(|m| {
                (
                    Some(m.id),
                    format!("{} · {}", m.name, role_text(lang, m.role)),
                )
            }),
    );
    let label = t!("procedure.presiding");
    let width = ui.available_width() - 40.0;
    let chosen = widgets::combo(ui, &label, width, Some(product.presided_by), &choices);
    if let Some(member_id) = chosen {
        actions.push(Action::Edit(Command::SetPresiding {
            product_id: product.id,
            member_id,
        }));
    }
    if product.presided_by.is_some() && review.is_some_and(|review| review.presiding.is_none()) {
        ui.label(layout::problem(ui, &t!("procedure.cannot_preside")));
    }
}

/// Draws who does not take part for an interest in the applicant; each needs its reason.
pub(super) fn recusals(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    recusing: &mut Option<MemberId>,
    actions: &mut Vec<Action>,
) {
    layout::heading(ui, &t!("recusal.title"));
    layout::explain(ui, &t!("recusal.about"));
    let council = &ctx.session.council;
    let set = |member_id, reason| {
        Action::Edit(Command::SetRecusal {
            product_id: product.id,
            member_id,
            reason,
        })
    };
    let shown = product
        .recusals
        .iter()
        .map(|(id, reason)| (*id, reason.as_str()))
        .chain(recusing.map(|id| (id, "")));
    for (id, reason) in shown {
        let name = council.member(id).map_or("", |member| &member.name);
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).font(theme::medium(theme::BODY)));
            if widgets::quiet_button(ui, &t!("recusal.take_back")).clicked() {
                if *recusing == Some(id) {
                    *recusing = None;
                } else {
                    actions.push(set(id, None));
                }
            }
        });
        let field = Field::new(("recusal", product.id, id), t!("recusal.reason"))
            .hint(t!("recusal.reason_hint"))
            .naming(format!("{}: {name}", t!("recusal.reason")))
            .required(t!("recusal.reason_missing"))
            .text(ui, reason);
        if *recusing == Some(id) && reason.is_empty() && ui.memory(|m| m.focused().is_none()) {
            field.response.request_focus();
        }
        if let Some(text) = field.value {
            actions.push(set(id, Some(text)));
            *recusing = None;
        }
    }
    let free: Vec<_> = council
        .members
        .iter()
        .filter(|m| is_scorer(ctx.session, m) && !product.recusals.contains_key(&m.id))
        .map(|m| (m.id, format!("{} · {}", m.name, m.office)))
        .collect();
    if recusing.is_none() && !free.is_empty() {
        let width = ui.available_width() - 40.0;
        let chosen = widgets::combo(ui, &t!("recusal.add"), width, None, &free);
        *recusing = chosen.or(*recusing);
    }
}
