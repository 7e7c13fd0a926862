use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::fixtures::{self, RICE, TEA};
use crate::model::points::StarRank;
use crate::model::product::Recognition;
use crate::model::session::Session;
use crate::ui::rig::{self, Rig};

const RICE_ROW: &str = "Gạo nếp cái hoa vàng, HTX Nếp Ba Vì";
const TEA_ROW: &str = "Trà sen, HTX Trà Tây Hồ";

fn open(session: Session) -> Harness<'static, Rig<ProductsScreen>> {
    rig::open::<ProductsScreen>(session, ProductsScreen::ui)
}

fn with_lapsed_rice() -> Session {
    let mut session = fixtures::session();
    fixtures::change_product(&mut session, RICE, |rice| {
        rice.history.push(Recognition {
            stars: StarRank::FOUR,
            potential_five: false,
            decision_no: String::new(),
            authority: String::new(),
            issued_on: "2023-04-07".parse().ok(),
            printed_expires_on: None,
            extension: None,
            revocation: None,
        });
    });
    session
}

#[test]
fn a_lapsed_product_says_so_in_words() {
    // Expired on 07/04/2026; the session is on 15/09/2026: 23 + 31 + 30 + 31 + 31 + 15 days.
    let harness = open(with_lapsed_rice());
    harness.get_by_label("đã hết hạn 161 ngày");
}

#[test]
fn search_without_diacritics_keeps_the_product_in_hand() {
    let mut harness = open(fixtures::session());
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().product_id(), Some(RICE));
    harness.event(egui::Event::Text("/".to_owned()));
    harness.run();
    harness.event(egui::Event::Text("tra sen".to_owned()));
    harness.run();
    assert!(harness.query_by_label(RICE_ROW).is_none());
    harness.get_by_label(TEA_ROW);
    harness.get_by_label("1/2 sản phẩm");
    assert_eq!(harness.state().product_id(), Some(RICE));
    harness.get_by_label("Bỏ lọc").click();
    harness.run();
    harness.get_by_label(RICE_ROW);
}

#[test]
fn an_empty_agenda_offers_the_one_next_step() {
    let mut session = fixtures::session();
    session.products.clear();
    session.applicants.clear();
    let mut harness = open(session);
    harness.get_by_label("Chưa có sản phẩm nào");
    harness.get_by_label("Thêm sản phẩm").click();
    harness.run();
    // The keyboard is in the name.
    harness.event(egui::Event::Text("Mật ong hoa nhãn".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text("HTX Ong Hưng Yên".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let [Command::AddProduct(new)] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(new.details.name, "Mật ong hoa nhãn");
    assert_eq!(new.applicant.name, "HTX Ong Hưng Yên");
    let id = new.id;
    assert_eq!(harness.state().product_id(), Some(id));
    // The keyboard is in the search for the sheet: typing marks the first hit, Enter chooses it.
    harness.event(egui::Event::Text("ruou".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let product = harness.state().session().product(id).expect("just added");
    assert_eq!(product.form.as_ref().map(|key| key.no), Some(14));
}

#[test]
fn enter_in_an_empty_search_chooses_no_sheet() {
    let mut session = fixtures::session();
    fixtures::change_product(&mut session, RICE, |rice| rice.form = None);
    let mut harness = open(session);
    for key in [Key::ArrowDown, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    let search = "Tìm bộ theo tên, ngành, cơ quan…";
    harness.get_by_label(search).focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(harness.state().commands.is_empty());
    // An arrow marks the first sheet, another the second; Enter takes it.
    harness.get_by_label(search).focus();
    harness.run();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    let [Command::ChooseForm { key, .. }] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands);
    };
    // Rice is suggested by the name, then the list begins.
    assert_eq!(key.no, 1, "the first sheet after the suggestion");
}

#[test]
fn a_known_applicant_is_found_by_typing() {
    let mut harness = open(fixtures::session());
    harness.key_press(Key::Insert);
    harness.run();
    harness.event(egui::Event::Text("Gạo lứt".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text("nep ba".to_owned()));
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    harness.run();
    let [Command::AddProduct(new)] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(new.applicant.id, fixtures::RICE_COOP);
}

#[test]
fn a_field_of_the_form_is_one_command_when_it_is_left() {
    let mut harness = open(fixtures::session());
    for key in [Key::ArrowDown, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    // Enter puts the keyboard into the name.
    harness.event(egui::Event::Text(" Ba Vì".to_owned()));
    harness.run();
    assert!(harness.state().commands.is_empty());
    harness.key_press(Key::Tab);
    harness.run();
    let [
        Command::EditProduct {
            product_id,
            details,
            applicant,
        },
    ] = harness.state().commands.as_slice()
    else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(*product_id, RICE);
    assert_eq!(details.name, "Gạo nếp cái hoa vàng Ba Vì");
    assert_eq!(details.filed_on, "2026-07-01".parse().ok());
    assert_eq!(applicant.name, "HTX Nếp Ba Vì");
}

#[test]
fn delete_asks_and_a_refusal_says_why() {
    let mut harness = open(fixtures::scored_session([fixtures::ALL_70; 3]));
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Delete);
    harness.run();
    harness.get_by_label("Chưa xóa được “Gạo nếp cái hoa vàng”");
    harness.get_by_label("Đóng").click();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Delete);
    harness.run();
    harness.get_by_label("Xóa sản phẩm “Trà sen”?");
    assert!(harness.state().commands.is_empty());
    harness.get_by_label("Xóa sản phẩm").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::RemoveProduct(TEA)]);
}

#[test]
fn a_sheet_is_chosen_by_words_with_its_reason() {
    let mut session = fixtures::session();
    fixtures::change_product(&mut session, TEA, |tea| tea.form = None);
    let mut harness = open(session);
    for key in [Key::End, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    harness
        .get_by_label("Tìm bộ theo tên, ngành, cơ quan…")
        .scroll_to_me();
    harness.run();
    harness
        .get_by_label("Tìm bộ theo tên, ngành, cơ quan…")
        .focus();
    harness.run();
    harness.event(egui::Event::Text("ruou trang".to_owned()));
    harness.run();
    harness.get_by_label("Bộ 14 · Rượu trắng").click();
    harness.run();
    let [Command::ChooseForm { key, reason, .. }] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(key.to_string(), "qd-26-2026/14");
    assert!(reason.contains("01/07/2026"), "{reason}");
}
