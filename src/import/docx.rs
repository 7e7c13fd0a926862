//! DOCX as a document.
use super::document::Document;
use super::error::ImportFaultKind;

pub(super) fn read(_bytes: &[u8]) -> Result<Document, ImportFaultKind> {
    Err(ImportFaultKind::NoDocumentPart)
}
