//! The first version: finalisations without totals, each reopening an entry of its own.
//!
//! Session file and journal changed together.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::edit::command::Edit;
use crate::edit::document as present;
use crate::model::council::{Council, CouncilRules};
use crate::model::criteria::{EmbeddedForm, FormKey};
use crate::model::ids::{SessionId, SheetId};
use crate::model::product::{Applicant, Product};
use crate::model::session::{self, DocumentHead, LogLine, ParentSession, Reopening};
use crate::model::sheet::ScoringSheet;
use crate::model::time::DayTime;
use crate::model::unique_map;
use crate::model::{Date, DateTime};

/// A session as the first version wrote it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    id: SessionId,
    title: String,
    held_on: Option<Date>,
    began_at: Option<DayTime>,
    ended_at: Option<DayTime>,
    place: String,
    document: DocumentHead,
    legal_grounds: Vec<String>,
    parents: Vec<ParentSession>,
    council: Council,
    rules: CouncilRules,
    applicants: Vec<Arc<Applicant>>,
    products: Vec<Arc<Product>>,
    #[serde(deserialize_with = "unique_map::deserialize")]
    sheets: BTreeMap<SheetId, Arc<ScoringSheet>>,
    #[serde(deserialize_with = "unique_map::deserialize")]
    forms: BTreeMap<FormKey, Arc<EmbeddedForm>>,
    finalisations: Vec<Finalisation>,
    log: Vec<Arc<LogLine>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finalisation {
    at: DateTime,
    by: String,
    finalised: bool,
    digest: String,
    reason: String,
}

impl From<Session> for session::Session {
    fn from(old: Session) -> Self {
        Self {
            id: old.id,
            title: old.title,
            held_on: old.held_on,
            began_at: old.began_at,
            ended_at: old.ended_at,
            place: old.place,
            document: old.document,
            legal_grounds: old.legal_grounds,
            parents: old.parents,
            council: old.council,
            rules: old.rules,
            applicants: old.applicants,
            products: old.products,
            sheets: old.sheets,
            forms: old.forms,
            finalisations: finalisations(old.finalisations),
            packet: None,
            issued: Vec::new(),
            returns: Vec::new(),
            versions: Vec::new(),
            settlements: Vec::new(),
            log: old.log,
        }
    }
}

/// Puts each reopening into the finalisation it ended; one that ended none stands for both.
fn finalisations(old: Vec<Finalisation>) -> Vec<Arc<session::Finalisation>> {
    let mut new: Vec<session::Finalisation> = Vec::new();
    for entry in old {
        let reopening = Reopening {
            at: entry.at,
            by: entry.by.clone(),
            reason: entry.reason,
        };
        match new.last_mut() {
            Some(last) if !entry.finalised && last.reopened.is_none() => {
                last.reopened = Some(reopening);
            }
            _ => new.push(session::Finalisation {
                at: entry.at,
                by: entry.by,
                scheme: 0,
                digest: entry.digest,
                totals: Vec::new(),
                reopened: (!entry.finalised).then_some(reopening),
            }),
        }
    }
    new.into_iter().map(Arc::new).collect()
}

/// An entry of a journal as the first version wrote it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) enum JournalEntry {
    Edit(Box<Edit>),
    Undo {
        at: DateTime,
        by: String,
    },
    Redo {
        at: DateTime,
        by: String,
    },
    State {
        at: Option<DateTime>,
        session: Box<Session>,
    },
}

impl From<JournalEntry> for present::JournalEntry {
    fn from(old: JournalEntry) -> Self {
        match old {
            JournalEntry::Edit(edit) => Self::Edit(edit),
            JournalEntry::Undo { at, by } => Self::Undo { at, by },
            JournalEntry::Redo { at, by } => Self::Redo { at, by },
            JournalEntry::State { at, session } => Self::State {
                at,
                session: Arc::new((*session).into()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(finalised: bool, minute: u32, reason: &str) -> Finalisation {
        Finalisation {
            at: crate::fixtures::at(minute),
            by: "Vũ Thu Hà".to_owned(),
            finalised,
            digest: format!("{minute}"),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_reopening_ends_the_finalisation_before_it() {
        let new = finalisations(vec![
            entry(true, 1, ""),
            entry(false, 2, "Nhầm"),
            entry(true, 3, ""),
        ]);
        let reopened: Vec<_> = new
            .iter()
            .map(|it| {
                let reason = it
                    .reopened
                    .as_ref()
                    .map(|reopened| reopened.reason.as_str());
                (it.digest.as_str(), reason)
            })
            .collect();
        assert_eq!(reopened, [("1", Some("Nhầm")), ("3", None)]);
    }

    #[test]
    fn nothing_is_lost_of_entries_that_do_not_belong_together() {
        let new = finalisations(vec![
            entry(false, 1, "a"),
            entry(false, 2, "b"),
            entry(true, 3, ""),
        ]);
        let digests: Vec<_> = new.iter().map(|it| it.digest.as_str()).collect();
        assert_eq!(digests, ["1", "2", "3"]);
        assert!(new[0].reopened.is_some() && new[1].reopened.is_some());
    }
}
