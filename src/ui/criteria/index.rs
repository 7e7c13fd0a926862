//! What is found in the criteria packs: every word of a query in the texts of one criterion, with or
//! without diacritics.

use crate::model::criteria::{Code, CriteriaPack, Criterion, ProductSet};
use crate::ui::palette::folded;

/// What a query is compared with, made once per pack.
#[derive(Debug, Default)]
pub(super) struct Index {
    sets: Vec<IndexedSet>,
}

#[derive(Debug)]
struct IndexedSet {
    pack_idx: usize,
    no: u16,
    /// Name, sector, group, agencies.
    about: String,
    criteria: Vec<(Code, String)>,
}

/// A sheet in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hits {
    /// Position of the pack.
    pub(super) pack_idx: usize,
    /// Number of the sheet.
    pub(super) no: u16,
    /// The criteria that have all words, in the order of the sheet.
    pub(super) codes: Vec<Code>,
}

impl Index {
    /// Makes the index of `packs`; what is in force stands before what was.
    pub(super) fn of(packs: &[CriteriaPack]) -> Self {
        let mut sets = Vec::new();
        let mut in_order: Vec<(usize, &CriteriaPack)> = packs.iter().enumerate().collect();
        in_order.sort_by_key(|(_, pack)| std::cmp::Reverse(pack.effective_from));
        for (pack_idx, pack) in in_order {
            for set in &pack.product_sets {
                sets.push(IndexedSet {
                    pack_idx,
                    no: set.no,
                    about: folded(&about(pack, set)),
                    criteria: set.criteria().map(|it| (it.code, words(it))).collect(),
                });
            }
        }
        Self { sets }
    }

    /// Returns the sheets that have every word of `query`: in their names, or in one criterion. An
    /// empty query finds every sheet and no criterion.
    pub(super) fn find(&self, query: &str) -> Vec<Hits> {
        let query = folded(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        let has_all = |text: &str| words.iter().all(|word| text.contains(word));
        let mut found = Vec::new();
        for set in &self.sets {
            let codes: Vec<Code> = if words.is_empty() {
                Vec::new()
            } else {
                let criteria = set.criteria.iter();
                criteria
                    .filter(|(_, text)| has_all(text))
                    .map(|(code, _)| *code)
                    .collect()
            };
            if !codes.is_empty() || has_all(&set.about) {
                found.push(Hits {
                    pack_idx: set.pack_idx,
                    no: set.no,
                    codes,
                });
            }
        }
        found
    }
}

fn about(pack: &CriteriaPack, set: &ProductSet) -> String {
    let sector = pack.sectors.iter().find(|sector| sector.code == set.sector);
    let mut words = vec![set.no.to_string(), set.name.clone(), set.group.clone()];
    words.extend(sector.map(|sector| sector.name.clone()));
    words.extend(set.subgroup.clone());
    words.extend(set.lead_agencies.iter().cloned());
    words.join(" ")
}

fn words(criterion: &Criterion) -> String {
    let mut words = format!("{} {}", criterion.code, criterion.title);
    let texts = criterion
        .explanation
        .iter()
        .chain(&criterion.requirements)
        .chain(&criterion.notes)
        .chain(criterion.exclusions.iter().map(|it| &it.text))
        .chain(criterion.cases.iter().map(|it| &it.title))
        .chain(criterion.options.iter().map(|it| &it.text));
    for text in texts {
        words.push('\n');
        words.push_str(text);
    }
    folded(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::packs::builtin;

    fn found(query: &str) -> Vec<Hits> {
        let packs: Vec<_> = builtin()
            .iter()
            .filter(|pack| pack.id == "qd-26-2026")
            .cloned()
            .collect();
        Index::of(&packs).find(query)
    }

    #[test]
    fn marks_do_not_matter() {
        let with = found("nguyên liệu");
        assert_eq!(found("nguyen lieu"), with);
        assert_eq!(found("NGUYEN  LIEU"), with);
        // The origin of the materials is the first criterion of sheet 14.
        let spirits = with.iter().find(|hits| hits.no == 14).expect("sheet 14");
        assert_eq!(spirits.codes[0].to_string(), "1.1");
    }

    #[test]
    fn a_sheet_is_found_by_its_name_and_by_its_agency() {
        assert!(found("ruou trang").iter().any(|hits| hits.no == 14));
        assert!(found("bo y te").iter().any(|hits| hits.no == 18));
        assert!(found("khong co chu nay dau xyz").is_empty());
    }

    #[test]
    fn criteria_in_force_come_first() {
        let hits = Index::of(builtin()).find("");
        let first = &builtin()[hits[0].pack_idx];
        assert_eq!(first.id, "qd-26-2026");
        assert_eq!(hits.len(), 26 + 25);
    }

    #[test]
    fn nothing_asked_finds_every_sheet() {
        let all = found(" ");
        assert_eq!(all.len(), 26);
        assert!(all.iter().all(|hits| hits.codes.is_empty()));
    }
}
