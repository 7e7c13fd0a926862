//! Packets (*gói phiếu*): what a member takes along to score without the desk, and what comes back.
//!
//! A packet is a session file that holds one member alone, with that member's products and sheets;
//! [`Session::packet`](super::session::Session::packet) tells it apart. The session it was made from
//! keeps [`IssuedPacket`]s and, of what came back, [`PacketReturn`]s.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::DateTime;
use super::ids::{MemberId, PacketId, ProductId, SheetId};
use super::sheet::ScoringSheet;

/// What makes a session file a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// Identity.
    pub id: PacketId,
    /// Whose it is.
    pub member_id: MemberId,
    /// When it was issued.
    pub issued_at: DateTime,
    /// Who issued it.
    pub issued_by: String,
    /// What the secretary asks of the member.
    pub instructions: String,
    /// The key the member signs with; absent where the council does not sign.
    pub key: Option<PacketKey>,
    /// Every hand-in, oldest first.
    pub hand_ins: Vec<HandIn>,
    /// Every time a hand-in was taken back, oldest first.
    pub withdrawals: Vec<Withdrawal>,
}

impl Packet {
    /// Tells whether the packet is handed in, and not taken back.
    pub const fn is_locked(&self) -> bool {
        self.hand_ins.len() > self.withdrawals.len()
    }

    /// Returns the hand-in that stands.
    pub fn standing(&self) -> Option<&HandIn> {
        self.hand_ins.last().filter(|_| self.is_locked())
    }
}

/// The pair of keys of a packet (Ed25519).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketKey {
    /// The public key, 64 hexadecimal digits.
    pub public: String,
    /// The private key, locked with the member's code.
    pub locked: String,
}

/// A hand-in of a packet: which sheets, each as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// Counts the hand-ins of the packet from 1.
    pub number: u32,
    /// When.
    pub at: DateTime,
    /// The sheets.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub sheets: BTreeMap<SheetId, Seal>,
    /// Products for which the member does not take part, with the reason.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub recusals: BTreeMap<ProductId, String>,
    /// Products that were left for later.
    pub n_unfinished: u32,
    /// What the whole is known by.
    pub seal: Seal,
}

/// A digest with its signature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// 64 hexadecimal digits.
    pub digest: String,
    /// 128 hexadecimal digits; absent where the council does not sign.
    pub signature: Option<String>,
}

/// A hand-in taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: String,
}

/// A packet as the session that issued it knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedPacket {
    /// Identity.
    pub id: PacketId,
    /// Whose it is.
    pub member_id: MemberId,
    /// When it was issued.
    pub issued_at: DateTime,
    /// Who issued it.
    pub issued_by: String,
    /// The public key; absent where the council does not sign.
    pub public_key: Option<String>,
    /// The products in it.
    pub product_ids: Vec<ProductId>,
}

/// A hand-in that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketReturn {
    /// The packet.
    pub packet_id: PacketId,
    /// What was handed in.
    pub hand_in: HandIn,
}

/// What a packet brings back: its hand-in with the sheets as they were handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// The packet.
    pub packet_id: PacketId,
    /// Whose it is.
    pub member_id: MemberId,
    /// What was handed in.
    pub hand_in: HandIn,
    /// The sheets.
    pub sheets: Vec<Arc<ScoringSheet>>,
}

/// The secretary's choice between versions of one sheet that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// The product.
    pub product_id: ProductId,
    /// The member.
    pub member_id: MemberId,
    /// The round.
    pub round: u16,
    /// Digest of the version that counts.
    pub chosen: String,
    /// Digests of all versions that were to choose from, in order.
    pub among: Vec<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime,
    /// By whom.
    pub by: String,
}
