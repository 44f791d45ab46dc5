use std::fmt;

use zbus::{
    DBusError,
    message::{Header, Message},
    names::ErrorName,
};

/// An error as BlueZ would answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    name: String,
    text: String,
}

impl Refusal {
    /// One of BlueZ's own: `Failed`, `InProgress`, `NotConnected`, `NotPermitted` …
    pub fn bluez(kind: &str, text: &str) -> Self {
        Self { name: format!("org.bluez.Error.{kind}"), text: text.to_owned() }
    }

    /// One of the bus: `Failed`, `NoReply`, `ServiceUnknown` …
    pub fn bus(kind: &str, text: &str) -> Self {
        Self { name: format!("org.freedesktop.DBus.Error.{kind}"), text: text.to_owned() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

impl std::error::Error for Refusal {}

impl DBusError for Refusal {
    fn create_reply(&self, call: &Header<'_>) -> zbus::Result<Message> {
        Message::error(call, self.name.as_str()).build(&(self.text.as_str(),))
    }

    fn name(&self) -> ErrorName<'_> {
        ErrorName::try_from(self.name.as_str())
            .unwrap_or_else(|_| ErrorName::from_static_str_unchecked("org.bluez.Error.Failed"))
    }

    fn description(&self) -> Option<&str> {
        Some(&self.text)
    }
}

impl From<zbus::Error> for Refusal {
    fn from(error: zbus::Error) -> Self {
        Self::bus("Failed", &format!("the fake itself: {error}"))
    }
}
