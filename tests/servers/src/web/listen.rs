//! A port: accepts while the server is online, always at the same address.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::line::Service;
use super::serve::serve;

/// A client may take this long to shake hands.
const PATIENCE: Duration = Duration::from_secs(20);
/// Pause before the port is tried again, should something else hold it.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// Listens while the server is online; over TLS if there is an acceptor.
pub(crate) async fn run<T: Service>(server: Arc<T>, first: TcpListener, acceptor: Option<TlsAcceptor>) {
    let line = server.line();
    let port = line.port(acceptor.is_some());
    let mut online = line.online.subscribe();
    let mut listener = Some(first);
    loop {
        if let Some(listener) = listener.take() {
            let mut open = JoinSet::new();
            tokio::select! {
                _ = online.wait_for(|online| !online) => {}
                () = accept(&server, &listener, acceptor.as_ref(), &mut open) => {}
            }
            drop(listener);
            open.shutdown().await;
            line.open_ports.send_modify(|count| *count -= 1);
        }
        if online.wait_for(|online| *online).await.is_err() {
            return;
        }
        listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await.ok();
        match listener {
            Some(_) => line.open_ports.send_modify(|count| *count += 1),
            None => sleep(REBIND_PAUSE).await,
        }
    }
}

async fn accept<T: Service>(
    server: &Arc<T>,
    listener: &TcpListener,
    acceptor: Option<&TlsAcceptor>,
    open: &mut JoinSet<()>,
) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let (server, acceptor) = (Arc::clone(server), acceptor.cloned());
            open.spawn(async move {
                let _ = connection(&server, stream, acceptor).await;
            });
        }
        while open.try_join_next().is_some() {}
    }
}

async fn connection<T: Service>(
    server: &Arc<T>,
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
) -> io::Result<()> {
    let Some(acceptor) = acceptor else { return serve(server, stream, false).await };
    if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
        return serve(server, stream, true).await;
    }
    server.line().refused.fetch_add(1, Ordering::Relaxed);
    Ok(())
}
