//! The errors of the Graph API by name, worded as seen in life.

use axum::http::StatusCode;

use crate::networks::meta::dead;
use crate::networks::meta::refusal::GraphError;
use crate::world::tokens::{Death, Token};

/// What a dead token is answered with.
pub(super) fn dead(token: &Token, death: Death, now: i64) -> GraphError {
    dead::dead(token, death, now, "www.facebook.com")
}

pub(super) fn not_ticked() -> GraphError {
    GraphError::oauth(
        190,
        "Any of the pages_read_engagement, pages_manage_metadata, pages_read_user_content, pages_manage_ads, \
         pages_show_list or pages_messaging permission(s) must be granted before impersonating a user's page.",
    )
}

pub(super) fn role_lost() -> GraphError {
    let message =
        "User associated with the Page access token does not have an appropriate role on the Page";
    GraphError::oauth(190, message).subcode(492)
}

pub(super) fn no_token() -> GraphError {
    GraphError::oauth(
        2500,
        "An active access token must be used to query information about the current user.",
    )
}

pub(super) fn bad_proof() -> GraphError {
    let message = "Invalid appsecret_proof provided in the API argument";
    GraphError { kind: "GraphMethodException", ..GraphError::oauth(100, message) }
}

pub(super) fn no_such_object(id: &str, method: &str) -> GraphError {
    let message = format!(
        "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
         permissions, or does not support this operation. Please read the Graph API documentation at \
         https://developers.facebook.com/docs/graph-api"
    );
    GraphError { kind: "GraphMethodException", ..GraphError::oauth(100, message).subcode(33) }
}

pub(super) fn no_such_field(field: &str, node: &str) -> GraphError {
    let message =
        format!("(#100) Tried accessing nonexisting field ({field}) on node type ({node})");
    GraphError::oauth(100, message)
}

pub(super) fn missing_parameter(name: &str) -> GraphError {
    GraphError::oauth(100, format!("Missing {name} parameter."))
}

pub(super) fn invalid_parameter(text: &str) -> GraphError {
    GraphError::oauth(100, format!("(#100) {text}"))
}

pub(super) fn unknown_app() -> GraphError {
    GraphError::oauth(
        101,
        "Error validating application. Cannot get application info due to a system error.",
    )
}

pub(super) fn wrong_secret() -> GraphError {
    GraphError::oauth(1, "Error validating client secret.")
}

pub(super) fn unknown_code() -> GraphError {
    GraphError::oauth(100, "Invalid verification code format.")
}

pub(super) fn used_code() -> GraphError {
    GraphError::oauth(100, "This authorization code has been used.").subcode(36009)
}

pub(super) fn expired_code() -> GraphError {
    GraphError::oauth(100, "This authorization code has expired.").subcode(36007)
}

pub(super) fn wrong_redirect() -> GraphError {
    let message = "Error validating verification code. Please make sure your redirect_uri is identical to the one \
                   you used in the OAuth dialog request";
    GraphError::oauth(100, message).subcode(36008)
}

pub(super) fn permission_missing(permission: &str) -> GraphError {
    let message = format!(
        "(#10) This endpoint requires the '{permission}' permission or the 'Page Public Content Access' feature. \
         Refer to https://developers.facebook.com/docs/apps/review/login-permissions"
    );
    GraphError::oauth(10, message)
}

pub(super) fn may_not_publish() -> GraphError {
    let message = "(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts as an \
                   admin with sufficient administrative permission";
    GraphError::oauth(200, message).status(StatusCode::FORBIDDEN)
}

pub(super) fn page_token_needed() -> GraphError {
    GraphError::oauth(1705, "(#1705) A page access token is required to request this resource.")
}

pub(super) fn outage() -> GraphError {
    let error = GraphError::oauth(2, "(#2) Service temporarily unavailable");
    GraphError { transient: true, ..error }.status(StatusCode::SERVICE_UNAVAILABLE)
}

pub(super) fn rate_limited() -> GraphError {
    let error = GraphError::oauth(4, "(#4) Application request limit reached");
    GraphError { transient: true, ..error }
}

pub(super) fn duplicate() -> GraphError {
    GraphError::oauth(506, "Duplicate status message").told(
        "Duplicate Status Update",
        "This status update is identical to the last one you posted. Try posting something different, or delete your \
         previous update.",
    )
}

pub(super) fn bad_picture() -> GraphError {
    GraphError::oauth(324, "Missing or invalid image file").subcode(2_069_019).told(
        "Can't Read Files",
        "Your photos couldn't be uploaded. Photos should be saved as JPG, PNG, GIF, TIFF, HEIF or WebP files.",
    )
}
