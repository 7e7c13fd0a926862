//! The chosen product: why it has its rank, what stands open, where the sheets differ, and what
//! the council can do about it.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::Code;
use crate::model::ids::ProductId;
use crate::model::points::Points;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::rules::findings::{FindingKind, Severity};
use crate::rules::panel::Pair;
use crate::rules::review::ProductReview;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, Screen, ViewCtx, versions};
use crate::words::{self, Lang};

use super::conclude::{ConcludeDialog, WithdrawDialog};
use super::decide::{CloseRoundDialog, GroundDialog, RescoreDialog};
use super::dialog::Dialog;
use super::notes::Notes;
use super::rows::Column;
use super::written::MoveDialog;
use super::{facts, gates, heat, kit, ratify, rows};

/// From this width on the parts stand side by side.
const TWO_COLUMNS: f32 = 900.0;

/// The state of the pane.
#[derive(Debug, Default)]
pub(super) struct Detail {
    notes: Notes,
    shows_all_differences: bool,
    shows_all_gates: bool,
}

/// What the parts of the pane read and write.
pub(super) struct Scene<'a, 'c> {
    /// What the screen may see.
    pub ctx: &'a ViewCtx<'c>,
    /// The members who may score.
    pub columns: &'a [Column],
    /// What is asked of the shell.
    pub actions: &'a mut Vec<Action>,
    /// The dialog to open.
    pub dialog: &'a mut Option<Dialog>,
}

impl Detail {
    /// Hands over what was typed and not kept yet.
    pub(super) fn flush(&mut self, now_chosen: Option<ProductId>, actions: &mut Vec<Action>) {
        self.notes.flush(now_chosen, actions);
    }

    /// Draws the pane.
    pub(super) fn ui(&mut self, ui: &mut Ui, scene: &mut Scene<'_, '_>, product_id: ProductId) {
        let (session, review) = (scene.ctx.session, scene.ctx.review);
        let (Some(product), Some(found)) =
            (session.product(product_id), review.product(product_id))
        else {
            return;
        };
        let width = ui.available_width();
        if width < TWO_COLUMNS {
            egui::ScrollArea::vertical()
                .id_salt(("results-detail", product_id))
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.set_max_width(width - 14.0);
                    head_ui(ui, scene, product, found);
                    findings_ui(ui, scene, found);
                    ratify::fact_ui(ui, scene.ctx, product);
                    ui.add_space(theme::S12);
                    deeds_ui(ui, scene, product, found);
                    gates::gates_ui(ui, scene, product, found, &mut self.shows_all_gates);
                    self.differences_ui(ui, scene, product, found);
                    self.notes.ui(ui, scene.actions, product);
                    facts::facts_ui(ui, scene, product, found);
                });
            return;
        }
        let side = (width * 0.34).clamp(300.0, 420.0);
        let height = ui.available_height();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::S16;
            let main = egui::vec2(width - side - 2.0 * theme::S16 - 1.0, height);
            ui.allocate_ui(main, |ui| {
                egui::ScrollArea::vertical()
                    .id_salt(("results-detail-main", product_id))
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        ui.vertical(|ui| {
                            ui.set_max_width(main.x - 14.0);
                            short_head_ui(ui, product, found);
                            findings_ui(ui, scene, found);
                            ratify::fact_ui(ui, scene.ctx, product);
                            self.differences_ui(ui, scene, product, found);
                            gates::gates_ui(ui, scene, product, found, &mut self.shows_all_gates);
                        });
                    });
            });
            let line = ui.cursor().left();
            ui.painter().vline(
                line - theme::S8,
                ui.max_rect().y_range(),
                egui::Stroke::new(1.0, tokens(ui).hairline),
            );
            ui.allocate_ui(egui::vec2(side, height), |ui| {
                egui::ScrollArea::vertical()
                    .id_salt(("results-detail-side", product_id))
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        ui.vertical(|ui| {
                            ui.set_max_width(side - 14.0);
                            deeds_ui(ui, scene, product, found);
                            self.notes.ui(ui, scene.actions, product);
                            ui.add_space(theme::S12);
                            about_ui(ui, scene, product);
                            facts::facts_ui(ui, scene, product, found);
                        });
                    });
            });
        });
    }

    fn differences_ui(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_, '_>,
        product: &Product,
        found: &ProductReview,
    ) {
        let Some(form) = scene.ctx.session.form_of(product) else {
            return;
        };
        if found.counted < 2 {
            return;
        }
        ui.add_space(theme::S12);
        pairs_ui(ui, scene, found);
        widgets::section_label(ui, &t!("results.heat.title"));
        heat::heat_ui(
            ui,
            &form.set,
            &found.differences,
            scene.columns,
            &rows::most_apart(found),
            &mut self.shows_all_differences,
        );
    }
}

/// Name and reason in one line: the row of the matrix above shows the figures.
fn short_head_ui(ui: &mut Ui, product: &Product, found: &ProductReview) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&product.name).font(theme::semibold(theme::SECTION)));
        let reason = words::capitalized(&words::rank_reason(Lang::current(), found));
        ui.label(RichText::new(reason).color(tokens(ui).secondary));
    });
}

fn head_ui(ui: &mut Ui, scene: &Scene<'_, '_>, product: &Product, found: &ProductReview) {
    ui.add(
        egui::Label::new(RichText::new(&product.name).font(theme::semibold(theme::SECTION))).wrap(),
    );
    about_ui(ui, scene, product);
    ui.add_space(theme::S4);
    ui.horizontal_wrapped(|ui| {
        if let Some(mean) = &found.mean_shown {
            ui.label(RichText::new(mean).font(theme::bold(theme::TITLE)));
        }
        if let Some(rank) = &found.rank {
            let is_potential = found.proposed == Some(crate::model::product::Outcome::ProposeFive);
            widgets::stars_sized(ui, rank.rank.stars(), is_potential, 22.0);
        }
    });
    let reason = words::capitalized(&words::rank_reason(Lang::current(), found));
    ui.add(egui::Label::new(reason).wrap());
}

/// Code, kind, applicant and sheet.
fn about_ui(ui: &mut Ui, scene: &Scene<'_, '_>, product: &Product) {
    let session = scene.ctx.session;
    let mut about = vec![words::application_text(
        Lang::current(),
        product.application,
    )];
    if !product.code.is_empty() {
        about.insert(0, product.code.clone());
    }
    if let Some(applicant) = session.applicant(product.applicant_id) {
        about.push(applicant.name.clone());
    }
    if let Some(form) = session.form_of(product) {
        let text = t!(
            "results.detail.sheet",
            no = form.set.no,
            name = form.set.name
        );
        about.push(text.into_owned());
    }
    let about = kit::secondary(ui, &about.join(" · "));
    ui.add(egui::Label::new(about).wrap());
}

/// What a person should see about the product, with what can be done about it.
fn findings_ui(ui: &mut Ui, scene: &mut Scene<'_, '_>, found: &ProductReview) {
    let lang = Lang::current();
    let (session, review) = (scene.ctx.session, scene.ctx.review);
    let id = found.product_id;
    let mut findings: Vec<_> = review
        .findings
        .iter()
        .filter(|it| it.product_id == Some(id))
        .collect();
    // What may end the assessment comes first.
    findings.sort_by_key(|it| !matches!(it.kind, FindingKind::GroundOpen { .. }));
    for finding in findings {
        let tone = match finding.severity() {
            Severity::Error => Tone::Red,
            Severity::Warning => Tone::Amber,
            Severity::Info => continue,
        };
        match &finding.kind {
            // The last certificate stands among the facts, with its day.
            FindingKind::Validity { .. } | FindingKind::RepeatedCode => continue,
            FindingKind::SpreadOver { .. } => {
                kit::notice(ui, tone, &pairs_text(scene, found));
            }
            FindingKind::GroundOpen { place, .. } => {
                let text = words::finding_text(lang, finding, session, review);
                kit::notice(ui, Tone::Red, &text);
                if widgets::secondary_button(ui, &t!("results.ground.open")).clicked() {
                    *scene.dialog = GroundDialog::new(scene.ctx, id, *place).map(Dialog::Ground);
                }
            }
            FindingKind::SheetContested { member_id } => {
                let text = words::finding_text(lang, finding, session, review);
                kit::notice(ui, tone, &text);
                let button = widgets::secondary_button(ui, &t!("versions.choose"));
                if button.clicked() {
                    let key = versions::contested_key(session, id, *member_id);
                    scene.actions.push(Action::ShowVersions(key));
                }
            }
            FindingKind::ProposedForMeeting { .. } if product_is_open(session, id) => {
                let text = words::finding_text(lang, finding, session, review);
                kit::notice(ui, tone, &text);
                if widgets::secondary_button(ui, &t!("results.written.move")).clicked() {
                    *scene.dialog = Some(Dialog::Move(MoveDialog::new(scene.ctx, id)));
                }
            }
            FindingKind::RoundOpen { .. } => {
                let text = words::finding_text(lang, finding, session, review);
                kit::notice(ui, tone, &text);
                ui.horizontal_wrapped(|ui| {
                    if widgets::secondary_button(ui, &t!("results.close_round.open")).clicked() {
                        *scene.dialog = Some(Dialog::CloseRound(CloseRoundDialog::new(id)));
                    }
                    if widgets::quiet_button(ui, &t!("results.detail.to_scoring")).clicked() {
                        scene.actions.extend(
                            found
                                .round_open_for
                                .first()
                                .map(|id| Action::SelectMember(*id)),
                        );
                        scene.actions.push(Action::Go(Screen::Scoring));
                    }
                });
            }
            _ => kit::notice(
                ui,
                tone,
                &words::finding_text(lang, finding, session, review),
            ),
        }
    }
    grounds_ui(ui, scene, found);
}

fn product_is_open(session: &Session, id: ProductId) -> bool {
    session
        .product(id)
        .is_some_and(|product| product.conclusion.is_none())
}

/// Says which members' totals are too far apart.
fn pairs_text(scene: &Scene<'_, '_>, found: &ProductReview) -> String {
    let most = rows::most_apart(found);
    let session = scene.ctx.session;
    let limit = session.rules.allowed_spread.value;
    if !most.is_empty() && found.pairs_over.len() > 3 {
        let others = rows::concerned(found).len() - most.len();
        return t!(
            "results.detail.over_most",
            who = rows::short_names(scene.columns, &most),
            n = others,
            limit = limit
        )
        .into_owned();
    }
    if let (Some(widest), true) = (
        found.pairs_over.iter().max_by_key(|pair| pair.difference),
        found.pairs_over.len() > 4,
    ) {
        return t!(
            "results.detail.over_many",
            n = found.pairs_over.len(),
            limit = limit,
            pair = pair_text(scene, widest)
        )
        .into_owned();
    }
    let pairs: Vec<_> = found
        .pairs_over
        .iter()
        .map(|pair| pair_text(scene, pair))
        .collect();
    let pairs = words::list_text(Lang::current(), &pairs, 4);
    t!("results.detail.over_pairs", pairs = pairs, limit = limit).into_owned()
}

/// How many pairs are told with their criteria until more are asked for.
const FEW_PAIRS: usize = 3;
/// How many criteria are named for a pair.
const FEW_CRITERIA: usize = 3;

/// Names for every pair over the limit the criteria that set it apart most.
fn pairs_ui(ui: &mut Ui, scene: &Scene<'_, '_>, found: &ProductReview) {
    if found.pairs_over.is_empty() {
        return;
    }
    let n = found.pairs_over.len();
    widgets::section_label(ui, &t!("results.pairs.title", n = n));
    let line_ui = |ui: &mut Ui, pair: &Pair| {
        let criteria: Vec<_> = apart_on(found, pair)
            .into_iter()
            .take(FEW_CRITERIA)
            .map(|(code, points)| {
                let sign = if points > Points::ZERO { "+" } else { "" };
                format!("{code} ({sign}{points})")
            })
            .collect();
        let text = t!(
            "results.pairs.line",
            pair = pair_text(scene, pair),
            criteria = criteria.join(", ")
        );
        ui.add(egui::Label::new(text).wrap());
    };
    for pair in found.pairs_over.iter().take(FEW_PAIRS) {
        line_ui(ui, pair);
    }
    if n > FEW_PAIRS {
        let more = t!("results.pairs.more", n = n - FEW_PAIRS);
        egui::CollapsingHeader::new(more.as_ref())
            .id_salt(("results-pairs", found.product_id))
            .show(ui, |ui| {
                for pair in found.pairs_over.iter().skip(FEW_PAIRS) {
                    line_ui(ui, pair);
                }
            });
    }
    ui.add_space(theme::S8);
}

/// Returns by how much the higher of a pair lies above the lower on each criterion, what sets them
/// apart most first.
fn apart_on(found: &ProductReview, pair: &Pair) -> Vec<(Code, Points)> {
    let mut apart = Vec::new();
    for difference in &found.differences {
        let of = |id| {
            let mut points = difference.points.iter();
            points
                .find(|(member_id, _)| *member_id == id)
                .map(|it| it.1)
        };
        if let (Some(higher), Some(lower)) = (of(pair.higher), of(pair.lower))
            && higher != lower
        {
            apart.push((difference.code, higher - lower));
        }
    }
    apart.sort_by_key(|(code, points)| (std::cmp::Reverse(*points), *code));
    apart
}

fn pair_text(scene: &Scene<'_, '_>, pair: &Pair) -> String {
    t!(
        "results.detail.pair",
        higher = rows::short_names(scene.columns, &[pair.higher]),
        lower = rows::short_names(scene.columns, &[pair.lower]),
        difference = pair.difference
    )
    .into_owned()
}

/// Grounds on which the council has decided.
fn grounds_ui(ui: &mut Ui, scene: &mut Scene<'_, '_>, found: &ProductReview) {
    let lang = Lang::current();
    for ground in &found.grounds {
        let Some(upheld) = ground.upheld.filter(|_| ground.open_for.is_empty()) else {
            continue;
        };
        let place = words::capitalized(&words::place_text(lang, ground.place));
        let (tone, text) = if upheld {
            (
                Tone::Red,
                t!(
                    "results.detail.ground_upheld",
                    place = place,
                    text = ground.text
                ),
            )
        } else {
            (
                Tone::Neutral,
                t!(
                    "results.detail.ground_rejected",
                    place = place,
                    text = ground.text
                ),
            )
        };
        kit::notice(ui, tone, &text);
        ui.horizontal_wrapped(|ui| {
            if widgets::quiet_button(ui, &t!("results.ground.again")).clicked() {
                *scene.dialog = GroundDialog::new(scene.ctx, found.product_id, ground.place)
                    .map(Dialog::Ground);
            }
            if widgets::quiet_button(ui, &t!("results.ground.withdraw")).clicked() {
                scene
                    .actions
                    .push(Action::Edit(Command::WithdrawGroundDecision {
                        product_id: found.product_id,
                        place: ground.place,
                    }));
            }
        });
    }
}

/// What the council can do: conclude, score again.
fn deeds_ui(ui: &mut Ui, scene: &mut Scene<'_, '_>, product: &Product, found: &ProductReview) {
    let id = product.id;
    widgets::section_label(ui, &t!("results.detail.conclusion"));
    if let Some(conclusion) = &product.conclusion {
        let text = words::capitalized(&words::outcome_text(Lang::current(), conclusion.outcome));
        let check = found.conclusion;
        let tone = match check {
            Some(check) if check.is_outdated => Tone::Red,
            Some(check) if check.differs => Tone::Amber,
            _ => Tone::Green,
        };
        let text = if check.is_some_and(|check| check.differs) {
            t!("results.detail.concluded_differs", outcome = text).into_owned()
        } else {
            format!("✔ {text}")
        };
        kit::notice(ui, tone, &text);
        if !conclusion.reason.is_empty() {
            let text = t!("results.detail.reason", reason = conclusion.reason);
            ui.add(egui::Label::new(kit::secondary(ui, &text)).wrap());
        }
        if let Some(vote) = conclusion.vote {
            let text = t!(
                "results.detail.vote",
                in_favor = vote.in_favor,
                against = vote.against,
                abstained = vote.abstained
            );
            ui.label(kit::secondary(ui, &text));
        }
    }
    ui.horizontal_wrapped(|ui| {
        let text = if product.conclusion.is_some() {
            t!("results.conclude.change")
        } else {
            t!("results.conclude.open")
        };
        if widgets::secondary_button(ui, &text).clicked() {
            *scene.dialog = ConcludeDialog::new(scene.ctx, id).map(Dialog::Conclude);
        }
        if product.conclusion.is_some()
            && widgets::quiet_button(ui, &t!("results.withdraw.open")).clicked()
        {
            *scene.dialog = Some(Dialog::Withdraw(WithdrawDialog::new(id)));
        }
    });
    if !can_rescore(scene.ctx.session, found) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let n = rows::concerned(found).len();
        if n > 0 && widgets::secondary_button(ui, &t!("results.rescore.some", n = n)).clicked() {
            *scene.dialog = RescoreDialog::new(scene.ctx, id, false).map(Dialog::Rescore);
        }
        if n < found.counted
            && widgets::quiet_button(ui, &t!("results.rescore.everybody")).clicked()
        {
            *scene.dialog = RescoreDialog::new(scene.ctx, id, true).map(Dialog::Rescore);
        }
    });
    if !found.pairs_over.is_empty() {
        ui.add(egui::Label::new(kit::secondary(ui, &t!("results.rescore.note"))).wrap());
    }
}

/// Tells whether a further round may be opened: sheets count, none is open, nothing is concluded.
pub(super) fn can_rescore(session: &Session, found: &ProductReview) -> bool {
    let is_concluded = session
        .product(found.product_id)
        .is_some_and(|product| product.conclusion.is_some());
    !is_concluded
        && found.round_open_for.is_empty()
        && found.contested.is_empty()
        && found.counted > 0
        && !found.excluded
}
