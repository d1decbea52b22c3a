//! The account behind a token.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::bearer::{Bearer, Endpoint, READ, answer};
use super::boards;
use crate::call::Call;
use crate::world::{posts, statistics};

const ACCOUNT: Endpoint = Endpoint { category: READ, scopes: &["user_accounts:read"] };

pub(super) async fn account(call: Call) -> Response {
    let site = call.site.clone();
    answer(&call, &ACCOUNT, move |tx, bearer| {
        let Bearer { person, channel, .. } = bearer;
        let business = channel.category == "Business account";
        let picture = site.url(&format!("/-/avatars/{}.svg", person.id));
        let value = json!({
            "id": person.id,
            "account_type": if business { "BUSINESS" } else { "PINNER" },
            "username": person.handle,
            "business_name": if business { json!(person.name) } else { Value::Null },
            "about": "",
            "profile_image": picture,
            "website_url": "",
            "board_count": boards::all(tx, &person.id)?.len(),
            "pin_count": posts::of_channel(tx, &person.id)?.len(),
            "follower_count": statistics::followers(tx, channel),
            "following_count": 61,
            "monthly_views": channel.followers * 7,
        });
        Ok((StatusCode::OK, value))
    })
    .await
}

/// Nobody here has linked a business to their account.
pub(super) async fn businesses(call: Call) -> Response {
    answer(&call, &ACCOUNT, |_tx, _bearer| Ok((StatusCode::OK, json!([])))).await
}
