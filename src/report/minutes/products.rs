//! What the minutes say about each product.

use serde::Serialize;

use crate::model::criteria::{Code, EmbeddedForm, Scoring};
use crate::model::ids::MemberId;
use crate::model::product::{Outcome, Procedure, Product, Recognition};
use crate::model::session::Session;
use crate::model::sheet::Answer;
use crate::report::wording;
use crate::rules::panel::{Pair, SheetIndex, SheetStanding};
use crate::rules::ranking::GateRef;
use crate::rules::review::{ProductReview, Review};
use crate::words::{self, Lang};

use super::council_work;

/// Most pairs over the limit that are named one by one.
const MOST_PAIRS: usize = 6;

/// A product in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductEntry {
    /// Name and code.
    pub title: String,
    /// What is said about it, in the order of the proceedings.
    pub lines: Vec<Line>,
    /// The conclusion, and what must stand beside it.
    pub conclusion: Line,
    /// Whether the conclusion differs from the computed rank, or has another fault that papers mark.
    pub is_marked: bool,
    /// Remarks on the conclusion: what was computed, the reason, the vote.
    pub remarks: Vec<Line>,
}

/// A labeled statement, in one or more paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it speaks of.
    pub label: String,
    /// What it says.
    pub paragraphs: Vec<String>,
}

pub(super) fn line(label: &str, text: impl Into<String>) -> Line {
    Line {
        label: label.to_owned(),
        paragraphs: vec![wording::sentence(&text.into())],
    }
}

pub(super) fn entries(session: &Session, review: &Review) -> Vec<ProductEntry> {
    let index = SheetIndex::new(session);
    let writer = Writer {
        session,
        review,
        index,
    };
    session
        .products
        .iter()
        .zip(&review.products)
        .map(|(product, found)| writer.entry(product, found))
        .collect()
}

struct Writer<'a> {
    session: &'a Session,
    review: &'a Review,
    index: SheetIndex<'a>,
}

impl Writer<'_> {
    fn entry(&self, product: &Product, found: &ProductReview) -> ProductEntry {
        let name = wording::or(&product.name, "(chưa ghi tên sản phẩm)");
        let title = match product.code.trim() {
            "" => name.to_owned(),
            code => format!("{name} (mã {code})"),
        };
        let mut lines = vec![self.applicant(product), self.dossier(product)];
        lines.extend(certificate(product, found));
        lines.extend(council_work::procedure(self.session, product, found));
        lines.extend(council_work::earlier(self.session, product));
        lines.push(self.panel(product, found));
        if !found.rests_on_earlier() {
            lines.extend(self.not_counted(product, found));
            lines.extend(council_work::sheet_sources(self.session, found));
            lines.extend(council_work::choices(self.session, product));
            lines.extend(self.points(found));
        }
        lines.extend(self.rounds(product, found));
        let form = self.session.form_of(product).map(AsRef::as_ref);
        if let Some(form) = form {
            lines.extend(settled(product, form));
        }
        lines.extend(self.grounds(product, found));
        if form.is_some() && !found.excluded && !found.rests_on_earlier() {
            lines.push(line("Xếp hạng theo tiêu chí", rank(found, form)));
        }
        for (label, text) in [
            ("Ý kiến thảo luận", &product.discussion),
            ("Yêu cầu đối với chủ thể", &product.requests),
        ] {
            let paragraphs = wording::paragraphs(text);
            if !paragraphs.is_empty() {
                lines.push(Line {
                    label: label.to_owned(),
                    paragraphs,
                });
            }
        }
        let (conclusion, is_marked, remarks) = conclusion(product, found);
        ProductEntry {
            title,
            lines,
            conclusion,
            is_marked,
            remarks,
        }
    }

    fn applicant(&self, product: &Product) -> Line {
        let Some(applicant) = self.session.applicant(product.applicant_id) else {
            return line("Chủ thể", "");
        };
        let parts: Vec<_> = [&applicant.name, &applicant.commune]
            .into_iter()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        line("Chủ thể", parts.join(", "))
    }

    fn dossier(&self, product: &Product) -> Line {
        let mut parts = vec![wording::application(product.application)];
        if let Some(day) = product.filed_on {
            parts.push(format!("nộp ngày {}", words::date_text(day)));
        }
        parts.push(match (&product.form, self.session.form_of(product)) {
            (Some(key), Some(form)) => {
                format!(
                    "phiếu số {} – {} ({})",
                    key.no, form.set.name, form.pack_title
                )
            }
            (Some(key), None) => format!("phiếu số {} ({})", key.no, key.pack_id),
            (None, _) => "chưa chọn phiếu đánh giá".to_owned(),
        });
        line("Hồ sơ", wording::capitalized(&parts.join("; ")))
    }

    /// Says who presided, and how many sheets count.
    fn panel(&self, product: &Product, found: &ProductReview) -> Line {
        let presiding = match found.presiding {
            Some(id) => {
                let mut text = words::member_text(self.session, id);
                if self.review.presiding != Some(id) {
                    text.push_str(" (thay người chủ trì cuộc họp đối với sản phẩm này)");
                }
                text
            }
            None => "KHÔNG CÓ NGƯỜI CHỦ TRÌ".to_owned(),
        };
        let mut text = presiding;
        if !found.rests_on_earlier() {
            text.push_str(&format!(
                "; phiếu được tính: {}/{}",
                found.counted,
                found.members.len()
            ));
        }
        if let Some(hearing) = product.hearing {
            text.push_str(&format!(
                "; xem xét từ {} đến {}",
                wording::long_time(Some(hearing.from)),
                wording::long_time(hearing.to)
            ));
        }
        if !found.quorum.is_met {
            text.push_str(&format!(
                "; {} {}/{} thành viên, KHÔNG ĐỦ ĐIỀU KIỆN HỌP",
                match product.procedure {
                    Procedure::Meeting => "có mặt",
                    Procedure::Written { .. } => "có ý kiến của",
                },
                found.quorum.present,
                found.quorum.members
            ));
            if self.session.rules.concludes_without_quorum.value && product.conclusion.is_some() {
                text.push_str(" (quy định của Hội đồng cho phép kết luận)");
            }
        }
        line("Chủ tọa", text)
    }

    /// Says whose sheets do not count, and why.
    fn not_counted(&self, product: &Product, found: &ProductReview) -> Option<Line> {
        use SheetStanding as S;
        let mut groups = Vec::new();
        for standing in [
            S::Recused,
            S::Absent,
            S::LeftEarly,
            S::NotScoredAgain,
            S::Incomplete,
            S::OtherForm,
            S::Contested,
            S::Draft,
            S::NoSheet,
        ] {
            let people: Vec<_> = found
                .members
                .iter()
                .filter(|member| member.standing == standing)
                .map(|member| {
                    let name = words::member_text(self.session, member.member_id);
                    let reason = product
                        .recusals
                        .get(&member.member_id)
                        .filter(|_| standing == S::Recused)
                        .map(|reason| wording::or(reason, "chưa ghi lý do"));
                    match reason {
                        Some(reason) => format!("{name} (lý do: {reason})"),
                        None => name,
                    }
                })
                .collect();
            // Before the first sheet, and for a rejected dossier, a missing sheet is no news.
            let is_expected = found.excluded || found.counted == 0;
            if people.is_empty() || (is_expected && standing == S::NoSheet) {
                continue;
            }
            let why = wording::capitalized(&words::standing_text(Lang::Vi, standing));
            groups.push(format!("{why}: {}", people.join("; ")));
        }
        (!groups.is_empty()).then(|| line("Không tính phiếu", groups.join(". ")))
    }

    fn points(&self, found: &ProductReview) -> Option<Line> {
        let (mean, shown) = found.mean.as_ref().zip(found.mean_shown.as_ref())?;
        let mut text = format!(
            "Trung bình {shown} (tổng {} điểm của {} phiếu)",
            mean.sum, mean.count
        );
        for part in &found.parts {
            text.push_str(&format!("; phần {} {}/{}", part.code, part.shown, part.max));
        }
        if let Some(spread) = found.spread {
            text.push_str(&format!("; chênh lệch {spread} điểm"));
            if !found.pairs_over.is_empty() {
                text.push_str(&format!(
                    ", VƯỢT mức cho phép {} điểm: {}",
                    self.session.rules.allowed_spread.value,
                    self.pairs(&found.pairs_over)
                ));
            }
        }
        Some(line("Điểm", text))
    }

    fn pairs(&self, pairs: &[Pair]) -> String {
        let name = |id: MemberId| {
            self.session
                .council
                .member(id)
                .map_or_else(|| id.to_string(), |member| member.name.trim().to_owned())
        };
        let mut texts: Vec<_> = pairs
            .iter()
            .take(MOST_PAIRS)
            .map(|pair| {
                format!(
                    "{} – {} ({} điểm)",
                    name(pair.higher),
                    name(pair.lower),
                    pair.difference
                )
            })
            .collect();
        if pairs.len() > MOST_PAIRS {
            let concerned: Vec<_> = self
                .session
                .council
                .members
                .iter()
                .map(|member| member.id)
                .filter(|id| {
                    pairs
                        .iter()
                        .any(|pair| pair.higher == *id || pair.lower == *id)
                })
                .map(name)
                .collect();
            texts.push(format!(
                "và {} cặp khác (thành viên liên quan: {})",
                pairs.len() - MOST_PAIRS,
                concerned.join(", ")
            ));
        }
        texts.join("; ")
    }

    /// Says for each further round why it was opened and what became of the totals.
    fn rounds(&self, product: &Product, found: &ProductReview) -> Vec<Line> {
        let mut lines = Vec::new();
        for rescoring in &product.rescorings {
            let mut text = format!("Lý do: {}", wording::or(&rescoring.reason, "chưa ghi"));
            let members = &self.session.council.members;
            let scores_again = members
                .iter()
                .filter(|member| rescoring.member_ids.contains(&member.id));
            let totals: Vec<_> = scores_again
                .map(|member| {
                    let rounds: Vec<_> = self
                        .index
                        .of(product.id, member.id)
                        .iter()
                        .filter(|sheet| {
                            sheet.status.is_submitted() && sheet.round <= rescoring.round
                        })
                        .filter_map(|sheet| {
                            let total = self.review.sheets.get(&sheet.id)?;
                            Some(format!("lượt {}: {}", sheet.round, total.total))
                        })
                        .collect();
                    let rounds = if rounds.is_empty() {
                        "chưa nộp phiếu".to_owned()
                    } else {
                        rounds.join(", ")
                    };
                    format!("{} ({rounds})", member.name.trim())
                })
                .collect();
            text.push_str(&format!("; chấm lại: {}", totals.join("; ")));
            let is_last = rescoring.round == found.round;
            if is_last && !found.round_open_for.is_empty() {
                text.push_str(&format!(
                    "; LƯỢT CHẤM CHƯA KẾT THÚC, còn chờ phiếu của {}",
                    wording::names(self.session, found.round_open_for.iter().copied())
                ));
            } else if rescoring.closed {
                text.push_str("; lượt chấm được kết thúc theo quyết định của Hội đồng");
            }
            lines.push(line(&format!("Chấm lại lượt {}", rescoring.round), text));
        }
        lines
    }

    /// Says which grounds were raised and what the council decided on them.
    fn grounds(&self, product: &Product, found: &ProductReview) -> Vec<Line> {
        let mut lines = Vec::new();
        for decision in &product.ground_decisions {
            let result = if decision.upheld {
                "Hội đồng xác nhận căn cứ, hồ sơ bị loại"
            } else {
                "Hội đồng không xác nhận căn cứ"
            };
            let raised_by = if decision.raised_by.is_empty() {
                "chưa ghi".to_owned()
            } else {
                wording::names(self.session, decision.raised_by.iter().copied())
            };
            lines.push(line(
                "Căn cứ loại hồ sơ",
                format!(
                    "{} ({}); người nêu: {raised_by}; biểu quyết: {}; {result}; lý do: {}",
                    decision.ground.trim().trim_end_matches('.'),
                    words::place_text(Lang::Vi, decision.place),
                    wording::vote(decision.vote),
                    wording::or(&decision.reason, "chưa ghi"),
                ),
            ));
        }
        for ground in found
            .grounds
            .iter()
            .filter(|ground| !ground.open_for.is_empty())
        {
            lines.push(line(
                "Căn cứ loại hồ sơ",
                format!(
                    "{} ({}); người nêu: {}; HỘI ĐỒNG CHƯA QUYẾT ĐỊNH",
                    ground.text.trim().trim_end_matches('.'),
                    words::place_text(Lang::Vi, ground.place),
                    wording::names(self.session, ground.open_for.iter().copied()),
                ),
            ));
        }
        lines
    }
}

/// Names the last recognition and its validity on the day of the session.
fn certificate(product: &Product, found: &ProductReview) -> Option<Line> {
    let recognition = product.certificate()?;
    let Recognition {
        stars,
        potential_five,
        decision_no,
        authority,
        issued_on,
        ..
    } = recognition;
    let mut text = if *potential_five {
        "tiềm năng 5 sao".to_owned()
    } else {
        wording::stars(*stars)
    };
    let decision = match decision_no.trim() {
        "" => None,
        no if no.to_lowercase().starts_with("quyết định") => Some(no.to_owned()),
        no => Some(format!("Quyết định {no}")),
    };
    text.extend(decision.map(|decision| format!(", {decision}")));
    text.extend(issued_on.map(|day| format!(" ngày {}", words::date_text(day))));
    if !authority.trim().is_empty() {
        text.push_str(&format!(" của {}", authority.trim()));
    }
    text.push_str(&match &found.validity_on_session_day {
        Some(validity) => format!(
            "; hiệu lực đến {}; vào ngày họp: {}",
            words::date_text(validity.expires_on),
            words::validity_text(Lang::Vi, validity)
        ),
        None => "; chưa rõ thời hạn hiệu lực".to_owned(),
    });
    if let Some(extension) = &recognition.extension {
        text.push_str(&format!(
            "; kéo dài hiệu lực theo quyết định ngày {} ({})",
            words::date_text(extension.decided_on),
            wording::or(&extension.reason, "chưa ghi lý do")
        ));
    }
    if let Some(revocation) = &recognition.revocation {
        text.push_str(&format!(
            "; thu hồi từ ngày {} theo {}",
            words::date_text(revocation.revoked_on),
            wording::or(&revocation.decision_no, "quyết định chưa ghi số")
        ));
    }
    Some(line("Công nhận lần trước", wording::capitalized(&text)))
}

/// Names what the council settled for the product: cases, agreed choices, waived gates.
fn settled(product: &Product, form: &EmbeddedForm) -> Vec<Line> {
    let mut lines = Vec::new();
    let cases: Vec<_> = form
        .set
        .criteria()
        .filter(|criterion| criterion.scoring == Scoring::OneCase)
        .map(|criterion| {
            let chosen = product.case_choices.get(&criterion.code);
            let case = chosen.and_then(|code| criterion.cases.iter().find(|c| c.code == *code));
            match case {
                Some(case) => format!("{}: {}", criterion.code, case.title.trim()),
                None => format!("{}: chưa chọn", criterion.code),
            }
        })
        .collect();
    if !cases.is_empty() {
        lines.push(line("Trường hợp áp dụng", cases.join("; ")));
    }
    for (code, agreed) in &product.agreed_choices {
        let level = match agreed.answer {
            Answer::NoLevel => "không đạt mức nào".to_owned(),
            Answer::Level(idx) => {
                let idx = usize::from(idx);
                let points = form.set.criterion(*code).and_then(|c| c.points_of(idx));
                match points {
                    Some(points) => format!("mức {points} điểm"),
                    None => format!("mức thứ {}", idx + 1),
                }
            }
        };
        lines.push(line(
            "Hội đồng thống nhất",
            format!(
                "tiêu chí {}: {level} (chỉ để xét yêu cầu tối thiểu, không đổi điểm); lý do: {}",
                titled(form, *code),
                wording::or(&agreed.reason, "chưa ghi")
            ),
        ));
    }
    for (code, reason) in &product.waived_gates {
        lines.push(line(
            "Không áp dụng yêu cầu tối thiểu",
            format!(
                "tiêu chí {}; lý do: {}",
                titled(form, *code),
                wording::or(reason, "chưa ghi")
            ),
        ));
    }
    lines
}

/// Names a criterion with its title.
fn titled(form: &EmbeddedForm, code: Code) -> String {
    let title = form
        .set
        .criterion(code)
        .map(|criterion| criterion.title.as_str())
        .or_else(|| form.set.section(code).map(|section| section.title.as_str()));
    match title {
        Some(title) => format!("{code} {}", title.trim()),
        None => code.to_string(),
    }
}

/// Says which rank follows from points and gates, and what holds it; band and gates stand apart.
fn rank(found: &ProductReview, form: Option<&EmbeddedForm>) -> String {
    let (Some(rank), Some(form)) = (&found.rank, form) else {
        return wording::capitalized(&words::rank_reason(Lang::Vi, found));
    };
    let shown = found.mean_shown.as_deref().unwrap_or_default();
    let mut text = format!(
        "{} – đủ điểm {} sao ({shown})",
        wording::stars(rank.rank),
        rank.band
    );
    let held_by = rank.first_held_by();
    if let Some(first) = held_by.first() {
        let titles: Vec<_> = held_by
            .iter()
            .map(|gate: &GateRef| titled(form, gate.code))
            .collect();
        let stars = first.stars;
        let titles = titles.join("; ");
        text.push_str(&if rank.is_held() {
            format!(", thiếu yêu cầu tối thiểu {stars} sao ở {titles}")
        } else {
            format!(
                ", chưa đạt yêu cầu tối thiểu {stars} sao ở {titles} (theo quy định của Hội đồng chỉ ghi nhận)"
            )
        });
    }
    let rest: Vec<_> = rank
        .held_by
        .iter()
        .skip(held_by.len())
        .map(|gate| format!("{} ({} sao)", gate.code, gate.stars))
        .collect();
    if !rest.is_empty() {
        text.push_str(&format!("; còn thiếu ở hạng cao hơn: {}", rest.join(", ")));
    }
    text
}

/// Says what the council concluded; what is out of the ordinary stands beside it.
fn conclusion(product: &Product, found: &ProductReview) -> (Line, bool, Vec<Line>) {
    let (Some(conclusion), Some(check)) = (&product.conclusion, &found.conclusion) else {
        return (
            line("Kết luận", "Hội đồng chưa ghi kết luận"),
            false,
            Vec::new(),
        );
    };
    let mut remarks = Vec::new();
    if let Some(earlier) = found.earlier {
        remarks.extend(council_work::ratified(earlier.ratification));
    }
    if check.differs {
        let computed = found.rank.as_ref().map_or_else(
            || "chưa có hạng".to_owned(),
            |rank| wording::stars(rank.rank),
        );
        remarks.push(line("Kết luận này khác hạng tính theo tiêu chí", computed));
    }
    let reason = wording::paragraphs(&conclusion.reason);
    if !reason.is_empty() {
        remarks.push(Line {
            label: "Lý do".to_owned(),
            paragraphs: reason,
        });
    } else if check.lacks_reason {
        remarks.push(line("Lý do", "CHƯA GHI"));
    }
    match conclusion.vote {
        Some(vote) => remarks.push(line("Biểu quyết", wording::vote(vote))),
        None if check.lacks_vote => {
            remarks.push(line(
                "Biểu quyết",
                "CHƯA GHI (kết luận cao hơn hạng tính được)",
            ));
        }
        None => {}
    }
    if check.is_outdated {
        let before = conclusion
            .computed
            .map_or_else(|| "chưa có hạng".to_owned(), wording::stars);
        remarks.push(line(
            "Lưu ý",
            format!("hạng tính theo tiêu chí khi ghi kết luận là {before}, nay đã thay đổi"),
        ));
    }
    if !check.fits_level {
        remarks.push(line(
            "Lưu ý",
            "kết luận này không thuộc thẩm quyền của Hội đồng",
        ));
    }
    let lacks_decision = conclusion.outcome == Outcome::Excluded && !found.excluded;
    if lacks_decision {
        remarks.push(line(
            "Lưu ý",
            "chưa có quyết định của Hội đồng về căn cứ loại hồ sơ",
        ));
    }
    let is_marked = check.differs
        || check.lacks_reason
        || check.lacks_vote
        || check.is_outdated
        || lacks_decision
        || !check.fits_level;
    let text = wording::capitalized(&wording::conclusion(conclusion.outcome));
    (line("Kết luận", text), is_marked, remarks)
}
