//! 重复当事人: the same name and number in two disputes within a year. The warning is a list of disputes, not a word about a person.

use std::collections::BTreeMap;

use etong_protocol::RecordId;
use sha2::{Digest, Sha256};

use super::{DAY_MS, Fact, PartyRule, Warning, WarningRule};

/// Somebody's part in a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyIn {
    /// `party_key` of name and number.
    pub key: Vec<u8>,
    pub fact: Fact,
}

/// A name with its number as a hash, so that no list of names lies about; `None` unless both are there.
#[must_use]
pub fn party_key(name: &str, phone: Option<&str>) -> Option<Vec<u8>> {
    let name: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    let phone = phone.filter(|phone| !phone.is_empty() && !name.is_empty())?;
    let digest =
        Sha256::new().chain_update(name.as_bytes()).chain_update([0]).chain_update(phone.as_bytes()).finalize();
    Some(digest.iter().take(16).copied().collect())
}

/// The parties of as many disputes as the rule says in the days before `now`, each told as those disputes; one warning for the
/// same disputes, whoever of them repeats.
#[must_use]
pub fn repeat_parties(parties: &[PartyIn], now: i64, rule: PartyRule) -> Vec<Warning> {
    let since = now.saturating_sub(i64::from(rule.days) * DAY_MS);
    let mut by_key: BTreeMap<&[u8], BTreeMap<RecordId, i64>> = BTreeMap::new();
    for party in parties {
        if party.fact.at > since && party.fact.at <= now {
            by_key.entry(&party.key).or_default().insert(party.fact.record, party.fact.at);
        }
    }
    let mut lists: Vec<Vec<Fact>> = Vec::new();
    for disputes in by_key.into_values().filter(|disputes| disputes.len() >= usize::from(rule.disputes)) {
        let mut facts: Vec<Fact> = disputes.into_iter().map(|(record, at)| Fact { at, record }).collect();
        facts.sort_by_key(|fact| std::cmp::Reverse(*fact));
        lists.push(facts);
    }
    lists.sort_by(|one, other| other.cmp(one));
    lists.dedup();
    let warning = |facts| Warning { rule: WarningRule::RepeatParty, class: None, unit: None, facts, before: None };
    lists.into_iter().map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_and_number_twice_in_a_year_is_told_as_the_disputes() {
        let now = 1_000 * DAY_MS;
        let party = |name: &str, phone: &str, nth: u8, days_ago: i64| PartyIn {
            key: party_key(name, Some(phone)).unwrap(),
            fact: Fact { at: now - days_ago * DAY_MS, record: RecordId::from_bytes([nth; 16]) },
        };
        let parties = [
            party("王 芳", "13800001234", 1, 300),
            party("王芳", "13800001234", 2, 10),
            party("王芳", "13900001234", 3, 10),
            party("李四", "13700000000", 4, 366),
            party("李四", "13700000000", 5, 1),
            // The neighbour, in the same two disputes.
            party("赵五", "13600000000", 1, 300),
            party("赵五", "13600000000", 2, 10),
            party("钱六", "13500000000", 6, 1),
            party("钱六", "13500000000", 6, 1),
        ];
        let warnings = repeat_parties(&parties, now, PartyRule::default());
        let told: Vec<Vec<u8>> = warnings
            .iter()
            .map(|warning| warning.facts.iter().map(|fact| fact.record.as_bytes()[0]).collect())
            .collect();
        assert_eq!(told, [[2, 1]]);
        assert_eq!(party_key("王芳", None), None);
        assert_eq!(party_key(" ", Some("1")), None);
    }
}
