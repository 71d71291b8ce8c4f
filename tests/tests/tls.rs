//! TLS between the real programs: a phone talks to a relay whose certificate its authority vouches for, and to no other.
//! Certificates are made for each test. Real processes need real time; nothing here waits for it.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::path::{Path, PathBuf};

use etong_core::HttpRelay;
use etong_protocol::{Relay, RelayRequest};
use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// A certificate authority of somebody's own.
fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Certificate and key of a relay, as files.
struct Papers {
    certificate: PathBuf,
    key: PathBuf,
}

impl Papers {
    fn of(authority: &Authority, folder: &Path, names: &[&str], last_year: i32) -> Self {
        let papers = Self { certificate: folder.join("relay.pem"), key: folder.join("relay-key.pem") };
        papers.renew(authority, names, last_year);
        papers
    }

    fn renew(&self, authority: &Authority, names: &[&str], last_year: i32) {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, authority).unwrap();
        std::fs::write(&self.key, key.serialize_pem()).unwrap();
        private(&self.key);
        std::fs::write(&self.certificate, certificate.pem()).unwrap();
    }

    fn arguments(&self) -> [&str; 4] {
        ["--tls-cert", self.certificate.to_str().unwrap(), "--tls-key", self.key.to_str().unwrap()]
    }
}

/// What the phone's client says to `/healthz`: the body, or why it came to nothing.
fn asks(url: &str, authority: Option<&str>) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let relay = HttpRelay::of(url, authority.map(str::as_bytes)).map_err(|error| error.to_string())?;
    let answer = runtime.block_on(relay.call(RelayRequest::get("/healthz"))).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(answer.body).unwrap())
}

const LAST: i32 = 2_090;

#[test]
fn a_phone_enrols_and_works_over_tls_and_keeps_to_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    let ours = authority("our authority");
    let papers = Papers::of(&ours, folder.path(), &["localhost", "127.0.0.1"], LAST);
    let relay = RelayProgram::with(&programs(), folder.path(), &papers.arguments());
    assert!(relay.url.starts_with("https://127.0.0.1:"), "{}", relay.url);
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, ours.pem()).unwrap();

    let phone = PhoneProgram::bare(&relay, "wang", folder.path());
    let code = PhoneProgram::code(&relay, "wang");
    let without = phone.run(&["enroll", "--server", &relay.url, "--code", &code]);
    assert!(!without.status.success(), "an authority nobody told the phone of is not believed");
    phone.must(&["enroll", "--server", &relay.url, "--code", &code, "--ca", ca.to_str().unwrap()]);
    phone.registers("陈小明");
    assert_eq!(phone.must(&["sync"])["complete"], serde_json::Value::Bool(true));
    assert_eq!(phone.must(&["verify"])["equal"], serde_json::Value::Bool(true));
}

#[test]
fn a_wrong_host_an_expired_certificate_and_a_foreign_authority_are_refused() {
    let (ours, theirs) = (authority("our authority"), authority("our authority"));
    let good: &[&str] = &["localhost", "127.0.0.1"];
    for (names, last_year, vouches, why) in [
        (good, LAST, &ours, None),
        (&["relay.example.org"], LAST, &ours, Some("not valid for name")),
        (good, 2_021, &ours, Some("expired")),
        (good, LAST, &theirs, Some("invalid peer certificate")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let papers = Papers::of(vouches, folder.path(), names, last_year);
        let relay = RelayProgram::with(&programs(), folder.path(), &papers.arguments());
        match (asks(&relay.url, Some(&ours.pem())), why) {
            (Ok(body), None) => assert_eq!(body, "ok\n"),
            (Err(said), Some(why)) => assert!(said.contains(why), "{said:?} does not say {why:?}"),
            (heard, why) => panic!("{heard:?} instead of {why:?}"),
        }
        let public = asks(&relay.url, None).unwrap_err();
        assert!(public.contains("invalid peer certificate"), "the public authorities do not know it: {public}");
        let plain = asks(&relay.url.replace("https", "http"), None);
        assert!(plain.is_err(), "without TLS nothing is answered: {plain:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_renewed_certificate_is_shown_when_told_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (authority("the old authority"), authority("the new authority"));
    let papers = Papers::of(&old, folder.path(), &["127.0.0.1"], LAST);
    let relay = RelayProgram::with(&programs(), folder.path(), &papers.arguments());
    assert!(asks(&relay.url, Some(&old.pem())).is_ok() && asks(&relay.url, Some(&new.pem())).is_err());

    let tell = || {
        let process = relay.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-HUP", &process]).status().unwrap().success());
    };
    papers.renew(&new, &["127.0.0.1"], LAST);
    tell();
    // The signal is heard in the program's own time; each question is a whole handshake.
    assert!((0..500).any(|_| asks(&relay.url, Some(&new.pem())).is_ok()), "the new one is not shown");
    std::fs::write(&papers.certificate, "not a certificate").unwrap();
    tell();
    for _ in 0..20 {
        assert!(asks(&relay.url, Some(&new.pem())).is_ok(), "the one before stays");
    }
}

#[cfg(unix)]
#[test]
fn a_relay_does_not_start_with_an_exposed_key_a_foreign_key_or_in_the_clear_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let ours = authority("our authority");
    let papers = Papers::of(&ours, folder.path(), &["127.0.0.1"], LAST);
    let data = folder.path().join("relay");
    let start = |listen: &str, arguments: &[&str]| {
        let relay = std::process::Command::new(programs().join("etong-server"))
            .args(["serve", "--listen", listen, "--data", data.to_str().unwrap()])
            .args(arguments)
            .output()
            .unwrap();
        assert!(!relay.status.success());
        String::from_utf8(relay.stderr).unwrap()
    };
    assert!(start("0.0.0.0:0", &[]).contains("travel in the clear"));
    assert!(!data.exists(), "nothing was made");
    std::fs::set_permissions(&papers.key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(start("127.0.0.1:0", &papers.arguments()).contains("chmod 600"));
    std::fs::write(&papers.key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    private(&papers.key);
    assert!(start("127.0.0.1:0", &papers.arguments()).contains("do not go together"));
}

#[test]
fn what_is_no_authority_is_refused_before_anything_is_sent() {
    for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = HttpRelay::of("https://127.0.0.1:1", Some(pem.as_bytes())).unwrap_err();
        assert!(error.to_string().contains("certificate"), "{error}");
    }
}

fn private(path: &Path) {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    #[cfg(not(unix))]
    let _ = path;
}
