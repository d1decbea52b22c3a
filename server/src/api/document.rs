//! The OpenAPI document (3.1), made from the code of the paths and of what they answer.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, InfoBuilder, OpenApi as Document, Ref, ResponseBuilder, ServerBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{answer::Problem, around, reads};

#[derive(OpenApi)]
#[openapi(
    paths(
        reads::workspace,
        reads::profiles,
        reads::profile,
        reads::history,
        reads::channels,
        reads::forecast,
        reads::posts,
        reads::post,
        reads::comments,
        reads::statistics,
        around::links,
        around::webhooks,
        reads::audit,
    ),
    components(schemas(Problem)),
    modifiers(&Common)
)]
struct Api;

/// What every path has: a key, and the same problems.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut Document) {
        document.info = InfoBuilder::new()
            .title("Relink")
            .version("1")
            .description(Some(
                "What a workspace of Relink knows, for programs. Every request carries a key of the workspace. \
                 Lists have pages; answers have tags (ETag), so that what is known is not sent again; problems are \
                 those of RFC 9457.",
            ))
            .build();
        if let Some(components) = document.components.as_mut() {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
            components.add_security_scheme("key", SecurityScheme::Http(bearer));
        }
        let none: [&str; 0] = [];
        document.security = Some(vec![SecurityRequirement::new("key", none)]);
        for (path, item) in &mut document.paths.paths {
            let Some(get) = item.get.as_mut() else { continue };
            let has_pages = get.parameters.iter().flatten().any(|one| one.name == "after");
            let names_one = path.contains('{') || has_pages;
            let known = ResponseBuilder::new().description("What the caller has is the newest.");
            get.responses.responses.insert("304".into(), known.build().into());
            for (status, says) in PROBLEMS {
                if status == "404" && !names_one {
                    continue;
                }
                let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
                let problem = ResponseBuilder::new()
                    .description(says)
                    .content("application/problem+json", content.build());
                get.responses.responses.insert(status.into(), problem.build().into());
            }
        }
    }
}

/// The problems of every path; 404 only of those that name a thing or a place.
const PROBLEMS: [(&str, &str); 6] = [
    ("400", "A parameter is not known, or cannot be what it is."),
    ("401", "No key, or one that is over."),
    ("403", "The key does not open this."),
    ("404", "There is no such thing in this workspace, or no page told this place."),
    ("429", "Too many requests in this minute."),
    ("503", "Relink cannot just now."),
];

/// The document, of an API that stands at `origin`.
pub(super) fn document(origin: &str) -> Document {
    let mut document = Api::openapi();
    document.servers = Some(vec![ServerBuilder::new().url(origin).build()]);
    document
}

/// The same, as it is sent.
pub(super) fn text(origin: &str) -> String {
    document(origin).to_json().unwrap_or_default()
}
