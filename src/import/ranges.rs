//! Levels that speak of percentages: a value that fits two of them, or none.

use super::anomaly::AnomalyKind;
use super::words::number;

/// The percentages of a level; each end tells whether it belongs to the level.
#[derive(Debug, Default, PartialEq, Eq)]
struct Range {
    from: Option<(u16, bool)>,
    until: Option<(u16, bool)>,
}

/// Looks at two levels that follow one another.
pub(super) fn between(lower: &str, upper: &str) -> Option<AnomalyKind> {
    let (until, until_belongs) = range(lower).until?;
    let (from, from_belongs) = range(upper).from?;
    let percent = from;
    match (until_belongs, from_belongs) {
        _ if until != from => None,
        (true, true) => Some(AnomalyKind::Overlap { percent }),
        (false, false) => Some(AnomalyKind::Gap { percent }),
        _ => None,
    }
}

fn range(text: &str) -> Range {
    let lower = text.to_lowercase();
    let mut range = Range::default();
    let mut at = 0;
    while let Some(found) = lower[at..].find(|ch: char| ch.is_ascii_digit()) {
        let start = at + found;
        let Some((value, rest)) = number(&lower[start..]) else {
            break;
        };
        at = lower.len() - rest.len();
        let Some(rest) = rest.trim_start().strip_prefix('%') else {
            continue;
        };
        let before = lower[..start].trim_end();
        let is_from = if before.ends_with('≥') || rest.trim_start().starts_with("trở lên") {
            Some(true)
        } else if before.ends_with("trên") || before.ends_with('>') {
            Some(false)
        } else {
            before.ends_with("từ").then_some(true)
        };
        let is_until = if before.ends_with("dưới") || before.ends_with('<') {
            Some(false)
        } else {
            (before.ends_with("đến") || before.ends_with('≤')).then_some(true)
        };
        if let Some(belongs) = is_from {
            range.from.get_or_insert((value, belongs));
        } else if let Some(belongs) = is_until {
            range.until.get_or_insert((value, belongs));
        }
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lower: &str, upper: &str, expected: Option<AnomalyKind>) {
        assert_eq!(between(lower, upper), expected, "{lower}, {upper}");
    }

    #[test]
    fn a_value_at_the_edge_fits_one_level() {
        let percent = 60;
        let overlap = Some(AnomalyKind::Overlap { percent });
        let gap = Some(AnomalyKind::Gap { percent });
        check("từ 30% đến 60%", "≥ 60 % là tốt", overlap.clone());
        check("đến 60%", "từ 60% trở lên", overlap);
        check("từ 30 % đến dưới 60%", "trên 60%", gap.clone());
        check("cát < 60%", "cát > 60%", gap);
        check("từ 30% đến dưới 60%", "từ 60% đến 90%", None);
        check("từ 30% đến 60%", "trên 60%", None);
        check("từ 30% đến 60%", "từ 61%", None);
        check("đến 60 ngày", "trên 60 ngày", None);
        check("tốt", "rất tốt", None);
    }
}
