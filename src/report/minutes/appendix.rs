//! The table of members and products.

use serde::Serialize;

use crate::model::session::Session;
use crate::report::wording;
use crate::rules::panel::{self, SheetStanding};
use crate::rules::review::{MemberReview, ProductReview, Review};
use crate::words;

/// The table of totals by member and product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appendix {
    /// To which paper it belongs.
    pub belongs_to: String,
    /// Names of the members over the columns.
    pub members: Vec<String>,
    /// Name and office of each member, in the order of the columns.
    pub people: Vec<String>,
    /// One row per product.
    pub rows: Vec<AppendixRow>,
    /// The signs that occur in the table.
    pub legend: Vec<Legend>,
}

/// A product in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppendixRow {
    /// Name of the product.
    pub name: String,
    /// The applicant.
    pub applicant: String,
    /// Total of each member, or a sign that says why there is none.
    pub totals: Vec<String>,
    /// Mean of the counted sheets.
    pub mean: String,
    /// Highest minus lowest.
    pub spread: String,
    /// Whether the spread is over the limit.
    pub is_spread_over: bool,
    /// The computed rank.
    pub stars: String,
    /// The conclusion.
    pub conclusion: String,
}

/// A sign of the table and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Legend {
    /// The sign.
    pub sign: String,
    /// What it means.
    pub meaning: String,
}

/// Most letters of a name in the table.
const MOST_LETTERS: usize = 200;
/// Stands where the result of an earlier session counts.
const EARLIER: &str = "=";
/// Marks a spread over the limit.
const OVER: &str = "!";
/// Marks a conclusion that differs from the computed rank.
const DIFFERS: &str = "*";

const SIGNS: [(&str, &str); 13] = [
    ("v", "vắng mặt"),
    ("k", "không tham gia đánh giá (có lợi ích liên quan)"),
    ("–", "chưa nộp phiếu"),
    ("t", "phiếu đã nộp còn thiếu tiêu chí, không được tính"),
    ("r", "ra về trước khi kết luận, phiếu không được tính"),
    ("b", "chấm trên phiếu của bộ sản phẩm khác, không được tính"),
    ("n", "không chấm lại, phiếu trước không được tính"),
    ("h", "có nhiều bản phiếu khác nhau, chưa chọn bản được tính"),
    (EARLIER, "theo kết quả vòng trước, không chấm tại phiên này"),
    (OVER, "chênh lệch vượt mức cho phép"),
    ("L", "hồ sơ bị loại, không xếp hạng"),
    (
        "c",
        "chưa có hạng (còn lượt chấm, căn cứ loại hoặc phiếu chờ giải quyết)",
    ),
    (
        DIFFERS,
        "kết luận khác hạng tính theo tiêu chí, lý do ghi trong biên bản",
    ),
];

pub(super) fn appendix(session: &Session, review: &Review) -> Appendix {
    let scorers: Vec<_> = session
        .council
        .members
        .iter()
        .filter(|member| panel::is_scorer(session, member))
        .collect();
    let rows: Vec<_> = session
        .products
        .iter()
        .zip(&review.products)
        .map(|(product, found)| AppendixRow {
            name: cut(&product.name),
            applicant: session
                .applicant(product.applicant_id)
                .map(|applicant| cut(&applicant.name))
                .unwrap_or_default(),
            totals: found
                .members
                .iter()
                .map(|member| {
                    if found.rests_on_earlier() {
                        return EARLIER.to_owned();
                    }
                    total(member)
                })
                .collect(),
            mean: found.mean_shown.clone().unwrap_or_default(),
            spread: spread(found),
            is_spread_over: !found.pairs_over.is_empty(),
            stars: stars(found),
            conclusion: conclusion(found),
        })
        .collect();
    let occurs = |sign: &str| {
        rows.iter().any(|row| match sign {
            OVER => row.is_spread_over,
            DIFFERS => row.conclusion.ends_with(DIFFERS),
            _ => row.stars == sign || row.totals.iter().any(|total| total == sign),
        })
    };
    let legend = SIGNS
        .into_iter()
        .filter(|(sign, _)| occurs(sign))
        .map(|(sign, meaning)| Legend {
            sign: sign.to_owned(),
            meaning: meaning.to_owned(),
        })
        .collect();
    let number = wording::or(&session.document.number, wording::BLANK).to_owned();
    Appendix {
        belongs_to: format!(
            "(Kèm theo Biên bản số {number} {})",
            wording::long_date(session.held_on)
        ),
        members: scorers
            .iter()
            .map(|member| member.name.trim().to_owned())
            .collect(),
        people: scorers
            .iter()
            .map(|member| words::member_text(session, member.id))
            .collect(),
        rows,
        legend,
    }
}

/// Cuts a name that would fill a page of its own; the minutes have it in full.
fn cut(name: &str) -> String {
    let name = name.trim();
    match name.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

fn total(member: &MemberReview) -> String {
    let sign = match member.standing {
        SheetStanding::Counted => {
            return member
                .total
                .map(|total| total.to_string())
                .unwrap_or_default();
        }
        SheetStanding::Absent => "v",
        SheetStanding::Recused => "k",
        SheetStanding::NoSheet | SheetStanding::Draft => "–",
        SheetStanding::Incomplete => "t",
        SheetStanding::LeftEarly => "r",
        SheetStanding::NotScoredAgain => "n",
        SheetStanding::OtherForm => "b",
        SheetStanding::Contested => "h",
    };
    sign.to_owned()
}

fn spread(found: &ProductReview) -> String {
    let mark = if found.pairs_over.is_empty() {
        ""
    } else {
        OVER
    };
    found
        .spread
        .map(|spread| format!("{spread}{mark}"))
        .unwrap_or_default()
}

fn stars(found: &ProductReview) -> String {
    match &found.rank {
        _ if found.excluded => "L".to_owned(),
        Some(rank) if rank.is_held() => format!("{} (điểm\u{a0}{})", rank.rank, rank.band),
        Some(rank) => rank.rank.to_string(),
        None => "c".to_owned(),
    }
}

fn conclusion(found: &ProductReview) -> String {
    let Some(check) = &found.conclusion else {
        return "Chưa ghi".to_owned();
    };
    let mark = if check.differs { DIFFERS } else { "" };
    format!("{}{mark}", wording::short_outcome(check.outcome))
}
