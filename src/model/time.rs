//! A time of day to the minute, as attendance lists and minutes keep it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A time of day in minutes since midnight, written `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayTime(u16);

impl DayTime {
    /// Makes a time of day; none where hour or minute is out of range.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(hour * 60 + minute))
        } else {
            None
        }
    }

    /// Returns the hour, 0 to 23.
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// Returns the minute, 0 to 59.
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl FromStr for DayTime {
    type Err = ();

    /// Reads `8:05`, `08:05`, `08h05` or `8 giờ 05`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let (hour, minute) = [":", "h", "H", "giờ"]
            .iter()
            .find_map(|separator| text.split_once(separator))
            .ok_or(())?;
        let number = |t: &str| {
            let t = t.trim();
            let plain = (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
            if plain { t.parse::<u16>().ok() } else { None }
        };
        let minute = if minute.trim().is_empty() {
            Some(0)
        } else {
            number(minute)
        };
        number(hour)
            .zip(minute)
            .and_then(|(hour, minute)| Self::new(hour, minute))
            .ok_or(())
    }
}

impl Serialize for DayTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DayTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            de::Error::invalid_value(
                de::Unexpected::Str(&text),
                &"a time of day such as \"08:30\"",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, expected) in [
            ("08:05", DayTime::new(8, 5)),
            ("8h5", DayTime::new(8, 5)),
            ("13h", DayTime::new(13, 0)),
            ("9 giờ 30", DayTime::new(9, 30)),
            ("24:00", None),
            ("8:60", None),
            ("8", None),
            ("-1:20", None),
        ] {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
    }
}
