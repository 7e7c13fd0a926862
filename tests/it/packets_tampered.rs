//! A returned packet with any byte changed: refused, or it says what it said.

use std::path::Path;

use ocop_council::fixtures::packets::{fill, hand_in, issue};
use ocop_council::fixtures::{ALL_70, ALL_100, LAN, RICE, TEA, change_product, code, session};
use ocop_council::model::criteria::CaseCode;
use ocop_council::model::packet::Returned;
use ocop_council::model::session::Session;
use ocop_council::rules::packets::judge::{Judgement, returned};
use ocop_council::storage::session_file;
use ocop_council::takein::{self, Refused};

/// A session, and the bytes of a packet that came back to it.
fn came_back(is_signing: bool) -> (Session, Vec<u8>) {
    let mut session = session();
    session.rules.signing.value = is_signing;
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    let mut packet = issue(&mut session, 1, LAN);
    fill(&mut packet, RICE, ALL_70, 0);
    fill(&mut packet, TEA, ALL_100, 0);
    hand_in(&mut packet, 20);
    let bytes = session_file::write(&packet).expect("bytes");
    (session, bytes)
}

fn judged(session: &Session, bytes: &[u8]) -> Result<Judgement, Refused> {
    let file = takein::read(Path::new("a.packet.ron"), bytes, session.id);
    let report = takein::report(session, &[file]).remove(0);
    report.outcome
}

fn flipped(bytes: &[u8], idx: usize, mask: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[idx] ^= mask;
    bytes
}

#[test]
fn any_byte_flipped_is_refused_as_damaged() {
    for is_signing in [true, false] {
        let (session, bytes) = came_back(is_signing);
        assert!(judged(&session, &bytes).is_ok_and(|it| it.is_smooth()));
        for idx in 0..bytes.len() {
            for mask in [0x01, 0x20, 0xff] {
                let refused = judged(&session, &flipped(&bytes, idx, mask));
                let code = refused.map_err(|why| why.code());
                let expected = matches!(code, Err("damaged" | "not_a_packet" | "newer_version"));
                assert!(
                    expected,
                    "byte {idx} of {} ^ {mask:#x}: {code:?}",
                    bytes.len()
                );
            }
        }
        // The checksum itself, whose line nothing else covers.
        let line = bytes
            .iter()
            .rposition(|byte| *byte == b'/')
            .expect("a comment");
        for idx in line - 1..bytes.len() {
            let refused = judged(&session, &flipped(&bytes, idx, 0x01));
            assert_eq!(
                refused.map_err(|why| why.code()),
                Err("damaged"),
                "byte {idx}"
            );
        }
    }
}

/// Somebody who makes the checksum anew after each change: what is taken in is what was handed in, or
/// nothing is.
fn check_resealed(is_signing: bool, step: usize) {
    let (session, bytes) = came_back(is_signing);
    let (original, _) = session_file::read_accepting_edits(&bytes).expect("a packet");
    let original = returned(&original).expect("handed in");
    let same = |found: &Returned| *found == original;
    let (mut n_tried, mut n_same) = (0, 0);
    for idx in (0..bytes.len()).step_by(step) {
        for mask in [0x01, 0x06] {
            let changed = flipped(&bytes, idx, mask);
            let Ok((packet, _)) = session_file::read_accepting_edits(&changed) else {
                continue;
            };
            n_tried += 1;
            let Ok(resealed) = session_file::write(&packet) else {
                continue;
            };
            let file = takein::read(Path::new("a.packet.ron"), &resealed, session.id);
            let report = takein::report(&session, std::slice::from_ref(&file)).remove(0);
            match (&report.outcome, &file.content) {
                (Ok(judgement), Ok(found)) if judgement.is_smooth() => {
                    assert!(same(found), "byte {idx} ^ {mask:#x} went through");
                    n_same += 1;
                }
                // A sheet that was changed is refused by itself, and what is left is as it was.
                (Ok(judgement), Ok(found)) => {
                    for (line, sheet) in judgement.lines.iter().zip(&found.sheets) {
                        let is_same = original.sheets.contains(sheet);
                        assert!(
                            !line.verdict.is_accepted() || is_same,
                            "byte {idx} ^ {mask:#x}"
                        );
                    }
                    assert_eq!(found.hand_in, original.hand_in);
                }
                _ => {}
            }
        }
    }
    assert!(
        n_same > 0 && n_tried > n_same,
        "{n_tried} tried, {n_same} the same"
    );
}

#[test]
fn a_checksum_made_anew_helps_nobody() {
    check_resealed(true, 13);
    check_resealed(false, 13);
}

#[test]
#[ignore = "takes minutes in a debug build"]
fn a_checksum_made_anew_helps_nobody_at_any_byte() {
    check_resealed(true, 1);
    check_resealed(false, 1);
}
