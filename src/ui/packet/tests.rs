//! The view by its labels: both languages, much text, nothing but the member's own.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{FileView, PacketScreen};
use crate::fixtures::packets::{fill, issue};
use crate::fixtures::{LAN, RICE, TEA, session};
use crate::model::session::Session;
use crate::ui::frame::Kept;
use crate::ui::packet::progress::Progress;
use crate::ui::rig::{self, Rig};

fn draw(
    screen: &mut PacketScreen,
    ui: &mut egui::Ui,
    ctx: &crate::ui::ViewCtx<'_>,
    actions: &mut Vec<crate::ui::Action>,
) {
    let file = FileView {
        path: None,
        kept: Kept::NoFile,
        is_read_only: false,
    };
    screen.ui(ui, ctx, &file, actions);
}

fn open(packet: Session) -> Harness<'static, Rig<PacketScreen>> {
    rig::open(packet, draw)
}

#[test]
fn references_and_missing_criteria_of_the_product_in_hand_are_shown() {
    let mut council = session();
    let rice = std::sync::Arc::make_mut(&mut council.products[0]);
    rice.references.applicant = Some(crate::model::product::ReferenceAssessment {
        total: crate::model::points::Points::whole(92),
        answers: Default::default(),
        remarks: String::new(),
    });
    let mut packet = issue(&mut council, 1, LAN);
    fill(&mut packet, RICE, "1.1=4", 1);
    let harness = open(packet);
    harness.get_by_label("Chủ thể tự chấm: 92");
    harness.get_by_label("Đến tiêu chí 1.2 của Gạo nếp cái hoa vàng");
    harness.get_by_label_contains("Gạo nếp cái hoa vàng, đang chấm, 1/6 tiêu chí, 20 điểm");
}

#[test]
fn forty_products_are_reached_by_the_keyboard() {
    let mut council = session();
    let tea = std::sync::Arc::clone(&council.products[1]);
    for idx in 0..38 {
        let mut product = (*tea).clone();
        product.id = crate::model::ids::ProductId::from_bits(100 + idx);
        product.name = format!("Trà số {idx}");
        council.products.push(std::sync::Arc::new(product));
    }
    let mut harness = open(issue(&mut council, 1, LAN));
    assert!(harness.query_by_label_contains("Trà số 37,").is_none());
    harness.key_press(egui::Key::End);
    harness.run_steps(3);
    let last = harness.get_by_label_contains("Trà số 37,");
    assert!(last.rect().bottom() < 720.0, "{:?}", last.rect());
    harness.key_press(egui::Key::ArrowUp);
    harness.run_steps(3);
    let chosen = harness.state().screen.chosen;
    let progress = Progress::of(harness.state().session());
    assert_eq!(chosen, Some(progress.rows[38].product_id));
    assert_ne!(chosen, Some(TEA));
}
