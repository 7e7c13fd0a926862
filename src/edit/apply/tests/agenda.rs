//! Products and applicants.

use super::*;

#[test]
fn products_come_change_and_go_with_their_applicants() {
    let mut session = session();
    let new = new_product(9, "Mật ong");
    let unnamed = new_product(9, " ");
    refused(
        &session,
        Command::AddProduct(unnamed),
        Refusal::EmptyName(NameOf::Product),
    );
    let mut anonymous = new.clone();
    anonymous.applicant.name.clear();
    refused(
        &session,
        Command::AddProduct(anonymous),
        Refusal::EmptyName(NameOf::Applicant),
    );
    let mut disordered = new.clone();
    disordered.details.history = vec![recognition(2023), recognition(2020)];
    refused(
        &session,
        Command::AddProduct(disordered),
        Refusal::HistoryOrder,
    );
    done(&mut session, Command::AddProduct(new.clone()));
    refused(
        &session,
        Command::AddProduct(new.clone()),
        Refusal::DuplicateId,
    );
    assert_eq!(session.applicants.len(), 3);

    // Given to another applicant, it leaves the one it had behind.
    let to_rice_coop = Command::EditProduct {
        product_id: new.id,
        details: ProductDetails {
            history: vec![recognition(2023)],
            ..details("Mật ong bạc hà")
        },
        applicant: fixtures::applicant(RICE_COOP, "HTX Nếp Ba Vì"),
    };
    done(&mut session, to_rice_coop);
    assert_eq!(
        last_line(&session),
        line(
            "Sửa sản phẩm Mật ong",
            "tên: Mật ong; công nhận: (trống); chủ thể: HTX Mới",
            "tên: Mật ong bạc hà; công nhận: 3 sao, ngày 07/04/2023; chủ thể: HTX Nếp Ba Vì"
        )
    );
    let known: Vec<_> = session
        .applicants
        .iter()
        .map(|applicant| applicant.id)
        .collect();
    assert_eq!(known, [RICE_COOP, TEA_COOP]);

    done(
        &mut session,
        Command::MoveProduct {
            product_id: new.id,
            to_idx: 0,
        },
    );
    assert_eq!(session.products[0].id, new.id);
    answer(&mut session, RICE, LAN, "1.1=1");
    done(&mut session, Command::RemoveProduct(RICE));
    assert!(session.sheets.is_empty(), "drafts go with the product");
    assert_eq!(
        session.applicants.len(),
        2,
        "the applicant has another product"
    );
    done(&mut session, Command::RemoveProduct(TEA));
    assert!(session.forms.is_empty());
    assert_eq!(session.applicants.len(), 1);
}

#[test]
fn a_product_with_sheets_or_a_conclusion_stays() {
    let mut session = scored_session([ALL_70; 3]);
    let expected = Refusal::ProductScored {
        product_id: RICE,
        n_sheets: 3,
    };
    refused(&session, Command::RemoveProduct(RICE), expected);
    let withdrawn = Command::Conclude {
        product_id: TEA,
        outcome: Outcome::Withdrawn,
        reason: "có đơn".to_owned(),
        vote: None,
    };
    done(&mut session, withdrawn);
    refused(
        &session,
        Command::RemoveProduct(TEA),
        Refusal::ProductConcluded(TEA),
    );
}

#[test]
fn texts_of_commands_are_kept_composed() {
    let mut session = session();
    let text = "  Cần bổ sung ma\u{303} số\r\n vùng trồng ".to_owned();
    done(
        &mut session,
        Command::SetRequests {
            product_id: RICE,
            text,
        },
    );
    let rice = session.product(RICE).expect("a product");
    assert_eq!(rice.requests, "Cần bổ sung mã số\n vùng trồng");
}
