//! Properties of editing over random lists of commands, sensible and not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ocop_council::edit::apply::apply;
use ocop_council::edit::command::{Command, Edit, NewProduct, ProductDetails, SheetRef};
use ocop_council::edit::document::{Document, JournalEntry};
use ocop_council::fixtures::{
    self, ALL_70, ALL_100, CHAIR, CLERK, LAN, MINH, RICE, TEA, at, read, scored_session,
};
use ocop_council::model::council::{Attendance, Role};
use ocop_council::model::criteria::{CaseCode, Code, Scoring};
use ocop_council::model::ids::{ApplicantId, MemberId, ProductId, SheetId};
use ocop_council::model::points::StarRank;
use ocop_council::model::product::{AgreedChoice, ApplicationKind, GroundDecision, Outcome, Vote};
use ocop_council::model::session::Session;
use ocop_council::model::sheet::{Answer, GroundPlace, SheetSource};
use ocop_council::rules::review::review;
use ocop_council::rules::scoring::grounds;
use ocop_council::storage::check;
use proptest::prelude::*;
use proptest::sample::select;

const HONEY: ProductId = ProductId::from_bits(3);
const FIFTH: MemberId = MemberId::from_bits(5);

fn a_product() -> impl Strategy<Value = ProductId> + Clone {
    select(vec![RICE, RICE, RICE, RICE, TEA, TEA, HONEY])
}

fn a_member() -> impl Strategy<Value = MemberId> + Clone {
    select(vec![CHAIR, LAN, MINH, CHAIR, LAN, MINH, CLERK, FIFTH])
}

fn a_code() -> impl Strategy<Value = Code> {
    select(vec!["1.1", "1.2", "1.3", "2.1", "2.2", "3", "9"]).prop_map(read)
}

fn an_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![Just(Answer::NoLevel), (0..6_u8).prop_map(Answer::Level)]
}

fn a_text() -> impl Strategy<Value = String> + Clone {
    select(vec![
        "",
        " ",
        "lý do",
        "có đơn",
        "  Ne\u{302}\u{301}p\r\nmới ",
    ])
    .prop_map(str::to_owned)
}

fn a_place() -> impl Strategy<Value = GroundPlace> {
    prop_oneof![
        (0..2_u8).prop_map(GroundPlace::Sheet),
        a_code().prop_map(|code| GroundPlace::Criterion(code, 0)),
    ]
}

fn a_vote() -> impl Strategy<Value = Vote> {
    (0..3_u16, 0..2_u16).prop_map(|(in_favor, against)| Vote {
        in_favor,
        against,
        abstained: 0,
    })
}

fn an_outcome() -> impl Strategy<Value = Outcome> {
    select(vec![
        Outcome::Stars(StarRank::THREE),
        Outcome::Stars(StarRank::FOUR),
        Outcome::Stars(StarRank::FIVE),
        Outcome::ProposeFive,
        Outcome::BelowThree,
        Outcome::NotConcluded,
        Outcome::Withdrawn,
        Outcome::Excluded,
    ])
}

/// Ids follow from what a sheet is for, so that most of them fit; some are another sheet's. Those of
/// a scored session's first product are 1, 2 and 3.
fn a_sheet() -> impl Strategy<Value = SheetRef> {
    let product = prop_oneof![5 => Just(0_u64), 2 => Just(1_u64), 1 => Just(2_u64)];
    let member = prop_oneof![9 => 0..3_u64, 1 => 3..5_u64];
    let round = prop_oneof![6 => Just(1_u16), 3 => Just(2_u16), 1 => Just(3_u16)];
    let off = prop_oneof![19 => Just(0_u64), 1 => Just(1_u64)];
    (product, member, round, off).prop_map(|(product, member, round, off)| {
        let of_sheet = match (product, round) {
            (0, 1) => member + 1,
            _ => 100 + (product * 5 + member) * 4 + u64::from(round),
        };
        SheetRef {
            sheet_id: SheetId::from_bits(of_sheet + off),
            product_id: ProductId::from_bits(product + 1),
            member_id: MemberId::from_bits(member + 1),
            round,
            source: SheetSource::Typed,
        }
    })
}

fn people() -> impl Strategy<Value = BTreeSet<MemberId>> {
    proptest::collection::btree_set(a_member(), 0..3)
}

fn sheet_command() -> impl Strategy<Value = Vec<Command>> {
    let one = |command: Command| vec![command];
    let choose = (
        a_sheet(),
        a_code(),
        proptest::option::weighted(0.9, an_answer()),
    );
    let trigger = (a_sheet(), a_place(), proptest::option::of(a_text()));
    prop_oneof![
        4 => choose.prop_map(move |(sheet, code, answer)| {
            one(Command::ChooseLevel { sheet, code, answer })
        }),
        // A whole sheet, handed in.
        6 => (a_sheet(), select(vec![ALL_70, ALL_100])).prop_map(|(sheet, text)| {
            let answers = fixtures::answers(text).0.into_iter();
            let choose = |(code, answer)| {
                let answer = Some(answer);
                Command::ChooseLevel { sheet, code, answer }
            };
            answers.map(choose).chain([Command::SubmitSheet { sheet }]).collect()
        }),
        1 => (a_sheet(), a_code(), a_text()).prop_map(move |(sheet, code, text)| {
            one(Command::SetNote { sheet, code, text })
        }),
        1 => (a_sheet(), a_text())
            .prop_map(move |(sheet, text)| one(Command::SetOpinion { sheet, text })),
        2 => trigger.prop_map(move |(sheet, place, reason)| {
            one(Command::SetTrigger { sheet, place, reason })
        }),
        3 => a_sheet().prop_map(move |sheet| one(Command::SubmitSheet { sheet })),
        3 => (a_sheet(), a_text())
            .prop_map(move |(sheet, reason)| one(Command::ReopenSheet { sheet, reason })),
    ]
}

fn council_command() -> impl Strategy<Value = Command> {
    let member = a_member().prop_map(|id| fixtures::member(id, "Thành viên", Role::Member));
    prop_oneof![
        member.clone().prop_map(Command::AddMember),
        member.prop_map(Command::EditMember),
        a_member().prop_map(Command::RemoveMember),
        (a_member(), 0..6_usize)
            .prop_map(|(member_id, to_idx)| Command::MoveMember { member_id, to_idx }),
        (a_member(), any::<bool>(), a_text()).prop_map(|(member_id, came, absence_reason)| {
            let stay = Attendance {
                from: read("08:00"),
                to: None,
            };
            Command::SetAttendance {
                member_id,
                attendance: came.then_some(stay).into_iter().collect(),
                absence_reason,
            }
        }),
        Just(Command::MarkAllPresent {
            from: read("08:00")
        }),
        a_text().prop_map(|text| Command::SetLegalGrounds(vec![text])),
    ]
}

fn product_command() -> impl Strategy<Value = Command> {
    let details = a_text().prop_map(|text| ProductDetails {
        code: text,
        commune_code: String::new(),
        name: "Mật ong".to_owned(),
        application: ApplicationKind::First,
        filed_on: None,
        request_complete_on: None,
        history: Vec::new(),
    });
    let applicant =
        (1..4_u64).prop_map(|bits| fixtures::applicant(ApplicantId::from_bits(bits), "HTX"));
    prop_oneof![
        (a_product(), details.clone(), applicant.clone()).prop_map(|(id, details, applicant)| {
            Command::AddProduct(NewProduct {
                id,
                details,
                applicant,
            })
        }),
        (a_product(), details, applicant).prop_map(|(product_id, details, applicant)| {
            Command::EditProduct {
                product_id,
                details,
                applicant,
            }
        }),
        a_product().prop_map(Command::RemoveProduct),
        (a_product(), 0..4_usize)
            .prop_map(|(product_id, to_idx)| Command::MoveProduct { product_id, to_idx }),
        (a_product(), any::<bool>(), a_text()).prop_map(|(product_id, first, reason)| {
            let (key, form) = if first {
                (fixtures::form_key(), fixtures::form())
            } else {
                (fixtures::other_key(), fixtures::other_form())
            };
            Command::ChooseForm {
                product_id,
                key,
                form: Arc::new(form),
                reason,
            }
        }),
        (
            a_product(),
            a_code(),
            select(vec![None, Some(CaseCode::A), Some(CaseCode::B)])
        )
            .prop_map(|(product_id, code, case)| Command::ChooseCase {
                product_id,
                code,
                case,
            }),
        (a_product(), a_member(), proptest::option::of(a_text())).prop_map(
            |(product_id, member_id, reason)| Command::SetRecusal {
                product_id,
                member_id,
                reason,
            }
        ),
        (a_product(), a_member(), any::<bool>()).prop_map(|(product_id, member_id, absent)| {
            Command::SetAbsentFor {
                product_id,
                member_id,
                absent,
            }
        }),
        (a_product(), proptest::option::of(a_member())).prop_map(|(product_id, member_id)| {
            Command::SetPresiding {
                product_id,
                member_id,
            }
        }),
        (a_product(), a_text())
            .prop_map(|(product_id, text)| Command::SetDiscussion { product_id, text }),
    ]
}

fn decision_command() -> impl Strategy<Value = Command> {
    let agreed =
        (an_answer(), a_text()).prop_map(|(answer, reason)| AgreedChoice { answer, reason });
    prop_oneof![
        (a_product(), a_text(), people()).prop_map(|(product_id, reason, member_ids)| {
            Command::OpenRescoring {
                product_id,
                reason,
                member_ids,
            }
        }),
        (a_product(), a_text())
            .prop_map(|(product_id, reason)| Command::CloseRescoring { product_id, reason }),
        (a_product(), a_code(), proptest::option::of(agreed)).prop_map(
            |(product_id, code, agreed)| Command::AgreeChoice {
                product_id,
                code,
                agreed,
            }
        ),
        (a_product(), a_code(), proptest::option::of(a_text())).prop_map(
            |(product_id, code, reason)| Command::WaiveGate {
                product_id,
                code,
                reason,
            }
        ),
        (
            a_product(),
            a_place(),
            people(),
            any::<bool>(),
            a_vote(),
            a_text()
        )
            .prop_map(|(product_id, place, raised_by, upheld, vote, reason)| {
                Command::DecideGround {
                    product_id,
                    decision: GroundDecision {
                        place,
                        ground: String::new(),
                        raised_by,
                        upheld,
                        vote,
                        reason,
                    },
                }
            }),
        (a_product(), a_place())
            .prop_map(|(product_id, place)| Command::WithdrawGroundDecision { product_id, place }),
        (
            a_product(),
            an_outcome(),
            a_text(),
            proptest::option::of(a_vote())
        )
            .prop_map(|(product_id, outcome, reason, vote)| Command::Conclude {
                product_id,
                outcome,
                reason,
                vote,
            }),
        proptest::collection::vec((a_product(), an_outcome()), 0..2)
            .prop_map(Command::ConcludeUndisputed),
        (a_product(), a_text())
            .prop_map(|(product_id, reason)| Command::WithdrawConclusion { product_id, reason }),
    ]
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let one = |command: Command| vec![command];
    let some = prop_oneof![
        7 => sheet_command(),
        1 => council_command().prop_map(one),
        2 => product_command().prop_map(one),
        3 => decision_command().prop_map(one),
    ];
    proptest::collection::vec(some, 1..30).prop_map(|lists| lists.concat())
}

fn a_session() -> impl Strategy<Value = Session> {
    select(vec![
        fixtures::session(),
        scored_session([ALL_70; 3]),
        scored_session([ALL_100, ALL_70, ALL_70]),
    ])
}

fn edits(commands: &[Command]) -> impl Iterator<Item = Edit> {
    let edit = |(minute, command): (u32, &Command)| Edit {
        at: at(minute),
        by: "Vũ Thu Hà".to_owned(),
        command: command.clone(),
    };
    (0..900).zip(commands).map(edit)
}

fn without_log(session: &Session) -> Session {
    Session {
        log: Vec::new(),
        ..session.clone()
    }
}

#[track_caller]
fn check_whole(session: &Session) {
    // What a command makes can be saved and opened again.
    assert_eq!(check::faults(session), []);
    let members: BTreeSet<_> = session
        .council
        .members
        .iter()
        .map(|member| member.id)
        .collect();
    assert_eq!(
        members.len(),
        session.council.members.len(),
        "a member twice"
    );
    let products: BTreeSet<_> = session.products.iter().map(|product| product.id).collect();
    assert_eq!(products.len(), session.products.len(), "a product twice");
    let mut applicants = BTreeSet::new();
    let mut forms = BTreeSet::new();
    for product in &session.products {
        assert!(
            session.applicant(product.applicant_id).is_some(),
            "an applicant is gone"
        );
        applicants.insert(product.applicant_id);
        let named = product.absent.iter().chain(product.recusals.keys());
        let named = named.chain(&product.presided_by);
        let of_rounds = product
            .rescorings
            .iter()
            .flat_map(|round| &round.member_ids);
        let of_grounds = product
            .ground_decisions
            .iter()
            .flat_map(|found| &found.raised_by);
        for id in named.chain(of_rounds).chain(of_grounds) {
            assert!(members.contains(id), "{id} is named and not on the list");
        }
        let rounds = product.rescorings.iter().map(|round| round.round);
        assert!(
            rounds.eq((2..).take(product.rescorings.len())),
            "a round is left out"
        );
        let codes = product.case_choices.keys();
        let codes = codes
            .chain(product.waived_gates.keys())
            .chain(product.agreed_choices.keys());
        let Some(key) = &product.form else {
            assert_eq!(codes.count(), 0, "choices without a form");
            continue;
        };
        let form = session.forms.get(key).expect("the form of a product");
        forms.insert(key);
        for code in codes {
            assert!(
                form.set.criterion(*code).is_some(),
                "{code} is not on the form"
            );
        }
        for decision in &product.ground_decisions {
            let is_there = grounds(&form.set)
                .iter()
                .any(|found| found.place == decision.place);
            assert!(is_there, "a ground is not on the form");
        }
    }
    let mut places = BTreeMap::new();
    for (id, sheet) in &session.sheets {
        assert_eq!(*id, sheet.id);
        assert!(products.contains(&sheet.product_id) && members.contains(&sheet.member_id));
        let form = session.forms.get(&sheet.form).expect("the form of a sheet");
        forms.insert(&sheet.form);
        for (code, answer) in &sheet.answers.0 {
            let criterion = form
                .set
                .criterion(*code)
                .expect("the criterion of an answer");
            if let Answer::Level(idx) = answer {
                assert!(
                    usize::from(*idx) < criterion.n_options(),
                    "{code} has no level {idx}"
                );
            } else {
                let all = criterion.offers_none(None) || criterion.scoring == Scoring::OneCase;
                assert!(all, "{code} has a level of no points");
            }
        }
        let place = (sheet.product_id, sheet.member_id, sheet.round);
        assert_eq!(places.insert(place, *id), None, "a sheet twice");
        // Handed in once and taken back: two counts for each version kept.
        let taken_back = u32::try_from(sheet.superseded.len()).expect("few versions");
        let handed_in = u32::from(sheet.status.is_submitted());
        assert_eq!(sheet.revision, 2 * taken_back + handed_in);
    }
    assert_eq!(
        applicants.len(),
        session.applicants.len(),
        "an applicant without a product"
    );
    assert_eq!(forms.len(), session.forms.len(), "a form that nothing uses");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_list_of_commands_breaks_a_session(start in a_session(), commands in commands()) {
        let mut session = start;
        for edit in edits(&commands) {
            let before = session.clone();
            match apply(&mut session, &edit) {
                Ok(()) => {
                    check_whole(&session);
                    let kept = session.log.get(..before.log.len());
                    prop_assert_eq!(kept, Some(before.log.as_slice()), "a line of the log is gone");
                    prop_assert!(
                        session != before || session.log.len() == before.log.len(),
                        "a line for nothing"
                    );
                }
                Err(_) => prop_assert_eq!(&session, &before),
            }
        }
        review(&session, fixtures::day());
    }

    #[test]
    fn undo_and_redo_give_back_all_but_the_log(start in a_session(), commands in commands()) {
        let mut document = Document::new(start);
        for edit in edits(&commands) {
            let before = document.snapshot();
            let refused = document.edit(&edit).is_err();
            let after = document.snapshot();
            let is_step = !matches!(
                edit.command,
                Command::SubmitSheet { .. } | Command::ReopenSheet { .. }
            );
            if refused || before == after {
                prop_assert_eq!(&before, &after);
                continue;
            }
            let label = document.undo_label();
            prop_assert_eq!(label.is_some(), is_step);
            prop_assert_eq!(document.undo(edit.at, &edit.by), is_step);
            if !is_step {
                continue;
            }
            prop_assert_eq!(without_log(document.session()), without_log(&before));
            prop_assert_eq!(document.redo_label(), label);
            prop_assert!(document.redo(edit.at, &edit.by));
            prop_assert_eq!(without_log(document.session()), without_log(&after));
            let n_lines = after.log.len() - before.log.len();
            let expected = after.log.len() + 2 * n_lines;
            prop_assert_eq!(document.session().log.len(), expected, "undo and redo are logged too");
            prop_assert_eq!(&document.session().log[..after.log.len()], after.log.as_slice());
        }
    }

    #[test]
    fn a_journal_replays_to_the_same_session(
        start in a_session(),
        commands in commands(),
        moves in proptest::collection::vec(0..6_u8, 200),
    ) {
        let mut document = Document::new(start.clone());
        let mut journal = Vec::new();
        for (edit, turn) in edits(&commands).zip(moves) {
            let (at, by) = (edit.at, edit.by.clone());
            match turn {
                0 if document.undo(at, &by) => journal.push(JournalEntry::Undo { at, by }),
                1 if document.redo(at, &by) => journal.push(JournalEntry::Redo { at, by }),
                _ => {}
            }
            if document.edit(&edit).is_ok() {
                journal.push(JournalEntry::Edit(Box::new(edit)));
            }
        }
        let mut replayed = Document::new(start);
        for entry in &journal {
            let text = ron::to_string(entry).expect("text");
            let read: JournalEntry = ron::from_str(&text).expect("an entry");
            prop_assert_eq!(&read, entry);
            prop_assert_eq!(replayed.replay(&read), Ok(()));
        }
        prop_assert_eq!(replayed.session(), document.session());
        prop_assert_eq!(replayed.undo_label(), document.undo_label());
        prop_assert_eq!(replayed.redo_label(), document.redo_label());
    }
}
