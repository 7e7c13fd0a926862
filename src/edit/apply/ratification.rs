//! Taking up the results of earlier sessions.

use std::sync::Arc;

use crate::edit::command::TakenUp;
use crate::edit::log::Record;
use crate::edit::refusal::Refusal;
use crate::model::earlier::{EarlierResult, EarlierSession};
use crate::model::product::Product;
use crate::model::session::Session;
use crate::rules::ratification::{TakeUp, look};
use crate::rules::sheet_digest::digest_fits;

pub(super) fn take_up(session: &mut Session, taken: &TakenUp) -> Result<Record, Refusal> {
    let before = session.clone();
    let (mut n_new, mut n_added, mut n_replaced) = (0, 0, 0);
    let mut names = Vec::new();
    for earlier in &taken.sessions {
        if earlier.parent.id == session.id {
            return Err(Refusal::EarlierSessionItself);
        }
        let is_sound = |product: &Arc<Product>| {
            let result = product.earlier_result.as_ref();
            let is_known = |id| earlier.applicants.iter().any(|it| it.id == id);
            result.is_some_and(|result| result.session_id == earlier.parent.id)
                && is_known(product.applicant_id)
        };
        let fits = earlier.forms.iter();
        let mut fits = fits.map(|(key, form)| key.no == form.set.no && digest_fits(form));
        if !earlier.products.iter().all(is_sound) || !fits.all(|fits| fits) {
            return Err(Refusal::FormMismatch);
        }
        put_parent(session, earlier);
        names.push(earlier.parent.title.as_str());
    }
    for (earlier, product, state) in look(&before, &taken.sessions) {
        match state {
            TakeUp::New => {
                // The same result may come with two sessions; the first brings it.
                if session.product(product.id).is_none() {
                    n_new += 1;
                    put(session, earlier, product);
                }
            }
            TakeUp::Unchanged => {}
            TakeUp::Adds => {
                n_added += usize::from(set(session, product));
            }
            TakeUp::Newer | TakeUp::Conflict { .. } => {
                let is_held = before.product(product.id).is_some();
                if !is_held || !taken.replaced.contains(&product.id) {
                    return Err(Refusal::EarlierResultsDiffer(product.id));
                }
                n_replaced += usize::from(set(session, product));
            }
        }
    }
    if *session == before {
        return Ok(Record::Silent);
    }
    let mut after = format!(
        "{}; {n_new} sản phẩm mới, {n_added} sản phẩm đã có được thêm kết quả",
        names.join(", ")
    );
    if n_replaced > 0 {
        after = format!("{after}, {n_replaced} kết quả được thay");
    }
    Ok(Record::after(after))
}

fn put_parent(session: &mut Session, earlier: &EarlierSession) {
    let parent = &earlier.parent;
    match session.parents.iter_mut().find(|it| it.id == parent.id) {
        Some(known) => known.clone_from(parent),
        None => session.parents.push(parent.clone()),
    }
}

/// Puts a product on the agenda with its applicant and its statutory sheet.
fn put(session: &mut Session, earlier: &EarlierSession, product: &Product) {
    let mut product = product.clone();
    if session.applicant(product.applicant_id).is_none() {
        let mut applicants = earlier.applicants.iter();
        let applicant = applicants.find(|it| it.id == product.applicant_id);
        session.applicants.extend(applicant.cloned());
    }
    if let Some(key) = product.form.clone() {
        let brought = earlier.forms.get(&key);
        match (session.forms.get(&key), brought) {
            (None, Some(form)) => {
                session.forms.insert(key, Arc::clone(form));
            }
            (Some(held), Some(form)) if held.digest == form.digest => {}
            // The session knows that sheet in other words, or nobody brought it.
            _ => {
                product.form = None;
                product.case_choices.clear();
                product.waived_gates.clear();
            }
        }
    }
    let council = &session.council;
    product
        .recusals
        .retain(|member_id, _| council.member(*member_id).is_some());
    session.products.push(Arc::new(product));
}

/// Gives a product on the agenda its earlier result; tells whether that is another than before.
fn set(session: &mut Session, product: &Product) -> bool {
    let mut products = session.products.iter_mut();
    let Some(known) = products.find(|it| it.id == product.id) else {
        return false;
    };
    let says_the_same = |new: &EarlierResult| {
        let held = known.earlier_result.as_ref();
        held.is_some_and(|held| held.agrees_with(new))
    };
    if product.earlier_result.as_ref().is_none_or(says_the_same) {
        return false;
    }
    Arc::make_mut(known)
        .earlier_result
        .clone_from(&product.earlier_result);
    true
}
