//! What other sheets say of the same criterion: most criteria stand on many sheets in the same
//! words, so a slip on one of them shows.

use std::collections::BTreeMap;

use super::raw::{Item, RawLevel, RawSheet};
use super::words::bare;
use crate::model::points::Points;

/// How many other sheets must agree before one is said to differ from them.
const MANY: usize = 5;

/// The criteria of all sheets, by their words.
#[derive(Debug, Default)]
pub(super) struct Peers {
    points: BTreeMap<Vec<String>, Vec<(u16, Vec<Points>)>>,
    stars: BTreeMap<(String, String), Vec<(u16, usize)>>,
}

impl Peers {
    pub(super) fn of(sheets: &[RawSheet]) -> Self {
        let mut peers = Self::default();
        for sheet in sheets {
            let no = sheet.no.unwrap_or_default();
            for item in sheet.parts.iter().flat_map(|part| &part.items) {
                let levels: Vec<_> = item.levels.iter().collect();
                let points: Option<Vec<_>> = levels.iter().map(|l| l.points.only()).collect();
                if let Some(points) = points.filter(|points| !points.is_empty()) {
                    let same = peers.points.entry(words(item, &levels)).or_default();
                    same.push((no, points));
                }
                for level in levels {
                    let key = (bare(&item.title), bare(&level.text));
                    let count = level.stars.map_or(0, |stars| stars.count);
                    peers.stars.entry(key).or_default().push((no, count));
                }
            }
        }
        peers
    }

    /// Returns the points on which the other sheets agree, at least two of them, where they rise.
    pub(super) fn points(&self, no: u16, item: &Item, levels: &[&RawLevel]) -> Option<Vec<Points>> {
        let same = self.points.get(&words(item, levels))?;
        let mut others = same.iter().filter(|(other, points)| {
            *other != no && points.windows(2).all(|pair| pair[0] < pair[1])
        });
        let (_, first) = others.next()?;
        let rest: Vec<_> = others.collect();
        let agree = !rest.is_empty() && rest.iter().all(|(_, points)| points == first);
        agree.then(|| first.clone())
    }

    /// Returns the number of asterisks of a level on which all other sheets agree, many of them,
    /// and how many they are.
    pub(super) fn stars(&self, no: u16, item: &Item, level: &RawLevel) -> Option<(usize, usize)> {
        let same = self.stars.get(&(bare(&item.title), bare(&level.text)))?;
        let others: Vec<_> = same.iter().filter(|(other, _)| *other != no).collect();
        let (_, count) = others.first()?;
        let agree = others.len() >= MANY && others.iter().all(|(_, other)| other == count);
        agree.then_some((*count, others.len()))
    }
}

fn words(item: &Item, levels: &[&RawLevel]) -> Vec<String> {
    let title = std::iter::once(bare(&item.title));
    title
        .chain(levels.iter().map(|level| bare(&level.text)))
        .collect()
}
