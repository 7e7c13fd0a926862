//! Closing the record of a session and opening it again.

use std::sync::Arc;

use super::check_reason;
use crate::edit::clean::clean;
use crate::edit::log::Record;
use crate::edit::refusal::Refusal;
use crate::model::DateTime;
use crate::model::session::{Finalisation, FrozenTotal, Reopening, Session};
use crate::rules::finalisation::{SCHEME, digest_of_next, frozen_totals};
use crate::rules::review::review;
use crate::words::digest_text;

pub(super) fn finalise(
    session: &mut Session,
    totals: &[FrozenTotal],
    at: DateTime,
    by: &str,
) -> Result<Record, Refusal> {
    if session.products.is_empty() {
        return Err(Refusal::NothingToFinalise);
    }
    // The day decides nothing that is frozen; it is there for validity alone.
    if frozen_totals(session, &review(session, at.date())) != totals {
        return Err(Refusal::TotalsDiffer);
    }
    let mut finalisation = Finalisation {
        at,
        by: clean(by),
        scheme: SCHEME,
        digest: String::new(),
        totals: totals.to_vec(),
        reopened: None,
    };
    finalisation.digest = digest_of_next(session, &finalisation);
    let n_concluded = totals.iter().filter(|total| total.outcome.is_some());
    let after = format!(
        "{} sản phẩm, đã kết luận {}; mã kiểm tra {}",
        totals.len(),
        n_concluded.count(),
        digest_text(&finalisation.digest),
    );
    session.finalisations.push(Arc::new(finalisation));
    Ok(Record::after(after))
}

pub(super) fn reopen(
    session: &mut Session,
    reason: &str,
    at: DateTime,
    by: &str,
) -> Result<Record, Refusal> {
    check_reason(reason)?;
    let last = session.finalisations.last_mut().map(Arc::make_mut);
    let standing = last.filter(|finalisation| finalisation.reopened.is_none());
    let standing = standing.ok_or(Refusal::NotFinalised)?;
    standing.reopened = Some(Reopening {
        at,
        by: clean(by),
        reason: reason.to_owned(),
    });
    let before = format!("mã kiểm tra {}", digest_text(&standing.digest));
    Ok(Record::change(before, format!("lý do: {reason}")))
}
