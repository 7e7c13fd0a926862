//! `tally`: a table to read, each product with its reason.

use rust_i18n::t;

use crate::model::session::Session;
use crate::rules::review::{ProductReview, Review};
use crate::words::{self, Lang};

/// Longest product name that is shown whole.
const NAME_WIDTH: usize = 34;

/// Writes the table.
pub(super) fn text(lang: Lang, session: &Session, review: &Review) -> String {
    let code = lang.code();
    let mut rows = vec![
        [
            t!("cli.tally.no", locale = code),
            t!("cli.tally.product", locale = code),
            t!("cli.tally.sheet", locale = code),
            t!("cli.tally.counted", locale = code),
            t!("cli.tally.mean", locale = code),
            t!("cli.tally.spread", locale = code),
            t!("cli.tally.stars", locale = code),
            t!("cli.tally.conclusion", locale = code),
        ]
        .map(|cell| cell.into_owned()),
    ];
    for (idx, found) in review.products.iter().enumerate() {
        rows.push(row(lang, session, idx, found));
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths = std::array::from_fn(width);
    let mut text = head(lang, session, review);
    for (idx, row) in rows.iter().enumerate() {
        text.push_str(&line(row, &widths));
        let found = idx.checked_sub(1).and_then(|idx| review.products.get(idx));
        for note in found
            .map(|found| notes(lang, session, found))
            .unwrap_or_default()
        {
            text.push_str(&format!("{:indent$}{note}\n", "", indent = widths[0] + 2));
        }
    }
    text
}

fn head(lang: Lang, session: &Session, review: &Review) -> String {
    let code = lang.code();
    let quorum = review.quorum;
    let met = if quorum.is_met {
        t!("cli.tally.quorum_met", locale = code)
    } else {
        t!("cli.tally.quorum_not_met", locale = code)
    };
    let people = t!(
        "cli.tally.quorum",
        locale = code,
        present = quorum.present,
        members = quorum.members,
        needed = quorum.needed,
        met = met
    );
    format!("{}\n{people}\n\n", session.title)
}

fn row(lang: Lang, session: &Session, idx: usize, found: &ProductReview) -> [String; 8] {
    let product = session.products.get(idx);
    let none = || "–".to_owned();
    let stars = found.rank.as_ref().map(|rank| rank.rank.to_string());
    let conclusion = found.conclusion.map(|check| {
        let mark = if check.differs { " (*)" } else { "" };
        format!("{}{mark}", words::outcome_text(lang, check.outcome))
    });
    let form = product.and_then(|product| product.form.as_ref());
    [
        (idx + 1).to_string(),
        product
            .map(|product| shortened(&product.name))
            .unwrap_or_default(),
        form.map_or_else(none, |key| key.no.to_string()),
        format!("{}/{}", found.counted, found.members.len()),
        found.mean_shown.clone().unwrap_or_else(none),
        found.spread.map_or_else(none, |spread| spread.to_string()),
        stars.unwrap_or_else(none),
        conclusion.unwrap_or_else(none),
    ]
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_WIDTH {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME_WIDTH - 1).collect();
    format!("{}…", start.trim_end())
}

/// Numbers stand at the right of their columns, words at the left.
fn line(row: &[String; 8], widths: &[usize; 8]) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
        let space = " ".repeat(width - cell.chars().count());
        let is_word = matches!(column, 1 | 7);
        let (before, after) = if is_word {
            ("", &*space)
        } else {
            (&*space, "")
        };
        line.push_str(before);
        line.push_str(cell);
        line.push_str(after);
        line.push_str("  ");
    }
    format!("{}\n", line.trim_end())
}

/// What stands under a product: why it has this rank, and the state of its certificate.
fn notes(lang: Lang, session: &Session, found: &ProductReview) -> Vec<String> {
    let code = lang.code();
    let mut notes = vec![words::rank_reason(lang, found)];
    if let Some(pair) = found.pairs_over.first() {
        notes.push(
            t!(
                "cli.tally.pair",
                locale = code,
                higher = words::member_text(session, pair.higher),
                lower = words::member_text(session, pair.lower),
                difference = pair.difference
            )
            .into_owned(),
        );
    }
    if let Some(validity) = found.validity {
        let state = words::validity_text(lang, &validity);
        notes.push(t!("cli.tally.certificate", locale = code, state = state).into_owned());
    }
    let conclusion = session
        .product(found.product_id)
        .and_then(|product| product.conclusion.as_ref())
        .filter(|conclusion| !conclusion.reason.trim().is_empty());
    if let Some(conclusion) = conclusion {
        let mark = if found.conclusion.is_some_and(|check| check.differs) {
            t!("cli.tally.differs", locale = code)
        } else {
            t!("cli.tally.concluded_because", locale = code)
        };
        notes.push(format!("{mark}: {}", conclusion.reason.trim()));
    }
    notes
}
