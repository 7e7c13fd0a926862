//! From the answers of one sheet to its total.

use std::collections::BTreeMap;

use crate::model::criteria::{
    CaseChoices, Code, Condition, Criterion, ExclusionKind, ProductSet, Scoring,
};
use crate::model::points::Points;
use crate::model::sheet::{Answer, Answers, Ground, GroundPlace, ScoringSheet};

/// How a criterion stands on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No answer yet.
    Unanswered,
    /// The case of a one-case criterion was not chosen for the product, so nothing can be answered.
    CaseOpen,
    /// The condition of the criterion is not met: it counts 0 and needs no answer; an answer that
    /// is there is kept but hidden.
    Idle,
    /// Answered, but the criterion on which it depends is not: counts 0 until that is known.
    Waiting {
        /// Position among the printed levels.
        idx: usize,
    },
    /// None of the levels.
    NoLevel,
    /// The level at this position.
    Level {
        /// Position among the printed levels.
        idx: usize,
        /// What it is worth.
        points: Points,
    },
}

impl Standing {
    /// Returns the points that count.
    pub const fn points(self) -> Points {
        match self {
            Self::Level { points, .. } => points,
            Self::Unanswered
            | Self::CaseOpen
            | Self::Idle
            | Self::Waiting { .. }
            | Self::NoLevel => Points::ZERO,
        }
    }

    /// Tells whether nothing more is needed from the member.
    pub const fn is_complete(self) -> bool {
        !matches!(self, Self::Unanswered | Self::CaseOpen)
    }
}

/// Returns how `criterion` stands on a sheet with `answers`.
pub fn standing(
    set: &ProductSet,
    criterion: &Criterion,
    answers: &Answers,
    cases: &CaseChoices,
) -> Standing {
    if let Some(Condition::AboveZero(other)) = criterion.only_when
        && let Some(other) = set.criterion(other)
    {
        let other = own_standing(other, answers, cases);
        if other.is_complete() && other.points() == Points::ZERO {
            return Standing::Idle;
        }
        if !other.is_complete()
            && let Standing::Level { idx, .. } = own_standing(criterion, answers, cases)
        {
            return Standing::Waiting { idx };
        }
    }
    own_standing(criterion, answers, cases)
}

fn own_standing(criterion: &Criterion, answers: &Answers, cases: &CaseChoices) -> Standing {
    let case = cases.get(&criterion.code).copied();
    if criterion.scoring == Scoring::OneCase && case.is_none() {
        return Standing::CaseOpen;
    }
    match answers.get(criterion.code) {
        None => Standing::Unanswered,
        Some(Answer::NoLevel) => Standing::NoLevel,
        Some(Answer::Level(idx)) => {
            let idx = usize::from(idx);
            let of_other_case = criterion
                .options
                .get(idx)
                .is_some_and(|level| level.case.is_some() && level.case != case);
            match criterion.points_of(idx) {
                Some(points) if !of_other_case => Standing::Level { idx, points },
                // A level of the other case is kept but says nothing about this one.
                _ => Standing::Unanswered,
            }
        }
    }
}

/// What one sheet adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTotal {
    /// Sum of all criteria.
    pub total: Points,
    /// Sums by part, in the order of the sheet.
    pub parts: Vec<PartTotal>,
    /// Sums by section.
    pub sections: BTreeMap<Code, Points>,
    /// Criteria that still need an answer, in the order of the sheet.
    pub missing: Vec<Code>,
    /// Number of criteria.
    pub n_criteria: usize,
}

impl SheetTotal {
    /// Tells whether every criterion was answered.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Returns the number of criteria that need nothing more.
    pub fn n_answered(&self) -> usize {
        self.n_criteria - self.missing.len()
    }
}

/// What one part adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartTotal {
    /// `A`, `B` or `C`.
    pub code: String,
    /// Sum of its criteria.
    pub points: Points,
    /// Most points it can give.
    pub max: Points,
}

/// Adds up a sheet.
pub fn total(set: &ProductSet, answers: &Answers, cases: &CaseChoices) -> SheetTotal {
    let mut parts = Vec::with_capacity(set.parts.len());
    let mut sections = BTreeMap::new();
    let mut missing = Vec::new();
    let mut n_criteria = 0;
    for part in &set.parts {
        let mut part_points = Points::ZERO;
        for section in &part.sections {
            let mut section_points = Points::ZERO;
            for criterion in &section.criteria {
                let standing = standing(set, criterion, answers, cases);
                if !standing.is_complete() {
                    missing.push(criterion.code);
                }
                section_points += standing.points();
                n_criteria += 1;
            }
            sections.insert(section.code, section_points);
            part_points += section_points;
        }
        parts.push(PartTotal {
            code: part.code.clone(),
            points: part_points,
            max: part.max,
        });
    }
    let total = parts.iter().map(|part| part.points).sum();
    SheetTotal {
        total,
        parts,
        sections,
        missing,
        n_criteria,
    }
}

/// Returns all grounds of a sheet that reject or stop, in the order of the sheet.
pub fn grounds(set: &ProductSet) -> Vec<Ground<'_>> {
    let position = |idx: usize| u8::try_from(idx).unwrap_or(u8::MAX);
    let mut grounds = Vec::new();
    for (idx, text) in set.disqualifiers.iter().enumerate() {
        let place = GroundPlace::Sheet(position(idx));
        grounds.push(Ground {
            place,
            kind: ExclusionKind::Disqualify,
            text,
        });
    }
    for section in set.sections() {
        for (idx, exclusion) in section.exclusions.iter().enumerate() {
            let place = GroundPlace::Section(section.code, position(idx));
            grounds.push(Ground {
                place,
                kind: exclusion.kind,
                text: &exclusion.text,
            });
        }
        for criterion in &section.criteria {
            for (idx, exclusion) in criterion.exclusions.iter().enumerate() {
                let place = GroundPlace::Criterion(criterion.code, position(idx));
                grounds.push(Ground {
                    place,
                    kind: exclusion.kind,
                    text: &exclusion.text,
                });
            }
        }
    }
    grounds
}

/// Tells whether a sheet meets a stop-if-zero ground by its answers alone: 0 points, as an answer
/// and not for want of one, in the criterion or in any criterion of the section.
pub fn stops_at_zero(
    set: &ProductSet,
    ground: &Ground<'_>,
    answers: &Answers,
    cases: &CaseChoices,
) -> bool {
    if ground.kind != ExclusionKind::StopIfZero {
        return false;
    }
    let is_zero = |criterion: &Criterion| {
        let standing = standing(set, criterion, answers, cases);
        standing.is_complete() && standing.points() == Points::ZERO
    };
    match ground.place {
        GroundPlace::Sheet(_) => false,
        GroundPlace::Section(code, _) => set
            .section(code)
            .is_some_and(|section| section.criteria.iter().any(is_zero)),
        GroundPlace::Criterion(code, _) => set.criterion(code).is_some_and(is_zero),
    }
}

/// Tells whether a sheet names a ground for rejection or stop, by a mark or by its answers alone. Such
/// a sheet may be handed in although answers are missing.
pub fn names_ground(set: &ProductSet, sheet: &ScoringSheet, cases: &CaseChoices) -> bool {
    !sheet.triggers.is_empty()
        || grounds(set)
            .iter()
            .any(|ground| stops_at_zero(set, ground, &sheet.answers, cases))
}
