//! How the second copy of the session stands, in words beside the kept state.

use rust_i18n::t;

use super::widgets::Tone;
use crate::model::DateTime;

/// How the second copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// It is made for the first time.
    Begins,
    /// It holds everything, or all but the last seconds.
    Well,
    /// It lacks what was done in the last seconds.
    Behind {
        /// How many.
        seconds: u64,
    },
    /// It cannot be written, and is tried again.
    Failing {
        /// Since when.
        since: DateTime,
    },
    /// It is written no longer, and somebody must decide.
    Stopped,
}

impl CopyState {
    /// Tells whether nothing needs a look.
    pub const fn is_well(self) -> bool {
        matches!(self, Self::Well)
    }

    /// Returns the state in words.
    pub fn text(self) -> String {
        match self {
            Self::Begins => t!("copy.state.begins"),
            Self::Well => t!("copy.state.well"),
            Self::Behind { seconds } if seconds < 60 => {
                t!("copy.state.behind_seconds", n = seconds)
            }
            Self::Behind { seconds } => t!("copy.state.behind_minutes", n = seconds / 60),
            Self::Failing { since } => {
                t!(
                    "copy.state.failing",
                    time = since.format("%H:%M").to_string()
                )
            }
            Self::Stopped => t!("copy.state.stopped"),
        }
        .into_owned()
    }

    /// Returns what it means.
    pub fn hint(self) -> String {
        match self {
            Self::Well => t!("copy.hint.well"),
            Self::Begins | Self::Behind { .. } => t!("copy.hint.behind"),
            Self::Failing { .. } => t!("copy.hint.failing"),
            Self::Stopped => t!("copy.hint.stopped"),
        }
        .into_owned()
    }

    /// Returns what it weighs: the session itself is safe in every case.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Begins => Tone::Neutral,
            Self::Well => Tone::Green,
            Self::Behind { .. } | Self::Failing { .. } | Self::Stopped => Tone::Amber,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::at;

    #[test]
    fn the_state_is_said_in_plain_words() {
        rust_i18n::set_locale("vi");
        for (state, expected) in [
            (CopyState::Begins, "Bản sao: đang ghi…"),
            (CopyState::Well, "Bản sao"),
            (CopyState::Behind { seconds: 25 }, "Bản sao: chậm 25 giây"),
            (CopyState::Behind { seconds: 130 }, "Bản sao: chậm 2 phút"),
            (
                CopyState::Failing { since: at(74) },
                "Bản sao: không ghi được từ 09:14",
            ),
            (CopyState::Stopped, "Bản sao: đã dừng"),
        ] {
            assert_eq!(state.text(), expected);
            assert!(!state.hint().contains("copy."));
        }
    }
}
