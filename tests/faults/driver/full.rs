//! A disk that is full at every position: a small file system with less and less room.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use ocop_council::storage::save;

use crate::judge::{Model, compare, go_on, look, temps, text};
use crate::options::Options;
use crate::talker::Talker;

const PAGE: u64 = 4096;

#[derive(Default)]
struct Figures {
    rounds: u64,
    saved: u64,
    refused: u64,
    not_kept: u64,
}

/// `full MOUNT`: one line on a small file system with room for 0, 1, 2 … pages.
pub(crate) fn full(options: &Options) -> Result<(), String> {
    let mount = options.path(0)?;
    let elsewhere = options
        .folder("elsewhere")
        .ok_or("--elsewhere is missing")?;
    let most = options.number("pages", 60);
    let mut figures = Figures::default();
    for pages in 0..=most {
        for journals_are_full in [false, true] {
            for is_killed in [false, true] {
                let journals = if journals_are_full {
                    mount.join("data/journals")
                } else {
                    elsewhere.join("data/journals")
                };
                round(&mount, &journals, pages, is_killed, &mut figures).map_err(|error| {
                    format!("{pages} pages, {journals_are_full}, {is_killed}: {error}")
                })?;
            }
        }
    }
    println!(
        "{} rounds with room for 0 to {most} pages: {} saved, {} refused, {} told as not kept, 0 wrong",
        figures.rounds, figures.saved, figures.refused, figures.not_kept
    );
    Ok(())
}

/// Empties a folder.
pub(crate) fn empty(folder: &Path) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(text)?.flatten() {
        let path = entry.path();
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(text)?;
    }
    Ok(())
}

/// Leaves room for `pages`.
fn fill(filler: &Path, pages: u64) -> Result<(), String> {
    let mut file = File::create(filler).map_err(text)?;
    let page = vec![1_u8; 4096];
    let mut n = 0;
    while file.write_all(&page).is_ok() {
        n += 1;
    }
    file.set_len(PAGE * u64::saturating_sub(n, pages))
        .map_err(text)
}

fn round(
    mount: &Path,
    journals: &Path,
    pages: u64,
    is_killed: bool,
    figures: &mut Figures,
) -> Result<(), String> {
    empty(mount)?;
    fs::remove_dir_all(journals).ok();
    let path = mount.join("phiên.session.ron");
    crate::prepare_at(&path, 2, 3, 1)?;
    let model = Model::new(save::open(&path).map_err(text)?.session, 1);
    let mut talker = Talker::begin(&path, journals, 1)?;
    talker.must("edit 2")?;
    talker.must("save")?;
    talker.must("edit 1")?;
    talker.must("flush")?;
    let filler = mount.join("filler");
    fill(&filler, pages)?;
    figures.rounds += 1;
    for command in [
        "edit 3", "flush", "save", "edit 30", "flush", "save", "flush",
    ] {
        let (said, lived) = talker.ask(command);
        if !lived {
            return Err(format!("{command}: it died: {said:?}"));
        }
        for line in &said {
            figures.saved += u64::from(line.starts_with("saved "));
            figures.refused += u64::from(line.starts_with("refused "));
            figures.not_kept += u64::from(line.starts_with("not kept "));
            if let Some(saved) = line.strip_prefix("saved ") {
                let opened = save::open(&path).map_err(text)?;
                if !model.is_at(&opened.session, saved.parse().map_err(text)?) {
                    return Err(format!("it said {line}, and the file holds something else"));
                }
            }
        }
        let left = temps(&path)?;
        // The journal's own may be on its way; a save's is gone once it has answered.
        if command == "save" && !left.is_empty() {
            talker.ask("flush");
            let left = temps(&path)?;
            if !left.is_empty() {
                return Err(format!("temporary files are left: {left:?}"));
            }
        }
    }
    if is_killed {
        talker.kill();
        fs::remove_file(&filler).map_err(text)?;
        let (seen, faults) = look(&path, Some(journals));
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        compare(&model, &seen, talker.confirmed)?;
        go_on(&path, Some(journals))?;
        return Ok(());
    }
    fs::remove_file(&filler).map_err(text)?;
    talker.must("edit 1")?;
    talker.must("settle 8000")?;
    talker.must("save")?;
    talker.must("flush")?;
    let opened = save::open(&path).map_err(text)?;
    if !model.is_at(&opened.session, 37) {
        return Err("with room again not all was saved".to_owned());
    }
    talker.ask("end");
    let left = temps(&path)?;
    if !left.is_empty() {
        return Err(format!("temporary files are left at the end: {left:?}"));
    }
    Ok(())
}
