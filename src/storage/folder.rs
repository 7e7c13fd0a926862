//! Session files in folders.

use std::path::{Path, PathBuf};

use super::packets::is_named_packet;
use super::save::EXTENSION;

/// Returns the session files that `paths` name: files as they are, and of folders those in them, by
/// name.
pub fn session_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    files_of(paths, is_session)
}

/// Returns the packets that `paths` name: files as they are, whatever they are called, and of folders
/// those in them that are called as packets are, by name.
pub fn packet_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    files_of(paths, |path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        is_named_packet(path) && !name.starts_with('.')
    })
}

fn files_of(paths: &[PathBuf], is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
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
    name.ends_with(&format!(".{EXTENSION}")) && !name.starts_with('.')
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
        let packet = named("Lan.packet.ron");
        for other in [
            "a.txt",
            ".Lan.packet.ron",
            ".1.session.ron.lock",
            "1.session.ron.~1~",
        ] {
            named(other);
        }
        let found = session_files(&[folder.path().to_owned()]);
        assert_eq!(found, [one.clone(), two]);
        let itself = std::slice::from_ref(&one);
        assert_eq!(session_files(itself), itself);
        assert_eq!(packet_files(&[folder.path().to_owned()]), [packet]);
        assert_eq!(packet_files(itself), itself);
    }
}
