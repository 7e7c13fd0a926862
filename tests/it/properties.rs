//! Properties of the rules over random sessions of the tiny fixture sheet.

use std::sync::Arc;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use ocop_council::fixtures::{
    CHAIR, LAN, MINH, RICE, change_product, code, day, form, scored_session,
};
use ocop_council::model::criteria::{CaseChoices, Code};
use ocop_council::model::ids::{MemberId, ProductId, SheetId};
use ocop_council::model::points::{Mean, Points, StarRank};
use ocop_council::model::product::Recognition;
use ocop_council::model::session::Session;
use ocop_council::model::sheet::{Answer, Answers};
use ocop_council::rules::review::{ProductReview, review};
use ocop_council::rules::{scoring, validity};
use proptest::prelude::*;

/// Any answers of the fixture sheet for case A, complete or not.
fn any_answers() -> impl Strategy<Value = Answers> {
    let levels: Vec<_> = form()
        .set
        .criteria()
        .map(|criterion| {
            let n = u8::try_from(criterion.n_options()).expect("few levels");
            let code = criterion.code;
            (-2..i16::from(n)).prop_map(move |choice| match choice {
                -2 => None,
                -1 => Some((code, Answer::NoLevel)),
                idx => u8::try_from(idx).ok().map(|idx| (code, Answer::Level(idx))),
            })
        })
        .collect();
    levels.prop_map(|pairs| Answers(pairs.into_iter().flatten().collect()))
}

/// Answers in which every criterion has a level of case A.
fn full_answers() -> impl Strategy<Value = Answers> {
    any_answers().prop_map(|mut answers| {
        for criterion in form().set.criteria() {
            answers.0.entry(criterion.code).or_insert(Answer::NoLevel);
        }
        // The levels at positions 2 and 3 of 1.3 belong to the other case.
        if let Some(Answer::Level(idx @ 2..)) = answers.get(code("1.3")) {
            answers.0.insert(code("1.3"), Answer::Level(idx - 2));
        }
        answers
    })
}

/// A session in which six members handed in random sheets for two products.
fn any_session() -> impl Strategy<Value = Session> {
    let sheets = proptest::collection::vec(any_answers(), 12);
    (sheets, any::<[bool; 6]>(), any::<[bool; 6]>()).prop_map(|(sheets, present, recused)| {
        let mut session = scored_session(["", "", ""]);
        let sheet = session
            .sheets
            .values()
            .next()
            .expect("a sheet")
            .as_ref()
            .clone();
        session.sheets.clear();
        for bits in 11..14 {
            let mut member = session.council.members[1].clone();
            member.id = MemberId::from_bits(bits);
            session.council.members.push(member);
        }
        let scorers: Vec<_> = [CHAIR, LAN, MINH]
            .into_iter()
            .chain((11..14).map(MemberId::from_bits))
            .collect();
        let cases = session
            .product(RICE)
            .expect("a product")
            .case_choices
            .clone();
        let products: Vec<ProductId> = session.products.iter().map(|product| product.id).collect();
        for product in &mut session.products {
            let product = Arc::make_mut(product);
            product.case_choices = cases.clone();
            for (id, _) in scorers.iter().zip(recused).filter(|(_, recused)| *recused) {
                product.recusals.insert(*id, "lợi ích".to_owned());
            }
        }
        for (id, _) in scorers.iter().zip(present).filter(|(_, present)| !present) {
            let members = &mut session.council.members;
            let member = members.iter_mut().find(|member| member.id == *id);
            member.expect("a member").attendance.clear();
        }
        for (bits, answers) in (1_u64..).zip(sheets) {
            let idx = usize::try_from(bits - 1).expect("small");
            let mut sheet = sheet.clone();
            sheet.id = SheetId::from_bits(bits);
            sheet.member_id = scorers[idx % 6];
            sheet.product_id = products[idx / 6];
            sheet.answers = answers;
            session.sheets.insert(sheet.id, Arc::new(sheet));
        }
        session
    })
}

/// What must not depend on any order: every number and reason of a product.
fn numbers(product: &ProductReview) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut pairs: Vec<_> = product
        .pairs_over
        .iter()
        .map(|pair| {
            (
                pair.higher.min(pair.lower),
                pair.higher.max(pair.lower),
                pair.difference,
            )
        })
        .collect();
    pairs.sort_unstable();
    (
        (
            product.product_id,
            product.counted,
            product.mean,
            product.mean_shown.clone(),
        ),
        (product.spread, pairs, product.band, product.rank.clone()),
        (
            product.gates.clone(),
            product.parts.clone(),
            product.proposed,
        ),
    )
}

fn points_of(answers: &Answers, code: Code, cases: &CaseChoices) -> Points {
    let form = form();
    let criterion = form.set.criterion(code).expect("a criterion");
    scoring::standing(&form.set, criterion, answers, cases).points()
}

proptest! {
    #[test]
    fn order_of_members_and_products_changes_nothing(session in any_session(), seed in any::<u64>()) {
        let mut shuffled = session.clone();
        let members = shuffled.council.members.len();
        shuffled.council.members.rotate_left(usize::try_from(seed % 7).expect("small") % members);
        shuffled.council.members.swap(0, usize::try_from(seed / 7 % 5).expect("small"));
        shuffled.products.reverse();
        let (before, after) = (review(&session, day()), review(&shuffled, day()));
        for product in &before.products {
            let other = after.product(product.product_id).expect("the product");
            prop_assert_eq!(numbers(product), numbers(other));
        }
        prop_assert_eq!(before.quorum, after.quorum);
    }

    #[test]
    fn a_recused_or_absent_member_changes_no_number(session in any_session(), answers in any_answers()) {
        let before = review(&session, day());
        let mut changed = session.clone();
        for sheet in changed.sheets.values_mut() {
            let member = session.council.member(sheet.member_id).expect("a member");
            let product = session.product(sheet.product_id).expect("a product");
            if !member.attended() || product.recusals.contains_key(&member.id) {
                Arc::make_mut(sheet).answers = answers.clone();
            }
        }
        let after = review(&changed, day());
        for (before, after) in before.products.iter().zip(&after.products) {
            prop_assert_eq!(numbers(before), numbers(after));
        }
        // Taking such sheets away altogether changes nothing either.
        changed.sheets.retain(|_, sheet| {
            let member = session.council.member(sheet.member_id).expect("a member");
            let product = session.product(sheet.product_id).expect("a product");
            member.attended() && !product.recusals.contains_key(&member.id)
        });
        let after = review(&changed, day());
        for (before, after) in before.products.iter().zip(&after.products) {
            prop_assert_eq!(numbers(before), numbers(after));
        }
    }

    #[test]
    fn adding_points_never_lowers_a_rank(
        sheets in proptest::collection::vec(full_answers(), 3),
        better in proptest::collection::vec(full_answers(), 3),
    ) {
        let mut session = scored_session(["", "", ""]);
        let cases = session.product(RICE).expect("a product").case_choices.clone();
        // Stop-if-zero would take the rank away altogether; it is not what is tested here.
        let section = &mut Arc::make_mut(session.forms.values_mut().next().expect("a form")).set;
        for part in &mut section.parts {
            for criterion in part.sections.iter_mut().flat_map(|section| &mut section.criteria) {
                criterion.exclusions.clear();
            }
        }
        let set = |session: &mut Session, sheets: &[Answers]| {
            for (sheet, answers) in session.sheets.values_mut().zip(sheets) {
                Arc::make_mut(sheet).answers = answers.clone();
            }
        };
        // Each criterion takes the better of two answers: points grow, and no gate is lost.
        let merged: Vec<_> = sheets
            .iter()
            .zip(&better)
            .map(|(a, b)| {
                let pick = |code: Code| {
                    let better = points_of(b, code, &cases) > points_of(a, code, &cases);
                    let answer = if better { b.get(code) } else { a.get(code) };
                    answer.map(|answer| (code, answer))
                };
                let codes: Vec<_> = form().set.criteria().map(|criterion| criterion.code).collect();
                Answers(codes.into_iter().filter_map(pick).collect())
            })
            .collect();
        set(&mut session, &sheets);
        let before = review(&session, day()).product(RICE).expect("the product").clone();
        set(&mut session, &merged);
        let after = review(&session, day()).product(RICE).expect("the product").clone();
        prop_assert!(after.mean.expect("a mean").sum >= before.mean.expect("a mean").sum);
        let rank = |product: &ProductReview| product.rank.as_ref().expect("a rank").rank;
        prop_assert!(rank(&after) >= rank(&before), "{:?} then {:?}", before.rank, after.rank);
    }

    #[test]
    fn a_shown_mean_stays_in_its_band(sum in 0_i64..=135_000, count in 1_usize..=15, decimals in 0_u8..=4) {
        let form = form();
        let mean = Mean::new(Points::from_hundredths(sum), count).expect("sheets");
        prop_assume!(!mean.reaches(Points::from_hundredths(10_001)));
        let shown = mean.shown(decimals, &form.floors());
        let (whole, rest) = shown.split_once(',').unwrap_or((&shown, ""));
        prop_assert_eq!(rest.len(), usize::from(decimals));
        let scale = 10_i64.pow(u32::from(decimals));
        let units = whole.parse::<i64>().expect("digits") * scale
            + if rest.is_empty() { 0 } else { rest.parse::<i64>().expect("digits") };
        let band_of_shown = form.band(|floor| units * 100 >= floor.hundredths() * scale);
        let band: Option<StarRank> = form.band(|floor| mean.reaches(floor));
        prop_assert_eq!(band_of_shown, band, "{}", shown);
    }
}

fn certificate(issued_on: NaiveDate) -> Recognition {
    Recognition {
        stars: StarRank::FOUR,
        potential_five: false,
        decision_no: String::new(),
        authority: String::new(),
        issued_on: Some(issued_on),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

/// Over every day of 2019–2030: three years later on the same day of the month, or on the last day
/// of the month where that day does not exist; 1,095 or 1,096 days later.
#[test]
fn thirty_six_months_over_every_day_of_twelve_years() {
    let mut day = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day");
    let mut n_clamped = 0;
    while day.year() <= 2030 {
        let expires_on = validity::expires_on(&certificate(day)).expect("a day");
        let same_day = NaiveDate::from_ymd_opt(day.year() + 3, day.month(), day.day());
        if let Some(same_day) = same_day {
            assert_eq!(expires_on, same_day);
        } else {
            // Only 29 February has no counterpart three years later.
            assert_eq!((day.month(), day.day()), (2, 29));
            let next = NaiveDate::from_ymd_opt(day.year() + 3, 3, 1).expect("a day");
            assert_eq!(Some(expires_on), next.pred_opt());
            n_clamped += 1;
        }
        let days = expires_on.signed_duration_since(day).num_days();
        assert!((1_095..=1_096).contains(&days), "{day}: {days}");
        assert_eq!(day.checked_add_months(Months::new(36)), Some(expires_on));
        day = day.checked_add_days(Days::new(1)).expect("a day");
    }
    assert_eq!(n_clamped, 3); // 2020, 2024, 2028
}

#[test]
fn a_recusal_alone_moves_the_numbers_as_if_there_were_no_sheet() {
    let mut session = scored_session([
        ocop_council::fixtures::ALL_100,
        ocop_council::fixtures::ALL_70,
        ocop_council::fixtures::ALL_70,
    ]);
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(CHAIR, "lợi ích".to_owned());
    });
    let recused = review(&session, day());
    session.sheets.retain(|_, sheet| sheet.member_id != CHAIR);
    let without = review(&session, day());
    let numbers = |review: &ocop_council::rules::review::Review| {
        numbers(review.product(RICE).expect("the product"))
    };
    assert_eq!(numbers(&recused), numbers(&without));
}
