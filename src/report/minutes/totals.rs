//! Counts of products by conclusion.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::product::{ApplicationKind, Outcome, Product};
use crate::model::session::Session;
use crate::report::wording;

/// A table of counts whose rows and columns add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalsTable {
    /// What is counted.
    pub title: String,
    /// What the rows are.
    pub row_title: String,
    /// What the columns are, the sum left out.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<TotalsRow>,
    /// The sum of the rows.
    pub sum: TotalsRow,
}

/// A row of counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TotalsRow {
    /// What is counted.
    pub label: String,
    /// One count per column.
    pub counts: Vec<usize>,
    /// Their sum.
    pub total: usize,
}

/// Counts the products by sector and by kind of application; without products there is nothing to
/// count.
pub(super) fn tables(session: &Session) -> Vec<TotalsTable> {
    if session.products.is_empty() {
        return Vec::new();
    }
    let sector = |product: &Product| match session.form_of(product) {
        // Sectors carry Roman numbers, which do not sort as text.
        Some(form) if form.sector_name.is_empty() => {
            (u16::MAX - 1, "Bộ tiêu chí không ghi ngành".to_owned())
        }
        Some(form) => (roman(&form.set.sector), form.sector_name.clone()),
        None => (u16::MAX, "Chưa chọn phiếu đánh giá".to_owned()),
    };
    let application = |product: &Product| {
        let rank = match product.application {
            ApplicationKind::First => 0,
            ApplicationKind::Upgrade => 1,
            ApplicationKind::ReRating => 2,
        };
        let name = wording::application(product.application);
        (rank, wording::capitalized(&name))
    };
    vec![
        table(session, "Theo ngành sản phẩm và kết luận", "Ngành", sector),
        table(
            session,
            "Theo loại hồ sơ và kết luận",
            "Loại hồ sơ",
            application,
        ),
    ]
}

fn table(
    session: &Session,
    title: &str,
    row_title: &str,
    row_of: impl Fn(&Product) -> (u16, String),
) -> TotalsTable {
    let outcome = |product: &Product| product.conclusion.as_ref().map(|found| found.outcome);
    let mut outcomes: Vec<_> = session.products.iter().map(|p| outcome(p)).collect();
    outcomes.sort_by_key(|outcome| column_rank(*outcome));
    outcomes.dedup();
    let mut counts: BTreeMap<(u16, String), Vec<usize>> = BTreeMap::new();
    for product in &session.products {
        let row = counts
            .entry(row_of(product))
            .or_insert_with(|| vec![0; outcomes.len()]);
        let column = outcomes.iter().position(|found| *found == outcome(product));
        if let Some(count) = column.and_then(|column| row.get_mut(column)) {
            *count += 1;
        }
    }
    let rows: Vec<_> = counts
        .into_iter()
        .map(|((_, label), counts)| TotalsRow {
            label,
            total: counts.iter().sum(),
            counts,
        })
        .collect();
    let column_sum = |column| rows.iter().filter_map(|row| row.counts.get(column)).sum();
    let sums: Vec<usize> = (0..outcomes.len()).map(column_sum).collect();
    TotalsTable {
        title: title.to_owned(),
        row_title: row_title.to_owned(),
        columns: outcomes.iter().map(|outcome| column(*outcome)).collect(),
        sum: TotalsRow {
            label: "Cộng".to_owned(),
            total: sums.iter().sum(),
            counts: sums,
        },
        rows,
    }
}

fn column(outcome: Option<Outcome>) -> String {
    outcome.map_or_else(|| "Chưa ghi kết luận".to_owned(), wording::short_outcome)
}

/// Orders the columns: most stars first, then the other conclusions, then none.
fn column_rank(outcome: Option<Outcome>) -> u8 {
    match outcome {
        Some(Outcome::ProposeFive) => 0,
        Some(Outcome::Stars(rank)) => 6 - rank.stars(),
        Some(Outcome::BelowThree) => 10,
        Some(Outcome::Returned) => 11,
        Some(Outcome::NotConcluded) => 12,
        Some(Outcome::Withdrawn) => 13,
        Some(Outcome::Excluded) => 14,
        None => 15,
    }
}

fn roman(text: &str) -> u16 {
    ["I", "II", "III", "IV", "V", "VI"]
        .iter()
        .position(|number| *number == text)
        .and_then(|idx| u16::try_from(idx).ok())
        .unwrap_or(u16::MAX - 1)
}
