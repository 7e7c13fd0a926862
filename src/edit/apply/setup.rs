//! Session, papers, council and its rules.

use crate::edit::command::{CouncilInfo, SessionInfo};
use crate::edit::log::{Changes, Record, opt_date, opt_time, rules_changes};
use crate::edit::refusal::{NameOf, NumberOf, Refusal};
use crate::model::council::{CouncilLevel, CouncilRules};
use crate::model::points::Points;
use crate::model::session::{DocumentHead, Session};

/// A name may wait until it is known, but is not taken away again.
fn check_name(before: &str, after: &str, of: NameOf) -> Result<(), Refusal> {
    if after.is_empty() && !before.is_empty() {
        return Err(Refusal::EmptyName(of));
    }
    Ok(())
}

pub(super) fn set_session_info(
    session: &mut Session,
    info: &SessionInfo,
) -> Result<Record, Refusal> {
    check_name(&session.title, &info.title, NameOf::Session)?;
    if let (Some(began), Some(ended)) = (info.began_at, info.ended_at)
        && ended < began
    {
        return Err(Refusal::TimeOrder);
    }
    let record = Changes::default()
        .field("tên", &session.title, &info.title)
        .field("ngày", opt_date(session.held_on), opt_date(info.held_on))
        .field(
            "bắt đầu",
            opt_time(session.began_at),
            opt_time(info.began_at),
        )
        .field(
            "kết thúc",
            opt_time(session.ended_at),
            opt_time(info.ended_at),
        )
        .field("địa điểm", &session.place, &info.place)
        .record();
    let SessionInfo {
        title,
        held_on,
        began_at,
        ended_at,
        place,
    } = info.clone();
    session.title = title;
    session.held_on = held_on;
    session.began_at = began_at;
    session.ended_at = ended_at;
    session.place = place;
    Ok(record)
}

pub(super) fn set_document_head(session: &mut Session, head: &DocumentHead) -> Record {
    let before = std::mem::replace(&mut session.document, head.clone());
    Changes::default()
        .field("cơ quan cấp trên", &before.parent_body, &head.parent_body)
        .field("cơ quan ban hành", &before.issuing_body, &head.issuing_body)
        .field("số, ký hiệu", &before.number, &head.number)
        .field("địa danh", &before.place, &head.place)
        .field(
            "nơi nhận",
            before.recipients.join(", "),
            head.recipients.join(", "),
        )
        .record()
}

pub(super) fn set_legal_grounds(session: &mut Session, lines: &[String]) -> Record {
    let before = std::mem::replace(&mut session.legal_grounds, lines.to_vec());
    Record::change(before.join("; "), lines.join("; "))
}

pub(super) fn set_council_info(
    session: &mut Session,
    info: &CouncilInfo,
) -> Result<Record, Refusal> {
    let council = &mut session.council;
    check_name(&council.name, &info.name, NameOf::Council)?;
    let level = |level| match level {
        CouncilLevel::Province => "cấp tỉnh",
        CouncilLevel::Central => "cấp trung ương",
    };
    let record = Changes::default()
        .field("tên", &council.name, &info.name)
        .field("cấp", level(council.level), level(info.level))
        .field(
            "quyết định thành lập",
            &council.established_by,
            &info.established_by,
        )
        .record();
    let CouncilInfo {
        name,
        level,
        established_by,
    } = info.clone();
    council.name = name;
    council.level = level;
    council.established_by = established_by;
    Ok(record)
}

pub(super) fn set_rules(session: &mut Session, rules: &CouncilRules) -> Result<Record, Refusal> {
    let quorum = rules.quorum.value;
    if quorum.numerator == 0 || quorum.numerator > quorum.denominator {
        return Err(Refusal::OutOfRange(NumberOf::Quorum));
    }
    if !(Points::ZERO..=Points::whole(100)).contains(&rules.allowed_spread.value) {
        return Err(Refusal::OutOfRange(NumberOf::Spread));
    }
    if rules.min_counted_sheets.value == 0 {
        return Err(Refusal::OutOfRange(NumberOf::MinSheets));
    }
    if rules.decimals.value > 4 {
        return Err(Refusal::OutOfRange(NumberOf::Decimals));
    }
    let record = rules_changes(&session.rules, rules);
    session.rules = rules.clone();
    Ok(record)
}
