//! When a session is saved by itself.

use std::time::{Duration, Instant};

/// How long nothing must change before the session is saved.
const CALM: Duration = Duration::from_secs(2);
/// How long changes may go on before it is saved all the same.
const STEADY: Duration = Duration::from_secs(30);
/// How long after a failed save it is tried again.
const RETRY: Duration = Duration::from_secs(30);

/// The moments that decide when to save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Moments {
    /// The first change that is not saved.
    pub(super) first_change: Option<Instant>,
    /// The last change.
    pub(super) last_change: Option<Instant>,
    /// The last save that failed.
    pub(super) failed: Option<Instant>,
    /// Since when a save should not wait for calm.
    pub(super) hurries_since: Option<Instant>,
}

impl Moments {
    /// Records a change.
    pub(super) fn change(&mut self, now: Instant) {
        self.first_change.get_or_insert(now);
        self.last_change = Some(now);
    }

    /// Records that what was done is to be saved without waiting for calm.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.hurries_since = Some(now);
    }

    /// Records that a save began: changes from now on are new ones.
    pub(super) fn save(&mut self) {
        self.first_change = None;
        self.hurries_since = None;
        self.failed = None;
    }

    /// Returns how long to wait until the next save; none where nothing waits to be saved.
    pub(super) fn due_in(&self, now: Instant, is_dirty: bool) -> Option<Duration> {
        if !is_dirty {
            return None;
        }
        let last = self.last_change.unwrap_or(now);
        let mut due = last + CALM;
        if let Some(first) = self.first_change {
            due = due.min(first + STEADY);
        }
        if let Some(since) = self.hurries_since {
            due = due.min(since);
        }
        if let Some(failed) = self.failed {
            due = due.max(failed + RETRY);
        }
        Some(due.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_due_after_calm_or_after_steady_work() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        // First change, last change, failed save, now → seconds until the save.
        for (first, last, failed, now, expected) in [
            (0, 0, None, 0, 2),
            (0, 0, None, 1, 1),
            (0, 0, None, 9, 0),
            (0, 10, None, 11, 1),
            (0, 29, None, 29, 1),
            (0, 31, None, 31, 0),
            (0, 5, Some(4), 7, 27),
        ] {
            let moments = Moments {
                first_change: Some(at(first)),
                last_change: Some(at(last)),
                failed: failed.map(at),
                hurries_since: None,
            };
            assert_eq!(
                moments.due_in(at(now), true),
                Some(Duration::from_secs(expected)),
                "{moments:?}"
            );
            assert_eq!(moments.due_in(at(now), false), None);
        }
    }

    #[test]
    fn a_save_that_hurries_waits_for_no_calm_but_for_a_failure() {
        let start = Instant::now();
        let mut moments = Moments::default();
        moments.hurry(start);
        moments.change(start);
        assert_eq!(moments.due_in(start, true), Some(Duration::ZERO));
        assert_eq!(moments.due_in(start, false), None);
        moments.failed = Some(start);
        assert_eq!(moments.due_in(start, true), Some(RETRY));
        moments.save();
        moments.change(start);
        assert_eq!(moments.due_in(start, true), Some(CALM));
    }

    #[test]
    fn a_save_begins_a_new_count() {
        let now = Instant::now();
        let mut moments = Moments::default();
        moments.change(now);
        moments.save();
        assert_eq!(moments.first_change, None);
        moments.change(now + Duration::from_secs(40));
        assert_eq!(
            moments.due_in(now + Duration::from_secs(40), true),
            Some(CALM)
        );
    }
}
