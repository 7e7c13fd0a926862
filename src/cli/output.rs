//! Writing data out.

use std::io::{self, Write};

use rust_i18n::t;
use serde::Serialize;

use crate::error::{ErrorKind, UserError};

/// Writes a text.
pub(super) fn text(out: &mut dyn Write, text: &str) -> Result<(), UserError> {
    bytes(out, text.as_bytes())
}

/// Writes a value as JSON, for people to read too.
pub(super) fn json<T: Serialize>(out: &mut dyn Write, value: &T) -> Result<(), UserError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(UserError::internal)?;
    text.push(b'\n');
    bytes(out, &text)
}

fn bytes(out: &mut dyn Write, bytes: &[u8]) -> Result<(), UserError> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever reads has read enough: `ocop-council dump FILE | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let message = t!("cli.output_failed", reason = error.to_string());
            Err(UserError::new(ErrorKind::File, message))
        }
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_leaves_is_no_error() {
        assert_eq!(text(&mut Failing(io::ErrorKind::BrokenPipe), "x"), Ok(()));
        let full = text(&mut Failing(io::ErrorKind::StorageFull), "x");
        assert_eq!(full.map_err(|error| error.kind), Err(ErrorKind::File));
    }
}
