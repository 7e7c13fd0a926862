//! Fields that people type into.
//!
//! What is typed stays a draft while the field has the keyboard, and becomes one value when it is
//! left (Tab, Enter, a click elsewhere). Escape takes the draft back.

use egui::{Key, Response, RichText, TextEdit, Ui, vec2};
use rust_i18n::t;
use unicode_normalization::UnicodeNormalization as _;

use super::text::section_label;
use crate::model::Date;
use crate::model::time::DayTime;
use crate::ui::theme::{self, tokens};

/// The text of a field while it is being typed.
#[derive(Debug, Clone, Default)]
pub struct DraftText {
    text: String,
    is_open: bool,
    error: Option<String>,
}

impl DraftText {
    /// Returns what stands in the field.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tells whether something was typed that is no value yet.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Takes back what was typed; the field shows the value again.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

/// How a field is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The name of the field, drawn over it.
    pub label: &'a str,
    /// What to type, shown while it is empty.
    pub hint: &'a str,
    /// Width; as wide as there is room where absent.
    pub width: Option<f32>,
    /// Whether the label is only for assistive technology, as in a table.
    pub hides_label: bool,
}

impl<'a> Field<'a> {
    /// Describes a field by its name.
    pub const fn new(label: &'a str) -> Self {
        Self {
            label,
            hint: "",
            width: None,
            hides_label: false,
        }
    }

    /// Says what to type.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Sets the width.
    #[must_use]
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Keeps the label out of sight; the field is named all the same.
    #[must_use]
    pub const fn hide_label(mut self) -> Self {
        self.hides_label = true;
        self
    }
}

/// What a field answers.
#[derive(Debug)]
pub struct Entered<T> {
    /// The text field, for focus and place.
    pub response: Response,
    /// The new value, in the one frame in which the field was left with a change.
    pub value: Option<T>,
}

/// Draws a field of one line that shows `value`.
pub fn text_field(
    ui: &mut Ui,
    field: Field<'_>,
    draft: &mut DraftText,
    value: &str,
) -> Entered<String> {
    draft_field(ui, field, 1, draft, value, |text| {
        Ok(text.trim().to_owned())
    })
}

/// Draws a field of several lines that shows `value`.
pub fn text_area(
    ui: &mut Ui,
    field: Field<'_>,
    n_rows: usize,
    draft: &mut DraftText,
    value: &str,
) -> Entered<String> {
    draft_field(ui, field, n_rows.max(2), draft, value, |text| {
        Ok(text.trim().to_owned())
    })
}

/// Draws a field for a day; an emptied field gives `Some(None)`.
pub fn date_field(
    ui: &mut Ui,
    field: Field<'_>,
    draft: &mut DraftText,
    value: Option<Date>,
) -> Entered<Option<Date>> {
    let shown = value.map_or_else(String::new, shown_date);
    let hint = t!("widgets.date_hint");
    let field = Field {
        hint: if field.hint.is_empty() {
            &hint
        } else {
            field.hint
        },
        width: field.width.or(Some(140.0)),
        ..field
    };
    draft_field(ui, field, 1, draft, &shown, |text| {
        if text.trim().is_empty() {
            return Ok(None);
        }
        parse_date(text)
            .map(Some)
            .ok_or_else(|| t!("widgets.date_wrong").into_owned())
    })
}

/// Draws a field for a time of day; an emptied field gives `Some(None)`.
pub fn time_field(
    ui: &mut Ui,
    field: Field<'_>,
    draft: &mut DraftText,
    value: Option<DayTime>,
) -> Entered<Option<DayTime>> {
    let shown = value.map_or_else(String::new, |time| time.to_string());
    let hint = t!("widgets.time_hint");
    let field = Field {
        hint: if field.hint.is_empty() {
            &hint
        } else {
            field.hint
        },
        width: field.width.or(Some(100.0)),
        ..field
    };
    draft_field(ui, field, 1, draft, &shown, |text| {
        if text.trim().is_empty() {
            return Ok(None);
        }
        parse_time(text)
            .map(Some)
            .ok_or_else(|| t!("widgets.time_wrong").into_owned())
    })
}

fn draft_field<T>(
    ui: &mut Ui,
    field: Field<'_>,
    n_rows: usize,
    draft: &mut DraftText,
    shown: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Entered<T> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        let label = (!field.hides_label).then(|| section_label(ui, field.label));
        if !draft.is_open && draft.text != shown {
            shown.clone_into(&mut draft.text);
        }
        let response = edit(ui, field, n_rows, draft);
        let response = match label {
            Some(label) => response.labelled_by(label.id),
            None => response.accessible_name(field.label),
        };
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.changed() {
            draft.is_open = true;
            draft.error = None;
        }
        let value = if draft.is_open && !response.has_focus() && draft.error.is_none() {
            let is_taken_back = ui.input(|input| input.key_pressed(Key::Escape));
            leave(draft, shown, is_taken_back, parse)
        } else {
            None
        };
        if let Some(error) = &draft.error {
            let color = tokens(ui).red;
            ui.label(
                RichText::new(error)
                    .font(theme::medium(theme::SMALL))
                    .color(color),
            );
        }
        Entered { response, value }
    })
    .inner
}

fn edit(ui: &mut Ui, field: Field<'_>, n_rows: usize, draft: &mut DraftText) -> Response {
    let width = field.width.unwrap_or(f32::INFINITY);
    let hint = RichText::new(field.hint).color(tokens(ui).faint);
    let had_error = draft.error.is_some();
    ui.scope(|ui| {
        if had_error {
            let red = tokens(ui).red;
            ui.visuals_mut().widgets.inactive.bg_stroke.color = red;
            ui.visuals_mut().widgets.hovered.bg_stroke.color = red;
        }
        // Text must not change its color while it is being typed.
        ui.visuals_mut().widgets.inactive.fg_stroke.color = tokens(ui).ink;
        let edit = if n_rows == 1 {
            TextEdit::singleline(&mut draft.text).align(egui::Align2::LEFT_CENTER)
        } else {
            TextEdit::multiline(&mut draft.text).desired_rows(n_rows)
        };
        ui.add(
            edit.hint_text(hint)
                .margin(egui::Margin::symmetric(10, 7))
                .desired_width(width)
                .min_size(vec2(0.0, theme::CONTROL)),
        )
    })
    .inner
}

/// Turns a draft that was left into a value, if it says something new.
fn leave<T>(
    draft: &mut DraftText,
    shown: &str,
    is_taken_back: bool,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let text: String = draft.text.nfc().collect();
    if is_taken_back || text == shown {
        draft.reset();
        return None;
    }
    match parse(&text) {
        Ok(value) => {
            draft.is_open = false;
            draft.text = text;
            Some(value)
        }
        Err(error) => {
            draft.error = Some(error);
            None
        }
    }
}

/// Draws a field to search in a list; it takes effect while typing, and Escape empties it.
pub fn search_field(ui: &mut Ui, hint: &str, query: &mut String, width: f32) -> Response {
    let id = ui.next_auto_id();
    search_field_with_id(ui, id, hint, query, width)
}

/// Draws a search field that keeps its state under `id`, for screens that move the keyboard to it.
pub fn search_field_with_id(
    ui: &mut Ui,
    id: egui::Id,
    hint: &str,
    query: &mut String,
    width: f32,
) -> Response {
    let color = tokens(ui).faint;
    let response = ui.add(
        TextEdit::singleline(query)
            .id(id)
            .hint_text(RichText::new(hint).color(color))
            .margin(egui::Margin::symmetric(10, 7))
            .desired_width(width)
            .align(egui::Align2::LEFT_CENTER)
            .min_size(vec2(0.0, theme::CONTROL)),
    );
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        query.clear();
    }
    response.accessible_name(hint)
}

/// Writes a day as `07/04/2026`.
pub fn shown_date(date: Date) -> String {
    crate::words::date_text(date)
}

/// Reads a day as people type it: `7/4/2026`, `07.04.2026`, `07-04-26`, `07042026`, `2026-04-07`.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![&text[..2], &text[2..4], &text[4..]]
    } else {
        text.split(['/', '.', '-', ' '])
            .filter(|part| !part.is_empty())
            .collect()
    };
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (day, year) = if first.len() == 4 {
        (last, first)
    } else {
        (first, last)
    };
    let number = |part: &str| {
        let plain = part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u16>().ok()).flatten()
    };
    let year = match (year.len(), number(year)?) {
        (2, year) => 2000 + year,
        (4, year @ 1900..=2199) => year,
        _ => return None,
    };
    Date::from_ymd_opt(year.into(), number(month)?.into(), number(day)?.into())
}

/// Reads a time of day; besides what [`DayTime`] reads, `8` and `0830`.
fn parse_time(text: &str) -> Option<DayTime> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: u16 = text.parse().ok()?;
        return match text.len() {
            1 | 2 => DayTime::new(number, 0),
            3 | 4 => DayTime::new(number / 100, number % 100),
            _ => None,
        };
    }
    text.replace('.', ":").parse().ok()
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn days_are_read_as_people_type_them() {
        let day = Date::from_ymd_opt(2026, 4, 7);
        for text in [
            "7/4/2026",
            "07/04/2026",
            "07042026",
            "7.4.26",
            " 7 - 4 - 2026 ",
            "2026-04-07",
        ] {
            assert_eq!(parse_date(text), day, "{text}");
        }
        for text in [
            "",
            "7/4",
            "31/2/2026",
            "7/4/202",
            "7/4/20266",
            "a/b/c",
            "7/13/2026",
            "+7/4/2026",
            "0704206",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (text, expected) in [
            ("8", DayTime::new(8, 0)),
            ("0830", DayTime::new(8, 30)),
            ("830", DayTime::new(8, 30)),
            ("8.30", DayTime::new(8, 30)),
            ("8h30", DayTime::new(8, 30)),
            ("25", None),
            ("0870", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
        }
    }

    #[derive(Default)]
    struct Rig {
        draft: DraftText,
        value: String,
        values: Vec<String>,
    }

    fn rig(ui: &mut Ui, rig: &mut Rig) {
        crate::ui::testing::dress(ui);
        let entered = text_field(ui, Field::new("Tên"), &mut rig.draft, &rig.value);
        if let Some(value) = entered.value {
            rig.value.clone_from(&value);
            rig.values.push(value);
        }
        super::super::secondary_button(ui, "Khác");
    }

    fn typing(text: &str, leave: Key) -> Rig {
        let state = Rig {
            value: "Mật ong".to_owned(),
            ..Rig::default()
        };
        let mut harness = Harness::new_ui_state(rig, state);
        harness.get_by_label("Tên").focus();
        harness.run();
        harness.get_by_label("Tên").type_text(text);
        harness.run();
        assert!(harness.state().values.is_empty(), "a draft is no value");
        harness.key_press(leave);
        harness.run();
        harness.run();
        harness.into_state()
    }

    #[test]
    fn leaving_a_field_gives_one_normalized_value() {
        for key in [Key::Enter, Key::Tab] {
            // Typed with combining marks, as some keyboards send them.
            let rig = typing(" rư\u{301}ng ", key);
            assert_eq!(rig.values, ["Mật ong rứng"], "{key:?}");
        }
    }

    #[test]
    fn escape_takes_the_draft_back() {
        let rig = typing(" rừng", Key::Escape);
        assert!(rig.values.is_empty());
        assert_eq!(rig.draft.text(), "Mật ong");
    }

    #[test]
    fn a_day_that_cannot_be_read_stays_and_says_so() {
        let mut harness = Harness::new_ui_state(
            |ui, state: &mut (DraftText, Option<Date>)| {
                crate::ui::testing::dress(ui);
                let entered = date_field(ui, Field::new("Ngày họp"), &mut state.0, state.1);
                if let Some(value) = entered.value {
                    state.1 = value;
                }
            },
            (DraftText::default(), None),
        );
        harness.get_by_label("Ngày họp").focus();
        harness.run();
        harness.get_by_label("Ngày họp").type_text("31/2/2026");
        harness.key_press(Key::Tab);
        harness.run();
        harness.get_by_label("Ghi ngày như 07/04/2026");
        assert_eq!(harness.state().0.text(), "31/2/2026");
        assert_eq!(harness.state().1, None);
    }
}
