//! A link, made by the real linking code over the socket.

use std::time::{Duration, Instant};

use getrandom::SysRng;
use nearkey::phone::{Address, BODY_CAP, LinkNext, LinkOffer, Linking, NewLink, Reach};
use nearkey::time::Timestamp;
use nearkey_servers::Phone;
use nearkey_servers::phone::keys::{Primes, test_client_keys};
use nearkey_servers::phone::wire;
use rand_core::UnwrapErr;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Oaep, RsaPrivateKey};
use sha2::Sha256;

use crate::post::Poster;

/// The client's private key, one of the published test keys.
#[derive(Clone)]
pub struct PrivateKey(RsaPrivateKey);

impl PrivateKey {
    /// The test key with this number.
    pub fn test(number: usize) -> Option<Self> {
        let keys = test_client_keys().ok()?;
        let (p, q) = keys.get(number % keys.len().max(1)).map(Primes::bytes)?.ok()?;
        let prime = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, 2048).ok();
        RsaPrivateKey::from_p_q(prime(&p)?, prime(&q)?, BoxedUint::from(65_537_u32)).ok().map(Self)
    }

    /// JWK member `n`.
    fn n(&self) -> String {
        wire::url_text(&self.0.n_bytes())
    }

    /// Opens a one-time key as the browser does (RSA-OAEP, SHA-256), away from the threads that serve sockets.
    pub async fn open(&self, ciphertext: Vec<u8>) -> Option<Vec<u8>> {
        let key = self.clone();
        let opened =
            tokio::task::spawn_blocking(move || key.0.decrypt(Oaep::<Sha256>::new(), &ciphertext).ok());
        opened.await.ok().flatten()
    }
}

/// A linked client.
pub struct Link {
    /// What linking gave.
    pub keys: NewLink,
    /// The client's private key.
    pub private: PrivateKey,
    /// `http://…/`.
    pub url: String,
}

/// Milliseconds since a start, as the state machines count.
pub fn since(start: Instant) -> Timestamp {
    Timestamp(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Scans, links, compares the letters and accepts on both sides. Nothing if any of it fails.
pub async fn make(phone: &Phone, poster: &Poster, number: usize) -> Option<Link> {
    let private = PrivateKey::test(number)?;
    let rng = &mut UnwrapErr(SysRng);
    let address = Address::parse(&phone.address().to_string(), "", Reach { loopback: true }).ok()?;
    let url = address.url();
    let offer = LinkOffer::make(private.n(), rng);
    phone.scan(&offer.qr_text()).ok()?;
    let start = Instant::now();
    let mut linking = Linking::new(address, since(start));
    let keys = loop {
        if linking.on_tick(since(start)).is_some() || linking.is_over() {
            return None;
        }
        let Some(post) = linking.post(&offer, since(start), rng) else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let id = offer.web_client_id.as_str();
        let came = poster.post(&url, id, &post.body, post.timeout_ms, BODY_CAP).await;
        if let LinkNext::Open { ciphertext, sealed } = linking.on_reply(came.reply, since(start)) {
            let one_time = private.open(ciphertext).await;
            if let Ok(link) = linking.finish(&offer, sealed, one_time, since(start)) {
                break link;
            }
        }
    };
    let letters = phone.screen().linking?.fingerprint?;
    if letters != keys.fingerprint.to_string() {
        return None;
    }
    phone.accept_link().ok()?;
    Some(Link { keys, private, url })
}
