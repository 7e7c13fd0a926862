//! The bytes of a save, and the look for faults that has to end before they replace anything.

use std::sync::{Arc, Mutex, PoisonError};

use rust_i18n::t;

use super::check;
use super::texts::{Texts, Written};
use crate::error::{ErrorKind, UserError};
use crate::model::criteria::EmbeddedForm;
use crate::model::session::Session;

/// Refuses a session that could not be opened again. Embedded sheets in `known` were looked at before.
pub(super) fn no_faults(session: &Session, known: &[Arc<EmbeddedForm>]) -> Result<(), UserError> {
    let is_known = |form: &Arc<EmbeddedForm>| known.iter().any(|known| Arc::ptr_eq(known, form));
    match check::faults_but(session, is_known).first() {
        None => Ok(()),
        Some(fault) => {
            let message = t!("errors.save.faulty", text = fault.to_string());
            Err(UserError::new(ErrorKind::Internal, message)
                .hint(t!("errors.hint.undo_then_save"))
                .hint(t!("errors.hint.report")))
        }
    }
}

/// Writes `session` with the texts of the last time, and does `work` with the bytes, beside a look
/// for faults: the largest session has a hundred thousand answers, and a disk takes its time.
/// `work` also gets what waits for the outcome of the look.
pub(super) fn beside_look<R>(
    session: &Session,
    texts: &Mutex<Texts>,
    work: impl FnOnce(&Written, &dyn Fn() -> Result<(), UserError>) -> Result<R, UserError>,
) -> Result<R, UserError> {
    let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
    let known = texts.known_forms();
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("faults".to_owned());
        let looking = builder.spawn_scoped(scope, || no_faults(session, &known));
        let looking = Mutex::new(looking.ok());
        let written = texts.write(session)?;
        work(&written, &|| {
            let mut looking = looking.lock().unwrap_or_else(PoisonError::into_inner);
            match looking.take().map(std::thread::ScopedJoinHandle::join) {
                Some(Ok(outcome)) => outcome,
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                // No thread could be started, or somebody waited before.
                None => no_faults(session, &known),
            }
        })
    })
}
