//! Writing and printing the minutes.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::App;
use super::notice::Notice;
use crate::error::{ErrorKind, UserError};

impl App {
    pub(super) fn export_minutes(&mut self, _path: PathBuf) {
        let error = UserError::new(ErrorKind::Internal, t!("app.minutes_missing"));
        self.notice = Some(Notice::error(&error));
    }

    pub(super) fn print_minutes(&mut self) {
        let error = UserError::new(ErrorKind::Internal, t!("app.minutes_missing"));
        self.notice = Some(Notice::error(&error));
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
