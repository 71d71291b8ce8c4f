//! TLS by rustls on ring: TLS 1.2 and 1.3, no client certificates (phones prove themselves by their key). The certificate is
//! read again when its files change or on SIGHUP; one that cannot be used is named in the log and the one before stays.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use etong_server::refuse_exposed;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error("{path}: {source}", path = path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is not what it should be as PEM: {why}", path.display())]
    Pem { path: PathBuf, why: String },
    #[error("{} holds no certificate", .0.display())]
    Empty(PathBuf),
    #[error("certificate and key do not go together: {0}")]
    Mismatch(rustls::Error),
    #[error(transparent)]
    Exposed(#[from] etong_server::RelayError),
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// A certificate in use. Clones share it.
#[derive(Clone)]
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    shown: Arc<Shown>,
}

#[derive(Debug)]
struct Shown {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Tls {
    pub(super) fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let current = RwLock::new(Arc::new(read(certificate, key)?));
        let shown = Arc::new(Shown { certificate: certificate.to_owned(), key: key.to_owned(), current });
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(shown.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), shown })
    }

    pub(super) async fn accept<S>(&self, stream: S) -> std::io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.acceptor.accept(stream).await
    }

    /// Shows a new certificate as soon as there is one. Never returns.
    pub(super) async fn reload(self) {
        let mut told = Told::new();
        let mut seen = self.shown.changed_at();
        loop {
            let was_told = told.or_a_while().await;
            let now = self.shown.changed_at();
            if !was_told && now == seen {
                continue;
            }
            seen = now;
            match read(&self.shown.certificate, &self.shown.key) {
                Ok(fresh) => {
                    *self.shown.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    tracing::info!("the certificate was read again");
                }
                Err(error) => tracing::error!(%error, "the new certificate cannot be used; the one before stays"),
            }
        }
    }
}

impl Shown {
    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| std::fs::metadata(path).and_then(|file| file.modified()).ok())
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// SIGHUP, where there is such a thing.
struct Told(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Told {
    #[cfg(unix)]
    fn new() -> Self {
        let hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup());
        Self(hangup.inspect_err(|error| tracing::warn!(%error, "SIGHUP is not listened for")).ok())
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self()
    }

    /// True when told, false when it is time to look by oneself.
    #[cfg(unix)]
    async fn or_a_while(&mut self) -> bool {
        let Some(hangup) = &mut self.0 else {
            tokio::time::sleep(LOOK_EVERY).await;
            return false;
        };
        tokio::time::timeout(LOOK_EVERY, hangup.recv()).await.is_ok()
    }

    #[cfg(not(unix))]
    async fn or_a_while(&mut self) -> bool {
        tokio::time::sleep(LOOK_EVERY).await;
        false
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let file = |path: &Path| File::open(path).map_err(|source| TlsError::File { path: path.to_owned(), source });
    let bad = |path: &Path, why: &dyn std::fmt::Display| TlsError::Pem { path: path.to_owned(), why: why.to_string() };
    let chain = CertificateDer::pem_reader_iter(file(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| bad(certificate, &error))?;
    if chain.is_empty() {
        return Err(TlsError::Empty(certificate.to_owned()));
    }
    let secret = file(key)?;
    refuse_exposed(&secret, key)?;
    let secret = PrivateKeyDer::from_pem_reader(secret).map_err(|error| bad(key, &error))?;
    CertifiedKey::from_der(chain, secret, &provider()).map_err(TlsError::Mismatch)
}
