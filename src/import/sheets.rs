//! Where the sheets of a decision are: the tables of criteria, with what stands over and under them.

use super::document::{Block, Document, Paragraph};
use super::error::ImportFaultKind;
use super::raw::RawSheet;
use super::words::{after_label, number};

/// The sheets and what stands in front of them.
pub(super) struct Found<'a> {
    pub(super) front: &'a [Block],
    pub(super) sheets: Vec<RawSheet>,
}

/// Finds the sheets of a document.
pub(super) fn find(document: &Document) -> Found<'_> {
    let mut sheets: Vec<RawSheet> = Vec::new();
    let mut front = document.blocks.as_slice();
    let mut since: Vec<&Paragraph> = Vec::new();
    for (idx, block) in document.blocks.iter().enumerate() {
        let table = match block {
            Block::Paragraph(paragraph) => {
                since.push(paragraph);
                continue;
            }
            Block::Table(table) => table,
        };
        if let Some(mut sheet) = RawSheet::begin(table) {
            if sheets.is_empty() {
                front = &document.blocks[..idx];
            }
            let before = sheets.last_mut();
            let no_before = before.as_ref().and_then(|sheet| sheet.no);
            let expected = no_before.unwrap_or(0).saturating_add(1);
            let head = heading(&since, expected);
            let (below, above) = since.split_at(head.unwrap_or(since.len()));
            if let Some(before) = before {
                legend(before, below);
            }
            top(&mut sheet, above);
            number_sheet(&mut sheet, &sheets);
            sheets.push(sheet);
            since.clear();
        } else if let Some(sheet) = sheets.last_mut()
            && sheet.goes_on(table)
        {
            legend(sheet, &since);
            since.clear();
        }
    }
    if let Some(last) = sheets.last_mut() {
        legend(last, &since);
    }
    for sheet in &mut sheets {
        if sheet.total.is_none() {
            let kind = if document.cut_off.is_some() {
                ImportFaultKind::CutOff
            } else {
                ImportFaultKind::NoTotal
            };
            sheet.fault(sheet.place, None, kind);
        }
    }
    Found { front, sheets }
}

/// Finds the heading of a sheet among the paragraphs in front of its table.
fn heading(paragraphs: &[&Paragraph], expected: u16) -> Option<usize> {
    let is_set = |paragraph: &&Paragraph| {
        heading_text(&paragraph.text)
            .is_some_and(|(_, name)| after_label(name, "bộ sản phẩm").is_some())
    };
    let is_expected = |paragraph: &&Paragraph| {
        heading_text(&paragraph.text).is_some_and(|(no, _)| no == expected)
    };
    let position = |is_it: &dyn Fn(&&Paragraph) -> bool| paragraphs.iter().rposition(is_it);
    position(&is_set).or_else(|| position(&is_expected))
}

/// Reads `12. Tên bộ`.
fn heading_text(text: &str) -> Option<(u16, &str)> {
    let line = text.lines().next()?;
    let (no, rest) = number(line)?;
    let name = rest.trim_start().strip_prefix(['.', ')'])?.trim_start();
    (no > 0 && !name.is_empty()).then_some((no, name))
}

/// Reads what stands over the table: the heading and the grounds for rejection.
fn top(sheet: &mut RawSheet, paragraphs: &[&Paragraph]) {
    let Some((head, rest)) = paragraphs.split_first() else {
        return;
    };
    if let Some((no, name)) = heading_text(&head.text) {
        sheet.no = Some(no);
        sheet.name = after_label(name, "bộ sản phẩm").unwrap_or(name).to_owned();
        sheet.place = head.place;
    }
    let mut is_open = false;
    for paragraph in rest {
        for line in paragraph.text.lines() {
            let grounds = ["hồ sơ bị loại khi", "bị loại khi"];
            if let Some(ground) = grounds.iter().find_map(|label| after_label(line, label)) {
                is_open = ground.is_empty();
                if !is_open {
                    sheet
                        .disqualifiers
                        .push((paragraph.place, ground.to_owned()));
                }
            } else if let Some(ground) = line.strip_prefix(['-', '+', '–']).filter(|_| is_open) {
                let ground = ground.trim().to_owned();
                sheet.disqualifiers.push((paragraph.place, ground));
            } else {
                is_open = false;
            }
        }
    }
}

/// Looks for the line that explains the asterisks.
fn legend(sheet: &mut RawSheet, paragraphs: &[&Paragraph]) {
    let is_legend = |text: &str| text.contains("***") && text.to_lowercase().contains("sao");
    sheet.has_legend |= paragraphs
        .iter()
        .any(|paragraph| is_legend(&paragraph.text));
}

fn number_sheet(sheet: &mut RawSheet, before: &[RawSheet]) {
    let no = sheet.no;
    let fault = match no {
        None => Some(ImportFaultKind::NoHeading),
        Some(_) if before.iter().any(|other| other.no == no) => {
            Some(ImportFaultKind::RepeatedSheet)
        }
        Some(_) => None,
    };
    for fault in &mut sheet.faults {
        fault.sheet = no;
    }
    if let Some(kind) = fault {
        sheet.fault(sheet.place, None, kind);
    }
}
