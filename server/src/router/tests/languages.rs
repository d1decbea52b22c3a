//! Visitors read pages in the language of their browser.

use super::*;

async fn read(house: &House, path: &str, accepted: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, accepted);
    let answer = house.ask(request.body(Body::empty()).unwrap()).await;
    let headers = answer.headers().clone();
    let (status, page) = (answer.status(), text(answer).await);
    let said = headers[header::CONTENT_LANGUAGE].to_str().unwrap();
    assert!(page.contains(&format!("<html lang=\"{said}\">")), "{page}");
    assert_eq!(headers[header::VARY], "Accept-Language");
    (status, page)
}

#[tokio::test]
async fn visitors_are_spoken_to_in_the_language_of_their_browser() {
    let house = house().await;
    for (accepted, language, title) in [
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Dieser Link funktioniert nicht"),
        ("cs", "cs", "Tento odkaz nefunguje"),
        ("en-GB,cs;q=0.5", "en", "This link does not work"),
        ("fr-FR,fr;q=0.9", "en", "This link does not work"),
    ] {
        let (status, page) = read(&house, "/link/guessed", accepted).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(page.contains(title) && page.contains(&format!("lang=\"{language}\"")), "{page}");
    }
    let (status, page) = read(&house, paths::HELP, "de").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Hilfe") && !page.contains(">Help<"), "{page}");
    let (_, page) = read(&house, "/help/password-changed", "cs").await;
    assert!(page.contains("heslo"), "{page}");
}

#[tokio::test]
async fn whoever_is_signed_in_reads_the_help_as_everything_else() {
    let house = house().await;
    let request = Request::get(paths::HELP)
        .header(header::ACCEPT_LANGUAGE, "de")
        .header(header::COOKIE, &house.cookie);
    let page = text(house.ask(request.body(Body::empty()).unwrap()).await).await;
    assert!(page.contains("<html lang=\"en\">") && page.contains("Help"), "{page}");
}
