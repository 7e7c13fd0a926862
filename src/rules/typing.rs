//! A paper sheet typed twice: where the typings differ, and what is still to be settled.
//!
//! Only what counts is compared: a criterion that is idle on both sides (5.2 without a product
//! story) says nothing, whatever answer is kept behind it.

use crate::model::criteria::{CaseChoices, ProductSet};
use crate::model::sheet::{Answers, ScoringSheet, SheetSource};
use crate::model::typing::TypingDifference;

use super::scoring::{Standing, standing};

/// How far the typing of a paper sheet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypingState {
    /// Typed once, or not from paper at all.
    Once,
    /// The second typing is under way.
    Second,
    /// The typings were compared, and differences wait for a choice.
    Comparing,
    /// Both typings say the same, or what differed was settled.
    DoubleChecked,
}

/// Tells how far the typing of `sheet` has come.
pub fn state(sheet: &ScoringSheet) -> TypingState {
    if sheet.source == SheetSource::PaperDoubleChecked {
        return TypingState::DoubleChecked;
    }
    match &sheet.second_typing {
        None => TypingState::Once,
        Some(second) if second.is_compared() => TypingState::Comparing,
        Some(_) => TypingState::Second,
    }
}

/// Returns the criteria on which two typings differ, in the order of the sheet.
pub fn differences(
    set: &ProductSet,
    cases: &CaseChoices,
    first: &Answers,
    second: &Answers,
) -> Vec<TypingDifference> {
    set.criteria()
        .filter(|criterion| first.get(criterion.code) != second.get(criterion.code))
        .filter(|criterion| {
            let is_idle = |answers| standing(set, criterion, answers, cases) == Standing::Idle;
            !(is_idle(first) && is_idle(second))
        })
        .map(|criterion| TypingDifference {
            code: criterion.code,
            first: first.get(criterion.code),
            second: second.get(criterion.code),
            settled: None,
        })
        .collect()
}

/// Returns the differences that wait for a choice, under the answers as they are settled so far.
pub fn open_differences<'a>(
    set: &ProductSet,
    cases: &CaseChoices,
    differences: &'a [TypingDifference],
    answers: &Answers,
) -> Vec<&'a TypingDifference> {
    let is_idle = |difference: &TypingDifference| {
        set.criterion(difference.code)
            .is_some_and(|criterion| standing(set, criterion, answers, cases) == Standing::Idle)
    };
    differences
        .iter()
        .filter(|difference| difference.settled.is_none() && !is_idle(difference))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ALL_70, answers, code, form};

    #[track_caller]
    fn check(first: &str, second: &str, expected: &[&str]) {
        let set = form().set;
        let found = differences(&set, &CaseChoices::new(), &answers(first), &answers(second));
        let codes: Vec<_> = found.iter().map(|it| it.code).collect();
        let expected: Vec<_> = expected.iter().map(|text| code(text)).collect();
        assert_eq!(codes, expected, "{first} | {second}");
    }

    // In the fixture 2.2 counts only where 2.1 is above zero; see `fixtures::form`.
    #[test]
    fn what_counts_is_compared() {
        check(ALL_70, ALL_70, &[]);
        check("1.1=1", "1.1=2", &["1.1"]);
        check("1.1=1", "1.1=-", &["1.1"]);
        check("1.1=1 1.2=1", "1.1=1", &["1.2"]);
        check("2.1=1 2.2=2", "2.1=1 2.2=3", &[]); // 2.1 is worth 0 on both: 2.2 is idle
        check("2.1=1 2.2=2", "2.1=2 2.2=3", &["2.1", "2.2"]);
        check("", "", &[]);
    }
}
