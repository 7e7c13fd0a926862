//! Gives changed files the checksums they should have, so that the code behind the check is reached.
//!
//! The checksums are made here once more from their description; the seeds, which the program itself
//! wrote, tell whether that is still right.

use std::io::{Cursor, Write as _};

/// Mark of the last line of a session.
const CHECKSUM: &str = "// blake3: ";
/// Mark of the first line of a journal.
const JOURNAL: &str = "council-journal ";

/// Puts the right checksum at the end of a session file.
#[must_use]
pub fn session(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    // Reading takes one mark and one line end away at a time; here none is left to be taken.
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    while text.contains("\r\n") {
        text = text.replace("\r\n", "\n");
    }
    let without_end = text.strip_suffix('\n').unwrap_or(&text);
    let last = without_end.rfind('\n').map_or(0, |newline| newline + 1);
    let body = if without_end[last..].starts_with(CHECKSUM) {
        &text[..last]
    } else {
        &text
    };
    let body = body.trim_end_matches('\r');
    let end = if body.is_empty() || body.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let body = format!("{body}{end}");
    let hash = blake3::hash(body.as_bytes()).to_hex();
    format!("{body}{CHECKSUM}{hash}\n").into_bytes()
}

/// Puts the right checks into the lines of a journal.
#[must_use]
pub fn journal(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut before = String::new();
    for (idx, line) in text.split_inclusive('\n').enumerate() {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        let mark_end = match line.strip_prefix(JOURNAL) {
            Some(rest) if idx == 0 => JOURNAL.len() + rest.find(' ').unwrap_or(rest.len()),
            _ => line.find(' ').unwrap_or(line.len()),
        };
        let (mark, rest) = line.split_at(mark_end);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let payload = rest.split_once(' ').map_or("", |(_, payload)| payload);
        let mut hasher = blake3::Hasher::new();
        for part in [&*before, mark, payload] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        before = hasher.finalize().to_hex()[..16].to_owned();
        for part in [mark, " ", &before, " ", payload, end] {
            out.push_str(part);
        }
    }
    out.into_bytes()
}

/// Packs `xml` as the text of a word processor's document.
#[must_use]
pub fn docx(xml: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::with_capacity(xml.len() + 512)));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive
        .start_file("word/document.xml", stored)
        .expect("in memory");
    archive.write_all(xml).expect("in memory");
    archive.finish().expect("in memory").into_inner()
}
