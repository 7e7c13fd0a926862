//! A member's packet in the whole program: it opens, is filled, handed in with its code, locked, and
//! taken back; nothing of the desk is in reach.

use super::*;
use crate::fixtures::packets::{content, done, fill, hand_in, issue};
use crate::fixtures::{ALL_70, ALL_100, LAN, RICE, TEA, at};
use crate::model::ids::ProductId;
use crate::model::sheet::{SheetSource, SheetStatus};
use crate::rules::packets::judge;
use crate::storage::packets::issue::{Issuing, prepare, write};

/// A council that does not sign, so that no code is needed.
fn plain_council() -> Session {
    let mut council = fixtures::session();
    council.rules.signing.value = false;
    let tea = council.products[1].id;
    let product = council.products.iter_mut().find(|it| it.id == tea);
    let product = std::sync::Arc::make_mut(product.expect("the tea"));
    let case = crate::model::criteria::CaseCode::A;
    product.case_choices.insert(fixtures::code("1.3"), case);
    council
}

fn plain_packet() -> Session {
    issue(&mut plain_council(), 1, LAN)
}

fn packet_file(folder: &tempfile::TempDir, packet: &Session) -> PathBuf {
    let path = folder.path().join("Gói phiếu 02 Lê Thị Lan.packet.ron");
    save_new(&path, packet, Existing::Refuse).expect("saved");
    path
}

fn on_disk(path: &Path) -> Session {
    open(path).expect("a whole file").session
}

fn has(program: &Program<'_>, text: &str) -> bool {
    program.query_all_by_label_contains(text).next().is_some()
}

fn click_part(program: &mut Program<'_>, text: &str) {
    program.get_by_label_contains(text).click();
    program.run_steps(3);
}

fn button(program: &mut Program<'_>, label: &str) {
    program.get_by_role_and_label(Role::Button, label).click();
    program.run_steps(3);
}

fn type_text(program: &mut Program<'_>, text: &str) {
    program.event(egui::Event::Text(text.to_owned()));
    program.run_steps(3);
}

fn answers_of(session: &Session, id: ProductId) -> String {
    let sheet = session.sheet(id, LAN, 1);
    sheet.map_or_else(String::new, |sheet| sheet.answers.to_string())
}

fn is_locked(program: &Program<'_>) -> bool {
    content(session(program)).is_locked()
}

#[test]
fn a_packet_opens_with_the_member_and_the_next_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    assert_eq!(program.state().screen, Screen::Packet);
    program.get_by_label("Gói phiếu của Lê Thị Lan");
    program.get_by_label("Chấm xong trước ngày họp.");
    program.get_by_label("Chấm tiếp: Gạo nếp cái hoa vàng");
    program.get_by_label("Đã chấm xong 0 trong 2 sản phẩm");
    // Enter opens what is next.
    press(&mut program, Modifiers::NONE, Key::Enter);
    assert_eq!(program.state().screen, Screen::Scoring);
    program.get_by_label("Tổng điểm phiếu này");
    // Nothing of other members, and nothing that the desk does.
    for name in ["Trần Văn An", "Phạm Đức Minh", "Biên bản", "Kết quả"] {
        assert!(!has(&program, name), "{name}");
    }
    press(&mut program, Modifiers::NONE, Key::Escape);
    assert_eq!(program.state().screen, Screen::Packet);
}

#[test]
fn the_desks_keys_lead_nowhere_in_a_packet() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    for key in [Key::Num2, Key::Num3, Key::Num5, Key::Num6, Key::P, Key::E] {
        ctrl(&mut program, key);
        assert_eq!(program.state().screen, Screen::Packet, "{key:?}");
        assert!(program.state().dialog.is_none(), "{key:?}");
    }
    press(&mut program, Modifiers::NONE, Key::F9);
    for action in [Action::PrintMinutes, Action::TakeUpEarlier] {
        let ctx = program.ctx.clone();
        program.state_mut().perform(&ctx, vec![action]);
    }
    program.run_steps(3);
    assert!(program.state().dialog.is_none());
    ctrl(&mut program, Key::K);
    type_text(&mut program, "ket luan");
    program.get_by_label_contains("Không tìm thấy");
    press(&mut program, Modifiers::NONE, Key::Escape);
    // The start leads back to the packet, not to a step of the desk.
    click(&mut program, "Về màn hình đầu");
    click(&mut program, "Trở lại phiên");
    assert_eq!(program.state().screen, Screen::Packet);
}

#[test]
fn every_choice_is_kept_and_the_file_follows_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path.clone()));
    press(&mut program, Modifiers::NONE, Key::Enter);
    type_keys(&mut program, "B5A550");
    assert_eq!(
        answers_of(session(&program), RICE),
        "1.1=3 1.2=1 1.3=2 2.1=2 2.2=1 3=1"
    );
    let sheet = session(&program).sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(sheet.source, SheetSource::Laptop);
    // After a pause it stands in the packet's own file, under its own name.
    wait(&mut program, |app| app.saving.is_none() && !app.is_dirty());
    assert_eq!(
        answers_of(&on_disk(&path), RICE),
        answers_of(session(&program), RICE)
    );
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".ron"))
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(names, ["Gói phiếu 02 Lê Thị Lan.packet.ron"]);
    // What was done leaves the member's name in the log.
    let desk = program.state().desk.as_ref().expect("a packet");
    assert_eq!(program.state().by(), "Lê Thị Lan");
    assert!(desk.document.session().packet.is_some());
}

#[test]
fn done_sheets_lead_to_the_next_and_then_to_the_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    press(&mut program, Modifiers::NONE, Key::Enter);
    type_keys(&mut program, "B5");
    program.get_by_label("Còn thiếu 4 tiêu chí");
    ctrl(&mut program, Key::Enter);
    assert!(has(&program, "còn thiếu"), "the key says what is missing");
    type_keys(&mut program, "A55A");
    button(&mut program, "Xong · sang phiếu tiếp theo");
    let product_id = |program: &Program<'_>| {
        let desk = program.state().desk.as_ref();
        desk.and_then(|desk| desk.product_id)
    };
    assert_eq!(product_id(&program), Some(TEA));
    type_keys(&mut program, "B5A55A");
    ctrl(&mut program, Key::Enter);
    assert_eq!(program.state().screen, Screen::Packet);
    program.get_by_label("Đã chấm xong 2 trong 2 sản phẩm");
    program.get_by_label("Nộp gói phiếu…: Mọi sản phẩm đã chấm xong");
}

#[test]
fn what_is_missing_stands_by_product_and_leads_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut packet = plain_packet();
    fill(&mut packet, TEA, "1.1=4 1.2=1 1.3=1 2.1=3 2.2=1", 1);
    let path = packet_file(&folder, &packet);
    let mut program = program(Start::File(path));
    // What was begun is gone on with first.
    program.get_by_label("Chấm tiếp phiếu dở: Trà sen");
    click(&mut program, "Còn thiếu gì (2)");
    program.get_by_label("Chưa chấm tiêu chí nào trong 6 tiêu chí");
    let links = program.query_all_by_label("Đến tiêu chí 3 của Trà sen");
    links.last().expect("a way to 3").click();
    program.run_steps(3);
    assert_eq!(program.state().screen, Screen::Scoring);
    type_keys(&mut program, "A");
    assert_eq!(
        answers_of(session(&program), TEA),
        "1.1=4 1.2=1 1.3=1 2.1=3 2.2=1 3=2"
    );
}

#[test]
fn a_member_says_why_not_to_take_part_and_may_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    press(&mut program, Modifiers::NONE, Key::Enter);
    button(&mut program, "Không tham gia…");
    button(&mut program, "Ghi không tham gia");
    program.get_by_label("Ghi lý do trước");
    program.get_by_label("Lý do").focus();
    program.run_steps(2);
    type_text(&mut program, "Góp vốn vào hợp tác xã");
    button(&mut program, "Ghi không tham gia");
    let reason = |program: &Program<'_>| {
        let product = session(program).product(RICE).expect("the rice");
        product.recusals.get(&LAN).cloned()
    };
    assert_eq!(reason(&program).as_deref(), Some("Góp vốn vào hợp tác xã"));
    assert!(has(
        &program,
        "Bạn không tham gia đánh giá sản phẩm này: Góp vốn"
    ));
    press(&mut program, Modifiers::NONE, Key::Escape);
    assert!(has(&program, "Gạo nếp cái hoa vàng, không tham gia"));
    program.get_by_label("Chấm tiếp: Trà sen");
    press(&mut program, Modifiers::NONE, Key::Home);
    button(&mut program, "Tham gia lại");
    assert_eq!(reason(&program), None);
}

#[test]
fn a_packet_without_a_key_is_handed_in_and_what_is_left_must_be_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut packet = plain_packet();
    fill(&mut packet, RICE, ALL_100, 1);
    fill(&mut packet, TEA, "1.1=4", 1);
    let path = packet_file(&folder, &packet);
    let mut program = program(Start::File(path.clone()));
    ctrl(&mut program, Key::Enter);
    program.get_by_label("Nộp 1 phiếu");
    program.get_by_label("Để lại, chưa nộp: 1 sản phẩm");
    button(&mut program, "Nộp gói phiếu");
    program.get_by_label_contains("Đánh dấu vào ô ở trên");
    assert!(!is_locked(&program));
    click(&mut program, "Tôi biết 1 sản phẩm này chưa được nộp");
    button(&mut program, "Nộp gói phiếu");
    wait(&mut program, is_handed_in);
    assert!(is_locked(&program));
    assert!(
        content(&on_disk(&path)).is_locked(),
        "it stands in the file"
    );
    program.get_by_label("Đã nộp gói phiếu");
    program.get_by_label("Đưa tệp này lại cho thư ký:");
    program.get_by_label("Gói phiếu 02 Lê Thị Lan.packet.ron");
    program.get_by_label("1 sản phẩm để lại, chưa nộp");
    let digest = &content(session(&program)).hand_ins[0].seal.digest;
    let shown = crate::words::digest_start(digest);
    program.get_by_label(&format!("Số kiểm tra: {shown}"));
    click(&mut program, "Chép đường dẫn");
    program.get_by_label("Đã chép đường dẫn của tệp");
}

#[test]
fn a_locked_packet_is_read_and_not_changed_until_it_is_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut packet = plain_packet();
    fill(&mut packet, RICE, ALL_100, 1);
    fill(&mut packet, TEA, "1.1=4", 1);
    hand_in(&mut packet, 30);
    let path = packet_file(&folder, &packet);
    let mut program = program(Start::File(path));
    program.get_by_label("Đã nộp gói phiếu");
    for name in ["Gạo nếp cái hoa vàng, đã nộp", "Trà sen, để lại, chưa nộp"] {
        click_part(&mut program, name);
        assert!(has(&program, "Gói phiếu đã nộp, phiếu chỉ để xem."));
        type_keys(&mut program, "5");
        assert!(!program.state().is_dirty(), "{name}");
        assert!(program.query_by_label("Không tham gia…").is_none());
        press(&mut program, Modifiers::NONE, Key::Escape);
    }
    ctrl(&mut program, Key::Enter);
    assert!(program.state().dialog.is_none());
    button(&mut program, "Rút lại gói phiếu…");
    type_text(&mut program, "Chấm nhầm 1.1");
    button(&mut program, "Rút lại gói phiếu");
    assert!(!is_locked(&program));
    program.get_by_label_contains("Đã rút lại lúc");
    // What was handed in before must be whole again before it is handed in anew.
    press(&mut program, Modifiers::NONE, Key::Home);
    press(&mut program, Modifiers::NONE, Key::Enter);
    press(&mut program, Modifiers::NONE, Key::Home);
    press(&mut program, Modifiers::NONE, Key::Delete);
    press(&mut program, Modifiers::NONE, Key::Escape);
    ctrl(&mut program, Key::Enter);
    program.get_by_label_contains("đã nộp lần trước rồi rút lại");
    button(&mut program, "Đến phiếu đó");
    assert_eq!(program.state().screen, Screen::Scoring);
    type_keys(&mut program, "A");
    press(&mut program, Modifiers::NONE, Key::Escape);
    ctrl(&mut program, Key::Enter);
    click(&mut program, "Tôi biết 1 sản phẩm này chưa được nộp");
    button(&mut program, "Nộp gói phiếu");
    wait(&mut program, is_handed_in);
    let packet = content(session(&program));
    assert_eq!(packet.hand_ins.len(), 2);
    assert!(has(&program, "lần nộp 2"));
    let sheet = session(&program).sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!((sheet.status, sheet.revision), (SheetStatus::Submitted, 3));
}

/// A packet as the secretary writes it, with the code of its slip.
fn issued(folder: &tempfile::TempDir) -> (Session, PathBuf, String) {
    let mut council = plain_council();
    council.rules.signing.value = true;
    let issuing = Issuing {
        member_ids: vec![LAN],
        instructions: "Chấm xong trước ngày họp.".to_owned(),
        by: "Vũ Thu Hà".to_owned(),
        at: at(0),
    };
    let mut new = prepare(&council, &issuing).expect("a packet");
    let new = new.pop().expect("a packet");
    done(
        &mut council,
        Command::IssuePackets(vec![new.issued.clone()]),
    );
    let path = write(&new, folder.path()).expect("written");
    (council, path, new.code.expect("a code").text())
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "looks for the code in what is written"
)]
fn an_issued_packet_is_handed_in_with_its_code_and_with_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut council, path, code) = issued(&folder);
    let mut program = program(Start::File(path.clone()));
    for id in [RICE, TEA] {
        let mut filled = session(&program).clone();
        fill(&mut filled, id, ALL_70, 1);
        let sheet = filled.sheet(id, LAN, 1).expect("a sheet").clone();
        for (code, answer) in sheet.answers.0 {
            let mut sheet_ref = fixtures::packets::sheet_ref(&filled, id, 1);
            sheet_ref.source = SheetSource::Laptop;
            program.state_mut().edit(Command::ChooseLevel {
                sheet: sheet_ref,
                code,
                answer: Some(answer),
            });
        }
    }
    program.run_steps(3);
    ctrl(&mut program, Key::Enter);
    // Too short: nothing is tried.
    type_and(&mut program, "BCFGH", Key::Enter);
    program.get_by_label_contains("Còn thiếu 5 ký tự");
    // Another code: it is told, and nothing has changed.
    let before = session(&program).clone();
    let wrong = if code.starts_with('B') { "C" } else { "B" };
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_text(&mut program, &format!("{wrong}{}", &code[1..]));
    press(&mut program, Modifiers::NONE, Key::Enter);
    program.get_by_label("Đang nộp…");
    wait(&mut program, |app| !has_work(app));
    program.get_by_label_contains("Mã này không mở được khóa");
    assert_eq!(*session(&program), before);
    // The code as people type it.
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_text(&mut program, &code.to_lowercase().replace('-', " "));
    press(&mut program, Modifiers::NONE, Key::Enter);
    wait(&mut program, is_handed_in);
    program.get_by_label("Đã nộp gói phiếu");

    // The secretary can take it in; the code is nowhere in what is written.
    let back = on_disk(&path);
    let returned = judge::returned(&back).expect("a return");
    done(&mut council, Command::TakeInReturn(Box::new(returned)));
    assert_eq!(council.sheets.len(), 2);
    let plain = code.replace('-', "");
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        let text = String::from_utf8_lossy(&bytes).to_uppercase();
        assert!(!text.contains(&code) && !text.contains(&plain));
    }
    assert!(!format!("{:?}", program.state().dialog).contains(&plain));
}

/// Tells whether the question is answered, and what came of it stands in the file.
fn is_handed_in(app: &App) -> bool {
    app.dialog.is_none() && app.saving.is_none() && !app.is_dirty()
}

/// Tells whether the question about handing in waits for the key.
fn has_work(app: &App) -> bool {
    format!("{:?}", app.dialog).contains("waits: true")
}

#[test]
fn leaving_the_question_while_the_key_opens_hands_nothing_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_council, path, code) = issued(&folder);
    let mut packet = on_disk(&path);
    fill(&mut packet, RICE, ALL_70, 1);
    fill(&mut packet, TEA, ALL_70, 1);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let path = packet_file(&elsewhere, &packet);
    let mut program = program(Start::File(path));
    ctrl(&mut program, Key::Enter);
    type_and(&mut program, &code, Key::Enter);
    press(&mut program, Modifiers::NONE, Key::Escape);
    for _ in 0..150 {
        program.step();
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!is_locked(&program) && !program.state().is_dirty());
}

#[test]
fn drafts_of_an_old_packet_are_taken_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut council = plain_council();
    let mut old = issue(&mut council, 1, LAN);
    fill(&mut old, RICE, ALL_70, 1);
    let old_path = folder.path().join("cũ.packet.ron");
    save_new(&old_path, &old, Existing::Refuse).expect("saved");
    let new = issue(&mut council, 2, LAN);
    let path = packet_file(&folder, &new);
    let mut program = program(Start::File(path));
    click(&mut program, "Lấy phiếu đang chấm từ gói cũ…");
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_and(&mut program, &old_path.display().to_string(), Key::Enter);
    wait(&mut program, |app| {
        matches!(app.dialog, Some(Dialog::Packet(_)))
    });
    program.get_by_label_contains("1 phiếu trong gói cũ");
    button(&mut program, "Lấy 1 phiếu");
    program.get_by_label("Đã lấy 1 phiếu từ gói cũ");
    assert_eq!(answers_of(session(&program), RICE), answers_of(&old, RICE));
    program.get_by_label("Đã chấm xong 1 trong 2 sản phẩm");
}

#[test]
fn text_grows_by_a_button_and_by_its_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    for _ in 0..2 {
        click(&mut program, "Chữ to hơn");
    }
    assert!((program.ctx.zoom_factor() - 1.25).abs() < 0.01);
    click(&mut program, "Chữ nhỏ hơn");
    assert!((program.ctx.zoom_factor() - 1.1).abs() < 0.01);
}

#[test]
fn a_packet_that_is_only_looked_at_is_not_handed_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut packet = plain_packet();
    fill(&mut packet, RICE, ALL_100, 1);
    let path = packet_file(&folder, &packet);
    let _first = program(Start::File(path.clone()));
    let mut second = program(Start::File(path));
    assert!(second.state().is_read_only());
    ctrl(&mut second, Key::Enter);
    assert!(second.state().dialog.is_none());
    assert!(has(&second, "Chỉ xem"));
}

#[test]
fn saving_elsewhere_keeps_the_name_of_a_packet() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = packet_file(&folder, &plain_packet());
    let mut program = program(Start::File(path));
    let other = folder.path().join("USB");
    press(&mut program, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    press(&mut program, Modifiers::COMMAND, Key::A);
    type_and(&mut program, &other.display().to_string(), Key::Enter);
    let named = folder.path().join("USB.packet.ron");
    wait(&mut program, |app| app.saving.is_none() && named.is_file());
    assert!(on_disk(&named).packet.is_some());
}
