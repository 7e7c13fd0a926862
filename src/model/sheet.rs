//! Scoring sheets (*phiếu đánh giá*): one member, one product, one round.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::DateTime;
use super::criteria::{Code, ExclusionKind, FormKey};
use super::ids::{MemberId, PacketId, ProductId, SheetId};
use super::typing::SecondTyping;

/// What a member answered to a criterion. A criterion without an answer is *unanswered*, which is
/// neither of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// None of the levels is reached (*không đạt mức nào*, 0 points).
    NoLevel,
    /// The level at this position, counted from 0 over all printed levels of the criterion.
    Level(u8),
}

impl fmt::Display for Answer {
    /// Writes `-` for none of the levels, else the position counted from 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLevel => f.write_str("-"),
            Self::Level(idx) => write!(f, "{}", u16::from(*idx) + 1),
        }
    }
}

impl FromStr for Answer {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "-" {
            return Ok(Self::NoLevel);
        }
        let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        let position: u8 = if plain {
            text.parse().map_err(|_not_a_number| ())?
        } else {
            return Err(());
        };
        position.checked_sub(1).map(Self::Level).ok_or(())
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            de::Error::invalid_value(
                de::Unexpected::Str(&text),
                &"\"-\" or the position of a level",
            )
        })
    }
}

/// The answers of a sheet by criterion, written as one line: `1.1=2 1.2=- 3.5=4`. Unanswered
/// criteria are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(pub BTreeMap<Code, Answer>);

impl Answers {
    /// Returns the answer to the criterion with `code`.
    pub fn get(&self, code: Code) -> Option<Answer> {
        self.0.get(&code).copied()
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, (code, answer)) in self.0.iter().enumerate() {
            let space = if idx == 0 { "" } else { " " };
            write!(f, "{space}{code}={answer}")?;
        }
        Ok(())
    }
}

impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut answers = BTreeMap::new();
        for entry in text.split_ascii_whitespace() {
            let pair = entry
                .split_once('=')
                .and_then(|(code, answer)| Some((code.parse().ok()?, answer.parse().ok()?)));
            let (code, answer) = pair.ok_or_else(|| {
                de::Error::invalid_value(
                    de::Unexpected::Str(entry),
                    &"an answer such as 1.4=2, or 1.4=- for none of the levels",
                )
            })?;
            if answers.insert(code, answer).is_some() {
                return Err(de::Error::custom(format_args!(
                    "criterion {code} is answered twice"
                )));
            }
        }
        Ok(Self(answers))
    }
}

/// How far a sheet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetStatus {
    /// Being filled (*đang chấm*).
    Draft,
    /// Handed in by its member (*đã nộp*).
    Submitted,
    /// Checked by a second person (*đã xác nhận*).
    Confirmed,
}

impl SheetStatus {
    /// Tells whether the sheet has been handed in.
    pub const fn is_submitted(self) -> bool {
        matches!(self, Self::Submitted | Self::Confirmed)
    }
}

/// Where the answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetSource {
    /// Filled by the member on a laptop.
    Laptop,
    /// Typed by the secretary from the member's paper sheet.
    Typed,
    /// Typed twice from paper and compared.
    PaperDoubleChecked,
}

/// A scoring sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringSheet {
    /// Identity.
    pub id: SheetId,
    /// The product judged.
    pub product_id: ProductId,
    /// The member who judges.
    pub member_id: MemberId,
    /// Round of scoring, from 1.
    pub round: u16,
    /// Counts the times the sheet was handed in or taken back.
    pub revision: u32,
    /// The statutory sheet it is filled on.
    pub form: FormKey,
    /// How far it has come.
    pub status: SheetStatus,
    /// Where its answers come from.
    pub source: SheetSource,
    /// The answers given so far.
    pub answers: Answers,
    /// Notes by criterion.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub notes: BTreeMap<Code, String>,
    /// The member's opinion on the product.
    pub opinion: String,
    /// Grounds of the sheet that the member sees fulfilled.
    pub triggers: Vec<Trigger>,
    /// When it was handed in last.
    pub submitted_at: Option<DateTime>,
    /// Digest over the content as handed in.
    pub digest: Option<String>,
    /// The member's signature over the digest.
    pub signature: Option<String>,
    /// Earlier versions of the sheet, oldest first.
    pub superseded: Vec<SupersededVersion>,
    /// The second typing of a paper sheet, where one was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_typing: Option<SecondTyping>,
    /// The packet it was handed in with; absent for a sheet of the desk's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet_id: Option<PacketId>,
    /// Whether another version contradicts it and nobody has chosen yet; then it does not count.
    #[serde(default, skip_serializing_if = "is_false")]
    pub contested: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl ScoringSheet {
    /// Tells whether the sheet was ever handed in, taken back or not.
    pub fn was_handed_in(&self) -> bool {
        self.status.is_submitted() || !self.superseded.is_empty()
    }
}

/// A ground that a member sees fulfilled: a finding until the council decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Where the ground stands on the sheet.
    pub place: GroundPlace,
    /// Why the member sees it fulfilled.
    pub reason: String,
}

/// Where a ground for rejection or stop stands on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum GroundPlace {
    /// One of the disqualifiers of the whole sheet, by position.
    Sheet(u8),
    /// One of the exclusions of a section, by position.
    Section(Code, u8),
    /// One of the exclusions of a criterion, by position.
    Criterion(Code, u8),
}

/// A ground as it stands on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground<'a> {
    /// Where it stands.
    pub place: GroundPlace,
    /// What it leads to.
    pub kind: ExclusionKind,
    /// Its text.
    pub text: &'a str,
}

/// An earlier version of a sheet, kept in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersededVersion {
    /// Its revision.
    pub revision: u32,
    /// When it was handed in.
    pub submitted_at: Option<DateTime>,
    /// Its answers.
    pub answers: Answers,
    /// Why it was replaced.
    pub reason: String,
    /// Its notes by criterion.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub notes: BTreeMap<Code, String>,
    /// Its opinion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
    /// Its grounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// What it is known by, where it was handed in with a packet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<VersionSeal>,
}

/// What a version handed in with a packet is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionSeal {
    /// The packet.
    pub packet_id: PacketId,
    /// Its digest.
    pub digest: String,
    /// Its signature, where the council signs.
    pub signature: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_readable_line() {
        let text = "\"1.1=2 1.10=- 3.5=1\"";
        let answers: Answers = ron::from_str(text).expect("answers");
        assert_eq!(
            answers.get("1.1".parse().expect("a code")),
            Some(Answer::Level(1))
        );
        assert_eq!(
            answers.get("1.10".parse().expect("a code")),
            Some(Answer::NoLevel)
        );
        assert_eq!(answers.get("1.2".parse().expect("a code")), None);
        assert_eq!(ron::to_string(&answers).expect("text"), text);
    }

    #[test]
    fn broken_answers_are_refused() {
        for text in [
            "1.1",
            "1.1=",
            "1.1=0",
            "1.1=+1",
            "x=1",
            "1.1=1 1.1=2",
            "1.1=999",
            "1.1=01",
        ] {
            assert!(
                ron::from_str::<Answers>(&format!("{text:?}")).is_err(),
                "{text}"
            );
        }
    }
}
