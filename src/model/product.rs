//! Products, their applicants, and what the council settles about each product.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::criteria::{CaseChoices, Code, FormKey};
use super::earlier::EarlierResult;
use super::ids::{ApplicantId, MemberId, ProductId};
use super::points::{Points, StarRank};
use super::sheet::{Answer, GroundPlace};
use super::time::DayTime;
use super::{Date, DateTime};

/// An applicant (*chủ thể*): the cooperative, enterprise or household that owns the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Identity.
    pub id: ApplicantId,
    /// Name.
    pub name: String,
    /// Kind of applicant (*loại hình*), as the dossier says it.
    pub kind: String,
    /// Commune or ward.
    pub commune: String,
    /// Address.
    pub address: String,
    /// Who represents the applicant.
    pub representative: String,
    /// Telephone number.
    pub phone: String,
}

/// A product on the agenda of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Identity.
    pub id: ProductId,
    /// Code as typed by the commune, `T-X-STT-YYYY`; may be empty and may repeat.
    pub code: String,
    /// Code of the commune (Decision 19/2025/QĐ-TTg).
    pub commune_code: String,
    /// Name.
    pub name: String,
    /// The applicant.
    pub applicant_id: ApplicantId,
    /// Why the product is before the council.
    pub application: ApplicationKind,
    /// Day the dossier was filed at the commune.
    pub filed_on: Option<Date>,
    /// Day the complete request arrived.
    pub request_complete_on: Option<Date>,
    /// Day the result was given.
    pub result_on: Option<Date>,
    /// The statutory sheet; absent until the secretary has chosen one.
    pub form: Option<FormKey>,
    /// Why that sheet and pack were chosen.
    pub form_reason: String,
    /// Earlier recognitions, oldest first; the last one is the certificate in force or lapsed.
    pub history: Vec<Recognition>,
    /// Reference assessments, shown beside the council's sheets and never counted.
    pub references: References,
    /// The case chosen for each one-case criterion, once per product.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub case_choices: CaseChoices,
    /// Gates waived as not applicable, by criterion, with the reason.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub waived_gates: BTreeMap<Code, String>,
    /// Choices the council agreed on where members differ on a gate; they change gates, never points.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub agreed_choices: BTreeMap<Code, AgreedChoice>,
    /// Meeting or written opinions.
    pub procedure: Procedure,
    /// Who presides for this product, where the council settled it otherwise than by rule.
    pub presided_by: Option<MemberId>,
    /// When the council dealt with the product.
    pub hearing: Option<Hearing>,
    /// Members recorded as absent for this product although they attend the session.
    pub absent: BTreeSet<MemberId>,
    /// Members who do not take part for an interest in the applicant, with the reason.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub recusals: BTreeMap<MemberId, String>,
    /// Rounds of scoring after the first, oldest first.
    pub rescorings: Vec<Rescoring>,
    /// Council decisions on grounds that reject or stop.
    pub ground_decisions: Vec<GroundDecision>,
    /// What was discussed, for the minutes.
    pub discussion: String,
    /// What the council asks of the applicant, for the minutes.
    pub requests: String,
    /// The council's conclusion.
    pub conclusion: Option<Conclusion>,
    /// What the authority decided afterwards.
    pub authority_decision: Option<AuthorityDecision>,
    /// Why the product is too complex for written opinions, where the council finds so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complex: Option<String>,
    /// Why the product was put before the meeting after written opinions were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to_meeting: Option<MovedToMeeting>,
    /// The result of an earlier session, which this one ratifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_result: Option<EarlierResult>,
}

impl Product {
    /// Returns the round that is being or was last scored, from 1.
    pub fn round(&self) -> u16 {
        self.rescorings
            .last()
            .map_or(1, |rescoring| rescoring.round)
    }

    /// Returns the last recognition, whose validity matters.
    pub fn certificate(&self) -> Option<&Recognition> {
        self.history.last()
    }
}

/// Why a product is before the council (Art. 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ApplicationKind {
    /// First time (*đánh giá lần đầu*).
    First,
    /// Upgrade (*nâng hạng*).
    Upgrade,
    /// Re-rating (*đánh giá lại*).
    ReRating,
}

/// How the council reaches its conclusion on a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Procedure {
    /// In the meeting.
    Meeting,
    /// By written opinions until a day (re-ratings, Art. 7.6).
    Written {
        /// Last day for opinions.
        until: Option<Date>,
    },
}

/// That written opinions led to the meeting (Art. 7.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedToMeeting {
    /// The last day for opinions that was set then.
    pub until: Option<Date>,
    /// When it was moved.
    pub at: DateTime,
    /// Why.
    pub reason: String,
}

/// When the council dealt with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hearing {
    /// Begin.
    pub from: DayTime,
    /// End; absent while it goes on.
    pub to: Option<DayTime>,
}

/// A recognition (*công nhận*) and its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognition {
    /// Stars recognised.
    pub stars: StarRank,
    /// Whether five stars were only proposed to the Ministry (no provincial certificate then).
    pub potential_five: bool,
    /// Number of the decision.
    pub decision_no: String,
    /// The authority that decided.
    pub authority: String,
    /// Day of issue.
    pub issued_on: Option<Date>,
    /// Last day of validity where one is printed; it overrides issue + 36 months (Art. 12.1).
    pub printed_expires_on: Option<Date>,
    /// Extension past expiry (Art. 12.3), a recorded decision.
    pub extension: Option<Extension>,
    /// Revocation (Art. 8).
    pub revocation: Option<Revocation>,
}

/// An extension past expiry, until the result, at most 180 days (Art. 12.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Day of the decision.
    pub decided_on: Date,
    /// Why the filing window could not be met.
    pub reason: String,
}

/// A revocation, acting from its day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Day from which it acts.
    pub revoked_on: Date,
    /// Number of the decision.
    pub decision_no: String,
    /// Why.
    pub reason: String,
}

/// Assessments of others, for reference (forms 02 and 03, working group, managing office).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct References {
    /// The applicant's own assessment (form 02).
    pub applicant: Option<ReferenceAssessment>,
    /// The working group's.
    pub working_group: Option<ReferenceAssessment>,
    /// The managing office's, for re-ratings (Art. 7.6c).
    pub managing_office: Option<ReferenceAssessment>,
    /// The commune's report on four points (form 03).
    pub commune: Option<CommuneReport>,
}

/// One assessment for reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceAssessment {
    /// Total points.
    pub total: Points,
    /// Choices by criterion, where they were entered.
    #[serde(deserialize_with = "super::unique_map::deserialize")]
    pub answers: BTreeMap<Code, Answer>,
    /// Remarks.
    pub remarks: String,
}

/// The commune's report on four points (form 03).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommuneReport {
    /// Local material.
    pub material: String,
    /// Local labour.
    pub labor: String,
    /// Where the idea comes from.
    pub idea: String,
    /// Local identity.
    pub identity: String,
}

/// A choice the council agreed on for a gate, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedChoice {
    /// The level.
    pub answer: Answer,
    /// Why.
    pub reason: String,
}

/// A further round of scoring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rescoring {
    /// Its number, from 2.
    pub round: u16,
    /// Why it was opened.
    pub reason: String,
    /// Who scores again.
    pub member_ids: BTreeSet<MemberId>,
    /// Whether it was closed although sheets are missing; otherwise it closes with the last sheet.
    pub closed: bool,
}

/// A council decision on a ground that rejects or stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundDecision {
    /// Where the ground stands on the sheet.
    pub place: GroundPlace,
    /// Its text at the time.
    pub ground: String,
    /// Who raised it.
    pub raised_by: BTreeSet<MemberId>,
    /// Whether the council found that the ground holds.
    pub upheld: bool,
    /// How it voted.
    pub vote: Vote,
    /// Why.
    pub reason: String,
}

/// A show of hands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Votes for.
    pub in_favor: u16,
    /// Votes against.
    pub against: u16,
    /// Abstentions.
    pub abstained: u16,
}

/// The council's conclusion (*kết luận của hội đồng*) on a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conclusion {
    /// What it says.
    pub outcome: Outcome,
    /// Why, where it differs from the computed rank or speaks of papers.
    pub reason: String,
    /// How the council voted, where it did.
    pub vote: Option<Vote>,
    /// The rank the program computed at that moment.
    pub computed: Option<StarRank>,
    /// When it was recorded.
    pub concluded_at: DateTime,
}

/// What a conclusion says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// Recognition with this rank is proposed.
    Stars(StarRank),
    /// At the province: the Ministry is asked to assess for five stars.
    ProposeFive,
    /// Below three stars (*không đạt 3 sao*).
    BelowThree,
    /// At the centre: below 90 points, returned to the province.
    Returned,
    /// Not concluded, a supplement is asked for (*chưa kết luận*).
    NotConcluded,
    /// The applicant withdrew the dossier (*rút hồ sơ*).
    Withdrawn,
    /// The dossier is rejected (*hồ sơ bị loại*).
    Excluded,
}

/// What the authority decided on a product afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityDecision {
    /// Number of the decision.
    pub decision_no: String,
    /// The authority.
    pub authority: String,
    /// Day of the decision.
    pub decided_on: Date,
    /// The rank recognised; absent where it refused.
    pub stars: Option<StarRank>,
}
