//! `criteria`: packs from published decisions, and what is wrong with a pack.

use std::fmt::Write as _;

use rust_i18n::t;
use serde::Serialize;

use super::args::{CriteriaArgs, CriteriaTask, ImportArgs, PackArgs};
use super::{Surroundings, output};
use crate::error::{ErrorKind, UserError};
use crate::import::{
    self, Anomaly, Counts, Difference, ImportError, ImportFault, ImportFaultKind, Imported,
    Options, Partial, Place, Source,
};
use crate::model::Date;
use crate::model::criteria::CriteriaPack;
use crate::storage::export::{self, Replaces};
use crate::storage::library::bytes_of;
use crate::storage::packs::{self, builtin, read_pack, write_pack};
use crate::words::Lang;

pub(super) fn run(args: &CriteriaArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    match &args.task {
        CriteriaTask::Import(args) => run_import(args, around),
        CriteriaTask::Check(args) => run_check(args, around),
    }
}

/// What `criteria import` answers as JSON.
#[derive(Serialize)]
struct ImportJson {
    format: &'static str,
    version: u32,
    written: bool,
    source: Option<Source>,
    pack: Option<PackJson>,
    counts: Option<Counts>,
    anomalies: Vec<AnomalyJson>,
    /// Why nothing was written, or why sheets were left out.
    faults: Vec<FaultJson>,
    compared_with: Option<String>,
    differences: Vec<DifferenceJson>,
}

#[derive(Serialize)]
struct PackJson {
    id: String,
    title: String,
    issued_on: Date,
    effective_from: Date,
}

#[derive(Serialize)]
struct AnomalyJson {
    sheet: Option<u16>,
    code: Option<String>,
    place: Place,
    printed: String,
    reading: String,
    applied: bool,
}

#[derive(Serialize)]
struct FaultJson {
    sheet: Option<u16>,
    code: Option<String>,
    place: Option<Place>,
    text: String,
}

#[derive(Serialize)]
struct DifferenceJson {
    sheet: Option<u16>,
    code: Option<String>,
    fact: String,
    here: Option<String>,
    there: Option<String>,
}

fn run_import(args: &ImportArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let bytes = bytes_of(&args.file)?;
    let options = Options {
        partial: if args.partial {
            Partial::Allow
        } else {
            Partial::Refuse
        },
        id: args.id.clone(),
        title: args.title.clone(),
    };
    let imported = match import::import(&bytes, &options) {
        Ok(imported) => imported,
        Err(error) => return refuse(args, &error, around),
    };
    let counterpart = import::counterpart(&imported.pack, builtin());
    let differences = counterpart
        .map(|other| import::difference(&imported.pack, other))
        .unwrap_or_default();
    if !args.json {
        let text = import_text(Lang::current(), &imported, counterpart, &differences);
        output::text(around.out, &text)?;
    }
    let replaces = if args.force {
        Replaces::Anything
    } else {
        Replaces::Nothing
    };
    let pack = write_pack(&imported.pack);
    export::write(&args.out, pack.as_bytes(), replaces).map_err(|error| match error.kind {
        ErrorKind::Exists => error.hint(t!("cli.hint_force")),
        _ => error,
    })?;
    if args.json {
        output::json(
            around.out,
            &import_json(&imported, counterpart, &differences),
        )?;
    }
    let said = t!("cli.criteria.written", path = args.out.display());
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}

/// Tells why nothing is written.
fn refuse(
    args: &ImportArgs,
    error: &ImportError,
    around: &mut Surroundings<'_>,
) -> Result<u8, UserError> {
    let locale = Lang::current().code();
    if args.json {
        let answer = ImportJson {
            format: "ocop-criteria-import",
            version: 1,
            written: false,
            source: None,
            pack: None,
            counts: None,
            anomalies: Vec::new(),
            faults: error
                .faults
                .iter()
                .map(|fault| fault_json(fault, locale))
                .collect(),
            compared_with: None,
            differences: Vec::new(),
        };
        output::json(around.out, &answer)?;
        return Ok(1);
    }
    if let [fault] = error.faults.as_slice()
        && fault.place.is_none()
    {
        let kind = match fault.kind {
            ImportFaultKind::BadZip { .. } | ImportFaultKind::BadXml { .. } => ErrorKind::Damaged,
            _ => ErrorKind::Invalid,
        };
        return Err(UserError::new(kind, fault.text(locale)).at(&args.file));
    }
    let n = error.faults.len();
    let mut text = format!("{}\n", t!("cli.criteria.faults", n = n));
    for fault in &error.faults {
        let _ = writeln!(text, "  {}", fault.text(locale));
    }
    output::text(around.out, &text)?;
    let refused = UserError::new(ErrorKind::Invalid, t!("cli.criteria.refused")).at(&args.file);
    let is_partly_good = error.faults.iter().all(|fault| fault.place.is_some());
    Err(if is_partly_good && !args.partial {
        refused.hint(t!("cli.criteria.hint_partial"))
    } else {
        refused
    })
}

fn import_json(
    imported: &Imported,
    counterpart: Option<&CriteriaPack>,
    differences: &[Difference],
) -> ImportJson {
    let Imported { pack, report } = imported;
    let locale = Lang::current().code();
    let anomaly = |anomaly: &Anomaly| AnomalyJson {
        sheet: anomaly.sheet,
        code: anomaly.code.clone(),
        place: anomaly.place,
        printed: anomaly.printed(locale),
        reading: anomaly.reading(locale),
        applied: anomaly.is_applied(),
    };
    let difference = |difference: &Difference| DifferenceJson {
        sheet: difference.sheet,
        code: difference.code.clone(),
        fact: difference.fact.text(locale),
        here: difference.here.clone(),
        there: difference.there.clone(),
    };
    ImportJson {
        format: "ocop-criteria-import",
        version: 1,
        written: true,
        source: Some(report.source),
        pack: Some(PackJson {
            id: pack.id.clone(),
            title: pack.title.clone(),
            issued_on: pack.issued_on,
            effective_from: pack.effective_from,
        }),
        counts: Some(report.counts),
        anomalies: report.anomalies.iter().map(anomaly).collect(),
        faults: report
            .left_out
            .iter()
            .map(|fault| fault_json(fault, locale))
            .collect(),
        compared_with: counterpart.map(|pack| pack.id.clone()),
        differences: differences.iter().map(difference).collect(),
    }
}

fn fault_json(fault: &ImportFault, locale: &str) -> FaultJson {
    FaultJson {
        sheet: fault.sheet,
        code: fault.code.clone(),
        place: fault.place,
        text: fault.kind.text(locale),
    }
}

/// Says what was read, what is unusual in it, and how it differs from the built-in pack.
fn import_text(
    lang: Lang,
    imported: &Imported,
    counterpart: Option<&CriteriaPack>,
    differences: &[Difference],
) -> String {
    let Imported { pack, report } = imported;
    let locale = lang.code();
    let source = match report.source {
        Source::Html => t!("cli.criteria.source_html", locale = locale),
        Source::Docx => t!("cli.criteria.source_docx", locale = locale),
    };
    let read = t!(
        "cli.criteria.read",
        locale = locale,
        source = source,
        title = pack.title,
        id = pack.id,
        issued = pack.issued_on.format("%d/%m/%Y"),
        effective = pack.effective_from.format("%d/%m/%Y")
    );
    let mut text = format!("{read}\n{}\n", counts_text(locale, report.counts));
    let applied = report
        .anomalies
        .iter()
        .filter(|anomaly| anomaly.is_applied());
    let heading = t!(
        "cli.criteria.anomalies",
        locale = locale,
        n = report.anomalies.len(),
        applied = applied.count()
    );
    let _ = writeln!(text, "\n{heading}");
    for anomaly in &report.anomalies {
        let word = if anomaly.is_applied() {
            t!("cli.criteria.applied", locale = locale)
        } else {
            t!("cli.criteria.kept", locale = locale)
        };
        let _ = writeln!(text, "  {word:<10}  {}", anomaly.text(locale));
    }
    if !report.left_out.is_empty() {
        let _ = writeln!(text, "\n{}", t!("cli.criteria.left_out", locale = locale));
        for fault in &report.left_out {
            let _ = writeln!(text, "  {}", fault.text(locale));
        }
    }
    if let Some(other) = counterpart {
        let heading = if differences.is_empty() {
            t!("cli.criteria.same", locale = locale, title = other.title)
        } else {
            let n = differences.len();
            t!(
                "cli.criteria.differs",
                locale = locale,
                title = other.title,
                n = n
            )
        };
        let _ = writeln!(text, "\n{heading}");
        for difference in differences {
            let _ = writeln!(text, "  {}", difference.text(locale));
        }
    }
    text
}

fn counts_text(locale: &str, counts: Counts) -> String {
    t!(
        "cli.criteria.counts",
        locale = locale,
        sheets = counts.sheets,
        criteria = counts.criteria,
        options = counts.options,
        gates = counts.gates
    )
    .into_owned()
}

/// What `criteria check` answers as JSON.
#[derive(Serialize)]
struct PackCheckJson {
    format: &'static str,
    version: u32,
    id: Option<String>,
    title: Option<String>,
    counts: Option<Counts>,
    n_errors: usize,
    faults: Vec<PackFaultJson>,
    known_flaws: Vec<String>,
}

#[derive(Serialize)]
struct PackFaultJson {
    line: usize,
    column: usize,
    text: String,
}

fn run_check(args: &PackArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let bytes = bytes_of(&args.file)?;
    let text = std::str::from_utf8(&bytes).map_err(|_not_utf8| {
        UserError::new(ErrorKind::Invalid, t!("library.not_utf8")).at(&args.file)
    })?;
    let (pack, faults) = match read_pack(text) {
        Ok(pack) => (Some(pack), Vec::new()),
        Err(error) => (None, error.faults),
    };
    if args.json {
        output::json(around.out, &check_json(pack.as_ref(), &faults))?;
    } else {
        let text = check_text(args, Lang::current(), pack.as_ref(), &faults);
        output::text(around.out, &text)?;
    }
    Ok(u8::from(!faults.is_empty()))
}

fn check_json(pack: Option<&CriteriaPack>, faults: &[packs::PackFault]) -> PackCheckJson {
    let locale = Lang::current().code();
    let fault = |fault: &packs::PackFault| PackFaultJson {
        line: fault.position.line,
        column: fault.position.column,
        text: fault.text(locale),
    };
    PackCheckJson {
        format: "ocop-criteria-check",
        version: 1,
        id: pack.map(|pack| pack.id.clone()),
        title: pack.map(|pack| pack.title.clone()),
        counts: pack.map(Counts::of),
        n_errors: faults.len(),
        faults: faults.iter().map(fault).collect(),
        known_flaws: pack
            .map(|pack| pack.known_flaws.clone())
            .unwrap_or_default(),
    }
}

fn check_text(
    args: &PackArgs,
    lang: Lang,
    pack: Option<&CriteriaPack>,
    faults: &[packs::PackFault],
) -> String {
    let locale = lang.code();
    let mut text = String::new();
    for fault in faults {
        let (path, position) = (args.file.display(), fault.position);
        let _ = writeln!(text, "{path}:{position}: {}", fault.text(locale));
    }
    let Some(pack) = pack else {
        let n = faults.len();
        let _ = writeln!(
            text,
            "{}",
            t!("cli.criteria.faults", locale = locale, n = n)
        );
        return text;
    };
    let good = t!(
        "cli.criteria.good",
        locale = locale,
        title = pack.title,
        id = pack.id
    );
    let _ = writeln!(text, "{good}\n{}", counts_text(locale, Counts::of(pack)));
    if !pack.known_flaws.is_empty() {
        let _ = writeln!(text, "{}", t!("cli.criteria.known_flaws", locale = locale));
        for flaw in &pack.known_flaws {
            let _ = writeln!(text, "  {flaw}");
        }
    }
    text
}
