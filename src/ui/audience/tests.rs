use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{
    ALL_70, ALL_100, CHAIR, LAN, MINH, RICE, TEA, answers, applicant, at, change_product, code,
    day, product, scored_session, sheet,
};
use crate::model::ids::{MemberId, ProductId, SheetId};
use crate::model::points::{Points, StarRank};
use crate::model::product::{Conclusion, Outcome, ReferenceAssessment};
use crate::model::session::Session;
use crate::rules::audience::{Release, Stage, Submission, seal, settle};
use crate::rules::review::review;
use crate::words::Lang;

/// Complete answers of the fixture sheet for case A, from one random number.
fn some_answers(bits: u32) -> String {
    let pick = |shift: u32, n: u32| (bits >> shift) % n + 1;
    format!(
        "1.1={} 1.2=1 1.3={} 2.1={} 2.2={} 3={}",
        pick(0, 4),
        pick(4, 2),
        pick(8, 3),
        pick(12, 3),
        pick(16, 4) + 1,
    )
}

fn session_of(bits: [u32; 6]) -> Session {
    let mut session = scored_session(["", "", ""]);
    session.sheets.clear();
    let cases = session.product(RICE).expect("rice").case_choices.clone();
    change_product(&mut session, TEA, |product| product.case_choices = cases);
    for (idx, bits) in (0_usize..).zip(bits) {
        let product_id = [RICE, TEA][idx / 3];
        let member_id = [CHAIR, LAN, MINH][idx % 3];
        let id = u64::try_from(idx).expect("small") + 1;
        let sheet = sheet(id, product_id, member_id, &some_answers(bits));
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
    session
}

fn released(session: &Session, id: ProductId) -> Release {
    let review = review(session, day());
    let product = session.product(id).expect("a product");
    let seal = seal(session, product, review.product(id).expect("its review"));
    Release::Product {
        product_id: id,
        stage: Stage::Result(Box::new(seal.expect("a result that stands"))),
    }
}

fn releases(session: &Session) -> Vec<Release> {
    let of = |product_id, stage| Release::Product { product_id, stage };
    vec![
        Release::Blank,
        Release::Agenda {
            page: None,
            product_id: Some(RICE),
        },
        of(RICE, Stage::Presented),
        of(RICE, Stage::Submissions),
        released(session, RICE),
    ]
}

fn view(session: &Session, release: &Release) -> AudienceView {
    audience_view(Lang::Vi, session, &review(session, day()), release)
}

/// Changes everything that was not released: every score, note, opinion, reference and conclusion.
fn change_the_rest(session: &mut Session, bits: [u32; 6], shows_result: bool) {
    for (sheet, bits) in session.sheets.values_mut().zip(bits) {
        let sheet = Arc::make_mut(sheet);
        if !(shows_result && sheet.product_id == RICE) {
            sheet.answers = answers(&some_answers(bits));
        }
        sheet.opinion = format!("ý kiến {bits}");
        sheet.notes.insert(code("1.1"), format!("ghi chú {bits}"));
    }
    for id in [RICE, TEA] {
        change_product(session, id, |product| {
            product.discussion = format!("thảo luận {}", bits[0]);
            product.requests = format!("yêu cầu {}", bits[1]);
            product.references.working_group = Some(ReferenceAssessment {
                total: Points::whole(i64::from(bits[2] % 100)),
                answers: std::collections::BTreeMap::new(),
                remarks: "tổ tư vấn".to_owned(),
            });
            if !(shows_result && id == RICE) {
                product.conclusion = Some(Conclusion {
                    outcome: Outcome::Stars(StarRank::FIVE),
                    reason: "riêng của hội đồng".to_owned(),
                    vote: None,
                    computed: None,
                    concluded_at: at(90),
                });
            }
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    // "Nothing unreleased can appear in it": whatever else the session holds, the view is the same.
    #[test]
    fn what_is_not_released_changes_nothing_in_the_window(
        before in any::<[u32; 6]>(),
        after in any::<[u32; 6]>(),
    ) {
        rust_i18n::set_locale("vi");
        let session = session_of(before);
        for release in releases(&session) {
            let mut changed = session.clone();
            let shows_result = matches!(
                release,
                Release::Product { stage: Stage::Result(_), .. }
            );
            change_the_rest(&mut changed, after, shows_result);
            let mut settled = release.clone();
            prop_assert_eq!(settle(&mut settled, &changed, &review(&changed, day())), None);
            prop_assert_eq!(view(&changed, &settled), view(&session, &release));
        }
    }

    // A result is shown as it was released, or not at all.
    #[test]
    fn a_released_result_stays_as_it_is_or_goes(
        before in any::<[u32; 6]>(),
        bits in any::<u32>(),
        which in 0_usize..3,
    ) {
        rust_i18n::set_locale("vi");
        let session = session_of(before);
        let mut release = released(&session, RICE);
        let shown = view(&session, &release);
        let mut changed = session;
        let id = SheetId::from_bits(u64::try_from(which).expect("small") + 1);
        let sheet = Arc::make_mut(changed.sheets.get_mut(&id).expect("a sheet"));
        sheet.answers = answers(&some_answers(bits));
        let taken = settle(&mut release, &changed, &review(&changed, day()));
        let now = view(&changed, &release);
        if taken.is_some() {
            prop_assert!(matches!(now.scene, Scene::Submissions(_)));
        } else {
            prop_assert_eq!(now, shown);
        }
    }
}

fn window(view: AudienceView, size: egui::Vec2, reveal: f64) -> Harness<'static> {
    let mut harness = Harness::builder().with_size(size).build_ui(move |ui| {
        crate::ui::testing::dress(ui);
        draw(ui, &view, reveal);
    });
    harness.run();
    harness
}

fn labels(harness: &Harness<'_>) -> Vec<String> {
    let nodes = harness.root().children_recursive();
    nodes.filter_map(|node| words_of(&node)).collect()
}

/// Returns what assistive technology reads: plain text is a value there.
fn words_of(node: &egui_kittest::Node<'_>) -> Option<String> {
    let node = node.accesskit_node();
    node.label().or_else(|| node.value())
}

#[test]
fn no_total_of_a_member_is_in_the_window() {
    // 100 + 70 + 70 points: the mean is 80, four stars by points.
    let mut session = scored_session([ALL_100, ALL_70, ALL_70]);
    let tea = sheet(9, TEA, CHAIR, ALL_100);
    session.sheets.insert(tea.id, Arc::new(tea));
    for (idx, release) in releases(&session).into_iter().enumerate() {
        let shown = labels(&window(
            view(&session, &release),
            egui::vec2(1366.0, 768.0),
            9.0,
        ));
        assert!(!shown.is_empty());
        let all = shown.join("\n");
        for secret in ["100", "70", "chênh", "97", "93"] {
            assert!(!all.contains(secret), "{release:?}: {all}");
        }
        assert_eq!(all.contains("80"), idx == 4, "{all}");
        assert_eq!(all.contains("sao"), idx == 4, "{all}");
        assert_eq!(all.contains("Lê Thị Lan"), idx == 3, "{all}");
    }
}

#[test]
fn the_result_has_its_words_before_the_stars_have_appeared() {
    let session = scored_session([ALL_70; 3]);
    let view = view(&session, &released(&session, RICE));
    assert!(reveal_secs(&view) > 0.0);
    let size = egui::vec2(1366.0, 768.0);
    let at_once = labels(&window(view.clone(), size, 0.0));
    assert_eq!(at_once, labels(&window(view, size, 9.0)));
    let all = at_once.join("\n");
    for words in [
        "Gạo nếp cái hoa vàng",
        "4 sao",
        "Điểm trung bình: 70,00",
        "Đủ điểm 4 sao (70,00)",
        "chờ Hội đồng kết luận",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
}

#[test]
fn a_conclusion_that_differs_says_so_with_its_reason() {
    let mut session = scored_session([ALL_70; 3]);
    change_product(&mut session, RICE, |product| {
        product.conclusion = Some(Conclusion {
            outcome: Outcome::Stars(StarRank::THREE),
            reason: "nhãn chưa đúng".to_owned(),
            vote: None,
            computed: Some(StarRank::FOUR),
            concluded_at: at(60),
        });
    });
    let Scene::Result(result) = view(&session, &released(&session, RICE)).scene else {
        panic!("a result");
    };
    assert_eq!(result.outcome, "3 sao");
    assert_eq!(result.stars.map(|stars| stars.filled), Some(3));
    let differs = result.differs.expect("it differs");
    assert!(differs.contains("4 sao") && differs.contains("nhãn chưa đúng"));
}

/// The longest that the screens are made for: 40 products, 13 members, names of 85 letters.
fn long_session() -> Session {
    let name =
        "Bộ quà tặng trà shan tuyết cổ thụ Hoàng Su Phì ướp sen Tây Hồ và mật ong bạc hà Mèo Vạc";
    assert!(name.chars().count() >= 85);
    let mut session = scored_session([ALL_70; 3]);
    change_product(&mut session, RICE, |product| product.name = name.to_owned());
    let owner = session.products[0].applicant_id;
    let first = session.applicants.iter_mut().find(|it| it.id == owner);
    *Arc::make_mut(first.expect("its applicant")) = applicant(owner, &name[..name.len() - 6]);
    for bits in 10..48 {
        let it = product(ProductId::from_bits(bits), name, owner);
        session.products.push(Arc::new(it));
    }
    for bits in 10..20 {
        let mut member = session.council.members[1].clone();
        member.id = MemberId::from_bits(bits);
        member.name = "Nguyễn Hoàng Thị Phương Thảo Nguyên".to_owned();
        session.council.members.push(member);
    }
    session
}

#[test]
fn nothing_leaves_the_window() {
    let session = long_session();
    let whole = scored_session([ALL_70; 3]);
    let mut scenes: Vec<_> = releases(&whole)
        .into_iter()
        .map(|release| view(&session, &release))
        .collect();
    for page in 0..5 {
        let release = Release::Agenda {
            page: Some(page),
            product_id: None,
        };
        scenes.push(view(&session, &release));
    }
    for size in [[1366.0, 768.0], [1920.0, 1080.0], [1024.0, 768.0]] {
        for view in &scenes {
            let harness = window(view.clone(), size.into(), 9.0);
            let room = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
            assert!(!labels(&harness).is_empty());
            for node in harness.root().children_recursive() {
                let Some(label) = words_of(&node) else {
                    continue;
                };
                let rect = node.rect();
                assert!(room.contains_rect(rect), "{size:?} {label}: {rect:?}");
            }
        }
    }
}

#[test]
fn the_agenda_follows_the_present_product() {
    let session = long_session();
    // The 20th of 40 is on the third page of eight.
    let here = session.products[19].id;
    let at = |page, product_id| {
        let release = Release::Agenda { page, product_id };
        let Scene::Agenda(found) = view(&session, &release).scene else {
            panic!("an agenda");
        };
        let present = found.rows.iter().find(|row| row.is_present);
        (found.page, found.n_pages, present.map(|row| row.number))
    };
    assert_eq!(at(None, Some(here)), (2, 5, Some(20)));
    assert_eq!(at(Some(0), Some(here)), (0, 5, None));
    assert_eq!(at(Some(99), None), (4, 5, None));
}

#[test]
fn who_handed_in_is_counted_among_those_who_take_part() {
    let mut session = long_session();
    change_product(&mut session, RICE, |product| {
        product.recusals.insert(LAN, "họ hàng".to_owned());
    });
    let release = Release::Product {
        product_id: RICE,
        stage: Stage::Submissions,
    };
    let Scene::Submissions(found) = view(&session, &release).scene else {
        panic!("who handed in");
    };
    // Chair and Minh have handed in; ten more are expected; Lan takes no part.
    assert_eq!((found.n_handed_in, found.n_expected), (2, 12));
    assert_eq!(found.members[1].1, Submission::Recused);
    let all = format!("{found:?}");
    assert!(!all.contains("họ hàng"), "the reason was not released");
}

#[test]
fn the_bar_stays_low_where_the_text_is_large() {
    let name = "Bộ quà tặng trà shan tuyết cổ thụ Hoàng Su Phì ướp sen Tây Hồ".to_owned();
    // The room beside the rail: whole, at 150 % and at 200 % text of 1366 points.
    for (width, most) in [(1170.0, 50.0), (850.0, 100.0), (623.0, 145.0)] {
        let mut harness = Harness::builder().with_size([width, 700.0]).build_ui_state(
            |ui, height: &mut f32| {
                crate::ui::testing::dress(ui);
                let bar = AudienceBar {
                    release: &Release::Blank,
                    shown: format!("Đang chiếu kết quả: 12. {name}"),
                    product: Some((RICE, format!("12. {name}"))),
                    hindrance: None,
                    can_turn: (true, false),
                    is_embedded: false,
                };
                let before = ui.available_height();
                audience_bar(ui, &bar, &mut Vec::new());
                *height = before - ui.available_height();
                egui::CentralPanel::default().show(ui, |_| {});
            },
            0.0,
        );
        harness.run();
        let height = *harness.state();
        assert!(height > 30.0 && height < most, "{width}: {height}");
    }
}
