//! The session in hand, with the steps that can be undone.

use std::collections::VecDeque;
use std::sync::Arc;

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use crate::model::DateTime;
use crate::model::session::{LogLine, Session};
use crate::words::Lang;

use super::apply::applied;
use super::clean::clean;
use super::command::{Command, Edit};
use super::log::label;
use super::refusal::Refusal;

/// Most steps that can be undone.
const MAX_STEPS: usize = 200;

/// What happened to a document, as a journal keeps it. Replayed with [`Document::replay`] over the
/// session that the document began with, the same entries give the same session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum JournalEntry {
    /// A change.
    Edit(Box<Edit>),
    /// The last change was undone.
    Undo {
        /// When.
        at: DateTime,
        /// By whom.
        by: String,
    },
    /// The last change that was undone was done again.
    Redo {
        /// When.
        at: DateTime,
        /// By whom.
        by: String,
    },
    /// The session as it stood then, whole, and no step before it: for what cannot be told as one
    /// of the others, such as undoing a step of before the journal's base.
    State {
        /// When, where that is known.
        at: Option<DateTime>,
        /// The session.
        session: Arc<Session>,
    },
}

impl JournalEntry {
    /// Returns when it happened, where that is known.
    pub fn at(&self) -> Option<DateTime> {
        match self {
            Self::Edit(edit) => Some(edit.at),
            Self::Undo { at, .. } | Self::Redo { at, .. } => Some(*at),
            Self::State { at, .. } => *at,
        }
    }
}

/// An entry for the journal, as it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journaled {
    /// The document's revision after it.
    pub revision: u64,
    /// What happened.
    pub entry: JournalEntry,
}

/// A step that can be undone, or done again: the state on its other side.
#[derive(Debug, Clone)]
struct Step {
    command: Command,
    /// The session before the command, on either stack.
    before: Arc<Session>,
    /// The session after it, on either stack. Its log is older than the document's.
    after: Arc<Session>,
}

impl Step {
    fn label(&self, lang: Lang) -> String {
        label(lang, &self.command, &self.before)
    }

    /// Returns the line that the command left in the log; then undoing it leaves one, too.
    fn line(&self) -> Option<&LogLine> {
        let is_logged = self.before.log.len() != self.after.log.len();
        self.after
            .log
            .last()
            .filter(|_| is_logged)
            .map(AsRef::as_ref)
    }
}

/// The session in hand. Whole earlier states are kept, sharing what did not change.
#[derive(Debug, Clone)]
pub struct Document {
    current: Arc<Session>,
    past: VecDeque<Step>,
    future: Vec<Step>,
    revision: u64,
    saved_revision: u64,
    /// What the journal has not taken yet.
    outbox: Vec<Journaled>,
    /// How many of the newest steps that can be undone, and of those that can be done again, were
    /// made since the journal's base: whoever replays the journal has these and no others.
    n_past_in_journal: usize,
    n_future_in_journal: usize,
}

impl Document {
    /// Makes a document of a session that stands as it was saved.
    pub fn new(session: Session) -> Self {
        Self {
            current: Arc::new(session),
            past: VecDeque::new(),
            future: Vec::new(),
            revision: 0,
            saved_revision: 0,
            outbox: Vec::new(),
            n_past_in_journal: 0,
            n_future_in_journal: 0,
        }
    }

    /// Returns the session.
    pub fn session(&self) -> &Session {
        &self.current
    }

    /// Returns the session as it is now, for work beside the window.
    pub fn snapshot(&self) -> Arc<Session> {
        Arc::clone(&self.current)
    }

    /// Returns the number of changes so far, undoing included.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Tells whether there are changes that were not saved.
    pub fn is_dirty(&self) -> bool {
        self.revision != self.saved_revision
    }

    /// Records that the session was saved as it stood at `revision`.
    pub fn mark_saved(&mut self, revision: u64) {
        self.saved_revision = self.saved_revision.max(revision.min(self.revision));
    }

    /// Records that the session has never been saved as it stands: a new one, or one recovered.
    pub fn mark_unsaved(&mut self) {
        if !self.is_dirty() {
            self.revision += 1;
            self.journal_state(None);
        }
    }

    /// Takes up the session as it was read anew, without any step: for one that is only looked at.
    pub fn renew(&mut self, session: Session) {
        let revision = self.revision + 1;
        *self = Self::new(session);
        (self.revision, self.saved_revision) = (revision, revision);
    }

    /// Hands over what happened since the last call, for the journal.
    pub fn take_entries(&mut self) -> Vec<Journaled> {
        std::mem::take(&mut self.outbox)
    }

    /// Makes the session as it stands now a possible base of the journal: entries from now on need
    /// no step from before. Call it with the state that a save begins to write.
    pub fn start_base(&mut self) {
        (self.n_past_in_journal, self.n_future_in_journal) = (0, 0);
    }

    /// Puts the whole session into the journal, after which nothing older is needed.
    pub fn journal_state(&mut self, at: Option<DateTime>) {
        self.start_base();
        let session = Arc::clone(&self.current);
        self.journal(JournalEntry::State { at, session });
    }

    fn journal(&mut self, entry: JournalEntry) {
        let revision = self.revision;
        self.outbox.push(Journaled { revision, entry });
    }

    /// Applies a change. One that changes nothing makes no step; a hand-in, a finalisation and their
    /// reopening cannot be undone, and neither can what came before.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), Refusal> {
        let next = applied(&self.current, edit)?;
        if next == *self.current {
            return Ok(());
        }
        let after = Arc::new(next);
        let before = std::mem::replace(&mut self.current, Arc::clone(&after));
        self.revision += 1;
        self.future.clear();
        self.journal(JournalEntry::Edit(Box::new(edit.clone())));
        self.n_future_in_journal = 0;
        if bars_undo(&edit.command) {
            self.past.clear();
            self.n_past_in_journal = 0;
            return Ok(());
        }
        if self.past.len() == MAX_STEPS {
            self.past.pop_front();
        }
        self.n_past_in_journal = MAX_STEPS.min(self.n_past_in_journal + 1);
        self.past.push_back(Step {
            command: edit.command.clone(),
            before,
            after,
        });
        Ok(())
    }

    /// Undoes the last change, with a line in the log where the change left one. Returns whether
    /// there was something to undo.
    pub fn undo(&mut self, at: DateTime, by: &str) -> bool {
        let Some(step) = self.past.pop_back() else {
            return false;
        };
        let what = t!("edit.log.undo", locale = "vi", what = step.label(Lang::Vi));
        let line = step.line().map(|line| LogLine {
            at,
            by: clean(by),
            what: what.into_owned(),
            before: line.after.clone(),
            after: line.before.clone(),
        });
        self.go_to(&step.before, line);
        self.future.push(step);
        if self.n_past_in_journal == 0 {
            // The step is older than the journal's base, where a replay cannot find it.
            self.journal_state(Some(at));
            return true;
        }
        self.n_past_in_journal -= 1;
        self.n_future_in_journal += 1;
        let by = by.to_owned();
        self.journal(JournalEntry::Undo { at, by });
        true
    }

    /// Does the last undone change again. Returns whether there was one.
    pub fn redo(&mut self, at: DateTime, by: &str) -> bool {
        let Some(step) = self.future.pop() else {
            return false;
        };
        let what = t!("edit.log.redo", locale = "vi", what = step.label(Lang::Vi));
        let line = step.line().map(|line| LogLine {
            at,
            by: clean(by),
            what: what.into_owned(),
            before: line.before.clone(),
            after: line.after.clone(),
        });
        self.go_to(&step.after, line);
        self.past.push_back(step);
        if self.n_future_in_journal == 0 {
            self.journal_state(Some(at));
            return true;
        }
        self.n_future_in_journal -= 1;
        self.n_past_in_journal += 1;
        let by = by.to_owned();
        self.journal(JournalEntry::Redo { at, by });
        true
    }

    /// Takes up another state under the log as it stands, which is only ever added to.
    fn go_to(&mut self, state: &Session, line: Option<LogLine>) {
        let mut next = state.clone();
        next.log.clone_from(&self.current.log);
        next.log.extend(line.map(Arc::new));
        self.current = Arc::new(next);
        self.revision += 1;
    }

    /// Names in the language of the screens what undoing would undo: `Chọn mức 1.5`.
    pub fn undo_label(&self) -> Option<String> {
        self.undo_label_in(Lang::current())
    }

    /// Names what undoing would undo.
    pub fn undo_label_in(&self, lang: Lang) -> Option<String> {
        self.past.back().map(|step| step.label(lang))
    }

    /// Names in the language of the screens what doing again would do.
    pub fn redo_label(&self) -> Option<String> {
        self.redo_label_in(Lang::current())
    }

    /// Names what doing again would do.
    pub fn redo_label_in(&self, lang: Lang) -> Option<String> {
        self.future.last().map(|step| step.label(lang))
    }

    /// Does what a journal entry says, without handing it to the journal again. Undoing or doing
    /// again where there is nothing to is no error: it had no effect then either.
    pub fn replay(&mut self, entry: &JournalEntry) -> Result<(), Refusal> {
        let n_before = self.outbox.len();
        let replayed = self.do_again(entry);
        self.outbox.truncate(n_before);
        replayed
    }

    fn do_again(&mut self, entry: &JournalEntry) -> Result<(), Refusal> {
        match entry {
            JournalEntry::Edit(edit) => self.edit(edit)?,
            JournalEntry::Undo { at, by } => {
                self.undo(*at, by);
            }
            JournalEntry::Redo { at, by } => {
                self.redo(*at, by);
            }
            JournalEntry::State { session, .. } => {
                self.current = Arc::clone(session);
                self.past.clear();
                self.future.clear();
                self.revision += 1;
                self.start_base();
            }
        }
        Ok(())
    }
}

/// Tells whether a command closes the past: what was handed in or finalised is changed by reopening
/// it with a reason, never by undoing.
const fn bars_undo(command: &Command) -> bool {
    matches!(
        command,
        Command::SubmitSheet { .. }
            | Command::ReopenSheet { .. }
            | Command::Finalise { .. }
            | Command::ReopenSession { .. }
            | Command::TakeUpResults(_)
            | Command::IssuePackets(_)
            | Command::TakeInReturn(_)
            | Command::SettleSheet { .. }
            | Command::HandInPacket(_)
            | Command::TakeBackPacket { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{
        ALL_70, LAN, RICE, answers, at, code, edit, finalise, session, sheet_ref,
    };
    use crate::model::sheet::Answer;

    const BY: &str = "Vũ Thu Hà";

    #[track_caller]
    fn done(document: &mut Document, command: Command) {
        assert_eq!(document.edit(&edit(command)), Ok(()));
    }

    fn discussion(text: &str) -> Command {
        Command::SetDiscussion {
            product_id: RICE,
            text: text.to_owned(),
        }
    }

    fn choose(document: &Document, idx: u8) -> Command {
        Command::ChooseLevel {
            sheet: sheet_ref(document.session(), RICE, LAN),
            code: code("1.1"),
            answer: Some(Answer::Level(idx)),
        }
    }

    fn log_of(document: &Document) -> Vec<&str> {
        let lines = document.session().log.iter();
        lines.map(|line| line.what.as_str()).collect()
    }

    #[test]
    fn undo_names_what_it_undoes_and_leaves_its_own_line() {
        let mut document = Document::new(session());
        done(&mut document, discussion("bao bì"));
        let label = "Ghi thảo luận về Gạo nếp cái hoa vàng";
        assert_eq!(document.undo_label_in(Lang::Vi).as_deref(), Some(label));
        assert!(document.undo(at(61), BY));
        assert_eq!(document.undo_label_in(Lang::Vi), None);
        assert_eq!(document.redo_label_in(Lang::Vi).as_deref(), Some(label));
        assert!(document.redo(at(62), BY));
        let undone = format!("Hoàn tác: {label}");
        let redone = format!("Làm lại: {label}");
        assert_eq!(log_of(&document), [label, &undone, &redone]);
        let changes: Vec<_> = document
            .session()
            .log
            .iter()
            .map(|line| (line.before.as_deref(), line.after.as_deref()))
            .collect();
        let text = Some("bao bì");
        assert_eq!(changes, [(None, text), (text, None), (None, text)]);
        assert!(!document.redo(at(63), BY));
    }

    #[test]
    fn work_on_a_draft_is_undone_without_a_line() {
        let mut document = Document::new(session());
        let command = choose(&document, 1);
        done(&mut document, command);
        for (lang, expected) in [(Lang::Vi, "Chọn mức 1.1"), (Lang::En, "Choose level 1.1")] {
            assert_eq!(document.undo_label_in(lang).as_deref(), Some(expected));
        }
        assert!(document.undo(at(61), BY));
        assert_eq!(*document.session(), session());
    }

    #[test]
    fn a_change_after_an_undo_drops_what_was_undone() {
        let mut document = Document::new(session());
        done(&mut document, discussion("một"));
        assert!(document.undo(at(61), BY));
        done(&mut document, discussion("hai"));
        assert_eq!(document.redo_label_in(Lang::Vi), None);
        assert_eq!(
            log_of(&document).len(),
            3,
            "what was undone stays in the log"
        );
    }

    #[test]
    fn a_change_that_changes_nothing_is_no_step() {
        let mut document = Document::new(session());
        done(&mut document, discussion(""));
        assert_eq!(
            (document.undo_label_in(Lang::Vi), document.revision()),
            (None, 0)
        );
        assert!(!document.is_dirty());
    }

    #[test]
    fn undo_does_not_cross_a_hand_in() {
        let mut document = Document::new(session());
        for (code, answer) in answers(ALL_70).0 {
            let sheet = sheet_ref(document.session(), RICE, LAN);
            let answer = Some(answer);
            done(
                &mut document,
                Command::ChooseLevel {
                    sheet,
                    code,
                    answer,
                },
            );
        }
        let sheet = sheet_ref(document.session(), RICE, LAN);
        done(&mut document, Command::SubmitSheet { sheet });
        assert!(!document.undo(at(61), BY));
        done(&mut document, discussion("bao bì"));
        assert!(document.undo(at(62), BY));
        assert!(!document.undo(at(63), BY));
    }

    #[test]
    fn undo_does_not_cross_a_finalisation() {
        let mut document = Document::new(session());
        done(&mut document, discussion("bao bì"));
        assert!(document.undo(at(61), BY));
        let finalise = finalise(document.session());
        done(&mut document, finalise);
        assert!(!document.undo(at(62), BY) && !document.redo(at(62), BY));
        assert_eq!((document.undo_label(), document.redo_label()), (None, None));
        let reason = "Nhầm".to_owned();
        done(&mut document, Command::ReopenSession { reason });
        done(&mut document, discussion("bao bì mới"));
        assert!(document.undo(at(63), BY));
        assert!(!document.undo(at(64), BY), "what was finalised stays");
        assert_eq!(document.session().finalisations.len(), 1);
        check_journal(&session(), &document.take_entries(), &document);
    }

    #[test]
    fn the_oldest_steps_are_given_up() {
        let mut document = Document::new(session());
        for n in 0..=MAX_STEPS {
            done(&mut document, discussion(&format!("lần {n}")));
        }
        let mut n_undone = 0;
        while document.undo(at(61), BY) {
            n_undone += 1;
        }
        assert_eq!(n_undone, MAX_STEPS);
        let rice = document.session().product(RICE).expect("a product");
        assert_eq!(rice.discussion, "lần 0");
    }

    #[test]
    fn a_session_read_anew_is_clean_and_counts_on() {
        let mut document = Document::new(session());
        done(&mut document, discussion("một"));
        document.renew(session());
        assert_eq!(document.revision(), 2);
        assert!(!document.is_dirty() && !document.undo(at(61), BY));
        assert!(document.take_entries().is_empty());
    }

    /// Replays what the journal holds over its base and compares with the document.
    #[track_caller]
    fn check_journal(base: &Session, entries: &[Journaled], document: &Document) {
        let mut replayed = Document::new(base.clone());
        for journaled in entries {
            assert_eq!(replayed.replay(&journaled.entry), Ok(()));
        }
        assert_eq!(replayed.session(), document.session());
        assert_eq!(replayed.take_entries(), [], "a replay is not journalled");
    }

    #[test]
    fn undo_and_redo_across_a_base_replay_from_it() {
        let mut document = Document::new(session());
        done(&mut document, discussion("một"));
        done(&mut document, discussion("hai"));
        check_journal(&session(), &document.take_entries(), &document);
        // A save begins here: the file is the next base.
        document.start_base();
        let base = document.session().clone();
        let mut entries = Vec::new();
        let mut go = |document: &mut Document, is_undo: bool| {
            let did = if is_undo {
                document.undo(at(61), BY)
            } else {
                document.redo(at(62), BY)
            };
            assert!(did);
            entries.extend(document.take_entries());
            check_journal(&base, &entries, document);
        };
        // Two steps of before the base are undone and done again, then one of them once more.
        for is_undo in [true, true, false, false, true, false] {
            go(&mut document, is_undo);
        }
        done(&mut document, discussion("ba"));
        for is_undo in [true, true, true, false, false, false] {
            go(&mut document, is_undo);
        }
    }

    #[test]
    fn a_change_is_journalled_once_and_what_changed_nothing_never() {
        let mut document = Document::new(session());
        done(&mut document, discussion(""));
        assert_eq!(document.take_entries(), []);
        done(&mut document, discussion("một"));
        assert!(document.undo(at(61), BY));
        let revisions: Vec<u64> = document.take_entries().iter().map(|e| e.revision).collect();
        assert_eq!(revisions, [1, 2]);
        assert_eq!(document.take_entries(), []);
    }

    #[test]
    fn a_document_is_dirty_until_its_last_change_was_saved() {
        let mut document = Document::new(session());
        assert!(!document.is_dirty());
        done(&mut document, discussion("một"));
        let saving = document.revision();
        done(&mut document, discussion("hai"));
        document.mark_saved(saving);
        assert!(
            document.is_dirty(),
            "the second change came while the first was saved"
        );
        document.mark_saved(document.revision());
        assert!(!document.is_dirty());
        document.mark_saved(saving);
        assert!(
            !document.is_dirty(),
            "an older save that ends later changes nothing"
        );
        assert!(document.undo(at(61), BY));
        assert!(document.is_dirty());
        document.mark_saved(document.revision());
        document.mark_unsaved();
        assert!(document.is_dirty());
    }
}
