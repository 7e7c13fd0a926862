//! What the matrix shows, made once per change of the session: one [`Row`] per product.

use rust_i18n::t;

use crate::model::council::CouncilLevel;
use crate::model::ids::{MemberId, ProductId};
use crate::model::points::{Points, StarRank};
use crate::model::product::Outcome;
use crate::model::session::Session;
use crate::rules::panel::SheetStanding;
use crate::rules::review::{MemberReview, ProductReview, Review};
use crate::words::{self, Lang};

/// What the matrix shows of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The product.
    pub product_id: ProductId,
    /// Place on the agenda, from 1.
    pub number: usize,
    /// Name.
    pub name: String,
    /// Name of the applicant.
    pub applicant: String,
    /// One cell per scoring member.
    pub cells: Vec<Cell>,
    /// Highest minus lowest counted total.
    pub spread: Option<Points>,
    /// Whether it is over what the council allows.
    pub is_over: bool,
    /// The mean as people read it.
    pub mean: Option<String>,
    /// The mean in millionths, to sort by.
    pub mean_key: Option<i64>,
    /// The computed rank.
    pub rank: Option<StarRank>,
    /// Whether five stars are only potential at this council.
    pub is_potential: bool,
    /// Whether a gate holds the rank below the band.
    pub is_held: bool,
    /// Whether sheets are still expected.
    pub is_waiting: bool,
    /// Whether the dossier is rejected, by the rules or as concluded.
    pub is_excluded: bool,
    /// The rank in words.
    pub reason: String,
    /// What was concluded.
    pub conclusion: ConclusionState,
    /// The row in one sentence, for those who do not see it.
    pub spoken: String,
}

/// One member's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// The total where it counts.
    pub total: Option<String>,
    /// The word that stands in its place, or below it.
    pub word: Option<String>,
    /// Whether a new sheet replaces the total soon.
    pub is_again: bool,
    /// How far the total is apart.
    pub apart: Apart,
    /// What the pointer is told.
    pub hint: String,
}

/// How far a total is from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Apart {
    /// Within what the council allows.
    No,
    /// In a pair over the limit.
    InPair,
    /// In the most pairs over the limit.
    Most,
}

/// What was concluded on a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConclusionState {
    /// Nothing yet.
    None,
    /// As computed.
    Agrees(Outcome),
    /// Otherwise than computed; marked everywhere.
    Differs(Outcome),
    /// The computed rank has changed since.
    Outdated(Outcome),
}

impl ConclusionState {
    /// Returns the conclusion.
    pub(super) const fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::None => None,
            Self::Agrees(outcome) | Self::Differs(outcome) | Self::Outdated(outcome) => {
                Some(*outcome)
            }
        }
    }

    /// Says it in a few words.
    pub(super) fn text(&self) -> String {
        match self {
            Self::None => t!("results.conclusion.none").into_owned(),
            Self::Agrees(outcome) => format!("✔ {}", outcome_short(*outcome)),
            Self::Differs(outcome) => t!(
                "results.conclusion.differs",
                outcome = outcome_short(*outcome)
            )
            .into_owned(),
            Self::Outdated(_) => t!("results.conclusion.outdated").into_owned(),
        }
    }
}

/// Names a conclusion as shortly as a column asks for.
pub(super) fn outcome_short(outcome: Outcome) -> String {
    match outcome {
        Outcome::Stars(rank) => words::stars_text(Lang::current(), rank),
        Outcome::ProposeFive => t!("results.outcome.propose_five").into_owned(),
        Outcome::BelowThree => t!("results.outcome.below_three").into_owned(),
        Outcome::Returned => t!("results.outcome.returned").into_owned(),
        Outcome::NotConcluded => t!("results.outcome.not_concluded").into_owned(),
        Outcome::Withdrawn => t!("results.outcome.withdrawn").into_owned(),
        Outcome::Excluded => t!("results.outcome.excluded").into_owned(),
    }
}

/// A column of the matrix: a member who may score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// The member.
    pub member_id: MemberId,
    /// `TV3`.
    pub short: String,
    /// `Thành viên 3, Sở Y tế`.
    pub name: String,
}

/// Returns the members who may score, in the order of the council.
pub(super) fn columns(session: &Session) -> Vec<Column> {
    session
        .council
        .members
        .iter()
        .filter(|member| crate::rules::panel::is_scorer(session, member))
        .enumerate()
        .map(|(idx, member)| Column {
            member_id: member.id,
            short: t!("results.member_short", n = idx + 1).into_owned(),
            name: words::member_text(session, member.id),
        })
        .collect()
}

/// Makes the rows, in the order of the agenda.
pub(super) fn rows(session: &Session, review: &Review, columns: &[Column]) -> Vec<Row> {
    let lang = Lang::current();
    let is_province = session.council.level == CouncilLevel::Province;
    session
        .products
        .iter()
        .zip(&review.products)
        .enumerate()
        .map(|(idx, (product, found))| {
            let rank = found.rank.as_ref().map(|rank| rank.rank);
            let conclusion = conclusion_state(found);
            let mut row = Row {
                product_id: product.id,
                number: idx + 1,
                name: product.name.clone(),
                applicant: session
                    .applicant(product.applicant_id)
                    .map(|applicant| applicant.name.clone())
                    .unwrap_or_default(),
                cells: columns.iter().map(|column| cell(found, column)).collect(),
                spread: found.spread,
                is_over: !found.pairs_over.is_empty(),
                mean: found.mean_shown.clone(),
                mean_key: found
                    .mean
                    .map(|mean| mean.sum.hundredths() * 10_000 / i64::from(mean.count)),
                rank,
                is_potential: is_province && rank == Some(StarRank::FIVE),
                is_held: found
                    .rank
                    .as_ref()
                    .is_some_and(crate::rules::ranking::RankDecision::is_held),
                is_waiting: !found.excluded && !found.pending.is_empty(),
                is_excluded: found.excluded || conclusion.outcome() == Some(Outcome::Excluded),
                reason: reason(lang, session, found, columns),
                conclusion,
                spoken: String::new(),
            };
            row.spoken = spoken(lang, &row, columns);
            row
        })
        .collect()
}

fn conclusion_state(found: &ProductReview) -> ConclusionState {
    match found.conclusion {
        None => ConclusionState::None,
        Some(check) if check.is_outdated => ConclusionState::Outdated(check.outcome),
        Some(check) if check.differs => ConclusionState::Differs(check.outcome),
        Some(check) => ConclusionState::Agrees(check.outcome),
    }
}

fn n_pairs(found: &ProductReview, member_id: MemberId) -> usize {
    found
        .pairs_over
        .iter()
        .filter(|pair| pair.higher == member_id || pair.lower == member_id)
        .count()
}

fn apart(found: &ProductReview, member_id: MemberId) -> Apart {
    let n = n_pairs(found, member_id);
    let members = found.members.iter();
    let most = members.map(|member| n_pairs(found, member.member_id)).max();
    let n_most = found
        .members
        .iter()
        .filter(|member| Some(n_pairs(found, member.member_id)) == most)
        .count();
    if n == 0 {
        Apart::No
    } else if Some(n) == most {
        // Where the council falls into camps, nobody stands out.
        if n_most <= 2 {
            Apart::Most
        } else {
            Apart::InPair
        }
    } else if most == Some(found.pairs_over.len()) {
        // One member is in every pair: marking all the others would hide who it is.
        Apart::No
    } else {
        Apart::InPair
    }
}

/// Returns the members in the most pairs over the limit, in the order of the council.
pub(super) fn most_apart(found: &ProductReview) -> Vec<MemberId> {
    found
        .members
        .iter()
        .map(|member| member.member_id)
        .filter(|id| apart(found, *id) == Apart::Most)
        .collect()
}

/// Returns the members in any pair over the limit, in the order of the council.
pub(super) fn concerned(found: &ProductReview) -> Vec<MemberId> {
    found
        .members
        .iter()
        .map(|member| member.member_id)
        .filter(|id| n_pairs(found, *id) > 0)
        .collect()
}

/// Names members by their columns: `TV3, TV5`.
pub(super) fn short_names(columns: &[Column], ids: &[MemberId]) -> String {
    let names: Vec<_> = columns
        .iter()
        .filter(|column| ids.contains(&column.member_id))
        .map(|column| column.short.clone())
        .collect();
    words::list_text(Lang::current(), &names, 6)
}

fn cell(found: &ProductReview, column: &Column) -> Cell {
    let lang = Lang::current();
    let Some(member) = found.member(column.member_id) else {
        return Cell {
            total: None,
            word: Some(t!("results.cell.no_sheet").into_owned()),
            is_again: false,
            apart: Apart::No,
            hint: column.name.clone(),
        };
    };
    let (total, word) = cell_text(found, member);
    let is_again = total.is_some() && word.is_some();
    let apart = if total.is_some() {
        apart(found, column.member_id)
    } else {
        Apart::No
    };
    let state = match (&total, n_pairs(found, column.member_id)) {
        (_, 0) | (None, _) => words::standing_text(lang, member.standing),
        (Some(_), _) => t!(
            "results.cell.apart_hint",
            n = n_pairs(found, column.member_id)
        )
        .into_owned(),
    };
    let state = match &total {
        Some(total) => t!("results.cell.points_hint", total = total, state = state).into_owned(),
        None => state,
    };
    let word =
        word.or_else(|| (apart == Apart::Most).then(|| t!("results.cell.apart").into_owned()));
    Cell {
        total,
        word,
        is_again,
        apart,
        hint: format!("{} · {}: {state}", column.short, column.name),
    }
}

fn cell_text(found: &ProductReview, member: &MemberReview) -> (Option<String>, Option<String>) {
    let key = match member.standing {
        SheetStanding::Counted => {
            let total = member.total.map(|total| total.to_string());
            let again = found.round_open_for.contains(&member.member_id)
                || found.pending.contains(&member.member_id);
            return (total, again.then(|| t!("results.cell.again").into_owned()));
        }
        SheetStanding::NoSheet => t!("results.cell.no_sheet"),
        SheetStanding::Draft => t!("results.cell.draft"),
        SheetStanding::Recused => t!("results.cell.recused"),
        SheetStanding::Absent => t!("results.cell.absent"),
        SheetStanding::LeftEarly => t!("results.cell.left_early"),
        SheetStanding::NotScoredAgain => t!("results.cell.not_scored_again"),
        SheetStanding::Incomplete => t!("results.cell.incomplete"),
        SheetStanding::OtherForm => t!("results.cell.other_form"),
        SheetStanding::Contested => t!("results.cell.contested"),
    };
    (None, Some(key.into_owned()))
}

fn reason(lang: Lang, session: &Session, found: &ProductReview, columns: &[Column]) -> String {
    let no_form = session
        .product(found.product_id)
        .is_some_and(|product| product.form.is_none());
    let reason = if no_form {
        t!("words.reason.no_form").into_owned()
    } else {
        words::rank_reason(lang, found)
    };
    if found.pairs_over.is_empty() {
        return reason;
    }
    let most = most_apart(found);
    let over = if !most.is_empty() {
        t!(
            "results.reason.over_who",
            who = short_names(columns, &most),
            limit = session.rules.allowed_spread.value
        )
    } else {
        t!(
            "results.reason.over",
            n = concerned(found).len(),
            limit = session.rules.allowed_spread.value
        )
    };
    format!("{over}; {reason}")
}

fn spoken(lang: Lang, row: &Row, columns: &[Column]) -> String {
    let mut parts = vec![format!("{}. {}", row.number, row.name)];
    for (column, cell) in columns.iter().zip(&row.cells) {
        let texts = [cell.total.as_deref(), cell.word.as_deref()];
        let texts: Vec<_> = texts.into_iter().flatten().collect();
        parts.push(format!("{} {}", column.short, texts.join(" ")));
    }
    if let Some(spread) = row.spread {
        parts.push(if row.is_over {
            t!("results.spoken.spread_over", spread = spread).into_owned()
        } else {
            t!("results.spoken.spread", spread = spread).into_owned()
        });
    }
    if let Some(mean) = &row.mean {
        parts.push(t!("results.spoken.mean", mean = mean).into_owned());
    }
    if let Some(rank) = row.rank {
        parts.push(if row.is_potential {
            words::outcome_text(lang, Outcome::ProposeFive)
        } else {
            words::stars_text(lang, rank)
        });
    }
    parts.push(row.reason.clone());
    parts.push(row.conclusion.text());
    parts.join(", ")
}

/// Which products the matrix shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Filter {
    /// All.
    #[default]
    All,
    /// Without a conclusion.
    NotConcluded,
    /// Over the allowed spread.
    Over,
    /// Held below the band by a gate.
    Held,
    /// Waiting for sheets.
    Waiting,
    /// Rejected.
    Excluded,
    /// Concluded otherwise than computed, or computed otherwise since.
    Marked,
}

impl Filter {
    /// All of them, in the order of the screen.
    pub(super) const ALL: [Self; 7] = [
        Self::All,
        Self::NotConcluded,
        Self::Over,
        Self::Held,
        Self::Waiting,
        Self::Excluded,
        Self::Marked,
    ];

    /// Tells whether `row` is shown.
    pub(super) fn admits(self, row: &Row) -> bool {
        match self {
            Self::All => true,
            Self::NotConcluded => row.conclusion == ConclusionState::None,
            Self::Over => row.is_over,
            Self::Held => row.is_held,
            Self::Waiting => row.is_waiting,
            Self::Excluded => row.is_excluded,
            Self::Marked => matches!(
                row.conclusion,
                ConclusionState::Differs(_) | ConclusionState::Outdated(_)
            ),
        }
    }

    /// Names it.
    pub(super) fn text(self) -> String {
        match self {
            Self::All => t!("results.filter.all"),
            Self::NotConcluded => t!("results.filter.not_concluded"),
            Self::Over => t!("results.filter.over"),
            Self::Held => t!("results.filter.held"),
            Self::Waiting => t!("results.filter.waiting"),
            Self::Excluded => t!("results.filter.excluded"),
            Self::Marked => t!("results.filter.marked"),
        }
        .into_owned()
    }
}

/// What the matrix is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum SortBy {
    /// Agenda.
    #[default]
    Agenda,
    /// Name.
    Name,
    /// Spread, widest first.
    Spread,
    /// Mean, highest first.
    Mean,
    /// Rank, highest first.
    Rank,
    /// Conclusion: open ones first.
    Conclusion,
}

/// Returns the positions of the rows to show, sorted; equal rows stay in the order of the agenda.
pub(super) fn arrange(rows: &[Row], filter: Filter, sort: SortBy, reverse: bool) -> Vec<usize> {
    use std::cmp::Reverse;
    let mut order: Vec<usize> = (0..rows.len())
        .filter(|&idx| filter.admits(&rows[idx]))
        .collect();
    match sort {
        SortBy::Agenda => {}
        SortBy::Name => order.sort_by_cached_key(|&idx| words_key(&rows[idx].name)),
        SortBy::Spread => order.sort_by_key(|&idx| Reverse(rows[idx].spread)),
        SortBy::Mean => order.sort_by_key(|&idx| Reverse(rows[idx].mean_key)),
        SortBy::Rank => order.sort_by_key(|&idx| Reverse((rows[idx].rank, rows[idx].mean_key))),
        SortBy::Conclusion => order.sort_by_key(|&idx| rows[idx].conclusion.outcome()),
    }
    if reverse {
        order.reverse();
    }
    order
}

fn words_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    name.to_lowercase().nfd().collect()
}

/// The large figures over the matrix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// At the province potential five stars, at the centre five stars.
    pub five: usize,
    /// Four stars.
    pub four: usize,
    /// Three stars.
    pub three: usize,
    /// Below three stars; at the centre returned to the province.
    pub below: usize,
    /// Rejected.
    pub excluded: usize,
    /// Without a rank: sheets to come, a round or a ground open, a supplement asked for, withdrawn.
    pub open: usize,
    /// Products over the allowed spread.
    pub over: usize,
    /// Products with a conclusion.
    pub concluded: usize,
}

/// Counts the results as they stand: what was concluded, else what is computed.
pub(super) fn counts(review: &Review) -> Counts {
    let mut counts = Counts::default();
    for product in &review.products {
        let concluded = product.conclusion.map(|check| check.outcome);
        counts.over += usize::from(!product.pairs_over.is_empty());
        counts.concluded += usize::from(concluded.is_some());
        let place = match concluded.or(product.proposed) {
            Some(Outcome::ProposeFive) => &mut counts.five,
            Some(Outcome::Stars(rank)) if rank == StarRank::FIVE => &mut counts.five,
            Some(Outcome::Stars(rank)) if rank == StarRank::FOUR => &mut counts.four,
            Some(Outcome::Stars(rank)) if rank == StarRank::THREE => &mut counts.three,
            Some(Outcome::Stars(_) | Outcome::BelowThree | Outcome::Returned) => &mut counts.below,
            Some(Outcome::Excluded) => &mut counts.excluded,
            Some(Outcome::NotConcluded | Outcome::Withdrawn) | None => &mut counts.open,
        };
        *place += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ALL_70, ALL_100, MINH, RICE, change_product, day, scored_session};
    use crate::rules::review::review;

    fn made(session: &Session) -> Vec<Row> {
        rust_i18n::set_locale("vi");
        rows(session, &review(session, day()), &columns(session))
    }

    /// 100 and 70 differ by 30, over the 10 of the default rules; the fixture documents the sums.
    #[test]
    fn a_total_far_from_the_others_is_marked_with_a_word() {
        let session = scored_session([ALL_100, ALL_100, ALL_70]);
        let rows = made(&session);
        let apart: Vec<_> = rows[0].cells.iter().map(|cell| cell.apart).collect();
        assert_eq!(apart, [Apart::No, Apart::No, Apart::Most]);
        assert_eq!(rows[0].cells[2].total.as_deref(), Some("70"));
        assert!(rows[0].cells[2].word.is_some());
        assert!(rows[0].reason.starts_with("TV3"), "{}", rows[0].reason);
    }

    /// 95, 80 and 70 by the fixture's table: only the pair of 95 and 70 is over 10, and that of
    /// 95 and 80.
    #[test]
    fn one_member_in_every_pair_is_marked_alone() {
        let high = "1.1=4 1.2=1 1.3=2 2.1=3 2.2=2 3=5";
        let middle = "1.1=3 1.2=1 1.3=1 2.1=3 2.2=3 3=4";
        let session = scored_session([high, middle, ALL_70]);
        let rows = made(&session);
        let totals: Vec<_> = rows[0]
            .cells
            .iter()
            .filter_map(|cell| cell.total.clone())
            .collect();
        assert_eq!(totals, ["95", "80", "70"]);
        let apart: Vec<_> = rows[0].cells.iter().map(|cell| cell.apart).collect();
        assert_eq!(apart, [Apart::Most, Apart::No, Apart::No]);
    }

    #[test]
    fn where_the_council_falls_into_camps_nobody_stands_out() {
        let mut session = scored_session([ALL_100, ALL_100, ALL_70]);
        let fourth = MemberId::from_bits(5);
        let role = crate::model::council::Role::Member;
        let person = crate::fixtures::member(fourth, "Đỗ Hải", role);
        session.council.members.push(person);
        let sheet = crate::fixtures::sheet(9, RICE, fourth, ALL_70);
        session.sheets.insert(sheet.id, std::sync::Arc::new(sheet));
        let rows = made(&session);
        let is_in_pair = |cell: &Cell| cell.apart == Apart::InPair;
        assert!(rows[0].cells.iter().all(is_in_pair), "{:?}", rows[0].cells);
        let reason = &rows[0].reason;
        assert!(
            reason.starts_with("4 thành viên lệch nhau quá 10 điểm; "),
            "{reason}"
        );
    }

    #[test]
    fn no_cell_is_ever_blank() {
        let mut session = scored_session([ALL_100, ALL_100, ALL_70]);
        change_product(&mut session, RICE, |product| {
            product.recusals.insert(MINH, "người nhà".to_owned());
        });
        let rows = made(&session);
        for row in &rows {
            for cell in &row.cells {
                assert!(cell.total.is_some() || cell.word.is_some(), "{row:?}");
            }
        }
        assert_eq!(rows[0].cells[2].word.as_deref(), Some("lợi ích"));
        assert_eq!(rows[1].cells[0].word.as_deref(), Some("chưa có"));
    }

    #[test]
    fn filters_keep_the_order_of_the_agenda() {
        let session = scored_session([ALL_100, ALL_100, ALL_70]);
        let rows = made(&session);
        let shown = |filter| arrange(&rows, filter, SortBy::Agenda, false);
        assert_eq!(shown(Filter::All), [0, 1]);
        assert_eq!(shown(Filter::Over), [0]);
        assert_eq!(shown(Filter::Waiting), [1]);
        assert_eq!(shown(Filter::Excluded), [0; 0]);
        assert_eq!(arrange(&rows, Filter::All, SortBy::Mean, false), [0, 1]);
        assert_eq!(arrange(&rows, Filter::All, SortBy::Mean, true), [1, 0]);
    }

    #[test]
    fn figures_count_every_product_once() {
        let session = scored_session([ALL_100, ALL_100, ALL_100]);
        let found = counts(&review(&session, day()));
        let expected = Counts {
            five: 1,
            open: 1,
            ..Counts::default()
        };
        assert_eq!(found, expected);
    }
}
