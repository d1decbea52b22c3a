//! The help, which is everybody's.

use app::paths;
use axum::http::{StatusCode, header};
use domain::{help::Topic, id::ProfileId};

use super::{get, house, text};

#[tokio::test]
async fn the_help_is_everybodys_and_the_same_for_all() {
    let house = house().await;
    let mut addresses: Vec<_> = Topic::all().iter().map(paths::help).collect();
    addresses.push(paths::HELP.to_owned());
    for address in addresses {
        let signed_out = house.ask(get(&address)).await;
        assert_eq!(signed_out.status(), StatusCode::OK, "{address}");
        assert!(signed_out.headers().get(header::SET_COOKIE).is_none(), "{address}");
        let signed_out = text(signed_out).await;
        let (status, signed_in) = house.page(&address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert_eq!(signed_out, signed_in, "{address}");
        assert!(signed_out.contains("/o.css") && !signed_out.contains("<script"), "{address}");
    }
}

#[tokio::test]
async fn what_the_help_does_not_know_is_nothing() {
    let house = house().await;
    for address in ["/help/nothing", "/help/Expired", "/help/expired/facebook"] {
        assert_eq!(house.ask(get(address)).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn what_a_profile_has_lost_is_told_to_its_workspace_alone() {
    let house = house().await;
    let unknown = ProfileId::new(house.state.clock.now(), [7; 10]);
    let address = paths::help_for(unknown);
    let signed_out = house.ask(get(&address)).await;
    assert_eq!(signed_out.status(), StatusCode::SEE_OTHER);
    assert_eq!(signed_out.headers()[header::LOCATION], paths::login_then(&address));
    assert_eq!(house.page(&address).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_help_is_reached_from_every_page() {
    let house = house().await;
    let link = format!("href=\"{}\"", paths::HELP);
    for address in [paths::LOGIN, paths::FORGOTTEN, "/no-such-page", paths::API_REFERENCE] {
        let page = text(house.ask(get(address)).await).await;
        assert!(page.contains(&link), "{address}\n{page}");
    }
    for address in [paths::SOCIAL_PROFILES, paths::SCHEDULER, paths::ACCOUNT, paths::TEAM] {
        let (_, page) = house.page(address).await;
        assert!(page.contains(&link), "{address}\n{page}");
    }
}
