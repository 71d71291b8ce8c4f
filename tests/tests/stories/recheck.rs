//! `verify --history`: whatever was altered in a phone's store, in an entry, a link, a receipt, a root or a proof, is found and named.

use etong_core::{HistoryReport, SyncLimits};
use etong_tests::{Field, Phone};

async fn verifies(phone: &Phone) -> HistoryReport {
    phone.app().verify_history(SyncLimits::default()).await.unwrap()
}

/// Somebody with the key opens the file and alters it.
fn alters(phone: &Phone, sql: &str) {
    phone.app().suspend(5_000).unwrap();
    let connection =
        super::leaving::unlocked(&phone.folder().join("etong.db"), &super::leaving::key_of(phone)).unwrap();
    assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
    drop(connection);
    phone.app().resume().unwrap();
}

#[tokio::test]
async fn whatever_is_altered_on_a_phone_is_found_and_named() {
    let table = [
        (
            "UPDATE entry SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB) WHERE own = 1",
            "was changed on this phone",
        ),
        ("UPDATE link SET head = zeroblob(32) WHERE dseq = 2", "link 2 does not follow"),
        ("DELETE FROM link WHERE dseq = 2", "does not follow from those before it"),
        ("UPDATE receipt SET signature = zeroblob(64)", "a receipt of"),
        ("UPDATE root SET signature = zeroblob(64)", "is not signed by this relay"),
        ("UPDATE inclusion SET size = size + 1", "leads to no known root"),
    ];
    for (number, (sql, named)) in (780..).zip(table) {
        let field = Field::new(number);
        let wang = field.phone("wang").await;
        for title in ["楼道堆物", "井盖缺失", "路灯不亮"] {
            wang.reports(title);
        }
        wang.syncs().await;
        let whole = verifies(&wang).await;
        assert!(whole.sound && whole.faults.is_empty(), "{whole:?}");
        assert!(whole.chains > 0 && whole.links >= 3 && whole.receipts > 0 && whole.roots > 0, "{whole:?}");
        assert!(whole.proven_before + whole.proven_now >= 3, "{whole:?}");
        alters(&wang, sql);
        let report = verifies(&wang).await;
        assert!(!report.sound && report.faults.iter().any(|fault| fault.contains(named)), "{sql}: {report:?}");
    }
}
