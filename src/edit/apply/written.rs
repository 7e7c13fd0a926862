//! Written opinions (Art. 7.6): what leads from them to the meeting.

use crate::edit::log::{Record, procedure_text};
use crate::edit::refusal::Refusal;
use crate::model::DateTime;
use crate::model::ids::ProductId;
use crate::model::product::{MovedToMeeting, Procedure};
use crate::model::session::Session;

use super::{check_reason, product_mut};

pub(super) fn mark_complex(
    session: &mut Session,
    id: ProductId,
    reason: Option<&String>,
) -> Result<Record, Refusal> {
    if let Some(reason) = reason {
        check_reason(reason)?;
    }
    let product = product_mut(session, id)?;
    let before = std::mem::replace(&mut product.complex, reason.cloned());
    let after = reason.cloned().unwrap_or_default();
    Ok(Record::change(before.unwrap_or_default(), after))
}

pub(super) fn move_to_meeting(
    session: &mut Session,
    id: ProductId,
    reason: &str,
    at: DateTime,
) -> Result<Record, Refusal> {
    check_reason(reason)?;
    let product = product_mut(session, id)?;
    if product.conclusion.is_some() {
        return Err(Refusal::ProductConcluded(id));
    }
    let Procedure::Written { until } = product.procedure else {
        return Err(Refusal::NotWritten(id));
    };
    let before = procedure_text(product.procedure);
    product.procedure = Procedure::Meeting;
    product.moved_to_meeting = Some(MovedToMeeting {
        until,
        at,
        reason: reason.to_owned(),
    });
    let after = format!("{}; lý do: {reason}", procedure_text(Procedure::Meeting));
    Ok(Record::change(before, after))
}
