//! Packs that are made here: checked as values, written as files.

use super::check::{self, FaultKind};
use super::outline::Step;
use super::{FORMAT, PackFile, VERSION};
use crate::model::criteria::{Code, CriteriaPack};

/// How deep values are laid out one to a line: down to the criteria; a level is one line.
const DEPTH: usize = 11;

/// One fault of a pack that is no text yet, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFault {
    /// Number of the sheet; none where the pack as a whole is meant.
    pub no: Option<u16>,
    /// The criterion, or else the section.
    pub code: Option<Code>,
    /// What.
    pub kind: FaultKind,
}

/// Finds everything that does not hold together in `pack`, in the order of its sheets.
pub fn faults(pack: &CriteriaPack) -> Vec<SheetFault> {
    let findings = check::faults(pack).into_iter();
    findings
        .map(|finding| {
            let idx = |name| item(&finding.path, name);
            let set = idx("product_sets").and_then(|idx| pack.product_sets.get(idx));
            let part = set.and_then(|set| set.parts.get(idx("parts")?));
            let section = part.and_then(|part| part.sections.get(idx("sections")?));
            let criterion = section.and_then(|section| section.criteria.get(idx("criteria")?));
            let code = criterion.map(|criterion| criterion.code);
            SheetFault {
                no: set.map(|set| set.no),
                code: code.or(section.map(|section| section.code)),
                kind: finding.kind,
            }
        })
        .collect()
}

/// Returns the position in the list `name` on the way to a finding.
fn item(path: &[Step], name: &str) -> Option<usize> {
    let at = path
        .iter()
        .position(|step| matches!(step, Step::Field(field) if *field == name))?;
    match path.get(at + 1) {
        Some(Step::Item(idx)) => Some(*idx),
        _ => None,
    }
}

/// Writes a pack as a file: [`super::read_pack`] gives the same pack back, provided it holds
/// together.
pub fn write_pack(pack: &CriteriaPack) -> String {
    let file = PackFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        pack: pack.clone(),
    };
    let layout = ron::ser::PrettyConfig::new()
        .depth_limit(DEPTH)
        .new_line("\n")
        .compact_arrays(false);
    let mut text =
        ron::ser::to_string_pretty(&file, layout).expect("plain data can always be written");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::{builtin, read_pack};
    use super::*;

    #[test]
    fn a_written_pack_is_read_back_the_same() {
        for pack in builtin() {
            let text = write_pack(pack);
            assert_eq!(read_pack(&text).as_ref(), Ok(pack));
            assert_eq!(faults(pack), []);
            let longest = text.lines().map(|line| line.trim_start().len()).max();
            assert!(longest.is_some_and(|len| len < 1200), "{longest:?}");
        }
    }

    fn newest() -> CriteriaPack {
        let packs = builtin().iter();
        packs
            .max_by_key(|pack| pack.issued_on)
            .expect("a pack")
            .clone()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..proptest::prelude::ProptestConfig::default()
        })]

        #[test]
        fn any_words_survive(text in "\\PC*[\\\\\"a-zđ\\n\\t#]\\PC*", points in 0..=1000_i64) {
            let mut pack = newest();
            pack.product_sets.truncate(1);
            pack.declared.clear();
            let section = &mut pack.product_sets[0].parts[0].sections[0];
            section.notes.push(format!("{text}."));
            section.criteria[0].explanation = Some(format!("{text}!"));
            pack.title = format!("x{text}");
            // Points that do not add up are told, but written and read all the same.
            let back: PackFile = ron::from_str(&write_pack(&pack)).expect("RON");
            proptest::prop_assert_eq!(&back.pack, &pack);
            let read = read_pack(&write_pack(&pack));
            proptest::prop_assert_eq!(read.as_ref(), Ok(&pack));
            pack.product_sets[0].parts[0].max = crate::model::points::Points::from_hundredths(points);
            let back: PackFile = ron::from_str(&write_pack(&pack)).expect("RON");
            proptest::prop_assert_eq!(back.pack, pack);
        }
    }

    #[test]
    fn faults_of_a_value_name_their_sheet_and_criterion() {
        let mut pack = newest();
        let set = &mut pack.product_sets[0];
        let section = &mut set.parts[1].sections[0];
        section.criteria[1].options[0].text.clear();
        let expected = SheetFault {
            no: Some(set.no),
            code: Some(set.parts[1].sections[0].criteria[1].code),
            kind: FaultKind::EmptyText,
        };
        assert_eq!(faults(&pack), [expected]);
        pack.id.clear();
        assert_eq!(faults(&pack)[0].no, None);
    }
}
