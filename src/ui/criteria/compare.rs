//! Two sheets side by side, criterion by criterion; what differs stands out.

use egui::Ui;
use rust_i18n::t;

use crate::model::criteria::{Code, CriteriaPack, Criterion, ProductSet};
use crate::ui::palette::folded;
use crate::ui::theme::{S16, S24, tokens};
use crate::ui::{layout, theme};

use super::sheet::{Mark, about_rows, level_rows, title_row};

/// Returns the codes of both sheets: those of `left` in order, those of `right` alone after the
/// one they follow there.
pub(super) fn codes(left: &ProductSet, right: &ProductSet) -> Vec<Code> {
    let mut codes: Vec<Code> = left.criteria().map(|it| it.code).collect();
    let mut before = None;
    for code in right.criteria().map(|it| it.code) {
        if !codes.contains(&code) {
            let place = before.and_then(|before| codes.iter().position(|it| *it == before));
            codes.insert(place.map_or(0, |place| place + 1), code);
        }
        before = Some(code);
    }
    codes
}

/// Tells whether two criteria differ in anything a scorer sees.
pub(super) fn differs(left: &Criterion, right: &Criterion) -> bool {
    folded(&left.title) != folded(&right.title)
        || left.max != right.max
        || left.options.len() != right.options.len()
        || (0..left.options.len()).any(|idx| level_differs(left, right, idx))
}

fn level_differs(one: &Criterion, other: &Criterion, idx: usize) -> bool {
    match (one.options.get(idx), other.options.get(idx)) {
        (Some(one), Some(other)) => {
            one.points != other.points
                || one.gate != other.gate
                || folded(&one.text) != folded(&other.text)
        }
        _ => true,
    }
}

/// Names both sheets above their columns.
pub(super) fn heads(
    ui: &mut Ui,
    left: (&CriteriaPack, &ProductSet),
    right: (&CriteriaPack, &ProductSet),
) {
    ui.columns(2, |columns| {
        for (ui, (pack, set)) in columns.iter_mut().zip([left, right]) {
            layout::strong(ui, &t!("criteria.sheet", no = set.no, name = set.name));
            layout::explain(ui, &pack.title);
        }
    });
    ui.add_space(theme::S4);
    layout::hairline(ui);
}

/// Draws both sheets; with `only_differing`, criteria that are the same are left out. Returns how
/// many criteria differ.
pub(super) fn side_by_side(
    ui: &mut Ui,
    left: &ProductSet,
    right: &ProductSet,
    only_differing: bool,
) -> usize {
    let mut n_differ = 0;
    for code in codes(left, right) {
        let (one, other) = (left.criterion(code), right.criterion(code));
        let is_different = match (one, other) {
            (Some(one), Some(other)) => differs(one, other),
            _ => true,
        };
        n_differ += usize::from(is_different);
        if only_differing && !is_different {
            continue;
        }
        ui.columns(2, |columns| {
            for (ui, (criterion, against)) in columns.iter_mut().zip([(one, other), (other, one)]) {
                ui.spacing_mut().item_spacing.y = 0.0;
                half(ui, code, criterion, against);
                ui.add_space(S24 - S16);
            }
        });
        layout::hairline(ui);
    }
    n_differ
}

fn half(ui: &mut Ui, code: Code, criterion: Option<&Criterion>, against: Option<&Criterion>) {
    let Some(criterion) = criterion else {
        let color = tokens(ui).faint;
        ui.add_space(theme::S12);
        let text = egui::RichText::new(t!("criteria.not_here", code = code));
        ui.label(text.size(theme::SMALL).color(color));
        return;
    };
    let title = match against {
        Some(other)
            if folded(&other.title) == folded(&criterion.title) && other.max == criterion.max =>
        {
            Mark::Plain
        }
        Some(_) => Mark::Differs,
        None => Mark::Plain,
    };
    title_row(ui, criterion, title);
    about_rows(ui, criterion, &|_| Mark::Plain);
    level_rows(ui, criterion, &|idx, _| match against {
        Some(other) if level_differs(criterion, other, idx) => Mark::Differs,
        _ => Mark::Plain,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::packs::builtin;

    fn set(no: u16) -> &'static ProductSet {
        let pack = builtin().iter().find(|pack| pack.id == "qd-26-2026");
        let sets = &pack.expect("the pack").product_sets;
        sets.iter().find(|set| set.no == no).expect("a sheet")
    }

    #[test]
    fn a_sheet_does_not_differ_from_itself() {
        let same = set(14).criteria().all(|it| !differs(it, it));
        assert!(same);
        assert_eq!(codes(set(14), set(14)).len(), 29);
    }

    #[test]
    fn codes_of_one_sheet_alone_stand_where_they_belong() {
        // Sheet 11 splits 6.1 into sub-criteria, sheet 14 does not.
        let codes: Vec<_> = codes(set(14), set(11))
            .iter()
            .map(ToString::to_string)
            .collect();
        let place = |code: &str| codes.iter().position(|it| it == code).expect("a code");
        assert!(place("6.1.1") < place("6.1.2"));
        assert!(place("5.3") < place("6.1.1") && place("6.1.1") < place("7"));
        let n_codes = codes
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        assert_eq!(n_codes, codes.len(), "each once");
    }
}
