//! Writes the seeds of every target into the folder that is given: what the program itself writes, and
//! the hand-made decisions of the tests.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ocop_council::edit::command::{
    Command, CouncilInfo, NewProduct, ProductDetails, SessionInfo, SheetRef,
};
use ocop_council::edit::document::Document;
use ocop_council::fixtures::{
    ALL_70, ALL_100, CHAIR, CLERK, LAN, MINH, RICE, TEA, answers, applicant, at, code, day, edit,
    member, other_form, other_key, read, scored_session, session, sheet_ref,
};
use ocop_council::import::{Options, import, read_document};
use ocop_council::model::council::{Attendance, CouncilLevel, CouncilRules, Role};
use ocop_council::model::criteria::{CaseCode, CriteriaPack, DeclaredFault};
use ocop_council::model::ids::{ApplicantId, MemberId, ProductId};
use ocop_council::model::points::{Points, StarRank};
use ocop_council::model::product::{
    AgreedChoice, ApplicationKind, Extension, GroundDecision, Hearing, Outcome, Procedure,
    Recognition, ReferenceAssessment, References, Vote,
};
use ocop_council::model::session::{DocumentHead, Session};
use ocop_council::model::sheet::{Answer, GroundPlace};
use ocop_council::rules::finalisation::frozen_totals;
use ocop_council::rules::review::review;
use ocop_council::storage::journal::writer::{Base, JournalWriter, Places};
use ocop_council::storage::packs::{builtin, write_pack};
use ocop_council::storage::save::{Existing, save_new};
use ocop_council::storage::session_file;
use ocop_council_fuzz::{packets, seal};

#[path = "../../../it/import/docx.rs"]
mod docx;
#[path = "../../../it/import/small.rs"]
#[allow(dead_code)]
mod small;

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    sessions(&root.join("session"));
    journals(&root.join("journal"));
    packets_back(&root.join("packet"));
    packs(&root.join("pack"));
    decisions(&root);
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("written");
}

fn written(session: &Session) -> Vec<u8> {
    session_file::write(session).expect("written")
}

fn sessions(folder: &Path) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sessions");
    for entry in fs::read_dir(data).expect("the samples") {
        let path = entry.expect("a sample").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).expect("a sample");
        assert_eq!(
            seal::session(&bytes),
            bytes,
            "{name}: checksums are made otherwise now"
        );
        put(folder, &name, &bytes);
    }
    let plain = written(&session());
    put(folder, "plain", &plain);
    let text = String::from_utf8(plain).expect("text");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    put(folder, "windows", windows.as_bytes());
    put(
        folder,
        "edited",
        text.replacen("Phiên thử", "Phiên", 1).as_bytes(),
    );
    put(
        folder,
        "newer",
        text.replacen("version: ", "version: 9", 1).as_bytes(),
    );
    let wide: Vec<u8> = text[..400]
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    put(folder, "utf16", &wide);
    put(
        folder,
        "scored",
        &written(&scored_session([ALL_100, ALL_70, ALL_70])),
    );
    let mut document = Document::new(session());
    for command in commands() {
        done(&mut document, command);
    }
    finalised(&mut document);
    put(folder, "worked", &written(document.session()));
    let mut empty = session();
    empty.products.clear();
    empty.applicants.clear();
    empty.forms.clear();
    empty.council.members.clear();
    put(folder, "empty", &written(&empty));
}

fn packets_back(folder: &Path) {
    for is_signing in [true, false] {
        let desk = packets::desk(is_signing);
        for (idx, packet) in desk.packets.iter().enumerate() {
            let signing = if is_signing { "signed" } else { "unsigned" };
            put(folder, &format!("{signing}-{idx}"), &written(packet));
        }
        put(folder, "session", &written(&desk.session));
    }
}

fn done(document: &mut Document, command: Command) {
    if let Err(refusal) = document.edit(&edit(command.clone())) {
        panic!("{command:?}: {refusal:?}");
    }
}

/// Closes the record and opens it again.
fn finalised(document: &mut Document) {
    let totals = frozen_totals(document.session(), &review(document.session(), day()));
    done(document, Command::Finalise { totals });
    done(
        document,
        Command::ReopenSession {
            reason: "sai tên".to_owned(),
        },
    );
}

/// Commands of every other kind, in an order in which the tiny session takes them.
fn commands() -> Vec<Command> {
    let s = str::to_owned;
    let rank = |n| StarRank::new(n).expect("a rank");
    let on = |text: &str| Some(read(text));
    let mut all = vec![
        Command::SetSessionInfo(SessionInfo {
            title: s("Đợt 1"),
            held_on: on("2026-09-15"),
            began_at: Some(read("08:00")),
            ended_at: Some(read("11:30")),
            place: s("Hội trường"),
        }),
        Command::SetDocumentHead(DocumentHead::default()),
        Command::SetLegalGrounds(vec![s("Quyết định 26")]),
        Command::SetCouncilInfo(CouncilInfo {
            name: s("Hội đồng"),
            level: CouncilLevel::Province,
            established_by: s("QĐ 1"),
        }),
        Command::SetRules(Box::<CouncilRules>::default()),
        Command::AddMember(member(MemberId::from_bits(9), "Ủy", Role::ViceChair)),
        Command::EditMember(member(MemberId::from_bits(9), "Uỷ", Role::Member)),
        Command::MoveMember {
            member_id: MemberId::from_bits(9),
            to_idx: 0,
        },
        Command::RemoveMember(MemberId::from_bits(9)),
        Command::SetAttendance {
            member_id: CLERK,
            attendance: vec![
                Attendance {
                    from: read("08:00"),
                    to: Some(read("09:00")),
                },
                Attendance {
                    from: read("09:30"),
                    to: None,
                },
            ],
            absence_reason: String::new(),
        },
        Command::MarkAllPresent {
            from: read("08:00"),
        },
        Command::AddProduct(NewProduct {
            id: ProductId::from_bits(7),
            details: ProductDetails {
                code: s("SP-7"),
                commune_code: s("00001"),
                name: s("Mật ong"),
                application: ApplicationKind::ReRating,
                filed_on: on("2026-02-28"),
                request_complete_on: on("2026-03-01"),
                history: vec![Recognition {
                    stars: rank(4),
                    potential_five: false,
                    decision_no: s("9/QĐ"),
                    authority: s("UBND"),
                    issued_on: on("2024-02-29"),
                    printed_expires_on: None,
                    extension: Some(Extension {
                        decided_on: read("2027-01-01"),
                        reason: s("x"),
                    }),
                    revocation: None,
                }],
            },
            applicant: applicant(ApplicantId::from_bits(7), "HTX Ong"),
        }),
        Command::EditProduct {
            product_id: ProductId::from_bits(7),
            details: ProductDetails {
                code: s("SP-7"),
                commune_code: String::new(),
                name: s("Mật ong rừng"),
                application: ApplicationKind::First,
                filed_on: None,
                request_complete_on: None,
                history: Vec::new(),
            },
            applicant: applicant(ApplicantId::from_bits(8), "HTX Rừng"),
        },
        Command::MoveProduct {
            product_id: ProductId::from_bits(7),
            to_idx: 0,
        },
        Command::RemoveProduct(ProductId::from_bits(7)),
        Command::SetProcedure {
            product_id: TEA,
            procedure: Procedure::Written {
                until: on("2026-10-01"),
            },
        },
        Command::SetReferences {
            product_id: RICE,
            references: References {
                applicant: Some(ReferenceAssessment {
                    total: Points::whole(88),
                    answers: answers("1.1=2 3=1").0,
                    remarks: s("tốt"),
                }),
                ..References::default()
            },
        },
        Command::ChooseForm {
            product_id: TEA,
            key: other_key(),
            form: Arc::new(other_form()),
            reason: s("đổi"),
        },
        Command::ChooseCase {
            product_id: RICE,
            code: code("1.3"),
            case: Some(CaseCode::B),
        },
        Command::ChooseCase {
            product_id: RICE,
            code: code("1.3"),
            case: Some(CaseCode::A),
        },
        Command::SetRecusal {
            product_id: TEA,
            member_id: LAN,
            reason: Some(s("có lợi ích")),
        },
        Command::SetAbsentFor {
            product_id: TEA,
            member_id: MINH,
            absent: true,
        },
        Command::SetPresiding {
            product_id: RICE,
            member_id: Some(CHAIR),
        },
        Command::SetHearing {
            product_id: RICE,
            hearing: Some(Hearing {
                from: read("08:30"),
                to: Some(read("08:45")),
            }),
        },
        Command::AgreeChoice {
            product_id: RICE,
            code: code("1.1"),
            agreed: Some(AgreedChoice {
                answer: Answer::Level(2),
                reason: s("thống nhất"),
            }),
        },
        Command::WaiveGate {
            product_id: RICE,
            code: code("3"),
            reason: Some(s("không phải công bố")),
        },
        Command::SetDiscussion {
            product_id: RICE,
            text: s("dòng một\ndòng \"hai\""),
        },
        Command::SetRequests {
            product_id: RICE,
            text: s("bổ sung"),
        },
    ];
    for (bits, member_id, text) in [(11, CHAIR, ALL_100), (12, LAN, ALL_70), (13, MINH, ALL_70)] {
        let mut sheet: SheetRef = sheet_ref(&session(), RICE, member_id);
        sheet.sheet_id = ocop_council::model::ids::SheetId::from_bits(bits);
        for (code, answer) in answers(text).0 {
            all.push(Command::ChooseLevel {
                sheet,
                code,
                answer: Some(answer),
            });
        }
        all.push(Command::SetNote {
            sheet,
            code: code("1.1"),
            text: s("ghi chú"),
        });
        all.push(Command::SetOpinion {
            sheet,
            text: s("ý kiến"),
        });
        all.push(Command::SubmitSheet { sheet });
        if member_id == MINH {
            all.push(Command::ReopenSheet {
                sheet,
                reason: s("nhầm"),
            });
            if !ocop_council::fixtures::form().set.disqualifiers.is_empty() {
                let place = GroundPlace::Sheet(0);
                all.push(Command::SetTrigger {
                    sheet,
                    place,
                    reason: Some(s("giả")),
                });
                all.push(Command::SetTrigger {
                    sheet,
                    place,
                    reason: None,
                });
            }
            all.push(Command::SubmitSheet { sheet });
        }
    }
    all.push(Command::OpenRescoring {
        product_id: RICE,
        reason: s("chênh lệch"),
        member_ids: [CHAIR].into(),
    });
    all.push(Command::CloseRescoring {
        product_id: RICE,
        reason: s("đủ"),
    });
    if !ocop_council::fixtures::form().set.disqualifiers.is_empty() {
        all.push(Command::DecideGround {
            product_id: RICE,
            decision: GroundDecision {
                place: GroundPlace::Sheet(0),
                ground: String::new(),
                raised_by: [MINH].into(),
                upheld: false,
                vote: Vote {
                    in_favor: 1,
                    against: 2,
                    abstained: 0,
                },
                reason: s("không có"),
            },
        });
        all.push(Command::WithdrawGroundDecision {
            product_id: RICE,
            place: GroundPlace::Sheet(0),
        });
    }
    all.push(Command::Conclude {
        product_id: RICE,
        outcome: Outcome::NotConcluded,
        reason: s("chờ giấy tờ"),
        vote: None,
    });
    all.push(Command::WithdrawConclusion {
        product_id: RICE,
        reason: s("đã đủ"),
    });
    all
}

fn journals(folder: &Path) {
    let all = commands();
    let half = all.len() / 2;
    for (name, commands, has_file) in [
        ("beside", &all[..], true),
        ("short", &all[half - 3..half], true),
        ("kept", &all[..half], false),
    ] {
        let bytes = journal(commands, has_file);
        assert_eq!(
            seal::journal(&bytes),
            bytes,
            "{name}: checks are made otherwise now"
        );
        put(folder, name, &bytes);
    }
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/journals");
    for entry in fs::read_dir(data).expect("the samples") {
        let path = entry.expect("a sample").path();
        if path.extension().is_some_and(|ending| ending == "journal") {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            put(folder, &name, &fs::read(&path).expect("a sample"));
        }
    }
}

/// Lets the program write a journal of `commands` and some undoing.
fn journal(commands: &[Command], has_file: bool) -> Vec<u8> {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("a.session.ron");
    let saved_as = has_file.then(|| save_new(&file, &session(), Existing::Refuse).expect("saved"));
    let mut document = Document::new(session());
    let base = Base {
        session: document.snapshot(),
        revision: 0,
        saved_as,
        recovered: None,
    };
    let places = Places {
        session_file: has_file.then(|| file.clone()),
        folder: Some(place.path().join("journals")),
        recovered: None,
    };
    let mut writer = JournalWriter::start(base, places, || {});
    for (n, command) in commands.iter().enumerate() {
        done(&mut document, command.clone());
        if n % 7 == 3 && document.undo(at(61), "Hà") {
            document.redo(at(62), "Hà");
        }
        writer.append(document.take_entries());
    }
    finalised(&mut document);
    writer.append(document.take_entries());
    writer.flush();
    writer.finish(false);
    let in_folder = fs::read_dir(place.path().join("journals")).ok();
    let kept = in_folder.and_then(|mut entries| Some(entries.next()?.ok()?.path()));
    let beside = ocop_council::storage::journal::recovery::beside(&file);
    fs::read(kept.unwrap_or(beside)).expect("a journal")
}

/// Leaves the sheets from 1 to `n` in `pack`.
fn shortened(pack: &CriteriaPack, n: u16) -> CriteriaPack {
    let mut pack = pack.clone();
    pack.product_sets.retain(|set| set.no <= n);
    pack.declared.retain(|fault| match fault {
        DeclaredFault::EqualPoints { no, .. } => *no <= n,
        _ => false,
    });
    pack.known_flaws.clear();
    pack
}

fn packs(folder: &Path) {
    let page = small::html(&small::text());
    let small = import(page.as_bytes(), &Options::default())
        .expect("the small decision")
        .pack;
    put(
        folder,
        "small-1",
        write_pack(&shortened(&small, 1)).as_bytes(),
    );
    put(
        folder,
        "small-2",
        write_pack(&shortened(&small, 2)).as_bytes(),
    );
    let compact = {
        let text = write_pack(&shortened(&small, 1));
        text.lines()
            .map(str::trim_start)
            .collect::<Vec<_>>()
            .join("\n")
    };
    put(
        folder,
        "small-compact",
        format!("\u{feff}{compact}").as_bytes(),
    );
    for pack in builtin() {
        let short = write_pack(&shortened(pack, 1));
        put(folder, &format!("{}-1", pack.id), short.as_bytes());
    }
}

/// The small decision with its first `n` sheets alone.
fn small_text(n: usize) -> String {
    let text = small::text();
    let end = text
        .find(&format!("\n{}. Bộ sản phẩm", n + 1))
        .unwrap_or(text.len());
    let listed = |line: &&str| {
        let no = line.split_once(" | Bộ sản phẩm: Bộ ").map(|(no, _)| no);
        no.is_none_or(|no| no.parse::<usize>().is_ok_and(|no| no <= n))
    };
    text[..end]
        .lines()
        .filter(listed)
        .collect::<Vec<_>>()
        .join("\n")
}

fn decisions(root: &Path) {
    for n in [2, 3] {
        let page = small::html(&small_text(n));
        put(
            &root.join("decision"),
            &format!("page-{n}"),
            page.as_bytes(),
        );
        let bare = page
            .replace("</p>", "")
            .replace("</td>", "")
            .replace("</tr>", "");
        put(
            &root.join("decision"),
            &format!("bare-{n}"),
            bare.as_bytes(),
        );
        let document = read_document(page.as_bytes()).expect("a document");
        let packed = docx::saved(&document);
        put(&root.join("decision"), &format!("docx-{n}"), &packed);
        put(
            &root.join("decision_docx"),
            &format!("xml-{n}"),
            &xml_of(&packed),
        );
    }
    let wide: Vec<u8> = format!("\u{feff}{}", small::html(&small_text(2)))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    put(&root.join("decision"), "wide", &wide);
    let spans =
        "<table><tr><td rowspan=2 colspan=3>a<td>b<tr><td>c<table><td>&nbsp;&#7871;</table>";
    put(&root.join("decision"), "spans", spans.as_bytes());
    let xml = xml_of(&docx::docx(
        "<w:p><w:r><w:t>Một</w:t><w:tab/><w:sym w:char=\"F0A8\"/></w:r></w:p><w:tbl><w:tr>\
         <w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc>\
         <w:tc><w:p><w:r><w:t>&#x1ebf;&amp;<![CDATA[x]]></w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ));
    put(&root.join("decision_docx"), "parts", &xml);
}

fn xml_of(packed: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).expect("packed");
    let mut part = archive.by_name("word/document.xml").expect("the text");
    let mut xml = Vec::new();
    part.read_to_end(&mut xml).expect("the text");
    xml
}
