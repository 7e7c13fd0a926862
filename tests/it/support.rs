//! Hand-made data for tests: small, complete, every kind of record at least once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ocop_council::model::council::{
    Attendance, Council, CouncilLevel, CouncilRules, Member, Role, Sourced,
};
use ocop_council::model::criteria::{
    Band, Case, CaseCode, Code, Condition, Criterion, EmbeddedForm, Exclusion, ExclusionKind,
    FormKey, Part, ProductSet, ScoreOption, Scoring, Section, Wording,
};
use ocop_council::model::ids::{ApplicantId, MemberId, ProductId, SessionId, SheetId};
use ocop_council::model::points::{Points, StarRank};
use ocop_council::model::product::{
    AgreedChoice, Applicant, ApplicationKind, Conclusion, Extension, GroundDecision, Hearing,
    Outcome, Procedure, Product, Recognition, ReferenceAssessment, References, Rescoring, Vote,
};
use ocop_council::model::session::{DocumentHead, Finalisation, LogLine, ParentSession, Session};
use ocop_council::model::sheet::{
    Answer, Answers, GroundPlace, ScoringSheet, SheetSource, SheetStatus, SupersededVersion,
    Trigger,
};
use ocop_council::model::time::DayTime;
use ocop_council::model::{Date, DateTime};
use ocop_council::rules::sheet_digest::digest;

/// Text as `String`.
pub(crate) fn s(text: &str) -> String {
    text.to_owned()
}

/// A criterion's code.
pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A moment.
pub(crate) fn moment(text: &str) -> DateTime {
    text.parse().expect("a moment")
}

/// A time of day.
pub(crate) fn time(text: &str) -> DayTime {
    text.parse().expect("a time of day")
}

/// The member with that number.
pub(crate) const fn member_id(no: u64) -> MemberId {
    MemberId::from_bits(0xa100 + no)
}

/// The product with that number.
pub(crate) const fn product_id(no: u64) -> ProductId {
    ProductId::from_bits(0xb200 + no)
}

/// The applicant with that number.
pub(crate) const fn applicant_id(no: u64) -> ApplicantId {
    ApplicantId::from_bits(0xc300 + no)
}

/// The scoring sheet with that number.
pub(crate) const fn sheet_id(no: u64) -> SheetId {
    SheetId::from_bits(0xd400 + no)
}

/// The statutory sheet of the hand-made sessions.
pub(crate) fn form_key() -> FormKey {
    "thu-2026/1".parse().expect("a key")
}

/// A session of three members, two products and three scoring sheets that holds every kind of
/// record at least once.
pub(crate) fn small_session() -> Session {
    Session {
        id: SessionId::from_bits(0x51),
        title: s("Phiên đánh giá đợt 1 năm 2026"),
        held_on: Some(day("2026-08-14")),
        began_at: Some(time("08:00")),
        ended_at: Some(time("11:30")),
        place: s("Hội trường \"A\"\ntầng 2"),
        document: DocumentHead {
            parent_body: s("UBND TỈNH X"),
            issuing_body: s("HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP"),
            number: s("03/BB-HĐ"),
            place: s("X"),
            recipients: vec![s("Như trên;"), s("Lưu: VT.")],
        },
        legal_grounds: vec![s("Quyết định số 26/2026/QĐ-TTg")],
        parents: vec![ParentSession {
            id: SessionId::from_bits(0x50),
            title: s("Phiên chuẩn bị"),
            held_on: Some(day("2026-08-01")),
            digest: None,
        }],
        council: Council {
            name: s("Hội đồng đánh giá tỉnh X"),
            level: CouncilLevel::Province,
            established_by: s("Quyết định số 100/QĐ-UBND"),
            members: vec![
                member(1, "Chủ tịch hội đồng", Role::Chair),
                member(2, "Thành viên 2", Role::Member),
                member(3, "Thư ký hội đồng", Role::Secretary),
            ],
        },
        rules: CouncilRules {
            decimals: Sourced {
                value: 2,
                source: s("Quy chế hội đồng, Điều 5"),
            },
            ..CouncilRules::default()
        },
        applicants: vec![Arc::new(Applicant {
            id: applicant_id(1),
            name: s("Hợp tác xã Hòa Bình"),
            kind: s("Hợp tác xã"),
            commune: s("xã Y"),
            address: s("thôn 3"),
            representative: s("Người đại diện"),
            phone: s("0900 000 000"),
        })],
        products: vec![Arc::new(first_product()), Arc::new(second_product())],
        sheets: [
            sheet(1, product_id(1), member_id(1), "1.1=2 1.2=1 2=-"),
            sheet(2, product_id(1), member_id(2), "1.1=1 1.2=- 2=1"),
            draft_sheet(),
        ]
        .into_iter()
        .map(|sheet| (sheet.id, Arc::new(sheet)))
        .collect(),
        forms: BTreeMap::from([(form_key(), Arc::new(form()))]),
        packet: None,
        issued: Vec::new(),
        returns: Vec::new(),
        versions: Vec::new(),
        settlements: Vec::new(),
        finalisations: vec![Arc::new(Finalisation {
            at: moment("2026-08-14T11:31:00"),
            by: s("Thư ký hội đồng"),
            scheme: 0,
            digest: s("00"),
            totals: Vec::new(),
            reopened: None,
        })],
        log: vec![Arc::new(LogLine {
            at: moment("2026-08-14T08:01:30.250"),
            by: s("Thư ký hội đồng"),
            what: s("Ghi điểm danh"),
            before: None,
            after: Some(s("3 người")),
        })],
    }
}

fn member(no: u64, name: &str, role: Role) -> Member {
    Member {
        id: member_id(no),
        name: s(name),
        office: s("Sở Nông nghiệp và Môi trường"),
        position: String::new(),
        role,
        is_member: role != Role::Secretary,
        attendance: vec![
            Attendance {
                from: time("08:00"),
                to: Some(time("09:45")),
            },
            Attendance {
                from: time("10:00"),
                to: None,
            },
        ],
        absence_reason: String::new(),
    }
}

/// A product with nothing settled yet.
pub(crate) fn product(no: u64, name: &str) -> Product {
    Product {
        id: product_id(no),
        code: format!("01-02-{no:02}-2026"),
        commune_code: s("00123"),
        name: s(name),
        applicant_id: applicant_id(1),
        application: ApplicationKind::First,
        filed_on: Some(day("2026-06-01")),
        request_complete_on: Some(day("2026-06-20")),
        result_on: None,
        form: Some(form_key()),
        form_reason: s("Hồ sơ nộp sau ngày 22/5/2026"),
        history: Vec::new(),
        references: References::default(),
        case_choices: BTreeMap::new(),
        waived_gates: BTreeMap::new(),
        agreed_choices: BTreeMap::new(),
        procedure: Procedure::Meeting,
        presided_by: None,
        hearing: None,
        absent: BTreeSet::new(),
        recusals: BTreeMap::new(),
        rescorings: Vec::new(),
        ground_decisions: Vec::new(),
        discussion: String::new(),
        requests: String::new(),
        conclusion: None,
        authority_decision: None,
        complex: None,
        moved_to_meeting: None,
        earlier_result: None,
    }
}

fn first_product() -> Product {
    Product {
        application: ApplicationKind::ReRating,
        history: vec![Recognition {
            stars: StarRank::FOUR,
            potential_five: false,
            decision_no: s("12/QĐ-UBND"),
            authority: s("UBND tỉnh X"),
            issued_on: Some(day("2023-04-07")),
            printed_expires_on: None,
            extension: Some(Extension {
                decided_on: day("2026-04-01"),
                reason: s("Chờ hướng dẫn mới"),
            }),
            revocation: None,
        }],
        references: References {
            applicant: Some(ReferenceAssessment {
                total: Points::from_hundredths(72_50),
                answers: BTreeMap::from([(code("1.1"), Answer::Level(1))]),
                remarks: String::new(),
            }),
            ..References::default()
        },
        case_choices: BTreeMap::from([(code("1.2"), CaseCode::A)]),
        waived_gates: BTreeMap::from([(code("2"), s("Không phải công bố chất lượng"))]),
        agreed_choices: BTreeMap::from([(
            code("1.1"),
            AgreedChoice {
                answer: Answer::Level(1),
                reason: s("Đã xem hồ sơ gốc"),
            },
        )]),
        presided_by: Some(member_id(1)),
        hearing: Some(Hearing {
            from: time("08:30"),
            to: Some(time("09:10")),
        }),
        recusals: BTreeMap::from([(member_id(3), s("Người thân của chủ thể"))]),
        rescorings: vec![Rescoring {
            round: 2,
            reason: s("Chênh lệch điểm"),
            member_ids: BTreeSet::from([member_id(2)]),
            closed: false,
        }],
        ground_decisions: vec![GroundDecision {
            place: GroundPlace::Sheet(0),
            ground: s("Hồ sơ giả mạo"),
            raised_by: BTreeSet::from([member_id(2)]),
            upheld: false,
            vote: Vote {
                in_favor: 0,
                against: 2,
                abstained: 0,
            },
            reason: s("Không có căn cứ"),
        }],
        discussion: s("Bao bì cần ghi rõ hạn dùng."),
        requests: s("Bổ sung mã QR."),
        conclusion: Some(Conclusion {
            outcome: Outcome::Stars(StarRank::FOUR),
            reason: String::new(),
            vote: None,
            computed: Some(StarRank::FOUR),
            concluded_at: moment("2026-08-14T09:10:00"),
        }),
        ..product(1, "Chè xanh “Núi Mây”")
    }
}

fn second_product() -> Product {
    Product {
        procedure: Procedure::Written {
            until: Some(day("2026-08-20")),
        },
        absent: BTreeSet::from([member_id(2)]),
        ..product(2, "Mật ong bạc hà")
    }
}

/// A sheet handed in with those answers.
pub(crate) fn sheet(no: u64, product: ProductId, member: MemberId, answers: &str) -> ScoringSheet {
    ScoringSheet {
        id: sheet_id(no),
        product_id: product,
        member_id: member,
        round: 1,
        revision: 1,
        form: form_key(),
        status: SheetStatus::Submitted,
        source: SheetSource::Laptop,
        answers: answers_of(answers),
        notes: BTreeMap::new(),
        opinion: String::new(),
        triggers: Vec::new(),
        submitted_at: Some(moment("2026-08-14T08:55:12")),
        digest: None,
        signature: None,
        superseded: Vec::new(),
        second_typing: None,
        packet_id: None,
        contested: false,
    }
}

fn draft_sheet() -> ScoringSheet {
    ScoringSheet {
        round: 2,
        revision: 2,
        status: SheetStatus::Draft,
        notes: BTreeMap::from([(code("1.1"), s("Đã nếm thử"))]),
        opinion: s("Nên giữ vùng nguyên liệu"),
        triggers: vec![Trigger {
            place: GroundPlace::Criterion(code("1.1"), 0),
            reason: s("Thiếu giấy tờ"),
        }],
        submitted_at: None,
        superseded: vec![SupersededVersion {
            revision: 1,
            submitted_at: Some(moment("2026-08-14T09:00:00")),
            answers: answers_of("1.1=2"),
            reason: s("Nhầm dòng"),
            notes: BTreeMap::new(),
            opinion: String::new(),
            triggers: Vec::new(),
            seal: None,
        }],
        ..sheet(3, product_id(1), member_id(2), "1.1=2")
    }
}

/// Answers as a sheet writes them.
pub(crate) fn answers_of(text: &str) -> Answers {
    ron::from_str(&format!("{text:?}")).expect("answers")
}

/// A small statutory sheet: a criterion of levels with gates, one of two cases, a yes/no one.
pub(crate) fn form() -> EmbeddedForm {
    let band = |stars, floor| Band {
        stars,
        floor: Points::whole(floor),
    };
    let mut form = EmbeddedForm {
        pack_title: s("Bộ tiêu chí thử"),
        wording: Wording::Short,
        digest: String::new(),
        bands: vec![
            band(StarRank::FIVE, 90),
            band(StarRank::FOUR, 70),
            band(StarRank::THREE, 50),
        ],
        sector_name: s("Thực phẩm"),
        set: ProductSet {
            no: 1,
            name: s("Chè"),
            sector: s("I"),
            group: s("Thực phẩm thô"),
            subgroup: None,
            lead_agencies: vec![s("Nông nghiệp")],
            requires_sample: true,
            disqualifiers: vec![s("Hồ sơ giả mạo")],
            notes: Vec::new(),
            parts: vec![Part {
                code: s("A"),
                title: s("Sản phẩm"),
                max: Points::whole(100),
                sections: vec![first_section(), second_section()],
            }],
        },
    };
    form.digest = digest(&form.set, &form.bands);
    form
}

fn first_section() -> Section {
    Section {
        exclusions: vec![Exclusion {
            kind: ExclusionKind::Stop,
            text: s("Không có vùng nguyên liệu"),
        }],
        criteria: vec![
            Criterion {
                exclusions: vec![Exclusion {
                    kind: ExclusionKind::StopIfZero,
                    text: s("Không có giấy tờ"),
                }],
                options: vec![
                    option("Một phần", 10, Some(StarRank::THREE), None),
                    option("Toàn bộ", 50, Some(StarRank::FOUR), None),
                ],
                ..criterion("1.1", "Nguồn nguyên liệu", 50, Scoring::One)
            },
            Criterion {
                cases: vec![
                    Case {
                        code: CaseCode::A,
                        title: s("Tự trồng"),
                    },
                    Case {
                        code: CaseCode::B,
                        title: s("Thu mua"),
                    },
                ],
                options: vec![
                    option("Có hợp đồng", 20, None, Some(CaseCode::A)),
                    option("Có sổ ghi", 30, None, Some(CaseCode::B)),
                ],
                ..criterion("1.2", "Cách có nguyên liệu", 30, Scoring::OneCase)
            },
        ],
        ..section("1", "Nguyên liệu", 80)
    }
}

fn second_section() -> Section {
    Section {
        binds_only: Some(s("Sản phẩm phải công bố chất lượng")),
        criteria: vec![Criterion {
            only_when: Some(Condition::AboveZero(code("1.1"))),
            ..criterion("2", "Câu chuyện sản phẩm", 20, Scoring::YesNo)
        }],
        ..section("2", "Câu chuyện sản phẩm", 20)
    }
}

fn section(no: &str, title: &str, max: i64) -> Section {
    Section {
        code: code(no),
        title: s(title),
        max: Points::whole(max),
        notes: Vec::new(),
        binds_only: None,
        exclusions: Vec::new(),
        criteria: Vec::new(),
    }
}

fn criterion(no: &str, title: &str, max: i64, scoring: Scoring) -> Criterion {
    Criterion {
        code: code(no),
        title: s(title),
        max: Points::whole(max),
        heading: None,
        explanation: None,
        requirements: Vec::new(),
        notes: Vec::new(),
        slips: Vec::new(),
        only_when: None,
        exclusions: Vec::new(),
        scoring,
        cases: Vec::new(),
        options: Vec::new(),
    }
}

fn option(text: &str, points: i64, gate: Option<StarRank>, case: Option<CaseCode>) -> ScoreOption {
    ScoreOption {
        text: s(text),
        points: Points::whole(points),
        gate,
        case,
    }
}
