//! A browser as far as the dialogs need one.

use axum::body::Body;

use crate::support::{Reply, Sandbox, person};

/// A browser without script: one cookie jar, forms sent by hand.
pub(crate) struct Browser<'s> {
    sandbox: &'s Sandbox,
    cookies: Vec<(String, String)>,
}

impl<'s> Browser<'s> {
    pub(crate) fn new(sandbox: &'s Sandbox) -> Self {
        Self { sandbox, cookies: Vec::new() }
    }

    /// Opens an address of the sandbox.
    pub(crate) async fn open(&mut self, url: &str) -> Reply {
        let path = url.strip_prefix(&self.sandbox.url).unwrap_or(url).to_owned();
        let cookies = self.cookie_line();
        let reply = self.sandbox.send("GET", &path, &[("cookie", &cookies)], Body::empty()).await;
        self.keep(&reply);
        reply
    }

    /// Presses a button of the page's form, and follows where it leads inside the sandbox.
    pub(crate) async fn press(
        &mut self,
        page: &Reply,
        act: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let action = between(&page.text, "action=\"", "\"").to_owned();
        let flow = between(&page.text, "name=\"flow\" value=\"", "\"").to_owned();
        let mut all = vec![("flow", flow.as_str()), ("act", act)];
        all.extend(fields);
        let cookies = self.cookie_line();
        let reply = self.sandbox.form(&action, &[("cookie", &cookies)], &all).await;
        self.keep(&reply);
        let target = reply.header("location").to_owned();
        if target.starts_with('/') { self.open(&target).await } else { reply }
    }

    pub(crate) async fn sign_in(&mut self, page: &Reply, who: &str) -> Reply {
        let person = person(who, None);
        let fields = [("login", person.login.as_str()), ("password", &person.password)];
        self.press(page, "log-in", &fields).await
    }

    fn cookie_line(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, reply: &Reply) {
        for line in reply.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {start}")).0
}

/// The checkboxes of a picker: name and whether ticked.
pub(crate) fn ticks(page: &Reply) -> Vec<(String, bool)> {
    let boxes = page.text.split("<label class=\"tick\">").skip(1);
    boxes
        .map(|text| {
            let input = between(text, "<input", ">");
            (between(text, "<span>", "</span>").to_owned(), input.contains("checked"))
        })
        .collect()
}
