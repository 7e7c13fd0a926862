//! The session in hand with everything that belongs to it: file, review, screens.

use std::sync::Arc;
use std::time::Instant;

use super::access::Access;
use super::copy::Copying;
use super::keeping::Moments;
use super::panic;
use super::receiving::Incoming;
use super::screens::Screens;
use crate::edit::document::Document;
use crate::model::council::{Council, CouncilLevel, CouncilRules};
use crate::model::ids::{MemberId, ProductId, SessionId};
use crate::model::session::{DocumentHead, Session};
use crate::model::{Date, DateTime};
use crate::rules::panel::is_scorer;
use crate::rules::review::{Review, review};
use crate::storage::journal::writer::{Base, JournalWriter, RecoveredChanges};
use crate::storage::save::SavedAs;
use crate::ui::frame::Kept;

/// The session in hand.
pub(super) struct Desk {
    /// Tells sessions of one sitting of the program apart.
    pub(super) number: u64,
    /// The session with its undo steps.
    pub(super) document: Document,
    /// The file it is kept in.
    pub(super) saved_as: Option<SavedAs>,
    /// When it was saved last in this sitting.
    pub(super) saved_at: Option<DateTime>,
    /// The changes that are not in the file yet, on disk.
    pub(super) journal: JournalWriter,
    /// The second copy.
    pub(super) copy: Copying,
    /// What the save that is on its way writes.
    pub(super) saving: Option<Arc<Session>>,
    /// How often the journal ended by a fault of the program.
    pub(super) n_fallen: u32,
    /// Whether a failure of the journal has been told.
    pub(super) is_failure_told: bool,
    /// Whether the last save failed.
    pub(super) is_failed: bool,
    /// Whether it was told that the file is not as it was.
    pub(super) is_standing_told: bool,
    /// Whether the session may be changed here.
    pub(super) access: Access,
    /// The moments that decide when to save.
    pub(super) moments: Moments,
    /// The product in hand.
    pub(super) product_id: Option<ProductId>,
    /// The member in hand.
    pub(super) member_id: Option<MemberId>,
    /// The screens.
    pub(super) screens: Screens,
    /// Whether something on a packet's screen had the keyboard in the frame before.
    pub(super) had_focus: bool,
    /// What arrives in the receiving folder.
    pub(super) incoming: Option<Incoming>,
    seen_revision: u64,
    review: Option<(u64, Date, Arc<Review>)>,
}

impl Desk {
    /// Takes a session in hand.
    pub(super) fn new(
        number: u64,
        document: Document,
        saved_as: Option<SavedAs>,
        access: Access,
        journal: JournalWriter,
    ) -> Self {
        let session = document.session();
        let product_id = session.products.first().map(|product| product.id);
        let member_id = session
            .council
            .members
            .iter()
            .find(|member| is_scorer(session, member))
            .map(|member| member.id);
        Self {
            number,
            // What was recovered counts as changed.
            seen_revision: 0,
            document,
            saved_as,
            saved_at: None,
            journal,
            copy: Copying::default(),
            saving: None,
            n_fallen: 0,
            is_failure_told: false,
            is_failed: false,
            is_standing_told: false,
            access,
            moments: Moments::default(),
            product_id,
            member_id,
            screens: Screens::default(),
            had_focus: false,
            incoming: None,
            review: None,
        }
    }

    /// Returns the review, made once per change and day.
    pub(super) fn review(&mut self, today: Date) -> Arc<Review> {
        let revision = self.document.revision();
        match &self.review {
            Some((of, on, review)) if *of == revision && *on == today => Arc::clone(review),
            _ => {
                let review = Arc::new(review(self.document.session(), today));
                self.review = Some((revision, today, Arc::clone(&review)));
                review
            }
        }
    }

    /// Looks what changed: the timer of the next save starts anew, and what is in hand still exists.
    pub(super) fn look(&mut self, now: Instant) {
        if self.document.revision() == self.seen_revision {
            return;
        }
        self.seen_revision = self.document.revision();
        self.moments.change(now);
        if self.journal.is_long() {
            self.document.journal_state(None);
        }
        self.hand_over();
        let session = self.document.session();
        let has_product = self
            .product_id
            .is_some_and(|id| session.product(id).is_some());
        if !has_product {
            self.product_id = session.products.first().map(|product| product.id);
        }
        let scores = |id: MemberId| {
            let member = session.council.member(id);
            member.is_some_and(|member| is_scorer(session, member))
        };
        if !self.member_id.is_some_and(scores) {
            self.member_id = session
                .council
                .members
                .iter()
                .map(|member| member.id)
                .find(|&id| scores(id));
        }
    }

    /// Returns the session as it stands as what a journal or a second copy may begin with.
    pub(super) fn base(&self) -> Base {
        let changes = RecoveredChanges {
            count: self.document.revision(),
            since: None,
        };
        Base {
            session: self.document.snapshot(),
            revision: self.document.revision(),
            saved_as: self.saved_as.clone(),
            recovered: self.document.is_dirty().then_some(changes),
        }
    }

    /// Hands to the journal what happened.
    pub(super) fn hand_over(&mut self) {
        let entries = self.document.take_entries();
        self.copy.append(&entries);
        self.journal.append(entries);
        let revision = self.document.revision();
        if revision == 0 {
            // There is nothing that is not in the file.
            panic::forget();
            return;
        }
        panic::remember(&self.document.snapshot(), revision, self.journal.handle());
    }

    /// Returns the session as a save writes it. The journal can be trimmed up to here afterwards.
    pub(super) fn begin_save(&mut self) -> Arc<Session> {
        self.hand_over();
        self.document.start_base();
        self.copy.begin_save(self.document.revision());
        let session = self.document.snapshot();
        self.saving = Some(Arc::clone(&session));
        session
    }

    /// Takes in that the save of `revision` is on disk.
    pub(super) fn end_save(&mut self, revision: u64) {
        self.hand_over();
        self.document.mark_saved(revision);
        if let Some(session) = self.saving.take() {
            let base = Base {
                session,
                revision,
                saved_as: self.saved_as.clone(),
                recovered: None,
            };
            self.copy.saved(&base);
            self.journal.saved(base);
        }
    }

    /// Tells how the session is kept.
    pub(super) fn kept(&self, is_saving_long: bool) -> Kept {
        let is_journalled = self.journal.is_kept();
        let is_synced = self.journal.synced() >= self.document.revision();
        // What was changed before another machine took the file over has none here.
        let has_file = self.saved_as.is_some() && self.access.is_full();
        match (has_file, self.document.is_dirty()) {
            (_, false) if !self.access.is_full() => Kept::ReadOnly,
            _ if is_saving_long => Kept::Saving,
            (_, true) if self.is_failed => Kept::Failed,
            (_, true) if is_journalled && self.journal.failure().is_some() => Kept::Failed,
            (_, true) if is_journalled && !is_synced => Kept::Saving,
            (false, true) if is_journalled => Kept::OnThisMachine,
            (true, true) if is_journalled => Kept::InJournal,
            (false, false) => Kept::NoFile,
            (false, true) => Kept::NoFileChanged,
            (true, true) => Kept::Changed,
            (true, false) => Kept::Saved(self.saved_at),
        }
    }
}

/// Makes a session in which nothing is filled.
pub(super) fn blank_session(bits: u64) -> Session {
    Session {
        id: SessionId::from_bits(bits),
        title: String::new(),
        held_on: None,
        began_at: None,
        ended_at: None,
        place: String::new(),
        document: DocumentHead::default(),
        legal_grounds: Vec::new(),
        parents: Vec::new(),
        council: Council {
            name: String::new(),
            level: CouncilLevel::Province,
            established_by: String::new(),
            members: Vec::new(),
        },
        rules: CouncilRules::default(),
        applicants: Vec::new(),
        products: Vec::new(),
        sheets: std::collections::BTreeMap::new(),
        forms: std::collections::BTreeMap::new(),
        finalisations: Vec::new(),
        packet: None,
        issued: Vec::new(),
        returns: Vec::new(),
        versions: Vec::new(),
        settlements: Vec::new(),
        log: Vec::new(),
    }
}
