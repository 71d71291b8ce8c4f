//! What `etong-server serve` can be told, and which of it makes sense together.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use ipnet::IpNet;

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The relay's folder: database and signing key; made when missing.
    #[arg(long, env = "ETONG_DATA")]
    pub(super) data: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "ETONG_LISTEN", default_value = "127.0.0.1:8440")]
    pub(super) listen: SocketAddr,
    #[command(flatten)]
    pub(super) door: DoorArguments,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
    /// How log lines look; what is logged is set by ETONG_LOG (default: info).
    #[arg(long, value_enum, default_value_t = LogFormat::Plain)]
    pub(super) log: LogFormat,
    /// Address or network that may read /metrics besides this machine, as in 10.0.0.7 or 10.0.0.0/28; may be given several times.
    #[arg(long, value_name = "ADDRESS", value_parser = network)]
    pub(super) metrics_from: Vec<IpNet>,
    /// How long a phone's token is good.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(super) token_minutes: u32,
    /// How many days after the end of a post work that was written before still counts without a desk's look.
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(0..=365))]
    pub(super) custody_grace_days: u32,
    /// Phones may stay offline for as long as they like; without this, 3, 7 or 14 days by their posts.
    #[arg(long)]
    pub(super) no_offline_lease: bool,
    /// Service that is asked about volunteers who register; without it people decide by `admin registrations`.
    #[arg(long, env = "ETONG_VERIFIER_URL", requires = "verifier_secret")]
    pub(super) verifier_url: Option<String>,
    /// File with the bearer secret for that service.
    #[arg(long, env = "ETONG_VERIFIER_SECRET")]
    pub(super) verifier_secret: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LogFormat {
    Plain,
    Json,
}

/// Who speaks TLS: this program, or a proxy in front of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "TLS")]
pub(super) struct DoorArguments {
    /// Certificate chain as PEM, the relay's own first; read again when it changes or on SIGHUP.
    #[arg(long, value_name = "FILE", env = "ETONG_TLS_CERT", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,
    /// Its private key as PEM, readable by its owner only.
    #[arg(long, value_name = "FILE", env = "ETONG_TLS_KEY", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
    /// A proxy ends TLS; only the addresses of --trusted-proxy may connect, and say in X-Forwarded-For who asks.
    #[arg(long, conflicts_with = "tls_cert", requires = "trusted_proxy")]
    pub(super) behind_proxy: bool,
    /// Address or network of a proxy, as in 10.0.0.7 or 10.0.0.0/28; may be given several times.
    #[arg(long, value_name = "ADDRESS", value_parser = network, requires = "behind_proxy")]
    pub(super) trusted_proxy: Vec<IpNet>,
}

/// Generous for phones, narrow for floods. The times are hidden: nobody needs other ones but tests.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArguments {
    /// Open connections in all; further ones are closed at once.
    #[arg(long, value_name = "COUNT", default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) connections: u32,
    /// Open connections of one address (IPv6: of one /64). Phones of a whole town may come from one address of their carrier.
    #[arg(long, value_name = "COUNT", default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) connections_per_address: u32,
    /// Requests a second of one device; for a while ten times as many.
    #[arg(long, value_name = "COUNT", default_value = "30")]
    pub(super) device_rate: NonZeroU32,
    /// Requests a second of one address; for a while ten times as many.
    #[arg(long, value_name = "COUNT", default_value = "500")]
    pub(super) address_rate: NonZeroU32,
    /// Live channels of one device.
    #[arg(long, hide = true, value_name = "COUNT", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) live_per_device: u32,
    #[arg(long, hide = true, default_value = "15000", value_parser = milliseconds)]
    pub(super) header_ms: Duration,
    #[arg(long, hide = true, default_value = "60000", value_parser = milliseconds)]
    pub(super) request_ms: Duration,
    #[arg(long, hide = true, default_value = "10000", value_parser = milliseconds)]
    pub(super) silence_ms: Duration,
}

impl ServeArguments {
    /// # Errors
    /// What to do instead, when records would travel in the clear.
    pub(super) fn check(&self) -> Result<(), String> {
        let Self { listen, door, .. } = self;
        if listen.ip().is_loopback() || door.tls_cert.is_some() || door.behind_proxy {
            return Ok(());
        }
        Err(format!(
            "{listen} can be reached from other machines, and without TLS every record would travel in the clear; give \
             --tls-cert FILE --tls-key FILE, or --behind-proxy --trusted-proxy ADDRESS if a proxy ends TLS, \
             or listen on 127.0.0.1"
        ))
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<std::net::IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).map_err(|_| "write an address or a network, as in 10.0.0.7 or 10.0.0.0/28".into())
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("write milliseconds, from 1 on".to_owned()),
        Ok(milliseconds) => Ok(Duration::from_millis(milliseconds)),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::ServeArguments;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        serve: ServeArguments,
    }

    #[test]
    fn records_never_travel_in_the_clear_to_another_machine() {
        for (line, fine) in [
            ("", true),
            ("--listen 127.0.0.1:0", true),
            ("--listen [::1]:8440", true),
            ("--listen 0.0.0.0:8440", false),
            ("--listen [::]:8440", false),
            ("--listen 192.168.0.7:8440", false),
            ("--listen 0.0.0.0:8443 --tls-cert c.pem --tls-key k.pem", true),
            ("--listen 0.0.0.0:8440 --behind-proxy --trusted-proxy 10.0.0.7", true),
        ] {
            let words = ["serve", "--data", "d"].into_iter().chain(line.split_whitespace());
            let arguments = Line::try_parse_from(words).unwrap().serve;
            assert_eq!(arguments.check().is_ok(), fine, "{line}");
        }
    }

    #[test]
    fn half_a_door_is_refused() {
        for line in [
            "--tls-cert c.pem",
            "--tls-key k.pem",
            "--behind-proxy",
            "--trusted-proxy 10.0.0.7",
            "--behind-proxy --trusted-proxy nowhere",
            "--tls-cert c.pem --tls-key k.pem --behind-proxy --trusted-proxy 10.0.0.7",
            "--device-rate 0",
            "--connections 0",
        ] {
            let words = ["serve", "--data", "d"].into_iter().chain(line.split_whitespace());
            assert!(Line::try_parse_from(words).is_err(), "{line}");
        }
    }
}
