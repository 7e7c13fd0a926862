//! The screen as a person meets it: by the words on it. Sums come from the fixture's table.

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::edit::command::Command;
use crate::fixtures::{
    ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, TEA, at, change_product, code, day, scored_session,
};
use crate::model::criteria::CaseCode;
use crate::model::points::StarRank;
use crate::model::product::{Outcome, Vote};
use crate::model::session::Session;
use crate::rules::review::{Review, review};

struct Rig {
    screen: ResultsScreen,
    session: Session,
    review: Review,
    product_id: Option<ProductId>,
    actions: Vec<Action>,
}

fn draw(ui: &mut Ui, rig: &mut Rig) {
    crate::ui::testing::dress(ui);
    let ctx = ViewCtx {
        session: &rig.session,
        review: &rig.review,
        revision: 1,
        packs: &[],
        product_id: rig.product_id,
        member_id: None,
        today: day(),
        now: at(60),
        by: "",
        random_bits: || 7,
        receiving: &crate::ui::takein::ReceivingView::default(),
    };
    let mut actions = Vec::new();
    rig.screen.ui(ui, &ctx, &mut actions);
    for action in &actions {
        if let Action::SelectProduct(id) = action {
            rig.product_id = Some(*id);
        }
    }
    rig.actions.extend(actions);
}

fn harness(session: Session) -> Harness<'static, Rig> {
    let rig = Rig {
        screen: ResultsScreen::default(),
        review: review(&session, day()),
        session,
        product_id: Some(RICE),
        actions: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1166.0, 2000.0))
        // A dialog needs a few frames to find its size.
        .with_max_steps(12)
        .build_ui_state(draw, rig);
    harness.run();
    harness
}

fn edits(harness: &Harness<'_, Rig>) -> Vec<Command> {
    let edit = |action: &Action| match action {
        Action::Edit(command) => Some(command.clone()),
        _ => None,
    };
    harness.state().actions.iter().filter_map(edit).collect()
}

fn stars(n: u8) -> Outcome {
    Outcome::Stars(StarRank::new(n).expect("one to five"))
}

/// Both products scored 100 by all three members: potential five stars at the province.
fn both_scored() -> Session {
    let mut session = scored_session([ALL_100, ALL_100, ALL_100]);
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    for (bits, member_id) in (11..).zip([CHAIR, LAN, MINH]) {
        let sheet = crate::fixtures::sheet(bits, TEA, member_id, ALL_70);
        session.sheets.insert(sheet.id, std::sync::Arc::new(sheet));
    }
    session
}

#[test]
fn a_row_says_mean_stars_and_reason() {
    let harness = harness(both_scored());
    let row = harness.get_by_label_contains("2. Trà sen");
    let label = row.accesskit_node().label().expect("a label");
    for words in [
        "TV1 70",
        "trung bình 70,00",
        "4 sao",
        "đủ điểm 4 sao (70,00)",
        "chưa kết luận",
    ] {
        assert!(label.contains(words), "{words}: {label}");
    }
}

#[test]
fn totals_too_far_apart_are_said_in_words() {
    let harness = harness(scored_session([ALL_100, ALL_100, ALL_70]));
    let row = harness.get_by_label_contains("1. Gạo nếp");
    let label = row.accesskit_node().label().expect("a label");
    assert!(label.contains("TV3 70 lệch"), "{label}");
    assert!(label.contains("chênh 30, quá mức cho phép"), "{label}");
    harness.get_by_label_contains("Lệch quá 10 điểm: TV1 và TV3 (30), TV2 và TV3 (30)");
    harness.get_by_label("1 lệch quá 10 điểm, cần chấm lại");
}

#[test]
fn a_recused_member_is_named_as_such() {
    let mut session = scored_session([ALL_100, ALL_100, ALL_70]);
    change_product(&mut session, RICE, |rice| {
        rice.recusals
            .insert(MINH, "người nhà của chủ thể".to_owned());
    });
    let harness = harness(session);
    let row = harness.get_by_label_contains("1. Gạo nếp");
    let label = row.accesskit_node().label().expect("a label");
    assert!(label.contains("TV3 lợi ích"), "{label}");
    harness.get_by_label_contains("người nhà của chủ thể");
}

#[test]
fn undisputed_products_are_concluded_in_one_command() {
    let mut harness = harness(both_scored());
    harness
        .get_by_label("Kết luận 2 sản phẩm không vướng mắc…")
        .click();
    harness.run();
    harness.get_by_label("Ghi kết luận 2 sản phẩm").click();
    harness.run();
    let expected = vec![(RICE, Outcome::ProposeFive), (TEA, stars(4))];
    assert_eq!(edits(&harness), [Command::ConcludeUndisputed(expected)]);
}

#[test]
fn an_unticked_product_is_left_out() {
    let mut harness = harness(both_scored());
    harness
        .get_by_label("Kết luận 2 sản phẩm không vướng mắc…")
        .click();
    harness.run();
    harness
        .get_by_role_and_label(egui::Role::CheckBox, "Trà sen")
        .click();
    harness.run();
    harness.get_by_label("Ghi kết luận 1 sản phẩm").click();
    harness.run();
    let expected = vec![(RICE, Outcome::ProposeFive)];
    assert_eq!(edits(&harness), [Command::ConcludeUndisputed(expected)]);
}

#[test]
fn the_proposed_conclusion_is_two_keys_away() {
    let mut harness = harness(both_scored());
    harness.key_press(egui::Key::K);
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    harness.run();
    let expected = Command::Conclude {
        product_id: RICE,
        outcome: Outcome::ProposeFive,
        reason: String::new(),
        vote: None,
    };
    assert_eq!(edits(&harness), [expected]);
}

#[test]
fn a_conclusion_above_the_rank_waits_for_reason_and_vote() {
    let mut harness = harness(both_scored());
    harness.get_by_label_contains("2. Trà sen").click();
    harness.run();
    harness.key_press(egui::Key::K);
    harness.run();
    harness
        .get_by_label("Tiềm năng 5 sao, đề nghị Bộ đánh giá")
        .click();
    harness.run();
    harness.get_by_label_contains("cần ghi kết quả biểu quyết của hội đồng");
    harness.get_by_label("Kết luận khác kết quả tính: cần ghi lý do.");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    harness.run();
    assert_eq!(edits(&harness), []);

    harness.get_by_label("Lý do").focus();
    harness.run();
    harness.get_by_label("Lý do").type_text("xuất khẩu");
    harness.run();
    harness.get_by_label("Tán thành").focus();
    harness.run();
    harness.get_by_label("Tán thành").type_text("1");
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    harness.run();
    let found = edits(&harness);
    let [
        Command::Conclude {
            product_id,
            outcome,
            reason,
            vote,
        },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert_eq!((*product_id, *outcome), (TEA, Outcome::ProposeFive));
    assert_eq!(reason, "xuất khẩu");
    let one = Vote {
        in_favor: 1,
        ..Vote::default()
    };
    assert_eq!(*vote, Some(one));
}

#[test]
fn without_a_valid_meeting_nothing_is_concluded_and_it_says_why() {
    let mut session = both_scored();
    for id in [CHAIR, LAN] {
        let member = session
            .council
            .members
            .iter_mut()
            .find(|member| member.id == id);
        member.expect("a member").attendance.clear();
    }
    let mut harness = harness(session);
    harness.key_press(egui::Key::K);
    harness.run();
    harness.get_by_label_contains("có mặt 1 thành viên, cần ít nhất 3");
}

#[test]
fn a_filter_keeps_the_chosen_product() {
    let mut harness = harness(scored_session([ALL_100, ALL_100, ALL_70]));
    harness.get_by_label_contains("Chờ phiếu 1").click();
    harness.run();
    assert!(harness.query_by_label_contains("1. Gạo nếp").is_none());
    harness.get_by_label("Sản phẩm đang xem không thuộc nhóm đang lọc");
    assert_eq!(harness.state().product_id, Some(RICE));
    harness.get_by_label_contains("Tất cả 2").click();
    harness.run();
    let row = harness.get_by_label_contains("1. Gạo nếp");
    let is_chosen = row.accesskit_node().toggled();
    assert_eq!(is_chosen, Some(egui::accesskit::Toggled::True));
}

#[test]
fn arrow_keys_move_through_the_products() {
    let mut harness = harness(both_scored());
    harness.key_press(egui::Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().product_id, Some(TEA));
    harness.key_press(egui::Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().product_id, Some(TEA));
    harness.key_press(egui::Key::ArrowUp);
    harness.run();
    assert_eq!(harness.state().product_id, Some(RICE));
}

#[test]
fn those_too_far_apart_score_again_with_the_proposed_reason() {
    let mut harness = harness(scored_session([ALL_100, ALL_100, ALL_70]));
    harness.key_press(egui::Key::L);
    harness.run();
    harness
        .get_by_label("Mở lượt chấm lại cho 3 thành viên")
        .click();
    harness.run();
    let expected = Command::OpenRescoring {
        product_id: RICE,
        reason: "Chênh lệch 30 điểm, vượt mức cho phép 10 điểm".to_owned(),
        member_ids: [CHAIR, LAN, MINH].into(),
    };
    assert_eq!(edits(&harness), [expected]);
}

#[test]
fn what_was_discussed_becomes_one_command_when_the_field_is_left() {
    let mut harness = harness(both_scored());
    let label = "Nội dung thảo luận (ghi vào biên bản)";
    harness.get_by_label(label).focus();
    harness.run();
    // Letters that are keys of the screen are letters here.
    harness.get_by_label(label).type_text("KL: bao bì đẹp");
    harness.run();
    harness.get_by_label("Yêu cầu với chủ thể").focus();
    harness.run();
    let expected = Command::SetDiscussion {
        product_id: RICE,
        text: "KL: bao bì đẹp".to_owned(),
    };
    assert_eq!(edits(&harness), [expected]);
}

#[test]
fn the_council_agrees_on_a_level_for_a_gate() {
    // 3 is answered with its third level (25 points) by one of three: the gate of 4 stars is met
    // by two of three, and the sheets differ on it.
    let low = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=3 3=3";
    let mut harness = harness(scored_session([ALL_100, ALL_100, low]));
    harness
        .get_by_label_contains("yêu cầu các phiếu còn khác nhau")
        .click();
    harness.run();
    harness
        .get_all_by_label("Hội đồng thống nhất mức… (tiêu chí 3)")
        .next()
        .expect("a link")
        .click();
    harness.run();
    harness.get_by_label_contains("Mức 30*4").click();
    harness.run();
    harness.get_by_label("Cần ghi lý do để đưa vào biên bản.");
    harness.get_by_label("Lý do").focus();
    harness.run();
    harness.get_by_label("Lý do").type_text("xem lại hồ sơ");
    harness.run();
    harness.get_by_label("Ghi mức thống nhất").click();
    harness.run();
    let expected = Command::AgreeChoice {
        product_id: RICE,
        code: code("3"),
        agreed: Some(crate::model::product::AgreedChoice {
            answer: crate::model::sheet::Answer::Level(3),
            reason: "xem lại hồ sơ".to_owned(),
        }),
    };
    assert_eq!(edits(&harness), [expected]);
}

#[test]
fn a_ground_is_decided_with_votes_and_reason() {
    let mut session = scored_session([ALL_100, ALL_100, ALL_100]);
    let sheet = session.sheets.values_mut().next().expect("a sheet");
    let trigger = crate::model::sheet::Trigger {
        place: crate::model::sheet::GroundPlace::Sheet(0),
        reason: "giấy tờ không khớp".to_owned(),
    };
    std::sync::Arc::make_mut(sheet).triggers.push(trigger);
    let mut harness = harness(session);
    harness.get_by_label("Ghi quyết định của hội đồng…").click();
    harness.run();
    harness.get_by_label("Cần ghi kết quả biểu quyết.");
    harness
        .get_by_label("Không đủ căn cứ: tiếp tục đánh giá")
        .click();
    harness.run();
    harness.get_by_label("Không tán thành").focus();
    harness.run();
    harness.get_by_label("Không tán thành").type_text("3");
    harness.run();
    harness.get_by_label("Lý do").focus();
    harness.run();
    harness
        .get_by_label("Lý do")
        .type_text("đã đối chiếu bản gốc");
    harness.run();
    harness.get_by_label("Ghi quyết định").click();
    harness.run();
    let expected = Command::DecideGround {
        product_id: RICE,
        decision: crate::model::product::GroundDecision {
            place: crate::model::sheet::GroundPlace::Sheet(0),
            ground: "Hồ sơ không trung thực".to_owned(),
            raised_by: [CHAIR].into(),
            upheld: false,
            vote: Vote {
                against: 3,
                ..Vote::default()
            },
            reason: "đã đối chiếu bản gốc".to_owned(),
        },
    };
    assert_eq!(edits(&harness), [expected]);
}

/// A session that took up the one of [`both_scored`], of which the rice was concluded.
fn ratifying() -> Session {
    use crate::edit::command::TakenUp;
    let mut earlier = both_scored();
    earlier.id = SessionId::from_bits(101);
    let applied = |session: &mut Session, command| {
        crate::edit::apply::apply(session, &crate::fixtures::edit(command)).expect("applied");
    };
    let concluded = Command::ConcludeUndisputed(vec![(RICE, Outcome::ProposeFive)]);
    applied(&mut earlier, concluded);
    let found = review(&earlier, day());
    let taken = TakenUp {
        sessions: vec![crate::rules::ratification::earlier_session(
            &earlier,
            &found,
            |_| String::new(),
        )],
        replaced: Default::default(),
    };
    let mut session = crate::fixtures::session();
    session.products.clear();
    session.applicants.clear();
    session.forms.clear();
    applied(&mut session, Command::TakeUpResults(Box::new(taken)));
    session
}

#[test]
fn an_earlier_result_is_agreed_to_by_its_button() {
    rust_i18n::set_locale("vi");
    let mut harness = harness(ratifying());
    let rice = harness.state().session.products[0].name.clone();
    let tea = harness.state().session.products[1].name.clone();
    // What round 1 did not conclude has nothing to agree to.
    assert!(
        harness
            .query_by_label(&format!("Nhất trí: {tea}"))
            .is_none()
    );
    harness.get_by_label(&format!("Nhất trí: {rice}")).click();
    harness.run();
    let agreed = Command::ConcludeUndisputed(vec![(RICE, Outcome::ProposeFive)]);
    assert_eq!(edits(&harness), [agreed]);
}

#[test]
fn written_opinions_go_before_the_meeting_with_their_reason() {
    rust_i18n::set_locale("vi");
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    change_product(&mut session, RICE, |rice| {
        rice.application = crate::model::product::ApplicationKind::ReRating;
        rice.procedure = crate::model::product::Procedure::Written { until: None };
    });
    let mut harness = harness(session);
    let open: Vec<_> = harness.get_all_by_label("Đưa ra họp…").collect();
    open[0].click();
    harness.run();
    harness.get_by_label("Đưa ra họp").click();
    harness.run();
    let [Command::MoveToMeeting { product_id, reason }] = &edits(&harness)[..] else {
        panic!("{:?}", edits(&harness));
    };
    assert_eq!(*product_id, RICE);
    // 100 and 70 differ by 30; the default limit is 10.
    assert!(reason.contains("30"), "{reason}");
}
