//! Paths that people type where no file dialog is to be had.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::jobs::Purpose;
use crate::report::file_name::{is_device_name, is_reserved_sign, plain_title};
use crate::storage::save::with_extension;

/// Longest file name, in bytes, that most file systems take.
const LONGEST_NAME: usize = 255;

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
    if purpose.is_folder() {
        return if path.is_dir() {
            Ok(path.to_owned())
        } else {
            let folder = path.display().to_string();
            Err(t!("app.path.no_folder", folder = folder).into_owned())
        };
    }
    if matches!(purpose, Purpose::Earlier | Purpose::Returns) && path.is_dir() {
        return Ok(path.to_owned());
    }
    if path.is_dir() {
        return Err(t!("app.path.is_folder").into_owned());
    }
    match purpose {
        Purpose::Open | Purpose::Earlier | Purpose::OldPacket => {
            let completed = with_extension(path);
            if path.is_file() {
                Ok(path.to_owned())
            } else if completed.is_file() {
                Ok(completed)
            } else {
                Err(t!("app.path.no_file").into_owned())
            }
        }
        Purpose::Criteria | Purpose::Returns => {
            if path.is_file() {
                Ok(path.to_owned())
            } else {
                Err(t!("app.path.no_file").into_owned())
            }
        }
        Purpose::SaveAs => in_folder(with_extension(path)),
        Purpose::CopyFolder
        | Purpose::ReturnsFolder
        | Purpose::ReceivingFolder
        | Purpose::IssueInto(_) => Ok(path.to_owned()),
        Purpose::ExportMinutes | Purpose::ExportLog => {
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
    if let Some(text) = refused_name(&path) {
        return Err(text);
    }
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    if parent.is_none_or(Path::is_dir) {
        return Ok(path);
    }
    let folder = parent.map_or_else(String::new, |parent| parent.display().to_string());
    Err(t!("app.path.no_folder", folder = folder).into_owned())
}

/// Makes a file name, without extension, of the name of a session. It is valid on Windows, too.
pub(super) fn file_name(title: &str) -> String {
    // With the extension 240 bytes come to less than the 255 that file systems take.
    let name = plain_title(title, 80, 240);
    if name.is_empty() {
        return t!("app.file_name").into_owned();
    }
    if is_device_name(&name) {
        return format!("{} {name}", t!("app.file_name"));
    }
    name
}

/// Says why no file should have the name in `path`: what one machine takes, the next one or a stick
/// would refuse.
fn refused_name(path: &Path) -> Option<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.len() > LONGEST_NAME {
        let n_over = name.len() - LONGEST_NAME;
        return Some(t!("app.path.long_name", n = n_over).into_owned());
    }
    if let Some(sign) = name.chars().find(|&sign| is_reserved_sign(sign)) {
        let sign = if sign.is_control() { ' ' } else { sign };
        return Some(t!("app.path.reserved_sign", sign = sign).into_owned());
    }
    is_device_name(&name).then(|| t!("app.path.device_name", name = name).into_owned())
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
    fn names_that_windows_or_a_stick_refuse_are_told() {
        rust_i18n::set_locale("vi");
        let folder = tempfile::tempdir().expect("a folder");
        let check = |name: &str, expected: Option<&str>| {
            for purpose in [Purpose::SaveAs, Purpose::ExportMinutes] {
                let checked = checked_path(purpose, &folder.path().join(name));
                match expected {
                    None => assert!(checked.is_ok(), "{name}: {checked:?}"),
                    Some(words) => {
                        let text = checked.expect_err(name);
                        assert!(text.contains(words), "{name}: {text}");
                    }
                }
            }
        };
        check("Đợt 1.2026", None);
        // 81 letters of three bytes and the extension come to 255 bytes; 85 to 267.
        assert!(checked_path(Purpose::SaveAs, &folder.path().join("ế".repeat(81))).is_ok());
        check(&"ế".repeat(85), Some("dài quá"));
        check(&"a".repeat(300), Some("dài quá"));
        check("NUL", Some("Windows"));
        check("con", Some("Windows"));
        for sign in ["<", ">", ":", "\"", "|", "?", "*"] {
            check(&format!("a{sign}b"), Some(sign));
        }
        check("a\tb", Some("Windows"));
    }

    #[test]
    fn a_name_of_a_session_makes_a_name_of_a_file() {
        rust_i18n::set_locale("vi");
        assert_eq!(file_name("Phiên 03/2026: đợt 2"), "Phiên 03 2026 đợt 2");
        assert_eq!(file_name(" .. "), "Phiên đánh giá");
        assert_eq!(file_name(&"ư".repeat(300)).chars().count(), 80);
        assert_eq!(file_name("..ẩn."), "ẩn");
        assert_eq!(file_name("a\u{202e}nor\u{200b}"), "a nor");
        for device in ["CON", "nul", "Com1.2026", "LPT³"] {
            assert_eq!(file_name(device), format!("Phiên đánh giá {device}"));
        }
        for letter in ["ế", "e\u{302}\u{301}", "🍵", "a"] {
            let name = with_extension(Path::new(&file_name(&letter.repeat(300))));
            assert!(name.as_os_str().len() <= LONGEST_NAME, "{letter}");
            assert_eq!(refused_name(&name), None);
        }
    }
}
