//! The decision's own words of the sheet in hand, where a pack with them is loaded.

use crate::model::criteria::{Code, CriteriaPack, Criterion, EmbeddedForm, ProductSet, Wording};

/// Returns the sheet of the same facts in a pack with the official wording; none where no such pack
/// is loaded, or where the session's own sheet has that wording already.
pub(super) fn official<'a>(
    packs: &'a [CriteriaPack],
    form: &EmbeddedForm,
) -> Option<&'a ProductSet> {
    if form.wording == Wording::Official {
        return None;
    }
    packs
        .iter()
        .filter(|pack| pack.wording == Wording::Official)
        .flat_map(|pack| &pack.product_sets)
        .find(|set| set.no == form.set.no && is_same_sheet(set, &form.set))
}

/// Tells whether two sheets have the same criteria with levels of the same points.
fn is_same_sheet(one: &ProductSet, other: &ProductSet) -> bool {
    let facts = |it: &Criterion| {
        let levels = it.options.iter().map(|level| (level.points, level.case));
        (it.code, it.max, levels.collect::<Vec<_>>())
    };
    one.criteria().map(facts).eq(other.criteria().map(facts))
}

/// The words of one criterion.
pub(super) struct OfficialWords<'a> {
    criterion: &'a Criterion,
}

impl<'a> OfficialWords<'a> {
    /// Looks the criterion up.
    pub(super) fn of(set: &'a ProductSet, code: Code) -> Option<Self> {
        let criterion = set.criterion(code)?;
        Some(Self { criterion })
    }

    /// Returns what stands beside the levels: explanation, requirements, notes.
    pub(super) fn about(&self) -> impl Iterator<Item = &'a str> {
        let it = self.criterion;
        it.explanation
            .iter()
            .chain(&it.requirements)
            .chain(&it.notes)
            .map(String::as_str)
    }

    /// Returns the sentence of a level.
    pub(super) fn level(&self, idx: u8) -> Option<&'a str> {
        let option = self.criterion.options.get(usize::from(idx))?;
        Some(&option.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn pack(change: impl FnOnce(&mut ProductSet)) -> CriteriaPack {
        let form = fixtures::form();
        let mut set = form.set;
        change(&mut set);
        let builtin = crate::storage::packs::builtin();
        let mut pack = builtin.last().expect("a pack").clone();
        pack.wording = Wording::Official;
        pack.product_sets = vec![set];
        pack
    }

    #[test]
    fn a_sheet_of_the_same_facts_is_found_and_no_other() {
        let form = fixtures::form();
        let same = [pack(|_| {})];
        assert!(official(&same, &form).is_some());
        let other_points = [pack(|set| {
            set.parts[0].sections[0].criteria[0].options[0].points =
                crate::model::points::Points::whole(9);
        })];
        assert!(official(&other_points, &form).is_none());
        let mut short = pack(|_| {});
        short.wording = Wording::Short;
        assert!(official(&[short], &form).is_none());
        let own_words = EmbeddedForm {
            wording: Wording::Official,
            ..form
        };
        assert!(official(&same, &own_words).is_none());
    }
}
