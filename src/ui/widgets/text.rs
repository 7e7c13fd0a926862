//! Headings, running text, numbers.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Label, Response, RichText, Role, Sense, Ui, WidgetInfo};

use crate::ui::theme;

/// Writes the title of a screen.
pub fn title(ui: &mut Ui, text: &str) -> Response {
    heading(ui, text, theme::semibold(theme::TITLE))
}

/// Writes the head of a section.
pub fn section(ui: &mut Ui, text: &str) -> Response {
    heading(ui, text, theme::semibold(theme::SECTION))
}

fn heading(ui: &mut Ui, text: &str, font: FontId) -> Response {
    let color = theme::tokens(ui).ink;
    ui.add(Label::new(RichText::new(text).font(font).color(color)))
}

/// Writes a small head over a group of fields or figures.
pub fn section_label(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).secondary;
    ui.label(
        RichText::new(text)
            .font(theme::semibold(theme::SMALL))
            .color(color),
    )
}

/// Writes text that explains.
pub fn secondary(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).secondary;
    ui.label(RichText::new(text).size(theme::SMALL).color(color))
}

/// Writes text that may be overlooked.
pub fn faint(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).faint;
    ui.label(RichText::new(text).size(theme::SMALL).color(color))
}

/// Writes running text that wraps, at most as wide as reads well.
pub fn paragraph(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).ink;
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(620.0));
        ui.add(Label::new(RichText::new(text).color(color)).wrap())
    })
    .inner
}

/// Lays out a text in at most `rows` rows of `width`, cut with an ellipsis.
pub fn fitted(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
    rows: usize,
) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), font, color, width.max(8.0));
    job.wrap.max_rows = rows;
    job.wrap.break_anywhere = rows == 1;
    ui.painter().layout_job(job)
}

/// Lays out a number with digits of equal width, which the typeface does not have, so that
/// right-aligned numbers stand exactly below one another.
pub fn tabular(ui: &Ui, text: &str, font: &FontId, color: Color32) -> Arc<Galley> {
    ui.fonts_mut(|fonts| {
        let cell = ('0'..='9')
            .map(|digit| fonts.glyph_width(font, digit))
            .fold(0.0, f32::max);
        let mut job = LayoutJob::default();
        // Space that the cell of the digit before still has to the right.
        let mut owed = 0.0;
        for c in text.chars() {
            let room = if c.is_ascii_digit() {
                (cell - fonts.glyph_width(font, c)).max(0.0)
            } else {
                0.0
            };
            let format = TextFormat::simple(font.clone(), color);
            job.append(c.encode_utf8(&mut [0; 4]), owed + room / 2.0, format);
            owed = room / 2.0;
        }
        fonts.layout_job(job)
    })
}

/// Writes a number with digits of equal width, at the right edge of the column it is in.
pub fn number(ui: &mut Ui, text: &str, font: &FontId, color: Color32) -> Response {
    let galley = tabular(ui, text, font, color);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
    ui.painter().galley(rect.min, galley, color);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_equal_length_are_equally_wide() {
        let mut n_frames = 0;
        let mut harness = egui_kittest::Harness::new_ui(|ui| {
            crate::ui::testing::dress(ui);
            n_frames += 1;
            if n_frames == 1 {
                // The fonts are there from the second frame on.
                return;
            }
            let width = |text: &str| {
                tabular(ui, text, &theme::bold(44.0), Color32::BLACK)
                    .size()
                    .x
            };
            // Half a cell is owed after the last digit, hence a pixel or two of difference.
            assert!((width("11,11,0") - width("88,88,0")).abs() < 1.0);
            assert!(width("111,1") > width("11,1"));
        });
        harness.run();
        drop(harness);
        assert!(n_frames > 1);
    }
}
