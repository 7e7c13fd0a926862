//! The screens: they see the session read-only and answer with [`Action`]s.
//!
//! A screen is a struct of its own small state (filter, open row, draft text) with one function
//! `ui(&mut self, ui: &mut egui::Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>)`. Nothing in
//! that state would be missed after a restart. What must be kept is a
//! [`Command`] in an [`Action::Edit`].

use std::path::PathBuf;

use crate::edit::command::{Command, SheetRef};
use crate::error::UserError;
use crate::model::criteria::{Code, CriteriaPack};
use crate::model::ids::{MemberId, ProductId};
use crate::model::session::Session;
use crate::model::sheet::SheetSource;
use crate::model::{Date, DateTime};
use crate::rules::packets::merge::Key;
use crate::rules::review::Review;
use read_only::WayOut;
use takein::{ReceivingView, TakeInDeed};

mod applicant_picker;
mod ask;
mod attendance;
pub mod audience;
pub mod copy;
pub mod council;
pub mod criteria;
mod fields;
pub mod frame;
pub mod home;
pub mod issuing;
mod layout;
mod member_table;
pub mod minutes;
pub mod packet;
mod packet_bar;
pub mod palette;
mod presence;
mod product_form;
mod product_history;
mod product_list;
mod product_panel;
mod product_sheet;
mod product_table;
mod product_words;
pub mod products;
pub mod read_only;
mod references;
pub mod results;
#[cfg(test)]
mod rig;
mod rules_form;
pub mod scoring;
pub mod session;
pub mod steps;
pub mod takein;
mod takein_strip;
#[cfg(test)]
pub mod testing;
pub mod theme;
pub mod versions;
mod versions_rows;
mod versions_view;
pub mod widgets;

/// The places a person can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// New, open, recent, the sample.
    Home,
    /// Name, day, place, rules, head of the papers.
    Session,
    /// Members, roles, attendance, quorum.
    Council,
    /// The agenda.
    Products,
    /// The sheets.
    Scoring,
    /// The matrix and the conclusions.
    Results,
    /// The minutes.
    Minutes,
    /// The criteria packs to read; needs no session.
    Criteria,
    /// A member's packet as a whole.
    Packet,
}

impl Screen {
    /// The steps of a session, in the order of the rail.
    pub const STEPS: [Self; 6] = [
        Self::Session,
        Self::Council,
        Self::Products,
        Self::Scoring,
        Self::Results,
        Self::Minutes,
    ];
}

/// What a screen asks the shell to do once drawing is over.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Change the session.
    Edit(Command),
    /// Undo the last change.
    Undo,
    /// Redo the last undone change.
    Redo,
    /// Go to a screen.
    Go(Screen),
    /// Make this product the one in hand, on every screen.
    SelectProduct(ProductId),
    /// Make this member the one in hand, on every screen.
    SelectMember(MemberId),
    /// Begin a new, empty session.
    New,
    /// Ask for a session file and open it.
    Open,
    /// Open this session file.
    OpenPath(PathBuf),
    /// Open the sample session.
    OpenSample,
    /// Open a session of which only this journal is left.
    OpenKept(PathBuf),
    /// Ask whether a session of which only this journal is left is dropped.
    DiscardKept(PathBuf),
    /// Do something about a session that is only looked at.
    LeaveReadOnly(WayOut),
    /// Save the session.
    Save,
    /// Ask for a place and save the session there.
    SaveAs,
    /// Ask for a place and write the minutes as PDF.
    ExportMinutes,
    /// Print the minutes.
    PrintMinutes,
    /// Ask for a place and write the log as PDF.
    ExportLog,
    /// Print the log.
    PrintLog,
    /// Go to a part of the record beside the minutes.
    GoToRecord(AskedRecord),
    /// Show a message.
    Tell(UserError),
    /// Go to the scoring screen, to this criterion of the product in hand.
    GoToCriterion(Code),
    /// Ask for a criteria pack or a published decision and take it in.
    LoadCriteria,
    /// Forget a pack that was loaded from outside; sessions keep the sheets they use.
    ForgetCriteria(String),
    /// Close the window, as its own sign does.
    Quit,
    /// Open the palette.
    ShowPalette,
    /// Open the settings.
    ShowSettings,
    /// Ask where the second copy goes.
    ChooseCopy,
    /// Do something with the window for the audience.
    Audience(audience::AudienceDeed),
    /// Ask for the files of earlier sessions and take their results up.
    TakeUpEarlier,
    /// Do something about what comes back from members.
    TakeIn(TakeInDeed),
    /// Show the versions of a sheet, to choose between them where they contradict each other; of the
    /// first sheet that waits for a choice where none is named.
    ShowVersions(Option<Key>),
    /// Ask to whom packets are issued: to this member, or to whoever has none.
    IssuePackets(Option<MemberId>),
    /// Do something with the packet in hand.
    Packet(packet::PacketDeed),
}

/// What a screen may see while it draws.
#[derive(Clone, Copy)]
pub struct ViewCtx<'a> {
    /// The session.
    pub session: &'a Session,
    /// What follows from it, made once per change.
    pub review: &'a Review,
    /// Counts the changes; a screen may cache what it derives under this number.
    pub revision: u64,
    /// The built-in criteria packs.
    pub packs: &'a [CriteriaPack],
    /// The product in hand.
    pub product_id: Option<ProductId>,
    /// The member in hand.
    pub member_id: Option<MemberId>,
    /// Today.
    pub today: Date,
    /// Now, to the second.
    pub now: DateTime,
    /// Name of the person at the program, empty where none was given.
    pub by: &'a str,
    /// Draws 64 random bits for a new id.
    pub random_bits: fn() -> u64,
    /// What comes back from members.
    pub receiving: &'a ReceivingView,
}

/// A part of the record beside the minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedRecord {
    /// The question whether the session is finalised, or reopened where it is.
    Closing,
    /// The log.
    Log,
}

/// Remembers a part of the record that was asked for from outside the minutes screen.
pub(crate) fn ask_for_record(ctx: &egui::Context, asked: AskedRecord) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("asked-record"), Some(asked)));
}

/// Returns the part of the record that was asked for, once.
fn take_asked_record(ctx: &egui::Context) -> Option<AskedRecord> {
    let id = egui::Id::unique("asked-record");
    ctx.data_mut(|data| data.remove_temp::<Option<AskedRecord>>(id))
        .flatten()
}

/// Remembers a criterion that was asked for from outside the scoring screen.
pub(crate) fn ask_for_criterion(ctx: &egui::Context, code: Code) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("asked-criterion"), Some(code)));
}

/// Returns the criterion that was asked for, once; the scoring screen calls it before it draws.
pub fn take_asked_criterion(ctx: &egui::Context) -> Option<Code> {
    let id = egui::Id::unique("asked-criterion");
    ctx.data_mut(|data| data.remove_temp::<Option<Code>>(id))
        .flatten()
}

impl ViewCtx<'_> {
    /// Names the sheet of `member_id` for `product_id` in the round that is being scored, with a
    /// new id where it does not exist yet.
    pub fn sheet_ref(&self, product_id: ProductId, member_id: MemberId) -> Option<SheetRef> {
        let round = self.session.product(product_id)?.round();
        let existing = self.session.sheet(product_id, member_id, round);
        Some(SheetRef {
            sheet_id: existing.map_or_else(
                || crate::model::ids::SheetId::from_bits((self.random_bits)()),
                |sheet| sheet.id,
            ),
            product_id,
            member_id,
            round,
            source: match existing {
                Some(sheet) => sheet.source,
                None if self.session.packet.is_some() => SheetSource::Laptop,
                None => SheetSource::Typed,
            },
        })
    }
}
