//! Packets (*gói phiếu*): what a member takes along to score on another laptop.
//!
//! A packet carries the member's private key, locked under a code that is printed on a slip and
//! never lies beside the packet; see [`keys`].

pub mod keys;
