//! A screen over a document, as the shell would show it, for tests by accessible label.

use egui::Ui;
use egui_kittest::Harness;

use crate::edit::command::{Command, Edit};
use crate::edit::document::Document;
use crate::fixtures;
use crate::model::criteria::CriteriaPack;
use crate::model::ids::ProductId;
use crate::model::session::Session;
use crate::rules::review::{Review, review};

use super::{Action, ViewCtx};

/// A screen, the document under it, and every command it gave.
pub(super) struct Rig<S> {
    pub(super) screen: S,
    document: Document,
    review: Review,
    product_id: Option<ProductId>,
    pub(super) commands: Vec<Command>,
}

/// How a screen is drawn.
type Draw<S> = fn(&mut S, &mut Ui, &ViewCtx<'_>, &mut Vec<Action>);

impl<S> Rig<S> {
    pub(super) fn session(&self) -> &Session {
        self.document.session()
    }

    pub(super) fn product_id(&self) -> Option<ProductId> {
        self.product_id
    }

    fn perform(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::SelectProduct(id) => self.product_id = Some(id),
                Action::Edit(command) => {
                    let edit = Edit {
                        at: fixtures::at(0),
                        by: "thư ký".to_owned(),
                        command: command.clone(),
                    };
                    self.document
                        .edit(&edit)
                        .expect("the screen asks for what can be done");
                    self.review = review(self.document.session(), fixtures::day());
                    self.commands.push(command);
                }
                other => panic!("not expected from this screen: {other:?}"),
            }
        }
    }
}

/// Opens a screen over `session` in a window of 1366 × 768, on the session's day at 08:00.
pub(super) fn open<S: Default + 'static>(
    session: Session,
    draw: Draw<S>,
) -> Harness<'static, Rig<S>> {
    let rig = Rig {
        screen: S::default(),
        review: review(&session, fixtures::day()),
        document: Document::new(session),
        product_id: None,
        commands: Vec::new(),
    };
    let mut packs: Vec<CriteriaPack> = Vec::new();
    packs.extend(crate::storage::packs::builtin().iter().cloned());
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1170.0, 720.0))
        .build_ui_state(
            move |ui, rig: &mut Rig<S>| {
                super::testing::dress(ui);
                let mut actions = Vec::new();
                let ctx = ViewCtx {
                    session: rig.document.session(),
                    review: &rig.review,
                    revision: rig.document.revision(),
                    packs: &packs,
                    product_id: rig.product_id,
                    member_id: None,
                    today: fixtures::day(),
                    now: fixtures::at(0),
                    by: "thư ký",
                    random_bits,
                    receiving: &crate::ui::takein::ReceivingView::default(),
                };
                draw(&mut rig.screen, ui, &ctx, &mut actions);
                rig.perform(actions);
            },
            rig,
        );
    harness.run();
    harness
}

/// Draws bits that differ on every call.
fn random_bits() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0x1000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
