//! The bar over every screen while the audience window is open: what forty people see now, and
//! what they see next.

use egui::{
    CornerRadius, CursorIcon, Frame, Label, Layout, Margin, Panel, Response, Role, Sense, Stroke,
    StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText, vec2,
};
use rust_i18n::t;

use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::rules::audience::{Hindrance, Release, Stage, agenda_pages};
use crate::ui::Action;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{fitted, focus_ring};

/// What the secretary does with the audience window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudienceDeed {
    /// Open it, or give the bar the keyboard where it is open.
    Open,
    /// Close it.
    Close,
    /// Cover it: only the names of council and session are left.
    Cover,
    /// Show the agenda.
    Agenda,
    /// Turn the page of the agenda, or go to the product before or after and present it.
    Turn {
        /// Whether it goes on, else back.
        is_forward: bool,
    },
    /// Show a product's name.
    Present(ProductId),
    /// Show who has handed in a sheet for a product.
    Submissions(ProductId),
    /// Release the result of a product.
    Publish(ProductId),
}

/// What the bar tells.
#[derive(Debug, Clone)]
pub struct AudienceBar<'a> {
    /// What the audience sees.
    pub release: &'a Release,
    /// The same in words.
    pub shown: String,
    /// The product in hand, with its number and name.
    pub product: Option<(ProductId, String)>,
    /// Why its result cannot be released; none where it can.
    pub hindrance: Option<String>,
    /// Whether there is something before and after what is shown.
    pub can_turn: (bool, bool),
    /// Whether the system gives the program one window alone.
    pub is_embedded: bool,
}

/// Says what the audience sees.
pub fn shown_text(session: &Session, release: &Release) -> String {
    let named = |id: ProductId| product_text(session, id).unwrap_or_default();
    match release {
        Release::Blank => t!("audience.shown.blank").into_owned(),
        Release::Agenda { page, product_id } => {
            let n_pages = agenda_pages(session.products.len());
            let here = super::view::agenda_page(session, *page, *product_id);
            t!("audience.shown.agenda", page = here + 1, of = n_pages).into_owned()
        }
        Release::Product { product_id, stage } => {
            let product = named(*product_id);
            match stage {
                Stage::Presented => t!("audience.shown.presented", product = product),
                Stage::Submissions => t!("audience.shown.submissions", product = product),
                Stage::Result(_) => t!("audience.shown.result", product = product),
            }
            .into_owned()
        }
    }
}

/// Names a product with its number: `3. Gạo nếp`.
pub(crate) fn product_text(session: &Session, id: ProductId) -> Option<String> {
    let idx = session.products.iter().position(|it| it.id == id)?;
    Some(format!("{}. {}", idx + 1, session.products[idx].name))
}

/// Says why a result cannot be released.
pub fn hindrance_text(session: &Session, hindrances: &[Hindrance]) -> String {
    let texts: Vec<_> = hindrances
        .iter()
        .map(|hindrance| match hindrance {
            Hindrance::Pending(ids) if ids.len() > 3 => {
                t!("audience.hindrance.pending_many", n = ids.len())
            }
            Hindrance::Pending(ids) => {
                let members = ids.iter().filter_map(|id| session.council.member(*id));
                let names: Vec<_> = members.map(|member| member.name.as_str()).collect();
                t!("audience.hindrance.pending", who = names.join(", "))
            }
            Hindrance::RoundOpen => t!("audience.hindrance.round_open"),
            Hindrance::Contested => t!("audience.hindrance.contested"),
            Hindrance::GroundOpen => t!("audience.hindrance.ground_open"),
            Hindrance::NoRank => t!("audience.hindrance.no_rank"),
            Hindrance::SingleSheet => t!("audience.hindrance.single_sheet"),
            Hindrance::ConclusionOutdated => t!("audience.hindrance.outdated"),
            Hindrance::ConclusionIncomplete => t!("audience.hindrance.incomplete"),
        })
        .map(std::borrow::Cow::into_owned)
        .collect();
    texts.join("; ")
}

/// A button of the bar.
struct Item {
    text: String,
    spoken: String,
    is_selected: bool,
    is_enabled: bool,
    is_radio: bool,
    deed: AudienceDeed,
}

const PADDING: f32 = 12.0;
const GAP: f32 = 6.0;

/// Draws the bar under the top bar.
pub fn audience_bar(ui: &mut Ui, bar: &AudienceBar<'_>, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    Panel::top("audience-bar")
        .frame(
            Frame::new()
                .fill(t.neutral_bg)
                .inner_margin(Margin::symmetric(20, 6)),
        )
        .show(ui, |ui| {
            let items = items(bar);
            let widths: f32 = items.iter().map(|item| width_of(ui, item) + GAP).sum();
            let room = ui.available_width() - widths;
            let is_one_row = room > 190.0;
            ui.horizontal(|ui| {
                let width = if is_one_row {
                    room
                } else {
                    ui.available_width()
                };
                preview(ui, bar, width - theme::S12);
                if is_one_row {
                    ui.add_space(theme::S12);
                    buttons(ui, &items, actions);
                }
            });
            if !is_one_row {
                ui.horizontal_wrapped(|ui| buttons(ui, &items, actions));
            }
        });
}

fn preview(ui: &mut Ui, bar: &AudienceBar<'_>, width: f32) {
    let t = tokens(ui);
    let text = if bar.is_embedded {
        t!("audience.embedded", shown = bar.shown)
    } else {
        bar.shown.as_str().into()
    };
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, theme::CONTROL), Sense::hover());
    let is_live = *bar.release != Release::Blank;
    let dot = if is_live { t.green } else { t.secondary };
    ui.painter().circle_filled(rect.center(), 4.5, dot);
    let font = theme::medium(14.0);
    let galley = fitted(ui, &text, font, t.ink, width - 14.0 - 2.0 * theme::S8, 2);
    let room = vec2((width - 14.0 - theme::S8).max(40.0), theme::CONTROL);
    let layout = Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(room, layout, |ui| {
        ui.set_min_width(room.x);
        ui.add(Label::new(galley)).on_hover_text(&*text);
    });
}

fn items(bar: &AudienceBar<'_>) -> Vec<Item> {
    let item = |text: &str, deed: AudienceDeed| Item {
        text: text.to_owned(),
        spoken: text.to_owned(),
        is_selected: false,
        is_enabled: true,
        is_radio: true,
        deed,
    };
    let is_agenda = matches!(bar.release, Release::Agenda { .. });
    let mut items = vec![
        Item {
            spoken: t!("audience.cover_spoken").into_owned(),
            is_selected: *bar.release == Release::Blank,
            ..item(&t!("audience.cover"), AudienceDeed::Cover)
        },
        Item {
            is_selected: is_agenda,
            ..item(&t!("audience.agenda.title"), AudienceDeed::Agenda)
        },
    ];
    let (back, on) = if is_agenda {
        (t!("audience.page_before"), t!("audience.page_after"))
    } else {
        (t!("audience.product_before"), t!("audience.product_after"))
    };
    for (sign, spoken, is_enabled, is_forward) in [
        ("‹", back, bar.can_turn.0, false),
        ("›", on, bar.can_turn.1, true),
    ] {
        items.push(Item {
            spoken: spoken.into_owned(),
            is_enabled,
            is_radio: false,
            ..item(sign, AudienceDeed::Turn { is_forward })
        });
    }
    if let Some((id, name)) = &bar.product {
        let stage = match bar.release {
            Release::Product { product_id, stage } if product_id == id => Some(stage),
            _ => None,
        };
        let publish = t!("audience.publish_named", product = shortened(name));
        items.extend([
            Item {
                spoken: t!("audience.present_spoken", product = name).into_owned(),
                is_selected: stage == Some(&Stage::Presented),
                ..item(&t!("audience.present"), AudienceDeed::Present(*id))
            },
            Item {
                spoken: t!("audience.submissions_spoken", product = name).into_owned(),
                is_selected: stage == Some(&Stage::Submissions),
                ..item(&t!("audience.submissions"), AudienceDeed::Submissions(*id))
            },
            Item {
                spoken: match &bar.hindrance {
                    None => t!("audience.publish_spoken", product = name).into_owned(),
                    Some(why) => {
                        t!("audience.publish_not_yet", product = name, why = why).into_owned()
                    }
                },
                is_selected: matches!(stage, Some(Stage::Result(_))),
                is_enabled: bar.hindrance.is_none(),
                ..item(&publish, AudienceDeed::Publish(*id))
            },
        ]);
    }
    items.push(Item {
        spoken: t!("audience.close").into_owned(),
        is_radio: false,
        ..item("×", AudienceDeed::Close)
    });
    items
}

/// Cuts a name to what a button can hold.
fn shortened(name: &str) -> String {
    const MOST: usize = 22;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

fn width_of(ui: &Ui, item: &Item) -> f32 {
    let font = theme::medium(theme::BODY);
    let color = tokens(ui).ink;
    let galley = ui.painter().layout_no_wrap(item.text.clone(), font, color);
    (galley.size().x + 2.0 * PADDING).max(theme::CONTROL)
}

fn buttons(ui: &mut Ui, items: &[Item], actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = GAP;
    let asked = take_asked_focus(ui.ctx());
    let has_selected = items.iter().any(|item| item.is_selected);
    for (idx, item) in items.iter().enumerate() {
        let response = item_ui(ui, item);
        if asked && (item.is_selected || (!has_selected && idx == 0)) {
            response.request_focus();
        }
        if response.clicked() {
            // What hinders is said by the shell, so that it can be read by keyboard too.
            actions.push(Action::Audience(item.deed));
        }
    }
}

fn item_ui(ui: &mut Ui, item: &Item) -> Response {
    let t = tokens(ui);
    let is_publish = matches!(item.deed, AudienceDeed::Publish(_));
    // A result that cannot be released says why when it is asked for.
    let can_press = item.is_enabled || is_publish;
    let sense = if can_press {
        Sense::click()
    } else {
        Sense::hover()
    };
    let font = theme::medium(theme::BODY);
    let galley = WidgetText::from(item.text.as_str()).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        (ui.available_width() - 2.0 * PADDING).max(40.0),
        font,
    );
    let size = vec2(
        (galley.size().x + 2.0 * PADDING).max(theme::CONTROL),
        theme::CONTROL,
    );
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| {
        if item.is_radio {
            WidgetInfo::selected(Role::RadioButton, can_press, item.is_selected, &item.spoken)
        } else {
            WidgetInfo::labeled(Role::Button, can_press, &item.spoken)
        }
    });
    let is_over = can_press && response.hovered();
    let (fill, edge, color) = match (item.is_selected, is_over) {
        (true, _) => (t.green_bg, t.green, t.green),
        (false, true) => (t.hover, t.edge, t.ink),
        (false, false) if !item.is_enabled => (t.neutral_bg, t.star_empty, t.faint),
        (false, false) => (t.surface, t.star_empty, t.ink),
    };
    let line = Stroke::new(if item.is_selected { 1.5 } else { 1.0 }, edge);
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::RADIUS),
        fill,
        line,
        StrokeKind::Inside,
    );
    let at = rect.center() - galley.size() / 2.0;
    ui.painter()
        .galley_with_override_text_color(at, galley, color);
    focus_ring(ui, &response);
    let response = if can_press {
        response.on_hover_cursor(CursorIcon::PointingHand)
    } else {
        response
    };
    if item.text == item.spoken {
        response
    } else {
        response.on_hover_text(&item.spoken)
    }
}

/// Asks that the bar gets the keyboard.
pub(crate) fn ask_for_bar(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("audience-focus"), true));
}

fn take_asked_focus(ctx: &egui::Context) -> bool {
    let id = egui::Id::unique("audience-focus");
    ctx.data_mut(|data| data.remove_temp::<bool>(id))
        .unwrap_or(false)
}
