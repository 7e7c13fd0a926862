//! The packet while it is being scored: the list at the left, the next step at the right.

use egui::{CentralPanel, Frame, Margin, Panel, RichText, Ui};
use rust_i18n::t;

use super::progress::Progress;
use super::{PacketScreen, Shown};
use crate::model::packet::Packet;
use crate::model::session::Session;
use crate::ui::theme::{self, S4, S8, S12, tokens};
use crate::ui::widgets::{self, Tone};
use crate::ui::{Action, ViewCtx};
use crate::words::{date_text, moment_text};

/// Width of the column at the right.
const SIDE_WIDTH: f32 = 332.0;

impl PacketScreen {
    /// Draws the packet while it is being scored.
    pub(super) fn overview_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        packet: &Packet,
        progress: &Progress,
        actions: &mut Vec<Action>,
    ) {
        // Large text on a small window: the list keeps the larger part.
        let is_tight = ui.available_width() < 900.0;
        let width = if is_tight { 248.0 } else { SIDE_WIDTH };
        let surface = tokens(ui).surface;
        Panel::right("packet_side")
            .exact_size(width)
            .resizable(false)
            .frame(Frame::new().fill(surface).inner_margin(Margin::same(16)))
            .show(ui, |ui| self.side_ui(ui, ctx, packet, progress, actions));
        let ground = tokens(ui).ground;
        let margin = Margin {
            left: if is_tight { 16 } else { 24 },
            right: if is_tight { 12 } else { 20 },
            top: 16,
            bottom: 0,
        };
        CentralPanel::default()
            .frame(Frame::new().fill(ground).inner_margin(margin))
            .show(ui, |ui| {
                head_ui(ui, ctx.session, packet);
                taken_back_ui(ui, packet);
                ui.add_space(S8);
                self.shown_ui(ui, progress);
                ui.add_space(S8);
                match self.shown {
                    Shown::All => self.list_ui(ui, ctx, progress, actions),
                    Shown::Missing => super::missing::missing_ui(ui, ctx, progress, actions),
                }
            });
    }

    /// Draws the choice between all products and what is missing.
    fn shown_ui(&mut self, ui: &mut Ui, progress: &Progress) {
        let n_open = progress.rows.len() - progress.n_done();
        let all = t!("packet.show_all", n = progress.rows.len());
        let missing = t!("packet.show_missing", n = n_open);
        let options = [(Shown::All, all), (Shown::Missing, missing)];
        if let Some(shown) = widgets::segmented(ui, "", Some(self.shown), &options) {
            self.shown = shown;
        }
    }
}

/// Says who the member is and what the packet is for.
pub(super) fn head_ui(ui: &mut Ui, session: &Session, packet: &Packet) {
    let member = session.council.member(packet.member_id);
    let name = member.map_or("", |member| &member.name);
    ui.spacing_mut().item_spacing.y = S4;
    let color = tokens(ui).ink;
    let title = t!("packet.title", name = name);
    let title = RichText::new(&*title).font(theme::semibold(theme::TITLE));
    ui.add(egui::Label::new(title.color(color)).truncate());
    let of_member = member.map(|member| [&*member.position, &*member.office]);
    let council = &*session.council.name;
    let who = joined(of_member.into_iter().flatten().chain([council]), " · ");
    if !who.is_empty() {
        widgets::secondary(ui, &who);
    }
    let day = session.held_on.map(date_text).unwrap_or_default();
    let day = if day.is_empty() {
        day
    } else {
        t!("packet.held_on", day = day).into_owned()
    };
    let what = joined([&*session.title, &*day, &*session.place], " · ");
    if !what.is_empty() {
        widgets::secondary(ui, &what);
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

/// Says that the packet was handed in before and taken back.
fn taken_back_ui(ui: &mut Ui, packet: &Packet) {
    let Some(last) = packet.withdrawals.last() else {
        return;
    };
    let at = moment_text(last.at);
    let text = t!("packet.taken_back", at = at, reason = last.reason);
    ui.add_space(S8);
    note_ui(ui, &text, Tone::Amber);
}

/// Draws words on a ground of their tone, over the width there is.
pub(super) fn note_ui(ui: &mut Ui, text: &str, tone: Tone) {
    let (color, ground) = tone.colors(tokens(ui));
    Frame::new()
        .fill(ground)
        .corner_radius(f32::from(theme::RADIUS))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = RichText::new(text).font(theme::medium(14.0)).color(color);
            ui.add(egui::Label::new(text).wrap());
        });
    ui.add_space(S12 - S8);
}
