//! Writing and printing the minutes.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rust_i18n::t;

use super::App;
use super::jobs::Done;
use super::notice::Notice;
use crate::error::{ErrorKind, UserError};
use crate::report::minutes::{MinutesData, minutes_data};
use crate::report::minutes_pdf;

impl App {
    /// Returns what the minutes say as the session stands.
    fn minutes(&mut self) -> Option<MinutesData> {
        let today = self.world.clock.today();
        let desk = self.desk.as_mut()?;
        let review = desk.review(today);
        Some(minutes_data(desk.document.session(), &review))
    }

    pub(super) fn export_minutes(&mut self, path: PathBuf) {
        let Some(data) = self.minutes() else { return };
        let started = self.jobs.start("export-minutes", move || Done::Exported {
            result: pdf(&data).and_then(|bytes| write_whole(&path, &bytes)),
            path,
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    pub(super) fn print_minutes(&mut self) {
        let Some(data) = self.minutes() else { return };
        let started = self.jobs.start("print-minutes", move || Done::Printed {
            result: pdf(&data).and_then(|bytes| print(&bytes)),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    pub(super) fn exported(&mut self, path: &Path, result: Result<(), UserError>) {
        match result {
            Ok(()) => self.tell_exported(path),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    pub(super) fn printed(&mut self, result: Result<bool, UserError>) {
        self.notice = Some(match result {
            Ok(true) => Notice::done(t!("app.printed"), Vec::new()),
            Ok(false) => Notice::done(t!("app.print_viewer"), Vec::new()),
            Err(error) => Notice::error(&error),
        });
    }
}

fn pdf(data: &MinutesData) -> Result<Vec<u8>, UserError> {
    minutes_pdf(data).map_err(UserError::internal)
}

/// Writes a paper whole or not at all; an earlier one of that name stays until then.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|error| not_written(path, &error))
}

fn not_written(path: &Path, error: &io::Error) -> UserError {
    UserError::new(
        ErrorKind::File,
        t!("app.not_exported", detail = error.to_string()),
    )
    .hint(t!("app.not_exported_hint"))
    .at(path)
}

/// Hands a PDF to the printer and returns true; where there is none, opens it in the viewer.
fn print(bytes: &[u8]) -> Result<bool, UserError> {
    let written = tempfile::Builder::new()
        .prefix("bien-ban-")
        .suffix(".pdf")
        .tempfile()
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.flush()?;
            Ok(file)
        });
    let file = written.map_err(|error| not_written(&std::env::temp_dir(), &error))?;
    let is_taken = Command::new("lp")
        .args(["-o", "media=A4", "-o", "sides=two-sided-long-edge"])
        .args(["-t", "Bien ban"])
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if is_taken {
        return Ok(true);
    }
    // The viewer reads it after this function is done, so it stays.
    let (_, path) = file
        .keep()
        .map_err(|error| not_written(&std::env::temp_dir(), &error.error))?;
    opener::open(&path).map_err(|error| {
        UserError::new(
            ErrorKind::File,
            t!("app.no_viewer", detail = error.to_string()),
        )
        .at(&path)
    })?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_replaces_the_one_before_it_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Biên bản.pdf");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(path.metadata().expect("a file").len(), 3);
        let names = folder.path().read_dir().expect("a folder").count();
        assert_eq!(names, 1, "nothing else is left");
    }

    #[test]
    fn a_paper_that_cannot_be_written_says_where() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("nowhere").join("a.pdf");
        let error = write_whole(&path, b"one").expect_err("no folder");
        assert_eq!(error.place.map(|place| place.path), Some(path));
    }
}
