//! The criteria packs to read: sheets by sector and group, search, two sheets side by side.

use std::rc::Rc;

use egui::{Frame, Id, Key, Margin, Modifiers, Panel, RichText, ScrollArea, Sense, Ui, vec2};
use rust_i18n::t;

use crate::model::criteria::{Code, CriteriaPack, FormKey, ProductSet, Wording};
use crate::words::date_text;

use super::theme::{self, tokens};
use super::widgets::{self, Tone};
use super::{Action, layout};

mod compare;
mod index;
mod sheet;

use index::{Hits, Index};
use sheet::{Mark, Sought};

/// Width of the list of sheets.
const LIST: f32 = 348.0;
/// Widest the sheet gets, so that lines stay readable.
const COLUMN: f32 = 900.0;

/// What the screen sees.
#[derive(Debug, Clone, Copy)]
pub struct CriteriaCtx<'a> {
    /// The packs, built-in ones first.
    pub packs: &'a [CriteriaPack],
    /// How many of them come with the program.
    pub n_builtin: usize,
    /// Counts the changes of the packs.
    pub revision: u64,
    /// The sheet of the product in hand; the screen begins there.
    pub in_hand: Option<&'a FormKey>,
}

/// Where the packs are read.
#[derive(Debug, Default)]
pub struct CriteriaScreen {
    query: String,
    /// The sheet that is shown; the position of its pack and its number.
    shown: Option<(usize, u16)>,
    /// The sheet beside it.
    beside: Option<(usize, u16)>,
    only_differing: bool,
    index: Option<(u64, Index)>,
    /// What was found, and by which query.
    found: Option<(String, Rc<[Hits]>)>,
    /// The criterion to bring into view.
    scroll_to: Option<Code>,
    /// Position among the hits of the sheet.
    hit: usize,
    was_seen: bool,
}

impl CriteriaScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &CriteriaCtx<'_>, actions: &mut Vec<Action>) {
        let first_time = !std::mem::replace(&mut self.was_seen, true);
        if self.index.as_ref().map(|(revision, _)| *revision) != Some(ctx.revision) {
            self.index = Some((ctx.revision, Index::of(ctx.packs)));
            self.found = None;
        }
        let is_there = |at: &(usize, u16)| set_at(ctx.packs, *at).is_some();
        self.shown = self.shown.filter(is_there).or_else(|| first_shown(ctx));
        self.beside = self.beside.filter(is_there);
        let hits = self.hits();
        self.keys(ui, &hits);
        Panel::left("criteria-list")
            .exact_size(LIST)
            .resizable(false)
            .frame(Frame::new().fill(tokens(ui).surface))
            .show(ui, |ui| self.list(ui, ctx, &hits, first_time, actions));
        egui::CentralPanel::default()
            .frame(Frame::new().fill(tokens(ui).ground))
            .show(ui, |ui| self.sheet(ui, ctx, &hits));
    }

    /// Returns what the query finds, looked for once per query.
    fn hits(&mut self) -> Rc<[Hits]> {
        match (&self.found, &self.index) {
            (Some((query, hits)), _) if *query == self.query => Rc::clone(hits),
            (_, Some((_, index))) => {
                let hits: Rc<[Hits]> = index.find(&self.query).into();
                self.found = Some((self.query.clone(), Rc::clone(&hits)));
                hits
            }
            (_, None) => Rc::default(),
        }
    }

    fn keys(&mut self, ui: &Ui, hits: &[Hits]) {
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let place = hits
            .iter()
            .position(|hits| Some((hits.pack_idx, hits.no)) == self.shown);
        let is_ours =
            ui.memory(|memory| memory.has_focus(search_id()) || memory.focused().is_none());
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F)) {
            ui.memory_mut(|memory| memory.request_focus(search_id()));
        }
        if !is_ours || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let mut next = place;
        if pressed(Key::ArrowDown) {
            next = Some(place.map_or(0, |place| (place + 1).min(hits.len().saturating_sub(1))));
        }
        if pressed(Key::ArrowUp) {
            next = Some(place.map_or(0, |place| place.saturating_sub(1)));
        }
        if next != place
            && let Some(hits) = next.and_then(|next| hits.get(next))
        {
            self.show(hits);
        }
        let codes = place
            .and_then(|place| hits.get(place))
            .map(|hits| &hits.codes);
        if let Some(codes) = codes.filter(|codes| !codes.is_empty())
            && ui.input(|i| i.key_pressed(Key::Enter))
        {
            self.scroll_to = codes.get(self.hit % codes.len()).copied();
            self.hit += 1;
            ui.memory_mut(|memory| memory.request_focus(search_id()));
        }
    }

    fn show(&mut self, hits: &Hits) {
        self.shown = Some((hits.pack_idx, hits.no));
        self.scroll_to = hits.codes.first().copied();
        self.hit = 1;
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        ctx: &CriteriaCtx<'_>,
        hits: &[Hits],
        first_time: bool,
        actions: &mut Vec<Action>,
    ) {
        Frame::new()
            .inner_margin(Margin {
                left: 16,
                right: 16,
                top: 16,
                bottom: 8,
            })
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    widgets::title(ui, &t!("criteria.title"));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        if widgets::secondary_button(ui, &t!("criteria.load")).clicked() {
                            actions.push(Action::LoadCriteria);
                        }
                    });
                });
                ui.add_space(theme::S8);
                let width = ui.available_width();
                let before = self.query.clone();
                let hint = t!("criteria.search");
                let field =
                    widgets::search_field_with_id(ui, search_id(), &hint, &mut self.query, width);
                if first_time {
                    field.request_focus();
                }
                if before != self.query {
                    self.hit = 0;
                }
                ui.add_space(theme::S4);
                let n_criteria: usize = hits.iter().map(|hits| hits.codes.len()).sum();
                let words = match (self.query.trim().is_empty(), hits.len()) {
                    (true, n) => t!("criteria.n_sheets", n = n),
                    (false, 0) => t!("criteria.nothing"),
                    (false, n) => t!("criteria.found", criteria = n_criteria, sheets = n),
                };
                layout::explain(ui, &words);
            });
        ScrollArea::vertical()
            .id_salt("criteria.sheets")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let mut above = None;
                for hits in hits {
                    let at = (hits.pack_idx, hits.no);
                    let Some((pack, set)) = set_at(ctx.packs, at) else {
                        continue;
                    };
                    let sector = pack.sectors.iter().find(|it| it.code == set.sector);
                    let sector = sector.map_or("", |sector| sector.name.as_str());
                    let here = (hits.pack_idx, sector, set.group.as_str());
                    if above.map(|(pack_idx, _, _)| pack_idx) != Some(hits.pack_idx)
                        && ctx.packs.len() > 1
                    {
                        pack_head(ui, pack, hits.pack_idx >= ctx.n_builtin, actions);
                    }
                    if above != Some(here) && !sector.is_empty() {
                        group_head(ui, sector, &set.group);
                    }
                    above = Some(here);
                    let is_shown = self.shown == Some(at);
                    let row = row(ui, set, hits.codes.len(), is_shown);
                    if is_shown
                        && ui
                            .input(|i| i.key_pressed(Key::ArrowDown) || i.key_pressed(Key::ArrowUp))
                    {
                        row.scroll_to_me(None);
                    }
                    if row.clicked() {
                        self.show(hits);
                    }
                }
                ui.add_space(theme::S24);
            });
    }

    fn sheet(&mut self, ui: &mut Ui, ctx: &CriteriaCtx<'_>, hits: &[Hits]) {
        let Some((pack, set)) = self.shown.and_then(|at| set_at(ctx.packs, at)) else {
            widgets::empty_state(ui, &t!("criteria.nothing"), "", None);
            return;
        };
        Frame::new()
            .inner_margin(Margin {
                left: 24,
                right: 24,
                top: 16,
                bottom: 8,
            })
            .show(ui, |ui| self.head(ui, ctx, (pack, set)));
        layout::hairline(ui);
        let sought = Sought::new(&self.query);
        let codes = hits
            .iter()
            .find(|hits| Some((hits.pack_idx, hits.no)) == self.shown)
            .map_or(&[][..], |hits| &hits.codes);
        let scroll_to = self.scroll_to.take();
        let salt = ("criteria.sheet", self.shown, self.beside);
        let beside = self.beside.and_then(|at| set_at(ctx.packs, at));
        ScrollArea::vertical()
            .id_salt(salt)
            .auto_shrink(false)
            .animated(false)
            .show(ui, |ui| {
                Frame::new()
                    .inner_margin(Margin {
                        left: 24,
                        right: 24,
                        top: 4,
                        bottom: 40,
                    })
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        if let Some((other_pack, other)) = beside {
                            compare::heads(ui, (pack, set), (other_pack, other));
                            let n = compare::side_by_side(ui, set, other, self.only_differing);
                            ui.add_space(theme::S12);
                            layout::explain(ui, &t!("criteria.n_differ", n = n));
                            return;
                        }
                        ui.set_max_width(COLUMN.min(ui.available_width()));
                        sheet::grounds(ui, set, &sought);
                        whole_sheet(ui, set, (&sought, codes), scroll_to);
                    });
            });
    }

    fn head(
        &mut self,
        ui: &mut Ui,
        ctx: &CriteriaCtx<'_>,
        (pack, set): (&CriteriaPack, &ProductSet),
    ) {
        ui.spacing_mut().item_spacing.y = theme::S4;
        widgets::section(ui, &t!("criteria.sheet", no = set.no, name = set.name));
        let sector = pack.sectors.iter().find(|it| it.code == set.sector);
        let mut facts: Vec<String> = Vec::new();
        facts.extend(sector.map(|sector| sector.name.clone()));
        facts.push(set.group.clone());
        facts.extend(set.subgroup.clone());
        facts.retain(|fact| !fact.is_empty());
        if !set.lead_agencies.is_empty() {
            facts.push(t!("criteria.lead", agencies = set.lead_agencies.join(", ")).into_owned());
        }
        facts.push(pack.title.clone());
        layout::explain(ui, &facts.join(" · "));
        let wording = match pack.wording {
            Wording::Short => t!("criteria.wording_short"),
            Wording::Official => t!("criteria.wording_official"),
        };
        let n_options: usize = set.criteria().map(|it| it.options.len()).sum();
        let counts = t!(
            "criteria.counts",
            criteria = set.n_criteria(),
            options = n_options
        );
        layout::explain(ui, &format!("{counts} · {wording}"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::S8;
            widgets::badge(ui, &t!("criteria.legend"), Tone::Neutral);
            self.beside_ui(ui, ctx);
        });
        layout::known_flaws(ui, pack);
    }

    fn beside_ui(&mut self, ui: &mut Ui, ctx: &CriteriaCtx<'_>) {
        let name = |at: (usize, u16)| {
            set_at(ctx.packs, at).map_or_else(String::new, |(pack, set)| {
                let name = format!("{} · {}", set.no, set.name);
                if ctx.packs.len() > 1 {
                    format!("{name} ({})", pack.title)
                } else {
                    name
                }
            })
        };
        let text = self
            .beside
            .map_or_else(|| t!("criteria.compare").into_owned(), name);
        let combo = egui::ComboBox::from_id_salt("criteria.beside")
            .width(300.0)
            .height(420.0)
            .truncate()
            .selected_text(text)
            .show_ui(ui, |ui| {
                let none = t!("criteria.compare_none");
                if ui.selectable_label(self.beside.is_none(), none).clicked() {
                    self.beside = None;
                }
                let shown_pack = self.shown.map(|(pack_idx, _)| pack_idx);
                let mut packs: Vec<_> = ctx.packs.iter().enumerate().collect();
                // Sheets of the same criteria first, then what is in force before what was.
                packs.sort_by_key(|(pack_idx, pack)| {
                    let is_other = Some(*pack_idx) != shown_pack;
                    (is_other, std::cmp::Reverse(pack.effective_from))
                });
                for (pack_idx, pack) in packs {
                    for set in &pack.product_sets {
                        let at = (pack_idx, set.no);
                        if Some(at) == self.shown {
                            continue;
                        }
                        let is_chosen = self.beside == Some(at);
                        if ui.selectable_label(is_chosen, name(at)).clicked() {
                            self.beside = Some(at);
                        }
                    }
                }
            });
        combo.response.accessible_name(t!("criteria.compare"));
        if self.beside.is_some() {
            ui.checkbox(&mut self.only_differing, t!("criteria.only_differing"));
            if widgets::quiet_button(ui, &t!("criteria.compare_end")).clicked() {
                self.beside = None;
            }
        }
    }
}

fn search_id() -> Id {
    Id::unique("criteria.search")
}

fn set_at(
    packs: &[CriteriaPack],
    (pack_idx, no): (usize, u16),
) -> Option<(&CriteriaPack, &ProductSet)> {
    let pack = packs.get(pack_idx)?;
    let set = pack.product_sets.iter().find(|set| set.no == no)?;
    Some((pack, set))
}

/// Returns the sheet of the product in hand, else the first one of the newest built-in pack.
fn first_shown(ctx: &CriteriaCtx<'_>) -> Option<(usize, u16)> {
    let in_hand = ctx.in_hand.and_then(|key| {
        let pack_idx = ctx.packs.iter().position(|pack| pack.id == key.pack_id)?;
        Some((pack_idx, key.no)).filter(|at| set_at(ctx.packs, *at).is_some())
    });
    in_hand.or_else(|| {
        let pack_idx = ctx.n_builtin.checked_sub(1)?;
        let pack = ctx.packs.get(pack_idx)?;
        Some((pack_idx, pack.product_sets.first()?.no))
    })
}

fn whole_sheet(
    ui: &mut Ui,
    set: &ProductSet,
    (sought, codes): (&Sought, &[Code]),
    scroll_to: Option<Code>,
) {
    for part in &set.parts {
        let title = t!("scoring.part", code = part.code, title = part.title);
        let max = t!("scoring.max", max = part.max);
        sheet::head_row(ui, &title, &max, true);
        for section in &part.sections {
            if !section.is_scored_directly() {
                let title = format!("{} · {}", section.code, section.title);
                let max = t!("scoring.max", max = section.max);
                sheet::head_row(ui, &title, &max, false);
            }
            section_texts(ui, section, sought);
            let mut heading = None;
            for criterion in &section.criteria {
                let above = criterion.heading.as_ref();
                if above.map(|it| it.code) != heading {
                    heading = above.map(|it| it.code);
                    if let Some(above) = above {
                        let title = format!("{} · {}", above.code, above.title);
                        let max = t!("scoring.max", max = above.max);
                        sheet::head_row(ui, &title, &max, false);
                    }
                }
                let is_hit = codes.contains(&criterion.code);
                let mark = |text: &str| {
                    if is_hit {
                        sought.mark(text)
                    } else {
                        Mark::Plain
                    }
                };
                let title = sheet::title_row(ui, criterion, mark(&criterion.title));
                sheet::about_rows(ui, criterion, &mark);
                sheet::level_rows(ui, criterion, &|_, text| mark(text));
                if scroll_to == Some(criterion.code) {
                    ui.scroll_to_rect(title, Some(egui::Align::Min));
                }
            }
        }
    }
}

fn section_texts(ui: &mut Ui, section: &crate::model::criteria::Section, sought: &Sought) {
    let t = tokens(ui);
    let mut row = |text: &str, color| {
        let font = theme::regular(theme::SMALL);
        sheet::text_row(ui, 0.0, text, font, color, sought.mark(text));
    };
    if let Some(binds) = &section.binds_only {
        row(&t!("scoring.section.binds_only", text = binds), t.secondary);
    }
    for note in &section.notes {
        row(note, t.secondary);
    }
    for exclusion in &section.exclusions {
        row(
            &t!("scoring.criterion.ground", text = exclusion.text),
            t.red,
        );
    }
}

fn pack_head(ui: &mut Ui, pack: &CriteriaPack, is_outside: bool, actions: &mut Vec<Action>) {
    ui.add_space(theme::S12);
    ui.horizontal(|ui| {
        ui.add_space(theme::S16);
        let title = RichText::new(&pack.title).font(theme::semibold(theme::BODY));
        let width = ui.available_width() - if is_outside { 72.0 } else { 16.0 };
        ui.scope(|ui| {
            ui.set_max_width(width);
            ui.add(egui::Label::new(title).truncate())
                .on_hover_text(&pack.title);
        });
        if is_outside && widgets::quiet_button(ui, &t!("criteria.forget")).clicked() {
            actions.push(Action::ForgetCriteria(pack.id.clone()));
        }
    });
    ui.horizontal(|ui| {
        ui.add_space(theme::S16);
        let since = date_text(pack.effective_from);
        let words = match pack.effective_until {
            Some(until) => t!(
                "criteria.from_until",
                from = since,
                until = date_text(until)
            ),
            None => t!("criteria.since", from = since),
        };
        layout::explain(ui, &words);
    });
}

fn group_head(ui: &mut Ui, sector: &str, group: &str) {
    ui.add_space(theme::S12);
    ui.horizontal(|ui| {
        ui.add_space(theme::S16);
        let words = if sector == group || group.is_empty() {
            sector.to_owned()
        } else {
            format!("{sector} · {group}")
        };
        let text = layout::secondary(ui, &words).font(theme::semibold(theme::SMALL));
        ui.add(egui::Label::new(text).truncate());
    });
    ui.add_space(theme::S4);
}

fn row(ui: &mut Ui, set: &ProductSet, n_hits: usize, is_shown: bool) -> egui::Response {
    let t = tokens(ui);
    let width = ui.available_width();
    let badge = if n_hits > 0 { 40.0 } else { 0.0 };
    let name = egui::WidgetText::from(&set.name).into_galley(
        ui,
        Some(egui::TextWrapMode::Wrap),
        width - 64.0 - badge,
        theme::medium(theme::BODY),
    );
    let size = vec2(width, name.size().y + 14.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let words = t!("sheet.name", no = set.no, name = set.name);
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_shown, words)
    });
    if ui.is_rect_visible(rect) {
        let ground = rect.shrink2(vec2(8.0, 1.0));
        if is_shown || response.hovered() {
            let color = if is_shown { t.green_bg } else { t.hover };
            ui.painter().rect_filled(ground, theme::RADIUS, color);
        }
        let font = theme::medium(theme::BODY);
        let no = widgets::tabular(ui, &set.no.to_string(), &font, t.faint);
        let at = rect.min + vec2(40.0 - no.size().x, 7.0);
        ui.painter().galley(at, no, t.faint);
        ui.painter()
            .galley_with_override_text_color(rect.min + vec2(52.0, 7.0), name, t.ink);
        if n_hits > 0 {
            let font = theme::semibold(theme::SMALL);
            let count = ui
                .painter()
                .layout_no_wrap(n_hits.to_string(), font, t.amber);
            let at = egui::pos2(
                rect.right() - 20.0 - count.size().x,
                rect.center().y - count.size().y / 2.0,
            );
            ui.painter().galley(at, count, t.amber);
        }
        widgets::focus_ring(ui, &response);
    }
    response
}

#[cfg(test)]
mod tests;
