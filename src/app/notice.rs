//! Messages over the screen, with what can be done as buttons.

use std::path::PathBuf;

use egui::{Align2, Area, Id, Order, Ui, vec2};
use rust_i18n::t;

use crate::error::{ErrorKind, UserError};
use crate::model::ids::ProductId;
use crate::storage::generations::{Generation, generations};
use crate::ui::widgets::{Banner, BannerAnswer, Tone};

/// What can be done about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// Save the session elsewhere.
    SaveElsewhere,
    /// Write the session again where its file was.
    WriteAgain(PathBuf),
    /// Look at a file that another window has.
    OpenReadOnly(PathBuf),
    /// Take the session over.
    TakeOver,
    /// Open the session to be changed.
    Edit,
    /// Ask why the finalised session is reopened.
    ReopenSession,
    /// Open the file as it is on disk.
    Reopen(PathBuf),
    /// Open the file although it was edited by hand.
    AcceptEdits(PathBuf),
    /// Open an earlier version of a file.
    OpenEarlier(PathBuf),
    /// Open a finished paper in the viewer of the system.
    View(PathBuf),
    /// Take a file off the list of recent ones.
    Forget(PathBuf),
    /// Release the result of a product to the audience again.
    PublishAgain(ProductId),
    /// Choose between versions of sheets that contradict each other.
    ChooseVersions,
    /// Choose where the second copy goes.
    ChooseCopy,
    /// Write the second copy beside somebody else's.
    CopyBeside,
    /// Show the report of a fault.
    ShowReport(PathBuf),
    /// Open the session that was saved when the program failed.
    OpenRescued(PathBuf),
}

impl Offer {
    fn label(&self) -> String {
        match self {
            Self::SaveElsewhere => t!("app.offer.save_elsewhere"),
            Self::WriteAgain(_) => t!("access.write_again"),
            Self::OpenReadOnly(_) => t!("access.open_read_only"),
            Self::TakeOver => t!("access.take_over"),
            Self::Edit => t!("access.edit"),
            Self::ReopenSession => t!("closing.reopen"),
            Self::Reopen(_) => t!("app.offer.reopen"),
            Self::AcceptEdits(_) => t!("app.offer.accept_edits"),
            Self::OpenEarlier(_) => t!("app.offer.open_earlier"),
            Self::View(_) => t!("app.offer.view"),
            Self::Forget(_) => t!("app.offer.forget"),
            Self::PublishAgain(_) => t!("audience.publish_again"),
            Self::ChooseVersions => t!("versions.choose"),
            Self::ChooseCopy => t!("copy.choose"),
            Self::CopyBeside => t!("copy.beside"),
            Self::ShowReport(_) => t!("fault.show_report"),
            Self::OpenRescued(_) => t!("fault.open_rescued"),
        }
        .into_owned()
    }
}

/// A message.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    tone: Tone,
    text: String,
    details: Vec<String>,
    offers: Vec<Offer>,
    /// Whether it goes when the next thing is done.
    pub(super) is_passing: bool,
    /// Whether it tells of a fault that ended the program.
    pub(super) is_of_fault: bool,
}

impl Notice {
    /// Says that something was done.
    pub(super) fn done(text: impl Into<String>, offers: Vec<Offer>) -> Self {
        Self {
            tone: Tone::Green,
            text: text.into(),
            details: Vec::new(),
            offers,
            is_passing: true,
            is_of_fault: false,
        }
    }

    /// Tells what a journal gave, or why it was not used; it stays until it is read.
    pub(super) fn journal(is_good: bool, text: String, details: Vec<String>) -> Self {
        Self {
            tone: if is_good { Tone::Green } else { Tone::Amber },
            text,
            details,
            offers: Vec::new(),
            is_passing: false,
            is_of_fault: false,
        }
    }

    /// Tells why there is no second copy any more; it stays until it is read.
    pub(super) fn no_copy(error: &UserError) -> Self {
        let mut notice = Self::error(error);
        notice.tone = Tone::Amber;
        notice.offers = vec![Offer::ChooseCopy];
        if error.kind == ErrorKind::ChangedOnDisk {
            notice.offers.push(Offer::CopyBeside);
        }
        notice.is_passing = false;
        notice
    }

    /// Says that something was not done because it cannot be.
    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Amber,
            text: text.into(),
            details: Vec::new(),
            offers: Vec::new(),
            is_passing: true,
            is_of_fault: false,
        }
    }

    /// Says that a finalised session takes no change, and how it is reopened.
    pub(super) fn finalised(text: impl Into<String>) -> Self {
        Self {
            offers: vec![Offer::ReopenSession],
            ..Self::refused(text)
        }
    }

    /// Tells that a session is only looked at, with the ways out.
    pub(super) fn read_only(text: String, details: Vec<String>, offers: Vec<Offer>) -> Self {
        Self {
            tone: Tone::Amber,
            text,
            details,
            offers,
            is_passing: true,
            is_of_fault: false,
        }
    }

    /// Tells which criteria that were loaded before cannot be read now; none where all can.
    pub(super) fn refused_criteria(refused: &[UserError]) -> Option<Self> {
        let first = refused.first()?;
        let mut notice = Self::error(first);
        notice.details.insert(0, notice.text);
        notice.text = t!("library.some_refused").into_owned();
        Some(notice)
    }

    /// Tells an error.
    pub(super) fn error(error: &UserError) -> Self {
        let mut details = error.hints.clone();
        if let Some(place) = &error.place {
            details.push(place.to_string());
        }
        Self {
            tone: Tone::Red,
            text: error.message.clone(),
            details,
            offers: Vec::new(),
            is_passing: false,
            is_of_fault: false,
        }
    }

    /// Tells that a file could not be opened, with what opens it all the same.
    pub(super) fn not_opened(error: &UserError, path: PathBuf) -> Self {
        let mut notice = Self::error(error);
        match error.kind {
            ErrorKind::Edited => {
                notice.offer_earlier(&path);
                notice.offers.push(Offer::AcceptEdits(path));
            }
            ErrorKind::Damaged | ErrorKind::Invalid => notice.offer_earlier(&path),
            ErrorKind::Missing => notice.offers.push(Offer::Forget(path)),
            _ => {}
        }
        notice
    }

    fn offer_earlier(&mut self, path: &std::path::Path) {
        if let Some(newest) = generations(path).into_iter().next() {
            self.details.push(earlier_text(&newest));
            self.offers.push(Offer::OpenEarlier(newest.path));
        }
    }

    /// Tells that the session could not be saved.
    pub(super) fn not_saved(error: &UserError) -> Self {
        let mut notice = Self::error(error);
        notice.details.insert(0, t!("app.still_here").into_owned());
        if let Some(place) = &error.place {
            let path = place.path.clone();
            match error.kind {
                ErrorKind::ChangedOnDisk => notice.offers.push(Offer::Reopen(path)),
                ErrorKind::Missing => notice.offers.push(Offer::WriteAgain(path)),
                _ => {}
            }
        }
        notice.offers.push(Offer::SaveElsewhere);
        notice
    }

    /// Adds what is said of a fault of the program: that comes first.
    pub(super) fn after_fault(mut self, text: String, details: Vec<String>) -> Self {
        let recovered = std::mem::replace(&mut self.text, text);
        self.details.insert(0, recovered);
        self.details.extend(details);
        self.tone = Tone::Amber;
        self.is_passing = false;
        self.is_of_fault = true;
        self
    }

    /// Tells whether it says `text`.
    pub(super) fn says(&self, text: &str) -> bool {
        self.text == text
    }

    /// Adds something that can be done.
    pub(super) fn offer(&mut self, offer: Offer) {
        self.offers.push(offer);
    }

    /// Draws the message; returns whether it was closed, and what was chosen.
    pub(super) fn show(&self, ui: &Ui) -> Option<Option<Offer>> {
        let labels: Vec<String> = self.offers.iter().map(Offer::label).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let width = 760.0_f32.min(ui.ctx().content_rect().width() - 96.0);
        let answer = Area::new(Id::unique("notice"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0))
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(0)
                    .show(ui, |ui| {
                        ui.set_width(width);
                        Banner {
                            tone: self.tone,
                            text: &self.text,
                            details: &self.details,
                            buttons: &labels,
                        }
                        .show(ui)
                    })
                    .inner
            })
            .inner;
        match answer? {
            BannerAnswer::Close => Some(None),
            BannerAnswer::Button(idx) => Some(self.offers.get(idx).cloned()),
        }
    }
}

fn earlier_text(generation: &Generation) -> String {
    let time = generation.modified_at.map_or_else(String::new, |time| {
        let time: chrono::DateTime<chrono::Local> = time.into();
        time.format("%d/%m/%Y %H:%M").to_string()
    });
    t!(
        "app.earlier",
        time = time,
        products = generation.n_products,
        sheets = generation.n_sheets
    )
    .into_owned()
}
