#![expect(clippy::disallowed_methods, reason = "looks at what was written")]

use super::*;
use crate::edit::command::Command;
use crate::fixtures::{self, CHAIR, LAN, MINH, packets::done};
use crate::storage::packets::issue::{Issuing, prepare};
use crate::storage::session_file;

/// The packets of all three members, known to the session; `signs` costs a second.
fn batch(folder: &Path, signs: bool) -> Batch {
    let mut session = fixtures::session();
    session.rules.signing.value = signs;
    let issuing = Issuing {
        member_ids: vec![CHAIR, LAN, MINH],
        instructions: "Chấm xong trước ngày họp.".to_owned(),
        by: "Vũ Thu Hà".to_owned(),
        at: fixtures::at(0),
    };
    let packets = prepare(&session, &issuing).expect("prepared");
    let issued = packets.iter().map(|new| new.issued.clone()).collect();
    done(&mut session, Command::IssuePackets(issued));
    let folders = Folders {
        packets: folder.join("Gói phiếu"),
        codes: folder.join("Phiếu mã"),
    };
    Batch::new(Arc::new(session), packets, folders, fixtures::at(0))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn packets_and_receipt_lie_together_the_slips_apart_and_no_code_beside_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut batch = batch(folder.path(), true);
    batch.write();
    assert_eq!(batch.troubles, []);
    assert!(batch.is_whole() && !batch.lacks_codes());
    assert_eq!(
        names(&batch.folders.packets),
        [
            "Biên nhận gói phiếu 2026-09-15 Phiên thử.pdf",
            "Gói phiếu 01 Trần Văn An.packet.ron",
            "Gói phiếu 02 Lê Thị Lan.packet.ron",
            "Gói phiếu 03 Phạm Đức Minh.packet.ron",
        ]
    );
    assert_eq!(
        names(&batch.folders.codes),
        ["Phiếu mã 2026-09-15 Phiên thử.pdf"]
    );
    for item in &batch.items {
        let code = item.new.code.as_ref().expect("a code").text();
        let plain = code.replace('-', "");
        let path = item.path.as_ref().expect("written");
        let text = String::from_utf8(std::fs::read(path).expect("read")).expect("text");
        assert!(!text.contains(&code) && !text.contains(&plain));
        assert!(!format!("{batch:?}").contains(&code));
    }
    for path in batch.paths() {
        let bytes = std::fs::read(path).expect("read");
        assert!(session_file::read(&bytes).is_ok(), "{}", path.display());
    }
}

#[test]
fn what_lies_there_already_stays_and_what_is_written_is_not_written_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = batch(folder.path(), false);
    first.write();
    let of_first = names(&first.folders.packets);
    assert_eq!(of_first.len(), 4);
    assert_eq!(
        names(&first.folders.codes),
        Vec::<String>::new(),
        "no codes, no folder"
    );
    first.write();
    assert_eq!(names(&first.folders.packets), of_first);
    let mut second = batch(folder.path(), false);
    second.write();
    assert!(second.is_whole());
    let both = names(&second.folders.packets);
    assert_eq!(both.len(), 8);
    assert!(both.contains(&"Gói phiếu 02 Lê Thị Lan (2).packet.ron".to_owned()));
}

#[test]
fn where_codes_find_no_place_nothing_is_written_until_they_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut batch = batch(folder.path(), true);
    let right = batch.folders.codes.clone();
    for wrong in [
        batch.folders.packets.clone(),
        batch.folders.packets.join("mã"),
    ] {
        batch.folders.codes = wrong;
        batch.write();
        assert_eq!(batch.troubles.len(), 3);
        assert!(names(&batch.folders.packets).is_empty());
    }
    batch.folders.codes = right;
    batch.write();
    assert!(batch.is_whole() && batch.troubles.is_empty());
}

#[test]
fn slips_that_could_not_be_written_wait_with_their_codes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut batch = batch(folder.path(), false);
    // As if the disk had failed between packets and papers.
    for item in &mut batch.items {
        item.new.code = crate::storage::packets::keys::Code::parse("ABCDE-FGHJK");
        item.path = issue::write(&item.new, folder.path()).ok();
    }
    assert!(batch.lacks_codes() && !batch.is_whole());
    batch.write();
    assert!(batch.is_whole());
    assert_eq!((batch.slips.len(), batch.receipts.len()), (1, 1));
}
