//! The council: who sits on it, who is in the room, and whether the meeting is valid.

use egui::{Align, Button, Id, Key, Layout, Modifiers, RichText, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::{Command, CouncilInfo};
use crate::model::council::{CouncilLevel, Member, Role};
use crate::model::ids::MemberId;
use crate::words::{Lang, role_text};

use super::ask::{self, Reply};
use super::attendance::{self, arrival_time};
use super::fields::Field;
use super::theme::{self, tokens};
use super::{Action, ViewCtx, layout};

/// The roles in the order of a list.
const ROLES: [Role; 4] = [Role::Chair, Role::ViceChair, Role::Member, Role::Secretary];

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
}

impl CouncilScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let first_time = !std::mem::replace(&mut self.was_seen, true);
        layout::screen(ui, "council", |ui| {
            layout::title(ui, &t!("council.title"), "");
            quorum(ui, ctx, actions);
            ui.add_space(theme::S8);
            layout::sheet(ui, |ui| self.members(ui, ctx, actions));
            layout::heading(ui, &t!("council.about"));
            info(ui, ctx, actions);
        });
        if first_time {
            first_focus(ui, ctx);
        }
        self.ask_removal(ui, ctx, actions);
    }

    fn members(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let widths = Widths::of(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        heads(ui, &widths);
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
        let mut fields = Vec::new();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            number(ui, widths, &(idx + 1).to_string());
            let texts = [
                ("name", t!("council.name"), &mut next.name, widths.name),
                (
                    "office",
                    t!("council.office"),
                    &mut next.office,
                    widths.office,
                ),
                (
                    "position",
                    t!("council.position"),
                    &mut next.position,
                    widths.position,
                ),
            ];
            for (column, label, text, width) in texts {
                let field = Field::new(("council", column, id), label.clone())
                    .without_label()
                    .quiet()
                    .naming(format!("{label}: {name}"))
                    .width(width);
                fields.push(field.id());
                let answer = field.text(ui, text);
                if answer.entered {
                    let next_field = below.map_or_else(
                        || Id::unique(("council.new", column)),
                        |below| Field::new(("council", column, below), "").id(),
                    );
                    ui.memory_mut(|memory| memory.request_focus(next_field));
                }
                if let Some(answer) = answer.value {
                    *text = answer;
                }
                if column == "name" {
                    role(ui, widths, &mut next.role, name, id);
                }
            }
            ui.allocate_ui_with_layout(
                vec2(widths.is_member, theme::CONTROL),
                Layout::centered_and_justified(egui::Direction::LeftToRight),
                |ui| {
                    ui.checkbox(&mut next.is_member, "")
                        .accessible_name(format!("{}: {name}", t!("council.is_member")));
                },
            );
            attendance::cell(ui, ctx, actions, member, (widths.present, widths.times));
            self.menu(ui, ctx, actions, (idx, member));
        });
        if next.name.trim().is_empty() {
            // An emptied name is the wish to take the person off the list.
            self.removing = Some(id);
        } else if next != *member {
            if next.role != member.role {
                next.is_member = next.role != Role::Secretary;
            }
            actions.push(Action::Edit(Command::EditMember(next)));
        }
        let in_row = ui.memory(|memory| memory.focused().is_some_and(|id| fields.contains(&id)));
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
        let (mut has_focus, mut entered) = (false, false);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            number(ui, widths, &(members.len() + 1).to_string());
            let texts = [
                ("name", t!("council.new_name"), &mut new.name, widths.name),
                (
                    "office",
                    t!("council.new_office"),
                    &mut new.office,
                    widths.office,
                ),
                (
                    "position",
                    t!("council.new_position"),
                    &mut new.position,
                    widths.position,
                ),
            ];
            for (column, label, text, width) in texts {
                let id = Id::unique(("council.new", column));
                let edit = egui::TextEdit::singleline(text)
                    .id(id)
                    .min_size(vec2(width, theme::CONTROL))
                    .align(egui::Align2::LEFT_CENTER)
                    .margin(egui::Margin::symmetric(8, 4))
                    .desired_width(width - 16.0)
                    .hint_text(label.clone());
                let response = ui.add(edit).accessible_name(label);
                has_focus |= response.has_focus();
                entered |= response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                if column == "name" {
                    let id = MemberId::from_bits(0);
                    has_focus |= role(ui, widths, &mut role_now, &t!("council.new_member"), id);
                }
            }
        });
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
    let waiting = members.iter().find(|member| !member.attended());
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
    let waiting = ctx.session.council.members.iter().any(|m| !m.attended());
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
                    if ui.add(button).clicked() {
                        let from = arrival_time(ctx);
                        actions.push(Action::Edit(Command::MarkAllPresent { from }));
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
        layout::explain(ui, &t!("council.level"));
        ui.radio_value(
            &mut next.level,
            CouncilLevel::Province,
            t!("council.province"),
        );
        ui.radio_value(
            &mut next.level,
            CouncilLevel::Central,
            t!("council.central"),
        );
    });
    if next != now {
        actions.push(Action::Edit(Command::SetCouncilInfo(next)));
    }
}

const GAP: f32 = 8.0;

/// Widths of the columns.
struct Widths {
    number: f32,
    name: f32,
    role: f32,
    office: f32,
    position: f32,
    is_member: f32,
    present: f32,
    times: f32,
}

impl Widths {
    fn of(whole: f32) -> Self {
        let (number, role, is_member, present, times, menu) =
            (28.0, 132.0, 74.0, 112.0, 190.0, 36.0);
        let fixed = number + role + is_member + present + times + menu + 8.0 * GAP;
        let rest = (whole - fixed).max(300.0);
        Self {
            number,
            name: (rest * 0.31).floor(),
            role,
            office: (rest * 0.44).floor(),
            position: (rest * 0.25).floor(),
            is_member,
            present,
            times,
        }
    }
}

fn heads(ui: &mut Ui, widths: &Widths) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (words, width, inset) in [
            (t!("council.no"), widths.number, 0.0),
            (t!("council.name"), widths.name, 8.0),
            (t!("council.role"), widths.role, 8.0),
            (t!("council.office"), widths.office, 8.0),
            (t!("council.position"), widths.position, 8.0),
            (t!("council.is_member"), widths.is_member, 0.0),
            (t!("council.attendance"), widths.present, 8.0),
            (t!("council.times"), widths.times, 8.0),
        ] {
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

fn number(ui: &mut Ui, widths: &Widths, text: &str) {
    let size = vec2(widths.number, theme::CONTROL);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(widths.number);
        let color = tokens(ui).faint;
        ui.label(RichText::new(text).color(color));
    });
}

/// Shows the role as a choice; tells whether the choice has the keyboard.
fn role(ui: &mut Ui, widths: &Widths, role: &mut Role, who: &str, id: MemberId) -> bool {
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

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::fixtures::{self, CHAIR, LAN, MINH, RICE};
    use crate::ui::rig;

    fn nobody_called() -> crate::model::session::Session {
        let mut session = fixtures::session();
        for member in &mut session.council.members {
            member.attendance.clear();
        }
        session
    }

    #[test]
    fn space_records_a_person_as_present_and_the_quorum_follows() {
        let mut harness = rig::open::<CouncilScreen>(nobody_called(), CouncilScreen::ui);
        harness.get_by_label_contains("còn thiếu 3 thành viên; chưa có người chủ trì");
        // The keyboard begins on the first person not yet called.
        harness.key_press(Key::Space);
        harness.run();
        let [
            Command::SetAttendance {
                member_id,
                attendance,
                ..
            },
        ] = harness.state().commands.as_slice()
        else {
            panic!("{:?}", harness.state().commands);
        };
        assert_eq!(*member_id, CHAIR);
        assert_eq!(attendance[0].from.to_string(), "08:00");
        harness.get_by_label_contains("còn thiếu 2 thành viên");
        for name in ["Lê Thị Lan", "Phạm Đức Minh"] {
            harness.get_by_label(&format!("Có mặt: {name}")).click();
            harness.run();
        }
        harness.get_by_label("Họp hợp lệ: 3/3 thành viên, có Chủ tịch");
    }

    #[test]
    fn all_are_recorded_with_one_button() {
        let mut harness = rig::open::<CouncilScreen>(nobody_called(), CouncilScreen::ui);
        harness.get_by_label("Tất cả có mặt").click();
        harness.run();
        assert!(
            harness
                .state()
                .session()
                .council
                .members
                .iter()
                .all(Member::is_present)
        );
        assert!(harness.query_by_label("Tất cả có mặt").is_none());
    }

    #[test]
    fn a_list_is_typed_with_enter_alone() {
        let mut session = fixtures::session();
        session.council.members.clear();
        let mut harness = rig::open::<CouncilScreen>(session, CouncilScreen::ui);
        for name in ["Trần Văn An", "Lê Thị Lan"] {
            harness.event(egui::Event::Text(name.to_owned()));
            harness.run();
            harness.key_press(Key::Enter);
            harness.run();
        }
        let members = &harness.state().session().council.members;
        let found: Vec<_> = members.iter().map(|m| (m.name.as_str(), m.role)).collect();
        assert_eq!(
            found,
            [("Trần Văn An", Role::Chair), ("Lê Thị Lan", Role::Member)]
        );
        assert_eq!(harness.state().commands.len(), 2);
    }

    #[test]
    fn a_refused_removal_says_why() {
        let session = fixtures::scored_session([fixtures::ALL_70; 3]);
        let mut harness = rig::open::<CouncilScreen>(session, CouncilScreen::ui);
        harness.state_mut().screen.removing = Some(LAN);
        harness.run();
        harness.get_by_label("Chưa xóa được Lê Thị Lan");
        let said = crate::edit::refusal::refusal_text(
            &crate::edit::refusal::Refusal::MemberInRecord(LAN),
            harness.state().session(),
        );
        harness.get_by_label(&said);
        assert!(harness.query_by_label("Xóa khỏi danh sách").is_none());
        harness.get_by_label("Đóng").click();
        harness.run();
        assert!(harness.state().commands.is_empty());
        assert!(harness.state().session().product(RICE).is_some());
    }

    #[test]
    fn a_removal_asks_first() {
        let mut harness = rig::open::<CouncilScreen>(fixtures::session(), CouncilScreen::ui);
        harness.state_mut().screen.removing = Some(MINH);
        harness.run();
        harness.get_by_label("Xóa Phạm Đức Minh khỏi danh sách?");
        assert!(harness.state().commands.is_empty());
        harness.get_by_label("Xóa khỏi danh sách").click();
        harness.run();
        assert_eq!(harness.state().commands, [Command::RemoveMember(MINH)]);
    }

    #[test]
    fn a_name_that_is_left_is_one_command() {
        let mut harness = rig::open::<CouncilScreen>(fixtures::session(), CouncilScreen::ui);
        harness.get_by_label("Cơ quan: Lê Thị Lan").focus();
        harness.run();
        harness
            .get_by_label("Cơ quan: Lê Thị Lan")
            .type_text(" tỉnh");
        harness.key_press(Key::Tab);
        harness.run();
        let [Command::EditMember(member)] = harness.state().commands.as_slice() else {
            panic!("{:?}", harness.state().commands);
        };
        assert_eq!(
            (member.id, member.office.as_str()),
            (LAN, "Sở Công Thương tỉnh")
        );
    }
}
