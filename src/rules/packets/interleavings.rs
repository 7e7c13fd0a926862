//! Returns of nine packets in any order: what the session comes to depends on the set alone.

use std::sync::Arc;

use super::judge::{Verdict, judge_file, returned};
use super::merge::{self, key_of};
use crate::edit::apply::apply;
use crate::edit::command::Command;
use crate::fixtures::packets::{
    content, done, fill, hand_in, issue, sheet_ref, take_back, take_in,
};
use crate::fixtures::{
    ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, TEA, at, change_product, code, edit, member, session,
};
use crate::model::council::Role;
use crate::model::criteria::CaseCode;
use crate::model::ids::{MemberId, ProductId, SessionId};
use crate::model::packet::Returned;
use crate::model::session::Session;
use crate::model::sheet::Answers;

/// Sets of returns, and orders in which each is taken in: 1,000 interleavings.
const N_WORLDS: u64 = 40;
const N_ORDERS: usize = 25;

/// Ways to fill a sheet.
const TEXTS: [&str; 4] = [
    ALL_70,
    ALL_100,
    "1.1=1 1.2=- 1.3=1 2.1=2 2.2=1 3=3",
    "1.1=- 1.2=1 1.3=2 2.1=3 2.2=2 3=2",
];

/// A splitmix64 sequence.
struct Chance(u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.bits() % u64::try_from(n).expect("small")).expect("small")
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn text(&mut self) -> &'static str {
        TEXTS[self.below(TEXTS.len())]
    }

    fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for idx in (1..items.len()).rev() {
            let other = self.below(idx + 1);
            items.swap(idx, other);
        }
        items
    }
}

/// The tiny session before nine members who score.
fn council_of_nine() -> (Session, Vec<MemberId>) {
    let mut session = session();
    change_product(&mut session, TEA, |tea| {
        tea.case_choices.insert(code("1.3"), CaseCode::A);
    });
    let mut ids = vec![CHAIR, LAN, MINH];
    for bits in 11..17 {
        let id = MemberId::from_bits(bits);
        let name = format!("Thành viên {bits}");
        session
            .council
            .members
            .push(member(id, &name, Role::Member));
        ids.push(id);
    }
    (session, ids)
}

/// What came back in a trial.
struct World {
    /// The session, which has issued every packet and taken nothing in.
    base: Session,
    /// Files, some of them twice, damaged or not handed in.
    files: Vec<Session>,
}

/// Everything that happens to the packets of nine members, as `chance` has it.
fn world(chance: &mut Chance) -> World {
    let (mut base, ids) = council_of_nine();
    base.rules.signing.value = chance.happens(70);
    let mut desk = base.clone();
    let mut returns = Vec::new();
    let packets: Vec<_> = (1..)
        .zip(&ids)
        .map(|(bits, id)| issue(&mut desk, bits, *id))
        .collect();
    for (bits, packet) in (101..).zip(packets) {
        let mut own = Vec::new();
        let mut copy = packet.clone();
        let first = filled(packet, chance, 0);
        own.push(first.clone());
        if chance.happens(40) {
            own.extend(handed_in_again(first.clone(), chance));
        }
        if chance.happens(20) {
            fill(&mut copy, RICE, chance.text(), 1);
            let minutes = 20 + u32::try_from(chance.below(3)).expect("small");
            hand_in(&mut copy, minutes);
            own.push(copy);
        }
        if chance.happens(20) {
            assert_eq!(take_in(&mut desk, &first), Ok(()));
            let id = content(&first).member_id;
            let again = issue(&mut desk, bits, id);
            own.extend(changed_and_handed_in(again, chance, 50));
        }
        if chance.happens(30) {
            let idx = chance.below(own.len());
            let damaged = damaged(own[idx].clone(), chance);
            own.push(damaged);
        }
        if chance.happens(30) {
            let idx = chance.below(own.len());
            own.push(own[idx].clone());
        }
        returns.extend(own);
    }
    for issued in &desk.issued {
        done(
            &mut base,
            Command::IssuePackets(vec![issued.as_ref().clone()]),
        );
    }
    World {
        base,
        files: returns,
    }
}

/// Fills a packet, or half of it, and hands it in.
fn filled(mut packet: Session, chance: &mut Chance, copy: u64) -> Session {
    match chance.below(6) {
        0 => fill(&mut packet, TEA, chance.text(), copy),
        1 => {
            recuse(&mut packet, TEA, Some("là người thân của chủ thể"));
            fill(&mut packet, RICE, chance.text(), copy);
        }
        _ => {
            fill(&mut packet, RICE, chance.text(), copy);
            fill(&mut packet, TEA, chance.text(), copy);
        }
    }
    hand_in(
        &mut packet,
        10 + u32::try_from(chance.below(4)).expect("small"),
    );
    packet
}

fn recuse(packet: &mut Session, product_id: ProductId, reason: Option<&str>) {
    let member_id = content(packet).member_id;
    let reason = reason.map(str::to_owned);
    done(
        packet,
        Command::SetRecusal {
            product_id,
            member_id,
            reason,
        },
    );
}

/// Takes a packet back and hands it in again, once or twice, or never.
fn handed_in_again(mut packet: Session, chance: &mut Chance) -> Vec<Session> {
    let mut files = Vec::new();
    for minutes in [30, 40] {
        take_back(&mut packet);
        if chance.happens(20) {
            files.push(packet);
            return files;
        }
        let is_recused = |id| packet.product(id).is_some_and(|it| !it.recusals.is_empty());
        match (is_recused(TEA), chance.below(3)) {
            (true, 0) => recuse(&mut packet, TEA, None),
            (true, _) => recuse(&mut packet, TEA, Some("có phần góp vốn")),
            // Handed in again as it was.
            (false, 0) => {}
            (false, 1) => fill(&mut packet, TEA, chance.text(), 0),
            (false, _) => fill(&mut packet, RICE, chance.text(), 0),
        }
        hand_in(&mut packet, minutes);
        files.push(packet.clone());
        if chance.happens(50) {
            break;
        }
    }
    files
}

/// Changes one sheet of a packet that was issued again, and hands it in.
fn changed_and_handed_in(mut packet: Session, chance: &mut Chance, minutes: u32) -> Vec<Session> {
    for product_id in [RICE, TEA] {
        let member_id = content(&packet).member_id;
        let is_recused = packet
            .product(product_id)
            .is_none_or(|it| it.recusals.contains_key(&member_id));
        if is_recused {
            continue;
        }
        if packet.sheet(product_id, member_id, 1).is_some() {
            if chance.happens(50) {
                continue;
            }
            let sheet = sheet_ref(&packet, product_id, 0);
            let reason = "Xem lại".to_owned();
            done(&mut packet, Command::ReopenSheet { sheet, reason });
        }
        // A sheet that was begun in the first packet and not handed in begins anew here.
        fill(&mut packet, product_id, chance.text(), 2);
    }
    hand_in(&mut packet, minutes);
    vec![packet]
}

/// Changes a file as no program of ours does.
fn damaged(mut packet: Session, chance: &mut Chance) -> Session {
    let last = |packet: &mut Session, change: &dyn Fn(&mut crate::model::packet::HandIn)| {
        let content = Arc::make_mut(packet.packet.as_mut().expect("a packet"));
        change(content.hand_ins.last_mut().expect("a hand-in"));
    };
    let first = packet.sheets.keys().next().copied();
    let mut sheet = |change: &dyn Fn(&mut crate::model::sheet::ScoringSheet)| {
        let found = first.and_then(|id| packet.sheets.get_mut(&id));
        if let Some(found) = found {
            change(Arc::make_mut(found));
        }
    };
    match chance.below(7) {
        0 => sheet(&|it| it.answers = Answers::default()),
        1 => sheet(&|it| it.opinion = "khác".to_owned()),
        2 => sheet(&|it| it.member_id = MemberId::from_bits(99)),
        3 => last(&mut packet, &|it| it.at = at(59)),
        4 => last(&mut packet, &|it| it.seal.signature = Some("0".repeat(128))),
        5 => last(&mut packet, &|it| {
            let seal = it.sheets.values_mut().next();
            if let Some(seal) = seal {
                seal.signature = Some("0".repeat(128));
            }
        }),
        _ => packet.id = SessionId::from_bits(77),
    }
    packet
}

/// Takes what the files hold out of them; those of another session and those that are not handed in
/// hold nothing.
fn returned_of(base: &Session, files: &[Session]) -> Vec<Returned> {
    let own = files.iter().filter(|file| file.id == base.id);
    own.filter_map(|file| returned(file).ok()).collect()
}

/// Takes returns in one after the other; what is refused is left.
fn merged(base: &Session, returns: &[Returned]) -> Session {
    let mut session = base.clone();
    for returned in returns {
        let command = Command::TakeInReturn(Box::new(returned.clone()));
        apply(&mut session, &edit(command)).ok();
    }
    session
}

/// Chooses the first version wherever several contradict.
fn settled(mut session: Session) -> Session {
    let contested = session.sheets.values().filter(|sheet| sheet.contested);
    let keys: Vec<_> = contested.map(|sheet| key_of(sheet)).collect();
    for (product_id, member_id, round) in keys {
        let choices = merge::choices(&session, (product_id, member_id, round));
        let chosen = choices.first().expect("a version").digest.clone();
        let command = Command::SettleSheet {
            product_id,
            member_id,
            round,
            chosen,
            reason: "hỏi lại thành viên".to_owned(),
        };
        assert_eq!(apply(&mut session, &edit(command)), Ok(()));
    }
    session
}

#[test]
fn a_thousand_interleavings_lead_to_the_same_session() {
    let (mut n_returns, mut n_refused, mut n_contested, mut n_aside) = (0, 0, 0, 0);
    for seed in 1..=N_WORLDS {
        let mut chance = Chance(seed);
        let World { base, files } = world(&mut chance);
        let returns = returned_of(&base, &files);
        let expected = merged(&base, &returns);
        assert_eq!(crate::storage::check::faults(&expected), [], "seed {seed}");
        for order in 0..N_ORDERS {
            let found = merged(&base, &chance.shuffled(&returns));
            assert!(found == expected, "seed {seed}, order {order}");
        }
        // Everything once more, and once more after choices were made.
        let again = merged(&expected, &chance.shuffled(&returns));
        assert!(again == expected, "seed {seed}: the second time");
        let chosen = settled(expected.clone());
        let again = merged(&chosen, &chance.shuffled(&returns));
        assert!(again == chosen, "seed {seed}: after choices");
        assert!(chosen.sheets.values().all(|sheet| !sheet.contested));

        n_returns += files.len();
        n_contested += expected.sheets.values().filter(|it| it.contested).count();
        n_aside += expected.versions.len();
        n_refused += files.iter().filter(|it| is_refused(&base, it)).count();
    }
    // The worlds hold what they are to hold.
    assert!(n_returns > 600, "{n_returns} returns");
    assert!(n_refused > 40, "{n_refused} refused");
    assert!(n_contested > 40, "{n_contested} contested");
    assert!(n_aside > 150, "{n_aside} versions aside");
}

fn is_refused(base: &Session, packet: &Session) -> bool {
    judge_file(base, packet).map_or(true, |(_, judgement)| {
        let mut verdicts = judgement.verdicts().into_iter();
        verdicts.any(|verdict| matches!(verdict, Verdict::Refused(_)))
    })
}
