//! Typing a paper sheet a second time, and settling where the typings differ.

use std::sync::Arc;

use crate::edit::clean::clean;
use crate::edit::command::{SheetRef, TypingStep};
use crate::edit::log::{Record, answer_text};
use crate::edit::refusal::Refusal;
use crate::model::criteria::{Code, ProductSet, Scoring};
use crate::model::session::Session;
use crate::model::sheet::{Answer, Answers, ScoringSheet, SheetSource};
use crate::model::typing::{SecondTyping, TypingDifference};
use crate::rules::scoring;
use crate::rules::typing::{self, TypingState};
use crate::words::{Lang, codes_text};

use super::check_answer;
use super::sheets::Work;

pub(super) fn take_step(
    session: &mut Session,
    named: &SheetRef,
    step: TypingStep,
    by: &str,
) -> Result<Record, Refusal> {
    let work = Work::find_draft(session, named)?;
    if work.sheet.source == SheetSource::Laptop {
        return Err(Refusal::NotTyped(named.member_id));
    }
    let mut sheet = work.sheet.clone();
    let record = match step {
        TypingStep::Begin => begin(&work, &mut sheet, by)?,
        TypingStep::Answer { code, answer } => type_answer(&work, &mut sheet, code, answer)?,
        TypingStep::Compare => compare(&work, &mut sheet)?,
        TypingStep::Settle { code, answer } => settle(&work, &mut sheet, code, answer)?,
        TypingStep::Drop => give_up(&mut sheet)?,
    };
    if sheet != work.sheet {
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    Ok(record)
}

fn begin(work: &Work<'_>, sheet: &mut ScoringSheet, by: &str) -> Result<Record, Refusal> {
    if typing::state(sheet) != TypingState::Once {
        return Err(Refusal::SecondTypingOpen(sheet.member_id));
    }
    let total = work.total();
    if !total.is_complete() && !work.names_ground() {
        return Err(Refusal::IncompleteSheet {
            missing: total.missing,
        });
    }
    sheet.second_typing = Some(SecondTyping {
        by: clean(by),
        answers: Answers::default(),
        differences: None,
    });
    Ok(Record::after(format!(
        "lần 1 đã nhập {}/{} tiêu chí",
        total.n_answered(),
        total.n_criteria
    )))
}

/// Returns the second typing while it is under way.
fn second(sheet: &mut ScoringSheet) -> Result<&mut SecondTyping, Refusal> {
    let member_id = sheet.member_id;
    let second = sheet.second_typing.as_mut();
    second
        .filter(|second| !second.is_compared())
        .ok_or(Refusal::NoSecondTyping(member_id))
}

fn type_answer(
    work: &Work<'_>,
    sheet: &mut ScoringSheet,
    code: Code,
    answer: Option<Answer>,
) -> Result<Record, Refusal> {
    let second = second(sheet)?;
    match answer {
        None => second.answers.0.remove(&code),
        Some(answer) => {
            check_choice(work, code, answer)?;
            second.answers.0.insert(code, answer)
        }
    };
    Ok(Record::Silent)
}

fn check_choice(work: &Work<'_>, code: Code, answer: Answer) -> Result<(), Refusal> {
    let criterion = work.form.set.criterion(code);
    let criterion = criterion.ok_or(Refusal::UnknownCriterion(code))?;
    let case = work.product.case_choices.get(&code).copied();
    if criterion.scoring == Scoring::OneCase && case.is_none() {
        return Err(Refusal::CaseOpen(code));
    }
    check_answer(criterion, case, answer)
}

fn compare(work: &Work<'_>, sheet: &mut ScoringSheet) -> Result<Record, Refusal> {
    let (set, cases) = (&work.form.set, &work.product.case_choices);
    let first = sheet.answers.clone();
    let second = second(sheet)?;
    // A sheet that names a ground may lack answers, but then both typings lack them.
    let missing = scoring::total(set, &second.answers, cases).missing;
    let missing: Vec<_> = missing
        .into_iter()
        .filter(|code| first.get(*code).is_some() || !work.names_ground())
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::IncompleteSheet { missing });
    }
    let differences = typing::differences(set, cases, &first, &second.answers);
    let codes = differences.iter().map(|difference| difference.code);
    let after = match differences.len() {
        0 => "hai lần nhập khớp nhau".to_owned(),
        n => format!(
            "hai lần nhập khác nhau ở {n} tiêu chí: {}",
            codes_text(Lang::Vi, codes, usize::MAX)
        ),
    };
    if differences.is_empty() {
        sheet.source = SheetSource::PaperDoubleChecked;
    }
    if let Some(second) = &mut sheet.second_typing {
        second.differences = Some(differences);
    }
    Ok(Record::after(after))
}

fn settle(
    work: &Work<'_>,
    sheet: &mut ScoringSheet,
    code: Code,
    answer: Answer,
) -> Result<Record, Refusal> {
    check_choice(work, code, answer)?;
    let set = &work.form.set;
    let differences = sheet
        .second_typing
        .as_mut()
        .and_then(|second| second.differences.as_mut())
        .ok_or(Refusal::NoSecondTyping(sheet.member_id))?;
    let difference = differences
        .iter_mut()
        .find(|difference| difference.code == code)
        .ok_or(Refusal::NothingToSettle(code))?;
    let before = difference_text(set, difference);
    difference.settled = Some(answer);
    sheet.answers.0.insert(code, answer);
    let open =
        typing::open_differences(set, &work.product.case_choices, differences, &sheet.answers);
    sheet.source = if open.is_empty() {
        SheetSource::PaperDoubleChecked
    } else {
        SheetSource::Typed
    };
    Ok(Record::change(before, said(set, code, Some(answer))))
}

fn difference_text(set: &ProductSet, difference: &TypingDifference) -> String {
    let code = difference.code;
    let mut text = format!(
        "lần 1: {}; lần 2: {}",
        said(set, code, difference.first),
        said(set, code, difference.second)
    );
    if let Some(settled) = difference.settled {
        text = format!("{text}; đã chọn: {}", said(set, code, Some(settled)));
    }
    text
}

fn said(set: &ProductSet, code: Code, answer: Option<Answer>) -> String {
    match (set.criterion(code), answer) {
        (Some(criterion), Some(answer)) => answer_text(criterion, answer),
        _ => "bỏ trống".to_owned(),
    }
}

fn give_up(sheet: &mut ScoringSheet) -> Result<Record, Refusal> {
    let second = sheet.second_typing.take();
    let second = second.ok_or(Refusal::NoSecondTyping(sheet.member_id))?;
    let before = format!("lần 2 đã nhập {} tiêu chí", second.answers.0.len());
    for difference in second.differences.into_iter().flatten() {
        match (difference.settled, difference.first) {
            (None, _) => {}
            (Some(_), Some(first)) => {
                sheet.answers.0.insert(difference.code, first);
            }
            (Some(_), None) => {
                sheet.answers.0.remove(&difference.code);
            }
        }
    }
    sheet.source = SheetSource::Typed;
    Ok(Record::change(before, ""))
}
