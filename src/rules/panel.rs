//! Who may score, who is present, which sheets count, and whether the meeting is valid.

use std::collections::BTreeMap;

use crate::model::council::{Member, MissingInRound, Role, SheetAfterLeaving};
use crate::model::ids::{MemberId, ProductId};
use crate::model::points::Points;
use crate::model::product::{Procedure, Product};
use crate::model::session::Session;
use crate::model::sheet::ScoringSheet;
use crate::model::time::DayTime;

/// Whether a member's sheet counts for a product, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetStanding {
    /// It counts.
    Counted,
    /// Nothing has been filled.
    NoSheet,
    /// It is being filled.
    Draft,
    /// The member does not take part for an interest in the applicant.
    Recused,
    /// The member is absent for this product.
    Absent,
    /// The member left before the product was concluded, and the council does not count such sheets.
    LeftEarly,
    /// It was handed in but lacks answers.
    Incomplete,
    /// It was filled on another statutory sheet than the product's.
    OtherForm,
    /// Versions of it contradict each other, and nobody has chosen yet.
    Contested,
    /// The member was to score again and did not, and the council does not count the earlier sheet.
    NotScoredAgain,
}

/// Quorum at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuorumState {
    /// Members present.
    pub present: usize,
    /// Members needed.
    pub needed: usize,
    /// All members.
    pub members: usize,
    /// Whether the chair, or who presides instead, is among them where that is needed.
    pub has_chair: bool,
    /// Whether the meeting is valid.
    pub is_met: bool,
}

/// Two members whose totals differ by more than the council allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The member with the higher total.
    pub higher: MemberId,
    /// The member with the lower total.
    pub lower: MemberId,
    /// The difference.
    pub difference: Points,
}

/// Tells whether `member` fills sheets under the rules of the session.
pub fn is_scorer(session: &Session, member: &Member) -> bool {
    match member.role {
        Role::Secretary => session.rules.secretary_scores.value,
        Role::Chair | Role::ViceChair | Role::Member => member.is_member,
    }
}

/// Tells whether `member` is present for `product`: never when recorded as absent for it; always
/// where the council works by written opinions; else when a stay touches the hearing, or, without
/// a recorded hearing, when the member came to the session.
pub fn is_present_for(product: &Product, member: &Member) -> bool {
    if product.absent.contains(&member.id) {
        return false;
    }
    match (product.procedure, product.hearing) {
        (Procedure::Written { .. }, _) => true,
        (Procedure::Meeting, None) => member.attended(),
        (Procedure::Meeting, Some(hearing)) => member.attendance.iter().any(|stay| {
            let comes_before_end = hearing.to.is_none_or(|end| stay.from <= end);
            comes_before_end && stay.to.is_none_or(|left| left > hearing.from)
        }),
    }
}

/// Tells whether `member` was present for `product` but had left when the hearing ended.
pub fn left_early(product: &Product, member: &Member) -> bool {
    if product.procedure != Procedure::Meeting || !is_present_for(product, member) {
        return false;
    }
    match product.hearing {
        None => false,
        Some(hearing) => match hearing.to {
            None => !member.is_present(),
            Some(end) => !member
                .attendance
                .iter()
                .any(|stay| stay.from <= end && stay.to.is_none_or(|left| left >= end)),
        },
    }
}

/// Returns who presides for `product`: whom the council named, else the chair, else the first vice
/// chair, each only when present and not recused.
pub fn presiding_for(session: &Session, product: &Product) -> Option<MemberId> {
    let is_able = |member: &&Member| {
        is_present_for(product, member) && !product.recusals.contains_key(&member.id)
    };
    first_able(session, product.presided_by, is_able)
}

/// Returns who presides over the session: the chair, else the first vice chair who is there.
pub fn presiding(session: &Session) -> Option<MemberId> {
    first_able(session, None, |member| was_there(session, member))
}

fn first_able(
    session: &Session,
    named: Option<MemberId>,
    is_able: impl Fn(&&Member) -> bool,
) -> Option<MemberId> {
    let members = &session.council.members;
    if let Some(id) = named {
        return members
            .iter()
            .filter(|member| member.id == id)
            .find(&is_able)
            .map(|member| member.id);
    }
    [Role::Chair, Role::ViceChair]
        .into_iter()
        .find_map(|role| {
            members
                .iter()
                .filter(|member| member.role == role)
                .find(&is_able)
        })
        .map(|member| member.id)
}

/// Tells whether `member` is in the room, or was at the end where the session has ended.
fn was_there(session: &Session, member: &Member) -> bool {
    match session.ended_at {
        None => member.is_present(),
        Some(end) => was_there_until(member, end),
    }
}

fn was_there_until(member: &Member, end: DayTime) -> bool {
    member
        .attendance
        .iter()
        .any(|stay| stay.from <= end && stay.to.is_none_or(|left| left >= end))
}

/// Returns the quorum of the session as a whole.
pub fn quorum(session: &Session) -> QuorumState {
    quorum_of(session, presiding(session), |member| {
        was_there(session, member)
    })
}

/// Returns the quorum for `product`. A recused member is present, but does not preside. Where the
/// council works by written opinions, whoever scores is there once the opinion has arrived.
pub fn quorum_for(session: &Session, product: &Product, index: &SheetIndex<'_>) -> QuorumState {
    quorum_of(session, presiding_for(session, product), |member| {
        is_present_for(product, member)
            && (product.procedure == Procedure::Meeting
                || !is_scorer(session, member)
                || product.recusals.contains_key(&member.id)
                || index.newest_submitted(product.id, member.id).is_some())
    })
}

fn quorum_of(
    session: &Session,
    presiding: Option<MemberId>,
    is_there: impl Fn(&Member) -> bool,
) -> QuorumState {
    let rule = session.rules.quorum.value;
    let members = session
        .council
        .members
        .iter()
        .filter(|member| member.is_member);
    let (mut n_members, mut present) = (0, 0);
    for member in members {
        n_members += 1;
        present += usize::from(is_there(member));
    }
    let denominator = usize::from(rule.denominator).max(1);
    let needed = (n_members * usize::from(rule.numerator)).div_ceil(denominator);
    let has_chair = !rule.needs_chair || presiding.is_some();
    QuorumState {
        present,
        needed,
        members: n_members,
        has_chair,
        is_met: n_members > 0 && present >= needed && present > 0 && has_chair,
    }
}

/// The sheets of a session by product and member, oldest round first.
#[derive(Debug, Default)]
pub struct SheetIndex<'a>(BTreeMap<(ProductId, MemberId), Vec<&'a ScoringSheet>>);

impl<'a> SheetIndex<'a> {
    /// Sorts the sheets of `session`.
    pub fn new(session: &'a Session) -> Self {
        let mut index: BTreeMap<_, Vec<&ScoringSheet>> = BTreeMap::new();
        for sheet in session.sheets.values() {
            index
                .entry((sheet.product_id, sheet.member_id))
                .or_default()
                .push(sheet);
        }
        for sheets in index.values_mut() {
            sheets.sort_by_key(|sheet| (sheet.round, sheet.revision, sheet.id));
        }
        Self(index)
    }

    /// Returns the sheets of `member_id` for `product_id`, oldest round first.
    pub fn of(&self, product_id: ProductId, member_id: MemberId) -> &[&'a ScoringSheet] {
        self.0
            .get(&(product_id, member_id))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the newest sheet handed in.
    pub fn newest_submitted(
        &self,
        product_id: ProductId,
        member_id: MemberId,
    ) -> Option<&'a ScoringSheet> {
        self.of(product_id, member_id)
            .iter()
            .rev()
            .find(|sheet| sheet.status.is_submitted() && !sheet.contested)
            .copied()
    }
}

/// Returns the sheet that counts (or the one being filled) and how it stands. `is_complete` tells
/// whether a sheet has every answer.
pub fn sheet_standing<'a>(
    session: &Session,
    product: &Product,
    member: &Member,
    index: &SheetIndex<'a>,
    is_complete: impl Fn(&ScoringSheet) -> bool,
) -> (Option<&'a ScoringSheet>, SheetStanding) {
    let newest = index.newest_submitted(product.id, member.id);
    let last = index.of(product.id, member.id).last().copied();
    let contested = last.filter(|sheet| sheet.contested);
    let sheet = contested.or(newest).or(last);
    let standing = if product.recusals.contains_key(&member.id) {
        SheetStanding::Recused
    } else if !is_present_for(product, member) {
        SheetStanding::Absent
    } else if contested.is_some() {
        SheetStanding::Contested
    } else {
        match (newest, sheet) {
            (None, None) => SheetStanding::NoSheet,
            (None, Some(_)) => SheetStanding::Draft,
            (Some(newest), _) if product.form.as_ref() != Some(&newest.form) => {
                SheetStanding::OtherForm
            }
            (Some(newest), _) if !is_complete(newest) => SheetStanding::Incomplete,
            (Some(_), _)
                if session.rules.sheet_after_leaving.value == SheetAfterLeaving::DoesNotCount
                    && left_early(product, member) =>
            {
                SheetStanding::LeftEarly
            }
            (Some(newest), _)
                if session.rules.missing_in_round.value == MissingInRound::NothingCounts
                    && is_missing_in_round(product, member, newest) =>
            {
                SheetStanding::NotScoredAgain
            }
            (Some(_), _) => SheetStanding::Counted,
        }
    };
    (sheet, standing)
}

/// Tells whether a round was closed without the sheet that `member` owed it.
fn is_missing_in_round(product: &Product, member: &Member, newest: &ScoringSheet) -> bool {
    product.rescorings.last().is_some_and(|round| {
        round.closed && round.member_ids.contains(&member.id) && newest.round < round.round
    })
}

/// Returns the members who still owe a sheet of the open further round; empty when none is open.
pub fn round_open_for(
    session: &Session,
    product: &Product,
    index: &SheetIndex<'_>,
) -> Vec<MemberId> {
    let Some(rescoring) = product
        .rescorings
        .last()
        .filter(|rescoring| !rescoring.closed)
    else {
        return Vec::new();
    };
    let owes = |member: &&Member| {
        rescoring.member_ids.contains(&member.id)
            && is_scorer(session, member)
            && is_present_for(product, member)
            && !product.recusals.contains_key(&member.id)
            && !index.of(product.id, member.id).iter().any(|sheet| {
                sheet.round == rescoring.round && (sheet.status.is_submitted() || sheet.contested)
            })
    };
    session
        .council
        .members
        .iter()
        .filter(owes)
        .map(|member| member.id)
        .collect()
}

/// Returns highest minus lowest total and every pair that differs by strictly more than `allowed`,
/// the widest first.
pub fn spread(totals: &[(MemberId, Points)], allowed: Points) -> (Option<Points>, Vec<Pair>) {
    let highest = totals.iter().map(|(_, total)| *total).max();
    let lowest = totals.iter().map(|(_, total)| *total).min();
    let spread = highest
        .zip(lowest)
        .map(|(highest, lowest)| highest - lowest);
    let mut pairs = Vec::new();
    for (idx, (a, a_total)) in totals.iter().enumerate() {
        for (b, b_total) in totals.get(idx + 1..).unwrap_or_default() {
            let difference = a_total.abs_diff(*b_total);
            if difference > allowed {
                let (higher, lower) = if a_total > b_total {
                    (*a, *b)
                } else {
                    (*b, *a)
                };
                pairs.push(Pair {
                    higher,
                    lower,
                    difference,
                });
            }
        }
    }
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.difference), pair.higher, pair.lower));
    (spread.filter(|_| totals.len() > 1), pairs)
}
