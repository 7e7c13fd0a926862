//! Papers and tables on disk: files that can be made again, so no earlier version is kept.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::io_text::{Doing, io_error};
use crate::error::{ErrorKind, UserError};

/// What may be replaced where a file of that name exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// Nothing.
    Nothing,
    /// Another PDF.
    Pdf,
    /// Anything, as a person has said.
    Anything,
}

/// Writes `bytes` to `path`, whole or not at all.
pub fn write(path: &Path, bytes: &[u8], replaces: Replaces) -> Result<(), UserError> {
    let failed = |error: io::Error| io_error(Doing::Saving, path, &error);
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let may_write = match replaces {
        _ if !path.exists() => true,
        Replaces::Nothing => false,
        Replaces::Pdf => starts_as_pdf(path).map_err(failed)?,
        Replaces::Anything => true,
    };
    if !may_write {
        return Err(UserError::new(ErrorKind::Exists, t!("errors.save.exists")).at(path));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".~").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temp = builder
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    temp.write_all(bytes).map_err(failed)?;
    temp.as_file().sync_all().map_err(failed)?;
    // A link stays a link: the file it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_not_there| path.to_owned());
    let file = temp.persist(target).map_err(|error| failed(error.error))?;
    file.sync_all().map_err(failed)
}

/// Most files of one name that lie beside each other.
const MOST_NUMBERED: u32 = 1000;

/// Writes `bytes` into `folder` as `stem` with `ending`, and returns where. What lies there already
/// stays: the new file gets a number behind its stem.
pub fn write_numbered(
    folder: &Path,
    stem: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<PathBuf, UserError> {
    for number in 1..MOST_NUMBERED {
        let path = folder.join(match number {
            1 => format!("{stem}{ending}"),
            number => format!("{stem} ({number}){ending}"),
        });
        match write(&path, bytes, Replaces::Nothing) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind == ErrorKind::Exists => {}
            Err(error) => return Err(error),
        }
    }
    Err(UserError::new(ErrorKind::Exists, t!("errors.save.exists")).at(folder))
}

/// Largest PDF that is read, in bytes; minutes of 500 products have about one million.
const LARGEST_PDF: u64 = 256 << 20;

/// Reads a PDF whole.
pub fn read_pdf(path: &Path) -> Result<Vec<u8>, UserError> {
    let failed = |error: io::Error| io_error(Doing::Opening, path, &error);
    let other = || UserError::new(ErrorKind::Invalid, t!("errors.open.not_a_pdf")).at(path);
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    let data = fs::metadata(path).map_err(failed)?;
    if !data.is_file() || data.len() > LARGEST_PDF {
        return Err(other());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LARGEST_PDF)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.starts_with(b"%PDF-") {
        Ok(bytes)
    } else {
        Err(other())
    }
}

fn starts_as_pdf(path: &Path) -> io::Result<bool> {
    if !fs::metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut start = Vec::new();
    File::open(path)?.take(5).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == b"%PDF-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_pdf_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("biên bản.pdf");
        write(&path, b"%PDF-1", Replaces::Pdf).expect("new");
        write(&path, b"%PDF-2", Replaces::Pdf).expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"%PDF-2");

        fs::write(&path, "ghi chú").expect("written");
        let refused = write(&path, b"%PDF-3", Replaces::Pdf).map_err(|error| error.kind);
        assert_eq!(refused, Err(ErrorKind::Exists));
        assert_eq!(fs::read(&path).expect("read"), "ghi chú".as_bytes());
        write(&path, b"%PDF-4", Replaces::Anything).expect("forced");
        assert_eq!(fs::read(&path).expect("read"), b"%PDF-4");
    }

    #[test]
    fn a_numbered_file_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |text: &str| {
            let path = write_numbered(folder.path(), "Phiếu mã", ".pdf", text.as_bytes());
            path.expect("written")
        };
        assert_eq!(write("một"), folder.path().join("Phiếu mã.pdf"));
        assert_eq!(write("hai"), folder.path().join("Phiếu mã (2).pdf"));
        assert_eq!(write("ba"), folder.path().join("Phiếu mã (3).pdf"));
        let first = fs::read_to_string(folder.path().join("Phiếu mã.pdf"));
        assert_eq!(first.expect("read"), "một");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let refused = write(&folder.path().join("a/b.pdf"), b"", Replaces::Pdf);
        assert_eq!(refused.map_err(|error| error.kind), Err(ErrorKind::File));
        let refused = write(folder.path(), b"", Replaces::Anything);
        assert_eq!(refused.map_err(|error| error.kind), Err(ErrorKind::File));
    }
}
