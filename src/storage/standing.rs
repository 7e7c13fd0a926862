//! How the file of an open session stands on disk, looked at now and then.

use std::fs::{self, Metadata};
use std::io;
use std::time::SystemTime;

use super::save::{SavedAs, hash_of};

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it was read or saved.
    Same,
    /// Somebody changed it.
    Changed,
    /// It is not there: deleted, renamed, moved.
    Missing,
    /// Its place cannot be looked at: the stick was pulled, the share is gone.
    Unreachable,
}

/// What was seen of a file when its content was read last; as long as it stays, so does the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    n_bytes: u64,
    modified_at: Option<SystemTime>,
    was_same: bool,
}

/// Looks at the file; reads it only where it does not look as at the last glance.
pub fn look(saved_as: &SavedAs, last: &mut Option<Glance>) -> Standing {
    let told = |data: Metadata, was_same| Glance {
        n_bytes: data.len(),
        modified_at: data.modified().ok(),
        was_same,
    };
    let data = match fs::metadata(saved_as.path()) {
        Ok(data) => data,
        Err(error) => {
            *last = None;
            return if is_missing(&error, saved_as) {
                Standing::Missing
            } else {
                Standing::Unreachable
            };
        }
    };
    let was_same = last.as_ref().is_some_and(|last| last.was_same);
    let now = told(data, was_same);
    // A time that is coarse or absent says nothing: then the content is read each time.
    if now.modified_at.is_some() && last.as_ref() == Some(&now) {
        return if was_same {
            Standing::Same
        } else {
            Standing::Changed
        };
    }
    let Ok(hash) = hash_of(saved_as.path()) else {
        return Standing::Unreachable;
    };
    let was_same = hash == *saved_as.hash();
    *last = Some(Glance { was_same, ..now });
    if was_same {
        Standing::Same
    } else {
        Standing::Changed
    }
}

/// Tells whether only the file is gone, not the folder it was in.
fn is_missing(error: &io::Error, saved_as: &SavedAs) -> bool {
    let folder = super::save::folder_of(saved_as.path());
    error.kind() == io::ErrorKind::NotFound && folder.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::session;
    use crate::storage::save::{Existing, save, save_new};

    #[test]
    fn what_happens_to_a_file_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("stick");
        fs::create_dir(&place).expect("a folder");
        let path = place.join("a.session.ron");
        let mut saved_as = save_new(&path, &session(), Existing::Refuse).expect("saved");
        let mut last = None;
        assert_eq!(look(&saved_as, &mut last), Standing::Same);
        assert_eq!(look(&saved_as, &mut last), Standing::Same);
        // Of the same length and by somebody else.
        let bytes = fs::read(&path).expect("bytes");
        let other = String::from_utf8_lossy(&bytes).replacen('a', "b", 1);
        fs::write(&path, other).expect("written");
        let later = SystemTime::now() + std::time::Duration::from_secs(2);
        let touched = fs::File::options().write(true).open(&path);
        touched
            .and_then(|file| file.set_modified(later))
            .expect("a time");
        assert_eq!(look(&saved_as, &mut last), Standing::Changed);
        assert_eq!(look(&saved_as, &mut last), Standing::Changed);
        fs::write(&path, &bytes).expect("written");
        last = None;
        assert_eq!(look(&saved_as, &mut last), Standing::Same);
        let mut changed = session();
        changed.title = "khác".to_owned();
        save(&changed, &mut saved_as).expect("saved");
        assert_eq!(look(&saved_as, &mut None), Standing::Same);
        fs::rename(&path, place.join("b.session.ron")).expect("renamed");
        assert_eq!(look(&saved_as, &mut last), Standing::Missing);
        fs::rename(&place, folder.path().join("gone")).expect("renamed");
        assert_eq!(look(&saved_as, &mut last), Standing::Unreachable);
    }
}
