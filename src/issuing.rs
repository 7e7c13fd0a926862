//! A batch of packets on its way to disk: the packets, the slips with their codes, the receipt.
//!
//! Whatever cannot be written waits in the batch for another try, with its code; what is written is
//! not written again. So a full stick costs a stick, not the codes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::secrecy::zeroize::Zeroizing;
use rust_i18n::t;

use crate::error::{ErrorKind, UserError};
use crate::model::DateTime;
use crate::model::session::Session;
use crate::report::packet_receipt::{ReceiptRow, receipt_pdf};
use crate::report::slips::{Slip, slips_pdf};
use crate::report::{packet_receipt_file_name, slips_file_name};
use crate::storage::packets::issue::{self, NewPacket};
use crate::storage::{export, folder};

/// Where packets and codes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// For the packets and the receipt.
    pub packets: PathBuf,
    /// For the slips with the codes: never where the packets are.
    pub codes: PathBuf,
}

impl Folders {
    /// Tells whether the codes would lie with the packets: whoever takes the packets would have them.
    pub fn are_mixed(&self) -> bool {
        folder::is_within(&self.codes, &self.packets)
    }

    /// Makes sure that both folders are apart and can be written into; codes have a folder only where
    /// there are some.
    pub fn check(&self, with_codes: bool) -> Result<(), UserError> {
        folder::ready(&self.packets)?;
        if !with_codes {
            return Ok(());
        }
        if self.are_mixed() {
            return Err(UserError::new(ErrorKind::Input, t!("issuing.mixed")).at(&self.codes));
        }
        folder::ready(&self.codes)
    }
}

/// One packet of a batch.
#[derive(Debug)]
struct Item {
    new: NewPacket,
    member: String,
    office: String,
    /// Where it was written.
    path: Option<PathBuf>,
    has_slip: bool,
    has_receipt: bool,
}

/// What could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The packet of this member.
    Packet(String, UserError),
    /// The slips with the codes.
    Slips(UserError),
    /// The receipt.
    Receipt(UserError),
}

/// Packets that the session knows, and what of them is written.
#[derive(Debug)]
pub struct Batch {
    session: Arc<Session>,
    at: DateTime,
    items: Vec<Item>,
    /// Where they go.
    pub folders: Folders,
    /// The files with slips that were written.
    pub slips: Vec<PathBuf>,
    /// The receipts that were written.
    pub receipts: Vec<PathBuf>,
    /// What the last try could not write.
    pub troubles: Vec<Trouble>,
}

impl Batch {
    /// Begins with nothing written. `session` knows the packets.
    pub fn new(
        session: Arc<Session>,
        packets: Vec<NewPacket>,
        folders: Folders,
        at: DateTime,
    ) -> Self {
        let items = packets.into_iter().map(|new| {
            let member = session.council.member(new.issued.member_id);
            let office = member.map(|it| [it.position.trim(), it.office.trim()]);
            let office = office.map(|it| it.into_iter().filter(|text| !text.is_empty()));
            Item {
                member: member.map_or_else(String::new, |it| it.name.clone()),
                office: office.map_or_else(String::new, |it| it.collect::<Vec<_>>().join(", ")),
                new,
                path: None,
                has_slip: false,
                has_receipt: false,
            }
        });
        Self {
            items: items.collect(),
            session,
            at,
            folders,
            slips: Vec::new(),
            receipts: Vec::new(),
            troubles: Vec::new(),
        }
    }

    /// Returns how many packets there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Tells whether there are no packets.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns where packets were written.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.items.iter().filter_map(|item| item.path.as_deref())
    }

    /// Tells whether the packets have codes.
    pub fn has_codes(&self) -> bool {
        self.items.iter().any(|item| item.new.code.is_some())
    }

    /// Tells whether packets are out whose codes are on no slip yet: they cannot be handed in.
    pub fn lacks_codes(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| item.path.is_some() && item.new.code.is_some() && !item.has_slip)
    }

    /// Returns the codes, so that a test can look where they must not be.
    #[cfg(test)]
    pub(crate) fn codes_of_test(&self) -> Vec<String> {
        let codes = self.items.iter().filter_map(|item| item.new.code.as_ref());
        codes.map(|code| code.text()).collect()
    }

    /// Tells whether everything is written.
    pub fn is_whole(&self) -> bool {
        let mut items = self.items.iter();
        items.all(|it| it.path.is_some() && it.has_receipt && it.has_slip == it.new.code.is_some())
    }

    /// Takes in that nothing may be written yet, and why.
    pub fn hold_back(&mut self, error: &UserError) {
        let waiting = self.items.iter().filter(|item| item.path.is_none());
        let packets = waiting.map(|it| Trouble::Packet(it.member.clone(), error.clone()));
        self.troubles = packets.collect();
    }

    /// Writes what is not written yet, each file whole or not at all and never over another.
    pub fn write(&mut self) {
        self.troubles.clear();
        if let Err(error) = self.folders.check(self.has_codes()) {
            // Codes that find no place must not leave packets without them.
            self.hold_back(&error);
            if self.lacks_codes() {
                self.troubles.push(Trouble::Slips(error));
            } else if self.troubles.is_empty() {
                self.troubles.push(Trouble::Receipt(error));
            }
            return;
        }
        for item in self.items.iter_mut().filter(|item| item.path.is_none()) {
            match issue::write(&item.new, &self.folders.packets) {
                Ok(path) => item.path = Some(path),
                Err(error) => {
                    let trouble = Trouble::Packet(item.member.clone(), error);
                    self.troubles.push(trouble);
                }
            }
        }
        self.write_slips();
        self.write_receipt();
    }

    fn write_slips(&mut self) {
        let waits = |item: &Item| item.path.is_some() && item.new.code.is_some() && !item.has_slip;
        let waiting: Vec<_> = self.items.iter().filter(|item| waits(item)).collect();
        if waiting.is_empty() {
            return;
        }
        let texts: Vec<_> = waiting
            .iter()
            .map(|item| {
                let code = item.new.code.as_ref().map(|code| code.text());
                (Zeroizing::new(code.unwrap_or_default()), name_of(item))
            })
            .collect();
        let slips: Vec<_> = waiting
            .iter()
            .zip(&texts)
            .map(|(item, (code, file_name))| Slip {
                member: &item.member,
                office: &item.office,
                file_name,
                code,
            })
            .collect();
        let written = slips_pdf(&self.session, &slips, self.at).and_then(|bytes| {
            let name = slips_file_name(&self.session);
            write_paper(&self.folders.codes, &name, &Zeroizing::new(bytes))
        });
        match written {
            Ok(path) => {
                self.slips.push(path);
                for item in &mut self.items {
                    item.has_slip |= waits(item);
                }
            }
            Err(error) => self.troubles.push(Trouble::Slips(error)),
        }
    }

    fn write_receipt(&mut self) {
        let waits = |item: &Item| item.path.is_some() && !item.has_receipt;
        let waiting: Vec<_> = self.items.iter().filter(|item| waits(item)).collect();
        if waiting.is_empty() {
            return;
        }
        let texts: Vec<_> = waiting
            .iter()
            .map(|item| (item.new.issued.id.to_string(), name_of(item)))
            .collect();
        let rows: Vec<_> = waiting
            .iter()
            .zip(&texts)
            .map(|(item, (packet_id, file_name))| ReceiptRow {
                member: &item.member,
                office: &item.office,
                n_products: item.new.issued.product_ids.len(),
                file_name,
                packet_id,
                issued_at: item.new.issued.issued_at,
                public_key: item.new.issued.public_key.as_deref(),
            })
            .collect();
        let written = receipt_pdf(&self.session, &rows, self.at).and_then(|bytes| {
            let name = packet_receipt_file_name(&self.session);
            write_paper(&self.folders.packets, &name, &bytes)
        });
        match written {
            Ok(path) => {
                self.receipts.push(path);
                for item in &mut self.items {
                    item.has_receipt |= waits(item);
                }
            }
            Err(error) => self.troubles.push(Trouble::Receipt(error)),
        }
    }
}

fn name_of(item: &Item) -> String {
    let name = item.path.as_deref().and_then(Path::file_name);
    name.map_or_else(
        || item.new.file_name.clone(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn write_paper(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, UserError> {
    let stem = name.trim_end_matches(".pdf");
    export::write_numbered(folder, stem, ".pdf", bytes)
}

#[cfg(test)]
mod tests;
