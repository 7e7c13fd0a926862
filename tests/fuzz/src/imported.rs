//! A decision through the importer, and what must hold afterwards.

use ocop_council::import::{Options, Partial, import};

use crate::hold;

/// Imports `bytes` in both ways.
pub fn holds(bytes: &[u8]) {
    let strict = import(bytes, &Options::default());
    let partial = import(
        bytes,
        &Options {
            partial: Partial::Allow,
            ..Options::default()
        },
    );
    if let Ok(strict) = &strict {
        assert!(strict.report.left_out.is_empty());
        assert!(partial.as_ref() == Ok(strict), "nothing was to be left out");
    }
    match partial {
        Ok(imported) => {
            hold::pack(&imported.pack);
            for locale in ["vi", "en"] {
                for anomaly in &imported.report.anomalies {
                    hold::said(&anomaly.text(locale));
                }
                for fault in &imported.report.left_out {
                    hold::said(&fault.text(locale));
                }
            }
        }
        Err(error) => {
            assert!(strict.is_err() && !error.faults.is_empty());
            for locale in ["vi", "en"] {
                error
                    .faults
                    .iter()
                    .for_each(|fault| hold::said(&fault.text(locale)));
            }
        }
    }
}
