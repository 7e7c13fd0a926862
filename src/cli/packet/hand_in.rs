//! `packet submit` and `packet take-back`.

use std::io::{BufRead, Read as _};

use age::secrecy::zeroize::Zeroizing;
use rust_i18n::t;

use super::super::args::{SubmitArgs, TakeBackArgs};
use super::super::{Surroundings, output};
use super::Open;
use crate::edit::command::Command;
use crate::edit::refusal::Refusal;
use crate::error::{ErrorKind, UserError};
use crate::model::session::Session;
use crate::rules::packets::seal::{self, Unfinished};
use crate::storage::packets::issue::unlock;
use crate::storage::packets::keys::{Code, UnlockError};
use crate::words::{Lang, codes_text, digest_start};

/// Longest line that is read as a code, in bytes.
const LONGEST_LINE: u64 = 256;
/// Most criteria that are named as missing.
const MOST_CODES: usize = 8;

pub(super) fn submit(args: &SubmitArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let mut open = Open::read(&args.file, around.now)?;
    let packet = open.packet()?;
    if packet.is_locked() {
        return Err(open.refused(&Refusal::PacketLocked));
    }
    let prepared = seal::prepare(&open.session, &packet, around.now);
    let taken_back = prepared.unfinished.iter().filter(|it| it.was_handed_in);
    let taken_back: Vec<_> = taken_back.map(|it| it.product_id).collect();
    if !taken_back.is_empty() {
        return Err(open.refused(&Refusal::TakenBackUnfinished(taken_back)));
    }
    if prepared.sheets.is_empty() && prepared.recusals.is_empty() {
        return Err(open.refused(&Refusal::NothingToHandIn));
    }
    if !prepared.unfinished.is_empty() && !args.unfinished {
        return Err(unfinished(&open.session, &prepared.unfinished).at(&args.file));
    }
    let code = match packet.key {
        Some(_) => read_code(around.input)?,
        None => None,
    };
    let key = unlock(&open.session, code.as_ref()).map_err(|error| error.at(&args.file))?;
    let hand_in = seal::hand_in(&open.session, &packet, key.as_ref(), around.now);
    let said = t!(
        "cli.packet.submitted",
        number = hand_in.number,
        n = hand_in.sheets.len(),
        recusals = hand_in.recusals.len(),
        unfinished = hand_in.n_unfinished,
        digest = digest_start(&hand_in.seal.digest)
    );
    open.apply(Command::HandInPacket(Box::new(hand_in)), around)?;
    open.save()?;
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}

/// Reads the code from the first line. What was typed appears nowhere, not even where it is none.
fn read_code(input: &mut dyn BufRead) -> Result<Option<Code>, UserError> {
    let mut line = Zeroizing::new(Vec::new());
    input
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)
        .map_err(|error| {
            let text = t!("cli.packet.no_input", reason = error.to_string());
            UserError::new(ErrorKind::Input, text)
        })?;
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    let code = std::str::from_utf8(&line).ok().and_then(Code::parse);
    code.map(Some).ok_or_else(|| UnlockError::WrongCode.into())
}

/// Names what would be left for later.
fn unfinished(session: &Session, unfinished: &[Unfinished]) -> UserError {
    let text = t!("cli.packet.not_finished", n = unfinished.len());
    let mut error = UserError::new(ErrorKind::Input, text).hint(t!("cli.packet.hint_unfinished"));
    for it in unfinished {
        let name = session
            .product(it.product_id)
            .map_or_else(|| it.product_id.to_string(), |it| it.name.clone());
        let missing = codes_text(Lang::current(), it.missing.iter().copied(), MOST_CODES);
        error = error.hint(t!("cli.packet.missing", name = name, codes = missing));
    }
    error
}

pub(super) fn take_back(
    args: &TakeBackArgs,
    around: &mut Surroundings<'_>,
) -> Result<u8, UserError> {
    let mut open = Open::read(&args.file, around.now)?;
    let reason = args.reason.clone();
    open.apply(Command::TakeBackPacket { reason }, around)?;
    open.save()?;
    let said = t!("cli.packet.taken_back", path = args.file.display());
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}
