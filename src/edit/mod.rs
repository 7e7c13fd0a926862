//! The only way a session changes: a [`command::Command`] in its envelope [`command::Edit`],
//! through [`apply::apply`].
//!
//! - A **command** is one human intention as data; what a command asks for is done whole or refused
//!   with a [`refusal::Refusal`], and then nothing has changed.
//! - The **log** is part of the session: one line for each command that matters to the record.
//! - The [`document::Document`] holds the current session with the steps that can be undone. Its
//!   [`document::JournalEntry`]s, replayed over the same session, give the same session.

pub mod apply;
mod clean;
pub mod command;
mod days;
pub mod document;
pub mod log;
pub mod refusal;
