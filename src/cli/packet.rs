//! `packet`: issues packets, fills them for trials, hands them in, takes them back, looks at them.

mod fill;
mod hand_in;
mod issue;
mod status;

use std::path::Path;
use std::sync::Arc;

use rust_i18n::t;

use super::args::{PacketArgs, PacketTask};
use super::{Surroundings, open_to_change, refused};
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::Refusal;
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::packet::Packet;
use crate::model::session::Session;
use crate::storage::save::{self, Opened, SavedAs};

pub(super) fn run(args: &PacketArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    match &args.task {
        PacketTask::Issue(args) => issue::run(args, around),
        PacketTask::Fill(args) => fill::run(args, around),
        PacketTask::Submit(args) => hand_in::submit(args, around),
        PacketTask::TakeBack(args) => hand_in::take_back(args, around),
        PacketTask::Status(args) => status::run(args, around),
    }
}

/// A packet in hand.
struct Open {
    session: Session,
    saved_as: SavedAs,
}

impl Open {
    /// Opens a packet that is to be changed.
    fn read(path: &Path, now: DateTime) -> Result<Self, UserError> {
        let Opened {
            session, saved_as, ..
        } = open_to_change(path, now)?;
        let open = Self { session, saved_as };
        open.packet()?;
        Ok(open)
    }

    fn packet(&self) -> Result<Arc<Packet>, UserError> {
        content(&self.session, self.saved_as.path())
    }

    fn refused(&self, refusal: &Refusal) -> UserError {
        refused(refusal, &self.session, self.saved_as.path())
    }

    /// Does what a command says.
    fn apply(&mut self, command: Command, around: &Surroundings<'_>) -> Result<(), UserError> {
        let edit = Edit {
            at: around.now,
            by: t!("cli.by_command").into_owned(),
            command,
        };
        let applied = apply(&mut self.session, &edit);
        applied.map_err(|refusal| self.refused(&refusal))
    }

    fn save(&mut self) -> Result<(), UserError> {
        save::save(&self.session, &mut self.saved_as)
    }
}

/// Returns what makes the file at `path` a packet.
fn content(session: &Session, path: &Path) -> Result<Arc<Packet>, UserError> {
    let packet = session.packet.clone();
    packet.ok_or_else(|| refused(&Refusal::NotAPacket, session, path))
}
