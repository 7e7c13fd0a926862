//! Two programs on one file.

use std::fs;
use std::path::Path;
use std::thread::{scope, sleep};
use std::time::Duration;

use ocop_council::model::session::Session;
use ocop_council::storage::save;

use crate::judge::{Model, text};
use crate::options::Options;
use crate::play::Chance;
use crate::talker::Talker;

#[derive(Default)]
struct Figures {
    races: u64,
    one: u64,
    neither: u64,
    changed: u64,
    in_use: u64,
    overwritten: u64,
    faults: Vec<String>,
}

/// `races DIR --count N`: both have opened the same state, both save at the same moment, and
/// neither holds the session's lock for longer than that moment, as on a share where the one's lock
/// was taken for stale.
pub(crate) fn races(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let count = options.number("count", 1000);
    let mut chance = Chance::new(options.number("seed", 1));
    let mut figures = Figures::default();
    fs::create_dir_all(&folder).map_err(text)?;
    let path = folder.join("phiên.session.ron");
    crate::prepare_at(&path, 2, 3, 1)?;
    let mut session = save::open(&path).map_err(text)?.session;
    let mut talkers = [
        Talker::begin_unlocked(&path, &folder.join("a/journals"), 1)?,
        Talker::begin_unlocked(&path, &folder.join("b/journals"), 2)?,
    ];
    while figures.races < count {
        if figures.races % 200 == 199 {
            // Kept small.
            crate::prepare_at(&path, 2, 3, figures.races)?;
            session = save::open(&path).map_err(text)?.session;
        }
        session = race(&path, session, &mut talkers, &mut chance, &mut figures)?;
    }
    let Figures {
        races,
        one,
        neither,
        changed,
        in_use,
        overwritten,
        faults,
    } = figures;
    println!(
        "{races} races: {one} with one winner, {neither} with none; {changed} refused as changed, \
         {in_use} as in use; {overwritten} silent overwrites, {} other faults",
        faults.len()
    );
    if overwritten == 0 && faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n"))
}

fn race(
    path: &Path,
    before: Session,
    talkers: &mut [Talker; 2],
    chance: &mut Chance,
    figures: &mut Figures,
) -> Result<Session, String> {
    figures.races += 1;
    // Two edits may come to nothing, as one and its undoing do; then nothing is overwritten.
    let mut seed = || loop {
        let seed = chance.bits();
        if !Model::new(before.clone(), seed).is_at(&before, 2) {
            return seed;
        }
    };
    let seeds = [seed(), seed()];
    for (talker, seed) in talkers.iter_mut().zip(seeds) {
        talker.must(&format!("reopen {seed}"))?;
        talker.must("edit 2")?;
    }
    let pause = Duration::from_micros(chance.below(400));
    let first = usize::from(chance.below(2) == 1);
    let [a, b] = talkers;
    let said = scope(|scope| {
        let ask = |talker: &mut Talker, waits: bool| {
            if waits {
                sleep(pause);
            }
            talker.ask("save").0
        };
        let other = scope.spawn(move || ask(a, first == 0));
        [ask(b, first == 1), other.join().unwrap_or_default()]
    });
    let said = {
        let [b, a] = said;
        [a, b]
    };
    let has_saved = |said: &[String]| said.iter().any(|line| line.starts_with("saved "));
    let winners: Vec<usize> = (0..2).filter(|&idx| has_saved(&said[idx])).collect();
    let refusals = said.iter().flatten();
    for line in refusals.filter(|line| line.starts_with("refused ")) {
        figures.changed += u64::from(line.contains("ChangedOnDisk"));
        figures.in_use += u64::from(line.contains("InUse") || line.contains("File:"));
    }
    let after = save::open(path).map_err(text)?.session;
    match winners.as_slice() {
        [winner] => {
            figures.one += 1;
            let model = Model::new(before, seeds[*winner]);
            if !model.is_at(&after, 2) {
                figures.faults.push(format!(
                    "race {}: the file is not the winner's",
                    figures.races
                ));
            }
        }
        [] => {
            figures.neither += 1;
            if after != before {
                figures.faults.push(format!(
                    "race {}: changed by nobody: {said:?}",
                    figures.races
                ));
            }
        }
        _ => {
            figures.overwritten += 1;
            figures
                .faults
                .push(format!("race {}: both saved", figures.races));
        }
    }
    Ok(after)
}

/// `openings DIR --count N`: two programs open one file at the same moment; exactly one may change
/// it.
pub(crate) fn openings(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let count = options.number("count", 200);
    fs::create_dir_all(&folder).map_err(text)?;
    let path = folder.join("phiên.session.ron");
    crate::prepare_at(&path, 2, 3, 1)?;
    let journals = folder.join("data/journals");
    for n in 1..=count {
        let opened = scope(|scope| {
            let other = scope.spawn(|| Talker::begin(&path, &journals, 2 * n));
            [
                Talker::begin(&path, &journals, 2 * n + 1),
                other.join().map_err(|_panic| "a panic")?,
            ]
            .map(|talker| talker)
            .into_iter()
            .map(Ok)
            .collect::<Result<Vec<_>, String>>()
        })?;
        let n_open = opened.iter().filter(|talker| talker.is_ok()).count();
        if n_open != 1 {
            return Err(format!("opening {n}: {n_open} may change the file"));
        }
        for talker in opened.into_iter().flatten() {
            // Killed, so that the next lock is a stale one.
            drop(talker);
        }
    }
    println!("{count} times two at once: each time exactly one may change the file");
    Ok(())
}
