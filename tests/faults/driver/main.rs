//! Plays a council against a disk that fails, and judges what is left.
//!
//! `play` and `talk` are the process that a fault meets: they open, edit, keep and save as the
//! window does, by the library's public functions, and say on standard output what a person would
//! have been shown. Everything else judges, in a process of its own: a model makes the same edits
//! from the same seed with nothing that can fail, and what is found on disk must be one of its
//! states, none earlier than the last that was confirmed.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that acts on disks and talks to scripts"
)]

mod cost;
mod full;
mod inject;
mod judge;
mod lives;
mod options;
mod play;
mod player;
mod pull;
mod races;
mod talk;
mod talker;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use ocop_council::model::Date;
use ocop_council::model::points::StarRank;
use ocop_council::model::product::{ApplicationKind, Recognition};
use ocop_council::model::session::Session;
use ocop_council::sample::{self, SheetChoice};
use ocop_council::storage::generations::generations;
use ocop_council::storage::save::{Existing, open, save_new};

use options::Options;

const HELP: &str = "\
prepare FILE [--products N --members N --seed S --issued DATE --unscored]
answers FILE [--journals DIR]                      what was answered in what is found
generations FILE                                   number and lines of the log of each
cost DIR --count N                                 a save beside its writes by hand
full MOUNT --elsewhere DIR                         a small disk with less and less room
openings DIR --count N                             two programs open at once
pull FILE --data DIR --command SHELL --delay N     a stick pulled during a save
seal FILE FILE                                     a checksum that fits, for an edited file
races DIR --count N                                two programs save at once
play FILE --seed S [--journals DIR] [--save-every N] [--pace MICROSECONDS] [--edits N]
talk FILE --seed S [--journals DIR]                commands on standard input
check FILE --base FILE --seed S --confirmed N [--journals DIR] [--saves]
inject DIR save|new|journal KILL|ENOSPC|EIO|…        a fault at every system call, each compared
kills DIR --count N [--seed S]                     random kills, each compared
soak DIR --seconds N [--seed S]                    a long council with kills, each compared";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let mode = args.next().unwrap_or_default();
    let options = Options::new(args.collect());
    let done = match mode.as_str() {
        "prepare" => prepare(&options),
        "play" => player::play(&options),
        "talk" => talk::talk(&options),
        "check" => judge::check(&options),
        "answers" => answers(&options),
        "cost" => cost::cost(&options),
        "full" => full::full(&options),
        "openings" => races::openings(&options),
        "pull" => pull::pull(&options),
        "races" => races::races(&options),
        "generations" => list_generations(&options),
        "inject" => inject::inject(&options),
        "kills" => lives::kills(&options),
        "seal" => seal(&options),
        "soak" => lives::soak(&options),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn prepare(options: &Options) -> Result<(), String> {
    let path = options.path(0)?;
    let (products, members) = (options.number("products", 2), options.number("members", 3));
    prepare_at(&path, products, members, options.number("seed", 1))?;
    if options.has("unscored") {
        let mut session = open(&path).map_err(judge::text)?.session;
        session.sheets.clear();
        session
            .products
            .iter_mut()
            .for_each(|product| Arc::make_mut(product).conclusion = None);
        save_new(&path, &session, Existing::Replace).map_err(judge::text)?;
    }
    let Some(issued) = options.text("issued") else {
        return Ok(());
    };
    // The first product comes back with a certificate of that day.
    let issued_on: Date = issued.parse().map_err(judge::text)?;
    let mut session = open(&path).map_err(judge::text)?.session;
    let product = session.products.first_mut().ok_or("no product")?;
    let product = Arc::make_mut(product);
    product.application = ApplicationKind::ReRating;
    product.filed_on = None;
    product.history = vec![Recognition {
        stars: StarRank::new(4).ok_or("no rank")?,
        potential_five: false,
        decision_no: "1/QĐ-UBND".to_owned(),
        authority: "UBND tỉnh".to_owned(),
        issued_on: Some(issued_on),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }];
    save_new(&path, &session, Existing::Replace).map_err(judge::text)?;
    Ok(())
}

/// Says what was answered in every session that is found, the longest last.
fn answers(options: &Options) -> Result<(), String> {
    let (seen, faults) = judge::look(&options.path(0)?, options.folder("journals").as_deref());
    for fault in faults {
        println!("fault: {fault}");
    }
    let mut found: Vec<(usize, String)> = seen
        .iter()
        .map(|seen| {
            let sheets = seen.session.sheets.values();
            let answers: Vec<String> = sheets.map(|sheet| sheet.answers.to_string()).collect();
            (sheets_answered(&seen.session), answers.join("; "))
        })
        .collect();
    found.sort();
    for (n, line) in found {
        println!("answers {n} {line}");
    }
    Ok(())
}

fn sheets_answered(session: &Session) -> usize {
    session
        .sheets
        .values()
        .map(|sheet| sheet.answers.0.len())
        .sum()
}

/// Puts a checksum that fits under a file that was edited.
fn seal(options: &Options) -> Result<(), String> {
    const MARK: &[u8] = b"// blake3: ";
    let mut bytes = std::fs::read(options.path(0)?).map_err(judge::text)?;
    let trimmed = bytes.trim_ascii_end().len();
    let last = bytes[..trimmed].iter().rposition(|&byte| byte == b'\n');
    let last = last.map_or(0, |newline| newline + 1);
    if bytes[last..].starts_with(MARK) {
        bytes.truncate(last);
    } else if trimmed == bytes.len() {
        bytes.push(b'\n');
    }
    let sum = blake3::hash(&bytes).to_hex();
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(sum.as_bytes());
    bytes.push(b'\n');
    std::fs::write(options.path(1)?, bytes).map_err(judge::text)
}

/// Lists the earlier versions of a file, newest first: number, and lines of the log in it.
fn list_generations(options: &Options) -> Result<(), String> {
    for generation in generations(&options.path(0)?) {
        let session = open(&generation.path).map_err(judge::text)?.session;
        println!("{} {}", generation.number, session.log.len());
    }
    Ok(())
}

fn prepare_at(path: &Path, products: u64, members: u64, seed: u64) -> Result<(), String> {
    let number = |n| usize::try_from(n).unwrap_or(usize::MAX);
    let session = sample::generate(number(products), number(members), seed, SheetChoice::Drawn);
    save_new(path, &session, Existing::Replace).map_err(|error| error.to_string())?;
    Ok(())
}
