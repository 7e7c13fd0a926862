//! Faults of the file system in plain words, each with a next step.

use std::io;
use std::path::Path;

use rust_i18n::t;

use crate::error::{ErrorKind, UserError};

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// Reading a file.
    Opening,
    /// Writing a file.
    Saving,
    /// Looking into a folder.
    Listing,
}

/// Tells a person that the file system refused.
pub(super) fn io_error(doing: Doing, path: &Path, error: &io::Error) -> UserError {
    let (cause, hint) = match error.kind() {
        io::ErrorKind::NotFound if doing == Doing::Opening => {
            return missing(path);
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => (
            t!("errors.cause.folder_missing"),
            match doing {
                Doing::Opening | Doing::Saving => "errors.hint.check_name",
                Doing::Listing => "errors.hint.check_drive",
            },
        ),
        io::ErrorKind::TimedOut => (
            t!("errors.cause.no_answer"),
            match doing {
                Doing::Opening | Doing::Listing => "errors.hint.check_drive",
                Doing::Saving => "errors.hint.retry",
            },
        ),
        io::ErrorKind::PermissionDenied => (
            t!("errors.cause.no_rights"),
            match doing {
                Doing::Opening | Doing::Listing => "errors.hint.check_name",
                Doing::Saving => "errors.hint.save_elsewhere",
            },
        ),
        io::ErrorKind::ReadOnlyFilesystem => {
            (t!("errors.cause.read_only"), "errors.hint.save_elsewhere")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            (t!("errors.cause.full"), "errors.hint.free_space")
        }
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => {
            (t!("errors.cause.busy"), "errors.hint.close_other")
        }
        io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => {
            (t!("errors.cause.name"), "errors.hint.check_name")
        }
        io::ErrorKind::IsADirectory => (t!("errors.cause.is_folder"), "errors.hint.check_name"),
        _ if is_locked(error) => (t!("errors.cause.busy"), "errors.hint.close_other"),
        _ => (
            t!("errors.cause.drive", detail = error.to_string()),
            match doing {
                Doing::Opening | Doing::Listing => "errors.hint.check_drive",
                Doing::Saving => "errors.hint.retry",
            },
        ),
    };
    let message = match doing {
        Doing::Opening => t!("errors.open.failed", cause = cause),
        Doing::Saving => t!("errors.save.failed", cause = cause),
        Doing::Listing => t!("errors.folder.failed", cause = cause),
    };
    UserError::new(ErrorKind::File, message)
        .hint(t!(hint))
        .at(path)
}

/// Tells a person that there is no such file.
pub(super) fn missing(path: &Path) -> UserError {
    UserError::new(ErrorKind::Missing, t!("errors.open.missing"))
        .hint(t!("errors.hint.check_name"))
        .at(path)
}

/// Tells whether another program keeps the file from being replaced, as happens under Windows
/// (access denied, sharing violation, lock violation).
pub(super) fn is_locked(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_words_and_a_next_step() {
        for kind in [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::StorageFull,
            io::ErrorKind::ResourceBusy,
            io::ErrorKind::InvalidFilename,
            io::ErrorKind::IsADirectory,
            io::ErrorKind::TimedOut,
            io::ErrorKind::Other,
        ] {
            for doing in [Doing::Opening, Doing::Saving, Doing::Listing] {
                let error = io_error(doing, Path::new("x"), &io::Error::from(kind));
                assert!(!error.message.contains("errors."), "{error}");
                assert!(!error.hints.is_empty(), "{error}");
                assert!(error.hints.iter().all(|hint| !hint.contains("errors.")));
            }
        }
    }
}
