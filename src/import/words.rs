//! How sentences of a decision are told apart: small readers of words, numbers, codes and days.

use crate::model::Date;
use crate::model::criteria::Code;
use crate::model::points::Points;

/// Tells whether `text` begins with `start`, whatever the case.
pub(super) fn begins(text: &str, start: &str) -> bool {
    after(text, start).is_some()
}

/// Returns what follows `start` at the beginning of `text`, whatever the case.
pub(super) fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in start.chars() {
        let ch = rest.next()?;
        if !ch.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Returns what follows a label such as `Ghi chú:` at the beginning of `text`.
pub(super) fn after_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let rest = after(text, label)?.trim_start();
    let rest = rest.strip_prefix(['.', '*']).unwrap_or(rest).trim_start();
    Some(rest.strip_prefix(':')?.trim_start())
}

/// Returns the words of `text` in small letters without any signs, for comparisons.
pub(super) fn bare(text: &str) -> String {
    let letters = text
        .chars()
        .filter(|ch| ch.is_alphanumeric() || "<>≥≤%".contains(*ch));
    letters.flat_map(char::to_lowercase).collect()
}

/// Tells whether `text` has letters and all of them are capitals.
pub(super) fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Returns `text` in small letters with a capital at the beginning.
pub(super) fn sentence_case(text: &str) -> String {
    let mut chars = text.trim().chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.as_str().to_lowercase().chars()).collect()
}

/// Reads `3`, `03`, `2,5` or `2.5` as points; at most 1000.
pub(super) fn points(text: &str) -> Option<Points> {
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_number = |t: &str, len| t.len() <= len && t.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole, 4) || !is_number(rest, 2) {
        return None;
    }
    if rest.is_empty() && whole.len() < text.len() {
        return None;
    }
    let hundredths: i64 = format!("{whole}{rest:0<2}").parse().ok()?;
    (hundredths <= 100_000).then(|| Points::from_hundredths(hundredths))
}

/// Reads a code at the beginning of a line (`1. `, `3.5. `, `6.1.1 `), and returns it with what
/// follows.
pub(super) fn code(text: &str) -> Option<(Code, &str)> {
    let end = text.find(|ch: char| !(ch.is_ascii_digit() || ch == '.'))?;
    let (digits, rest) = text.split_at(end);
    let dotted = digits.strip_suffix('.');
    let title = rest.trim_start();
    // A plain number needs its dot, or a title in capitals: other texts begin with one too.
    let is_plain = !digits.contains('.') && !title.starts_with(')') && !is_capitals(title);
    let is_apart = dotted.is_some() || title.len() < rest.len() || title.starts_with(')');
    if is_plain || !is_apart || title.is_empty() {
        return None;
    }
    let code = dotted.unwrap_or(digits).parse().ok()?;
    Some((code, title.trim_start_matches(')').trim_start()))
}

/// Reads a whole number at the beginning of `text`, and returns it with what follows.
pub(super) fn number(text: &str) -> Option<(u16, &str)> {
    let end = text
        .find(|ch: char| !ch.is_ascii_digit())
        .unwrap_or(text.len());
    let value = text[..end].parse().ok()?;
    Some((value, &text[end..]))
}

/// Returns the first day that `text` writes out: `ngày 22 tháng 5 năm 2026` or `22/5/2026`.
pub(super) fn day(text: &str) -> Option<Date> {
    written_day(text).or_else(|| {
        let short = text.split(|ch: char| !(ch.is_ascii_digit() || ch == '/'));
        short
            .filter(|part| part.matches('/').count() == 2)
            .find_map(|part| Date::parse_from_str(part, "%d/%m/%Y").ok())
    })
}

fn written_day(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    lower.match_indices("ngày ").find_map(|(at, word)| {
        let (day, rest) = number(lower[at + word.len()..].trim_start())?;
        let (month, rest) = number(rest.trim_start().strip_prefix("tháng")?.trim_start())?;
        let (year, _) = number(rest.trim_start().strip_prefix("năm")?.trim_start())?;
        Date::from_ymd_opt(year.into(), month.into(), day.into())
    })
}

/// Returns the first words of a text, for a message.
pub(super) fn excerpt(text: &str) -> String {
    const LEN: usize = 60;
    let line = text.replace('\n', " ");
    if line.chars().count() <= LEN {
        return line;
    }
    let cut: String = line.chars().take(LEN).collect();
    let whole = cut.rsplit_once(' ').map_or(&*cut, |(words, _)| words);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_any_case() {
        assert_eq!(after_label("GHI CHÚ : xem", "ghi chú"), Some("xem"));
        assert_eq!(after_label("Ghi chú xem", "ghi chú"), None);
        assert!(begins("PHẦN C", "Phần"));
        assert!(!begins("Ph", "Phần"));
    }

    #[track_caller]
    fn check_code(text: &str, expected: Option<(&str, &str)>) {
        let actual = code(text).map(|(code, title)| (code.to_string(), title));
        let expected = expected.map(|(code, title)| (code.to_owned(), title));
        assert_eq!(actual, expected, "{text}");
    }

    #[test]
    fn codes_are_told_from_other_numbers() {
        check_code("1. NHÓM", Some(("1", "NHÓM")));
        check_code("3.5. Tên", Some(("3.5", "Tên")));
        check_code("6.1.1 Tên", Some(("6.1.1", "Tên")));
        check_code("12.Tên", Some(("12", "Tên")));
        check_code("8 NHÓM", Some(("8", "NHÓM")));
        check_code("05 mẫu", None);
        check_code("3 mẫu", None);
        check_code("100% nguyên liệu", None);
        check_code("3.5", None);
        check_code("1.2.3.4. Tên", None);
    }

    #[test]
    fn points_may_have_a_fraction_and_nothing_else() {
        assert_eq!(points("3"), Some(Points::whole(3)));
        assert_eq!(points("03"), Some(Points::whole(3)));
        assert_eq!(points("2,5"), Some(Points::from_hundredths(250)));
        assert_eq!(points("0.25"), Some(Points::from_hundredths(25)));
        for text in ["", ",5", "2,", "x", "3 điểm", "-1", "99999", "2,555"] {
            assert_eq!(points(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_words_and_in_figures() {
        let expected = Date::from_ymd_opt(2026, 5, 22);
        assert_eq!(day("Hà Nội, ngày 22\u{20}tháng 5 năm 2026"), expected);
        assert_eq!(day("kể từ ngày ký, ngày 22 tháng 05 năm 2026"), expected);
        assert_eq!(day("ngày 22/5/2026."), expected);
        assert_eq!(day("ngày 31 tháng 2 năm 2026"), None);
    }

    #[test]
    fn titles_and_excerpts_read_well() {
        assert_eq!(sentence_case("ĐỒ UỐNG"), "Đồ uống");
        assert!(is_capitals("MỤC 1: ĐẤT") && !is_capitals("Mục") && !is_capitals("12"));
        let long = "chữ ".repeat(40);
        assert!(excerpt(&long).ends_with("chữ…") && excerpt(&long).chars().count() < 62);
        assert_eq!(bare("Vốn < 51 %; có"), "vốn<51%có");
    }
}
