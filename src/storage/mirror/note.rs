//! The note beside a second copy: whose it is, and of what.
//!
//! `NAME.session.ron.copy` says that `NAME.session.ron` and its journal are a second copy that one
//! program writes. Whoever goes on working on the copy itself takes the note away, and the writer
//! then leaves the copy alone.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::DateTime;
use crate::model::ids::SessionId;
use crate::storage::generations;
use crate::storage::journal::recovery;
use crate::storage::save;

/// How a note's name ends.
const EXTENSION: &str = "copy";
/// The only version there is.
const VERSION: u32 = 1;
/// Largest note that is read, in bytes.
const SIZE_LIMIT: u64 = 64 << 10;

/// What is noted beside a second copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Version of the note.
    version: u32,
    /// The session.
    pub session: SessionId,
    /// Name of the machine that writes the copy.
    pub machine: String,
    /// Tells the programs of all machines apart.
    pub(super) claim: String,
    /// Hashes of what stood, or was about to stand, in the session file of the copy.
    pub(super) files: Vec<String>,
    /// When the last change in that file was made, where known.
    pub at: Option<DateTime>,
}

impl Note {
    /// Makes a note of `writer`.
    pub(super) fn new(writer: &Writer, session: SessionId) -> Self {
        Self {
            version: VERSION,
            session,
            machine: writer.machine.clone(),
            claim: writer.claim.clone(),
            files: Vec::new(),
            at: None,
        }
    }

    /// Tells whether `writer` wrote it.
    pub fn is_of(&self, writer: &Writer) -> bool {
        self.claim == writer.claim
    }
}

/// Who writes a second copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    claim: String,
    machine: String,
}

impl Writer {
    /// Makes the writer that calls itself `claim`.
    pub const fn new(claim: String, machine: String) -> Self {
        Self { claim, machine }
    }

    /// The program of this user on this machine, which knows itself again by a number in `folder`;
    /// `bits` are that number where there is none yet.
    pub fn here(folder: Option<&Path>, bits: u64) -> Self {
        let machine = gethostname::gethostname().to_string_lossy().into_owned();
        let new = format!("{bits:016x}");
        let claim = folder.map_or_else(|| new.clone(), |folder| known(folder, &new));
        Self { claim, machine }
    }
}

fn known(folder: &Path, new: &str) -> String {
    let path = folder.join("second-copy.id");
    let is_number = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match read_text(&path) {
        Ok(text) if is_number(text.trim()) => text.trim().to_owned(),
        _ => {
            // Without it the copy is taken for somebody else's after the next start, and is safe.
            fs::create_dir_all(folder).ok();
            save::put_text(&path, new).ok();
            new.to_owned()
        }
    }
}

/// Returns the name of the note beside the session file at `path`, whether that exists or not.
pub(super) fn note_path(path: &Path) -> PathBuf {
    let mut name = generations::base_name(path);
    name.push(".");
    name.push(EXTENSION);
    save::folder_of(path).join(name)
}

/// Returns the note beside a session file or a journal; none where that is no second copy.
pub fn note_of(path: &Path) -> Option<Note> {
    let file = recovery::file_of(path);
    read_note(file.as_deref().unwrap_or(path)).ok().flatten()
}

/// Makes an ordinary session of a second copy: the program that wrote it leaves it alone from now on.
pub fn take_over(path: &Path) -> io::Result<()> {
    let file = recovery::file_of(path);
    fs::remove_file(note_path(file.as_deref().unwrap_or(path)))
}

/// Reads the note beside the session file at `path`; none where there is none, or it cannot be read.
pub(super) fn read_note(path: &Path) -> io::Result<Option<Note>> {
    let text = match read_text(&note_path(path)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
        Err(error) => return Err(error),
    };
    let note: Option<Note> = ron::from_str(&text).ok();
    Ok(note.filter(|note| note.version == VERSION))
}

/// Makes the text of a note.
pub(super) fn text_of(note: &Note) -> String {
    // What cannot be written is read as no note, and the copy is then left alone.
    ron::to_string(note).unwrap_or_default()
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    file.take(SIZE_LIMIT).read_to_string(&mut text)?;
    Ok(text)
}
