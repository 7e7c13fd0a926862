//! Criteria from a file: read beside the window, shown to a person, and kept on their word.

use std::path::{Path, PathBuf};

use egui::{Context, RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::App;
use super::dialogs::{Dialog, DialogAnswer};
use super::jobs::{Done, Purpose};
use super::notice::{Notice, Offer};
use crate::error::{ErrorKind, UserError};
use crate::import::{Counts, Imported, Options, Source, counterpart, difference, import};
use crate::model::criteria::CriteriaPack;
use crate::storage::library::{bytes_of, pack_of};
use crate::storage::packs::write_pack;
use crate::ui::Screen;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Look, dialog, paragraph, secondary, section_label};

/// How many faults of a document are told at once.
const MOST_FAULTS: usize = 6;

/// Criteria that were read and wait for a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CriteriaOffer {
    /// The pack.
    pack: CriteriaPack,
    /// What is kept of it.
    text: String,
    /// What the file was.
    source: String,
    /// Every place that is not as it should be in print.
    anomalies: Vec<String>,
    /// Where the facts differ from those of the built-in pack of the same decision.
    differences: Option<Vec<String>>,
}

impl CriteriaOffer {
    /// Reads a pack or a published decision; `builtin` is what it is compared with.
    fn read(path: &Path, builtin: &[CriteriaPack]) -> Result<Self, UserError> {
        let bytes = bytes_of(path)?;
        let is_ron = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
        let locale = rust_i18n::locale();
        if is_ron {
            let pack = pack_of(&bytes).map_err(|error| error.at(path))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let source = t!("criteria.offer.pack").into_owned();
            return Ok(Self::of(pack, text, source, Vec::new(), builtin));
        }
        let Imported { pack, report } =
            import(&bytes, &Options::default()).map_err(|error| not_read(&error, path))?;
        let anomalies = report.anomalies.iter().map(|it| it.text(&locale)).collect();
        let source = match report.source {
            Source::Html => t!("criteria.offer.html"),
            Source::Docx => t!("criteria.offer.docx"),
        };
        let text = write_pack(&pack);
        Ok(Self::of(
            pack,
            text,
            source.into_owned(),
            anomalies,
            builtin,
        ))
    }

    fn of(
        pack: CriteriaPack,
        text: String,
        source: String,
        anomalies: Vec<String>,
        builtin: &[CriteriaPack],
    ) -> Self {
        let locale = rust_i18n::locale();
        let same = counterpart(&pack, builtin).filter(|it| it.issued_on == pack.issued_on);
        let differences = same.map(|builtin| {
            let differences = difference(&pack, builtin);
            differences.iter().map(|it| it.text(&locale)).collect()
        });
        Self {
            pack,
            text,
            source,
            anomalies,
            differences,
        }
    }

    /// Asks whether the criteria are to be used.
    pub(super) fn show(&self, ctx: &Context) -> Option<DialogAnswer> {
        let (no, yes) = (t!("criteria.offer.no"), t!("criteria.offer.yes"));
        let buttons = [(&*no, Look::Quiet), (&*yes, Look::Primary)];
        let title = t!("criteria.offer.title");
        let pressed = dialog(ctx, "criteria", &title, &buttons, 1, |ui| {
            ui.spacing_mut().item_spacing.y = theme::S8;
            self.contents(ui);
        })?;
        Some(if pressed == 1 {
            DialogAnswer::KeepCriteria(Box::new(self.clone()))
        } else {
            DialogAnswer::Stay
        })
    }

    fn contents(&self, ui: &mut Ui) {
        ui.label(RichText::new(&self.pack.title).font(theme::semibold(theme::BODY)));
        let counts = Counts::of(&self.pack);
        paragraph(
            ui,
            &t!(
                "criteria.offer.counts",
                sheets = counts.sheets,
                criteria = counts.criteria,
                options = counts.options,
                gates = counts.gates
            ),
        );
        secondary(ui, &self.source);
        if !self.anomalies.is_empty() {
            let n = self.anomalies.len();
            section_label(ui, &t!("criteria.offer.anomalies", n = n));
            lines(ui, "anomalies", &self.anomalies);
        }
        match &self.differences {
            None => {
                secondary(ui, &t!("criteria.offer.nothing_alike"));
            }
            Some(differences) if differences.is_empty() => {
                let color = tokens(ui).green;
                let words = t!("criteria.offer.same_facts");
                ui.label(RichText::new(words).font(theme::medium(14.0)).color(color));
            }
            Some(differences) => {
                let n = differences.len();
                section_label(ui, &t!("criteria.offer.differences", n = n));
                lines(ui, "differences", differences);
            }
        }
        if !self.pack.known_flaws.is_empty() {
            let n = self.pack.known_flaws.len();
            section_label(ui, &t!("criteria.n_flaws", n = n));
            lines(ui, "flaws", &self.pack.known_flaws);
        }
    }
}

/// Shows lines that may be many.
fn lines(ui: &mut Ui, salt: &str, lines: &[String]) {
    ScrollArea::vertical()
        .id_salt(("criteria.offer", salt))
        .max_height(132.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::S4;
            for line in lines {
                secondary(ui, line);
            }
        });
}

/// Says why a document gave no criteria: the first faults with their places.
fn not_read(error: &crate::import::ImportError, path: &Path) -> UserError {
    let locale = rust_i18n::locale();
    let n = error.faults.len();
    let mut told = UserError::new(ErrorKind::Invalid, t!("criteria.offer.not_read", n = n));
    for fault in error.faults.iter().take(MOST_FAULTS) {
        told = told.hint(fault.text(&locale));
    }
    if n > MOST_FAULTS {
        told = told.hint(t!("library.more_faults", n = n - MOST_FAULTS));
    }
    told.at(path)
}

/// Tells whether a file that was dropped on the window is one with criteria.
pub(super) fn is_criteria_file(path: &Path) -> bool {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().to_lowercase());
    let is_document = [".html", ".htm", ".docx"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_pack = name.ends_with(".ron") && !name.ends_with(".session.ron");
    is_document || is_pack
}

impl App {
    /// Asks for a file with criteria.
    pub(super) fn ask_for_criteria(&mut self) {
        self.ask_path(Purpose::Criteria);
    }

    /// Drops criteria that were loaded from outside.
    pub(super) fn forget_criteria(&mut self, id: &str) {
        self.notice = Some(match self.library.forget(id) {
            Ok(()) => Notice::done(t!("library.dropped"), Vec::<Offer>::new()),
            Err(error) => Notice::error(&error),
        });
    }

    /// Starts to read criteria from a file.
    pub(super) fn read_criteria(&mut self, path: PathBuf) {
        let builtin = self.world.packs;
        let started = self.jobs.start("criteria", move || Done::Criteria {
            result: CriteriaOffer::read(&path, builtin).map(Box::new),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Shows criteria that were read.
    pub(super) fn criteria_read(&mut self, result: Result<Box<CriteriaOffer>, UserError>) {
        match result {
            Ok(offer) => self.dialog = Some(Dialog::Criteria(offer)),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Keeps criteria on a person's word.
    pub(super) fn keep_criteria(&mut self, offer: CriteriaOffer) {
        let title = offer.pack.title.clone();
        self.notice = Some(match self.library.keep(offer.pack, &offer.text) {
            Ok(()) => {
                self.screen = Screen::Criteria;
                Notice::done(t!("library.loaded", title = title), Vec::<Offer>::new())
            }
            Err(error) => Notice::error(&error),
        });
    }
}
