//! The screens of one session, with their own small states.

use egui::Ui;

use crate::ui::council::CouncilScreen;
use crate::ui::minutes::MinutesScreen;
use crate::ui::products::ProductsScreen;
use crate::ui::results::ResultsScreen;
use crate::ui::scoring::ScoringScreen;
use crate::ui::session::SessionScreen;
use crate::ui::{Action, Screen, ViewCtx};

/// The states of all screens of a session; they are forgotten with it.
#[derive(Default)]
pub(super) struct Screens {
    session: SessionScreen,
    council: CouncilScreen,
    products: ProductsScreen,
    scoring: ScoringScreen,
    results: ResultsScreen,
    minutes: MinutesScreen,
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
            // The start screen is drawn by the shell, which alone knows the recent files.
            Screen::Home => {}
            Screen::Session => self.session.ui(ui, ctx, actions),
            Screen::Council => self.council.ui(ui, ctx, actions),
            Screen::Products => self.products.ui(ui, ctx, actions),
            Screen::Scoring => self.scoring.ui(ui, ctx, actions),
            Screen::Results => self.results.ui(ui, ctx, actions),
            Screen::Minutes => self.minutes.ui(ui, ctx, actions),
        }
    }

    /// Tells whether a screen draws panels up to its edges.
    pub(super) const fn has_own_panels(screen: Screen) -> bool {
        matches!(screen, Screen::Scoring | Screen::Minutes)
    }

    /// Returns the keys that work on a screen.
    pub(super) const fn keys(screen: Screen) -> &'static [(&'static str, &'static str)] {
        match screen {
            Screen::Scoring => ScoringScreen::KEYS,
            Screen::Results => &[
                ("↑ ↓", "frame.key.product"),
                ("⏎", "frame.key.differences"),
                ("L", "frame.key.rescore"),
                ("K", "frame.key.conclude"),
            ],
            Screen::Minutes => &[
                ("PgUp PgDn", "frame.key.page"),
                ("Ctrl+P", "frame.key.print"),
            ],
            _ => &[],
        }
    }
}
