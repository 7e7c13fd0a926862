//! The dialog in which packets are issued: to whom, with what words, into which folders.
//!
//! It asks; the shell makes keys, changes the session and writes files. Folders are looked at by the
//! shell, too, which puts what is wrong with them beside their fields.

mod folders;
mod members;
mod told;

use std::collections::BTreeSet;

use egui::{Align, Context, Frame, Id, Key, Layout, Margin, Modal, Modifiers, ScrollArea, Ui};
use rust_i18n::t;

pub use folders::{FolderFields, FolderOf};
pub use told::{ToldAnswer, progress, told};

use crate::model::ids::MemberId;
use crate::model::session::Session;
use crate::words::date_text;

use super::layout;
use super::theme::{self, tokens};
use super::widgets::{self, Look, Tone};
use members::MemberRow;

/// Width of the dialog, where there is room.
const WIDTH: f32 = 1000.0;
/// Width from which the dialog has two columns.
const TWO_COLUMNS: f32 = 820.0;
/// Height of what stands around the body.
const AROUND: f32 = 230.0;

/// What the dialog answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueAnswer {
    /// Leave everything as it is.
    Cancel,
    /// Issue the packets.
    Issue,
    /// Ask the system for a folder.
    Choose(FolderOf),
}

/// The dialog while it is open.
#[derive(Debug, Clone)]
pub struct IssueForm {
    members: Vec<MemberRow>,
    ticked: BTreeSet<MemberId>,
    /// Products that nobody gets, and why, a sentence for each reason.
    for_nobody: Vec<String>,
    /// Products with criteria that cannot be scored in packets.
    without_case: Option<String>,
    /// What the members are told.
    instructions: String,
    /// Whether the council signs.
    signs: bool,
    /// Where packets and codes go.
    pub folders: FolderFields,
    /// Why the session would refuse, whoever is chosen.
    pub refusal: Option<String>,
    is_new: bool,
}

impl IssueForm {
    /// Asks for packets of `session`. `member_id` alone is ticked where it is given; else everybody
    /// who has no packet yet.
    pub fn new(session: &Session, member_id: Option<MemberId>, folders: FolderFields) -> Self {
        let (members, for_nobody) = members::rows(session);
        let wanted = |row: &&MemberRow| {
            row.n_products > 0 && member_id.map_or(row.held.is_none(), |id| row.id == id)
        };
        let ticked = members.iter().filter(wanted).map(|row| row.id).collect();
        let signs = session.rules.signing.value;
        let instructions = match (session.held_on.map(date_text), signs) {
            (Some(day), true) => t!("issuing.instructions_until", day = day),
            (Some(day), false) => t!("issuing.instructions_unsigned_until", day = day),
            (None, true) => t!("issuing.instructions"),
            (None, false) => t!("issuing.instructions_unsigned"),
        };
        Self {
            without_case: members::without_case(session),
            members,
            ticked,
            for_nobody,
            instructions: instructions.into_owned(),
            signs,
            folders,
            refusal: None,
            is_new: true,
        }
    }

    /// Returns who gets a packet, in the order of the council's list.
    pub fn member_ids(&self) -> Vec<MemberId> {
        let ids = self.members.iter().map(|row| row.id);
        ids.filter(|id| self.ticked.contains(id)).collect()
    }

    /// Returns what the members are told.
    pub fn instructions(&self) -> &str {
        self.instructions.trim()
    }

    /// Tells whether the council signs, so that the packets have codes.
    pub const fn signs(&self) -> bool {
        self.signs
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context) -> Option<IssueAnswer> {
        let screen = ctx.content_rect();
        let width = WIDTH.min(screen.width() - 96.0);
        let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(24));
        let shown = Modal::new(Id::unique("issuing"))
            .frame(frame)
            .show(ctx, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = theme::S4;
                widgets::section(ui, &t!("issuing.title"));
                widgets::secondary(ui, &t!("issuing.about"));
                ui.add_space(theme::S12);
                let mut answer = None;
                ScrollArea::vertical()
                    .id_salt("issuing.body")
                    .max_height((screen.height() - AROUND).max(160.0))
                    .auto_shrink([false, true])
                    .show(ui, |ui| answer = self.body(ui, width));
                ui.add_space(theme::S12);
                layout::hairline(ui);
                ui.add_space(theme::S8);
                self.buttons(ui).or(answer)
            });
        settle(ctx, shown.response.rect);
        self.is_new = false;
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        shown
            .inner
            .or_else(|| escape.then_some(IssueAnswer::Cancel))
    }

    fn body(&mut self, ui: &mut Ui, width: f32) -> Option<IssueAnswer> {
        // The ring around what has the keyboard is not cut at the edge.
        ui.set_clip_rect(ui.clip_rect().expand2(egui::vec2(6.0, 0.0)));
        if width < TWO_COLUMNS {
            self.whom(ui);
            ui.add_space(theme::S16);
            return self.what(ui);
        }
        let mut answer = None;
        let cell = std::cell::RefCell::new(self);
        layout::split(
            ui,
            0.54,
            |ui| cell.borrow_mut().whom(ui),
            |ui| answer = cell.borrow_mut().what(ui),
        );
        answer
    }

    /// Draws who gets a packet.
    fn whom(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 2.0;
        members::heads(ui, &self.members, &mut self.ticked);
        for row in &self.members {
            layout::hairline(ui);
            members::row(ui, row, &mut self.ticked);
        }
        layout::hairline(ui);
        ui.add_space(theme::S8);
        ui.spacing_mut().item_spacing.y = theme::S8;
        let ticked = self
            .members
            .iter()
            .filter(|row| self.ticked.contains(&row.id));
        let n_again = ticked.filter(|row| row.held.is_some()).count();
        if n_again > 0 {
            note(ui, Tone::Amber, &t!("issuing.again", n = n_again));
        }
        if let Some(words) = &self.without_case {
            note(ui, Tone::Amber, words);
        }
        for words in &self.for_nobody {
            widgets::secondary(ui, words);
        }
    }

    /// Draws what goes with the packets, and where they go.
    fn what(&mut self, ui: &mut Ui) -> Option<IssueAnswer> {
        ui.spacing_mut().item_spacing.y = theme::S4;
        let label = widgets::section_label(ui, &t!("issuing.instructions_label"));
        let edit = egui::TextEdit::multiline(&mut self.instructions)
            .margin(Margin::symmetric(10, 7))
            .desired_rows(5)
            .desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label.id);
        ui.add_space(theme::S12);
        let chosen = self.folders.ui(ui, self.signs);
        if !self.signs {
            ui.add_space(theme::S8);
            note(ui, Tone::Neutral, &t!("issuing.unsigned"));
        }
        chosen.map(IssueAnswer::Choose)
    }

    /// Says what stands in the way; nothing where the packets can be issued.
    fn obstacle(&self) -> Option<String> {
        if let Some(refusal) = &self.refusal {
            return Some(refusal.clone());
        }
        if self.members.iter().all(|row| row.n_products == 0) {
            return Some(t!("issuing.nothing").into_owned());
        }
        if self.ticked.is_empty() {
            return Some(t!("issuing.nobody").into_owned());
        }
        let has_problem = self.folders.has_problem();
        has_problem.then(|| t!("issuing.see_folders").into_owned())
    }

    fn buttons(&self, ui: &mut Ui) -> Option<IssueAnswer> {
        let obstacle = self.obstacle();
        let is_ready = obstacle.is_none();
        let mut answer = None;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let verb = t!("issuing.verb", n = self.ticked.len());
            let confirm = ui.add_enabled_ui(is_ready, |ui| widgets::primary_button(ui, &verb));
            let confirm = confirm.inner;
            if confirm.clicked() {
                answer = Some(IssueAnswer::Issue);
            }
            let cancel = widgets::button(ui, &t!("issuing.cancel"), Look::Quiet);
            if cancel.clicked() {
                answer = Some(IssueAnswer::Cancel);
            }
            if self.is_new {
                let first = if is_ready { confirm } else { cancel };
                first.request_focus();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| match &obstacle {
                Some(words) => {
                    let text = egui::RichText::new(words).font(theme::medium(theme::SMALL));
                    let text = text.color(tokens(ui).amber);
                    ui.add(egui::Label::new(text).wrap());
                }
                None => {
                    widgets::faint(ui, &t!("issuing.keys"));
                }
            });
        });
        let wants = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        if wants && is_ready {
            answer = Some(IssueAnswer::Issue);
        }
        answer
    }
}

/// Draws again until a dialog has found its size, so that it does not move when the pointer first
/// does.
fn settle(ctx: &Context, rect: egui::Rect) {
    let key = Id::unique("issuing.rect");
    let before: Option<egui::Rect> = ctx.data(|data| data.get_temp(key));
    if before.is_none_or(|before| before.center().distance(rect.center()) > 0.5) {
        ctx.data_mut(|data| data.insert_temp(key, rect));
        ctx.request_repaint();
    }
}

/// Writes a sentence on the ground of its tone, over the width there is.
fn note(ui: &mut Ui, tone: Tone, text: &str) {
    let (color, ground) = tone.colors(tokens(ui));
    Frame::new()
        .fill(ground)
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = egui::RichText::new(text).size(14.0).color(color);
            ui.add(egui::Label::new(text).wrap());
        });
}
