//! `sample`: writes a sample session.

use rust_i18n::t;

use super::args::SampleArgs;
use super::{Surroundings, output};
use crate::error::{ErrorKind, UserError};
use crate::sample;
use crate::storage::save::{Existing, save_new};

/// Products where a number of members or a seed was given alone.
const PRODUCTS: u32 = 14;
/// Members where a number of products or a seed was given alone.
const MEMBERS: u32 = 9;

pub(super) fn run(args: &SampleArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let session = if args.products.or(args.members).is_none() && args.seed.is_none() {
        sample::demo()
    } else {
        let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        sample::generate(
            number(args.products.unwrap_or(PRODUCTS)),
            number(args.members.unwrap_or(MEMBERS)),
            args.seed.unwrap_or(1),
        )
    };
    let existing = if args.force {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    save_new(&args.out, &session, existing).map_err(|error| match error.kind {
        ErrorKind::Exists => error.hint(t!("cli.hint_force")),
        _ => error,
    })?;
    let said = t!(
        "cli.sample_written",
        products = session.products.len(),
        sheets = session.sheets.len(),
        path = args.out.display()
    );
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}
