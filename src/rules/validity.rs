//! Validity of certificates on a day (Art. 4.3, 7.6a, 8, 12).

use chrono::{Days, Months};

use crate::model::Date;
use crate::model::product::Recognition;

/// Months a certificate runs unless it prints another day (Art. 4.3).
pub const VALID_MONTHS: u32 = 36;
/// First day of the filing window, in days before expiry (Art. 7.6a).
pub const WINDOW_OPENS_DAYS: u64 = 180;
/// Last day of the filing window, in days before expiry (Art. 7.6a).
pub const WINDOW_CLOSES_DAYS: u64 = 120;
/// Most days that an extension runs past expiry (Art. 12.3).
pub const EXTENSION_DAYS: u64 = 180;

/// State of a certificate on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValidityState {
    /// In force, more than 180 days to go.
    Valid,
    /// The window for the re-rating dossier is open.
    WindowOpen,
    /// The window has passed and no dossier was filed in it.
    WindowMissed,
    /// A re-rating dossier was filed inside the window.
    FiledInTime,
    /// Past expiry, under a recorded extension.
    Extended,
    /// Past expiry.
    Lapsed,
    /// Revoked.
    Revoked,
}

impl ValidityState {
    /// Returns the word for JSON outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::WindowOpen => "window_open",
            Self::WindowMissed => "window_missed",
            Self::FiledInTime => "filed_in_time",
            Self::Extended => "extended",
            Self::Lapsed => "lapsed",
            Self::Revoked => "revoked",
        }
    }
}

/// Validity of a certificate on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The state.
    pub state: ValidityState,
    /// Last day of validity.
    pub expires_on: Date,
    /// First day on which a re-rating dossier may be filed.
    pub window_opens_on: Date,
    /// Last day on which it may be filed.
    pub window_closes_on: Date,
    /// Days since expiry; zero or less while the certificate runs.
    pub days_past_expiry: i64,
}

/// A re-rating in hand, as far as validity depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReRating {
    /// Day the dossier was filed at the commune.
    pub filed_on: Option<Date>,
    /// Day the result was given.
    pub result_on: Option<Date>,
}

/// Returns the last day of validity: the printed one, else 36 months after the issue, clamped to
/// the month's end.
pub fn expires_on(recognition: &Recognition) -> Option<Date> {
    recognition.printed_expires_on.or_else(|| {
        recognition
            .issued_on
            .and_then(|day| day.checked_add_months(Months::new(VALID_MONTHS)))
    })
}

/// Tells whether a dossier filed on `filed_on` was filed inside the window.
pub fn is_inside_window(expires_on: Date, filed_on: Date) -> bool {
    let (opens_on, closes_on) = window(expires_on);
    (opens_on..=closes_on).contains(&filed_on)
}

fn window(expires_on: Date) -> (Date, Date) {
    let before = |days| {
        expires_on
            .checked_sub_days(Days::new(days))
            .unwrap_or(Date::MIN)
    };
    (before(WINDOW_OPENS_DAYS), before(WINDOW_CLOSES_DAYS))
}

/// Returns the validity of a certificate on `day`; none where no last day is known, or on a day
/// before the issue.
pub fn validity(recognition: &Recognition, re_rating: ReRating, day: Date) -> Option<Validity> {
    if recognition
        .issued_on
        .is_some_and(|issued_on| day < issued_on)
    {
        return None;
    }
    let expires_on = expires_on(recognition)?;
    let (window_opens_on, window_closes_on) = window(expires_on);
    let state = if recognition
        .revocation
        .as_ref()
        .is_some_and(|revocation| revocation.revoked_on <= day)
    {
        ValidityState::Revoked
    } else if day > expires_on {
        let last_day = expires_on
            .checked_add_days(Days::new(EXTENSION_DAYS))
            .unwrap_or(Date::MAX);
        let runs = |decided_on: Date| {
            decided_on <= day
                && day <= last_day
                && re_rating.result_on.is_none_or(|result_on| day <= result_on)
        };
        match &recognition.extension {
            Some(extension) if runs(extension.decided_on) => ValidityState::Extended,
            _ => ValidityState::Lapsed,
        }
    } else if re_rating
        .filed_on
        .is_some_and(|filed_on| filed_on <= day && is_inside_window(expires_on, filed_on))
    {
        ValidityState::FiledInTime
    } else if day < window_opens_on {
        ValidityState::Valid
    } else if day <= window_closes_on {
        ValidityState::WindowOpen
    } else {
        ValidityState::WindowMissed
    };
    Some(Validity {
        state,
        expires_on,
        window_opens_on,
        window_closes_on,
        days_past_expiry: day.signed_duration_since(expires_on).num_days(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::points::StarRank;
    use crate::model::product::{Extension, Revocation};

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn issued(text: &str) -> Recognition {
        Recognition {
            stars: StarRank::FOUR,
            potential_five: false,
            decision_no: String::new(),
            authority: String::new(),
            issued_on: Some(day(text)),
            printed_expires_on: None,
            extension: None,
            revocation: None,
        }
    }

    #[track_caller]
    fn check_state(
        recognition: &Recognition,
        filed_on: Option<&str>,
        on: &str,
        expected: ValidityState,
    ) {
        let re_rating = ReRating {
            filed_on: filed_on.map(day),
            result_on: None,
        };
        let found = validity(recognition, re_rating, day(on)).map(|validity| validity.state);
        assert_eq!(found, Some(expected), "filed {filed_on:?}, on {on}");
    }

    // The certificate of 7 April 2023 expires on 7 April 2026 (domain.md); 180 days before is
    // 9 October 2025, 120 days before is 8 December 2025.
    #[test]
    fn states_change_on_the_days_of_the_decision() {
        let hanoi = issued("2023-04-07");
        for (on, expected) in [
            ("2023-04-07", ValidityState::Valid),
            ("2025-10-08", ValidityState::Valid),
            ("2025-10-09", ValidityState::WindowOpen),
            ("2025-12-08", ValidityState::WindowOpen),
            ("2025-12-09", ValidityState::WindowMissed),
            ("2026-04-07", ValidityState::WindowMissed),
            ("2026-04-08", ValidityState::Lapsed),
            ("2026-11-23", ValidityState::Lapsed),
        ] {
            check_state(&hanoi, None, on, expected);
        }
        let validity = validity(&hanoi, ReRating::default(), day("2026-11-23")).expect("dated");
        assert_eq!(validity.days_past_expiry, 230); // settled.md, words: "đã hết hạn 230 ngày"
        assert_eq!(
            super::validity(&hanoi, ReRating::default(), day("2023-04-06")),
            None
        );
    }

    #[test]
    fn only_a_dossier_inside_the_window_is_in_time() {
        let hanoi = issued("2023-04-07");
        check_state(
            &hanoi,
            Some("2025-10-08"),
            "2026-01-01",
            ValidityState::WindowMissed,
        );
        check_state(
            &hanoi,
            Some("2025-10-09"),
            "2026-01-01",
            ValidityState::FiledInTime,
        );
        check_state(
            &hanoi,
            Some("2025-12-08"),
            "2026-04-07",
            ValidityState::FiledInTime,
        );
        check_state(
            &hanoi,
            Some("2025-12-09"),
            "2026-01-01",
            ValidityState::WindowMissed,
        );
        check_state(
            &hanoi,
            Some("2025-12-01"),
            "2025-11-30",
            ValidityState::WindowOpen,
        );
        check_state(
            &hanoi,
            Some("2025-12-01"),
            "2026-04-08",
            ValidityState::Lapsed,
        );
    }

    #[test]
    fn extension_and_revocation_are_recorded_decisions() {
        let extension = Extension {
            decided_on: day("2026-04-01"),
            reason: "x".to_owned(),
        };
        let extended = Recognition {
            extension: Some(extension),
            ..issued("2023-04-07")
        };
        check_state(&extended, None, "2026-04-07", ValidityState::WindowMissed);
        check_state(&extended, None, "2026-04-08", ValidityState::Extended);
        check_state(&extended, None, "2026-10-04", ValidityState::Extended); // expiry + 180 days
        check_state(&extended, None, "2026-10-05", ValidityState::Lapsed);
        let result = ReRating {
            filed_on: None,
            result_on: Some(day("2026-06-01")),
        };
        let after = validity(&extended, result, day("2026-06-02")).map(|validity| validity.state);
        assert_eq!(after, Some(ValidityState::Lapsed));

        let revocation = Revocation {
            revoked_on: day("2024-01-15"),
            decision_no: String::new(),
            reason: String::new(),
        };
        let revoked = Recognition {
            revocation: Some(revocation),
            ..issued("2023-04-07")
        };
        check_state(&revoked, None, "2024-01-14", ValidityState::Valid);
        check_state(&revoked, None, "2024-01-15", ValidityState::Revoked);
        check_state(&revoked, None, "2027-01-01", ValidityState::Revoked);
    }

    #[test]
    fn a_printed_day_overrides_the_36_months() {
        let printed = Recognition {
            printed_expires_on: Some(day("2026-12-31")),
            ..issued("2023-04-07")
        };
        check_state(&printed, None, "2026-12-31", ValidityState::WindowMissed);
        check_state(&printed, None, "2027-01-01", ValidityState::Lapsed);
    }

    #[test]
    fn expiry_is_clamped_to_the_end_of_the_month() {
        for (issued_on, expected) in [
            ("2024-02-29", "2027-02-28"),
            ("2021-02-28", "2024-02-28"),
            ("2023-08-31", "2026-08-31"),
        ] {
            assert_eq!(
                expires_on(&issued(issued_on)),
                Some(day(expected)),
                "{issued_on}"
            );
        }
    }
}
