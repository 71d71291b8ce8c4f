//! Reads the query string of a pull. Total: any text gives a query or a refusal.

use std::collections::BTreeMap;

use etong_protocol::{PullQuery, RefusalCode};

use crate::error::{RelayError, refuse};

/// # Errors
/// `Malformed`, naming the part that is missing or cannot be read.
pub(crate) fn parse(query: &str) -> Result<PullQuery, RelayError> {
    let parts = parts(query);
    Ok(PullQuery {
        cursor: part(&parts, "cursor")?,
        chain: part(&parts, "chain")?,
        standing: part(&parts, "standing")?,
    })
}

pub(super) fn parts(query: &str) -> BTreeMap<&str, &str> {
    query.split('&').filter_map(|part| part.split_once('=')).collect()
}

pub(super) fn part<T: std::str::FromStr>(parts: &BTreeMap<&str, &str>, name: &str) -> Result<T, RelayError> {
    let text = parts.get(name).ok_or_else(|| refuse(RefusalCode::Malformed, format!("the query has no {name}")))?;
    text.parse().map_err(|_| refuse(RefusalCode::Malformed, format!("the query's {name} cannot be read")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::{ChainId, Cursor};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_a_phone_asks_is_read_back(epoch: u64, seq: u64, chain: [u8; 16], standing: u64) {
            let asked = PullQuery { cursor: Cursor { epoch, seq }, chain: ChainId::from_bytes(chain), standing };
            let path = asked.to_path();
            let (_, query) = path.split_once('?').unwrap();
            prop_assert_eq!(parse(query).unwrap(), asked);
        }
    }

    #[test]
    fn any_query_is_read_or_refused() {
        bolero::check!().with_type::<String>().for_each(|query: &String| {
            let _ = parse(query);
        });
        for (query, said) in [
            ("", "the query has no cursor"),
            ("cursor=1", "the query's cursor cannot be read"),
            ("cursor=1.2&chain=x&standing=0", "the query's chain cannot be read"),
            ("cursor=1.2&standing=0", "the query has no chain"),
        ] {
            assert!(parse(query).unwrap_err().to_string().contains(said), "{query:?}");
        }
    }
}
