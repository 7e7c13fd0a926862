//! `merge`: takes in packets that came back.

use std::collections::BTreeSet;
use std::path::Path;

use rust_i18n::t;
use serde::Serialize;

use super::args::MergeArgs;
use super::{Surroundings, open_session_to_change, output};
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::refusal_text;
use crate::error::UserError;
use crate::model::ids::{MemberId, PacketId, ProductId, SessionId};
use crate::model::session::Session;
use crate::rules::packets::judge::{Judgement, SheetFault, Verdict};
use crate::rules::packets::merge::{self, Key};
use crate::storage::folder::packet_files;
use crate::storage::packets::read_bytes;
use crate::storage::save::{self, Opened};
use crate::takein::{self, FileReport};
use crate::words::{Lang, sheet_fault_text, verdict_text};

/// The answer as JSON.
#[derive(Serialize)]
struct MergeJson {
    format: &'static str,
    version: u32,
    session: SessionId,
    /// Whether nothing was refused and nothing contradicts; the exit code follows it.
    complete: bool,
    /// Whether the session changed.
    changed: bool,
    files: Vec<FileEntry>,
    n_new: usize,
    n_newer: usize,
    n_unchanged: usize,
    n_older: usize,
    n_contested: usize,
    n_refused: usize,
    n_files_refused: usize,
    /// Sheets of which nothing counts until a version is chosen, in the order of their names.
    conflicts: Vec<ConflictEntry>,
}

#[derive(Serialize)]
struct FileEntry {
    path: String,
    /// Why the file was refused whole; absent where it was taken in.
    refused: Option<RefusedEntry>,
    packet: Option<PacketId>,
    member: Option<NameEntry<MemberId>>,
    hand_in: Option<u32>,
    n_unfinished: Option<u32>,
    sheets: Vec<SheetEntry>,
    recusals: Vec<RecusalEntry>,
    #[serde(skip)]
    text: String,
}

#[derive(Serialize)]
struct RefusedEntry {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct NameEntry<Id> {
    id: Id,
    name: String,
}

#[derive(Serialize)]
struct SheetEntry {
    product: NameEntry<ProductId>,
    round: u16,
    revision: u32,
    verdict: &'static str,
    refused: Option<RefusedEntry>,
    #[serde(skip)]
    text: String,
}

#[derive(Serialize)]
struct RecusalEntry {
    product: NameEntry<ProductId>,
    /// The reason; absent where the member takes part again.
    reason: Option<String>,
}

#[derive(Serialize)]
struct ConflictEntry {
    product: NameEntry<ProductId>,
    member: NameEntry<MemberId>,
    round: u16,
    /// Digests of the versions, in order; a sheet typed at the desk has one, too.
    versions: Vec<String>,
}

pub(super) fn run(args: &MergeArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let Opened {
        mut session,
        mut saved_as,
        ..
    } = open_session_to_change(&args.file, around.now)?;
    let before = session.clone();
    let mut taken = Taken::default();
    // One after the other, so that no more than one is in memory.
    for path in packet_files(&args.packets) {
        taken.take_in(&mut session, &path, around);
    }
    let changed = session != before;
    if changed {
        save::save(&session, &mut saved_as)?;
    }
    let answer = taken.answer(&session, changed);
    if args.json {
        output::json(around.out, &answer)?;
    } else {
        output::text(around.out, &text(&answer))?;
    }
    Ok(u8::from(!answer.complete))
}

/// What became of the files so far.
#[derive(Default)]
struct Taken {
    files: Vec<FileEntry>,
    /// Sheets that came.
    keys: BTreeSet<Key>,
    verdicts: Vec<Verdict>,
}

impl Taken {
    fn take_in(&mut self, session: &mut Session, path: &Path, around: &Surroundings<'_>) {
        let bytes = match read_bytes(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.refuse(path, "not_read", error.message),
        };
        let file = takein::read(path, &bytes, session.id);
        drop(bytes);
        let reports = takein::report(session, std::slice::from_ref(&file));
        let (Some(report), content) = (reports.into_iter().next(), file.content) else {
            return;
        };
        let lang = Lang::current();
        let (judgement, returned) = match (&report.outcome, &content) {
            (Ok(judgement), Ok(returned)) => (judgement.clone(), returned.clone()),
            (Err(why), _) | (_, Err(why)) => {
                return self.refuse(path, why.code(), why.text(lang));
            }
        };
        let n_unfinished = returned.hand_in.n_unfinished;
        let number = returned.hand_in.number;
        if judgement.changes {
            let edit = Edit {
                at: around.now,
                by: t!("cli.by_command").into_owned(),
                command: Command::TakeInReturn(Box::new(returned)),
            };
            if let Err(refusal) = apply(session, &edit) {
                return self.refuse(path, "not_possible", refusal_text(&refusal, session));
            }
        }
        self.verdicts.extend(judgement.verdicts());
        let keys = judgement.lines.iter();
        let keys = keys.map(|it| (it.product_id, judgement.member_id, it.round));
        self.keys.extend(keys);
        let entry = file_entry(session, &report, &judgement);
        self.files.push(FileEntry {
            hand_in: Some(number),
            n_unfinished: Some(n_unfinished),
            ..entry
        });
    }

    fn refuse(&mut self, path: &Path, code: &'static str, text: String) {
        let line = t!("takein.refused", why = text).into_owned();
        self.files.push(FileEntry {
            path: path.display().to_string(),
            refused: Some(RefusedEntry { code, text }),
            packet: None,
            member: None,
            hand_in: None,
            n_unfinished: None,
            sheets: Vec::new(),
            recusals: Vec::new(),
            text: line,
        });
    }

    fn answer(self, session: &Session, changed: bool) -> MergeJson {
        let count = |wanted: fn(&Verdict) -> bool| {
            let verdicts = self.verdicts.iter();
            verdicts.filter(|verdict| wanted(verdict)).count()
        };
        let is_refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused(_));
        let n_refused = count(is_refused);
        let n_files_refused = self.files.iter().filter(|it| it.refused.is_some()).count();
        // What stands in the end decides, so that neither order nor repetition matters.
        let keys = self.keys.iter().map(|key| conflict(session, *key));
        let conflicts: Vec<_> = keys.flatten().collect();
        MergeJson {
            format: "ocop-merge",
            version: 1,
            session: session.id,
            complete: n_refused == 0 && n_files_refused == 0 && conflicts.is_empty(),
            changed,
            n_new: count(|it| *it == Verdict::New),
            n_newer: count(|it| *it == Verdict::Newer),
            n_unchanged: count(|it| *it == Verdict::Unchanged),
            n_older: count(|it| *it == Verdict::Older),
            n_contested: count(|it| *it == Verdict::Contested),
            n_refused,
            n_files_refused,
            conflicts,
            files: self.files,
        }
    }
}

fn conflict(session: &Session, key: Key) -> Option<ConflictEntry> {
    let (product_id, member_id, round) = key;
    let sheet = session.sheet(product_id, member_id, round)?;
    sheet.contested.then(|| ConflictEntry {
        product: product_name(session, product_id),
        member: member_name(session, member_id),
        round,
        versions: merge::candidates(session, key)
            .into_iter()
            .map(|version| version.digest)
            .collect(),
    })
}

fn product_name(session: &Session, id: ProductId) -> NameEntry<ProductId> {
    let name = session.product(id).map(|it| it.name.clone());
    let name = name.unwrap_or_else(|| id.to_string());
    NameEntry { id, name }
}

fn member_name(session: &Session, id: MemberId) -> NameEntry<MemberId> {
    let name = session.council.member(id).map(|it| it.name.clone());
    let name = name.unwrap_or_else(|| id.to_string());
    NameEntry { id, name }
}

fn file_entry(session: &Session, report: &FileReport, judgement: &Judgement) -> FileEntry {
    let lang = Lang::current();
    let sheets = judgement.lines.iter().map(|line| SheetEntry {
        product: product_name(session, line.product_id),
        round: line.round,
        revision: line.revision,
        verdict: verdict_code(line.verdict),
        refused: match line.verdict {
            Verdict::Refused(fault) => Some(RefusedEntry {
                code: fault_code(fault),
                text: sheet_fault_text(lang, fault),
            }),
            _ => None,
        },
        text: verdict_text(lang, line.verdict),
    });
    let recusals = judgement.recusals.iter().map(|(id, reason)| RecusalEntry {
        product: product_name(session, *id),
        reason: reason.clone(),
    });
    FileEntry {
        path: report.path.display().to_string(),
        refused: None,
        packet: Some(judgement.packet_id),
        member: Some(member_name(session, judgement.member_id)),
        hand_in: None,
        n_unfinished: None,
        sheets: sheets.collect(),
        recusals: recusals.collect(),
        text: takein::summary(lang, session, report),
    }
}

/// Returns the word that stands for a verdict in data.
const fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::New => "new",
        Verdict::Newer => "newer",
        Verdict::Unchanged => "unchanged",
        Verdict::Older => "older",
        Verdict::Contested => "contested",
        Verdict::Refused(_) => "refused",
    }
}

/// Returns the word that stands for a fault of a sheet in data.
const fn fault_code(fault: SheetFault) -> &'static str {
    match fault {
        SheetFault::UnknownProduct => "unknown_product",
        SheetFault::OtherMember => "other_member",
        SheetFault::OtherForm => "other_form",
        SheetFault::OtherCase(_) => "other_case",
        SheetFault::BadAnswer(_) => "bad_answer",
        SheetFault::UnknownRound => "unknown_round",
        SheetFault::Concluded => "concluded",
        SheetFault::BadSeal => "changed",
        SheetFault::BadSignature => "bad_signature",
        SheetFault::IdInUse => "id_in_use",
    }
}

fn text(answer: &MergeJson) -> String {
    let mut lines = Vec::new();
    for file in &answer.files {
        let name = Path::new(&file.path).file_name().unwrap_or_default();
        lines.push(format!("{}: {}", name.to_string_lossy(), file.text));
        for sheet in &file.sheets {
            if let Some(why) = &sheet.refused {
                lines.push(format!(
                    "    {}: {}: {}",
                    sheet.product.name, sheet.text, why.text
                ));
            }
        }
    }
    for it in &answer.conflicts {
        let line = t!(
            "cli.merge.conflict",
            product = it.product.name,
            member = it.member.name,
            n = it.versions.len()
        );
        lines.push(line.into_owned());
    }
    let summary = t!(
        "cli.merge.summary",
        new = answer.n_new,
        newer = answer.n_newer,
        unchanged = answer.n_unchanged,
        older = answer.n_older,
        contested = answer.conflicts.len(),
        refused = answer.n_refused,
        files = answer.n_files_refused
    );
    lines.push(summary.into_owned());
    lines.join("\n") + "\n"
}
