//! The plain data of a council's session: no files, no clock, no window.
//!
//! Terms, as the decision and the councils use them:
//!
//! - A **criteria pack** (*bộ tiêu chí*) is the data of one legal text; it holds one **product set**
//!   (*bộ sản phẩm*) per scoring sheet.
//! - A **scoring sheet** (*phiếu đánh giá*) is one member's judgement of one product in one round.
//! - A **session** (*phiên đánh giá*) is one sitting of a council, and the root of a saved file.
//!
//! Everything here can be written to a file and read back unchanged. What follows from the data
//! (totals, stars, quorum, validity) is derived in [`crate::rules`] and never stored here.

pub mod council;
pub mod criteria;
pub mod earlier;
pub mod ids;
pub mod packet;
pub mod points;
pub mod product;
pub mod session;
pub mod sheet;
pub mod time;
pub mod typing;
pub(crate) mod unique_map;

pub use chrono::{NaiveDate as Date, NaiveDateTime as DateTime};

/// Tells whether a council can have meant `date`. No other is taken in or opened.
pub fn is_plausible(date: Date) -> bool {
    (1900..2200).contains(&chrono::Datelike::year(&date))
}
