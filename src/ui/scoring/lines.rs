//! Laying out text by hand, for rows whose columns stay in place.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Pos2, Ui};

/// Lays text out in at most `max_rows` rows of `width`; what does not fit ends in an ellipsis.
pub(super) fn lay_out(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
    max_rows: usize,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, color));
    job.wrap = TextWrapping {
        max_width: width,
        max_rows,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// Paints a galley with its left edge at `x`, its middle at `y`.
pub(super) fn paint_left(ui: &Ui, galley: &Arc<Galley>, x: f32, y: f32) {
    let pos = Pos2::new(x, y - galley.size().y / 2.0);
    ui.painter()
        .galley(pos, Arc::clone(galley), Color32::PLACEHOLDER);
}

/// Paints a galley with its right edge at `x`, its middle at `y`.
pub(super) fn paint_right(ui: &Ui, galley: &Arc<Galley>, x: f32, y: f32) {
    paint_left(ui, galley, x - galley.size().x, y);
}
