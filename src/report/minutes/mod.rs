//! What the minutes of a session say, in the form of Decree 30/2020/NĐ-CP (form 1.9).
//!
//! An empty text stands for something nobody entered: the paper then has dots to be filled in by
//! hand.

mod appendix;
mod council_work;
mod finalisation;
mod opening;
mod products;
mod totals;

use serde::Serialize;

use crate::model::Date;
use crate::model::council::Role;
use crate::model::session::Session;
use crate::rules::review::Review;

use super::{stamp, wording};

pub use appendix::{Appendix, AppendixRow, Legend};
pub(crate) use finalisation::standing_digest;
pub use finalisation::{EarlierFinalisation, FinalisationNote};
pub(super) use opening::writer;
pub use opening::{Attendee, RuleLine};
pub use products::{Line, ProductEntry};
pub use totals::{TotalsRow, TotalsTable};

/// All texts of the minutes, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MinutesData {
    /// Identity of the session, from which the PDF has its identity.
    pub ident: String,
    /// The day the paper speaks of.
    pub day: Date,
    /// Title of the document as viewers show it.
    pub title: String,
    /// Head of the paper.
    pub head: Head,
    /// Texts the council works on, one sentence each.
    pub grounds: Vec<String>,
    /// When the meeting began.
    pub began: String,
    /// Where it took place.
    pub place: String,
    /// Earlier sessions whose results are taken up, one sentence each.
    pub parents: Vec<String>,
    /// The council and the decision that set it up.
    pub council: String,
    /// Who was there.
    pub present: Vec<Attendee>,
    /// Who was not, and why.
    pub absent: Vec<Attendee>,
    /// Who presided.
    pub chair: String,
    /// Who wrote the minutes.
    pub secretary: String,
    /// Whether the meeting was valid, one sentence each.
    pub quorum: Vec<String>,
    /// Rules of the council with their source.
    pub rules: Vec<RuleLine>,
    /// Statutory sheets that were used and whose words they print, one sentence each.
    pub forms: Vec<String>,
    /// What holds for all products unless said otherwise, one sentence each.
    pub preliminaries: Vec<String>,
    /// Results, product by product.
    pub products: Vec<ProductEntry>,
    /// Counts by sector and by kind of application.
    pub totals: Vec<TotalsTable>,
    /// When the meeting ended.
    pub closing: String,
    /// Names under the signatures.
    pub signatures: Signatures,
    /// Recipients, one line each.
    pub recipients: Vec<String>,
    /// Table of members and products.
    pub appendix: Appendix,
    /// Whether the session is finalised, on the last page.
    pub finalisation: FinalisationNote,
    /// What a program can read of the PDF without its text.
    pub keywords: Vec<String>,
}

/// Head of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The body above the one that issues.
    pub parent_body: String,
    /// The body that issues.
    pub issuing_body: String,
    /// Number and sign.
    pub number: String,
    /// Name of the meeting.
    pub name: String,
}

impl Head {
    /// Makes the head of a paper of `session` that has no number: only the minutes have one.
    pub(super) fn unnumbered(session: &Session) -> Self {
        let document = &session.document;
        Self {
            parent_body: document.parent_body.trim().to_owned(),
            issuing_body: wording::or(&document.issuing_body, &session.council.name).to_owned(),
            number: String::new(),
            name: session.title.trim().to_owned(),
        }
    }
}

/// Names under the signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signatures {
    /// The secretary, at the left.
    pub secretary: String,
    /// Who presided, at the right.
    pub chair: String,
    /// What stands over the name at the right.
    pub chair_role: String,
}

/// Collects what the minutes of `session` say. Validity is judged on the day of the session.
pub fn minutes_data(session: &Session, review: &Review) -> MinutesData {
    let document = &session.document;
    let chair = review
        .presiding
        .and_then(|id| session.council.member(id))
        .map(|member| member.name.trim().to_owned())
        .unwrap_or_default();
    let name = session.title.trim();
    MinutesData {
        ident: session.id.to_string(),
        day: review.session_day,
        title: format!("Biên bản {name}").trim_end().to_owned(),
        head: Head {
            number: document.number.trim().to_owned(),
            ..Head::unnumbered(session)
        },
        grounds: opening::grounds(&session.legal_grounds),
        began: opening::began(session),
        place: session.place.trim().to_owned(),
        parents: opening::parents(session),
        council: opening::council(session),
        present: opening::present(session),
        absent: opening::absent(session),
        chair: opening::chair(session, review),
        secretary: opening::people(session, Role::Secretary),
        quorum: opening::quorum(session, review),
        rules: opening::rules(&session.rules),
        forms: opening::forms(session),
        preliminaries: opening::preliminaries(session),
        products: products::entries(session, review),
        totals: totals::tables(session),
        closing: closing(session),
        signatures: Signatures {
            secretary: opening::writer(session),
            chair,
            chair_role: "CHỦ TỌA".to_owned(),
        },
        recipients: document
            .recipients
            .iter()
            .map(|line| line.trim().trim_start_matches('-').trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        appendix: appendix::appendix(session, review),
        finalisation: finalisation::note(session, review),
        keywords: stamp::keywords(session, review),
    }
}

fn closing(session: &Session) -> String {
    format!(
        "Cuộc họp kết thúc vào {}, {}.",
        wording::long_time(session.ended_at),
        wording::long_date(session.held_on)
    )
}
