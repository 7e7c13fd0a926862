//! The bar over a session that is only looked at: why, and the ways out.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, Ui};
use rust_i18n::t;

use super::Action;
use super::theme::{self, tokens};
use super::widgets::{Look, Tone, button, fitted};

/// What can be done about a session that is only looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOut {
    /// Read it anew.
    Refresh,
    /// Save it under another name, and go on there.
    SaveElsewhere,
    /// Take it over from whoever has it.
    TakeOver,
    /// Open it to be changed, since nobody has it any more.
    Edit,
}

impl WayOut {
    fn label(self) -> String {
        match self {
            Self::Refresh => t!("access.refresh"),
            Self::SaveElsewhere => t!("access.save_elsewhere"),
            Self::TakeOver => t!("access.take_over"),
            Self::Edit => t!("access.edit"),
        }
        .into_owned()
    }
}

/// What the bar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOnlyBar {
    /// Why the session is only looked at.
    pub text: String,
    /// The ways out, from left to right.
    pub ways_out: &'static [WayOut],
}

/// Draws the bar under the top bar.
pub fn read_only_bar(ui: &mut Ui, bar: &ReadOnlyBar, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let (color, ground) = Tone::Amber.colors(t);
    Panel::top("read-only")
        .frame(
            Frame::new()
                .fill(ground)
                .inner_margin(Margin::symmetric(20, 8)),
        )
        .show(ui, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = theme::S8;
                for way in bar.ways_out.iter().rev() {
                    // What takes something from somebody is never the first thing to press.
                    let look = match way {
                        WayOut::Edit => Look::Primary,
                        _ => Look::Secondary,
                    };
                    if button(ui, &way.label(), look).clicked() {
                        actions.push(Action::LeaveReadOnly(*way));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title = RichText::new(&*t!("access.read_only"))
                        .font(theme::semibold(theme::BODY))
                        .color(color);
                    ui.add(Label::new(title));
                    // The longest names are cut; all of them are under the pointer.
                    let (font, width) = (theme::regular(theme::BODY), ui.available_width());
                    let text = fitted(ui, &bar.text, font, t.ink, width, 2);
                    ui.add(Label::new(text)).on_hover_text(&bar.text);
                });
            });
        });
}
