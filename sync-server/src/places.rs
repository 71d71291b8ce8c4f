//! Room: so many in all, so many of one address. For connections, and for what is read of a stranger; the next place is free as
//! soon as one is given back.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::pace::network_of;

/// Clones share the room.
#[derive(Debug, Clone)]
pub struct Places(Arc<Room>);

#[derive(Debug)]
struct Room {
    in_all: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_address: BTreeMap<IpAddr, usize>,
}

/// One connection's place; free again when dropped.
#[derive(Debug)]
pub struct Place {
    room: Arc<Room>,
    address: Option<IpAddr>,
}

impl Places {
    #[must_use]
    pub fn new(in_all: u32, per_address: u32) -> Self {
        let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Self(Arc::new(Room { in_all: count(in_all), per_address: count(per_address), taken: Mutex::default() }))
    }

    /// `None` when there is no place. `from`: nothing when connections of that address are not counted apart.
    #[must_use]
    pub fn take(&self, from: Option<IpAddr>) -> Option<Place> {
        let room = &self.0;
        let address = from.map(network_of);
        let mut taken = room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.in_all >= room.in_all {
            return None;
        }
        if let Some(address) = address {
            let here = taken.by_address.entry(address).or_default();
            if *here >= room.per_address {
                return None;
            }
            *here += 1;
        }
        taken.in_all += 1;
        Some(Place { room: room.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        if let Some(address) = self.address
            && let Some(here) = taken.by_address.get_mut(&address)
        {
            *here = here.saturating_sub(1);
            if *here == 0 {
                taken.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn one_address_cannot_take_every_place_and_a_place_is_free_again() {
        let places = Places::new(3, 2);
        let (one, other) = (Some([10, 0, 0, 1].into()), Some([10, 0, 0, 2].into()));
        let (first, _second) = (places.take(one).unwrap(), places.take(one).unwrap());
        assert!(places.take(one).is_none(), "the address has its two");
        let _third = places.take(other).unwrap();
        assert!(places.take(Some([10, 0, 0, 3].into())).is_none(), "the house is full");
        drop(first);
        assert!(places.take(one).is_some());
    }

    #[test]
    fn an_address_that_is_not_counted_apart_is_counted_in_all() {
        let places = Places::new(2, 1);
        let _two = (places.take(None).unwrap(), places.take(None).unwrap());
        assert!(places.take(None).is_none());
    }
}
