//! The text of a word processor's document, packed here so that the packing is always whole.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council_fuzz::{imported, mutate, seal};

fuzz_target!(|data: &[u8]| imported::holds(&seal::docx(data)));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});
