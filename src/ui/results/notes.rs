//! What was discussed and what the council asks of the applicant, typed during the meeting.

use egui::Ui;
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::ids::ProductId;
use crate::model::product::Product;
use crate::ui::Action;
use crate::ui::theme;
use crate::ui::widgets::{self, DraftText, Field};

/// A text is also kept when the hands have rested for this long.
const REST_SECS: f64 = 3.0;

/// The two texts of the chosen product while they are being typed.
#[derive(Debug, Default)]
pub(super) struct Notes {
    product_id: Option<ProductId>,
    discussion: DraftText,
    requests: DraftText,
    typed_at_secs: Option<f64>,
}

impl Notes {
    /// Hands over what was typed for a product that is no longer the chosen one.
    pub(super) fn flush(&mut self, now_chosen: Option<ProductId>, actions: &mut Vec<Action>) {
        if self.product_id == now_chosen {
            return;
        }
        self.keep(actions);
        *self = Self {
            product_id: now_chosen,
            ..Self::default()
        };
    }

    fn keep(&self, actions: &mut Vec<Action>) {
        let Some(product_id) = self.product_id else {
            return;
        };
        if self.discussion.is_open() {
            let text = self.discussion.text().trim().to_owned();
            actions.push(Action::Edit(Command::SetDiscussion { product_id, text }));
        }
        if self.requests.is_open() {
            let text = self.requests.text().trim().to_owned();
            actions.push(Action::Edit(Command::SetRequests { product_id, text }));
        }
    }

    /// Draws both fields.
    pub(super) fn ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>, product: &Product) {
        ui.add_space(theme::S12);
        let product_id = product.id;
        let label = t!("results.notes.discussion");
        let hint = t!("results.notes.discussion_hint");
        let field = Field::new(&label).hint(&hint);
        let entered = widgets::text_area(ui, field, 3, &mut self.discussion, &product.discussion);
        let mut is_typing = entered.response.changed();
        if let Some(text) = entered.value {
            actions.push(Action::Edit(Command::SetDiscussion { product_id, text }));
        }
        let label = t!("results.notes.requests");
        let hint = t!("results.notes.requests_hint");
        let field = Field::new(&label).hint(&hint);
        let entered = widgets::text_area(ui, field, 2, &mut self.requests, &product.requests);
        is_typing |= entered.response.changed();
        if let Some(text) = entered.value {
            actions.push(Action::Edit(Command::SetRequests { product_id, text }));
        }
        self.keep_at_rest(ui, is_typing, actions);
    }

    /// Keeps a long text before the field is left, so that a power cut takes little of it.
    fn keep_at_rest(&mut self, ui: &Ui, is_typing: bool, actions: &mut Vec<Action>) {
        let now = ui.input(|input| input.time);
        if is_typing {
            self.typed_at_secs = Some(now);
        }
        if !self.discussion.is_open() && !self.requests.is_open() {
            self.typed_at_secs = None;
        }
        let Some(typed_at) = self.typed_at_secs else {
            return;
        };
        let rested = now - typed_at;
        if rested >= REST_SECS {
            self.typed_at_secs = None;
            self.keep(actions);
        } else {
            let rest = std::time::Duration::from_secs_f64((REST_SECS - rested).max(0.0));
            ui.ctx().request_repaint_after(rest);
        }
    }
}
