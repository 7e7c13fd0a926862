//! Files that come back from members, read and judged for the session that issued them: the one way
//! that window and commands share.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::error::UserError;
use crate::model::ids::ProductId;
use crate::model::packet::Returned;
use crate::model::session::Session;
use crate::rules::packets::judge::{self, Judgement, PacketFault, Verdict};
use crate::storage::save::read_bytes;
use crate::storage::session_file::{self, ReadError};
use crate::words::{self, Lang};

/// Why a file is refused whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It cannot be read: damaged, changed by hand, of a newer program, or something else.
    Unreadable(ReadError),
    /// The system does not give it, or it is no file.
    Unopened(UserError),
    /// It is no return of this session.
    Packet(PacketFault),
}

impl Refused {
    /// Says why, for people.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreadable(error) => error.to_string(),
            Self::Unopened(error) => error.message.clone(),
            Self::Packet(fault) => words::packet_fault_text(lang, *fault),
        }
    }

    /// Returns the word that stands for it in data.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(ReadError::Newer { .. }) => "newer_version",
            Self::Unreadable(ReadError::NotASession(_) | ReadError::OtherFormat { .. }) => {
                "not_a_packet"
            }
            Self::Unreadable(_) => "damaged",
            Self::Unopened(_) => "not_read",
            Self::Packet(PacketFault::NotAPacket) => "not_a_packet",
            Self::Packet(PacketFault::OtherSession) => "other_session",
            Self::Packet(PacketFault::UnknownPacket) => "unknown_packet",
            Self::Packet(PacketFault::OtherMember) => "other_member",
            Self::Packet(PacketFault::NotHandedIn) => "not_handed_in",
            Self::Packet(PacketFault::BadSeal) => "changed",
            Self::Packet(PacketFault::BadSignature) => "bad_signature",
        }
    }
}

/// A file that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnFile {
    /// The file.
    pub path: PathBuf,
    /// What it brings, or why it is refused whole.
    pub content: Result<Returned, Refused>,
}

/// Reads the bytes of a file that came back. Nothing is judged yet: that depends on the session as it
/// is then.
pub fn read(path: &Path, bytes: &[u8], session_id: crate::model::ids::SessionId) -> ReturnFile {
    let content = session_file::read(bytes)
        .map_err(Refused::Unreadable)
        .and_then(|packet| {
            if packet.packet.is_some() && packet.id != session_id {
                return Err(Refused::Packet(PacketFault::OtherSession));
            }
            judge::returned(&packet).map_err(Refused::Packet)
        });
    ReturnFile {
        path: path.to_owned(),
        content,
    }
}

/// Opens a file that came back and reads it.
pub fn open(path: &Path, session_id: crate::model::ids::SessionId) -> ReturnFile {
    match read_bytes(path) {
        Ok(bytes) => read(path, &bytes, session_id),
        Err(error) => ReturnFile {
            path: path.to_owned(),
            content: Err(Refused::Unopened(error)),
        },
    }
}

/// Puts files in the order of the list of members, and of one member in the order of the hand-ins, so
/// that a report reads as it happened. What cannot be read comes last.
pub fn sort(session: &Session, files: &mut [ReturnFile]) {
    let members = &session.council.members;
    files.sort_by_cached_key(|file| {
        let returned = file.content.as_ref().ok();
        let place = returned.map_or(usize::MAX, |it| {
            let place = members.iter().position(|member| member.id == it.member_id);
            place.unwrap_or(members.len())
        });
        let at = returned.map(|it| (it.hand_in.at, it.hand_in.number));
        (place, at, file.path.clone())
    });
}

/// What taking a file in would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// What becomes of each sheet, or why the file is refused whole.
    pub outcome: Result<Judgement, Refused>,
}

impl FileReport {
    /// Tells whether nothing is refused and nothing contradicts, so that it may be taken in at once.
    pub fn is_smooth(&self) -> bool {
        self.outcome.as_ref().is_ok_and(Judgement::is_smooth)
    }

    /// Counts the sheets by what becomes of them.
    pub fn count(&self, is_wanted: impl Fn(Verdict) -> bool) -> usize {
        let lines = self.outcome.iter().flat_map(|it| &it.lines);
        lines.filter(|line| is_wanted(line.verdict)).count()
    }

    /// Returns the products of sheets with a verdict.
    pub fn products(&self, is_wanted: impl Fn(Verdict) -> bool) -> Vec<ProductId> {
        let lines = self.outcome.iter().flat_map(|it| &it.lines);
        let wanted = lines.filter(|line| is_wanted(line.verdict));
        wanted.map(|line| line.product_id).collect()
    }
}

/// Says what taking files in, one after the other, would do to `session`, each after those before it.
pub fn report(session: &Session, files: &[ReturnFile]) -> Vec<FileReport> {
    let mut after = session.clone();
    let mut reports = Vec::new();
    for file in files {
        let outcome = file.content.clone().and_then(|returned| {
            let judgement = judge::judge(&after, &returned).map_err(Refused::Packet)?;
            if judgement.changes {
                let verdicts = judgement.verdicts();
                crate::rules::packets::merge::take_in(&mut after, &returned, &verdicts);
            }
            Ok(judgement)
        });
        reports.push(FileReport {
            path: file.path.clone(),
            outcome,
        });
    }
    reports
}

/// Tells whether a verdict is of a kind.
pub type IsWanted = fn(Verdict) -> bool;

/// Says what a file comes to in one line: `Lê Thị Lan: 14 phiếu mới, 2 đã có`.
pub fn summary(lang: Lang, session: &Session, report: &FileReport) -> String {
    let l = lang.code();
    let judgement = match &report.outcome {
        Ok(judgement) => judgement,
        Err(refused) => {
            return t!("takein.refused", locale = l, why = refused.text(lang)).into_owned();
        }
    };
    let groups: [(&str, IsWanted); 6] = [
        ("takein.n_new", |it| it == Verdict::New),
        ("takein.n_newer", |it| it == Verdict::Newer),
        ("takein.n_unchanged", |it| it == Verdict::Unchanged),
        ("takein.n_older", |it| it == Verdict::Older),
        ("takein.n_contested", |it| it == Verdict::Contested),
        ("takein.n_refused", |it| matches!(it, Verdict::Refused(_))),
    ];
    let counted = groups.into_iter().filter_map(|(key, is_wanted)| {
        let n = report.count(is_wanted);
        (n > 0).then(|| t!(key, locale = l, n = n).into_owned())
    });
    let mut parts: Vec<_> = counted.collect();
    if !judgement.recusals.is_empty() {
        let n = judgement.recusals.len();
        parts.push(t!("takein.n_recusals", locale = l, n = n).into_owned());
    }
    let name = session
        .council
        .member(judgement.member_id)
        .map_or_else(|| judgement.member_id.to_string(), |it| it.name.clone());
    format!("{name}: {}", parts.join(", "))
}
