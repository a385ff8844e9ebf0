//! Why not? For the page in front: each field, what it was taken for, and whether it would be filled.

use rand_core::CryptoRng;

use crate::app::create::one_line;
use crate::app::page::{Front, Panel, Pin, Seen, View};
use crate::app::{App, FrameScan};
use crate::form::{self, GroupKind, GroupReading};
use crate::generate::{FieldRules, Rules};
use crate::message::{FieldSnapshot, FieldVerdict, FieldView, Meaning, Snapshot, WhyView};
use crate::site::Origin;

/// Most fields that are listed; those that have to do with logins first.
const MOST_FIELDS: usize = 40;
/// Longest name of a field, in characters.
const LONGEST_NAME: usize = 60;

/// What is to be said about the fields of a page, and what its form wants of a new password.
#[derive(Default)]
pub struct Fields {
    pub views: Vec<FieldView>,
    /// How many more there are.
    pub more: u32,
    pub rules: Rules,
    /// Whether there are fields for a new password.
    pub can_fill: bool,
}

impl Fields {
    /// `seen`: the document that was chosen to work with.
    pub fn of(frames: &[FrameScan], seen: &Seen) -> Self {
        let Seen::Document(Front { pin, frame, .. }) = seen else { return Self::default() };
        let mut all = Vec::new();
        let mut rules = Rules::default();
        let mut can_fill = false;
        let chosen = pin.find(frames);
        for scan in frames {
            let Some(snapshot) = &scan.snapshot else { continue };
            if chosen.is_some_and(|chosen| std::ptr::eq(chosen, snapshot)) {
                (rules, can_fill) = rules_of(snapshot);
                all.extend(of_document(snapshot));
            } else {
                all.extend(of_other_frame(snapshot, pin, frame.as_ref()));
            }
        }
        let total = all.len();
        // The order of the page stays; what is left out are fields for something else.
        let mut room = MOST_FIELDS.saturating_sub(all.iter().filter(|field| matters(field)).count());
        all.retain(|field| {
            let keep = matters(field) || room > 0;
            room = if matters(field) { room } else { room.saturating_sub(1) };
            keep
        });
        all.truncate(MOST_FIELDS);
        let more = u32::try_from(total - all.len()).unwrap_or(u32::MAX);
        Self { views: all, more, rules, can_fill }
    }
}

fn matters(field: &FieldView) -> bool {
    field.meaning != Meaning::Other
}

fn of_document(snapshot: &Snapshot) -> Vec<FieldView> {
    let understanding = form::understand(snapshot);
    let login = understanding.counts().filter(|group| group.is_login());
    let field = |key| snapshot.fields.iter().find(|field| field.key == key);
    let views = understanding.fields.iter().filter_map(|reading| {
        let field = field(reading.key)?;
        let group = understanding.groups.get(reading.group)?;
        let counts = understanding.best == Some(reading.group);
        let verdict = verdict(field, reading.meaning, group, counts, login);
        let (meaning, sure, because) = (reading.meaning, reading.sure, reading.because);
        Some(FieldView { name: name(field), meaning, sure, because, verdict })
    });
    views.collect()
}

fn verdict(
    field: &FieldSnapshot,
    meaning: Meaning,
    group: &GroupReading,
    counts: bool,
    login: Option<&GroupReading>,
) -> FieldVerdict {
    let key = Some(field.key);
    match meaning {
        _ if !field.visible => FieldVerdict::Unseen,
        _ if !field.editable => FieldVerdict::Locked,
        Meaning::NewPassword => FieldVerdict::NewPassword,
        Meaning::OneTimeCode => FieldVerdict::Code,
        Meaning::Other => FieldVerdict::Other,
        Meaning::AccountName | Meaning::CurrentPassword => match login {
            Some(login) if counts && (login.user == key || login.password == key) => FieldVerdict::Fills,
            _ if group.kind == GroupKind::SignUp => FieldVerdict::SignUp,
            Some(_) => FieldVerdict::OtherForm,
            None => FieldVerdict::Other,
        },
    }
}

/// Frames are named only where they hold something that looks like a login.
///
/// `asked`: the site of the frame that is filled after a question.
fn of_other_frame(snapshot: &Snapshot, pin: &Pin, asked: Option<&Origin>) -> Vec<FieldView> {
    let origin = Origin::parse(&snapshot.origin);
    let verdict = match &origin {
        Some(origin) if *origin == pin.origin => FieldVerdict::OtherFrame,
        other => {
            let host = other.as_ref().map(Origin::display_host).unwrap_or_default();
            FieldVerdict::OtherSite { host }
        }
    };
    let mut fields = of_document(snapshot);
    fields.retain(matters);
    for field in &mut fields {
        let fills = matches!(field.verdict, FieldVerdict::Fills | FieldVerdict::Code);
        field.verdict = match (&origin, &field.verdict) {
            (_, FieldVerdict::Unseen) => FieldVerdict::Unseen,
            (Some(origin), _) if fills && Some(origin) == asked => {
                FieldVerdict::Asked { host: origin.display_host() }
            }
            _ => verdict.clone(),
        };
    }
    fields
}

/// What people see of it, or else what the page calls it.
fn name(field: &FieldSnapshot) -> String {
    let texts = [&field.label, &field.hint, &field.near, &field.name, &field.id];
    let names = texts.into_iter().map(|text| one_line(text, LONGEST_NAME));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// What the form for a new password says about it, and whether there is one: the one that counts, or else the first.
fn rules_of(snapshot: &Snapshot) -> (Rules, bool) {
    let understanding = form::understand(snapshot);
    let mut groups = understanding.counts().into_iter().chain(&understanding.groups);
    let Some(group) = groups.find(|group| !group.new_passwords.is_empty()) else {
        return (Rules::default(), false);
    };
    let fields = snapshot.fields.iter().filter(|field| group.new_passwords.contains(&field.key));
    let rules = Rules::of(fields.map(|field| FieldRules {
        password_rules: &field.password_rules,
        min_length: field.min_length,
        max_length: field.max_length,
        pattern: &field.pattern,
    }));
    (rules, true)
}

impl<R: CryptoRng> App<R> {
    pub(super) fn why_view(&self, view: &View) -> Option<WhyView> {
        let page = &view.page;
        (view.panel == Some(Panel::WhyNot)).then(|| WhyView {
            fields: page.fields.views.clone(),
            more: page.fields.more,
            forbidden: self.stored.policy.no_http_fill
                && page.origin.as_ref().is_some_and(|origin| !origin.is_secure()),
        })
    }
}
