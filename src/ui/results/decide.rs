//! Dialogs about what the council settles before it concludes: scoring again, grounds, gates.

use std::collections::{BTreeMap, BTreeSet};

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::{Code, Criterion};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{AgreedChoice, GroundDecision, Vote};
use crate::model::sheet::{self, GroundPlace};
use crate::rules::panel::SheetStanding;
use crate::rules::review::ProductReview;
use crate::ui::theme;
use crate::ui::widgets::Tone;
use crate::ui::{Action, ViewCtx};
use crate::words::{self, Lang};

use super::dialog::{self, Answer, Frame};
use super::{kit, rows};

/// Who scores again.
#[derive(Debug, Clone)]
pub(super) struct RescoreDialog {
    product_id: ProductId,
    takes_all: bool,
    reason: String,
    is_fresh: bool,
}

impl RescoreDialog {
    /// Begins with the members in pairs over the limit, or with all where there are none.
    pub(super) fn new(ctx: &ViewCtx<'_>, product_id: ProductId, takes_all: bool) -> Option<Self> {
        let found = ctx.review.product(product_id)?;
        let reason = found
            .spread
            .filter(|_| !found.pairs_over.is_empty())
            .map(|spread| {
                let limit = ctx.session.rules.allowed_spread.value;
                t!(
                    "results.rescore.reason_spread",
                    spread = spread,
                    limit = limit
                )
                .into_owned()
            });
        Some(Self {
            product_id,
            takes_all: takes_all || found.pairs_over.is_empty(),
            reason: reason.unwrap_or_default(),
            is_fresh: true,
        })
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let found = ctx.review.product(self.product_id);
        let product = ctx.session.product(self.product_id);
        let (Some(found), Some(product)) = (found, product) else {
            return Answer::Cancel;
        };
        let concerned = rows::concerned(found);
        let all = who_may_rescore(found);
        let chosen = if self.takes_all { &all } else { &concerned };
        let frame = Frame {
            title: &t!("results.rescore.title"),
            about: &product.name,
            confirm: &t!("results.rescore.confirm", n = chosen.len()),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            ui.label(t!("results.rescore.follows", round = found.round + 1).into_owned());
            ui.add_space(theme::S8);
            if !concerned.is_empty() {
                let text = t!("results.rescore.concerned", n = concerned.len());
                ui.radio_value(&mut self.takes_all, false, text.as_ref());
                kit::indented(ui, &names(ctx, &concerned));
            }
            let text = t!("results.rescore.all", n = all.len());
            ui.radio_value(&mut self.takes_all, true, text.as_ref());
            if concerned.is_empty() {
                kit::indented(ui, &names(ctx, &all));
            }
            let mut obstacles = kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh);
            if all.is_empty() {
                obstacles.push(t!("results.rescore.nobody").into_owned());
            }
            obstacles
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::OpenRescoring {
                product_id: self.product_id,
                reason: self.reason.trim().to_owned(),
                member_ids: chosen.iter().copied().collect(),
            }));
        }
        answer
    }
}

/// Returns whose sheets count now and may therefore be scored again.
fn who_may_rescore(found: &ProductReview) -> Vec<MemberId> {
    found
        .members
        .iter()
        .filter(|member| member.standing == SheetStanding::Counted)
        .map(|member| member.member_id)
        .collect()
}

fn names(ctx: &ViewCtx<'_>, ids: &[MemberId]) -> String {
    let names: Vec<_> = ids
        .iter()
        .map(|id| words::member_text(ctx.session, *id))
        .collect();
    names.join("; ")
}

/// Why a round is closed although sheets are missing.
#[derive(Debug, Clone)]
pub(super) struct CloseRoundDialog {
    product_id: ProductId,
    reason: String,
    is_fresh: bool,
}

impl CloseRoundDialog {
    /// Begins without a reason.
    pub(super) const fn new(product_id: ProductId) -> Self {
        Self {
            product_id,
            reason: String::new(),
            is_fresh: true,
        }
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let found = ctx.review.product(self.product_id);
        let product = ctx.session.product(self.product_id);
        let (Some(found), Some(product)) = (found, product) else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.close_round.title", round = found.round),
            about: &product.name,
            confirm: &t!("results.close_round.confirm", round = found.round),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            let who = names(ctx, &found.round_open_for);
            ui.label(t!("results.close_round.follows", who = who).into_owned());
            kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh)
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::CloseRescoring {
                product_id: self.product_id,
                reason: self.reason.trim().to_owned(),
            }));
        }
        answer
    }
}

/// What the council decides on a ground.
#[derive(Debug, Clone)]
pub(super) struct GroundDialog {
    product_id: ProductId,
    place: GroundPlace,
    raised_by: BTreeSet<MemberId>,
    upheld: Option<bool>,
    vote: Vote,
    reason: String,
    is_fresh: bool,
}

impl GroundDialog {
    /// Begins with those who raised the ground.
    pub(super) fn new(
        ctx: &ViewCtx<'_>,
        product_id: ProductId,
        place: GroundPlace,
    ) -> Option<Self> {
        let found = ctx.review.product(product_id)?;
        let ground = found.grounds.iter().find(|ground| ground.place == place);
        let raised_by = ground.map(|ground| ground.raised_by.iter().copied().collect());
        Some(Self {
            product_id,
            place,
            raised_by: raised_by.unwrap_or_default(),
            upheld: None,
            vote: Vote::default(),
            reason: String::new(),
            is_fresh: false,
        })
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let Some(product) = ctx.session.product(self.product_id) else {
            return Answer::Cancel;
        };
        let grounds = ctx
            .session
            .form_of(product)
            .map(|form| crate::rules::scoring::grounds(&form.set))
            .unwrap_or_default();
        let Some(ground) = grounds.iter().find(|ground| ground.place == self.place) else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.ground.title"),
            about: &product.name,
            confirm: &t!("results.ground.confirm"),
            is_danger: self.upheld == Some(true),
            width: 620.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            let place = words::capitalized(&words::place_text(Lang::current(), self.place));
            kit::notice(ui, Tone::Neutral, &format!("{place}: {}", ground.text));
            self.body_ui(ui, ctx)
        });
        if let (Answer::Confirm, Some(upheld)) = (answer, self.upheld) {
            let decision = GroundDecision {
                place: self.place,
                ground: ground.text.to_owned(),
                raised_by: self.raised_by.clone(),
                upheld,
                vote: self.vote,
                reason: self.reason.trim().to_owned(),
            };
            actions.push(Action::Edit(Command::DecideGround {
                product_id: self.product_id,
                decision,
            }));
        }
        answer
    }

    fn body_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) -> Vec<String> {
        ui.label(kit::strong(&t!("results.ground.raised_by")));
        ui.horizontal_wrapped(|ui| {
            for column in rows::columns(ctx.session) {
                let id = column.member_id;
                let mut raised = self.raised_by.contains(&id);
                let tick = ui.checkbox(&mut raised, &column.short);
                if tick.on_hover_text(&column.name).changed() && !self.raised_by.remove(&id) {
                    self.raised_by.insert(id);
                }
            }
        });
        let raised_by: Vec<_> = self.raised_by.iter().copied().collect();
        if !raised_by.is_empty() {
            let text = kit::secondary(ui, &names(ctx, &raised_by));
            ui.add(egui::Label::new(text).wrap());
        }
        ui.add_space(theme::S8);
        ui.label(kit::strong(&t!("results.ground.decision")));
        ui.radio_value(
            &mut self.upheld,
            Some(true),
            t!("results.ground.upheld").as_ref(),
        );
        kit::indented(ui, &t!("results.ground.upheld_follows"));
        ui.radio_value(
            &mut self.upheld,
            Some(false),
            t!("results.ground.rejected").as_ref(),
        );
        kit::indented(ui, &t!("results.ground.rejected_follows"));
        ui.add_space(theme::S8);
        ui.label(kit::strong(&t!("results.ground.vote")));
        dialog::vote_ui(ui, &mut self.vote, ctx.review.quorum.members);
        let mut obstacles = kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh);
        if self.upheld.is_none() {
            obstacles.insert(0, t!("results.ground.choose").into_owned());
        }
        if self.raised_by.is_empty() {
            obstacles.push(t!("results.ground.nobody").into_owned());
        }
        obstacles.extend(dialog::vote_obstacle(&self.vote, ctx.review.quorum.members));
        obstacles
    }
}

/// Which level the council agrees on for a gate.
#[derive(Debug, Clone)]
pub(super) struct AgreeDialog {
    product_id: ProductId,
    code: Code,
    answer: Option<sheet::Answer>,
    reason: String,
    is_fresh: bool,
}

impl AgreeDialog {
    /// Begins with what was agreed before.
    pub(super) fn new(ctx: &ViewCtx<'_>, product_id: ProductId, code: Code) -> Option<Self> {
        let product = ctx.session.product(product_id)?;
        let agreed = product.agreed_choices.get(&code);
        Some(Self {
            product_id,
            code,
            answer: agreed.map(|agreed| agreed.answer),
            reason: agreed
                .map(|agreed| agreed.reason.clone())
                .unwrap_or_default(),
            is_fresh: false,
        })
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let product = ctx.session.product(self.product_id);
        let form = product.and_then(|product| ctx.session.form_of(product));
        let criterion = form.and_then(|form| form.set.criterion(self.code));
        let (Some(product), Some(criterion), Some(found)) =
            (product, criterion, ctx.review.product(self.product_id))
        else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.agree.title", code = self.code),
            about: &format!("{} · {}", criterion.title, product.name),
            confirm: &t!("results.agree.confirm"),
            is_danger: false,
            width: 680.0,
        };
        let chosen = chosen_by(ctx, found, self.code);
        let case = product.case_choices.get(&self.code).copied();
        let answer = dialog::show(ui, &frame, |ui| {
            ui.label(kit::secondary(ui, &t!("results.agree.follows")));
            for (answer, text) in levels(criterion, case) {
                let n = chosen.get(&answer).copied().unwrap_or_default();
                let text = format!("{text} · {}", t!("results.agree.chosen_by", n = n));
                ui.radio_value(&mut self.answer, Some(answer), text);
            }
            let mut obstacles = kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh);
            if self.answer.is_none() {
                obstacles.insert(0, t!("results.agree.choose").into_owned());
            }
            obstacles
        });
        if let (Answer::Confirm, Some(answer)) = (answer, self.answer) {
            actions.push(Action::Edit(Command::AgreeChoice {
                product_id: self.product_id,
                code: self.code,
                agreed: Some(AgreedChoice {
                    answer,
                    reason: self.reason.trim().to_owned(),
                }),
            }));
        }
        answer
    }
}

fn chosen_by(
    ctx: &ViewCtx<'_>,
    found: &ProductReview,
    code: Code,
) -> BTreeMap<sheet::Answer, usize> {
    let mut chosen = BTreeMap::new();
    for member in &found.members {
        let sheet = member.sheet_id.and_then(|id| ctx.session.sheets.get(&id));
        if member.standing == SheetStanding::Counted
            && let Some(answer) = sheet.and_then(|sheet| sheet.answers.get(code))
        {
            *chosen.entry(answer).or_default() += 1;
        }
    }
    chosen
}

fn levels(
    criterion: &Criterion,
    case: Option<crate::model::criteria::CaseCode>,
) -> Vec<(sheet::Answer, String)> {
    let mut levels = Vec::new();
    if criterion.offers_none(case) {
        levels.push((
            sheet::Answer::NoLevel,
            t!("results.agree.no_level").into_owned(),
        ));
    }
    if criterion.options.is_empty() {
        let text = t!("results.agree.yes", points = criterion.max);
        levels.push((sheet::Answer::Level(0), text.into_owned()));
    }
    for (idx, level) in criterion.levels(case) {
        let Ok(idx) = u8::try_from(idx) else { continue };
        let stars = level.gate.map_or_else(String::new, |gate| {
            format!(" {}", "★".repeat(usize::from(gate.stars())))
        });
        let points = t!("results.points", points = level.points);
        levels.push((
            sheet::Answer::Level(idx),
            format!("{points} · {}{stars}", level.text),
        ));
    }
    levels
}

/// Why a gate does not apply.
#[derive(Debug, Clone)]
pub(super) struct WaiveDialog {
    product_id: ProductId,
    code: Code,
    reason: String,
    is_fresh: bool,
}

impl WaiveDialog {
    /// Begins without a reason.
    pub(super) const fn new(product_id: ProductId, code: Code) -> Self {
        Self {
            product_id,
            code,
            reason: String::new(),
            is_fresh: true,
        }
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let Some(product) = ctx.session.product(self.product_id) else {
            return Answer::Cancel;
        };
        let binds_only = ctx
            .session
            .form_of(product)
            .and_then(|form| form.set.section(self.code.section()))
            .and_then(|section| section.binds_only.clone());
        let frame = Frame {
            title: &t!("results.waive.title", code = self.code),
            about: &product.name,
            confirm: &t!("results.waive.confirm"),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            ui.label(t!("results.waive.follows").into_owned());
            match &binds_only {
                Some(whom) => {
                    let text = t!("results.waive.binds_only", whom = whom);
                    kit::notice(ui, Tone::Neutral, &text);
                }
                None => kit::notice(ui, Tone::Amber, &t!("results.waive.unusual")),
            }
            kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh)
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::WaiveGate {
                product_id: self.product_id,
                code: self.code,
                reason: Some(self.reason.trim().to_owned()),
            }));
        }
        answer
    }
}
