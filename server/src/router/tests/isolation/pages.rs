//! What a page offers to do: its links and its forms, as a browser would send them.

use std::collections::BTreeMap;

use super::rows::ids_in;

/// A form as it would be sent by one of its buttons.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) method: String,
    pub(super) action: String,
    pub(super) is_multipart: bool,
    pub(super) fields: Vec<(String, String)>,
}

type Attributes = BTreeMap<String, String>;

/// The links of a page to this server, without what comes after `#`.
pub(super) fn links(page: &str) -> Vec<String> {
    let links = tags(page).into_iter().filter(|(name, _)| name == "a");
    let links = links.filter_map(|(_, mut attributes)| attributes.remove("href"));
    let links = links.filter(|link| link.starts_with('/'));
    links.map(|link| link.split('#').next().unwrap().to_owned()).collect()
}

/// The forms of the page at `path`, each once for every button that sends it.
pub(super) fn forms(path: &str, page: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<(Form, Vec<(String, String)>)> = None;
    let mut list: Option<String> = None;
    for (tag, attributes) in tags(page) {
        let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        if tag == "form" {
            let action = attributes.get("action").cloned().unwrap_or_else(|| path.to_owned());
            let is_multipart = get("enctype") == "multipart/form-data";
            let method = get("method").to_lowercase();
            open = Some((Form { method, action, is_multipart, fields: Vec::new() }, Vec::new()));
        } else if tag == "/form" {
            let Some((form, buttons)) = open.take() else { continue };
            if buttons.is_empty() {
                forms.push(form);
                continue;
            }
            for button in buttons {
                let mut form = form.clone();
                form.fields.push(button);
                forms.push(form);
            }
        } else if let Some((form, buttons)) = &mut open {
            let name = get("name");
            let has = |form: &Form| form.fields.iter().any(|(known, _)| *known == name);
            match &*tag {
                "button" if !name.is_empty() => buttons.push((name, get("value"))),
                "select" => list = Some(name),
                "option" => {
                    let Some(name) = list.clone() else { continue };
                    let known = form.fields.iter_mut().find(|(known, _)| *known == name);
                    match known {
                        None => form.fields.push((name, get("value"))),
                        Some(field) if field.1.is_empty() => field.1 = get("value"),
                        Some(_) => {}
                    }
                }
                "textarea" => form.fields.push((name, "Words of a stranger".into())),
                "input" if name.is_empty() => {}
                "input" => match &*get("type") {
                    "radio" if has(form) => {
                        if attributes.contains_key("checked") {
                            let known = form.fields.iter_mut().find(|(known, _)| *known == name);
                            known.unwrap().1 = get("value");
                        }
                    }
                    "file" => {}
                    "checkbox" if get("value").is_empty() => form.fields.push((name, "on".into())),
                    _ => form.fields.push((name, get("value"))),
                },
                _ => {}
            }
        }
    }
    forms
}

/// The tags of a page in their order; one that closes begins with a slash.
fn tags(page: &str) -> Vec<(String, Attributes)> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        if name.is_empty() {
            continue;
        }
        rest = &rest[name.len()..];
        let mut attributes = Attributes::new();
        loop {
            rest = rest.trim_start_matches([' ', '\n', '/']);
            let Some(end) = rest.find([' ', '\n', '=', '>']) else { break };
            let attribute = rest[..end].to_owned();
            rest = &rest[end..];
            if attribute.is_empty() {
                break;
            }
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let (inside, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                value = unescape(inside);
                rest = after;
            } else if let Some(bare) = rest.strip_prefix('=') {
                let end = bare.find([' ', '>']).unwrap_or(bare.len());
                value = unescape(&bare[..end]);
                rest = &bare[end..];
            }
            attributes.insert(attribute, value);
        }
        tags.push((name, attributes));
    }
    tags
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&#39;", "'").replace("&amp;", "&")
}

/// An address without what differs from one row to the next: its ids, and the values in its query.
pub(super) fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = ids_in(path).into_iter().fold(path.to_owned(), |path, id| path.replace(id, "*"));
    let names: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    format!("{path}?{}", names.join("&"))
}

#[test]
fn a_form_is_read_as_a_browser_sends_it() {
    let page = r#"<form method="post" action="/a?b=1&amp;c=2"><input type="hidden" name="id" value="7" checked>
        <select name="to"><option value="">None</option><option value="x" selected>X</option></select>
        <input type=checkbox name="all"><button name="do" value="save">Save</button><button name="do" value="drop">
        </form><a href="/b#c">B</a>"#;
    let forms = forms("/here", page);
    let sent: Vec<_> = forms.iter().map(|form| (&*form.action, &form.fields)).collect();
    let fields = |last: &str| {
        [("id", "7"), ("to", "x"), ("all", "on"), ("do", last)].map(|(a, b)| (a.into(), b.into()))
    };
    let (save, drop) = (fields("save").to_vec(), fields("drop").to_vec());
    assert_eq!(sent, [("/a?b=1&c=2", &save), ("/a?b=1&c=2", &drop)]);
    assert_eq!(links(page), ["/b"]);
}
