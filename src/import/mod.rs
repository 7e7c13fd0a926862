//! Published decisions as criteria packs: bytes in, a pack with the decision's own sentences out.
//!
//! A file, HTML or DOCX, becomes a [`document::Document`]: paragraphs and tables, whatever it was.
//! Then its lines are told apart by how they begin, its sheets are put together, and what is not as
//! it should be in print is mended where it can be read in one way only. Every such place is in the
//! [`Report`], and so is every place that was left as printed. A pack that comes out holds together
//! as [`packs::read_pack`] demands.
//!
//! [`difference`] compares two packs by their facts, whatever their words.

mod anomaly;
mod assemble;
mod bytes;
mod codes;
mod decision;
mod difference;
pub mod document;
mod docx;
mod error;
mod html;
mod levels;
mod notes;
mod peers;
mod ranges;
mod raw;
mod rows;
mod sheets;
mod wording;
mod words;

use serde::Serialize;

pub use anomaly::{Anomaly, AnomalyKind};
pub use bytes::Source;
pub use difference::{Difference, Fact, difference};
pub use document::Place;
pub use error::{ImportError, ImportFault, ImportFaultKind, OtherFormat};

use crate::model::criteria::{CriteriaPack, DeclaredFault, ProductSet, Wording};
use crate::storage::packs::{self, FaultKind};
use assemble::Sheet;
use decision::Decision;
use peers::Peers;

/// What is wanted of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether a pack without some of its sheets is wanted.
    pub partial: Partial,
    /// The id of the pack, instead of one made from the decision's number.
    pub id: Option<String>,
    /// The title of the pack, instead of one made from the decision's number.
    pub title: Option<String>,
}

/// What happens where a sheet has faults.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Partial {
    /// No pack is made.
    #[default]
    Refuse,
    /// A pack is made without these sheets.
    Allow,
}

/// A pack and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The pack.
    pub pack: CriteriaPack,
    /// How it was read.
    pub report: Report,
}

/// How a pack was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file is.
    pub source: Source,
    /// How much was read.
    pub counts: Counts,
    /// every place that is not as it should be in print, in the order of the sheets.
    pub anomalies: Vec<Anomaly>,
    /// The faults of the sheets that were left out; none unless that was allowed.
    pub left_out: Vec<ImportFault>,
}

/// How much a pack holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Sheets.
    pub sheets: usize,
    /// Criteria.
    pub criteria: usize,
    /// Levels.
    pub options: usize,
    /// Levels that are gates.
    pub gates: usize,
}

impl Counts {
    /// Counts what `pack` holds.
    pub fn of(pack: &CriteriaPack) -> Self {
        let sets = pack.product_sets.iter();
        let criteria = || sets.clone().flat_map(ProductSet::criteria);
        let options = || criteria().flat_map(|criterion| &criterion.options);
        Self {
            sheets: pack.product_sets.len(),
            criteria: criteria().count(),
            options: options().count(),
            gates: options().filter(|option| option.gate.is_some()).count(),
        }
    }
}

/// Reads a published decision.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let opened = bytes::open(bytes).map_err(ImportError::file)?;
    let document = opened.document;
    if document.tables().next().is_none() {
        return Err(ImportError::file(ImportFaultKind::NoTables));
    }
    let found = sheets::find(&document);
    let (mut raw, front) = (found.sheets, found.front);
    if raw.is_empty() {
        return Err(ImportError::file(ImportFaultKind::NoSheets));
    }
    let decision = Decision::of(front).map_err(|faults| ImportError { faults })?;
    let mut anomalies = decision.anomalies.clone();
    if opened.has_broken_text {
        anomalies.push(Anomaly {
            place: raw[0].place,
            sheet: None,
            code: None,
            kind: AnomalyKind::BrokenText,
        });
    }
    let mut faults = Vec::new();
    for sheet in &mut raw {
        anomalies.extend(codes::mend(sheet));
        faults.append(&mut sheet.faults);
    }
    anomalies.extend(wording::slips(&raw));
    let peers = Peers::of(&raw);
    let mut sheets = Vec::new();
    for sheet in &raw {
        if let Some(no) = sheet.no {
            sheets.push(assemble::assemble(no, sheet, &decision, &peers, raw.len()));
        }
    }
    faults.extend(missing(&decision, &sheets));
    for sheet in &mut sheets {
        anomalies.append(&mut sheet.anomalies);
        faults.append(&mut sheet.faults);
    }
    let mut pack = pack(&decision, options);
    pack.sectors.clone_from(&decision.sectors);
    anomalies.sort_by_key(|anomaly| (anomaly.sheet, anomaly.place));
    for Sheet { set, declared, .. } in sheets {
        pack.product_sets.push(set);
        let known = declared
            .into_iter()
            .filter(|it| !pack.declared.contains(it));
        let new: Vec<_> = known.collect();
        pack.declared.extend(new);
    }
    notes::add(&mut pack, &anomalies);
    check(&pack, &raw, &mut faults);
    faults.sort_by_key(|fault| (fault.sheet, fault.place));
    // A fault without a sheet and a place is one of the decision itself.
    let is_whole = |fault: &ImportFault| fault.sheet.is_none() && fault.place.is_none();
    let is_whole = faults.iter().any(is_whole);
    if !faults.is_empty() && (options.partial == Partial::Refuse || is_whole) {
        return Err(ImportError { faults });
    }
    leave_out(&mut pack, &faults, &decision);
    if pack.product_sets.is_empty() {
        return Err(ImportError { faults });
    }
    anomalies.retain(|anomaly| {
        anomaly
            .sheet
            .is_none_or(|no| pack.product_sets.iter().any(|set| set.no == no))
    });
    let report = Report {
        source: opened.source,
        counts: Counts::of(&pack),
        anomalies,
        left_out: faults,
    };
    Ok(Imported { pack, report })
}

/// Reads a file as a document, whatever it says.
pub fn read_document(bytes: &[u8]) -> Result<document::Document, ImportError> {
    let opened = bytes::open(bytes).map_err(ImportError::file)?;
    Ok(opened.document)
}

/// Returns the pack among `packs` with which a person compares `pack`: that of the same decision,
/// or else the newest one before it.
pub fn counterpart<'a>(pack: &CriteriaPack, packs: &'a [CriteriaPack]) -> Option<&'a CriteriaPack> {
    let same = packs.iter().find(|other| other.issued_on == pack.issued_on);
    let before = packs
        .iter()
        .filter(|other| other.issued_on < pack.issued_on);
    same.or_else(|| before.max_by_key(|other| other.issued_on))
}

/// Begins a pack.
fn pack(decision: &Decision, options: &Options) -> CriteriaPack {
    CriteriaPack {
        id: options.id.clone().unwrap_or_else(|| decision.id()),
        title: options.title.clone().unwrap_or_else(|| decision.title()),
        issued_on: decision.issued_on,
        effective_from: decision.effective_from,
        effective_until: None,
        wording: Wording::Official,
        bands: decision.bands.clone(),
        known_flaws: Vec::new(),
        declared: Vec::new(),
        sectors: Vec::new(),
        product_sets: Vec::new(),
    }
}

/// Finds sets that are listed and have no sheet.
fn missing(decision: &Decision, sheets: &[Sheet]) -> Vec<ImportFault> {
    let is_there = |no| sheets.iter().any(|sheet| sheet.set.no == no);
    let missing = decision.listed.iter().filter(|listed| !is_there(listed.no));
    missing
        .map(|listed| ImportFault {
            place: Some(listed.place),
            sheet: Some(listed.no),
            code: None,
            kind: ImportFaultKind::MissingSheet {
                name: listed.name.clone(),
            },
        })
        .collect()
}

/// Looks for everything that does not hold together in the pack.
fn check(pack: &CriteriaPack, raw: &[raw::RawSheet], faults: &mut Vec<ImportFault>) {
    let has_faults = !faults.is_empty();
    for fault in packs::faults(pack) {
        // What is declared is told by the sheets; where one of them has faults, it may be gone.
        if has_faults && fault.kind == FaultKind::DeclaredNotThere {
            continue;
        }
        let sheet = raw
            .iter()
            .find(|sheet| sheet.no.is_some() && sheet.no == fault.no);
        let items = sheet
            .into_iter()
            .flat_map(|sheet| &sheet.parts)
            .flat_map(|part| &part.items);
        let item = items.clone().find(|item| Some(item.code) == fault.code);
        let place = item
            .map(|item| item.place)
            .or(sheet.map(|sheet| sheet.place));
        // What was told with its place already needs no second word.
        let is_told = faults.iter().any(|told| {
            told.sheet == fault.no
                && (told.code.is_some() && told.code == fault.code.map(|c| c.to_string())
                    || matches!(
                        told.kind,
                        ImportFaultKind::RepeatedSheet
                            | ImportFaultKind::NoPointsColumn
                            | ImportFaultKind::CutOff
                    ))
        });
        if !is_told {
            faults.push(ImportFault {
                place,
                sheet: fault.no,
                code: fault.code.map(|code| code.to_string()),
                kind: ImportFaultKind::Check(fault.kind),
            });
        }
    }
}

/// Takes the sheets with faults out and declares that they are missing.
fn leave_out(pack: &mut CriteriaPack, faults: &[ImportFault], decision: &Decision) {
    for no in faults.iter().filter_map(|fault| fault.sheet) {
        let is_named = pack.declared.iter().any(
            |fault| matches!(fault, DeclaredFault::MissingSheet { no: named, .. } if *named == no),
        );
        if is_named {
            continue;
        }
        let listed = decision.listed.iter().find(|listed| listed.no == no);
        let set = pack.product_sets.iter().find(|set| set.no == no);
        let name = set.map(|set| set.name.clone());
        let name = name.or_else(|| listed.map(|listed| listed.name.clone()));
        pack.product_sets.retain(|set| set.no != no);
        pack.declared.retain(
            |fault| !matches!(fault, DeclaredFault::EqualPoints { no: named, .. } if *named == no),
        );
        let name = name.unwrap_or_default();
        pack.declared.push(DeclaredFault::MissingSheet { no, name });
    }
}
