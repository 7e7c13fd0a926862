//! All widgets in all states, to look at.

use egui::Ui;

use super::{
    DraftText, Field, Look, Tone, badge, button, card, check, combo, date_field, finding_row,
    key_cap, link, number, paragraph, progress_bar, search_field, secondary, section,
    section_label, segmented, stars, stars_sized, text_area, text_field, time_field, title,
};
use crate::rules::findings::Severity;
use crate::ui::theme::{self, tokens};

#[derive(Clone, Default)]
struct State {
    name: DraftText,
    note: DraftText,
    day: DraftText,
    time: DraftText,
    query: String,
}

/// Draws every widget; what is entered is forgotten.
pub fn gallery(ui: &mut Ui) {
    let id = egui::Id::unique("gallery");
    let mut state: State = ui.data_mut(|data| data.get_temp(id).unwrap_or_default());
    title(ui, "Đông trùng hạ thảo sấy đông khô");
    secondary(ui, "Công ty CP Dược thảo Thiên Phúc · Bộ 18 · đánh giá lại");
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            marks(left);
            fields(right, &mut state);
        }
    });
    ui.data_mut(|data| data.insert_temp(id, state));
}

fn marks(ui: &mut Ui) {
    let t = tokens(ui);
    section(ui, "Nút");
    for is_enabled in [true, false] {
        ui.add_enabled_ui(is_enabled, |ui| {
            ui.horizontal_wrapped(|ui| {
                button(ui, "Nộp phiếu", Look::Primary);
                button(ui, "Mở phiên…", Look::Secondary);
                button(ui, "Để sau", Look::Quiet);
                button(ui, "Xóa sản phẩm", Look::Danger);
                link(ui, "Xem tiêu chí 3.5");
            });
        });
    }
    section(ui, "Dấu");
    ui.horizontal_wrapped(|ui| {
        badge(ui, "còn hiệu lực", Tone::Green);
        badge(ui, "nộp chậm nhất 04/12/2026", Tone::Amber);
        badge(ui, "đã hết hạn 230 ngày", Tone::Red);
        badge(ui, "hồ sơ bị loại", Tone::Neutral);
    });
    ui.horizontal(|ui| {
        for n in 1..=5 {
            stars(ui, n, false);
        }
    });
    stars_sized(ui, 5, true, 28.0);
    ui.horizontal(|ui| {
        for key in ["0", "N", "Ctrl+K", "↑", "↓", "PgDn", "Enter"] {
            key_cap(ui, key);
        }
    });
    for value in [0.0, 3.0, 26.0, 40.0] {
        progress_bar(ui, value, 40.0);
    }
    section(ui, "Số");
    number(ui, "92,38", &theme::bold(theme::FIGURE), t.ink);
    ui.with_layout(egui::Layout::top_down(egui::Align::Max), |ui| {
        for text in ["111,11", "88,80", "7,04"] {
            number(ui, text, &theme::medium(theme::BODY), t.ink);
        }
    });
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section_label(ui, "Cần xem");
        finding_row(ui, Severity::Error, "Kết luận khi họp chưa hợp lệ");
        finding_row(
            ui,
            Severity::Warning,
            "Điểm chênh nhau 14 điểm, quá mức cho phép ở 6 cặp phiếu; hội đồng thảo luận trước khi kết luận",
        );
        finding_row(ui, Severity::Info, "Chưa có kết luận");
    });
}

fn fields(ui: &mut Ui, state: &mut State) {
    section(ui, "Ô nhập");
    text_field(
        ui,
        Field::new("Tên phiên").hint("Phiên 03 · đợt 2 năm 2026"),
        &mut state.name,
        "",
    );
    ui.horizontal(|ui| {
        date_field(ui, Field::new("Ngày họp"), &mut state.day, None);
        time_field(ui, Field::new("Bắt đầu"), &mut state.time, None);
    });
    text_area(
        ui,
        Field::new("Nội dung thảo luận"),
        3,
        &mut state.note,
        "Đề nghị bổ sung hồ sơ môi trường.",
    );
    search_field(ui, "Tìm sản phẩm, chủ thể…", &mut state.query, 240.0);
    segmented(
        ui,
        "Cấp",
        Some(1),
        &[(1, "Cấp tỉnh"), (2, "Cấp trung ương")],
    );
    combo(
        ui,
        "Vai trò",
        220.0,
        Some(1),
        &[(1, "Chủ tịch"), (2, "Phó Chủ tịch"), (3, "Thành viên")],
    );
    check(ui, "Có mặt", true);
    paragraph(
        ui,
        "Không ghi được vào USB: hết dung lượng. Dữ liệu vẫn còn; chọn nơi khác để lưu.",
    );
}
