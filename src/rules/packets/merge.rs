//! Taking a return in. The set of versions and the choices between them decide what stands.
//!
//! For a product, a member and a round there are the versions that came back with packets, and at most
//! one sheet of the desk's own. A version is *older* where another version grew out of it (its digest
//! is among the superseded ones of that other). What is neither older nor decided over is a
//! *candidate*; one candidate stands, of several nothing counts until one is chosen.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::judge::Verdict;
use super::seal::sheet_digest;
use crate::model::ids::{MemberId, ProductId};
use crate::model::packet::{PacketReturn, Returned, Settlement};
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::ScoringSheet;

/// Which sheet: product, member, round.
pub type Key = (ProductId, MemberId, u16);

/// Returns which sheet `sheet` is a version of.
pub fn key_of(sheet: &ScoringSheet) -> Key {
    (sheet.product_id, sheet.member_id, sheet.round)
}

/// A version with its digest.
#[derive(Debug, Clone)]
pub struct Version {
    /// The sheet, as it would stand.
    pub sheet: Arc<ScoringSheet>,
    /// Its digest.
    pub digest: String,
}

impl Version {
    fn new(session: &Session, sheet: &Arc<ScoringSheet>) -> Self {
        let sheet = if sheet.contested {
            Arc::new(ScoringSheet {
                contested: false,
                ..sheet.as_ref().clone()
            })
        } else {
            Arc::clone(sheet)
        };
        let own = || sheet_digest(session, &sheet);
        // What came back was judged by its digest; a sheet of the desk's own bears none.
        let digest = match sheet.packet_id {
            Some(_) => sheet.digest.clone().unwrap_or_else(own),
            None => own(),
        };
        Self { sheet, digest }
    }

    fn is_own(&self) -> bool {
        self.sheet.packet_id.is_none()
    }

    /// Tells whether the version grew out of the one with `digest`.
    pub fn grew_out_of(&self, digest: &str) -> bool {
        let seals = self
            .sheet
            .superseded
            .iter()
            .filter_map(|it| it.seal.as_ref());
        seals.into_iter().any(|seal| seal.digest == digest)
    }
}

/// Returns every version of a sheet that the session holds, in a fixed order.
pub fn versions(session: &Session, key: Key) -> Vec<Version> {
    let standing = session.sheets.values().filter(|it| key_of(it) == key);
    let aside = session.versions.iter().filter(|it| key_of(it) == key);
    let mut all: Vec<_> = standing
        .chain(aside)
        .map(|sheet| Version::new(session, sheet))
        .collect();
    all.sort_by(|a, b| {
        let order = |it: &Version| {
            (
                it.sheet.revision,
                it.digest.clone(),
                it.sheet.signature.clone(),
            )
        };
        order(a).cmp(&order(b))
    });
    all.dedup_by(|a, b| a.digest == b.digest);
    all
}

/// Returns the versions of which one is to be chosen, or the only one that stands.
pub fn candidates(session: &Session, key: Key) -> Vec<Version> {
    let all = versions(session, key);
    let is_empty = |version: &Version| {
        let sheet = &version.sheet;
        version.is_own()
            && !sheet.was_handed_in()
            && sheet.answers.0.is_empty()
            && sheet.notes.is_empty()
            && sheet.opinion.is_empty()
            && sheet.triggers.is_empty()
            && sheet.second_typing.is_none()
    };
    // A draft in which nothing stands says nothing against what came back.
    let has_returned = all.iter().any(|version| !version.is_own());
    let tops: Vec<_> = all
        .iter()
        .filter(|version| !all.iter().any(|other| other.grew_out_of(&version.digest)))
        .filter(|version| !(has_returned && is_empty(version)))
        .collect();
    let settled = settlement(session, key);
    let stands = |version: &&&Version| match settled {
        None => true,
        Some(settled) => {
            settled.chosen == version.digest || !settled.among.contains(&version.digest)
        }
    };
    tops.iter().filter(stands).map(|it| (*it).clone()).collect()
}

/// Returns the last choice between versions of a sheet.
pub fn settlement(session: &Session, key: Key) -> Option<&Settlement> {
    let mut settlements = session.settlements.iter().map(Arc::as_ref);
    settlements.rfind(|it| (it.product_id, it.member_id, it.round) == key)
}

/// Puts among the sheets what the versions of a sheet lead to, and sets the others aside.
pub fn resolve(session: &mut Session, key: Key) {
    let all = versions(session, key);
    let candidates = candidates(session, key);
    let contested = candidates.len() > 1;
    // Where nothing counts, what the desk itself holds stays in sight.
    let own = candidates.iter().find(|version| version.is_own());
    let Some(standing) = own.or_else(|| candidates.first()) else {
        return;
    };
    session.sheets.retain(|_, sheet| key_of(sheet) != key);
    session.versions.retain(|sheet| key_of(sheet) != key);
    let mut sheet = Arc::clone(&standing.sheet);
    if contested {
        Arc::make_mut(&mut sheet).contested = true;
    }
    session.sheets.insert(sheet.id, sheet);
    let is_aside = |version: &&Version| version.digest != standing.digest;
    let aside = all.iter().filter(is_aside).map(|it| Arc::clone(&it.sheet));
    let has_said = |sheet: &Arc<ScoringSheet>| {
        sheet.packet_id.is_some() || sheet.was_handed_in() || !sheet.answers.0.is_empty()
    };
    session.versions.extend(aside.filter(has_said));
    let order = |sheet: &Arc<ScoringSheet>| {
        let digest = sheet.digest.clone();
        (key_of(sheet), sheet.revision, digest, sheet.id)
    };
    session.versions.sort_by_cached_key(order);
}

/// Takes a return in, as it was judged: the sheets whose verdicts accept them, and what the member
/// said about not taking part.
pub fn take_in(session: &mut Session, returned: &Returned, verdicts: &[Verdict]) {
    let accepted = returned.sheets.iter().zip(verdicts);
    let accepted = accepted.filter(|(_, verdict)| verdict.is_accepted());
    let mut keys = BTreeSet::new();
    for (sheet, _) in accepted {
        keys.insert(key_of(sheet));
        session.versions.push(Arc::clone(sheet));
    }
    for key in keys {
        resolve(session, key);
    }
    let found = Arc::new(PacketReturn {
        packet_id: returned.packet_id,
        hand_in: returned.hand_in.clone(),
    });
    if session.returns.contains(&found) {
        return;
    }
    session.returns.push(found);
    let order = |it: &Arc<PacketReturn>| (it.packet_id, it.hand_in.number, it.hand_in.seal.clone());
    session.returns.sort_by_cached_key(order);
    for (product_id, reason) in recusals(session, returned.member_id) {
        let products = &mut session.products;
        let Some(product) = products.iter_mut().find(|it| it.id == product_id) else {
            continue;
        };
        let product = Arc::make_mut(product);
        match reason {
            Some(reason) => product.recusals.insert(returned.member_id, reason),
            None => product.recusals.remove(&returned.member_id),
        };
    }
}

/// Returns what the member's hand-ins change in the products for which the member does not take part:
/// the newest hand-in says it. What the secretary wrote herself, in other words, stays; so does what
/// the council has concluded on.
pub fn recusals(session: &Session, member_id: MemberId) -> Vec<(ProductId, Option<String>)> {
    let is_own = |it: &&Arc<PacketReturn>| {
        session
            .issued_packet(it.packet_id)
            .is_some_and(|packet| packet.member_id == member_id)
    };
    let own: Vec<_> = session.returns.iter().filter(is_own).collect();
    let newest = own.iter().max_by_key(|it| {
        let hand_in = &it.hand_in;
        (hand_in.at, it.packet_id, &hand_in.seal.digest)
    });
    let Some(newest) = newest else {
        return Vec::new();
    };
    let is_known = |product: &Product, reason: &String| {
        let mut said = own.iter().map(|it| it.hand_in.recusals.get(&product.id));
        said.any(|said| said == Some(reason))
    };
    let mut changes = Vec::new();
    for product in session.products.iter().filter(|it| it.conclusion.is_none()) {
        let held = product.recusals.get(&member_id);
        let said = newest.hand_in.recusals.get(&product.id);
        if held != said && held.is_none_or(|held| is_known(product, held)) {
            changes.push((product.id, said.cloned()));
        }
    }
    changes
}

/// Returns the versions between which the secretary may choose: the candidates, and once one was
/// chosen, those it was chosen from.
pub fn choices(session: &Session, key: Key) -> Vec<Version> {
    let candidates = candidates(session, key);
    let settled = settlement(session, key);
    let mut all = versions(session, key);
    all.retain(|version| {
        candidates.iter().any(|it| it.digest == version.digest)
            || settled.is_some_and(|it| it.among.contains(&version.digest))
    });
    all
}

/// Returns the other sheets of the same member that wait for a choice, each with its version of the
/// same origin as the chosen one: brought by the same hand-in, or the desk's own. A member who filled a
/// copy of a packet mostly means all of it or none.
pub fn alike(session: &Session, key: Key, chosen: &str) -> Vec<(Key, String)> {
    let (_, member_id, _) = key;
    let brings = |it: &&Arc<PacketReturn>, digest: &str| {
        let mut seals = it.hand_in.sheets.values();
        seals.any(|seal| seal.digest == digest)
    };
    let hand_ins: Vec<_> = (session.returns.iter())
        .filter(|it| brings(it, chosen))
        .collect();
    let is_own = versions(session, key)
        .iter()
        .any(|version| version.digest == chosen && version.is_own());
    let waiting = session.sheets.values().filter(|sheet| sheet.contested);
    let others = waiting
        .map(|sheet| key_of(sheet))
        .filter(|other| *other != key && other.1 == member_id);
    others
        .filter_map(|other| {
            let candidates = candidates(session, other);
            let mut found = candidates.into_iter().filter(|version| {
                let came_with_it = hand_ins.iter().any(|it| brings(it, &version.digest));
                came_with_it || (is_own && version.is_own())
            });
            // Of two that came with it none is the one that is meant.
            let only = found.next().filter(|_| found.next().is_none());
            only.map(|version| (other, version.digest))
        })
        .collect()
}
