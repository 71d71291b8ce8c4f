//! Fuzz targets of campaigns, notices, calls and the texts people carry between phones; see `decoders`.

use etong_protocol::{EntryId, PostKind};

use super::campaign::{Campaign, CampaignAmendment, CampaignEntry};
use super::decoders::{fuzz, holds};
use super::mobilisation::{Answer, Call, CallAmendment, CallEntry, CallPurpose, MusterEntry, Wave, check};
use super::notice::{Notice, NoticeEntry, NoticePriority, Read, is_whole};
use super::patrol::Plan;
use super::patrol::pair::PairTicket;

#[test]
fn any_bytes_give_an_event_of_a_campaign_or_an_error() {
    let campaign = Campaign {
        name: "平安守护".into(),
        from: 1,
        until: 2,
        tasks: vec!["夜巡".into()],
        teams: vec!["/1/2".parse().unwrap()],
        guidance: "两人同行".into(),
        plan: Plan::default(),
    };
    let change = CampaignAmendment { until: Some(3), ..CampaignAmendment::default() };
    let good =
        [CampaignEntry::Publish(campaign), CampaignEntry::Amend(change)].map(|event| event.to_payload().unwrap());
    fuzz(&good, holds(CampaignEntry::from_payload, CampaignEntry::to_payload));
}

#[test]
fn any_bytes_give_an_event_of_a_notice_or_an_error() {
    let notice = Notice {
        title: "台风预警".into(),
        text: "注意防范".into(),
        priority: NoticePriority::Urgent,
        valid_until: Some(1),
        audience: vec![PostKind::GridWorker],
        operational: true,
        replaces: None,
    };
    let good = [NoticeEntry::Publish(notice), NoticeEntry::Withdraw { reason: "改期".into(), replaced_by: None }]
        .map(|event| event.to_payload().unwrap());
    fuzz(&good, holds(NoticeEntry::from_payload, NoticeEntry::to_payload));
    fuzz(&[Read::of(EntryId::of(b"notice")).to_payload().unwrap()], holds(Read::from_payload, Read::to_payload));
}

#[test]
fn any_bytes_give_an_event_of_a_call_or_of_an_answer_or_an_error() {
    let call = Call {
        purpose: CallPurpose::Training,
        title: "技能比武".into(),
        what: "带证件".into(),
        skills: vec!["急救".into()],
        from: 1,
        until: 2,
        quota: 5,
        place: None,
        address: "会堂".into(),
        lead: Some("王芳".into()),
        contact: Some("110".into()),
        urgent: true,
        waves: vec![Wave { at: 1, units: vec!["/1".parse().unwrap()], skills: vec!["急救".into()] }],
        case: None,
        campaign: None,
    };
    let change = CallAmendment { quota: Some(9), ..CallAmendment::default() };
    let good = [CallEntry::Publish(Box::new(call)), CallEntry::Amend(change)].map(|event| event.to_payload().unwrap());
    fuzz(&good, holds(CallEntry::from_payload, CallEntry::to_payload));
    let answer = Answer { call: etong_protocol::RecordId::NIL, skills: vec!["急救".into()], note: None };
    let good = [MusterEntry::Accept(answer), MusterEntry::Leave { at: Some(1), result: Some("完成".into()) }]
        .map(|event| event.to_payload().unwrap());
    fuzz(&good, holds(MusterEntry::from_payload, MusterEntry::to_payload));
}

#[test]
fn any_text_gives_a_ticket_a_notice_or_a_certificate_or_a_no() {
    fuzz(&["etong:pair:1:00000000-0000-0000-0000-000000000000:/1/2:123456".into()], |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Some(ticket) = PairTicket::read(&text) {
            assert_eq!(PairTicket::read(&ticket.to_string()), Some(ticket));
        }
        let _ = (is_whole(&text), check(&text, None));
    });
}
