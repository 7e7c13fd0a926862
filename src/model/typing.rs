//! Typing a paper sheet twice: the second time without sight of the first, then compared.

use serde::{Deserialize, Serialize};

use super::criteria::Code;
use super::sheet::{Answer, Answers};

/// The second typing of a paper sheet. Where every difference is settled, the sheet's source is
/// [`PaperDoubleChecked`](super::sheet::SheetSource::PaperDoubleChecked) and this stays in the
/// record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondTyping {
    /// Who typed.
    pub by: String,
    /// The answers as they were typed the second time.
    pub answers: Answers,
    /// Where the typings differ; absent until they were compared, which ends the typing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<TypingDifference>>,
}

impl SecondTyping {
    /// Tells whether the typings were compared, after which neither changes by typing.
    pub const fn is_compared(&self) -> bool {
        self.differences.is_some()
    }
}

/// A criterion on which the typings differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypingDifference {
    /// The criterion.
    pub code: Code,
    /// What the first typing says.
    pub first: Option<Answer>,
    /// What the second typing says.
    pub second: Option<Answer>,
    /// What the paper was found to say; absent until it was settled.
    pub settled: Option<Answer>,
}
