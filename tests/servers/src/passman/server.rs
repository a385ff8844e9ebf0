//! The running server: its sockets.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::config::PassmanConfig;
use super::control;
use super::sample;
use super::serve::serve;
use super::shared::Shared;
use super::tls::Tls;

/// A client may take this long to shake hands.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running built-in Passman. Dropping it closes its ports.
#[derive(Debug)]
pub struct Passman {
    pub(super) shared: Arc<Shared>,
    ca_pem: String,
    spki_sha256: String,
    control: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Passman {
    /// Starts a Passman on loopback, with a certificate authority made for this run.
    pub async fn start(config: PassmanConfig) -> io::Result<Self> {
        let tls = Tls::new(config.certificate)?;
        let https = TcpListener::bind(("127.0.0.1", config.https_port)).await?;
        let http = TcpListener::bind(("127.0.0.1", config.http_port)).await?;
        let control = TcpListener::bind(("127.0.0.1", config.control_port)).await?;
        let own = control.local_addr()?;
        let with_sample = config.sample;
        let shared = Shared::new(config, [https.local_addr()?.port(), http.local_addr()?.port()]);
        if with_sample {
            sample::put(&shared)?;
        }
        let shared = Arc::new(shared);
        let router = control::router(Arc::clone(&shared), own);
        let tasks = vec![
            tokio::spawn(listen_secure(Arc::clone(&shared), https, tls.acceptor)),
            tokio::spawn(listen_plain(Arc::clone(&shared), http)),
            tokio::spawn(async move {
                let _ = axum::serve(control, router).await;
            }),
        ];
        Ok(Self { shared, ca_pem: tls.ca_pem, spki_sha256: tls.spki_sha256, control: own, tasks })
    }

    /// Address of the Nextcloud over HTTPS, such as `https://localhost:8790/nextcloud`; no slash at the end.
    pub fn url(&self) -> String {
        format!("https://localhost:{}{}", self.shared.https_port, self.shared.config.base_path)
    }

    /// The same over plain HTTP.
    pub fn plain_url(&self) -> String {
        format!("http://localhost:{}{}", self.shared.plain_port, self.shared.config.base_path)
    }

    /// Socket of HTTPS.
    pub fn https_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.shared.https_port))
    }

    /// Socket of plain HTTP.
    pub fn http_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.shared.plain_port))
    }

    /// Address of the control page.
    pub fn control_url(&self) -> String {
        format!("http://{}/", self.control)
    }

    /// Socket of the control interface.
    pub fn control_address(&self) -> SocketAddr {
        self.control
    }

    /// The certificate of the authority that signed this server's, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// SHA-256 of the public key (`SubjectPublicKeyInfo`) of this server's certificate, in base64. Chromium trusts just
    /// this key in a profile of its own with `--ignore-certificate-errors-spki-list=…`.
    pub fn spki_sha256_base64(&self) -> &str {
        &self.spki_sha256
    }
}

impl Drop for Passman {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn listen_plain(shared: Arc<Shared>, listener: TcpListener) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let shared = Arc::clone(&shared);
        open.spawn(async move {
            let _ = serve(&shared, stream, false).await;
        });
        while open.try_join_next().is_some() {}
    }
}

async fn listen_secure(shared: Arc<Shared>, listener: TcpListener, acceptor: tokio_rustls::TlsAcceptor) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (shared, acceptor) = (Arc::clone(&shared), acceptor.clone());
        open.spawn(async move {
            let shaken = timeout(PATIENCE, acceptor.accept(stream)).await;
            let served = match shaken {
                Ok(Ok(stream)) => serve(&shared, stream, true).await.unwrap_or(false),
                _ => false,
            };
            if !served {
                shared.refused.fetch_add(1, Ordering::Relaxed);
            }
        });
        while open.try_join_next().is_some() {}
    }
}
