//! Scoring sheets and rounds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::edit::command::SheetRef;
use crate::edit::log::{Record, opt_text};
use crate::edit::refusal::{NumberOf, Refusal};
use crate::model::DateTime;
use crate::model::criteria::{Code, EmbeddedForm, FormKey, Scoring};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{Product, Rescoring};
use crate::model::session::Session;
use crate::model::sheet::{
    Answer, Answers, GroundPlace, ScoringSheet, SheetSource, SheetStatus, SupersededVersion,
    Trigger, VersionSeal,
};
use crate::rules::panel::{SheetIndex, is_scorer, round_open_for};
use crate::rules::scoring::{SheetTotal, grounds, names_ground, total as total_of};
use crate::rules::typing::{self, TypingState};

use super::{check_answer, check_reason, form, member, product, product_mut};

/// A sheet that its member may work on, with what is needed to judge it.
pub(super) struct Work<'a> {
    pub(super) product: &'a Product,
    pub(super) form: Arc<EmbeddedForm>,
    pub(super) sheet: ScoringSheet,
    /// Whether the session does not have the sheet yet.
    is_new: bool,
}

impl<'a> Work<'a> {
    /// Finds the sheet, or begins it: in a further round with what the member handed in before.
    fn find(session: &'a Session, named: &SheetRef) -> Result<Self, Refusal> {
        let product = product(session, named.product_id)?;
        let member = member(session, named.member_id)?;
        let form = form(session, product)?;
        let current = product.round();
        if !is_scorer(session, member) {
            return Err(Refusal::NotScorer(member.id));
        }
        if product.recusals.contains_key(&member.id) {
            return Err(Refusal::Recused(member.id));
        }
        if named.round != current {
            return Err(Refusal::WrongRound { current });
        }
        let found = session.sheet(product.id, member.id, current);
        if let Some(rescoring) = product.rescorings.last() {
            if !rescoring.member_ids.contains(&member.id) {
                return Err(Refusal::NotInRound {
                    member_id: member.id,
                    round: current,
                });
            }
            if rescoring.closed && !found.is_some_and(ScoringSheet::was_handed_in) {
                return Err(Refusal::RoundClosed { round: current });
            }
        }
        let sheet = match found {
            Some(sheet) if sheet.contested => return Err(Refusal::SheetContested(member.id)),
            Some(sheet) if sheet.packet_id.is_some() && session.packet.is_none() => {
                return Err(Refusal::SheetFromPacket(member.id));
            }
            Some(sheet) if sheet.id == named.sheet_id => sheet.clone(),
            Some(_) => return Err(Refusal::WrongSheetId),
            None if session.sheets.contains_key(&named.sheet_id) => {
                return Err(Refusal::DuplicateId);
            }
            None => begun(
                session,
                named,
                product.form.clone().ok_or(Refusal::NoForm(product.id))?,
            ),
        };
        Ok(Self {
            product,
            form,
            sheet,
            is_new: found.is_none(),
        })
    }

    /// Finds the sheet where it is still a draft.
    pub(super) fn find_draft(session: &'a Session, named: &SheetRef) -> Result<Self, Refusal> {
        let work = Self::find(session, named)?;
        if work.sheet.status.is_submitted() {
            return Err(Refusal::SheetSubmitted(named.member_id));
        }
        Ok(work)
    }

    pub(super) fn total(&self) -> SheetTotal {
        total_of(
            &self.form.set,
            &self.sheet.answers,
            &self.product.case_choices,
        )
    }

    /// Tells whether the sheet names a ground, by a mark or by its answers alone.
    pub(super) fn names_ground(&self) -> bool {
        names_ground(&self.form.set, &self.sheet, &self.product.case_choices)
    }
}

fn begun(session: &Session, named: &SheetRef, form: FormKey) -> ScoringSheet {
    let mut sheet = ScoringSheet {
        id: named.sheet_id,
        product_id: named.product_id,
        member_id: named.member_id,
        round: named.round,
        revision: 0,
        form,
        status: SheetStatus::Draft,
        source: named.source,
        answers: Answers::default(),
        notes: BTreeMap::new(),
        opinion: String::new(),
        triggers: Vec::new(),
        submitted_at: None,
        digest: None,
        signature: None,
        superseded: Vec::new(),
        second_typing: None,
        packet_id: None,
        contested: false,
    };
    let earlier = session
        .sheets
        .values()
        .filter(|earlier| {
            earlier.product_id == sheet.product_id
                && earlier.member_id == sheet.member_id
                && earlier.round < sheet.round
                && !earlier.contested
                && earlier.form == sheet.form
        })
        // What was handed in goes before a draft that was left.
        .max_by_key(|earlier| (earlier.status.is_submitted(), earlier.round));
    if let Some(earlier) = earlier {
        sheet.answers = earlier.answers.clone();
        sheet.notes = earlier.notes.clone();
        sheet.opinion = earlier.opinion.clone();
        sheet.triggers = earlier.triggers.clone();
    }
    sheet
}

/// Lets a member work on a draft. A sheet that would be begun only to stay as it begins is not.
fn change_draft(
    session: &mut Session,
    named: &SheetRef,
    change: impl FnOnce(&Product, &EmbeddedForm, &mut ScoringSheet) -> Result<Record, Refusal>,
) -> Result<Record, Refusal> {
    let work = Work::find_draft(session, named)?;
    check_typed(&work.sheet)?;
    let mut sheet = work.sheet.clone();
    let record = change(work.product, &work.form, &mut sheet)?;
    if sheet.answers != work.sheet.answers {
        forget_check(&mut sheet);
    }
    if sheet != work.sheet {
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    Ok(record)
}

/// Refuses a sheet whose second typing is under way: the first must stay what it was.
fn check_typed(sheet: &ScoringSheet) -> Result<(), Refusal> {
    match typing::state(sheet) {
        TypingState::Once | TypingState::DoubleChecked => Ok(()),
        TypingState::Second | TypingState::Comparing => {
            Err(Refusal::SecondTypingOpen(sheet.member_id))
        }
    }
}

/// A sheet that is changed after it was typed twice counts as typed once.
fn forget_check(sheet: &mut ScoringSheet) {
    if sheet.source == SheetSource::PaperDoubleChecked {
        sheet.source = SheetSource::Typed;
        sheet.second_typing = None;
    }
}

/// A sheet that begins anew was typed once at most.
pub(super) fn forget_typing(sheet: &mut ScoringSheet) {
    forget_check(sheet);
    sheet.second_typing = None;
}

pub(super) fn choose_level(
    session: &mut Session,
    named: &SheetRef,
    code: Code,
    answer: Option<Answer>,
) -> Result<Record, Refusal> {
    change_draft(session, named, |product, form, sheet| {
        let criterion = form
            .set
            .criterion(code)
            .ok_or(Refusal::UnknownCriterion(code))?;
        let Some(answer) = answer else {
            sheet.answers.0.remove(&code);
            return Ok(Record::Silent);
        };
        let case = product.case_choices.get(&code).copied();
        if criterion.scoring == Scoring::OneCase && case.is_none() {
            return Err(Refusal::CaseOpen(code));
        }
        check_answer(criterion, case, answer)?;
        sheet.answers.0.insert(code, answer);
        Ok(Record::Silent)
    })
}

pub(super) fn set_note(
    session: &mut Session,
    named: &SheetRef,
    code: Code,
    text: &str,
) -> Result<Record, Refusal> {
    change_draft(session, named, |_, form, sheet| {
        if form.set.criterion(code).is_none() {
            return Err(Refusal::UnknownCriterion(code));
        }
        if text.is_empty() {
            sheet.notes.remove(&code);
        } else {
            sheet.notes.insert(code, text.to_owned());
        }
        Ok(Record::Silent)
    })
}

pub(super) fn set_opinion(
    session: &mut Session,
    named: &SheetRef,
    text: &str,
) -> Result<Record, Refusal> {
    change_draft(session, named, |_, _, sheet| {
        text.clone_into(&mut sheet.opinion);
        Ok(Record::Silent)
    })
}

pub(super) fn set_trigger(
    session: &mut Session,
    named: &SheetRef,
    place: GroundPlace,
    reason: Option<&str>,
) -> Result<Record, Refusal> {
    change_draft(session, named, |_, form, sheet| {
        let ground = grounds(&form.set)
            .into_iter()
            .find(|ground| ground.place == place)
            .ok_or(Refusal::UnknownGround(place))?;
        let found = sheet.triggers.iter().position(|t| t.place == place);
        let before = found.map(|idx| sheet.triggers.remove(idx).reason);
        let Some(reason) = reason else {
            return Ok(Record::change(before.unwrap_or_default(), ""));
        };
        check_reason(reason)?;
        sheet.triggers.push(Trigger {
            place,
            reason: reason.to_owned(),
        });
        sheet.triggers.sort_by_key(|trigger| trigger.place);
        let after = format!("{} – {reason}", ground.text);
        Ok(Record::change(before.unwrap_or_default(), after))
    })
}

pub(super) fn submit(
    session: &mut Session,
    named: &SheetRef,
    at: DateTime,
) -> Result<Record, Refusal> {
    let work = Work::find_draft(session, named)?;
    check_typed(&work.sheet)?;
    let total = work.total();
    let names_ground = work.names_ground();
    if !total.is_complete() && !names_ground {
        return Err(Refusal::IncompleteSheet {
            missing: total.missing,
        });
    }
    let mut after = format!(
        "{} điểm, {}/{} tiêu chí",
        total.total,
        total.n_answered(),
        total.n_criteria
    );
    if names_ground {
        after.push_str("; có nêu căn cứ loại hoặc dừng đánh giá");
    }
    if work.is_new && named.round > 1 {
        after.push_str("; giữ nguyên lượt trước");
    }
    if work.sheet.source == SheetSource::PaperDoubleChecked {
        after.push_str("; phiếu giấy đã nhập hai lần và đối chiếu");
    }
    let before = opt_text(work.sheet.superseded.last(), |version| {
        let set = &work.form.set;
        let total = total_of(set, &version.answers, &work.product.case_choices);
        format!("bản đã rút: {} điểm", total.total)
    });
    let mut sheet = work.sheet;
    sheet.status = SheetStatus::Submitted;
    sheet.revision = sheet.revision.saturating_add(1);
    sheet.submitted_at = Some(at);
    session.sheets.insert(sheet.id, Arc::new(sheet));
    Ok(Record::change(before, after))
}

pub(super) fn reopen(
    session: &mut Session,
    named: &SheetRef,
    reason: &str,
) -> Result<Record, Refusal> {
    let work = Work::find(session, named)?;
    if work.is_new || !work.sheet.status.is_submitted() {
        return Err(Refusal::SheetNotSubmitted(named.member_id));
    }
    check_reason(reason)?;
    let before = format!("{} điểm", work.total().total);
    let mut sheet = work.sheet;
    take_back(&mut sheet, reason);
    session.sheets.insert(sheet.id, Arc::new(sheet));
    Ok(Record::change(before, format!("lý do: {reason}")))
}

/// Makes a draft of a sheet that was handed in; what was handed in stays among its earlier versions.
pub(super) fn take_back(sheet: &mut ScoringSheet, reason: &str) {
    let (packet_id, digest) = (sheet.packet_id.take(), sheet.digest.take());
    let signature = sheet.signature.take();
    let seal = packet_id
        .zip(digest)
        .map(|(packet_id, digest)| VersionSeal {
            packet_id,
            digest,
            signature,
        });
    sheet.superseded.push(SupersededVersion {
        revision: sheet.revision,
        submitted_at: sheet.submitted_at.take(),
        answers: sheet.answers.clone(),
        reason: reason.to_owned(),
        notes: sheet.notes.clone(),
        opinion: sheet.opinion.clone(),
        triggers: sheet.triggers.clone(),
        seal,
    });
    sheet.revision = sheet.revision.saturating_add(1);
    sheet.status = SheetStatus::Draft;
}

pub(super) fn open_round(
    session: &mut Session,
    id: ProductId,
    reason: &str,
    member_ids: &BTreeSet<MemberId>,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    form(session, found)?;
    check_reason(reason)?;
    if member_ids.is_empty() {
        return Err(Refusal::NobodyScores);
    }
    let mut names = Vec::new();
    for member_id in member_ids {
        let member = member(session, *member_id)?;
        if !is_scorer(session, member) {
            return Err(Refusal::NotScorer(*member_id));
        }
        if found.recusals.contains_key(member_id) {
            return Err(Refusal::Recused(*member_id));
        }
        names.push(member.name.clone());
    }
    let waiting_for = round_open_for(session, found, &SheetIndex::new(session));
    if !waiting_for.is_empty() {
        return Err(Refusal::RoundOpen {
            round: found.round(),
            waiting_for,
        });
    }
    let round = found.round().checked_add(1);
    let round = round.ok_or(Refusal::OutOfRange(NumberOf::Rounds))?;
    product_mut(session, id)?.rescorings.push(Rescoring {
        round,
        reason: reason.to_owned(),
        member_ids: member_ids.clone(),
        closed: false,
    });
    let names = names.join(", ");
    Ok(Record::after(format!(
        "lượt {round}: {names}; lý do: {reason}"
    )))
}

pub(super) fn close_round(
    session: &mut Session,
    id: ProductId,
    reason: &str,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    let waiting_for = round_open_for(session, found, &SheetIndex::new(session));
    if waiting_for.is_empty() {
        return Err(Refusal::NoRoundOpen(id));
    }
    check_reason(reason)?;
    let name = |id: &MemberId| opt_text(session.council.member(*id), |m| m.name.clone());
    let names: Vec<_> = waiting_for.iter().map(name).collect();
    let before = format!("chờ phiếu của {}", names.join(", "));
    if let Some(round) = product_mut(session, id)?.rescorings.last_mut() {
        round.closed = true;
    }
    Ok(Record::change(before, format!("lý do: {reason}")))
}
