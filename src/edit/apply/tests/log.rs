//! The log: every command leaves who, when and what, with before and after where that has meaning.

use super::*;
use crate::fixtures::finalise;
use crate::model::council::{CouncilRules, Member};
use crate::model::product::{
    Applicant, CommuneReport, Extension, Procedure, References, Revocation,
};
use crate::model::session::DocumentHead;

/// Tells whether a command works on a draft, which is summed up when its sheet is handed in. A new
/// command does not compile before it is put on one side, and is to be tried below.
const fn is_silent(command: &Command) -> bool {
    use Command as C;
    match command {
        C::ChooseLevel { .. }
        | C::SetNote { .. }
        | C::SetOpinion { .. }
        | C::TypeAgain {
            step: TypingStep::Answer { .. },
            ..
        } => true,
        C::SetSessionInfo(_)
        | C::SetDocumentHead(_)
        | C::SetLegalGrounds(_)
        | C::SetCouncilInfo(_)
        | C::SetRules(_)
        | C::AddMember(_)
        | C::EditMember(_)
        | C::RemoveMember(_)
        | C::MoveMember { .. }
        | C::SetAttendance { .. }
        | C::MarkAllPresent { .. }
        | C::AddProduct(_)
        | C::EditProduct { .. }
        | C::RemoveProduct(_)
        | C::MoveProduct { .. }
        | C::ChooseForm { .. }
        | C::ChooseCase { .. }
        | C::SetProcedure { .. }
        | C::SetReferences { .. }
        | C::SetTrigger { .. }
        | C::SubmitSheet { .. }
        | C::ReopenSheet { .. }
        | C::SetRecusal { .. }
        | C::SetAbsentFor { .. }
        | C::SetPresiding { .. }
        | C::SetHearing { .. }
        | C::OpenRescoring { .. }
        | C::CloseRescoring { .. }
        | C::AgreeChoice { .. }
        | C::WaiveGate { .. }
        | C::DecideGround { .. }
        | C::WithdrawGroundDecision { .. }
        | C::SetDiscussion { .. }
        | C::SetRequests { .. }
        | C::Conclude { .. }
        | C::ConcludeUndisputed(_)
        | C::WithdrawConclusion { .. }
        | C::TypeAgain { .. }
        | C::MarkComplex { .. }
        | C::MoveToMeeting { .. }
        | C::TakeUpResults(_)
        | C::IssuePackets(_)
        | C::TakeInReturn(_)
        | C::SettleSheet { .. }
        | C::HandInPacket(_)
        | C::TakeBackPacket { .. }
        | C::Finalise { .. }
        | C::ReopenSession { .. } => false,
    }
}

/// Number of commands above.
const N_COMMANDS: usize = 51;

const NEW_MEMBER: MemberId = MemberId::from_bits(77);
const NEW_PRODUCT: ProductId = ProductId::from_bits(77);

fn text(text: &str) -> String {
    text.to_owned()
}

fn details(code: &str) -> ProductDetails {
    ProductDetails {
        code: text(code),
        commune_code: text("00123"),
        name: text("Bánh gai"),
        application: ApplicationKind::First,
        filed_on: Some(fixtures::day()),
        request_complete_on: None,
        history: Vec::new(),
    }
}

fn applicant(phone: &str) -> Applicant {
    Applicant {
        phone: text(phone),
        ..fixtures::applicant(TEA_COOP, "HTX Trà Tây Hồ")
    }
}

fn of_session() -> Vec<fn(&Session) -> Command> {
    use Command as C;
    vec![
        |_| {
            C::SetSessionInfo(SessionInfo {
                title: text("Phiên khác"),
                held_on: Some(fixtures::day()),
                began_at: Some(read("08:00")),
                ended_at: Some(read("11:00")),
                place: text("Nhà văn hóa"),
            })
        },
        |_| {
            C::SetDocumentHead(DocumentHead {
                number: text("03/BB-HĐ"),
                ..DocumentHead::default()
            })
        },
        |_| C::SetLegalGrounds(vec![text("Quy chế")]),
        |session| {
            C::SetCouncilInfo(CouncilInfo {
                name: text("Hội đồng khác"),
                level: session.council.level,
                established_by: session.council.established_by.clone(),
            })
        },
        |session| {
            let mut rules: CouncilRules = session.rules.clone();
            rules.decimals.value = 1;
            C::SetRules(Box::new(rules))
        },
        |_| {
            C::AddMember(Member {
                attendance: Vec::new(),
                ..fixtures::member(NEW_MEMBER, "Ngô Quý", Role::Member)
            })
        },
        |_| C::EditMember(fixtures::member(NEW_MEMBER, "Ngô Quý", Role::ViceChair)),
        |_| C::MoveMember {
            member_id: NEW_MEMBER,
            to_idx: 0,
        },
        |_| C::MarkAllPresent {
            from: read("08:00"),
        },
        |_| C::SetAttendance {
            member_id: NEW_MEMBER,
            attendance: Vec::new(),
            absence_reason: text("công tác"),
        },
        |_| C::RemoveMember(NEW_MEMBER),
        |_| {
            C::AddProduct(NewProduct {
                id: NEW_PRODUCT,
                details: details("01"),
                applicant: applicant("0900"),
            })
        },
        |_| C::EditProduct {
            product_id: NEW_PRODUCT,
            details: details("02"),
            applicant: applicant("0901"),
        },
        |_| C::MoveProduct {
            product_id: NEW_PRODUCT,
            to_idx: 0,
        },
        |_| C::SetReferences {
            product_id: NEW_PRODUCT,
            references: References {
                commune: Some(CommuneReport {
                    material: text("nếp địa phương"),
                    labor: String::new(),
                    idea: String::new(),
                    identity: String::new(),
                }),
                ..References::default()
            },
        },
        |session| {
            let key = fixtures::form_key();
            let form = session.forms[&key].as_ref().clone();
            choose_form(NEW_PRODUCT, &key.to_string(), form)
        },
        |_| C::RemoveProduct(NEW_PRODUCT),
    ]
}

fn of_products() -> Vec<fn(&Session) -> Command> {
    use Command as C;
    vec![
        |_| choose(Some(CaseCode::B)),
        |_| C::SetProcedure {
            product_id: RICE,
            procedure: Procedure::Written { until: None },
        },
        |_| C::MarkComplex {
            product_id: RICE,
            reason: Some(text("nhiều đơn vị gia công")),
        },
        |_| C::MoveToMeeting {
            product_id: RICE,
            reason: text("nội dung phức tạp"),
        },
        |_| C::SetRecusal {
            product_id: TEA,
            member_id: LAN,
            reason: Some(text("người nhà")),
        },
        |_| C::SetAbsentFor {
            product_id: TEA,
            member_id: MINH,
            absent: true,
        },
        |_| C::SetPresiding {
            product_id: TEA,
            member_id: Some(MINH),
        },
        |_| C::SetHearing {
            product_id: RICE,
            hearing: Some(Hearing {
                from: read("08:30"),
                to: None,
            }),
        },
        |session| level(sheet_ref(session, RICE, LAN), "1.1", "1"),
        |session| C::SetNote {
            sheet: sheet_ref(session, RICE, LAN),
            code: code("1.1"),
            text: text("ngon"),
        },
        |session| C::SetOpinion {
            sheet: sheet_ref(session, RICE, LAN),
            text: text("tốt"),
        },
        |session| C::SetTrigger {
            sheet: sheet_ref(session, RICE, LAN),
            place: GroundPlace::Sheet(0),
            reason: Some(text("giả mạo")),
        },
        |session| type_again(session, TypingStep::Begin),
        |session| type_again(session, typed("1.1", "2")),
        |session| type_again(session, TypingStep::Drop),
        |session| C::SubmitSheet {
            sheet: sheet_ref(session, RICE, LAN),
        },
        |session| reopen(session, LAN, "nhầm"),
        |_| rescore(&[LAN, MINH]),
        |_| C::CloseRescoring {
            product_id: RICE,
            reason: text("vắng"),
        },
        |_| C::AgreeChoice {
            product_id: RICE,
            code: code("1.1"),
            agreed: Some(AgreedChoice {
                answer: Answer::Level(1),
                reason: text("đã xem"),
            }),
        },
        |_| C::WaiveGate {
            product_id: RICE,
            code: code("3"),
            reason: Some(text("không phải công bố")),
        },
        |_| C::DecideGround {
            product_id: RICE,
            decision: GroundDecision {
                place: GroundPlace::Sheet(0),
                ground: String::new(),
                raised_by: [LAN].into(),
                upheld: false,
                vote: VOTE,
                reason: text("không có căn cứ"),
            },
        },
        |_| C::WithdrawGroundDecision {
            product_id: RICE,
            place: GroundPlace::Sheet(0),
        },
        |_| C::SetDiscussion {
            product_id: RICE,
            text: text("bao bì"),
        },
        |_| C::SetRequests {
            product_id: RICE,
            text: text("bổ sung"),
        },
        |_| C::Conclude {
            product_id: RICE,
            outcome: Outcome::Withdrawn,
            reason: text("chủ thể rút"),
            vote: None,
        },
        |_| C::WithdrawConclusion {
            product_id: RICE,
            reason: text("nhầm"),
        },
        finalise,
        |_| C::ReopenSession {
            reason: text("thiếu ý kiến"),
        },
    ]
}

/// Makes each change after those before it; returns the names of the commands.
fn all_logged(session: &mut Session, changes: Vec<fn(&Session) -> Command>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for change in changes {
        let command = change(session);
        let n_lines = session.log.len();
        done(session, command.clone());
        let name = format!("{command:?}");
        let name = name.split([' ', '(', '{']).next().unwrap_or_default();
        names.insert(name.to_owned());
        if is_silent(&command) {
            assert_eq!(session.log.len(), n_lines, "{name}");
            continue;
        }
        assert_eq!(session.log.len(), n_lines + 1, "{name}");
        let line = session.log.last().expect("a line");
        assert_eq!((line.at, line.by.as_str()), (at(60), "Vũ Thu Hà"), "{name}");
        let is_named = !line.what.is_empty() && !line.what.contains("edit.");
        assert!(is_named, "{line:?}");
        // That somebody is absent for a product is all there is to say.
        let says_all = matches!(command, Command::SetAbsentFor { .. });
        let says_change = line.before.is_some() || line.after.is_some();
        assert!(says_all || says_change, "{line:?}");
    }
    names
}

#[test]
fn every_command_leaves_who_when_and_what() {
    let mut session = session();
    let mut names = all_logged(&mut session, of_session());
    names.extend(all_logged(&mut session, of_products()));
    let mut session = scored_session([ALL_70, ALL_70, ALL_70]);
    let outcome = Outcome::Stars(StarRank::FOUR);
    let change: fn(&Session) -> Command =
        |_| Command::ConcludeUndisputed(vec![(RICE, Outcome::Stars(StarRank::FOUR))]);
    let proposed = crate::rules::review::review(&session, fixtures::day());
    let proposed = proposed.product(RICE).expect("rice").proposed;
    assert_eq!(proposed, Some(outcome));
    names.extend(all_logged(&mut session, vec![change]));
    let change: fn(&Session) -> Command = |_| take_up(vec![super::ratification::of_round_1()]);
    names.extend(all_logged(&mut session, vec![change]));
    // What packets do is told in a test of its own: the line of a return is the member's.
    let of_packets = [
        "TakeInReturn",
        "HandInPacket",
        "TakeBackPacket",
        "SettleSheet",
        "IssuePackets",
    ];
    names.extend(of_packets.map(str::to_owned));
    assert_eq!(names.len(), N_COMMANDS, "{names:?}");
}

#[test]
fn packets_leave_their_lines_on_both_sides() {
    use crate::fixtures::packets::{fill, hand_in, issue, take_back, take_in};
    let mut session = session();
    let packet = issue(&mut session, 1, LAN);
    let last = |session: &Session| session.log.last().expect("a line").as_ref().clone();
    let line = last(&session);
    assert_eq!(line.what, "Phát 1 gói phiếu");
    assert_eq!(
        line.after.as_deref(),
        Some("Lê Thị Lan (2 sản phẩm); có ký số")
    );
    let (mut a, mut b) = (packet.clone(), packet);
    fill(&mut a, RICE, ALL_70, 0);
    hand_in(&mut a, 20);
    assert_eq!(last(&a).what, "Nộp gói phiếu lần 1");
    fill(&mut b, RICE, ALL_100, 1);
    hand_in(&mut b, 25);
    for packet in [&b, &a] {
        assert_eq!(take_in(&mut session, packet), Ok(()));
    }
    let tail: Vec<_> = session.log.iter().map(|line| line.at).collect();
    assert_eq!(
        tail,
        [at(60), at(20), at(25)],
        "in the order of the hand-ins"
    );
    let key = (RICE, LAN, 1);
    let choices = crate::rules::packets::merge::choices(&session, key);
    let chosen = choices[0].digest.clone();
    let settle = Command::SettleSheet {
        product_id: RICE,
        member_id: LAN,
        round: 1,
        chosen: chosen.clone(),
        reason: text("bản giấy"),
    };
    done(&mut session, settle);
    let line = last(&session);
    let start = crate::words::digest_start(&chosen);
    assert_eq!(line.after, Some(format!("bản {start}; lý do: bản giấy")));
    take_back(&mut a);
    let line = last(&a);
    assert_eq!(line.what, "Rút lại gói phiếu");
    assert_eq!(line.after.as_deref(), Some("lý do: Xem lại hồ sơ"));
}

#[test]
fn what_goes_with_a_member_is_told() {
    let mut session = session();
    let new = fixtures::member(NEW_MEMBER, "Ngô Quý", Role::Member);
    done(&mut session, Command::AddMember(new));
    done(
        &mut session,
        Command::SetRecusal {
            product_id: TEA,
            member_id: NEW_MEMBER,
            reason: Some(text("em ruột giám đốc")),
        },
    );
    done(&mut session, Command::RemoveMember(NEW_MEMBER));
    let (_, before, after) = last_line(&session);
    let before = before.expect("what was there");
    let recusal = "không tham gia đánh giá Trà sen: em ruột giám đốc";
    assert!(before.ends_with(recusal), "{before}");
    assert_eq!(after, None);
}

#[test]
fn reasons_in_a_products_history_are_told() {
    let mut session = session();
    let recognition = |reason: &str| Recognition {
        stars: StarRank::FOUR,
        potential_five: false,
        decision_no: text("12/QĐ-UBND"),
        authority: String::new(),
        issued_on: None,
        printed_expires_on: None,
        extension: Some(Extension {
            decided_on: fixtures::day(),
            reason: text(reason),
        }),
        revocation: Some(Revocation {
            revoked_on: fixtures::day(),
            decision_no: text("9/QĐ"),
            reason: text("vi phạm"),
        }),
    };
    for reason in ["chờ hướng dẫn", "chờ kết quả"] {
        let edited = Command::EditProduct {
            product_id: TEA,
            details: ProductDetails {
                history: vec![recognition(reason)],
                ..details("1")
            },
            applicant: applicant("0900"),
        };
        done(&mut session, edited);
    }
    let (_, before, after) = last_line(&session);
    let expected = |reason: &str| {
        Some(format!(
            "công nhận: 4 sao, 12/QĐ-UBND, kéo dài 15/09/2026, thu hồi 15/09/2026, \
             lý do kéo dài: {reason}, quyết định thu hồi: 9/QĐ, lý do thu hồi: vi phạm"
        ))
    };
    assert_eq!(
        (before, after),
        (expected("chờ hướng dẫn"), expected("chờ kết quả"))
    );
}

#[test]
fn a_case_takes_an_agreed_level_with_it_and_says_so() {
    let mut session = session();
    fixtures::change_product(&mut session, RICE, |rice| {
        let agreed = AgreedChoice {
            answer: Answer::Level(0), // a level of case A
            reason: text("đã xem hồ sơ"),
        };
        rice.agreed_choices.insert(code("1.3"), agreed);
    });
    done(&mut session, choose(Some(CaseCode::B)));
    let (_, before, _) = last_line(&session);
    let before = before.expect("what was there");
    let lost = "; mức thống nhất: mức 1 (5 điểm); lý do: đã xem hồ sơ";
    assert!(before.ends_with(lost), "{before}");
}

#[test]
fn a_sheet_that_is_handed_in_again_tells_what_it_was() {
    let mut session = session();
    hand_in(&mut session, RICE, LAN, ALL_70);
    let command = reopen(&session, LAN, "nhầm");
    done(&mut session, command);
    hand_in(&mut session, RICE, LAN, ALL_100);
    let (_, before, after) = last_line(&session);
    assert_eq!(before.as_deref(), Some("bản đã rút: 70 điểm"));
    assert!(after.is_some_and(|after| after.starts_with("100 điểm")));
}
