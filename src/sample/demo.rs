//! The sample session: the council of [`super::plans`] at eleven in the morning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::DateTime;
use crate::model::council::Attendance;
use crate::model::criteria::EmbeddedForm;
use crate::model::ids::{ApplicantId, MemberId, ProductId, SheetId};
use crate::model::points::Points;
use crate::model::product::{
    ApplicationKind, CommuneReport, Extension, GroundDecision, Hearing, Outcome, Procedure,
    Product, Recognition, ReferenceAssessment, References, Rescoring, Revocation, Vote,
};
use crate::model::session::{LogLine, Session};
use crate::model::sheet::{GroundPlace, SheetSource, SheetStatus, Trigger};

use super::fill::{Wish, fill};
use super::frame::{self, at, code, day, stars, time};
use super::plans::{self, PLANS, Plan};
use super::random::Random;

/// The seed of everything that is left to chance.
const SEED: u64 = 2026;

/// Returns the session.
pub(super) fn session() -> Session {
    let mut random = Random::new(SEED);
    let mut session = frame::session(
        "Phiên mẫu: đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026",
        9,
        &mut random,
    );
    let ids: Vec<MemberId> = session.council.members.iter().map(|m| m.id).collect();
    attend(&mut session);
    let forms = frame::forms();
    for (idx, plan) in PLANS.iter().enumerate() {
        let Some(form) = forms.get(&frame::key(plan.no)) else {
            continue;
        };
        session.forms.insert(frame::key(plan.no), Arc::clone(form));
        add_product(&mut session, idx, plan, form, &ids, &mut random);
    }
    conclude(&mut session);
    session.log = log();
    session
}

fn attend(session: &mut Session) {
    for (idx, member) in session.council.members.iter_mut().enumerate() {
        match idx {
            plans::LATE => {
                member.attendance = vec![Attendance {
                    from: time(9, 10),
                    to: None,
                }];
            }
            plans::ABSENT => {
                member.attendance.clear();
                "Đi công tác theo lịch của cơ quan".clone_into(&mut member.absence_reason);
            }
            _ => {}
        }
    }
}

fn add_product(
    session: &mut Session,
    idx: usize,
    plan: &Plan,
    form: &EmbeddedForm,
    members: &[MemberId],
    random: &mut Random,
) {
    let [name, kind, commune] = plan.applicant;
    let applicant = frame::applicant(ApplicantId::from_bits(random.bits()), name, kind, commune);
    let id = ProductId::from_bits(random.bits());
    let mut product = frame::product(id, applicant.id, plan.no, form);
    session.applicants.push(Arc::new(applicant));
    plan.name.clone_into(&mut product.name);
    product.commune_code = format!("{:05}", 10_003 + 36 * idx);
    product.code = format!("01-{}-{}-2026", product.commune_code, idx % 3 + 1);
    product.application = plan.application;
    let (month, filed_day) = plan.filed;
    product.filed_on = Some(day(2026, month, filed_day));
    product.request_complete_on = product.filed_on.map(|day| day + chrono::Days::new(12));
    product.hearing = plan.heard.map(|[from, to]| Hearing {
        from: time(from.0, from.1),
        to: Some(time(to.0, to.1)),
    });
    plan.discussion.clone_into(&mut product.discussion);
    plan.requests.clone_into(&mut product.requests);
    product.history = history(idx);
    product.references = references(idx, plan);
    settle(idx, &mut product, members);
    add_sheets(session, idx, plan, &product, form, members, random);
    session.products.push(Arc::new(product));
}

/// Earlier certificates. On the day of the session they stand in every state there is.
fn history(idx: usize) -> Vec<Recognition> {
    let one = |n, decision_no: &str, issued_on| vec![frame::recognition(n, decision_no, issued_on)];
    match idx {
        // Filed on 01/09/2026, inside the window of 19/07 to 17/09/2026.
        plans::MUSTARD => one(3, "Quyết định công nhận năm 2024", day(2024, 1, 15)),
        plans::RICE_SPIRIT => one(4, "Quyết định công nhận năm 2025", day(2025, 6, 20)),
        plans::CORDYCEPS => vec![Recognition {
            potential_five: true,
            authority: "Ủy ban nhân dân thành phố Hà Nội".to_owned(),
            ..frame::recognition(5, "2008/QĐ-UBND", day(2023, 4, 7))
        }],
        // The window closed on 13/10/2026.
        plans::EXTRACT => one(3, "Quyết định công nhận năm 2024", day(2024, 2, 10)),
        plans::LANTERN => vec![Recognition {
            extension: Some(Extension {
                decided_on: day(2026, 6, 25),
                reason: "Bộ tiêu chí mới có hiệu lực sát ngày nộp hồ sơ, chủ thể chưa kịp nộp \
                         trong thời hạn (Điều 12.3)"
                    .to_owned(),
            }),
            ..frame::recognition(3, "Quyết định công nhận năm 2023", day(2023, 6, 30))
        }],
        plans::PEACH => vec![Recognition {
            revocation: Some(Revocation {
                revoked_on: day(2025, 9, 5),
                decision_no: "Quyết định thu hồi năm 2025".to_owned(),
                reason: "Chủ thể ngừng sản xuất (Điều 8.1)".to_owned(),
            }),
            ..frame::recognition(3, "Quyết định công nhận năm 2024", day(2024, 8, 12))
        }],
        // The window is open from 22/10 to 21/12/2026.
        plans::HOMESTAY => one(3, "Quyết định công nhận năm 2024", day(2024, 4, 20)),
        _ => Vec::new(),
    }
}

fn references(idx: usize, plan: &Plan) -> References {
    let [own, others] = plan.references.map(|total| {
        Some(ReferenceAssessment {
            total: Points::whole(total),
            answers: BTreeMap::new(),
            remarks: String::new(),
        })
    });
    let is_re_rating = plan.application == ApplicationKind::ReRating;
    let (managing_office, working_group) = if is_re_rating {
        (others, None)
    } else {
        (None, others)
    };
    References {
        applicant: own,
        working_group,
        managing_office,
        commune: (idx == plans::TOMATO).then(|| CommuneReport {
            material: "100% nguyên liệu trồng tại xã".to_owned(),
            labor: "Trên 80% lao động là người địa phương".to_owned(),
            idea: "Phát triển từ vườn rau của các hộ thành viên".to_owned(),
            identity: "Gắn với vùng đất bãi và nghề trồng rau lâu đời".to_owned(),
        }),
    }
}

/// What the council settled about single products.
fn settle(idx: usize, product: &mut Product, members: &[MemberId]) {
    match idx {
        plans::MUSTARD => {
            product.procedure = Procedure::Written {
                until: Some(day(2026, 11, 20)),
            };
        }
        plans::CORN_SPIRIT => product.ground_decisions.push(GroundDecision {
            place: source_ground(),
            ground: "Nguyên liệu không rõ nguồn gốc".to_owned(),
            raised_by: members[2..4].iter().copied().collect(),
            upheld: true,
            vote: Vote {
                in_favor: 7,
                against: 1,
                abstained: 0,
            },
            reason: "Chủ thể không có chứng từ nguyên liệu trong cả năm 2026".to_owned(),
        }),
        plans::RICE_SPIRIT => {
            let reason = "Có người thân góp vốn tại chủ thể".to_owned();
            product.recusals.insert(members[2], reason);
        }
        plans::TURMERIC => product.rescorings.push(Rescoring {
            round: 2,
            reason: "Chênh lệch 15 điểm, vượt mức cho phép".to_owned(),
            member_ids: rescoring()
                .keys()
                .map(|idx| members[*idx])
                .collect::<BTreeSet<_>>(),
            closed: false,
        }),
        plans::LANTERN => {
            let reason = "Không thuộc diện phải công bố chất lượng".to_owned();
            product.waived_gates.insert(code("7"), reason);
        }
        _ => {}
    }
}

/// The ground of sheet 14 on raw material whose source is not known.
fn source_ground() -> GroundPlace {
    GroundPlace::Criterion(code("1.1"), 0)
}

/// Totals of the second round by member.
fn rescoring() -> BTreeMap<usize, i64> {
    BTreeMap::from([(2, 72), (3, 75), (4, 77), (7, 71)])
}

fn add_sheets(
    session: &mut Session,
    idx: usize,
    plan: &Plan,
    product: &Product,
    form: &EmbeddedForm,
    members: &[MemberId],
    random: &mut Random,
) {
    let mut add = |member_idx: usize, total: i64, round: u16| {
        let wish = Wish {
            total,
            reach: plan.reach,
            below: plan
                .below
                .iter()
                .map(|(text, stars)| (code(text), *stars))
                .collect(),
        };
        let answers = fill(&form.set, &product.case_choices, &wish, random);
        let mut sheet = frame::sheet(
            SheetId::from_bits(random.bits()),
            product,
            members[member_idx],
            answers,
            submitted_at(idx, plan, member_idx, round),
        );
        sheet.round = round;
        if idx == plans::MUSTARD {
            sheet.source = SheetSource::PaperDoubleChecked;
            sheet.status = SheetStatus::Confirmed;
        }
        if idx == plans::BONSAI && member_idx == plans::SLOW {
            sheet.status = SheetStatus::Draft;
            sheet.revision = 0;
            sheet.submitted_at = None;
            sheet.answers.0.retain(|code, _| *code < frame::code("5.3"));
        }
        if idx == plans::VASE && member_idx == plans::SCIENCE {
            sheet.answers.0.retain(|code, _| *code < frame::code("6.2"));
            sheet.triggers.push(Trigger {
                place: GroundPlace::Criterion(code("6.2"), 0),
                reason: "Họa tiết giống mẫu đã được cấp bằng kiểu dáng của cơ sở khác".to_owned(),
            });
        }
        if idx == plans::RICE_SPIRIT && member_idx == 0 {
            sheet.opinion = "Sản phẩm tốt, cần mở thị trường xuất khẩu.".to_owned();
            let note = "Chưa có hợp đồng xuất khẩu".to_owned();
            sheet.notes.insert(code("4.1"), note);
        }
        session.sheets.insert(sheet.id, Arc::new(sheet));
    };
    for (member_idx, total) in plan.totals.into_iter().enumerate() {
        if total > 0 {
            add(member_idx, total, 1);
        }
    }
    match idx {
        plans::TURMERIC => {
            for (member_idx, total) in rescoring() {
                add(member_idx, total, 2);
            }
        }
        plans::CORN_SPIRIT => {
            for member_id in &members[2..4] {
                let no_answers = crate::model::sheet::Answers::default();
                let id = SheetId::from_bits(random.bits());
                let submitted_at = submitted_at(idx, plan, 2, 1);
                let mut sheet = frame::sheet(id, product, *member_id, no_answers, submitted_at);
                sheet.triggers.push(Trigger {
                    place: source_ground(),
                    reason: "Không có hóa đơn, chứng từ mua ngô".to_owned(),
                });
                session.sheets.insert(sheet.id, Arc::new(sheet));
            }
        }
        _ => {}
    }
}

/// When a sheet was handed in: near the end of the hearing, or later in the morning.
fn submitted_at(idx: usize, plan: &Plan, member_idx: usize, round: u16) -> DateTime {
    if idx == plans::MUSTARD {
        return day(2026, 11, 18).and_time(at(time(15, 0)).time());
    }
    let minutes = u16::try_from(idx * 3 + member_idx).unwrap_or(0);
    match plan.heard {
        Some([_, (hour, minute)]) => {
            let end = at(time(hour, minute));
            let before = if round == 1 { 14 } else { 4 };
            end - chrono::Duration::minutes(before)
        }
        None => at(time(11, minutes.min(59))),
    }
}

fn conclude(session: &mut Session) {
    let four = Outcome::Stars(stars(4));
    let conclusions = [
        (plans::TOMATO, four, "", (8, 40)),
        (
            plans::CORN_SPIRIT,
            Outcome::Excluded,
            "Nguyên liệu không rõ nguồn gốc, theo quyết định của Hội đồng",
            (9, 40),
        ),
        (plans::RICE_SPIRIT, four, "", (10, 5)),
        (plans::TURMERIC, four, "", (10, 40)),
        (plans::PEACH, Outcome::BelowThree, "", (11, 0)),
        (
            plans::MUSTARD,
            Outcome::Stars(stars(3)),
            "Hội đồng thống nhất giữ hạng 3 sao do sản lượng trái vụ chưa ổn định",
            (11, 5),
        ),
    ];
    let conclusions = conclusions
        .into_iter()
        .filter_map(|(idx, outcome, reason, (hour, minute))| {
            let id = session.products.get(idx)?.id;
            let concluded_at = at(time(hour, minute));
            Some((id, frame::conclusion(outcome, reason, concluded_at)))
        })
        .collect();
    frame::conclude(session, conclusions);
}

fn log() -> Vec<Arc<LogLine>> {
    [
        ((7, 40), "Lập phiên, nhập danh sách hồ sơ đợt 2 năm 2026"),
        ((8, 0), "Điểm danh: 7 thành viên có mặt"),
        ((8, 40), "Kết luận Cà chua bi hữu cơ: 4 sao"),
        ((9, 10), "Thành viên 6 có mặt"),
        ((9, 40), "Kết luận Rượu ngô men lá: hồ sơ bị loại"),
        ((10, 5), "Kết luận Rượu nếp cái hạ thổ: 4 sao"),
        ((10, 22), "Mở lượt chấm 2 cho Tinh bột nghệ mật ong"),
        ((10, 40), "Kết luận Tinh bột nghệ mật ong: 4 sao"),
        ((11, 0), "Kết luận Đào phai thế: không đạt 3 sao"),
        ((11, 5), "Kết luận Rau cải mầm đá: 3 sao"),
    ]
    .map(|((hour, minute), what)| {
        Arc::new(LogLine {
            at: at(time(hour, minute)),
            by: "Thư ký hội đồng".to_owned(),
            what: what.to_owned(),
            before: None,
            after: None,
        })
    })
    .to_vec()
}

#[cfg(test)]
#[path = "demo_tests.rs"]
mod tests;
