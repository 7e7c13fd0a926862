//! The sheet on the screen: which one it is, what it holds, and whether it can be changed.

use std::borrow::Cow;
use std::sync::Arc;

use rust_i18n::t;

use crate::edit::command::{Command, SheetRef, TypingStep};
use crate::model::criteria::{CaseCode, Code, Criterion, EmbeddedForm};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::Product;
use crate::model::sheet::{Answer, Answers, ScoringSheet, SheetSource};
use crate::model::typing::TypingDifference;
use crate::rules::scoring::{self, SheetTotal, Standing};
use crate::rules::sheet_rank::{SheetRank, sheet_rank};
use crate::rules::typing::{self, TypingState};

use crate::ui::ViewCtx;

/// Why a sheet cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// It was handed in.
    Submitted,
    /// The member does not take part for this product.
    Recused,
    /// The member does not score again in this round.
    NotInRound,
    /// The packet it is in was handed in.
    PacketHandedIn,
}

impl Lock {
    /// Says it in a sentence.
    pub(super) fn text(self) -> String {
        match self {
            Self::Submitted => t!("scoring.lock.submitted"),
            Self::Recused => t!("scoring.lock.recused"),
            Self::NotInRound => t!("scoring.lock.not_in_round"),
            Self::PacketHandedIn => t!("packet.lock.handed_in"),
        }
        .into_owned()
    }
}

/// Returns what a second typing shows: nothing of the first while it goes on, and afterwards all
/// but what is still to be settled.
fn typed_answers<'a>(
    sheet: &'a ScoringSheet,
    product: &Product,
    form: &EmbeddedForm,
) -> Cow<'a, Answers> {
    let Some(second) = &sheet.second_typing else {
        return Cow::Borrowed(&sheet.answers);
    };
    let Some(differences) = &second.differences else {
        return Cow::Borrowed(&second.answers);
    };
    let cases = &product.case_choices;
    let mut answers = sheet.answers.clone();
    for open in typing::open_differences(&form.set, cases, differences, &sheet.answers) {
        answers.0.remove(&open.code);
    }
    Cow::Owned(answers)
}

/// A sheet as the screen shows it.
pub(super) struct SheetView<'a> {
    pub(super) product: &'a Product,
    pub(super) member_id: MemberId,
    pub(super) form: &'a Arc<EmbeddedForm>,
    /// The sheet of the round, where one was begun.
    pub(super) sheet: Option<&'a ScoringSheet>,
    /// Names the sheet in commands.
    pub(super) sheet_ref: SheetRef,
    /// The answers shown: in a further round those of the round before, until they are changed.
    pub(super) answers: Cow<'a, Answers>,
    pub(super) total: SheetTotal,
    pub(super) rank: SheetRank,
    pub(super) lock: Option<Lock>,
    /// How far the typing of a paper sheet has come.
    pub(super) typing: TypingState,
    /// Whether it is a member's own sheet, in a packet.
    pub(super) is_of_packet: bool,
}

impl<'a> SheetView<'a> {
    /// Looks up the sheet of `member_id` for `product_id`; none while the product has no form.
    pub(super) fn new(
        ctx: &ViewCtx<'a>,
        product_id: ProductId,
        member_id: MemberId,
    ) -> Option<Self> {
        let session = ctx.session;
        let product = session.product(product_id)?;
        let form = session.form_of(product)?;
        let sheet_ref = ctx.sheet_ref(product_id, member_id)?;
        let sheet = session.sheet(product_id, member_id, product.round());
        let earlier = || {
            (1..product.round())
                .rev()
                .find_map(|round| session.sheet(product_id, member_id, round))
        };
        let typing = sheet.map_or(TypingState::Once, typing::state);
        let answers = match (sheet, typing) {
            (Some(sheet), TypingState::Second | TypingState::Comparing) => {
                typed_answers(sheet, product, form)
            }
            _ => sheet.or_else(earlier).map_or_else(
                || Cow::Owned(Answers::default()),
                |sheet| Cow::Borrowed(&sheet.answers),
            ),
        };
        let in_round = product
            .rescorings
            .last()
            .is_none_or(|rescoring| !rescoring.closed && rescoring.member_ids.contains(&member_id));
        let is_handed_in = session.packet.as_ref().is_some_and(|it| it.is_locked());
        let lock = if is_handed_in {
            Some(Lock::PacketHandedIn)
        } else if product.recusals.contains_key(&member_id) {
            Some(Lock::Recused)
        } else if sheet.is_some_and(|sheet| sheet.status.is_submitted()) {
            Some(Lock::Submitted)
        } else if !in_round {
            Some(Lock::NotInRound)
        } else {
            None
        };
        let total = scoring::total(&form.set, &answers, &product.case_choices);
        let rank = sheet_rank(form, product, &answers, session.rules.unmet_gate.value);
        Some(Self {
            product,
            member_id,
            form,
            sheet,
            sheet_ref,
            answers,
            total,
            rank,
            lock,
            typing,
            is_of_packet: session.packet.is_some(),
        })
    }

    /// Returns the command that answers a criterion: in the first typing, in the second, or where
    /// the typings differ.
    pub(super) fn choose(&self, code: Code, answer: Option<Answer>) -> Command {
        let sheet = self.sheet_ref;
        let step = match (self.typing, answer) {
            (TypingState::Once | TypingState::DoubleChecked, _) => {
                return Command::ChooseLevel {
                    sheet,
                    code,
                    answer,
                };
            }
            (TypingState::Comparing, Some(answer)) => TypingStep::Settle { code, answer },
            (TypingState::Second | TypingState::Comparing, answer) => {
                TypingStep::Answer { code, answer }
            }
        };
        Command::TypeAgain { sheet, step }
    }

    /// Tells whether the sheet was typed once, whole, and may be typed again.
    pub(super) fn may_type_again(&self) -> bool {
        let is_typed = self
            .sheet
            .is_some_and(|sheet| sheet.source == SheetSource::Typed);
        let is_whole = self.total.is_complete() || self.may_hand_in_incomplete();
        is_typed && is_whole && self.lock.is_none() && self.typing == TypingState::Once
    }

    /// Tells whether a second typing is under way or being compared.
    pub(super) fn is_typed_again(&self) -> bool {
        matches!(self.typing, TypingState::Second | TypingState::Comparing)
    }

    /// Returns where the typings differ, while that is being settled.
    pub(super) fn compared(&self) -> Option<&'a [TypingDifference]> {
        let second = self.sheet?.second_typing.as_ref()?;
        let differences = second.differences.as_deref()?;
        (self.typing == TypingState::Comparing).then_some(differences)
    }

    /// Tells whether a criterion is on the screen: all of them, or those on which typings differ.
    pub(super) fn shows(&self, code: Code) -> bool {
        self.compared()
            .is_none_or(|differences| differences.iter().any(|it| it.code == code))
    }

    /// Tells which typings say `answer` to a criterion, while that is being settled.
    pub(super) fn said_by(&self, code: Code, answer: Answer) -> Option<String> {
        let difference = self.compared()?.iter().find(|it| it.code == code)?;
        let said = |other: Option<Answer>| other == Some(answer);
        if said(difference.first) {
            Some(t!("scoring.typing.first").into_owned())
        } else if said(difference.second) {
            Some(t!("scoring.typing.second").into_owned())
        } else {
            None
        }
    }

    /// Returns the case chosen for `criterion`.
    pub(super) fn case_of(&self, criterion: &Criterion) -> Option<CaseCode> {
        self.product.case_choices.get(&criterion.code).copied()
    }

    /// Returns how `criterion` stands with `answers`.
    pub(super) fn standing(&self, criterion: &Criterion, answers: &Answers) -> Standing {
        scoring::standing(
            &self.form.set,
            criterion,
            answers,
            &self.product.case_choices,
        )
    }

    /// Tells whether a ground that rejects or stops lets the sheet be handed in as it is.
    pub(super) fn may_hand_in_incomplete(&self) -> bool {
        let named = self.sheet.is_some_and(|sheet| !sheet.triggers.is_empty());
        named
            || scoring::grounds(&self.form.set).iter().any(|ground| {
                scoring::stops_at_zero(
                    &self.form.set,
                    ground,
                    &self.answers,
                    &self.product.case_choices,
                )
            })
    }
}
