//! The journal: changes that are on disk before the session's file holds them.
//!
//! A journal is a text file. Its first line says what it continues, each further line is one change:
//!
//! ```text
//! council-journal 2 CHECK (session:"…",follows:Some("…"),since:Some("…"),changes:None)
//! 1 CHECK Edit((at:"…",by:"…",command:…))
//! 2 CHECK Undo(at:"…",by:"…")
//! ```
//!
//! `CHECK` is a checksum over the line and the check of the line before, so a line counts only
//! behind the very lines it was written behind. Reading ends at the first line that is torn, damaged
//! or out of sequence; what stands before it is whole.
//!
//! The base is the session file with the hash that `follows` names, or the whole session as the
//! first change: so it is where there is no file, or the file cannot be reached. Undo steps of before
//! the base are not in the journal: undoing one writes the whole session that comes of it as one
//! entry ([`JournalEntry::State`]). That costs some bytes and needs no rule on what is the inverse
//! of what.
//!
//! [`writer`] appends beside the window, [`recovery`] reads after a crash.

pub(super) mod book;
pub(super) mod disk;
pub mod recovery;
pub mod writer;

use serde::{Deserialize, Serialize};

use super::migrate;
use crate::edit::document::JournalEntry;
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::ids::SessionId;

/// The version this program writes.
pub const VERSION: u64 = 3;
/// Largest journal that is read, in bytes. The writer begins anew long before.
pub const SIZE_LIMIT: u64 = 96 << 20;
/// How the first line begins, up to the version.
const MARK: &str = "council-journal ";
/// Hexadecimal digits of a check.
const CHECK_LEN: usize = 16;

/// What a journal continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The session.
    pub session: SessionId,
    /// Hash of all bytes of the session file that the changes follow; absent where there is none.
    pub follows: Option<String>,
    /// When the first change was made that the file does not hold, where known.
    pub since: Option<DateTime>,
    /// Where the first entry is the base, which is the whole session: how many changes it sums up
    /// that the file does not hold.
    pub changes: Option<u64>,
}

/// A journal as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// What it continues.
    pub head: Head,
    /// The changes that are whole, oldest first.
    pub entries: Vec<JournalEntry>,
    /// Where reading ended early.
    pub cut: Option<Cut>,
}

/// Where the whole part of a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Line, from 1.
    pub line: usize,
    /// Bytes from there to the end.
    pub n_bytes: usize,
    /// Why.
    pub fault: CutFault,
}

/// Why a line of a journal is not taken, nor what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutFault {
    /// The last line was not written to its end: it was never confirmed.
    Torn,
    /// The line is not what was written.
    Damaged,
    /// A line is missing before it, or it is there twice.
    OutOfSequence,
    /// The session refuses the change.
    Refused,
}

/// Why bytes are no journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalError {
    /// It is larger than any journal.
    TooLarge,
    /// It does not begin like one.
    NotAJournal,
    /// Its first line is damaged.
    Damaged,
    /// A newer version of the program wrote it.
    Newer(u64),
}

/// Makes the lines of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    check: String,
    n_lines: u64,
}

impl Lines {
    /// Begins with the first line, which is added to `text`.
    pub(super) fn begin(head: &Head, text: &mut String) -> Result<Self, UserError> {
        let mark = format!("{MARK}{VERSION}");
        let payload = payload(head)?;
        let check = check_of("", &mark, &payload);
        push_line(text, &mark, &check, &payload);
        Ok(Self { check, n_lines: 0 })
    }

    /// Adds the line of a change, given as [`payload`] made it, to `text`.
    pub(super) fn push(&mut self, payload: &str, text: &mut String) {
        self.n_lines += 1;
        let number = self.n_lines.to_string();
        self.check = check_of(&self.check, &number, payload);
        push_line(text, &number, &self.check, payload);
    }
}

fn push_line(text: &mut String, number: &str, check: &str, payload: &str) {
    for part in [number, " ", check, " ", payload, "\n"] {
        text.push_str(part);
    }
}

/// Writes a value on one line.
pub(super) fn payload(value: &impl Serialize) -> Result<String, UserError> {
    let text = ron::to_string(value).map_err(UserError::internal)?;
    if text.contains(['\n', '\r']) {
        return Err(UserError::internal("line end in a journal entry"));
    }
    Ok(text)
}

/// The lengths stand between the parts, so that no byte can pass from one to another.
fn check_of(before: &str, number: &str, payload: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [before, number, payload] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..CHECK_LEN].to_owned()
}

/// A line in its parts.
struct Line<'a> {
    number: &'a str,
    check: &'a str,
    payload: &'a str,
}

impl<'a> Line<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (number, rest) = text.split_once(' ')?;
        let (check, payload) = rest.split_once(' ')?;
        Some(Self {
            number,
            check,
            payload,
        })
    }
}

/// Reads the bytes of a journal.
pub fn read(bytes: &[u8]) -> Result<Journal, JournalError> {
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(JournalError::TooLarge);
    }
    let (version, head, mut check, mut rest) = read_head(bytes)?;
    let mut entries = Vec::new();
    let mut cut = None;
    while !rest.is_empty() {
        let fault = match rest.iter().position(|&byte| byte == b'\n') {
            None => CutFault::Torn,
            Some(end) => {
                match read_entry(version, &rest[..end], entries.len() as u64 + 1, &check) {
                    Ok((entry, its_check)) => {
                        entries.push(entry);
                        check = its_check;
                        rest = &rest[end + 1..];
                        continue;
                    }
                    Err(fault) => fault,
                }
            }
        };
        cut = Some(Cut {
            line: entries.len() + 2,
            n_bytes: rest.len(),
            fault,
        });
        break;
    }
    Ok(Journal { head, entries, cut })
}

fn read_head(bytes: &[u8]) -> Result<(u64, Head, String, &[u8]), JournalError> {
    let after_mark = bytes
        .strip_prefix(MARK.as_bytes())
        .ok_or(JournalError::NotAJournal)?;
    let digits = after_mark.iter().take_while(|byte| byte.is_ascii_digit());
    let n_digits = digits.count();
    let digits = std::str::from_utf8(&after_mark[..n_digits]).unwrap_or_default();
    let version = match digits.parse::<u64>() {
        Ok(version @ 1..=VERSION) => version,
        Ok(0) => return Err(JournalError::NotAJournal),
        Ok(version) => return Err(JournalError::Newer(version)),
        Err(_) if n_digits > 0 => return Err(JournalError::Newer(u64::MAX)),
        Err(_no_digits) => return Err(JournalError::NotAJournal),
    };
    let mark_len = MARK.len() + n_digits;
    let end = bytes.iter().position(|&byte| byte == b'\n');
    let end = end.ok_or(JournalError::Damaged)?;
    let line = bytes.get(mark_len + 1..end).unwrap_or_default();
    let text = std::str::from_utf8(line).map_err(|_not_utf8| JournalError::Damaged)?;
    let (check, payload) = text.split_once(' ').ok_or(JournalError::Damaged)?;
    let mark = format!("{MARK}{version}");
    if bytes[mark_len] != b' ' || check_of("", &mark, payload) != check {
        return Err(JournalError::Damaged);
    }
    let head = ron::from_str(payload).map_err(|_not_a_head| JournalError::Damaged)?;
    Ok((version, head, check.to_owned(), &bytes[end + 1..]))
}

fn read_entry(
    version: u64,
    bytes: &[u8],
    expected: u64,
    check_before: &str,
) -> Result<(JournalEntry, String), CutFault> {
    let line = Line::of(bytes).ok_or(CutFault::Damaged)?;
    let number = expected.to_string();
    if line.number != number {
        let is_number = line.number.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if is_number {
            CutFault::OutOfSequence
        } else {
            CutFault::Damaged
        });
    }
    if check_of(check_before, &number, line.payload) != line.check {
        return Err(CutFault::Damaged);
    }
    // What fits its check and cannot be read was written by something else.
    let entry =
        migrate::journal_entry(version, line.payload).map_err(|_not_an_entry| CutFault::Damaged)?;
    Ok((entry, line.check.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edit::command::Command;
    use crate::fixtures::{RICE, at, edit, session};

    fn entries() -> Vec<JournalEntry> {
        let discussion = |text: &str| {
            JournalEntry::Edit(Box::new(edit(Command::SetDiscussion {
                product_id: RICE,
                text: text.to_owned(),
            })))
        };
        let by = "Vũ Thu Hà".to_owned();
        vec![
            discussion("dòng một\ndòng \"hai\"\r\n\u{2028}cu\u{301}"),
            JournalEntry::Undo { at: at(1), by },
            discussion("bao bì"),
        ]
    }

    fn head() -> Head {
        Head {
            session: session().id,
            follows: Some(blake3::hash(b"x").to_string()),
            since: Some(at(0)),
            changes: None,
        }
    }

    fn written(entries: &[JournalEntry]) -> String {
        let mut text = String::new();
        let mut lines = Lines::begin(&head(), &mut text).expect("a head");
        for entry in entries {
            lines.push(&payload(entry).expect("a line"), &mut text);
        }
        text
    }

    #[test]
    fn what_was_written_is_read() {
        let mut entries = entries();
        entries.push(JournalEntry::State {
            at: None,
            session: Arc::new(session()),
        });
        let text = written(&entries);
        assert_eq!(text.lines().count(), 5, "one line each");
        let expected = Journal {
            head: head(),
            entries,
            cut: None,
        };
        assert_eq!(read(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn a_journal_torn_at_any_byte_keeps_its_whole_lines() {
        let entries = entries();
        let text = written(&entries);
        for end in 0..text.len() {
            let n_whole = text.as_bytes()[..end]
                .iter()
                .filter(|&&b| b == b'\n')
                .count();
            let journal = match read(&text.as_bytes()[..end]) {
                Ok(journal) => journal,
                Err(error) => {
                    assert_eq!(n_whole, 0, "byte {end}: {error:?}");
                    continue;
                }
            };
            assert_eq!(journal.entries, entries[..n_whole - 1], "byte {end}");
            let is_between = text.as_bytes()[end - 1] == b'\n';
            assert_eq!(
                journal.cut.map(|cut| cut.fault),
                (!is_between).then_some(CutFault::Torn)
            );
        }
    }

    #[test]
    fn no_flipped_bit_is_misread() {
        let entries = entries();
        let text = written(&entries);
        for at in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at / 8] ^= 1 << (at % 8);
            if let Ok(journal) = read(&bytes) {
                assert_eq!(journal.head, head(), "bit {at}");
                assert!(journal.cut.is_some(), "bit {at} was not noticed");
                assert!(entries.starts_with(&journal.entries), "bit {at}");
            }
        }
    }

    #[test]
    fn lines_count_only_where_they_were_written() {
        let entries = entries();
        let text = written(&entries);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (order, n_whole, fault) in [
            (vec![0, 1, 3], 1, CutFault::OutOfSequence),
            (vec![0, 1, 1], 1, CutFault::OutOfSequence),
            (vec![0, 2, 1, 3], 0, CutFault::OutOfSequence),
        ] {
            let text: String = order.iter().map(|&idx| lines[idx]).collect();
            let journal = read(text.as_bytes()).expect("a journal");
            assert_eq!(journal.entries.len(), n_whole, "{order:?}");
            assert_eq!(journal.cut.map(|cut| cut.fault), Some(fault), "{order:?}");
        }
        // The second line of another journal has the right number and a whole check of its own.
        let other = written(&entries[1..]);
        let other: Vec<&str> = other.split_inclusive('\n').collect();
        let text = format!("{}{}{}", lines[0], lines[1], other[2]);
        let journal = read(text.as_bytes()).expect("a journal");
        assert_eq!(journal.entries.len(), 1);
        assert_eq!(journal.cut.map(|cut| cut.fault), Some(CutFault::Damaged));
    }

    #[test]
    fn other_files_and_newer_journals_are_refused() {
        let newer = written(&[]).replacen("journal 3", "journal 4", 1);
        for (bytes, expected) in [
            (&b""[..], JournalError::NotAJournal),
            (b"\0\0\0\0", JournalError::NotAJournal),
            (b"council-journal ", JournalError::NotAJournal),
            (b"council-journal 1", JournalError::Damaged),
            (b"council-journal 1\n", JournalError::Damaged),
            (b"council-journal 1 a b\n", JournalError::Damaged),
            (newer.as_bytes(), JournalError::Newer(4)),
            (
                b"council-journal 99999999999999999999 ",
                JournalError::Newer(u64::MAX),
            ),
        ] {
            assert_eq!(read(bytes), Err(expected), "{}", bytes.escape_ascii());
        }
    }
}
