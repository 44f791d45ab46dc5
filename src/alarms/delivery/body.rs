//! What a webhook is sent.

use serde_json::{Value, json};

use super::{Delivery, Kind, Receiver, Template, Webhook};
use crate::{alarms::Priority, model::Time};

/// A message ready to be posted.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub address: String,
    /// JSON.
    pub body: String,
}

/// Writes the message of a delivery for a receiver.
pub fn webhook_post(delivery: &Delivery, webhook: &Webhook, receiver: &Receiver, now: Time) -> Post {
    let mut address = receiver.address().to_owned();
    let body = match webhook.template() {
        Template::Json => plain(delivery, now),
        Template::Ntfy => {
            let topic = receiver.topic().map_or("", |(server, topic)| {
                address = format!("{server}/");
                topic
            });
            ntfy(delivery, topic)
        }
        Template::Slack => json!({ "text": delivery.title(), "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": cut(&delivery.title(), 150) } },
            { "type": "context", "elements": [{ "type": "plain_text", "text": second_line(delivery) }] },
        ] }),
        Template::Teams => json!({ "type": "message", "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [
                    { "type": "TextBlock", "text": delivery.title(), "wrap": true, "weight": "Bolder", "size": "Medium", "color": colour(delivery) },
                    { "type": "TextBlock", "text": second_line(delivery), "wrap": true, "isSubtle": true },
                ],
            },
        }] }),
    };
    Post { address, body: body.to_string() }
}

/// What is signed: the seconds since 1970 as they stand in `X-Bedside-Timestamp`, a dot, and the body.
pub fn signed_text(timestamp: &str, body: &str) -> String {
    format!("{timestamp}.{body}")
}

fn plain(delivery: &Delivery, now: Time) -> Value {
    let order = &delivery.order;
    let mut body = json!({
        "bedside": 1,
        "kind": order.kind.name(),
        "delivery": delivery.id,
        "attempt": delivery.attempts,
        "alarm": format!("{}-{}", order.alarm.session, order.alarm.serial),
        "bed": delivery.subject.bed,
        "source": delivery.subject.source,
        "to": order.who,
        "title": delivery.title(),
        "priority": order.priority.name(),
        "category": order.category,
        "condition": order.condition,
        "text": order.text,
        "since": iso(order.since),
        "sent": iso(now),
    });
    if let Some(name) = &delivery.subject.patient {
        body["patient"] = json!(name);
    }
    body
}

/// <https://docs.ntfy.sh/publish/#publish-as-json>: 5 is the highest priority, tags become symbols.
fn ntfy(delivery: &Delivery, topic: &str) -> Value {
    let (priority, tag) = match (delivery.order.kind, delivery.order.priority) {
        (Kind::Alert, Priority::High) => (5, "rotating_light"),
        (Kind::Alert, Priority::Medium) => (4, "warning"),
        (Kind::Alert, Priority::Low) => (3, "information_source"),
        (Kind::Over, _) => (2, "white_check_mark"),
        (Kind::Test, _) => (3, "test_tube"),
    };
    json!({
        "topic": topic,
        "title": delivery.title(),
        "message": second_line(delivery),
        "priority": priority,
        "tags": [tag],
    })
}

fn colour(delivery: &Delivery) -> &'static str {
    match (delivery.order.kind, delivery.order.priority) {
        (Kind::Alert, Priority::High) => "Attention",
        (Kind::Alert, Priority::Medium) => "Warning",
        _ => "Default",
    }
}

fn second_line(delivery: &Delivery) -> String {
    let order = &delivery.order;
    let since = match order.kind {
        Kind::Alert => format!("{} priority, since {}. ", order.priority.name(), iso(order.since)),
        Kind::Over => format!("It began at {}. ", iso(order.since)),
        Kind::Test => String::new(),
    };
    format!("For {}. {since}From Bedside, which is not a medical device.", order.who)
}

/// Receivers that refuse what is too long would lose the message.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Wall time as ISO 8601 in UTC, `2026-11-25T14:05:09Z`. Days to dates as in Hinnant's `civil_from_days`.
fn iso(at: Time) -> String {
    let seconds = at.micros().div_euclid(1_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hours, minutes) = (second / 3_600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}Z", second % 60)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::alarms::{
        Category,
        delivery::{AlarmKey, Order, Progress, Subject, Way},
    };

    fn delivery(kind: Kind, patient: Option<&str>) -> Delivery {
        Delivery {
            id: 12,
            order: Order {
                alarm: AlarmKey { session: 5, serial: 7 },
                kind,
                person: None,
                who: "Ann".to_owned(),
                way: Way::Speech,
                priority: Priority::High,
                category: Category::Physiological,
                condition: "desaturation".to_owned(),
                text: "Desaturation: SpO2 78 < 80".to_owned(),
                since: Time::from_millis(951_782_400_000),
            },
            subject: Subject {
                bed: "Bed 1".into(),
                patient: patient.map(str::to_owned),
                source: "simulated".into(),
            },
            ordered: Time::ZERO,
            progress: Progress::Queued,
            known: String::new(),
            attempts: 1,
            next: Time::ZERO,
            acknowledged_by: None,
        }
    }

    fn post(template: Template, delivery: &Delivery) -> (String, Value) {
        let webhook = Webhook::new("Phone", template, false, false).unwrap();
        let receiver = Receiver::new("https://h.example/ward-7", "s").unwrap();
        let post = webhook_post(delivery, &webhook, &receiver, Time::from_millis(1_764_079_509_000));
        (post.address, serde_json::from_str(&post.body).unwrap())
    }

    #[test]
    fn plain_json_says_everything_and_names_the_patient_only_where_allowed() {
        let (address, body) = post(Template::Json, &delivery(Kind::Alert, None));
        assert_eq!(address, "https://h.example/ward-7");
        assert_eq!(body["kind"], "alert");
        assert_eq!(body["title"], "*** Bed 1 (simulated): Desaturation: SpO2 78 < 80");
        assert_eq!(body["priority"], "high");
        assert_eq!(body["category"], "physiological");
        assert_eq!(body["since"], "2000-02-29T00:00:00Z");
        assert_eq!(body["sent"], "2025-11-25T14:05:09Z");
        assert_eq!(body["alarm"], "5-7");
        assert!(body.get("patient").is_none());
        let (_, body) = post(Template::Json, &delivery(Kind::Over, Some("Jane Doe")));
        assert_eq!((&body["kind"], &body["patient"]), (&json!("over"), &json!("Jane Doe")));
    }

    #[test]
    fn chat_services_get_what_they_can_read() {
        let (address, body) = post(Template::Ntfy, &delivery(Kind::Alert, None));
        assert_eq!(address, "https://h.example/");
        assert_eq!((&body["topic"], &body["priority"]), (&json!("ward-7"), &json!(5)));
        let (_, body) = post(Template::Slack, &delivery(Kind::Alert, None));
        assert!(body["text"].as_str().unwrap().starts_with("*** Bed 1"));
        let (_, body) = post(Template::Teams, &delivery(Kind::Over, None));
        let card = &body["attachments"][0]["content"];
        assert_eq!(card["type"], "AdaptiveCard");
        assert!(card["body"][0]["text"].as_str().unwrap().starts_with("Over: Bed 1"));
    }

    #[test]
    fn times_are_read_as_dates() {
        assert_eq!(iso(Time::ZERO), "1970-01-01T00:00:00Z");
        assert_eq!(iso(Time::from_millis(-1)), "1969-12-31T23:59:59Z");
        assert_eq!(iso(Time::from_millis(1_709_164_800_000)), "2024-02-29T00:00:00Z");
        assert_eq!(iso(Time::from_millis(4_102_444_799_000)), "2099-12-31T23:59:59Z");
    }
}
