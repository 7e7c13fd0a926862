//! Published decisions as packs: the real one where it is at hand, small ones made here, and files
//! that are no decision.

use ocop_council::import::{Imported, Options, difference, import};
use ocop_council::model::criteria::{CriteriaPack, Wording};
use ocop_council::storage::packs::{builtin, read_pack, write_pack};

use crate::packs::{facts, reference};

/// The decision as a legal portal publishes it.
const DECISION: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../shared/decisions/qd-26-2026.html"
);

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the decision stands outside the project, and a skipped test says so"
)]
fn decision() -> Option<Vec<u8>> {
    let bytes = std::fs::read(DECISION).ok();
    if bytes.is_none() {
        eprintln!("skipped: {DECISION} is not here");
    }
    bytes
}

fn in_force() -> &'static CriteriaPack {
    let pack = builtin().iter().find(|pack| pack.id == "qd-26-2026");
    pack.expect("the pack in force")
}

#[track_caller]
fn check_is_the_decision(imported: &Imported) {
    let Imported { pack, report } = imported;
    let counts = report.counts;
    assert_eq!(
        (counts.sheets, counts.criteria, counts.options, counts.gates),
        (26, 787, 2535, 575)
    );
    let expected = in_force();
    for (set, expected) in pack.product_sets.iter().zip(&expected.product_sets) {
        for (line, expected) in facts(set).lines().zip(facts(expected).lines()) {
            assert_eq!(line, expected, "sheet {}", set.no);
        }
        assert_eq!(facts(set), facts(expected));
    }
    assert_eq!(difference(pack, expected), []);
    assert_eq!(pack.declared, expected.declared);
    assert_eq!(pack.wording, Wording::Official);
    assert_eq!(pack.id, "qd-26-2026-goc");
    assert_ne!(pack.title, expected.title);
    assert_eq!(read_pack(&write_pack(pack)).as_ref(), Ok(pack));
}

#[test]
fn the_published_decision_has_the_facts_of_the_built_in_pack() {
    let Some(bytes) = decision() else {
        return;
    };
    let imported = import(&bytes, &Options::default()).expect("the decision");
    check_is_the_decision(&imported);
}

#[test]
fn its_sentences_are_those_that_were_taken_from_it_before() {
    let (Some(bytes), Some(reference)) = (decision(), reference()) else {
        return;
    };
    let imported = import(&bytes, &Options::default()).expect("the decision");
    let mut expected = Vec::new();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    for sheet in list(&reference["sheets"]) {
        for section in list(&sheet["parts"])
            .iter()
            .flat_map(|part| list(&part["sections"]))
        {
            for criterion in list(&section["criteria"]) {
                let place = format!("{} {}", sheet["no"], criterion["code"]);
                let options = list(&criterion["options"]);
                let texts = options.iter().map(|option| option["text"].as_str());
                expected
                    .extend(texts.map(|text| (place.clone(), text.unwrap_or_default().to_owned())));
            }
        }
    }
    let mut actual = Vec::new();
    for set in &imported.pack.product_sets {
        for criterion in set.criteria() {
            let place = format!("{} \"{}\"", set.no, criterion.code);
            let texts = criterion.options.iter().map(|option| option.text.clone());
            actual.extend(texts.map(|text| (place.clone(), text)));
        }
    }
    let differing = actual
        .iter()
        .zip(&expected)
        .filter(|(actual, expected)| actual != expected);
    assert_eq!(differing.collect::<Vec<_>>(), []);
}
