//! Names for the files that papers are written to.

use crate::model::session::Session;
use unicode_normalization::UnicodeNormalization as _;

/// Most letters of the session's title in a file name.
const MOST_LETTERS: usize = 60;
/// Most bytes of it; with day and extension the name stays below the 255 that file systems take.
const MOST_BYTES: usize = 210;

/// Suggests a name for the minutes of `session`, such as
/// `Biên bản 2026-09-15 Phiên thử.pdf`: it is valid on Windows, too.
pub fn minutes_file_name(session: &Session) -> String {
    paper_file_name("Biên bản", session)
}

/// Suggests a name for the log of `session`, such as `Nhật ký 2026-09-15 Phiên thử.pdf`.
pub fn log_file_name(session: &Session) -> String {
    paper_file_name("Nhật ký", session)
}

/// Suggests a name for the code slips of `session`, such as `Phiếu mã 2026-09-15 Phiên thử.pdf`.
pub fn slips_file_name(session: &Session) -> String {
    paper_file_name("Phiếu mã", session)
}

/// Suggests a name for the receipt of packets, such as
/// `Biên nhận gói phiếu 2026-09-15 Phiên thử.pdf`.
pub fn packet_receipt_file_name(session: &Session) -> String {
    paper_file_name("Biên nhận gói phiếu", session)
}

fn paper_file_name(paper: &str, session: &Session) -> String {
    let mut name = paper.to_owned();
    if let Some(day) = session.held_on {
        name.push_str(&day.format(" %Y-%m-%d").to_string());
    }
    let title = plain_title(&session.title, MOST_LETTERS, MOST_BYTES);
    if !title.is_empty() {
        name.push(' ');
        name.push_str(&title);
    }
    // The fixed first word keeps the name clear of device names such as `CON` or `LPT1`.
    format!("{name}.pdf")
}

/// Returns the words of `title` without signs that a file system refuses, at most so many letters
/// and bytes, cut after a whole word where that is possible.
pub(crate) fn plain_title(title: &str, most_letters: usize, most_bytes: usize) -> String {
    let clean: String = title
        .nfc()
        .map(|letter| if is_refused(letter) { ' ' } else { letter })
        .collect();
    let mut short = String::new();
    let mut n_letters = 0;
    for word in clean.split_whitespace() {
        let n_word = word.chars().count();
        if n_letters == 0 {
            short = word.chars().take(most_letters).collect();
            short.truncate(short.floor_char_boundary(most_bytes));
            n_letters = n_word.min(most_letters);
        } else if n_letters + 1 + n_word <= most_letters
            && short.len() + 1 + word.len() <= most_bytes
        {
            short.push(' ');
            short.push_str(word);
            n_letters += 1 + n_word;
        } else {
            break;
        }
    }
    // Windows drops dots and blanks at the end of a name; a dot in front hides the file elsewhere.
    short.trim_matches(['.', ' ']).to_owned()
}

/// Signs that a file system refuses, or that do not show.
fn is_refused(letter: char) -> bool {
    is_reserved_sign(letter)
        || letter == '/'
        || matches!(letter, '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}')
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Tells whether Windows, and so every stick that goes to it, refuses `letter` in a name.
pub(crate) fn is_reserved_sign(letter: char) -> bool {
    letter.is_control() || matches!(letter, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')
}

/// Tells whether Windows takes a file of that name for a device, whatever its extension.
pub(crate) fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_uppercase();
    let is_numbered = ["COM", "LPT"].iter().any(|device| {
        let number = stem.strip_prefix(device);
        let mut signs = number.unwrap_or_default().chars();
        matches!(signs.next(), Some('0'..='9' | '¹' | '²' | '³')) && signs.next().is_none()
    });
    is_numbered
        || matches!(
            &*stem,
            "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$"
        )
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
        for letter in ["ộ", "🍵", "o\u{302}\u{323}"] {
            session.title = letter.repeat(300);
            assert!(minutes_file_name(&session).len() <= 255, "{letter}");
            assert!(packet_receipt_file_name(&session).len() <= 255, "{letter}");
        }
    }

    // The names are those that the documentation of Windows lists.
    #[test]
    fn device_names_are_known_in_every_dress() {
        for name in [
            "CON",
            "con",
            "nul.txt",
            "NUL.session.ron",
            "Aux .x",
            "PRN",
            "com1",
            "LPT9.tar.gz",
            "COM0",
            "lpt²",
            "CONIN$",
        ] {
            assert!(is_device_name(name), "{name}");
        }
        for name in [
            "CONG", "COM", "COM10", "1CON", "x.CON", "Nulo", "", "LPTx", "COM1a",
        ] {
            assert!(!is_device_name(name), "{name}");
        }
    }

    #[test]
    fn a_session_without_a_day_has_a_name_too() {
        let mut session = fixtures::session();
        session.held_on = None;
        assert_eq!(minutes_file_name(&session), "Biên bản Phiên thử.pdf");
    }
}
