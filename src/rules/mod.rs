//! What follows from a session: pure functions, no file, no clock, no window.
//!
//! Everything that screens, papers and commands show comes from one [`review::review`], so that
//! they cannot disagree. Findings are data; the words for them are made elsewhere.

pub mod audience;
mod canonical;
pub mod conclusion;
pub mod finalisation;
pub mod findings;
pub mod packets;
pub mod panel;
pub mod proposal;
pub mod ranking;
pub mod ratification;
pub mod review;
pub mod scoring;
pub mod sheet_digest;
pub mod sheet_rank;
pub mod typing;
pub mod validity;
pub mod written;

#[cfg(test)]
mod tests;
