//! The text: what it means, how it is printed, how it is refused.

use std::collections::BTreeSet;

use bedside::{
    alarms::{
        Priority, RuleId,
        rules::{Expression, ParseError, Rule, RuleError},
    },
    model::{Span, Vital},
};
use proptest::prelude::*;

use super::given::{self, rule};

fn read(text: &str) -> Result<Expression, ParseError> {
    text.parse()
}

fn printed(text: &str) -> String {
    read(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

#[test]
fn one_rule_can_be_said_in_many_ways() {
    for (typed, canonical) in [
        ("HR over 120", "HR over 120"),
        ("heart rate > 120", "HR over 120"),
        ("Heart rate is above 120 bpm", "HR over 120"),
        ("hr higher than 120/min", "HR over 120"),
        ("pulse below 50", "PR under 50"),
        ("SpO₂<90 %", "SpO2 under 90"),
        ("saturation less than 90", "SpO2 under 90"),
        ("temperature at least 38.5 °C", "Temp at least 38.5"),
        ("Temp >= 38.5", "Temp at least 38.5"),
        ("Temp ≥ 38.5", "Temp at least 38.5"),
        ("RR at most 8", "RR at most 8"),
        ("resp rate <= 8", "RR at most 8"),
        ("systolic under 100 mmHg", "systolic under 100"),
        ("NIBP_SYS under 100", "NIBP SYS under 100"),
        ("cuff systolic under 100", "NIBP SYS under 100"),
        ("ABP SYS under 100", "ABP SYS under 100"),
        ("MAP under 65", "mean pressure under 65"),
        ("ABP SYS over -5", "ABP SYS over -5"),
        ("HR between 50 and 60", "HR between 50 and 60"),
        ("HR between 50 and 60 and RR over 10", "HR between 50 and 60 and RR over 10"),
        ("HR over systolic", "HR over systolic"),
        ("HR - PR over 20", "HR - PR over 20"),
        ("systolic minus diastolic under 25", "systolic - diastolic under 25"),
        ("RR unknown", "RR unknown"),
        ("RR is known", "RR known"),
        ("not RR unknown", "RR known"),
        ("HR up by 20 %", "HR up by 20 % in 10 min"),
        ("HR rises by 20% within 600 s", "HR up by 20 % in 10 min"),
        ("SpO2 down by 5 in 2 min", "SpO2 down by 5 in 2 min"),
        ("SpO2 fell by at least 5 in the last 120 seconds", "SpO2 down by 5 in 2 min"),
        ("HR over 120 for 60 s", "HR over 120 for 1 min"),
        ("HR over 120 for at least 90 s", "HR over 120 for 90 s"),
        ("HR over 120 for 1.5 min", "HR over 120 for 90 s"),
        ("HR over 120 for 2 hours", "HR over 120 for 2 h"),
        ("((HR over 120))", "HR over 120"),
        ("HR over 120 or HR under 40 and RR over 30", "HR over 120 or HR under 40 and RR over 30"),
        ("(HR over 120 or HR under 40) and RR over 30", "(HR over 120 or HR under 40) and RR over 30"),
        ("not (HR over 120 or HR under 40)", "not (HR over 120 or HR under 40)"),
        ("not HR over 120 for 60 s", "not HR over 120 for 1 min"),
        ("(not HR over 120) for 60 s", "(not HR over 120) for 1 min"),
        (
            "HR up by 20 % in 10 min and systolic under 100 for 60 s",
            "HR up by 20 % in 10 min and systolic under 100 for 1 min",
        ),
        ("(HR over 120 AND sys < 100) FOR 60 s", "(HR over 120 and systolic under 100) for 1 min"),
    ] {
        assert_eq!(printed(typed), canonical, "{typed}");
    }
}

#[test]
fn every_vital_is_known_by_label_and_key() {
    for vital in Vital::ALL {
        for name in [vital.label(), vital.key(), &vital.label().to_uppercase(), &vital.key().to_lowercase()] {
            let expression = read(&format!("{name} unknown")).unwrap();
            assert_eq!(expression.vitals(), BTreeSet::from([vital]), "{name}");
        }
    }
}

#[test]
fn a_pressure_without_a_place_names_both() {
    let vitals = rule("HR over 120 and systolic under 100").vitals();
    assert_eq!(vitals, BTreeSet::from([Vital::HeartRate, Vital::ArterialSystolic, Vital::Systolic]));
    let reach = read("HR up by 20 % in 10 min and systolic under 100 for 60 s").unwrap().reach();
    assert_eq!(reach, Span::from_millis(600_000));
}

/// The text with the refused piece between brackets, and the message.
fn refused(text: &str) -> (String, String) {
    let ParseError { at, message } = read(text).expect_err(text);
    let (start, inside, end) = (&text[..at.start], &text[at.clone()], &text[at.end..]);
    (format!("{start}[{inside}]{end}"), message)
}

#[test]
fn a_refusal_says_where_and_what_was_expected() {
    for (text, marked, message) in [
        ("", "[]", "I expected a vital such as HR, SpO2 or systolic, 'not' or '('"),
        ("HR", "HR[]", "after 'HR' I expected over, under, at least, at most, between, up, down or unknown"),
        (
            "HR ovr 120",
            "HR [ovr] 120",
            "after 'HR' I expected over, under, at least, at most, between, up, down or unknown, not 'ovr'; did you mean 'over'?",
        ),
        (
            "hart rate over 120",
            "[hart] rate over 120",
            "I expected a vital such as HR, SpO2 or systolic, 'not' or '(', not 'hart'; did you mean 'heart rate'?",
        ),
        (
            "systloic under 100",
            "[systloic] under 100",
            "I expected a vital such as HR, SpO2 or systolic, 'not' or '(', not 'systloic'; did you mean 'systolic'?",
        ),
        ("HR over", "HR over[]", "after 'over' I expected a number"),
        (
            "HR over 120 adn RR over 30",
            "HR over 120 [adn] RR over 30",
            "after '120' I expected and, or, for, or the end, not 'adn'; did you mean 'and'?",
        ),
        ("(HR over 120", "(HR over 120[]", "after '120' I expected and, or, for, or ')'"),
        ("HR over 120)", "HR over 120[)]", "after '120' I expected and, or, for, or the end, not ')'"),
        ("HR over 120 for 60", "HR over 120 for 60[]", "after '60' I expected s, min or h"),
        ("HR over 120 for 0.5 s", "HR over 120 for [0.5 s]", "'0.5 s': times are in whole seconds"),
        ("HR over 120 for 25 h", "HR over 120 for [25 h]", "'25 h': must be between 0 s and 24 h"),
        ("HR up by 20 % in 5 s", "HR up by 20 % in [5 s]", "'5 s': must be between 10 s and 24 h"),
        ("HR up by 0", "HR up by [0]", "'0': must be more than 0 and at most 350"),
        ("HR over 500", "HR over [500]", "'500': HR lies between 0 and 350 /min"),
        ("HR over -5", "HR over [-5]", "'-5': HR lies between 0 and 350 /min"),
        ("HR over 90 %", "HR over 90 [%]", "'%': HR is measured in /min"),
        (
            "SpO2 down by 5 % in 2 min",
            "SpO2 down by 5 [%] in 2 min",
            "'%': SpO2 is in per cent itself: write 'by 5' for five points, without %",
        ),
        ("HR between 60 and 50", "HR between 60 and [50]", "'50': the first number must be the lower one"),
        (
            "Temp over 38,5",
            "Temp over 38[,]5",
            "no commas: join conditions with 'and' or 'or', and write 36.5 with a point",
        ),
        (
            "HR = 80",
            "HR [=] 80",
            "after 'HR' I expected over, under, at least, at most, between, up, down or unknown, not '=' (measured numbers are hardly ever equal: say between)",
        ),
        ("HR over 1.2.3", "HR over [1.2.3]", "'1.2.3' is no number"),
        ("HR ❤ 80", "HR [❤] 80", "'❤' means nothing here"),
        (
            "HR - PR up by 5",
            "HR - PR [up] by 5",
            "'up': a difference can only be compared: over, under, at least, at most or between",
        ),
    ] {
        assert_eq!(refused(text), (marked.to_owned(), message.to_owned()), "{text}");
    }
}

#[test]
fn what_is_endless_is_refused() {
    let deep = format!("{}HR over 1{}", "(".repeat(1_000), ")".repeat(1_000));
    assert!(read(&deep).unwrap_err().message.contains("too many parentheses"));
    let nots = format!("{}HR over 1", "not ".repeat(1_000));
    assert!(read(&nots).unwrap_err().message.contains("too many parts"));
    let long = vec!["HR over 1"; 61].join(" and ");
    assert!(read(&long).unwrap_err().message.contains("too many parts"));
    assert!(read(&" ".repeat(10_000)).unwrap_err().message.contains("too long"));
}

#[test]
fn a_rule_needs_a_name_that_fits_and_a_text() {
    let made = |name: &str, text| Rule::new(RuleId(1), name, text, Priority::Low, false);
    assert_eq!(made(" \t", "HR over 1").unwrap_err(), RuleError::NoName);
    assert_eq!(made(&"é".repeat(61), "HR over 1").unwrap_err(), RuleError::LongName(61));
    assert!(made(&"é".repeat(60), "HR over 1").is_ok());
    assert!(matches!(made("Fast", "HR").unwrap_err(), RuleError::Text(_)));
    let rule = made("  Fast \n heart ", "heart rate > 120").unwrap();
    assert_eq!((rule.name(), rule.to_string().as_str(), rule.on()), ("Fast heart", "HR over 120", false));
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(expression in given::expression()) {
        let text = expression.to_string();
        prop_assert_eq!(read(&text).map_err(|error| format!("{text}: {error}")), Ok(expression));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        if let Err(error) = read(&text) {
            prop_assert!(text.get(error.at).is_some());
        }
    }

    #[test]
    fn no_mixture_of_its_words_makes_it_panic(words in proptest::collection::vec(proptest::sample::select(vec![
        "HR", "systolic", "NIBP", "SYS", "spo₂", "over", "under", "at", "least", "between", "up", "down", "by",
        "in", "for", "and", "or", "not", "(", ")", "120", "20", "%", "s", "min", "60", "-", "<=", "unknown", "°",
        "/", "is", "known", "é", "1.5", "the", "last",
    ]), 0..30)) {
        let text = words.join(" ");
        match read(&text) {
            Ok(expression) => prop_assert_eq!(read(&expression.to_string()), Ok(expression)),
            Err(error) => prop_assert!(text.get(error.at).is_some()),
        }
    }
}
