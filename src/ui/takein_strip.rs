//! The strip on the council screen: what has come back from members, and what can be done about it.

use egui::{Align, Label, Layout, RichText, Ui};
use rust_i18n::t;

use super::layout::hairline;
use super::takein::{FolderState, ReceivingView, TakeInDeed, buttons};
use super::theme::{self, tokens};
use super::versions::n_contested;
use super::widgets::{
    Look, Tone, button, check, faint, link, quiet_button, secondary, secondary_button,
    section_label,
};
use super::{Action, ViewCtx};
use crate::words;

/// Most files that are told one by one.
const MOST: usize = 4;
/// Most files that were taken in by themselves and are told one by one.
const MOST_NEWS: usize = 3;

/// Draws the strip, where packets are out or a folder is watched; nothing in a packet.
pub(super) fn strip(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let view = ctx.receiving;
    let is_out = !ctx.session.issued.is_empty() || view.folder.is_some();
    if ctx.session.packet.is_some() || !is_out {
        return;
    }
    let mut deed = None;
    super::packet_bar::frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = theme::S8;
        head_ui(ui, view, &mut deed);
        contested_ui(ui, ctx, actions);
        if view.folder.is_some() {
            hairline(ui);
            folder_ui(ui, view, &mut deed);
            fresh_ui(ui, view, &mut deed);
            rest_ui(ui, view, &mut deed);
        }
    });
    actions.extend(deed.map(Action::TakeIn));
}

fn head_ui(ui: &mut Ui, view: &ReceivingView, deed: &mut Option<TakeInDeed>) {
    ui.horizontal(|ui| {
        let title = RichText::new(t!("takein.title")).font(theme::semibold(theme::BODY));
        ui.label(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(view.hindrance.is_none(), |ui| {
                *deed = deed.or(buttons(ui));
            });
            if view.folder.is_none() && quiet_button(ui, &t!("receiving.choose")).clicked() {
                *deed = Some(TakeInDeed::ChooseFolder);
            }
        });
    });
    match &view.hindrance {
        Some(text) => {
            let text = RichText::new(text).size(theme::SMALL);
            ui.add(Label::new(text.color(tokens(ui).amber)).wrap());
        }
        None if view.folder.is_none() => {
            secondary(ui, &t!("takein.about"));
        }
        None => {}
    }
}

fn contested_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let n = n_contested(ctx.session);
    if n == 0 {
        return;
    }
    line_ui(ui, Tone::Amber, &t!("versions.n_contested", n = n), |ui| {
        if secondary_button(ui, &t!("versions.choose")).clicked() {
            actions.push(Action::ShowVersions(None));
        }
    });
}

/// Writes a line on the ground of its tone, with what can be done about it at the right.
fn line_ui(ui: &mut Ui, tone: Tone, text: &str, right: impl FnOnce(&mut Ui)) {
    let (color, ground) = tone.colors(tokens(ui));
    egui::Frame::new()
        .fill(ground)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::symmetric(12, 6))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_width(ui.available_width());
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    right(ui);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let text = RichText::new(text).font(theme::medium(theme::BODY));
                        ui.add(Label::new(text.color(color)).truncate());
                    });
                });
            });
        });
}

fn folder_ui(ui: &mut Ui, view: &ReceivingView, deed: &mut Option<TakeInDeed>) {
    let Some(folder) = &view.folder else { return };
    let t = tokens(ui);
    let (dot, state) = match &view.state {
        FolderState::Watched => (t.green, t!("receiving.watched").into_owned()),
        FolderState::Polled => (t.green, t!("receiving.polled").into_owned()),
        FolderState::Unreachable(why) => {
            (t.amber, t!("receiving.unreachable", why = why).into_owned())
        }
    };
    let is_roomy = ui.available_width() > 960.0;
    let is_well = !matches!(view.state, FolderState::Unreachable(_));
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet_button(ui, &t!("receiving.stop")).clicked() {
                *deed = Some(TakeInDeed::StopFolder);
            }
            if quiet_button(ui, &t!("receiving.choose_other")).clicked() {
                *deed = Some(TakeInDeed::ChooseFolder);
            }
            if is_roomy {
                at_once_ui(ui, view, deed);
                ui.add_space(theme::S8);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let (rect, _) =
                    ui.allocate_exact_size(egui::vec2(10.0, 20.0), egui::Sense::hover());
                ui.painter().circle_filled(rect.center(), 4.0, dot);
                let path = folder.display().to_string();
                let text = t!("receiving.folder", folder = path, state = state);
                let color = if is_well { t.ink } else { t.amber };
                let text = RichText::new(text).color(color);
                ui.add(Label::new(text).truncate());
            });
        });
    });
    if !is_roomy {
        at_once_ui(ui, view, deed);
    }
}

fn at_once_ui(ui: &mut Ui, view: &ReceivingView, deed: &mut Option<TakeInDeed>) {
    if let Some(is_at_once) = check(ui, &t!("receiving.at_once"), view.is_at_once) {
        *deed = Some(TakeInDeed::SetAtOnce(is_at_once));
    }
}

fn fresh_ui(ui: &mut Ui, view: &ReceivingView, deed: &mut Option<TakeInDeed>) {
    if view.fresh.is_empty() {
        return;
    }
    let n = view.fresh.len();
    let is_smooth = view.fresh.iter().all(|it| it.is_smooth);
    let tone = if is_smooth { Tone::Green } else { Tone::Amber };
    line_ui(ui, tone, &t!("receiving.n_fresh", n = n), |ui| {
        ui.add_enabled_ui(view.hindrance.is_none(), |ui| {
            if button(ui, &t!("receiving.look"), Look::Secondary).clicked() {
                *deed = Some(TakeInDeed::Look);
            }
        });
    });
    for fresh in view.fresh.iter().take(MOST) {
        let color = if fresh.is_smooth {
            tokens(ui).ink
        } else {
            tokens(ui).amber
        };
        ui.add(Label::new(RichText::new(&fresh.text).color(color)).truncate());
    }
    if n > MOST {
        faint(ui, &t!("receiving.more", n = n - MOST));
    }
}

/// What was taken in by itself, what is on its way, what cannot be taken in; and in one quiet line what
/// else lies there.
fn rest_ui(ui: &mut Ui, view: &ReceivingView, deed: &mut Option<TakeInDeed>) {
    if !view.news.is_empty() {
        ui.horizontal(|ui| {
            section_label(ui, &t!("receiving.news"));
            if link(ui, &t!("receiving.seen")).clicked() {
                *deed = Some(TakeInDeed::Seen);
            }
        });
    }
    for (time, text) in view.news.iter().take(MOST_NEWS) {
        let text = t!("receiving.news_line", time = time, text = text);
        ui.add(Label::new(&*text).truncate());
    }
    if view.news.len() > MOST_NEWS {
        let n = view.news.len() - MOST_NEWS;
        faint(ui, &t!("receiving.more", n = n));
    }
    for (name, why) in view.refused.iter().take(MOST) {
        let text = t!("receiving.refused", name = name, why = why);
        let text = RichText::new(text).color(tokens(ui).red);
        ui.add(Label::new(text).wrap());
    }
    if view.refused.len() > MOST {
        faint(ui, &t!("receiving.more", n = view.refused.len() - MOST));
    }
    let mut parts = Vec::new();
    if !view.waiting.is_empty() {
        parts.push(t!("receiving.waiting", names = view.waiting.join(", ")).into_owned());
    }
    for (key, n) in [
        ("receiving.n_unfinished", view.n_unfinished),
        ("receiving.n_known", view.n_known),
        ("receiving.n_foreign", view.n_foreign),
    ] {
        if n > 0 {
            parts.push(t!(key, n = n).into_owned());
        }
    }
    if !parts.is_empty() {
        let text = words::capitalized(&parts.join(" · "));
        ui.add(Label::new(super::layout::secondary(ui, &text)).wrap());
    }
}
