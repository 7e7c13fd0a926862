//! Versions of one sheet side by side: what is made of the session for them, words alone.

use rust_i18n::t;

use super::audience::product_text;
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::edit::refusal::{Refusal, refusal_text};
use crate::model::DateTime;
use crate::model::criteria::{Code, Criterion, EmbeddedForm};
use crate::model::ids::PacketId;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::{Answers, ScoringSheet, SheetSource, SupersededVersion, Trigger};
use crate::rules::packets::merge::{self, Key, Version};
use crate::rules::scoring::{self, Standing};
use crate::words::{self, Lang};

/// How a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Nobody has chosen yet.
    Contested,
    /// It counts, or stands for want of another.
    Stands,
    /// Another one was chosen.
    NotChosen,
    /// A newer one took its place.
    Older,
}

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// What it is chosen by; absent where it cannot be chosen.
    pub(super) digest: Option<String>,
    /// Where it comes from.
    pub(super) source: String,
    /// When it was handed in.
    pub(super) handed_in: String,
    /// What it adds up to.
    pub(super) total: String,
    /// How the digest begins.
    pub(super) start: String,
    /// How it stands.
    pub(super) state: State,
    /// Why it was replaced.
    pub(super) reason: String,
    /// The opinion.
    pub(super) opinion: String,
    /// The grounds that the member names.
    pub(super) grounds: String,
    answers: Answers,
    notes: std::collections::BTreeMap<Code, String>,
}

/// A criterion over all versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Code and title.
    pub(super) title: String,
    /// In each version: points, level, note.
    pub(super) cells: Vec<Cell>,
    /// Whether the versions that can be chosen differ in the answer or the note.
    pub(super) is_apart: bool,
}

/// What a version says to a criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Points, or a sign.
    pub(super) points: String,
    /// The level in words.
    pub(super) level: String,
    /// The note.
    pub(super) note: String,
}

/// Versions of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VersionsView {
    /// Which sheet.
    pub(super) key: Key,
    /// Product and member.
    pub(super) about: String,
    /// The versions, those that can be chosen first.
    pub(super) columns: Vec<Column>,
    /// How many of them can be chosen, or are shown in any case.
    pub(super) n_first: usize,
    /// The criteria, those that differ first.
    pub(super) rows: Vec<Row>,
    /// The last choice, in words.
    pub(super) settled: Option<String>,
    /// Why none can be chosen, where there are several.
    pub(super) refusal: Option<String>,
}

impl VersionsView {
    /// Looks a sheet up; nothing where there is none.
    pub(super) fn new(session: &Session, key: Key) -> Option<Self> {
        let (product_id, member_id, round) = key;
        let product = session.product(product_id)?;
        let versions = merge::versions(session, key);
        let form = form_of(session, product, versions.first()?);
        let candidates = merge::candidates(session, key);
        let choices = merge::choices(session, key);
        let can_choose = choices.len() > 1;
        let state = |version: &Version| {
            let is_candidate = candidates.iter().any(|it| it.digest == version.digest);
            let is_choice = choices.iter().any(|it| it.digest == version.digest);
            match (is_candidate, candidates.len()) {
                (true, 2..) => State::Contested,
                (true, _) => State::Stands,
                (false, _) if is_choice => State::NotChosen,
                (false, _) => State::Older,
            }
        };
        let maker = Maker {
            session,
            product,
            form,
        };
        let mut columns = Vec::new();
        for version in &versions {
            let state = state(version);
            let mut column = maker.column(version, state);
            if can_choose && state != State::Older {
                column.digest = Some(version.digest.clone());
            }
            columns.push(column);
        }
        // What was taken back or replaced before anything came here.
        for sheet in versions.iter().map(|version| &version.sheet) {
            for earlier in &sheet.superseded {
                let column = maker.superseded(sheet, earlier);
                let is_known = columns
                    .iter()
                    .any(|it| it.start == column.start && it.answers == column.answers);
                if !is_known {
                    columns.push(column);
                }
            }
        }
        columns.sort_by_key(|column| column.state == State::Older);
        let n_first = columns
            .iter()
            .filter(|column| column.state != State::Older)
            .count()
            .max(1);
        let rows = maker.rows(&columns, n_first);
        let mut parts = vec![
            product_text(session, product_id).unwrap_or_default(),
            words::member_text(session, member_id),
        ];
        if product.round() > 1 {
            parts.push(t!("versions.round", n = round).into_owned());
        }
        Some(Self {
            key,
            about: parts.join(" · "),
            rows,
            settled: merge::settlement(session, key).map(|settled| {
                t!(
                    "versions.settled",
                    start = words::digest_start(&settled.chosen),
                    time = words::moment_text(settled.at),
                    by = settled.by,
                    reason = settled.reason
                )
                .into_owned()
            }),
            refusal: columns
                .iter()
                .find_map(|column| column.digest.clone())
                .and_then(|digest| refusal(session, key, digest)),
            columns,
            n_first,
        })
    }
}

/// Returns why no version can be chosen now.
fn refusal(session: &Session, key: Key, chosen: String) -> Option<String> {
    let (product_id, member_id, round) = key;
    let mut trial = session.clone();
    let edit = Edit {
        at: DateTime::default(),
        by: String::new(),
        command: Command::SettleSheet {
            product_id,
            member_id,
            round,
            chosen,
            reason: "…".to_owned(),
        },
    };
    let refusal: Refusal = apply(&mut trial, &edit).err()?;
    Some(refusal_text(&refusal, session))
}

fn form_of<'a>(
    session: &'a Session,
    product: &Product,
    version: &Version,
) -> Option<&'a EmbeddedForm> {
    let own = session.forms.get(&version.sheet.form);
    own.map(AsRef::as_ref)
        .or_else(|| session.form_of(product).map(AsRef::as_ref))
}

struct Maker<'a> {
    session: &'a Session,
    product: &'a Product,
    form: Option<&'a EmbeddedForm>,
}

impl Maker<'_> {
    fn column(&self, version: &Version, state: State) -> Column {
        let sheet = &version.sheet;
        Column {
            digest: None,
            source: self.source(sheet, &version.digest),
            handed_in: handed_in(sheet.submitted_at.filter(|_| sheet.status.is_submitted())),
            total: self.total(&sheet.answers),
            start: words::digest_start(&version.digest),
            state,
            reason: String::new(),
            opinion: sheet.opinion.clone(),
            grounds: grounds(&sheet.triggers),
            answers: sheet.answers.clone(),
            notes: sheet.notes.clone(),
        }
    }

    fn superseded(&self, sheet: &ScoringSheet, earlier: &SupersededVersion) -> Column {
        let digest = earlier.seal.as_ref().map(|seal| seal.digest.as_str());
        let source = match &earlier.seal {
            Some(seal) => self.packet_source(seal.packet_id, &seal.digest),
            None => own_source(sheet.source),
        };
        Column {
            digest: None,
            source,
            handed_in: handed_in(earlier.submitted_at),
            total: self.total(&earlier.answers),
            start: digest.map(words::digest_start).unwrap_or_default(),
            state: State::Older,
            reason: earlier.reason.clone(),
            opinion: earlier.opinion.clone(),
            grounds: grounds(&earlier.triggers),
            answers: earlier.answers.clone(),
            notes: earlier.notes.clone(),
        }
    }

    fn source(&self, sheet: &ScoringSheet, digest: &str) -> String {
        match sheet.packet_id {
            Some(packet_id) => self.packet_source(packet_id, digest),
            None => own_source(sheet.source),
        }
    }

    /// Names a packet and the first of its hand-ins that brought the version.
    fn packet_source(&self, packet_id: PacketId, digest: &str) -> String {
        let issued = self.session.issued_packet(packet_id);
        let of_member = |it: &&std::sync::Arc<crate::model::packet::IssuedPacket>| {
            issued.is_some_and(|issued| issued.member_id == it.member_id)
        };
        let own: Vec<_> = self.session.issued.iter().filter(of_member).collect();
        let place = own.iter().position(|it| it.id == packet_id);
        let hand_ins = (self.session.returns.iter())
            .filter(|it| it.packet_id == packet_id)
            .filter(|it| it.hand_in.sheets.values().any(|seal| seal.digest == digest));
        let number = hand_ins.map(|it| it.hand_in.number).min();
        match (number, place) {
            (Some(n), Some(place)) if own.len() > 1 => {
                t!("versions.source.packet_of", packet = place + 1, n = n)
            }
            (Some(n), _) => t!("versions.source.packet", n = n),
            (None, _) => t!("versions.source.packet_unknown"),
        }
        .into_owned()
    }

    fn total(&self, answers: &Answers) -> String {
        let Some(form) = self.form else {
            return String::new();
        };
        let total = scoring::total(&form.set, answers, &self.product.case_choices);
        total.total.to_string()
    }

    fn rows(&self, columns: &[Column], n_first: usize) -> Vec<Row> {
        let Some(form) = self.form else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for criterion in form.set.criteria() {
            let cells: Vec<_> = columns
                .iter()
                .map(|column| self.cell(form, criterion, column))
                .collect();
            let compared = if n_first > 1 {
                &columns[..n_first]
            } else {
                columns
            };
            let code = criterion.code;
            let is_apart = compared.iter().any(|column| {
                let first = &compared[0];
                column.answers.get(code) != first.answers.get(code)
                    || column.notes.get(&code) != first.notes.get(&code)
            });
            rows.push(Row {
                title: format!("{code}  {}", criterion.title),
                cells,
                is_apart,
            });
        }
        rows.sort_by_key(|row| !row.is_apart);
        rows
    }

    fn cell(&self, form: &EmbeddedForm, criterion: &Criterion, column: &Column) -> Cell {
        let cases = &self.product.case_choices;
        let standing = scoring::standing(&form.set, criterion, &column.answers, cases);
        let (points, level) = match standing {
            Standing::Unanswered | Standing::CaseOpen => {
                ("–".to_owned(), t!("versions.unanswered").into_owned())
            }
            Standing::NoLevel => ("0".to_owned(), t!("versions.no_level").into_owned()),
            Standing::Idle => ("0".to_owned(), t!("versions.idle").into_owned()),
            Standing::Waiting { idx } => ("0".to_owned(), level_text(criterion, idx)),
            Standing::Level { idx, points } => (points.to_string(), level_text(criterion, idx)),
        };
        Cell {
            points,
            level,
            note: column
                .notes
                .get(&criterion.code)
                .cloned()
                .unwrap_or_default(),
        }
    }
}

fn level_text(criterion: &Criterion, idx: usize) -> String {
    let option = criterion.options.get(idx);
    option.map_or_else(
        || t!("versions.yes").into_owned(),
        |option| option.text.clone(),
    )
}

fn own_source(source: SheetSource) -> String {
    match source {
        SheetSource::Laptop => t!("versions.source.here"),
        SheetSource::Typed => t!("versions.source.typed"),
        SheetSource::PaperDoubleChecked => t!("versions.source.checked"),
    }
    .into_owned()
}

fn handed_in(at: Option<DateTime>) -> String {
    match at {
        Some(at) => t!("versions.handed_in", time = words::moment_text(at)),
        None => t!("versions.draft"),
    }
    .into_owned()
}

fn grounds(triggers: &[Trigger]) -> String {
    let lang = Lang::current();
    let texts: Vec<_> = triggers
        .iter()
        .map(|it| format!("{}: {}", words::place_text(lang, it.place), it.reason))
        .collect();
    texts.join("; ")
}
