//! The rules a council gave itself, in plain words, each with the place it is written.

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::council::{
    CouncilRules, GateRule, MissingInRound, SheetAfterLeaving, Sourced, UnmetGate,
};
use crate::model::points::Points;

use super::fields::Field;
use super::{Action, ViewCtx, layout, theme};

/// Draws the rules; every change is one command.
pub(super) fn rules(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let rules = &ctx.session.rules;
    let mut next = rules.clone();
    layout::heading(ui, &t!("rules.title"));
    layout::explain(ui, &t!("rules.about"));
    spread_source(ui, &mut next);

    rule(ui, "quorum", &mut next.quorum.source, |ui| {
        let quorum = &mut next.quorum.value;
        ui.label(t!("rules.quorum_at_least"));
        let upper = Field::new("rules.numerator", t!("rules.numerator"))
            .without_label()
            .width(48.0)
            .number(ui, quorum.numerator, 1, quorum.denominator);
        quorum.numerator = upper.value.unwrap_or(quorum.numerator);
        ui.label("/");
        let lower = Field::new("rules.denominator", t!("rules.denominator"))
            .without_label()
            .width(48.0)
            .number(ui, quorum.denominator, quorum.numerator, 100);
        quorum.denominator = lower.value.unwrap_or(quorum.denominator);
        ui.label(t!("rules.quorum_members"));
        ui.checkbox(&mut quorum.needs_chair, t!("rules.needs_chair"));
    });
    let state = &ctx.review.quorum;
    if state.members > 0 {
        let said = t!(
            "rules.quorum_now",
            members = state.members,
            needed = state.needed
        );
        layout::explain(ui, &said);
    }
    choice(
        ui,
        "without_quorum",
        &mut next.concludes_without_quorum,
        [
            (false, "rules.without_quorum_no"),
            (true, "rules.without_quorum_yes"),
        ],
    );
    rule(ui, "spread", &mut next.allowed_spread.source, |ui| {
        ui.label(t!("rules.spread_over"));
        let most = Points::whole(100);
        let spread = Field::new("rules.spread", t!("rules.spread"))
            .without_label()
            .width(64.0)
            .points(ui, Some(next.allowed_spread.value), most);
        if let Some(Some(points)) = spread.value {
            next.allowed_spread.value = points;
        }
        ui.label(t!("rules.spread_then"));
    });
    choice(
        ui,
        "secretary",
        &mut next.secretary_scores,
        [(false, "rules.secretary_no"), (true, "rules.secretary_yes")],
    );
    choice(
        ui,
        "gate",
        &mut next.gate_rule,
        [
            (GateRule::MajorityOfCounted, "rules.gate_majority"),
            (GateRule::AllCounted, "rules.gate_all"),
        ],
    );
    choice(
        ui,
        "unmet",
        &mut next.unmet_gate,
        [
            (UnmetGate::HoldsRank, "rules.unmet_holds"),
            (UnmetGate::NamedOnly, "rules.unmet_named"),
        ],
    );
    choice(
        ui,
        "leaving",
        &mut next.sheet_after_leaving,
        [
            (SheetAfterLeaving::Counts, "rules.leaving_counts"),
            (SheetAfterLeaving::DoesNotCount, "rules.leaving_not"),
        ],
    );
    choice(
        ui,
        "missing",
        &mut next.missing_in_round,
        [
            (MissingInRound::EarlierCounts, "rules.missing_earlier"),
            (MissingInRound::NothingCounts, "rules.missing_nothing"),
        ],
    );
    rule(ui, "minimum", &mut next.min_counted_sheets.source, |ui| {
        ui.label(t!("rules.minimum_least"));
        let value = &mut next.min_counted_sheets.value;
        let least = Field::new("rules.minimum", t!("rules.minimum"))
            .without_label()
            .width(56.0)
            .number(ui, *value, 1, 99);
        *value = least.value.unwrap_or(*value);
        ui.label(t!("rules.minimum_sheets"));
    });
    rule(ui, "decimals", &mut next.decimals.source, |ui| {
        let value = &mut next.decimals.value;
        let decimals = Field::new("rules.decimals", t!("rules.decimals"))
            .without_label()
            .width(56.0)
            .number(ui, u16::from(*value), 0, 4);
        let decimals = decimals.value.and_then(|n| u8::try_from(n).ok());
        *value = decimals.unwrap_or(*value);
        ui.label(t!("rules.decimals_places"));
    });
    choice(
        ui,
        "signing",
        &mut next.signing,
        [(true, "rules.signing_yes"), (false, "rules.signing_no")],
    );
    if next != *rules {
        actions.push(Action::Edit(Command::SetRules(Box::new(next))));
    }
}

/// A rule that is one of a few: the answers with the keys of their words.
fn choice<T: Copy + PartialEq, const N: usize>(
    ui: &mut Ui,
    name: &str,
    rule_of: &mut Sourced<T>,
    answers: [(T, &str); N],
) {
    rule(ui, name, &mut rule_of.source, |ui| {
        ui.spacing_mut().item_spacing.x = theme::S16;
        for (answer, key) in answers {
            ui.radio_value(&mut rule_of.value, answer, t!(key));
        }
    });
}

/// One rule: the question, the answer, and where it is written.
fn rule(ui: &mut Ui, name: &str, source: &mut String, answer: impl FnOnce(&mut Ui)) {
    layout::hairline(ui);
    let question = t!(format!("rules.question.{name}"));
    layout::split(
        ui,
        0.62,
        |ui| {
            layout::strong(ui, &question);
            ui.horizontal_wrapped(|ui| {
                ui.set_row_height(theme::CONTROL);
                answer(ui);
            });
        },
        |ui| {
            let field = Field::new(("rules.source", name), t!("rules.source"))
                .without_label()
                .hint(t!("rules.source_hint"))
                .naming(format!("{}: {question}", t!("rules.source")));
            if let Some(text) = field.text(ui, source).value {
                *source = text;
            }
        },
    );
}

/// Where some rules have a source and others none, offers to write it beside all of them.
fn spread_source(ui: &mut Ui, next: &mut CouncilRules) {
    let sources = |rules: &mut CouncilRules, write: &mut dyn FnMut(&mut String)| {
        write(&mut rules.quorum.source);
        write(&mut rules.allowed_spread.source);
        write(&mut rules.secretary_scores.source);
        write(&mut rules.gate_rule.source);
        write(&mut rules.unmet_gate.source);
        write(&mut rules.sheet_after_leaving.source);
        write(&mut rules.min_counted_sheets.source);
        write(&mut rules.decimals.source);
    };
    let mut first = String::new();
    let mut n_empty = 0;
    sources(next, &mut |source| {
        if source.trim().is_empty() {
            n_empty += 1;
        } else if first.is_empty() {
            first.clone_from(source);
        }
    });
    if n_empty == 0 || first.is_empty() {
        return;
    }
    let offer = t!("rules.fill_sources", source = first, n = n_empty);
    if ui.button(offer).clicked() {
        sources(next, &mut |source| {
            if source.trim().is_empty() {
                source.clone_from(&first);
            }
        });
    }
}
