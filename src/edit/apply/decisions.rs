//! What the council decides on a product: gates, grounds, conclusions.

use crate::edit::log::{Record, answer_text, vote_text};
use crate::edit::refusal::Refusal;
use crate::model::DateTime;
use crate::model::criteria::Code;
use crate::model::ids::ProductId;
use crate::model::product::{AgreedChoice, Conclusion, GroundDecision, Outcome, Product, Vote};
use crate::model::session::Session;
use crate::model::sheet::GroundPlace;
use crate::rules::conclusion::{check, fits_level};
use crate::rules::ratification::{self, Ratification};
use crate::rules::review::{ProductReview, review};
use crate::rules::scoring::grounds;
use crate::words::{Lang, outcome_text};

use super::{check_answer, check_reason, check_vote, form, member, product, product_mut};

pub(super) fn agree_choice(
    session: &mut Session,
    id: ProductId,
    code: Code,
    agreed: Option<&AgreedChoice>,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    let text = |agreed: Option<&AgreedChoice>| -> Result<String, Refusal> {
        let Some(agreed) = agreed else {
            return Ok(String::new());
        };
        let form = form(session, found)?;
        let criterion = form.set.criterion(code);
        let criterion = criterion.ok_or(Refusal::UnknownCriterion(code))?;
        let answer = answer_text(criterion, agreed.answer);
        Ok(format!("{answer}; lý do: {}", agreed.reason))
    };
    if let Some(agreed) = agreed {
        check_gated(session, found, code)?;
        let form = form(session, found)?;
        let case = found.case_choices.get(&code).copied();
        if let Some(criterion) = form.set.criterion(code) {
            check_answer(criterion, case, agreed.answer)?;
        }
        check_reason(&agreed.reason)?;
    }
    let record = Record::change(text(found.agreed_choices.get(&code))?, text(agreed)?);
    let choices = &mut product_mut(session, id)?.agreed_choices;
    match agreed {
        Some(agreed) => choices.insert(code, agreed.clone()),
        None => choices.remove(&code),
    };
    Ok(record)
}

pub(super) fn waive_gate(
    session: &mut Session,
    id: ProductId,
    code: Code,
    reason: Option<&String>,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    if let Some(reason) = reason {
        check_gated(session, found, code)?;
        check_reason(reason)?;
    }
    let waived = &mut product_mut(session, id)?.waived_gates;
    let before = match reason {
        Some(reason) => waived.insert(code, reason.clone()),
        None => waived.remove(&code),
    };
    let after = reason.cloned().unwrap_or_default();
    Ok(Record::change(before.unwrap_or_default(), after))
}

/// Refuses a criterion that has no gate for the product.
fn check_gated(session: &Session, product: &Product, code: Code) -> Result<(), Refusal> {
    let form = form(session, product)?;
    let criterion = form.set.criterion(code);
    let criterion = criterion.ok_or(Refusal::UnknownCriterion(code))?;
    let case = product.case_choices.get(&code).copied();
    if criterion.gates(case).next().is_none() {
        return Err(Refusal::NoGate(code));
    }
    Ok(())
}

pub(super) fn decide_ground(
    session: &mut Session,
    id: ProductId,
    decision: &GroundDecision,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    let form = form(session, found)?;
    let ground = grounds(&form.set)
        .into_iter()
        .find(|ground| ground.place == decision.place)
        .ok_or(Refusal::UnknownGround(decision.place))?;
    if decision.raised_by.is_empty() {
        return Err(Refusal::NobodyRaised);
    }
    for member_id in &decision.raised_by {
        member(session, *member_id)?;
    }
    check_vote(session, decision.vote)?;
    let decision = GroundDecision {
        ground: ground.text.to_owned(),
        ..decision.clone()
    };
    let after = decision_text(&decision);
    let decisions = &mut product_mut(session, id)?.ground_decisions;
    let before = match decisions
        .iter_mut()
        .find(|known| known.place == decision.place)
    {
        Some(known) => decision_text(&std::mem::replace(known, decision)),
        None => {
            decisions.push(decision);
            String::new()
        }
    };
    Ok(Record::change(before, after))
}

fn decision_text(decision: &GroundDecision) -> String {
    let upheld = if decision.upheld {
        "hồ sơ bị loại"
    } else {
        "không chấp nhận căn cứ"
    };
    let mut text = format!(
        "{upheld}; {}; {}",
        decision.ground,
        vote_text(decision.vote)
    );
    if !decision.reason.is_empty() {
        text = format!("{text}; lý do: {}", decision.reason);
    }
    text
}

pub(super) fn withdraw_ground(
    session: &mut Session,
    id: ProductId,
    place: GroundPlace,
) -> Result<Record, Refusal> {
    let decisions = &mut product_mut(session, id)?.ground_decisions;
    let idx = decisions.iter().position(|known| known.place == place);
    let withdrawn = decisions.remove(idx.ok_or(Refusal::NothingToWithdraw)?);
    Ok(Record::change(decision_text(&withdrawn), ""))
}

/// Puts a conclusion in the place of an earlier one; the same again changes nothing.
fn put_conclusion(product: &mut Product, new: Conclusion) -> String {
    let old = product.conclusion.as_ref();
    let is_same = old.is_some_and(|old| {
        let concluded_at = old.concluded_at;
        *old == Conclusion {
            concluded_at,
            ..new.clone()
        }
    });
    let before = old.map(conclusion_text).unwrap_or_default();
    if !is_same {
        product.conclusion = Some(new);
    }
    before
}

fn conclusion_text(conclusion: &Conclusion) -> String {
    let mut text = outcome_text(Lang::Vi, conclusion.outcome);
    match conclusion.computed {
        Some(rank) => text = format!("{text}; tính được {rank} sao"),
        None => text = format!("{text}; chưa tính được hạng sao"),
    }
    if !conclusion.reason.is_empty() {
        text = format!("{text}; lý do: {}", conclusion.reason);
    }
    if let Some(vote) = conclusion.vote {
        text = format!("{text}; biểu quyết: {}", vote_text(vote));
    }
    text
}

/// Refuses a conclusion in a meeting that is not valid, save one that decides nothing, and save
/// where the council's rules say otherwise.
fn check_quorum(session: &Session, found: &ProductReview, outcome: Outcome) -> Result<(), Refusal> {
    let decides = !matches!(outcome, Outcome::NotConcluded | Outcome::Withdrawn);
    let may_do_without = session.rules.concludes_without_quorum.value;
    if found.quorum.is_met || may_do_without || !decides {
        return Ok(());
    }
    Err(Refusal::NoQuorum {
        present: found.quorum.present,
        needed: found.quorum.needed,
        has_chair: found.quorum.has_chair,
    })
}

pub(super) fn conclude(
    session: &mut Session,
    id: ProductId,
    outcome: Outcome,
    reason: &str,
    vote: Option<Vote>,
    at: DateTime,
) -> Result<Record, Refusal> {
    let level = session.council.level;
    if !fits_level(outcome, level) {
        return Err(Refusal::OutcomeOfOtherLevel(outcome));
    }
    let review = review(session, at.date());
    let found = review.product(id).ok_or(Refusal::UnknownProduct(id))?;
    let computed = found.rank.as_ref().map(|rank| rank.rank);
    let conclusion = Conclusion {
        outcome,
        reason: reason.to_owned(),
        vote,
        computed,
        concluded_at: at,
    };
    let stands = check(&conclusion, computed, level);
    check_quorum(session, found, outcome)?;
    let changes_earlier = ratification::changes(outcome, product(session, id)?);
    if stands.lacks_reason || (changes_earlier && reason.is_empty()) {
        return Err(Refusal::MissingReason);
    }
    if stands.lacks_vote {
        return Err(Refusal::MissingVote);
    }
    if let Some(vote) = vote {
        check_vote(session, vote)?;
    }
    let mut after = conclusion_text(&conclusion);
    if let Some(earlier) = &product(session, id)?.earlier_result {
        after = match ratification::ratification(Some(&conclusion), earlier) {
            Ratification::Agreed => format!("{after}; nhất trí với kết quả vòng trước"),
            Ratification::Changed => format!("{after}; thay đổi kết quả vòng trước"),
            Ratification::NotConcluded | Ratification::Open => after,
        };
    }
    let before = put_conclusion(product_mut(session, id)?, conclusion);
    Ok(Record::change(before, after))
}

pub(super) fn conclude_undisputed(
    session: &mut Session,
    list: &[(ProductId, Outcome)],
    at: DateTime,
) -> Result<Record, Refusal> {
    let review = review(session, at.date());
    let mut after = Vec::new();
    for (id, outcome) in list {
        let found = review.product(*id).ok_or(Refusal::UnknownProduct(*id))?;
        if !found.is_undisputed() || found.proposed != Some(*outcome) {
            return Err(Refusal::Disputed(*id));
        }
        let product = product_mut(session, *id)?;
        // A rejected dossier rests on the ground that the council found to hold.
        let upheld = product
            .ground_decisions
            .iter()
            .filter(|decision| decision.upheld);
        let of_earlier = product.earlier_result.as_ref().map(|it| it.reason.as_str());
        let reason = match outcome {
            Outcome::Excluded | Outcome::Withdrawn
                if found.earlier.is_some_and(|it| it.rests_on_it) =>
            {
                of_earlier.into_iter().collect()
            }
            Outcome::Excluded => upheld.map(|decision| decision.ground.as_str()).collect(),
            _ => Vec::new(),
        };
        let conclusion = Conclusion {
            outcome: *outcome,
            reason: reason.join("; "),
            vote: None,
            computed: found.rank.as_ref().map(|rank| rank.rank),
            concluded_at: at,
        };
        after.push(format!(
            "{}: {}",
            product.name,
            outcome_text(Lang::Vi, *outcome)
        ));
        product.conclusion = Some(conclusion);
    }
    Ok(Record::after(after.join("; ")))
}

pub(super) fn withdraw_conclusion(
    session: &mut Session,
    id: ProductId,
    reason: &str,
) -> Result<Record, Refusal> {
    let product = product_mut(session, id)?;
    if product.conclusion.is_none() {
        return Err(Refusal::NothingToWithdraw);
    }
    check_reason(reason)?;
    let before = product.conclusion.take();
    let before = before.as_ref().map(conclusion_text).unwrap_or_default();
    Ok(Record::change(before, format!("lý do: {reason}")))
}
