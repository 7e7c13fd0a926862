//! Session files of round 1, read whole for a session that ratifies their results.
//!
//! A file is opened as strictly as any: with its checksum, whole or not at all. Whether it was
//! finalised is told and kept; one whose content is not what was finalised is not taken up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::edit::command::TakenUp;
use crate::error::{ErrorKind, UserError};
use crate::model::Date;
use crate::model::earlier::EarlierSession;
use crate::model::ids::{ProductId, SessionId};
use crate::model::session::Session;
use crate::rules::ratification::{TakeUp, Unfit, earlier_session, look, unfit};
use crate::rules::review::review;
use crate::storage::journal::recovery::{self, Found};
use crate::storage::save;
use crate::words::{self, Lang};

/// A session file of round 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFile {
    /// The file.
    pub path: PathBuf,
    /// What is taken up from it.
    pub session: EarlierSession,
    /// Whether changes wait in a journal beside it, which are not taken up.
    pub has_changes: bool,
}

impl EarlierFile {
    /// Tells whether a finalisation stands.
    pub const fn is_finalised(&self) -> bool {
        self.session.parent.digest.is_some()
    }

    /// Returns how many products were concluded.
    pub fn n_concluded(&self) -> usize {
        let results = self.session.products.iter();
        let results = results.filter_map(|it| it.earlier_result.as_ref());
        results.filter(|it| it.outcome.is_some()).count()
    }
}

/// Reads the session file at `path` for the session with `id`.
pub fn read(path: &Path, id: SessionId, today: Date) -> Result<EarlierFile, UserError> {
    let opened = save::open(path)?;
    let refused = |text| Err(UserError::new(ErrorKind::Input, text).at(path));
    match unfit(id, &opened.session) {
        Some(Unfit::Itself) => return refused(t!("takeup.itself")),
        Some(Unfit::NotAsFinalised) => return refused(t!("takeup.not_as_finalised")),
        None => {}
    }
    let has_changes = !matches!(
        recovery::look(&opened.session, &opened.saved_as),
        Found::Nothing
    );
    let found = review(&opened.session, today);
    Ok(EarlierFile {
        path: path.to_owned(),
        session: earlier_session(&opened.session, &found, |found| {
            words::rank_reason(Lang::Vi, found)
        }),
        has_changes,
    })
}

/// What taking files up comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Products that come onto the agenda.
    pub n_new: usize,
    /// Products on the agenda that get their result.
    pub n_added: usize,
    /// Products whose result is held already.
    pub n_unchanged: usize,
    /// Products of which results differ, in the order they came.
    pub conflicts: Vec<Conflict>,
}

/// A product of which results differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The product.
    pub product_id: ProductId,
    /// Its name.
    pub name: String,
    /// Whether the session holds one of the results.
    pub is_held: bool,
    /// The sessions whose results come in.
    pub from: Vec<SessionId>,
}

/// Finds out what taking `files` up means for `session`.
pub fn plan(session: &Session, files: &[EarlierFile]) -> Plan {
    let sessions: Vec<_> = files.iter().map(|file| file.session.clone()).collect();
    let mut plan = Plan::default();
    let mut seen = std::collections::BTreeSet::new();
    let mut conflicts: BTreeMap<ProductId, usize> = BTreeMap::new();
    for (earlier, product, state) in look(session, &sessions) {
        let is_first = seen.insert(product.id);
        match state {
            TakeUp::New => plan.n_new += usize::from(is_first),
            TakeUp::Adds => plan.n_added += usize::from(is_first),
            TakeUp::Unchanged => plan.n_unchanged += usize::from(is_first),
            TakeUp::Newer | TakeUp::Conflict { .. } => {
                let idx = *conflicts.entry(product.id).or_insert_with(|| {
                    let known = session.product(product.id);
                    plan.conflicts.push(Conflict {
                        product_id: product.id,
                        name: product.name.clone(),
                        is_held: known.is_some_and(|it| it.earlier_result.is_some()),
                        from: Vec::new(),
                    });
                    plan.conflicts.len() - 1
                });
                if let Some(conflict) = plan.conflicts.get_mut(idx) {
                    conflict.from.push(earlier.parent.id);
                }
            }
        }
    }
    plan
}

/// Returns what is taken up of `files`: of products in conflict the result of the session that
/// `chosen` names, and none where it names no session.
pub fn taken(
    session: &Session,
    files: &[EarlierFile],
    chosen: &BTreeMap<ProductId, SessionId>,
) -> TakenUp {
    let conflicts = plan(session, files).conflicts;
    let of = |id: ProductId| conflicts.iter().find(|it| it.product_id == id);
    let mut sessions: Vec<_> = files.iter().map(|file| file.session.clone()).collect();
    for earlier in &mut sessions {
        let from = earlier.parent.id;
        earlier
            .products
            .retain(|it| of(it.id).is_none() || chosen.get(&it.id) == Some(&from));
    }
    let held = conflicts.iter().filter(|it| it.is_held);
    TakenUp {
        sessions,
        replaced: held
            .map(|it| it.product_id)
            .filter(|id| chosen.contains_key(id))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply::apply;
    use crate::edit::command::Command;
    use crate::fixtures::{ALL_70, ALL_100, RICE, day, edit, round_2, scored_session};
    use crate::storage::save::{Existing, save_new};

    /// A file of a session with its rice scored thrice as `text` says.
    fn file(folder: &Path, bits: u64, text: &str) -> PathBuf {
        let mut earlier = scored_session([text; 3]);
        earlier.id = SessionId::from_bits(bits);
        earlier.title = format!("Phiên {bits}");
        let path = folder.join(format!("{bits}.session.ron"));
        save_new(&path, &earlier, Existing::Refuse).expect("written");
        path
    }

    #[test]
    fn conflicts_wait_for_a_choice() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = [
            file(folder.path(), 1, ALL_70),
            file(folder.path(), 2, ALL_100),
        ];
        let mut session = round_2();
        let files: Vec<_> = paths
            .iter()
            .map(|path| read(path, session.id, day()).expect("read"))
            .collect();
        let found = plan(&session, &files);
        // The tea has no sheets in either, so both say the same of it.
        assert_eq!((found.n_new, found.conflicts.len()), (1, 1));
        assert_eq!(found.conflicts[0].product_id, RICE);
        let mut take = |chosen: &BTreeMap<_, _>| {
            let taken = taken(&session, &files, chosen);
            let command = Command::TakeUpResults(Box::new(taken));
            apply(&mut session, &edit(command)).expect("taken up");
            let rice = session.product(RICE);
            rice.and_then(|it| it.earlier_result.as_ref().map(|it| it.sum_hundredths))
        };
        assert_eq!(take(&BTreeMap::new()), None);
        let of = |bits| [(RICE, SessionId::from_bits(bits))].into();
        assert_eq!(take(&of(2)), Some(30_000)); // three times 100
        assert_eq!(take(&BTreeMap::new()), Some(30_000));
        assert_eq!(take(&of(1)), Some(21_000)); // three times 70
    }

    #[test]
    fn a_session_is_no_round_1_of_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(folder.path(), 200, ALL_70);
        assert!(read(&path, round_2().id, day()).is_err());
        assert!(read(&path, SessionId::from_bits(9), day()).is_ok());
    }
}
