//! Carrying out what screens and keys ask for.

use egui::{Context, Key, Modifiers, ViewportCommand};
use rust_i18n::t;

use super::App;
use super::dialogs::{Dialog, DialogAnswer, Then};
use super::jobs::Purpose;
use super::notice::{Notice, Offer};
use super::panic;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::{Refusal, refusal_text};
use crate::ui::audience::AudienceDeed;
use crate::ui::palette::{Palette, entries};
use crate::ui::read_only::WayOut;
use crate::ui::widgets::DraftText;
use crate::ui::{Action, AskedRecord, Screen, ask_for_criterion, ask_for_record};

impl App {
    /// Turns keys that work everywhere into actions.
    pub(super) fn shortcuts(&mut self, ctx: &Context, actions: &mut Vec<Action>) {
        // What forty people see is covered at once, whatever is open on the desk.
        let is_packet = self.is_packet();
        if !is_packet && ctx.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::F9)) {
            actions.push(Action::Audience(AudienceDeed::Cover));
        }
        if self.dialog.is_some() || self.issuing.is_some() {
            return;
        }
        let is_typing = ctx.text_edit_focused();
        let has_session = self.desk.is_some();
        let is_read_only = self.is_read_only();
        let shift = Modifiers::COMMAND | Modifiers::SHIFT;
        ctx.input_mut(|input| {
            let mut on = |modifiers: Modifiers, key: Key, action: Action| {
                if input.consume_key(modifiers, key) {
                    actions.push(action);
                }
            };
            on(shift, Key::S, Action::SaveAs);
            on(Modifiers::COMMAND, Key::S, Action::Save);
            on(Modifiers::COMMAND, Key::O, Action::Open);
            on(Modifiers::COMMAND, Key::N, Action::New);
            on(Modifiers::COMMAND, Key::K, Action::ShowPalette);
            on(Modifiers::COMMAND, Key::Q, Action::Quit);
            on(Modifiers::COMMAND, Key::Num7, Action::Go(Screen::Criteria));
            if !has_session {
                return;
            }
            if is_read_only {
                on(
                    Modifiers::NONE,
                    Key::F5,
                    Action::LeaveReadOnly(WayOut::Refresh),
                );
            }
            if !is_typing {
                // Inside a field these undo what is being typed.
                on(shift, Key::Z, Action::Redo);
                on(Modifiers::COMMAND, Key::Z, Action::Undo);
                on(Modifiers::COMMAND, Key::Y, Action::Redo);
            }
            if is_packet {
                Self::packet_shortcuts(input, actions);
                return;
            }
            let keys = [
                Key::Num1,
                Key::Num2,
                Key::Num3,
                Key::Num4,
                Key::Num5,
                Key::Num6,
            ];
            for (key, screen) in keys.into_iter().zip(Screen::STEPS) {
                on(Modifiers::COMMAND, key, Action::Go(screen));
            }
            on(
                Modifiers::NONE,
                Key::F9,
                Action::Audience(AudienceDeed::Open),
            );
            on(Modifiers::COMMAND, Key::P, Action::PrintMinutes);
            on(Modifiers::COMMAND, Key::E, Action::ExportMinutes);
        });
    }

    /// Carries out actions: changes of the session first, the rest in the order given. As long as a
    /// field is being typed in, the rest waits a frame, so that the field can give its value.
    pub(super) fn perform(&mut self, ctx: &Context, actions: Vec<Action>) {
        let (edits, rest): (Vec<_>, Vec<_>) = actions
            .into_iter()
            .partition(|action| matches!(action, Action::Edit(_)));
        for action in edits.iter().chain(&rest) {
            panic::note(action);
        }
        for action in edits {
            if let Action::Edit(command) = action {
                self.edit(command);
            }
        }
        if rest.is_empty() {
            return;
        }
        let is_about_looking = |action: &Action| {
            matches!(
                action,
                Action::Tell(_)
                    | Action::ShowPalette
                    | Action::ShowSettings
                    | Action::Audience(AudienceDeed::Cover)
            )
        };
        if ctx.text_edit_focused() && !rest.iter().all(is_about_looking) {
            if let Some(id) = ctx.memory(egui::Memory::focused) {
                ctx.memory_mut(|memory| memory.surrender_focus(id));
            }
            self.waiting = rest;
            ctx.request_repaint();
            return;
        }
        for action in rest {
            self.act(ctx, action);
        }
    }

    /// Changes the session, or says why it cannot be changed.
    pub(super) fn edit(&mut self, command: Command) {
        let by = self.by();
        let Some(desk) = &mut self.desk else { return };
        if !desk.access.is_full() {
            self.tell_read_only();
            return;
        }
        let edit = Edit {
            at: self.world.clock.now(),
            by,
            command,
        };
        match desk.document.edit(&edit) {
            Ok(()) => {
                desk.hand_over();
                self.pass_notice();
            }
            Err(refusal) => {
                let text = refusal_text(&refusal, desk.document.session());
                self.notice = Some(match refusal {
                    Refusal::FinalisedSession => Notice::finalised(text),
                    _ => Notice::refused(text),
                });
            }
        }
    }

    /// Takes a message away that has been read by now.
    pub(super) fn pass_notice(&mut self) {
        if self.notice.as_ref().is_some_and(|notice| notice.is_passing) {
            self.notice = None;
        }
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        if self.is_of_desk(&action) {
            return;
        }
        let (now, by) = (self.world.clock.now(), self.by());
        match action {
            Action::Edit(command) => self.edit(command),
            Action::Undo | Action::Redo if self.is_read_only() => self.tell_read_only(),
            Action::Undo => {
                if let Some(desk) = &mut self.desk {
                    desk.document.undo(now, &by);
                    desk.hand_over();
                    self.pass_notice();
                }
            }
            Action::Redo => {
                if let Some(desk) = &mut self.desk {
                    desk.document.redo(now, &by);
                    desk.hand_over();
                    self.pass_notice();
                }
            }
            Action::Go(screen) => {
                self.screen = self.place_of(screen);
                self.pass_notice();
            }
            Action::SelectProduct(id) => {
                if let Some(desk) = &mut self.desk {
                    desk.product_id = Some(id);
                }
            }
            Action::SelectMember(id) => {
                if let Some(desk) = &mut self.desk {
                    desk.member_id = Some(id);
                }
            }
            Action::GoToCriterion(code) => {
                ask_for_criterion(ctx, code);
                self.screen = Screen::Scoring;
            }
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Action::LoadCriteria => self.ask_for_criteria(),
            Action::ForgetCriteria(id) => self.forget_criteria(&id),
            Action::New => self.leave(Then::New),
            Action::Open => self.leave(Then::Open),
            Action::OpenPath(path) => self.leave(Then::OpenPath(path)),
            Action::OpenSample => self.leave(Then::Sample),
            Action::OpenKept(path) => self.leave(Then::OpenKept(path)),
            Action::DiscardKept(path) => self.dialog = Some(Dialog::Discard(path)),
            Action::LeaveReadOnly(way) => self.leave_read_only(way),
            Action::Save => self.save_or_ask(),
            Action::SaveAs => self.ask_where_to_save(),
            Action::ExportMinutes => self.ask_where_to_export(),
            Action::PrintMinutes => self.print_minutes(),
            Action::ExportLog => self.ask_where_to_export_log(),
            Action::PrintLog => self.print_log(),
            Action::GoToRecord(asked) => {
                ask_for_record(ctx, asked);
                self.screen = Screen::Minutes;
                self.pass_notice();
            }
            Action::Tell(error) => self.notice = Some(Notice::error(&error)),
            Action::ShowPalette => {
                let session = self.desk.as_ref().map(|desk| desk.document.session());
                let product_id = self.desk.as_ref().and_then(|desk| desk.product_id);
                self.palette = Some(Palette::new(entries(session, product_id)));
            }
            Action::ShowSettings => {
                self.dialog = Some(Dialog::Settings(DraftText::default()));
            }
            Action::ChooseCopy => self.ask_path(Purpose::CopyFolder),
            Action::Audience(deed) => self.act_on_audience(ctx, deed),
            Action::Packet(deed) => self.act_on_packet(ctx, deed),
            Action::TakeIn(deed) => self.act_on_returns(deed),
            Action::ShowVersions(key) => self.show_versions(key),
            Action::TakeUpEarlier if self.is_read_only() => self.tell_read_only(),
            Action::TakeUpEarlier => self.ask_path(Purpose::Earlier),
            Action::IssuePackets(_) if self.is_read_only() => self.tell_read_only(),
            Action::IssuePackets(member_id) => self.ask_to_issue(member_id),
        }
        ctx.request_repaint();
    }

    /// Leaves the session in hand for something else, never without keeping it or a person's word.
    pub(super) fn leave(&mut self, then: Then) {
        if !self.is_dirty() {
            self.go_on(then);
            return;
        }
        let has_file = self.desk.as_ref().is_some_and(|desk| {
            desk.saved_as.is_some() && desk.access.is_full() && !desk.is_failed
        });
        if has_file {
            self.then = Some(then);
            self.save_or_ask();
        } else {
            self.dialog = Some(Dialog::Leave(then));
        }
    }

    /// Goes on once nothing would be lost.
    pub(super) fn go_on(&mut self, then: Then) {
        match then {
            Then::Close => self.may_close = true,
            Then::New => self.new_session(),
            Then::Open => self.ask_what_to_open(),
            Then::OpenPath(path) => self.open_path(&path),
            Then::OpenToLook(path) => self.open_to_look(&path),
            Then::AcceptEdits(path) => self.open_accepting_edits(&path),
            Then::OpenEarlier(path) => self.open_earlier(&path),
            Then::Sample => self.open_sample(),
            Then::OpenKept(path) => self.open_kept(&path),
        }
    }

    /// Lets the window close only when nothing would be lost.
    pub(super) fn guard_close(&mut self, ctx: &Context) {
        if self.may_close {
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.is_issuing() {
            // Files that are half written would be told to nobody.
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            return;
        }
        if ctx.text_edit_focused() {
            // What is being typed becomes a change first; the close comes again.
            if let Some(id) = ctx.memory(egui::Memory::focused) {
                ctx.memory_mut(|memory| memory.surrender_focus(id));
            }
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.closes_after_typing = true;
            return;
        }
        if self.saving.is_some() || self.is_dirty() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            if self.saving.is_some() {
                self.then = Some(Then::Close);
            } else {
                self.leave(Then::Close);
            }
        }
    }

    /// Draws the open dialog and does what was answered.
    pub(super) fn show_dialog(&mut self, ctx: &Context) {
        let Some(dialog) = &mut self.dialog else {
            self.show_issuing(ctx);
            return;
        };
        let copy_state = self.desk.as_ref().and_then(|desk| desk.copy.told());
        let Some(answer) = dialog.show(ctx, &mut self.preferences, copy_state.as_deref()) else {
            return;
        };
        if let DialogAnswer::Packet(answer) = answer {
            self.answer_packet(answer);
            ctx.request_repaint();
            return;
        }
        self.dialog = None;
        match answer {
            DialogAnswer::Packet(_) => {}
            DialogAnswer::Stay => self.then = None,
            DialogAnswer::Drop(then) => {
                self.drop_session();
                self.screen = Screen::Home;
                self.go_on(then);
            }
            DialogAnswer::SaveFirst(then) => {
                self.then = Some(then);
                self.ask_where_to_save();
            }
            DialogAnswer::Reopen(path) => {
                self.drop_session();
                self.open_path(&path);
            }
            DialogAnswer::TakeOver => self.take_over(),
            DialogAnswer::Discard(path) => self.discard_kept(&path),
            DialogAnswer::Replace(path) => self.save_new(path, true),
            DialogAnswer::ChooseCopy => self.ask_path(Purpose::CopyFolder),
            DialogAnswer::StopCopy => self.set_copy_folder(None),
            DialogAnswer::Copy(found, answer) => self.take_copy(*found, answer),
            DialogAnswer::KeepCriteria(offer) => self.keep_criteria(*offer),
            DialogAnswer::TakeUp(offer) => self.take_up(&offer),
            DialogAnswer::TakeIn(report) => self.take_in(&report),
            DialogAnswer::Settle(settle) => self.settle(settle),
            DialogAnswer::Path(purpose, path) => self.take_path(purpose, path, false),
        }
        ctx.request_repaint();
    }

    /// Draws the message and does what was chosen.
    pub(super) fn show_notice(&mut self, ui: &egui::Ui) {
        let Some(notice) = &self.notice else { return };
        let Some(chosen) = notice.show(ui) else {
            return;
        };
        // Whoever reads the report still has to decide.
        if !matches!(chosen, Some(Offer::ShowReport(_))) {
            if notice.is_of_fault {
                self.forget_fault();
            }
            self.notice = None;
        }
        match chosen {
            None => {}
            Some(Offer::SaveElsewhere) => self.ask_where_to_save(),
            Some(Offer::WriteAgain(path)) => self.save_new(path, false),
            Some(Offer::OpenReadOnly(path)) => self.leave(Then::OpenToLook(path)),
            Some(Offer::TakeOver) => self.leave_read_only(WayOut::TakeOver),
            Some(Offer::Edit) => self.edit_freed(),
            Some(Offer::ReopenSession) => {
                ask_for_record(ui.ctx(), AskedRecord::Closing);
                self.screen = Screen::Minutes;
            }
            Some(Offer::Reopen(path)) => self.dialog = Some(Dialog::Reopen(path)),
            Some(Offer::AcceptEdits(path)) => self.leave(Then::AcceptEdits(path)),
            Some(Offer::OpenEarlier(path)) => self.leave(Then::OpenEarlier(path)),
            Some(Offer::Forget(path)) => self.preferences.forget(&path),
            Some(Offer::PublishAgain(id)) => {
                self.act_on_audience(ui.ctx(), AudienceDeed::Publish(id));
            }
            Some(Offer::ChooseVersions) => self.show_versions(None),
            Some(Offer::ChooseCopy) => self.ask_path(Purpose::CopyFolder),
            Some(Offer::CopyBeside) => self.start_copy(true),
            Some(Offer::OpenRescued(path)) => self.leave(Then::OpenEarlier(path)),
            Some(Offer::ShowReport(path) | Offer::View(path)) => {
                if let Err(error) = opener::open(&path) {
                    let error = crate::error::UserError::new(
                        crate::error::ErrorKind::File,
                        t!("app.no_viewer", detail = error.to_string()),
                    );
                    self.notice = Some(Notice::error(&error.at(&path)));
                }
            }
        }
    }
}
