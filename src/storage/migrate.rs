//! Earlier versions of the format, brought to the present one step by step, by number.
//!
//! What a version wrote differently from its successor has a frozen type of its own here
//! ([`v1`]), and a conversion into that of the successor. All else is read by the types of the
//! model. A frozen type never changes, and a sample of every version in `tests/data` opens for ever.

mod v1;

use ron::error::SpannedError;
use serde::de::DeserializeOwned;

use super::session_file::SessionFile;
use crate::edit::document::JournalEntry;
use crate::model::session::Session;

/// Reads the text of a session file of `version`, which is one that this program knows.
pub(super) fn session(version: u64, text: &str) -> Result<Session, SpannedError> {
    match version {
        1 => root::<v1::Session>(text).map(Into::into),
        _ => root(text),
    }
}

/// Reads the payload of a journal's line of `version`, which is one that this program knows.
pub(super) fn journal_entry(version: u64, payload: &str) -> Result<JournalEntry, SpannedError> {
    match version {
        1 => ron::from_str::<v1::JournalEntry>(payload).map(Into::into),
        _ => ron::from_str(payload),
    }
}

fn root<S: DeserializeOwned>(text: &str) -> Result<S, SpannedError> {
    // The default options keep the recursion limit on and all extensions off.
    let file: SessionFile<S> = ron::Options::default().from_str(text)?;
    Ok(file.session)
}
