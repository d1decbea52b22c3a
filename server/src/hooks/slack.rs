//! What people read in a channel of theirs: one text for all that is new, in the form of Slack's incoming webhooks
//! (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>), which others take too.

use engine::{
    ports::caller::Call,
    telling::{HookMessage, Notice},
};
use serde_json::json;
use words::say;

use crate::mail::told;

/// So much is listed; a channel is no archive.
const LISTED: usize = 20;

/// The body.
pub(super) fn body(call: &Call<'_>, origin: &str) -> String {
    let text = match call.message {
        HookMessage::Test { workspace, by } => {
            let (workspace, by) = (workspace.as_str(), by.as_str());
            format!("{}\n{origin}", escaped(&say!(hook.trial, by, workspace)))
        }
        HookMessage::News(notice) => {
            let listed: Vec<_> = notice.items.iter().take(LISTED).cloned().collect();
            let more = notice.items.len() - listed.len();
            let notice = Notice { items: listed, more, ..notice.clone() };
            let (subject, paragraphs) = told(&notice, call.posted_at, origin);
            let paragraphs = paragraphs.iter().map(|it| escaped(it));
            let bold = format!("*{}*", escaped(&subject).replace('*', ""));
            [bold].into_iter().chain(paragraphs).collect::<Vec<_>>().join("\n\n")
        }
    };
    json!({ "text": text }).to_string()
}

/// Slack's own three (<https://docs.slack.dev/messaging/formatting-message-text>): with them no name becomes a mention or
/// a link.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use domain::{
        account::Role,
        cost::Cost,
        hook::HookKind,
        id::{DeliveryId, ProfileId, WorkspaceId},
        language::Language,
        network::Network,
        notice::{Fact, News, Subject},
        time::Timestamp,
        zone::Zone,
    };
    use engine::{telling::Item, vault::Token};

    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_795_813_200);

    #[test]
    fn forty_profiles_are_one_text_and_no_name_calls_anybody() {
        let item = |number| Item {
            fact: Fact {
                subject: Subject::Lost(ProfileId::new(AT, [number; 10])),
                network: Network::Facebook,
                name: "<!channel> *Ada* & Co".into(),
                count: 1,
                cause: None,
                at: None,
            },
            news: News::Step(1),
            since: AT,
            cost: Cost::default(),
        };
        let message = HookMessage::News(Notice {
            workspace: "Agency".into(),
            role: Role::MasterAccount,
            zone: Zone::utc(),
            items: (0..40).map(item).collect(),
            more: 0,
        });
        let token = Token::new(String::new());
        let body = body(
            &Call {
                id: DeliveryId::new(AT, [1; 10]),
                workspace: WorkspaceId::new(AT, [2; 10]),
                kind: HookKind::Slack,
                url: &token,
                secret: &token,
                message: &message,
                language: Language::English,
                posted_at: AT,
                now: AT,
            },
            "https://relink.test",
        );
        let text = serde_json::from_str::<serde_json::Value>(&body).unwrap();
        let text = text["text"].as_str().unwrap();
        assert!(!text.contains("<!channel>"), "{text}");
        assert_eq!(text.matches("&lt;!channel&gt;").count(), LISTED);
        assert!(text.contains("20 more"), "{text}");
        assert!(text.contains("https://relink.test/settings/social-profiles"), "{text}");
    }
}
