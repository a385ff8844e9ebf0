//! The protocol port: listens as the phone does, always at the same address.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::serve::serve;
use super::shared::{Shared, Wanted};

/// Pause before the port is tried again, should something else hold it.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// Listens while it is wanted, always at the same address.
pub(super) async fn run(shared: Arc<Shared>, first: TcpListener) {
    let mut wanted = shared.wanted.subscribe();
    let mut open = JoinSet::new();
    let mut listener = Some(first);
    loop {
        if listener.is_none() {
            if let Ok(bound) = TcpListener::bind(shared.address).await {
                listener = Some(bound);
            } else {
                sleep(REBIND_PAUSE).await;
                continue;
            }
        }
        if let Some(listener) = &listener {
            shared.listening.send_replace(true);
            accept(&shared, listener, &mut open, &mut wanted).await;
        }
        listener = None;
        if *wanted.borrow() == Wanted::Cut {
            open.shutdown().await;
        }
        shared.listening.send_replace(false);
        if wanted.wait_for(|wanted| *wanted == Wanted::Up).await.is_err() {
            return;
        }
    }
}

async fn accept(
    shared: &Arc<Shared>,
    listener: &TcpListener,
    open: &mut JoinSet<()>,
    wanted: &mut watch::Receiver<Wanted>,
) {
    loop {
        tokio::select! {
            _ = wanted.wait_for(|wanted| *wanted != Wanted::Up) => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let shared = Arc::clone(shared);
                    open.spawn(async move { let _ = serve(&shared, stream).await; });
                }
                while open.try_join_next().is_some() {}
            }
        }
    }
}
