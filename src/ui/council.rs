//! The council: who sits on it, who is in the room, and whether the meeting is valid.

use egui::{Align, Button, Id, Key, Layout, Modifiers, RichText, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::{Command, CouncilInfo};
use crate::model::council::{CouncilLevel, Member, Role};
use crate::model::ids::MemberId;
use crate::rules::panel::is_scorer;

use super::ask::{self, Reply};
use super::attendance;
use super::fields::Field;
use super::member_table::{self, GAP, MemberRow, Widths};
use super::packet_bar::packet_bar;
use super::theme::{self, tokens};
use super::{Action, ViewCtx, layout, widgets};

/// Where the list is kept and attendance is taken.
#[derive(Debug, Default)]
pub struct CouncilScreen {
    was_seen: bool,
    new: NewRow,
    removing: Option<MemberId>,
}

/// The row in which the next person is typed.
#[derive(Debug, Default)]
struct NewRow {
    name: String,
    office: String,
    position: String,
    role: Option<Role>,
    had_focus: bool,
    /// Whether what is typed is to be added at once, however the row is left.
    is_entered: bool,
}

impl CouncilScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let first_time = !std::mem::replace(&mut self.was_seen, true);
        let all_present = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        self.new.is_entered = all_present;
        layout::screen(ui, "council", |ui| {
            layout::title(ui, &t!("council.title"), "");
            quorum(ui, ctx, actions);
            packet_bar(ui, ctx, actions);
            super::takein_strip::strip(ui, ctx, actions);
            layout::sheet(ui, |ui| self.members(ui, ctx, actions));
            layout::heading(ui, &t!("council.about"));
            info(ui, ctx, actions);
        });
        if first_time {
            first_focus(ui, ctx);
        }
        if all_present && (attendance::waits(ctx) || !actions.is_empty()) {
            // After the list, so that a person just typed is called too.
            actions.push(attendance::all_present(ctx));
        }
        self.ask_removal(ui, ctx, actions);
    }

    fn members(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let widths = Widths::of(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        member_table::heads(ui, &widths);
        let members = &ctx.session.council.members;
        for (idx, member) in members.iter().enumerate() {
            layout::hairline(ui);
            let below = members.get(idx + 1).map(|next| next.id);
            ui.push_id(member.id, |ui| {
                self.member(ui, ctx, actions, &widths, (idx, member, below));
            });
        }
        layout::hairline(ui);
        self.new_member(ui, ctx, actions, &widths);
        ui.spacing_mut().item_spacing.y = theme::S12;
    }

    fn member(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        actions: &mut Vec<Action>,
        widths: &Widths,
        (idx, member, below): (usize, &Member, Option<MemberId>),
    ) {
        let mut next = member.clone();
        let (name, id) = (&member.name, member.id);
        let mut row = MemberRow {
            widths,
            member,
            below,
            has_focus: false,
        };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            member_table::number(ui, widths, &(idx + 1).to_string());
            row.text(ui, "name", &mut next.name);
            member_table::role(ui, widths, &mut next.role, name, id);
            if !widths.has_two_lines {
                row.text(ui, "office", &mut next.office);
                row.text(ui, "position", &mut next.position);
                row.membership(ui, &mut next.is_member);
            }
            let change = attendance::button(ui, ctx, member, widths.present);
            if !widths.has_two_lines {
                attendance::times(ui, ctx, member, (change, widths.times), actions);
            } else if change.is_some() {
                attendance::times(ui, ctx, member, (change, 0.0), actions);
            }
            self.menu(ui, ctx, actions, (idx, member));
        });
        if widths.has_two_lines {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                member_table::number(ui, widths, "");
                row.text(ui, "office", &mut next.office);
                row.text(ui, "position", &mut next.position);
                row.membership(ui, &mut next.is_member);
                attendance::times(ui, ctx, member, (None, widths.times), actions);
            });
        }
        let in_row = row.has_focus;
        if next.name.trim().is_empty() {
            // An emptied name is the wish to take the person off the list.
            self.removing = Some(id);
        } else if next != *member {
            if next.role != member.role {
                next.is_member = next.role != Role::Secretary;
            }
            actions.push(Action::Edit(Command::EditMember(next)));
        }
        if in_row {
            self.row_keys(ui, ctx, actions, (idx, id));
        }
    }

    fn row_keys(
        &mut self,
        ui: &Ui,
        ctx: &ViewCtx<'_>,
        actions: &mut Vec<Action>,
        (idx, member_id): (usize, MemberId),
    ) {
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        let last = ctx.session.council.members.len().saturating_sub(1);
        if pressed(Modifiers::ALT, Key::ArrowUp) && idx > 0 {
            move_to(actions, member_id, idx - 1);
        }
        if pressed(Modifiers::ALT, Key::ArrowDown) && idx < last {
            move_to(actions, member_id, idx + 1);
        }
        if pressed(Modifiers::CTRL, Key::Delete) {
            self.removing = Some(member_id);
        }
    }

    fn menu(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        actions: &mut Vec<Action>,
        (idx, member): (usize, &Member),
    ) {
        let last = ctx.session.council.members.len().saturating_sub(1);
        let look = &mut ui.visuals_mut().widgets.inactive;
        look.bg_stroke = egui::Stroke::NONE;
        look.weak_bg_fill = egui::Color32::TRANSPARENT;
        let menu = ui.menu_button("…", |ui| {
            let up = Button::new(t!("council.move_up")).shortcut_text("Alt ↑");
            if ui.add_enabled(idx > 0, up).clicked() {
                move_to(actions, member.id, idx.saturating_sub(1));
            }
            let down = Button::new(t!("council.move_down")).shortcut_text("Alt ↓");
            if ui.add_enabled(idx < last, down).clicked() {
                move_to(actions, member.id, idx + 1);
            }
            if is_scorer(ctx.session, member) && ctx.session.packet.is_none() {
                ui.separator();
                if ui.button(t!("issuing.open_one")).clicked() {
                    actions.push(Action::IssuePackets(Some(member.id)));
                }
            }
            ui.separator();
            let remove = Button::new(t!("council.remove")).shortcut_text("Ctrl Delete");
            if ui.add(remove).clicked() {
                self.removing = Some(member.id);
            }
        });
        menu.response
            .accessible_name(format!("{}: {}", t!("council.more"), member.name));
    }

    fn new_member(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        actions: &mut Vec<Action>,
        widths: &Widths,
    ) {
        let new = &mut self.new;
        let members = &ctx.session.council.members;
        // The list of a founding decision begins with the chair.
        let usual = if members.is_empty() {
            Role::Chair
        } else {
            Role::Member
        };
        let mut role_now = new.role.unwrap_or(usual);
        let (mut has_focus, mut entered) = (false, new.is_entered);
        let mut cell = |ui: &mut Ui, column: &str, label: &str, text: &mut String| {
            let width = widths.of_text(column);
            let edit = egui::TextEdit::singleline(text)
                .id(Id::unique(("council.new", column)))
                .min_size(vec2(width, theme::CONTROL))
                .align(egui::Align2::LEFT_CENTER)
                .margin(egui::Margin::symmetric(8, 4))
                .desired_width(width - 16.0)
                .hint_text(RichText::new(label).color(tokens(ui).faint));
            let response = ui.add(edit).accessible_name(label);
            has_focus |= response.has_focus();
            entered |= response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        };
        let mut role_has_focus = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            member_table::number(ui, widths, &(members.len() + 1).to_string());
            cell(ui, "name", &t!("council.new_name"), &mut new.name);
            let (who, id) = (t!("council.new_member"), MemberId::from_bits(0));
            role_has_focus = member_table::role(ui, widths, &mut role_now, &who, id);
            if !widths.has_two_lines {
                cell(ui, "office", &t!("council.new_office"), &mut new.office);
                cell(
                    ui,
                    "position",
                    &t!("council.new_position"),
                    &mut new.position,
                );
            }
        });
        if widths.has_two_lines {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                member_table::number(ui, widths, "");
                cell(ui, "office", &t!("council.new_office"), &mut new.office);
                cell(
                    ui,
                    "position",
                    &t!("council.new_position"),
                    &mut new.position,
                );
            });
        }
        has_focus |= role_has_focus;
        new.role = (role_now != usual).then_some(role_now);
        let left = new.had_focus && !has_focus && !egui::Popup::is_any_open(ui.ctx());
        new.had_focus = has_focus || (new.had_focus && egui::Popup::is_any_open(ui.ctx()));
        if !(entered || left) || new.name.trim().is_empty() {
            return;
        }
        let member = Member {
            id: MemberId::from_bits((ctx.random_bits)()),
            name: std::mem::take(&mut new.name),
            office: std::mem::take(&mut new.office),
            position: std::mem::take(&mut new.position),
            role: role_now,
            is_member: role_now != Role::Secretary,
            attendance: Vec::new(),
            absence_reason: String::new(),
        };
        *new = NewRow::default();
        actions.push(Action::Edit(Command::AddMember(member)));
        if entered {
            new.had_focus = true;
            ui.memory_mut(|memory| memory.request_focus(Id::unique(("council.new", "name"))));
        }
    }

    fn ask_removal(&mut self, ui: &Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let Some(id) = self.removing else { return };
        let Some(member) = ctx.session.council.member(id) else {
            self.removing = None;
            return;
        };
        let command = Command::RemoveMember(id);
        let refused = ask::refusal(ctx, &command);
        let question = match refused {
            None => t!("council.ask_remove", name = member.name),
            Some(_) => t!("council.cannot_remove", name = member.name),
        };
        let verb = t!("council.remove");
        let about = t!("council.ask_remove_about");
        match ask::removal(ui, &question, &about, &verb, refused.as_deref()) {
            Some(Reply::Yes) => {
                actions.push(Action::Edit(command));
                self.removing = None;
            }
            Some(Reply::No) => self.removing = None,
            None => {}
        }
    }
}

fn move_to(actions: &mut Vec<Action>, member_id: MemberId, to_idx: usize) {
    actions.push(Action::Edit(Command::MoveMember { member_id, to_idx }));
}

/// Puts the keyboard where the next thing is to be done: on the empty row while there is no list,
/// else on the first person not yet called.
fn first_focus(ui: &Ui, ctx: &ViewCtx<'_>) {
    let members = &ctx.session.council.members;
    let waiting = members
        .iter()
        .find(|member| attendance::is_not_called(member));
    let id = match waiting {
        _ if members.is_empty() => Id::unique(("council.new", "name")),
        Some(member) => attendance::button_id(member.id),
        None => return,
    };
    ui.memory_mut(|memory| memory.request_focus(id));
}

/// Says large and plain whether the meeting is valid, and what is missing.
fn quorum(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let state = &ctx.review.quorum;
    let (words, about) = attendance::quorum_words(ctx);
    let (text, ground) = if state.is_met {
        (t.green, t.green_bg)
    } else {
        (t.amber, t.amber_bg)
    };
    let waiting = attendance::waits(ctx);
    egui::Frame::new()
        .fill(ground)
        .corner_radius(8)
        .inner_margin(egui::Margin::symmetric(20, 16))
        .show(ui, |ui| {
            let button_width = 176.0;
            ui.horizontal(|ui| {
                let width = ui.available_width() - if waiting { button_width + 24.0 } else { 0.0 };
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = theme::S4;
                    let words = RichText::new(words).font(theme::semibold(theme::TITLE));
                    ui.label(words.color(text));
                    ui.label(RichText::new(about).color(t.ink));
                });
                if !waiting {
                    return;
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let text = RichText::new(t!("council.all_present")).color(t.on_accent);
                    let button = Button::new(text)
                        .fill(t.accent)
                        .min_size(vec2(button_width, 44.0));
                    if ui.add(button).on_hover_text("Ctrl+Enter").clicked() {
                        actions.push(attendance::all_present(ctx));
                    }
                });
            });
        });
}

fn info(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let council = &ctx.session.council;
    let now = CouncilInfo {
        name: council.name.clone(),
        level: council.level,
        established_by: council.established_by.clone(),
    };
    let mut next = now.clone();
    layout::column(ui, |ui| {
        let name = Field::new("council.council_name", t!("council.council_name"))
            .hint(t!("council.council_name_hint"))
            .text(ui, &now.name);
        next.name = name.value.unwrap_or_else(|| now.name.clone());
        let decision = Field::new("council.established_by", t!("council.established_by"))
            .hint(t!("council.established_by_hint"))
            .text(ui, &now.established_by);
        next.established_by = decision.value.unwrap_or_else(|| now.established_by.clone());
        let levels = [
            (CouncilLevel::Province, t!("council.province")),
            (CouncilLevel::Central, t!("council.central")),
        ];
        let chosen = widgets::segmented(ui, &t!("council.level"), Some(now.level), &levels);
        next.level = chosen.unwrap_or(now.level);
    });
    if next != now {
        actions.push(Action::Edit(Command::SetCouncilInfo(next)));
    }
}

#[cfg(test)]
mod tests;
