//! Papers that go with packets: slips with codes, and the receipt.

use ocop_council::fixtures::{self, at};
use ocop_council::model::session::Session;
use ocop_council::report::packet_receipt::{ReceiptRow, receipt_pdf};
use ocop_council::report::slips::{Slip, slips_pdf};

use crate::report::{LETTERS, check_contains, text_of, texts_of_pages};

const KEY: &str = "3f2a91c07b1108ded75a980182b10ab7d54bfed3c964073a0ee172f3daa62325";
const HOSTILE: &str = "#panic() $x^2$ *a* _b_ `c` <d> @e \\f = g // h [i] {j} ~k \"l\" 'm'";
const WIDE: &str = "WWWWW-MMMMM";

struct Person {
    name: String,
    office: String,
    file: String,
    code: String,
}

fn people(n: usize) -> Vec<Person> {
    let signs: Vec<_> = "7KQ3MWXR9ZHJ2VT5BDFG8CNPY".chars().collect();
    let names = [
        "Nguyễn Thị Ngọc Ánh",
        "Trần Văn Được",
        "Lê Hoàng Mỹ Duyên",
        "Phạm Quốc Khánh",
        "Vũ Đức Thưởng",
    ];
    let offices = [
        "Phó Giám đốc, Sở Nông nghiệp và Môi trường",
        "Trưởng phòng, Sở Công Thương",
        "Chuyên viên, Chi cục Quản lý chất lượng nông, lâm sản và thủy sản",
        "Sở Y tế",
    ];
    (0..n)
        .map(|idx| {
            let code: String = (0..10)
                .map(|place| signs[(idx * 7 + place * 3) % signs.len()])
                .collect();
            Person {
                name: format!("{} {}", names[idx % names.len()], idx + 1),
                office: offices[idx % offices.len()].to_owned(),
                file: format!("2026-09-15 {:02} Nguyễn Thị Ngọc Ánh.packet.ron", idx + 1),
                code: format!("{}-{}", &code[..5], &code[5..]),
            }
        })
        .collect()
}

fn slips(people: &[Person]) -> Vec<Slip<'_>> {
    fn slip(person: &Person) -> Slip<'_> {
        Slip {
            member: &person.name,
            office: &person.office,
            file_name: &person.file,
            code: &person.code,
        }
    }
    people.iter().map(slip).collect()
}

fn rows<'a>(people: &'a [Person], key: Option<&'a str>) -> Vec<ReceiptRow<'a>> {
    let row = |person: &'a Person| ReceiptRow {
        member: &person.name,
        office: &person.office,
        n_products: 40,
        file_name: &person.file,
        packet_id: "k-0123456789abcdef",
        issued_at: at(5),
        public_key: key,
    };
    people.iter().map(row).collect()
}

fn slips_of(session: &Session, people: &[Person]) -> Vec<u8> {
    slips_pdf(session, &slips(people), at(10)).expect("a PDF")
}

fn receipt_of(session: &Session, people: &[Person]) -> Vec<u8> {
    receipt_pdf(session, &rows(people, Some(KEY)), at(10)).expect("a PDF")
}

/// Returns the text without blanks and without the signs at which a long word may be broken.
fn without_blanks(text: &str) -> String {
    let is_blank = |letter: char| letter.is_whitespace() || letter == '\u{200b}';
    text.replace(is_blank, "")
}

/// A session and people with texts as long as they come.
fn long_case() -> (Session, Vec<Person>) {
    let mut session = fixtures::session();
    session.title = "Họp đánh giá, phân hạng sản phẩm thuộc Chương trình mỗi xã một sản phẩm (đợt 2) năm 2026 của thành phố trực thuộc trung ương".to_owned();
    session.document.parent_body = "Ủy ban nhân dân thành phố trực thuộc trung ương".to_owned();
    session.document.issuing_body =
        "Hội đồng đánh giá, phân hạng sản phẩm Chương trình mỗi xã một sản phẩm".to_owned();
    let mut people = people(13);
    for person in &mut people {
        person.name = format!(
            "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Phương Thảo {}",
            person.name
        );
        person.office = "Phó Trưởng phòng phụ trách Phòng Quản lý chất lượng, chế biến và phát triển thị trường nông, lâm sản và thủy sản, Sở Nông nghiệp và Môi trường".to_owned();
        person.file =
            "cong-tang-ton-nu-nguyen-hoang-thi-phuong-thao-0123456789abcdef-lan-phat-thu-2.packet.ron"
                .to_owned();
        person.code = WIDE.to_owned();
    }
    people[1].name = "x".repeat(90);
    people[2].office = "y".repeat(300);
    people[3].file = format!("{}.packet.ron", "z".repeat(200));
    (session, people)
}

#[test]
fn every_member_has_a_slip_with_the_code() {
    let session = fixtures::session();
    for (n, n_pages) in [(1, 1), (6, 1), (7, 2), (13, 3)] {
        let people = people(n);
        let pdf = slips_of(&session, &people);
        assert_eq!(texts_of_pages(&pdf).len(), n_pages, "{n} members");
        let text = text_of(&pdf);
        let dense = without_blanks(&text);
        for person in &people {
            check_contains(&text, &person.name);
            check_contains(&text, &person.office);
            check_contains(&dense, &person.code);
            check_contains(&dense, &without_blanks(&person.file));
        }
        assert_eq!(text.matches("PHIẾU MÃ MỞ KHÓA").count(), n);
        assert_eq!(text.matches("Phiên thử").count(), n);
        assert_eq!(text.matches("ngày 15/09/2026").count(), n);
        assert_eq!(text.matches("báo thư ký").count(), n);
    }
}

#[test]
fn long_texts_stay_whole_on_slips_and_receipt() {
    let (session, people) = long_case();
    let printed = without_blanks(&text_of(&slips_of(&session, &people)));
    assert_eq!(printed.matches(WIDE).count(), 13);
    assert_eq!(printed.matches(&without_blanks(&session.title)).count(), 13);
    let receipt = without_blanks(&text_of(&receipt_of(&session, &people)));
    check_contains(&receipt, &people[2].office);
    for person in &people {
        check_contains(&printed, &without_blanks(&person.name));
        check_contains(&printed, &person.file);
        check_contains(&receipt, &without_blanks(&person.name));
        check_contains(&receipt, &person.file);
    }
}

#[test]
fn markup_in_names_stays_as_typed_on_slips_and_receipt() {
    let mut session = fixtures::session();
    session.title = HOSTILE.to_owned();
    let mut people = people(2);
    people[0].name = HOSTILE.to_owned();
    people[0].office = LETTERS.to_owned();
    people[1].name = "Trà 茶 \u{202e}🍵".to_owned();
    for pdf in [slips_of(&session, &people), receipt_of(&session, &people)] {
        let text = text_of(&pdf).replace('\u{200b}', "");
        check_contains(&without_blanks(&text), &without_blanks(HOSTILE));
        check_contains(&text, LETTERS);
        check_contains(&text, "Trà □ □");
    }
}

#[test]
fn the_receipt_names_every_packet_and_no_code() {
    let mut session = fixtures::session();
    session.document.place = "Hà Nội".to_owned();
    for (n, n_pages) in [(1, 1), (13, 2)] {
        let people = people(n);
        let pdf = receipt_of(&session, &people);
        assert_eq!(texts_of_pages(&pdf).len(), n_pages, "{n} members");
        let text = text_of(&pdf);
        let dense = without_blanks(&text);
        for person in &people {
            check_contains(&text, &person.name);
            check_contains(&text, &person.office);
            check_contains(&dense, &without_blanks(&person.file));
            assert!(!dense.contains(&person.code), "{text}");
            assert!(!dense.contains(&person.code.replace('-', "")), "{text}");
        }
        for expected in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "BIÊN NHẬN PHÁT GÓI PHIẾU",
            "phiên ngày 15 tháng 9 năm 2026",
            &format!("Tổng số: {n} gói phiếu."),
            "Hà Nội, ngày 15 tháng 9 năm 2026",
            "THƯ KÝ",
            "Người nhận ký",
            "15/09/2026 08:05",
            "3F2A 91C0 7B11 08DE",
        ] {
            check_contains(&text, expected);
        }
        check_contains(&dense, "k-01234567");
        assert!(
            !text.contains("89abcdef") && !text.contains("D75A"),
            "{text}"
        );
        assert!(!text.contains("không ký số"), "{text}");
    }
}

#[test]
fn a_council_that_does_not_sign_has_a_receipt_too() {
    let session = fixtures::session();
    let people = people(3);
    let pdf = receipt_pdf(&session, &rows(&people, None), at(10)).expect("a PDF");
    let text = text_of(&pdf);
    assert!(text.matches("không ký số").count() >= 3, "{text}");
    assert!(!text.contains("phiếu mã giao riêng"), "{text}");
}

#[test]
fn papers_about_nothing_say_so() {
    let mut session = fixtures::session();
    session.title.clear();
    session.held_on = None;
    session.council.members.clear();
    session.council.name.clear();
    check_contains(&text_of(&slips_of(&session, &[])), "Không có phiếu mã nào.");
    let text = text_of(&receipt_of(&session, &[]));
    check_contains(&text, "Chưa phát gói phiếu nào cho phiên này.");
}

#[test]
fn papers_of_packets_are_archival_and_do_not_change() {
    let session = fixtures::session();
    let people = people(13);
    for make in [slips_of, receipt_of] {
        let pdf = make(&session, &people);
        check_contains(
            &String::from_utf8_lossy(&pdf),
            "<pdfaid:conformance>A</pdfaid:conformance>",
        );
        assert!(pdf == make(&session, &people), "two runs differ");
    }
}

/// Writes papers to look at: `OUT=/tmp/papers cargo test --test it packet_papers_to -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
#[expect(clippy::disallowed_methods, reason = "files for a person to look at")]
fn packet_papers_to_look_at() {
    let out = std::path::PathBuf::from(std::env::var("OUT").expect("OUT names a folder"));
    let mut session = fixtures::session();
    session.title = "Họp đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026".to_owned();
    session.document.parent_body = "UBND tỉnh Thử Nghiệm".to_owned();
    session.document.issuing_body = "Hội đồng đánh giá, phân hạng sản phẩm OCOP".to_owned();
    session.document.place = "Thử Nghiệm".to_owned();
    let (long_session, long_people) = long_case();
    let mut hostile_session = session.clone();
    hostile_session.title = HOSTILE.to_owned();
    let mut hostile = people(2);
    hostile[0].name = HOSTILE.to_owned();
    for (name, session, people) in [
        ("usual", &session, people(13)),
        ("one", &session, people(1)),
        ("none", &fixtures::session(), Vec::new()),
        ("long", &long_session, long_people),
        ("hostile", &hostile_session, hostile),
    ] {
        let slips = slips_of(session, &people);
        std::fs::write(out.join(format!("slips-{name}.pdf")), slips).expect("written");
        let receipt = receipt_of(session, &people);
        std::fs::write(out.join(format!("receipt-{name}.pdf")), receipt).expect("written");
    }
    let people = people(3);
    let receipt = receipt_pdf(&session, &rows(&people, None), at(10)).expect("a PDF");
    std::fs::write(out.join("receipt-unsigned.pdf"), receipt).expect("written");
}
