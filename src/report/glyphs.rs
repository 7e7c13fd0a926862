//! What the embedded typeface of papers can print.
//!
//! An archival PDF must not hold a missing glyph. A name with a character that Liberation Serif
//! lacks (an emoji, a Chinese character) still has to give a paper, so such characters are replaced
//! by a visible box, and the person is told which.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// Printed instead of a character that the typeface lacks.
pub const PLACEHOLDER: char = '\u{25a1}';

/// Characters of a paper that could not be printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unprintable(BTreeSet<char>);

impl Unprintable {
    /// Tells whether everything could be printed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the characters, in order.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.0.iter().copied()
    }
}

/// Turns the texts of a paper into JSON in which every character can be printed, and says which
/// could not: `covers` tells whether the typeface has a character.
pub(super) fn printable<T: Serialize>(
    data: &T,
    covers: impl Fn(char) -> bool,
) -> Result<(Value, Unprintable), serde_json::Error> {
    let mut value = serde_json::to_value(data)?;
    let mut missing = Unprintable::default();
    clean(&mut value, &covers, &mut missing);
    Ok((value, missing))
}

fn clean(value: &mut Value, covers: &impl Fn(char) -> bool, missing: &mut Unprintable) {
    match value {
        Value::String(text) => *text = clean_text(text, covers, missing),
        Value::Array(values) => {
            for value in values {
                clean(value, covers, missing);
            }
        }
        Value::Object(map) => {
            for (_, value) in map {
                clean(value, covers, missing);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn clean_text(text: &str, covers: &impl Fn(char) -> bool, missing: &mut Unprintable) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.nfc() {
        if letter.is_whitespace() || letter.is_control() {
            // A no-break space holds a number and its unit together.
            clean.push(if letter == '\u{a0}' { letter } else { ' ' });
        } else if is_invisible(letter) {
            // It only steers how neighbors are drawn, and may be refused in an archival PDF.
        } else if is_private(letter) || !covers(letter) {
            missing.0.insert(letter);
            clean.push(PLACEHOLDER);
        } else {
            clean.push(letter);
        }
    }
    clean
}

/// Tells whether `letter` draws nothing of its own: joiners, direction marks, variation selectors.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Tells whether `letter` has no meaning of its own, which an archival PDF refuses.
const fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, expected_missing: &str) {
        let covers = |letter: char| (letter as u32) < 0x2000;
        let (value, missing) = printable(&[text], covers).expect("JSON");
        assert_eq!(value, serde_json::json!([expected]));
        assert_eq!(missing.chars().collect::<String>(), expected_missing);
    }

    #[test]
    fn missing_characters_become_a_box() {
        check("Trà 茶 🍵", "Trà □ □", "茶🍵");
        check("Trà\tsen\n", "Trà sen ", "");
        check("a\u{200d}b\u{fe0f}", "ab", "");
        check("\u{e000}", "□", "\u{e000}");
        check("10\u{a0}g", "10\u{a0}g", "");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        check("Phie\u{302}\u{301}u", "Phiếu", "");
    }
}
