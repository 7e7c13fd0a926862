//! What is not as it should be in print, and how it was read.

use rust_i18n::t;

use super::document::Place;
use super::error::at;
use crate::model::Date;
use crate::model::points::{Points, StarRank};

/// One anomaly and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Where in the document.
    pub place: Place,
    /// On which sheet; none where the decision as a whole is meant.
    pub sheet: Option<u16>,
    /// At which part, section or criterion.
    pub code: Option<String>,
    /// What.
    pub kind: AnomalyKind,
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnomalyKind {
    /// The points of a level are not printed.
    BlankPoints {
        /// Which level, from 1.
        level: usize,
        /// What they are read as.
        read: Points,
    },
    /// A level is worth more than the maximum.
    AboveMax {
        /// Which level, from 1.
        level: usize,
        /// What is printed.
        printed: Points,
        /// What it is read as.
        read: Points,
    },
    /// Two levels are worth the same; the other sheets with these levels say otherwise.
    RepeatedPoints {
        /// Which level, from 1.
        level: usize,
        /// What is printed.
        printed: Points,
        /// What it is read as.
        read: Points,
    },
    /// Two levels are worth the same; nothing tells what was meant.
    EqualPoints {
        /// The second of them, from 1.
        level: usize,
        /// What is printed.
        printed: Points,
    },
    /// A cell of points has several numbers.
    StrayNumber {
        /// What is printed.
        printed: String,
        /// What it is read as.
        read: Points,
    },
    /// The maximum is not printed.
    BlankMax {
        /// What it is read as.
        read: Points,
    },
    /// The title of a part names other points than its column.
    PartPoints {
        /// What the title says.
        title: Points,
        /// What the column says, as it is read.
        read: Points,
    },
    /// A level begins with the letter o in the place of a box.
    LetterBox {
        /// Which level, from 1.
        level: usize,
    },
    /// A line without a box has points, as a level has.
    NoBox {
        /// Which level, from 1.
        level: usize,
    },
    /// No level of the sheet has a box: its boxes are bullets that a word processor sets by itself.
    NoBoxes,
    /// Asterisks are printed with spaces between them.
    SpacedStars {
        /// Which level, from 1.
        level: usize,
        /// The gate that they are read as.
        gate: StarRank,
    },
    /// A number of asterisks that no rank has.
    StrangeStars {
        /// Which level, from 1.
        level: usize,
        /// How many.
        count: usize,
    },
    /// A level has no asterisks, or others than on all other sheets with it.
    OtherGate {
        /// Which level, from 1.
        level: usize,
        /// The gate that is printed here.
        printed: Option<StarRank>,
        /// The gate on the other sheets.
        others: Option<StarRank>,
        /// How many other sheets.
        n_others: usize,
    },
    /// No line under the table explains the asterisks.
    NoLegend,
    /// No grounds for rejection are stated.
    NoDisqualifiers,
    /// The same grounds for rejection are stated twice.
    RepeatedDisqualifiers,
    /// A code stands twice.
    RepeatedCode {
        /// What is printed.
        printed: String,
        /// What it is read as.
        read: String,
    },
    /// A code is left out.
    SkippedCode {
        /// What would follow.
        expected: String,
    },
    /// The name of the set is written in other ways elsewhere.
    OtherNames {
        /// The name over the sheet.
        name: String,
        /// The other names.
        others: Vec<String>,
    },
    /// The same decision is dated in two ways.
    OtherDay {
        /// Number of that decision.
        number: String,
        /// The day named first.
        first: Date,
        /// The day named here.
        here: Date,
    },
    /// A value fits two levels.
    Overlap {
        /// The value, in percent.
        percent: u16,
    },
    /// A value fits no level.
    Gap {
        /// The value, in percent.
        percent: u16,
    },
    /// A sentence differs by a letter from the same sentence on other sheets.
    Wording {
        /// The word that is printed.
        printed: String,
        /// The word on the other sheets.
        others: String,
        /// How many other sheets.
        n_others: usize,
    },
    /// A line that is none of what a sheet has; kept as a note.
    UnreadLine {
        /// The text.
        text: String,
    },
    /// Some bytes of the file are no text.
    BrokenText,
}

impl Anomaly {
    /// Tells whether the pack holds another reading than the print.
    pub fn is_applied(&self) -> bool {
        match self.kind {
            AnomalyKind::BlankPoints { .. }
            | AnomalyKind::AboveMax { .. }
            | AnomalyKind::RepeatedPoints { .. }
            | AnomalyKind::StrayNumber { .. }
            | AnomalyKind::BlankMax { .. }
            | AnomalyKind::PartPoints { .. }
            | AnomalyKind::LetterBox { .. }
            | AnomalyKind::NoBox { .. }
            | AnomalyKind::NoBoxes
            | AnomalyKind::SpacedStars { .. }
            | AnomalyKind::NoLegend
            | AnomalyKind::RepeatedDisqualifiers
            | AnomalyKind::RepeatedCode { .. } => true,
            AnomalyKind::EqualPoints { .. }
            | AnomalyKind::StrangeStars { .. }
            | AnomalyKind::OtherGate { .. }
            | AnomalyKind::NoDisqualifiers
            | AnomalyKind::SkippedCode { .. }
            | AnomalyKind::OtherNames { .. }
            | AnomalyKind::OtherDay { .. }
            | AnomalyKind::Overlap { .. }
            | AnomalyKind::Gap { .. }
            | AnomalyKind::Wording { .. }
            | AnomalyKind::UnreadLine { .. }
            | AnomalyKind::BrokenText => false,
        }
    }

    /// Tells whether the points of somebody may hang on it, so that it is named wherever the pack
    /// is used.
    pub(super) fn is_flaw(&self) -> bool {
        matches!(
            self.kind,
            AnomalyKind::EqualPoints { .. }
                | AnomalyKind::StrangeStars { .. }
                | AnomalyKind::OtherGate { .. }
                | AnomalyKind::Overlap { .. }
                | AnomalyKind::Gap { .. }
        )
    }

    /// Says where it is, in the language of `locale`.
    pub fn at(&self, locale: &str) -> String {
        at(self.sheet, self.code.as_deref(), Some(self.place), locale)
    }

    /// Says what stands in print, in the language of `locale`.
    pub fn printed(&self, locale: &str) -> String {
        let rank = |gate: &Option<StarRank>| {
            gate.map_or_else(
                || t!("import.anomaly.no_gate", locale = locale).into_owned(),
                |gate| t!("import.anomaly.gate", locale = locale, stars = gate).into_owned(),
            )
        };
        match &self.kind {
            AnomalyKind::BlankPoints { level, .. } => {
                t!(
                    "import.anomaly.blank_points",
                    locale = locale,
                    level = level
                )
            }
            AnomalyKind::AboveMax { level, printed, .. } => {
                t!(
                    "import.anomaly.above_max",
                    locale = locale,
                    level = level,
                    printed = printed
                )
            }
            AnomalyKind::RepeatedPoints { level, printed, .. }
            | AnomalyKind::EqualPoints { level, printed } => t!(
                "import.anomaly.repeated_points",
                locale = locale,
                level = level,
                printed = printed
            ),
            AnomalyKind::StrayNumber { printed, .. } => {
                t!(
                    "import.anomaly.stray_number",
                    locale = locale,
                    printed = printed
                )
            }
            AnomalyKind::BlankMax { .. } => t!("import.anomaly.blank_max", locale = locale),
            AnomalyKind::PartPoints { title, read } => {
                t!(
                    "import.anomaly.part_points",
                    locale = locale,
                    title = title,
                    column = read
                )
            }
            AnomalyKind::LetterBox { level } => {
                t!("import.anomaly.letter_box", locale = locale, level = level)
            }
            AnomalyKind::NoBox { level } => {
                t!("import.anomaly.no_box", locale = locale, level = level)
            }
            AnomalyKind::NoBoxes => t!("import.anomaly.no_boxes", locale = locale),
            AnomalyKind::SpacedStars { level, .. } => {
                t!(
                    "import.anomaly.spaced_stars",
                    locale = locale,
                    level = level
                )
            }
            AnomalyKind::StrangeStars { level, count } => {
                t!(
                    "import.anomaly.strange_stars",
                    locale = locale,
                    level = level,
                    count = count
                )
            }
            AnomalyKind::OtherGate {
                level,
                printed,
                others,
                n_others,
            } => t!(
                "import.anomaly.other_gate",
                locale = locale,
                level = level,
                printed = rank(printed),
                others = rank(others),
                count = n_others
            ),
            AnomalyKind::NoLegend => t!("import.anomaly.no_legend", locale = locale),
            AnomalyKind::NoDisqualifiers => t!("import.anomaly.no_disqualifiers", locale = locale),
            AnomalyKind::RepeatedDisqualifiers => {
                t!("import.anomaly.repeated_disqualifiers", locale = locale)
            }
            AnomalyKind::RepeatedCode { printed, .. } => {
                t!(
                    "import.anomaly.repeated_code",
                    locale = locale,
                    printed = printed
                )
            }
            AnomalyKind::SkippedCode { expected } => {
                t!(
                    "import.anomaly.skipped_code",
                    locale = locale,
                    expected = expected
                )
            }
            AnomalyKind::OtherNames { name, others } => t!(
                "import.anomaly.other_names",
                locale = locale,
                name = name,
                others = others.join("”, “")
            ),
            AnomalyKind::OtherDay {
                number,
                first,
                here,
            } => t!(
                "import.anomaly.other_day",
                locale = locale,
                number = number,
                first = first.format("%d/%m/%Y"),
                here = here.format("%d/%m/%Y")
            ),
            AnomalyKind::Overlap { percent } => {
                t!("import.anomaly.overlap", locale = locale, percent = percent)
            }
            AnomalyKind::Gap { percent } => {
                t!("import.anomaly.gap", locale = locale, percent = percent)
            }
            AnomalyKind::Wording {
                printed,
                others,
                n_others,
            } => t!(
                "import.anomaly.wording",
                locale = locale,
                printed = printed,
                others = others,
                count = n_others
            ),
            AnomalyKind::UnreadLine { text } => {
                t!("import.anomaly.unread_line", locale = locale, text = text)
            }
            AnomalyKind::BrokenText => t!("import.anomaly.broken_text", locale = locale),
        }
        .into_owned()
    }

    /// Says how it is read, in the language of `locale`.
    pub fn reading(&self, locale: &str) -> String {
        match &self.kind {
            AnomalyKind::BlankPoints { read, .. }
            | AnomalyKind::AboveMax { read, .. }
            | AnomalyKind::RepeatedPoints { read, .. }
            | AnomalyKind::StrayNumber { read, .. }
            | AnomalyKind::BlankMax { read }
            | AnomalyKind::PartPoints { read, .. } => {
                t!("import.reading.points", locale = locale, points = read)
            }
            AnomalyKind::NoBoxes => t!("import.reading.levels", locale = locale),
            AnomalyKind::LetterBox { .. } | AnomalyKind::NoBox { .. } => {
                t!("import.reading.level", locale = locale)
            }
            AnomalyKind::SpacedStars { gate, .. } => {
                t!("import.reading.gate", locale = locale, stars = gate)
            }
            AnomalyKind::NoLegend => t!("import.reading.legend", locale = locale),
            AnomalyKind::RepeatedDisqualifiers => t!("import.reading.once", locale = locale),
            AnomalyKind::RepeatedCode { read, .. } => {
                t!("import.reading.code", locale = locale, code = read)
            }
            AnomalyKind::NoDisqualifiers => t!("import.reading.none_stated", locale = locale),
            AnomalyKind::Overlap { .. } | AnomalyKind::Gap { .. } => {
                t!("import.reading.council", locale = locale)
            }
            AnomalyKind::UnreadLine { .. } => t!("import.reading.note", locale = locale),
            AnomalyKind::BrokenText => t!("import.reading.look", locale = locale),
            AnomalyKind::EqualPoints { .. }
            | AnomalyKind::StrangeStars { .. }
            | AnomalyKind::OtherGate { .. }
            | AnomalyKind::SkippedCode { .. }
            | AnomalyKind::OtherNames { .. }
            | AnomalyKind::OtherDay { .. }
            | AnomalyKind::Wording { .. } => t!("import.reading.as_printed", locale = locale),
        }
        .into_owned()
    }

    /// Says all of it in one line, in the language of `locale`.
    pub fn text(&self, locale: &str) -> String {
        let (at, printed, reading) = (self.at(locale), self.printed(locale), self.reading(locale));
        format!("{at}: {printed}; {reading}")
    }
}
