//! What comes back from members, as the secretary meets it.

#![expect(
    clippy::disallowed_methods,
    reason = "a test puts files where members would"
)]

use super::*;
use crate::fixtures::packets::{self, fill, hand_in, issue, take_back};
use crate::fixtures::{ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, TEA, change_product, code};
use crate::model::criteria::CaseCode;
use crate::model::ids::{MemberId, SessionId};
use crate::model::product::Conclusion;
use crate::model::sheet::SheetSource;
use crate::rules::packets::merge;
use crate::storage::session_file;
use crate::ui::Action;

/// A council's session in hand, and a folder to which packets come back.
pub(super) struct Desk<'a> {
    pub(super) program: Program<'a>,
    home: tempfile::TempDir,
}

/// The tiny session in which every sheet can be finished.
pub(super) fn ready() -> Session {
    let mut session = fixtures::session();
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    session
}

impl Desk<'_> {
    pub(super) fn new(session: &Session) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(home.path().join("in")).expect("a folder");
        let path = home.path().join("a.session.ron");
        save_new(&path, session, Existing::Refuse).expect("saved");
        let mut program = program(Start::File(path));
        hold_autosave(&mut program);
        ctrl(&mut program, Key::Num2);
        Self { program, home }
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.home.path().join("in").join(name)
    }

    /// Puts a packet into the folder, as a copy that was finished.
    pub(super) fn put(&self, name: &str, packet: &Session) -> PathBuf {
        self.put_bytes(name, &session_file::write(packet).expect("bytes"))
    }

    pub(super) fn put_bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let temp = self.home.path().join("temp");
        std::fs::write(&temp, bytes).expect("written");
        let path = self.at(name);
        std::fs::rename(&temp, &path).expect("renamed");
        path
    }

    /// Reads files, and waits for their report.
    fn read(&mut self, paths: &[PathBuf]) {
        self.program.state_mut().read_returns(paths);
        self.wait_report();
    }

    pub(super) fn wait_report(&mut self) {
        wait_long(&mut self.program, |app| {
            matches!(app.dialog, Some(Dialog::Returns(_)))
        });
    }

    pub(super) fn shows(&self, text: &str) -> bool {
        let mut nodes = self.program.query_all_by_label_contains(text);
        nodes.next().is_some()
    }

    #[track_caller]
    pub(super) fn check_shows(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.shows(text), "{text}");
        }
    }

    fn n_versions(&self, product_id: crate::model::ids::ProductId) -> usize {
        merge::versions(session(&self.program), (product_id, LAN, 1)).len()
    }

    /// Chooses the folder to be watched, by the typed dialog.
    pub(super) fn watch(&mut self) {
        click(&mut self.program, "Chọn thư mục nhận…");
        // It has the keyboard.
        ctrl(&mut self.program, Key::A);
        let folder = self.home.path().join("in").display().to_string();
        type_and(&mut self.program, &folder, Key::Enter);
        self.program.run_steps(3);
        self.program.state_mut().notice = None;
    }
}

/// Waits as long as a slow machine may need.
pub(super) fn wait_long(program: &mut Program<'_>, is_done: impl Fn(&App) -> bool) {
    for _ in 0..6000 {
        program.step();
        if is_done(program.state()) {
            program.run_steps(3);
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it did not come");
}

/// Waits until something is on the screen.
pub(super) fn wait_shown(program: &mut Program<'_>, text: &str) {
    for _ in 0..6000 {
        program.step();
        if program.query_all_by_label_contains(text).next().is_some() {
            program.run_steps(3);
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{text:?} did not come");
}

/// Fills both sheets of a packet and hands it in.
pub(super) fn finish(packet: &mut Session, text: &str, copy: u64, minutes: u32) {
    fill(packet, RICE, text, copy);
    fill(packet, TEA, text, copy);
    hand_in(packet, minutes);
}

fn total_of(program: &Program<'_>, member_id: MemberId) -> Option<String> {
    let review = crate::rules::review::review(session(program), fixtures::day());
    let found = review.product(RICE).expect("a product");
    let mut members = found.members.iter();
    let member = members.find(|it| it.member_id == member_id)?;
    let is_counted = member.standing == crate::rules::panel::SheetStanding::Counted;
    member.total.filter(|_| is_counted).map(|it| it.to_string())
}

#[test]
fn a_return_is_reported_and_taken_in_on_a_word() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    finish(&mut packet, ALL_70, 0, 20);
    let mut desk = Desk::new(&session);
    let path = desk.put("Lan.packet.ron", &packet);
    desk.check_shows(&["Nhận phiếu…", "Nhận cả thư mục…", "Chọn thư mục nhận…"]);
    desk.read(std::slice::from_ref(&path));
    desk.check_shows(&[
        "1 tệp: 2 phiếu mới",
        "Lê Thị Lan: 2 phiếu mới (Lần nộp 1, 15/09/2026 08:20 · Lan.packet.ron)",
    ]);
    assert!(
        super::session(&desk.program).returns.is_empty(),
        "only told"
    );
    // The sheets stand under their file, product by product.
    click_part(&mut desk.program, "Lê Thị Lan: 2 phiếu mới");
    click(&mut desk.program, "2 phiếu mới");
    desk.check_shows(&["1. Gạo nếp cái hoa vàng · 2. Trà sen"]);
    press(&mut desk.program, Modifiers::NONE, Key::Escape);
    assert!(super::session(&desk.program).returns.is_empty());
    desk.read(std::slice::from_ref(&path));
    // Enter is on the button that takes in.
    press(&mut desk.program, Modifiers::NONE, Key::Enter);
    desk.check_shows(&["Đã nhận 1 gói phiếu."]);
    assert_eq!(total_of(&desk.program, LAN).as_deref(), Some("70"));
    // Twice is once.
    let before = super::session(&desk.program).clone();
    desk.read(&[path]);
    desk.check_shows(&["Không có gì mới", "1 tệp không có gì mới"]);
    press(&mut desk.program, Modifiers::NONE, Key::Enter);
    assert!(desk.program.state().dialog.is_none());
    assert_eq!(*super::session(&desk.program), before);
}

/// Clicks what is called so, and more.
fn click_part(program: &mut Program<'_>, label: &str) {
    let mut nodes = program.query_all_by_label_contains(label);
    nodes.next().expect("a node").click();
    drop(nodes);
    program.run_steps(3);
}

#[test]
fn a_newer_revision_counts_and_an_older_one_is_kept() {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    finish(&mut packet, ALL_70, 0, 20);
    let first = packet.clone();
    take_back(&mut packet);
    fill(&mut packet, RICE, "1.1=4", 0);
    hand_in(&mut packet, 40);
    let mut desk = Desk::new(&session);
    let newer = desk.put("b.packet.ron", &packet);
    let older = desk.put("a.packet.ron", &first);
    desk.read(&[newer]);
    click(&mut desk.program, "Nhận 1 gói phiếu");
    assert_eq!(total_of(&desk.program, LAN).as_deref(), Some("75"));
    desk.read(&[older]);
    desk.check_shows(&["1 bản cũ"]);
    click(&mut desk.program, "Nhận 1 gói phiếu");
    assert_eq!(total_of(&desk.program, LAN).as_deref(), Some("75"));
    assert_eq!(desk.n_versions(RICE), 2);
    // All versions are to be seen, and none is to be chosen.
    let key = (RICE, LAN, 1);
    desk.program
        .state_mut()
        .waiting
        .push(Action::ShowVersions(Some(key)));
    desk.program.run_steps(3);
    desk.check_shows(&[
        "Các bản phiếu",
        "Gói phiếu, lần nộp 2, Nộp 15/09/2026 08:40, 75 điểm",
        "Gói phiếu, lần nộp 1, Nộp 15/09/2026 08:20, 70 điểm",
        "bản cũ, lưu lại",
        "Khác nhau ở 1 tiêu chí",
    ]);
    assert!(desk.program.query_by_label("Ghi lựa chọn").is_none());
    press(&mut desk.program, Modifiers::NONE, Key::Escape);
    assert!(desk.program.state().dialog.is_none());
}

#[test]
fn files_in_any_order_lead_to_the_same_session() {
    let mut session = ready();
    let mut packets = Vec::new();
    for (bits, member_id) in [(1, CHAIR), (2, LAN), (3, MINH)] {
        let mut packet = issue(&mut session, bits, member_id);
        finish(
            &mut packet,
            ALL_70,
            0,
            20 + u32::try_from(bits).expect("small"),
        );
        packets.push(packet.clone());
        take_back(&mut packet);
        fill(&mut packet, TEA, "1.1=4", 0);
        hand_in(&mut packet, 60);
        packets.push(packet);
    }
    let taken = |order: &[usize]| {
        let mut desk = Desk::new(&session);
        let paths: Vec<_> = order
            .iter()
            .map(|&idx| desk.put(&format!("{idx}.packet.ron"), &packets[idx]))
            .collect();
        desk.read(&paths);
        press(&mut desk.program, Modifiers::NONE, Key::Enter);
        super::session(&desk.program).clone()
    };
    let one = taken(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(one.returns.len(), 6);
    assert_eq!(taken(&[5, 0, 3, 1, 4, 2]), one);
}

#[test]
fn every_refused_file_says_why_and_changes_nothing() {
    let mut session = ready();
    let blank = issue(&mut session, 1, LAN);
    let mut packet = blank.clone();
    finish(&mut packet, ALL_70, 0, 20);
    let mut unknown = issue(&mut ready(), 9, MINH);
    finish(&mut unknown, ALL_70, 0, 20);
    let mut other = packet.clone();
    other.id = SessionId::from_bits(77);
    let mut forged = packet.clone();
    let id = *forged.sheets.keys().next().expect("a sheet");
    let sheet = forged.sheets.get_mut(&id).expect("a sheet");
    let answers = &mut std::sync::Arc::make_mut(sheet).answers;
    answers.0.insert(code("1.1"), fixtures::read("4"));
    let mut damaged = session_file::write(&packet).expect("bytes");
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let mut desk = Desk::new(&session);
    let cases = [
        ("chua-nop", session_file::write(&blank).expect("bytes")),
        ("phien-khac", session_file::write(&other).expect("bytes")),
        ("khong-phat", session_file::write(&unknown).expect("bytes")),
        ("la-phien", session_file::write(&session).expect("bytes")),
        ("hong", damaged),
        ("anh", b"JFIF".to_vec()),
    ];
    for (name, bytes) in &cases {
        desk.put_bytes(&format!("{name}.packet.ron"), bytes);
    }
    desk.put("sua.packet.ron", &forged);
    let before = super::session(&desk.program).clone();
    let folder = desk.home.path().join("in");
    desk.read(&[folder, desk.at("khong-co.packet.ron")]);
    desk.check_shows(&[
        "chua-nop.packet.ron: không nhận (Gói phiếu chưa nộp hoặc đã rút lại",
        "phien-khac.packet.ron: không nhận (Gói phiếu của phiên khác",
        "khong-phat.packet.ron",
        "Gói phiếu không do phiên này phát",
        "la-phien.packet.ron: không nhận (Tệp này là phiên đánh giá",
        "hong.packet.ron: không nhận",
        "anh.packet.ron: không nhận",
        "khong-co.packet.ron: không nhận (Không có tệp này",
        // A sheet that was changed is refused by itself; the other one is whole.
        "Lê Thị Lan: 1 phiếu không nhận, 1 phiếu mới",
        "1. Gạo nếp cái hoa vàng: nội dung không còn như lúc nộp",
    ]);
    click(&mut desk.program, "Để sau");
    assert_eq!(*super::session(&desk.program), before);
}

/// A session with a sheet of Lan's typed at the desk, and her packet that says something else.
pub(super) fn contested() -> (Session, Session) {
    let mut session = ready();
    let mut packet = issue(&mut session, 1, LAN);
    finish(&mut packet, ALL_70, 0, 20);
    packets::done(
        &mut packet,
        Command::TakeBackPacket {
            reason: "Ghi thêm".to_owned(),
        },
    );
    let sheet = packets::sheet_ref(&packet, RICE, 0);
    packets::done(
        &mut packet,
        Command::SetOpinion {
            sheet,
            text: "Nên đổi bao bì".to_owned(),
        },
    );
    hand_in(&mut packet, 25);
    let mut typed = fixtures::sheet(500, RICE, LAN, ALL_100);
    typed.source = SheetSource::Typed;
    session.sheets.insert(typed.id, std::sync::Arc::new(typed));
    (session, packet)
}

#[test]
fn versions_that_contradict_each_other_are_chosen_from() {
    let (session, packet) = contested();
    let mut desk = Desk::new(&session);
    let path = desk.put("Lan.packet.ron", &packet);
    desk.read(&[path]);
    desk.check_shows(&[
        "Cần xem (1)",
        "Lê Thị Lan: 1 phiếu khác bản đang có, 1 phiếu mới",
        "khác bản đang có",
        "chưa bản nào được tính",
    ]);
    click(&mut desk.program, "Nhận 1 gói phiếu");
    desk.check_shows(&["1 phiếu có nhiều bản khác nhau, chờ chọn."]);
    assert_eq!(total_of(&desk.program, LAN), None, "none counts");
    desk.check_shows(&["1 phiếu có nhiều bản khác nhau, chưa bản nào được tính"]);
    // From the message, the strip, the results and the sheet one gets to the choice.
    desk.program.state_mut().notice = None;
    desk.program.run_steps(2);
    click(&mut desk.program, "Chọn bản phiếu");
    press(&mut desk.program, Modifiers::NONE, Key::Escape);
    ctrl(&mut desk.program, Key::Num5);
    click(&mut desk.program, "Chọn bản phiếu");
    desk.check_shows(&[
        "1. Gạo nếp cái hoa vàng · Lê Thị Lan, Sở Công Thương",
        "Nhập tại bàn, Nộp 15/09/2026 08:30, 100 điểm",
        "Gói phiếu, lần nộp 2, Nộp 15/09/2026 08:25, 70 điểm",
        "Khác nhau ở 4 tiêu chí",
        "Giống nhau ở 2 tiêu chí",
        "Khác nhau: Nhận xét: ; Nên đổi bao bì",
        "Mọi bản đều được lưu trong hồ sơ",
        "Chọn bản được tính",
    ]);
    // By keys alone: the number of the version, the reason, Ctrl+Enter.
    let place = if desk.shows("Nhận xét: Nên đổi bao bì") {
        Key::Num1
    } else {
        Key::Num2
    };
    press(&mut desk.program, Modifiers::NONE, place);
    desk.check_shows(&["Ghi lý do chọn."]);
    desk.program.get_by_role(Role::TextInput).focus();
    desk.program.run_steps(2);
    let reason = "Thành viên xác nhận bản trong gói".to_owned();
    desk.program.event(egui::Event::Text(reason));
    desk.program.run_steps(2);
    ctrl(&mut desk.program, Key::Enter);
    assert!(desk.program.state().dialog.is_none());
    assert_eq!(total_of(&desk.program, LAN).as_deref(), Some("70"));
    desk.check_shows(&["Không còn phiếu nào chờ chọn bản."]);
    assert_eq!(desk.n_versions(RICE), 2, "both are kept");
    // The choice can be changed.
    let key = Some((RICE, LAN, 1));
    desk.program
        .state_mut()
        .waiting
        .push(Action::ShowVersions(key));
    desk.program.run_steps(3);
    desk.check_shows(&[
        "Lý do: Thành viên xác nhận bản trong gói",
        "không được chọn",
    ]);
    click_part(&mut desk.program, "Nhập tại bàn, Nộp");
    desk.program.get_by_role(Role::TextInput).focus();
    desk.program.run_steps(2);
    desk.program
        .event(egui::Event::Text("Bản giấy đúng".to_owned()));
    desk.program.run_steps(2);
    click(&mut desk.program, "Ghi lựa chọn");
    assert_eq!(total_of(&desk.program, LAN).as_deref(), Some("100"));
}

#[test]
fn a_whole_copy_is_chosen_in_one_step() {
    let mut session = ready();
    let packet = issue(&mut session, 1, LAN);
    let (mut a, mut b) = (packet.clone(), packet);
    for (copy, text, n) in [(&mut a, ALL_70, 0), (&mut b, ALL_100, 1)] {
        fill(copy, RICE, text, n);
        fill(copy, TEA, text, n);
        hand_in(copy, 20);
    }
    let mut desk = Desk::new(&session);
    let paths = [desk.put("a.packet.ron", &a), desk.put("b.packet.ron", &b)];
    desk.read(&paths);
    click(&mut desk.program, "Nhận 2 gói phiếu");
    desk.program.state_mut().notice = None;
    desk.program.run_steps(2);
    click(&mut desk.program, "Chọn bản phiếu");
    desk.check_shows(&["còn 1 phiếu khác chờ chọn"]);
    press(&mut desk.program, Modifiers::NONE, Key::Num2);
    click_part(&mut desk.program, "Chọn như vậy cho 1 phiếu khác");
    desk.program
        .get_by_role_and_label(Role::TextInput, "Lý do chọn")
        .focus();
    desk.program.run_steps(2);
    let reason = "Thành viên xác nhận bản này".to_owned();
    desk.program.event(egui::Event::Text(reason));
    desk.program.run_steps(2);
    ctrl(&mut desk.program, Key::Enter);
    desk.check_shows(&["Không còn phiếu nào chờ chọn bản."]);
    let session = desk.program.state().desk.as_ref().expect("a desk");
    let session = session.document.session();
    assert_eq!(session.settlements.len(), 2);
    let answers = |id| session.sheet(id, LAN, 1).map(|it| it.answers.clone());
    assert_eq!(answers(RICE), answers(TEA), "both of the same copy");
}

#[test]
fn a_choice_that_is_refused_says_why() {
    let (mut session, packet) = contested();
    packets::take_in(&mut session, &packet).expect("taken in");
    let key = Some((RICE, LAN, 1));
    let mut concluded = session.clone();
    change_product(&mut concluded, RICE, |rice| {
        rice.conclusion = Some(Conclusion {
            outcome: Outcome::Withdrawn,
            reason: "Rút hồ sơ".to_owned(),
            vote: None,
            computed: None,
            concluded_at: fixtures::at(60),
        });
    });
    let mut desk = Desk::new(&concluded);
    desk.program
        .state_mut()
        .waiting
        .push(Action::ShowVersions(key));
    desk.program.run_steps(3);
    desk.check_shows(&["Gạo nếp cái hoa vàng đã có kết luận. Rút lại kết luận trước."]);
    let mut desk = Desk::new(&session);
    desk.program
        .state_mut()
        .desk
        .as_mut()
        .expect("a session")
        .access = super::access::Access::ReadOnly(super::access::Reason::Unwritable);
    desk.program
        .state_mut()
        .waiting
        .push(Action::ShowVersions(key));
    desk.program.run_steps(3);
    desk.check_shows(&["Phiên đang chỉ để xem nên không nhận phiếu được."]);
    ctrl(&mut desk.program, Key::Enter);
    assert!(desk.program.state().dialog.is_some(), "nothing was chosen");
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn files_and_folders_are_dropped_on_the_window() {
    let mut session = ready();
    let mut packets = Vec::new();
    for (bits, member_id) in [(1, CHAIR), (2, LAN), (3, MINH)] {
        let mut packet = issue(&mut session, bits, member_id);
        finish(&mut packet, ALL_70, 0, 20);
        packets.push(packet);
    }
    let mut desk = Desk::new(&session);
    for (packet, name) in packets.iter().zip(["a", "b"]) {
        desk.put(&format!("{name}.packet.ron"), packet);
    }
    let third = desk.home.path().join("c.packet.ron");
    std::fs::write(&third, session_file::write(&packets[2]).expect("bytes")).expect("written");
    let drop = |desk: &mut Desk<'_>, path: PathBuf| {
        let files = &mut desk.program.input_mut().dropped_files;
        files.push(std::sync::Arc::new(Dropped(path)));
        desk.program.step();
        desk.program.input_mut().dropped_files.clear();
    };
    let folder = desk.home.path().join("in");
    drop(&mut desk, folder);
    desk.wait_report();
    desk.check_shows(&["2 tệp: 4 phiếu mới"]);
    // What is dropped on the report joins it.
    drop(&mut desk, third);
    wait_long(&mut desk.program, |app| match &app.dialog {
        Some(Dialog::Returns(report)) => report.n_files() == 3,
        _ => false,
    });
    desk.check_shows(&["3 tệp: 6 phiếu mới"]);
    click(&mut desk.program, "Nhận 3 gói phiếu");
    assert_eq!(super::session(&desk.program).returns.len(), 3);
}
