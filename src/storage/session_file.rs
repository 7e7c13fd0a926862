//! The bytes of a session file, read strictly and written the same way every time. Nothing here
//! touches the disk.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use ron::error::SpannedError;
use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::check::{self, Fault};
pub use super::head::ChecksumFault;
use super::{head, layout, migrate};
use crate::error::{ErrorKind, Position, UserError};
use crate::model::session::Session;

/// Name of the format.
pub const FORMAT: &str = "council-session";
/// The version this program writes.
pub const VERSION: u64 = 3;
/// Largest file that is read, in bytes; a session of 500 products and nine members has about five
/// million.
pub const SIZE_LIMIT: u64 = 32 << 20;

/// The root of a session file, in every version of the format.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionFile<S> {
    format: String,
    version: u64,
    pub(super) session: S,
}

impl<S> SessionFile<S> {
    pub(super) fn new(session: S) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            session,
        }
    }
}

/// Writes `session` as the bytes of a file: the same session always gives the same bytes.
pub fn write(session: &Session) -> Result<Vec<u8>, UserError> {
    let compact = ron::to_string(&SessionFile::new(session)).map_err(UserError::internal)?;
    let mut text = head::COMMENT.to_owned();
    text.push_str(&layout::lay_out(&compact));
    text.push('\n');
    text.push_str(&head::checksum_line(&blake3::hash(text.as_bytes())));
    Ok(text.into_bytes())
}

/// Gives the whole file as JSON, field for field.
pub fn to_json(session: &Session) -> Result<serde_json::Value, UserError> {
    serde_json::to_value(SessionFile::new(session)).map_err(UserError::internal)
}

/// Reads the bytes of a file whose checksum fits.
pub fn read(bytes: &[u8]) -> Result<Session, ReadError> {
    let text = decode(bytes)?;
    let known = peek(&text)?;
    head::verify(&text).map_err(ReadError::Checksum)?;
    parse(known)
}

/// Reads the bytes of a file even where its checksum does not fit, and tells whether it does not.
/// All the rest is judged as strictly as by [`read`].
pub fn read_accepting_edits(bytes: &[u8]) -> Result<(Session, Option<ChecksumFault>), ReadError> {
    let text = decode(bytes)?;
    let session = parse(peek(&text)?)?;
    Ok((session, head::verify(&text).err()))
}

/// Tells whether `bytes` end with the checksum of all before it, whatever they hold: a file that is
/// still being copied does not.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    decode(bytes).is_ok_and(|text| head::verify(&text).is_ok())
}

/// Makes text with plain line ends and no byte-order mark of `bytes`.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let is_utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || matches!(bytes, [0, b'/' | b'(', 0, ..] | [b'/' | b'(', 0, _, 0, ..]);
    if is_utf16 {
        return Err(ReadError::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(ReadError::Empty);
    }
    // The valid beginning is enough to count lines and columns.
    let place = |offset: usize| {
        let valid = match std::str::from_utf8(&bytes[..offset]) {
            Ok(valid) => valid,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        Position::of(valid, offset)
    };
    if bytes.contains(&0) {
        let offset = bytes.iter().take_while(|&&byte| byte != 0).count();
        return Err(ReadError::Nul(place(offset)));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadError::NotUtf8(place(error.valid_up_to())))?;
    if bytes.contains(&b'\r') {
        return Ok(Cow::Owned(text.replace("\r\n", "\n")));
    }
    Ok(Cow::Borrowed(text))
}

/// A text whose head says that it has the format of this program, in a version it knows.
struct Known<'a> {
    version: u64,
    text: &'a str,
}

/// Looks at format and version before anything else, so that a newer file is named as such.
fn peek(text: &str) -> Result<Known<'_>, ReadError> {
    let head = head::peek(text).map_err(ReadError::NotASession)?;
    if head.format != FORMAT || head.version == 0 {
        return Err(ReadError::OtherFormat {
            format: head.format.chars().take(40).collect(),
            version: head.version,
        });
    }
    if head.version > VERSION {
        return Err(ReadError::Newer {
            version: head.version,
        });
    }
    let version = head.version;
    Ok(Known { version, text })
}

/// Parses the text, brings it to the present version and looks for contradictions.
fn parse(Known { version, text }: Known<'_>) -> Result<Session, ReadError> {
    let session = migrate::session(version, text).map_err(|error| ReadError::syntax(&error))?;
    let mut faults = check::faults(&session);
    if faults.is_empty() {
        return Ok(session);
    }
    check::locate(&mut faults, text);
    Err(ReadError::Faults(faults))
}

/// Why bytes are no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The file is larger than any session.
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// There is nothing in it.
    Empty,
    /// It holds bytes of value zero, as a power cut may leave them.
    Nul(Position),
    /// It was written as UTF-16 by an editor.
    Utf16,
    /// It is not UTF-8.
    NotUtf8(Position),
    /// It does not begin like a session file.
    NotASession(Position),
    /// It is of another format, or of a version that never was.
    OtherFormat {
        /// Format it names.
        format: String,
        /// Version it names.
        version: u64,
    },
    /// A newer version of the program wrote it.
    Newer {
        /// Version of its format.
        version: u64,
    },
    /// The checksum does not fit: damaged, or edited by hand.
    Checksum(ChecksumFault),
    /// It is not RON, or not a session in RON.
    Syntax {
        /// Where.
        position: Position,
        /// What is wrong.
        detail: String,
    },
    /// What it says cannot be: at least one fault.
    Faults(Vec<Fault>),
}

impl ReadError {
    pub(super) fn syntax(error: &SpannedError) -> Self {
        let detail = match &error.code {
            ron::Error::Eof | ron::Error::ExpectedStringEnd | ron::Error::UnclosedBlockComment => {
                t!("errors.syntax.eof")
            }
            ron::Error::ExceededRecursionLimit => t!("errors.syntax.nested"),
            ron::Error::TrailingCharacters => t!("errors.syntax.trailing"),
            ron::Error::NoSuchStructField { found, .. } => {
                t!("errors.syntax.unknown_field", name = found)
            }
            ron::Error::MissingStructField { field, .. } => {
                t!("errors.syntax.missing_field", name = field)
            }
            ron::Error::DuplicateStructField { field, .. } => {
                t!("errors.syntax.repeated_field", name = field)
            }
            ron::Error::NoSuchEnumVariant { found, .. } => {
                t!("errors.syntax.unknown_variant", name = found)
            }
            ron::Error::InvalidValueForType { found, .. } => {
                t!("errors.syntax.value", found = found)
            }
            other => t!("errors.syntax.other", detail = other.to_string()),
        };
        Self::Syntax {
            position: Position {
                line: error.span.start.line,
                column: error.span.start.col,
            },
            detail: detail.into_owned(),
        }
    }

    /// Returns where it is, where that is known.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Nul(position)
            | Self::NotUtf8(position)
            | Self::NotASession(position)
            | Self::Syntax { position, .. } => Some(*position),
            Self::Faults(faults) => faults.first()?.position,
            Self::TooLarge { .. }
            | Self::Empty
            | Self::Utf16
            | Self::OtherFormat { .. }
            | Self::Newer { .. }
            | Self::Checksum(_) => None,
        }
    }

    /// Makes the error for a person who asked for the file at `path`, which holds `bytes`.
    pub fn of_file(&self, path: &Path, bytes: &[u8]) -> UserError {
        let error =
            |kind| UserError::new(kind, self.to_string()).at_position(path, self.position());
        match self {
            Self::Empty | Self::Nul(_) => error(ErrorKind::Damaged),
            Self::Newer { .. } => error(ErrorKind::Newer).hint(t!("errors.hint.newer")),
            Self::Utf16 | Self::NotUtf8(_) => {
                error(ErrorKind::Invalid).hint(t!("errors.hint.utf8"))
            }
            Self::Checksum(_) => match read_accepting_edits(bytes) {
                Ok(_) => error(ErrorKind::Edited).hint(t!("errors.hint.accept_edited")),
                // Nobody can open this; say what is wrong with it and where.
                Err(content) => error(ErrorKind::Damaged)
                    .at_position(path, content.position())
                    .hint(located(content.position(), &content)),
            },
            Self::Faults(faults) => {
                let mut error = error(ErrorKind::Invalid);
                let others = faults.iter().skip(1);
                error
                    .hints
                    .extend(others.map(|fault| located(fault.position, fault)));
                if faults.len() == check::MOST_FAULTS {
                    error = error.hint(t!("errors.read.more_faults"));
                }
                error
            }
            Self::TooLarge { .. } | Self::NotASession(_) | Self::OtherFormat { .. } => {
                error(ErrorKind::Invalid)
            }
            Self::Syntax { .. } => error(ErrorKind::Invalid),
        }
    }
}

fn located(position: Option<Position>, text: &impl fmt::Display) -> String {
    match position {
        Some(Position { line, column }) => t!(
            "errors.read.located",
            line = line,
            column = column,
            text = text.to_string()
        )
        .into_owned(),
        None => text.to_string(),
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::TooLarge { size } => t!(
                "errors.read.too_large",
                size = size >> 20,
                limit = SIZE_LIMIT >> 20
            ),
            Self::Empty => t!("errors.read.empty"),
            Self::Nul(_) => t!("errors.read.nul"),
            Self::Utf16 => t!("errors.read.utf16"),
            Self::NotUtf8(_) => t!("errors.read.not_utf8"),
            Self::NotASession(_) => t!("errors.read.not_a_session"),
            Self::OtherFormat { format, version } => {
                t!(
                    "errors.read.other_format",
                    format = format,
                    version = version
                )
            }
            Self::Newer { version } => {
                t!("errors.read.newer", version = version, known = VERSION)
            }
            Self::Checksum(fault) => match &fault.named {
                Some(named) => t!(
                    "errors.read.checksum",
                    named = short(named),
                    actual = short(&fault.actual)
                ),
                None => t!("errors.read.no_checksum", actual = short(&fault.actual)),
            },
            Self::Syntax { detail, .. } => t!("errors.read.syntax", detail = detail),
            Self::Faults(faults) => match faults.first() {
                Some(fault) => t!("errors.read.fault", text = fault.to_string()),
                None => t!("errors.read.not_a_session"),
            },
        };
        f.write_str(&text)
    }
}

impl std::error::Error for ReadError {}

/// Shortens a checksum to what a person can compare.
fn short(checksum: &str) -> String {
    checksum.chars().take(12).collect()
}
