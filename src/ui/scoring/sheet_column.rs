//! The sheet as one column: what scrolls, what is answered, what a note holds.

use egui::{Frame, Margin, Rect, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::{Code, Condition, Criterion, ProductSet, Scoring, Section};
use crate::model::sheet::Answer;
use crate::rules::panel::SheetStanding;
use crate::rules::scoring::Standing;
use crate::rules::typing::TypingState;

use crate::ui::theme::{self, S4, S8, S12, S16, S24};
use crate::ui::widgets::{DraftText, Field, text_area};
use crate::ui::{Action, ViewCtx};

use super::ScoringScreen;
use super::choices::{Choice, choices};
use super::criterion_block::{
    cases_ui, choice_ui, indented, own_case_ui, text_ui, texts_ui, title_ui,
};
use super::lines::{lay_out, paint_left};
use super::official::{OfficialWords, official};
use super::own_sheet;
use super::sheet_titles::{
    PART_HEIGHT, SECTION_HEIGHT, line_ui, part_head_ui, section_head_ui, section_notes_ui,
    sticky_ui,
};
use super::view::SheetView;

/// Widest the column gets, so that lines stay readable on a wide screen.
const MAX_WIDTH: f32 = 860.0;
/// Room at the right for the scroll bar, which must not cover points.
const BAR: f32 = 14.0;

/// Returns the width of the sheet, its head and its titles in a column of this width.
pub(super) fn sheet_width(whole: f32) -> f32 {
    (whole - BAR).min(MAX_WIDTH)
}

/// Returns the frame around the column.
pub(super) fn frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(theme::tokens(ui).surface)
        .inner_margin(Margin {
            left: 12,
            right: 24,
            top: 12,
            bottom: 0,
        })
}

impl ScoringScreen {
    /// Draws the sheet as one column.
    pub(super) fn sheet_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        if !self.focus.is_some_and(|code| view.shows(code)) && view.compared().is_some() {
            self.focus = view.total.missing.first().copied();
            self.brings_into_view = true;
        }
        self.notices_ui(ui, ctx, view);
        let words = self
            .shows_official
            .then(|| official(ctx.packs, view.form))
            .flatten();
        let viewport = ui.available_rect_before_wrap();
        let mut heads = Vec::new();
        let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing);
        ScrollArea::vertical()
            .id_salt(("sheet", view.product.id, view.member_id))
            .auto_shrink(false)
            .animated(false)
            .show(ui, |ui| {
                ui.set_max_width(sheet_width(viewport.width()));
                let is_shown =
                    |section: &&Section| section.criteria.iter().any(|it| view.shows(it.code));
                for part in &view.form.set.parts {
                    if !part.sections.iter().any(|section| is_shown(&section)) {
                        continue;
                    }
                    let part_top = part_head_ui(ui, view, part);
                    for section in part.sections.iter().filter(is_shown) {
                        let section_top = section_head_ui(ui, view, section);
                        heads.push((part_top, section_top, part, section));
                        section_notes_ui(ui, section);
                        self.criteria_ui(ui, view, (section, words), actions);
                    }
                }
                self.sheet_notes_ui(ui, view);
                ui.add_space(viewport.height() / 3.0);
            });
        ui.spacing_mut().item_spacing = spacing;
        sticky_ui(ui, view, viewport, &heads);
    }

    /// Says above the sheet why it cannot be changed, or what a key was answered with.
    fn notices_ui(&self, ui: &mut Ui, ctx: &ViewCtx<'_>, view: &SheetView<'_>) {
        let t = theme::tokens(ui);
        let review = ctx
            .review
            .product(view.product.id)
            .and_then(|review| review.member(view.member_id));
        // A packet knows nothing of who is in the room.
        let is_absent = own_sheet::packet(ctx).is_none()
            && review.is_some_and(|member| member.standing == SheetStanding::Absent);
        let (text, color, ground) = if let Some(notice) = &self.notice {
            (notice.clone(), t.amber, t.amber_bg)
        } else if let Some(text) = typing_text(view) {
            (text, t.amber, t.amber_bg)
        } else if let Some(lock) = view.lock {
            let text = own_sheet::lock_text(ctx, view, lock);
            (text, t.green, t.green_bg)
        } else if is_absent {
            (
                t!("scoring.notice.absent").into_owned(),
                t.amber,
                t.amber_bg,
            )
        } else {
            return;
        };
        let width = sheet_width(ui.available_width());
        let text = lay_out(
            ui,
            &text,
            theme::medium(theme::SMALL),
            color,
            width - S24 - S16,
            3,
        );
        let size = Vec2::new(width, text.size().y + S12);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text.text()));
        let ground_rect = Rect::from_min_max(pos2(rect.left() + S16, rect.top()), rect.max);
        ui.painter()
            .rect_filled(ground_rect, f32::from(theme::RADIUS), ground);
        paint_left(ui, &text, ground_rect.left() + S12, rect.center().y);
        ui.add_space(S4);
    }

    fn criteria_ui(
        &mut self,
        ui: &mut Ui,
        view: &SheetView<'_>,
        (section, words): (&Section, Option<&ProductSet>),
        actions: &mut Vec<Action>,
    ) {
        let mut heading = None;
        for criterion in section.criteria.iter().filter(|it| view.shows(it.code)) {
            let code = criterion.heading.as_ref().map(|heading| heading.code);
            if code != heading {
                heading = code;
                if let Some(heading) = &criterion.heading {
                    let text = format!("{}  {}", heading.code, heading.title);
                    let points = t!("scoring.max", max = heading.max);
                    line_ui(ui, &text, &points, 32.0, theme::semibold(theme::BODY));
                }
            }
            self.criterion_ui(ui, view, (section, words), criterion, actions);
        }
    }

    fn criterion_ui(
        &mut self,
        ui: &mut Ui,
        view: &SheetView<'_>,
        (section, words): (&Section, Option<&ProductSet>),
        criterion: &Criterion,
        actions: &mut Vec<Action>,
    ) {
        let t = theme::tokens(ui);
        let code = criterion.code;
        let standing = view.standing(criterion, &view.answers);
        let is_in_hand = self.focus == Some(code);
        let top = ui.cursor().top();
        let bar = ui.painter().add(egui::Shape::Noop);
        ui.add_space(S8);
        title_ui(ui, criterion, standing, section.is_scored_directly());
        texts_ui(ui, criterion);
        let words = words
            .filter(|_| is_in_hand)
            .and_then(|set| OfficialWords::of(set, code));
        if let Some(words) = &words {
            for text in words.about() {
                text_ui(ui, &t!("scoring.official", text = text), t.ink);
            }
        }
        if criterion.scoring == Scoring::OneCase {
            // The case is the desk's to choose.
            if view.is_of_packet {
                own_case_ui(ui, view, criterion);
            } else {
                cases_ui(ui, view, criterion, actions);
            }
        }
        if standing == Standing::Idle
            && let Some(Condition::AboveZero(other)) = criterion.only_when
        {
            text_ui(ui, &t!("scoring.criterion.idle", code = other), t.secondary);
        }
        if !matches!(standing, Standing::CaseOpen | Standing::Idle) {
            let chosen = match standing {
                Standing::NoLevel => Some(Answer::NoLevel),
                Standing::Level { idx, .. } | Standing::Waiting { idx } => {
                    u8::try_from(idx).ok().map(Answer::Level)
                }
                Standing::Unanswered | Standing::CaseOpen | Standing::Idle => None,
            };
            for choice in choices(criterion, view.case_of(criterion)) {
                let is_chosen = chosen == Some(choice.answer);
                let said = view.said_by(code, choice.answer);
                let said = said.as_deref();
                if choice_ui(
                    ui,
                    criterion,
                    &choice,
                    (is_chosen, said),
                    view.lock.is_some(),
                ) {
                    self.take(code);
                    self.brings_into_view = false;
                    self.choose_by_pointer(view, code, &choice, is_chosen, actions);
                }
                if let (Some(words), Answer::Level(idx)) = (&words, choice.answer)
                    && let Some(text) = words.level(idx)
                {
                    text_ui(ui, &t!("scoring.official", text = text), t.ink);
                }
            }
        }
        self.note_ui(ui, view, code, actions);
        ui.add_space(S8);
        let bottom = ui.cursor().top();
        let left = ui.min_rect().left();
        let block = Rect::from_min_max(pos2(left, top), pos2(ui.min_rect().right(), bottom));
        ui.painter().hline(
            left + S12..=block.right(),
            bottom - 0.5,
            Stroke::new(1.0, t.hairline),
        );
        let mark = if is_in_hand {
            Some(t.accent)
        } else if !standing.is_complete() {
            Some(t.star)
        } else {
            None
        };
        if let Some(color) = mark {
            let rect = Rect::from_min_size(block.min, Vec2::new(3.0, block.height() - 1.0));
            ui.painter()
                .set(bar, egui::Shape::rect_filled(rect, 0, color));
        }
        if is_in_hand && self.brings_into_view {
            self.brings_into_view = false;
            // The heads cover the top; a little of what comes next helps to go on.
            let with_heads = Rect::from_min_max(
                pos2(
                    block.left(),
                    block.top() - PART_HEIGHT - SECTION_HEIGHT - S8,
                ),
                pos2(block.right(), block.bottom() + S24),
            );
            ui.scroll_to_rect_animation(with_heads, None, egui::style::ScrollAnimation::none());
        }
    }

    fn choose_by_pointer(
        &mut self,
        view: &SheetView<'_>,
        code: Code,
        choice: &Choice<'_>,
        is_chosen: bool,
        actions: &mut Vec<Action>,
    ) {
        if let Some(lock) = view.lock {
            self.notice = Some(lock.text());
        } else if !is_chosen {
            let answer = Some(choice.answer);
            actions.push(Action::Edit(view.choose(code, answer)));
        }
    }

    /// Draws the note of a criterion, as a line or as the field that is open.
    fn note_ui(
        &mut self,
        ui: &mut Ui,
        view: &SheetView<'_>,
        code: Code,
        actions: &mut Vec<Action>,
    ) {
        let t = theme::tokens(ui);
        let kept = view
            .sheet
            .filter(|_| !view.is_typed_again())
            .and_then(|sheet| sheet.notes.get(&code))
            .map_or("", String::as_str);
        let is_open = self.note.as_ref().is_some_and(|(open, _)| *open == code);
        if !is_open {
            if !kept.is_empty() {
                text_ui(ui, &t!("scoring.criterion.note", text = kept), t.green);
            }
            return;
        }
        let Some((_, draft)) = &mut self.note else {
            return;
        };
        let focuses = std::mem::take(&mut self.focuses_note);
        let label = t!("scoring.criterion.note_label", code = code);
        let (text, is_left) = indented(ui, |ui| draft_ui(ui, draft, kept, &label, focuses));
        if let Some(text) = text {
            actions.push(Action::Edit(Command::SetNote {
                sheet: view.sheet_ref,
                code,
                text,
            }));
        }
        if is_left {
            self.note = None;
        }
    }

    /// Draws what applies to the whole sheet, at its end.
    fn sheet_notes_ui(&self, ui: &mut Ui, view: &SheetView<'_>) {
        let t = theme::tokens(ui);
        ui.add_space(S16);
        for note in &view.form.set.notes {
            text_ui(ui, note, t.secondary);
        }
    }
}

/// Says how far the second typing of a paper sheet has come.
fn typing_text(view: &SheetView<'_>) -> Option<String> {
    match view.compared() {
        Some(differences) => {
            let n_open = view.total.missing.len();
            let text = t!(
                "scoring.typing.differ",
                n = differences.len(),
                open = n_open
            );
            Some(text.into_owned())
        }
        None => (view.typing == TypingState::Second)
            .then(|| t!("scoring.typing.under_way").into_owned()),
    }
}

/// Draws a field for a note; returns the changed text once, and whether the field was left.
fn draft_ui(
    ui: &mut Ui,
    draft: &mut DraftText,
    kept: &str,
    label: &str,
    focuses: bool,
) -> (Option<String>, bool) {
    let entered = text_area(ui, Field::new(label), 2, draft, kept);
    if focuses {
        entered.response.request_focus();
    }
    (entered.value, entered.response.lost_focus() && !focuses)
}
