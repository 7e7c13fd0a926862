//! One criterion of the sheet: its title, what it asks for, its cases and levels.

use egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::Criterion;
use crate::rules::scoring::Standing;
use crate::ui::Action;
use crate::ui::theme::{self, S4, S8, S12, S16, S24};

use super::choices::{Choice, ChoiceText};
use super::lines::{lay_out, paint_left, paint_right};
use super::view::SheetView;

/// Where titles begin: right of the codes.
const CODE_WIDTH: f32 = 44.0;
/// Side of the square that shows a key.
const CAP: f32 = 24.0;

pub(super) fn indented<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.add_space(S16 + CODE_WIDTH);
        ui.vertical(add).inner
    })
    .inner
}

pub(super) fn title_ui(ui: &mut Ui, criterion: &Criterion, standing: Standing, is_section: bool) {
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
    // The head of the section says the title, where it holds it.
    let title = if is_section && criterion.title.chars().count() <= 50 {
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
pub(super) fn texts_ui(ui: &mut Ui, criterion: &Criterion) {
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

pub(super) fn text_ui(ui: &mut Ui, text: &str, color: Color32) {
    let left = S16 + CODE_WIDTH;
    let galley = lay_out(
        ui,
        text,
        theme::regular(theme::SMALL),
        color,
        ui.available_width() - left - S16,
        40,
    );
    let size = Vec2::new(ui.available_width(), galley.size().y + S4);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter()
        .galley(pos2(rect.left() + left, rect.top()), galley, color);
}

/// Draws the two cases; choosing one holds for the product, on every sheet.
pub(super) fn cases_ui(
    ui: &mut Ui,
    view: &SheetView<'_>,
    criterion: &Criterion,
    actions: &mut Vec<Action>,
) {
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

/// Says which case the secretary chose, or that it is still open.
pub(super) fn own_case_ui(ui: &mut Ui, view: &SheetView<'_>, criterion: &Criterion) {
    let t = theme::tokens(ui);
    let chosen = view.case_of(criterion);
    let case = criterion
        .cases
        .iter()
        .find(|case| Some(case.code) == chosen);
    match case {
        Some(case) => {
            let text = t!("packet.case", title = case.title);
            text_ui(ui, &text, t.ink);
        }
        None => text_ui(ui, &t!("packet.case_open"), t.amber),
    }
}

/// Draws one level as a row over the whole width; returns whether it was clicked.
pub(super) fn choice_ui(
    ui: &mut Ui,
    criterion: &Criterion,
    choice: &Choice<'_>,
    (is_chosen, said): (bool, Option<&str>),
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
    // Which typing says so stands where the eye looks for the gate.
    let said = said.map(|said| lay_out(ui, said, theme::semibold(theme::SMALL), t.amber, 160.0, 1));
    let said_width = said.as_ref().map_or(0.0, |said| said.size().x + S24);
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
        width - text_left - gate_width - said_width - S12,
        8,
    );
    let size = Vec2::new(width, (galley.size().y + 10.0).max(theme::ROW));
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    response.widget_info(|| {
        let gate = choice
            .gate
            .map(|stars| t!("scoring.choice.gate_long", stars = stars).into_owned());
        let gate = gate.map(|gate| format!(", {gate}")).unwrap_or_default();
        let gate = match &said {
            Some(said) => format!("{gate}, {}", said.text()),
            None => gate,
        };
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
        if let Some(said) = &said {
            let right = row.right() - S12 - gate_width;
            let ground = Rect::from_center_size(
                pos2(right - said.size().x / 2.0, row.center().y),
                said.size() + Vec2::new(S16, S4),
            );
            ui.painter()
                .rect_filled(ground, f32::from(theme::RADIUS), t.amber_bg);
            paint_right(ui, said, right, row.center().y);
        }
    }
    response.clicked()
}
