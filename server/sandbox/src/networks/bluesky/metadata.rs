//! What the server publishes of itself for clients that have never heard of it.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::ALGORITHM;
use crate::call::Call;

fn published(body: Value) -> Response {
    let headers =
        [(header::CACHE_CONTROL, "max-age=300"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, Json(body)).into_response()
}

pub(super) async fn resource(call: Call) -> Response {
    let here = call.site.url("");
    published(json!({
        "resource": here,
        "authorization_servers": [here],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://atproto.com",
    }))
}

pub(super) async fn server(call: Call) -> Response {
    let site = &call.site;
    published(json!({
        "issuer": site.url(""),
        "request_parameter_supported": false,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "scopes_supported": ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["en-US"],
        "display_values_supported": ["page", "popup", "touch"],
        "authorization_response_iss_parameter_supported": true,
        "jwks_uri": site.url("/oauth/jwks"),
        "authorization_endpoint": site.url("/oauth/authorize"),
        "token_endpoint": site.url("/oauth/token"),
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "revocation_endpoint": site.url("/oauth/revoke"),
        "pushed_authorization_request_endpoint": site.url("/oauth/par"),
        "require_pushed_authorization_requests": true,
        "dpop_signing_alg_values_supported": [ALGORITHM],
        "protected_resources": [site.url("")],
        "client_id_metadata_document_supported": true,
    }))
}

/// Tokens are opaque, so there is no key to check them with.
pub(super) async fn keys() -> Response {
    published(json!({ "keys": [] }))
}
