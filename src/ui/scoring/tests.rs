//! The screen as a person uses it: keys and clicks become the right actions.

use std::sync::Arc;

use egui::{Key, Modifiers, Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::ScoringScreen;
use crate::edit::command::Command;
use crate::fixtures::*;
use crate::model::criteria::CaseCode;
use crate::model::ids::{MemberId, ProductId};
use crate::model::session::Session;
use crate::model::sheet::{Answer, SheetStatus};
use crate::rules::review::{Review, review};
use crate::ui::{Action, Screen, ViewCtx};

struct Rig {
    screen: ScoringScreen,
    session: Session,
    review: Review,
    product_id: ProductId,
    member_id: MemberId,
    actions: Vec<Action>,
    packs: Vec<crate::model::criteria::CriteriaPack>,
}

impl Rig {
    fn new(session: Session) -> Self {
        Self {
            screen: ScoringScreen::default(),
            review: review(&session, day()),
            session,
            product_id: RICE,
            member_id: LAN,
            actions: Vec::new(),
            packs: Vec::new(),
        }
    }

    /// Does with the actions what the shell would do, as far as these tests need it.
    fn perform(&mut self, new: Vec<Action>) {
        for action in &new {
            match action {
                Action::SelectProduct(id) => self.product_id = *id,
                Action::SelectMember(id) => self.member_id = *id,
                Action::Edit(Command::ChooseLevel {
                    sheet: sheet_ref,
                    code,
                    answer,
                }) => {
                    let sheet = self
                        .session
                        .sheets
                        .entry(sheet_ref.sheet_id)
                        .or_insert_with(|| {
                            let mut sheet = sheet(1, sheet_ref.product_id, sheet_ref.member_id, "");
                            sheet.id = sheet_ref.sheet_id;
                            sheet.status = SheetStatus::Draft;
                            Arc::new(sheet)
                        });
                    let answers = &mut Arc::make_mut(sheet).answers.0;
                    match answer {
                        Some(answer) => answers.insert(*code, *answer),
                        None => answers.remove(code),
                    };
                }
                _ => {}
            }
        }
        self.review = review(&self.session, day());
        self.actions.extend(new);
    }

    fn commands(&self) -> Vec<&Command> {
        fn command(action: &Action) -> Option<&Command> {
            match action {
                Action::Edit(command) => Some(command),
                _ => None,
            }
        }
        self.actions.iter().filter_map(command).collect()
    }
}

fn draw(ui: &mut egui::Ui, rig: &mut Rig) {
    crate::ui::testing::dress(ui);
    let mut actions = Vec::new();
    let ctx = ViewCtx {
        session: &rig.session,
        review: &rig.review,
        revision: 0,
        packs: &rig.packs,
        product_id: Some(rig.product_id),
        member_id: Some(rig.member_id),
        today: day(),
        now: at(60),
        by: "",
        random_bits: || 77,
        receiving: &crate::ui::takein::ReceivingView::default(),
    };
    rig.screen.ui(ui, &ctx, &mut actions);
    rig.perform(actions);
}

fn harness(session: Session) -> Harness<'static, Rig> {
    Harness::builder()
        .with_size(Vec2::new(1366.0, 900.0))
        .build_ui_state(draw, Rig::new(session))
}

/// The answers of the sheet that the screen has filled.
fn filled(harness: &Harness<'_, Rig>) -> String {
    let sheets = harness.state().session.sheets.values();
    sheets
        .filter(|sheet| sheet.member_id == LAN)
        .map(|sheet| sheet.answers.to_string())
        .collect()
}

#[test]
fn a_sheet_is_typed_with_one_key_per_criterion() {
    let mut harness = harness(session());
    // 1.1 has levels worth 5, 10, 15, 20: 5 is a digit, the others get letters in their order.
    for key in [Key::B, Key::Num5, Key::A, Key::Num5, Key::Num5, Key::Num0] {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(filled(&harness), "1.1=3 1.2=1 1.3=2 2.1=2 2.2=1 3=1");
    // Everything is answered: the next key of the day hands the sheet in.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert!(matches!(
        harness.state().commands().last(),
        Some(Command::SubmitSheet { .. })
    ));
}

#[test]
fn keys_typed_within_one_frame_are_all_followed() {
    let mut harness = harness(session());
    for key in [Key::Num5, Key::Num5, Key::Num5, Key::Num0] {
        harness.key_press(key);
    }
    harness.run();
    // After 0 for 2.1, 2.2 does not count and is passed over.
    assert_eq!(filled(&harness), "1.1=1 1.2=1 1.3=1 2.1=1");
    harness.key_press(Key::Num0);
    harness.run();
    assert_eq!(filled(&harness), "1.1=1 1.2=1 1.3=1 2.1=1 3=1");
}

#[test]
fn a_click_on_a_level_chooses_it_and_stays() {
    let mut harness = harness(session());
    harness
        .get_by_role_and_label(
            Role::RadioButton,
            "1.1: 10 điểm, Mức 10*3, mức tối thiểu của hạng 3 sao",
        )
        .click();
    harness.run();
    assert_eq!(filled(&harness), "1.1=2");
    // A second click on the chosen level changes nothing.
    harness
        .get_by_role_and_label(
            Role::RadioButton,
            "1.1: 10 điểm, Mức 10*3, mức tối thiểu của hạng 3 sao",
        )
        .click();
    harness.run();
    assert_eq!(harness.state().commands().len(), 1);
}

#[test]
fn none_of_the_levels_is_an_answer_of_its_own() {
    let mut harness = harness(session());
    harness.key_press(Key::Num0);
    harness.run();
    assert_eq!(filled(&harness), "1.1=-");
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::Delete);
    harness.run();
    assert_eq!(filled(&harness), "");
}

#[test]
fn a_wrong_key_does_nothing_and_says_why() {
    let mut harness = harness(session());
    harness.key_press(Key::Num7);
    harness.run();
    assert_eq!(harness.state().commands().len(), 0);
    harness.get_by_label("Tiêu chí 1.1 không có phím 7");
}

#[test]
fn handing_in_too_early_names_what_is_missing() {
    let mut harness = harness(session());
    harness.key_press(Key::Num5);
    harness.run();
    harness.get_by_label("Nộp phiếu · còn 5 tiêu chí").click();
    harness.run();
    harness.get_by_label("Phiếu còn thiếu 5 tiêu chí: 1.2, 1.3, 2.1, 2.2, 3");
    assert!(
        harness
            .state()
            .commands()
            .iter()
            .all(|command| !matches!(command, Command::SubmitSheet { .. }))
    );
}

#[test]
fn the_next_missing_criterion_is_one_key_away() {
    let mut session = session();
    let mut begun = sheet(1, RICE, LAN, "1.1=1 1.2=1 1.3=1 2.1=2 3=2");
    begun.status = SheetStatus::Draft;
    session.sheets.insert(begun.id, Arc::new(begun));
    let mut harness = harness(session);
    // The sheet opens at 2.2, which is missing; N goes round to it from anywhere.
    harness.key_press(Key::Home);
    harness.key_press(Key::N);
    harness.key_press(Key::Num5);
    harness.run();
    assert_eq!(filled(&harness), "1.1=1 1.2=1 1.3=1 2.1=2 2.2=1 3=2");
}

#[test]
fn a_sheet_handed_in_is_read_only_until_it_is_taken_back_with_a_reason() {
    let mut harness = harness(scored_session([ALL_100, ALL_70, ALL_70]));
    harness.key_press(Key::Num5);
    harness.run();
    assert_eq!(harness.state().commands().len(), 0);
    harness.get_by_label_contains("Phiếu đã nộp");
    harness.get_by_label("Rút phiếu để sửa…").click();
    harness.run();
    harness
        .get_by_label("Lý do rút phiếu")
        .type_text("chấm nhầm");
    harness.run();
    harness.get_by_label("Rút phiếu").click();
    harness.run();
    let reopened = harness.state().commands().last().copied().cloned();
    assert!(
        matches!(&reopened, Some(Command::ReopenSheet { reason, .. }) if reason == "chấm nhầm"),
        "{reopened:?}"
    );
}

#[test]
fn a_recused_member_fills_nothing() {
    let mut session = session();
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(LAN, "góp vốn".to_owned());
    });
    let mut harness = harness(session);
    harness.key_press(Key::Num5);
    harness.run();
    assert_eq!(harness.state().commands().len(), 0);
    harness.get_by_label_contains("không tham gia đánh giá sản phẩm này");
}

#[test]
fn the_case_is_chosen_once_for_the_product() {
    let mut harness = harness(session());
    harness.state_mut().product_id = TEA;
    harness.run();
    harness.get_by_label("Thu mua").click();
    harness.run();
    let expected = Command::ChooseCase {
        product_id: TEA,
        code: code("1.3"),
        case: Some(CaseCode::B),
    };
    assert_eq!(harness.state().commands(), [&expected]);
}

#[test]
fn page_keys_lead_to_the_next_product_and_member() {
    let mut harness = harness(session());
    harness.key_press(Key::PageDown);
    harness.run();
    assert_eq!(harness.state().product_id, TEA);
    harness.key_press(Key::PageDown);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::PageDown);
    harness.run();
    assert_eq!(
        (harness.state().product_id, harness.state().member_id),
        (TEA, MINH)
    );
}

#[test]
fn a_note_is_written_beside_its_criterion() {
    let mut harness = harness(session());
    harness.key_press(Key::M);
    harness.run();
    harness
        .get_by_label("Ghi chú cho tiêu chí 1.1")
        .type_text("thiếu hợp đồng 5");
    harness.run();
    // Digits in the note are text, not answers.
    assert_eq!(harness.state().commands().len(), 0);
    harness.key_press(Key::Tab);
    harness.run();
    let commands = harness.state().commands();
    assert!(
        matches!(commands.as_slice(), [Command::SetNote { text, .. }] if text == "thiếu hợp đồng 5"),
        "{commands:?}"
    );
}

#[test]
fn without_a_form_the_screen_leads_to_the_products() {
    let mut session = session();
    change_product(&mut session, RICE, |product| product.form = None);
    let mut harness = harness(session);
    harness.get_by_label("Sang Sản phẩm").click();
    harness.run();
    assert_eq!(harness.state().actions, [Action::Go(Screen::Products)]);
}

#[test]
fn the_star_so_far_comes_with_its_reason() {
    let mut session = session();
    // 20 + 5 + 15 + 10 + 5 + 15 = 70 points without the 3-star gate of 3.
    let mut begun = sheet(1, RICE, LAN, "1.1=4 1.2=1 1.3=2 2.1=3 2.2=1 3=2");
    begun.status = SheetStatus::Draft;
    begun.answers.0.insert(code("3"), Answer::Level(1));
    session.sheets.insert(begun.id, Arc::new(begun));
    let harness = harness(session);
    harness.get_by_label("Đủ điểm 4 sao, thiếu 1 yêu cầu tối thiểu");
    harness.get_by_label("Đến tiêu chí 3 Chất lượng, yêu cầu của 3 sao");
    harness.get_by_label("Tổng điểm phiếu này: 70 trên 100");
}

#[test]
fn the_decisions_own_words_are_one_key_away_where_they_are_loaded() {
    let mut harness = harness(session());
    harness.run();
    harness.key_press(Key::V);
    harness.run();
    harness.get_by_label_contains("Chưa nạp văn bản gốc của phiếu này");
    let mut pack = crate::storage::packs::builtin()[0].clone();
    pack.wording = crate::model::criteria::Wording::Official;
    let mut set = form().set;
    set.parts[0].sections[0].criteria[0].options[0].text = "Lời của văn bản".to_owned();
    pack.product_sets = vec![set];
    harness.state_mut().packs = vec![pack];
    harness.key_press(Key::V);
    harness.run();
    harness.get_by_label("Nguyên văn: Lời của văn bản");
    harness.key_press(Key::V);
    harness.run();
    assert!(
        harness
            .query_by_label("Nguyên văn: Lời của văn bản")
            .is_none()
    );
}

/// Lan's sheet for the rice, typed once and whole, on a session whose case is chosen.
fn typed_once() -> Session {
    let mut session = session();
    change_product(&mut session, RICE, |rice| {
        rice.case_choices.insert(code("1.3"), CaseCode::A);
    });
    let mut once = sheet(1, RICE, LAN, ALL_70);
    once.status = SheetStatus::Draft;
    session.sheets.insert(once.id, Arc::new(once));
    session
}

fn with_second(differences: bool) -> Session {
    use crate::edit::command::TypingStep;
    let mut session = typed_once();
    let mut take = |step| {
        let sheet = sheet_ref(&session, RICE, LAN);
        let command = Command::TypeAgain { sheet, step };
        crate::edit::apply::apply(&mut session, &edit(command)).expect("applied");
    };
    take(TypingStep::Begin);
    if differences {
        // 1.1 is level 3 the first time.
        for (code, answer) in answers("1.1=2 1.2=1 1.3=1 2.1=3 2.2=1 3=4").0 {
            let answer = Some(answer);
            take(TypingStep::Answer { code, answer });
        }
        take(TypingStep::Compare);
    }
    session
}

#[test]
fn the_second_typing_shows_nothing_of_the_first() {
    rust_i18n::set_locale("vi");
    let mut harness = harness(with_second(false));
    harness.run();
    // 70 points stand on the first typing.
    harness.get_by_label("Tổng điểm phiếu này: 0 trên 100");
    assert!(
        harness
            .query_by_label_contains("1.1 Nguồn nguyên liệu, chưa chấm")
            .is_some()
    );
    harness.key_press(Key::A); // 20 points have no digit of their own
    harness.run();
    let commands = harness.state().commands();
    assert!(
        matches!(commands[..], [Command::TypeAgain { .. }]),
        "{commands:?}"
    );
}

#[test]
fn where_the_typings_differ_a_key_settles_it() {
    use crate::edit::command::TypingStep;
    rust_i18n::set_locale("vi");
    let mut harness = harness(with_second(true));
    harness.run();
    assert!(
        harness.query_by_label_contains("1.2 ").is_none(),
        "equal, not shown"
    );
    harness.get_by_label_contains("lần 1");
    harness.get_by_label_contains("lần 2").click();
    harness.run();
    let commands = harness.state().commands();
    let [Command::TypeAgain { step, .. }] = commands[..] else {
        panic!("{commands:?}");
    };
    let expected = TypingStep::Settle {
        code: code("1.1"),
        answer: Answer::Level(1),
    };
    assert_eq!(*step, expected);
}
