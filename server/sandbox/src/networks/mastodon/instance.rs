//! What the instance says of itself.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::bearer::{self, Needs};
use super::{answers, scopes};
use crate::call::{Call, Site};

const VERSION: &str = "4.4.5";

/// Where the stream would be, if there were one.
fn stream(site: &Site) -> String {
    site.url("").replacen("http", "ws", 1)
}

pub(super) async fn discovery(call: Call) -> Response {
    let site = &call.site;
    Json(json!({
        "issuer": site.url("/"),
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": site.url("/oauth/authorize"),
        "token_endpoint": site.url("/oauth/token"),
        "revocation_endpoint": site.url("/oauth/revoke"),
        "userinfo_endpoint": site.url("/oauth/userinfo"),
        "app_registration_endpoint": site.url("/api/v1/apps"),
        "scopes_supported": scopes::all(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }))
    .into_response()
}

pub(super) async fn health() -> &'static str {
    "OK"
}

pub(super) async fn second(call: Call) -> Response {
    let site = call.site.clone();
    bearer::public(&call, Needs::NOTHING, move |_, _| {
        let body = json!({
            "domain": site.host(),
            "title": "Mastodon (sandbox)",
            "version": VERSION,
            "source_url": "https://github.com/mastodon/mastodon",
            "description": "A small instance that does not exist.",
            "usage": { "users": { "active_month": 3 } },
            "thumbnail": { "url": site.url("/packs/media/images/preview.png") },
            "icon": [],
            "languages": ["en"],
            "configuration": {
                "urls": { "streaming": stream(&site) },
                "vapid": { "public_key": "" },
                "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5 },
                "statuses": {
                    "max_characters": 500,
                    "max_media_attachments": 4,
                    "characters_reserved_per_url": 23,
                },
                "media_attachments": {
                    "supported_mime_types": ["image/jpeg", "image/png", "image/webp", "video/mp4"],
                    "image_size_limit": 16_777_216,
                    "video_size_limit": 103_809_024,
                },
                "polls": {
                    "max_options": 4,
                    "max_characters_per_option": 50,
                    "min_expiration": 300,
                    "max_expiration": 2_629_746,
                },
                "translation": { "enabled": false },
            },
            "registrations": { "enabled": false, "approval_required": false, "message": null },
            "api_versions": { "mastodon": 6 },
            "contact": { "email": "staff@social.localhost", "account": null },
            "rules": [],
        });
        Ok(body.into())
    })
    .await
}

/// The older form, of which only the heads are kept.
pub(super) async fn first(call: Call) -> Response {
    let site = call.site.clone();
    bearer::public(&call, Needs::NOTHING, move |_, _| {
        let body = json!({
            "uri": site.host(),
            "title": "Mastodon (sandbox)",
            "short_description": "A small instance that does not exist.",
            "description": "A small instance that does not exist.",
            "email": "staff@social.localhost",
            "version": VERSION,
            "urls": { "streaming_api": stream(&site) },
            "languages": ["en"],
            "registrations": false,
            "configuration": { "statuses": { "max_characters": 500 } },
        });
        Ok(answers::Answer::from(body))
    })
    .await
}
