//! A session that ratifies the results of earlier ones (*vòng 2*): what is taken up from their
//! files, and how a conclusion stands to the earlier result.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::council::CouncilLevel;
use crate::model::earlier::{EarlierResult, EarlierSession};
use crate::model::ids::{ProductId, SessionId};
use crate::model::product::{Conclusion, Outcome, Procedure, Product};
use crate::model::session::{ParentSession, Session};

use super::conclusion;
use super::finalisation;
use super::review::{ProductReview, Review};

/// How the council stands to the result of an earlier session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ratification {
    /// It has not spoken yet.
    Open,
    /// It agrees.
    Agreed,
    /// It concludes something else, with a reason.
    Changed,
    /// It does not conclude and asks for a supplement.
    NotConcluded,
}

/// How a product stands to its earlier result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierReview {
    /// Whether mean and rank are those of the earlier session, as no sheet was begun in this one.
    pub rests_on_it: bool,
    /// How the council stands to it.
    pub ratification: Ratification,
    /// Whether it can be agreed to without a discussion: it is a conclusion, as it was computed.
    pub is_plain: bool,
}

/// Tells how `product` stands to its earlier result; none where it has none.
pub(super) fn look_back(
    session: &Session,
    product: &Product,
    has_sheets: bool,
) -> Option<EarlierReview> {
    let earlier = product.earlier_result.as_ref()?;
    Some(EarlierReview {
        rests_on_it: !has_sheets && product.rescorings.is_empty(),
        ratification: ratification(product.conclusion.as_ref(), earlier),
        is_plain: is_plain(earlier, session.council.level),
    })
}

/// Tells how a conclusion stands to an earlier result.
pub fn ratification(conclusion: Option<&Conclusion>, earlier: &EarlierResult) -> Ratification {
    match conclusion.map(|conclusion| conclusion.outcome) {
        None => Ratification::Open,
        Some(Outcome::NotConcluded) => Ratification::NotConcluded,
        Some(outcome) if earlier.outcome == Some(outcome) => Ratification::Agreed,
        Some(_) => Ratification::Changed,
    }
}

/// Tells whether `outcome` changes an earlier conclusion, which needs a reason.
pub fn changes(outcome: Outcome, product: &Product) -> bool {
    let earlier = product.earlier_result.as_ref();
    earlier.is_some_and(|earlier| earlier.outcome.is_some_and(|before| before != outcome))
}

/// Returns what a council of `level` is asked to agree to.
pub(super) fn proposed(earlier: &EarlierResult, level: CouncilLevel) -> Option<Outcome> {
    earlier
        .outcome
        .filter(|outcome| *outcome != Outcome::NotConcluded)
        .filter(|outcome| conclusion::fits_level(*outcome, level))
}

fn is_plain(earlier: &EarlierResult, level: CouncilLevel) -> bool {
    let Some(outcome) = proposed(earlier, level) else {
        return false;
    };
    let as_it_was = Conclusion {
        outcome,
        reason: earlier.reason.clone(),
        vote: earlier.vote,
        computed: earlier.rank,
        concluded_at: Default::default(),
    };
    let check = conclusion::check(&as_it_was, earlier.rank, level);
    !check.differs && !check.lacks_reason
}

/// Makes of a session what a later one takes up from it; `reason` says in the words of papers why a
/// product has its rank.
pub fn earlier_session(
    session: &Session,
    review: &Review,
    reason: impl Fn(&ProductReview) -> String,
) -> EarlierSession {
    let products: Vec<_> = session
        .products
        .iter()
        .zip(&review.products)
        .map(|(product, found)| Arc::new(as_taken_up(session.id, product, found, reason(found))))
        .collect();
    let used: BTreeSet<_> = products
        .iter()
        .filter_map(|product| product.form.clone())
        .collect();
    let forms = session.forms.iter();
    let forms = forms.filter(|(key, _)| used.contains(*key));
    EarlierSession {
        parent: ParentSession {
            id: session.id,
            title: session.title.clone(),
            held_on: session.held_on,
            digest: session.finalisation().map(|it| it.digest.clone()),
        },
        products,
        applicants: session.applicants.clone(),
        forms: forms
            .map(|(key, form)| (key.clone(), Arc::clone(form)))
            .collect(),
    }
}

/// Returns a product with its result, and without what only the earlier council did with it.
fn as_taken_up(
    session_id: SessionId,
    product: &Product,
    found: &ProductReview,
    rank_reason: String,
) -> Product {
    let conclusion = product.conclusion.as_ref();
    let result = EarlierResult {
        session_id,
        counted: found.mean.map_or(0, |mean| mean.count),
        sum_hundredths: found.mean.map_or(0, |mean| mean.sum.hundredths()),
        rank: found.rank.as_ref().map(|rank| rank.rank),
        rank_reason,
        outcome: conclusion.map(|it| it.outcome),
        reason: conclusion.map(|it| it.reason.clone()).unwrap_or_default(),
        vote: conclusion.and_then(|it| it.vote),
    };
    Product {
        agreed_choices: BTreeMap::new(),
        procedure: Procedure::Meeting,
        presided_by: None,
        hearing: None,
        absent: BTreeSet::new(),
        rescorings: Vec::new(),
        ground_decisions: Vec::new(),
        discussion: String::new(),
        requests: String::new(),
        conclusion: None,
        authority_decision: None,
        complex: None,
        moved_to_meeting: None,
        earlier_result: Some(result),
        ..product.clone()
    }
}

/// What taking up a result means for a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TakeUp {
    /// It comes onto the agenda.
    New,
    /// It is on the agenda and gets its result.
    Adds,
    /// The same result is held.
    Unchanged,
    /// Another result of the session it was taken up from is held: the file changed since.
    Newer,
    /// A result of another session is held, or comes along, and they differ.
    Conflict {
        /// The other session.
        other: SessionId,
    },
}

impl TakeUp {
    /// Tells whether it is taken up without a question.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::New | Self::Adds | Self::Unchanged)
    }
}

/// Tells for every product of `sessions`, in their order, what taking it up means for `session`.
pub fn look<'a>(
    session: &Session,
    sessions: &'a [EarlierSession],
) -> Vec<(&'a EarlierSession, &'a Product, TakeUp)> {
    let mut coming: BTreeMap<ProductId, Vec<&EarlierResult>> = BTreeMap::new();
    for earlier in sessions {
        for product in &earlier.products {
            let results = coming.entry(product.id).or_default();
            results.extend(&product.earlier_result);
        }
    }
    let held: BTreeMap<_, _> = session.products.iter().map(|it| (it.id, it)).collect();
    let of_product = |product: &Product| {
        let result = product.earlier_result.as_ref()?;
        let others = coming.get(&product.id).into_iter().flatten();
        let mut differing = others.filter(|other| !other.agrees_with(result));
        if let Some(other) = differing.next() {
            let other = other.session_id;
            return Some(TakeUp::Conflict { other });
        }
        Some(match held.get(&product.id) {
            None => TakeUp::New,
            Some(known) => match &known.earlier_result {
                None => TakeUp::Adds,
                Some(known) if known.agrees_with(result) => TakeUp::Unchanged,
                Some(known) if known.session_id == result.session_id => TakeUp::Newer,
                Some(known) => TakeUp::Conflict {
                    other: known.session_id,
                },
            },
        })
    };
    sessions
        .iter()
        .flat_map(|earlier| {
            earlier
                .products
                .iter()
                .map(move |it| (earlier, it.as_ref()))
        })
        .filter_map(|(earlier, product)| Some((earlier, product, of_product(product)?)))
        .collect()
}

/// Why an earlier session cannot be taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is the session itself.
    Itself,
    /// Its content is not what was finalised.
    NotAsFinalised,
}

/// Tells why `earlier` cannot be taken up into the session with `id`, if so.
pub fn unfit(id: SessionId, earlier: &Session) -> Option<Unfit> {
    if earlier.id == id {
        return Some(Unfit::Itself);
    }
    let idx = earlier.finalisations.len().checked_sub(1)?;
    earlier.finalisation()?;
    let digest = finalisation::digest_again(earlier, idx)?;
    (digest != earlier.finalisations[idx].digest).then_some(Unfit::NotAsFinalised)
}
