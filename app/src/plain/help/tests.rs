use super::*;

const FRAME: Frame<'_> =
    Frame { nonce: "n0nce", stylesheet: "/pkg/relink.css", office: "/o.css", support: true };

#[test]
fn the_article_leads_to_each_of_its_parts_and_to_every_topic() {
    let html = help_page(&FRAME);
    let jumps = html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    let jumps: Vec<_> = jumps.collect();
    assert_eq!(jumps.len(), 9, "{html}");
    for id in jumps {
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}\n{html}");
    }
    for topic in Topic::all() {
        assert!(html.contains(&format!("href=\"{}\"", paths::help(&topic))), "{topic:?}");
    }
    assert!(!html.contains("<script"), "{html}");
}

#[test]
fn the_page_of_a_topic_says_where_one_is() {
    for topic in Topic::all() {
        let html = help_topic_page(&topic, &FRAME);
        let page = words::help_page(&topic);
        assert!(html.contains(&format!("<h1>{}", page.title)), "{html}");
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{topic:?}");
        assert_eq!(html.contains("class=\"help-at\""), !page.at.is_empty(), "{topic:?}");
    }
}
