use super::*;
use crate::fixtures::at;

struct Place {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Phiên 1.session.ron");
        Self { folder, path }
    }

    fn owner(&self, host: &str, bits: u64) -> Arc<Owner> {
        let folder = self.folder.path().join("programs");
        Arc::new(Owner::new(host.to_owned(), bits, Some(folder)))
    }

    fn acquire(&self, owner: &Arc<Owner>) -> Acquired {
        acquire(&self.path, owner, "Vũ Thu Hà", at(0))
    }

    #[track_caller]
    fn ours(&self, owner: &Arc<Owner>) -> SessionLock {
        match self.acquire(owner) {
            Acquired::Ours(lock) => lock,
            other => panic!("{other:?}"),
        }
    }

    fn sidecar(&self) -> PathBuf {
        self.folder.path().join(".Phiên 1.session.ron.lock")
    }
}

#[test]
fn a_lock_says_who_and_goes_with_its_program() {
    let place = Place::new();
    let owner = place.owner("may-1", 1);
    let lock = place.ours(&owner);
    let expected = Holder {
        host: "may-1".to_owned(),
        pid: std::process::id(),
        id: "0000000000000001".to_owned(),
        person: "Vũ Thu Hà".to_owned(),
        since: at(0),
    };
    assert_eq!(holder_of(&place.path), Some(expected));
    assert_eq!(lock.taken_by(), None);
    drop(lock);
    assert!(!place.sidecar().exists());
}

#[test]
fn a_command_takes_a_stale_lock_away_and_no_other() {
    let place = Place::new();
    let window = place.owner("may-1", 1);
    let lock = place.ours(&window);
    let command = place.owner("may-1", 2);
    let free = |owner: &Arc<Owner>| make_free(&place.path, owner, at(1)).map_err(|it| it.kind);
    assert_eq!(free(&command), Err(ErrorKind::InUse));
    let elsewhere = place.owner("may-2", 3);
    assert_eq!(
        free(&elsewhere),
        Err(ErrorKind::InUse),
        "another machine cannot tell"
    );
    // A window that was killed: its lock stays, and its proof is not locked any more.
    let left = fs::read(place.sidecar()).expect("a lock");
    drop(lock);
    drop(window);
    fs::write(place.sidecar(), left).expect("a lock");
    let programs = place.folder.path().join("programs");
    fs::write(programs.join("0000000000000001.alive"), "").expect("a proof");
    assert_eq!(free(&elsewhere), Err(ErrorKind::InUse));
    assert_eq!(free(&command), Ok(()));
    assert!(!place.sidecar().exists());
    assert_eq!(free(&command), Ok(()));
}

#[test]
fn a_second_program_is_told_who_has_the_session() {
    let place = Place::new();
    let first = place.owner("may-1", 1);
    let _lock = place.ours(&first);
    for (host, bits, expected) in [("may-1", 2, Life::Here), ("may-2", 3, Life::Unknown)] {
        let second = place.owner(host, bits);
        match place.acquire(&second) {
            Acquired::Held(Some(holder), life) => {
                assert_eq!((holder.host.as_str(), life), ("may-1", expected));
            }
            other => panic!("{other:?}"),
        }
        let error = guard(&place.path).expect_err("it is held");
        assert_eq!(error.kind, ErrorKind::InUse);
    }
}

#[test]
fn stale_is_what_a_killed_program_left_here_and_nowhere_else() {
    let place = Place::new();
    let programs = place.folder.path().join("programs");
    let line = |host: &str, id: &str| {
        let holder = Holder {
            host: host.to_owned(),
            pid: 1,
            id: id.to_owned(),
            person: String::new(),
            since: at(0),
        };
        format!("{MARK}{}\n", ron::to_string(&holder).expect("a line"))
    };
    fs::create_dir_all(&programs).expect("a folder");
    fs::write(programs.join("00000000000000aa.alive"), "").expect("a proof");
    let owner = place.owner("may-1", 1);
    for (text, is_taken) in [
        (String::new(), true),
        ("\0\0\0\0".to_owned(), true),
        (line("may-1", "00000000000000aa"), true),
        (line("may-2", "00000000000000aa"), false),
        (line("may-1", "00000000000000bb"), false),
        ("council-lock 2 (…)\n".to_owned(), false),
        (line("may-1", "00000000000000aa").replace('\n', ""), false),
    ] {
        fs::write(place.sidecar(), &text).expect("a lock");
        let acquired = place.acquire(&owner);
        assert_eq!(matches!(acquired, Acquired::Ours(_)), is_taken, "{text}");
    }
}

#[test]
fn who_was_taken_over_cannot_save_any_more() {
    let place = Place::new();
    let (first, second) = (place.owner("may-1", 1), place.owner("may-2", 2));
    let lock = place.ours(&first);
    assert!(lock.guard(&place.path).is_ok());
    let taken = take_over(&place.path, &second, "Lê Thị Lan", at(9)).expect("taken");
    let error = lock.guard(&place.path).expect_err("it is another's");
    assert_eq!(error.kind, ErrorKind::TakenOver);
    assert!(error.message.contains("Lê Thị Lan"), "{error}");
    assert!(error.message.contains("may-2"), "{error}");
    assert_eq!(
        lock.taken_by().map(|holder| holder.host),
        Some("may-2".to_owned())
    );
    // The loser's end does not let the winner's lock go.
    drop(lock);
    assert!(taken.guard(&place.path).is_ok());
}

#[test]
fn taking_over_waits_for_a_save_that_is_on_its_way() {
    let place = Place::new();
    let (first, second) = (place.owner("may-1", 1), place.owner("may-2", 2));
    let lock = place.ours(&first);
    let guard = lock.guard(&place.path).expect("a moment");
    std::thread::scope(|scope| {
        let taking = scope.spawn(|| take_over(&place.path, &second, "", at(1)));
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(
            holder_of(&place.path).map(|holder| holder.host),
            Some("may-1".to_owned())
        );
        drop(guard);
        let _taken = taking.join().expect("an end").expect("taken");
        assert!(lock.guard(&place.path).is_err());
    });
}

#[test]
fn a_save_without_a_lock_of_its_own_leaves_none() {
    let place = Place::new();
    let moment = guard(&place.path).expect("a moment");
    assert!(place.sidecar().exists());
    drop(moment);
    assert!(!place.sidecar().exists());
}

#[test]
fn a_lock_that_somebody_removed_is_written_again() {
    let place = Place::new();
    let owner = place.owner("may-1", 1);
    let lock = place.ours(&owner);
    fs::remove_file(place.sidecar()).expect("removed");
    drop(lock.guard(&place.path).expect("a moment"));
    assert!(holder_of(&place.path).is_some());
}

#[test]
fn moments_never_overlap() {
    // Eight programs count together: a moment that overlaps another loses a count.
    let place = Place::new();
    let counter = place.folder.path().join("count");
    fs::write(&counter, "0").expect("a counter");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let moment = loop {
                        match guard(&place.path) {
                            Ok(moment) if moment.file.is_some() => break moment,
                            _ => std::thread::sleep(PAUSE),
                        }
                    };
                    let count: u32 = fs::read_to_string(&counter)
                        .expect("a count")
                        .parse()
                        .expect("a number");
                    fs::write(&counter, (count + 1).to_string()).expect("a count");
                    drop(moment);
                }
            });
        }
    });
    assert_eq!(fs::read_to_string(&counter).expect("a count"), "200");
}

#[test]
fn where_no_lock_can_be_written_nothing_else_can() {
    let missing = Path::new("không có/x.session.ron");
    let owner = Arc::new(Owner::new("may-1".to_owned(), 1, None));
    assert!(matches!(
        acquire(missing, &owner, "", at(0)),
        Acquired::Failed(_)
    ));
    assert!(
        guard(missing).is_ok(),
        "the write itself tells what is wrong"
    );
}

#[test]
fn opening_a_file_again_in_the_same_program_keeps_it_locked() {
    let place = Place::new();
    let owner = place.owner("may-1", 1);
    let first = place.ours(&owner);
    let second = place.ours(&owner);
    drop(first);
    assert!(place.sidecar().exists());
    drop(second);
    assert!(!place.sidecar().exists());
}
