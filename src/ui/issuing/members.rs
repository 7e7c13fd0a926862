//! Who can get a packet: how many products, what is left out and why, and what they hold already.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Align, Layout, RichText, Ui, vec2};
use rust_i18n::t;

use crate::model::ids::{MemberId, ProductId};
use crate::model::session::Session;
use crate::rules::packets::issue::{
    LeftOut, PacketState, issued_to, packet_state, shares, without_case as open_cases,
};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets;
use crate::words::{Lang, codes_text, list_text, moment_text};

/// Most products that are named one by one.
const MOST_NAMES: usize = 4;
/// Height of a row.
const ROW: f32 = 34.0;

/// A person who scores.
#[derive(Debug, Clone)]
pub(super) struct MemberRow {
    pub(super) id: MemberId,
    name: String,
    pub(super) n_products: usize,
    /// Products only this person does not get, and why.
    left_out: Vec<String>,
    /// The packet the person holds.
    pub(super) held: Option<String>,
}

/// Returns everybody who scores, and the products that nobody gets.
pub(super) fn rows(session: &Session) -> (Vec<MemberRow>, Vec<String>) {
    let shares = shares(session);
    let mut common: Option<BTreeSet<(ProductId, LeftOut)>> = None;
    for share in &shares {
        let own = share.left_out.iter().copied();
        common = Some(match common {
            None => own.collect(),
            Some(common) => own.filter(|it| common.contains(it)).collect(),
        });
    }
    let common = common.unwrap_or_default();
    let rows = shares.iter().map(|share| {
        let own = share.left_out.iter().filter(|it| !common.contains(it));
        MemberRow {
            id: share.member_id,
            name: (session.council.member(share.member_id))
                .map_or_else(String::new, |member| member.name.clone()),
            n_products: share.product_ids.len(),
            left_out: left_out_words(session, own),
            held: held_words(session, share.member_id),
        }
    });
    // In the order of the agenda, as in the shares.
    let of_first = shares.first().map(|share| share.left_out.as_slice());
    let for_nobody = of_first.unwrap_or_default().iter();
    let for_nobody = for_nobody.filter(|it| common.contains(it));
    (rows.collect(), left_out_words(session, for_nobody))
}

fn left_out_words<'a>(
    session: &Session,
    left_out: impl Iterator<Item = &'a (ProductId, LeftOut)>,
) -> Vec<String> {
    let mut by_reason: BTreeMap<LeftOut, Vec<String>> = BTreeMap::new();
    for (id, why) in left_out {
        by_reason
            .entry(*why)
            .or_default()
            .push(name_of(session, *id));
    }
    let sentence = |(why, names): (LeftOut, Vec<String>)| {
        let key = match why {
            LeftOut::NoForm => "issuing.left_out.no_form",
            LeftOut::Concluded => "issuing.left_out.concluded",
            LeftOut::Typed => "issuing.left_out.typed",
            LeftOut::Contested => "issuing.left_out.contested",
            LeftOut::NotInRound => "issuing.left_out.not_in_round",
        };
        let list = list_text(Lang::current(), &names, MOST_NAMES);
        t!(key, n = names.len(), names = list).into_owned()
    };
    by_reason.into_iter().map(sentence).collect()
}

fn name_of(session: &Session, id: ProductId) -> String {
    let product = session.product(id);
    match product.map(|it| it.name.trim()) {
        None | Some("") => t!("issuing.unnamed").into_owned(),
        Some(name) => name.to_owned(),
    }
}

fn held_words(session: &Session, member_id: MemberId) -> Option<String> {
    let (n, out, back) = match issued_to(session, member_id).count() {
        0 | 1 => (1, "issuing.held", "issuing.held_back"),
        n => (n, "issuing.held_again", "issuing.held_again_back"),
    };
    let words = match packet_state(session, member_id) {
        PacketState::NotIssued => return None,
        PacketState::Out(packet) => t!(out, n = n, at = moment_text(packet.issued_at)),
        PacketState::Back(_, hand_in) => t!(back, n = n, at = moment_text(hand_in.at)),
    };
    Some(words.into_owned())
}

/// Says of which products criteria cannot be scored in packets, since no case was chosen.
pub(super) fn without_case(session: &Session) -> Option<String> {
    let in_packets: BTreeSet<_> = shares(session)
        .into_iter()
        .flat_map(|share| share.product_ids)
        .collect();
    let products = session.products.iter();
    let open = products.filter(|product| in_packets.contains(&product.id));
    let open: Vec<_> = open
        .filter_map(|product| {
            let codes = open_cases(session, product);
            let name = name_of(session, product.id);
            (!codes.is_empty()).then(|| {
                let codes = codes_text(Lang::current(), codes, MOST_NAMES);
                format!("{name} ({codes})")
            })
        })
        .collect();
    (!open.is_empty()).then(|| {
        let list = list_text(Lang::current(), &open, MOST_NAMES);
        t!("issuing.without_case", n = open.len(), list = list).into_owned()
    })
}

/// Draws the heads with the box that ticks everybody.
pub(super) fn heads(ui: &mut Ui, rows: &[MemberRow], ticked: &mut BTreeSet<MemberId>) {
    let able = || rows.iter().filter(|row| row.n_products > 0);
    let n_able = able().count();
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        let mut is_all = n_able > 0 && ticked.len() == n_able;
        let is_some = !ticked.is_empty() && !is_all;
        let words = t!("issuing.everybody", n = ticked.len(), of = n_able);
        let text = RichText::new(words).font(theme::semibold(theme::SMALL));
        let tick = egui::Checkbox::new(&mut is_all, text.color(tokens(ui).secondary));
        let tick = ui.add_enabled(n_able > 0, tick.indeterminate(is_some));
        widgets::focus_ring(ui, &tick);
        if tick.clicked() {
            ticked.clear();
            if is_all {
                ticked.extend(able().map(|row| row.id));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::section_label(ui, &t!("issuing.products"));
        });
    });
}

/// Draws one person.
pub(super) fn row(ui: &mut Ui, row: &MemberRow, ticked: &mut BTreeSet<MemberId>) {
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        // Without words a box is as wide as a button, and stands in its middle.
        ui.spacing_mut().interact_size.x = 0.0;
        let mut is_on = ticked.contains(&row.id);
        let tick = egui::Checkbox::new(&mut is_on, "");
        let tick = ui.add_enabled(row.n_products > 0, tick);
        let tick = tick.accessible_name(t!("issuing.to", name = row.name));
        widgets::focus_ring(ui, &tick);
        let is_changed = tick.changed();
        let color = if row.n_products > 0 {
            tokens(ui).ink
        } else {
            tokens(ui).faint
        };
        let wide = (ui.available_width() - 60.0).max(80.0);
        let size = vec2(wide, ROW);
        let clicked = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(wide);
                let name = RichText::new(&row.name).color(color);
                let name = egui::Label::new(name)
                    .truncate()
                    .sense(egui::Sense::click());
                let clicked = ui.add(name).clicked();
                if let Some(held) = &row.held {
                    let held = RichText::new(held).size(theme::SMALL);
                    let held = held.color(tokens(ui).secondary);
                    ui.add(egui::Label::new(held).truncate());
                }
                clicked
            })
            .inner;
        if clicked && row.n_products > 0 {
            is_on = !is_on;
        }
        if is_changed || clicked {
            if is_on && row.n_products > 0 {
                ticked.insert(row.id);
            } else {
                ticked.remove(&row.id);
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let n = row.n_products.to_string();
            widgets::number(ui, &n, &theme::medium(theme::BODY), color);
        });
    });
    for words in &row.left_out {
        ui.horizontal(|ui| {
            ui.add_space(28.0);
            let text = RichText::new(words).size(theme::SMALL);
            let text = text.color(tokens(ui).secondary);
            ui.add(egui::Label::new(text).wrap());
        });
    }
    if !row.left_out.is_empty() {
        ui.add_space(theme::S4);
    }
}
