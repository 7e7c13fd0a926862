//! Questions, messages, empty places, findings.

use egui::{
    Align, Context, CornerRadius, CursorIcon, Frame, Id, Key, Layout, Margin, Modal, Response,
    RichText, Role, Sense, Stroke, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use rust_i18n::t;

use super::button::{Look, button, primary_button, quiet_button};
use super::mark::Tone;
use super::{focus_ring, text};
use crate::rules::findings::Severity;
use crate::ui::theme::{self, tokens};

/// A question before something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// What is asked.
    pub title: String,
    /// What follows from it.
    pub text: String,
    /// The button that does it, verb and noun.
    pub verb: String,
    /// The button that leaves everything as it is.
    pub cancel: String,
    /// Whether something is taken away.
    pub takes_away: bool,
}

impl Confirm {
    /// Draws the question; returns the answer once it is given. Escape answers no.
    pub fn show(&self, ctx: &Context, id: &str) -> Option<bool> {
        let look = if self.takes_away {
            Look::Danger
        } else {
            Look::Primary
        };
        let buttons = [(self.cancel.as_str(), Look::Secondary), (&self.verb, look)];
        let first = usize::from(!self.takes_away);
        dialog(ctx, id, &self.title, &buttons, first, |ui| {
            text::paragraph(ui, &self.text);
        })
        .map(|idx| idx == 1)
    }
}

/// Draws a dialog over everything; returns the button that was pressed, Escape counting as the
/// first. The keyboard begins at button `focus`.
pub fn dialog(
    ctx: &Context,
    id: &str,
    title: &str,
    buttons: &[(&str, Look)],
    focus: usize,
    contents: impl FnOnce(&mut Ui),
) -> Option<usize> {
    let id = Id::unique(id);
    let pass = ctx.cumulative_pass_nr();
    let seen: Option<u64> = ctx.data(|data| data.get_temp(id));
    let is_new = seen.is_none_or(|seen| seen + 2 < pass);
    ctx.data_mut(|data| data.insert_temp(id, pass));
    let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(24));
    let shown = Modal::new(id).frame(frame).show(ctx, |ui| {
        ui.set_width(480.0_f32.min(ctx.content_rect().width() - 64.0));
        ui.spacing_mut().item_spacing.y = theme::S12;
        text::section(ui, title);
        contents(ui);
        ui.add_space(theme::S8);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut pressed = None;
            for (idx, (label, look)) in buttons.iter().enumerate().rev() {
                let response = button(ui, label, *look);
                if is_new && idx == focus {
                    response.request_focus();
                }
                if response.clicked() {
                    pressed = Some(idx);
                }
            }
            pressed
        })
        .inner
    });
    // A click beside the dialog is no answer.
    let escape = ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
    shown.inner.or_else(|| escape.then_some(0))
}

/// A message across the top of a screen.
#[derive(Debug, Clone, Copy)]
pub struct Banner<'a> {
    /// What it weighs.
    pub tone: Tone,
    /// What is said.
    pub text: &'a str,
    /// What is explained.
    pub details: &'a [String],
    /// What can be done, the best first.
    pub buttons: &'a [&'a str],
}

/// What a person did with a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerAnswer {
    /// Pressed a button.
    Button(usize),
    /// Closed it.
    Close,
}

impl Banner<'_> {
    /// Draws the message.
    pub fn show(&self, ui: &mut Ui) -> Option<BannerAnswer> {
        let (color, ground) = self.tone.colors(tokens(ui));
        let frame = Frame::new()
            .fill(ground)
            .inner_margin(Margin::symmetric(20, 10))
            .corner_radius(CornerRadius::ZERO);
        let mut answer = None;
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    if quiet_button(ui, &t!("widgets.close")).clicked() {
                        answer = Some(BannerAnswer::Close);
                    }
                    for (idx, label) in self.buttons.iter().enumerate().rev() {
                        if button(ui, label, Look::Secondary).clicked() {
                            answer = Some(BannerAnswer::Button(idx));
                        }
                    }
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.spacing_mut().item_spacing.y = theme::S4;
                        ui.add_space(theme::S4);
                        ui.label(
                            RichText::new(self.text)
                                .font(theme::medium(theme::BODY))
                                .color(color),
                        );
                        for detail in self.details {
                            text::secondary(ui, detail);
                        }
                    });
                });
            });
        });
        answer
    }
}

/// Fills a place where nothing is yet: what belongs there, and the one next step.
pub fn empty_state(ui: &mut Ui, title: &str, text: &str, action: Option<&str>) -> bool {
    ui.add_space((ui.available_height() * 0.18).clamp(theme::S24, 120.0));
    let side = ((ui.available_width() - 460.0) / 2.0).max(theme::S24);
    ui.horizontal(|ui| {
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.set_max_width(460.0);
            ui.spacing_mut().item_spacing.y = theme::S12;
            text::section(ui, title);
            if !text.is_empty() {
                let color = tokens(ui).secondary;
                ui.label(RichText::new(text).color(color));
            }
            ui.add_space(theme::S4);
            action.is_some_and(|action| primary_button(ui, action).clicked())
        })
        .inner
    })
    .inner
}

/// Draws a finding as a row that leads to its place.
pub fn finding_row(ui: &mut Ui, severity: Severity, text: &str) -> Response {
    let t = tokens(ui);
    let (sign, tone, spoken) = match severity {
        Severity::Error => ("!", Tone::Red, t!("widgets.finding_error", text = text)),
        Severity::Warning => ("!", Tone::Amber, t!("widgets.finding_warning", text = text)),
        Severity::Info => ("i", Tone::Neutral, t!("widgets.finding_info", text = text)),
    };
    let width = ui.available_width();
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Wrap),
        width - 44.0,
        theme::regular(theme::BODY),
    );
    let size = vec2(width, theme::ROW.max(galley.size().y + 12.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), &*spoken));
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(theme::RADIUS), t.hover);
        }
        let (color, ground) = tone.colors(t);
        let center = pos2(rect.left() + 18.0, rect.top() + 16.0);
        ui.painter().circle_filled(center, 9.0, ground);
        ui.painter().text(
            center,
            egui::Align2::CENTER_CENTER,
            sign,
            theme::bold(theme::SMALL),
            color,
        );
        let at = pos2(rect.left() + 36.0, rect.top() + 6.0);
        ui.painter()
            .galley_with_override_text_color(at, galley, t.ink);
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, t.hairline));
        focus_ring(ui, &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Draws contents on a card: a surface with a hairline around it.
pub fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = Frame::new()
        .fill(tokens(ui).surface)
        .stroke(Stroke::new(1.0, tokens(ui).hairline))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(16))
        .show(ui, contents);
    shown.inner
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    fn asked(takes_away: bool, keys: &[Key]) -> Vec<bool> {
        let question = Confirm {
            title: "Xóa sản phẩm?".to_owned(),
            text: "Phiếu của sản phẩm này cũng bị xóa.".to_owned(),
            verb: "Xóa sản phẩm".to_owned(),
            cancel: "Giữ lại".to_owned(),
            takes_away,
        };
        let mut harness = Harness::new_ui_state(
            move |ui, answers: &mut Vec<bool>| {
                crate::ui::testing::dress(ui);
                if answers.is_empty() {
                    answers.extend(question.show(ui.ctx(), "question"));
                }
            },
            Vec::new(),
        );
        harness.run();
        harness.get_by_label("Xóa sản phẩm?");
        for key in keys {
            harness.key_press(*key);
            harness.run();
        }
        harness.into_state()
    }

    #[test]
    fn escape_answers_no() {
        assert_eq!(asked(true, &[Key::Escape]), [false]);
        assert_eq!(asked(false, &[Key::Escape]), [false]);
    }

    #[test]
    fn enter_presses_the_button_that_has_the_keyboard() {
        // What takes away is never under the first Enter.
        assert_eq!(asked(true, &[Key::Enter]), [false]);
        assert_eq!(asked(false, &[Key::Enter]), [true]);
    }
}
