//! The file system lives here.
//!
//! - A **session file** (`NAME.session.ron`) holds one session: a head comment, the data as RON, and
//!   a last line with the **checksum** over everything before it. [`session_file`] reads and writes
//!   its bytes, [`check`] looks for what no session can be, [`save`] puts it on disk. A file of an
//!   earlier version is brought to the present one when it is read, and stays as it is on disk until
//!   the next save, which keeps it as a generation.
//! - A **generation** is the file as it was before a save, kept beside it under the name
//!   `NAME.session.ron.~N~`; see [`generations`].
//! - A **journal** (`NAME.session.ron.journal`) holds the changes that are not in the file yet, one
//!   synced line each; see [`journal`].
//! - A **lock** (`.NAME.session.ron.lock`) says which running program may write the file; see
//!   [`lock`], and [`owner`] for what makes one stale.
//! - A **second copy** holds a session file with generations and journal in a folder of its own,
//!   marked as such by a note (`NAME.session.ron.copy`); see [`mirror`].
//! - A **receiving folder** is watched for packets that arrive in it; see [`receiving`].
//! - A **criteria pack** holds the statutory sheets of one legal text; see [`packs`], and [`library`]
//!   for those a person loaded.
//! - A **packet** holds what a member scores on another laptop; see [`packets`].
//!
//! Invariants: a file is opened whole or not at all; what is on disk is never replaced by something
//! that was not on disk whole before; a file that somebody else wrote is never replaced.

#![expect(clippy::disallowed_methods, reason = "storage owns files")]

pub mod check;
pub mod export;
pub mod folder;
pub mod generations;
mod head;
mod io_text;
pub mod journal;
mod layout;
pub mod library;
pub mod lock;
mod migrate;
pub mod mirror;
pub mod owner;
pub mod packets;
pub mod packs;
pub mod receiving;
pub mod reports;
pub mod save;
pub mod session_file;
pub mod standing;
mod texts;
mod worker;
mod writing;
