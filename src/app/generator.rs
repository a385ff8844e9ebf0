//! The generator in the popup: makes a password as the form in front wants it, and hands it out.

use rand_core::CryptoRng;

use crate::app::drawer::{Drawer, Made, Wish};
use crate::app::page::{Panel, View};
use crate::app::{App, Effect, Fault, ViewId};
use crate::generate::{self, Rules};
use crate::message::{CopyField, GeneratorOptions, GeneratorView, ToView};
use crate::secret::SecretText;
use crate::site::Origin;

impl<R: CryptoRng> App<R> {
    pub(super) fn open_generator(&mut self, view: ViewId) {
        self.open_panel(view, Panel::Generator);
        self.open_drawer();
    }

    /// Makes one with these options, which hold from now on. What was made in this view before and nobody took gives way.
    pub(super) fn generate(
        &mut self,
        view: ViewId,
        seq: u32,
        options: GeneratorOptions,
    ) -> Result<(), Fault> {
        let options = generate::within_limits(options);
        let known = self.views.get(&view).ok_or(Fault::BadMessage)?;
        let host = known.page.origin.as_ref().map(Origin::display_host).unwrap_or_default();
        let rules = known.page.fields.rules.clone();
        let before = known.fresh.clone();
        let made = generate::generate(&rules, &options, &mut self.rng);
        if self.stored.settings.generator != options {
            self.stored.settings.generator = options;
            self.store_settings();
        }
        let made = made.map_err(|_| Fault::CannotGenerate)?;
        let mut id = [0; 8];
        self.rng.fill_bytes(&mut id);
        let id = format!("{:016x}", u64::from_be_bytes(id));
        self.drawer.made.retain(|made| Some(&made.id) != before.as_ref() || made.taken);
        if let Some(view) = self.views.get_mut(&view) {
            view.fresh = Some(id.clone());
        }
        let made_at_ms = self.clock.wall_ms();
        let text = made.text.expose().to_owned();
        self.made_for(view, seq, Made { id, text, host, bits: made.bits, made_at_ms, taken: false });
        Ok(())
    }

    /// A view wants one that was made: what it made itself, or what was kept unless a cache is locked.
    pub(super) fn wish_made(&mut self, view: ViewId, seq: u32, id: &str, wish: Wish) -> Result<(), Fault> {
        let own = self.views.get(&view).and_then(|view| view.fresh.as_deref()) == Some(id);
        if !own && self.is_closed() {
            return Err(Fault::VaultLocked);
        }
        let Some(made) = self.drawer.find(id) else {
            if self.drawer.is_open() {
                return Err(Fault::ItemGone);
            }
            self.wish_later(view, seq, id, wish);
            return Ok(());
        };
        match wish {
            Wish::Reveal => self.show_made(view, seq, id),
            Wish::Fill => {
                let text = SecretText::new(made.text.clone());
                self.take_made(id);
                self.fill_new_password(view, text)?;
            }
            Wish::Copy => {
                let text = made.text.clone();
                self.take_made(id);
                self.hand_out(view, seq, text, CopyField::Password);
            }
            Wish::Forget => {
                self.drawer.made.retain(|made| made.id != id);
                self.store_drawer();
            }
        }
        Ok(())
    }

    pub(super) fn show_made(&mut self, view: ViewId, seq: u32, id: &str) {
        let Some(made) = self.drawer.find(id) else { return };
        let shown = ToView::Generated {
            seq,
            id: id.to_owned(),
            text: made.text.clone(),
            bits: made.bits,
            strength: generate::strength(made.bits),
        };
        self.out.push(Effect::Post(view, shown));
    }

    /// It was copied or filled in.
    pub(super) fn take_made(&mut self, id: &str) {
        if let Some(made) = self.drawer.made.iter_mut().find(|made| made.id == id && !made.taken) {
            made.taken = true;
            self.store_drawer();
        }
    }

    /// There is a cache, and it is locked.
    fn is_closed(&self) -> bool {
        self.open.is_none() && self.stored.has_cache()
    }

    pub(super) fn generator_view(&self, view: &View) -> Option<GeneratorView> {
        if view.panel != Some(Panel::Generator) {
            return None;
        }
        let locked = self.is_closed();
        let kept = self.drawer.views().filter(|made| Some(&made.id) != view.fresh.as_ref() || made.taken);
        Some(GeneratorView {
            options: self.stored.settings.generator.clone(),
            rules: Some(&view.page.fields.rules).filter(|rules| !rules.is_empty()).map(Rules::view),
            can_fill: view.page.fields.can_fill,
            history: if locked || !self.drawer.is_open() { Vec::new() } else { kept.collect() },
            locked,
            brief: self.stored.policy.no_cache,
        })
    }

    /// Throws all away that was kept.
    pub(super) fn drop_drawer(&mut self) {
        self.drawer = Drawer::default();
        for view in self.views.values_mut() {
            view.fresh = None;
        }
    }
}
