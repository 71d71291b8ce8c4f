//! Who asks: the other end of the connection, or, when that is a proxy we were told to trust, whom it says it speaks for.
//! A header anybody can write is believed from nobody else.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

pub(super) fn is_trusted(proxies: &[IpNet], peer: IpAddr) -> bool {
    let peer = peer.to_canonical();
    proxies.iter().any(|proxy| proxy.contains(&peer))
}

/// The address a request counts for. Proxies add on the right, so it is the rightmost that no proxy of ours has.
pub(super) fn client(headers: &HeaderMap, peer: SocketAddr, proxies: &[IpNet]) -> SocketAddr {
    let own = SocketAddr::new(peer.ip().to_canonical(), peer.port());
    if !is_trusted(proxies, peer.ip()) {
        return own;
    }
    let named = headers.get_all(FORWARDED_FOR).iter().flat_map(|value| value.to_str().unwrap_or_default().split(','));
    let named: Vec<Option<IpAddr>> = named.map(|name| name.trim().parse().ok()).collect();
    for address in named.into_iter().rev() {
        match address.map(|address: IpAddr| address.to_canonical()) {
            Some(address) if is_trusted(proxies, address) => {}
            Some(address) => return SocketAddr::new(address, 0),
            None => return own,
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::client;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_for_what_it_saw_itself() {
        let proxies = ["10.0.0.0/30".parse().unwrap()];
        for (peer, said, asks) in [
            ("10.0.0.1:5000", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1:5000", vec!["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1:5000", vec!["198.51.100.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
            ("10.0.0.1:5000", vec!["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1:5000", vec![], "10.0.0.1"),
            ("[::ffff:10.0.0.1]:5000", vec!["2001:db8::7"], "2001:db8::7"),
            ("192.0.2.4:5000", vec!["203.0.113.9"], "192.0.2.4"),
        ] {
            let mut headers = HeaderMap::new();
            for value in &said {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            let found = client(&headers, peer.parse().unwrap(), &proxies);
            assert_eq!(found.ip().to_string(), asks, "{peer} says {said:?}");
        }
    }
}
