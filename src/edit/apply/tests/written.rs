//! Written opinions: who has answered, what calls for the meeting, and the step there.

use super::*;
use crate::model::product::{MovedToMeeting, Procedure};
use crate::rules::findings::FindingKind;
use crate::rules::review::review;
use crate::rules::written::{ToMeeting, WrittenReview};

/// Opinions on the rice until 20/09/2026, five days after the fixtures' day.
fn written(texts: [&str; 3]) -> Session {
    let mut session = scored_session(texts);
    fixtures::change_product(&mut session, RICE, |rice| {
        rice.application = ApplicationKind::ReRating;
    });
    done(
        &mut session,
        Command::SetProcedure {
            product_id: RICE,
            procedure: Procedure::Written {
                until: Some(read("2026-09-20")),
            },
        },
    );
    session
}

fn look(session: &Session, today: &str) -> WrittenReview {
    let review = review(session, read(today));
    let found = review.product(RICE).expect("rice").written.clone();
    found.expect("written opinions")
}

fn has(session: &Session, today: &str, kind: &FindingKind) -> bool {
    let review = review(session, read(today));
    review.findings.iter().any(|it| it.kind == *kind)
}

#[test]
fn silent_members_are_listed_with_the_days_left() {
    let mut session = written([ALL_70, ALL_70, ALL_70]);
    session.sheets.retain(|_, sheet| sheet.member_id != MINH);
    let found = look(&session, "2026-09-15");
    assert_eq!((found.days_left, found.silent), (Some(5), vec![MINH]));
    assert_eq!(found.answered, [CHAIR, LAN]);
    let overdue = FindingKind::WrittenOverdue {
        member_ids: vec![MINH],
    };
    assert!(!has(&session, "2026-09-20", &overdue), "the last day");
    assert!(has(&session, "2026-09-21", &overdue), "the day after");
}

// Three quarters of the fixture's four people (three members and the clerk who is one) are three.
#[test]
fn a_conclusion_needs_opinions_of_three_quarters() {
    let mut session = written([ALL_70, ALL_70, ALL_70]);
    session.sheets.retain(|_, sheet| sheet.member_id == CHAIR);
    let quorum = review(&session, fixtures::day()).products[0].quorum;
    assert!(!quorum.is_met, "{quorum:?}");
    let conclude = Command::Conclude {
        product_id: RICE,
        outcome: Outcome::Stars(StarRank::FOUR),
        reason: String::new(),
        vote: None,
    };
    refused(
        &session,
        conclude.clone(),
        Refusal::NoQuorum {
            present: quorum.present,
            needed: quorum.needed,
            has_chair: true,
        },
    );
    session.rules.concludes_without_quorum.value = true;
    done(&mut session, conclude);
    let by_rule = FindingKind::ConcludedWithoutQuorum { by_rule: true };
    assert!(has(&session, "2026-09-15", &by_rule));
}

#[test]
fn what_calls_for_the_meeting_is_told() {
    let reasons = |session: &Session| look(session, "2026-09-15").to_meeting;
    assert_eq!(reasons(&written([ALL_70, ALL_70, ALL_70])), []);
    let mut session = written([ALL_100, ALL_70, ALL_70]);
    let spread = Points::whole(30);
    assert!(reasons(&session).contains(&ToMeeting::Spread { spread }));
    let reason = "nhiều đơn vị gia công".to_owned();
    done(
        &mut session,
        Command::MarkComplex {
            product_id: RICE,
            reason: Some(reason.clone()),
        },
    );
    assert_eq!(reasons(&session)[0], ToMeeting::Complex { reason });
    refused(
        &session,
        Command::MarkComplex {
            product_id: RICE,
            reason: Some(" ".to_owned()),
        },
        Refusal::MissingReason,
    );
}

// Gates in the fixture: 1.1 for three and four stars at 10 and 15 points. ALL_70 with 1.1 at 10 is 65
// points: a band of three, so only the gate of three stars could matter.
#[test]
fn gates_above_the_band_call_for_nothing() {
    let lower = "1.1=2 1.2=1 1.3=1 2.1=3 2.2=1 3=4";
    let session = written([ALL_70, lower, lower]);
    let found = look(&session, "2026-09-15").to_meeting;
    assert!(
        !found.iter().any(|it| matches!(it, ToMeeting::Gates { .. })),
        "{found:?}"
    );
    let session = written([ALL_70, ALL_70, lower]);
    let codes = vec![code("1.1")];
    let mean_is_below_70 = review(&session, fixtures::day()).products[0].band;
    assert_eq!(mean_is_below_70, Some(StarRank::THREE));
    let found = look(&session, "2026-09-15").to_meeting;
    assert!(!found.contains(&ToMeeting::Gates { codes }), "{found:?}");
    let higher = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=1 3=4";
    let session = written([higher, higher, lower]);
    let codes = vec![code("1.1")];
    let found = look(&session, "2026-09-15").to_meeting;
    assert!(found.contains(&ToMeeting::Gates { codes }), "{found:?}");
}

#[test]
fn one_step_puts_the_product_before_the_meeting() {
    let mut session = written([ALL_100, ALL_70, ALL_70]);
    let move_it = Command::MoveToMeeting {
        product_id: RICE,
        reason: "ý kiến khác nhau".to_owned(),
    };
    refused(
        &session,
        Command::MoveToMeeting {
            product_id: RICE,
            reason: String::new(),
        },
        Refusal::MissingReason,
    );
    done(&mut session, move_it.clone());
    let rice = session.product(RICE).expect("rice");
    assert_eq!(rice.procedure, Procedure::Meeting);
    let expected = MovedToMeeting {
        until: Some(read("2026-09-20")),
        at: at(60),
        reason: "ý kiến khác nhau".to_owned(),
    };
    assert_eq!(rice.moved_to_meeting, Some(expected));
    refused(&session, move_it, Refusal::NotWritten(RICE));
    let again = Command::SetProcedure {
        product_id: RICE,
        procedure: Procedure::Written { until: None },
    };
    done(&mut session, again);
    let rice = session.product(RICE).expect("rice");
    assert_eq!(rice.moved_to_meeting, None);
}

#[test]
fn other_kinds_than_re_ratings_are_marked_and_not_blocked() {
    let mut session = written([ALL_70, ALL_70, ALL_70]);
    assert!(!has(
        &session,
        "2026-09-15",
        &FindingKind::WrittenForOtherKind
    ));
    fixtures::change_product(&mut session, RICE, |rice| {
        rice.application = ApplicationKind::First;
    });
    assert!(has(
        &session,
        "2026-09-15",
        &FindingKind::WrittenForOtherKind
    ));
}
