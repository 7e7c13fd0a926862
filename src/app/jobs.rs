//! Work beside the window: each piece in a named thread, its result by one channel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::criteria::CriteriaOffer;
use super::packet::DraftsOffer;
use super::receiving::Judged;
use super::takein::ReturnsReport;
use super::takeup::TakeUpOffer;
use crate::error::UserError;
use crate::issuing::Batch;
use crate::model::DateTime;
use crate::model::packet::HandIn;
use crate::storage::lock::SessionLock;
use crate::storage::packets::issue::NewPacket;
use crate::storage::save::{Opened, SavedAs};
use crate::ui::issuing::FolderOf;

/// What a path is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open a session.
    Open,
    /// To save the session.
    SaveAs,
    /// To write the minutes.
    ExportMinutes,
    /// To write the log.
    ExportLog,
    /// To take criteria in.
    Criteria,
    /// To keep the second copy in.
    CopyFolder,
    /// To take up the results of earlier sessions: files, or a folder of them.
    Earlier,
    /// To take in what came back from members: files, or a folder of them.
    Returns,
    /// The same, where the system asks for a folder.
    ReturnsFolder,
    /// To watch for what comes back.
    ReceivingFolder,
    /// To issue packets into.
    IssueInto(FolderOf),
    /// To take drafts along from an older packet.
    OldPacket,
}

impl Purpose {
    /// Tells whether a folder is asked for, and nothing else.
    pub(super) const fn is_folder(self) -> bool {
        matches!(
            self,
            Self::CopyFolder | Self::ReturnsFolder | Self::ReceivingFolder | Self::IssueInto(_)
        )
    }
}

/// A save, as it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SaveOf {
    /// Which session of this sitting.
    pub(super) desk: u64,
    /// Its revision.
    pub(super) revision: u64,
    /// When.
    pub(super) at: DateTime,
}

/// What came of a piece of work.
#[derive(Debug)]
pub(super) enum Done {
    /// The session was saved over its file, or not; either way `saved_as` knows what is on disk.
    Saved {
        /// The save.
        save: SaveOf,
        /// The file.
        saved_as: SavedAs,
        /// Whether it worked.
        result: Result<(), UserError>,
    },
    /// The session was saved under a new name, or not.
    SavedNew {
        /// The save.
        save: SaveOf,
        /// The name.
        path: PathBuf,
        /// Whether it worked, and the lock on the new file.
        result: Result<(SavedAs, Option<SessionLock>), UserError>,
    },
    /// A session that is only looked at was read anew, or not.
    Refreshed {
        /// Which session of this sitting.
        desk: u64,
        /// Whether it worked.
        result: Result<Box<Opened>, UserError>,
    },
    /// The system's dialog was left.
    Picked {
        /// What for.
        purpose: Purpose,
        /// What was chosen.
        path: Option<PathBuf>,
        /// What was chosen beside it.
        others: Vec<PathBuf>,
        /// How long it was open.
        took: Duration,
    },
    /// The minutes were written, or not.
    Exported {
        /// Where.
        path: PathBuf,
        /// Whether it worked.
        result: Result<(), UserError>,
    },
    /// The minutes were handed to the printer, or opened to be printed.
    Printed {
        /// Whether a printer took them; otherwise they are open in the viewer.
        result: Result<bool, UserError>,
    },
    /// The work ended by a fault of the program.
    Fallen {
        /// What it is called.
        name: String,
    },
    /// Files of round 1 were read.
    Earlier {
        /// For which session of this sitting.
        desk: u64,
        /// What was read.
        offer: Box<TakeUpOffer>,
    },
    /// What came back from members was read, and judged for the session as it was then.
    Returns {
        /// For which session of this sitting.
        desk: u64,
        /// What was read.
        report: Box<ReturnsReport>,
    },
    /// The same of what arrived in the receiving folder.
    Arrived {
        /// For which session of this sitting.
        desk: u64,
        /// What was read.
        judged: Box<Judged>,
    },
    /// Packets were made, or not.
    PacketsMade {
        /// For which session of this sitting.
        desk: u64,
        /// The revision they were made from.
        revision: u64,
        /// Whether it worked.
        result: Result<Vec<NewPacket>, UserError>,
    },
    /// Packets were written, as far as that was possible.
    PacketsWritten {
        /// What is written, and what waits.
        batch: Box<Batch>,
    },
    /// A packet's key was opened and what stands was signed, or not.
    HandIn {
        /// Of which session of this sitting.
        desk: u64,
        /// Its revision.
        revision: u64,
        /// What is handed in.
        result: Result<Box<HandIn>, UserError>,
    },
    /// An older packet was read, or not.
    Drafts {
        /// For which session of this sitting.
        desk: u64,
        /// What can be taken along.
        result: Result<Box<DraftsOffer>, UserError>,
    },
    /// Criteria were read, or not.
    Criteria {
        /// What was read.
        result: Result<Box<CriteriaOffer>, UserError>,
    },
}

/// The pieces of work that are on their way.
#[derive(Debug)]
pub(super) struct Jobs {
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    ctx: egui::Context,
}

impl Jobs {
    /// Begins without work; `ctx` is woken by every result.
    pub(super) fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self {
            sender,
            receiver,
            ctx,
        }
    }

    /// Starts a piece of work.
    pub(super) fn start(
        &self,
        name: &str,
        work: impl FnOnce() -> Done + Send + 'static,
    ) -> Result<JoinHandle<()>, UserError> {
        let sender = self.sender.clone();
        let ctx = self.ctx.clone();
        let named = name.to_owned();
        Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let done = catch_unwind(AssertUnwindSafe(work));
                let done = done.unwrap_or(Done::Fallen { name: named });
                // The window may be gone; then nobody waits for the result.
                let _ = sender.send(done);
                ctx.request_repaint();
            })
            .map_err(UserError::internal)
    }

    /// Returns the next result that has come in.
    pub(super) fn next(&self) -> Option<Done> {
        self.receiver.try_recv().ok()
    }
}
