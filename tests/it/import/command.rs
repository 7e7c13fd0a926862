//! `criteria import` and `criteria check`.

use std::ffi::OsString;
use std::path::Path;

use ocop_council::cli;
use ocop_council::fixtures;
use ocop_council::storage::packs::read_pack;

use super::SHEET_4;
use super::small::{changed, html};

/// Runs a command line in which `DECISION` and `PACK` are files; gives the exit code, the data and
/// the messages.
fn run(decision: &Path, pack: &Path, line: &str) -> (u8, String, String) {
    let args = line.split_whitespace().map(|arg| match arg {
        "DECISION" => decision.into(),
        "PACK" => pack.into(),
        arg => OsString::from(arg),
    });
    let args = ["ocop-council".into()].into_iter().chain(args);
    let invocation = cli::parse(args).expect("understood");
    let cli::Task::Command(command) = invocation.task else {
        panic!("{line} is no command");
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let mut around = cli::Surroundings {
        now: fixtures::at(60),
        today: fixtures::day(),
        input: &mut std::io::empty(),
        out: &mut out,
        messages: &mut messages,
    };
    let done = cli::run(&command, &mut around);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let mut messages = text(messages);
    let code = done.unwrap_or_else(|error| {
        messages += &cli::error_text(&error);
        error.exit_code()
    });
    (code, text(out), messages)
}

#[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
#[test]
fn the_commands_say_what_was_read_and_never_replace_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (decision, pack) = (folder.path().join("qd.html"), folder.path().join("qd.ron"));
    let slip = changed(&[SHEET_4, "1.1. Đất trồng"], "vừa*** | 5", "vừa*** | 55");
    std::fs::write(&decision, html(&slip)).expect("written");

    let (code, out, messages) = run(&decision, &pack, "criteria import DECISION -o PACK");
    assert_eq!(code, 0, "{messages}");
    assert!(
        out.contains("7 phiếu, 77 tiêu chí, 161 mức, 21 mức là yêu cầu tối thiểu"),
        "{out}"
    );
    assert!(out.contains("Phiếu 4, mục 1.1, dòng "), "{out}");
    assert!(
        out.contains("mức thứ 2 in 55 điểm, quá điểm tối đa; đọc là 5"),
        "{out}"
    );
    assert!(
        out.contains("So với bộ có sẵn “Quyết định 26/2026/QĐ-TTg”, khác ở"),
        "{out}"
    );
    let written = std::fs::read_to_string(&pack).expect("a pack");
    assert!(read_pack(&written).is_ok());

    let (code, out, _) = run(&decision, &pack, "criteria check PACK");
    assert_eq!(code, 0);
    assert!(out.contains("không có sai sót"), "{out}");
    let (code, _, messages) = run(&decision, &pack, "criteria import DECISION -o PACK");
    assert_eq!(code, 1);
    assert!(messages.contains("--force"), "{messages}");
    let line = "criteria import DECISION -o PACK --force --json --id qd-khac --title Khác";
    let (code, out, _) = run(&decision, &pack, line);
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 0);
    assert_eq!(answer["format"], "ocop-criteria-import");
    assert_eq!(
        (&answer["version"], &answer["written"]),
        (&1.into(), &true.into())
    );
    assert_eq!(answer["pack"]["id"], "qd-khac");
    assert_eq!(answer["counts"]["options"], 161);
    assert_eq!(answer["anomalies"][0]["code"], "1.1");
    assert!(
        answer["anomalies"][0]["place"]["line"].is_u64(),
        "{}",
        answer["anomalies"][0]
    );
    assert_eq!(answer["compared_with"], "qd-26-2026");

    let damaged =
        std::fs::read_to_string(&pack)
            .expect("a pack")
            .replacen("points: 15", "points: 14", 1);
    std::fs::write(&pack, damaged).expect("written");
    let (code, out, _) = run(&decision, &pack, "criteria check PACK --json");
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &answer["n_errors"]), (1, &1.into()));
    assert!(answer["faults"][0]["line"].as_u64() > Some(1), "{answer}");
}

#[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
#[test]
fn the_commands_refuse_what_gives_no_pack_and_write_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (decision, pack) = (folder.path().join("qd.html"), folder.path().join("qd.ron"));
    let damaged = changed(&[SHEET_4], "3.1. Chuyện", "5.1. Chuyện");
    std::fs::write(&decision, html(&damaged)).expect("written");
    let (code, out, messages) = run(&decision, &pack, "criteria import DECISION -o PACK");
    assert_eq!(code, 1);
    assert!(
        out.contains("Phiếu 4, mục 5.1, dòng ") && out.contains("phải là 3.1"),
        "{out}"
    );
    assert!(messages.contains("--partial"), "{messages}");
    assert!(!pack.exists());
    let (code, out, _) = run(&decision, &pack, "criteria import DECISION -o PACK --json");
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &answer["written"]), (1, &false.into()));
    assert_eq!(answer["faults"][0]["sheet"], 4);
    assert!(!pack.exists());
    let (code, out, _) = run(
        &decision,
        &pack,
        "criteria import DECISION -o PACK --partial",
    );
    assert_eq!(code, 0);
    assert!(out.contains("6 phiếu") && out.contains("đã bỏ ra"), "{out}");
    assert!(pack.exists());

    std::fs::write(&decision, b"%PDF-1.7").expect("written");
    let (code, _, messages) = run(&decision, &pack, "criteria import DECISION -o PACK --force");
    assert_eq!(code, 1);
    assert!(
        messages.contains("PDF") && messages.contains("qd.html"),
        "{messages}"
    );
    let missing = folder.path().join("không có");
    let (code, _, _) = run(&missing, &pack, "criteria import DECISION -o PACK --force");
    assert_eq!(code, 1);
}
