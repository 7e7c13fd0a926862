//! The real program without a window: from the sample to a PDF whose text is read back.

#![expect(
    clippy::disallowed_methods,
    reason = "files are what the program works on"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The day of the sample session.
const TODAY: &str = "2026-11-24";

/// Runs the program in `folder`.
fn program(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program starts")
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocop-council"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::null());
    command
}

#[track_caller]
fn check_run(folder: &Path, args: &[&str], exit_code: i32) -> (String, String) {
    let output = program(folder, args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (out, messages) = (text(output.stdout), text(output.stderr));
    assert_eq!(
        output.status.code(),
        Some(exit_code),
        "{args:?}\n{out}\n{messages}"
    );
    (out, messages)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A folder with the sample in `mẫu.session.ron`.
fn folder_with_sample() -> TempDir {
    let folder = folder();
    check_run(folder.path(), &["sample", "mẫu.session.ron"], 0);
    folder
}

/// Changes the text of the sample.
fn edit(folder: &TempDir, from: &str, to: &str) {
    let path = folder.path().join("mẫu.session.ron");
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

#[test]
fn from_the_sample_to_the_minutes() {
    let folder = folder_with_sample();
    let at = folder.path();
    let file = "mẫu.session.ron";

    let (out, messages) = check_run(at, &["check", file, "--today", TODAY], 0);
    assert!(out.contains("0 lỗi, "), "{out}");
    assert!(
        out.contains("Đông trùng hạ thảo sấy đông khô: Giấy chứng nhận cũ: đã hết hạn 231 ngày"),
        "{out}"
    );
    assert_eq!(messages, "");

    let (out, _) = check_run(at, &["tally", file, "--json", "--today", TODAY], 0);
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(tally["today"], TODAY);
    let products = tally["products"].as_array().expect("products");
    assert_eq!(products.len(), 14);
    // 639 points on seven sheets: a mean of 91,29, held at four stars by 4.1.
    let spirit = products
        .iter()
        .find(|product| product["name"] == "Rượu nếp cái hạ thổ")
        .expect("it");
    assert_eq!(spirit["sheet"], "qd-26-2026/14");
    assert_eq!(spirit["sum_hundredths"], 63_900);
    assert_eq!(spirit["count"], 7);
    assert_eq!(spirit["mean_shown"], "91,29");
    assert_eq!(
        (&spirit["band_stars"], &spirit["stars"]),
        (&5.into(), &4.into())
    );
    assert_eq!(spirit["held_by"][0]["criterion"], "4.1");
    assert_eq!(spirit["held_by"][0]["gate"], 5);

    let (_, messages) = check_run(at, &["report", "minutes", file, "-o", "biên bản.pdf"], 0);
    assert!(messages.contains("biên bản.pdf"), "{messages}");
    let pdf = fs::read(at.join("biên bản.pdf")).expect("a PDF");
    let text = pdf_extract::extract_text_from_mem(&pdf).expect("text of the PDF");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "BIÊN BẢN",
        "Đông trùng hạ thảo sấy đông khô",
        "Rượu nếp cái hạ thổ",
        "Sở Văn hóa, Thể thao và Du lịch",
        "thiếu yêu cầu tối thiểu 5 sao ở 4.1",
        "hồ sơ bị loại",
    ] {
        assert!(words.contains(expected), "{expected}\n{words}");
    }
    // The same session gives the same paper, and an older PDF may be replaced.
    check_run(at, &["report", "minutes", file, "-o", "biên bản.pdf"], 0);
    assert_eq!(fs::read(at.join("biên bản.pdf")).expect("a PDF"), pdf);
}

#[test]
fn a_dump_holds_the_whole_file() {
    let folder = folder_with_sample();
    let (out, _) = check_run(folder.path(), &["dump", "mẫu.session.ron"], 0);
    let dump: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&dump["format"], &dump["version"]),
        (&"council-session".into(), &3.into())
    );
    let session =
        serde_json::from_value::<ocop_council::model::session::Session>(dump["session"].clone());
    assert_eq!(session.expect("a session"), ocop_council::sample::demo());
}

#[test]
fn made_up_sessions_repeat() {
    let folder = folder();
    let at = folder.path();
    let size = ["--products", "6", "--members", "4", "--seed", "9"];
    for out in ["a.session.ron", "b.session.ron"] {
        let args: Vec<&str> = ["sample"].into_iter().chain(size).chain([out]).collect();
        check_run(at, &args, 0);
    }
    let [a, b] =
        ["a", "b"].map(|name| fs::read(at.join(format!("{name}.session.ron"))).expect("a file"));
    assert_eq!(a, b);
    let (out, _) = check_run(at, &["tally", "a.session.ron"], 0);
    assert!(
        out.contains("Phiên thử: 6 sản phẩm, 4 thành viên, số 9"),
        "{out}"
    );
}

#[test]
fn a_file_is_never_replaced_silently() {
    let folder = folder();
    let at = folder.path();
    fs::write(at.join("a.txt"), "của tôi").expect("written");
    let (_, messages) = check_run(at, &["sample", "a.txt"], 1);
    assert!(messages.contains("--force"), "{messages}");
    check_run(at, &["sample", "a.session.ron"], 0);
    let (_, messages) = check_run(
        at,
        &["report", "minutes", "a.session.ron", "-o", "a.txt"],
        1,
    );
    assert!(messages.contains("--force"), "{messages}");
    assert_eq!(
        fs::read_to_string(at.join("a.txt")).expect("text"),
        "của tôi"
    );
    check_run(at, &["sample", "--force", "a.txt"], 0);
}

#[test]
fn an_edited_file_opens_by_an_explicit_word_only() {
    let folder = folder_with_sample();
    edit(&folder, "Cà chua bi hữu cơ", "Cà chua bi thường");
    let at = folder.path();
    for args in [
        ["check", "mẫu.session.ron"].as_slice(),
        &["tally", "mẫu.session.ron"],
        &["dump", "mẫu.session.ron"],
        &["report", "minutes", "mẫu.session.ron", "-o", "a.pdf"],
    ] {
        let (out, messages) = check_run(at, args, 1);
        assert_eq!(out, "");
        assert!(messages.starts_with("lỗi: "), "{messages}");
        assert!(messages.contains("--accept-edited"), "{messages}");
    }
    assert!(!at.join("a.pdf").exists());
    let (out, messages) = check_run(at, &["check", "--accept-edited", "mẫu.session.ron"], 0);
    assert!(out.contains("0 lỗi"), "{out}");
    assert!(messages.contains("mã kiểm tra không khớp"), "{messages}");
}

#[test]
fn a_broken_file_is_named_with_line_and_column() {
    let folder = folder_with_sample();
    edit(&folder, "application: First", "application: Frist");
    let (_, messages) = check_run(folder.path(), &["check", "mẫu.session.ron"], 1);
    let place = messages
        .split_once("mẫu.session.ron:")
        .map(|(_, rest)| {
            rest.split(|c: char| !c.is_ascii_digit())
                .take(2)
                .collect::<Vec<_>>()
        })
        .expect("the file and a place in it");
    assert!(
        place.iter().all(|number| number.parse::<u32>().is_ok()),
        "{messages}"
    );
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let folder = folder_with_sample();
    edit(&folder, "version: 3", "version: 4");
    let before = fs::read(folder.path().join("mẫu.session.ron")).expect("bytes");
    let (_, messages) = check_run(folder.path(), &["tally", "mẫu.session.ron"], 1);
    assert!(messages.contains("mới hơn"), "{messages}");
    let after = fs::read(folder.path().join("mẫu.session.ron")).expect("bytes");
    assert_eq!(before, after);
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let (out, messages) = check_run(folder().path(), &["check", "không có.session.ron"], 1);
    assert_eq!(out, "");
    assert!(messages.contains("không có.session.ron"), "{messages}");
}

#[test]
fn usage_errors_have_their_own_exit_code() {
    let folder = folder();
    for args in [
        ["tally"].as_slice(),
        &["report"],
        &["report", "minutes", "a"],
        &["check", "a", "--no-such"],
        &["check", "a", "--today", "31/02/2026"],
        &["sample", "--products", "x", "a"],
    ] {
        let (out, messages) = check_run(folder.path(), args, 2);
        assert_eq!(out, "");
        assert!(messages.starts_with("lỗi: "), "{messages}");
        assert!(messages.contains("--help"), "{messages}");
    }
}

#[test]
fn help_is_data_and_no_error() {
    let (out, messages) = check_run(folder().path(), &["--help"], 0);
    assert!(out.contains("Cách dùng: ocop-council"), "{out}");
    assert_eq!(messages, "");
    let (out, _) = check_run(folder().path(), &["tally", "--help", "--lang", "en"], 0);
    assert!(out.contains("Usage: ocop-council tally"), "{out}");
    let (out, _) = check_run(folder().path(), &["--version"], 0);
    assert!(out.contains(env!("CARGO_PKG_VERSION")), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_screen_the_commands_are_named() {
    let folder = folder();
    for args in [[].as_slice(), &["--sample"], &["a.session.ron"]] {
        let (out, messages) = check_run(folder.path(), args, 1);
        assert_eq!(out, "");
        assert!(
            messages.starts_with("lỗi: Không mở được cửa sổ"),
            "{messages}"
        );
        for name in ["sample", "check", "tally", "dump", "report minutes"] {
            assert!(messages.contains(name), "{messages}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let folder = folder_with_sample();
    let mut child = command(folder.path(), &["dump", "mẫu.session.ron"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_session_on_every_sheet_is_tallied_and_printed() {
    let folder = folder();
    let at = folder.path();
    check_run(
        at,
        &["sample", "--all-sheets", "--members", "3", "a.session.ron"],
        0,
    );
    let (out, _) = check_run(at, &["tally", "a.session.ron", "--json"], 0);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    let products = json["products"].as_array().expect("products");
    let sheets = products.iter().map(|product| product["sheet"].as_str());
    let sheets: Vec<_> = sheets.map(Option::unwrap_or_default).collect();
    let expected: Vec<_> = (1..=26).map(|no| format!("qd-26-2026/{no}")).collect();
    assert_eq!(sheets, expected);
    check_run(
        at,
        &["report", "minutes", "a.session.ron", "-o", "a.pdf"],
        0,
    );
    let bytes = fs::read(at.join("a.pdf")).expect("the minutes");
    let text = pdf_extract::extract_text_from_mem(&bytes).expect("text");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for no in 1..=26 {
        let named = text.to_lowercase().contains(&format!("phiếu số {no} "));
        assert!(named, "sheet {no}");
    }
}

#[test]
fn papers_of_a_finalised_session_are_verified_from_file_to_exit_code() {
    let folder = folder();
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/sessions/v2-finalised.session.ron"
    );
    let path = folder.path().join("a.session.ron");
    fs::copy(sample, &path).expect("copied");
    let at = folder.path();
    check_run(
        at,
        &["report", "minutes", "a.session.ron", "-o", "a.pdf"],
        0,
    );
    check_run(at, &["report", "log", "a.session.ron", "-o", "log.pdf"], 0);
    let args = ["verify", "a.session.ron", "--minutes", "a.pdf"];
    let (out, messages) = check_run(at, &args, 0);
    assert!(
        out.ends_with("KHỚP\n") && messages.is_empty(),
        "{out}{messages}"
    );
    // The digest of the first finalisation, which a second one replaced.
    let first = "5c80 d282 f1e9 ca34";
    let args = ["verify", "a.session.ron", "--digest", first];
    let (out, _) = check_run(at, &args, 1);
    assert!(out.contains("CỦA LẦN CHỐT TRƯỚC (thứ 1)"), "{out}");
    check_run(at, &["verify", "a.session.ron", "--digest", "5c80"], 2);
    check_run(
        at,
        &["verify", "a.session.ron", "--minutes", "a.session.ron"],
        1,
    );
    // Nothing of it changed the file.
    assert!(fs::read(&path).expect("read") == fs::read(sample).expect("read"));
}
