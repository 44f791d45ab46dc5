use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{PlanError, person::checked_name};

/// Tells the webhooks of one plan apart; never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WebhookId(pub u32);

/// How the body of a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Template {
    /// Everything that is known, as JSON (docs/delivery.md).
    Json,
    /// Published as ntfy.sh takes it.
    Ntfy,
    /// A Slack incoming webhook.
    Slack,
    /// An adaptive card for a Microsoft Teams workflow.
    Teams,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 4] = [Self::Json, Self::Ntfy, Self::Slack, Self::Teams];

    /// As it stands on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Ntfy => "ntfy",
            Self::Slack => "Slack",
            Self::Teams => "Microsoft Teams",
        }
    }
}

/// A webhook without what is secret about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    pub(super) id: WebhookId,
    name: String,
    template: Template,
    simple: bool,
    signed: bool,
}

impl Webhook {
    /// Checks and trims. The plan gives a new webhook its id; until then it is 0.
    ///
    /// `simple` sends without asking the receiver's consent, and hears no answer.
    ///
    /// # Errors
    /// When the name is empty or too long, or a simple message is to be signed.
    pub fn new(name: &str, template: Template, simple: bool, signed: bool) -> Result<Self, PlanError> {
        Self { id: WebhookId(0), name: name.to_owned(), template, simple, signed }.checked()
    }

    /// Which one.
    pub const fn id(&self) -> WebhookId {
        self.id
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its messages are written.
    pub const fn template(&self) -> Template {
        self.template
    }

    /// Whether it is sent without hearing an answer.
    pub const fn is_simple(&self) -> bool {
        self.simple
    }

    /// Whether its messages are signed.
    pub const fn is_signed(&self) -> bool {
        self.signed
    }

    pub(super) fn checked(self) -> Result<Self, PlanError> {
        if self.simple && self.signed {
            return Err(PlanError::SignedSimple);
        }
        Ok(Self { name: checked_name("a webhook", &self.name)?, ..self })
    }
}

/// Where a webhook is and how its messages are signed. Both are secrets: the address of a chat service lets
/// anybody write there. Kept apart from everything else; its debug output hides both.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub struct Receiver {
    address: String,
    secret: String,
}

/// Why an address or a secret was refused. Never repeats what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the webhook needs an address")]
    Missing,
    /// Neither https nor this machine itself.
    #[error("the address must begin with https://; http:// is allowed for localhost and 127.0.0.1 alone")]
    Open,
    /// Not an address.
    #[error("that is no address: it needs a host, and neither spaces nor a user name before an @")]
    Malformed,
    /// ntfy needs a topic.
    #[error("the address of an ntfy topic ends with its name, as in https://ntfy.sh/ward-7")]
    NoTopic,
    /// More than fits.
    #[error("an address or a secret has at most {} characters", Receiver::LONGEST)]
    Long,
}

impl Receiver {
    /// The most characters of an address or a secret.
    pub const LONGEST: usize = 2_000;

    /// Checks an address as it was typed; an empty secret means that nothing is signed.
    ///
    /// # Errors
    /// When the address is none, or would leave this machine unencrypted.
    pub fn new(address: &str, secret: &str) -> Result<Self, AddressError> {
        let address = address.trim();
        if address.is_empty() {
            return Err(AddressError::Missing);
        }
        if address.len() > Self::LONGEST || secret.len() > Self::LONGEST {
            return Err(AddressError::Long);
        }
        let (scheme, rest) = address.split_once("://").ok_or(AddressError::Open)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.is_empty()
            || authority.contains(['@', '\\'])
            || address.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        {
            return Err(AddressError::Malformed);
        }
        let host = authority.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
        let host = host.map_or(authority, |(host, _)| host);
        // `[::1]` is this machine as well, but no content security policy can name it.
        match scheme.to_ascii_lowercase().as_str() {
            "https" => {}
            "http" if ["localhost", "127.0.0.1"].contains(&host) => {}
            _ => return Err(AddressError::Open),
        }
        Ok(Self { address: address.to_owned(), secret: secret.to_owned() })
    }

    /// Checks what a template asks of the address.
    ///
    /// # Errors
    /// When an ntfy address names no topic.
    pub fn fits(&self, template: Template) -> Result<(), AddressError> {
        let topic = template != Template::Ntfy || self.topic().is_some();
        topic.then_some(()).ok_or(AddressError::NoTopic)
    }

    /// The whole address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The secret; empty when nothing is signed.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The part of the address that may be shown: scheme and host.
    pub fn host(&self) -> String {
        let (scheme, rest) = self.address.split_once("://").unwrap_or_default();
        format!("{scheme}://{}", rest.split(['/', '?', '#']).next().unwrap_or_default())
    }

    /// An ntfy address apart: where to publish, and the topic.
    pub(super) fn topic(&self) -> Option<(&str, &str)> {
        let path = self.address.split(['?', '#']).next()?.trim_end_matches('/');
        let (server, topic) = path.rsplit_once('/')?;
        (!topic.is_empty() && !server.ends_with('/')).then_some((server, topic))
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Receiver(••••)")
    }
}

impl TryFrom<(String, String)> for Receiver {
    type Error = AddressError;

    fn try_from((address, secret): (String, String)) -> Result<Self, AddressError> {
        Self::new(&address, &secret)
    }
}

impl From<Receiver> for (String, String) {
    fn from(receiver: Receiver) -> Self {
        (receiver.address, receiver.secret)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_and_this_machine_are_allowed() {
        for good in [
            "https://ntfy.sh/ward-7",
            "HTTPS://hooks.example.org:8443/a?b=c",
            "http://localhost:8080/x",
            "http://127.0.0.1:9/",
        ] {
            assert!(Receiver::new(good, "").is_ok(), "{good}");
        }
        for open in [
            "http://example.org/",
            "http://[::1]:3000/hook",
            "http://127.0.0.1.example.org/",
            "ftp://localhost/",
            "javascript:alert(1)",
        ] {
            assert_eq!(Receiver::new(open, "").unwrap_err(), AddressError::Open, "{open}");
        }
        for bad in [
            "https://",
            "https://a b/",
            "http://localhost@evil.example/",
            "https://x\n.org",
            "http://localhost\\@x/",
        ] {
            assert_eq!(Receiver::new(bad, "").unwrap_err(), AddressError::Malformed, "{bad:?}");
        }
        assert_eq!(Receiver::new(" ", "").unwrap_err(), AddressError::Missing);
        assert_eq!(
            Receiver::new(&format!("https://{}", "x".repeat(2_000)), "").unwrap_err(),
            AddressError::Long
        );
    }

    #[test]
    fn debug_output_and_errors_tell_nothing_secret() {
        let receiver = Receiver::new("https://hooks.example.org/T0/B1/verysecretpath", "hunter2").unwrap();
        let told = format!("{receiver:?} {:?}", Some(&receiver));
        assert!(!told.contains("verysecretpath") && !told.contains("hunter2") && !told.contains("example"));
        assert_eq!(receiver.host(), "https://hooks.example.org");
        let refused = Receiver::new("http://hooks.example.org/verysecretpath", "hunter2").unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("secretpath"));
    }

    #[test]
    fn an_ntfy_topic_is_the_last_part_of_the_address() {
        let topic = |address: &str| {
            let receiver = Receiver::new(address, "").unwrap();
            receiver.topic().map(|(server, topic)| format!("{server} {topic}"))
        };
        assert_eq!(topic("https://ntfy.sh/ward-7").as_deref(), Some("https://ntfy.sh ward-7"));
        assert_eq!(
            topic("https://h.example/ntfy/ward-7/?x").as_deref(),
            Some("https://h.example/ntfy ward-7")
        );
        assert_eq!(topic("https://ntfy.sh/"), None);
        assert_eq!(
            Receiver::new("https://ntfy.sh", "").unwrap().fits(Template::Ntfy),
            Err(AddressError::NoTopic)
        );
    }
}
