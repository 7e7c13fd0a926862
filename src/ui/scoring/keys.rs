//! What the keys of the scoring screen do.

use egui::{Event, Key, Modifiers, Ui};
use rust_i18n::t;

use crate::model::criteria::{Code, Wording};
use crate::model::ids::{MemberId, ProductId};
use crate::model::sheet::Answers;
use crate::rules::scoring::Standing;
use crate::rules::sheet_rank::next_after;
use crate::rules::typing::TypingState;

use crate::ui::widgets::DraftText;
use crate::ui::{Action, ViewCtx};

use super::choices::choices;
use super::official::official;
use super::view::SheetView;
use super::{ScoringScreen, neighbor};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Press {
    /// Choose the level with this key.
    Choose(char),
    /// Take the answer back.
    Clear,
    /// Move by criteria without choosing.
    Move(isize),
    /// Go to the first criterion, or the last one.
    Edge {
        last: bool,
    },
    NextMissing,
    NextGate,
    Product(isize),
    Member(isize),
    Note,
    Official,
    Submit,
    TypeAgain,
}

fn press_of(key: Key, modifiers: Modifiers, widget_has_focus: bool) -> Option<Press> {
    if modifiers.alt {
        return None;
    }
    match (key, modifiers.command, modifiers.shift) {
        (Key::Enter, true, false) => Some(Press::Submit),
        (Key::Enter, true, true) => Some(Press::TypeAgain),
        (Key::PageDown, true, _) => Some(Press::Member(1)),
        (Key::PageUp, true, _) => Some(Press::Member(-1)),
        (_, true, _) => None,
        (Key::PageDown, ..) => Some(Press::Product(1)),
        (Key::PageUp, ..) => Some(Press::Product(-1)),
        // A button that has the focus keeps the keys that egui gives to it.
        (Key::Enter | Key::ArrowDown | Key::ArrowUp, ..) if widget_has_focus => None,
        (Key::Enter, _, shift) => Some(Press::Move(if shift { -1 } else { 1 })),
        (Key::ArrowDown, ..) => Some(Press::Move(1)),
        (Key::ArrowUp, ..) => Some(Press::Move(-1)),
        (Key::Home, ..) => Some(Press::Edge { last: false }),
        (Key::End, ..) => Some(Press::Edge { last: true }),
        (Key::Delete | Key::Backspace, ..) => Some(Press::Clear),
        (Key::N, ..) => Some(Press::NextMissing),
        (Key::G, ..) => Some(Press::NextGate),
        (Key::M, ..) => Some(Press::Note),
        (Key::V, ..) => Some(Press::Official),
        (key, ..) => {
            let mut name = key.name().chars();
            let single = name.next().filter(|_| name.as_str().is_empty());
            single
                .filter(char::is_ascii_alphanumeric)
                .map(Press::Choose)
        }
    }
}

/// Takes the key presses of this frame that belong to the screen, in the order they were made, so
/// that fast typing loses nothing.
fn presses(ui: &Ui) -> Vec<Press> {
    let context = ui.ctx();
    if context.text_edit_focused()
        || egui::Popup::is_any_open(context)
        || context.memory(|m| m.top_modal_layer().is_some())
    {
        return Vec::new();
    }
    let widget_has_focus = context.memory(|memory| memory.focused().is_some());
    ui.input(|input| {
        let of_event = |event: &Event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => press_of(*key, *modifiers, widget_has_focus),
            _ => None,
        };
        input.events.iter().filter_map(of_event).collect()
    })
}

impl ScoringScreen {
    /// Follows the keys of this frame.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        ctx: &ViewCtx<'_>,
        view: &SheetView<'_>,
        scorers: &[MemberId],
        actions: &mut Vec<Action>,
    ) {
        // Several keys may arrive in one frame; each sees what the ones before have chosen.
        let mut answers = view.answers.clone().into_owned();
        for press in presses(ui) {
            match press {
                Press::Choose(key) => self.choose(key, view, &mut answers, actions),
                Press::Clear => self.clear(view, &mut answers, actions),
                Press::Move(step) => self.step(step, view, &answers),
                Press::Edge { last } => {
                    let codes = view.form.set.criteria().map(|criterion| criterion.code);
                    let mut codes = codes.filter(|code| view.shows(*code));
                    if let Some(code) = if last { codes.last() } else { codes.next() } {
                        self.take(code);
                    }
                }
                Press::NextMissing => self.next_missing(view, &answers),
                Press::NextGate => self.next_gate(view),
                Press::Product(step) => go_to_product(ctx, view.product.id, step, actions),
                Press::Member(step) => go_to_member(scorers, view.member_id, step, actions),
                Press::Note => self.open_note(view),
                Press::Official => self.toggle_official(ctx, view),
                Press::Submit => self.submit(ctx, view, actions),
                Press::TypeAgain => self.type_again(view, actions),
            }
        }
    }

    /// Follows the keys that lead to another product or member, where there is no sheet to fill.
    pub(super) fn move_keys(
        &self,
        ui: &Ui,
        ctx: &ViewCtx<'_>,
        product_id: ProductId,
        member_id: MemberId,
        scorers: &[MemberId],
        actions: &mut Vec<Action>,
    ) {
        for press in presses(ui) {
            match press {
                Press::Product(step) => go_to_product(ctx, product_id, step, actions),
                Press::Member(step) => go_to_member(scorers, member_id, step, actions),
                _ => {}
            }
        }
    }

    fn choose(
        &mut self,
        key: char,
        view: &SheetView<'_>,
        answers: &mut Answers,
        actions: &mut Vec<Action>,
    ) {
        let Some(criterion) = self.focus.and_then(|code| view.form.set.criterion(code)) else {
            return;
        };
        if let Some(lock) = view.lock {
            self.notice = Some(lock.text());
            return;
        }
        let code = criterion.code;
        match view.standing(criterion, answers) {
            Standing::CaseOpen => {
                self.notice = Some(t!("scoring.notice.case_first", code = code).into_owned());
                return;
            }
            Standing::Idle => {
                self.notice = Some(t!("scoring.notice.idle", code = code).into_owned());
                return;
            }
            _ => {}
        }
        let case = view.case_of(criterion);
        let Some(choice) = choices(criterion, case)
            .into_iter()
            .find(|choice| choice.key == key)
        else {
            self.notice =
                Some(t!("scoring.notice.no_such_key", code = code, key = key).into_owned());
            return;
        };
        answers.0.insert(code, choice.answer);
        actions.push(Action::Edit(view.choose(code, Some(choice.answer))));
        self.step(1, view, answers);
    }

    fn clear(&mut self, view: &SheetView<'_>, answers: &mut Answers, actions: &mut Vec<Action>) {
        // What was settled is settled by another choice, or undone.
        let may = |code: &Code| answers.get(*code).is_some() && view.compared().is_none();
        let Some(code) = self.focus.filter(may) else {
            return;
        };
        if let Some(lock) = view.lock {
            self.notice = Some(lock.text());
            return;
        }
        answers.0.remove(&code);
        self.take(code);
        actions.push(Action::Edit(view.choose(code, None)));
    }

    /// Moves by criteria, past those that count only under a condition that is not met.
    pub(super) fn step(&mut self, step: isize, view: &SheetView<'_>, answers: &Answers) {
        let codes: Vec<_> = view
            .form
            .set
            .criteria()
            .filter(|criterion| view.shows(criterion.code))
            .filter(|criterion| {
                Some(criterion.code) == self.focus
                    || view.standing(criterion, answers) != Standing::Idle
            })
            .map(|criterion| criterion.code)
            .collect();
        let next = match self.focus {
            Some(code) => neighbor(&codes, code, step),
            None => codes.first().copied(),
        };
        match next {
            Some(code) => self.take(code),
            None => self.brings_into_view = true,
        }
    }

    fn next_missing(&mut self, view: &SheetView<'_>, answers: &Answers) {
        let is_missing = |code| {
            view.form
                .set
                .criterion(code)
                .is_some_and(|criterion| !view.standing(criterion, answers).is_complete())
        };
        match next_after(view.form, self.focus, is_missing) {
            Some(code) => self.take(code),
            None if view.typing == TypingState::Second => {
                self.notice = Some(t!("scoring.typing.all_typed").into_owned());
            }
            None => self.notice = Some(t!("scoring.notice.nothing_missing").into_owned()),
        }
    }

    fn next_gate(&mut self, view: &SheetView<'_>) {
        let unmet = view
            .rank
            .next_unmet()
            .map(|(_, gates)| gates)
            .unwrap_or_default();
        let is_unmet = |code| unmet.iter().any(|gate| gate.gate.code == code);
        match next_after(view.form, self.focus, is_unmet) {
            Some(code) => self.take(code),
            None => self.notice = Some(t!("scoring.notice.no_gate_missing").into_owned()),
        }
    }

    /// Shows or hides the decision's own words, or says where they are to be had.
    fn toggle_official(&mut self, ctx: &ViewCtx<'_>, view: &SheetView<'_>) {
        if view.form.wording == Wording::Official {
            self.notice = Some(t!("scoring.notice.official_already").into_owned());
        } else if official(ctx.packs, view.form).is_none() {
            self.notice = Some(t!("scoring.notice.no_official").into_owned());
        } else {
            self.shows_official = !self.shows_official;
            self.brings_into_view = true;
        }
    }

    /// Opens the note of the criterion in hand.
    pub(super) fn open_note(&mut self, view: &SheetView<'_>) {
        let Some(code) = self.focus else { return };
        if view.is_typed_again() {
            self.notice = Some(t!("scoring.typing.answers_only").into_owned());
            return;
        }
        if let Some(lock) = view.lock {
            self.notice = Some(lock.text());
            return;
        }
        self.note = Some((code, DraftText::default()));
        self.focuses_note = true;
        self.brings_into_view = true;
    }
}

fn go_to_product(ctx: &ViewCtx<'_>, from: ProductId, step: isize, actions: &mut Vec<Action>) {
    let ids: Vec<_> = ctx
        .session
        .products
        .iter()
        .map(|product| product.id)
        .collect();
    actions.extend(neighbor(&ids, from, step).map(Action::SelectProduct));
}

fn go_to_member(scorers: &[MemberId], from: MemberId, step: isize, actions: &mut Vec<Action>) {
    actions.extend(neighbor(scorers, from, step).map(Action::SelectMember));
}
