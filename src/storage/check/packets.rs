//! What no packet can be, nor a session that issued packets.

use std::collections::BTreeSet;

use super::{At, Check, Rule};

impl Check<'_> {
    /// Checks what a packet, or the session that issued packets, holds of them.
    pub(super) fn packets(&mut self) {
        let session = self.session;
        if let Some(packet) = &session.packet {
            let at = At::Id(&packet.id);
            let members = &session.council.members;
            let is_alone = matches!(&**members, [member] if member.id == packet.member_id)
                && (session.sheets.values()).all(|it| it.member_id == packet.member_id)
                && session.versions.is_empty();
            if !is_alone {
                self.note(
                    Rule::OneMemberInPacket,
                    at,
                    packet.member_id,
                    &["member_id:"],
                );
            }
            self.moment(at, Some(packet.issued_at), &["issued_at:"]);
            let moments = (packet.hand_ins.iter().map(|it| it.at))
                .chain(packet.withdrawals.iter().map(|it| it.at));
            for moment in moments {
                self.moment(at, Some(moment), &["hand_ins:"]);
            }
        }
        self.unique(session.issued.iter().map(|packet| packet.id));
        for issued in &session.issued {
            let at = At::Id(&issued.id);
            if !self.member_ids.contains(&issued.member_id) {
                self.note(Rule::KnownMember, at, issued.member_id, &["member_id:"]);
            }
            self.moment(at, Some(issued.issued_at), &["issued_at:"]);
        }
        let known: BTreeSet<_> = session.issued.iter().map(|packet| packet.id).collect();
        for found in &session.returns {
            let at = At::Field("returns");
            if !known.contains(&found.packet_id) {
                let step = format!("\"{}\"", found.packet_id);
                self.note(Rule::KnownPacket, at, found.packet_id, &[&step]);
            }
            self.moment(at, Some(found.hand_in.at), &["at:"]);
        }
        let of_packets = session.sheets.values().chain(&session.versions);
        for sheet in of_packets.filter(|_| session.packet.is_none()) {
            if let Some(id) = sheet.packet_id.filter(|id| !known.contains(id)) {
                self.note(Rule::KnownPacket, At::Id(&sheet.id), id, &["packet_id:"]);
            }
        }
        for settled in &session.settlements {
            let at = At::Field("settlements");
            let (product_id, member_id) = (settled.product_id, settled.member_id);
            if !self.products.contains_key(&product_id) {
                self.note(Rule::KnownProduct, at, product_id, &["product_id:"]);
            }
            if !self.member_ids.contains(&member_id) {
                self.note(Rule::KnownMember, at, member_id, &["member_id:"]);
            }
            self.moment(at, Some(settled.at), &["at:"]);
        }
    }
}
