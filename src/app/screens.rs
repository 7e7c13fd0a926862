//! The screens of one session, with their own small states.

use egui::Ui;
use rust_i18n::t;

use crate::model::criteria::CriteriaPack;
use crate::model::session::Session;
use crate::ui::frame::screen_name;
use crate::ui::scoring::ScoringScreen;
use crate::ui::widgets::empty_state;
use crate::ui::{Action, Screen, ViewCtx};

/// The states of all screens of a session; they are forgotten with it.
#[derive(Default)]
pub(super) struct Screens {
    scoring: ScoringScreen,
}

impl Screens {
    /// Draws a screen.
    pub(super) fn ui(
        &mut self,
        screen: Screen,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        actions: &mut Vec<Action>,
    ) {
        match screen {
            Screen::Scoring => self.scoring.ui(ui, ctx, actions),
            _ => missing(screen, ui),
        }
    }

    /// Tells whether a screen draws panels up to its edges.
    pub(super) const fn has_own_panels(screen: Screen) -> bool {
        matches!(screen, Screen::Scoring)
    }

    /// Returns the keys that work on a screen.
    pub(super) const fn keys(screen: Screen) -> &'static [(&'static str, &'static str)] {
        match screen {
            Screen::Scoring => ScoringScreen::KEYS,
            _ => &[],
        }
    }
}

fn missing(screen: Screen, ui: &mut Ui) {
    empty_state(ui, &screen_name(screen), &t!("app.screen_missing"), None);
}

/// Returns the built-in criteria packs.
pub(super) fn packs() -> &'static [CriteriaPack] {
    &[]
}

/// Returns the sample session.
pub(super) fn sample() -> Session {
    crate::fixtures::session()
}
