//! The table of products: only the rows in sight are drawn, so that many stay as quick as few.

use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};
use rust_i18n::t;

use crate::model::ids::ProductId;
use crate::model::product::{ApplicationKind, Product};
use crate::rules::panel::SheetStanding;
use crate::rules::review::ProductReview;
use crate::rules::validity::{ValidityState, expires_on};
use crate::words::{Lang, date_text, validity_text};

use super::product_list::{Sort, SortBy};
use super::theme::{self, tokens};
use super::widgets::{self, Tone};
use super::{ViewCtx, layout};

/// Height of a row.
const ROW: f32 = 36.0;

/// How the table is to be shown in this frame.
#[derive(Debug)]
pub(super) struct View {
    /// The product in hand.
    pub(super) selected: Option<ProductId>,
    /// The row to bring into sight.
    pub(super) scroll_to: Option<usize>,
}

/// Columns of the table; a narrow table keeps what a lapsed product must not hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Col {
    No,
    Name,
    Applicant,
    Application,
    Sheet,
    Stars,
    Expiry,
    Validity,
    Scoring,
}

impl Col {
    const WIDE: [Self; 9] = [
        Self::No,
        Self::Name,
        Self::Applicant,
        Self::Application,
        Self::Sheet,
        Self::Stars,
        Self::Expiry,
        Self::Validity,
        Self::Scoring,
    ];
    const MEDIUM: [Self; 5] = [
        Self::No,
        Self::Name,
        Self::Applicant,
        Self::Stars,
        Self::Validity,
    ];
    const NARROW: [Self; 3] = [Self::No, Self::Name, Self::Validity];

    fn width(self, whole: f32, is_narrow: bool) -> Column {
        let is_roomy = whole > 1300.0;
        let column = match self {
            Self::No => Column::exact(30.0),
            Self::Name => return Column::remainder().at_least(150.0).clip(true),
            Self::Applicant => Column::exact(match (is_roomy, is_narrow) {
                (true, _) | (_, true) => (whole * 0.2).floor(),
                (false, false) => 140.0,
            }),
            Self::Application => Column::exact(if is_roomy { 110.0 } else { 86.0 }),
            Self::Sheet => Column::exact(if is_roomy { whole * 0.14 } else { 96.0 }),
            Self::Stars => Column::exact(80.0),
            Self::Expiry => Column::exact(96.0),
            Self::Validity => Column::exact(if is_narrow { 240.0 } else { 186.0 }),
            Self::Scoring => Column::exact(if is_roomy { 110.0 } else { 82.0 }),
        };
        column.clip(true)
    }

    const fn sort(self) -> Option<SortBy> {
        Some(match self {
            Self::No => return None,
            Self::Name => SortBy::Name,
            Self::Applicant => SortBy::Applicant,
            Self::Application => SortBy::Application,
            Self::Sheet => SortBy::Sheet,
            Self::Stars => SortBy::Stars,
            Self::Expiry | Self::Validity => SortBy::Expiry,
            Self::Scoring => SortBy::Scoring,
        })
    }

    fn words(self) -> String {
        match self {
            Self::No => t!("products.col.no"),
            Self::Name => t!("products.col.name"),
            Self::Applicant => t!("products.col.applicant"),
            Self::Application => t!("products.col.application"),
            Self::Sheet => t!("products.col.sheet"),
            Self::Stars => t!("products.col.stars"),
            Self::Expiry => t!("products.col.expiry"),
            Self::Validity => t!("products.col.validity"),
            Self::Scoring => t!("products.col.scoring"),
        }
        .into_owned()
    }
}

/// Draws the table; returns the product that was clicked and whether it is to be opened.
pub(super) fn table(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    rows: &[usize],
    sort: &mut Option<Sort>,
    view: View,
) -> Option<(ProductId, bool)> {
    let whole = ui.available_width();
    let columns: &[Col] = if whole > 1040.0 {
        &Col::WIDE
    } else if whole > 820.0 {
        &Col::MEDIUM
    } else {
        &Col::NARROW
    };
    let is_narrow = columns.len() < Col::WIDE.len();
    ui.spacing_mut().item_spacing = egui::vec2(10.0, 0.0);
    let mut builder = TableBuilder::new(ui)
        .id_salt(("products.table", columns.len()))
        .sense(Sense::CLICK)
        .auto_shrink(false)
        .striped(true)
        .cell_layout(Layout::left_to_right(Align::Center));
    for column in columns {
        builder = builder.column(column.width(whole, is_narrow));
    }
    if let Some(row) = view.scroll_to {
        builder = builder.scroll_to_row(row, None);
    }
    let mut clicked = None;
    builder
        .header(32.0, |mut header| {
            for column in columns {
                header.col(|ui| head(ui, *column, sort));
            }
        })
        .body(|body| {
            body.rows(ROW, rows.len(), |mut row| {
                let Some(&idx) = rows.get(row.index()) else {
                    return;
                };
                let Some(product) = ctx.session.products.get(idx) else {
                    return;
                };
                let review = ctx.review.products.get(idx);
                row.set_selected(view.selected == Some(product.id));
                for column in columns {
                    cell(&mut row, (*column, is_narrow), ctx, (idx, product, review));
                }
                let response = row.response();
                response.widget_info(|| {
                    let selected = view.selected == Some(product.id);
                    egui::WidgetInfo::selected(
                        egui::Role::ListBoxOption,
                        true,
                        selected,
                        row_name(ctx, product, review),
                    )
                });
                if response.double_clicked() || response.clicked() {
                    clicked = Some((product.id, response.double_clicked()));
                }
            });
        });
    clicked
}

/// Names a row for screen readers, its state included.
fn row_name(ctx: &ViewCtx<'_>, product: &Product, review: Option<&ProductReview>) -> String {
    let applicant = ctx.session.applicant(product.applicant_id);
    let mut name = product.name.clone();
    if let Some(applicant) = applicant {
        name = format!("{name}, {}", applicant.name);
    }
    match review.and_then(|review| review.validity) {
        Some(validity) => format!("{name}, {}", validity_text(Lang::current(), &validity)),
        None => name,
    }
}

fn head(ui: &mut Ui, column: Col, sort: &mut Option<Sort>) {
    let words = column.words();
    let text = RichText::new(&words)
        .font(theme::semibold(theme::SMALL))
        .color(tokens(ui).secondary);
    let Some(by) = column.sort() else {
        ui.label(text);
        return;
    };
    let now = sort.filter(|sort| sort.by == by && column != Col::Validity);
    let arrow = match now {
        Some(sort) if sort.descending => " ↓",
        Some(_) => " ↑",
        None => "",
    };
    let label = egui::Label::new(
        RichText::new(format!("{words}{arrow}"))
            .font(theme::semibold(theme::SMALL))
            .color(if now.is_some() {
                tokens(ui).ink
            } else {
                tokens(ui).secondary
            }),
    )
    .truncate()
    .sense(Sense::click());
    let response = ui.add(label).on_hover_text(t!("products.sort_hint"));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Button,
            true,
            t!("products.sort_by", column = words),
        )
    });
    if response.clicked() {
        *sort = match now {
            None => Some(Sort {
                by,
                descending: false,
            }),
            Some(sort) if !sort.descending => Some(Sort {
                by,
                descending: true,
            }),
            Some(_) => None,
        };
    }
}

fn cell(
    row: &mut TableRow<'_, '_>,
    (column, is_narrow): (Col, bool),
    ctx: &ViewCtx<'_>,
    (idx, product, review): (usize, &Product, Option<&ProductReview>),
) {
    row.col(|ui| match column {
        Col::No => {
            let t = tokens(ui);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let font = theme::regular(14.0);
                widgets::number(ui, &(idx + 1).to_string(), &font, t.faint);
            });
        }
        Col::Name => {
            let text = RichText::new(&product.name)
                .font(theme::medium(theme::BODY))
                .color(tokens(ui).ink);
            truncated(ui, text, &product.name);
        }
        Col::Applicant => applicant(ui, ctx, product),
        Col::Application => {
            let words = match product.application {
                ApplicationKind::First => t!("products.kind.first"),
                ApplicationKind::Upgrade => t!("products.kind.upgrade"),
                ApplicationKind::ReRating => t!("products.kind.rerating"),
            };
            small(ui, &words);
        }
        Col::Sheet => match ctx.session.form_of(product) {
            Some(form) => {
                let words = format!("{} · {}", form.set.no, form.set.name);
                small(ui, &words);
            }
            None => {
                let color = tokens(ui).amber;
                ui.label(
                    RichText::new(t!("products.no_sheet"))
                        .size(14.0)
                        .color(color),
                );
            }
        },
        Col::Stars => {
            if let Some(certificate) = product.certificate() {
                let n = certificate.stars.stars();
                widgets::stars_sized(ui, n, certificate.potential_five, 15.0);
            }
        }
        Col::Expiry => {
            if let Some(day) = product.certificate().and_then(expires_on) {
                let color = tokens(ui).ink;
                widgets::number(ui, &date_text(day), &theme::regular(14.0), color);
            }
        }
        Col::Validity => {
            if let Some(validity) = review.and_then(|review| review.validity) {
                let words = validity_text(Lang::current(), &validity);
                // The day stands in its own column of the wide table.
                let shown = match validity.state {
                    ValidityState::WindowMissed if !is_narrow => {
                        t!("products.state.window_missed").into_owned()
                    }
                    _ => words.clone(),
                };
                widgets::badge(ui, &shown, tone(validity.state)).on_hover_text(words);
            }
        }
        Col::Scoring => scoring(ui, product, review),
    });
}

/// Returns what the state of a certificate weighs.
pub(super) const fn tone(state: ValidityState) -> Tone {
    match state {
        ValidityState::Valid | ValidityState::FiledInTime => Tone::Green,
        ValidityState::WindowOpen | ValidityState::WindowMissed | ValidityState::Extended => {
            Tone::Amber
        }
        ValidityState::Lapsed | ValidityState::Revoked => Tone::Red,
    }
}

fn applicant(ui: &mut Ui, ctx: &ViewCtx<'_>, product: &Product) {
    let Some(applicant) = ctx.session.applicant(product.applicant_id) else {
        return;
    };
    let whole = if applicant.commune.is_empty() {
        applicant.name.clone()
    } else {
        format!("{} · {}", applicant.name, applicant.commune)
    };
    small(ui, &whole);
}

fn small(ui: &mut Ui, words: &str) {
    let text = RichText::new(words).size(14.0).color(tokens(ui).ink);
    truncated(ui, text, words);
}

fn truncated(ui: &mut Ui, text: RichText, whole: &str) {
    ui.add(
        egui::Label::new(text)
            .truncate()
            .show_tooltip_when_elided(false),
    )
    .on_hover_text(whole);
}

/// Says how far the scoring has come.
fn scoring(ui: &mut Ui, product: &Product, review: Option<&ProductReview>) {
    if product.conclusion.is_some() {
        let color = tokens(ui).green;
        ui.label(
            RichText::new(t!("products.concluded"))
                .size(14.0)
                .color(color),
        );
        return;
    }
    let Some(review) = review else { return };
    let awaited = review
        .members
        .iter()
        .filter(|m| !matches!(m.standing, SheetStanding::Recused | SheetStanding::Absent))
        .count();
    if review.counted == 0 {
        layout::explain(ui, &t!("products.not_scored"));
    } else {
        small(ui, &t!("products.scored", n = review.counted, of = awaited));
    }
}
