//! Reading journals after a crash. Nothing here changes a file but [`set_aside`] and [`discard`].

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::{Cut, CutFault, Journal, JournalError, SIZE_LIMIT, read};
use crate::edit::document::{Document, JournalEntry};
use crate::error::{ErrorKind, UserError};
use crate::model::ids::SessionId;
use crate::model::session::Session;
use crate::model::{DateTime, is_plausible};
use crate::storage::io_text::{Doing, io_error};
use crate::storage::save::SavedAs;
use crate::storage::{check, generations, save, session_file};

/// How a journal's name ends.
const EXTENSION: &str = "journal";

/// A session with the changes of its journal.
#[derive(Debug)]
pub struct Recovered {
    /// The session as the journal leaves it, with the steps that can be undone.
    pub document: Document,
    /// How many changes are in the journal and not in the file.
    pub n_changes: u64,
    /// When the first of them was made, where known.
    pub since: Option<DateTime>,
    /// When the last of them was made, where known.
    pub until: Option<DateTime>,
    /// Where the journal was cut.
    pub cut: Option<Cut>,
    /// The journal.
    pub path: PathBuf,
}

/// What stands beside a session file.
#[derive(Debug)]
pub enum Found {
    /// No journal, or none with anything that the file does not hold.
    Nothing,
    /// A journal that a running program writes.
    InUse,
    /// Changes that continue the file.
    Changes(Box<Recovered>),
    /// A journal that does not continue the file, or cannot be read, and why.
    Unfit(UserError),
}

/// Returns the name of the journal of the session file at `path`.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = generations::base_name(path);
    name.push(".");
    name.push(EXTENSION);
    save::folder_of(path).join(name)
}

/// Looks at the journal beside the session file that `session` was read from.
pub fn look(session: &Session, saved_as: &SavedAs) -> Found {
    let path = beside(saved_as.path());
    if fs::symlink_metadata(&path).is_err() {
        return Found::Nothing;
    }
    let journal = match read_file(&path) {
        Ok(Some(journal)) => journal,
        Ok(None) => return Found::InUse,
        Err(error) => return Found::Unfit(error),
    };
    match continued(&path, journal, session, saved_as) {
        Some(recovered) if recovered.n_changes == 0 => match recovered.cut {
            // A journal is begun with a change: without one it lost what it held.
            Some(cut) if cut.fault != CutFault::Torn || cut.line == 2 => Found::Unfit(
                UserError::new(ErrorKind::Damaged, t!("journal.cut_all", line = cut.line))
                    .at(&path),
            ),
            _ => Found::Nothing,
        },
        Some(recovered) => Found::Changes(Box::new(recovered)),
        None => {
            Found::Unfit(UserError::new(ErrorKind::Invalid, t!("journal.other_base")).at(&path))
        }
    }
}

/// Replays a journal where it continues the file, or where it leads to what the file holds: so it is
/// after a crash between a save and the trimming of the journal.
fn continued(
    path: &Path,
    journal: Journal,
    session: &Session,
    saved_as: &SavedAs,
) -> Option<Recovered> {
    if journal.head.session != session.id {
        return None;
    }
    let follows = journal.head.follows.as_deref();
    let fits = follows == Some(saved_as.hash().to_hex().as_str());
    let base = if fits || journal.head.changes.is_some() {
        session.clone()
    } else {
        generation_of(saved_as.path(), follows?)?
    };
    let since = since_when(&journal);
    let mut replay = Replay::new(base, &journal)?;
    // Changes up to the last state that is the file's are in the file.
    let mut n_in_file = fits.then_some(0);
    if !fits && is_same(replay.document.session(), session) {
        n_in_file = Some(replay.n_changes);
    }
    while replay.step() {
        if !fits && is_same(replay.document.session(), session) {
            n_in_file = Some(replay.n_changes);
        }
    }
    let n_changes = replay.n_changes - n_in_file?;
    Some(replay.end(path, n_changes, since, journal.cut))
}

/// Compares two sessions, their logs by length alone: a later program may word a line otherwise than
/// the one that wrote the file.
fn is_same(replayed: &Session, file: &Session) -> bool {
    if replayed.log.len() != file.log.len() {
        return false;
    }
    let mut replayed = replayed.clone();
    replayed.log.clone_from(&file.log);
    replayed == *file
}

/// Reads a journal on its own: one that holds its base, as that of a session without a file does,
/// or one whose base lies beside it as the session file or an earlier version of that.
pub fn open_kept(path: &Path) -> Result<Recovered, UserError> {
    let in_use = || UserError::new(ErrorKind::File, t!("journal.in_use")).at(path);
    let journal = read_file(path)?.ok_or_else(in_use)?;
    let no_base = || UserError::new(ErrorKind::Invalid, t!("journal.no_base")).at(path);
    let base = match base_of(&journal) {
        Some(base) => base.clone(),
        None => base_beside(path, &journal).ok_or_else(no_base)?,
    };
    let since = since_when(&journal);
    let mut replay = Replay::new(base, &journal).ok_or_else(no_base)?;
    while replay.step() {}
    let n_changes = replay.n_changes;
    Ok(replay.end(path, n_changes, since, journal.cut))
}

/// A session of which only a journal is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The journal.
    pub path: PathBuf,
    /// Name of the session.
    pub title: String,
    /// When the first change was made.
    pub since: Option<DateTime>,
    /// How many changes there are.
    pub n_changes: u64,
}

/// Lists the sessions whose journals are kept in `folder` and in use by nobody, and what cannot be
/// read there.
pub fn kept_sessions(folder: &Path) -> (Vec<KeptSession>, Vec<UserError>) {
    let (mut kept, mut errors) = (Vec::new(), Vec::new());
    let Ok(entries) = fs::read_dir(folder) else {
        return (kept, errors);
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == EXTENSION));
    paths.sort();
    for path in paths {
        if is_in_use(&path) {
            continue;
        }
        match open_kept(&path) {
            Ok(recovered) => kept.push(KeptSession {
                title: recovered.document.session().title.clone(),
                since: recovered.since,
                n_changes: recovered.n_changes,
                path,
            }),
            Err(error) => errors.push(error),
        }
    }
    kept.sort_by(|a, b| b.since.cmp(&a.since).then_with(|| a.path.cmp(&b.path)));
    (kept, errors)
}

/// Renames a journal that is not applied to the next free `NAME.journal-N`, and returns that.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_aside(path);
    // Between the look and the rename only a second program could take the name, and journals of
    // the same session are not set aside by two at once.
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Copies a journal to the next free `NAME.journal-N`, and returns that.
pub fn copy_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_aside(path);
    save::copy_whole(path, &aside)?;
    Ok(aside)
}

fn free_aside(path: &Path) -> PathBuf {
    let numbered = |number: u64| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!("-{number}"));
        PathBuf::from(name)
    };
    first_free(numbered)
}

fn first_free(name: impl Fn(u64) -> PathBuf) -> PathBuf {
    let mut names = (1..).map(name);
    let free = names.find(|path| fs::symlink_metadata(path).is_err());
    free.unwrap_or_default()
}

/// Removes a journal, as a person has said.
pub fn discard(path: &Path) -> Result<(), UserError> {
    fs::remove_file(path).map_err(|error| io_error(Doing::Saving, path, &error))
}

/// Returns a name for the journal of a session in `folder` that no file has.
pub(super) fn free_name(folder: &Path, id: SessionId) -> PathBuf {
    first_free(|number| match number {
        1 => folder.join(format!("{id}.{EXTENSION}")),
        _ => folder.join(format!("{id}-{number}.{EXTENSION}")),
    })
}

/// Tells whether a running program writes the journal at `path`.
pub(in crate::storage) fn is_in_use(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| is_locked(&file))
}

fn is_locked(file: &File) -> bool {
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Reads a journal; none where a running program writes it.
fn read_file(path: &Path) -> Result<Option<Journal>, UserError> {
    let failed = |error: io::Error| io_error(Doing::Opening, path, &error);
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(refusal(JournalError::NotAJournal, path));
    }
    let file = File::open(path).map_err(failed)?;
    if is_locked(&file) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut file = file.take(SIZE_LIMIT + 1);
    file.read_to_end(&mut bytes).map_err(failed)?;
    read(&bytes).map(Some).map_err(|error| refusal(error, path))
}

fn refusal(error: JournalError, path: &Path) -> UserError {
    let (kind, text) = match error {
        JournalError::TooLarge => (
            ErrorKind::Invalid,
            t!("journal.too_large", limit = SIZE_LIMIT >> 20),
        ),
        JournalError::NotAJournal => (ErrorKind::Invalid, t!("journal.not_a_journal")),
        JournalError::Damaged => (ErrorKind::Damaged, t!("journal.damaged")),
        JournalError::Newer(version) => (
            ErrorKind::Newer,
            t!("journal.newer", version = version, known = super::VERSION),
        ),
    };
    UserError::new(kind, text).at(path)
}

/// Tells whether a file is called as journals are: `NAME.journal`, or `NAME.journal-N` where it was
/// set aside.
pub fn is_journal_name(path: &Path) -> bool {
    base_name(path).is_some()
}

/// Returns the session file that a journal beside it belongs to; none for one that was set aside.
pub fn file_of(path: &Path) -> Option<PathBuf> {
    let (base, is_aside) = base_name(path)?;
    (!is_aside).then(|| path.with_file_name(base))
}

/// Returns the name of the session file that a journal belongs to by its own name, and whether the
/// journal was set aside.
fn base_name(path: &Path) -> Option<(String, bool)> {
    let name = path.file_name()?.to_str()?;
    let (base, ending) = name.rsplit_once('.')?;
    let number = ending.strip_prefix(EXTENSION)?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match number.strip_prefix('-') {
        None if number.is_empty() => Some((base.to_owned(), false)),
        Some(digits) if is_number(digits) => Some((base.to_owned(), true)),
        _ => None,
    }
}

/// Returns the session that a journal follows, from the session file it is named after or from an
/// earlier version of that.
fn base_beside(path: &Path, journal: &Journal) -> Option<Session> {
    let (base, _) = base_name(path)?;
    let file = path.with_file_name(base);
    let follows = journal.head.follows.as_deref()?;
    let session = match save::open(&file) {
        Ok(opened) if opened.saved_as.hash().to_hex().as_str() == follows => Some(opened.session),
        _ => generation_of(&file, follows),
    };
    session.filter(|session| session.id == journal.head.session)
}

/// Returns the earlier version of the file at `path` that has the hash.
fn generation_of(path: &Path, hash: &str) -> Option<Session> {
    let numbered = generations::numbered(path).ok()?;
    numbered.into_iter().rev().find_map(|(_, path)| {
        let bytes = save::read_bytes(&path).ok()?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            return None;
        }
        session_file::read(&bytes).ok()
    })
}

fn since_when(journal: &Journal) -> Option<DateTime> {
    let first = || journal.entries.iter().find_map(JournalEntry::at);
    journal.head.since.or_else(first)
}

/// A journal being replayed.
struct Replay<'a> {
    document: Document,
    entries: &'a [JournalEntry],
    /// Index of the next entry.
    next: usize,
    /// Changes so far that the followed file does not hold.
    n_changes: u64,
    is_refused: bool,
}

impl<'a> Replay<'a> {
    /// Begins on `file`, or on the session at the head of the journal; none where that is none.
    fn new(file: Session, journal: &'a Journal) -> Option<Self> {
        let mut replay = Self {
            document: Document::new(file),
            entries: &journal.entries,
            next: 0,
            n_changes: 0,
            is_refused: false,
        };
        if let Some(n_changes) = journal.head.changes {
            let base = base_of(journal)?;
            if !check::faults(base).is_empty() {
                return None;
            }
            replay.document = Document::new(base.clone());
            replay.next = 1;
            replay.n_changes = n_changes;
        }
        Some(replay)
    }

    /// Does the next change; tells whether there was one that the session takes.
    fn step(&mut self) -> bool {
        let Some(entry) = self.entries.get(self.next) else {
            return false;
        };
        let has_day = entry.at().is_none_or(|at| is_plausible(at.date()));
        let is_sound = match entry {
            JournalEntry::State { session, .. } => check::faults(session).is_empty(),
            _ => has_day,
        };
        if !is_sound || self.document.replay(entry).is_err() {
            self.is_refused = true;
            return false;
        }
        self.next += 1;
        self.n_changes += 1;
        true
    }

    fn end(
        mut self,
        path: &Path,
        n_changes: u64,
        since: Option<DateTime>,
        cut: Option<Cut>,
    ) -> Recovered {
        let refused = Cut {
            line: self.next + 2,
            n_bytes: 0,
            fault: CutFault::Refused,
        };
        let until = |entry: &JournalEntry| entry.at();
        let until = self.entries[..self.next].iter().rev().find_map(until);
        self.document.mark_unsaved();
        // The next journal begins with the session as it stands now.
        self.document.take_entries();
        self.document.start_base();
        Recovered {
            document: self.document,
            n_changes,
            since,
            until,
            cut: if self.is_refused { Some(refused) } else { cut },
            path: path.to_owned(),
        }
    }
}

/// Returns the session that the journal itself begins with.
fn base_of(journal: &Journal) -> Option<&Session> {
    journal.head.changes?;
    match journal.entries.first()? {
        JournalEntry::State { session, .. } => Some(session),
        _ => None,
    }
}
