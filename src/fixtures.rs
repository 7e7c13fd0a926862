//! A tiny made-up sheet, council and session for tests: small enough to add up in the head.
//!
//! The sheet (100 points) has one criterion of each kind:
//!
//! | code | kind | levels (points, `*` with the rank of the gate) |
//! | --- | --- | --- |
//! | 1.1 | one level, none of them allowed | 5, 10 `*3`, 15 `*4`, 20 |
//! | 1.2 | yes/no | 5 |
//! | 1.3 | one case of two | A: 5, 15; B: 10, 15 |
//! | 2.1 | one level, the first worth nothing | 0, 5, 10 |
//! | 2.2 | only when 2.1 is above zero | 5, 10, 15 |
//! | 3 | section scored directly, stops at zero | 0, 15, 25 `*3`, 30 `*4`, 35 `*5` |

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use crate::edit::command::{Command, Edit, SheetRef};
use crate::model::council::{Attendance, Council, CouncilLevel, CouncilRules, Member, Role};
use crate::model::criteria::{
    Band, Case, CaseCode, Code, Condition, Criterion, EmbeddedForm, Exclusion, ExclusionKind,
    FormKey, Part, ProductSet, ScoreOption, Scoring, Section, Wording,
};
use crate::model::ids::{ApplicantId, MemberId, ProductId, SessionId, SheetId};
use crate::model::points::{Points, StarRank};
use crate::model::product::{Applicant, ApplicationKind, Procedure, Product, References};
use crate::model::session::{DocumentHead, Session};
use crate::model::sheet::{Answer, Answers, ScoringSheet, SheetSource, SheetStatus};
use crate::model::time::DayTime;
use crate::model::{Date, DateTime};
use crate::rules::finalisation::frozen_totals;
use crate::rules::review::review;
use crate::rules::sheet_digest::digest;

pub mod packets;

/// The chair.
pub const CHAIR: MemberId = MemberId::from_bits(1);
/// A member.
pub const LAN: MemberId = MemberId::from_bits(2);
/// Another member.
pub const MINH: MemberId = MemberId::from_bits(3);
/// The secretary, who does not score.
pub const CLERK: MemberId = MemberId::from_bits(4);
/// The product whose case is chosen (A).
pub const RICE: ProductId = ProductId::from_bits(1);
/// The product whose case is still open.
pub const TEA: ProductId = ProductId::from_bits(2);
/// The applicant of [`RICE`].
pub const RICE_COOP: ApplicantId = ApplicantId::from_bits(1);
/// The applicant of [`TEA`].
pub const TEA_COOP: ApplicantId = ApplicantId::from_bits(2);
/// The answers worth 100 points.
pub const ALL_100: &str = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=3 3=5";
/// Answers worth 70 points that meet the gates of 4 stars: 15 + 5 + 5 + 10 + 5 + 30.
pub const ALL_70: &str = "1.1=3 1.2=1 1.3=1 2.1=3 2.2=1 3=4";

/// Reads anything that is written as a text.
pub fn read<T: FromStr>(text: &str) -> T {
    let Ok(value) = text.parse() else {
        panic!("{text:?} is not of this type");
    };
    value
}

/// Reads a code.
pub fn code(text: &str) -> Code {
    read(text)
}

/// Returns the day of the session.
pub fn day() -> Date {
    Date::from_ymd_opt(2026, 9, 15).expect("a day")
}

/// Returns a moment of the session's day, in minutes after 08:00.
pub fn at(minutes: u32) -> DateTime {
    day()
        .and_hms_opt(8 + minutes / 60, minutes % 60, 0)
        .expect("a time")
}

/// Reads answers such as [`ALL_100`].
pub fn answers(text: &str) -> Answers {
    let pairs = text.split_ascii_whitespace().map(|pair| {
        let (code, answer) = pair.split_once('=').expect("code=answer");
        (read(code), read::<Answer>(answer))
    });
    Answers(pairs.collect())
}

/// Returns the key of the sheet.
pub fn form_key() -> FormKey {
    read("tiny-2026/1")
}

/// Returns the key of [`other_form`].
pub fn other_key() -> FormKey {
    read("tiny-2026/2")
}

/// Returns the sheet.
pub fn form() -> EmbeddedForm {
    let bands = [(5, 90), (4, 70), (3, 50), (2, 30), (1, 0)];
    digested(EmbeddedForm {
        pack_title: "Bộ tiêu chí thử".to_owned(),
        wording: Wording::Short,
        digest: String::new(),
        bands: bands
            .map(|(stars, floor)| Band {
                stars: rank(stars),
                floor: Points::whole(floor),
            })
            .to_vec(),
        sector_name: "Thực phẩm".to_owned(),
        set: set(),
    })
}

fn digested(mut form: EmbeddedForm) -> EmbeddedForm {
    form.digest = digest(&form.set, &form.bands);
    form
}

/// Returns another sheet, which has criterion 1.1 alone.
pub fn other_form() -> EmbeddedForm {
    let mut form = form();
    form.set.no = 2;
    form.set.name = "Đồ uống".to_owned();
    form.set.disqualifiers.clear();
    form.set.parts.truncate(1);
    form.set.parts[0].max = Points::whole(20);
    form.set.parts[0].sections[0].max = Points::whole(20);
    form.set.parts[0].sections[0].criteria.truncate(1);
    digested(form)
}

fn rank(stars: u8) -> StarRank {
    StarRank::new(stars).expect("one to five")
}

fn set() -> ProductSet {
    let section_1 = section(
        "1",
        "Tổ chức sản xuất",
        40,
        vec![
            criterion("1.1", "Nguồn nguyên liệu", Scoring::One, "5 10*3 15*4 20"),
            criterion("1.2", "Bảo vệ môi trường", Scoring::YesNo, "5"),
            Criterion {
                cases: [(CaseCode::A, "Tự trồng"), (CaseCode::B, "Thu mua")]
                    .map(|(code, title)| Case {
                        code,
                        title: title.to_owned(),
                    })
                    .to_vec(),
                ..criterion("1.3", "Liên kết", Scoring::OneCase, "A5 A15 B10 B15")
            },
        ],
    );
    let section_2 = section(
        "2",
        "Câu chuyện",
        25,
        vec![
            criterion("2.1", "Có câu chuyện", Scoring::One, "0 5 10"),
            Criterion {
                only_when: Some(Condition::AboveZero(code("2.1"))),
                ..criterion("2.2", "Trình bày câu chuyện", Scoring::One, "5 10 15")
            },
        ],
    );
    let section_3 = Section {
        binds_only: Some("Sản phẩm phải công bố chất lượng".to_owned()),
        ..section(
            "3",
            "Chất lượng",
            35,
            vec![Criterion {
                exclusions: vec![Exclusion {
                    kind: ExclusionKind::StopIfZero,
                    text: "Không đạt chất lượng thì không chấm tiếp".to_owned(),
                }],
                ..criterion("3", "Chất lượng", Scoring::One, "0 15 25*3 30*4 35*5")
            }],
        )
    };
    ProductSet {
        no: 1,
        name: "Lương thực".to_owned(),
        sector: "I".to_owned(),
        group: "Thực phẩm thô".to_owned(),
        subgroup: None,
        lead_agencies: vec!["Sở Nông nghiệp và Môi trường".to_owned()],
        requires_sample: true,
        disqualifiers: vec!["Hồ sơ không trung thực".to_owned()],
        notes: Vec::new(),
        parts: [
            ("A", 40, section_1),
            ("B", 25, section_2),
            ("C", 35, section_3),
        ]
        .map(|(code, max, section)| Part {
            code: code.to_owned(),
            title: section.title.clone(),
            max: Points::whole(max),
            sections: vec![section],
        })
        .to_vec(),
    }
}

fn section(text: &str, title: &str, max: i64, criteria: Vec<Criterion>) -> Section {
    Section {
        code: code(text),
        title: title.to_owned(),
        max: Points::whole(max),
        notes: Vec::new(),
        binds_only: None,
        exclusions: Vec::new(),
        criteria,
    }
}

/// Makes a criterion from levels such as `A10*3`: 10 points in case A, the gate of 3 stars.
fn criterion(text: &str, title: &str, scoring: Scoring, levels: &str) -> Criterion {
    let levels: Vec<_> = levels.split(' ').map(level).collect();
    let max = levels.iter().map(|level| level.points).max();
    Criterion {
        code: code(text),
        title: title.to_owned(),
        max: max.expect("a level"),
        heading: None,
        explanation: None,
        requirements: Vec::new(),
        notes: Vec::new(),
        slips: Vec::new(),
        only_when: None,
        exclusions: Vec::new(),
        scoring,
        cases: Vec::new(),
        options: if scoring == Scoring::YesNo {
            Vec::new()
        } else {
            levels
        },
    }
}

fn level(text: &str) -> ScoreOption {
    let (points, gate) = text.split_once('*').map_or((text, None), |(points, gate)| {
        (points, Some(rank(read(gate))))
    });
    let case = match points.as_bytes().first() {
        Some(b'A') => Some(CaseCode::A),
        Some(b'B') => Some(CaseCode::B),
        _ => None,
    };
    ScoreOption {
        text: format!("Mức {text}"),
        points: Points::whole(read(points.trim_start_matches(['A', 'B']))),
        gate,
        case,
    }
}

/// Returns a person who came at 08:00 and stayed.
pub fn member(id: MemberId, name: &str, role: Role) -> Member {
    Member {
        id,
        name: name.to_owned(),
        office: "Sở Công Thương".to_owned(),
        position: "Chuyên viên".to_owned(),
        role,
        is_member: role != Role::Secretary,
        attendance: vec![Attendance {
            from: read::<DayTime>("08:00"),
            to: None,
        }],
        absence_reason: String::new(),
    }
}

/// Returns an applicant.
pub fn applicant(id: ApplicantId, name: &str) -> Applicant {
    Applicant {
        id,
        name: name.to_owned(),
        kind: "Hợp tác xã".to_owned(),
        commune: "Xã Ba Vì".to_owned(),
        address: "Thôn Đông".to_owned(),
        representative: "Nguyễn Thị Hoa".to_owned(),
        phone: "0912 345 678".to_owned(),
    }
}

/// Returns a first-time product with nothing decided; its sheet is [`form_key`].
pub fn product(id: ProductId, name: &str, applicant_id: ApplicantId) -> Product {
    Product {
        id,
        code: String::new(),
        commune_code: String::new(),
        name: name.to_owned(),
        applicant_id,
        application: ApplicationKind::First,
        filed_on: Date::from_ymd_opt(2026, 7, 1),
        request_complete_on: None,
        result_on: None,
        form: Some(form_key()),
        form_reason: String::new(),
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

/// Returns a provincial council of three members and a secretary, all present, with two products
/// and no sheet begun.
pub fn session() -> Session {
    let mut rice = product(RICE, "Gạo nếp cái hoa vàng", RICE_COOP);
    rice.case_choices.insert(code("1.3"), CaseCode::A);
    let tea = product(TEA, "Trà sen", TEA_COOP);
    Session {
        id: SessionId::from_bits(1),
        title: "Phiên thử".to_owned(),
        held_on: Some(day()),
        began_at: Some(read("08:00")),
        ended_at: None,
        place: "Hội trường UBND tỉnh".to_owned(),
        document: DocumentHead::default(),
        legal_grounds: Vec::new(),
        parents: Vec::new(),
        council: Council {
            name: "Hội đồng đánh giá cấp tỉnh".to_owned(),
            level: CouncilLevel::Province,
            established_by: "Quyết định 1/QĐ-UBND".to_owned(),
            members: vec![
                member(CHAIR, "Trần Văn An", Role::Chair),
                member(LAN, "Lê Thị Lan", Role::Member),
                member(MINH, "Phạm Đức Minh", Role::Member),
                member(CLERK, "Vũ Thu Hà", Role::Secretary),
            ],
        },
        rules: CouncilRules::default(),
        applicants: vec![
            Arc::new(applicant(RICE_COOP, "HTX Nếp Ba Vì")),
            Arc::new(applicant(TEA_COOP, "HTX Trà Tây Hồ")),
        ],
        products: vec![Arc::new(rice), Arc::new(tea)],
        sheets: BTreeMap::new(),
        forms: BTreeMap::from([(form_key(), Arc::new(form()))]),
        finalisations: Vec::new(),
        packet: None,
        issued: Vec::new(),
        returns: Vec::new(),
        versions: Vec::new(),
        settlements: Vec::new(),
        log: Vec::new(),
    }
}

/// Returns a sheet of round 1 that was handed in.
pub fn sheet(bits: u64, product_id: ProductId, member_id: MemberId, text: &str) -> ScoringSheet {
    ScoringSheet {
        id: SheetId::from_bits(bits),
        product_id,
        member_id,
        round: 1,
        revision: 1,
        form: form_key(),
        status: SheetStatus::Submitted,
        source: SheetSource::Typed,
        answers: answers(text),
        notes: BTreeMap::new(),
        opinion: String::new(),
        triggers: Vec::new(),
        submitted_at: Some(at(30)),
        digest: None,
        signature: None,
        superseded: Vec::new(),
        second_typing: None,
        packet_id: None,
        contested: false,
    }
}

/// Returns [`session`] in which all three members handed in these answers for [`RICE`].
pub fn scored_session(texts: [&str; 3]) -> Session {
    let mut session = session();
    for (bits, (member_id, text)) in (1..).zip([CHAIR, LAN, MINH].into_iter().zip(texts)) {
        let sheet = sheet(bits, RICE, member_id, text);
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    session
}

/// Returns a session that ratifies the results of others: the same council, an empty agenda.
pub fn round_2() -> Session {
    let mut session = session();
    session.id = SessionId::from_bits(200);
    session.products.clear();
    session.applicants.clear();
    session.forms.clear();
    session
}

/// Puts a command in an envelope of the session's day.
pub fn edit(command: Command) -> Edit {
    Edit {
        at: at(60),
        by: "Vũ Thu Hà".to_owned(),
        command,
    }
}

/// Finalises a session as it stands.
pub fn finalise(session: &Session) -> Command {
    Command::Finalise {
        totals: frozen_totals(session, &review(session, day())),
    }
}

/// Names the sheet of the current round, with a new id where it does not exist yet.
pub fn sheet_ref(session: &Session, product_id: ProductId, member_id: MemberId) -> SheetRef {
    let round = session.product(product_id).map_or(1, Product::round);
    let existing = session.sheet(product_id, member_id, round);
    let is_free = |id: &SheetId| !session.sheets.contains_key(id);
    let free = (1000..).map(SheetId::from_bits).find(is_free);
    SheetRef {
        sheet_id: existing.map_or_else(|| free.expect("an id"), |sheet| sheet.id),
        product_id,
        member_id,
        round,
        source: SheetSource::Typed,
    }
}

/// Changes one product of a session, as a file could hold it.
pub fn change_product(session: &mut Session, id: ProductId, change: impl FnOnce(&mut Product)) {
    let product = session.products.iter_mut().find(|product| product.id == id);
    change(Arc::make_mut(product.expect("a product")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_adds_up_as_documented() {
        let form = form();
        let session = session();
        let cases = &session.product(RICE).expect("a product").case_choices;
        for (text, expected) in [(ALL_100, 100), (ALL_70, 70)] {
            let total = crate::rules::scoring::total(&form.set, &answers(text), cases);
            assert_eq!(
                (total.total, total.missing),
                (Points::whole(expected), vec![])
            );
        }
    }
}
