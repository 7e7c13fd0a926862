//! One binary for all integration tests.

mod cli;
mod e2e;
mod earlier_pack;
mod edit;
mod import;
mod packs;
mod properties;
mod storage;
mod support;
mod verify;
mod versions;

mod report;
