use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Covered, Tested};

use super::{REVOKED, linkedin};
use crate::recorder::{Recorder, Reply, Seen, json, refusal, token};

fn role(organization: &str, role: &str) -> String {
    format!(
        r#"{{"role":"{role}","organization":"urn:li:organization:{organization}","roleAssignee":"urn:li:person:782bbtaQ","state":"APPROVED"}}"#
    )
}

fn list(roles: &[String], count: usize) -> Reply {
    let elements = roles.join(",");
    json(&format!(
        r#"{{"paging":{{"start":0,"count":{count},"links":[]}},"elements":[{elements}]}}"#
    ))
}

fn organization(seen: &Seen) -> Reply {
    let id = seen.path.rsplit('/').next().unwrap();
    json(&format!(r#"{{"id":{id},"localizedName":"Bakery {id}","vanityName":"b{id}"}}"#))
}

async fn covered(network: &Recorder, known: &[&str]) -> Covered {
    let known: Vec<_> = known.iter().map(ToString::to_string).collect();
    network.adapter().channels(&token("AQV"), &known).await.unwrap()
}

#[tokio::test]
async fn the_organizations_a_member_manages_are_the_channels() {
    let network = linkedin(|seen| match seen.path.as_str() {
        "/linkedin/rest/organizationAcls" => list(
            &[
                role("1", "ADMINISTRATOR"),
                role("2", "CONTENT_ADMINISTRATOR"),
                role("3", "ANALYST"),
                role("1", "LEAD_GEN_FORMS_MANAGER"),
                r#"{"role":"ADMINISTRATOR","organizationalTarget":"urn:li:organization:4"}"#.into(),
                r#"{"role":"ADMINISTRATOR","organization":"urn:li:organizationBrand:5"}"#.into(),
            ],
            100,
        ),
        _ => organization(seen),
    })
    .await;
    let covered = covered(&network, &["1", "3", "9"]).await;
    let request = &network.seen()[0];
    assert_eq!(request.query["q"], "roleAssignee");
    assert_eq!(request.query["state"], "APPROVED");
    assert_eq!(request.headers["linkedin-version"], "202608");
    assert_eq!(request.headers["x-restli-protocol-version"], "2.0.0");
    assert_eq!(request.authorization(), "Bearer AQV");
    let found: Vec<_> =
        covered.channels.iter().map(|it| (it.remote_id.as_str(), it.name.as_str())).collect();
    assert_eq!(found, [("1", "Bakery 1"), ("2", "Bakery 2"), ("4", "Bakery 4")]);
    assert!(covered.channels.iter().all(|channel| channel.token.is_none()));
    let lost = Verdict::Dead(Cause::RoleLost);
    assert_eq!(covered.missing, [("3".to_owned(), lost.clone()), ("9".to_owned(), lost)]);
}

#[tokio::test]
async fn roles_are_read_page_by_page() {
    let network = linkedin(|seen| match seen.path.as_str() {
        "/linkedin/rest/organizationAcls" => match seen.query["start"].as_str() {
            "0" => list(&[role("1", "ADMINISTRATOR"), role("2", "ADMINISTRATOR")], 2),
            "2" => list(&[role("3", "ADMINISTRATOR")], 2),
            _ => Reply::Html(500),
        },
        _ => organization(seen),
    })
    .await;
    assert_eq!(covered(&network, &[]).await.channels.len(), 3);
}

#[tokio::test]
async fn one_organization_that_cannot_be_read_does_not_hide_the_others() {
    let denied = r#"{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: organizations"}"#;
    let network = linkedin(move |seen| match seen.path.as_str() {
        "/linkedin/rest/organizationAcls" => {
            list(&[role("1", "ADMINISTRATOR"), role("2", "ADMINISTRATOR")], 100)
        }
        "/linkedin/rest/organizations/1" => refusal(403, denied),
        _ => organization(seen),
    })
    .await;
    let covered = covered(&network, &["1"]).await;
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.missing[0].0, "1");
}

#[tokio::test]
async fn garbage_is_no_list_of_nothing() {
    for reply in [json("{}"), Reply::Html(200), Reply::Html(502)] {
        let network = linkedin(move |_| reply.clone()).await;
        let covered = network.adapter().channels(&token("AQV"), &["1".to_owned()]).await;
        assert_eq!(covered.unwrap_err(), Verdict::Unavailable);
    }
}

const ALL: [&str; 3] = ["rw_organization_admin", "w_organization_social", "r_organization_social"];

async fn tested(reply: Reply, scopes: &[&str]) -> (Tested, usize) {
    let network = linkedin(move |_| reply.clone()).await;
    let scopes: Vec<_> = scopes.iter().map(ToString::to_string).collect();
    let access = token("AQV");
    let channel = ChannelAccess { remote_id: "1", token: &access, scopes: &scopes };
    (network.adapter().test(&channel).await, network.seen().len())
}

#[tokio::test]
async fn abilities_follow_the_role_and_the_scopes() {
    let lost = Verdict::Dead(Cause::RoleLost);
    let alive = Tested::all(&Verdict::Alive);
    let administrator = list(&[role("7", "ANALYST"), role("1", "ADMINISTRATOR")], 100);
    assert_eq!(tested(administrator.clone(), &ALL).await, (alive.clone(), 1));
    let content = list(&[role("1", "CONTENT_ADMINISTRATOR")], 100);
    let no_figures = Tested { statistics: lost.clone(), ..alive.clone() };
    assert_eq!(tested(content, &ALL).await.0, no_figures);
    for others in [list(&[], 100), list(&[role("2", "ADMINISTRATOR")], 100)] {
        assert_eq!(tested(others, &ALL).await.0, Tested::all(&lost));
    }

    let missing =
        |scope: &str| Verdict::Dead(Cause::PermissionLost { missing: vec![scope.into()] });
    let (some, calls) = tested(administrator, &["r_organization_social"]).await;
    assert_eq!(some.publish, missing("w_organization_social"));
    assert_eq!(some.comments, Verdict::Alive);
    assert_eq!(some.statistics, missing("rw_organization_admin"));
    assert_eq!(calls, 0, "roles cannot be asked for");
}

#[tokio::test]
async fn whether_the_token_lives_is_not_for_a_test_to_say() {
    let (tested, _) = tested(refusal(401, REVOKED), &ALL).await;
    assert_eq!(tested, Tested::all(&Verdict::Unavailable));
}
