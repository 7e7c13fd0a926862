//! What stands around every screen: the rail, the top bar, the status line.

use egui::{
    Align, Align2, Color32, CornerRadius, CursorIcon, Frame, Layout, Margin, Panel, Rect, Response,
    RichText, Role, Sense, Stroke, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use rust_i18n::t;

use super::audience::{AudienceBar, AudienceDeed, audience_bar};
use super::copy::CopyState;
use super::read_only::{ReadOnlyBar, read_only_bar};
use super::steps::StepState;
use super::takein::ReturnsChip;
use super::theme::{self, tokens};
use super::widgets::{Look, Tone, button, focus_ring, key_cap, step_mark};
use super::{Action, Screen};
use crate::model::DateTime;
use crate::rules::panel::QuorumState;

/// How the session is kept, honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// There is no file, and nothing that would be missed.
    NoFile,
    /// There are changes and no file.
    NoFileChanged,
    /// The file holds everything; the time of the last save of this sitting.
    Saved(Option<DateTime>),
    /// There is no file; the journal on this machine holds everything.
    OnThisMachine,
    /// The journal holds what waits for the next save of the file.
    InJournal,
    /// Changes wait for the next save, in memory alone.
    Changed,
    /// A save is on its way.
    Saving,
    /// The last save failed.
    Failed,
    /// The session is only looked at.
    ReadOnly,
}

impl Kept {
    fn text(self) -> String {
        match self {
            Self::NoFile => t!("frame.kept.no_file"),
            Self::NoFileChanged => t!("frame.kept.no_file_changed"),
            Self::Saved(None) => t!("frame.kept.saved"),
            Self::Saved(Some(at)) => {
                t!("frame.kept.saved_at", time = at.format("%H:%M").to_string())
            }
            Self::OnThisMachine => t!("frame.kept.on_this_machine"),
            Self::InJournal => t!("frame.kept.in_journal"),
            Self::Changed => t!("frame.kept.changed"),
            Self::Saving => t!("frame.kept.saving"),
            Self::Failed => t!("frame.kept.failed"),
            Self::ReadOnly => t!("frame.kept.read_only"),
        }
        .into_owned()
    }

    const fn tone(self) -> Tone {
        match self {
            Self::NoFile | Self::Saving | Self::ReadOnly => Tone::Neutral,
            Self::NoFileChanged | Self::Changed => Tone::Amber,
            Self::Saved(_) | Self::OnThisMachine | Self::InJournal => Tone::Green,
            Self::Failed => Tone::Red,
        }
    }
}

/// What the frame shows.
#[derive(Debug, Clone)]
pub struct FrameCtx<'a> {
    /// Where the person is.
    pub screen: Screen,
    /// The steps.
    pub steps: &'a [StepState; 6],
    /// Name of the session.
    pub title: &'a str,
    /// What is said beside it.
    pub subtitle: &'a str,
    /// How it is kept.
    pub kept: Kept,
    /// How the second copy stands; none where there is none.
    pub copy: Option<CopyState>,
    /// When the session was finalised, where it is, and whether it still stands as it was.
    pub finalised: Option<(DateTime, bool)>,
    /// What undoing would undo.
    pub undo: Option<&'a str>,
    /// What redoing would do again.
    pub redo: Option<&'a str>,
    /// Keys that work on the screen, with the key of their words in the catalog.
    pub keys: &'a [(&'a str, &'a str)],
    /// Quorum of the session.
    pub quorum: QuorumState,
    /// Why the session is only looked at, where it is.
    pub read_only: Option<ReadOnlyBar>,
    /// What has come back from members, where there is news.
    pub returns: Option<ReturnsChip>,
    /// What the audience sees, where there is a window for it.
    pub audience: Option<AudienceBar<'a>>,
}

/// Names a screen.
pub fn screen_name(screen: Screen) -> String {
    match screen {
        Screen::Home => t!("frame.screen.home"),
        Screen::Session => t!("frame.screen.session"),
        Screen::Council => t!("frame.screen.council"),
        Screen::Products => t!("frame.screen.products"),
        Screen::Scoring => t!("frame.screen.scoring"),
        Screen::Results => t!("frame.screen.results"),
        Screen::Minutes => t!("frame.screen.minutes"),
        Screen::Criteria => t!("frame.screen.criteria"),
        Screen::Packet => t!("frame.screen.packet"),
    }
    .into_owned()
}

/// Window width below which the rail shows only its marks.
const NARROW: f32 = 1040.0;

/// Draws rail, top bar and status line around `ui`.
pub fn frame(ui: &mut Ui, view: &FrameCtx<'_>, actions: &mut Vec<Action>) {
    rail(ui, view, actions);
    top_bar(ui, view, actions);
    if let Some(bar) = &view.read_only {
        read_only_bar(ui, bar, actions);
    }
    if let Some(bar) = &view.audience {
        audience_bar(ui, bar, actions);
    }
    status_line(ui, view);
}

pub(super) fn panel_frame(ui: &Ui, margin: Margin) -> Frame {
    Frame::new().fill(tokens(ui).surface).inner_margin(margin)
}

fn rail(ui: &mut Ui, view: &FrameCtx<'_>, actions: &mut Vec<Action>) {
    let is_narrow = ui.available_width() < NARROW;
    let width = if is_narrow { 60.0 } else { 196.0 };
    Panel::left("rail")
        .exact_size(width)
        .resizable(false)
        .frame(panel_frame(ui, Margin::symmetric(10, 12)))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            if brand(ui, is_narrow).clicked() {
                actions.push(Action::Go(Screen::Home));
            }
            ui.add_space(theme::S12);
            for (idx, step) in view.steps.iter().enumerate() {
                let is_here = step.screen == view.screen;
                if rail_step(ui, idx + 1, step, is_here, is_narrow).clicked() {
                    actions.push(Action::Go(step.screen));
                }
            }
            ui.add_space(theme::S8);
            super::layout::hairline(ui);
            ui.add_space(theme::S8);
            let is_here = view.screen == Screen::Criteria;
            if rail_reference(ui, is_here, is_narrow).clicked() {
                actions.push(Action::Go(Screen::Criteria));
            }
            ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
                if rail_word(ui, &t!("frame.settings"), is_narrow).clicked() {
                    actions.push(Action::ShowSettings);
                }
            });
        });
}

fn brand(ui: &mut Ui, is_narrow: bool) -> Response {
    let t = tokens(ui);
    let name = t!("frame.program");
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), t!("frame.go_home")));
    let mark = Rect::from_center_size(pos2(rect.left() + 20.0, rect.center().y), vec2(24.0, 24.0));
    paint_mark(ui, mark);
    if !is_narrow {
        ui.painter().text(
            pos2(mark.right() + 8.0, rect.center().y),
            Align2::LEFT_CENTER,
            &*name,
            theme::semibold(15.5),
            t.ink,
        );
    }
    focus_ring(ui, &response);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(&*t!("frame.go_home"))
}

/// Draws the sign of the program alone; a click leads to the start.
pub(super) fn mark_button(ui: &mut Ui) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, theme::CONTROL), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), t!("frame.go_home")));
    paint_mark(ui, Rect::from_center_size(rect.center(), vec2(24.0, 24.0)));
    focus_ring(ui, &response);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(&*t!("frame.go_home"))
}

/// Paints the sign of the program: a white star on green.
pub fn paint_mark(ui: &Ui, rect: Rect) {
    let t = tokens(ui);
    let radius = (rect.height() / 5.0).clamp(2.0, 24.0) as u8;
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius), t.accent);
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        "★",
        theme::regular(rect.height() * 0.62),
        t.on_accent,
    );
}

fn rail_step(
    ui: &mut Ui,
    number: usize,
    step: &StepState,
    is_here: bool,
    is_narrow: bool,
) -> Response {
    let name = screen_name(step.screen);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    let spoken = if step.is_done {
        t!("frame.step_done", name = name)
    } else if step.missing > 0 {
        t!("frame.step_missing", name = name, n = step.missing)
    } else {
        name.as_str().into()
    };
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_here, &name);
        info.current_text_value = Some(spoken.clone().into_owned());
        info
    });
    if ui.is_rect_visible(rect) {
        paint_rail_ground(ui, rect, is_here, response.hovered());
        let center = pos2(rect.left() + 20.0, rect.center().y);
        step_mark(ui, center, number, step.is_done, is_here);
        if !is_narrow {
            paint_rail_name(ui, rect, &name, is_here);
            if step.missing > 0 {
                let tone = if is_here { Tone::Amber } else { Tone::Neutral };
                paint_count(
                    ui,
                    pos2(rect.right() - 8.0, rect.center().y),
                    step.missing,
                    tone,
                );
            }
        }
        focus_ring(ui, &response);
    }
    let hint = format!("{spoken}  ·  Ctrl+{number}");
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(hint)
}

/// Paints the ground of a place in the rail: where the person is, or may go by a click.
fn paint_rail_ground(ui: &Ui, rect: Rect, is_here: bool, is_hovered: bool) {
    let t = tokens(ui);
    let radius = CornerRadius::same(8);
    if is_here {
        ui.painter().rect_filled(rect, radius, t.green_bg);
    } else if is_hovered {
        ui.painter().rect_filled(rect, radius, t.hover);
    }
}

/// Paints the name of a place in the rail, right of its sign.
fn paint_rail_name(ui: &Ui, rect: Rect, name: &str, is_here: bool) {
    let t = tokens(ui);
    let (font, color) = if is_here {
        (theme::semibold(theme::BODY), t.green)
    } else {
        (theme::medium(theme::BODY), t.secondary)
    };
    ui.painter().text(
        pos2(rect.left() + 38.0, rect.center().y),
        Align2::LEFT_CENTER,
        name,
        font,
        color,
    );
}

/// Draws the way to the criteria, which are no step of a session.
fn rail_reference(ui: &mut Ui, is_here: bool, is_narrow: bool) -> Response {
    let t = tokens(ui);
    let name = screen_name(Screen::Criteria);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_here, &name));
    if ui.is_rect_visible(rect) {
        paint_rail_ground(ui, rect, is_here, response.hovered());
        let color = if is_here { t.green } else { t.secondary };
        let center = pos2(rect.left() + 20.0, rect.center().y);
        let sheet = Rect::from_center_size(center, vec2(14.0, 18.0));
        let stroke = Stroke::new(1.6, color);
        ui.painter().rect_stroke(
            sheet,
            CornerRadius::same(3),
            stroke,
            egui::StrokeKind::Inside,
        );
        for dy in [-4.0, 0.0, 4.0] {
            ui.painter().hline(
                center.x - 3.5..=center.x + 3.5,
                center.y + dy,
                Stroke::new(1.2, color),
            );
        }
        if !is_narrow {
            paint_rail_name(ui, rect, &name, is_here);
        }
        focus_ring(ui, &response);
    }
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format!("{name}  ·  Ctrl+7"))
}

fn paint_count(ui: &Ui, right_center: egui::Pos2, n: usize, tone: Tone) {
    let (color, ground) = tone.colors(tokens(ui));
    let galley = ui
        .painter()
        .layout_no_wrap(n.to_string(), theme::semibold(12.5), color);
    let size = vec2((galley.size().x + 14.0).max(24.0), 20.0);
    let rect = Rect::from_min_size(
        pos2(right_center.x - size.x, right_center.y - size.y / 2.0),
        size,
    );
    ui.painter()
        .rect_filled(rect, CornerRadius::same(10), ground);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, color);
}

fn rail_word(ui: &mut Ui, text: &str, is_narrow: bool) -> Response {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(8), t.hover);
    }
    if is_narrow {
        // Three lines, as menus are marked everywhere.
        for dy in [-4.0, 0.0, 4.0] {
            let y = rect.center().y + dy;
            let center = rect.left() + 20.0;
            ui.painter().hline(
                center - 7.0..=center + 7.0,
                y,
                Stroke::new(1.6, t.secondary),
            );
        }
    } else {
        ui.painter().text(
            pos2(rect.left() + 10.0, rect.center().y),
            Align2::LEFT_CENTER,
            text,
            theme::medium(theme::BODY),
            t.secondary,
        );
    }
    focus_ring(ui, &response);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if is_narrow {
        response.on_hover_text(text)
    } else {
        response
    }
}

fn top_bar(ui: &mut Ui, view: &FrameCtx<'_>, actions: &mut Vec<Action>) {
    Panel::top("top-bar")
        .exact_size(52.0)
        .frame(panel_frame(ui, Margin::symmetric(20, 8)))
        .show(ui, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = theme::S8;
                let is_roomy = ui.available_width() > 960.0;
                if search_box(ui, is_roomy).clicked() {
                    actions.push(Action::ShowPalette);
                }
                audience_button(ui, view.audience.is_some(), actions);
                undo_buttons(ui, view.undo, view.redo, actions);
                if kept_state(ui, view.kept).clicked() {
                    actions.push(Action::Save);
                }
                if let Some(chip) = &view.returns
                    && returns_chip(ui, chip).clicked()
                {
                    actions.push(chip.action.clone());
                }
                if let Some(copy) = view.copy
                    && copy_chip(ui, copy).clicked()
                {
                    actions.push(Action::ShowSettings);
                }
                if let Some((at, holds)) = view.finalised
                    && finalised_sign(ui, at, holds).clicked()
                {
                    actions.push(Action::Go(Screen::Minutes));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
                    let color = tokens(ui).ink;
                    ui.add(
                        egui::Label::new(
                            RichText::new(view.title)
                                .font(theme::semibold(17.0))
                                .color(color),
                        )
                        .truncate(),
                    );
                    let color = tokens(ui).secondary;
                    let subtitle = ui.painter().layout_no_wrap(
                        view.subtitle.to_owned(),
                        theme::regular(theme::SMALL),
                        color,
                    );
                    ui.add_space(theme::S4);
                    // All of it or nothing.
                    if subtitle.size().x <= ui.available_width() {
                        ui.label(subtitle);
                    }
                });
            });
        });
}

fn search_box(ui: &mut Ui, is_roomy: bool) -> Response {
    let t = tokens(ui);
    let name = t!("frame.search");
    let width = if is_roomy { 250.0 } else { 92.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &*name));
    let edge = if response.hovered() {
        t.secondary
    } else {
        t.edge
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::RADIUS + 1),
        t.surface,
        Stroke::new(1.0, edge),
        egui::StrokeKind::Inside,
    );
    let shown = if is_roomy { &*name } else { "🔍" };
    ui.painter().text(
        pos2(rect.left() + 12.0, rect.center().y),
        Align2::LEFT_CENTER,
        shown,
        theme::regular(14.0),
        t.faint,
    );
    let mut key = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(8.0, 8.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    key_cap(&mut key, "Ctrl+K");
    focus_ring(ui, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Draws the way to the window for the audience: a screen on its foot, green while it is open.
fn audience_button(ui: &mut Ui, is_open: bool, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(40.0, theme::CONTROL), Sense::click());
    let (name, deed) = if is_open {
        (t!("audience.close"), AudienceDeed::Close)
    } else {
        (t!("audience.open"), AudienceDeed::Open)
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &*name));
    let (ground, edge, color) = match (is_open, response.hovered()) {
        (true, _) => (t.green_bg, t.green, t.green),
        (false, true) => (t.hover, t.edge, t.ink),
        (false, false) => (t.surface, t.star_empty, t.ink),
    };
    let painter = ui.painter();
    let (radius, inside) = (CornerRadius::same(theme::RADIUS), egui::StrokeKind::Inside);
    painter.rect(rect, radius, ground, Stroke::new(1.0, edge), inside);
    let line = Stroke::new(1.6, color);
    let screen = Rect::from_center_size(rect.center() - vec2(0.0, 2.0), vec2(19.0, 13.0));
    painter.rect_stroke(screen, CornerRadius::same(2), line, inside);
    let foot = screen.bottom() + 4.0;
    let x = screen.center().x;
    painter.vline(x, screen.bottom()..=foot, line);
    painter.hline(x - 5.0..=x + 5.0, foot, line);
    focus_ring(ui, &response);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.on_hover_text(format!("{name}  ·  F9")).clicked() {
        actions.push(Action::Audience(deed));
    }
}

pub(super) fn undo_buttons(
    ui: &mut Ui,
    undo: Option<&str>,
    redo: Option<&str>,
    actions: &mut Vec<Action>,
) {
    let buttons = [
        (redo, "⟳", t!("frame.redo"), "Ctrl+Y", Action::Redo),
        (undo, "⟲", t!("frame.undo"), "Ctrl+Z", Action::Undo),
    ];
    for (label, sign, verb, key, action) in buttons {
        // Redoing is rare: its button is there only when it can be used.
        if label.is_none() && action == Action::Redo {
            continue;
        }
        let is_roomy = ui.available_width() > 640.0 && action == Action::Undo;
        let clicked = ui
            .add_enabled_ui(label.is_some(), |ui| {
                let full = label.map_or_else(|| verb.to_string(), |l| format!("{verb}: {l}"));
                let shown = match label {
                    Some(label) if is_roomy => format!("{sign}  {}", shortened(label)),
                    _ => sign.to_owned(),
                };
                let response = button(ui, &shown, Look::Secondary).accessible_name(&full);
                response
                    .on_hover_text(format!("{full}  ·  {key}"))
                    .clicked()
            })
            .inner;
        if clicked {
            actions.push(action);
        }
    }
}

/// Cuts a label to what a button can hold.
fn shortened(label: &str) -> String {
    const MOST: usize = 24;
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    let cut: String = label.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

pub(super) fn kept_state(ui: &mut Ui, kept: Kept) -> Response {
    let (color, _) = kept.tone().colors(tokens(ui));
    state_chip(ui, &kept.text(), color, color).on_hover_text(&*t!("frame.kept.hint"))
}

pub(super) fn copy_chip(ui: &mut Ui, copy: CopyState) -> Response {
    let (color, _) = copy.tone().colors(tokens(ui));
    // It stands beside a more important state.
    let words = if copy.is_well() {
        tokens(ui).secondary
    } else {
        color
    };
    state_chip(ui, &copy.text(), color, words).on_hover_text(copy.hint())
}

fn returns_chip(ui: &mut Ui, chip: &ReturnsChip) -> Response {
    let (color, _) = chip.tone.colors(tokens(ui));
    state_chip(ui, &chip.text, color, color).on_hover_text(&*chip.hint)
}

/// Draws a state as a dot and words; a click does something about it.
fn state_chip(ui: &mut Ui, text: &str, dot: Color32, words: Color32) -> Response {
    let t = tokens(ui);
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Extend),
        f32::INFINITY,
        theme::medium(14.0),
    );
    let size = vec2(galley.size().x + 30.0, theme::CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(theme::RADIUS), t.hover);
    }
    ui.painter()
        .circle_filled(pos2(rect.left() + 13.0, rect.center().y), 4.0, dot);
    let at = pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
    ui.painter()
        .galley_with_override_text_color(at, galley, words);
    focus_ring(ui, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Says on every screen that the session is closed, and leads to where it is reopened.
fn finalised_sign(ui: &mut Ui, at: DateTime, holds: bool) -> Response {
    let (text, tone) = if holds {
        (t!("frame.finalised"), Tone::Green)
    } else {
        (t!("frame.finalised_differs"), Tone::Red)
    };
    let (color, ground) = tone.colors(tokens(ui));
    let galley = WidgetText::from(&*text).into_galley(
        ui,
        Some(TextWrapMode::Extend),
        f32::INFINITY,
        theme::semibold(theme::SMALL),
    );
    let size = vec2(galley.size().x + 20.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let hint = t!("frame.finalised_hint", at = crate::words::moment_text(at));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), &*text);
        info.current_text_value = Some(hint.clone().into_owned());
        info
    });
    ui.painter()
        .rect_filled(rect, CornerRadius::same(13), ground);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter()
        .galley_with_override_text_color(at, galley, color);
    focus_ring(ui, &response);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(hint)
}

fn status_line(ui: &mut Ui, view: &FrameCtx<'_>) {
    Panel::bottom("status-line")
        .exact_size(32.0)
        .frame(panel_frame(ui, Margin::symmetric(20, 0)))
        .show(ui, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                quorum_line(ui, view.quorum);
                ui.add_space(theme::S16);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    key_words(ui, view.keys);
                });
            });
        });
}

/// Draws keys with what they do.
pub(super) fn key_words(ui: &mut Ui, keys: &[(&str, &str)]) {
    ui.spacing_mut().item_spacing.x = 5.0;
    for (keys, words) in keys {
        let text = t!(*words);
        // Whole entries or none: what does not fit is left out, not cut.
        if ui.available_width() < 60.0 + 7.5 * text.chars().count() as f32 {
            break;
        }
        for key in keys.split(' ') {
            key_cap(ui, key);
        }
        let color = tokens(ui).secondary;
        ui.label(RichText::new(&*text).size(theme::SMALL).color(color));
        ui.add_space(theme::S12);
    }
}

fn quorum_line(ui: &mut Ui, quorum: QuorumState) {
    let t = tokens(ui);
    let numbers = (quorum.present, quorum.members);
    let (text, color) = if quorum.members == 0 {
        (t!("frame.quorum.nobody"), t.secondary)
    } else if quorum.is_met {
        let text = t!("frame.quorum.met", present = numbers.0, members = numbers.1);
        (text, t.secondary)
    } else if quorum.present < quorum.needed {
        let text = t!(
            "frame.quorum.too_few",
            present = numbers.0,
            members = numbers.1,
            needed = quorum.needed
        );
        (text, t.amber)
    } else {
        let text = t!(
            "frame.quorum.no_chair",
            present = numbers.0,
            members = numbers.1
        );
        (text, t.amber)
    };
    ui.label(RichText::new(&*text).size(theme::SMALL).color(color));
}
