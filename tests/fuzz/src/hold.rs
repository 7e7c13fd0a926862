//! What must hold for everything that was read, and for everything that was refused.

use std::path::PathBuf;

use ocop_council::edit::command::{Command, Edit};
use ocop_council::edit::document::Document;
use ocop_council::error::{Position, UserError};
use ocop_council::fixtures;
use ocop_council::model::criteria::{CriteriaPack, FormKey};
use ocop_council::model::session::Session;
use ocop_council::rules::review::review;
use ocop_council::rules::sheet_digest::digest_fits;
use ocop_council::storage::packs::{embed, read_pack, write_pack};
use ocop_council::storage::{check, session_file};
use ocop_council::words::{Lang, finding_text, rank_reason};

use std::sync::Arc;

/// A session that was opened has no faults, is written and read back the same, and can be worked
/// with.
pub fn session(session: &Session) {
    let faults = check::faults(session);
    assert!(faults.is_empty(), "it could not be saved: {faults:?}");
    let bytes = session_file::write(session).expect("written");
    let back = session_file::read(&bytes);
    assert!(
        back.as_ref() == Ok(session),
        "read back otherwise: {back:?}"
    );
    judged(session);
}

/// The rules judge it and find words for what they find.
pub fn judged(session: &Session) {
    let review = review(session, fixtures::day());
    for lang in [Lang::Vi, Lang::En] {
        for product in &review.products {
            assert!(!rank_reason(lang, product).is_empty());
        }
        for finding in &review.findings {
            assert!(!finding_text(lang, finding, session, &review).is_empty());
        }
    }
}

/// A pack that was read is written and read back the same.
pub fn pack(pack: &CriteriaPack) {
    let text = write_pack(pack);
    let back = read_pack(&text);
    assert!(back.as_ref() == Ok(pack), "read back otherwise: {back:?}");
}

/// The sheets of a pack that was read can be put into a session.
pub fn sheets(pack: &CriteriaPack) {
    for set in &pack.product_sets {
        let form = embed(pack, set.no).expect("a sheet of the pack");
        assert!(digest_fits(&form));
        let Ok(key) = format!("{}/{}", pack.id, set.no).parse::<FormKey>() else {
            panic!("a sheet that no key names: {}/{}", pack.id, set.no);
        };
        let mut document = Document::new(fixtures::session());
        let command = Command::ChooseForm {
            product_id: fixtures::TEA,
            key,
            form: Arc::new(form),
            reason: String::new(),
        };
        let edit = Edit {
            at: fixtures::at(0),
            by: String::new(),
            command,
        };
        document.edit(&edit).expect("the sheet is taken");
        session(document.session());
    }
}

/// An error says something, and nothing in it is the name of a text instead of the text.
pub fn error(error: &UserError) {
    said(&error.message);
    error.hints.iter().for_each(|hint| said(hint));
    assert!(!error.to_string().is_empty());
}

/// A sentence for people.
pub fn said(text: &str) {
    assert!(!text.trim().is_empty(), "no words");
    for catalog in ["errors.", "journal.", "packs.", "library.", "import."] {
        assert!(!text.starts_with(catalog), "no words for {text}");
    }
}

/// A place lies in the text.
pub fn place(position: Position, text: &str) {
    let n_lines = text.split('\n').count();
    assert!(
        (1..=n_lines).contains(&position.line),
        "{position} of {n_lines}"
    );
    let line = text.split('\n').nth(position.line - 1).unwrap_or_default();
    let n_chars = line.chars().count();
    assert!(
        (1..=n_chars + 1).contains(&position.column),
        "{position} of {n_chars}"
    );
}

/// A folder in memory for the readers that read files.
#[must_use]
pub fn folder() -> PathBuf {
    let shm = std::path::Path::new("/dev/shm");
    let base = if shm.is_dir() {
        shm.to_owned()
    } else {
        std::env::temp_dir()
    };
    let folder = base.join(format!("ocop-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
