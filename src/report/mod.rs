//! Papers: what they say, and how they become pages.
//!
//! A paper is made in two steps. [`minutes::minutes_data`] turns a session and its review into
//! texts, all of them in Vietnamese and ready to print: a pure function that tests read. The
//! [`world`] sets these texts with an embedded template and embedded fonts, without files and
//! without a clock, so that the same session gives the same bytes on every machine.

pub(crate) mod file_name;
pub mod glyphs;
pub mod log;
pub mod minutes;
pub mod packet_receipt;
pub mod slips;
pub mod stamp;
mod wording;
pub mod world;

pub use file_name::{log_file_name, minutes_file_name, packet_receipt_file_name, slips_file_name};
pub use world::{MinutesPages, PageImage, ReportError, log_pdf, minutes_pages, minutes_pdf};
