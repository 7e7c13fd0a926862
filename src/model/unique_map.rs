//! Reads a map in which no key may stand twice; by itself serde lets the last one win in silence.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, de};

/// Reads the map; for `#[serde(deserialize_with = …)]`.
pub(crate) fn deserialize<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    struct Visitor<K, V>(PhantomData<(K, V)>);

    impl<'de, K, V> de::Visitor<'de> for Visitor<K, V>
    where
        K: Deserialize<'de> + Ord + fmt::Display,
        V: Deserialize<'de>,
    {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map without repeated keys")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = access.next_key::<K>()? {
                if map.contains_key(&key) {
                    return Err(de::Error::custom(format_args!(
                        "\"{key}\" stands twice in one map"
                    )));
                }
                let value = access.next_value()?;
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(Visitor(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::criteria::Code;

    #[derive(Debug, Deserialize)]
    struct Record {
        #[serde(deserialize_with = "deserialize")]
        notes: BTreeMap<Code, String>,
    }

    #[test]
    fn a_repeated_key_is_refused_where_it_stands() {
        let record: Record =
            ron::from_str("(notes: {\"1.2\": \"a\", \"1.3\": \"b\"})").expect("a record");
        assert_eq!(record.notes.len(), 2);
        let error = ron::from_str::<Record>("(notes: {\n\"1.2\": \"a\",\n\"1.2\": \"b\"})")
            .expect_err("a repeated key");
        assert!(
            error.to_string().contains("\"1.2\" stands twice"),
            "{error}"
        );
        assert_eq!(error.span.end.line, 3);
    }
}
