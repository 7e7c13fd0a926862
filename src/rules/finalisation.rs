//! What a finalisation freezes, and whether a session still stands as it was finalised.
//!
//! The **digest** of a finalisation is BLAKE3 over its **canonical text**: one JSON object, its
//! members ordered by name, members that are null left out, no white space between the tokens,
//! characters as they are (UTF-8) but for the escapes that JSON requires. Its members are
//!
//! - `scheme`: the number of this rule ([`SCHEME`]);
//! - `finalised`: the moment and the person (`at`, `by`);
//! - `before`, where there is an earlier finalisation: its `digest` and how it was `reopened` (`at`,
//!   `by`, `reason`), so that the whole history hangs on the last digest;
//! - `totals`: what was frozen for each product;
//! - `session`: the session as a file of this version holds it and `dump` prints it, without `log`
//!   and `finalisations`.
//!
//! So it covers all that minutes print and rules read: head, council, presence, rules, applicants,
//! products with their conclusions, every sheet with its earlier versions, the statutory sheets word
//! for word. It does not cover the log, which goes on being written.
//!
//! A later version of the format must give the same text for an old session: a new field that is
//! null in it changes nothing; any other change takes a new scheme beside this one.

use serde_json::Value;

use super::canonical::{json, object, write};
use super::review::{ProductReview, Review};
use crate::model::ids::ProductId;
use crate::model::session::{Finalisation, FrozenTotal, Session};

/// The number of the rule by which digests are made now.
pub const SCHEME: u16 = 1;

/// How the content stands to a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestState {
    /// It still has the digest.
    Same,
    /// It is not what was finalised.
    Differs,
    /// The digest was made by a rule that this program does not have.
    Unknown,
}

/// How a session stands to a finalisation of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalisationCheck {
    /// Whether the content is what was finalised.
    pub digest: DigestState,
    /// Products for which something else was frozen than this program computes, in the order of the
    /// agenda, then those that are gone.
    pub differing: Vec<ProductId>,
}

impl FinalisationCheck {
    /// Tells whether everything is as it was finalised.
    pub fn holds(&self) -> bool {
        self.digest == DigestState::Same && self.differing.is_empty()
    }
}

/// Returns what a finalisation of `session` freezes, in the order of the agenda.
pub fn frozen_totals(session: &Session, review: &Review) -> Vec<FrozenTotal> {
    totals(session, &review.products)
}

pub(super) fn totals(session: &Session, products: &[ProductReview]) -> Vec<FrozenTotal> {
    let total = |(product, found): (
        &std::sync::Arc<crate::model::product::Product>,
        &ProductReview,
    )| {
        FrozenTotal {
            product_id: product.id,
            counted: found.mean.map_or(0, |mean| mean.count),
            sum_hundredths: found.mean.map_or(0, |mean| mean.sum.hundredths()),
            rank: found.rank.as_ref().map(|rank| rank.rank),
            outcome: product
                .conclusion
                .as_ref()
                .map(|concluded| concluded.outcome),
        }
    };
    session.products.iter().zip(products).map(total).collect()
}

/// Makes the digest for the finalisation that comes next. The text that `finalisation` has in its
/// place is not looked at.
pub fn digest_of_next(session: &Session, finalisation: &Finalisation) -> String {
    let before = session.finalisations.last().map(AsRef::as_ref);
    digest(session, finalisation, before)
}

/// Makes the digest of the finalisation at `idx` again, from the content as it is now. `None` where
/// it was made by another rule.
pub fn digest_again(session: &Session, idx: usize) -> Option<String> {
    let finalisation = session.finalisations.get(idx)?;
    let before = idx
        .checked_sub(1)
        .map(|idx| session.finalisations[idx].as_ref());
    (finalisation.scheme == SCHEME).then(|| digest(session, finalisation, before))
}

/// Compares the session with its newest finalisation, whether that stands or was reopened; none
/// where it was never finalised. `products` is the review of its products.
pub fn check(session: &Session, products: &[ProductReview]) -> Option<FinalisationCheck> {
    let idx = session.finalisations.len().checked_sub(1)?;
    let last = &session.finalisations[idx];
    let digest = match digest_again(session, idx) {
        Some(digest) if digest == last.digest => DigestState::Same,
        Some(_) => DigestState::Differs,
        None => DigestState::Unknown,
    };
    if digest == DigestState::Unknown {
        // Nothing was frozen then.
        return Some(FinalisationCheck {
            digest,
            differing: Vec::new(),
        });
    }
    let now = totals(session, products);
    let is_frozen = |total: &FrozenTotal| last.totals.contains(total);
    let is_gone = |total: &&FrozenTotal| session.product(total.product_id).is_none();
    let mut differing: Vec<_> = now
        .iter()
        .filter(|total| !is_frozen(total))
        .map(|total| total.product_id)
        .collect();
    let gone = last.totals.iter().filter(is_gone);
    differing.extend(gone.map(|total| total.product_id));
    Some(FinalisationCheck { digest, differing })
}

/// Which finalisation of a session a paper is of, by the digest it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperMatch {
    /// The one that stands; its position.
    Current(usize),
    /// The newest, but the session was reopened since.
    Reopened(usize),
    /// An earlier one, which a later one replaced.
    Earlier(usize),
    /// None of them.
    None,
}

/// Fewest hexadecimal digits by which a digest is looked for: the groups at the foot of a page.
pub const MIN_DIGITS: usize = 16;

/// Reads a digest as a person types it from a paper: groups, dashes and large letters are fine, and
/// so is its beginning of at least [`MIN_DIGITS`]. `None` where it cannot be one.
pub fn read_digest(text: &str) -> Option<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '.' | ':' | '…');
    let digits: String = text.chars().filter(|&c| !is_between(c)).collect();
    let is_digest = (MIN_DIGITS..=64).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| digits.to_ascii_lowercase())
}

/// Finds the finalisation whose digest is or begins with `digest`, as [`read_digest`] gives it.
pub fn paper_match(session: &Session, digest: &str) -> PaperMatch {
    if digest.len() < MIN_DIGITS {
        return PaperMatch::None;
    }
    let all = &session.finalisations;
    let is_of_it = |it: &std::sync::Arc<Finalisation>| it.digest.starts_with(digest);
    match all.iter().rposition(is_of_it) {
        Some(idx) if idx + 1 < all.len() => PaperMatch::Earlier(idx),
        Some(idx) if all[idx].reopened.is_some() => PaperMatch::Reopened(idx),
        Some(idx) => PaperMatch::Current(idx),
        None => PaperMatch::None,
    }
}

fn digest(session: &Session, finalisation: &Finalisation, before: Option<&Finalisation>) -> String {
    let text = canonical_text(session, finalisation, before);
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Writes what a digest covers; see the module.
fn canonical_text(
    session: &Session,
    finalisation: &Finalisation,
    before: Option<&Finalisation>,
) -> String {
    let mut content = json(session);
    if let Value::Object(members) = &mut content {
        members.retain(|name, _| name != "log" && name != "finalisations");
    }
    let mut text = String::new();
    let members = [
        ("scheme", Value::from(finalisation.scheme)),
        (
            "finalised",
            object([
                ("at", json(&finalisation.at)),
                ("by", json(&finalisation.by)),
            ]),
        ),
        (
            "before",
            before.map_or(Value::Null, |before| {
                object([
                    ("digest", json(&before.digest)),
                    ("reopened", json(&before.reopened)),
                ])
            }),
        ),
        ("totals", json(&finalisation.totals)),
        ("session", content),
    ];
    write(&object(members), &mut text);
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fixtures::{ALL_70, ALL_100, RICE, TEA, at, change_product, day, scored_session};
    use crate::model::points::StarRank;
    use crate::model::product::{Conclusion, Outcome};
    use crate::model::session::Reopening;
    use crate::rules::review::review;

    /// A session of 70, 100 and 70 points for one of its two products, finalised.
    fn finalised() -> Session {
        let mut session = scored_session([ALL_70, ALL_100, ALL_70]);
        finalise(&mut session);
        session
    }

    fn finalise(session: &mut Session) {
        let mut finalisation = Finalisation {
            at: at(61),
            by: "Vũ Thu Hà".to_owned(),
            scheme: SCHEME,
            digest: String::new(),
            totals: frozen_totals(session, &review(session, day())),
            reopened: None,
        };
        finalisation.digest = digest_of_next(session, &finalisation);
        session.finalisations.push(Arc::new(finalisation));
    }

    fn checked(session: &Session) -> FinalisationCheck {
        check(session, &review(session, day()).products).expect("a finalisation")
    }

    #[test]
    fn sums_are_frozen_exactly() {
        let session = finalised();
        let none = FrozenTotal {
            product_id: TEA,
            counted: 0,
            sum_hundredths: 0,
            rank: None,
            outcome: None,
        };
        let rice = FrozenTotal {
            product_id: RICE,
            counted: 3,
            sum_hundredths: 24_000,
            rank: StarRank::new(4), // a mean of 80
            outcome: None,
        };
        assert_eq!(session.finalisations[0].totals, [rice, none]);
        assert!(checked(&session).holds());
    }

    #[test]
    fn whatever_is_changed_the_digest_tells() {
        type Change = fn(&mut Session);
        let changes: [(&str, Change); 9] = [
            ("title", |s| s.title.push('.')),
            ("attendance", |s| s.council.members[1].attendance.clear()),
            ("rule", |s| s.rules.decimals.value = 1),
            ("source of a rule", |s| {
                s.rules.quorum.source = "Quy chế".to_owned()
            }),
            ("applicant", |s| {
                Arc::make_mut(&mut s.applicants[0]).phone.push('1')
            }),
            ("discussion", |s| {
                change_product(s, TEA, |tea| tea.discussion.push('x'))
            }),
            ("note", |s| {
                let sheet = s.sheets.values_mut().next().expect("a sheet");
                Arc::make_mut(sheet).opinion = "ngon".to_owned();
            }),
            ("words of a level", |s| {
                let form = s.forms.values_mut().next().expect("a form");
                Arc::make_mut(form).set.parts[0].title.push('x');
            }),
            ("order", |s| s.products.reverse()),
        ];
        let session = finalised();
        for (name, change) in changes {
            let mut changed = session.clone();
            change(&mut changed);
            assert_eq!(checked(&changed).digest, DigestState::Differs, "{name}");
        }
    }

    #[test]
    fn moment_person_and_history_are_covered_and_the_log_is_not() {
        let mut session = finalised();
        let change = |change: fn(&mut Finalisation)| {
            let mut changed = session.clone();
            change(Arc::make_mut(&mut changed.finalisations[0]));
            assert!(!checked(&changed).holds());
        };
        change(|it| it.at = at(62));
        change(|it| it.by.clear());
        change(|it| it.totals[1].counted = 1);
        change(|it| it.digest.make_ascii_uppercase());
        Arc::make_mut(&mut session.finalisations[0]).reopened = Some(Reopening {
            at: at(70),
            by: "Vũ Thu Hà".to_owned(),
            reason: "Nhầm".to_owned(),
        });
        assert!(checked(&session).holds(), "reopening changes no content");
        finalise(&mut session);
        let line = crate::model::session::LogLine {
            at: at(70),
            by: String::new(),
            what: "Mở tệp đã sửa".to_owned(),
            before: None,
            after: None,
        };
        session.log.push(Arc::new(line));
        assert!(checked(&session).holds(), "the log goes on");
        let first = Arc::make_mut(&mut session.finalisations[0]);
        first.reopened.as_mut().expect("reopened").reason.push('.');
        assert_eq!(checked(&session).digest, DigestState::Differs);
    }

    #[test]
    fn totals_that_are_computed_otherwise_are_told_by_product() {
        let mut session = finalised();
        let conclusion = Conclusion {
            outcome: Outcome::BelowThree,
            reason: String::new(),
            vote: None,
            computed: None,
            concluded_at: at(60),
        };
        change_product(&mut session, TEA, |tea| tea.conclusion = Some(conclusion));
        assert_eq!(checked(&session).differing, [TEA]);
        let gone = session.products.pop().expect("tea");
        assert_eq!(checked(&session).differing, [gone.id]);
    }

    #[test]
    fn what_the_first_format_kept_cannot_be_checked() {
        let mut session = finalised();
        Arc::make_mut(&mut session.finalisations[0]).scheme = 0;
        let found = checked(&session);
        assert_eq!(
            (found.digest, found.differing.len()),
            (DigestState::Unknown, 0)
        );
    }

    #[test]
    fn a_paper_is_found_by_its_digest_as_it_is_typed() {
        let mut session = finalised();
        let typed = crate::words::digest_text(&session.finalisations[0].digest);
        let find = |session: &Session, text: &str| {
            paper_match(session, &read_digest(text).expect("a digest"))
        };
        assert_eq!(find(&session, &typed), PaperMatch::Current(0));
        assert_eq!(
            find(&session, &format!(" {}… ", &typed[..19])),
            PaperMatch::Current(0)
        );
        assert_eq!(
            find(&session, &typed.replace(' ', "-")),
            PaperMatch::Current(0)
        );
        assert_eq!(find(&session, &"0".repeat(64)), PaperMatch::None);
        Arc::make_mut(&mut session.finalisations[0]).reopened = Some(Reopening {
            at: at(70),
            by: String::new(),
            reason: "Nhầm".to_owned(),
        });
        assert_eq!(find(&session, &typed), PaperMatch::Reopened(0));
        finalise(&mut session);
        assert_eq!(find(&session, &typed), PaperMatch::Earlier(0));
        for text in [
            "",
            "3F2A 91C0 3F2A",
            &"a".repeat(65),
            "mã kiểm tra 0123456789abcdef",
        ] {
            assert_eq!(read_digest(text), None, "{text}");
        }
    }
}
