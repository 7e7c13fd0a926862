//! What is found on disk, compared with what must be there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ocop_council::edit::document::Document;
use ocop_council::model::session::Session;
use ocop_council::storage::generations::{KEPT, generations};
use ocop_council::storage::journal::recovery::{self, Found};
use ocop_council::storage::save;

use crate::options::Options;
use crate::play::Play;
use crate::player::Player;

/// How far beyond the last confirmed revision the model looks.
const BEYOND: u64 = 5000;

/// The same play with nothing that can fail.
pub(crate) struct Model {
    base: Session,
    seed: u64,
}

impl Model {
    pub(crate) const fn new(base: Session, seed: u64) -> Self {
        Self { base, seed }
    }

    /// Tells whether `found` is the state at `revision`.
    pub(crate) fn is_at(&self, found: &Session, revision: u64) -> bool {
        let mut document = Document::new(self.base.clone());
        let mut play = Play::new(self.seed);
        (0..revision).for_each(|_| play.step(&mut document));
        document.session() == found
    }

    /// Returns the newest revision from `least` on that is `found`, or else the first before it.
    fn revision_of(&self, found: &Session, least: u64) -> Option<u64> {
        let mut document = Document::new(self.base.clone());
        let mut play = Play::new(self.seed);
        let mut before = None;
        for revision in 0..=least + BEYOND {
            if document.session() == found {
                if revision >= least {
                    return Some(revision);
                }
                before = Some(revision);
            }
            // What comes long after a state that was found is not looked at.
            if before.is_some() && revision > least + 200 {
                return before;
            }
            play.step(&mut document);
        }
        before
    }
}

/// Puts an error in words.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A session as a person would find it.
pub(crate) struct Seen {
    /// Where.
    pub(crate) place: PathBuf,
    /// What.
    pub(crate) session: Session,
}

/// Opens what is on disk as the next start does: the file with its journal, and the sessions of
/// which only a journal is left.
pub(crate) fn look(path: &Path, journals: Option<&Path>) -> (Vec<Seen>, Vec<String>) {
    let (mut seen, mut faults) = (Vec::new(), Vec::new());
    match save::open(path) {
        Ok(opened) => {
            let session = match recovery::look(&opened.session, &opened.saved_as) {
                Found::Nothing => opened.session,
                Found::Changes(found) => found.document.session().clone(),
                Found::InUse => {
                    faults.push("the journal is in use".to_owned());
                    opened.session
                }
                Found::Unfit(error) => {
                    faults.push(format!("the journal: {error}"));
                    opened.session
                }
            };
            seen.push(Seen {
                place: path.to_owned(),
                session,
            });
        }
        Err(error) => faults.push(format!("not opened: {error}")),
    }
    let Some(journals) = journals else {
        return (seen, faults);
    };
    let (kept, errors) = recovery::kept_sessions(journals);
    faults.extend(errors.iter().map(|error| format!("kept journal: {error}")));
    for kept in kept {
        match recovery::open_kept(&kept.path) {
            Ok(recovered) => seen.push(Seen {
                place: kept.path,
                session: recovered.document.session().clone(),
            }),
            Err(error) => faults.push(format!("kept journal: {error}")),
        }
    }
    (seen, faults)
}

/// Says at which revision the newest session is that was found; an error where one is none of the
/// model's states, or none is as new as `confirmed`.
pub(crate) fn compare(
    model: &Model,
    seen: &[Seen],
    confirmed: u64,
) -> Result<(u64, usize), String> {
    let mut newest = None;
    for (idx, found) in seen.iter().enumerate() {
        let place = found.place.display();
        let revision = model.revision_of(&found.session, confirmed);
        let revision = revision
            .ok_or_else(|| format!("{place}: no state of the model (confirmed {confirmed})"))?;
        if newest.is_none_or(|(best, _)| revision > best) {
            newest = Some((revision, idx));
        }
    }
    let (revision, idx) = newest.ok_or("no session was found")?;
    if revision < confirmed {
        return Err(format!("found {revision}, confirmed {confirmed}"));
    }
    Ok((revision, idx))
}

/// Lists the names in the folder of a session file that begin with `beginning`.
fn names(path: &Path, beginning: &str) -> Result<Vec<PathBuf>, String> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning)
    });
    Ok(found)
}

/// Lists temporary files beside a session file.
pub(crate) fn temps(path: &Path) -> Result<Vec<PathBuf>, String> {
    names(path, ".ocop-")
}

/// Checks that every earlier version is whole.
pub(crate) fn check_generations(path: &Path) -> Result<usize, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let all = names(path, &format!("{name}.~"))?;
    let n_whole = generations(path).len();
    if n_whole != all.len() {
        return Err(format!("{n_whole} of {} generations are whole", all.len()));
    }
    Ok(n_whole)
}

/// Goes on with what is on disk: one more edit, one save; afterwards nothing of a broken save is
/// left. Returns the session as it was saved.
pub(crate) fn go_on(path: &Path, journals: Option<&Path>) -> Result<Session, String> {
    // Temporary files go once they are an hour old: until then they may be another program's.
    for temp in temps(path)? {
        let file = fs::File::open(&temp).map_err(|error| error.to_string())?;
        let modified = file.metadata().and_then(|data| data.modified());
        let modified = modified.map_err(|error| error.to_string())?;
        file.set_modified(modified - Duration::from_secs(2 * 3600))
            .map_err(|error| error.to_string())?;
    }
    let journals = journals.map(Path::to_owned);
    let mut player = Player::open(path, journals, 1).map_err(|error| error.to_string())?;
    player.edit();
    player.begin_save(None);
    player.end_save_quietly()?;
    player.end();
    let left = temps(path)?;
    if !left.is_empty() {
        return Err(format!("temporary files are left: {left:?}"));
    }
    if recovery::beside(path).exists() {
        return Err("the journal is left although the file holds all".to_owned());
    }
    let n_kept = check_generations(path)?;
    if n_kept > KEPT {
        return Err(format!("{n_kept} generations are left"));
    }
    let opened = save::open(path).map_err(|error| error.to_string())?;
    if opened.session != *player.session() {
        return Err("the file does not hold what was saved".to_owned());
    }
    Ok(opened.session)
}

/// Checks one disk after one fault.
pub(crate) fn check(options: &Options) -> Result<(), String> {
    let path = options.path(0)?;
    let journals = options.folder("journals");
    let base = options.folder("base").ok_or("--base is missing")?;
    let base = save::open(&base)
        .map_err(|error| error.to_string())?
        .session;
    let confirmed = options.number("confirmed", 0);
    let model = Model::new(base, options.number("seed", 1));
    let (seen, faults) = look(&path, journals.as_deref());
    let may_be_gone = options.has("may-be-gone");
    for fault in &faults {
        if !may_be_gone {
            return Err(fault.clone());
        }
        println!("note: {fault}");
    }
    let (revision, idx) = compare(&model, &seen, confirmed)?;
    println!("found {revision} {}", seen[idx].place.display());
    if !may_be_gone {
        check_generations(&path)?;
    }
    if options.has("no-temps") {
        let left = temps(&path)?;
        if !left.is_empty() {
            return Err(format!("temporary files are left: {left:?}"));
        }
    }
    if options.has("saves") {
        go_on(&path, journals.as_deref())?;
    }
    Ok(())
}
