//! The world as a whole: it outlives a restart, its clock can go both ways, and it is found where it should be.

use axum::body::Body;

use crate::support::{ADA, Sandbox, person};

#[tokio::test]
async fn a_restart_changes_nothing() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", Some(&["Bakery Brno"])).await;
    let (access, refresh) = sandbox.x_login("oskar").await;
    let changed = sandbox.control.cause("facebook", ADA, "change-password").await.unwrap();
    let tomas = sandbox.facebook_login("tomas", None).await;
    sandbox.control.fault("x", "outage", 1).await.unwrap();
    sandbox.control.advance_clock(60).await.unwrap();
    let before = sandbox.get("/control/people").await.json();
    let database = sandbox.stop().await;

    let sandbox = Sandbox::open(database).await;
    assert_eq!(sandbox.get("/control/people").await.json(), before);
    assert_eq!(sandbox.graph("me", &[("access_token", &long)]).await.graph_error().2, 460);
    assert_eq!(sandbox.graph("me", &[("access_token", &tomas)]).await.status, 200);
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 503, "the fault still waits");
    assert_eq!(sandbox.x_refresh(&refresh).await.status, 200);
    assert_eq!(sandbox.get("/control/clock").await.json()["ahead_seconds"], 60);
    let mut ada = person("ada", None);
    ada.password = changed.password;
    ada.consent(&sandbox.facebook_dialog(&[])).await.unwrap();
}

#[tokio::test]
async fn turning_the_clock_back_revives_nothing() {
    let sandbox = Sandbox::start().await;
    let (access, refresh) = sandbox.x_login("oskar").await;
    sandbox.control.advance_clock(7_201).await.unwrap();
    sandbox.control.advance_clock(-7_201).await.unwrap();
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 401);
    assert_eq!(sandbox.x_refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn the_real_host_names_lead_to_the_same_networks() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let (access, _) = sandbox.x_login("oskar").await;
    let ask = async |host: &str, path: String| {
        let bearer = format!("Bearer {access}");
        let headers = [("host", host), ("authorization", bearer.as_str())];
        sandbox.send("GET", &path, &headers, Body::empty()).await
    };
    let me = ask("graph.facebook.com", format!("/v26.0/me?access_token={long}")).await;
    assert_eq!(me.json()["name"], "Ada Novak");
    for host in ["api.x.com", "api.twitter.com:443"] {
        assert_eq!(
            ask(host, "/2/users/me".to_owned()).await.json()["data"]["name"],
            "Oskar Lind",
            "{host}"
        );
    }
    let dialog = sandbox.facebook_dialog(&[]);
    let path = dialog.split_once("/facebook").unwrap().1.to_owned();
    let page = ask("www.facebook.com", path).await;
    assert!(page.text.contains("action=\"/-/sign-in\""), "links stay under the host name");
    let dialog = sandbox.x_dialog(&[]);
    let path = dialog.split_once("/x/").unwrap().1;
    assert!(ask("x.com", format!("/{path}")).await.text.contains("Log in to X"));
}

#[tokio::test]
async fn both_loopback_addresses_answer() {
    let sandbox = Sandbox::start().await;
    let port = sandbox.url.rsplit_once(':').unwrap().1.to_owned();
    let mut answered = 0;
    for host in ["127.0.0.1", "[::1]"] {
        let control = sandbox::control::client::Client::new(format!("http://{host}:{port}"));
        answered += usize::from(control.people().await.is_ok());
    }
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    assert_eq!(answered, if has_ipv6 { 2 } else { 1 });
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let sandbox = Sandbox::start().await;
    let port: u16 = sandbox.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let database = sandbox.database.with_file_name("other.db");
    let config = sandbox::Config { addr: ([127, 0, 0, 1], port).into(), database };
    let error = sandbox::bind(config).await.err().unwrap();
    assert_eq!(error.to_string(), format!("port {port} is taken: set RELINK_SANDBOX_ADDR"));
}

#[tokio::test]
async fn nobody_but_this_machine_may_listen_in() {
    let sandbox = Sandbox::start().await;
    let database = sandbox.database.with_file_name("other.db");
    let config = sandbox::Config { addr: ([0, 0, 0, 0], 0).into(), database };
    let error = sandbox::bind(config).await.err().unwrap();
    assert!(error.to_string().contains("loopback only"), "{error}");
}
