//! `ratify`: takes up the results of earlier sessions into one that ratifies them.

use std::collections::BTreeMap;

use rust_i18n::t;
use serde::Serialize;

use super::args::RatifyArgs;
use super::{Surroundings, output};
use crate::edit::apply::apply;
use crate::edit::command::{Command, Edit};
use crate::error::UserError;
use crate::model::ids::{ProductId, SessionId};
use crate::storage::folder::session_files;
use crate::storage::save::{self, Opened};
use crate::takeup::{self, EarlierFile, Plan};

/// The answer as JSON.
#[derive(Serialize)]
struct RatifyJson {
    format: &'static str,
    version: u32,
    /// Whether everything was taken up; the exit code follows it.
    complete: bool,
    files: Vec<FileEntry>,
    refused: Vec<RefusedEntry>,
    n_new: usize,
    n_added: usize,
    n_unchanged: usize,
    conflicts: Vec<ConflictEntry>,
}

#[derive(Serialize)]
struct FileEntry {
    path: String,
    session: SessionId,
    title: String,
    n_products: usize,
    n_concluded: usize,
    is_finalised: bool,
    digest: Option<String>,
    has_changes: bool,
}

#[derive(Serialize)]
struct RefusedEntry {
    path: String,
    reason: String,
}

#[derive(Serialize)]
struct ConflictEntry {
    id: ProductId,
    name: String,
    is_held: bool,
    sessions: Vec<SessionId>,
}

pub(super) fn run(args: &RatifyArgs, around: &mut Surroundings<'_>) -> Result<u8, UserError> {
    let Opened {
        mut session,
        mut saved_as,
        ..
    } = super::open_to_change(&args.file, around.now)?;
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for path in session_files(&args.earlier) {
        match takeup::read(&path, session.id, around.today) {
            Ok(file) => files.push(file),
            Err(error) => refused.push(RefusedEntry {
                path: path.display().to_string(),
                reason: error.message.clone(),
            }),
        }
    }
    let plan = takeup::plan(&session, &files);
    let before = session.clone();
    let taken = takeup::taken(&session, &files, &BTreeMap::new());
    let edit = Edit {
        at: around.now,
        by: t!("cli.by_command").into_owned(),
        command: Command::TakeUpResults(Box::new(taken)),
    };
    if let Err(refusal) = apply(&mut session, &edit) {
        return Err(super::refused(&refusal, &session, &args.file));
    }
    if session != before {
        save::save(&session, &mut saved_as)?;
    }
    let complete = refused.is_empty() && plan.conflicts.is_empty();
    if args.json {
        output::json(around.out, &answer(complete, &files, refused, plan))?;
    } else {
        output::text(around.out, &text(&files, &refused, &plan))?;
    }
    Ok(u8::from(!complete))
}

fn answer(
    complete: bool,
    files: &[EarlierFile],
    refused: Vec<RefusedEntry>,
    plan: Plan,
) -> RatifyJson {
    let file = |file: &EarlierFile| FileEntry {
        path: file.path.display().to_string(),
        session: file.session.parent.id,
        title: file.session.parent.title.clone(),
        n_products: file.session.products.len(),
        n_concluded: file.n_concluded(),
        is_finalised: file.is_finalised(),
        digest: file.session.parent.digest.clone(),
        has_changes: file.has_changes,
    };
    let conflicts = plan.conflicts.into_iter().map(|it| ConflictEntry {
        id: it.product_id,
        name: it.name,
        is_held: it.is_held,
        sessions: it.from,
    });
    RatifyJson {
        format: "ocop-ratify",
        version: 1,
        complete,
        files: files.iter().map(file).collect(),
        refused,
        n_new: plan.n_new,
        n_added: plan.n_added,
        n_unchanged: plan.n_unchanged,
        conflicts: conflicts.collect(),
    }
}

fn text(files: &[EarlierFile], refused: &[RefusedEntry], plan: &Plan) -> String {
    let mut lines = Vec::new();
    for file in files {
        let mut line = t!(
            "cli.ratify.file",
            title = file.session.parent.title,
            n = file.session.products.len(),
            concluded = file.n_concluded()
        )
        .into_owned();
        if !file.is_finalised() {
            line = format!("{line}; {}", t!("takeup.not_finalised"));
        }
        if file.has_changes {
            line = format!("{line}; {}", t!("takeup.has_changes"));
        }
        lines.push(line);
    }
    for it in refused {
        lines.push(t!("cli.ratify.refused", path = it.path, reason = it.reason).into_owned());
    }
    let title = |id: &SessionId| {
        let file = files.iter().find(|it| it.session.parent.id == *id);
        file.map_or_else(|| id.to_string(), |it| it.session.parent.title.clone())
    };
    for conflict in &plan.conflicts {
        let mut from: Vec<_> = conflict.from.iter().map(title).collect();
        if conflict.is_held {
            from.push(t!("takeup.held").into_owned());
        }
        lines.push(
            t!(
                "cli.ratify.conflict",
                name = conflict.name,
                sessions = from.join(", ")
            )
            .into_owned(),
        );
    }
    lines.push(
        t!(
            "cli.ratify.summary",
            new = plan.n_new,
            added = plan.n_added,
            unchanged = plan.n_unchanged,
            conflicts = plan.conflicts.len()
        )
        .into_owned(),
    );
    lines.join("\n") + "\n"
}
