//! The totals that others came to, for reference: they never count.

use std::borrow::Cow;

use rust_i18n::t;

use crate::model::product::{ReferenceAssessment, References};

/// Names who judged for reference, with the assessment where there is one.
pub(super) fn reference_rows(
    references: &References,
) -> [(Cow<'static, str>, &Option<ReferenceAssessment>); 3] {
    [
        (t!("scoring.side.by_applicant"), &references.applicant),
        (
            t!("scoring.side.by_working_group"),
            &references.working_group,
        ),
        (
            t!("scoring.side.by_managing_office"),
            &references.managing_office,
        ),
    ]
}
