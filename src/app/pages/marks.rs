//! Which fields get a mark.

use rand_core::CryptoRng;

use crate::app::{App, Effect, Sender};
use crate::form;
use crate::message::{PageField, Snapshot, ToPage};
use crate::site::Origin;

/// Marks in one document, at most.
const MOST_MARKS: usize = 12;

impl<R: CryptoRng> App<R> {
    /// A document told its fields: it hears what they are for.
    pub(super) fn fields_seen(&mut self, from: &Sender, origin: &Origin, snapshot: &Snapshot) {
        if Origin::parse(&snapshot.origin).as_ref() != Some(origin) {
            return;
        }
        if from.frame == 0 {
            self.page_told(from.tab, origin);
        }
        let pin = from.pin(&snapshot.document, origin.clone());
        let mut fields = roles(snapshot);
        if !self.stored.settings.marks {
            for field in &mut fields {
                field.mark = false;
            }
        }
        let message = ToPage::Fields {
            document: snapshot.document.clone(),
            fields,
            offers: self.stored.settings.offers && self.stored.has_sources(),
        };
        self.out.push(Effect::Tell(pin.target(), message));
    }
}

/// What the fields of a page are for, as far as they have to do with a login.
fn roles(snapshot: &Snapshot) -> Vec<PageField> {
    let mut marks = 0;
    let mut fields = Vec::new();
    for (key, role) in form::roles(snapshot) {
        let usable = snapshot.fields.iter().any(|field| field.key == key && field.visible && field.editable);
        let mark = usable && marks < MOST_MARKS;
        marks += usize::from(mark);
        fields.push(PageField { key, role, mark });
    }
    fields
}
