//! What a line of a scoring sheet is, told by how it begins.

use super::words::{after, after_label, begins, code};
use crate::model::criteria::{CaseCode, Code, ExclusionKind};

/// A line of the column of criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `Phần A: TÊN (40 điểm)`; the title may stand on the next line.
    Part { letter: char, title: &'a str },
    /// `3.5. Tên`.
    Coded { code: Code, title: &'a str },
    /// A level: a box and its text.
    Level { mark: Mark, text: &'a str },
    /// `a. Trường hợp 1: …`.
    Case { code: CaseCode, title: &'a str },
    /// One of the cases below is to be chosen.
    ChooseCase,
    /// `Yêu cầu: …`, without the label.
    Requirement(&'a str),
    /// `Ghi chú: …` and the like, without the label.
    Note(&'a str),
    /// `Chỉ áp dụng khi có …`, with what must be there.
    Condition(&'a str),
    /// `Áp dụng bắt buộc đối với …`.
    Binds,
    /// The total of the sheet.
    Total,
    /// Anything else.
    Plain,
}

/// The sign before a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A box.
    Box,
    /// The letter o in the place of a box.
    Letter,
    /// None.
    Missing,
}

/// Boxes as they are printed, and as the symbol fonts of word processors hide them.
const BOXES: &str = "□☐▢❏❐❑❒◻◽⬜▫☑☒¨\u{f06f}\u{f071}\u{f072}\u{f0a8}\u{f0fe}";

/// Tells what a line is.
pub(super) fn line(text: &str) -> Line<'_> {
    if let Some(rest) = text.strip_prefix(|ch| BOXES.contains(ch)) {
        let (mark, text) = (Mark::Box, rest.trim_start());
        return Line::Level { mark, text };
    }
    if let Some(text) = letter_box(text) {
        let mark = Mark::Letter;
        return Line::Level { mark, text };
    }
    if let Some((letter, title)) = part(text) {
        return Line::Part { letter, title };
    }
    if let Some((code, title)) = code(text) {
        return Line::Coded { code, title };
    }
    if let Some((code, title)) = case(text) {
        return Line::Case { code, title };
    }
    if let Some(rest) = after_label(text, "yêu cầu") {
        return Line::Requirement(rest);
    }
    let labels = ["ghi chú", "chú ý", "lưu ý"];
    if let Some(rest) = labels.iter().find_map(|label| after_label(text, label)) {
        return Line::Note(rest);
    }
    if let Some(rest) = after(text, "chỉ áp dụng khi có ") {
        return Line::Condition(rest);
    }
    let lower = text.to_lowercase();
    if begins(text, "áp dụng bắt buộc đối với") {
        Line::Binds
    } else if lower.contains("một trong hai trường hợp") {
        Line::ChooseCase
    } else if begins(text, "tổng cộng") || lower == "tổng" || begins(text, "tổng điểm") {
        Line::Total
    } else {
        Line::Plain
    }
}

/// A box that became the letter o: `o Tốt`.
fn letter_box(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['o', '0', 'O'])?;
    let level = rest.strip_prefix(' ')?;
    level.starts_with(char::is_uppercase).then_some(level)
}

fn part(text: &str) -> Option<(char, &str)> {
    let rest = after(text, "phần ")?.trim_start();
    let letter = rest.chars().next().filter(|ch| ('A'..='H').contains(ch))?;
    let rest = &rest[letter.len_utf8()..];
    let title = rest.trim_start_matches([':', '.', '-', '–', ' ']);
    (rest.is_empty() || title.len() < rest.len()).then_some((letter, title))
}

fn case(text: &str) -> Option<(CaseCode, &str)> {
    let (code, rest) = match text.chars().next()? {
        'a' | 'A' => (CaseCode::A, &text[1..]),
        'b' | 'B' => (CaseCode::B, &text[1..]),
        _ => return None,
    };
    let title = rest.strip_prefix(['.', ')'])?.trim_start();
    let (_, name) = after(title, "trường hợp")?.split_once(':')?;
    Some((code, name.trim()))
}

/// Tells what a note leads to, where it rejects or stops.
pub(super) fn exclusion(note: &str) -> Option<ExclusionKind> {
    let lower = note.to_lowercase();
    let stops = ["không đánh giá các bước", "không xem xét các chỉ tiêu khác"];
    if lower.contains("bị loại") {
        Some(ExclusionKind::Disqualify)
    } else if stops.iter().any(|stop| lower.contains(stop)) {
        let is_zero = lower.contains("0 điểm");
        Some(if is_zero {
            ExclusionKind::StopIfZero
        } else {
            ExclusionKind::Stop
        })
    } else if lower.contains("không đánh giá") {
        Some(ExclusionKind::Ineligible)
    } else {
        None
    }
}

/// Tells whether a note speaks of all criteria of its section.
pub(super) fn is_for_section(note: &str) -> bool {
    let lower = note.to_lowercase();
    ["chỉ tiêu", "tiêu chí"]
        .iter()
        .any(|word| lower.contains(&format!("một trong các {word} trên")))
}

/// The asterisks of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stars {
    /// How many.
    pub(super) count: usize,
    /// Whether something stands between them.
    pub(super) is_spaced: bool,
}

/// Takes the asterisks out of a level's text.
pub(super) fn stars(text: &str) -> (String, Option<Stars>) {
    let Some(first) = text.find('*') else {
        return (text.to_owned(), None);
    };
    let last = text.rfind('*').unwrap_or(first);
    let count = text.matches('*').count();
    let is_spaced = last - first + 1 > count;
    let is_together = text[first..=last].chars().all(|ch| ch == '*' || ch == ' ');
    if !is_together {
        return (text.to_owned(), Some(Stars { count, is_spaced }));
    }
    let (before, behind) = (text[..first].trim_end(), text[last + 1..].trim());
    let is_sign = behind.chars().all(|ch| ch.is_ascii_punctuation());
    let space = if is_sign { "" } else { " " };
    let text = format!("{before}{space}{behind}").trim().to_owned();
    (text, Some(Stars { count, is_spaced }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_how_they_begin() {
        let code = |text: &str| text.parse::<Code>().expect("a code");
        let cases = [
            (
                "□ Đẹp",
                Line::Level {
                    mark: Mark::Box,
                    text: "Đẹp",
                },
            ),
            (
                "\u{f0a8}Đẹp",
                Line::Level {
                    mark: Mark::Box,
                    text: "Đẹp",
                },
            ),
            (
                "o Đẹp",
                Line::Level {
                    mark: Mark::Letter,
                    text: "Đẹp",
                },
            ),
            ("o đó", Line::Plain),
            (
                "PHẦN C",
                Line::Part {
                    letter: 'C',
                    title: "",
                },
            ),
            (
                "Phần A: TÊN (40 điểm)",
                Line::Part {
                    letter: 'A',
                    title: "TÊN (40 điểm)",
                },
            ),
            ("Phần Anh", Line::Plain),
            (
                "2.4. Tên",
                Line::Coded {
                    code: code("2.4"),
                    title: "Tên",
                },
            ),
            (
                "b) Trường hợp 2: Nhóm",
                Line::Case {
                    code: CaseCode::B,
                    title: "Nhóm",
                },
            ),
            ("Chọn một trong hai trường hợp:", Line::ChooseCase),
            ("Yêu cầu: đủ", Line::Requirement("đủ")),
            ("Lưu ý: xem", Line::Note("xem")),
            ("Chỉ áp dụng khi có mẫu", Line::Condition("mẫu")),
            ("TỔNG CỘNG", Line::Total),
            ("(Gồm: hai)", Line::Plain),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn notes_are_told_apart_by_what_they_lead_to() {
        for (note, expected) in [
            ("Sẽ bị loại nếu trùng", Some(ExclusionKind::Disqualify)),
            (
                "Không đánh giá hàng phổ thông",
                Some(ExclusionKind::Ineligible),
            ),
            (
                "Có cát thì không đánh giá các bước sau",
                Some(ExclusionKind::Stop),
            ),
            (
                "Được 0 điểm thì không đánh giá các bước sau",
                Some(ExclusionKind::StopIfZero),
            ),
            ("Xem phiếu kiểm nghiệm", None),
        ] {
            assert_eq!(exclusion(note), expected, "{note}");
        }
        assert!(is_for_section("Nếu hỏng một trong các chỉ tiêu trên"));
        assert!(!is_for_section("Nếu hỏng chỉ tiêu này"));
    }

    #[test]
    fn asterisks_are_taken_out_wherever_they_stand_together() {
        let plain = |count| {
            Some(Stars {
                count,
                is_spaced: false,
            })
        };
        let spaced = |count| {
            Some(Stars {
                count,
                is_spaced: true,
            })
        };
        assert_eq!(stars("Tốt****"), ("Tốt".to_owned(), plain(4)));
        assert_eq!(stars("Tốt ***."), ("Tốt.".to_owned(), plain(3)));
        assert_eq!(stars("Tốt * * * *"), ("Tốt".to_owned(), spaced(4)));
        assert_eq!(stars("***** Tốt"), ("Tốt".to_owned(), plain(5)));
        assert_eq!(stars("Tốt"), ("Tốt".to_owned(), None));
        assert_eq!(stars("a*b***"), ("a*b***".to_owned(), spaced(4)));
    }
}
