//! Two packs compared by their facts: codes, titles, points, gates, structure. Words do not count.

use std::collections::{BTreeMap, BTreeSet};

use rust_i18n::t;

use super::error::at;
use crate::model::criteria::{
    Code, Condition, CriteriaPack, Criterion, Exclusion, ExclusionKind, ProductSet, Scoring,
};
use crate::model::points::StarRank;

/// One fact in which two packs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// On which sheet; none where the pack as a whole is meant.
    pub sheet: Option<u16>,
    /// At which part, section or criterion.
    pub code: Option<String>,
    /// What differs.
    pub fact: Fact,
    /// What the first pack has; none where it has nothing of the kind.
    pub here: Option<String>,
    /// What the second pack has.
    pub there: Option<String>,
}

/// A fact of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// That the sheet, part, section or criterion is there.
    Presence,
    /// The day of the text.
    IssuedOn,
    /// The first day in force.
    EffectiveFrom,
    /// Star ranks and their points.
    Bands,
    /// The sectors.
    Sectors,
    /// A name or title.
    Title,
    /// The most points.
    Max,
    /// Sector of a set.
    Sector,
    /// Group and subgroup of a set.
    Group,
    /// Lead agencies of a set.
    Agencies,
    /// Whether samples are asked for.
    Sample,
    /// Whether grounds for rejection are stated.
    Disqualifiers,
    /// Whether a section binds some products only.
    BindsOnly,
    /// The heading over a criterion.
    Heading,
    /// How a level is chosen.
    Scoring,
    /// The condition of a criterion.
    Condition,
    /// The number of requirements.
    Requirements,
    /// What notes lead to.
    Exclusions,
    /// The number of levels.
    Levels,
    /// The points of a level, from 1.
    Points(usize),
    /// The gate of a level, from 1.
    Gate(usize),
    /// The case of a level, from 1.
    Case(usize),
}

impl Difference {
    /// Says it in the language of `locale`, the two packs as “here” and “there”.
    pub fn text(&self, locale: &str) -> String {
        let at = at(self.sheet, self.code.as_deref(), None, locale);
        let what = self.fact.text(locale);
        let nothing = || t!("import.difference.nothing", locale = locale).into_owned();
        let here = self.here.clone().unwrap_or_else(nothing);
        let there = self.there.clone().unwrap_or_else(nothing);
        let text = t!(
            "import.difference.line",
            locale = locale,
            fact = what,
            here = here,
            there = there
        );
        if at.is_empty() {
            text.into_owned()
        } else {
            format!("{at}: {text}")
        }
    }
}

impl Fact {
    /// Names the fact in the language of `locale`.
    pub fn text(self, locale: &str) -> String {
        match self {
            Self::Presence => t!("import.fact.presence", locale = locale),
            Self::IssuedOn => t!("import.fact.issued_on", locale = locale),
            Self::EffectiveFrom => t!("import.fact.effective_from", locale = locale),
            Self::Bands => t!("import.fact.bands", locale = locale),
            Self::Sectors => t!("import.fact.sectors", locale = locale),
            Self::Title => t!("import.fact.title", locale = locale),
            Self::Max => t!("import.fact.max", locale = locale),
            Self::Sector => t!("import.fact.sector", locale = locale),
            Self::Group => t!("import.fact.group", locale = locale),
            Self::Agencies => t!("import.fact.agencies", locale = locale),
            Self::Sample => t!("import.fact.sample", locale = locale),
            Self::Disqualifiers => t!("import.fact.disqualifiers", locale = locale),
            Self::BindsOnly => t!("import.fact.binds_only", locale = locale),
            Self::Heading => t!("import.fact.heading", locale = locale),
            Self::Scoring => t!("import.fact.scoring", locale = locale),
            Self::Condition => t!("import.fact.condition", locale = locale),
            Self::Requirements => t!("import.fact.requirements", locale = locale),
            Self::Exclusions => t!("import.fact.exclusions", locale = locale),
            Self::Levels => t!("import.fact.levels", locale = locale),
            Self::Points(level) => t!("import.fact.points", locale = locale, level = level),
            Self::Gate(level) => t!("import.fact.gate", locale = locale, level = level),
            Self::Case(level) => t!("import.fact.case", locale = locale, level = level),
        }
        .into_owned()
    }
}

/// Compares the facts of two packs, in the order of the sheets.
pub fn difference(here: &CriteriaPack, there: &CriteriaPack) -> Vec<Difference> {
    let (here, there) = (Facts::of(here), Facts::of(there));
    let keys: BTreeSet<_> = here.0.keys().chain(there.0.keys()).collect();
    let mut differences: Vec<Difference> = Vec::new();
    let mut absent: Vec<&Key> = Vec::new();
    for key in keys {
        let (one, other) = (here.0.get(key), there.0.get(key));
        let is_same = match (one, other) {
            (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
            _ => false,
        };
        // Where something is not there, nothing of it is.
        if is_same || absent.iter().any(|above| above.covers(key)) {
            continue;
        }
        if key.fact == Fact::Presence {
            absent.push(key);
        }
        differences.push(Difference {
            sheet: key.sheet,
            code: key.at.code(),
            fact: key.fact,
            here: one.cloned(),
            there: other.cloned(),
        });
    }
    differences
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    sheet: Option<u16>,
    at: At,
    fact: Fact,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Whole,
    Part(String),
    Section(Code),
    Criterion(Code),
}

impl At {
    fn code(&self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Part(letter) => Some(letter.clone()),
            Self::Section(code) | Self::Criterion(code) => Some(code.to_string()),
        }
    }
}

impl Key {
    fn covers(&self, other: &Self) -> bool {
        let is_within = match (&self.at, &other.at) {
            (At::Whole, _) => true,
            (At::Section(section), At::Criterion(code)) => code.section() == *section,
            (at, other) => at == other,
        };
        self.sheet == other.sheet && is_within
    }
}

#[derive(Debug, Default)]
struct Facts(BTreeMap<Key, String>);

impl Facts {
    fn of(pack: &CriteriaPack) -> Self {
        let mut facts = Self::default();
        let bands = pack
            .bands
            .iter()
            .map(|band| format!("{}★ {}", band.stars, band.floor));
        let sectors = pack
            .sectors
            .iter()
            .map(|sector| format!("{} {}", sector.code, sector.name));
        facts.add(None, &At::Whole, Fact::IssuedOn, pack.issued_on);
        facts.add(None, &At::Whole, Fact::EffectiveFrom, pack.effective_from);
        facts.add(None, &At::Whole, Fact::Bands, list(bands));
        facts.add(None, &At::Whole, Fact::Sectors, list(sectors));
        for set in &pack.product_sets {
            facts.set(set);
        }
        facts
    }

    fn add(&mut self, sheet: Option<u16>, at: &At, fact: Fact, value: impl ToString) {
        let at = at.clone();
        self.0.insert(Key { sheet, at, fact }, value.to_string());
    }

    fn set(&mut self, set: &ProductSet) {
        let mut add = |fact, value: String| self.add(Some(set.no), &At::Whole, fact, value);
        add(Fact::Presence, set.name.clone());
        add(Fact::Title, set.name.clone());
        add(Fact::Sector, set.sector.clone());
        let group = [Some(set.group.clone()), set.subgroup.clone()];
        add(Fact::Group, list(group.into_iter().flatten()));
        add(Fact::Agencies, list(set.lead_agencies.iter().cloned()));
        add(Fact::Sample, yes(set.requires_sample));
        add(Fact::Disqualifiers, yes(!set.disqualifiers.is_empty()));
        for part in &set.parts {
            let at = At::Part(part.code.clone());
            self.add(Some(set.no), &at, Fact::Presence, part.code.clone());
            self.add(Some(set.no), &at, Fact::Title, part.title.clone());
            self.add(Some(set.no), &at, Fact::Max, part.max);
        }
        for section in set.sections() {
            let at = At::Section(section.code);
            let mut add = |fact, value: String| self.add(Some(set.no), &at, fact, value);
            add(Fact::Presence, section.code.to_string());
            add(Fact::Title, section.title.clone());
            add(Fact::Max, section.max.to_string());
            add(Fact::Exclusions, exclusions(&section.exclusions));
            add(Fact::BindsOnly, yes(section.binds_only.is_some()));
        }
        for criterion in set.criteria() {
            self.criterion(set.no, criterion);
        }
    }

    fn criterion(&mut self, no: u16, criterion: &Criterion) {
        let at = At::Criterion(criterion.code);
        let mut add = |fact, value: String| self.add(Some(no), &at, fact, value);
        add(Fact::Presence, criterion.code.to_string());
        add(Fact::Title, criterion.title.clone());
        add(Fact::Max, criterion.max.to_string());
        if let Some(heading) = &criterion.heading {
            let (code, title, max) = (heading.code, &heading.title, heading.max);
            add(Fact::Heading, format!("{code} {title} ({max})"));
        }
        let scoring = match criterion.scoring {
            Scoring::One => "one",
            Scoring::YesNo => "yes_no",
            Scoring::OneCase => "one_case",
        };
        add(Fact::Scoring, scoring.to_owned());
        if let Some(Condition::AboveZero(code)) = criterion.only_when {
            add(Fact::Condition, format!("{code} > 0"));
        }
        add(Fact::Requirements, criterion.requirements.len().to_string());
        add(Fact::Exclusions, exclusions(&criterion.exclusions));
        add(Fact::Levels, criterion.options.len().to_string());
        for (idx, option) in criterion.options.iter().enumerate() {
            let level = idx + 1;
            add(Fact::Points(level), option.points.to_string());
            let gate = option.gate.map_or(0, StarRank::stars);
            add(Fact::Gate(level), gate.to_string());
            if let Some(case) = option.case {
                add(Fact::Case(level), format!("{case:?}"));
            }
        }
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn yes(is_so: bool) -> String {
    u8::from(is_so).to_string()
}

fn exclusions(exclusions: &[Exclusion]) -> String {
    list(exclusions.iter().map(|exclusion| {
        let kind = match exclusion.kind {
            ExclusionKind::Disqualify => "disqualify",
            ExclusionKind::Ineligible => "ineligible",
            ExclusionKind::Stop => "stop",
            ExclusionKind::StopIfZero => "stop_if_zero",
        };
        kind.to_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::points::Points;
    use crate::storage::packs::builtin;

    #[track_caller]
    fn check(change: impl FnOnce(&mut CriteriaPack), expected: &[&str]) {
        let there = builtin().last().expect("the pack in force");
        let mut here = there.clone();
        change(&mut here);
        let texts = difference(&here, there);
        let texts: Vec<_> = texts
            .iter()
            .map(|difference| difference.text("en"))
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn words_do_not_count() {
        check(
            |pack| {
                let set = &mut pack.product_sets[0];
                set.name = set.name.to_uppercase();
                set.parts[0].sections[0].criteria[0].options[0]
                    .text
                    .push('…');
                pack.title.clear();
            },
            &[],
        );
    }

    #[test]
    fn every_fact_that_differs_is_named_with_its_place() {
        check(
            |pack| {
                let criterion = &mut pack.product_sets[0].parts[0].sections[0].criteria[0];
                criterion.options[0].points = Points::ZERO;
                criterion.options[1].gate = StarRank::new(5);
                criterion.requirements.clear();
            },
            &[
                "Sheet 1, item 1.1: number of requirements: 0, there 1",
                "Sheet 1, item 1.1: points of level 1: 0, there 1",
                "Sheet 1, item 1.1: gate of level 2: 5, there 0",
            ],
        );
    }

    #[test]
    fn what_is_not_there_is_told_once() {
        check(
            |pack| {
                pack.product_sets.remove(1);
                pack.product_sets[0].parts[2].sections.remove(0);
            },
            &[
                "Sheet 1, item 6: is there: nothing, there 6",
                "Sheet 2: is there: nothing, there Thịt, thủy sản, trứng, sữa tươi",
            ],
        );
    }
}
