//! Trials with packets: a session nobody has scored in, and answers drawn for a packet.

use std::sync::Arc;

use crate::edit::command::{Command, SheetRef};
use crate::model::criteria::{CaseChoices, ProductSet, Scoring};
use crate::model::ids::{ProductId, SheetId};
use crate::model::packet::Packet;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::{Answer, Answers, SheetSource};
use crate::rules::scoring::{Standing, standing};

use super::random::Random;

/// What a member would do for one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductWork {
    /// The product.
    pub product_id: ProductId,
    /// The answers, in the order of the sheet.
    pub commands: Vec<Command>,
}

/// Takes out of a session what members scored and what the council made of it.
pub(super) fn unscored(mut session: Session) -> Session {
    session.sheets.clear();
    session.finalisations.clear();
    session.log.clear();
    for product in &mut session.products {
        let product = Arc::make_mut(product);
        product.agreed_choices.clear();
        product.hearing = None;
        product.rescorings.clear();
        product.ground_decisions.clear();
        product.discussion.clear();
        product.requests.clear();
        product.conclusion = None;
        product.authority_decision = None;
    }
    session
}

/// Answers every criterion of every product that the member takes part in and has not handed in. The
/// same packet and seed always give the same answers, whatever stands in the sheets.
pub(super) fn work(session: &Session, packet: &Packet, seed: u64) -> Vec<ProductWork> {
    let products = session.products.iter();
    products
        .filter(|product| !product.recusals.contains_key(&packet.member_id))
        .filter_map(|product| product_work(session, packet, product, seed))
        .collect()
}

fn product_work(
    session: &Session,
    packet: &Packet,
    product: &Product,
    seed: u64,
) -> Option<ProductWork> {
    let form = session.form_of(product)?;
    let found = session.sheet(product.id, packet.member_id, product.round());
    if found.is_some_and(|sheet| sheet.status.is_submitted()) {
        return None;
    }
    let drawn = |what: &str| {
        let name = format!("{what} {} {} {}", packet.id, product.id, product.round());
        bits(&format!("{name} {seed}"))
    };
    let sheet = SheetRef {
        sheet_id: found.map_or_else(|| SheetId::from_bits(drawn("sheet")), |sheet| sheet.id),
        product_id: product.id,
        member_id: packet.member_id,
        round: product.round(),
        source: SheetSource::Laptop,
    };
    let mut random = Random::new(drawn("answers"));
    let answers = answers(&form.set, &product.case_choices, &mut random);
    let commands = form.set.criteria().filter_map(|criterion| {
        let answer = answers.get(criterion.code);
        let held = found.and_then(|sheet| sheet.answers.get(criterion.code));
        (held != answer).then_some(Command::ChooseLevel {
            sheet,
            code: criterion.code,
            answer,
        })
    });
    Some(ProductWork {
        product_id: product.id,
        commands: commands.collect(),
    })
}

/// Returns 64 bits that follow from a text.
fn bits(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let first = hash.as_bytes().first_chunk().copied();
    first.map_or(0, u64::from_le_bytes)
}

/// Draws an answer for every criterion that needs one.
fn answers(set: &ProductSet, cases: &CaseChoices, random: &mut Random) -> Answers {
    let mut answers = Answers::default();
    for criterion in set.criteria() {
        let case = cases.get(&criterion.code).copied();
        let is_open = criterion.scoring == Scoring::OneCase && case.is_none();
        if is_open || standing(set, criterion, &answers, cases) == Standing::Idle {
            continue;
        }
        let level = |idx: usize| u8::try_from(idx).ok().map(Answer::Level);
        let mut all: Vec<Answer> = match criterion.scoring {
            Scoring::YesNo => level(0).into_iter().collect(),
            Scoring::One | Scoring::OneCase => criterion
                .levels(case)
                .filter_map(|(idx, _)| level(idx))
                .collect(),
        };
        if criterion.offers_none(case) {
            all.push(Answer::NoLevel);
        }
        if let Some(answer) = random.one_of(&all) {
            answers.0.insert(criterion.code, *answer);
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::packets::{content, done, issue};
    use crate::fixtures::{LAN, RICE, TEA, session};
    use crate::rules::scoring::total;
    use crate::sample::{self, SheetChoice};

    #[test]
    fn drawn_answers_complete_every_statutory_sheet() {
        let mut session = sample::unscored(sample::generate(26, 2, 3, SheetChoice::InTurn));
        assert_eq!(crate::storage::check::faults(&session), []);
        let member_id = session.council.members[0].id;
        let mut packet = issue(&mut session, 1, member_id);
        assert_eq!(packet.products.len(), 26);
        for seed in 1..20 {
            for work in work(&packet.clone(), content(&packet), seed) {
                work.commands
                    .into_iter()
                    .for_each(|command| done(&mut packet, command));
            }
            for sheet in packet.sheets.values() {
                let product = packet.product(sheet.product_id).expect("a product");
                let form = packet.form_of(product).expect("a form");
                let total = total(&form.set, &sheet.answers, &product.case_choices);
                assert_eq!(total.missing, []);
            }
            assert_eq!(packet.sheets.len(), 26);
            // Once more, nothing is left to do.
            let again = work(&packet, content(&packet), seed);
            assert!(again.iter().all(|work| work.commands.is_empty()));
        }
    }

    #[test]
    fn a_case_that_is_open_is_left_open_and_members_differ() {
        let mut session = session();
        let packet = issue(&mut session, 1, LAN);
        let other = issue(&mut session, 2, LAN);
        let works = work(&packet, content(&packet), 5);
        let ids: Vec<_> = works.iter().map(|work| work.product_id).collect();
        assert_eq!(ids, [RICE, TEA]);
        let codes = |work: &ProductWork| {
            let codes = work.commands.iter().map(|command| match command {
                Command::ChooseLevel { code, sheet, .. } => (code.to_string(), sheet.sheet_id),
                other => panic!("{other:?}"),
            });
            codes.collect::<Vec<_>>()
        };
        assert!(codes(&works[0]).iter().any(|(code, _)| code == "1.3"));
        assert!(codes(&works[1]).iter().all(|(code, _)| code != "1.3"));
        assert_eq!(work(&packet, content(&packet), 5), works);
        let others = work(&other, content(&other), 5);
        assert_ne!(codes(&others[0])[0].1, codes(&works[0])[0].1);
    }
}
