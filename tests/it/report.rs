//! Papers from a session to the text of the PDF.

use std::sync::Arc;

use ocop_council::fixtures::{self, CHAIR, CLERK, LAN, MINH, RICE, TEA, at, code};
use ocop_council::model::council::{Attendance, Role};
use ocop_council::model::criteria::CaseCode;
use ocop_council::model::ids::{ApplicantId, MemberId, ProductId, SheetId};
use ocop_council::model::points::StarRank;
use ocop_council::model::product::{
    AgreedChoice, ApplicationKind, Conclusion, GroundDecision, Hearing, Outcome, Recognition,
    Rescoring, Vote,
};
use ocop_council::model::session::{LogLine, Session};
use ocop_council::model::sheet::{Answer, GroundPlace};
use ocop_council::report::glyphs::PLACEHOLDER;
use ocop_council::report::log::log_data;
use ocop_council::report::minutes::{MinutesData, minutes_data};
use ocop_council::report::world::typeface_covers;
use ocop_council::report::{log_pdf, minutes_pages, minutes_pdf};
use ocop_council::rules::review::review;

/// An upper-case and a lower-case letter of every Vietnamese vowel and tone.
pub(crate) const LETTERS: &str =
    "ẮẰẲẴẶ ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ỨỪỬỮỰ ÝỲỶỸỴ Đ ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ýỳỷỹỵ đ";

fn data(session: &Session) -> MinutesData {
    minutes_data(session, &review(session, fixtures::day()))
}

fn conclusion(outcome: Outcome, computed: Option<u8>) -> Conclusion {
    Conclusion {
        outcome,
        reason: String::new(),
        vote: None,
        computed: computed.and_then(StarRank::new),
        concluded_at: at(90),
    }
}

fn certificate(issued_on: &str) -> Recognition {
    Recognition {
        stars: StarRank::FOUR,
        potential_five: false,
        decision_no: "2008/QĐ-UBND".to_owned(),
        authority: "UBND thành phố Hà Nội".to_owned(),
        issued_on: Some(fixtures::read(issued_on)),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

/// A session in which most of what minutes can say occurs.
fn eventful_session() -> Session {
    // 100, 70 and 80 points: 30 points apart, mean 83,33; two of three reach 35 points in 3.
    let mut session = fixtures::scored_session([
        fixtures::ALL_100,
        fixtures::ALL_70,
        "1.1=2 1.2=1 1.3=2 2.1=3 2.2=1 3=4",
    ]);
    session.title = "Họp đánh giá, phân hạng sản phẩm OCOP phiên thử năm 2026".to_owned();
    session.document.parent_body = "UBND tỉnh Thử Nghiệm".to_owned();
    session.document.issuing_body = "Hội đồng đánh giá, phân hạng sản phẩm OCOP".to_owned();
    session.document.number = "03/BB-HĐ".to_owned();
    session.document.recipients = vec!["Như trên;".to_owned(), "- Lưu: VT, hồ sơ.".to_owned()];
    session.legal_grounds = vec![
        "Quyết định 26/2026/QĐ-TTg;".to_owned(),
        "Quy chế hoạt động của Hội đồng".to_owned(),
    ];
    session.rules.quorum.source = "Quy chế số 5, Điều 7".to_owned();
    session.ended_at = Some(fixtures::read("11:05"));
    let mut vice = fixtures::member(MemberId::from_bits(5), "Đỗ Thị Ước", Role::ViceChair);
    vice.attendance = vec![Attendance {
        from: fixtures::read("08:20"),
        to: Some(fixtures::read("10:00")),
    }];
    let mut away = fixtures::member(MemberId::from_bits(6), "Ngô Quý", Role::Member);
    away.attendance.clear();
    away.absence_reason = "đi công tác".to_owned();
    session.council.members.extend([vice, away]);

    fixtures::change_product(&mut session, RICE, |rice| {
        rice.code = "01-09700-3-2026".to_owned();
        rice.application = ApplicationKind::ReRating;
        rice.history = vec![certificate("2023-04-07")];
        rice.recusals.insert(
            MemberId::from_bits(5),
            "em ruột giám đốc hợp tác xã".to_owned(),
        );
        rice.discussion = "Chất lượng ổn định.\nBao bì cần ghi rõ hạn dùng".to_owned();
        rice.requests = "Bổ sung phiếu kiểm nghiệm trước 30/9".to_owned();
        rice.agreed_choices.insert(
            code("1.1"),
            AgreedChoice {
                answer: Answer::Level(2),
                reason: "đã kiểm tra thực địa".to_owned(),
            },
        );
        rice.hearing = Some(Hearing {
            from: fixtures::read("08:30"),
            to: Some(fixtures::read("09:15")),
        });
        rice.conclusion = Some(Conclusion {
            reason: "chất lượng vượt trội so với các sản phẩm cùng loại".to_owned(),
            vote: Some(Vote {
                in_favor: 3,
                against: 1,
                abstained: 0,
            }),
            ..conclusion(Outcome::ProposeFive, Some(4))
        });
    });
    fixtures::change_product(&mut session, TEA, |tea| {
        tea.ground_decisions.push(GroundDecision {
            place: GroundPlace::Sheet(0),
            ground: "Hồ sơ không trung thực".to_owned(),
            raised_by: [LAN].into(),
            upheld: true,
            vote: Vote {
                in_favor: 4,
                against: 0,
                abstained: 1,
            },
            reason: "tài liệu kiểm nghiệm bị sửa".to_owned(),
        });
        tea.conclusion = Some(Conclusion {
            reason: "theo quyết định về căn cứ loại hồ sơ".to_owned(),
            ..conclusion(Outcome::Excluded, None)
        });
    });
    // A product with a second round, and one nobody scored.
    let cake_id = ProductId::from_bits(3);
    let mut cake = fixtures::product(
        cake_id,
        "Bánh gai #1 *đặc biệt* $5 _ngon_ @nhà",
        fixtures::TEA_COOP,
    );
    cake.application = ApplicationKind::Upgrade;
    cake.case_choices.insert(code("1.3"), CaseCode::A);
    cake.waived_gates.insert(
        code("3"),
        "sản phẩm không phải công bố chất lượng".to_owned(),
    );
    cake.rescorings.push(Rescoring {
        round: 2,
        reason: "chênh lệch 30 điểm".to_owned(),
        member_ids: [LAN, MINH].into(),
        closed: true,
    });
    cake.conclusion = Some(conclusion(Outcome::Stars(StarRank::FOUR), Some(4)));
    session.products.push(Arc::new(cake));
    for (bits, member_id, round, text) in [
        (11, CHAIR, 1, fixtures::ALL_70),
        (12, LAN, 1, fixtures::ALL_100),
        (13, MINH, 1, fixtures::ALL_70),
        (14, LAN, 2, fixtures::ALL_70),
    ] {
        let mut sheet = fixtures::sheet(bits, cake_id, member_id, text);
        sheet.round = round;
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    // 90 points, but 1.1 reaches only the requirement of three stars.
    let silk_id = ProductId::from_bits(4);
    let mut silk = fixtures::product(silk_id, LETTERS, fixtures::RICE_COOP);
    silk.case_choices.insert(code("1.3"), CaseCode::A);
    session.products.push(Arc::new(silk));
    for (bits, member_id) in [(21, CHAIR), (22, LAN), (23, MINH)] {
        let text = "1.1=2 1.2=1 1.3=2 2.1=3 2.2=3 3=5";
        let sheet = fixtures::sheet(bits, silk_id, member_id, text);
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    session
}

/// A session in which nothing was entered.
fn empty_session() -> Session {
    let mut session = fixtures::session();
    session.products.clear();
    session.applicants.clear();
    session.council.members.clear();
    session.council.name.clear();
    session.council.established_by.clear();
    session.title.clear();
    session.held_on = None;
    session.began_at = None;
    session.place.clear();
    session
}

/// A session of `n_products` in which `n_members` have scored everything.
fn large_session(n_products: u64, n_members: u64) -> Session {
    let mut session = eventful_session();
    session.sheets.clear();
    session.products.clear();
    session.council.members.truncate(1);
    session.council.members[0].name = "Thành viên 1".to_owned();
    for bits in 2..=n_members {
        let mut member = fixtures::member(
            MemberId::from_bits(bits),
            &format!("Thành viên {bits}"),
            Role::Member,
        );
        member.office = [
            "Sở Y tế",
            "Sở Nông nghiệp và Môi trường",
            "Hội Nông dân tỉnh",
        ][usize::try_from(bits).expect("small") % 3]
            .to_owned();
        session.council.members.push(member);
    }
    let mut secretary = fixtures::member(CLERK, "Thư ký 1", Role::Secretary);
    secretary.id = MemberId::from_bits(1000);
    session.council.members.push(secretary);
    let all = [
        fixtures::ALL_70,
        fixtures::ALL_100,
        "1.1=2 1.2=1 1.3=2 2.1=3 2.2=1 3=4",
    ];
    for bits in 1..=n_products {
        let id = ProductId::from_bits(bits);
        let applicant_id = ApplicantId::from_bits(1 + bits % 2);
        let name = format!("Đông trùng hạ thảo sấy đông khô loại {bits}");
        let mut product = fixtures::product(id, &name, applicant_id);
        product.code = format!("01-09700-{bits}-2026");
        product.case_choices.insert(code("1.3"), CaseCode::A);
        product.history = vec![certificate("2023-04-07")];
        if bits % 7 != 0 {
            product.conclusion = Some(conclusion(Outcome::Stars(StarRank::FOUR), Some(4)));
        }
        session.products.push(Arc::new(product));
        for (n, member) in (0..n_members).zip(session.council.members.clone()) {
            let text =
                all[usize::try_from((bits + n) % 3).expect("small") * usize::from(bits % 5 == 0)];
            let sheet = fixtures::sheet(bits * 1000 + n, id, member.id, text);
            session
                .sheets
                .insert(SheetId::from_bits(bits * 1000 + n), Arc::new(sheet));
        }
    }
    session
}

/// Returns the text of a PDF with single blanks.
pub(crate) fn text_of(pdf: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(pdf).expect("a readable PDF");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text of each page with single blanks.
pub(crate) fn texts_of_pages(pdf: &[u8]) -> Vec<String> {
    let pages = pdf_extract::extract_text_from_mem_by_pages(pdf).expect("a readable PDF");
    pages
        .iter()
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[track_caller]
pub(crate) fn check_contains(text: &str, expected: &str) {
    assert!(text.contains(expected), "{expected:?} is not in {text:?}");
}

#[test]
fn the_minutes_say_what_happened() {
    let json = serde_json::to_string_pretty(&data(&eventful_session())).expect("JSON");
    insta::assert_snapshot!(json);
}

#[test]
fn the_pdf_holds_every_vietnamese_letter() {
    let text = text_of(&minutes_pdf(&data(&eventful_session())).expect("a PDF"));
    for expected in [
        LETTERS,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BIÊN BẢN",
        "Gạo nếp cái hoa vàng (mã 01-09700-3-2026)",
        "không tham gia đánh giá (có lợi ích liên quan)",
        "Cuộc họp kết thúc vào 11 giờ 05, ngày 15 tháng 9 năm 2026.",
        "THƯ KÝ",
        "CHỦ TỌA",
        "PHỤ LỤC",
    ] {
        check_contains(&text, expected);
    }
}

#[test]
fn markup_in_a_name_stays_as_typed() {
    let mut session = eventful_session();
    let hostile = "#panic() $x^2$ *a* _b_ `c` <d> @e \\f = g // h [i] {j} ~k";
    session.title = hostile.to_owned();
    session.place = hostile.to_owned();
    session.council.members[0].name = hostile.to_owned();
    let text = text_of(&minutes_pdf(&data(&session)).expect("a PDF"));
    check_contains(&text, "Bánh gai #1 *đặc biệt* $5 _ngon_ @nhà");
    check_contains(&text, &format!("Địa điểm: {hostile}"));
}

#[test]
fn the_same_session_gives_the_same_bytes() {
    let session = eventful_session();
    let first = minutes_pdf(&data(&session)).expect("a PDF");
    let other = minutes_pdf(&data(&fixtures::session())).expect("a PDF");
    let second = minutes_pdf(&data(&session)).expect("a PDF");
    assert!(first == second, "two runs differ");
    assert!(first != other);
}

#[test]
fn the_pdf_is_an_archival_one() {
    let pdf = minutes_pdf(&data(&fixtures::session())).expect("a PDF");
    let text = String::from_utf8_lossy(&pdf);
    for expected in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "Biên bản Phiên thử",
        "/Lang",
        "/StructTreeRoot",
    ] {
        assert!(text.contains(expected), "{expected} is missing");
    }
}

#[test]
fn pages_are_numbered_from_the_second_on() {
    let pdf = minutes_pdf(&data(&eventful_session())).expect("a PDF");
    let pages = texts_of_pages(&pdf);
    assert!(pages.len() >= 3, "{} pages", pages.len());
    assert!(!pages[0].starts_with("1 "), "{:?}", pages[0]);
    for (idx, text) in pages.iter().enumerate().skip(1) {
        let number = format!("{} ", idx + 1);
        assert!(text.starts_with(&number), "page {number}: {text:?}");
    }
}

#[test]
fn the_signatures_stand_with_the_closing_sentence() {
    // The block slides over the end of a page as products are added.
    for n_products in 1..8 {
        let session = large_session(n_products, 3);
        let pages = texts_of_pages(&minutes_pdf(&data(&session)).expect("a PDF"));
        let signed = pages.iter().find(|text| text.contains("THƯ KÝ"));
        let signed = signed.expect("a page with the signatures");
        for expected in ["Cuộc họp kết thúc vào", "CHỦ TỌA", "Nơi nhận:"] {
            check_contains(signed, expected);
        }
    }
}

#[test]
fn an_empty_session_gives_a_paper_to_fill_in_by_hand() {
    let session = empty_session();
    let text = text_of(&minutes_pdf(&data(&session)).expect("a PDF"));
    check_contains(
        &text,
        "Thời gian bắt đầu: …… giờ ……, ngày …… tháng …… năm ……",
    );
    check_contains(&text, "Không có sản phẩm nào trong chương trình họp");
    check_contains(&text, "chưa ghi nguồn");
    check_contains(&text, "Địa điểm: . . . . .");
    for unwanted in ["None", "none", "null", "PHỤ LỤC"] {
        assert!(!text.contains(unwanted), "{unwanted:?} is in {text:?}");
    }
}

#[test]
fn characters_the_typeface_lacks_become_boxes() {
    let mut session = fixtures::session();
    fixtures::change_product(&mut session, TEA, |tea| {
        tea.name = "Trà 茶 🍵 ★ sen".to_owned()
    });
    let pages = minutes_pages(&data(&session)).expect("pages");
    let missing: String = pages.unprintable().chars().collect();
    assert_eq!(missing, "★茶🍵");
    check_contains(&text_of(&pages.pdf().expect("a PDF")), "Trà □ □ □ sen");
}

#[test]
fn the_typeface_has_what_papers_print() {
    let signs = format!("{PLACEHOLDER}…–×₫“”’/%°½");
    for letter in LETTERS.chars().chain(signs.chars()).filter(|c| *c != ' ') {
        assert!(typeface_covers(letter), "{letter}");
    }
    assert!(!typeface_covers('★'));
}

#[test]
fn a_page_is_drawn_in_its_own_size() {
    let pages = minutes_pages(&data(&eventful_session())).expect("pages");
    let (width, height) = pages.page_size(0).expect("a page");
    // A4 is 210 × 297 mm; a point is 1/72 inch.
    assert_eq!((width.round(), height.round()), (595.0, 842.0));
    let last = pages.page_size(pages.n_pages() - 1).expect("a page");
    assert_eq!((last.0.round(), last.1.round()), (842.0, 595.0));
    let image = pages.page_image(0, 1.5).expect("a page");
    assert_eq!((image.width, image.height), (893, 1263));
    assert_eq!(image.rgba.len(), image.width * image.height * 4);
    let is_dark = |pixel: &[u8]| pixel.iter().take(3).all(|&part| part < 60);
    assert!(image.rgba.chunks_exact(4).any(is_dark));
    assert_eq!(pages.page_image(pages.n_pages(), 1.0), None);
}

#[test]
fn totals_add_up() {
    let data = data(&eventful_session());
    let n_products = data.products.len();
    for table in &data.totals {
        assert_eq!(table.sum.total, n_products, "{}", table.title);
        for row in table.rows.iter().chain([&table.sum]) {
            assert_eq!(row.total, row.counts.iter().sum::<usize>(), "{}", row.label);
            assert_eq!(row.counts.len(), table.columns.len());
        }
        let rows: usize = table.rows.iter().map(|row| row.total).sum();
        assert_eq!(rows, n_products);
    }
    assert_eq!(data.totals.len(), 2);
}

/// A session whose names are as long as names get.
fn long_session() -> Session {
    let mut session = large_session(14, 13);
    session.document.parent_body = "Ủy ban nhân dân thành phố trực thuộc trung ương".to_owned();
    session.document.issuing_body =
        "Hội đồng đánh giá, phân hạng sản phẩm Chương trình mỗi xã một sản phẩm".to_owned();
    session.title = "Họp đánh giá, phân hạng sản phẩm thuộc Chương trình mỗi xã một sản phẩm (đợt 2) năm 2026 của thành phố".to_owned();
    for member in &mut session.council.members {
        // Of the usual length for most, longer for the chair.
        member.name = match member.role {
            Role::Chair => format!("Nguyễn Hoàng Thị Phương Thảo Nguyên {}", member.name),
            _ => format!("Nguyễn Thị Phương {}", member.name),
        };
        member.position =
            "Phó Trưởng phòng Quản lý chất lượng nông, lâm sản và thủy sản".to_owned();
    }
    for product in &mut session.products {
        let product = Arc::make_mut(product);
        product.name = "Trà hoa vàng sấy thăng hoa kết hợp đông trùng hạ thảo và cỏ ngọt hữu cơ hộp quà Tết 250 g".to_owned();
        product.discussion =
            "Các thành viên đề nghị làm rõ vùng nguyên liệu, hợp đồng liên kết và hồ sơ công bố. "
                .repeat(6);
        product.recusals.insert(
            MemberId::from_bits(3),
            "anh trai là thành viên hợp tác xã".to_owned(),
        );
    }
    for applicant in &mut session.applicants {
        Arc::make_mut(applicant).name =
            "Công ty cổ phần sản xuất, thương mại và dịch vụ nông nghiệp công nghệ cao Thiên Phúc"
                .to_owned();
    }
    session
}

/// Writes papers to look at, with times: `OUT=/tmp/papers cargo test --test it look -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
#[expect(clippy::disallowed_methods, reason = "files for a person to look at")]
fn papers_to_look_at() {
    let out = std::path::PathBuf::from(std::env::var("OUT").expect("OUT names a folder"));
    let cases = [
        ("eventful", eventful_session()),
        ("empty", empty_session()),
        ("many", large_session(40, 13)),
        ("long", long_session()),
    ];
    for (name, session) in cases {
        let pages = minutes_pages(&data(&session)).expect("pages");
        std::fs::write(out.join(format!("{name}.pdf")), pages.pdf().expect("PDF"))
            .expect("written");
    }
}

/// Prints times for a session as large as that of Hà Nội in 2022.
#[test]
#[ignore = "takes long and prints figures"]
#[expect(clippy::disallowed_methods, reason = "reads its own peak memory")]
fn scale() {
    let session = large_session(518, 9);
    let begin = std::time::Instant::now();
    let data = data(&session);
    let made = begin.elapsed();
    let pages = minutes_pages(&data).expect("pages");
    let compiled = begin.elapsed();
    let pdf = pages.pdf().expect("PDF");
    let written = begin.elapsed();
    let image = pages.page_image(pages.n_pages() / 2, 2.0).expect("a page");
    let drawn = begin.elapsed();
    drop(minutes_pages(&data).expect("pages"));
    println!(
        "data {made:?}, pages {:?}, PDF {:?}, image {:?} ({}x{}), again {:?}; {} pages, {} bytes",
        compiled - made,
        written - compiled,
        drawn - written,
        image.width,
        image.height,
        begin.elapsed() - drawn,
        pages.n_pages(),
        pdf.len(),
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or_default());
}

#[test]
fn the_printed_log_holds_every_line_and_says_what_it_leaves_out() {
    let mut session = fixtures::session();
    for n in 1..=60 {
        session.log.push(Arc::new(LogLine {
            at: at(n),
            by: "Vũ Thu Hà".to_owned(),
            what: format!("Ghi thảo luận lần {n}"),
            before: (n > 1).then(|| format!("trước {n}")),
            after: Some(format!("sau {n}, {}", "mộttừrấtdài".repeat(6))),
        }));
    }
    let data = log_data(&session, &review(&session, fixtures::day()));
    assert!(data.about[0].starts_with("Nhật ký gồm 60 dòng, từ 15/09/2026 08:01"));
    assert_eq!(
        data.about.last().map(String::as_str),
        Some("Phiên chưa chốt.")
    );
    let bytes = log_pdf(&data).expect("a PDF");
    let text = pdf_extract::extract_text_from_mem(&bytes).expect("text");
    for n in 1..=60 {
        assert!(text.contains(&format!("thảo luận lần {n}")), "line {n}");
        assert!(n == 1 || text.contains(&format!("trước {n}")), "line {n}");
    }
    for expected in [
        "NHẬT KÝ PHIÊN",
        "Người thực hiện",
        "phiếu chưa nộp không ghi từng lần",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn an_empty_log_is_still_a_paper() {
    let session = fixtures::session();
    let data = log_data(&session, &review(&session, fixtures::day()));
    assert_eq!(data.about[0], "Nhật ký chưa có dòng nào.");
    assert!(log_pdf(&data).expect("a PDF").starts_with(b"%PDF-"));
}
