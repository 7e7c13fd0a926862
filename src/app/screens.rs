//! The screens of one session, with their own small states.

use egui::{Margin, Ui};

use crate::ui::council::CouncilScreen;
use crate::ui::minutes::MinutesScreen;
use crate::ui::packet::{FileView, PacketScreen};
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
    packet: PacketScreen,
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
            Screen::Session => self.session.ui(ui, ctx, actions),
            Screen::Council => self.council.ui(ui, ctx, actions),
            Screen::Products => self.products.ui(ui, ctx, actions),
            Screen::Scoring => self.scoring.ui(ui, ctx, actions),
            Screen::Results => self.results.ui(ui, ctx, actions),
            Screen::Minutes => self.minutes.ui(ui, ctx, actions),
            // The shell draws what needs no session.
            Screen::Home | Screen::Criteria | Screen::Packet => {}
        }
    }

    /// Draws a member's packet as a whole.
    pub(super) fn packet_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        file: &FileView<'_>,
        actions: &mut Vec<Action>,
    ) {
        self.packet.ui(ui, ctx, file, actions);
    }

    /// Returns the keys that work on a screen of a packet, which may be handed in.
    pub(super) const fn packet_keys(
        screen: Screen,
        is_locked: bool,
    ) -> &'static [(&'static str, &'static str)] {
        match (screen, is_locked) {
            (Screen::Scoring, false) => ScoringScreen::PACKET_KEYS,
            (Screen::Scoring, true) => ScoringScreen::LOCKED_KEYS,
            (_, false) => PacketScreen::KEYS,
            (_, true) => PacketScreen::LOCKED_KEYS,
        }
    }

    /// Returns the space around a screen; some draw up to the edges.
    pub(super) const fn margin(screen: Screen) -> Margin {
        match screen {
            Screen::Results => Margin::symmetric(24, 16),
            Screen::Minutes => Margin::symmetric(20, 12),
            Screen::Home
            | Screen::Session
            | Screen::Council
            | Screen::Products
            | Screen::Scoring
            | Screen::Packet
            | Screen::Criteria => Margin::ZERO,
        }
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
                ("Ctrl+E", "frame.key.export"),
                ("Ctrl+P", "frame.key.print"),
            ],
            Screen::Council => &[
                ("Ctrl+Enter", "frame.key.all_present"),
                ("Alt ↑ ↓", "frame.key.move"),
                ("Ctrl+Del", "frame.key.remove"),
            ],
            Screen::Products => &[
                ("↑ ↓", "frame.key.product"),
                ("⏎", "frame.key.form"),
                ("Alt ↑ ↓", "frame.key.move"),
                ("Ctrl+F", "frame.key.find"),
            ],
            Screen::Criteria => &[
                ("↑ ↓", "frame.key.sheet"),
                ("⏎", "frame.key.next_place"),
                ("Ctrl+F", "frame.key.find"),
            ],
            Screen::Home | Screen::Session | Screen::Packet => &[],
        }
    }
}
