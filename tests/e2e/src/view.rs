//! Our own views: their screens, texts and buttons.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::wait::{until, until_in};

/// Which of the extension's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Popup,
    Link,
    Options,
    Doctor,
    Connect,
}

impl Kind {
    /// Its address.
    pub fn url(self) -> String {
        let name = self.name();
        format!("{}/{name}/{name}.html", Engine::chosen().home())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Popup => "popup",
            Self::Link => "link",
            Self::Options => "options",
            Self::Doctor => "doctor",
            Self::Connect => "connect",
        }
    }

    /// A window of a fitting size; the popup's is what the toolbar gives it.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Popup => (400, 640),
            Self::Link | Self::Options | Self::Doctor | Self::Connect => (1000, 800),
        }
    }
}

/// What finds a button that can be pressed, or a label, with this text or name, as `XPath`.
pub(crate) fn button(label: &str) -> String {
    format!(
        "//button[not(@disabled)][normalize-space(.)={label:?} or @aria-label={label:?}]\
         | //label[normalize-space(.)={label:?}]"
    )
}

/// Where a view can be: a tab, or the toolbar.
#[allow(async_fn_in_trait)]
pub trait Surface {
    /// Runs the body of an async function with the arguments in `given`.
    async fn eval(&self, body: &str, arguments: Vec<Value>) -> Result<Value>;

    /// Presses the button with this text or name.
    async fn press(&self, label: &str) -> Result<()>;
}

/// A view somewhere.
pub struct View<S> {
    kind: Kind,
    /// Where it is.
    pub on: S,
}

impl<S: Surface> View<S> {
    /// A view of this kind that is open there.
    pub fn new(kind: Kind, on: S) -> Self {
        Self { kind, on }
    }

    /// What the background told it last; null before.
    pub async fn screen(&self) -> Result<Value> {
        let body = "return document.querySelector(given[0])?.screen ?? null";
        self.on.eval(body, vec![format!("nk-{}", self.kind.name()).into()]).await
    }

    /// Why the last intent was not carried out; null if it was.
    pub async fn refused(&self) -> Result<Value> {
        let body = "return document.querySelector(given[0])?.refused ?? null";
        self.on.eval(body, vec![format!("nk-{}", self.kind.name()).into()]).await
    }

    /// Waits for a screen.
    pub async fn wait(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Result<Value> {
        self.wait_in(crate::wait::PATIENCE, what, fits).await
    }

    /// Waits for a screen, with its own patience.
    pub async fn wait_in(
        &self,
        patience: std::time::Duration,
        what: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let mut last = Value::Null;
        let found = until_in(patience, what, async || {
            last = self.screen().await?;
            Ok((!last.is_null() && fits(&last)).then(|| last.clone()))
        })
        .await;
        found.with_context(|| format!("the {} shows {last}", self.kind.name()))
    }

    /// Waits until the popup says what happened: the type of its notice, or why nothing was filled.
    pub async fn wait_for_notice(&self, kind: &str) -> Result<Value> {
        let fits = |screen: &Value| {
            let notice = &screen["notice"];
            notice["type"] == kind || notice["why"] == kind
        };
        self.wait(&format!("the notice {kind}"), fits).await
    }

    /// Waits until the request, or linking, failed with this fault.
    pub async fn wait_for_fault(&self, key: &str) -> Result<Value> {
        let fits = |screen: &Value| {
            screen["request"]["fault"]["key"] == key || screen["step"]["fault"]["key"] == key
        };
        let screen = self.wait(&format!("the fault {key}"), fits).await?;
        // Whatever fails is said in a sentence, not with a key.
        ensure!(!self.text().await?.contains(&format!("fault_{key}")), "there is no sentence for {key}");
        Ok(screen)
    }

    /// Waits until linking stands there: the kind of step, or the stage of connecting.
    pub async fn wait_for_step(&self, step: &str) -> Result<Value> {
        let fits = |screen: &Value| screen["step"]["type"] == step || screen["step"]["stage"] == step;
        self.wait(&format!("linking at {step}"), fits).await
    }

    /// Waits until the request stands there.
    pub async fn wait_for_stage(&self, stage: &str) -> Result<Value> {
        self.wait(&format!("the request at {stage}"), |screen| screen["request"]["stage"] == stage).await
    }

    /// Everything that is written in it, hidden texts too.
    pub async fn text(&self) -> Result<String> {
        let text = self.on.eval("return document.body.innerText", Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until a text is to be read.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        until(&format!("the words “{text}”"), async || {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await
    }

    /// Presses the button with this text or name.
    pub async fn press(&self, label: &str) -> Result<()> {
        self.on.press(label).await
    }

    /// The text of the first element that a CSS selector finds, as it is in the document.
    pub async fn text_of(&self, css: &str) -> Result<String> {
        let body = "return document.querySelector(given[0])?.textContent ?? null";
        match self.on.eval(body, vec![json!(css)]).await? {
            Value::String(text) => Ok(text),
            _ => bail!("there is no {css} in the {}", self.kind.name()),
        }
    }

    /// The letters to compare, as they are seen.
    pub async fn letters(&self) -> Result<String> {
        let body = "return [...document.querySelectorAll('.fingerprint [aria-hidden]')].map((e) => e.textContent).join('')";
        Ok(self.on.eval(body, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
    }
}
