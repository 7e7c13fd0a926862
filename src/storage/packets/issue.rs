//! Issuing packets: keys and codes are made, and the files written, each whole or not at all.
//!
//! The session learns of its packets before any of them is written, so that none is out that it does
//! not know: a packet that was never written harms nobody, one that is unknown could not come back.

use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use rust_i18n::t;

use super::EXTENSION;
use super::keys::{self, Code};
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::model::ids::{MemberId, PacketId};
use crate::model::packet::{IssuedPacket, PacketKey};
use crate::model::session::Session;
use crate::report::file_name::plain_title;
use crate::rules::packets::issue;
use crate::storage::export;
use crate::storage::session_file;

/// Most letters of a member's name in the name of a file.
const MOST_LETTERS: usize = 40;
/// Most bytes of it.
const MOST_BYTES: usize = 120;

/// A packet that can be written.
#[derive(Debug)]
pub struct NewPacket {
    /// What the session keeps of it.
    pub issued: IssuedPacket,
    /// The packet.
    pub packet: Session,
    /// The code its key is locked under; none where the council does not sign.
    pub code: Option<Code>,
    /// The name its file gets: `Gói phiếu 03 Lê Thị Lan.packet.ron`.
    pub file_name: String,
}

impl NewPacket {
    /// Makes the packet anew from `session`, which changed since it was made; key and code stay.
    pub fn renew(&mut self, session: &Session) {
        let Some(old) = self.packet.packet.take() else {
            return;
        };
        self.issued.product_ids = issue::share(session, self.issued.member_id).product_ids;
        let key = old.key.clone();
        self.packet = issue::packet(session, &self.issued, key, &old.instructions);
    }
}

/// Who issues, when, and what the members are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuing {
    /// The members, in any order.
    pub member_ids: Vec<MemberId>,
    /// What the secretary asks of them.
    pub instructions: String,
    /// Who issues.
    pub by: String,
    /// When.
    pub at: DateTime,
}

/// Makes the packets of members, each with their whole share, in the order of the council's list.
/// Members without any product get none. Locking a key takes part of a second.
pub fn prepare(session: &Session, issuing: &Issuing) -> Result<Vec<NewPacket>, UserError> {
    let mut packets = Vec::new();
    for (idx, member) in session.council.members.iter().enumerate() {
        let share = issue::share(session, member.id);
        if !issuing.member_ids.contains(&member.id) || share.product_ids.is_empty() {
            continue;
        }
        let (key, code) = if session.rules.signing.value {
            let new = keys::new_key()?;
            let code = Code::random()?;
            let locked = keys::lock(&new.signing, &code)?;
            let public = new.public;
            (Some(PacketKey { public, locked }), Some(code))
        } else {
            (None, None)
        };
        let issued = IssuedPacket {
            id: PacketId::from_bits(random_bits()?),
            member_id: member.id,
            issued_at: issuing.at,
            issued_by: issuing.by.clone(),
            public_key: key.as_ref().map(|key| key.public.clone()),
            product_ids: share.product_ids,
        };
        packets.push(NewPacket {
            packet: issue::packet(session, &issued, key, &issuing.instructions),
            issued,
            code,
            file_name: file_name(idx + 1, &member.name),
        });
    }
    Ok(packets)
}

fn random_bits() -> Result<u64, UserError> {
    getrandom::u64().map_err(|error| UserError::new(ErrorKind::Internal, error.to_string()))
}

fn file_name(number: usize, name: &str) -> String {
    let name = plain_title(name, MOST_LETTERS, MOST_BYTES);
    // The fixed first words keep the name clear of device names.
    format!("Gói phiếu {number:02} {name}{EXTENSION}").replace(" .", ".")
}

/// Writes a packet into `folder` and returns where it lies. What lies there already stays: the packet
/// gets a number behind its name.
pub fn write(packet: &NewPacket, folder: &Path) -> Result<PathBuf, UserError> {
    let bytes = session_file::write(&packet.packet)?;
    let stem = packet.file_name.trim_end_matches(EXTENSION);
    export::write_numbered(folder, stem, EXTENSION, &bytes)
}

/// Takes the key out of a packet with its code; none where the council does not sign.
pub fn unlock(packet: &Session, code: Option<&Code>) -> Result<Option<SigningKey>, UserError> {
    let key = packet.packet.as_ref().and_then(|it| it.key.as_ref());
    let Some(key) = key else {
        return Ok(None);
    };
    let missing =
        || UserError::new(ErrorKind::Input, t!("packet.code.missing")).hint(t!("packet.code.hint"));
    let code = code.ok_or_else(missing)?;
    Ok(Some(keys::unlock(&key.locked, code)?))
}
