//! Writing and printing the minutes and the log.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rust_i18n::t;

use super::App;
use super::jobs::Done;
use super::notice::Notice;
use crate::error::{ErrorKind, UserError};
use crate::report::log::{LogData, log_data};
use crate::report::minutes::{MinutesData, minutes_data};
use crate::report::{log_pdf, minutes_pdf};
use crate::storage::export::{Replaces, write};

impl App {
    /// Returns what the minutes say as the session stands.
    fn minutes(&mut self) -> Option<MinutesData> {
        let today = self.world.clock.today();
        let desk = self.desk.as_mut()?;
        let review = desk.review(today);
        Some(minutes_data(desk.document.session(), &review))
    }

    pub(super) fn export_minutes(&mut self, path: PathBuf, replaces: Replaces) {
        let Some(data) = self.minutes() else { return };
        let started = self.jobs.start("export-minutes", move || Done::Exported {
            result: pdf(&data).and_then(|bytes| write(&path, &bytes, replaces)),
            path,
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    pub(super) fn print_minutes(&mut self) {
        let Some(data) = self.minutes() else { return };
        let started = self.jobs.start("print-minutes", move || Done::Printed {
            result: pdf(&data).and_then(|bytes| print("bien-ban-", "Bien ban", &bytes)),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Returns what the log says as the session stands.
    fn log(&mut self) -> Option<LogData> {
        let today = self.world.clock.today();
        let desk = self.desk.as_mut()?;
        let review = desk.review(today);
        Some(log_data(desk.document.session(), &review))
    }

    pub(super) fn export_log(&mut self, path: PathBuf, replaces: Replaces) {
        let Some(data) = self.log() else { return };
        let started = self.jobs.start("export-log", move || Done::Exported {
            result: log_pdf(&data)
                .map_err(UserError::internal)
                .and_then(|bytes| write(&path, &bytes, replaces)),
            path,
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    pub(super) fn print_log(&mut self) {
        let Some(data) = self.log() else { return };
        let started = self.jobs.start("print-log", move || Done::Printed {
            result: log_pdf(&data)
                .map_err(UserError::internal)
                .and_then(|bytes| print("nhat-ky-", "Nhat ky", &bytes)),
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

/// Hands a PDF to the printer and returns true; where there is none, opens it in the viewer.
fn print(prefix: &str, title: &str, bytes: &[u8]) -> Result<bool, UserError> {
    let written = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(".pdf")
        .tempfile()
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.flush()?;
            Ok(file)
        });
    let file = written.map_err(|error| not_printed(&error))?;
    let is_taken = Command::new("lp")
        .args(["-o", "media=A4", "-o", "sides=two-sided-long-edge"])
        .args(["-t", title])
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
    let (_, path) = file.keep().map_err(|error| not_printed(&error.error))?;
    opener::open(&path).map_err(|error| {
        UserError::new(
            ErrorKind::File,
            t!("app.no_viewer", detail = error.to_string()),
        )
        .at(&path)
    })?;
    Ok(false)
}

fn not_printed(error: &io::Error) -> UserError {
    UserError::new(
        ErrorKind::File,
        t!("app.not_printed", detail = error.to_string()),
    )
    .at(&std::env::temp_dir())
}
