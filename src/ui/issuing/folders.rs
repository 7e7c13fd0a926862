//! The fields for the two folders, with what is wrong with them.

use egui::{TextEdit, Ui, vec2};
use rust_i18n::t;

use crate::ui::layout;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets;

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderOf {
    /// The packets and the receipt.
    Packets,
    /// The slips with the codes.
    Codes,
}

/// Two paths as they are typed.
#[derive(Debug, Clone, Default)]
pub struct FolderFields {
    packets: String,
    codes: String,
    problem: Option<(FolderOf, String)>,
    /// What was looked at last.
    seen: Option<(String, String)>,
    /// Whether the system can be asked for a folder.
    can_choose: bool,
    wants_focus: Option<FolderOf>,
}

impl FolderFields {
    /// Proposes two folders.
    pub fn new(packets: String, codes: String, can_choose: bool) -> Self {
        Self {
            packets,
            codes,
            can_choose,
            ..Self::default()
        }
    }

    /// Returns the text of a field.
    pub fn text(&self, of: FolderOf) -> &str {
        match of {
            FolderOf::Packets => &self.packets,
            FolderOf::Codes => &self.codes,
        }
    }

    /// Takes a folder that was chosen.
    pub fn take(&mut self, of: FolderOf, path: String) {
        match of {
            FolderOf::Packets => self.packets = path,
            FolderOf::Codes => self.codes = path,
        }
    }

    /// Takes in that the system has no dialog: the path is typed.
    pub fn cannot_choose(&mut self, of: FolderOf) {
        self.can_choose = false;
        self.wants_focus = Some(of);
    }

    /// Tells, once after each change, that the folders are to be looked at.
    pub fn take_change(&mut self) -> bool {
        let now = (self.packets.clone(), self.codes.clone());
        let is_changed = self.seen.as_ref() != Some(&now);
        self.seen = Some(now);
        is_changed
    }

    /// Says what is wrong with a folder, or that nothing is.
    pub fn set_problem(&mut self, problem: Option<(FolderOf, String)>) {
        self.problem = problem;
    }

    /// Tells whether something is wrong with a folder.
    pub const fn has_problem(&self) -> bool {
        self.problem.is_some()
    }

    /// Draws the fields; returns the folder for which the system is to be asked.
    pub(super) fn ui(&mut self, ui: &mut Ui, with_codes: bool) -> Option<FolderOf> {
        let mut asked = self.field(ui, FolderOf::Packets);
        if with_codes {
            ui.add_space(theme::S12);
            asked = self.field(ui, FolderOf::Codes).or(asked);
        }
        asked
    }

    fn field(&mut self, ui: &mut Ui, of: FolderOf) -> Option<FolderOf> {
        let (label, about, choose) = match of {
            FolderOf::Packets => (
                t!("issuing.packets_folder"),
                t!("issuing.packets_folder_about"),
                t!("issuing.choose_packets_folder"),
            ),
            FolderOf::Codes => (
                t!("issuing.codes_folder"),
                t!("issuing.codes_folder_about"),
                t!("issuing.choose_codes_folder"),
            ),
        };
        let problem = self.problem.as_ref().filter(|(found, _)| *found == of);
        let problem = problem.map(|(_, words)| words.clone());
        let wants_focus = self.wants_focus.take_if(|wanted| *wanted == of).is_some();
        let text = match of {
            FolderOf::Packets => &mut self.packets,
            FolderOf::Codes => &mut self.codes,
        };
        ui.spacing_mut().item_spacing.y = theme::S4;
        let label = widgets::section_label(ui, &label);
        let mut asked = None;
        ui.horizontal(|ui| {
            let button = if self.can_choose { 88.0 } else { 0.0 };
            let width = ui.available_width() - button;
            ui.scope(|ui| {
                if problem.is_some() {
                    ui.visuals_mut().widgets.inactive.bg_stroke.color = tokens(ui).red;
                }
                let edit = TextEdit::singleline(text)
                    .align(egui::Align2::LEFT_CENTER)
                    .margin(egui::Margin::symmetric(10, 7))
                    .desired_width(width - 20.0)
                    .min_size(vec2(width, theme::CONTROL));
                let field = ui.add(edit).labelled_by(label.id);
                if wants_focus {
                    field.request_focus();
                }
                if !field.has_focus() && !text.is_empty() {
                    field.on_hover_text(text.as_str());
                }
            });
            if self.can_choose {
                let response = widgets::secondary_button(ui, &t!("issuing.choose"));
                if response.accessible_name(choose.as_ref()).clicked() {
                    asked = Some(of);
                }
            }
        });
        match problem {
            Some(problem) => ui.label(layout::problem(ui, &problem)),
            None => widgets::secondary(ui, &about),
        };
        asked
    }
}
