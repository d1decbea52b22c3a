//! Pages are in the language that their reader chose, else in the one that their browser asks for.

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

/// What a browser of Mara's that asks for a language is answered.
async fn open(house: &House, path: &str, accepted: &str) -> String {
    let request = Request::get(path)
        .header(header::ACCEPT_LANGUAGE, accepted)
        .header(header::COOKIE, &house.cookie);
    let answer = house.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let said = answer.headers()[header::CONTENT_LANGUAGE].to_str().unwrap().to_owned();
    let page = text(answer).await;
    assert!(page.contains(&format!("<html lang=\"{said}\"")), "{page}");
    page
}

#[tokio::test]
async fn the_login_page_speaks_as_the_browser_asks() {
    let house = house().await;
    let (_, page) = read(&house, paths::LOGIN, "cs").await;
    assert!(page.contains("Přihlásit se") && !page.contains("Sign in"), "{page}");
    let (_, page) = read(&house, paths::LOGIN, "de").await;
    assert!(page.contains("Anmelden"), "{page}");
}

/// What is drawn at once, what is read in a task and drawn while the page is sent, and what the server said in between.
#[tokio::test]
async fn a_page_behind_the_sign_in_is_in_one_language_to_its_end() {
    let house = house().await;
    for (accepted, words, others) in [
        ("cs", ["Sociální profily", "Protokol auditu"], ["Social Profiles", "Audit log"]),
        ("de", ["Soziale Profile", "Audit-Protokoll"], ["Sociální profily", "Audit log"]),
    ] {
        let profiles = open(&house, paths::SOCIAL_PROFILES, accepted).await;
        let audit = open(&house, paths::AUDIT, accepted).await;
        for (page, word, other) in [(profiles, words[0], others[0]), (audit, words[1], others[1])] {
            assert!(page.contains(word) && !page.contains(other), "{word}: {page}");
        }
    }
}

#[tokio::test]
async fn a_choice_counts_more_than_the_browser_until_it_is_taken_back() {
    let house = house().await;
    let mut mara = house.mara();
    let workspace = &house.workspace;
    let choose = |tag: &str| format!("workspace={workspace}&language={tag}");
    let (status, leads, _) = mara.send(paths::ACCOUNT_LANGUAGE, &choose("de")).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account?done=language"));
    let page = open(&house, &leads, "cs").await;
    assert!(page.contains("Ihre Sprache ist gespeichert."), "{page}");
    let chosen = "<option value=\"de\" lang=\"de\" selected";
    assert!(page.contains(chosen), "{page}");

    let (status, _, page) = mara.send(paths::ACCOUNT_LANGUAGE, &choose("xx")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Wählen Sie eine Sprache aus der Liste."), "{page}");

    assert_eq!(mara.send(paths::ACCOUNT_LANGUAGE, &choose("")).await.0, StatusCode::SEE_OTHER);
    let page = open(&house, paths::ACCOUNT, "cs").await;
    assert!(page.contains("Váš účet") && !page.contains(chosen), "{page}");
}

#[tokio::test]
async fn a_browser_that_asks_for_none_of_ours_is_answered_as_the_one_before() {
    let house = house().await;
    for accepted in ["cs", "fr"] {
        let page = open(&house, paths::ACCOUNT, accepted).await;
        assert!(page.contains("Váš účet"), "{accepted}: {page}");
    }
}

#[tokio::test]
async fn programs_are_answered_in_english() {
    let house = house().await;
    let request = Request::get("/api/v1/profiles").header(header::ACCEPT_LANGUAGE, "cs");
    let answer = house.ask(request.body(Body::empty()).unwrap()).await;
    assert!(!answer.headers().contains_key(header::CONTENT_LANGUAGE));
    assert!(text(answer).await.contains("key"));
}
