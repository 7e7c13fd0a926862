//! Files made to break the reader: each is an error in words, with line and column where there is
//! one, for every reader there is.

#![expect(clippy::disallowed_methods, reason = "files are made")]

use std::fs;
use std::path::{Path, PathBuf};

use ocop_council::error::{ErrorKind, Position};
use ocop_council::import::{ImportError, ImportFaultKind, Options, import};
use ocop_council::storage::journal::recovery::open_kept;
use ocop_council::storage::journal::{self, JournalError};
use ocop_council::storage::library::{bytes_of, pack_of};
use ocop_council::storage::packs::{FaultKind, PackFault, builtin, read_pack, write_pack};
use ocop_council::storage::save::open;
use ocop_council::storage::session_file;

const MILLION: usize = 1_000_000;
const GIGABYTE: u64 = 1 << 30;

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A file of that many zero bytes that takes no room on disk.
fn sparse(folder: &Path, name: &str, len: u64) -> PathBuf {
    let path = folder.join(name);
    let file = fs::File::create(&path).expect("a file");
    file.set_len(len).expect("a sparse file");
    path
}

/// A pack of one statutory sheet, as text.
fn small_pack() -> String {
    let mut pack = builtin()[1].clone();
    pack.product_sets.truncate(1);
    let no = pack.product_sets[0].no;
    pack.declared.retain(|declared| {
        matches!(declared, ocop_council::model::criteria::DeclaredFault::EqualPoints { no: of, .. } if *of == no)
    });
    let text = write_pack(&pack);
    assert_eq!(read_pack(&text), Ok(pack));
    text
}

/// The only fault of the small pack with one change in it, and the place of the change.
#[track_caller]
fn pack_fault(from: &str, to: &str) -> (PackFault, Position) {
    let text = small_pack();
    let at = text.find(from).expect("the place");
    let changed = text.replacen(from, to, 1);
    let error = read_pack(&changed).expect_err("no pack");
    let [fault] = error.faults.as_slice() else {
        panic!("{error}");
    };
    (fault.clone(), Position::of(&text, at))
}

#[track_caller]
fn check_pack(from: &str, to: &str) {
    let (fault, place) = pack_fault(from, to);
    assert!(matches!(fault.kind, FaultKind::Syntax { .. }), "{fault}");
    let distance = fault.position.line.abs_diff(place.line);
    assert!(distance <= 1, "{fault}, changed at {place}");
}

#[test]
fn numbers_that_are_none_are_refused_in_a_pack() {
    for number in ["NaN", "inf", "-inf", "1e400", "-1", "0.001", "1e9", "100.5"] {
        check_pack("max: 40", &format!("max: {number}"));
        check_pack("floor: 90", &format!("floor: {number}"));
    }
    for number in ["-1", "65536", "1.5", "1e2"] {
        check_pack("no: 1,", &format!("no: {number},"));
    }
}

#[test]
fn what_stands_twice_or_after_the_end_is_refused_in_a_pack() {
    check_pack("issued_on:", "issued_on: \"2020-01-01\", issued_on:");
    check_pack("version: 1,", "version: 1, version: 1,");
    check_pack("issued_on:", "unknown: 1, issued_on:");
    let text = format!("{}()", small_pack());
    let error = read_pack(&text).expect_err("more");
    let n_lines = text.lines().count();
    assert!(matches!(error.faults[0].kind, FaultKind::Syntax { .. }));
    assert!(
        error.faults[0].position.line.abs_diff(n_lines) <= 1,
        "{error}"
    );
}

#[test]
fn brackets_nested_a_million_times_are_an_error_for_every_reader() {
    for bracket in [
        "(",
        "[",
        "{",
        "Some(",
        "/*",
        "[(",
        "<table><td>",
        "<w:p>",
        "\"\\",
    ] {
        let nested = bracket.repeat(MILLION);
        let pack = format!("(format: \"criteria-pack\", version: 1, pack: (id: {nested}");
        for text in [nested.clone(), pack] {
            let error = read_pack(&text).expect_err("no pack");
            assert_eq!(error.faults.len(), 1);
            assert!(pack_of(text.as_bytes()).is_err());
        }
        let entry = format!("1 0000000000000000 Edit({nested}\n");
        let head = "council-journal 1 0000000000000000 (session:";
        assert!(journal::read(format!("{head}{nested}\n{entry}").as_bytes()).is_err());
        let page = format!("<html><body>{nested}");
        import(page.as_bytes(), &Options::default()).expect_err("no decision");
    }
}

#[test]
fn a_gigabyte_is_refused_unread_by_every_reader() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = sparse(folder.path(), "x.session.ron", GIGABYTE);
    let error = open(&path).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("1024 MB"), "{error}");
    let path = sparse(folder.path(), "x.ron", GIGABYTE);
    let error = bytes_of(&path).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("1024 MB"), "{error}");
    let path = sparse(folder.path(), "x.journal", GIGABYTE);
    // A journal may grow while it is read, so it is read up to its limit.
    let error = open_kept(&path).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("96 MB"), "{error}");
}

#[test]
fn packs_that_are_no_utf8_say_so() {
    rust_i18n::set_locale("vi");
    let text = small_pack();
    let mark = format!("\u{feff}{text}");
    for bytes in [
        wide(&mark, u16::to_le_bytes),
        wide(&mark, u16::to_be_bytes),
        wide(&text, u16::to_le_bytes),
        wide(&text, u16::to_be_bytes),
    ] {
        let error = pack_of(&bytes).expect_err("UTF-16");
        assert_eq!(error.kind, ErrorKind::Invalid);
        assert!(error.message.contains("UTF-8"), "{error}");
    }
    let mut bytes = text.clone().into_bytes();
    let at = text.find("issued_on").expect("a field");
    bytes[at] = 0xff;
    let error = pack_of(&bytes).expect_err("broken");
    assert!(error.message.contains("UTF-8"), "{error}");
    bytes[at] = 0;
    assert!(pack_of(&bytes).is_err());
    // The mark that an editor under Windows puts in front, and its line ends, are no fault.
    let windows = mark.replace('\n', "\r\n");
    assert_eq!(
        pack_of(windows.as_bytes()),
        Ok(read_pack(&text).expect("a pack"))
    );
}

#[test]
fn sessions_in_other_encodings_are_named() {
    let session = crate::support::small_session();
    let text = String::from_utf8(session_file::write(&session).expect("bytes")).expect("text");
    let mark = format!("\u{feff}{text}");
    for bytes in [
        wide(&mark, u16::to_le_bytes),
        wide(&mark, u16::to_be_bytes),
        wide(&text, u16::to_le_bytes),
        wide(&text, u16::to_be_bytes),
    ] {
        let read = session_file::read(&bytes);
        assert_eq!(read, Err(session_file::ReadError::Utf16));
    }
}

#[test]
fn a_journal_is_read_as_it_was_written_or_not_at_all() {
    let line = "council-journal 1 0123456789abcdef (session:\"s-1\",follows:None)\n";
    for bytes in [
        wide(line, u16::to_le_bytes),
        wide(&format!("\u{feff}{line}"), u16::to_be_bytes),
        format!("\u{feff}{line}").into_bytes(),
        vec![0; 4096],
    ] {
        assert_eq!(journal::read(&bytes), Err(JournalError::NotAJournal));
    }
    assert_eq!(journal::read(line.as_bytes()), Err(JournalError::Damaged));
}

fn only_kind(error: &ImportError) -> &ImportFaultKind {
    let [fault] = error.faults.as_slice() else {
        panic!("{error}");
    };
    for locale in ["vi", "en"] {
        assert!(!fault.text(locale).contains("import."), "{fault}");
    }
    &fault.kind
}

#[test]
fn decisions_out_of_all_measure_are_refused() {
    let refused = |bytes: &[u8]| import(bytes, &Options::default()).expect_err("refused");
    let error = refused(&vec![b' '; (64 << 20) + 1]);
    assert_eq!(
        only_kind(&error),
        &ImportFaultKind::TooLarge { limit_mb: 64 }
    );
    let long_page = format!("<table><tr><td>{}", " <!--x-->".repeat(2 << 20));
    assert_eq!(
        only_kind(&refused(long_page.as_bytes())),
        &ImportFaultKind::TooLarge { limit_mb: 16 }
    );
    let long_line = format!("<table><tr><td>{}", "e\u{301}".repeat(MILLION));
    assert_eq!(
        only_kind(&refused(long_line.as_bytes())),
        &ImportFaultKind::TooManyParts
    );
    let wide_table = "<table><tr><td colspan=65534 rowspan=65534>x</table>";
    assert_eq!(
        only_kind(&refused(wide_table.as_bytes())),
        &ImportFaultKind::TooManyColumns
    );
    // Rows that reach down for ever cost nothing.
    let tall = "<table><tr><td rowspan=65534>x</td><td>y".repeat(20);
    refused(tall.as_bytes());
    let cells = format!("<table><tr>{}</table>", "<td>".repeat(100_000));
    assert_eq!(
        only_kind(&refused(cells.as_bytes())),
        &ImportFaultKind::TooManyColumns
    );
    for endless in [
        "<br>",
        "x<br>",
        "<p>x",
        "<tr><td>x",
        "<table><tr><td>x</table>",
    ] {
        let page = format!("<table><tr><td>{}", endless.repeat(400_000));
        let error = refused(page.as_bytes());
        let expected = match endless {
            "<br>" => &ImportFaultKind::NoSheets,
            _ => &ImportFaultKind::TooManyParts,
        };
        assert_eq!(only_kind(&error), expected, "{endless}");
    }
}

// Found by fuzzing: the number that was expected next did not fit.
#[test]
fn the_highest_number_of_a_sheet_is_a_number_like_others() {
    let text = crate::import::small::text();
    let text = text.replacen("\n4. Bộ sản phẩm: Bộ 4", "\n65535. Bộ sản phẩm: Bộ 4", 1);
    let page = crate::import::small::html(&text);
    let error = import(page.as_bytes(), &Options::default()).expect_err("sheet 4 is missing");
    let is_missing = |kind: &ImportFaultKind| matches!(kind, ImportFaultKind::MissingSheet { .. });
    let missing = error.faults.iter().find(|fault| is_missing(&fault.kind));
    assert_eq!(missing.and_then(|fault| fault.sheet), Some(4), "{error}");
}
