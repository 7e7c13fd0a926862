//! Packets (*gói phiếu*) on disk: a packet is a session file of one member, named `NAME.packet.ron`.
//!
//! [`keys`] makes the keys members sign with and locks them under codes; [`issue`] writes packets for
//! members to take along, and [`codes`] the file with their codes. Reading them back is reading a
//! session file; what a return means is judged in [`crate::rules::packets`].

pub mod codes;
pub mod issue;
pub mod keys;
pub(super) mod names;

use std::path::Path;

use super::save;
use crate::error::UserError;

/// How the names of packets end.
pub const EXTENSION: &str = ".packet.ron";

/// Tells whether the file at `path` is named like a packet, or like one that a program kept beside
/// another; hidden files and those that programs make for a moment are not.
pub fn is_named_packet(path: &Path) -> bool {
    path.file_name().is_some_and(names::is_packet)
}

/// Reads the bytes of a file that came back; one larger than any packet is not read at all.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, UserError> {
    save::read_bytes(path)
}
