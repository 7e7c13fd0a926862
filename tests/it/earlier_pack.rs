//! The earlier criteria (Decisions 1048 and 781) against the data they were taken from.

use ocop_council::model::criteria::{CriteriaPack, DeclaredFault, Scoring};
use ocop_council::storage::packs::{self, builtin};
use serde_json::Value;

/// Data of a public application of 2022, apart from this program.
const REFERENCE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../shared/criteria/qd-1048-781.json"
);

fn pack() -> &'static CriteriaPack {
    let pack = builtin().iter().find(|pack| pack.id == "qd-1048-781");
    pack.expect("the earlier pack")
}

/// Codes, titles, points and cases of every sheet, a line each. Titles in small letters.
fn facts() -> Vec<String> {
    let mut lines = Vec::new();
    for set in &pack().product_sets {
        lines.push(format!("sheet {} {}", set.no, set.name));
        for part in &set.parts {
            lines.push(format!("part {} {}", part.code, part.max));
            for section in &part.sections {
                lines.push(format!("section {} {}", section.code, section.max));
                for it in &section.criteria {
                    let options = it.options.iter().map(|option| {
                        let case = option
                            .case
                            .map_or(String::new(), |case| format!("{case:?}"));
                        format!("{}{case}", option.points)
                    });
                    let title = it.title.to_lowercase();
                    let options = options.collect::<Vec<_>>().join(" ");
                    lines.push(format!("{} {title} {} {options}", it.code, it.max));
                }
            }
        }
    }
    lines
}

fn reference_facts(reference: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut lines = Vec::new();
    for set in list(&reference["sheets"]) {
        if list(&set["parts"]).is_empty() {
            continue;
        }
        lines.push(format!("sheet {} {}", set["no"], text(&set["name"])));
        for part in list(&set["parts"]) {
            lines.push(format!("part {} {}", text(&part["code"]), part["max"]));
            for section in list(&part["sections"]) {
                let code = text(&section["code"]);
                lines.push(format!("section {code} {}", section["max"]));
                for it in list(&section["criteria"]) {
                    let options = list(&it["options"]).into_iter().map(|option| {
                        let case = option["case"].as_str().unwrap_or_default().to_uppercase();
                        format!("{}{case}", option["points"])
                    });
                    let title = text(&it["title"]).to_lowercase();
                    let options = options.collect::<Vec<_>>().join(" ");
                    let code = text(&it["code"]);
                    lines.push(format!("{code} {title} {} {options}", it["max"]));
                }
            }
        }
    }
    lines
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the reference stands outside the project, and a skipped test says so"
)]
fn every_fact_is_that_of_the_source() {
    let Ok(text) = std::fs::read_to_string(REFERENCE) else {
        eprintln!("skipped: {REFERENCE} is not here");
        return;
    };
    let reference = serde_json::from_str(&text).expect("JSON");
    let (actual, expected) = (facts(), reference_facts(&reference));
    for (actual, expected) in actual.iter().zip(&expected) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
}

#[test]
fn the_facts_are_those_that_were_compared_with_the_source() {
    let digest = blake3::hash(facts().join("\n").as_bytes()).to_hex();
    // Recorded when `every_fact_is_that_of_the_source` last held with the reference at hand.
    assert_eq!(&digest[..32], "670e15c1a95c77ecd282417410651236");
    let criteria = || pack().product_sets.iter().flat_map(|set| set.criteria());
    // Counted in the source: 751 criteria with 2,688 levels, 28 of them of two cases, no gates.
    assert_eq!(criteria().count(), 751);
    let options = || criteria().flat_map(|it| &it.options);
    assert_eq!(options().count(), 2688);
    assert_eq!(
        criteria()
            .filter(|it| it.scoring == Scoring::OneCase)
            .count(),
        28
    );
    assert!(options().all(|option| option.gate.is_none()));
}

#[test]
fn its_holes_are_declared() {
    let declared = &pack().declared;
    let missing: Vec<u16> = declared
        .iter()
        .filter_map(|fault| match fault {
            DeclaredFault::MissingSheet { no, .. } => Some(*no),
            _ => None,
        })
        .collect();
    assert_eq!(missing, [10]);
    let short: Vec<u16> = declared
        .iter()
        .filter_map(|fault| match fault {
            DeclaredFault::PartSum { no, .. } => Some(*no),
            _ => None,
        })
        .collect();
    assert_eq!(short, [21, 23, 24]);
    assert_eq!(pack().product_sets.len(), 25);
    assert!(packs::embed(pack(), 10).is_none());
    assert!(pack().known_flaws.len() > 5);
}

#[test]
fn no_level_reads_like_another_of_its_criterion() {
    for set in &pack().product_sets {
        for criterion in set.criteria() {
            let mut texts: Vec<_> = criterion
                .options
                .iter()
                .map(|option| (option.case, option.text.to_lowercase()))
                .collect();
            texts.sort();
            texts.dedup();
            let place = format!("sheet {} criterion {}", set.no, criterion.code);
            assert_eq!(texts.len(), criterion.options.len(), "{place}");
        }
    }
}
