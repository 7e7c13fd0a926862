//! Dialogs about conclusions: one product, all undisputed ones in a reviewed step, and taking one
//! back.

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::earlier::EarlierResult;
use crate::model::ids::ProductId;
use crate::model::points::StarRank;
use crate::model::product::{Conclusion, Outcome, Vote};
use crate::rules::conclusion::{self, ConclusionCheck, fits_level};
use crate::rules::ratification;
use crate::rules::review::ProductReview;
use crate::ui::theme;
use crate::ui::widgets::Tone;
use crate::ui::{Action, ViewCtx};
use crate::words::{self, Lang};

use super::dialog::{self, Answer, Frame};
use super::kit;

/// Every conclusion there is, in the order in which it is offered.
const OUTCOMES: [Outcome; 9] = [
    Outcome::Stars(StarRank::FIVE),
    Outcome::ProposeFive,
    Outcome::Stars(StarRank::FOUR),
    Outcome::Stars(StarRank::THREE),
    Outcome::BelowThree,
    Outcome::Returned,
    Outcome::NotConcluded,
    Outcome::Withdrawn,
    Outcome::Excluded,
];

/// What the council concludes on a product.
#[derive(Debug, Clone)]
pub(super) struct ConcludeDialog {
    product_id: ProductId,
    outcome: Option<Outcome>,
    reason: String,
    vote: Option<Vote>,
    is_fresh: bool,
}

impl ConcludeDialog {
    /// Begins with what stands, else with what is computed.
    pub(super) fn new(ctx: &ViewCtx<'_>, product_id: ProductId) -> Option<Self> {
        let product = ctx.session.product(product_id)?;
        let found = ctx.review.product(product_id)?;
        let standing = product.conclusion.as_ref();
        Some(Self {
            product_id,
            outcome: standing.map(|it| it.outcome).or(found.proposed),
            reason: standing
                .map(|it| it.reason.clone())
                .or_else(|| {
                    // What was agreed to keeps its reason.
                    let earlier = product.earlier_result.as_ref();
                    earlier.map(|it| it.reason.clone())
                })
                .unwrap_or_default(),
            vote: standing.and_then(|it| it.vote),
            is_fresh: true,
        })
    }

    fn check(&self, ctx: &ViewCtx<'_>, found: &ProductReview) -> Option<ConclusionCheck> {
        let computed = found.rank.as_ref().map(|rank| rank.rank);
        let conclusion = Conclusion {
            outcome: self.outcome?,
            reason: self.reason.clone(),
            vote: self.vote.filter(|vote| dialog::n_votes(vote) > 0),
            computed,
            concluded_at: ctx.now,
        };
        let level = ctx.session.council.level;
        let mut check = conclusion::check(&conclusion, computed, level);
        check.lacks_reason |= self.changes_earlier(ctx) && self.reason.trim().is_empty();
        Some(check)
    }

    /// Tells whether it changes what an earlier session concluded.
    fn changes_earlier(&self, ctx: &ViewCtx<'_>) -> bool {
        let product = ctx.session.product(self.product_id);
        let changes = product.zip(self.outcome);
        changes.is_some_and(|(product, outcome)| ratification::changes(outcome, product))
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let found = ctx.review.product(self.product_id);
        let product = ctx.session.product(self.product_id);
        let (Some(found), Some(product)) = (found, product) else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.conclude.title"),
            about: &product.name,
            confirm: &t!("results.conclude.confirm"),
            is_danger: false,
            width: 620.0,
        };
        let answer = dialog::show(ui, &frame, |ui| self.body_ui(ui, ctx, found));
        if let (Answer::Confirm, Some(outcome)) = (answer, self.outcome) {
            actions.push(Action::Edit(Command::Conclude {
                product_id: self.product_id,
                outcome,
                reason: self.reason.trim().to_owned(),
                vote: self.vote.filter(|vote| dialog::n_votes(vote) > 0),
            }));
        }
        answer
    }

    fn body_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, found: &ProductReview) -> Vec<String> {
        let lang = Lang::current();
        let reason = words::rank_reason(lang, found);
        let computed = if found.rests_on_earlier() {
            words::capitalized(&reason)
        } else {
            t!("results.conclude.computed", reason = reason).into_owned()
        };
        ui.label(kit::secondary(ui, &computed));
        for text in open_matters(ctx, found) {
            kit::notice(ui, Tone::Amber, &text);
        }
        ui.add_space(theme::S8);
        let level = ctx.session.council.level;
        let mut chosen = None;
        let gap = std::mem::replace(&mut ui.spacing_mut().item_spacing.y, 0.0);
        for outcome in OUTCOMES.into_iter().filter(|it| fits_level(*it, level)) {
            let is_proposed = found.proposed == Some(outcome);
            let mut text = words::capitalized(&words::outcome_text(lang, outcome));
            if is_proposed {
                text = format!("{text} · {}", t!("results.conclude.as_computed"));
            }
            let radio = ui.radio(self.outcome == Some(outcome), text);
            if radio.clicked() {
                chosen = Some(outcome);
            }
            if self.is_fresh && self.outcome == Some(outcome) {
                radio.request_focus();
            }
        }
        ui.spacing_mut().item_spacing.y = gap;
        if let Some(chosen) = chosen {
            self.choose(ctx, chosen);
        }
        self.is_fresh = false;
        let Some(check) = self.check(ctx, found) else {
            return vec![t!("results.conclude.choose").into_owned()];
        };
        ui.add_space(theme::S8);
        kit::notice(ui, Tone::Neutral, &consequence(check.outcome));
        if check.differs {
            kit::notice(ui, Tone::Amber, &t!("results.conclude.differs"));
        }
        if self.changes_earlier(ctx) {
            kit::notice(ui, Tone::Amber, &t!("results.ratify.changes"));
        }
        let hint = if check.differs {
            t!("results.conclude.reason_differs_hint")
        } else {
            t!("results.conclude.reason_hint")
        };
        dialog::text_ui(ui, &t!("results.reason_label"), &hint, &mut self.reason, 2);
        self.vote_ui(ui, ctx, &check);
        self.obstacles(ctx, found)
    }

    /// Takes another conclusion; the reason of an earlier session does not speak for it.
    fn choose(&mut self, ctx: &ViewCtx<'_>, outcome: Outcome) {
        let product = ctx.session.product(self.product_id);
        let earlier = product.and_then(|it| it.earlier_result.as_ref());
        let is_of_earlier = |it: &EarlierResult| {
            it.outcome != Some(outcome) && it.reason.trim() == self.reason.trim()
        };
        if earlier.is_some_and(is_of_earlier) {
            self.reason.clear();
        }
        self.outcome = Some(outcome);
    }

    fn vote_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, check: &ConclusionCheck) {
        let mut has_vote = self.vote.is_some() || check.is_above;
        let label = t!("results.conclude.with_vote");
        ui.add_enabled_ui(!check.is_above, |ui| {
            ui.checkbox(&mut has_vote, label.as_ref())
        });
        if has_vote {
            let vote = self.vote.get_or_insert_with(Vote::default);
            dialog::vote_ui(ui, vote, ctx.review.quorum.members);
        } else {
            self.vote = None;
        }
    }

    /// Says in plain words why the conclusion cannot be recorded yet.
    fn obstacles(&self, ctx: &ViewCtx<'_>, found: &ProductReview) -> Vec<String> {
        let Some(check) = self.check(ctx, found) else {
            return vec![t!("results.conclude.choose").into_owned()];
        };
        let mut texts = Vec::new();
        if check.lacks_reason {
            texts.push(if check.differs {
                t!("results.conclude.lacks_reason_differs").into_owned()
            } else {
                t!("results.conclude.lacks_reason").into_owned()
            });
        }
        if check.lacks_vote {
            texts.push(t!("results.conclude.lacks_vote").into_owned());
        } else if let Some(vote) = self.vote.filter(|vote| dialog::n_votes(vote) > 0) {
            texts.extend(dialog::vote_obstacle(&vote, ctx.review.quorum.members));
        }
        let speaks_of_papers = matches!(check.outcome, Outcome::NotConcluded | Outcome::Withdrawn);
        if !speaks_of_papers && !ctx.session.rules.concludes_without_quorum.value {
            texts.extend(quorum_obstacle(found));
        }
        let was_excluded = found.proposed == Some(Outcome::Excluded);
        if check.outcome == Outcome::Excluded && !found.excluded && !was_excluded {
            texts.push(t!("results.conclude.no_ground").into_owned());
        }
        texts
    }
}

/// Says why the meeting is not valid for a product, if it is not.
pub(super) fn quorum_obstacle(found: &ProductReview) -> Option<String> {
    let quorum = &found.quorum;
    if quorum.is_met {
        return None;
    }
    Some(
        if quorum.present < quorum.needed && found.written.is_some() {
            t!(
                "results.quorum.too_few_written",
                present = quorum.present,
                needed = quorum.needed
            )
            .into_owned()
        } else if quorum.present < quorum.needed {
            t!(
                "results.quorum.too_few",
                present = quorum.present,
                needed = quorum.needed
            )
            .into_owned()
        } else {
            t!("results.quorum.no_chair").into_owned()
        },
    )
}

/// Says what is still open on a product.
fn open_matters(ctx: &ViewCtx<'_>, found: &ProductReview) -> Vec<String> {
    let mut texts = Vec::new();
    if !found.pending.is_empty() && !found.excluded {
        let n = found.pending.len();
        texts.push(t!("results.conclude.pending", n = n).into_owned());
    }
    if !found.pairs_over.is_empty()
        && let Some(spread) = found.spread
    {
        let limit = ctx.session.rules.allowed_spread.value;
        texts.push(t!("results.conclude.over", spread = spread, limit = limit).into_owned());
    }
    if found.has_open_ground() {
        texts.push(t!("results.conclude.ground").into_owned());
    }
    texts
}

/// Says in plain words what follows from a conclusion.
fn consequence(outcome: Outcome) -> String {
    match outcome {
        Outcome::Stars(rank) if rank == StarRank::FIVE => t!("results.follows.five"),
        Outcome::Stars(rank) => t!("results.follows.stars", n = rank),
        Outcome::ProposeFive => t!("results.follows.propose_five"),
        Outcome::BelowThree => t!("results.follows.below_three"),
        Outcome::Returned => t!("results.follows.returned"),
        Outcome::NotConcluded => t!("results.follows.not_concluded"),
        Outcome::Withdrawn => t!("results.follows.withdrawn"),
        Outcome::Excluded => t!("results.follows.excluded"),
    }
    .into_owned()
}

/// Which undisputed products are concluded as computed.
#[derive(Debug, Clone)]
pub(super) struct UndisputedDialog {
    items: Vec<(ProductId, bool)>,
}

impl UndisputedDialog {
    /// Takes up every undisputed product.
    pub(super) fn new(ctx: &ViewCtx<'_>) -> Self {
        let undisputed = ctx.review.products.iter().filter(|it| it.is_undisputed());
        Self {
            items: undisputed.map(|it| (it.product_id, true)).collect(),
        }
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let chosen: Vec<_> = self
            .items
            .iter()
            .filter(|(_, is_ticked)| *is_ticked)
            .filter_map(|(id, _)| {
                let found = ctx.review.product(*id)?;
                Some((*id, found.proposed.filter(|_| found.is_undisputed())?))
            })
            .collect();
        let frame = Frame {
            title: &t!("results.undisputed.title"),
            about: &t!("results.undisputed.about"),
            confirm: &t!("results.undisputed.confirm", n = chosen.len()),
            is_danger: false,
            width: 860.0,
        };
        let is_empty = chosen.is_empty();
        let answer = dialog::show(ui, &frame, |ui| {
            self.body_ui(ui, ctx);
            if is_empty {
                vec![t!("results.undisputed.none").into_owned()]
            } else {
                Vec::new()
            }
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::ConcludeUndisputed(chosen)));
        }
        answer
    }

    fn body_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        let lang = Lang::current();
        for (id, is_ticked) in &mut self.items {
            let (Some(product), Some(found)) = (ctx.session.product(*id), ctx.review.product(*id))
            else {
                continue;
            };
            let Some(outcome) = found.proposed.filter(|_| found.is_undisputed()) else {
                continue;
            };
            ui.horizontal(|ui| {
                ui.set_min_height(theme::ROW);
                let name = egui::RichText::new(&product.name).font(theme::medium(theme::BODY));
                let half = ui.available_width() * 0.42;
                ui.scope(|ui| {
                    ui.set_width(half);
                    ui.checkbox(is_ticked, name);
                });
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let text = words::capitalized(&words::outcome_text(lang, outcome));
                    ui.label(egui::RichText::new(text).font(theme::medium(theme::BODY)));
                    ui.label(kit::secondary(ui, &words::rank_reason(lang, found)));
                });
            });
            ui.separator();
        }
    }
}

/// Why a conclusion is taken back.
#[derive(Debug, Clone)]
pub(super) struct WithdrawDialog {
    product_id: ProductId,
    reason: String,
    is_fresh: bool,
}

impl WithdrawDialog {
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
        let Some(product) = ctx.session.product(self.product_id) else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.withdraw.title"),
            about: &product.name,
            confirm: &t!("results.withdraw.confirm"),
            is_danger: true,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            ui.label(t!("results.withdraw.follows").into_owned());
            kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh)
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::WithdrawConclusion {
                product_id: self.product_id,
                reason: self.reason.trim().to_owned(),
            }));
        }
        answer
    }
}
