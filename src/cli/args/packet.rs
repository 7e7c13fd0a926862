//! The arguments of the commands about packets.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rust_i18n::t;

use super::{Heading, heading, template};

/// What to do with packets.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct PacketArgs {
    /// What.
    #[command(subcommand)]
    pub task: PacketTask,
}

/// A task about packets.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum PacketTask {
    /// Issues packets to the members.
    #[command(about = t!("cli.help.packet_issue"), help_template = template())]
    Issue(IssueArgs),
    /// Fills a packet at random, for trials.
    #[command(about = t!("cli.help.packet_fill"), help_template = template())]
    Fill(FillArgs),
    /// Hands a packet in.
    #[command(about = t!("cli.help.packet_submit"), help_template = template())]
    Submit(SubmitArgs),
    /// Takes a packet back for changes.
    #[command(about = t!("cli.help.packet_take_back"), help_template = template())]
    TakeBack(TakeBackArgs),
    /// Says how far a packet is.
    #[command(about = t!("cli.help.packet_status"), help_template = template())]
    Status(StatusArgs),
}

/// From which session, to whom, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct IssueArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// The folder the packets go to.
    #[arg(long, value_name = heading(Heading::Folder), help = t!("cli.help.packet_to"), help_heading = heading(Heading::Options))]
    pub to: PathBuf,
    /// Where the codes go.
    #[arg(long, value_name = heading(Heading::File), help = t!("cli.help.packet_codes"), help_heading = heading(Heading::Options))]
    pub codes: Option<PathBuf>,
    /// Members by name or id; all who score where none is named.
    #[arg(long = "member", value_name = heading(Heading::Name), help = t!("cli.help.packet_member"), help_heading = heading(Heading::Options))]
    pub members: Vec<String>,
    /// What the members are told.
    #[arg(long, value_name = heading(Heading::Text), default_value = "", hide_default_value = true, help = t!("cli.help.packet_instructions"), help_heading = heading(Heading::Options))]
    pub instructions: String,
}

/// Which packet to fill, and how.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct FillArgs {
    /// The packet.
    #[arg(value_name = heading(Heading::Packet), help = t!("cli.help.packet_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Number from which every answer follows.
    #[arg(long, value_name = "S", help = t!("cli.help.packet_seed"), help_heading = heading(Heading::Options))]
    pub seed: u64,
}

/// Which packet to hand in.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SubmitArgs {
    /// The packet.
    #[arg(value_name = heading(Heading::Packet), help = t!("cli.help.packet_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Whether products that are not finished may be left for later.
    #[arg(long, help = t!("cli.help.packet_unfinished"), help_heading = heading(Heading::Options))]
    pub unfinished: bool,
}

/// Which packet to take back, and why.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct TakeBackArgs {
    /// The packet.
    #[arg(value_name = heading(Heading::Packet), help = t!("cli.help.packet_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Why.
    #[arg(long, value_name = heading(Heading::Text), help = t!("cli.help.packet_reason"), help_heading = heading(Heading::Options))]
    pub reason: String,
}

/// Which packet to look at.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct StatusArgs {
    /// The packet.
    #[arg(value_name = heading(Heading::Packet), help = t!("cli.help.packet_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}

/// Which session takes in, and what.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct MergeArgs {
    /// The session file.
    #[arg(value_name = heading(Heading::File), help = t!("cli.help.merge_file"), help_heading = heading(Heading::Arguments))]
    pub file: PathBuf,
    /// Packets that came back, or folders with them.
    #[arg(value_name = heading(Heading::Packet), required = true, help = t!("cli.help.merge_packets"), help_heading = heading(Heading::Arguments))]
    pub packets: Vec<PathBuf>,
    /// Whether to answer as JSON.
    #[arg(long, help = t!("cli.help.json"), help_heading = heading(Heading::Options))]
    pub json: bool,
}
