//! What no session can be: ids that lead nowhere, answers that a sheet does not have, numbers the
//! rules could not work with. A session with such a fault is neither opened nor saved.
//!
//! What is merely unusual (no quorum, a sheet of an absent member) is no fault; the rules name it.

mod packets;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rust_i18n::t;

use crate::error::Position;
use crate::model::criteria::{Code, EmbeddedForm, FormKey, ProductSet, Scoring};
use crate::model::ids::{MemberId, ProductId};
use crate::model::product::{Product, Recognition};
use crate::model::session::Session;
use crate::model::sheet::{Answer, GroundPlace, ScoringSheet};
use crate::model::time::DayTime;
use crate::model::{Date, DateTime, is_plausible};
use crate::rules::sheet_digest::digest_fits;

/// The rule that a fault breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Ids are given once.
    UniqueIds,
    /// An applicant that is named exists.
    KnownApplicant,
    /// A product that is named exists.
    KnownProduct,
    /// A member that is named exists.
    KnownMember,
    /// A statutory sheet that is named is embedded.
    KnownForm,
    /// An embedded sheet has the number of its key.
    FormUnderItsKey,
    /// An embedded sheet is as its digest says.
    FormAsDigested,
    /// A record stands under its own id.
    SheetUnderItsId,
    /// A member has one sheet per product and round.
    OneSheetPerRound,
    /// Rounds are counted from 1 and were opened.
    KnownRound,
    /// Rounds of rescoring are counted from 2 without gaps.
    RoundsInOrder,
    /// A criterion that is named is on the sheet.
    KnownCriterion,
    /// A level that is answered is on the sheet.
    KnownLevel,
    /// A ground that is named is on the sheet.
    KnownGround,
    /// A case is chosen only where there are cases.
    KnownCase,
    /// The share of the quorum is a share.
    QuorumIsShare,
    /// Means are shown with 0 to 4 decimals.
    Decimals,
    /// At least one sheet counts.
    MinCountedSheets,
    /// Nobody leaves before coming.
    TimesInOrder,
    /// A date is one that a council can have meant.
    PlausibleDate,
    /// The result of an earlier session is a sum of totals of its sheets.
    EarlierSum,
    /// A packet that is named was issued.
    KnownPacket,
    /// A packet is one member's, who is the only one in it.
    OneMemberInPacket,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 23] = [
        Self::UniqueIds,
        Self::KnownApplicant,
        Self::KnownProduct,
        Self::KnownMember,
        Self::KnownForm,
        Self::FormUnderItsKey,
        Self::FormAsDigested,
        Self::SheetUnderItsId,
        Self::OneSheetPerRound,
        Self::KnownRound,
        Self::RoundsInOrder,
        Self::KnownCriterion,
        Self::KnownLevel,
        Self::KnownGround,
        Self::KnownCase,
        Self::QuorumIsShare,
        Self::Decimals,
        Self::MinCountedSheets,
        Self::TimesInOrder,
        Self::PlausibleDate,
        Self::EarlierSum,
        Self::KnownPacket,
        Self::OneMemberInPacket,
    ];

    /// Says in the language of `locale` that `value` in `record` breaks the rule.
    pub fn text(self, locale: &str, record: &str, value: &str) -> String {
        t!(
            self.text_key(),
            locale = locale,
            record = record,
            value = value
        )
        .into_owned()
    }

    const fn text_key(self) -> &'static str {
        match self {
            Self::UniqueIds => "errors.fault.unique_ids",
            Self::KnownApplicant => "errors.fault.known_applicant",
            Self::KnownProduct => "errors.fault.known_product",
            Self::KnownMember => "errors.fault.known_member",
            Self::KnownForm => "errors.fault.known_form",
            Self::FormUnderItsKey => "errors.fault.form_under_its_key",
            Self::FormAsDigested => "errors.fault.form_as_digested",
            Self::SheetUnderItsId => "errors.fault.sheet_under_its_id",
            Self::OneSheetPerRound => "errors.fault.one_sheet_per_round",
            Self::KnownRound => "errors.fault.known_round",
            Self::RoundsInOrder => "errors.fault.rounds_in_order",
            Self::KnownCriterion => "errors.fault.known_criterion",
            Self::KnownLevel => "errors.fault.known_level",
            Self::KnownGround => "errors.fault.known_ground",
            Self::KnownCase => "errors.fault.known_case",
            Self::QuorumIsShare => "errors.fault.quorum_is_share",
            Self::Decimals => "errors.fault.decimals",
            Self::MinCountedSheets => "errors.fault.min_counted_sheets",
            Self::TimesInOrder => "errors.fault.times_in_order",
            Self::PlausibleDate => "errors.fault.plausible_date",
            Self::EarlierSum => "errors.fault.earlier_sum",
            Self::KnownPacket => "errors.fault.known_packet",
            Self::OneMemberInPacket => "errors.fault.one_member_in_packet",
        }
    }
}

/// Something that no session can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule it breaks.
    pub rule: Rule,
    /// The record it is in: an id, or the name of a field.
    pub record: String,
    /// The value that cannot be.
    pub value: String,
    /// Where it stands in the file, once [`locate`] has looked.
    pub position: Option<Position>,
    /// Texts that lead to the place, each to be found after the one before.
    trail: Vec<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .rule
                .text(&rust_i18n::locale(), &self.record, &self.value),
        )
    }
}

/// Most faults that are told at once; a file of another kind may have one in every line.
pub const MOST_FAULTS: usize = 20;

/// Finds the faults of `session`, in the order of the file, [`MOST_FAULTS`] at most.
pub fn faults(session: &Session) -> Vec<Fault> {
    faults_but(session, |_form| false)
}

/// Finds the faults of `session`, without looking whether the embedded sheets that `is_known` names
/// are as their digests say: they were looked at before, and an embedded sheet never changes.
pub(super) fn faults_but(
    session: &Session,
    is_known: impl Fn(&Arc<EmbeddedForm>) -> bool,
) -> Vec<Fault> {
    let mut check = Check {
        session,
        products: session.products.iter().map(|p| (p.id, &**p)).collect(),
        member_ids: session.council.members.iter().map(|m| m.id).collect(),
        faults: Vec::new(),
    };
    check.session();
    check.council();
    check.applicants();
    check.products();
    check.sheets();
    check.packets();
    check.forms(is_known);
    check.log();
    check.faults
}

/// Finds out where in `text`, which the session was read from, the faults stand.
pub fn locate(faults: &mut [Fault], text: &str) {
    for fault in faults {
        let mut place = None;
        let mut at = 0;
        for step in &fault.trail {
            let Some(offset) = text[at..].find(step.as_str()) else {
                break;
            };
            place = Some(at + offset);
            at += offset + step.len();
        }
        fault.position = place.map(|offset| Position::of(text, offset));
    }
}

/// Where a record stands. Nothing is put in words before there is a fault: the largest session has a
/// hundred thousand answers, and is looked through at every save.
#[derive(Clone, Copy)]
enum At<'a> {
    /// The record with that id, whose first mention in the file is the record itself.
    Id(&'a dyn fmt::Display),
    /// A field of the session itself.
    Field(&'static str),
    /// An embedded sheet.
    Form(&'a FormKey),
}

impl At<'_> {
    /// Names the record for people.
    fn record(self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Field(name) => name.to_owned(),
            Self::Form(key) => key.to_string(),
        }
    }

    /// Returns the texts that lead to it.
    fn trail(self) -> Vec<String> {
        match self {
            Self::Id(id) => vec![format!("\"{id}\"")],
            Self::Field(name) => vec![format!("{name}:")],
            Self::Form(key) => vec!["forms:".to_owned(), format!("\"{key}\"")],
        }
    }
}

struct Check<'a> {
    session: &'a Session,
    products: BTreeMap<ProductId, &'a Product>,
    member_ids: BTreeSet<MemberId>,
    faults: Vec<Fault>,
}

impl Check<'_> {
    /// Notes a fault; `steps` lead from the record to the value.
    fn note(&mut self, rule: Rule, at: At<'_>, value: impl fmt::Display, steps: &[&str]) {
        if self.faults.len() >= MOST_FAULTS {
            return;
        }
        let mut trail = at.trail();
        trail.extend(steps.iter().map(|&step| step.to_owned()));
        self.faults.push(Fault {
            rule,
            record: at.record(),
            value: value.to_string(),
            position: None,
            trail,
        });
    }

    fn session(&mut self) {
        let session = self.session;
        self.date(At::Field("held_on"), session.held_on, &[]);
        for parent in &session.parents {
            self.date(At::Id(&parent.id), parent.held_on, &["held_on:"]);
        }
        let rules = &session.rules;
        let quorum = rules.quorum.value;
        if quorum.denominator == 0 || quorum.numerator > quorum.denominator {
            let share = format!("{}/{}", quorum.numerator, quorum.denominator);
            self.note(Rule::QuorumIsShare, At::Field("quorum"), share, &[]);
        }
        let decimals = rules.decimals.value;
        if decimals > 4 {
            self.note(Rule::Decimals, At::Field("decimals"), decimals, &[]);
        }
        let min_sheets = rules.min_counted_sheets.value;
        if min_sheets == 0 {
            let at = At::Field("min_counted_sheets");
            self.note(Rule::MinCountedSheets, at, min_sheets, &[]);
        }
    }

    fn council(&mut self) {
        let members = &self.session.council.members;
        self.unique(members.iter().map(|member| member.id));
        for member in members {
            for stay in &member.attendance {
                self.times(At::Id(&member.id), stay.from, stay.to, "attendance:");
            }
        }
    }

    fn applicants(&mut self) {
        let applicants = &self.session.applicants;
        self.unique(applicants.iter().map(|applicant| applicant.id));
    }

    fn products(&mut self) {
        let session = self.session;
        self.unique(session.products.iter().map(|product| product.id));
        for product in &session.products {
            self.product(product);
        }
    }

    fn product(&mut self, product: &Product) {
        let session = self.session;
        let at = At::Id(&product.id);
        if session.applicant(product.applicant_id).is_none() {
            let id = product.applicant_id;
            self.note(Rule::KnownApplicant, at, id, &["applicant_id:"]);
        }
        for (field, date) in [
            ("filed_on:", product.filed_on),
            ("request_complete_on:", product.request_complete_on),
            ("result_on:", product.result_on),
        ] {
            self.date(at, date, &[field]);
        }
        for recognition in &product.history {
            self.recognition(at, recognition);
        }
        if let crate::model::product::Procedure::Written { until } = product.procedure {
            self.date(at, until, &["procedure:"]);
        }
        if let Some(hearing) = product.hearing {
            self.times(at, hearing.from, hearing.to, "hearing:");
        }
        self.product_members(at, product);
        self.rescorings(at, product);
        if let Some(conclusion) = &product.conclusion {
            self.moment(at, Some(conclusion.concluded_at), &["concluded_at:"]);
        }
        if let Some(decision) = &product.authority_decision {
            self.date(at, Some(decision.decided_on), &["authority_decision:"]);
        }
        if let Some(moved) = &product.moved_to_meeting {
            self.moment(at, Some(moved.at), &["moved_to_meeting:"]);
            self.date(at, moved.until, &["moved_to_meeting:"]);
        }
        if let Some(earlier) = &product.earlier_result {
            // Nobody gives more than 100 points.
            let most = i64::from(earlier.counted) * 10_000;
            if !(0..=most).contains(&earlier.sum_hundredths) {
                let sum = earlier.sum_hundredths;
                self.note(Rule::EarlierSum, at, sum, &["earlier_result:"]);
            }
        }
        match &product.form {
            Some(key) => {
                if let Some(form) = self.form(at, key) {
                    self.product_criteria(at, product, &form.set);
                }
            }
            None => {
                let chosen = (product.case_choices.keys())
                    .chain(product.waived_gates.keys())
                    .chain(product.agreed_choices.keys());
                for code in chosen {
                    self.note(Rule::KnownCriterion, at, code, &["case_choices:"]);
                }
            }
        }
    }

    fn recognition(&mut self, at: At<'_>, recognition: &Recognition) {
        let extended_on = recognition.extension.as_ref().map(|e| e.decided_on);
        let revoked_on = recognition.revocation.as_ref().map(|r| r.revoked_on);
        for (field, date) in [
            ("issued_on:", recognition.issued_on),
            ("printed_expires_on:", recognition.printed_expires_on),
            ("decided_on:", extended_on),
            ("revoked_on:", revoked_on),
        ] {
            self.date(at, date, &["history:", field]);
        }
    }

    fn product_members(&mut self, at: At<'_>, product: &Product) {
        let raised_by = product.ground_decisions.iter().flat_map(|d| &d.raised_by);
        let rescored_by = product.rescorings.iter().flat_map(|r| &r.member_ids);
        let named = (product.presided_by.iter().map(|id| ("presided_by:", id)))
            .chain(product.absent.iter().map(|id| ("absent:", id)))
            .chain(product.recusals.keys().map(|id| ("recusals:", id)))
            .chain(rescored_by.map(|id| ("rescorings:", id)))
            .chain(raised_by.map(|id| ("ground_decisions:", id)));
        for (field, &id) in named {
            if !self.member_ids.contains(&id) {
                let steps = [field, &format!("\"{id}\"")];
                self.note(Rule::KnownMember, at, id, &steps);
            }
        }
    }

    fn rescorings(&mut self, at: At<'_>, product: &Product) {
        for (expected, rescoring) in (2..).zip(&product.rescorings) {
            if rescoring.round != expected {
                let steps = ["rescorings:", &format!("round: {}", rescoring.round)];
                self.note(Rule::RoundsInOrder, at, rescoring.round, &steps);
            }
        }
    }

    /// Checks what the council settled about single criteria of a product's sheet.
    fn product_criteria(&mut self, at: At<'_>, product: &Product, set: &ProductSet) {
        for code in product.case_choices.keys() {
            let steps = ["case_choices:", &format!("\"{code}\"")];
            match set.criterion(*code) {
                None => self.note(Rule::KnownCriterion, at, code, &steps),
                Some(criterion) if criterion.scoring != Scoring::OneCase => {
                    self.note(Rule::KnownCase, at, code, &steps);
                }
                Some(_) => {}
            }
        }
        for code in product.waived_gates.keys() {
            if set.criterion(*code).is_none() {
                let steps = ["waived_gates:", &format!("\"{code}\"")];
                self.note(Rule::KnownCriterion, at, code, &steps);
            }
        }
        for (code, agreed) in &product.agreed_choices {
            let step = || format!("\"{code}\"");
            self.answer(at, set, (*code, agreed.answer), "agreed_choices:", step);
        }
        for decision in &product.ground_decisions {
            self.ground(at, set, decision.place, "ground_decisions:");
        }
    }

    fn sheets(&mut self) {
        let session = self.session;
        let mut seen = BTreeMap::new();
        for (id, sheet) in &session.sheets {
            let at = At::Id(&id);
            if sheet.id != *id {
                self.note(Rule::SheetUnderItsId, at, sheet.id, &["id:"]);
            }
            let key = (sheet.product_id, sheet.member_id, sheet.round);
            if let Some(other) = seen.insert(key, *id) {
                self.note(Rule::OneSheetPerRound, at, other, &[]);
            }
            self.sheet(at, sheet);
        }
        for sheet in &session.versions {
            self.sheet(At::Id(&sheet.id), sheet);
        }
    }

    fn sheet(&mut self, at: At<'_>, sheet: &ScoringSheet) {
        match self.products.get(&sheet.product_id).copied() {
            None => {
                let id = sheet.product_id;
                self.note(Rule::KnownProduct, at, id, &["product_id:"]);
            }
            Some(product) => {
                if sheet.round == 0 || sheet.round > product.round() {
                    self.note(Rule::KnownRound, at, sheet.round, &["round:"]);
                }
            }
        }
        if !self.member_ids.contains(&sheet.member_id) {
            self.note(Rule::KnownMember, at, sheet.member_id, &["member_id:"]);
        }
        self.moment(at, sheet.submitted_at, &["submitted_at:"]);
        for version in &sheet.superseded {
            self.moment(at, version.submitted_at, &["superseded:", "submitted_at:"]);
        }
        let Some(form) = self.form(at, &sheet.form) else {
            return;
        };
        for (code, answer) in &sheet.answers.0 {
            let step = || format!("{code}={answer}");
            self.answer(at, &form.set, (*code, *answer), "answers:", step);
        }
        if let Some(second) = &sheet.second_typing {
            for (code, answer) in &second.answers.0 {
                let step = || format!("{code}={answer}");
                self.answer(at, &form.set, (*code, *answer), "second_typing:", step);
            }
            for difference in second.differences.iter().flatten() {
                let code = difference.code;
                let said = [difference.first, difference.second, difference.settled];
                for answer in said.into_iter().flatten() {
                    let step = || format!("\"{code}\"");
                    self.answer(at, &form.set, (code, answer), "differences:", step);
                }
            }
        }
        for code in sheet.notes.keys() {
            if form.set.criterion(*code).is_none() && form.set.section(*code).is_none() {
                let steps = ["notes:", &format!("\"{code}\"")];
                self.note(Rule::KnownCriterion, at, code, &steps);
            }
        }
        for trigger in &sheet.triggers {
            self.ground(at, &form.set, trigger.place, "triggers:");
        }
    }

    fn forms(&mut self, is_known: impl Fn(&Arc<EmbeddedForm>) -> bool) {
        for (key, form) in &self.session.forms {
            let at = At::Form(key);
            if form.set.no != key.no {
                self.note(Rule::FormUnderItsKey, at, form.set.no, &["no:"]);
            }
            if !is_known(form) && !digest_fits(form) {
                self.note(Rule::FormAsDigested, at, &form.digest, &["digest:"]);
            }
        }
    }

    fn log(&mut self) {
        let session = self.session;
        for finalisation in &session.finalisations {
            let at = At::Field("finalisations");
            self.moment(at, Some(finalisation.at), &[]);
            let reopened = finalisation.reopened.as_ref();
            self.moment(at, reopened.map(|reopened| reopened.at), &["reopened:"]);
        }
        for line in &session.log {
            self.moment(At::Field("log"), Some(line.at), &[]);
        }
    }

    /// Returns the embedded sheet with `key`; notes a fault where there is none.
    fn form(&mut self, at: At<'_>, key: &FormKey) -> Option<Arc<EmbeddedForm>> {
        let form = self.session.forms.get(key).cloned();
        if form.is_none() {
            self.note(Rule::KnownForm, at, key, &["form:"]);
        }
        form
    }

    /// Checks an answer; `step` leads from `field` to it.
    fn answer(
        &mut self,
        at: At<'_>,
        set: &ProductSet,
        (code, answer): (Code, Answer),
        field: &str,
        step: impl Fn() -> String,
    ) {
        let rule = match (set.criterion(code), answer) {
            (None, _) => Rule::KnownCriterion,
            (Some(criterion), Answer::Level(idx)) if usize::from(idx) >= criterion.n_options() => {
                Rule::KnownLevel
            }
            (Some(_), _) => return,
        };
        let steps = [field, &step()];
        match rule {
            Rule::KnownLevel => self.note(rule, at, format!("{code}={answer}"), &steps),
            _ => self.note(rule, at, code, &steps),
        }
    }

    fn ground(&mut self, at: At<'_>, set: &ProductSet, place: GroundPlace, field: &str) {
        let (n_grounds, idx) = match place {
            GroundPlace::Sheet(idx) => (set.disqualifiers.len(), idx),
            GroundPlace::Section(code, idx) => {
                (set.section(code).map_or(0, |s| s.exclusions.len()), idx)
            }
            GroundPlace::Criterion(code, idx) => {
                (set.criterion(code).map_or(0, |c| c.exclusions.len()), idx)
            }
        };
        if usize::from(idx) >= n_grounds {
            self.note(Rule::KnownGround, at, format!("{place:?}"), &[field]);
        }
    }

    /// Notes every id that was given before.
    fn unique<Id: fmt::Display + Ord>(&mut self, ids: impl Iterator<Item = Id>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if let Some(id) = seen.replace(id) {
                // The second mention as an id of its own is the one too many.
                let own_id = format!("id: \"{id}\"");
                self.note(Rule::UniqueIds, At::Id(&id), &id, &[&own_id]);
            }
        }
    }

    fn times(&mut self, at: At<'_>, from: DayTime, to: Option<DayTime>, field: &str) {
        if let Some(to) = to.filter(|&to| to < from) {
            self.note(Rule::TimesInOrder, at, format!("{from}–{to}"), &[field]);
        }
    }

    fn date(&mut self, at: At<'_>, date: Option<Date>, steps: &[&str]) {
        if let Some(date) = date.filter(|&date| !is_plausible(date)) {
            self.note(Rule::PlausibleDate, at, date, steps);
        }
    }

    fn moment(&mut self, at: At<'_>, moment: Option<DateTime>, steps: &[&str]) {
        self.date(at, moment.map(|moment| moment.date()), steps);
    }
}
