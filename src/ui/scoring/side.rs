//! What the sheet adds up to, beside it: total, parts, star so far, what is missing.

use egui::{
    Frame, Margin, Rect, Response, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo,
};
use rust_i18n::t;

use crate::edit::command::{Command, TypingStep};
use crate::model::council::CouncilLevel;
use crate::model::criteria::Code;
use crate::model::points::StarRank;
use crate::model::sheet::{GroundPlace, SheetSource};
use crate::rules::scoring;
use crate::rules::typing::TypingState;
use crate::words::{Lang, codes_text, date_text, place_text, stars_text, validity_text};

use crate::ui::references::reference_rows;
use crate::ui::theme::{self, S4, S8, S12, S16};
use crate::ui::widgets::{self, Field, Tone};
use crate::ui::{Action, ViewCtx, versions};

use super::lines::{lay_out, paint_left, paint_right};
use super::view::{Lock, SheetView};
use super::{GroundDraft, ScoringScreen, own_sheet, typing_step};

/// Returns the frame around the column.
pub(super) fn frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(theme::tokens(ui).surface)
        .inner_margin(Margin::same(16))
}

impl ScoringScreen {
    /// Draws the column.
    pub(super) fn side_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        egui::Panel::bottom("scoring_submit")
            .resizable(false)
            .show_separator_line(false)
            .frame(Frame::new().inner_margin(Margin {
                top: 12,
                ..Margin::ZERO
            }))
            .show(ui, |ui| match own_sheet::packet(ctx) {
                Some(_) => self.go_on_ui(ui, ctx, view, actions),
                None => self.submit_ui(ui, ctx, view, actions),
            });
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("scoring_side")
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = S4;
                total_ui(ui, ctx, view);
                versions_ui(ui, ctx, view, actions);
                ui.add_space(S8);
                parts_ui(ui, view);
                self.gates_ui(ui, view);
                self.missing_ui(ui, view);
                reference_ui(ui, view);
                certificate_ui(ui, ctx, view);
                // The second typing is of answers alone, and sees nothing of the first.
                if !view.is_typed_again() {
                    self.opinion_ui(ui, view, actions);
                    self.grounds_ui(ui, view, actions);
                }
            });
    }

    /// Lists the gates that stand next in the way; a click goes there.
    fn gates_ui(&mut self, ui: &mut Ui, view: &SheetView<'_>) {
        let t = theme::tokens(ui);
        let Some((stars, gates)) = view.rank.next_unmet() else {
            return;
        };
        head_ui(ui, &t!("scoring.side.gates", stars = stars));
        for gate in gates {
            let title = title_of(view, gate.gate.code);
            let height = 28.0;
            let (rect, response) =
                ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
            response.widget_info(|| {
                let label = t!(
                    "scoring.side.gate_label",
                    code = gate.gate.code,
                    title = title,
                    stars = stars
                );
                WidgetInfo::labeled(Role::Button, true, label)
            });
            if response.hovered() || response.has_focus() {
                ui.painter()
                    .rect_filled(rect.expand2(Vec2::new(S4, 0.0)), S4, t.hover);
            }
            let code = lay_out(
                ui,
                &gate.gate.code.to_string(),
                theme::semibold(theme::SMALL),
                t.ink,
                44.0,
                1,
            );
            paint_left(ui, &code, rect.left(), rect.center().y);
            let mark = lay_out(
                ui,
                &format!("{stars}★"),
                theme::semibold(theme::SMALL),
                t.gold,
                40.0,
                1,
            );
            paint_right(ui, &mark, rect.right(), rect.center().y);
            let width = rect.width() - 40.0 - mark.size().x - S8;
            let color = if gate.is_unanswered {
                t.secondary
            } else {
                t.ink
            };
            let title = lay_out(ui, title, theme::regular(theme::SMALL), color, width, 1);
            paint_left(ui, &title, rect.left() + 40.0, rect.center().y);
            if response.clicked() {
                self.take(gate.gate.code);
            }
        }
    }

    /// Lists the criteria without an answer; a click goes to the first.
    fn missing_ui(&mut self, ui: &mut Ui, view: &SheetView<'_>) {
        let missing = &view.total.missing;
        if missing.is_empty() {
            return;
        }
        head_ui(ui, &t!("scoring.side.missing", n = missing.len()));
        let codes = codes_text(Lang::current(), missing.iter().copied(), 12);
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(codes).font(theme::regular(14.0)));
            widgets::key_cap(ui, "N");
        });
    }

    fn opinion_ui(&mut self, ui: &mut Ui, view: &SheetView<'_>, actions: &mut Vec<Action>) {
        head_ui(ui, &t!("scoring.side.opinion"));
        let kept = view.sheet.map_or("", |sheet| sheet.opinion.as_str());
        if view.lock.is_some() {
            let text = if kept.is_empty() {
                t!("scoring.side.no_opinion").into_owned()
            } else {
                kept.to_owned()
            };
            ui.label(RichText::new(text).color(theme::tokens(ui).secondary));
            return;
        }
        let label = t!("scoring.side.opinion");
        let field = Field::new(&label).hide_label();
        if let Some(text) = widgets::text_area(ui, field, 3, &mut self.opinion, kept).value {
            actions.push(Action::Edit(Command::SetOpinion {
                sheet: view.sheet_ref,
                text,
            }));
        }
    }

    /// Lists the grounds the member has named and offers to name one.
    fn grounds_ui(&mut self, ui: &mut Ui, view: &SheetView<'_>, actions: &mut Vec<Action>) {
        let t = theme::tokens(ui);
        let grounds = scoring::grounds(&view.form.set);
        let has_named = view.sheet.is_some_and(|sheet| !sheet.triggers.is_empty());
        if grounds.is_empty() || (view.lock.is_some() && !has_named) {
            return;
        }
        head_ui(ui, &t!("scoring.side.grounds"));
        let lang = Lang::current();
        let named = view
            .sheet
            .map(|sheet| sheet.triggers.as_slice())
            .unwrap_or_default();
        for trigger in named {
            let place = place_text(lang, trigger.place);
            ui.label(RichText::new(format!("{place}: {}", trigger.reason)).color(t.red));
            let label = t!("scoring.side.ground_take_back");
            if view.lock.is_none() && widgets::quiet_button(ui, &label).clicked() {
                let (sheet, place) = (view.sheet_ref, trigger.place);
                actions.push(Action::Edit(Command::SetTrigger {
                    sheet,
                    place,
                    reason: None,
                }));
            }
        }
        if view.lock.is_some() {
            return;
        }
        let Some(draft) = &mut self.ground else {
            if widgets::quiet_button(ui, &t!("scoring.side.ground_name")).clicked() {
                self.ground = Some(GroundDraft::default());
            }
            return;
        };
        for ground in &grounds {
            let is_chosen = draft.place == Some(ground.place);
            if ui
                .add(egui::RadioButton::new(is_chosen, ground.text))
                .clicked()
            {
                draft.place = Some(ground.place);
            }
        }
        let label = ui.label(t!("scoring.side.ground_reason"));
        ui.add(
            egui::TextEdit::multiline(&mut draft.reason)
                .desired_rows(2)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id);
        let place = draft.place.filter(|_| !draft.reason.trim().is_empty());
        let mut is_over = false;
        ui.horizontal(|ui| {
            let confirm = t!("scoring.side.ground_confirm");
            if ui
                .add_enabled_ui(place.is_some(), |ui| {
                    widgets::secondary_button(ui, &confirm)
                })
                .inner
                .clicked()
            {
                is_over = true;
            }
            if widgets::quiet_button(ui, &t!("scoring.side.cancel")).clicked() {
                self.ground = None;
            }
        });
        if let (true, Some(place)) = (is_over, place) {
            let reason = self.ground.take().map(|draft| draft.reason);
            actions.push(Action::Edit(name_ground(view, place, reason)));
        }
    }

    fn submit_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        if view.lock == Some(Lock::Submitted) {
            self.submitted_ui(ui, view, actions);
            return;
        }
        if view.lock.is_some() {
            return;
        }
        let n = view.total.missing.len();
        if view.compared().is_some() {
            let label = t!("scoring.typing.open", n = n);
            if wide_button(ui, &label, false).clicked() {
                self.submit(ctx, view, actions);
            }
            drop_typing_ui(ui, view, actions);
            return;
        }
        source_ui(ui, view);
        if view.may_type_again() {
            let label = t!("scoring.typing.begin");
            let button = widgets::quiet_button(ui, &label);
            if button
                .on_hover_text(t!("scoring.typing.begin_about"))
                .clicked()
            {
                self.type_again(view, actions);
            }
        }
        let may = n == 0 || view.may_hand_in_incomplete();
        let label = if may && view.typing == TypingState::Second {
            t!("scoring.typing.compare")
        } else if view.typing == TypingState::Second {
            t!("scoring.typing.compare_missing", n = n)
        } else if may {
            t!("scoring.side.submit")
        } else {
            t!("scoring.side.submit_missing", n = n)
        };
        // The button stays usable while something is missing: it then leads there and says so.
        if wide_button(ui, &label, may).clicked() {
            self.submit(ctx, view, actions);
        }
        if view.typing == TypingState::Second {
            drop_typing_ui(ui, view, actions);
        }
    }

    pub(super) fn submitted_ui(
        &mut self,
        ui: &mut Ui,
        view: &SheetView<'_>,
        actions: &mut Vec<Action>,
    ) {
        source_ui(ui, view);
        let Some(reason) = &mut self.reopening else {
            if widgets::secondary_button(ui, &t!("scoring.side.reopen")).clicked() {
                self.reopening = Some(String::new());
            }
            return;
        };
        let label = ui.label(t!("scoring.side.reopen_reason"));
        let field = ui
            .add(egui::TextEdit::singleline(reason).desired_width(f32::INFINITY))
            .labelled_by(label.id);
        if reason.is_empty() && !field.has_focus() && ui.memory(|memory| memory.focused().is_none())
        {
            field.request_focus();
        }
        let is_ready = !reason.trim().is_empty();
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let mut confirmed = entered && is_ready;
        let mut canceled = false;
        ui.horizontal(|ui| {
            let confirm = t!("scoring.side.reopen_confirm");
            confirmed |= ui
                .add_enabled_ui(is_ready, |ui| widgets::secondary_button(ui, &confirm))
                .inner
                .clicked();
            canceled = widgets::quiet_button(ui, &t!("scoring.side.cancel")).clicked();
        });
        if confirmed && let Some(reason) = self.reopening.take() {
            actions.push(Action::Edit(Command::ReopenSheet {
                sheet: view.sheet_ref,
                reason,
            }));
        } else if canceled {
            self.reopening = None;
        }
    }
}

/// Says where the answers of a sheet come from.
fn source_ui(ui: &mut Ui, view: &SheetView<'_>) {
    let Some(sheet) = view.sheet else { return };
    let (text, tone) = match (sheet.source, view.typing) {
        (_, TypingState::Second) => (t!("scoring.typing.second_now"), Tone::Amber),
        (SheetSource::Laptop, _) => (t!("scoring.source.laptop"), Tone::Neutral),
        (SheetSource::Typed, _) => (t!("scoring.source.typed"), Tone::Neutral),
        (SheetSource::PaperDoubleChecked, _) => (t!("scoring.source.checked"), Tone::Green),
    };
    widgets::badge(ui, &text, tone);
    ui.add_space(S4);
}

/// Leads to the versions of the sheet, where there are several.
fn versions_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, view: &SheetView<'_>, actions: &mut Vec<Action>) {
    let Some(sheet) = view.sheet else { return };
    let n = versions::n_versions(ctx.session, sheet);
    if n < 2 {
        return;
    }
    let is_asked = if sheet.contested {
        widgets::badge(ui, &t!("versions.contested"), Tone::Red);
        widgets::secondary_button(ui, &t!("versions.choose")).clicked()
    } else {
        widgets::link(ui, &t!("versions.all", n = n)).clicked()
    };
    if is_asked {
        let key = (sheet.product_id, sheet.member_id, sheet.round);
        actions.push(Action::ShowVersions(Some(key)));
    }
}

/// Offers to give the second typing up.
fn drop_typing_ui(ui: &mut Ui, view: &SheetView<'_>, actions: &mut Vec<Action>) {
    if widgets::quiet_button(ui, &t!("scoring.typing.drop")).clicked() {
        actions.push(typing_step(view, TypingStep::Drop));
    }
}

/// Writes the head of a group, with the air that sets it off from the one before.
fn head_ui(ui: &mut Ui, text: &str) {
    ui.add_space(S12);
    widgets::section_label(ui, text);
}

fn name_ground(view: &SheetView<'_>, place: GroundPlace, reason: Option<String>) -> Command {
    Command::SetTrigger {
        sheet: view.sheet_ref,
        place,
        reason,
    }
}

fn title_of<'a>(view: &SheetView<'a>, code: Code) -> &'a str {
    view.form
        .set
        .criterion(code)
        .map_or("", |criterion| &criterion.title)
}

/// Draws the total and the star so far, the largest things on the screen.
fn total_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, view: &SheetView<'_>) {
    let t = theme::tokens(ui);
    widgets::section_label(ui, &t!("scoring.side.total"));
    let total = view.total.total;
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 52.0), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            t!("scoring.side.total_label", points = total),
        )
    });
    let figure = lay_out(
        ui,
        &total.to_string(),
        theme::bold(theme::FIGURE),
        t.ink,
        160.0,
        1,
    );
    paint_left(ui, &figure, rect.left(), rect.center().y);
    let of = lay_out(
        ui,
        "/ 100",
        theme::regular(theme::BODY),
        t.secondary,
        60.0,
        1,
    );
    paint_left(
        ui,
        &of,
        rect.left() + figure.size().x + S8,
        rect.bottom() - 16.0,
    );
    let stars_rect = Rect::from_min_max(
        egui::pos2(rect.right() - 110.0, rect.bottom() - 30.0),
        rect.max,
    );
    let mut child = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(stars_rect)
            .layout(egui::Layout::right_to_left(egui::Align::Center)),
    );
    // A province only proposes five stars, so they are never shown as five.
    let is_potential = ctx.session.council.level == CouncilLevel::Province
        && view.rank.decision.rank == StarRank::FIVE;
    // An untouched sheet has no rank yet, not the lowest one.
    let is_empty = total == crate::model::points::Points::ZERO && !view.total.is_complete();
    let stars = view.rank.decision.rank.stars();
    widgets::stars(&mut child, if is_empty { 0 } else { stars }, is_potential);

    let lang = Lang::current();
    let decision = &view.rank.decision;
    let n_held = decision.first_held_by().len();
    let (text, color) = if is_empty {
        (t!("scoring.side.nothing_yet").into_owned(), t.secondary)
    } else if decision.is_held() {
        let band = stars_text(lang, decision.band);
        (
            t!("scoring.side.held", band = band, n = n_held).into_owned(),
            t.amber,
        )
    } else if decision.band >= StarRank::THREE {
        let band = stars_text(lang, decision.band);
        (
            t!("scoring.side.reached", band = band).into_owned(),
            t.green,
        )
    } else {
        (t!("scoring.side.low").into_owned(), t.secondary)
    };
    ui.label(RichText::new(text).font(theme::semibold(14.0)).color(color));
}

fn parts_ui(ui: &mut Ui, view: &SheetView<'_>) {
    let t = theme::tokens(ui);
    for part in &view.total.parts {
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), 24.0), Sense::hover());
        response.widget_info(|| {
            let label = t!(
                "scoring.side.part_label",
                code = part.code,
                points = part.points,
                max = part.max
            );
            WidgetInfo::labeled(Role::Label, true, label)
        });
        let y = rect.center().y;
        let code = lay_out(ui, &part.code, theme::medium(theme::SMALL), t.ink, 24.0, 1);
        paint_left(ui, &code, rect.left(), y);
        let max = lay_out(
            ui,
            &format!("/ {}", part.max),
            theme::regular(theme::SMALL),
            t.secondary,
            60.0,
            1,
        );
        paint_right(ui, &max, rect.right(), y);
        let points = lay_out(
            ui,
            &part.points.to_string(),
            theme::bold(14.0),
            t.ink,
            60.0,
            1,
        );
        paint_right(ui, &points, rect.right() - 36.0, y);
        let track = Rect::from_min_max(
            egui::pos2(rect.left() + 28.0, y - 3.5),
            egui::pos2(rect.right() - 36.0 - 34.0, y + 3.5),
        );
        ui.painter().rect_filled(track, 3, t.track);
        #[expect(clippy::cast_precision_loss, reason = "a bar of a few dozen points")]
        let share = part.points.hundredths() as f32 / part.max.hundredths().max(1) as f32;
        let filled = Rect::from_min_size(
            track.min,
            Vec2::new(track.width() * share.clamp(0.0, 1.0), track.height()),
        );
        ui.painter().rect_filled(filled, 3, t.accent);
    }
}

/// Shows what others gave, for reference: it never counts.
fn reference_ui(ui: &mut Ui, view: &SheetView<'_>) {
    let references = &view.product.references;
    let rows = reference_rows(references);
    if rows.iter().all(|(_, assessment)| assessment.is_none()) && references.commune.is_none() {
        return;
    }
    head_ui(ui, &t!("scoring.side.references"));
    for (label, assessment) in &rows {
        if let Some(assessment) = assessment {
            row_ui(ui, label, &assessment.total.to_string());
        }
    }
    if let Some(commune) = &references.commune {
        for (label, text) in [
            (t!("scoring.side.material"), &commune.material),
            (t!("scoring.side.labor"), &commune.labor),
            (t!("scoring.side.idea"), &commune.idea),
            (t!("scoring.side.identity"), &commune.identity),
        ] {
            if !text.is_empty() {
                let text = format!("{label}: {text}");
                ui.label(
                    RichText::new(text)
                        .font(theme::regular(theme::SMALL))
                        .color(theme::tokens(ui).secondary),
                );
            }
        }
    }
}

/// Shows the last certificate of a product that had one.
fn certificate_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, view: &SheetView<'_>) {
    let Some(certificate) = view.product.certificate() else {
        return;
    };
    let lang = Lang::current();
    head_ui(ui, &t!("scoring.side.certificate"));
    let stars = if certificate.potential_five {
        t!("scoring.side.certificate_potential").into_owned()
    } else {
        stars_text(lang, certificate.stars)
    };
    row_ui(ui, &t!("scoring.side.certificate_stars"), &stars);
    let review = ctx.review.product(view.product.id);
    if let Some(validity) = review.and_then(|review| review.validity) {
        row_ui(
            ui,
            &t!("scoring.side.certificate_expires"),
            &date_text(validity.expires_on),
        );
        row_ui(
            ui,
            &t!("scoring.side.certificate_state"),
            &validity_text(lang, &validity),
        );
    }
}

fn row_ui(ui: &mut Ui, label: &str, value: &str) {
    let t = theme::tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label}: {value}")));
    let value = lay_out(
        ui,
        value,
        theme::semibold(theme::SMALL),
        t.ink,
        rect.width() * 0.65,
        1,
    );
    paint_right(ui, &value, rect.right(), rect.center().y);
    let width = rect.width() - value.size().x - S12;
    let label = lay_out(
        ui,
        label,
        theme::regular(theme::SMALL),
        t.secondary,
        width,
        1,
    );
    paint_left(ui, &label, rect.left(), rect.center().y);
}

/// Draws the button that hands in, as wide as the column; muted while something is missing.
pub(super) fn wide_button(ui: &mut Ui, text: &str, is_ready: bool) -> Response {
    let t = theme::tokens(ui);
    let size = Vec2::new(ui.available_width(), theme::CONTROL + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let (fill, color) = match (is_ready, response.hovered()) {
        (true, true) => (t.accent_hover, t.on_accent),
        (true, false) => (t.accent, t.on_accent),
        (false, _) => (t.neutral_bg, t.secondary),
    };
    ui.painter()
        .rect_filled(rect, f32::from(theme::RADIUS), fill);
    let text = lay_out(
        ui,
        text,
        theme::semibold(theme::BODY),
        color,
        rect.width() - S16,
        1,
    );
    paint_left(
        ui,
        &text,
        rect.center().x - text.size().x / 2.0,
        rect.center().y,
    );
    widgets::focus_ring(ui, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
