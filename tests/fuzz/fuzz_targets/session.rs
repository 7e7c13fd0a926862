//! Session files, as they are and with the checksum repaired.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ocop_council::storage::session_file::{ReadError, read, read_accepting_edits};
use ocop_council_fuzz::{hold, mutate, seal};

fuzz_target!(|data: &[u8]| {
    let raw = read(data);
    match read_accepting_edits(data) {
        Ok((session, fault)) => {
            hold::session(&session);
            match raw {
                Ok(strict) => assert!(strict == session && fault.is_none()),
                Err(ReadError::Checksum(told)) => assert_eq!(fault, Some(told)),
                Err(error) => panic!("only strictly: {error}"),
            }
        }
        Err(error) => {
            refused(&error, data);
            let strict = raw.expect_err("refused leniently, taken strictly");
            refused(&strict, data);
        }
    }
    let sealed = seal::session(data);
    if sealed == data {
        return;
    }
    match read(&sealed) {
        Ok(session) => hold::session(&session),
        Err(ReadError::Checksum(fault)) => panic!("the seal is no seal: {fault:?}"),
        Err(error) => refused(&error, &sealed),
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fn refused(error: &ReadError, bytes: &[u8]) {
    hold::said(&error.to_string());
    let told = error.of_file(std::path::Path::new("x.session.ron"), bytes);
    hold::error(&told);
    if let (Some(position), Ok(text)) = (error.position(), std::str::from_utf8(bytes)) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        hold::place(position, &text.replace("\r\n", "\n"));
    }
}
