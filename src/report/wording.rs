//! Words that only papers use. They are Vietnamese in every language of the screens.

use crate::model::Date;
use crate::model::ids::MemberId;
use crate::model::points::StarRank;
use crate::model::product::{ApplicationKind, Outcome, Vote};
use crate::model::session::Session;
use crate::model::time::DayTime;
use crate::words::{self, Lang};

pub(super) use crate::words::capitalized;

/// Stands for something to be filled in by hand within a sentence.
pub(super) const BLANK: &str = "……";

/// Writes `ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 with a zero
/// (Decree 30/2020/NĐ-CP).
pub(super) fn long_date(day: Option<Date>) -> String {
    use chrono::Datelike as _;
    let Some(day) = day else {
        return format!("ngày {BLANK} tháng {BLANK} năm {BLANK}");
    };
    let month = match day.month() {
        month @ 1..=2 => format!("{month:02}"),
        month => month.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// Writes `08 giờ 05`, or dots to be filled in.
pub(super) fn long_time(time: Option<DayTime>) -> String {
    match time {
        Some(time) => format!("{:02} giờ {:02}", time.hour(), time.minute()),
        None => format!("{BLANK} giờ {BLANK}"),
    }
}

/// Names why a product is before the council, as papers put it.
pub(super) fn application(kind: ApplicationKind) -> String {
    match kind {
        ApplicationKind::ReRating => "đánh giá, phân hạng lại".to_owned(),
        ApplicationKind::First | ApplicationKind::Upgrade => {
            words::application_text(Lang::Vi, kind)
        }
    }
}

/// Names a conclusion in a sentence.
pub(super) fn conclusion(outcome: Outcome) -> String {
    match outcome {
        Outcome::Stars(rank) => format!("xếp hạng {rank} sao"),
        _ => words::outcome_text(Lang::Vi, outcome),
    }
}

/// Names a conclusion in the few words of a table.
pub(super) fn short_outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Stars(rank) => return stars(rank),
        Outcome::ProposeFive => "Đề nghị Bộ đánh giá 5 sao",
        Outcome::BelowThree => "Không đạt 3 sao",
        Outcome::Returned => "Dưới 90 điểm",
        Outcome::NotConcluded => "Chưa kết luận",
        Outcome::Withdrawn => "Rút hồ sơ",
        Outcome::Excluded => "Hồ sơ bị loại",
    }
    .to_owned()
}

/// Writes `4 sao`.
pub(super) fn stars(rank: StarRank) -> String {
    words::stars_text(Lang::Vi, rank)
}

/// Writes a vote in full.
pub(super) fn vote(vote: Vote) -> String {
    let Vote {
        in_favor,
        against,
        abstained,
    } = vote;
    format!("{in_favor} tán thành, {against} không tán thành, {abstained} không có ý kiến")
}

/// Lists the names of members.
pub(super) fn names(session: &Session, ids: impl IntoIterator<Item = MemberId>) -> String {
    let names: Vec<_> = ids
        .into_iter()
        .map(|id| words::member_text(session, id))
        .collect();
    names.join("; ")
}

/// Returns the text without blanks at its ends, or `instead` where nothing is left.
pub(super) fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    match text.trim() {
        "" => instead,
        text => text,
    }
}

/// Returns the text without blanks at its ends, cut after `most_letters` letters.
pub(super) fn shortened(text: &str, most_letters: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(most_letters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Ends a sentence with a full stop, unless it has an end already.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…', ':', ';']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Cuts a text typed in several lines into its paragraphs.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(sentence)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The form of dates is that of Decree 30/2020/NĐ-CP, Annex I.
    #[test]
    fn days_below_ten_and_the_first_months_carry_a_zero() {
        for (day, expected) in [
            ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
            ("2026-03-10", "ngày 10 tháng 3 năm 2026"),
            ("2026-12-09", "ngày 09 tháng 12 năm 2026"),
        ] {
            assert_eq!(long_date(day.parse().ok()), expected);
        }
        assert_eq!(long_date(None), "ngày …… tháng …… năm ……");
        assert_eq!(long_time(DayTime::new(8, 5)), "08 giờ 05");
        assert_eq!(long_time(None), "…… giờ ……");
    }

    #[test]
    fn only_a_text_beyond_the_limit_is_cut() {
        assert_eq!(shortened(" Sở Y tế ", 7), "Sở Y tế");
        assert_eq!(shortened("Sở Y tế, khoa", 7), "Sở Y tế…");
        assert_eq!(shortened("Sở Y tế", 5), "Sở Y…");
        assert_eq!(shortened(" ", 7), "");
    }

    #[test]
    fn sentences_end_once() {
        assert_eq!(sentence(" bổ sung hồ sơ "), "bổ sung hồ sơ.");
        assert_eq!(sentence("Đạt!"), "Đạt!");
        assert_eq!(sentence(""), "");
        assert_eq!(capitalized("đủ điểm"), "Đủ điểm");
    }
}
