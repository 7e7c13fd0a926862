//! The one way in which data is written before a digest is made of it: JSON, the members of an object
//! ordered by name, members that are null left out, no white space between the tokens, characters as
//! they are (UTF-8) but for the escapes that JSON requires.

use serde_json::{Map, Value};

/// Makes an object of its members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Value::Object(Map::from_iter(members))
}

/// Gives plain data of the model as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Value {
    // Every map of a session has texts for keys, and no number is infinite.
    serde_json::to_value(value).expect("plain data can be told as JSON")
}

/// Writes a value in its one canonical form.
pub(super) fn write(value: &Value, text: &mut String) {
    let list = |text: &mut String,
                brackets: [char; 2],
                items: &mut dyn Iterator<Item = (Option<&str>, &Value)>| {
        text.push(brackets[0]);
        for (idx, (name, value)) in items.enumerate() {
            if idx > 0 {
                text.push(',');
            }
            if let Some(name) = name {
                text.push_str(&Value::from(name).to_string());
                text.push(':');
            }
            write(value, text);
        }
        text.push(brackets[1]);
    };
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .collect();
            members.sort_by_key(|(name, _)| name.as_str());
            let mut members = members
                .into_iter()
                .map(|(name, value)| (Some(name.as_str()), value));
            list(text, ['{', '}'], &mut members);
        }
        Value::Array(items) => list(text, ['[', ']'], &mut items.iter().map(|item| (None, item))),
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected text was written by hand from the rule in the module's words.
    #[test]
    fn the_canonical_form_is_as_documented() {
        let value: Value = serde_json::from_str(
            r#"{"b": [1, {"z": null, "y": "\u00e9\n\"\u0001/"}], "a": {}, "c": null, "B": true}"#,
        )
        .expect("JSON");
        let mut text = String::new();
        write(&value, &mut text);
        assert_eq!(
            text,
            "{\"B\":true,\"a\":{},\"b\":[1,{\"y\":\"é\\n\\\"\\u0001/\"}]}"
        );
    }
}
