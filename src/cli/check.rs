//! `check`: says what is wrong or unusual in a session.

use rust_i18n::t;
use serde::Serialize;

use super::args::CheckArgs;
use super::tally::{FindingEntry, finding_entries};
use super::{Surroundings, output};
use crate::error::UserError;
use crate::model::Date;
use crate::model::session::Session;
use crate::rules::findings::{Finding, Severity};
use crate::rules::review::{Review, review};
use crate::storage::save;
use crate::words::{self, Lang};

/// The answer as JSON.
#[derive(Serialize)]
struct CheckJson {
    format: &'static str,
    version: u32,
    today: Date,
    was_edited: bool,
    n_errors: usize,
    n_warnings: usize,
    n_infos: usize,
    findings: Vec<FindingEntry>,
}

pub(super) fn run(args: &CheckArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let opened = if args.accept_edited {
        let by = t!("cli.by_command");
        save::open_accepting_edits(&args.file, &by, around.now)?
    } else {
        save::open(&args.file)?
    };
    super::tell_journal(&opened, around)?;
    let session = &opened.session;
    let found = review(session, around.today);
    let n_errors = count(&found, Severity::Error);
    if args.json {
        let answer = CheckJson {
            format: "ocop-check",
            version: 1,
            today: found.today,
            was_edited: opened.was_edited,
            n_errors,
            n_warnings: count(&found, Severity::Warning),
            n_infos: count(&found, Severity::Info),
            findings: finding_entries(session, &found),
        };
        output::json(around.out, &answer)?;
    } else {
        if opened.was_edited {
            let said = t!("cli.check.was_edited");
            output::text(around.messages, &format!("{said}\n"))?;
        }
        output::text(around.out, &text(Lang::current(), session, &found))?;
    }
    Ok(u8::from(n_errors > 0))
}

fn count(found: &Review, severity: Severity) -> usize {
    let findings = found.findings.iter();
    findings.filter(|f| f.severity() == severity).count()
}

/// Lists the findings, those of a product under its name.
fn text(lang: Lang, session: &Session, found: &Review) -> String {
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_severity = found.findings.iter().filter(|f| f.severity() == severity);
        for finding in of_severity {
            text.push_str(&line(lang, session, found, finding));
        }
    }
    let summary = t!(
        "cli.check.summary",
        locale = lang.code(),
        errors = count(found, Severity::Error),
        warnings = count(found, Severity::Warning),
        infos = count(found, Severity::Info)
    );
    text.push_str(&summary);
    text.push('\n');
    text
}

fn line(lang: Lang, session: &Session, found: &Review, finding: &Finding) -> String {
    let code = lang.code();
    let word = match finding.severity() {
        Severity::Error => t!("cli.check.error", locale = code),
        Severity::Warning => t!("cli.check.warning", locale = code),
        Severity::Info => t!("cli.check.info", locale = code),
    };
    let product = finding.product_id.and_then(|id| session.product(id));
    let name = product.map(|product| format!("{}: ", product.name));
    let what = words::finding_text(lang, finding, session, found);
    format!("{word:<9} {}{what}\n", name.unwrap_or_default())
}
