//! What the audience may see: what the secretary released, as long as it still holds.
//!
//! A *release* (*công bố*) is the state of the second window before the audience. A result that
//! was released carries a seal over everything it rests on; once any of that changes, the result
//! is taken back by [`settle`], so that no stale or wrong star stands before forty people. The
//! one change that a released result outlives is a conclusion that confirms it.

use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::points::{Mean, StarRank};
use crate::model::product::{Outcome, Product};
use crate::model::session::Session;

use super::panel::SheetStanding;
use super::ranking::RankDecision;
use super::review::{MemberReview, ProductReview, Review};

/// Products on one page of the agenda, so that each can be read from the last row.
pub const AGENDA_PAGE: usize = 8;

/// What the audience sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Release {
    /// Nothing but the names of the council and of the session.
    #[default]
    Blank,
    /// The agenda.
    Agenda {
        /// The page, from 0; without one, the page of the present product.
        page: Option<usize>,
        /// The present product.
        product_id: Option<ProductId>,
    },
    /// One product.
    Product {
        /// The product.
        product_id: ProductId,
        /// How much of it.
        stage: Stage,
    },
}

impl Release {
    /// Returns the product that the audience sees or sees marked.
    pub const fn product_id(&self) -> Option<ProductId> {
        match self {
            Self::Blank => None,
            Self::Agenda { product_id, .. } => *product_id,
            Self::Product { product_id, .. } => Some(*product_id),
        }
    }
}

/// How much of a product the audience sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Its name and its applicant.
    Presented,
    /// Who has handed in a sheet.
    Submissions,
    /// The result.
    Result(Box<Seal>),
}

/// Everything that a released result rests on; it can only be made of a result that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    round: u16,
    sheets: Vec<(MemberId, SheetStanding, Option<SheetId>, u32)>,
    mean: Option<Mean>,
    mean_shown: Option<String>,
    rank: Option<RankDecision>,
    shown: ShownResult,
    reason: Option<String>,
}

/// What a result says, apart from its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownResult {
    /// The council's conclusion, or the one that follows from the computed rank.
    pub outcome: Option<Outcome>,
    /// Whether the council has concluded.
    pub is_concluded: bool,
    /// Whether its conclusion differs from the computed rank.
    pub differs: bool,
    /// The stars, where the outcome gives any.
    pub stars: Option<ShownStars>,
    /// Whether the mean belongs to the result.
    pub has_mean: bool,
}

/// Stars as they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownStars {
    /// How many of the five are filled.
    pub filled: u8,
    /// Whether the fifth is marked as potential.
    pub is_potential: bool,
}

impl ShownStars {
    const fn of(rank: StarRank) -> Self {
        Self {
            filled: rank.stars(),
            is_potential: false,
        }
    }
}

/// Why a result cannot be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Sheets are expected: with a mean before and after the last sheet everybody could reckon it.
    Pending(Vec<MemberId>),
    /// A further round is open.
    RoundOpen,
    /// A ground for rejection waits for the council.
    GroundOpen,
    /// Versions of a sheet contradict each other, and nobody has chosen yet.
    Contested,
    /// No rank follows: no sheets, or too few.
    NoRank,
    /// One sheet counts, so that the mean is a member's total.
    SingleSheet,
    /// The rank changed after the conclusion.
    ConclusionOutdated,
    /// The conclusion lacks the reason or the vote it needs.
    ConclusionIncomplete,
}

/// What was taken back, and must be told to the secretary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// A released result does not stand any more.
    Result(ProductId),
    /// The product is not on the agenda any more.
    Product,
}

/// How a member stands to a product, as the audience may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Submission {
    /// A sheet was handed in.
    HandedIn,
    /// A sheet was handed in and is being completed.
    BeingCompleted,
    /// A sheet is expected.
    Expected,
    /// The member does not take part.
    Recused,
    /// The member is absent.
    Absent,
    /// The member has left.
    Left,
}

/// Tells how a member stands to a product.
pub fn submission(found: &ProductReview, member: &MemberReview) -> Submission {
    let is_pending = found.pending.contains(&member.member_id);
    match member.standing {
        SheetStanding::Counted if !is_pending => Submission::HandedIn,
        SheetStanding::Counted | SheetStanding::NoSheet | SheetStanding::Draft => {
            Submission::Expected
        }
        SheetStanding::Contested
        | SheetStanding::Incomplete
        | SheetStanding::OtherForm
        | SheetStanding::NotScoredAgain => Submission::BeingCompleted,
        SheetStanding::Recused => Submission::Recused,
        SheetStanding::Absent => Submission::Absent,
        SheetStanding::LeftEarly => Submission::Left,
    }
}

/// Tells what the result of a product would say.
pub fn shown_result(product: &Product, found: &ProductReview) -> ShownResult {
    let check = found.conclusion.filter(|_| product.conclusion.is_some());
    let outcome = check.map(|check| check.outcome).or(found.proposed);
    let rank = found.rank.as_ref().map(|rank| rank.rank);
    let stars = match outcome {
        Some(Outcome::Stars(rank)) => Some(ShownStars::of(rank)),
        Some(Outcome::ProposeFive) => Some(ShownStars {
            filled: 4,
            is_potential: true,
        }),
        Some(Outcome::BelowThree) => rank
            .filter(|rank| *rank < StarRank::THREE)
            .map(ShownStars::of),
        Some(
            Outcome::Returned | Outcome::NotConcluded | Outcome::Withdrawn | Outcome::Excluded,
        ) => None,
        None => rank.map(ShownStars::of),
    };
    ShownResult {
        outcome,
        is_concluded: check.is_some(),
        differs: check.is_some_and(|check| check.differs),
        stars,
        has_mean: !found.excluded && !outcome.is_some_and(speaks_of_papers),
    }
}

/// Tells whether an outcome follows from papers or decisions, not from points.
const fn speaks_of_papers(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::NotConcluded | Outcome::Withdrawn | Outcome::Excluded
    )
}

/// Returns the council's own reason, where it belongs to the result.
pub fn shown_reason(product: &Product, shown: ShownResult) -> Option<&str> {
    let conclusion = product.conclusion.as_ref()?;
    let belongs = shown.differs || !shown.has_mean;
    let reason = conclusion.reason.trim();
    (belongs && !reason.is_empty()).then_some(reason)
}

/// Seals the result of a product as it stands now, or tells everything that stands in the way.
pub fn seal(
    session: &Session,
    product: &Product,
    found: &ProductReview,
) -> Result<Seal, Vec<Hindrance>> {
    let shown = shown_result(product, found);
    let mut hindrances = Vec::new();
    if let Some(check) = &found.conclusion {
        if check.is_outdated {
            hindrances.push(Hindrance::ConclusionOutdated);
        } else if check.lacks_reason || check.lacks_vote {
            hindrances.push(Hindrance::ConclusionIncomplete);
        }
    }
    if shown.has_mean {
        if found.has_open_ground() {
            hindrances.push(Hindrance::GroundOpen);
        }
        if !found.round_open_for.is_empty() {
            hindrances.push(Hindrance::RoundOpen);
        } else if !found.pending.is_empty() {
            hindrances.push(Hindrance::Pending(found.pending.clone()));
        }
        if !found.contested.is_empty() {
            hindrances.push(Hindrance::Contested);
        }
        if found.counted == 1 {
            hindrances.push(Hindrance::SingleSheet);
        }
        if hindrances.is_empty() && (found.rank.is_none() || found.mean_shown.is_none()) {
            hindrances.push(Hindrance::NoRank);
        }
    }
    if !hindrances.is_empty() {
        return Err(hindrances);
    }
    let sheets = found.members.iter().map(|member| {
        let sheet = member.sheet_id.and_then(|id| session.sheets.get(&id));
        let revision = sheet.map_or(0, |sheet| sheet.revision);
        (member.member_id, member.standing, member.sheet_id, revision)
    });
    Ok(Seal {
        round: found.round,
        sheets: sheets.collect(),
        mean: found.mean,
        mean_shown: found.mean_shown.clone(),
        rank: found.rank.clone(),
        shown,
        reason: shown_reason(product, shown).map(str::to_owned),
    })
}

impl Seal {
    /// Tells whether a result sealed now says what this one said. A conclusion that confirms the
    /// result, or the end of such a conclusion, changes nothing of it.
    fn holds(&self, now: &Self) -> bool {
        let confirms = |shown: ShownResult| ShownResult {
            is_concluded: false,
            ..shown
        };
        let concluded = (self.shown.is_concluded, now.shown.is_concluded);
        let same_words = if concluded.0 == concluded.1 {
            self.shown == now.shown
        } else {
            confirms(self.shown) == confirms(now.shown)
        };
        let papers = self.shown.outcome.is_some_and(speaks_of_papers);
        same_words
            && self.reason == now.reason
            && self.round == now.round
            && (papers
                || (self.mean == now.mean
                    && self.mean_shown == now.mean_shown
                    && self.rank == now.rank
                    && self.sheets == now.sheets))
    }
}

/// Takes back what does not stand any more in the session as it is now, and tells so.
pub fn settle(release: &mut Release, session: &Session, review: &Review) -> Option<Withdrawn> {
    let gone = |id: ProductId| session.product(id).is_none() || review.product(id).is_none();
    match release {
        Release::Blank => None,
        Release::Agenda { product_id, .. } => {
            // The agenda itself stands; nothing is marked in it then.
            if product_id.is_some_and(gone) {
                *product_id = None;
            }
            None
        }
        Release::Product { product_id, .. } if gone(*product_id) => {
            *release = Release::Blank;
            Some(Withdrawn::Product)
        }
        Release::Product { product_id, stage } => {
            let Stage::Result(sealed) = &*stage else {
                return None;
            };
            let now = session
                .product(*product_id)
                .zip(review.product(*product_id))
                .and_then(|(product, found)| seal(session, product, found).ok());
            if now.is_some_and(|now| sealed.holds(&now)) {
                return None;
            }
            *stage = Stage::Submissions;
            Some(Withdrawn::Result(*product_id))
        }
    }
}

/// Returns how many pages the agenda has, at least one.
pub fn agenda_pages(n_products: usize) -> usize {
    n_products.div_ceil(AGENDA_PAGE).max(1)
}

#[cfg(test)]
mod tests;
