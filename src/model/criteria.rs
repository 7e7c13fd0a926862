//! Criteria packs: the statutory sheets as data.
//!
//! A [`CriteriaPack`] is made from one legal text. Each [`ProductSet`] in it is one sheet: parts
//! A, B and C, their sections, and the criteria in them, each with its levels ([`ScoreOption`]).
//! A level may be the **gate** of a star rank: the least that a product of that rank must have in
//! that criterion (the asterisks of the printed sheet).
//!
//! Levels are addressed by position, never by points: points may repeat or reach 10.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Date;
use super::points::{Points, StarRank};

/// The code of a section or criterion as printed: `1`, `3.5`, `6.1.1`. Ordered by number, so that
/// 1.10 comes after 1.9.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 3]);

impl Code {
    /// Returns the code of the section that this code belongs to: `6` for `6.1.1`.
    pub const fn section(self) -> Self {
        Self([self.0[0], 0, 0])
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0[0])?;
        for number in self.0[1..].iter().filter(|&&number| number > 0) {
            write!(f, ".{number}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = [0; 3];
        for (idx, number) in text.split('.').enumerate() {
            let plain =
                (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
            let value = if plain && !number.starts_with('0') {
                number.parse().ok()
            } else {
                None
            };
            *numbers.get_mut(idx).ok_or(())? = value.ok_or(())?;
        }
        Ok(Self(numbers))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            de::Error::invalid_value(
                de::Unexpected::Str(&text),
                &"a code such as \"3.5\" or \"6.1.1\"",
            )
        })
    }
}

/// Names one sheet of one pack: `qd-26-2026/14`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormKey {
    /// Id of the pack, such as `qd-26-2026`.
    pub pack_id: String,
    /// Number of the sheet in the pack.
    pub no: u16,
}

impl fmt::Display for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.pack_id, self.no)
    }
}

impl FromStr for FormKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (pack_id, no) = text.rsplit_once('/').ok_or(())?;
        let plain =
            !pack_id.is_empty() && no.bytes().all(|b| b.is_ascii_digit()) && !no.starts_with('0');
        if !plain {
            return Err(());
        }
        let no = no.parse().map_err(|_not_a_number| ())?;
        Ok(Self {
            pack_id: pack_id.to_owned(),
            no,
        })
    }
}

impl Serialize for FormKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            de::Error::invalid_value(
                de::Unexpected::Str(&text),
                &"a sheet such as \"qd-26-2026/14\"",
            )
        })
    }
}

/// A criteria pack (*bộ tiêu chí*): the data of one legal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriteriaPack {
    /// Short id, part of every [`FormKey`].
    pub id: String,
    /// Name shown to people: `Quyết định 26/2026/QĐ-TTg`.
    pub title: String,
    /// Day the text was issued.
    pub issued_on: Date,
    /// First day on which the text is in force.
    pub effective_from: Date,
    /// Last day on which dossiers were judged by the text; absent while it is in force.
    pub effective_until: Option<Date>,
    /// Whose words the levels are printed in.
    pub wording: Wording,
    /// Star ranks by mean total, highest first.
    pub bands: Vec<Band>,
    /// Deviations that the text itself has; named wherever the pack is used.
    pub known_flaws: Vec<String>,
    /// Faults of the text that a check would refuse, declared so that the pack can be used with
    /// them. A declared fault that is not there is a fault itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<DeclaredFault>,
    /// The six sectors, in the order of the text; none where the text at hand does not name them.
    pub sectors: Vec<Sector>,
    /// The sheets, by number.
    pub product_sets: Vec<ProductSet>,
}

/// A fault of the text itself, which its pack repeats faithfully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum DeclaredFault {
    /// The text lists a set without its sheet.
    MissingSheet {
        /// Number of the sheet.
        no: u16,
        /// Name of the set.
        name: String,
    },
    /// The sections of a part add up to something else than the part.
    PartSum {
        /// Number of the sheet.
        no: u16,
        /// Code of the part.
        part: String,
        /// What the sections add up to.
        sum: Points,
    },
    /// Two levels of a criterion, or of a case of it, are worth the same.
    EqualPoints {
        /// Number of the sheet.
        no: u16,
        /// The criterion.
        code: Code,
    },
    /// The best level of one case is worth less than the criterion.
    CaseBest {
        /// Number of the sheet.
        no: u16,
        /// The criterion.
        code: Code,
        /// The case.
        case: CaseCode,
        /// What its best level is worth.
        best: Points,
    },
}

/// Whose words a pack prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// The program's own short wording of each level.
    Short,
    /// The sentences of the decision itself.
    Official,
}

/// A star rank and the least mean total that reaches it (Art. 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The rank.
    pub stars: StarRank,
    /// The least mean total, included.
    pub floor: Points,
}

/// One of the six sectors (*ngành sản phẩm*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sector {
    /// Roman number, `I` to `VI`.
    pub code: String,
    /// Name of the sector.
    pub name: String,
}

/// A product set (*bộ sản phẩm*): products judged on the same sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductSet {
    /// Number of the sheet.
    pub no: u16,
    /// Name of the set.
    pub name: String,
    /// Code of the sector.
    pub sector: String,
    /// Group (*nhóm*).
    pub group: String,
    /// Subgroup (*phân nhóm*), where the group is divided.
    pub subgroup: Option<String>,
    /// Lead agencies.
    pub lead_agencies: Vec<String>,
    /// Whether five samples go with the dossier.
    pub requires_sample: bool,
    /// Grounds on which the whole dossier is rejected before any scoring.
    pub disqualifiers: Vec<String>,
    /// Notes that apply to the whole sheet, slips of the printed text among them.
    pub notes: Vec<String>,
    /// Parts A, B, C.
    pub parts: Vec<Part>,
}

impl ProductSet {
    /// Returns all criteria in the order of the sheet.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.sections().flat_map(|section| &section.criteria)
    }

    /// Returns all sections in the order of the sheet.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.parts.iter().flat_map(|part| &part.sections)
    }

    /// Returns the criterion with `code`.
    pub fn criterion(&self, code: Code) -> Option<&Criterion> {
        self.criteria().find(|criterion| criterion.code == code)
    }

    /// Returns the section with `code`.
    pub fn section(&self, code: Code) -> Option<&Section> {
        self.sections().find(|section| section.code == code)
    }

    /// Returns the number of criteria.
    pub fn n_criteria(&self) -> usize {
        self.criteria().count()
    }
}

/// A part of a sheet (*phần* A, B, C).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `A`, `B` or `C`.
    pub code: String,
    /// Title of the part.
    pub title: String,
    /// Most points the part can give.
    pub max: Points,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section (*mục*) of a part. A section that is scored directly has one criterion with the code
/// and the title of the section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Number of the section.
    pub code: Code,
    /// Title of the section.
    pub title: String,
    /// Most points the section can give.
    pub max: Points,
    /// Notes printed for the section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Which products the section binds, where not all: its gates may then be waived with a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binds_only: Option<String>,
    /// Grounds in the section that reject or stop the assessment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Its criteria.
    pub criteria: Vec<Criterion>,
}

impl Section {
    /// Tells whether the section is scored directly, as one criterion of its own name.
    pub fn is_scored_directly(&self) -> bool {
        matches!(self.criteria.as_slice(), [only] if only.code == self.code)
    }
}

/// A criterion (*tiêu chí*): one thing judged by choosing one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Code as printed.
    pub code: Code,
    /// Title as printed.
    pub title: String,
    /// Most points the criterion can give.
    pub max: Points,
    /// The heading above, where the criterion is one of several under it (6.1 over 6.1.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// What is meant, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// What must hold for the criterion at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// Notes for the person who scores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Slips of the printed text, with the reading applied or left open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slips: Vec<Slip>,
    /// The condition under which the criterion counts, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_when: Option<Condition>,
    /// Grounds in the criterion that reject or stop the assessment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// How a level is chosen.
    pub scoring: Scoring,
    /// The two cases of [`Scoring::OneCase`]; empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
    /// The levels, in printed order; empty for [`Scoring::YesNo`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ScoreOption>,
}

impl Criterion {
    /// Returns how many levels can be chosen; a yes/no criterion has one, its yes.
    pub fn n_options(&self) -> usize {
        match self.scoring {
            Scoring::YesNo => 1,
            Scoring::One | Scoring::OneCase => self.options.len(),
        }
    }

    /// Returns the points of the level at `idx`; none where there is no such level.
    pub fn points_of(&self, idx: usize) -> Option<Points> {
        match self.scoring {
            Scoring::YesNo => (idx == 0).then_some(self.max),
            Scoring::One | Scoring::OneCase => self.options.get(idx).map(|option| option.points),
        }
    }

    /// Tells whether a sheet must offer *không đạt mức nào* (0 points) beside the printed levels of
    /// `case`: it does where no level is worth nothing.
    pub fn offers_none(&self, case: Option<CaseCode>) -> bool {
        !self
            .levels(case)
            .any(|(_, level)| level.points == Points::ZERO)
    }

    /// Returns the printed levels that belong to `case`, with their positions. Without a case, all.
    pub fn levels(&self, case: Option<CaseCode>) -> impl Iterator<Item = (usize, &ScoreOption)> {
        self.options
            .iter()
            .enumerate()
            .filter(move |(_, level)| level.case.is_none() || case.is_none() || level.case == case)
    }

    /// Returns the gates among the levels that belong to `case`: the rank and the least points.
    pub fn gates(&self, case: Option<CaseCode>) -> impl Iterator<Item = (StarRank, Points)> + '_ {
        self.levels(case)
            .filter_map(|(_, level)| level.gate.map(|gate| (gate, level.points)))
    }
}

/// A heading over several criteria of a section (6.1 over 6.1.1, 6.1.2 …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Code of the heading.
    pub code: Code,
    /// Its title.
    pub title: String,
    /// Most points of the criteria under it.
    pub max: Points,
}

/// A slip of the printed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// What stands in print.
    pub printed: String,
    /// How it is read.
    pub read_as: String,
    /// Whether the reading is applied here; otherwise the print stands and the council is told.
    pub applied: bool,
}

/// How the level of a criterion is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scoring {
    /// One of the printed levels.
    One,
    /// Yes gives the maximum, no gives 0; no levels are printed.
    YesNo,
    /// One level of the case that fits the product.
    OneCase,
}

/// The letter of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CaseCode {
    /// The first case.
    A,
    /// The second case.
    B,
}

/// One of the two cases of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its letter.
    pub code: CaseCode,
    /// Whom it fits.
    pub title: String,
}

/// When a criterion counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// Only when the same sheet's answer to that criterion is worth more than nothing.
    AboveZero(Code),
}

/// A level (*mức*) of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreOption {
    /// What the level asks for.
    pub text: String,
    /// What it is worth.
    pub points: Points,
    /// The rank whose least requirement the level is (*, printed as asterisks).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<StarRank>,
    /// The case it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseCode>,
}

/// A ground that rejects a dossier or stops its assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// What it leads to.
    pub kind: ExclusionKind,
    /// The ground.
    pub text: String,
}

/// What a ground leads to, once the council has decided that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExclusionKind {
    /// The dossier is rejected.
    Disqualify,
    /// Such products are not assessed.
    Ineligible,
    /// The following steps are not assessed.
    Stop,
    /// The same, when the criterion (or any criterion of the section) gets 0 points.
    StopIfZero,
}

/// A sheet as a session carries it: whole, so that it gives the same result on every machine and
/// with every later version of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddedForm {
    /// Name of the pack it came from.
    pub pack_title: String,
    /// Whose words it prints.
    pub wording: Wording,
    /// BLAKE3 digest of the sheet's facts and words, 64 hexadecimal digits.
    pub digest: String,
    /// Star ranks by mean total, highest first.
    pub bands: Vec<Band>,
    /// Name of the sector.
    pub sector_name: String,
    /// The sheet.
    pub set: ProductSet,
}

impl EmbeddedForm {
    /// Returns the rank whose floor `reaches` accepts, the highest first.
    pub fn band(&self, reaches: impl Fn(Points) -> bool) -> Option<StarRank> {
        self.bands
            .iter()
            .filter(|band| reaches(band.floor))
            .map(|band| band.stars)
            .max()
    }

    /// Returns the floors of all ranks.
    pub fn floors(&self) -> Vec<Points> {
        self.bands.iter().map(|band| band.floor).collect()
    }
}

/// The cases chosen for a product, by criterion.
pub type CaseChoices = BTreeMap<Code, CaseCode>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ordered_by_number() {
        let code = |text: &str| text.parse::<Code>();
        assert!(code("1.9") < code("1.10"));
        assert!(code("6.1.2") < code("6.2"));
        assert_eq!(code("6.1.1").map(|c| c.to_string()), Ok("6.1.1".to_owned()));
        assert_eq!(code("6.1.1").map(Code::section), code("6"));
        for text in ["", ".", "1.", "0", "1.0", "a", "1.2.3.4", "100", "01"] {
            assert_eq!(code(text), Err(()), "{text}");
        }
    }

    #[test]
    fn form_keys_name_pack_and_sheet() {
        let key: FormKey = "qd-26-2026/14".parse().expect("a key");
        assert_eq!((key.pack_id.as_str(), key.no), ("qd-26-2026", 14));
        assert_eq!(key.to_string(), "qd-26-2026/14");
        for text in ["", "qd", "/1", "qd/", "qd/0", "qd/x", "qd/99999"] {
            assert_eq!(text.parse::<FormKey>(), Err(()), "{text}");
        }
    }
}
