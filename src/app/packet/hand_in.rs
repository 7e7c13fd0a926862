//! The question whether a packet is handed in: what is, what is left for later, and the code.

use egui::text_edit::TextEditState;
use egui::{Context, Id, Key, RichText, ScrollArea, TextEdit, Ui};
use rust_i18n::t;

use super::PacketAnswer;
use super::dialogs::problem;
use crate::error::UserError;
use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::rules::packets::seal::Prepared;
use crate::rules::scoring::total;
use crate::storage::packets::{Typed, TypedCode};
use crate::ui::packet::progress::{Progress, RowState};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Look, check, dialog, paragraph, secondary, section_label};
use crate::words::{Lang, codes_text};

/// Greatest height of a list inside a dialog before it scrolls.
const LIST_HEIGHT: f32 = 128.0;
/// Least height of it, where large text leaves little room.
const LEAST_LIST_HEIGHT: f32 = 56.0;

/// The question whether the packet is handed in.
#[derive(Debug)]
pub(in crate::app) struct HandInDialog {
    /// What is handed in: products with their points.
    sheets: Vec<(String, String)>,
    n_recused: usize,
    /// What is left for later: products with what is missing.
    left: Vec<(String, String)>,
    /// What keeps the packet from being handed in: a product, and what is missing.
    blocked: Option<(ProductId, String)>,
    /// A product to go on with.
    next: Option<ProductId>,
    needs_code: bool,
    code: TypedCode,
    accepts_left: bool,
    /// What is wrong, and what may be done about it.
    problems: Vec<String>,
    is_drawn: bool,
    /// Whether the key is being opened.
    pub(super) waits: bool,
    /// Whether the code is to be typed anew.
    is_retried: bool,
    /// Whether it was tried to hand in although the code is none yet.
    tells_code: bool,
}

impl HandInDialog {
    /// Makes the question of what a hand-in would hold.
    pub(super) fn new(session: &Session, prepared: &Prepared, needs_code: bool) -> Self {
        let lang = Lang::current();
        let name = |id| {
            let product = session.product(id);
            product.map_or_else(String::new, |product| product.name.clone())
        };
        let sheets = prepared.sheets.iter().map(|sheet| {
            let product = session.product(sheet.product_id);
            let points = product.and_then(|product| {
                let form = session.form_of(product)?;
                Some(total(&form.set, &sheet.answers, &product.case_choices).total)
            });
            let points = points.map(|points| points.to_string()).unwrap_or_default();
            (name(sheet.product_id), points)
        });
        let progress = Progress::of(session);
        let left = prepared.unfinished.iter().map(|it| {
            let row = progress.row(it.product_id);
            let untouched = row.filter(|row| row.state == RowState::Untouched);
            let codes = || codes_text(lang, it.missing.iter().copied(), 5);
            let missing = untouched.map_or_else(codes, |row| row.state.text());
            (name(it.product_id), missing)
        });
        let blocked = prepared.unfinished.iter().find(|it| it.was_handed_in);
        let blocked = blocked.map(|it| {
            let codes = codes_text(lang, it.missing.iter().copied(), 8);
            let name = name(it.product_id);
            let text = t!("packet.hand_in.blocked", name = name, codes = codes);
            (it.product_id, text.into_owned())
        });
        Self {
            sheets: sheets.collect(),
            n_recused: prepared.recusals.len(),
            left: left.collect(),
            blocked,
            next: prepared.unfinished.first().map(|it| it.product_id),
            needs_code,
            code: TypedCode::default(),
            accepts_left: false,
            problems: Vec::new(),
            is_drawn: false,
            waits: false,
            is_retried: false,
            tells_code: false,
        }
    }

    /// Says why the packet was not handed in.
    pub(super) fn tell(&mut self, error: &UserError) {
        self.waits = false;
        self.is_retried = true;
        self.problems = std::iter::once(error.message.clone())
            .chain(error.hints.iter().cloned())
            .collect();
    }

    /// Draws the dialog.
    pub(super) fn show(&mut self, ctx: &Context) -> Option<PacketAnswer> {
        let is_empty = self.sheets.is_empty() && self.n_recused == 0;
        let answer = if self.blocked.is_some() || is_empty {
            self.show_refusal(ctx)
        } else {
            self.show_question(ctx)
        };
        if answer.is_some() {
            // What was typed stays nowhere, not even for undoing inside the field.
            let none = TextEditState::default();
            none.store(ctx, code_id());
        }
        answer
    }

    /// Says why the packet cannot be handed in as it is, with the way to where it is mended.
    fn show_refusal(&self, ctx: &Context) -> Option<PacketAnswer> {
        let (to, text) = match &self.blocked {
            Some((id, text)) => (Some(*id), text.clone()),
            None => (self.next, t!("packet.hand_in.nothing").into_owned()),
        };
        let (close, go) = (t!("packet.hand_in.close"), t!("packet.hand_in.go_to"));
        let buttons = [(&*close, Look::Quiet), (&*go, Look::Primary)];
        let title = t!("packet.hand_in.title");
        let n = if to.is_some() { 2 } else { 1 };
        let pressed = dialog(ctx, "packet", &title, &buttons[..n], n - 1, |ui| {
            paragraph(ui, &text);
        })?;
        Some(match to {
            Some(id) if pressed == 1 => PacketAnswer::GoTo(id),
            _ => PacketAnswer::Stay,
        })
    }

    fn show_question(&mut self, ctx: &Context) -> Option<PacketAnswer> {
        let (not_yet, hand_in) = (t!("packet.hand_in.not_yet"), t!("packet.hand_in.verb"));
        let waits = t!("packet.hand_in.waits");
        let verb = if self.waits { &waits } else { &hand_in };
        let buttons = [(&*not_yet, Look::Quiet), (&**verb, Look::Primary)];
        let title = t!("packet.hand_in.title");
        let focus = if self.needs_code || !self.left.is_empty() {
            usize::MAX
        } else {
            1
        };
        let mut is_entered = false;
        let room = (ctx.content_rect().height() - 190.0).max(160.0);
        let pressed = dialog(ctx, "packet", &title, &buttons, focus, |ui| {
            ScrollArea::vertical().max_height(room).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::S8;
                self.sheets_ui(ui);
                self.left_ui(ui);
                ui.add_space(theme::S4);
                is_entered = self.code_ui(ui);
                if let Some((what, hints)) = self.problems.split_first() {
                    problem(ui, what);
                    for hint in hints {
                        secondary(ui, hint);
                    }
                }
                secondary(ui, &t!("packet.hand_in.after"));
            });
        });
        match pressed {
            Some(0) => return Some(PacketAnswer::Stay),
            _ if self.waits => return None,
            None if !is_entered => return None,
            _ => {}
        }
        self.checked()
    }

    /// Answers, or says what is still missing.
    fn checked(&mut self) -> Option<PacketAnswer> {
        self.problems.clear();
        if !self.left.is_empty() && !self.accepts_left {
            let text = t!("packet.hand_in.accept_first");
            self.problems.push(text.into_owned());
            return None;
        }
        if !self.needs_code {
            return Some(PacketAnswer::HandIn(None));
        }
        let code = self.code.code();
        if code.is_none() {
            (self.is_retried, self.tells_code) = (true, true);
        }
        code.map(|code| PacketAnswer::HandIn(Some(code)))
    }

    fn sheets_ui(&self, ui: &mut Ui) {
        let n = self.sheets.len();
        section_label(ui, &t!("packet.hand_in.sheets", n = n));
        list_ui(ui, "packet-sheets", &self.sheets);
        if self.n_recused > 0 {
            secondary(ui, &t!("packet.n_recused", n = self.n_recused));
        }
    }

    fn left_ui(&mut self, ui: &mut Ui) {
        let n = self.left.len();
        if n == 0 {
            return;
        }
        ui.add_space(theme::S4);
        let color = tokens(ui).amber;
        let text = t!("packet.hand_in.left", n = n);
        let font = theme::semibold(theme::SMALL);
        ui.label(RichText::new(&*text).font(font).color(color));
        list_ui(ui, "packet-left", &self.left);
        let accept = t!("packet.hand_in.accept", n = n);
        if let Some(accepts) = check(ui, &accept, self.accepts_left) {
            self.accepts_left = accepts;
            self.problems.clear();
        }
    }

    /// Draws the field for the code; tells whether it was left by Enter.
    fn code_ui(&mut self, ui: &mut Ui) -> bool {
        if !self.needs_code {
            return false;
        }
        let label = section_label(ui, &t!("packet.hand_in.code"));
        let faint = tokens(ui).faint;
        let hint = RichText::new("XXXXX-XXXXX").color(faint);
        let edit = TextEdit::singleline(&mut self.code.text)
            .id(code_id())
            .font(theme::semibold(22.0))
            .hint_text(hint)
            .margin(egui::Margin::symmetric(12, 8))
            .desired_width(260.0);
        let field = ui.add_enabled(!self.waits, edit).labelled_by(label.id);
        let is_first = !std::mem::replace(&mut self.is_drawn, true);
        if is_first || (std::mem::take(&mut self.is_retried) && !self.waits) {
            field.request_focus();
            field.scroll_to_me(None);
        }
        if field.changed() {
            self.problems.clear();
            self.tells_code = false;
        }
        let state = match self.code.state() {
            _ if self.waits => t!("packet.hand_in.opening"),
            Typed::Nothing if self.tells_code => t!("packet.hand_in.code_missing"),
            Typed::Nothing => t!("packet.hand_in.code_hint"),
            Typed::Missing(n) => t!("packet.hand_in.code_short", n = n),
            Typed::Whole => t!("packet.hand_in.code_whole"),
            Typed::Foreign(sign) => t!("packet.hand_in.code_foreign", sign = sign),
            Typed::TooLong => t!("packet.hand_in.code_long"),
        };
        if self.tells_code {
            problem(ui, &state);
        } else {
            secondary(ui, &state);
        }
        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    }
}

fn code_id() -> Id {
    Id::unique("packet-code")
}

/// Draws a short list of two columns.
fn list_ui(ui: &mut Ui, name: &str, rows: &[(String, String)]) {
    let room = ui.ctx().content_rect().height() / 5.0 - 24.0;
    ScrollArea::vertical()
        .id_salt(name)
        .max_height(room.clamp(LEAST_LIST_HEIGHT, LIST_HEIGHT))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let color = tokens(ui).secondary;
            for (left, right) in rows {
                ui.horizontal(|ui| {
                    let right = RichText::new(right).size(theme::SMALL).color(color);
                    let layout = egui::Layout::right_to_left(egui::Align::Center);
                    ui.with_layout(layout, |ui| {
                        ui.add_space(theme::S12);
                        ui.label(right);
                        let layout = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(layout, |ui| {
                            ui.add(egui::Label::new(RichText::new(left).size(14.0)).truncate());
                        });
                    });
                });
            }
        });
}
