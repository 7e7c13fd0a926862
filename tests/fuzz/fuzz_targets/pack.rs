//! Criteria packs.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council::storage::library::pack_of;
use ocop_council::storage::packs::read_pack;
use ocop_council_fuzz::{hold, mutate};

fuzz_target!(|data: &[u8]| {
    let told = pack_of(data);
    if let Err(error) = &told {
        hold::error(error);
    }
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(told.is_err());
        return;
    };
    match read_pack(text) {
        Ok(pack) => {
            assert!(told.as_ref() == Ok(&pack));
            hold::pack(&pack);
            hold::sheets(&pack);
        }
        Err(error) => {
            assert!(told.is_err() && !error.faults.is_empty());
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            for fault in &error.faults {
                hold::place(fault.position, text);
                for locale in ["vi", "en"] {
                    hold::said(&fault.text(locale));
                }
            }
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});
