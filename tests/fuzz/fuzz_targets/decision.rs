//! Published decisions as they come: pages and packed documents.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council_fuzz::{imported, mutate};

fuzz_target!(|data: &[u8]| imported::holds(data));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});
