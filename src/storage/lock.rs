//! Who may write a session file: one running program at a time, on local disks and on shares.
//!
//! Beside a session that is open stands `.NAME.session.ron.lock`, one line that names the machine,
//! the program and the person who has it open, and since when. It works by what it says, not by
//! being locked: a share may know no locks, and under Windows nobody can read a locked file. The
//! system's lock on it is held only for moments: while it is rewritten, and across the comparison
//! and the rename of a save ([`Guard`]). So nobody takes a session over in the middle of a save.
//!
//! A lock is stale where the program it names ran on this machine for this user and is dead, which
//! [`Owner`] knows for certain. Everything else is for a person to decide: who takes over becomes
//! the one that is named, and whoever was named before finds that out at the next save at the latest.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::io_text::{Doing, io_error, is_locked};
use super::owner::{Life, Owner};
use super::{generations, save};
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;

/// How the line of a lock begins.
const MARK: &str = "council-lock 1 ";
/// Longest line that is read, in bytes.
const LONGEST: u64 = 4096;
/// How long the moment of another program is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(5);

/// Who has a session open, as the lock beside it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Name of the machine.
    pub host: String,
    /// Number of the process there.
    pub pid: u32,
    /// Random id of the running program.
    pub id: String,
    /// The person, as far as the program knows.
    pub person: String,
    /// Since when, by the clock of that machine.
    pub since: DateTime,
}

impl Holder {
    /// Makes what a lock says of `owner`.
    pub fn new(owner: &Owner, person: &str, since: DateTime) -> Self {
        Self {
            host: owner.host().to_owned(),
            pid: owner.pid(),
            id: owner.id().to_owned(),
            person: person.to_owned(),
            since,
        }
    }
}

/// What a lock says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// Nothing: there is none, or it is empty.
    Nothing,
    /// Who holds it.
    Held(Holder),
    /// Something that this program does not understand.
    Unclear,
}

/// What came of asking for a session file.
#[derive(Debug)]
pub enum Acquired {
    /// It is this program's.
    Ours(SessionLock),
    /// Another program has it; [`Life::Here`] where it runs on this machine for this user. A lock
    /// that cannot be understood names nobody.
    Held(Option<Holder>, Life),
    /// No lock can be written there, so no session either.
    Unwritable(UserError),
    /// No lock could be written this time, for a reason that may pass: a full disk, a busy share.
    Failed(UserError),
}

/// This program's lock on a session file; it is let go when dropped.
#[derive(Debug)]
pub struct SessionLock {
    sidecar: PathBuf,
    holder: Holder,
    owner: Arc<Owner>,
}

/// The moment in which a session file may be compared and replaced.
#[derive(Debug)]
pub struct Guard {
    /// Locked as long as it is open; absent where no lock could be had, and the comparison alone
    /// protects.
    file: Option<File>,
    /// A sidecar that this moment brought and takes away again.
    brought: Option<PathBuf>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(path) = self.brought.take() {
            // While it is locked: whoever waits for it looks whether it is still there.
            fs::remove_file(path).ok();
        }
        self.file = None;
    }
}

/// Sees to it, for a program that holds no session for long, that nobody has the session file at
/// `path`: takes a stale lock away, and refuses where somebody has it ([`ErrorKind::InUse`]).
pub fn make_free(path: &Path, owner: &Arc<Owner>, at: DateTime) -> Result<(), UserError> {
    if look(path) == Looked::Free {
        return Ok(());
    }
    match acquire(path, owner, "", at) {
        Acquired::Held(holder, _) => Err(held(holder.as_ref(), path)),
        // The lock that was taken goes with it. What cannot be written says so when it is saved.
        Acquired::Ours(_) | Acquired::Unwritable(_) | Acquired::Failed(_) => Ok(()),
    }
}

/// Asks for the session file at `path`, which need not exist yet. A stale lock is taken.
pub fn acquire(path: &Path, owner: &Arc<Owner>, person: &str, at: DateTime) -> Acquired {
    let sidecar = sidecar_of(path);
    let mut file = match locked(&sidecar) {
        Ok(file) => file,
        Err(error) => return refused(path, &error),
    };
    let said = said_in(&mut file);
    let life = match &said {
        Ok(Said::Nothing) => Life::Dead,
        Ok(Said::Held(holder)) => owner.life_of(&holder.host, &holder.id),
        Ok(Said::Unclear) => Life::Unknown,
        Err(error) => return refused(path, error),
    };
    match (life, said) {
        (Life::Ours | Life::Dead, _) => {
            let holder = Holder::new(owner, person, at);
            match say(&mut file, &holder) {
                Ok(()) => Acquired::Ours(SessionLock::new(sidecar, holder, owner)),
                Err(error) => {
                    // Half a line would look like a lock of somebody unknown.
                    file.set_len(0).ok();
                    fs::remove_file(&sidecar).ok();
                    refused(path, &error)
                }
            }
        }
        (_, Ok(Said::Held(holder))) => Acquired::Held(Some(holder), life),
        _ => Acquired::Held(None, Life::Unknown),
    }
}

fn refused(path: &Path, error: &io::Error) -> Acquired {
    let told = io_error(Doing::Saving, path, error);
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Acquired::Unwritable(told)
        }
        _ => Acquired::Failed(told),
    }
}

/// Takes the session file at `path` over from whoever has it, as a person has said. A save that is
/// on its way there ends first.
pub fn take_over(
    path: &Path,
    owner: &Arc<Owner>,
    person: &str,
    at: DateTime,
) -> Result<SessionLock, UserError> {
    let failed = |error: io::Error| io_error(Doing::Saving, path, &error);
    let sidecar = sidecar_of(path);
    let mut file = locked(&sidecar).map_err(failed)?;
    let holder = Holder::new(owner, person, at);
    say(&mut file, &holder).map_err(failed)?;
    Ok(SessionLock::new(sidecar, holder, owner))
}

/// Returns who holds the session file at `path`, where its lock can be read.
pub fn holder_of(path: &Path) -> Option<Holder> {
    match look(path) {
        Looked::Held(holder) => Some(holder),
        Looked::Free | Looked::Unclear => None,
    }
}

/// What the lock of a session file says at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// Nobody holds the session.
    Free,
    /// Somebody does.
    Held(Holder),
    /// It cannot be read just now: under Windows nobody can in the moment of a save.
    Unclear,
}

/// Looks who holds the session file at `path`.
pub fn look(path: &Path) -> Looked {
    let opened = File::open(sidecar_of(path));
    match opened.and_then(|mut file| said_in(&mut file)) {
        Ok(Said::Held(holder)) => Looked::Held(holder),
        Ok(Said::Nothing) => Looked::Free,
        Ok(Said::Unclear) => Looked::Unclear,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Looked::Free,
        Err(_) => Looked::Unclear,
    }
}

impl SessionLock {
    fn new(sidecar: PathBuf, holder: Holder, owner: &Arc<Owner>) -> Self {
        owner.add_lock(&sidecar);
        Self {
            sidecar,
            holder,
            owner: Arc::clone(owner),
        }
    }

    /// Begins the moment of a save: tells first where somebody else has taken the session over
    /// ([`ErrorKind::TakenOver`]).
    pub(super) fn guard(&self, path: &Path) -> Result<Guard, UserError> {
        let mut file = match locked(&self.sidecar) {
            Ok(file) => file,
            Err(error) => return without_lock(path, &error),
        };
        match said_in(&mut file) {
            Ok(Said::Held(holder)) if holder.id == self.holder.id => {}
            Ok(Said::Held(holder)) => return Err(taken_over(&holder, path)),
            Ok(Said::Unclear) => return Err(held(None, path)),
            // Somebody removed the lock, which says nothing; what is on disk is compared anyway.
            Ok(Said::Nothing) => {
                say(&mut file, &self.holder).ok();
            }
            Err(error) => return without_lock(path, &error),
        }
        Ok(Guard {
            file: Some(file),
            brought: None,
        })
    }

    /// Returns who has taken the session over, where somebody has.
    pub fn taken_by(&self) -> Option<Holder> {
        let mut file = File::open(&self.sidecar).ok()?;
        match said_in(&mut file) {
            Ok(Said::Held(holder)) if holder.id != self.holder.id => Some(holder),
            _ => None,
        }
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        if !self.owner.remove_lock(&self.sidecar) {
            return;
        }
        let is_gone = locked(&self.sidecar).and_then(|mut file| match said_in(&mut file)? {
            Said::Held(holder) if holder.id != self.holder.id => Ok(()),
            Said::Unclear => Ok(()),
            Said::Held(_) | Said::Nothing => fs::remove_file(&self.sidecar),
        });
        if is_gone.is_err() {
            // The stick is gone, say. Once this program has ended, that is known to be stale.
            self.owner.leaves_lock();
        }
    }
}

/// Begins the moment of a save by a program that does not hold the session; refused where another
/// one does.
pub(super) fn guard(path: &Path) -> Result<Guard, UserError> {
    let sidecar = sidecar_of(path);
    let mut file = match locked(&sidecar) {
        Ok(file) => file,
        Err(error) => return without_lock(path, &error),
    };
    match said_in(&mut file) {
        Ok(Said::Nothing) => Ok(Guard {
            file: Some(file),
            brought: Some(sidecar),
        }),
        Ok(Said::Held(holder)) => Err(held(Some(&holder), path)),
        Ok(Said::Unclear) => Err(held(None, path)),
        Err(error) => without_lock(path, &error),
    }
}

/// Goes on without a lock where none can be had: what keeps it from being written keeps the session
/// from being written too, or the place knows no locks and the comparison must do. Where somebody
/// is in the middle of a save, that is told.
fn without_lock(path: &Path, error: &io::Error) -> Result<Guard, UserError> {
    if error.kind() == io::ErrorKind::WouldBlock {
        let busy = io::Error::from(io::ErrorKind::ResourceBusy);
        return Err(io_error(Doing::Saving, path, &busy));
    }
    Ok(Guard {
        file: None,
        brought: None,
    })
}

fn taken_over(holder: &Holder, path: &Path) -> UserError {
    let text = t!("lock.taken_over", who = who(holder), time = since(holder));
    UserError::new(ErrorKind::TakenOver, text)
        .hint(t!("lock.hint.save_elsewhere"))
        .at(path)
}

/// Tells that another program has the session at `path` open.
pub fn held(holder: Option<&Holder>, path: &Path) -> UserError {
    let text = match holder {
        Some(holder) => t!("lock.held", who = who(holder), time = since(holder)),
        None => t!("lock.held_unclear"),
    };
    UserError::new(ErrorKind::InUse, text)
        .hint(t!("lock.hint.close_there"))
        .at(path)
}

/// Names a holder: `máy VP-2 (Vũ Thu Hà)`.
pub fn who(holder: &Holder) -> String {
    if holder.person.is_empty() {
        t!("lock.machine", host = holder.host).into_owned()
    } else {
        t!("lock.person", person = holder.person, host = holder.host).into_owned()
    }
}

/// Says since when: `08:14 24/11/2026`.
pub fn since(holder: &Holder) -> String {
    holder.since.format("%H:%M %d/%m/%Y").to_string()
}

/// Returns the name of the lock of the session file at `path`. A link leads to the file's own lock.
fn sidecar_of(path: &Path) -> PathBuf {
    let target = fs::canonicalize(path).or_else(|_new_file| {
        let folder = fs::canonicalize(save::folder_of(path))?;
        Ok::<_, io::Error>(folder.join(path.file_name().unwrap_or_default()))
    });
    let target = target.unwrap_or_else(|_no_folder| path.to_owned());
    let mut name = std::ffi::OsString::from(".");
    name.push(generations::base_name(&target));
    name.push(".lock");
    save::folder_of(&target).join(name)
}

/// Opens the sidecar, new where there is none, and locks it for a moment. Where the place knows no
/// locks it is open without.
fn locked(sidecar: &Path) -> io::Result<File> {
    let began = Instant::now();
    loop {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let opened = options
            .open(sidecar)
            .and_then(|file| match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) if knows_no_locks(&error) => Ok(Some(file)),
                Err(TryLockError::Error(error)) => Err(error),
            });
        match opened {
            // Who held it may have removed it: then this is the lock of nothing.
            Ok(Some(file)) if is_at(&file, sidecar)? => return Ok(file),
            Ok(_) => {}
            Err(error) if is_locked(&error) => {}
            Err(error) => return Err(error),
        }
        if began.elapsed() > PATIENCE {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        std::thread::sleep(PAUSE);
    }
}

fn knows_no_locks(error: &io::Error) -> bool {
    // ENOLCK: a share whose server keeps none.
    error.kind() == io::ErrorKind::Unsupported || (cfg!(unix) && error.raw_os_error() == Some(37))
}

/// Tells whether `file` is what stands at `path`.
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let ours = same_file::Handle::from_file(file.try_clone()?)?;
    match same_file::Handle::from_path(path) {
        Ok(there) => Ok(ours == there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn said_in(file: &mut File) -> io::Result<Said> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    // A power cut leaves a lock empty, or as zeros.
    if bytes.iter().all(|&byte| byte == 0) {
        return Ok(Said::Nothing);
    }
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let holder = text
        .strip_prefix(MARK)
        .and_then(|rest| rest.strip_suffix('\n'))
        .and_then(|line| ron::from_str(line).ok());
    Ok(holder.map_or(Said::Unclear, Said::Held))
}

fn say(file: &mut File, holder: &Holder) -> io::Result<()> {
    let line = ron::to_string(holder).map_err(io::Error::other)?;
    file.rewind()?;
    file.set_len(0)?;
    file.write_all(format!("{MARK}{line}\n").as_bytes())
}

#[cfg(test)]
mod tests;
