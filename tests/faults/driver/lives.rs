//! Life after life of one session, each ended by a kill and compared with the model.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use ocop_council::model::session::Session;
use ocop_council::storage::save;

use crate::judge::{Model, check_generations, compare, go_on, look};
use crate::options::Options;
use crate::play::Chance;

/// What was counted.
#[derive(Default)]
struct Figures {
    kills: u64,
    confirmed: u64,
    saves: u64,
    in_save: u64,
    early: u64,
    failures: u64,
    councils: u64,
}

/// What a life said until it was killed.
#[derive(Default)]
struct Said {
    confirmed: u64,
    n_saved: u64,
    others: Vec<String>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("confirmed", number)) => {
                self.confirmed = number.parse().unwrap_or(self.confirmed);
            }
            Some(("saved", _)) => self.n_saved += 1,
            _ if line == "began" => {}
            _ => self.others.push(line.to_owned()),
        }
    }
}

struct Life {
    child: Child,
    lines: Receiver<String>,
    said: Said,
}

impl Life {
    fn begin(
        path: &Path,
        seed: u64,
        save_every: u64,
        pace: u64,
        more: &[&str],
    ) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(program)
            .arg("play")
            .arg(path)
            .args(["--seed", &seed.to_string()])
            .args(["--save-every", &save_every.to_string()])
            .args(["--pace", &pace.to_string()])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let stdout = child.stdout.take().ok_or("no words")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || listen(stdout, &sender));
        Ok(Self {
            child,
            lines,
            said: Said::default(),
        })
    }

    /// Hears until something confirmed was said `n` times.
    fn wait_confirmed(&mut self, n: u64) {
        let mut heard = 0;
        while heard < n
            && let Ok(line) = self.lines.recv_timeout(Duration::from_secs(20))
        {
            heard += u64::from(line.starts_with("confirmed "));
            self.said.hear(&line);
        }
    }

    fn kill(mut self) -> Result<Said, String> {
        let ended = self.child.try_wait().map_err(|error| error.to_string())?;
        if let Some(status) = ended {
            return Err(format!("it ended by itself: {status}"));
        }
        self.child.kill().map_err(|error| error.to_string())?;
        self.child.wait().map_err(|error| error.to_string())?;
        while let Ok(line) = self.lines.recv() {
            self.said.hear(&line);
        }
        Ok(self.said)
    }
}

fn listen(stdout: ChildStdout, sender: &std::sync::mpsc::Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if sender.send(line).is_err() {
            return;
        }
    }
}

/// A session that is killed again and again.
struct Council {
    path: PathBuf,
    session: Session,
}

impl Council {
    fn begin(folder: &Path, products: u64, members: u64, seed: u64) -> Result<Self, String> {
        std::fs::remove_dir_all(folder).ok();
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        let path = folder.join("phiên.session.ron");
        crate::prepare_at(&path, products, members, seed)?;
        let session = save::open(&path)
            .map_err(|error| error.to_string())?
            .session;
        Ok(Self { path, session })
    }

    /// Compares what is on disk after a life with what it said.
    fn judge(&mut self, seed: u64, said: &Said, figures: &mut Figures) -> Result<(), String> {
        figures.kills += 1;
        figures.confirmed += said.confirmed;
        figures.saves += said.n_saved;
        figures.early += u64::from(said.confirmed == 0);
        if let Some(line) = said.others.first() {
            return Err(format!("it said: {line}"));
        }
        let before = crate::judge::temps(&self.path)?.len();
        figures.in_save += u64::from(before > 0);
        let (mut seen, faults) = look(&self.path, None);
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        let model = Model::new(self.session.clone(), seed);
        let (_, idx) = compare(&model, &seen, said.confirmed)?;
        self.session = seen.swap_remove(idx).session;
        Ok(())
    }
}

/// Kills at random moments.
pub(crate) fn kills(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let count = options.number("count", 100);
    // A player that calls confirmed what is not: it must be caught.
    let boasts: &[&str] = if options.has("boasts") {
        &["--boasts"]
    } else {
        &[]
    };
    let seed = options.number("seed", 1);
    let mut chance = Chance::new(seed);
    let mut figures = Figures::default();
    let began = Instant::now();
    while figures.kills < count {
        let mut council = Council::begin(&folder, 2, 3, chance.below(1000))?;
        figures.councils += 1;
        let n_lives = 1 + chance.below(25);
        for _ in 0..n_lives.min(count - figures.kills) {
            let life_seed = chance.bits();
            let mut life =
                Life::begin(&council.path, life_seed, 1 + chance.below(12), 150, boasts)?;
            if chance.below(5) == 0 {
                // While it opens and recovers.
                std::thread::sleep(Duration::from_micros(chance.below(12_000)));
            } else {
                life.wait_confirmed(1 + chance.below(25));
                std::thread::sleep(Duration::from_micros(chance.below(3000)));
            }
            let judged = life
                .kill()
                .and_then(|said| council.judge(life_seed, &said, &mut figures));
            if let Err(text) = judged {
                return Err(failed(&text, &council.path, life_seed, &figures));
            }
        }
        check_generations(&council.path)?;
        go_on(&council.path, None)?;
    }
    tell(&figures, began);
    Ok(())
}

/// Plays for a long time, with a kill every few seconds.
pub(crate) fn soak(options: &Options) -> Result<(), String> {
    let folder = options.path(0)?;
    let lasts = Duration::from_secs(options.number("seconds", 3600));
    let seed = options.number("seed", 1);
    let mut chance = Chance::new(seed);
    let mut figures = Figures::default();
    let began = Instant::now();
    let mut told = Instant::now();
    while began.elapsed() < lasts {
        let mut council = Council::begin(&folder, 14, 7, chance.below(1000))?;
        figures.councils += 1;
        let council_began = Instant::now();
        while council_began.elapsed() < Duration::from_secs(600) && began.elapsed() < lasts {
            let life_seed = chance.bits();
            let life = Life::begin(&council.path, life_seed, 5 + chance.below(40), 20_000, &[])?;
            std::thread::sleep(Duration::from_millis(1000 + chance.below(5000)));
            let judged = life
                .kill()
                .and_then(|said| council.judge(life_seed, &said, &mut figures));
            if let Err(text) = judged {
                return Err(failed(&text, &council.path, life_seed, &figures));
            }
            if told.elapsed() > Duration::from_secs(60) {
                told = Instant::now();
                eprintln!("{} s: {} kills", began.elapsed().as_secs(), figures.kills);
            }
        }
        check_generations(&council.path)?;
        go_on(&council.path, None)?;
    }
    tell(&figures, began);
    Ok(())
}

fn failed(text: &str, path: &Path, seed: u64, figures: &Figures) -> String {
    format!(
        "after {} kills, seed {seed}, {}: {text}",
        figures.kills,
        path.display()
    )
}

fn tell(figures: &Figures, began: Instant) {
    let Figures {
        kills,
        confirmed,
        saves,
        in_save,
        early,
        failures,
        councils,
    } = figures;
    println!(
        "{kills} kills of {councils} sessions in {} s, {in_save} inside a save, {early} before the \
         first word; {confirmed} confirmed edits, {saves} saves; torn or lost: {failures}",
        began.elapsed().as_secs()
    );
}
