//! Who gets which products, and the packet itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::council::{Council, Member};
use crate::model::criteria::{Code, Scoring};
use crate::model::ids::{MemberId, PacketId, ProductId};
use crate::model::packet::{HandIn, IssuedPacket, Packet, PacketKey};
use crate::model::product::{Product, Rescoring};
use crate::model::session::Session;

use super::super::panel::is_scorer;

/// Why a product is not in a member's packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// No statutory sheet was chosen yet.
    NoForm,
    /// The council has concluded.
    Concluded,
    /// The secretary typed the member's sheet from paper.
    Typed,
    /// Versions of the member's sheet contradict each other, and nobody has chosen yet.
    Contested,
    /// The member does not score in the round that is open, or the round is closed.
    NotInRound,
}

/// What a member would get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The member.
    pub member_id: MemberId,
    /// Products, in the order of the agenda.
    pub product_ids: Vec<ProductId>,
    /// Products that are left out, and why.
    pub left_out: Vec<(ProductId, LeftOut)>,
}

/// Returns what every member who scores would get, in the order of the council's list.
pub fn shares(session: &Session) -> Vec<Share> {
    let scorers = session.council.members.iter();
    scorers
        .filter(|member| is_scorer(session, member))
        .map(|member| share(session, member.id))
        .collect()
}

/// Returns what a member would get.
pub fn share(session: &Session, member_id: MemberId) -> Share {
    let mut share = Share {
        member_id,
        product_ids: Vec::new(),
        left_out: Vec::new(),
    };
    for product in &session.products {
        match left_out(session, product, member_id) {
            None => share.product_ids.push(product.id),
            Some(why) => share.left_out.push((product.id, why)),
        }
    }
    share
}

fn left_out(session: &Session, product: &Product, member_id: MemberId) -> Option<LeftOut> {
    if session.form_of(product).is_none() {
        return Some(LeftOut::NoForm);
    }
    if product.conclusion.is_some() {
        return Some(LeftOut::Concluded);
    }
    if let Some(round) = product.rescorings.last()
        && (round.closed || !round.member_ids.contains(&member_id))
    {
        return Some(LeftOut::NotInRound);
    }
    let sheet = session.sheet(product.id, member_id, product.round())?;
    if sheet.contested {
        return Some(LeftOut::Contested);
    }
    (sheet.packet_id.is_none() && sheet.was_handed_in()).then_some(LeftOut::Typed)
}

/// Makes the packet that `issued` names: the member's products with their statutory sheets and
/// reference assessments, and the member's own sheets. Nothing in it comes from another member: what
/// the council discussed, decided or concluded stays behind, and so do reasons of further rounds,
/// which may cite totals.
pub fn packet(
    session: &Session,
    issued: &IssuedPacket,
    key: Option<PacketKey>,
    instructions: &str,
) -> Session {
    let ids: BTreeSet<_> = issued.product_ids.iter().copied().collect();
    let of_packet = |product: &&Arc<Product>| ids.contains(&product.id);
    let products: Vec<_> = (session.products.iter().filter(of_packet))
        .map(|product| Arc::new(own_product(product, issued.member_id)))
        .collect();
    let applicant_ids: BTreeSet<_> = products.iter().map(|it| it.applicant_id).collect();
    let sheets = session.sheets.iter().filter(|(_, sheet)| {
        let product = session.product(sheet.product_id);
        let is_own = sheet.member_id == issued.member_id && ids.contains(&sheet.product_id);
        let is_current = product.is_some_and(|product| sheet.round == product.round());
        // A draft typed at the desk is no work of the member's.
        is_own && !sheet.contested && (!is_current || sheet.packet_id.is_some())
    });
    let sheets: std::collections::BTreeMap<_, _> =
        sheets.map(|(id, sheet)| (*id, Arc::clone(sheet))).collect();
    let form_keys: BTreeSet<_> = (products.iter().filter_map(|product| product.form.clone()))
        .chain(sheets.values().map(|sheet| sheet.form.clone()))
        .collect();
    let forms = session.forms.iter();
    let member = session
        .council
        .member(issued.member_id)
        .map(|member| Member {
            attendance: Vec::new(),
            absence_reason: String::new(),
            ..member.clone()
        });
    Session {
        legal_grounds: Vec::new(),
        parents: Vec::new(),
        council: Council {
            members: member.into_iter().collect(),
            ..session.council.clone()
        },
        applicants: (session.applicants.iter())
            .filter(|applicant| applicant_ids.contains(&applicant.id))
            .cloned()
            .collect(),
        products,
        sheets,
        forms: forms
            .filter(|(key, _)| form_keys.contains(*key))
            .map(|(key, form)| (key.clone(), Arc::clone(form)))
            .collect(),
        finalisations: Vec::new(),
        packet: Some(Arc::new(Packet {
            id: issued.id,
            member_id: issued.member_id,
            issued_at: issued.issued_at,
            issued_by: issued.issued_by.clone(),
            instructions: instructions.to_owned(),
            key,
            hand_ins: Vec::new(),
            withdrawals: Vec::new(),
        })),
        issued: Vec::new(),
        returns: Vec::new(),
        versions: Vec::new(),
        settlements: Vec::new(),
        log: Vec::new(),
        ..session.clone()
    }
}

fn own_product(product: &Product, member_id: MemberId) -> Product {
    let mut own = product.clone();
    own.agreed_choices.clear();
    own.presided_by = None;
    own.hearing = None;
    own.absent.clear();
    own.recusals.retain(|id, _| *id == member_id);
    own.rescorings = (product.rescorings.iter())
        .map(|round| Rescoring {
            reason: String::new(),
            member_ids: (round.member_ids.iter().copied())
                .filter(|id| *id == member_id)
                .collect(),
            ..round.clone()
        })
        .collect();
    own.ground_decisions.clear();
    own.discussion.clear();
    own.requests.clear();
    own.conclusion = None;
    own.authority_decision = None;
    own.complex = None;
    own.moved_to_meeting = None;
    own.earlier_result = None;
    own
}

/// Returns the packets of a member that were issued, oldest first.
pub fn issued_to(session: &Session, member_id: MemberId) -> impl Iterator<Item = &IssuedPacket> {
    let issued = session.issued.iter().map(Arc::as_ref);
    issued.filter(move |packet| packet.member_id == member_id)
}

/// Returns the newest hand-in of a packet that came back.
pub fn newest_return(session: &Session, id: PacketId) -> Option<&HandIn> {
    let returns = session.returns.iter().filter(|it| it.packet_id == id);
    let hand_ins = returns.map(|it| &it.hand_in);
    hand_ins.max_by_key(|hand_in| (hand_in.at, hand_in.number, &hand_in.seal.digest))
}

/// How far a member has come with packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketState<'a> {
    /// None was issued.
    NotIssued,
    /// This one is out, and nothing came back since it was issued.
    Out(&'a IssuedPacket),
    /// This hand-in came back, from the newest packet or later than it was issued: who got a packet
    /// again may still have handed in the one before.
    Back(&'a IssuedPacket, &'a HandIn),
}

/// Tells how far a member has come with packets.
pub fn packet_state(session: &Session, member_id: MemberId) -> PacketState<'_> {
    let Some(newest) = issued_to(session, member_id).last() else {
        return PacketState::NotIssued;
    };
    let returns = issued_to(session, member_id).filter_map(|packet| {
        let hand_in = newest_return(session, packet.id)?;
        let is_of_now = packet.id == newest.id || hand_in.at >= newest.issued_at;
        is_of_now.then_some((packet, hand_in))
    });
    match returns.max_by_key(|(_, hand_in)| (hand_in.at, hand_in.number)) {
        Some((packet, hand_in)) => PacketState::Back(packet, hand_in),
        None => PacketState::Out(newest),
    }
}

/// Returns the criteria of `product` that score the case which fits it and for which no case was
/// chosen: in a packet they cannot be scored.
pub fn without_case(session: &Session, product: &Product) -> Vec<Code> {
    let Some(form) = session.form_of(product) else {
        return Vec::new();
    };
    let criteria = form.set.criteria();
    let open = criteria.filter(|criterion| {
        criterion.scoring == Scoring::OneCase && !product.case_choices.contains_key(&criterion.code)
    });
    open.map(|criterion| criterion.code).collect()
}
