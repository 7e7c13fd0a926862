//! The scorer's view: what a member sees who opens a packet.
//!
//! One list says how far each product has come; beside it stand the next step and what the secretary
//! asks. A product opens on the scoring screen, which knows that it shows a member's own sheets. Once
//! the packet is handed in, the view says so and what becomes of the file.

pub mod chrome;
mod details;
mod locked;
mod missing;
mod overview;
pub(super) mod palette;
pub mod progress;
mod rows;
mod side;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use egui::{Event, Key, Ui};

use super::frame::Kept;
use super::{Action, Screen, ViewCtx};
use crate::model::ids::ProductId;

use progress::Progress;

/// What a member asks the shell to do with the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketDeed {
    /// Ask what is needed to hand the packet in.
    HandIn,
    /// Ask why a packet that was handed in is taken back.
    TakeBack,
    /// Ask why the member does not take part for this product.
    Recuse(ProductId),
    /// Ask for an older packet and take along what was scored in it.
    TakeDrafts,
    /// Show the folder that the packet lies in.
    OpenFolder,
    /// Copy where the packet lies.
    CopyPath,
    /// Draw everything larger.
    Larger,
    /// Draw everything smaller.
    Smaller,
}

/// What the view knows of the packet's file.
#[derive(Debug, Clone, Copy)]
pub struct FileView<'a> {
    /// Where it lies; nowhere yet where a session without a file was opened.
    pub path: Option<&'a Path>,
    /// How it is kept.
    pub kept: Kept,
    /// Whether the packet is only looked at.
    pub is_read_only: bool,
}

/// Which products the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shown {
    /// All of them.
    #[default]
    All,
    /// What is still missing, product by product.
    Missing,
}

/// The view on a packet as a whole.
#[derive(Debug, Default)]
pub struct PacketScreen {
    shown: Shown,
    /// The product in hand.
    chosen: Option<ProductId>,
    /// Whether it is to be brought into view.
    brings_into_view: bool,
    /// How far the list was scrolled in the frame before.
    offset: f32,
    /// The pass in which the view was drawn last; a gap means that the member comes back.
    last_pass: Option<u64>,
    progress: Option<(u64, Arc<Progress>)>,
}

impl PacketScreen {
    /// The keys that work here, with the catalog key of what they do.
    pub const KEYS: &'static [(&'static str, &'static str)] = &[
        ("↑ ↓", "packet.key.product"),
        ("⏎", "packet.key.open"),
        ("Ctrl+Enter", "packet.key.hand_in"),
        ("Ctrl++", "packet.key.size"),
    ];

    /// The keys that work once the packet is handed in.
    pub const LOCKED_KEYS: &'static [(&'static str, &'static str)] = &[
        ("↑ ↓", "packet.key.product"),
        ("⏎", "packet.key.open"),
        ("Ctrl++", "packet.key.size"),
    ];

    /// Draws the view.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        file: &FileView<'_>,
        actions: &mut Vec<Action>,
    ) {
        let Some(packet) = ctx.session.packet.as_deref() else {
            return;
        };
        let progress = self.progress(ctx);
        let pass = ui.ctx().cumulative_pass_nr();
        if self.last_pass.is_none_or(|last| last + 2 < pass) {
            // Whoever comes here meets what is to be done next.
            self.chosen = progress.next_after(None);
            self.brings_into_view = true;
        }
        self.last_pass = Some(pass);
        self.keys(ui, &progress, packet.is_locked(), actions);
        if let Some(hand_in) = packet.standing() {
            self.locked_ui(ui, ctx, hand_in, file, &progress, actions);
        } else {
            self.overview_ui(ui, ctx, packet, &progress, actions);
        }
    }

    fn progress(&mut self, ctx: &ViewCtx<'_>) -> Arc<Progress> {
        match &self.progress {
            Some((revision, progress)) if *revision == ctx.revision => Arc::clone(progress),
            _ => {
                let progress = Arc::new(Progress::of(ctx.session));
                self.progress = Some((ctx.revision, Arc::clone(&progress)));
                progress
            }
        }
    }

    fn keys(&mut self, ui: &Ui, progress: &Progress, is_locked: bool, actions: &mut Vec<Action>) {
        let is_taken = ui.memory(|memory| memory.focused().is_some());
        // Each event has its own modifiers; those of the frame may be let go of by its end.
        let presses = ui.input(|input| {
            let of_event = |event: &Event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => Some((*key, modifiers.command)),
                _ => None,
            };
            let presses = input.events.iter().filter_map(of_event);
            presses.collect::<Vec<_>>()
        });
        for press in presses {
            match press {
                (Key::Enter, true) if !is_locked => {
                    actions.push(Action::Packet(PacketDeed::HandIn));
                }
                // Whatever has the keyboard keeps the keys that egui gives to it.
                (_, true) => {}
                _ if is_taken => {}
                (Key::ArrowDown, _) => self.step(progress, 1),
                (Key::ArrowUp, _) => self.step(progress, -1),
                (Key::Home, _) => self.choose(progress.rows.first().map(|row| row.product_id)),
                (Key::End, _) => self.choose(progress.rows.last().map(|row| row.product_id)),
                (Key::Enter, _) => match self.chosen {
                    Some(id) => actions.extend(open(id)),
                    None if !is_locked => actions.push(Action::Packet(PacketDeed::HandIn)),
                    None => {}
                },
                _ => {}
            }
        }
    }

    fn step(&mut self, progress: &Progress, step: isize) {
        let rows = &progress.rows;
        let place = rows
            .iter()
            .position(|row| Some(row.product_id) == self.chosen);
        let to = place.map_or(Some(0), |place| place.checked_add_signed(step));
        self.choose(to.and_then(|to| rows.get(to)).map(|row| row.product_id));
    }

    fn choose(&mut self, id: Option<ProductId>) {
        if id.is_some() {
            self.chosen = id;
            self.brings_into_view = true;
            self.shown = Shown::All;
        }
    }
}

/// Opens the sheet of a product.
fn open(id: ProductId) -> [Action; 2] {
    [Action::SelectProduct(id), Action::Go(Screen::Scoring)]
}
