//! Where the columns of the matrix stand for a width and a number of members.

use egui::{Rect, pos2};

use super::kit;
use super::matrix::Scroll;

const NUMBER_W: f32 = 46.0;
const SPREAD_W: f32 = 64.0;
const MEAN_W: f32 = 84.0;
const STARS_W: f32 = 102.0;
const CONCLUSION_W: f32 = 142.0;
const MEMBER_W: std::ops::RangeInclusive<f32> = 38.0..=52.0;
const PRODUCT_LEAST: f32 = 168.0;
/// Holds most names of products; the members' columns give way to it first.
const PRODUCT_WISH: f32 = 240.0;
const REASON_LEAST: f32 = 230.0;

/// Where the columns stand.
pub(super) struct Measure {
    pub(super) product: f32,
    pub(super) member: f32,
    pub(super) members_view: f32,
    pub(super) reason: Option<f32>,
    pub(super) row_h: f32,
}

impl Measure {
    pub(super) fn new(width: f32, n_members: usize) -> Self {
        let n = n_members as f32;
        let fixed = NUMBER_W + SPREAD_W + MEAN_W + STARS_W + CONCLUSION_W;
        let room = width - fixed - PRODUCT_LEAST;
        let member =
            ((width - fixed - PRODUCT_WISH) / n.max(1.0)).clamp(*MEMBER_W.start(), *MEMBER_W.end());
        let with_reason = room - n * MEMBER_W.end() >= REASON_LEAST;
        let members_view = (n * member).min(room.max(*MEMBER_W.start() * 2.0));
        let rest = width - fixed - members_view;
        if with_reason {
            let reason = (rest * 0.52).max(REASON_LEAST);
            Self {
                product: rest - reason,
                member,
                members_view,
                reason: Some(reason),
                row_h: 46.0,
            }
        } else {
            Self {
                product: rest,
                member,
                members_view,
                reason: None,
                row_h: 48.0,
            }
        }
    }
}

/// The cells of a row or of the header.
pub(super) struct Cells {
    pub(super) number: Rect,
    pub(super) product: Rect,
    pub(super) members: Rect,
    pub(super) spread: Rect,
    pub(super) mean: Rect,
    pub(super) stars: Rect,
    pub(super) reason: Option<Rect>,
    pub(super) conclusion: Rect,
}

impl Cells {
    pub(super) fn new(rect: Rect, measure: &Measure) -> Self {
        let mut rest = rect;
        Self {
            number: kit::cut_left(&mut rest, NUMBER_W),
            product: kit::cut_left(&mut rest, measure.product),
            members: kit::cut_left(&mut rest, measure.members_view),
            spread: kit::cut_left(&mut rest, SPREAD_W),
            mean: kit::cut_left(&mut rest, MEAN_W),
            stars: kit::cut_left(&mut rest, STARS_W),
            reason: measure.reason.map(|width| kit::cut_left(&mut rest, width)),
            conclusion: rest,
        }
    }

    pub(super) fn member(&self, measure: &Measure, scroll: &Scroll, idx: usize) -> Rect {
        let left = self.members.left() - scroll.members_x + measure.member * idx as f32;
        Rect::from_min_max(
            pos2(left, self.members.top()),
            pos2(left + measure.member, self.members.bottom()),
        )
    }
}

pub(super) fn measure_width(measure: &Measure) -> f32 {
    NUMBER_W
        + measure.product
        + measure.members_view
        + SPREAD_W
        + MEAN_W
        + STARS_W
        + measure.reason.unwrap_or(0.0)
        + CONCLUSION_W
}
