//! Made-up sessions of any size, for trying out and for measuring.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Days;

use crate::model::criteria::{Code, EmbeddedForm, FormKey};
use crate::model::ids::{ApplicantId, MemberId, ProductId, SheetId};
use crate::model::product::{ApplicationKind, Product, Recognition};
use crate::model::session::Session;
use crate::model::sheet::SheetStatus;
use crate::rules::review::review;

use super::fill::{Wish, fill};
use super::frame::{self, at, held_on, time};
use super::random::Random;
use super::{SheetChoice, names};

/// Communes that no map shows.
const COMMUNES: [&str; 12] = [
    "An Bình",
    "Bãi Sông",
    "Suối Mơ",
    "Bản Cao",
    "Vân Nội",
    "Núi Nàng",
    "Đồng Vàng",
    "Lò Đất",
    "Xóm Chợ",
    "Bến Đò",
    "Hồ Xanh",
    "Bản Mây",
];

/// Kinds of applicants, and how their names begin.
const KINDS: [(&str, &str); 4] = [
    ("Hợp tác xã", "HTX"),
    ("Tổ hợp tác", "Tổ hợp tác"),
    ("Hộ kinh doanh", "Cơ sở"),
    ("Doanh nghiệp nhỏ và vừa", "Công ty TNHH"),
];

/// Returns the session; see [`super::generate`].
pub(super) fn session(
    n_products: usize,
    n_members: usize,
    seed: u64,
    sheets: SheetChoice,
) -> Session {
    let mut random = Random::new(seed);
    let title = format!("Phiên thử: {n_products} sản phẩm, {n_members} thành viên, số {seed}");
    let mut session = frame::session(&title, n_members, &mut random);
    // At most a quarter may be away, so that the meeting stays valid; the chair is there.
    for member in session
        .council
        .members
        .iter_mut()
        .skip(1)
        .take(n_members / 4)
    {
        if member.is_member && random.happens(30) {
            member.attendance.clear();
            "Đi công tác".clone_into(&mut member.absence_reason);
        }
    }
    let judges = judges(&session, &mut random);
    let forms = frame::forms();
    for idx in 0..n_products {
        let drawn = random.below(forms.len());
        let place = match sheets {
            SheetChoice::Drawn => drawn,
            SheetChoice::InTurn => idx % forms.len().max(1),
        };
        let Some((key, form)) = forms.iter().nth(place) else {
            break;
        };
        session
            .forms
            .entry(key.clone())
            .or_insert_with(|| Arc::clone(form));
        let product = add_product(&mut session, idx, key, form, &mut random);
        add_sheets(&mut session, &product, form, &judges, &mut random);
    }
    conclude(&mut session, &mut random);
    session
}

/// A member who scores, and by how many points more or less than others.
struct Judge {
    id: MemberId,
    leaning: i64,
}

fn judges(session: &Session, random: &mut Random) -> Vec<Judge> {
    let members = session.council.members.iter();
    members
        .filter(|member| member.is_member && member.attended())
        .map(|member| Judge {
            id: member.id,
            leaning: random.around_zero(4),
        })
        .collect()
}

fn add_product(
    session: &mut Session,
    idx: usize,
    key: &FormKey,
    form: &EmbeddedForm,
    random: &mut Random,
) -> Product {
    let name = random.one_of(names::of_sheet(key.no));
    let commune = random.one_of(&COMMUNES).copied().unwrap_or_default();
    let (kind, short) = random.one_of(&KINDS).copied().unwrap_or_default();
    let n = idx + 1;
    let applicant = frame::applicant(
        ApplicantId::from_bits(random.bits()),
        &format!("{short} {commune} {n}"),
        kind,
        &format!("Xã {commune}"),
    );
    let id = ProductId::from_bits(random.bits());
    let mut product = frame::product(id, applicant.id, key.no, form);
    product.name = format!("{} {commune}", name.copied().unwrap_or("Sản phẩm"));
    product.commune_code = format!("{:05}", 10_003 + 36 * (idx % 100));
    product.code = format!("01-{}-{}-2026", product.commune_code, idx / 100 + 1);
    product.application = match random.below(100) {
        0..80 => ApplicationKind::First,
        80..92 => ApplicationKind::Upgrade,
        _ => ApplicationKind::ReRating,
    };
    let days_ago = Days::new(random.bits() % 100 + 25);
    product.filed_on = held_on().checked_sub_days(days_ago);
    product.history = history(product.application, random);
    session.applicants.push(Arc::new(applicant));
    session.products.push(Arc::new(product.clone()));
    product
}

fn history(application: ApplicationKind, random: &mut Random) -> Vec<Recognition> {
    let days_ago = match application {
        ApplicationKind::First => return Vec::new(),
        ApplicationKind::Upgrade => 200 + random.bits() % 700,
        ApplicationKind::ReRating => 900 + random.bits() % 300,
    };
    let issued_on = held_on().checked_sub_days(Days::new(days_ago));
    let n = if random.happens(60) { 3 } else { 4 };
    issued_on
        .map(|day| frame::recognition(n, "Quyết định công nhận", day))
        .into_iter()
        .collect()
}

fn add_sheets(
    session: &mut Session,
    product: &Product,
    form: &EmbeddedForm,
    judges: &[Judge],
    random: &mut Random,
) {
    // A few products are still ahead of the council.
    if random.happens(3) {
        return;
    }
    let drawn = (71 + random.around_zero(24)).clamp(25, 96);
    // Excellent products are rare, but a session without any would show no five stars.
    let quality = if random.happens(3) { 97 } else { drawn };
    let reach = match quality {
        90.. => 5,
        70.. => 4,
        50.. => 3,
        _ => 0,
    };
    let below = held_by(form, reach, random);
    let reluctant = if random.happens(4) { 10 } else { 3 };
    for judge in judges {
        if random.happens(1) {
            continue;
        }
        let wish = Wish {
            total: (quality + judge.leaning + random.around_zero(reluctant)).clamp(5, 100),
            reach,
            below: below.clone(),
        };
        let answers = fill(&form.set, &product.case_choices, &wish, random);
        let id = SheetId::from_bits(random.bits());
        let mut sheet = frame::sheet(id, product, judge.id, answers, at(time(10, 30)));
        if random.happens(1) {
            sheet.status = SheetStatus::Draft;
            sheet.submitted_at = None;
            sheet.revision = 0;
            sheet.answers.0.pop_last();
        }
        session.sheets.insert(sheet.id, Arc::new(sheet));
    }
}

/// Names one or two gates of the rank that a product misses; none for four products of five.
fn held_by(form: &EmbeddedForm, reach: u8, random: &mut Random) -> BTreeMap<Code, u8> {
    let mut below = BTreeMap::new();
    if random.happens(80) {
        return below;
    }
    let gates: Vec<Code> = form
        .set
        .criteria()
        .filter(|criterion| {
            criterion
                .gates(None)
                .any(|(stars, _)| stars.stars() == reach)
        })
        .map(|criterion| criterion.code)
        .collect();
    for _ in 0..=random.below(2) {
        below.extend(random.one_of(&gates).map(|code| (*code, reach)));
    }
    below
}

/// Concludes two of three undisputed products as computed.
fn conclude(session: &mut Session, random: &mut Random) {
    let found = review(session, held_on());
    let conclusions = found
        .products
        .iter()
        .filter(|product| product.is_undisputed())
        .filter_map(|product| Some((product.product_id, product.proposed?)))
        .filter(|_| random.happens(66))
        .map(|(id, outcome)| (id, frame::conclusion(outcome, "", at(time(11, 0)))))
        .collect();
    frame::conclude(session, conclusions);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::findings::Severity;

    fn drawn(n_products: usize, n_members: usize, seed: u64) -> Session {
        session(n_products, n_members, seed, SheetChoice::Drawn)
    }

    #[test]
    fn sheets_in_turn_are_all_used_and_every_sheet_has_names() {
        let session = session(26, 3, 1, SheetChoice::InTurn);
        let used: Vec<u16> = session
            .products
            .iter()
            .filter_map(|product| Some(product.form.as_ref()?.no))
            .collect();
        assert_eq!(used, (1..=26).collect::<Vec<_>>());
        assert_eq!(session.forms.len(), 26);
        for product in &session.products {
            assert!(!product.name.starts_with("Sản phẩm"), "{}", product.name);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_session() {
        assert_eq!(drawn(20, 5, 3), drawn(20, 5, 3));
        assert_ne!(drawn(20, 5, 3), drawn(20, 5, 4));
    }

    #[test]
    fn any_size_is_free_of_errors() {
        for (n_products, n_members) in [(0, 0), (0, 9), (3, 0), (1, 1), (60, 3), (90, 9)] {
            let session = drawn(n_products, n_members, 1);
            assert_eq!(session.products.len(), n_products);
            assert_eq!(session.council.members.len(), n_members + 1);
            let found = review(&session, held_on());
            let errors: Vec<_> = found
                .findings
                .iter()
                .filter(|finding| finding.severity() == Severity::Error)
                .collect();
            assert!(errors.is_empty(), "{n_products} × {n_members}: {errors:?}");
        }
    }

    #[test]
    fn a_large_session_has_a_bit_of_everything() {
        let session = drawn(150, 9, 1);
        let found = review(&session, held_on());
        let ranks: BTreeSet<u8> = found
            .products
            .iter()
            .filter_map(|product| product.rank.as_ref())
            .map(|decision| decision.rank.stars())
            .collect();
        assert!(ranks.is_superset(&[3, 4, 5].into()), "{ranks:?}");
        let any = |test: fn(&crate::rules::review::ProductReview) -> bool| {
            found
                .products
                .iter()
                .filter(|product| test(product))
                .count()
        };
        assert!(any(|p| p.rank.as_ref().is_some_and(|rank| rank.is_held())) > 5);
        assert!(any(|p| !p.pairs_over.is_empty()) > 1);
        assert!(any(|p| p.conclusion.is_some()) > 40);
        assert!(any(|p| p.is_undisputed()) > 10);
        assert_eq!(session.forms.len(), 26);
        let n_handed_in = session
            .sheets
            .values()
            .filter(|s| s.status.is_submitted())
            .count();
        assert!(n_handed_in * 10 > session.sheets.len() * 9);
    }
}
