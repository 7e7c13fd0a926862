//! Questions before something is taken away, and the answer when it cannot be.

use egui::Ui;
use rust_i18n::t;

use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::refusal_text;

use super::ViewCtx;
use super::widgets::{self, Look};

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// Do it.
    Yes,
    /// Leave it.
    No,
}

/// Returns why the session would refuse `command`; nothing where it would not.
pub(super) fn refusal(ctx: &ViewCtx<'_>, command: &Command) -> Option<String> {
    let mut trial = ctx.session.clone();
    let edit = Edit {
        at: ctx.now,
        by: String::new(),
        command: command.clone(),
    };
    let refusal = apply(&mut trial, &edit).err()?;
    Some(refusal_text(&refusal, ctx.session))
}

/// Asks before something is removed; where `refused` says why it cannot be, shows that instead.
pub(super) fn removal(
    ui: &Ui,
    question: &str,
    about: &str,
    verb: &str,
    refused: Option<&str>,
) -> Option<Reply> {
    let (keep, close) = (t!("ask.keep"), t!("ask.close"));
    let buttons = match refused {
        None => vec![(keep.as_ref(), Look::Secondary), (verb, Look::Danger)],
        Some(_) => vec![(close.as_ref(), Look::Secondary)],
    };
    let text = refused.unwrap_or(about);
    let pressed = widgets::dialog(ui.ctx(), "ask.removal", question, &buttons, 0, |ui| {
        widgets::paragraph(ui, text);
    })?;
    Some(if pressed == 1 { Reply::Yes } else { Reply::No })
}
