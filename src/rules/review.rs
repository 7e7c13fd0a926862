//! The one review of a session that every screen, paper and command reads.

use std::collections::BTreeMap;

use crate::model::Date;
use crate::model::criteria::Code;
use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::points::{Mean, Points, StarRank};
use crate::model::product::Outcome;

use super::conclusion::ConclusionCheck;
use super::findings::Finding;
use super::panel::{Pair, QuorumState, SheetStanding};
use super::ranking::{GateReview, RankDecision};
use super::scoring::SheetTotal;
use super::validity::Validity;

/// Everything that follows from a session on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The day the review was made for.
    pub today: Date,
    /// The day on which papers judge validity: the session's, or `today` where it has none.
    pub session_day: Date,
    /// Quorum of the session as a whole.
    pub quorum: QuorumState,
    /// Who presides over the session: the chair, or a vice chair in the chair's absence.
    pub presiding: Option<MemberId>,
    /// One review per product, in the order of the agenda.
    pub products: Vec<ProductReview>,
    /// Totals of every sheet, whether it counts or not.
    pub sheets: BTreeMap<SheetId, SheetTotal>,
    /// What a person should see, errors first.
    pub findings: Vec<Finding>,
}

impl Review {
    /// Returns the review of the product with `id`.
    pub fn product(&self, id: ProductId) -> Option<&ProductReview> {
        self.products
            .iter()
            .find(|product| product.product_id == id)
    }
}

/// Everything that follows for one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductReview {
    /// The product.
    pub product_id: ProductId,
    /// The round that is being or was last scored.
    pub round: u16,
    /// Members who still owe a sheet of an open further round; while any does, there is no rank.
    pub round_open_for: Vec<MemberId>,
    /// One entry per person who may score, in the order of the council.
    pub members: Vec<MemberReview>,
    /// Members whose sheet is expected and not handed in yet.
    pub pending: Vec<MemberId>,
    /// Number of counted sheets.
    pub counted: usize,
    /// Exact mean of the counted totals; none where no sheet counts.
    pub mean: Option<Mean>,
    /// The mean as people read it, never shown across a band it does not reach.
    pub mean_shown: Option<String>,
    /// Means of the parts.
    pub parts: Vec<PartReview>,
    /// Highest minus lowest counted total; none below two counted sheets.
    pub spread: Option<Points>,
    /// Every pair of members whose totals differ by more than the council allows.
    pub pairs_over: Vec<Pair>,
    /// The band of the mean, whatever the gates say.
    pub band: Option<StarRank>,
    /// Every gate of the sheet with how it stands, by rank and criterion.
    pub gates: Vec<GateReview>,
    /// The computed rank with its reasons; none while a round is open, a ground is undecided, too
    /// few sheets count, or the dossier is rejected.
    pub rank: Option<RankDecision>,
    /// Grounds that members see fulfilled, with what the council decided on each.
    pub grounds: Vec<GroundReview>,
    /// Whether the council rejected the dossier.
    pub excluded: bool,
    /// Who presides for this product.
    pub presiding: Option<MemberId>,
    /// Quorum for this product.
    pub quorum: QuorumState,
    /// Validity of the last certificate on `today`.
    pub validity: Option<Validity>,
    /// Validity of the last certificate on the day of the session, for papers.
    pub validity_on_session_day: Option<Validity>,
    /// The conclusion that follows from the rank; none where the council must decide freely.
    pub proposed: Option<Outcome>,
    /// How the recorded conclusion stands to the computed rank.
    pub conclusion: Option<ConclusionCheck>,
    /// Criteria by how far the counted sheets differ, widest first; without those that agree.
    pub differences: Vec<Difference>,
}

impl ProductReview {
    /// Tells whether the product can be concluded as computed without a discussion: every expected
    /// sheet is in, nothing is disputed, the meeting is valid, and no conclusion stands yet.
    pub fn is_undisputed(&self) -> bool {
        self.conclusion.is_none()
            && self.proposed.is_some()
            && self.pending.is_empty()
            && self.pairs_over.is_empty()
            && self.quorum.is_met
    }

    /// Tells whether a ground waits for a council decision.
    pub fn has_open_ground(&self) -> bool {
        self.grounds
            .iter()
            .any(|ground| !ground.open_for.is_empty())
    }

    /// Returns the entry of `member_id`.
    pub fn member(&self, member_id: MemberId) -> Option<&MemberReview> {
        self.members
            .iter()
            .find(|member| member.member_id == member_id)
    }
}

/// How one member stands to one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberReview {
    /// The member.
    pub member_id: MemberId,
    /// The sheet that counts, or the one being filled.
    pub sheet_id: Option<SheetId>,
    /// Whether it counts, and if not, why.
    pub standing: SheetStanding,
    /// Its total; absent where there is no sheet.
    pub total: Option<Points>,
}

/// The mean of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReview {
    /// `A`, `B` or `C`.
    pub code: String,
    /// Most points the part can give.
    pub max: Points,
    /// Exact mean of the counted sheets.
    pub mean: Mean,
    /// The mean as people read it.
    pub shown: String,
}

/// A ground that members see fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundReview {
    /// Where it stands on the sheet.
    pub place: crate::model::sheet::GroundPlace,
    /// What it leads to.
    pub kind: crate::model::criteria::ExclusionKind,
    /// Its text.
    pub text: String,
    /// Who sees it fulfilled, on sheets handed in.
    pub raised_by: Vec<MemberId>,
    /// Those among them on whose finding the council has not decided.
    pub open_for: Vec<MemberId>,
    /// What the council decided last; true where it found that the ground holds.
    pub upheld: Option<bool>,
}

/// A criterion on which the counted sheets differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The criterion.
    pub code: Code,
    /// Highest minus lowest points.
    pub spread: Points,
    /// Points by member, in the order of the council.
    pub points: Vec<(MemberId, Points)>,
}
