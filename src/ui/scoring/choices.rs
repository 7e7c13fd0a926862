//! What can be chosen in a criterion, and with which key.

use crate::model::criteria::{CaseCode, Criterion, Scoring};
use crate::model::points::{Points, StarRank};
use crate::model::sheet::Answer;

/// One row of a criterion: a level, or none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice<'a> {
    /// The answer it gives.
    pub(super) answer: Answer,
    /// The key that chooses it.
    pub(super) key: char,
    /// What it is worth.
    pub(super) points: Points,
    /// What it says.
    pub(super) text: ChoiceText<'a>,
    /// The rank whose least requirement it is.
    pub(super) gate: Option<StarRank>,
}

/// The words of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceText<'a> {
    /// A printed level.
    Level(&'a str),
    /// None of the levels.
    NoLevel,
    /// The yes of a yes/no criterion.
    Yes,
    /// The no of a yes/no criterion.
    No,
}

/// Letters for rows whose points make no key of their own; without those that the screen uses.
const LETTERS: [char; 8] = ['A', 'B', 'C', 'D', 'E', 'F', 'H', 'I'];

/// Returns the rows of `criterion`, the least points first as printed. The key of a row is the
/// digit of its points where that is unique and below 10, else a letter.
pub(super) fn choices(criterion: &Criterion, case: Option<CaseCode>) -> Vec<Choice<'_>> {
    let row = |answer, points, text, gate| Choice {
        answer,
        key: ' ',
        points,
        text,
        gate,
    };
    let mut rows = Vec::new();
    match criterion.scoring {
        Scoring::YesNo => {
            rows.push(row(Answer::NoLevel, Points::ZERO, ChoiceText::No, None));
            rows.push(row(Answer::Level(0), criterion.max, ChoiceText::Yes, None));
        }
        Scoring::One | Scoring::OneCase => {
            if criterion.offers_none(case) {
                rows.push(row(
                    Answer::NoLevel,
                    Points::ZERO,
                    ChoiceText::NoLevel,
                    None,
                ));
            }
            for (idx, level) in criterion.levels(case) {
                let answer = Answer::Level(u8::try_from(idx).unwrap_or(u8::MAX));
                rows.push(row(
                    answer,
                    level.points,
                    ChoiceText::Level(&level.text),
                    level.gate,
                ));
            }
        }
    }
    let digit = |points: Points| match points.hundredths() {
        hundredths @ 0..=900 if hundredths % 100 == 0 => u32::try_from(hundredths / 100)
            .ok()
            .and_then(|digit| char::from_digit(digit, 10)),
        _ => None,
    };
    let mut letters = LETTERS.into_iter();
    for idx in 0..rows.len() {
        let points = rows[idx].points;
        let is_unique = rows.iter().filter(|row| row.points == points).count() == 1;
        let key = digit(points)
            .filter(|_| is_unique)
            .or_else(|| letters.next());
        rows[idx].key = key.unwrap_or(' ');
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::criteria::ScoreOption;

    fn criterion(scoring: Scoring, points: &[i64]) -> Criterion {
        let level = |points: &i64| ScoreOption {
            text: format!("mức {points}"),
            points: Points::whole(*points),
            gate: None,
            case: None,
        };
        Criterion {
            code: "1.1".parse().expect("a code"),
            title: "Tiêu chí".to_owned(),
            max: Points::whole(points.last().copied().unwrap_or(1)),
            heading: None,
            explanation: None,
            requirements: Vec::new(),
            notes: Vec::new(),
            slips: Vec::new(),
            only_when: None,
            exclusions: Vec::new(),
            scoring,
            cases: Vec::new(),
            options: points.iter().map(level).collect(),
        }
    }

    #[track_caller]
    fn check_keys(scoring: Scoring, points: &[i64], expected: &str) {
        let criterion = criterion(scoring, points);
        let keys: String = choices(&criterion, None)
            .iter()
            .map(|row| row.key)
            .collect();
        assert_eq!(keys, expected, "{points:?}");
    }

    // ux.md: "the digit of its points where that is unique and below 10, else a letter".
    #[test]
    fn the_key_of_a_row_is_its_points_or_a_letter() {
        check_keys(Scoring::One, &[1, 2, 3], "0123");
        check_keys(Scoring::One, &[0, 1, 3], "013");
        check_keys(Scoring::One, &[1, 1, 3, 5], "0AB35"); // sheet 23, 6.2
        check_keys(Scoring::One, &[2, 5, 10], "025A"); // sheet 25, section 7
        check_keys(Scoring::YesNo, &[], "01");
    }

    #[test]
    fn none_of_the_levels_is_offered_where_no_level_is_worth_nothing() {
        let with_zero = criterion(Scoring::One, &[0, 1]);
        assert!(
            choices(&with_zero, None)
                .iter()
                .all(|row| row.answer != Answer::NoLevel)
        );
        let without = criterion(Scoring::One, &[1, 2]);
        assert_eq!(choices(&without, None)[0].answer, Answer::NoLevel);
    }
}
