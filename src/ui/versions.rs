//! Choosing between versions of one sheet that contradict each other, and looking at all of them.

use egui::{
    Align, Context, Frame, Id, Key as KeyboardKey, Layout, Margin, Modal, Modifiers, Rect,
    RichText, ScrollArea, Sense, TextEdit, Ui, pos2, vec2,
};
use rust_i18n::t;

use super::theme::{self, tokens};
use super::versions_rows::{TITLES, card_ui, row_ui};
use super::versions_view::{Cell, Column, Row, VersionsView};
use super::widgets::{Look, button, check, secondary, section, section_label};
use crate::model::ids::{MemberId, ProductId};
use crate::model::session::Session;
use crate::model::sheet::ScoringSheet;
use crate::rules::findings::{Finding, FindingKind};
use crate::rules::packets::merge::{self, Key};

/// Least width of a version.
const LEAST: f32 = 220.0;
/// Greatest width of a version.
const MOST: f32 = 340.0;
/// Height of the head of a version.
const CARD: f32 = 118.0;

/// Counts the sheets that wait for a choice.
pub fn n_contested(session: &Session) -> usize {
    let sheets = session.sheets.values();
    sheets.filter(|sheet| sheet.contested).count()
}

/// Returns the sheets that wait for a choice, in the order of the agenda and of the list of members.
pub fn contested_keys(session: &Session) -> Vec<Key> {
    let contested = session.sheets.values().filter(|sheet| sheet.contested);
    let mut keys: Vec<_> = contested.map(|sheet| merge::key_of(sheet)).collect();
    if keys.len() > 1 {
        keys.sort_by_cached_key(|(product_id, member_id, round)| {
            let products = &mut session.products.iter();
            let members = &mut session.council.members.iter();
            (
                products.position(|it| it.id == *product_id),
                members.position(|it| it.id == *member_id),
                *round,
            )
        });
    }
    keys
}

/// Returns which sheet of a member for a product waits for a choice.
pub fn contested_key(session: &Session, product_id: ProductId, member_id: MemberId) -> Option<Key> {
    let keys = contested_keys(session).into_iter();
    keys.rev()
        .find(|(product, member, _)| (*product, *member) == (product_id, member_id))
}

/// Returns which sheet a finding asks to choose a version of, where it does.
pub fn key_of_finding(session: &Session, finding: &Finding) -> Option<Key> {
    match finding.kind {
        FindingKind::SheetContested { member_id } => {
            contested_key(session, finding.product_id?, member_id)
        }
        _ => None,
    }
}

/// Counts the versions of a sheet that the session holds, those in the sheet included.
pub fn n_versions(session: &Session, sheet: &ScoringSheet) -> usize {
    let key = merge::key_of(sheet);
    let aside = session.versions.iter();
    let n_aside = aside.filter(|it| merge::key_of(it) == key).count();
    (1 + n_aside).max(1 + sheet.superseded.len())
}

/// A choice between versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    /// Which sheet.
    pub key: Key,
    /// Digest of the version.
    pub chosen: String,
    /// Why.
    pub reason: String,
    /// Whether the other sheets that came with it are chosen likewise.
    pub with_alike: bool,
    /// Whether the next sheet that waits for a choice is shown.
    pub goes_on: bool,
}

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionsAnswer {
    /// Nothing.
    Close,
    /// Choose a version.
    Settle(Settle),
}

/// Versions of a sheet on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionsDialog {
    view: VersionsView,
    /// Place of the chosen column.
    chosen: Option<usize>,
    reason: String,
    shows_older: bool,
    /// How many other sheets wait for a choice.
    n_others: usize,
    is_contested: bool,
    /// For each column, how many other sheets of the same origin wait for a choice.
    n_alike: Vec<usize>,
    with_alike: bool,
    is_new: bool,
}

impl VersionsDialog {
    /// Looks a sheet up; nothing where there is none. With a `hindrance` no version can be chosen.
    pub fn new(session: &Session, key: Key, hindrance: Option<String>) -> Option<Self> {
        let mut view = VersionsView::new(session, key)?;
        view.refusal = hindrance.or(view.refusal);
        let others = contested_keys(session);
        let is_contested = others.contains(&key);
        let n_others = others.into_iter().filter(|other| *other != key).count();
        let n_alike = |column: &Column| {
            let digest = column.digest.as_deref().filter(|_| is_contested);
            digest.map_or(0, |digest| merge::alike(session, key, digest).len())
        };
        Some(Self {
            chosen: None,
            reason: String::new(),
            n_alike: view.columns.iter().map(n_alike).collect(),
            with_alike: false,
            shows_older: view.n_first == 1,
            n_others,
            is_contested,
            is_new: true,
            view,
        })
    }

    fn can_choose(&self) -> bool {
        self.view.columns.iter().any(|it| it.digest.is_some())
    }

    fn n_shown(&self) -> usize {
        if self.shows_older {
            self.view.columns.len()
        } else {
            self.view.n_first
        }
    }

    /// Draws the versions; Escape closes them.
    pub fn show(&mut self, ctx: &Context) -> Option<VersionsAnswer> {
        let screen = ctx.content_rect();
        let n = self.n_shown().max(1);
        let room = screen.width() - 112.0;
        #[expect(clippy::cast_precision_loss, reason = "a few versions")]
        let each = ((room - TITLES) / n as f32).clamp(LEAST, MOST);
        #[expect(clippy::cast_precision_loss, reason = "a few versions")]
        let whole = TITLES + each * n as f32;
        let width = whole.clamp(620.0_f32.min(room), room);
        let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(24));
        let shown = Modal::new(Id::unique("versions"))
            .frame(frame)
            .show(ctx, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = theme::S8;
                self.head_ui(ui);
                let below = if self.can_choose() { 432.0 } else { 240.0 };
                let height = (screen.height() - below - CARD).max(110.0);
                ScrollArea::horizontal()
                    .id_salt("versions-wide")
                    .auto_shrink([false, true])
                    .show(ui, |ui| self.table_ui(ui, whole.max(width), each, height));
                self.foot_ui(ui)
            });
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, KeyboardKey::Escape));
        shown
            .inner
            .or_else(|| escape.then_some(VersionsAnswer::Close))
    }

    fn head_ui(&mut self, ui: &mut Ui) {
        let title = if self.is_contested {
            t!("versions.choose")
        } else {
            t!("versions.title")
        };
        ui.horizontal(|ui| {
            section(ui, &title);
            if self.n_others > 0 && self.is_contested {
                secondary(ui, &t!("versions.others", n = self.n_others));
            }
        });
        ui.add(egui::Label::new(&self.view.about).truncate());
        if let Some(settled) = &self.view.settled {
            let text = super::layout::secondary(ui, settled);
            ui.add(egui::Label::new(text).wrap());
        }
        let n_older = self.view.columns.len() - self.view.n_first;
        if n_older > 0 && self.view.n_first > 1 {
            let label = t!("versions.show_older", n = n_older);
            if let Some(shows) = check(ui, &label, self.shows_older) {
                self.shows_older = shows;
            }
        }
    }

    fn table_ui(&mut self, ui: &mut Ui, whole: f32, each: f32, height: f32) {
        ui.vertical(|ui| {
            ui.set_width(whole);
            ui.spacing_mut().item_spacing.y = 0.0;
            self.cards_ui(ui, whole, each);
            ui.add_space(theme::S12);
            ScrollArea::vertical()
                .id_salt("versions-rows")
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| self.rows_ui(ui, whole, each));
        });
    }

    fn cards_ui(&mut self, ui: &mut Ui, whole: f32, each: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(whole, CARD), Sense::hover());
        let n = self.n_shown();
        let is_typing = ui.ctx().text_edit_focused();
        let mut chosen = None;
        for idx in 0..n {
            let Some(column) = self.view.columns.get(idx) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "a few versions")]
            let left = rect.left() + TITLES + each * idx as f32;
            let card = Rect::from_min_size(pos2(left, rect.top()), vec2(each - 10.0, CARD));
            let is_chosen = self.chosen == Some(idx);
            let can_choose = column.digest.is_some() && self.view.refusal.is_none();
            let response = card_ui(ui, card, (idx, column), is_chosen, can_choose);
            if can_choose && self.is_new && idx == 0 {
                response.request_focus();
            }
            if can_choose && response.clicked() {
                chosen = Some(idx);
            }
            if can_choose && !is_typing && pressed_number(ui, idx) {
                response.request_focus();
                chosen = Some(idx);
            }
        }
        self.is_new = false;
        self.chosen = chosen.or(self.chosen);
    }

    fn rows_ui(&self, ui: &mut Ui, whole: f32, each: f32) {
        let view = &self.view;
        let n_shown = self.n_shown();
        let n_apart = view.rows.iter().filter(|row| row.is_apart).count();
        let texts = |of: fn(&Column) -> &String| -> Vec<String> {
            let columns = view.columns.iter().take(n_shown);
            columns.map(|column| of(column).clone()).collect()
        };
        let compared = if view.n_first > 1 {
            view.n_first
        } else {
            n_shown
        };
        let is_apart = |texts: &[String]| {
            let mut compared = texts.iter().take(compared);
            let first = compared.next();
            compared.any(|text| Some(text) != first)
        };
        if n_shown > 1 {
            section_label(
                ui,
                &match n_apart {
                    0 => t!("versions.same_answers"),
                    n => t!("versions.n_apart", n = n),
                },
            );
            ui.add_space(theme::S4);
        }
        for row in view.rows.iter().filter(|row| row.is_apart) {
            row_ui(ui, row, (whole, each, n_shown));
        }
        for (key, of) in [
            (
                "versions.opinion",
                (|it| &it.opinion) as fn(&Column) -> &String,
            ),
            ("versions.grounds", |it| &it.grounds),
            ("versions.reason_replaced", |it| &it.reason),
        ] {
            let texts = texts(of);
            if texts.iter().all(String::is_empty) {
                continue;
            }
            let cells = texts.iter().map(|text| Cell {
                level: text.clone(),
                ..Cell::default()
            });
            let row = Row {
                title: t!(key).into_owned(),
                cells: cells.collect(),
                is_apart: is_apart(&texts),
            };
            row_ui(ui, &row, (whole, each, n_shown));
        }
        let n_same = view.rows.len() - n_apart;
        if n_same == 0 {
            return;
        }
        if n_shown > 1 {
            ui.add_space(theme::S8);
            section_label(ui, &t!("versions.n_same", n = n_same));
            ui.add_space(theme::S4);
        }
        for row in view.rows.iter().filter(|row| !row.is_apart) {
            row_ui(ui, row, (whole, each, n_shown));
        }
    }

    fn foot_ui(&mut self, ui: &mut Ui) -> Option<VersionsAnswer> {
        if !self.can_choose() {
            ui.add_space(theme::S8);
            return ui
                .with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let response = button(ui, &t!("versions.close"), Look::Primary);
                    response.clicked().then_some(VersionsAnswer::Close)
                })
                .inner;
        }
        let mut obstacle = None;
        if let Some(refusal) = &self.view.refusal {
            obstacle = Some(refusal.clone());
        } else {
            let label = section_label(ui, &t!("versions.reason"));
            TextEdit::singleline(&mut self.reason)
                .margin(Margin::symmetric(10, 8))
                .desired_width(f32::INFINITY)
                .hint_text(RichText::new(t!("versions.reason_hint")).color(tokens(ui).faint))
                .show(ui)
                .response
                .response
                .labelled_by(label.id);
            if self.chosen.is_none() {
                obstacle = Some(t!("versions.none_chosen").into_owned());
            } else if self.reason.trim().is_empty() {
                obstacle = Some(t!("versions.no_reason").into_owned());
            }
            let chosen = self.chosen.and_then(|idx| self.n_alike.get(idx));
            if let Some(n) = chosen.copied().filter(|n| *n > 0)
                && let Some(with) = check(ui, &t!("versions.alike", n = n), self.with_alike)
            {
                self.with_alike = with;
            }
            secondary(ui, &t!("versions.kept"));
        }
        self.buttons_ui(ui, obstacle.as_deref())
    }

    fn buttons_ui(&self, ui: &mut Ui, obstacle: Option<&str>) -> Option<VersionsAnswer> {
        let is_ready = obstacle.is_none();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut is_confirmed = false;
            let mut answer = None;
            ui.add_enabled_ui(is_ready, |ui| {
                let text = t!("versions.settle");
                is_confirmed = button(ui, &text, Look::Primary).clicked();
            });
            if button(ui, &t!("versions.later"), Look::Quiet).clicked() {
                answer = Some(VersionsAnswer::Close);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| match obstacle {
                Some(text) => {
                    let color = tokens(ui).amber;
                    let text = RichText::new(text).size(theme::SMALL).color(color);
                    ui.add(egui::Label::new(text).wrap());
                }
                None => {
                    secondary(ui, &t!("versions.keys"));
                }
            });
            let key =
                ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, KeyboardKey::Enter));
            if is_ready && (is_confirmed || key) {
                answer = self.settle().map(VersionsAnswer::Settle);
            }
            answer
        })
        .inner
    }

    fn settle(&self) -> Option<Settle> {
        let column = self.view.columns.get(self.chosen?)?;
        Some(Settle {
            key: self.view.key,
            chosen: column.digest.clone()?,
            reason: self.reason.trim().to_owned(),
            with_alike: self.with_alike,
            goes_on: self.is_contested,
        })
    }
}

/// Tells whether the digit of a version was pressed.
fn pressed_number(ui: &Ui, idx: usize) -> bool {
    let keys = [
        KeyboardKey::Num1,
        KeyboardKey::Num2,
        KeyboardKey::Num3,
        KeyboardKey::Num4,
        KeyboardKey::Num5,
        KeyboardKey::Num6,
        KeyboardKey::Num7,
        KeyboardKey::Num8,
        KeyboardKey::Num9,
    ];
    let Some(key) = keys.get(idx) else {
        return false;
    };
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key))
}
