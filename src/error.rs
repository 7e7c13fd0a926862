//! One error for people: what happened in plain words, where, and what to do next.
//!
//! Window and command line show the same [`UserError`]. Its texts are translated when the error is
//! made; code decides by [`ErrorKind`], never by text.

use std::fmt;
use std::path::{Path, PathBuf};

use rust_i18n::t;

/// What kind of trouble it is; decides the exit code and what the window offers next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A file or folder could not be read or written.
    File,
    /// The file is not there, or no longer there.
    Missing,
    /// A file of that name exists already and was not to be replaced.
    Exists,
    /// The file on disk is not the one that was opened or last saved: somebody else changed it.
    ChangedOnDisk,
    /// Another running program has the file open and may write it.
    InUse,
    /// Another program has taken the file over from this one.
    TakenOver,
    /// The content does not fit its checksum but is a whole session: edited by hand, or damaged where
    /// it does not show. An explicit word opens it.
    Edited,
    /// The file is damaged; an earlier generation may be whole.
    Damaged,
    /// The content cannot be what it should be: not a session, not readable, or contradictory.
    Invalid,
    /// The file was written by a newer version of the program.
    Newer,
    /// What a person entered is not possible.
    Input,
    /// The command line was not understood.
    Usage,
    /// A fault of the program itself.
    Internal,
}

/// A position in a text, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Character in the line.
    pub column: usize,
}

impl Position {
    /// Returns the position of the byte at `offset`; an offset inside a character or past the end
    /// gives the last character before it.
    pub fn of(text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where something is wrong: a file, and the position in it where one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file or folder.
    pub path: PathBuf,
    /// Where in it.
    pub position: Option<Position>,
}

impl fmt::Display for Place {
    /// Writes `path:line:column`, which editors understand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)?;
        self.position
            .map_or(Ok(()), |position| write!(f, ":{position}"))
    }
}

/// An error as it is told to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// What kind of trouble it is.
    pub kind: ErrorKind,
    /// What happened, one sentence without a final period.
    pub message: String,
    /// What can be done, the best first.
    pub hints: Vec<String>,
    /// Where.
    pub place: Option<Place>,
}

impl UserError {
    /// Makes an error that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: Vec::new(),
            place: None,
        }
    }

    /// Makes an error about a fault of the program itself; `detail` is for those who mend it.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Internal,
            t!("errors.internal", detail = detail.to_string()),
        )
        .hint(t!("errors.hint.report"))
    }

    /// Adds a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says which file it is about.
    #[must_use]
    pub fn at(mut self, path: &Path) -> Self {
        self.place = Some(Place {
            path: path.to_owned(),
            position: None,
        });
        self
    }

    /// Says where in which file it is.
    #[must_use]
    pub fn at_position(mut self, path: &Path, position: Option<Position>) -> Self {
        self.place = Some(Place {
            path: path.to_owned(),
            position,
        });
        self
    }

    /// Returns the exit code of a command that ends with this error.
    pub const fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => 2,
            ErrorKind::Internal => 3,
            ErrorKind::File
            | ErrorKind::Missing
            | ErrorKind::Exists
            | ErrorKind::ChangedOnDisk
            | ErrorKind::InUse
            | ErrorKind::TakenOver
            | ErrorKind::Edited
            | ErrorKind::Damaged
            | ErrorKind::Invalid
            | ErrorKind::Newer
            | ErrorKind::Input => 1,
        }
    }
}

impl fmt::Display for UserError {
    /// Writes the message and the place; hints are shown apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.place
            .as_ref()
            .map_or(Ok(()), |place| write!(f, " ({place})"))
    }
}

impl std::error::Error for UserError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let text = "đầu\nhồ sơ";
        for (offset, line, column) in [(0, 1, 1), (2, 1, 2), (6, 1, 4), (7, 2, 1), (11, 2, 3)] {
            assert_eq!(Position::of(text, offset), Position { line, column });
        }
        assert_eq!(Position::of(text, 999).line, 2);
        assert_eq!(Position::of("đ", 1), Position { line: 1, column: 1 });
    }

    #[test]
    fn an_error_names_its_place_last() {
        let error = UserError::new(ErrorKind::Invalid, "Không đọc được").at_position(
            Path::new("a.session.ron"),
            Some(Position { line: 3, column: 7 }),
        );
        assert_eq!(error.to_string(), "Không đọc được (a.session.ron:3:7)");
        assert_eq!(error.exit_code(), 1);
        assert_eq!(UserError::internal("x").exit_code(), 3);
    }
}
