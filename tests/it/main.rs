//! One binary for all integration tests.

mod edit;
mod packs;
mod properties;
mod storage;
mod support;

mod report;
