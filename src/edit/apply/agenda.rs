//! The agenda: products, their applicants, and how the council deals with each.

use std::sync::Arc;

use crate::edit::command::{NewProduct, ProductDetails};
use crate::edit::log::{Changes, Record, hearing_text, opt_date, opt_text, procedure_text};
use crate::edit::refusal::{NameOf, NumberOf, Refusal};
use crate::model::ids::{MemberId, ProductId};
use crate::model::points::Points;
use crate::model::product::{
    Applicant, CommuneReport, Hearing, Procedure, Product, Recognition, ReferenceAssessment,
    References,
};
use crate::model::session::Session;
use crate::words::{Lang, application_text};

use super::forms::drop_unused_forms;
use super::{check_reason, member, moved, product, product_mut};

pub(super) fn add(session: &mut Session, new: &NewProduct) -> Result<Record, Refusal> {
    if session.product(new.id).is_some() {
        return Err(Refusal::DuplicateId);
    }
    check_details(&new.details, &new.applicant)?;
    let ProductDetails {
        code,
        commune_code,
        name,
        application,
        filed_on,
        request_complete_on,
        history,
    } = new.details.clone();
    session.products.push(Arc::new(Product {
        id: new.id,
        code,
        commune_code,
        name,
        applicant_id: new.applicant.id,
        application,
        filed_on,
        request_complete_on,
        result_on: None,
        form: None,
        form_reason: String::new(),
        history,
        references: References::default(),
        case_choices: Default::default(),
        waived_gates: Default::default(),
        agreed_choices: Default::default(),
        procedure: Procedure::Meeting,
        presided_by: None,
        hearing: None,
        absent: Default::default(),
        recusals: Default::default(),
        rescorings: Vec::new(),
        ground_decisions: Vec::new(),
        discussion: String::new(),
        requests: String::new(),
        conclusion: None,
        authority_decision: None,
        complex: None,
        moved_to_meeting: None,
        earlier_result: None,
    }));
    let known = session.applicant(new.applicant.id).cloned();
    put_applicant(session, &new.applicant);
    let mut after = format!(
        "{}; {}",
        new.applicant.name,
        application_text(Lang::Vi, new.details.application)
    );
    for (name, text) in [
        ("mã", new.details.code.clone()),
        ("ngày nộp", opt_date(new.details.filed_on)),
        ("công nhận", history_text(&new.details.history)),
    ] {
        if !text.is_empty() {
            after = format!("{after}; {name}: {text}");
        }
    }
    // The applicant of other products may change with it.
    match known.filter(|known| *known != new.applicant) {
        None => Ok(Record::after(after)),
        Some(known) => Ok(Record::change(
            format!("chủ thể: {}", applicant_text(&known)),
            format!("{after}; chủ thể: {}", applicant_text(&new.applicant)),
        )),
    }
}

fn applicant_text(applicant: &Applicant) -> String {
    let Applicant {
        id: _,
        name,
        kind,
        commune,
        address,
        representative,
        phone,
    } = applicant;
    let parts = [name, kind, commune, address, representative, phone];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(", ")
}

pub(super) fn edit(
    session: &mut Session,
    id: ProductId,
    details: &ProductDetails,
    applicant: &Applicant,
) -> Result<Record, Refusal> {
    check_details(details, applicant)?;
    let old = product(session, id)?;
    let old_applicant = session.applicant(old.applicant_id);
    let was =
        |text: fn(&Applicant) -> &String| old_applicant.map(text).cloned().unwrap_or_default();
    let record = Changes::default()
        .field("tên", &old.name, &details.name)
        .field("mã", &old.code, &details.code)
        .field("mã xã", &old.commune_code, &details.commune_code)
        .field(
            "loại hồ sơ",
            application_text(Lang::Vi, old.application),
            application_text(Lang::Vi, details.application),
        )
        .field(
            "ngày nộp",
            opt_date(old.filed_on),
            opt_date(details.filed_on),
        )
        .field(
            "ngày nhận đủ hồ sơ",
            opt_date(old.request_complete_on),
            opt_date(details.request_complete_on),
        )
        .field(
            "công nhận",
            history_text(&old.history),
            history_text(&details.history),
        )
        .field("chủ thể", was(|a| &a.name), &applicant.name)
        .field("loại hình", was(|a| &a.kind), &applicant.kind)
        .field("xã", was(|a| &a.commune), &applicant.commune)
        .field("địa chỉ", was(|a| &a.address), &applicant.address)
        .field(
            "người đại diện",
            was(|a| &a.representative),
            &applicant.representative,
        )
        .field("điện thoại", was(|a| &a.phone), &applicant.phone)
        .record();
    let product = product_mut(session, id)?;
    let ProductDetails {
        code,
        commune_code,
        name,
        application,
        filed_on,
        request_complete_on,
        history,
    } = details.clone();
    product.code = code;
    product.commune_code = commune_code;
    product.name = name;
    product.application = application;
    product.filed_on = filed_on;
    product.request_complete_on = request_complete_on;
    product.history = history;
    product.applicant_id = applicant.id;
    put_applicant(session, applicant);
    drop_unused_applicants(session);
    Ok(record)
}

pub(super) fn remove(session: &mut Session, id: ProductId) -> Result<Record, Refusal> {
    let removed = product(session, id)?;
    if removed.conclusion.is_some() {
        return Err(Refusal::ProductConcluded(id));
    }
    let of_product = || {
        session
            .sheets
            .values()
            .filter(|sheet| sheet.product_id == id)
    };
    let versions = session.versions.iter();
    let n_versions = versions.filter(|it| it.product_id == id).count();
    let n_sheets = of_product().filter(|sheet| sheet.was_handed_in()).count() + n_versions;
    if n_sheets > 0 {
        return Err(Refusal::ProductScored {
            product_id: id,
            n_sheets,
        });
    }
    let n_drafts = of_product().count();
    let mut before = removed.name.clone();
    if let Some(applicant) = session.applicant(removed.applicant_id) {
        before = format!("{before}, {}", applicant.name);
    }
    if !removed.code.is_empty() {
        before = format!("{before}; mã: {}", removed.code);
    }
    if n_drafts > 0 {
        before = format!("{before}; {n_drafts} phiếu đang chấm");
    }
    session.products.retain(|product| product.id != id);
    session.sheets.retain(|_, sheet| sheet.product_id != id);
    drop_unused_applicants(session);
    drop_unused_forms(session);
    Ok(Record::change(before, ""))
}

pub(super) fn move_to(
    session: &mut Session,
    id: ProductId,
    to_idx: usize,
) -> Result<Record, Refusal> {
    let products = &mut session.products;
    let from = products.iter().position(|product| product.id == id);
    let from = from.ok_or(Refusal::UnknownProduct(id))?;
    moved(products, from, to_idx);
    let to = products.iter().position(|product| product.id == id);
    Ok(super::members::position_change(from, to.unwrap_or(from)))
}

pub(super) fn set_procedure(
    session: &mut Session,
    id: ProductId,
    procedure: Procedure,
) -> Result<Record, Refusal> {
    let product = product_mut(session, id)?;
    let before = std::mem::replace(&mut product.procedure, procedure);
    if procedure != Procedure::Meeting {
        product.moved_to_meeting = None;
    }
    Ok(Record::change(
        procedure_text(before),
        procedure_text(procedure),
    ))
}

pub(super) fn set_references(
    session: &mut Session,
    id: ProductId,
    references: &References,
) -> Result<Record, Refusal> {
    let all = |references: &References| {
        let References {
            applicant,
            working_group,
            managing_office,
            commune: _,
        } = references.clone();
        [
            ("chủ thể", applicant),
            ("tổ tư vấn", working_group),
            ("cơ quan quản lý", managing_office),
        ]
    };
    let is_possible = |(_, found): &(_, Option<ReferenceAssessment>)| {
        found
            .as_ref()
            .is_none_or(|found| (Points::ZERO..=Points::whole(100)).contains(&found.total))
    };
    if !all(references).iter().all(is_possible) {
        return Err(Refusal::OutOfRange(NumberOf::Points));
    }
    let product = product_mut(session, id)?;
    let before = std::mem::replace(&mut product.references, references.clone());
    let mut changes = Changes::default();
    for ((name, before), (_, after)) in all(&before).iter().zip(all(references)) {
        changes = changes.field(name, assessment_text(before), assessment_text(&after));
    }
    let report = |references: &References| references.commune.clone();
    let (old, new) = (report(&before), report(references));
    type Part = (&'static str, fn(&CommuneReport) -> &String);
    let parts: [Part; 4] = [
        ("xã, nguyên liệu", |report| &report.material),
        ("xã, lao động", |report| &report.labor),
        ("xã, ý tưởng", |report| &report.idea),
        ("xã, bản sắc", |report| &report.identity),
    ];
    for (name, part) in parts {
        let text =
            |report: &Option<CommuneReport>| opt_text(report.as_ref(), |it| part(it).clone());
        changes = changes.field(name, text(&old), text(&new));
    }
    Ok(changes.record())
}

/// Writes a reference assessment: its total, its answers as files have them, and its remarks.
fn assessment_text(found: &Option<ReferenceAssessment>) -> String {
    let Some(found) = found else {
        return String::new();
    };
    let mut text = format!("{} điểm", found.total);
    if !found.answers.is_empty() {
        let answers = found.answers.iter();
        let answers: Vec<_> = answers
            .map(|(code, answer)| format!("{code}={answer}"))
            .collect();
        text = format!("{text} ({})", answers.join(" "));
    }
    if !found.remarks.is_empty() {
        text = format!("{text}, nhận xét: {}", found.remarks);
    }
    text
}

pub(super) fn set_recusal(
    session: &mut Session,
    id: ProductId,
    member_id: MemberId,
    reason: Option<&String>,
) -> Result<Record, Refusal> {
    member(session, member_id)?;
    let product = product_mut(session, id)?;
    let before = match reason {
        None => product.recusals.remove(&member_id),
        Some(reason) => {
            check_reason(reason)?;
            product.recusals.insert(member_id, reason.clone())
        }
    };
    let after = reason.cloned().unwrap_or_default();
    Ok(Record::change(before.unwrap_or_default(), after))
}

pub(super) fn set_absent_for(
    session: &mut Session,
    id: ProductId,
    member_id: MemberId,
    absent: bool,
) -> Result<Record, Refusal> {
    member(session, member_id)?;
    let product = product_mut(session, id)?;
    if absent {
        product.absent.insert(member_id);
    } else {
        product.absent.remove(&member_id);
    }
    Ok(Record::BARE)
}

pub(super) fn set_presiding(
    session: &mut Session,
    id: ProductId,
    member_id: Option<MemberId>,
) -> Result<Record, Refusal> {
    let name = |member_id: Option<MemberId>| match member_id {
        None => Ok("theo quy tắc".to_owned()),
        Some(id) => member(session, id).map(|member| member.name.clone()),
    };
    let found = product(session, id)?;
    if let Some(member_id) = member_id
        && found.recusals.contains_key(&member_id)
    {
        return Err(Refusal::Recused(member_id));
    }
    let record = Record::change(name(found.presided_by)?, name(member_id)?);
    product_mut(session, id)?.presided_by = member_id;
    Ok(record)
}

pub(super) fn set_hearing(
    session: &mut Session,
    id: ProductId,
    hearing: Option<Hearing>,
) -> Result<Record, Refusal> {
    if let Some(Hearing { from, to: Some(to) }) = hearing
        && to < from
    {
        return Err(Refusal::TimeOrder);
    }
    let product = product_mut(session, id)?;
    let before = std::mem::replace(&mut product.hearing, hearing);
    Ok(Record::change(hearing_text(before), hearing_text(hearing)))
}

pub(super) fn set_text(
    session: &mut Session,
    id: ProductId,
    text: &str,
    field: fn(&mut Product) -> &mut String,
) -> Result<Record, Refusal> {
    let field = field(product_mut(session, id)?);
    let before = std::mem::replace(field, text.to_owned());
    Ok(Record::change(before, text))
}

fn check_details(details: &ProductDetails, applicant: &Applicant) -> Result<(), Refusal> {
    if details.name.is_empty() {
        return Err(Refusal::EmptyName(NameOf::Product));
    }
    if applicant.name.is_empty() {
        return Err(Refusal::EmptyName(NameOf::Applicant));
    }
    let days = details.history.iter().filter_map(|found| found.issued_on);
    if days.is_sorted() {
        Ok(())
    } else {
        Err(Refusal::HistoryOrder)
    }
}

fn put_applicant(session: &mut Session, applicant: &Applicant) {
    let known = session
        .applicants
        .iter_mut()
        .find(|known| known.id == applicant.id);
    match known {
        Some(known) if known.as_ref() == applicant => {}
        Some(known) => *known = Arc::new(applicant.clone()),
        None => session.applicants.push(Arc::new(applicant.clone())),
    }
}

fn drop_unused_applicants(session: &mut Session) {
    let products = &session.products;
    let is_used = |id| products.iter().any(|product| product.applicant_id == id);
    session.applicants.retain(|applicant| is_used(applicant.id));
}

/// Writes all recognitions with everything that decides their validity.
fn history_text(history: &[Recognition]) -> String {
    let one = |found: &Recognition| {
        let mut text = format!("{} sao", found.stars);
        if found.potential_five {
            text = "tiềm năng 5 sao".to_owned();
        }
        for part in [&found.decision_no, &found.authority] {
            if !part.is_empty() {
                text = format!("{text}, {part}");
            }
        }
        for (name, day) in [
            ("ngày", found.issued_on),
            ("hết hạn", found.printed_expires_on),
            (
                "kéo dài",
                found.extension.as_ref().map(|found| found.decided_on),
            ),
            (
                "thu hồi",
                found.revocation.as_ref().map(|found| found.revoked_on),
            ),
        ] {
            if day.is_some() {
                text = format!("{text}, {name} {}", opt_date(day));
            }
        }
        if let Some(extension) = found.extension.as_ref().filter(|it| !it.reason.is_empty()) {
            text = format!("{text}, lý do kéo dài: {}", extension.reason);
        }
        if let Some(revocation) = &found.revocation {
            for (name, part) in [
                ("quyết định thu hồi", &revocation.decision_no),
                ("lý do thu hồi", &revocation.reason),
            ] {
                if !part.is_empty() {
                    text = format!("{text}, {name}: {part}");
                }
            }
        }
        text
    };
    history.iter().map(one).collect::<Vec<_>>().join(" | ")
}
