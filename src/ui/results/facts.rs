//! What else is known of the chosen product: parts, presiding, recusals, certificate, references.

use egui::Ui;
use rust_i18n::t;

use crate::model::product::{Procedure, Product, ReferenceAssessment};
use crate::rules::panel::SheetStanding;
use crate::rules::review::ProductReview;
use crate::rules::validity::ValidityState;
use crate::ui::presence;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};
use crate::words::{self, Lang};

use super::decide::GroundDialog;
use super::detail::Scene;
use super::dialog::Dialog;
use super::{kit, rows, written};

/// Draws the facts, each a small label and its words.
pub(super) fn facts_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_, '_>,
    product: &Product,
    found: &ProductReview,
) {
    ui.add_space(theme::S12);
    let session = scene.ctx.session;
    if !found.parts.is_empty() {
        let parts: Vec<_> = found
            .parts
            .iter()
            .map(|part| {
                t!(
                    "results.facts.part",
                    code = part.code,
                    mean = part.shown,
                    max = part.max
                )
                .into_owned()
            })
            .collect();
        fact(ui, &t!("results.facts.parts"), &parts.join(" · "));
    }
    written::written_ui(ui, scene, product, found);
    let presides = found.presiding.map_or_else(
        || t!("results.facts.nobody_presides").into_owned(),
        |id| words::member_text(session, id),
    );
    fact(ui, &t!("results.facts.presides"), &presides);
    presence_ui(ui, scene, product, found);
    recusals_ui(ui, scene, product, found);
    rounds_ui(ui, scene, product);
    certificate_ui(ui, product, found);
    references_ui(ui, product);
    other_ground_ui(ui, scene, product);
}

fn fact(ui: &mut Ui, label: &str, text: &str) {
    widgets::section_label(ui, label);
    ui.add(egui::Label::new(text).wrap());
    ui.add_space(theme::S4);
}

/// Who is in the room for the product: whoever is not can be read at a glance, and set behind a
/// click.
fn presence_ui(ui: &mut Ui, scene: &mut Scene<'_, '_>, product: &Product, found: &ProductReview) {
    let quorum = found.quorum;
    widgets::section_label(ui, &t!("results.facts.presence"));
    ui.horizontal_wrapped(|ui| {
        let text = t!(
            "results.facts.present",
            n = quorum.present,
            of = quorum.members,
            needed = quorum.needed
        );
        if quorum.is_met {
            ui.label(text);
        } else {
            widgets::badge(ui, &text, Tone::Amber);
        }
    });
    if product.procedure == Procedure::Meeting {
        presence::hearing(ui, scene.ctx, product, scene.actions);
    }
    egui::CollapsingHeader::new(t!("results.facts.who").as_ref())
        .id_salt(("results-presence", product.id))
        .show(ui, |ui| {
            presence::members(ui, scene.ctx, product, scene.actions);
        });
    ui.add_space(theme::S4);
}

fn recusals_ui(ui: &mut Ui, scene: &Scene<'_, '_>, product: &Product, found: &ProductReview) {
    let session = scene.ctx.session;
    for (id, reason) in &product.recusals {
        let who = words::member_text(session, *id);
        let text = if reason.is_empty() {
            who
        } else {
            format!("{who}: {reason}")
        };
        fact(ui, &t!("results.facts.recused"), &text);
    }
    let absent: Vec<_> = found
        .members
        .iter()
        .filter(|member| member.standing == SheetStanding::Absent)
        .map(|member| words::member_text(session, member.member_id))
        .collect();
    if !absent.is_empty() {
        fact(ui, &t!("results.facts.absent"), &absent.join("; "));
    }
}

fn rounds_ui(ui: &mut Ui, scene: &Scene<'_, '_>, product: &Product) {
    for rescoring in &product.rescorings {
        let ids: Vec<_> = rescoring.member_ids.iter().copied().collect();
        let who = rows::short_names(scene.columns, &ids);
        let text = t!(
            "results.facts.round_text",
            who = who,
            reason = rescoring.reason
        );
        fact(
            ui,
            &t!("results.facts.round", round = rescoring.round),
            &text,
        );
    }
}

fn certificate_ui(ui: &mut Ui, product: &Product, found: &ProductReview) {
    let Some(certificate) = product.certificate() else {
        return;
    };
    let lang = Lang::current();
    widgets::section_label(ui, &t!("results.facts.certificate"));
    ui.horizontal_wrapped(|ui| {
        widgets::stars_sized(
            ui,
            certificate.stars.stars(),
            certificate.potential_five,
            15.0,
        );
        if let Some(validity) = &found.validity {
            let tone = match validity.state {
                ValidityState::Valid | ValidityState::FiledInTime => Tone::Green,
                ValidityState::WindowOpen
                | ValidityState::WindowMissed
                | ValidityState::Extended => Tone::Amber,
                ValidityState::Lapsed | ValidityState::Revoked => Tone::Red,
            };
            widgets::badge(ui, &words::validity_text(lang, validity), tone);
        }
        if !certificate.decision_no.is_empty() {
            ui.label(kit::secondary(ui, &certificate.decision_no));
        }
    });
    ui.add_space(theme::S4);
}

fn references_ui(ui: &mut Ui, product: &Product) {
    let references = &product.references;
    let line = |label: &str, found: &ReferenceAssessment| {
        let text = t!("results.points", points = found.total);
        if found.remarks.is_empty() {
            format!("{label}: {text}")
        } else {
            format!("{label}: {text}; {}", found.remarks)
        }
    };
    let mut lines = Vec::new();
    for (label, found) in [
        (t!("results.facts.by_applicant"), &references.applicant),
        (
            t!("results.facts.by_working_group"),
            &references.working_group,
        ),
        (t!("results.facts.by_office"), &references.managing_office),
    ] {
        lines.extend(found.as_ref().map(|found| line(&label, found)));
    }
    if let Some(commune) = &references.commune {
        for (label, text) in [
            (t!("results.facts.material"), &commune.material),
            (t!("results.facts.labor"), &commune.labor),
            (t!("results.facts.idea"), &commune.idea),
            (t!("results.facts.identity"), &commune.identity),
        ] {
            if !text.is_empty() {
                lines.push(format!("{label}: {text}"));
            }
        }
    }
    if lines.is_empty() {
        return;
    }
    widgets::section_label(ui, &t!("results.facts.references"));
    for line in lines {
        ui.add(egui::Label::new(line).wrap());
    }
    let note = kit::secondary(ui, &t!("results.facts.references_note"));
    ui.add(egui::Label::new(note).wrap());
}

/// The council may decide on any ground of the sheet, also one that stands on no member's sheet.
fn other_ground_ui(ui: &mut Ui, scene: &mut Scene<'_, '_>, product: &Product) {
    let Some(form) = scene.ctx.session.form_of(product) else {
        return;
    };
    if product.conclusion.is_some() {
        return;
    }
    let grounds = crate::rules::scoring::grounds(&form.set);
    if grounds.is_empty() {
        return;
    }
    ui.add_space(theme::S8);
    ui.menu_button(t!("results.ground.other").as_ref(), |ui| {
        ui.set_max_width(460.0);
        let lang = Lang::current();
        for ground in grounds {
            let place = words::capitalized(&words::place_text(lang, ground.place));
            let text =
                egui::RichText::new(format!("{place}: {}", ground.text)).color(tokens(ui).ink);
            if ui.add(egui::Button::new(text).wrap()).clicked() {
                *scene.dialog =
                    GroundDialog::new(scene.ctx, product.id, ground.place).map(Dialog::Ground);
            }
        }
    });
}
