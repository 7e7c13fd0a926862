//! What minutes carry in the metadata of their PDF, so that a program can tell which finalisation
//! they are of.
//!
//! The keywords of the document are `ocop-session=ID` and, of a session that stands as it was
//! finalised, `ocop-digest=DIGEST`. An archival PDF has its metadata as plain text; a PDF that
//! another program wrote anew may not, and then it carries no stamp that could be read.

use super::minutes::standing_digest;
use crate::model::ids::SessionId;
use crate::model::session::Session;
use crate::rules::review::Review;

const SESSION: &str = "ocop-session=";
const DIGEST: &str = "ocop-digest=";
/// Hexadecimal digits of a digest.
pub const DIGEST_LEN: usize = 64;

/// What was read of a PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The sessions it names; more than one where somebody put PDFs together.
    pub sessions: Vec<SessionId>,
    /// The digests it names.
    pub digests: Vec<String>,
}

/// Returns the keywords for minutes.
pub(super) fn keywords(session: &Session, review: &Review) -> Vec<String> {
    let digest = standing_digest(session, review);
    [format!("{SESSION}{}", session.id)]
        .into_iter()
        .chain(digest.map(|digest| format!("{DIGEST}{digest}")))
        .collect()
}

/// Looks for stamps in the bytes of a PDF.
pub fn read(bytes: &[u8]) -> Stamp {
    let mut stamp = Stamp::default();
    for value in values(bytes, SESSION) {
        if let Ok(id) = value.parse()
            && !stamp.sessions.contains(&id)
        {
            stamp.sessions.push(id);
        }
    }
    for value in values(bytes, DIGEST) {
        let is_digest =
            value.len() == DIGEST_LEN && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest && !stamp.digests.iter().any(|digest| digest == value) {
            stamp.digests.push(value.to_owned());
        }
    }
    stamp
}

/// Returns what stands behind each `name`, as far as letters, digits and dashes go.
fn values<'a>(bytes: &'a [u8], name: &'static str) -> impl Iterator<Item = &'a str> {
    let is_of_value = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    bytes
        .windows(name.len())
        .enumerate()
        .filter(move |(_, window)| *window == name.as_bytes())
        .filter_map(move |(at, window)| {
            let rest = &bytes[at + window.len()..];
            let len = rest.iter().take_while(|byte| is_of_value(byte)).count();
            std::str::from_utf8(&rest[..len]).ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_found_wherever_they_stand_and_once() {
        let digest = "0123456789abcdef".repeat(4);
        let id = SessionId::from_bits(7);
        let text = format!(
            "%PDF <k>ocop-session={id}, ocop-digest={digest}</k> (ocop-session={id}, ocop-digest={digest})"
        );
        let found = read(text.as_bytes());
        assert_eq!(found.sessions, [id]);
        assert_eq!(found.digests, [digest]);
    }

    #[test]
    fn what_is_no_digest_is_none() {
        let long = "a".repeat(65);
        for text in [
            "",
            "ocop-digest=",
            "ocop-digest=abc",
            "ocop-digest=zz",
            "ocop-session=x",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("ocop-digest={long}")])
        {
            assert_eq!(read(text.as_bytes()), Stamp::default(), "{text}");
        }
    }
}
