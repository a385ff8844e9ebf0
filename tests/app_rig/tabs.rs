//! Tabs with documents, as the browser and its content scripts report them.

use std::collections::BTreeMap;

use nearkey::{
    app::{FillTarget, FrameId, FrameScan, TabId},
    message::{
        FieldSnapshot, FillOrder, FillReport, FormSnapshot, PointOrder, PointReport, Snapshot, WhyNot,
    },
};

/// One document in one frame.
#[derive(Clone)]
pub struct Document {
    pub frame: FrameId,
    pub id: String,
    pub snapshot: Snapshot,
}

#[derive(Clone, Default)]
pub struct Tab {
    pub url: String,
    pub documents: Vec<Document>,
}

/// A fill that reached a document.
#[derive(Clone, Debug)]
pub struct Filled {
    pub tab: TabId,
    pub frame: FrameId,
    pub origin: String,
    pub document: String,
    pub keys: Vec<u32>,
    pub values: Vec<String>,
    pub at_ms: u64,
}

#[derive(Default)]
#[allow(clippy::struct_field_names)]
pub struct Tabs {
    pub tabs: BTreeMap<TabId, Tab>,
    pub front: Option<TabId>,
    made: u32,
    /// The browser does not let scripts in.
    pub closed: bool,
    pub filled: Vec<Filled>,
    /// What people typed into fields for account names.
    pub typed: String,
    /// Keys of the fields that people point at; nothing if they give it up.
    pub pointed: Option<(Option<u32>, Option<u32>)>,
    /// What the next fill says instead of filling.
    pub refuses: Option<WhyNot>,
}

impl Tabs {
    /// Opens a page with a login form in front; a tab that is there navigates.
    pub fn go(&mut self, tab: TabId, url: &str) {
        let document = self.login(0, url, "");
        self.tabs.insert(tab, Tab { url: url.to_owned(), documents: vec![document] });
        self.front = Some(tab);
    }

    /// Puts a login form of some origin into another frame.
    pub fn add_frame(&mut self, tab: TabId, frame: FrameId, url: &str) {
        let document = self.login(frame, url, "");
        self.tabs.get_mut(&tab).unwrap().documents.push(document);
    }

    /// The page's form sends elsewhere.
    pub fn go_sending_to(&mut self, tab: TabId, url: &str, action: &str) {
        self.go(tab, url);
        self.tabs.get_mut(&tab).unwrap().documents[0] = self.login(0, url, action);
    }

    /// The fields of the top document are of these kinds from now on; the document is the same.
    pub fn change_fields(&mut self, tab: TabId, fields: &[(&str, &str)]) {
        let fields = fields.iter().zip(1..).map(|((kind, autocomplete), key)| field(key, kind, autocomplete));
        self.tabs.get_mut(&tab).unwrap().documents[0].snapshot.fields = fields.collect();
    }

    pub fn mark(&self, tab: TabId) -> String {
        self.tabs[&tab].documents[0].snapshot.document.clone()
    }

    fn login(&mut self, frame: FrameId, url: &str, action: &str) -> Document {
        self.made += 1;
        let parsed = url::Url::parse(url).unwrap();
        let origin = parsed.origin().ascii_serialization();
        let action = if action.is_empty() { format!("{origin}/go") } else { action.to_owned() };
        let snapshot = Snapshot {
            origin,
            document: format!("mark-{}", self.made),
            top: frame == 0,
            forms: vec![FormSnapshot { action, buttons: "Sign in".into(), ..FormSnapshot::default() }],
            fields: vec![field(1, "text", "username"), field(2, "password", "current-password")],
            ..Snapshot::default()
        };
        Document { frame, id: format!("doc-{}", self.made), snapshot }
    }

    pub fn scan(&self, tab: TabId) -> Option<Vec<FrameScan>> {
        let tab = self.tabs.get(&tab).filter(|_| !self.closed)?;
        let scan = |document: &Document| FrameScan {
            frame: document.frame,
            document_id: Some(document.id.clone()),
            snapshot: Some(document.snapshot.clone()),
        };
        Some(tab.documents.iter().map(scan).collect())
    }

    /// The text that stands in a field, unless it is one for passwords.
    pub fn read(&self, target: &FillTarget, mark: &str, key: u32) -> Option<String> {
        let document = self.tabs.get(&target.tab)?.documents.iter().find(|of| of.frame == target.frame)?;
        let field = document.snapshot.fields.iter().find(|field| field.key == key)?;
        (document.snapshot.document == mark && field.kind != "password").then(|| self.typed.clone())
    }

    /// What browser and content script do when people shall point at fields.
    pub fn point(&self, target: &FillTarget, order: &PointOrder) -> Option<PointReport> {
        let document = self.tabs.get(&target.tab)?.documents.iter().find(|of| of.frame == target.frame)?;
        let snapshot = document.snapshot.clone();
        if snapshot.document != order.document || snapshot.origin != order.origin {
            return None;
        }
        let (user, password) = self.pointed.unwrap_or_default();
        Some(PointReport { snapshot, user, password, cancelled: self.pointed.is_none() })
    }

    /// The document of the top frame, to be changed.
    pub fn top(&mut self, tab: TabId) -> &mut Snapshot {
        &mut self.tabs.get_mut(&tab).unwrap().documents[0].snapshot
    }

    /// What browser and content script do with an order.
    pub fn fill(&mut self, target: &FillTarget, order: &FillOrder, at_ms: u64) -> Option<FillReport> {
        let tab = self.tabs.get(&target.tab)?;
        let document = tab.documents.iter().find(|document| {
            document.frame == target.frame && Some(&document.id) == target.document_id.as_ref()
        })?;
        let snapshot = &document.snapshot;
        if snapshot.document != order.document || snapshot.origin != order.origin {
            let document = snapshot.document.clone();
            return Some(FillReport { document, filled: Vec::new(), refused: Some(WhyNot::PageChanged) });
        }
        if let Some(why) = self.refuses.take() {
            let document = snapshot.document.clone();
            return Some(FillReport { document, filled: Vec::new(), refused: Some(why) });
        }
        self.filled.push(Filled {
            tab: target.tab,
            frame: target.frame,
            origin: order.origin.clone(),
            document: order.document.clone(),
            keys: order.values.iter().map(|value| value.key).collect(),
            values: order.values.iter().map(|value| value.value.clone()).collect(),
            at_ms,
        });
        let filled = order.values.iter().map(|value| value.key).collect();
        Some(FillReport { document: order.document.clone(), filled, refused: None })
    }
}

pub fn field(key: u32, kind: &str, autocomplete: &str) -> FieldSnapshot {
    FieldSnapshot {
        key,
        form: Some(0),
        kind: kind.into(),
        autocomplete: autocomplete.into(),
        name: autocomplete.into(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    }
}
