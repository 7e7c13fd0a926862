//! Table tests of the whole review over the tiny fixture session.
//!
//! Expected values are added up by hand from the sheet in [`crate::fixtures`]; the rules they test
//! are named at each test.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::fixtures::*;
use crate::model::council::{
    Attendance, GateRule, MissingInRound, Role, SheetAfterLeaving, UnmetGate,
};
use crate::model::criteria::CaseCode;
use crate::model::points::Points;
use crate::model::product::{
    AgreedChoice, Conclusion, GroundDecision, Hearing, Outcome, Procedure, Rescoring, Vote,
};
use crate::model::session::Session;
use crate::model::sheet::{Answer, GroundPlace, SheetStatus, Trigger};
use crate::rules::findings::{FindingKind, Severity};
use crate::rules::panel::SheetStanding;
use crate::rules::review::{ProductReview, review};

/// 70 points with level 2 of criterion 3: 20 + 5 + 15 + 10 + 5 + 15, so without any gate of it.
const ALL_70_LOW_QUALITY: &str = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=1 3=2";
/// 95 points: 100 less 5 for level 4 of criterion 3, so without its 5-star gate.
const ALL_95: &str = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=3 3=4";
/// 0 points in criterion 3, which stops the assessment.
const STOPPED: &str = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=3 3=1";

fn rice(session: &Session) -> ProductReview {
    let review = review(session, day());
    review.product(RICE).expect("the product").clone()
}

/// Says the result in one line: sum/count, band, rank and what holds it.
fn result(product: &ProductReview) -> String {
    let sum = product.mean.map_or(Points::ZERO, |mean| mean.sum);
    let band = product.band.map_or("-".to_owned(), |band| band.to_string());
    let rank = product.rank.as_ref().map_or("-".to_owned(), |rank| {
        let held = rank
            .held_by
            .iter()
            .map(|gate| format!(" {}*{}", gate.stars, gate.code));
        format!("{}{}", rank.rank, held.collect::<String>())
    });
    format!("{sum}/{} band {band} rank {rank}", product.counted)
}

#[track_caller]
fn check(texts: [&str; 3], expected: &str) {
    assert_eq!(result(&rice(&scored_session(texts))), expected);
}

#[test]
fn mean_band_and_gates_give_the_rank() {
    check([ALL_100, ALL_100, ALL_100], "300/3 band 5 rank 5");
    check([ALL_70, ALL_70, ALL_70], "210/3 band 4 rank 4");
    // Two of three sheets reach the 5-star gate of 3: 2 × 2 > 3.
    check([ALL_100, ALL_100, ALL_95], "295/3 band 5 rank 5");
    check([ALL_100, ALL_95, ALL_95], "290/3 band 5 rank 4 5*3");
    check([ALL_70_LOW_QUALITY; 3], "210/3 band 4 rank 2 3*3 4*3");
}

// domain.md, "What such software gets wrong": 69 and 71 give 4 stars, not the floor of two ranks.
#[test]
fn sixty_nine_and_seventy_one_are_four_stars() {
    let mut session = scored_session([ALL_70; 3]);
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(MINH, "họ hàng".to_owned());
    });
    let form = session.forms.get_mut(&form_key()).expect("the form");
    let criteria = &mut Arc::make_mut(form).set.parts[1].sections[0].criteria;
    // Level 1 of 2.2 becomes 4 points for one member and level 2 becomes 6 for the other.
    criteria[1].options[0].points = Points::whole(4);
    criteria[1].options[1].points = Points::whole(6);
    let lan = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == LAN)
        .expect("a sheet");
    Arc::make_mut(lan).answers = answers("1.1=3 1.2=1 1.3=1 2.1=3 2.2=2 3=4");
    let product = rice(&session);
    let totals: Vec<_> = product
        .members
        .iter()
        .filter_map(|member| member.total)
        .collect();
    assert_eq!(totals[..2], [Points::whole(69), Points::whole(71)]);
    assert_eq!(result(&product), "140/2 band 4 rank 4");
    assert_eq!(product.mean_shown.as_deref(), Some("70,00"));
}

// settled.md 3: "4 of 8 fails" — half is not more than half.
#[test]
fn half_of_the_counted_sheets_is_no_majority() {
    let mut session = scored_session([ALL_100, ALL_95, ALL_95]);
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(MINH, "họ hàng".to_owned());
    });
    assert_eq!(result(&rice(&session)), "195/2 band 5 rank 4 5*3");
}

#[test]
fn agreed_choices_and_waivers_change_gates_and_never_points() {
    let mut session = scored_session([ALL_100, ALL_95, ALL_95]);
    let agreed = AgreedChoice {
        answer: Answer::Level(4),
        reason: "đã xem phiếu kiểm nghiệm".to_owned(),
    };
    change_product(&mut session, RICE, |product| {
        product.agreed_choices.insert(code("3"), agreed);
    });
    assert_eq!(result(&rice(&session)), "290/3 band 5 rank 5");
    // An agreed choice can also take a gate away that the sheets reached.
    let agreed = AgreedChoice {
        answer: Answer::Level(1),
        reason: "thiếu giấy tờ".to_owned(),
    };
    change_product(&mut session, RICE, |product| {
        product.agreed_choices.insert(code("3"), agreed);
    });
    assert_eq!(result(&rice(&session)), "290/3 band 5 rank 2 3*3 4*3 5*3");
    change_product(&mut session, RICE, |product| {
        product.agreed_choices.clear();
        product
            .waived_gates
            .insert(code("3"), "không phải công bố chất lượng".to_owned());
    });
    assert_eq!(result(&rice(&session)), "290/3 band 5 rank 5");
}

#[test]
fn gate_rule_and_what_an_unmet_gate_does_are_council_rules() {
    let mut session = scored_session([ALL_100, ALL_100, ALL_95]);
    session.rules.gate_rule.value = GateRule::AllCounted;
    assert_eq!(result(&rice(&session)), "295/3 band 5 rank 4 5*3");
    session.rules.unmet_gate.value = UnmetGate::NamedOnly;
    assert_eq!(result(&rice(&session)), "295/3 band 5 rank 5 5*3");
}

#[test]
fn sheets_of_recused_and_absent_members_do_not_count() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(CHAIR, "góp vốn".to_owned());
    });
    let product = rice(&session);
    assert_eq!(result(&product), "140/2 band 4 rank 4");
    assert_eq!(
        product.member(CHAIR).map(|member| member.standing),
        Some(SheetStanding::Recused)
    );

    session.council.members[1].attendance.clear();
    let product = rice(&session);
    assert_eq!(result(&product), "70/1 band 4 rank 4");
    assert_eq!(
        product.member(LAN).map(|member| member.standing),
        Some(SheetStanding::Absent)
    );

    // By written opinions, presence is not asked for.
    change_product(&mut session, RICE, |product| {
        product.procedure = Procedure::Written { until: None };
    });
    assert_eq!(result(&rice(&session)), "140/2 band 4 rank 4");
}

#[test]
fn what_counts_of_a_member_who_does_not_score_again_is_a_council_rule() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    change_product(&mut session, RICE, |product| {
        product.rescorings.push(crate::model::product::Rescoring {
            round: 2,
            reason: "chênh lệch lớn".to_owned(),
            member_ids: [CHAIR].into(),
            closed: true,
        });
    });
    assert_eq!(result(&rice(&session)), "240/3 band 4 rank 4");
    session.rules.missing_in_round.value = MissingInRound::NothingCounts;
    let product = rice(&session);
    assert_eq!(result(&product), "140/2 band 4 rank 4");
    let standing = product.member(CHAIR).map(|member| member.standing);
    assert_eq!(standing, Some(SheetStanding::NotScoredAgain));
    assert_eq!(product.pending, []);
}

#[test]
fn whether_a_sheet_counts_after_its_member_left_is_a_council_rule() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    let hearing = Hearing {
        from: read("09:00"),
        to: Some(read("10:00")),
    };
    change_product(&mut session, RICE, |product| {
        product.hearing = Some(hearing)
    });
    session.council.members[0].attendance = vec![Attendance {
        from: read("08:00"),
        to: Some(read("09:30")),
    }];
    assert_eq!(result(&rice(&session)), "240/3 band 4 rank 4");
    session.rules.sheet_after_leaving.value = SheetAfterLeaving::DoesNotCount;
    let product = rice(&session);
    assert_eq!(result(&product), "140/2 band 4 rank 4");
    assert_eq!(
        product.member(CHAIR).map(|member| member.standing),
        Some(SheetStanding::LeftEarly)
    );
    // Who left before the hearing began was absent for it; who came after its end as well.
    for stay in [("08:00", Some("09:00")), ("10:01", None)] {
        let stay = Attendance {
            from: read(stay.0),
            to: stay.1.map(read),
        };
        session.council.members[0].attendance = vec![stay];
        let product = rice(&session);
        assert_eq!(
            product.member(CHAIR).map(|member| member.standing),
            Some(SheetStanding::Absent)
        );
    }
}

#[test]
fn the_secretary_scores_only_by_council_rule() {
    let mut session = scored_session([ALL_100; 3]);
    let clerk = sheet(9, RICE, CLERK, ALL_70);
    session.sheets.insert(clerk.id, Arc::new(clerk));
    assert_eq!(rice(&session).counted, 3);
    session.rules.secretary_scores.value = true;
    assert_eq!(result(&rice(&session)), "370/4 band 5 rank 5");
}

#[test]
fn an_unfinished_sheet_is_named_and_does_not_count() {
    let mut session = scored_session([ALL_100, ALL_100, "1.1=4 1.2=1"]);
    let minh = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == MINH)
        .expect("a sheet");
    Arc::make_mut(minh).status = SheetStatus::Draft;
    let found = review(&session, day());
    let product = found.product(RICE).expect("the product");
    assert_eq!(result(product), "200/2 band 5 rank 5");
    assert_eq!(product.pending, [MINH]);
    assert!(!product.is_undisputed());
    let kind = FindingKind::SheetsPending {
        member_ids: vec![MINH],
    };
    assert!(found.findings.iter().any(|finding| finding.kind == kind));

    // The same sheet handed in nevertheless is an error, with the missing criteria named.
    let minh = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == MINH)
        .expect("a sheet");
    Arc::make_mut(minh).status = SheetStatus::Submitted;
    let found = review(&session, day());
    let missing = ["1.3", "2.1", "2.2", "3"].map(code).to_vec();
    let kind = FindingKind::SubmittedSheetIncomplete {
        member_id: MINH,
        missing,
    };
    let finding = found
        .findings
        .iter()
        .find(|finding| finding.kind == kind)
        .expect("a finding");
    assert_eq!(finding.severity(), Severity::Error);
    assert_eq!(found.product(RICE).map(|product| product.counted), Some(2));
}

// settled.md 7: without a story in 2.1, 2.2 counts 0 and is complete; its answer is kept.
#[test]
fn a_condition_that_is_not_met_silences_its_criterion() {
    // 20 + 5 + 15 + 0 + (15) + 35 = 75.
    check(
        ["1.1=4 1.2=1 1.3=2 2.1=1 2.2=3 3=5"; 3],
        "225/3 band 4 rank 4",
    );
    check(["1.1=4 1.2=1 1.3=2 2.1=1 3=5"; 3], "225/3 band 4 rank 4");
}

#[test]
fn a_level_of_the_other_case_says_nothing() {
    let mut session = scored_session([ALL_100; 3]);
    change_product(&mut session, RICE, |product| {
        product.case_choices.insert(code("1.3"), CaseCode::B);
    });
    let product = rice(&session);
    assert_eq!(product.counted, 0);
    assert!(
        product
            .members
            .iter()
            .all(|member| member.standing == SheetStanding::Incomplete)
    );
    change_product(&mut session, RICE, |product| product.case_choices.clear());
    let found = review(&session, day());
    let kind = FindingKind::CaseOpen { code: code("1.3") };
    assert!(found.findings.iter().any(|finding| finding.kind == kind));
}

// settled.md 6: a trigger is a finding until the council decides; until then there is no rank.
#[test]
fn a_ground_waits_for_the_council() {
    let mut session = scored_session([ALL_100, ALL_100, STOPPED]);
    let place = GroundPlace::Criterion(code("3"), 0);
    let product = rice(&session);
    assert_eq!(result(&product), "265/3 band 4 rank -");
    assert_eq!(product.grounds.len(), 1);
    assert_eq!(
        (product.grounds[0].place, &product.grounds[0].open_for[..]),
        (place, &[MINH][..])
    );
    assert!(product.has_open_ground() && !product.excluded && product.proposed.is_none());

    let decision = |upheld, raised_by: &[_]| GroundDecision {
        place,
        ground: "không đạt chất lượng".to_owned(),
        raised_by: raised_by.iter().copied().collect(),
        upheld,
        vote: Vote {
            in_favor: 1,
            against: 2,
            abstained: 0,
        },
        reason: "đã xem lại".to_owned(),
    };
    change_product(&mut session, RICE, |product| {
        product.ground_decisions = vec![decision(false, &[MINH])]
    });
    assert_eq!(result(&rice(&session)), "265/3 band 4 rank 4");
    change_product(&mut session, RICE, |product| {
        product.ground_decisions = vec![decision(true, &[MINH])]
    });
    let product = rice(&session);
    assert_eq!(result(&product), "265/3 band 4 rank -");
    assert_eq!(
        (product.excluded, product.proposed),
        (true, Some(Outcome::Excluded))
    );
    // A decision on one member's finding does not settle another's.
    change_product(&mut session, RICE, |product| {
        product.ground_decisions = vec![decision(false, &[LAN])]
    });
    assert_eq!(result(&rice(&session)), "265/3 band 4 rank -");
}

#[test]
fn a_sheet_with_a_ground_may_be_handed_in_incomplete() {
    let mut session = scored_session([ALL_100, ALL_100, "1.1=4"]);
    let minh = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == MINH)
        .expect("a sheet");
    let trigger = Trigger {
        place: GroundPlace::Sheet(0),
        reason: "giấy tờ giả".to_owned(),
    };
    Arc::make_mut(minh).triggers = vec![trigger];
    let found = review(&session, day());
    let product = found.product(RICE).expect("the product");
    assert_eq!((product.counted, product.rank.is_none()), (2, true));
    assert!(
        found
            .findings
            .iter()
            .all(|finding| finding.severity() != Severity::Error)
    );
}

// settled.md 2: each member's newest round counts; an open round gives the product no rank.
#[test]
fn an_open_round_gives_no_rank_and_the_newest_round_counts() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    assert_eq!(rice(&session).pairs_over.len(), 2);
    let rescoring = Rescoring {
        round: 2,
        reason: "chênh lệch".to_owned(),
        member_ids: BTreeSet::from([CHAIR, LAN]),
        closed: false,
    };
    change_product(&mut session, RICE, |product| {
        product.rescorings.push(rescoring)
    });
    let product = rice(&session);
    assert_eq!(
        (product.round, product.round_open_for.as_slice()),
        (2, &[CHAIR, LAN][..])
    );
    assert_eq!(result(&product), "240/3 band 4 rank -");
    for (bits, member_id) in [(21, CHAIR), (22, LAN)] {
        let mut again = sheet(bits, RICE, member_id, ALL_70);
        again.round = 2;
        session.sheets.insert(again.id, Arc::new(again));
    }
    assert_eq!(result(&rice(&session)), "210/3 band 4 rank 4");
    // The secretary may close a round although a sheet is missing; then the older one counts.
    session.sheets.remove(&read("f-0000000000000016"));
    change_product(&mut session, RICE, |product| {
        product.rescorings[0].closed = true
    });
    assert_eq!(result(&rice(&session)), "210/3 band 4 rank 4");
}

// settled.md 10: over the limit means strictly more.
#[test]
fn the_spread_is_over_the_limit_when_strictly_more() {
    let product = rice(&scored_session([ALL_100, ALL_95, ALL_70]));
    let pairs: Vec<_> = product
        .pairs_over
        .iter()
        .map(|pair| (pair.higher, pair.lower, pair.difference))
        .collect();
    let points = Points::whole;
    assert_eq!(product.spread, Some(points(30)));
    assert_eq!(pairs, [(CHAIR, MINH, points(30)), (LAN, MINH, points(25))]);
    let widest: Vec<_> = product
        .differences
        .iter()
        .map(|d| (d.code, d.spread))
        .collect();
    assert_eq!(widest[0], (code("1.3"), points(10)));

    let mut session = scored_session([ALL_100, ALL_95, ALL_95]);
    session.rules.allowed_spread.value = points(5);
    assert_eq!(rice(&session).pairs_over, []);
    session.rules.allowed_spread.value = Points::from_hundredths(499);
    assert_eq!(rice(&session).pairs_over.len(), 2);
}

// settled.md 11: ⌈3n/4⌉ of all members, the chair or who presides among them.
#[test]
fn quorum_counts_members_and_asks_for_who_presides() {
    let mut session = session();
    let state = review(&session, day()).quorum;
    assert_eq!(
        (state.present, state.needed, state.members, state.is_met),
        (3, 3, 3, true)
    );
    session.council.members[2].attendance.clear();
    assert!(!review(&session, day()).quorum.is_met);
    session.rules.quorum.value.numerator = 1;
    session.rules.quorum.value.denominator = 2;
    let state = review(&session, day()).quorum;
    assert_eq!((state.present, state.needed, state.is_met), (2, 2, true));

    // The chair leaves; a vice chair presides instead, where there is one.
    session.council.members[2].attendance = session.council.members[1].attendance.clone();
    session.council.members[0].attendance[0].to = Some(read("09:00"));
    let found = review(&session, day());
    assert_eq!(
        (found.quorum.has_chair, found.quorum.is_met, found.presiding),
        (false, false, None)
    );
    session.council.members[1].role = Role::ViceChair;
    let found = review(&session, day());
    assert_eq!((found.quorum.is_met, found.presiding), (true, Some(LAN)));
}

#[test]
fn a_recused_chair_does_not_preside_but_counts_for_the_quorum() {
    let mut session = scored_session([ALL_100; 3]);
    session.council.members[1].role = Role::ViceChair;
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(CHAIR, "góp vốn".to_owned());
    });
    let product = rice(&session);
    assert_eq!((product.presiding, product.quorum.present), (Some(LAN), 3));
    assert_eq!(
        review(&session, day())
            .product(TEA)
            .map(|tea| tea.presiding),
        Some(Some(CHAIR))
    );
}

#[test]
fn a_conclusion_is_checked_against_the_computed_rank() {
    let mut session = scored_session([ALL_100, ALL_95, ALL_95]);
    let conclusion = |outcome, vote| Conclusion {
        outcome,
        reason: "hội đồng thống nhất".to_owned(),
        vote,
        computed: crate::model::points::StarRank::new(4),
        concluded_at: at(60),
    };
    let errors = |session: &Session| -> Vec<FindingKind> {
        let found = review(session, day());
        let errors = found
            .findings
            .into_iter()
            .filter(|finding| finding.severity() == Severity::Error);
        errors.map(|finding| finding.kind).collect()
    };
    change_product(&mut session, RICE, |product| {
        product.conclusion = Some(conclusion(Outcome::ProposeFive, None));
    });
    assert_eq!(errors(&session), [FindingKind::ConclusionAboveWithoutVote]);
    let vote = Some(Vote {
        in_favor: 3,
        against: 0,
        abstained: 0,
    });
    change_product(&mut session, RICE, |product| {
        product.conclusion = Some(conclusion(Outcome::ProposeFive, vote));
    });
    assert_eq!(errors(&session), []);
    let found = review(&session, day());
    assert!(
        found
            .findings
            .iter()
            .any(|finding| finding.kind == FindingKind::ConclusionDiffers)
    );

    // A sheet changed afterwards: the conclusion no longer rests on what is there.
    let chair = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == CHAIR)
        .expect("a sheet");
    Arc::make_mut(chair).answers = answers(ALL_70_LOW_QUALITY);
    let lan = session
        .sheets
        .values_mut()
        .find(|sheet| sheet.member_id == LAN)
        .expect("a sheet");
    Arc::make_mut(lan).answers = answers(ALL_70_LOW_QUALITY);
    assert_eq!(errors(&session), [FindingKind::ConclusionOutdated]);
}

/// Two products on one sheet with a slip left as printed are told of it once, not twice.
#[test]
fn a_slip_of_the_printed_text_is_told_once_per_sheet() {
    use crate::model::criteria::Slip;
    let mut session = session();
    let slip = |applied| Slip {
        printed: "từ 50% đến 75%".to_owned(),
        read_as: "từ 50% đến dưới 75%".to_owned(),
        applied,
    };
    for form in session.forms.values_mut() {
        let part = &mut Arc::make_mut(form).set.parts[0];
        let criteria = &mut part.sections[0].criteria;
        criteria[0].slips = vec![slip(false)];
        criteria[1].slips = vec![slip(true)];
        criteria[2].slips = vec![slip(true), slip(false)];
    }
    assert!(session.products.len() > 1);
    let found = review(&session, day());
    let told: Vec<_> = found
        .findings
        .iter()
        .filter(|finding| matches!(finding.kind, FindingKind::SlipOpen { .. }))
        .collect();
    let [finding] = told.as_slice() else {
        panic!("{told:?}");
    };
    let FindingKind::SlipOpen { codes, .. } = &finding.kind else {
        panic!("{finding:?}");
    };
    let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["1.1", "1.3"], "what was mended is not open");
    assert_eq!(finding.product_id, None);
}
