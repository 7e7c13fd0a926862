//! `verify`: whether a file is whole, stands as it was finalised, and belongs to a paper.

use std::path::Path;

use serde::Serialize;

use super::args::VerifyArgs;
use super::{Surroundings, output, verify_text};
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::model::ids::ProductId;
use crate::model::session::{FrozenTotal, Session};
use crate::report::minutes::minutes_data;
use crate::report::{self, stamp};
use crate::rules::finalisation::{self, DigestState, PaperMatch, paper_match};
use crate::rules::review::{Review, review};
use crate::storage::{export, save};
use crate::words::Lang;

/// The answer as JSON, and what the text is made of.
#[derive(Serialize)]
pub(super) struct Verified {
    format: &'static str,
    version: u32,
    /// Whether everything that was asked fits; the exit code follows it.
    pub(super) fits: bool,
    session: String,
    title: String,
    /// Whether the file has the checksum that it names.
    pub(super) is_whole: bool,
    /// Whether a finalisation stands.
    pub(super) is_finalised: bool,
    /// How the content stands to the newest finalisation: `same`, `differs`, `unknown`.
    content: Option<&'static str>,
    /// Whether the totals of the newest finalisation are those that are computed now.
    pub(super) totals_equal: Option<bool>,
    /// Where they are not.
    pub(super) differing: Vec<Differing>,
    pub(super) finalisations: Vec<Entry>,
    /// The papers that were asked about.
    pub(super) papers: Vec<PaperEntry>,
    #[serde(skip)]
    pub(super) state: Option<DigestState>,
}

/// A product whose totals differ.
#[derive(Serialize)]
pub(super) struct Differing {
    id: ProductId,
    /// Its name, where it is still on the agenda.
    pub(super) product: Option<String>,
    pub(super) frozen: Option<FrozenTotal>,
    pub(super) computed: Option<FrozenTotal>,
}

/// A finalisation.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) number: usize,
    pub(super) at: DateTime,
    pub(super) by: String,
    pub(super) digest: String,
    pub(super) reopened: Option<crate::model::session::Reopening>,
}

/// A paper that was asked about.
#[derive(Serialize)]
pub(super) struct PaperEntry {
    /// `minutes` or `digest`.
    source: &'static str,
    pub(super) path: Option<String>,
    pub(super) digest: Option<String>,
    /// `current`, `earlier`, `reopened`, `other`, `not_finalised`, `no_stamp`, `several`.
    result: &'static str,
    /// The finalisation it is of.
    pub(super) finalisation: Option<usize>,
    /// Whether the PDF is to the byte what this program makes of the file.
    pub(super) same_bytes: Option<bool>,
    #[serde(skip)]
    pub(super) belongs: Belongs,
}

/// How a paper stands to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It names the digest of a finalisation, or none.
    By(PaperMatch),
    /// It is of this session before it was finalised, or of another finalisation's time.
    NotFinalised,
    /// It is of another session.
    OtherSession,
    /// It carries no stamp that could be read.
    NoStamp,
    /// It carries more than one.
    Several,
}

impl Belongs {
    const fn word(self) -> &'static str {
        match self {
            Self::By(PaperMatch::Current(_)) => "current",
            Self::By(PaperMatch::Reopened(_)) => "reopened",
            Self::By(PaperMatch::Earlier(_)) => "earlier",
            Self::By(PaperMatch::None) | Self::OtherSession => "other",
            Self::NotFinalised => "not_finalised",
            Self::NoStamp => "no_stamp",
            Self::Several => "several",
        }
    }

    const fn finalisation(self) -> Option<usize> {
        match self {
            Self::By(
                PaperMatch::Current(idx) | PaperMatch::Reopened(idx) | PaperMatch::Earlier(idx),
            ) => Some(idx + 1),
            _ => None,
        }
    }

    const fn fits(self) -> bool {
        matches!(self, Self::By(PaperMatch::Current(_)))
    }
}

pub(super) fn run(args: &VerifyArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let (opened, is_whole) = match save::open(&args.file) {
        Ok(opened) => (opened, true),
        Err(error) if error.kind == ErrorKind::Edited => {
            // It can be read; what stands in it is told all the same.
            (
                save::open_accepting_edits(&args.file, "", around.now)?,
                false,
            )
        }
        Err(error) => return Err(error),
    };
    super::tell_journal(&opened, around)?;
    let session = &opened.session;
    let found = review(session, around.today);
    let mut papers = Vec::new();
    if let Some(path) = &args.minutes {
        papers.push(minutes(path, session, &found)?);
    }
    if let Some(digest) = &args.digest {
        let belongs = Belongs::By(paper_match(session, digest));
        papers.push(PaperEntry::new("digest", belongs, Some(digest.clone())));
    }
    let verified = verified(session, &found, is_whole, papers);
    if args.json {
        output::json(around.out, &verified)?;
    } else {
        let text = verify_text::text(Lang::current(), &verified);
        output::text(around.out, &text)?;
    }
    Ok(u8::from(!verified.fits))
}

fn minutes(path: &Path, session: &Session, found: &Review) -> Result<PaperEntry, UserError> {
    let bytes = export::read_pdf(path)?;
    let stamp = stamp::read(&bytes);
    let belongs = match (stamp.sessions.as_slice(), stamp.digests.as_slice()) {
        ([], []) => Belongs::NoStamp,
        ([id], _) if *id != session.id => Belongs::OtherSession,
        ([_], []) => Belongs::NotFinalised,
        ([] | [_], [digest]) => Belongs::By(paper_match(session, digest)),
        _ => Belongs::Several,
    };
    let digest = match stamp.digests.as_slice() {
        [digest] => Some(digest.clone()),
        _ => None,
    };
    let mut entry = PaperEntry::new("minutes", belongs, digest);
    entry.path = Some(path.display().to_string());
    if belongs.fits() {
        let data = minutes_data(session, found);
        let made = report::minutes_pdf(&data).map_err(UserError::internal)?;
        // A signature of the PDF is added behind what was made.
        entry.same_bytes = Some(bytes.starts_with(&made));
    }
    Ok(entry)
}

impl PaperEntry {
    fn new(source: &'static str, belongs: Belongs, digest: Option<String>) -> Self {
        Self {
            source,
            path: None,
            digest,
            result: belongs.word(),
            finalisation: belongs.finalisation(),
            same_bytes: None,
            belongs,
        }
    }
}

fn verified(
    session: &Session,
    found: &Review,
    is_whole: bool,
    papers: Vec<PaperEntry>,
) -> Verified {
    let newest = finalisation::check(session, &found.products);
    let is_finalised = session.finalisation().is_some();
    let state = newest.as_ref().map(|newest| newest.digest);
    let holds = newest
        .as_ref()
        .is_some_and(finalisation::FinalisationCheck::holds);
    let fits = is_whole && is_finalised && holds && papers.iter().all(|paper| paper.belongs.fits());
    let entry = |(idx, it): (usize, &std::sync::Arc<crate::model::session::Finalisation>)| Entry {
        number: idx + 1,
        at: it.at,
        by: it.by.clone(),
        digest: it.digest.clone(),
        reopened: it.reopened.clone(),
    };
    let is_known = state.is_some_and(|state| state != DigestState::Unknown);
    Verified {
        format: "ocop-verify",
        version: 1,
        fits,
        session: session.id.to_string(),
        title: session.title.clone(),
        is_whole,
        is_finalised,
        content: state.map(|state| match state {
            DigestState::Same => "same",
            DigestState::Differs => "differs",
            DigestState::Unknown => "unknown",
        }),
        totals_equal: newest
            .as_ref()
            .filter(|_| is_known)
            .map(|newest| newest.differing.is_empty()),
        differing: newest
            .map(|newest| differing(session, found, &newest.differing))
            .unwrap_or_default(),
        finalisations: session
            .finalisations
            .iter()
            .enumerate()
            .map(entry)
            .collect(),
        papers,
        state,
    }
}

fn differing(session: &Session, found: &Review, ids: &[ProductId]) -> Vec<Differing> {
    let computed = finalisation::frozen_totals(session, found);
    let frozen = session
        .finalisations
        .last()
        .map(|last| last.totals.as_slice());
    let of = |totals: &[FrozenTotal], id: ProductId| {
        totals.iter().find(|total| total.product_id == id).copied()
    };
    ids.iter()
        .map(|&id| Differing {
            id,
            product: session.product(id).map(|product| product.name.clone()),
            frozen: frozen.and_then(|frozen| of(frozen, id)),
            computed: of(&computed, id),
        })
        .collect()
}
