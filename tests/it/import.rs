//! Published decisions as packs: the real one where it is at hand, small ones made here, and files
//! that are no decision.

mod command;
mod damage;
mod docx;
mod kinds;
pub(crate) mod small;

use ocop_council::import::{
    Anomaly, ImportError, Imported, Options, Partial, Source, difference, import, read_document,
};
use ocop_council::model::criteria::{Code, CriteriaPack, Criterion, ProductSet, Wording};
use ocop_council::storage::packs::{builtin, read_pack, write_pack};

use crate::packs::{facts, reference};
use small::html;

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

#[test]
fn the_same_decision_saved_as_docx_is_read_alike() {
    let Some(bytes) = decision() else {
        return;
    };
    let document = read_document(&bytes).expect("the decision");
    let saved = import(&docx::saved(&document), &Options::default()).expect("the decision");
    check_is_the_decision(&saved);
    assert_eq!(saved.report.source, Source::Docx);
    let published = import(&bytes, &Options::default()).expect("the decision");
    assert_eq!(saved.pack, published.pack);
    let kinds = |imported: &Imported| {
        let mut kinds: Vec<_> = imported
            .report
            .anomalies
            .iter()
            .map(|anomaly| {
                (
                    anomaly.sheet,
                    anomaly.code.clone(),
                    format!("{:?}", anomaly.kind),
                )
            })
            .collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds(&saved), kinds(&published));
}

#[test]
fn its_slips_are_found_and_read_as_they_were_by_hand() {
    let (Some(bytes), Some(reference)) = (decision(), reference()) else {
        return;
    };
    let imported = import(&bytes, &Options::default()).expect("the decision");
    let applied = |anomaly: &&Anomaly| anomaly.is_applied();
    let mut found: Vec<_> = imported
        .report
        .anomalies
        .iter()
        .filter(applied)
        .map(|anomaly| {
            (
                anomaly.sheet.unwrap_or(0),
                anomaly.code.clone().unwrap_or_default(),
            )
        })
        .collect();
    found.sort();
    let recorded = reference["anomalies"].as_array().expect("a list").iter();
    let mut recorded: Vec<_> = recorded
        .filter(|anomaly| anomaly["applied"] == true)
        .map(|anomaly| {
            let sheet = anomaly["sheet"].as_u64().unwrap_or(0);
            let code = anomaly["code"].as_str().unwrap_or_default();
            (u16::try_from(sheet).expect("a number"), code.to_owned())
        })
        .collect();
    recorded.sort();
    assert_eq!(found, recorded);
    // Of those that are left as printed at a criterion, all are found but a reference to a line
    // without a number.
    let recorded = reference["anomalies"].as_array().expect("a list").iter();
    let missed = recorded.filter(|recorded| {
        let Some(codes) = recorded["code"].as_str() else {
            return false;
        };
        let sheet = recorded["sheet"].as_u64();
        let mut found = imported.report.anomalies.iter();
        !found.any(|found| {
            let is_there = sheet.is_none() || sheet == found.sheet.map(u64::from);
            let code = found.code.as_deref();
            is_there && codes.split(" or ").any(|known| code == Some(known))
        })
    });
    let missed: Vec<_> = missed.map(|anomaly| anomaly["id"].as_str()).collect();
    assert_eq!(missed, [Some("A19")]);
}

/// Reads a small decision, in both formats, and gives what is the same of both.
#[track_caller]
fn read(text: &str) -> Result<Imported, ImportError> {
    read_with(text, Partial::Refuse)
}

#[track_caller]
fn read_with(text: &str, partial: Partial) -> Result<Imported, ImportError> {
    let options = Options {
        partial,
        ..Options::default()
    };
    let page = html(text);
    let from_page = import(page.as_bytes(), &options);
    let document = read_document(page.as_bytes()).expect("a document");
    let from_docx = import(&docx::saved(&document), &options);
    let packs = [&from_page, &from_docx].map(|read| read.as_ref().map(|read| &read.pack).ok());
    assert_eq!(packs[0], packs[1]);
    from_page
}

#[track_caller]
fn good(text: &str) -> Imported {
    read(text).unwrap_or_else(|error| panic!("{error}"))
}

fn set(pack: &CriteriaPack, no: u16) -> &ProductSet {
    let set = pack.product_sets.iter().find(|set| set.no == no);
    set.expect("a sheet")
}

#[track_caller]
fn criterion<'a>(pack: &'a CriteriaPack, no: u16, code: &str) -> &'a Criterion {
    let code: Code = code.parse().expect("a code");
    set(pack, no).criterion(code).expect("a criterion")
}

fn points(criterion: &Criterion) -> Vec<i64> {
    let points = criterion
        .options
        .iter()
        .map(|option| option.points.hundredths());
    points.map(|hundredths| hundredths / 100).collect()
}

/// Begins the fourth sheet of the small decision.
const SHEET_4: &str = "\n4. Bộ sản phẩm";
