//! The member behind a token.

use axum::http::Uri;
use axum::response::Response;
use serde_json::{Map, json};

use super::answers::ok;
use super::bearer::{Need, answer};
use crate::call::Call;

const USERINFO: Need = Need { resource: "userinfo.GET", scopes: &["openid"] };
const ME: Need = Need { resource: "me.GET", scopes: &["r_basicprofile"] };

pub(super) async fn userinfo(call: Call) -> Response {
    let site = call.site.clone();
    answer(&call, &USERINFO, false, move |_tx, bearer| {
        let person = &bearer.person;
        let mut claims = Map::new();
        claims.insert("sub".into(), json!(person.id));
        if bearer.allows(&["profile"]) {
            let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
            claims.insert("name".into(), json!(person.name));
            claims.insert("given_name".into(), json!(given));
            claims.insert("family_name".into(), json!(family));
            let picture = site.url(&format!("/-/avatars/{}.svg", person.id));
            claims.insert("picture".into(), json!(picture));
            claims.insert("locale".into(), json!({ "country": "US", "language": "en" }));
        }
        if bearer.allows(&["email"]) {
            claims.insert("email".into(), json!(person.login));
            claims.insert("email_verified".into(), json!(true));
        }
        Ok(ok(&json!(claims)))
    })
    .await
}

pub(super) async fn me(uri: Uri, call: Call) -> Response {
    let versioned = uri.path().starts_with("/rest/");
    answer(&call, &ME, versioned, move |_tx, bearer| {
        let person = &bearer.person;
        let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
        let localized = |text: &str| {
            let locale = json!({ "country": "US", "language": "en" });
            json!({ "localized": { "en_US": text }, "preferredLocale": locale })
        };
        Ok(ok(&json!({
            "id": person.id,
            "localizedFirstName": first,
            "localizedLastName": last,
            "firstName": localized(first),
            "lastName": localized(last),
            "localizedHeadline": "Runs pages in the sandbox",
            "vanityName": person.handle,
        })))
    })
    .await
}
