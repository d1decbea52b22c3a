//! The OpenAPI document (3.1), made from the code of the paths and of what they take and answer.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi as Document, Ref, Required,
        ResponseBuilder, ServerBuilder, Type,
        path::{Operation, ParameterBuilder, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{around, problem::Problem, reads, writes};

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
        writes::posts::compose,
        writes::posts::change,
        writes::posts::delete,
        writes::posts::decide,
        reads::comments,
        reads::comment,
        writes::comments::change,
        writes::comments::reply,
        reads::statistics,
        around::links,
        writes::links::make,
        writes::links::revoke,
        around::webhooks,
        writes::webhooks::add,
        writes::webhooks::change,
        writes::webhooks::test,
        writes::webhooks::remove,
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
                "What a workspace of Relink knows, for programs, and what they may do in it. Every request carries a \
                 key of the workspace. Lists have pages; answers have tags (ETag), so that what is known is not sent \
                 again, and nothing is changed that was not seen; problems are those of RFC 9457. A request that \
                 changes something is done once, however often it is sent under one Idempotency-Key.",
            ))
            .build();
        if let Some(components) = document.components.as_mut() {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
            components.add_security_scheme("key", SecurityScheme::Http(bearer));
        }
        let none: [&str; 0] = [];
        document.security = Some(vec![SecurityRequirement::new("key", none)]);
        for (path, item) in &mut document.paths.paths {
            let names_one = path.contains('{');
            if let Some(get) = item.get.as_mut() {
                let known =
                    ResponseBuilder::new().description("What the caller has is the newest.");
                get.responses.responses.insert("304".into(), known.build().into());
                let names_place = takes(get, "after");
                add(get, |status| match status {
                    "404" => names_one || names_place,
                    status => READING.contains(&status),
                });
            }
            let writes = [&mut item.post, &mut item.patch, &mut item.delete].into_iter();
            for write in writes.filter_map(Option::as_mut) {
                let (has_body, has_seen) = (write.request_body.is_some(), takes(write, "If-Match"));
                let must_see = must(write, "If-Match");
                add(write, |status| match status {
                    "404" => names_one,
                    "415" => has_body,
                    "412" => has_seen,
                    "428" => must_see,
                    _ => true,
                });
                write.parameters.get_or_insert_default().push(
                    ParameterBuilder::new()
                        .name("Idempotency-Key")
                        .parameter_in(ParameterIn::Header)
                        .required(Required::False)
                        .description(Some("The sender's name for this request: it is done once"))
                        .schema(Some(
                            ObjectBuilder::new()
                                .schema_type(Type::String)
                                .max_length(Some(255))
                                .pattern(Some("^[!-~]+$")),
                        ))
                        .build(),
                );
            }
        }
    }
}

/// Whether an operation has this parameter.
fn takes(operation: &Operation, parameter: &str) -> bool {
    operation.parameters.iter().flatten().any(|one| one.name == parameter)
}

/// Whether it cannot do without.
fn must(operation: &Operation, parameter: &str) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|one| one.name == parameter && matches!(one.required, Required::True))
}

/// Adds those problems that it can be answered with.
fn add(operation: &mut Operation, can: impl Fn(&str) -> bool) {
    for (status, says) in PROBLEMS.into_iter().filter(|(status, _)| can(status)) {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
        let problem = ResponseBuilder::new()
            .description(says)
            .content("application/problem+json", content.build());
        operation.responses.responses.insert(status.into(), problem.build().into());
    }
}

/// The problems of reading, besides 404.
const READING: [&str; 5] = ["400", "401", "403", "429", "503"];

/// The problems there are.
const PROBLEMS: [(&str, &str); 12] = [
    ("400", "A parameter is not known, or cannot be what it is; or a body is no JSON."),
    ("401", "No key, or one that is over."),
    ("403", "The key does not open this."),
    ("404", "There is no such thing in this workspace, or no page told this place."),
    (
        "409",
        "It cannot be done as things stand, or the request of this Idempotency-Key has no end.",
    ),
    ("412", "It was changed since it was seen."),
    ("413", "The body has more than 64 KiB."),
    ("415", "The body is not said to be JSON."),
    ("422", "What the body says cannot be; or the Idempotency-Key belongs to another request."),
    ("428", "If-Match is missing."),
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
