//! Fields of a form: a label above, a draft while a person types, one answer when the field is left.
//!
//! The draft lives in the window's memory under the field's id, so that a screen needs no state for
//! it. A field that is left in any way (Tab, Enter, a click, another screen) gives its answer once.

use egui::{Id, Response, TextEdit, Ui};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::Date;
use crate::model::points::Points;
use crate::model::time::DayTime;
use crate::words::date_text;

use super::theme::{self, tokens};
use super::{layout, widgets};

/// A field before it is shown.
#[derive(Debug, Clone)]
pub(super) struct Field {
    id: Id,
    label: String,
    label_shown: bool,
    name: Option<String>,
    hint: String,
    note: Option<String>,
    width: f32,
    n_rows: usize,
    quiet: bool,
    required: Option<String>,
}

/// What became of a field in this frame.
#[derive(Debug)]
pub(super) struct Answer<T> {
    /// The new value, once, when the field was left with another one.
    pub(super) value: Option<T>,
    /// The text field itself.
    pub(super) response: Response,
    /// Whether the field was left with Enter.
    pub(super) entered: bool,
}

impl Field {
    /// Makes a field that keeps its draft under `id`.
    pub(super) fn new(
        id: impl std::hash::Hash + std::fmt::Debug,
        label: impl Into<String>,
    ) -> Self {
        Self {
            id: Id::unique(("field", id)),
            label: label.into(),
            label_shown: true,
            name: None,
            hint: String::new(),
            note: None,
            width: f32::INFINITY,
            n_rows: 1,
            quiet: false,
            required: None,
        }
    }

    /// Leaves the label to the heading of a table; it still names the field for screen readers.
    pub(super) fn without_label(mut self) -> Self {
        self.label_shown = false;
        self
    }

    /// Gives the field another name for screen readers than its label, where labels repeat.
    pub(super) fn naming(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Shows a hint while the field is empty.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Says under the field what is wrong with its value.
    pub(super) fn problem(mut self, problem: Option<String>) -> Self {
        self.note = problem;
        self
    }

    /// Sets the width; a field takes what there is otherwise.
    pub(super) fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Makes a field of several lines.
    pub(super) fn rows(mut self, n_rows: usize) -> Self {
        self.n_rows = n_rows;
        self
    }

    /// Refuses an emptied field with these words.
    pub(super) fn required(mut self, words: impl Into<String>) -> Self {
        self.required = Some(words.into());
        self
    }

    /// Draws the frame only under the pointer and while the field is typed in, as in a table.
    pub(super) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Returns the id of the text field.
    pub(super) fn id(&self) -> Id {
        self.id
    }

    /// Shows a field of plain text.
    pub(super) fn text(self, ui: &mut Ui, value: &str) -> Answer<String> {
        let required = self.required.clone();
        self.parsed(ui, value, |text| match &required {
            Some(words) if text.is_empty() => Err(words.clone()),
            _ => Ok(text.to_owned()),
        })
    }

    /// Shows a field of lines, one entry each; empty lines are dropped.
    pub(super) fn lines(self, ui: &mut Ui, value: &[String]) -> Answer<Vec<String>> {
        self.parsed(ui, &value.join("\n"), |text| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(lines.map(str::to_owned).collect())
        })
    }

    /// Shows a day as `07/04/2026`; an empty field is no day.
    pub(super) fn date(self, ui: &mut Ui, value: Option<Date>) -> Answer<Option<Date>> {
        let field = self.with_hint(rust_i18n::t!("widgets.date_hint"));
        field.parsed(ui, &value.map(date_text).unwrap_or_default(), |text| {
            parse_optional(text, widgets::parse_date)
                .ok_or_else(|| rust_i18n::t!("widgets.date_wrong").into_owned())
        })
    }

    /// Shows a time of day as `08:05`; an empty field is no time.
    pub(super) fn time(self, ui: &mut Ui, value: Option<DayTime>) -> Answer<Option<DayTime>> {
        let text = value.map(|time| time.to_string()).unwrap_or_default();
        self.parsed(ui, &text, |text| {
            parse_optional(text, parse_time)
                .ok_or_else(|| rust_i18n::t!("widgets.time_wrong").into_owned())
        })
    }

    /// Shows a whole number between two limits.
    pub(super) fn number(self, ui: &mut Ui, value: u16, least: u16, most: u16) -> Answer<u16> {
        self.parsed(ui, &value.to_string(), |text| {
            text.parse()
                .ok()
                .filter(|number| (least..=most).contains(number))
                .ok_or_else(|| {
                    rust_i18n::t!("fields.not_a_number", least = least, most = most).into_owned()
                })
        })
    }

    /// Shows points from 0 to `most`, with a decimal comma; an empty field is no points.
    pub(super) fn points(
        self,
        ui: &mut Ui,
        value: Option<Points>,
        most: Points,
    ) -> Answer<Option<Points>> {
        let text = value.map(|points| points.to_string()).unwrap_or_default();
        self.parsed(ui, &text, |text| {
            let parse = |text: &str| parse_points(text).filter(|points| *points <= most);
            parse_optional(text, parse).ok_or_else(|| {
                rust_i18n::t!("fields.not_points", most = most.to_string()).into_owned()
            })
        })
    }

    fn with_hint(mut self, hint: impl Into<String>) -> Self {
        if self.hint.is_empty() {
            self.hint = hint.into();
        }
        self
    }

    /// Shows the field. A text that does not parse stays in the field with the reason under it.
    fn parsed<T>(
        self,
        ui: &mut Ui,
        value: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Answer<T> {
        let id = self.id;
        let was_focused = ui.memory(|memory| memory.has_focus(id));
        let kept: Option<Draft> = ui.data(|data| data.get_temp(id));
        let mut draft = kept.clone().unwrap_or_else(|| Draft {
            text: value.to_owned(),
            problem: None,
        });
        let spacing = ui.spacing().item_spacing.y;
        let width = self.width.min(ui.available_width());
        let shown = ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 4.0;
            let label = self
                .label_shown
                .then(|| widgets::section_label(ui, &self.label));
            let problem = draft.problem.clone().or_else(|| self.note.clone());
            // A text longer than its cell is cut with a sign until it is typed in.
            let short = (self.quiet && !was_focused)
                .then(|| shortened(ui, &draft.text, width - 16.0))
                .flatten();
            let edit = if self.n_rows > 1 {
                TextEdit::multiline(&mut draft.text).desired_rows(self.n_rows)
            } else {
                TextEdit::singleline(&mut draft.text)
                    .min_size(egui::vec2(0.0, theme::CONTROL))
                    .align(egui::Align2::LEFT_CENTER)
            };
            let edit = if self.quiet
                && !was_focused
                && !is_under_pointer(ui, id)
                && self.note.is_none()
                && draft.problem.is_none()
            {
                edit.frame(egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 7)))
            } else {
                edit
            };
            let edit = edit
                .id(id)
                .hint_text(egui::RichText::new(&self.hint).color(tokens(ui).faint))
                .margin(egui::Margin::symmetric(if self.quiet { 8 } else { 10 }, 7))
                .desired_width(width);
            let response = match short {
                Some(short) => {
                    let response = ui.add(edit.text_color(egui::Color32::TRANSPARENT));
                    let at = response.rect.left_center() + egui::vec2(8.0, -short.size().y / 2.0);
                    let color = ui.visuals().text_color();
                    ui.painter()
                        .galley_with_override_text_color(at, short, color);
                    response
                }
                None => ui.add(edit),
            };
            let response = match (&label, &self.name) {
                (Some(label), None) => response.labelled_by(label.id),
                (_, Some(name)) => response.accessible_name(name.clone()),
                (None, None) => response.accessible_name(self.label.clone()),
            };
            if let Some(problem) = problem {
                ui.label(layout::problem(ui, &problem));
            }
            response
        });
        ui.spacing_mut().item_spacing.y = spacing;
        let response = shown.inner;
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        if has_focus {
            if !was_focused || response.changed() {
                draft.problem = None;
            }
            ui.data_mut(|data| data.insert_temp(id, draft));
            return Answer {
                value: None,
                response,
                entered: false,
            };
        }
        let entered = response.lost_focus()
            && self.n_rows == 1
            && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let Some(kept) = kept else {
            return Answer {
                value: None,
                response,
                entered,
            };
        };
        let text = draft.text.nfc().collect::<String>();
        let text = text.trim();
        let escaped = ui.input(|i| i.key_pressed(egui::Key::Escape));
        if escaped || text == value.trim() {
            ui.data_mut(|data| data.remove::<Draft>(id));
            return Answer {
                value: None,
                response,
                entered,
            };
        }
        if kept.problem.is_some() && !was_focused && kept.text == draft.text {
            return Answer {
                value: None,
                response,
                entered,
            };
        }
        match parse(text) {
            Ok(parsed) => {
                ui.data_mut(|data| data.remove::<Draft>(id));
                Answer {
                    value: Some(parsed),
                    response,
                    entered,
                }
            }
            Err(problem) => {
                draft.problem = Some(problem);
                ui.data_mut(|data| data.insert_temp(id, draft));
                Answer {
                    value: None,
                    response,
                    entered,
                }
            }
        }
    }
}

/// Returns `text` cut to `width` with a sign, where it is wider.
fn shortened(ui: &Ui, text: &str, width: f32) -> Option<std::sync::Arc<egui::Galley>> {
    let galley = egui::WidgetText::from(text).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        width,
        egui::TextStyle::Body,
    );
    galley.elided.then_some(galley)
}

fn is_under_pointer(ui: &Ui, id: Id) -> bool {
    ui.ctx()
        .read_response(id)
        .is_some_and(|response| response.hovered())
}

/// A text being typed, or one that was left although it cannot be read.
#[derive(Debug, Clone, Default)]
struct Draft {
    text: String,
    problem: Option<String>,
}

fn parse_optional<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() {
        return Some(None);
    }
    parse(text).map(Some)
}

/// Reads a time as people write it, `805` and `8` included.
pub(super) fn parse_time(text: &str) -> Option<DayTime> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u16 = text.parse().ok()?;
    if text.len() <= 2 {
        DayTime::new(number, 0)
    } else {
        DayTime::new(number / 100, number % 100)
    }
}

/// Reads points with a decimal comma or point.
pub(super) fn parse_points(text: &str) -> Option<Points> {
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_plain = |t: &str| t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(rest) || rest.len() > 2 {
        return None;
    }
    let hundredths: i64 = format!("{rest:0<2}").parse().ok()?;
    Some(Points::from_hundredths(
        whole.parse::<i64>().ok()? * 100 + hundredths,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_points_are_read_as_people_write_them() {
        assert_eq!(parse_time("805"), DayTime::new(8, 5));
        assert_eq!(parse_time("8"), DayTime::new(8, 0));
        assert_eq!(parse_time("8h30"), DayTime::new(8, 30));
        assert_eq!(parse_time("2500"), None);
        assert_eq!(parse_points("92,5"), Some(Points::from_hundredths(9250)));
        assert_eq!(parse_points("92.05"), Some(Points::from_hundredths(9205)));
        assert_eq!(parse_points("92,123"), None);
        assert_eq!(parse_points("-1"), None);
    }
}
