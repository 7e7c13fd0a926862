//! Lays out RON for people: a record that fits on a line stays on it, a longer one gets a line for
//! each of its fields.

/// Longest line, in characters, unless a single value is longer.
const WIDTH: usize = 110;
/// Spaces per level.
const INDENT: usize = 4;

/// How many records are open around a list that is filled: the file's and the session's.
const FILLED_LEVEL: usize = 2;

/// A bracketed group of the text.
struct Group {
    /// Characters it takes on one line.
    width: usize,
    /// Whether the only thing in it is another group, as in `Some((…))`.
    wraps_group: bool,
    /// Whether there is nothing in it.
    is_empty: bool,
}

/// Lays out `compact`, RON as the serializer writes it without any layout of its own: no comments,
/// no raw strings, no trailing commas.
pub(super) fn lay_out(compact: &str) -> String {
    let mut out = String::new();
    lay_out_with(&mut out, compact, 0, |_field| None);
    out
}

/// Adds `compact` to `out`, laid out as [`lay_out`] does where it stands at `level` inside of broken records.
/// Empty lists and maps that are fields of the second level, those of the session in a session file,
/// are filled with what `filling` returns for their names: entries laid out at level 3, one behind
/// the other, each without what parts it from the next.
pub(super) fn lay_out_with<'a>(
    out: &mut String,
    compact: &str,
    level: usize,
    mut filling: impl FnMut(&str) -> Option<Vec<&'a str>>,
) {
    let groups = measure(compact);
    let mut next_group = groups.iter();
    let mut broken: Vec<bool> = Vec::new();
    let mut indent = level * INDENT;
    let mut column = indent;
    out.reserve(compact.len() + compact.len() / 2);
    // The word before the last colon, and the entries for the group that was just opened.
    let (mut last_word, mut field) = ("", "");
    let mut entries: Option<Vec<&str>> = None;
    let new_line = |out: &mut String, indent: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        indent
    };
    for token in tokens(compact) {
        match token {
            "(" | "[" | "{" => {
                out.push_str(token);
                column += 1;
                let is_list = token != "(" && broken.len() == FILLED_LEVEL;
                entries = is_list.then(|| filling(field)).flatten();
                let fits = |group: &Group| {
                    group.is_empty || group.wraps_group || column + group.width <= WIDTH
                };
                let is_broken = next_group.next().is_some_and(|group| !fits(group));
                if is_broken {
                    indent += INDENT;
                    column = new_line(out, indent);
                }
                broken.push(is_broken);
            }
            ")" | "]" | "}" => {
                if let Some(entries) = entries.take() {
                    indent += INDENT;
                    for entry in entries {
                        new_line(out, indent);
                        out.push_str(entry);
                        out.push(',');
                    }
                    indent -= INDENT;
                    column = new_line(out, indent);
                    broken.pop();
                } else if broken.pop() == Some(true) {
                    out.push(',');
                    indent -= INDENT;
                    column = new_line(out, indent);
                }
                out.push_str(token);
                column += 1;
            }
            "," if broken.last() == Some(&true) => {
                out.push(',');
                column = new_line(out, indent);
            }
            "," | ":" => {
                if token == ":" {
                    field = last_word;
                }
                out.push_str(token);
                out.push(' ');
                column += 2;
            }
            word => {
                last_word = word;
                out.push_str(word);
                column += word.chars().count();
            }
        }
    }
}

/// Measures all groups, in the order of their opening brackets.
fn measure(compact: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // For each open group: its index, where it began, how many groups and other tokens it holds.
    let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut column = 0;
    for token in tokens(compact) {
        match token {
            "(" | "[" | "{" => {
                if let Some((_, _, n_groups, _)) = open.last_mut() {
                    *n_groups += 1;
                }
                open.push((groups.len(), column, 0, 0));
                column += 1;
                groups.push(Group {
                    width: 0,
                    wraps_group: false,
                    is_empty: false,
                });
            }
            ")" | "]" | "}" => {
                column += 1;
                if let Some((idx, start, n_groups, n_others)) = open.pop() {
                    groups[idx] = Group {
                        width: column - start,
                        wraps_group: token == ")" && n_groups == 1 && n_others == 0,
                        is_empty: n_groups == 0 && n_others == 0,
                    };
                }
            }
            word => {
                if let Some((_, _, _, n_others)) = open.last_mut() {
                    *n_others += 1;
                }
                column += match word {
                    "," | ":" => 2,
                    _ => word.chars().count(),
                };
            }
        }
    }
    groups
}

/// Cuts RON into brackets, commas, colons, strings and other words.
fn tokens(compact: &str) -> impl Iterator<Item = &str> {
    let mut rest = compact;
    std::iter::from_fn(move || {
        let first = *rest.as_bytes().first()?;
        let len = match first {
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b':' => 1,
            b'"' => string_len(rest),
            _ => rest
                .find(['(', ')', '[', ']', '{', '}', ',', ':', '"'])
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(len);
        rest = after;
        Some(token)
    })
}

/// Returns the length of the string literal that `text` begins with, quotes included.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    for (idx, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return idx + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_records_stay_on_a_line() {
        assert_eq!(
            lay_out(r#"(id:"p-1",names:["a:b","(\"c\",d"],none:[],some:Some((x:1)))"#),
            r#"(id: "p-1", names: ["a:b", "(\"c\",d"], none: [], some: Some((x: 1)))"#
        );
    }

    #[test]
    fn long_records_get_a_line_per_field() {
        let long = "ấ".repeat(60);
        assert_eq!(
            lay_out(&format!(
                r#"(a:"{long}",b:Some((c:"{long}",d:[1,2])),e:{{}},f:{{"k":()}})"#
            )),
            format!(
                "(\n    a: \"{long}\",\n    b: Some((c: \"{long}\", d: [1, 2])),\n    e: {{}},\n    \
                 f: {{\"k\": ()}},\n)"
            )
        );
        assert_eq!(
            lay_out(&format!(r#"Some((c:"{long}",d:"{long}"))"#)),
            format!("Some((\n    c: \"{long}\",\n    d: \"{long}\",\n))")
        );
    }
}
