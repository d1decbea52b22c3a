//! A robot that signs in and consents like a person in a browser: it reads the pages, fills in the forms, keeps the
//! cookies, and stops where the browser would leave for the client.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use url::Url;

use crate::http::{Answer, Error as HttpError, Http};
use crate::pages::dialog::{ACT, CONTINUE, LOG_IN};

/// Who signs in, and what they tick.
#[derive(Clone, Debug)]
pub struct Person {
    /// What to type as login.
    pub login: String,
    /// What to type as password.
    pub password: String,
    /// The names of the channels to tick; None leaves the boxes as the page shows them.
    pub tick: Option<Vec<String>>,
}

/// Why the robot did not come back with an address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The network did not answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An address on the way is none.
    #[error("not an address: {0}")]
    Address(#[from] url::ParseError),
    /// Login and password do not fit.
    #[error("the network does not let {0} sign in")]
    NotLetIn(String),
    /// The network shows a page on which a person cannot agree.
    #[error("the network shows \"{0}\"")]
    Stopped(String),
    /// A channel to tick is not on the page.
    #[error("the page offers no channel \"{0}\"")]
    NotOffered(String),
}

/// Redirects and forms of one consent, with room to spare.
const MOST_STEPS: usize = 12;

impl Person {
    /// Walks from the client's authorize address to the redirect back to the client, which it returns unopened.
    ///
    /// # Errors
    /// When the network does not let the person in or does not offer to agree.
    pub async fn consent(&self, authorize_url: &str) -> Result<String, Error> {
        let mut browser = Browser::new();
        let start = Url::parse(authorize_url)?;
        let home = start.origin();
        let mut step = browser.open(&start).await?;
        let mut typed = false;
        for _ in 0..MOST_STEPS {
            let (url, page) = match step {
                Step::Redirect(url) if url.origin() == home => {
                    step = browser.open(&url).await?;
                    continue;
                }
                Step::Redirect(url) => return Ok(url.to_string()),
                Step::Page(url, page) => (url, page),
            };
            let form = Form::read(&page).ok_or_else(|| Error::Stopped(title(&page)))?;
            let fields = match form.id.as_str() {
                "sign-in" if typed => return Err(Error::NotLetIn(self.login.clone())),
                "sign-in" => {
                    typed = true;
                    self.sign_in(form.hidden)
                }
                "consent" => self.agree(&form)?,
                _ => return Err(Error::Stopped(title(&page))),
            };
            step = browser.submit(&url.join(&form.action)?, &fields).await?;
        }
        Err(Error::Stopped("one page after another".to_owned()))
    }

    fn sign_in(&self, mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
        for (name, value) in
            [("login", self.login.as_str()), ("password", &self.password), (ACT, LOG_IN)]
        {
            fields.push((name.to_owned(), value.to_owned()));
        }
        fields
    }

    fn agree(&self, form: &Form) -> Result<Vec<(String, String)>, Error> {
        let mut fields = form.hidden.clone();
        fields.push((ACT.to_owned(), CONTINUE.to_owned()));
        let offered = |name: &String| form.boxes.iter().any(|it| it.label == *name);
        if let Some(missing) = self.tick.iter().flatten().find(|name| !offered(name)) {
            return Err(Error::NotOffered(missing.clone()));
        }
        let chosen = |it: &&Tick| match &self.tick {
            Some(names) if it.name == "channel" => names.contains(&it.label),
            _ => it.checked,
        };
        let ticked = form.boxes.iter().filter(chosen);
        fields.extend(ticked.map(|it| (it.name.clone(), it.value.clone())));
        Ok(fields)
    }
}

enum Step {
    Redirect(Url),
    Page(Url, String),
}

struct Browser {
    http: Http,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Self {
        Self { http: Http::new(), cookies: BTreeMap::new() }
    }

    async fn open(&mut self, url: &Url) -> Result<Step, Error> {
        self.go(Method::GET, url, Body::empty()).await
    }

    async fn submit(&mut self, url: &Url, fields: &[(String, String)]) -> Result<Step, Error> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.go(Method::POST, url, Body::from(body)).await
    }

    async fn go(&mut self, method: Method, url: &Url, body: Body) -> Result<Step, Error> {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method.clone()).uri(url.as_str());
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(body).map_err(|_| HttpError::Address(url.to_string()))?;
        let Answer { status, headers, text, .. } = self.http.send(request).await?;
        self.keep(&headers);
        let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
        match location {
            Some(location) if status.is_redirection() => Ok(Step::Redirect(url.join(location)?)),
            _ => Ok(Step::Page(url.clone(), text)),
        }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        let lines =
            headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        for line in lines {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

struct Form {
    id: String,
    action: String,
    hidden: Vec<(String, String)>,
    boxes: Vec<Tick>,
}

struct Tick {
    name: String,
    value: String,
    label: String,
    checked: bool,
}

impl Form {
    fn read(page: &str) -> Option<Self> {
        let dom = tl::parse(page, tl::ParserOptions::default()).ok()?;
        let parser = dom.parser();
        let form = dom.query_selector("form")?.next()?.get(parser)?.as_tag()?;
        let mut read = Self {
            id: attribute(form, "id")?,
            action: attribute(form, "action")?,
            hidden: Vec::new(),
            boxes: Vec::new(),
        };
        for label in form.query_selector(parser, "label")? {
            let Some(label) = label.get(parser).and_then(tl::Node::as_tag) else { continue };
            let mut inputs = label.query_selector(parser, "input")?;
            let Some(input) = inputs.next().and_then(|it| it.get(parser)?.as_tag()) else {
                continue;
            };
            let text = label.inner_text(parser);
            read.boxes.push(Tick {
                name: attribute(input, "name")?,
                value: attribute(input, "value")?,
                label: html_escape::decode_html_entities(text.trim()).into_owned(),
                checked: input.attributes().contains("checked"),
            });
        }
        for input in form.query_selector(parser, "input")? {
            let Some(input) = input.get(parser).and_then(tl::Node::as_tag) else { continue };
            if attribute(input, "type").as_deref() == Some("hidden") {
                read.hidden.push((attribute(input, "name")?, attribute(input, "value")?));
            }
        }
        Some(read)
    }
}

fn attribute(tag: &tl::HTMLTag<'_>, name: &str) -> Option<String> {
    let value = tag.attributes().get(name)??.as_utf8_str();
    Some(html_escape::decode_html_entities(&value).into_owned())
}

fn title(page: &str) -> String {
    let dom = tl::parse(page, tl::ParserOptions::default()).ok();
    let title = dom.as_ref().and_then(|dom| {
        let title = dom.query_selector("title")?.next()?.get(dom.parser())?;
        Some(html_escape::decode_html_entities(&title.inner_text(dom.parser())).into_owned())
    });
    title.unwrap_or_else(|| page.chars().take(200).collect())
}
