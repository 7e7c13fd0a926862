//! The window: it holds the session in hand and carries out what screens ask for.
//!
//! A frame goes: results of work beside the window come in, the screen is drawn and answers with
//! [`Action`]s, the actions are carried out. Changes of the session come first among them, so that
//! a field that is left by a click on *save* is in what is saved.
//!
//! Invariants: unsaved work is never dropped without the person's word; one save runs at a time;
//! "saved" is shown only when the file stands on disk, "kept" only when the journal does.

mod access;
mod act;
mod audience;
mod clock;
mod copy;
mod criteria;
mod desk;
mod dialogs;
mod fault;
mod files;
mod issuing;
mod jobs;
mod journal;
mod keeping;
mod minutes;
mod notice;
mod packet;
pub mod panic;
mod paths;
mod preferences;
mod receiving;
mod screens;
mod takein;
mod takeup;
#[cfg(test)]
mod tests;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{CentralPanel, Context, Frame, Ui, ViewportCommand};
use rust_i18n::t;

pub use clock::{Clock, random_bits};
pub use preferences::{Preferences, Recent, ThemeChoice};

use crate::error::{ErrorKind, UserError};
use crate::model::Date;
use crate::model::criteria::CriteriaPack;
use crate::rules::finalisation::FinalisationCheck;
use crate::storage::journal::recovery::KeptSession;
use crate::storage::library::Library;
use crate::storage::owner::Owner;
use crate::storage::reports::{Fault, last_word};
use crate::ui::criteria::{CriteriaCtx, CriteriaScreen};
use crate::ui::frame::{FrameCtx, frame};
use crate::ui::home::{HomeCtx, home};
use crate::ui::palette::{Palette, PaletteAnswer};
use crate::ui::steps::steps;
use crate::ui::theme::{self, tokens};
use crate::ui::{Action, Screen, ViewCtx};

use audience::Audience;
use desk::Desk;
use dialogs::{Dialog, Then};
use files::Saving;
use issuing::Issuing;
use jobs::Jobs;

use notice::Notice;
use screens::Screens;
use watch::Watch;

/// What the program takes from the world around it; tests hand in their own.
#[derive(Clone, Copy)]
pub struct World {
    /// The time.
    pub clock: Clock,
    /// 64 random bits for a new id.
    pub random_bits: fn() -> u64,
    /// The built-in criteria packs.
    pub packs: &'static [CriteriaPack],
    /// Whether the system's file dialogs are asked; otherwise paths are typed.
    pub asks_system: bool,
    /// Returns the folder where criteria from outside are kept.
    pub criteria_folder: fn() -> Option<PathBuf>,
    /// Returns the folder where sessions without a file are kept until they have one.
    pub journals_folder: fn() -> Option<PathBuf>,
    /// Returns the folder for reports of the program's own faults.
    pub reports_folder: fn() -> Option<PathBuf>,
    /// Returns the folder where the running programs of this user know each other.
    pub programs_folder: fn() -> Option<PathBuf>,
}

impl World {
    /// The real world, with a day that stands for today where one is given.
    pub fn real(today: Option<Date>) -> Self {
        Self {
            clock: Clock::System { today },
            random_bits,
            packs: crate::storage::packs::builtin(),
            asks_system: true,
            criteria_folder: || {
                let dirs = directories::ProjectDirs::from("vn", "", "ocop-council")?;
                Some(dirs.data_dir().join("criteria"))
            },
            journals_folder: || {
                let dirs = directories::ProjectDirs::from("vn", "", "ocop-council")?;
                Some(dirs.data_dir().join("journals"))
            },
            reports_folder: || {
                let dirs = directories::ProjectDirs::from("vn", "", "ocop-council")?;
                Some(dirs.data_dir().join("reports"))
            },
            programs_folder: crate::storage::owner::programs_folder,
        }
    }
}

/// The program.
pub struct App {
    world: World,
    preferences: Preferences,
    library: Library,
    criteria: CriteriaScreen,
    ctx: Context,
    /// This program, as locks name it.
    owner: Arc<Owner>,
    watch: Watch,
    /// Sessions of which only a journal is left.
    kept: Vec<KeptSession>,
    desk: Option<Desk>,
    n_desks: u64,
    screen: Screen,
    jobs: Jobs,
    saving: Option<Saving>,
    is_picking: bool,
    /// What to do once the session in hand is saved.
    then: Option<Then>,
    dialog: Option<Dialog>,
    /// A fault that ended the program before, until a person has read of it.
    fault: Option<Fault>,
    notice: Option<Notice>,
    palette: Option<Palette>,
    /// Packets that are being issued.
    issuing: Option<Issuing>,
    audience: Audience,
    /// Actions that wait until a field that was being typed in has been left.
    waiting: Vec<Action>,
    may_close: bool,
    /// Whether the window was to be closed while a field was being typed in.
    closes_after_typing: bool,
    window_title: String,
    /// Whether a choice of the person is not stored yet.
    is_chosen_anew: bool,
}

impl App {
    /// Makes the program inside a window.
    pub fn new(cc: &eframe::CreationContext<'_>, world: World) -> Self {
        let preferences = cc
            .storage
            .and_then(|storage| eframe::get_value::<Preferences>(storage, Preferences::KEY))
            .unwrap_or_default()
            .sane();
        theme::apply(&cc.egui_ctx);
        cc.egui_ctx.set_zoom_factor(preferences.zoom);
        rust_i18n::set_locale(preferences.lang.code());
        let (kept, journal_notice) = journal::kept_sessions((world.journals_folder)());
        let owner = Owner::here((world.random_bits)(), (world.programs_folder)());
        let owner = Arc::new(owner);
        let (library, refused) = Library::new(world.packs, (world.criteria_folder)());
        Self {
            world,
            preferences,
            library,
            criteria: CriteriaScreen::default(),
            watch: Watch::start(&owner, cc.egui_ctx.clone()),
            owner,
            ctx: cc.egui_ctx.clone(),
            kept,
            desk: None,
            n_desks: 0,
            screen: Screen::Home,
            jobs: Jobs::new(cc.egui_ctx.clone()),
            saving: None,
            is_picking: false,
            then: None,
            dialog: None,
            fault: (world.reports_folder)().and_then(|folder| last_word(&folder)),
            notice: Notice::refused_criteria(&refused).or(journal_notice),
            palette: None,
            issuing: None,
            audience: Audience::default(),
            waiting: Vec::new(),
            may_close: false,
            closes_after_typing: false,
            window_title: String::new(),
            is_chosen_anew: false,
        }
    }

    /// Opens what the window begins with.
    pub fn start(&mut self, start: &Start) {
        match start {
            Start::Home => {}
            Start::File(path) => self.open_path(path),
            Start::Sample => self.open_sample(),
        }
    }

    fn is_dirty(&self) -> bool {
        let desk = self.desk.as_ref();
        desk.is_some_and(|desk| desk.document.is_dirty())
    }

    fn draw(&mut self, ui: &mut Ui) -> Vec<Action> {
        let mut actions = std::mem::take(&mut self.waiting);
        self.shortcuts(ui.ctx(), &mut actions);
        // While a dialog or the palette is open, the keys are theirs.
        let has_dialog = self.dialog.is_some() || self.issuing.is_some();
        let is_covered = has_dialog || self.palette.is_some();
        let kept = is_covered.then(|| ui.input_mut(|input| std::mem::take(&mut input.events)));
        let is_home = self.screen == Screen::Home || self.desk.is_none();
        self.screen = self.place_of(self.screen);
        if self.screen == Screen::Criteria && (self.desk.is_none() || self.is_packet()) {
            self.draw_criteria_alone(ui, &mut actions);
        } else if is_home {
            self.draw_home(ui, &mut actions);
        } else if self.is_packet() && self.screen != Screen::Criteria {
            self.draw_packet(ui, &mut actions);
        } else {
            self.draw_screen(ui, &mut actions);
        }
        if let Some(events) = kept {
            ui.input_mut(|input| input.events = events);
        }
        if let Some(palette) = &mut self.palette {
            match palette.show(ui) {
                PaletteAnswer::Open => {}
                PaletteAnswer::Closed => self.palette = None,
                PaletteAnswer::Chosen(chosen) => {
                    self.palette = None;
                    actions.extend(chosen);
                }
            }
        }
        actions
    }

    fn draw_home(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let recent = self.preferences.recent_files();
        let untitled = t!("home.untitled");
        let open_title = self.desk.as_ref().map(|desk| {
            let title = &desk.document.session().title;
            if title.is_empty() {
                &*untitled
            } else {
                title.as_str()
            }
        });
        let kept = self.kept_rows();
        let view = HomeCtx {
            kept: &kept,
            recent: &recent,
            open_title,
            copy_folder: self.preferences.copy_folder.as_deref(),
            takes_keyboard: self.dialog.is_none() && self.palette.is_none(),
        };
        CentralPanel::default()
            .frame(Frame::new().fill(tokens(ui).ground))
            .show(ui, |ui| home(ui, &view, actions));
    }

    /// Draws the criteria where none of a session's steps are: under a bar that leads back.
    fn draw_criteria_alone(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let bar = Frame::new()
            .fill(tokens(ui).surface)
            .inner_margin(egui::Margin::symmetric(16, 8));
        egui::Panel::top("criteria-bar").frame(bar).show(ui, |ui| {
            let (name, back) = if self.is_packet() {
                (t!("packet.to_list_wide"), Screen::Packet)
            } else {
                (t!("frame.go_home"), Screen::Home)
            };
            if crate::ui::widgets::secondary_button(ui, &name).clicked() {
                actions.push(Action::Go(back));
            }
        });
        let ctx = CriteriaCtx {
            packs: self.library.packs(),
            n_builtin: self.library.n_builtin(),
            revision: self.library.revision(),
            in_hand: None,
        };
        CentralPanel::default()
            .frame(Frame::new())
            .show(ui, |ui| self.criteria.ui(ui, &ctx, actions));
    }

    fn draw_screen(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let now = self.world.clock.now();
        let is_saving_long = self.is_saving_long();
        let receiving = self.receiving_view();
        let Some(desk) = &mut self.desk else { return };
        let review = desk.review(now.date());
        let session = desk.document.snapshot();
        desk.copy.look(desk.document.revision(), now);
        let subtitle = t!(
            "app.subtitle",
            products = session.products.len(),
            present = review.quorum.present,
            members = review.quorum.members
        );
        let untitled = t!("home.untitled");
        let steps = steps(&session, &review);
        let (undo, redo) = (desk.document.undo_label(), desk.document.redo_label());
        let view = FrameCtx {
            screen: self.screen,
            steps: &steps,
            title: if session.title.is_empty() {
                &untitled
            } else {
                &session.title
            },
            subtitle: &subtitle,
            kept: desk.kept(is_saving_long),
            copy: desk.copy.state(now),
            finalised: session.finalisation().map(|finalisation| {
                let found = review.finalisation.as_ref();
                let holds = found.is_none_or(FinalisationCheck::holds);
                (finalisation.at, holds)
            }),
            undo: undo.as_deref(),
            redo: redo.as_deref(),
            keys: Screens::keys(self.screen),
            quorum: review.quorum,
            read_only: access::bar(desk),
            returns: receiving.chip(self.screen),
            audience: audience::bar(&self.audience, ui.ctx(), &session, &review, desk.product_id),
        };
        frame(ui, &view, actions);
        let ctx = ViewCtx {
            session: &session,
            review: &review,
            revision: desk.document.revision(),
            packs: self.library.packs(),
            product_id: desk.product_id,
            member_id: desk.member_id,
            today: now.date(),
            now,
            by: self.preferences.named(),
            random_bits: self.world.random_bits,
            receiving: &receiving,
        };
        let around = Frame::new()
            .fill(tokens(ui).ground)
            .inner_margin(Screens::margin(self.screen));
        let criteria = CriteriaCtx {
            packs: self.library.packs(),
            n_builtin: self.library.n_builtin(),
            revision: self.library.revision(),
            in_hand: desk
                .product_id
                .and_then(|id| session.product(id))
                .and_then(|product| product.form.as_ref()),
        };
        CentralPanel::default().frame(around).show(ui, |ui| {
            if self.screen == Screen::Criteria {
                self.criteria.ui(ui, &criteria, actions);
            } else {
                desk.screens.ui(self.screen, ui, &ctx, actions);
            }
        });
    }

    /// Follows what the person changed in the settings or by the keys for zooming.
    fn follow_preferences(&mut self, ctx: &Context, before: &Preferences) {
        let preferences = &mut self.preferences;
        if preferences.zoom.to_bits() == before.zoom.to_bits() {
            let zoom = theme::sane_zoom(ctx.zoom_factor());
            preferences.zoom = zoom;
        }
        if (ctx.zoom_factor() - preferences.zoom).abs() > 0.001 {
            ctx.set_zoom_factor(preferences.zoom);
        }
        self.is_chosen_anew |= *preferences != *before;
        ctx.set_theme(preferences.theme);
        if preferences.lang != before.lang {
            rust_i18n::set_locale(preferences.lang.code());
        }
    }

    fn name_window(&mut self, ctx: &Context) {
        let program = t!("frame.program");
        let title = match &self.desk {
            Some(desk) if !desk.document.session().title.is_empty() => {
                format!("{} – {program}", desk.document.session().title)
            }
            _ => program.into_owned(),
        };
        if title != self.window_title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.window_title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.finish_jobs(ctx);
        // First, so that news of what was in hand before is known to be old.
        self.set_watch();
        self.take_news(ctx);
        self.autosave(ctx);
        self.set_watch();
        self.mend_journal();
        self.tell_journal_failure();
        self.tell_faults();
        self.tell_copy_trouble(ctx);
        self.follow_audience(ctx);
        self.follow_receiving(ctx);
        self.guard_close(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let before = self.preferences.clone();
        let actions = self.draw(ui);
        self.show_dialog(ui.ctx());
        self.show_notice(ui);
        self.perform(ui.ctx(), actions);
        self.take_dropped_files(ui.ctx());
        if let Some(desk) = &mut self.desk {
            desk.look(Instant::now());
        }
        self.follow_preferences(ui.ctx(), &before);
        self.name_window(ui.ctx());
        self.follow_audience(ui.ctx());
        self.show_audience(ui.ctx(), frame);
        if std::mem::take(&mut self.closes_after_typing) {
            self.leave(Then::Close);
            ui.ctx().request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, Preferences::KEY, &self.preferences);
        self.is_chosen_anew = false;
    }

    fn auto_save_interval(&self) -> Duration {
        // What was chosen just now outlives a power cut; otherwise nothing hurries.
        Duration::from_secs(if self.is_chosen_anew { 1 } else { 30 })
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // The window may be gone for reasons of its own; a save that began is brought to its end.
        if let Some(saving) = self.saving.take() {
            let _ = saving.thread.join();
        }
        self.end_journal();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        // It shows in the hair between two panels where pixels are not whole.
        visuals.window_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        // It would hold texts that were typed into fields.
        false
    }
}

/// What the window begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The start screen.
    Home,
    /// A session file.
    File(PathBuf),
    /// The sample.
    Sample,
}

/// What came of asking for a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It was open, and is closed.
    Closed,
    /// Another window of this machine has the session open and came to the front.
    InFront,
}

/// Opens the window, and returns when it is closed. Where the session is open in a window already,
/// that comes to the front instead.
pub fn run(start: Start, today: Option<Date>) -> Result<Ran, UserError> {
    let world = World::real(today);
    panic::install(&world);
    if let Start::File(path) = &start {
        let owner = Owner::here((world.random_bits)(), (world.programs_folder)());
        if watch::is_shown_elsewhere(path, &owner) {
            return Ok(Ran::InFront);
        }
    }
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"))
        .map_err(UserError::internal)?;
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(t!("frame.program"))
            .with_app_id("ocop-council")
            .with_icon(icon)
            .with_inner_size([1366.0, 768.0])
            .with_maximized(true)
            .with_min_inner_size([760.0, 480.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "ocop-council",
        options,
        Box::new(move |cc| {
            let mut app = App::new(cc, world);
            app.start(&start);
            Ok(Box::new(app))
        }),
    )
    .map(|()| Ran::Closed)
    .map_err(|error| {
        UserError::new(
            ErrorKind::File,
            t!("app.no_window", detail = error.to_string()),
        )
        .hint(t!("cli.no_screen_commands"))
    })
}
