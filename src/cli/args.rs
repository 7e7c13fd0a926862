//! The arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind as ClapKind};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use rust_i18n::t;

use crate::error::{ErrorKind, UserError};
use crate::model::Date;
use crate::rules::finalisation::read_digest;
use crate::words::Lang;

mod packet;

pub(super) use packet::{
    FillArgs, IssueArgs, MergeArgs, PacketArgs, PacketTask, StatusArgs, SubmitArgs, TakeBackArgs,
};

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// What to do.
    pub task: Task,
    /// The day to take for today, where it was given.
    pub today: Option<Date>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Open the window.
    Window(Opening),
    /// Carry out a command without a window.
    Command(Command),
}

/// What the window opens with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The home screen.
    Home,
    /// A session file.
    File(PathBuf),
    /// The sample session.
    Sample,
}

/// Why nothing is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Help or version was asked for.
    Told(String),
    /// The arguments were not understood.
    Usage(UserError),
}

#[derive(Debug, Parser)]
#[command(
    name = "ocop-council",
    bin_name = "ocop-council",
    version,
    about = t!("cli.about"),
    color = clap::ColorChoice::Never,
    styles = Styles::plain(),
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_help_heading = heading(Heading::Commands),
    subcommand_value_name = heading(Heading::Command),
    help_template = template(),
    disable_help_flag = true,
    disable_version_flag = true,
)]
struct Cli {
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.window"), help_heading = heading(Heading::Arguments))]
    file: Option<PathBuf>,
    #[arg(long, conflicts_with = "file", help = t!("cli.help.window_sample"), help_heading = heading(Heading::Options))]
    sample: bool,
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Args)]
struct Common {
    #[arg(long, global = true, value_name = heading(Heading::Day), value_parser = parse_day, help = t!("cli.help.today"), help_heading = heading(Heading::Options))]
    today: Option<Date>,
    #[arg(long, global = true, value_name = "vi|en", value_parser = ["vi", "en"], hide_possible_values = true, help = t!("cli.help.lang"), help_heading = heading(Heading::Options))]
    lang: Option<String>,
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help = t!("cli.help.help"), help_heading = heading(Heading::Options))]
    help: Option<bool>,
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help = t!("cli.help.version"), help_heading = heading(Heading::Options))]
    version: Option<bool>,
}

/// A command that needs no window.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Writes a sample session.
    #[command(about = t!("cli.help.sample"), help_template = template())]
    Sample(SampleArgs),
    /// Says what is wrong or unusual in a session.
    #[command(about = t!("cli.help.check"), help_template = template())]
    Check(CheckArgs),
    /// Gives means, ranks and reasons.
    #[command(about = t!("cli.help.tally"), help_template = template())]
    Tally(FileArgs),
    /// Gives the whole file as JSON.
    #[command(about = t!("cli.help.dump"), help_template = template())]
    Dump(DumpArgs),
    /// Makes papers.
    #[command(
        about = t!("cli.help.report"),
        help_template = template(),
        subcommand_help_heading = heading(Heading::Commands),
        subcommand_value_name = heading(Heading::Command),
        disable_help_subcommand = true
    )]
    Report(ReportArgs),
    /// Says whether a session stands as it was finalised, and whether papers are of it.
    #[command(about = t!("cli.help.verify"), help_template = template())]
    Verify(VerifyArgs),
    /// Takes up the results of earlier sessions.
    #[command(about = t!("cli.help.ratify"), help_template = template())]
    Ratify(RatifyArgs),
    /// Issues, fills and hands in packets.
    #[command(
        about = t!("cli.help.packet"),
        help_template = template(),
        subcommand_help_heading = heading(Heading::Commands),
        subcommand_value_name = heading(Heading::Command),
        disable_help_subcommand = true
    )]
    Packet(PacketArgs),
    /// Takes in packets that came back.
    #[command(about = t!("cli.help.merge"), help_template = template())]
    Merge(MergeArgs),
    /// Reads and checks criteria.
    #[command(
        about = t!("cli.help.criteria"),
        help_template = template(),
        subcommand_help_heading = heading(Heading::Commands),
        subcommand_value_name = heading(Heading::Command),
        disable_help_subcommand = true
    )]
    Criteria(CriteriaArgs),
}

/// What to write as a sample.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SampleArgs {
    /// Number of products.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=5000), help = t!("cli.help.products"), help_heading = heading(Heading::Options))]
    pub products: Option<u32>,
    /// Number of members.
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(0..=100), help = t!("cli.help.members"), help_heading = heading(Heading::Options))]
    pub members: Option<u32>,
    /// Number from which everything made up follows.
    #[arg(long, value_name = "S", help = t!("cli.help.seed"), help_heading = heading(Heading::Options))]
    pub seed: Option<u64>,
    /// Whether the products are judged on every built-in sheet in turn.
    #[arg(long, help = t!("cli.help.all_sheets"), help_heading = heading(Heading::Options))]
    pub all_sheets: bool,
    /// Whether nobody has scored yet.
    #[arg(long, help = t!("cli.help.unscored"), help_heading = heading(Heading::Options))]
    pub unscored: bool,
    /// Whether a file of that name may be replaced.
    #[arg(long, help = t!("cli.help.force"), help_heading = heading(Heading::Options))]
    pub force: bool,
    /// Where to write.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.sample_out"), help_heading = heading(Heading::Arguments))]
    pub out: PathBuf,
}

/// What to check.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CheckArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
    /// Whether to read a file whose checksum does not fit.
    #[arg(long, help = t!("cli.help.accept_edited"), help_heading = heading(Heading::Options))]
    pub accept_edited: bool,
}

/// Which session, and how to answer.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct FileArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Which session to give whole.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DumpArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
}

/// What to verify.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct VerifyArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Minutes that should be of it.
    #[arg(long, value_name = "PDF", help = t!("cli.help.verify_minutes"), help_heading = heading(Heading::Options))]
    pub minutes: Option<PathBuf>,
    /// A digest that should be of it, or its beginning.
    #[arg(long, value_name = heading(Heading::Code), value_parser = parse_digest, help = t!("cli.help.verify_digest"), help_heading = heading(Heading::Options))]
    pub digest: Option<String>,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Which session ratifies, and what.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct RatifyArgs {
    /// The session file that takes results up.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.ratify_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Session files of round 1, or folders with them.
    #[arg(value_name = heading(Heading::Earlier), required = true, help = t!("cli.help.ratify_earlier"), help_heading = heading(Heading::Arguments))]
    pub earlier: Vec<PathBuf>,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Which paper to make.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ReportArgs {
    /// The paper.
    #[command(subcommand)]
    pub paper: Paper,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Paper {
    /// The minutes.
    #[command(about = t!("cli.help.minutes"), help_template = template())]
    Minutes(PdfArgs),
    /// The log.
    #[command(about = t!("cli.help.log"), help_template = template())]
    Log(PdfArgs),
}

/// Of which session to make a paper, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct PdfArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Where to write the PDF.
    #[arg(short, long, value_name = "PDF", help = t!("cli.help.pdf_out"), help_heading = heading(Heading::Options))]
    pub out: PathBuf,
    /// Whether a file that is no PDF may be replaced.
    #[arg(long, help = t!("cli.help.force_pdf"), help_heading = heading(Heading::Options))]
    pub force: bool,
}

/// What to do with criteria.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CriteriaArgs {
    /// The task.
    #[command(subcommand)]
    pub task: CriteriaTask,
}

/// A task about criteria.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum CriteriaTask {
    /// Makes a pack of a published decision.
    #[command(about = t!("cli.help.criteria_import"), help_template = template())]
    Import(ImportArgs),
    /// Says what is wrong with a pack.
    #[command(about = t!("cli.help.criteria_check"), help_template = template())]
    Check(PackArgs),
}

/// Which decision to read, and what to make of it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ImportArgs {
    /// The decision, HTML or DOCX.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.decision"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Where to write the pack.
    #[arg(short, long, value_name = "PACK.ron", help = t!("cli.help.pack_out"), help_heading = heading(Heading::Options))]
    pub out: PathBuf,
    /// Whether a file of that name may be replaced.
    #[arg(long, help = t!("cli.help.force"), help_heading = heading(Heading::Options))]
    pub force: bool,
    /// Whether a pack without its faulty sheets is wanted.
    #[arg(long, help = t!("cli.help.partial"), help_heading = heading(Heading::Options))]
    pub partial: bool,
    /// The id of the pack.
    #[arg(long, value_name = "ID", value_parser = parse_pack_id, help = t!("cli.help.pack_id"), help_heading = heading(Heading::Options))]
    pub id: Option<String>,
    /// The title of the pack.
    #[arg(long, value_name = "TITLE", help = t!("cli.help.pack_title"), help_heading = heading(Heading::Options))]
    pub title: Option<String>,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Which pack, and how to answer.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct PackArgs {
    /// The pack.
    #[arg(value_name = "PACK.ron", help = t!("cli.help.pack"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Reads the arguments, the name of the program first. The language they ask for is the one
/// everything is said in from then on.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, Stop> {
    let args: Vec<OsString> = args.into_iter().collect();
    rust_i18n::set_locale(asked_lang(&args).code());
    let parsed = Cli::command()
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = parsed.map_err(|error| match error.kind() {
        ClapKind::DisplayHelp | ClapKind::DisplayVersion => {
            // The one word of the parser's own that a help text shows.
            let options = format!("[{}]", t!("cli.help.options"));
            Stop::Told(error.to_string().replace("[OPTIONS]", &options))
        }
        _ => Stop::Usage(usage_error(&error)),
    })?;
    let task = match (cli.command, cli.file, cli.sample) {
        (Some(command), _, _) => Task::Command(command),
        (None, Some(file), _) => Task::Window(Opening::File(file)),
        (None, None, true) => Task::Window(Opening::Sample),
        (None, None, false) => Task::Window(Opening::Home),
    };
    Ok(Invocation {
        task,
        today: cli.common.today,
    })
}

/// Looks for the language before anything else is read, so that help and errors follow it too.
fn asked_lang(args: &[OsString]) -> Lang {
    let follows = args
        .iter()
        .skip_while(|arg| *arg != "--lang")
        .nth(1)
        .is_some_and(|lang| lang == "en");
    if follows || args.iter().any(|arg| arg == "--lang=en") {
        Lang::En
    } else {
        Lang::Vi
    }
}

fn usage_error(error: &clap::Error) -> UserError {
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let arg = named(ContextKind::InvalidArg);
    let message = match error.kind() {
        ClapKind::InvalidValue | ClapKind::ValueValidation => t!(
            "cli.usage.value",
            arg = arg,
            value = named(ContextKind::InvalidValue)
        ),
        ClapKind::MissingRequiredArgument => {
            t!("cli.usage.missing", arg = arg)
        }
        ClapKind::MissingSubcommand | ClapKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            t!("cli.usage.missing_something")
        }
        ClapKind::UnknownArgument => t!("cli.usage.unknown", arg = arg),
        ClapKind::InvalidSubcommand => t!(
            "cli.usage.unknown",
            arg = named(ContextKind::InvalidSubcommand)
        ),
        ClapKind::ArgumentConflict => t!("cli.usage.conflict", arg = arg),
        _ => t!("cli.usage.other"),
    };
    UserError::new(ErrorKind::Usage, message).hint(t!("cli.see_help"))
}

/// Reads `2026-11-24` or `24/11/2026`.
fn parse_day(text: &str) -> Result<Date, String> {
    let parsed = ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|format| Date::parse_from_str(text, format).ok());
    parsed.ok_or_else(String::new)
}

/// Reads the id of a pack, which stands before the slash of a sheet's key.
fn parse_pack_id(text: &str) -> Result<String, String> {
    let is_id = !text.is_empty() && !text.contains(|ch: char| ch == '/' || ch.is_whitespace());
    is_id.then(|| text.to_owned()).ok_or_else(String::new)
}

/// Reads a digest as it stands on a paper.
fn parse_digest(text: &str) -> Result<String, String> {
    read_digest(text).ok_or_else(String::new)
}

#[derive(Clone, Copy)]
enum Heading {
    Arguments,
    Code,
    Command,
    Commands,
    Day,
    Earlier,
    File,
    Folder,
    Name,
    Options,
    Packet,
    Text,
}

/// Words that the parser keeps for good, so that they cannot come from the catalogs.
fn heading(heading: Heading) -> &'static str {
    let is_english = Lang::current() == Lang::En;
    match (heading, is_english) {
        (Heading::Arguments, false) => "Tham số",
        (Heading::Arguments, true) => "Arguments",
        (Heading::Code, false) => "MÃ",
        (Heading::Code, true) => "DIGEST",
        (Heading::Command, false) => "LỆNH",
        (Heading::Command, true) => "COMMAND",
        (Heading::Commands, false) => "Lệnh",
        (Heading::Commands, true) => "Commands",
        (Heading::Day, false) => "NGÀY",
        (Heading::Day, true) => "DATE",
        (Heading::Earlier, false) => "VÒNG_1",
        (Heading::Earlier, true) => "EARLIER",
        (Heading::File, false) => "TỆP",
        (Heading::File, true) => "FILE",
        (Heading::Folder, false) => "THƯ_MỤC",
        (Heading::Folder, true) => "FOLDER",
        (Heading::Name, false) => "TÊN",
        (Heading::Name, true) => "NAME",
        (Heading::Packet, false) => "GÓI_PHIẾU",
        (Heading::Packet, true) => "PACKET",
        (Heading::Text, false) => "CHỮ",
        (Heading::Text, true) => "TEXT",
        (Heading::Options, false) => "Tùy chọn",
        (Heading::Options, true) => "Options",
    }
}

fn template() -> String {
    format!(
        "{{about}}\n\n{}: {{usage}}\n\n{{all-args}}\n",
        t!("cli.help.usage")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, Stop> {
        parse(
            format!("ocop-council {line}")
                .split_whitespace()
                .map(OsString::from),
        )
    }

    #[track_caller]
    fn check_window(line: &str, expected: Opening) {
        let invocation = parsed(line).expect("understood");
        assert_eq!(invocation.task, Task::Window(expected), "{line}");
    }

    #[track_caller]
    fn check_usage(line: &str, expected: &str) {
        let Err(Stop::Usage(error)) = parsed(line) else {
            panic!("{line} was understood");
        };
        assert_eq!(
            (error.message.as_str(), error.exit_code()),
            (expected, 2),
            "{line}"
        );
    }

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_a_window_opens() {
        check_window("", Opening::Home);
        check_window("--sample", Opening::Sample);
        check_window(
            "a.session.ron --today 24/11/2026",
            Opening::File("a.session.ron".into()),
        );
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2026-11-24", Some((2026, 11, 24))),
            ("24/11/2026", Some((2026, 11, 24))),
            ("4/2/2027", Some((2027, 2, 4))),
            ("29/02/2027", None),
            ("11/24/2026", None),
            ("hôm", None),
        ] {
            let expected = expected.and_then(|(y, m, d)| Date::from_ymd_opt(y, m, d));
            assert_eq!(parse_day(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_in_vietnamese() {
        check_usage("tally", "Thiếu <TỆP>");
        check_usage("tally a b", "Không hiểu “b”");
        check_usage("tally a --jsn", "Không hiểu “--jsn”");
        check_usage(
            "tally a --today 31/02/2026",
            "“31/02/2026” không dùng được cho --today <NGÀY>",
        );
        check_usage("sample --products -3 o", "Không hiểu “-3”");
        check_usage(
            "sample --products 9999999 o",
            "“9999999” không dùng được cho --products <N>",
        );
        check_usage("report", "Thiếu lệnh hoặc tham số");
    }

    #[test]
    fn help_is_in_vietnamese() {
        let Err(Stop::Told(vi)) = parsed("--help") else {
            panic!("no help")
        };
        assert!(vi.contains("Cách dùng: ocop-council"), "{vi}");
        for english in ["Usage", "OPTIONS", "Options", "Print help", "[default"] {
            assert!(!vi.contains(english), "{vi}");
        }
    }
}
