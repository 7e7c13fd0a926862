//! The products at the left: how many sheets are in, and what must not be overlooked.

use egui::{Frame, Margin, Rect, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};
use rust_i18n::t;

use crate::model::ids::{MemberId, ProductId};
use crate::rules::panel::SheetStanding;
use crate::rules::review::ProductReview;
use crate::rules::validity::ValidityState;
use crate::words::{Lang, outcome_text, validity_text};

use crate::ui::packet::progress::{Progress, Row};
use crate::ui::theme::{self, S4, S8, S12, S16};
use crate::ui::{Action, ViewCtx};

use super::lines::{lay_out, paint_left, paint_right};

/// Height of a row: two lines of a name, a bar or a word, and air.
const ROW_HEIGHT: f32 = 76.0;

/// The list of products.
#[derive(Debug, Default)]
pub(super) struct ProductList {
    /// The product that was brought into view last.
    shown: Option<ProductId>,
    /// How far the list was scrolled in the frame before.
    offset: f32,
}

/// Returns the frame around the list.
pub(super) fn frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(theme::tokens(ui).surface)
        .inner_margin(Margin::ZERO)
}

impl ProductList {
    /// Draws the list; choosing a row takes the product in hand.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        (product_id, member_id): (ProductId, MemberId),
        own: Option<&Progress>,
        actions: &mut Vec<Action>,
    ) {
        let t = theme::tokens(ui);
        let products = &ctx.review.products;
        let counted = products.iter().filter(|review| {
            review
                .member(member_id)
                .is_some_and(|member| member.standing == SheetStanding::Counted)
        });
        let n_done = own.map_or_else(|| counted.count(), Progress::n_done);
        let (head, _) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), 44.0), Sense::hover());
        let left = t!("scoring.list.products", n = products.len());
        let left = lay_out(
            ui,
            &left,
            theme::semibold(theme::SMALL),
            t.secondary,
            head.width(),
            1,
        );
        paint_left(ui, &left, head.left() + S16, head.center().y);
        let right = t!("scoring.list.done", n = n_done);
        let right = lay_out(
            ui,
            &right,
            theme::regular(theme::SMALL),
            t.secondary,
            head.width(),
            1,
        );
        paint_right(ui, &right, head.right() - S16, head.center().y);

        let position = products
            .iter()
            .position(|review| review.product_id == product_id);
        let mut area = ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("scoring_products");
        if self.shown != Some(product_id) {
            // Bring the product in hand into view, in the upper third, once when it changes.
            let height = ui.available_height();
            if let Some(position) = position {
                #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
                let top = position as f32 * ROW_HEIGHT;
                let is_new = self.shown.is_none();
                let is_out = top < self.offset || top + ROW_HEIGHT > self.offset + height;
                if is_new || is_out {
                    area = area.vertical_scroll_offset((top - height / 3.0).max(0.0));
                }
            }
            self.shown = Some(product_id);
        }
        let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing);
        let output = area.show_rows(ui, ROW_HEIGHT, products.len(), |ui, rows| {
            for review in products.get(rows).unwrap_or_default() {
                let own = own.and_then(|own| own.row(review.product_id));
                if row_ui(ui, ctx, (review, own), review.product_id == product_id) {
                    actions.push(Action::SelectProduct(review.product_id));
                }
            }
        });
        self.offset = output.state.clamped_offset().y;
        ui.spacing_mut().item_spacing = spacing;
    }
}

fn row_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (review, own): (&ProductReview, Option<&Row>),
    is_chosen: bool,
) -> bool {
    let t = theme::tokens(ui);
    let Some(product) = ctx.session.product(review.product_id) else {
        return false;
    };
    let size = Vec2::new(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, &product.name));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(rect, 0, t.green_bg);
        let bar = Rect::from_min_size(rect.min, Vec2::new(3.0, rect.height()));
        painter.rect_filled(bar, 0, t.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 0, t.hover);
    }
    painter.hline(
        rect.x_range(),
        rect.bottom() - 0.5,
        Stroke::new(1.0, t.hairline),
    );

    let inner = rect.shrink2(Vec2::new(S16, S8));
    let name = lay_out(
        ui,
        &product.name,
        theme::medium(theme::BODY - 1.0),
        t.ink,
        inner.width(),
        2,
    );
    let name_height = name.size().y;
    painter.galley(inner.min, name, t.ink);

    let n_expected = review
        .members
        .iter()
        .filter(|member| {
            !matches!(
                member.standing,
                SheetStanding::Recused | SheetStanding::Absent
            )
        })
        .count();
    // The member sees the criteria of the own sheet, the desk the sheets of the council.
    let (n, n_all) = own.map_or((review.counted, n_expected), |own| {
        (own.n_answered, own.n_criteria)
    });
    let count = format!("{n}/{n_all}");
    let y = (inner.top() + name_height + inner.bottom()) / 2.0 + 2.0;
    let count = lay_out(
        ui,
        &count,
        theme::regular(theme::SMALL),
        t.secondary,
        80.0,
        1,
    );
    paint_right(ui, &count, inner.right(), y);
    let room = Rect::from_min_max(
        egui::pos2(inner.left(), y - 10.0),
        egui::pos2(inner.right() - count.size().x - S8, y + 10.0),
    );
    let word = match own {
        Some(own) => own_word(ui, own),
        None => word(ui, review),
    };
    if let Some((word, color, ground)) = word {
        let word = lay_out(
            ui,
            &word,
            theme::semibold(12.0),
            color,
            room.width() - S12,
            1,
        );
        let pill = Rect::from_min_size(room.min, Vec2::new(word.size().x + S12, room.height()));
        painter.rect_filled(pill, S4, ground);
        paint_left(ui, &word, pill.left() + S12 / 2.0, pill.center().y);
    } else {
        #[expect(clippy::cast_precision_loss, reason = "a few dozen sheets or criteria")]
        let share = n as f32 / n_all.max(1) as f32;
        let track = Rect::from_center_size(room.center(), Vec2::new(room.width(), 4.0));
        painter.rect_filled(track, 2, t.track);
        let filled = Vec2::new(track.width() * share.min(1.0), track.height());
        painter.rect_filled(Rect::from_min_size(track.min, filled), 2, t.accent);
    }
    response.clicked()
}

/// Returns the word for a member's own sheet; none while it is being filled.
fn own_word(ui: &Ui, own: &Row) -> Option<(String, egui::Color32, egui::Color32)> {
    if own.state.is_open() {
        return None;
    }
    let (color, ground) = own.state.tone().colors(theme::tokens(ui));
    Some((own.state.text(), color, ground))
}

/// Returns the word that must not be overlooked, with its colors; none where the bar says enough.
fn word(ui: &Ui, review: &ProductReview) -> Option<(String, egui::Color32, egui::Color32)> {
    let t = theme::tokens(ui);
    let lang = Lang::current();
    if review.excluded {
        return Some((
            t!("words.outcome.excluded").into_owned(),
            t.secondary,
            t.neutral_bg,
        ));
    }
    if review.has_open_ground() {
        return Some((t!("scoring.list.ground_open").into_owned(), t.red, t.red_bg));
    }
    if !review.contested.is_empty() {
        return Some((t!("scoring.list.contested").into_owned(), t.red, t.red_bg));
    }
    if !review.round_open_for.is_empty() {
        let word = t!("scoring.list.round", round = review.round);
        return Some((word.into_owned(), t.amber, t.amber_bg));
    }
    if let Some(check) = review.conclusion {
        return Some((outcome_text(lang, check.outcome), t.green, t.green_bg));
    }
    let validity = review.validity?;
    let colors = match validity.state {
        ValidityState::Lapsed | ValidityState::Revoked => (t.red, t.red_bg),
        ValidityState::WindowOpen | ValidityState::WindowMissed | ValidityState::Extended => {
            (t.amber, t.amber_bg)
        }
        ValidityState::Valid | ValidityState::FiledInTime => return None,
    };
    let word = match validity.state {
        // The day does not fit here; it stands beside the sheet and in the list of products.
        ValidityState::WindowMissed => t!("scoring.list.window_missed").into_owned(),
        _ => validity_text(lang, &validity),
    };
    Some((word, colors.0, colors.1))
}
