//! The running server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::config::PassworkConfig;
use super::era::Era;
use super::shared::Shared;
use super::{control, sample};
use crate::web::{self, Line, Tls};

/// A running built-in Passwork. Dropping it closes its ports.
#[derive(Debug)]
pub struct Passwork {
    pub(super) shared: Arc<Shared>,
    ca_pem: String,
    spki_sha256: String,
    control: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Passwork {
    /// Starts a Passwork on loopback, with a certificate authority made for this run, one user, and one API key (7.x: one
    /// pair of tokens) for it.
    pub async fn start(config: PassworkConfig) -> io::Result<Self> {
        let tls = Tls::new(config.certificate)?;
        let https = TcpListener::bind(("127.0.0.1", config.port)).await?;
        let control = TcpListener::bind(("127.0.0.1", config.control_port)).await?;
        let own = control.local_addr()?;
        let with_sample = config.sample;
        let shared = Arc::new(Shared::new(config, Line::new(https.local_addr()?.port(), None))?);
        let router = control::router(Arc::clone(&shared), own);
        let tasks = vec![
            tokio::spawn(web::run(Arc::clone(&shared), https, Some(tls.acceptor))),
            tokio::spawn(async move {
                let _ = axum::serve(control, router).await;
            }),
        ];
        let passwork = Self { shared, ca_pem: tls.ca_pem, spki_sha256: tls.spki_sha256, control: own, tasks };
        if with_sample {
            sample::put(&passwork).map_err(io::Error::other)?;
        }
        Ok(passwork)
    }

    pub(super) fn without_ports(shared: Arc<Shared>, control: SocketAddr) -> Self {
        let (ca_pem, spki_sha256) = (String::new(), String::new());
        Self { shared, ca_pem, spki_sha256, control, tasks: Vec::new() }
    }

    /// Which Passwork it is.
    pub fn era(&self) -> Era {
        self.shared.config.era
    }

    /// Address of Passwork, such as `https://localhost:8793/passwork`; no slash at the end.
    pub fn url(&self) -> String {
        self.shared.url()
    }

    /// Socket of HTTPS.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.shared.line.https_port))
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

    /// Closes the port, connections included, or opens it again; what is stored stays. Returns when it is so.
    pub async fn set_online(&self, online: bool) {
        self.shared.line.set_online(online).await;
    }
}

impl Drop for Passwork {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
