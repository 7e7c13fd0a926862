//! `verify` in words: one line for each question, then every finalisation.

use rust_i18n::t;

use super::verify::{Belongs, Differing, Entry, PaperEntry, Verified};
use crate::rules::finalisation::{DigestState, PaperMatch};
use crate::words::{self, Lang};

/// Writes the answer.
pub(super) fn text(lang: Lang, verified: &Verified) -> String {
    let code = lang.code();
    let mut text = String::new();
    let mut line = |label: &str, said: &str| {
        text.push_str(&format!("{label:<14}{said}\n"));
    };
    let file = if verified.is_whole {
        t!("cli.verify.whole", locale = code)
    } else {
        t!("cli.verify.not_whole", locale = code)
    };
    line(&t!("cli.verify.file", locale = code), &file);
    line(
        &t!("cli.verify.session", locale = code),
        &session(code, verified),
    );
    if let Some(state) = verified.state {
        let content = match state {
            DigestState::Same => t!("cli.verify.same", locale = code),
            DigestState::Differs => t!("cli.verify.differs", locale = code),
            DigestState::Unknown => t!("cli.verify.unknown", locale = code),
        };
        line(&t!("cli.verify.content", locale = code), &content);
    }
    if let Some(are_equal) = verified.totals_equal {
        let said = if are_equal {
            t!("cli.verify.totals_equal", locale = code)
        } else {
            t!(
                "cli.verify.totals_differ",
                locale = code,
                n = verified.differing.len()
            )
        };
        line(&t!("cli.verify.totals", locale = code), &said);
    }
    for it in &verified.differing {
        line("", &differing(lang, it));
    }
    for it in &verified.papers {
        let label = match it.path {
            Some(_) => t!("cli.verify.minutes", locale = code),
            None => t!("cli.verify.digest", locale = code),
        };
        line(&label, &paper(code, it));
        if let Some(is_same) = it.same_bytes {
            let said = if is_same {
                t!("cli.verify.same_bytes", locale = code)
            } else {
                t!("cli.verify.other_bytes", locale = code)
            };
            line("", &said);
        }
    }
    if !verified.finalisations.is_empty() {
        text.push_str(&t!("cli.verify.finalisations", locale = code));
        text.push('\n');
    }
    for it in &verified.finalisations {
        text.push_str(&entry(code, it));
    }
    let verdict = if verified.fits {
        t!("cli.verify.fits", locale = code)
    } else {
        t!("cli.verify.does_not_fit", locale = code)
    };
    text.push_str(&verdict);
    text.push('\n');
    text
}

fn session(code: &str, verified: &Verified) -> String {
    let Some(last) = verified.finalisations.last() else {
        return t!("cli.verify.never", locale = code).into_owned();
    };
    match &last.reopened {
        None => t!(
            "cli.verify.finalised",
            locale = code,
            at = words::moment_text(last.at),
            by = last.by
        ),
        Some(reopened) => t!(
            "cli.verify.reopened",
            locale = code,
            at = words::moment_text(reopened.at),
            by = reopened.by
        ),
    }
    .into_owned()
}

fn differing(lang: Lang, it: &Differing) -> String {
    let total = |total: Option<_>| {
        total.map_or_else(
            || t!("cli.verify.no_total", locale = lang.code()).into_owned(),
            |total| words::frozen_total_text(lang, &total),
        )
    };
    t!(
        "cli.verify.differing",
        locale = lang.code(),
        product = it.product.as_deref().unwrap_or("?"),
        frozen = total(it.frozen),
        computed = total(it.computed)
    )
    .into_owned()
}

fn paper(code: &str, it: &PaperEntry) -> String {
    let n = it.finalisation.unwrap_or_default();
    match it.belongs {
        Belongs::By(PaperMatch::Current(_)) => t!("cli.verify.paper.current", locale = code, n = n),
        Belongs::By(PaperMatch::Reopened(_)) => {
            t!("cli.verify.paper.reopened", locale = code, n = n)
        }
        Belongs::By(PaperMatch::Earlier(_)) => t!("cli.verify.paper.earlier", locale = code, n = n),
        Belongs::By(PaperMatch::None) => t!("cli.verify.paper.none", locale = code),
        Belongs::OtherSession => t!("cli.verify.paper.other_session", locale = code),
        Belongs::NotFinalised => t!("cli.verify.paper.not_finalised", locale = code),
        Belongs::NoStamp => t!("cli.verify.paper.no_stamp", locale = code),
        Belongs::Several => t!("cli.verify.paper.several", locale = code),
    }
    .into_owned()
}

fn entry(code: &str, it: &Entry) -> String {
    let mut text = format!(
        "  {}. {}, {}\n     {}\n",
        it.number,
        words::moment_text(it.at),
        it.by,
        words::digest_text(&it.digest)
    );
    if let Some(reopened) = &it.reopened {
        let said = t!(
            "cli.verify.entry_reopened",
            locale = code,
            at = words::moment_text(reopened.at),
            by = reopened.by,
            reason = reopened.reason.replace('\n', " ")
        );
        text.push_str(&format!("     {said}\n"));
    }
    text
}
