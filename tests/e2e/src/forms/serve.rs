//! A folder of pages on loopback, with scripts off.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The files that have an address, which is their number here.
type Names = Arc<Mutex<Vec<String>>>;

/// Running server. Dropping it closes the port.
pub struct Pages {
    address: SocketAddr,
    names: Names,
    task: JoinHandle<()>,
}

impl Pages {
    /// Serves the files of a folder, and nothing of its subfolders.
    pub async fn start(folder: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let folder = Arc::new(folder);
        let names = Names::default();
        let known = Arc::clone(&names);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (folder, names) = (Arc::clone(&folder), Arc::clone(&known));
                // A browser that goes away is no fault.
                tokio::spawn(async move { _ = answer(stream, &folder, &names).await });
            }
        });
        Ok(Self { address, names, task })
    }

    /// An address for a file, without a slash; it says nothing of the file.
    pub fn name(&self, file: &str) -> String {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.push(file.to_owned());
        format!("page-{}", names.len())
    }

    /// The origin of all pages.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, folder: &Path, names: &Names) -> io::Result<()> {
    let mut request = Vec::new();
    let mut piece = [0u8; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut piece).await?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(piece.get(..count).unwrap_or_default());
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let number = path.strip_prefix("/page-").and_then(|number| number.parse::<usize>().ok());
    let names = names.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let name = number.and_then(|number| names.get(number.checked_sub(1)?));
    let body = name.and_then(|name| std::fs::read(folder.join(name)).ok());
    let (status, body) = match body {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: script-src 'none'\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await
}
