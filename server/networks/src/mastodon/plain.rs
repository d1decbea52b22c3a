//! The text of a post without its HTML. Servers let through a handful of tags and no scripts; here none is let through.

/// Paragraphs and breaks become lines, everything else in angle brackets goes, entities become what they stand for.
pub(super) fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('<') { '>' } else { ';' };
        let Some(length) = rest.find(end) else {
            // An ampersand that starts nothing, or a tag that was cut off.
            if end == ';' {
                text.push_str(rest);
            }
            return text.trim().to_owned();
        };
        let inside = &rest[1..length];
        if end == '>' {
            text.push_str(line_end(inside));
        } else if let Some(character) = entity(inside) {
            text.push(character);
        } else {
            text.push('&');
            rest = &rest[1..];
            continue;
        }
        rest = &rest[length + 1..];
    }
    text.push_str(rest);
    text.trim().to_owned()
}

fn line_end(tag: &str) -> &'static str {
    let name = tag.trim_end_matches('/').split_whitespace().next().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "br" | "/li" => "\n",
        "/p" | "/blockquote" | "/pre" => "\n\n",
        _ => "",
    }
}

fn entity(name: &str) -> Option<char> {
    let number =
        |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            digits => number(digits, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn posts_read_as_their_authors_meant_them() {
        for (html, plain) in [
            (
                "<p>Hello <a href=\"https://a.example/?b&amp;c\" class=\"mention\">@<span>ada</span></a></p>",
                "Hello @ada",
            ),
            ("<p>one<br>two<br />three</p><p>four</p>", "one\ntwo\nthree\n\nfour"),
            (
                "1 &lt; 2 &amp;&amp; 3 &gt; 2 &#39;so&#x27; &quot;it&quot;&nbsp;is",
                "1 < 2 && 3 > 2 'so' \"it\" is",
            ),
            ("&lt;script&gt;", "<script>"),
            ("Q&A; a & b", "Q&A; a & b"),
            ("cut <a href=\"", "cut"),
            ("", ""),
            ("<p></p>", ""),
            ("žluťoučký 🐴 &#128052;", "žluťoučký 🐴 🐴"),
            ("&#xD800;&#99999999;", "&#xD800;&#99999999;"),
        ] {
            assert_eq!(text(html), plain, "{html}");
        }
    }
}
