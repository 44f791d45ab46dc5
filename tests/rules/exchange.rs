//! Rules that go to a file and come from one.

use bedside::alarms::{
    Priority, RuleId,
    rules::{Imported, Refusal, Rule, RuleBook, RuleError, export, read_rule, rule_value},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::given::expression;

fn made(id: u32, name: &str, text: &str) -> Rule {
    Rule::new(RuleId(id), name, text, Priority::High, true).unwrap()
}

fn book(rules: impl IntoIterator<Item = Rule>) -> RuleBook {
    let mut book = RuleBook::default();
    rules.into_iter().for_each(|rule| book.put(rule).unwrap());
    book
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/rules.schema.json")).unwrap()
}

/// Holds `value` against the part of JSON Schema that the file uses; the path of the first fault.
fn fault(schema: &Value, value: &Value, path: &str) -> Option<String> {
    let known = [
        "$schema",
        "$id",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "maxItems",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "enum",
        "const",
        "examples",
    ];
    let schema = schema.as_object().expect("a schema is an object");
    for key in schema.keys() {
        assert!(known.contains(&key.as_str()), "{path}: this reader does not know {key}");
    }
    let bad = |what: &str| Some(format!("{path}: {what}"));
    if let Some(kind) = schema.get("type").map(|kind| kind.as_str().unwrap()) {
        let fits = match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            other => panic!("{path}: type {other}"),
        };
        if !fits {
            return bad("type");
        }
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return bad("const");
    }
    if schema.get("enum").is_some_and(|all| !all.as_array().unwrap().contains(value)) {
        return bad("enum");
    }
    if let Some(text) = value.as_str() {
        let long = text.chars().count() as u64;
        if schema.get("minLength").is_some_and(|least| long < least.as_u64().unwrap())
            || schema.get("maxLength").is_some_and(|most| long > most.as_u64().unwrap())
        {
            return bad("length");
        }
        if let Some(pattern) = schema.get("pattern") {
            assert_eq!(pattern, "\\S", "the one pattern that this reader knows: not blank");
            if text.trim().is_empty() {
                return bad("pattern");
            }
        }
    }
    if let Some(number) = value.as_u64()
        && (schema.get("minimum").is_some_and(|least| number < least.as_u64().unwrap())
            || schema.get("maximum").is_some_and(|most| number > most.as_u64().unwrap()))
    {
        return bad("range");
    }
    if let Some(fields) = value.as_object() {
        let none = serde_json::Map::new();
        let properties = schema.get("properties").map_or(&none, |all| all.as_object().unwrap());
        for key in schema.get("required").into_iter().flat_map(|all| all.as_array().unwrap()) {
            if !fields.contains_key(key.as_str().unwrap()) {
                return bad(&format!("{} is missing", key.as_str().unwrap()));
            }
        }
        for (key, field) in fields {
            match properties.get(key) {
                Some(schema) => {
                    if let Some(fault) = fault(schema, field, &format!("{path}.{key}")) {
                        return Some(fault);
                    }
                }
                None if schema.get("additionalProperties") == Some(&json!(false)) => {
                    return bad(&format!("{key} is not known"));
                }
                None => {}
            }
        }
    }
    if let Some(items) = value.as_array() {
        if schema.get("maxItems").is_some_and(|most| items.len() as u64 > most.as_u64().unwrap()) {
            return bad("items");
        }
        if let Some(schema) = schema.get("items") {
            let mut places = items.iter().enumerate();
            return places.find_map(|(place, item)| fault(schema, item, &format!("{path}[{place}]")));
        }
    }
    None
}

#[test]
fn what_is_exported_is_what_the_schema_says_and_comes_back() {
    let rules = [
        made(3, "Shock", "HR up by 20 % in 10 min and systolic under 100 for 60 s").switched(true),
        made(7, "Fast \"heart\" é", "HR over 120"),
    ];
    let text = export(&rules);
    assert_eq!(fault(&schema(), &serde_json::from_str(&text).unwrap(), "file"), None);
    let mut book = RuleBook::default();
    let told = book.import(&text).unwrap();
    assert_eq!(told.added, ["Shock", "Fast \"heart\" é"]);
    assert_eq!(book.rules(), rules.map(|rule| rule.switched(false)), "off until switched on");
    let empty = export(&[]);
    assert_eq!(fault(&schema(), &serde_json::from_str(&empty).unwrap(), "file"), None);
    assert_eq!(RuleBook::default().import(&empty), Ok(Imported::default()));
}

#[test]
fn the_example_in_the_schema_can_be_imported() {
    let schema = schema();
    let examples = schema["examples"].as_array().unwrap();
    assert!(!examples.is_empty());
    for example in examples {
        assert_eq!(fault(&schema, example, "example"), None);
        let told = RuleBook::default().import(&example.to_string()).unwrap();
        assert_eq!((told.refused, told.added.is_empty()), (Vec::new(), false));
    }
}

fn file(rules: &Value) -> String {
    json!({ "version": 1, "rules": rules }).to_string()
}

#[test]
fn a_file_that_is_none_changes_nothing_and_says_where() {
    let before = book([made(1, "Fast", "HR over 120").switched(true)]);
    let cases = [
        ("[1]", "the file: must be an object with version and rules"),
        (r#"{"rules":[]}"#, "version: is missing"),
        (r#"{"version":"1","rules":[]}"#, "version: must be the number 1"),
        (r#"{"version":2,"rules":[]}"#, "version: only version 1 can be read"),
        (r#"{"version":1}"#, "rules: is missing"),
        (r#"{"version":1,"rules":{}}"#, "rules: must be a list"),
        (r#"{"version":1,"rules":[],"more":1}"#, "more: is not known"),
        (r#"{"$schema":5,"version":1,"rules":[]}"#, "$schema: must be a text"),
    ];
    for (text, message) in cases {
        let mut book = before.clone();
        assert_eq!(book.import(text).unwrap_err().to_string(), message);
        assert_eq!(book, before);
        assert!(fault(&schema(), &serde_json::from_str(text).unwrap(), "file").is_some(), "{text}");
    }
    let mut book = before.clone();
    let message = book.import("{\"version\":1,").unwrap_err().to_string();
    assert!(message.starts_with("this is no JSON file: EOF while parsing"), "{message}");
    assert_eq!(book, before);
}

#[test]
fn a_rule_that_is_none_is_refused_with_its_path_and_the_others_come_in() {
    let good = json!({"id": 4, "name": "Slow", "text": "HR under 40", "priority": "high"});
    let with = |key: &str, value: Value| {
        let mut rule = good.clone();
        rule["name"] = json!("Bad");
        rule[key] = value;
        rule
    };
    let cases = [
        (json!(5), "rules[1]: must be an object"),
        (with("name", json!(" ")), "rules[1].name: a rule needs a name"),
        (with("name", json!("x".repeat(61))), "rules[1].name: the name has 61 characters; 60 are the most"),
        (with("name", json!(1)), "rules[1].name: must be a text"),
        (with("priority", json!("urgent")), "rules[1].priority: must be high, medium or low"),
        (with("latching", json!("yes")), "rules[1].latching: must be true or false"),
        (with("on", json!(1)), "rules[1].on: must be true or false"),
        (with("id", json!(0)), "rules[1].id: must be a whole number above zero"),
        (with("id", json!(1.5)), "rules[1].id: must be a whole number above zero"),
        (with("when", json!("x")), "rules[1].when: is not known"),
        (json!({"name": "Bad", "priority": "low"}), "rules[1].text: is missing"),
    ];
    for (bad, message) in cases {
        assert!(
            fault(&schema(), &serde_json::from_str(&file(&json!([good, bad]))).unwrap(), "file").is_some(),
            "{bad}"
        );
        let mut book = RuleBook::default();
        let told = book
            .import(&file(&json!([good, bad, {"name": "Two", "text": "RR over 30", "priority": "low"}])))
            .unwrap();
        assert_eq!(told.added, ["Slow", "Two"]);
        assert_eq!(told.refused.iter().map(ToString::to_string).collect::<Vec<_>>(), [message]);
        assert_eq!(book.rules().len(), 2);
    }
    // What only reading the text can find.
    let told = RuleBook::default().import(&file(&json!([with("text", json!("HR"))]))).unwrap();
    assert_eq!(told.refused[0].path, "rules[0].text");
    assert!(told.refused[0].reason.contains("after 'HR' I expected over"));
}

#[test]
fn a_rule_of_the_same_name_is_replaced_and_off_and_equal_ones_are_left_alone() {
    let mut book =
        book([made(1, "Fast", "HR over 120").switched(true), made(2, "Slow", "HR under 40").switched(true)]);
    let told = book.import(&export(&[
        made(9, "FAST", "HR over 130"),
        made(2, "Slow", "HR under 40"),
        made(1, "Breath", "RR over 30"),
    ]));
    let expected = Imported {
        added: vec!["Breath".to_owned()],
        replaced: vec!["FAST".to_owned()],
        unchanged: vec!["Slow".to_owned()],
        refused: Vec::new(),
    };
    assert_eq!(told, Ok(expected));
    let shown: Vec<_> = book.rules().iter().map(|rule| (rule.id().0, rule.to_string(), rule.on())).collect();
    let rule = |id, text: &str, on| (id, text.to_owned(), on);
    assert_eq!(
        shown,
        [rule(1, "HR over 130", false), rule(2, "HR under 40", true), rule(3, "RR over 30", false)]
    );
}

#[test]
fn there_are_at_most_fifty_rules_and_names_are_taken_once() {
    let many: Vec<_> = (1..=51).map(|id| made(id, &format!("Rule {id}"), "HR over 120")).collect();
    let mut book = RuleBook::default();
    let told = book.import(&export(&many)).unwrap();
    assert_eq!((told.added.len(), book.rules().len()), (50, 50));
    let reason = "there are 50 rules already, which is the most".to_owned();
    assert_eq!(told.refused, [Refusal { path: "rules[50]".to_owned(), reason }]);
    assert_eq!(book.put(made(99, "More", "HR over 120")), Err(RuleError::TooMany));
    assert_eq!(book.put(made(2, "rule 1", "HR over 120")), Err(RuleError::NameTaken("rule 1".to_owned())));
    assert_eq!(book.put(made(2, "Rule 2", "HR over 125")), Ok(()));
    assert_eq!(book.free_id(), RuleId(51));
}

#[test]
fn a_deleted_rule_comes_back_in_its_place() {
    let mut book = book([1, 2, 3].map(|id| made(id, &format!("Rule {id}"), "HR over 120")));
    let before = book.clone();
    let (place, rule) = book.remove(RuleId(2)).unwrap();
    assert_eq!(book.rules().len(), 2);
    book.restore(place, rule).unwrap();
    assert_eq!(book, before);
    assert_eq!(book.remove(RuleId(9)), None);
}

proptest! {
    #[test]
    fn every_rule_survives_the_file(
        expression in expression(),
        id in 1_u32..,
        name in "\\S.{0,40}",
        latching in any::<bool>(),
        on in any::<bool>(),
    ) {
        let Ok(rule) = Rule::new(RuleId(id), &name, &expression.to_string(), Priority::Low, latching) else {
            // Names of spaces that only look like letters.
            return Ok(());
        };
        let rule = rule.switched(on);
        prop_assert_eq!(read_rule(&rule_value(&rule), 0), Ok(rule.clone()));
        let file = serde_json::from_str(&export(&[rule])).unwrap();
        prop_assert_eq!(fault(&schema(), &file, "file"), None);
    }

    #[test]
    fn no_file_makes_it_panic(text in "[\\[\\]{}\":,a-z0-9 ]{0,60}") {
        let mut book = RuleBook::default();
        let _ = book.import(&text);
        prop_assert!(book.rules().is_empty());
    }
}
