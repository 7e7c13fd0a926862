//! Who is in the room: one key or click per person, times where they matter, a reason otherwise.

use egui::{Align, Button, Id, Layout, RichText, Ui, vec2};
use rust_i18n::t;

use crate::edit::command::Command;
use crate::model::council::{Attendance, Member};
use crate::model::ids::MemberId;
use crate::model::time::DayTime;
use crate::words::{Lang, role_text};

use super::fields::Field;
use super::theme::{self, tokens};
use super::{Action, ViewCtx};

/// Returns the time at which a person who is called now came: now, or the begin of a session that
/// is written up on another day.
fn arrival_time(ctx: &ViewCtx<'_>) -> DayTime {
    let session = ctx.session;
    let is_today = session.held_on.is_none_or(|day| day == ctx.today);
    let now = now(ctx);
    if is_today {
        now
    } else {
        session.began_at.unwrap_or(now)
    }
}

/// Returns the time of day.
pub(super) fn now(ctx: &ViewCtx<'_>) -> DayTime {
    use chrono::Timelike as _;
    let part = |n: u32| u16::try_from(n).unwrap_or_default();
    DayTime::new(part(ctx.now.hour()), part(ctx.now.minute())).unwrap_or_else(midnight)
}

fn midnight() -> DayTime {
    DayTime::new(0, 0).expect("midnight is a time")
}

/// Tells whether nobody has said yet if a person comes: neither present nor excused.
pub(super) fn is_not_called(member: &Member) -> bool {
    !member.attended() && member.absence_reason.is_empty()
}

/// Tells whether anybody is still to be called.
pub(super) fn waits(ctx: &ViewCtx<'_>) -> bool {
    ctx.session.council.members.iter().any(is_not_called)
}

/// Records everybody still to be called as present.
pub(super) fn all_present(ctx: &ViewCtx<'_>) -> Action {
    Action::Edit(Command::MarkAllPresent {
        from: arrival_time(ctx),
    })
}

/// Returns the id of the button that records a person as present.
pub(super) fn button_id(member_id: MemberId) -> Id {
    Id::unique(("council.present", member_id))
}

/// Says whether the meeting is valid, and under it what is needed and who presides.
pub(super) fn quorum_words(ctx: &ViewCtx<'_>) -> (String, String) {
    let state = &ctx.review.quorum;
    let lang = Lang::current();
    if state.members == 0 {
        let words = t!("council.quorum_nobody").into_owned();
        return (words, t!("council.quorum_nobody_about").into_owned());
    }
    let chair = ctx
        .review
        .presiding
        .and_then(|id| ctx.session.council.member(id));
    let needs_chair = ctx.session.rules.quorum.value.needs_chair;
    let about = match (chair, needs_chair) {
        (Some(chair), _) => t!(
            "council.quorum_about_chair",
            needed = state.needed,
            name = chair.name
        ),
        (None, true) => t!("council.quorum_about_needs_chair", needed = state.needed),
        (None, false) => t!("council.quorum_about", needed = state.needed),
    };
    if state.is_met {
        let words = match chair {
            Some(chair) => t!(
                "council.quorum_met_chair",
                present = state.present,
                members = state.members,
                role = role_text(lang, chair.role)
            ),
            None => t!(
                "council.quorum_met",
                present = state.present,
                members = state.members
            ),
        };
        return (words.into_owned(), about.into_owned());
    }
    let missing = state.needed.saturating_sub(state.present);
    let mut lacks = Vec::new();
    if missing > 0 {
        lacks.push(t!("council.lacks_members", n = missing).into_owned());
    }
    if !state.has_chair {
        lacks.push(t!("council.lacks_chair").into_owned());
    }
    let words = t!(
        "council.quorum_unmet",
        present = state.present,
        members = state.members,
        lacks = lacks.join("; ")
    );
    (words.into_owned(), about.into_owned())
}

/// Shows the button that records a person as present; returns the stays as they are to be.
pub(super) fn button(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    member: &Member,
    width: f32,
) -> Option<Vec<Attendance>> {
    let t = tokens(ui);
    let (words, text, ground) = match (member.is_present(), member.attended()) {
        (true, _) => (t!("council.present"), t.green, t.green_bg),
        (false, true) => (t!("council.left"), t.secondary, t.neutral_bg),
        (false, false) if !member.absence_reason.is_empty() => {
            (t!("council.absent"), t.amber, t.amber_bg)
        }
        (false, false) => (t!("council.not_called"), t.secondary, t.surface),
    };
    let id = button_id(member.id);
    let size = vec2(width, theme::ROW);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let response = ui.interact(rect, id, egui::Sense::click());
    let is_present = member.is_present();
    let name = format!("{}: {}", t!("council.present_word"), member.name);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_present, name.clone())
    });
    let visuals = ui.style().interact(&response);
    let stroke = if response.has_focus() {
        egui::Stroke::new(2.0, t.focus)
    } else if ground == t.surface || response.hovered() {
        visuals.bg_stroke
    } else {
        egui::Stroke::NONE
    };
    let inside = egui::StrokeKind::Inside;
    ui.painter()
        .rect(rect, theme::RADIUS, ground, stroke, inside);
    let font = theme::medium(14.0);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        words,
        font,
        text,
    );
    if response.has_focus() && response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.clicked().then(|| {
        let mut stays = member.attendance.clone();
        if member.is_present() {
            stays.pop();
        } else {
            stays.push(Attendance {
                from: arrival_time(ctx),
                to: None,
            });
        }
        stays
    })
}

/// Shows times or the reason of absence in a cell of this width, and records what changed there or
/// by the button.
pub(super) fn times(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    member: &Member,
    (by_button, width): (Option<Vec<Attendance>>, f32),
    actions: &mut Vec<Action>,
) {
    let mut stays = by_button.unwrap_or_else(|| member.attendance.clone());
    let mut reason = member.absence_reason.clone();
    if width > 0.0 {
        let (rect, _) = ui.allocate_exact_size(vec2(width, theme::CONTROL), egui::Sense::hover());
        let mut cell = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::left_to_right(Align::Center)),
        );
        let ui = &mut cell;
        ui.spacing_mut().item_spacing.x = theme::S4;
        if stays.is_empty() {
            let field = Field::new(("council.reason", member.id), t!("council.reason"))
                .without_label()
                .quiet()
                .hint(t!("council.reason_hint"))
                .naming(format!("{}: {}", t!("council.reason"), member.name))
                .width(width);
            let answer = field.text(ui, &reason);
            if !reason.is_empty() {
                answer.response.on_hover_text(&reason);
            }
            reason = answer.value.unwrap_or(reason);
        } else {
            last_stay(ui, ctx, &mut stays, member);
        }
    }
    if stays != member.attendance || reason != member.absence_reason {
        if !stays.is_empty() {
            reason.clear();
        }
        actions.push(Action::Edit(Command::SetAttendance {
            member_id: member.id,
            attendance: stays,
            absence_reason: reason,
        }));
    }
}

/// Shows the last stay with its two times; earlier stays stand before it in words.
fn last_stay(ui: &mut Ui, ctx: &ViewCtx<'_>, stays: &mut [Attendance], member: &Member) {
    let n_earlier = stays.len().saturating_sub(1);
    let earlier: Vec<String> = stays.iter().take(n_earlier).map(stay_words).collect();
    let Some(last) = stays.last_mut() else { return };
    let name = &member.name;
    let from = Field::new(("council.from", member.id), t!("council.from"))
        .without_label()
        .quiet()
        .naming(format!("{}: {name}", t!("council.from")))
        .width(60.0)
        .time(ui, Some(last.from));
    if let Some(Some(time)) = from.value {
        last.from = time;
    }
    ui.label("–");
    let to = Field::new(("council.to", member.id), t!("council.to"))
        .without_label()
        .quiet()
        .naming(format!("{}: {name}", t!("council.to")))
        .width(60.0)
        .time(ui, last.to);
    if let Some(time) = to.value {
        last.to = time;
    }
    if last.to.is_none() {
        let leave = ui
            .add(
                Button::new(RichText::new(t!("council.leave")).font(theme::medium(theme::SMALL)))
                    .frame_when_inactive(false),
            )
            .accessible_name(format!("{}: {name}", t!("council.leave")));
        if leave.clicked() {
            last.to = Some(now(ctx).max(last.from));
        }
    }
    if !earlier.is_empty() {
        let text = t!("council.earlier", n = earlier.len());
        ui.label(super::layout::secondary(ui, &text))
            .on_hover_text(earlier.join("\n"));
    }
}

fn stay_words(stay: &Attendance) -> String {
    match stay.to {
        Some(to) => format!("{} – {to}", stay.from),
        None => format!("{} –", stay.from),
    }
}
