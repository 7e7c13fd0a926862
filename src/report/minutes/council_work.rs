//! How the council came to its conclusion on a product: in the meeting or by written opinions, on
//! paper sheets, or by ratifying the result of an earlier session.

use crate::model::product::{Procedure, Product};
use crate::model::session::Session;
use crate::model::sheet::{ScoringSheet, SheetSource};
use crate::report::wording;
use crate::rules::panel::SheetStanding;
use crate::rules::ratification::Ratification;
use crate::rules::review::ProductReview;
use crate::words;

use super::products::{Line, line};

/// Says whether the council met on the product, where it did not meet on all.
pub(super) fn procedure(
    session: &Session,
    product: &Product,
    found: &ProductReview,
) -> Option<Line> {
    let is_out_of_the_ordinary =
        |it: &Product| it.procedure != Procedure::Meeting || it.moved_to_meeting.is_some();
    if !session.products.iter().any(|it| is_out_of_the_ordinary(it)) {
        return None;
    }
    let asked = |until: Option<crate::model::Date>| match until {
        Some(day) => format!(
            "lấy ý kiến bằng văn bản đến hết ngày {}",
            words::date_text(day)
        ),
        None => "lấy ý kiến bằng văn bản".to_owned(),
    };
    let mut text = match (&product.procedure, &product.moved_to_meeting) {
        (Procedure::Written { until }, _) => asked(*until),
        (Procedure::Meeting, Some(moved)) => format!(
            "{}, sau đó đưa ra họp từ ngày {}; lý do: {}",
            asked(moved.until),
            words::date_text(moved.at.date()),
            wording::or(&moved.reason, "chưa ghi")
        ),
        (Procedure::Meeting, None) => "thảo luận, kết luận tại cuộc họp".to_owned(),
    };
    if let Some(written) = &found.written {
        let n_asked = written.answered.len() + written.silent.len();
        text.push_str(&format!(
            "; có ý kiến của {}/{n_asked} thành viên",
            written.answered.len()
        ));
        if !written.silent.is_empty() {
            let silent = wording::names(session, written.silent.iter().copied());
            text.push_str(&format!("; không có ý kiến: {silent}"));
        }
        if !written.to_meeting.is_empty() {
            let reasons = words::to_meeting_text(words::Lang::Vi, &written.to_meeting, session);
            text.push_str(&format!("; LƯU Ý có nội dung cần họp: {reasons}"));
        }
        if !written.fits_application {
            text.push_str("; LƯU Ý không phải hồ sơ đánh giá lại");
        }
    }
    let text = wording::capitalized(&text);
    Some(line("Cách làm việc", text))
}

/// Says which of the counted sheets came with packets, and which were typed from paper.
pub(super) fn sheet_sources(session: &Session, found: &ProductReview) -> Option<Line> {
    let counted: Vec<&ScoringSheet> = found
        .members
        .iter()
        .filter(|member| member.standing == SheetStanding::Counted)
        .filter_map(|member| session.sheets.get(&member.sheet_id?))
        .map(AsRef::as_ref)
        .collect();
    let mut parts = of_packets(session, &counted);
    parts.extend(of_paper(session, &counted));
    (!parts.is_empty()).then(|| line("Nguồn phiếu", parts.join("; ")))
}

/// Says how many sheets came with packets, and what guards them. Whoever issues the packets makes the
/// keys, so a signature tells that nothing was changed, and not who scored.
fn of_packets(session: &Session, counted: &[&ScoringSheet]) -> Vec<String> {
    let is_signed = |sheet: &&&ScoringSheet| {
        let issued = sheet.packet_id.and_then(|id| session.issued_packet(id));
        issued.is_some_and(|packet| packet.public_key.is_some())
    };
    let returned = || counted.iter().filter(|sheet| sheet.packet_id.is_some());
    let n_signed = returned().filter(is_signed).count();
    let mut parts = Vec::new();
    for (n, guard) in [
        (n_signed, "có ký số, không thay đổi kể từ khi nộp"),
        (
            returned().count() - n_signed,
            "KHÔNG ký số, chỉ đối chiếu mã kiểm tra của tệp",
        ),
    ] {
        if n > 0 {
            let of = counted.len();
            parts.push(format!("{n}/{of} phiếu nộp theo gói phiếu, {guard}"));
        }
    }
    parts
}

/// Says how many sheets were typed from paper, and which of them twice.
fn of_paper(session: &Session, counted: &[&ScoringSheet]) -> Option<String> {
    let of = |source: SheetSource| counted.iter().filter(move |it| it.source == source);
    let n_checked = of(SheetSource::PaperDoubleChecked).count();
    let n_typed = of(SheetSource::Typed).count() + n_checked;
    if n_typed == 0 {
        return None;
    }
    let mut text = format!("{n_typed}/{} phiếu nhập từ phiếu giấy", counted.len());
    if n_checked > 0 {
        let checked = of(SheetSource::PaperDoubleChecked).map(|sheet| {
            let name = words::member_text(session, sheet.member_id);
            let second = sheet.second_typing.as_ref();
            match second.and_then(|it| it.differences.as_ref()).map(Vec::len) {
                Some(n) if n > 0 => format!("{name} ({n} chỗ khác nhau, đã đối chiếu)"),
                _ => name,
            }
        });
        let checked: Vec<_> = checked.collect();
        text.push_str(&format!(
            ", trong đó {n_checked} phiếu nhập hai lần: {}",
            checked.join("; ")
        ));
    }
    Some(text)
}

/// Says which versions of sheets were chosen over others, by whom and why; the last choice counts.
pub(super) fn choices(session: &Session, product: &Product) -> Option<Line> {
    let mut last = std::collections::BTreeMap::new();
    let of_product = (session.settlements.iter()).filter(|it| it.product_id == product.id);
    for settled in of_product {
        last.insert((settled.member_id, settled.round), settled);
    }
    let said = last.values().map(|settled| {
        let of_round = match settled.round {
            1 => String::new(),
            round => format!(", lượt {round}"),
        };
        format!(
            "phiếu của {}{of_round} có {} bản khác nhau, chọn bản mã {}, lý do: {} ({})",
            words::member_text(session, settled.member_id),
            settled.among.len(),
            words::digest_start(&settled.chosen),
            settled.reason.trim(),
            wording::or(&settled.by, "chưa ghi người chọn"),
        )
    });
    let said: Vec<_> = said.collect();
    (!said.is_empty()).then(|| line("Chọn bản phiếu", wording::capitalized(&said.join("; "))))
}

/// Says what an earlier session came to.
pub(super) fn earlier(session: &Session, product: &Product) -> Option<Line> {
    let earlier = product.earlier_result.as_ref()?;
    let parent = session
        .parents
        .iter()
        .find(|it| it.id == earlier.session_id);
    let mut text = parent.map_or_else(
        || "phiên trước".to_owned(),
        |parent| match parent.held_on {
            Some(day) => format!("{}, ngày {}", parent.title.trim(), words::date_text(day)),
            None => parent.title.trim().to_owned(),
        },
    );
    if let Some(mean) = earlier.mean() {
        let floors = session
            .form_of(product)
            .map(|form| form.floors())
            .unwrap_or_default();
        let decimals = session.rules.decimals.value;
        text.push_str(&format!(
            ": trung bình {} (tổng {} điểm của {} phiếu)",
            mean.shown(decimals, &floors),
            mean.sum,
            mean.count
        ));
    }
    if let Some(rank) = earlier.rank {
        text.push_str(&format!("; tính được {}", wording::stars(rank)));
    }
    if !earlier.rank_reason.is_empty() {
        text.push_str(&format!(" – {}", earlier.rank_reason));
    }
    text.push_str(&match earlier.outcome {
        Some(outcome) => format!("; kết luận: {}", wording::conclusion(outcome)),
        None => "; chưa kết luận".to_owned(),
    });
    if !earlier.reason.is_empty() {
        text.push_str(&format!(" (lý do: {})", earlier.reason.trim()));
    }
    Some(line("Kết quả vòng trước", wording::capitalized(&text)))
}

/// Says how the conclusion stands to the result of the earlier session.
pub(super) fn ratified(ratification: Ratification) -> Option<Line> {
    let text = match ratification {
        Ratification::Open => return None,
        Ratification::Agreed => "Hội đồng nhất trí với kết quả vòng trước",
        Ratification::Changed => "Hội đồng THAY ĐỔI kết quả vòng trước",
        Ratification::NotConcluded => "Hội đồng chưa thông qua kết quả vòng trước",
    };
    Some(line("Thông qua kết quả", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::packets::{fill, hand_in, issue, take_in};
    use crate::fixtures::{self, ALL_70, ALL_100, CHAIR, LAN, RICE, code, day};
    use crate::model::criteria::CaseCode;
    use crate::rules::review::review;

    #[test]
    fn a_choice_between_versions_is_printed_with_its_reason() {
        use crate::edit::command::Command;
        use crate::fixtures::packets::done;
        use crate::rules::packets::merge;
        let mut session = fixtures::session();
        let packet = issue(&mut session, 1, LAN);
        for (text, n) in [(ALL_70, 0), (ALL_100, 1)] {
            let mut copy = packet.clone();
            fill(&mut copy, RICE, text, n);
            hand_in(&mut copy, 20);
            assert_eq!(take_in(&mut session, &copy), Ok(()));
        }
        let rice = |session: &Session| session.product(RICE).expect("rice").clone();
        assert_eq!(choices(&session, &rice(&session)), None);
        let versions = merge::choices(&session, (RICE, LAN, 1));
        // The first choice was a mistake; the second one counts.
        for (idx, reason) in [(0, "bản nộp sau"), (1, "thành viên nói lại")] {
            let settle = Command::SettleSheet {
                product_id: RICE,
                member_id: LAN,
                round: 1,
                chosen: versions[idx].digest.clone(),
                reason: reason.to_owned(),
            };
            done(&mut session, settle);
        }
        let start = words::digest_start(&versions[1].digest);
        let found = choices(&session, &rice(&session)).expect("a line");
        let expected = format!(
            "Phiếu của Lê Thị Lan, Sở Công Thương có 2 bản khác nhau, chọn bản mã {start}, \
             lý do: thành viên nói lại (Vũ Thu Hà)"
        );
        assert_eq!(found, line("Chọn bản phiếu", expected));
    }

    /// Lan's sheet for both products comes with a packet, signed or not; the chair's is typed.
    fn sources(signs: bool) -> String {
        let mut session = fixtures::session();
        session.rules.signing.value = signs;
        fixtures::change_product(&mut session, fixtures::TEA, |tea| {
            tea.case_choices.insert(code("1.3"), CaseCode::A);
        });
        let typed = fixtures::sheet(1, RICE, CHAIR, ALL_70);
        session.sheets.insert(typed.id, std::sync::Arc::new(typed));
        let mut packet = issue(&mut session, 1, LAN);
        fill(&mut packet, RICE, ALL_100, 0);
        hand_in(&mut packet, 20);
        // What the rule says later changes nothing about what came before.
        session.rules.signing.value = true;
        assert_eq!(take_in(&mut session, &packet), Ok(()));
        let review = review(&session, day());
        let found = review.products.iter().find(|it| it.product_id == RICE);
        let line = sheet_sources(&session, found.expect("a product"));
        line.expect("a line").paragraphs.join(" ")
    }

    #[test]
    fn sheets_that_came_with_packets_are_counted_and_no_more_is_claimed() {
        let said = sources(true);
        assert!(
            said.starts_with(
                "1/2 phiếu nộp theo gói phiếu, có ký số, không thay đổi kể từ khi nộp"
            ),
            "{said}"
        );
    }

    #[test]
    fn where_nothing_is_signed_the_minutes_say_so() {
        let said = sources(false);
        assert!(
            said.starts_with(
                "1/2 phiếu nộp theo gói phiếu, KHÔNG ký số, chỉ đối chiếu mã kiểm tra"
            ),
            "{said}"
        );
        assert!(!said.contains("không thay đổi"), "{said}");
    }
}
