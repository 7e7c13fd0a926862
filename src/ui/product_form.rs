//! One product beside the table: what is known of it, its applicant, its sheet, its past.

use egui::{Align, Key, Layout, Modifiers, ScrollArea, Ui};
use rust_i18n::t;

use crate::edit::command::{Command, NewProduct, ProductDetails};
use crate::model::ids::{ApplicantId, MemberId, ProductId};
use crate::model::product::{Applicant, ApplicationKind, Procedure, Product};
use crate::model::session::Session;
use crate::words::{Lang, application_text};

use super::applicant_picker::{ApplicantPicker, Picked};
use super::fields::Field;
use super::theme;
use super::{Action, ViewCtx, layout, product_history, product_panel, product_sheet, widgets};

/// The form of one product, or of the next one.
#[derive(Debug)]
pub(super) struct ProductForm {
    subject: Subject,
    takes_keyboard: bool,
    /// Whether the product was added here and is not in hand yet: that takes a frame or two.
    awaits_hand: bool,
    wants_removal: bool,
    changes_applicant: bool,
    picker: ApplicantPicker,
    sheet: product_sheet::Chooser,
    recusing: Option<MemberId>,
}

#[derive(Debug)]
enum Subject {
    /// Typed, not on the agenda yet.
    New { name: String },
    /// On the agenda; just added where the session does not show it yet.
    Known { id: ProductId, just_added: bool },
}

impl ProductForm {
    /// Makes an empty form with the keyboard in the name.
    pub(super) fn begin_new() -> Self {
        Self::with(Subject::New {
            name: String::new(),
        })
    }

    /// Makes the form of a product on the agenda.
    pub(super) fn of(id: ProductId) -> Self {
        Self::with(Subject::Known {
            id,
            just_added: false,
        })
    }

    fn with(subject: Subject) -> Self {
        Self {
            takes_keyboard: matches!(subject, Subject::New { .. }),
            subject,
            awaits_hand: false,
            wants_removal: false,
            changes_applicant: false,
            picker: ApplicantPicker::default(),
            sheet: product_sheet::Chooser::default(),
            recusing: None,
        }
    }

    /// Returns the product the form shows; none while it is new.
    pub(super) fn product_id(&self) -> Option<ProductId> {
        match self.subject {
            Subject::New { .. } => None,
            Subject::Known { id, .. } => Some(id),
        }
    }

    /// Tells whether the session must know the product by now.
    pub(super) fn is_settled(&mut self) -> bool {
        match &mut self.subject {
            Subject::New { .. } => false,
            Subject::Known { just_added, .. } => !std::mem::replace(just_added, false),
        }
    }

    /// Shows another product.
    pub(super) fn show(&mut self, id: ProductId) {
        if self.product_id() != Some(id) {
            *self = Self::of(id);
        }
    }

    /// Follows the product in hand, save while a product just added is on its way there.
    pub(super) fn follow(&mut self, in_hand: ProductId) {
        if self.product_id() == Some(in_hand) {
            self.awaits_hand = false;
        } else if !self.awaits_hand {
            *self = Self::of(in_hand);
        }
    }

    /// Puts the keyboard into the first field.
    pub(super) fn take_keyboard(&mut self) {
        self.takes_keyboard = true;
    }

    /// Returns the product whose removal was asked for in the form.
    pub(super) fn take_removal(&mut self) -> Option<ProductId> {
        let wants = std::mem::replace(&mut self.wants_removal, false);
        self.product_id().filter(|_| wants)
    }

    /// Draws the form; returns whether it stays open.
    pub(super) fn ui(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) -> bool {
        let is_new = matches!(self.subject, Subject::New { .. });
        let mut stays = true;
        egui::Frame::new()
            .inner_margin(egui::Margin {
                left: 24,
                right: 12,
                top: 12,
                bottom: 8,
            })
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let words = if is_new {
                        t!("product.new")
                    } else {
                        t!("product.edit")
                    };
                    widgets::section(ui, &words);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        stays &= !widgets::quiet_button(ui, &t!("product.close")).clicked();
                        if !is_new {
                            let remove = widgets::quiet_button(ui, &t!("product.remove"));
                            self.wants_removal |= remove.clicked();
                        }
                    });
                });
            });
        layout::hairline(ui);
        ScrollArea::vertical()
            .id_salt(("product.form", self.product_id()))
            .auto_shrink(false)
            .show(ui, |ui| {
                egui::Frame::new()
                    .inner_margin(egui::Margin::symmetric(24, 12))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.spacing_mut().item_spacing.y = theme::S12;
                        if is_new {
                            self.new_product(ui, ctx, actions);
                        } else {
                            self.known(ui, ctx, actions);
                        }
                        ui.add_space(theme::S32);
                    });
            });
        let no_field = ui.memory(|memory| memory.focused().is_none());
        let escape = no_field && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        stays && !escape
    }

    fn new_product(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let Subject::New { name } = &mut self.subject else {
            return;
        };
        widgets::section_label(ui, &t!("product.name"));
        let edit = egui::TextEdit::singleline(name)
            .id(egui::Id::unique("product.new.name"))
            .margin(egui::Margin::symmetric(10, 7))
            .min_size(egui::vec2(0.0, theme::CONTROL))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(t!("product.name"));
        if std::mem::replace(&mut self.takes_keyboard, false) {
            response.request_focus();
        }
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            self.picker.take_keyboard();
        }
        widgets::section_label(ui, &t!("product.applicant"));
        let picked = self.picker.ui(ui, ctx.session);
        layout::explain(ui, &t!("product.new_about"));
        let mut picked = picked;
        ui.horizontal(|ui| {
            let can_add = !name.trim().is_empty() && !self.picker.text().trim().is_empty();
            ui.add_enabled_ui(can_add, |ui| {
                if widgets::primary_button(ui, &t!("product.add")).clicked() {
                    picked = picked.take().or_else(|| self.picker.as_typed(ctx.session));
                }
            });
        });
        let Some(picked) = picked else { return };
        if name.trim().is_empty() {
            response.request_focus();
            return;
        }
        let id = ProductId::from_bits((ctx.random_bits)());
        let details = ProductDetails {
            code: String::new(),
            commune_code: String::new(),
            name: std::mem::take(name),
            application: ApplicationKind::First,
            filed_on: None,
            request_complete_on: None,
            history: Vec::new(),
        };
        let applicant = applicant_of(ctx, picked);
        actions.push(Action::Edit(Command::AddProduct(NewProduct {
            id,
            details,
            applicant,
        })));
        actions.push(Action::SelectProduct(id));
        *self = Self::with(Subject::Known {
            id,
            just_added: true,
        });
        self.awaits_hand = true;
        // What a new product needs next is its sheet.
        self.sheet.take_keyboard();
    }

    fn known(&mut self, ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
        let Some(id) = self.product_id() else { return };
        let Some(product) = ctx.session.product(id) else {
            return;
        };
        let Some(applicant) = ctx.session.applicant(product.applicant_id) else {
            return;
        };
        let before = details_of(product);
        let (mut details, mut next) = (before.clone(), applicant.clone());
        self.details(ui, id, &mut details);
        self.applicant(ui, ctx, product, &mut next);
        self.sheet.ui(ui, ctx, product, actions);
        product_history::history(ui, ctx, product, &mut details.history);
        product_panel::references(ui, ctx, product, actions);
        product_panel::procedure(ui, ctx, product, actions);
        product_panel::recusals(ui, ctx, product, &mut self.recusing, actions);
        if details != before || next != *applicant {
            actions.push(Action::Edit(Command::EditProduct {
                product_id: id,
                details,
                applicant: next,
            }));
        }
    }

    fn details(&mut self, ui: &mut Ui, id: ProductId, details: &mut ProductDetails) {
        let lang = Lang::current();
        let name = Field::new(("product.name", id), t!("product.name"))
            .required(t!("product.name_missing"))
            .text(ui, &details.name);
        if std::mem::replace(&mut self.takes_keyboard, false) {
            name.response.request_focus();
        }
        details.name = name.value.unwrap_or(std::mem::take(&mut details.name));
        let kinds = KINDS.map(|kind| (kind, application_text(lang, kind)));
        let label = t!("product.application");
        let kind = widgets::segmented(ui, &label, Some(details.application), &kinds);
        details.application = kind.unwrap_or(details.application);
        let half = (ui.available_width() - theme::S12) / 2.0;
        layout::row(ui, |ui| {
            let code = Field::new(("product.code", id), t!("product.code"))
                .hint(t!("product.code_hint"))
                .width(half)
                .text(ui, &details.code);
            details.code = code.value.unwrap_or(std::mem::take(&mut details.code));
            let commune = Field::new(("product.commune_code", id), t!("product.commune_code"))
                .width(half)
                .text(ui, &details.commune_code);
            let kept = std::mem::take(&mut details.commune_code);
            details.commune_code = commune.value.unwrap_or(kept);
        });
        layout::row(ui, |ui| {
            let filed = Field::new(("product.filed_on", id), t!("product.filed_on"))
                .width(half)
                .date(ui, details.filed_on);
            details.filed_on = filed.value.unwrap_or(details.filed_on);
            let complete = Field::new(("product.complete_on", id), t!("product.complete_on"))
                .width(half)
                .problem(is_before(details).then(|| t!("product.complete_before").into_owned()))
                .date(ui, details.request_complete_on);
            details.request_complete_on = complete.value.unwrap_or(details.request_complete_on);
        });
    }

    fn applicant(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        product: &Product,
        next: &mut Applicant,
    ) {
        layout::heading(ui, &t!("product.applicant"));
        if self.changes_applicant {
            let picked = self.picker.ui(ui, ctx.session);
            let keeps = widgets::quiet_button(ui, &t!("product.keep_applicant")).clicked();
            if let Some(picked) = picked {
                *next = applicant_of(ctx, picked);
                self.changes_applicant = false;
            } else if keeps {
                self.changes_applicant = false;
            }
            return;
        }
        let id = next.id;
        let n_products = count_products(ctx.session, id);
        if n_products > 1 {
            layout::explain(ui, &t!("product.applicant_shared", n = n_products));
        }
        let half = (ui.available_width() - theme::S12) / 2.0;
        let field = |ui: &mut Ui, name: &str, width: f32, text: &mut String| {
            let mut field = Field::new(
                ("applicant", name, id, product.id),
                t!(format!("product.applicant_{name}")),
            )
            .width(width);
            if name == "name" {
                field = field.required(t!("product.applicant_missing"));
            }
            if name == "kind" {
                field = field.hint(t!("product.applicant_kind_hint"));
            }
            if let Some(answer) = field.text(ui, text).value {
                *text = answer;
            }
        };
        field(ui, "name", f32::INFINITY, &mut next.name);
        layout::row(ui, |ui| {
            field(ui, "kind", half, &mut next.kind);
            field(ui, "commune", half, &mut next.commune);
        });
        field(ui, "address", f32::INFINITY, &mut next.address);
        layout::row(ui, |ui| {
            field(ui, "representative", half, &mut next.representative);
            field(ui, "phone", half, &mut next.phone);
        });
        if widgets::quiet_button(ui, &t!("product.change_applicant")).clicked() {
            self.changes_applicant = true;
            self.picker = ApplicantPicker::default();
            self.picker.take_keyboard();
        }
    }
}

const KINDS: [ApplicationKind; 3] = [
    ApplicationKind::First,
    ApplicationKind::Upgrade,
    ApplicationKind::ReRating,
];

fn is_before(details: &ProductDetails) -> bool {
    details
        .filed_on
        .zip(details.request_complete_on)
        .is_some_and(|(filed_on, complete_on)| complete_on < filed_on)
}

fn count_products(session: &Session, id: ApplicantId) -> usize {
    session
        .products
        .iter()
        .filter(|product| product.applicant_id == id)
        .count()
}

fn applicant_of(ctx: &ViewCtx<'_>, picked: Picked) -> Applicant {
    match picked {
        Picked::Known(applicant) => applicant,
        Picked::New(name) => Applicant {
            id: ApplicantId::from_bits((ctx.random_bits)()),
            name,
            kind: String::new(),
            commune: String::new(),
            address: String::new(),
            representative: String::new(),
            phone: String::new(),
        },
    }
}

/// Returns what is known of a product, to be changed in one part.
pub(super) fn details_of(product: &Product) -> ProductDetails {
    ProductDetails {
        code: product.code.clone(),
        commune_code: product.commune_code.clone(),
        name: product.name.clone(),
        application: product.application,
        filed_on: product.filed_on,
        request_complete_on: product.request_complete_on,
        history: product.history.clone(),
    }
}

/// Tells whether the council works on a product by written opinions.
pub(super) const fn is_written(product: &Product) -> bool {
    matches!(product.procedure, Procedure::Written { .. })
}
