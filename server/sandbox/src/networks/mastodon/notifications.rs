//! Notifications: that somebody mentioned the account, which every comment below its posts does.

use axum::response::Response;
use serde_json::{Value, json};

use super::answers::Refusal;
use super::bearer::{self, Needs};
use super::entities;
use super::paging::Window;
use crate::call::Call;
use crate::world::posts;

const NEEDS: Needs = Needs(&["read", "read:notifications"]);

const KEPT: [&str; 2] = ["types[]", "exclude_types[]"];

pub(super) async fn list(call: Call) -> Response {
    let site = call.site.clone();
    let window = Window::of(&call, "/api/v1/notifications", (40, 80), &KEPT);
    let mention = "mention".to_owned();
    let types = call.all("types[]");
    let wanted = types.is_empty() || types.contains(&mention);
    let wanted = wanted && !call.all("exclude_types[]").contains(&mention);
    bearer::user(&call, NEEDS, move |tx, _, person| {
        let mut comments = Vec::new();
        if wanted {
            for post in posts::of_channel(tx, &person.id)? {
                comments.extend(posts::comments(tx, &post.id)?);
            }
        }
        comments.sort_by_key(|comment| std::cmp::Reverse(comment.id.parse::<i64>().unwrap_or(0)));
        let comments = window.cut(comments, |comment| &comment.id);
        let page = comments.iter().map(|comment| {
            let status = entities::reply(tx, &site, comment)?;
            Ok::<_, Refusal>(json!({
                "id": comment.id,
                "type": "mention",
                "created_at": entities::moment(comment.created_at),
                "group_key": format!("ungrouped-{}", comment.id),
                "account": status.get("account"),
                "status": status,
            }))
        });
        Ok(window.page(page.collect::<Result<Vec<Value>, _>>()?))
    })
    .await
}
