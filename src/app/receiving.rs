//! The receiving folder of the session in hand: what arrives in it is read and judged beside the
//! window, shown, and taken in by itself where the secretary wants that and nothing speaks against
//! it.
//!
//! Invariants: a file is taken in by itself only while no dialog is open, and only after it was judged
//! anew for the session as it is then; nothing is taken in to a session that is only looked at or
//! finalised, and the folder of a packet is not watched.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::Context;
use rust_i18n::t;

use super::App;
use super::jobs::Done;
use super::notice::Notice;
use super::preferences::ReceivingChoice;
use super::takein::hindrance;
use crate::model::session::Session;
use crate::storage::receiving::{Arrival, FolderStanding, Receiving};
use crate::takein::{self, FileReport, ReturnFile};
use crate::ui::Screen;
use crate::ui::takein::{Arrived, FolderState, Fresh, ReceivingView, file_name};
use crate::words::Lang;

/// The name of the work that judges what has arrived.
pub(super) const JUDGING: &str = "arrivals";
/// Most lines of what was taken in by itself.
const MOST_NEWS: usize = 50;
/// How often it is looked whether the folder still answers.
const LOOK: Duration = Duration::from_secs(5);
/// How long it takes at least from one judging to the next where nothing new has arrived.
const CALM: Duration = Duration::from_secs(1);

/// A file that arrived, with what taking it in would do.
#[derive(Debug, Clone, PartialEq, Eq)]
struct JudgedFile {
    file: ReturnFile,
    report: FileReport,
    /// What it comes to, in one line.
    text: String,
}

impl JudgedFile {
    /// Tells whether the file will be judged the same whatever happens to the session: it is held, or
    /// cannot be read.
    fn is_settled(&self) -> bool {
        self.file.content.is_err() || Arrived::of(&self.report) == Arrived::Known
    }
}

/// What has arrived, judged for one revision of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    revision: u64,
    folder: PathBuf,
    files: Vec<JudgedFile>,
}

impl Judged {
    /// Reads `unread`, which takes the place of what was known under its paths, and judges it all but
    /// what cannot change any more.
    fn new(
        known: Vec<JudgedFile>,
        unread: &[(PathBuf, Vec<u8>)],
        session: &Session,
        revision: u64,
        folder: PathBuf,
    ) -> Self {
        let is_read_anew = |it: &JudgedFile| unread.iter().any(|(path, _)| *path == it.file.path);
        let known = known.into_iter().filter(|it| !is_read_anew(it));
        let (settled, open): (Vec<_>, Vec<_>) = known.partition(JudgedFile::is_settled);
        let mut files: Vec<_> = open.into_iter().map(|it| it.file).collect();
        for (path, bytes) in unread {
            files.retain(|file| file.path != *path);
            files.push(takein::read(path, bytes, session.id));
        }
        takein::sort(session, &mut files);
        let reports = takein::report(session, &files);
        let lang = Lang::current();
        let judged = files.into_iter().zip(reports).map(|(file, report)| {
            let text = takein::summary(lang, session, &report);
            JudgedFile { file, report, text }
        });
        Self {
            revision,
            folder,
            files: judged.chain(settled).collect(),
        }
    }
}

/// What is known of the receiving folder.
#[derive(Debug)]
pub(super) struct Incoming {
    /// As it was chosen.
    folder: PathBuf,
    receiving: Receiving,
    /// What has arrived and is not read yet.
    unread: Vec<(PathBuf, Vec<u8>)>,
    /// What cannot be read, and why; nothing as long as it is being copied.
    troubles: BTreeMap<PathBuf, Option<String>>,
    judged: Option<Judged>,
    is_judging: bool,
    /// When it was judged last.
    last_start: Option<Instant>,
    /// What is to be taken in by itself.
    queue: VecDeque<ReturnFile>,
    /// What was taken in by itself, the newest first.
    news: VecDeque<(String, String)>,
    n_unseen: usize,
}

impl Incoming {
    fn watch(folder: &Path, ctx: &Context) -> Self {
        let ctx = ctx.clone();
        Self {
            folder: folder.to_owned(),
            receiving: Receiving::watch(folder.to_owned(), move || ctx.request_repaint()),
            unread: Vec::new(),
            troubles: BTreeMap::new(),
            judged: None,
            is_judging: false,
            last_start: None,
            queue: VecDeque::new(),
            news: VecDeque::new(),
            n_unseen: 0,
        }
    }

    /// Takes in what the folder tells.
    fn hear(&mut self) {
        for arrival in self.receiving.take() {
            match arrival {
                Arrival::File { path, bytes } => {
                    self.troubles.remove(&path);
                    self.unread.push((path, bytes));
                }
                Arrival::Waiting { path } => {
                    self.troubles.insert(path, None);
                }
                Arrival::TooLarge { path } => {
                    let text = t!("receiving.too_large").into_owned();
                    self.troubles.insert(path, Some(text));
                }
                Arrival::Unreadable { path, error } => {
                    self.troubles.insert(path, Some(error.message));
                }
                Arrival::Gone { path } => {
                    self.troubles.remove(&path);
                }
            }
        }
    }

    fn files(&self) -> impl Iterator<Item = &JudgedFile> {
        self.judged.iter().flat_map(|judged| &judged.files)
    }

    /// Puts what nothing speaks against in line to be taken in by itself.
    fn line_up(&mut self) {
        let smooth = self
            .files()
            .filter(|it| it.report.is_smooth() && Arrived::of(&it.report) == Arrived::Fresh)
            .map(|it| it.file.clone())
            .collect();
        self.queue = smooth;
    }

    /// Takes in that a file is held now, before everything else is judged anew.
    fn is_held(&mut self, session: &Session, file: &ReturnFile) {
        let files = self.judged.iter_mut().flat_map(|judged| &mut judged.files);
        let reports = takein::report(session, std::slice::from_ref(file));
        for (it, report) in files.filter(|it| it.file == *file).zip(reports) {
            it.report = report;
        }
    }

    /// Lets everything be judged anew at once.
    pub(super) const fn hurry(&mut self) {
        self.last_start = None;
    }

    fn view(&self, is_at_once: bool, hindrance: Option<String>) -> ReceivingView {
        let mut view = ReceivingView {
            folder: Some(self.folder.clone()),
            state: match self.receiving.standing() {
                FolderStanding::Watched => FolderState::Watched,
                FolderStanding::Polled => FolderState::Polled,
                FolderStanding::Unreachable(error) => FolderState::Unreachable(error.message),
            },
            is_at_once,
            news: self.news.iter().cloned().collect(),
            n_unseen: self.n_unseen,
            hindrance,
            ..ReceivingView::default()
        };
        for (path, why) in &self.troubles {
            match why {
                None => view.waiting.push(file_name(path)),
                Some(why) => view.refused.push((file_name(path), why.clone())),
            }
        }
        for it in self.files() {
            match Arrived::of(&it.report) {
                Arrived::Fresh => view.fresh.push(Fresh {
                    text: it.text.clone(),
                    is_smooth: it.report.is_smooth(),
                }),
                Arrived::Known => view.n_known += 1,
                Arrived::Unfinished => view.n_unfinished += 1,
                Arrived::Foreign => view.n_foreign += 1,
                Arrived::Refused => {
                    let why = match &it.report.outcome {
                        Err(refused) => refused.text(Lang::current()),
                        Ok(_) => it.text.clone(),
                    };
                    view.refused.push((file_name(&it.file.path), why));
                }
            }
        }
        view
    }
}

impl App {
    /// Returns what is known of the receiving folder, for the screens.
    pub(super) fn receiving_view(&self) -> ReceivingView {
        let Some(desk) = &self.desk else {
            return ReceivingView::default();
        };
        let hindrance = hindrance(desk);
        let choice = self
            .preferences
            .receiving_of(desk.document.session().id)
            .filter(|_| desk.incoming.is_some());
        match (&desk.incoming, choice) {
            (Some(incoming), Some(choice)) => incoming.view(choice.is_at_once, hindrance),
            _ => ReceivingView {
                hindrance,
                ..ReceivingView::default()
            },
        }
    }

    /// Keeps the watch over the folder that was chosen for the session in hand, and does what is to be
    /// done about what arrives there.
    pub(super) fn follow_receiving(&mut self, ctx: &Context) {
        let Some(desk) = &mut self.desk else { return };
        let session = desk.document.session();
        let choice = self
            .preferences
            .receiving_of(session.id)
            .filter(|_| session.packet.is_none());
        let Some(choice) = choice else {
            desk.incoming = None;
            return;
        };
        if desk
            .incoming
            .as_ref()
            .is_none_or(|it| it.folder != choice.folder)
        {
            desk.incoming = Some(Incoming::watch(&choice.folder, ctx));
        }
        let is_at_once = choice.is_at_once;
        let Some(incoming) = &mut desk.incoming else {
            return;
        };
        incoming.hear();
        ctx.request_repaint_after(LOOK);
        if self.screen == Screen::Council {
            incoming.n_unseen = 0;
        }
        let is_calm = self.dialog.is_none() && self.issuing.is_none();
        if is_at_once && !incoming.queue.is_empty() && is_calm {
            self.take_in_by_itself(ctx);
        } else {
            self.judge_arrivals();
        }
    }

    /// Starts to judge what has arrived, where something has or the session was changed.
    fn judge_arrivals(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        let revision = desk.document.revision();
        let Some(incoming) = desk.incoming.as_mut().filter(|it| !it.is_judging) else {
            return;
        };
        let is_old = |judged: &Judged| {
            judged.revision != revision && !judged.files.iter().all(JudgedFile::is_settled)
        };
        if incoming.unread.is_empty() {
            if !incoming.judged.as_ref().is_some_and(is_old) {
                return;
            }
            // While somebody scores, it is not judged after every key.
            if incoming.last_start.is_some_and(|it| it.elapsed() < CALM) {
                self.ctx.request_repaint_after(CALM);
                return;
            }
        }
        incoming.last_start = Some(Instant::now());
        let files: Vec<_> = incoming.files().cloned().collect();
        let unread = std::mem::take(&mut incoming.unread);
        let session = desk.document.snapshot();
        let (number, folder) = (desk.number, incoming.folder.clone());
        let started = self.jobs.start(JUDGING, move || Done::Arrived {
            desk: number,
            judged: Box::new(Judged::new(files, &unread, &session, revision, folder)),
        });
        match started {
            Ok(_thread) => incoming.is_judging = true,
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Takes in what came of judging.
    pub(super) fn arrivals_judged(&mut self, number: u64, judged: Judged) {
        let desk = self.desk.as_mut().filter(|desk| desk.number == number);
        let Some(desk) = desk else { return };
        let choice = self.preferences.receiving_of(desk.document.session().id);
        let Some(incoming) = &mut desk.incoming else {
            return;
        };
        if incoming.folder != judged.folder {
            return;
        }
        incoming.is_judging = false;
        incoming.judged = Some(judged);
        if choice.is_some_and(|choice| choice.is_at_once) {
            incoming.line_up();
        }
    }

    /// Takes in that judging has failed by a fault of the program.
    pub(super) fn arrivals_not_judged(&mut self) {
        let incoming = self.desk.as_mut().and_then(|desk| desk.incoming.as_mut());
        if let Some(incoming) = incoming {
            incoming.is_judging = false;
        }
    }

    /// Takes in the next file that nothing speaks against: one in a frame, so that the window stays
    /// quick.
    fn take_in_by_itself(&mut self, ctx: &Context) {
        let now = self.world.clock.now();
        let Some(desk) = &mut self.desk else { return };
        let is_hindered = hindrance(desk).is_some();
        let Some(incoming) = &mut desk.incoming else {
            return;
        };
        if is_hindered {
            incoming.queue.clear();
            return;
        }
        let Some(file) = incoming.queue.pop_front() else {
            return;
        };
        ctx.request_repaint();
        let session = desk.document.snapshot();
        // The session may be another than when it was judged.
        let reports = takein::report(&session, std::slice::from_ref(&file));
        let is_smooth =
            |report: &&FileReport| report.is_smooth() && Arrived::of(report) == Arrived::Fresh;
        let Some(report) = reports.first().filter(is_smooth) else {
            return;
        };
        let text = takein::summary(Lang::current(), &session, report);
        // What a person has not read yet stays, though something is done.
        let notice = self.notice.take();
        if !self.take_in_file(&file) {
            return;
        }
        self.notice = notice;
        let Some(desk) = &mut self.desk else { return };
        let session = desk.document.snapshot();
        let Some(incoming) = &mut desk.incoming else {
            return;
        };
        incoming.is_held(&session, &file);
        let time = now.format("%H:%M").to_string();
        incoming.news.push_front((time, text));
        incoming.news.truncate(MOST_NEWS);
        incoming.n_unseen += 1;
    }

    /// Reports what has arrived and waits for a look.
    pub(super) fn look_at_arrivals(&mut self) {
        let incoming = self.desk.as_ref().and_then(|desk| desk.incoming.as_ref());
        let Some(incoming) = incoming else { return };
        let files: Vec<_> = incoming
            .files()
            .filter(|it| matches!(Arrived::of(&it.report), Arrived::Fresh | Arrived::Refused))
            .map(|it| it.file.clone())
            .collect();
        if files.is_empty() {
            self.notice = Some(Notice::done(t!("receiving.nothing"), Vec::new()));
            return;
        }
        self.report_returns(files, Vec::new());
    }

    /// Takes up which folder is watched for the session in hand, as a person has chosen.
    pub(super) fn set_receiving_folder(&mut self, folder: Option<PathBuf>) {
        let Some(desk) = &self.desk else { return };
        let session = desk.document.session();
        let session_id = session.id;
        if session.packet.is_some() {
            let error = t!("takein.hindrance.packet");
            self.notice = Some(Notice::refused(error));
            return;
        }
        let is_at_once = self
            .preferences
            .receiving_of(session_id)
            .is_some_and(|choice| choice.is_at_once);
        let text = match folder {
            Some(folder) => {
                let text = t!("receiving.begun", folder = folder.display().to_string());
                self.preferences.receive(ReceivingChoice {
                    session_id,
                    folder,
                    is_at_once,
                });
                text
            }
            None => {
                self.preferences.receive_no_more(session_id);
                t!("receiving.ended")
            }
        };
        self.is_chosen_anew = true;
        self.notice = Some(Notice::done(text, Vec::new()));
    }

    /// Takes up whether what nothing speaks against is taken in at once.
    pub(super) fn set_at_once(&mut self, is_at_once: bool) {
        let Some(desk) = &mut self.desk else { return };
        let session_id = desk.document.session().id;
        let Some(choice) = self.preferences.receiving_of(session_id).cloned() else {
            return;
        };
        self.preferences.receive(ReceivingChoice {
            is_at_once,
            ..choice
        });
        self.is_chosen_anew = true;
        if let Some(incoming) = &mut desk.incoming {
            if is_at_once {
                incoming.line_up();
            } else {
                incoming.queue.clear();
            }
        }
    }

    /// Puts what was taken in by itself out of sight.
    pub(super) fn see_arrivals(&mut self) {
        let incoming = self.desk.as_mut().and_then(|desk| desk.incoming.as_mut());
        if let Some(incoming) = incoming {
            incoming.n_unseen = 0;
            incoming.news.clear();
        }
    }
}
