//! The sheet itself: heads, criteria, levels.

use egui::{
    Align2, Color32, Frame, Margin, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2,
};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::{Code, Condition, Criterion, Part, Scoring, Section};
use crate::model::ids::{MemberId, ProductId};
use crate::model::points::Points;
use crate::model::sheet::Answer;
use crate::rules::panel::SheetStanding;
use crate::rules::scoring::Standing;
use crate::words::{Lang, application_text, standing_text};

use crate::ui::theme::{self, S4, S8, S12, S16, S24};
use crate::ui::widgets::{DraftText, Field, text_area};
use crate::ui::{Action, ViewCtx};

use super::ScoringScreen;
use super::choices::{Choice, ChoiceText, choices};
use super::lines::{lay_out, paint_left, paint_right};
use super::view::SheetView;

/// Height of the two heads that stick to the top.
const PART_HEIGHT: f32 = 36.0;
const SECTION_HEIGHT: f32 = 36.0;
/// Where titles begin: right of the codes.
const CODE_WIDTH: f32 = 44.0;
/// Side of the square that shows a key.
const CAP: f32 = 24.0;
/// Widest the column gets, so that lines stay readable on a wide screen.
const MAX_WIDTH: f32 = 860.0;

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

/// Draws the head of the sheet: the product, and whose sheet it is.
pub(super) fn header_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product_id: ProductId,
    member_id: MemberId,
    scorers: &[MemberId],
    actions: &mut Vec<Action>,
) {
    let Some(product) = ctx.session.product(product_id) else {
        return;
    };
    let lang = Lang::current();
    let applicant = ctx
        .session
        .applicant(product.applicant_id)
        .map_or("", |applicant| &applicant.name);
    let mut facts = vec![applicant.to_owned()];
    facts.extend(
        product
            .form
            .as_ref()
            .map(|key| t!("scoring.head.sheet", no = key.no).into_owned()),
    );
    facts.push(application_text(lang, product.application));
    if product.round() > 1 {
        facts.push(t!("scoring.head.round", round = product.round()).into_owned());
    }
    facts.retain(|fact| !fact.is_empty());

    let whole = ui.available_width().min(MAX_WIDTH);
    let picker_width = if whole > 720.0 { 320.0 } else { 240.0 };
    if whole < 440.0 {
        // Large text on a small window: the choice of the member stands under the name.
        let width = whole - 2.0 * S16;
        ui.horizontal(|ui| {
            ui.add_space(S16);
            ui.vertical(|ui| {
                head_facts_ui(ui, &product.name, &facts.join(" · "), width);
                member_picker_ui(ui, ctx, product_id, member_id, scorers, width, actions);
            });
        });
        ui.add_space(S8);
        return;
    }
    ui.horizontal(|ui| {
        // The choice of the member ends where the sheet under it ends.
        ui.set_max_width(whole);
        ui.add_space(S16);
        let width = (ui.available_width() - picker_width - S16).max(120.0);
        head_facts_ui(ui, &product.name, &facts.join(" · "), width);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            member_picker_ui(
                ui,
                ctx,
                product_id,
                member_id,
                scorers,
                picker_width,
                actions,
            );
        });
    });
    ui.add_space(S8);
}

/// Draws the name of the product and a line about it.
fn head_facts_ui(ui: &mut Ui, name: &str, facts: &str, width: f32) {
    let t = theme::tokens(ui);
    ui.allocate_ui_with_layout(
        Vec2::new(width, 48.0),
        egui::Layout::top_down(egui::Align::Min),
        |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            let name = egui::RichText::new(name).font(theme::semibold(theme::SECTION));
            ui.add(egui::Label::new(name.color(t.ink)).truncate());
            let facts = egui::RichText::new(facts).font(theme::regular(theme::SMALL));
            ui.add(egui::Label::new(facts.color(t.secondary)).truncate());
        },
    );
}

fn member_picker_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product_id: ProductId,
    member_id: MemberId,
    scorers: &[MemberId],
    width: f32,
    actions: &mut Vec<Action>,
) {
    let lang = Lang::current();
    let name = |id: MemberId| match ctx.session.council.member(id) {
        Some(member) if !member.office.is_empty() => format!("{} · {}", member.name, member.office),
        Some(member) => member.name.clone(),
        None => String::new(),
    };
    let review = ctx.review.product(product_id);
    let response = egui::ComboBox::from_id_salt("scoring_member")
        .width(width)
        .truncate()
        .selected_text(name(member_id))
        .show_ui(ui, |ui| {
            for id in scorers {
                let standing = review
                    .and_then(|review| review.member(*id))
                    .map(|member| member.standing);
                let label = match standing {
                    Some(standing) => format!("{}  ({})", name(*id), standing_text(lang, standing)),
                    None => name(*id),
                };
                if ui.selectable_label(*id == member_id, label).clicked() {
                    actions.push(Action::SelectMember(*id));
                }
            }
        });
    response.response.widget_info(|| {
        WidgetInfo::labeled(
            Role::ComboBox,
            true,
            t!("scoring.head.member", name = name(member_id)),
        )
    });
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
        self.notices_ui(ui, ctx, view);
        let viewport = ui.available_rect_before_wrap();
        let mut heads = Vec::new();
        let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing);
        ScrollArea::vertical()
            .id_salt(("sheet", view.product.id, view.member_id))
            .auto_shrink(false)
            .animated(false)
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width().min(MAX_WIDTH));
                for part in &view.form.set.parts {
                    let part_top = part_head_ui(ui, view, part);
                    for section in &part.sections {
                        let section_top = section_head_ui(ui, view, section);
                        heads.push((part_top, section_top, part, section));
                        section_notes_ui(ui, section);
                        self.criteria_ui(ui, view, section, actions);
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
        let is_absent = review.is_some_and(|member| member.standing == SheetStanding::Absent);
        let (text, color, ground) = if let Some(notice) = &self.notice {
            (notice.clone(), t.amber, t.amber_bg)
        } else if let Some(lock) = view.lock {
            (lock.text(), t.green, t.green_bg)
        } else if is_absent {
            (
                t!("scoring.notice.absent").into_owned(),
                t.amber,
                t.amber_bg,
            )
        } else {
            return;
        };
        let width = ui.available_width().min(MAX_WIDTH);
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
        section: &Section,
        actions: &mut Vec<Action>,
    ) {
        let mut heading = None;
        for criterion in &section.criteria {
            let code = criterion.heading.as_ref().map(|heading| heading.code);
            if code != heading {
                heading = code;
                if let Some(heading) = &criterion.heading {
                    let text = format!("{}  {}", heading.code, heading.title);
                    let points = t!("scoring.max", max = heading.max);
                    line_ui(ui, &text, &points, 32.0, theme::semibold(theme::BODY));
                }
            }
            self.criterion_ui(ui, view, section, criterion, actions);
        }
    }

    fn criterion_ui(
        &mut self,
        ui: &mut Ui,
        view: &SheetView<'_>,
        section: &Section,
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
        if criterion.scoring == Scoring::OneCase {
            cases_ui(ui, view, criterion, actions);
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
                if choice_ui(ui, criterion, &choice, is_chosen, view.lock.is_some()) {
                    self.take(code);
                    self.brings_into_view = false;
                    self.choose_by_pointer(view, code, &choice, is_chosen, actions);
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
            actions.push(Action::Edit(Command::ChooseLevel {
                sheet: view.sheet_ref,
                code,
                answer,
            }));
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

fn indented<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.add_space(S16 + CODE_WIDTH);
        ui.vertical(add).inner
    })
    .inner
}

/// Draws a line with a text at the left and points at the right.
fn line_ui(ui: &mut Ui, text: &str, points: &str, height: f32, font: egui::FontId) -> Rect {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let points = lay_out(
        ui,
        points,
        theme::semibold(theme::SMALL),
        t.secondary,
        160.0,
        1,
    );
    let text = lay_out(
        ui,
        text,
        font,
        t.ink,
        rect.width() - points.size().x - S24,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
    paint_right(ui, &points, rect.right(), rect.center().y);
    rect
}

fn part_head_ui(ui: &mut Ui, view: &SheetView<'_>, part: &Part) -> f32 {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), PART_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, part_text(part)));
    paint_part_head(ui, view, part, rect);
    rect.top()
}

fn part_text(part: &Part) -> String {
    t!("scoring.part", code = part.code, title = part.title).into_owned()
}

fn paint_part_head(ui: &Ui, view: &SheetView<'_>, part: &Part, rect: Rect) {
    let t = theme::tokens(ui);
    let points = view
        .total
        .parts
        .iter()
        .find(|total| total.code == part.code)
        .map_or(Points::ZERO, |total| total.points);
    let points = format!("{points} / {}", part.max);
    let points = lay_out(ui, &points, theme::bold(theme::BODY), t.ink, 120.0, 1);
    paint_right(ui, &points, rect.right(), rect.center().y);
    let width = rect.width() - points.size().x - S24 - S16;
    let text = lay_out(
        ui,
        &part_text(part),
        theme::bold(theme::BODY),
        t.ink,
        width,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
    ui.painter().hline(
        rect.left() + S16..=rect.right(),
        rect.bottom() - 1.0,
        Stroke::new(2.0, t.ink),
    );
}

fn section_head_ui(ui: &mut Ui, view: &SheetView<'_>, section: &Section) -> f32 {
    let (rect, _) = ui.allocate_exact_size(
        Vec2::new(ui.available_width(), SECTION_HEIGHT),
        Sense::hover(),
    );
    paint_section_head(ui, view, section, rect);
    rect.top()
}

fn paint_section_head(ui: &Ui, view: &SheetView<'_>, section: &Section, rect: Rect) {
    let t = theme::tokens(ui);
    let points = view
        .total
        .sections
        .get(&section.code)
        .copied()
        .unwrap_or(Points::ZERO);
    let points = format!("{points} / {}", section.max);
    let points = lay_out(
        ui,
        &points,
        theme::semibold(theme::SMALL),
        t.secondary,
        120.0,
        1,
    );
    paint_right(ui, &points, rect.right(), rect.center().y);
    let text = format!("{} · {}", section.code, section.title.to_uppercase());
    let width = rect.width() - points.size().x - S24 - S16;
    let text = lay_out(
        ui,
        &text,
        theme::semibold(theme::SMALL),
        t.secondary,
        width,
        1,
    );
    paint_left(ui, &text, rect.left() + S16, rect.center().y);
}

fn section_notes_ui(ui: &mut Ui, section: &Section) {
    let t = theme::tokens(ui);
    if let Some(binds_only) = &section.binds_only {
        text_ui(
            ui,
            &t!("scoring.section.binds_only", whom = binds_only),
            t.secondary,
        );
    }
    for note in &section.notes {
        text_ui(ui, note, t.secondary);
    }
    for exclusion in &section.exclusions {
        text_ui(
            ui,
            &t!("scoring.criterion.ground", text = exclusion.text),
            t.red,
        );
    }
}

/// Keeps the heads of the part and the section in view while their criteria scroll by.
fn sticky_ui(ui: &Ui, view: &SheetView<'_>, viewport: Rect, heads: &[(f32, f32, &Part, &Section)]) {
    let t = theme::tokens(ui);
    let top = viewport.top();
    let Some(first) = heads.first() else { return };
    if first.0 >= top {
        return;
    }
    // The section whose head has passed the place where it sticks.
    let current = heads
        .iter()
        .rev()
        .find(|head| head.1 <= top + PART_HEIGHT)
        .unwrap_or(first);
    let width = ui.available_width().max(viewport.width()).min(MAX_WIDTH);
    let part = Rect::from_min_size(
        viewport.min,
        Vec2::new(width.min(viewport.width()), PART_HEIGHT),
    );
    let section = Rect::from_min_size(part.left_bottom(), Vec2::new(part.width(), SECTION_HEIGHT));
    let painter = ui.painter();
    let ground = Rect::from_min_max(viewport.min, pos2(viewport.right(), section.bottom()));
    painter.rect_filled(ground, 0, t.surface);
    paint_part_head(ui, view, current.2, part);
    paint_section_head(ui, view, current.3, section);
    painter.hline(
        section.left() + S16..=section.right(),
        section.bottom(),
        Stroke::new(1.0, t.hairline),
    );
}

fn title_ui(ui: &mut Ui, criterion: &Criterion, standing: Standing, is_section: bool) {
    let t = theme::tokens(ui);
    let width = ui.available_width();
    let (points, color) = match standing {
        Standing::Unanswered | Standing::CaseOpen => {
            (t!("scoring.criterion.unanswered").into_owned(), t.secondary)
        }
        _ => (
            format!("{} / {}", standing.points(), criterion.max),
            t.secondary,
        ),
    };
    let points = lay_out(ui, &points, theme::medium(theme::SMALL), color, 120.0, 1);
    let title = if is_section {
        t!("scoring.criterion.of_section").into_owned()
    } else {
        criterion.title.clone()
    };
    let title_left = S16 + CODE_WIDTH;
    let title = lay_out(
        ui,
        &title,
        theme::semibold(theme::BODY),
        t.ink,
        width - title_left - points.size().x - S16,
        3,
    );
    let size = Vec2::new(width, title.size().y.max(20.0) + S8);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let standing = standing_word(standing, criterion);
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{} {}, {standing}", criterion.code, criterion.title),
        )
    });
    let code = lay_out(
        ui,
        &criterion.code.to_string(),
        theme::medium(theme::BODY),
        t.secondary,
        CODE_WIDTH,
        1,
    );
    let first_row = rect.top() + S4 + code.size().y / 2.0;
    paint_left(ui, &code, rect.left() + S16, first_row);
    ui.painter().galley(
        pos2(rect.left() + title_left, rect.top() + S4),
        title,
        t.ink,
    );
    paint_right(ui, &points, rect.right(), first_row);
}

fn standing_word(standing: Standing, criterion: &Criterion) -> String {
    match standing {
        Standing::Unanswered | Standing::CaseOpen => {
            t!("scoring.criterion.unanswered").into_owned()
        }
        _ => t!(
            "scoring.criterion.points",
            points = standing.points(),
            max = criterion.max
        )
        .into_owned(),
    }
}

/// Draws what a criterion asks for before its levels.
fn texts_ui(ui: &mut Ui, criterion: &Criterion) {
    let t = theme::tokens(ui);
    for text in criterion.explanation.iter().chain(&criterion.notes) {
        text_ui(ui, text, t.secondary);
    }
    for text in &criterion.requirements {
        text_ui(
            ui,
            &t!("scoring.criterion.requirement", text = text),
            t.secondary,
        );
    }
    for exclusion in &criterion.exclusions {
        text_ui(
            ui,
            &t!("scoring.criterion.ground", text = exclusion.text),
            t.red,
        );
    }
    for slip in &criterion.slips {
        let text = t!(
            "scoring.criterion.slip",
            printed = slip.printed,
            read_as = slip.read_as
        );
        text_ui(ui, &text, t.amber);
    }
}

fn text_ui(ui: &mut Ui, text: &str, color: Color32) {
    let left = S16 + CODE_WIDTH;
    let galley = lay_out(
        ui,
        text,
        theme::regular(theme::SMALL),
        color,
        ui.available_width() - left - S16,
        6,
    );
    let size = Vec2::new(ui.available_width(), galley.size().y + S4);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter()
        .galley(pos2(rect.left() + left, rect.top()), galley, color);
}

/// Draws the two cases; choosing one holds for the product, on every sheet.
fn cases_ui(ui: &mut Ui, view: &SheetView<'_>, criterion: &Criterion, actions: &mut Vec<Action>) {
    let chosen = view.case_of(criterion);
    indented(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(S4);
        for case in &criterion.cases {
            let is_chosen = chosen == Some(case.code);
            if ui
                .add(egui::RadioButton::new(is_chosen, &case.title))
                .clicked()
                && !is_chosen
            {
                actions.push(Action::Edit(Command::ChooseCase {
                    product_id: view.product.id,
                    code: criterion.code,
                    case: Some(case.code),
                }));
            }
        }
    });
}

/// Draws one level as a row over the whole width; returns whether it was clicked.
fn choice_ui(
    ui: &mut Ui,
    criterion: &Criterion,
    choice: &Choice<'_>,
    is_chosen: bool,
    is_locked: bool,
) -> bool {
    let t = theme::tokens(ui);
    let text = match choice.text {
        ChoiceText::Level(text) => text.into(),
        ChoiceText::NoLevel => t!("scoring.choice.none"),
        ChoiceText::Yes => t!("scoring.choice.yes"),
        ChoiceText::No => t!("scoring.choice.no"),
    };
    let width = ui.available_width();
    let gate = choice.gate.map(|stars| {
        let text = t!("scoring.choice.gate", stars = stars);
        lay_out(ui, &text, theme::semibold(theme::SMALL), t.gold, 160.0, 1)
    });
    let gate_width = gate.as_ref().map_or(0.0, |gate| gate.size().x + S24);
    let key_says_points = choice.key.is_ascii_digit();
    let points = (!key_says_points).then(|| {
        let text = t!("scoring.choice.points", points = choice.points);
        lay_out(
            ui,
            &text,
            theme::semibold(theme::SMALL),
            t.secondary,
            60.0,
            1,
        )
    });
    let points_width = points.as_ref().map_or(0.0, |points| points.size().x + S8);
    let text_left = S16 + CODE_WIDTH + points_width;
    let font = if is_chosen {
        theme::medium(theme::BODY)
    } else {
        theme::regular(theme::BODY)
    };
    let galley = lay_out(
        ui,
        &text,
        font,
        t.ink,
        width - text_left - gate_width - S12,
        8,
    );
    let size = Vec2::new(width, (galley.size().y + 10.0).max(theme::ROW));
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    response.widget_info(|| {
        let gate = choice
            .gate
            .map(|stars| t!("scoring.choice.gate_long", stars = stars).into_owned());
        let gate = gate.map(|gate| format!(", {gate}")).unwrap_or_default();
        let label = t!(
            "scoring.choice.label",
            code = criterion.code,
            points = choice.points,
            text = text,
            gate = gate
        );
        WidgetInfo::selected(Role::RadioButton, !is_locked, is_chosen, label)
    });
    if ui.is_rect_visible(rect) {
        let row = Rect::from_min_max(pos2(rect.left() + S16, rect.top()), rect.max);
        let painter = ui.painter();
        if is_chosen {
            painter.rect_filled(row, f32::from(theme::RADIUS), t.green_bg);
        } else if response.hovered() && !is_locked {
            painter.rect_filled(row, f32::from(theme::RADIUS), t.hover);
        }
        let cap = Rect::from_center_size(
            pos2(row.left() + S8 + CAP / 2.0, row.center().y),
            Vec2::splat(CAP),
        );
        let key_color = if is_chosen {
            painter.rect_filled(cap, f32::from(theme::RADIUS), t.accent);
            t.on_accent
        } else {
            let stroke = Stroke::new(1.0, if is_locked { t.hairline } else { t.edge });
            painter.rect_stroke(cap, f32::from(theme::RADIUS), stroke, StrokeKind::Inside);
            t.secondary
        };
        painter.text(
            cap.center(),
            Align2::CENTER_CENTER,
            choice.key,
            theme::semibold(theme::SMALL),
            key_color,
        );
        if let Some(points) = &points {
            paint_left(ui, points, rect.left() + S16 + CODE_WIDTH, row.center().y);
        }
        paint_left(ui, &galley, rect.left() + text_left, row.center().y);
        if let Some(gate) = &gate {
            paint_right(ui, gate, row.right() - S8, row.center().y);
        }
    }
    response.clicked()
}
