//! The result of an earlier session that a later one ratifies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::criteria::{EmbeddedForm, FormKey};
use super::ids::SessionId;
use super::points::{Mean, Points, StarRank};
use super::product::{Applicant, Outcome, Product, Vote};
use super::session::ParentSession;

/// What an earlier session (*vòng 1*) came to for a product, as it was taken up from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierResult {
    /// The session, one of the parents.
    pub session_id: SessionId,
    /// Number of counted sheets.
    pub counted: u32,
    /// Sum of their totals in hundredths of a point; with the number it is the exact mean.
    pub sum_hundredths: i64,
    /// The computed rank; absent where none could be computed.
    pub rank: Option<StarRank>,
    /// Why it is that rank, in the words of papers.
    pub rank_reason: String,
    /// What the council concluded; absent where it did not.
    pub outcome: Option<Outcome>,
    /// The reason of the conclusion.
    pub reason: String,
    /// How the council voted, where it did.
    pub vote: Option<Vote>,
}

impl EarlierResult {
    /// Returns the exact mean; none where no sheet counted.
    pub fn mean(&self) -> Option<Mean> {
        let sum = Points::from_hundredths(self.sum_hundredths);
        Mean::new(sum, usize::try_from(self.counted).ok()?)
    }

    /// Tells whether `other` says the same, whichever session it stands in.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.counted, it.sum_hundredths, it.rank, it.outcome);
        of(self) == of(other) && self.reason == other.reason
    }
}

/// An earlier session with the results that are taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierSession {
    /// The session.
    pub parent: ParentSession,
    /// Its products with their results, in the order of its agenda.
    pub products: Vec<Arc<Product>>,
    /// Their applicants.
    pub applicants: Vec<Arc<Applicant>>,
    /// Their statutory sheets.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub forms: BTreeMap<FormKey, Arc<EmbeddedForm>>,
}
