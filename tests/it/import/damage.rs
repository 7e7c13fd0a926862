//! Decisions that are damaged, and files that are no decision.

use ocop_council::import::document::Block;
use ocop_council::import::{
    ImportFaultKind, Options, OtherFormat, Partial, Place, import, read_document,
};
use ocop_council::model::criteria::DeclaredFault;
use ocop_council::model::points::Points;
use ocop_council::storage::packs::{FaultKind, read_pack, write_pack};
use proptest::prelude::*;

use super::small::{changed, html, text};
use super::{SHEET_4, docx, read, read_with, small};

/// A text that gives no pack, and why: sheet, code and kind of the only fault.
#[track_caller]
fn check_fault(text: &str, sheet: Option<u16>, code: Option<&str>, expected: &ImportFaultKind) {
    let error = read(text).expect_err("no pack");
    let [fault] = error.faults.as_slice() else {
        panic!("{error}");
    };
    assert_eq!(
        (fault.sheet, fault.code.as_deref()),
        (sheet, code),
        "{error}"
    );
    assert_eq!(&fault.kind, expected);
}

#[test]
fn a_damaged_sheet_is_told_with_its_place() {
    let text_of = |text: &str| text.to_owned();
    let at = [SHEET_4];
    let expected = text_of("3.1");
    let kind = ImportFaultKind::CodeOrder { expected };
    check_fault(
        &changed(&at, "3.1. Chuyện", "5.1. Chuyện"),
        Some(4),
        Some("5.1"),
        &kind,
    );
    let kind = ImportFaultKind::NoPointsColumn;
    let page = changed(&at, "Thang điểm", "Ghi thêm");
    let page = {
        let (before, sheet) = page.split_at(page.find(SHEET_4).expect("sheet 4"));
        let end = sheet[1..].find("\n5. Bộ").expect("sheet 5");
        let bare: Vec<_> = sheet[..=end]
            .lines()
            .map(|line| {
                line.split_once('|')
                    .map_or(line.to_owned(), |(text, _)| format!("{text}|"))
            })
            .collect();
        format!("{before}{}{}", bare.join("\n"), &sheet[end + 1..])
    };
    let error = read(&page).expect_err("no points");
    assert!(
        error
            .faults
            .iter()
            .any(|fault| fault.sheet == Some(4) && fault.kind == kind),
        "{error}"
    );
    assert!(
        error.faults.iter().all(|fault| fault.sheet == Some(4)),
        "{error}"
    );
    let printed = text_of("bốn");
    let kind = ImportFaultKind::UnreadPoints { printed };
    check_fault(
        &changed(&at, "vừa*** | 5", "vừa*** | bốn"),
        Some(4),
        Some("1.1"),
        &kind,
    );
    let text = text_of("Đất vừa");
    let kind = ImportFaultKind::NoPoints { text };
    check_fault(
        &changed(&at, "vừa*** | 5", "vừa*** |"),
        Some(4),
        Some("1.1"),
        &kind,
    );
    let text = text_of("Chỉ áp dụng khi có lửa");
    let kind = ImportFaultKind::UnknownCondition { text };
    let page = changed(&at, "khi có chuyện ruộng", "khi có lửa");
    check_fault(&page, Some(4), Some("3.2"), &kind);
    let printed = text_of("99");
    let kind = ImportFaultKind::OtherTotal { printed };
    check_fault(
        &changed(&at, "CỘNG | 100", "CỘNG | 99"),
        Some(4),
        None,
        &kind,
    );
    let kind = ImportFaultKind::NoTotal;
    check_fault(&changed(&at, "TỔNG CỘNG | 100", ""), Some(4), None, &kind);
    let (best, max) = (Points::whole(9), Points::whole(8));
    let page = changed(&at, "ngầm) | 9", "ngầm) | 8");
    let error = read(&page).expect_err("sums");
    let kind = ImportFaultKind::Check(FaultKind::BestLevel { best, max });
    assert!(
        error.faults.iter().any(|fault| fault.kind == kind),
        "{error}"
    );
    let name = text_of("Bộ 4");
    let kind = ImportFaultKind::MissingSheet { name };
    let whole = small::text();
    let from = whole.find(SHEET_4).expect("sheet 4");
    let until = whole.find("\n5. Bộ sản phẩm").expect("sheet 5");
    let page = format!("{}{}", &whole[..from], &whole[until..]);
    check_fault(&page, Some(4), None, &kind);
}

#[test]
fn what_is_missing_in_front_is_told() {
    let none = |from: &str, to: &str, kind| check_fault(&changed(&[], from, to), None, None, &kind);
    none("ngày 15 tháng 3", "nay", ImportFaultKind::NoEffectiveDay);
    none("Hạng 2 sao", "Hạng hai", ImportFaultKind::NoBands);
    let page = changed(&[], "Số: 7/2031/QĐ-TTg", "Số: mật");
    let error = read(&page).expect_err("no number");
    let kinds: Vec<_> = error.faults.iter().map(|fault| &fault.kind).collect();
    assert!(kinds.contains(&&ImportFaultKind::NoNumber), "{error}");
    let page = text()
        .replace("Nhóm:", "Loại:")
        .replace("Phân nhóm:", "Loại:");
    let error = read(&page).expect_err("no sectors");
    let n_sets = error
        .faults
        .iter()
        .filter(|fault| fault.kind == ImportFaultKind::NoSector);
    assert_eq!(n_sets.count(), 7, "{error}");
}

#[test]
fn a_partial_pack_is_made_on_request_only_and_names_what_is_missing() {
    let page = changed(&[SHEET_4], "3.1. Chuyện", "5.1. Chuyện");
    assert!(read(&page).is_err());
    let imported = read_with(&page, Partial::Allow).expect("six sheets");
    let numbers: Vec<_> = imported
        .pack
        .product_sets
        .iter()
        .map(|set| set.no)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 5, 6, 7]);
    let declared = DeclaredFault::MissingSheet {
        no: 4,
        name: "Bộ 4".to_owned(),
    };
    assert_eq!(imported.pack.declared, [declared]);
    assert_eq!(imported.report.left_out.len(), 1);
    assert_eq!(imported.report.counts.sheets, 6);
    let written = write_pack(&imported.pack);
    assert_eq!(read_pack(&written).as_ref(), Ok(&imported.pack));
    // A fault of the decision itself leaves nothing to make a pack of.
    let page = changed(&[], "Hạng 2 sao", "Hạng hai");
    assert!(read_with(&page, Partial::Allow).is_err());
}

#[test]
fn a_file_that_is_cut_off_is_told_with_the_last_sheet() {
    let page = html(&text());
    let end = page.find("4.2. Vị").expect("the first sheet");
    let error = import(&page.as_bytes()[..end], &Options::default()).expect_err("cut off");
    let kinds: Vec<_> = error
        .faults
        .iter()
        .map(|f| (f.sheet, f.kind.clone()))
        .collect();
    assert!(
        kinds.contains(&(Some(1), ImportFaultKind::CutOff)),
        "{error}"
    );
    assert_eq!(kinds.len(), 7, "{error}");
    let missing = |no| {
        let name = format!("Bộ {no}");
        (Some(no), ImportFaultKind::MissingSheet { name })
    };
    assert!((2..=7).all(|no| kinds.contains(&missing(no))), "{error}");
    // Cut anywhere, a page gives an error, or all that it lists.
    let last = page.find("TỔNG CỘNG</p></td><td><p>100").expect("a total");
    for end in (0..last).step_by(997) {
        assert!(
            import(&page.as_bytes()[..end], &Options::default()).is_err(),
            "{end}"
        );
    }
}

#[track_caller]
fn check_file(bytes: &[u8], expected: &ImportFaultKind) {
    let error = import(bytes, &Options::default()).expect_err("no pack");
    let kinds: Vec<_> = error.faults.iter().map(|fault| &fault.kind).collect();
    assert_eq!(kinds, [expected]);
    for locale in ["vi", "en"] {
        let told = error.faults[0].text(locale);
        assert!(!told.contains("import.") && !told.contains("%{"), "{told}");
    }
}

#[test]
fn other_files_are_told_as_what_they_are() {
    check_file(b"", &ImportFaultKind::Empty);
    let format = OtherFormat::Pdf;
    check_file(b"%PDF-1.7 ...", &ImportFaultKind::OtherFormat { format });
    let format = OtherFormat::Picture;
    check_file(
        b"\xff\xd8\xff\xe0..JFIF",
        &ImportFaultKind::OtherFormat { format },
    );
    let format = OtherFormat::Unknown;
    check_file(
        "Chữ trơn".as_bytes(),
        &ImportFaultKind::OtherFormat { format },
    );
    check_file(
        "<p>Không có bảng</p>".as_bytes(),
        &ImportFaultKind::NoTables,
    );
    let prices = "<table><tr><td>Hàng</td><td>Giá</td></tr><tr><td>Gạo</td><td>9</td></tr></table>";
    check_file(prices.as_bytes(), &ImportFaultKind::NoSheets);
    // A decision with another annex.
    let whole = text();
    let end = whole.find("\n1. Bộ sản phẩm").expect("the first sheet");
    check_file(html(&whole[..end]).as_bytes(), &ImportFaultKind::NoSheets);
}

#[test]
fn packed_files_that_are_no_document_are_told() {
    let no_document = docx::packed(&[("ảnh.txt", b"x"), ("word/styles.xml", b"<x/>")]);
    check_file(&no_document, &ImportFaultKind::NoDocumentPart);
    let whole = docx::docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>");
    let cut_off = import(&whole[..whole.len() / 2], &Options::default()).expect_err("cut off");
    assert!(
        matches!(cut_off.faults[0].kind, ImportFaultKind::BadZip { .. }),
        "{cut_off}"
    );
    let xml = b"<w:document><w:body><w:p><w:r><w:t>x";
    let unfinished = docx::packed(&[("word/document.xml", xml)]);
    let error = import(&unfinished, &Options::default()).expect_err("unfinished");
    assert!(
        matches!(error.faults[0].kind, ImportFaultKind::BadXml { .. }),
        "{error}"
    );
    let bomb = docx::packed(&[("word/document.xml", &vec![b' '; 16 << 20])]);
    assert!(bomb.len() < 1 << 20);
    check_file(&bomb, &ImportFaultKind::UnpacksTooLarge);
    let deep = "<w:p>".repeat(5000);
    check_file(&docx::docx(&deep), &ImportFaultKind::TooDeep);
    let deep = "<w:tbl><w:tr><w:tc>".repeat(60);
    check_file(&docx::docx(&deep), &ImportFaultKind::TooDeep);
}

#[test]
fn a_word_processor_document_is_read_as_it_looks() {
    let body = "<w:p><w:r><w:t>Một</w:t></w:r><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>\
        <w:ins><w:r><w:tab/><w:t>hai &amp; ba</w:t></w:r></w:ins></w:p>\
        <w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r>\
        <w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>ô</w:t></w:r></w:p></w:tc>\
        <w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p>\
        </w:tc></w:tr></w:tbl><w:p><w:r><w:t>Hết</w:t></w:r></w:p>";
    let document = read_document(&docx::docx(body)).expect("a document");
    let [
        Block::Paragraph(first),
        Block::Table(table),
        Block::Paragraph(last),
    ] = document.blocks.as_slice()
    else {
        panic!("{document:?}");
    };
    assert_eq!(first.text, "Một hai & ba");
    assert_eq!(first.place, Place::Paragraph(1));
    assert_eq!(table.rows[0].text(0), "\u{f0a8}ô");
    assert_eq!(table.rows[0].text(1), "1\n2");
    assert_eq!((table.rows[1].text(0), table.rows[1].text(1)), ("", "3"));
    assert_eq!(table.rows[1].place, Place::Row { table: 1, row: 2 });
    assert_eq!((&*last.text, last.place), ("Hết", Place::Paragraph(2)));
}

/// Takes some characters out of a text, puts others in, or puts a piece of it in again.
fn spliced(text: &str, at: usize, len: usize, with: &str, again: bool) -> String {
    let start = text.floor_char_boundary(at % text.len());
    let end = text.floor_char_boundary((start + len).min(text.len()));
    let piece = if again { &text[start..end] } else { "" };
    format!("{}{piece}{with}{piece}{}", &text[..start], &text[end..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_gives_a_pack_that_does_not_hold_together(
        splices in prop::collection::vec((0..9000_usize, 0..400_usize, "[□*1-9.|\\n(ơ ]{0,3}", any::<bool>()), 1..4),
        allow in any::<bool>(),
        in_tags in any::<bool>(),
    ) {
        let mut damaged = text();
        if in_tags {
            damaged = html(&damaged);
        }
        for (at, len, with, again) in &splices {
            damaged = spliced(&damaged, *at, *len, with, *again);
        }
        if !in_tags {
            damaged = html(&damaged);
        }
        let partial = if allow { Partial::Allow } else { Partial::Refuse };
        let options = Options { partial, ..Options::default() };
        match import(damaged.as_bytes(), &options) {
            Ok(imported) => {
                let back = read_pack(&write_pack(&imported.pack));
                prop_assert_eq!(back.as_ref(), Ok(&imported.pack));
            }
            Err(error) => prop_assert!(!error.faults.is_empty()),
        }
    }
}
