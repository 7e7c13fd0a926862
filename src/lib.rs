//! The desk of a product-rating council.
//!
//! See the modules in reading order: `model` (data), `rules` (what follows from it), `edit` (the
//! only way it changes), `storage`, `report`, `ui`, `app`, `cli`.

pub mod app;
pub mod cli;
pub mod edit;
pub mod error;
#[doc(hidden)]
pub mod fixtures;
pub mod import;
pub mod issuing;
pub mod model;
pub mod report;
pub mod rules;
pub mod sample;
pub mod storage;
pub mod takein;
pub mod takeup;
pub mod ui;
pub mod words;

rust_i18n::i18n!("assets/i18n", fallback = "vi");
