//! Sample sessions: one to look around in, and made-up ones of any size.
//!
//! Both come out of the built-in criteria pack by fixed rules, so the same call gives the same
//! session on every machine. Nobody in them is a real person; people carry roles and offices
//! instead of names. One product is real: the five-star candidate of Hà Nội's round of 2022. Its
//! sheets here are made up like all others.

mod demo;
mod fill;
mod frame;
mod generate;
mod names;
mod plans;
mod random;
mod trial;

use crate::model::packet::Packet;
use crate::model::session::Session;

pub use trial::ProductWork;

/// Returns the sample session: a council in the middle of its day, with every matter that it may
/// have to settle.
pub fn demo() -> Session {
    demo::session()
}

/// Returns a made-up session of `n_products` products before `n_members` members and a secretary.
/// Most sheets are handed in, some products are concluded; the same `seed` gives the same session.
pub fn generate(n_products: usize, n_members: usize, seed: u64, sheets: SheetChoice) -> Session {
    generate::session(n_products, n_members, seed, sheets)
}

/// On which statutory sheets made-up products are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetChoice {
    /// On sheets drawn by the seed.
    Drawn,
    /// On every sheet of the pack in turn, beginning with the first.
    InTurn,
}

/// Returns `session` as it was before anybody scored: the same council and agenda, no sheets, and
/// nothing that the council made of them.
pub fn unscored(session: Session) -> Session {
    trial::unscored(session)
}

/// Returns commands that answer every criterion of every product of a packet at random, for trials;
/// see [`ProductWork`]. The same `seed` gives the same answers.
pub fn packet_work(session: &Session, packet: &Packet, seed: u64) -> Vec<ProductWork> {
    trial::work(session, packet, seed)
}
