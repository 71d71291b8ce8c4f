//! A campaign told in a few events, and the laws of its fold.

use etong_protocol::{DeviceId, EntryId, Hlc, PostKind};
use proptest::prelude::*;

use super::*;
use crate::domain::campaign::CampaignAmendment;
use crate::domain::event::tests::told_again;

fn event(nth: u64, kind: PostKind, entry: CampaignEntry) -> Event<CampaignEntry> {
    Event {
        id: EntryId::of(&nth.to_be_bytes()),
        seq: Some(nth),
        hlc: Hlc::from_ms(i64::try_from(nth).unwrap()),
        device: DeviceId::NIL,
        post: PostId::NIL,
        unit: None,
        post_kind: kind,
        scope: "/1/12".parse().unwrap(),
        captured_at: 0,
        entry,
    }
}

fn publish() -> CampaignEntry {
    CampaignEntry::Publish(Campaign {
        name: "平安守护".into(),
        from: 100,
        until: 200,
        tasks: vec!["夜巡".into()],
        teams: Vec::new(),
        guidance: "两人同行".into(),
        plan: Plan::default(),
    })
}

fn told() -> Vec<Event<CampaignEntry>> {
    let desk = PostKind::TownshipDesk;
    let longer = CampaignAmendment { until: Some(300), tasks: vec!["夜巡".into(), "劝导".into()], guidance: None };
    vec![
        event(1, desk.clone(), publish()),
        event(2, desk.clone(), CampaignEntry::Amend(longer)),
        event(3, desk.clone(), CampaignEntry::Unknown("merge".into())),
        event(4, PostKind::GridWorker, CampaignEntry::CallOff { reason: "太累".into() }),
        event(5, desk.clone(), CampaignEntry::Finish { summary: "发现隐患 12 处".into() }),
        event(6, desk, CampaignEntry::CallOff { reason: "晚了".into() }),
    ]
}

#[test]
fn a_campaign_is_planned_runs_and_is_finished_once() {
    let all = told();
    let campaign = fold(&all[..2]).unwrap();
    let states = [50, 100, 300, 301].map(|now| campaign.state(now).as_str());
    assert_eq!(states, ["planned", "running", "running", "over"]);
    assert_eq!((campaign.tasks.len(), campaign.guidance.as_str()), (2, "两人同行"));
    let finished = fold(&all).unwrap();
    assert_eq!(finished.closed, Some((CampaignState::Finished, "发现隐患 12 处".into())));
    assert_eq!(finished.unknown, 1);
}

#[test]
fn a_joint_operation_of_a_police_chief_needs_the_relay() {
    let mut published = event(1, PostKind::PoliceChief, publish());
    assert!(fold(&[published.clone()]).is_some());
    published.seq = None;
    assert_eq!(fold(&[published]), None, "it is in force once the relay has it");
    assert_eq!(fold(&[event(1, PostKind::Volunteer, publish())]), None);
}

#[test]
fn every_event_comes_back_as_it_went() {
    for event in told() {
        assert_eq!(CampaignEntry::from_payload(&event.entry.to_payload().unwrap()), Ok(event.entry));
    }
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(order in any::<u64>(), repeated in prop::collection::vec(any::<usize>(), 0..8)) {
        prop_assert_eq!(fold(&told_again(&told(), order, &repeated)), fold(&told()));
    }
}
