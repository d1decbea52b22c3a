use super::*;

fn chart() -> Chart {
    let line = |name: &str, pen, values: &[Option<i64>]| Line {
        name: name.into(),
        pen,
        values: values.to_vec(),
    };
    Chart {
        id: "reach".into(),
        says: "Reach of \"Bread & Butter\" <7 days>".into(),
        days: (1..=7).map(|day| format!("{day} Nov")).collect(),
        lines: vec![
            line(
                "Bread & <Butter>",
                Pen::Series(0),
                &[Some(10), Some(20), None, None, Some(30), Some(40), Some(35)],
            ),
            line("Lone", Pen::Series(3), &[None, Some(5), None, None, None, None, None]),
        ],
        bands: vec![
            Band { days: 2..4, kind: Kind::Missing, mark: "1".into() },
            Band { days: 6..7, kind: Kind::Open, mark: String::new() },
        ],
        shape: Shape::Flow,
        number: |number| number.to_string(),
    }
}

/// The opening tags of an XML text with what stands in them; fails if tags do not close in their order.
fn tags(xml: &str) -> Vec<&str> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, "not closed > "));
        assert!(!text.contains('>') && !text.contains("& "), "{text}");
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if !tag.ends_with('/') {
            open.push(name);
        }
        all.push(tag);
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

fn with_class<'a>(tags: &[&'a str], class: &str) -> Vec<&'a str> {
    let is_it = |tag: &&str| {
        let classes = tag.split_once("class=\"").and_then(|(_, rest)| rest.split_once('"'));
        classes.is_some_and(|(classes, _)| classes == class)
    };
    tags.iter().copied().filter(is_it).collect()
}

#[test]
fn it_is_one_element_of_xml_with_classes_and_nothing_of_a_style() {
    let svg = chart().svg().unwrap();
    let tags = tags(&svg);
    assert!(tags[0].starts_with("svg class=\"chart\" viewBox=\"0 0 480 240\" role=\"img\""));
    for forbidden in ["style=", "stroke=", "color", "#0", "<script", "font-"] {
        assert!(!svg.contains(forbidden), "{forbidden}: {svg}");
    }
    assert_eq!(svg, chart().svg().unwrap(), "the same figures are the same text");
}

#[test]
fn names_are_text_whatever_stands_in_them() {
    let svg = chart().svg().unwrap();
    assert!(svg.contains(">Bread &amp; &lt;Butter&gt;</text>"), "{svg}");
    assert!(svg.contains(r#"aria-label="Reach of &quot;Bread &amp; Butter&quot; &lt;7 days&gt;""#));
}

#[test]
fn a_day_without_a_figure_breaks_the_line_and_is_hatched() {
    let svg = chart().svg().unwrap();
    let tags = tags(&svg);
    let lines = with_class(&tags, "line series-0");
    assert_eq!(lines.len(), 2, "{lines:?}");
    let points: Vec<_> = lines.iter().map(|line| line.matches(['M', 'L']).count()).collect();
    assert_eq!(points, [2, 2]);
    let [missing] = with_class(&tags, "missing")[..] else { panic!("{svg}") };
    assert!(missing.contains(r##"fill="url(#reach-hatch)""##), "{missing}");
    assert!(svg.contains(r#"<pattern id="reach-hatch""#));
    assert!(svg.contains(r#"text-anchor="middle">1</text>"#), "the band has its sign");
}

#[test]
fn a_figure_alone_between_missing_ones_is_seen() {
    let svg = chart().svg().unwrap();
    let tags = tags(&svg);
    assert!(with_class(&tags, "line series-3").is_empty());
    assert_eq!(with_class(&tags, "marker series-3").len(), 1);
}

#[test]
fn what_may_still_change_is_lighter_and_hangs_on_the_rest() {
    let svg = chart().svg().unwrap();
    let tags = tags(&svg);
    let [open] = with_class(&tags, "line series-0 open")[..] else { panic!("{svg}") };
    let whole = with_class(&tags, "line series-0")[1];
    let end = whole.rsplit('L').next().unwrap().split('"').next().unwrap();
    assert!(open.contains(&format!("M{end}L")), "{whole} {open}");
    assert_eq!(with_class(&tags, "pending").len(), 1);
}

#[test]
fn each_line_has_a_marker_of_its_own() {
    let all: Vec<_> = (0..6).map(|series| mark::corners(Pen::Series(series))).collect();
    for (place, one) in all.iter().enumerate() {
        assert!(!all[..place].contains(one), "{place}");
    }
    let key = Pen::Series(2).key().unwrap();
    let tags = tags(&key);
    assert_eq!(with_class(&tags, "line series-2").len(), 1);
    assert_eq!(with_class(&tags, "marker series-2").len(), 1);
}

#[test]
fn bars_stand_on_nought_and_a_level_does_not() {
    let bars = Chart { shape: Shape::Bars, ..chart() }.svg().unwrap();
    let bars = tags(&bars);
    assert_eq!(with_class(&bars, "bar series-0").len(), 4);
    assert_eq!(with_class(&bars, "bar series-0 open").len(), 1);
    let mut level = Chart { shape: Shape::Level, ..chart() };
    level
        .lines
        .iter_mut()
        .flat_map(|line| line.values.iter_mut().flatten())
        .for_each(|it| *it += 500);
    let level = level.svg().unwrap();
    assert!(!level.contains(">0</text>"), "{level}");
    assert!(chart().svg().unwrap().contains(">0</text>"));
}

#[test]
fn without_days_there_is_nothing_to_draw() {
    assert_eq!(Chart { days: vec![], ..chart() }.svg(), None);
}
