//! Runs the relay on a socket: listening line, logs, request time-out, graceful stop.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use clap::{Args, ValueEnum};
use etong_server::{RelayOptions, RelayState, SystemChance, SystemClock, router};
use tokio::net::TcpListener;
use tower_http::timeout::TimeoutLayer;
use tracing_subscriber::EnvFilter;

/// No honest phone needs longer for one request, not even on a slow line.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const KEEP_ALIVE: Duration = Duration::from_secs(25);
/// How soon live channels hear of what an administrator's command wrote.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The relay's folder: database and signing key; made when missing.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// Address to listen on; port 0 takes a free one. Put TLS in front of it.
    #[arg(long, env = "ETONG_LISTEN", default_value = "127.0.0.1:8440")]
    listen: SocketAddr,
    /// How log lines look; what is logged is set by ETONG_LOG (default: info).
    #[arg(long, value_enum, default_value_t = LogFormat::Plain)]
    log: LogFormat,
    /// How long a phone's token is good.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=1440))]
    token_minutes: u32,
    /// How many days after the end of a post work that was written before still counts without a desk's look.
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(0..=365))]
    custody_grace_days: u32,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Plain,
    Json,
}

pub(crate) fn serve(arguments: &ServeArguments) -> Result<(), Box<dyn Error>> {
    start_logs(arguments.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(arguments))
}

async fn run(arguments: &ServeArguments) -> Result<(), Box<dyn Error>> {
    let options = RelayOptions {
        token_minutes: arguments.token_minutes,
        custody_grace_days: arguments.custody_grace_days,
        keep_alive: Some(KEEP_ALIVE),
        ..RelayOptions::default()
    };
    let state = RelayState::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), options)?;
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    let stop = told_to_stop()?;
    writeln!(std::io::stdout(), "listening on http://{address}")?;
    std::io::stdout().flush()?;
    tracing::info!(%address, epoch = state.store().epoch(), "serving");

    let looking = tokio::spawn(look_for_news(state.clone()));
    let routes = router(state.clone())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .into_make_service_with_connect_info::<SocketAddr>();
    let stopping = state.clone();
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move {
            stop.await;
            tracing::info!("stopping");
            stopping.end_live();
        })
        .await?;
    looking.abort();
    state.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn look_for_news(state: RelayState) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        let state = state.clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || state.look_for_news()).await {
            tracing::error!(%error, "could not look at the database");
        }
    }
}

/// Ready to be told to stop from the moment this returns, so that nobody who has read the listening line comes too early.
#[cfg(unix)]
fn told_to_stop() -> Result<impl Future<Output = ()>, Box<dyn Error>> {
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
fn told_to_stop() -> Result<impl Future<Output = ()>, Box<dyn Error>> {
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
