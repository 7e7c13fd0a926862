//! Which products a list shows, and in what order: search, filters, sorting.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::product::{ApplicationKind, Product};
use crate::model::session::Session;
use crate::rules::findings::Severity;
use crate::rules::review::Review;
use crate::rules::validity::ValidityState;

use super::palette::folded;

/// Tells whether `haystack`, already folded, has every word of `query`.
pub(super) fn has_words(haystack: &str, query: &str) -> bool {
    folded(query)
        .split_whitespace()
        .all(|word| haystack.contains(word))
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Words to be found in name, code, applicant or commune.
    pub(super) query: String,
    /// State of the last certificate.
    pub(super) validity: Option<ValidityFilter>,
    /// Name of the sector.
    pub(super) sector: Option<String>,
    /// Why the product is before the council.
    pub(super) application: Option<ApplicationKind>,
    /// Only products with errors or warnings.
    pub(super) needs_attention: bool,
}

impl Filter {
    /// Tells whether the list is narrowed at all.
    pub(super) fn is_active(&self) -> bool {
        *self != Self::default()
    }
}

/// A certificate's state, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValidityFilter {
    /// In this state.
    State(ValidityState),
    /// No earlier certificate.
    None,
}

/// A column the list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SortBy {
    /// Name of the product.
    Name,
    /// Name of the applicant.
    Applicant,
    /// Why the product is before the council.
    Application,
    /// Number of the sheet.
    Sheet,
    /// Stars recognised before.
    Stars,
    /// Last day of validity.
    Expiry,
    /// Sheets counted.
    Scoring,
}

/// An order: a column and whether it runs downward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    /// The column.
    pub(super) by: SortBy,
    /// Whether the largest comes first.
    pub(super) descending: bool,
}

/// The rows of the list, made once per change of session, filter or order.
#[derive(Debug, Default)]
pub(super) struct Listing {
    key: Option<(u64, Filter, Option<Sort>)>,
    folded: (Option<u64>, Vec<String>),
    /// Positions on the agenda, in the order shown.
    pub(super) rows: Vec<usize>,
    /// Number of products with errors or warnings.
    pub(super) n_attention: usize,
    /// Names of the sectors in use, in the order of the agenda.
    pub(super) sectors: Vec<String>,
}

impl Listing {
    /// Brings the rows up to date.
    pub(super) fn refresh(
        &mut self,
        session: &Session,
        review: &Review,
        revision: u64,
        filter: &Filter,
        sort: Option<Sort>,
    ) {
        let key = Some((revision, filter.clone(), sort));
        if self.key == key {
            return;
        }
        if self.folded.0 != Some(revision) || self.folded.1.len() != session.products.len() {
            let texts = session.products.iter().map(|p| search_text(session, p));
            self.folded = (Some(revision), texts.collect());
        }
        let attention: BTreeSet<_> = review
            .findings
            .iter()
            .filter(|finding| finding.severity() <= Severity::Warning)
            .filter_map(|finding| finding.product_id)
            .collect();
        self.n_attention = attention.len();
        self.sectors.clear();
        for product in &session.products {
            if let Some(form) = session.form_of(product)
                && !self.sectors.contains(&form.sector_name)
            {
                self.sectors.push(form.sector_name.clone());
            }
        }
        let query = folded(&filter.query);
        let words: Vec<_> = query.split_whitespace().collect();
        let is_shown = |idx: usize, product: &Product| {
            let text = self.folded.1.get(idx).map_or("", String::as_str);
            let state = review
                .products
                .get(idx)
                .and_then(|product| product.validity)
                .map(|validity| validity.state);
            let sector = session.form_of(product).map(|form| &form.sector_name);
            words.iter().all(|word| text.contains(word))
                && filter.validity.is_none_or(|wanted| match wanted {
                    ValidityFilter::State(wanted) => state == Some(wanted),
                    ValidityFilter::None => product.certificate().is_none(),
                })
                && filter
                    .sector
                    .as_ref()
                    .is_none_or(|wanted| sector == Some(wanted))
                && filter
                    .application
                    .is_none_or(|wanted| product.application == wanted)
                && (!filter.needs_attention || attention.contains(&product.id))
        };
        let mut rows: Vec<usize> = session
            .products
            .iter()
            .enumerate()
            .filter(|(idx, product)| is_shown(*idx, product))
            .map(|(idx, _)| idx)
            .collect();
        if let Some(sort) = sort {
            sort_rows(&mut rows, session, review, sort);
        }
        self.rows = rows;
        self.key = key;
    }
}

fn search_text(session: &Session, product: &Product) -> String {
    let applicant = session.applicant(product.applicant_id);
    let (name, commune) = applicant.map_or(("", ""), |a| (&a.name, &a.commune));
    folded(&format!(
        "{} {} {name} {commune}",
        product.name, product.code
    ))
}

/// Sorts rows; equal rows stay in the order of the agenda, rows without a value come last.
fn sort_rows(rows: &mut [usize], session: &Session, review: &Review, sort: Sort) {
    let text_key = |idx: usize| {
        let product = session.products.get(idx)?;
        let text = match sort.by {
            SortBy::Applicant => session.applicant(product.applicant_id)?.name.as_str(),
            _ => product.name.as_str(),
        };
        (!text.is_empty()).then(|| vietnamese_key(text))
    };
    let number_key = |idx: usize| {
        let product = session.products.get(idx)?;
        let review = review.products.get(idx);
        Some(match sort.by {
            SortBy::Application => product.application as i64,
            SortBy::Sheet => i64::from(product.form.as_ref()?.no),
            SortBy::Stars => {
                let certificate = product.certificate()?;
                i64::from(certificate.stars.stars()) * 2 - i64::from(certificate.potential_five)
            }
            SortBy::Expiry => {
                let expires_on = crate::rules::validity::expires_on(product.certificate()?)?;
                i64::from(chrono::Datelike::num_days_from_ce(&expires_on))
            }
            SortBy::Scoring => i64::try_from(review?.counted).ok()?,
            SortBy::Name | SortBy::Applicant => return None,
        })
    };
    match sort.by {
        SortBy::Name | SortBy::Applicant => sort_by_key(rows, sort.descending, text_key),
        _ => sort_by_key(rows, sort.descending, number_key),
    }
}

fn sort_by_key<K: Ord>(rows: &mut [usize], descending: bool, key: impl Fn(usize) -> Option<K>) {
    let mut keyed: Vec<_> = rows.iter().map(|&idx| (key(idx), idx)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    for (row, (_, idx)) in rows.iter_mut().zip(keyed) {
        *row = idx;
    }
}

/// Orders texts as a Vietnamese dictionary does on the level of letters: a ă â, d đ, e ê, o ô ơ,
/// u ư; tone marks only where the letters agree.
fn vietnamese_key(text: &str) -> (Vec<(char, u8)>, String) {
    let mut letters: Vec<(char, u8)> = Vec::new();
    for c in text.nfd().flat_map(char::to_lowercase) {
        match (c, letters.last_mut()) {
            // Breve, circumflex and horn make a letter of their own.
            ('\u{306}', Some(last)) => last.1 = 1,
            ('\u{302}' | '\u{31b}', Some(last)) => last.1 += 2,
            (c, _) if is_combining_mark(c) => {}
            ('đ', _) => letters.push(('d', 1)),
            (c, _) => letters.push((c, 0)),
        }
    }
    (letters, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{self, RICE, TEA};
    use crate::model::points::StarRank;
    use crate::model::product::Recognition;
    use crate::rules::review::review;

    fn listed(session: &Session, filter: &Filter, sort: Option<Sort>) -> Vec<String> {
        let review = review(session, fixtures::day());
        let mut listing = Listing::default();
        listing.refresh(session, &review, 1, filter, sort);
        let name = |idx: &usize| session.products[*idx].name.clone();
        listing.rows.iter().map(name).collect()
    }

    const RICE_NAME: &str = "Gạo nếp cái hoa vàng";
    const TEA_NAME: &str = "Trà sen";

    #[test]
    fn search_needs_no_diacritics_and_finds_every_word() {
        let session = fixtures::session();
        for (query, expected) in [
            ("gao nep", vec![RICE_NAME]),
            ("GẠO vang", vec![RICE_NAME]),
            ("tra tay ho", vec![TEA_NAME]), // name and applicant together
            ("ba vi", vec![RICE_NAME, TEA_NAME]), // commune of both
            ("chè", vec![]),
            ("", vec![RICE_NAME, TEA_NAME]),
        ] {
            let filter = Filter {
                query: query.to_owned(),
                ..Filter::default()
            };
            assert_eq!(listed(&session, &filter, None), expected, "{query}");
        }
        // The decomposed form of some keyboards finds the same.
        assert!(has_words(
            &folded("Đông trùng hạ thảo"),
            "đo\u{302}ng ha\u{323}"
        ));
    }

    #[test]
    fn filters_narrow_by_state_kind_and_attention() {
        let mut session = fixtures::session();
        fixtures::change_product(&mut session, RICE, |rice| {
            rice.application = ApplicationKind::Upgrade;
            rice.history.push(lapsed());
        });
        let by = |filter: Filter| listed(&session, &filter, None);
        assert_eq!(
            by(Filter {
                validity: Some(ValidityFilter::State(ValidityState::Lapsed)),
                ..Filter::default()
            }),
            [RICE_NAME]
        );
        assert_eq!(
            by(Filter {
                validity: Some(ValidityFilter::None),
                ..Filter::default()
            }),
            [TEA_NAME]
        );
        assert_eq!(
            by(Filter {
                application: Some(ApplicationKind::Upgrade),
                ..Filter::default()
            }),
            [RICE_NAME]
        );
        // Rice for its lapsed certificate, tea for its open case of 1.3.
        assert_eq!(
            by(Filter {
                needs_attention: true,
                ..Filter::default()
            }),
            [RICE_NAME, TEA_NAME]
        );
        assert!(
            by(Filter {
                sector: Some("Đồ uống".to_owned()),
                ..Filter::default()
            })
            .is_empty()
        );
    }

    fn lapsed() -> Recognition {
        Recognition {
            stars: StarRank::FOUR,
            potential_five: false,
            decision_no: String::new(),
            authority: String::new(),
            issued_on: "2023-04-07".parse().ok(),
            printed_expires_on: None,
            extension: None,
            revocation: None,
        }
    }

    #[test]
    fn products_without_a_value_stay_at_the_end_in_both_directions() {
        let mut session = fixtures::session();
        fixtures::change_product(&mut session, TEA, |tea| tea.history.push(lapsed()));
        for descending in [false, true] {
            let sort = Sort {
                by: SortBy::Expiry,
                descending,
            };
            assert_eq!(
                listed(&session, &Filter::default(), Some(sort)),
                [TEA_NAME, RICE_NAME]
            );
        }
    }

    #[test]
    fn names_are_ordered_by_the_vietnamese_alphabet() {
        let mut names = ["Đậu", "Dứa", "Ổi", "Ớt", "Ong", "Âm", "An", "Ăn", "Ẩm"];
        names.sort_by_cached_key(|name| vietnamese_key(name));
        assert_eq!(
            names,
            ["An", "Ăn", "Âm", "Ẩm", "Dứa", "Đậu", "Ong", "Ổi", "Ớt"]
        );
    }
}
