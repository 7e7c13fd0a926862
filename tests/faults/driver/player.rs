//! A session in hand as the window has it: journal beside it, saves in a thread, honest words.

use std::io::{self, Write as _};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use ocop_council::edit::document::Document;
use ocop_council::error::{ErrorKind, UserError};
use ocop_council::model::session::Session;
use ocop_council::storage::journal::recovery::{self, Found};
use ocop_council::storage::journal::writer::{Base, JournalWriter, Places, RecoveredChanges};
use ocop_council::storage::lock::{Acquired, SessionLock, acquire};
use ocop_council::storage::owner::Owner;
use ocop_council::storage::save::{self, Existing, SavedAs};

use crate::options::Options;
use crate::play::{Chance, Play};

/// Says a line that is heard at once.
pub(crate) fn say(line: &str) {
    let mut out = io::stdout().lock();
    // Whoever listened may have gone.
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

/// What the thread that saves is asked to do.
enum Order {
    Over(Arc<Session>, SavedAs, Option<Arc<SessionLock>>),
    New(Arc<Session>, PathBuf),
}

type Wait = Box<dyn FnOnce() + Send>;

struct Answer {
    saved_as: Option<SavedAs>,
    result: Result<(), UserError>,
}

/// A save that is on its way.
struct Saving {
    revision: u64,
    session: Arc<Session>,
}

/// The session in hand.
pub(crate) struct Player {
    document: Document,
    play: Play,
    writer: JournalWriter,
    saved_as: SavedAs,
    lock: Option<Arc<SessionLock>>,
    orders: Sender<(Wait, Order)>,
    answers: Receiver<Answer>,
    saving: Option<Saving>,
    began_at: u64,
    confirmed: u64,
    failed: Option<(u64, UserError)>,
}

impl Player {
    /// Opens a session as the window does.
    pub(crate) fn open(
        path: &Path,
        journals: Option<PathBuf>,
        seed: u64,
    ) -> Result<Self, UserError> {
        Self::open_with(path, journals, seed, false)
    }

    /// Opens a session, without holding it where `unlocked`.
    pub(crate) fn open_with(
        path: &Path,
        journals: Option<PathBuf>,
        seed: u64,
        unlocked: bool,
    ) -> Result<Self, UserError> {
        let lock = if unlocked {
            None
        } else {
            ask(path, journals.as_deref(), seed)?
        };
        let opened = save::open(path)?;
        let beside = recovery::beside(path);
        let mut continued = None;
        let mut changes = None;
        let document = match recovery::look(&opened.session, &opened.saved_as) {
            Found::Nothing => {
                continued = Some(beside);
                Document::new(opened.session)
            }
            Found::Changes(found) => {
                continued = Some(found.path.clone());
                changes = Some(RecoveredChanges {
                    count: found.n_changes,
                    since: found.since,
                });
                found.document
            }
            Found::InUse => {
                say("in use");
                Document::new(opened.session)
            }
            Found::Unfit(error) => {
                say(&format!("unfit {error}"));
                recovery::set_aside(&beside).ok();
                Document::new(opened.session)
            }
        };
        let places = Places {
            session_file: Some(path.to_owned()),
            folder: journals,
            recovered: continued,
        };
        let base = Base {
            session: document.snapshot(),
            revision: document.revision(),
            saved_as: Some(opened.saved_as.clone()),
            recovered: changes,
        };
        let writer = JournalWriter::start(base, places, || {});
        let (orders, for_saver) = channel();
        let (for_player, answers) = channel();
        std::thread::Builder::new()
            .name("save".to_owned())
            .spawn(move || carry_out(&for_saver, &for_player))
            .map_err(UserError::internal)?;
        Ok(Self {
            began_at: document.revision(),
            document,
            play: Play::new(seed),
            writer,
            saved_as: opened.saved_as,
            lock,
            orders,
            answers,
            saving: None,
            confirmed: 0,
            failed: None,
        })
    }

    /// Returns the number of changes made in this play.
    pub(crate) fn revision(&self) -> u64 {
        self.document.revision() - self.began_at
    }

    /// Makes the next change.
    pub(crate) fn edit(&mut self) {
        self.play.step(&mut self.document);
        if self.writer.is_long() {
            self.document.journal_state(None);
        }
        self.hand_over();
    }

    fn hand_over(&mut self) {
        self.writer.append(self.document.take_entries());
    }

    /// Says what is confirmed, or that it is not.
    pub(crate) fn tell(&mut self) {
        let synced = self.writer.synced().saturating_sub(self.began_at);
        if synced > self.confirmed {
            self.confirmed = synced;
            say(&format!("confirmed {synced}"));
        }
        let failure = self.writer.failure();
        if let Some(error) = failure.filter(|_| self.confirmed < self.revision()) {
            let told = (self.revision(), error);
            if self.failed.as_ref() != Some(&told) {
                say(&format!("not kept {}: {}", told.0, told.1));
                self.failed = Some(told);
            }
        }
    }

    /// Waits until what was handed to the journal was tried.
    pub(crate) fn flush(&mut self) {
        self.writer.flush();
        self.tell();
    }

    /// Tells whether all changes are confirmed.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.writer.synced() >= self.document.revision()
    }

    /// Begins to save where nothing is being saved, over the session's file or to a new one.
    pub(crate) fn begin_save(&mut self, elsewhere: Option<PathBuf>) {
        if self.saving.is_some() {
            return;
        }
        self.hand_over();
        self.document.start_base();
        let session = self.document.snapshot();
        self.saving = Some(Saving {
            revision: self.document.revision(),
            session: Arc::clone(&session),
        });
        let order = match elsewhere {
            None => Order::Over(session, self.saved_as.clone(), self.lock.clone()),
            Some(path) => Order::New(session, path),
        };
        let flushing = Box::new(self.writer.begin_save(self.document.revision()));
        self.orders.send((flushing, order)).ok();
    }

    /// Takes in what came of a save, and waits for it where `waits`.
    pub(crate) fn end_save(&mut self, waits: bool) {
        let answer = if waits && self.saving.is_some() {
            self.answers.recv().ok()
        } else {
            self.answers.try_recv().ok()
        };
        let Some(answer) = answer else { return };
        let revision = self.saving.as_ref().map_or(0, |saving| saving.revision) - self.began_at;
        match self.take_answer(answer) {
            Ok(()) => say(&format!("saved {revision}")),
            Err(error) => {
                let hints = error.hints.join("; ");
                say(&format!(
                    "refused {revision} {:?}: {error} [{hints}]",
                    error.kind
                ));
            }
        }
    }

    fn take_answer(&mut self, answer: Answer) -> Result<(), UserError> {
        // Also after a failure it knows best what is on disk.
        if let Some(saved_as) = answer.saved_as {
            self.saved_as = saved_as;
        }
        let saving = self.saving.take();
        answer.result?;
        if let Some(saving) = saving {
            self.hand_over();
            self.document.mark_saved(saving.revision);
            self.writer.saved(Base {
                session: saving.session,
                revision: saving.revision,
                saved_as: Some(self.saved_as.clone()),
                recovered: None,
            });
        }
        Ok(())
    }

    /// Waits for the save without a word, and tells how it ended.
    pub(crate) fn end_save_quietly(&mut self) -> Result<(), String> {
        let answer = self.answers.recv().map_err(|error| error.to_string())?;
        self.take_answer(answer)
            .map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Returns the session as it stands.
    pub(crate) fn session(&self) -> &Session {
        self.document.session()
    }

    /// Ends the sitting as the window does.
    pub(crate) fn end(&mut self) {
        self.end_save(true);
        self.hand_over();
        self.writer.finish(!self.document.is_dirty());
        self.lock = None;
    }

    /// Drops what was changed.
    pub(crate) fn end_without_words(&mut self) {
        self.end_save(true);
        self.writer.finish(true);
        self.lock = None;
    }
}

/// Asks for the session as the window does. Programs know each other by a folder beside that of
/// the journals.
fn ask(
    path: &Path,
    journals: Option<&Path>,
    seed: u64,
) -> Result<Option<Arc<SessionLock>>, UserError> {
    let around = journals.unwrap_or(path).parent();
    let programs = around.map(|around| around.join("programs"));
    let id = seed ^ (u64::from(std::process::id()) << 32);
    let owner = Arc::new(Owner::here(id, programs));
    match acquire(path, &owner, "Vũ Thu Hà", crate::play::day()) {
        Acquired::Ours(lock) => Ok(Some(Arc::new(lock))),
        Acquired::Held(holder, life) => {
            let text = format!("held by {holder:?}, {life:?}");
            Err(UserError::new(ErrorKind::InUse, text))
        }
        Acquired::Unwritable(error) => {
            say(&format!("unwritable: {error}"));
            Ok(None)
        }
        Acquired::Failed(error) => {
            say(&format!("no lock: {error}"));
            Ok(None)
        }
    }
}

fn carry_out(orders: &Receiver<(Wait, Order)>, answers: &Sender<Answer>) {
    while let Ok((wait, order)) = orders.recv() {
        wait();
        // The window has a thread for each save, and tells where one ends before its time.
        let done = std::panic::catch_unwind(AssertUnwindSafe(|| save_as_told(order)));
        let answer = done.unwrap_or_else(|_panic| Answer {
            saved_as: None,
            result: Err(UserError::internal("the thread has ended")),
        });
        if answers.send(answer).is_err() {
            return;
        }
    }
}

fn save_as_told(order: Order) -> Answer {
    match order {
        Order::Over(session, mut saved_as, lock) => {
            let result = save::save_under(&session, &mut saved_as, lock.as_deref());
            Answer {
                saved_as: Some(saved_as),
                result,
            }
        }
        Order::New(session, path) => match save::save_new(&path, &session, Existing::Refuse) {
            Ok(saved_as) => Answer {
                saved_as: Some(saved_as),
                result: Ok(()),
            },
            Err(error) => Answer {
                saved_as: None,
                result: Err(error),
            },
        },
    }
}

/// Plays by itself until it is killed, or has made `--edits`.
pub(crate) fn play(options: &Options) -> Result<(), String> {
    let path = options.path(0)?;
    let seed = options.number("seed", 1);
    let save_every = options.number("save-every", 7).max(1);
    let pace = options.number("pace", 200);
    let edits = options.number("edits", u64::MAX);
    let boasts = options.has("boasts");
    let mut pauses = Chance::new(seed ^ 0x5eed);
    let mut player = Player::open(&path, options.folder("journals"), seed)
        .map_err(|error| format!("not opened {:?}: {error}", error.kind))?;
    say("began");
    while player.revision() < edits {
        player.edit();
        if boasts {
            say(&format!("confirmed {}", player.revision()));
        }
        player.tell();
        player.end_save(false);
        if player.revision().is_multiple_of(save_every) {
            player.begin_save(None);
        }
        std::thread::sleep(Duration::from_micros(pauses.below(2 * pace + 1)));
    }
    player.end_save(true);
    player.flush();
    player.end();
    say("ended");
    Ok(())
}
