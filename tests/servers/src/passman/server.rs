//! The running server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::config::PassmanConfig;
use super::control;
use super::sample;
use super::shared::Shared;
use crate::web::{self, Line, Tls};

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
        let shared =
            Shared::new(config, Line::new(https.local_addr()?.port(), Some(http.local_addr()?.port())));
        if with_sample {
            sample::put(&shared)?;
        }
        let shared = Arc::new(shared);
        let router = control::router(Arc::clone(&shared), own);
        let tasks = vec![
            tokio::spawn(web::run(Arc::clone(&shared), https, Some(tls.acceptor))),
            tokio::spawn(web::run(Arc::clone(&shared), http, None)),
            tokio::spawn(async move {
                let _ = axum::serve(control, router).await;
            }),
        ];
        Ok(Self { shared, ca_pem: tls.ca_pem, spki_sha256: tls.spki_sha256, control: own, tasks })
    }

    /// Address of the Nextcloud over HTTPS, such as `https://localhost:8790/nextcloud`; no slash at the end.
    pub fn url(&self) -> String {
        format!("https://localhost:{}{}", self.shared.line.https_port, self.shared.config.base_path)
    }

    /// The same over plain HTTP.
    pub fn plain_url(&self) -> String {
        format!("http://localhost:{}{}", self.shared.line.port(false), self.shared.config.base_path)
    }

    /// Socket of HTTPS.
    pub fn https_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.shared.line.https_port))
    }

    /// Socket of plain HTTP.
    pub fn http_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.shared.line.port(false)))
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

    /// Closes both ports, connections included, or opens them again; what is stored stays. Returns when it is so.
    pub async fn set_online(&self, online: bool) {
        self.shared.line.set_online(online).await;
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
