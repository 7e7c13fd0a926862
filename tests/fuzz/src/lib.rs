//! What the fuzz targets share: repairing checksums, changing texts by their structure, and what must
//! hold for everything that was read.

pub mod hold;
pub mod imported;
pub mod mutate;
pub mod packets;
pub mod seal;
