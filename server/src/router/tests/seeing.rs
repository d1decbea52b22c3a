//! Pages that look back.

use app::paths;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::id::ProfileId;
use engine::{people::SignIn, vault::Token};

use super::{House, get, house, text};

impl House {
    /// What the Master Account sees.
    pub(super) async fn page(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let answer = self.ask(request.body(Body::empty()).unwrap()).await;
        (answer.status(), text(answer).await)
    }
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what_and_that_it_holds() {
    let house = house().await;
    let wrong = Token::new("wrong".into());
    let refused = house.state.engine.sign_in("mara@relink.test", wrong, "192.0.2.9").await;
    assert!(matches!(refused, Ok(SignIn::Wrong)));

    let (status, page) = house.page(paths::AUDIT).await;
    assert_eq!(status, StatusCode::OK);
    for seen in ["Signed in", "Mara", "127.0.0.1", "/o.css"] {
        assert!(page.contains(seen), "{seen}\n{page}");
    }
    assert!(!page.contains("192.0.2.9"), "whoever failed belongs to no workspace");
    let (_, none) = house.page("/settings/audit?kind=profile.removed").await;
    assert!(none.contains("Nothing like this was done"), "{none}");
    let (_, proved) = house.page("/settings/audit?verify=1").await;
    assert!(proved.contains("The chain holds"), "{proved}");

    let (status, file) = house.page("/settings/audit.csv?kind=session.opened").await;
    assert_eq!(status, StatusCode::OK);
    let lines: Vec<_> = file.lines().collect();
    assert_eq!(lines[0], "\u{feff}number,at,person,address,kind,what,about,changes");
    assert!(lines[1].ends_with(",Mara,127.0.0.1:50000,session.opened,Signed in,,"), "{file}");
    assert_eq!(lines.len(), 2);
    let nobody = house.ask(get(paths::AUDIT_FILE)).await;
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn before_there_is_anything_to_see_pages_say_so() {
    let house = house().await;
    let (status, page) = house.page(paths::OVERVIEW).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Nothing is known yet"), "{page}");
    let unknown = ProfileId::new(house.state.clock.now(), [7; 10]);
    assert_eq!(house.page(&paths::timeline(unknown)).await.0, StatusCode::NOT_FOUND);
}
