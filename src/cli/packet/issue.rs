//! `packet issue`: packets into a folder, their codes into a file elsewhere.

use std::path::Path;

use age::secrecy::zeroize::Zeroizing;
use rust_i18n::t;
use unicode_normalization::UnicodeNormalization as _;

use super::super::args::IssueArgs;
use super::super::{Surroundings, open_session_to_change, output, refused};
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::error::{ErrorKind, UserError};
use crate::model::ids::MemberId;
use crate::model::session::Session;
use crate::rules::packets::issue::shares;
use crate::storage::packets::codes;
use crate::storage::packets::issue::{Issuing, NewPacket, prepare, write};
use crate::storage::save::{self, Opened};
use crate::words::moment_text;

pub(super) fn run(args: &IssueArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let Opened {
        mut session,
        mut saved_as,
        ..
    } = open_session_to_change(&args.file, around.now)?;
    let member_ids = members(&session, &args.members)?;
    codes::make_folder(&args.to)?;
    let is_signing = session.rules.signing.value;
    let codes_path = (args.codes.clone()).unwrap_or_else(|| codes::beside(&args.file));
    if is_signing {
        codes::check_place(&codes_path, &args.to)?;
    }
    let issuing = Issuing {
        member_ids,
        instructions: args.instructions.clone(),
        by: t!("cli.by_command").into_owned(),
        at: around.now,
    };
    let packets = prepare(&session, &issuing)?;
    if packets.is_empty() {
        let error = UserError::new(ErrorKind::Input, t!("cli.packet.nothing_to_issue"));
        return Err(error.at(&args.file));
    }
    let edit = Edit {
        at: issuing.at,
        by: issuing.by.clone(),
        command: Command::IssuePackets(packets.iter().map(|it| it.issued.clone()).collect()),
    };
    if let Err(refusal) = apply(&mut session, &edit) {
        return Err(refused(&refusal, &session, &args.file));
    }
    save::save(&session, &mut saved_as)?;
    if is_signing {
        codes::write(&codes_path, &codes_text(&session, &packets, around))?;
        let said = t!("cli.packet.codes_written", path = codes_path.display());
        output::text(around.messages, &format!("{said}\n"))?;
    }
    write_all(&session, &packets, &args.to, around)?;
    tell_without(&session, &issuing, around)?;
    Ok(0)
}

/// Finds the members that are named; without a name, all who would get a product.
fn members(session: &Session, named: &[String]) -> Result<Vec<MemberId>, UserError> {
    if named.is_empty() {
        return Ok(shares(session).iter().map(|it| it.member_id).collect());
    }
    let plain = |text: &str| text.trim().nfc().collect::<String>().to_lowercase();
    let mut ids = Vec::new();
    for name in named {
        let members = session.council.members.iter().filter(|member| {
            member.id.to_string() == name.trim() || plain(&member.name) == plain(name)
        });
        let found: Vec<_> = members.collect();
        let error = |text| Err(UserError::new(ErrorKind::Input, text));
        match &*found {
            [member] => ids.push(member.id),
            [] => return error(t!("cli.packet.no_member", name = name)),
            several => {
                let all: Vec<_> = several.iter().map(|it| it.id.to_string()).collect();
                let ids = all.join(", ");
                return error(t!("cli.packet.several_members", name = name, ids = ids));
            }
        }
    }
    Ok(ids)
}

/// Writes what the secretary cuts into slips; the only place where codes are.
fn codes_text(
    session: &Session,
    packets: &[NewPacket],
    around: &Surroundings<'_>,
) -> Zeroizing<String> {
    let head = t!(
        "cli.packet.codes_head",
        title = session.title,
        at = moment_text(around.now)
    );
    let mut text = Zeroizing::new(format!("{head}\n{}\n\n", t!("cli.packet.codes_note")));
    for packet in packets {
        let Some(code) = &packet.code else {
            continue;
        };
        let code = Zeroizing::new(code.text());
        text.push_str(&code);
        text.push_str(&format!(
            "  {}  ({})\n",
            name_of(session, packet.issued.member_id),
            packet.file_name
        ));
    }
    text
}

fn name_of(session: &Session, id: MemberId) -> &str {
    let member = session.council.member(id);
    member.map_or("", |member| &member.name)
}

fn write_all(
    session: &Session,
    packets: &[NewPacket],
    folder: &Path,
    around: &mut Surroundings<'_>,
) -> Result<(), UserError> {
    for packet in packets {
        let path = write(packet, folder)?;
        let said = t!(
            "cli.packet.issued",
            name = name_of(session, packet.issued.member_id),
            n = packet.issued.product_ids.len(),
            path = path.display()
        );
        output::text(around.messages, &format!("{said}\n"))?;
    }
    Ok(())
}

/// Names members who were asked for and got nothing, or not everything.
fn tell_without(
    session: &Session,
    issuing: &Issuing,
    around: &mut Surroundings<'_>,
) -> Result<(), UserError> {
    for id in &issuing.member_ids {
        let share = crate::rules::packets::issue::share(session, *id);
        if share.left_out.is_empty() {
            continue;
        }
        let said = t!(
            "cli.packet.left_out",
            name = name_of(session, *id),
            n = share.left_out.len()
        );
        output::text(around.messages, &format!("{said}\n"))?;
    }
    Ok(())
}
