//! The PIN of one user of a phone, and who has a part of it.

use etong_core::{App, LeaveRequest, LeftView, PinView};
use serde_json::json;

use crate::args::{NewPin, Pin, Users};
use crate::ask;
use crate::error::CliError;
use crate::exit::Exit;
use crate::out::{Answer, facts, table, words};
use crate::phone::{Folder, close};

pub(super) fn pin(folder: &Folder, step: &Pin) -> Result<Answer, CliError> {
    let _alone = folder.alone()?;
    let new = |new: &NewPin| ask::new_pin(new.new_pin_file.as_ref());
    match step {
        Pin::Status => status(folder),
        Pin::Set(wanted) => {
            let app = folder.opened()?;
            let code = app.set_pin(&new(wanted)?)?;
            close(&app);
            Ok(with_code(&code))
        }
        Pin::Change(wanted) => {
            let (app, pin) = locked(folder)?;
            app.change_pin(&pin, &new(wanted)?)?;
            Ok(done("PIN 已更改，恢复码不变 the PIN is changed, the recovery code stays"))
        }
        Pin::Remove => {
            let (app, pin) = locked(folder)?;
            app.unlock(&pin)?;
            app.remove_pin(&pin)?;
            Ok(done("PIN 已取消，恢复码作废 the PIN is gone, the recovery code is void"))
        }
        Pin::Recover { code_file, new: wanted } => {
            let code = ask::must(ask::CODE, code_file.as_deref())?;
            Ok(with_code(&folder.users()?.recover_pin(folder.user, &code, &new(wanted)?)?))
        }
        Pin::Code => {
            let (app, pin) = locked(folder)?;
            Ok(with_code(&app.new_recovery_code(&pin)?))
        }
    }
}

fn status(folder: &Folder) -> Result<Answer, CliError> {
    let view = App::pin(&*folder.users()?.device_of(folder.user))?;
    Ok(Answer::new(standing(&view), &view))
}

fn standing(view: &PinView) -> String {
    facts([
        ("已设 PIN", "has a PIN", Some(words::yes_no(view.has_pin))),
        ("还可试", "tries left", view.has_pin.then(|| view.tries_left.to_string())),
        ("请等（秒）", "seconds to wait", view.has_pin.then(|| view.wait_s.to_string())),
    ])
}

/// The phone as it is, and the PIN that counts now.
fn locked(folder: &Folder) -> Result<(App, ask::Secret), CliError> {
    let app = folder.users()?.open_locked(folder.user)?;
    let pin = ask::must(ask::PIN, folder.pin_file.as_deref())?;
    Ok((app, pin))
}

fn with_code(code: &str) -> Answer {
    let text = format!(
        "恢复码 recovery code: {code}\n只显示这一次：抄在纸上，交所在单位保管，不要放在手机里\n\
         shown once: write it on paper and leave it with your unit, not with the phone"
    );
    Answer::new(text, json!({ "recovery_code": code }))
}

fn farewell(left: &LeftView) -> String {
    let LeftView { entries, delivered, lost } = left;
    let work = match delivered {
        true => format!("{entries} 条已交中继 entries are at the relay"),
        false => format!(
            "{entries} 条已密封留在本机，下次有人同步时送出 entries lie sealed here until somebody syncs on this phone"
        ),
    };
    let lost = if *lost > 0 {
        format!("\n{lost} 条无处可送，已放弃 could go nowhere and are lost")
    } else {
        String::new()
    };
    format!("{work}{lost}\n您在本机的密钥和数据已清除 your keys and data on this phone are erased")
}

fn done(text: &str) -> Answer {
    Answer { text: text.to_owned(), json: json!({ "done": true }), exit: Exit::Ok }
}

pub(super) async fn users(folder: &Folder, step: &Users) -> Result<Answer, CliError> {
    let _alone = folder.alone()?;
    let users = folder.users()?;
    match step {
        Users::List => {
            let list = users.list()?;
            let headings = [
                ("用户", "User"),
                ("称呼", "Name"),
                ("PIN", "PIN"),
                ("还可试", "Tries left"),
                ("已退出，待送", "Left, sealed"),
            ];
            let rows = list.iter().map(|user| {
                let pin = &user.pin;
                let sealed = user.sealed.map(|entries| entries.to_string()).unwrap_or_default();
                let (number, tries) = (user.user.to_string(), pin.tries_left.to_string());
                vec![number, user.name.clone(), words::yes_no(pin.has_pin), tries, sealed]
            });
            Ok(Answer::new(table(&headings, rows), &list))
        }
        Users::Add { name, own_name } => {
            let user = users.add(name, own_name.as_deref())?;
            let text = format!(
                "用户 user {user}：先设 PIN，再入网 first a PIN, then enrol:\netong --user {user} pin set\netong --user {user} enroll"
            );
            Ok(Answer::new(text, json!({ "user": user })))
        }
        Users::Leave { sealed, lose_unsent } => {
            let app = folder.opened()?;
            app.reconnect()?;
            let request = LeaveRequest { sealed: *sealed, lose_unsent: lose_unsent.clone() };
            match app.leave_phone(&request).await {
                Ok(left) => Ok(Answer::new(farewell(&left), &left)),
                Err(error) => {
                    close(&app);
                    Err(error.into())
                }
            }
        }
        Users::Remove { user } => {
            users.remove(*user)?;
            Ok(done("已移出名单 the user is off the list"))
        }
    }
}
