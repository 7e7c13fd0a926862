//! What a person can do to a session, as data.
//!
//! A command is one human intention and can be kept in a journal: it carries every id and text it
//! needs, and its envelope [`Edit`] carries the time and the person, so that replaying the same
//! edits gives the same session.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::council::{Attendance, CouncilLevel, CouncilRules, Member};
use crate::model::criteria::{CaseCode, Code, EmbeddedForm, FormKey};
use crate::model::earlier::EarlierSession;
use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::packet::{HandIn, IssuedPacket, Returned};
use crate::model::product::{
    AgreedChoice, Applicant, ApplicationKind, GroundDecision, Hearing, Outcome, Procedure,
    Recognition, References, Vote,
};
use crate::model::session::{DocumentHead, FrozenTotal};
use crate::model::sheet::{Answer, GroundPlace, SheetSource};
use crate::model::time::DayTime;
use crate::model::{Date, DateTime};

/// A command with the moment and the person it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// When.
    pub at: DateTime,
    /// Who sat at the program.
    pub by: String,
    /// What was done.
    pub command: Command,
}

/// One human intention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Sets name, day, times and place of the session.
    SetSessionInfo(SessionInfo),
    /// Sets head and foot of the papers.
    SetDocumentHead(DocumentHead),
    /// Sets the texts the council works on.
    SetLegalGrounds(Vec<String>),
    /// Sets name, level and founding decision of the council.
    SetCouncilInfo(CouncilInfo),
    /// Sets the council's rules.
    SetRules(Box<CouncilRules>),
    /// Puts a person on the list.
    AddMember(Member),
    /// Changes a person's name, office, position, role or membership; attendance stays.
    EditMember(Member),
    /// Takes a person off the list; refused where sheets of that person exist, or where the record
    /// of a product names the person.
    RemoveMember(MemberId),
    /// Moves a person to another place of the list.
    MoveMember {
        /// The person.
        member_id: MemberId,
        /// New position from 0.
        to_idx: usize,
    },
    /// Sets when a person was in the room, and why not.
    SetAttendance {
        /// The person.
        member_id: MemberId,
        /// Stays, oldest first.
        attendance: Vec<Attendance>,
        /// Reason of absence.
        absence_reason: String,
    },
    /// Records everybody who has no attendance yet, and no reason of absence, as present from a time
    /// on.
    MarkAllPresent {
        /// The time.
        from: DayTime,
    },
    /// Puts a product on the agenda.
    AddProduct(NewProduct),
    /// Changes what is known of a product and its applicant.
    EditProduct {
        /// The product.
        product_id: ProductId,
        /// What is known now.
        details: ProductDetails,
        /// Its applicant; an applicant with the same id is replaced.
        applicant: Applicant,
    },
    /// Takes a product off the agenda with its drafts; refused where sheets for it were handed in or
    /// it was concluded.
    RemoveProduct(ProductId),
    /// Moves a product to another place of the agenda.
    MoveProduct {
        /// The product.
        product_id: ProductId,
        /// New position from 0.
        to_idx: usize,
    },
    /// Chooses the statutory sheet of a product and embeds it; refused where sheets were handed in on
    /// another one. Drafts on another one begin anew. A sheet of that key which is in use already
    /// stays as it was embedded.
    ChooseForm {
        /// The product.
        product_id: ProductId,
        /// The sheet.
        key: FormKey,
        /// The sheet, whole.
        form: Arc<EmbeddedForm>,
        /// Why it was chosen.
        reason: String,
    },
    /// Chooses the case of a one-case criterion for a product; `None` takes the choice back. Refused
    /// where sheets handed in in this round rest on the case chosen before.
    ChooseCase {
        /// The product.
        product_id: ProductId,
        /// The criterion.
        code: Code,
        /// The case.
        case: Option<CaseCode>,
    },
    /// Sets how the council works on a product.
    SetProcedure {
        /// The product.
        product_id: ProductId,
        /// The procedure.
        procedure: Procedure,
    },
    /// Sets the reference assessments.
    SetReferences {
        /// The product.
        product_id: ProductId,
        /// The assessments.
        references: References,
    },
    /// Answers a criterion, beginning the sheet where there is none; `None` takes the answer back.
    ChooseLevel {
        /// The sheet.
        sheet: SheetRef,
        /// The criterion.
        code: Code,
        /// The answer.
        answer: Option<Answer>,
    },
    /// Sets the note to a criterion; an empty text takes it away.
    SetNote {
        /// The sheet.
        sheet: SheetRef,
        /// The criterion.
        code: Code,
        /// The note.
        text: String,
    },
    /// Sets the member's opinion.
    SetOpinion {
        /// The sheet.
        sheet: SheetRef,
        /// The opinion.
        text: String,
    },
    /// Says that a ground is fulfilled, with a reason; `None` takes it back.
    SetTrigger {
        /// The sheet.
        sheet: SheetRef,
        /// The ground.
        place: GroundPlace,
        /// Why.
        reason: Option<String>,
    },
    /// Hands a sheet in; refused while answers are missing and no ground is named.
    SubmitSheet {
        /// The sheet.
        sheet: SheetRef,
    },
    /// Takes a sheet back for changes; the version handed in is kept.
    ReopenSheet {
        /// The sheet.
        sheet: SheetRef,
        /// Why.
        reason: String,
    },
    /// Records that a member does not take part for one product, with the reason; `None` takes it back.
    SetRecusal {
        /// The product.
        product_id: ProductId,
        /// The member.
        member_id: MemberId,
        /// The interest.
        reason: Option<String>,
    },
    /// Records whether a member is absent for one product although attending the session.
    SetAbsentFor {
        /// The product.
        product_id: ProductId,
        /// The member.
        member_id: MemberId,
        /// Whether absent.
        absent: bool,
    },
    /// Names who presides for a product; `None` leaves it to the rule.
    SetPresiding {
        /// The product.
        product_id: ProductId,
        /// The member.
        member_id: Option<MemberId>,
    },
    /// Sets when the council dealt with a product.
    SetHearing {
        /// The product.
        product_id: ProductId,
        /// The times.
        hearing: Option<Hearing>,
    },
    /// Opens a further round of scoring.
    OpenRescoring {
        /// The product.
        product_id: ProductId,
        /// Why.
        reason: String,
        /// Who scores again.
        member_ids: BTreeSet<MemberId>,
    },
    /// Closes the open round although sheets are missing.
    CloseRescoring {
        /// The product.
        product_id: ProductId,
        /// Why.
        reason: String,
    },
    /// Records the choice the council agreed on for a gate; `None` takes it back.
    AgreeChoice {
        /// The product.
        product_id: ProductId,
        /// The criterion.
        code: Code,
        /// The choice.
        agreed: Option<AgreedChoice>,
    },
    /// Waives the gates of a criterion as not applicable, with the reason; `None` takes it back.
    WaiveGate {
        /// The product.
        product_id: ProductId,
        /// The criterion.
        code: Code,
        /// Why.
        reason: Option<String>,
    },
    /// Records the council's decision on a ground; an earlier one on the same ground is replaced.
    DecideGround {
        /// The product.
        product_id: ProductId,
        /// The decision.
        decision: GroundDecision,
    },
    /// Takes the decision on a ground back.
    WithdrawGroundDecision {
        /// The product.
        product_id: ProductId,
        /// The ground.
        place: GroundPlace,
    },
    /// Sets what was discussed.
    SetDiscussion {
        /// The product.
        product_id: ProductId,
        /// The text.
        text: String,
    },
    /// Sets what the council asks of the applicant.
    SetRequests {
        /// The product.
        product_id: ProductId,
        /// The text.
        text: String,
    },
    /// Records the council's conclusion on a product.
    Conclude {
        /// The product.
        product_id: ProductId,
        /// The conclusion.
        outcome: Outcome,
        /// Why.
        reason: String,
        /// How it voted.
        vote: Option<Vote>,
    },
    /// Records the computed conclusions of several undisputed products in one reviewed step; refused
    /// whole where one of them is disputed or computes to something else.
    ConcludeUndisputed(Vec<(ProductId, Outcome)>),
    /// Closes the record: totals and conclusions are frozen with a digest over all of it. Refused
    /// where `totals` are not what follows from the session, so that nobody closes a record other
    /// than the one that was read before.
    Finalise {
        /// What was shown as computed and concluded, in the order of the agenda.
        totals: Vec<FrozenTotal>,
    },
    /// Opens a finalised session for changes; the finalisation stays in the record.
    ReopenSession {
        /// Why.
        reason: String,
    },
    /// Types a paper sheet a second time, and compares.
    TypeAgain {
        /// The sheet.
        sheet: SheetRef,
        /// What is done.
        step: TypingStep,
    },
    /// Says that a product is too complex for written opinions, with the reason; `None` takes it
    /// back.
    MarkComplex {
        /// The product.
        product_id: ProductId,
        /// Why.
        reason: Option<String>,
    },
    /// Puts a product on which written opinions were asked for before the meeting.
    MoveToMeeting {
        /// The product.
        product_id: ProductId,
        /// Why.
        reason: String,
    },
    /// Takes up the results of earlier sessions, which this one ratifies. Taken up twice it changes
    /// nothing; refused where another result is held and the product is not among `replaced`.
    TakeUpResults(Box<TakenUp>),
    /// Records packets that were issued.
    IssuePackets(Vec<IssuedPacket>),
    /// Takes in what a packet brought back. Taken in twice, or in another order with others, it leads
    /// to the same session. Its line in the log is the member's, at the moment of the hand-in.
    TakeInReturn(Box<Returned>),
    /// Chooses between versions of a sheet that contradict each other.
    SettleSheet {
        /// The product.
        product_id: ProductId,
        /// The member.
        member_id: MemberId,
        /// The round.
        round: u16,
        /// Digest of the version that counts.
        chosen: String,
        /// Why.
        reason: String,
    },
    /// In a packet: hands in everything that is ready; refused where the seals do not fit what
    /// stands in the packet.
    HandInPacket(Box<HandIn>),
    /// In a packet: takes the hand-in back; its sheets become drafts, and what was handed in stays
    /// among their earlier versions.
    TakeBackPacket {
        /// Why.
        reason: String,
    },
    /// Takes a conclusion back.
    WithdrawConclusion {
        /// The product.
        product_id: ProductId,
        /// Why.
        reason: String,
    },
}

/// Names a sheet, and the id it gets where it does not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetRef {
    /// The id of the sheet, or of the one to be begun.
    pub sheet_id: SheetId,
    /// The product.
    pub product_id: ProductId,
    /// The member.
    pub member_id: MemberId,
    /// The round.
    pub round: u16,
    /// Where the answers come from.
    pub source: SheetSource,
}

/// A step of typing a paper sheet a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TypingStep {
    /// Begins; refused while the first typing lacks answers and no ground is named.
    Begin,
    /// Answers a criterion; `None` takes the answer back.
    Answer {
        /// The criterion.
        code: Code,
        /// The answer.
        answer: Option<Answer>,
    },
    /// Compares the typings, which ends the second one; refused while it lacks what the first has.
    Compare,
    /// Settles a criterion on which the typings differ.
    Settle {
        /// The criterion.
        code: Code,
        /// What the paper says.
        answer: Answer,
    },
    /// Gives the second typing up; the first stands as it was.
    Drop,
}

/// Results of earlier sessions as they are taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenUp {
    /// The sessions.
    pub sessions: Vec<EarlierSession>,
    /// Products whose result replaces one that is held.
    pub replaced: BTreeSet<ProductId>,
}

/// Name, day, times and place of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionInfo {
    /// Name.
    pub title: String,
    /// Day.
    pub held_on: Option<Date>,
    /// Begin.
    pub began_at: Option<DayTime>,
    /// End.
    pub ended_at: Option<DayTime>,
    /// Place.
    pub place: String,
}

/// Name, level and founding decision of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilInfo {
    /// Name.
    pub name: String,
    /// Level.
    pub level: CouncilLevel,
    /// Founding decision.
    pub established_by: String,
}

/// A product to be put on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Its identity.
    pub id: ProductId,
    /// What is known of it.
    pub details: ProductDetails,
    /// Its applicant; an applicant with the same id is replaced.
    pub applicant: Applicant,
}

/// What is known of a product apart from its scoring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductDetails {
    /// Code.
    pub code: String,
    /// Code of the commune.
    pub commune_code: String,
    /// Name.
    pub name: String,
    /// Why it is before the council.
    pub application: ApplicationKind,
    /// Day the dossier was filed.
    pub filed_on: Option<Date>,
    /// Day the complete request arrived.
    pub request_complete_on: Option<Date>,
    /// Earlier recognitions, oldest first.
    pub history: Vec<Recognition>,
}
