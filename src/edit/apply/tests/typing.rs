//! Typing a paper sheet a second time.

use super::*;
use crate::model::sheet::SheetSource;
use crate::rules::typing::{TypingState, state};

/// A session in which Lan's sheet for the rice was typed once, not handed in.
fn typed_once(text: &str) -> Session {
    let mut session = session();
    done(&mut session, choose(Some(CaseCode::A)));
    answer(&mut session, RICE, LAN, text);
    session
}

fn type_all(session: &mut Session, text: &str) {
    for (code, answer) in fixtures::answers(text).0 {
        let answer = Some(answer);
        let command = type_again(session, TypingStep::Answer { code, answer });
        done(session, command);
    }
}

fn take(session: &mut Session, step: TypingStep) {
    let command = type_again(session, step);
    done(session, command);
}

fn lan(session: &Session) -> &crate::model::sheet::ScoringSheet {
    session.sheet(RICE, LAN, 1).expect("a sheet")
}

fn settle(criterion: &str, answer: &str) -> TypingStep {
    TypingStep::Settle {
        code: code(criterion),
        answer: read(answer),
    }
}

#[test]
fn equal_typings_count_as_checked() {
    let mut session = typed_once(ALL_70);
    take(&mut session, TypingStep::Begin);
    let second = lan(&session).second_typing.as_ref().expect("begun");
    assert!(second.answers.0.is_empty(), "it begins blind");
    assert_eq!(second.by, "Vũ Thu Hà");
    type_all(&mut session, ALL_70);
    take(&mut session, TypingStep::Compare);
    assert_eq!(lan(&session).source, SheetSource::PaperDoubleChecked);
    let (_, _, after) = last_line(&session);
    assert_eq!(after.as_deref(), Some("hai lần nhập khớp nhau"));
    let sheet = sheet_ref(&session, RICE, LAN);
    done(&mut session, Command::SubmitSheet { sheet });
    let (_, _, after) = last_line(&session);
    let after = after.expect("what was handed in");
    assert!(
        after.ends_with("phiếu giấy đã nhập hai lần và đối chiếu"),
        "{after}"
    );
}

// ALL_70 has 1.1=3 (15 points) and 3=4; the second typing has 1.1=2 (10 points).
#[test]
fn differences_are_settled_one_by_one() {
    let mut session = typed_once(ALL_70);
    take(&mut session, TypingStep::Begin);
    type_all(&mut session, "1.1=2 1.2=1 1.3=1 2.1=3 2.2=1 3=3");
    take(&mut session, TypingStep::Compare);
    assert_eq!(state(lan(&session)), TypingState::Comparing);
    let sheet = sheet_ref(&session, RICE, LAN);
    refused(
        &session,
        Command::SubmitSheet { sheet },
        Refusal::SecondTypingOpen(LAN),
    );
    refused(
        &session,
        type_again(&session, typed("1.1", "1")),
        Refusal::NoSecondTyping(LAN),
    );
    refused(
        &session,
        type_again(&session, settle("1.2", "1")),
        Refusal::NothingToSettle(code("1.2")),
    );
    take(&mut session, settle("1.1", "2"));
    let (what, before, after) = last_line(&session);
    assert!(what.starts_with("Chọn mức đúng ở 1.1"), "{what}");
    assert_eq!(
        before.as_deref(),
        Some("lần 1: mức 3 (15 điểm); lần 2: mức 2 (10 điểm)")
    );
    assert_eq!(after.as_deref(), Some("mức 2 (10 điểm)"));
    assert_eq!(lan(&session).source, SheetSource::Typed);
    take(&mut session, settle("3", "2")); // neither of the two
    assert_eq!(lan(&session).source, SheetSource::PaperDoubleChecked);
    assert_eq!(
        lan(&session).answers,
        fixtures::answers("1.1=2 1.2=1 1.3=1 2.1=3 2.2=1 3=2")
    );
}

#[test]
fn nothing_else_is_changed_meanwhile() {
    let mut session = typed_once(ALL_70);
    take(&mut session, TypingStep::Begin);
    let sheet = sheet_ref(&session, RICE, LAN);
    for command in [
        level(sheet, "1.1", "1"),
        Command::SetOpinion {
            sheet,
            text: "ngon".to_owned(),
        },
        Command::SubmitSheet { sheet },
        type_again(&session, TypingStep::Begin),
    ] {
        refused(&session, command, Refusal::SecondTypingOpen(LAN));
    }
}

#[test]
fn an_unfinished_typing_is_not_compared() {
    let mut session = typed_once(ALL_70);
    take(&mut session, TypingStep::Begin);
    type_all(&mut session, "1.1=3 1.2=1 1.3=1 2.1=3 2.2=1");
    let missing = vec![code("3")];
    refused(
        &session,
        type_again(&session, TypingStep::Compare),
        Refusal::IncompleteSheet { missing },
    );
    let session = typed_once("1.1=3");
    let missing = ["1.2", "1.3", "2.1", "2.2", "3"].map(code).to_vec();
    refused(
        &session,
        type_again(&session, TypingStep::Begin),
        Refusal::IncompleteSheet { missing },
    );
}

#[test]
fn given_up_it_leaves_the_first_as_it_was() {
    let mut session = typed_once(ALL_70);
    let first = lan(&session).clone();
    take(&mut session, TypingStep::Begin);
    type_all(&mut session, "1.1=2 1.2=1 1.3=1 2.1=3 2.2=1 3=3");
    take(&mut session, TypingStep::Compare);
    take(&mut session, settle("1.1", "2"));
    take(&mut session, TypingStep::Drop);
    assert_eq!(*lan(&session), first);
}

#[test]
fn a_checked_sheet_that_is_changed_counts_as_typed_once() {
    let mut session = typed_once(ALL_70);
    take(&mut session, TypingStep::Begin);
    type_all(&mut session, ALL_70);
    take(&mut session, TypingStep::Compare);
    answer(&mut session, RICE, LAN, "1.1=3"); // as it was
    assert_eq!(lan(&session).source, SheetSource::PaperDoubleChecked);
    answer(&mut session, RICE, LAN, "1.1=4");
    assert_eq!(lan(&session).source, SheetSource::Typed);
    assert_eq!(lan(&session).second_typing, None);
}

#[test]
fn what_was_filled_on_a_laptop_is_not_typed_again() {
    let mut session = typed_once(ALL_70);
    let id = lan(&session).id;
    let sheet = session.sheets.get_mut(&id).expect("a sheet");
    Arc::make_mut(sheet).source = SheetSource::Laptop;
    refused(
        &session,
        type_again(&session, TypingStep::Begin),
        Refusal::NotTyped(LAN),
    );
}
