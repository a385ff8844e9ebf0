//! Builds snapshots by hand, as short as the pages that they stand for.
#![allow(dead_code, reason = "each test file uses its part")]

use nearkey::{
    form::{Understanding, understand},
    message::{FieldSnapshot, FormSnapshot, Snapshot},
};

/// A page under construction; fields get the keys 1, 2, 3 … in the order in which they are added.
pub struct Page(Snapshot);

/// A page of `https://example.com`.
pub fn page() -> Page {
    Page(Snapshot {
        origin: "https://example.com".to_owned(),
        document: "d".to_owned(),
        top: true,
        ..Snapshot::default()
    })
}

impl Page {
    pub fn at(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.0.origin);
        self
    }

    /// A form that sends to the page's own origin; `buttons` is what its buttons say.
    pub fn form(self, buttons: &str, fields: Vec<Field>) -> Self {
        self.form_to("https://example.com/go", buttons, fields)
    }

    pub fn form_to(mut self, action: &str, buttons: &str, fields: Vec<Field>) -> Self {
        let form = u32::try_from(self.0.forms.len()).unwrap_or(u32::MAX);
        self.0.forms.push(FormSnapshot {
            action: action.to_owned(),
            buttons: buttons.to_owned(),
            ..FormSnapshot::default()
        });
        self.add(Some(form), fields)
    }

    /// Fields outside forms.
    pub fn loose(self, fields: Vec<Field>) -> Self {
        self.add(None, fields)
    }

    /// Fields of the form that was added last, or of none, in a container of their own.
    pub fn part(mut self, buttons: &str, fields: Vec<Field>) -> Self {
        let part = u32::try_from(self.0.parts.len()).ok();
        self.0.parts.push(FormSnapshot { buttons: buttons.to_owned(), ..FormSnapshot::default() });
        let form = u32::try_from(self.0.forms.len()).ok().and_then(|count| count.checked_sub(1));
        let before = self.0.fields.len();
        let mut page = self.add(form, fields);
        page.0.fields.iter_mut().skip(before).for_each(|field| field.part = part);
        page
    }

    /// What stands around the form that was added last.
    pub fn around(mut self, change: impl FnOnce(&mut FormSnapshot)) -> Self {
        if let Some(form) = self.0.forms.last_mut() {
            change(form);
        }
        self
    }

    /// A heading in the form that was added last.
    pub fn heading(self, text: &str) -> Self {
        self.around(|form| text.clone_into(&mut form.heading))
    }

    /// Links in it.
    pub fn links(self, text: &str) -> Self {
        self.around(|form| text.clone_into(&mut form.links))
    }

    /// Its name, id and class.
    pub fn names(self, text: &str) -> Self {
        self.around(|form| text.clone_into(&mut form.names))
    }

    pub fn snapshot(self) -> Snapshot {
        self.0
    }

    pub fn understand(self) -> Understanding {
        understand(&self.0)
    }

    /// Keys of the account name and of the password.
    pub fn login(self) -> Option<(Option<u32>, Option<u32>)> {
        self.understand().login().map(|login| (login.user, login.password))
    }

    fn add(mut self, form: Option<u32>, fields: Vec<Field>) -> Self {
        for Field(mut field) in fields {
            field.form = form;
            field.key = u32::try_from(self.0.fields.len()).unwrap_or(u32::MAX - 1) + 1;
            self.0.fields.push(field);
        }
        self
    }
}

/// A field under construction: visible, editable, empty.
#[derive(Clone)]
pub struct Field(FieldSnapshot);

fn field(kind: &str, name: &str) -> Field {
    Field(FieldSnapshot {
        kind: kind.to_owned(),
        name: name.to_owned(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    })
}

pub fn text(name: &str) -> Field {
    field("text", name)
}

pub fn email(name: &str) -> Field {
    field("email", name)
}

pub fn password(name: &str) -> Field {
    field("password", name)
}

pub fn other(kind: &str, name: &str) -> Field {
    field(kind, name)
}

impl Field {
    pub fn auto(mut self, autocomplete: &str) -> Self {
        autocomplete.clone_into(&mut self.0.autocomplete);
        self
    }

    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.0.label);
        self
    }

    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.0.hint);
        self
    }

    pub fn at_most(mut self, length: u32) -> Self {
        self.0.max_length = Some(length);
        self
    }

    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.0.id);
        self
    }

    pub fn unseen(mut self) -> Self {
        self.0.visible = false;
        self
    }

    pub fn read_only(mut self) -> Self {
        self.0.editable = false;
        self
    }

    pub fn focused(mut self) -> Self {
        self.0.focused = true;
        self
    }
}
