//! One statutory sheet to read: parts, sections, criteria, levels with points and gates.

use egui::{Color32, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};
use rust_i18n::t;

use crate::model::criteria::{CaseCode, Criterion, ProductSet, ScoreOption, Scoring};
use crate::ui::palette::folded;
use crate::ui::theme::{self, S4, S8, S12, S16, S24, tokens};

/// Where titles begin: right of the codes.
const CODE_WIDTH: f32 = 48.0;

/// How a text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Like all others.
    Plain,
    /// It has a word that was searched for.
    Found,
    /// It differs from the other sheet.
    Differs,
}

/// Words of a query, ready to be looked for in a text.
#[derive(Debug, Default)]
pub(super) struct Sought {
    words: Vec<String>,
}

impl Sought {
    pub(super) fn new(query: &str) -> Self {
        let query = folded(query);
        Self {
            words: query.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// Tells whether a text has one of the words.
    pub(super) fn mark(&self, text: &str) -> Mark {
        if self.words.is_empty() {
            return Mark::Plain;
        }
        let text = folded(text);
        if self.words.iter().any(|word| text.contains(word)) {
            Mark::Found
        } else {
            Mark::Plain
        }
    }
}

/// A row of text that wraps, at a distance from the left; returns where it stands.
pub(super) fn text_row(
    ui: &mut Ui,
    left: f32,
    text: &str,
    font: egui::FontId,
    color: Color32,
    mark: Mark,
) -> Rect {
    let t = tokens(ui);
    let width = ui.available_width();
    let galley = ui
        .painter()
        .layout(text.to_owned(), font, color, width - left - S8);
    let size = Vec2::new(width, galley.size().y + S4);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        if mark != Mark::Plain {
            let ground = rect.with_min_x(rect.left() + left - 6.0);
            ui.painter().rect_filled(ground, 4.0, t.amber_bg);
        }
        let at = pos2(rect.left() + left, rect.top() + S4 / 2.0);
        ui.painter().galley(at, galley, color);
    }
    rect
}

/// Draws the head of a part or section with its maximum at the right.
pub(super) fn head_row(ui: &mut Ui, text: &str, max: &str, is_part: bool) {
    let t = tokens(ui);
    let (font, color) = if is_part {
        (theme::bold(theme::BODY + 1.0), t.ink)
    } else {
        (theme::semibold(theme::SMALL + 1.0), t.secondary)
    };
    ui.add_space(if is_part { S16 } else { S8 });
    let width = ui.available_width();
    let points = ui
        .painter()
        .layout_no_wrap(max.to_owned(), font.clone(), color);
    let galley = ui
        .painter()
        .layout(text.to_owned(), font, color, width - points.size().x - S24);
    let size = Vec2::new(width, galley.size().y + S8);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let right = pos2(rect.right() - points.size().x - S8, rect.top() + S4);
    ui.painter().galley(right, points, color);
    ui.painter()
        .galley(rect.min + Vec2::new(0.0, S4), galley, color);
    let (width, color) = if is_part {
        (2.0, t.ink)
    } else {
        (1.0, t.hairline)
    };
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), Stroke::new(width, color));
}

/// Draws the title of a criterion with its maximum.
pub(super) fn title_row(ui: &mut Ui, criterion: &Criterion, mark: Mark) -> Rect {
    let t = tokens(ui);
    ui.add_space(S8);
    let width = ui.available_width();
    let max = t!("scoring.max", max = criterion.max);
    let points =
        ui.painter()
            .layout_no_wrap(max.into_owned(), theme::medium(theme::SMALL), t.secondary);
    let title = ui.painter().layout(
        criterion.title.clone(),
        theme::semibold(theme::BODY),
        t.ink,
        width - CODE_WIDTH - points.size().x - S24,
    );
    let size = Vec2::new(width, title.size().y + S8);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let name = format!("{} {}", criterion.code, criterion.title);
        WidgetInfo::labeled(Role::Label, true, name)
    });
    if ui.is_rect_visible(rect) {
        if mark != Mark::Plain {
            ui.painter().rect_filled(rect, 4.0, t.amber_bg);
        }
        let code = criterion.code.to_string();
        let code = ui
            .painter()
            .layout_no_wrap(code, theme::medium(theme::BODY), t.secondary);
        let top = rect.top() + S4;
        let right = rect.right() - points.size().x - S8;
        ui.painter()
            .galley(pos2(rect.left() + S4, top), code, t.secondary);
        ui.painter()
            .galley(pos2(rect.left() + CODE_WIDTH, top), title, t.ink);
        ui.painter()
            .galley(pos2(right, top + 2.0), points, t.secondary);
    }
    rect
}

/// Draws what stands between the title of a criterion and its levels.
pub(super) fn about_rows(ui: &mut Ui, criterion: &Criterion, mark: &dyn Fn(&str) -> Mark) {
    let t = tokens(ui);
    let mut row = |text: &str, color: Color32| {
        let font = theme::regular(theme::SMALL);
        text_row(ui, CODE_WIDTH, text, font, color, mark(text));
    };
    for text in criterion.explanation.iter().chain(&criterion.notes) {
        row(text, t.secondary);
    }
    for text in &criterion.requirements {
        row(
            &t!("scoring.criterion.requirement", text = text),
            t.secondary,
        );
    }
    for exclusion in &criterion.exclusions {
        row(
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
        row(&text, t.amber);
    }
}

/// Draws the levels of a criterion, those of each case under the title of the case.
pub(super) fn level_rows(ui: &mut Ui, criterion: &Criterion, mark: &dyn Fn(usize, &str) -> Mark) {
    let mut above: Option<CaseCode> = None;
    for (idx, option) in criterion.options.iter().enumerate() {
        if option.case != above {
            above = option.case;
            let case = criterion
                .cases
                .iter()
                .find(|it| Some(it.code) == option.case);
            if let Some(case) = case {
                let color = tokens(ui).ink;
                let font = theme::medium(theme::SMALL + 1.0);
                text_row(ui, CODE_WIDTH, &case.title, font, color, Mark::Plain);
            }
        }
        level_row(ui, option, mark(idx, &option.text));
    }
    if criterion.scoring == Scoring::YesNo {
        let max = criterion.max.to_string();
        row_of(ui, &max, &t!("scoring.choice.yes"), None, Mark::Plain);
        row_of(ui, "0", &t!("scoring.choice.no"), None, Mark::Plain);
    }
}

fn level_row(ui: &mut Ui, option: &ScoreOption, mark: Mark) {
    let gate = option
        .gate
        .map(|stars| t!("scoring.choice.gate", stars = stars).into_owned());
    row_of(
        ui,
        &option.points.to_string(),
        &option.text,
        gate.as_deref(),
        mark,
    );
}

fn row_of(ui: &mut Ui, points: &str, text: &str, gate: Option<&str>, mark: Mark) {
    let t = tokens(ui);
    let width = ui.available_width();
    let gate = gate.map(|gate| {
        let font = theme::semibold(theme::SMALL);
        ui.painter().layout_no_wrap(gate.to_owned(), font, t.gold)
    });
    let gate_width = gate.as_ref().map_or(0.0, |gate| gate.size().x + S16);
    let left = CODE_WIDTH + 32.0;
    let galley = ui.painter().layout(
        text.to_owned(),
        theme::regular(theme::BODY),
        t.ink,
        width - left - gate_width - S12,
    );
    let size = Vec2::new(width, galley.size().y + S8);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let gate = gate.as_ref().map_or("", |gate| gate.text());
        WidgetInfo::labeled(Role::Label, true, format!("{points}: {text} {gate}"))
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    if mark != Mark::Plain {
        let ground = rect.with_min_x(rect.left() + CODE_WIDTH - 6.0);
        ui.painter().rect_filled(ground, 4.0, t.amber_bg);
    }
    let font = theme::semibold(theme::BODY);
    let points = crate::ui::widgets::tabular(ui, points, &font, t.secondary);
    let at = pos2(rect.left() + left - S12 - points.size().x, rect.top() + S4);
    ui.painter().galley(at, points, t.secondary);
    ui.painter()
        .galley(pos2(rect.left() + left, rect.top() + S4), galley, t.ink);
    if let Some(gate) = gate {
        let at = pos2(rect.right() - gate.size().x - S8, rect.top() + 5.0);
        ui.painter().galley(at, gate, t.gold);
    }
}

/// Draws what applies to a sheet as a whole: grounds of rejection and notes.
pub(super) fn grounds(ui: &mut Ui, set: &ProductSet, sought: &Sought) {
    let t = tokens(ui);
    let font = || theme::regular(theme::SMALL);
    if !set.disqualifiers.is_empty() {
        let head = theme::semibold(theme::SMALL);
        let words = t!("criteria.disqualified_when");
        text_row(ui, 0.0, &words, head, t.secondary, Mark::Plain);
        for text in &set.disqualifiers {
            text_row(
                ui,
                S12,
                &format!("– {text}"),
                font(),
                t.red,
                sought.mark(text),
            );
        }
    }
    for text in &set.notes {
        text_row(ui, 0.0, text, font(), t.secondary, sought.mark(text));
    }
}
