//! The import report: what files would bring, before anything takes effect.

use std::collections::BTreeSet;

use egui::{
    Context, CornerRadius, CursorIcon, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Rect,
    Response, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use super::{FileView, LineView, ReportView, VERDICTS, Weight};
use crate::rules::packets::judge::Verdict;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{
    self, Look, Tone, badge, button, fitted, focus_ring, secondary, section, section_label,
};
use crate::words::{self, Lang};

/// Greatest width of the report.
const WIDTH: f32 = 920.0;
/// How far the contents of a file are set in.
const INSET: f32 = 30.0;

/// What can be opened and closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fold {
    /// The sheets of a file.
    File(usize),
    /// The products of a file with one of the [`VERDICTS`].
    Products(usize, usize),
    /// The files that bring nothing.
    Quiet,
}

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAnswer {
    /// Leave everything as it is.
    Leave,
    /// Take in what can be taken in.
    Take,
}

/// The report on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDialog {
    view: ReportView,
    open: BTreeSet<Fold>,
    is_new: bool,
}

impl ReportDialog {
    /// Makes a report with the files open that need a look.
    pub fn new(view: ReportView) -> Self {
        let files = view.files.iter().enumerate();
        let open = files
            .filter(|(_, file)| file.weight == Weight::Look)
            .map(|(idx, _)| Fold::File(idx));
        Self {
            open: open.collect(),
            view,
            is_new: true,
        }
    }

    /// Returns what is shown.
    pub const fn view(&self) -> &ReportView {
        &self.view
    }

    /// Draws the report; Escape leaves everything as it is.
    pub fn show(&mut self, ctx: &Context) -> Option<ReportAnswer> {
        let screen = ctx.content_rect();
        let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(24));
        let shown = Modal::new(Id::unique("takein-report"))
            .frame(frame)
            .show(ctx, |ui| {
                ui.set_width(WIDTH.min(screen.width() - 96.0));
                ui.spacing_mut().item_spacing.y = theme::S8;
                section(ui, &t!("takein.title"));
                self.head_ui(ui);
                ui.add_space(theme::S4);
                // A bar that is always seen says that there is more below.
                ui.spacing_mut().scroll = egui::style::ScrollStyle {
                    floating_width: 5.0,
                    foreground_color: true,
                    dormant_background_opacity: 0.0,
                    dormant_handle_opacity: 0.4,
                    ..ui.spacing().scroll
                };
                let room = (screen.height() - 300.0).max(160.0);
                ScrollArea::vertical()
                    .id_salt("takein-files")
                    .max_height(room)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        self.files_ui(ui);
                    });
                self.foot_ui(ui)
            });
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        shown
            .inner
            .or_else(|| escape.then_some(ReportAnswer::Leave))
    }

    fn head_ui(&self, ui: &mut Ui) {
        let view = &self.view;
        let text = if view.n_changing() == 0 && view.files.iter().all(|it| it.why.is_none()) {
            t!("takein.nothing_new", n = view.files.len()).into_owned()
        } else {
            let n = view.files.len();
            format!("{}: {}", t!("takein.n_files", n = n), view.summary())
        };
        let color = tokens(ui).ink;
        ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
    }

    fn files_ui(&mut self, ui: &mut Ui) {
        let groups = [
            (Weight::Look, "takein.group.look"),
            (Weight::Refused, "takein.group.refused"),
            (Weight::Smooth, "takein.group.smooth"),
        ];
        for (weight, key) in groups {
            let places = self.places(weight);
            if places.is_empty() {
                continue;
            }
            ui.add_space(theme::S8);
            section_label(ui, &t!(key, n = places.len()));
            ui.add_space(theme::S4);
            for idx in places {
                self.file_ui(ui, idx);
            }
        }
        let quiet = self.places(Weight::Quiet);
        if quiet.is_empty() {
            return;
        }
        ui.add_space(theme::S8);
        let text = t!("takein.group.quiet", n = quiet.len());
        let is_open = self.open.contains(&Fold::Quiet);
        if fold_row(ui, is_open, &text, 0.0).clicked() {
            self.toggle(Fold::Quiet);
        }
        if is_open {
            for idx in quiet {
                self.file_ui(ui, idx);
            }
        }
    }

    fn places(&self, weight: Weight) -> Vec<usize> {
        let files = self.view.files.iter().enumerate();
        let wanted = files.filter(|(_, file)| file.weight == weight);
        wanted.map(|(idx, _)| idx).collect()
    }

    fn toggle(&mut self, fold: Fold) {
        if !self.open.remove(&fold) {
            self.open.insert(fold);
        }
    }

    fn file_ui(&mut self, ui: &mut Ui, idx: usize) {
        let Some(file) = self.view.files.get(idx).cloned() else {
            return;
        };
        let is_open = self.open.contains(&Fold::File(idx));
        let can_open = !file.lines.is_empty() || !file.recusals.is_empty();
        let response = file_row(ui, &file, is_open, can_open);
        if can_open && response.clicked() {
            self.toggle(Fold::File(idx));
        }
        if is_open && can_open {
            ui.push_id(idx, |ui| self.sheets_ui(ui, idx, &file));
            ui.add_space(theme::S8);
        }
    }

    fn sheets_ui(&mut self, ui: &mut Ui, idx: usize, file: &FileView) {
        for line in &file.lines {
            if matches!(line.verdict, Verdict::Contested | Verdict::Refused(_)) {
                line_ui(ui, line);
            }
        }
        for text in &file.recusals {
            ui.horizontal(|ui| {
                ui.add_space(INSET);
                ui.add(egui::Label::new(text).wrap());
            });
        }
        for (place, (key, is_wanted, _)) in VERDICTS.into_iter().enumerate() {
            // The loud ones are told one by one.
            if place < 2 {
                continue;
            }
            let lines = file.lines.iter().filter(|line| is_wanted(line.verdict));
            let products: Vec<_> = lines.map(|line| line.product.as_str()).collect();
            if products.is_empty() {
                continue;
            }
            let fold = Fold::Products(idx, place);
            let is_open = self.open.contains(&fold);
            let text = t!(key, n = products.len());
            if fold_row(ui, is_open, &text, INSET - 8.0).clicked() {
                self.toggle(fold);
            }
            if is_open {
                ui.horizontal(|ui| {
                    ui.add_space(2.0 * INSET - 8.0);
                    let text = RichText::new(products.join(" · ")).size(theme::SMALL);
                    ui.add(egui::Label::new(text).wrap());
                });
            }
        }
    }

    fn foot_ui(&mut self, ui: &mut Ui) -> Option<ReportAnswer> {
        let n_contested = self.view.count(|it| it == Verdict::Contested);
        if n_contested > 0 {
            ui.add_space(theme::S4);
            let color = tokens(ui).amber;
            let text = t!("takein.contested_about", n = n_contested);
            ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
        }
        ui.add_space(theme::S8);
        let n = self.view.n_changing();
        let is_new = std::mem::take(&mut self.is_new);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let mut answer = None;
            let text = match n {
                0 => t!("takein.close"),
                n => t!("takein.take", n = n),
            };
            let response = button(ui, &text, Look::Primary);
            if is_new {
                response.request_focus();
            }
            if response.clicked() {
                answer = Some(match n {
                    0 => ReportAnswer::Leave,
                    _ => ReportAnswer::Take,
                });
            }
            if n > 0 && button(ui, &t!("takein.leave"), Look::Quiet).clicked() {
                answer = Some(ReportAnswer::Leave);
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                secondary(ui, &t!("takein.keys"));
            });
            answer
        })
        .inner
    }
}

/// Draws a sheet that needs a look: the product, and what becomes of it.
fn line_ui(ui: &mut Ui, line: &LineView) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.spacing_mut().item_spacing.x = theme::S8;
        ui.add_space(INSET);
        let tone = match line.verdict {
            Verdict::Refused(_) => Tone::Red,
            _ => Tone::Amber,
        };
        badge(
            ui,
            &words::verdict_text(Lang::current(), line.verdict),
            tone,
        );
        let text = match &line.why {
            Some(why) => format!("{}: {why}", line.product),
            None => line.product.clone(),
        };
        ui.add(egui::Label::new(text).truncate());
    });
}

/// Draws what opens and closes a list.
fn fold_row(ui: &mut Ui, is_open: bool, text: &str, inset: f32) -> Response {
    let t = tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    response.widget_info(|| fold_info(text, is_open));
    paint_ground(ui, rect, &response);
    let left = rect.left() + inset;
    paint_chevron(ui, pos2(left + 12.0, rect.center().y), is_open);
    let font = theme::medium(theme::BODY);
    let galley = fitted(ui, text, font, t.secondary, rect.right() - left - 28.0, 1);
    let at = pos2(left + 24.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.secondary);
    focus_ring(ui, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn fold_info(text: &str, is_open: bool) -> WidgetInfo {
    let mut info = WidgetInfo::selected(Role::Button, true, is_open, text);
    let state = if is_open {
        t!("takein.opened")
    } else {
        t!("takein.closed")
    };
    info.current_text_value = Some(state.into_owned());
    info
}

/// Draws a file: whose, which hand-in, and what becomes of how many sheets.
fn file_row(ui: &mut Ui, file: &FileView, is_open: bool, can_open: bool) -> Response {
    let t = tokens(ui);
    let sense = if can_open {
        Sense::click()
    } else {
        Sense::hover()
    };
    let second = file.why.as_ref().map(|why| words::capitalized(why));
    let about = match (&second, file.about.as_str()) {
        (Some(why), "") => why.clone(),
        (Some(why), about) => format!("{why} · {about}"),
        (None, about) => about.to_owned(),
    };
    let is_refused = second.is_some();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), sense);
    let mut counts = Vec::new();
    for (key, is_wanted, tone) in VERDICTS {
        let n = file.count(is_wanted);
        if n > 0 {
            counts.push((t!(key, n = n).into_owned(), tone));
        }
    }
    if !file.recusals.is_empty() {
        let n = file.recusals.len();
        counts.push((
            t!("takein.n_recusals_short", n = n).into_owned(),
            Tone::Neutral,
        ));
    }
    if is_refused {
        counts.push((t!("words.verdict.refused").into_owned(), Tone::Red));
    }
    let texts: Vec<_> = counts.iter().map(|(text, _)| text.as_str()).collect();
    let label = format!("{}: {} ({about})", file.name, texts.join(", "));
    response.widget_info(|| {
        if can_open {
            fold_info(&label, is_open)
        } else {
            WidgetInfo::labeled(Role::Label, true, &label)
        }
    });
    if can_open {
        paint_ground(ui, rect, &response);
        paint_chevron(ui, pos2(rect.left() + 12.0, rect.center().y), is_open);
    }
    let left = rect.left() + 24.0;
    let right = paint_counts(ui, rect, &counts);
    let room = right - left - theme::S12;
    let first = fitted(ui, &file.name, theme::medium(theme::BODY), t.ink, room, 1);
    let color = if is_refused { t.red } else { t.secondary };
    let second = fitted(ui, &about, theme::regular(theme::SMALL), color, room, 1);
    let is_cut = second.elided;
    let top = rect.center().y - (first.size().y + second.size().y) / 2.0;
    let below = top + first.size().y;
    ui.painter().galley(pos2(left, top), first, t.ink);
    ui.painter().galley(pos2(left, below), second, color);
    let line = Stroke::new(1.0, t.hairline);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    focus_ring(ui, &response);
    let response = if is_cut {
        response.on_hover_text(about)
    } else {
        response
    };
    if can_open {
        response.on_hover_cursor(CursorIcon::PointingHand)
    } else {
        response
    }
}

/// Paints counts at the right of a row, the loudest at the left; returns where they begin.
fn paint_counts(ui: &Ui, rect: Rect, counts: &[(String, Tone)]) -> f32 {
    let mut right = rect.right() - theme::S8;
    for (text, tone) in counts.iter().rev() {
        let (color, ground) = tone.colors(tokens(ui));
        let font = theme::semibold(theme::SMALL - 0.5);
        let galley = ui.painter().layout_no_wrap(text.clone(), font, color);
        let size = galley.size() + vec2(14.0, 6.0);
        let at = pos2(right - size.x, rect.center().y - size.y / 2.0);
        let pill = Rect::from_min_size(at, size);
        ui.painter()
            .rect_filled(pill, CornerRadius::same(5), ground);
        ui.painter().galley(at + vec2(7.0, 3.0), galley, color);
        right = pill.left() - 6.0;
    }
    right
}

fn paint_ground(ui: &Ui, rect: Rect, response: &Response) {
    if response.hovered() {
        let radius = CornerRadius::same(theme::RADIUS);
        ui.painter().rect_filled(rect, radius, tokens(ui).hover);
    }
}

fn paint_chevron(ui: &Ui, center: egui::Pos2, is_open: bool) {
    let line = Stroke::new(1.6, tokens(ui).secondary);
    let at = |x: f32, y: f32| {
        if is_open {
            center + vec2(x, y)
        } else {
            center + vec2(y, x)
        }
    };
    ui.painter()
        .line_segment([at(-4.0, -2.0), at(0.0, 2.0)], line);
    ui.painter()
        .line_segment([at(0.0, 2.0), at(4.0, -2.0)], line);
}

/// Draws a way to open the report by hand: files, or a folder of them.
pub fn buttons(ui: &mut Ui) -> Option<super::TakeInDeed> {
    let mut deed = None;
    if widgets::secondary_button(ui, &t!("takein.ask")).clicked() {
        deed = Some(super::TakeInDeed::AskFiles);
    }
    if widgets::quiet_button(ui, &t!("takein.ask_folder")).clicked() {
        deed = Some(super::TakeInDeed::AskFolder);
    }
    deed
}
