//! Drafts of an older packet of the same member, taken along when the secretary had to issue again.

use std::path::{Path, PathBuf};

use egui::{Context, Ui};
use rust_i18n::t;

use super::super::App;
use super::super::dialogs::Dialog;
use super::super::jobs::Done;
use super::super::notice::Notice;
use super::{PacketAnswer, PacketDialog};
use crate::edit::command::{Command, Edit, SheetRef};
use crate::error::{ErrorKind, UserError};
use crate::model::ids::{ProductId, SheetId};
use crate::model::product::Product;
use crate::model::session::Session;
use crate::model::sheet::{ScoringSheet, SheetSource};
use crate::storage::save::open;
use crate::ui::theme;
use crate::ui::widgets::{Look, dialog, paragraph, secondary, section_label};
use crate::words::{Lang, list_text};

/// What an older packet holds that can be taken along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) struct DraftsOffer {
    /// The file it was read from.
    path: PathBuf,
    /// Sheets that are empty here and not there.
    sheets: Vec<ScoringSheet>,
    /// Products the member did not take part for there, with the reason.
    recusals: Vec<(ProductId, String)>,
    /// Products that stay as they are here, by name.
    kept: Vec<String>,
    /// Products whose statutory sheet is another one by now, by name.
    others: Vec<String>,
}

fn is_empty(sheet: &ScoringSheet) -> bool {
    sheet.answers.0.is_empty()
        && sheet.notes.is_empty()
        && sheet.opinion.is_empty()
        && sheet.triggers.is_empty()
}

fn digest_of<'a>(session: &'a Session, product: &Product) -> Option<&'a str> {
    session.form_of(product).map(|form| &*form.digest)
}

impl DraftsOffer {
    /// Reads an older packet for `session`.
    fn read(path: &Path, session: &Session) -> Result<Self, UserError> {
        let old = open(path)?.session;
        Self::of(path, session, &old)
    }

    /// Compares an older packet with the one in hand.
    fn of(path: &Path, session: &Session, old: &Session) -> Result<Self, UserError> {
        let refused = |text| Err(UserError::new(ErrorKind::Input, text).at(path));
        let (Some(packet), Some(of_old)) = (&session.packet, &old.packet) else {
            return refused(t!("packet.drafts.no_packet"));
        };
        if session.id != old.id {
            return refused(t!("packet.drafts.other_session"));
        }
        if packet.member_id != of_old.member_id {
            return refused(t!("packet.drafts.other_member"));
        }
        let mut offer = Self {
            path: path.to_owned(),
            sheets: Vec::new(),
            recusals: Vec::new(),
            kept: Vec::new(),
            others: Vec::new(),
        };
        for product in &session.products {
            let Some(before) = old.product(product.id) else {
                continue;
            };
            let round = product.round();
            let here = session.sheet(product.id, packet.member_id, round);
            let there = old.sheet(product.id, packet.member_id, round);
            let there = there.filter(|sheet| !is_empty(sheet));
            let recusal = before.recusals.get(&packet.member_id);
            let is_same = digest_of(session, product) == digest_of(old, before);
            let is_free =
                here.is_none_or(is_empty) && !product.recusals.contains_key(&packet.member_id);
            if there.is_none() && recusal.is_none() {
                continue;
            }
            if !is_free {
                offer.kept.push(product.name.clone());
                continue;
            }
            match there {
                Some(sheet) if is_same => offer.sheets.push(sheet.clone()),
                Some(_) => offer.others.push(product.name.clone()),
                None => {}
            }
            if let Some(reason) = recusal {
                offer.recusals.push((product.id, reason.clone()));
            }
        }
        Ok(offer)
    }

    fn is_empty(&self) -> bool {
        self.sheets.is_empty() && self.recusals.is_empty()
    }

    /// Returns what takes the drafts along, sheet by sheet, in the order that a member would fill
    /// them: a criterion may rest on one before it.
    fn commands(&self, session: &Session, bits: fn() -> u64) -> Vec<Command> {
        let mut commands = Vec::new();
        for sheet in &self.sheets {
            let here = session.sheet(sheet.product_id, sheet.member_id, sheet.round);
            let sheet_ref = SheetRef {
                sheet_id: here.map_or_else(|| SheetId::from_bits(bits()), |it| it.id),
                product_id: sheet.product_id,
                member_id: sheet.member_id,
                round: sheet.round,
                source: here.map_or(SheetSource::Laptop, |it| it.source),
            };
            let form = session
                .product(sheet.product_id)
                .and_then(|product| session.form_of(product));
            for criterion in form.iter().flat_map(|form| form.set.criteria()) {
                if let Some(answer) = sheet.answers.get(criterion.code) {
                    commands.push(Command::ChooseLevel {
                        sheet: sheet_ref,
                        code: criterion.code,
                        answer: Some(answer),
                    });
                }
            }
            let notes = sheet.notes.iter().map(|(code, text)| Command::SetNote {
                sheet: sheet_ref,
                code: *code,
                text: text.clone(),
            });
            commands.extend(notes);
            if !sheet.opinion.is_empty() {
                commands.push(Command::SetOpinion {
                    sheet: sheet_ref,
                    text: sheet.opinion.clone(),
                });
            }
            let triggers = sheet.triggers.iter().map(|trigger| Command::SetTrigger {
                sheet: sheet_ref,
                place: trigger.place,
                reason: Some(trigger.reason.clone()),
            });
            commands.extend(triggers);
        }
        let member_id = session.packet.as_ref().map(|packet| packet.member_id);
        if let Some(member_id) = member_id {
            let recusals = self.recusals.iter();
            commands.extend(recusals.map(|(product_id, reason)| Command::SetRecusal {
                product_id: *product_id,
                member_id,
                reason: Some(reason.clone()),
            }));
        }
        commands
    }

    /// Asks whether the drafts are taken along.
    pub(super) fn show(&self, ctx: &Context) -> Option<PacketAnswer> {
        let n = self.sheets.len() + self.recusals.len();
        let (cancel, take) = (t!("packet.drafts.cancel"), t!("packet.drafts.take", n = n));
        let close = t!("packet.hand_in.close");
        let mut buttons = vec![(&*cancel, Look::Quiet), (&*take, Look::Primary)];
        if self.is_empty() {
            buttons = vec![(&*close, Look::Primary)];
        }
        let title = t!("packet.drafts.title");
        let last = buttons.len() - 1;
        let pressed = dialog(ctx, "packet", &title, &buttons, last, |ui| {
            self.contents(ui);
        })?;
        Some(if pressed == 1 {
            PacketAnswer::TakeDrafts(Box::new(self.clone()))
        } else {
            PacketAnswer::Stay
        })
    }

    fn contents(&self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = theme::S8;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        section_label(ui, &name);
        if self.is_empty() {
            paragraph(ui, &t!("packet.drafts.nothing"));
        } else {
            let text = t!("packet.drafts.found", n = self.sheets.len());
            paragraph(ui, &text);
        }
        if !self.recusals.is_empty() {
            let n = self.recusals.len();
            secondary(ui, &t!("packet.n_recused", n = n));
        }
        let lang = Lang::current();
        for (key, names) in [
            ("packet.drafts.kept", &self.kept),
            ("packet.drafts.others", &self.others),
        ] {
            if !names.is_empty() {
                let text = t!(key, n = names.len(), names = list_text(lang, names, 6));
                secondary(ui, &text);
            }
        }
    }
}

impl App {
    /// Starts to read an older packet.
    pub(in crate::app) fn read_drafts(&mut self, path: PathBuf) {
        let Some(desk) = &self.desk else { return };
        let (session, number) = (desk.document.snapshot(), desk.number);
        let started = self.jobs.start("drafts", move || Done::Drafts {
            desk: number,
            result: DraftsOffer::read(&path, &session).map(Box::new),
        });
        if let Err(error) = started {
            self.notice = Some(Notice::error(&error));
        }
    }

    /// Shows what was read.
    pub(in crate::app) fn drafts_read(
        &mut self,
        desk: u64,
        result: Result<Box<DraftsOffer>, UserError>,
    ) {
        if self.desk.as_ref().is_none_or(|it| it.number != desk) {
            return;
        }
        match result {
            Ok(offer) => {
                let dialog = PacketDialog::Drafts(offer);
                self.dialog = Some(Dialog::Packet(Box::new(dialog)));
            }
            Err(error) => self.notice = Some(Notice::error(&error)),
        }
    }

    /// Takes drafts along on a member's word.
    pub(super) fn take_drafts(&mut self, offer: &DraftsOffer) {
        let (at, by) = (self.world.clock.now(), self.by());
        let Some(desk) = &mut self.desk else { return };
        if !desk.access.is_full() {
            self.tell_read_only();
            return;
        }
        let commands = offer.commands(desk.document.session(), self.world.random_bits);
        let mut n_refused = 0;
        for command in commands {
            let by = by.clone();
            let edit = Edit { at, by, command };
            n_refused += usize::from(desk.document.edit(&edit).is_err());
        }
        desk.hand_over();
        let n = offer.sheets.len() + offer.recusals.len();
        let text = if n_refused == 0 {
            t!("packet.drafts.done", n = n)
        } else {
            t!("packet.drafts.done_partly", n = n, refused = n_refused)
        };
        self.notice = Some(Notice::done(text, Vec::new()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply::apply;
    use crate::fixtures::packets::{done, fill, issue, sheet_ref};
    use crate::fixtures::{ALL_70, LAN, MINH, RICE, TEA, edit, session};

    fn bits() -> u64 {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0x9000);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    fn offer(new: &Session, old: &Session) -> Result<DraftsOffer, String> {
        DraftsOffer::of(Path::new("cũ.packet.ron"), new, old).map_err(|error| error.message)
    }

    #[test]
    fn drafts_come_along_whole_and_what_is_here_stays() {
        let mut council = session();
        let mut old = issue(&mut council, 1, LAN);
        let mut new = issue(&mut council, 2, LAN);
        fill(&mut old, RICE, ALL_70, 1);
        fill(&mut old, TEA, "1.1=4 2.1=3 2.2=2", 1);
        let sheet = sheet_ref(&old, RICE, 1);
        let code = crate::fixtures::code("1.2");
        let text = "Xem trang 4".to_owned();
        done(&mut old, Command::SetNote { sheet, code, text });
        let text = "Nên chọn".to_owned();
        done(&mut old, Command::SetOpinion { sheet, text });
        fill(&mut new, TEA, "1.1=1", 2);

        let offer = offer(&new, &old).expect("an offer");
        assert_eq!(
            (offer.sheets.len(), &*offer.kept),
            (1, &["Trà sen".to_owned()][..])
        );
        for command in offer.commands(&new, bits) {
            assert_eq!(apply(&mut new, &edit(command)), Ok(()));
        }
        let (taken, before) = (new.sheet(RICE, LAN, 1), old.sheet(RICE, LAN, 1));
        let content = |sheet: &ScoringSheet| {
            let texts = (sheet.notes.clone(), sheet.opinion.clone());
            (sheet.answers.clone(), texts)
        };
        assert_eq!(taken.map(content), before.map(content));
        let tea = new.sheet(TEA, LAN, 1).expect("a sheet");
        assert_eq!(tea.answers.to_string(), "1.1=1");
    }

    #[test]
    fn a_packet_of_somebody_else_is_refused_in_words() {
        rust_i18n::set_locale("vi");
        let mut council = session();
        let new = issue(&mut council, 1, LAN);
        let other = issue(&mut council, 2, MINH);
        let refused = offer(&new, &other).expect_err("another member");
        assert!(refused.contains("thành viên khác"), "{refused}");
        let mut elsewhere = issue(&mut council, 3, LAN);
        elsewhere.id = crate::model::ids::SessionId::from_bits(99);
        let refused = offer(&new, &elsewhere).expect_err("another session");
        assert!(refused.contains("phiên khác"), "{refused}");
        assert!(offer(&new, &council).is_err());
    }
}
