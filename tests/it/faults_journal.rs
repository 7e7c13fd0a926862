//! Journals whose lines are whole and whose changes no program would make: none of them leads to a
//! session that could not be saved.

use std::sync::Arc;

use ocop_council::edit::command::Command;
use ocop_council::edit::document::{Document, JournalEntry, Journaled};
use ocop_council::fixtures::{self, RICE, TEA};
use ocop_council::model::DateTime;
use ocop_council::storage::check::faults;
use ocop_council::storage::journal::CutFault;
use ocop_council::storage::journal::recovery::{Found, look};
use ocop_council::storage::journal::writer::{Base, JournalWriter, Places};
use ocop_council::storage::save::{Existing, open, save_new};

use crate::support::moment;

fn discussion(text: &str, at: DateTime) -> JournalEntry {
    let mut edit = fixtures::edit(Command::SetDiscussion {
        product_id: RICE,
        text: text.to_owned(),
    });
    edit.at = at;
    JournalEntry::Edit(Box::new(edit))
}

/// Writes a sound change and then `entry` into a journal; only the sound change comes back.
#[track_caller]
fn check_is_cut(entry: JournalEntry) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    let saved_as = save_new(&path, &fixtures::session(), Existing::Refuse).expect("saved");
    let base = Base {
        session: Arc::new(fixtures::session()),
        revision: 0,
        saved_as: Some(saved_as),
        recovered: None,
    };
    let places = Places {
        session_file: Some(path.clone()),
        ..Places::default()
    };
    let mut writer = JournalWriter::start(base, places, || {});
    let entries = [discussion("bao bì", fixtures::at(0)), entry];
    let journaled = (1..).zip(entries);
    writer.append(
        journaled
            .map(|(revision, entry)| Journaled { revision, entry })
            .collect(),
    );
    writer.finish(false);
    let opened = open(&path).expect("opened");
    let Found::Changes(found) = look(&opened.session, &opened.saved_as) else {
        panic!("nothing comes back");
    };
    assert_eq!(found.n_changes, 1);
    assert_eq!(found.cut.map(|cut| cut.fault), Some(CutFault::Refused));
    assert_eq!(faults(found.document.session()), []);
    let mut expected = Document::new(fixtures::session());
    expected
        .replay(&discussion("bao bì", fixtures::at(0)))
        .expect("taken");
    assert_eq!(found.document.session(), expected.session());
}

#[test]
fn days_that_nobody_can_mean_are_not_replayed() {
    let at = moment("0026-08-14T08:00:00");
    let by = "Hà".to_owned();
    check_is_cut(discussion("nhãn", at));
    check_is_cut(JournalEntry::Undo { at, by });
    let at = moment("+12026-08-14T08:00:00");
    check_is_cut(discussion("nhãn", at));
}

#[test]
fn a_statutory_sheet_that_is_not_what_its_digest_says_is_not_replayed() {
    let mut form = fixtures::other_form();
    form.bands[1].floor = ocop_council::model::points::Points::whole(60);
    check_is_cut(JournalEntry::Edit(Box::new(fixtures::edit(
        Command::ChooseForm {
            product_id: TEA,
            key: fixtures::other_key(),
            form: Arc::new(form),
            reason: String::new(),
        },
    ))));
}

#[test]
fn a_whole_session_with_a_fault_is_not_replayed() {
    let mut session = fixtures::session();
    session.applicants.clear();
    check_is_cut(JournalEntry::State {
        at: Some(fixtures::at(1)),
        session: Arc::new(session),
    });
}
