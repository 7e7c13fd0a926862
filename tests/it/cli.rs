//! What the commands answer, on a session small enough to add up in the head.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use ocop_council::cli::{self, Surroundings, Task};
use ocop_council::edit::command::Command;
use ocop_council::edit::document::Document;
use ocop_council::fixtures::{self, ALL_70, ALL_100};
use ocop_council::model::product::{Conclusion, Outcome};
use ocop_council::model::session::Session;
use ocop_council::storage::journal::writer::{Base, JournalWriter, Places};
use ocop_council::storage::save::{Existing, save_new};
use serde_json::Value;

/// Saves `session` and runs a command on it; gives the exit code, the data and the messages.
fn answer(session: &Session, args: &[&str]) -> (u8, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    save_new(&path, session, Existing::Refuse).expect("saved");
    run(&path, args)
}

fn run(path: &Path, args: &[&str]) -> (u8, String, String) {
    let line = ["ocop-council"].into_iter().chain(args.iter().copied());
    let line = line.map(|arg| {
        if arg == "FILE" {
            path.into()
        } else {
            OsString::from(arg)
        }
    });
    let Ok(invocation) = cli::parse(line) else {
        panic!("{args:?} was not understood");
    };
    let Task::Command(command) = invocation.task else {
        panic!("{args:?} is no command");
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let mut around = Surroundings {
        now: fixtures::at(60),
        today: invocation.today.unwrap_or(fixtures::day()),
        input: &mut std::io::empty(),
        out: &mut out,
        messages: &mut messages,
    };
    let code = cli::run(&command, &mut around).expect("done");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (code, text(out), text(messages))
}

#[test]
fn tally_is_a_table_with_reasons() {
    // Totals of 100, 70 and 10 + 5 + 5 + 10 + 15 + 30 = 75.
    let session = fixtures::scored_session([ALL_100, ALL_70, "1.1=2 1.2=1 1.3=1 2.1=3 2.2=3 3=4"]);
    let (code, out, messages) = answer(&session, &["tally", "FILE"]);
    assert_eq!((code, messages.as_str()), (0, ""));
    insta::assert_snapshot!(out, @r"
    Phiên thử
    Có mặt 3/3 thành viên, cần 3: họp hợp lệ

    TT  Sản phẩm              Bộ  Phiếu  Trung bình  Chênh lệch  Sao  Kết luận
     1  Gạo nếp cái hoa vàng   1    3/3       81,67          30    4  –
        đủ điểm 4 sao (81,67)
        chênh lệch lớn nhất: Trần Văn An, Sở Công Thương cao hơn Lê Thị Lan, Sở Công Thương 30 điểm
     2  Trà sen                1    0/3           –           –    –  –
        chưa có phiếu được tính
    ");
}

#[test]
fn check_lists_findings_and_counts_them() {
    let session = fixtures::scored_session([ALL_100, ALL_70, ALL_70]);
    let (code, out, _) = answer(&session, &["check", "FILE"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out, @r"
    CẢNH BÁO  Gạo nếp cái hoa vàng: Chênh lệch 30 điểm, vượt mức cho phép (2 cặp); cần thảo luận, chấm lại
    CẢNH BÁO  Trà sen: Chưa chọn trường hợp áp dụng cho tiêu chí 1.3
    LƯU Ý     8 quy định của hội đồng chưa ghi nguồn
    LƯU Ý     Gạo nếp cái hoa vàng: Các phiếu khác nhau ở yêu cầu tối thiểu 3; hội đồng có thể thống nhất mức
    LƯU Ý     Gạo nếp cái hoa vàng: Chưa ghi kết luận
    LƯU Ý     Trà sen: Chưa ghi kết luận
    0 lỗi, 2 cảnh báo, 4 lưu ý
    ");
}

#[test]
fn an_error_gives_exit_code_one() {
    let mut session = fixtures::scored_session([ALL_100, ALL_100, ALL_100]);
    let product = Arc::make_mut(&mut session.products[0]);
    product.conclusion = Some(Conclusion {
        outcome: Outcome::NotConcluded,
        reason: String::new(),
        vote: None,
        computed: None,
        concluded_at: fixtures::at(50),
    });
    let (code, out, _) = answer(&session, &["check", "FILE", "--json"]);
    assert_eq!(code, 1);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["n_errors"], 1);
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["findings"][0]["kind"], "conclusion_without_reason");
    assert_eq!(json["findings"][0]["product"], "Gạo nếp cái hoa vàng");
}

#[test]
fn tally_as_json_is_exact_and_says_what_is_absent() {
    let session = fixtures::scored_session([ALL_100, ALL_70, ALL_70]);
    let (_, out, _) = answer(&session, &["tally", "FILE", "--json"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&json["format"], &json["version"]),
        (&"ocop-tally".into(), &1.into())
    );
    assert_eq!(
        json["quorum"],
        serde_json::json!({"present": 3, "needed": 3, "members": 3, "has_chair": true, "met": true})
    );
    let rice = &json["products"][0];
    assert_eq!(
        (&rice["sheet"], &rice["application"]),
        (&"tiny-2026/1".into(), &"first".into())
    );
    // 100 + 70 + 70 points on three sheets.
    assert_eq!(
        (&rice["sum_hundredths"], &rice["count"]),
        (&24_000.into(), &3.into())
    );
    assert_eq!(
        (&rice["mean_shown"], &rice["spread_hundredths"]),
        (&"80,00".into(), &3_000.into())
    );
    // Part A has 40 points on the first sheet, 15 + 5 + 5 on the others.
    assert_eq!(rice["parts"][0]["code"], "A");
    assert_eq!(rice["parts"][0]["sum_hundredths"], 9_000);
    assert_eq!(rice["parts"][0]["max_hundredths"], 4_000);
    assert_eq!(rice["pairs_over"][0]["difference_hundredths"], 3_000);
    assert_eq!(
        rice["pairs_over"][0]["higher"]["name"],
        "Trần Văn An, Sở Công Thương"
    );
    assert_eq!(
        (&rice["band_stars"], &rice["stars"]),
        (&4.into(), &4.into())
    );
    assert_eq!(rice["held_by"], serde_json::json!([]));
    let tea = &json["products"][1];
    for absent in [
        "sum_hundredths",
        "count",
        "mean_shown",
        "spread_hundredths",
        "band_stars",
        "stars",
        "validity",
        "conclusion",
    ] {
        assert_eq!(tea.get(absent), Some(&Value::Null), "{absent}");
    }
    assert_eq!(
        (&tea["counted"], &tea["excluded"]),
        (&0.into(), &false.into())
    );
}

#[test]
fn changes_that_only_the_journal_holds_are_told_and_not_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    let session = fixtures::scored_session([ALL_100, ALL_70, ALL_70]);
    let saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    let mut document = Document::new(session);
    let base = Base {
        session: document.snapshot(),
        revision: 0,
        saved_as: Some(saved_as),
        recovered: None,
    };
    let places = Places {
        session_file: Some(path.clone()),
        ..Places::default()
    };
    let journal = JournalWriter::start(base, places, || {});
    let change = fixtures::edit(Command::SetDiscussion {
        product_id: fixtures::RICE,
        text: "chỉ có trong nhật ký".to_owned(),
    });
    assert_eq!(document.edit(&change), Ok(()));
    journal.append(document.take_entries());
    journal.flush();
    let (_, _, messages) = run(&path, &["check", "FILE"]);
    assert!(
        messages.contains("đang mở trong chương trình"),
        "{messages}"
    );
    drop(journal);
    for args in [["dump", "FILE"], ["check", "FILE"], ["tally", "FILE"]] {
        let (_, out, messages) = run(&path, &args);
        assert!(!out.contains("chỉ có trong nhật ký"), "{args:?}");
        assert!(
            messages.contains("có 1 thay đổi chưa ghi vào tệp"),
            "{args:?}: {messages}"
        );
    }
    let beside = folder.path().join("a.session.ron.journal");
    assert!(beside.exists(), "a command only looks");
}

#[test]
fn results_of_round_1_are_taken_up_and_conflicts_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, bits: u64, text: &str, is_empty: bool| {
        let mut session = fixtures::scored_session([text; 3]);
        session.id = ocop_council::model::ids::SessionId::from_bits(bits);
        session.title = name.to_owned();
        if is_empty {
            session.products.clear();
            session.applicants.clear();
            session.sheets.clear();
            session.forms.clear();
        }
        save_new(&path(name), &session, Existing::Refuse).expect("saved");
        path(name).display().to_string()
    };
    let two = write("2.session.ron", 200, ALL_70, true);
    let first = write("1a.session.ron", 101, ALL_70, false);
    let other = write("1b.session.ron", 102, ALL_100, false);
    let ratify = |earlier: &[&str]| {
        let args = [&["ratify", "FILE"], earlier, &["--json"]].concat();
        let (code, out, _) = run(Path::new(&two), &args);
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        (code, answer)
    };
    let (code, answer) = ratify(&[&first]);
    // The two products of the fixture, of which one has sheets.
    assert_eq!((code, &answer["n_new"]), (0, &Value::from(2)));
    let (code, answer) = ratify(&[&first]);
    assert_eq!((code, &answer["n_unchanged"]), (0, &Value::from(2)));
    let (code, answer) = ratify(&[&other]);
    assert_eq!(code, 1);
    assert_eq!(answer["conflicts"][0]["name"], "Gạo nếp cái hoa vàng");
    assert_eq!(answer["files"][0]["is_finalised"], false);
    let (code, answer) = ratify(&[&two]);
    assert_eq!(
        (code, answer["refused"].as_array().map(Vec::len)),
        (1, Some(1))
    );
}
