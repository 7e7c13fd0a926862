//! What stands around the sheets: number and days of the decision, star ranks, sectors and groups.

use std::collections::BTreeMap;

use super::anomaly::{Anomaly, AnomalyKind};
use super::document::{Block, Place, Table};
use super::error::{ImportFault, ImportFaultKind};
use super::words::{after, after_label, bare, begins, day, number, sentence_case};
use crate::model::Date;
use crate::model::criteria::{Band, Sector};
use crate::model::points::{Points, StarRank};

/// The decision without its sheets.
#[derive(Debug)]
pub(super) struct Decision {
    /// Such as `26/2026/QĐ-TTg`.
    pub(super) number: String,
    pub(super) issued_on: Date,
    pub(super) effective_from: Date,
    pub(super) bands: Vec<Band>,
    pub(super) sectors: Vec<Sector>,
    pub(super) entries: Vec<Entry>,
    /// The sets as the annex lists them in front of its sheets.
    pub(super) listed: Vec<Listed>,
    pub(super) anomalies: Vec<Anomaly>,
    /// The products that need no sample, in the words of the decision.
    without_sample: Option<String>,
}

/// A set in the list of sectors and groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) sector: String,
    pub(super) group: String,
    pub(super) subgroup: Option<String>,
    pub(super) lead_agencies: Vec<String>,
}

impl Entry {
    pub(super) fn name(&self) -> &str {
        self.subgroup.as_deref().unwrap_or(&self.group)
    }
}

/// A set in the list in front of the sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) no: u16,
    pub(super) name: String,
    pub(super) place: Place,
}

impl Decision {
    /// Reads what stands in front of the sheets.
    pub(super) fn of(blocks: &[Block]) -> Result<Self, Vec<ImportFault>> {
        let texts = texts(blocks);
        let number = decision_number(&texts);
        let issued_on = number
            .as_deref()
            .and_then(|number| issue_day(&texts, number));
        let bands = bands(&texts);
        let tables = || {
            blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                Block::Paragraph(_) => None,
            })
        };
        let (sectors, entries) = tables()
            .map(sectors)
            .find(|(_, entries)| !entries.is_empty())
            .unwrap_or_default();
        let listed = tables().map(listed).find(|listed| listed.len() > 1);
        let effective_from = issued_on.and_then(|issued_on| effective_day(&texts, issued_on));
        let fault = |is_missing: bool, kind| is_missing.then(|| ImportFault::file(kind));
        let faults: Vec<_> = [
            fault(number.is_none(), ImportFaultKind::NoNumber),
            fault(issued_on.is_none(), ImportFaultKind::NoIssueDay),
            fault(effective_from.is_none(), ImportFaultKind::NoEffectiveDay),
            fault(bands.is_none(), ImportFaultKind::NoBands),
        ]
        .into_iter()
        .flatten()
        .collect();
        let (Some(number), Some(issued_on), Some(effective_from), Some(bands)) =
            (number, issued_on, effective_from, bands)
        else {
            return Err(faults);
        };
        Ok(Self {
            number,
            issued_on,
            effective_from,
            bands,
            sectors,
            entries,
            listed: listed.unwrap_or_default(),
            anomalies: other_days(&texts),
            without_sample: without_sample(&texts),
        })
    }

    /// Returns the title of a pack of this decision.
    pub(super) fn title(&self) -> String {
        format!("Quyết định {}, nguyên văn", self.number)
    }

    /// Returns the id of a pack of this decision in its own words. It is never that of a built-in
    /// pack of the same decision: a session may hold sheets of both, and a sheet is found by the id.
    pub(super) fn id(&self) -> String {
        let numbers: Vec<_> = self
            .number
            .split('/')
            .take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
            .collect();
        format!("qd-{}-goc", numbers.join("-"))
    }

    /// Tells whether samples go with the dossier of a product of `sector`.
    pub(super) fn requires_sample(&self, sector: &str) -> bool {
        let sector = self.sectors.iter().find(|known| known.code == sector);
        let name = sector.map_or_else(String::new, |sector| bare(&sector.name));
        let exception = self.without_sample.as_deref().unwrap_or_default();
        name.is_empty() || !exception.contains(&name)
    }

    /// Finds the set of sheet `no` in the list of sectors and groups: by its place where the lists
    /// are equally long, by its name otherwise.
    pub(super) fn entry(&self, no: u16, name: &str, n_sheets: usize) -> Option<&Entry> {
        let n_sets = self.listed.len().max(n_sheets);
        if self.entries.len() == n_sets
            && let Some(entry) = usize::from(no)
                .checked_sub(1)
                .and_then(|idx| self.entries.get(idx))
        {
            return Some(entry);
        }
        let mut same = self
            .entries
            .iter()
            .filter(|entry| bare(entry.name()) == bare(name));
        same.next().filter(|_| same.next().is_none())
    }
}

type Text<'a> = (Place, &'a str);

/// Returns every paragraph and every cell with its place.
fn texts(blocks: &[Block]) -> Vec<Text<'_>> {
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => texts.push((paragraph.place, &*paragraph.text)),
            Block::Table(table) => {
                for row in &table.rows {
                    texts.extend(row.cells.iter().map(|cell| (row.place, &*cell.text)));
                }
            }
        }
    }
    texts
}

fn decision_number(texts: &[Text<'_>]) -> Option<String> {
    let starts = ["số:", "quyết định số:", "quyết định số"];
    let mut lines = texts.iter().flat_map(|(_, text)| text.lines());
    lines.find_map(|line| {
        let rest = starts.iter().find_map(|start| after(line, start))?;
        let token = rest.split_whitespace().next()?;
        let is_number = token.starts_with(|ch: char| ch.is_ascii_digit())
            && (token.contains("/QĐ") || token.contains("/TT"));
        is_number.then(|| token.trim_end_matches([',', '.', ';', ')']).to_owned())
    })
}

fn issue_day(texts: &[Text<'_>], number: &str) -> Option<Date> {
    // The annexes name the decision with its day; its head has the day only.
    let named = texts.iter().find_map(|(_, text)| {
        let (_, rest) = text.split_once(number)?;
        let rest = rest.trim_start();
        begins(rest, "ngày").then(|| day(rest)).flatten()
    });
    named.or_else(|| texts.iter().take(20).find_map(|(_, text)| day(text)))
}

fn effective_day(texts: &[Text<'_>], issued_on: Date) -> Option<Date> {
    texts.iter().find_map(|(_, text)| {
        let lower = text.to_lowercase();
        let at = lower.find("này có hiệu lực")?;
        let from = at + lower[at..].find("từ ngày")?;
        let rest = &lower[from..];
        if begins(rest, "từ ngày ký") {
            return Some(issued_on);
        }
        day(rest)
    })
}

/// Reads the star ranks: `Hạng 4 sao …: … từ 70 đến dưới 90 điểm`.
fn bands(texts: &[Text<'_>]) -> Option<Vec<Band>> {
    let mut floors = BTreeMap::new();
    for line in texts.iter().flat_map(|(_, text)| text.lines()) {
        let lower = line.to_lowercase();
        let Some(at) = lower.find("hạng ").filter(|&at| at < 8) else {
            continue;
        };
        let band = number(&lower[at + "hạng ".len()..]).and_then(|(stars, rest)| {
            let stars = StarRank::new(u8::try_from(stars).ok()?)?;
            let rest = rest.trim_start().strip_prefix("sao")?;
            let (range, _) = rest
                .split_once("điểm,")
                .or_else(|| rest.rsplit_once("điểm"))?;
            let floor = match range.rfind("từ ") {
                Some(at) => number(&range[at + "từ ".len()..])?.0,
                None => range.contains("dưới ").then_some(0)?,
            };
            Some((stars, Points::whole(floor.into())))
        });
        if let Some((stars, floor)) = band {
            floors.entry(stars).or_insert(floor);
        }
    }
    let is_whole = (1..=5)
        .filter_map(StarRank::new)
        .all(|stars| floors.contains_key(&stars));
    let bands = floors
        .into_iter()
        .rev()
        .map(|(stars, floor)| Band { stars, floor });
    is_whole.then(|| bands.collect())
}

/// Reads a table of sectors (`I`), groups (`Nhóm: …`) and subgroups (`Phân nhóm: …`).
fn sectors(table: &Table) -> (Vec<Sector>, Vec<Entry>) {
    let mut sectors: Vec<Sector> = Vec::new();
    let mut entries = Vec::new();
    let mut group = String::new();
    for row in &table.rows {
        let mut cells = row.cells.iter().map(|cell| cell.text.replace('\n', " "));
        let (Some(no), Some(name)) = (cells.next(), cells.next()) else {
            continue;
        };
        let agencies = row.cells.get(2).map_or("", |cell| &*cell.text);
        let agencies: Vec<_> = agencies
            .split([';', '\n'])
            .map(|agency| agency.trim().to_owned())
            .filter(|agency| !agency.is_empty())
            .collect();
        let subgroup = after_label(&name, "phân nhóm").map(str::to_owned);
        if let Some(name) = after_label(&name, "nhóm") {
            name.clone_into(&mut group);
        } else if subgroup.is_none() {
            let is_roman = !no.is_empty() && no.chars().all(|ch| "IVX".contains(ch));
            if is_roman {
                let name = after(&name, "sản phẩm ").unwrap_or(&name);
                let name = sentence_case(name);
                sectors.push(Sector { code: no, name });
            }
            continue;
        }
        let is_set = subgroup.is_some() || !agencies.is_empty();
        if let (true, Some(sector)) = (is_set, sectors.last()) {
            entries.push(Entry {
                sector: sector.code.clone(),
                group: group.clone(),
                subgroup,
                lead_agencies: agencies,
            });
        }
    }
    (sectors, entries)
}

/// Reads a table that lists the sets: number and name.
fn listed(table: &Table) -> Vec<Listed> {
    let entry = |row: &super::document::Row| {
        let mut cells = row.cells.iter().map(|cell| cell.text.replace('\n', " "));
        let no = cells.next()?;
        let name = cells.next()?;
        let name = after_label(&name, "bộ sản phẩm")?.to_owned();
        let no = no.trim_end_matches('.').parse().ok()?;
        let place = row.place;
        Some(Listed { no, name, place })
    };
    table.rows.iter().filter_map(entry).collect()
}

/// Returns the products that need no sample, without signs.
fn without_sample(texts: &[Text<'_>]) -> Option<String> {
    texts.iter().find_map(|(_, text)| {
        let lower = text.to_lowercase();
        let at = lower
            .find("sản phẩm mẫu được gửi")
            .or_else(|| lower.find("mẫu sản phẩm được gửi"))?;
        let from = at + lower[at..].find("(trừ")?;
        let until = lower[from..]
            .find(')')
            .map_or(lower.len(), |len| from + len);
        Some(bare(&lower[from..until]))
    })
}

/// Finds decisions that are dated in two ways.
fn other_days(texts: &[Text<'_>]) -> Vec<Anomaly> {
    let mut days: BTreeMap<String, Date> = BTreeMap::new();
    let mut anomalies = Vec::new();
    for (place, text) in texts {
        for (at, word) in text.match_indices("/QĐ-TTg ngày ") {
            let start = text[..at]
                .rfind(char::is_whitespace)
                .map_or(0, |space| space + 1);
            let number = format!("{}/QĐ-TTg", text[start..at].trim_start_matches('('));
            let rest = &text[at + word.len() - "ngày ".len()..];
            let until = rest.char_indices().nth(40).map_or(rest.len(), |(at, _)| at);
            let Some(here) = day(&rest[..until]) else {
                continue;
            };
            let first = *days.entry(number.clone()).or_insert(here);
            if first != here {
                anomalies.push(Anomaly {
                    place: *place,
                    sheet: None,
                    code: None,
                    kind: AnomalyKind::OtherDay {
                        number,
                        first,
                        here,
                    },
                });
            }
        }
    }
    anomalies
}
