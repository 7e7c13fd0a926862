//! The days that a command carries.

use super::command::{Command, Edit, ProductDetails};
use crate::model::packet::Returned;
use crate::model::product::{Procedure, Recognition};
use crate::model::{Date, DateTime, is_plausible};

/// Tells whether every day in `edit` is one that a council can have meant, its own among them. A
/// session with another one could not be saved.
pub(super) fn are_plausible(edit: &Edit) -> bool {
    let days = match &edit.command {
        Command::SetSessionInfo(info) => vec![info.held_on],
        Command::AddProduct(new) => of_product(&new.details),
        Command::EditProduct { details, .. } => of_product(details),
        Command::SetProcedure {
            procedure: Procedure::Written { until },
            ..
        } => vec![*until],
        Command::HandInPacket(hand_in) => vec![Some(hand_in.at.date())],
        Command::TakeInReturn(returned) => of_return(returned),
        Command::IssuePackets(packets) => {
            let days = packets.iter().map(|packet| packet.issued_at.date());
            days.map(Some).collect()
        }
        _ => Vec::new(),
    };
    let mut days = days.into_iter().flatten().chain([edit.at.date()]);
    days.all(is_plausible)
}

fn of_return(returned: &Returned) -> Vec<Option<Date>> {
    let day = |moment: Option<DateTime>| moment.map(|moment| moment.date());
    let sheets = returned.sheets.iter().flat_map(|sheet| {
        let earlier = sheet.superseded.iter().map(|version| version.submitted_at);
        earlier.chain([sheet.submitted_at])
    });
    let own = [Some(returned.hand_in.at)];
    sheets.chain(own).map(day).collect()
}

fn of_product(details: &ProductDetails) -> Vec<Option<Date>> {
    let of_recognition = |found: &Recognition| {
        [
            found.issued_on,
            found.printed_expires_on,
            found.extension.as_ref().map(|it| it.decided_on),
            found.revocation.as_ref().map(|it| it.revoked_on),
        ]
    };
    let history = details.history.iter().flat_map(of_recognition);
    let own = [details.filed_on, details.request_complete_on];
    own.into_iter().chain(history).collect()
}
