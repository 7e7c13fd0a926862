//! Earlier versions of a session file, kept beside it.
//!
//! Before `NAME.session.ron` is replaced, the version on disk is kept as `NAME.session.ron.~N~`,
//! numbered upwards; the newest [`KEPT`] stay. The number alone says which is newer: clocks may run
//! backwards. A number is never used twice while its file exists, so nothing is overwritten, and
//! only files that begin like a session file of ours are ever removed.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::session_file;
use super::{head, save};

/// How many earlier versions are kept.
pub const KEPT: usize = 5;
/// Longest file name, in bytes, that most file systems take.
const LONGEST_NAME: usize = 255;
/// Room for `.~N~`.
const LONGEST_SUFFIX: usize = 23;

/// An earlier version that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Where it is.
    pub path: PathBuf,
    /// Its number; a higher one is newer.
    pub number: u64,
    /// When it was written, as far as the disk knows.
    pub modified_at: Option<SystemTime>,
    /// Name of the session in it.
    pub title: String,
    /// Number of its products.
    pub n_products: usize,
    /// Number of its scoring sheets.
    pub n_sheets: usize,
}

/// Returns the earlier versions of the file at `path` that are whole, newest first. Each was read
/// and checked in full.
pub fn generations(path: &Path) -> Vec<Generation> {
    whole(path).collect()
}

/// Returns the newest earlier version of the file at `path` that is whole.
pub fn newest(path: &Path) -> Option<Generation> {
    whole(path).next()
}

fn whole(path: &Path) -> impl Iterator<Item = Generation> {
    let newest_first = numbered(path).unwrap_or_default().into_iter().rev();
    newest_first.filter_map(|(number, path)| {
        let bytes = save::read_bytes(&path).ok()?;
        let session = session_file::read(&bytes).ok()?;
        Some(Generation {
            modified_at: path.metadata().and_then(|data| data.modified()).ok(),
            path,
            number,
            title: session.title.clone(),
            n_products: session.products.len(),
            n_sheets: session.sheets.len(),
        })
    })
}

/// Keeps what is at `path` under the next number, without moving it; returns where.
pub(super) fn keep(path: &Path) -> io::Result<PathBuf> {
    let last = numbered(path)?.last().map_or(0, |(number, _)| *number);
    let folder = save::folder_of(path);
    for number in last.saturating_add(1).. {
        let kept = folder.join(name_of(path, number));
        // A second name costs nothing and cannot fail halfway; FAT has none, so there it is a copy.
        match std::fs::hard_link(path, &kept) {
            Ok(()) => return Ok(kept),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_no_second_names) => {
                return save::copy_whole(path, &kept).map(|()| kept);
            }
        }
    }
    Err(io::Error::from(io::ErrorKind::StorageFull))
}

/// Removes the earlier versions beyond the newest [`KEPT`].
pub(super) fn prune(path: &Path) {
    let numbered = numbered(path).unwrap_or_default();
    let n_beyond = numbered.len().saturating_sub(KEPT);
    for (_, old) in numbered.iter().take(n_beyond) {
        if is_ours(old) {
            // What cannot be removed now is removed at a later save.
            std::fs::remove_file(old).ok();
        }
    }
}

/// Tells whether a file begins as this program begins its files.
fn is_ours(path: &Path) -> bool {
    let mark = head::MARK.as_bytes();
    let mut beginning = vec![0; mark.len()];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut beginning))
        .is_ok_and(|()| beginning == mark)
}

/// Lists the earlier versions of the file at `path`, oldest first.
pub(super) fn numbered(path: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let base = base_name(path);
    let mut numbered = Vec::new();
    for entry in std::fs::read_dir(save::folder_of(path))? {
        let entry = entry?;
        if let Some(number) = number_of(&base, &entry.file_name()) {
            numbered.push((number, entry.path()));
        }
    }
    numbered.sort();
    Ok(numbered)
}

/// Reads `N` from `BASE.~N~`.
fn number_of(base: &OsStr, name: &OsStr) -> Option<u64> {
    let suffix = name
        .as_encoded_bytes()
        .strip_prefix(base.as_encoded_bytes())?;
    let digits = std::str::from_utf8(suffix)
        .ok()?
        .strip_prefix(".~")?
        .strip_suffix('~')?;
    let is_plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| digits.parse().ok())?
}

fn name_of(path: &Path, number: u64) -> OsString {
    let mut name = base_name(path);
    name.push(format!(".~{number}~"));
    name
}

/// The file's name; a name so long that no number fits behind it is cut and told from others by a
/// digest.
pub(super) fn base_name(path: &Path) -> OsString {
    let name = path.file_name().unwrap_or_default();
    if name.len() + LONGEST_SUFFIX <= LONGEST_NAME {
        return name.to_owned();
    }
    let digest = blake3::hash(name.as_encoded_bytes()).to_hex();
    let text = name.to_string_lossy();
    let end = text.floor_char_boundary(LONGEST_NAME - LONGEST_SUFFIX - 9);
    OsString::from(format!("{}-{}", &text[..end], &digest[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_the_number() {
        let path = Path::new("x/Phiên 1.session.ron");
        let base = base_name(path);
        assert_eq!(name_of(path, 12), "Phiên 1.session.ron.~12~");
        for (name, expected) in [
            ("Phiên 1.session.ron.~12~", Some(12)),
            ("Phiên 1.session.ron", None),
            ("Phiên 1.session.ron.~~", None),
            ("Phiên 1.session.ron.~012~", None),
            ("Phiên 1.session.ron.~+1~", None),
            ("Phiên 1.session.ron.~1~.txt", None),
            ("Phiên 2.session.ron.~12~", None),
            ("Phiên 1.session.ron.~99999999999999999999~", None),
        ] {
            assert_eq!(number_of(&base, OsStr::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn versions_of_an_earlier_format_are_cleared_away_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.session.ron");
        let first = include_str!("../../tests/data/sessions/v1-small.session.ron");
        for number in 1..=9 {
            let name = folder.path().join(name_of(&path, number));
            let content = if number == 2 { "not ours" } else { first };
            std::fs::write(name, content).expect("written");
        }
        prune(&path);
        let left = numbered(&path).expect("a folder");
        let left: Vec<u64> = left.into_iter().map(|(number, _)| number).collect();
        assert_eq!(left, [2, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn the_longest_names_have_generations_too() {
        let long = |last: char| PathBuf::from(format!("{}{last}.session.ron", "ế".repeat(80)));
        let name = name_of(&long('a'), u64::MAX);
        assert!(name.len() <= LONGEST_NAME, "{}", name.len());
        assert_ne!(name, name_of(&long('b'), u64::MAX));
        assert_eq!(number_of(&base_name(&long('a')), &name), Some(u64::MAX));
    }
}
