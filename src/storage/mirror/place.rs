//! Where in the folder the second copy lies, and whether it is still this program's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::note::{Note, read_note};
use super::{Trouble, Worker};
use crate::error::{ErrorKind, UserError};
use crate::storage::io_text::{Doing, io_error};
use crate::storage::journal::recovery::{self, Found};
use crate::storage::journal::{self};
use crate::storage::save::{self, EXTENSION};
use crate::storage::session_file;

/// Where a second copy lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The name that was asked for; the file has another where that was taken.
    pub(super) wanted: String,
    /// The session file, whether it exists yet or not.
    pub(super) file: PathBuf,
    /// Hash of what this program wrote there, where it exists.
    pub(super) hash: Option<blake3::Hash>,
}

impl Place {
    /// Returns the journal.
    pub(super) fn journal(&self) -> PathBuf {
        recovery::beside(&self.file)
    }
}

/// What lies under a name.
enum Held {
    Nothing,
    /// This program's copy of this session.
    Ours(Option<blake3::Hash>),
    /// A copy of this session that somebody else wrote, or went on with.
    Foreign,
    /// Another session, or what cannot be read.
    Other,
}

impl Worker {
    /// Finds the copy that this program wrote before, or a name for a new one.
    pub(super) fn find_place(&mut self, name: &str) -> Result<Place, Trouble> {
        let folder = self.target.folder.clone();
        let failed = |error: io::Error| Trouble::passing(io_error(Doing::Saving, &folder, &error));
        let here = fs::canonicalize(&folder).map_err(failed)?;
        if !here.is_dir() {
            return Err(failed(io::ErrorKind::NotADirectory.into()));
        }
        if self
            .originals_folder()
            .is_some_and(|original| original == here)
        {
            let error = UserError::new(ErrorKind::Input, t!("copy.same_folder"));
            return Err(Trouble::last(
                error.hint(t!("copy.choose_hint")).at(&folder),
            ));
        }
        let mut foreign = None;
        let mut free = None;
        for number in 1..=99 {
            let file = folder.join(numbered(name, number));
            match self.held(&file).map_err(failed)? {
                Held::Ours(hash) => {
                    let wanted = name.to_owned();
                    let place = Place { wanted, file, hash };
                    self.keep_strange_journal(&place).map_err(failed)?;
                    return Ok(place);
                }
                Held::Foreign => foreign = foreign.or(Some(file)),
                Held::Other => {}
                Held::Nothing => {
                    free = Some(file);
                    break;
                }
            }
        }
        match (foreign, free) {
            (Some(file), _) if !self.target.steps_aside => Err(foreign_copy(&file)),
            (_, Some(file)) => Ok(Place {
                wanted: name.to_owned(),
                file,
                hash: None,
            }),
            _ => Err(failed(io::ErrorKind::AlreadyExists.into())),
        }
    }

    fn originals_folder(&self) -> Option<PathBuf> {
        let save = self.pending.as_ref().unwrap_or(&self.book.base);
        let path = save.saved_as.as_ref()?.path();
        fs::canonicalize(save::folder_of(path)).ok()
    }

    fn held(&self, file: &Path) -> io::Result<Held> {
        let note = read_note(file)?;
        let is_ours = note.as_ref().is_some_and(|note| self.is_ours(note));
        let bytes = match save::read_bytes(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind == ErrorKind::Missing => {
                return Ok(self.held_without_file(file, note.as_ref()));
            }
            Err(_unreadable) => return Ok(Held::Other),
        };
        let hash = blake3::hash(&bytes);
        let Ok(session) = session_file::read(&bytes) else {
            return Ok(Held::Other);
        };
        if session.id != self.session {
            return Ok(Held::Other);
        }
        let is_noted = note.is_some_and(|note| note.files.contains(&hash.to_hex().to_string()));
        if is_ours && is_noted {
            return Ok(Held::Ours(Some(hash)));
        }
        // A copy that a person made by hand of the very file there is.
        let is_same = !is_ours && self.original_hash() == Some(hash);
        let has_journal = fs::symlink_metadata(recovery::beside(file)).is_ok();
        Ok(if is_same && !has_journal {
            Held::Ours(Some(hash))
        } else {
            Held::Foreign
        })
    }

    fn held_without_file(&self, file: &Path, note: Option<&Note>) -> Held {
        let journal = recovery::beside(file);
        if fs::symlink_metadata(&journal).is_err() {
            return Held::Nothing;
        }
        if note.is_some_and(|note| self.is_ours(note)) {
            return Held::Ours(None);
        }
        match recovery::open_kept(&journal) {
            Ok(found) if found.document.session().id == self.session => Held::Foreign,
            _ => Held::Other,
        }
    }

    fn is_ours(&self, note: &Note) -> bool {
        note.is_of(&self.target.writer) && note.session == self.session
    }

    fn original_hash(&self) -> Option<blake3::Hash> {
        let save = self.pending.as_ref()?;
        save.saved_as.as_ref().map(|saved_as| *saved_as.hash())
    }

    /// Keeps a copy of a journal that leads elsewhere than to the session in hand: before a crash it
    /// may have got what the other journal could not keep.
    fn keep_strange_journal(&self, place: &Place) -> io::Result<()> {
        let journal = place.journal();
        if fs::symlink_metadata(&journal).is_err() {
            return Ok(());
        }
        let leads_here = match save::open(&place.file) {
            Ok(opened) => match recovery::look(&opened.session, &opened.saved_as) {
                Found::Nothing => true,
                Found::Changes(found) => *found.document.session() == *self.book.base.session,
                Found::InUse | Found::Unfit(_) => false,
            },
            Err(_no_file) => recovery::open_kept(&journal)
                .is_ok_and(|found| *found.document.session() == *self.book.base.session),
        };
        if !leads_here {
            recovery::copy_aside(&journal)?;
        }
        Ok(())
    }

    /// Makes sure that the copy is there and nobody else has gone on with it.
    pub(super) fn check_place(&mut self) -> Result<(), Trouble> {
        let Some(place) = self.place.clone() else {
            return Ok(());
        };
        let failed =
            |error: io::Error| Trouble::passing(io_error(Doing::Saving, &place.file, &error));
        let file = &place.file;
        fs::metadata(&self.target.folder).map_err(failed)?;
        let note = read_note(file).map_err(failed)?;
        let hash = match save::hash_of(file) {
            Ok(hash) => Some(hash),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let journal = match fs::read(place.journal()) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let Some(note) = note else {
            if self.begins && place.hash == hash && journal.is_none() {
                // Nothing was written yet.
                return Ok(());
            }
            if hash.is_some() || journal.is_some() {
                return Err(taken_over(file));
            }
            // An empty folder where a stick was is not that stick.
            let error = UserError::new(ErrorKind::Missing, t!("copy.gone"));
            return Err(Trouble::passing(error.hint(t!("copy.gone_hint")).at(file)));
        };
        let is_noted = |hash: &blake3::Hash| note.files.contains(&hash.to_hex().to_string());
        let is_known = hash.is_none_or(|hash| place.hash == Some(hash) || is_noted(&hash));
        let journal_is_ours = self.begins || journal.is_none_or(|bytes| self.wrote(&bytes));
        if !self.is_ours(&note) || !is_known || !journal_is_ours {
            return Err(taken_over(file));
        }
        if hash.is_none() && place.hash.is_some() && self.pending.is_none() {
            // Somebody took the file away; it is put there anew.
            self.pending = Some(self.book.base.clone());
        }
        self.place = Some(Place { hash, ..place });
        Ok(())
    }

    /// Tells whether a journal holds nothing but what this program put there. What a pulled stick
    /// has made of the end of it is nobody's work.
    fn wrote(&self, bytes: &[u8]) -> bool {
        let n_whole = match journal::read(bytes) {
            Ok(journal) => bytes.len() - journal.cut.map_or(0, |cut| cut.n_bytes),
            Err(_damaged) => return true,
        };
        let whole = &bytes[..n_whole];
        let mut attempted = self.attempted.iter();
        attempted.any(|text| text.as_bytes().starts_with(whole))
    }
}

fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    match name
        .strip_suffix(EXTENSION)
        .map(|stem| stem.trim_end_matches('.'))
    {
        Some(stem) => format!("{stem} ({number}).{EXTENSION}"),
        None => format!("{name} ({number})"),
    }
}

fn foreign_copy(file: &Path) -> Trouble {
    let error = UserError::new(ErrorKind::ChangedOnDisk, t!("copy.foreign"));
    Trouble::last(error.hint(t!("copy.foreign_hint")).at(file))
}

fn taken_over(file: &Path) -> Trouble {
    let error = UserError::new(ErrorKind::ChangedOnDisk, t!("copy.taken_over"));
    Trouble::last(error.hint(t!("copy.foreign_hint")).at(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_still_ends_as_session_files_do() {
        assert_eq!(numbered("Phiên 1.session.ron", 1), "Phiên 1.session.ron");
        assert_eq!(
            numbered("Phiên 1.session.ron", 2),
            "Phiên 1 (2).session.ron"
        );
    }
}
