//! A stick that is pulled, or a share that drops, in the middle of a save.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::{scope, sleep};
use std::time::Duration;

use ocop_council::storage::save;

use crate::judge::{Model, Seen, compare, look, text};
use crate::options::Options;
use crate::talker::Talker;

/// `pull FILE --base FILE --data DIR --command SHELL --delay MICROSECONDS`: one pull. The file is
/// on the stick; the data folder is not. With `--kills` the program is killed afterwards.
pub(crate) fn pull(options: &Options) -> Result<(), String> {
    let path = options.path(0)?;
    let data = options.folder("data").ok_or("--data is missing")?;
    let command = options.text("command").ok_or("--command is missing")?;
    let delay = Duration::from_micros(options.number("delay", 0));
    let seed = options.number("seed", 1);
    let journals = data.join("journals");
    fs::remove_dir_all(&data).ok();
    fs::create_dir_all(&data).map_err(text)?;
    let model = Model::new(save::open(&path).map_err(text)?.session, seed);
    let mut talker = Talker::begin(&path, &journals, seed)?;
    for command in ["edit 3", "save", "edit 3", "flush"] {
        talker.must(command)?;
    }
    let (said, lived) = scope(|scope| {
        scope.spawn(|| {
            sleep(delay);
            Command::new("sh").args(["-c", command]).status()
        });
        talker.ask("save")
    });
    if !lived {
        return Err(format!("it died: {said:?}"));
    }
    // What is changed now has only the data folder to go to.
    talker.must("edit 2")?;
    let (mut said, _) = talker.ask("settle 9000");
    if talker.confirmed != 8 {
        return Err(format!("kept {} of 8: {said:?}", talker.confirmed));
    }
    let (answer, lived) = talker.ask("save");
    if !lived || answer.iter().any(|line| line.starts_with("saved ")) {
        return Err(format!("a save to nowhere: {answer:?}"));
    }
    said.extend(answer);
    let has_hint = said.iter().any(|line| {
        line.strip_prefix("refused ")
            .is_some_and(|rest| rest.contains('[') && !rest.contains("[]"))
    });
    if !has_hint {
        return Err(format!("no next step was told: {said:?}"));
    }
    if options.has("kills") {
        talker.kill();
        let seen = kept(&path, &journals);
        let (revision, _) = compare(&model, &seen, talker.confirmed)?;
        println!("found {revision} in the data folder");
        return Ok(());
    }
    let elsewhere = data.join("nơi khác.session.ron");
    let said = talker.must(&format!("saveas {}", elsewhere.display()))?;
    if !said.iter().any(|line| line == "saved 8") {
        return Err(format!("saved elsewhere: {said:?}"));
    }
    talker.must("edit 2")?;
    talker.must("settle 9000")?;
    talker.kill();
    let (seen, faults) = look(&elsewhere, Some(&journals));
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    let (revision, _) = compare(&model, &seen, talker.confirmed)?;
    println!("found {revision} elsewhere");
    Ok(())
}

fn kept(path: &Path, journals: &Path) -> Vec<Seen> {
    let (mut seen, _) = look(path, Some(journals));
    seen.retain(|seen| seen.place.starts_with(journals));
    seen
}
