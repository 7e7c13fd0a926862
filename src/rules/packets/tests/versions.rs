//! Versions of one sheet: which replaces which, which contradict each other, and which is chosen.

use super::*;

#[test]
fn a_newer_version_replaces_and_an_older_one_is_kept() {
    let mut session = ready();
    let mut packet = handed_in(&mut session);
    let first = packet.clone();
    take_back(&mut packet);
    fill(&mut packet, RICE, ALL_100, 0);
    hand_in(&mut packet, 40);
    let mut late = session.clone();
    assert_eq!(take_in(&mut session, &first), Ok(()));
    assert_eq!(
        verdicts(&session, &packet),
        [Verdict::Newer, Verdict::Unchanged]
    );
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    assert_eq!(take_in(&mut late, &packet), Ok(()));
    assert_eq!(
        verdicts(&late, &first),
        [Verdict::Older, Verdict::Unchanged]
    );
    assert_eq!(take_in(&mut late, &first), Ok(()));
    assert_eq!(late, session);
    assert_eq!(session.versions.len(), 1);
    let rice = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(rice.answers, answers(ALL_100));
}

#[test]
fn copies_that_were_filled_apart_are_contested_until_one_is_chosen() {
    let mut session = ready();
    let packet = issue(&mut session, 1, LAN);
    let (mut a, mut b) = (packet.clone(), packet);
    for (copy, text, n) in [(&mut a, ALL_70, 0), (&mut b, ALL_100, 1)] {
        fill(copy, RICE, text, n);
        hand_in(copy, 20);
    }
    assert_eq!(take_in(&mut session, &a), Ok(()));
    assert_eq!(verdicts(&session, &b), [Verdict::Contested]);
    assert_eq!(take_in(&mut session, &b), Ok(()));
    let found = review(&session, day());
    let rice = found.product(RICE).expect("rice");
    assert_eq!(rice.contested, [LAN]);
    assert_eq!((rice.counted, rice.rank.is_some()), (0, false));
    let key = (RICE, LAN, 1);
    let choices = merge::choices(&session, key);
    assert_eq!(choices.len(), 2);
    let of = |text: &str| {
        let wanted = |it: &&merge::Version| it.sheet.answers == answers(text);
        choices
            .iter()
            .find(wanted)
            .expect("a version")
            .digest
            .clone()
    };
    let settle = |chosen: String, reason: &str| Command::SettleSheet {
        product_id: RICE,
        member_id: LAN,
        round: 1,
        chosen,
        reason: reason.to_owned(),
    };
    assert_eq!(
        refused(&session, settle(of(ALL_70), "")),
        Refusal::MissingReason
    );
    assert_eq!(
        refused(&session, settle("0".repeat(64), "x")),
        Refusal::NothingToChoose
    );
    done(&mut session, settle(of(ALL_100), "bản trên máy ở cơ quan"));
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert!(!sheet.contested);
    assert_eq!(sheet.answers, answers(ALL_100));
    assert_eq!(session.versions.len(), 1, "the other one is kept");
    // Whatever of it comes again changes nothing.
    for packet in [&a, &b] {
        assert_eq!(verdicts(&session, packet), [Verdict::Unchanged]);
        let before = session.clone();
        assert_eq!(take_in(&mut session, packet), Ok(()));
        assert_eq!(session, before);
    }
    // The choice can be changed, with a reason.
    done(&mut session, settle(of(ALL_70), "thành viên nói lại"));
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(sheet.answers, answers(ALL_70));
    assert_eq!(crate::storage::check::faults(&session), []);
}

#[test]
fn the_sheets_of_one_copy_can_be_chosen_together() {
    let mut session = ready();
    let packet = issue(&mut session, 1, LAN);
    let (mut a, mut b) = (packet.clone(), packet);
    for (copy, text, n, minutes) in [(&mut a, ALL_70, 0, 20), (&mut b, ALL_100, 1, 25)] {
        fill(copy, RICE, text, n);
        fill(copy, TEA, text, n);
        hand_in(copy, minutes);
        assert_eq!(take_in(&mut session, copy), Ok(()));
    }
    let key = |product_id| (product_id, LAN, 1);
    let digest_of = |product_id, text: &str| {
        let choices = merge::choices(&session, key(product_id));
        let wanted = |it: &merge::Version| it.sheet.answers == answers(text);
        choices.into_iter().find(wanted).expect("a version").digest
    };
    for text in [ALL_70, ALL_100] {
        let (rice, tea) = (digest_of(RICE, text), digest_of(TEA, text));
        assert_eq!(merge::alike(&session, key(RICE), &rice), [(key(TEA), tea)]);
    }
    let mut other = session.clone();
    let settle = Command::SettleSheet {
        product_id: TEA,
        member_id: LAN,
        round: 1,
        chosen: digest_of(TEA, ALL_70),
        reason: "bản giấy".to_owned(),
    };
    done(&mut other, settle);
    let rice = digest_of(RICE, ALL_70);
    assert_eq!(merge::alike(&other, key(RICE), &rice), [], "nothing waits");
    assert_eq!(merge::alike(&session, key(RICE), "0"), []);
}

#[test]
fn a_typed_sheet_beside_a_returned_one_is_contested() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    let typed = sheet(5, RICE, LAN, ALL_100);
    session.sheets.insert(typed.id, Arc::new(typed));
    assert_eq!(
        verdicts(&session, &packet),
        [Verdict::Contested, Verdict::New]
    );
    assert_eq!(take_in(&mut session, &packet), Ok(()));
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert!(sheet.contested);
    assert_eq!(
        sheet.source,
        SheetSource::Typed,
        "the desk's own stays in sight"
    );
    let named = crate::fixtures::sheet_ref(&session, RICE, LAN);
    let reason = "x".to_owned();
    assert_eq!(
        refused(
            &session,
            Command::ReopenSheet {
                sheet: named,
                reason
            }
        ),
        Refusal::SheetContested(LAN)
    );
    let choices = merge::choices(&session, (RICE, LAN, 1));
    for version in choices {
        let mut session = session.clone();
        let settle = Command::SettleSheet {
            product_id: RICE,
            member_id: LAN,
            round: 1,
            chosen: version.digest.clone(),
            reason: "đối chiếu bản giấy".to_owned(),
        };
        done(&mut session, settle);
        let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
        assert_eq!(sheet.answers, version.sheet.answers);
        assert_eq!(session.versions.len(), 1);
        assert_eq!(crate::storage::check::faults(&session), []);
    }
}

#[test]
fn a_draft_at_the_desk_is_contested_only_where_something_stands_in_it() {
    let mut session = ready();
    let packet = handed_in(&mut session);
    let mut draft = sheet(5, RICE, LAN, "1.1=2");
    draft.status = SheetStatus::Draft;
    draft.revision = 0;
    draft.submitted_at = None;
    session.sheets.insert(draft.id, Arc::new(draft.clone()));
    let mut empty = session.clone();
    assert_eq!(
        verdicts(&session, &packet),
        [Verdict::Contested, Verdict::New]
    );
    draft.answers.0.clear();
    empty.sheets.insert(draft.id, Arc::new(draft));
    assert_eq!(verdicts(&empty, &packet), [Verdict::New, Verdict::New]);
    assert_eq!(take_in(&mut empty, &packet), Ok(()));
    assert_eq!(empty.versions, []);
}

#[test]
fn a_packet_issued_again_goes_on_from_what_came_back() {
    let mut session = ready();
    let first = handed_in(&mut session);
    assert_eq!(take_in(&mut session, &first), Ok(()));
    let mut second = issue(&mut session, 2, LAN);
    assert_eq!(second.sheets.len(), 2);
    let sheet = sheet_ref(&second, RICE, 0);
    let reason = "Xem lại".to_owned();
    done(&mut second, Command::ReopenSheet { sheet, reason });
    fill(&mut second, RICE, ALL_100, 0);
    hand_in(&mut second, 50);
    assert_eq!(
        verdicts(&session, &second),
        [Verdict::Newer, Verdict::Unchanged]
    );
    assert_eq!(take_in(&mut session, &second), Ok(()));
    // The first packet, handed in anew without sight of the second, contradicts it.
    let mut first = first;
    take_back(&mut first);
    fill(&mut first, RICE, "1.1=1", 0);
    hand_in(&mut first, 60);
    assert_eq!(
        verdicts(&session, &first),
        [Verdict::Contested, Verdict::Unchanged]
    );
}
