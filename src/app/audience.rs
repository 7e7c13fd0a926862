//! The window for the audience: opened, followed and closed beside the session in hand.
//!
//! The window draws what lies in [`Wall`], and that holds an [`AudienceView`] alone. It is drawn
//! anew only when that changes, so that it never slows the desk down.

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{
    CentralPanel, Context, Frame, Key, Modifiers, Sense, Ui, ViewportBuilder, ViewportClass,
    ViewportCommand, ViewportId,
};
use rust_i18n::t;

use super::App;
use super::desk::Desk;
use super::notice::{Notice, Offer};
use crate::model::Date;
use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::rules::audience::{
    Hindrance, Release, Seal, Stage, Withdrawn, agenda_pages, seal, settle,
};
use crate::rules::review::Review;
use crate::ui::audience::{
    AudienceBar, AudienceDeed, AudienceView, Scene, agenda_page, ask_for_bar, audience_view, draw,
    hindrance_text, product_text, reveal_secs, shown_text,
};
use crate::words::Lang;

/// Seconds in which a new window gives the keyboard back that it was given.
const FOCUS_SECS: f64 = 2.0;

/// What is on the wall, shared with the window that draws it.
#[derive(Debug, Default)]
struct Wall {
    view: AudienceView,
    /// When the result that is shown appeared; none until it was drawn.
    revealed_at: Option<f64>,
    is_full_screen: bool,
    /// Whether the window, just opened on a screen of its own, gives the keyboard back.
    gives_focus_back: bool,
    /// When it was drawn first.
    opened_at: Option<f64>,
    /// Whether it was asked for in the window that it be covered.
    asks_cover: bool,
    /// Whether the window was closed by its own sign.
    is_closed: bool,
}

/// The window for the audience, and what was released.
#[derive(Default)]
pub(super) struct Audience {
    is_open: bool,
    release: Release,
    wall: Arc<Mutex<Wall>>,
    /// The session that the release is about.
    desk: Option<u64>,
    /// What the view on the wall was made of.
    made_of: Option<Made>,
    /// The screen of the machine that the window opens on, where it has a second one.
    monitor: Option<usize>,
    /// What the secretary was told, until something else is shown.
    told: Option<String>,
}

/// What a view was made of.
type Made = (Option<(u64, u64, Date)>, Release, Lang);

fn id() -> ViewportId {
    ViewportId::from_hash_of("audience")
}

impl Audience {
    /// Returns what the audience sees.
    #[cfg(test)]
    pub(super) const fn release(&self) -> &Release {
        &self.release
    }

    /// Tells whether there is a window.
    #[cfg(test)]
    pub(super) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Takes in the session as it is now; tells what had to be taken off the wall.
    fn follow(&mut self, ctx: &Context, desk: Option<&mut Desk>, today: Date) -> Option<Withdrawn> {
        let number = desk.as_ref().map(|desk| desk.number);
        if self.desk != number {
            self.desk = number;
            self.release = Release::Blank;
        }
        if !self.is_open {
            self.release = Release::Blank;
            if self.made_of.take().is_some() {
                self.wall.lock().view = AudienceView::default();
            }
            return None;
        }
        if std::mem::take(&mut self.wall.lock().asks_cover) {
            self.release = Release::Blank;
        }
        let lang = Lang::current();
        let now = desk
            .as_ref()
            .map(|desk| (desk.number, desk.document.revision(), today));
        if let Some((of, release, in_lang)) = &self.made_of
            && (*of, release, *in_lang) == (now, &self.release, lang)
        {
            return None;
        }
        let (view, withdrawn) = match desk {
            None => (AudienceView::default(), None),
            Some(desk) => {
                let review = desk.review(today);
                let session = desk.document.session();
                let withdrawn = settle(&mut self.release, session, &review);
                let view = audience_view(lang, session, &review, &self.release);
                (view, withdrawn)
            }
        };
        self.made_of = Some((now, self.release.clone(), lang));
        self.hang(ctx, view);
        withdrawn
    }

    /// Puts a view on the wall.
    fn hang(&mut self, ctx: &Context, view: AudienceView) {
        let mut wall = self.wall.lock();
        if wall.view == view {
            return;
        }
        let goes_on = match (&wall.view.scene, &view.scene) {
            (Scene::Result(before), Scene::Result(now)) => {
                before.stars == now.stars && before.card.place == now.card.place
            }
            _ => false,
        };
        if !goes_on {
            wall.revealed_at = None;
        }
        wall.view = view;
        drop(wall);
        ctx.request_repaint_of(id());
    }

    /// Shows the window, where it is open.
    fn show(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.wall.lock().is_closed) {
            self.is_open = false;
            self.release = Release::Blank;
            self.made_of = None;
            ctx.request_repaint();
        }
        if !self.is_open {
            return;
        }
        let mut builder = ViewportBuilder::default()
            .with_title(t!("audience.window"))
            .with_app_id("ocop-council")
            .with_inner_size([1280.0, 720.0])
            .with_min_inner_size([480.0, 300.0])
            // The keys stay with the desk, where the system lets them.
            .with_active(false)
            .with_drag_and_drop(false);
        if let Some(monitor) = self.monitor {
            builder = builder.with_monitor(monitor);
        }
        let wall = Arc::clone(&self.wall);
        ctx.show_viewport_deferred(id(), builder, move |ui, class| {
            wall_ui(ui, class, &mut wall.lock());
        });
    }
}

/// Draws the window and follows its own few keys.
fn wall_ui(ui: &mut Ui, class: ViewportClass, wall: &mut Wall) {
    let ctx = ui.ctx().clone();
    let now = ui.input(|input| input.time);
    if class != ViewportClass::EmbeddedWindow {
        if ui.input(|input| input.viewport().close_requested()) {
            wall.is_closed = true;
            ctx.request_repaint_of(ctx.parent_viewport_id());
        }
        wall.is_full_screen =
            ui.input(|input| input.viewport().fullscreen.unwrap_or(wall.is_full_screen));
        if ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::F9)) {
            wall.asks_cover = true;
            ctx.request_repaint_of(ViewportId::ROOT);
        }
        let (toggles, leaves) = ui.input_mut(|input| {
            let toggles = input.consume_key(Modifiers::NONE, Key::F11);
            (toggles, input.consume_key(Modifiers::NONE, Key::Escape))
        });
        // A system may give the keyboard to every new window.
        let has_focus = ui.input(|input| input.viewport().focused == Some(true));
        let is_new = now - *wall.opened_at.get_or_insert(now) < FOCUS_SECS;
        if wall.gives_focus_back && is_new && has_focus {
            wall.gives_focus_back = false;
            ctx.send_viewport_cmd_to(ViewportId::ROOT, ViewportCommand::Focus);
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F9)) {
            ask_for_bar(&ctx);
            ctx.send_viewport_cmd_to(ViewportId::ROOT, ViewportCommand::Focus);
        }
        let response = ui.interact(ui.max_rect(), ui.scope_id().with("wall"), Sense::click());
        if toggles || response.double_clicked() || (leaves && wall.is_full_screen) {
            wall.is_full_screen = !wall.is_full_screen;
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(wall.is_full_screen));
        }
    }
    let since = *wall.revealed_at.get_or_insert(now);
    let reveal = now - since;
    if reveal < reveal_secs(&wall.view) {
        ctx.request_repaint();
    }
    CentralPanel::default()
        .frame(Frame::new())
        .show(ui, |ui| draw(ui, &wall.view, reveal));
}

/// Seals the result of a product, or tells what hinders.
fn sealed(session: &Session, review: &Review, id: ProductId) -> Result<Seal, Vec<Hindrance>> {
    match (session.product(id), review.product(id)) {
        (Some(product), Some(found)) => seal(session, product, found),
        _ => Err(vec![Hindrance::NoRank]),
    }
}

/// Returns the place before or after `place`, where there is one.
fn neighbor(place: usize, n: usize, is_forward: bool) -> Option<usize> {
    let next = place.checked_add_signed(if is_forward { 1 } else { -1 })?;
    (next < n).then_some(next)
}

/// Returns what turning would show, and the product that it puts in hand.
fn turned(
    release: &Release,
    session: &Session,
    is_forward: bool,
) -> Option<(Release, Option<ProductId>)> {
    match release {
        Release::Blank => None,
        Release::Agenda { page, product_id } => {
            let here = agenda_page(session, *page, *product_id);
            let page = neighbor(here, agenda_pages(session.products.len()), is_forward)?;
            let release = Release::Agenda {
                page: Some(page),
                product_id: *product_id,
            };
            Some((release, None))
        }
        Release::Product { product_id, .. } => {
            let products = &session.products;
            let here = products.iter().position(|it| it.id == *product_id)?;
            let next = products[neighbor(here, products.len(), is_forward)?].id;
            let release = Release::Product {
                product_id: next,
                stage: Stage::Presented,
            };
            Some((release, Some(next)))
        }
    }
}

/// Returns what the bar tells, where there is a window.
pub(super) fn bar<'a>(
    audience: &'a Audience,
    ctx: &Context,
    session: &Session,
    review: &Review,
    in_hand: Option<ProductId>,
) -> Option<AudienceBar<'a>> {
    if !audience.is_open {
        return None;
    }
    let release = &audience.release;
    let product = in_hand.and_then(|id| Some((id, product_text(session, id)?)));
    let hindrance = product.as_ref().and_then(|(id, _)| {
        let hindrances = sealed(session, review, *id).err()?;
        Some(hindrance_text(session, &hindrances))
    });
    Some(AudienceBar {
        release,
        shown: shown_text(session, release),
        product,
        hindrance,
        can_turn: (
            turned(release, session, false).is_some(),
            turned(release, session, true).is_some(),
        ),
        is_embedded: ctx.embed_viewports(),
    })
}

impl App {
    /// Brings the wall to what holds now, and tells what had to be taken off it.
    pub(super) fn follow_audience(&mut self, ctx: &Context) {
        let today = self.world.clock.now().date();
        let withdrawn = self.audience.follow(ctx, self.desk.as_mut(), today);
        let session = self.desk.as_ref().map(|desk| desk.document.session());
        match withdrawn {
            None => {}
            Some(Withdrawn::Result(id)) => {
                let named = session.and_then(|session| product_text(session, id));
                let text = t!("audience.withdrawn", product = named.unwrap_or_default());
                self.audience.told = Some(text.to_string());
                let mut notice = Notice::refused(text);
                notice.is_passing = false;
                let review = self.desk.as_mut().map(|desk| desk.review(today));
                let stands = self
                    .desk
                    .as_ref()
                    .zip(review)
                    .is_some_and(|(desk, review)| {
                        sealed(desk.document.session(), &review, id).is_ok()
                    });
                if stands {
                    notice.offer(Offer::PublishAgain(id));
                }
                self.notice = Some(notice);
            }
            Some(Withdrawn::Product) => {
                self.notice = Some(Notice::refused(t!("audience.product_gone")));
            }
        }
    }

    /// Shows the window for the audience, where it is open.
    pub(super) fn show_audience(&mut self, ctx: &Context, frame: &eframe::Frame) {
        if !self.audience.is_open {
            self.audience.monitor = second_monitor(frame);
        }
        self.audience.show(ctx);
    }

    /// Does what the secretary asked with the window for the audience.
    pub(super) fn act_on_audience(&mut self, ctx: &Context, deed: AudienceDeed) {
        let today = self.world.clock.now().date();
        let Some(desk) = &mut self.desk else { return };
        let review = desk.review(today);
        let session = desk.document.snapshot();
        let was_open = self.audience.is_open;
        let release = match deed {
            AudienceDeed::Close => {
                self.audience.is_open = false;
                return;
            }
            AudienceDeed::Open if was_open => {
                ask_for_bar(ctx);
                return;
            }
            AudienceDeed::Cover if !was_open => return,
            AudienceDeed::Open | AudienceDeed::Cover => Release::Blank,
            AudienceDeed::Agenda => Release::Agenda {
                page: None,
                product_id: self.audience.release.product_id().or(desk.product_id),
            },
            AudienceDeed::Turn { is_forward } => {
                let Some((release, in_hand)) = turned(&self.audience.release, &session, is_forward)
                else {
                    return;
                };
                desk.product_id = in_hand.or(desk.product_id);
                release
            }
            AudienceDeed::Present(product_id) => Release::Product {
                product_id,
                stage: Stage::Presented,
            },
            AudienceDeed::Submissions(product_id) => Release::Product {
                product_id,
                stage: Stage::Submissions,
            },
            AudienceDeed::Publish(product_id) => match sealed(&session, &review, product_id) {
                Ok(seal) => Release::Product {
                    product_id,
                    stage: Stage::Result(Box::new(seal)),
                },
                Err(hindrances) => {
                    let product = product_text(&session, product_id).unwrap_or_default();
                    let why = hindrance_text(&session, &hindrances);
                    let text = t!("audience.publish_not_yet", product = product, why = why);
                    self.notice = Some(Notice::refused(text));
                    return;
                }
            },
        };
        self.audience.desk = Some(desk.number);
        if !was_open {
            let mut wall = self.audience.wall.lock();
            wall.gives_focus_back = self.audience.monitor.is_some();
            wall.opened_at = None;
            wall.is_full_screen = false;
        }
        self.audience.is_open = true;
        self.audience.release = release;
        self.pass_notice();
        if let Some(told) = self.audience.told.take() {
            self.notice.take_if(|notice| notice.says(&told));
        }
    }
}

/// Returns a screen of the machine that the program's window is not on.
fn second_monitor(frame: &eframe::Frame) -> Option<usize> {
    let window = frame.winit_window()?;
    let here = window.current_monitor()?;
    window
        .available_monitors()
        .position(|monitor| monitor != here)
}

#[cfg(test)]
mod tests;
