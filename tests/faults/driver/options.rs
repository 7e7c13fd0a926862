//! Arguments: paths in order, and `--name value`.

use std::path::PathBuf;

/// The arguments after the mode.
pub(crate) struct Options {
    args: Vec<String>,
}

impl Options {
    pub(crate) const fn new(args: Vec<String>) -> Self {
        Self { args }
    }

    /// Returns the argument at `idx` before the first `--name`.
    pub(crate) fn path(&self, idx: usize) -> Result<PathBuf, String> {
        let mut places = self.args.iter().take_while(|arg| !arg.starts_with("--"));
        let place = places.nth(idx).ok_or("an argument is missing")?;
        Ok(PathBuf::from(place))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let named = format!("--{name}");
        let at = self.args.iter().position(|arg| *arg == named)?;
        self.args.get(at + 1).map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.args.contains(&format!("--{name}"))
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> u64 {
        self.text(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    }

    pub(crate) fn folder(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }
}
