//! The start: new, open, recent files, the sample.

use std::path::{Path, PathBuf};

use egui::{
    Align2, CornerRadius, CursorIcon, Rect, Response, RichText, Role, ScrollArea, Sense, Stroke,
    TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use rust_i18n::t;

use super::frame::paint_mark;
use super::theme::{self, tokens};
use super::widgets::{
    focus_ring, link, primary_button, quiet_button, secondary, secondary_button, section_label,
};
use super::{Action, Screen};

/// A file that was open before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentFile {
    /// Where it is.
    pub path: PathBuf,
    /// When it was last open, as people read it.
    pub opened: String,
}

/// A session without a file that a journal on this machine holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// The journal.
    pub path: PathBuf,
    /// Name of the session.
    pub title: String,
    /// Since when it is kept, as people read it.
    pub since: Option<String>,
}

/// What the start shows.
#[derive(Debug, Clone, Copy)]
pub struct HomeCtx<'a> {
    /// Files that were open before, newest first.
    pub recent: &'a [RecentFile],
    /// Sessions that were not saved before the program ended.
    pub kept: &'a [KeptRow],
    /// Name of the session that is open.
    pub open_title: Option<&'a str>,
    /// Where the second copy goes, where it was chosen.
    pub copy_folder: Option<&'a Path>,
    /// Whether the keyboard is the start's: no dialog lies over it.
    pub takes_keyboard: bool,
}

/// Draws the start.
pub fn home(ui: &mut Ui, view: &HomeCtx<'_>, actions: &mut Vec<Action>) {
    let width = 640.0_f32.min(ui.available_width() - 2.0 * theme::S24);
    let side = (ui.available_width() - width) / 2.0;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space((ui.available_height() * 0.13).clamp(theme::S24, 140.0));
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = theme::S8;
                head(ui);
                ui.add_space(theme::S16);
                if let Some(title) = view.open_title {
                    open_session(ui, title, actions);
                }
                kept(ui, view.kept, actions);
                buttons(ui, view.open_title.is_some(), actions);
                ui.add_space(theme::S16);
                recent(ui, view, actions);
                copy_line(ui, view.copy_folder, actions);
            });
        });
    });
}

fn head(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 56.0), Sense::hover());
    let mark = Rect::from_min_size(rect.min, vec2(48.0, 48.0));
    paint_mark(ui, mark);
    let left = mark.right() + theme::S16;
    ui.painter().text(
        pos2(left, mark.top() - 2.0),
        Align2::LEFT_TOP,
        t!("frame.program"),
        theme::semibold(theme::TITLE),
        t.ink,
    );
    ui.painter().text(
        pos2(left, mark.bottom() + 3.0),
        Align2::LEFT_BOTTOM,
        t!("home.purpose"),
        theme::regular(theme::BODY),
        t.secondary,
    );
}

fn open_session(ui: &mut Ui, title: &str, actions: &mut Vec<Action>) {
    let text = t!("home.open_now", title = title);
    ui.horizontal(|ui| {
        let color = tokens(ui).secondary;
        ui.label(RichText::new(&*text).color(color));
    });
    if primary_button(ui, &t!("home.back")).clicked() {
        actions.push(Action::Go(Screen::Session));
    }
    ui.add_space(theme::S12);
}

fn kept(ui: &mut Ui, rows: &[KeptRow], actions: &mut Vec<Action>) {
    for row in rows {
        let text = match &row.since {
            Some(since) => t!("home.kept_since", time = since),
            None => t!("home.kept"),
        };
        section_label(ui, &text);
        // A long name takes a line of its own.
        ui.horizontal_wrapped(|ui| {
            if secondary_button(ui, &t!("home.kept_open", title = &row.title)).clicked() {
                actions.push(Action::OpenKept(row.path.clone()));
            }
            if quiet_button(ui, &t!("home.kept_discard")).clicked() {
                actions.push(Action::DiscardKept(row.path.clone()));
            }
        });
        ui.add_space(theme::S12);
    }
}

fn buttons(ui: &mut Ui, has_session: bool, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        let new = t!("home.new");
        let is_pressed = if has_session {
            secondary_button(ui, &new).clicked()
        } else {
            primary_button(ui, &new).clicked()
        };
        if is_pressed {
            actions.push(Action::New);
        }
        if secondary_button(ui, &t!("home.open")).clicked() {
            actions.push(Action::Open);
        }
        if quiet_button(ui, &t!("home.sample")).clicked() {
            actions.push(Action::OpenSample);
        }
        if quiet_button(ui, &t!("frame.screen.criteria")).clicked() {
            actions.push(Action::Go(Screen::Criteria));
        }
        if quiet_button(ui, &t!("frame.settings")).clicked() {
            actions.push(Action::ShowSettings);
        }
    });
}

fn recent(ui: &mut Ui, view: &HomeCtx<'_>, actions: &mut Vec<Action>) {
    let (files, takes_keyboard) = (view.recent, view.takes_keyboard);
    if files.is_empty() {
        let color = tokens(ui).secondary;
        ui.label(RichText::new(t!("home.nothing_recent")).color(color));
        ui.label(RichText::new(t!("home.drop_hint")).color(color));
        return;
    }
    section_label(ui, &t!("home.recent"));
    ui.spacing_mut().item_spacing.y = 0.0;
    for (idx, file) in files.iter().enumerate() {
        let row = recent_row(ui, file);
        // Enter alone goes on with the session of last time.
        if idx == 0 && takes_keyboard && ui.memory(|memory| memory.focused().is_none()) {
            row.request_focus();
        }
        if row.clicked() {
            actions.push(Action::OpenPath(file.path.clone()));
        }
    }
    ui.add_space(theme::S12);
    let color = tokens(ui).faint;
    ui.label(
        RichText::new(t!("home.drop_hint"))
            .size(theme::SMALL)
            .color(color),
    );
}

/// Offers a second copy, or says where it goes.
fn copy_line(ui: &mut Ui, folder: Option<&Path>, actions: &mut Vec<Action>) {
    ui.add_space(theme::S24);
    ui.spacing_mut().item_spacing.y = theme::S4;
    section_label(ui, &t!("copy.name"));
    match folder {
        None => {
            secondary(ui, &t!("copy.about"));
            if link(ui, &t!("copy.choose")).clicked() {
                actions.push(Action::ChooseCopy);
            }
        }
        Some(folder) => {
            let folder = folder.display().to_string();
            secondary(ui, &t!("copy.goes_to", folder = folder));
        }
    }
    ui.add_space(theme::S24);
}

fn recent_row(ui: &mut Ui, file: &RecentFile) -> Response {
    let t = tokens(ui);
    let name = file.path.file_name().map_or_else(
        || file.path.display().to_string(),
        |name| {
            let name = name.to_string_lossy();
            name.strip_suffix(".session.ron")
                .or_else(|| name.strip_suffix(".packet.ron"))
                .unwrap_or(&name)
                .to_owned()
        },
    );
    let folder = file
        .path
        .parent()
        .map_or_else(String::new, |parent| parent.display().to_string());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), &name));
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(theme::RADIUS), t.hover);
        }
        let date = ui.painter().text(
            pos2(rect.right() - 8.0, rect.center().y),
            Align2::RIGHT_CENTER,
            &file.opened,
            theme::regular(theme::SMALL),
            t.secondary,
        );
        let room = date.left() - rect.left() - 24.0;
        for (text, font, color, y) in [
            (&name, theme::medium(theme::BODY), t.ink, 6.0),
            (&folder, theme::regular(theme::SMALL), t.faint, 28.0),
        ] {
            let galley = WidgetText::from(text.as_str()).into_galley(
                ui,
                Some(TextWrapMode::Truncate),
                room,
                font,
            );
            ui.painter()
                .galley_with_override_text_color(rect.min + vec2(8.0, y), galley, color);
        }
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, t.hairline));
        focus_ring(ui, &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
