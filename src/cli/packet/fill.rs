//! `packet fill`: answers a packet at random, as quickly as a member never could.

use rust_i18n::t;

use super::super::args::FillArgs;
use super::super::{Surroundings, output};
use super::Open;
use crate::edit::refusal::Refusal;
use crate::error::UserError;
use crate::sample;

/// Products between two saves.
const SAVED_EVERY: usize = 4;

pub(super) fn run(args: &FillArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let mut open = Open::read(&args.file, around.now)?;
    let packet = open.packet()?;
    if packet.is_locked() {
        return Err(open.refused(&Refusal::PacketLocked));
    }
    let works = sample::packet_work(&open.session, &packet, args.seed);
    let n_products = works.len();
    let mut n_waiting = 0;
    for work in works {
        if work.commands.is_empty() {
            continue;
        }
        for command in work.commands {
            open.apply(command, around)?;
        }
        n_waiting += 1;
        if n_waiting == SAVED_EVERY {
            open.save()?;
            n_waiting = 0;
        }
    }
    if n_waiting > 0 {
        open.save()?;
    }
    let said = t!(
        "cli.packet.filled",
        n = n_products,
        all = open.session.products.len(),
        path = args.file.display()
    );
    output::text(around.messages, &format!("{said}\n"))?;
    Ok(0)
}
