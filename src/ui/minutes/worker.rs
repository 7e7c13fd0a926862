//! The thread that sets and draws the pages of the preview, so that no frame waits for them.

use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::thread;

use egui::{ColorImage, Context};

use crate::model::Date;
use crate::model::session::Session;
use crate::report::minutes::minutes_data;
use crate::report::{MinutesPages, minutes_pages};
use crate::rules::review::review;

/// What the thread is asked for.
enum Request {
    /// Set the pages of a session.
    Set {
        session: Box<Session>,
        today: Date,
        revision: u64,
    },
    /// Draw one of the set pages.
    Draw {
        revision: u64,
        page_idx: usize,
        pixels_per_point: f32,
    },
}

/// What the thread answers.
#[derive(Debug)]
pub(super) enum Answer {
    /// Pages are set.
    Set(Preview),
    /// A page is drawn.
    Drawn {
        /// The state of the session it shows.
        revision: u64,
        /// Which page.
        page_idx: usize,
        /// How large it was drawn.
        pixels_per_point: f32,
        /// The image.
        image: ColorImage,
    },
    /// The pages could not be set.
    Failed {
        /// The state of the session.
        revision: u64,
        /// What was the matter, for those who mend the program.
        detail: String,
    },
}

/// The pages of a state of the session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Preview {
    /// The state.
    pub(super) revision: u64,
    /// Width and height of each page in points.
    pub(super) sizes: Vec<egui::Vec2>,
    /// Characters that the typeface lacks.
    pub(super) unprintable: String,
}

/// The thread, as the screen knows it. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
}

impl Worker {
    /// Starts the thread; none where the system refuses one.
    pub(super) fn start(ctx: &Context) -> Option<Self> {
        let (requests, todo) = mpsc::channel();
        let (done, answers) = mpsc::channel();
        let ctx = ctx.clone();
        thread::Builder::new()
            .name("minutes".to_owned())
            .spawn(move || run(&todo, &done, &ctx))
            .ok()?;
        Some(Self { requests, answers })
    }

    /// Asks for the pages of a session. A newer request overtakes older ones.
    pub(super) fn set(&self, session: &Session, today: Date, revision: u64) {
        let session = Box::new(session.clone());
        let request = Request::Set {
            session,
            today,
            revision,
        };
        self.requests.send(request).ok(); // A thread that is gone is noticed when answers are read.
    }

    /// Asks for the image of a page.
    pub(super) fn draw(&self, revision: u64, page_idx: usize, pixels_per_point: f32) {
        let request = Request::Draw {
            revision,
            page_idx,
            pixels_per_point,
        };
        self.requests.send(request).ok(); // As above.
    }

    /// Returns what was done since the last call, and whether the thread still lives.
    pub(super) fn answers(&self) -> (Vec<Answer>, bool) {
        let mut answers = Vec::new();
        loop {
            match self.answers.try_recv() {
                Ok(answer) => answers.push(answer),
                Err(TryRecvError::Empty) => return (answers, true),
                Err(TryRecvError::Disconnected) => return (answers, false),
            }
        }
    }
}

fn run(todo: &Receiver<Request>, done: &Sender<Answer>, ctx: &Context) {
    let mut pages: Option<(u64, MinutesPages)> = None;
    while let Ok(first) = todo.recv() {
        let mut requests = vec![first];
        requests.extend(todo.try_iter());
        // Only the newest state is worth setting, and only its pages are worth drawing.
        let is_set = |request: &Request| matches!(request, Request::Set { .. });
        if let Some(newest) = requests.iter().rposition(is_set) {
            requests.drain(..newest);
        }
        for request in requests {
            let answer = match request {
                Request::Set {
                    session,
                    today,
                    revision,
                } => {
                    let data = minutes_data(&session, &review(&session, today));
                    match minutes_pages(&data) {
                        Ok(set) => {
                            let preview = preview(&set, revision);
                            pages = Some((revision, set));
                            Some(Answer::Set(preview))
                        }
                        Err(error) => Some(Answer::Failed {
                            revision,
                            detail: error.to_string(),
                        }),
                    }
                }
                Request::Draw {
                    revision,
                    page_idx,
                    pixels_per_point,
                } => pages
                    .as_ref()
                    .filter(|(set_revision, _)| *set_revision == revision)
                    .and_then(|(_, pages)| pages.page_image(page_idx, pixels_per_point.into()))
                    .map(|page| Answer::Drawn {
                        revision,
                        page_idx,
                        pixels_per_point,
                        image: ColorImage::from_rgba_unmultiplied(
                            [page.width, page.height],
                            &page.rgba,
                        ),
                    }),
            };
            if let Some(answer) = answer {
                if done.send(answer).is_err() {
                    return;
                }
                ctx.request_repaint();
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "sizes of pages are small")]
fn preview(pages: &MinutesPages, revision: u64) -> Preview {
    let size = |page_idx| {
        let (width, height) = pages.page_size(page_idx).unwrap_or_default();
        egui::vec2(width as f32, height as f32)
    };
    Preview {
        revision,
        sizes: (0..pages.n_pages()).map(size).collect(),
        unprintable: pages.unprintable().chars().collect(),
    }
}
