//! A scoring sheet as it is printed: its lines told apart, nothing mended yet.

use std::mem;

use super::document::{Place, Row, Table};
use super::error::{ImportFault, ImportFaultKind};
use super::rows::{self, Line, Mark, Stars};
use super::words::{begins, excerpt, is_capitals, points};
use crate::model::criteria::{CaseCode, Code};
use crate::model::points::Points;

/// A sheet.
#[derive(Debug)]
pub(super) struct RawSheet {
    /// Its number; none where its heading has none.
    pub(super) no: Option<u16>,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) disqualifiers: Vec<(Place, String)>,
    /// Whether a line under the table explains the asterisks.
    pub(super) has_legend: bool,
    pub(super) parts: Vec<RawPart>,
    pub(super) total: Option<(Place, Figures)>,
    /// Lines that are none of what a sheet has.
    pub(super) unread: Vec<(Place, Option<Code>, String)>,
    pub(super) faults: Vec<ImportFault>,
    columns: Columns,
}

/// A part.
#[derive(Debug)]
pub(super) struct RawPart {
    pub(super) letter: char,
    pub(super) title: String,
    pub(super) place: Place,
    /// The points that the title names.
    pub(super) in_title: Option<Points>,
    pub(super) max: Figures,
    pub(super) items: Vec<Item>,
}

/// A section, a heading or a criterion: whatever has a code.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) place: Place,
    pub(super) code: Code,
    pub(super) title: String,
    pub(super) max: Figures,
    pub(super) explanation: Vec<String>,
    pub(super) requirements: Vec<String>,
    pub(super) notes: Vec<String>,
    /// Notes on all criteria of the section.
    pub(super) section_notes: Vec<String>,
    /// What must be there, and the whole sentence.
    pub(super) condition: Option<(Place, String, String)>,
    pub(super) binds_only: Option<String>,
    pub(super) cases: Vec<(CaseCode, String)>,
    pub(super) levels: Vec<RawLevel>,
}

/// A level.
#[derive(Debug)]
pub(super) struct RawLevel {
    pub(super) place: Place,
    pub(super) text: String,
    pub(super) points: Figures,
    pub(super) stars: Option<Stars>,
    pub(super) mark: Mark,
    pub(super) case: Option<CaseCode>,
}

/// What a cell of points says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// As printed.
    pub(super) printed: String,
    /// The numbers; none where something else stands there too.
    pub(super) values: Vec<Points>,
}

impl Figures {
    fn of(text: &str) -> Self {
        let words = text.split_whitespace();
        let words = words.filter(|word| !word.to_lowercase().starts_with("điểm"));
        let values: Option<Vec<_>> = words.map(points).collect();
        Self {
            printed: text.replace('\n', " / "),
            values: values.unwrap_or_default(),
        }
    }

    /// Returns the number, where there is exactly one.
    pub(super) fn only(&self) -> Option<Points> {
        match self.values.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.printed.is_empty()
    }

    /// Tells whether something stands there that cannot be read.
    pub(super) fn is_unread(&self) -> bool {
        !self.is_blank() && self.values.is_empty()
    }
}

/// In which columns a sheet has its criteria and its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    criteria: usize,
    points: Option<usize>,
}

impl Columns {
    /// Finds the columns of a scoring sheet; none where the table is something else.
    fn of(table: &Table) -> Option<Self> {
        let mut header = None;
        for row in &table.rows {
            if header.is_none() {
                header = Self::header(row);
            }
            let part = row.cells.iter().find(|cell| {
                let first = cell.text.lines().next().unwrap_or_default();
                matches!(rows::line(first), Line::Part { letter: 'A', .. })
            });
            let Some(part) = part else {
                continue;
            };
            let points = header.and_then(|header| header.points).or_else(|| {
                let last = row.cells.last()?;
                let is_number =
                    last.column > part.column && !Figures::of(&last.text).values.is_empty();
                is_number.then_some(last.column)
            });
            return Some(Self {
                criteria: part.column,
                points: points.filter(|&points| points != part.column),
            });
        }
        None
    }

    fn header(row: &Row) -> Option<Self> {
        let column = |word: &str| {
            let mut cells = row.cells.iter();
            let cell = cells.rfind(|cell| cell.text.to_lowercase().contains(word));
            cell.map(|cell| cell.column)
        };
        let criteria = column("tiêu chí")?;
        let points = column("điểm");
        Some(Self { criteria, points })
    }
}

impl RawSheet {
    /// Begins a sheet where `table` is one.
    pub(super) fn begin(table: &Table) -> Option<Self> {
        let columns = Columns::of(table)?;
        let mut sheet = Self {
            no: None,
            name: String::new(),
            place: table.place,
            disqualifiers: Vec::new(),
            has_legend: false,
            parts: Vec::new(),
            total: None,
            unread: Vec::new(),
            faults: Vec::new(),
            columns,
        };
        if columns.points.is_none() {
            sheet.fault(table.place, None, ImportFaultKind::NoPointsColumn);
        }
        sheet.read(table);
        Some(sheet)
    }

    /// Goes on in a table that follows, where the sheet has not ended and the table has its rows.
    pub(super) fn goes_on(&mut self, table: &Table) -> bool {
        let is_row = |row: &Row| {
            let first = row.text(self.columns.criteria).lines().next();
            let line = rows::line(first.unwrap_or_default());
            matches!(
                line,
                Line::Coded { .. } | Line::Level { .. } | Line::Part { .. } | Line::Total
            )
        };
        let goes_on = self.total.is_none() && table.rows.iter().any(is_row);
        if goes_on {
            self.read(table);
        }
        goes_on
    }

    pub(super) fn fault(&mut self, place: Place, code: Option<Code>, kind: ImportFaultKind) {
        self.faults.push(ImportFault {
            place: Some(place),
            sheet: self.no,
            code: code.map(|code| code.to_string()),
            kind,
        });
    }

    fn read(&mut self, table: &Table) {
        for row in &table.rows {
            let text = row.text(self.columns.criteria);
            let figures = self.columns.points.map_or("", |points| row.text(points));
            if !text.is_empty() {
                self.row(row.place, text, Figures::of(figures));
            }
        }
    }

    fn row(&mut self, place: Place, text: &str, figures: Figures) {
        let lines: Vec<_> = text.lines().collect();
        let (first, rest) = lines.split_first().unwrap_or((&"", &[]));
        match rows::line(first) {
            Line::Part { letter, title } => self.part(place, letter, title, rest, figures),
            // What stands above the first part is the head of the table.
            _ if self.parts.is_empty() => {}
            Line::Total => self.total = Some((place, figures)),
            Line::Coded { code, title } => self.coded(place, code, title, rest, figures),
            Line::Level { .. } => self.levels(place, &lines, figures),
            Line::Plain if figures.only().is_some() => {
                let text = lines.join(" ");
                let text = text.trim_start_matches(['-', '–', '•', '+', ' ']);
                self.level(place, Mark::Missing, text, figures);
            }
            // The head of the table may be repeated where a page begins.
            Line::Plain if figures.printed.to_lowercase().contains("điểm") => {}
            _ => {
                for line in lines {
                    self.detail(place, line);
                }
            }
        }
    }

    fn part(&mut self, place: Place, letter: char, title: &str, rest: &[&str], max: Figures) {
        let mut whole = title.to_owned();
        for line in rest {
            if !whole.is_empty() {
                whole.push(' ');
            }
            whole.push_str(line);
        }
        let (title, in_title) = title_points(&whole);
        self.parts.push(RawPart {
            letter,
            title: title.to_owned(),
            place,
            in_title,
            max,
            items: Vec::new(),
        });
    }

    fn coded(&mut self, place: Place, code: Code, title: &str, rest: &[&str], max: Figures) {
        let (title, explanation) = split_explanation(title);
        let mut title = title.to_owned();
        let mut rest = rest;
        // A title in capitals may be broken into lines.
        while let Some((line, others)) = rest.split_first()
            && is_capitals(&title)
            && is_capitals(line)
            && rows::line(line) == Line::Plain
        {
            title = format!("{title} {line}");
            rest = others;
        }
        let item = Item {
            place,
            code,
            title,
            max,
            explanation: explanation.map(str::to_owned).into_iter().collect(),
            requirements: Vec::new(),
            notes: Vec::new(),
            section_notes: Vec::new(),
            condition: None,
            binds_only: None,
            cases: Vec::new(),
            levels: Vec::new(),
        };
        if let Some(part) = self.parts.last_mut() {
            part.items.push(item);
        }
        for line in rest {
            self.detail(place, line);
        }
    }

    fn item(&mut self) -> Option<&mut Item> {
        self.parts.last_mut()?.items.last_mut()
    }

    /// Takes a line that says something about the criterion above.
    fn detail(&mut self, place: Place, text: &str) {
        let Some(item) = self.item() else {
            let text = excerpt(text);
            return self.fault(place, None, ImportFaultKind::NothingAbove { text });
        };
        let code = item.code;
        let is_before_levels = item.levels.is_empty();
        match rows::line(text) {
            Line::Requirement(text) => item.requirements.push(text.to_owned()),
            Line::Note(note) if rows::is_for_section(note) => {
                item.section_notes.push(note.to_owned());
            }
            Line::Note(note) => item.notes.push(note.to_owned()),
            Line::Condition(what) => {
                item.condition = Some((place, what.to_owned(), text.to_owned()));
            }
            Line::Binds => item.binds_only = Some(text.to_owned()),
            Line::ChooseCase => item.notes.push(text.to_owned()),
            Line::Case { code, title } => item.cases.push((code, title.to_owned())),
            Line::Level { mark, text } => {
                let text = text.to_owned();
                self.level(place, mark, &text, Figures::default());
            }
            // A sentence in brackets, or one before the levels, explains the criterion.
            Line::Plain if is_before_levels || text.starts_with('(') => {
                item.explanation.push(text.to_owned());
            }
            Line::Plain | Line::Part { .. } | Line::Coded { .. } | Line::Total => {
                item.notes.push(text.to_owned());
                self.unread.push((place, Some(code), text.to_owned()));
            }
        }
    }

    /// Takes the levels of a row; where it has several, each has its line of points.
    fn levels(&mut self, place: Place, lines: &[&str], figures: Figures) {
        let mut levels: Vec<(Mark, String)> = Vec::new();
        let mut details = Vec::new();
        for text in lines {
            match (rows::line(text), levels.last_mut()) {
                (Line::Level { mark, text }, None) => levels.push((mark, text.to_owned())),
                (
                    Line::Level {
                        mark: Mark::Box,
                        text,
                    },
                    _,
                ) => {
                    levels.push((Mark::Box, text.to_owned()));
                }
                // A note may stand in the cell of the last level.
                (Line::Note(_) | Line::Requirement(_) | Line::Condition(_), _) => {
                    details.push(*text);
                }
                (_, Some((_, level))) => {
                    level.push(' ');
                    level.push_str(text);
                }
                (_, None) => {}
            }
        }
        self.place_levels(place, levels, figures);
        for text in details {
            self.detail(place, text);
        }
    }

    fn place_levels(&mut self, place: Place, levels: Vec<(Mark, String)>, figures: Figures) {
        let values = figures.values.clone();
        if levels.len() > 1 && values.len() == levels.len() {
            for ((mark, text), value) in levels.into_iter().zip(values) {
                let figures = Figures {
                    printed: value.to_string(),
                    values: vec![value],
                };
                self.level(place, mark, &text, figures);
            }
            return;
        }
        let mut figures = figures;
        for (mark, text) in levels {
            self.level(place, mark, &text, mem::take(&mut figures));
        }
    }

    fn level(&mut self, place: Place, mark: Mark, text: &str, points: Figures) {
        let Some(item) = self.item() else {
            let text = excerpt(text);
            return self.fault(place, None, ImportFaultKind::NothingAbove { text });
        };
        let (text, stars) = rows::stars(text);
        let case = item.cases.last().map(|(case, _)| *case);
        item.levels.push(RawLevel {
            place,
            text,
            points,
            stars,
            mark,
            case,
        });
    }
}

/// Splits a title in capitals from the explanation that stands on its line: `TÊN (theo mẫu)`.
fn split_explanation(text: &str) -> (&str, Option<&str>) {
    let split = text
        .find(" (")
        .filter(|&at| is_capitals(&text[..at]) && !is_capitals(&text[at..]) && text.ends_with(')'));
    split.map_or((text, None), |at| (&text[..at], Some(text[at..].trim())))
}

/// Splits `TÊN (40 điểm)` into the title and its points.
fn title_points(text: &str) -> (&str, Option<Points>) {
    let text = text.trim();
    let split = text.rfind('(').and_then(|at| {
        let inside = text[at + 1..].strip_suffix(')')?.trim();
        let space = inside.find(|ch: char| !(ch.is_ascii_digit() || ch == ','))?;
        let (number, word) = inside.split_at(space);
        begins(word.trim(), "điểm").then_some(())?;
        Some((text[..at].trim_end(), points(number)?))
    });
    split.map_or((text, None), |(title, points)| (title, Some(points)))
}
