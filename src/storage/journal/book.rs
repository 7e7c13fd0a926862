//! What a journal holds, in memory: the base that it continues, and the changes since.

use std::sync::Arc;

use super::{Head, Lines, payload};
use crate::edit::document::{JournalEntry, Journaled};
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::session::Session;
use crate::storage::save::SavedAs;

/// Beyond this many bytes of changes the journal begins anew as soon as it can.
pub(in crate::storage) const LONG: u64 = if cfg!(test) { 1 << 16 } else { 16 << 20 };
/// What a journal begins with.
#[derive(Debug, Clone)]
pub struct Base {
    /// The session.
    pub session: Arc<Session>,
    /// Its revision.
    pub revision: u64,
    /// The file that holds it, where one does.
    pub saved_as: Option<SavedAs>,
    /// What was recovered of it, and stands in no file yet.
    pub recovered: Option<RecoveredChanges>,
}

/// Changes that came out of a journal and are to be kept by the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveredChanges {
    /// How many.
    pub count: u64,
    /// When the first of them was made.
    pub since: Option<DateTime>,
}

/// What the journal holds, in memory.
pub(in crate::storage) struct Book {
    pub(in crate::storage) base: Base,
    /// Revision that the file holds, from which changes are counted.
    saved_revision: u64,
    /// Whether the file holds less than the base.
    has_own_base: bool,
    since: Option<DateTime>,
    entries: Vec<Kept>,
    pub(in crate::storage) n_bytes: u64,
    pub(in crate::storage) latest: u64,
    /// Revision that a save writes, or last tried to. A journal that begins later cannot be told to
    /// continue the file that the save leaves behind.
    saving: Option<u64>,
    /// Whether a change could not be put in words; nothing after it would replay.
    pub(in crate::storage) is_broken: bool,
}

struct Kept {
    revision: u64,
    at: Option<DateTime>,
    payload: String,
    state: Option<Arc<Session>>,
}

impl Book {
    pub(in crate::storage) fn new(base: Base) -> Self {
        Self {
            saved_revision: base.revision,
            has_own_base: base.recovered.is_some(),
            since: base.recovered.and_then(|recovered| recovered.since),
            entries: Vec::new(),
            n_bytes: 0,
            latest: base.revision,
            saving: None,
            is_broken: false,
            base,
        }
    }

    pub(in crate::storage) fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.has_own_base
    }

    pub(in crate::storage) fn push(&mut self, journaled: Journaled) -> Result<&str, UserError> {
        let payload = payload(&journaled.entry)?;
        self.latest = self.latest.max(journaled.revision);
        self.n_bytes += payload.len() as u64;
        self.entries.push(Kept {
            revision: journaled.revision,
            at: journaled.entry.at(),
            payload,
            state: match journaled.entry {
                JournalEntry::State { session, .. } => Some(session),
                _ => None,
            },
        });
        let last = self.entries.last();
        Ok(last.map_or("", |kept| kept.payload.as_str()))
    }

    /// A save of `revision` begins: until it is known how it ended, the journal leads to that state.
    pub(in crate::storage) fn begin_save(&mut self, revision: u64) {
        self.saving = Some(revision);
    }

    /// The file holds `base` now; what came later stays.
    pub(in crate::storage) fn trim(&mut self, base: Base) {
        self.saving = None;
        self.entries.retain(|kept| kept.revision > base.revision);
        self.n_bytes = self.entries.iter().map(|e| e.payload.len() as u64).sum();
        self.saved_revision = base.revision;
        self.latest = self.latest.max(base.revision);
        self.is_broken = false;
        if self.has_own_base && self.base.revision > base.revision {
            // The journal began anew during the save, with a state that the file does not hold.
            self.base.saved_as = base.saved_as;
            self.base.recovered = None;
            return;
        }
        self.has_own_base = false;
        self.since = None;
        self.base = base;
    }

    /// Drops what stands before the newest whole session, where the journal has become long; during
    /// a save before the newest that is not later than what is saved.
    pub(in crate::storage) fn shorten(&mut self) -> bool {
        if self.n_bytes <= LONG {
            return false;
        }
        let latest = self.saving.unwrap_or(u64::MAX);
        let is_base = |kept: &Kept| kept.state.is_some() && kept.revision <= latest;
        let Some(idx) = self.entries.iter().rposition(is_base) else {
            return false;
        };
        self.since = self.since_when();
        let mut rest = self.entries.split_off(idx);
        let state = rest.remove(0);
        if let Some(session) = state.state {
            self.base.session = session;
            self.base.revision = state.revision;
            self.has_own_base = true;
        }
        self.entries = rest;
        self.n_bytes = self.entries.iter().map(|e| e.payload.len() as u64).sum();
        true
    }

    fn since_when(&self) -> Option<DateTime> {
        self.since
            .or_else(|| self.entries.iter().find_map(|kept| kept.at))
    }

    /// Returns the whole journal as text, `with_base` or on the file alone.
    pub(in crate::storage) fn text(&self, with_base: bool) -> Result<(String, Lines), UserError> {
        let with_base = with_base || self.has_own_base;
        let recovered = self.base.recovered.map_or(0, |recovered| recovered.count);
        let saved_as = self.base.saved_as.as_ref();
        let head = Head {
            session: self.base.session.id,
            follows: saved_as.map(|saved_as| saved_as.hash().to_string()),
            since: self.since_when(),
            changes: with_base.then(|| self.base.revision - self.saved_revision + recovered),
        };
        let mut text = String::new();
        let mut lines = Lines::begin(&head, &mut text)?;
        if with_base {
            let session = Arc::clone(&self.base.session);
            let at = head.since;
            let state = payload(&JournalEntry::State { at, session })?;
            lines.push(&state, &mut text);
        }
        for kept in &self.entries {
            lines.push(&kept.payload, &mut text);
        }
        Ok((text, lines))
    }
}
