//! What a journal needs of a disk.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::storage::{lock, save};

/// What the journal needs of a disk; tests hand in one that fails.
pub(in crate::storage) trait Disk: Send {
    /// Puts a new file in place of what is at `path`, synced, locked, and ready to be appended to.
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>>;
    /// Removes a file.
    fn remove(&mut self, path: &Path) -> io::Result<()>;
}

pub(in crate::storage) trait Log: Send {
    /// Tells whether it still stands at `path`, where that can be told.
    fn is_at(&self, path: &Path) -> io::Result<bool>;
    /// Appends and syncs.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
}

pub(in crate::storage) struct RealDisk;

impl Disk for RealDisk {
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Log>> {
        let temp = save::written_temp(path, bytes, None)?;
        // Where a file system knows no locks there are none.
        temp.as_file().try_lock().ok();
        let file = save::put_in_place(temp, path)?;
        save::sync_renamed(&file, path)?;
        Ok(Box::new(file))
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl Log for File {
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        lock::is_at(self, path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.sync_data()
    }
}
