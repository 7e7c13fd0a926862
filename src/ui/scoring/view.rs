//! The sheet on the screen: which one it is, what it holds, and whether it can be changed.

use std::borrow::Cow;
use std::sync::Arc;

use rust_i18n::t;

use crate::edit::command::SheetRef;
use crate::model::criteria::{CaseCode, Criterion, EmbeddedForm};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::Product;
use crate::model::sheet::{Answers, ScoringSheet};
use crate::rules::scoring::{self, SheetTotal, Standing};
use crate::rules::sheet_rank::{SheetRank, sheet_rank};

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
}

impl Lock {
    /// Says it in a sentence.
    pub(super) fn text(self) -> String {
        match self {
            Self::Submitted => t!("scoring.lock.submitted"),
            Self::Recused => t!("scoring.lock.recused"),
            Self::NotInRound => t!("scoring.lock.not_in_round"),
        }
        .into_owned()
    }
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
        let answers = sheet.or_else(earlier).map_or_else(
            || Cow::Owned(Answers::default()),
            |sheet| Cow::Borrowed(&sheet.answers),
        );
        let in_round = product
            .rescorings
            .last()
            .is_none_or(|rescoring| !rescoring.closed && rescoring.member_ids.contains(&member_id));
        let lock = if product.recusals.contains_key(&member_id) {
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
        })
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
