//! The statutory sheet of a product: the program proposes, the secretary decides, the reason is kept.

use std::sync::Arc;

use egui::{Align, Key, RichText, ScrollArea, Sense, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::criteria::{CriteriaPack, EmbeddedForm, FormKey, ProductSet, Scoring};
use crate::model::product::Product;
use crate::rules::proposal::{ProposalReason, ProposedPack, propose};
use crate::storage::packs::embed;
use crate::words::date_text;

use super::fields::Field;
use super::palette::folded;
use super::product_list::has_words;
use super::product_words;
use super::theme::{self, tokens};
use super::widgets::{self, Tone};
use super::{Action, ViewCtx, ask, layout};

/// Height of the list of sheets.
const LIST: f32 = 300.0;

/// The list of sheets while one is being chosen.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    is_open: bool,
    query: String,
    /// The hit that Enter chooses; none before something was typed or an arrow pressed.
    marked: Option<usize>,
    takes_keyboard: bool,
    refused: Option<String>,
}

/// A sheet of a pack that fits what was typed.
struct Hit<'a> {
    pack: &'a CriteriaPack,
    set: &'a ProductSet,
    sector: &'a str,
    /// Whether it stands first because of the product's name.
    is_suggested: bool,
}

impl Hit<'_> {
    fn key(&self) -> FormKey {
        FormKey {
            pack_id: self.pack.id.clone(),
            no: self.set.no,
        }
    }
}

impl Chooser {
    /// Puts the keyboard into the search.
    pub(super) fn take_keyboard(&mut self) {
        self.takes_keyboard = true;
    }

    /// Draws the sheet of a product, or the list to choose it from, and the cases that it asks for.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        product: &Product,
        actions: &mut Vec<Action>,
    ) {
        layout::heading(ui, &t!("sheet.title"));
        let form = ctx.session.form_of(product);
        if let Some(form) = form {
            chosen(ui, form);
            flaws(ui, ctx, product);
            let reason = Field::new(("sheet.reason", product.id), t!("sheet.reason"))
                .hint(t!("sheet.reason_hint"))
                .text(ui, &product.form_reason);
            if let (Some(reason), Some(key)) = (reason.value, product.form.clone()) {
                actions.push(Action::Edit(Command::ChooseForm {
                    product_id: product.id,
                    key,
                    form: Arc::clone(form),
                    reason,
                }));
            }
            let words = if self.is_open {
                t!("sheet.keep")
            } else {
                t!("sheet.change")
            };
            if widgets::secondary_button(ui, &words).clicked() {
                self.is_open = !self.is_open;
                self.refused = None;
            }
        }
        if self.is_open || form.is_none() {
            self.list(ui, ctx, product, actions);
        }
        if let Some(form) = form {
            cases(ui, product, form, actions);
        }
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        product: &Product,
        actions: &mut Vec<Action>,
    ) {
        let Proposed {
            pack_id,
            words: reason,
        } = proposal(ctx, product);
        let is_at_hand = pack_id.is_some();
        let tone = if is_at_hand {
            Tone::Neutral
        } else {
            Tone::Amber
        };
        note(ui, &reason, tone);
        if !is_at_hand && widgets::secondary_button(ui, &t!("sheet.load")).clicked() {
            actions.push(Action::LoadCriteria);
        }
        let packs = in_order(ctx.packs, pack_id.as_deref());
        let (is_entered, is_moved) = self.search(ui, &packs);
        let several = ctx.packs.len() > 1;
        let mut hits = hits(&packs, &self.query);
        if self.query.trim().is_empty() {
            suggest(&mut hits, &product.name, pack_id.as_deref());
        }
        self.marked = self.marked.filter(|idx| *idx < hits.len());
        let mut chosen = self
            .marked
            .filter(|_| is_entered)
            .and_then(|idx| hits.get(idx));
        egui::Frame::new()
            .stroke(egui::Stroke::new(1.0, tokens(ui).hairline))
            .corner_radius(theme::RADIUS)
            .show(ui, |ui| {
                ScrollArea::vertical()
                    .id_salt("sheet.list")
                    .max_height(LIST)
                    .min_scrolled_height(LIST)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let mut above = None;
                        for (idx, hit) in hits.iter().enumerate() {
                            let here =
                                (hit.is_suggested, &*hit.pack.id, hit.sector, &*hit.set.group);
                            let before = above.replace(here);
                            if hit.is_suggested {
                                if before.is_none() {
                                    group_head(ui, None, (&t!("sheet.by_name"), ""));
                                }
                            } else if before != Some(here) {
                                let title = several.then_some(hit.pack.title.as_str());
                                group_head(ui, title, (hit.sector, &hit.set.group));
                            }
                            let is_chosen = product.form.as_ref() == Some(&hit.key());
                            let is_marked = self.marked == Some(idx);
                            let row = row(ui, hit.set, is_chosen, is_marked);
                            if row.clicked() {
                                chosen = Some(hit);
                            }
                            if is_marked && is_moved {
                                row.scroll_to_me(None);
                            }
                        }
                        if hits.is_empty() {
                            ui.add_space(theme::S12);
                            ui.horizontal(|ui| {
                                ui.add_space(theme::S12);
                                layout::explain(ui, &t!("sheet.nothing_found"));
                            });
                            ui.add_space(theme::S12);
                        }
                    });
            });
        if let Some(hit) = chosen {
            if product.form.as_ref() == Some(&hit.key()) {
                self.is_open = false;
            } else {
                let is_proposed = pack_id.as_deref() == Some(hit.pack.id.as_str());
                let reason = if is_proposed || pack_id.is_none() {
                    reason.clone()
                } else {
                    t!(
                        "sheet.not_proposed",
                        chosen = hit.pack.title,
                        proposal = reason
                    )
                    .into_owned()
                };
                self.choose(ctx, product, (hit.pack, hit.key()), &reason, actions);
            }
        }
        if let Some(refused) = &self.refused {
            ui.label(layout::problem(ui, refused));
        }
    }

    /// Draws the search; tells whether Enter was pressed in it, and whether the mark moved.
    fn search(&mut self, ui: &mut Ui, packs: &[&CriteriaPack]) -> (bool, bool) {
        let id = egui::Id::unique("sheet.search");
        let mut is_moved = false;
        if ui.memory(|memory| memory.has_focus(id)) {
            let pressed = |key| ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key));
            let last = hits(packs, &self.query).len().saturating_sub(1);
            if pressed(Key::ArrowDown) {
                self.marked = Some(self.marked.map_or(0, |idx| (idx + 1).min(last)));
                is_moved = true;
            }
            if pressed(Key::ArrowUp) {
                self.marked = self.marked.map(|idx| idx.saturating_sub(1));
                is_moved = true;
            }
        }
        let width = ui.available_width();
        let hint = t!("sheet.search");
        let response = widgets::search_field_with_id(ui, id, &hint, &mut self.query, width);
        if std::mem::replace(&mut self.takes_keyboard, false) {
            response.request_focus();
            response.scroll_to_me(Some(Align::Center));
        }
        if response.changed() {
            self.marked = (!self.query.trim().is_empty()).then_some(0);
            is_moved = true;
        }
        let is_entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        (is_entered, is_moved)
    }

    fn choose(
        &mut self,
        ctx: &ViewCtx<'_>,
        product: &Product,
        (pack, key): (&CriteriaPack, FormKey),
        reason: &str,
        actions: &mut Vec<Action>,
    ) {
        let Some(form) = embed(pack, key.no) else {
            return;
        };
        let command = Command::ChooseForm {
            product_id: product.id,
            key,
            form: Arc::new(form),
            reason: reason.to_owned(),
        };
        self.refused = ask::refusal(ctx, &command);
        if self.refused.is_none() {
            actions.push(Action::Edit(command));
            self.is_open = false;
            self.query.clear();
            self.marked = None;
        }
    }
}

/// Returns the sheets that hold every word of `query`, in the order of the packs.
fn hits<'a>(packs: &[&'a CriteriaPack], query: &str) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for &pack in packs {
        for set in &pack.product_sets {
            let sector = sector_name(pack, set);
            if has_words(&search_text(sector, set), query) {
                hits.push(Hit {
                    pack,
                    set,
                    sector,
                    is_suggested: false,
                });
            }
        }
    }
    hits
}

/// Returns the packs with the proposed one first, the others by age, the newest first.
fn in_order<'a>(packs: &'a [CriteriaPack], proposed: Option<&str>) -> Vec<&'a CriteriaPack> {
    let mut packs: Vec<&CriteriaPack> = packs.iter().collect();
    packs.sort_by_key(|pack| {
        let is_proposed = proposed == Some(pack.id.as_str());
        (!is_proposed, std::cmp::Reverse(pack.effective_from))
    });
    packs
}

/// Puts sheets that the name of the product speaks for before all others, at most three.
fn suggest<'a>(hits: &mut Vec<Hit<'a>>, name: &str, proposed: Option<&str>) {
    let words = product_words::sheets_for(name);
    let mut suggested: Vec<Hit<'a>> = Vec::new();
    for no in words.into_iter().take(3) {
        let hit = hits.iter().find(|hit| {
            hit.set.no == no
                && product_words::PACK == hit.pack.id
                && proposed == Some(hit.pack.id.as_str())
        });
        suggested.extend(hit.map(|hit| Hit {
            is_suggested: true,
            ..*hit
        }));
    }
    suggested.append(hits);
    *hits = suggested;
}

fn sector_name<'a>(pack: &'a CriteriaPack, set: &ProductSet) -> &'a str {
    let sector = pack.sectors.iter().find(|sector| sector.code == set.sector);
    sector.map_or("", |sector| &sector.name)
}

fn search_text(sector: &str, set: &ProductSet) -> String {
    let subgroup = set.subgroup.as_deref().unwrap_or_default();
    let agencies = set.lead_agencies.join(" ");
    folded(&format!(
        "{} {} {sector} {} {subgroup} {agencies}",
        set.no, set.name, set.group
    ))
}

fn chosen(ui: &mut Ui, form: &EmbeddedForm) {
    let set = &form.set;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        layout::strong(ui, &t!("sheet.name", no = set.no, name = set.name));
        let place = [form.sector_name.as_str(), set.group.as_str()];
        let place: Vec<_> = place.into_iter().filter(|it| !it.is_empty()).collect();
        if !place.is_empty() {
            layout::explain(ui, &place.join(" · "));
        }
        if set.lead_agencies.is_empty() {
            layout::explain(ui, &form.pack_title);
        } else {
            let agencies = set.lead_agencies.join(", ");
            let words = t!("sheet.from", pack = form.pack_title, agencies = agencies);
            layout::explain(ui, &words);
        }
    });
}

/// Names the known flaws of the pack that the sheet was taken from.
fn flaws(ui: &mut Ui, ctx: &ViewCtx<'_>, product: &Product) {
    let key = product.form.as_ref();
    let pack = key.and_then(|key| ctx.packs.iter().find(|pack| pack.id == key.pack_id));
    if let Some(pack) = pack {
        layout::known_flaws(ui, pack);
    }
}

fn note(ui: &mut Ui, text: &str, tone: Tone) {
    let (color, ground) = tone.colors(tokens(ui));
    egui::Frame::new()
        .fill(ground)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(text).size(14.0).color(color));
        });
}

fn group_head(ui: &mut Ui, pack: Option<&str>, (sector, group): (&str, &str)) {
    ui.add_space(theme::S8);
    ui.horizontal(|ui| {
        ui.add_space(theme::S12);
        if sector.is_empty() && pack.is_none() {
            return;
        }
        let mut words = if sector == group || group.is_empty() {
            sector.to_owned()
        } else {
            format!("{sector} · {group}")
        };
        if let Some(pack) = pack {
            words = if words.is_empty() {
                pack.to_owned()
            } else {
                format!("{pack} · {words}")
            };
        }
        let text = layout::secondary(ui, &words).font(theme::semibold(theme::SMALL));
        ui.add(egui::Label::new(text).truncate());
    });
    ui.add_space(theme::S4);
}

fn row(ui: &mut Ui, set: &ProductSet, is_chosen: bool, is_marked: bool) -> egui::Response {
    let t = tokens(ui);
    let whole = ui.available_width();
    let agencies = set.lead_agencies.join(", ");
    let layout_text = |ui: &Ui, text: &str, font| {
        let wrap = Some(egui::TextWrapMode::Wrap);
        egui::WidgetText::from(text).into_galley(ui, wrap, whole - 60.0, font)
    };
    let name = layout_text(ui, &set.name, theme::medium(theme::BODY));
    let agency = layout_text(ui, &agencies, theme::regular(theme::SMALL));
    let height = name.size().y + agency.size().y + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(whole, height), Sense::click());
    response.widget_info(|| {
        let words = t!("sheet.name", no = set.no, name = set.name);
        egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, words)
    });
    if ui.is_rect_visible(rect) {
        if is_chosen || is_marked || response.hovered() || response.has_focus() {
            let ground = if is_chosen { t.green_bg } else { t.hover };
            ui.painter()
                .rect_filled(rect.shrink2(vec2(4.0, 0.0)), theme::RADIUS, ground);
        }
        widgets::focus_ring(ui, &response);
        let no = widgets::tabular(
            ui,
            &set.no.to_string(),
            &theme::medium(theme::BODY),
            t.faint,
        );
        let at = rect.min + vec2(36.0 - no.size().x, 5.0);
        ui.painter().galley(at, no, t.faint);
        let below = vec2(48.0, 6.0 + name.size().y);
        ui.painter()
            .galley_with_override_text_color(rect.min + vec2(48.0, 5.0), name, t.ink);
        ui.painter()
            .galley_with_override_text_color(rect.min + below, agency, t.secondary);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response
}

/// Asks for the case of each criterion that is judged by one case of two.
fn cases(ui: &mut Ui, product: &Product, form: &EmbeddedForm, actions: &mut Vec<Action>) {
    let asked = form
        .set
        .criteria()
        .filter(|criterion| criterion.scoring == Scoring::OneCase);
    for criterion in asked {
        let chosen = product.case_choices.get(&criterion.code).copied();
        ui.add_space(theme::S4);
        let title = t!(
            "sheet.case_of",
            code = criterion.code,
            title = criterion.title
        );
        layout::strong(ui, &title);
        if chosen.is_none() {
            let text = layout::secondary(ui, &t!("sheet.case_open")).color(tokens(ui).amber);
            ui.label(text);
        }
        let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.y, 0.0);
        for case in &criterion.cases {
            let words = format!("{:?} · {}", case.code, case.title);
            if ui.radio(chosen == Some(case.code), words).clicked() && chosen != Some(case.code) {
                let command = Command::ChooseCase {
                    product_id: product.id,
                    code: criterion.code,
                    case: Some(case.code),
                };
                actions.push(Action::Edit(command));
            }
        }
        ui.spacing_mut().item_spacing.y = spacing;
    }
}

/// Which criteria are proposed.
struct Proposed {
    /// The pack; none where it is not at hand.
    pack_id: Option<String>,
    /// Which and why.
    words: String,
}

/// Says which criteria are proposed and why.
fn proposal(ctx: &ViewCtx<'_>, product: &Product) -> Proposed {
    let proposal = propose(ctx.packs, product.filed_on, product.application, ctx.today);
    let (is_at_hand, decision) = match &proposal.pack {
        ProposedPack::Pack { id } => {
            let pack = ctx.packs.iter().find(|pack| pack.id == *id);
            (
                true,
                pack.map_or_else(|| id.clone(), |pack| pack.title.clone()),
            )
        }
        ProposedPack::NotBuiltIn { decision } => (false, (*decision).to_owned()),
    };
    let reason = match proposal.reason {
        ProposalReason::FiledInForce { filed_on } => {
            t!("sheet.because_in_force", filed = date_text(filed_on))
        }
        ProposalReason::FiledBeforeChange {
            filed_on,
            finish_by,
        } => t!(
            "sheet.because_before",
            filed = date_text(filed_on),
            until = date_text(finish_by)
        ),
        ProposalReason::TermPassed {
            filed_on,
            finish_by,
        } => t!(
            "sheet.because_term",
            filed = date_text(filed_on),
            until = date_text(finish_by)
        ),
        ProposalReason::FilingDayUnknown => t!("sheet.because_unknown"),
    };
    let words = if is_at_hand {
        t!("sheet.proposed", decision = decision, reason = reason)
    } else {
        t!("sheet.not_built_in", decision = decision, reason = reason)
    };
    let pack_id = match proposal.pack {
        ProposedPack::Pack { id } => Some(id),
        ProposedPack::NotBuiltIn { .. } => None,
    };
    Proposed {
        pack_id,
        words: words.into_owned(),
    }
}
