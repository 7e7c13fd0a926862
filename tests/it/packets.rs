//! Packets through the real program: out to the members and back.

#![expect(
    clippy::disallowed_methods,
    reason = "files are what the program works on"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ocop_council::model::session::Session;
use ocop_council::sample::{self, SheetChoice};
use ocop_council::storage::packets::keys::{Code, unlock};
use ocop_council::storage::save::{self, Existing, save_new};
use ocop_council::storage::session_file;
use serde_json::Value;
use tempfile::TempDir;

const SESSION: &str = "Đợt 1.session.ron";
const CODES: &str = "Đợt 1.CODES.txt";

/// What a run of the program left.
struct Ran {
    code: i32,
    out: String,
    messages: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("JSON")
    }
}

/// A folder with a session in which nobody has scored, and all that the program ever said there.
struct Desk {
    folder: TempDir,
    said: std::cell::RefCell<String>,
}

impl Desk {
    fn new(n_products: usize, n_members: usize) -> Self {
        let session = sample::generate(n_products, n_members, 4, SheetChoice::Drawn);
        Self::of(&sample::unscored(session))
    }

    fn of(session: &Session) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        save_new(&folder.path().join(SESSION), session, Existing::Refuse).expect("saved");
        Self {
            folder,
            said: String::new().into(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn session(&self) -> Session {
        open(&self.path(SESSION))
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path(SESSION)).expect("the session")
    }

    /// Runs the program; `input` is typed to it.
    fn run(&self, args: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ocop-council"))
            .args(args)
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("input");
        // A program that does not read is no fault here.
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let ran = Ran {
            code: output.status.code().expect("a code"),
            out: text(output.stdout),
            messages: text(output.stderr),
        };
        let mut said = self.said.borrow_mut();
        said.push_str(&ran.out);
        said.push_str(&ran.messages);
        ran
    }

    #[track_caller]
    fn check(&self, args: &[&str], input: &str, code: i32) -> Ran {
        let ran = self.run(args, input);
        assert_eq!(ran.code, code, "{args:?}\n{}\n{}", ran.out, ran.messages);
        ran
    }

    /// Issues to everybody; gives the packets by name, in order.
    #[track_caller]
    fn issue(&self) -> Vec<String> {
        self.check(&["packet", "issue", SESSION, "--to", "phát"], "", 0);
        packets_in(&self.path("phát"))
            .into_iter()
            .map(|name| format!("phát/{name}"))
            .collect()
    }

    fn codes(&self) -> BTreeMap<String, String> {
        codes_of(&self.path(CODES))
    }

    /// Fills a packet and hands it in.
    #[track_caller]
    fn hand_in(&self, packet: &str, seed: &str) {
        self.check(&["packet", "fill", packet, "--seed", seed], "", 0);
        let code = self.code_of(packet);
        self.check(&["packet", "submit", packet], &format!("{code}\n"), 0);
    }

    fn code_of(&self, packet: &str) -> String {
        let name = Path::new(packet).file_name().expect("a name");
        let name = name.to_string_lossy();
        self.codes().get(&*name).cloned().unwrap_or_default()
    }

    #[track_caller]
    fn merge(&self, packets: &[&str], code: i32) -> Value {
        let args = ["merge", SESSION, "--json"];
        let args: Vec<_> = args.iter().chain(packets).copied().collect();
        let json = self.check(&args, "", code).json();
        assert_eq!(json["complete"], code == 0);
        json
    }
}

fn open(path: &Path) -> Session {
    save::open(path).expect("opened").session
}

fn packets_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|it| it.expect("an entry").file_name().into_string());
    let mut names: Vec<_> = names.map(|name| name.expect("UTF-8")).collect();
    names.retain(|name| name.ends_with(".packet.ron"));
    names.sort();
    names
}

/// Reads the codes by the name of the packet's file.
fn codes_of(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).expect("codes");
    let lines = text.lines().filter_map(|line| {
        let (rest, name) = line.strip_suffix(')')?.rsplit_once(" (")?;
        let code = rest.split(' ').next()?;
        Some((name.to_owned(), code.to_owned()))
    });
    lines.collect()
}

/// Returns what a member's sheets say, by product and round.
fn sheets_of(session: &Session, packet: &Session) -> Vec<String> {
    let id = packet.packet.as_ref().expect("a packet").member_id;
    let sheets = session.sheets.values().filter(|it| it.member_id == id);
    let mut sheets: Vec<_> = sheets.map(|it| format!("{it:?}")).collect();
    sheets.sort();
    sheets
}

#[test]
fn from_the_issue_to_the_record() {
    let desk = Desk::new(5, 3);
    let packets = desk.issue();
    assert_eq!(packets.len(), 3);
    assert_eq!(desk.session().issued.len(), 3);
    assert!(packets[0].starts_with("phát/Gói phiếu 01 "), "{packets:?}");
    let codes = desk.codes();
    assert_eq!(codes.len(), 3);

    let status = ["packet", "status", &packets[1], "--json"];
    let json = desk.check(&status, "", 0).json();
    assert_eq!(
        (&json["format"], &json["version"]),
        (&"ocop-packet-status".into(), &1.into())
    );
    assert_eq!(
        (&json["state"], &json["n_not_begun"]),
        (&"open".into(), &5.into())
    );
    assert_eq!(json["is_signed"], true);

    // What is not filled is not handed in by mistake, and needs no code to be told.
    let submit = ["packet", "submit", &packets[1]];
    let ran = desk.check(&submit, "", 1);
    assert!(ran.messages.starts_with("lỗi: "), "{}", ran.messages);

    for (packet, seed) in packets.iter().zip(["1", "2", "3"]) {
        desk.hand_in(packet, seed);
    }
    let json = desk.check(&status, "", 0).json();
    assert_eq!(
        (&json["state"], &json["n_handed_in"]),
        (&"handed_in".into(), &5.into())
    );
    assert_eq!(json["hand_ins"][0]["n_sheets"], 5);
    assert_eq!(json["hand_ins"][0]["taken_back"], Value::Null);
    let text = desk.check(&status[..3], "", 0).out;
    assert!(text.contains("Đã nộp 5"), "{text}");

    let json = desk.merge(&["phát"], 0);
    assert_eq!(
        (&json["format"], &json["version"]),
        (&"ocop-merge".into(), &1.into())
    );
    assert_eq!(
        (&json["n_new"], &json["changed"]),
        (&15.into(), &true.into())
    );
    assert_eq!(json["conflicts"], Value::Array(Vec::new()));
    let file = &json["files"][1];
    assert_eq!(file["refused"], Value::Null);
    assert_eq!(
        (&file["hand_in"], &file["n_unfinished"]),
        (&1.into(), &0.into())
    );
    assert_eq!(file["sheets"].as_array().map(Vec::len), Some(5));
    let sheet = &file["sheets"][0];
    assert_eq!(
        (&sheet["verdict"], &sheet["refused"]),
        (&"new".into(), &Value::Null)
    );
    assert_eq!(
        (&sheet["round"], &sheet["revision"]),
        (&1.into(), &1.into())
    );
    let session = desk.session();
    for packet in &packets {
        let packet = open(&desk.path(packet));
        assert_eq!(sheets_of(&session, &packet), sheets_of(&packet, &packet));
    }
    let text = desk.check(&["merge", SESSION, "phát"], "", 0).out;
    assert!(
        text.contains("Phiếu mới 0, bản mới hơn 0, đã có 15"),
        "{text}"
    );
    let out = desk.check(&["check", SESSION], "", 0).out;
    assert!(out.contains("0 lỗi"), "{out}");
}

#[test]
fn codes_and_keys_stay_where_they_belong() {
    let desk = Desk::new(2, 2);
    let packets = desk.issue();
    for packet in &packets {
        desk.hand_in(packet, "7");
    }
    desk.merge(&["phát"], 0);
    let dump = desk.check(&["dump", SESSION], "", 0).out;
    desk.check(&["packet", "status", &packets[0]], "", 0);
    let held = String::from_utf8(desk.bytes()).expect("UTF-8");
    let said = desk.said.borrow();
    for packet in &packets {
        let code = desk.code_of(packet);
        let plain = code.replace('-', "");
        let opened = open(&desk.path(packet));
        let content = opened.packet.as_ref().expect("a packet");
        let key = content.key.as_ref().expect("a key");
        let parsed = Code::parse(&code).expect("a code");
        let secret = unlock(&key.locked, &parsed).expect("its code");
        let secret: String = secret
            .to_bytes()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let file = fs::read_to_string(desk.path(packet)).expect("the packet");
        for text in [&held, &dump, &*said, &file] {
            for word in [&code, &plain, &secret] {
                assert!(!text.contains(&**word), "a code or key is out");
            }
        }
        assert!(!held.contains(&key.locked) && !said.contains(&key.locked));
    }
    assert_eq!(desk.session().issued.len(), 2);
}

#[test]
fn a_wrong_code_hands_nothing_in_and_is_not_repeated() {
    let desk = Desk::new(2, 2);
    let packets = desk.issue();
    let packet = &*packets[0];
    desk.check(&["packet", "fill", packet, "--seed", "1"], "", 0);
    let before = fs::read(desk.path(packet)).expect("the packet");
    let other = desk.code_of(&packets[1]);
    let submit = ["packet", "submit", packet];
    for typed in [
        &*other,
        "mậtkhẩu-của-tôi",
        "0000000000",
        "",
        "\u{fffd}\u{1f600}",
    ] {
        let ran = desk.check(&submit, &format!("{typed}\n"), 1);
        assert!(ran.messages.starts_with("lỗi: "), "{}", ran.messages);
        assert!(!ran.messages.contains("packet.code"), "a name for a text");
        let all = ran.out + &ran.messages;
        assert!(typed.is_empty() || !all.contains(typed), "{all}");
        assert_eq!(fs::read(desk.path(packet)).expect("the packet"), before);
    }
    // As people type it.
    let code = desk.code_of(packet).replace('-', " ").to_lowercase();
    desk.check(&submit, &code, 0);
    let ran = desk.check(&submit, &code, 1);
    assert!(
        !ran.messages.to_lowercase().contains(&code),
        "{}",
        ran.messages
    );
}

#[test]
fn a_packet_is_taken_back_with_a_reason_and_comes_again_newer() {
    let desk = Desk::new(3, 2);
    let packets = desk.issue();
    let packet = &*packets[0];
    desk.hand_in(packet, "1");
    desk.merge(&[packet], 0);
    let take_back = |reason| ["packet", "take-back", packet, "--reason", reason];
    desk.check(&take_back(" "), "", 1);
    desk.check(&take_back("Xem lại hồ sơ"), "", 0);
    desk.check(&take_back("Xem lại hồ sơ"), "", 1);
    let json = desk.merge(&[packet], 1);
    assert_eq!(json["files"][0]["refused"]["code"], "not_handed_in");
    assert_eq!(json["changed"], false);
    let fill = ["packet", "fill", packet, "--seed", "2"];
    desk.check(&fill, "", 0);
    desk.hand_in(packet, "2");
    desk.check(&fill, "", 1);
    let json = desk.merge(&[packet], 0);
    assert_eq!(
        (&json["n_newer"], &json["files"][0]["hand_in"]),
        (&3.into(), &2.into())
    );
    assert_eq!(json["files"][0]["sheets"][0]["revision"], 2 + 1);
    let opened = open(&desk.path(packet));
    assert_eq!(
        sheets_of(&desk.session(), &opened),
        sheets_of(&opened, &opened)
    );
    let json = desk
        .check(&["packet", "status", packet, "--json"], "", 0)
        .json();
    assert_eq!(json["hand_ins"][0]["taken_back"]["reason"], "Xem lại hồ sơ");
}

#[test]
fn a_part_is_handed_in_by_an_explicit_word_only() {
    let mut session = sample::unscored(sample::generate(3, 2, 4, SheetChoice::Drawn));
    session.rules.signing.value = false;
    let desk = Desk::of(&session);
    let packets = desk.issue();
    assert!(!desk.path(CODES).exists(), "no keys, no codes");
    let packet = &*packets[0];
    desk.check(&["packet", "fill", packet, "--seed", "1"], "", 0);
    // One sheet is emptied, as a member may.
    let mut opened = save::open(&desk.path(packet)).expect("opened");
    let id = *opened.session.sheets.keys().next().expect("a sheet");
    opened.session.sheets.remove(&id);
    save::save(&opened.session, &mut opened.saved_as).expect("saved");
    let ran = desk.check(&["packet", "submit", packet], "", 1);
    assert!(ran.messages.contains("--unfinished"), "{}", ran.messages);
    desk.check(&["packet", "submit", packet, "--unfinished"], "", 0);
    let json = desk.merge(&[packet], 0);
    assert_eq!(
        (&json["n_new"], &json["files"][0]["n_unfinished"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn order_and_repetition_do_not_show_in_the_file() {
    let desk = Desk::new(3, 3);
    let packets = desk.issue();
    for (packet, seed) in packets.iter().zip(["1", "2", "3"]) {
        desk.hand_in(packet, seed);
    }
    let base = desk.bytes();
    let [a, b, c] = [&*packets[0], &packets[1], &packets[2]];
    let orders: [&[&str]; 6] = [
        &[a, b, c],
        &[c, b, a],
        &[b, c, a, b],
        &["phát"],
        &[c, "phát", a],
        &[b],
    ];
    let mut results = Vec::new();
    for order in orders {
        fs::write(desk.path(SESSION), &base).expect("written");
        desk.merge(order, 0);
        // The last one in three steps.
        if order.len() == 1 {
            desk.merge(&[c], 0);
            desk.merge(&[a], 0);
        }
        results.push(desk.bytes());
        let json = desk.merge(&["phát", a], 0);
        assert_eq!(
            (&json["changed"], &json["n_new"]),
            (&false.into(), &0.into())
        );
        results.push(desk.bytes());
    }
    assert!(results.iter().all(|bytes| bytes == &results[0]));
    assert_ne!(results[0], base);
}

#[test]
fn a_conflict_is_told_and_the_rest_is_saved() {
    let desk = Desk::new(2, 3);
    let packets = desk.issue();
    let code = desk.code_of(&packets[0]);
    fs::copy(desk.path(&packets[0]), desk.path("bản hai.packet.ron")).expect("copied");
    desk.hand_in(&packets[0], "1");
    desk.hand_in(&packets[1], "2");
    let fill = ["packet", "fill", "bản hai.packet.ron", "--seed", "9"];
    desk.check(&fill, "", 0);
    desk.check(&["packet", "submit", "bản hai.packet.ron"], &code, 0);
    fs::write(desk.path("lạ.packet.ron"), "không phải gói phiếu").expect("written");
    let files = [
        "phát",
        "bản hai.packet.ron",
        "lạ.packet.ron",
        "không có.packet.ron",
    ];
    let json = desk.merge(&files, 1);
    let codes: Vec<_> = json["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["refused"]["code"].as_str().unwrap_or("-"))
        .collect();
    // The third packet was never handed in.
    assert_eq!(
        codes,
        ["-", "-", "not_handed_in", "-", "not_a_packet", "not_read"]
    );
    assert_eq!(
        (&json["n_new"], &json["n_contested"]),
        (&4.into(), &2.into())
    );
    let conflicts = json["conflicts"].as_array().expect("conflicts");
    assert_eq!(conflicts.len(), 2);
    assert_eq!(conflicts[0]["versions"].as_array().map(Vec::len), Some(2));
    let session = desk.session();
    assert_eq!(session.sheets.len(), 4);
    assert_eq!(session.sheets.values().filter(|it| it.contested).count(), 2);
    // It stands until somebody chooses, also where nothing new comes.
    let json = desk.merge(&[&packets[0]], 1);
    assert_eq!(json["changed"], false);
    desk.merge(&[&packets[1]], 0);
    let text = desk.check(&["merge", SESSION, &packets[0]], "", 1).out;
    assert!(text.contains("2 bản khác nhau"), "{text}");
}

#[test]
fn nothing_is_issued_where_something_is_wrong() {
    let desk = Desk::new(2, 2);
    let before = desk.bytes();
    fs::create_dir(desk.path("phát")).expect("a folder");
    fs::write(desk.path("có.txt"), "của tôi").expect("written");
    let issue = ["packet", "issue", SESSION, "--to"];
    for (rest, code) in [
        (["phát", "--codes", "phát/mã.txt"].as_slice(), 1),
        (&["phát", "--codes", "có.txt"], 1),
        (&["phát", "--codes", "không có/mã.txt"], 1),
        (&["phát", "--member", "Người lạ"], 1),
        (&["không có/phát"], 1),
        (&["."], 1),
        (&[], 2),
    ] {
        let args: Vec<_> = issue.iter().chain(rest).copied().collect();
        desk.check(&args, "", code);
        assert_eq!(desk.bytes(), before, "{rest:?}");
    }
    assert!(packets_in(&desk.path("phát")).is_empty());
    assert_eq!(
        fs::read_to_string(desk.path("có.txt")).expect("text"),
        "của tôi"
    );

    // One member by name; again, beside the first, with codes of its own.
    let name = desk.session().council.members[1].name.to_uppercase();
    let one = [
        "packet", "issue", SESSION, "--to", "phát", "--member", &name,
    ];
    desk.check(&one, "", 0);
    desk.check(&one, "", 0);
    let packets = packets_in(&desk.path("phát"));
    assert_eq!(packets.len(), 2, "{packets:?}");
    assert_ne!(
        codes_of(&desk.path(CODES)),
        codes_of(&desk.path("Đợt 1.CODES (2).txt"))
    );
    let packet = format!("phát/{}", packets[0]);
    for args in [
        ["packet", "issue", &packet, "--to", "phát"].as_slice(),
        &["merge", &packet, SESSION],
        &["packet", "status", SESSION],
        &["packet", "fill", SESSION, "--seed", "1"],
        &["packet", "submit", SESSION],
    ] {
        let ran = desk.check(args, "", 1);
        assert!(ran.messages.starts_with("lỗi: "), "{}", ran.messages);
    }
    // A session is no return.
    let json = desk.merge(&[SESSION], 1);
    assert_eq!(json["files"][0]["refused"]["code"], "not_a_packet");
}

#[test]
fn the_sample_is_there_without_scores() {
    let desk = Desk::new(1, 1);
    for args in [
        ["sample", "--unscored", "a.session.ron"].as_slice(),
        &["sample", "--unscored", "--all-sheets", "b.session.ron"],
    ] {
        desk.check(args, "", 0);
    }
    let json = desk
        .check(&["tally", "b.session.ron", "--json"], "", 0)
        .json();
    assert_eq!(json["products"].as_array().map(Vec::len), Some(26));
    assert_eq!(json["products"][0]["count"], Value::Null);
    desk.check(&["packet", "issue", "a.session.ron", "--to", "a"], "", 0);
    assert!(packets_in(&desk.path("a")).len() > 3);
    let file = fs::read(desk.path("b.session.ron")).expect("the file");
    assert!(session_file::read(&file).is_ok());
}
