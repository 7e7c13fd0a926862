//! The points of the levels of a criterion, with the slips that can be read in one way only.

use super::anomaly::AnomalyKind;
use super::document::Place;
use super::error::ImportFaultKind;
use super::peers::Peers;
use super::raw::{Figures, Item, RawLevel};
use super::words::excerpt;
use crate::model::points::Points;

/// The points of some levels, and what was met on the way.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// As many as there are levels, where nothing is at fault.
    pub(super) points: Vec<Points>,
    /// By position in the list of levels.
    pub(super) anomalies: Vec<(usize, AnomalyKind)>,
    pub(super) faults: Vec<(Place, ImportFaultKind)>,
}

/// Reads the points of levels among which one is chosen.
pub(super) fn resolve(no: u16, item: &Item, levels: &[&RawLevel], peers: &Peers) -> Resolved {
    let mut resolved = Resolved::default();
    for level in levels.iter().filter(|level| level.points.is_unread()) {
        let printed = level.points.printed.clone();
        resolved
            .faults
            .push((level.place, ImportFaultKind::UnreadPoints { printed }));
    }
    if !resolved.faults.is_empty() {
        return resolved;
    }
    let max = item.max.only();
    let mut points: Vec<_> = levels.iter().map(|level| level.points.only()).collect();
    blanks(&mut points, max, levels, &mut resolved);
    let Some(mut points) = points.into_iter().collect::<Option<Vec<Points>>>() else {
        return resolved;
    };
    if let Some(max) = max {
        above_max(&mut points, max, &mut resolved);
    }
    repeats(&mut points, no, item, levels, peers, &mut resolved);
    resolved.points = points;
    resolved
}

/// Reads blank cells, and such with several numbers, where the neighbors leave one number.
fn blanks(
    points: &mut [Option<Points>],
    max: Option<Points>,
    levels: &[&RawLevel],
    resolved: &mut Resolved,
) {
    for idx in 0..points.len() {
        if points[idx].is_some() {
            continue;
        }
        let level = &levels[idx];
        let below = idx.checked_sub(1).and_then(|before| points[before]);
        let above = points.get(idx + 1).copied().flatten();
        let candidates = match (&*level.points.values, above, max) {
            ([], Some(above), _) => between(below, above),
            ([], None, Some(max)) if idx + 1 == points.len() => vec![max],
            ([], ..) => Vec::new(),
            (several, ..) => {
                let fits = |value: &&Points| {
                    below.is_none_or(|below| below < **value)
                        && above.is_none_or(|above| **value < above)
                        && max.is_none_or(|max| **value <= max)
                };
                several.iter().filter(fits).copied().collect()
            }
        };
        let [read] = candidates.as_slice() else {
            let text = excerpt(&level.text);
            let kind = ImportFaultKind::NoPoints { text };
            resolved.faults.push((level.place, kind));
            continue;
        };
        points[idx] = Some(*read);
        let kind = if level.points.is_blank() {
            let (level, read) = (idx + 1, *read);
            AnomalyKind::BlankPoints { level, read }
        } else {
            let printed = level.points.printed.clone();
            AnomalyKind::StrayNumber {
                printed,
                read: *read,
            }
        };
        resolved.anomalies.push((idx, kind));
    }
}

/// Returns the whole numbers strictly between two; from 0 where there is none below.
fn between(below: Option<Points>, above: Points) -> Vec<Points> {
    let first = below.map_or(0, |below| below.hundredths() / 100 + 1);
    let numbers = (first..).map(Points::whole);
    numbers
        .take_while(|number| *number < above)
        .take(2)
        .collect()
}

/// Reads points above the maximum as the number without one of its figures, where only one such
/// number fits.
fn above_max(points: &mut [Points], max: Points, resolved: &mut Resolved) {
    for idx in 0..points.len() {
        let printed = points[idx];
        if printed <= max {
            continue;
        }
        let below = idx.checked_sub(1).map(|before| points[before]);
        let above = points.get(idx + 1).copied().filter(|above| *above <= max);
        let is_last = idx + 1 == points.len();
        let fits = |value: &Points| {
            below.is_none_or(|below| below < *value)
                && above.is_none_or(|above| *value < above)
                && if is_last { *value == max } else { *value < max }
        };
        let figures = printed.to_string();
        let mut candidates: Vec<_> = (0..figures.len())
            .filter_map(|at| {
                let mut left = figures.clone();
                left.remove(at);
                super::words::points(&left)
            })
            .filter(fits)
            .collect();
        candidates.dedup();
        if let [read] = candidates.as_slice() {
            points[idx] = *read;
            let (level, read) = (idx + 1, *read);
            let kind = AnomalyKind::AboveMax {
                level,
                printed,
                read,
            };
            resolved.anomalies.push((idx, kind));
        }
    }
}

/// Reads points that stand twice as the other sheets with the same levels have them.
fn repeats(
    points: &mut Vec<Points>,
    no: u16,
    item: &Item,
    levels: &[&RawLevel],
    peers: &Peers,
    resolved: &mut Resolved,
) {
    let is_repeated = |pair: &[Points]| pair[0] == pair[1];
    if !points.windows(2).any(is_repeated) {
        return;
    }
    if let Some(others) = peers.points(no, item, levels) {
        for (idx, (printed, read)) in points
            .iter()
            .copied()
            .zip(others.iter().copied())
            .enumerate()
        {
            if printed != read {
                let level = idx + 1;
                let kind = AnomalyKind::RepeatedPoints {
                    level,
                    printed,
                    read,
                };
                resolved.anomalies.push((idx, kind));
            }
        }
        *points = others;
        return;
    }
    for idx in 1..points.len() {
        if points[idx - 1] == points[idx] {
            let (level, printed) = (idx + 1, points[idx]);
            let kind = AnomalyKind::EqualPoints { level, printed };
            resolved.anomalies.push((idx, kind));
        }
    }
}

/// Reads a maximum; where it is blank or has several numbers, `sum` decides.
pub(super) fn max(
    figures: &Figures,
    sum: Points,
) -> Result<(Points, Option<AnomalyKind>), ImportFaultKind> {
    if figures.is_unread() {
        let printed = figures.printed.clone();
        return Err(ImportFaultKind::UnreadPoints { printed });
    }
    match figures.values.as_slice() {
        [only] => Ok((*only, None)),
        [] => Ok((sum, Some(AnomalyKind::BlankMax { read: sum }))),
        [first, ..] => {
            let read = if figures.values.contains(&sum) {
                sum
            } else {
                *first
            };
            let printed = figures.printed.clone();
            Ok((read, Some(AnomalyKind::StrayNumber { printed, read })))
        }
    }
}
