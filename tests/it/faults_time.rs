//! Clocks that run backwards, leap days, years beyond 2038, other time zones: what comes after what is
//! told by counters, and days are counted exactly.

use std::fs::File;
use std::process::Command as Process;
use std::time::{Duration, SystemTime};

use ocop_council::edit::command::Command;
use ocop_council::edit::document::Document;
use ocop_council::fixtures::{self, RICE};
use ocop_council::model::Date;
use ocop_council::model::points::StarRank;
use ocop_council::model::product::Recognition;
use ocop_council::rules::validity::{ReRating, ValidityState, validity};
use ocop_council::storage::generations::generations;
use ocop_council::storage::save::{Existing, open, save, save_new};
use ocop_council::storage::session_file;

use crate::support::{day, moment};

fn issued(on: &str) -> Recognition {
    Recognition {
        stars: StarRank::FOUR,
        potential_five: false,
        decision_no: String::new(),
        authority: String::new(),
        issued_on: Some(day(on)),
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

// Counted by hand from a calendar: 36 months on, 180 and 120 days back. 2024, 2028 and 2096 are leap
// years, 2100 is none; the seconds of 32 bits end on 19 January 2038.
#[test]
fn certificates_run_out_on_the_right_day_in_every_year() {
    for (issued_on, expires_on, opens_on, closes_on) in [
        ("2021-02-28", "2024-02-28", "2023-09-01", "2023-10-31"),
        ("2021-03-01", "2024-03-01", "2023-09-03", "2023-11-02"),
        ("2024-02-28", "2027-02-28", "2026-09-01", "2026-10-31"),
        ("2024-02-29", "2027-02-28", "2026-09-01", "2026-10-31"),
        ("2024-03-01", "2027-03-01", "2026-09-02", "2026-11-01"),
        ("2025-02-28", "2028-02-28", "2027-09-01", "2027-10-31"),
        ("2035-01-19", "2038-01-19", "2037-07-23", "2037-09-21"),
        ("2035-01-20", "2038-01-20", "2037-07-24", "2037-09-22"),
        ("2096-02-29", "2099-02-28", "2098-09-01", "2098-10-31"),
        ("2097-02-28", "2100-02-28", "2099-09-01", "2099-10-31"),
        ("2196-12-31", "2199-12-31", "2199-07-04", "2199-09-02"),
    ] {
        let on = |day: Date| validity(&issued(issued_on), ReRating::default(), day).expect("dated");
        let expires_on = day(expires_on);
        let found = on(expires_on);
        assert_eq!(found.expires_on, expires_on, "{issued_on}");
        assert_eq!(found.window_opens_on, day(opens_on), "{issued_on}");
        assert_eq!(found.window_closes_on, day(closes_on), "{issued_on}");
        assert_eq!(found.state, ValidityState::WindowMissed, "{issued_on}");
        assert_eq!(found.days_past_expiry, 0, "{issued_on}");
        let after = on(expires_on.succ_opt().expect("a day"));
        assert_eq!(
            (after.state, after.days_past_expiry),
            (ValidityState::Lapsed, 1)
        );
        let before = on(day(opens_on).pred_opt().expect("a day"));
        assert_eq!(before.state, ValidityState::Valid, "{issued_on}");
        assert_eq!(
            on(day(closes_on)).state,
            ValidityState::WindowOpen,
            "{issued_on}"
        );
    }
}

// From 28 February 2027 to 29 February 2028 it is a year and a day.
#[test]
fn days_past_expiry_count_leap_days() {
    let certificate = issued("2024-02-29");
    let past = |on| validity(&certificate, ReRating::default(), day(on)).expect("dated");
    assert_eq!(past("2028-02-29").days_past_expiry, 366);
    assert_eq!(past("2028-03-01").days_past_expiry, 367);
    assert_eq!(past("2027-03-01").days_past_expiry, 1);
}

#[test]
fn days_beyond_2038_are_kept_to_the_second() {
    let mut session = fixtures::session();
    for on in [
        "2038-01-19",
        "2038-01-20",
        "2099-12-31",
        "2100-02-28",
        "2199-12-31",
    ] {
        session.held_on = Some(day(on));
        let mut document = Document::new(session.clone());
        let mut edit = fixtures::edit(Command::SetDiscussion {
            product_id: RICE,
            text: "bao bì".to_owned(),
        });
        edit.at = moment(&format!("{on}T23:59:59"));
        document.edit(&edit).expect("taken");
        let bytes = session_file::write(document.session()).expect("bytes");
        let back = session_file::read(&bytes).expect("a session");
        assert_eq!(&back, document.session());
        assert_eq!(back.log[0].at, edit.at);
    }
}

#[test]
fn a_day_that_nobody_can_mean_is_refused_before_it_is_in_a_session() {
    let mut document = Document::new(fixtures::session());
    for on in ["1899-12-31", "2200-01-01", "+262142-12-31", "0026-08-14"] {
        let mut edit = fixtures::edit(Command::SetDiscussion {
            product_id: RICE,
            text: "bao bì".to_owned(),
        });
        edit.at = day(on).and_time(edit.at.time());
        assert!(document.edit(&edit).is_err(), "{on}");
    }
    assert_eq!(document.session(), &fixtures::session());
}

#[test]
fn the_log_is_in_the_order_of_doing_whatever_the_clock_says() {
    let moments = [
        "2026-09-15T09:00:00",
        "2026-09-15T08:00:00",
        "2024-02-29T12:00:00",
        "2026-09-15T08:30:00",
    ];
    let mut document = Document::new(fixtures::session());
    for at in moments {
        let mut edit = fixtures::edit(Command::SetDiscussion {
            product_id: RICE,
            text: format!("ghi lúc {at}"),
        });
        edit.at = moment(at);
        document.edit(&edit).expect("taken");
    }
    assert!(document.undo(moment("2020-01-01T00:00:00"), "Hà"));
    let bytes = session_file::write(document.session()).expect("bytes");
    let back = session_file::read(&bytes).expect("a session");
    let times: Vec<_> = back.log.iter().map(|line| line.at).collect();
    let mut expected = moments.map(moment).to_vec();
    expected.push(moment("2020-01-01T00:00:00"));
    assert_eq!(times, expected);
    let rice = back.product(RICE).expect("a product");
    assert_eq!(rice.discussion, "ghi lúc 2024-02-29T12:00:00");
    // What a crash leaves is replayed in the same order.
    let mut again = Document::new(fixtures::session());
    for journaled in document.take_entries() {
        again.replay(&journaled.entry).expect("taken");
    }
    assert_eq!(again.session(), document.session());
}

#[test]
fn earlier_versions_are_in_the_order_of_saving_whatever_the_clock_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    let mut session = fixtures::session();
    let mut saved_as = save_new(&path, &session, Existing::Refuse).expect("saved");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for n in 0_u32..9 {
        // Each version seems an hour older than the one before it.
        let file = File::options().write(true).open(&path).expect("the file");
        let hours = Duration::from_secs(3600) * n;
        file.set_modified(long_ago - hours).expect("set back");
        session.title = format!("lần {n}");
        save(&session, &mut saved_as).expect("saved");
    }
    let titles: Vec<_> = generations(&path).into_iter().map(|it| it.title).collect();
    assert_eq!(titles, ["lần 7", "lần 6", "lần 5", "lần 4", "lần 3"]);
    assert_eq!(open(&path).expect("whole").session.title, "lần 8");
}

/// What a command of the program itself answers where the clocks go as `zone` says.
fn answer(zone: &str, args: &[&str]) -> String {
    let output = Process::new(env!("CARGO_BIN_EXE_ocop-council"))
        .args(args)
        .env("TZ", zone)
        .output()
        .expect("the program");
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    assert!(!text.is_empty(), "{args:?} in {zone}: {output:?}");
    text
}

// 26 hours lie between the two: there it is never the same day.
#[cfg(unix)]
const EAST: &str = "<+14>-14";
#[cfg(unix)]
const WEST: &str = "<-12>12";

#[cfg(unix)]
#[test]
fn papers_and_figures_are_the_same_in_every_time_zone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.session.ron");
    let session = fixtures::scored_session([fixtures::ALL_100, fixtures::ALL_70, fixtures::ALL_70]);
    save_new(&path, &session, Existing::Refuse).expect("saved");
    let path = path.to_str().expect("a path");
    for command in ["tally", "check"] {
        let args = [command, path, "--json", "--today", "2028-02-29"];
        assert_eq!(answer(EAST, &args), answer(WEST, &args), "{command}");
        assert!(answer(EAST, &args).contains("2028-02-29"));
    }
    assert_eq!(answer(EAST, &["dump", path]), answer(WEST, &["dump", path]));
    // Without a day given, today is the day of the machine.
    let today = |zone| {
        let json = answer(zone, &["check", path, "--json"]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        day(json["today"].as_str().expect("a day"))
    };
    let apart = today(EAST).signed_duration_since(today(WEST)).num_days();
    assert!((1..=2).contains(&apart), "{apart}");
}
