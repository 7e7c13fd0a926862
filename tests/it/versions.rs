//! Files of every version of the format, as the program of their time wrote them. The samples in
//! `tests/data` never change.

#![expect(clippy::disallowed_methods, reason = "files are what is tested")]

use std::fs;
use std::path::{Path, PathBuf};

use ocop_council::edit::apply::apply;
use ocop_council::edit::command::{Command, Edit};
use ocop_council::fixtures;
use ocop_council::model::ids::ProductId;
use ocop_council::model::session::Session;
use ocop_council::rules::finalisation::{DigestState, check, frozen_totals};
use ocop_council::rules::review::review;
use ocop_council::storage::generations::generations;
use ocop_council::storage::journal::recovery::{self, Found};
use ocop_council::storage::save::{open, save};
use ocop_council::storage::session_file;
use tempfile::TempDir;

use crate::support::{day, moment, product_id, s, small_session};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(data(name)).expect("the sample")
}

/// Copies samples into a folder of their own, under new names.
fn folder_with(names: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in names {
        fs::write(folder.path().join(to), sample(from)).expect("copied");
    }
    folder
}

/// The digests in the sample of the second version. The second one was made a second time by a
/// script of its own (Python's `json` with ordered keys, `blake3`) from what `dump` prints of the
/// sample; the content of the first one is gone.
const DIGESTS: [&str; 2] = [
    "5c80d282f1e9ca34965eb10dff9e74368d666b7b791e114c467a494c45d9738b",
    "0522a440fbd96826a121826f20495c398af7984139c1786476fe3e659722c3a0",
];

/// The small session finalised, reopened and finalised again after a change.
fn finalised_session() -> Session {
    let mut session = small_session();
    session.finalisations.clear();
    let discussion = Command::SetDiscussion {
        product_id: product_id(1),
        text: s("Bao bì cần ghi rõ hạn dùng và nơi đóng gói."),
    };
    let reason = s("Biên bản thiếu một ý kiến");
    let finalise = |session: &Session| Command::Finalise {
        totals: frozen_totals(session, &review(session, day("2026-08-14"))),
    };
    let mut minute = 31;
    let mut done = |session: &mut Session, command: Command| {
        let edit = Edit {
            at: moment(&format!("2026-08-14T11:{minute}:05")),
            by: s("Thư ký hội đồng"),
            command,
        };
        assert_eq!(apply(session, &edit), Ok(()));
        minute += 3;
    };
    let first = finalise(&session);
    done(&mut session, first);
    done(&mut session, Command::ReopenSession { reason });
    done(&mut session, discussion);
    let second = finalise(&session);
    done(&mut session, second);
    session
}

#[test]
fn the_first_version_opens_for_ever() {
    let bytes = sample("sessions/v1-small.session.ron");
    assert_eq!(session_file::read(&bytes), Ok(small_session()));
    let (session, fault) = session_file::read_accepting_edits(&bytes).expect("a session");
    assert_eq!((session, fault), (small_session(), None));
}

#[test]
fn the_first_version_is_saved_as_the_present_one_and_kept() {
    let folder = folder_with(&[("sessions/v1-small.session.ron", "a.session.ron")]);
    let path = folder.path().join("a.session.ron");
    let mut opened = open(&path).expect("opened");
    assert!(fs::read(&path).expect("bytes") == sample("sessions/v1-small.session.ron"));
    save(&opened.session, &mut opened.saved_as).expect("saved");
    let now = fs::read_to_string(&path).expect("text");
    assert!(now.contains("version: 3,"), "{now}");
    assert_eq!(open(&path).expect("opened").session, small_session());
    let kept = generations(&path);
    assert_eq!(kept.len(), 1);
    let kept = fs::read(&kept[0].path).expect("bytes");
    assert!(
        kept == sample("sessions/v1-small.session.ron"),
        "not a byte of it is lost"
    );
}

#[test]
fn the_first_version_knew_no_later_field() {
    let text = String::from_utf8(sample("sessions/v1-small.session.ron")).expect("text");
    let text = text.replace("finalised: true,", "finalised: true, totals: [],");
    assert!(session_file::read_accepting_edits(text.as_bytes()).is_err());
}

#[test]
fn the_second_version_opens_for_ever() {
    let bytes = sample("sessions/v2-finalised.session.ron");
    let session = session_file::read(&bytes).expect("a session");
    assert_eq!(session, finalised_session());
    // The third version adds fields that such a session does not have.
    let now = session_file::write(&session).expect("bytes");
    let now = String::from_utf8(now).expect("text");
    let then = String::from_utf8(bytes).expect("text");
    assert_eq!(body(&now), body(&then));
    // The digest is made again to the bit, and so are the totals.
    let found = check(&session, &review(&session, day("2026-11-24")).products);
    let found = found.expect("a finalisation");
    assert_eq!(
        (found.digest, found.differing),
        (DigestState::Same, Vec::<ProductId>::new())
    );
    let digests: Vec<&str> = session
        .finalisations
        .iter()
        .map(|it| it.digest.as_str())
        .collect();
    assert_eq!(digests, DIGESTS);
    let reopened = session.finalisations[0].reopened.as_ref();
    assert_eq!(
        reopened.map(|it| it.reason.as_str()),
        Some("Biên bản thiếu một ý kiến")
    );
    assert_eq!(session.finalisations.len(), 2);
}

/// Returns what stands between the head of a file and its checksum.
fn body(text: &str) -> &str {
    let (_, rest) = text.split_once("session: (").expect("a session");
    rest.rsplit_once("// blake3").expect("a checksum").0
}

/// A session of the third version: packets issued, one of them filled twice and settled, one with a
/// revision, one sheet contested, and what the second version wrote late.
fn desk_session() -> (Session, Session) {
    use fixtures::packets::{done, fill, hand_in, issue, take_back, take_in};
    use fixtures::{ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, TEA};
    let bytes = sample("journals/v2-outcome.session.ron");
    let mut session = session_file::read(&bytes).expect("a session");
    fixtures::change_product(&mut session, TEA, |tea| {
        let case = ocop_council::model::criteria::CaseCode::A;
        tea.case_choices.insert(fixtures::code("1.3"), case);
    });
    let mut chair = issue(&mut session, 1, CHAIR);
    let lan = issue(&mut session, 2, LAN);
    let minh = issue(&mut session, 3, MINH);
    fill(&mut chair, TEA, ALL_70, 0);
    hand_in(&mut chair, 30);
    let first = chair.clone();
    take_back(&mut chair);
    fill(&mut chair, TEA, ALL_100, 0);
    hand_in(&mut chair, 45);
    for packet in [&chair, &first] {
        assert_eq!(take_in(&mut session, packet), Ok(()));
    }
    for packet in [lan, minh] {
        let member_id = packet.packet.as_ref().expect("a packet").member_id;
        let (mut a, mut b) = (packet.clone(), packet);
        fill(&mut a, TEA, ALL_70, 0);
        fill(&mut b, TEA, ALL_100, 1);
        hand_in(&mut a, 31);
        hand_in(&mut b, 32);
        for packet in [&a, &b] {
            assert_eq!(take_in(&mut session, packet), Ok(()));
        }
        if member_id == LAN {
            let key = (TEA, LAN, 1);
            let choices = ocop_council::rules::packets::merge::choices(&session, key);
            let settle = Command::SettleSheet {
                product_id: TEA,
                member_id,
                round: 1,
                chosen: choices[1].digest.clone(),
                reason: s("Thành viên xác nhận bản này"),
            };
            done(&mut session, settle);
        }
    }
    assert!(session.product(RICE).is_some());
    (session, chair)
}

#[test]
fn the_third_version_opens_for_ever() {
    let (desk, packet) = desk_session();
    for (name, expected) in [
        ("sessions/v3-desk.session.ron", &desk),
        ("sessions/v3-chair.packet.ron", &packet),
    ] {
        // Only while the third version has not been released; afterwards the samples never change.
        if std::env::var_os("UPDATE_SAMPLES").is_some() {
            let bytes = session_file::write(expected).expect("bytes");
            fs::write(data(name), bytes).expect("written");
        }
        let bytes = sample(name);
        let session = session_file::read(&bytes).expect("a session");
        assert_eq!(session, *expected, "{name}");
        assert!(
            session_file::write(&session) == Ok(bytes),
            "saved again it is the same: {name}"
        );
    }
    assert_eq!(
        desk.versions.len(),
        3,
        "one older, one set aside, one contested"
    );
    assert_eq!(desk.sheets.values().filter(|it| it.contested).count(), 1);
}

#[test]
fn a_journal_of_the_second_version_replays() {
    let folder = folder_with(&[("journals/v2-kept.journal", "x.journal")]);
    let recovered = recovery::open_kept(&folder.path().join("x.journal")).expect("recovered");
    let outcome = sample("journals/v2-outcome.session.ron");
    let outcome = session_file::read(&outcome).expect("a session");
    assert_eq!(*recovered.document.session(), outcome);
    assert_eq!(recovered.cut, None);
}

/// Compares with what the program that wrote the journals made of the same changes. Lines of the log
/// are worded by the program that replays; who did what when is the same.
#[track_caller]
fn check_outcome(found: &Session) {
    let outcome = sample("journals/v1-outcome.session.ron");
    let mut outcome = session_file::read(&outcome).expect("a session");
    let lines = |session: &Session| -> Vec<_> {
        let lines = session.log.iter();
        lines
            .map(|line| (line.at, line.by.clone(), line.what.clone()))
            .collect()
    };
    assert_eq!(lines(found), lines(&outcome));
    outcome.log.clone_from(&found.log);
    assert_eq!(*found, outcome);
}

#[test]
fn a_journal_of_the_first_version_replays_over_its_file() {
    let folder = folder_with(&[
        ("journals/v1-followed.session.ron", "a.session.ron"),
        (
            "journals/v1-followed.session.ron.journal",
            "a.session.ron.journal",
        ),
    ]);
    let opened = open(&folder.path().join("a.session.ron")).expect("opened");
    let Found::Changes(recovered) = recovery::look(&opened.session, &opened.saved_as) else {
        panic!("no changes were found");
    };
    check_outcome(recovered.document.session());
    assert_eq!((recovered.n_changes, recovered.cut), (7, None));
}

#[test]
fn a_journal_of_the_first_version_whose_changes_were_saved_tells_nothing() {
    // The program ended between a save and the trimming of the journal.
    let folder = folder_with(&[
        ("journals/v1-outcome.session.ron", "a.session.ron"),
        ("journals/v1-followed.session.ron", "a.session.ron.~1~"),
        (
            "journals/v1-followed.session.ron.journal",
            "a.session.ron.journal",
        ),
    ]);
    let opened = open(&folder.path().join("a.session.ron")).expect("opened");
    let found = recovery::look(&opened.session, &opened.saved_as);
    assert!(matches!(found, Found::Nothing), "{found:?}");
}

#[test]
fn a_journal_of_the_first_version_that_holds_its_base_replays() {
    let folder = folder_with(&[("journals/v1-kept.journal", "x.journal")]);
    let recovered = recovery::open_kept(&folder.path().join("x.journal")).expect("recovered");
    check_outcome(recovered.document.session());
    assert_eq!((recovered.n_changes, recovered.cut), (10, None));
    let (kept, errors) = recovery::kept_sessions(folder.path());
    assert_eq!((kept.len(), errors), (1, Vec::new()));
}

#[test]
fn a_finalisation_comes_back_from_the_journal() {
    // What stands in a journal is what was finalised, to the digest.
    let mut document = ocop_council::edit::document::Document::new(fixtures::session());
    let finalise = fixtures::finalise(document.session());
    document.edit(&fixtures::edit(finalise)).expect("finalised");
    let entries = document.take_entries();
    let text = ron::to_string(&entries[0].entry).expect("text");
    let entry = ron::from_str(&text).expect("an entry");
    let mut replayed = ocop_council::edit::document::Document::new(fixtures::session());
    replayed.replay(&entry).expect("replayed");
    assert_eq!(replayed.session(), document.session());
}
