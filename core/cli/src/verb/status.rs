//! How this phone stands.

use etong_core::App;
use etong_core::view::StatusView;

use crate::error::CliError;
use crate::out::{Answer, facts, shown, words};

pub(super) fn status(app: &App) -> Result<Answer, CliError> {
    let status = app.status()?;
    Ok(Answer::new(text(&status), &status))
}

pub(super) fn text(status: &StatusView) -> String {
    let acting = status.posts.iter().find(|post| post.acting);
    let reach = status.reach.map_or_else(|| "?".to_owned(), |reach| reach.to_string());
    let lines = facts([
        ("本机", "phone", Some(status.device.clone())),
        ("机主", "owner", status.person_name.clone()),
        ("当前岗位", "acting as", acting.map(|post| format!("{} {}", words::word(&post.kind), post.unit_name))),
        ("中继", "relay", status.relay_url.clone()),
        ("中继公钥", "key of the relay", status.relay_key.clone()),
        ("居民", "residents", Some(status.residents.to_string())),
        ("案件", "cases", Some(status.cases.to_string())),
        ("巡逻", "patrols", Some(status.patrols.to_string())),
        ("待发送", "waiting to be sent", Some(status.unsent.to_string())),
        ("被搁置", "kept aside", Some(status.kept_aside.to_string())),
        ("案件未到", "without case", (status.without_case > 0).then(|| status.without_case.to_string())),
        ("本机/中继条目", "entries here / at the relay", Some(format!("{} / {reach}", status.held))),
        ("与中继一致", "equal to the relay", Some(words::yes_no(status.complete))),
        ("上次一致", "last equal", status.synced_at.map(shown)),
        ("离线期限至", "shows what it holds offline until", status.lease_until.map(shown)),
        ("下次自动同步", "next background try", status.next_try.map(shown)),
    ]);
    let advice = if status.alarms > 0 {
        "\n历史警报！请联系支持人员 ALARM about the relay's history: etong history show; call support, delete nothing"
    } else if !status.enrolled {
        "\n尚未入网 not enrolled: etong enroll --server URL --code CODE"
    } else if status.kept_aside > 0 {
        "\n有被搁置的条目 some entries were kept aside: etong list kept-aside"
    } else if status.lease.as_deref() == Some("ending") {
        "\n离线期限将到，请尽快联网同步，否则本机将封存并擦除 the offline lease ends soon: etong sync, or this phone seals and erases"
    } else if !status.complete {
        "\n请同步 etong sync"
    } else {
        ""
    };
    lines + advice
}
