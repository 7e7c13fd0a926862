//! One binary for all integration tests.

mod properties;
mod storage;
mod support;
