//! The kinds of faults of a pack, and their words.

use rust_i18n::t;

use crate::model::criteria::Code;
use crate::model::points::{Points, StarRank};

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The text is something else.
    NotAPack,
    /// The pack was written for a newer version of the program.
    Newer {
        /// The version it names.
        version: u64,
    },
    /// The text cannot be read as a pack.
    Syntax {
        /// What cannot be read.
        detail: String,
    },
    /// A text says nothing.
    EmptyText,
    /// A list has nothing in it.
    EmptyList,
    /// The id cannot stand in the key of a sheet.
    PackId,
    /// The last day in force is before the first.
    DaysReversed,
    /// A band is not below the one before it.
    BandsNotFalling,
    /// The last band is not one star at 0 points.
    BandsEnd,
    /// A sheet has the number 0.
    SetNumber,
    /// A number or code stands twice.
    Repeated {
        /// The number or code.
        value: String,
    },
    /// A code is named that is not there.
    Unknown {
        /// The code.
        value: String,
    },
    /// Points do not add up.
    Sum {
        /// What they add up to.
        sum: Points,
        /// What they should add up to.
        expected: Points,
    },
    /// A section has a code with a dot.
    SectionCode {
        /// The code.
        code: Code,
    },
    /// A criterion does not belong where it stands.
    CodeOutside {
        /// Its code.
        code: Code,
        /// The section or heading above.
        section: Code,
    },
    /// The same heading is written in two ways.
    HeadingDiffers {
        /// Its code.
        code: Code,
    },
    /// A criterion has the wrong cases for its kind.
    Cases,
    /// A level names a case where there is none, or none where it must.
    LevelCase,
    /// A yes/no criterion has levels.
    YesNoLevels,
    /// A criterion, or a case of it, has no levels.
    NoLevels,
    /// The best level is not worth the maximum.
    BestLevel {
        /// What it is worth.
        best: Points,
        /// The maximum.
        max: Points,
    },
    /// A level is worth less than the one before it.
    PointsFall,
    /// A level is worth as much as the one before it, which is not declared.
    EqualPoints,
    /// A declared fault is not there.
    DeclaredNotThere,
    /// A rank has its gate twice, or below the gate of a lower rank.
    Gates {
        /// The rank.
        gate: StarRank,
    },
    /// Two levels read alike.
    EqualLevels,
}

impl FaultKind {
    pub(super) fn repeated(value: impl ToString) -> Self {
        let value = value.to_string();
        Self::Repeated { value }
    }

    pub(super) fn unknown(value: impl ToString) -> Self {
        let value = value.to_string();
        Self::Unknown { value }
    }

    /// Says it in the language of `locale`, one sentence without a final period.
    pub fn text(&self, locale: &str) -> String {
        match self {
            Self::NotAPack => t!("packs.not_a_pack", locale = locale),
            Self::Newer { version } => t!("packs.newer", locale = locale, version = version),
            Self::Syntax { detail } => t!("packs.syntax", locale = locale, detail = detail),
            Self::EmptyText => t!("packs.empty_text", locale = locale),
            Self::EmptyList => t!("packs.empty_list", locale = locale),
            Self::PackId => t!("packs.pack_id", locale = locale),
            Self::DaysReversed => t!("packs.days_reversed", locale = locale),
            Self::BandsNotFalling => t!("packs.bands_not_falling", locale = locale),
            Self::BandsEnd => t!("packs.bands_end", locale = locale),
            Self::SetNumber => t!("packs.set_number", locale = locale),
            Self::Repeated { value } => t!("packs.repeated", locale = locale, value = value),
            Self::Unknown { value } => t!("packs.unknown", locale = locale, value = value),
            Self::Sum { sum, expected } => {
                t!("packs.sum", locale = locale, sum = sum, expected = expected)
            }
            Self::SectionCode { code } => t!("packs.section_code", locale = locale, code = code),
            Self::CodeOutside { code, section } => {
                t!(
                    "packs.code_outside",
                    locale = locale,
                    code = code,
                    section = section
                )
            }
            Self::HeadingDiffers { code } => {
                t!("packs.heading_differs", locale = locale, code = code)
            }
            Self::Cases => t!("packs.cases", locale = locale),
            Self::LevelCase => t!("packs.level_case", locale = locale),
            Self::YesNoLevels => t!("packs.yes_no_levels", locale = locale),
            Self::NoLevels => t!("packs.no_levels", locale = locale),
            Self::BestLevel { best, max } => {
                t!("packs.best_level", locale = locale, best = best, max = max)
            }
            Self::PointsFall => t!("packs.points_fall", locale = locale),
            Self::EqualPoints => t!("packs.equal_points", locale = locale),
            Self::DeclaredNotThere => t!("packs.declared_not_there", locale = locale),
            Self::Gates { gate } => t!("packs.gates", locale = locale, gate = gate),
            Self::EqualLevels => t!("packs.equal_levels", locale = locale),
        }
        .into_owned()
    }
}

/// Returns one fault of each kind.
#[cfg(test)]
pub(in super::super) fn examples() -> Vec<FaultKind> {
    let code = crate::fixtures::code;
    let (sum, expected) = (Points::whole(98), Points::whole(100));
    vec![
        FaultKind::NotAPack,
        FaultKind::Newer { version: 2 },
        FaultKind::Syntax {
            detail: "…".to_owned(),
        },
        FaultKind::EmptyText,
        FaultKind::EmptyList,
        FaultKind::PackId,
        FaultKind::DaysReversed,
        FaultKind::BandsNotFalling,
        FaultKind::BandsEnd,
        FaultKind::SetNumber,
        FaultKind::repeated("1.1"),
        FaultKind::unknown("VII"),
        FaultKind::Sum { sum, expected },
        FaultKind::SectionCode { code: code("6.1") },
        FaultKind::CodeOutside {
            code: code("6.1"),
            section: code("5"),
        },
        FaultKind::HeadingDiffers { code: code("6.1") },
        FaultKind::Cases,
        FaultKind::LevelCase,
        FaultKind::YesNoLevels,
        FaultKind::NoLevels,
        FaultKind::BestLevel {
            best: sum,
            max: expected,
        },
        FaultKind::PointsFall,
        FaultKind::EqualPoints,
        FaultKind::DeclaredNotThere,
        FaultKind::Gates {
            gate: StarRank::FOUR,
        },
        FaultKind::EqualLevels,
    ]
}
