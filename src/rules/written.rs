//! Written opinions on a re-rating (Art. 7.6): who has not answered, and what calls for the
//! meeting. The program proposes; the secretary moves the product.

use crate::model::Date;
use crate::model::criteria::Code;
use crate::model::ids::MemberId;
use crate::model::points::{Points, StarRank};
use crate::model::product::{ApplicationKind, Procedure, Product};

use super::panel::{Pair, SheetStanding};
use super::ranking::GateReview;
use super::review::{GroundReview, MemberReview};

/// How the written opinions on a product stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenReview {
    /// Last day for opinions.
    pub until: Option<Date>,
    /// Days left until then, 0 on the day itself, negative once it has passed.
    pub days_left: Option<i64>,
    /// Members whose opinion is in.
    pub answered: Vec<MemberId>,
    /// Members who have not answered.
    pub silent: Vec<MemberId>,
    /// Why the product should go before the meeting; empty where nothing calls for it.
    pub to_meeting: Vec<ToMeeting>,
    /// Whether the law knows written opinions for it: re-ratings alone.
    pub fits_application: bool,
}

impl WrittenReview {
    /// Tells whether the day has passed and opinions are missing.
    pub fn is_overdue(&self) -> bool {
        self.days_left.is_some_and(|days| days < 0) && !self.silent.is_empty()
    }
}

/// What calls for the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToMeeting {
    /// The matter is complex.
    Complex {
        /// Why.
        reason: String,
    },
    /// Totals differ by more than the council allows.
    Spread {
        /// Highest minus lowest.
        spread: Points,
    },
    /// Members differ on gates that decide the rank.
    Gates {
        /// The criteria.
        codes: Vec<Code>,
    },
    /// Members see a ground fulfilled on which the council has not decided.
    Ground {
        /// Who raised it.
        raised_by: Vec<MemberId>,
    },
}

/// What is known of a product when its opinions are looked at.
pub(super) struct Known<'a> {
    pub(super) members: &'a [MemberReview],
    pub(super) spread: Option<Points>,
    pub(super) pairs_over: &'a [Pair],
    pub(super) gates: &'a [GateReview],
    pub(super) band: Option<StarRank>,
    pub(super) grounds: &'a [GroundReview],
}

/// Looks at the opinions on `product`; none where the council meets on it.
pub(super) fn look(product: &Product, known: &Known<'_>, today: Date) -> Option<WrittenReview> {
    let Procedure::Written { until } = product.procedure else {
        return None;
    };
    let with = |is_wanted: fn(SheetStanding) -> bool| {
        let members = known.members.iter();
        let wanted = members.filter(|member| is_wanted(member.standing));
        wanted.map(|member| member.member_id).collect()
    };
    use SheetStanding as S;
    Some(WrittenReview {
        until,
        days_left: until.map(|until| (until - today).num_days()),
        answered: with(|it| matches!(it, S::Counted | S::Contested | S::Incomplete | S::OtherForm)),
        silent: with(|it| matches!(it, S::NoSheet | S::Draft)),
        to_meeting: to_meeting(product, known),
        fits_application: product.application == ApplicationKind::ReRating,
    })
}

fn to_meeting(product: &Product, known: &Known<'_>) -> Vec<ToMeeting> {
    let mut reasons = Vec::new();
    reasons.extend(product.complex.as_ref().map(|reason| ToMeeting::Complex {
        reason: reason.clone(),
    }));
    if !known.pairs_over.is_empty() {
        reasons.extend(known.spread.map(|spread| ToMeeting::Spread { spread }));
    }
    // Above the band a gate decides nothing, whatever members find.
    let decides = |gate: &&GateReview| {
        gate.is_disputed() && known.band.is_some_and(|band| gate.stars <= band)
    };
    let mut codes: Vec<_> = known
        .gates
        .iter()
        .filter(decides)
        .map(|it| it.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    if !codes.is_empty() {
        reasons.push(ToMeeting::Gates { codes });
    }
    let mut raised_by: Vec<_> = known
        .grounds
        .iter()
        .flat_map(|ground| ground.open_for.iter().copied())
        .collect();
    raised_by.sort_unstable();
    raised_by.dedup();
    if !raised_by.is_empty() {
        reasons.push(ToMeeting::Ground { raised_by });
    }
    reasons
}
