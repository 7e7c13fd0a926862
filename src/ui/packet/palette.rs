//! What the palette finds in a member's packet.

use rust_i18n::t;

use super::PacketDeed;
use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::ui::palette::{Entry, criteria, products};
use crate::ui::{Action, Screen};

/// Returns what can be found in a member's packet: nothing that is the desk's to do.
pub(in crate::ui) fn entries(session: &Session, product_id: Option<ProductId>) -> Vec<Entry> {
    let is_locked = session.packet.as_ref().is_some_and(|it| it.is_locked());
    let hand_in = if is_locked {
        (t!("packet.take_back.open"), "", PacketDeed::TakeBack)
    } else {
        (t!("packet.hand_in.open"), "Ctrl+Enter", PacketDeed::HandIn)
    };
    let deeds = [
        hand_in,
        (t!("packet.larger"), "Ctrl +", PacketDeed::Larger),
        (t!("packet.smaller"), "Ctrl −", PacketDeed::Smaller),
        (t!("packet.locked.open_folder"), "", PacketDeed::OpenFolder),
    ];
    let deeds = deeds
        .into_iter()
        .map(|(name, key, deed)| (name, key, Action::Packet(deed)));
    let others = [
        (
            t!("frame.screen.packet"),
            "Ctrl+1",
            Action::Go(Screen::Packet),
        ),
        (t!("palette.save"), "Ctrl+S", Action::Save),
        (t!("palette.save_as"), "Ctrl+Shift+S", Action::SaveAs),
        (t!("palette.undo"), "Ctrl+Z", Action::Undo),
        (t!("palette.redo"), "Ctrl+Y", Action::Redo),
        (t!("palette.open"), "Ctrl+O", Action::Open),
        (t!("palette.home"), "", Action::Go(Screen::Home)),
        (
            t!("palette.criteria"),
            "Ctrl+7",
            Action::Go(Screen::Criteria),
        ),
        (t!("palette.settings"), "", Action::ShowSettings),
        (t!("palette.quit"), "Ctrl+Q", Action::Quit),
    ];
    let commands = deeds
        .chain(others)
        .map(|(name, key, action)| Entry::new(name, key, vec![action]));
    commands
        .chain(products(session))
        .chain(criteria(session, product_id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use crate::ui::palette;

    #[test]
    fn a_packet_offers_nothing_of_the_desk() {
        rust_i18n::set_locale("vi");
        let mut council = fixtures::session();
        let packet = fixtures::packets::issue(&mut council, 1, fixtures::LAN);
        let entries = palette::entries(Some(&packet), Some(fixtures::RICE));
        let is_of_desk = |action: &Action| {
            matches!(
                action,
                Action::New
                    | Action::ExportMinutes
                    | Action::GoToRecord(_)
                    | Action::Audience(_)
                    | Action::TakeUpEarlier
                    | Action::SelectMember(_)
                    | Action::Go(Screen::Council | Screen::Results | Screen::Minutes)
            )
        };
        let actions = entries.iter().flat_map(|entry| &entry.actions);
        assert!(!actions.clone().any(is_of_desk));
        assert!(
            actions
                .clone()
                .any(|it| *it == Action::Packet(PacketDeed::HandIn))
        );
        assert!(!palette::found(&entries, "nep cai").is_empty());
    }
}
