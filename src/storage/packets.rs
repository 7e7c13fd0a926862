//! Packets (*gói phiếu*) on disk: a packet is a session file of one member, named `NAME.packet.ron`.
//!
//! [`keys`] makes the keys members sign with and locks them under codes, which are
//! typed as a [`TypedCode`]; [`issue`] writes packets for members to take along. Reading them back is reading a session file; what a return means is judged
//! in [`crate::rules::packets`].

pub mod issue;
pub mod keys;
mod typed_code;

use std::path::Path;

pub use typed_code::{Typed, TypedCode};

/// How the names of packets end.
pub const EXTENSION: &str = ".packet.ron";

/// Tells whether the file at `path` is named like a packet.
pub fn is_named_packet(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    name.is_some_and(|name| name.ends_with(EXTENSION))
}
