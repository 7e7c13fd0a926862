//! `sample`: writes a sample session.

use rust_i18n::t;

use super::args::SampleArgs;
use super::{Surroundings, output};
use crate::error::{ErrorKind, UserError};
use crate::sample::{self, SheetChoice};
use crate::storage::save::{Existing, save_new};

/// Products where a number of members or a seed was given alone.
const PRODUCTS: u32 = 14;
/// Products where all sheets are asked for: one for each.
const SHEETS: u32 = 26;
/// Members where a number of products or a seed was given alone.
const MEMBERS: u32 = 9;

pub(super) fn run(args: &SampleArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let is_plain = args.products.or(args.members).is_none() && args.seed.is_none();
    let (sheets, n_products) = if args.all_sheets {
        (SheetChoice::InTurn, SHEETS)
    } else {
        (SheetChoice::Drawn, PRODUCTS)
    };
    let session = if is_plain && !args.all_sheets {
        sample::demo()
    } else {
        let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        sample::generate(
            number(args.products.unwrap_or(n_products)),
            number(args.members.unwrap_or(MEMBERS)),
            args.seed.unwrap_or(1),
            sheets,
        )
    };
    let session = if args.unscored {
        sample::unscored(session)
    } else {
        session
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
