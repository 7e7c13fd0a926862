//! Why a command was refused, as data and in words.

use rust_i18n::t;

use crate::model::criteria::{CaseCode, Code};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::Outcome;
use crate::model::session::Session;
use crate::model::sheet::GroundPlace;
use crate::rules::packets::judge::PacketFault;
use crate::words::{Lang, codes_text, outcome_text, place_text};

/// Why a command was refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The conclusion is not the one that follows, or the product is disputed.
    Disputed(ProductId),
    /// The id is in use already.
    DuplicateId,
    /// Another result of an earlier session is held for the product.
    EarlierResultsDiffer(ProductId),
    /// The session cannot take up its own results.
    EarlierSessionItself,
    /// A name is empty.
    EmptyName(NameOf),
    /// The session was finalised.
    FinalisedSession,
    /// The statutory sheet does not have the number that the command gives it, or is not as its
    /// digest says.
    FormMismatch,
    /// Earlier recognitions are not in the order of their days.
    HistoryOrder,
    /// The sheet lacks answers, and no ground is named.
    IncompleteSheet {
        /// Criteria without an answer.
        missing: Vec<Code>,
    },
    /// The case must be chosen first.
    CaseOpen(Code),
    /// Sheets handed in rest on the case chosen now.
    CaseInUse {
        /// The criterion.
        code: Code,
        /// Whose sheets.
        member_ids: Vec<MemberId>,
    },
    /// The level belongs to another case than the one chosen.
    LevelOfOtherCase {
        /// The criterion.
        code: Code,
        /// The case chosen.
        chosen: CaseCode,
    },
    /// The person is named in the record.
    MemberInRecord(MemberId),
    /// A reason is missing.
    MissingReason,
    /// The conclusion lies above the computed rank, or there is none, and needs a vote.
    MissingVote,
    /// A further round needs members.
    NobodyScores,
    /// The criterion has no gate.
    NoGate(Code),
    /// The product has no statutory sheet yet.
    NoForm(ProductId),
    /// The printed levels name what is worth nothing; one of them must be chosen.
    NoLevelNotOffered(Code),
    /// Nobody is named who raised the ground.
    NobodyRaised,
    /// The meeting is not valid for the product.
    NoQuorum {
        /// Members present.
        present: usize,
        /// Members needed.
        needed: usize,
        /// Whether somebody presides.
        has_chair: bool,
    },
    /// No further round is open.
    NoRoundOpen(ProductId),
    /// No second typing of the member's sheet is under way.
    NoSecondTyping(MemberId),
    /// The session is open already.
    NotFinalised,
    /// There is no product on the agenda.
    NothingToFinalise,
    /// The member does not score in the round.
    NotInRound {
        /// The member.
        member_id: MemberId,
        /// The round.
        round: u16,
    },
    /// The person does not fill sheets.
    NotScorer(MemberId),
    /// The typings do not differ on the criterion.
    NothingToSettle(Code),
    /// The sheet was not typed from paper.
    NotTyped(MemberId),
    /// There is nothing to take back.
    NothingToWithdraw,
    /// No written opinions were asked for on the product.
    NotWritten(ProductId),
    /// A council of this level cannot reach the conclusion.
    OutcomeOfOtherLevel(Outcome),
    /// A number lies outside of what can be.
    OutOfRange(NumberOf),
    /// The product has a conclusion.
    ProductConcluded(ProductId),
    /// Sheets were handed in for the product.
    ProductScored {
        /// The product.
        product_id: ProductId,
        /// How many.
        n_sheets: usize,
    },
    /// The member does not take part for the product.
    Recused(MemberId),
    /// The round was closed.
    RoundClosed {
        /// The round.
        round: u16,
    },
    /// A round is open already.
    RoundOpen {
        /// The round.
        round: u16,
        /// Who still owes a sheet.
        waiting_for: Vec<MemberId>,
    },
    /// The sheet is being typed a second time.
    SecondTypingOpen(MemberId),
    /// The sheet was not handed in.
    SheetNotSubmitted(MemberId),
    /// The sheet was handed in.
    SheetSubmitted(MemberId),
    /// The totals to be frozen are not those that follow from the session.
    TotalsDiffer,
    /// A time of the end lies before its begin, or stays overlap.
    TimeOrder,
    /// More votes than members.
    TooManyVotes {
        /// Votes.
        votes: usize,
        /// Members.
        members: usize,
    },
    /// What was handed in cannot be taken in.
    ReturnRefused(PacketFault),
    /// Every sheet of a return is refused.
    NothingTakenIn,
    /// The command belongs to a packet, and this is the council's session.
    NotAPacket,
    /// The command belongs to the council's session, and this is a packet.
    IsAPacket,
    /// The packet is handed in; it is changed by taking it back.
    PacketLocked,
    /// Nothing in the packet is ready to be handed in.
    NothingToHandIn,
    /// Sheets that were taken back lack answers; the packet is handed in when they have them.
    TakenBackUnfinished(Vec<ProductId>),
    /// The seals of the hand-in do not fit the packet.
    SealMismatch,
    /// A recusal of somebody else than the packet's member.
    OtherMember,
    /// Versions of the member's sheet contradict each other.
    SheetContested(MemberId),
    /// The sheet was handed in with a packet.
    SheetFromPacket(MemberId),
    /// There are no versions to choose from, or the chosen one is not among them.
    NothingToChoose,
    /// The sheet has no such case.
    UnknownCase(Code),
    /// The sheet has no such criterion.
    UnknownCriterion(Code),
    /// The sheet has no such ground.
    UnknownGround(GroundPlace),
    /// The criterion has no such level.
    UnknownLevel(Code),
    /// No such person is on the list.
    UnknownMember(MemberId),
    /// No such product is on the agenda.
    UnknownProduct(ProductId),
    /// Sheets are scored in another round.
    WrongRound {
        /// The round that is being scored.
        current: u16,
    },
    /// The sheet exists under another id.
    WrongSheetId,
}

/// Whose name is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// The applicant's.
    Applicant,
    /// The council's.
    Council,
    /// A member's.
    Member,
    /// A product's.
    Product,
    /// The session's.
    Session,
}

/// Which number lies out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberOf {
    /// Decimals shown.
    Decimals,
    /// Least number of counted sheets.
    MinSheets,
    /// Points of a reference assessment.
    Points,
    /// Share of the quorum.
    Quorum,
    /// Allowed spread.
    Spread,
    /// Number of rounds.
    Rounds,
    /// Votes; none were counted.
    Votes,
    /// Year of a day.
    Year,
}

/// Says in the language of the screens why a command was refused and what can be done.
pub fn refusal_text(refusal: &Refusal, session: &Session) -> String {
    refusal_text_in(Lang::current(), refusal, session)
}

/// Says in `lang` why a command was refused and what can be done.
pub fn refusal_text_in(lang: Lang, refusal: &Refusal, session: &Session) -> String {
    use Refusal as R;
    let l = lang.code();
    let member = |id: MemberId| {
        session
            .council
            .member(id)
            .map_or_else(|| id.to_string(), |member| member.name.clone())
    };
    let members = |ids: &[MemberId]| {
        let names: Vec<_> = ids.iter().map(|id| member(*id)).collect();
        crate::words::list_text(lang, &names, 5)
    };
    let product = |id: ProductId| {
        session
            .product(id)
            .map_or_else(|| id.to_string(), |product| product.name.clone())
    };
    match refusal {
        R::CaseInUse { code, member_ids } => t!(
            "edit.refusal.case_in_use",
            locale = l,
            code = code,
            who = members(member_ids)
        ),
        R::CaseOpen(code) => t!("edit.refusal.case_open", locale = l, code = code),
        R::Disputed(id) => t!("edit.refusal.disputed", locale = l, product = product(*id)),
        R::DuplicateId => t!("edit.refusal.duplicate_id", locale = l),
        R::EarlierResultsDiffer(id) => t!(
            "edit.refusal.earlier_results_differ",
            locale = l,
            product = product(*id)
        ),
        R::EarlierSessionItself => t!("edit.refusal.earlier_session_itself", locale = l),
        R::EmptyName(NameOf::Applicant) => t!("edit.refusal.empty_applicant", locale = l),
        R::EmptyName(NameOf::Council) => t!("edit.refusal.empty_council", locale = l),
        R::EmptyName(NameOf::Member) => t!("edit.refusal.empty_member", locale = l),
        R::EmptyName(NameOf::Product) => t!("edit.refusal.empty_product", locale = l),
        R::EmptyName(NameOf::Session) => t!("edit.refusal.empty_session", locale = l),
        R::FinalisedSession => t!("edit.refusal.finalised", locale = l),
        R::FormMismatch => t!("edit.refusal.form_mismatch", locale = l),
        R::HistoryOrder => t!("edit.refusal.history_order", locale = l),
        R::IncompleteSheet { missing } => t!(
            "edit.refusal.incomplete_sheet",
            locale = l,
            n = missing.len(),
            codes = codes_text(lang, missing.iter().copied(), 8)
        ),
        R::LevelOfOtherCase { code, chosen } => t!(
            "edit.refusal.level_of_other_case",
            locale = l,
            code = code,
            case = case_text(*chosen)
        ),
        R::MemberInRecord(id) => {
            t!(
                "edit.refusal.member_in_record",
                locale = l,
                who = member(*id)
            )
        }
        R::MissingReason => t!("edit.refusal.missing_reason", locale = l),
        R::MissingVote => t!("edit.refusal.missing_vote", locale = l),
        R::NobodyRaised => t!("edit.refusal.nobody_raised", locale = l),
        R::NobodyScores => t!("edit.refusal.nobody_scores", locale = l),
        R::NoForm(id) => t!("edit.refusal.no_form", locale = l, product = product(*id)),
        R::NoGate(code) => t!("edit.refusal.no_gate", locale = l, code = code),
        R::NoLevelNotOffered(code) => {
            t!("edit.refusal.no_level_not_offered", locale = l, code = code)
        }
        R::NoQuorum {
            has_chair: false, ..
        } => t!("edit.refusal.no_chair", locale = l),
        R::NoQuorum {
            present, needed, ..
        } => t!(
            "edit.refusal.no_quorum",
            locale = l,
            present = present,
            needed = needed
        ),
        R::NoRoundOpen(id) => {
            t!(
                "edit.refusal.no_round_open",
                locale = l,
                product = product(*id)
            )
        }
        R::NoSecondTyping(id) => {
            t!(
                "edit.refusal.no_second_typing",
                locale = l,
                who = member(*id)
            )
        }
        R::NotTyped(id) => t!("edit.refusal.not_typed", locale = l, who = member(*id)),
        R::NotWritten(id) => {
            t!(
                "edit.refusal.not_written",
                locale = l,
                product = product(*id)
            )
        }
        R::NothingToSettle(code) => t!("edit.refusal.nothing_to_settle", locale = l, code = code),
        R::NotFinalised => t!("edit.refusal.not_finalised", locale = l),
        R::NothingToFinalise => t!("edit.refusal.nothing_to_finalise", locale = l),
        R::NothingToWithdraw => t!("edit.refusal.nothing_to_withdraw", locale = l),
        R::NotInRound { member_id, round } => t!(
            "edit.refusal.not_in_round",
            locale = l,
            who = member(*member_id),
            round = round
        ),
        R::NotScorer(id) => t!("edit.refusal.not_scorer", locale = l, who = member(*id)),
        R::OutcomeOfOtherLevel(outcome) => t!(
            "edit.refusal.outcome_of_other_level",
            locale = l,
            outcome = outcome_text(lang, *outcome)
        ),
        R::OutOfRange(NumberOf::Decimals) => t!("edit.refusal.range_decimals", locale = l),
        R::OutOfRange(NumberOf::MinSheets) => t!("edit.refusal.range_min_sheets", locale = l),
        R::OutOfRange(NumberOf::Points) => t!("edit.refusal.range_points", locale = l),
        R::OutOfRange(NumberOf::Quorum) => t!("edit.refusal.range_quorum", locale = l),
        R::OutOfRange(NumberOf::Rounds) => t!("edit.refusal.range_rounds", locale = l),
        R::OutOfRange(NumberOf::Spread) => t!("edit.refusal.range_spread", locale = l),
        R::OutOfRange(NumberOf::Votes) => t!("edit.refusal.range_votes", locale = l),
        R::OutOfRange(NumberOf::Year) => t!("edit.refusal.range_year", locale = l),
        R::ProductConcluded(id) => {
            t!(
                "edit.refusal.product_concluded",
                locale = l,
                product = product(*id)
            )
        }
        R::ProductScored {
            product_id,
            n_sheets,
        } => t!(
            "edit.refusal.product_scored",
            locale = l,
            product = product(*product_id),
            n = n_sheets
        ),
        R::Recused(id) => t!("edit.refusal.recused", locale = l, who = member(*id)),
        R::RoundClosed { round } => t!("edit.refusal.round_closed", locale = l, round = round),
        R::RoundOpen { round, waiting_for } => t!(
            "edit.refusal.round_open",
            locale = l,
            round = round,
            who = members(waiting_for)
        ),
        R::SecondTypingOpen(id) => {
            t!(
                "edit.refusal.second_typing_open",
                locale = l,
                who = member(*id)
            )
        }
        R::ReturnRefused(fault) => t!(
            "edit.refusal.return_refused",
            locale = l,
            why = crate::words::packet_fault_text(lang, *fault)
        ),
        R::NothingTakenIn => t!("edit.refusal.nothing_taken_in", locale = l),
        R::NotAPacket => t!("edit.refusal.not_a_packet", locale = l),
        R::IsAPacket => t!("edit.refusal.is_a_packet", locale = l),
        R::PacketLocked => t!("edit.refusal.packet_locked", locale = l),
        R::NothingToHandIn => t!("edit.refusal.nothing_to_hand_in", locale = l),
        R::TakenBackUnfinished(ids) => {
            let names: Vec<_> = ids.iter().map(|id| product(*id)).collect();
            t!(
                "edit.refusal.taken_back_unfinished",
                locale = l,
                products = crate::words::list_text(lang, &names, 3)
            )
        }
        R::SealMismatch => t!("edit.refusal.seal_mismatch", locale = l),
        R::OtherMember => t!("edit.refusal.other_member", locale = l),
        R::NothingToChoose => t!("edit.refusal.nothing_to_choose", locale = l),
        R::SheetContested(id) => {
            t!(
                "edit.refusal.sheet_contested",
                locale = l,
                who = member(*id)
            )
        }
        R::SheetFromPacket(id) => {
            t!(
                "edit.refusal.sheet_from_packet",
                locale = l,
                who = member(*id)
            )
        }
        R::SheetNotSubmitted(id) => {
            t!(
                "edit.refusal.sheet_not_submitted",
                locale = l,
                who = member(*id)
            )
        }
        R::SheetSubmitted(id) => {
            t!(
                "edit.refusal.sheet_submitted",
                locale = l,
                who = member(*id)
            )
        }
        R::TimeOrder => t!("edit.refusal.time_order", locale = l),
        R::TotalsDiffer => t!("edit.refusal.totals_differ", locale = l),
        R::TooManyVotes { votes, members } => t!(
            "edit.refusal.too_many_votes",
            locale = l,
            votes = votes,
            members = members
        ),
        R::UnknownCase(code) => t!("edit.refusal.unknown_case", locale = l, code = code),
        R::UnknownCriterion(code) => t!("edit.refusal.unknown_criterion", locale = l, code = code),
        R::UnknownGround(place) => t!(
            "edit.refusal.unknown_ground",
            locale = l,
            place = place_text(lang, *place)
        ),
        R::UnknownLevel(code) => t!("edit.refusal.unknown_level", locale = l, code = code),
        R::UnknownMember(_) => t!("edit.refusal.unknown_member", locale = l),
        R::UnknownProduct(_) => t!("edit.refusal.unknown_product", locale = l),
        R::WrongRound { current } => t!("edit.refusal.wrong_round", locale = l, round = current),
        R::WrongSheetId => t!("edit.refusal.wrong_sheet_id", locale = l),
    }
    .into_owned()
}

/// Writes the letter of a case.
pub(super) const fn case_text(case: CaseCode) -> &'static str {
    match case {
        CaseCode::A => "A",
        CaseCode::B => "B",
    }
}
