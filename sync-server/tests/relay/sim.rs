//! Crash points and seeded bugs, as the simulator uses them.

use etong_protocol::Verdict;
use etong_server::sim::{CRASH_POINTS, SeededBug};

use crate::town::{GRID_4, Town, li, record, seqs};

#[tokio::test]
async fn a_relay_that_dies_anywhere_keeps_all_or_nothing_and_repeats_its_answer() {
    for point in CRASH_POINTS {
        let mut town = Town::new();
        let mut li = town.phone(&li()).await;
        let entries = [li.event("case", record(1), GRID_4), li.event("case", record(2), GRID_4)];
        let batch = li.whole(&entries);
        let before = town.rows();
        town.state.sim().crash_at(point, 1);
        assert_eq!(li.send(&town, &batch).await.status, 503, "{point}");
        assert_eq!(town.state.sim().died_at(), Some(*point));
        assert_eq!(li.send(&town, &batch).await.status, 503, "a dead relay stays dead");
        town.restart().await;
        let rows = town.rows();
        li.sign_in(&town).await;
        let committed = matches!(*point, "relay.after_commit" | "relay.before_answer");
        assert_eq!(rows != before, committed, "{point}");
        let pushed = li.push_batch(&town, &batch).await;
        assert!(seqs(&pushed.verdicts).iter().all(Option::is_some));
        assert_eq!(town.rows()["entry"], before["entry"] + 2, "{point}: each once");
    }
}

#[tokio::test]
async fn seeded_bugs_do_what_they_say() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let before = town.rows()["entry"];
    town.state.sim().plant(SeededBug::AckTooMuch);
    let entries: Vec<_> = (0..8).map(|n| li.event("case", record(n), GRID_4)).collect();
    let pushed = li.push(&town, &entries).await;
    assert!(pushed.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })));
    assert_eq!(town.rows()["entry"], before + 7);

    town.state.sim().plant(SeededBug::SkippedSeq);
    let mut other = town.phone(&crate::town::zhao()).await;
    let (read, page) = other.pull(&town).await;
    assert!(page.digest.unwrap().count > read.len() as u64);
}
