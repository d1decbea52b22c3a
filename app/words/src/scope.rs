//! What a key of the API opens, in words.

use domain::scope::Scope;

use crate::say;

/// What a scope opens.
#[must_use]
pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Profiles => say!(api.scope.profiles),
        Scope::Posts => say!(api.scope.posts),
        Scope::Comments => say!(api.scope.comments),
        Scope::Statistics => say!(api.scope.statistics),
        Scope::Audit => say!(api.scope.audit),
        Scope::Links => say!(header.links),
        Scope::Webhooks => say!(hook.title),
        Scope::WritePosts => say!(api.scope.write_posts),
        Scope::WriteComments => say!(api.scope.write_comments),
        Scope::WriteLinks => say!(api.scope.write_links),
        Scope::WriteWebhooks => say!(api.scope.write_webhooks),
    }
}
