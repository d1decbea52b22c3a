//! Requests as anybody may make them, and whether an answer tells what is not theirs.

use std::collections::BTreeSet;

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};

use serde_json::Value;

use super::{
    super::{House, ORIGIN},
    pages::Form,
    rows::{Rows, ids_in},
};

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(super) enum By<'a> {
    Cookie(&'a str),
    Key(&'a str),
    Nobody,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    /// The fields of a form, and whether each is a part of its own.
    form: Option<(Vec<(String, String)>, bool)>,
    /// JSON that the API is sent.
    json: Option<Value>,
}

/// What is answered.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    leads: String,
    body: String,
}

const BOUNDARY: &str = "between-the-parts";

impl Asked {
    pub(super) fn get(path: impl AsRef<str>) -> Self {
        Self { method: Method::GET, path: path.as_ref().to_owned(), form: None, json: None }
    }

    pub(super) fn post(path: impl Into<String>, fields: Vec<(String, String)>) -> Self {
        Self { method: Method::POST, path: path.into(), form: Some((fields, false)), json: None }
    }

    /// What a program sends to the API, whatever it has seen.
    pub(super) fn json(method: Method, path: String, json: Value) -> Self {
        Self { method, path, form: None, json: Some(json) }
    }

    /// What a form sends, its fields changed by `change`.
    pub(super) fn form(form: &Form, change: impl Fn(&str, &str) -> String) -> Self {
        let fields = form.fields.iter().map(|(name, value)| (name.clone(), change(name, value)));
        let form_of = Some((fields.collect(), form.is_multipart));
        Self { method: Method::POST, path: form.action.clone(), form: form_of, json: None }
    }

    /// Everything that is sent, as it was before it was put into an address or a form.
    fn sent(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        let fields = self.form.iter().flat_map(|(fields, _)| fields.clone());
        let sent = query.chain(fields);
        let sent = sent.fold(path.to_owned(), |sent, (_, value)| sent + "\n" + &value);
        sent + &self.json.iter().map(Value::to_string).collect::<String>()
    }

    fn request(&self, by: By<'_>) -> Request<Body> {
        let mut request = Request::builder().method(&self.method).uri(&self.path);
        request = match by {
            By::Cookie(cookie) => request.header(header::COOKIE, cookie),
            By::Key(key) => request.header(header::AUTHORIZATION, format!("Bearer {key}")),
            By::Nobody => request,
        };
        request = request.header(header::ORIGIN, ORIGIN);
        let is_function = self.path.starts_with("/fn/");
        request = request
            .header(header::ACCEPT, if is_function { "application/json" } else { "text/html" });
        if let Some(json) = &self.json {
            let request = request.header(header::IF_MATCH, "*");
            let request = request.header(header::CONTENT_TYPE, "application/json");
            return request.body(json.to_string().into()).unwrap();
        }
        let Some((fields, is_multipart)) = &self.form else {
            return request.body(Body::empty()).unwrap();
        };
        let (kind, body) = if *is_multipart {
            let parts = fields.iter().map(|(name, value)| {
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            });
            let body = parts.collect::<String>() + &format!("--{BOUNDARY}--\r\n");
            (format!("multipart/form-data; boundary={BOUNDARY}"), body)
        } else {
            let mut body = url::form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(fields);
            ("application/x-www-form-urlencoded".to_owned(), body.finish())
        };
        request.header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()
    }
}

impl House {
    pub(super) async fn told(&self, by: By<'_>, asked: &Asked) -> Told {
        let answer = self.ask(asked.request(by)).await;
        let status = answer.status();
        let leads = answer.headers().get(header::LOCATION);
        let leads = leads.map(|leads| leads.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        Told { status, leads, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

impl Told {
    /// Whether it is a function's word for it that somebody may not, in a redirect back to the page.
    pub(super) fn says_forbidden(&self) -> bool {
        self.status.is_redirection() && self.leads.contains("Forbidden")
    }

    pub(super) fn page(&self) -> &str {
        &self.body
    }
}

/// By what a workspace's rows are known again.
pub(super) struct Marks {
    ids: BTreeSet<String>,
    words: BTreeSet<String>,
}

impl Marks {
    /// Those of `rows` that `others` do not have too.
    pub(super) fn of(rows: &Rows, others: &Rows) -> Self {
        Self { ids: &rows.ids() - &others.ids(), words: &rows.words() - &others.words() }
    }

    /// Those that an answer has, and the question had not.
    pub(super) fn told<'a>(&'a self, asked: &Asked, told: &Told) -> BTreeSet<&'a str> {
        let sent = asked.sent();
        let answer = format!("{}\n{}", told.leads, told.body);
        let ids = ids_in(&answer).into_iter().filter_map(|id| self.ids.get(id));
        let words = self.words.iter().filter(|word| answer.contains(&***word));
        ids.chain(words).map(String::as_str).filter(|mark| !sent.contains(mark)).collect()
    }

    /// What is wrong with an answer to somebody who may see none of it.
    pub(super) fn wrong(&self, who: &str, asked: &Asked, told: &Told) -> Option<String> {
        let found = self.told(asked, told);
        let is_wrong = !found.is_empty() || told.status.is_server_error();
        is_wrong.then(|| format!("{who} {asked:?}: {} tells {found:?}", told.status))
    }

    /// Whether one of the words stands in a text.
    pub(super) fn is_word_in(&self, text: &str) -> bool {
        self.words.iter().any(|word| text.contains(&**word))
    }

    pub(super) const fn ids(&self) -> &BTreeSet<String> {
        &self.ids
    }
}
