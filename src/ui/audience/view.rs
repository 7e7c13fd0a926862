//! What the audience window draws: words and numbers that were released, and nothing else.
//!
//! The drawing code is given an [`AudienceView`] alone, so that nothing else can reach the
//! projector. It is made anew from the session after every change.

use rust_i18n::t;

use crate::model::ids::ProductId;
use crate::model::product::Product;
use crate::model::session::Session;
use crate::rules::audience::{
    AGENDA_PAGE, Release, ShownStars, Stage, Submission, agenda_pages, shown_reason, shown_result,
    submission,
};
use crate::rules::review::{ProductReview, Review};
use crate::words::{
    Lang, application_text, capitalized, date_text, outcome_text, rank_reason, stars_text,
};

/// Everything that stands in the audience window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AudienceView {
    /// Name of the council.
    pub council: String,
    /// Name of the session, with its day.
    pub session: String,
    /// What is shown between head and foot.
    pub scene: Scene,
}

/// What the audience window shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scene {
    /// The names of council and session alone.
    #[default]
    Blank,
    /// A page of the agenda.
    Agenda(AgendaPage),
    /// The product before the council.
    Product(Card),
    /// Who has handed in a sheet for it.
    Submissions(Submissions),
    /// Its result.
    Result(ResultView),
}

/// A page of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaPage {
    /// The products on it.
    pub rows: Vec<AgendaRow>,
    /// The page, from 0.
    pub page: usize,
    /// How many there are.
    pub n_pages: usize,
    /// How many products there are on all pages.
    pub n_products: usize,
}

/// A product in the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaRow {
    /// Its number.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// Its applicant and commune.
    pub applicant: String,
    /// Whether it is the present product.
    pub is_present: bool,
}

/// The head of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// `Sản phẩm 3 / 40`.
    pub place: String,
    /// Its name.
    pub name: String,
    /// Its applicant and commune.
    pub applicant: String,
    /// Why it is before the council.
    pub application: String,
}

/// Who has handed in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submissions {
    /// The product.
    pub card: Card,
    /// The round, where it is a further one.
    pub round: Option<u16>,
    /// Sheets handed in, of those who take part.
    pub n_handed_in: usize,
    /// Members who take part.
    pub n_expected: usize,
    /// The members, in the order of the council.
    pub members: Vec<(String, Submission)>,
}

/// A released result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultView {
    /// The product.
    pub card: Card,
    /// The stars, where there are any.
    pub stars: Option<ShownStars>,
    /// The result in words.
    pub outcome: String,
    /// The mean as people read it.
    pub mean: Option<String>,
    /// Why.
    pub reason: String,
    /// Whether the council has concluded.
    pub is_concluded: bool,
    /// What the council says where it concluded otherwise than computed.
    pub differs: Option<String>,
}

impl ResultView {
    /// Says whose word the result is.
    pub fn standing(&self) -> String {
        if self.is_concluded {
            t!("audience.concluded").into_owned()
        } else {
            t!("audience.not_concluded").into_owned()
        }
    }
}

/// Makes what the audience sees of a session under a release that holds.
pub fn audience_view(
    lang: Lang,
    session: &Session,
    review: &Review,
    release: &Release,
) -> AudienceView {
    let day = session.held_on.map(date_text);
    let names = [Some(session.title.clone()), day];
    let names: Vec<_> = names
        .into_iter()
        .flatten()
        .filter(|name| !name.trim().is_empty())
        .collect();
    AudienceView {
        council: session.council.name.trim().to_owned(),
        session: names.join("  ·  "),
        scene: scene(lang, session, review, release),
    }
}

fn scene(lang: Lang, session: &Session, review: &Review, release: &Release) -> Scene {
    match release {
        Release::Blank => Scene::Blank,
        Release::Agenda { page, product_id } => Scene::Agenda(agenda(session, *page, *product_id)),
        Release::Product { product_id, stage } => {
            let (Some(product), Some(found)) =
                (session.product(*product_id), review.product(*product_id))
            else {
                return Scene::Blank;
            };
            let card = card(lang, session, product);
            match stage {
                Stage::Presented => Scene::Product(card),
                Stage::Submissions => Scene::Submissions(submissions(session, found, card)),
                Stage::Result(_) => Scene::Result(result(lang, product, found, card)),
            }
        }
    }
}

fn place_of(session: &Session, id: ProductId) -> Option<usize> {
    session.products.iter().position(|product| product.id == id)
}

/// Returns the page of the agenda that is shown: the one asked for, else the present product's.
pub fn agenda_page(session: &Session, page: Option<usize>, present: Option<ProductId>) -> usize {
    let here = present.and_then(|id| place_of(session, id));
    page.or(here.map(|idx| idx / AGENDA_PAGE))
        .unwrap_or(0)
        .min(agenda_pages(session.products.len()) - 1)
}

fn agenda(session: &Session, page: Option<usize>, present: Option<ProductId>) -> AgendaPage {
    let n_products = session.products.len();
    let n_pages = agenda_pages(n_products);
    let page = agenda_page(session, page, present);
    let rows = session
        .products
        .iter()
        .enumerate()
        .skip(page * AGENDA_PAGE)
        .take(AGENDA_PAGE)
        .map(|(idx, product)| AgendaRow {
            number: idx + 1,
            name: product.name.trim().to_owned(),
            applicant: applicant(session, product),
            is_present: Some(product.id) == present,
        })
        .collect();
    AgendaPage {
        rows,
        page,
        n_pages,
        n_products,
    }
}

fn applicant(session: &Session, product: &Product) -> String {
    let Some(applicant) = session.applicant(product.applicant_id) else {
        return String::new();
    };
    let parts = [applicant.name.trim(), applicant.commune.trim()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("  ·  ")
}

fn card(lang: Lang, session: &Session, product: &Product) -> Card {
    let number = place_of(session, product.id).map_or(0, |idx| idx + 1);
    Card {
        place: t!(
            "audience.place",
            locale = lang.code(),
            n = number,
            of = session.products.len()
        )
        .into_owned(),
        name: product.name.trim().to_owned(),
        applicant: applicant(session, product),
        application: capitalized(&application_text(lang, product.application)),
    }
}

fn submissions(session: &Session, found: &ProductReview, card: Card) -> Submissions {
    let members: Vec<_> = found
        .members
        .iter()
        .map(|member| {
            let name = session.council.member(member.member_id);
            let name = name.map_or_else(String::new, |found| found.name.trim().to_owned());
            (name, submission(found, member))
        })
        .collect();
    let n = |wanted: &[Submission]| {
        let is_wanted = |(_, state): &&(String, Submission)| wanted.contains(state);
        members.iter().filter(is_wanted).count()
    };
    let n_handed_in = n(&[Submission::HandedIn]);
    Submissions {
        card,
        round: (found.round > 1).then_some(found.round),
        n_handed_in,
        n_expected: n_handed_in + n(&[Submission::Expected, Submission::BeingCompleted]),
        members,
    }
}

fn result(lang: Lang, product: &Product, found: &ProductReview, card: Card) -> ResultView {
    let shown = shown_result(product, found);
    let own_reason = shown_reason(product, shown);
    let computed = found.rank.as_ref().map(|rank| rank.rank);
    let outcome = shown
        .outcome
        .map(|outcome| outcome_text(lang, outcome))
        .or_else(|| computed.map(|rank| stars_text(lang, rank)))
        .unwrap_or_default();
    let reason = if shown.has_mean {
        rank_reason(lang, found)
    } else {
        own_reason.unwrap_or_default().to_owned()
    };
    let differs = shown.differs.then(|| {
        let computed = computed.map_or_else(
            || t!("words.frozen.no_rank", locale = lang.code()).into_owned(),
            |rank| stars_text(lang, rank),
        );
        let own_reason = own_reason.unwrap_or_default();
        t!(
            "audience.differs",
            locale = lang.code(),
            computed = computed,
            reason = own_reason
        )
        .into_owned()
    });
    ResultView {
        card,
        stars: shown.stars,
        outcome: capitalized(&outcome),
        mean: found.mean_shown.clone().filter(|_| shown.has_mean),
        reason: capitalized(&reason),
        is_concluded: shown.is_concluded,
        differs,
    }
}

/// Names a state of a member.
pub fn submission_text(state: Submission) -> String {
    match state {
        Submission::HandedIn => t!("audience.member.handed_in"),
        Submission::BeingCompleted => t!("audience.member.being_completed"),
        Submission::Expected => t!("audience.member.expected"),
        Submission::Recused => t!("audience.member.recused"),
        Submission::Absent => t!("audience.member.absent"),
        Submission::Left => t!("audience.member.left"),
    }
    .into_owned()
}
