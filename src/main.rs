//! The program: a window, or a command without one.

use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use ocop_council::app::{self, Start};
use ocop_council::cli::{self, Opening, Stop, Surroundings, Task};
use ocop_council::error::UserError;
use ocop_council::model::Date;

fn main() -> ExitCode {
    // A fault of the program must not look like a finding.
    let code = catch_unwind(AssertUnwindSafe(run)).unwrap_or(3);
    ExitCode::from(code)
}

fn run() -> u8 {
    let invocation = match cli::parse(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(Stop::Told(text)) => {
            // Whoever asked for help and left needs no answer.
            io::stdout().write_all(text.as_bytes()).ok();
            return 0;
        }
        Err(Stop::Usage(error)) => return tell(&error),
    };
    let now = now();
    let today = invocation.today.unwrap_or_else(|| now.date());
    let done = match invocation.task {
        Task::Window(opening) => window(opening, invocation.today).map(|()| 0),
        Task::Command(command) => {
            let mut around = Surroundings {
                now,
                today,
                input: &mut io::stdin().lock(),
                out: &mut io::stdout().lock(),
                messages: &mut io::stderr().lock(),
            };
            cli::run(&command, &mut around)
        }
    };
    done.unwrap_or_else(|error| tell(&error))
}

fn window(opening: Opening, today: Option<Date>) -> Result<(), UserError> {
    if !has_screen() {
        return Err(cli::no_screen());
    }
    let start = match opening {
        Opening::Home => Start::Home,
        Opening::File(path) => Start::File(path),
        Opening::Sample => Start::Sample,
    };
    #[cfg(windows)]
    leave_console();
    let done = app::run(start, today).map(|ran| {
        if ran == app::Ran::InFront {
            // Whoever started the program by a double click sees the other window.
            io::stderr()
                .write_all(format!("{}\n", cli::shown_elsewhere()).as_bytes())
                .ok();
        }
    });
    #[cfg(windows)]
    if let Err(error) = &done {
        // The console is gone: what went wrong is said in a box of the system.
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_description(cli::error_text(error))
            .show();
    }
    done
}

/// Lets go of the console that Windows opens for a program with commands, so that no black window
/// stands behind the program.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the one call of the system without a safe name")]
fn leave_console() {
    // SAFETY: takes nothing and gives a flag; it fails only where there is no console to leave.
    unsafe { windows_sys::Win32::System::Console::FreeConsole() };
}

/// Tells whether a window can be shown at all.
fn has_screen() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos")))
        || is_set("DISPLAY")
        || is_set("WAYLAND_DISPLAY")
        || is_set("WAYLAND_SOCKET")
}

fn tell(error: &UserError) -> u8 {
    // Nobody is left to be told when this fails.
    io::stderr()
        .write_all(cli::error_text(error).as_bytes())
        .ok();
    error.exit_code()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock is read here, once, and passed on"
)]
fn now() -> ocop_council::model::DateTime {
    chrono::Local::now().naive_local()
}
