//! `packet status`: how far a packet is.

use rust_i18n::t;
use serde::Serialize;

use super::super::args::StatusArgs;
use super::super::{Surroundings, open, output};
use super::content;
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::criteria::Code;
use crate::model::ids::{MemberId, PacketId, ProductId, SessionId};
use crate::model::packet::Packet;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::rules::scoring::{names_ground, total};
use crate::words::{Lang, codes_text, digest_start, moment_text};

/// Most criteria that are named as missing.
const MOST_CODES: usize = 8;

/// The answer as JSON.
#[derive(Serialize)]
struct StatusJson {
    format: &'static str,
    version: u32,
    packet: PacketId,
    session: SessionId,
    title: String,
    member: MemberEntry,
    issued_at: DateTime,
    instructions: String,
    /// Whether the council signs; a code is needed then.
    is_signed: bool,
    state: &'static str,
    n_handed_in: usize,
    n_complete: usize,
    n_begun: usize,
    n_not_begun: usize,
    n_recused: usize,
    products: Vec<ProductEntry>,
    hand_ins: Vec<HandInEntry>,
}

#[derive(Serialize)]
struct MemberEntry {
    id: MemberId,
    name: String,
}

#[derive(Serialize)]
struct ProductEntry {
    id: ProductId,
    name: String,
    round: u16,
    state: State,
    revision: Option<u32>,
    missing: Vec<Code>,
}

#[derive(Serialize)]
struct HandInEntry {
    number: u32,
    at: DateTime,
    n_sheets: usize,
    n_recusals: usize,
    n_unfinished: u32,
    digest: String,
    taken_back: Option<TakenBackEntry>,
}

#[derive(Serialize)]
struct TakenBackEntry {
    at: DateTime,
    reason: String,
}

/// How far a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    HandedIn,
    Complete,
    Begun,
    NotBegun,
    Recused,
}

pub(super) fn run(args: &StatusArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let session = open(&args.file, around)?;
    let packet = content(&session, &args.file)?;
    let status = status(&session, &packet);
    if args.json {
        output::json(around.out, &status)?;
    } else {
        output::text(around.out, &text(&status))?;
    }
    Ok(0)
}

fn status(session: &Session, packet: &Packet) -> StatusJson {
    let products = session.products.iter();
    let products: Vec<_> = products.map(|it| entry(session, packet, it)).collect();
    let count = |state| products.iter().filter(|it| it.state == state).count();
    let name = session.council.member(packet.member_id);
    let hand_ins = packet.hand_ins.iter().enumerate();
    StatusJson {
        format: "ocop-packet-status",
        version: 1,
        packet: packet.id,
        session: session.id,
        title: session.title.clone(),
        member: MemberEntry {
            id: packet.member_id,
            name: name.map(|it| it.name.clone()).unwrap_or_default(),
        },
        issued_at: packet.issued_at,
        instructions: packet.instructions.clone(),
        is_signed: packet.key.is_some(),
        state: match (packet.is_locked(), packet.withdrawals.is_empty()) {
            (true, _) => "handed_in",
            (false, true) => "open",
            (false, false) => "taken_back",
        },
        n_handed_in: count(State::HandedIn),
        n_complete: count(State::Complete),
        n_begun: count(State::Begun),
        n_not_begun: count(State::NotBegun),
        n_recused: count(State::Recused),
        hand_ins: hand_ins
            .map(|(idx, it)| HandInEntry {
                number: it.number,
                at: it.at,
                n_sheets: it.sheets.len(),
                n_recusals: it.recusals.len(),
                n_unfinished: it.n_unfinished,
                digest: it.seal.digest.clone(),
                taken_back: packet.withdrawals.get(idx).map(|it| TakenBackEntry {
                    at: it.at,
                    reason: it.reason.clone(),
                }),
            })
            .collect(),
        products,
    }
}

fn entry(session: &Session, packet: &Packet, product: &Product) -> ProductEntry {
    let mut entry = ProductEntry {
        id: product.id,
        name: product.name.clone(),
        round: product.round(),
        state: State::NotBegun,
        revision: None,
        missing: Vec::new(),
    };
    if product.recusals.contains_key(&packet.member_id) {
        entry.state = State::Recused;
        return entry;
    }
    let sheet = session.sheet(product.id, packet.member_id, product.round());
    let (Some(form), Some(sheet)) = (session.form_of(product), sheet) else {
        return entry;
    };
    entry.revision = Some(sheet.revision);
    if sheet.status.is_submitted() {
        entry.state = State::HandedIn;
        return entry;
    }
    let cases = &product.case_choices;
    entry.missing = total(&form.set, &sheet.answers, cases).missing;
    let is_complete = entry.missing.is_empty() || names_ground(&form.set, sheet, cases);
    entry.state = if is_complete {
        State::Complete
    } else {
        State::Begun
    };
    entry
}

fn text(status: &StatusJson) -> String {
    let head = t!(
        "cli.packet.status_head",
        name = status.member.name,
        title = status.title
    );
    let mut lines = vec![head.into_owned()];
    if !status.instructions.is_empty() {
        lines.push(status.instructions.clone());
    }
    lines.push(match status.state {
        "handed_in" => t!("cli.packet.state_handed_in").into_owned(),
        "taken_back" => t!("cli.packet.state_taken_back").into_owned(),
        _ => t!("cli.packet.state_open").into_owned(),
    });
    let counts = t!(
        "cli.packet.counts",
        handed_in = status.n_handed_in,
        complete = status.n_complete,
        begun = status.n_begun,
        not_begun = status.n_not_begun,
        recused = status.n_recused
    );
    lines.push(counts.into_owned());
    for product in &status.products {
        let codes = codes_text(Lang::current(), product.missing.iter().copied(), MOST_CODES);
        match product.state {
            State::Begun => {
                let line = t!("cli.packet.missing", name = product.name, codes = codes);
                lines.push(line.into_owned());
            }
            State::NotBegun => {
                lines.push(t!("cli.packet.untouched", name = product.name).into_owned());
            }
            State::HandedIn | State::Complete | State::Recused => {}
        }
    }
    for it in &status.hand_ins {
        let mut line = t!(
            "cli.packet.hand_in",
            number = it.number,
            at = moment_text(it.at),
            n = it.n_sheets,
            digest = digest_start(&it.digest)
        )
        .into_owned();
        if let Some(back) = &it.taken_back {
            let back = t!(
                "cli.packet.hand_in_back",
                at = moment_text(back.at),
                reason = back.reason
            );
            line = format!("{line}; {back}");
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}
