//! The log to read: who did what when, the newest first, to be searched.

use egui::{
    CornerRadius, Key, Modifiers, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use crate::model::ids::SessionId;
use crate::model::session::LogLine;
use crate::ui::palette::folded;
use crate::ui::theme::{self, tokens};
use crate::ui::{ViewCtx, widgets};
use crate::words;

/// Height of a line: what was done, and below it what changed.
const LINE: f32 = 52.0;
/// Width of the time.
const TIME: f32 = 108.0;
/// Width of the person.
const PERSON: f32 = 150.0;
/// Width below which the person has no column.
const NARROW: f32 = 560.0;
/// Height of the details below the list.
const DETAILS: f32 = 176.0;

/// The log and what is looked for in it.
#[derive(Debug, Default)]
pub(super) struct LogView {
    query: String,
    /// Position in the session's log of the line whose details are shown.
    selected: Option<usize>,
    scrolls_to: Option<usize>,
    cache: Cache,
}

/// What is derived from a log, which only ever grows.
#[derive(Debug, Default)]
struct Cache {
    of: Option<(SessionId, usize)>,
    folded: Vec<String>,
    query: String,
    /// Positions in the log, the newest first.
    found: Vec<usize>,
}

impl Cache {
    fn refresh(&mut self, ctx: &ViewCtx<'_>, query: &str) {
        let log = &ctx.session.log;
        let of = Some((ctx.session.id, log.len()));
        if self.of != of {
            self.of = of;
            self.folded = log.iter().map(|line| folded(&spoken(line))).collect();
        } else if self.query == query {
            return;
        }
        query.clone_into(&mut self.query);
        let query = folded(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        let holds = |idx: &usize| words.iter().all(|word| self.folded[*idx].contains(word));
        self.found = (0..log.len()).rev().filter(holds).collect();
    }
}

impl LogView {
    /// Draws the field that searches, and how many lines there are.
    pub(super) fn search_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        let hint = t!("log.search");
        let width = (ui.available_width() - 400.0).clamp(120.0, 320.0);
        widgets::search_field(ui, &hint, &mut self.query, width);
        self.cache.refresh(ctx, &self.query);
        let (n, of) = (self.cache.found.len(), ctx.session.log.len());
        let text = if n == of {
            t!("log.count", n = of)
        } else {
            t!("log.found", n = n, of = of)
        };
        widgets::secondary(ui, &text);
    }

    /// Draws the lines and the details of the chosen one.
    pub(super) fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        self.cache.refresh(ctx, &self.query);
        let log = &ctx.session.log;
        if self.cache.found.is_empty() {
            let text = if log.is_empty() {
                t!("log.empty")
            } else {
                t!("log.nothing_found")
            };
            ui.add_space(theme::S32);
            ui.vertical_centered(|ui| widgets::secondary(ui, &text));
            return;
        }
        self.keys(ui);
        let chosen = self.selected.and_then(|idx| log.get(idx)).cloned();
        if let Some(line) = chosen {
            egui::Panel::bottom("log-details")
                .resizable(false)
                .exact_size(DETAILS)
                .show(ui, |ui| details_ui(ui, &line));
        }
        let mut area = ScrollArea::vertical()
            .id_salt("log-lines")
            .auto_shrink([false, false]);
        if let Some(place) = self.scrolls_to.take() {
            let middle = place as f32 * LINE - (ui.available_height() - LINE) / 2.0;
            area = area.vertical_scroll_offset(middle.max(0.0));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut clicked = None;
        area.show_rows(ui, LINE, self.cache.found.len(), |ui, places| {
            for place in places {
                let idx = self.cache.found[place];
                let is_chosen = self.selected == Some(idx);
                if line_ui(ui, &log[idx], is_chosen) {
                    clicked = Some(idx);
                }
            }
        });
        if let Some(idx) = clicked {
            // A second click closes the details.
            self.selected = (self.selected != Some(idx)).then_some(idx);
        }
    }

    fn keys(&mut self, ui: &Ui) {
        if ui.ctx().text_edit_focused() {
            return;
        }
        let found = &self.cache.found;
        let here = self
            .selected
            .and_then(|idx| found.iter().position(|it| *it == idx));
        let last = found.len() - 1;
        let place = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                Some(here.map_or(0, |here| (here + 1).min(last)))
            } else if pressed(Key::ArrowUp) {
                Some(here.map_or(0, |here| here.saturating_sub(1)))
            } else if pressed(Key::Home) {
                Some(0)
            } else if pressed(Key::End) {
                Some(last)
            } else {
                None
            }
        });
        if let Some(place) = place {
            self.selected = Some(found[place]);
            self.scrolls_to = Some(place);
        }
    }
}

/// Says a line in one go, as assistive technology reads it and as it is searched.
fn spoken(line: &LogLine) -> String {
    let mut text = format!(
        "{}, {}: {}",
        words::moment_text(line.at),
        line.by,
        line.what
    );
    if let Some(before) = &line.before {
        text = t!("log.spoken_before", text = text, before = before).into_owned();
    }
    if let Some(after) = &line.after {
        text = t!("log.spoken_after", text = text, after = after).into_owned();
    }
    text
}

/// Writes what changed on one line: `80 điểm » 82 điểm`.
fn change_text(line: &LogLine) -> String {
    let text = match (&line.before, &line.after) {
        (Some(before), Some(after)) => format!("{before}  »  {after}"),
        (None, Some(after)) => after.clone(),
        (Some(before), None) => format!("{before}  »  {}", t!("log.nothing")),
        (None, None) => String::new(),
    };
    text.replace('\n', " ")
}

fn line_ui(ui: &mut Ui, line: &LogLine, is_chosen: bool) -> bool {
    let t = tokens(ui);
    let width = ui.available_width() - theme::S12;
    let (rect, response) = ui.allocate_exact_size(vec2(width, LINE), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_chosen, spoken(line))
    });
    if ui.is_rect_visible(rect) {
        let ground = if is_chosen {
            Some(t.green_bg)
        } else if response.hovered() {
            Some(t.hover)
        } else {
            None
        };
        if let Some(ground) = ground {
            let radius = CornerRadius::same(theme::RADIUS);
            ui.painter().rect_filled(rect, radius, ground);
        }
        let (top, below) = (rect.top() + 7.0, rect.top() + 28.0);
        let left = rect.left() + 10.0;
        let time = line.at.format("%H:%M:%S").to_string();
        let color = t.ink;
        let galley = widgets::tabular(ui, &time, &theme::medium(theme::BODY), color);
        ui.painter().galley(pos2(left, top), galley, color);
        let date = words::date_text(line.at.date());
        let galley = widgets::tabular(ui, &date, &theme::regular(theme::SMALL), t.secondary);
        ui.painter().galley(pos2(left, below), galley, t.secondary);
        // Where there is little room, the person goes before what changed.
        let is_narrow = rect.width() < NARROW;
        let start = left + TIME;
        let end = rect.right() - if is_narrow { 10.0 } else { PERSON + 16.0 };
        let what = line.what.replace('\n', " ");
        cut(
            ui,
            pos2(start, top),
            end - start,
            &what,
            theme::medium(theme::BODY),
            t.ink,
        );
        let mut change = change_text(line);
        if is_narrow {
            change = format!("{} · {change}", line.by);
        }
        let room = rect.right() - 10.0 - start;
        cut(
            ui,
            pos2(start, below),
            room,
            &change,
            theme::regular(theme::SMALL),
            t.secondary,
        );
        if !is_narrow {
            let at = pos2(end + 12.0, top + 1.0);
            cut(
                ui,
                at,
                PERSON,
                &line.by,
                theme::regular(theme::SMALL),
                t.secondary,
            );
        }
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, t.hairline));
        widgets::focus_ring(ui, &response);
    }
    response.clicked()
}

/// Paints a text on one line, cut where the room ends.
fn cut(ui: &Ui, at: egui::Pos2, width: f32, text: &str, font: egui::FontId, color: egui::Color32) {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(at, galley, color);
}

/// Writes the chosen line whole.
fn details_ui(ui: &mut Ui, line: &LogLine) {
    ui.add_space(theme::S8);
    ScrollArea::vertical()
        .id_salt("log-details")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::S4;
            widgets::section_label(
                ui,
                &format!("{} · {}", words::moment_text(line.at), line.by),
            );
            let strong = egui::RichText::new(&line.what).font(theme::medium(theme::BODY));
            ui.add(egui::Label::new(strong).wrap());
            for (name, text) in [
                (t!("log.before"), &line.before),
                (t!("log.after"), &line.after),
            ] {
                if let Some(text) = text {
                    widgets::section_label(ui, &name);
                    ui.add(egui::Label::new(text).wrap());
                }
            }
        });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::fixtures::{at, session};
    use crate::ui::rig::{Rig, open};

    fn line(minute: u32, what: &str, change: [Option<&str>; 2]) -> Arc<LogLine> {
        let [before, after] = change.map(|text| text.map(str::to_owned));
        Arc::new(LogLine {
            at: at(minute),
            by: "Vũ Thu Hà".to_owned(),
            what: what.to_owned(),
            before,
            after,
        })
    }

    fn shown(log: Vec<Arc<LogLine>>) -> Harness<'static, Rig<LogView>> {
        let mut session = session();
        session.log = log;
        open(session, |view: &mut LogView, ui, ctx, _| {
            ui.horizontal(|ui| view.search_ui(ui, ctx));
            view.ui(ui, ctx);
        })
    }

    fn lines(harness: &Harness<'_, Rig<LogView>>) -> usize {
        harness
            .get_all_by(|node| node.role() == Role::ListItem)
            .count()
    }

    fn small() -> Vec<Arc<LogLine>> {
        vec![
            line(1, "Ghi điểm danh", [None, Some("3 người")]),
            line(
                2,
                "Nộp phiếu của Lê Thị Lan",
                [Some("70 điểm"), Some("80 điểm")],
            ),
        ]
    }

    #[test]
    fn the_newest_line_is_first_and_a_chosen_one_is_told_whole() {
        let mut harness = shown(small());
        harness.get_by_label("2 dòng, mới nhất ở trên");
        let spoken =
            "15/09/2026 08:02, Vũ Thu Hà: Nộp phiếu của Lê Thị Lan. Trước: 70 điểm. Sau: 80 điểm";
        let newest = harness.get_by_label(spoken).rect().top();
        let oldest = harness.get_by_label_contains("Ghi điểm danh").rect().top();
        assert!(newest < oldest);
        harness.key_press(Key::ArrowDown);
        harness.run();
        harness.get_by_label("Trước");
        harness.get_by_label("70 điểm");
        harness.key_press(Key::ArrowDown);
        harness.run();
        assert!(harness.query_by_label("Trước").is_none());
        harness.get_by_label("3 người");
    }

    #[test]
    fn lines_are_found_without_marks() {
        let mut harness = shown(small());
        harness.state_mut().screen.query = "nop phieu 80".to_owned();
        harness.run();
        harness.get_by_label("1 trong 2 dòng");
        assert_eq!(lines(&harness), 1);
        harness.state_mut().screen.query = "không có".to_owned();
        harness.run();
        harness.get_by_label("Không có dòng nào khớp.");
    }

    #[test]
    fn of_thousands_of_lines_only_those_in_view_are_laid_out() {
        let log = (0..5000).map(|n| line(n % 60, &format!("Dòng {n}"), [None, None]));
        let mut harness = shown(log.collect());
        harness.get_by_label_contains("Dòng 4999");
        assert!(lines(&harness) < 40);
        harness.key_press(Key::End);
        harness.run();
        let oldest = harness.query_all_by_label_contains("Dòng 0");
        assert_eq!(oldest.count(), 2, "in the list and in the details");
        assert!(harness.query_by_label_contains("Dòng 4999").is_none());
    }

    #[test]
    fn an_empty_log_says_what_belongs_there() {
        let harness = shown(Vec::new());
        harness.get_by_label_contains("Nhật ký chưa có dòng nào.");
    }
}
