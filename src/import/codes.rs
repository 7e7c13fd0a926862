//! The order of codes: a code that stands twice is read as the next one, a gap is told, and what
//! follows nothing is a fault.

use std::collections::BTreeSet;

use super::anomaly::{Anomaly, AnomalyKind};
use super::error::ImportFaultKind;
use super::raw::{Item, RawSheet};
use crate::model::criteria::Code;

/// Returns the numbers of a code.
pub(super) fn numbers(code: Code) -> Vec<u8> {
    let text = code.to_string();
    text.split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}

fn code(numbers: &[u8]) -> Option<Code> {
    let numbers: Vec<_> = numbers.iter().map(u8::to_string).collect();
    numbers.join(".").parse().ok()
}

/// Tells whether `below` is a code under `above`.
pub(super) fn is_under(below: Code, above: Code) -> bool {
    let (below, above) = (numbers(below), numbers(above));
    below.len() > above.len() && below.starts_with(&above)
}

/// Returns the codes that may follow `before`, the nearest first.
fn next(before: Option<Code>) -> Vec<Code> {
    let Some(before) = before else {
        return code(&[1]).into_iter().collect();
    };
    let before = numbers(before);
    let child = [before.as_slice(), &[1]].concat();
    let siblings = (1..=before.len()).rev().filter_map(|len| {
        let mut numbers = before[..len].to_vec();
        let last = numbers.last_mut()?;
        *last = last.checked_add(1)?;
        code(&numbers)
    });
    siblings.chain(code(&child)).collect()
}

/// Looks at all codes of a sheet and mends those that stand twice.
pub(super) fn mend(sheet: &mut RawSheet) -> Vec<Anomaly> {
    let mut anomalies = Vec::new();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut before = None;
    for item in sheet.parts.iter_mut().flat_map(|part| &mut part.items) {
        let printed = item.code;
        let candidates = next(before);
        if !candidates.contains(&printed) {
            let parallel = candidates
                .iter()
                .copied()
                .find(|&next| are_parallel(next, printed));
            let depth = |code: Code| numbers(code).len();
            let same_depth = candidates
                .iter()
                .copied()
                .find(|&next| depth(next) == depth(printed));
            let nearest = parallel.or(same_depth).or(candidates.first().copied());
            let expected = nearest.map_or_else(String::new, |code| code.to_string());
            let anomaly = |item: &Item, kind| Anomaly {
                place: item.place,
                sheet: sheet.no,
                code: Some(item.code.to_string()),
                kind,
            };
            match parallel {
                Some(next) if seen.contains(&printed) => {
                    item.code = next;
                    let (printed, read) = (printed.to_string(), next.to_string());
                    anomalies.push(anomaly(item, AnomalyKind::RepeatedCode { printed, read }));
                }
                Some(next) if printed > next => {
                    anomalies.push(anomaly(item, AnomalyKind::SkippedCode { expected }));
                }
                _ => {
                    faults.push((item.place, printed, ImportFaultKind::CodeOrder { expected }));
                    // The sheet is refused; with the code that was expected, nothing else follows.
                    item.code = nearest.unwrap_or(printed);
                }
            }
        }
        seen.insert(item.code);
        before = Some(item.code);
    }
    for (place, code, kind) in faults {
        sheet.fault(place, Some(code), kind);
    }
    anomalies
}

/// Tells whether two codes differ in their last number at most.
fn are_parallel(one: Code, other: Code) -> bool {
    let (one, other) = (numbers(one), numbers(other));
    one.len() == other.len()
        && one.split_last().map(|(_, above)| above) == other.split_last().map(|(_, above)| above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_follow_a_code() {
        let following = |text: &str| {
            let next = next(text.parse().ok());
            next.iter().map(Code::to_string).collect::<Vec<_>>()
        };
        assert_eq!(following(""), ["1"]);
        assert_eq!(following("3"), ["4", "3.1"]);
        assert_eq!(following("6.1"), ["6.2", "7", "6.1.1"]);
        assert_eq!(following("6.1.2"), ["6.1.3", "6.2", "7"]);
    }
}
