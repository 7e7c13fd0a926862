//! Notes in a pack on what is not as it should be in print.

use std::collections::BTreeSet;

use rust_i18n::t;

use super::anomaly::Anomaly;
use super::error::at;
use crate::model::criteria::{CriteriaPack, Slip};

/// Notes in the pack what is not as it should be in print.
pub(super) fn add(pack: &mut CriteriaPack, anomalies: &[Anomaly]) {
    // The pack is a Vietnamese text.
    let locale = "vi";
    pack.known_flaws = flaws(anomalies, locale);
    for anomaly in anomalies {
        let (printed, read_as) = (anomaly.printed(locale), anomaly.reading(locale));
        let Some(set) = pack
            .product_sets
            .iter_mut()
            .find(|set| Some(set.no) == anomaly.sheet)
        else {
            continue;
        };
        let code = anomaly.code.as_deref().and_then(|code| code.parse().ok());
        let sections = set.parts.iter_mut().flat_map(|part| &mut part.sections);
        let mut criteria = sections.flat_map(|section| &mut section.criteria);
        match criteria.find(|criterion| Some(criterion.code) == code) {
            Some(criterion) => criterion.slips.push(Slip {
                printed,
                read_as,
                applied: anomaly.is_applied(),
            }),
            None => {
                let at = anomaly.code.as_ref().map(|code| format!("{code}: "));
                let at = at.unwrap_or_default();
                set.notes.push(format!("{at}{printed}; {read_as}"));
            }
        }
    }
}

/// Returns the flaws that are named wherever the pack is used, each once for all its sheets.
fn flaws(anomalies: &[Anomaly], locale: &str) -> Vec<String> {
    let mut flaws: Vec<(String, Vec<&Anomaly>)> = Vec::new();
    for anomaly in anomalies.iter().filter(|anomaly| anomaly.is_flaw()) {
        let text = format!("{}; {}", anomaly.printed(locale), anomaly.reading(locale));
        match flaws.iter_mut().find(|(known, _)| *known == text) {
            Some((_, places)) => places.push(anomaly),
            None => flaws.push((text, vec![anomaly])),
        }
    }
    let flaws = flaws.into_iter();
    flaws
        .map(|(text, places)| format!("{}: {text}", places_text(&places, locale)))
        .collect()
}

fn places_text(places: &[&Anomaly], locale: &str) -> String {
    if let [only] = places {
        return at(only.sheet, only.code.as_deref(), None, locale);
    }
    let sheets = places.iter().filter_map(|place| place.sheet).collect();
    let codes: BTreeSet<_> = places
        .iter()
        .filter_map(|place| place.code.as_deref())
        .collect();
    let codes: Vec<_> = codes.into_iter().collect();
    let (sheets, codes) = (spans(&sheets), codes.join(", "));
    t!(
        "import.at.several",
        locale = locale,
        sheets = sheets,
        codes = codes
    )
    .into_owned()
}

/// Writes numbers with those in a row drawn together: `1–3, 7`.
fn spans(numbers: &BTreeSet<u16>) -> String {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for &number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let spans = spans.into_iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        }
    });
    spans.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_drawn_together() {
        let text = |numbers: &[u16]| spans(&numbers.iter().copied().collect());
        assert_eq!(text(&[1, 2, 3, 7, 9, 10]), "1–3, 7, 9–10");
        assert_eq!(text(&[4]), "4");
    }
}
