//! A thread beside the window that keeps something on disk.
//!
//! Orders come by a channel; those that wait are taken together and put on disk at once. What could
//! not be done is tried again by itself. Whoever has to know that all was tried waits for it, though
//! not for ever.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Weak};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// What a thread does.
pub(super) trait Work: Send + 'static {
    /// What it is told.
    type Order: Send + 'static;

    /// Takes an order in; nothing is written yet.
    fn take(&mut self, order: Self::Order);

    /// Puts on disk what is not there yet; tells whether nothing is left to try.
    fn settle(&mut self) -> bool;

    /// Takes away what a person has dropped.
    fn drop_all(&mut self);

    /// Looks whether what is on disk is where it was; where not, it is settled again.
    fn is_there(&mut self) -> bool {
        true
    }
}

/// How often a thread does something without being told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// After what time it tries again what it could not do.
    pub(super) retry: Duration,
    /// How often it looks around while all is well; never where absent.
    pub(super) glance: Option<Duration>,
    /// How long its end is waited for.
    pub(super) patience: Duration,
}

enum Message<O> {
    Order(O),
    Flush(SyncSender<()>),
    Finish { drops: bool },
}

/// The window's end of a thread, or of none, to which orders are lost. Dropped, it waits until the
/// thread has done what it was told.
pub(super) struct Worker<O> {
    /// Absent once no order comes any more.
    sender: Option<Arc<Sender<Message<O>>>>,
    thread: Option<JoinHandle<()>>,
    patience: Duration,
}

impl<O> fmt::Debug for Worker<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl<O> Worker<O> {
    /// The end of no thread.
    pub(super) const fn none() -> Self {
        Self {
            sender: None,
            thread: None,
            patience: Duration::ZERO,
        }
    }

    /// Tells whether there is a thread.
    pub(super) const fn is_some(&self) -> bool {
        self.thread.is_some()
    }
}

impl<O: Send + 'static> Worker<O> {
    /// Starts a thread called `name`. `wake` is called after every change of its state; `fell` where
    /// it ended by a fault of the program, once all that it held is let go of.
    pub(super) fn start<W: Work<Order = O>>(
        name: &str,
        mut work: W,
        pace: Pace,
        wake: impl Fn() + Send + 'static,
        fell: impl FnOnce() + Send + 'static,
    ) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let body = move || {
            let ran = catch_unwind(AssertUnwindSafe(|| run(&mut work, &receiver, pace, &wake)));
            drop(work);
            if ran.is_err() {
                fell();
                wake();
            }
        };
        Ok(Self {
            sender: Some(Arc::new(sender)),
            thread: Some(Builder::new().name(name.to_owned()).spawn(body)?),
            patience: pace.patience,
        })
    }

    /// Gives an order. A thread that has ended takes none; it has said so itself.
    pub(super) fn send(&self, order: O) {
        self.pass(Message::Order(order));
    }

    /// Returns a wait, for any thread, until everything that was ordered by now was tried.
    pub(super) fn flushing(&self, patience: Duration) -> impl FnOnce() + Send + 'static + use<O> {
        let (done, wait) = sync_channel(1);
        self.pass(Message::Flush(done));
        move || {
            // A disk that hangs must not stop what comes next for ever.
            wait.recv_timeout(patience).ok();
        }
    }

    /// Returns the way to the thread for whoever must not keep it going.
    pub(super) fn handle(&self) -> Handle<O> {
        Handle(self.sender.as_ref().map(Arc::downgrade).unwrap_or_default())
    }

    /// Ends the thread when all is done, or patience is over; `drops` where nothing is to be kept.
    pub(super) fn finish(&mut self, drops: bool) {
        self.pass(Message::Finish { drops });
        *self = Self::none();
    }

    fn pass(&self, message: Message<O>) {
        if let Some(sender) = &self.sender {
            sender.send(message).ok();
        }
    }
}

impl<O> Drop for Worker<O> {
    fn drop(&mut self) {
        self.sender = None;
        let Some(thread) = &self.thread else { return };
        let began = Instant::now();
        while !thread.is_finished() && began.elapsed() < self.patience {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A way to a thread that does not keep it going.
pub(super) struct Handle<O>(Weak<Sender<Message<O>>>);

impl<O> Handle<O> {
    /// Waits until everything that was ordered by now was tried; tells whether it was.
    pub(super) fn flush(&self, patience: Duration) -> bool {
        let (done, wait) = sync_channel(1);
        let sender = self.0.upgrade();
        let is_sent = sender.is_some_and(|sender| sender.send(Message::Flush(done)).is_ok());
        is_sent && wait.recv_timeout(patience).is_ok()
    }
}

impl<O> Clone for Handle<O> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<O> fmt::Debug for Handle<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

fn run<W: Work>(work: &mut W, receiver: &Receiver<Message<W::Order>>, pace: Pace, wake: &dyn Fn()) {
    let mut is_settled = work.settle();
    wake();
    loop {
        let wait = if is_settled {
            pace.glance
        } else {
            Some(pace.retry)
        };
        let first = match wait {
            Some(wait) => receiver.recv_timeout(wait),
            None => receiver.recv().map_err(RecvTimeoutError::from),
        };
        let mut flushed = Vec::new();
        let mut finish = None;
        let mut take = |work: &mut W, message| match message {
            Message::Order(order) => work.take(order),
            Message::Flush(done) => flushed.push(done),
            Message::Finish { drops } => finish = Some(drops),
        };
        match first {
            Ok(message) => take(work, message),
            Err(RecvTimeoutError::Timeout) if work.is_there() && is_settled => continue,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // Everything that waits by now goes together; nothing comes behind the end.
        while let Ok(message) = receiver.try_recv() {
            take(work, message);
        }
        if finish == Some(true) {
            work.drop_all();
        } else {
            is_settled = work.settle();
        }
        for done in flushed {
            // Whoever asked may have lost patience.
            done.send(()).ok();
        }
        wake();
        if finish.is_some() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Settles what it took, unless that is told to fail.
    struct Sums {
        taken: u64,
        n_failures: u64,
        settled: Arc<Mutex<Vec<u64>>>,
    }

    impl Work for Sums {
        type Order = u64;

        fn take(&mut self, order: u64) {
            assert_ne!(order, 13, "a fault of the work");
            self.taken += order;
        }

        fn settle(&mut self) -> bool {
            if self.n_failures > 0 {
                self.n_failures -= 1;
                return false;
            }
            self.settled.lock().expect("a list").push(self.taken);
            true
        }

        fn drop_all(&mut self) {
            self.settled.lock().expect("a list").clear();
        }
    }

    type Settled = Arc<Mutex<Vec<u64>>>;

    fn start(n_failures: u64) -> (Worker<u64>, Settled, Arc<Mutex<bool>>) {
        let settled = Settled::default();
        let work = Sums {
            taken: 0,
            n_failures,
            settled: Arc::clone(&settled),
        };
        let pace = Pace {
            retry: Duration::from_millis(5),
            glance: None,
            patience: Duration::from_secs(20),
        };
        let has_fallen = Arc::new(Mutex::new(false));
        let fallen = Arc::clone(&has_fallen);
        let fell = move || *fallen.lock().expect("a word") = true;
        let worker = Worker::start("sums", work, pace, || {}, fell).expect("a thread");
        (worker, settled, has_fallen)
    }

    fn last(settled: &Settled) -> Option<u64> {
        settled.lock().expect("a list").last().copied()
    }

    #[test]
    fn what_was_ordered_is_done_before_the_wait_ends() {
        let (worker, settled, _) = start(0);
        for order in [1, 2, 4] {
            worker.send(order);
        }
        worker.flushing(Duration::from_secs(20))();
        assert_eq!(last(&settled), Some(7));
        assert!(worker.handle().flush(Duration::from_secs(20)));
        let handle = worker.handle();
        worker.send(8);
        drop(worker);
        assert_eq!(last(&settled), Some(15));
        assert!(!handle.flush(Duration::from_secs(20)));
    }

    #[test]
    fn what_failed_is_tried_again_without_an_order() {
        let (mut worker, settled, _) = start(3);
        worker.send(5);
        let began = Instant::now();
        while last(&settled) != Some(5) && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(last(&settled), Some(5));
        worker.finish(true);
        assert_eq!(last(&settled), None);
    }

    #[test]
    fn a_fault_is_said_and_nobody_waits_for_the_fallen() {
        let (worker, _, has_fallen) = start(0);
        worker.send(13);
        worker.flushing(Duration::from_secs(20))();
        worker.send(1);
        drop(worker);
        assert!(*has_fallen.lock().expect("a word"));
    }
}
