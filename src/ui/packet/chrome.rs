//! What stands around the scorer's view: whose packet it is, how it is kept, the size of the text.

use egui::{Align, Layout, Margin, Panel, RichText, Ui};
use rust_i18n::t;

use super::PacketDeed;
use crate::model::DateTime;
use crate::ui::copy::CopyState;
use crate::ui::frame::{
    Kept, copy_chip, kept_state, key_words, mark_button, panel_frame, undo_buttons,
};
use crate::ui::read_only::{ReadOnlyBar, read_only_bar};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Look, Tone, badge, button, quiet_button, secondary_button};
use crate::ui::{Action, Screen};
use crate::words::moment_text;

/// What the chrome shows.
#[derive(Debug, Clone)]
pub struct ChromeCtx<'a> {
    /// Where the member is.
    pub screen: Screen,
    /// The member.
    pub member: &'a str,
    /// Name of the session.
    pub title: &'a str,
    /// How the packet is kept.
    pub kept: Kept,
    /// How the second copy stands; none where there is none.
    pub copy: Option<CopyState>,
    /// When the packet was handed in, where it is.
    pub handed_in: Option<DateTime>,
    /// What undoing would undo.
    pub undo: Option<&'a str>,
    /// What redoing would do again.
    pub redo: Option<&'a str>,
    /// Keys that work here, with the key of their words in the catalog.
    pub keys: &'a [(&'a str, &'a str)],
    /// Why the packet is only looked at, where it is.
    pub read_only: Option<ReadOnlyBar>,
    /// How large everything is drawn, in percent.
    pub percent: u32,
}

/// Draws top bar and status line around `ui`.
pub fn chrome(ui: &mut Ui, view: &ChromeCtx<'_>, actions: &mut Vec<Action>) {
    Panel::top("packet-top")
        .exact_size(52.0)
        .frame(panel_frame(ui, Margin::symmetric(16, 8)))
        .show(ui, |ui| top_ui(ui, view, actions));
    if let Some(bar) = &view.read_only {
        read_only_bar(ui, bar, actions);
    }
    Panel::bottom("packet-status")
        .exact_size(32.0)
        .frame(panel_frame(ui, Margin::symmetric(20, 0)))
        .show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                key_words(ui, view.keys);
            });
        });
}

fn top_ui(ui: &mut Ui, view: &ChromeCtx<'_>, actions: &mut Vec<Action>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::S8;
        if quiet_button(ui, &t!("frame.settings")).clicked() {
            actions.push(Action::ShowSettings);
        }
        size_ui(ui, view.percent, actions);
        undo_buttons(ui, view.undo, view.redo, actions);
        if kept_state(ui, view.kept).clicked() {
            actions.push(Action::Save);
        }
        if let Some(copy) = view.copy
            && copy_chip(ui, copy).clicked()
        {
            actions.push(Action::ShowSettings);
        }
        if let Some(at) = view.handed_in {
            let hint = t!("packet.handed_in_at", at = moment_text(at));
            badge(ui, &t!("packet.handed_in"), Tone::Green).on_hover_text(hint);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
            if mark_button(ui).clicked() {
                actions.push(Action::Go(Screen::Home));
            }
            if view.screen == Screen::Scoring {
                let back = secondary_button(ui, &t!("packet.to_list"));
                if back.on_hover_text("Esc").clicked() {
                    actions.push(Action::Go(Screen::Packet));
                }
            }
            ui.add_space(theme::S4);
            let color = tokens(ui).ink;
            let name = RichText::new(view.member).font(theme::semibold(17.0));
            ui.add(egui::Label::new(name.color(color)).truncate());
            let color = tokens(ui).secondary;
            let font = theme::regular(theme::SMALL);
            let title = view.title.to_owned();
            let title = ui.painter().layout_no_wrap(title, font, color);
            // All of it or nothing.
            if title.size().x <= ui.available_width() {
                ui.label(title);
            }
        });
    });
}

/// Draws the size of the text with the two ways to change it; from the right, as the bar is laid out.
fn size_ui(ui: &mut Ui, percent: u32, actions: &mut Vec<Action>) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = theme::S4;
        let (least, most) = (theme::ZOOM_RANGE.start(), theme::ZOOM_RANGE.end());
        let is_least = f64::from(percent) <= f64::from(*least) * 100.0;
        let is_most = f64::from(percent) >= f64::from(*most) * 100.0;
        let deeds = [
            (
                "A+",
                t!("packet.larger"),
                "Ctrl +",
                is_most,
                PacketDeed::Larger,
            ),
            (
                "A−",
                t!("packet.smaller"),
                "Ctrl −",
                is_least,
                PacketDeed::Smaller,
            ),
        ];
        for (sign, name, key, is_end, deed) in deeds {
            ui.add_enabled_ui(!is_end, |ui| {
                let response = button(ui, sign, Look::Secondary).accessible_name(&*name);
                let hint = format!("{name} ({percent} %)  ·  {key}");
                if response.on_hover_text(hint).clicked() {
                    actions.push(Action::Packet(deed));
                }
            });
        }
    });
}
