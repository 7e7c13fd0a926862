//! Taking up the results of earlier sessions, and agreeing to them.

use super::*;
use crate::fixtures::round_2;
use crate::model::earlier::EarlierResult;
use crate::model::ids::SessionId;
use crate::rules::conclusion;
use crate::rules::ratification::{Ratification, earlier_session};
use crate::rules::review::{Review, review};

/// The session of round 1: the rice has three sheets of 70 points and was concluded with four stars,
/// the tea was not scored.
fn round_1() -> Session {
    let mut session = scored_session([ALL_70, ALL_70, ALL_70]);
    session.id = SessionId::from_bits(101);
    session.title = "Phiên 1".to_owned();
    let four = Outcome::Stars(StarRank::FOUR);
    done(
        &mut session,
        Command::ConcludeUndisputed(vec![(RICE, four)]),
    );
    session
}

fn taken_of(session: &Session) -> EarlierSession {
    earlier_session(session, &review(session, fixtures::day()), |_| {
        "đủ điểm 4 sao (70,00)".to_owned()
    })
}

pub(super) fn of_round_1() -> EarlierSession {
    taken_of(&round_1())
}

fn found(session: &Session) -> Review {
    review(session, fixtures::day())
}

fn change_result(earlier: &mut EarlierSession, change: impl FnOnce(&mut EarlierResult)) {
    let rice = Arc::make_mut(&mut earlier.products[0]);
    change(rice.earlier_result.as_mut().expect("a result"));
}

#[test]
fn results_come_in_with_all_that_belongs_to_them() {
    let mut session = round_2();
    done(&mut session, take_up(vec![of_round_1()]));
    assert_eq!(session.products.len(), 2);
    let rice = session.product(RICE).expect("rice");
    assert!(session.applicant(rice.applicant_id).is_some());
    assert!(session.form_of(rice).is_some());
    let result = rice.earlier_result.clone().expect("a result");
    let expected = EarlierResult {
        session_id: SessionId::from_bits(101),
        counted: 3,
        sum_hundredths: 21_000, // three times 70
        rank: Some(StarRank::FOUR),
        rank_reason: "đủ điểm 4 sao (70,00)".to_owned(),
        outcome: Some(Outcome::Stars(StarRank::FOUR)),
        reason: String::new(),
        vote: None,
    };
    assert_eq!(result, expected);
    assert_eq!(session.parents[0].title, "Phiên 1");
    let review = found(&session);
    let rice = review.product(RICE).expect("rice");
    assert_eq!(rice.proposed, Some(Outcome::Stars(StarRank::FOUR)));
    assert_eq!(rice.mean_shown.as_deref(), Some("70,00"));
    assert_eq!(rice.pending, []);
    assert!(rice.is_undisputed());
    let tea = review.product(TEA).expect("tea");
    assert_eq!((tea.proposed, tea.is_undisputed()), (None, false));
}

#[test]
fn taken_up_twice_it_changes_nothing() {
    let mut session = round_2();
    done(&mut session, take_up(vec![of_round_1()]));
    let once = session.clone();
    done(&mut session, take_up(vec![of_round_1()]));
    assert_eq!(session, once);
}

#[test]
fn results_that_differ_are_refused_by_name() {
    let mut other = of_round_1();
    other.parent.id = SessionId::from_bits(102);
    for product in &mut other.products {
        let result = Arc::make_mut(product).earlier_result.as_mut();
        result.expect("a result").session_id = SessionId::from_bits(102);
    }
    let mut session = round_2();
    // The same result of two sessions is one result.
    done(&mut session, take_up(vec![of_round_1(), other.clone()]));
    assert_eq!(session.products.len(), 2);
    change_result(&mut other, |result| result.sum_hundredths = 21_100);
    refused(
        &session,
        take_up(vec![other.clone()]),
        Refusal::EarlierResultsDiffer(RICE),
    );
    refused(
        &round_2(),
        take_up(vec![of_round_1(), other.clone()]),
        Refusal::EarlierResultsDiffer(RICE),
    );
    let replaced = [RICE].into();
    let sessions = vec![other];
    let by_word = Command::TakeUpResults(Box::new(TakenUp { sessions, replaced }));
    done(&mut session, by_word);
    let rice = session.product(RICE).expect("rice");
    let sum = rice.earlier_result.as_ref().map(|it| it.sum_hundredths);
    assert_eq!(sum, Some(21_100));
}

#[test]
fn a_session_does_not_take_up_itself() {
    let session = round_1();
    refused(
        &session,
        take_up(vec![taken_of(&session)]),
        Refusal::EarlierSessionItself,
    );
}

fn conclude(outcome: Outcome, reason: &str) -> Command {
    Command::Conclude {
        product_id: RICE,
        outcome,
        reason: reason.to_owned(),
        vote: None,
    }
}

#[test]
fn agreement_and_change_are_recorded_as_such() {
    let mut session = round_2();
    done(&mut session, take_up(vec![of_round_1()]));
    let of = |session: &Session| {
        let review = found(session);
        let rice = review.product(RICE).expect("rice");
        rice.earlier.expect("an earlier result").ratification
    };
    assert_eq!(of(&session), Ratification::Open);
    done(&mut session, conclude(Outcome::Stars(StarRank::FOUR), ""));
    assert_eq!(of(&session), Ratification::Agreed);
    let (_, _, after) = last_line(&session);
    let after = after.expect("the conclusion");
    assert!(
        after.ends_with("nhất trí với kết quả vòng trước"),
        "{after}"
    );
    let three = Outcome::Stars(StarRank::THREE);
    refused(&session, conclude(three, ""), Refusal::MissingReason);
    done(&mut session, conclude(three, "hồ sơ sửa sau vòng 1"));
    assert_eq!(of(&session), Ratification::Changed);
    done(&mut session, conclude(Outcome::NotConcluded, "chờ bổ sung"));
    assert_eq!(of(&session), Ratification::NotConcluded);
}

/// Round 1 concluded three stars although four were computed; to conclude four again is a change.
#[test]
fn going_back_to_what_was_computed_is_a_change_too() {
    let mut earlier = round_1();
    let three = Outcome::Stars(StarRank::THREE);
    done(&mut earlier, conclude(three, "bao bì chưa đạt"));
    let mut session = round_2();
    done(&mut session, take_up(vec![taken_of(&earlier)]));
    let review = found(&session);
    let rice = review.product(RICE).expect("rice");
    assert_eq!((rice.proposed, rice.is_undisputed()), (Some(three), false));
    let four = Outcome::Stars(StarRank::FOUR);
    refused(&session, conclude(four, ""), Refusal::MissingReason);
    done(&mut session, conclude(four, "đã sửa bao bì"));
    let review = found(&session);
    let check: conclusion::ConclusionCheck = review.products[0].conclusion.expect("a conclusion");
    assert!(!check.differs && !check.lacks_reason);
}

#[test]
fn undisputed_results_are_agreed_to_in_one_step() {
    let mut session = round_2();
    done(&mut session, take_up(vec![of_round_1()]));
    let four = Outcome::Stars(StarRank::FOUR);
    done(
        &mut session,
        Command::ConcludeUndisputed(vec![(RICE, four)]),
    );
    let conclusion = session.product(RICE).and_then(|it| it.conclusion.clone());
    let computed = conclusion.and_then(|it| it.computed);
    assert_eq!(computed, Some(StarRank::FOUR));
}

/// A sheet of this session is scored anew: its own mean counts from then on.
#[test]
fn a_product_that_is_scored_again_rests_on_its_own_sheets() {
    let mut session = round_2();
    done(&mut session, take_up(vec![of_round_1()]));
    for member_id in [CHAIR, LAN, MINH] {
        hand_in(&mut session, RICE, member_id, ALL_100);
    }
    let review = found(&session);
    let rice = review.product(RICE).expect("rice");
    assert!(!rice.rests_on_earlier());
    assert_eq!(rice.mean_shown.as_deref(), Some("100,00"));
}
