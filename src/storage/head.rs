//! The first and the last line of a session file: which format it is, and whether it is whole.

use crate::error::Position;

/// What stands at the head of every session file. It is constant for a version of the format, so
/// that an unchanged session gives unchanged bytes.
pub(super) const COMMENT: &str = "\
// Tệp phiên đánh giá OCOP (council-session 3), do chương trình ocop-council ghi.
// Dòng cuối là mã kiểm tra của cả tệp. Sửa tệp bằng tay thì mã không còn khớp, và chương trình sẽ hỏi lại khi mở.
";

/// How the head of every version of the format begins.
pub(super) const MARK: &str = "// Tệp phiên đánh giá OCOP (council-session ";

/// What the checksum line begins with.
const CHECKSUM_PREFIX: &str = "// blake3: ";

/// Name and version of a file's format.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Name of the format.
    pub(super) format: String,
    /// Version of the format.
    pub(super) version: u64,
}

/// Reads name and version from the head of `text`, which may be of any later version; otherwise
/// tells where the head stops looking like one. Nothing after the two fields is looked at.
pub(super) fn peek(text: &str) -> Result<Head, Position> {
    let mut scanner = Scanner { text, at: 0 };
    let head = scanner.head();
    head.ok_or_else(|| Position::of(text, scanner.at))
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn head(&mut self) -> Option<Head> {
        let (mut format, mut version) = (None, None);
        self.skip_blank();
        self.take("(")?;
        loop {
            self.skip_blank();
            if format.is_none() && self.take("format").is_some() {
                self.colon()?;
                self.take("\"")?;
                format = Some(self.take_while(|c| c != '"' && c != '\\' && c != '\n'));
                self.take("\"")?;
            } else {
                self.take("version")?;
                self.colon()?;
                let digits = self.take_while(|c| c.is_ascii_digit());
                // A number beyond all versions is a newer one as well.
                version = Some(match digits {
                    "" => return None,
                    digits => digits.parse().unwrap_or(u64::MAX),
                });
            }
            self.skip_blank();
            if let (Some(format), Some(version)) = (format, version) {
                return Some(Head {
                    format: format.to_owned(),
                    version,
                });
            }
            self.take(",")?;
        }
    }

    fn colon(&mut self) -> Option<()> {
        self.skip_blank();
        self.take(":")?;
        self.skip_blank();
        Some(())
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, expected: &str) -> Option<()> {
        self.rest().starts_with(expected).then(|| {
            self.at += expected.len();
        })
    }

    fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !accepts(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Skips white space and line comments.
    fn skip_blank(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if !self.rest().starts_with("//") {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }
}

/// Returns the checksum line for a file whose other bytes have the hash `body`.
pub(super) fn checksum_line(body: &blake3::Hash) -> String {
    format!("{CHECKSUM_PREFIX}{}\n", body.to_hex())
}

/// A checksum that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecksumFault {
    /// The checksum that the last line names; absent where the last line is none.
    pub named: Option<String>,
    /// The checksum that the content has.
    pub actual: String,
}

/// Compares the checksum in the last line of `text` with the content. A missing line end after it
/// is no fault.
pub(super) fn verify(text: &str) -> Result<(), ChecksumFault> {
    let without_end = text.strip_suffix('\n').unwrap_or(text);
    let line_start = without_end.rfind('\n').map_or(0, |newline| newline + 1);
    let (body, line) = (&text[..line_start], &without_end[line_start..]);
    let named = line.strip_prefix(CHECKSUM_PREFIX);
    let content = if named.is_some() { body } else { text };
    let actual = blake3::hash(content.as_bytes()).to_hex();
    if named == Some(actual.as_str()) {
        return Ok(());
    }
    Err(ChecksumFault {
        named: named.map(|named| named.chars().take(80).collect()),
        actual: actual.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_peek(text: &str, expected: Result<(&str, u64), (usize, usize)>) {
        let expected = match expected {
            Ok((format, version)) => Ok(Head {
                format: format.to_owned(),
                version,
            }),
            Err((line, column)) => Err(Position { line, column }),
        };
        assert_eq!(peek(text), expected, "{text}");
    }

    #[test]
    fn format_and_version_are_read_before_anything_else() {
        check_peek("(format: \"x\", version: 7, [[[[", Ok(("x", 7)));
        check_peek("// a\n( version:12,format :\"x\"", Ok(("x", 12)));
        check_peek(
            "(format:\"x\",version:99999999999999999999)",
            Ok(("x", u64::MAX)),
        );
        check_peek("", Err((1, 1)));
        check_peek("\n  [", Err((2, 3)));
        check_peek("(session: ()", Err((1, 2)));
        check_peek("(format: \"x\", format: \"x\"", Err((1, 15)));
        check_peek("(format: \"x\", version: -1", Err((1, 24)));
        check_peek(&"[".repeat(1_000_000), Err((1, 1)));
    }

    #[test]
    fn the_checksum_covers_all_before_its_line() {
        let text = format!("a\nb\n{}", checksum_line(&blake3::hash(b"a\nb\n")));
        assert_eq!(verify(&text), Ok(()));
        assert_eq!(verify(text.trim_end()), Ok(()));
        for changed in [
            text.replace('a', "A"),
            format!("{text}\n"),
            format!("{text}// more"),
            text.to_uppercase(),
        ] {
            assert!(verify(&changed).is_err(), "{changed}");
        }
        assert_eq!(verify("a\nb\n").map_err(|fault| fault.named), Err(None));
    }
}
