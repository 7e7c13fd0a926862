//! What does not hold together in a pack, with the way to its place.

use std::collections::BTreeSet;

use super::outline::Step;
use crate::model::criteria::{
    CaseCode, Code, Condition, CriteriaPack, Criterion, DeclaredFault, Exclusion, Part, ProductSet,
    ScoreOption, Scoring, Section,
};
use crate::model::points::{Points, StarRank};

mod kind;

pub use kind::FaultKind;
#[cfg(test)]
pub(super) use kind::examples;

/// A fault and the way to it from the root of the file.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) kind: FaultKind,
    pub(super) path: Vec<Step>,
}

/// What the parts of every sheet add up to (Art. 3.1).
const SHEET_TOTAL: Points = Points::whole(100);

/// Finds the faults of `pack`.
pub(super) fn faults(pack: &CriteriaPack) -> Vec<Finding> {
    let mut check = Check {
        pack,
        met: BTreeSet::new(),
        path: vec![Step::Field("pack")],
        findings: Vec::new(),
    };
    check.pack();
    check.findings
}

struct Check<'a> {
    pack: &'a CriteriaPack,
    /// The declared faults that were met, by their position.
    met: BTreeSet<usize>,
    path: Vec<Step>,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    /// Notes a fault of the value at hand.
    fn note(&mut self, kind: FaultKind) {
        let path = self.path.clone();
        self.findings.push(Finding { kind, path });
    }

    /// Notes a fault of a field of the value at hand.
    fn note_field(&mut self, name: &'static str, kind: FaultKind) {
        self.within(&[Step::Field(name)], |check| check.note(kind));
    }

    fn within(&mut self, steps: &[Step], look: impl FnOnce(&mut Self)) {
        let depth = self.path.len();
        self.path.extend_from_slice(steps);
        look(self);
        self.path.truncate(depth);
    }

    /// Looks at each item of a list field.
    fn each<T>(
        &mut self,
        name: &'static str,
        items: &'a [T],
        mut look: impl FnMut(&mut Self, &'a T),
    ) {
        for (idx, item) in items.iter().enumerate() {
            self.within(&[Step::Field(name), Step::Item(idx)], |check| {
                look(check, item);
            });
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.note_field(name, FaultKind::EmptyText);
        }
    }

    fn texts(&mut self, name: &'static str, texts: &'a [String]) {
        self.each(name, texts, |check, text| {
            if text.trim().is_empty() {
                check.note(FaultKind::EmptyText);
            }
        });
    }

    fn not_empty<T>(&mut self, name: &'static str, items: &[T]) {
        if items.is_empty() {
            self.note_field(name, FaultKind::EmptyList);
        }
    }

    /// Notes a sum that is not what it should be.
    fn sum(&mut self, name: &'static str, sum: Points, expected: Points) {
        if sum != expected {
            self.note_field(name, FaultKind::Sum { sum, expected });
        }
    }

    fn pack(&mut self) {
        let pack = self.pack;
        // An id stands before the slash of a sheet's key.
        if pack.id.is_empty() || pack.id.contains(|ch: char| ch == '/' || ch.is_whitespace()) {
            self.note_field("id", FaultKind::PackId);
        }
        self.text("title", &pack.title);
        if pack
            .effective_until
            .is_some_and(|until| until < pack.effective_from)
        {
            self.note_field("effective_until", FaultKind::DaysReversed);
        }
        self.bands();
        self.texts("known_flaws", &pack.known_flaws);
        let mut sectors = BTreeSet::new();
        self.each("sectors", &pack.sectors, |check, sector| {
            check.text("code", &sector.code);
            check.text("name", &sector.name);
            if !sectors.insert(&sector.code) {
                check.note_field("code", FaultKind::repeated(&sector.code));
            }
        });
        self.not_empty("product_sets", &pack.product_sets);
        let mut numbers = BTreeSet::new();
        self.each("product_sets", &pack.product_sets, |check, set| {
            if set.no == 0 {
                check.note_field("no", FaultKind::SetNumber);
            } else if !numbers.insert(set.no) {
                check.note_field("no", FaultKind::repeated(set.no));
            }
            if !(sectors.contains(&set.sector) || check.is_bare() && set.sector.is_empty()) {
                check.note_field("sector", FaultKind::unknown(&set.sector));
            }
            check.set(set);
        });
        self.declared(&numbers);
    }

    /// Tells whether the text at hand names no sectors; then it names no groups and agencies.
    fn is_bare(&self) -> bool {
        self.pack.sectors.is_empty()
    }

    /// Tells whether a fault is declared, and remembers that it was met.
    fn is_declared(&mut self, is_it: impl Fn(&DeclaredFault) -> bool) -> bool {
        let place = self.pack.declared.iter().position(is_it);
        self.met.extend(place);
        place.is_some()
    }

    /// Looks for declared faults that are not there.
    fn declared(&mut self, numbers: &BTreeSet<u16>) {
        let pack = self.pack;
        let mut idx = 0;
        self.each("declared", &pack.declared, |check, declared| {
            let is_met = match declared {
                DeclaredFault::MissingSheet { no, .. } => !numbers.contains(no),
                DeclaredFault::PartSum { .. }
                | DeclaredFault::EqualPoints { .. }
                | DeclaredFault::CaseBest { .. } => check.met.contains(&idx),
            };
            if !is_met {
                check.note(FaultKind::DeclaredNotThere);
            }
            idx += 1;
        });
    }

    fn bands(&mut self) {
        let bands = self.pack.bands.as_slice();
        let mut above = None;
        self.each("bands", bands, |check, band| {
            let falls = above.is_none_or(|(stars, floor)| band.stars < stars && band.floor < floor);
            if !falls {
                check.note(FaultKind::BandsNotFalling);
            }
            above = Some((band.stars, band.floor));
        });
        let ends_well = bands
            .last()
            .is_some_and(|band| band.stars == StarRank::ONE && band.floor == Points::ZERO);
        if !ends_well {
            self.note_field("bands", FaultKind::BandsEnd);
        }
    }

    fn set(&mut self, set: &'a ProductSet) {
        self.text("name", &set.name);
        if !self.is_bare() {
            self.text("group", &set.group);
            self.not_empty("lead_agencies", &set.lead_agencies);
        }
        if let Some(subgroup) = &set.subgroup {
            self.text("subgroup", subgroup);
        }
        self.texts("lead_agencies", &set.lead_agencies);
        self.texts("disqualifiers", &set.disqualifiers);
        self.texts("notes", &set.notes);
        let total = set.parts.iter().map(|part| part.max).sum();
        self.sum("parts", total, SHEET_TOTAL);
        let mut letters = BTreeSet::new();
        let mut codes = Codes::default();
        self.each("parts", &set.parts, |check, part| {
            check.text("code", &part.code);
            if !letters.insert(&part.code) {
                check.note_field("code", FaultKind::repeated(&part.code));
            }
            check.part(set, part, &mut codes);
        });
    }

    fn part(&mut self, set: &'a ProductSet, part: &'a Part, codes: &mut Codes) {
        self.text("title", &part.title);
        let total = part.sections.iter().map(|section| section.max).sum();
        let is_declared = total != part.max
            && self.is_declared(|declared| {
                matches!(declared, DeclaredFault::PartSum { no, part: code, sum }
                    if (*no, code, *sum) == (set.no, &part.code, total))
            });
        if !is_declared {
            self.sum("sections", total, part.max);
        }
        self.each("sections", &part.sections, |check, section| {
            if section.code != section.code.section() {
                check.note_field("code", FaultKind::SectionCode { code: section.code });
            }
            if !codes.sections.insert(section.code) {
                check.note_field("code", FaultKind::repeated(section.code));
            }
            check.section(set, section, codes);
        });
    }

    fn section(&mut self, set: &'a ProductSet, section: &'a Section, codes: &mut Codes) {
        self.text("title", &section.title);
        self.texts("notes", &section.notes);
        if let Some(binds_only) = &section.binds_only {
            self.text("binds_only", binds_only);
        }
        self.exclusions(&section.exclusions);
        self.not_empty("criteria", &section.criteria);
        let total = section.criteria.iter().map(|criterion| criterion.max).sum();
        self.sum("criteria", total, section.max);
        self.each("criteria", &section.criteria, |check, criterion| {
            check.code(section, criterion);
            if !codes.criteria.insert(criterion.code) {
                check.note_field("code", FaultKind::repeated(criterion.code));
            }
            check.heading(section, criterion);
            check.condition(set, criterion);
            check.criterion(set.no, criterion);
        });
    }

    fn code(&mut self, section: &Section, criterion: &Criterion) {
        let code = criterion.code;
        let belongs = if code == section.code {
            section.is_scored_directly()
        } else {
            code.section() == section.code
        };
        if !belongs {
            let section = section.code;
            self.note_field("code", FaultKind::CodeOutside { code, section });
        }
    }

    fn heading(&mut self, section: &Section, criterion: &Criterion) {
        let Some(heading) = &criterion.heading else {
            return;
        };
        let under: Vec<_> = section
            .criteria
            .iter()
            .filter(|other| other.heading.as_ref().map(|h| h.code) == Some(heading.code))
            .collect();
        self.within(&[Step::Field("heading")], |check| {
            check.text("title", &heading.title);
            if !criterion
                .code
                .to_string()
                .starts_with(&format!("{}.", heading.code))
            {
                let (code, section) = (criterion.code, heading.code);
                check.note_field("code", FaultKind::CodeOutside { code, section });
            }
            // The first criterion under a heading stands for the heading.
            match under.first() {
                Some(first) if first.code == criterion.code => {
                    let sum = under.iter().map(|other| other.max).sum();
                    check.sum("max", sum, heading.max);
                }
                Some(first) if first.heading.as_ref() != Some(heading) => {
                    check.note(FaultKind::HeadingDiffers { code: heading.code });
                }
                _ => {}
            }
        });
    }

    fn condition(&mut self, set: &ProductSet, criterion: &Criterion) {
        if let Some(Condition::AboveZero(code)) = criterion.only_when
            && (code == criterion.code || set.criterion(code).is_none())
        {
            self.note_field("only_when", FaultKind::unknown(code));
        }
    }

    fn exclusions(&mut self, exclusions: &'a [Exclusion]) {
        self.each("exclusions", exclusions, |check, exclusion| {
            check.text("text", &exclusion.text);
        });
    }

    fn criterion(&mut self, no: u16, criterion: &'a Criterion) {
        self.text("title", &criterion.title);
        if let Some(explanation) = &criterion.explanation {
            self.text("explanation", explanation);
        }
        self.texts("requirements", &criterion.requirements);
        self.texts("notes", &criterion.notes);
        self.each("slips", &criterion.slips, |check, slip| {
            check.text("printed", &slip.printed);
            check.text("read_as", &slip.read_as);
        });
        self.exclusions(&criterion.exclusions);
        self.each("cases", &criterion.cases, |check, case| {
            check.text("title", &case.title);
        });
        self.each("options", &criterion.options, |check, option| {
            check.text("text", &option.text);
        });
        self.scoring(no, criterion);
    }

    fn scoring(&mut self, no: u16, criterion: &Criterion) {
        let cases: Vec<_> = criterion.cases.iter().map(|case| case.code).collect();
        let expected: &[CaseCode] = match criterion.scoring {
            Scoring::One | Scoring::YesNo => &[],
            Scoring::OneCase => &[CaseCode::A, CaseCode::B],
        };
        if cases != expected {
            let field = if cases.is_empty() { "scoring" } else { "cases" };
            self.note_field(field, FaultKind::Cases);
        }
        match criterion.scoring {
            Scoring::YesNo if criterion.options.is_empty() => {}
            Scoring::YesNo => self.note_field("options", FaultKind::YesNoLevels),
            Scoring::One => self.levels(no, criterion, None),
            Scoring::OneCase => {
                self.levels(no, criterion, Some(CaseCode::A));
                self.levels(no, criterion, Some(CaseCode::B));
            }
        }
        for (idx, option) in criterion.options.iter().enumerate() {
            if option.case.is_some() != (criterion.scoring == Scoring::OneCase) {
                self.note_option(idx, "case", FaultKind::LevelCase);
            }
        }
    }

    /// Looks at the levels that belong to `case`.
    fn levels(&mut self, no: u16, criterion: &Criterion, case: Option<CaseCode>) {
        let levels: Vec<_> = criterion
            .options
            .iter()
            .enumerate()
            .filter(|(_, level)| level.case == case)
            .collect();
        let Some(best) = levels.iter().map(|(_, level)| level.points).max() else {
            let field = if criterion.options.is_empty() {
                "scoring"
            } else {
                "options"
            };
            return self.note_field(field, FaultKind::NoLevels);
        };
        if best != criterion.max {
            let (code, max) = (criterion.code, criterion.max);
            let is_declared = best < max
                && case.is_some_and(|case| {
                    let fault = DeclaredFault::CaseBest {
                        no,
                        code,
                        case,
                        best,
                    };
                    self.is_declared(|declared| *declared == fault)
                });
            if !is_declared {
                self.note_field("max", FaultKind::BestLevel { best, max });
            }
        }
        let mut last_gate: Option<StarRank> = None;
        for (position, &(idx, level)) in levels.iter().enumerate() {
            let before = &levels[..position];
            if before.last().is_some_and(|(_, b)| b.points > level.points) {
                self.note_option(idx, "points", FaultKind::PointsFall);
            }
            if before.last().is_some_and(|(_, b)| b.points == level.points) {
                let code = criterion.code;
                let is_declared = self
                    .is_declared(|declared| *declared == DeclaredFault::EqualPoints { no, code });
                if !is_declared {
                    self.note_option(idx, "points", FaultKind::EqualPoints);
                }
            }
            if before.iter().any(|(_, b)| reads_like(b, level)) {
                self.note_option(idx, "text", FaultKind::EqualLevels);
            }
            if let Some(gate) = level.gate {
                if last_gate.is_some_and(|last| last >= gate) {
                    self.note_option(idx, "gate", FaultKind::Gates { gate });
                }
                last_gate = last_gate.max(Some(gate));
            }
        }
    }

    fn note_option(&mut self, idx: usize, field: &'static str, kind: FaultKind) {
        let steps = [Step::Field("options"), Step::Item(idx), Step::Field(field)];
        self.within(&steps, |check| check.note(kind));
    }
}

fn reads_like(one: &ScoreOption, other: &ScoreOption) -> bool {
    let words = |option: &ScoreOption| option.text.trim().to_lowercase();
    !words(one).is_empty() && words(one) == words(other)
}

/// The codes of a sheet that were met so far. A section that is scored directly shares its code
/// with its criterion.
#[derive(Default)]
struct Codes {
    sections: BTreeSet<Code>,
    criteria: BTreeSet<Code>,
}
