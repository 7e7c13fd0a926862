//! The session itself: when and where, the rules of the council, what its papers cite.

use std::sync::LazyLock;

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::{Command, SessionInfo};
use crate::model::session::Session;

use super::fields::Field;
use super::{Action, ViewCtx, layout, rules_form};

/// The decision most councils work on; offered, never set.
const DECISION: &str =
    "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ";

/// Where a session is prepared, the evening before.
#[derive(Debug, Default)]
pub struct SessionScreen {
    was_seen: bool,
}

impl SessionScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        layout::screen(ui, "session", |ui| {
            layout::title(ui, &t!("session.title"), &t!("session.subtitle"));
            if ui.available_width() >= layout::TWO_COLUMNS {
                layout::columns(ui, |left, right| {
                    self.meeting(left, ctx, actions);
                    grounds(left, ctx, actions);
                    papers(left, ctx, actions);
                    rules_form::rules(right, ctx, actions);
                });
            } else {
                layout::column(ui, |ui| {
                    self.meeting(ui, ctx, actions);
                    rules_form::rules(ui, ctx, actions);
                    grounds(ui, ctx, actions);
                    papers(ui, ctx, actions);
                });
            }
        });
        self.was_seen = true;
    }

    fn meeting(&self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let session = ctx.session;
        let mut push = |change: &dyn Fn(&mut SessionInfo)| {
            let mut info = info_of(session);
            change(&mut info);
            actions.push(Action::Edit(Command::SetSessionInfo(info)));
        };
        layout::heading(ui, &t!("session.meeting"));
        let title = Field::new("session.title", t!("session.name"))
            .hint(t!("session.name_hint"))
            .text(ui, &session.title);
        if !self.was_seen && session.title.is_empty() {
            title.response.request_focus();
        }
        if let Some(text) = title.value {
            push(&|info| info.title = text.clone());
        }
        layout::row(ui, |ui| {
            let held_on = Field::new("session.held_on", t!("session.held_on"))
                .width(150.0)
                .date(ui, session.held_on);
            if let Some(day) = held_on.value {
                push(&|info| info.held_on = day);
            }
            let began_at = Field::new("session.began_at", t!("session.began_at"))
                .width(110.0)
                .hint(t!("session.time_hint"))
                .time(ui, session.began_at);
            if let Some(time) = began_at.value {
                push(&|info| info.began_at = time);
            }
            let is_backward = session
                .began_at
                .zip(session.ended_at)
                .is_some_and(|(began_at, ended_at)| ended_at < began_at);
            let ended_at = Field::new("session.ended_at", t!("session.ended_at"))
                .width(110.0)
                .problem(is_backward.then(|| t!("session.ends_before").into_owned()))
                .time(ui, session.ended_at);
            if let Some(time) = ended_at.value {
                push(&|info| info.ended_at = time);
            }
        });
        let place = Field::new("session.place", t!("session.place"))
            .hint(t!("session.place_hint"))
            .text(ui, &session.place);
        if let Some(text) = place.value {
            push(&|info| info.place = text.clone());
        }
    }
}

/// Returns what the session says of itself, to be changed in one part.
fn info_of(session: &Session) -> SessionInfo {
    SessionInfo {
        title: session.title.clone(),
        held_on: session.held_on,
        began_at: session.began_at,
        ended_at: session.ended_at,
        place: session.place.clone(),
    }
}

fn grounds(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let grounds = &ctx.session.legal_grounds;
    layout::heading(ui, &t!("session.grounds"));
    let answer = Field::new("session.grounds", t!("session.grounds_label"))
        .rows(grounds.len().clamp(3, 8))
        .lines(ui, grounds);
    if let Some(lines) = answer.value {
        actions.push(Action::Edit(Command::SetLegalGrounds(lines)));
    }
    static SHORT: LazyLock<String> = LazyLock::new(|| "26/2026/QĐ-TTg".to_lowercase());
    let has_decision = grounds
        .iter()
        .any(|line| line.to_lowercase().contains(SHORT.as_str()));
    if !has_decision && ui.button(t!("session.add_decision")).clicked() {
        let mut lines = vec![DECISION.to_owned()];
        lines.extend(grounds.iter().cloned());
        actions.push(Action::Edit(Command::SetLegalGrounds(lines)));
    }
}

fn papers(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    let head = &ctx.session.document;
    let mut next = head.clone();
    layout::heading(ui, &t!("session.papers"));
    layout::explain(ui, &t!("session.papers_about"));
    let parent = Field::new("session.parent_body", t!("session.parent_body"))
        .hint(t!("session.parent_body_hint"))
        .text(ui, &head.parent_body);
    let issuing = Field::new("session.issuing_body", t!("session.issuing_body"))
        .hint(t!("session.issuing_body_hint"))
        .text(ui, &head.issuing_body);
    next.parent_body = parent.value.unwrap_or(next.parent_body);
    next.issuing_body = issuing.value.unwrap_or(next.issuing_body);
    layout::row(ui, |ui| {
        let number = Field::new("session.number", t!("session.number"))
            .hint(t!("session.number_hint"))
            .width(180.0)
            .text(ui, &head.number);
        let place = Field::new("session.office_place", t!("session.office_place"))
            .hint(t!("session.office_place_hint"))
            .width(240.0)
            .text(ui, &head.place);
        next.number = number.value.unwrap_or(std::mem::take(&mut next.number));
        next.place = place.value.unwrap_or(std::mem::take(&mut next.place));
    });
    let recipients = Field::new("session.recipients", t!("session.recipients"))
        .rows(head.recipients.len().clamp(3, 8))
        .lines(ui, &head.recipients);
    next.recipients = recipients.value.unwrap_or(next.recipients);
    if next != *head {
        actions.push(Action::Edit(Command::SetDocumentHead(next)));
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::fixtures;
    use crate::ui::rig;

    #[test]
    fn a_name_that_is_left_is_one_command() {
        let mut session = fixtures::session();
        session.title.clear();
        let mut harness = rig::open::<SessionScreen>(session, SessionScreen::ui);
        // An unnamed session begins with the keyboard in its name.
        harness.get_by_label("Tên phiên").type_text("Đợt 2 ");
        harness.run();
        assert!(harness.state().commands.is_empty());
        harness.key_press(Key::Tab);
        harness.run();
        let [Command::SetSessionInfo(info)] = harness.state().commands.as_slice() else {
            panic!("{:?}", harness.state().commands);
        };
        assert_eq!(info.title, "Đợt 2");
        assert_eq!(info.place, "Hội trường UBND tỉnh");
    }

    #[test]
    fn a_day_that_cannot_be_stays_in_the_field_with_the_reason() {
        let mut session = fixtures::session();
        session.held_on = None;
        let mut harness = rig::open::<SessionScreen>(session, SessionScreen::ui);
        harness.get_by_label("Ngày họp").focus();
        harness.run();
        harness.get_by_label("Ngày họp").type_text("31/2/2026");
        harness.key_press(Key::Tab);
        harness.run();
        harness.get_by_label("Ghi ngày như 07/04/2026");
        assert!(harness.state().commands.is_empty());
    }

    #[test]
    fn a_source_is_written_beside_the_other_rules() {
        let mut session = fixtures::session();
        session.rules.quorum.source = "Quy chế số 5".to_owned();
        let mut harness = rig::open::<SessionScreen>(session, SessionScreen::ui);
        harness
            .get_by_label("Ghi “Quy chế số 5” cho 7 quy định chưa có nguồn")
            .click();
        harness.run();
        let rules = &harness.state().session().rules;
        assert_eq!(rules.decimals.source, "Quy chế số 5");
        assert_eq!(harness.state().commands.len(), 1);
    }

    #[test]
    fn the_decision_is_offered_until_it_is_cited() {
        let mut harness = rig::open::<SessionScreen>(fixtures::session(), SessionScreen::ui);
        let offer = "Thêm Quyết định 26/2026/QĐ-TTg";
        harness.get_by_label(offer).scroll_to_me();
        harness.run();
        harness.get_by_label(offer).click();
        harness.run();
        assert_eq!(harness.state().session().legal_grounds.len(), 1);
        assert!(harness.query_by_label(offer).is_none());
    }
}
