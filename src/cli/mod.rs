//! The command line: what the program does without a window.
//!
//! [`parse`] turns arguments into an [`Invocation`]; [`run`] carries out a [`Command`]. Data goes to
//! the output that is passed in, messages to the person are [`UserError`]s or go to the second
//! output. Exit codes: 0 done, 1 errors found or nothing produced, 2 the command line was not
//! understood, 3 a fault of the program.

mod args;
mod check;
mod criteria;
mod merge;
mod minutes;
mod output;
mod packet;
mod ratify;
mod sample;
mod tally;
mod tally_text;
mod verify;
mod verify_text;

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use rust_i18n::t;

use crate::edit::refusal::{Refusal, refusal_text};
use crate::error::{ErrorKind, UserError};
use crate::model::session::Session;
use crate::model::{Date, DateTime};
use crate::storage::journal::recovery::{self, Found};
use crate::storage::owner::{self, Owner};
use crate::storage::save::Opened;
use crate::storage::{lock, save, session_file};

pub use args::{Command, Invocation, Opening, Stop, Task, parse};

/// What surrounds a command: the clock, what is typed to it, and where its words go.
pub struct Surroundings<'a> {
    /// Now.
    pub now: DateTime,
    /// The day on which validity is judged.
    pub today: Date,
    /// Where codes are read from.
    pub input: &'a mut dyn BufRead,
    /// Where data goes.
    pub out: &'a mut dyn Write,
    /// Where messages go.
    pub messages: &'a mut dyn Write,
}

/// Carries out a command and returns its exit code.
pub fn run(command: &Command, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    match command {
        Command::Sample(sample) => sample::run(sample, around),
        Command::Check(check) => check::run(check, around),
        Command::Tally(tally) => {
            let session = open(&tally.file, around)?;
            let review = crate::rules::review::review(&session, around.today);
            if tally.json {
                output::json(around.out, &tally::tally(&session, &review))?;
            } else {
                let text = tally_text::text(crate::words::Lang::current(), &session, &review);
                output::text(around.out, &text)?;
            }
            Ok(0)
        }
        Command::Dump(dump) => {
            let session = open(&dump.file, around)?;
            output::json(around.out, &session_file::to_json(&session)?)?;
            Ok(0)
        }
        Command::Report(report) => minutes::run(report, around),
        Command::Verify(verify) => verify::run(verify, around),
        Command::Ratify(ratify) => ratify::run(ratify, around),
        Command::Packet(packet) => packet::run(packet, around),
        Command::Merge(merge) => merge::run(merge, around),
        Command::Criteria(criteria) => criteria::run(criteria, around),
    }
}

/// Writes an error as a person reads it: what happened and what can be done.
pub fn error_text(error: &UserError) -> String {
    let mut text = t!("cli.error", text = error.to_string()).into_owned();
    for hint in &error.hints {
        text.push('\n');
        text.push_str(&t!("cli.hint", text = hint));
    }
    text.push('\n');
    text
}

/// Says that the session is open in another window, which came to the front.
pub fn shown_elsewhere() -> String {
    t!("access.shown_elsewhere").into_owned()
}

/// Returns the error for a machine without a screen.
pub fn no_screen() -> UserError {
    UserError::new(ErrorKind::Input, t!("cli.no_screen"))
        .hint(t!("cli.no_screen_commands"))
        .hint(t!("cli.see_help"))
}

fn open(path: &Path, around: &mut Surroundings<'_>) -> Result<Session, UserError> {
    let opened = save::open(path)?;
    tell_journal(&opened, around)?;
    Ok(opened.session)
}

/// Opens a file that a command is to change. One that a window has open is refused, before any work is
/// done; what a program left locked that has died is no hindrance. One with changes in a journal is refused: they would not
/// go with a file that changed.
fn open_to_change(path: &Path, now: DateTime) -> Result<Opened, UserError> {
    let bits = getrandom::u64().map_err(UserError::internal)?;
    let owner = Arc::new(Owner::here(bits, owner::programs_folder()));
    lock::make_free(path, &owner, now)?;
    let opened = save::open(path)?;
    if !matches!(
        recovery::look(&opened.session, &opened.saved_as),
        Found::Nothing
    ) {
        let error = UserError::new(ErrorKind::InUse, t!("cli.journal_waits"));
        return Err(error.at(path));
    }
    Ok(opened)
}

/// Opens a council's session that a command is to change; a packet and a finalised session are refused
/// before any work is done.
fn open_session_to_change(path: &Path, now: DateTime) -> Result<Opened, UserError> {
    let opened = open_to_change(path, now)?;
    let session = &opened.session;
    let closed = match (&session.packet, session.finalisation()) {
        (Some(_), _) => Refusal::IsAPacket,
        (None, Some(_)) => Refusal::FinalisedSession,
        (None, None) => return Ok(opened),
    };
    Err(refused(&closed, session, path))
}

/// Makes the error of a command that a session refuses.
fn refused(refusal: &Refusal, session: &Session, path: &Path) -> UserError {
    UserError::new(ErrorKind::Input, refusal_text(refusal, session)).at(path)
}

/// Says where a journal beside the file holds what the file does not. It is only looked at.
fn tell_journal(opened: &Opened, around: &mut Surroundings<'_>) -> Result<(), UserError> {
    let path = recovery::beside(opened.saved_as.path());
    let path = path.display().to_string();
    let said = match recovery::look(&opened.session, &opened.saved_as) {
        Found::Nothing => return Ok(()),
        Found::Changes(found) => t!("journal.cli_changes", path = path, n = found.n_changes),
        Found::InUse => t!("journal.cli_in_use"),
        Found::Unfit(error) => t!("journal.cli_unfit", text = error.message, path = path),
    };
    output::text(around.messages, &format!("{said}\n"))
}
