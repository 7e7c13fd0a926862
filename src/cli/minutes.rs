//! `report`: makes the minutes or the log as PDF.

use rust_i18n::t;

use super::args::{Paper, PdfArgs, ReportArgs};
use super::{Surroundings, output};
use crate::error::{ErrorKind, UserError};
use crate::model::session::Session;
use crate::report::{self, ReportError};
use crate::rules::review::{Review, review};
use crate::storage::export::{self, Replaces};

pub(super) fn run(args: &ReportArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    match &args.paper {
        Paper::Minutes(args) => made(args, "cli.report_written", minutes, around),
        Paper::Log(args) => made(args, "cli.log_written", log, around),
    }
}

fn minutes(session: &Session, review: &Review) -> Result<Vec<u8>, ReportError> {
    report::minutes_pdf(&report::minutes::minutes_data(session, review))
}

fn log(session: &Session, review: &Review) -> Result<Vec<u8>, ReportError> {
    report::log_pdf(&report::log::log_data(session, review))
}

/// Makes a paper, and says so in the words of `said`.
fn made(
    args: &PdfArgs,
    said: &str,
    make: fn(&Session, &Review) -> Result<Vec<u8>, ReportError>,
    around: &mut Surroundings<'_>,
) -> Result<u8, UserError> {
    let session = super::open(&args.file, around)?;
    let pdf = make(&session, &review(&session, around.today)).map_err(UserError::internal)?;
    // Papers are made again after every change, so an older PDF is replaced; anything else that
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
    let said = t!(said, path = args.out.display());
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}
