//! `report minutes`: makes the minutes as PDF.

use rust_i18n::t;

use super::args::{MinutesArgs, Paper, ReportArgs};
use super::{Surroundings, output};
use crate::error::{ErrorKind, UserError};
use crate::report;
use crate::rules::review::review;
use crate::storage::export::{self, Replaces};

pub(super) fn run(args: &ReportArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let Paper::Minutes(args) = &args.paper;
    minutes(args, around)
}

fn minutes(args: &MinutesArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let session = super::open(&args.file, around)?;
    let data = report::minutes::minutes_data(&session, &review(&session, around.today));
    let pdf = report::minutes_pdf(&data).map_err(UserError::internal)?;
    // Minutes are made again after every change, so an older PDF is replaced; anything else that
    // stands there was hardly meant.
    let replaces = if args.force {
        Replaces::Anything
    } else {
        Replaces::Pdf
    };
    export::write(&args.out, &pdf, replaces).map_err(|error| match error.kind {
        ErrorKind::Exists => error.hint(t!("cli.hint_force")),
        _ => error,
    })?;
    let said = t!("cli.report_written", path = args.out.display());
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}
