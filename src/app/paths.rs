//! Paths that people type where no file dialog is to be had.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::jobs::Purpose;
use crate::storage::save::with_extension;

/// Makes a path of what was typed or pasted: quotes and `file://` taken off, `~` put in.
pub(super) fn typed_path(text: &str, home: Option<&Path>) -> PathBuf {
    let text = text.trim();
    let text = text.strip_prefix("file://").unwrap_or(text);
    let text = text.trim_matches(['"', '\'']);
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with(['/', '\\']) => home.join(&rest[1..]),
        _ => PathBuf::from(text),
    }
}

/// Completes a path for a purpose, or says in plain words what is wrong with it.
pub(super) fn checked_path(purpose: Purpose, path: &Path) -> Result<PathBuf, String> {
    if path.as_os_str().is_empty() {
        return Err(t!("app.path.empty").into_owned());
    }
    if purpose == Purpose::CopyFolder {
        return if path.is_dir() {
            Ok(path.to_owned())
        } else {
            let folder = path.display().to_string();
            Err(t!("app.path.no_folder", folder = folder).into_owned())
        };
    }
    if path.is_dir() {
        return Err(t!("app.path.is_folder").into_owned());
    }
    match purpose {
        Purpose::Open => {
            let completed = with_extension(path);
            if path.is_file() {
                Ok(path.to_owned())
            } else if completed.is_file() {
                Ok(completed)
            } else {
                Err(t!("app.path.no_file").into_owned())
            }
        }
        Purpose::Criteria => {
            if path.is_file() {
                Ok(path.to_owned())
            } else {
                Err(t!("app.path.no_file").into_owned())
            }
        }
        Purpose::SaveAs => in_folder(with_extension(path)),
        Purpose::CopyFolder => Ok(path.to_owned()),
        Purpose::ExportMinutes => {
            let is_pdf = path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
            if is_pdf {
                return in_folder(path.to_owned());
            }
            let mut name = path.as_os_str().to_owned();
            name.push(".pdf");
            in_folder(name.into())
        }
    }
}

fn in_folder(path: PathBuf) -> Result<PathBuf, String> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    if parent.is_none_or(Path::is_dir) {
        return Ok(path);
    }
    let folder = parent.map_or_else(String::new, |parent| parent.display().to_string());
    Err(t!("app.path.no_folder", folder = folder).into_owned())
}

/// Makes a file name of the name of a session.
pub(super) fn file_name(title: &str) -> String {
    let cleaned: String = title
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(80).collect();
    let name = name.trim_matches(['.', ' ']).to_owned();
    if name.is_empty() {
        t!("app.file_name").into_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_path() {
        let home = Path::new("/home/an");
        for (text, expected) in [
            ("~/phien.session.ron", "/home/an/phien.session.ron"),
            ("~", "/home/an"),
            ("~an/x", "~an/x"),
            (" \"/a b/c\" ", "/a b/c"),
            ("file:///tmp/x", "/tmp/x"),
            ("x", "x"),
        ] {
            assert_eq!(typed_path(text, Some(home)), Path::new(expected), "{text}");
        }
    }

    #[test]
    fn a_path_is_completed_or_refused_in_words() {
        rust_i18n::set_locale("vi");
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        assert_eq!(
            checked_path(Purpose::SaveAs, &dir.join("đợt 2")),
            Ok(dir.join("đợt 2.session.ron"))
        );
        assert_eq!(
            checked_path(Purpose::ExportMinutes, &dir.join("biên bản")),
            Ok(dir.join("biên bản.pdf"))
        );
        assert!(checked_path(Purpose::Open, &dir.join("x")).is_err());
        assert!(checked_path(Purpose::Open, dir).is_err());
        assert!(checked_path(Purpose::SaveAs, Path::new("")).is_err());
        let nowhere = dir.join("a").join("b");
        let error = checked_path(Purpose::SaveAs, &nowhere).expect_err("no such folder");
        assert!(error.contains(&dir.join("a").display().to_string()));
    }

    #[test]
    fn a_name_of_a_session_makes_a_name_of_a_file() {
        rust_i18n::set_locale("vi");
        assert_eq!(file_name("Phiên 03/2026: đợt 2"), "Phiên 03 2026 đợt 2");
        assert_eq!(file_name(" .. "), "Phiên đánh giá");
        assert_eq!(file_name(&"ư".repeat(300)).chars().count(), 80);
    }
}
