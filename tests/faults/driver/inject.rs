//! One fault at one system call of one thread, at every one of them in turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ocop_council::model::session::Session;
use ocop_council::storage::save;

use crate::judge::{Model, compare, go_on, look, temps, text};
use crate::options::Options;
use crate::talker::Talker;

/// Calls whose failure says nothing about a disk.
const NOT_OF_A_DISK: [&str; 14] = [
    "brk",
    "clock_nanosleep",
    "exit",
    "exit_group",
    "futex",
    "getrandom",
    "gettid",
    "madvise",
    "mmap",
    "mprotect",
    "munmap",
    "restart_syscall",
    "sched_yield",
    "sigaltstack",
];

/// What is done while the fault waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// A save over the session's file.
    Save,
    /// A save to a new file.
    New,
    /// Changes, a save that trims the journal, more changes.
    Journal,
}

impl Scene {
    const fn thread(self) -> &'static str {
        match self {
            Self::Save | Self::New => "save",
            Self::Journal => "journal",
        }
    }

    fn steps(self, elsewhere: &Path) -> Vec<String> {
        let steps: &[&str] = match self {
            Self::Save => &["save"],
            Self::New => return vec![format!("saveas {}", elsewhere.display())],
            Self::Journal => &[
                "edit 1", "flush", "edit 3", "flush", "save", "flush", "edit 1", "flush", "save",
                "flush",
            ],
        };
        steps.iter().map(|&step| step.to_owned()).collect()
    }
}

struct Bench {
    folder: PathBuf,
    base: PathBuf,
    base_session: Session,
    scene: Scene,
    seed: u64,
}

struct Place {
    path: PathBuf,
    elsewhere: PathBuf,
    journals: PathBuf,
    trace: PathBuf,
}

/// What one fault led to.
#[derive(Default)]
struct Outcome {
    was_hit: bool,
    was_refused: bool,
}

impl Bench {
    fn new(folder: PathBuf, scene: Scene, seed: u64) -> Result<Self, String> {
        fs::create_dir_all(&folder).map_err(text)?;
        let base = folder.join("base.session.ron");
        crate::prepare_at(&base, 2, 3, seed)?;
        let base_session = save::open(&base).map_err(text)?.session;
        Ok(Self {
            folder,
            base,
            base_session,
            scene,
            seed,
        })
    }

    /// A fresh session with as many generations as are kept, and changes that wait for the save.
    fn set_up(&self) -> Result<(Place, Talker), String> {
        let folder = self.folder.join("round");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).map_err(text)?;
        let place = Place {
            path: folder.join("phiên.session.ron"),
            elsewhere: folder.join("khác.session.ron"),
            journals: folder.join("journals"),
            trace: self.folder.join("trace"),
        };
        fs::copy(&self.base, &place.path).map_err(text)?;
        let mut talker = Talker::begin(&place.path, &place.journals, self.seed)?;
        for _ in 0..6 {
            talker.must("edit 2")?;
            talker.must("save")?;
        }
        talker.must("flush")?;
        if self.scene != Scene::Journal {
            talker.must("edit 3")?;
            talker.must("flush")?;
        }
        Ok((place, talker))
    }

    /// Lists the system calls of the scene, by name.
    fn calls(&self) -> Result<BTreeMap<String, u64>, String> {
        let (place, mut talker) = self.set_up()?;
        let tracer = talker.trace(self.scene.thread(), None, &place.trace)?;
        for step in self.scene.steps(&place.elsewhere) {
            talker.must(&step)?;
        }
        tracer.end();
        let traced = fs::read_to_string(&place.trace).map_err(text)?;
        let mut calls = BTreeMap::new();
        for line in traced.lines() {
            if let Some((name, _)) = line.split_once('(')
                && !name.contains(' ')
            {
                *calls.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        Ok(calls)
    }

    fn compare(&self, place: &Place, confirmed: u64, old_may_go: bool) -> Result<u64, String> {
        let model = Model::new(self.base_session.clone(), self.seed);
        let (mut seen, faults) = look(&place.path, Some(&place.journals));
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        if place.elsewhere.exists() {
            let (more, faults) = look(&place.elsewhere, None);
            if let Some(fault) = faults.into_iter().next() {
                return Err(fault);
            }
            seen.extend(more);
        } else if old_may_go {
            return Err("saved elsewhere, and it is not there".to_owned());
        }
        compare(&model, &seen, confirmed).map(|(revision, _)| revision)
    }

    /// Kills at a call.
    fn kill_at(&self, name: &str, nth: u64) -> Result<Outcome, String> {
        let (place, mut talker) = self.set_up()?;
        let inject = format!("{name}:signal=KILL:when={nth}");
        let tracer = talker.trace(self.scene.thread(), Some(&inject), &place.trace)?;
        let mut outcome = Outcome::default();
        for step in self.scene.steps(&place.elsewhere) {
            let (_, lived) = talker.ask(&step);
            if !lived {
                outcome.was_hit = true;
                break;
            }
        }
        talker.kill();
        tracer.end();
        self.compare(&place, talker.confirmed, false)?;
        go_on(&place.path, Some(&place.journals))?;
        Ok(outcome)
    }

    /// Fails a call, from then on all of them where `stays`; kills after `n_steps` of the scene, or
    /// mends the disk after all of them and goes on.
    fn fail_at(
        &self,
        name: &str,
        when: &str,
        error: &str,
        n_steps: Option<usize>,
    ) -> Result<Outcome, String> {
        let (place, mut talker) = self.set_up()?;
        let inject = format!("{name}:error={error}:when={when}");
        let tracer = talker.trace(self.scene.thread(), Some(&inject), &place.trace)?;
        let mut outcome = Outcome::default();
        let steps = self.scene.steps(&place.elsewhere);
        let mut said_last = Vec::new();
        for step in &steps[..n_steps.unwrap_or(steps.len())] {
            let (said, lived) = talker.ask(step);
            if !lived {
                return Err(format!("it died of {inject}: {said:?}"));
            }
            let is_bad =
                |line: &String| line.starts_with("refused") || line.starts_with("not kept");
            outcome.was_refused |= said.iter().any(is_bad);
            if step.starts_with("save") {
                said_last = said;
            }
        }
        if n_steps.is_some() {
            talker.kill();
        } else {
            tracer.end();
            outcome.was_hit = self.was_injected(&place)?;
            self.after_mending(&place, &mut talker, &said_last, name)?;
            return Ok(outcome);
        }
        tracer.end();
        outcome.was_hit = self.was_injected(&place)?;
        self.check_saved(&place, &said_last)?;
        self.compare(&place, talker.confirmed, false)?;
        go_on(&place.path, Some(&place.journals))?;
        Ok(outcome)
    }

    fn was_injected(&self, place: &Place) -> Result<bool, String> {
        let traced = fs::read_to_string(&place.trace).map_err(text)?;
        Ok(traced.contains("(INJECTED)"))
    }

    /// Checks that a file holds what was said to be saved.
    fn check_saved(&self, place: &Place, said: &[String]) -> Result<(), String> {
        let Some(saved) = said.iter().find_map(|line| line.strip_prefix("saved ")) else {
            return Ok(());
        };
        let saved: u64 = saved.parse().map_err(text)?;
        let path = match self.scene {
            Scene::New => &place.elsewhere,
            _ => &place.path,
        };
        let opened = save::open(path).map_err(text)?;
        let model = Model::new(self.base_session.clone(), self.seed);
        if model.is_at(&opened.session, saved) {
            Ok(())
        } else {
            Err(format!(
                "said saved {saved}, and the file holds something else"
            ))
        }
    }

    fn after_mending(
        &self,
        place: &Place,
        talker: &mut Talker,
        said: &[String],
        name: &str,
    ) -> Result<(), String> {
        self.check_saved(place, said)?;
        if said
            .iter()
            .any(|line| line.contains("the thread has ended"))
        {
            // The standard library panics where a folder cannot be closed. It was told; whether the
            // file was replaced by then nobody knows, so the next save may be refused.
            return Ok(());
        }
        let left = temps(&place.path)?;
        if !left.is_empty() && !name.starts_with("unlink") {
            return Err(format!("temporary files are left: {left:?}"));
        }
        talker.must("edit 1")?;
        talker.must("settle 8000")?;
        let said = talker.must("save")?;
        talker.must("flush")?;
        let at_end = talker.confirmed;
        if !said.iter().any(|line| line.starts_with("saved ")) {
            return Err(format!("after mending: {said:?}"));
        }
        talker.kill();
        let found = self.compare(place, at_end, false)?;
        if found != at_end {
            return Err(format!("after mending {at_end} was saved, found {found}"));
        }
        Ok(())
    }
}

/// `inject DIR SCENE FAULT`: one line on what came of the fault at every place of the scene.
pub(crate) fn inject(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let (scene, fault) = (options.path(1)?, options.path(2)?);
    let scene = match scene.to_str() {
        Some("save") => Scene::Save,
        Some("new") => Scene::New,
        Some("journal") => Scene::Journal,
        _ => return Err("a scene is save, new or journal".to_owned()),
    };
    let fault = fault.display().to_string();
    let bench = Bench::new(folder, scene, options.number("seed", 1))?;
    let calls = bench.calls()?;
    let (mut n_places, mut n_hit, mut n_refused) = (0_u64, 0_u64, 0_u64);
    let mut faults = Vec::new();
    let mut judge = |what: String, outcome: Result<Outcome, String>| match outcome {
        Ok(outcome) => {
            n_places += 1;
            n_hit += u64::from(outcome.was_hit);
            n_refused += u64::from(outcome.was_refused);
        }
        Err(error) => faults.push(format!("{what}: {error}")),
    };
    let n_steps = bench.scene.steps(Path::new("x")).len();
    for (name, &count) in &calls {
        if fault != "KILL" && NOT_OF_A_DISK.contains(&name.as_str()) {
            continue;
        }
        for nth in 1..=count {
            if fault == "KILL" {
                judge(format!("{name} {nth}"), bench.kill_at(name, nth));
                continue;
            }
            for when in [nth.to_string(), format!("{nth}+")] {
                // A refused close leaves a file open here, and locked, as no real one does.
                if name != "close" {
                    let outcome = bench.fail_at(name, &when, &fault, None);
                    judge(format!("{name} {when} mended"), outcome);
                }
                let last = if scene == Scene::Journal { 2 } else { n_steps };
                for n in (last..=n_steps).step_by(2) {
                    let outcome = bench.fail_at(name, &when, &fault, Some(n));
                    judge(format!("{name} {when} killed after {n}"), outcome);
                }
            }
        }
    }
    let kinds: Vec<String> = calls
        .iter()
        .map(|(name, n)| format!("{name} {n}"))
        .collect();
    println!(
        "{n_places} rounds, {n_hit} hit, {n_refused} refused or not kept, {} wrong; calls: {}",
        faults.len(),
        kinds.join(", ")
    );
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n"))
}
