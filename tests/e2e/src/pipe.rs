//! The debugger's pipe. Chromium before 156 presses the button of an extension for nobody who comes over the socket.
//!
//! The driver knows the socket only; so the browser is started through a small script that gives it the pipe as well.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::programs;
use crate::wait::PATIENCE;

/// The first version that needs no pipe.
const NEEDS_NONE: u32 = 156;

/// A pipe to a browser, in a folder of its own.
pub struct Pipe {
    folder: TempDir,
    /// Where it goes on.
    ends: tokio::sync::Mutex<Option<Ends>>,
}

impl Pipe {
    /// One for this machine's Chromium, if it needs one.
    pub(crate) fn if_needed() -> Result<Option<Self>> {
        static VERSION: OnceLock<Option<u32>> = OnceLock::new();
        let chromium = programs::chromium()?;
        let version = *VERSION.get_or_init(|| {
            let said = Command::new(&chromium).arg("--version").output().ok()?.stdout;
            major(&String::from_utf8_lossy(&said))
        });
        if !cfg!(target_os = "linux") || version >= Some(NEEDS_NONE) {
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let [asked, answers] = names(folder.path());
        ensure!(Command::new("mkfifo").args([&asked, &answers]).status()?.success(), "no pipe could be made");
        let script = format!(
            "#!/bin/sh\nexec '{}' \"$@\" --remote-debugging-pipe --enable-unsafe-extension-debugging 3<>'{}' 4<>'{}'\n",
            chromium.display(),
            asked.display(),
            answers.display()
        );
        let pipe = Self { folder, ends: tokio::sync::Mutex::new(None) };
        std::fs::write(pipe.program(), script)?;
        let made = Command::new("chmod").arg("+x").arg(pipe.program()).status()?;
        ensure!(made.success(), "the script cannot be started");
        Ok(Some(pipe))
    }

    /// What starts the browser.
    pub(crate) fn program(&self) -> PathBuf {
        self.folder.path().join("chromium")
    }

    /// Asks the browser, one thing after the other.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<()> {
        let mut ends = self.ends.lock().await;
        let mut here = match ends.take() {
            Some(ends) => ends,
            None => Ends::open(self.folder.path())?,
        };
        let answer = timeout(PATIENCE, here.ask(method, &params)).await;
        let answer = answer.map_err(|_| anyhow!("no answer to {method}"))??;
        *ends = Some(here);
        match answer.get("error") {
            Some(error) => Err(anyhow!("the browser says: {}", error["message"])).context(method.to_owned()),
            None => Ok(()),
        }
    }
}

fn names(folder: &Path) -> [PathBuf; 2] {
    ["asked", "answers"].map(|name| folder.join(name))
}

/// `Chromium 148.0.7778.167 built on …`.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(target_os = "linux")]
struct Ends {
    asked: tokio::net::unix::pipe::Sender,
    answers: tokio::net::unix::pipe::Receiver,
    next: u64,
}

#[cfg(target_os = "linux")]
impl Ends {
    fn open(folder: &Path) -> Result<Self> {
        use tokio::net::unix::pipe::OpenOptions;
        let [asked, answers] = names(folder);
        // For both: nobody waits for the other side.
        let asked = OpenOptions::new().read_write(true).open_sender(asked)?;
        let answers = OpenOptions::new().read_write(true).open_receiver(answers)?;
        Ok(Self { asked, answers, next: 1 })
    }

    /// Each message ends with a zero byte.
    async fn ask(&mut self, method: &str, params: &Value) -> Result<Value> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let id = self.next;
        self.next += 1;
        let mut message = json!({ "id": id, "method": method, "params": params }).to_string().into_bytes();
        message.push(0);
        self.asked.write_all(&message).await?;
        let mut text = Vec::new();
        loop {
            match self.answers.read_u8().await? {
                0 => {
                    let answer: Value = serde_json::from_slice(&std::mem::take(&mut text))?;
                    if answer["id"] == id {
                        return Ok(answer);
                    }
                }
                byte => text.push(byte),
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
struct Ends;

#[cfg(not(target_os = "linux"))]
impl Ends {
    fn open(_: &Path) -> Result<Self> {
        anyhow::bail!("this system has no such pipe")
    }

    async fn ask(&mut self, _: &str, _: &Value) -> Result<Value> {
        anyhow::bail!("this system has no such pipe")
    }
}
