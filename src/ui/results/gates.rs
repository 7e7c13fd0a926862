//! The least requirements that hold the rank, and those on which the sheets differ.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::council::GateRule;
use crate::model::criteria::{Code, EmbeddedForm};
use crate::model::product::Product;
use crate::rules::ranking::GateReview;
use crate::rules::review::ProductReview;
use crate::ui::Action;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};

use super::decide::{AgreeDialog, WaiveDialog};
use super::detail::Scene;
use super::dialog::Dialog;
use super::kit;

/// Draws the gates that matter for the rank; the rest on demand.
pub(super) fn gates_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_, '_>,
    product: &Product,
    found: &ProductReview,
    shows_all: &mut bool,
) {
    let Some(form) = scene.ctx.session.form_of(product).cloned() else {
        return;
    };
    let holds = |gate: &GateReview| {
        found.rank.as_ref().is_some_and(|rank| {
            let held = rank.held_by.iter();
            held.clone()
                .any(|it| it.code == gate.code && it.stars == gate.stars)
        })
    };
    let is_settled = |gate: &GateReview| gate.is_agreed || gate.is_waived;
    let matters = |gate: &&GateReview| holds(gate) || is_settled(gate) || gate.is_disputed();
    let gates: Vec<_> = found.gates.iter().filter(matters).collect();
    if gates.is_empty() {
        return;
    }
    ui.add_space(theme::S12);
    widgets::section_label(ui, &t!("results.gates.title"));
    let (first, rest): (Vec<&GateReview>, Vec<&GateReview>) = gates
        .into_iter()
        .partition(|gate| holds(gate) || is_settled(gate));
    for gate in &first {
        gate_ui(ui, scene, product, &form, gate);
    }
    if rest.is_empty() {
        return;
    }
    let n = rest.len();
    let text = if *shows_all {
        t!("results.gates.fewer")
    } else {
        t!("results.gates.more", n = n)
    };
    if widgets::quiet_button(ui, &text).clicked() {
        *shows_all = !*shows_all;
    }
    if *shows_all {
        for gate in rest {
            gate_ui(ui, scene, product, &form, gate);
        }
    }
}

fn gate_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_, '_>,
    product: &Product,
    form: &EmbeddedForm,
    gate: &GateReview,
) {
    let title = form
        .set
        .criterion(gate.code)
        .map_or("", |criterion| criterion.title.as_str());
    let binds_only = form
        .set
        .section(gate.code.section())
        .is_some_and(|section| section.binds_only.is_some());
    ui.horizontal_wrapped(|ui| {
        let (word, tone) = if gate.is_met {
            (t!("results.gates.met"), Tone::Green)
        } else {
            (t!("results.gates.unmet"), Tone::Amber)
        };
        widgets::badge(ui, &word, tone);
        let text = t!(
            "results.gates.line",
            stars = gate.stars,
            code = gate.code,
            title = title
        );
        ui.label(RichText::new(text).color(tokens(ui).ink));
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        ui.label(kit::secondary(ui, &state_text(scene, product, gate)));
        gate_deeds_ui(ui, scene, product, gate, binds_only);
    });
    ui.add_space(theme::S4);
}

fn state_text(scene: &Scene<'_, '_>, product: &Product, gate: &GateReview) -> String {
    if gate.is_waived {
        let reason = product
            .waived_gates
            .get(&gate.code)
            .map_or("", String::as_str);
        return t!("results.gates.waived", reason = reason).into_owned();
    }
    if let Some(agreed) = product.agreed_choices.get(&gate.code) {
        return t!("results.gates.agreed", reason = agreed.reason).into_owned();
    }
    let needs = match scene.ctx.session.rules.gate_rule.value {
        GateRule::MajorityOfCounted => t!("results.gates.needs_majority"),
        GateRule::AllCounted => t!("results.gates.needs_all"),
    };
    t!(
        "results.gates.count",
        n = gate.reached_by,
        of = gate.counted,
        points = gate.needed,
        needs = needs
    )
    .into_owned()
}

fn gate_deeds_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_, '_>,
    product: &Product,
    gate: &GateReview,
    binds_only: bool,
) {
    // A conclusion must be taken back before what it rests on is changed.
    if product.conclusion.is_some() {
        return;
    }
    let (product_id, code) = (product.id, gate.code);
    if gate.is_waived {
        if small_link(ui, &t!("results.gates.unwaive"), code) {
            scene.actions.push(Action::Edit(Command::WaiveGate {
                product_id,
                code,
                reason: None,
            }));
        }
        return;
    }
    let label = if gate.is_agreed {
        t!("results.gates.change_agreed")
    } else {
        t!("results.gates.agree")
    };
    if (gate.is_agreed || gate.is_disputed() || !gate.is_met) && small_link(ui, &label, code) {
        *scene.dialog = AgreeDialog::new(scene.ctx, product_id, code).map(Dialog::Agree);
    }
    if gate.is_agreed && small_link(ui, &t!("results.gates.unagree"), code) {
        scene.actions.push(Action::Edit(Command::AgreeChoice {
            product_id,
            code,
            agreed: None,
        }));
    }
    // Waiving is usual only where the section does not bind every product.
    if binds_only && !gate.is_met && small_link(ui, &t!("results.gates.waive"), code) {
        *scene.dialog = Some(Dialog::Waive(WaiveDialog::new(product_id, code)));
    }
    if !binds_only && !gate.is_met {
        ui.menu_button("…", |ui| {
            if ui
                .button(t!("results.gates.waive_unusual").as_ref())
                .clicked()
            {
                *scene.dialog = Some(Dialog::Waive(WaiveDialog::new(product_id, code)));
            }
        })
        .response
        .on_hover_text(t!("results.gates.more_deeds").as_ref())
        .accessible_name(t!("results.gates.more_deeds_for", code = code).into_owned());
    }
}

/// A link named with its criterion for those who do not see where it stands.
fn small_link(ui: &mut Ui, text: &str, code: Code) -> bool {
    let response = widgets::link(ui, text);
    response
        .accessible_name(t!("results.gates.deed_for", deed = text, code = code).into_owned())
        .clicked()
}
