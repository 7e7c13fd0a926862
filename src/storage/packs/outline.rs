//! Where the values of a RON text stand. Values read by serde do not know their place, so the text
//! is gone over once more, only when a fault needs it.

/// One step from a value to a value inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The field of that name.
    Field(&'static str),
    /// The item at that position of a list.
    Item(usize),
}

/// The places of all values of a text that was already read as RON. On anything else it gives some
/// place inside the text.
pub(super) struct Outline<'a>(Node<'a>);

struct Node<'a> {
    offset: usize,
    inside: Inside<'a>,
}

enum Inside<'a> {
    Nothing,
    Fields(Vec<(&'a str, usize, Node<'a>)>),
    Items(Vec<Node<'a>>),
}

impl<'a> Outline<'a> {
    /// Goes over `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let mut scanner = Scanner { text, at: 0 };
        Self(scanner.value(DEPTH_LIMIT))
    }

    /// Returns the offset of the value that `path` leads to, or of the last one on the way. A field
    /// begins with its name.
    pub(super) fn offset(&self, path: &[Step]) -> usize {
        let mut node = &self.0;
        let mut offset = node.offset;
        for &step in path {
            let found = match (step, &node.inside) {
                (Step::Field(name), Inside::Fields(fields)) => fields
                    .iter()
                    .find(|(field, _, _)| *field == name)
                    .map(|(_, place, node)| (*place, node)),
                (Step::Item(idx), Inside::Items(items)) => {
                    items.get(idx).map(|node| (node.offset, node))
                }
                _ => None,
            };
            let Some((place, next)) = found else {
                break;
            };
            (offset, node) = (place, next);
        }
        offset
    }
}

/// Values nest less deep than the reader of RON allows.
const DEPTH_LIMIT: usize = 130;

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn value(&mut self, depth: usize) -> Node<'a> {
        self.skip_blank();
        let offset = self.at;
        let name = self.word();
        let inside = match self.peek() {
            // r"…" and b"…" begin like a word.
            Some('"' | '#') => {
                self.skip_text(name.ends_with('r'));
                Inside::Nothing
            }
            Some('(') if depth > 0 => self.group(')', depth - 1),
            Some('[') if depth > 0 && name.is_empty() => self.group(']', depth - 1),
            _ => {
                if name.is_empty() {
                    self.skip_plain();
                }
                Inside::Nothing
            }
        };
        Node { offset, inside }
    }

    /// Reads what stands between brackets: fields, or items. `Some(x)` stands where `x` does.
    fn group(&mut self, close: char, depth: usize) -> Inside<'a> {
        self.bump();
        let mut fields = Vec::new();
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(ch) if ch == close => {
                    self.bump();
                    break;
                }
                Some(',') => self.bump(),
                Some(_) => {
                    let place = self.at;
                    match self.field_name() {
                        Some(name) => fields.push((name, place, self.value(depth))),
                        None => items.push(self.value(depth)),
                    }
                    if self.at == place {
                        self.bump(); // Nothing that RON knows; go on behind it.
                    }
                }
            }
        }
        if !fields.is_empty() {
            return Inside::Fields(fields);
        }
        if close == ')' && items.len() == 1 {
            return items.remove(0).inside;
        }
        Inside::Items(items)
    }

    /// Reads `name:`, if that is what comes.
    fn field_name(&mut self) -> Option<&'a str> {
        let start = self.at;
        let name = self.word();
        self.skip_blank();
        if !name.is_empty() && self.peek() == Some(':') {
            self.bump();
            return Some(name);
        }
        self.at = start;
        None
    }

    fn word(&mut self) -> &'a str {
        self.take_while(|ch| ch.is_alphanumeric() || ch == '_')
    }

    /// Skips a number, a sign or whatever else ends before the next separator.
    fn skip_plain(&mut self) {
        if self.peek() == Some('\'') {
            self.bump();
            if self.peek() == Some('\\') {
                self.bump();
            }
            self.bump();
        }
        self.take_while(|ch| !matches!(ch, ',' | ')' | ']' | '}') && !ch.is_whitespace());
    }

    /// Skips a text in quotes, with `#` signs around it where it is raw.
    fn skip_text(&mut self, raw: bool) {
        let n_signs = self.take_while(|ch| ch == '#').len();
        self.bump();
        let end = format!("\"{}", "#".repeat(n_signs));
        while !self.rest().is_empty() {
            if self.rest().starts_with(&end) {
                self.at += end.len();
                return;
            }
            if !raw && self.peek() == Some('\\') {
                self.bump();
            }
            self.bump();
        }
    }

    fn skip_blank(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest().starts_with("//") {
                self.take_while(|ch| ch != '\n');
            } else if self.rest().starts_with("/*") {
                self.skip_block_comment();
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.bump();
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let len = rest.find(|ch| !accepts(ch)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }
}

#[cfg(test)]
mod tests {
    use super::Step::{Field, Item};
    use super::*;

    const TEXT: &str = r##"// đầu (
Pack(
  a: 1, /* b: [ /* ( */ */ b: [
    (c: "x\"(", d: Some((e: -2.5, f: 'ấ'))),
    (c: r#"",("#, d: None), // )
  ],
  g: Wrap("6.1"),
)"##;

    #[track_caller]
    fn check_place(path: &[Step], expected: &str) {
        let offset = Outline::of(TEXT).offset(path);
        assert!(
            TEXT[offset..].starts_with(expected),
            "{path:?} leads to {:?}",
            &TEXT[offset..]
        );
    }

    #[test]
    fn values_are_found_by_their_path() {
        check_place(&[], "Pack(");
        check_place(&[Field("a")], "a: 1");
        check_place(&[Field("b"), Item(0), Field("c")], "c: \"x");
        check_place(&[Field("b"), Item(0), Field("d"), Field("f")], "f: 'ấ'");
        check_place(&[Field("b"), Item(1)], "(c: r#");
        check_place(&[Field("b"), Item(1), Field("d")], "d: None");
        check_place(&[Field("g")], "g: Wrap");
    }

    #[test]
    fn a_path_that_leads_nowhere_gives_the_last_place_on_it() {
        check_place(&[Field("b"), Item(7)], "b: [");
        check_place(&[Field("z"), Item(0)], "Pack(");
        for text in ["", "(", "[[", "\"", "(a:", "}", "(a: }", "/*", "'"] {
            let offset = Outline::of(text).offset(&[Field("a"), Item(0)]);
            assert!(offset <= text.len(), "{text}");
        }
    }
}
