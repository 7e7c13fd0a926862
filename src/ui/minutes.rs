//! The minutes: the real pages, what should be settled before they are signed, export and print.

mod closing;
mod log;
mod worker;

use std::collections::{BTreeMap, BTreeSet};

use egui::{
    Align, Color32, CornerRadius, Key, Layout, Modifiers, Panel, Rect, Role, ScrollArea, Sense,
    Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use rust_i18n::t;

use super::theme::{self, tokens};
use super::widgets::{self, Tone};
use super::{Action, AskedRecord, Screen, ViewCtx, take_asked_record, versions};
use crate::error::UserError;
use crate::model::ids::SessionId;
use crate::rules::findings::Severity;
use crate::words::{self, Lang};
use closing::Closing;
use log::LogView;
use worker::{Answer, Preview, Worker};

/// Space around a page.
const GAP: f32 = theme::S16;
/// Width of the panel with what is to be settled.
const PANEL: f32 = 340.0;
/// Images are kept for this many pages before and after the visible ones.
const KEPT_AROUND: usize = 3;
/// Most findings that are listed; they come with the weightiest first.
const MOST_FINDINGS: usize = 60;
/// Most pixels per point that a page is drawn with.
const SHARPEST: f32 = 4.0;

/// How large a page is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Zoom {
    /// As wide as there is room.
    #[default]
    Width,
    /// So that the whole page is seen.
    Page,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum View {
    /// The pages of the minutes.
    #[default]
    Pages,
    /// The log.
    Log,
}

/// The minutes screen.
#[derive(Debug, Default)]
pub struct MinutesScreen {
    worker: Option<Worker>,
    preview: Option<Preview>,
    failure: Option<(u64, String)>,
    asked: Option<(SessionId, u64)>,
    images: BTreeMap<usize, PageTexture>,
    drawing: BTreeSet<usize>,
    zoom: Zoom,
    page_idx: usize,
    go_to: Option<usize>,
    view: View,
    closing: Closing,
    log: LogView,
}

struct PageTexture {
    texture: TextureHandle,
    revision: u64,
    pixels_per_point: f32,
}

impl std::fmt::Debug for PageTexture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageTexture")
            .field("revision", &self.revision)
            .field("pixels_per_point", &self.pixels_per_point)
            .finish_non_exhaustive()
    }
}

impl MinutesScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        match take_asked_record(ui.ctx()) {
            Some(AskedRecord::Closing) => self.closing.ask(ctx),
            Some(AskedRecord::Log) => self.view = View::Log,
            None => {}
        }
        self.receive(ui, actions);
        self.ask(ui, ctx);
        if self.view == View::Pages {
            self.keys(ui);
        }
        self.bar_ui(ui, ctx, actions);
        ui.add_space(theme::S8);
        Panel::right("minutes-findings")
            .resizable(false)
            .exact_size(PANEL)
            .show(ui, |ui| self.findings_ui(ui, ctx, actions));
        match self.view {
            View::Pages => self.pages_ui(ui),
            View::Log => self.log.ui(ui, ctx),
        }
        self.closing.question_ui(ui, ctx, actions);
    }

    /// Takes in what the thread has made.
    fn receive(&mut self, ui: &Ui, actions: &mut Vec<Action>) {
        let Some(worker) = &self.worker else {
            return;
        };
        let (answers, lives) = worker.answers();
        for answer in answers {
            match answer {
                Answer::Set(preview) => {
                    self.drawing.clear();
                    self.failure = None;
                    let n_pages = preview.sizes.len();
                    self.images.retain(|page_idx, _| *page_idx < n_pages);
                    self.page_idx = self.page_idx.min(n_pages.saturating_sub(1));
                    self.preview = Some(preview);
                }
                Answer::Drawn {
                    revision,
                    page_idx,
                    pixels_per_point,
                    image,
                } => {
                    self.drawing.remove(&page_idx);
                    let name = format!("minutes-{page_idx}");
                    let texture = ui.ctx().load_texture(name, image, TextureOptions::LINEAR);
                    let image = PageTexture {
                        texture,
                        revision,
                        pixels_per_point,
                    };
                    self.images.insert(page_idx, image);
                }
                Answer::Failed { revision, detail } => {
                    if self
                        .failure
                        .as_ref()
                        .is_none_or(|(failed, _)| *failed != revision)
                    {
                        actions.push(Action::Tell(UserError::internal(&detail)));
                    }
                    self.failure = Some((revision, detail));
                }
            }
        }
        if !lives {
            // The thread ended by a fault of ours; the next change starts another.
            self.worker = None;
            self.drawing.clear();
            if self.preview.as_ref().map(|preview| preview.revision) != self.asked.map(|(_, n)| n) {
                let revision = self.asked.map_or(0, |(_, revision)| revision);
                self.failure = Some((revision, String::new()));
            }
        }
    }

    /// Asks for the pages of the session as it is now.
    fn ask(&mut self, ui: &Ui, ctx: &ViewCtx<'_>) {
        let wanted = (ctx.session.id, ctx.revision);
        if self.asked == Some(wanted) {
            return;
        }
        if self
            .asked
            .is_some_and(|(session_id, _)| session_id != ctx.session.id)
        {
            self.preview = None;
            self.images.clear();
            self.page_idx = 0;
        }
        if self.worker.is_none() {
            self.worker = Worker::start(ui.ctx());
        }
        self.asked = Some(wanted);
        match &self.worker {
            Some(worker) => worker.set(ctx.session, ctx.today, ctx.revision),
            None => self.failure = Some((ctx.revision, String::new())),
        }
    }

    fn is_stale(&self) -> bool {
        let shown = self.preview.as_ref().map(|preview| preview.revision);
        shown != self.asked.map(|(_, revision)| revision)
    }

    fn n_pages(&self) -> usize {
        self.preview
            .as_ref()
            .map_or(0, |preview| preview.sizes.len())
    }

    fn keys(&mut self, ui: &Ui) {
        let is_typing = ui.ctx().text_edit_focused();
        let last = self.n_pages().saturating_sub(1);
        if is_typing || self.n_pages() == 0 {
            return;
        }
        for (key, page_idx) in [
            (Key::PageDown, self.page_idx + 1),
            (Key::PageUp, self.page_idx.saturating_sub(1)),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.go_to = Some(page_idx.min(last));
            }
        }
    }

    fn bar_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.set_min_height(theme::CONTROL);
            let views = [
                (View::Pages, t!("minutes.view_pages")),
                (View::Log, t!("minutes.view_log")),
            ];
            if let Some(view) = widgets::segmented(ui, "", Some(self.view), &views) {
                self.view = view;
            }
            ui.add_space(theme::S8);
            if self.view == View::Log {
                self.log.search_ui(ui, ctx);
                log_buttons_ui(ui, actions);
                return;
            }
            let n_pages = self.n_pages();
            let last = n_pages.saturating_sub(1);
            if n_pages > 0 {
                let text = t!("minutes.page", n = self.page_idx + 1, of = n_pages);
                widgets::secondary(ui, &text);
                // The keys turn pages where there is no room for buttons.
                let is_roomy = ui.available_width() > 640.0;
                if is_roomy && self.step_ui(ui, &t!("minutes.previous"), self.page_idx > 0) {
                    self.go_to = Some(self.page_idx.saturating_sub(1));
                }
                if is_roomy && self.step_ui(ui, &t!("minutes.next"), self.page_idx < last) {
                    self.go_to = Some((self.page_idx + 1).min(last));
                }
                let choices = [
                    (Zoom::Width, t!("minutes.zoom_width")),
                    (Zoom::Page, t!("minutes.zoom_page")),
                ];
                let chosen = widgets::segmented(ui, "", Some(self.zoom), &choices);
                if let Some(zoom) = chosen {
                    self.zoom = zoom;
                    self.go_to = Some(self.page_idx);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::primary_button(ui, &t!("minutes.export")).clicked() {
                    actions.push(Action::ExportMinutes);
                }
                if widgets::secondary_button(ui, &t!("minutes.print")).clicked() {
                    actions.push(Action::PrintMinutes);
                }
            });
        });
        if self.view == View::Pages {
            self.notices_ui(ui, ctx);
        }
    }

    fn step_ui(&self, ui: &mut Ui, text: &str, is_possible: bool) -> bool {
        ui.add_enabled_ui(is_possible, |ui| widgets::quiet_button(ui, text).clicked())
            .inner
    }

    /// Says that the pages are being made, are older than the session, or could not be made.
    fn notices_ui(&self, ui: &mut Ui, ctx: &ViewCtx<'_>) {
        let failed_now = self
            .failure
            .as_ref()
            .is_some_and(|(revision, _)| *revision == ctx.revision);
        if failed_now {
            widgets::badge(ui, &t!("minutes.failed"), Tone::Red);
        } else if self.is_stale() && self.preview.is_some() {
            widgets::badge(ui, &t!("minutes.stale"), Tone::Amber);
        }
        let unprintable = self.preview.as_ref().map(|preview| &preview.unprintable);
        if let Some(unprintable) = unprintable.filter(|letters| !letters.is_empty()) {
            let codes: Vec<_> = unprintable
                .chars()
                .map(|letter| format!("U+{:04X}", u32::from(letter)))
                .collect();
            let list = words::list_text(Lang::current(), &codes, 5);
            widgets::badge(ui, &t!("minutes.unprintable", list = list), Tone::Amber);
        }
    }

    /// Lists what should be settled before signing: everything but what is merely worth knowing.
    fn findings_ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        ui.add_space(theme::S8);
        ui.scope(|ui| self.closing.block_ui(ui, ctx));
        ui.add_space(theme::S16);
        super::layout::hairline(ui);
        ui.add_space(theme::S8);
        let findings: Vec<_> = ctx
            .review
            .findings
            .iter()
            .filter(|finding| finding.severity() <= Severity::Warning)
            .collect();
        widgets::section(ui, &t!("minutes.before_signing", n = findings.len()));
        if findings.is_empty() {
            widgets::paragraph(ui, &t!("minutes.nothing_open"));
            return;
        }
        ScrollArea::vertical()
            .id_salt("minutes-findings-list")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                for finding in findings.iter().take(MOST_FINDINGS) {
                    let text =
                        words::finding_text(Lang::current(), finding, ctx.session, ctx.review);
                    let product = finding.product_id.and_then(|id| ctx.session.product(id));
                    let text = match product {
                        Some(product) => format!("{}: {text}", product.name.trim()),
                        None => text,
                    };
                    if widgets::finding_row(ui, finding.severity(), &text).clicked() {
                        if let Some(key) = versions::key_of_finding(ctx.session, finding) {
                            actions.push(Action::ShowVersions(Some(key)));
                            continue;
                        }
                        let screen = match finding.product_id {
                            Some(id) => {
                                actions.push(Action::SelectProduct(id));
                                Screen::Results
                            }
                            None => Screen::Session,
                        };
                        actions.push(Action::Go(screen));
                    }
                }
                if findings.len() > MOST_FINDINGS {
                    ui.add_space(theme::S8);
                    let n = findings.len() - MOST_FINDINGS;
                    widgets::secondary(ui, &t!("minutes.more_findings", n = n));
                }
            });
    }

    fn pages_ui(&mut self, ui: &mut Ui) {
        let Some(preview) = &self.preview else {
            let text = if self.failure.is_some() {
                t!("minutes.failed")
            } else {
                t!("minutes.making")
            };
            ui.add_space(theme::S32);
            ui.vertical_centered(|ui| widgets::secondary(ui, &text));
            return;
        };
        let view = ui.available_size();
        let revision = preview.revision;
        let layout = PageLayout::new(&preview.sizes, view, self.zoom);
        let mut area = ScrollArea::vertical()
            .id_salt("minutes-pages")
            .auto_shrink([false, false]);
        if let Some(page_idx) = self.go_to.take() {
            area = area.vertical_scroll_offset(layout.top_of(page_idx));
        }
        let shown = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(layout.height);
            ui.set_width(ui.available_width());
            let origin = ui.min_rect().min;
            let width = ui.available_width();
            let visible = layout.visible(viewport);
            for page_idx in visible.clone() {
                let (top, size) = layout.pages[page_idx];
                let left = ((width - size.x) / 2.0).max(0.0);
                let rect = Rect::from_min_size(origin + vec2(left, top), size);
                let text = t!("minutes.page", n = page_idx + 1, of = layout.pages.len());
                self.page_ui(ui, rect, page_idx, &text);
            }
            visible
        });
        let visible = shown.inner;
        if let Some(middle) = layout.page_at(shown.state.clamped_offset().y + view.y * 0.4) {
            self.page_idx = middle;
        }
        let pixels_per_point = layout.scale * ui.ctx().pixels_per_point();
        self.draw(visible, revision, pixels_per_point.min(SHARPEST));
    }

    fn page_ui(&self, ui: &mut Ui, rect: Rect, page_idx: usize, text: &str) {
        let t = tokens(ui);
        let response = ui.allocate_rect(rect, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text));
        let painter = ui.painter();
        // Paper is white in the dark theme, too: this is what comes out of the printer.
        painter.rect_filled(rect, CornerRadius::ZERO, Color32::WHITE);
        if let Some(image) = self.images.get(&page_idx) {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(image.texture.id(), rect, whole, Color32::WHITE);
        }
        let outline = Stroke::new(1.0, t.edge);
        painter.rect_stroke(rect, CornerRadius::ZERO, outline, StrokeKind::Outside);
    }

    /// Asks for images of the visible pages that are missing, old or of another size, and drops those
    /// far away.
    fn draw(&mut self, visible: std::ops::Range<usize>, revision: u64, pixels_per_point: f32) {
        let kept = visible.start.saturating_sub(KEPT_AROUND)..visible.end + KEPT_AROUND;
        self.images.retain(|page_idx, _| kept.contains(page_idx));
        let Some(worker) = &self.worker else {
            return;
        };
        for page_idx in visible {
            let is_right = self.images.get(&page_idx).is_some_and(|image| {
                image.revision == revision
                    && (image.pixels_per_point - pixels_per_point).abs() < 0.01
            });
            if !is_right && self.drawing.insert(page_idx) {
                worker.draw(revision, page_idx, pixels_per_point);
            }
        }
    }
}

fn log_buttons_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if widgets::primary_button(ui, &t!("log.export")).clicked() {
            actions.push(Action::ExportLog);
        }
        if widgets::secondary_button(ui, &t!("log.print")).clicked() {
            actions.push(Action::PrintLog);
        }
    });
}

/// Where the pages stand in the scrolled column.
struct PageLayout {
    /// Top edge and size of each page.
    pages: Vec<(f32, Vec2)>,
    /// Height of the column.
    height: f32,
    /// Points of the screen per point of paper, of the first page.
    scale: f32,
}

impl PageLayout {
    fn new(sizes: &[Vec2], view: Vec2, zoom: Zoom) -> Self {
        let room = (view - vec2(3.0 * GAP, 2.0 * GAP)).max(vec2(100.0, 100.0));
        // Upright and flat pages get one scale, so that letters have one size.
        let widest = sizes.iter().map(|size| size.x).fold(1.0, f32::max);
        let first = sizes.first().copied().unwrap_or(vec2(595.0, 842.0));
        let scale = match zoom {
            Zoom::Width => (room.x / first.x).min(2.0 * room.x / widest),
            Zoom::Page => (room.y / first.y).min(room.x / first.x),
        };
        let mut top = GAP;
        let mut pages = Vec::with_capacity(sizes.len());
        for size in sizes {
            // A flat page that would be wider than the view is fitted into it.
            let size = *size * scale.min(room.x / size.x);
            pages.push((top, size));
            top += size.y + GAP;
        }
        Self {
            pages,
            height: top,
            scale,
        }
    }

    fn top_of(&self, page_idx: usize) -> f32 {
        self.pages.get(page_idx).map_or(0.0, |(top, _)| top - GAP)
    }

    fn page_at(&self, y: f32) -> Option<usize> {
        let after = self.pages.partition_point(|(top, _)| *top <= y);
        (!self.pages.is_empty()).then(|| after.saturating_sub(1))
    }

    fn visible(&self, viewport: Rect) -> std::ops::Range<usize> {
        let start = self
            .pages
            .partition_point(|(top, size)| top + size.y <= viewport.top());
        let end = self
            .pages
            .partition_point(|(top, _)| *top < viewport.bottom());
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::fixtures;
    use crate::model::session::Session;
    use crate::rules::review::review;
    use crate::ui::testing::dress;

    struct State {
        screen: MinutesScreen,
        session: Session,
        revision: u64,
        actions: Vec<Action>,
    }

    fn harness(session: Session) -> Harness<'static, State> {
        let state = State {
            screen: MinutesScreen::default(),
            session,
            revision: 1,
            actions: Vec::new(),
        };
        Harness::builder()
            .with_size(vec2(1366.0, 768.0))
            .build_ui_state(
                |ui, state: &mut State| {
                    dress(ui);
                    let review = review(&state.session, fixtures::day());
                    let ctx = ViewCtx {
                        session: &state.session,
                        review: &review,
                        revision: state.revision,
                        packs: &[],
                        product_id: None,
                        member_id: None,
                        today: fixtures::day(),
                        now: fixtures::at(0),
                        by: "",
                        random_bits: || 1,
                        receiving: &crate::ui::takein::ReceivingView::default(),
                    };
                    state.screen.ui(ui, &ctx, &mut state.actions);
                },
                state,
            )
    }

    /// Runs frames until the pages are there.
    fn wait_for(harness: &mut Harness<'_, State>, is_done: impl Fn(&MinutesScreen) -> bool) {
        for _ in 0..3000 {
            harness.step();
            if is_done(&harness.state().screen) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the preview was not made");
    }

    #[test]
    fn the_real_pages_appear_with_their_number() {
        let mut harness = harness(fixtures::session());
        wait_for(&mut harness, |screen| !screen.images.is_empty());
        harness.step();
        let n_pages = harness.state().screen.n_pages();
        assert!(n_pages >= 2);
        harness.get_by_role_and_label(Role::Image, &format!("Trang 1/{n_pages}"));
        assert_eq!(harness.state().actions, []);
        harness.key_press(Key::End);
        harness.step();
        harness.step();
        assert_eq!(harness.state().screen.page_idx, n_pages - 1);
    }

    #[test]
    fn buttons_ask_the_shell() {
        let mut harness = harness(fixtures::session());
        harness.step();
        harness.get_by_label("Xuất PDF…").click();
        harness.step();
        harness.get_by_label("In biên bản").click();
        harness.step();
        assert_eq!(
            harness.state().actions,
            [Action::ExportMinutes, Action::PrintMinutes]
        );
    }

    #[test]
    fn a_change_makes_the_preview_old_until_it_is_made_again() {
        let mut harness = harness(fixtures::session());
        wait_for(&mut harness, |screen| !screen.is_stale());
        harness.state_mut().session.title = "Phiên khác".to_owned();
        harness.state_mut().revision = 2;
        harness.step();
        harness.get_by_label("Bản xem trước cũ hơn dữ liệu, đang làm lại");
        wait_for(&mut harness, |screen| !screen.is_stale());
        harness.step();
        assert!(
            harness
                .query_by_label("Bản xem trước cũ hơn dữ liệu, đang làm lại")
                .is_none()
        );
    }

    #[test]
    fn findings_lead_to_their_place() {
        let mut session = fixtures::session();
        for member in &mut session.council.members {
            member.attendance.clear();
        }
        let mut harness = harness(session);
        harness.step();
        let n_findings = harness.get_all_by(|node| node.role() == Role::Link).count();
        // Nobody came (no quorum); the case of criterion 1.3 is open for one product.
        assert_eq!(n_findings, 2);
        harness
            .get_all_by(|node| node.role() == Role::Link)
            .last()
            .expect("a finding")
            .click();
        harness.step();
        assert_eq!(
            harness.state().actions,
            [
                Action::SelectProduct(fixtures::TEA),
                Action::Go(Screen::Results)
            ]
        );
    }

    #[test]
    fn only_pages_in_view_are_laid_out() {
        let sizes = vec![vec2(595.0, 842.0); 100];
        let layout = PageLayout::new(&sizes, vec2(1000.0, 600.0), Zoom::Width);
        let top = layout.top_of(50);
        let viewport = Rect::from_min_size(pos2(0.0, top + 1.0), vec2(1000.0, 600.0));
        assert_eq!(layout.visible(viewport), 50..51);
        assert_eq!(layout.page_at(top + 100.0), Some(50));
        assert_eq!(layout.page_at(0.0), Some(0));
        let empty = PageLayout::new(&[], vec2(1000.0, 600.0), Zoom::Page);
        assert_eq!(empty.visible(viewport), 0..0);
        assert_eq!(empty.page_at(0.0), None);
    }
}
