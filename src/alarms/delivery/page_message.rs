use serde::{Deserialize, Serialize};

use crate::alarms::{Category, Priority};

/// What pages of this device tell each other, as JSON. Anything else is not heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PageMessage {
    /// A page monitors a bed, and these of its alarms are for other pages. Repeated as a sign of life.
    Alive {
        /// Which page.
        page: u64,
        /// Its bed.
        bed: String,
        /// Whether it is out of sight: browsers then let its signs of life come late.
        hidden: bool,
        /// Its alarms for others.
        alarms: Vec<PageAlarm>,
    },
    /// A page closes as it should.
    Closing {
        /// Which page.
        page: u64,
    },
    /// A page has heard a sign of life. Only a page in sight answers, for what is out of sight is not shown.
    Shown {
        /// Which page answers.
        page: u64,
        /// The page that gave the sign.
        to: u64,
        /// The deliveries that are on its screen.
        deliveries: Vec<u64>,
    },
    /// Somebody acknowledged an alarm of a page.
    Acknowledge {
        /// The page whose alarm it is.
        to: u64,
        /// Its serial number there.
        serial: u64,
        /// Who.
        who: String,
    },
}

/// An alarm of another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageAlarm {
    /// Its serial number there.
    pub serial: u64,
    /// The delivery that brings it.
    pub delivery: u64,
    /// Whom it is for.
    pub who: String,
    /// How urgent.
    pub priority: Priority,
    /// Patient or equipment.
    pub category: Category,
    /// Its words.
    pub text: String,
    /// Whether somebody knows already.
    pub acknowledged: bool,
}

impl PageMessage {
    /// The most alarms or receipts in one message, and the most characters of one text.
    const MOST: usize = 100;
    const LONGEST: usize = 200;

    /// Reads what another page sent; nothing when it is not exactly one of these messages, or too large.
    pub fn parse(text: &str) -> Option<Self> {
        let message: Self = serde_json::from_str(text).ok()?;
        let short = |text: &str| text.chars().count() <= Self::LONGEST;
        let fits = match &message {
            Self::Alive { bed, alarms, .. } => {
                short(bed)
                    && alarms.len() <= Self::MOST
                    && alarms.iter().all(|alarm| short(&alarm.text) && short(&alarm.who))
            }
            Self::Shown { deliveries, .. } => deliveries.len() <= Self::MOST,
            Self::Acknowledge { who, .. } => short(who) && !who.trim().is_empty(),
            Self::Closing { .. } => true,
        };
        fits.then_some(message)
    }

    /// As it is sent; texts are cut to what others take.
    pub fn text(&self) -> String {
        let mut message = self.clone();
        if let Self::Shown { deliveries, .. } = &mut message {
            deliveries.truncate(Self::MOST);
        }
        if let Self::Alive { alarms, .. } = &mut message {
            alarms.truncate(Self::MOST);
            for alarm in alarms {
                alarm.text = alarm.text.chars().take(Self::LONGEST).collect();
            }
        }
        // Numbers and texts are always JSON.
        serde_json::to_string(&message).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_and_bounded_messages_are_heard() {
        let alarm = PageAlarm {
            serial: 3,
            delivery: 9,
            who: "Ann".into(),
            priority: Priority::High,
            category: Category::Physiological,
            text: "x".repeat(500),
            acknowledged: false,
        };
        let alive =
            PageMessage::Alive { page: 1, bed: "Bed 1".into(), hidden: false, alarms: vec![alarm; 150] };
        let Some(PageMessage::Alive { alarms, .. }) = PageMessage::parse(&alive.text()) else {
            panic!("its own message is heard");
        };
        assert_eq!((alarms.len(), alarms[0].text.len()), (100, 200));
        let said = PageMessage::Acknowledge { to: 1, serial: 2, who: "Bob".into() };
        assert_eq!(PageMessage::parse(&said.text()), Some(said.clone()));
        for bad in [
            "",
            "null",
            "[]",
            r#"{"tell":"send","to":1}"#,
            r#"{"tell":"acknowledge","to":1,"serial":2,"who":" "}"#,
            r#"{"tell":"acknowledge","to":1,"serial":-2,"who":"Bob"}"#,
            r#"{"tell":"acknowledge","to":1,"serial":2,"who":"Bob","address":"https://x"}"#,
            &said.text().replace("Bob", &"x".repeat(300)),
        ] {
            assert_eq!(PageMessage::parse(bad), None, "{bad}");
        }
    }
}
