//! The one place that asks the system for the time, and for randomness.

use std::hash::{BuildHasher as _, Hasher as _};

use crate::model::{Date, DateTime};

/// Where the program takes the time from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The system's clock; with a day that stands for today where one is given.
    System {
        /// What counts as today.
        today: Option<Date>,
    },
    /// A clock that stands still, for tests.
    Fixed(DateTime),
}

impl Clock {
    /// Returns the time, to the second.
    pub fn now(self) -> DateTime {
        match self {
            Self::System { today } => {
                #[expect(clippy::disallowed_methods, reason = "the time is handed in from here")]
                let now = chrono::Local::now().naive_local();
                let now = chrono::SubsecRound::trunc_subsecs(now, 0);
                today.map_or(now, |today| today.and_time(now.time()))
            }
            Self::Fixed(at) => at,
        }
    }

    /// Returns today.
    pub fn today(self) -> Date {
        self.now().date()
    }
}

/// Draws 64 random bits for a new id.
pub fn random_bits() -> u64 {
    getrandom::u64().unwrap_or_else(|_no_source| {
        // The standard library's hash keys are random too, if less so.
        std::collections::hash_map::RandomState::new()
            .build_hasher()
            .finish()
    })
}
