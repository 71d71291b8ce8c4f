//! A tap on the wire: a TCP proxy that passes every byte on at once and counts it, headers included. Bytes are counted
//! before they are passed on, so whoever has read an answer can read its count.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Outcome;

#[derive(Debug, Clone, Default)]
pub(crate) struct Tap(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    up: AtomicU64,
    down: AtomicU64,
}

impl Tap {
    /// Listens on a free port and passes everything on to `relay`, until the program ends.
    pub(crate) fn before(relay: SocketAddr) -> Outcome<(Self, SocketAddr)> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let tap = Self::default();
        let counting = tap.clone();
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                if let Err(error) = counting.join(phone, relay) {
                    eprintln!("bench: the tap lost a connection: {error}");
                }
            }
        });
        Ok((tap, address))
    }

    /// Bytes sent by phones so far.
    pub(crate) fn up(&self) -> u64 {
        self.0.up.load(Ordering::SeqCst)
    }

    /// Bytes sent by the relay so far.
    pub(crate) fn down(&self) -> u64 {
        self.0.down.load(Ordering::SeqCst)
    }

    fn join(&self, phone: TcpStream, relay: SocketAddr) -> std::io::Result<()> {
        let relay = TcpStream::connect(relay)?;
        phone.set_nodelay(true)?;
        relay.set_nodelay(true)?;
        let (phone_too, relay_too) = (phone.try_clone()?, relay.try_clone()?);
        let (up, down) = (self.0.clone(), self.0.clone());
        std::thread::spawn(move || pass(phone, relay, &up.up));
        std::thread::spawn(move || pass(relay_too, phone_too, &down.down));
        Ok(())
    }
}

/// Until one end closes; a connection that breaks is closed for the other end, too.
fn pass(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        count.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    // Closed already is closed enough.
    let _ = to.shutdown(Shutdown::Write);
}
