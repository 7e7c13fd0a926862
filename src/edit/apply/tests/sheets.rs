//! Filling, handing in, taking back.

use super::*;

#[test]
fn an_answer_begins_a_sheet_and_leaves_no_line() {
    let mut session = session();
    answer(&mut session, RICE, LAN, "1.1=2");
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(sheet.answers, fixtures::answers("1.1=2"));
    assert_eq!((sheet.status, sheet.revision), (SheetStatus::Draft, 0));
    assert!(session.log.is_empty());
}

#[test]
fn taking_back_what_was_never_given_begins_nothing() {
    let before = session();
    let mut after = before.clone();
    let sheet = sheet_ref(&after, RICE, LAN);
    let none = Command::ChooseLevel {
        sheet,
        code: code("1.1"),
        answer: None,
    };
    done(&mut after, none);
    let text = " \n".to_owned();
    done(
        &mut after,
        Command::SetNote {
            sheet,
            code: code("1.1"),
            text,
        },
    );
    assert_eq!(after, before);
}

#[test]
fn answers_that_the_sheet_does_not_offer_are_refused() {
    let session = session();
    let sheet = sheet_ref(&session, RICE, LAN);
    for (criterion, answer, expected) in [
        ("9", "1", Refusal::UnknownCriterion(code("9"))),
        ("1.1", "5", Refusal::UnknownLevel(code("1.1"))),
        ("1.2", "2", Refusal::UnknownLevel(code("1.2"))),
        // Level 1 of 2.1 and of 3 is worth 0 points.
        ("2.1", "-", Refusal::NoLevelNotOffered(code("2.1"))),
        ("3", "-", Refusal::NoLevelNotOffered(code("3"))),
        (
            "1.3",
            "3",
            Refusal::LevelOfOtherCase {
                code: code("1.3"),
                chosen: CaseCode::A,
            },
        ),
    ] {
        refused(&session, level(sheet, criterion, answer), expected);
    }
    let tea = sheet_ref(&session, TEA, LAN);
    refused(
        &session,
        level(tea, "1.3", "1"),
        Refusal::CaseOpen(code("1.3")),
    );
    let mut session = session;
    answer(&mut session, RICE, LAN, "1.1=- 1.2=- 1.3=- 2.2=-");
}

#[test]
fn only_those_who_score_the_product_fill_its_sheet() {
    let mut session = session();
    let clerk = sheet_ref(&session, RICE, CLERK);
    refused(
        &session,
        level(clerk, "1.1", "1"),
        Refusal::NotScorer(CLERK),
    );
    let nobody = MemberId::from_bits(99);
    let unknown = SheetRef {
        member_id: nobody,
        ..clerk
    };
    refused(
        &session,
        level(unknown, "1.1", "1"),
        Refusal::UnknownMember(nobody),
    );
    let gone = ProductId::from_bits(99);
    let unknown = SheetRef {
        product_id: gone,
        ..clerk
    };
    refused(
        &session,
        level(unknown, "1.1", "1"),
        Refusal::UnknownProduct(gone),
    );

    let mut rules = session.rules.clone();
    rules.secretary_scores.value = true;
    done(&mut session, Command::SetRules(Box::new(rules)));
    done(&mut session, level(clerk, "1.1", "1"));

    done(&mut session, recuse(LAN, Some("con của chủ thể")));
    let lan = sheet_ref(&session, RICE, LAN);
    refused(&session, level(lan, "1.1", "1"), Refusal::Recused(LAN));

    fixtures::change_product(&mut session, TEA, |tea| tea.form = None);
    let tea = sheet_ref(&session, TEA, LAN);
    refused(&session, level(tea, "1.1", "1"), Refusal::NoForm(TEA));
}

#[test]
fn a_sheet_has_one_id_and_an_id_one_sheet() {
    let mut session = session();
    answer(&mut session, RICE, LAN, "1.1=1");
    let lan = sheet_ref(&session, RICE, LAN);
    let other_id = SheetRef {
        sheet_id: SheetId::from_bits(7),
        ..lan
    };
    refused(&session, level(other_id, "1.1", "2"), Refusal::WrongSheetId);
    let taken = SheetRef {
        member_id: MINH,
        ..lan
    };
    refused(&session, level(taken, "1.1", "2"), Refusal::DuplicateId);
    let round_2 = SheetRef { round: 2, ..lan };
    refused(
        &session,
        level(round_2, "1.1", "2"),
        Refusal::WrongRound { current: 1 },
    );
}

#[test]
fn a_complete_sheet_is_handed_in_with_its_sum_in_the_log() {
    let mut session = session();
    answer(&mut session, RICE, LAN, ALL_70);
    let sheet = sheet_ref(&session, RICE, LAN);
    done(&mut session, Command::SubmitSheet { sheet });
    let found = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!((found.status, found.revision), (SheetStatus::Submitted, 1));
    assert_eq!(found.submitted_at, Some(at(60)));
    assert_eq!(
        last_line(&session),
        line(
            "Nộp phiếu lượt 1 của Lê Thị Lan: Gạo nếp cái hoa vàng",
            "",
            "70 điểm, 6/6 tiêu chí"
        )
    );
    refused(
        &session,
        Command::SubmitSheet { sheet },
        Refusal::SheetSubmitted(LAN),
    );
    refused(
        &session,
        level(sheet, "1.1", "1"),
        Refusal::SheetSubmitted(LAN),
    );
}

#[test]
fn an_incomplete_sheet_is_handed_in_only_with_a_ground() {
    let mut session = session();
    answer(&mut session, RICE, LAN, "1.1=1 1.2=1 2.1=2");
    let sheet = sheet_ref(&session, RICE, LAN);
    let missing = ["1.3", "2.2", "3"].map(code).to_vec();
    let expected = Refusal::IncompleteSheet { missing };
    refused(&session, Command::SubmitSheet { sheet }, expected.clone());
    assert_eq!(
        refusal_text_in(Lang::Vi, &expected, &session),
        "Phiếu còn thiếu 3 tiêu chí: 1.3, 2.2, 3. Chấm đủ rồi nộp."
    );

    // 0 points in section 3 stop the assessment by themselves.
    let mut stopped = session.clone();
    answer(&mut stopped, RICE, LAN, "3=1");
    done(&mut stopped, Command::SubmitSheet { sheet });

    let trigger = |place, reason: Option<&str>| Command::SetTrigger {
        sheet,
        place,
        reason: reason.map(str::to_owned),
    };
    let unknown = GroundPlace::Sheet(1);
    refused(
        &session,
        trigger(unknown, Some("x")),
        Refusal::UnknownGround(unknown),
    );
    refused(
        &session,
        trigger(GroundPlace::Sheet(0), Some(" ")),
        Refusal::MissingReason,
    );
    done(
        &mut session,
        trigger(GroundPlace::Sheet(0), Some("khai sai")),
    );
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("Hồ sơ không trung thực – khai sai")
    );
    let mut without = session.clone();
    done(&mut without, trigger(GroundPlace::Sheet(0), None));
    assert!(
        without
            .sheet(RICE, LAN, 1)
            .expect("a sheet")
            .triggers
            .is_empty()
    );
    done(&mut session, Command::SubmitSheet { sheet });
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("15 điểm, 3/6 tiêu chí; có nêu căn cứ loại hoặc dừng đánh giá")
    );
}

#[test]
fn a_condition_that_is_not_met_needs_no_answer() {
    let mut session = session();
    hand_in(&mut session, RICE, LAN, "1.1=1 1.2=- 1.3=1 2.1=1 3=2");
    // 5 + 0 + 5 + 0 + idle + 15
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("25 điểm, 6/6 tiêu chí")
    );
}

#[test]
fn a_reopened_sheet_keeps_the_version_handed_in() {
    let mut session = session();
    let draft = reopen(&session, LAN, "nhầm");
    refused(&session, draft, Refusal::SheetNotSubmitted(LAN));
    hand_in(&mut session, RICE, LAN, ALL_70);
    refused(
        &session,
        reopen(&session, LAN, "  "),
        Refusal::MissingReason,
    );
    let command = reopen(&session, LAN, " nhầm mức ");
    done(&mut session, command);
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!((sheet.status, sheet.revision), (SheetStatus::Draft, 2));
    assert_eq!(sheet.submitted_at, None);
    let [old] = sheet.superseded.as_slice() else {
        panic!("one version: {:?}", sheet.superseded);
    };
    assert_eq!((old.revision, old.reason.as_str()), (1, "nhầm mức"));
    assert_eq!(
        (&old.answers, old.submitted_at),
        (&fixtures::answers(ALL_70), Some(at(60)))
    );
    hand_in(&mut session, RICE, LAN, ALL_100);
    assert_eq!(
        session.sheet(RICE, LAN, 1).map(|sheet| sheet.revision),
        Some(3)
    );
}
