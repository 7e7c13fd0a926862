//! Earlier recognitions of a product and what they are worth today.

use egui::{Align, Layout, Ui};
use rust_i18n::t;

use crate::model::points::StarRank;
use crate::model::product::{ApplicationKind, Extension, Product, Recognition, Revocation};
use crate::rules::validity::{self, ReRating, ValidityState, expires_on};
use crate::words::{Lang, date_text, stars_text, validity_text};

use super::fields::Field;
use super::{ViewCtx, layout, product_table, theme, widgets};

/// Draws the recognitions, the newest first.
pub(super) fn history(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    history: &mut Vec<Recognition>,
) {
    layout::heading(ui, &t!("history.title"));
    if history.is_empty() {
        let words = match product.application {
            ApplicationKind::First => t!("history.none_first"),
            ApplicationKind::Upgrade | ApplicationKind::ReRating => t!("history.none"),
        };
        layout::explain(ui, &words);
    }
    let mut removed = None;
    let last = history.len().saturating_sub(1);
    for idx in (0..history.len()).rev() {
        let Some(recognition) = history.get_mut(idx) else {
            continue;
        };
        let is_last = idx == last;
        ui.push_id(("history", product.id, idx), |ui| {
            if !is_last {
                layout::hairline(ui);
            }
            if head(ui, ctx, product, recognition, is_last) {
                removed = Some(idx);
            }
            fields(ui, ctx, (product, idx), recognition);
        });
    }
    if let Some(idx) = removed {
        history.remove(idx);
    }
    let words = if history.is_empty() {
        t!("history.add")
    } else {
        t!("history.add_older")
    };
    if widgets::secondary_button(ui, &words).clicked() {
        let authority = history
            .last()
            .map(|last| last.authority.clone())
            .unwrap_or_default();
        // An earlier one belongs before what is there; the days put it right later.
        history.insert(0, empty(authority));
    }
    sort_by_day(history);
}

/// Puts the recognitions whose day is known in the order of their days; the others keep their place.
fn sort_by_day(history: &mut [Recognition]) {
    let has_day = |recognition: &Recognition| recognition.issued_on.is_some();
    let mut dated: Vec<_> = history.iter().filter(|r| has_day(r)).cloned().collect();
    dated.sort_by_key(|recognition| recognition.issued_on);
    let places = history.iter_mut().filter(|r| has_day(r));
    for (place, recognition) in places.zip(dated) {
        *place = recognition;
    }
}

fn empty(authority: String) -> Recognition {
    Recognition {
        stars: StarRank::THREE,
        potential_five: false,
        decision_no: String::new(),
        authority,
        issued_on: None,
        printed_expires_on: None,
        extension: None,
        revocation: None,
    }
}

/// Draws stars, last day and state; returns whether the recognition is to be taken out.
fn head(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    product: &Product,
    recognition: &Recognition,
    is_last: bool,
) -> bool {
    ui.horizontal(|ui| {
        widgets::stars(ui, recognition.stars.stars(), recognition.potential_five);
        let re_rating = match product.application {
            ApplicationKind::ReRating if is_last => ReRating {
                filed_on: product.filed_on,
                result_on: product.result_on,
            },
            _ => ReRating::default(),
        };
        let state = is_last
            .then(|| validity::validity(recognition, re_rating, ctx.today))
            .flatten();
        let names_day = state.is_some_and(|state| state.state == ValidityState::WindowMissed);
        if let Some(day) = expires_on(recognition)
            && !names_day
        {
            layout::explain(ui, &t!("history.expires", date = date_text(day)));
        }
        if let Some(state) = state {
            let words = validity_text(Lang::current(), &state);
            widgets::badge(ui, &words, product_table::tone(state.state));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::quiet_button(ui, &t!("history.remove")).clicked()
        })
        .inner
    })
    .inner
}

fn fields(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (product, idx): (&Product, usize),
    recognition: &mut Recognition,
) {
    let lang = Lang::current();
    let key = |name: &'static str| ("history", name, product.id, idx);
    let half = (ui.available_width() - theme::S12) / 2.0;
    // A rank below three stars gets no certificate.
    let ranks: Vec<_> = [3, 4, 5]
        .into_iter()
        .filter_map(StarRank::new)
        .map(|rank| ((rank, false), stars_text(lang, rank)))
        .chain([((StarRank::FOUR, true), t!("history.potential").into_owned())])
        .collect();
    let now = match recognition.potential_five {
        true => (StarRank::FOUR, true),
        false => (recognition.stars, false),
    };
    if let Some(chosen) = widgets::segmented(ui, &t!("history.stars"), Some(now), &ranks) {
        (recognition.stars, recognition.potential_five) = chosen;
    }
    layout::row(ui, |ui| {
        let issued = Field::new(key("issued"), t!("history.issued_on"))
            .width(half)
            .date(ui, recognition.issued_on);
        recognition.issued_on = issued.value.unwrap_or(recognition.issued_on);
        let counted = recognition.issued_on.and_then(|_| {
            expires_on(&Recognition {
                printed_expires_on: None,
                ..recognition.clone()
            })
        });
        let hint = counted.map_or_else(
            || t!("history.printed_hint").into_owned(),
            |day| t!("history.printed_counted", date = date_text(day)).into_owned(),
        );
        let is_before = recognition
            .issued_on
            .zip(recognition.printed_expires_on)
            .is_some_and(|(issued_on, expires_on)| expires_on < issued_on);
        let printed = Field::new(key("printed"), t!("history.printed_expires_on"))
            .width(half)
            .hint(hint)
            .problem(is_before.then(|| t!("history.expires_before").into_owned()))
            .date(ui, recognition.printed_expires_on);
        recognition.printed_expires_on = printed.value.unwrap_or(recognition.printed_expires_on);
    });
    layout::row(ui, |ui| {
        let decision = Field::new(key("decision"), t!("history.decision_no"))
            .width(half)
            .text(ui, &recognition.decision_no);
        if let Some(text) = decision.value {
            recognition.decision_no = text;
        }
        let authority = Field::new(key("authority"), t!("history.authority"))
            .width(half)
            .text(ui, &recognition.authority);
        if let Some(text) = authority.value {
            recognition.authority = text;
        }
    });
    extension(ui, ctx, key("extended"), &mut recognition.extension, half);
    revocation(ui, ctx, key("revoked"), &mut recognition.revocation, half);
}

type Key = (
    &'static str,
    &'static str,
    crate::model::ids::ProductId,
    usize,
);

fn extension(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    key: Key,
    extension: &mut Option<Extension>,
    half: f32,
) {
    let mut is_on = extension.is_some();
    if ui.checkbox(&mut is_on, t!("history.extended")).changed() {
        *extension = is_on.then(|| Extension {
            decided_on: ctx.today,
            reason: String::new(),
        });
    }
    let Some(extension) = extension else { return };
    layout::row(ui, |ui| {
        let day = Field::new((key, "day"), t!("history.extended_on"))
            .width(half)
            .date(ui, Some(extension.decided_on));
        if let Some(Some(day)) = day.value {
            extension.decided_on = day;
        }
        let reason = Field::new((key, "reason"), t!("history.extended_reason"))
            .width(half)
            .text(ui, &extension.reason);
        if let Some(text) = reason.value {
            extension.reason = text;
        }
    });
}

fn revocation(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    key: Key,
    revocation: &mut Option<Revocation>,
    half: f32,
) {
    let mut is_on = revocation.is_some();
    if ui.checkbox(&mut is_on, t!("history.revoked")).changed() {
        *revocation = is_on.then(|| Revocation {
            revoked_on: ctx.today,
            decision_no: String::new(),
            reason: String::new(),
        });
    }
    let Some(revocation) = revocation else { return };
    layout::row(ui, |ui| {
        let day = Field::new((key, "day"), t!("history.revoked_on"))
            .width(half)
            .date(ui, Some(revocation.revoked_on));
        if let Some(Some(day)) = day.value {
            revocation.revoked_on = day;
        }
        let decision = Field::new((key, "decision"), t!("history.revoked_by"))
            .width(half)
            .text(ui, &revocation.decision_no);
        if let Some(text) = decision.value {
            revocation.decision_no = text;
        }
    });
    let reason =
        Field::new((key, "reason"), t!("history.revoked_reason")).text(ui, &revocation.reason);
    if let Some(text) = reason.value {
        revocation.reason = text;
    }
}
