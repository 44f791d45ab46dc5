//! Rules as JSON: what is exported, imported and kept on the device. `docs/rules.schema.json` says it
//! formally; a test holds this file and that one together.

use serde_json::{Value, json};
use thiserror::Error;

use super::Rule;
use crate::alarms::{Priority, RuleId};

/// The version of the format that is written and read.
const VERSION: u64 = 1;
/// Where the schema can be read.
const SCHEMA: &str = "rules.schema.json";
/// Most rules in a file that is imported: enough for any real one.
const MOST_IN_FILE: usize = 1_000;

/// Why a text is no file of rules.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleFileError {
    /// It is not JSON at all.
    #[error("this is no JSON file: {0}")]
    NotJson(String),
    /// A part of it is not as it must be.
    #[error("{0}")]
    Bad(Refusal),
}

/// A part of a file that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: {reason}")]
pub struct Refusal {
    /// Where in the file: `rules[2].priority`.
    pub path: String,
    /// What is wrong there, in words for the screen.
    pub reason: String,
}

/// What became of the rules of a file, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New here, and off.
    pub added: Vec<String>,
    /// They took the place of one with the same name, and are off.
    pub replaced: Vec<String>,
    /// They were here already.
    pub unchanged: Vec<String>,
    /// Not taken in.
    pub refused: Vec<Refusal>,
}

/// The rules as a JSON text.
pub fn export(rules: &[Rule]) -> String {
    let rules: Vec<_> = rules.iter().map(rule_value).collect();
    let file = json!({ "$schema": SCHEMA, "version": VERSION, "rules": rules });
    format!("{file:#}\n")
}

/// One rule as JSON.
pub fn rule_value(rule: &Rule) -> Value {
    json!({
        "id": rule.id().0,
        "name": rule.name(),
        "text": rule.to_string(),
        "priority": rule.priority().name(),
        "latching": rule.latching(),
        "on": rule.on(),
    })
}

/// The rules of a file, each yet to be read.
pub(super) fn read_file(text: &str) -> Result<Vec<Value>, RuleFileError> {
    let bad = |path: &str, reason: &str| {
        RuleFileError::Bad(Refusal { path: path.to_owned(), reason: reason.to_owned() })
    };
    let file: Value =
        serde_json::from_str(text).map_err(|error| RuleFileError::NotJson(error.to_string()))?;
    let Value::Object(mut file) = file else {
        return Err(bad("the file", "must be an object with version and rules"));
    };
    if let Some(unknown) = file.keys().find(|key| !["$schema", "version", "rules"].contains(&key.as_str())) {
        return Err(bad(unknown, "is not known"));
    }
    if file.get("$schema").is_some_and(|schema| !schema.is_string()) {
        return Err(bad("$schema", "must be a text"));
    }
    match file.get("version").map(Value::as_u64) {
        Some(Some(VERSION)) => {}
        Some(Some(_)) => return Err(bad("version", "only version 1 can be read")),
        Some(None) => return Err(bad("version", "must be the number 1")),
        None => return Err(bad("version", "is missing")),
    }
    match file.remove("rules") {
        Some(Value::Array(rules)) if rules.len() <= MOST_IN_FILE => Ok(rules),
        Some(Value::Array(_)) => Err(bad("rules", "there are more than a thousand")),
        Some(_) => Err(bad("rules", "must be a list")),
        None => Err(bad("rules", "is missing")),
    }
}

const KEYS: [&str; 6] = ["id", "name", "text", "priority", "latching", "on"];

/// Reads the rule that stands at `place` in its list.
///
/// # Errors
/// When it is no rule: where in the file, and why.
pub fn read_rule(value: &Value, place: usize) -> Result<Rule, Refusal> {
    let at =
        |key: &str| if key.is_empty() { format!("rules[{place}]") } else { format!("rules[{place}].{key}") };
    let refuse = |key: &str, reason: &str| Refusal { path: at(key), reason: reason.to_owned() };
    let Value::Object(fields) = value else {
        return Err(refuse("", "must be an object"));
    };
    if let Some(unknown) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(refuse(unknown, "is not known"));
    }
    let text = |key: &str| match fields.get(key) {
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(refuse(key, "must be a text")),
        None => Err(refuse(key, "is missing")),
    };
    let switch = |key: &str| match fields.get(key) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| refuse(key, "must be true or false")),
    };
    let id = match fields.get("id") {
        None => 1,
        Some(id) => {
            let id = id.as_u64().and_then(|id| u32::try_from(id).ok()).filter(|id| *id > 0);
            id.ok_or_else(|| refuse("id", "must be a whole number above zero"))?
        }
    };
    let name = text("name")?;
    let when = text("text")?;
    let priority = text("priority")?;
    let priority = Priority::ALL.into_iter().find(|known| known.name() == priority);
    let priority = priority.ok_or_else(|| refuse("priority", "must be high, medium or low"))?;
    let (latching, on) = (switch("latching")?, switch("on")?);
    let rule = Rule::new(RuleId(id), name, when, priority, latching).map_err(|error| {
        let key = if matches!(error, super::RuleError::Text(_)) { "text" } else { "name" };
        refuse(key, &error.to_string())
    })?;
    Ok(rule.switched(on))
}
