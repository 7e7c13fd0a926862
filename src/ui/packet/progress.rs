//! How far a member's own sheets have come, as a hand-in would see them.

use rust_i18n::t;

use crate::model::criteria::Code;
use crate::model::ids::ProductId;
use crate::model::packet::Packet;
use crate::model::points::Points;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::Answers;
use crate::rules::scoring::{names_ground, total};
use crate::ui::widgets::Tone;

/// How far one sheet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// Nothing was answered.
    Untouched,
    /// Something was answered.
    Begun,
    /// It may be handed in.
    Complete,
    /// It was handed in.
    HandedIn,
    /// It was left for later when the packet was handed in.
    LeftForLater,
    /// The member does not take part.
    Recused,
}

impl RowState {
    /// Returns the word for it.
    pub fn text(self) -> String {
        match self {
            Self::Untouched => t!("packet.state.untouched"),
            Self::Begun => t!("packet.state.begun"),
            Self::Complete => t!("packet.state.complete"),
            Self::HandedIn => t!("packet.state.handed_in"),
            Self::LeftForLater => t!("packet.state.left"),
            Self::Recused => t!("packet.state.recused"),
        }
        .into_owned()
    }

    /// Returns what it weighs.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Untouched | Self::Recused => Tone::Neutral,
            Self::Begun | Self::LeftForLater => Tone::Amber,
            Self::Complete | Self::HandedIn => Tone::Green,
        }
    }

    /// Tells whether the member has something to do here.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Untouched | Self::Begun)
    }
}

/// One product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The product.
    pub product_id: ProductId,
    /// How far its sheet has come.
    pub state: RowState,
    /// Criteria that need nothing more.
    pub n_answered: usize,
    /// All criteria.
    pub n_criteria: usize,
    /// The points given so far.
    pub total: Points,
    /// Criteria without an answer.
    pub missing: Vec<Code>,
    /// Why the member does not take part, where that is so.
    pub recusal: Option<String>,
}

/// All products of a packet, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The products.
    pub rows: Vec<Row>,
}

impl Progress {
    /// Looks at every sheet; nothing where `session` is no packet.
    pub fn of(session: &Session) -> Self {
        let Some(packet) = session.packet.as_deref() else {
            return Self::default();
        };
        let rows = session.products.iter();
        Self {
            rows: rows.map(|product| row(session, packet, product)).collect(),
        }
    }

    /// Returns the row of a product.
    pub fn row(&self, id: ProductId) -> Option<&Row> {
        self.rows.iter().find(|row| row.product_id == id)
    }

    /// Returns the next product with something to do: behind `id`, else from the beginning. What was
    /// begun comes before what was not touched.
    pub fn next_after(&self, id: Option<ProductId>) -> Option<ProductId> {
        let place = id.and_then(|id| self.rows.iter().position(|row| row.product_id == id));
        let is_open = |row: &&Row| row.state.is_open() && Some(row.product_id) != id;
        let first = match place {
            Some(place) => self.rows[place..].iter().find(is_open),
            None => self.rows.iter().find(|row| row.state == RowState::Begun),
        };
        let found = first.or_else(|| self.rows.iter().find(is_open))?;
        Some(found.product_id)
    }

    /// Counts products that need nothing more of the member.
    pub fn n_done(&self) -> usize {
        let is_done = |row: &&Row| !row.state.is_open() && row.state != RowState::LeftForLater;
        self.rows.iter().filter(is_done).count()
    }

    /// Counts products in a state.
    pub fn count(&self, state: RowState) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

fn row(session: &Session, packet: &Packet, product: &Product) -> Row {
    let sheet = session.sheet(product.id, packet.member_id, product.round());
    let none = Answers::default();
    let answers = sheet.map_or(&none, |sheet| &sheet.answers);
    let cases = &product.case_choices;
    let form = session.form_of(product);
    let found = form.map(|form| total(&form.set, answers, cases));
    let recusal = product.recusals.get(&packet.member_id).cloned();
    let may_hand_in = |form: &crate::model::criteria::EmbeddedForm| {
        sheet.is_some_and(|sheet| names_ground(&form.set, sheet, cases))
    };
    let is_whole = sheet.is_some() && found.as_ref().is_some_and(|it| it.is_complete());
    let is_begun = sheet.is_some_and(|sheet| {
        !sheet.answers.0.is_empty() || !sheet.notes.is_empty() || !sheet.opinion.is_empty()
    });
    let state = if recusal.is_some() {
        RowState::Recused
    } else if sheet.is_some_and(|sheet| sheet.status.is_submitted()) {
        RowState::HandedIn
    } else if packet.is_locked() {
        RowState::LeftForLater
    } else if is_whole || form.is_some_and(|form| may_hand_in(form)) {
        RowState::Complete
    } else if is_begun {
        RowState::Begun
    } else {
        RowState::Untouched
    };
    Row {
        product_id: product.id,
        state,
        n_answered: found.as_ref().map_or(0, |it| it.n_answered()),
        n_criteria: found.as_ref().map_or(0, |it| it.n_criteria),
        total: found.as_ref().map(|it| it.total).unwrap_or_default(),
        missing: found.map(|it| it.missing).unwrap_or_default(),
        recusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::command::Command;
    use crate::fixtures::packets::{done, fill, hand_in, issue};
    use crate::fixtures::{ALL_70, LAN, RICE, TEA, session};
    use crate::rules::packets::seal;

    fn states(packet: &Session) -> Vec<RowState> {
        let progress = Progress::of(packet);
        progress.rows.iter().map(|row| row.state).collect()
    }

    #[test]
    fn what_is_begun_comes_first_and_what_is_done_never() {
        let mut packet = issue(&mut session(), 1, LAN);
        assert_eq!(states(&packet), [RowState::Untouched, RowState::Untouched]);
        assert_eq!(Progress::of(&packet).next_after(None), Some(RICE));
        fill(&mut packet, TEA, "1.1=4 1.2=-", 1);
        let progress = Progress::of(&packet);
        assert_eq!(progress.next_after(None), Some(TEA));
        assert_eq!(progress.next_after(Some(TEA)), Some(RICE));
        let tea = progress.row(TEA).expect("a row");
        assert_eq!((tea.n_answered, tea.n_criteria), (2, 6));
        fill(&mut packet, RICE, ALL_70, 1);
        assert_eq!(states(&packet), [RowState::Complete, RowState::Begun]);
        assert_eq!(Progress::of(&packet).next_after(Some(RICE)), Some(TEA));
        let recusal = Command::SetRecusal {
            product_id: TEA,
            member_id: LAN,
            reason: Some("Góp vốn".to_owned()),
        };
        done(&mut packet, recusal);
        let progress = Progress::of(&packet);
        assert_eq!(progress.next_after(None), None);
        assert_eq!(
            (progress.n_done(), progress.count(RowState::Recused)),
            (2, 1)
        );
    }

    #[test]
    fn the_list_says_what_a_hand_in_would_hold() {
        let mut packet = issue(&mut session(), 1, LAN);
        fill(&mut packet, RICE, ALL_70, 1);
        fill(&mut packet, TEA, "1.1=4", 1);
        let content = packet.packet.clone().expect("a packet");
        let prepared = seal::prepare(&packet, &content, crate::fixtures::at(5));
        let progress = Progress::of(&packet);
        assert_eq!(prepared.sheets.len(), progress.count(RowState::Complete));
        let left = &prepared.unfinished[0];
        assert_eq!(
            progress.row(TEA).map(|row| &row.missing),
            Some(&left.missing)
        );
        hand_in(&mut packet, 5);
        assert_eq!(
            states(&packet),
            [RowState::HandedIn, RowState::LeftForLater]
        );
    }
}
