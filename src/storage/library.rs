//! The criteria packs at hand: those of the program, and those a person loaded.
//!
//! A pack from outside is checked like the built-in ones and then kept as a copy in the program's own
//! folder, so that it is there next time. A session carries each sheet it uses, so dropping a pack
//! takes nothing from any session.

use std::fs;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::export::{Replaces, write};
use super::packs::read_pack;
use crate::error::{ErrorKind, UserError};
use crate::model::criteria::CriteriaPack;

/// Largest pack file that is read; the built-in one has 1 MB.
const MOST_BYTES: u64 = 64 << 20;
/// How many faults of a pack are told at once.
const MOST_FAULTS: usize = 5;

/// The packs.
#[derive(Debug)]
pub struct Library {
    packs: Vec<CriteriaPack>,
    n_builtin: usize,
    revision: u64,
    folder: Option<PathBuf>,
}

impl Library {
    /// Takes the built-in packs and those kept in `folder`. What cannot be read there is named.
    pub fn new(builtin: &[CriteriaPack], folder: Option<PathBuf>) -> (Self, Vec<UserError>) {
        let mut library = Self {
            packs: builtin.to_vec(),
            n_builtin: builtin.len(),
            revision: 0,
            folder,
        };
        let mut refused = Vec::new();
        for path in library.kept_files() {
            let taken =
                read_file(&path).and_then(|pack| library.admit(pack).map_err(|e| e.at(&path)));
            refused.extend(taken.err());
        }
        (library, refused)
    }

    /// Returns all packs, those of the program first.
    pub fn packs(&self) -> &[CriteriaPack] {
        &self.packs
    }

    /// Returns how many of them come with the program.
    pub const fn n_builtin(&self) -> usize {
        self.n_builtin
    }

    /// Counts the changes.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Keeps a pack that was read and seen by a person; one of the same id that was loaded before
    /// gives way.
    pub fn keep(&mut self, pack: CriteriaPack, text: &str) -> Result<(), UserError> {
        let id = pack.id.clone();
        self.drop_loaded(&id);
        self.admit(pack)?;
        if let Some(folder) = &self.folder {
            let made = fs::create_dir_all(folder).map_err(|error| {
                let detail = error.to_string();
                UserError::new(ErrorKind::File, t!("library.not_kept", detail = detail)).at(folder)
            });
            let path = folder.join(file_name(&id));
            made.and_then(|()| write(&path, text.as_bytes(), Replaces::Anything))?;
        }
        Ok(())
    }

    /// Forgets a pack that was loaded.
    pub fn forget(&mut self, id: &str) -> Result<(), UserError> {
        self.drop_loaded(id);
        for path in self.kept_files() {
            if read_file(&path).is_ok_and(|pack| pack.id == id) {
                fs::remove_file(&path).map_err(|error| {
                    let detail = error.to_string();
                    UserError::new(ErrorKind::File, t!("library.not_dropped", detail = detail))
                        .at(&path)
                })?;
            }
        }
        Ok(())
    }

    /// Takes a pack that was loaded off the list; those of the program stay.
    fn drop_loaded(&mut self, id: &str) {
        let mut loaded = self.packs.split_off(self.n_builtin);
        loaded.retain(|pack| pack.id != id);
        self.packs.append(&mut loaded);
        self.revision += 1;
    }

    fn admit(&mut self, pack: CriteriaPack) -> Result<(), UserError> {
        if self.packs.iter().any(|other| other.id == pack.id) {
            let text = t!("library.same_id", id = pack.id);
            return Err(UserError::new(ErrorKind::Exists, text).hint(t!("library.hint_id")));
        }
        self.packs.push(pack);
        self.revision += 1;
        Ok(())
    }

    fn kept_files(&self) -> Vec<PathBuf> {
        let Some(entries) = self.folder.as_ref().and_then(|it| fs::read_dir(it).ok()) else {
            return Vec::new();
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|it| it == "ron"))
            .collect();
        files.sort();
        files
    }
}

/// Reads the bytes of a criteria file of bearable size.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, UserError> {
    let failed = |error: std::io::Error| {
        let text = t!("library.not_read", detail = error.to_string());
        UserError::new(ErrorKind::File, text).at(path)
    };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > MOST_BYTES {
        let text = t!("library.too_large", size = size >> 20);
        return Err(UserError::new(ErrorKind::Invalid, text).at(path));
    }
    fs::read(path).map_err(failed)
}

fn read_file(path: &Path) -> Result<CriteriaPack, UserError> {
    pack_of(&bytes_of(path)?).map_err(|error| match error.place {
        Some(_) => error,
        None => error.at(path),
    })
}

/// Reads a pack, or says what is wrong with it: the first faults, each with line and column.
pub fn pack_of(bytes: &[u8]) -> Result<CriteriaPack, UserError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_not_utf8| UserError::new(ErrorKind::Invalid, t!("library.not_utf8")))?;
    read_pack(text).map_err(|error| {
        let n = error.faults.len();
        let mut told = UserError::new(ErrorKind::Invalid, t!("library.has_faults", n = n));
        for fault in error.faults.iter().take(MOST_FAULTS) {
            told = told.hint(t!(
                "library.fault",
                line = fault.position.line,
                column = fault.position.column,
                text = fault.text(&rust_i18n::locale())
            ));
        }
        if n > MOST_FAULTS {
            told = told.hint(t!("library.more_faults", n = n - MOST_FAULTS));
        }
        told
    })
}

/// Makes the name of the file in which a pack is kept.
fn file_name(id: &str) -> String {
    let safe: String = id
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    // Ids that differ in other signs still get names of their own.
    let hash = blake3::hash(id.as_bytes()).to_hex();
    format!("{safe}-{}.ron", &hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::packs::builtin;

    const TEXT: &str = include_str!("../../assets/criteria/qd-26-2026.ron");

    fn other_pack() -> (CriteriaPack, String) {
        let text = TEXT.replacen("id: \"qd-26-2026\"", "id: \"tỉnh/1\"", 1);
        let text = text.replacen("tỉnh/1", "tinh-1", 1);
        (read_pack(&text).expect("a pack"), text)
    }

    #[test]
    fn a_pack_that_was_kept_is_there_next_time_until_it_is_dropped() {
        let folder = tempfile::tempdir().expect("folder");
        let at = Some(folder.path().join("criteria"));
        let (mut library, refused) = Library::new(builtin(), at.clone());
        assert!(refused.is_empty());
        let (pack, text) = other_pack();
        library.keep(pack.clone(), &text).expect("kept");
        assert_eq!(library.packs().last(), Some(&pack));
        // The same pack once more takes the place of the first.
        library.keep(pack.clone(), &text).expect("kept again");
        let n = builtin().len();
        assert_eq!(library.packs().len(), n + 1);

        let (mut next, refused) = Library::new(builtin(), at.clone());
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(next.packs().last(), Some(&pack));
        next.forget(&pack.id).expect("dropped");
        assert_eq!(next.packs().len(), n);
        let (last, _) = Library::new(builtin(), at);
        assert_eq!(last.packs().len(), n);
    }

    #[test]
    fn a_built_in_pack_is_never_replaced_or_dropped() {
        let (mut library, _) = Library::new(builtin(), None);
        let pack = builtin().last().expect("a pack").clone();
        let error = library.keep(pack.clone(), TEXT).expect_err("same id");
        assert_eq!(error.kind, ErrorKind::Exists);
        library.forget(&pack.id).expect("nothing to drop");
        assert_eq!(library.packs(), builtin());
    }

    #[test]
    fn faults_are_told_with_line_and_column_and_nothing_is_taken() {
        rust_i18n::set_locale("vi");
        let folder = tempfile::tempdir().expect("folder");
        let damaged = TEXT.replacen("max: 18", "max: 17", 1);
        fs::write(folder.path().join("x.ron"), &damaged).expect("written");
        let (library, refused) = Library::new(builtin(), Some(folder.path().to_owned()));
        assert_eq!(library.packs().len(), builtin().len());
        let [error] = refused.as_slice() else {
            panic!("{refused:?}");
        };
        // The section no longer adds up to its part, nor its criteria to the section.
        assert_eq!(error.hints.len(), 2, "{error:?}");
        assert!(error.hints[0].starts_with("Dòng "), "{error:?}");
        assert!(pack_of(&[0xff, 0xfe]).is_err());
    }
}
