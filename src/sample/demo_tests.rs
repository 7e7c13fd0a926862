//! What the sample session promises to show.

use std::collections::BTreeSet;

use super::*;
use crate::model::council::Role;
use crate::rules::findings::{FindingKind, Severity};
use crate::rules::panel::SheetStanding;
use crate::rules::review::{ProductReview, Review, review};
use crate::rules::validity::ValidityState;

fn reviewed() -> (Session, Review) {
    let session = session();
    let found = review(&session, frame::held_on());
    (session, found)
}

#[track_caller]
fn product(found: &Review, idx: usize) -> &ProductReview {
    found.products.get(idx).expect("on the agenda")
}

#[track_caller]
fn check_rank(idx: usize, band: u8, rank: u8, held_by: &str) {
    let (_, found) = reviewed();
    let decision = product(&found, idx).rank.clone().expect("a rank");
    let gates: Vec<_> = decision
        .held_by
        .iter()
        .map(|g| g.code.to_string())
        .collect();
    assert_eq!(
        (
            decision.band.stars(),
            decision.rank.stars(),
            gates.join(" ")
        ),
        (band, rank, held_by.to_owned())
    );
}

#[test]
fn it_is_the_same_every_time() {
    assert_eq!(session(), session());
}

#[test]
fn no_finding_is_an_error() {
    let (session, found) = reviewed();
    let errors: Vec<_> = found
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(crate::storage::check::faults(&session).is_empty());
}

#[test]
fn a_council_of_nine_and_a_secretary_rates_fourteen_products_on_six_sheets() {
    let (session, found) = reviewed();
    let sheets: BTreeSet<u16> = session.forms.keys().map(|key| key.no).collect();
    assert_eq!(sheets, [1, 14, 18, 21, 24, 26].into());
    assert_eq!(session.products.len(), 14);
    assert_eq!((found.quorum.members, found.quorum.present), (9, 8));
    assert!(found.quorum.is_met);
    let secretary = session.council.members.last().expect("a secretary");
    assert_eq!(
        (secretary.role, secretary.is_member),
        (Role::Secretary, false)
    );
    let absent = &session.council.members[plans::ABSENT];
    assert!(!absent.attended() && !absent.absence_reason.is_empty());
    let kinds: BTreeSet<_> = session.products.iter().map(|p| p.application).collect();
    assert_eq!(kinds.len(), 3);
    // Whoever came late has no sheet for what was heard before.
    let late = session.council.members[plans::LATE].id;
    let standing = product(&found, plans::TOMATO)
        .member(late)
        .map(|m| m.standing);
    assert_eq!(standing, Some(SheetStanding::Absent));
}

#[test]
fn sheets_come_to_the_planned_totals() {
    let (session, found) = reviewed();
    for (idx, plan) in PLANS.iter().enumerate() {
        // Stopped, unfinished and rescored sheets are looked at by other tests.
        if [
            plans::CORN_SPIRIT,
            plans::VASE,
            plans::BONSAI,
            plans::TURMERIC,
        ]
        .contains(&idx)
        {
            continue;
        }
        let totals = session.council.members.iter().take(9).map(|member| {
            let total = product(&found, idx).member(member.id).and_then(|m| m.total);
            total.map_or(0, |total| total.hundredths() / 100)
        });
        assert_eq!(totals.collect::<Vec<_>>(), plan.totals, "{}", plan.name);
    }
}

// Means from the totals of the plans: 639 / 7 = 91.29 (a recusal), 592 / 8 = 74, and so on.
#[test]
fn gates_hold_products_down() {
    check_rank(plans::RICE_SPIRIT, 5, 4, "4.1");
    check_rank(1, 4, 3, "1.5 3.5");
    check_rank(plans::CORDYCEPS, 5, 5, "");
    check_rank(plans::TOMATO, 4, 4, "");
    check_rank(plans::LANTERN, 3, 3, "");
}

#[test]
fn the_candidate_of_2022_has_lapsed() {
    let (session, found) = reviewed();
    let candidate = session.products.get(plans::CORDYCEPS).expect("it");
    assert_eq!(candidate.name, "Đông trùng hạ thảo sấy đông khô");
    let certificate = candidate.certificate().expect("a certificate");
    assert_eq!(certificate.decision_no, "2008/QĐ-UBND");
    assert!(certificate.potential_five);
    let review = product(&found, plans::CORDYCEPS);
    let validity = review.validity.expect("dated");
    // From 7 April 2026 to 24 November 2026.
    assert_eq!(
        (validity.state, validity.days_past_expiry),
        (ValidityState::Lapsed, 231)
    );
    assert_eq!(review.proposed, Some(Outcome::ProposeFive));
    assert!(review.is_undisputed());
}

#[test]
fn certificates_stand_in_every_state() {
    let (_, found) = reviewed();
    let states: BTreeSet<_> = found
        .products
        .iter()
        .filter_map(|product| Some(product.validity?.state))
        .collect();
    use ValidityState as V;
    assert_eq!(
        states,
        [
            V::Valid,
            V::WindowOpen,
            V::WindowMissed,
            V::FiledInTime,
            V::Extended,
            V::Lapsed,
            V::Revoked
        ]
        .into()
    );
}

#[test]
fn every_matter_that_a_council_settles_is_there() {
    let (session, found) = reviewed();
    let extract = product(&found, plans::EXTRACT);
    assert!(extract.spread > Some(Points::whole(10)) && !extract.pairs_over.is_empty());

    let excluded = product(&found, plans::CORN_SPIRIT);
    assert!(excluded.excluded && excluded.rank.is_none());
    assert_eq!(excluded.grounds[0].raised_by.len(), 2);

    let member_id = session.council.members[2].id;
    let recused = product(&found, plans::RICE_SPIRIT).member(member_id);
    assert_eq!(recused.map(|m| m.standing), Some(SheetStanding::Recused));

    let slow = session.council.members[plans::SLOW].id;
    assert_eq!(product(&found, plans::BONSAI).pending, [slow]);

    let turmeric = product(&found, plans::TURMERIC);
    assert_eq!((turmeric.round, turmeric.round_open_for.len()), (2, 0));
    assert!(turmeric.pairs_over.is_empty());
    assert_eq!(turmeric.mean_shown.as_deref(), Some("74,00"));

    assert!(product(&found, plans::VASE).has_open_ground());
    let mustard = product(&found, plans::MUSTARD);
    assert_eq!(mustard.counted, 9);
    assert!(
        mustard
            .conclusion
            .is_some_and(|check| check.differs && !check.lacks_reason)
    );
}

#[test]
fn some_products_are_concluded_and_some_wait() {
    let (_, found) = reviewed();
    let concluded = found
        .products
        .iter()
        .filter(|p| p.conclusion.is_some())
        .count();
    let waiting = found.products.iter().filter(|p| p.is_undisputed()).count();
    assert_eq!((concluded, waiting), (6, 4));
    let untouched = found
        .products
        .iter()
        .filter(|p| p.counted == 0 && !p.excluded);
    assert_eq!(untouched.count(), 1);
    let differs = found
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::ConclusionDiffers);
    assert_eq!(differs.count(), 1);
}
