//! The same session in hand, driven by commands on standard input, one a line:
//!
//! `edit N`, `flush`, `settle MILLISECONDS`, `save`, `saveas PATH`, `pause MILLISECONDS`,
//! `reopen SEED`, `end`.
//!
//! Each is answered by what it led to and a line `done`.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::options::Options;
use crate::player::{Player, say};

/// Opens a session and does as it is told.
pub(crate) fn talk(options: &Options) -> Result<(), String> {
    let path = options.path(0)?;
    let open = |seed| {
        let journals = options.folder("journals");
        Player::open_with(&path, journals, seed, options.has("unlocked"))
            .map_err(|error| format!("not opened {:?}: {error}", error.kind))
    };
    let mut player = open(options.number("seed", 1))?;
    // What the journal begins with is no part of what follows.
    player.flush();
    say("began");
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let (word, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
        let number: u64 = rest.parse().unwrap_or(1);
        match word {
            "edit" => (0..number).for_each(|_| player.edit()),
            "flush" => player.flush(),
            "settle" => {
                let until = Instant::now() + Duration::from_millis(number);
                while !player.is_confirmed() && Instant::now() < until {
                    std::thread::sleep(Duration::from_millis(1));
                }
                player.tell();
            }
            "save" => {
                player.begin_save(None);
                player.end_save(true);
            }
            "saveas" => {
                player.begin_save(Some(PathBuf::from(rest)));
                player.end_save(true);
            }
            "reopen" => {
                player.end_without_words();
                player = open(number)?;
            }
            "pause" => std::thread::sleep(Duration::from_millis(number)),
            "end" => {
                player.end();
                say("ended");
                return Ok(());
            }
            _ => return Err(format!("not understood: {line}")),
        }
        say("done");
    }
    // As if killed: nothing is brought to an end.
    std::process::exit(0);
}
