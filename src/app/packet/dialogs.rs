//! Questions about a packet: handing in, taking back, not taking part, taking drafts along.

use egui::{Context, Key, Modifiers, RichText, TextEdit, Ui};
use rust_i18n::t;

use super::drafts::DraftsOffer;
use super::hand_in::HandInDialog;
use crate::model::DateTime;
use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::rules::packets::seal::prepare;
use crate::storage::packets::keys::Code;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Look, dialog, paragraph, section_label};

/// A question about the packet in hand.
#[derive(Debug)]
pub(in crate::app) enum PacketDialog {
    /// Whether it is handed in.
    HandIn(HandInDialog),
    /// Why it is taken back.
    TakeBack(Reason),
    /// Why the member does not take part for a product.
    Recuse(ProductId, String, Reason),
    /// Drafts of an older packet that were read.
    Drafts(Box<DraftsOffer>),
}

/// What a member answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum PacketAnswer {
    /// Nothing is done.
    Stay,
    /// Hand in, with the code where there is one.
    HandIn(Option<Code>),
    /// Open the sheet of a product.
    GoTo(ProductId),
    /// Take the packet back, and why.
    TakeBack(String),
    /// Do not take part for a product, and why.
    Recuse(ProductId, String),
    /// Take drafts along.
    TakeDrafts(Box<DraftsOffer>),
}

impl PacketDialog {
    /// Asks whether the packet of `session` is handed in; none where it is already.
    pub(super) fn hand_in(session: &Session, now: DateTime) -> Option<Self> {
        let packet = session.packet.as_ref().filter(|it| !it.is_locked())?;
        let prepared = prepare(session, packet, now);
        let needs_code = packet.key.is_some();
        Some(Self::HandIn(HandInDialog::new(
            session, &prepared, needs_code,
        )))
    }

    /// Asks why the packet is taken back.
    pub(super) fn take_back() -> Self {
        Self::TakeBack(Reason::default())
    }

    /// Asks why the member does not take part for a product.
    pub(super) fn recuse(session: &Session, id: ProductId) -> Option<Self> {
        let name = session.product(id)?.name.clone();
        Some(Self::Recuse(id, name, Reason::default()))
    }

    /// Returns the question whether the packet is handed in, where it is that.
    pub(super) fn as_hand_in(&mut self) -> Option<&mut HandInDialog> {
        match self {
            Self::HandIn(dialog) => Some(dialog),
            _ => None,
        }
    }

    /// Draws the dialog.
    pub(in crate::app) fn show(&mut self, ctx: &Context) -> Option<PacketAnswer> {
        match self {
            Self::HandIn(dialog) => dialog.show(ctx),
            Self::TakeBack(reason) => {
                let asked = Asked {
                    title: t!("packet.take_back.title").into_owned(),
                    text: t!("packet.take_back.text").into_owned(),
                    label: t!("packet.take_back.reason").into_owned(),
                    verb: t!("packet.take_back.verb").into_owned(),
                    cancel: t!("packet.take_back.cancel").into_owned(),
                };
                reason.show(ctx, &asked, PacketAnswer::TakeBack)
            }
            Self::Recuse(id, name, reason) => {
                let asked = Asked {
                    title: t!("packet.recusal.title").into_owned(),
                    text: t!("packet.recusal.text", name = name).into_owned(),
                    label: t!("packet.recusal.reason").into_owned(),
                    verb: t!("packet.recusal.verb").into_owned(),
                    cancel: t!("packet.recusal.cancel").into_owned(),
                };
                let id = *id;
                reason.show(ctx, &asked, |reason| PacketAnswer::Recuse(id, reason))
            }
            Self::Drafts(offer) => offer.show(ctx),
        }
    }
}

/// What a question for a reason says.
struct Asked {
    title: String,
    text: String,
    label: String,
    verb: String,
    cancel: String,
}

/// A reason while it is being typed.
#[derive(Debug, Default)]
pub(in crate::app) struct Reason {
    text: String,
    is_drawn: bool,
    is_missing: bool,
}

impl Reason {
    fn show(
        &mut self,
        ctx: &Context,
        asked: &Asked,
        answer: impl FnOnce(String) -> PacketAnswer,
    ) -> Option<PacketAnswer> {
        let buttons = [(&*asked.cancel, Look::Quiet), (&*asked.verb, Look::Primary)];
        let mut is_entered = false;
        let pressed = dialog(ctx, "packet", &asked.title, &buttons, usize::MAX, |ui| {
            paragraph(ui, &asked.text);
            let label = section_label(ui, &asked.label);
            let edit = TextEdit::multiline(&mut self.text)
                .desired_rows(3)
                .margin(egui::Margin::symmetric(10, 8))
                .desired_width(f32::INFINITY);
            let field = ui.add(edit).labelled_by(label.id);
            if !std::mem::replace(&mut self.is_drawn, true) {
                field.request_focus();
            }
            self.is_missing &= !field.changed();
            if self.is_missing {
                problem(ui, &t!("packet.reason_missing"));
            }
            let ctrl = Modifiers::COMMAND;
            is_entered = ui.input_mut(|input| input.consume_key(ctrl, Key::Enter));
        });
        match pressed {
            Some(0) => return Some(PacketAnswer::Stay),
            None if !is_entered => return None,
            _ => {}
        }
        let text = self.text.trim();
        if text.is_empty() {
            self.is_missing = true;
            return None;
        }
        Some(answer(text.to_owned()))
    }
}

/// Writes what is wrong.
pub(super) fn problem(ui: &mut Ui, text: &str) {
    let color = tokens(ui).red;
    let font = theme::medium(theme::SMALL);
    ui.add(egui::Label::new(RichText::new(text).font(font).color(color)).wrap());
}
