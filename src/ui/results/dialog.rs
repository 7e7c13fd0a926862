//! The frame all dialogs of the results screen share: title, body, what still stands in the way,
//! and the two buttons.

use egui::{Id, Key, Modifiers, Ui};
use rust_i18n::t;

use crate::model::product::Vote;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};

use super::conclude::{ConcludeDialog, UndisputedDialog, WithdrawDialog};
use super::decide::{AgreeDialog, CloseRoundDialog, GroundDialog, RescoreDialog, WaiveDialog};
use super::kit;
use super::written::MoveDialog;

/// A question the secretary is answering.
#[derive(Debug, Clone)]
pub(super) enum Dialog {
    /// What the council concludes on a product.
    Conclude(ConcludeDialog),
    /// Which undisputed products are concluded as computed.
    Undisputed(UndisputedDialog),
    /// Why a conclusion is taken back.
    Withdraw(WithdrawDialog),
    /// Who scores again.
    Rescore(RescoreDialog),
    /// Why a round is closed although sheets are missing.
    CloseRound(CloseRoundDialog),
    /// What the council decides on a ground.
    Ground(GroundDialog),
    /// Which level the council agrees on for a gate.
    Agree(AgreeDialog),
    /// Why a gate does not apply.
    Waive(WaiveDialog),
    /// Why a product goes before the meeting.
    Move(MoveDialog),
}

/// What became of a dialog in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Answer {
    /// It stays open.
    Open,
    /// It was left without an answer.
    Cancel,
    /// It was confirmed.
    Confirm,
}

impl Dialog {
    /// Draws the dialog; returns whether it stays open.
    pub(super) fn ui(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> bool {
        let answer = match self {
            Self::Conclude(dialog) => dialog.ui(ui, ctx, actions),
            Self::Undisputed(dialog) => dialog.ui(ui, ctx, actions),
            Self::Withdraw(dialog) => dialog.ui(ui, ctx, actions),
            Self::Rescore(dialog) => dialog.ui(ui, ctx, actions),
            Self::CloseRound(dialog) => dialog.ui(ui, ctx, actions),
            Self::Ground(dialog) => dialog.ui(ui, ctx, actions),
            Self::Agree(dialog) => dialog.ui(ui, ctx, actions),
            Self::Waive(dialog) => dialog.ui(ui, ctx, actions),
            Self::Move(dialog) => dialog.ui(ui, ctx, actions),
        };
        answer == Answer::Open
    }
}

/// What is written around the body of a dialog.
pub(in crate::ui) struct Frame<'a> {
    /// The question, verb and noun.
    pub title: &'a str,
    /// What it is about: the product.
    pub about: &'a str,
    /// The words on the button that does it.
    pub confirm: &'a str,
    /// Whether the button takes something away.
    pub is_danger: bool,
    /// Width of the body.
    pub width: f32,
}

/// Draws a dialog: `body` draws the fields and returns what stands in the way of confirming.
pub(in crate::ui) fn show(
    ui: &Ui,
    frame: &Frame<'_>,
    body: impl FnOnce(&mut Ui) -> Vec<String>,
) -> Answer {
    let screen = ui.ctx().content_rect();
    let width = frame.width.min(screen.width() - 96.0);
    let modal = egui::Modal::new(Id::unique("results-dialog"))
        .frame(egui::Frame::window(ui.style()).inner_margin(theme::S24));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = theme::S8;
        ui.label(egui::RichText::new(frame.title).font(theme::semibold(theme::SECTION)));
        if !frame.about.is_empty() {
            ui.label(kit::secondary(ui, frame.about));
        }
        ui.add_space(theme::S8);
        // What stands in the way is written below the body; the body leaves it room.
        let key = Id::unique("results-dialog-obstacles");
        let n_before: usize = ui.data(|data| data.get_temp(key).unwrap_or(0));
        let most = (screen.height() - 225.0 - 42.0 * n_before as f32).max(120.0);
        let obstacles = egui::ScrollArea::vertical()
            .id_salt("dialog-body")
            .max_height(most)
            .auto_shrink([false, true])
            .show(ui, body)
            .inner;
        ui.add_space(theme::S8);
        if obstacles.len() != n_before {
            ui.data_mut(|data| data.insert_temp(key, obstacles.len()));
            ui.ctx().request_repaint();
        }
        for obstacle in &obstacles {
            kit::notice(ui, Tone::Amber, obstacle);
        }
        buttons_ui(ui, frame, obstacles.is_empty())
    });
    settle(ui, shown.response.rect);
    if shown.inner == Answer::Open && shown.should_close() {
        return Answer::Cancel;
    }
    shown.inner
}

/// Draws again until the dialog has found its size, so that it does not move when the pointer
/// first does.
fn settle(ui: &Ui, rect: egui::Rect) {
    let key = Id::unique("results-dialog-rect");
    let before: Option<egui::Rect> = ui.data(|data| data.get_temp(key));
    if before.is_none_or(|before| before.center().distance(rect.center()) > 0.5) {
        ui.data_mut(|data| data.insert_temp(key, rect));
        ui.ctx().request_repaint();
    }
}

fn buttons_ui(ui: &mut Ui, frame: &Frame<'_>, is_ready: bool) -> Answer {
    let mut answer = Answer::Open;
    ui.separator();
    ui.horizontal(|ui| {
        let confirm = ui.add_enabled_ui(is_ready, |ui| {
            if frame.is_danger {
                widgets::danger_button(ui, frame.confirm)
            } else {
                widgets::primary_button(ui, frame.confirm)
            }
        });
        if confirm.inner.clicked() {
            answer = Answer::Confirm;
        }
        if widgets::secondary_button(ui, &t!("results.dialog.cancel")).clicked() {
            answer = Answer::Cancel;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(kit::secondary(ui, &t!("results.dialog.keys")));
        });
    });
    let wants = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    if is_ready && wants {
        answer = Answer::Confirm;
    }
    answer
}

/// A text field of several lines with its label above.
pub(in crate::ui) fn text_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    text: &mut String,
    rows: usize,
) -> egui::Response {
    let label = ui.label(egui::RichText::new(label).font(theme::medium(theme::BODY)));
    ui.add(
        egui::TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .hint_text(hint),
    )
    .labelled_by(label.id)
}

/// Three numbers for a show of hands.
pub(super) fn vote_ui(ui: &mut Ui, vote: &mut Vote, n_members: usize) {
    let most = u16::try_from(n_members).unwrap_or(u16::MAX);
    ui.horizontal_wrapped(|ui| {
        for (key, number) in [
            ("results.vote.for", &mut vote.in_favor),
            ("results.vote.against", &mut vote.against),
            ("results.vote.abstained", &mut vote.abstained),
        ] {
            let label = ui.label(t!(key).into_owned());
            ui.add(egui::DragValue::new(number).range(0..=most).speed(0.1))
                .labelled_by(label.id);
            ui.add_space(theme::S12);
        }
    });
    let counted = n_votes(vote);
    let color = if counted > n_members {
        tokens(ui).red
    } else {
        tokens(ui).secondary
    };
    let text = t!("results.vote.counted", n = counted, of = n_members);
    ui.label(
        egui::RichText::new(text)
            .font(theme::regular(theme::SMALL))
            .color(color),
    );
}

/// Returns the number of votes given.
pub(super) fn n_votes(vote: &Vote) -> usize {
    [vote.in_favor, vote.against, vote.abstained]
        .into_iter()
        .map(usize::from)
        .sum()
}

/// Says what is wrong with a show of hands, if anything.
pub(super) fn vote_obstacle(vote: &Vote, n_members: usize) -> Option<String> {
    match n_votes(vote) {
        0 => Some(t!("results.vote.missing").into_owned()),
        n if n > n_members => Some(t!("results.vote.too_many", n = n, of = n_members).into_owned()),
        _ => None,
    }
}
