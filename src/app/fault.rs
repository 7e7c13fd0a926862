//! What is said of faults of the program, and how work goes on after one.

use rust_i18n::t;

use super::App;
use super::issuing::ISSUING;
use super::journal::{moment, start_journal};
use super::notice::{Notice, Offer};
use super::panic;
use super::receiving::JUDGING;
use crate::error::UserError;
use crate::storage::reports::{Fault, forget_word};

/// How often a journal is begun anew after a fault in it.
const MAX_JOURNALS: u32 = 3;

impl App {
    /// Says what ended the program before, and what ended beside the window just now.
    pub(super) fn tell_faults(&mut self) {
        if self.notice.is_some() || self.dialog.is_some() {
            return;
        }
        if let Some(fault) = &self.fault {
            let mut notice = Notice::journal(false, self.fault_text(fault), fault_details(fault));
            notice.is_of_fault = true;
            offer_after(&mut notice, fault);
            self.notice = Some(notice);
        } else if let Some(report) = panic::take_news() {
            let mut notice = Notice::refused(t!("fault.worker"));
            notice.is_passing = false;
            if let Some(report) = report {
                notice.offer(Offer::ShowReport(report));
            }
            self.notice = Some(notice);
        }
    }

    /// Puts before what was recovered that the program had failed, where it had.
    pub(super) fn after_fault(&self, notice: Notice) -> Notice {
        let Some(fault) = &self.fault else {
            return notice;
        };
        let mut details = fault_details(fault);
        // What was recovered says more.
        details.remove(0);
        let mut notice = notice.after_fault(self.fault_text(fault), details);
        offer_after(&mut notice, fault);
        notice
    }

    fn fault_text(&self, fault: &Fault) -> String {
        let time = moment(fault.at, self.world.clock.now());
        t!("fault.stopped", time = time).into_owned()
    }

    /// Forgets a fault of which a person has read.
    pub(super) fn forget_fault(&mut self) {
        self.fault = None;
        if let Some(folder) = (self.world.reports_folder)() {
            forget_word(&folder);
        }
    }

    /// Goes on after work beside the window ended by a fault.
    pub(super) fn work_fell(&mut self, name: &str) {
        if name == "save" {
            self.saving = None;
            self.save_failed(&UserError::internal(t!("app.thread_ended")));
        } else {
            if name == "file-dialog" {
                self.is_picking = false;
            }
            if name == JUDGING {
                self.arrivals_not_judged();
            }
            if name.starts_with(ISSUING) {
                self.issuing = None;
            }
            let mut notice = Notice::refused(t!("fault.worker"));
            notice.is_passing = false;
            self.notice = Some(notice);
        }
        if let (Some(Some(report)), Some(notice)) = (panic::take_news(), &mut self.notice) {
            notice.offer(Offer::ShowReport(report));
        }
    }

    /// Begins a journal anew whose thread has ended by a fault.
    pub(super) fn mend_journal(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        if !desk.journal.has_fallen() || desk.n_fallen >= MAX_JOURNALS {
            return;
        }
        desk.n_fallen += 1;
        // The whole session goes into the new one, so nothing that waited is needed.
        desk.document.take_entries();
        desk.document.start_base();
        let fallen = desk.journal.path();
        desk.journal = start_journal(&self.world, &self.ctx, desk.base(), fallen);
        let mut notice = Notice::refused(t!("fault.journal"));
        notice.is_passing = false;
        if let Some(Some(report)) = panic::take_news() {
            notice.offer(Offer::ShowReport(report));
        }
        self.notice = Some(notice);
    }
}

fn fault_details(fault: &Fault) -> Vec<String> {
    let mut details = vec![match fault.rescued {
        Some(_) => t!("fault.rescued").into_owned(),
        None => t!("fault.kept").into_owned(),
    }];
    if let Some(report) = &fault.report {
        let path = report.display().to_string();
        details.push(t!("fault.report", path = path).into_owned());
    }
    details
}

fn offer_after(notice: &mut Notice, fault: &Fault) {
    if let Some(rescued) = &fault.rescued {
        notice.offer(Offer::OpenRescued(rescued.clone()));
    }
    if let Some(report) = &fault.report {
        notice.offer(Offer::ShowReport(report.clone()));
    }
}
