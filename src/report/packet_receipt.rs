//! The receipt of packets (*biên nhận phát gói phiếu*): who was handed which packet, signed by hand.
//!
//! It goes to the session's records, so no code stands on it.

use serde::Serialize;

use super::minutes::{Head, writer};
use super::{wording, world};
use crate::error::UserError;
use crate::model::DateTime;
use crate::model::session::Session;
use crate::words;

const TEMPLATE: &str = include_str!("../../assets/reports/packet_receipt.typ");
/// Most letters of a name or an office: a row never breaks, so it has to fit on a page.
const MOST_LETTERS: usize = 320;
/// Signs of a packet's id that are printed: its kind, a dash and eight digits.
const ID_SIGNS: usize = 10;
/// Digits of a public key that are printed, in groups of four.
const KEY_DIGITS: usize = 16;

/// A packet and who received it.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptRow<'a> {
    /// Name of the member.
    pub member: &'a str,
    /// Position and office of the member.
    pub office: &'a str,
    /// Number of products in the packet.
    pub n_products: usize,
    /// Name of the packet's file.
    pub file_name: &'a str,
    /// Identity of the packet; its beginning is printed.
    pub packet_id: &'a str,
    /// When it was issued.
    pub issued_at: DateTime,
    /// The public key, 64 hexadecimal digits, of which the first groups are printed; none where the
    /// council does not sign.
    pub public_key: Option<&'a str>,
}

/// All texts of the receipt, ready to print.
#[derive(Serialize)]
struct ReceiptData {
    title: String,
    head: Head,
    about: Vec<String>,
    rows: Vec<RowTexts>,
    total: String,
    place: String,
    day: String,
    secretary: String,
}

#[derive(Serialize)]
struct RowTexts {
    member: String,
    office: String,
    n_products: String,
    file_name: String,
    packet_id: String,
    issued_on: String,
    issued_time: String,
    key: String,
}

/// Returns the receipt as an archival PDF, dated with the day of `now`.
pub fn receipt_pdf(
    session: &Session,
    rows: &[ReceiptRow<'_>],
    now: DateTime,
) -> Result<Vec<u8>, UserError> {
    let data = receipt_data(session, rows, now);
    let ident = format!("{}-receipt-{}", session.id, now.format("%Y%m%d%H%M%S"));
    world::paper_pdf(TEMPLATE, &data, &ident, now.date()).map_err(UserError::internal)
}

fn receipt_data(session: &Session, rows: &[ReceiptRow<'_>], now: DateTime) -> ReceiptData {
    ReceiptData {
        title: format!("Biên nhận phát gói phiếu {}", session.title.trim())
            .trim_end()
            .to_owned(),
        head: Head::unnumbered(session),
        about: about(session, rows),
        rows: rows.iter().map(row).collect(),
        total: format!("Tổng số: {} gói phiếu.", rows.len()),
        place: session.document.place.trim().to_owned(),
        day: wording::long_date(Some(now.date())),
        secretary: writer(session),
    }
}

fn about(session: &Session, rows: &[ReceiptRow<'_>]) -> Vec<String> {
    let meeting = match session.held_on {
        Some(day) => format!("phiên {}", wording::long_date(Some(day))),
        None => "phiên này".to_owned(),
    };
    if rows.is_empty() {
        return vec![format!("Chưa phát gói phiếu nào cho {meeting}.")];
    }
    let mut about = vec![format!(
        "Các thành viên sau đây đã nhận gói phiếu đánh giá cho {meeting}, kiểm tra đúng tên mình và ký nhận."
    )];
    if rows.iter().any(|row| row.public_key.is_some()) {
        about.push(
            "Mã mở khóa in trên phiếu mã giao riêng, không ghi ở đây. Khóa công khai dùng để kiểm tra phiếu trả về không bị thay đổi từ khi nộp."
                .to_owned(),
        );
    }
    if rows.iter().any(|row| row.public_key.is_none()) {
        about.push(
            "Gói phiếu không ký số chỉ được kiểm tra bằng mã kiểm tra của tệp khi nhận về."
                .to_owned(),
        );
    }
    about
}

fn row(row: &ReceiptRow<'_>) -> RowTexts {
    RowTexts {
        member: wording::shortened(row.member, MOST_LETTERS),
        office: wording::shortened(row.office, MOST_LETTERS),
        n_products: row.n_products.to_string(),
        file_name: row.file_name.trim().to_owned(),
        packet_id: row.packet_id.chars().take(ID_SIGNS).collect(),
        issued_on: words::date_text(row.issued_at.date()),
        issued_time: row.issued_at.format("%H:%M").to_string(),
        key: row
            .public_key
            .map_or_else(|| "không ký số".to_owned(), key_text),
    }
}

fn key_text(key: &str) -> String {
    let digits: String = key.chars().take(KEY_DIGITS).collect();
    format!("{} …", words::digest_text(&digits))
}
