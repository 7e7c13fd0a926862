use egui::{ViewportEvent, ViewportInfo};
use egui_kittest::Harness;

use super::*;

fn window() -> Harness<'static, Wall> {
    let mut harness = Harness::builder()
        .with_size([1280.0, 720.0])
        .build_ui_state(
            |ui, wall: &mut Wall| {
                crate::ui::testing::dress(ui);
                wall_ui(ui, ViewportClass::Deferred, wall);
            },
            Wall::default(),
        );
    harness.run();
    harness
}

#[test]
fn a_key_fills_the_screen_and_escape_leaves_it() {
    let mut window = window();
    let mut after = |key| {
        window.key_press(key);
        window.run();
        window.state().is_full_screen
    };
    assert!(!after(Key::Escape));
    assert!(after(Key::F11));
    assert!(!after(Key::Escape));
    assert!(after(Key::F11));
    assert!(!after(Key::F11));
}

#[test]
fn it_can_be_covered_from_within() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::SHIFT, Key::F9);
    window.run();
    let asked = std::mem::take(&mut *window.state_mut());
    let mut audience = Audience {
        is_open: true,
        wall: Arc::new(Mutex::new(asked)),
        release: Release::Agenda {
            page: None,
            product_id: None,
        },
        ..Audience::default()
    };
    audience.follow(&window.ctx, None, crate::fixtures::day());
    assert_eq!(audience.release, Release::Blank);
}

#[test]
fn closing_the_window_closes_it_alone() {
    let mut window = window();
    assert!(!window.state().is_closed);
    let root: &mut ViewportInfo = window
        .input_mut()
        .viewports
        .entry(ViewportId::ROOT)
        .or_default();
    root.events.push(ViewportEvent::Close);
    window.step();
    let closed = std::mem::take(&mut *window.state_mut());
    let mut audience = Audience {
        is_open: true,
        wall: Arc::new(Mutex::new(closed)),
        release: Release::Agenda {
            page: None,
            product_id: None,
        },
        ..Audience::default()
    };
    audience.show(&window.ctx);
    assert!(!audience.is_open);
    assert_eq!(audience.release, Release::Blank);
}

#[test]
fn nothing_is_drawn_anew_while_nothing_changes() {
    let ctx = Context::default();
    let mut audience = Audience {
        is_open: true,
        ..Audience::default()
    };
    let session = crate::fixtures::session();
    let document = crate::edit::document::Document::new(session);
    let review = crate::rules::review::review(document.session(), crate::fixtures::day());
    let view = audience_view(Lang::Vi, document.session(), &review, &Release::Blank);
    audience.hang(&ctx, view.clone());
    assert!(ctx.has_requested_repaint_for(&id()));
    let ctx = Context::default();
    audience.hang(&ctx, view);
    assert!(!ctx.has_requested_repaint_for(&id()));
}
