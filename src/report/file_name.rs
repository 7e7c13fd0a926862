//! Names for the files that papers are written to.

use crate::model::session::Session;
use unicode_normalization::UnicodeNormalization as _;

/// Most letters of the session's title in a file name; with day and extension the name stays far
/// below what any file system takes, even where each letter needs three bytes.
const MOST_LETTERS: usize = 60;

/// Suggests a name for the minutes of `session`, such as
/// `Biên bản 2026-09-15 Phiên thử.pdf`: it is valid on Windows, too.
pub fn minutes_file_name(session: &Session) -> String {
    let mut name = "Biên bản".to_owned();
    if let Some(day) = session.held_on {
        name.push_str(&day.format(" %Y-%m-%d").to_string());
    }
    let title = plain_title(&session.title);
    if !title.is_empty() {
        name.push(' ');
        name.push_str(&title);
    }
    // The fixed first word keeps the name clear of device names such as `CON` or `LPT1`.
    format!("{name}.pdf")
}

/// Returns the words of `title` without characters that a file system refuses, cut after a whole
/// word where that is possible.
fn plain_title(title: &str) -> String {
    let clean: String = title
        .nfc()
        .map(|letter| {
            let is_refused = matches!(
                letter,
                '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\u{7f}'..='\u{9f}'
            ) || letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
            if is_refused { ' ' } else { letter }
        })
        .collect();
    let mut short = String::new();
    let mut n_letters = 0;
    for word in clean.split_whitespace() {
        let n_word = word.chars().count();
        if n_letters == 0 {
            short = word.chars().take(MOST_LETTERS).collect();
            n_letters = n_word.min(MOST_LETTERS);
        } else if n_letters + 1 + n_word <= MOST_LETTERS {
            short.push(' ');
            short.push_str(word);
            n_letters += 1 + n_word;
        } else {
            break;
        }
    }
    // Windows drops dots and blanks at the end of a name.
    short.trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[track_caller]
    fn check(title: &str, expected: &str) {
        let mut session = fixtures::session();
        session.title = title.to_owned();
        assert_eq!(minutes_file_name(&session), expected);
    }

    #[test]
    fn names_are_valid_on_windows() {
        check("Phiên thử", "Biên bản 2026-09-15 Phiên thử.pdf");
        check("  ", "Biên bản 2026-09-15.pdf");
        check("CON", "Biên bản 2026-09-15 CON.pdf");
        check(
            "Đợt 1/2026: \"cà phê\" <*>|?\\\t...",
            "Biên bản 2026-09-15 Đợt 1 2026 cà phê.pdf",
        );
        check("a\u{202e}fdp.exe", "Biên bản 2026-09-15 a fdp.exe.pdf");
    }

    #[test]
    fn long_names_end_with_a_whole_word() {
        let mut session = fixtures::session();
        session.title = "Phiên đánh giá, phân hạng sản phẩm thuộc Chương trình mỗi xã một sản phẩm đợt hai năm 2026".to_owned();
        let name = minutes_file_name(&session);
        assert_eq!(
            name,
            "Biên bản 2026-09-15 Phiên đánh giá, phân hạng sản phẩm thuộc Chương trình mỗi xã.pdf"
        );
        session.title = "ộ".repeat(300);
        assert!(minutes_file_name(&session).len() < 255);
    }

    #[test]
    fn a_session_without_a_day_has_a_name_too() {
        let mut session = fixtures::session();
        session.held_on = None;
        assert_eq!(minutes_file_name(&session), "Biên bản Phiên thử.pdf");
    }
}
