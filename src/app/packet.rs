//! A member's packet in hand: what is drawn instead of the desk's steps, and what the member does
//! with the packet as a whole.
//!
//! The code that opens the key is typed into a dialog, goes to the thread that opens the key, and is
//! overwritten there; no key leaves that thread, only the hand-in that it signed.

mod dialogs;
mod drafts;
mod hand_in;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{CentralPanel, Context, Frame, Key, Modifiers, Ui};
use rust_i18n::t;

use super::App;
use super::access;
use super::dialogs::Dialog;
use super::jobs::{Done, Purpose};
use super::notice::Notice;
use super::screens::Screens;
use crate::edit::command::Command;
use crate::error::{ErrorKind, UserError};
use crate::model::ids::MemberId;
use crate::model::packet::HandIn;
use crate::rules::packets::seal;
use crate::storage::packets::keys::Code;
use crate::storage::packets::{self, EXTENSION, issue};
use crate::storage::save;
use crate::ui::packet::chrome::{ChromeCtx, chrome};
use crate::ui::packet::{FileView, PacketDeed};
use crate::ui::theme::{self, tokens};
use crate::ui::{Action, Screen, ViewCtx};

pub(super) use dialogs::{PacketAnswer, PacketDialog};
pub(super) use drafts::DraftsOffer;

/// The sizes that the buttons for the size of the text go through, in percent.
const SIZES: [u32; 6] = [100, 110, 125, 150, 175, 200];

impl App {
    /// Tells whether what is in hand is a member's packet.
    pub(super) fn is_packet(&self) -> bool {
        let desk = self.desk.as_ref();
        desk.is_some_and(|desk| desk.document.session().packet.is_some())
    }

    /// Returns where an action leads: a packet has none of the desk's steps, the desk no packet.
    pub(super) fn place_of(&self, screen: Screen) -> Screen {
        match screen {
            Screen::Home | Screen::Criteria | Screen::Scoring => screen,
            _ if self.is_packet() => Screen::Packet,
            Screen::Packet => Screen::Scoring,
            _ => screen,
        }
    }

    /// Tells whether an action belongs to the desk alone.
    pub(super) fn is_of_desk(&self, action: &Action) -> bool {
        let is_of_desk = matches!(
            action,
            Action::ExportMinutes
                | Action::PrintMinutes
                | Action::ExportLog
                | Action::PrintLog
                | Action::GoToRecord(_)
                | Action::Audience(_)
                | Action::TakeUpEarlier
                | Action::SelectMember(_)
        );
        is_of_desk && self.is_packet()
    }

    /// Returns the name for the log: in a packet the member's.
    pub(super) fn by(&self) -> String {
        let session = self.desk.as_ref().map(|desk| desk.document.session());
        let member = session.and_then(|session| {
            let packet = session.packet.as_ref()?;
            session.council.member(packet.member_id)
        });
        member.map_or_else(|| self.preferences.by(), |member| member.name.clone())
    }

    /// Draws a packet.
    pub(super) fn draw_packet(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let now = self.world.clock.now();
        let is_saving_long = self.is_saving_long();
        let by = self.by();
        let screen = self.screen;
        let Some(desk) = &mut self.desk else { return };
        let review = desk.review(now.date());
        let session = desk.document.snapshot();
        let Some(packet) = session.packet.as_deref() else {
            return;
        };
        desk.copy.look(desk.document.revision(), now);
        let (undo, redo) = (desk.document.undo_label(), desk.document.redo_label());
        let kept = desk.kept(is_saving_long);
        let member = session.council.member(packet.member_id);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the zoom lies between 1 and 2"
        )]
        let percent = (self.preferences.zoom * 100.0).round() as u32;
        let view = ChromeCtx {
            screen,
            member: member.map_or("", |member| &member.name),
            title: &session.title,
            kept,
            copy: desk.copy.state(now),
            handed_in: packet.standing().map(|hand_in| hand_in.at),
            undo: undo.as_deref(),
            redo: redo.as_deref(),
            keys: Screens::packet_keys(screen, packet.is_locked()),
            read_only: access::bar(desk),
            percent,
        };
        chrome(ui, &view, actions);
        let ctx = ViewCtx {
            session: &session,
            review: &review,
            revision: desk.document.revision(),
            packs: self.library.packs(),
            product_id: desk.product_id,
            member_id: Some(packet.member_id),
            today: now.date(),
            now,
            by: &by,
            random_bits: self.world.random_bits,
            receiving: &crate::ui::takein::ReceivingView::default(),
        };
        let path = desk.saved_as.as_ref().map(save::SavedAs::path);
        let file = FileView {
            path,
            kept,
            is_read_only: !desk.access.is_full(),
        };
        let around = Frame::new().fill(tokens(ui).ground);
        CentralPanel::default().frame(around).show(ui, |ui| {
            if screen == Screen::Scoring {
                desk.screens.ui(screen, ui, &ctx, actions);
            } else {
                desk.screens.packet_ui(ui, &ctx, &file, actions);
            }
        });
        // Escape inside a field takes back what is typed there, and egui has let the field go by now.
        let is_free = !std::mem::replace(
            &mut desk.had_focus,
            ui.memory(|memory| memory.focused().is_some()),
        );
        let is_back = |ui: &Ui| ui.input(|input| input.key_pressed(Key::Escape));
        if screen == Screen::Scoring && is_free && is_back(ui) {
            actions.push(Action::Go(Screen::Packet));
        }
    }

    /// Tells whether a save takes so long that it should be told.
    pub(super) fn is_saving_long(&self) -> bool {
        let saving = self.saving.as_ref();
        saving.is_some_and(|saving| saving.began.elapsed() > Duration::from_millis(400))
    }

    /// Turns keys of a packet into actions.
    pub(super) fn packet_shortcuts(input: &mut egui::InputState, actions: &mut Vec<Action>) {
        if input.consume_key(Modifiers::COMMAND, Key::Num1) {
            actions.push(Action::Go(Screen::Packet));
        }
    }

    /// Does what a member asks for.
    pub(super) fn act_on_packet(&mut self, ctx: &Context, deed: PacketDeed) {
        match deed {
            PacketDeed::Larger => self.step_zoom(true),
            PacketDeed::Smaller => self.step_zoom(false),
            PacketDeed::CopyPath => {
                if let Some(path) = self.packet_path() {
                    ctx.copy_text(path.display().to_string());
                    self.notice = Some(Notice::done(t!("packet.path_copied"), Vec::new()));
                }
            }
            PacketDeed::OpenFolder => self.open_packet_folder(),
            PacketDeed::HandIn | PacketDeed::TakeBack | PacketDeed::Recuse(_)
                if self.is_read_only() =>
            {
                self.tell_read_only();
            }
            PacketDeed::TakeDrafts if self.is_read_only() => self.tell_read_only(),
            PacketDeed::HandIn => {
                let now = self.world.clock.now();
                let session = self.desk.as_ref().map(|desk| desk.document.session());
                let asked = session.and_then(|session| PacketDialog::hand_in(session, now));
                self.ask_about_packet(asked);
            }
            PacketDeed::TakeBack => self.ask_about_packet(Some(PacketDialog::take_back())),
            PacketDeed::Recuse(id) => {
                let session = self.desk.as_ref().map(|desk| desk.document.session());
                let asked = session.and_then(|session| PacketDialog::recuse(session, id));
                self.ask_about_packet(asked);
            }
            PacketDeed::TakeDrafts => self.ask_path(Purpose::OldPacket),
        }
    }

    fn ask_about_packet(&mut self, asked: Option<PacketDialog>) {
        if let Some(asked) = asked {
            self.dialog = Some(Dialog::Packet(Box::new(asked)));
        }
    }

    fn step_zoom(&mut self, is_larger: bool) {
        #[expect(clippy::cast_precision_loss, reason = "at most 200")]
        let sizes = SIZES.map(|percent| percent as f32 / 100.0);
        let now = self.preferences.zoom;
        let next = if is_larger {
            sizes.into_iter().find(|size| *size > now + 0.005)
        } else {
            sizes.into_iter().rev().find(|size| *size < now - 0.005)
        };
        self.preferences.zoom = theme::sane_zoom(next.unwrap_or(now));
    }

    fn packet_path(&self) -> Option<&Path> {
        let saved_as = self.desk.as_ref()?.saved_as.as_ref()?;
        Some(saved_as.path())
    }

    fn open_packet_folder(&mut self) {
        let Some(folder) = self.packet_path().and_then(Path::parent) else {
            return;
        };
        let folder = folder.to_owned();
        if let Err(error) = opener::open(&folder) {
            let text = t!("packet.no_folder", detail = error.to_string());
            let error = UserError::new(ErrorKind::File, text).at(&folder);
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Does what was answered in a dialog about the packet, which is still open.
    pub(super) fn answer_packet(&mut self, answer: PacketAnswer) {
        if let PacketAnswer::HandIn(code) = answer {
            self.start_hand_in(code);
            return;
        }
        self.dialog = None;
        match answer {
            PacketAnswer::Stay | PacketAnswer::HandIn(_) => {}
            PacketAnswer::GoTo(id) => {
                if let Some(desk) = &mut self.desk {
                    desk.product_id = Some(id);
                }
                self.screen = Screen::Scoring;
            }
            PacketAnswer::TakeBack(reason) => {
                self.edit(Command::TakeBackPacket { reason });
                self.screen = Screen::Packet;
                self.save_soon();
            }
            PacketAnswer::Recuse(product_id, reason) => {
                let member_id = self.packet_member();
                self.edit(Command::SetRecusal {
                    product_id,
                    member_id,
                    reason: Some(reason),
                });
            }
            PacketAnswer::TakeDrafts(offer) => self.take_drafts(&offer),
        }
    }

    fn packet_member(&self) -> MemberId {
        let session = self.desk.as_ref().map(|desk| desk.document.session());
        let packet = session.and_then(|session| session.packet.as_ref());
        packet.map_or(MemberId::from_bits(0), |packet| packet.member_id)
    }

    /// Starts to open the key beside the window and to sign what stands.
    fn start_hand_in(&mut self, code: Option<Code>) {
        let at = self.world.clock.now();
        let Some(desk) = &self.desk else { return };
        let (number, revision) = (desk.number, desk.document.revision());
        let session = desk.document.snapshot();
        let started = self.jobs.start("hand-in", move || {
            let unlocked = issue::unlock(&session, code.as_ref());
            let result = unlocked.and_then(|key| {
                let packet = session.packet.as_ref().ok_or_else(|| {
                    UserError::new(ErrorKind::Input, t!("words.packet_fault.not_a_packet"))
                })?;
                let made = seal::hand_in(&session, packet, key.as_ref(), at);
                Ok(Box::new(made))
            });
            Done::HandIn {
                desk: number,
                revision,
                result,
            }
        });
        match started {
            Ok(_thread) => self.hand_in_waits(true),
            Err(error) => self.tell_hand_in(&error),
        }
    }

    /// Returns the open question whether the packet is handed in.
    fn hand_in_dialog(&mut self) -> Option<&mut hand_in::HandInDialog> {
        match &mut self.dialog {
            Some(Dialog::Packet(dialog)) => dialog.as_hand_in(),
            _ => None,
        }
    }

    fn hand_in_waits(&mut self, waits: bool) {
        if let Some(dialog) = self.hand_in_dialog() {
            dialog.waits = waits;
        }
    }

    /// Says in the dialog why the packet was not handed in; nothing has changed.
    fn tell_hand_in(&mut self, error: &UserError) {
        if let Some(dialog) = self.hand_in_dialog() {
            dialog.tell(error);
        }
    }

    /// Takes in that the thread which opens keys has ended by a fault.
    pub(super) fn hand_in_fell(&mut self, name: &str) {
        if name == "hand-in" {
            self.dialog.take_if(|it| matches!(it, Dialog::Packet(_)));
        }
    }

    /// Hands in what was signed, unless the member has left the question by now.
    pub(super) fn hand_in_made(
        &mut self,
        desk: u64,
        revision: u64,
        result: Result<Box<HandIn>, UserError>,
    ) {
        let is_meant = |it: &super::desk::Desk| {
            it.number == desk && it.document.revision() == revision && it.access.is_full()
        };
        let is_meant = self.desk.as_ref().is_some_and(is_meant);
        self.hand_in_waits(false);
        if self.hand_in_dialog().is_none() {
            return;
        }
        match result {
            Err(error) => self.tell_hand_in(&error),
            Ok(_) if !is_meant => {
                self.dialog = None;
                self.notice = Some(Notice::refused(t!("packet.hand_in.changed")));
            }
            Ok(hand_in) => {
                self.dialog = None;
                self.edit(Command::HandInPacket(hand_in));
                self.screen = Screen::Packet;
                self.save_soon();
            }
        }
    }

    /// Saves at once, or as soon as the save that is on its way has ended.
    fn save_soon(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        if desk.saved_as.is_none() {
            self.ask_where_to_save();
            return;
        }
        desk.moments.hurry(Instant::now());
        self.ctx.request_repaint();
    }

    /// Names a packet's file like a packet, where the person gave it no such name.
    pub(super) fn named_as_in_hand(&self, path: PathBuf) -> PathBuf {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.strip_suffix(&format!(".{}", save::EXTENSION));
        match stem {
            Some(stem) if self.is_packet() && !packets::is_named_packet(&path) => {
                path.with_file_name(format!("{stem}{EXTENSION}"))
            }
            _ => path,
        }
    }

    /// Returns the name that a packet's file is proposed to get; none where no packet is in hand.
    pub(super) fn packet_file_name(&self) -> Option<String> {
        let session = self.desk.as_ref()?.document.session();
        let packet = session.packet.as_ref()?;
        let here = self.packet_path().and_then(Path::file_name);
        if let Some(name) = here.filter(|name| packets::is_named_packet(Path::new(name))) {
            return Some(name.to_string_lossy().into_owned());
        }
        let member = session.council.member(packet.member_id);
        let name = super::paths::file_name(member.map_or("", |member| &member.name));
        Some(format!("{name}{EXTENSION}"))
    }
}
