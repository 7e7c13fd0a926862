//! What all sample sessions have in common: council, rules, papers, statutory sheets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::council::{Attendance, Council, CouncilLevel, CouncilRules, Member, Role};
use crate::model::criteria::{CaseCode, Code, EmbeddedForm, FormKey, Scoring};
use crate::model::ids::{ApplicantId, MemberId, ProductId, SessionId, SheetId};
use crate::model::points::StarRank;
use crate::model::product::{
    Applicant, ApplicationKind, Conclusion, Outcome, Procedure, Product, Recognition, References,
};
use crate::model::session::{DocumentHead, Session};
use crate::model::sheet::{Answers, ScoringSheet, SheetSource, SheetStatus};
use crate::model::time::DayTime;
use crate::model::{Date, DateTime};
use crate::rules::review::review;
use crate::storage::packs;

use super::random::Random;

/// Id of the pack whose sheets the samples use.
pub(super) const PACK: &str = "qd-26-2026";

/// Where the rules of a sample council are said to stand.
const RULES_SOURCE: &str = "Quy chế hoạt động của Hội đồng";

/// The offices of the members after the chair, in the order of the list (Art. 7.3b).
const OFFICES: [&str; 8] = [
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Y tế",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Văn phòng Điều phối Nông thôn mới tỉnh",
    "Hội Nông dân tỉnh",
    "Liên minh Hợp tác xã tỉnh",
];

/// The day of every sample session.
pub(super) const fn held_on() -> Date {
    day(2026, 11, 24)
}

/// Makes a date that is known to exist.
pub(super) const fn day(year: i32, month: u32, day: u32) -> Date {
    match Date::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("the samples name days that exist"),
    }
}

/// Makes a time of day that is known to exist.
pub(super) const fn time(hour: u16, minute: u16) -> DayTime {
    match DayTime::new(hour, minute) {
        Some(time) => time,
        None => panic!("the samples name times that exist"),
    }
}

/// Returns a moment of the session's day.
pub(super) fn at(time: DayTime) -> DateTime {
    held_on()
        .and_hms_opt(u32::from(time.hour()), u32::from(time.minute()), 0)
        .unwrap_or_default()
}

/// Makes a rank from one to five stars.
pub(super) fn stars(n: u8) -> StarRank {
    StarRank::new(n).unwrap_or(StarRank::ONE)
}

/// Reads a code that is known to be one.
pub(super) fn code(text: &str) -> Code {
    match text.parse() {
        Ok(code) => code,
        Err(()) => unreachable!("{text:?} stands in the program and is a code"),
    }
}

/// Names a sheet of the pack.
pub(super) fn key(no: u16) -> FormKey {
    FormKey {
        pack_id: PACK.to_owned(),
        no,
    }
}

/// Returns a session before its first product: a provincial council of `n_members` who all came at
/// eight, and a secretary who writes.
pub(super) fn session(title: &str, n_members: usize, random: &mut Random) -> Session {
    let mut members: Vec<Member> = (0..n_members)
        .map(|idx| member(idx, MemberId::from_bits(random.bits())))
        .collect();
    members.push(Member {
        name: "Thư ký hội đồng".to_owned(),
        office: "Chi cục Phát triển nông thôn".to_owned(),
        position: "Chuyên viên".to_owned(),
        role: Role::Secretary,
        is_member: false,
        ..member(1, MemberId::from_bits(random.bits()))
    });
    Session {
        id: SessionId::from_bits(random.bits()),
        title: title.to_owned(),
        held_on: Some(held_on()),
        began_at: Some(time(8, 0)),
        ended_at: None,
        place: "Phòng họp số 2, trụ sở Ủy ban nhân dân tỉnh".to_owned(),
        document: DocumentHead {
            parent_body: "ỦY BAN NHÂN DÂN TỈNH".to_owned(),
            issuing_body: "HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP".to_owned(),
            number: "01/BB-HĐOCOP".to_owned(),
            place: "Tỉnh mẫu".to_owned(),
            recipients: [
                "Ủy ban nhân dân tỉnh (để báo cáo)",
                "Các thành viên Hội đồng",
                "Ủy ban nhân dân các xã có sản phẩm",
                "Lưu: VT, hồ sơ Hội đồng",
            ]
            .map(str::to_owned)
            .to_vec(),
        },
        legal_grounds: [
            "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ",
            "Quyết định của Chủ tịch Ủy ban nhân dân tỉnh về việc thành lập Hội đồng",
            RULES_SOURCE,
        ]
        .map(str::to_owned)
        .to_vec(),
        parents: Vec::new(),
        council: Council {
            name: "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh".to_owned(),
            level: CouncilLevel::Province,
            established_by: "Quyết định thành lập Hội đồng của Chủ tịch Ủy ban nhân dân tỉnh"
                .to_owned(),
            members,
        },
        rules: rules(),
        applicants: Vec::new(),
        products: Vec::new(),
        sheets: BTreeMap::new(),
        forms: BTreeMap::new(),
        finalisations: Vec::new(),
        packet: None,
        issued: Vec::new(),
        returns: Vec::new(),
        versions: Vec::new(),
        settlements: Vec::new(),
        log: Vec::new(),
    }
}

fn member(idx: usize, id: MemberId) -> Member {
    let (name, office, position, role) = match idx {
        0 => (
            "Chủ tịch hội đồng".to_owned(),
            "UBND tỉnh",
            "Lãnh đạo UBND tỉnh",
            Role::Chair,
        ),
        1 => (
            "Phó Chủ tịch hội đồng".to_owned(),
            OFFICES[0],
            "Lãnh đạo sở",
            Role::ViceChair,
        ),
        _ => (
            format!("Thành viên {}", idx + 1),
            OFFICES[(idx - 1) % OFFICES.len()],
            "Đại diện cơ quan",
            Role::Member,
        ),
    };
    Member {
        id,
        name,
        office: office.to_owned(),
        position: position.to_owned(),
        role,
        is_member: true,
        attendance: vec![Attendance {
            from: time(8, 0),
            to: None,
        }],
        absence_reason: String::new(),
    }
}

fn rules() -> CouncilRules {
    let mut rules = CouncilRules::default();
    for source in [
        &mut rules.quorum.source,
        &mut rules.allowed_spread.source,
        &mut rules.secretary_scores.source,
        &mut rules.gate_rule.source,
        &mut rules.unmet_gate.source,
        &mut rules.sheet_after_leaving.source,
        &mut rules.min_counted_sheets.source,
        &mut rules.decimals.source,
    ] {
        RULES_SOURCE.clone_into(source);
    }
    rules
}

/// Returns the statutory sheets of the pack, ready to be embedded.
pub(super) fn forms() -> BTreeMap<FormKey, Arc<EmbeddedForm>> {
    packs::builtin()
        .iter()
        .filter(|pack| pack.id == PACK)
        .flat_map(|pack| {
            pack.product_sets
                .iter()
                .filter_map(|set| Some((key(set.no), Arc::new(packs::embed(pack, set.no)?))))
        })
        .collect()
}

/// Returns a product with nothing decided, to be judged on the sheet with number `no`.
pub(super) fn product(
    id: ProductId,
    applicant_id: ApplicantId,
    no: u16,
    form: &EmbeddedForm,
) -> Product {
    // A one-case criterion needs its case before anybody can score.
    let case_choices = form
        .set
        .criteria()
        .filter(|criterion| criterion.scoring == Scoring::OneCase)
        .map(|criterion| (criterion.code, CaseCode::A))
        .collect();
    Product {
        id,
        code: String::new(),
        commune_code: String::new(),
        name: String::new(),
        applicant_id,
        application: ApplicationKind::First,
        filed_on: None,
        request_complete_on: None,
        result_on: None,
        form: Some(key(no)),
        form_reason:
            "Hồ sơ nộp sau ngày 22/05/2026, áp dụng bộ tiêu chí của Quyết định 26/2026/QĐ-TTg"
                .to_owned(),
        history: Vec::new(),
        references: References::default(),
        case_choices,
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

/// Returns an applicant of a commune.
pub(super) fn applicant(id: ApplicantId, name: &str, kind: &str, commune: &str) -> Applicant {
    Applicant {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
        commune: commune.to_owned(),
        address: commune.to_owned(),
        representative: "Người đại diện theo pháp luật".to_owned(),
        phone: String::new(),
    }
}

/// Returns a recognition of `n` stars by the province.
pub(super) fn recognition(n: u8, decision_no: &str, issued_on: Date) -> Recognition {
    Recognition {
        stars: stars(n),
        potential_five: false,
        decision_no: decision_no.to_owned(),
        authority: "Ủy ban nhân dân tỉnh".to_owned(),
        issued_on: Some(issued_on),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

/// Returns a sheet that was handed in.
pub(super) fn sheet(
    id: SheetId,
    product: &Product,
    member_id: MemberId,
    answers: Answers,
    submitted_at: DateTime,
) -> ScoringSheet {
    ScoringSheet {
        id,
        product_id: product.id,
        member_id,
        round: 1,
        revision: 1,
        form: product.form.clone().unwrap_or_else(|| key(1)),
        status: SheetStatus::Submitted,
        source: SheetSource::Typed,
        answers,
        notes: BTreeMap::new(),
        opinion: String::new(),
        triggers: Vec::new(),
        submitted_at: Some(submitted_at),
        digest: None,
        signature: None,
        superseded: Vec::new(),
        second_typing: None,
        packet_id: None,
        contested: false,
    }
}

/// Records conclusions, each with the rank that is computed at that moment.
pub(super) fn conclude(session: &mut Session, conclusions: Vec<(ProductId, Conclusion)>) {
    let review = review(session, held_on());
    for (product_id, mut conclusion) in conclusions {
        let computed = review
            .product(product_id)
            .and_then(|found| found.rank.as_ref());
        conclusion.computed = computed.map(|decision| decision.rank);
        for product in &mut session.products {
            if product.id == product_id {
                Arc::make_mut(product).conclusion = Some(conclusion.clone());
            }
        }
    }
}

/// Returns a conclusion; [`conclude`] adds the computed rank.
pub(super) fn conclusion(outcome: Outcome, reason: &str, concluded_at: DateTime) -> Conclusion {
    Conclusion {
        outcome,
        reason: reason.to_owned(),
        vote: None,
        computed: None,
        concluded_at,
    }
}
