//! The reference: the OpenAPI document as a page for people, without any script.

use app::plain::{self, ApiParameter, ApiPath};
use axum::{extract::State, http::StatusCode, response::Response};
use serde_json::Value;

use super::document::document;
use crate::{pages, state::AppState};

/// `GET /api`.
pub(super) async fn reference(State(state): State<AppState>) -> Response {
    let origin = state.public_url.origin.clone();
    let document = serde_json::to_value(document(&origin)).unwrap_or_default();
    let lead = text(&document["info"]["description"]);
    let paths = paths(&document);
    pages::html(&state, StatusCode::OK, |frame| plain::api_page(&lead, &origin, paths, frame))
}

/// Every path with every method, as the document orders them.
fn paths(document: &Value) -> Vec<ApiPath> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        ["get", "post", "patch", "delete"].into_iter().filter_map(move |method| {
            let operation = item.get(method)?;
            let mut parameters: Vec<_> = parameters(operation).collect();
            parameters.extend(fields(document, operation));
            Some(ApiPath {
                method: method.to_ascii_uppercase(),
                path: path.clone(),
                says: text(&operation["summary"]),
                parameters,
            })
        })
    });
    all.collect()
}

fn parameters(operation: &Value) -> impl Iterator<Item = ApiParameter> {
    operation["parameters"].as_array().into_iter().flatten().map(|one| ApiParameter {
        name: text(&one["name"]),
        says: text(&one["description"]),
        stands: match one["in"].as_str() {
            Some("path") => plain::ApiPlace::Path,
            Some("header") => plain::ApiPlace::Header,
            _ => plain::ApiPlace::Query,
        },
    })
}

/// The fields of what is sent.
fn fields(document: &Value, operation: &Value) -> Vec<ApiParameter> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let Some(name) = schema.as_str().and_then(|name| name.rsplit('/').next()) else {
        return Vec::new();
    };
    let fields = document["components"]["schemas"][name]["properties"].as_object();
    let fields = fields.into_iter().flatten().map(|(name, field)| ApiParameter {
        name: name.clone(),
        says: says(field),
        stands: plain::ApiPlace::Body,
    });
    fields.collect()
}

/// What a field means: its own words, or those of what it refers to beside `null`.
fn says(field: &Value) -> String {
    let either = field["oneOf"].as_array().into_iter().flatten();
    let own = std::iter::once(field).chain(either);
    own.filter_map(|one| one["description"].as_str()).next().unwrap_or_default().to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
