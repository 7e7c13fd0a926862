//! Which statutory sheet a product is judged on, and the cases in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edit::log::{Record, answer_text};
use crate::edit::refusal::{Refusal, case_text};
use crate::model::criteria::{CaseCode, Code, EmbeddedForm, FormKey, ProductSet, Scoring};
use crate::model::ids::ProductId;
use crate::model::product::{AgreedChoice, Product};
use crate::model::session::Session;
use crate::model::sheet::{Answer, Answers};
use crate::rules::scoring::grounds;
use crate::rules::sheet_digest::digest_fits;

use super::{check_answer, form, product, product_mut};

pub(super) fn choose(
    session: &mut Session,
    id: ProductId,
    key: &FormKey,
    new_form: &Arc<EmbeddedForm>,
    reason: &str,
) -> Result<Record, Refusal> {
    if key.no != new_form.set.no || !digest_fits(new_form) {
        return Err(Refusal::FormMismatch);
    }
    let old = product(session, id)?.clone();
    let mut before = form_text(session, &old);
    let on_other = || {
        let sheets = session.sheets.values();
        sheets.filter(|sheet| sheet.product_id == id && sheet.form != *key)
    };
    let versions = session.versions.iter();
    let n_versions = versions
        .filter(|it| it.product_id == id && it.form != *key)
        .count();
    let n_sheets = on_other().filter(|sheet| sheet.was_handed_in()).count() + n_versions;
    if n_sheets > 0 {
        return Err(Refusal::ProductScored {
            product_id: id,
            n_sheets,
        });
    }
    let drafts: Vec<_> = on_other().map(|sheet| sheet.id).collect();

    // A sheet that others rest on stays as it was taken in, whatever a later program brings.
    let is_in_use = (session.sheets.values().chain(&session.versions))
        .any(|sheet| sheet.form == *key)
        || session
            .products
            .iter()
            .any(|other| other.id != id && other.form.as_ref() == Some(key));
    if !is_in_use || !session.forms.contains_key(key) {
        session.forms.insert(key.clone(), Arc::clone(new_form));
    }
    let set = session
        .forms
        .get(key)
        .map_or(&new_form.set, |form| &form.set);
    let fitted = fitted(old.clone(), set, key, reason);
    for lost in lost(&old, &fitted) {
        before = format!("{before}; {lost}");
    }
    *product_mut(session, id)? = fitted;
    for sheet_id in &drafts {
        if let Some(sheet) = session.sheets.get_mut(sheet_id) {
            let sheet = Arc::make_mut(sheet);
            sheet.form = key.clone();
            sheet.answers = Answers::default();
            super::sheets::forget_typing(sheet);
            sheet.notes.clear();
            sheet.triggers.clear();
        }
    }
    drop_unused_forms(session);
    let mut after = form_text(session, product(session, id)?);
    if !drafts.is_empty() {
        after = format!(
            "{after}; {} phiếu đang chấm phải chấm lại từ đầu",
            drafts.len()
        );
    }
    Ok(Record::change(before, after))
}

/// Returns the product on another statutory sheet, without what no longer fits it.
fn fitted(mut product: Product, set: &ProductSet, key: &FormKey, reason: &str) -> Product {
    product.form = Some(key.clone());
    reason.clone_into(&mut product.form_reason);
    product.case_choices.retain(|code, case| {
        set.criterion(*code)
            .is_some_and(|criterion| criterion.cases.iter().any(|found| found.code == *case))
    });
    let cases = &product.case_choices;
    let is_gated = |code: &Code| {
        set.criterion(*code)
            .is_some_and(|criterion| criterion.gates(cases.get(code).copied()).next().is_some())
    };
    product.waived_gates.retain(|code, _| is_gated(code));
    product.agreed_choices.retain(|code, agreed| {
        let case = cases.get(code).copied();
        is_gated(code)
            && set
                .criterion(*code)
                .is_some_and(|criterion| check_answer(criterion, case, agreed.answer).is_ok())
    });
    product.ground_decisions.retain(|decision| {
        grounds(set)
            .iter()
            .any(|ground| ground.place == decision.place && ground.text == decision.ground)
    });
    product
}

/// Names what the council had settled that does not fit the other sheet.
fn lost(old: &Product, fitted: &Product) -> Vec<String> {
    let mut lost = Vec::new();
    for (code, case) in &old.case_choices {
        if !fitted.case_choices.contains_key(code) {
            lost.push(format!("{code}: trường hợp {}", case_text(*case)));
        }
    }
    for (code, reason) in &old.waived_gates {
        if !fitted.waived_gates.contains_key(code) {
            lost.push(format!(
                "{code}: không áp dụng yêu cầu tối thiểu ({reason})"
            ));
        }
    }
    for (code, agreed) in &old.agreed_choices {
        if !fitted.agreed_choices.contains_key(code) {
            lost.push(format!("{code}: mức thống nhất ({})", agreed.reason));
        }
    }
    for decision in &old.ground_decisions {
        if !fitted.ground_decisions.contains(decision) {
            lost.push(format!("quyết định về căn cứ: {}", decision.ground));
        }
    }
    lost
}

fn form_text(session: &Session, product: &Product) -> String {
    let Some(key) = &product.form else {
        return String::new();
    };
    let name = session.form_of(product).map(|form| form.set.name.as_str());
    let text = format!("{} (phiếu {key})", name.unwrap_or_default());
    if product.form_reason.is_empty() {
        text
    } else {
        format!("{text}, lý do: {}", product.form_reason)
    }
}

/// Drops the statutory sheets that neither a product nor a sheet names any more.
pub(super) fn drop_unused_forms(session: &mut Session) {
    let of_products = session
        .products
        .iter()
        .filter_map(|product| product.form.as_ref());
    let of_sheets = session.sheets.values().map(|sheet| &sheet.form);
    let used: BTreeSet<_> = of_products.chain(of_sheets).cloned().collect();
    session.forms.retain(|key, _| used.contains(key));
}

pub(super) fn choose_case(
    session: &mut Session,
    id: ProductId,
    code: Code,
    case: Option<CaseCode>,
) -> Result<Record, Refusal> {
    let found = product(session, id)?;
    let form = form(session, found)?;
    let criterion = form
        .set
        .criterion(code)
        .ok_or(Refusal::UnknownCriterion(code))?;
    let has_case = |case: CaseCode| criterion.cases.iter().any(|found| found.code == case);
    if criterion.scoring != Scoring::OneCase || !case.is_none_or(has_case) {
        return Err(Refusal::UnknownCase(code));
    }
    if found.case_choices.get(&code).copied() == case {
        return Ok(Record::Silent);
    }
    // Sheets of earlier rounds cannot be reopened, so they cannot stand in the way either.
    let rests_on_case = |answer: Option<Answer>| match (answer, case) {
        (None, _) => false,
        (Some(answer), Some(_)) => check_answer(criterion, case, answer).is_err(),
        (Some(_), None) => true,
    };
    let member_ids: Vec<_> = session
        .sheets
        .values()
        .filter(|sheet| sheet.product_id == id && sheet.round == found.round())
        .filter(|sheet| sheet.status.is_submitted() && rests_on_case(sheet.answers.get(code)))
        .map(|sheet| sheet.member_id)
        .collect();
    if !member_ids.is_empty() {
        return Err(Refusal::CaseInUse { code, member_ids });
    }
    let text = |case: Option<CaseCode>| {
        let case = criterion
            .cases
            .iter()
            .find(|found| Some(found.code) == case);
        case.map(|case| format!("trường hợp {}: {}", case_text(case.code), case.title))
            .unwrap_or_default()
    };
    let mut before = text(found.case_choices.get(&code).copied());
    let agreed = found.agreed_choices.get(&code);
    let is_lost = |agreed: &&AgreedChoice| check_answer(criterion, case, agreed.answer).is_err();
    let lost = agreed.filter(is_lost).map(|agreed| {
        let answer = answer_text(criterion, agreed.answer);
        format!("mức thống nhất: {answer}; lý do: {}", agreed.reason)
    });
    let is_lost = lost.is_some();
    if let Some(lost) = lost {
        before = format!("{before}; {lost}");
    }
    let record = Record::change(before, text(case));
    let product = product_mut(session, id)?;
    match case {
        Some(case) => product.case_choices.insert(code, case),
        None => product.case_choices.remove(&code),
    };
    if is_lost {
        product.agreed_choices.remove(&code);
    }
    Ok(record)
}
