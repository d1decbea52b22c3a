//! What was written in a conversation with support, in a letter.

use app::paths;
use domain::support::{Side, marker};
use engine::telling::Said;
use words::say;

/// Subject and paragraphs. What may be answered by replying says so, and begins with the line that an answer is cut at.
pub(super) fn said(said: &Said, is_answered_by_mail: bool, origin: &str) -> (String, Vec<String>) {
    let (asker, subject) = (said.asker.as_str(), said.subject.as_str());
    let (title, lead, path) = match said.side {
        Side::Asker => (
            say!(letter.support.asked, asker, subject),
            say!(letter.support.asked_lead, asker, workspace = said.workspace.as_str()),
            paths::inbox_conversation(said.conversation),
        ),
        Side::Support => (
            say!(letter.support.answered, subject),
            say!(letter.support.answered_lead).to_owned(),
            paths::conversation(said.conversation),
        ),
    };
    let diagnosis =
        said.diagnosis.as_ref().map(|it| format!("{}\n{it}", say!(letter.support.attached)));
    let paragraphs = [
        is_answered_by_mail.then(|| marker(words::language()).to_owned()),
        Some(lead),
        Some(said.text.clone()),
        diagnosis,
        Some(format!("{}\n{origin}{path}", say!(letter.support.read))),
        is_answered_by_mail.then(|| say!(letter.support.reply).to_owned()),
    ];
    (title, paragraphs.into_iter().flatten().collect())
}
