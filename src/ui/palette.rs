//! The palette: one field that finds products, members, criteria and commands.

use egui::{
    Align2, Area, CornerRadius, Id, Key, Modifiers, Order, Rect, Response, Role, ScrollArea, Sense,
    TextEdit, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use rust_i18n::t;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::audience::{AudienceDeed, product_text};
use super::frame::screen_name;
use super::takein::TakeInDeed;
use super::theme::{self, tokens};
use super::{Action, AskedRecord, Screen};
use crate::model::ids::ProductId;
use crate::model::session::Session;

/// Something that can be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What is said beside it: kind, owner, key.
    pub details: String,
    /// What choosing it does, in order.
    pub actions: Vec<Action>,
    /// What the query is matched with.
    folded: String,
}

impl Entry {
    /// Names something that can be found.
    pub(super) fn new(
        name: impl Into<String>,
        details: impl Into<String>,
        actions: Vec<Action>,
    ) -> Self {
        let (name, details) = (name.into(), details.into());
        let folded = folded(&format!("{name} {details}"));
        Self {
            name,
            details,
            actions,
            folded,
        }
    }
}

/// Makes text comparable: without marks and case, `đ` as `d`.
pub fn folded(text: &str) -> String {
    text.nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// Returns everything that can be found, commands first.
pub fn entries(session: Option<&Session>, product_id: Option<ProductId>) -> Vec<Entry> {
    if let Some(session) = session.filter(|session| session.packet.is_some()) {
        return super::packet::palette::entries(session, product_id);
    }
    let is_finalised = session.map(|session| session.finalisation().is_some());
    let mut entries = commands(is_finalised);
    let Some(session) = session else {
        return entries;
    };
    entries.extend(of_audience(session, product_id));
    for (idx, screen) in Screen::STEPS.into_iter().enumerate() {
        let details = format!("{} · Ctrl+{}", t!("palette.screen"), idx + 1);
        entries.push(Entry::new(
            screen_name(screen),
            details,
            vec![Action::Go(screen)],
        ));
    }
    entries.extend(products(session));
    for member in &session.council.members {
        entries.push(Entry::new(
            &member.name,
            format!("{} · {}", t!("palette.member"), member.office),
            vec![Action::SelectMember(member.id), Action::Go(Screen::Scoring)],
        ));
    }
    entries.extend(criteria(session, product_id));
    entries
}

/// Returns the products.
pub(super) fn products(session: &Session) -> impl Iterator<Item = Entry> {
    session.products.iter().map(|product| {
        let applicant = session
            .applicant(product.applicant_id)
            .map_or("", |applicant| applicant.name.as_str());
        let details = format!("{} · {} {applicant}", t!("palette.product"), product.code);
        let actions = vec![
            Action::SelectProduct(product.id),
            Action::Go(Screen::Scoring),
        ];
        Entry::new(&product.name, details, actions)
    })
}

/// Returns the criteria of the product in hand.
pub(super) fn criteria(session: &Session, product_id: Option<ProductId>) -> Vec<Entry> {
    let form = product_id
        .and_then(|id| session.product(id))
        .and_then(|product| session.form_of(product));
    let criteria = form.iter().flat_map(|form| form.set.criteria());
    let entry = |criterion: &crate::model::criteria::Criterion| {
        let name = format!("{} {}", criterion.code, criterion.title);
        let actions = vec![Action::GoToCriterion(criterion.code)];
        Entry::new(name, t!("palette.criterion"), actions)
    };
    criteria.map(entry).collect()
}

/// Returns the commands; `is_finalised` says so of the session, where there is one.
fn commands(is_finalised: Option<bool>) -> Vec<Entry> {
    let closing = match is_finalised {
        Some(true) => t!("closing.reopen"),
        _ => t!("closing.finalise"),
    };
    let of_session = [
        (t!("palette.save"), "Ctrl+S", Action::Save),
        (t!("palette.save_as"), "Ctrl+Shift+S", Action::SaveAs),
        (t!("palette.undo"), "Ctrl+Z", Action::Undo),
        (t!("palette.redo"), "Ctrl+Y", Action::Redo),
        (
            t!("palette.attendance"),
            "Ctrl+2",
            Action::Go(Screen::Council),
        ),
        (t!("palette.export"), "Ctrl+E", Action::ExportMinutes),
        (t!("palette.print"), "Ctrl+P", Action::PrintMinutes),
        (closing, "", Action::GoToRecord(AskedRecord::Closing)),
        (t!("takeup.open"), "", Action::TakeUpEarlier),
        (t!("takein.ask"), "", Action::TakeIn(TakeInDeed::AskFiles)),
        (
            t!("receiving.choose"),
            "",
            Action::TakeIn(TakeInDeed::ChooseFolder),
        ),
        (t!("versions.choose"), "", Action::ShowVersions(None)),
        (t!("issuing.palette"), "", Action::IssuePackets(None)),
        (t!("palette.log"), "", Action::GoToRecord(AskedRecord::Log)),
        (t!("palette.print_log"), "", Action::PrintLog),
        (
            t!("audience.open"),
            "F9",
            Action::Audience(AudienceDeed::Open),
        ),
        (
            t!("audience.cover_spoken"),
            "Shift+F9",
            Action::Audience(AudienceDeed::Cover),
        ),
        (
            t!("audience.agenda_spoken"),
            "",
            Action::Audience(AudienceDeed::Agenda),
        ),
    ];
    let always = [
        (t!("palette.new"), "Ctrl+N", Action::New),
        (t!("palette.open"), "Ctrl+O", Action::Open),
        (t!("palette.sample"), "", Action::OpenSample),
        (t!("palette.home"), "", Action::Go(Screen::Home)),
        (
            t!("palette.criteria"),
            "Ctrl+7",
            Action::Go(Screen::Criteria),
        ),
        (t!("palette.load_criteria"), "", Action::LoadCriteria),
        (t!("palette.settings"), "", Action::ShowSettings),
        (t!("palette.copy"), "", Action::ChooseCopy),
        (t!("palette.quit"), "Ctrl+Q", Action::Quit),
    ];
    of_session
        .into_iter()
        .filter(|_| is_finalised.is_some())
        .chain(always)
        .map(|(name, key, action)| Entry::new(name, key, vec![action]))
        .collect()
}

/// Returns what the audience window can show of the product in hand.
fn of_audience(session: &Session, product_id: Option<ProductId>) -> Vec<Entry> {
    let named = product_id.and_then(|id| Some((id, product_text(session, id)?)));
    let Some((id, name)) = named else {
        return Vec::new();
    };
    let entry = |text: &dyn Fn(&str) -> String, deed: AudienceDeed| Entry {
        // Who looks for the product's name wants the product.
        folded: folded(&text("")),
        ..Entry::new(
            text(&name),
            t!("audience.window"),
            vec![Action::Audience(deed)],
        )
    };
    vec![
        entry(
            &|product| t!("audience.present_spoken", product = product).into_owned(),
            AudienceDeed::Present(id),
        ),
        entry(
            &|product| t!("audience.submissions_spoken", product = product).into_owned(),
            AudienceDeed::Submissions(id),
        ),
        entry(
            &|product| t!("audience.publish_spoken", product = product).into_owned(),
            AudienceDeed::Publish(id),
        ),
    ]
}

/// Returns the entries that hold every word of `query`, best first.
pub fn found<'a>(entries: &'a [Entry], query: &str) -> Vec<&'a Entry> {
    let query = folded(query.trim());
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut hits: Vec<&Entry> = entries
        .iter()
        .filter(|entry| words.iter().all(|word| entry.folded.contains(word)))
        .collect();
    // A stable sort keeps the order of kinds among equals.
    hits.sort_by_key(|entry| !entry.folded.starts_with(&query));
    hits
}

/// The open palette.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    query: String,
    selected: usize,
    entries: Vec<Entry>,
    is_drawn: bool,
}

/// What became of the palette in a frame.
#[derive(Debug, Clone, PartialEq)]
pub enum PaletteAnswer {
    /// It stays open.
    Open,
    /// It was closed.
    Closed,
    /// Something was chosen.
    Chosen(Vec<Action>),
}

impl Palette {
    /// Opens a palette over `entries`.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            ..Self::default()
        }
    }

    /// Draws the palette over everything.
    pub fn show(&mut self, ui: &Ui) -> PaletteAnswer {
        let keys = ui.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::Escape),
                input.consume_key(Modifiers::NONE, Key::Enter),
                i32::from(input.consume_key(Modifiers::NONE, Key::ArrowDown))
                    - i32::from(input.consume_key(Modifiers::NONE, Key::ArrowUp)),
            )
        });
        let (is_closed, is_chosen, step) = keys;
        let screen = ui.ctx().content_rect();
        let width = 600.0_f32.min(screen.width() - 48.0);
        let mut chosen = None;
        let shown = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .fixed_pos(pos2(screen.center().x - width / 2.0, screen.top() + 72.0))
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(egui::Margin::same(8))
                    .show(ui, |ui| {
                        ui.set_width(width);
                        chosen = self.contents(ui, screen.height() - 220.0, step, is_chosen);
                    });
            });
        let is_left = self.is_drawn && shown.response.clicked_elsewhere();
        self.is_drawn = true;
        match chosen {
            Some(actions) => PaletteAnswer::Chosen(actions),
            None if is_closed || is_left => PaletteAnswer::Closed,
            None => PaletteAnswer::Open,
        }
    }

    fn contents(
        &mut self,
        ui: &mut Ui,
        height: f32,
        step: i32,
        is_chosen: bool,
    ) -> Option<Vec<Action>> {
        let faint = tokens(ui).faint;
        let field = ui.add(
            TextEdit::singleline(&mut self.query)
                .hint_text(egui::RichText::new(t!("palette.hint")).color(faint))
                .font(theme::regular(17.0))
                .margin(egui::Margin::symmetric(10, 8))
                .desired_width(f32::INFINITY),
        );
        field.request_focus();
        if field.changed() {
            self.selected = 0;
        }
        field.accessible_name(t!("palette.hint"));
        let hits = found(&self.entries, &self.query);
        if hits.is_empty() {
            ui.add_space(theme::S8);
            super::widgets::secondary(ui, &t!("palette.nothing"));
            ui.add_space(theme::S8);
            return None;
        }
        let last = hits.len() - 1;
        self.selected = self.selected.saturating_add_signed(step as isize).min(last);
        let mut chosen = None;
        ui.add_space(theme::S4);
        ScrollArea::vertical()
            .max_height(height.clamp(120.0, 440.0))
            .show_rows(ui, 40.0, hits.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for idx in rows {
                    let response = row(ui, hits[idx], idx == self.selected);
                    if response.clicked() {
                        chosen = Some(hits[idx].actions.clone());
                    }
                    if step != 0 && idx == self.selected {
                        response.scroll_to_me(None);
                    }
                }
            });
        if is_chosen {
            chosen = Some(hits[self.selected].actions.clone());
        }
        chosen
    }
}

fn row(ui: &mut Ui, entry: &Entry, is_selected: bool) -> Response {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::ListBoxOption,
            ui.is_enabled(),
            is_selected,
            &entry.name,
        )
    });
    if is_selected || response.hovered() {
        let ground = if is_selected { t.green_bg } else { t.hover };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(theme::RADIUS), ground);
    }
    let details = fitted(
        ui,
        &entry.details,
        rect.width() * 0.45,
        theme::regular(theme::SMALL),
    );
    let right = rect.right() - 12.0;
    let left_of_details = right - details.size().x;
    let at = Align2::RIGHT_CENTER
        .anchor_size(pos2(right, rect.center().y), details.size())
        .min;
    ui.painter()
        .galley_with_override_text_color(at, details, t.secondary);
    let name = fitted(
        ui,
        &entry.name,
        left_of_details - rect.left() - 36.0,
        theme::medium(theme::BODY),
    );
    let at = Rect::from_min_size(
        pos2(rect.left() + 12.0, rect.center().y - name.size().y / 2.0),
        name.size(),
    )
    .min;
    ui.painter()
        .galley_with_override_text_color(at, name, t.ink);
    response
}

fn fitted(ui: &Ui, text: &str, room: f32, font: egui::FontId) -> std::sync::Arc<egui::Galley> {
    WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), room, font)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn names(query: &str) -> Vec<String> {
        rust_i18n::set_locale("vi");
        let session = fixtures::session();
        let entries = entries(Some(&session), Some(session.products[0].id));
        found(&entries, query)
            .iter()
            .map(|entry| entry.name.clone())
            .collect()
    }

    #[test]
    fn marks_and_case_do_not_matter() {
        assert_eq!(folded("Nguyên LIỆU đông"), "nguyen lieu dong");
        assert_eq!(names("nep cai"), ["Gạo nếp cái hoa vàng"]);
        assert_eq!(names("NẾP cái"), ["Gạo nếp cái hoa vàng"]);
        assert_eq!(names("tran van"), ["Trần Văn An"]);
    }

    #[test]
    fn words_may_stand_in_any_order() {
        assert_eq!(names("vang gao"), ["Gạo nếp cái hoa vàng"]);
        assert!(names("gao tra").is_empty());
    }

    #[test]
    fn criteria_of_the_product_in_hand_are_found_by_code() {
        assert!(names("1.3").iter().any(|name| name.starts_with("1.3")));
    }

    #[test]
    fn without_a_session_only_what_makes_sense_is_offered() {
        rust_i18n::set_locale("vi");
        assert!(
            entries(None, None)
                .iter()
                .all(|entry| !entry.actions.contains(&Action::Save))
        );
    }
}
