//! chromedriver or geckodriver, on a port that it chose itself.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::engine::Engine;
use crate::programs;

/// Ends with its owner.
pub struct Driver {
    url: String,
    said: Arc<Mutex<String>>,
    _process: Child,
}

impl Driver {
    pub async fn start(engine: Engine) -> Result<Self> {
        let (program, args, port_after): (_, &[&str], _) = match engine {
            Engine::Chromium => (programs::chromedriver()?, &["--port=0"], "successfully on port "),
            // System access: pages of the extension, and what a page has no word for.
            Engine::Firefox => (
                programs::geckodriver()?,
                &["--port=0", "--websocket-port=0", "--allow-system-access"],
                "Listening on 127.0.0.1:",
            ),
        };
        let mut process = Command::new(&program)
            .args(args)
            // Texts of the extension and of the browser in English, whatever this machine speaks.
            .envs([("LANGUAGE", "en"), ("LANG", "C.UTF-8")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let stdout = process.stdout.take().context("the driver has no output")?;
        let mut lines = BufReader::new(stdout).split(b'\n');
        while let Some(line) = lines.next_segment().await? {
            let line = String::from_utf8_lossy(&line).into_owned();
            let port = line.split(port_after).nth(1).map(|rest| rest.trim_end_matches('.'));
            if let Some(port) = port.and_then(|port| port.parse::<u16>().ok()) {
                // Whatever it says later is read, so that it never waits for us; Firefox prints its consoles here.
                let said = Arc::new(Mutex::new(String::new()));
                let heard = Arc::clone(&said);
                tokio::spawn(async move {
                    while let Ok(Some(line)) = lines.next_segment().await {
                        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                        heard.push_str(&String::from_utf8_lossy(&line));
                        heard.push('\n');
                    }
                });
                return Ok(Self { url: format!("http://127.0.0.1:{port}"), said, _process: process });
            }
        }
        bail!("{} ended before it listened", program.display())
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it printed, and its browser, since it listens.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
