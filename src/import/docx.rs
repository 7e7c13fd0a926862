//! DOCX as a document: the part `word/document.xml`, read as it unpacks.
//!
//! Deleted text of tracked changes, text boxes and what a word processor keeps for older ones are
//! not there. Numbers and bullets that a word processor sets by itself are not there either: levels
//! are then told by their points.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::document::{Builder, Document, Place, Spread};
use super::error::ImportFaultKind;

/// The part that holds the text.
const PART: &str = "word/document.xml";
/// How much the part may unpack to; the memory it takes is about twice that.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;
/// How many times its packed size the part may unpack to; a whole decision reaches about 25.
const RATIO_LIMIT: u64 = 300;
/// Below this size the ratio says nothing.
const RATIO_FLOOR: u64 = 4 * 1024 * 1024;
/// How deep elements may stand inside one another.
const DEPTH_LIMIT: usize = 512;

/// Reads a DOCX.
pub(super) fn read(bytes: &[u8]) -> Result<Document, ImportFaultKind> {
    let bad_zip = |error: zip::result::ZipError| ImportFaultKind::BadZip {
        detail: error.to_string(),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad_zip)?;
    let part = match archive.by_name(PART) {
        Ok(part) => part,
        Err(zip::result::ZipError::FileNotFound) => return Err(ImportFaultKind::NoDocumentPart),
        Err(error) => return Err(bad_zip(error)),
    };
    let packed = part.compressed_size();
    let limit = packed
        .saturating_mul(RATIO_LIMIT)
        .clamp(RATIO_FLOOR, SIZE_LIMIT);
    if part.size() > limit {
        return Err(ImportFaultKind::UnpacksTooLarge);
    }
    // The size that the file names may be a lie, so what comes out is counted too.
    let mut counted = Counted {
        inner: part,
        left: limit,
        is_over: false,
    };
    let read = read_xml(BufReader::with_capacity(64 * 1024, &mut counted));
    if counted.is_over {
        return Err(ImportFaultKind::UnpacksTooLarge);
    }
    read
}

/// Ends with an error where more comes than allowed.
struct Counted<R> {
    inner: R,
    left: u64,
    is_over: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer)?;
        match self.left.checked_sub(len as u64) {
            Some(left) => self.left = left,
            None => {
                self.is_over = true;
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
        Ok(len)
    }
}

fn read_xml(source: impl BufRead) -> Result<Document, ImportFaultKind> {
    let bad_xml = |error: &dyn std::fmt::Display| ImportFaultKind::BadXml {
        detail: error.to_string(),
    };
    let mut xml = Reader::from_reader(source);
    let mut reader = DocxReader::default();
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match xml
            .read_event_into(&mut buffer)
            .map_err(|error| bad_xml(&error))?
        {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Err(ImportFaultKind::TooDeep);
                }
                reader.start(&tag)?;
            }
            Event::Empty(tag) => {
                reader.start(&tag)?;
                reader.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                reader.end(tag.local_name().as_ref())?;
            }
            Event::Text(text) => reader.text(&text.xml10_content()),
            Event::CData(text) => reader.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let ch = reference
                    .resolve_char_ref()
                    .map_err(|error| bad_xml(&error))?;
                let name = reference.xml10_content();
                let ch = ch
                    .map(String::from)
                    .or_else(|| quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned));
                reader.text(&ch.unwrap_or_default());
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if depth > 0 || !reader.has_body {
        return Err(bad_xml(&"<w:body>"));
    }
    Ok(reader.builder.finish())
}

#[derive(Default)]
struct DocxReader {
    builder: Builder,
    has_body: bool,
    /// How many elements are open inside one that is not read.
    hidden: usize,
    /// Whether text is text and not a part of something else.
    is_text: bool,
    n_paragraphs: usize,
    /// The number of each open table, and of its row.
    open: Vec<(usize, usize)>,
    n_tables: usize,
    /// A cell of which only the properties are known so far.
    cell: Option<CellProperties>,
}

#[derive(Clone, Copy)]
struct CellProperties {
    width: usize,
    is_continued: bool,
}

impl DocxReader {
    fn place(&self) -> Place {
        self.open.last().map_or(
            Place::Paragraph(self.n_paragraphs.max(1)),
            |&(table, row)| Place::Row { table, row },
        )
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), ImportFaultKind> {
        self.builder.check_size()?;
        let name = tag.local_name();
        let name = name.as_ref();
        if self.hidden > 0 || is_hidden(name) {
            self.hidden += 1;
            return Ok(());
        }
        // The properties of a cell come before what is in it.
        if !matches!(name, "tcPr" | "gridSpan" | "vMerge" | "hMerge" | "tcW") {
            self.open_cell()?;
        }
        match name {
            "body" => self.has_body = true,
            "tbl" => {
                self.n_tables += 1;
                self.open.push((self.n_tables, 0));
                self.builder.open_table(self.place())?;
            }
            "tr" => {
                if let Some((_, row)) = self.open.last_mut() {
                    *row += 1;
                }
                self.builder.open_row(self.place());
            }
            "tc" => {
                self.cell = Some(CellProperties {
                    width: 1,
                    is_continued: false,
                });
            }
            // A row that begins further to the right.
            "gridBefore" => {
                let width = attribute(tag, "val").and_then(|val| val.parse().ok());
                let place = self.place();
                let width = width.unwrap_or(1);
                self.builder.open_cell(place, width, Spread::Continued)?;
            }
            "gridSpan" => {
                let width = attribute(tag, "val").and_then(|val| val.parse().ok());
                if let (Some(cell), Some(width)) = (&mut self.cell, width) {
                    cell.width = width;
                }
            }
            // Without a value the cell goes on from the one above.
            "vMerge" => {
                let goes_on = attribute(tag, "val").is_none_or(|val| val == "continue");
                if let Some(cell) = &mut self.cell {
                    cell.is_continued = goes_on;
                }
            }
            "p" if self.open.is_empty() => self.n_paragraphs += 1,
            "t" => self.is_text = true,
            "tab" | "ptab" => self.builder.text(" ", self.place()),
            "br" | "cr" => self.builder.end_line(),
            "noBreakHyphen" => self.builder.text("-", self.place()),
            "sym" => {
                let code =
                    attribute(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(ch) = code.and_then(char::from_u32) {
                    self.builder.text(&ch.to_string(), self.place());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_cell(&mut self) -> Result<(), ImportFaultKind> {
        let place = self.place();
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let spread = if cell.is_continued {
            Spread::Continued
        } else {
            Spread::Rows(1)
        };
        self.builder.open_cell(place, cell.width, spread)
    }

    fn end(&mut self, name: &str) -> Result<(), ImportFaultKind> {
        if self.hidden > 0 {
            self.hidden -= 1;
            return Ok(());
        }
        match name {
            "t" => self.is_text = false,
            "p" => self.builder.end_paragraph(),
            "tc" => {
                self.open_cell()?;
                self.builder.close_cell();
            }
            "tr" => self.builder.close_row(),
            "tbl" => {
                self.builder.close_table();
                self.open.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.is_text && self.hidden == 0 {
            self.builder.text(text, self.place());
        }
    }
}

/// Elements whose content is not part of the text. Text boxes float beside it.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "delText"
            | "instrText"
            | "Fallback"
            | "txbxContent"
            | "sectPr"
            | "rPrChange"
            | "pPrChange"
    )
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attributes = tag.attributes().flatten();
    let mut attributes = attributes.filter(|found| found.key.local_name().as_ref() == name);
    attributes.next().map(|found| found.value.into_owned())
}
