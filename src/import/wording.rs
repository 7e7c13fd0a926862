//! Sentences that differ by one letter from the same sentence on other sheets.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::anomaly::{Anomaly, AnomalyKind};
use super::document::Place;
use super::raw::{Item, RawSheet};

/// On how many sheets a sentence must stand to be the usual one.
const USUAL: usize = 3;
/// On how many sheets a sentence may stand to be a slip.
const RARE: usize = 2;
/// Longer sentences are not looked at.
const WORD_LIMIT: usize = 300;

type Standing<'a> = BTreeMap<&'a str, Vec<(u16, Place, String)>>;

/// Finds them.
pub(super) fn slips(sheets: &[RawSheet]) -> Vec<Anomaly> {
    let standing = standing(sheets);
    let n_sheets = |places: &[(u16, Place, String)]| {
        let mut sheets: Vec<_> = places.iter().map(|(no, ..)| *no).collect();
        sheets.dedup();
        sheets.len()
    };
    // Usual sentences, by what is left without one of their words.
    let mut usual: HashMap<u64, Vec<(&str, usize)>> = HashMap::new();
    for (text, places) in &standing {
        let n = n_sheets(places);
        if n >= USUAL {
            for hash in without_each(text) {
                usual.entry(hash).or_default().push((text, n));
            }
        }
    }
    let mut slips = Vec::new();
    for (text, places) in &standing {
        if n_sheets(places) > RARE {
            continue;
        }
        let others = without_each(text)
            .filter_map(|hash| usual.get(&hash))
            .flatten();
        let slip = others.filter_map(|(other, n)| Some((one_letter(text, other)?, *n)));
        let Some(((printed, others), n_others)) = slip.max_by_key(|(_, n)| *n) else {
            continue;
        };
        slips.extend(places.iter().map(|(no, place, code)| Anomaly {
            place: *place,
            sheet: Some(*no),
            code: Some(code.clone()),
            kind: AnomalyKind::Wording {
                printed: printed.to_owned(),
                others: others.to_owned(),
                n_others,
            },
        }));
    }
    slips
}

/// Returns every sentence with where it stands.
fn standing(sheets: &[RawSheet]) -> Standing<'_> {
    let mut standing = Standing::new();
    for sheet in sheets {
        let no = sheet.no.unwrap_or_default();
        for item in sheet.parts.iter().flat_map(|part| &part.items) {
            let code = item.code.to_string();
            for (place, text) in sentences(item) {
                let places = standing.entry(text).or_default();
                places.push((no, place, code.clone()));
            }
        }
    }
    standing
}

fn sentences(item: &Item) -> impl Iterator<Item = (Place, &str)> {
    let around = [
        &item.explanation,
        &item.requirements,
        &item.notes,
        &item.section_notes,
    ];
    let around = around.into_iter().flatten();
    let around = around.map(|text| (item.place, text.as_str()));
    let levels = item.levels.iter();
    around.chain(levels.map(|level| (level.place, level.text.as_str())))
}

/// Returns a hash of the sentence without each of its words in turn.
fn without_each(text: &str) -> impl Iterator<Item = u64> {
    let words: Vec<_> = text.split_whitespace().take(WORD_LIMIT + 1).collect();
    let n_words = if words.len() > WORD_LIMIT {
        0
    } else {
        words.len()
    };
    (0..n_words).map(move |left_out| {
        let mut hasher = DefaultHasher::new();
        (left_out, words.len()).hash(&mut hasher);
        for (idx, word) in words.iter().enumerate() {
            if idx != left_out {
                word.hash(&mut hasher);
            }
        }
        hasher.finish()
    })
}

/// Returns the one word in which two sentences differ, where that is by a letter or its marks.
fn one_letter<'a>(text: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let pairs = text.split_whitespace().zip(other.split_whitespace());
    let mut differing = pairs.filter(|(one, other)| one != other);
    let (one, other) = differing.next().filter(|_| differing.next().is_none())?;
    let (one, other) = (trimmed(one), trimmed(other));
    let is_word = |word: &str| word.chars().count() > 2 && word.chars().all(char::is_alphabetic);
    if !is_word(one) || !is_word(other) || one.to_lowercase() == other.to_lowercase() {
        return None;
    }
    let (a, b) = (plain(one), plain(other));
    let n_differing = a.iter().zip(&b).filter(|(a, b)| a != b).count();
    (a.len() == b.len() && n_differing <= 1).then_some((one, other))
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|ch: char| !ch.is_alphanumeric())
}

/// Returns the letters of a word without their marks.
fn plain(word: &str) -> Vec<char> {
    let lower = word.to_lowercase().replace('đ', "d");
    lower.nfd().filter(|ch| !is_combining_mark(*ch)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_slip_where_one_letter_differs() {
        let differing = |one, other| one_letter(one, other);
        assert_eq!(
            differing("có gian bàn", "có gian bán"),
            Some(("bàn", "bán"))
        );
        assert_eq!(differing("Sản mới", "Bản mới"), Some(("Sản", "Bản")));
        assert_eq!(differing("đất tốt", "ruộng tốt"), None);
        assert_eq!(differing("Đất tốt", "đất tốt"), None);
        assert_eq!(differing("đất tốt", "đất tốt."), None);
        assert_eq!(differing("từ 300 cây", "từ 500 cây"), None);
        assert_eq!(differing("bàn đá", "bán đã"), None);
    }
}
