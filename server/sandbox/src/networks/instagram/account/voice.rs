//! In whose words an account answers, and by which scopes it is reached.

use axum::http::StatusCode;

use crate::networks::instagram::LOGIN;
use crate::networks::meta::refusal::GraphError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::networks) enum Voice {
    /// At graph.instagram.com.
    Instagram,
    /// At graph.facebook.com.
    Facebook,
}

/// What can be permitted.
#[derive(Clone, Copy, Debug)]
pub(in crate::networks) enum Right {
    Read,
    Publish,
    Comments,
    Insights,
}

impl Voice {
    pub(in crate::networks) fn network(self) -> &'static str {
        match self {
            Self::Instagram => "instagram",
            Self::Facebook => "facebook",
        }
    }

    /// The version in front of paths in the addresses that answers carry.
    pub(in crate::networks) fn path(self, id: &str, edge: &str) -> String {
        format!("/v26.0/{id}/{edge}")
    }

    pub(super) fn scope(self, right: Right) -> &'static str {
        match (self, right) {
            (Self::Instagram, Right::Read) => "instagram_business_basic",
            (Self::Instagram, Right::Publish) => "instagram_business_content_publish",
            (Self::Instagram, Right::Comments) => "instagram_business_manage_comments",
            (Self::Instagram, Right::Insights) => "instagram_business_manage_insights",
            (Self::Facebook, Right::Read) => "instagram_basic",
            (Self::Facebook, Right::Publish) => "instagram_content_publish",
            (Self::Facebook, Right::Comments) => "instagram_manage_comments",
            (Self::Facebook, Right::Insights) => "instagram_manage_insights",
        }
    }

    pub(in crate::networks) fn not_permitted(self) -> GraphError {
        let text = "Application does not have permission for this action";
        match self {
            Self::Instagram => GraphError::oauth(10, text).kind(LOGIN.kind),
            Self::Facebook => GraphError::oauth(10, format!("(#10) {text}")),
        }
        .status(StatusCode::FORBIDDEN)
    }

    pub(in crate::networks) fn wrong(self, text: &str) -> GraphError {
        match self {
            Self::Instagram => LOGIN.wrong(text),
            Self::Facebook => GraphError::oauth(100, format!("(#100) {text}")),
        }
    }

    pub(in crate::networks) fn required(self, parameter: &str) -> GraphError {
        self.wrong(&format!("The parameter {parameter} is required."))
    }

    pub(in crate::networks) fn no_such_field(self, field: &str, node: &str) -> GraphError {
        let error = LOGIN.no_such_field(field, node);
        match self {
            Self::Instagram => error,
            Self::Facebook => self.wrong(&error.message),
        }
    }

    pub(in crate::networks) fn no_such_object(self, id: &str, method: &str) -> GraphError {
        let error = LOGIN.no_such_object(id, method);
        match self {
            Self::Instagram => error,
            Self::Facebook => {
                let more = "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api";
                let message = format!("{}. {more}", error.message);
                GraphError { message, ..error }.kind("GraphMethodException")
            }
        }
    }
}
