//! `verify`: file, finalisation and paper against each other.

#![expect(clippy::disallowed_methods, reason = "files are what is tested")]

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use ocop_council::cli::{self, Surroundings, Task};
use ocop_council::edit::apply::apply;
use ocop_council::edit::command::Command;
use ocop_council::fixtures::{self, ALL_70, ALL_100, RICE};
use ocop_council::model::session::Session;
use ocop_council::report::minutes::minutes_data;
use ocop_council::report::{minutes_pdf, stamp};
use ocop_council::rules::review::review;
use ocop_council::storage::save::{Existing, save_new};
use ocop_council::words::digest_text;
use serde_json::Value;
use tempfile::TempDir;

#[track_caller]
fn done(session: &mut Session, command: Command) {
    assert_eq!(apply(session, &fixtures::edit(command)), Ok(()));
}

fn finalise(session: &mut Session) {
    let command = fixtures::finalise(session);
    done(session, command);
}

fn reopen(session: &mut Session) {
    let reason = "Biên bản thiếu\nmột ý kiến".to_owned();
    done(session, Command::ReopenSession { reason });
}

fn open_session() -> Session {
    fixtures::scored_session([ALL_70, ALL_100, ALL_70])
}

fn finalised() -> Session {
    let mut session = open_session();
    finalise(&mut session);
    session
}

fn pdf(session: &Session) -> Vec<u8> {
    let data = minutes_data(session, &review(session, fixtures::day()));
    minutes_pdf(&data).expect("minutes")
}

fn digest(session: &Session, idx: usize) -> String {
    session.finalisations[idx].digest.clone()
}

/// A session file with a PDF beside it.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new(session: &Session) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let case = Self { folder };
        save_new(&case.file(), session, Existing::Refuse).expect("saved");
        case
    }

    fn with_pdf(self, bytes: &[u8]) -> Self {
        fs::write(self.folder.path().join("a.pdf"), bytes).expect("written");
        self
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("a.session.ron")
    }

    /// Runs `verify` on the file; `PDF` stands for the paper.
    fn run(&self, args: &[&str]) -> (u8, String) {
        let path = |name: &str| self.folder.path().join(name).into_os_string();
        let args = args.iter().map(|&arg| match arg {
            "PDF" => path("a.pdf"),
            _ => OsString::from(arg),
        });
        let line = ["ocop-council", "verify"].map(OsString::from);
        let line = line.into_iter().chain([path("a.session.ron")]).chain(args);
        let invocation = cli::parse(line).expect("understood");
        let Task::Command(command) = invocation.task else {
            panic!("no command");
        };
        let (mut out, mut messages) = (Vec::new(), Vec::new());
        let mut around = Surroundings {
            now: fixtures::at(90),
            today: fixtures::day(),
            input: &mut std::io::empty(),
            out: &mut out,
            messages: &mut messages,
        };
        let code = cli::run(&command, &mut around).expect("done");
        let text = String::from_utf8(out).expect("UTF-8");
        let folder = self.folder.path().display().to_string();
        (code, text.replace(&folder, "…"))
    }

    fn json(&self, args: &[&str]) -> (u8, Value) {
        let args = [args, &["--json"]].concat();
        let (code, out) = self.run(&args);
        (code, serde_json::from_str(&out).expect("JSON"))
    }
}

/// Checks what `verify` says of a paper.
#[track_caller]
fn check_paper(case: &Case, args: &[&str], code: u8, result: &str, finalisation: Option<u64>) {
    let (found, json) = case.json(args);
    let paper = &json["papers"][0];
    let expected = (code, result, finalisation);
    assert_eq!(
        (
            found,
            paper["result"].as_str().unwrap_or_default(),
            paper["finalisation"].as_u64()
        ),
        expected,
        "{json:#}"
    );
    assert_eq!(json["fits"], code == 0);
}

#[test]
fn a_finalised_session_fits_its_file_and_its_minutes() {
    let session = finalised();
    let case = Case::new(&session).with_pdf(&pdf(&session));
    let (code, out) = case.run(&["--minutes", "PDF"]);
    assert_eq!(code, 0, "{out}");
    insta::assert_snapshot!(out);
    let (_, json) = case.json(&["--minutes", "PDF"]);
    assert_eq!(json["papers"][0]["same_bytes"], true);
    assert_eq!(json["content"], "same");
}

#[test]
fn a_session_that_was_never_finalised_does_not_fit() {
    let session = open_session();
    let case = Case::new(&session).with_pdf(&pdf(&session));
    let (code, out) = case.run(&[]);
    assert_eq!((code, out.contains("CHƯA CHỐT")), (1, true), "{out}");
    check_paper(&case, &["--minutes", "PDF"], 1, "not_finalised", None);
}

#[test]
fn a_digest_is_taken_as_it_stands_on_the_paper() {
    let session = finalised();
    let case = Case::new(&session);
    let printed = digest_text(&digest(&session, 0));
    check_paper(&case, &["--digest", &printed], 0, "current", Some(1));
    check_paper(&case, &["--digest", &printed[..19]], 0, "current", Some(1));
    let other = "0".repeat(64);
    check_paper(&case, &["--digest", &other], 1, "other", None);
}

#[test]
fn papers_of_an_earlier_finalisation_are_named_as_such() {
    let mut session = finalised();
    let first = pdf(&session);
    reopen(&mut session);
    let case = Case::new(&session).with_pdf(&first);
    check_paper(&case, &["--minutes", "PDF"], 1, "reopened", Some(1));
    let text = "Nghe thêm ý kiến của chủ thể".to_owned();
    done(
        &mut session,
        Command::SetDiscussion {
            product_id: RICE,
            text,
        },
    );
    finalise(&mut session);
    let case = Case::new(&session).with_pdf(&first);
    check_paper(&case, &["--minutes", "PDF"], 1, "earlier", Some(1));
    let (_, out) = case.run(&["--minutes", "PDF", "--digest", &digest(&session, 1)]);
    insta::assert_snapshot!(out);
}

#[test]
fn minutes_of_another_session_do_not_fit() {
    let mut other = finalised();
    other.id = ocop_council::model::ids::SessionId::from_bits(99);
    other.finalisations.clear();
    finalise(&mut other);
    let case = Case::new(&finalised()).with_pdf(&pdf(&other));
    check_paper(&case, &["--minutes", "PDF"], 1, "other", None);
    let case = Case::new(&finalised()).with_pdf(b"%PDF-1.7 without a stamp");
    check_paper(&case, &["--minutes", "PDF"], 1, "no_stamp", None);
    let both = [pdf(&other), pdf(&finalised())].concat();
    let case = Case::new(&finalised()).with_pdf(&both);
    check_paper(&case, &["--minutes", "PDF"], 1, "several", None);
}

#[test]
fn what_a_viewer_adds_to_a_pdf_is_told_apart_from_what_it_changes() {
    let session = finalised();
    let signed = [pdf(&session), b"\nappended".to_vec()].concat();
    let case = Case::new(&session).with_pdf(&signed);
    let (code, json) = case.json(&["--minutes", "PDF"]);
    assert_eq!(
        (code, &json["papers"][0]["same_bytes"]),
        (0, &Value::Bool(true))
    );
    let mut changed = pdf(&session);
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let case = Case::new(&session).with_pdf(&changed);
    let (code, json) = case.json(&["--minutes", "PDF"]);
    assert_eq!(
        (code, &json["papers"][0]["same_bytes"]),
        (0, &Value::Bool(false))
    );
}

#[test]
fn changes_behind_the_programs_back_are_told() {
    let session = finalised();
    let digest = digest(&session, 0);
    // The content of a sheet, with a checksum that fits: only the digest notices.
    let mut changed = session.clone();
    let sheet = changed.sheets.values_mut().next().expect("a sheet");
    Arc::make_mut(sheet).opinion = "Sửa sau khi chốt".to_owned();
    let case = Case::new(&changed);
    let (code, json) = case.json(&["--digest", &digest]);
    assert_eq!((code, &json["content"]), (1, &Value::from("differs")));
    assert_eq!(json["totals_equal"], true);
    // The same by hand, without the checksum.
    let case = Case::new(&session);
    let text = fs::read_to_string(case.file()).expect("text");
    fs::write(case.file(), text.replacen("Phiên thử", "Phiên khác", 1)).expect("written");
    let (code, json) = case.json(&[]);
    assert_eq!((code, &json["is_whole"]), (1, &Value::Bool(false)));
    // A frozen total, as another program would compute it.
    let mut changed = session;
    Arc::make_mut(&mut changed.finalisations[0]).totals[0].sum_hundredths += 100;
    let (code, json) = Case::new(&changed).json(&[]);
    assert_eq!((code, &json["totals_equal"]), (1, &Value::Bool(false)));
    let differing = &json["differing"][0];
    assert_eq!(differing["frozen"]["sum_hundredths"], 24_100);
    assert_eq!(differing["computed"]["sum_hundredths"], 24_000);
}

#[test]
fn what_is_no_digest_is_not_understood() {
    for text in ["", "3F2A", "mã"] {
        let line = ["ocop-council", "verify", "a", "--digest", text].map(OsString::from);
        assert!(cli::parse(line).is_err(), "{text}");
    }
}

#[test]
fn the_last_page_and_the_metadata_carry_the_digest() {
    let session = finalised();
    let bytes = pdf(&session);
    assert_eq!(stamp::read(&bytes).digests, [digest(&session, 0)]);
    let text = pdf_extract::extract_text_from_mem(&bytes).expect("text");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = words(&text);
    let printed = digest_text(&digest(&session, 0));
    let groups: Vec<&str> = printed.split(' ').collect();
    assert_eq!(groups.len(), 16);
    assert!(text.contains(&groups[..8].join(" ")), "{text}");
    assert!(text.contains(&groups[8..].join(" ")), "{text}");
    assert!(
        text.contains(
            "Phiên được chốt lúc 09 giờ 00, ngày 15 tháng 9 năm 2026, người chốt: Vũ Thu Hà"
        ),
        "{text}"
    );
}

#[test]
fn minutes_say_what_they_are_not() {
    let note =
        |session: &Session| minutes_data(session, &review(session, fixtures::day())).finalisation;
    let mut session = open_session();
    assert!(note(&session).statement.starts_with("Phiên chưa chốt"));
    assert!(note(&session).digest.is_empty());
    finalise(&mut session);
    reopen(&mut session);
    let open = note(&session);
    assert!(open.statement.starts_with("Phiên chưa chốt"), "{open:?}");
    assert_eq!(open.earlier.len(), 1);
    assert_eq!(open.earlier[0].reason, "Biên bản thiếu\nmột ý kiến");
    assert!(stamp::read(&pdf(&session)).digests.is_empty());
    finalise(&mut session);
    // Changed behind the program's back: no digest is printed, and it is said loudly.
    session.place.push_str(" (cũ)");
    let changed = note(&session);
    assert!(changed.digest.is_empty());
    assert!(
        changed.warnings[0].starts_with("NỘI DUNG PHIÊN KHÔNG CÒN ĐÚNG"),
        "{changed:?}"
    );
    assert!(stamp::read(&pdf(&session)).digests.is_empty());
}

#[test]
fn check_names_a_finalisation_that_does_not_hold() {
    let mut session = finalised();
    session.place.push('!');
    Arc::make_mut(&mut session.finalisations[0]).totals[0].counted = 2;
    let case = Case::new(&session);
    let file = case.file().into_os_string();
    let line = ["ocop-council", "check", "--json"].map(OsString::from);
    let invocation = cli::parse(line.into_iter().chain([file])).expect("understood");
    let Task::Command(command) = invocation.task else {
        panic!("no command");
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let mut around = Surroundings {
        now: fixtures::at(90),
        today: fixtures::day(),
        input: &mut std::io::empty(),
        out: &mut out,
        messages: &mut messages,
    };
    assert_eq!(cli::run(&command, &mut around), Ok(1));
    let json: Value = serde_json::from_slice(&out).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .filter_map(|finding| finding["kind"].as_str())
        .collect();
    let expected = ["finalised_content_differs", "frozen_total_differs"];
    assert_eq!(errors, expected);
}
