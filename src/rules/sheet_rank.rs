//! What one sheet alone would give: shown to its member while scoring, never a result.

use crate::model::council::UnmetGate;
use crate::model::criteria::{Code, EmbeddedForm};
use crate::model::points::{Points, StarRank};
use crate::model::product::Product;
use crate::model::sheet::Answers;

use super::ranking::{self, GateRef, RankDecision};
use super::scoring::{self, Standing};

/// The rank of one sheet so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRank {
    /// The rank with its reasons, as if the product had this sheet alone.
    pub decision: RankDecision,
    /// Every gate of the sheet that its answers do not reach, by rank and criterion; waived gates
    /// are left out.
    pub unmet: Vec<UnmetGateOfSheet>,
}

impl SheetRank {
    /// Returns the rank whose gates matter next, and those of them that are unmet: the lowest rank
    /// above the present one that lacks something.
    pub fn next_unmet(&self) -> Option<(StarRank, &[UnmetGateOfSheet])> {
        let from = self
            .unmet
            .iter()
            .position(|gate| gate.gate.stars > self.decision.rank)?;
        let stars = self.unmet.get(from)?.gate.stars;
        let gates = self.unmet.get(from..)?;
        let n = gates
            .iter()
            .take_while(|gate| gate.gate.stars == stars)
            .count();
        Some((stars, gates.get(..n)?))
    }
}

/// A gate that a sheet does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnmetGateOfSheet {
    /// The gate.
    pub gate: GateRef,
    /// The least points it asks for.
    pub needed: Points,
    /// Whether the criterion has no answer yet.
    pub is_unanswered: bool,
}

/// Finds the rank that a sheet with `answers` would give alone.
pub fn sheet_rank(
    form: &EmbeddedForm,
    product: &Product,
    answers: &Answers,
    rule: UnmetGate,
) -> SheetRank {
    let total = scoring::total(&form.set, answers, &product.case_choices).total;
    let mut unmet = Vec::new();
    for criterion in form.set.criteria() {
        if product.waived_gates.contains_key(&criterion.code) {
            continue;
        }
        let case = product.case_choices.get(&criterion.code).copied();
        let standing = scoring::standing(&form.set, criterion, answers, &product.case_choices);
        for (stars, needed) in criterion
            .gates(case)
            .filter(|(_, needed)| standing.points() < *needed)
        {
            let is_unanswered = matches!(standing, Standing::Unanswered | Standing::CaseOpen);
            unmet.push(UnmetGateOfSheet {
                gate: GateRef {
                    stars,
                    code: criterion.code,
                },
                needed,
                is_unanswered,
            });
        }
    }
    unmet.sort_by_key(|gate| gate.gate);
    let band = form.band(|floor| total >= floor).unwrap_or(StarRank::ONE);
    let decision = ranking::rank(band, unmet.iter().map(|gate| gate.gate), rule);
    SheetRank { decision, unmet }
}

/// Returns the next of `codes` after `from` in the order of the sheet, going round once.
pub fn next_after(
    form: &EmbeddedForm,
    from: Option<Code>,
    is_wanted: impl Fn(Code) -> bool,
) -> Option<Code> {
    let codes: Vec<_> = form
        .set
        .criteria()
        .map(|criterion| criterion.code)
        .collect();
    let start = from
        .and_then(|from| codes.iter().position(|code| *code == from))
        .map_or(0, |position| position + 1);
    codes
        .iter()
        .cycle()
        .skip(start)
        .take(codes.len())
        .copied()
        .find(|code| is_wanted(*code))
}
