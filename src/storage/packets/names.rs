//! Which files are called as packets are.

use std::ffi::OsStr;

/// How the name of a packet ends, in small letters.
const EXTENSION: &str = ".ron";
const KIND: &str = ".packet";
/// What programs put before the last extension of a file that they keep beside one of its name:
/// Syncthing, and file managers.
const BESIDE: [&str; 3] = [".sync-conflict-", " (", " - "];

/// Tells whether a file called `name` may be a packet: it is called as one, or as a second one that
/// was kept beside it. Hidden files are none, nor those that programs make for a moment.
pub(in crate::storage) fn is_packet(name: &OsStr) -> bool {
    // Letters beyond ASCII are of no interest, nor whether the name is text at all.
    let name = name.to_string_lossy().to_ascii_lowercase();
    if name.starts_with(['.', '~']) {
        return false;
    }
    let Some(stem) = name.strip_suffix(EXTENSION) else {
        return false;
    };
    let kept_beside = |(at, _): (usize, &str)| {
        let rest = &stem[at + KIND.len()..];
        rest.is_empty() || BESIDE.iter().any(|beside| rest.starts_with(beside))
    };
    stem.match_indices(KIND).any(kept_beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_told_by_their_names() {
        for name in [
            "An.packet.ron",
            "AN.PACKET.RON",
            "Phiếu của chị Hà.packet.ron",
            "a.packet.packet.ron",
            // Before the last extension, and before both.
            "An.packet.sync-conflict-20260901-120000-ABCDEFG.ron",
            "An.sync-conflict-20260901-120000-ABCDEFG.packet.ron",
            "An.packet (2).ron",
            "An.packet - Copy.ron",
            "An.packet - Sao chép (2).ron",
        ] {
            assert!(is_packet(OsStr::new(name)), "{name}");
        }
        for name in [
            "",
            ".packet.ron",
            ".An.packet.ron",
            "~An.packet.ron",
            "~syncthing~An.packet.ron",
            ".syncthing.An.packet.ron.tmp",
            "~syncthing~An.packet.ron.tmp",
            "An.packet.ron.tmp",
            "An.packet.ron.~1~",
            "An.packet.ron.part",
            "An.packet.ron.journal",
            "An.session.ron",
            "An.packets.ron",
            "An.packet-2.ron",
            "An.packet",
            "An.ron",
            "packet.ron",
        ] {
            assert!(!is_packet(OsStr::new(name)), "{name}");
        }
    }
}
