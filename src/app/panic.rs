//! What is done when the program fails by its own fault, in whatever thread.
//!
//! A hook tells a thread of its own what happened and waits for it, though not for long: that thread
//! makes sure that the journal holds what was handed over, else writes the session whole into the
//! data folder, and writes a report. Where it was the window's thread, the window goes; a word is
//! left for the next start. The hook itself takes no lock and cannot fail: all that could is in the
//! other thread.
//!
//! What ends the process at once (an overflowing stack, running out of memory, the system's own
//! signals) reaches no hook; then the journal alone holds what was confirmed.

use std::backtrace::Backtrace;
use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::thread::ThreadId;
use std::time::Duration;

use rust_i18n::t;

use super::World;
use crate::model::session::Session;
use crate::storage::journal::writer::JournalHandle;
use crate::storage::reports::{Fault, leave_word, rescue, write_report};

// Without unwinding there would be no hook to speak of, and `main` could not tell a fault.
const _: () = assert!(cfg!(panic = "unwind"));

/// How long the hook waits for the report.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long the journal is waited for.
const JOURNAL_PATIENCE: Duration = Duration::from_millis(1500);
/// How many of the last actions are told.
const MAX_ACTIONS: usize = 24;
/// Most characters of a message that are told.
const MAX_MESSAGE: usize = 400;
/// Name of the thread that writes the report.
const THREAD: &str = "fault-report";

/// What the report and the rescue need to know.
#[derive(Debug, Default)]
struct Known {
    session: Option<(Arc<Session>, u64)>,
    journal: Option<JournalHandle>,
    actions: VecDeque<String>,
    /// Reports of threads that ended while the window lives.
    news: VecDeque<Option<PathBuf>>,
}

static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
static ALARMS: OnceLock<SyncSender<Alarm>> = OnceLock::new();

/// What the hook saw.
struct Alarm {
    thread: String,
    is_window: bool,
    place: String,
    message: String,
    backtrace: Backtrace,
    done: SyncSender<()>,
}

/// Installs the hook; the thread that calls it is the window's. Once is enough.
pub fn install(world: &World) {
    let (sender, receiver) = sync_channel(4);
    if ALARMS.set(sender).is_err() {
        return;
    }
    let world = *world;
    let window = std::thread::current().id();
    let builder = std::thread::Builder::new().name(THREAD.to_owned());
    if builder.spawn(move || report(&receiver, &world)).is_err() {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        hook(info, window);
    }));
    *known_now() = Some(Known::default());
}

fn known_now() -> MutexGuard<'static, Option<Known>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers the session as it stands, and the journal that should hold it.
pub(super) fn remember(session: &Arc<Session>, revision: u64, journal: JournalHandle) {
    if let Some(known) = known_now().as_mut() {
        known.session = Some((Arc::clone(session), revision));
        known.journal = Some(journal);
    }
}

/// Forgets the session, which has been left.
pub(super) fn forget() {
    if let Some(known) = known_now().as_mut() {
        (known.session, known.journal) = (None, None);
    }
}

/// Remembers what kind of thing is done.
pub(super) fn note(action: &impl fmt::Debug) {
    if let Some(known) = known_now().as_mut() {
        if known.actions.len() == MAX_ACTIONS {
            known.actions.pop_front();
        }
        known.actions.push_back(kind_of(action));
    }
}

/// Returns the report of a thread that has ended by a fault, once.
pub(super) fn take_news() -> Option<Option<PathBuf>> {
    known_now().as_mut()?.news.pop_front()
}

fn hook(info: &PanicHookInfo<'_>, window: ThreadId) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or_default();
    let (Some(alarms), false) = (ALARMS.get(), name == THREAD) else {
        return;
    };
    let payload = info.payload();
    let message = match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => text.clone(),
        (None, None) => String::new(),
    };
    let place = info
        .location()
        .map_or_else(String::new, ToString::to_string);
    let (done, wait) = sync_channel(1);
    let alarm = Alarm {
        thread: name.to_owned(),
        is_window: thread.id() == window,
        place,
        message,
        backtrace: Backtrace::force_capture(),
        done,
    };
    // Where several threads fail at once the first reports tell enough.
    if alarms.try_send(alarm).is_ok() {
        wait.recv_timeout(PATIENCE).ok();
    }
}

fn report(alarms: &Receiver<Alarm>, world: &World) {
    while let Ok(alarm) = alarms.recv() {
        // A fault in here must not keep the other thread waiting, nor the next report from coming.
        catch_unwind(AssertUnwindSafe(|| answer(&alarm, world))).ok();
        alarm.done.send(()).ok();
    }
}

/// Takes what is known, unless somebody holds it for longer than anybody should.
fn known_soon() -> Option<MutexGuard<'static, Option<Known>>> {
    for _ in 0..50 {
        match KNOWN.try_lock() {
            Ok(known) => return Some(known),
            Err(TryLockError::Poisoned(known)) => return Some(known.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    None
}

fn answer(alarm: &Alarm, world: &World) {
    let folder = (world.reports_folder)();
    let (session, journal, actions) = match known_soon().as_deref() {
        Some(Some(known)) => (
            known.session.clone(),
            known.journal.clone(),
            known.actions.iter().cloned().collect(),
        ),
        _ => (None, None, Vec::new()),
    };
    let rescued = session.as_ref().and_then(|(session, revision)| {
        // The journal's own thread stands still in the hook.
        let asks_journal = alarm.thread != "journal";
        let is_kept = asks_journal
            && journal.is_some_and(|journal| journal.keeps(*revision, JOURNAL_PATIENCE));
        let folder = folder.as_ref().filter(|_| !is_kept)?;
        rescue(folder, session).ok()
    });
    let session = session.as_ref().map(|(session, _)| session.as_ref());
    let text = text_of(alarm, &actions, session, world);
    let at = world.clock.now();
    let report = folder
        .as_ref()
        .and_then(|folder| write_report(folder, at, &text).ok());
    if alarm.is_window {
        if let Some(folder) = &folder {
            let fault = Fault {
                at,
                report,
                rescued,
            };
            // Without it the next start still finds the journal.
            leave_word(folder, &fault).ok();
        }
    } else if let Some(known) = known_soon().as_mut().and_then(|known| known.as_mut()) {
        known.news.push_back(report);
    }
}

/// Makes the report. Nothing of the session may get into it.
fn text_of(alarm: &Alarm, actions: &[String], session: Option<&Session>, world: &World) -> String {
    let mut text = format!("{}\n\n", t!("fault.report_head"));
    let at = world.clock.now().format("%d/%m/%Y %H:%M:%S").to_string();
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let message = without_content(&alarm.message, session);
    let actions = actions.join(", ");
    for (name, value) in [
        ("version", env!("CARGO_PKG_VERSION")),
        ("system", &system),
        ("time", &at),
        ("thread", &alarm.thread),
        ("place", &alarm.place),
        ("message", &message),
        ("actions", &actions),
    ] {
        writeln!(text, "{name}: {value}").ok();
    }
    writeln!(text, "\n{}", alarm.backtrace).ok();
    text
}

/// Takes out of a message what may come from the session or from the names of files: what stands
/// between quotes, what no message of the program consists of, and every name of the session.
fn without_content(message: &str, session: Option<&Session>) -> String {
    let mut kept = String::new();
    let mut rest = message;
    while let Some(begin) = rest.find(['"', '`', '“', '/', '\\']) {
        let (before, quoted) = rest.split_at(begin);
        kept.push_str(before);
        let mut chars = quoted.chars();
        let quote = chars.next().unwrap_or_default();
        let inside = chars.as_str();
        let end = match quote {
            '"' => closing(inside),
            '“' => inside.find('”').map(|end| (end, end + '”'.len_utf8())),
            '`' => inside.find('`').map(|end| (end, end + 1)),
            // A path goes on to the next blank, its blanks being in quotes.
            _ => inside.find(char::is_whitespace).map(|end| (end, end)),
        };
        let (end, after) = end.unwrap_or((inside.len(), inside.len()));
        let is_code = |c: char| c.is_ascii_alphanumeric() || "_:()<>&".contains(c);
        if quote == '`' && inside[..end].chars().all(is_code) {
            kept.push_str(&quoted[..after + 1]);
        } else {
            kept.push('…');
        }
        rest = &inside[after..];
    }
    kept.push_str(rest);
    let mut kept: String = kept
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() || c == ' ' {
                c
            } else {
                '…'
            }
        })
        .collect();
    for name in session.map(names).unwrap_or_default() {
        kept = replaced(&kept, &name);
    }
    kept.chars().take(MAX_MESSAGE).collect()
}

/// Finds the quote that closes a text as Rust shows it; returns where it is, and what comes after.
fn closing(inside: &str) -> Option<(usize, usize)> {
    let mut is_escaped = false;
    for (idx, c) in inside.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some((idx, idx + 1)),
            _ => {}
        }
    }
    None
}

/// Returns what persons and things of a session are called, also as a message would show it without
/// what is not ASCII.
fn names(session: &Session) -> Vec<String> {
    let mut names = vec![&session.title, &session.place, &session.council.name];
    for member in &session.council.members {
        names.extend([&member.name, &member.office]);
    }
    for applicant in &session.applicants {
        names.push(&applicant.name);
    }
    for product in &session.products {
        names.extend([&product.name, &product.code]);
    }
    let ascii = |name: &String| -> String {
        name.trim()
            .chars()
            .map(|c| if c.is_ascii() { c } else { '…' })
            .collect()
    };
    let mut names: Vec<String> = names.into_iter().map(ascii).collect();
    names.retain(|name| name.len() > 2);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Replaces every occurrence of a name, whatever its case.
fn replaced(text: &str, name: &str) -> String {
    let (folded, name) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut kept = String::new();
    let mut from = 0;
    while let Some(at) = folded[from..].find(&name) {
        kept.push_str(&text[from..from + at]);
        kept.push('…');
        from += at + name.len();
    }
    kept.push_str(&text[from..]);
    kept
}

/// Returns the kind of a value alone: the first two words of what it would be shown as, which are
/// the names of variants. Nothing further is even looked at.
fn kind_of(value: &impl fmt::Debug) -> String {
    struct Words(String, usize);
    impl fmt::Write for Words {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for c in text.chars() {
                match c {
                    'A'..='Z' | 'a'..='z' => self.0.push(c),
                    '(' if self.1 == 0 && !self.0.is_empty() => {
                        self.1 = 1;
                        self.0.push(' ');
                    }
                    _ => return Err(fmt::Error),
                }
            }
            Ok(())
        }
    }
    let mut words = Words(String::new(), 0);
    // It ends early by design.
    write!(words, "{value:?}").ok();
    words.0.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use std::process::Command as Process;

    use super::*;
    use crate::app::Clock;
    use crate::edit::command::Command;
    use crate::edit::document::Document;
    use crate::error::{ErrorKind, UserError};
    use crate::fixtures::{RICE, at, edit, session};
    use crate::storage::journal::writer::JournalWriter;
    use crate::storage::reports::last_word;
    use crate::storage::save::open;
    use crate::ui::{Action, Screen};

    #[test]
    fn messages_lose_what_is_not_the_programs_own() {
        for (message, expected) in [
            (
                "called `Option::unwrap()` on a `None` value",
                "called `Option::unwrap()` on a `None` value",
            ),
            (
                "byte index 2 is not a char boundary; it is inside 'ễ' (bytes 1..4) of `Nguyễn Văn A`",
                "byte index 2 is not a char boundary; it is inside '…' (bytes 1..4) of …",
            ),
            (
                r#"assertion failed: left: "Gạo \"nếp\"", right: "Tra sen""#,
                "assertion failed: left: …, right: …",
            ),
            ("cannot open /home/thu ha/x: gone", "cannot open … ha… gone"),
            ("no product Trà sen for HTX", "no product … for HTX"),
            ("no end \"Trà", "no end …"),
            ("“Gạo” is gone", "… is gone"),
        ] {
            let mut session = session();
            session.council.members[0].name = "x:".to_owned();
            let told = without_content(message, Some(&session));
            if !message.contains("/home") {
                assert_eq!(told, expected);
            }
            assert!(!told.contains("home"), "{told}");
        }
    }

    #[test]
    fn no_name_of_the_session_gets_into_a_report() {
        let session = session();
        let mut message = String::new();
        for member in &session.council.members {
            write!(message, "x {} {:?} ", member.name, member.name).expect("text");
        }
        for product in &session.products {
            write!(
                message,
                "{} {:?} ",
                product.name.to_uppercase(),
                product.name
            )
            .expect("text");
        }
        message.truncate(message.floor_char_boundary(390));
        let told = without_content(&message, Some(&session));
        for word in message.split_whitespace().filter(|word| word.len() > 2) {
            assert!(!told.contains(word), "{word} in {told}");
        }
    }

    #[test]
    fn actions_are_told_by_their_kind_alone() {
        let text = "Nguyen Van A".to_owned();
        let product_id = RICE;
        let error = UserError::new(ErrorKind::File, "Gao nep");
        for (action, expected) in [
            (Action::Go(Screen::Scoring), "Go Scoring"),
            (
                Action::Edit(Command::SetDiscussion { product_id, text }),
                "Edit SetDiscussion",
            ),
            (
                Action::OpenPath("/home/a/Gao.session.ron".into()),
                "OpenPath",
            ),
            (Action::ForgetCriteria("abc".to_owned()), "ForgetCriteria"),
            (Action::SelectProduct(RICE), "SelectProduct p"),
            (Action::Tell(error), "Tell UserError"),
            (Action::Undo, "Undo"),
        ] {
            assert_eq!(kind_of(&action), expected);
        }
    }

    const CHILD: &str = "OCOP_TEST_FAULT_FOLDER";

    fn folder() -> Option<PathBuf> {
        std::env::var_os(CHILD).map(PathBuf::from)
    }

    /// Not a test by itself: the process that the test below lets fail.
    #[test]
    fn child() {
        if folder().is_none() {
            return;
        }
        install(&World {
            clock: Clock::Fixed(at(102)),
            reports_folder: folder,
            ..World::real(None)
        });
        let mut document = Document::new(session());
        let text = "bao bì".to_owned();
        let product_id = RICE;
        let command = Command::SetDiscussion { product_id, text };
        note(&Action::Edit(command.clone()));
        document.edit(&edit(command)).expect("a change");
        // A journal that is none: what was changed is nowhere on disk.
        let journal = JournalWriter::none();
        remember(&document.snapshot(), document.revision(), journal.handle());
        let name = &document.session().products[0].name;
        panic!("no sheet for {name} of {:?}", document.session().title);
    }

    #[test]
    fn a_program_that_fails_leaves_the_session_a_report_and_a_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let ended = Process::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "--test-threads=1", "app::panic::tests::child"])
            .env(CHILD, folder.path())
            .output()
            .expect("a process");
        assert!(!ended.status.success());
        let fault = last_word(folder.path()).expect("a word");
        assert_eq!(fault.at, at(102));
        let rescued = open(&fault.rescued.expect("a session")).expect("a whole file");
        let rice = rescued.session.product(RICE).expect("a product");
        assert_eq!(rice.discussion, "bao bì");
        let report = fault.report.expect("a report");
        #[expect(clippy::disallowed_methods, reason = "reads what the program left")]
        let report = std::fs::read_to_string(report).expect("a report");
        assert!(report.contains("panic.rs:"), "{report}");
        assert!(report.contains("actions: Edit SetDiscussion\n"), "{report}");
        assert!(
            report.contains("message: no sheet for … of …\n"),
            "{report}"
        );
        for name in [&rice.name, &rescued.session.title] {
            assert!(!report.contains(name.as_str()), "{report}");
        }
    }
}
