//! chromedriver or geckodriver, on a port that it chose itself.

use std::path::{Path, PathBuf};
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
    /// Its browser, which does not end with it: number of the process, and the profile to know it by.
    browser: Option<(u64, PathBuf)>,
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
                return Ok(Self {
                    url: format!("http://127.0.0.1:{port}"),
                    said,
                    browser: None,
                    _process: process,
                });
            }
        }
        bail!("{} ended before it listened", program.display())
    }

    /// Ends this browser too, if it is still there: a driver that is ended in the middle of closing it leaves it.
    pub fn owns(&mut self, process: u64, profile: &Path) {
        self.browser = Some((process, profile.to_owned()));
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it printed, and its browser, since it listens.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let Some((process, profile)) = &self.browser else { return };
        // Another process may have the number by now. Elsewhere than in Linux a browser can be left over.
        let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&line).contains(&*profile.to_string_lossy()) {
            let _ = std::process::Command::new("kill").arg("-9").arg(process.to_string()).status();
        }
    }
}
