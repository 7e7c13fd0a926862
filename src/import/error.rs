//! Why a document gives no pack, or a sheet of it none.

use std::fmt;

use rust_i18n::t;

use super::document::Place;
use crate::storage::packs::FaultKind;

/// Why a document gives no pack: at least one fault, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The faults.
    pub faults: Vec<ImportFault>,
}

/// One fault and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFault {
    /// Where in the document; none where the file as a whole is meant.
    pub place: Option<Place>,
    /// On which sheet.
    pub sheet: Option<u16>,
    /// At which section or criterion.
    pub code: Option<String>,
    /// What.
    pub kind: ImportFaultKind,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFaultKind {
    /// There is nothing in the file.
    Empty,
    /// The file is larger than any decision.
    TooLarge {
        /// What is taken at most, in megabytes.
        limit_mb: usize,
    },
    /// The file is something else.
    OtherFormat {
        /// What it seems to be.
        format: OtherFormat,
    },
    /// The file begins like a DOCX but cannot be unpacked.
    BadZip {
        /// What the unpacking says.
        detail: String,
    },
    /// The file is packed but holds no word processor's document.
    NoDocumentPart,
    /// The document unpacks to something larger than any decision.
    UnpacksTooLarge,
    /// The document inside a DOCX cannot be read.
    BadXml {
        /// What cannot be read.
        detail: String,
    },
    /// Tables stand in tables without end.
    TooDeep,
    /// A table has more columns than any decision.
    TooManyColumns,
    /// There are more lines, cells and rows than in any decision.
    TooManyParts,
    /// The document has no tables.
    NoTables,
    /// No table of the document is a scoring sheet.
    NoSheets,
    /// The number of the decision is not there.
    NoNumber,
    /// The day of the decision is not there.
    NoIssueDay,
    /// The first day in force is not there.
    NoEffectiveDay,
    /// The star ranks and their points are not there.
    NoBands,
    /// A set is listed, its sheet is not there.
    MissingSheet {
        /// Name of the set.
        name: String,
    },
    /// A sheet has the number of another one.
    RepeatedSheet,
    /// A sheet has no heading with a number.
    NoHeading,
    /// A sheet has no column of points.
    NoPointsColumn,
    /// The file ends in the middle of a sheet.
    CutOff,
    /// A sheet ends without its total.
    NoTotal,
    /// The sheet has another total than its parts.
    OtherTotal {
        /// What is printed.
        printed: String,
    },
    /// A code does not follow the one before it.
    CodeOrder {
        /// What would follow.
        expected: String,
    },
    /// There are no points where there must be some.
    NoPoints {
        /// The text they belong to.
        text: String,
    },
    /// The points cannot be read.
    UnreadPoints {
        /// What is printed.
        printed: String,
    },
    /// A level, a note or a case stands outside of any criterion.
    NothingAbove {
        /// The text.
        text: String,
    },
    /// A condition names nothing that is on the sheet.
    UnknownCondition {
        /// The text.
        text: String,
    },
    /// The set is not in the list of sectors and groups.
    NoSector,
    /// The sheet does not hold together.
    Check(FaultKind),
}

/// What a file can be instead of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFormat {
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A document of an old word processor (DOC).
    OldWord,
    /// A rich text (RTF).
    RichText,
    /// A web page packed with its pictures (MHT).
    PackedPage,
    /// Something unknown.
    Unknown,
}

impl ImportError {
    pub(super) fn file(kind: ImportFaultKind) -> Self {
        Self {
            faults: vec![ImportFault::file(kind)],
        }
    }
}

impl ImportFault {
    pub(super) fn file(kind: ImportFaultKind) -> Self {
        Self {
            place: None,
            sheet: None,
            code: None,
            kind,
        }
    }

    /// Says what is wrong and where, in the language of `locale`, one sentence without a final
    /// period.
    pub fn text(&self, locale: &str) -> String {
        let what = self.kind.text(locale);
        let at = at(self.sheet, self.code.as_deref(), self.place, locale);
        if at.is_empty() {
            what
        } else {
            format!("{at}: {what}")
        }
    }
}

/// Says where something is: sheet, code and place, as far as they are known.
pub(super) fn at(
    sheet: Option<u16>,
    code: Option<&str>,
    place: Option<Place>,
    locale: &str,
) -> String {
    let sheet = sheet.map(|no| t!("import.at.sheet", locale = locale, no = no).into_owned());
    let code = code.map(|code| t!("import.at.code", locale = locale, code = code).into_owned());
    let place = place.map(|place| place.text(locale));
    let known: Vec<_> = [sheet, code, place].into_iter().flatten().collect();
    known.join(", ")
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&rust_i18n::locale()))
    }
}

impl fmt::Display for ImportError {
    /// Writes one line per fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, fault) in self.faults.iter().enumerate() {
            if idx > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ImportError {}

impl ImportFaultKind {
    /// Says it in the language of `locale`, one sentence without a final period.
    pub fn text(&self, locale: &str) -> String {
        match self {
            Self::Empty => t!("import.fault.empty", locale = locale),
            Self::TooLarge { limit_mb } => {
                t!("import.fault.too_large", locale = locale, limit = limit_mb)
            }
            Self::OtherFormat { format } => format.text(locale),
            Self::BadZip { detail } => t!("import.fault.bad_zip", locale = locale, detail = detail),
            Self::NoDocumentPart => t!("import.fault.no_document_part", locale = locale),
            Self::UnpacksTooLarge => t!("import.fault.unpacks_too_large", locale = locale),
            Self::BadXml { detail } => t!("import.fault.bad_xml", locale = locale, detail = detail),
            Self::TooDeep => t!("import.fault.too_deep", locale = locale),
            Self::TooManyColumns => t!("import.fault.too_many_columns", locale = locale),
            Self::TooManyParts => t!("import.fault.too_many_parts", locale = locale),
            Self::NoTables => t!("import.fault.no_tables", locale = locale),
            Self::NoSheets => t!("import.fault.no_sheets", locale = locale),
            Self::NoNumber => t!("import.fault.no_number", locale = locale),
            Self::NoIssueDay => t!("import.fault.no_issue_day", locale = locale),
            Self::NoEffectiveDay => t!("import.fault.no_effective_day", locale = locale),
            Self::NoBands => t!("import.fault.no_bands", locale = locale),
            Self::MissingSheet { name } => {
                t!("import.fault.missing_sheet", locale = locale, name = name)
            }
            Self::RepeatedSheet => t!("import.fault.repeated_sheet", locale = locale),
            Self::NoHeading => t!("import.fault.no_heading", locale = locale),
            Self::NoPointsColumn => t!("import.fault.no_points_column", locale = locale),
            Self::CutOff => t!("import.fault.cut_off", locale = locale),
            Self::NoTotal => t!("import.fault.no_total", locale = locale),
            Self::OtherTotal { printed } => {
                t!(
                    "import.fault.other_total",
                    locale = locale,
                    printed = printed
                )
            }
            Self::CodeOrder { expected } => {
                t!(
                    "import.fault.code_order",
                    locale = locale,
                    expected = expected
                )
            }
            Self::NoPoints { text } => t!("import.fault.no_points", locale = locale, text = text),
            Self::UnreadPoints { printed } => {
                t!(
                    "import.fault.unread_points",
                    locale = locale,
                    printed = printed
                )
            }
            Self::NothingAbove { text } => {
                t!("import.fault.nothing_above", locale = locale, text = text)
            }
            Self::UnknownCondition { text } => {
                t!(
                    "import.fault.unknown_condition",
                    locale = locale,
                    text = text
                )
            }
            Self::NoSector => t!("import.fault.no_sector", locale = locale),
            Self::Check(kind) => kind.text(locale).into(),
        }
        .into_owned()
    }
}

impl OtherFormat {
    fn text(self, locale: &str) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Pdf => t!("import.other.pdf", locale = locale),
            Self::Picture => t!("import.other.picture", locale = locale),
            Self::OldWord => t!("import.other.old_word", locale = locale),
            Self::RichText => t!("import.other.rich_text", locale = locale),
            Self::PackedPage => t!("import.other.packed_page", locale = locale),
            Self::Unknown => t!("import.other.unknown", locale = locale),
        }
    }
}
