//! The words for what packets bring back.

use rust_i18n::t;

use super::Lang;
use crate::rules::packets::judge::{PacketFault, SheetFault, Verdict};

/// Says why what a packet brought back is refused as a whole.
pub fn packet_fault_text(lang: Lang, fault: PacketFault) -> String {
    let key = match fault {
        PacketFault::NotAPacket => "words.packet_fault.not_a_packet",
        PacketFault::OtherSession => "words.packet_fault.other_session",
        PacketFault::UnknownPacket => "words.packet_fault.unknown_packet",
        PacketFault::OtherMember => "words.packet_fault.other_member",
        PacketFault::NotHandedIn => "words.packet_fault.not_handed_in",
        PacketFault::BadSeal => "words.packet_fault.bad_seal",
        PacketFault::BadSignature => "words.packet_fault.bad_signature",
    };
    t!(key, locale = lang.code()).into_owned()
}

/// Says why a sheet that a packet brought back is refused.
pub fn sheet_fault_text(lang: Lang, fault: SheetFault) -> String {
    let l = lang.code();
    match fault {
        SheetFault::UnknownProduct => t!("words.sheet_fault.unknown_product", locale = l),
        SheetFault::OtherMember => t!("words.sheet_fault.other_member", locale = l),
        SheetFault::OtherForm => t!("words.sheet_fault.other_form", locale = l),
        SheetFault::OtherCase(code) => {
            t!("words.sheet_fault.other_case", locale = l, code = code)
        }
        SheetFault::BadAnswer(code) => {
            t!("words.sheet_fault.bad_answer", locale = l, code = code)
        }
        SheetFault::UnknownRound => t!("words.sheet_fault.unknown_round", locale = l),
        SheetFault::Concluded => t!("words.sheet_fault.concluded", locale = l),
        SheetFault::BadSeal => t!("words.sheet_fault.bad_seal", locale = l),
        SheetFault::BadSignature => t!("words.sheet_fault.bad_signature", locale = l),
        SheetFault::IdInUse => t!("words.sheet_fault.id_in_use", locale = l),
    }
    .into_owned()
}

/// Says in a word or two what becomes of a sheet that a packet brought back.
pub fn verdict_text(lang: Lang, verdict: Verdict) -> String {
    let key = match verdict {
        Verdict::New => "words.verdict.new",
        Verdict::Newer => "words.verdict.newer",
        Verdict::Unchanged => "words.verdict.unchanged",
        Verdict::Older => "words.verdict.older",
        Verdict::Contested => "words.verdict.contested",
        Verdict::Refused(_) => "words.verdict.refused",
    };
    t!(key, locale = lang.code()).into_owned()
}
