//! Rules and readings to try them on.

use bedside::{
    alarms::{
        Priority, RuleId,
        rules::{Bound, Expression, Measure, Quantity, Relation, Rule, Test},
    },
    model::{Origin, Quality, Reading, Span, Time, Vital},
};
use proptest::prelude::*;

pub fn rule(text: &str) -> Rule {
    Rule::new(RuleId(1), "Test", text, Priority::Medium, false)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn at(seconds: f64) -> Time {
    Time::from_secs(seconds)
}

pub fn reading(vital: Vital, value: f64, seconds: f64) -> Reading {
    Reading::new(vital, value, at(seconds), Quality::Good, Origin::Simulated)
}

pub fn doubtful(vital: Vital, value: f64, seconds: f64) -> Reading {
    Reading { quality: Quality::Questionable, ..reading(vital, value, seconds) }
}

pub fn unknown(vital: Vital, seconds: f64) -> Reading {
    Reading::unknown(vital, at(seconds), Origin::Simulated)
}

fn measure() -> impl Strategy<Value = Measure> {
    prop_oneof![
        4 => proptest::sample::select(Vital::ALL.to_vec()).prop_map(Measure::Of),
        1 => Just(Measure::Systolic),
        1 => Just(Measure::Diastolic),
        1 => Just(Measure::MeanPressure),
    ]
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (measure(), proptest::option::weighted(0.2, measure())).prop_map(|(of, minus)| Quantity { of, minus })
}

/// A number that the quantity can have, with at most three decimals.
fn number(quantity: Quantity) -> impl Strategy<Value = f64> {
    let vital = quantity.of.vitals().next().unwrap();
    let (low, high) = vital.plausible();
    let (low, high) = if quantity.minus.is_some() { (low - high, high - low) } else { (low, high) };
    ((low * 1e3) as i64..=(high * 1e3) as i64).prop_map(|thousandths| thousandths as f64 / 1e3)
}

fn seconds(from: i64) -> impl Strategy<Value = Span> {
    prop_oneof![from..120, Just(600), Just(3_600), Just(7_200), Just(86_400)]
        .prop_map(|seconds: i64| Span::from_millis(seconds * 1_000))
}

fn test() -> impl Strategy<Value = Test> {
    let relation =
        proptest::sample::select(vec![Relation::Over, Relation::Under, Relation::AtLeast, Relation::AtMost]);
    let compare = (quantity(), relation).prop_flat_map(|(left, relation)| {
        let right = prop_oneof![number(left).prop_map(Bound::Number), quantity().prop_map(Bound::Of)];
        right.prop_map(move |right| Test::Compare { left, relation, right })
    });
    let between = quantity().prop_flat_map(|of| {
        (number(of), number(of))
            .prop_filter("an interval", |(one, other)| one.total_cmp(other).is_ne())
            .prop_map(move |(one, other)| Test::Between { of, low: one.min(other), high: one.max(other) })
    });
    let trend = (measure(), any::<bool>(), any::<bool>(), 1_u32..300, seconds(10)).prop_map(
        |(of, up, percent, tenths, window)| {
            let percent = percent && of != Measure::Of(Vital::SpO2);
            Test::Trend { of, up, by: f64::from(tenths) / 10.0, percent, window }
        },
    );
    prop_oneof![3 => compare, 1 => between, 2 => trend, 1 => measure().prop_map(Test::Unknown)]
}

/// Any expression that can be written.
pub fn expression() -> impl Strategy<Value = Expression> {
    test().prop_map(Expression::Test).prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| Expression::Not(Box::new(of))),
            (inner.clone(), seconds(0)).prop_map(|(of, span)| Expression::For(Box::new(of), span)),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Expression::All),
            proptest::collection::vec(inner, 2..4).prop_map(Expression::Any),
        ]
    })
}

/// Readings of a few vitals in the order of their times, good, doubtful and unknown, some minutes long.
pub fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let vital = proptest::sample::select(vec![
        Vital::HeartRate,
        Vital::SpO2,
        Vital::RespRate,
        Vital::ArterialSystolic,
        Vital::Systolic,
    ]);
    let one = (vital, 1_u32..8, 0_u32..40, 0_u32..12);
    proptest::collection::vec(one, 1..200).prop_map(|steps| {
        let mut quarters = 0;
        let mut all = Vec::new();
        for (vital, step, level, quality) in steps {
            quarters += step;
            let seconds = f64::from(quarters) / 4.0;
            let value = 70.0 + f64::from(level);
            all.push(match quality {
                0 => unknown(vital, seconds),
                1 | 2 => doubtful(vital, value, seconds),
                _ => reading(vital, value, seconds),
            });
        }
        all
    })
}
