//! What comes back from members: what the report of it shows before anything takes effect, and how
//! the receiving folder stands.
//!
//! Both are made of the session beforehand and hold words alone, so that a report of many files is
//! made beside the window.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::audience::product_text;
use super::widgets::Tone;
use super::{Action, Screen};
use crate::model::ids::ProductId;
use crate::model::packet::Returned;
use crate::model::session::Session;
use crate::rules::packets::judge::{Judgement, Line, PacketFault, Verdict};
use crate::storage::session_file::ReadError;
use crate::takein::{FileReport, IsWanted, Refused, ReturnFile};
use crate::words::{self, Lang};

mod report;

pub use report::{ReportAnswer, ReportDialog, buttons};

/// What the secretary does about what comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeInDeed {
    /// Ask for files.
    AskFiles,
    /// Ask for a folder of files.
    AskFolder,
    /// Look at what has arrived in the receiving folder.
    Look,
    /// Ask which folder is watched.
    ChooseFolder,
    /// Watch no folder any more.
    StopFolder,
    /// Whether what nothing speaks against is taken in at once.
    SetAtOnce(bool),
    /// Put what was taken in by itself out of sight.
    Seen,
}

/// How much a file of the report needs a look; what needs most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A sheet contradicts another, or is refused.
    Look,
    /// It is refused whole.
    Refused,
    /// Everything in it can be taken in.
    Smooth,
    /// It brings nothing that is not held.
    Quiet,
}

/// What becomes of one sheet, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// The product with its number.
    pub product: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why it is refused.
    pub why: Option<String>,
}

/// What the report shows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// The file.
    pub path: PathBuf,
    /// Whose it is; the name of the file where nobody knows.
    pub name: String,
    /// Which hand-in, when, which file.
    pub about: String,
    /// Why it is refused whole.
    pub why: Option<String>,
    /// How much it needs a look.
    pub weight: Weight,
    /// Its sheets in the order of the agenda.
    pub lines: Vec<LineView>,
    /// For which products the member does not take part any more, or again.
    pub recusals: Vec<String>,
    /// Whether taking it in changes the session.
    pub changes: bool,
}

/// The verdicts in the order in which they are told.
pub const VERDICTS: [(&str, IsWanted, Tone); 6] = [
    (
        "takein.n_contested",
        |it| matches!(it, Verdict::Contested),
        Tone::Amber,
    ),
    (
        "takein.n_refused",
        |it| matches!(it, Verdict::Refused(_)),
        Tone::Red,
    ),
    ("takein.n_new", |it| matches!(it, Verdict::New), Tone::Green),
    (
        "takein.n_newer",
        |it| matches!(it, Verdict::Newer),
        Tone::Green,
    ),
    (
        "takein.n_older",
        |it| matches!(it, Verdict::Older),
        Tone::Neutral,
    ),
    (
        "takein.n_unchanged",
        |it| matches!(it, Verdict::Unchanged),
        Tone::Neutral,
    ),
];

impl FileView {
    /// Says what one file comes to.
    pub fn of(session: &Session, file: &ReturnFile, report: &FileReport) -> Self {
        let file_name = file_name(&file.path);
        match (&file.content, &report.outcome) {
            (Ok(returned), Ok(judgement)) => Self::judged(session, file, returned, judgement),
            // A file that is not read has no judgement.
            (content, Err(refused)) | (content @ Err(refused), Ok(_)) => {
                let returned = content.as_ref().ok();
                let name = returned.and_then(|it| member_name(session, it));
                let about = match (&name, returned) {
                    (Some(_), Some(returned)) => about(returned, &file_name),
                    _ => String::new(),
                };
                Self {
                    path: file.path.clone(),
                    name: name.unwrap_or(file_name),
                    about,
                    why: Some(refused.text(Lang::current())),
                    weight: Weight::Refused,
                    lines: Vec::new(),
                    recusals: Vec::new(),
                    changes: false,
                }
            }
        }
    }

    fn judged(
        session: &Session,
        file: &ReturnFile,
        returned: &Returned,
        judgement: &Judgement,
    ) -> Self {
        let lang = Lang::current();
        let product = |id: ProductId| {
            product_text(session, id).unwrap_or_else(|| t!("takein.no_product").into_owned())
        };
        let line = |line: &Line| LineView {
            product: product(line.product_id),
            verdict: line.verdict,
            why: match line.verdict {
                Verdict::Refused(fault) => Some(words::sheet_fault_text(lang, fault)),
                _ => None,
            },
        };
        let recusal = |(id, reason): &(ProductId, Option<String>)| match reason {
            Some(reason) => {
                t!("takein.recused", product = product(*id), reason = reason).into_owned()
            }
            None => t!("takein.takes_part", product = product(*id)).into_owned(),
        };
        let weight = if !judgement.is_smooth() {
            Weight::Look
        } else if judgement.changes {
            Weight::Smooth
        } else {
            Weight::Quiet
        };
        let name = file_name(&file.path);
        Self {
            path: file.path.clone(),
            about: about(returned, &name),
            name: member_name(session, returned).unwrap_or(name),
            why: None,
            weight,
            lines: judgement.lines.iter().map(line).collect(),
            recusals: judgement.recusals.iter().map(recusal).collect(),
            changes: judgement.changes,
        }
    }

    /// Counts the sheets by what becomes of them.
    pub fn count(&self, is_wanted: impl Fn(Verdict) -> bool) -> usize {
        let lines = self.lines.iter();
        lines.filter(|line| is_wanted(line.verdict)).count()
    }
}

/// Names the file without its folder.
pub fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn member_name(session: &Session, returned: &Returned) -> Option<String> {
    let member = session.council.member(returned.member_id)?;
    Some(member.name.clone())
}

fn about(returned: &Returned, file_name: &str) -> String {
    let hand_in = &returned.hand_in;
    let mut parts = vec![
        t!(
            "takein.hand_in",
            n = hand_in.number,
            time = words::moment_text(hand_in.at)
        )
        .into_owned(),
    ];
    if hand_in.n_unfinished > 0 {
        parts.push(t!("takein.unfinished", n = hand_in.n_unfinished).into_owned());
    }
    parts.push(file_name.to_owned());
    parts.join(" · ")
}

/// What the report shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportView {
    /// The files, what needs a look first.
    pub files: Vec<FileView>,
}

impl ReportView {
    /// Says what taking the files in would do, as it was reported.
    pub fn of(session: &Session, files: &[ReturnFile], reports: &[FileReport]) -> Self {
        let pairs = files.iter().zip(reports);
        let mut files: Vec<_> = pairs
            .map(|(file, report)| FileView::of(session, file, report))
            .collect();
        files.sort_by_key(|file| file.weight);
        Self { files }
    }

    /// Counts the files that change the session.
    pub fn n_changing(&self) -> usize {
        self.files.iter().filter(|file| file.changes).count()
    }

    /// Counts the sheets by what becomes of them.
    pub fn count(&self, is_wanted: impl Fn(Verdict) -> bool + Copy) -> usize {
        self.files.iter().map(|file| file.count(is_wanted)).sum()
    }

    /// Says what all comes to: `352 phiếu mới, 2 khác bản đang có`.
    pub fn summary(&self) -> String {
        let counted = VERDICTS.into_iter().filter_map(|(key, is_wanted, _)| {
            let n = self.count(is_wanted);
            (n > 0).then(|| t!(key, n = n).into_owned())
        });
        let mut parts: Vec<_> = counted.collect();
        let refused = |file: &&FileView| file.weight == Weight::Refused;
        let n = self.files.iter().filter(refused).count();
        if n > 0 {
            parts.insert(0, t!("takein.n_files_refused", n = n).into_owned());
        }
        let n: usize = self.files.iter().map(|file| file.recusals.len()).sum();
        if n > 0 {
            parts.push(t!("takein.n_recusals", n = n).into_owned());
        }
        parts.join(" · ")
    }
}

/// What a file in the receiving folder is for this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// It can be looked at and taken in.
    Fresh,
    /// It is held already.
    Known,
    /// The member has not handed it in yet, or took it back.
    Unfinished,
    /// It has nothing to do with this session.
    Foreign,
    /// It is refused.
    Refused,
}

impl Arrived {
    /// Says what a file is.
    pub fn of(report: &FileReport) -> Self {
        match &report.outcome {
            Ok(judgement) if judgement.changes => Self::Fresh,
            Ok(judgement) if judgement.is_smooth() => Self::Known,
            Err(Refused::Packet(PacketFault::NotHandedIn)) => Self::Unfinished,
            Err(
                Refused::Packet(PacketFault::NotAPacket | PacketFault::OtherSession)
                | Refused::Unreadable(ReadError::NotASession(_) | ReadError::OtherFormat { .. }),
            ) => Self::Foreign,
            Ok(_) | Err(_) => Self::Refused,
        }
    }
}

/// How the receiving folder stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FolderState {
    /// The system tells of changes.
    #[default]
    Watched,
    /// It is looked at every few seconds.
    Polled,
    /// It cannot be looked at; why.
    Unreachable(String),
}

/// A file of the receiving folder that can be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// What it comes to, in one line.
    pub text: String,
    /// Whether nothing in it contradicts or is refused.
    pub is_smooth: bool,
}

/// What is known of the receiving folder and of what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceivingView {
    /// The folder; none where none is watched.
    pub folder: Option<PathBuf>,
    /// How it stands.
    pub state: FolderState,
    /// Whether what nothing speaks against is taken in at once.
    pub is_at_once: bool,
    /// Files that bring something and wait for a look.
    pub fresh: Vec<Fresh>,
    /// Files that are being copied, by name.
    pub waiting: Vec<String>,
    /// Files that cannot be taken in, by name, and why.
    pub refused: Vec<(String, String)>,
    /// How many are held already.
    pub n_known: usize,
    /// How many are not handed in yet.
    pub n_unfinished: usize,
    /// How many have nothing to do with this session.
    pub n_foreign: usize,
    /// What was taken in by itself: when, and what it came to; the newest first.
    pub news: Vec<(String, String)>,
    /// How many of them nobody has seen.
    pub n_unseen: usize,
    /// Why nothing can be taken in now.
    pub hindrance: Option<String>,
}

/// News of what has come back, in the frame.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnsChip {
    /// What is said.
    pub text: String,
    /// What a click does, in words.
    pub hint: String,
    /// What it weighs.
    pub tone: Tone,
    /// What a click does.
    pub action: Action,
}

impl ReceivingView {
    /// Returns what the frame says of it on a screen.
    pub fn chip(&self, screen: Screen) -> Option<ReturnsChip> {
        self.folder.as_ref()?;
        let n = self.fresh.len();
        if n > 0 {
            let is_smooth = self.fresh.iter().all(|it| it.is_smooth);
            return Some(ReturnsChip {
                text: t!("receiving.n_fresh", n = n).into_owned(),
                hint: t!("receiving.look").into_owned(),
                tone: if is_smooth { Tone::Green } else { Tone::Amber },
                action: Action::TakeIn(TakeInDeed::Look),
            });
        }
        // What is told on the council screen need not be told twice.
        if screen == Screen::Council {
            return None;
        }
        let go = |text: String, tone| ReturnsChip {
            text,
            hint: t!("receiving.go").into_owned(),
            tone,
            action: Action::Go(Screen::Council),
        };
        if matches!(self.state, FolderState::Unreachable(_)) {
            return Some(go(t!("receiving.no_folder").into_owned(), Tone::Amber));
        }
        let n = self.n_unseen;
        (n > 0).then(|| go(t!("receiving.n_taken", n = n).into_owned(), Tone::Green))
    }
}
