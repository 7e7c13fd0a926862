//! Names that are long, decomposed or reserved somewhere: they work, or a plain message is given.

#![expect(clippy::disallowed_methods, reason = "files are looked at")]

use std::fs;
use std::path::Path;

use ocop_council::edit::command::{Command, SessionInfo};
use ocop_council::edit::document::Document;
use ocop_council::error::{ErrorKind, UserError};
use ocop_council::fixtures;
use ocop_council::report::minutes_file_name;
use ocop_council::storage::generations::generations;
use ocop_council::storage::journal::recovery::{Found, beside, look};
use ocop_council::storage::journal::writer::{Base, JournalWriter, Places};
use ocop_council::storage::save::{Existing, open, save, save_new};
use ocop_council::ui::palette::folded;
use unicode_normalization::UnicodeNormalization as _;

/// Creates, opens and saves a session of that file name, and lets its journal bring a change back.
#[track_caller]
fn check_works(name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    let mut session = fixtures::session();
    save_new(&path, &session, Existing::Refuse).expect("saved");
    let mut opened = open(&path).expect("opened");
    for title in ["một", "hai"] {
        title.clone_into(&mut session.title);
        save(&session, &mut opened.saved_as).expect("saved again");
    }
    let titles: Vec<_> = generations(&path).into_iter().map(|it| it.title).collect();
    assert_eq!(titles, ["một", "Phiên thử"], "{name}");

    let mut document = Document::new(session);
    let base = Base {
        session: document.snapshot(),
        revision: 0,
        saved_as: Some(opened.saved_as.clone()),
        recovered: None,
    };
    let places = Places {
        session_file: Some(path.clone()),
        ..Places::default()
    };
    let mut writer = JournalWriter::start(base, places, || {});
    let command = Command::SetDiscussion {
        product_id: fixtures::RICE,
        text: "bao bì".to_owned(),
    };
    document.edit(&fixtures::edit(command)).expect("taken");
    writer.append(document.take_entries());
    writer.flush();
    assert!(writer.failure().is_none(), "{name}: {:?}", writer.failure());
    writer.finish(false);
    assert!(beside(&path).exists());
    let opened = open(&path).expect("opened");
    match look(&opened.session, &opened.saved_as) {
        Found::Changes(found) => assert_eq!(found.document.session(), document.session()),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn names_that_are_reserved_elsewhere_work_where_they_exist() {
    // 80 letters "ế" have 240 bytes; with the extension it is 252 of the 255 that file systems take.
    let longest = format!("{}.session.ron", "ế".repeat(80));
    assert_eq!(longest.len(), 252);
    for name in [
        &longest,
        "Đợt 1. Hội đồng tỉnh.session.ron",
        "  hai dấu cách .session.ron",
        "🐝 mật ong.session.ron",
        "phie\u{302}n \u{111}o\u{323}\u{302}t 1.session.ron",
    ] {
        check_works(name);
    }
    #[cfg(unix)]
    for name in [
        "CON.session.ron",
        "a:b?.session.ron",
        "-rf.session.ron",
        "a\nb.session.ron",
    ] {
        check_works(name);
    }
}

#[track_caller]
fn check_plain(error: &UserError) {
    assert!(
        matches!(error.kind, ErrorKind::File | ErrorKind::Missing),
        "{error:?}"
    );
    assert!(!error.hints.is_empty(), "{error:?}");
    // The system's own words ("File name too long (os error 36)") are not for the person.
    assert!(!error.to_string().contains("os error"), "{error}");
}

#[test]
fn names_and_paths_beyond_the_measure_are_told_plainly() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    // 85 letters of three bytes are 255; the extension is too much.
    let long = folder
        .path()
        .join(format!("{}.session.ron", "ế".repeat(85)));
    let error = save_new(&long, &fixtures::session(), Existing::Refuse).expect_err("too long");
    check_plain(&error);
    assert!(error.message.contains("tên"), "{error}");
    check_plain(&open(&long).expect_err("too long"));
    let deep = folder
        .path()
        .join("thư mục rất dài/".repeat(400))
        .join("a.session.ron");
    check_plain(&save_new(&deep, &fixtures::session(), Existing::Refuse).expect_err("too long"));
    check_plain(&open(&deep).expect_err("too long"));
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 0, "nothing is left behind");
}

/// The rules of the documentation of Windows for file names.
#[track_caller]
fn check_valid_on_windows(name: &str) {
    let stem = name
        .split('.')
        .next()
        .expect("a stem")
        .trim_end()
        .to_uppercase();
    let devices = [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT9", "COM²",
    ];
    assert!(!devices.contains(&&*stem), "{name}");
    assert!(
        !name.contains(|c: char| c.is_control() || "<>:\"/\\|?*".contains(c)),
        "{name}"
    );
    assert!(!name.ends_with([' ', '.']) && name.len() <= 255, "{name}");
}

#[test]
fn papers_get_names_that_every_system_takes() {
    let mut session = fixtures::session();
    for title in [
        "CON",
        "nul",
        "COM1",
        "lpt9.x",
        "COM²",
        "a. . .",
        "<>:\"/\\|?*",
        "\u{0}\u{1f}\u{7f}\u{85}",
        "",
        &"ế".repeat(85),
        &"🐝".repeat(85),
        &"e\u{302}\u{301}".repeat(200),
        "...",
        "a\r\nb\tc",
    ] {
        for held_on in [None, session.held_on] {
            let mut session = session.clone();
            session.held_on = held_on;
            title.clone_into(&mut session.title);
            check_valid_on_windows(&minutes_file_name(&session));
        }
    }
    session.title = "đánh giá".nfd().collect();
    let decomposed = minutes_file_name(&session);
    session.title = "đánh giá".to_owned();
    assert_eq!(decomposed, minutes_file_name(&session));
}

#[test]
fn a_decomposed_name_is_found_as_the_composed_one() {
    for name in [
        "Nếp cái hoa vàng",
        "Rượu ngô Bắc Hà",
        "ĐƯỜNG THỐT NỐT",
        "Ổi Đông Dư",
    ] {
        let decomposed: String = name.nfd().collect();
        assert_ne!(decomposed, name);
        assert_eq!(folded(&decomposed), folded(name), "{name}");
    }
}

#[test]
fn what_is_entered_decomposed_is_kept_composed() {
    let mut session = fixtures::session();
    let info = |title: String, session: &ocop_council::model::session::Session| SessionInfo {
        title,
        held_on: session.held_on,
        began_at: session.began_at,
        ended_at: session.ended_at,
        place: session.place.clone(),
    };
    let decomposed: String = "Phiên đợt hai ở Huế".nfd().collect();
    let command = Command::SetSessionInfo(info(decomposed, &session));
    ocop_council::edit::apply::apply(&mut session, &fixtures::edit(command)).expect("taken");
    assert_eq!(session.title, "Phiên đợt hai ở Huế");
    // The same name composed is then no change at all.
    let mut document = Document::new(session.clone());
    let decomposed: String = session.title.nfd().collect();
    let command = Command::SetSessionInfo(info(decomposed, &session));
    document.edit(&fixtures::edit(command)).expect("taken");
    assert!(!document.is_dirty());
}

#[test]
fn a_file_with_a_mark_windows_line_ends_and_decomposed_names_is_read_as_it_is() {
    let mut session = fixtures::session();
    session.title = "Phiên đợt hai".nfd().collect();
    let bytes = ocop_council::storage::session_file::write(&session).expect("bytes");
    let text = String::from_utf8(bytes).expect("text");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    fs::write(&path, windows).expect("written");
    let mut opened = open(&path).expect("opened");
    assert_eq!(opened.session, session);
    assert!(!opened.was_edited, "the checksum fits");
    save(&session, &mut opened.saved_as).expect("saved");
    assert_eq!(fs::read_to_string(Path::new(&path)).expect("text"), text);
}
