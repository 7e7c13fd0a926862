//! What would become of a return, sheet by sheet, before anything takes effect.

use std::sync::Arc;

use super::merge::{self, key_of};
use super::seal::{hand_in_digest, hand_in_seal_holds, sheet_digest, sheet_seal_holds};
use crate::model::criteria::{Code, EmbeddedForm};
use crate::model::ids::{MemberId, PacketId, ProductId};
use crate::model::packet::{Packet, Returned, Seal};
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::{Answer, ScoringSheet, SheetStatus};

use super::super::scoring::grounds;

/// Why a whole return is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PacketFault {
    /// The file is a session, not a packet.
    #[error("not a packet")]
    NotAPacket,
    /// It belongs to another session.
    #[error("packet of another session")]
    OtherSession,
    /// This session did not issue it.
    #[error("packet that was not issued here")]
    UnknownPacket,
    /// It was issued to somebody else than it names.
    #[error("packet of another member")]
    OtherMember,
    /// Nothing is handed in: the member has not yet, or took it back.
    #[error("packet that is not handed in")]
    NotHandedIn,
    /// It is not what was handed in.
    #[error("content that differs from what was handed in")]
    BadSeal,
    /// The signature is not that of the packet.
    #[error("wrong signature")]
    BadSignature,
}

/// Why a sheet is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetFault {
    /// The product is not on the agenda any more.
    UnknownProduct,
    /// It is another member's.
    OtherMember,
    /// The product is judged on another statutory sheet now, or on another text of it.
    OtherForm,
    /// Another case is chosen now for a criterion that it answers.
    OtherCase(Code),
    /// It answers what the statutory sheet does not have.
    BadAnswer(Code),
    /// The round was not opened here.
    UnknownRound,
    /// The council has concluded on the product.
    Concluded,
    /// It is not what was handed in.
    BadSeal,
    /// The signature is not that of its packet.
    BadSignature,
    /// Its id is that of a sheet of another product.
    IdInUse,
}

/// What becomes of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// There was none before.
    New,
    /// It replaces an older version.
    Newer,
    /// It is there already.
    Unchanged,
    /// A newer version is there, or another was chosen over it; it is kept as such.
    Older,
    /// It contradicts another version; nothing counts until one is chosen.
    Contested,
    /// It is not taken in.
    Refused(SheetFault),
}

impl Verdict {
    /// Tells whether the sheet is taken in, or is there already.
    pub const fn is_accepted(self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

/// A sheet with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The product.
    pub product_id: ProductId,
    /// The round.
    pub round: u16,
    /// The revision.
    pub revision: u32,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// What becomes of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The packet.
    pub packet_id: PacketId,
    /// Whose it is.
    pub member_id: MemberId,
    /// The sheets, in the order of the return.
    pub lines: Vec<Line>,
    /// Changes of recusals: the reason, or none where the member takes part again.
    pub recusals: Vec<(ProductId, Option<String>)>,
    /// Whether this hand-in was taken in before.
    pub is_known: bool,
    /// Whether taking it in would change the session.
    pub changes: bool,
}

impl Judgement {
    /// Tells whether nothing is refused and nothing contradicts.
    pub fn is_smooth(&self) -> bool {
        let is_smooth =
            |line: &Line| !matches!(line.verdict, Verdict::Contested | Verdict::Refused(_));
        self.lines.iter().all(is_smooth)
    }

    /// Returns the verdicts alone.
    pub fn verdicts(&self) -> Vec<Verdict> {
        self.lines.iter().map(|line| line.verdict).collect()
    }
}

/// Takes what was handed in out of a packet's file.
pub fn returned(packet: &Session) -> Result<Returned, PacketFault> {
    let content: &Packet = packet.packet.as_ref().ok_or(PacketFault::NotAPacket)?;
    let hand_in = content.standing().ok_or(PacketFault::NotHandedIn)?;
    let mut sheets = Vec::new();
    for id in hand_in.sheets.keys() {
        let sheet = packet.sheets.get(id).ok_or(PacketFault::BadSeal)?;
        sheets.push(Arc::clone(sheet));
    }
    // In the order of the agenda, as people look for them.
    let place = |sheet: &Arc<ScoringSheet>| {
        let mut products = packet.products.iter();
        products.position(|product| product.id == sheet.product_id)
    };
    sheets.sort_by_key(place);
    Ok(Returned {
        packet_id: content.id,
        member_id: content.member_id,
        hand_in: hand_in.clone(),
        sheets,
    })
}

/// Judges the file of a packet; the session it belongs to is `session`.
pub fn judge_file(
    session: &Session,
    packet: &Session,
) -> Result<(Returned, Judgement), PacketFault> {
    if packet.packet.is_some() && packet.id != session.id {
        return Err(PacketFault::OtherSession);
    }
    let returned = returned(packet)?;
    let judgement = judge(session, &returned)?;
    Ok((returned, judgement))
}

/// Judges a return.
pub fn judge(session: &Session, returned: &Returned) -> Result<Judgement, PacketFault> {
    let issued = session
        .issued_packet(returned.packet_id)
        .ok_or(PacketFault::UnknownPacket)?;
    if issued.member_id != returned.member_id {
        return Err(PacketFault::OtherMember);
    }
    let hand_in = &returned.hand_in;
    let ids: Vec<_> = returned.sheets.iter().map(|sheet| sheet.id).collect();
    let are_all =
        ids.len() == hand_in.sheets.len() && ids.iter().all(|id| hand_in.sheets.contains_key(id));
    if !are_all || hand_in.seal.digest != hand_in_digest(session, returned.packet_id, hand_in) {
        return Err(PacketFault::BadSeal);
    }
    let public = issued.public_key.as_deref();
    if !hand_in_seal_holds(&hand_in.seal, public) {
        return Err(PacketFault::BadSignature);
    }
    let faults: Vec<_> = returned
        .sheets
        .iter()
        .map(|sheet| sheet_fault(session, returned, sheet))
        .collect();
    let preliminary: Vec<_> = faults
        .iter()
        .map(|fault| fault.map_or(Verdict::New, Verdict::Refused))
        .collect();
    let mut after = session.clone();
    merge::take_in(&mut after, returned, &preliminary);
    let lines = returned
        .sheets
        .iter()
        .zip(faults)
        .map(|(sheet, fault)| Line {
            product_id: sheet.product_id,
            round: sheet.round,
            revision: sheet.revision,
            verdict: fault.map_or_else(|| verdict(session, &after, sheet), Verdict::Refused),
        });
    let is_known = session
        .returns
        .iter()
        .any(|it| it.packet_id == returned.packet_id && it.hand_in == returned.hand_in);
    let lines: Vec<_> = lines.collect();
    let is_refused = |line: &Line| !line.verdict.is_accepted();
    let is_nothing = !lines.is_empty() && lines.iter().all(is_refused);
    let recusals = (session.products.iter().zip(&after.products))
        .filter(|_| !is_nothing)
        .filter_map(|(before, after)| {
            let of = |product: &Product| product.recusals.get(&returned.member_id).cloned();
            (of(before) != of(after)).then(|| (after.id, of(after)))
        });
    Ok(Judgement {
        packet_id: returned.packet_id,
        member_id: returned.member_id,
        recusals: recusals.collect(),
        changes: !is_nothing && after != *session,
        is_known,
        lines,
    })
}

fn verdict(before: &Session, after: &Session, sheet: &ScoringSheet) -> Verdict {
    let key = key_of(sheet);
    let digest = sheet.digest.as_deref().unwrap_or_default();
    let is_it = |it: &merge::Version| it.digest == digest;
    let held = merge::versions(before, key);
    let candidates = merge::candidates(after, key);
    let counts = candidates.iter().any(is_it);
    if held.iter().any(is_it) {
        return Verdict::Unchanged;
    }
    match (counts, candidates.len()) {
        (false, _) => Verdict::Older,
        (true, 2..) => Verdict::Contested,
        (true, _) if held.iter().any(|it| it.sheet.packet_id.is_some()) => Verdict::Newer,
        (true, _) => Verdict::New,
    }
}

fn sheet_fault(session: &Session, returned: &Returned, sheet: &ScoringSheet) -> Option<SheetFault> {
    if sheet.member_id != returned.member_id {
        return Some(SheetFault::OtherMember);
    }
    let Some(product) = session.product(sheet.product_id) else {
        return Some(SheetFault::UnknownProduct);
    };
    let form = session.form_of(product);
    let Some(form) = form.filter(|_| product.form.as_ref() == Some(&sheet.form)) else {
        return Some(SheetFault::OtherForm);
    };
    if let Some(fault) = seal_fault(session, returned, sheet) {
        return Some(fault);
    }
    if sheet.round == 0 || sheet.round > product.round() {
        return Some(SheetFault::UnknownRound);
    }
    let key = key_of(sheet);
    let others = session.sheets.get(&sheet.id).into_iter();
    if others.into_iter().any(|other| key_of(other) != key) {
        return Some(SheetFault::IdInUse);
    }
    let is_held = |it: &merge::Version| Some(&*it.digest) == sheet.digest.as_deref();
    if product.conclusion.is_some() && !merge::versions(session, key).iter().any(is_held) {
        return Some(SheetFault::Concluded);
    }
    content_fault(product, form, sheet)
}

/// Looks whether the sheet is what was handed in, and signed with the key of the packet it was handed
/// in with, which for an unchanged one may be an earlier packet.
fn seal_fault(session: &Session, returned: &Returned, sheet: &ScoringSheet) -> Option<SheetFault> {
    let listed = returned.hand_in.sheets.get(&sheet.id)?;
    let digest = sheet_digest(session, sheet);
    let own = Seal {
        digest: sheet.digest.clone().unwrap_or_default(),
        signature: sheet.signature.clone(),
    };
    let is_whole =
        sheet.status == SheetStatus::Submitted && !sheet.contested && sheet.second_typing.is_none();
    if !is_whole || own != *listed || own.digest != digest {
        return Some(SheetFault::BadSeal);
    }
    let issued = sheet.packet_id.and_then(|id| session.issued_packet(id));
    let Some(issued) = issued.filter(|issued| issued.member_id == returned.member_id) else {
        return Some(SheetFault::BadSignature);
    };
    let holds = sheet_seal_holds(&own, issued.public_key.as_deref());
    (!holds).then_some(SheetFault::BadSignature)
}

/// Looks whether the sheet could stand in the session at all.
fn content_fault(
    product: &Product,
    form: &EmbeddedForm,
    sheet: &ScoringSheet,
) -> Option<SheetFault> {
    let set = &form.set;
    let earlier = sheet.superseded.iter().map(|version| &version.answers);
    for (code, answer) in &sheet.answers.0 {
        let Some(criterion) = set.criterion(*code) else {
            return Some(SheetFault::BadAnswer(*code));
        };
        let Answer::Level(idx) = answer else {
            continue;
        };
        let idx = usize::from(*idx);
        if criterion.points_of(idx).is_none() {
            return Some(SheetFault::BadAnswer(*code));
        }
        let case = criterion.options.get(idx).and_then(|level| level.case);
        if case.is_some() && case != product.case_choices.get(code).copied() {
            return Some(SheetFault::OtherCase(*code));
        }
    }
    let known = |code: &Code| set.criterion(*code).is_some() || set.section(*code).is_some();
    let mut codes = (sheet.notes.keys()).chain(earlier.flat_map(|answers| answers.0.keys()));
    if let Some(code) = codes.find(|code| !known(code)) {
        return Some(SheetFault::BadAnswer(*code));
    }
    let grounds = grounds(set);
    let is_ground = |place| grounds.iter().any(|ground| ground.place == place);
    let are_grounds = sheet.triggers.iter().all(|it| is_ground(it.place));
    (!are_grounds).then_some(SheetFault::BadSeal)
}
