//! What the printed log of a session says: every line, the oldest first.

use serde::Serialize;

use crate::model::Date;
use crate::model::session::{LogLine, Session};
use crate::rules::review::Review;
use crate::words;

use super::minutes::{Head, standing_digest};
use super::wording;

/// Letters from which a word may be wider than its column.
const LONG_WORD: usize = 18;

/// All texts of the log, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogData {
    /// From which the PDF has its identity.
    pub ident: String,
    /// The day the paper is dated with: that of the newest line.
    pub day: Date,
    /// Title of the document as viewers show it.
    pub title: String,
    /// Head of the paper.
    pub head: Head,
    /// What the log holds and what not, one sentence each.
    pub about: Vec<String>,
    /// The lines.
    pub rows: Vec<LogRow>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow {
    /// When, to the second.
    pub time: String,
    /// Day.
    pub date: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
    /// What was there before.
    pub before: String,
    /// What is there now.
    pub after: String,
    /// Whether there is a word in it that may be wider than its column.
    pub has_long_word: bool,
}

/// Collects what the log of `session` says.
pub fn log_data(session: &Session, review: &Review) -> LogData {
    let name = session.title.trim();
    let newest = session.log.iter().map(|line| line.at.date()).max();
    LogData {
        ident: format!("{}-log", session.id),
        day: newest.unwrap_or(review.session_day),
        title: format!("Nhật ký {name}").trim_end().to_owned(),
        head: Head::unnumbered(session),
        about: about(session, review),
        rows: session.log.iter().map(|line| row(line)).collect(),
    }
}

fn about(session: &Session, review: &Review) -> Vec<String> {
    let mut about = Vec::new();
    match (session.log.first(), session.log.last()) {
        (Some(first), Some(last)) => about.push(format!(
            "Nhật ký gồm {} dòng, từ {} đến {}, ghi theo thứ tự thực hiện; dòng đã ghi không sửa, không xóa, hoàn tác được ghi thành dòng mới.",
            session.log.len(),
            words::moment_text(first.at),
            words::moment_text(last.at)
        )),
        _ => about.push("Nhật ký chưa có dòng nào.".to_owned()),
    }
    about.push(
        "Việc chấm trên phiếu chưa nộp không ghi từng lần; mỗi lần nộp, mở lại phiếu được ghi một dòng."
            .to_owned(),
    );
    about.push(
        match (session.finalisation(), standing_digest(session, review)) {
            (Some(finalisation), Some(digest)) => format!(
                "Phiên được chốt lúc {}; mã kiểm tra của nội dung phiên (không gồm nhật ký): {}.",
                words::moment_text(finalisation.at),
                words::digest_text(digest)
            ),
            (Some(finalisation), None) => format!(
                "Phiên được chốt lúc {}; nội dung phiên không đối chiếu được với mã kiểm tra.",
                words::moment_text(finalisation.at)
            ),
            (None, _) => "Phiên chưa chốt.".to_owned(),
        },
    );
    about
}

fn row(line: &LogLine) -> LogRow {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (before, after) = (text(&line.before), text(&line.after));
    let is_long = |text: &str| {
        let mut words = text.split_whitespace();
        words.any(|word| word.chars().count() >= LONG_WORD)
    };
    LogRow {
        has_long_word: is_long(&line.what) || is_long(&before) || is_long(&after),
        time: line.at.format("%H:%M:%S").to_string(),
        date: words::date_text(line.at.date()),
        by: wording::or(&line.by, "không ghi tên").to_owned(),
        what: line.what.trim().to_owned(),
        before,
        after,
    }
}
