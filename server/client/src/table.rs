//! Answers as tables for people.

use serde_json::Value;

/// Profiles, with how they stand.
pub(crate) fn profiles(items: &Value) -> String {
    let rows = each(items).map(|one| {
        let lost = each(&one["channels"]).filter(|channel| !is_empty(&channel["lost"])).count();
        let all = each(&one["channels"]).count();
        let channels = if lost == 0 { all.to_string() } else { format!("{all}, {lost} lost") };
        let why = text(&one["health"]["cause"]["says"]);
        let health = text(&one["health"]["kind"]);
        [health, text(&one["network"]), text(&one["name"]), channels, text(&one["id"]), why]
    });
    table(["HEALTH", "NETWORK", "NAME", "CHANNELS", "ID", "WHY"], rows, "There is no such profile.")
}

/// Profiles that will need somebody.
pub(crate) fn forecast(items: &Value) -> String {
    let rows = each(items).map(|one| {
        [text(&one["at"]), text(&one["network"]), text(&one["name"]), text(&one["channels"])]
    });
    table(["AT", "NETWORK", "NAME", "CHANNELS"], rows, "Nobody will be needed.")
}

/// Reconnect links.
pub(crate) fn links(items: &Value) -> String {
    let rows = each(items).map(|one| {
        let name = text(&one["name"]);
        let name = if name.is_empty() { "a new profile".to_owned() } else { name };
        let (state, to) = (text(&one["state"]).replace('_', " "), text(&one["recipient"]));
        [state, text(&one["network"]), name, text(&one["ends_at"]), text(&one["id"]), to]
    });
    table(["STATE", "NETWORK", "FOR", "ENDS", "ID", "SENT TO"], rows, "There are no links.")
}

/// A reconnect link that was made.
pub(crate) fn made(answer: &Value) -> String {
    let sent = match (answer["is_sent"].as_bool(), answer["link"]["recipient"].as_str()) {
        (Some(true), Some(to)) => format!("It is on its way to {to}.\n"),
        (_, Some(to)) => format!("It was not sent to {to}: this Relink sends no e-mail.\n"),
        (_, None) => String::new(),
    };
    format!("{}\n{sent}", text(&answer["url"]))
}

fn each(items: &Value) -> impl Iterator<Item = &Value> {
    items.as_array().into_iter().flatten()
}

fn is_empty(items: &Value) -> bool {
    each(items).next().is_none()
}

/// A value in one line, without what would move a terminal's cursor.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// Rows below their heads; what stands last is not padded.
fn table<const N: usize>(
    heads: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    none: &str,
) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return format!("{none}\n");
    }
    let mut widths = heads.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let body = rows.iter().map(|row| line(std::array::from_fn(|at| row[at].as_str())));
    line(heads) + &body.collect::<String>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn profiles_stand_in_columns() {
        let items = json!([
            {
                "id": "1", "name": "Žofie", "network": "x",
                "health": { "kind": "disconnected", "cause": { "says": "Her password\nchanged." } },
                "channels": [{ "lost": ["publish"] }, { "lost": [] }]
            },
            {
                "id": "22", "name": "Ben Carter", "network": "facebook",
                "health": { "kind": "connected", "cause": null }, "channels": []
            }
        ]);
        let expected = "\
HEALTH        NETWORK   NAME        CHANNELS   ID  WHY
disconnected  x         Žofie       2, 1 lost  1   Her password changed.
connected     facebook  Ben Carter  0          22
";
        assert_eq!(profiles(&items), expected);
        assert_eq!(profiles(&json!([])), "There is no such profile.\n");
    }

    #[test]
    fn a_made_link_is_its_address_first() {
        let made_of = |is_sent, to: Value| {
            made(
                &json!({ "url": "https://r.test/link/a", "is_sent": is_sent, "link": { "recipient": to } }),
            )
        };
        assert_eq!(made_of(false, Value::Null), "https://r.test/link/a\n");
        let sent = made_of(true, "ada@x.test".into());
        assert_eq!(sent, "https://r.test/link/a\nIt is on its way to ada@x.test.\n");
        assert!(made_of(false, "ada@x.test".into()).contains("was not sent"));
    }
}
