//! Packets issued: asked for, made beside the window, taken into the session, written.
//!
//! The order matters. Nothing is made before both folders take files; the session knows the packets,
//! and its journal has them on disk, before any of them is written. While that goes on a dialog
//! covers the desk. Codes are in memory until they stand on slips, and nowhere else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use egui::Context;
use rust_i18n::t;

use super::App;
use super::files::NO_DIALOG;
use super::jobs::{Done, Purpose};
use super::notice::Notice;
use super::paths::typed_path;
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::refusal_text;
use crate::error::{ErrorKind, UserError};
use crate::issuing::{Batch, Folders};
use crate::model::DateTime;
use crate::model::ids::MemberId;
use crate::storage::packets::issue::{self, NewPacket};
use crate::ui::issuing::{
    FolderFields, FolderOf, IssueAnswer, IssueForm, ToldAnswer, progress, told,
};

/// How the threads that issue are called.
pub(super) const ISSUING: &str = "packets";
/// How long the journal is waited for before packets are written; a busy disk may take seconds.
const JOURNAL_PATIENCE: Duration = Duration::from_secs(20);

/// How far the issuing of packets has come.
pub(super) enum Issuing {
    /// It is asked to whom and where to.
    Asking(Box<IssueForm>),
    /// Keys and packets are made.
    Making {
        form: Box<IssueForm>,
        folders: Folders,
        at: DateTime,
        n_done: Arc<AtomicUsize>,
        n: usize,
    },
    /// The session knows the packets; files are written.
    Writing {
        n: usize,
        /// The fields as they stand in the dialog that follows.
        fields: Box<FolderFields>,
    },
    /// It is told what is written, and what is not.
    Told {
        batch: Box<Batch>,
        fields: Box<FolderFields>,
        is_new: bool,
    },
}

impl App {
    /// Tells whether packets are being made or written.
    pub(super) const fn is_issuing(&self) -> bool {
        matches!(
            self.issuing,
            Some(Issuing::Making { .. } | Issuing::Writing { .. })
        )
    }

    /// Asks to whom packets are issued: to `member_id`, or to whoever has none.
    pub(super) fn ask_to_issue(&mut self, member_id: Option<MemberId>) {
        let Some(desk) = &self.desk else { return };
        if desk.saved_as.is_none() {
            // A session that only this machine's data folder holds is no place for what others take
            // along and bring back.
            self.notice = Some(Notice::refused(t!("issuing.save_first")));
            self.ask_path(Purpose::SaveAs);
            return;
        }
        let session = desk.document.snapshot();
        let (folder, _) = self.proposal(Purpose::IssueInto(FolderOf::Packets));
        let folder = folder.unwrap_or_default();
        // Whoever reads it is to know where that is, however the program was started.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let beside = |name: &str| folder.join(name).display().to_string();
        let fields = FolderFields::new(
            beside(&t!("issuing.packets_folder_name")),
            beside(&t!("issuing.codes_folder_name")),
            self.world.asks_system,
        );
        let mut form = IssueForm::new(&session, member_id, fields);
        // What stands in the way of any packet stands in the way of none.
        let trial = Edit {
            at: self.world.clock.now(),
            by: self.preferences.by(),
            command: Command::IssuePackets(Vec::new()),
        };
        let refusal = apply(&mut (*session).clone(), &trial).err();
        form.refusal = refusal.map(|refusal| refusal_text(&refusal, &session));
        self.issuing = Some(Issuing::Asking(Box::new(form)));
    }

    /// Draws what belongs to the issuing of packets, and does what was answered.
    pub(super) fn show_issuing(&mut self, ctx: &Context) {
        match &mut self.issuing {
            None => {}
            Some(Issuing::Asking(form)) => {
                if form.folders.take_change() {
                    let problem = problem(&form.folders, form.signs());
                    form.folders.set_problem(problem);
                }
                match form.show(ctx) {
                    None => {}
                    Some(IssueAnswer::Cancel) => self.issuing = None,
                    Some(IssueAnswer::Choose(of)) => self.ask_path(Purpose::IssueInto(of)),
                    Some(IssueAnswer::Issue) => self.make_packets(ctx),
                }
            }
            Some(Issuing::Making {
                form, n_done, n, ..
            }) => {
                let done = n_done.load(Ordering::Relaxed);
                let words = if form.signs() {
                    t!("issuing.working_keys", n = done, of = *n)
                } else {
                    t!("issuing.working_packets", n = done, of = *n)
                };
                progress(ctx, &words, done, *n);
            }
            Some(Issuing::Writing { n, .. }) => {
                progress(ctx, &t!("issuing.working_files", of = *n), *n, *n);
            }
            Some(Issuing::Told {
                batch,
                fields,
                is_new,
            }) => {
                if fields.take_change() {
                    fields.set_problem(problem(fields, batch.has_codes()));
                }
                let answer = told(ctx, batch, fields, std::mem::take(is_new));
                match answer {
                    None => {}
                    Some(ToldAnswer::Close) => self.issuing = None,
                    Some(ToldAnswer::Choose(of)) => self.ask_path(Purpose::IssueInto(of)),
                    Some(ToldAnswer::Again) => self.write_again(),
                    Some(ToldAnswer::Open(path)) => self.open_outside(&path),
                }
            }
        }
    }

    /// Starts to make keys and packets.
    fn make_packets(&mut self, ctx: &Context) {
        let (Some(desk), Some(Issuing::Asking(form))) = (&self.desk, self.issuing.take()) else {
            return;
        };
        let session = desk.document.snapshot();
        let (number, revision) = (desk.number, desk.document.revision());
        let at = self.world.clock.now();
        let (folders, signs) = (folders_of(&form.folders), form.signs());
        let member_ids = form.member_ids();
        let (n, n_done) = (member_ids.len(), Arc::new(AtomicUsize::new(0)));
        let of_one = issue::Issuing {
            member_ids: Vec::new(),
            instructions: form.instructions().to_owned(),
            by: self.preferences.by(),
            at,
        };
        let (counted, checked, ctx) = (Arc::clone(&n_done), folders.clone(), ctx.clone());
        let started = self.jobs.start("packets-made", move || {
            let make = || {
                checked.check(signs)?;
                let mut packets = Vec::new();
                for id in member_ids {
                    let issuing = issue::Issuing {
                        member_ids: vec![id],
                        ..of_one.clone()
                    };
                    packets.extend(issue::prepare(&session, &issuing)?);
                    counted.fetch_add(1, Ordering::Relaxed);
                    ctx.request_repaint();
                }
                Ok(packets)
            };
            Done::PacketsMade {
                desk: number,
                revision,
                result: make(),
            }
        });
        self.issuing = match started {
            Ok(_thread) => Some(Issuing::Making {
                form,
                folders,
                at,
                n_done,
                n,
            }),
            Err(error) => {
                self.notice = Some(Notice::error(&error));
                Some(Issuing::Asking(form))
            }
        };
    }

    /// Takes packets that were made into the session, and starts to write them.
    pub(super) fn packets_made(
        &mut self,
        number: u64,
        revision: u64,
        result: Result<Vec<NewPacket>, UserError>,
    ) {
        let Some(Issuing::Making {
            mut form,
            folders,
            at,
            ..
        }) = self.issuing.take()
        else {
            return;
        };
        let mut packets = match result {
            Ok(packets) => packets,
            Err(error) => {
                match folder_of(&error, &folders) {
                    Some(of) => form.folders.set_problem(Some((of, told_shortly(&error)))),
                    None => self.notice = Some(Notice::error(&error)),
                }
                self.issuing = Some(Issuing::Asking(form));
                return;
            }
        };
        let Some(desk) = self.desk.as_ref().filter(|desk| desk.number == number) else {
            return;
        };
        let before = desk.document.revision();
        if before != revision {
            // Sheets came in meanwhile; a packet holds what its member handed in before.
            for packet in &mut packets {
                packet.renew(desk.document.session());
            }
            packets.retain(|packet| !packet.issued.product_ids.is_empty());
        }
        let issued = packets.iter().map(|new| new.issued.clone()).collect();
        self.edit(Command::IssuePackets(issued));
        let Some(desk) = &self.desk else { return };
        if desk.document.revision() == before {
            // The message says why; the form is still there to change something.
            self.issuing = Some(Issuing::Asking(form));
            return;
        }
        let batch = Batch::new(desk.document.snapshot(), packets, folders, at);
        self.write_batch(batch, Box::new(form.folders));
    }

    /// Writes in a thread what is not written yet, once the journal has the packets.
    fn write_batch(&mut self, mut batch: Batch, fields: Box<FolderFields>) {
        let Some(desk) = &self.desk else { return };
        let journal = desk.journal.is_kept().then(|| desk.journal.handle());
        let revision = desk.document.revision();
        let n = batch.len();
        let started = self.jobs.start("packets-written", move || {
            let is_known = journal.is_none_or(|it| it.keeps(revision, JOURNAL_PATIENCE));
            if is_known {
                batch.write();
            } else {
                let error = UserError::new(ErrorKind::File, t!("issuing.not_kept"));
                batch.hold_back(&error.hint(t!("issuing.not_kept_hint")));
            }
            Done::PacketsWritten {
                batch: Box::new(batch),
            }
        });
        match started {
            Ok(_thread) => self.issuing = Some(Issuing::Writing { n, fields }),
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Tells what is written, and what is not.
    pub(super) fn packets_written(&mut self, batch: Batch) {
        let Some(Issuing::Writing { fields, .. }) = self.issuing.take() else {
            return;
        };
        self.issuing = Some(Issuing::Told {
            batch: Box::new(batch),
            fields,
            is_new: true,
        });
    }

    fn write_again(&mut self) {
        let Some(Issuing::Told {
            mut batch, fields, ..
        }) = self.issuing.take()
        else {
            return;
        };
        batch.folders = folders_of(&fields);
        self.write_batch(*batch, fields);
    }

    /// Takes a folder that was chosen in the dialog of the system, where there is one.
    pub(super) fn issue_into(&mut self, of: FolderOf, path: Option<PathBuf>, took: Duration) {
        let fields = match &mut self.issuing {
            Some(Issuing::Asking(form)) => &mut form.folders,
            Some(Issuing::Told { fields, .. }) => fields,
            _ => return,
        };
        match path {
            Some(path) => fields.take(of, path.display().to_string()),
            None if took < NO_DIALOG => fields.cannot_choose(of),
            None => {}
        }
    }

    /// Opens a folder or a paper in the program of the system.
    fn open_outside(&mut self, path: &Path) {
        if let Err(error) = opener::open(path) {
            let words = t!("app.no_viewer", detail = error.to_string());
            let error = UserError::new(ErrorKind::File, words);
            self.notice = Some(Notice::error(&error.at(path)));
        }
    }
}

fn folders_of(fields: &FolderFields) -> Folders {
    let home = std::env::home_dir();
    let path = |of| typed_path(fields.text(of), home.as_deref());
    Folders {
        packets: path(FolderOf::Packets),
        codes: path(FolderOf::Codes),
    }
}

/// Says what is plainly wrong with the folders; whether they take files only trying can tell.
fn problem(fields: &FolderFields, with_codes: bool) -> Option<(FolderOf, String)> {
    let folders = folders_of(fields);
    let mut looked_at = vec![(FolderOf::Packets, &folders.packets)];
    if with_codes {
        looked_at.push((FolderOf::Codes, &folders.codes));
    }
    for (of, path) in looked_at {
        if path.as_os_str().is_empty() {
            return Some((of, t!("issuing.folder_empty").into_owned()));
        }
        if path.is_file() {
            return Some((of, t!("issuing.folder_is_file").into_owned()));
        }
    }
    let is_mixed = with_codes && folders.are_mixed();
    is_mixed.then(|| (FolderOf::Codes, t!("issuing.mixed").into_owned()))
}

/// Returns the folder an error is about, where it is about one.
fn folder_of(error: &UserError, folders: &Folders) -> Option<FolderOf> {
    let place = &error.place.as_ref()?.path;
    if *place == folders.packets {
        Some(FolderOf::Packets)
    } else {
        (*place == folders.codes).then_some(FolderOf::Codes)
    }
}

fn told_shortly(error: &UserError) -> String {
    let hints = error.hints.join(". ");
    format!("{}. {hints}", error.message)
}
