use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::storage::packs::builtin;

struct State {
    screen: CriteriaScreen,
    actions: Vec<Action>,
}

fn open() -> Harness<'static, State> {
    let packs: Vec<_> = builtin()
        .iter()
        .filter(|pack| pack.id == "qd-26-2026")
        .cloned()
        .collect();
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1170.0, 720.0))
        .build_ui_state(
            move |ui, state: &mut State| {
                crate::ui::testing::dress(ui);
                let ctx = CriteriaCtx {
                    packs: &packs,
                    n_builtin: 1,
                    revision: 1,
                    in_hand: None,
                };
                state.screen.ui(ui, &ctx, &mut state.actions);
            },
            State {
                screen: CriteriaScreen::default(),
                actions: Vec::new(),
            },
        );
    harness.run();
    harness
}

#[test]
fn the_first_sheet_is_shown_and_arrows_lead_to_the_next() {
    let mut harness = open();
    harness.get_by_label("Phiếu số 1 · Rau, củ, quả, hạt tươi");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.get_by_label("Phiếu số 2 · Thịt, thủy sản, trứng, sữa tươi");
    harness.get_by_label("26 phiếu");
}

#[test]
fn words_without_marks_find_criteria_and_enter_goes_to_them() {
    let mut harness = open();
    harness.event(egui::Event::Text("ruou trang".to_owned()));
    harness.run();
    harness.get_by_label("Bộ 14 · Rượu trắng").click();
    harness.run();
    harness.get_by_label("Phiếu số 14 · Rượu trắng");
    // "Nguồn nguyên liệu" is 1.1 of sheet 14; the search names it in that sheet only by marks.
    harness.get_by_label("Tìm trong tên và nội dung").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("so huu tri tue".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let head = harness.get_by_label("3.5 Sở hữu trí tuệ");
    assert!(
        (0.0..400.0).contains(&head.rect().top()),
        "{:?}",
        head.rect()
    );
}

#[test]
fn nothing_found_says_so() {
    let mut harness = open();
    harness.event(egui::Event::Text("xyzxyz".to_owned()));
    harness.run();
    assert!(
        harness
            .query_all_by_label("Không tìm thấy; thử ít chữ hơn")
            .next()
            .is_some()
    );
}

#[test]
fn two_sheets_stand_side_by_side_and_say_how_many_criteria_differ() {
    let mut harness = open();
    harness.state_mut().screen.beside = Some((0, 14));
    harness.state_mut().screen.only_differing = true;
    harness.run();
    // Both have a criterion 1.1, of different titles.
    harness.get_by_label("1.1 Nguồn gốc sản phẩm");
    harness.get_by_label("1.1 Nguồn nguyên liệu");
    harness.get_by_label("Thôi so sánh").click();
    harness.run();
    assert!(harness.query_by_label("1.1 Nguồn nguyên liệu").is_none());
}

#[test]
fn a_pack_is_loaded_by_a_button() {
    let mut harness = open();
    harness.get_by_label("Nạp bộ khác…").click();
    harness.run();
    assert_eq!(harness.state().actions, [Action::LoadCriteria]);
}
