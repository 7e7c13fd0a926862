//! A code while it is being typed.

use std::fmt;

use age::secrecy::zeroize::Zeroize as _;

use super::keys::{Code, LEN, is_separator, sign};

/// What was typed into the field for a code. It is overwritten when dropped, and does not show in
/// its `Debug` text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TypedCode {
    /// The text, as typed.
    pub text: String,
}

/// How far a code is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Nothing yet.
    Nothing,
    /// So many signs are still missing.
    Missing(usize),
    /// All signs are there.
    Whole,
    /// There are more signs than a code has.
    TooLong,
    /// This letter stands in no code.
    Foreign(char),
}

impl TypedCode {
    /// Tells how far the code is typed.
    pub fn state(&self) -> Typed {
        let mut n_signs = 0;
        for letter in self.text.chars().filter(|letter| !is_separator(*letter)) {
            if sign(letter).is_none() {
                return Typed::Foreign(letter);
            }
            n_signs += 1;
        }
        match n_signs {
            0 => Typed::Nothing,
            n if n < LEN => Typed::Missing(LEN - n),
            LEN => Typed::Whole,
            _ => Typed::TooLong,
        }
    }

    /// Returns the code, where it is one.
    pub fn code(&self) -> Option<Code> {
        Code::parse(&self.text)
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

impl Drop for TypedCode {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_from_what_is_none_yet() {
        for (text, expected) in [
            ("", Typed::Nothing),
            (" - ", Typed::Nothing),
            ("bcfg", Typed::Missing(6)),
            ("BCFGH-JKMN", Typed::Missing(1)),
            ("bcfgh jkmnp", Typed::Whole),
            ("O1l34-56789", Typed::Whole),
            ("BCFGH-JKMNPQ", Typed::TooLong),
            ("BCFđG", Typed::Foreign('đ')),
            ("BCFAG", Typed::Foreign('A')),
            ("BCF?G", Typed::Foreign('?')),
        ] {
            let text = text.to_owned();
            let typed = TypedCode { text };
            assert_eq!(typed.state(), expected, "{}", typed.text);
            assert_eq!(typed.code().is_some(), expected == Typed::Whole);
            assert_eq!(format!("{typed:?}"), "TypedCode(…)");
        }
    }
}
