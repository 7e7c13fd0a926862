//! Random identities. Codes are typed by people and may repeat; ids never do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not an id of the form {prefix}-0123456789abcdef")]
pub struct IdError {
    text: String,
    prefix: &'static str,
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Makes an id from 64 random bits drawn by the caller; the model itself draws none.
            pub const fn from_bits(bits: u64) -> Self {
                Self(bits)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{:016x}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let error = || IdError { text: text.chars().take(40).collect(), prefix: $prefix };
                let digits = text.strip_prefix(concat!($prefix, "-")).ok_or_else(error)?;
                let plain = digits.len() == 16
                    && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                if !plain {
                    return Err(error());
                }
                u64::from_str_radix(digits, 16).map(Self).map_err(|_not_hex| error())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

id_type!(
    /// Identity of an applicant (*chủ thể*).
    ApplicantId, "a"
);
id_type!(
    /// Identity of a council member.
    MemberId, "m"
);
id_type!(
    /// Identity of a packet.
    PacketId, "g"
);
id_type!(
    /// Identity of a product within and across sessions.
    ProductId, "p"
);
id_type!(
    /// Identity of a session.
    SessionId, "s"
);
id_type!(
    /// Identity of one scoring sheet, kept through its revisions.
    SheetId, "f"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_written() {
        let id = ProductId::from_bits(0x00ab_0000_0000_0001);
        assert_eq!(id.to_string(), "p-00ab000000000001");
        assert_eq!("p-00ab000000000001".parse(), Ok(id));
    }

    #[test]
    fn foreign_texts_are_no_ids() {
        for text in [
            "",
            "p-",
            "m-00ab000000000001",
            "p-00AB000000000001",
            "p-+0ab000000000001",
            "p-1",
        ] {
            assert!(text.parse::<ProductId>().is_err(), "{text}");
        }
    }
}
