//! What tests of screens share.

use egui::Ui;

/// Gives the program's looks and the Vietnamese catalog to a test window. Call it first in every
/// frame; it costs nothing from the second on.
pub fn dress(ui: &Ui) {
    rust_i18n::set_locale("vi");
    let key = egui::Id::unique("dressed");
    if !ui.data(|data| data.get_temp(key).unwrap_or(false)) {
        super::theme::apply(ui.ctx());
        ui.data_mut(|data| data.insert_temp(key, true));
    }
}
