//! What the program remembers about the person, never about a session.

use std::path::{Path, PathBuf};

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use crate::model::DateTime;
use crate::model::ids::SessionId;
use crate::ui::home::RecentFile;
use crate::ui::theme::sane_zoom;
use crate::words::Lang;

/// Most files that are remembered.
const MAX_RECENT: usize = 8;
/// Most sessions of which a receiving folder is remembered.
const MAX_RECEIVING: usize = 16;

/// Which theme the person wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// Light: projectors wash dark colors out.
    #[default]
    Light,
    /// Dark.
    Dark,
    /// As the system has it.
    System,
}

impl From<ThemeChoice> for egui::ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Light => Self::Light,
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::System => Self::System,
        }
    }
}

/// A file that was open before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Where it is.
    pub path: PathBuf,
    /// When it was opened or saved last.
    pub at: DateTime,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Colors.
    pub theme: ThemeChoice,
    /// Language of the screens.
    pub lang: Lang,
    /// Size of everything, 1 to 2.
    pub zoom: f32,
    /// Who sits at the program; the log of a session names this person.
    pub person: String,
    /// Files, newest first.
    pub recent: Vec<Recent>,
    /// Where the second copy of every session goes; nowhere unless it was chosen.
    pub copy_folder: Option<PathBuf>,
    /// Where what comes back is watched for, by session, the last used first.
    pub receiving: Vec<ReceivingChoice>,
}

/// Where what comes back to a session is watched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingChoice {
    /// The session.
    pub session_id: SessionId,
    /// The folder.
    pub folder: PathBuf,
    /// Whether what nothing speaks against is taken in at once.
    pub is_at_once: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            lang: Lang::default(),
            zoom: 1.0,
            person: String::new(),
            recent: Vec::new(),
            copy_folder: None,
            receiving: Vec::new(),
        }
    }
}

impl Preferences {
    /// The key in the window library's storage.
    pub const KEY: &'static str = "preferences";

    /// Repairs what a damaged or foreign storage may hold.
    #[must_use]
    pub fn sane(mut self) -> Self {
        self.zoom = sane_zoom(self.zoom);
        self.recent.truncate(MAX_RECENT);
        self.receiving.truncate(MAX_RECEIVING);
        self
    }

    /// Returns where what comes back to a session is watched for.
    pub fn receiving_of(&self, session_id: SessionId) -> Option<&ReceivingChoice> {
        self.receiving.iter().find(|it| it.session_id == session_id)
    }

    /// Remembers where what comes back to a session is watched for.
    pub fn receive(&mut self, choice: ReceivingChoice) {
        self.receive_no_more(choice.session_id);
        self.receiving.insert(0, choice);
        self.receiving.truncate(MAX_RECEIVING);
    }

    /// Forgets where what comes back to a session is watched for.
    pub fn receive_no_more(&mut self, session_id: SessionId) {
        self.receiving.retain(|it| it.session_id != session_id);
    }

    /// Remembers that a file was opened or saved.
    pub fn remember(&mut self, path: &Path, at: DateTime) {
        self.forget(path);
        let path = path.to_owned();
        self.recent.insert(0, Recent { path, at });
        self.recent.truncate(MAX_RECENT);
    }

    /// Forgets a file.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|recent| recent.path != path);
    }

    /// Returns the name that the log of a session gets.
    pub fn by(&self) -> String {
        if self.named().is_empty() {
            t!("app.nobody_named", locale = "vi").into_owned()
        } else {
            self.named().to_owned()
        }
    }

    /// Returns the name of the person, empty where none was given.
    pub fn named(&self) -> &str {
        self.person.trim()
    }

    /// Returns the files as the start shows them.
    pub fn recent_files(&self) -> Vec<RecentFile> {
        self.recent
            .iter()
            .map(|recent| RecentFile {
                path: recent.path.clone(),
                opened: recent.at.format("%d/%m/%Y %H:%M").to_string(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::at;

    #[test]
    fn the_newest_file_comes_first_and_once() {
        let mut preferences = Preferences::default();
        for (idx, name) in ["a", "b", "a"].into_iter().enumerate() {
            preferences.remember(Path::new(name), at(idx as u32));
        }
        let names: Vec<_> = preferences
            .recent
            .iter()
            .map(|recent| recent.path.clone())
            .collect();
        assert_eq!(names, [PathBuf::from("a"), PathBuf::from("b")]);
        for idx in 0..20 {
            preferences.remember(Path::new(&idx.to_string()), at(idx));
        }
        assert_eq!(preferences.recent.len(), MAX_RECENT);
        assert_eq!(preferences.recent[0].path, Path::new("19"));
    }

    #[test]
    fn a_receiving_folder_belongs_to_one_session() {
        let mut preferences = Preferences::default();
        for bits in 0..20 {
            for is_at_once in [true, false] {
                preferences.receive(ReceivingChoice {
                    session_id: SessionId::from_bits(bits),
                    folder: PathBuf::from(bits.to_string()),
                    is_at_once,
                });
            }
        }
        assert_eq!(preferences.receiving.len(), MAX_RECEIVING);
        let of = |bits| preferences.receiving_of(SessionId::from_bits(bits));
        let last = of(19).expect("the last");
        assert_eq!((&*last.folder, last.is_at_once), (Path::new("19"), false));
        assert_eq!(of(0), None);
        preferences.receive_no_more(SessionId::from_bits(19));
        assert_eq!(preferences.receiving_of(SessionId::from_bits(19)), None);
    }

    #[test]
    fn a_storage_of_another_version_is_read_as_far_as_it_goes() {
        let read: Preferences = ron::from_str("(zoom: 90.0)").expect("preferences");
        assert_eq!(read.sane().zoom.to_bits(), 2.0_f32.to_bits());
    }
}
