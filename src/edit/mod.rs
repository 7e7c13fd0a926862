//! The only way a session changes: [`command::Command`] through `apply`.

pub mod command;
