//! Room for as many open sockets as connections are allowed: systems start programs with far fewer than they may have.

/// What the database, the log and the certificate need besides.
#[cfg(unix)]
const OTHERS: u64 = 512;

#[cfg(unix)]
pub(super) fn make_room(connections: u32) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = u64::from(connections) + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    let room = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(room), maximum }) {
        tracing::warn!(%error, "the system allows fewer open sockets than --connections");
    } else if room < wanted {
        tracing::warn!(room, "the system allows fewer open sockets than --connections");
    }
}

#[cfg(not(unix))]
pub(super) fn make_room(_: u32) {}
