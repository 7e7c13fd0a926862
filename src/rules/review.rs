//! The one review of a session that every screen, paper and command reads.

use std::collections::BTreeMap;

use crate::model::Date;
use crate::model::criteria::{Code, EmbeddedForm, ExclusionKind};
use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::points::{Mean, Points, StarRank};
use crate::model::product::{ApplicationKind, Outcome, Product};
use crate::model::session::Session;
use crate::model::sheet::{GroundPlace, ScoringSheet};

use super::conclusion::{self, ConclusionCheck};
use super::finalisation::{self, FinalisationCheck};
use super::findings::Finding;
use super::panel::{self, Pair, QuorumState, SheetIndex, SheetStanding};
use super::ranking::{self, GateRef, GateReview, RankDecision};
use super::ratification::{self, EarlierReview};
use super::scoring::{self, SheetTotal, Standing};
use super::validity::{self, ReRating, Validity};
use super::written::{self, WrittenReview};

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
    /// How the session stands to the finalisation that closed it; none while it is open.
    pub finalisation: Option<FinalisationCheck>,
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
    /// Members of whose sheet versions contradict each other; while there is one, there is no rank.
    pub contested: Vec<MemberId>,
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
    /// few sheets count, a sheet is contested, or the dossier is rejected.
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
    /// How the written opinions stand; none where the council meets on the product.
    pub written: Option<WrittenReview>,
    /// How the product stands to the result of an earlier session; none where it has none.
    pub earlier: Option<EarlierReview>,
}

impl ProductReview {
    /// Tells whether the product can be concluded as computed without a discussion: every expected
    /// sheet is in, nothing is disputed, the meeting is valid, and no conclusion stands yet.
    pub fn is_undisputed(&self) -> bool {
        self.conclusion.is_none()
            && self.proposed.is_some()
            && self.pending.is_empty()
            && self.contested.is_empty()
            && self.pairs_over.is_empty()
            && self.quorum.is_met
            && self
                .earlier
                .is_none_or(|earlier| !earlier.rests_on_it || earlier.is_plain)
            && self
                .written
                .as_ref()
                .is_none_or(|it| it.to_meeting.is_empty())
    }

    /// Tells whether mean and rank are those of an earlier session.
    pub fn rests_on_earlier(&self) -> bool {
        self.earlier.is_some_and(|earlier| earlier.rests_on_it)
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
    pub place: GroundPlace,
    /// What it leads to.
    pub kind: ExclusionKind,
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

/// Reviews a session on a day. The rules read the statutory sheets that the session carries, never
/// a pack of the program, so that the result is the same on every machine and in every later
/// version.
pub fn review(session: &Session, today: Date) -> Review {
    let session_day = session.held_on.unwrap_or(today);
    let index = SheetIndex::new(session);
    let mut sheets = BTreeMap::new();
    let by_id: BTreeMap<_, _> = session
        .products
        .iter()
        .map(|product| (product.id, product))
        .collect();
    for sheet in session.sheets.values() {
        if let (Some(form), Some(product)) =
            (session.forms.get(&sheet.form), by_id.get(&sheet.product_id))
        {
            let total = scoring::total(&form.set, &sheet.answers, &product.case_choices);
            sheets.insert(sheet.id, total);
        }
    }
    let reviewer = Reviewer {
        session,
        today,
        session_day,
        index,
        sheets,
    };
    let products: Vec<_> = session
        .products
        .iter()
        .map(|product| reviewer.product(product))
        .collect();
    let quorum = panel::quorum(session);
    let finalisation = session
        .finalisation()
        .and_then(|_| finalisation::check(session, &products));
    let findings = super::findings::collect(
        session,
        &quorum,
        &products,
        &reviewer.sheets,
        finalisation.as_ref(),
    );
    Review {
        today,
        session_day,
        quorum,
        presiding: panel::presiding(session),
        products,
        sheets: reviewer.sheets,
        finalisation,
        findings,
    }
}

struct Reviewer<'a> {
    session: &'a Session,
    today: Date,
    session_day: Date,
    index: SheetIndex<'a>,
    sheets: BTreeMap<SheetId, SheetTotal>,
}

/// A counted sheet.
struct Counted<'a> {
    member_id: MemberId,
    sheet: &'a ScoringSheet,
    total: &'a SheetTotal,
}

impl<'a> Reviewer<'a> {
    fn product(&self, product: &Product) -> ProductReview {
        let session = self.session;
        let rules = &session.rules;
        let form = session.form_of(product).map(AsRef::as_ref);
        let (members, counted) = self.members(product);
        let round_open_for = panel::round_open_for(session, product, &self.index);
        let has_sheets = members.iter().any(|member| member.sheet_id.is_some());
        let earlier = ratification::look_back(session, product, has_sheets);
        let taken_up = product
            .earlier_result
            .as_ref()
            .filter(|_| earlier.is_some_and(|earlier| earlier.rests_on_it));
        let pending = match taken_up {
            Some(_) => Vec::new(),
            None => self.pending(product, &members, &round_open_for),
        };
        let grounds = form
            .map(|form| self.grounds(product, form, &members))
            .unwrap_or_default();
        let excluded = grounds.iter().any(|ground| ground.upheld == Some(true))
            || product
                .ground_decisions
                .iter()
                .any(|decision| decision.upheld);

        let totals: Vec<_> = counted
            .iter()
            .map(|counted| (counted.member_id, counted.total.total))
            .collect();
        let mean = match taken_up {
            Some(result) => result.mean(),
            None => Mean::new(totals.iter().map(|(_, total)| *total).sum(), totals.len()),
        };
        let (spread, pairs_over) = panel::spread(&totals, rules.allowed_spread.value);
        let floors = form.map(EmbeddedForm::floors).unwrap_or_default();
        let decimals = rules.decimals.value;
        let band = form
            .zip(mean)
            .and_then(|(form, mean)| form.band(|floor| mean.reaches(floor)));

        let standings = form
            .map(|form| standings(product, form, &counted))
            .unwrap_or_default();
        let gates = form
            .map(|form| {
                ranking::gates(
                    &form.set,
                    product,
                    rules.gate_rule.value,
                    counted.len(),
                    &standings,
                )
            })
            .unwrap_or_default();
        let enough = counted.len() >= usize::from(rules.min_counted_sheets.value.max(1));
        let ground_open = grounds.iter().any(|ground| !ground.open_for.is_empty());
        let contested: Vec<_> = (members.iter())
            .filter(|member| member.standing == SheetStanding::Contested)
            .map(|member| member.member_id)
            .collect();
        let of_earlier = taken_up.and_then(|result| result.rank).map(|rank| {
            let band = band.unwrap_or(rank);
            RankDecision {
                band,
                rank,
                held_by: Vec::new(),
            }
        });
        let rank = band
            .filter(|_| taken_up.is_none())
            .filter(|_| enough && !excluded && !ground_open && round_open_for.is_empty())
            .filter(|_| contested.is_empty())
            .map(|band| {
                let unmet = gates.iter().filter(|gate| !gate.is_met);
                let unmet = unmet.map(|gate| GateRef {
                    stars: gate.stars,
                    code: gate.code,
                });
                ranking::rank(band, unmet, rules.unmet_gate.value)
            })
            .or(of_earlier);
        let level = session.council.level;
        let written = written::look(
            product,
            &written::Known {
                members: &members,
                spread,
                pairs_over: &pairs_over,
                gates: &gates,
                band,
                grounds: &grounds,
            },
            self.today,
        );
        let proposed = match (taken_up, &rank) {
            (Some(result), _) => ratification::proposed(result, level),
            (None, _) if excluded => Some(Outcome::Excluded),
            (None, Some(rank)) => conclusion::proposed(rank.rank, level, rank.band),
            (None, None) => None,
        };
        ProductReview {
            product_id: product.id,
            round: product.round(),
            round_open_for,
            contested,
            pending,
            counted: counted.len(),
            mean,
            mean_shown: mean.map(|mean| mean.shown(decimals, &floors)),
            parts: parts(&counted, decimals),
            spread,
            pairs_over,
            band,
            gates,
            conclusion: product.conclusion.as_ref().map(|found| {
                let rank = rank.as_ref().map(|rank| rank.rank);
                let mut check = conclusion::check(found, rank, level);
                check.lacks_reason |=
                    ratification::changes(found.outcome, product) && found.reason.is_empty();
                check
            }),
            rank,
            grounds,
            excluded,
            presiding: panel::presiding_for(session, product),
            quorum: panel::quorum_for(session, product, &self.index),
            validity: validity_on(product, self.today),
            validity_on_session_day: validity_on(product, self.session_day),
            proposed,
            differences: differences(form, &counted, &standings),
            members,
            written,
            earlier,
        }
    }

    /// Returns how every scorer stands to the product, and the sheets that count.
    fn members(&self, product: &Product) -> (Vec<MemberReview>, Vec<Counted<'_>>) {
        let is_complete = |sheet: &ScoringSheet| {
            self.sheets
                .get(&sheet.id)
                .is_some_and(SheetTotal::is_complete)
        };
        let mut members = Vec::new();
        let mut counted = Vec::new();
        for member in &self.session.council.members {
            if !panel::is_scorer(self.session, member) {
                continue;
            }
            let (sheet, standing) =
                panel::sheet_standing(self.session, product, member, &self.index, is_complete);
            let total = sheet.and_then(|sheet| self.sheets.get(&sheet.id));
            if let (SheetStanding::Counted, Some(sheet), Some(total)) = (standing, sheet, total) {
                counted.push(Counted {
                    member_id: member.id,
                    sheet,
                    total,
                });
            }
            members.push(MemberReview {
                member_id: member.id,
                sheet_id: sheet.map(|sheet| sheet.id),
                standing,
                total: total.map(|total| total.total),
            });
        }
        (members, counted)
    }

    /// Returns whose sheet is expected: the present and not recused, without a complete sheet handed
    /// in, and those an open further round waits for.
    fn pending(
        &self,
        product: &Product,
        members: &[MemberReview],
        round: &[MemberId],
    ) -> Vec<MemberId> {
        let owes = |member: &&MemberReview| match member.standing {
            SheetStanding::NoSheet
            | SheetStanding::Draft
            | SheetStanding::Incomplete
            | SheetStanding::OtherForm => true,
            SheetStanding::Counted => {
                // A sheet that was taken back for changes is expected again, in any round.
                round.contains(&member.member_id)
                    || self
                        .index
                        .of(product.id, member.member_id)
                        .last()
                        .is_some_and(|sheet| {
                            sheet.round == product.round() && !sheet.status.is_submitted()
                        })
            }
            SheetStanding::Recused
            | SheetStanding::Absent
            | SheetStanding::LeftEarly
            | SheetStanding::Contested
            | SheetStanding::NotScoredAgain => false,
        };
        members
            .iter()
            .filter(owes)
            .map(|member| member.member_id)
            .collect()
    }

    /// Returns the grounds that members with a sheet handed in see fulfilled, and those on which the
    /// council has decided.
    fn grounds(
        &self,
        product: &Product,
        form: &EmbeddedForm,
        members: &[MemberReview],
    ) -> Vec<GroundReview> {
        let handed_in: Vec<_> = members
            .iter()
            .filter(|member| {
                matches!(
                    member.standing,
                    SheetStanding::Counted | SheetStanding::Incomplete
                )
            })
            .filter_map(|member| {
                self.index
                    .newest_submitted(product.id, member.member_id)
                    .map(|sheet| (member.member_id, sheet))
            })
            .collect();
        let mut reviews = Vec::new();
        for ground in scoring::grounds(&form.set) {
            let raises = |sheet: &ScoringSheet| {
                sheet
                    .triggers
                    .iter()
                    .any(|trigger| trigger.place == ground.place)
                    || scoring::stops_at_zero(
                        &form.set,
                        &ground,
                        &sheet.answers,
                        &product.case_choices,
                    )
            };
            let raised_by: Vec<_> = handed_in
                .iter()
                .filter(|(_, sheet)| raises(sheet))
                .map(|(id, _)| *id)
                .collect();
            let decision = product
                .ground_decisions
                .iter()
                .rev()
                .find(|decision| decision.place == ground.place);
            if raised_by.is_empty() && decision.is_none() {
                continue;
            }
            let is_open = |id: &&MemberId| {
                decision.is_none_or(|decision| !decision.upheld && !decision.raised_by.contains(id))
            };
            reviews.push(GroundReview {
                place: ground.place,
                kind: ground.kind,
                text: ground.text.to_owned(),
                open_for: raised_by.iter().filter(is_open).copied().collect(),
                raised_by,
                upheld: decision.map(|decision| decision.upheld),
            });
        }
        reviews
    }
}

fn standings(
    product: &Product,
    form: &EmbeddedForm,
    counted: &[Counted<'_>],
) -> BTreeMap<Code, Vec<Standing>> {
    let on_sheets = |criterion| {
        counted
            .iter()
            .map(|counted| {
                scoring::standing(
                    &form.set,
                    criterion,
                    &counted.sheet.answers,
                    &product.case_choices,
                )
            })
            .collect()
    };
    form.set
        .criteria()
        .map(|criterion| (criterion.code, on_sheets(criterion)))
        .collect()
}

fn parts(counted: &[Counted<'_>], decimals: u8) -> Vec<PartReview> {
    let Some(first) = counted.first() else {
        return Vec::new();
    };
    let part = |(idx, part): (usize, &scoring::PartTotal)| {
        let sum = counted
            .iter()
            .filter_map(|counted| counted.total.parts.get(idx))
            .map(|part| part.points);
        let mean = Mean::new(sum.sum(), counted.len())?;
        let shown = mean.shown(decimals, &[part.max]);
        Some(PartReview {
            code: part.code.clone(),
            max: part.max,
            mean,
            shown,
        })
    };
    first
        .total
        .parts
        .iter()
        .enumerate()
        .filter_map(part)
        .collect()
}

fn differences(
    form: Option<&EmbeddedForm>,
    counted: &[Counted<'_>],
    standings: &BTreeMap<Code, Vec<Standing>>,
) -> Vec<Difference> {
    let Some(form) = form else { return Vec::new() };
    let mut differences = Vec::new();
    for criterion in form.set.criteria() {
        let points = standings
            .get(&criterion.code)
            .into_iter()
            .flatten()
            .map(|standing| standing.points());
        let points: Vec<_> = counted
            .iter()
            .map(|counted| counted.member_id)
            .zip(points)
            .collect();
        let highest = points.iter().map(|(_, points)| *points).max();
        let lowest = points.iter().map(|(_, points)| *points).min();
        if let (Some(highest), Some(lowest)) = (highest, lowest)
            && highest > lowest
        {
            differences.push(Difference {
                code: criterion.code,
                spread: highest - lowest,
                points,
            });
        }
    }
    differences.sort_by_key(|difference| (std::cmp::Reverse(difference.spread), difference.code));
    differences
}

fn validity_on(product: &Product, day: Date) -> Option<Validity> {
    let re_rating = match product.application {
        ApplicationKind::ReRating => ReRating {
            filed_on: product.filed_on,
            result_on: product.result_on,
        },
        ApplicationKind::First | ApplicationKind::Upgrade => ReRating::default(),
    };
    validity::validity(product.certificate()?, re_rating, day)
}
