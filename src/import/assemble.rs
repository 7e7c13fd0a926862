//! From a printed sheet to a sheet of a pack.

use super::anomaly::{Anomaly, AnomalyKind};
use super::codes::is_under;
use super::decision::Decision;
use super::document::Place;
use super::error::{ImportFault, ImportFaultKind};
use super::levels::{self, Resolved};
use super::peers::Peers;
use super::ranges;
use super::raw::{Figures, Item, RawLevel, RawPart, RawSheet};
use super::rows::{self, Mark};
use super::words::{bare, excerpt};
use crate::model::criteria::{
    Case, Code, Condition, Criterion, DeclaredFault, Exclusion, Heading, Part, ProductSet,
    ScoreOption, Scoring, Section,
};
use crate::model::points::{Points, StarRank};

/// A sheet of a pack and what was met while it was read.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) set: ProductSet,
    pub(super) declared: Vec<DeclaredFault>,
    pub(super) anomalies: Vec<Anomaly>,
    pub(super) faults: Vec<ImportFault>,
}

/// Puts sheet `no` together.
pub(super) fn assemble(
    no: u16,
    raw: &RawSheet,
    decision: &Decision,
    peers: &Peers,
    n_sheets: usize,
) -> Sheet {
    let mut assembly = Assembly {
        no,
        peers,
        has_boxes: marks(raw).any(|mark| mark == Mark::Box),
        declared: Vec::new(),
        anomalies: Vec::new(),
        faults: Vec::new(),
    };
    let parts: Vec<_> = raw.parts.iter().map(|part| assembly.part(part)).collect();
    let entry = decision.entry(no, &raw.name, n_sheets);
    if entry.is_none() {
        assembly.fault(raw.place, None, ImportFaultKind::NoSector);
    }
    assembly.total(raw, &parts);
    assembly.around(raw, decision, &parts);
    let sector = entry.map_or_else(String::new, |entry| entry.sector.clone());
    let mut set = ProductSet {
        no,
        name: raw.name.clone(),
        requires_sample: decision.requires_sample(&sector),
        sector,
        group: entry.map_or_else(String::new, |entry| entry.group.clone()),
        subgroup: entry.and_then(|entry| entry.subgroup.clone()),
        lead_agencies: entry.map_or_else(Vec::new, |entry| entry.lead_agencies.clone()),
        disqualifiers: Vec::new(),
        notes: Vec::new(),
        parts,
    };
    for (_, text) in &raw.disqualifiers {
        if !set.disqualifiers.contains(text) {
            set.disqualifiers.push(text.clone());
        }
    }
    assembly.conditions(raw, &mut set);
    Sheet {
        set,
        declared: assembly.declared,
        anomalies: assembly.anomalies,
        faults: assembly.faults,
    }
}

/// Returns the signs before all levels of a sheet.
fn marks(raw: &RawSheet) -> impl Iterator<Item = Mark> {
    let items = raw.parts.iter().flat_map(|part| &part.items);
    items.flat_map(|item| &item.levels).map(|level| level.mark)
}

struct Assembly<'a> {
    no: u16,
    peers: &'a Peers,
    /// Whether any level of the sheet has a box.
    has_boxes: bool,
    declared: Vec<DeclaredFault>,
    anomalies: Vec<Anomaly>,
    faults: Vec<ImportFault>,
}

impl Assembly<'_> {
    fn fault(&mut self, place: Place, code: Option<Code>, kind: ImportFaultKind) {
        self.faults.push(ImportFault {
            place: Some(place),
            sheet: Some(self.no),
            code: code.map(|code| code.to_string()),
            kind,
        });
    }

    fn anomaly(&mut self, place: Place, code: Option<String>, kind: AnomalyKind) {
        self.anomalies.push(Anomaly {
            place,
            sheet: Some(self.no),
            code,
            kind,
        });
    }

    fn part(&mut self, raw: &RawPart) -> Part {
        let mut sections = Vec::new();
        let mut items = raw.items.as_slice();
        while let Some((first, rest)) = items.split_first() {
            let n_below = rest
                .iter()
                .take_while(|item| is_under(item.code, first.code));
            let n_below = n_below.count();
            sections.push(self.section(first, &rest[..n_below]));
            items = &rest[n_below..];
        }
        let code = raw.letter.to_string();
        let sum = sections.iter().map(|section: &Section| section.max).sum();
        let max = self.max(raw.place, &code, &raw.max, sum);
        if let Some(title) = raw.in_title.filter(|title| *title != max) {
            let kind = AnomalyKind::PartPoints { title, read: max };
            self.anomaly(raw.place, Some(code.clone()), kind);
        }
        Part {
            code,
            title: raw.title.clone(),
            max,
            sections,
        }
    }

    /// Reads a maximum that should be `sum`.
    fn max(&mut self, place: Place, code: &str, figures: &Figures, sum: Points) -> Points {
        match levels::max(figures, sum) {
            Ok((max, kind)) => {
                if let Some(kind) = kind {
                    self.anomaly(place, Some(code.to_owned()), kind);
                }
                max
            }
            Err(kind) => {
                self.faults.push(ImportFault {
                    place: Some(place),
                    sheet: Some(self.no),
                    code: Some(code.to_owned()),
                    kind,
                });
                sum
            }
        }
    }

    fn section(&mut self, first: &Item, below: &[Item]) -> Section {
        let mut notes = Vec::new();
        let mut exclusions = Vec::new();
        let mut criteria = Vec::new();
        if below.is_empty() {
            criteria.push(self.criterion(first));
        } else {
            let texts = first.explanation.iter().chain(&first.requirements);
            notes.extend(texts.cloned());
            sort_notes(&first.notes, &mut notes, &mut exclusions);
            self.only_criteria_have_levels(first);
        }
        let mut heading: Option<(usize, Code)> = None;
        for (idx, item) in below.iter().enumerate() {
            let is_heading = below
                .get(idx + 1)
                .is_some_and(|next| is_under(next.code, item.code));
            if is_heading {
                heading = Some((idx, item.code));
                self.only_criteria_have_levels(item);
                continue;
            }
            let mut criterion = self.criterion(item);
            if let Some((at, code)) = heading.filter(|(_, code)| is_under(item.code, *code)) {
                criterion.heading = Some(Heading {
                    code,
                    title: below[at].title.clone(),
                    // Filled in when all criteria under the heading are known.
                    max: Points::ZERO,
                });
            }
            criteria.push(criterion);
        }
        self.headings(below, &mut criteria);
        let own = std::iter::once(first).chain(below);
        let section_notes: Vec<_> = own.flat_map(|item| item.section_notes.clone()).collect();
        sort_notes(&section_notes, &mut notes, &mut exclusions);
        let sum = criteria.iter().map(|criterion| criterion.max).sum();
        let max = if below.is_empty() {
            // Its only criterion has told what was to be told.
            sum
        } else {
            self.max(first.place, &first.code.to_string(), &first.max, sum)
        };
        Section {
            code: first.code,
            title: first.title.clone(),
            max,
            notes,
            binds_only: first.binds_only.clone(),
            exclusions,
            criteria,
        }
    }

    fn headings(&mut self, below: &[Item], criteria: &mut [Criterion]) {
        for item in below {
            let is_here = |criterion: &&mut Criterion| {
                criterion
                    .heading
                    .as_ref()
                    .is_some_and(|heading| heading.code == item.code)
            };
            let mut under: Vec<_> = criteria.iter_mut().filter(is_here).collect();
            if under.is_empty() {
                continue;
            }
            let sum = under.iter().map(|criterion| criterion.max).sum();
            let max = self.max(item.place, &item.code.to_string(), &item.max, sum);
            for heading in under
                .iter_mut()
                .filter_map(|criterion| criterion.heading.as_mut())
            {
                heading.max = max;
            }
        }
    }

    fn only_criteria_have_levels(&mut self, item: &Item) {
        if let Some(level) = item.levels.first() {
            let text = excerpt(&level.text);
            let kind = ImportFaultKind::NothingAbove { text };
            self.fault(level.place, Some(item.code), kind);
        }
    }

    fn criterion(&mut self, item: &Item) -> Criterion {
        let code = item.code;
        let points = self.points(item);
        let best = points.iter().max().copied();
        let max = self.max(
            item.place,
            &code.to_string(),
            &item.max,
            best.unwrap_or_default(),
        );
        let scoring = if !item.cases.is_empty() {
            Scoring::OneCase
        } else if item.levels.is_empty() && max == Points::whole(1) {
            Scoring::YesNo
        } else {
            Scoring::One
        };
        let mut options = Vec::new();
        for ((idx, level), points) in item.levels.iter().enumerate().zip(points) {
            self.marks(item, idx, level);
            options.push(ScoreOption {
                text: level.text.clone(),
                points,
                gate: self.gate(item, idx, level),
                case: level.case,
            });
        }
        let (mut notes, mut exclusions) = (Vec::new(), Vec::new());
        notes.extend(
            item.condition
                .iter()
                .map(|(_, _, sentence)| sentence.clone()),
        );
        sort_notes(&item.notes, &mut notes, &mut exclusions);
        let explanation = item.explanation.join("\n");
        Criterion {
            code,
            title: item.title.clone(),
            max,
            heading: None,
            explanation: (!explanation.is_empty()).then_some(explanation),
            requirements: item.requirements.clone(),
            notes,
            slips: Vec::new(),
            only_when: None,
            exclusions,
            scoring,
            cases: item
                .cases
                .iter()
                .map(|(code, title)| Case {
                    code: *code,
                    title: title.clone(),
                })
                .collect(),
            options,
        }
    }

    /// Returns the points of all levels of a criterion, each case read for itself; nothing where
    /// they cannot be read.
    fn points(&mut self, item: &Item) -> Vec<Points> {
        let mut points = vec![Points::ZERO; item.levels.len()];
        let mut cases: Vec<_> = item.levels.iter().map(|level| level.case).collect();
        cases.dedup();
        for case in cases {
            let of_case = item.levels.iter().enumerate();
            let of_case: Vec<(usize, &RawLevel)> =
                of_case.filter(|(_, level)| level.case == case).collect();
            let levels: Vec<_> = of_case.iter().map(|(_, level)| *level).collect();
            let Resolved {
                points: read,
                anomalies,
                faults,
            } = levels::resolve(self.no, item, &levels, self.peers);
            for pair in levels.windows(2) {
                if let Some(kind) = ranges::between(&pair[0].text, &pair[1].text) {
                    self.anomaly(pair[1].place, Some(item.code.to_string()), kind);
                }
            }
            for (idx, kind) in anomalies {
                if matches!(kind, AnomalyKind::EqualPoints { .. }) {
                    let (no, code) = (self.no, item.code);
                    let declared = DeclaredFault::EqualPoints { no, code };
                    if !self.declared.contains(&declared) {
                        self.declared.push(declared);
                    }
                }
                self.anomaly(levels[idx].place, Some(item.code.to_string()), kind);
            }
            for (place, kind) in faults {
                self.fault(place, Some(item.code), kind);
            }
            for ((idx, _), read) in of_case.into_iter().zip(read) {
                points[idx] = read;
            }
        }
        points
    }

    fn marks(&mut self, item: &Item, idx: usize, level: &RawLevel) {
        let kind = match level.mark {
            Mark::Box => return,
            Mark::Letter => AnomalyKind::LetterBox { level: idx + 1 },
            Mark::Missing if !self.has_boxes => return,
            Mark::Missing => AnomalyKind::NoBox { level: idx + 1 },
        };
        self.anomaly(level.place, Some(item.code.to_string()), kind);
    }

    fn gate(&mut self, item: &Item, idx: usize, level: &RawLevel) -> Option<StarRank> {
        let code = Some(item.code.to_string());
        let rank = |count: usize| {
            let stars = u8::try_from(count)
                .ok()
                .filter(|stars| (3..=5).contains(stars));
            stars.and_then(StarRank::new)
        };
        let gate = level.stars.and_then(|stars| rank(stars.count));
        if let Some(stars) = level.stars {
            if let Some(gate) = gate.filter(|_| stars.is_spaced) {
                let kind = AnomalyKind::SpacedStars {
                    level: idx + 1,
                    gate,
                };
                self.anomaly(level.place, code.clone(), kind);
            } else if gate.is_none() {
                let kind = AnomalyKind::StrangeStars {
                    level: idx + 1,
                    count: stars.count,
                };
                self.anomaly(level.place, code.clone(), kind);
            }
        }
        if let Some((count, n_others)) = self.peers.stars(self.no, item, level) {
            let others = rank(count);
            if others != gate {
                let level_no = idx + 1;
                let kind = AnomalyKind::OtherGate {
                    level: level_no,
                    printed: gate,
                    others,
                    n_others,
                };
                self.anomaly(level.place, code, kind);
            }
        }
        gate
    }

    /// Looks at the end of the table.
    fn total(&mut self, raw: &RawSheet, parts: &[Part]) {
        let Some((place, total)) = &raw.total else {
            return;
        };
        let sum = parts.iter().map(|part| part.max).sum();
        if !total.values.contains(&sum) {
            let printed = total.printed.clone();
            self.fault(*place, None, ImportFaultKind::OtherTotal { printed });
        }
    }

    /// Looks at what stands over and under the table.
    fn around(&mut self, raw: &RawSheet, decision: &Decision, parts: &[Part]) {
        let sections = parts.iter().flat_map(|part| &part.sections);
        let criteria = sections.flat_map(|section| &section.criteria);
        let has_gates = criteria
            .flat_map(|criterion| &criterion.options)
            .any(|o| o.gate.is_some());
        if !self.has_boxes && marks(raw).next().is_some() {
            self.anomaly(raw.place, None, AnomalyKind::NoBoxes);
        }
        if has_gates && !raw.has_legend {
            self.anomaly(raw.place, None, AnomalyKind::NoLegend);
        }
        for (idx, (place, text)) in raw.disqualifiers.iter().enumerate() {
            if raw.disqualifiers[..idx]
                .iter()
                .any(|(_, before)| before == text)
            {
                self.anomaly(*place, None, AnomalyKind::RepeatedDisqualifiers);
            }
        }
        if raw.disqualifiers.is_empty() {
            self.anomaly(raw.place, None, AnomalyKind::NoDisqualifiers);
        }
        let listed = decision.listed.iter().find(|listed| listed.no == self.no);
        let entry = decision.entry(self.no, &raw.name, 0);
        let names = listed.map(|listed| &*listed.name).into_iter();
        let names = names.chain(entry.map(|entry| entry.name()));
        let mut others: Vec<String> = Vec::new();
        for name in names.filter(|name| bare(name) != bare(&raw.name)) {
            if !others.iter().any(|other| other == name) {
                others.push(name.to_owned());
            }
        }
        if !others.is_empty() {
            let name = raw.name.clone();
            self.anomaly(raw.place, None, AnomalyKind::OtherNames { name, others });
        }
        for (place, code, text) in &raw.unread {
            let text = excerpt(text);
            let code = code.map(|code| code.to_string());
            self.anomaly(*place, code, AnomalyKind::UnreadLine { text });
        }
    }

    /// Finds the criteria that conditions speak of: those with that title.
    fn conditions(&mut self, raw: &RawSheet, set: &mut ProductSet) {
        let items = raw.parts.iter().flat_map(|part| &part.items);
        let with_condition = items.filter_map(|item| Some((item, item.condition.as_ref()?)));
        for (item, (place, what, sentence)) in with_condition {
            let is_meant = |criterion: &&Criterion| {
                criterion.code != item.code && bare(&criterion.title) == bare(what)
            };
            let Some(meant) = set
                .criteria()
                .find(is_meant)
                .map(|criterion| criterion.code)
            else {
                let text = excerpt(sentence);
                self.fault(
                    *place,
                    Some(item.code),
                    ImportFaultKind::UnknownCondition { text },
                );
                continue;
            };
            let sections = set.parts.iter_mut().flat_map(|part| &mut part.sections);
            let mut criteria = sections.flat_map(|section| &mut section.criteria);
            if let Some(criterion) = criteria.find(|criterion| criterion.code == item.code) {
                criterion.only_when = Some(Condition::AboveZero(meant));
            }
        }
    }
}

/// Tells notes that reject or stop from the others.
fn sort_notes(texts: &[String], notes: &mut Vec<String>, exclusions: &mut Vec<Exclusion>) {
    for text in texts {
        match rows::exclusion(text) {
            Some(kind) => exclusions.push(Exclusion {
                kind,
                text: text.clone(),
            }),
            None => notes.push(text.clone()),
        }
    }
}
