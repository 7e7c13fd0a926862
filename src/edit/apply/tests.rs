//! What each command does, and when it is refused. The sheet and its points are those of
//! [`crate::fixtures`].

use std::collections::BTreeSet;

use super::*;
use crate::edit::command::{
    CouncilInfo, NewProduct, ProductDetails, SessionInfo, SheetRef, TakenUp, TypingStep,
};
use crate::edit::refusal::{NameOf, NumberOf, refusal_text_in};
use crate::fixtures::{
    self, ALL_70, ALL_100, CHAIR, CLERK, LAN, MINH, RICE, RICE_COOP, TEA, TEA_COOP, at, code, edit,
    read, scored_session, session, sheet_ref,
};
use crate::model::council::{Attendance, CouncilLevel, Role};
use crate::model::criteria::ExclusionKind;
use crate::model::earlier::EarlierSession;
use crate::model::ids::{ApplicantId, SheetId};
use crate::model::points::{Points, StarRank};
use crate::model::product::{
    AgreedChoice, ApplicationKind, GroundDecision, Hearing, Outcome, Recognition,
};
use crate::model::sheet::{GroundPlace, SheetStatus};

mod agenda;
mod council;
mod decisions;
mod finalisation;
mod forms;
mod log;
mod ratification;
mod rounds;
mod sheets;
mod typing;
mod written;

const VOTE: Vote = Vote {
    in_favor: 2,
    against: 1,
    abstained: 0,
};

#[track_caller]
fn done(session: &mut Session, command: Command) {
    let found = apply(session, &edit(command.clone()));
    assert_eq!(found, Ok(()), "{command:?}");
}

#[track_caller]
fn refused(session: &Session, command: Command, expected: Refusal) {
    let mut after = session.clone();
    let found = apply(&mut after, &edit(command.clone()));
    assert_eq!(found, Err(expected), "{command:?}");
    assert_eq!(after, *session, "a refused command changed something");
}

/// Answers criteria on the sheet of the current round.
#[track_caller]
fn answer(session: &mut Session, product_id: ProductId, member_id: MemberId, text: &str) {
    for (code, answer) in fixtures::answers(text).0 {
        let sheet = sheet_ref(session, product_id, member_id);
        let answer = Some(answer);
        done(
            session,
            Command::ChooseLevel {
                sheet,
                code,
                answer,
            },
        );
    }
}

#[track_caller]
fn hand_in(session: &mut Session, product_id: ProductId, member_id: MemberId, text: &str) {
    answer(session, product_id, member_id, text);
    let sheet = sheet_ref(session, product_id, member_id);
    done(session, Command::SubmitSheet { sheet });
}

fn level(sheet: SheetRef, criterion: &str, answer: &str) -> Command {
    Command::ChooseLevel {
        sheet,
        code: code(criterion),
        answer: Some(read(answer)),
    }
}

fn last_line(session: &Session) -> (String, Option<String>, Option<String>) {
    let line = session.log.last().expect("a line");
    (line.what.clone(), line.before.clone(), line.after.clone())
}

fn line(what: &str, before: &str, after: &str) -> (String, Option<String>, Option<String>) {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    (what.to_owned(), text(before), text(after))
}

fn choose(case: Option<CaseCode>) -> Command {
    Command::ChooseCase {
        product_id: RICE,
        code: code("1.3"),
        case,
    }
}

fn choose_form(product_id: ProductId, key: &str, form: EmbeddedForm) -> Command {
    Command::ChooseForm {
        product_id,
        key: read(key),
        form: Arc::new(form),
        reason: String::new(),
    }
}

fn type_again(session: &Session, step: TypingStep) -> Command {
    let sheet = sheet_ref(session, RICE, LAN);
    Command::TypeAgain { sheet, step }
}

fn typed(criterion: &str, answer: &str) -> TypingStep {
    TypingStep::Answer {
        code: code(criterion),
        answer: Some(read(answer)),
    }
}

fn take_up(sessions: Vec<EarlierSession>) -> Command {
    let replaced = BTreeSet::new();
    Command::TakeUpResults(Box::new(TakenUp { sessions, replaced }))
}

fn rescore(members: &[MemberId]) -> Command {
    Command::OpenRescoring {
        product_id: RICE,
        reason: "chênh lệch lớn".to_owned(),
        member_ids: members.iter().copied().collect(),
    }
}

fn reopen(session: &Session, member_id: MemberId, reason: &str) -> Command {
    Command::ReopenSheet {
        sheet: sheet_ref(session, RICE, member_id),
        reason: reason.to_owned(),
    }
}

fn conclude(outcome: Outcome, reason: &str, vote: Option<Vote>) -> Command {
    Command::Conclude {
        product_id: RICE,
        outcome,
        reason: reason.to_owned(),
        vote,
    }
}

fn recuse(member_id: MemberId, reason: Option<&str>) -> Command {
    Command::SetRecusal {
        product_id: RICE,
        member_id,
        reason: reason.map(str::to_owned),
    }
}

fn decide(place: GroundPlace, raised_by: &[MemberId], upheld: bool, vote: Vote) -> Command {
    Command::DecideGround {
        product_id: RICE,
        decision: GroundDecision {
            place,
            ground: String::new(),
            raised_by: raised_by.iter().copied().collect(),
            upheld,
            vote,
            reason: "đã xác minh".to_owned(),
        },
    }
}

fn stars(n: u8) -> Outcome {
    Outcome::Stars(StarRank::new(n).expect("one to five"))
}

fn details(name: &str) -> ProductDetails {
    ProductDetails {
        code: String::new(),
        commune_code: String::new(),
        name: name.to_owned(),
        application: ApplicationKind::First,
        filed_on: None,
        request_complete_on: None,
        history: Vec::new(),
    }
}

fn recognition(year: i32) -> Recognition {
    Recognition {
        stars: StarRank::THREE,
        potential_five: false,
        decision_no: String::new(),
        authority: String::new(),
        issued_on: crate::model::Date::from_ymd_opt(year, 4, 7),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

fn new_product(bits: u64, name: &str) -> NewProduct {
    NewProduct {
        id: ProductId::from_bits(bits),
        details: details(name),
        applicant: fixtures::applicant(ApplicantId::from_bits(bits), "HTX Mới"),
    }
}

fn stays(texts: &[&str]) -> Vec<Attendance> {
    let stay = |text: &&str| {
        let (from, to) = text.split_once('-').expect("from-to");
        Attendance {
            from: read(from),
            to: Some(to).filter(|to| !to.is_empty()).map(read),
        }
    };
    texts.iter().map(stay).collect()
}

fn choose_tea() -> Command {
    Command::ChooseCase {
        product_id: TEA,
        code: code("1.3"),
        case: Some(CaseCode::A),
    }
}
