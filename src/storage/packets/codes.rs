//! The file with the codes of packets: for the secretary's eyes, and never among the packets.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::error::{ErrorKind, UserError};
use crate::storage::io_text::{Doing, io_error};
use crate::storage::save;

/// How the name ends where nobody gave one.
const ENDING: &str = "CODES";

/// Makes the folder for packets where it is not there yet; the one it lies in must be.
pub fn make_folder(folder: &Path) -> Result<(), UserError> {
    match fs::create_dir(folder) {
        Err(error) if !folder.is_dir() => Err(io_error(Doing::Saving, folder, &error)),
        _ => Ok(()),
    }
}

/// Returns a free name for the codes beside the session file at `session`: `NAME.CODES.txt`, with a
/// number where that is taken.
pub fn beside(session: &Path) -> PathBuf {
    let name = session.file_name().unwrap_or_default().to_string_lossy();
    let ending = format!(".{}", save::EXTENSION);
    let stem = name.strip_suffix(&*ending).unwrap_or(&name);
    let folder = save::folder_of(session);
    let named = |number: u32| match number {
        1 => folder.join(format!("{stem}.{ENDING}.txt")),
        number => folder.join(format!("{stem}.{ENDING} ({number}).txt")),
    };
    let is_free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    (1..1000)
        .map(named)
        .find(is_free)
        .unwrap_or_else(|| named(1))
}

/// Refuses a place for the codes that is taken, or lies among the packets in `folder`.
pub fn check_place(path: &Path, folder: &Path) -> Result<(), UserError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(UserError::new(ErrorKind::Exists, t!("errors.save.exists")).at(path));
    }
    let whole =
        |path: &Path| fs::canonicalize(path).map_err(|error| io_error(Doing::Saving, path, &error));
    if whole(save::folder_of(path))?.starts_with(whole(folder)?) {
        return Err(
            UserError::new(ErrorKind::Input, t!("cli.packet.codes_inside"))
                .hint(t!("cli.packet.hint_codes"))
                .at(path),
        );
    }
    Ok(())
}

/// Writes the codes to `path`, where nothing may be; on systems with rights only the writer may read
/// them.
pub fn write(path: &Path, text: &str) -> Result<(), UserError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        save::sync_renamed(&file, path)
    });
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            UserError::new(ErrorKind::Exists, t!("errors.save.exists")).at(path)
        }
        _ => io_error(Doing::Saving, path, &error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lie_beside_the_session_and_replace_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let session = folder.path().join("Đợt 1.session.ron");
        let first = beside(&session);
        assert_eq!(first, folder.path().join("Đợt 1.CODES.txt"));
        write(&first, "x").expect("written");
        assert_eq!(beside(&session), folder.path().join("Đợt 1.CODES (2).txt"));
        let again = write(&first, "y").map_err(|error| error.kind);
        assert_eq!(again, Err(ErrorKind::Exists));
        assert_eq!(fs::read_to_string(&first).expect("read"), "x");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&first).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn codes_never_lie_among_the_packets() {
        let folder = tempfile::tempdir().expect("a folder");
        let (packets, below) = (folder.path().join("a"), folder.path().join("a/b"));
        make_folder(&packets).expect("made");
        make_folder(&packets).expect("there already");
        make_folder(&below).expect("made");
        assert!(make_folder(&folder.path().join("no/such")).is_err());
        let kind = |path: &Path| check_place(path, &packets).map_err(|error| error.kind);
        for inside in [&packets, &below, &packets.join("b/../../a")] {
            assert_eq!(kind(&inside.join("x.txt")), Err(ErrorKind::Input));
        }
        assert_eq!(kind(&folder.path().join("x.txt")), Ok(()));
        assert_eq!(kind(&packets), Err(ErrorKind::Exists));
        assert_eq!(
            kind(&folder.path().join("no/x.txt")),
            Err(ErrorKind::Missing).or(Err(ErrorKind::File))
        );
    }
}
