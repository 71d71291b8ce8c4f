//! Live channels: a device has a few and its newest are the ones it reads, so nobody fills the house with idle ones; and whoever
//! holds no post is told nothing more of what others write.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::directory::{Holders, holders};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::state::RelayState;

/// Every open channel.
#[derive(Debug, Default)]
pub(crate) struct LiveChannels {
    open: Mutex<BTreeMap<i64, VecDeque<Open>>>,
    opened: AtomicU64,
    /// Worked out once for each head, whoever asks first.
    holding: tokio::sync::Mutex<Holding>,
}

#[derive(Debug)]
struct Open {
    no: u64,
    /// Dropped, it ends the channel.
    _end: oneshot::Sender<()>,
}

#[derive(Debug, Default)]
struct Holding {
    head: u64,
    holders: Holders,
}

/// One open channel; counts itself out when dropped.
pub(crate) struct LivePlace {
    channels: Arc<LiveChannels>,
    device: i64,
    no: u64,
}

impl LiveChannels {
    /// A place for one more channel of `device`; when it has more than `most` its oldest ends. What is returned beside the place
    /// resolves when this channel has to end.
    pub(crate) fn open(self: &Arc<Self>, device: i64, most: usize) -> (LivePlace, oneshot::Receiver<()>) {
        let (end, ended) = oneshot::channel();
        let no = self.opened.fetch_add(1, Ordering::Relaxed);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.entry(device).or_default();
        own.push_back(Open { no, _end: end });
        while own.len() > most.max(1) {
            own.pop_front();
        }
        (LivePlace { channels: Arc::clone(self), device, no }, ended)
    }
}

impl Drop for LivePlace {
    fn drop(&mut self) {
        let mut open = self.channels.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.device) {
            own.retain(|one| one.no != self.no);
            if own.is_empty() {
                open.remove(&self.device);
            }
        }
    }
}

/// One who listens.
#[derive(Debug)]
pub(crate) struct Listener {
    /// Row of the person.
    person: i64,
    held: AtomicBool,
}

impl Listener {
    pub(crate) fn new(person: i64) -> Self {
        Self { person, held: AtomicBool::new(true) }
    }

    /// Is this one told of `head`? Whoever holds a post is, and once more whoever held one until now: that number makes the phone ask,
    /// and so hear that its post has ended.
    ///
    /// # Errors
    /// The database's trouble.
    pub(crate) async fn is_told(&self, state: &RelayState, head: u64) -> Result<bool, RelayError> {
        let holds = holds(state, self.person, head).await?;
        Ok(self.held.swap(holds, Ordering::Relaxed) || holds || state.sim().has(SeededBug::LiveToNobody))
    }
}

async fn holds(state: &RelayState, person: i64, head: u64) -> Result<bool, RelayError> {
    let mut holding = state.live().holding.lock().await;
    // Whatever changes a post also moves the head.
    if holding.head < head {
        let known = holding.holders.clone();
        let now = |state: &RelayState| state.store().now_ms();
        let fresh =
            state.work(move |state| state.store().read(|connection| holders(connection, known, now(state)))).await?;
        *holding = Holding { head, holders: fresh };
    }
    Ok(holding.holders.people.contains(&person))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_channels_of_a_device_stay_and_no_other_device_is_cut() {
        let channels = Arc::new(LiveChannels::default());
        let (_other, mut other_ended) = channels.open(2, 2);
        let (first, mut first_ended) = channels.open(1, 2);
        let (_second, mut second_ended) = channels.open(1, 2);
        assert!(first_ended.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty));
        let (_third, mut third_ended) = channels.open(1, 2);
        let is_open = |ended: &mut oneshot::Receiver<()>| {
            ended.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty)
        };
        assert!(!is_open(&mut first_ended));
        assert!(is_open(&mut second_ended) && is_open(&mut third_ended) && is_open(&mut other_ended));
        drop(first);
        assert_eq!(channels.open.lock().unwrap()[&1].len(), 2, "who was cut counts itself out once");
    }
}
