//! DOCX files made here: a document as a word processor would save it.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use ocop_council::import::document::{Block, Document, Row};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::small::escaped;

/// Packs parts into a file.
pub(crate) fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        archive.write_all(content).expect("written");
    }
    archive.finish().expect("packed").into_inner()
}

/// Saves the body of a document.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", xml.as_bytes()),
    ])
}

/// Saves a document.
pub(crate) fn saved(document: &Document) -> Vec<u8> {
    let mut body = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => body += &lines(&paragraph.text),
            Block::Table(table) => {
                let width = |row: &Row| row.cells.last().map_or(0, |cell| cell.column + cell.width);
                let width = table.rows.iter().map(width).max().unwrap_or(0);
                body += "<w:tbl><w:tblPr/>";
                for row in &table.rows {
                    table_row(&mut body, row, width);
                }
                body += "</w:tbl>";
            }
        }
    }
    docx(&body)
}

fn table_row(body: &mut String, row: &Row, width: usize) {
    *body += "<w:tr>";
    let mut column = 0;
    while column < width {
        if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
            let _ = write!(
                body,
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{}\"/></w:tcPr>",
                cell.width
            );
            for line in cell.text.lines() {
                *body += &lines(line);
            }
            *body += "<w:p/></w:tc>";
            column += cell.width;
        } else {
            *body += "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>";
            column += 1;
        }
    }
    *body += "</w:tr>";
}

/// A paragraph whose text is cut into runs, as word processors do.
fn lines(text: &str) -> String {
    let mut paragraph = "<w:p>".to_owned();
    for (idx, line) in text.lines().enumerate() {
        if idx > 0 {
            paragraph += "<w:r><w:br/></w:r>";
        }
        let middle = line.floor_char_boundary(line.len() / 2);
        for run in [&line[..middle], &line[middle..]] {
            let run = escaped(run);
            let _ = write!(
                paragraph,
                "<w:r><w:t xml:space=\"preserve\">{run}</w:t></w:r>"
            );
        }
    }
    paragraph + "</w:p>"
}
