//! What a save costs, beside the same bytes written by hand.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use ocop_council::edit::document::Document;
use ocop_council::sample::{self, SheetChoice};
use ocop_council::storage::save::{self, Existing};
use ocop_council::storage::{check, session_file};

use crate::judge::text;
use crate::options::Options;
use crate::play::Play;

/// `cost DIR --count N`: the medians of a save and of its writes, syncs and renames, and where the
/// time of a save goes.
pub(crate) fn cost(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let count = usize::try_from(options.number("count", 21)).map_err(text)?;
    fs::create_dir_all(&folder).map_err(text)?;
    let path = folder.join("lớn.session.ron");
    let session = sample::generate(518, 9, 1, SheetChoice::Drawn);
    let mut saved_as = save::save_new(&path, &session, Existing::Replace).map_err(text)?;
    let mut document = Document::new(session);
    let mut play = Play::new(1);
    let mut raw_bytes = fs::read(&path).map_err(text)?;
    let raw = folder.join("raw");
    File::create(&raw)
        .and_then(|mut file| file.write_all(&raw_bytes))
        .map_err(text)?;
    let names = [
        "a save",
        "the same by hand",
        "looking for faults",
        "serialising",
        "hashing",
    ];
    let mut took: [Vec<Duration>; 5] = Default::default();
    // In turn, so that a busy disk weighs on all alike.
    for n in 0..count {
        play.step(&mut document);
        let session = document.snapshot();
        took[0].push(timed(|| save::save(&session, &mut saved_as).map_err(text))?);
        // As many bytes, other ones.
        raw_bytes[n] ^= 1;
        took[1].push(timed(|| by_hand(&raw, &raw_bytes, n))?);
        took[2].push(timed(|| {
            black_box(check::faults(&session));
            Ok(())
        })?);
        took[3].push(timed(|| {
            session_file::write(&session).map(black_box).map_err(text)?;
            Ok(())
        })?);
        took[4].push(timed(|| {
            black_box(blake3_of(&raw_bytes));
            Ok(())
        })?);
    }
    let medians = took.map(|mut took| {
        took.sort();
        took[took.len() / 2].as_secs_f64() * 1000.0
    });
    let parts: Vec<String> = names
        .iter()
        .zip(medians)
        .map(|(name, ms)| format!("{name} {ms:.1} ms"))
        .collect();
    println!(
        "{} bytes, median of {count}: {}; ratio {:.2}",
        raw_bytes.len(),
        parts.join(", "),
        medians[0] / medians[1]
    );
    Ok(())
}

fn blake3_of(bytes: &[u8]) -> usize {
    // The checksum of the file, its hash, and the hash of what stands on disk, twice.
    (0..4)
        .map(|_| blake3::hash(black_box(bytes)).as_bytes().len())
        .sum()
}

fn timed(work: impl FnOnce() -> Result<(), String>) -> Result<Duration, String> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

/// The writes, syncs and renames of a save.
fn by_hand(path: &Path, bytes: &[u8], n: usize) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let temp = folder.join("raw.tmp");
    let mut file = File::create(&temp).map_err(text)?;
    file.write_all(bytes).map_err(text)?;
    file.sync_all().map_err(text)?;
    fs::hard_link(path, folder.join(format!("raw.~{n}~"))).map_err(text)?;
    fs::rename(&temp, path).map_err(text)?;
    file.sync_all().map_err(text)?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(text)?;
    if n >= 5 {
        fs::remove_file(folder.join(format!("raw.~{}~", n - 5))).map_err(text)?;
    }
    Ok(())
}
