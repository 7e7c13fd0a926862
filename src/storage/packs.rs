//! Criteria packs: the statutory sheets as files, read strictly.
//!
//! # The format
//!
//! A pack is a RON text with an envelope:
//!
//! ```text
//! (
//!     format: "criteria-pack",
//!     version: 1,
//!     pack: ( id: "qd-26-2026", title: "…", …, product_sets: [ … ] ),
//! )
//! ```
//!
//! The fields are those of [`CriteriaPack`] and the types below it; optional ones may be left out,
//! unknown ones are refused. Beyond that a pack must hold together:
//!
//! - A pack has an id without `/` and is in force in a span of days; its bands fall strictly and
//!   end with one star at 0 points.
//! - Sets have numbers from 1 that do not repeat, and a sector of the pack.
//! - Parts add up to 100 points, sections to their part, criteria to their section and to their
//!   heading. A section with one criterion of its own code is scored directly.
//! - A section has a plain number (`6`), a criterion a code below it (`6.1`), or below its heading
//!   (`6.1.1`); no code stands twice.
//! - Levels stand in printed order: points rise, the best one is worth the maximum, each
//!   rank is the gate of at most one level, and gates rise with the points. In a one-case criterion
//!   all this holds for each of the cases A and B. A yes/no criterion has no levels.
//! - A condition names another criterion of the sheet.
//! - No text is empty, and no two levels of a criterion (of a case) read alike.
//!
//! Faults that the printed text itself has can be declared (field `declared`): a part whose
//! sections do not add up, levels worth the same, a case whose best level is below the maximum, a
//! set without a sheet. A pack that names no sectors needs no groups and agencies either.
//!
//! [`read_pack`] gives every fault at once, each with its line and column.

mod check;
mod outline;
mod write;

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use check::FaultKind;
pub use write::{SheetFault, faults, write_pack};

use super::head;
use super::session_file::ReadError;
use crate::error::Position;
use crate::model::criteria::{CriteriaPack, EmbeddedForm};
use crate::rules::sheet_digest::digest;

/// Name of the format.
pub const FORMAT: &str = "criteria-pack";
/// The version this program reads.
pub const VERSION: u64 = 1;

/// The root of a pack file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    format: String,
    version: u64,
    pack: CriteriaPack,
}

/// Why a text is no pack: at least one fault, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// The faults.
    pub faults: Vec<PackFault>,
}

/// One fault of a pack and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// Where.
    pub position: Position,
    /// What.
    pub kind: FaultKind,
}

impl PackFault {
    /// Says what is wrong in the language of `locale`, one sentence without a final period.
    pub fn text(&self, locale: &str) -> String {
        self.kind.text(locale)
    }
}

impl fmt::Display for PackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text(&rust_i18n::locale());
        write!(f, "{}: {text}", self.position)
    }
}

impl fmt::Display for PackError {
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

impl std::error::Error for PackError {}

/// Reads a pack and looks for everything that does not hold together.
pub fn read_pack(text: &str) -> Result<CriteriaPack, PackError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    peek(text).map_err(PackError::one)?;
    // The default options keep the recursion limit on and all extensions off.
    let file: PackFile = ron::Options::default()
        .from_str(text)
        .map_err(|error| PackError::one(syntax_fault(&error)))?;
    let findings = check::faults(&file.pack);
    if findings.is_empty() {
        return Ok(file.pack);
    }
    let outline = outline::Outline::of(text);
    let mut faults: Vec<_> = findings
        .into_iter()
        .map(|finding| PackFault {
            position: Position::of(text, outline.offset(&finding.path)),
            kind: finding.kind,
        })
        .collect();
    faults.sort_by_key(|fault| fault.position);
    Err(PackError { faults })
}

impl PackError {
    fn one(fault: PackFault) -> Self {
        Self {
            faults: vec![fault],
        }
    }
}

/// Looks at format and version before anything else, so that a newer pack is named as such.
fn peek(text: &str) -> Result<(), PackFault> {
    let fault = |position, kind| PackFault { position, kind };
    let head = head::peek(text).map_err(|position| fault(position, FaultKind::NotAPack))?;
    let place = |field| {
        let path = [outline::Step::Field(field)];
        Position::of(text, outline::Outline::of(text).offset(&path))
    };
    if head.format != FORMAT || head.version == 0 {
        return Err(fault(place("format"), FaultKind::NotAPack));
    }
    if head.version > VERSION {
        let version = head.version;
        return Err(fault(place("version"), FaultKind::Newer { version }));
    }
    Ok(())
}

fn syntax_fault(error: &ron::error::SpannedError) -> PackFault {
    let position = Position {
        line: error.span.start.line,
        column: error.span.start.col,
    };
    let detail = match ReadError::syntax(error) {
        ReadError::Syntax { detail, .. } => detail,
        other => other.to_string(),
    };
    PackFault {
        position,
        kind: FaultKind::Syntax { detail },
    }
}

/// Returns the packs that come with the program, oldest first.
pub fn builtin() -> &'static [CriteriaPack] {
    static PACKS: LazyLock<Vec<CriteriaPack>> = LazyLock::new(|| {
        let texts = [
            include_str!("../../assets/criteria/qd-1048-781.ron"),
            include_str!("../../assets/criteria/qd-26-2026.ron"),
        ];
        texts
            .map(|text| read_pack(text).unwrap_or_else(|error| panic!("built-in pack: {error}")))
            .to_vec()
    });
    &PACKS
}

/// Makes the sheet `no` of `pack` as a session carries it; none where there is no such sheet.
pub fn embed(pack: &CriteriaPack, no: u16) -> Option<EmbeddedForm> {
    let set = pack.product_sets.iter().find(|set| set.no == no)?;
    let sector = pack.sectors.iter().find(|sector| sector.code == set.sector);
    Some(EmbeddedForm {
        pack_title: pack.title.clone(),
        wording: pack.wording,
        digest: digest(set, &pack.bands),
        bands: pack.bands.clone(),
        sector_name: sector.map_or_else(String::new, |sector| sector.name.clone()),
        set: set.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_unreadable(text: &str, kind: &FaultKind, line: usize) {
        let error = read_pack(text).expect_err("no pack");
        let [fault] = error.faults.as_slice() else {
            panic!("{error}");
        };
        assert_eq!((&fault.kind, fault.position.line), (kind, line));
    }

    #[test]
    fn other_files_and_newer_packs_are_named_as_such() {
        check_unreadable("", &FaultKind::NotAPack, 1);
        check_unreadable("\n[1]", &FaultKind::NotAPack, 2);
        check_unreadable(
            "// x\n(format: \"council-session\", version: 1)",
            &FaultKind::NotAPack,
            2,
        );
        check_unreadable(
            "(\n format: \"criteria-pack\",\n version: 2, future: [])",
            &FaultKind::Newer { version: 2 },
            3,
        );
    }

    #[test]
    fn faults_are_told_in_both_languages() {
        let kinds = check::examples();
        for kind in &kinds {
            for locale in ["vi", "en"] {
                let text = kind.text(locale);
                assert!(!text.contains("packs."), "{locale}: no words for {kind:?}");
                assert!(!text.contains("%{"), "{locale}: {text}");
            }
            assert_ne!(kind.text("vi"), kind.text("en"), "{kind:?}");
        }
    }
}
