//! The text of a session file, made quickly: of most records it was made before.
//!
//! A session shares what did not change with its earlier states, so a record that stands at the same
//! place in memory is the same record, and its text is kept from one save to the next. Only what
//! changed is put in words. The bytes are those of [`write`](super::session_file::write), always.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::session_file::SessionFile;
use super::{head, layout};
use crate::error::UserError;
use crate::model::criteria::{EmbeddedForm, FormKey};
use crate::model::ids::SheetId;
use crate::model::product::{Applicant, Product};
use crate::model::session::{LogLine, Session};
use crate::model::sheet::ScoringSheet;

/// Level of the entries of a session's lists in the text of a file.
const LEVEL: usize = 3;
/// A list is filled entry by entry where it surely is longer than a line; shorter ones are rare, and
/// go with the rest.
const LONG: usize = 3;

/// What stands between two entries, in bytes: comma, line end, indent.
const MOST_BETWEEN: usize = 16;
/// Room for the head and the checksum.
const SMALL_PARTS: usize = 4096;

/// The texts of the records that were written last.
#[derive(Default)]
pub(super) struct Texts {
    applicants: Kept<(), Applicant>,
    products: Kept<(), Product>,
    sheets: Kept<SheetId, ScoringSheet>,
    forms: Kept<FormKey, EmbeddedForm>,
    log: Kept<(), LogLine>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Texts")
    }
}

/// Texts of records of one kind, in their order. The record is kept with its text, so that no other
/// one can come to stand at its place in memory.
struct Kept<K, T> {
    entries: Vec<(K, Arc<T>, String)>,
    /// Where an entry is, by the place of its record in memory.
    places: BTreeMap<usize, usize>,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            places: BTreeMap::new(),
        }
    }
}

impl<K: PartialEq + Clone + Name, T: Serialize> Kept<K, T> {
    /// Makes the texts of `records`, and forgets all others.
    fn update<'a>(
        &mut self,
        records: impl Iterator<Item = (&'a K, &'a Arc<T>)>,
    ) -> Result<(), UserError>
    where
        K: 'a,
        T: 'a,
    {
        let before = std::mem::take(self);
        let mut entries: Vec<_> = before.entries.into_iter().map(Some).collect();
        for (key, record) in records {
            let place = place_of(record);
            let kept = before
                .places
                .get(&place)
                .and_then(|&idx| entries[idx].take());
            let entry = match kept {
                Some(entry) if entry.0 == *key => entry,
                _ => (key.clone(), Arc::clone(record), entry_text(key, record)?),
            };
            self.places.insert(place, self.entries.len());
            self.entries.push(entry);
        }
        Ok(())
    }

    /// Returns all texts, where the list is one that is filled.
    fn filling(&self) -> Option<Vec<&str>> {
        let texts = || {
            self.entries
                .iter()
                .map(|(.., text)| text.as_str())
                .collect()
        };
        (self.entries.len() >= LONG).then(texts)
    }
}

fn place_of<T>(record: &Arc<T>) -> usize {
    Arc::as_ptr(record).addr()
}

fn entry_text(key: &impl Name, record: &impl Serialize) -> Result<String, UserError> {
    let mut compact = key.name()?;
    compact.push_str(&ron::to_string(record).map_err(UserError::internal)?);
    let mut text = String::new();
    layout::lay_out_with(&mut text, &compact, LEVEL, |_field| None);
    Ok(text)
}

/// What stands before a record: its key in a map, nothing in a list.
trait Name {
    fn name(&self) -> Result<String, UserError>;
}

impl Name for () {
    fn name(&self) -> Result<String, UserError> {
        Ok(String::new())
    }
}

impl Name for SheetId {
    fn name(&self) -> Result<String, UserError> {
        key_text(self)
    }
}

impl Name for FormKey {
    fn name(&self) -> Result<String, UserError> {
        key_text(self)
    }
}

fn key_text(key: &impl Serialize) -> Result<String, UserError> {
    let key = ron::to_string(key).map_err(UserError::internal)?;
    Ok(format!("{key}:"))
}

/// The bytes of a file and what they hash to.
pub(super) struct Written {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// The hash of all of them.
    pub(super) hash: blake3::Hash,
}

impl Texts {
    /// Returns the embedded sheets that were written before, and so were looked at before.
    pub(super) fn known_forms(&self) -> Vec<Arc<EmbeddedForm>> {
        let forms = self.forms.entries.iter();
        forms.map(|(_, form, _)| Arc::clone(form)).collect()
    }

    /// Writes `session` as the bytes of a file, as [`write`](super::session_file::write) does.
    pub(super) fn write(&mut self, session: &Session) -> Result<Written, UserError> {
        fn listed<T>(records: &[Arc<T>]) -> impl Iterator<Item = (&(), &Arc<T>)> {
            records.iter().map(|record| (&(), record))
        }
        self.applicants.update(listed(&session.applicants))?;
        self.products.update(listed(&session.products))?;
        self.sheets.update(session.sheets.iter())?;
        self.forms.update(session.forms.iter())?;
        self.log.update(listed(&session.log))?;
        let lists = [
            ("applicants", self.applicants.filling()),
            ("products", self.products.filling()),
            ("sheets", self.sheets.filling()),
            ("forms", self.forms.filling()),
            ("log", self.log.filling()),
        ];
        let compact = ron::to_string(&SessionFile::new(&without_long_lists(session)))
            .map_err(UserError::internal)?;
        let filling = |field: &str| {
            let list = lists.iter().find(|(name, _)| *name == field);
            list.and_then(|(_, texts)| texts.clone())
        };
        let n_bytes = |list: &Option<Vec<&str>>| -> usize {
            let texts = list.iter().flatten();
            texts.map(|text| text.len() + MOST_BETWEEN).sum()
        };
        let n_bytes: usize = lists.iter().map(|(_, list)| n_bytes(list)).sum();
        // All at once: growing step by step would copy it several times.
        let mut text = String::with_capacity(n_bytes + 2 * compact.len() + SMALL_PARTS);
        text.push_str(head::COMMENT);
        layout::lay_out_with(&mut text, &compact, 0, filling);
        text.push('\n');
        let mut hasher = blake3::Hasher::new();
        hasher.update(text.as_bytes());
        let line = head::checksum_line(&hasher.finalize());
        hasher.update(line.as_bytes());
        text.push_str(&line);
        Ok(Written {
            bytes: text.into_bytes(),
            hash: hasher.finalize(),
        })
    }
}

/// Returns the session as the text between its long lists needs it.
fn without_long_lists(session: &Session) -> Session {
    let mut rest = Session {
        sheets: BTreeMap::new(),
        ..session.clone()
    };
    if session.sheets.len() < LONG {
        rest.sheets.clone_from(&session.sheets);
    }
    if rest.applicants.len() >= LONG {
        rest.applicants.clear();
    }
    if rest.products.len() >= LONG {
        rest.products.clear();
    }
    if rest.forms.len() >= LONG {
        rest.forms.clear();
    }
    if rest.log.len() >= LONG {
        rest.log.clear();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::command::Command;
    use crate::edit::document::Document;
    use crate::fixtures::{ALL_70, LAN, RICE, answers, edit, session, sheet_ref};
    use crate::sample::{SheetChoice, demo, generate};
    use crate::storage::session_file;

    #[track_caller]
    fn check(texts: &mut Texts, session: &Session) {
        let expected = session_file::write(session).expect("bytes");
        let written = texts.write(session).expect("bytes");
        // Compared as texts, so that a difference can be read.
        let text = String::from_utf8(written.bytes).expect("text");
        assert_eq!(text, String::from_utf8(expected).expect("text"));
        assert_eq!(written.hash, blake3::hash(text.as_bytes()));
    }

    #[test]
    fn the_bytes_are_those_of_a_whole_writing() {
        let mut texts = Texts::default();
        for session in [
            session(),
            demo(),
            generate(5, 3, 1, SheetChoice::Drawn),
            generate(1, 1, 2, SheetChoice::Drawn),
        ] {
            check(&mut Texts::default(), &session);
            // With what another session left, and with its own.
            check(&mut texts, &session);
            check(&mut texts, &session);
        }
    }

    #[test]
    fn every_change_and_every_undoing_is_in_the_bytes() {
        let mut texts = Texts::default();
        let mut document = Document::new(session());
        check(&mut texts, document.session());
        for (n, (code, answer)) in answers(ALL_70).0.into_iter().enumerate() {
            let command = Command::ChooseLevel {
                sheet: sheet_ref(document.session(), RICE, LAN),
                code,
                answer: Some(answer),
            };
            assert_eq!(document.edit(&edit(command)), Ok(()));
            let text = format!("lần {n}, sheets: {{}}");
            let command = Command::SetDiscussion {
                product_id: RICE,
                text,
            };
            assert_eq!(document.edit(&edit(command)), Ok(()));
            check(&mut texts, document.session());
            if n % 3 == 0 {
                assert!(document.undo(crate::fixtures::at(61), "Hà"));
                check(&mut texts, document.session());
            }
        }
    }

    #[test]
    fn records_that_share_memory_are_written_each_under_its_own_key() {
        // Nothing makes such a session; the text must not depend on that.
        let mut session = demo();
        let first = session.sheets.values().next().cloned().expect("a sheet");
        let id = SheetId::from_bits(0xabc);
        session.sheets.insert(id, first);
        session.products.push(Arc::clone(&session.products[0]));
        let mut texts = Texts::default();
        check(&mut texts, &session);
        check(&mut texts, &session);
    }
}
