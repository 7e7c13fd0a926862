//! The built-in criteria: their facts against the published decision, their words, and what happens
//! to a pack that is damaged.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ocop_council::model::criteria::{
    Code, Condition, CriteriaPack, Criterion, ExclusionKind, ProductSet, Scoring,
};
use ocop_council::model::points::StarRank;
use ocop_council::rules::sheet_digest::digest_fits;
use ocop_council::storage::packs::{self, FaultKind, builtin, read_pack};
use serde_json::Value;

const TEXT: &str = include_str!("../../assets/criteria/qd-26-2026.ron");
/// Facts of the decision as data, taken from the published text apart from this program.
const REFERENCE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../shared/criteria/qd-26-2026.json"
);

fn pack() -> &'static CriteriaPack {
    let pack = builtin().iter().find(|pack| pack.id == "qd-26-2026");
    pack.expect("the pack in force")
}

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the reference stands outside the project, and a skipped test says so"
)]
pub(crate) fn reference() -> Option<Value> {
    let Ok(text) = std::fs::read_to_string(REFERENCE) else {
        eprintln!("skipped: {REFERENCE} is not here");
        return None;
    };
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn set(no: u16) -> &'static ProductSet {
    let set = pack().product_sets.iter().find(|set| set.no == no);
    set.expect("a built-in sheet")
}

/// The facts of a sheet, a line each: everything but our own words. Titles in small letters.
pub(crate) fn facts(set: &ProductSet) -> String {
    let mut lines = format!(
        "sheet {}|{}|{}|{}|{:?}|{}|sample {}|disqualifies {}\n",
        set.no,
        set.name,
        set.sector,
        set.group,
        set.subgroup,
        set.lead_agencies.join(";"),
        set.requires_sample,
        !set.disqualifiers.is_empty(),
    );
    for part in &set.parts {
        let title = part.title.to_lowercase();
        let _ = writeln!(lines, "part {}|{title}|{}", part.code, part.max);
        for section in &part.sections {
            let title = section.title.to_lowercase();
            let kinds: Vec<_> = section.exclusions.iter().map(|x| x.kind).collect();
            let _ = writeln!(
                lines,
                "section {}|{title}|{}|{kinds:?}",
                section.code, section.max
            );
            for criterion in &section.criteria {
                lines += &criterion_facts(criterion);
            }
        }
    }
    lines
}

fn criterion_facts(criterion: &Criterion) -> String {
    let kinds: Vec<_> = criterion.exclusions.iter().map(|x| x.kind).collect();
    let heading = criterion
        .heading
        .as_ref()
        .map(|h| format!("{} {} {}", h.code, h.title.to_lowercase(), h.max));
    let cases: Vec<_> = criterion.cases.iter().map(|case| case.code).collect();
    let only_when = criterion
        .only_when
        .map(|Condition::AboveZero(code)| code.to_string());
    let mut lines = format!(
        "{}|{}|{}|{:?}|{heading:?}|{only_when:?}|requires {}|{kinds:?}|{cases:?}|",
        criterion.code,
        criterion.title.to_lowercase(),
        criterion.max,
        criterion.scoring,
        criterion.requirements.len(),
    );
    for option in &criterion.options {
        let gate = option.gate.map_or(0, StarRank::stars);
        let case = option
            .case
            .map_or(String::new(), |case| format!("{case:?}"));
        let _ = write!(lines, " {}/{gate}{case}", option.points);
    }
    lines.push('\n');
    lines
}

/// The same lines from the reference.
fn reference_facts(sheet: &Value) -> String {
    let subgroup = sheet["subgroup"].as_str();
    let mut lines = format!(
        "sheet {}|{}|{}|{}|{subgroup:?}|{}|sample {}|disqualifies {}\n",
        sheet["no"],
        str(&sheet["name"]),
        str(&sheet["sector_code"]),
        str(&sheet["group"]),
        str(&sheet["lead_agency"]).replace("; ", ";"),
        sheet["requires_sample"],
        !list(&sheet["disqualifiers"]).is_empty(),
    );
    for part in list(&sheet["parts"]) {
        let title = str(&part["title"]).to_lowercase();
        let _ = writeln!(lines, "part {}|{title}|{}", str(&part["code"]), part["max"]);
        for section in list(&part["sections"]) {
            let title = str(&section["title"]).to_lowercase();
            let kinds = exclusion_kinds(section);
            let _ = writeln!(
                lines,
                "section {}|{title}|{}|{kinds:?}",
                str(&section["code"]),
                section["max"]
            );
            for criterion in list(&section["criteria"]) {
                lines += &reference_criterion_facts(criterion);
            }
        }
    }
    lines
}

fn reference_criterion_facts(criterion: &Value) -> String {
    let kinds = exclusion_kinds(criterion);
    let heading = criterion["group"].as_object().map(|group| {
        let title = str(&group["title"]).to_lowercase();
        format!("{} {title} {}", str(&group["code"]), group["max"])
    });
    let only_when = criterion["applies_when"].as_str().map(|_| "5.1".to_owned());
    let scoring = match str(&criterion["scoring"]) {
        "one" => "One",
        "yes_no" => "YesNo",
        "one_case" => "OneCase",
        other => panic!("{other}"),
    };
    let cases: Vec<_> = list(&criterion["cases"])
        .iter()
        .map(|case| str(&case["code"]).to_uppercase())
        .collect();
    let cases = cases.join(", ");
    let mut lines = format!(
        "{}|{}|{}|{scoring}|{heading:?}|{only_when:?}|requires {}|{kinds:?}|[{cases}]|",
        str(&criterion["code"]),
        str(&criterion["title"]).to_lowercase(),
        criterion["max"],
        list(&criterion["requirements"]).len(),
    );
    for option in list(&criterion["options"]) {
        let gate = option["gate"].as_u64().unwrap_or(0);
        let case = option["case"].as_str().unwrap_or_default().to_uppercase();
        let _ = write!(lines, " {}/{gate}{case}", option["points"]);
    }
    lines.push('\n');
    lines
}

fn exclusion_kinds(value: &Value) -> Vec<ExclusionKind> {
    let kinds = list(&value["exclusions"]).iter();
    kinds
        .map(|exclusion| match str(&exclusion["kind"]) {
            "disqualify" => ExclusionKind::Disqualify,
            "ineligible" => ExclusionKind::Ineligible,
            "stop" => ExclusionKind::Stop,
            "stop_if_zero" => ExclusionKind::StopIfZero,
            other => panic!("{other}"),
        })
        .collect()
}

fn str(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

#[test]
fn every_fact_is_that_of_the_decision() {
    let Some(reference) = reference() else {
        return;
    };
    for set in &pack().product_sets {
        let sheets = list(&reference["sheets"]);
        let sheet = sheets.iter().find(|sheet| sheet["no"] == set.no);
        let expected = reference_facts(sheet.expect("a sheet of the decision"));
        let actual = facts(set);
        for (actual, expected) in actual.lines().zip(expected.lines()) {
            assert_eq!(actual, expected, "sheet {}", set.no);
        }
        assert_eq!(actual, expected);
    }
    let sectors: BTreeSet<_> = list(&reference["sheets"])
        .iter()
        .map(|sheet| (str(&sheet["sector_code"]), str(&sheet["sector"])))
        .collect();
    let ours = pack().sectors.iter().map(|s| (&*s.code, &*s.name));
    assert_eq!(ours.collect::<BTreeSet<_>>(), sectors);
    let bands = list(&reference["rating"]["bands"]).iter();
    let bands: Vec<_> = bands
        .map(|band| format!("{} {}", band["stars"], band["from"]))
        .collect();
    let ours = pack().bands.iter();
    let ours: Vec<_> = ours.map(|b| format!("{} {}", b.stars, b.floor)).collect();
    assert_eq!(ours, bands);
    let decision = &reference["decision"];
    assert_eq!(pack().issued_on.to_string(), str(&decision["date"]));
    assert_eq!(
        pack().effective_from.to_string(),
        str(&decision["effective_from"])
    );
}

#[test]
fn the_facts_are_those_that_were_compared_with_the_decision() {
    // Recorded when `every_fact_is_that_of_the_decision` last held with the reference at hand.
    let digests: [(u16, &str); 26] = [
        (1, "743fdb4eb08b92856c3c03fe03352a14"),
        (2, "c0a11ffce60fff3aca550cfce19573b8"),
        (3, "073f482ec7575a695a93718640eecd52"),
        (4, "f7ceb7e47d7eac55107b274136cbbd15"),
        (5, "d366010ba844a53f848b182af31f4d85"),
        (6, "0f3cea8bf51664c9a5005b75db9621ae"),
        (7, "c294488ec95aff6aee78736234b12f59"),
        (8, "344419256a76b0bda72844d9532603fd"),
        (9, "d2d5fe9e099c3a0c29b1916a81ff3e04"),
        (10, "bf0890c1280447efb818eb59383ad79a"),
        (11, "7712c3d134d69cdcea9fb6b513f17dc6"),
        (12, "a2425f7455e49e9f9d1a4bf948815066"),
        (13, "1fe1d208e7d6dee849bc33d5558c5020"),
        (14, "1133d0d4e4f005d95bd2f875b0c1b1f6"),
        (15, "e9d6ec43b61f2ca69c70c9d3f8eedaa5"),
        (16, "d371737a6249439b143c6b4b79cf95cc"),
        (17, "5f25bbaee8b74cc69e052cc9de91de8c"),
        (18, "642bcef729fbf15777b43bf757d78591"),
        (19, "113a5071d94e6da0f53028fd250270e1"),
        (20, "c6e4b7c52c4e97c15c90b786f4cf6172"),
        (21, "997be8907663ff92c03ae80810ac8da4"),
        (22, "7539b2520a0828289feea1ddee23b2e8"),
        (23, "7f027546ff50beb38e735c642b46e571"),
        (24, "1c9a4448517a38615d26d3a56b3c4c48"),
        (25, "e5d2d42d9f8cb084bdc82806093b4bcc"),
        (26, "03f025919837b7954d8b8ca64baca236"),
    ];
    let recorded = digests.map(|(no, digest)| (no, digest.to_owned()));
    let actual = digests.map(|(no, _)| {
        let digest = blake3::hash(facts(set(no)).as_bytes()).to_hex();
        (no, digest[..32].to_owned())
    });
    assert_eq!(actual, recorded);
    let bands = pack().bands.iter();
    let bands: Vec<_> = bands
        .map(|b| (b.stars.stars(), b.floor.hundredths() / 100))
        .collect();
    assert_eq!(bands, [(5, 90), (4, 70), (3, 50), (2, 30), (1, 0)]); // Art. 3.3
}

#[track_caller]
fn check_counts(no: u16, n_criteria: usize, n_options: usize, gates: [usize; 3]) {
    let set = set(no);
    assert_eq!(set.n_criteria(), n_criteria, "criteria of sheet {no}");
    let options: Vec<_> = set.criteria().flat_map(|c| &c.options).collect();
    assert_eq!(options.len(), n_options, "levels of sheet {no}");
    let n_gates = |rank| options.iter().filter(|o| o.gate == Some(rank)).count();
    let actual = [StarRank::THREE, StarRank::FOUR, StarRank::FIVE].map(n_gates);
    assert_eq!(actual, gates, "gates of sheet {no}");
}

#[test]
fn each_sheet_has_its_criteria_levels_and_gates() {
    // Counted in the published Annex II.
    check_counts(1, 32, 103, [7, 12, 3]);
    check_counts(2, 31, 99, [7, 13, 6]);
    check_counts(3, 32, 102, [7, 14, 6]);
    check_counts(4, 32, 102, [7, 14, 6]);
    check_counts(5, 31, 100, [8, 13, 5]);
    check_counts(6, 32, 104, [8, 13, 5]);
    check_counts(7, 32, 102, [8, 14, 6]);
    check_counts(8, 32, 103, [8, 14, 6]);
    check_counts(9, 31, 101, [8, 14, 6]);
    check_counts(10, 32, 104, [8, 13, 6]);
    check_counts(11, 32, 104, [8, 12, 3]);
    check_counts(12, 32, 104, [8, 14, 3]);
    check_counts(13, 34, 107, [8, 10, 3]);
    check_counts(14, 29, 96, [8, 10, 3]);
    check_counts(15, 29, 96, [8, 13, 3]);
    check_counts(16, 29, 91, [7, 9, 4]);
    check_counts(17, 29, 95, [8, 12, 3]);
    check_counts(18, 31, 98, [7, 10, 3]);
    check_counts(19, 30, 98, [7, 10, 3]);
    check_counts(20, 30, 97, [7, 10, 3]);
    check_counts(21, 28, 90, [7, 9, 4]);
    check_counts(22, 28, 90, [6, 8, 4]);
    check_counts(23, 26, 86, [5, 11, 4]);
    check_counts(24, 26, 87, [4, 7, 5]);
    check_counts(25, 25, 84, [4, 9, 3]);
    check_counts(26, 32, 92, [1, 2, 0]);
    let all: Vec<_> = pack()
        .product_sets
        .iter()
        .flat_map(ProductSet::criteria)
        .collect();
    let options = all.iter().flat_map(|criterion| &criterion.options);
    let gates = options
        .clone()
        .filter(|option| option.gate.is_some())
        .count();
    assert_eq!(
        (pack().product_sets.len(), all.len(), options.count(), gates),
        (26, 787, 2535, 575)
    );
}

#[test]
fn special_criteria_are_where_the_decision_has_them() {
    let codes = |no, wanted: fn(&Criterion) -> bool| {
        let codes = set(no).criteria().filter(|c| wanted(c));
        codes.map(|c| c.code.to_string()).collect::<Vec<_>>()
    };
    for no in 1..=26 {
        // Labels are judged by yes or no everywhere but on plants, animals and tourism.
        let expected: &[&str] = match no {
            1..=20 => &["2.4"],
            21 | 22 => &["2.3"],
            _ => &[],
        };
        assert_eq!(codes(no, |c| c.scoring == Scoring::YesNo), expected, "{no}");
        let expected: &[&str] = if no == 26 { &["8", "9", "15"] } else { &[] };
        let cases = codes(no, |c| c.scoring == Scoring::OneCase);
        assert_eq!(cases, expected, "sheet {no}");
        // A story is told only where there is one; tourism has no such criterion.
        let expected: &[&str] = if no == 26 { &[] } else { &["5.2"] };
        assert_eq!(codes(no, |c| c.only_when.is_some()), expected, "sheet {no}");
        let headings = codes(no, |c| c.heading.is_some());
        assert_eq!(
            headings.is_empty(),
            !matches!(no, 11 | 13),
            "{no}: {headings:?}"
        );
    }
    let stops = set(16).sections().filter(|it| !it.exclusions.is_empty());
    let stops: Vec<_> = stops
        .map(|it| (it.code.to_string(), it.exclusions[0].kind))
        .collect();
    assert_eq!(stops, [("6".to_owned(), ExclusionKind::StopIfZero)]);
    let declared = format!("{:?}", pack().declared);
    assert!(declared.contains("EqualPoints { no: 23"), "{declared}");
    let code: Code = "7".parse().expect("a code");
    let binding: Vec<_> = pack()
        .product_sets
        .iter()
        .flat_map(|set| set.sections().map(move |section| (set.no, section)))
        .filter(|(_, section)| section.binds_only.is_some())
        .map(|(no, section)| (no, section.code))
        .collect();
    assert_eq!(binding, [(21, code)]);
}

#[test]
fn water_with_no_points_in_a_sensory_criterion_stops_the_assessment() {
    use ocop_council::model::criteria::CaseChoices;
    use ocop_council::model::sheet::{Answer, Answers, GroundPlace};
    use ocop_council::rules::scoring::{grounds, stops_at_zero};
    let set = set(16);
    let grounds = grounds(set);
    let of_section =
        |place| matches!(place, GroundPlace::Section(code, 0) if code.to_string() == "6");
    let ground = grounds.iter().find(|it| of_section(it.place));
    let ground = ground.expect("the ground of section 6");
    let stops = |answers: &[(&str, Answer)]| {
        let answers = answers
            .iter()
            .map(|(code, answer)| (code.parse().expect("a code"), *answer));
        let answers = Answers(answers.collect());
        stops_at_zero(set, ground, &answers, &CaseChoices::new())
    };
    // 6.3 "Mùi": the first level is worth 0, the last one its maximum.
    assert!(stops(&[("6.3", Answer::Level(0))]));
    assert!(!stops(&[("6.3", Answer::Level(2))]));
    assert!(!stops(&[]), "what is not answered stops nothing");
    assert!(!stops(&[("7", Answer::NoLevel)]), "another section");
}

/// Every text of a sheet that is worded here, with where it stands.
fn words(set: &ProductSet) -> Vec<(String, &str)> {
    let mut words: Vec<(String, &str)> = Vec::new();
    let sheet = format!("sheet {}", set.no);
    let texts = set.disqualifiers.iter().chain(&set.notes);
    words.extend(texts.map(|text| (sheet.clone(), text.as_str())));
    for section in set.sections() {
        let place = format!("sheet {} section {}", set.no, section.code);
        let texts = section.notes.iter().chain(&section.binds_only);
        words.extend(texts.map(|text| (place.clone(), text.as_str())));
        words.extend(section.exclusions.iter().map(|x| (place.clone(), &*x.text)));
    }
    for criterion in set.criteria() {
        let place = format!("sheet {} criterion {}", set.no, criterion.code);
        let texts = criterion
            .notes
            .iter()
            .chain(&criterion.requirements)
            .chain(&criterion.explanation)
            .chain(criterion.exclusions.iter().map(|x| &x.text))
            .chain(criterion.cases.iter().map(|case| &case.title))
            .chain(criterion.options.iter().map(|option| &option.text))
            .chain(criterion.slips.iter().map(|slip| &slip.printed))
            .chain(criterion.slips.iter().map(|slip| &slip.read_as));
        words.extend(texts.map(|text| (place.clone(), text.as_str())));
    }
    words
}

fn all_words() -> Vec<(String, &'static str)> {
    pack().product_sets.iter().flat_map(words).collect()
}

#[test]
fn words_are_tidy() {
    use unicode_normalization::UnicodeNormalization as _;
    let pack_words = pack().known_flaws.iter().map(|f| ("pack".to_owned(), &**f));
    for (place, text) in all_words().into_iter().chain(pack_words) {
        assert!(text.nfc().eq(text.chars()), "{place}: {text} is not NFC");
        assert!(!text.contains("  "), "{place}: two spaces in {text}");
        assert_eq!(text.trim(), text, "{place}");
        assert!(!text.ends_with(['.', ';', ',']), "{place}: end of {text}");
        assert!(!text.contains("..."), "{place}: use … in {text}");
    }
}

#[test]
fn levels_are_short() {
    let criteria = || pack().product_sets.iter().flat_map(ProductSet::criteria);
    let lengths = |limit| {
        let options = criteria().flat_map(|c| &c.options);
        options
            .filter(|option| option.text.chars().count() >= limit)
            .count()
    };
    let (n_all, n_long, n_too_long) = (lengths(0), lengths(60), lengths(100));
    assert!(n_long * 10 <= n_all, "{n_long} of {n_all} levels are long");
    assert_eq!(n_too_long, 0, "no level is longer than 100 characters");
}

#[test]
fn levels_of_a_criterion_differ_and_refer_to_lower_ones() {
    for set in &pack().product_sets {
        for criterion in set.criteria() {
            let place = format!("sheet {} criterion {}", set.no, criterion.code);
            let mut seen = BTreeSet::new();
            for option in &criterion.options {
                let text = option.text.to_lowercase();
                if let Some((_, rest)) = text.split_once("như mức ") {
                    let (points, _) = rest.split_once(" điểm").expect("như mức … điểm");
                    let lower = criterion.options.iter().any(|other| {
                        other.case == option.case
                            && other.points < option.points
                            && other.points.to_string() == points
                    });
                    assert!(lower, "{place}: {text}");
                }
                assert!(seen.insert((option.case, text)), "{place}: twice the same");
            }
        }
    }
}

#[test]
fn no_sentence_is_copied_from_the_decision() {
    fn collect(value: &Value, texts: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                let text = text.to_lowercase();
                texts.insert(bare(&text).to_owned());
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
            Value::Object(fields) => fields.values().for_each(|item| collect(item, texts)),
            _ => {}
        }
    }
    fn bare(text: &str) -> &str {
        text.trim_end_matches(['.', ';', ',', ' '])
    }
    let Some(reference) = reference() else {
        return;
    };
    let mut official = BTreeSet::new();
    collect(&reference["sheets"], &mut official);
    for (place, text) in all_words() {
        let copied = official.contains(bare(&text.to_lowercase()));
        assert!(
            text.chars().count() <= 25 || !copied,
            "{place}: {text} is printed so"
        );
    }
}

#[test]
fn an_embedded_sheet_carries_all_it_needs() {
    let form = packs::embed(pack(), 14).expect("sheet 14");
    assert_eq!(form.set, *set(14));
    assert_eq!(form.sector_name, "Đồ uống");
    assert_eq!(form.pack_title, pack().title);
    assert!(digest_fits(&form));
    assert_eq!(packs::embed(pack(), 99), None);
    let mut altered = form;
    altered.set.parts[0].sections[0].criteria[0].options[0].gate = None;
    assert!(!digest_fits(&altered));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{feff}{}", TEXT.replace('\n', "\r\n"));
    assert_eq!(read_pack(&windows).as_ref(), Ok(pack()));
}

/// Replaces the first `from` after all of `places`, and returns the text and the line of it.
fn damage(places: &[&str], from: &str, to: &str) -> (String, usize) {
    let mut at = 0;
    for place in places.iter().chain([&from]) {
        at += TEXT[at..].find(place).expect("a place in the pack");
    }
    let line = TEXT[..at].lines().count();
    let text = format!("{}{to}{}", &TEXT[..at], &TEXT[at + from.len()..]);
    (text, line)
}

/// Damages the pack at one place; a fault of that kind must be told for that line, and no other
/// fault than `n_faults - 1` that follow from it.
#[track_caller]
fn check_damage(
    places: &[&str],
    from: &str,
    to: &str,
    n_faults: usize,
    wanted: fn(&FaultKind) -> bool,
) {
    let (text, line) = damage(places, from, to);
    let error = read_pack(&text).expect_err("a damaged pack");
    let told = error
        .faults
        .iter()
        .any(|fault| fault.position.line == line && wanted(&fault.kind));
    assert!(told, "line {line} is not told so:\n{error}");
    assert_eq!(error.faults.len(), n_faults, "{error}");
}

/// Damages the pack at one place; exactly one fault of that kind must be told, for a line that has
/// `told_at`.
#[track_caller]
fn check_told_at(
    places: &[&str],
    from: &str,
    to: &str,
    told_at: &str,
    wanted: fn(&FaultKind) -> bool,
) {
    let (text, _) = damage(places, from, to);
    let error = read_pack(&text).expect_err("a damaged pack");
    let lines: Vec<_> = error
        .faults
        .iter()
        .filter(|fault| wanted(&fault.kind))
        .filter_map(|fault| text.lines().nth(fault.position.line - 1))
        .collect();
    assert!(
        matches!(lines.as_slice(), [line] if line.contains(told_at)),
        "{lines:?}\n{error}"
    );
}

const SHEET_14: &str = "no: 14,";
const SHEET_26: &str = "no: 26,";

#[test]
fn what_does_not_add_up_is_told_where_it_stands() {
    let sum = |kind: &FaultKind| matches!(kind, FaultKind::Sum { .. });
    // A part's maximum: the parts of the sheet and the sections of the part are both wrong.
    let part_b = [SHEET_14, "code: \"B\"", "max"];
    let (text, _) = damage(&part_b, "25", "24");
    let error = read_pack(&text).expect_err("98 points");
    assert_eq!(error.faults.len(), 2, "{error}");
    assert!(error.faults.iter().all(|fault| sum(&fault.kind)));
    let error = error.to_string();
    assert!(error.contains("99") && error.contains("100"), "{error}");
    assert!(error.contains("25") && error.contains("24"), "{error}");
    let best = |kind: &FaultKind| matches!(kind, FaultKind::BestLevel { .. });
    let criterion = [SHEET_14, "code: \"6.3\""];
    check_damage(&criterion, "max: 5", "max: 4", 2, best);
    let case_b = "points: 3, case: Some(B)";
    let code_15 = [SHEET_26, "code: \"15\""];
    check_told_at(&code_15, case_b, "points: 2, case: Some(B)", "max: 3", best);
}

#[test]
fn levels_out_of_order_are_told() {
    let falls = |kind: &FaultKind| *kind == FaultKind::PointsFall;
    let code_6_3 = [SHEET_14, "code: \"6.3\""];
    check_damage(&code_6_3, "points: 2", "points: 0", 1, falls);
    check_told_at(&code_6_3, "points: 2", "points: 4", "points: 3", falls);
    let gates = |kind: &FaultKind| matches!(kind, FaultKind::Gates { .. });
    let second = [SHEET_14, "code: \"3.5\"", "gate: Some(3)"];
    check_damage(&second, "gate: Some(4)", "gate: Some(3)", 1, gates);
    let first = [SHEET_14, "code: \"3.5\""];
    check_told_at(
        &first,
        "gate: Some(3)",
        "gate: Some(5)",
        "gate: Some(4)",
        gates,
    );
    let alike = |kind: &FaultKind| *kind == FaultKind::EqualLevels;
    let code_5_1 = [SHEET_14, "code: \"5.1\"", "options"];
    check_damage(
        &code_5_1,
        "Có câu chuyện\"",
        "Không có câu chuyện\"",
        1,
        alike,
    );
}

#[test]
fn codes_and_references_that_lead_nowhere_are_told() {
    let repeated = |kind: &FaultKind| matches!(kind, FaultKind::Repeated { .. });
    let unknown = |kind: &FaultKind| matches!(kind, FaultKind::Unknown { .. });
    let outside = |kind: &FaultKind| matches!(kind, FaultKind::CodeOutside { .. });
    check_damage(&[SHEET_14], "code: \"3.4\"", "code: \"3.3\"", 1, repeated);
    check_damage(&[SHEET_14], "code: \"3.4\"", "code: \"4.9\"", 1, outside);
    check_damage(&[], SHEET_26, SHEET_14, 1, repeated);
    check_damage(&[SHEET_14], "sector: \"II\"", "sector: \"IX\"", 1, unknown);
    let condition = "AboveZero(\"5.1\")";
    check_damage(&[SHEET_14], condition, "AboveZero(\"5.9\")", 1, unknown);
    let case = |kind: &FaultKind| *kind == FaultKind::LevelCase;
    check_damage(
        &[SHEET_14],
        "points: 1,",
        "points: 1, case: Some(A),",
        1,
        case,
    );
    check_damage(&[SHEET_26, "code: \"8\""], ", case: Some(A)", "", 1, case);
    let cases = |kind: &FaultKind| *kind == FaultKind::Cases;
    let code_8 = [SHEET_26, "code: \"8\"", "scoring"];
    check_told_at(&code_8, "(code: B", "(code: A", "cases:", cases);
    check_told_at(&code_8, "OneCase", "One", "cases:", cases);
    let levels = |kind: &FaultKind| *kind == FaultKind::YesNoLevels;
    check_told_at(&code_8, "OneCase", "YesNo", "options:", levels);
}

#[test]
fn empty_texts_and_wrong_bands_are_told() {
    let empty = |kind: &FaultKind| *kind == FaultKind::EmptyText;
    check_damage(
        &[SHEET_14, "code: \"6.2\""],
        "Tương đối trong suốt",
        " ",
        1,
        empty,
    );
    check_damage(&[SHEET_14], "name: \"Rượu trắng\"", "name: \"\"", 1, empty);
    let falling = |kind: &FaultKind| *kind == FaultKind::BandsNotFalling;
    check_damage(&["bands"], "floor: 70", "floor: 95", 1, falling);
    let end = |kind: &FaultKind| *kind == FaultKind::BandsEnd;
    check_told_at(&["bands"], "floor: 0", "floor: 1", "bands:", end);
}

#[test]
fn what_is_no_pack_is_told_with_its_place() {
    let syntax = |kind: &FaultKind| matches!(kind, FaultKind::Syntax { .. });
    let newer = |kind: &FaultKind| *kind == FaultKind::Newer { version: 2 };
    let other = |kind: &FaultKind| *kind == FaultKind::NotAPack;
    let at = [SHEET_14, "code: \"3.5\""];
    check_damage(&at, "max: 3", "maximum: 3", 1, syntax);
    check_damage(&at, "max: 3", "max: 3, max: 3", 1, syntax);
    check_damage(&at, "max: 3", "max: -3", 1, syntax);
    check_damage(&at, "max: 3", "max: 3 3", 1, syntax);
    check_damage(&at, "gate: Some(3)", "gate: Some(6)", 1, syntax);
    check_damage(&[SHEET_14], "code: \"3.5\"", "code: \"3.x\"", 1, syntax);
    check_told_at(&["\n("], "version: 1", "version: 2", "version: 2", newer);
    check_damage(&["\n("], "criteria-pack", "session", 1, other);
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let (text, _) = damage(&[SHEET_14, "code: \"6.2\""], "Tương đối trong suốt", " ");
    let text = text.replacen("sector: \"VI\"", "sector: \"IX\"", 1);
    let text = text.replacen("floor: 70", "floor: 95", 1);
    let error = read_pack(&text).expect_err("three faults");
    let lines: Vec<_> = error.faults.iter().map(|f| f.position.line).collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert!(lines.is_sorted());
}

#[test]
fn faults_of_the_text_itself_are_declared_or_told() {
    check_damage(
        &["no: 1,", "code: \"1.1\""],
        "(points: 2,",
        "(points: 1,",
        1,
        |kind| matches!(kind, FaultKind::EqualPoints),
    );
    // The fault of sheet 23 is then told, and so is the declaration of one that is not there.
    check_damage(
        &["declared: ["],
        "EqualPoints(no: 23, code: \"6.2\")",
        "EqualPoints(no: 23, code: \"6.3\")",
        2,
        |kind| matches!(kind, FaultKind::DeclaredNotThere),
    );
    check_damage(
        &["declared: ["],
        "EqualPoints(no: 23",
        "MissingSheet(no: 1, name: \"x\"), EqualPoints(no: 23",
        1,
        |kind| matches!(kind, FaultKind::DeclaredNotThere),
    );
    let (text, _) = damage(&["no: 1,", "code: \"A\""], "max: 18", "max: 16");
    let faults = read_pack(&text).expect_err("sums").faults;
    let n_faults = faults.len();
    // Declared, the sections of part A may add up to two points less than the part.
    let text = text.replacen(
        "declared: [",
        "declared: [PartSum(no: 1, part: \"A\", sum: 38), ",
        1,
    );
    let left = read_pack(&text)
        .expect_err("the criteria of section 1")
        .faults;
    assert_eq!(left.len(), n_faults - 1, "{left:?}");
}
