//! A notice in words: what is worst as its subject, and each thing with a link of its own.

use app::paths;
use domain::{
    help::Topic,
    notice::{Fact, News, Subject},
    time::Timestamp,
};
use engine::telling::{Item, Notice};
use words::{say, several};

/// Subject and paragraphs of a letter.
pub(super) fn notice(notice: &Notice, at: Timestamp, origin: &str) -> (String, Vec<String>) {
    let (subject, mut paragraphs) = told(notice, at, origin);
    paragraphs.push(format!("{}\n{origin}{}", say!(told.choices), paths::NOTICES));
    (subject, paragraphs)
}

/// What is worst in one line, and what is told, wherever it is read.
pub(crate) fn told(notice: &Notice, at: Timestamp, origin: &str) -> (String, Vec<String>) {
    let Notice { workspace, role, zone, items, more } = notice;
    let news: Vec<_> = items.iter().map(|item| (&item.fact, item.news)).collect();
    let headline = words::headline(&news, *role);
    let subject = say!(told.of, subject = headline.as_str(), workspace = workspace.as_str());
    let mends = role.mends_profiles();
    let walk = mends && news.iter().filter(|(fact, news)| is_lost(fact, *news)).count() > 1;
    let walk = walk.then(|| format!("{}\n{origin}{}", say!(told.walk), paths::WALK));
    let told = items.iter().map(|item| {
        let Item { fact, news, since, cost } = item;
        let mut lines = words::lines((fact, *news), *since, cost, (*role, zone), at);
        lines.extend(link_to(fact, *news, mends).map(|path| format!("{origin}{path}")));
        // Why it is so is told to whoever can mend it, and so is where it is explained.
        let cause = fact.cause.clone().filter(|_| mends && is_lost(fact, *news));
        lines.extend(cause.map(|cause| {
            let address = format!("{origin}{}", paths::help(&Topic::Cause(cause)));
            say!(help.line, address)
        }));
        lines.join("\n")
    });
    let more =
        (*more > 0).then(|| several!(*more; told.more_one | told.more | told.more, count = *more));
    (subject, walk.into_iter().chain(told).chain(more).collect())
}

fn is_lost(fact: &Fact, news: News) -> bool {
    matches!((fact.subject, news), (Subject::Lost(_), News::Step(_)))
}

/// Where something can be done about it: of a profile, where its Refresh is.
pub(crate) fn link_to(fact: &Fact, news: News, mends: bool) -> Option<String> {
    match fact.subject {
        _ if news == News::Over => None,
        Subject::Lost(profile) | Subject::Ending(profile) | Subject::LinkUsed(profile, _)
            if mends =>
        {
            Some(paths::profile(profile, &fact.name))
        }
        Subject::Outage(_) if mends => Some(paths::SOCIAL_PROFILES.to_owned()),
        Subject::Asks(_) => Some(paths::DECISIONS.to_owned()),
        _ => Some(paths::SCHEDULER.to_owned()),
    }
}
