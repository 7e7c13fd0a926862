//! Damage of every kind to files of a usual size: noticed, and what is whole is offered.
//!
//! What is expected needs no figures: a file that is not the one written is not opened, and the
//! version kept last is the one that is named.

#![expect(clippy::disallowed_methods, reason = "files are damaged")]

use std::fs;
use std::ops::Range;
use std::path::Path;

use ocop_council::error::{ErrorKind, UserError};
use ocop_council::model::session::Session;
use ocop_council::sample::{SheetChoice, generate};
use ocop_council::storage::generations::generations;
use ocop_council::storage::save::{Existing, open, save, save_new};
use ocop_council::storage::session_file::{self, ReadError};

/// A session whose file has about 200 KB.
fn usual_session() -> Session {
    generate(3, 9, 7, SheetChoice::Drawn)
}

fn usual_file() -> Vec<u8> {
    let bytes = session_file::write(&usual_session()).expect("written");
    assert!((190_000..260_000).contains(&bytes.len()), "{}", bytes.len());
    bytes
}

/// Does `work` on equal shares of `range`, one thread for each processor.
fn in_parallel(range: Range<usize>, work: impl Fn(usize) + Sync) {
    let n_threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for first in 0..n_threads {
            let (work, range) = (&work, range.clone());
            scope.spawn(move || range.skip(first).step_by(n_threads).for_each(work));
        }
    });
}

/// Flips every `step`-th bit, and all bits of the first lines and of the last.
fn check_flips(step: usize) {
    let whole = usual_file();
    let last_line = whole.len() - 80;
    let n_bits = whole.len() * 8;
    let is_tried = |bit: usize| bit.is_multiple_of(step) || bit < 8 * 400 || bit >= 8 * last_line;
    let copies = std::sync::Mutex::new(Vec::new());
    in_parallel(0..n_bits, |bit| {
        if !is_tried(bit) {
            return;
        }
        let copy = copies.lock().expect("copies").pop();
        let mut bytes = copy.unwrap_or_else(|| whole.clone());
        bytes[bit / 8] ^= 1 << (bit % 8);
        let read = session_file::read(&bytes);
        let byte = bit / 8;
        assert!(
            read.is_err(),
            "bit {} of byte {byte} is not noticed",
            bit % 8
        );
        bytes[bit / 8] ^= 1 << (bit % 8);
        copies.lock().expect("copies").push(bytes);
    });
    let copies = copies.into_inner().expect("copies");
    assert!(copies.iter().all(|copy| *copy == whole));
}

fn check_truncations(step: usize) {
    let whole = usual_file();
    // The last byte is the line end after the checksum, which an editor may drop.
    let all = whole.len() - 1;
    in_parallel(0..all, |len| {
        if len % step == 0 || len < 800 || len > all - 200 {
            assert!(session_file::read(&whole[..len]).is_err(), "{len} bytes");
        }
    });
    assert!(session_file::read(&whole[..all]).is_ok());
}

// Odd steps, so that every place of a bit in its byte has its turn.
#[test]
fn a_flipped_bit_anywhere_in_a_file_of_usual_size_is_noticed() {
    check_flips(397);
}

#[test]
#[ignore = "takes minutes: all bits of the file"]
fn every_flipped_bit_of_a_file_of_usual_size_is_noticed() {
    check_flips(1);
}

#[test]
fn a_file_of_usual_size_cut_off_anywhere_is_noticed() {
    check_truncations(29);
}

#[test]
#[ignore = "takes minutes: all lengths of the file"]
fn every_truncation_of_a_file_of_usual_size_is_noticed() {
    check_truncations(1);
}

/// Opens a file whose content was put in place of a good one that has earlier versions, and checks
/// that the newest whole one is named.
#[track_caller]
fn check_offer(damage: impl FnOnce(Vec<u8>) -> Vec<u8>, kind: ErrorKind) -> UserError {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Phiên 1.session.ron");
    let mut session = crate::support::small_session();
    let mut saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    for title in ["một", "hai", "ba"] {
        title.clone_into(&mut session.title);
        save(&session, &mut saved_as).expect("saved");
    }
    // The newest earlier version is damaged too; the one before it is the newest whole one.
    let newest = generations(&path).remove(0);
    fs::write(&newest.path, "").expect("emptied");
    let damaged = damage(fs::read(&path).expect("the file"));
    fs::write(&path, &damaged).expect("damaged");
    let error = open(&path).expect_err("damaged");
    assert_eq!(error.kind, kind, "{error:?}");
    let whole = generations(&path).remove(0);
    assert_eq!(whole.title, "một");
    let name = whole.path.file_name().expect("a name").to_string_lossy();
    let is_named = error.hints.iter().any(|hint| hint.contains(&*name));
    assert!(is_named, "{name} in {error:?}");
    assert_eq!(
        fs::read(&path).expect("the file"),
        damaged,
        "nothing is mended"
    );
    assert_eq!(open(&whole.path).expect("whole").session.title, "một");
    error
}

#[test]
fn of_a_damaged_file_the_newest_whole_version_is_named() {
    check_offer(|_| Vec::new(), ErrorKind::Damaged);
    check_offer(|whole| vec![0; whole.len()], ErrorKind::Damaged);
    // As a power cut leaves it: the length is there, the last blocks are not.
    check_offer(
        |mut whole| {
            let from = whole.len() / 4096 * 4096;
            whole[from..].fill(0);
            whole
        },
        ErrorKind::Damaged,
    );
    check_offer(
        |whole| whole[..whole.len() / 2].to_vec(),
        ErrorKind::Damaged,
    );
    check_offer(|whole| whole[..1].to_vec(), ErrorKind::Invalid);
    check_offer(|_| b"PK\x03\x04 another file".to_vec(), ErrorKind::Invalid);
    check_offer(
        |mut whole| {
            let at = whole.len() - 2;
            whole[at] ^= 1;
            whole
        },
        ErrorKind::Edited,
    );
    check_offer(
        |mut whole| {
            let middle = whole.len() / 2;
            whole[middle] = 0xff;
            whole
        },
        ErrorKind::Invalid,
    );
}

#[test]
fn a_checksum_that_does_not_fit_is_refused_before_anything_is_parsed() {
    let text = String::from_utf8(usual_file()).expect("text");
    let broken = text.replacen("products:", "products;", 1);
    let error = session_file::read(broken.as_bytes()).expect_err("changed");
    assert!(matches!(error, ReadError::Checksum(_)), "{error:?}");
    let told = error.of_file(Path::new("x"), broken.as_bytes());
    assert_eq!(told.kind, ErrorKind::Damaged);
    // The line is told all the same, so that whoever edited it can mend it.
    let line = 1 + text[..text.find("products:").expect("a field")]
        .matches('\n')
        .count();
    let position = told.place.and_then(|place| place.position);
    assert_eq!(position.map(|position| position.line), Some(line));
}
