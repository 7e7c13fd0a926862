//! Written opinions on the chosen product: who has answered by when, and the step to the meeting.

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::ids::ProductId;
use crate::model::product::Product;
use crate::rules::review::ProductReview;
use crate::rules::written::WrittenReview;
use crate::ui::theme;
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};
use crate::words::{self, Lang};

use super::detail::Scene;
use super::dialog::{self, Answer, Dialog, Frame};
use super::kit;

/// Draws how the opinions stand, with the step to the meeting.
pub(super) fn written_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_, '_>,
    product: &Product,
    found: &ProductReview,
) {
    if let Some(moved) = &product.moved_to_meeting {
        widgets::section_label(ui, &t!("results.written.moved"));
        let day = words::date_text(moved.at.date());
        let text = t!(
            "results.written.moved_text",
            day = day,
            reason = moved.reason
        );
        ui.add(egui::Label::new(text).wrap());
        ui.add_space(theme::S4);
    }
    let Some(written) = &found.written else {
        return;
    };
    widgets::section_label(ui, &t!("results.written.title"));
    ui.horizontal_wrapped(|ui| {
        let (text, tone) = deadline(written);
        widgets::badge(ui, &text, tone);
        let n = written.answered.len();
        let of = n + written.silent.len();
        ui.label(t!("results.written.answered", n = n, of = of));
    });
    if !written.silent.is_empty() {
        let names: Vec<_> = written
            .silent
            .iter()
            .map(|id| words::member_text(scene.ctx.session, *id))
            .collect();
        let text = t!("results.written.silent", who = names.join("; "));
        ui.add(egui::Label::new(text).wrap());
    }
    if product.conclusion.is_none()
        && widgets::quiet_button(ui, &t!("results.written.move")).clicked()
    {
        *scene.dialog = Some(Dialog::Move(MoveDialog::new(scene.ctx, product.id)));
    }
    ui.add_space(theme::S4);
}

/// Says how long opinions are waited for.
fn deadline(written: &WrittenReview) -> (String, Tone) {
    let Some((until, days)) = written.until.zip(written.days_left) else {
        return (t!("results.written.no_day").into_owned(), Tone::Amber);
    };
    let day = words::date_text(until);
    let all_in = written.silent.is_empty();
    match days {
        _ if all_in => (
            t!("results.written.until", day = day).into_owned(),
            Tone::Green,
        ),
        0 => (
            t!("results.written.today", day = day).into_owned(),
            Tone::Amber,
        ),
        days if days < 0 => (
            t!("results.written.past", day = day, n = -days).into_owned(),
            Tone::Red,
        ),
        days => (
            t!("results.written.left", day = day, n = days).into_owned(),
            Tone::Neutral,
        ),
    }
}

/// Why a product goes before the meeting.
#[derive(Debug, Clone)]
pub(super) struct MoveDialog {
    product_id: ProductId,
    reason: String,
    is_fresh: bool,
}

impl MoveDialog {
    /// Begins with what the opinions themselves say.
    pub(super) fn new(ctx: &ViewCtx<'_>, product_id: ProductId) -> Self {
        let written = ctx
            .review
            .product(product_id)
            .and_then(|found| found.written.as_ref());
        let reasons = written
            .map(|it| it.to_meeting.as_slice())
            .unwrap_or_default();
        // The reason stands in the minutes, which are in Vietnamese.
        let reason = words::to_meeting_text(Lang::Vi, reasons, ctx.session);
        Self {
            product_id,
            reason: words::capitalized(&reason),
            is_fresh: true,
        }
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> Answer {
        let Some(product) = ctx.session.product(self.product_id) else {
            return Answer::Cancel;
        };
        let frame = Frame {
            title: &t!("results.written.move_title"),
            about: &product.name,
            confirm: &t!("results.written.move_confirm"),
            is_danger: false,
            width: 560.0,
        };
        let answer = dialog::show(ui, &frame, |ui| {
            ui.add(egui::Label::new(t!("results.written.move_follows")).wrap());
            kit::reason_ui(ui, &mut self.reason, &mut self.is_fresh)
        });
        if answer == Answer::Confirm {
            actions.push(Action::Edit(Command::MoveToMeeting {
                product_id: self.product_id,
                reason: self.reason.trim().to_owned(),
            }));
        }
        answer
    }
}
