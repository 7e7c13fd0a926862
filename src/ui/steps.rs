//! How far a session has come, step by step.

use super::Screen;
use crate::model::session::Session;
use crate::rules::findings::{FindingKind, Severity};
use crate::rules::review::Review;

/// How far one step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepState {
    /// The screen on which it is done.
    pub screen: Screen,
    /// Whether nothing is left to do.
    pub is_done: bool,
    /// How many things are missing; what counts as a thing differs by step.
    pub missing: usize,
}

/// Returns the state of every step, in the order of [`Screen::STEPS`].
pub fn steps(session: &Session, review: &Review) -> [StepState; 6] {
    Screen::STEPS.map(|screen| {
        let missing = match screen {
            Screen::Home | Screen::Criteria | Screen::Packet => 0,
            Screen::Session => session_missing(session),
            Screen::Council => council_missing(session, review),
            Screen::Products => products_missing(session, review),
            Screen::Scoring => review.products.iter().map(|p| p.pending.len()).sum(),
            Screen::Results => results_missing(review),
            Screen::Minutes => n_errors(review),
        };
        let can_be_done = match screen {
            Screen::Home | Screen::Criteria | Screen::Packet => false,
            // The record is done when it is closed.
            Screen::Minutes => session.finalisation().is_some(),
            Screen::Session | Screen::Council | Screen::Products => true,
            Screen::Scoring | Screen::Results => !session.products.is_empty(),
        };
        StepState {
            screen,
            is_done: can_be_done && missing == 0 && is_begun(screen, review),
            missing,
        }
    })
}

/// Tells whether there is anything on a step that could be done.
fn is_begun(screen: Screen, review: &Review) -> bool {
    match screen {
        Screen::Scoring => review.products.iter().any(|p| p.counted > 0),
        Screen::Results => review.products.iter().any(|p| p.conclusion.is_some()),
        _ => true,
    }
}

fn session_missing(session: &Session) -> usize {
    usize::from(session.title.is_empty())
        + usize::from(session.held_on.is_none())
        + usize::from(session.place.is_empty())
}

fn council_missing(session: &Session, review: &Review) -> usize {
    if session.council.members.is_empty() {
        return 1;
    }
    let n_unknown = session
        .council
        .members
        .iter()
        .filter(|member| member.attendance.is_empty() && member.absence_reason.is_empty())
        .count();
    n_unknown + usize::from(n_unknown == 0 && !review.quorum.is_met)
}

fn products_missing(session: &Session, review: &Review) -> usize {
    if session.products.is_empty() {
        return 1;
    }
    review
        .findings
        .iter()
        .filter(|finding| {
            matches!(
                finding.kind,
                FindingKind::NoForm | FindingKind::CaseOpen { .. }
            )
        })
        .count()
}

fn results_missing(review: &Review) -> usize {
    review
        .products
        .iter()
        .filter(|product| product.conclusion.is_none())
        .count()
}

fn n_errors(review: &Review) -> usize {
    review
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use crate::rules::review::review;

    fn missing(session: &Session) -> [usize; 6] {
        steps(session, &review(session, fixtures::day())).map(|step| step.missing)
    }

    #[test]
    fn a_step_counts_what_is_missing() {
        // The fixture: named, dated, placed; all present; two products, the first with a sheet;
        // three members who score.
        let session = fixtures::session();
        let found = missing(&session);
        assert_eq!(found[0], 0);
        assert_eq!(found[1], 0);
        assert_eq!(found[4], session.products.len());
        let mut session = session;
        session.title.clear();
        session.held_on = None;
        assert_eq!(missing(&session)[0], 2);
        session.council.members.clear();
        assert_eq!(missing(&session)[1], 1);
        session.products.clear();
        assert_eq!(missing(&session)[2], 1);
    }

    #[test]
    fn nothing_is_done_before_it_is_begun() {
        let mut session = fixtures::session();
        session.products.clear();
        let steps = steps(&session, &review(&session, fixtures::day()));
        assert!(!steps[3].is_done && !steps[4].is_done && !steps[5].is_done);
    }
}
