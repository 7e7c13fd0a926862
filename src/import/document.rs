//! A document as a reader of tables needs it: paragraphs and tables in their order.
//!
//! Texts are in Unicode NFC, white space is collapsed, the lines of a cell or a paragraph are kept.
//! Cells stand in the column in which they begin; columns and rows that a cell spans further have no
//! cell there. A table that holds tables is layout: what is in it stands in the document itself.

use std::collections::BTreeMap;
use std::fmt;
use std::mem;

use rust_i18n::t;
use serde::Serialize;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::error::ImportFaultKind;

/// How deep tables may stand inside one another.
const DEPTH_LIMIT: usize = 24;
/// How many columns a table may have.
const COLUMN_LIMIT: usize = 256;
/// How many lines, paragraphs, cells, rows and tables a document may have. A whole decision has some
/// 30,000.
pub(super) const PART_LIMIT: usize = 300_000;
/// How many bytes a line may have.
const LINE_LIMIT: usize = 1 << 20;

/// Where something stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A line of the file, from 1.
    Line(usize),
    /// A paragraph outside of tables, from 1.
    Paragraph(usize),
    /// A row of a table, both from 1.
    Row {
        /// The table.
        table: usize,
        /// The row.
        row: usize,
    },
}

impl Place {
    /// Says it in the language of `locale`.
    pub fn text(self, locale: &str) -> String {
        match self {
            Self::Line(line) => t!("import.place.line", locale = locale, line = line),
            Self::Paragraph(no) => t!("import.place.paragraph", locale = locale, no = no),
            Self::Row { table, row } => {
                t!(
                    "import.place.row",
                    locale = locale,
                    table = table,
                    row = row
                )
            }
        }
        .into_owned()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&rust_i18n::locale()))
    }
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its paragraphs and tables.
    pub blocks: Vec<Block>,
    /// Where the file ends in the middle of a table.
    pub cut_off: Option<Place>,
}

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it begins.
    pub place: Place,
    /// Its lines, separated by line feeds.
    pub text: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Where it begins.
    pub place: Place,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where its first text stands.
    pub place: Place,
    /// The cells that begin in it.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The column in which it begins, from 0.
    pub column: usize,
    /// How many columns it covers.
    pub width: usize,
    /// Its lines, separated by line feeds; a paragraph is a line.
    pub text: String,
}

impl Row {
    /// Returns the text of the cell that begins in `column`; empty where none does.
    pub fn text(&self, column: usize) -> &str {
        let cell = self.cells.iter().find(|cell| cell.column == column);
        cell.map_or("", |cell| &cell.text)
    }
}

impl Document {
    /// Returns the tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph(_) => None,
        })
    }
}

/// How a cell goes on over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spread {
    /// It covers that many rows, as HTML says it.
    Rows(usize),
    /// It belongs to the cell above, as a word processor says it.
    Continued,
}

/// Puts a document together from what a reader meets.
#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    tables: Vec<OpenTable>,
    line: String,
    lines: Vec<String>,
    line_place: Option<Place>,
    n_parts: usize,
}

#[derive(Debug)]
struct OpenTable {
    place: Place,
    rows: Vec<OpenRow>,
    row: Option<OpenRow>,
    cell: Option<OpenCell>,
    /// For each column that cells above reach into, how many rows they still cover.
    covered: BTreeMap<usize, usize>,
    is_layout: bool,
}

#[derive(Debug)]
struct OpenRow {
    place: Option<Place>,
    start: Place,
    cells: Vec<OpenCell>,
    /// The first column that is still free.
    next: usize,
}

#[derive(Debug)]
struct OpenCell {
    column: usize,
    width: usize,
    is_continued: bool,
    content: Vec<Block>,
}

impl Builder {
    /// Refuses a document that has become larger than any decision.
    pub(super) const fn check_size(&self) -> Result<(), ImportFaultKind> {
        if self.n_parts > PART_LIMIT {
            return Err(ImportFaultKind::TooManyParts);
        }
        Ok(())
    }

    /// Adds text; white space in it is a space.
    pub(super) fn text(&mut self, text: &str, place: Place) {
        if self.line.len() + text.len() > LINE_LIMIT {
            self.n_parts = PART_LIMIT + 1;
            return;
        }
        if self.line_place.is_none() && text.chars().any(|ch| !ch.is_whitespace()) {
            self.line_place = Some(place);
        }
        for ch in text.chars() {
            if ch.is_whitespace() {
                if !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else if !is_invisible(ch) {
                self.line.push(ch);
            }
        }
    }

    /// Ends a line inside a paragraph.
    pub(super) fn end_line(&mut self) {
        let line = self.line.trim();
        let line = if is_nfc_quick(line.chars()) == IsNormalized::Yes {
            line.to_owned()
        } else {
            line.nfc().collect()
        };
        self.line.clear();
        if !line.is_empty() {
            self.n_parts += 1;
            self.lines.push(line);
        }
    }

    /// Ends a paragraph.
    pub(super) fn end_paragraph(&mut self) {
        self.end_line();
        let place = self.line_place.take();
        let text = mem::take(&mut self.lines).join("\n");
        if let (Some(place), false) = (place, text.is_empty()) {
            self.push(Block::Paragraph(Paragraph { place, text }));
        }
    }

    fn push(&mut self, block: Block) {
        self.n_parts += 1;
        for table in self.tables.iter_mut().rev() {
            // What stands between cells belongs in front of the table.
            if let Some(cell) = &mut table.cell {
                let is_table = matches!(block, Block::Table(_));
                table.is_layout |= is_table;
                if let (Some(row), Block::Paragraph(paragraph)) = (&mut table.row, &block) {
                    row.place.get_or_insert(paragraph.place);
                }
                cell.content.push(block);
                return;
            }
        }
        self.blocks.push(block);
    }

    /// Begins a table.
    pub(super) fn open_table(&mut self, place: Place) -> Result<(), ImportFaultKind> {
        self.end_paragraph();
        if self.tables.len() >= DEPTH_LIMIT {
            return Err(ImportFaultKind::TooDeep);
        }
        self.tables.push(OpenTable {
            place,
            rows: Vec::new(),
            row: None,
            cell: None,
            covered: BTreeMap::new(),
            is_layout: false,
        });
        Ok(())
    }

    /// Begins a row; outside of a table nothing happens.
    pub(super) fn open_row(&mut self, place: Place) {
        self.close_row();
        if let Some(table) = self.tables.last_mut() {
            self.n_parts += 1;
            table.row = Some(OpenRow {
                place: None,
                start: place,
                cells: Vec::new(),
                next: 0,
            });
        }
    }

    /// Begins a cell; outside of a table nothing happens.
    pub(super) fn open_cell(
        &mut self,
        place: Place,
        width: usize,
        spread: Spread,
    ) -> Result<(), ImportFaultKind> {
        self.close_cell();
        if self.tables.last().is_some_and(|table| table.row.is_none()) {
            self.open_row(place);
        }
        let Some(table) = self.tables.last_mut() else {
            return Ok(());
        };
        let Some(row) = &mut table.row else {
            return Ok(());
        };
        let width = width.max(1);
        let is_free = |column: usize| table.covered.get(&column).is_none_or(|&rows| rows == 0);
        while row.next < COLUMN_LIMIT && !is_free(row.next) {
            row.next += 1;
        }
        let column = row.next;
        row.next = column.saturating_add(width);
        if row.next > COLUMN_LIMIT {
            return Err(ImportFaultKind::TooManyColumns);
        }
        if let Spread::Rows(rows @ 2..) = spread {
            for column in column..row.next {
                // The row itself takes one away when it ends.
                table.covered.insert(column, rows);
            }
        }
        self.n_parts += 1;
        table.cell = Some(OpenCell {
            column,
            width,
            is_continued: spread == Spread::Continued,
            content: Vec::new(),
        });
        Ok(())
    }

    /// Ends a cell.
    pub(super) fn close_cell(&mut self) {
        self.end_paragraph();
        if let Some(table) = self.tables.last_mut()
            && let (Some(cell), Some(row)) = (table.cell.take(), &mut table.row)
        {
            row.cells.push(cell);
        }
    }

    /// Ends a row.
    pub(super) fn close_row(&mut self) {
        self.close_cell();
        if let Some(table) = self.tables.last_mut()
            && let Some(row) = table.row.take()
        {
            table.rows.push(row);
            table.covered.retain(|_, rows| {
                *rows -= 1;
                *rows > 0
            });
        }
    }

    /// Ends a table.
    pub(super) fn close_table(&mut self) {
        self.close_row();
        let Some(table) = self.tables.pop() else {
            return;
        };
        if table.is_layout {
            let cells = table.rows.into_iter().flat_map(|row| row.cells);
            for block in cells.flat_map(|cell| cell.content) {
                self.push(block);
            }
        } else {
            let rows = table.rows.into_iter().map(OpenRow::closed).collect();
            let place = table.place;
            self.push(Block::Table(Table { place, rows }));
        }
    }

    /// Returns the document; tables that are still open end where they are.
    pub(super) fn finish(mut self) -> Document {
        let cut_off = self.tables.first().map(|table| {
            let last = table.row.as_ref().or(table.rows.last());
            last.map_or(table.place, |row| row.place.unwrap_or(row.start))
        });
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.end_paragraph();
        Document {
            blocks: self.blocks,
            cut_off,
        }
    }
}

impl OpenRow {
    fn closed(self) -> Row {
        let cells = self.cells.into_iter().filter(|cell| !cell.is_continued);
        Row {
            place: self.place.unwrap_or(self.start),
            cells: cells.map(OpenCell::closed).collect(),
        }
    }
}

impl OpenCell {
    fn closed(self) -> Cell {
        let texts: Vec<_> = self
            .content
            .into_iter()
            .filter_map(|block| match block {
                Block::Paragraph(paragraph) => Some(paragraph.text),
                Block::Table(_) => None,
            })
            .collect();
        Cell {
            column: self.column,
            width: self.width,
            text: texts.join("\n"),
        }
    }
}

/// Tells whether `ch` only directs how a text is laid out.
fn is_invisible(ch: char) -> bool {
    matches!(
        ch,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    ) || ch.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(no: usize) -> Place {
        Place::Line(no)
    }

    fn cell(builder: &mut Builder, text: &str, width: usize, spread: Spread) {
        builder.open_cell(line(1), width, spread).expect("a cell");
        builder.text(text, line(1));
    }

    #[test]
    fn cells_stand_in_the_column_where_they_begin() {
        let mut builder = Builder::default();
        builder.open_table(line(1)).expect("a table");
        builder.open_row(line(1));
        cell(&mut builder, "a", 1, Spread::Rows(2));
        cell(&mut builder, "b", 2, Spread::Rows(1));
        cell(&mut builder, "c", 1, Spread::Rows(1));
        builder.open_row(line(2));
        cell(&mut builder, "d", 1, Spread::Rows(1));
        builder.open_row(line(3));
        cell(&mut builder, "", 1, Spread::Continued);
        cell(&mut builder, "e", 1, Spread::Rows(1));
        builder.close_table();
        let document = builder.finish();
        let table = document.tables().next().expect("the table");
        let columns: Vec<Vec<_>> = table
            .rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter();
                cells.map(|cell| (cell.column, &*cell.text)).collect()
            })
            .collect();
        assert_eq!(
            columns,
            [
                vec![(0, "a"), (1, "b"), (3, "c")],
                vec![(1, "d")],
                vec![(1, "e")]
            ]
        );
        assert_eq!(table.rows[1].text(1), "d");
        assert_eq!(table.rows[1].text(0), "");
        assert_eq!(document.cut_off, None);
    }

    #[test]
    fn texts_are_composed_and_collapsed_and_keep_their_lines() {
        let mut builder = Builder::default();
        builder.text("  Tie\u{302}u\u{a0}\n chi\u{301}\u{200b} ", line(7));
        builder.end_line();
        builder.end_line();
        builder.text("\t1 ", line(8));
        builder.end_paragraph();
        builder.end_paragraph();
        let expected = Paragraph {
            place: line(7),
            text: "Tiêu chí\n1".to_owned(),
        };
        assert_eq!(builder.finish().blocks, [Block::Paragraph(expected)]);
    }

    #[test]
    fn a_table_that_holds_tables_is_layout() {
        let mut builder = Builder::default();
        builder.open_table(line(1)).expect("a table");
        cell(&mut builder, "trước", 1, Spread::Rows(1));
        builder.open_table(line(2)).expect("a table");
        cell(&mut builder, "trong", 1, Spread::Rows(1));
        builder.close_table();
        builder.text("sau", line(3));
        let document = builder.finish();
        assert_eq!(document.cut_off, Some(line(1)));
        let [
            Block::Paragraph(before),
            Block::Table(table),
            Block::Paragraph(after),
        ] = document.blocks.as_slice()
        else {
            panic!("{document:?}");
        };
        assert_eq!((&*before.text, &*after.text), ("trước", "sau"));
        assert_eq!(table.rows[0].text(0), "trong");
    }

    #[test]
    fn nesting_and_columns_are_bounded() {
        let mut builder = Builder::default();
        let opened = (0..100).try_for_each(|no| builder.open_table(line(no)));
        assert_eq!(opened, Err(ImportFaultKind::TooDeep));
        let mut builder = Builder::default();
        builder.open_table(line(1)).expect("a table");
        let opened = builder.open_cell(line(1), usize::MAX, Spread::Rows(usize::MAX));
        assert_eq!(opened, Err(ImportFaultKind::TooManyColumns));
    }
}
