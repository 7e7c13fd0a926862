//! A full disk and a failing one at every write of a short sitting: what was said to be kept is there,
//! and nothing is left lying about.

use super::*;

/// How much of a write that fails is on disk all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Nothing,
    Half,
    /// As after a failed sync.
    All,
}

/// A disk of which one write fails.
#[derive(Clone)]
struct FailingOnce {
    n_writes: Arc<AtomicU64>,
    at: u64,
    leaves: Leaves,
    kind: io::ErrorKind,
}

impl FailingOnce {
    fn fails(&self) -> bool {
        self.n_writes.fetch_add(1, Ordering::SeqCst) == self.at
    }
}

struct FailingLog(FailingOnce, Box<dyn Log>);

impl Disk for FailingOnce {
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        if !self.fails() {
            let log = RealDisk.create(path, bytes)?;
            return Ok(Box::new(FailingLog(self.clone(), log)));
        }
        match self.leaves {
            Leaves::Nothing => {}
            // Written into the temporary file, which is gone with the failure.
            Leaves::Half => drop(save::written_temp(path, &bytes[..bytes.len() / 2], None)?),
            Leaves::All => drop(RealDisk.create(path, bytes)?),
        }
        Err(self.kind.into())
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }
}

impl Log for FailingLog {
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        self.1.is_at(path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.0.fails() {
            return self.1.append(bytes);
        }
        match self.0.leaves {
            Leaves::Nothing => {}
            Leaves::Half => self.1.append(&bytes[..bytes.len() / 2])?,
            Leaves::All => self.1.append(bytes)?,
        }
        Err(self.0.kind.into())
    }
}

const N_CHANGES: u64 = 4;

/// Makes changes on a disk of which the write `at` fails, and crashes after `n_changes` at once, or
/// after all of them when the journal has come to rest. Returns how many changes were said to be
/// kept, how many are found, and the text of the last of them.
fn sitting(disk: FailingOnce, n_changes: u64, comes_to_rest: bool) -> (u64, u64, String) {
    let mut desk = Desk::with_disk(Box::new(disk));
    for n in 1..=n_changes {
        desk.change(&format!("lần {n}"));
    }
    for _ in 0..400 {
        if !comes_to_rest || desk.is_synced() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let confirmed = desk.writer.synced();
    desk.writer.end();
    let kept = desk.kept();
    let found = if kept.exists() {
        let recovered = open_kept(&kept).expect("a journal");
        Some((recovered.n_changes, recovered.document.session().clone()))
    } else {
        desk.crash()
    };
    let (n_found, session) = found.unwrap_or((0, super::session()));
    let text = session.product(RICE).expect("a product").discussion.clone();
    let mut left = names(desk.folder.path());
    left.extend(names(&desk.folder.path().join("journals")));
    left.retain(|name| {
        !["a.session.ron", "a.session.ron.journal", "journals"].contains(&&**name)
            && *name != format!("{}.journal", super::session().id)
    });
    assert_eq!(left, [""; 0], "left lying about");
    (confirmed, n_found, text)
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry.expect("an entry").file_name();
        name.to_string_lossy().into_owned()
    };
    entries.map(name).collect()
}

/// Does `check` for every kind of failure at every write.
fn at_every_write(check: impl Fn(FailingOnce, &str)) {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::Other] {
        for leaves in [Leaves::Nothing, Leaves::Half, Leaves::All] {
            // One write creates the journal, one is made for each change, and some to spare.
            for at in 0..N_CHANGES + 2 {
                let n_writes = Arc::default();
                let disk = FailingOnce {
                    n_writes,
                    at,
                    leaves,
                    kind,
                };
                check(disk, &format!("{kind:?}, leaves {leaves:?}, write {at}"));
            }
        }
    }
}

#[test]
fn what_was_said_to_be_kept_is_found_whenever_it_crashes() {
    at_every_write(|disk, about| {
        for n_changes in 1..=N_CHANGES {
            let disk = FailingOnce {
                n_writes: Arc::default(),
                ..disk.clone()
            };
            let (confirmed, n_found, text) = sitting(disk, n_changes, false);
            assert!(n_found >= confirmed, "{about}: {n_found} of {confirmed}");
            let expected = match n_found {
                0 => String::new(),
                n => format!("lần {n}"),
            };
            assert_eq!(text, expected, "{about}");
        }
    });
}

#[test]
fn after_one_failure_everything_is_kept_again() {
    at_every_write(|disk, about| {
        let found = sitting(disk, N_CHANGES, true);
        let expected = (N_CHANGES, N_CHANGES, format!("lần {N_CHANGES}"));
        assert_eq!(found, expected, "{about}");
    });
}
