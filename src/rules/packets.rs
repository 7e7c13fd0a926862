//! Packets: who gets what, what is sealed when a member hands in, and how what comes back becomes part
//! of the session.
//!
//! - [`issue`] makes the packet of a member from a session: that member's products and sheets alone.
//! - [`seal`] makes and checks digests and signatures.
//! - [`judge`] says of a return, before it takes effect, what would become of each sheet.
//! - [`merge`] takes it in. A session keeps every version of a sheet that ever came back; which of
//!   them counts follows from the set of versions and the choices made between them alone, so that
//!   neither order nor repetition matters.

pub mod issue;
pub mod judge;
pub mod merge;
pub mod seal;

#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod tests;
