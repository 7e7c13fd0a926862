//! Closing the record: the block beside the minutes, and the two questions it asks.

use egui::{RichText, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::session::{Finalisation, FrozenTotal};
use crate::rules::finalisation::{DigestState, frozen_totals};
use crate::rules::findings::Severity;
use crate::ui::results::dialog::{self, Answer, Frame};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};
use crate::words::{self, Lang};

/// Most open matters that are listed one by one.
const MOST_OPEN: usize = 8;

/// The block and the question that is open.
#[derive(Debug, Default)]
pub(super) struct Closing {
    question: Option<Question>,
}

#[derive(Debug)]
enum Question {
    Finalise(FinaliseQuestion),
    Reopen(ReopenQuestion),
}

#[derive(Debug)]
struct FinaliseQuestion {
    /// What is frozen: what the person sees while the question is asked.
    totals: Vec<FrozenTotal>,
    open: Vec<(Severity, String)>,
    /// Whether the person said that what is open was looked at.
    is_accepted: bool,
}

#[derive(Debug)]
struct ReopenQuestion {
    reason: String,
    is_fresh: bool,
}

impl Closing {
    /// Asks the question that the state of the session leaves.
    pub(super) fn ask(&mut self, ctx: &ViewCtx<'_>) {
        self.question = if ctx.session.finalisation().is_some() {
            Some(Question::Reopen(ReopenQuestion {
                reason: String::new(),
                is_fresh: true,
            }))
        } else if ctx.session.products.is_empty() {
            None
        } else {
            Some(Question::Finalise(FinaliseQuestion {
                totals: frozen_totals(ctx.session, ctx.review),
                open: open_matters(ctx),
                is_accepted: false,
            }))
        };
    }

    /// Draws the block.
    pub(super) fn block_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        ui.spacing_mut().item_spacing.y = theme::S4;
        match ctx.session.finalisation() {
            Some(finalisation) => self.finalised_ui(ui, ctx, finalisation),
            None => self.open_ui(ui, ctx),
        }
    }

    fn open_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        widgets::section(ui, &t!("closing.title"));
        let has_products = !ctx.session.products.is_empty();
        let last = ctx.session.finalisations.last();
        let about = match last.and_then(|last| last.reopened.as_ref()) {
            Some(reopened) => t!(
                "closing.reopened",
                at = words::moment_text(reopened.at),
                reason = reopened.reason
            ),
            None if has_products => t!("closing.about"),
            None => t!("closing.no_products"),
        };
        widgets::secondary(ui, &about);
        ui.add_space(theme::S4);
        ui.add_enabled_ui(has_products, |ui| {
            if widgets::secondary_button(ui, &t!("closing.finalise")).clicked() {
                self.ask(ctx);
            }
        });
    }

    fn finalised_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, finalisation: &Finalisation) {
        let t = tokens(ui);
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 22.0), egui::Sense::hover());
            widgets::step_mark(ui, rect.center(), 0, true, false);
            let title =
                RichText::new(&*t!("closing.finalised")).font(theme::semibold(theme::SECTION));
            ui.label(title.color(t.green));
        });
        let by = match finalisation.by.as_str() {
            "" => t!("closing.nobody"),
            by => by.into(),
        };
        widgets::secondary(
            ui,
            &t!(
                "closing.at_by",
                at = words::moment_text(finalisation.at),
                by = by
            ),
        );
        for text in faults(ctx) {
            widgets::badge(ui, &text, Tone::Red);
        }
        ui.add_space(theme::S4);
        widgets::section_label(ui, &t!("closing.digest"));
        digest_ui(ui, &finalisation.digest);
        ui.add_space(theme::S4);
        ui.horizontal(|ui| {
            if widgets::secondary_button(ui, &t!("closing.reopen")).clicked() {
                self.ask(ctx);
            }
            if widgets::quiet_button(ui, &t!("closing.copy")).clicked() {
                ui.ctx().copy_text(words::digest_text(&finalisation.digest));
            }
        });
    }

    /// Draws the question that is open.
    pub(super) fn question_ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let answer = match &mut self.question {
            None => return,
            Some(Question::Finalise(question)) => question.ui(ui, ctx, actions),
            Some(Question::Reopen(question)) => question.ui(ui, ctx, actions),
        };
        if answer != Answer::Open {
            self.question = None;
        }
    }
}

/// Says what does not fit in a finalised session.
fn faults(ctx: &ViewCtx<'_>) -> Vec<String> {
    let Some(found) = &ctx.review.finalisation else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    match found.digest {
        DigestState::Same => {}
        DigestState::Differs => faults.push(t!("closing.differs").into_owned()),
        DigestState::Unknown => faults.push(t!("closing.unknown").into_owned()),
    }
    if !found.differing.is_empty() {
        faults.push(t!("closing.totals_differ", n = found.differing.len()).into_owned());
    }
    faults
}

/// Writes a digest as papers do: in groups, four in a row.
fn digest_ui(ui: &mut Ui, digest: &str) {
    let text = words::digest_text(digest);
    let groups: Vec<&str> = text.split(' ').collect();
    let cell = vec2(58.0, 20.0);
    let n_rows = groups.len().div_ceil(4).max(1);
    let size = vec2(cell.x * 4.0, cell.y * n_rows as f32);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, t!("closing.spoken", digest = text))
    });
    let color = tokens(ui).ink;
    for (idx, group) in groups.iter().enumerate() {
        let at = rect.min + vec2(cell.x * (idx % 4) as f32, cell.y * (idx / 4) as f32);
        let galley = widgets::tabular(ui, group, &theme::medium(theme::BODY), color);
        ui.painter().galley(at, galley, color);
    }
}

/// Lists what a council should know before it closes the record: products without a conclusion and
/// whatever `check` would call an error.
fn open_matters(ctx: &ViewCtx<'_>) -> Vec<(Severity, String)> {
    let mut open = Vec::new();
    for finding in &ctx.review.findings {
        if finding.severity() != Severity::Error {
            continue;
        }
        let text = words::finding_text(Lang::current(), finding, ctx.session, ctx.review);
        let product = finding.product_id.and_then(|id| ctx.session.product(id));
        let text = match product {
            Some(product) => format!("{}: {text}", product.name.trim()),
            None => text,
        };
        open.push((Severity::Error, text));
    }
    for product in &ctx.session.products {
        if product.conclusion.is_none() {
            let text = t!("closing.not_concluded", product = product.name.trim());
            open.push((Severity::Warning, text.into_owned()));
        }
    }
    open
}

impl FinaliseQuestion {
    fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let mut asks_name = false;
        let frame = Frame {
            title: &t!("closing.ask.title"),
            about: "",
            confirm: &t!("closing.ask.confirm"),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| self.body_ui(ui, ctx, &mut asks_name));
        if asks_name {
            actions.push(Action::ShowSettings);
            return Answer::Cancel;
        }
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::Finalise {
                totals: self.totals.clone(),
            }));
        }
        answer
    }

    fn body_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, asks_name: &mut bool) -> Vec<String> {
        let n_concluded = self.totals.iter().filter(|it| it.outcome.is_some()).count();
        widgets::paragraph(
            ui,
            &t!(
                "closing.ask.summary",
                n = self.totals.len(),
                concluded = n_concluded
            ),
        );
        widgets::secondary(ui, &t!("closing.ask.about"));
        *asks_name = person_ui(ui, ctx);
        if self.open.is_empty() {
            return Vec::new();
        }
        ui.add_space(theme::S8);
        widgets::section_label(ui, &t!("closing.ask.open", n = self.open.len()));
        for (severity, text) in self.open.iter().take(MOST_OPEN) {
            line_ui(ui, *severity, text);
        }
        if let Some(n_more) = self.open.len().checked_sub(MOST_OPEN).filter(|n| *n > 0) {
            widgets::secondary(ui, &t!("closing.ask.more", n = n_more));
        }
        ui.add_space(theme::S8);
        let accepted = widgets::check(ui, &t!("closing.ask.accept"), self.is_accepted);
        self.is_accepted = accepted.unwrap_or(self.is_accepted);
        if self.is_accepted {
            Vec::new()
        } else {
            vec![t!("closing.ask.obstacle").into_owned()]
        }
    }
}

/// Says whose name the record gets; where there is none, offers to give one. Returns whether that
/// was chosen.
fn person_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) -> bool {
    if !ctx.by.is_empty() {
        widgets::secondary(ui, &t!("closing.by", by = ctx.by));
        return false;
    }
    ui.horizontal(|ui| {
        let (color, _) = Tone::Amber.colors(tokens(ui));
        ui.label(RichText::new(&*t!("closing.by_nobody")).color(color));
        widgets::link(ui, &t!("closing.give_name")).clicked()
    })
    .inner
}

/// Writes an open matter behind the sign of its weight.
fn line_ui(ui: &mut Ui, severity: Severity, text: &str) {
    let tone = match severity {
        Severity::Error => Tone::Red,
        Severity::Warning | Severity::Info => Tone::Amber,
    };
    let (color, ground) = tone.colors(tokens(ui));
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 20.0), egui::Sense::hover());
        ui.painter().circle_filled(rect.center(), 8.0, ground);
        ui.painter().text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            "!",
            theme::bold(theme::SMALL),
            color,
        );
        ui.add(egui::Label::new(text).wrap());
    });
}

impl ReopenQuestion {
    fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let mut asks_name = false;
        let frame = Frame {
            title: &t!("closing.reopen_ask.title"),
            about: &ctx.session.title,
            confirm: &t!("closing.reopen_ask.confirm"),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            widgets::paragraph(ui, &t!("closing.reopen_ask.about"));
            asks_name = person_ui(ui, ctx);
            ui.add_space(theme::S8);
            let label = t!("closing.reopen_ask.reason");
            let hint = t!("closing.reopen_ask.hint");
            let field = dialog::text_ui(ui, &label, &hint, &mut self.reason, 3);
            if std::mem::take(&mut self.is_fresh) {
                field.request_focus();
            }
            if self.reason.trim().is_empty() {
                vec![t!("closing.reopen_ask.missing").into_owned()]
            } else {
                Vec::new()
            }
        });
        if asks_name {
            actions.push(Action::ShowSettings);
            return Answer::Cancel;
        }
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::ReopenSession {
                reason: self.reason.trim().to_owned(),
            }));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::{Key, Modifiers, Role};
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::fixtures::{ALL_70, RICE, TEA, at, scored_session};
    use crate::model::product::{Conclusion, Outcome};
    use crate::model::session::Session;
    use crate::ui::rig::{Rig, open};

    fn shown(session: Session) -> Harness<'static, Rig<Closing>> {
        open(session, |closing: &mut Closing, ui, ctx, actions| {
            closing.block_ui(ui, ctx);
            closing.question_ui(ui, ctx, actions);
        })
    }

    fn click(harness: &mut Harness<'_, Rig<Closing>>, label: &str) {
        let button = harness.get_by_role_and_label(Role::Button, label);
        button.click();
        harness.run();
    }

    fn is_disabled(harness: &Harness<'_, Rig<Closing>>, label: &str) -> bool {
        let button = harness.get_by_role_and_label(Role::Button, label);
        button.accesskit_node().is_disabled()
    }

    /// A session in which every product has its conclusion and nothing is wrong.
    fn settled_session() -> Session {
        let mut session = scored_session([ALL_70; 3]);
        for product in &mut session.products {
            Arc::make_mut(product).conclusion = Some(Conclusion {
                outcome: Outcome::Withdrawn,
                reason: "Chủ thể rút".to_owned(),
                vote: None,
                computed: None,
                concluded_at: at(50),
            });
        }
        session
    }

    #[test]
    fn what_is_open_is_listed_and_needs_a_word() {
        let mut harness = shown(scored_session([ALL_70; 3]));
        click(&mut harness, "Chốt phiên…");
        harness.get_by_label("2 sản phẩm, đã kết luận 0.");
        harness.get_by_label("Còn mở (2)");
        harness.get_by_label("Người thực hiện: thư ký");
        harness.get_by_label("Gạo nếp cái hoa vàng: chưa ghi kết luận");
        assert!(is_disabled(&harness, "Chốt phiên"));
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
        assert_eq!(harness.state().commands, []);
        harness
            .get_by_label("Tôi đã xem các mục còn mở và vẫn chốt phiên")
            .click();
        harness.run();
        click(&mut harness, "Chốt phiên");
        assert!(harness.state().session().finalisation().is_some());
        harness.get_by_label("Đã chốt phiên");
    }

    #[test]
    fn a_settled_session_is_finalised_by_a_key_and_shows_its_digest() {
        let mut harness = shown(settled_session());
        click(&mut harness, "Chốt phiên…");
        assert!(harness.query_by_label_contains("Còn mở").is_none());
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
        let session = harness.state().session();
        let finalisation = session.finalisation().expect("finalised");
        let totals: Vec<_> = finalisation
            .totals
            .iter()
            .map(|total| (total.product_id, total.sum_hundredths, total.outcome))
            .collect();
        let outcome = Some(Outcome::Withdrawn);
        assert_eq!(totals, [(RICE, 21_000, outcome), (TEA, 0, outcome)]);
        let digest = words::digest_text(&finalisation.digest);
        harness.get_by_label(&format!("Mã kiểm tra {digest}"));
        harness.get_by_label_contains("15/09/2026 08:00");
    }

    #[test]
    fn reopening_needs_a_reason_and_leaves_it_beside_the_minutes() {
        let mut harness = shown(settled_session());
        click(&mut harness, "Chốt phiên…");
        click(&mut harness, "Chốt phiên");
        click(&mut harness, "Mở lại phiên…");
        assert!(is_disabled(&harness, "Mở lại phiên"));
        harness.get_by_label("Ghi lý do mở lại.");
        // The keyboard is in the field.
        harness.event(egui::Event::Text("Thiếu ý kiến".to_owned()));
        harness.run();
        click(&mut harness, "Mở lại phiên");
        let reason = "Thiếu ý kiến".to_owned();
        let commands = &harness.state().commands;
        assert_eq!(commands.last(), Some(&Command::ReopenSession { reason }));
        harness.get_by_label_contains("Lý do: Thiếu ý kiến");
        harness.get_by_label("Chốt phiên…");
    }

    #[test]
    fn without_products_there_is_nothing_to_finalise() {
        let mut session = scored_session([ALL_70; 3]);
        session.products.clear();
        session.sheets.clear();
        let harness = shown(session);
        assert!(is_disabled(&harness, "Chốt phiên…"));
        harness.get_by_label("Chưa có sản phẩm nào để chốt.");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let mut harness = shown(settled_session());
        click(&mut harness, "Chốt phiên…");
        click(&mut harness, "Chốt phiên");
        let mut session = harness.state().session().clone();
        session.place.push('!');
        let harness = shown(session);
        harness.get_by_label("Nội dung không đúng như khi chốt");
    }
}
