//! TLS by the server itself, where no proxy in front speaks it: version 1.2 or 1.3, with the certificate of two files, which are
//! read again when they change. Certificates last for weeks, and what renews them writes files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::watch::look_every;

/// How long a client may take to agree on keys.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Options for TLS without a proxy. Both or none.
#[derive(Args, Clone, Debug, Default)]
pub struct TlsOptions {
    /// The certificate with which the server itself speaks TLS, and those that lead from it to a root, as PEM. Without it a
    /// proxy in front speaks TLS. Read again when it changes.
    #[arg(long, env = "HUSTINGS_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// The key of that certificate, as PEM.
    #[arg(long, env = "HUSTINGS_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
}

impl TlsOptions {
    /// Whether the server itself speaks TLS.
    pub fn is_on(&self) -> bool {
        self.tls_certificate.is_some()
    }
}

/// Speaks TLS. Clones share the certificate.
#[derive(Clone)]
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

impl Tls {
    /// With the certificate of these options; `None` where there is none.
    ///
    /// # Errors
    /// When a file cannot be read, or key and certificate are not each other's.
    pub(super) fn open(options: &TlsOptions) -> anyhow::Result<Option<Self>> {
        let (Some(certificate), Some(key)) = (&options.tls_certificate, &options.tls_key) else { return Ok(None) };
        let certificate = Arc::new(Certificate::open(certificate, key)?);
        let config = ServerConfig::builder_with_provider(Arc::clone(&certificate.provider))
            .with_safe_default_protocol_versions()
            .context("there is no version of TLS")?;
        let mut config = config.with_no_client_auth().with_cert_resolver(Arc::clone(&certificate) as _);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Some(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate }))
    }

    /// Agrees with a client on keys; `None` where that fails, or takes too long.
    pub(super) async fn accept<T: AsyncRead + AsyncWrite + Unpin>(&self, stream: T) -> Option<TlsStream<T>> {
        match timeout(HANDSHAKE_TIMEOUT, self.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => Some(stream),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a client and the server cannot agree on TLS");
                None
            }
            Err(_) => None,
        }
    }

    /// Reads the files again when they change, for ever.
    pub(super) async fn watch(self) {
        look_every(LOOK_EVERY, "the certificate", move || self.certificate.look()).await;
    }
}

/// What the two files hold.
type Words = (Vec<u8>, Vec<u8>);

/// A certificate and its key, as they were when both could last be used together.
#[derive(Debug)]
struct Certificate {
    files: (PathBuf, PathBuf),
    provider: Arc<CryptoProvider>,
    present: RwLock<Present>,
}

#[derive(Debug)]
struct Present {
    key: Arc<CertifiedKey>,
    /// What the files held when they were looked at last, which may be of no use; `None` where they could not be read.
    words: Option<Words>,
}

impl Certificate {
    fn open(certificate: &Path, key: &Path) -> anyhow::Result<Self> {
        let provider = Arc::new(ring::default_provider());
        let files = (certificate.to_owned(), key.to_owned());
        let words = read(&files)?;
        let present = Present { key: certified(&files, &words, &provider)?, words: Some(words) };
        Ok(Self { files, provider, present: RwLock::new(present) })
    }

    /// Takes what the files hold by now. Of no use, it is said once, and what was good before goes on: whoever renews a
    /// certificate writes two files, one after the other.
    fn look(&self) {
        let read = read(&self.files);
        let words = read.as_ref().ok();
        if self.present.read().unwrap_or_else(PoisonError::into_inner).words.as_ref() == words {
            return;
        }
        let made = read
            .as_ref()
            .map_err(ToString::to_string)
            .and_then(|words| certified(&self.files, words, &self.provider).map_err(|error| format!("{error:#}")));
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        present.words = words.cloned();
        match made {
            Ok(key) => {
                present.key = key;
                tracing::info!("the certificate was read again");
            }
            Err(reason) => tracing::warn!("{reason}; the certificate from before is used until then"),
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner).key))
    }
}

fn read((certificate, key): &(PathBuf, PathBuf)) -> anyhow::Result<Words> {
    let file = |path: &Path| fs::read(path).with_context(|| format!("the TLS file {} cannot be read", path.display()));
    Ok((file(certificate)?, file(key)?))
}

/// The certificate and key that stand in these words, which are each other's.
fn certified(
    (certificate, key): &(PathBuf, PathBuf),
    (certificates, keys): &Words,
    provider: &CryptoProvider,
) -> anyhow::Result<Arc<CertifiedKey>> {
    let (certificate, key) = (certificate.display(), key.display());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.with_context(|| format!("{certificate} holds no certificate: give one as PEM"))?;
    let secret = PrivateKeyDer::from_pem_slice(keys);
    let secret = secret.with_context(|| format!("{key} holds no key: give one as PEM, without a password"))?;
    let made = CertifiedKey::from_der(chain, secret, provider);
    let made = made.with_context(|| format!("{key} is not the key of the certificate in {certificate}"))?;
    Ok(Arc::new(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a new certificate of the host `name` and its key.
    fn write(options: &TlsOptions, name: &str) {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let file = |path: &Option<PathBuf>, words: String| {
            fs::write(path.as_ref().expect("a path"), words).expect("written");
        };
        file(&options.tls_certificate, made.cert.pem());
        file(&options.tls_key, made.signing_key.serialize_pem());
    }

    fn options(folder: &Path) -> TlsOptions {
        let place = |name| Some(folder.join(name));
        TlsOptions { tls_certificate: place("certificate.pem"), tls_key: place("key.pem") }
    }

    /// The chain that clients get.
    fn shown(tls: &Tls) -> Vec<CertificateDer<'static>> {
        tls.certificate.present.read().expect("nobody panicked").key.cert.clone()
    }

    #[test]
    fn a_renewed_certificate_is_taken_once_its_key_is_there_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = options(folder.path());
        write(&options, "news.example");
        let tls = Tls::open(&options).expect("good files").expect("files were given");
        let first = shown(&tls);

        let earlier_key = fs::read(options.tls_key.as_ref().expect("given")).expect("read");
        write(&options, "news.example");
        let key = fs::read(options.tls_key.as_ref().expect("given")).expect("read");
        fs::write(options.tls_key.as_ref().expect("given"), earlier_key).expect("written");
        tls.certificate.look();
        assert_eq!(shown(&tls), first, "the key is not its own");
        fs::write(options.tls_key.as_ref().expect("given"), &key[..key.len() / 2]).expect("written");
        tls.certificate.look();
        assert_eq!(shown(&tls), first, "the key is half written");
        fs::write(options.tls_key.as_ref().expect("given"), key).expect("written");
        tls.certificate.look();
        assert_ne!(shown(&tls), first);

        let second = shown(&tls);
        fs::remove_file(options.tls_certificate.as_ref().expect("given")).expect("removed");
        tls.certificate.look();
        assert_eq!(shown(&tls), second);
    }

    #[test]
    fn files_that_are_no_certificate_and_key_are_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = options(folder.path());
        let refused = || format!("{:#}", Tls::open(&options).map(drop).expect_err("refused"));
        assert!(refused().contains("certificate.pem cannot be read"), "{}", refused());
        write(&options, "news.example");
        let [certificate, key] = [&options.tls_certificate, &options.tls_key].map(|path| path.clone().expect("given"));
        let good = fs::read(&certificate).expect("read");
        for (words, said) in [(&b"# none"[..], "holds no certificate"), (&good[..40], "holds no certificate")] {
            fs::write(&certificate, words).expect("written");
            assert!(refused().contains(said), "{}", refused());
        }
        fs::write(&certificate, &good).expect("written");
        let good_key = fs::read(&key).expect("read");
        fs::write(&key, &good).expect("written");
        assert!(refused().contains("key.pem holds no key"), "{}", refused());
        write(&options, "news.example");
        fs::write(&key, good_key).expect("written");
        assert!(refused().contains("key.pem is not the key of the certificate in"), "{}", refused());
    }
}
