//! Digests and signatures of what a member hands in.
//!
//! The **digest of a sheet** is BLAKE3 over the canonical text (see [`crate::rules::finalisation`]) of
//! an object with the members `scheme` (1), `session` (its id), `form` (the digest of the statutory
//! sheet) and `sheet` (the sheet as a file holds it, without `digest`, `signature` and `contested`).
//! The **digest of a hand-in** is made likewise of `scheme`, `session`, `packet`, `number`, `at`,
//! `sheets` (digests and signatures by id), `recusals` and `unfinished`. What is signed (Ed25519) is
//! the line `ocop-council sheet 1` or `ocop-council hand-in 1`, a line feed, and the digest.
//!
//! The issuer made the key, so a signature proves that nothing changed since the hand-in, not who sat
//! at the laptop.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde_json::Value;

use super::super::canonical::{json, object, write};
use super::super::scoring::{names_ground, total};
use crate::model::DateTime;
use crate::model::criteria::Code;
use crate::model::ids::{PacketId, ProductId};
use crate::model::packet::{HandIn, Packet, Seal};
use crate::model::session::Session;
use crate::model::sheet::{ScoringSheet, SheetSource, SheetStatus};

const SCHEME: u16 = 1;
const SHEET: &str = "ocop-council sheet 1";
const HAND_IN: &str = "ocop-council hand-in 1";

/// Makes the digest of a sheet of `session`, 64 hexadecimal digits.
pub fn sheet_digest(session: &Session, sheet: &ScoringSheet) -> String {
    let mut content = json(sheet);
    if let Value::Object(members) = &mut content {
        members.retain(|name, _| !matches!(&**name, "digest" | "signature" | "contested"));
    }
    let form = session.forms.get(&sheet.form).map(|form| &*form.digest);
    digest_of(&object([
        ("scheme", Value::from(SCHEME)),
        ("session", json(&session.id)),
        ("form", json(&form)),
        ("sheet", content),
    ]))
}

/// Makes the digest of a hand-in, whatever its seal says.
pub fn hand_in_digest(session: &Session, packet_id: PacketId, hand_in: &HandIn) -> String {
    digest_of(&object([
        ("scheme", Value::from(SCHEME)),
        ("session", json(&session.id)),
        ("packet", json(&packet_id)),
        ("number", Value::from(hand_in.number)),
        ("at", json(&hand_in.at)),
        ("sheets", json(&hand_in.sheets)),
        ("recusals", json(&hand_in.recusals)),
        ("unfinished", Value::from(hand_in.n_unfinished)),
    ]))
}

fn digest_of(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

fn message(what: &str, digest: &str) -> Vec<u8> {
    format!("{what}\n{digest}").into_bytes()
}

fn sealed(what: &str, digest: String, key: Option<&SigningKey>) -> Seal {
    let signature = key.map(|key| hex(&key.sign(&message(what, &digest)).to_bytes()));
    Seal { digest, signature }
}

/// Tells whether a seal of a sheet bears the signature of `public`; without a public key, whether it
/// bears none.
pub fn sheet_seal_holds(seal: &Seal, public: Option<&str>) -> bool {
    holds(SHEET, seal, public)
}

/// Tells whether the seal of a hand-in bears the signature of `public`; without a public key, whether
/// it bears none.
pub fn hand_in_seal_holds(seal: &Seal, public: Option<&str>) -> bool {
    holds(HAND_IN, seal, public)
}

fn holds(what: &str, seal: &Seal, public: Option<&str>) -> bool {
    match (public, &seal.signature) {
        (None, None) => true,
        (Some(public), Some(signature)) => {
            let key = bytes_of(public).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
            let signature = bytes_of(signature).map(|bytes| Signature::from_bytes(&bytes));
            key.zip(signature).is_some_and(|(key, signature)| {
                key.verify_strict(&message(what, &seal.digest), &signature)
                    .is_ok()
            })
        }
        _ => false,
    }
}

/// Writes bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads what [`hex`] wrote; nothing else, so that one value has one text.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |&[high, low]: &[u8; 2]| Some(value(high)? << 4 | value(low)?);
    let bytes: Option<Vec<_>> = pairs.iter().map(byte).collect();
    bytes.filter(|_| rest.is_empty())
}

fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex(text)?.try_into().ok()
}

/// A product that is not ready to be handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The product.
    pub product_id: ProductId,
    /// Criteria without an answer.
    pub missing: Vec<Code>,
    /// Whether its sheet was handed in before and taken back: then it cannot be left for later, or
    /// the version that was taken back would go on counting.
    pub was_handed_in: bool,
}

/// What a hand-in would hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The sheets as they would be handed in, in the order of the products.
    pub sheets: Vec<ScoringSheet>,
    /// Products for which the member does not take part.
    pub recusals: BTreeMap<ProductId, String>,
    /// Products that would be left for later.
    pub unfinished: Vec<Unfinished>,
}

/// Returns what handing in a packet at `at` would hand in. A sheet that was taken back and stands as
/// it was becomes the version that it was.
pub fn prepare(session: &Session, packet: &Packet, at: DateTime) -> Prepared {
    let mut prepared = Prepared {
        sheets: Vec::new(),
        recusals: BTreeMap::new(),
        unfinished: Vec::new(),
    };
    for product in &session.products {
        if let Some(reason) = product.recusals.get(&packet.member_id) {
            prepared.recusals.insert(product.id, reason.clone());
            continue;
        }
        let Some(form) = session.form_of(product) else {
            continue;
        };
        let cases = &product.case_choices;
        let unfinished = |missing, was_handed_in| Unfinished {
            product_id: product.id,
            missing,
            was_handed_in,
        };
        let Some(sheet) = session.sheet(product.id, packet.member_id, product.round()) else {
            let missing = total(&form.set, &Default::default(), cases).missing;
            prepared.unfinished.push(unfinished(missing, false));
            continue;
        };
        if sheet.status.is_submitted() {
            prepared.sheets.push(sheet.clone());
            continue;
        }
        let missing = total(&form.set, &sheet.answers, cases).missing;
        if !missing.is_empty() && !names_ground(&form.set, sheet, cases) {
            let was_handed_in = sheet.was_handed_in();
            prepared.unfinished.push(unfinished(missing, was_handed_in));
            continue;
        }
        let sheet =
            restored(session, sheet).unwrap_or_else(|| handed_in(session, sheet, packet.id, at));
        prepared.sheets.push(sheet);
    }
    prepared
}

fn handed_in(
    session: &Session,
    draft: &ScoringSheet,
    packet_id: PacketId,
    at: DateTime,
) -> ScoringSheet {
    let mut sheet = ScoringSheet {
        revision: draft.revision.saturating_add(1),
        status: SheetStatus::Submitted,
        source: SheetSource::Laptop,
        submitted_at: Some(at),
        packet_id: Some(packet_id),
        second_typing: None,
        ..draft.clone()
    };
    sheet.digest = Some(sheet_digest(session, &sheet));
    sheet
}

/// Returns the version that was taken back, where the draft still says what it said.
fn restored(session: &Session, draft: &ScoringSheet) -> Option<ScoringSheet> {
    let (last, earlier) = draft.superseded.split_last()?;
    let seal = last.seal.clone()?;
    let is_same = last.answers == draft.answers
        && last.notes == draft.notes
        && last.opinion == draft.opinion
        && last.triggers == draft.triggers;
    let sheet = ScoringSheet {
        revision: last.revision,
        status: SheetStatus::Submitted,
        submitted_at: last.submitted_at,
        superseded: earlier.to_vec(),
        packet_id: Some(seal.packet_id),
        digest: Some(seal.digest),
        signature: seal.signature,
        ..draft.clone()
    };
    (is_same && sheet.digest.as_deref() == Some(&*sheet_digest(session, &sheet))).then_some(sheet)
}

/// Makes the hand-in of a packet as it stands, signed with `key`.
pub fn hand_in(
    session: &Session,
    packet: &Packet,
    key: Option<&SigningKey>,
    at: DateTime,
) -> HandIn {
    let prepared = prepare(session, packet, at);
    let sheets = prepared.sheets.iter().map(|sheet| {
        let digest = sheet.digest.clone().unwrap_or_default();
        // A version of an earlier hand-in keeps its seal.
        let is_new = sheet.packet_id == Some(packet.id) && sheet.signature.is_none();
        let seal = if is_new {
            sealed(SHEET, digest, key)
        } else {
            let signature = sheet.signature.clone();
            Seal { digest, signature }
        };
        (sheet.id, seal)
    });
    let mut hand_in = HandIn {
        number: u32::try_from(packet.hand_ins.len()).map_or(u32::MAX, |n| n.saturating_add(1)),
        at,
        sheets: sheets.collect(),
        recusals: prepared.recusals,
        n_unfinished: u32::try_from(prepared.unfinished.len()).unwrap_or(u32::MAX),
        seal: Seal {
            digest: String::new(),
            signature: None,
        },
    };
    let digest = hand_in_digest(session, packet.id, &hand_in);
    hand_in.seal = sealed(HAND_IN, digest, key);
    hand_in
}
