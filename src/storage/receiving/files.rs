//! What is known of the files in the folder, and a look at all of them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::shared::Outlet;
use super::{Arrival, Pace};
use crate::storage::io_text::{Doing, io_error};
use crate::storage::packets::names::is_packet;
use crate::storage::session_file::{SIZE_LIMIT, is_whole};

/// How many bytes are read between two signs of life.
const CHUNK: u64 = 256 << 10;

/// What a look gave.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Why the folder could not be looked at, or not to its end.
    pub(super) error: Option<io::Error>,
    /// Whether there was a file that had not been there before.
    pub(super) has_new: bool,
    /// Whether all files are done with until they change.
    pub(super) is_settled: bool,
}

/// The files of a folder.
pub(super) struct Files {
    folder: PathBuf,
    pace: Pace,
    known: BTreeMap<OsString, Known>,
}

impl Files {
    pub(super) fn new(folder: PathBuf, pace: Pace) -> Self {
        Self {
            folder,
            pace,
            known: BTreeMap::new(),
        }
    }

    /// Looks at every file that is called as packets are, by name.
    pub(super) fn look(&mut self, outlet: &Outlet<'_>) -> Look {
        let (names, error) = names(&self.folder, outlet);
        let mut look = Look {
            is_settled: error.is_none(),
            error,
            has_new: false,
        };
        if look.error.is_none() {
            self.forget_others(&names, outlet);
        }
        for name in names {
            if !outlet.goes_on() {
                break;
            }
            let path = self.folder.join(&name);
            look.has_new |= !self.known.contains_key(&name);
            let known = self.known.entry(name).or_default();
            look.is_settled &= known.look(&path, self.pace, outlet);
        }
        look
    }

    /// Forgets the files that are not among `names`, apart from what was handed over.
    fn forget_others(&mut self, names: &BTreeSet<OsString>, outlet: &Outlet<'_>) {
        let folder = &self.folder;
        self.known.retain(|name, known| {
            if names.contains(name) {
                return true;
            }
            if known.told.take().is_some() {
                let path = folder.join(name);
                outlet.put(Arrival::Gone { path });
            }
            *known = Known {
                given: std::mem::take(&mut known.given),
                ..Known::default()
            };
            !known.given.is_empty()
        });
    }
}

/// Lists the plain files in `folder` that are called as packets are, as far as that works.
fn names(folder: &Path, outlet: &Outlet<'_>) -> (BTreeSet<OsString>, Option<io::Error>) {
    let mut names = BTreeSet::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return (names, Some(error)),
    };
    for entry in entries {
        if !outlet.goes_on() {
            break;
        }
        match entry {
            Ok(entry) if is_packet(&entry.file_name()) && is_plain(&entry) => {
                names.insert(entry.file_name());
            }
            Ok(_) => {}
            Err(error) => return (names, Some(error)),
        }
    }
    (names, None)
}

/// Tells whether an entry is a file itself: no folder, no link, no pipe, and not hidden.
fn is_plain(entry: &DirEntry) -> bool {
    // What the system does not tell of, it does not let be read either, and says why then.
    entry.file_type().map_or(true, |kind| kind.is_file()) && !is_hidden(entry)
}

#[cfg(windows)]
fn is_hidden(entry: &DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt as _;
    /// The marks for hidden files and for those of the system.
    const HIDDEN: u32 = 0x2 | 0x4;
    entry
        .metadata()
        .is_ok_and(|data| data.file_attributes() & HIDDEN != 0)
}

#[cfg(not(windows))]
fn is_hidden(_: &DirEntry) -> bool {
    false
}

/// What shows that a file was written, without reading it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    n_bytes: u64,
    modified_at: Option<SystemTime>,
}

/// What was told of a file that was not handed over.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Waiting,
    TooLarge,
    Unreadable(io::ErrorKind),
}

/// What is known of a file.
#[derive(Debug, Default)]
struct Known {
    stamp: Option<Stamp>,
    /// Its content when it was read last; absent where that has to be done again.
    content: Option<Content>,
    /// Since when neither stamp nor content has changed.
    still_since: Option<Instant>,
    /// What was told since it was handed over last.
    told: Option<Told>,
    /// All contents that were handed over.
    given: HashSet<blake3::Hash>,
}

#[derive(Debug)]
struct Content {
    hash: blake3::Hash,
    is_whole: bool,
    read_at: Instant,
}

impl Known {
    /// Looks at the file at `path`; tells whether it is done with until it changes.
    fn look(&mut self, path: &Path, pace: Pace, outlet: &Outlet<'_>) -> bool {
        let data = match fs::symlink_metadata(path) {
            // Something else has taken its place just now.
            Ok(data) if !data.is_file() => return false,
            Ok(data) => data,
            Err(error) => return self.fail(path, &error, outlet),
        };
        let now = Instant::now();
        self.compare(&data, now);
        if data.len() > SIZE_LIMIT {
            return self.find_too_large(path, outlet);
        }
        if !self.needs_reading(now, pace) {
            return true;
        }
        if !outlet.has_room() {
            return false;
        }
        match read(path, data.len(), outlet) {
            Ok(Bytes::All(bytes)) => self.judge(path, bytes, pace, outlet),
            Ok(Bytes::TooMany) => self.find_too_large(path, outlet),
            Ok(Bytes::NoMore) => false,
            Err(error) => self.fail(path, &error, outlet),
        }
    }

    fn compare(&mut self, data: &Metadata, now: Instant) {
        let stamp = Stamp {
            n_bytes: data.len(),
            modified_at: data.modified().ok(),
        };
        if self.stamp.as_ref() != Some(&stamp) {
            self.stamp = Some(stamp);
            self.content = None;
            self.still_since = Some(now);
        }
    }

    fn needs_reading(&self, now: Instant, pace: Pace) -> bool {
        let (Some(content), Some(still_since)) = (&self.content, self.still_since) else {
            return true;
        };
        let has_time = self
            .stamp
            .as_ref()
            .is_some_and(|stamp| stamp.modified_at.is_some());
        !has_time
            || !self.given.contains(&content.hash)
            || content.read_at < still_since + pace.coarse
            || (!content.is_whole && now >= content.read_at + pace.damaged)
    }

    /// Hands over what was read where that is new and nobody is writing it any more.
    fn judge(&mut self, path: &Path, bytes: Vec<u8>, pace: Pace, outlet: &Outlet<'_>) -> bool {
        let now = Instant::now();
        let hash = blake3::hash(&bytes);
        let is_whole = match &self.content {
            Some(content) if content.hash == hash => content.is_whole,
            _ => {
                self.still_since = Some(now);
                is_whole(&bytes)
            }
        };
        self.content = Some(Content {
            hash,
            is_whole,
            read_at: now,
        });
        let is_still = self
            .still_since
            .is_some_and(|since| now >= since + pace.still);
        if self.given.contains(&hash) {
            self.told = None;
        } else if is_whole || is_still {
            self.told = None;
            self.given.insert(hash);
            let path = path.to_owned();
            outlet.put(Arrival::File { path, bytes });
        } else {
            self.tell(Told::Waiting, outlet, || Arrival::Waiting {
                path: path.to_owned(),
            });
        }
        !self.needs_reading(now, pace)
    }

    fn find_too_large(&mut self, path: &Path, outlet: &Outlet<'_>) -> bool {
        self.tell(Told::TooLarge, outlet, || Arrival::TooLarge {
            path: path.to_owned(),
        });
        true
    }

    fn fail(&mut self, path: &Path, error: &io::Error, outlet: &Outlet<'_>) -> bool {
        self.content = None;
        if error.kind() == io::ErrorKind::NotFound {
            // The next look says so.
        } else if is_held(error) {
            self.tell(Told::Waiting, outlet, || Arrival::Waiting {
                path: path.to_owned(),
            });
        } else {
            self.tell(Told::Unreadable(error.kind()), outlet, || {
                Arrival::Unreadable {
                    path: path.to_owned(),
                    error: io_error(Doing::Opening, path, error),
                }
            });
        }
        false
    }

    /// Tells something of the file, unless that was the last thing told.
    fn tell(&mut self, told: Told, outlet: &Outlet<'_>, arrival: impl FnOnce() -> Arrival) {
        if self.told.as_ref() != Some(&told) {
            self.told = Some(told);
            outlet.put(arrival());
        }
    }
}

/// Tells whether the program that writes a file keeps others from it, as under Windows (sharing
/// violation, lock violation).
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

enum Bytes {
    All(Vec<u8>),
    TooMany,
    /// The watch is over.
    NoMore,
}

/// Reads a file of about `n_bytes`.
fn read(path: &Path, n_bytes: u64, outlet: &Outlet<'_>) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(n_bytes).unwrap_or_default());
    while outlet.goes_on() {
        if (&mut file).take(CHUNK).read_to_end(&mut bytes)? == 0 {
            return Ok(Bytes::All(bytes));
        }
        if bytes.len() as u64 > SIZE_LIMIT {
            return Ok(Bytes::TooMany);
        }
    }
    Ok(Bytes::NoMore)
}
