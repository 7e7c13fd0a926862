//! Slips with the codes (*phiếu mã mở khóa*): one for each member, to be cut and handed out apart
//! from the packets.
//!
//! This is the one paper with codes on it. Its data have no `Debug`, and nothing of it is kept when
//! it is made.

use serde::Serialize;

use super::{wording, world};
use crate::error::UserError;
use crate::model::session::Session;
use crate::model::{Date, DateTime};
use crate::words;

const TEMPLATE: &str = include_str!("../../assets/reports/slips.typ");
/// Most letters of a name, an office or a title: so many fit on a slip even at the largest.
const MOST_LETTERS: usize = 160;

/// What one slip says.
#[derive(Clone, Copy)]
pub struct Slip<'a> {
    /// Name of the member.
    pub member: &'a str,
    /// Position and office of the member.
    pub office: &'a str,
    /// Name of the packet's file.
    pub file_name: &'a str,
    /// The code as it is shown.
    pub code: &'a str,
}

/// All texts of the slips, ready to print.
#[derive(Serialize)]
struct SlipsData {
    title: String,
    session: String,
    held_on: String,
    slips: Vec<SlipTexts>,
}

#[derive(Serialize)]
struct SlipTexts {
    member: String,
    office: String,
    file_name: String,
    code: String,
}

/// Returns the slips as an archival PDF, six a page, in the order given.
pub fn slips_pdf(
    session: &Session,
    slips: &[Slip<'_>],
    now: DateTime,
) -> Result<Vec<u8>, UserError> {
    let data = slips_data(session, slips);
    // The time, and not the codes, tells the slips of a second issue from those of the first.
    let ident = format!("{}-slips-{}", session.id, now.format("%Y%m%d%H%M%S"));
    let pdf = world::paper_pdf(TEMPLATE, &data, &ident, now.date());
    world::forget();
    pdf.map_err(UserError::internal)
}

fn slips_data(session: &Session, slips: &[Slip<'_>]) -> SlipsData {
    SlipsData {
        title: format!("Phiếu mã mở khóa {}", session.title.trim())
            .trim_end()
            .to_owned(),
        session: wording::shortened(&session.title, MOST_LETTERS),
        held_on: session.held_on.map_or_else(String::new, day_text),
        slips: slips
            .iter()
            .map(|slip| SlipTexts {
                member: wording::shortened(slip.member, MOST_LETTERS),
                office: wording::shortened(slip.office, MOST_LETTERS),
                file_name: slip.file_name.trim().to_owned(),
                code: slip.code.to_owned(),
            })
            .collect(),
    }
}

fn day_text(day: Date) -> String {
    format!("ngày {}", words::date_text(day))
}
