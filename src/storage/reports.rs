//! What is left on disk when the program stops by its own fault: a report for those who mend it,
//! the session as it stood, and a word for the next start.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::save::{EXTENSION, Existing, put_text, save_new};
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::session::Session;

/// How many reports are kept.
pub const KEPT: usize = 10;
/// How a report's name begins.
const BEGIN: &str = "loi-";
/// How a report's name ends.
const END: &str = ".txt";
/// The word for the next start.
const WORD: &str = "last-fault.ron";
/// Largest word that is read, in bytes.
const SIZE_LIMIT: u64 = 64 << 10;

/// A fault of the program that ended it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// When.
    pub at: DateTime,
    /// The report.
    pub report: Option<PathBuf>,
    /// The session as it stood, where its journal may not hold it.
    pub rescued: Option<PathBuf>,
}

/// Writes a report and returns where it is. Older ones beyond [`KEPT`] go.
pub fn write_report(folder: &Path, at: DateTime, text: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let stem = format!("{BEGIN}{}", at.format("%Y%m%d-%H%M%S"));
    let names = (1..).map(|number| match number {
        1 => folder.join(format!("{stem}{END}")),
        _ => folder.join(format!("{stem}-{number}{END}")),
    });
    let free = names.into_iter().find(|path| !path.exists());
    let path = free.unwrap_or_default();
    put_text(&path, text)?;
    let mut reports = reports(folder)?;
    reports.retain(|report| *report != path);
    let n_beyond = (reports.len() + 1).saturating_sub(KEPT);
    for old in reports.iter().take(n_beyond) {
        // What cannot be removed now is removed with a later one.
        fs::remove_file(old).ok();
    }
    Ok(path)
}

/// Lists the reports, oldest first as their names say.
fn reports(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut reports = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(BEGIN) && name.ends_with(END) {
            reports.push(path);
        }
    }
    reports.sort();
    Ok(reports)
}

/// Writes the session as it stands into a new file.
pub fn rescue(folder: &Path, session: &Session) -> Result<PathBuf, UserError> {
    // What cannot be made is told by the save.
    fs::create_dir_all(folder).ok();
    let names = (1..).map(|number| folder.join(format!("{}-{number}.{EXTENSION}", session.id)));
    let free = names.into_iter().find(|path| !path.exists());
    let path = free.unwrap_or_default();
    save_new(&path, session, Existing::Refuse)?;
    Ok(path)
}

/// Leaves a word for the next start.
pub fn leave_word(folder: &Path, fault: &Fault) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let text = ron::to_string(fault).map_err(io::Error::other)?;
    put_text(&folder.join(WORD), &text)
}

/// Returns the word of the last fault, as long as nobody has read it.
pub fn last_word(folder: &Path) -> Option<Fault> {
    let mut text = String::new();
    let file = File::open(folder.join(WORD)).ok()?;
    file.take(SIZE_LIMIT).read_to_string(&mut text).ok()?;
    ron::from_str(&text).ok()
}

/// Takes the word away that a person has read.
pub fn forget_word(folder: &Path) {
    // Where it stays it is told once more.
    fs::remove_file(folder.join(WORD)).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, session};
    use crate::storage::save::open;

    #[test]
    fn reports_are_few_and_the_newest_stay() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("reports");
        let mut last = PathBuf::new();
        for number in 0..14 {
            last = write_report(&folder, at(number), "x").expect("a report");
        }
        let same = write_report(&folder, at(13), "y").expect("a report of the same second");
        assert_ne!(same, last);
        let left = reports(&folder).expect("reports");
        assert_eq!(left.len(), KEPT);
        assert!(left.contains(&last) && left.contains(&same));
    }

    #[test]
    fn a_word_is_read_until_it_is_taken_away() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("reports");
        assert_eq!(last_word(&folder), None);
        let rescued = rescue(&folder, &session()).expect("rescued");
        assert_eq!(open(&rescued).expect("a file").session, session());
        assert_ne!(rescue(&folder, &session()).expect("rescued"), rescued);
        let fault = Fault {
            at: at(0),
            report: Some(folder.join("loi-1.txt")),
            rescued: Some(rescued),
        };
        leave_word(&folder, &fault).expect("left");
        assert_eq!(last_word(&folder), Some(fault));
        forget_word(&folder);
        assert_eq!(last_word(&folder), None);
    }
}
