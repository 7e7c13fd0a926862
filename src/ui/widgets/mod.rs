//! The widgets that all screens share.
//!
//! Each draws itself in the colors of [`theme`](super::theme), works by keyboard, and tells its
//! name to assistive technology, which is also how tests find it.

mod button;
mod choice;
mod dialog;
mod field;
mod gallery;
mod mark;
mod text;

pub use button::{
    Look, button, danger_button, link, primary_button, quiet_button, secondary_button,
};
pub use choice::{check, combo, segmented};
pub use dialog::{Banner, BannerAnswer, Confirm, card, dialog, empty_state, finding_row};
pub use field::{
    DraftText, Entered, Field, date_field, parse_date, search_field, search_field_with_id,
    shown_date, text_area, text_field, time_field,
};
pub use gallery::gallery;
pub use mark::{Tone, badge, key_cap, progress_bar, stars, stars_sized, step_mark};
pub use text::{
    faint, fitted, number, paragraph, secondary, section, section_label, tabular, title,
};

use egui::{CornerRadius, Response, Stroke, StrokeKind, Ui};

/// Draws the ring around what has the keyboard, and brings it into view when it gets it: a person
/// who goes on by Tab must see where that leads.
pub fn focus_ring(ui: &Ui, response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(
            response.rect.expand(3.0),
            CornerRadius::same(super::theme::RADIUS + 3),
            Stroke::new(2.0, super::theme::tokens(ui).focus),
            StrokeKind::Inside,
        );
    }
}
