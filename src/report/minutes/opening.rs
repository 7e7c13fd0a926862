//! The first pages: who met, by what rules, on what sheets.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::council::{
    CouncilLevel, CouncilRules, GateRule, Member, MissingInRound, Role, SheetAfterLeaving, Sourced,
    UnmetGate,
};
use crate::model::criteria::{EmbeddedForm, FormKey, Wording};
use crate::model::session::Session;
use crate::report::wording;
use crate::rules::finalisation::MIN_DIGITS;
use crate::rules::panel;
use crate::rules::review::Review;
use crate::words::{self, Lang};

/// A person on the council's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendee {
    /// Name or designation.
    pub name: String,
    /// Role on the council.
    pub role: String,
    /// Position and office.
    pub office: String,
    /// Why the person was absent, or when the person came and left.
    pub note: String,
}

/// A rule of the council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// What it says.
    pub rule: String,
    /// Where it is written.
    pub source: String,
}

/// Printed where nobody named the source of a rule.
const NO_SOURCE: &str = "chưa ghi nguồn";

pub(super) fn grounds(texts: &[String]) -> Vec<String> {
    let texts: Vec<_> = texts
        .iter()
        .map(|text| text.trim().trim_end_matches([';', '.', ',']).trim_end())
        .filter(|text| !text.is_empty())
        .collect();
    let n_texts = texts.len();
    let line = |(idx, text): (usize, &str)| {
        let end = if idx + 1 == n_texts { '.' } else { ';' };
        if text.to_lowercase().starts_with("căn cứ") || text.to_lowercase().starts_with("theo ")
        {
            format!("{text}{end}")
        } else {
            format!("Căn cứ {text}{end}")
        }
    };
    texts.into_iter().enumerate().map(line).collect()
}

pub(super) fn began(session: &Session) -> String {
    format!(
        "{}, {}",
        wording::long_time(session.began_at),
        wording::long_date(session.held_on)
    )
}

pub(super) fn parents(session: &Session) -> Vec<String> {
    let line = |parent: &crate::model::session::ParentSession| {
        let day = parent
            .held_on
            .map(|day| format!(", {}", wording::long_date(Some(day))))
            .unwrap_or_default();
        // The beginning of the digest is enough to find the paper by.
        let digest = match parent.digest.as_deref().and_then(|it| it.get(..MIN_DIGITS)) {
            Some(digits) => format!(" (đã chốt, mã kiểm tra {}…)", words::digest_text(digits)),
            None => " (CHƯA CHỐT)".to_owned(),
        };
        format!(
            "Tiếp nhận kết quả của {}{day}{digest}.",
            parent.title.trim()
        )
    };
    session.parents.iter().map(line).collect()
}

pub(super) fn council(session: &Session) -> String {
    let council = &session.council;
    let level = match council.level {
        CouncilLevel::Province => "cấp tỉnh",
        CouncilLevel::Central => "cấp trung ương",
    };
    let name = wording::or(&council.name, "Hội đồng đánh giá, phân hạng sản phẩm OCOP");
    let name = if name.to_lowercase().contains(level) {
        name.to_owned()
    } else {
        format!("{name} ({level})")
    };
    match council.established_by.trim() {
        "" => format!("{name}, thành lập theo {}", wording::BLANK.repeat(8)),
        decision => format!("{name}, thành lập theo {decision}"),
    }
}

pub(super) fn present(session: &Session) -> Vec<Attendee> {
    let members = &session.council.members;
    let is_there = |member: &&Member| member.attended();
    members
        .iter()
        .filter(is_there)
        .map(|member| attendee(member, stays(session, member)))
        .collect()
}

pub(super) fn absent(session: &Session) -> Vec<Attendee> {
    let members = &session.council.members;
    members
        .iter()
        .filter(|member| !member.attended())
        .map(|member| {
            let reason = member.absence_reason.trim();
            attendee(
                member,
                vec![wording::or(reason, "chưa ghi lý do").to_owned()],
            )
        })
        .collect()
}

fn attendee(member: &Member, mut notes: Vec<String>) -> Attendee {
    if !member.is_member {
        notes.insert(0, "không tính vào số thành viên".to_owned());
    }
    let office: Vec<_> = [member.position.trim(), member.office.trim()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    Attendee {
        name: member.name.trim().to_owned(),
        role: words::role_text(Lang::Vi, member.role),
        office: office.join(", "),
        note: notes.join("; "),
    }
}

/// Names arrivals after the beginning and departures before the end; a stay over the whole meeting
/// is not worth a note.
fn stays(session: &Session, member: &Member) -> Vec<String> {
    let mut notes = Vec::new();
    for stay in &member.attendance {
        if notes.is_empty() {
            if session.began_at.is_some_and(|began| stay.from > began) {
                notes.push(format!("đến lúc {}", wording::long_time(Some(stay.from))));
            }
        } else {
            notes.push(format!(
                "trở lại lúc {}",
                wording::long_time(Some(stay.from))
            ));
        }
        if let Some(left) = stay.to
            && session.ended_at.is_none_or(|ended| left < ended)
        {
            notes.push(format!("ra về lúc {}", wording::long_time(Some(left))));
        }
    }
    notes
}

pub(super) fn chair(session: &Session, review: &Review) -> String {
    let Some(member) = review.presiding.and_then(|id| session.council.member(id)) else {
        return String::new();
    };
    let role = words::role_text(Lang::Vi, member.role);
    let person = words::member_text(session, member.id);
    if member.role == Role::Chair {
        format!("{person} – {role} Hội đồng")
    } else {
        format!("{person} – {role} Hội đồng, chủ trì thay Chủ tịch")
    }
}

/// Lists everybody with `role` who came; all of them where nobody came yet.
pub(super) fn people(session: &Session, role: Role) -> String {
    wording::names(session, with_role(session, role).map(|member| member.id))
}

/// Returns the name under the secretary's signature: where several came, it is left to be written.
pub(in crate::report) fn writer(session: &Session) -> String {
    let mut secretaries = with_role(session, Role::Secretary);
    match (secretaries.next(), secretaries.next()) {
        (Some(only), None) => only.name.trim().to_owned(),
        _ => String::new(),
    }
}

fn with_role(session: &Session, role: Role) -> impl Iterator<Item = &Member> {
    let members = &session.council.members;
    let somebody_came = members
        .iter()
        .any(|member| member.role == role && member.attended());
    members
        .iter()
        .filter(move |member| member.role == role && (member.attended() || !somebody_came))
}

pub(super) fn quorum(session: &Session, review: &Review) -> Vec<String> {
    let quorum = &review.quorum;
    if quorum.members == 0 {
        return Vec::new();
    }
    let rule = session.rules.quorum.value;
    let came = session
        .council
        .members
        .iter()
        .filter(|member| member.is_member && member.attended())
        .count();
    let mut lines = vec![format!(
        "Thành viên có mặt: {came}/{members}; số thành viên tối thiểu để họp: {needed} ({}/{} tổng số thành viên, làm tròn lên).",
        rule.numerator,
        rule.denominator,
        members = quorum.members,
        needed = quorum.needed,
    )];
    if came != quorum.present {
        let when = if session.ended_at.is_some() {
            "khi kết thúc"
        } else {
            "vào thời điểm lập biên bản"
        };
        lines.push(format!("Số thành viên có mặt {when}: {}.", quorum.present));
    }
    lines.push(if quorum.is_met {
        "Cuộc họp đủ điều kiện tiến hành theo quy định của Hội đồng.".to_owned()
    } else if !quorum.has_chair {
        "CUỘC HỌP KHÔNG CÓ CHỦ TỊCH HOẶC NGƯỜI CHỦ TRÌ THAY.".to_owned()
    } else if came >= quorum.needed && came != quorum.present {
        "SỐ THÀNH VIÊN CÓ MẶT ĐÃ GIẢM XUỐNG DƯỚI MỨC TỐI THIỂU.".to_owned()
    } else {
        "CUỘC HỌP KHÔNG ĐỦ SỐ THÀNH VIÊN TỐI THIỂU.".to_owned()
    });
    lines
}

pub(super) fn rules(rules: &CouncilRules) -> Vec<RuleLine> {
    fn line<T>(rule: &Sourced<T>, text: String) -> RuleLine {
        RuleLine {
            rule: text,
            source: wording::or(&rule.source, NO_SOURCE).to_owned(),
        }
    }
    let quorum = rules.quorum.value;
    let chair = if quorum.needs_chair {
        ", trong đó có Chủ tịch hoặc người chủ trì thay"
    } else {
        ""
    };
    let mut lines = vec![
        line(
            &rules.quorum,
            format!(
                "Cuộc họp hợp lệ khi có mặt ít nhất {}/{} tổng số thành viên{chair}.",
                quorum.numerator, quorum.denominator
            ),
        ),
        line(
            &rules.allowed_spread,
            format!(
                "Tổng điểm của hai thành viên chênh lệch quá {} điểm thì thảo luận, chấm lại.",
                rules.allowed_spread.value
            ),
        ),
        line(
            &rules.secretary_scores,
            if rules.secretary_scores.value {
                "Thư ký chấm điểm như thành viên."
            } else {
                "Thư ký không chấm điểm."
            }
            .to_owned(),
        ),
        line(
            &rules.gate_rule,
            match rules.gate_rule.value {
                GateRule::MajorityOfCounted => {
                    "Yêu cầu tối thiểu của hạng sao được coi là đạt khi quá nửa số phiếu được tính đạt mức đó."
                }
                GateRule::AllCounted => {
                    "Yêu cầu tối thiểu của hạng sao được coi là đạt khi mọi phiếu được tính đạt mức đó."
                }
            }
            .to_owned(),
        ),
        line(
            &rules.unmet_gate,
            match rules.unmet_gate.value {
                UnmetGate::HoldsRank => {
                    "Sản phẩm thiếu yêu cầu tối thiểu được xếp vào hạng cao nhất có đủ điểm và đủ yêu cầu tối thiểu."
                }
                UnmetGate::NamedOnly => {
                    "Sản phẩm xếp hạng theo điểm; yêu cầu tối thiểu chưa đạt chỉ được ghi nhận."
                }
            }
            .to_owned(),
        ),
        line(
            &rules.sheet_after_leaving,
            match rules.sheet_after_leaving.value {
                SheetAfterLeaving::Counts => {
                    "Phiếu đã nộp vẫn được tính khi thành viên ra về trước lúc kết luận."
                }
                SheetAfterLeaving::DoesNotCount => {
                    "Phiếu của thành viên ra về trước lúc kết luận không được tính."
                }
            }
            .to_owned(),
        ),
        line(
            &rules.min_counted_sheets,
            format!(
                "Sản phẩm được xếp hạng khi có ít nhất {} phiếu được tính.",
                rules.min_counted_sheets.value
            ),
        ),
        line(&rules.decimals, decimals(rules.decimals.value)),
    ];
    if rules.missing_in_round.value == MissingInRound::NothingCounts {
        let text = "Thành viên không chấm lại khi lượt chấm đã kết thúc thì không được tính phiếu.";
        lines.push(line(&rules.missing_in_round, text.to_owned()));
    }
    if rules.concludes_without_quorum.value {
        let text = "Hội đồng được kết luận khi cuộc họp không đủ số thành viên.";
        lines.push(line(&rules.concludes_without_quorum, text.to_owned()));
    }
    lines
}

fn decimals(n: u8) -> String {
    let shown = match n {
        0 => "ghi tròn đến số nguyên".to_owned(),
        n => format!("ghi đến {n} chữ số thập phân"),
    };
    format!("Điểm trung bình {shown}; hạng sao xét theo số chính xác, không theo số đã làm tròn.")
}

/// Names every sheet that a product of the agenda is judged on, and whose words it prints.
pub(super) fn forms(session: &Session) -> Vec<String> {
    let mut n_by_form: BTreeMap<&FormKey, usize> = BTreeMap::new();
    for product in &session.products {
        if let Some(key) = &product.form {
            *n_by_form.entry(key).or_default() += 1;
        }
    }
    let line = |(key, n_products): (&FormKey, usize)| {
        let Some(form) = session.forms.get(key) else {
            return format!("Phiếu số {} ({key}): {n_products} sản phẩm.", key.no);
        };
        let wording = match form.wording {
            Wording::Short => "các mức ghi bằng chữ ngắn của chương trình",
            Wording::Official => "các mức ghi nguyên văn quyết định",
        };
        let sector = if form.sector_name.is_empty() {
            String::new()
        } else {
            format!(", ngành {}", form.sector_name)
        };
        format!(
            "Phiếu số {} – {}{sector} ({}): {n_products} sản phẩm; {wording}.",
            key.no, form.set.name, form.pack_title
        )
    };
    n_by_form.into_iter().map(line).collect()
}

/// Says what the ranks are in points.
pub(super) fn preliminaries(session: &Session) -> Vec<String> {
    let forms: Vec<&EmbeddedForm> = session
        .products
        .iter()
        .filter_map(|product| session.form_of(product))
        .map(AsRef::as_ref)
        .collect();
    let mut lines = Vec::new();
    if let Some(first) = forms.first()
        && forms.iter().all(|form| form.bands == first.bands)
    {
        let mut bands = Vec::new();
        let mut above = None;
        for band in &first.bands {
            bands.push(match above {
                None => format!("{} sao từ {} điểm", band.stars, band.floor),
                Some(above) if band.floor.hundredths() == 0 => {
                    format!("{} sao dưới {above} điểm", band.stars)
                }
                Some(above) => {
                    format!("{} sao từ {} đến dưới {above} điểm", band.stars, band.floor)
                }
            });
            above = Some(band.floor);
        }
        lines.push(format!("Hạng theo điểm trung bình: {}.", bands.join("; ")));
    }
    if session
        .council
        .members
        .iter()
        .any(|member| panel::is_scorer(session, member))
    {
        lines.push(
            "Phiếu được tính là phiếu đã nộp đủ tiêu chí của thành viên có mặt và không có lợi ích liên quan đến chủ thể."
                .to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_are_cited_once_and_end_in_a_stop() {
        let texts = ["Quyết định 26/2026/QĐ-TTg;", " ", "Căn cứ Quy chế số 1."].map(str::to_owned);
        assert_eq!(
            grounds(&texts),
            ["Căn cứ Quyết định 26/2026/QĐ-TTg;", "Căn cứ Quy chế số 1."]
        );
    }
}
