//! Statutory sheets and cases.

use super::*;

#[test]
fn a_chosen_form_is_embedded_and_the_unused_one_dropped() {
    let mut session = session();
    answer(&mut session, RICE, LAN, "1.1=2");
    let wrong = choose_form(RICE, "tiny-2026/1", fixtures::other_form());
    refused(&session, wrong, Refusal::FormMismatch);
    done(
        &mut session,
        choose_form(RICE, "tiny-2026/2", fixtures::other_form()),
    );
    assert_eq!(
        last_line(&session),
        line(
            "Chọn bộ sản phẩm cho Gạo nếp cái hoa vàng",
            "Lương thực (phiếu tiny-2026/1); 1.3: trường hợp A",
            "Đồ uống (phiếu tiny-2026/2); 1 phiếu đang chấm phải chấm lại từ đầu"
        )
    );
    let rice = session.product(RICE).expect("a product");
    assert!(rice.case_choices.is_empty(), "the new form has no 1.3");
    let sheet = session.sheet(RICE, LAN, 1).expect("a sheet");
    assert_eq!(
        (&sheet.form, sheet.answers.0.len()),
        (&fixtures::other_key(), 0)
    );
    assert_eq!(session.forms.len(), 2);
    done(
        &mut session,
        choose_form(TEA, "tiny-2026/2", fixtures::other_form()),
    );
    assert_eq!(
        session.forms.keys().collect::<Vec<_>>(),
        [&fixtures::other_key()]
    );
}

#[test]
fn a_form_that_sheets_were_handed_in_on_stays() {
    let mut session = scored_session([ALL_70; 3]);
    let other = choose_form(RICE, "tiny-2026/2", fixtures::other_form());
    let expected = Refusal::ProductScored {
        product_id: RICE,
        n_sheets: 3,
    };
    refused(&session, other, expected);
    // Neither is it replaced under its key.
    let mut changed = fixtures::form();
    changed.set.parts.clear();
    let unfit = choose_form(TEA, "tiny-2026/1", changed.clone());
    refused(&session, unfit, Refusal::FormMismatch);
    changed.digest = crate::rules::sheet_digest::digest(&changed.set, &changed.bands);
    done(&mut session, choose_form(TEA, "tiny-2026/1", changed));
    assert_eq!(
        session.forms[&fixtures::form_key()].as_ref(),
        &fixtures::form()
    );
}

#[test]
fn a_case_under_handed_in_sheets_stays() {
    let mut session = session();
    let unknown = Command::ChooseCase {
        product_id: RICE,
        code: code("1.1"),
        case: Some(CaseCode::A),
    };
    refused(&session, unknown, Refusal::UnknownCase(code("1.1")));
    answer(&mut session, RICE, LAN, ALL_70);
    done(&mut session, choose(Some(CaseCode::B)));
    done(&mut session, choose(Some(CaseCode::A)));
    assert_eq!(
        last_line(&session),
        line(
            "Chọn trường hợp của tiêu chí 1.3: Gạo nếp cái hoa vàng",
            "trường hợp B: Thu mua",
            "trường hợp A: Tự trồng"
        )
    );
    hand_in(&mut session, RICE, LAN, "");
    let expected = Refusal::CaseInUse {
        code: code("1.3"),
        member_ids: vec![LAN],
    };
    refused(&session, choose(Some(CaseCode::B)), expected.clone());
    refused(&session, choose(None), expected);
}

#[test]
fn an_agreed_level_of_the_other_case_goes_with_the_case() {
    let mut form = fixtures::form();
    let criterion = &mut form.set.parts[0].sections[0].criteria[2];
    criterion.options[1].gate = Some(StarRank::FOUR);
    criterion.options[3].gate = Some(StarRank::FOUR);
    let mut session = session();
    session.forms.insert(fixtures::form_key(), Arc::new(form));
    let agree = Command::AgreeChoice {
        product_id: RICE,
        code: code("1.3"),
        agreed: Some(AgreedChoice {
            answer: Answer::Level(1),
            reason: "đã xem hợp đồng".to_owned(),
        }),
    };
    done(&mut session, agree);
    done(&mut session, choose(Some(CaseCode::B)));
    let rice = session.product(RICE).expect("a product");
    assert!(rice.agreed_choices.is_empty());
}
