//! The edits of a council at work, the same ones for the same seed and session.

use std::collections::BTreeSet;

use ocop_council::edit::command::{Command, Edit, SheetRef};
use ocop_council::edit::document::Document;
use ocop_council::model::criteria::Criterion;
use ocop_council::model::ids::SheetId;
use ocop_council::model::product::{AgreedChoice, Outcome, Product};
use ocop_council::model::session::Session;
use ocop_council::model::sheet::{Answer, SheetSource};
use ocop_council::model::{Date, DateTime};

/// A splitmix64 sequence.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns a number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.bits().checked_rem(n).unwrap_or(0)
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let idx = self.below(items.len() as u64);
        items.get(usize::try_from(idx).unwrap_or(0))
    }
}

/// A person at the program. Only steps of this play are undone, so that the play does not depend on
/// what can still be undone of before.
#[derive(Debug, Clone)]
pub(crate) struct Play {
    chance: Chance,
    n: i64,
    n_undoable: u32,
    n_redoable: u32,
}

enum Step {
    Do(Box<Command>),
    Undo,
    Redo,
}

impl Play {
    pub(crate) const fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            n: 0,
            n_undoable: 0,
            n_redoable: 0,
        }
    }

    /// Makes the next change, which is one revision.
    pub(crate) fn step(&mut self, document: &mut Document) {
        let before = document.revision();
        for _ in 0..10_000 {
            self.n += 1;
            let at = day() + chrono::Duration::seconds(self.n);
            match self.draw(document.session()) {
                Some(Step::Do(command)) => self.change(document, *command, at),
                Some(Step::Undo) if self.n_undoable > 0 && document.undo(at, BY) => {
                    self.n_undoable -= 1;
                    self.n_redoable += 1;
                }
                Some(Step::Redo) if self.n_redoable > 0 && document.redo(at, BY) => {
                    self.n_redoable -= 1;
                    self.n_undoable += 1;
                }
                _ => {}
            }
            if document.revision() != before {
                return;
            }
        }
        panic!("nothing left to do");
    }

    fn change(&mut self, document: &mut Document, command: Command, at: DateTime) {
        let bars_undo = matches!(
            command,
            Command::SubmitSheet { .. } | Command::ReopenSheet { .. }
        );
        let edit = Edit {
            at,
            by: BY.to_owned(),
            command,
        };
        let before = document.revision();
        if document.edit(&edit).is_ok() && document.revision() != before {
            self.n_redoable = 0;
            self.n_undoable = if bars_undo { 0 } else { self.n_undoable + 1 };
        }
    }

    fn draw(&mut self, session: &Session) -> Option<Step> {
        let what = self.chance.below(100);
        match what {
            0..7 => return Some(Step::Undo),
            7..10 => return Some(Step::Redo),
            _ => {}
        }
        let product = session.products.get(self.below(session.products.len()))?;
        let product_id = product.id;
        let (sheet, is_draft) = self.sheet(session, product)?;
        let criterion = self.criterion(session, product)?;
        let code = criterion.code;
        let command = match what {
            10..18 => Command::SetDiscussion {
                product_id,
                text: self.text("Thảo luận"),
            },
            18..22 => Command::SetRequests {
                product_id,
                text: self.text("Đề nghị bổ sung"),
            },
            22..24 => Command::Conclude {
                product_id,
                outcome: if self.chance.below(2) == 0 {
                    Outcome::Withdrawn
                } else {
                    Outcome::NotConcluded
                },
                reason: self.text("Lý do"),
                vote: None,
            },
            24..25 => Command::WithdrawConclusion {
                product_id,
                reason: self.text("Xem lại"),
            },
            25..27 => Command::OpenRescoring {
                product_id,
                reason: self.text("Chênh lệch"),
                member_ids: BTreeSet::from([sheet.member_id]),
            },
            27..29 => Command::AgreeChoice {
                product_id,
                code,
                agreed: Some(AgreedChoice {
                    answer: self.answer(product, criterion)?,
                    reason: self.text("Thống nhất"),
                }),
            },
            29..31 => Command::SetAbsentFor {
                product_id,
                member_id: sheet.member_id,
                absent: !product.absent.contains(&sheet.member_id),
            },
            31..34 => Command::SetOpinion {
                sheet,
                text: self.text("Ý kiến"),
            },
            34..40 => Command::SetNote {
                sheet,
                code,
                text: self.text("Ghi chú"),
            },
            40..45 if !is_draft => Command::ReopenSheet {
                sheet,
                reason: self.text("Sửa"),
            },
            40..42 => Command::SubmitSheet { sheet },
            _ if !is_draft => return None,
            _ => Command::ChooseLevel {
                sheet,
                code,
                answer: self.answer(product, criterion),
            },
        };
        Some(Step::Do(Box::new(command)))
    }

    /// Draws a sheet of the product in the round it is in, begun or not.
    fn sheet(&mut self, session: &Session, product: &Product) -> Option<(SheetRef, bool)> {
        let member = session
            .council
            .members
            .get(self.below(session.council.members.len()))?;
        let round = product.round();
        let found = session.sheet(product.id, member.id, round);
        let drawn = SheetId::from_bits(self.chance.bits());
        let named = SheetRef {
            sheet_id: found.map_or(drawn, |sheet| sheet.id),
            product_id: product.id,
            member_id: member.id,
            round,
            source: SheetSource::Typed,
        };
        Some((
            named,
            !found.is_some_and(|sheet| sheet.status.is_submitted()),
        ))
    }

    fn criterion<'a>(&mut self, session: &'a Session, product: &Product) -> Option<&'a Criterion> {
        let form = session.form_of(product)?;
        let criteria: Vec<&Criterion> = form.set.criteria().collect();
        self.chance.one_of(&criteria).copied()
    }

    fn answer(&mut self, product: &Product, criterion: &Criterion) -> Option<Answer> {
        let case = product.case_choices.get(&criterion.code).copied();
        let mut answers: Vec<Answer> = criterion
            .levels(case)
            .filter_map(|(idx, _)| u8::try_from(idx).ok())
            .map(Answer::Level)
            .collect();
        if criterion.offers_none(case) {
            answers.push(Answer::NoLevel);
        }
        self.chance.one_of(&answers).copied()
    }

    /// Makes a text that no other step makes.
    fn text(&mut self, about: &str) -> String {
        let n = self.n;
        let more = match self.chance.below(8) {
            0 => "\n\"bao bì\"; nhãn \\ mác:\tđủ".to_owned(),
            1 => "hồ sơ, ".repeat(usize::try_from(self.chance.below(40)).unwrap_or(0)),
            _ => String::new(),
        };
        format!("{about} {n} {more}.")
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.chance.below(n as u64)).unwrap_or(0)
    }
}

const BY: &str = "Vũ Thu Hà";

pub(crate) fn day() -> DateTime {
    Date::from_ymd_opt(2026, 11, 24)
        .and_then(|day| day.and_hms_opt(8, 0, 0))
        .unwrap_or_default()
}
