//! Gates, grounds, conclusions.

use super::*;

#[test]
fn only_gates_are_agreed_on_or_waived() {
    let mut session = session();
    let agree = |criterion: &str, answer: &str, reason: &str| Command::AgreeChoice {
        product_id: RICE,
        code: code(criterion),
        agreed: Some(AgreedChoice {
            answer: read(answer),
            reason: reason.to_owned(),
        }),
    };
    let waive = |criterion: &str, reason: Option<&str>| Command::WaiveGate {
        product_id: RICE,
        code: code(criterion),
        reason: reason.map(str::to_owned),
    };
    refused(
        &session,
        agree("1.2", "1", "x"),
        Refusal::NoGate(code("1.2")),
    );
    refused(
        &session,
        agree("9", "1", "x"),
        Refusal::UnknownCriterion(code("9")),
    );
    refused(
        &session,
        agree("1.1", "9", "x"),
        Refusal::UnknownLevel(code("1.1")),
    );
    refused(&session, agree("1.1", "2", " "), Refusal::MissingReason);
    done(&mut session, agree("1.1", "2", "đã xem giấy tờ"));
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("mức 2 (10 điểm); lý do: đã xem giấy tờ")
    );
    refused(
        &session,
        waive("2.1", Some("x")),
        Refusal::NoGate(code("2.1")),
    );
    refused(&session, waive("3", Some("")), Refusal::MissingReason);
    done(&mut session, waive("3", Some("không phải công bố")));
    done(&mut session, waive("3", None));
    done(
        &mut session,
        Command::AgreeChoice {
            product_id: RICE,
            code: code("1.1"),
            agreed: None,
        },
    );
    let rice = session.product(RICE).expect("a product");
    assert!(rice.waived_gates.is_empty() && rice.agreed_choices.is_empty());
}

#[test]
fn a_ground_is_decided_once_with_a_vote() {
    let mut session = session();
    let place = GroundPlace::Criterion(code("3"), 0);
    let unknown = GroundPlace::Section(code("3"), 0);
    refused(
        &session,
        decide(unknown, &[LAN], true, VOTE),
        Refusal::UnknownGround(unknown),
    );
    refused(
        &session,
        decide(place, &[], true, VOTE),
        Refusal::NobodyRaised,
    );
    let nobody = MemberId::from_bits(99);
    refused(
        &session,
        decide(place, &[nobody], true, VOTE),
        Refusal::UnknownMember(nobody),
    );
    let no_votes = Refusal::OutOfRange(NumberOf::Votes);
    refused(
        &session,
        decide(place, &[LAN], true, Vote::default()),
        no_votes,
    );
    let many = Vote {
        in_favor: 4,
        ..Vote::default()
    };
    let expected = Refusal::TooManyVotes {
        votes: 4,
        members: 3,
    };
    refused(&session, decide(place, &[LAN], true, many), expected);
    done(&mut session, decide(place, &[LAN], false, VOTE));
    done(&mut session, decide(place, &[LAN, MINH], true, VOTE));
    let rice = session.product(RICE).expect("a product");
    let [decision] = rice.ground_decisions.as_slice() else {
        panic!("one decision: {:?}", rice.ground_decisions);
    };
    assert_eq!(
        (decision.upheld, decision.ground.as_str()),
        (true, "Không đạt chất lượng thì không chấm tiếp")
    );
    let withdraw = Command::WithdrawGroundDecision {
        product_id: RICE,
        place,
    };
    done(&mut session, withdraw.clone());
    refused(&session, withdraw, Refusal::NothingToWithdraw);
    let form = fixtures::form();
    let kinds: Vec<_> = crate::rules::scoring::grounds(&form.set)
        .iter()
        .map(|g| g.kind)
        .collect();
    assert_eq!(
        kinds,
        [ExclusionKind::Disqualify, ExclusionKind::StopIfZero]
    );
}

#[test]
fn conclusions_need_what_the_law_asks_for() {
    // 70 points with the gates of 4 stars.
    let session = scored_session([ALL_70; 3]);
    let five = stars(5);
    refused(
        &session,
        conclude(five, "x", Some(VOTE)),
        Refusal::OutcomeOfOtherLevel(five),
    );
    refused(
        &session,
        conclude(stars(3), "", None),
        Refusal::MissingReason,
    );
    let above = Outcome::ProposeFive;
    refused(
        &session,
        conclude(above, "xuất sắc", None),
        Refusal::MissingVote,
    );
    refused(
        &session,
        conclude(Outcome::Withdrawn, " ", None),
        Refusal::MissingReason,
    );
    for command in [
        conclude(stars(4), "", None),
        conclude(stars(3), "bao bì còn lỗi", None),
        conclude(above, "xuất sắc", Some(VOTE)),
        conclude(Outcome::Withdrawn, "có đơn", None),
    ] {
        let mut session = session.clone();
        done(&mut session, command);
        let found = session
            .product(RICE)
            .and_then(|rice| rice.conclusion.as_ref());
        assert_eq!(found.and_then(|found| found.computed), Some(StarRank::FOUR));
    }
}

#[test]
fn a_meeting_that_is_not_valid_concludes_nothing() {
    let mut session = scored_session([ALL_70; 3]);
    for id in [CHAIR, LAN] {
        let leave = Command::SetAttendance {
            member_id: id,
            attendance: Vec::new(),
            absence_reason: "công tác".to_owned(),
        };
        done(&mut session, leave);
    }
    // ⌈3 × 3/4⌉ = 3 members are needed; the chair is away too.
    let expected = Refusal::NoQuorum {
        present: 1,
        needed: 3,
        has_chair: false,
    };
    refused(&session, conclude(stars(4), "", None), expected);
    done(
        &mut session,
        conclude(Outcome::NotConcluded, "thiếu người", None),
    );
}

#[test]
fn undisputed_products_are_concluded_together_or_not_at_all() {
    let mut session = scored_session([ALL_70; 3]);
    for member_id in [CHAIR, LAN, MINH] {
        done(&mut session, choose_tea());
        hand_in(&mut session, TEA, member_id, ALL_100);
    }
    let both = |rice, tea| Command::ConcludeUndisputed(vec![(RICE, rice), (TEA, tea)]);
    let five = Outcome::ProposeFive;
    refused(&session, both(stars(4), stars(4)), Refusal::Disputed(TEA));
    refused(&session, both(stars(3), five), Refusal::Disputed(RICE));
    done(&mut session, both(stars(4), five));
    assert_eq!(
        last_line(&session).2.as_deref(),
        Some("Gạo nếp cái hoa vàng: 4 sao; Trà sen: tiềm năng 5 sao, đề nghị Bộ đánh giá")
    );
    refused(&session, both(stars(4), five), Refusal::Disputed(RICE));

    let withdraw = |reason: &str| Command::WithdrawConclusion {
        product_id: TEA,
        reason: reason.to_owned(),
    };
    refused(&session, withdraw(""), Refusal::MissingReason);
    done(&mut session, withdraw("xem lại"));
    refused(&session, withdraw("xem lại"), Refusal::NothingToWithdraw);
}

#[test]
fn the_same_conclusion_again_changes_nothing() {
    let mut session = scored_session([ALL_70; 3]);
    done(&mut session, conclude(stars(4), "", None));
    let before = session.clone();
    let again = Edit {
        at: at(90),
        ..edit(conclude(stars(4), "", None))
    };
    assert_eq!(apply(&mut session, &again), Ok(()));
    assert_eq!(session, before);
}
