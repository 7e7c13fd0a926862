//! Session files and packets in folders.

use std::path::{Path, PathBuf};

use super::receiving;
use super::save::EXTENSION;

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
    files(&all, |path| {
        receiving::is_packet(path.file_name().unwrap_or_default())
    })
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
