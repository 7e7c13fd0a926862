//! Journals: reading them, and replaying them onto the file beside them or onto their own base.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council::edit::document::JournalEntry;
use ocop_council::fixtures;
use ocop_council::model::session::Session;
use ocop_council::storage::journal::recovery::{Found, Recovered, beside, look, open_kept};
use ocop_council::storage::journal::{self};
use ocop_council::storage::save::{Existing, SavedAs, open, save_new};
use ocop_council_fuzz::{hold, mutate, seal};

struct Place {
    session: Session,
    saved_as: SavedAs,
    beside: PathBuf,
    kept: PathBuf,
}

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let folder = hold::folder();
    let path = folder.join("a.session.ron");
    fs::remove_file(&path).ok();
    save_new(&path, &fixtures::session(), Existing::Refuse).expect("saved");
    let opened = open(&path).expect("a session");
    Place {
        session: opened.session,
        saved_as: opened.saved_as,
        beside: beside(&path),
        kept: folder.join("kept.journal"),
    }
});

fuzz_target!(|data: &[u8]| {
    let sealed = seal::journal(data);
    if sealed != data {
        tried(data);
    }
    tried(&sealed);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fn tried(bytes: &[u8]) {
    let read = journal::read(bytes);
    if let Ok(journal) = &read {
        let n_lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
        assert!(
            journal.entries.len() < n_lines.max(1),
            "more entries than lines"
        );
        for entry in &journal.entries {
            let text = ron::to_string(entry).expect("written");
            let back: JournalEntry = ron::from_str(&text).expect("read");
            assert!(back == *entry, "read back otherwise: {text}");
        }
        if let Some(cut) = journal.cut {
            assert!(cut.n_bytes <= bytes.len() && cut.line >= 2);
        }
    }
    let place = &*PLACE;
    fs::write(&place.beside, bytes).expect("written");
    let mut recovered = None;
    match look(&place.session, &place.saved_as) {
        Found::Changes(found) => {
            recovered_holds(&found);
            recovered = Some(found.document.session().clone());
        }
        Found::Unfit(error) => hold::error(&error),
        Found::Nothing => assert!(read.is_ok(), "unreadable is never nothing"),
        Found::InUse => panic!("nobody writes it"),
    }
    fs::remove_file(&place.beside).expect("removed");
    fs::write(&place.kept, bytes).expect("written");
    match open_kept(&place.kept) {
        Ok(found) if recovered.is_some_and(|it| it == *found.document.session()) => {}
        Ok(recovered) => recovered_holds(&recovered),
        Err(error) => hold::error(&error),
    }
}

fn recovered_holds(recovered: &Recovered) {
    hold::session(recovered.document.session());
    assert!(recovered.document.is_dirty());
}
