//! A session (*phiên đánh giá*): the root of a saved file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::council::{Council, CouncilRules};
use super::criteria::{EmbeddedForm, FormKey};
use super::ids::{ApplicantId, MemberId, PacketId, ProductId, SessionId, SheetId};
use super::packet::{IssuedPacket, Packet, PacketReturn, Settlement};
use super::points::StarRank;
use super::product::{Applicant, Outcome, Product};
use super::sheet::ScoringSheet;
use super::time::DayTime;
use super::{Date, DateTime};

/// A session of a council. The large parts are shared, so that keeping earlier states is cheap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Identity.
    pub id: SessionId,
    /// Name of the session.
    pub title: String,
    /// Day of the meeting; papers judge validity on it.
    pub held_on: Option<Date>,
    /// When it began.
    pub began_at: Option<DayTime>,
    /// When it ended.
    pub ended_at: Option<DayTime>,
    /// Where it took place.
    pub place: String,
    /// Head and foot of its papers.
    pub document: DocumentHead,
    /// Texts the council works on, as the minutes cite them.
    pub legal_grounds: Vec<String>,
    /// Earlier sessions whose results this one takes up.
    pub parents: Vec<ParentSession>,
    /// The council.
    pub council: Council,
    /// The rules it works by.
    pub rules: CouncilRules,
    /// Applicants.
    pub applicants: Vec<Arc<Applicant>>,
    /// Products, in the order of the agenda.
    pub products: Vec<Arc<Product>>,
    /// Every sheet ever begun or received.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub sheets: BTreeMap<SheetId, Arc<ScoringSheet>>,
    /// The statutory sheets used, whole.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub forms: BTreeMap<FormKey, Arc<EmbeddedForm>>,
    /// Every finalisation, oldest first; each but the last was reopened.
    pub finalisations: Vec<Arc<Finalisation>>,
    /// What makes this a member's packet; absent in the council's own session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet: Option<Arc<Packet>>,
    /// Packets issued, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issued: Vec<Arc<IssuedPacket>>,
    /// Hand-ins that came back, ordered by packet, number and digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<Arc<PacketReturn>>,
    /// Versions of sheets that came back and do not stand among the sheets: older ones, and those
    /// that another was chosen over. Ordered by product, member, round, revision and digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Arc<ScoringSheet>>,
    /// Choices between versions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settlements: Vec<Arc<Settlement>>,
    /// Who did what when; only ever appended to.
    pub log: Vec<Arc<LogLine>>,
}

impl Session {
    /// Returns the finalisation that stands; none while the session is open.
    pub fn finalisation(&self) -> Option<&Finalisation> {
        let last = self.finalisations.last()?;
        last.reopened.is_none().then_some(last)
    }

    /// Returns the product with `id`.
    pub fn product(&self, id: ProductId) -> Option<&Product> {
        self.products
            .iter()
            .find(|product| product.id == id)
            .map(Arc::as_ref)
    }

    /// Returns the applicant with `id`.
    pub fn applicant(&self, id: ApplicantId) -> Option<&Applicant> {
        self.applicants
            .iter()
            .find(|applicant| applicant.id == id)
            .map(Arc::as_ref)
    }

    /// Returns the packet with `id` that this session issued.
    pub fn issued_packet(&self, id: PacketId) -> Option<&IssuedPacket> {
        let mut issued = self.issued.iter();
        issued.find(|packet| packet.id == id).map(Arc::as_ref)
    }

    /// Returns the statutory sheet chosen for `product`.
    pub fn form_of(&self, product: &Product) -> Option<&Arc<EmbeddedForm>> {
        self.forms.get(product.form.as_ref()?)
    }

    /// Returns the sheet of `member_id` for `product_id` in `round`.
    pub fn sheet(
        &self,
        product_id: ProductId,
        member_id: MemberId,
        round: u16,
    ) -> Option<&ScoringSheet> {
        self.sheets
            .values()
            .find(|s| s.product_id == product_id && s.member_id == member_id && s.round == round)
            .map(Arc::as_ref)
    }
}

/// Head and foot of a session's papers (Decree 30/2020/NĐ-CP).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentHead {
    /// The body above the one that issues: `UBND TỈNH …`.
    pub parent_body: String,
    /// The body that issues: `HỘI ĐỒNG ĐÁNH GIÁ …`.
    pub issuing_body: String,
    /// Number and sign of the paper: `03/BB-HĐ`.
    pub number: String,
    /// Place the office sits at.
    pub place: String,
    /// Recipients, one line each.
    pub recipients: Vec<String>,
}

/// An earlier session whose results are taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentSession {
    /// Its identity.
    pub id: SessionId,
    /// Its name.
    pub title: String,
    /// Day it was held.
    pub held_on: Option<Date>,
    /// Digest its minutes carry.
    pub digest: Option<String>,
}

/// A finalisation (*chốt phiên*): what the council had before it when its record was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finalisation {
    /// When.
    pub at: DateTime,
    /// By whom.
    pub by: String,
    /// By which rule the digest was made; 0 where nobody can make it again, as for those kept by
    /// the first version of the format.
    pub scheme: u16,
    /// Digest over the content at that moment, 64 hexadecimal digits.
    pub digest: String,
    /// What was computed and concluded, in the order of the agenda.
    pub totals: Vec<FrozenTotal>,
    /// How it ended, where the session was opened again for changes.
    pub reopened: Option<Reopening>,
}

/// What a finalisation froze for one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenTotal {
    /// The product.
    pub product_id: ProductId,
    /// Number of counted sheets.
    pub counted: u32,
    /// Sum of their totals in hundredths of a point; with the number it is the exact mean.
    pub sum_hundredths: i64,
    /// The computed rank; absent where none could be computed.
    pub rank: Option<StarRank>,
    /// The council's conclusion; absent where there was none.
    pub outcome: Option<Outcome>,
}

/// How a finalised session was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    /// When.
    pub at: DateTime,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A line of the log: who did what when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// When.
    pub at: DateTime,
    /// Who.
    pub by: String,
    /// What, in plain words.
    pub what: String,
    /// What was there before, where something was replaced.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
}
