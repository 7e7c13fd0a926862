//! Naming an applicant: typing finds those already known; what is not known becomes a new one.

use egui::{Id, Key, Modifiers, Sense, Ui, vec2};
use rust_i18n::t;
use unicode_normalization::UnicodeNormalization as _;

use crate::model::product::Applicant;
use crate::model::session::Session;

use super::palette::folded;
use super::product_list::has_words;
use super::theme::{self, tokens};

/// How many known applicants are offered at once.
const MOST: usize = 6;

/// The field and what it offers.
#[derive(Debug, Default)]
pub(super) struct ApplicantPicker {
    text: String,
    /// Which offer the arrows stand on.
    chosen: Option<usize>,
    takes_keyboard: bool,
}

/// The applicant that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picked {
    /// One that the session knows.
    Known(Applicant),
    /// A new one of this name.
    New(String),
}

impl ApplicantPicker {
    /// Returns what was typed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Puts the keyboard into the field.
    pub(super) fn take_keyboard(&mut self) {
        self.takes_keyboard = true;
    }

    /// Returns the applicant of the name as typed: the only known one of exactly that name, else a
    /// new one.
    pub(super) fn as_typed(&self, session: &Session) -> Option<Picked> {
        let name = self.text.trim();
        if name.is_empty() {
            return None;
        }
        let wanted = composed(name);
        let mut same = session
            .applicants
            .iter()
            .filter(|known| composed(&known.name) == wanted);
        Some(match (same.next(), same.next()) {
            (Some(known), None) => Picked::Known(known.as_ref().clone()),
            _ => Picked::New(name.to_owned()),
        })
    }

    /// Draws the field and the offers under it; returns the applicant once one is named.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session) -> Option<Picked> {
        let id = Id::unique("applicant.picker");
        let offers: Vec<&Applicant> = session
            .applicants
            .iter()
            .map(AsRef::as_ref)
            .filter(|known| {
                let text = folded(&format!("{} {}", known.name, known.commune));
                !self.text.trim().is_empty() && has_words(&text, &self.text)
            })
            .take(MOST)
            .collect();
        self.chosen = self.chosen.filter(|idx| *idx < offers.len());
        if ui.memory(|memory| memory.has_focus(id)) && !offers.is_empty() {
            let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
            if pressed(Key::ArrowDown) {
                self.chosen = Some(self.chosen.map_or(0, |idx| (idx + 1).min(offers.len() - 1)));
            }
            if pressed(Key::ArrowUp) {
                self.chosen = self.chosen.and_then(|idx| idx.checked_sub(1));
            }
        }
        let edit = egui::TextEdit::singleline(&mut self.text)
            .id(id)
            .hint_text(egui::RichText::new(t!("product.applicant_hint")).color(tokens(ui).faint))
            .margin(egui::Margin::symmetric(10, 7))
            .min_size(vec2(0.0, theme::CONTROL))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(t!("product.applicant"));
        if std::mem::replace(&mut self.takes_keyboard, false) {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = None;
        }
        let entered = response.lost_focus()
            && ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Tab));
        let mut picked = None;
        if entered && !ui.input(|i| i.modifiers.shift) {
            picked = match self.chosen.and_then(|idx| offers.get(idx)) {
                Some(known) => Some(Picked::Known((*known).clone())),
                None => self.as_typed(session),
            };
        }
        let spacing = ui.spacing().item_spacing.y;
        ui.spacing_mut().item_spacing.y = 0.0;
        for (idx, known) in offers.iter().enumerate() {
            let words = if known.commune.is_empty() {
                known.name.clone()
            } else {
                format!("{} · {}", known.name, known.commune)
            };
            let size = vec2(ui.available_width(), theme::ROW);
            let (rect, offer) = ui.allocate_exact_size(size, Sense::CLICK);
            let is_chosen = self.chosen == Some(idx);
            offer.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_chosen, &words)
            });
            let t = tokens(ui);
            if is_chosen || offer.hovered() {
                let ground = if is_chosen { t.green_bg } else { t.hover };
                ui.painter().rect_filled(rect, theme::RADIUS, ground);
            }
            let galley = egui::WidgetText::from(&words).into_galley(
                ui,
                Some(egui::TextWrapMode::Truncate),
                rect.width() - 20.0,
                theme::regular(theme::BODY),
            );
            let at = rect.left_center() + vec2(10.0, -galley.size().y / 2.0);
            ui.painter()
                .galley_with_override_text_color(at, galley, t.ink);
            if offer.clicked() {
                picked = Some(Picked::Known((*known).clone()));
            }
        }
        ui.spacing_mut().item_spacing.y = spacing;
        if picked.is_some() {
            *self = Self::default();
        }
        picked
    }
}

/// A name as it is compared: however it was typed, but with its marks, which tell people apart.
fn composed(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    /// Types a name where the applicants of the fixture are known: "HTX Nếp Ba Vì" is one of them.
    fn typed(name: &str) -> Option<Picked> {
        let picker = ApplicantPicker {
            text: name.to_owned(),
            ..ApplicantPicker::default()
        };
        picker.as_typed(&fixtures::session())
    }

    #[test]
    fn a_known_name_is_known_however_it_is_typed() {
        let known = fixtures::applicant(fixtures::RICE_COOP, "HTX Nếp Ba Vì");
        let decomposed: String = known.name.nfd().collect();
        assert_ne!(decomposed, known.name);
        for name in ["HTX Nếp Ba Vì", " htx  nếp BA VÌ ", &decomposed] {
            assert!(
                matches!(typed(name), Some(Picked::Known(found)) if found.id == known.id),
                "{name}"
            );
        }
    }

    #[test]
    fn names_that_differ_in_their_marks_are_of_two_applicants() {
        for name in ["HTX Nếp Bà Vì", "HTX Nép Ba Vì", "HTX Nep Ba Vi"] {
            assert!(
                matches!(typed(name), Some(Picked::New(new)) if new == name),
                "{name}"
            );
        }
        assert!(typed("  ").is_none());
    }
}
