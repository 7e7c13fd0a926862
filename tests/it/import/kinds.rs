//! Each kind of line, and each kind of slip, on a small decision.

use ocop_council::import::{AnomalyKind, Imported, Place};
use ocop_council::model::criteria::{CaseCode, Condition, DeclaredFault, ExclusionKind, Scoring};
use ocop_council::model::points::{Points, StarRank};

use super::small::{changed, html, text};
use super::{SHEET_4, criterion, good, points, set};

#[test]
fn what_stands_around_the_sheets_is_read() {
    let Imported { pack, report } = good(&text());
    assert_eq!(pack.id, "qd-7-2031-goc");
    assert_eq!(pack.title, "Quyết định 7/2031/QĐ-TTg, nguyên văn");
    assert_eq!(pack.issued_on.to_string(), "2031-02-03");
    assert_eq!(pack.effective_from.to_string(), "2031-03-15");
    let bands: Vec<_> = pack
        .bands
        .iter()
        .map(|b| format!("{} {}", b.stars, b.floor))
        .collect();
    assert_eq!(bands, ["5 90", "4 70", "3 50", "2 30", "1 0"]);
    let sectors: Vec<_> = pack
        .sectors
        .iter()
        .map(|s| format!("{} {}", s.code, s.name))
        .collect();
    assert_eq!(sectors, ["I Đồ thử", "II Trò diễn"]);
    let first = set(&pack, 1);
    assert_eq!(first.name, "Bộ 1");
    assert_eq!((&*first.sector, &*first.group), ("I", "Đồ khô"));
    assert_eq!(first.subgroup.as_deref(), Some("Bộ 1"));
    assert_eq!(first.lead_agencies, ["Sở Một", "Sở Hai"]);
    assert_eq!(first.disqualifiers, ["Giấy tờ giả hoặc thiếu dấu"]);
    assert!(first.requires_sample);
    let last = set(&pack, 7);
    assert_eq!(
        (&*last.sector, &*last.group, &last.subgroup),
        ("II", "Bộ 7", &None)
    );
    assert!(!last.requires_sample);
    assert_eq!(report.anomalies, []);
    // Per sheet: 11 criteria, 23 levels, 3 of them gates.
    let counts = report.counts;
    assert_eq!(
        (counts.sheets, counts.criteria, counts.options, counts.gates),
        (7, 77, 7 * 23, 21)
    );
}

#[test]
fn each_kind_of_line_finds_its_place() {
    let pack = good(&text()).pack;
    let parts: Vec<_> = set(&pack, 2)
        .parts
        .iter()
        .map(|part| format!("{} {} {}", part.code, part.title, part.max))
        .collect();
    assert_eq!(
        parts,
        ["A ĐẤT VÀ NGƯỜI 40", "B CHUYỆN KỂ 25", "C NẾM THỬ 35"]
    );
    let soil = criterion(&pack, 2, "1.1");
    assert_eq!(soil.requirements, ["Có sơ đồ ruộng"]);
    let levels: Vec<_> = soil
        .options
        .iter()
        .map(|level| (&*level.text, level.gate.map(StarRank::stars)))
        .collect();
    let expected = [
        ("Đất bạc màu", None),
        ("Đất vừa", Some(3)),
        ("Đất tốt", Some(4)),
    ];
    assert_eq!(levels, expected);
    let water = criterion(&pack, 2, "1.2");
    assert_eq!(water.explanation.as_deref(), Some("(Tính cả nước ngầm)"));
    assert_eq!(water.exclusions[0].kind, ExclusionKind::Disqualify);
    assert_eq!(water.exclusions[0].text, "Bị loại nếu nước có thuốc sâu");
    assert_eq!(criterion(&pack, 2, "1.3").scoring, Scoring::YesNo);
    let people = criterion(&pack, 2, "2");
    assert_eq!(people.title, "NGƯỜI LÀM");
    assert_eq!(people.explanation.as_deref(), Some("(theo sổ)"));
    let above = "3.1".parse().expect("a code");
    assert_eq!(
        criterion(&pack, 2, "3.2").only_when,
        Some(Condition::AboveZero(above))
    );
    let color = criterion(&pack, 2, "4.1.1");
    let heading = color.heading.as_ref().expect("a heading");
    assert_eq!(
        (&*heading.title, heading.max),
        ("Bề ngoài", Points::whole(12))
    );
    assert_eq!(color.exclusions[0].kind, ExclusionKind::Stop);
    let section = |code: &str| {
        set(&pack, 2)
            .section(code.parse().expect("a code"))
            .expect("a section")
    };
    assert_eq!(section("4").exclusions[0].kind, ExclusionKind::StopIfZero);
    assert_eq!(
        section("5").binds_only.as_deref(),
        Some("Áp dụng bắt buộc đối với hàng gửi xa")
    );
    assert_eq!(
        criterion(&pack, 2, "5").exclusions[0].kind,
        ExclusionKind::Ineligible
    );
    let delivery = criterion(&pack, 2, "6");
    assert_eq!(delivery.scoring, Scoring::OneCase);
    let cases: Vec<_> = delivery
        .cases
        .iter()
        .map(|case| (case.code, &*case.title))
        .collect();
    assert_eq!(
        cases,
        [(CaseCode::A, "Tự giao"), (CaseCode::B, "Thuê giao")]
    );
    let of_b = delivery.levels(Some(CaseCode::B)).map(|(idx, _)| idx);
    assert_eq!(of_b.collect::<Vec<_>>(), [2, 3]);
}

/// Changes one place of sheet 4, or none; exactly these anomalies must be told.
#[track_caller]
fn check_anomalies(text: &str, expected: &[AnomalyKind]) -> Imported {
    let imported = good(text);
    let kinds: Vec<_> = imported
        .report
        .anomalies
        .iter()
        .map(|a| a.kind.clone())
        .collect();
    assert_eq!(kinds, expected);
    imported
}

#[test]
fn points_that_can_be_read_in_one_way_are_mended() {
    let at = [SHEET_4, "1.1. Đất trồng"];
    let read = Points::ZERO;
    let blank = AnomalyKind::BlankPoints { level: 1, read };
    let page =
        changed(&at, "□ Đất bạc màu | 0", "□ Đất bạc màu |").replace("vừa*** | 5", "vừa*** | 1");
    let imported = check_anomalies(&page, &[blank]);
    let soil = criterion(&imported.pack, 4, "1.1");
    assert_eq!(points(soil), [0, 1, 15]);
    assert!(soil.slips[0].applied);
    let anomaly = &imported.report.anomalies[0];
    assert_eq!(
        (anomaly.sheet, anomaly.code.as_deref()),
        (Some(4), Some("1.1"))
    );
    let line = html(&page)
        .lines()
        .position(|line| line.contains("bạc màu</p></td><td><p></p>"));
    assert_eq!(Some(anomaly.place), line.map(|line| Place::Line(line + 1)));

    let above = AnomalyKind::AboveMax {
        level: 2,
        printed: Points::whole(55),
        read: Points::whole(5),
    };
    let imported = check_anomalies(&changed(&at, "vừa*** | 5", "vừa*** | 55"), &[above]);
    assert_eq!(points(criterion(&imported.pack, 4, "1.1")), [0, 5, 15]);

    // The six other sheets say 5.
    let repeated = AnomalyKind::RepeatedPoints {
        level: 2,
        printed: Points::ZERO,
        read: Points::whole(5),
    };
    let imported = check_anomalies(&changed(&at, "vừa*** | 5", "vừa*** | 0"), &[repeated]);
    assert_eq!(points(criterion(&imported.pack, 4, "1.1")), [0, 5, 15]);

    let stray = AnomalyKind::StrayNumber {
        printed: "15 / 2".to_owned(),
        read: Points::whole(15),
    };
    check_anomalies(&changed(&at, "trồng | 15", "trồng | 15¶2"), &[stray]);
    let blank = AnomalyKind::BlankMax {
        read: Points::whole(15),
    };
    check_anomalies(&changed(&at, "trồng | 15", "trồng |"), &[blank]);
    let (title, read) = (Points::whole(35), Points::whole(40));
    let part = AnomalyKind::PartPoints { title, read };
    check_anomalies(&changed(&[SHEET_4], "(40 điểm)", "(35 điểm)"), &[part]);
}

#[test]
fn points_that_stand_twice_are_kept_where_nothing_tells_better() {
    // On all sheets alike, so that no other sheet can tell.
    let page = text().replace("vừa*** | 5", "vừa*** | 0");
    let imported = good(&page);
    assert_eq!(points(criterion(&imported.pack, 4, "1.1")), [0, 0, 15]);
    assert_eq!(imported.pack.declared.len(), 7);
    assert!(imported.pack.known_flaws[0].starts_with("Phiếu 1–7, mục 1.1: "));
    assert_eq!(imported.pack.known_flaws.len(), 1);
    let declared = DeclaredFault::EqualPoints {
        no: 4,
        code: "1.1".parse().expect("a code"),
    };
    assert!(imported.pack.declared.contains(&declared));
    assert!(
        imported
            .report
            .anomalies
            .iter()
            .all(|anomaly| !anomaly.is_applied())
    );
}

#[test]
fn signs_that_are_not_as_they_should_be_are_told() {
    let at = [SHEET_4, "1.1. Đất trồng"];
    let page = changed(&at, "□ Đất tốt", "o Đất tốt");
    check_anomalies(&page, &[AnomalyKind::LetterBox { level: 3 }]);
    let page = changed(&at, "□ Đất tốt", "Đất tốt");
    check_anomalies(&page, &[AnomalyKind::NoBox { level: 3 }]);
    let gate = StarRank::FOUR;
    let page = changed(&at, "tốt ****", "tốt * * * *");
    let imported = check_anomalies(&page, &[AnomalyKind::SpacedStars { level: 3, gate }]);
    assert_eq!(
        criterion(&imported.pack, 4, "1.1").options[2].gate,
        Some(gate)
    );
    let other = AnomalyKind::OtherGate {
        level: 3,
        printed: None,
        others: Some(gate),
        n_others: 6,
    };
    let imported = check_anomalies(
        &changed(&at, "tốt ****", "tốt"),
        std::slice::from_ref(&other),
    );
    assert_eq!(criterion(&imported.pack, 4, "1.1").options[2].gate, None);
    assert!(!criterion(&imported.pack, 4, "1.1").slips[0].applied);
    let strange = AnomalyKind::StrangeStars { level: 3, count: 2 };
    check_anomalies(&changed(&at, "tốt ****", "tốt **"), &[strange, other]);
}

#[test]
fn levels_with_bullets_of_the_word_processor_are_told_by_their_points() {
    let bare = text().replace("□ ", "");
    let expected = vec![AnomalyKind::NoBoxes; 7];
    let imported = check_anomalies(&bare, &expected);
    assert_eq!(
        imported.pack.product_sets[0].parts,
        good(&text()).pack.product_sets[0].parts
    );
    let dashed = text().replace("□ ", "- ");
    let imported = check_anomalies(&dashed, &expected);
    assert_eq!(
        imported.pack.product_sets[0].parts,
        good(&text()).pack.product_sets[0].parts
    );
}

#[test]
fn words_and_ranges_that_look_like_slips_are_told_and_kept() {
    let page = changed(&[SHEET_4], "Thuê người", "Thuê ngưới");
    let wording = AnomalyKind::Wording {
        printed: "ngưới".to_owned(),
        others: "người".to_owned(),
        n_others: 6,
    };
    let imported = check_anomalies(&page, &[wording]);
    let people = criterion(&imported.pack, 4, "2");
    assert_eq!(people.options[1].text, "Thuê ngưới trong xã");
    let ranges = |lower: &str, upper: &str| {
        let page = changed(&[SHEET_4], "□ Nước đục", &format!("□ Sạch {lower}"));
        let at = page.find(&format!("□ Sạch {lower}")).expect("the level");
        let (before, after) = page.split_at(at);
        format!(
            "{before}{}",
            after.replacen("□ Nước trong", &format!("□ Sạch {upper}"), 1)
        )
    };
    let percent = 60;
    let page = ranges("từ 30% đến 60%", "≥ 60%");
    check_anomalies(&page, &[AnomalyKind::Overlap { percent }]);
    let page = ranges("từ 30% đến dưới 60%", "trên 60%");
    let imported = check_anomalies(&page, &[AnomalyKind::Gap { percent }]);
    assert!(imported.pack.known_flaws[0].starts_with("Phiếu 4, mục 1.2: "));
    check_anomalies(&ranges("từ 30% đến dưới 60%", "từ 60%"), &[]);
}

#[test]
fn what_is_missing_around_a_sheet_is_told() {
    let at = [SHEET_4];
    let page = changed(&at, "Ghi chú: Dấu sao", "Dấu sao");
    check_anomalies(&page, &[]);
    let page = changed(
        &[SHEET_4, "TỔNG CỘNG"],
        "(*** 3 sao, **** 4 sao, ***** 5 sao)",
        "",
    );
    check_anomalies(&page, &[AnomalyKind::NoLegend]);
    let ground = "Hồ sơ bị loại khi: Giấy tờ giả hoặc thiếu dấu";
    check_anomalies(&changed(&at, ground, ""), &[AnomalyKind::NoDisqualifiers]);
    let page = changed(&at, ground, &format!("{ground}\n{ground}"));
    let imported = check_anomalies(&page, &[AnomalyKind::RepeatedDisqualifiers]);
    assert_eq!(set(&imported.pack, 4).disqualifiers.len(), 1);
    let names = AnomalyKind::OtherNames {
        name: "Bộ bốn".to_owned(),
        others: vec!["Bộ 4".to_owned()],
    };
    let page = changed(&[], "4. Bộ sản phẩm: Bộ 4", "4. Bộ sản phẩm: Bộ bốn");
    let imported = check_anomalies(&page, &[names]);
    assert_eq!(set(&imported.pack, 4).group, "Bộ 4");
}

#[test]
fn codes_out_of_order_are_mended_or_told() {
    let page = changed(&[SHEET_4], "1.2. Nước", "1.1. Nước");
    let repeated = AnomalyKind::RepeatedCode {
        printed: "1.1".to_owned(),
        read: "1.2".to_owned(),
    };
    let imported = check_anomalies(&page, &[repeated]);
    assert_eq!(criterion(&imported.pack, 4, "1.2").title, "Nước tưới");
    let page = changed(&[SHEET_4], "1.3. Có biển", "1.4. Có biển");
    let skipped = AnomalyKind::SkippedCode {
        expected: "1.3".to_owned(),
    };
    let imported = check_anomalies(&page, &[skipped]);
    assert_eq!(criterion(&imported.pack, 4, "1.4").scoring, Scoring::YesNo);
}
