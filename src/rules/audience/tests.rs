use std::sync::Arc;

use super::*;
use crate::fixtures::{
    ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, at, change_product, day, scored_session, sheet,
};
use crate::model::product::{Conclusion, Rescoring, Vote};
use crate::model::sheet::{ScoringSheet, SheetStatus};
use crate::rules::review::review;

fn sealed(session: &Session) -> Result<Seal, Vec<Hindrance>> {
    let review = review(session, day());
    let product = session.product(RICE).expect("a product");
    seal(session, product, review.product(RICE).expect("its review"))
}

fn released(session: &Session) -> Release {
    Release::Product {
        product_id: RICE,
        stage: Stage::Result(Box::new(sealed(session).expect("a result that stands"))),
    }
}

fn conclude(session: &mut Session, outcome: Outcome, reason: &str) {
    let found = review(session, day());
    let computed = found.product(RICE).and_then(|found| found.rank.clone());
    change_product(session, RICE, |product| {
        product.conclusion = Some(Conclusion {
            outcome,
            reason: reason.to_owned(),
            vote: Some(Vote::default()),
            computed: computed.map(|rank| rank.rank),
            concluded_at: at(60),
        });
    });
}

fn change_sheet(session: &mut Session, bits: u64, change: impl FnOnce(&mut ScoringSheet)) {
    let found = session.sheets.get_mut(&SheetId::from_bits(bits));
    change(Arc::make_mut(found.expect("a sheet")));
}

/// Three sheets of 70 points: by the table of the fixture four stars.
fn scored() -> Session {
    scored_session([ALL_70; 3])
}

#[track_caller]
fn check_settled(change: impl FnOnce(&mut Session), expected: Option<Withdrawn>) {
    let mut session = scored();
    let mut release = released(&session);
    change(&mut session);
    let found = settle(&mut release, &session, &review(&session, day()));
    assert_eq!(found, expected);
    let is_result = matches!(
        release,
        Release::Product {
            stage: Stage::Result(_),
            ..
        }
    );
    assert_eq!(is_result, expected.is_none());
    // What was taken back is told once.
    let again = settle(&mut release, &session, &review(&session, day()));
    assert_eq!(again, None);
}

#[test]
fn a_sheet_that_is_taken_back_takes_the_result_away() {
    let gone = Some(Withdrawn::Result(RICE));
    check_settled(|_| {}, None);
    check_settled(
        |session| change_sheet(session, 2, |sheet| sheet.status = SheetStatus::Draft),
        gone,
    );
    check_settled(
        |session| change_sheet(session, 2, |sheet| sheet.revision += 2),
        gone,
    );
}

#[test]
fn a_further_round_takes_the_result_away() {
    check_settled(
        |session| {
            change_product(session, RICE, |product| {
                product.rescorings.push(Rescoring {
                    round: 2,
                    reason: "lệch".to_owned(),
                    member_ids: [LAN].into(),
                    closed: false,
                });
            });
        },
        Some(Withdrawn::Result(RICE)),
    );
}

#[test]
fn only_a_conclusion_that_confirms_leaves_the_result() {
    let four = Outcome::Stars(StarRank::FOUR);
    let gone = Some(Withdrawn::Result(RICE));
    check_settled(|session| conclude(session, four, ""), None);
    let three = Outcome::Stars(StarRank::THREE);
    check_settled(|session| conclude(session, three, "hồ sơ"), gone);
    check_settled(
        |session| conclude(session, Outcome::NotConcluded, "bổ sung"),
        gone,
    );
    // And the end of a conclusion that confirmed it.
    let mut session = scored();
    conclude(&mut session, four, "");
    let mut release = released(&session);
    change_product(&mut session, RICE, |product| product.conclusion = None);
    assert_eq!(
        settle(&mut release, &session, &review(&session, day())),
        None
    );
}

#[test]
fn another_reason_of_the_council_is_another_result() {
    let mut session = scored();
    conclude(
        &mut session,
        Outcome::Stars(StarRank::THREE),
        "mẫu không đạt",
    );
    let mut release = released(&session);
    conclude(&mut session, Outcome::Stars(StarRank::THREE), "khác");
    assert_eq!(
        settle(&mut release, &session, &review(&session, day())),
        Some(Withdrawn::Result(RICE))
    );
}

#[test]
fn a_product_that_is_gone_leaves_nothing() {
    let mut session = scored();
    let mut release = released(&session);
    session.products.remove(0);
    let found = settle(&mut release, &session, &review(&session, day()));
    assert_eq!((found, release), (Some(Withdrawn::Product), Release::Blank));
}

#[test]
fn what_is_typed_beside_the_scores_changes_nothing() {
    check_settled(
        |session| {
            change_product(session, RICE, |product| {
                product.discussion = "Ý kiến trao đổi".to_owned();
                product.name = "Gạo nếp".to_owned();
            });
            change_sheet(session, 1, |sheet| {
                sheet.opinion = "nên đổi nhãn".to_owned()
            });
        },
        None,
    );
}

#[test]
fn a_mean_that_would_tell_a_members_total_is_not_released() {
    // With a mean of two and then of three sheets, the third could be reckoned.
    let mut session = scored();
    session.sheets.remove(&SheetId::from_bits(3));
    assert_eq!(sealed(&session), Err(vec![Hindrance::Pending(vec![MINH])]));
    change_product(&mut session, RICE, |product| {
        product.absent = [LAN, MINH].into();
    });
    assert_eq!(sealed(&session), Err(vec![Hindrance::SingleSheet]));
    change_product(&mut session, RICE, |product| {
        product.absent = [CHAIR, LAN, MINH].into();
    });
    assert_eq!(sealed(&session), Err(vec![Hindrance::NoRank]));
}

#[test]
fn a_conclusion_that_does_not_stand_is_not_released() {
    let mut session = scored();
    conclude(&mut session, Outcome::Stars(StarRank::FOUR), "");
    for bits in 1..=3 {
        let full = sheet(bits, RICE, CHAIR, ALL_100).answers;
        change_sheet(&mut session, bits, |sheet| sheet.answers = full);
    }
    assert_eq!(sealed(&session), Err(vec![Hindrance::ConclusionOutdated]));
    let mut session = scored();
    conclude(&mut session, Outcome::Stars(StarRank::THREE), " ");
    assert_eq!(sealed(&session), Err(vec![Hindrance::ConclusionIncomplete]));
}

#[test]
fn a_decision_by_papers_needs_no_sheet_and_shows_no_points() {
    let mut session = scored_session(["", "", ""]);
    session.sheets.clear();
    conclude(&mut session, Outcome::Withdrawn, "chủ thể có đơn");
    let seal = sealed(&session).expect("a result");
    assert_eq!((seal.shown.stars, seal.shown.has_mean), (None, false));
}

/// Stars by the table of the conclusions; settled question 27 for the potential five.
#[test]
fn the_stars_follow_the_outcome() {
    let stars = |outcome: Option<Outcome>, texts| {
        let mut session = scored_session(texts);
        if let Some(outcome) = outcome {
            conclude(&mut session, outcome, "vì hồ sơ");
        }
        let review = review(&session, day());
        let product = session.product(RICE).expect("a product");
        let shown = shown_result(product, review.product(RICE).expect("its review"));
        shown.stars.map(|stars| (stars.filled, stars.is_potential))
    };
    assert_eq!(stars(None, [ALL_70; 3]), Some((4, false)));
    assert_eq!(stars(None, [ALL_100; 3]), Some((4, true)));
    let three = Outcome::Stars(StarRank::THREE);
    assert_eq!(stars(Some(three), [ALL_70; 3]), Some((3, false)));
    assert_eq!(stars(Some(Outcome::Withdrawn), [ALL_70; 3]), None);
    assert_eq!(stars(Some(Outcome::BelowThree), [ALL_70; 3]), None);
}

#[test]
fn every_member_stands_somewhere() {
    let mut session = scored();
    change_sheet(&mut session, 2, |sheet| sheet.status = SheetStatus::Draft);
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(MINH, "họ hàng".to_owned());
    });
    let review = review(&session, day());
    let found = review.product(RICE).expect("its review");
    let states: Vec<_> = found
        .members
        .iter()
        .map(|member| submission(found, member))
        .collect();
    assert_eq!(
        states,
        [
            Submission::HandedIn,
            Submission::Expected,
            Submission::Recused
        ]
    );
}

#[test]
fn the_agenda_has_pages() {
    // 40 products, eight a page.
    let pages = [0, 8, 9, 40].map(agenda_pages);
    assert_eq!(pages, [1, 1, 2, 5]);
}
