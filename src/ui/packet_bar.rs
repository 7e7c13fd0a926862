//! The bar over the members that tells of packets: how many are out, who has handed in, and what can
//! be done about it.

use egui::{
    Align, Color32, Frame, Layout, Margin, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use rust_i18n::t;

use crate::model::council::Member;
use crate::model::session::Session;
use crate::rules::packets::issue::{PacketState, packet_state};
use crate::rules::panel::is_scorer;
use crate::words::moment_text;

use super::theme::{self, tokens};
use super::widgets;
use super::{Action, ViewCtx};

/// Side of the square in which a sign is painted.
const SIGN: f32 = 14.0;

/// What is known of a person's packet, as the bar shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// None was issued.
    None,
    /// It is out.
    Out,
    /// It came back.
    Back,
}

/// Returns the frame of what is about packets, as wide as that of the table below.
pub(super) fn frame(ui: &Ui) -> Frame {
    let t = tokens(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.hairline))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
}

/// Draws the bar; nothing inside a packet.
pub(super) fn packet_bar(ui: &mut Ui, ctx: &ViewCtx<'_>, actions: &mut Vec<Action>) {
    if ctx.session.packet.is_some() {
        return;
    }
    let people = people(ctx.session);
    let count = |stage| {
        people
            .iter()
            .filter(|(_, it)| stage_of(*it) == stage)
            .count()
    };
    let (n_back, n_out) = (count(Stage::Back), count(Stage::Out));
    let is_begun = n_back + n_out > 0;
    frame(ui).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = theme::S4;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                deeds(ui, actions);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title = RichText::new(t!("issuing.bar")).font(theme::semibold(theme::BODY));
                    ui.label(title);
                    ui.add_space(theme::S8);
                    if is_begun {
                        counts(ui, (n_back, n_out, people.len()));
                    } else {
                        widgets::secondary(ui, &t!("issuing.bar_about"));
                    }
                });
            });
        });
        if is_begun {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(theme::S16, theme::S4);
                for (member, state) in &people {
                    person(ui, &people, member, *state);
                }
            });
        }
    });
}

/// Draws what can be done, from the right.
fn deeds(ui: &mut Ui, actions: &mut Vec<Action>) {
    if widgets::secondary_button(ui, &t!("issuing.open")).clicked() {
        actions.push(Action::IssuePackets(None));
    }
}

/// Draws how many stand where, with the sign that marks them below.
fn counts(ui: &mut Ui, (n_back, n_out, n_people): (usize, usize, usize)) {
    let n_none = n_people - n_back - n_out;
    for (stage, n, words) in [
        (Stage::Back, n_back, t!("issuing.n_back", n = n_back)),
        (Stage::Out, n_out, t!("issuing.n_out", n = n_out)),
        (Stage::None, n_none, t!("issuing.n_none", n = n_none)),
    ] {
        if n == 0 {
            continue;
        }
        ui.spacing_mut().item_spacing.x = theme::S4;
        sign(ui, stage);
        widgets::secondary(ui, &words);
        ui.add_space(theme::S8);
    }
}

/// Returns everybody who scores, with what is known of the packet.
fn people(session: &Session) -> Vec<(&Member, PacketState<'_>)> {
    let scorers = session.council.members.iter();
    scorers
        .filter(|member| is_scorer(session, member))
        .map(|member| (member, packet_state(session, member.id)))
        .collect()
}

const fn stage_of(state: PacketState<'_>) -> Stage {
    match state {
        PacketState::NotIssued => Stage::None,
        PacketState::Out(_) => Stage::Out,
        PacketState::Back(..) => Stage::Back,
    }
}

/// Draws one person: sign and name, the whole under the pointer and for assistive technology.
fn person(
    ui: &mut Ui,
    people: &[(&Member, PacketState<'_>)],
    member: &Member,
    state: PacketState<'_>,
) {
    let stage = stage_of(state);
    let told = format!("{}: {}", member.name, state_words(state));
    let short = short_name(&member.name);
    let is_unique = people
        .iter()
        .filter(|(it, _)| short_name(&it.name) == short)
        .count()
        == 1;
    let shown = if is_unique { short } else { &member.name };
    let (_, _, color) = look(ui, stage);
    let font = theme::regular(14.0);
    let galley = ui.painter().layout_no_wrap(shown.to_owned(), font, color);
    let size = vec2(SIGN + 6.0 + galley.size().x, galley.size().y + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let side = Rect::from_min_size(rect.left_center() - vec2(0.0, SIGN / 2.0), vec2(SIGN, SIGN));
    paint_sign(ui, side, stage);
    let at = pos2(side.right() + 6.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    response.on_hover_text(told);
}

fn state_words(state: PacketState<'_>) -> String {
    match state {
        PacketState::NotIssued => t!("issuing.state.none").into_owned(),
        PacketState::Out(packet) => t!(
            "issuing.state.out",
            at = moment_text(packet.issued_at),
            n = packet.product_ids.len()
        )
        .into_owned(),
        PacketState::Back(_, hand_in) => {
            let at = moment_text(hand_in.at);
            let words = t!("issuing.state.back", at = at, n = hand_in.sheets.len());
            match hand_in.n_unfinished {
                0 => words.into_owned(),
                n => format!("{words}; {}", t!("issuing.state.unfinished", n = n)),
            }
        }
    }
}

/// Returns the last two words of a name, which is how people are called in a room; a name that counts
/// (`Thành viên 3`) stays whole.
fn short_name(name: &str) -> &str {
    let name = name.trim();
    if name.chars().any(|letter| letter.is_ascii_digit()) {
        return name;
    }
    let mut blanks = name.rmatch_indices(' ').map(|(idx, _)| idx);
    blanks.nth(1).map_or(name, |idx| &name[idx + 1..])
}

fn sign(ui: &mut Ui, stage: Stage) {
    let (rect, _) = ui.allocate_exact_size(vec2(SIGN, SIGN), Sense::hover());
    paint_sign(ui, rect, stage);
}

/// Returns fill, line and text of a stage.
fn look(ui: &Ui, stage: Stage) -> (Color32, Color32, Color32) {
    let t = tokens(ui);
    match stage {
        Stage::Back => (t.accent, t.on_accent, t.ink),
        Stage::Out => (Color32::TRANSPARENT, t.secondary, t.ink),
        Stage::None => (Color32::TRANSPARENT, t.amber, t.amber),
    }
}

/// Paints a tick on a disc, a ring, or a dash: apart without their colors.
fn paint_sign(ui: &Ui, rect: Rect, stage: Stage) {
    let (fill, line, _) = look(ui, stage);
    let center = rect.center();
    let at = |x: f32, y: f32| center + vec2(x, y);
    match stage {
        Stage::Back => {
            ui.painter().circle_filled(center, SIGN / 2.0, fill);
            let stroke = Stroke::new(1.6, line);
            let points = vec![at(-3.0, 0.2), at(-0.8, 2.4), at(3.2, -2.4)];
            ui.painter().line(points, stroke);
        }
        Stage::Out => {
            let ring = Stroke::new(1.5, line);
            ui.painter().circle_stroke(center, SIGN / 2.0 - 1.0, ring);
        }
        Stage::None => {
            let dash = Stroke::new(2.0, line);
            ui.painter()
                .line_segment([at(-4.5, 0.0), at(4.5, 0.0)], dash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_their_last_two_names() {
        for (name, expected) in [
            ("Trần Văn An", "Văn An"),
            ("Nguyễn Thị Minh Nguyệt ", "Minh Nguyệt"),
            ("Lê Lan", "Lê Lan"),
            ("Thành viên 3", "Thành viên 3"),
            ("An", "An"),
            ("", ""),
        ] {
            assert_eq!(short_name(name), expected);
        }
    }
}
