//! Folders: the session files in them, and whether they can be written into.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use super::io_text::{Doing, io_error};
use super::packets::is_named_packet;
use super::save::EXTENSION;
use crate::error::UserError;

/// Makes sure that files can be written into `folder`, which is made where it is not there.
pub fn ready(folder: &Path) -> Result<(), UserError> {
    let failed = |error| io_error(Doing::Saving, folder, &error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    // Rights are known only by trying; the file goes with its handle.
    tempfile::tempfile_in(folder).map(drop).map_err(failed)
}

/// Tells whether `inner` is `outer` or lies in it, however the two are written and whether they exist
/// or not. Names that differ by case alone are taken for one: on most sticks they are.
pub fn is_within(inner: &Path, outer: &Path) -> bool {
    let (inner, outer) = (parts(inner), parts(outer));
    inner.starts_with(&outer)
}

/// Returns the names that lead to a place: links followed as far as there is something.
fn parts(path: &Path) -> Vec<String> {
    let mut path = std::path::absolute(path).unwrap_or_else(|_empty| path.to_owned());
    let existing = path.ancestors().find_map(|start| {
        let real = start.canonicalize().ok()?;
        Some(real.join(path.strip_prefix(start).ok()?))
    });
    if let Some(existing) = existing {
        path = existing;
    }
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            part => parts.push(part.as_os_str().to_string_lossy().nfc().collect::<String>()),
        }
    }
    for part in &mut parts {
        *part = part.to_lowercase();
    }
    parts
}

/// Returns the session files that `paths` name: files as they are, and of folders those in them, by
/// name.
pub fn session_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    files(paths, is_session)
}

/// Returns the packets that `paths` name: files as they are, and of folders those in them and in their
/// folders, by name: each member may have a folder there. What else lies in a folder is left alone;
/// copies that programs keep beside a packet are not.
pub fn packet_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in paths {
        all.push(path.clone());
        let entries = path.read_dir().into_iter().flatten().flatten();
        let inside = entries.map(|entry| entry.path());
        let mut folders: Vec<_> = inside
            .filter(|path| path.is_dir() && !is_hidden(path))
            .collect();
        folders.sort();
        all.extend(folders);
    }
    files(&all, is_named_packet)
}

fn files(paths: &[PathBuf], is_wanted: fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = path.read_dir().into_iter().flatten().flatten();
        let inside = entries.map(|entry| entry.path());
        let mut inside: Vec<_> = inside.filter(|path| is_wanted(path)).collect();
        inside.sort();
        files.extend(inside);
    }
    files.dedup();
    files
}

/// Tells whether a file is called as sessions are, and is not hidden as locks are.
fn is_session(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(&format!(".{EXTENSION}")) && !is_hidden(path)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_within_another_is_known_however_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        std::fs::create_dir(here.join("Gói")).expect("made");
        let packets = here.join("Gói phiếu");
        for within in [
            "Gói phiếu",
            "Gói phiếu/mã",
            "gói PHIẾU",
            "Go\u{301}i phiê\u{301}u",
            "Gói/../Gói phiếu/./mã",
        ] {
            assert!(is_within(&here.join(within), &packets), "{within}");
        }
        for apart in ["", "Gói", "Gói phiếu 2", "Gói phiếu/..", "mã/Gói phiếu"] {
            assert!(!is_within(&here.join(apart), &packets), "{apart}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let packets = folder.path().join("packets");
        std::fs::create_dir(&packets).expect("made");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&packets, &link).expect("linked");
        assert!(is_within(&link, &packets));
        assert!(is_within(&link.join("codes"), &packets));
    }

    #[test]
    fn a_folder_is_made_ready_or_said_to_be_no_use() {
        let folder = tempfile::tempdir().expect("a folder");
        let new = folder.path().join("a/b");
        ready(&new).expect("made");
        assert_eq!(new.read_dir().expect("a folder").count(), 0);
        let file = folder.path().join("tệp");
        std::fs::write(&file, "").expect("written");
        assert!(ready(&file).is_err());
        assert!(ready(&file.join("trong")).is_err());
    }

    #[test]
    fn a_folder_stands_for_its_session_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let named = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "").expect("written");
            path
        };
        let (two, one) = (named("2.session.ron"), named("1.session.ron"));
        for other in ["a.txt", ".1.session.ron.lock", "1.session.ron.~1~"] {
            named(other);
        }
        let packet = named("Gói phiếu 01.packet.ron");
        for other in [
            ".Gói phiếu 01.packet.ron.lock",
            ".syncthing.a.packet.ron.tmp",
        ] {
            named(other);
        }
        named(".a.packet.ron");
        named("Gói phiếu 01.packet.ron.~1~");
        std::fs::create_dir_all(folder.path().join("lan/sâu hơn")).expect("folders");
        std::fs::create_dir(folder.path().join(".stversions")).expect("a folder");
        let of_lan = named("lan/Gói phiếu 02.packet.ron");
        named("lan/sâu hơn/Gói phiếu 02.packet.ron");
        named(".stversions/Gói phiếu 02.packet.ron");
        let kept_beside = named("lan/Gói phiếu 02.packet (2).ron");
        assert_eq!(
            packet_files(&[folder.path().to_owned()]),
            [packet, kept_beside, of_lan]
        );
        let found = session_files(&[folder.path().to_owned()]);
        assert_eq!(found, [one.clone(), two]);
        assert_eq!(session_files(std::slice::from_ref(&one)), [one]);
    }
}
