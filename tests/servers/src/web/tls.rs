//! A certificate authority that lives as long as the server, and the certificates it makes.

use std::io;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PublicKeyData, date_time_ymd,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// The certificate that a server shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// For `localhost`, 127.0.0.1 and `nearkey.example`, signed by the test authority of the run.
    #[default]
    Good,
    /// Signed by it too, but for another host.
    WrongHost,
    /// Signed by nobody but itself.
    SelfSigned,
    /// Signed by the authority, over since 2020.
    Expired,
}

/// What HTTPS needs, and what a client may want to know of it.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// The authority's certificate.
    pub(crate) ca_pem: String,
    /// SHA-256 of the `SubjectPublicKeyInfo` (RFC 5280 §4.1) of the server's certificate, in base64.
    pub(crate) spki_sha256: String,
}

impl Tls {
    pub(crate) fn new(kind: Certificate) -> io::Result<Self> {
        let ca = authority().map_err(io::Error::other)?;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let params = leaf(kind).map_err(io::Error::other)?;
        let made = match kind {
            Certificate::SelfSigned => params.self_signed(&key),
            _ => params.signed_by(&key, &ca),
        };
        let certificate = made.map_err(io::Error::other)?.der().clone();
        let spki_sha256 = Base64::encode_string(&Sha256::digest(key.subject_public_key_info()));
        let private = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], private.into())
            .map_err(io::Error::other)?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca_pem: ca.pem(), spki_sha256 })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "Nearkey test authority, made for one run");
    params.not_before = date_time_ymd(2019, 1, 1);
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn leaf(kind: Certificate) -> Result<CertificateParams, rcgen::Error> {
    let names = match kind {
        Certificate::WrongHost => vec!["cloud.wrong.example".to_owned()],
        _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "nearkey.example".to_owned()],
    };
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "Built-in server of Nearkey");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = kind != Certificate::SelfSigned;
    // Longer than browsers allow for public authorities, which does not hold for those a user added.
    params.not_before = date_time_ymd(2019, 1, 1);
    if kind == Certificate::Expired {
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    Ok(params)
}
