//! A running program, as the locks on its session files name it.
//!
//! Each running program keeps a file `ID.alive` in the data folder of its user, locked as long as
//! it runs. The system lets go of that lock however the program ends, so whoever finds the file
//! unlocked knows that this program is dead: no guessing by process numbers, which come again. A
//! program that ends well, and let go of all its session locks, takes its file along; others stay,
//! to prove later that what they left locked is stale.
//!
//! Beside it, another program of the same user puts `ID.show` to ask for the window that holds a
//! file to come to the front; the one asked takes the file away.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const ALIVE: &str = "alive";
const SHOW: &str = "show";
/// Most files of dead programs that are kept as proof.
const MAX_DEAD: usize = 100;
/// How long the window that was asked for has to come to the front.
const PATIENCE: Duration = Duration::from_millis(1500);
/// Longest path that is read from a request, in bytes.
const LONGEST_REQUEST: u64 = 64 << 10;

/// Returns where the running programs of this user know each other.
pub fn programs_folder() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("vn", "", "ocop-council")?;
    Some(dirs.data_local_dir().join("programs"))
}

/// A running program.
#[derive(Debug)]
pub struct Owner {
    host: String,
    pid: u32,
    id: String,
    folder: Option<PathBuf>,
    /// Locked as long as it is open.
    alive: Option<File>,
    leaves_locks: AtomicBool,
    /// How many session locks of this program share a sidecar: a file that is opened again has two
    /// for a moment.
    n_locks: Mutex<BTreeMap<PathBuf, usize>>,
}

/// What is known of a program that a lock names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It is this one.
    Ours,
    /// It runs on this machine, for this user.
    Here,
    /// It ran here and has ended.
    Dead,
    /// Nobody here can tell: another machine, or another user of this one.
    Unknown,
}

impl Owner {
    /// Begins as the program that `bits` number, on this machine; `folder` is where the running
    /// programs of this user know each other.
    pub fn here(bits: u64, folder: Option<PathBuf>) -> Self {
        let host = gethostname::gethostname().to_string_lossy().into_owned();
        Self::new(host, bits, folder)
    }

    /// Begins as a program on the machine called `host`.
    pub fn new(host: String, bits: u64, folder: Option<PathBuf>) -> Self {
        let id = format!("{bits:016x}");
        let alive = folder.as_ref().and_then(|folder| {
            // Without the folder nobody can prove that this program is dead; a person decides.
            fs::create_dir_all(folder).ok()?;
            remove_old(folder);
            let file = File::create_new(named(folder, &id, ALIVE)).ok()?;
            file.try_lock().ok()?;
            Some(file)
        });
        Self {
            host,
            pid: std::process::id(),
            id,
            folder,
            alive,
            leaves_locks: AtomicBool::new(false),
            n_locks: Mutex::default(),
        }
    }

    /// Returns the name of the machine.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the process number.
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// Returns the random id of this program.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Counts a session lock of this program.
    pub(super) fn add_lock(&self, sidecar: &Path) {
        let mut n_locks = self.n_locks.lock().unwrap_or_else(PoisonError::into_inner);
        *n_locks.entry(sidecar.to_owned()).or_default() += 1;
    }

    /// Counts a session lock less; tells whether it was the last one there.
    pub(super) fn remove_lock(&self, sidecar: &Path) -> bool {
        let mut n_locks = self.n_locks.lock().unwrap_or_else(PoisonError::into_inner);
        match n_locks.get_mut(sidecar) {
            Some(n) if *n > 1 => {
                *n -= 1;
                false
            }
            _ => {
                n_locks.remove(sidecar);
                true
            }
        }
    }

    /// Records that a lock of this program could not be taken away.
    pub(super) fn leaves_lock(&self) {
        self.leaves_locks.store(true, Ordering::Relaxed);
    }

    /// Tells what is known of the program with `id` on the machine `host`.
    pub fn life_of(&self, host: &str, id: &str) -> Life {
        if id == self.id {
            return Life::Ours;
        }
        let Some(folder) = self.folder.as_ref().filter(|_| host == self.host) else {
            return Life::Unknown;
        };
        if !is_id(id) {
            return Life::Unknown;
        }
        let Ok(file) = File::open(named(folder, id, ALIVE)) else {
            return Life::Unknown;
        };
        match file.try_lock_shared() {
            Ok(()) => Life::Dead,
            Err(TryLockError::WouldBlock) => Life::Here,
            Err(TryLockError::Error(_)) => Life::Unknown,
        }
    }

    /// Asks the program with `id`, which runs here, to bring the session file at `path` to the
    /// front; tells whether it took the request. Waits a moment.
    pub fn ask_to_show(&self, id: &str, path: &Path) -> bool {
        let Some(folder) = self.folder.as_ref().filter(|_| is_id(id)) else {
            return false;
        };
        let request = named(folder, id, SHOW);
        let written = File::create(&request)
            .and_then(|mut file| file.write_all(path.as_os_str().as_encoded_bytes()));
        let began = Instant::now();
        let mut is_taken = false;
        while written.is_ok() && !is_taken && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
            is_taken = !request.exists();
        }
        if !is_taken {
            fs::remove_file(&request).ok();
        }
        is_taken
    }

    /// Takes a request of another program to come to the front: the path it asks for, as text.
    pub fn take_request(&self) -> Option<String> {
        let request = named(self.folder.as_ref()?, &self.id, SHOW);
        if fs::metadata(&request).ok()?.len() > LONGEST_REQUEST {
            fs::remove_file(&request).ok();
            return None;
        }
        let bytes = fs::read(&request).ok()?;
        fs::remove_file(&request).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let (Some(alive), Some(folder)) = (self.alive.take(), &self.folder) else {
            return;
        };
        if !self.leaves_locks.load(Ordering::Relaxed) {
            fs::remove_file(named(folder, &self.id, ALIVE)).ok();
        }
        drop(alive);
    }
}

fn named(folder: &Path, id: &str, extension: &str) -> PathBuf {
    folder.join(format!("{id}.{extension}"))
}

/// Ids come from files of others and become names of files.
fn is_id(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Removes the files of dead programs beyond [`MAX_DEAD`], those that ended first.
fn remove_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut dead: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ALIVE))
        .filter(|path| File::open(path).is_ok_and(|file| file.try_lock_shared().is_ok()))
        .map(|path| {
            (
                fs::metadata(&path).and_then(|data| data.modified()).ok(),
                path,
            )
        })
        .collect();
    dead.sort();
    let n_old = dead.len().saturating_sub(MAX_DEAD);
    for (_, path) in dead.iter().take(n_old) {
        fs::remove_file(path).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(folder: &Path, bits: u64) -> Owner {
        Owner::new("may-1".to_owned(), bits, Some(folder.to_owned()))
    }

    #[test]
    fn a_program_is_known_to_run_to_have_died_or_not_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (owner(folder.path(), 1), owner(folder.path(), 2));
        assert_eq!(a.life_of(a.host(), a.id()), Life::Ours);
        assert_eq!(a.life_of(b.host(), b.id()), Life::Here);
        assert_eq!(a.life_of("may-2", b.id()), Life::Unknown);
        assert_eq!(a.life_of(a.host(), "../../secret"), Life::Unknown);
        assert_eq!(a.life_of(a.host(), "00000000000000ff"), Life::Unknown);
        // It ends without letting go of a lock, as a killed program does.
        b.leaves_lock();
        let id = b.id().to_owned();
        drop(b);
        assert_eq!(a.life_of(a.host(), &id), Life::Dead);
    }

    #[test]
    fn a_program_that_ends_well_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(owner(folder.path(), 1));
        assert_eq!(fs::read_dir(folder.path()).expect("entries").count(), 0);
    }

    #[test]
    fn proofs_of_death_do_not_pile_up() {
        let folder = tempfile::tempdir().expect("a folder");
        for bits in 0..(MAX_DEAD as u64 + 5) {
            let owner = owner(folder.path(), bits);
            owner.leaves_lock();
        }
        let last = owner(folder.path(), 0xffff);
        let n_left = fs::read_dir(folder.path()).expect("entries").count();
        assert_eq!(n_left, MAX_DEAD + 1);
        drop(last);
    }

    #[test]
    fn a_window_is_asked_for_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (owner(folder.path(), 1), owner(folder.path(), 2));
        let path = Path::new("Phiên 1.session.ron");
        std::thread::scope(|scope| {
            let asked = scope.spawn(|| a.ask_to_show(b.id(), path));
            let request = loop {
                if let Some(request) = b.take_request() {
                    break request;
                }
                std::thread::sleep(Duration::from_millis(5));
            };
            assert_eq!(request, "Phiên 1.session.ron");
            assert!(asked.join().expect("an answer"));
        });
        assert_eq!(b.take_request(), None);
    }

    #[test]
    fn a_request_that_nobody_takes_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let a = owner(folder.path(), 1);
        assert!(!a.ask_to_show("00000000000000ff", Path::new("x")));
        assert!(!folder.path().join("00000000000000ff.show").exists());
    }
}
