//! The other end of `talk`: a process that plays, asked step by step.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::judge::text;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process in `talk`.
pub(crate) struct Talker {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    /// The last revision it called confirmed.
    pub(crate) confirmed: u64,
}

impl Talker {
    pub(crate) fn begin(path: &Path, journals: &Path, seed: u64) -> Result<Self, String> {
        Self::begin_with(path, journals, seed, &[])
    }

    /// Begins without holding the session.
    pub(crate) fn begin_unlocked(path: &Path, journals: &Path, seed: u64) -> Result<Self, String> {
        Self::begin_with(path, journals, seed, &["--unlocked"])
    }

    fn begin_with(path: &Path, journals: &Path, seed: u64, more: &[&str]) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(text)?;
        let mut child = Command::new(program)
            .arg("talk")
            .arg(path)
            .args(["--seed", &seed.to_string()])
            .arg("--journals")
            .arg(journals)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(text)?;
        let stdout = child.stdout.take().ok_or("no words")?;
        let stdin = child.stdin.take();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut talker = Self {
            child,
            stdin,
            lines,
            confirmed: 0,
        };
        let (said, began) = talker.hear("began");
        if began && said.is_empty() {
            Ok(talker)
        } else {
            Err(format!("at the start: {said:?}"))
        }
    }

    /// Hears until `last` is said; tells whether it was.
    fn hear(&mut self, last: &str) -> (Vec<String>, bool) {
        let mut said = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            if line == last {
                return (said, true);
            }
            if let Some(number) = line.strip_prefix("confirmed ") {
                self.confirmed = number.parse().unwrap_or(self.confirmed);
            }
            said.push(line);
        }
        (said, false)
    }

    /// Asks for something; returns what was said, and whether the process lived to the end of it.
    pub(crate) fn ask(&mut self, command: &str) -> (Vec<String>, bool) {
        let sent = self
            .stdin
            .as_mut()
            .is_some_and(|stdin| writeln!(stdin, "{command}").is_ok());
        if !sent {
            return (Vec::new(), false);
        }
        self.hear(if command == "end" { "ended" } else { "done" })
    }

    /// Asks for something that must go well.
    pub(crate) fn must(&mut self, command: &str) -> Result<Vec<String>, String> {
        let (said, lived) = self.ask(command);
        let is_bad = |line: &String| line.starts_with("refused") || line.starts_with("not kept");
        if !lived || said.iter().any(is_bad) {
            return Err(format!("{command}: {said:?}"));
        }
        Ok(said)
    }

    pub(crate) fn kill(&mut self) {
        // It may have died by then.
        self.child.kill().ok();
        self.child.wait().ok();
        self.hear("\n");
    }

    /// Returns the number of the thread with a name.
    fn thread(&self, name: &str) -> Option<u32> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()?;
        tasks.flatten().find_map(|task| {
            let comm = std::fs::read_to_string(task.path().join("comm")).ok()?;
            let number = task.file_name().to_str()?.parse().ok()?;
            (comm.trim() == name).then_some(number)
        })
    }

    /// Lets strace follow the thread with a name, with what it is to inject.
    pub(crate) fn trace(
        &self,
        thread: &str,
        inject: Option<&str>,
        out: &Path,
    ) -> Result<Tracer, String> {
        let number = self.thread(thread).ok_or("no such thread")?;
        let mut command = Command::new("strace");
        command
            .args(["-y", "-p", &number.to_string(), "-o"])
            .arg(out);
        if let Some(inject) = inject {
            command.args(["-e", &format!("inject={inject}")]);
        }
        let child = command.stderr(Stdio::null()).spawn().map_err(text)?;
        let status = format!("/proc/{}/task/{number}/status", self.child.id());
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let Ok(status) = std::fs::read_to_string(&status) else {
                // Killed at the very call it waited in.
                return Ok(Tracer { child });
            };
            let tracer = status.lines().find_map(|l| l.strip_prefix("TracerPid:"));
            if tracer.is_some_and(|tracer| tracer.trim() != "0") {
                // Attached; it follows from the next stop on.
                sleep(Duration::from_millis(2));
                return Ok(Tracer { child });
            }
            sleep(Duration::from_micros(300));
        }
        Err("strace does not attach".to_owned())
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A strace that follows.
pub(crate) struct Tracer {
    child: Child,
}

impl Tracer {
    /// Lets go of the process, which goes on.
    pub(crate) fn end(mut self) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().ok();
        self.child.wait().ok();
    }
}
