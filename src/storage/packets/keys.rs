//! Keys that members sign with, and the codes they are locked under.
//!
//! The secretary makes a key for each packet; the session keeps its public half. The private half
//! travels in the packet as a **locked key**: a file of the tool `age`, protected by a passphrase,
//! written in hexadecimal, a colon, and a checksum over it:
//!
//! ```text
//! 6167652d656e63727970…:0d5f80b2c4a19e37
//! ```
//!
//! The passphrase is the code as the slip shows it, so that `age` itself opens the file, too. The
//! checksum guards against nobody: it tells a damaged packet from a mistyped code, which without it
//! look alike, and it does so before the long computation that makes guessing codes slow. What keeps
//! a changed file from being taken for a good one is `age`.
//!
//! No error, no `Debug` text and no log holds a key or a code.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::iter;

use age::secrecy::SecretString;
use age::secrecy::zeroize::{Zeroize as _, Zeroizing};
use age::{Decryptor, Encryptor, scrypt};
use ed25519_dalek::{SECRET_KEY_LENGTH, SigningKey};
use rust_i18n::t;

use crate::error::{ErrorKind, UserError};
use crate::rules::packets::seal::{hex, unhex};

/// Signs of a code.
pub(super) const LEN: usize = 10;
/// Signs before the dash.
const GROUP: usize = 5;
/// The signs a code is made of. Letters that a Vietnamese input method (Telex, VNI) joins with others
/// are missing, the vowels with D and W, so that a code arrives as it is typed whether such a method is
/// on or not; so is L, which looks like 1.
const ALPHABET: &[u8; 27] = b"0123456789BCFGHJKMNPQRSTVXZ";
/// Random bytes from here on are drawn again, so that no sign is likelier than another: 9 × 27.
const DRAWN_AGAIN: u8 = 243;
/// Unlocking computes 2 to this power rounds: 0.2 to 0.4 s and 64 MiB on a laptop, with 2⁴⁷
/// codes to try. It belongs to the format: a key locked with more is refused.
const WORK_FACTOR: u8 = 16;
/// Longest text that is looked at as a locked key; one of ours has some 450 bytes.
const MOST_BYTES: usize = 4096;
/// Hexadecimal digits of the checksum.
const CHECK_LEN: usize = 16;

/// A code (*mã mở khóa*): ten signs without look-alikes, shown as `BCFGH-JKMNP`.
///
/// It holds 47 random bits and is overwritten when dropped. What it is, only [`Code::text`] tells.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; LEN]);

impl Code {
    /// Draws a code.
    pub fn random() -> Result<Self, UserError> {
        let mut code = Self([0; LEN]);
        for sign in &mut code.0 {
            let mut byte = [DRAWN_AGAIN];
            while byte[0] >= DRAWN_AGAIN {
                getrandom::fill(&mut byte).map_err(|_no_source| no_random())?;
            }
            *sign = ALPHABET[usize::from(byte[0]) % ALPHABET.len()];
        }
        Ok(code)
    }

    /// Reads a code as people type it: in either case, with dashes and blanks anywhere or nowhere, and
    /// with O for 0 and I or L for 1. None where it is not a code.
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = Self([0; LEN]);
        let mut n_signs = 0;
        for letter in text.chars().filter(|letter| !is_separator(*letter)) {
            *code.0.get_mut(n_signs)? = sign(letter)?;
            n_signs += 1;
        }
        (n_signs == LEN).then_some(code)
    }

    /// Returns the code as a slip shows it: `BCFGH-JKMNP`.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(LEN + 1);
        for (idx, sign) in self.0.iter().enumerate() {
            if idx == GROUP {
                text.push('-');
            }
            text.push(char::from(*sign));
        }
        text
    }

    fn passphrase(&self) -> SecretString {
        SecretString::from(self.text())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Tells whether `letter` only parts the signs of a code: a blank, or a dash of any length.
pub(super) fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Returns the sign that `letter` stands for.
pub(super) fn sign(letter: char) -> Option<u8> {
    let sign = u8::try_from(letter).ok()?.to_ascii_uppercase();
    let sign = match sign {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        sign => sign,
    };
    ALPHABET.contains(&sign).then_some(sign)
}

/// A new key and what may be known of it. Its `Debug` text holds the public half only.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The private half.
    pub signing: SigningKey,
    /// The public half, 64 hexadecimal digits.
    pub public: String,
}

/// Makes a key.
pub fn new_key() -> Result<NewKey, UserError> {
    let mut secret = Zeroizing::new([0; SECRET_KEY_LENGTH]);
    getrandom::fill(secret.as_mut_slice()).map_err(|_no_source| no_random())?;
    let signing = SigningKey::from_bytes(&secret);
    let public = hex(signing.verifying_key().as_bytes());
    Ok(NewKey { signing, public })
}

fn no_random() -> UserError {
    UserError::new(ErrorKind::Internal, t!("keys.no_random")).hint(t!("keys.hint.no_random"))
}

/// Why a locked key stays locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The text is whole, but the code is another one.
    #[error("the code does not open the key")]
    WrongCode,
    /// The text is no locked key, or was changed.
    #[error("the locked key is damaged")]
    Damaged,
}

impl From<UnlockError> for UserError {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::WrongCode => Self::new(ErrorKind::Input, t!("keys.wrong_code"))
                .hint(t!("keys.hint.wrong_code"))
                .hint(t!("keys.hint.lost_code")),
            UnlockError::Damaged => Self::new(ErrorKind::Damaged, t!("keys.damaged"))
                .hint(t!("keys.hint.damaged"))
                .hint(t!("keys.hint.issue_again")),
        }
    }
}

/// Locks `key` under `code`: a line of plain signs. It takes as long as [`unlock`].
pub fn lock(key: &SigningKey, code: &Code) -> Result<String, UserError> {
    lock_with(key, code, WORK_FACTOR)
}

fn lock_with(key: &SigningKey, code: &Code, work_factor: u8) -> Result<String, UserError> {
    let mut recipient = scrypt::Recipient::new(code.passphrase());
    recipient.set_work_factor(work_factor);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(UserError::internal)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor
        .wrap_output(&mut sealed)
        .map_err(UserError::internal)?;
    let secret = Zeroizing::new(key.to_bytes());
    writer
        .write_all(secret.as_slice())
        .and_then(|()| writer.finish())
        .map_err(UserError::internal)?;
    Ok(written(&sealed))
}

/// Opens a text made by [`lock`]. That takes some 0.3 s and never longer, whatever the text asks for.
pub fn unlock(locked: &str, code: &Code) -> Result<SigningKey, UnlockError> {
    let sealed = sealed_bytes(locked).ok_or(UnlockError::Damaged)?;
    open(&sealed, code)
}

fn open(sealed: &[u8], code: &Code) -> Result<SigningKey, UnlockError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_no_file| UnlockError::Damaged)?;
    let mut identity = scrypt::Identity::new(code.passphrase());
    // A file may ask for more work than any machine can do.
    identity.set_max_work_factor(WORK_FACTOR);
    let mut reader = decryptor
        .decrypt(iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            age::DecryptError::DecryptionFailed => UnlockError::WrongCode,
            _ => UnlockError::Damaged,
        })?;
    let mut secret = Zeroizing::new([0; SECRET_KEY_LENGTH]);
    let mut behind = [0];
    let is_whole = reader.read_exact(secret.as_mut_slice()).is_ok()
        && matches!(reader.read(&mut behind), Ok(0));
    is_whole
        .then(|| SigningKey::from_bytes(&secret))
        .ok_or(UnlockError::Damaged)
}

/// Writes a sealed key with its checksum.
fn written(sealed: &[u8]) -> String {
    format!("{}:{}", hex(sealed), check_of(sealed))
}

/// Returns the sealed key of a text. Exactly what [`written`] writes is taken, so that there is one
/// text for one key.
fn sealed_bytes(locked: &str) -> Option<Vec<u8>> {
    if locked.len() > MOST_BYTES {
        return None;
    }
    let (digits, check) = locked.split_once(':')?;
    let sealed = unhex(digits)?;
    (check_of(&sealed) == check).then_some(sealed)
}

fn check_of(sealed: &[u8]) -> String {
    blake3::hash(sealed).to_hex()[..CHECK_LEN].to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use super::*;

    /// Enough work for tests that lock hundreds of times.
    const LITTLE_WORK: u8 = 2;

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; SECRET_KEY_LENGTH])
    }

    #[test]
    fn a_key_comes_back_with_its_code_only() {
        let NewKey { signing, public } = new_key().expect("a key");
        let right = Code::random().expect("a code");
        let locked = lock(&signing, &right).expect("locked");
        assert!(locked.len() < MOST_BYTES / 4, "{} bytes", locked.len());
        assert!(
            locked
                .bytes()
                .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase() || b == b':')
        );
        let typed = code(&right.text().to_lowercase());
        let unlocked = unlock(&locked, &typed).expect("unlocked");
        assert_eq!(unlocked.to_bytes(), signing.to_bytes());
        assert_eq!(hex(unlocked.verifying_key().as_bytes()), public);
        assert_eq!(public.len(), 64);

        let other = Code::random().expect("a code");
        assert_eq!(unlock(&locked, &other).err(), Some(UnlockError::WrongCode));
    }

    #[test]
    fn every_changed_sign_of_a_locked_key_is_noticed() {
        let right = code("BCFGH-JKMNP");
        let locked = lock_with(&key(), &right, LITTLE_WORK).expect("locked");
        assert!(unlock(&locked, &right).is_ok());
        for idx in 0..locked.len() {
            for other in ["0", "1", "f", "A", "F", ":", " ", "\n", "\0"] {
                let mut changed = locked.clone();
                changed.replace_range(idx..=idx, other);
                let outcome = unlock(&changed, &right);
                if changed == locked {
                    assert!(outcome.is_ok());
                } else {
                    assert_eq!(outcome.err(), Some(UnlockError::Damaged), "{idx} {other:?}");
                }
            }
            let mut shorter = locked.clone();
            shorter.remove(idx);
            assert!(unlock(&shorter, &right).is_err(), "{idx}");
        }
        for changed in [
            locked.to_uppercase(),
            format!("{locked}\n"),
            format!(" {locked}"),
            format!("{locked}{locked}"),
            locked.replace(':', ""),
            String::new(),
            ":".to_owned(),
            "đ:0".to_owned(),
        ] {
            assert_eq!(unlock(&changed, &right).err(), Some(UnlockError::Damaged));
        }
    }

    // Whoever changes a packet on purpose can make the checksum anew.
    #[test]
    fn a_changed_file_under_a_right_checksum_is_refused_too() {
        let right = code("BCFGH-JKMNP");
        let locked = lock_with(&key(), &right, LITTLE_WORK).expect("locked");
        let sealed = sealed_bytes(&locked).expect("whole");
        for idx in 0..sealed.len() {
            for bit in [1, 0x20, 0x80] {
                let mut changed = sealed.clone();
                changed[idx] ^= bit;
                assert!(unlock(&written(&changed), &right).is_err(), "{idx} {bit}");
            }
            assert!(unlock(&written(&sealed[..idx]), &right).is_err(), "{idx}");
        }
        for behind in [&b"\0"[..], b"\n", &sealed] {
            let longer = [&sealed, behind].concat();
            assert!(unlock(&written(&longer), &right).is_err());
        }
    }

    #[test]
    fn other_contents_than_a_key_are_refused() {
        let right = code("BCFGH-JKMNP");
        for len in [0, 31, 33, 64] {
            let mut recipient = scrypt::Recipient::new(right.passphrase());
            recipient.set_work_factor(LITTLE_WORK);
            let sealed = age::encrypt(&recipient, &vec![7; len]).expect("sealed");
            let outcome = unlock(&written(&sealed), &right);
            assert_eq!(outcome.err(), Some(UnlockError::Damaged), "{len} bytes");
        }
        let recipient = age::x25519::Identity::generate().to_public();
        let sealed = age::encrypt(&recipient, &[7; 32]).expect("sealed");
        let outcome = unlock(&written(&sealed), &right);
        assert_eq!(outcome.err(), Some(UnlockError::Damaged));
    }

    #[test]
    fn a_hostile_text_costs_neither_time_nor_memory() {
        let right = code("BCFGH-JKMNP");
        let begin = Instant::now();
        for text in ["a".repeat(1 << 20), "6167:".repeat(1 << 18)] {
            assert_eq!(unlock(&text, &right).err(), Some(UnlockError::Damaged));
        }
        // 2⁶⁰ rounds cannot be done, 2²² take 4 GiB; with four the file is looked into.
        for (work, expected) in [
            ("60", UnlockError::Damaged),
            ("22", UnlockError::Damaged),
            ("17", UnlockError::Damaged),
            ("2", UnlockError::WrongCode),
        ] {
            let body = "A".repeat(43);
            let salt = "A".repeat(22);
            let file = format!(
                "age-encryption.org/v1\n-> scrypt {salt} {work}\n{body}\n--- {body}\n{}",
                "\0".repeat(64)
            );
            let outcome = unlock(&written(file.as_bytes()), &right);
            assert_eq!(outcome.err(), Some(expected), "{work}");
        }
        assert!(begin.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let expected = code("0123456789");
        assert_eq!(expected.text(), "01234-56789");
        for typed in [
            "01234-56789",
            " 01234 56789\n",
            "O1234-56789",
            "oi234-56789",
            "ol234 – 56789",
            "oL2-34—5_67 89",
            "0I234\u{a0}56789",
        ] {
            assert_eq!(code(typed), expected, "{typed}");
        }
        assert_eq!(code("bcfgh-jkmnp").text(), "BCFGH-JKMNP");
        for no_code in [
            "",
            "-",
            "01234-5678",
            "01234-567890",
            "01234-5678!",
            "01234-5678đ",
            "ÂBCFG-FGHJK",
            "ABCFG-HJKMN",
            "A\u{302}BCFG-FGHJK",
            "0123456789-0123456789",
        ] {
            assert_eq!(Code::parse(no_code), None, "{no_code}");
        }
    }

    #[test]
    fn random_codes_use_every_sign_and_do_not_repeat() {
        let codes: Vec<_> = (0..400)
            .map(|_| Code::random().expect("a code").text())
            .collect();
        let signs: BTreeSet<_> = codes.concat().bytes().filter(|b| *b != b'-').collect();
        assert_eq!(signs, ALPHABET.iter().copied().collect());
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for text in &codes {
            assert_eq!((text.len(), text.find('-')), (LEN + 1, Some(GROUP)));
            assert_eq!(code(text).text(), *text);
        }
    }

    #[test]
    fn nothing_secret_shows() {
        let secret = code("BCFGH-JKMNP");
        assert_eq!(format!("{secret:?}"), "Code(…)");
        let signing = key();
        let shown = format!(
            "{:?}",
            NewKey {
                public: "public".to_owned(),
                signing
            }
        );
        assert!(!shown.contains("7, 7, 7") && !shown.contains("070707"));
        for error in [UnlockError::WrongCode, UnlockError::Damaged] {
            let told = UserError::from(error);
            let texts = format!("{error} {error:?} {told} {told:?}");
            assert!(!texts.contains("BCFGH"), "{texts}");
            assert!(!texts.contains("keys."), "{texts}");
            assert_eq!(told.hints.len(), 2);
        }
    }
}
