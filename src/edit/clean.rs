//! Texts as they enter a session: composed letters (NFC), line feeds alone, no blank ends.

use unicode_normalization::UnicodeNormalization as _;

use crate::model::council::{CouncilRules, Member};
use crate::model::product::{
    AgreedChoice, Applicant, CommuneReport, GroundDecision, Recognition, ReferenceAssessment,
    References,
};
use crate::model::session::DocumentHead;

use super::command::{Command, CouncilInfo, NewProduct, ProductDetails, SessionInfo};

/// Returns `text` as it is kept. Carriage returns would break the checksum of a file that was
/// copied through another system, and other control characters cannot be printed.
pub(super) fn clean(text: &str) -> String {
    let composed: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .nfc()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    composed.trim().to_owned()
}

fn clean_all<'a>(texts: impl IntoIterator<Item = &'a mut String>) {
    for text in texts {
        *text = clean(text);
    }
}

fn clean_lines(lines: &mut Vec<String>) {
    clean_all(lines.iter_mut());
    lines.retain(|line| !line.is_empty());
}

/// Returns the command with every text in it cleaned. The statutory sheet that a command carries
/// stays as it is: its digest covers its words.
pub(super) fn cleaned(command: &Command) -> Command {
    let mut command = command.clone();
    match &mut command {
        Command::SetSessionInfo(SessionInfo { title, place, .. }) => clean_all([title, place]),
        Command::SetDocumentHead(DocumentHead {
            parent_body,
            issuing_body,
            number,
            place,
            recipients,
        }) => {
            clean_all([parent_body, issuing_body, number, place]);
            clean_lines(recipients);
        }
        Command::SetLegalGrounds(lines) => clean_lines(lines),
        Command::SetCouncilInfo(CouncilInfo {
            name,
            established_by,
            ..
        }) => clean_all([name, established_by]),
        Command::SetRules(rules) => clean_rules(rules),
        Command::AddMember(member) | Command::EditMember(member) => clean_member(member),
        Command::AddProduct(NewProduct {
            details, applicant, ..
        })
        | Command::EditProduct {
            details, applicant, ..
        } => {
            clean_details(details);
            clean_applicant(applicant);
        }
        Command::SetReferences { references, .. } => clean_references(references),
        Command::AgreeChoice { agreed, .. } => {
            clean_all(agreed.iter_mut().map(|AgreedChoice { reason, .. }| reason));
        }
        Command::DecideGround {
            decision: GroundDecision { ground, reason, .. },
            ..
        } => clean_all([ground, reason]),
        Command::SetAttendance {
            absence_reason: text,
            ..
        }
        | Command::SetNote { text, .. }
        | Command::SetOpinion { text, .. }
        | Command::SetDiscussion { text, .. }
        | Command::SetRequests { text, .. }
        | Command::ChooseForm { reason: text, .. }
        | Command::ReopenSheet { reason: text, .. }
        | Command::ReopenSession { reason: text }
        | Command::OpenRescoring { reason: text, .. }
        | Command::CloseRescoring { reason: text, .. }
        | Command::Conclude { reason: text, .. }
        | Command::MoveToMeeting { reason: text, .. }
        | Command::SettleSheet { reason: text, .. }
        | Command::TakeBackPacket { reason: text }
        | Command::WithdrawConclusion { reason: text, .. } => clean_all([text]),
        Command::SetTrigger { reason, .. }
        | Command::MarkComplex { reason, .. }
        | Command::SetRecusal { reason, .. }
        | Command::WaiveGate { reason, .. } => clean_all(reason),
        Command::RemoveMember(_)
        | Command::MoveMember { .. }
        | Command::MarkAllPresent { .. }
        | Command::RemoveProduct(_)
        | Command::MoveProduct { .. }
        | Command::ChooseCase { .. }
        | Command::SetProcedure { .. }
        | Command::ChooseLevel { .. }
        | Command::SubmitSheet { .. }
        | Command::SetAbsentFor { .. }
        | Command::SetPresiding { .. }
        | Command::SetHearing { .. }
        | Command::WithdrawGroundDecision { .. }
        | Command::Finalise { .. }
        | Command::TypeAgain { .. }
        // What was sealed must stay as it was.
        | Command::IssuePackets(_)
        | Command::TakeInReturn(_)
        | Command::HandInPacket(_)
        // What is taken up was cleaned when it entered its own session.
        | Command::TakeUpResults(_)
        | Command::ConcludeUndisputed(_) => {}
    }
    command
}

fn clean_rules(rules: &mut CouncilRules) {
    clean_all([
        &mut rules.quorum.source,
        &mut rules.allowed_spread.source,
        &mut rules.secretary_scores.source,
        &mut rules.gate_rule.source,
        &mut rules.unmet_gate.source,
        &mut rules.sheet_after_leaving.source,
        &mut rules.min_counted_sheets.source,
        &mut rules.decimals.source,
        &mut rules.concludes_without_quorum.source,
        &mut rules.missing_in_round.source,
        &mut rules.signing.source,
    ]);
}

fn clean_member(member: &mut Member) {
    clean_all([
        &mut member.name,
        &mut member.office,
        &mut member.position,
        &mut member.absence_reason,
    ]);
}

fn clean_applicant(applicant: &mut Applicant) {
    clean_all([
        &mut applicant.name,
        &mut applicant.kind,
        &mut applicant.commune,
        &mut applicant.address,
        &mut applicant.representative,
        &mut applicant.phone,
    ]);
}

fn clean_details(details: &mut ProductDetails) {
    clean_all([
        &mut details.code,
        &mut details.commune_code,
        &mut details.name,
    ]);
    for Recognition {
        decision_no,
        authority,
        extension,
        revocation,
        ..
    } in &mut details.history
    {
        clean_all([decision_no, authority]);
        clean_all(extension.iter_mut().map(|extension| &mut extension.reason));
        if let Some(revocation) = revocation {
            clean_all([&mut revocation.decision_no, &mut revocation.reason]);
        }
    }
}

fn clean_references(references: &mut References) {
    let assessments = [
        &mut references.applicant,
        &mut references.working_group,
        &mut references.managing_office,
    ];
    for ReferenceAssessment { remarks, .. } in assessments.into_iter().flatten() {
        clean_all([remarks]);
    }
    if let Some(CommuneReport {
        material,
        labor,
        idea,
        identity,
    }) = &mut references.commune
    {
        clean_all([material, labor, idea, identity]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_composed_and_trimmed() {
        for (text, expected) in [
            // A decomposed "Nếp" as some systems write it: e, circumflex, acute.
            ("  Ne\u{302}\u{301}p \n", "Nếp"),
            ("một\r\nhai\rba", "một\nhai\nba"),
            ("a\u{0}b\u{7}\tc", "ab\tc"),
            ("\u{a0}x\u{3000}", "x"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }
}
