//! What the system tells of a folder.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::shared::Shared;
use crate::storage::packets::names::is_packet;

/// Listens to one folder as long as it is kept.
pub(super) struct Events {
    ended: Arc<Ended>,
    _watcher: Option<RecommendedWatcher>,
}

/// Why no more is heard.
#[derive(Debug, Default)]
struct Ended {
    /// The folder was removed or renamed.
    is_gone: AtomicBool,
    /// The system cannot go on telling.
    is_broken: AtomicBool,
}

impl Events {
    /// Tells whether the folder that is listened to has another name by now, or none.
    pub(super) fn is_gone(&self) -> bool {
        self.ended.is_gone.load(Ordering::Acquire)
    }

    /// Tells whether the system cannot go on telling.
    pub(super) fn is_broken(&self) -> bool {
        self.ended.is_broken.load(Ordering::Acquire)
    }

    /// Hears nothing.
    #[cfg(test)]
    pub(super) fn silent() -> Self {
        Self {
            ended: Arc::default(),
            _watcher: None,
        }
    }
}

/// Listens to `folder`, where the system tells all that happens there.
pub(super) fn open(folder: &Path, shared: &Arc<Shared>) -> Option<Events> {
    if !tells_all(folder) {
        return None;
    }
    let ended = Arc::<Ended>::default();
    let (told, nudged, watched) = (Arc::clone(&ended), Arc::clone(shared), folder.to_owned());
    let hear = move |event: notify::Result<Event>| {
        match event {
            Err(_) => told.is_broken.store(true, Ordering::Release),
            Ok(event) if is_end(&event, &watched) => told.is_gone.store(true, Ordering::Release),
            Ok(event) if concerns_packets(&event) => {}
            Ok(_) => return,
        }
        nudged.nudge();
    };
    let mut watcher = notify::recommended_watcher(hear).ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(Events {
        ended,
        _watcher: Some(watcher),
    })
}

/// Tells whether the folder itself was removed or renamed.
fn is_end(event: &Event, folder: &Path) -> bool {
    let is_end = matches!(
        event.kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    is_end && event.paths.iter().any(|path| path == folder)
}

/// Tells whether something may have become of a packet. That one is read is no news: it is what
/// happens here.
fn concerns_packets(event: &Event) -> bool {
    let is_change = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let mut names = event.paths.iter().filter_map(|path| path.file_name());
    event.need_rescan() || is_change && (event.paths.is_empty() || names.any(is_packet))
}

/// Tells whether the system hears of all that is written to `folder`: not of what another machine
/// writes to a share.
#[cfg(target_os = "linux")]
fn tells_all(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    // Without the list it is found out by listening.
    let mounts = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    !is_remote(&String::from_utf8_lossy(&mounts), &folder)
}

/// Tells whether `folder` is on a file system that others write to, by the mounts of Linux.
#[cfg(target_os = "linux")]
fn is_remote(mounts: &str, folder: &Path) -> bool {
    /// Shares of networks and of hosts of virtual machines; programs in place of a file system
    /// mostly stand for one.
    const REMOTE: [&str; 14] = [
        "9p", "afs", "ceph", "cifs", "coda", "drvfs", "fuse", "ncpfs", "nfs", "nfs4", "prl_fs",
        "smb3", "vboxsf", "virtiofs",
    ];
    let mount = |line: &str| {
        let (place, source) = line.split_once(" - ")?;
        let point = unescaped(place.split(' ').nth(4)?);
        let kind = source.split(' ').next()?;
        let depth = Path::new(&point).components().count();
        let is_remote = REMOTE.contains(&kind) || kind.starts_with("fuse.");
        folder.starts_with(point).then_some((depth, is_remote))
    };
    // Of several on the same place the last one hides the others, which is what `max_by_key` gives.
    let found = mounts.lines().filter_map(mount);
    let innermost = found.max_by_key(|&(depth, _)| depth);
    innermost.is_some_and(|(_, is_remote)| is_remote)
}

/// Undoes the octal numbers that stand for blanks in the list of mounts.
#[cfg(target_os = "linux")]
fn unescaped(point: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(point.to_owned(), |text, (number, sign)| {
        text.replace(number, sign)
    })
}

/// Tells whether `folder` is on the drive of the system. Windows hears of other drives as well, but
/// keeps a stick from being ejected as long as one listens to it; and what it hears of a share
/// depends on who serves it.
#[cfg(windows)]
fn tells_all(folder: &Path) -> bool {
    use std::path::{Component, Prefix};
    let drive = |path: &Path| match path.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                Some(letter.to_ascii_uppercase())
            }
            _ => None,
        },
        _ => None,
    };
    // A letter that stands for a share becomes the name of the share.
    let of_folder = folder.canonicalize().ok().and_then(|path| drive(&path));
    let of_system = std::env::var_os("SystemDrive").and_then(|name| drive(Path::new(&name)));
    of_folder.is_some() && of_folder == of_system
}

#[cfg(not(any(target_os = "linux", windows)))]
fn tells_all(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, RemoveKind, RenameMode};

    use super::*;

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(path.into())
    }

    #[test]
    fn only_what_may_change_a_packet_is_news() {
        let packet = "/in/a.packet.ron";
        let close = |mode| EventKind::Access(AccessKind::Close(mode));
        for kind in [
            EventKind::Create(CreateKind::File),
            EventKind::Modify(ModifyKind::Data(DataChange::Any)),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)),
            EventKind::Remove(RemoveKind::File),
            close(AccessMode::Write),
        ] {
            assert!(concerns_packets(&event(kind, packet)), "{kind:?}");
            assert!(!concerns_packets(&event(kind, "/in/a.txt")), "{kind:?}");
        }
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let both = event(renamed, "/in/.syncthing.a.packet.ron.tmp").add_path(packet.into());
        assert!(concerns_packets(&both));
        for kind in [
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            EventKind::Access(AccessKind::Read),
            close(AccessMode::Read),
        ] {
            assert!(!concerns_packets(&event(kind, packet)), "{kind:?}");
        }
        let lost = event(EventKind::Other, "/in").set_flag(Flag::Rescan);
        assert!(concerns_packets(&lost));
    }

    #[test]
    fn the_end_of_the_folder_is_not_that_of_a_file() {
        let removed = EventKind::Remove(RemoveKind::Folder);
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        let folder = Path::new("/in");
        assert!(is_end(&event(removed, "/in"), folder));
        assert!(is_end(&event(renamed, "/in"), folder));
        assert!(!is_end(&event(removed, "/in/a.packet.ron"), folder));
        let marked = EventKind::Modify(ModifyKind::Any);
        assert!(!is_end(&event(marked, "/in"), folder));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn shares_are_told_by_the_innermost_mount() {
        let mounts = "\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
40 22 0:35 / /mnt/hội\\040đồng rw shared:20 master:1 - cifs //may-chu/hd rw
41 22 8:17 / /media/usb rw shared:21 - vfat /dev/sdb1 rw
42 22 8:18 / /media/ntfs rw - fuseblk /dev/sdc1 rw
43 22 0:36 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
44 22 0:37 / /auto rw - autofs systemd-1 rw
45 44 0:38 / /auto rw - nfs4 may-chu:/hd rw
46 40 8:33 / /mnt/hội\\040đồng/ổ rw - ext4 /dev/sdd1 rw
a line that is cut";
        for (folder, expected) in [
            ("/home/ha", false),
            ("/mnt", false),
            ("/mnt/hội đồng", true),
            ("/mnt/hội đồng/phiếu", true),
            ("/mnt/hội đồng khác", false),
            ("/mnt/hội đồng/ổ/phiếu", false),
            ("/media/usb/phiếu", false),
            ("/media/ntfs", false),
            ("/run/user/1000/gvfs/smb", true),
            ("/auto/phiếu", true),
        ] {
            assert_eq!(is_remote(mounts, Path::new(folder)), expected, "{folder}");
        }
        assert!(!is_remote("", Path::new("/home")));
    }
}
