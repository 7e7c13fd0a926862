//! Packets that come back: as they are, with the checksum repaired, and with every digest made anew
//! for a council that does not sign.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council::storage::session_file;
use ocop_council_fuzz::packets::{Desk, came, desk, resealed, written};
use ocop_council_fuzz::{mutate, seal};

static SIGNED: LazyLock<Desk> = LazyLock::new(|| desk(true));
static UNSIGNED: LazyLock<Desk> = LazyLock::new(|| desk(false));

fuzz_target!(|data: &[u8]| {
    let sealed = seal::session(data);
    if sealed != data {
        came(&SIGNED, data);
    }
    for desk in [&*SIGNED, &*UNSIGNED] {
        came(desk, &sealed);
    }
    if let Ok(packet) = session_file::read(&sealed) {
        came(&UNSIGNED, &written(&resealed(packet)));
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});
