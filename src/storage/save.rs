//! Opening and saving session files.
//!
//! A save writes a new file beside the old one and puts it in its place only when it is whole on
//! disk: temporary file, sync, keep the previous version, rename, sync the renamed file again (FAT
//! loses it otherwise), sync the folder. At every moment the old file or the new one is whole. From
//! the last comparison with what is on disk until the rename a lock keeps other programs out.
//! After a failed sync the next save begins anew with a new file.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rust_i18n::t;
use tempfile::NamedTempFile;

use super::generations;
use super::io_text::{Doing, io_error, is_locked};
use super::lock::{self, Guard, SessionLock};
use super::packets::is_named_packet;
use super::session_file::{self, ReadError, SIZE_LIMIT};
use super::texts::Texts;
use super::writing::{beside_look, no_faults};
use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::model::session::{LogLine, Session};

/// How every session file's name ends.
pub const EXTENSION: &str = "session.ron";
/// How the temporary file of a save is called: `.ocop-XXXXXX.tmp`, in the folder of the session.
const TEMP_PREFIX: &str = ".ocop-";
const TEMP_SUFFIX: &str = ".tmp";

/// A session read from a file.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// What the next save compares the disk with.
    pub saved_as: SavedAs,
    /// Whether it was opened although its checksum does not fit.
    pub was_edited: bool,
}

/// The file a session was read from or last saved to, and what it held then.
#[derive(Debug, Clone)]
pub struct SavedAs {
    path: PathBuf,
    hash: blake3::Hash,
    /// The texts of the records in it, which the next save need not make anew.
    texts: Arc<Mutex<Texts>>,
}

impl PartialEq for SavedAs {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.hash) == (&other.path, &other.hash)
    }
}

impl Eq for SavedAs {}

impl SavedAs {
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Names a file that is known to hold what has the hash.
    pub(super) fn known(path: &Path, hash: blake3::Hash) -> Self {
        Self {
            path: path.to_owned(),
            hash,
            texts: Arc::default(),
        }
    }

    /// Returns the hash of all its bytes.
    pub(super) const fn hash(&self) -> &blake3::Hash {
        &self.hash
    }
}

/// What to do where a file of that name exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse.
    Refuse,
    /// Replace it, as a person has said; the old one is kept as a generation.
    Replace,
}

/// Opens the session file at `path`, strictly.
pub fn open(path: &Path) -> Result<Opened, UserError> {
    let bytes = read_bytes(path)?;
    let session = session_file::read(&bytes).map_err(|error| refusal(&error, path, &bytes))?;
    Ok(Opened {
        session,
        saved_as: SavedAs::known(path, blake3::hash(&bytes)),
        was_edited: false,
    })
}

/// Opens the session file at `path` even where its checksum does not fit; the session's log then
/// says so, with the time and the person given. Only for a person's explicit word.
pub fn open_accepting_edits(path: &Path, by: &str, at: DateTime) -> Result<Opened, UserError> {
    let bytes = read_bytes(path)?;
    let (mut session, fault) = session_file::read_accepting_edits(&bytes)
        .map_err(|error| refusal(&error, path, &bytes))?;
    let was_edited = fault.is_some();
    if let Some(fault) = fault {
        session.log.push(
            LogLine {
                at,
                by: by.to_owned(),
                what: t!("errors.read.accepted").into_owned(),
                before: fault.named,
                after: Some(fault.actual),
            }
            .into(),
        );
    }
    Ok(Opened {
        session,
        saved_as: SavedAs::known(path, blake3::hash(&bytes)),
        was_edited,
    })
}

/// Says why a file is not opened, and which earlier version could be.
fn refusal(error: &ReadError, path: &Path, bytes: &[u8]) -> UserError {
    let error = error.of_file(path, bytes);
    match error.kind {
        ErrorKind::Edited | ErrorKind::Damaged | ErrorKind::Invalid => {}
        _ => return error,
    }
    match generations::newest(path) {
        Some(newest) => {
            let name = newest.path.file_name().unwrap_or_default();
            let name = name.to_string_lossy();
            error.hint(t!("errors.hint.generation", name = name))
        }
        None => error,
    }
}

/// Saves over the file a session came from. Where the file is gone or somebody else changed it,
/// nothing is written ([`ErrorKind::Missing`], [`ErrorKind::ChangedOnDisk`]); nor where another
/// program has it open ([`ErrorKind::InUse`]).
///
/// `saved_as` follows what is on disk even where the save fails at its very end.
pub fn save(session: &Session, saved_as: &mut SavedAs) -> Result<(), UserError> {
    save_under(session, saved_as, None)
}

/// Saves as [`save`] does, under the lock of this program; refused where another one has taken the
/// session over ([`ErrorKind::TakenOver`]).
pub fn save_under(
    session: &Session,
    saved_as: &mut SavedAs,
    lock: Option<&SessionLock>,
) -> Result<(), UserError> {
    let path = saved_as.path.clone();
    let before = saved_as.hash;
    // What is there is compared once the new file is written, in the moment before the rename.
    if let Err(error) = fs::metadata(&path)
        && error.kind() == io::ErrorKind::NotFound
    {
        return compare(&path, before);
    }
    let texts = Arc::clone(&saved_as.texts);
    beside_look(session, &texts, |written, is_allowed| {
        let hash = written.hash;
        let replacing = Replacing {
            bytes: &written.bytes,
            lock,
            keeps_previous: hash != before,
            expected: Some(before),
            is_allowed,
        };
        replacing.replace(&path, || saved_as.hash = hash)
    })
}

/// Refuses where the file at `path` is not the one with the hash `expected`.
fn compare(path: &Path, expected: blake3::Hash) -> Result<(), UserError> {
    match hash_of(path) {
        Ok(hash) if hash == expected => Ok(()),
        Ok(_other) => Err(
            UserError::new(ErrorKind::ChangedOnDisk, t!("errors.save.changed"))
                .hint(t!("errors.hint.open_again"))
                .at(path),
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(UserError::new(
            ErrorKind::Missing,
            t!("errors.save.missing"),
        )
        .hint(t!("errors.hint.save_elsewhere"))
        .at(path)),
        Err(error) => Err(io_error(Doing::Saving, path, &error)),
    }
}

/// Saves under a new name. A file that exists already is replaced only on a person's word.
pub fn save_new(path: &Path, session: &Session, existing: Existing) -> Result<SavedAs, UserError> {
    save_new_under(path, session, existing, None)
}

/// Saves as [`save_new`] does, under the lock of this program.
pub fn save_new_under(
    path: &Path,
    session: &Session,
    existing: Existing,
    lock: Option<&SessionLock>,
) -> Result<SavedAs, UserError> {
    let texts = Arc::default();
    let hash = beside_look(session, &texts, |written, is_allowed| {
        if existing == Existing::Replace && path.exists() {
            let replacing = Replacing {
                bytes: &written.bytes,
                lock,
                keeps_previous: true,
                expected: None,
                is_allowed,
            };
            replacing.replace(path, || {})?;
        } else {
            put_new(path, &written.bytes, lock, is_allowed)?;
        }
        Ok(written.hash)
    })?;
    Ok(SavedAs {
        texts,
        ..SavedAs::known(path, hash)
    })
}

/// Puts a file at `path`, where nothing may be.
fn put_new(
    path: &Path,
    bytes: &[u8],
    lock: Option<&SessionLock>,
    is_allowed: &dyn Fn() -> Result<(), UserError>,
) -> Result<(), UserError> {
    let failed = |error: io::Error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            UserError::new(ErrorKind::Exists, t!("errors.save.exists")).at(path)
        } else {
            io_error(Doing::Saving, path, &error)
        }
    };
    if fs::symlink_metadata(path).is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let temp = written_temp(path, bytes, None).map_err(failed)?;
    is_allowed()?;
    let moment = moment(lock, path)?;
    let file = put_in_new_place(temp, path).map_err(failed)?;
    drop(moment);
    sync_renamed(&file, path).map_err(failed)
}

/// Begins the moment in which nobody else compares or replaces the file at `path`.
fn moment(lock: Option<&SessionLock>, path: &Path) -> Result<Guard, UserError> {
    match lock {
        Some(lock) => lock.guard(path),
        None => lock::guard(path),
    }
}

/// Puts a copy of a session file at `path`, whole or not at all. Only the file with the hash
/// `expected` is replaced, and kept as a generation; without one there must be nothing.
pub(super) fn put_copy(
    path: &Path,
    bytes: &[u8],
    expected: Option<blake3::Hash>,
) -> Result<SavedAs, UserError> {
    let failed = |error: io::Error| io_error(Doing::Saving, path, &error);
    let saved_as = SavedAs::known(path, blake3::hash(bytes));
    if expected.is_some() {
        let replacing = Replacing {
            bytes,
            lock: None,
            keeps_previous: true,
            expected,
            is_allowed: &|| Ok(()),
        };
        replacing.replace(path, || {})?;
        return Ok(saved_as);
    }
    let temp = written_temp(path, bytes, None).map_err(failed)?;
    let file = put_in_new_place(temp, path).map_err(failed)?;
    sync_renamed(&file, path).map_err(failed)?;
    Ok(saved_as)
}

/// Puts a small file in place, whole and synced.
pub(super) fn put_text(path: &Path, text: &str) -> io::Result<()> {
    let temp = written_temp(path, text.as_bytes(), None)?;
    let file = put_in_place(temp, path)?;
    sync_renamed(&file, path)
}

/// Adds [`EXTENSION`] to a path that does not end in it.
pub fn with_extension(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(&format!(".{EXTENSION}")) || is_named_packet(path) {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(EXTENSION);
    name.into()
}

/// Makes the bytes of a session that can be opened again.
pub(super) fn bytes_to_save(session: &Session) -> Result<Vec<u8>, UserError> {
    no_faults(session, &[])?;
    session_file::write(session)
}

/// Reads a file that is no larger than a session can be; a larger one is not read at all.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, UserError> {
    let failed = |error: io::Error| io_error(Doing::Opening, path, &error);
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    let data = fs::metadata(path).map_err(failed)?;
    if !data.is_file() {
        return Err(UserError::new(ErrorKind::File, t!("errors.open.not_a_file")).at(path));
    }
    let too_large = |size| ReadError::TooLarge { size }.of_file(path, &[]);
    if data.len() > SIZE_LIMIT {
        return Err(too_large(data.len()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    let n_read = file
        .take(SIZE_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if n_read as u64 > SIZE_LIMIT {
        return Err(too_large(n_read as u64));
    }
    Ok(bytes)
}

/// Returns the hash of a file's bytes.
pub(super) fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize())
}

/// What is to stand in place of a file.
struct Replacing<'a> {
    bytes: &'a [u8],
    lock: Option<&'a SessionLock>,
    /// Whether the file becomes a generation.
    keeps_previous: bool,
    /// What the file must be, where only that may be replaced.
    expected: Option<blake3::Hash>,
    /// Waits until it is known whether the bytes may stand for the session.
    is_allowed: &'a dyn Fn() -> Result<(), UserError>,
}

impl Replacing<'_> {
    /// Replaces the file at `path`; calls `on_renamed` as soon as the new bytes stand under its name.
    fn replace(&self, path: &Path, on_renamed: impl FnOnce()) -> Result<(), UserError> {
        let failed = |error: io::Error| io_error(Doing::Saving, path, &error);
        // A link stays a link: the file it leads to is replaced.
        let target = fs::canonicalize(path).map_err(failed)?;
        let data = fs::metadata(&target).map_err(failed)?;
        if data.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if data.permissions().readonly() {
            return Err(UserError::new(ErrorKind::File, t!("errors.save.read_only"))
                .hint(t!("errors.hint.save_elsewhere"))
                .at(path));
        }
        let temp = written_temp(&target, self.bytes, Some(&data)).map_err(failed)?;
        (self.is_allowed)()?;
        let moment = moment(self.lock, path)?;
        if let Some(expected) = self.expected {
            compare(path, expected)?;
        }
        let mut kept = None;
        if self.keeps_previous {
            kept = Some(generations::keep(&target).map_err(failed)?);
        }
        let file = put_in_place(temp, &target).inspect_err(|_| {
            // What is still the file is no earlier version of it; each retry would add one more.
            if let (Some(kept), Some(expected)) = (&kept, self.expected)
                && compare(path, expected).is_ok()
            {
                fs::remove_file(kept).ok();
            }
        });
        let file = file.map_err(failed)?;
        on_renamed();
        drop(moment);
        sync_renamed(&file, &target).map_err(failed)?;
        generations::prune(&target);
        remove_stale_temps(&target);
        Ok(())
    }
}

/// Returns the folder a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes `bytes` into a temporary file beside `path`, whole and synced. It is gone when dropped.
pub(super) fn written_temp(
    path: &Path,
    bytes: &[u8],
    replaced: Option<&fs::Metadata>,
) -> io::Result<NamedTempFile> {
    let mut temp = new_temp(path)?;
    temp.write_all(bytes)?;
    if let Some(replaced) = replaced {
        // Some file systems keep no permissions; the content matters more.
        temp.as_file().set_permissions(replaced.permissions()).ok();
    }
    temp.as_file().sync_all()?;
    Ok(temp)
}

fn new_temp(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path))
}

/// Removes temporary files that a killed save left behind: those written more than an hour before
/// the file at `path`.
pub(super) fn remove_stale_temps(path: &Path) {
    const STALE_AFTER: Duration = Duration::from_secs(3600);
    let written_at = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let (Some(saved_at), Ok(entries)) = (written_at(path), fs::read_dir(folder_of(path))) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let is_temp =
            name.starts_with(TEMP_PREFIX.as_bytes()) && name.ends_with(TEMP_SUFFIX.as_bytes());
        let is_stale = || {
            written_at(&entry.path())
                .and_then(|temp_at| saved_at.duration_since(temp_at).ok())
                .is_some_and(|age| age > STALE_AFTER)
        };
        if is_temp && is_stale() {
            // What cannot be removed now is removed at a later save.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// Renames a temporary file over `path`. Where another program holds `path` for a moment, as virus
/// scanners do under Windows, it is tried for two seconds.
pub(super) fn put_in_place(mut temp: NamedTempFile, path: &Path) -> io::Result<File> {
    const TRIES: u32 = 40;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 1..TRIES {
        match temp.persist(path) {
            Ok(file) => return Ok(file),
            Err(failure) if is_locked(&failure.error) => {
                temp = failure.file;
                std::thread::sleep(PAUSE);
            }
            Err(failure) => return Err(failure.error),
        }
    }
    temp.persist(path).map_err(|failure| failure.error)
}

/// Renames a temporary file to `path`, where nothing may be.
fn put_in_new_place(temp: NamedTempFile, path: &Path) -> io::Result<File> {
    match temp.persist_noclobber(path) {
        Ok(file) => Ok(file),
        Err(failure) if failure.error.kind() == io::ErrorKind::AlreadyExists => Err(failure.error),
        // The file system can only rename over what is there (exFAT), so nothing must be there.
        Err(failure) if fs::symlink_metadata(path).is_err() => put_in_place(failure.file, path),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}

/// Copies `from` to `to`, where nothing may be, whole or not at all.
pub(super) fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let mut temp = new_temp(to)?;
    io::copy(&mut File::open(from)?, &mut temp)?;
    temp.as_file().sync_all()?;
    put_in_new_place(temp, to)?.sync_all()
}

/// Makes sure that a renamed file and its new name are on disk.
pub(super) fn sync_renamed(file: &File, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    sync_folder(folder_of(path))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems cannot sync a folder.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_rename_leaves_no_temporary_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.session.ron");
        fs::create_dir(&target).expect("a folder in the way");
        fs::create_dir(target.join("full")).expect("content");
        let temp = written_temp(&target, b"x", None).expect("a temporary file");
        assert!(put_in_place(temp, &target).is_err());
        let names: Vec<_> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(names, ["x.session.ron"]);
    }

    #[test]
    fn only_old_temporary_files_are_cleared_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.session.ron");
        let names = [
            ".ocop-old.tmp",
            ".ocop-new.tmp",
            "other.tmp",
            "x.session.ron",
        ];
        for name in names {
            let file = File::create(folder.path().join(name)).expect("a file");
            if name != ".ocop-new.tmp" && name != "x.session.ron" {
                let modified_at = file.metadata().and_then(|data| data.modified());
                let two_hours = Duration::from_secs(2 * 3600);
                file.set_modified(modified_at.expect("a time") - two_hours)
                    .expect("set back");
            }
        }
        remove_stale_temps(&path);
        let left = names.map(|name| folder.path().join(name).exists());
        assert_eq!(left, [false, true, true, true]);
    }

    #[test]
    fn copies_never_replace_anything() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&from, "new").expect("a file");
        fs::write(&to, "old").expect("a file");
        assert!(copy_whole(&from, &to).is_err());
        assert_eq!(fs::read(&to).expect("a file"), b"old");
        fs::remove_file(&to).expect("removed");
        copy_whole(&from, &to).expect("a copy");
        assert_eq!(fs::read(&to).expect("a file"), b"new");
    }

    #[test]
    fn names_end_as_session_files_do() {
        for (path, expected) in [
            ("a/b", "a/b.session.ron"),
            ("a/b.session.ron", "a/b.session.ron"),
            ("Đợt 1.2026", "Đợt 1.2026.session.ron"),
            ("a/Gói 03 Lan.packet.ron", "a/Gói 03 Lan.packet.ron"),
        ] {
            assert_eq!(with_extension(Path::new(path)), Path::new(expected));
        }
    }
}
