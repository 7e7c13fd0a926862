//! The table of the council's members: widths of its columns and the cells of a row.

use egui::{Align, Id, Layout, RichText, Ui, vec2};
use rust_i18n::t;

use crate::model::council::{Member, Role};
use crate::model::ids::MemberId;
use crate::words::{Lang, role_text};

use super::fields::Field;
use super::layout;
use super::theme::{self, tokens};

/// The roles in the order of a list.
const ROLES: [Role; 4] = [Role::Chair, Role::ViceChair, Role::Member, Role::Secretary];

/// Space between columns.
pub(super) const GAP: f32 = 8.0;

/// Widths of the columns.
pub(super) struct Widths {
    pub(super) number: f32,
    pub(super) name: f32,
    pub(super) role: f32,
    pub(super) office: f32,
    pub(super) position: f32,
    pub(super) is_member: f32,
    pub(super) present: f32,
    pub(super) times: f32,
    /// Whether each person takes two lines.
    pub(super) has_two_lines: bool,
}

impl Widths {
    /// Divides a width; below a thousand each person takes two lines, so that nothing is cut.
    pub(super) fn of(whole: f32) -> Self {
        let (number, role, present, menu) = (28.0, 138.0, 108.0, 32.0);
        let has_two_lines = whole < 1000.0;
        if has_two_lines {
            let (is_member, times) = (40.0, 196.0);
            let first = whole - number - role - present - menu - 4.0 * GAP;
            let second = whole - number - is_member - times - 4.0 * GAP;
            return Self {
                number,
                name: first.max(120.0).floor(),
                role,
                office: (second * 0.6).max(120.0).floor(),
                position: (second * 0.4).max(80.0).floor(),
                is_member,
                present,
                times,
                has_two_lines,
            };
        }
        let (is_member, times) = (72.0, 182.0);
        let fixed = number + role + is_member + present + times + menu + 8.0 * GAP;
        let rest = whole - fixed;
        Self {
            number,
            name: (rest * 0.37).floor(),
            role,
            office: (rest * 0.4).floor(),
            position: (rest * 0.23).floor(),
            is_member,
            present,
            times,
            has_two_lines,
        }
    }

    /// Returns the width of one of the texts.
    pub(super) fn of_text(&self, column: &str) -> f32 {
        match column {
            "name" => self.name,
            "office" => self.office,
            _ => self.position,
        }
    }
}

/// One person's row while it is drawn.
pub(super) struct MemberRow<'a> {
    pub(super) widths: &'a Widths,
    pub(super) member: &'a Member,
    /// Who stands below; Enter goes there.
    pub(super) below: Option<MemberId>,
    /// Whether a field of the row has the keyboard.
    pub(super) has_focus: bool,
}

impl MemberRow<'_> {
    /// Shows one of the texts; Enter goes to the same column of the row below.
    pub(super) fn text(&mut self, ui: &mut Ui, column: &'static str, text: &mut String) {
        let label = t!(format!("council.{column}"));
        let field = Field::new(("council", column, self.member.id), label.clone())
            .without_label()
            .quiet()
            .naming(format!("{label}: {}", self.member.name))
            .width(self.widths.of_text(column));
        let answer = field.text(ui, text);
        self.has_focus |= answer.response.has_focus();
        if !text.is_empty() && !answer.response.has_focus() {
            answer.response.on_hover_text(text.as_str());
        }
        if answer.entered {
            let next = self.below.map_or_else(
                || Id::unique(("council.new", column)),
                |below| Field::new(("council", column, below), "").id(),
            );
            ui.memory_mut(|memory| memory.request_focus(next));
        }
        if let Some(answer) = answer.value {
            *text = answer;
        }
    }

    /// Shows whether the person is a member in the sense of the quorum.
    pub(super) fn membership(&self, ui: &mut Ui, is_member: &mut bool) {
        ui.allocate_ui_with_layout(
            vec2(self.widths.is_member, theme::CONTROL),
            Layout::centered_and_justified(egui::Direction::LeftToRight),
            |ui| {
                let name = format!("{}: {}", t!("council.is_member"), self.member.name);
                ui.checkbox(is_member, "")
                    .on_hover_text(t!("council.is_member_about"))
                    .accessible_name(name);
            },
        );
    }
}

pub(super) fn heads(ui: &mut Ui, widths: &Widths) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let columns = [
            (t!("council.no"), widths.number, 0.0),
            (t!("council.name"), widths.name, 8.0),
            (t!("council.role"), widths.role, 8.0),
            (t!("council.office"), widths.office, 8.0),
            (t!("council.position"), widths.position, 8.0),
            (t!("council.is_member"), widths.is_member, 0.0),
            (t!("council.attendance"), widths.present, 8.0),
            (t!("council.times"), widths.times, 8.0),
        ];
        for (idx, (words, width, inset)) in columns.into_iter().enumerate() {
            // The second line of a person needs no heads: hints and content say what it is.
            if widths.has_two_lines && matches!(idx, 3..=5 | 7) {
                continue;
            }
            let (rect, _) = ui.allocate_exact_size(vec2(width, 24.0), egui::Sense::hover());
            let mut cell = ui.new_child(
                egui::UiBuilder::new()
                    .max_rect(rect.with_min_x(rect.min.x + inset))
                    .layout(Layout::left_to_right(Align::Center)),
            );
            let text = layout::secondary(&cell, &words).font(theme::semibold(theme::SMALL));
            cell.add(egui::Label::new(text).truncate());
        }
    });
}

pub(super) fn number(ui: &mut Ui, widths: &Widths, text: &str) {
    let size = vec2(widths.number, theme::CONTROL);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(widths.number);
        let color = tokens(ui).faint;
        ui.label(RichText::new(text).color(color));
    });
}

/// Shows the role as a choice; tells whether the choice has the keyboard.
pub(super) fn role(ui: &mut Ui, widths: &Widths, role: &mut Role, who: &str, id: MemberId) -> bool {
    let lang = Lang::current();
    let is_new = id == MemberId::from_bits(0);
    let (rect, _) = ui.allocate_exact_size(vec2(widths.role, theme::CONTROL), egui::Sense::hover());
    let mut cell = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let ui = &mut cell;
    ui.spacing_mut().button_padding.x = theme::S8;
    ui.spacing_mut().interact_size.y = theme::CONTROL;
    if !is_new {
        // As quiet as the fields of the row until it is touched.
        let look = &mut ui.visuals_mut().widgets.inactive;
        look.bg_stroke = egui::Stroke::NONE;
        look.weak_bg_fill = egui::Color32::TRANSPARENT;
    }
    let shown = egui::ComboBox::from_id_salt(("council.role", id))
        .width(widths.role)
        .truncate()
        .selected_text(role_text(lang, *role))
        .show_ui(ui, |ui| {
            for choice in ROLES {
                ui.selectable_value(role, choice, role_text(lang, choice));
            }
        });
    let response = shown
        .response
        .accessible_name(format!("{}: {who}", t!("council.role")));
    response.has_focus()
}
