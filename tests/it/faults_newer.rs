//! Files of a newer program: named as such by every command, and left as they are, byte for byte.

#![expect(clippy::disallowed_methods, reason = "files are looked at")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use ocop_council::cli::{self, Surroundings, Task};
use ocop_council::error::{ErrorKind, UserError};
use ocop_council::fixtures;
use ocop_council::storage::generations::generations;
use ocop_council::storage::journal::recovery::{Found, beside, look, open_kept};
use ocop_council::storage::library::pack_of;
use ocop_council::storage::packs::{builtin, write_pack};
use ocop_council::storage::save::{Existing, open, save, save_new};
use ocop_council::storage::{journal, packs, session_file};

fn newer_session() -> String {
    let bytes = session_file::write(&fixtures::session()).expect("bytes");
    let text = String::from_utf8(bytes).expect("text");
    let known = format!("version: {},", session_file::VERSION);
    let newer = format!(
        "version: {},\n    added_later: [[[",
        session_file::VERSION + 1
    );
    assert!(text.contains(&known));
    text.replacen(&known, &newer, 1)
}

/// All files of a folder.
fn content(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder");
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("an entry");
        (entry.file_name(), fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// Runs a command; gives its exit code with its messages, or its error.
fn run(args: &[&str]) -> Result<(u8, String), UserError> {
    let line = ["ocop-council"].iter().chain(args).map(OsString::from);
    let Ok(invocation) = cli::parse(line) else {
        panic!("{args:?} was not understood");
    };
    let Task::Command(command) = invocation.task else {
        panic!("{args:?} is no command");
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let mut around = Surroundings {
        now: fixtures::at(60),
        today: fixtures::day(),
        input: &mut std::io::empty(),
        out: &mut out,
        messages: &mut messages,
    };
    let code = cli::run(&command, &mut around)?;
    out.extend(messages);
    Ok((code, String::from_utf8(out).expect("text")))
}

#[track_caller]
fn check_named(error: &UserError) {
    assert_eq!(error.kind, ErrorKind::Newer, "{error:?}");
    assert!(error.message.contains("mới hơn"), "{error}");
    assert!(!error.hints.is_empty(), "what to do: {error:?}");
}

#[test]
fn every_command_names_a_newer_session_and_changes_nothing() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    // An earlier version of this program lies beside it; it is no reason to take that instead.
    let mut session = fixtures::session();
    let mut saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    session.title = "mới".to_owned();
    save(&session, &mut saved_as).expect("saved");
    fs::write(&path, newer_session()).expect("written");
    let before = content(folder.path());
    let (file, pdf) = (path.to_str().expect("a path"), folder.path().join("a.pdf"));
    let pdf = pdf.to_str().expect("a path");
    for args in [
        &["tally", file][..],
        &["tally", file, "--json"],
        &["check", file],
        &["check", file, "--accept-edited"],
        &["dump", file],
        &["report", "minutes", file, "-o", pdf],
    ] {
        check_named(&run(args).expect_err("newer"));
        assert_eq!(content(folder.path()), before, "{args:?}");
    }
    // A save that began before the newer program wrote stays away from its file.
    let error = save(&session, &mut saved_as).expect_err("changed");
    assert_eq!(error.kind, ErrorKind::ChangedOnDisk);
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_newer_earlier_version_is_neither_offered_nor_removed() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    let mut session = fixtures::session();
    let mut saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    for title in ["một", "hai"] {
        title.clone_into(&mut session.title);
        save(&session, &mut saved_as).expect("saved");
    }
    let newest = generations(&path).remove(0);
    fs::write(&newest.path, newer_session()).expect("written");
    let titles: Vec<_> = generations(&path).into_iter().map(|it| it.title).collect();
    assert_eq!(titles, ["Phiên thử"]);
    let error = open(&newest.path).expect_err("newer");
    check_named(&error);
    assert_eq!(
        fs::read_to_string(&newest.path).expect("text"),
        newer_session()
    );
}

#[test]
fn a_newer_journal_is_named_and_left() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    save_new(&path, &fixtures::session(), Existing::Refuse).expect("saved");
    let newer = format!("council-journal {} [[[ of later\n", journal::VERSION + 1);
    fs::write(beside(&path), &newer).expect("written");
    let kept = folder.path().join("kept.journal");
    fs::write(&kept, &newer).expect("written");
    let before = content(folder.path());
    let opened = open(&path).expect("the session is of today");
    let Found::Unfit(error) = look(&opened.session, &opened.saved_as) else {
        panic!("it was taken");
    };
    assert_eq!(error.kind, ErrorKind::Newer);
    assert!(error.message.contains("mới hơn"), "{error}");
    assert_eq!(open_kept(&kept).expect_err("newer").kind, ErrorKind::Newer);
    let (code, said) = run(&["tally", path.to_str().expect("a path")]).expect("told");
    assert_eq!(code, 0);
    assert!(said.contains("mới hơn"), "{said}");
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_newer_pack_is_named_and_left() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.ron");
    let known = format!("version: {},", packs::VERSION);
    let newer = format!("version: {},\n    added_later: [[[", packs::VERSION + 1);
    let text = write_pack(&builtin()[0]).replacen(&known, &newer, 1);
    fs::write(&path, &text).expect("written");
    let error = pack_of(text.as_bytes()).expect_err("newer");
    let told = format!("{error} {:?}", error.hints);
    assert!(told.contains("mới hơn"), "{told}");
    let (code, said) = run(&["criteria", "check", path.to_str().expect("a path")]).expect("told");
    assert_eq!(code, 1);
    assert!(said.contains("mới hơn"), "{said}");
    assert_eq!(fs::read_to_string(&path).expect("text"), text);
}
