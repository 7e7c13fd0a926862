//! The second window, for the projector before the council, and what the secretary does with it.

mod bar;
mod draw;
mod result;
mod submissions;
#[cfg(test)]
mod tests;
mod view;

pub use bar::{AudienceBar, AudienceDeed, audience_bar, hindrance_text, shown_text};
pub(crate) use bar::{ask_for_bar, product_text};
pub use draw::{draw, reveal_secs};
pub use view::{
    AgendaPage, AgendaRow, AudienceView, Card, ResultView, Scene, Submissions, agenda_page,
    audience_view, submission_text,
};
