//! From bytes to a document: what kind of file it is, and in which encoding.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1258};

use super::document::Document;
use super::error::{ImportFaultKind, OtherFormat};
use super::{docx, html};

/// The largest file that is read; pictures may make a packed one large.
const SIZE_LIMIT_MB: usize = 64;
/// The largest page that is read; a whole decision has 2.5 MB.
const PAGE_LIMIT_MB: usize = 16;
/// Where a page says its encoding, as far as browsers look.
const HEAD: usize = 4096;

/// What a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A web page.
    Html,
    /// A word processor's document.
    Docx,
}

/// A document and how it was read.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) document: Document,
    pub(super) source: Source,
    /// Whether some bytes were no text in the encoding of the file.
    pub(super) has_broken_text: bool,
}

/// Reads a file of either kind.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, ImportFaultKind> {
    if bytes.len() > SIZE_LIMIT_MB * 1024 * 1024 {
        let limit_mb = SIZE_LIMIT_MB;
        return Err(ImportFaultKind::TooLarge { limit_mb });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportFaultKind::Empty);
    }
    if bytes.starts_with(b"PK") {
        return Ok(Opened {
            document: docx::read(bytes)?,
            source: Source::Docx,
            has_broken_text: false,
        });
    }
    if let Some(format) = other_format(bytes) {
        return Err(ImportFaultKind::OtherFormat { format });
    }
    if bytes.len() > PAGE_LIMIT_MB * 1024 * 1024 {
        let limit_mb = PAGE_LIMIT_MB;
        return Err(ImportFaultKind::TooLarge { limit_mb });
    }
    let (text, has_broken_text) = decode(bytes);
    if !looks_like_html(&text) {
        let format = OtherFormat::Unknown;
        return Err(ImportFaultKind::OtherFormat { format });
    }
    Ok(Opened {
        document: html::read(&text)?,
        source: Source::Html,
        has_broken_text,
    })
}

fn other_format(bytes: &[u8]) -> Option<OtherFormat> {
    let starts: [(&[u8], OtherFormat); 9] = [
        (b"%PDF", OtherFormat::Pdf),
        (b"\xff\xd8\xff", OtherFormat::Picture),
        (b"\x89PNG", OtherFormat::Picture),
        (b"GIF8", OtherFormat::Picture),
        (b"II*\0", OtherFormat::Picture),
        (b"MM\0*", OtherFormat::Picture),
        (b"\xd0\xcf\x11\xe0", OtherFormat::OldWord),
        (b"{\\rtf", OtherFormat::RichText),
        (b"MIME-Version", OtherFormat::PackedPage),
    ];
    let found = starts.iter().find(|(start, _)| bytes.starts_with(start));
    found.map(|(_, format)| *format)
}

/// Tells whether a text has tags of a page at all.
fn looks_like_html(text: &str) -> bool {
    let tags = [
        "html", "body", "table", "p", "div", "!doctype", "span", "head",
    ];
    text.match_indices('<').take(1000).any(|(at, _)| {
        let name: String = text[at + 1..]
            .chars()
            .take_while(|ch| ch.is_ascii_alphanumeric() || *ch == '!')
            .take(10)
            .collect();
        tags.contains(&&*name.to_ascii_lowercase())
    })
}

/// Returns the text and whether some of it could not be read.
fn decode(bytes: &[u8]) -> (String, bool) {
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| declared(bytes))
        .unwrap_or(UTF_8);
    let (text, _, is_broken) = encoding.decode(bytes);
    if !is_broken {
        return (text.into_owned(), false);
    }
    // Pages say UTF-8 by habit; what has more broken letters than whole ones was written on an
    // older machine. A single broken letter, or one that is cut off, is nothing of the kind.
    let n_broken = text.matches('\u{fffd}').count();
    let n_whole = text.chars().filter(|ch| !ch.is_ascii()).count() - n_broken;
    let (text, _, is_broken) = if encoding == UTF_8 && n_broken > n_whole {
        WINDOWS_1258.decode(bytes)
    } else {
        (text, encoding, is_broken)
    };
    (text.into_owned(), is_broken)
}

/// Returns the encoding that the head of a page names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let lower = head.to_ascii_lowercase();
    let at = lower.windows(8).position(|window| window == b"charset=")? + 8;
    let label: Vec<u8> = lower[at..]
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    let encoding = Encoding::for_label(&label)?;
    // A page that says so in single bytes is not in UTF-16.
    let is_wide = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
    Some(if is_wide { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(bytes: &[u8], expected: &str) {
        let opened = open(bytes).expect("a document");
        let document = format!("{:?}", opened.document);
        assert!(document.contains(expected), "{document}");
        assert_eq!(opened.source, Source::Html);
    }

    #[test]
    fn encodings_are_told_by_mark_label_and_content() {
        check_text("<p>Tiêu chí</p>".as_bytes(), "Tiêu chí");
        check_text("\u{feff}<p>Tiêu chí</p>".as_bytes(), "Tiêu chí");
        let wide: Vec<u8> = "\u{feff}<p>Tiêu chí</p>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check_text(&wide, "Tiêu chí");
        // In windows-1258 the circumflex is a letter, the acute a mark of its own (0xEC).
        let page = b"<meta charset=\"windows-1258\"><p>Ti\xeau chi\xec</p>";
        check_text(page, "Tiêu chí");
        check_text(b"<meta charset=utf-8><p>Ti\xeau chi\xec</p>", "Tiêu chí");
        check_text(b"<p>Ti\xeau chi\xec</p>", "Tiêu chí");
        let cut_off = &"<p>Tiêu chí</p><p>ô".as_bytes()[.."<p>Tiêu chí</p><p>ô".len() - 1];
        check_text(cut_off, "Tiêu chí");
    }

    #[track_caller]
    fn check_other(bytes: &[u8], expected: &ImportFaultKind) {
        assert_eq!(
            open(bytes).map(|opened| opened.source).as_ref(),
            Err(expected)
        );
    }

    #[test]
    fn other_files_are_named() {
        check_other(b"", &ImportFaultKind::Empty);
        check_other(b" \n", &ImportFaultKind::Empty);
        for (bytes, format) in [
            (&b"%PDF-1.7\n<p>"[..], OtherFormat::Pdf),
            (b"\xff\xd8\xff\xe0", OtherFormat::Picture),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", OtherFormat::OldWord),
            (b"{\\rtf1", OtherFormat::RichText),
            (b"MIME-Version: 1.0", OtherFormat::PackedPage),
            (b"a < b and c > d", OtherFormat::Unknown),
            (b"{\"format\": 1}", OtherFormat::Unknown),
        ] {
            check_other(bytes, &ImportFaultKind::OtherFormat { format });
        }
        let limit_mb = SIZE_LIMIT_MB;
        let large = vec![b' '; limit_mb * 1024 * 1024 + 1];
        check_other(&large, &ImportFaultKind::TooLarge { limit_mb });
    }
}
