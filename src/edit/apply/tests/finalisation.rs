//! Closing the record and opening it again.

use super::*;
use crate::fixtures::finalise;
use crate::model::session::FrozenTotal;
use crate::words::digest_text;

fn reopen_session(reason: &str) -> Command {
    Command::ReopenSession {
        reason: reason.to_owned(),
    }
}

#[test]
fn a_finalised_session_takes_nothing_but_its_reopening() {
    let mut session = scored_session([ALL_70, ALL_100, ALL_70]);
    let command = finalise(&session);
    done(&mut session, command.clone());
    assert!(session.finalisation().is_some());
    for refused_now in [
        Command::SetLegalGrounds(vec!["Luật".to_owned()]),
        Command::MarkAllPresent {
            from: read("08:00"),
        },
        rescore(&[LAN]),
        level(sheet_ref(&session, TEA, LAN), "1.1", "1"),
        reopen(&session, LAN, "nhầm"),
        command,
    ] {
        refused(&session, refused_now, Refusal::FinalisedSession);
    }
    refused(&session, reopen_session("  "), Refusal::MissingReason);
    done(&mut session, reopen_session(" Nhầm hạng sao\r\ncủa gạo "));
    assert!(session.finalisation().is_none());
    let reopened = session.finalisations[0].reopened.as_ref();
    assert_eq!(
        reopened.map(|it| it.reason.as_str()),
        Some("Nhầm hạng sao\ncủa gạo")
    );
    refused(&session, reopen_session("lại"), Refusal::NotFinalised);
    done(
        &mut session,
        Command::SetLegalGrounds(vec!["Luật".to_owned()]),
    );
}

#[test]
fn every_finalisation_stays_in_the_record_with_its_digest() {
    let mut session = scored_session([ALL_70, ALL_100, ALL_70]);
    let command = finalise(&session);
    done(&mut session, command.clone());
    done(&mut session, reopen_session("Thiếu chữ ký"));
    done(&mut session, command);
    let [first, second] = session.finalisations.as_slice() else {
        panic!("two finalisations");
    };
    assert_ne!(
        first.digest, second.digest,
        "the later one covers the earlier one"
    );
    let (first, second) = (digest_text(&first.digest), digest_text(&second.digest));
    let log: Vec<_> = session
        .log
        .iter()
        .map(|line| {
            (
                line.what.as_str(),
                line.before.as_deref(),
                line.after.as_deref(),
            )
        })
        .collect();
    let n = "2 sản phẩm, đã kết luận 0";
    assert_eq!(
        log,
        [
            (
                "Chốt phiên",
                None,
                Some(&*format!("{n}; mã kiểm tra {first}"))
            ),
            (
                "Mở lại phiên",
                Some(&*format!("mã kiểm tra {first}")),
                Some("lý do: Thiếu chữ ký")
            ),
            (
                "Chốt phiên",
                None,
                Some(&*format!("{n}; mã kiểm tra {second}"))
            ),
        ]
    );
}

#[test]
fn only_what_was_shown_is_finalised() {
    let session = scored_session([ALL_70, ALL_100, ALL_70]);
    let Command::Finalise { totals } = finalise(&session) else {
        panic!("a finalisation");
    };
    let mut other = totals.clone();
    other[0].sum_hundredths += 1;
    refused(
        &session,
        Command::Finalise { totals: other },
        Refusal::TotalsDiffer,
    );
    let reversed: Vec<FrozenTotal> = totals.into_iter().rev().collect();
    refused(
        &session,
        Command::Finalise { totals: reversed },
        Refusal::TotalsDiffer,
    );
    refused(
        &session,
        Command::Finalise { totals: Vec::new() },
        Refusal::TotalsDiffer,
    );
    let mut empty = session;
    empty.products.clear();
    empty.sheets.clear();
    refused(&empty, finalise(&empty), Refusal::NothingToFinalise);
}
