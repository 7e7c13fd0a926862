//! What arrives in folders of all kinds, in whatever way.

use std::collections::BTreeMap;
use std::sync::Weak;

use tempfile::TempDir;

use super::shared::HELD_LIMIT;
use super::*;
use crate::error::ErrorKind;
use crate::storage::head::checksum_line;
use crate::storage::session_file::SIZE_LIMIT;

const PATIENCE: Duration = Duration::from_secs(20);
const NEVER: Duration = Duration::from_secs(3600);
/// Quick where it is to happen by itself; all that is heard comes by events.
const QUICK: Pace = Pace {
    by_events: NEVER,
    by_looks: Duration::from_millis(20),
    pause: Duration::from_millis(10),
    still: NEVER,
    coarse: Duration::from_millis(50),
    damaged: Duration::from_millis(50),
    late: NEVER,
};

/// Whether the system tells of changes.
const WAYS: [Open; 2] = [events::open, |_, _| None];

/// A folder and its watch.
struct Desk {
    home: TempDir,
    receiving: Receiving,
    /// Everything that was told.
    news: Vec<Arrival>,
    n_barriers: usize,
    /// What the thread keeps.
    kept: Weak<()>,
}

impl Desk {
    fn watch(home: TempDir, pace: Pace, open: Open) -> Self {
        let keeps = Arc::new(());
        let kept = Arc::downgrade(&keeps);
        let wake = move || assert!(Arc::strong_count(&keeps) > 0);
        let receiving = Receiving::start(home.path().join("in"), pace, open, wake);
        Self {
            home,
            receiving,
            news: Vec::new(),
            n_barriers: 0,
            kept,
        }
    }

    fn new(pace: Pace, open: Open) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir(home.path().join("in")).expect("a folder");
        Self::watch(home, pace, open)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.receiving.folder().join(name)
    }

    /// Puts a file there at once.
    fn put(&self, name: &str, bytes: &[u8]) {
        let temp = self.home.path().join("temp");
        fs::write(&temp, bytes).expect("written");
        fs::rename(temp, self.at(name)).expect("renamed");
    }

    fn arrived(&self, name: &str, bytes: &[u8]) -> Arrival {
        Arrival::File {
            path: self.at(name),
            bytes: bytes.to_owned(),
        }
    }

    fn waiting(&self, name: &str) -> Arrival {
        Arrival::Waiting {
            path: self.at(name),
        }
    }

    /// Waits until `is_done`.
    #[track_caller]
    fn wait(&mut self, is_done: impl Fn(&[Arrival], &FolderStanding) -> bool) {
        let began = Instant::now();
        loop {
            self.news.extend(self.receiving.take());
            let standing = self.receiving.standing();
            if is_done(&self.news, &standing) {
                return;
            }
            let told: Vec<_> = self.news.iter().map(Arrival::path).collect();
            assert!(began.elapsed() < PATIENCE, "{told:?} {standing:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    fn wait_for(&mut self, expected: &Arrival) {
        self.wait(|news, _| news.contains(expected));
    }

    #[track_caller]
    fn wait_unreachable(&mut self) {
        self.wait(|_, standing| matches!(standing, FolderStanding::Unreachable(_)));
    }

    /// Waits until all that is in the folder by now was looked at, and compares all that was told
    /// up to then.
    #[track_caller]
    fn check(&mut self, expected: &[Arrival]) {
        // The last by name, so that a look that finds it has found everything else.
        let name = format!("zz{}.packet.ron", self.n_barriers);
        self.n_barriers += 1;
        self.put(&name, &whole("barrier"));
        let barrier = self.arrived(&name, &whole("barrier"));
        self.wait_for(&barrier);
        fs::remove_file(self.at(&name)).expect("removed");
        self.news.retain(|arrival| *arrival != barrier);
        let told: Vec<_> = self.news.iter().map(brief).collect();
        let expected: Vec<_> = expected.iter().map(brief).collect();
        assert_eq!(told, expected);
    }
}

/// Shortens an arrival to what a person can compare.
fn brief(arrival: &Arrival) -> String {
    let name = arrival.path().file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    match arrival {
        Arrival::File { bytes, .. } => format!("{name} {}", String::from_utf8_lossy(bytes)),
        Arrival::Waiting { .. } => format!("{name} waits"),
        Arrival::TooLarge { .. } => format!("{name} is too large"),
        Arrival::Unreadable { .. } => format!("{name} is unreadable"),
        Arrival::Gone { .. } => format!("{name} is gone"),
    }
}

/// Makes a file that is whole.
fn whole(text: &str) -> Vec<u8> {
    let body = format!("({text})\n");
    let line = checksum_line(&blake3::hash(body.as_bytes()));
    (body + &line).into_bytes()
}

#[test]
fn what_lies_there_comes_first_and_by_name() {
    for open in WAYS {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("in");
        fs::create_dir(&folder).expect("a folder");
        for name in ["b", "c", "a"] {
            fs::write(folder.join(format!("{name}.packet.ron")), whole(name)).expect("written");
        }
        let mut desk = Desk::watch(home, QUICK, open);
        let file = |name: &str| desk.arrived(&format!("{name}.packet.ron"), &whole(name));
        let expected = ["a", "b", "c"].map(file);
        desk.wait(|news, _| news.len() == 3);
        assert_eq!(desk.news, expected);
        // Read again for the coarseness of times, and told no second time.
        std::thread::sleep(QUICK.coarse * 2);
        desk.check(&expected);
    }
}

#[test]
fn a_file_that_is_renamed_into_place_comes_at_once() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let is_heard = open(desk.receiving.folder(), &desk.receiving.shared).is_some();
        let expected = if is_heard {
            FolderStanding::Watched
        } else {
            FolderStanding::Polled
        };
        desk.wait(|_, standing| *standing == expected);
        let temp = desk.at(".syncthing.a.packet.ron.tmp");
        fs::write(&temp, whole("a")).expect("written");
        desk.check(&[]);
        fs::rename(temp, desk.at("a.packet.ron")).expect("renamed");
        let file = desk.arrived("a.packet.ron", &whole("a"));
        desk.wait_for(&file);
        desk.check(&[file]);
    }
}

#[test]
fn half_a_file_waits_for_the_other_half() {
    use std::io::Write as _;
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let bytes = whole(&"điểm ".repeat(10_000));
        let (one, other) = bytes.split_at(bytes.len() / 2);
        fs::write(desk.at("a.packet.ron"), one).expect("written");
        let waiting = desk.waiting("a.packet.ron");
        desk.wait_for(&waiting);
        desk.check(std::slice::from_ref(&waiting));
        let file = fs::File::options()
            .append(true)
            .open(desk.at("a.packet.ron"));
        file.and_then(|mut file| file.write_all(other))
            .expect("written");
        let file = desk.arrived("a.packet.ron", &bytes);
        desk.wait_for(&file);
        desk.check(&[waiting, file]);
    }
}

#[test]
fn what_stays_damaged_is_handed_over_once() {
    for open in WAYS {
        let still = Duration::from_millis(100);
        let mut desk = Desk::new(Pace { still, ..QUICK }, open);
        let name = "a.packet.ron";
        desk.put(name, b"(half");
        let half = desk.arrived(name, b"(half");
        desk.wait_for(&half);
        // Read again, as its times may not tell all.
        std::thread::sleep(QUICK.damaged * 4);
        desk.check(&[desk.waiting(name), half.clone()]);
        desk.put(name, b"");
        let empty = desk.arrived(name, b"");
        desk.wait_for(&empty);
        desk.put(name, &whole("a"));
        let file = desk.arrived(name, &whole("a"));
        desk.wait_for(&file);
        desk.check(&[desk.waiting(name), half, desk.waiting(name), empty, file]);
    }
}

#[test]
fn content_counts_and_not_the_time_of_the_file() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let name = "a.packet.ron";
        let (a, b) = (
            desk.arrived(name, &whole("a")),
            desk.arrived(name, &whole("b")),
        );
        desk.put(name, &whole("a"));
        desk.wait_for(&a);
        desk.put(name, &whole("a"));
        desk.check(std::slice::from_ref(&a));
        desk.put(name, &whole("b"));
        desk.wait_for(&b);
        // Under another name it is another file; gone and back it is the same.
        desk.put("b.packet.ron", &whole("b"));
        let other = desk.arrived("b.packet.ron", &whole("b"));
        desk.wait_for(&other);
        fs::remove_file(desk.at(name)).expect("removed");
        desk.check(&[a.clone(), b.clone(), other.clone()]);
        desk.put(name, &whole("a"));
        desk.check(&[a, b, other]);
    }
}

#[test]
fn a_change_that_size_and_time_hide_is_found() {
    let coarse = NEVER;
    let mut desk = Desk::new(Pace { coarse, ..QUICK }, |_, _| None);
    let name = "a.packet.ron";
    // Two writings within one step of the clock of a stick.
    let then = fs::metadata(desk.home.path())
        .and_then(|data| data.modified())
        .expect("a time");
    let put = |desk: &Desk, bytes: &[u8]| {
        let temp = desk.home.path().join("temp");
        fs::write(&temp, bytes).expect("written");
        let file = fs::File::options().write(true).open(&temp);
        file.and_then(|file| file.set_modified(then))
            .expect("a time");
        fs::rename(temp, desk.at(name)).expect("renamed");
    };
    put(&desk, &whole("a"));
    let a = desk.arrived(name, &whole("a"));
    desk.wait_for(&a);
    put(&desk, &whole("b"));
    let b = desk.arrived(name, &whole("b"));
    desk.wait_for(&b);
    desk.check(&[a, b]);
}

#[test]
fn foreign_files_are_left_alone() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        for name in [
            ".syncthing.a.packet.ron.tmp",
            "~syncthing~a.packet.ron.tmp",
            "~a.packet.ron",
            ".a.packet.ron",
            "a.session.ron",
            "a.packet.ron.~1~",
            "phiếu.docx",
        ] {
            fs::write(desk.at(name), whole(name)).expect("written");
        }
        fs::create_dir(desk.at("folder.packet.ron")).expect("a folder");
        fs::write(desk.at("folder.packet.ron/b.packet.ron"), whole("b")).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            use std::os::unix::net::UnixListener;
            let elsewhere = desk.home.path().join("c.packet.ron");
            fs::write(&elsewhere, whole("c")).expect("written");
            symlink(elsewhere, desk.at("link.packet.ron")).expect("a link");
            symlink("nowhere", desk.at("dangling.packet.ron")).expect("a link");
            UnixListener::bind(desk.at("socket.packet.ron")).expect("a socket");
        }
        let before = contents(desk.receiving.folder());
        desk.check(&[]);
        assert_eq!(contents(desk.receiving.folder()), before);
        let conflict = "a.packet.sync-conflict-20260901-120000-ABCDEFG.ron";
        desk.put(conflict, &whole("a"));
        let file = desk.arrived(conflict, &whole("a"));
        desk.wait_for(&file);
        desk.check(&[file]);
    }
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let content = |path: PathBuf| (path.clone(), fs::read(path).ok());
    paths.map(content).collect()
}

#[test]
fn a_folder_full_of_foreign_files_holds_nothing_up() {
    let mut desk = Desk::new(QUICK, events::open);
    for i in 0..10_000 {
        fs::write(desk.at(&format!("{i}.jpg")), "").expect("written");
    }
    desk.put("a.packet.ron", &whole("a"));
    let file = desk.arrived("a.packet.ron", &whole("a"));
    desk.wait_for(&file);
    desk.check(&[file]);
}

#[test]
fn a_file_beyond_all_sizes_is_not_read() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let temp = desk.home.path().join("large");
        let large = fs::File::create(&temp).expect("a file");
        large.set_len(SIZE_LIMIT + 1).expect("a size");
        fs::rename(temp, desk.at("a.packet.ron")).expect("renamed");
        let path = desk.at("a.packet.ron");
        let too_large = Arrival::TooLarge { path };
        desk.wait_for(&too_large);
        desk.put("a.packet.ron", &whole("a"));
        let file = desk.arrived("a.packet.ron", &whole("a"));
        desk.wait_for(&file);
        desk.check(&[too_large, file]);
    }
}

#[test]
fn a_copy_that_is_given_up_is_gone() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let name = "a.packet.ron";
        desk.put(name, b"(half");
        desk.wait(|news, _| news.len() == 1);
        fs::remove_file(desk.at(name)).expect("removed");
        let path = desk.at(name);
        let gone = Arrival::Gone { path };
        desk.wait_for(&gone);
        desk.put(name, b"(half");
        desk.check(&[desk.waiting(name), gone, desk.waiting(name)]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_said_and_tried_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let permit = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights");
    };
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let temp = desk.home.path().join("closed");
        fs::write(&temp, whole("a")).expect("written");
        permit(&temp, 0);
        if fs::File::open(&temp).is_ok() {
            // Whoever runs this may read everything.
            return;
        }
        fs::rename(temp, desk.at("a.packet.ron")).expect("renamed");
        desk.wait(|news, _| news.len() == 1);
        let news = desk.news.clone();
        assert!(
            matches!(&news[..], [Arrival::Unreadable { error, .. }] if !error.hints.is_empty())
        );
        permit(&desk.at("a.packet.ron"), 0o600);
        let file = desk.arrived("a.packet.ron", &whole("a"));
        desk.wait_for(&file);
        desk.check(&[news[0].clone(), file]);
    }
}

#[test]
fn a_folder_may_come_later() {
    for open in WAYS {
        let home = tempfile::tempdir().expect("a folder");
        let mut desk = Desk::watch(home, QUICK, open);
        desk.wait_unreachable();
        let FolderStanding::Unreachable(error) = desk.receiving.standing() else {
            panic!("{:?}", desk.receiving.standing());
        };
        assert_eq!(error.kind, ErrorKind::File);
        fs::create_dir(desk.receiving.folder()).expect("a folder");
        desk.put("a.packet.ron", &whole("a"));
        let file = desk.arrived("a.packet.ron", &whole("a"));
        desk.wait_for(&file);
        desk.wait(|_, standing| !matches!(standing, FolderStanding::Unreachable(_)));
        desk.check(&[file]);
    }
}

#[test]
fn a_folder_may_vanish_and_come_back() {
    for open in WAYS {
        let mut desk = Desk::new(QUICK, open);
        let folder = desk.receiving.folder().to_owned();
        let [a, b, c] = ["a", "b", "c"].map(|name| {
            let name = format!("{name}.packet.ron");
            desk.arrived(&name, &whole(&name))
        });
        desk.put("a.packet.ron", &whole("a.packet.ron"));
        desk.wait_for(&a);
        // A stick that is pulled, changed elsewhere, and back.
        let elsewhere = desk.home.path().join("elsewhere");
        fs::rename(&folder, &elsewhere).expect("renamed");
        desk.wait_unreachable();
        fs::write(elsewhere.join("b.packet.ron"), whole("b.packet.ron")).expect("written");
        fs::rename(&elsewhere, &folder).expect("renamed");
        desk.wait_for(&b);
        desk.check(&[a.clone(), b.clone()]);
        // Another folder of its name, at once.
        fs::remove_dir_all(&folder).expect("removed");
        fs::create_dir(&folder).expect("a folder");
        desk.put("a.packet.ron", &whole("a.packet.ron"));
        desk.put("c.packet.ron", &whole("c.packet.ron"));
        desk.wait_for(&c);
        desk.check(&[a, b, c]);
    }
}

#[test]
fn a_folder_that_tells_nothing_is_looked_at() {
    let by_events = Duration::from_millis(50);
    let late = Duration::from_millis(50);
    let pace = Pace {
        by_events,
        late,
        ..QUICK
    };
    let mut desk = Desk::new(pace, |_, _| Some(Events::silent()));
    desk.wait(|_, standing| *standing == FolderStanding::Watched);
    desk.put("a.packet.ron", &whole("a"));
    let file = desk.arrived("a.packet.ron", &whole("a"));
    desk.wait_for(&file);
    desk.wait(|_, standing| *standing == FolderStanding::Polled);
    desk.check(&[file]);
}

#[test]
fn a_folder_that_goes_without_a_word_is_missed() {
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir(home.path().join("in")).expect("a folder");
    fs::write(home.path().join("in/a.packet.ron"), whole("a")).expect("written");
    let mut desk = Desk::watch(home, QUICK, |_, _| Some(Events::silent()));
    desk.wait(|news, standing| news.len() == 1 && *standing == FolderStanding::Watched);
    // Done with all files, it looks at nothing but the folder.
    std::thread::sleep(QUICK.coarse * 2);
    let elsewhere = desk.home.path().join("elsewhere");
    fs::rename(desk.receiving.folder(), &elsewhere).expect("renamed");
    desk.wait_unreachable();
    fs::rename(elsewhere, desk.receiving.folder()).expect("renamed");
    desk.wait(|_, standing| *standing == FolderStanding::Watched);
    assert_eq!(desk.news.len(), 1);
}

#[test]
fn the_thread_ends_with_the_watch() {
    for open in WAYS {
        for is_there in [true, false] {
            let home = tempfile::tempdir().expect("a folder");
            if is_there {
                fs::create_dir(home.path().join("in")).expect("a folder");
            }
            let slow = Pace {
                by_looks: NEVER,
                ..QUICK
            };
            let desk = Desk::watch(home, slow, open);
            let Desk {
                receiving, kept, ..
            } = desk;
            assert!(kept.upgrade().is_some());
            drop(receiving);
            let began = Instant::now();
            while kept.upgrade().is_some() {
                assert!(began.elapsed() < PATIENCE);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

#[test]
fn a_fault_of_the_thread_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    let wake = || panic!("a fault");
    let folder = home.path().to_owned();
    fs::write(folder.join("a.packet.ron"), whole("a")).expect("written");
    let receiving = Receiving::start(folder, QUICK, |_, _| None, wake);
    let began = Instant::now();
    loop {
        if let FolderStanding::Unreachable(error) = receiving.standing() {
            assert_eq!(error.kind, ErrorKind::Internal);
            return;
        }
        assert!(began.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A watch without a thread.
fn unwatched() -> Receiving {
    Receiving {
        folder: "in".into(),
        shared: Arc::new(Shared::new()),
    }
}

#[test]
fn what_nobody_takes_is_not_heaped_up() {
    let mut receiving = unwatched();
    let shared = Arc::clone(&receiving.shared);
    let outlet = Outlet {
        shared: &shared,
        wake: &|| {},
    };
    assert!(outlet.has_room());
    outlet.put(Arrival::File {
        path: "in/a.packet.ron".into(),
        bytes: vec![0; HELD_LIMIT],
    });
    assert!(!outlet.has_room());
    assert!(!shared.wait(Duration::ZERO, Duration::ZERO));
    assert_eq!(receiving.take().len(), 1);
    assert!(shared.wait(PATIENCE, Duration::ZERO));
    assert!(outlet.has_room());
    assert_eq!(receiving.take(), []);
}

#[test]
fn a_disk_that_does_not_answer_is_said() {
    let receiving = unwatched();
    assert_eq!(receiving.standing(), FolderStanding::Polled);
    let Some(since) = Instant::now().checked_sub(NO_ANSWER) else {
        // The machine runs for less than that.
        return;
    };
    receiving.shared.lock().busy_since = Some(since);
    let standing = receiving.standing();
    assert!(matches!(standing, FolderStanding::Unreachable(error) if !error.hints.is_empty()));
    receiving.shared.wait(Duration::ZERO, Duration::ZERO);
    assert_eq!(receiving.standing(), FolderStanding::Polled);
}
