//! Whom this phone can act as.

use etong_core::App;
use etong_core::view::PostView;
use serde_json::json;

use crate::error::CliError;
use crate::out::{Answer, table, words};
use crate::phone;

pub(super) fn posts(app: &App) -> Result<Answer, CliError> {
    let posts = app.status()?.posts;
    let text = if posts.is_empty() {
        "没有岗位 no posts\n先入网 enroll first: etong enroll --server URL --code CODE".to_owned()
    } else {
        listed(&posts)
    };
    Ok(Answer::new(text, &posts))
}

pub(super) fn act_as(app: &App, typed: &str) -> Result<Answer, CliError> {
    let post = phone::post(app, typed)?;
    app.act_as(&post)?;
    Ok(Answer::new(listed(&app.status()?.posts), json!({ "post": post })))
}

fn listed(posts: &[PostView]) -> String {
    let headings = [("当前", "Acting"), ("岗位", "Kind"), ("单位", "Unit"), ("路径", "Path"), ("编号", "Id")];
    table(
        &headings,
        posts.iter().map(|post| {
            let acting = if post.acting { "*" } else { "" };
            vec![
                acting.to_owned(),
                words::word(&post.kind),
                post.unit_name.clone(),
                post.unit.clone(),
                post.post.clone(),
            ]
        }),
    )
}
