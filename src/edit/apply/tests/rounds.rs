//! Further rounds of scoring.

use super::*;

#[test]
fn a_further_round_begins_with_what_was_handed_in() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    done(&mut session, rescore(&[CHAIR, LAN]));
    refused(
        &session,
        rescore(&[MINH]),
        Refusal::RoundOpen {
            round: 2,
            waiting_for: vec![CHAIR, LAN],
        },
    );
    let minh = sheet_ref(&session, RICE, MINH);
    let expected = Refusal::NotInRound {
        member_id: MINH,
        round: 2,
    };
    refused(&session, level(minh, "1.1", "1"), expected);
    let old = SheetRef {
        round: 1,
        sheet_id: SheetId::from_bits(1),
        ..sheet_ref(&session, RICE, CHAIR)
    };
    refused(
        &session,
        level(old, "1.1", "1"),
        Refusal::WrongRound { current: 2 },
    );

    answer(&mut session, RICE, CHAIR, "1.1=1");
    let sheet = session.sheet(RICE, CHAIR, 2).expect("a sheet");
    let expected = fixtures::answers(&ALL_100.replace("1.1=4", "1.1=1"));
    assert_eq!(sheet.answers, expected);
    // A member who keeps everything hands in at once.
    let sheet = sheet_ref(&session, RICE, LAN);
    done(&mut session, Command::SubmitSheet { sheet });
    let kept = session.sheet(RICE, LAN, 2).expect("a sheet");
    assert_eq!(kept.answers, fixtures::answers(ALL_70));
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("70 điểm, 6/6 tiêu chí; giữ nguyên lượt trước")
    );
    assert_eq!(
        session
            .sheet(RICE, CHAIR, 1)
            .map(|sheet| sheet.answers.clone()),
        Some(fixtures::answers(ALL_100)),
        "the earlier sheet stays"
    );
}

#[test]
fn a_round_needs_a_reason_and_scorers() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    refused(&session, rescore(&[]), Refusal::NobodyScores);
    refused(&session, rescore(&[LAN, CLERK]), Refusal::NotScorer(CLERK));
    let without = Command::OpenRescoring {
        product_id: RICE,
        reason: String::new(),
        member_ids: BTreeSet::from([LAN]),
    };
    refused(&session, without, Refusal::MissingReason);
    done(&mut session, recuse(LAN, Some("người nhà")));
    refused(&session, rescore(&[LAN]), Refusal::Recused(LAN));
}

#[test]
fn a_round_may_be_closed_without_its_sheets() {
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    let close = |reason: &str| Command::CloseRescoring {
        product_id: RICE,
        reason: reason.to_owned(),
    };
    refused(&session, close("x"), Refusal::NoRoundOpen(RICE));
    done(&mut session, rescore(&[CHAIR, LAN]));
    hand_in(&mut session, RICE, LAN, "1.1=4");
    refused(&session, close(""), Refusal::MissingReason);
    done(&mut session, close("hết giờ"));
    assert_eq!(
        last_line(&session).1.as_deref(),
        Some("chờ phiếu của Trần Văn An")
    );
    refused(&session, close("x"), Refusal::NoRoundOpen(RICE));
    let chair = sheet_ref(&session, RICE, CHAIR);
    refused(
        &session,
        level(chair, "1.1", "1"),
        Refusal::RoundClosed { round: 2 },
    );
    // What was handed in may still be put right.
    let command = reopen(&session, LAN, "nhầm");
    done(&mut session, command);
    hand_in(&mut session, RICE, LAN, "1.1=3");
    done(&mut session, rescore(&[CHAIR]));
    assert_eq!(session.product(RICE).map(Product::round), Some(3));
}

#[test]
fn a_ground_that_was_named_is_kept_in_a_further_round() {
    let mut session = session();
    answer(&mut session, RICE, LAN, ALL_70);
    let sheet = sheet_ref(&session, RICE, LAN);
    let trigger = Command::SetTrigger {
        sheet,
        place: GroundPlace::Sheet(0),
        reason: Some("khai sai".to_owned()),
    };
    done(&mut session, trigger);
    done(&mut session, Command::SubmitSheet { sheet });
    done(&mut session, rescore(&[LAN]));
    answer(&mut session, RICE, LAN, "1.1=4");
    let again = session.sheet(RICE, LAN, 2).expect("a sheet");
    assert_eq!(again.triggers.len(), 1);
}
