//! A stick that fails at one of its operations, once or for good.

use super::*;

/// What goes wrong with an operation on the medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not done.
    NotDone,
    /// It is done, or an append half of it, and fails all the same.
    Done,
}

#[derive(Debug, Default)]
pub(super) struct Stick {
    pub(super) n_done: u64,
    /// The operation that fails.
    pub(super) fails_at: Option<(u64, Fault)>,
    /// Whether everything fails from then on.
    pub(super) stays_dead: bool,
    pub(super) is_dead: bool,
}

impl Stick {
    fn next(&mut self) -> Option<Fault> {
        if self.is_dead {
            return Some(Fault::NotDone);
        }
        let number = self.n_done;
        self.n_done += 1;
        let (at, fault) = self.fails_at?;
        (number == at).then(|| {
            self.is_dead = self.stays_dead;
            fault
        })
    }
}

#[derive(Clone, Default)]
pub(super) struct Faulty(Arc<Mutex<Stick>>);

impl Faulty {
    pub(super) fn failing(at: u64, fault: Fault, stays_dead: bool) -> Self {
        Self(Arc::new(Mutex::new(Stick {
            fails_at: Some((at, fault)),
            stays_dead,
            ..Stick::default()
        })))
    }

    pub(super) fn stick(&self) -> std::sync::MutexGuard<'_, Stick> {
        self.0.lock().expect("a stick")
    }

    fn next(&self) -> Option<Fault> {
        self.stick().next()
    }

    fn io<T>(&self, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.next() {
            None => work(),
            Some(fault) => {
                if fault == Fault::Done {
                    work()?;
                }
                Err(io::Error::other("the stick is gone"))
            }
        }
    }
}

impl Medium for Faulty {
    fn journal(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        let log = self.io(|| RealMedium.journal(path, bytes))?;
        Ok(Box::new(FaultyLog(self.clone(), log)))
    }

    fn file(
        &mut self,
        path: &Path,
        bytes: &[u8],
        before: Option<blake3::Hash>,
    ) -> Result<SavedAs, UserError> {
        let fault = self.next();
        let error = UserError::internal("the stick is gone");
        match fault {
            None => RealMedium.file(path, bytes, before),
            Some(Fault::NotDone) => Err(error),
            Some(Fault::Done) => RealMedium.file(path, bytes, before).and(Err(error)),
        }
    }

    fn note(&mut self, path: &Path, text: &str) -> io::Result<()> {
        self.io(|| RealMedium.note(path, text))
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.io(|| RealMedium.remove(path))
    }
}

struct FaultyLog(Faulty, Box<dyn Log>);

impl Log for FaultyLog {
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        self.1.is_at(path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.0.next() {
            None => self.1.append(bytes),
            Some(fault) => {
                if fault == Fault::Done {
                    self.1.append(&bytes[..bytes.len() / 2])?;
                }
                Err(io::Error::other("the stick is gone"))
            }
        }
    }
}
