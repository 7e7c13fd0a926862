//! The council: who sits on it, who came and when, and the rules it gave itself.

use serde::{Deserialize, Serialize};

use super::ids::MemberId;
use super::points::Points;
use super::time::DayTime;

/// The level a council works at; it decides which conclusions exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CouncilLevel {
    /// Provincial council: recognises 3 and 4 stars, proposes 5 to the Ministry (Art. 7.3).
    Province,
    /// Central council: recognises 5 stars or returns the dossier (Art. 7.4).
    Central,
}

/// A council (*hội đồng đánh giá, phân hạng*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// Name of the council.
    pub name: String,
    /// Its level.
    pub level: CouncilLevel,
    /// The decision that set it up, as its papers cite it.
    pub established_by: String,
    /// Everybody on the list, in the order of the list.
    pub members: Vec<Member>,
}

impl Council {
    /// Returns the member with `id`.
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }
}

/// A person on the council's list (*thành viên*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Identity.
    pub id: MemberId,
    /// Name, or a designation such as `Thành viên 4`.
    pub name: String,
    /// Office the person comes from: `Sở Y tế`.
    pub office: String,
    /// Position in that office.
    pub position: String,
    /// Role on the council.
    pub role: Role,
    /// Whether the person is a member in the sense of the quorum; a clerk who only writes is not.
    pub is_member: bool,
    /// When the person was in the room; empty while absent or not yet called.
    pub attendance: Vec<Attendance>,
    /// Why the person is absent, as the minutes print it.
    pub absence_reason: String,
}

impl Member {
    /// Tells whether the person came at all.
    pub fn attended(&self) -> bool {
        !self.attendance.is_empty()
    }

    /// Tells whether the person was in the room at `time`.
    pub fn was_present_at(&self, time: DayTime) -> bool {
        self.attendance
            .iter()
            .any(|stay| stay.from <= time && stay.to.is_none_or(|to| time < to))
    }

    /// Tells whether the person is in the room now: came, and has not left for good.
    pub fn is_present(&self) -> bool {
        self.attendance.iter().any(|stay| stay.to.is_none())
    }
}

/// One stay in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// When the person came.
    pub from: DayTime,
    /// When the person left; absent while still there.
    pub to: Option<DayTime>,
}

/// A role on the council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Chair (*chủ tịch*).
    Chair,
    /// Vice chair (*phó chủ tịch*).
    ViceChair,
    /// Member (*thành viên*).
    Member,
    /// Secretary (*thư ký*).
    Secretary,
}

/// A rule with the place it comes from (*Quy chế số …*); an empty source is named as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The rule.
    pub value: T,
    /// Where it is written.
    pub source: String,
}

impl<T> Sourced<T> {
    /// Makes a rule whose source is not named yet.
    pub const fn unsourced(value: T) -> Self {
        Self {
            value,
            source: String::new(),
        }
    }
}

/// The rules a council works by: data, never constants (`Default` holds what the published
/// regulations have in common).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilRules {
    /// Least share of members for a valid meeting.
    pub quorum: Sourced<Quorum>,
    /// Most that two members' totals may differ; strictly more calls for a discussion.
    pub allowed_spread: Sourced<Points>,
    /// Whether the secretary fills sheets too.
    pub secretary_scores: Sourced<bool>,
    /// Whose choice counts for a gate when members differ.
    pub gate_rule: Sourced<GateRule>,
    /// What an unmet gate does to the rank.
    pub unmet_gate: Sourced<UnmetGate>,
    /// Whether a submitted sheet still counts when its member left before the product was concluded.
    pub sheet_after_leaving: Sourced<SheetAfterLeaving>,
    /// Least number of counted sheets for a rank.
    pub min_counted_sheets: Sourced<u16>,
    /// Decimals of a mean on screens and papers, 0 to 4.
    pub decimals: Sourced<u8>,
    /// Whether the council may conclude although its meeting is not valid.
    #[serde(default = "refused", skip_serializing_if = "is_plain_refusal")]
    pub concludes_without_quorum: Sourced<bool>,
    /// What counts of a member who was to score again and did not, once the round was closed.
    #[serde(default = "earlier_counts", skip_serializing_if = "is_earlier_counts")]
    pub missing_in_round: Sourced<MissingInRound>,
    /// Whether sheets handed in with packets are signed.
    #[serde(default = "signed", skip_serializing_if = "is_plainly_signed")]
    pub signing: Sourced<bool>,
}

const fn signed() -> Sourced<bool> {
    Sourced::unsourced(true)
}

fn is_plainly_signed(rule: &Sourced<bool>) -> bool {
    *rule == signed()
}

const fn earlier_counts() -> Sourced<MissingInRound> {
    Sourced::unsourced(MissingInRound::EarlierCounts)
}

fn is_earlier_counts(rule: &Sourced<MissingInRound>) -> bool {
    *rule == earlier_counts()
}

const fn refused() -> Sourced<bool> {
    Sourced::unsourced(false)
}

fn is_plain_refusal(rule: &Sourced<bool>) -> bool {
    *rule == refused()
}

impl Default for CouncilRules {
    fn default() -> Self {
        Self {
            quorum: Sourced::unsourced(Quorum {
                numerator: 3,
                denominator: 4,
                needs_chair: true,
            }),
            allowed_spread: Sourced::unsourced(Points::whole(10)),
            secretary_scores: Sourced::unsourced(false),
            gate_rule: Sourced::unsourced(GateRule::MajorityOfCounted),
            unmet_gate: Sourced::unsourced(UnmetGate::HoldsRank),
            sheet_after_leaving: Sourced::unsourced(SheetAfterLeaving::Counts),
            min_counted_sheets: Sourced::unsourced(1),
            decimals: Sourced::unsourced(2),
            concludes_without_quorum: refused(),
            missing_in_round: earlier_counts(),
            signing: signed(),
        }
    }
}

/// The least attendance of a valid meeting: ⌈n × numerator / denominator⌉ of all members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// Upper number of the share.
    pub numerator: u16,
    /// Lower number of the share; never zero.
    pub denominator: u16,
    /// Whether the chair, or who presides instead, must be among them.
    pub needs_chair: bool,
}

/// Whose choice counts for a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GateRule {
    /// Met when more than half of the counted sheets reach it.
    MajorityOfCounted,
    /// Met when every counted sheet reaches it.
    AllCounted,
}

/// What an unmet gate does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnmetGate {
    /// The product falls to the highest rank whose gates it meets.
    HoldsRank,
    /// The band stands; the unmet gate is only named.
    NamedOnly,
}

/// Whether a sheet counts after its member has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetAfterLeaving {
    /// A submitted sheet counts.
    Counts,
    /// Only the sheets of those still present count.
    DoesNotCount,
}

/// What counts of a member who was to score again and did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MissingInRound {
    /// The sheet of the round before.
    EarlierCounts,
    /// None.
    NothingCounts,
}
