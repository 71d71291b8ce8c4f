//! Runs the relay on a socket: `arguments` (what it can be told), `tls` (its certificate), `connections` (who may connect,
//! and how long a connection may be slow), `client` (who asks, also behind a proxy), `slow` (what a request may take).

mod arguments;
mod client;
mod connections;
mod handles;
mod slow;
mod tls;

use std::error::Error;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use etong_server::{
    ConsoleVerifier, HttpVerifier, Rate, RelayOptions, RelayState, SystemChance, SystemClock, Verifier, refuse_exposed,
    router,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use zeroize::Zeroizing;

pub(crate) use arguments::ServeArguments;
use arguments::{LimitArguments, LogFormat};
use connections::Entrance;

const KEEP_ALIVE: Duration = Duration::from_secs(25);
/// How soon live channels hear of what an administrator's command wrote.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const VERIFY_EVERY: Duration = Duration::from_secs(10);
/// Of a file with a secret.
const LONGEST_SECRET: u64 = 4_096;
/// Somebody may ask faster than the rate for as many requests as ten seconds of it.
const BURST_SECONDS: u32 = 10;

pub(crate) fn serve(arguments: &ServeArguments) -> Result<(), Box<dyn Error>> {
    arguments.check()?;
    start_logs(arguments.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(arguments))
}

async fn run(arguments: &ServeArguments) -> Result<(), Box<dyn Error>> {
    let limits = &arguments.limits;
    let tls = match (&arguments.door.tls_cert, &arguments.door.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::Tls::load(certificate, key)?),
        _ => None,
    };
    // Before the folder: a relay that cannot be reached must not have been made.
    let listener = listen(arguments.listen).await?;
    // Before the folder too: what is wrong with it must not wait for the first registration.
    let verifier = verifier(arguments)?;
    let state =
        RelayState::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), options(arguments))?;
    handles::make_room(limits.connections);
    let address = listener.local_addr()?;
    let stop = told_to_stop()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    writeln!(std::io::stdout(), "listening on {scheme}://{address}")?;
    std::io::stdout().flush()?;
    tracing::info!(%address, scheme, epoch = state.store().epoch(), "serving");

    let looking = tokio::spawn(look_for_news(state.clone()));
    let verifying = tokio::spawn(verify(state.clone(), verifier));
    let reloading = tls.as_ref().map(|tls| tokio::spawn(tls.clone().reload()));
    let entrance = Entrance::new(limits, tls, arguments.door.trusted_proxy.clone());
    let stopping = state.clone();
    let stop = async move {
        stop.await;
        tracing::info!("stopping");
        stopping.end_live();
    };
    entrance.serve(listener, slow::limit(router(state.clone()), limits), stop).await;
    looking.abort();
    verifying.abort();
    if let Some(reloading) = reloading {
        reloading.abort();
    }
    state.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Box<dyn Error>> {
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => {
                "another program listens there, perhaps a relay: stop it, or choose another port with --listen"
            }
            ErrorKind::AddrNotAvailable => "this machine has no such address: choose one of its own with --listen",
            ErrorKind::PermissionDenied => "ports below 1024 need rights: choose a higher one with --listen",
            _ => "choose another address with --listen",
        };
        format!("cannot listen on {address} ({error}); {advice}; nothing was made").into()
    })
}

fn verifier(arguments: &ServeArguments) -> Result<Arc<dyn Verifier>, Box<dyn Error>> {
    match (&arguments.verifier_url, &arguments.verifier_secret) {
        (Some(url), Some(file)) => Ok(Arc::new(HttpVerifier::new(url, &secret_in(file)?)?)),
        _ => Ok(Arc::new(ConsoleVerifier)),
    }
}

/// A secret that others may read is none.
fn secret_in(path: &Path) -> Result<Zeroizing<String>, Box<dyn Error>> {
    let of_file = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(of_file)?;
    refuse_exposed(&file, path)?;
    let mut secret = Zeroizing::new(String::new());
    file.take(LONGEST_SECRET).read_to_string(&mut secret).map_err(of_file)?;
    Ok(secret)
}

async fn verify(state: RelayState, verifier: Arc<dyn Verifier>) {
    let mut ticks = tokio::time::interval(VERIFY_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = state.verify_waiting(Arc::clone(&verifier)).await {
            tracing::error!(%error, "could not look at registrations");
        }
    }
}

fn options(arguments: &ServeArguments) -> RelayOptions {
    let LimitArguments { device_rate, address_rate, live_per_device, .. } = arguments.limits;
    let rate = |per_second: std::num::NonZeroU32| {
        Some(Rate {
            per_second,
            burst: per_second.saturating_mul(std::num::NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1)),
        })
    };
    RelayOptions {
        token_minutes: arguments.token_minutes,
        custody_grace_days: arguments.custody_grace_days,
        offline_lease: !arguments.no_offline_lease,
        keep_alive: Some(KEEP_ALIVE),
        live_per_device: usize::try_from(live_per_device).unwrap_or(usize::MAX),
        metrics_from: arguments.metrics_from.clone(),
        device_rate: rate(device_rate),
        address_rate: rate(address_rate),
        ..RelayOptions::default()
    }
}

async fn look_for_news(state: RelayState) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        state.forget_who_asked_long_ago();
        let state = state.clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || state.look_for_news()).await {
            tracing::error!(%error, "could not look at the database");
        }
    }
}

/// Ready to be told to stop from the moment this returns, so that nobody who has read the listening line comes too early.
#[cfg(unix)]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Box<dyn Error>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Box<dyn Error>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn start_logs(format: LogFormat) -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_env("ETONG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Plain => logs.try_init().map_err(|error| -> Box<dyn Error> { error }),
        LogFormat::Json => logs.json().try_init().map_err(|error| -> Box<dyn Error> { error }),
    }
}
