//! What of an answer by e-mail is new: everything but what it answers.
//!
//! There is no standard for it; this knows what common programs write, and rather leaves something in than takes a word out
//! that somebody meant to say.

use crate::language::Language;

/// The line that our letters begin with; an answer that quotes it is cut there, whatever language it is in.
#[must_use]
pub const fn marker(language: Language) -> &'static str {
    match language {
        Language::English => "--- Please answer above this line ---",
        Language::Czech => "--- Odpovězte prosím nad tímto řádkem ---",
        Language::German => "--- Bitte antworten Sie über dieser Zeile ---",
    }
}

/// How the line before a quote begins, in the languages whose programs write it so.
const OPENERS: [&str; 9] = ["On ", "Am ", "Dne ", "Le ", "El ", "Il ", "Op ", "Em ", "W dniu "];
/// How many lines such a line is wrapped into at most.
const WRAPPED: usize = 3;
/// How Outlook begins what it quotes.
const ORIGINALS: [&str; 2] = ["-----original message-----", "-----ursprüngliche nachricht-----"];

/// The new part of an answer; empty if there is none. `text` has lines that end in `\n`.
#[must_use]
pub fn fresh_part(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let end = (0..lines.len()).find(|at| begins_quote(&lines, *at)).unwrap_or(lines.len());
    let mut kept = lines.get(..end).unwrap_or_default();
    let was_cut = end < lines.len();
    let unquoted = without_end(kept, |line| line.trim().is_empty() || line.starts_with('>'));
    let has_quote =
        kept.get(unquoted.len()..).unwrap_or_default().iter().any(|line| line.starts_with('>'));
    kept = unquoted;
    if was_cut || has_quote {
        kept = without_attribution(kept);
    }
    kept.join("\n").trim().to_owned()
}

/// Whether everything from here on is what was answered.
fn begins_quote(lines: &[&str], at: usize) -> bool {
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    let here = line(at).trim_start_matches(['>', ' ']).trim();
    let is_header = |at: usize, name: &str| line(at).trim_start_matches('*').starts_with(name);
    Language::ALL.iter().any(|language| here.contains(marker(*language)))
        || ORIGINALS.contains(&here.to_lowercase().as_str())
        || is_header(at, "From:")
            && (at + 1..at + 5).any(|at| is_header(at, "Sent:") || is_header(at, "Date:"))
            && (at + 1..at + 6).any(|at| is_header(at, "To:"))
}

fn without_end<'a, 'b>(lines: &'a [&'b str], is_out: impl Fn(&str) -> bool) -> &'a [&'b str] {
    let end = lines.iter().rposition(|line| !is_out(line)).map_or(0, |last| last + 1);
    lines.get(..end).unwrap_or_default()
}

/// Without the line that says who wrote what is quoted, which programs wrap, and without Outlook's rule.
fn without_attribution<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let is_rule = |line: &str| line.len() > 9 && line.chars().all(|char| char == '_');
    let lines = without_end(lines, |line| line.trim().is_empty() || is_rule(line.trim()));
    for count in 1..=WRAPPED.min(lines.len()) {
        let begin = lines.len() - count;
        let last = lines.get(begin..).unwrap_or_default().join(" ");
        if is_attribution(last.trim()) {
            let kept = lines.get(..begin).unwrap_or_default();
            return without_end(kept, |line| line.trim().is_empty());
        }
    }
    lines
}

fn is_attribution(line: &str) -> bool {
    let is_dated = line.bytes().any(|byte| byte.is_ascii_digit());
    line.ends_with(':') && is_dated && OPENERS.iter().any(|opener| line.starts_with(opener))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_what_is_not_quoted() {
        let [cs, de, en] = Language::ALL.map(marker);
        let marked = format!(
            "Thanks, it works.\n\nOn Mon, 2 Nov 2026 at 10:00, Relink <s@x.test> wrote:\n> {en}\n> old\n"
        );
        let flat =
            format!("Thanks.\n\nAm 02.11.26 um 10:00 schrieb Relink:\n\n{de}\n\nOld words\n");
        let indented = format!("Yes.\n  >> {cs}\n  >> x");
        for (text, expected) in [
            (marked.as_str(), "Thanks, it works."),
            (flat.as_str(), "Thanks."),
            (indented.as_str(), "Yes."),
            ("Nothing quoted.\nTwo lines.", "Nothing quoted.\nTwo lines."),
            // Programs wrap the line before the quote.
            (
                "Hello\n\nOn Mon, 2 Nov 2026 at 10:00,\nRelink Support <support@relink.example>\nwrote:\n> a\n\n> b\n",
                "Hello",
            ),
            ("Ano\n\nDne po 2. 11. 2026 10:00 uživatel Relink napsal:\n> a", "Ano"),
            // What is answered line by line stays.
            (
                "> Which browser?\nFirefox.\n> Since when?\nMonday.",
                "> Which browser?\nFirefox.\n> Since when?\nMonday.",
            ),
            ("> Which browser?\nFirefox.\n\n> the rest\n> of it", "> Which browser?\nFirefox."),
            // Outlook.
            ("Done.\n\n-----Original Message-----\nFrom: Relink\nold", "Done."),
            (
                "Done.\n\n________________________________\nFrom: Relink <s@x.test>\nSent: Monday\nTo: Ada\nSubject: Re\n\nold",
                "Done.",
            ),
            // These only look like it.
            ("On 2 November I saw this:\nan error", "On 2 November I saw this:\nan error"),
            ("From: was empty in the form.\nWhy?", "From: was empty in the form.\nWhy?"),
            (
                "I saw the following on 3 profiles:\n> not for me",
                "I saw the following on 3 profiles:",
            ),
            // Nothing is left.
            ("> only\n> quotes\n", ""),
            ("\n \n", ""),
        ] {
            assert_eq!(fresh_part(text), expected, "{text}");
        }
        assert_eq!(fresh_part(en), "");
    }
}
