//! Whether the minutes are those of a finalised session, and by what digest.

use serde::Serialize;

use crate::model::DateTime;
use crate::model::session::{Finalisation, Session};
use crate::report::wording;
use crate::rules::finalisation::DigestState;
use crate::rules::review::Review;
use crate::words::{self, Lang};

/// What the last page says of the finalisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FinalisationNote {
    /// Stands small at the foot of every page.
    pub footer: String,
    /// Whether the session is finalised, by whom and when.
    pub statement: String,
    /// The digest in groups of four digits; none where the session stands not as it was finalised.
    pub digest: Vec<String>,
    /// What does not fit, one sentence each.
    pub warnings: Vec<String>,
    /// Earlier finalisations, oldest first.
    pub earlier: Vec<EarlierFinalisation>,
}

/// A finalisation that was reopened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierFinalisation {
    /// When and by whom it was finalised.
    pub finalised: String,
    /// Its digest in groups of four digits.
    pub digest: Vec<String>,
    /// When and by whom it was reopened.
    pub reopened: String,
    /// Why.
    pub reason: String,
}

/// Most products whose frozen totals are told one by one where they differ.
const MOST_DIFFERING: usize = 20;

/// Returns the digest that the minutes of `session` may carry: that of the finalisation that stands,
/// where the session is still what was finalised.
pub(crate) fn standing_digest<'a>(session: &'a Session, review: &Review) -> Option<&'a str> {
    let is_same = review.finalisation.as_ref()?.digest == DigestState::Same;
    let finalisation = session.finalisation().filter(|_| is_same)?;
    Some(&finalisation.digest)
}

pub(super) fn note(session: &Session, review: &Review) -> FinalisationNote {
    let digest = standing_digest(session, review).map(groups);
    let (statement, footer) = match (session.finalisation(), &digest) {
        (Some(finalisation), Some(groups)) => (
            format!(
                "Phiên được chốt lúc {}. Mã kiểm tra của toàn bộ nội dung phiên:",
                moment_and_person(finalisation.at, &finalisation.by)
            ),
            format!(
                "Mã kiểm tra {} … (đủ 16 nhóm ở trang cuối)",
                groups.get(..4).unwrap_or(groups).join(" ")
            ),
        ),
        (Some(finalisation), None) => (
            format!(
                "Phiên được chốt lúc {}.",
                moment_and_person(finalisation.at, &finalisation.by)
            ),
            "Biên bản không có mã kiểm tra".to_owned(),
        ),
        (None, _) => (
            "Phiên chưa chốt: biên bản này chưa có mã kiểm tra, nội dung còn có thể thay đổi."
                .to_owned(),
            "Phiên chưa chốt".to_owned(),
        ),
    };
    let ended = session.finalisations.iter().filter_map(|it| earlier(it));
    FinalisationNote {
        footer,
        statement,
        digest: digest.unwrap_or_default(),
        warnings: warnings(session, review),
        earlier: ended.collect(),
    }
}

fn earlier(finalisation: &Finalisation) -> Option<EarlierFinalisation> {
    let reopened = finalisation.reopened.as_ref()?;
    Some(EarlierFinalisation {
        finalised: short_moment_and_person(finalisation.at, &finalisation.by),
        digest: groups(&finalisation.digest),
        reopened: short_moment_and_person(reopened.at, &reopened.by),
        reason: reopened.reason.trim().to_owned(),
    })
}

fn warnings(session: &Session, review: &Review) -> Vec<String> {
    let Some((found, finalisation)) = review.finalisation.as_ref().zip(session.finalisation())
    else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    match found.digest {
        DigestState::Same => {}
        DigestState::Differs => warnings.push(
            "NỘI DUNG PHIÊN KHÔNG CÒN ĐÚNG NHƯ KHI CHỐT; biên bản này không phải biên bản của phiên đã chốt."
                .to_owned(),
        ),
        DigestState::Unknown => warnings.push(
            "Bản chốt do phiên bản cũ của chương trình ghi, không có điểm chốt; mã kiểm tra không đối chiếu được."
                .to_owned(),
        ),
    }
    if !found.differing.is_empty() {
        warnings.push(format!(
            "ĐIỂM HOẶC KẾT LUẬN ĐÃ CHỐT KHÁC KẾT QUẢ TÍNH LẠI Ở {} SẢN PHẨM. Đã chốt:",
            found.differing.len()
        ));
        for id in found.differing.iter().take(MOST_DIFFERING) {
            let name = session
                .product(*id)
                .map_or_else(|| id.to_string(), |product| product.name.trim().to_owned());
            let frozen = finalisation.totals.iter().find(|it| it.product_id == *id);
            let frozen = frozen.map_or_else(
                || "không có".to_owned(),
                |total| words::frozen_total_text(Lang::Vi, total),
            );
            warnings.push(format!("{name}: {frozen}."));
        }
    }
    warnings
}

fn groups(digest: &str) -> Vec<String> {
    let text = words::digest_text(digest);
    text.split(' ').map(str::to_owned).collect()
}

fn moment_and_person(at: DateTime, by: &str) -> String {
    use chrono::Timelike as _;
    format!(
        "{:02} giờ {:02}, {}, người chốt: {}",
        at.hour(),
        at.minute(),
        wording::long_date(Some(at.date())),
        wording::or(by, "không ghi tên")
    )
}

fn short_moment_and_person(at: DateTime, by: &str) -> String {
    let by = wording::or(by, "không ghi tên");
    format!("{}, {by}", words::moment_text(at))
}
