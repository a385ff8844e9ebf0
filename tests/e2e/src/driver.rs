//! chromedriver, on a port that it chose itself.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::programs;

/// Ends with its owner.
pub struct Driver {
    url: String,
    _process: Child,
}

impl Driver {
    pub async fn start() -> Result<Self> {
        let mut process = Command::new(programs::chromedriver()?)
            .arg("--port=0")
            // Texts of the extension and of the browser in English, whatever this machine speaks.
            .envs([("LANGUAGE", "en"), ("LANG", "C.UTF-8")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver does not start")?;
        let stdout = process.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await? {
            let port = line.split("successfully on port ").nth(1).map(|rest| rest.trim_end_matches('.'));
            if let Some(port) = port.and_then(|port| port.parse::<u16>().ok()) {
                // Whatever it says later is read, so that it never waits for us.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { url: format!("http://127.0.0.1:{port}"), _process: process });
            }
        }
        bail!("chromedriver ended before it listened")
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}
