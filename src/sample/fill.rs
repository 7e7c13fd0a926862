//! Fills a sheet so that it adds up to a wanted total and meets, or misses, wanted gates.

use std::collections::BTreeMap;

use crate::model::criteria::{
    CaseChoices, Code, Condition, Criterion, ExclusionKind, ProductSet, Section,
};
use crate::model::sheet::{Answer, Answers};

use super::random::Random;

/// What a filled sheet should come to.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    /// Total in whole points.
    pub(super) total: i64,
    /// All gates up to this rank are met, but for those named in `below`.
    pub(super) reach: u8,
    /// Criteria that stay below their gate of this rank.
    pub(super) below: BTreeMap<Code, u8>,
}

/// A possible answer and its points.
type Choice = (Option<Answer>, i64);

/// Fills a sheet. Where the wanted total cannot be had together with the gates, the nearest total
/// that can be had is taken.
pub(super) fn fill(
    set: &ProductSet,
    cases: &CaseChoices,
    wish: &Wish,
    random: &mut Random,
) -> Answers {
    let criteria: Vec<(Code, Vec<Choice>)> = set
        .sections()
        .flat_map(|section| section.criteria.iter().map(move |c| (section, c)))
        .map(|(section, criterion)| {
            (
                criterion.code,
                choices(set, section, criterion, cases, wish),
            )
        })
        .collect();
    // Bit n of sums[idx]: the criteria from idx on can add up to n points.
    let mut sums = vec![1_u128];
    for (_, choices) in criteria.iter().rev() {
        let rest = sums.last().copied().unwrap_or(1);
        sums.push(
            choices
                .iter()
                .map(|(_, points)| rest << points)
                .fold(0, |a, b| a | b),
        );
    }
    sums.reverse();
    let mut left = nearest(sums.first().copied().unwrap_or(1), wish.total);
    let mut most_left: i64 = criteria.iter().map(|(_, choices)| most(choices)).sum();
    let mut answers = BTreeMap::new();
    for ((code, choices), rest) in criteria.iter().zip(sums.iter().skip(1)) {
        let can_follow =
            |points: i64| (0..128).contains(&(left - points)) && rest >> (left - points) & 1 == 1;
        let share = most(choices) * left * 4 / most_left.max(1) + random.between(-2, 2);
        let chosen = choices
            .iter()
            .filter(|(_, points)| can_follow(*points))
            .min_by_key(|(_, points)| (points * 4 - share).abs());
        if let Some((answer, points)) = chosen {
            left -= points;
            answers.extend(answer.map(|answer| (*code, answer)));
        }
        most_left -= most(choices);
    }
    Answers(answers)
}

fn most(choices: &[Choice]) -> i64 {
    choices.iter().map(|(_, points)| *points).max().unwrap_or(0)
}

/// Returns the sum nearest to `wanted` among the bits of `sums`.
fn nearest(sums: u128, wanted: i64) -> i64 {
    (0..128)
        .filter(|n| sums >> n & 1 == 1)
        .min_by_key(|n: &i64| (n - wanted).abs())
        .unwrap_or(0)
}

fn choices(
    set: &ProductSet,
    section: &Section,
    criterion: &Criterion,
    cases: &CaseChoices,
    wish: &Wish,
) -> Vec<Choice> {
    let case = cases.get(&criterion.code).copied();
    let below = wish.below.get(&criterion.code).copied();
    // A criterion on which another one depends is kept above zero, so that both simply add up.
    let is_condition = set
        .criteria()
        .any(|other| other.only_when == Some(Condition::AboveZero(criterion.code)));
    let stops = section
        .exclusions
        .iter()
        .chain(&criterion.exclusions)
        .any(|exclusion| exclusion.kind == ExclusionKind::StopIfZero);
    let mut least = i64::from(is_condition || stops);
    let mut limit = i64::MAX;
    for (stars, needed) in criterion.gates(case) {
        let needed = needed.hundredths() / 100;
        if below.is_some_and(|below| stars.stars() >= below) {
            limit = limit.min(needed);
        } else if stars.stars() <= wish.reach {
            least = least.max(needed);
        }
    }
    let none = criterion
        .offers_none(case)
        .then_some((Some(Answer::NoLevel), 0));
    let levels: Vec<Choice> = if criterion.options.is_empty() {
        vec![(Some(Answer::Level(0)), criterion.max.hundredths() / 100)]
    } else {
        criterion
            .levels(case)
            .filter_map(|(idx, level)| {
                let answer = Answer::Level(u8::try_from(idx).ok()?);
                Some((Some(answer), level.points.hundredths() / 100))
            })
            .collect()
    };
    let all: Vec<Choice> = none.into_iter().chain(levels).collect();
    let fitting: Vec<Choice> = all
        .iter()
        .filter(|(_, points)| (least..limit).contains(points))
        .copied()
        .collect();
    if fitting.is_empty() { all } else { fitting }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use crate::model::points::Points;
    use crate::rules::scoring;

    #[track_caller]
    fn check(total: i64, reach: u8, below: &[(&str, u8)], expected: i64) -> Answers {
        let set = fixtures::form().set;
        let cases = [(fixtures::code("1.3"), crate::model::criteria::CaseCode::B)].into();
        let wish = Wish {
            total,
            reach,
            below: below
                .iter()
                .map(|(code, stars)| (fixtures::code(code), *stars))
                .collect(),
        };
        let answers = fill(&set, &cases, &wish, &mut Random::new(5));
        let found = scoring::total(&set, &answers, &cases);
        assert_eq!(
            (found.total, found.missing.len()),
            (Points::whole(expected), 0),
            "{answers}"
        );
        answers
    }

    #[test]
    fn a_sheet_adds_up_to_the_wanted_total() {
        for total in [20, 45, 60, 75, 90, 100] {
            check(total, 0, &[], total);
        }
        check(78, 0, &[], 80); // The fixture has steps of five points.
        check(1000, 0, &[], 100);
    }

    #[test]
    fn gates_are_met_or_missed_as_wanted() {
        let points = |answers: &Answers, text: &str| {
            let set = fixtures::form().set;
            let criterion = set.criterion(fixtures::code(text)).cloned();
            match (criterion, answers.get(fixtures::code(text))) {
                (Some(criterion), Some(Answer::Level(idx))) => {
                    criterion.points_of(usize::from(idx)).expect("a level")
                }
                _ => Points::ZERO,
            }
        };
        let met = check(80, 4, &[], 80);
        assert!(points(&met, "1.1") >= Points::whole(15));
        assert!(points(&met, "3") >= Points::whole(30));
        let missed = check(80, 4, &[("1.1", 4)], 80);
        assert_eq!(points(&missed, "1.1"), Points::whole(10));
        assert!(points(&missed, "3") >= Points::whole(30));
    }
}
