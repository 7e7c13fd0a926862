//! What a person waits for, on a session as large as they come: 518 products, nine members.

use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use ocop_council::edit::apply::apply;
use ocop_council::edit::command::{Command, Edit, SheetRef};
use ocop_council::fixtures::packets;
use ocop_council::model::session::Session;
use ocop_council::model::sheet::SheetSource;
use ocop_council::model::{Date, DateTime};
use ocop_council::rules::review::review;
use ocop_council::sample::{self, SheetChoice};
use ocop_council::storage::packs::{builtin, embed, read_pack};
use ocop_council::storage::session_file;
use ocop_council::takein;

static LARGE: LazyLock<Session> = LazyLock::new(|| sample::generate(518, 9, 1, SheetChoice::Drawn));

const TODAY: Date = match Date::from_ymd_opt(2026, 11, 24) {
    Some(day) => day,
    None => Date::MIN,
};

fn main() {
    LazyLock::force(&LARGE);
    divan::main();
}

#[divan::bench]
fn make_sample() -> Session {
    sample::generate(518, 9, 1, SheetChoice::Drawn)
}

#[divan::bench]
fn review_of_all(bencher: Bencher<'_, '_>) {
    bencher.bench(|| review(black_box(&LARGE), TODAY));
}

#[divan::bench]
fn choose_one_level(bencher: Bencher<'_, '_>) {
    let edit = one_choice(&LARGE);
    bencher
        .with_inputs(|| LARGE.clone())
        .bench_values(|mut session| {
            apply(&mut session, &edit).expect("an answer of a draft");
            session
        });
}

#[divan::bench]
fn write_file(bencher: Bencher<'_, '_>) {
    bencher.bench(|| session_file::write(black_box(&LARGE)));
}

#[divan::bench]
fn read_file(bencher: Bencher<'_, '_>) {
    let bytes = session_file::write(&LARGE).expect("bytes");
    bencher.bench(|| session_file::read(black_box(&bytes)));
}

/// An answer on a sheet that is still being filled.
fn one_choice(session: &Session) -> Edit {
    let draft = session
        .sheets
        .values()
        .find(|sheet| !sheet.status.is_submitted())
        .expect("a draft");
    let (code, answer) = draft.answers.0.iter().next().expect("an answer");
    Edit {
        at: DateTime::default(),
        by: String::new(),
        command: Command::ChooseLevel {
            sheet: SheetRef {
                sheet_id: draft.id,
                product_id: draft.product_id,
                member_id: draft.member_id,
                round: draft.round,
                source: SheetSource::Typed,
            },
            code: *code,
            answer: Some(*answer),
        },
    }
}

/// A session of 40 products before nine members, and the nine packets as they came back.
static RETURNED: LazyLock<(Session, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let made = sample::generate(40, 9, 1, SheetChoice::Drawn);
    let mut session = sample::unscored(made);
    let members = session.council.members.iter();
    let ids: Vec<_> = (members.filter(|member| member.is_member))
        .map(|member| member.id)
        .collect();
    let packets = (1..).zip(ids).map(|(bits, id)| {
        let mut packet = packets::issue(&mut session, bits, id);
        let content = packets::content(&packet).clone();
        for work in sample::packet_work(&packet, &content, bits) {
            let commands = work.commands.into_iter();
            commands.for_each(|command| packets::done(&mut packet, command));
        }
        packets::hand_in(&mut packet, 20);
        session_file::write(&packet).expect("bytes")
    });
    let packets = packets.collect();
    (session, packets)
});

/// Reads, judges and takes in nine packets of 40 products each, as `merge` does.
#[divan::bench]
fn take_in_nine_packets(bencher: Bencher<'_, '_>) {
    let (session, packets) = &*RETURNED;
    bencher
        .with_inputs(|| session.clone())
        .bench_values(|session| {
            let mut session = session;
            for bytes in packets {
                let file = takein::read(Path::new(""), black_box(bytes), session.id);
                let report = takein::report(&session, std::slice::from_ref(&file));
                assert!(report.iter().all(takein::FileReport::is_smooth));
                let returned = Box::new(file.content.expect("a return"));
                let edit = Edit {
                    at: DateTime::default(),
                    by: String::new(),
                    command: Command::TakeInReturn(returned),
                };
                apply(&mut session, &edit).expect("taken in");
            }
            assert_eq!(session.sheets.len(), 360);
            session
        });
}

/// Reads and judges one of them, as the report before taking it in does.
#[divan::bench]
fn look_at_one_packet(bencher: Bencher<'_, '_>) {
    let (session, packets) = &*RETURNED;
    bencher.bench(|| {
        let bytes = packets.first().expect("a packet");
        let file = takein::read(Path::new(""), black_box(bytes), session.id);
        takein::report(session, &[file])
    });
}

/// Reads and checks every pack that comes with the program, as the first use of criteria does.
#[divan::bench]
fn read_all_packs() -> usize {
    let texts = [
        include_str!("../assets/criteria/qd-1048-781.ron"),
        include_str!("../assets/criteria/qd-26-2026.ron"),
    ];
    texts
        .iter()
        .map(|text| read_pack(text).expect("a built-in pack").product_sets.len())
        .sum()
}

/// Makes the largest sheet, 34 criteria of coffee and cocoa, as a session carries it.
#[divan::bench]
fn embed_the_largest_sheet(bencher: Bencher<'_, '_>) {
    let pack = builtin().last().expect("the pack in force");
    bencher.bench(|| embed(pack, 13));
}
