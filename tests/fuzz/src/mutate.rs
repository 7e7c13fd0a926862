//! Changes that keep a text a text: whole tokens and bracketed groups are taken out, doubled,
//! exchanged and replaced, numbers go to their limits.

/// Numbers and words that readers stumble over.
const ODD: [&str; 28] = [
    "0",
    "1",
    "-1",
    "255",
    "256",
    "65535",
    "65536",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "-0.0",
    "NaN",
    "inf",
    "0.005",
    "99.999",
    "\"\"",
    "()",
    "None",
    "Some(1)",
    "[]",
    "{}",
    "\"0001-01-01\"",
    "\"+262142-12-31\"",
    "\"2024-02-29\"",
    "\"24:00\"",
    "\"1.1=0\"",
    "\"\\u{0}\u{301}ế\"",
];

/// A source of choices.
pub struct Choice(u64);

impl Choice {
    /// Begins with `seed`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Chooses a number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// Cuts a text into brackets, separators, quoted texts and words.
fn tokens(text: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let len = match text[at] {
            b'"' => quoted_len(&text[at..]),
            b if is_word(b) => text[at..].iter().take_while(|&&b| is_word(b)).count(),
            _ => 1,
        };
        found.push(&text[at..at + len]);
        at += len;
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'=') || byte >= 0x80
}

fn quoted_len(text: &[u8]) -> usize {
    let mut is_escaped = false;
    for (idx, &byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return idx + 1,
            b'\n' => return idx,
            _ => {}
        }
    }
    text.len()
}

/// Returns the end of the group or the item that begins at `from`.
fn item_end(tokens: &[&[u8]], from: usize) -> usize {
    let mut depth = 0_usize;
    for (idx, token) in tokens.iter().enumerate().skip(from) {
        match token.first() {
            Some(b'(' | b'[' | b'{') => depth += 1,
            Some(b')' | b']' | b'}') if depth == 0 => return idx,
            Some(b')' | b']' | b'}') => depth -= 1,
            Some(b',') if depth == 0 => return idx + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Makes one to four changes to `text`.
#[must_use]
pub fn changed(text: &[u8], choice: &mut Choice) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=choice.below(4) {
        let tokens = tokens(&text);
        if tokens.is_empty() {
            return text;
        }
        let mut new: Vec<&[u8]> = tokens.clone();
        let at = choice.below(tokens.len());
        let end = item_end(&tokens, at);
        match choice.below(8) {
            0 => {
                new.drain(at..end);
            }
            1 => {
                let item: Vec<_> = tokens[at..end].to_vec();
                new.splice(at..at, item);
            }
            2 => {
                let other = choice.below(tokens.len());
                let item: Vec<_> = tokens[other..item_end(&tokens, other)].to_vec();
                new.splice(at..end, item);
            }
            3 => {
                let other = choice.below(tokens.len());
                let item: Vec<_> = tokens[other..item_end(&tokens, other)].to_vec();
                new.splice(at..at, item);
            }
            4 => new.swap(at, choice.below(tokens.len())),
            5 => new[at] = tokens[choice.below(tokens.len())],
            // A word near by, so that numbers, dates and answers get their turn.
            _ => {
                let is_value = |token: &&[u8]| {
                    token.first() == Some(&b'"')
                        || token.first().is_some_and(u8::is_ascii_alphanumeric)
                };
                let near = tokens.iter().skip(at).position(is_value).unwrap_or(0);
                new[at + near] = match choice.below(3) {
                    0 => ODD[choice.below(ODD.len())].as_bytes(),
                    _ => {
                        let from = choice.below(tokens.len());
                        let value = tokens.iter().skip(from).find(|token| is_value(token));
                        value.unwrap_or(&tokens[at])
                    }
                };
            }
        }
        text = new.concat();
    }
    text
}

/// A mutator for libFuzzer: by structure two times of three, else by bytes.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut choice = Choice::new(seed);
    if choice.below(3) == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let new = changed(&data[..size], &mut choice);
    let len = new.len().min(max_size).min(data.len());
    data[..len].copy_from_slice(&new[..len]);
    len
}
