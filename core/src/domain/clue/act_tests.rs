//! Acts on a clue come back as they went.

use super::*;

#[test]
fn every_act_comes_back_as_it_went() {
    let report = ClueReport {
        kind: ClueKind::from("newer_crime"),
        what: "夜间多人聚集".into(),
        place: Some(Fix::new(24_513_000, 117_655_000, 8).unwrap()),
        address: Some("旧厂房".into()),
        seen_at: Some(5),
        evidence: vec!["00".repeat(32)],
        anonymous: true,
        team: true,
        code_hash: Some("11".repeat(32)),
    };
    for act in [
        ClueAct::Report(report),
        ClueAct::Add { text: "又来了".into(), evidence: vec!["22".repeat(32)] },
        ClueAct::Take,
        ClueAct::Note { text: "已走访".into() },
        ClueAct::Decide { decision: ClueDecision::Investigate, words: None },
        ClueAct::HandOver { to: PostId::NIL, to_kind: PostKind::PoliceOfficer, reason: "辖区外".into() },
        ClueAct::Close { outcome: "已查处".into() },
        ClueAct::Unknown("reward".into()),
    ] {
        for base in [None, Some(EntryId::of(b"base"))] {
            let entry = ClueEntry { base, act: act.clone() };
            assert_eq!(ClueEntry::from_payload(&entry.to_payload().unwrap()).unwrap(), entry);
        }
    }
}

#[test]
fn a_known_act_without_what_it_needs_is_malformed() {
    for word in ["report", "add", "note", "decide", "hand_over", "close"] {
        let bytes = flat(word, &Empty {}).unwrap();
        assert!(ClueEntry::from_payload(&bytes).is_err(), "{word}");
    }
}
