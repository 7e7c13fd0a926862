//! Session files: written the same way every time, read strictly, never lost by a save.

#![expect(clippy::disallowed_methods, reason = "files are what is tested")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ocop_council::error::{ErrorKind, Position};
use ocop_council::fixtures;
use ocop_council::model::council::Attendance;
use ocop_council::model::points::Points;
use ocop_council::model::product::Product;
use ocop_council::model::session::Session;
use ocop_council::model::sheet::ScoringSheet;
use ocop_council::storage::check::{self, Rule};
use ocop_council::storage::generations::{KEPT, generations};
use ocop_council::storage::packs;
use ocop_council::storage::save::{Existing, SavedAs, open, open_accepting_edits, save, save_new};
use ocop_council::storage::session_file::{self, ReadError, SIZE_LIMIT};

use crate::support::{
    answers_of, code, day, member_id, moment, product_id, s, sheet_id, small_session, time,
};

fn written(session: &Session) -> Vec<u8> {
    session_file::write(session).expect("bytes")
}

fn text_of(session: &Session) -> String {
    String::from_utf8(written(session)).expect("text")
}

/// Gives `text`, all but its last line, the checksum it should have.
fn with_checksum(text: &str) -> Vec<u8> {
    let body = match text.rfind("// blake3: ") {
        Some(line) => &text[..line],
        None => text,
    };
    format!(
        "{body}// blake3: {}\n",
        blake3::hash(body.as_bytes()).to_hex()
    )
    .into_bytes()
}

/// The small session's text with one change and the checksum that fits.
fn changed(from: &str, to: &str) -> Vec<u8> {
    let text = text_of(&small_session());
    assert!(text.contains(from), "{from} is in the text");
    with_checksum(&text.replacen(from, to, 1))
}

#[test]
fn a_session_reads_back_and_writes_the_same_bytes() {
    let session = small_session();
    let bytes = written(&session);
    let read = session_file::read(&bytes).expect("a session");
    assert_eq!(read, session);
    assert_eq!(written(&read), bytes);
}

#[test]
fn a_file_is_readable_by_a_person() {
    let text = text_of(&small_session());
    for line in [
        "    version: 3,",
        "        title: \"Phiên đánh giá đợt 1 năm 2026\",",
        "        place: \"Hội trường \\\"A\\\"\\ntầng 2\",",
        "                answers: \"1.1=2 1.2=1 2=-\",",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let widest = text.lines().skip(3).map(|line| line.chars().count()).max();
    assert!(widest < Some(140), "{widest:?}");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let session = small_session();
    let text = text_of(&session);
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(session_file::read(windows.as_bytes()), Ok(session.clone()));
    let without_last_end = text.trim_end();
    assert_eq!(session_file::read(without_last_end.as_bytes()), Ok(session));
}

#[test]
fn names_in_any_spelling_survive() {
    let mut session = small_session();
    for name in [
        "To\u{302}m hu\u{300}m", // decomposed
        "\"\\'\u{0}\u{7f}\u{feff}\u{200b}\u{2028}\r\n\t",
        "// blake3: 00",
        "({[]})::,,",
        "🐝",
    ] {
        Arc::make_mut(&mut session.products[0]).name = s(name);
        assert_eq!(
            session_file::read(&written(&session)),
            Ok(session.clone()),
            "{name:?}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn any_text_survives(name in "\\PC*", note in proptest::prelude::any::<String>()) {
        let mut session = small_session();
        first_product(&mut session).name = name;
        first_product(&mut session).discussion = note;
        let bytes = written(&session);
        proptest::prop_assert_eq!(session_file::read(&bytes), Ok(session));
    }
}

#[test]
fn every_truncation_is_noticed() {
    let bytes = written(&small_session());
    for len in 0..bytes.len() - 1 {
        assert!(session_file::read(&bytes[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    let session = small_session();
    let mut bytes = written(&session);
    for idx in 0..bytes.len() {
        for bit in 0..8 {
            bytes[idx] ^= 1 << bit;
            assert!(session_file::read(&bytes).is_err(), "byte {idx}, bit {bit}");
            bytes[idx] ^= 1 << bit;
        }
    }
    assert_eq!(session_file::read(&bytes), Ok(session));
}

#[test]
fn a_newer_version_is_named_before_anything_else() {
    let bytes = b"(format: \"council-session\", version: 4, [[[ not for us";
    assert_eq!(
        session_file::read(bytes),
        Err(ReadError::Newer { version: 4 })
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.session.ron");
    fs::write(&path, bytes).expect("written");
    for error in [
        open(&path).expect_err("newer"),
        open_accepting_edits(&path, "", moment("2026-01-01T00:00:00")).expect_err("newer"),
    ] {
        assert_eq!(error.kind, ErrorKind::Newer);
    }
    assert_eq!(fs::read(&path).expect("unchanged"), bytes);
}

#[test]
fn foreign_files_are_named() {
    let check = |bytes: &[u8], expected: fn(&ReadError) -> bool| {
        let error = session_file::read(bytes).expect_err("no session");
        assert!(expected(&error), "{error:?}");
        assert_eq!(
            session_file::read_accepting_edits(bytes).expect_err("no session"),
            error
        );
    };
    check(b"", |e| matches!(e, ReadError::Empty));
    check(b"\xef\xbb\xbf \r\n", |e| matches!(e, ReadError::Empty));
    check(&[0; 4096], |e| {
        matches!(e, ReadError::Nul(Position { line: 1, column: 1 }))
    });
    check(b"// a\n(\0", |e| {
        matches!(e, ReadError::Nul(Position { line: 2, column: 2 }))
    });
    check(b"\xff\xfe(\0f\0", |e| matches!(e, ReadError::Utf16));
    check(b"\0(\0f", |e| matches!(e, ReadError::Utf16));
    check(b"// \xc4\x91\n// \xff", |e| {
        matches!(e, ReadError::NotUtf8(Position { line: 2, column: 4 }))
    });
    check(b"PK\x03\x04", |e| matches!(e, ReadError::NotASession(_)));
    check(b"(format: \"criteria-pack\", version: 1,", |e| {
        matches!(e, ReadError::OtherFormat { .. })
    });
    check(b"(format: \"council-session\", version: 0,", |e| {
        matches!(e, ReadError::OtherFormat { .. })
    });
}

#[test]
fn brackets_nested_a_million_times_are_an_error() {
    let million = 1_000_000;
    for bracket in ["(", "[", "{", "Some(", "/*", "[(", "{(:"] {
        let nested = bracket.repeat(million);
        let of_version = |version: u64| {
            let start = format!("(format:\"council-session\",version:{version},session:");
            [
                format!("{start}{nested}"),
                format!("{start}(id:{nested}"),
                format!("{start}(rules:(allowed_spread:(value:{nested}"),
            ]
        };
        let texts = (1..=session_file::VERSION).flat_map(of_version);
        for text in texts.chain([nested.clone()]) {
            assert!(session_file::read(text.as_bytes()).is_err());
            assert!(session_file::read_accepting_edits(text.as_bytes()).is_err());
        }
    }
}

#[test]
fn a_file_of_a_gigabyte_is_refused_unread() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.session.ron");
    let file = fs::File::create(&path).expect("a file");
    file.set_len(SIZE_LIMIT + 1).expect("a sparse file");
    let error = open(&path).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("32 MB"), "{error}");
    let error = open(folder.path()).expect_err("a folder");
    assert_eq!(error.kind, ErrorKind::File);
    let error = open(&folder.path().join("none")).expect_err("missing");
    assert_eq!(error.kind, ErrorKind::Missing);
}

#[track_caller]
fn check_syntax(from: &str, to: &str, detail: &str) {
    let bytes = changed(from, to);
    let text = String::from_utf8(bytes.clone()).expect("text");
    let error = session_file::read(&bytes).expect_err("broken");
    let ReadError::Syntax {
        position,
        detail: found,
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(found.contains(detail), "{found}");
    // The place is on the changed line or, where a whole record must be seen first, next to it.
    let line = Position::of(&text, text.find(to).expect("the change")).line;
    assert!(position.line.abs_diff(line) <= 1, "{position}, not {line}");
}

#[test]
fn broken_content_is_located() {
    rust_i18n::set_locale("vi");
    check_syntax("decimals: (value: 2", "decimals: (value: NaN", "");
    check_syntax("decimals: (value: 2", "decimals: (value: 1e400", "");
    check_syntax("decimals: (value: 2", "decimals: (value: 2.5", "");
    check_syntax("decimals: (value: 2", "decimals: (value: 300", "");
    check_syntax("decimals: (value: 2", "decimals: (value: -1", "");
    check_syntax(
        "allowed_spread: (value: 10",
        "allowed_spread: (value: NaN",
        "",
    );
    check_syntax(
        "allowed_spread: (value: 10",
        "allowed_spread: (value: 1e400",
        "",
    );
    check_syntax(
        "allowed_spread: (value: 10",
        "allowed_spread: (value: -10",
        "",
    );
    check_syntax(
        "allowed_spread: (value: 10",
        "allowed_spread: (value: 1001",
        "",
    );
    check_syntax(
        "held_on: Some(\"2026-08-14\")",
        "held_on: Some(\"2026-02-30\")",
        "",
    );
    check_syntax(
        "held_on: Some(\"2026-08-14\")",
        "held_on: \"2026-08-14\"",
        "",
    );
    check_syntax("stars: 4", "stars: 6", "");
    check_syntax("\"1.1=2 1.2=1 2=-\"", "\"1.1=2 1.2=0 2=-\"", "");
    check_syntax("\"1.1=2 1.2=1 2=-\"", "\"1.1=2 1.1=1 2=-\"", "");
    check_syntax("level: Province", "level: District", "District");
    check_syntax("began_at: ", "started_at: ", "started_at");
    check_syntax(
        "ended_at: Some(\"11:30\"),",
        "ended_at: Some(\"11:30\"), ended_at: None,",
        "ended_at",
    );
    check_syntax(
        "case_choices: {\"1.2\": A}",
        "case_choices: {\"1.2\": A, \"1.2\": B}",
        "1.2",
    );
    check_syntax("waived_gates: {", "waived_gates: {\"2\": \"\", ", "\"2\"");
}

#[test]
fn maps_never_hold_a_key_twice() {
    for (from, to) in [
        ("sheets: {", "sheets: {\n\"f-000000000000d401\": COPY,"),
        ("forms: {", "forms: {\n\"thu-2026/1\": COPY,"),
        ("recusals: {", "recusals: {\"m-000000000000a103\": \"\", "),
        ("notes: {\"1.1\"", "notes: {\"1.1\": \"\", \"1.1\""),
        (
            "agreed_choices: {",
            "agreed_choices: {\"1.1\": (answer: \"-\", reason: \"\"), ",
        ),
        ("answers: {\"1.1\"", "answers: {\"1.1\": \"-\", \"1.1\""),
    ] {
        let text = text_of(&small_session());
        let copy = if to.contains("COPY") {
            let start = text.find(from).expect("the map") + from.len();
            let start = start + text[start..].find('(').expect("a record");
            let end = start + text[start..].find("\n            ),").expect("its end");
            format!("{}\n)", &text[start..end])
        } else {
            String::new()
        };
        let bytes = changed(from, &to.replace("COPY", &copy));
        let error = session_file::read(&bytes).expect_err("a repeated key");
        assert!(
            matches!(&error, ReadError::Syntax { detail, .. } if detail.contains("twice")),
            "{from}: {error:?}"
        );
    }
}

#[test]
fn text_after_the_end_is_refused() {
    let text = text_of(&small_session());
    let body = &text[..text.rfind("// blake3").expect("the checksum line")];
    let error = session_file::read(&with_checksum(&format!("{body}()\n"))).expect_err("more");
    assert!(matches!(error, ReadError::Syntax { .. }), "{error:?}");
}

#[track_caller]
fn check_fault(change: impl FnOnce(&mut Session), rule: Rule, at: &str) {
    let mut session = small_session();
    change(&mut session);
    let text = text_of(&session);
    let error = session_file::read(text.as_bytes()).expect_err("a fault");
    let ReadError::Faults(faults) = &error else {
        panic!("{error:?}");
    };
    let fault = faults
        .iter()
        .find(|fault| fault.rule == rule)
        .unwrap_or_else(|| panic!("{rule:?} in {faults:?}"));
    let position = fault.position.expect("a place");
    let line = text.lines().nth(position.line - 1).expect("a line");
    let from: String = line.chars().skip(position.column - 1).collect();
    assert!(from.starts_with(at), "{rule:?} points at {from}");

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.session.ron");
    let error = save_new(&path, &session, Existing::Refuse).expect_err("never saved");
    assert_eq!(error.kind, ErrorKind::Internal);
    assert!(!path.exists());
}

fn first_product(session: &mut Session) -> &mut Product {
    Arc::make_mut(&mut session.products[0])
}

fn first_sheet(session: &mut Session) -> &mut ScoringSheet {
    Arc::make_mut(session.sheets.get_mut(&sheet_id(1)).expect("a sheet"))
}

#[test]
fn contradictions_are_found_where_they_stand() {
    check_fault(
        |session| session.products[1] = Arc::clone(&session.products[0]),
        Rule::UniqueIds,
        "id: \"p-000000000000b201\"",
    );
    check_fault(
        |session| session.applicants.push(Arc::clone(&session.applicants[0])),
        Rule::UniqueIds,
        "id: \"a-000000000000c301\"",
    );
    check_fault(
        |session| session.council.members[2].id = member_id(1),
        Rule::UniqueIds,
        "id: \"m-000000000000a101\"",
    );
    check_fault(
        |session| session.applicants.clear(),
        Rule::KnownApplicant,
        "applicant_id:",
    );
    check_fault(
        |session| first_sheet(session).product_id = product_id(9),
        Rule::KnownProduct,
        "product_id: \"p-000000000000b209\"",
    );
    check_fault(
        |session| first_sheet(session).member_id = member_id(9),
        Rule::KnownMember,
        "member_id: \"m-000000000000a109\"",
    );
    check_fault(
        |session| first_product(session).presided_by = Some(member_id(9)),
        Rule::KnownMember,
        "\"m-000000000000a109\"",
    );
    check_fault(
        |session| {
            first_product(session)
                .recusals
                .insert(member_id(9), String::new());
        },
        Rule::KnownMember,
        "\"m-000000000000a109\"",
    );
    check_fault(
        |session| session.forms.clear(),
        Rule::KnownForm,
        "form: Some(\"thu-2026/1\")",
    );
    check_fault(
        |session| first_sheet(session).form = "khac/1".parse().expect("a key"),
        Rule::KnownForm,
        "form: \"khac/1\"",
    );
    check_fault(
        |session| {
            let form = session.forms.values_mut().next().expect("a form");
            Arc::make_mut(form).set.no = 2;
        },
        Rule::FormUnderItsKey,
        "no: 2",
    );
    check_fault(
        |session| {
            let form = session.forms.values_mut().next().expect("a form");
            Arc::make_mut(form).bands[1].floor = Points::whole(60);
        },
        Rule::FormAsDigested,
        "digest:",
    );
    check_fault(
        |session| first_sheet(session).id = sheet_id(9),
        Rule::SheetUnderItsId,
        "id: \"f-000000000000d409\"",
    );
    check_fault(
        |session| {
            let mut copy = first_sheet(session).clone();
            copy.id = sheet_id(9);
            session.sheets.insert(copy.id, Arc::new(copy));
        },
        Rule::OneSheetPerRound,
        "\"f-000000000000d409\"",
    );
    check_fault(
        |session| first_sheet(session).round = 0,
        Rule::KnownRound,
        "round: 0",
    );
    check_fault(
        |session| first_sheet(session).round = 3,
        Rule::KnownRound,
        "round: 3",
    );
    check_fault(
        |session| first_product(session).rescorings[0].round = 1,
        Rule::RoundsInOrder,
        "round: 1",
    );
    check_fault(
        |session| first_sheet(session).answers = answers_of("1.1=1 9.9=1"),
        Rule::KnownCriterion,
        "9.9=1",
    );
    check_fault(
        |session| {
            first_sheet(session).notes.insert(code("9"), String::new());
        },
        Rule::KnownCriterion,
        "\"9\"",
    );
    check_fault(
        |session| {
            let product = first_product(session);
            product.waived_gates.insert(code("9"), String::new());
        },
        Rule::KnownCriterion,
        "\"9\"",
    );
    check_fault(
        |session| first_sheet(session).answers = answers_of("1.1=3"),
        Rule::KnownLevel,
        "1.1=3",
    );
    check_fault(
        |session| first_sheet(session).answers = answers_of("2=2"),
        Rule::KnownLevel,
        "2=2",
    );
    check_fault(
        |session| {
            let product = first_product(session);
            product.ground_decisions[0].place = ocop_council::model::sheet::GroundPlace::Sheet(1);
        },
        Rule::KnownGround,
        "ground_decisions:",
    );
    check_fault(
        |session| {
            let product = first_product(session);
            let case = ocop_council::model::criteria::CaseCode::A;
            product.case_choices.insert(code("1.1"), case);
        },
        Rule::KnownCase,
        "\"1.1\"",
    );
    check_fault(
        |session| session.rules.quorum.value.denominator = 0,
        Rule::QuorumIsShare,
        "quorum:",
    );
    check_fault(
        |session| session.rules.quorum.value.numerator = 5,
        Rule::QuorumIsShare,
        "quorum:",
    );
    check_fault(
        |session| session.rules.decimals.value = 5,
        Rule::Decimals,
        "decimals:",
    );
    check_fault(
        |session| session.rules.min_counted_sheets.value = 0,
        Rule::MinCountedSheets,
        "min_counted_sheets:",
    );
    check_fault(
        |session| {
            session.council.members[1].attendance[0] = Attendance {
                from: time("09:00"),
                to: Some(time("08:59")),
            };
        },
        Rule::TimesInOrder,
        "attendance:",
    );
    check_fault(
        |session| first_product(session).history[0].issued_on = Some(day("+262142-12-31")),
        Rule::PlausibleDate,
        "issued_on:",
    );
    check_fault(
        |session| session.held_on = Some(day("0026-08-14")),
        Rule::PlausibleDate,
        "held_on:",
    );
}

#[test]
fn every_fault_has_words_in_both_languages() {
    for locale in ["vi", "en"] {
        for rule in Rule::ALL {
            let text = rule.text(locale, "RECORD", "VALUE");
            assert!(!text.contains("errors."), "{locale} {rule:?}: {text}");
            assert!(
                text.contains("VALUE") && !text.contains("%{"),
                "{locale} {rule:?}: {text}"
            );
        }
    }
}

#[test]
fn what_the_program_makes_of_its_own_data_can_be_saved() {
    assert_eq!(check::faults(&fixtures::session()), []);
    let mut session = small_session();
    for pack in packs::builtin() {
        for set in &pack.product_sets {
            let form = packs::embed(pack, set.no).expect("a sheet");
            let key = format!("{}/{}", pack.id, set.no).parse().expect("a key");
            session.forms.insert(key, Arc::new(form));
        }
    }
    assert_eq!(check::faults(&session), []);
    assert_eq!(session_file::read(&written(&session)), Ok(session));
}

#[test]
fn an_edited_file_opens_only_by_an_explicit_word() {
    rust_i18n::set_locale("vi");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.session.ron");
    let text = text_of(&small_session()).replacen("Mật ong bạc hà", "Mật ong hoa nhãn", 1);
    fs::write(&path, &text).expect("written");

    let error = open(&path).expect_err("edited");
    assert_eq!(error.kind, ErrorKind::Edited);
    assert!(
        error
            .hints
            .iter()
            .any(|hint| hint.contains("--accept-edited")),
        "{error:?}"
    );

    let at = moment("2026-08-15T07:00:00");
    let mut opened = open_accepting_edits(&path, "Thư ký", at).expect("opened");
    assert!(opened.was_edited);
    assert_eq!(opened.session.products[1].name, "Mật ong hoa nhãn");
    let line = opened.session.log.last().expect("a line");
    assert_eq!((line.at, line.by.as_str()), (at, "Thư ký"));
    assert_eq!(opened.session.log.len(), small_session().log.len() + 1);
    save(&opened.session, &mut opened.saved_as).expect("saved");
    assert_eq!(open(&path).expect("whole").session, opened.session);

    // A whole file gets no line for the word.
    let again = open_accepting_edits(&path, "Thư ký", at).expect("opened");
    assert!(!again.was_edited);
    assert_eq!(again.session, opened.session);
}

#[test]
fn an_edited_file_with_a_mistake_names_the_mistake_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.session.ron");
    let text = text_of(&small_session()).replacen("1.1=2 1.2=1", "1.1=9 1.2=1", 1);
    fs::write(&path, &text).expect("written");
    let place = Position::of(&text, text.find("1.1=9").expect("the change"));
    let error = open(&path).expect_err("edited");
    assert_eq!(error.kind, ErrorKind::Damaged);
    assert_eq!(error.place.and_then(|place| place.position), Some(place));
    let error =
        open_accepting_edits(&path, "", moment("2026-01-01T00:00:00")).expect_err("a mistake");
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert_eq!(error.place.and_then(|place| place.position), Some(place));
}

fn saved(folder: &Path) -> (Session, SavedAs) {
    let session = small_session();
    let path = folder.join("Phiên 1.session.ron");
    let saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    (session, saved_as)
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_save_keeps_the_previous_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, mut saved_as) = saved(folder.path());
    assert_eq!(names_in(folder.path()), ["Phiên 1.session.ron"]);
    let foreign = "Phiên 1.session.ron.~2~";
    fs::write(folder.path().join(foreign), "not ours").expect("written");

    let n_saves = KEPT + 3;
    for n in 0..n_saves {
        session.title = format!("Lần {n}");
        save(&session, &mut saved_as).expect("saved");
    }
    let opened = open(saved_as.path()).expect("a session");
    assert_eq!(opened.session, session);
    assert_eq!(opened.saved_as, saved_as);

    let titles: Vec<_> = generations(saved_as.path())
        .into_iter()
        .map(|generation| generation.title)
        .collect();
    let expected: Vec<_> = (n_saves - 1 - KEPT..n_saves - 1)
        .rev()
        .map(|n| format!("Lần {n}"))
        .collect();
    assert_eq!(titles, expected);
    assert_eq!(
        fs::read_to_string(folder.path().join(foreign)).expect("still there"),
        "not ours"
    );
    assert!(names_in(folder.path()).iter().all(|n| !n.ends_with(".tmp")));

    // The same content again makes no generation.
    let names = names_in(folder.path());
    save(&session, &mut saved_as).expect("saved");
    assert_eq!(names_in(folder.path()), names);
}

#[test]
fn damaged_generations_are_not_offered() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, mut saved_as) = saved(folder.path());
    for title in ["a", "b", "c"] {
        session.title = s(title);
        save(&session, &mut saved_as).expect("saved");
    }
    let newest = generations(saved_as.path()).remove(0);
    assert_eq!(newest.title, "b");
    fs::write(&newest.path, "torn").expect("written");
    assert_eq!(generations(saved_as.path())[0].title, "a");

    // A torn file names the version that can be opened instead.
    let bytes = fs::read(saved_as.path()).expect("bytes");
    fs::write(saved_as.path(), &bytes[..bytes.len() / 2]).expect("torn");
    let error = open(saved_as.path()).expect_err("torn");
    assert_eq!(error.kind, ErrorKind::Damaged);
    let whole = generations(saved_as.path()).remove(0);
    let name = whole.path.file_name().expect("a name").to_string_lossy();
    assert!(
        error.hints.iter().any(|hint| hint.contains(&*name)),
        "{error:?}"
    );
    let opened = open(&whole.path).expect("a generation opens like any file");
    assert_eq!(opened.session.title, "a");
}

#[test]
fn a_change_by_somebody_else_is_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, mut saved_as) = saved(folder.path());
    let path = saved_as.path().to_owned();
    fs::write(&path, "theirs").expect("written");
    session.title = s("của tôi");
    let error = save(&session, &mut saved_as).expect_err("changed");
    assert_eq!(error.kind, ErrorKind::ChangedOnDisk);
    assert_eq!(fs::read(&path).expect("theirs"), b"theirs");
    assert_eq!(names_in(folder.path()), ["Phiên 1.session.ron"]);

    fs::remove_file(&path).expect("removed");
    let error = save(&session, &mut saved_as).expect_err("gone");
    assert_eq!(error.kind, ErrorKind::Missing);
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn a_new_name_replaces_nothing_without_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let (session, saved_as) = saved(folder.path());
    let path = saved_as.path().to_owned();
    fs::write(&path, "// theirs").expect("written");
    let error = save_new(&path, &session, Existing::Refuse).expect_err("exists");
    assert_eq!(error.kind, ErrorKind::Exists);
    assert_eq!(fs::read(&path).expect("theirs"), b"// theirs");

    let mut saved_as = save_new(&path, &session, Existing::Replace).expect("replaced");
    assert_eq!(open(&path).expect("a session").session, session);
    let kept = folder.path().join("Phiên 1.session.ron.~1~");
    assert_eq!(fs::read(kept).expect("kept"), b"// theirs");
    save(&session, &mut saved_as).expect("saved");
}

#[test]
fn what_stops_a_save_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = small_session();
    let in_the_way = folder.path().join("x.session.ron");
    fs::create_dir(&in_the_way).expect("a folder in the way");
    for existing in [Existing::Refuse, Existing::Replace] {
        save_new(&in_the_way, &session, existing).expect_err("a folder");
    }
    let nowhere = folder.path().join("none/x.session.ron");
    let error = save_new(&nowhere, &session, Existing::Refuse).expect_err("no folder");
    assert_eq!(error.kind, ErrorKind::File);
    assert!(!error.hints.is_empty());
    assert_eq!(names_in(folder.path()), ["x.session.ron"]);
}

#[test]
fn a_read_only_file_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, mut saved_as) = saved(folder.path());
    let before = fs::read(saved_as.path()).expect("bytes");
    let mut permissions = fs::metadata(saved_as.path()).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(saved_as.path(), permissions).expect("read-only");
    session.title = s("mới");
    let error = save(&session, &mut saved_as).expect_err("read-only");
    assert_eq!(error.kind, ErrorKind::File);
    assert_eq!(fs::read(saved_as.path()).expect("bytes"), before);
    assert_eq!(names_in(folder.path()), ["Phiên 1.session.ron"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, saved_as) = saved(folder.path());
    let link = folder.path().join("link.session.ron");
    std::os::unix::fs::symlink(saved_as.path(), &link).expect("a link");
    let mut opened = open(&link).expect("a session");
    session.title = s("qua liên kết");
    save(&session, &mut opened.saved_as).expect("saved");
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(open(saved_as.path()).expect("a session").session, session);
}

#[test]
fn json_holds_the_whole_file() {
    let json = session_file::to_json(&small_session()).expect("json");
    assert_eq!(json["format"], "council-session");
    assert_eq!(json["version"], 3);
    let session: Session = serde_json::from_value(json["session"].clone()).expect("a session");
    assert_eq!(session, small_session());
}
