//! Rules on patients.

use bedside::{
    alarms::rules::{Rule, RuleEvaluator, RuleRun, RuleTurn, Verdict},
    model::{Reading, Span, Time, Vital},
};
use proptest::prelude::*;

use super::given::{at, doubtful, expression, reading, readings, rule, unknown};

/// Hears these and answers at the time of the last.
fn after(text: &str, readings: &[Reading]) -> (Verdict, String) {
    let mut evaluator = RuleEvaluator::new(&rule(text));
    for reading in readings {
        evaluator.hear(reading);
    }
    let now = readings.last().map_or(Time::ZERO, |reading| reading.at);
    (evaluator.at(now), evaluator.explain(now))
}

fn since(seconds: f64) -> Verdict {
    Verdict::True { since: at(seconds) }
}

#[test]
fn comparisons_judge_numbers_as_they_are_shown() {
    for (text, value, verdict, explanation) in [
        ("HR over 120", 120.4, Verdict::False, "HR 120 ≤ 120"),
        ("HR over 120", 120.6, since(5.0), "HR 121 > 120"),
        ("HR under 50", 50.0, Verdict::False, "HR 50 ≥ 50"),
        ("HR at most 50", 50.0, since(5.0), "HR 50 ≤ 50"),
        ("HR at least 50", 49.0, Verdict::False, "HR 49 < 50"),
        ("HR between 50 and 60", 60.0, since(5.0), "HR 60 between 50 and 60"),
        ("HR between 50 and 60", 61.0, Verdict::False, "HR 61 not between 50 and 60"),
        ("HR known", 61.0, since(5.0), "HR 61"),
        ("not HR over 120", 80.0, since(5.0), "HR 80 ≤ 120"),
    ] {
        assert_eq!(
            after(text, &[reading(Vital::HeartRate, value, 5.0)]),
            (verdict, explanation.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn two_vitals_are_compared_at_the_same_moment() {
    let both = [reading(Vital::HeartRate, 110.0, 1.0), reading(Vital::PulseRate, 70.0, 1.0)];
    assert_eq!(after("HR over pulse", &both), (since(1.0), "HR 110 > PR 70".to_owned()));
    assert_eq!(after("HR - PR over 20", &both), (since(1.0), "HR 110 − PR 70 = 40 > 20".to_owned()));
    assert_eq!(after("HR - PR over 20", &both[..1]), (Verdict::Unknown, "PR unknown".to_owned()));
}

#[test]
fn unknown_is_neither_true_nor_false_but_does_not_hide_what_is_certain() {
    let fast = reading(Vital::HeartRate, 130.0, 0.0);
    for (text, verdict, explanation) in [
        ("HR over 120 and RR over 30", Verdict::Unknown, "RR unknown"),
        ("HR over 140 and RR over 30", Verdict::False, "HR 130 ≤ 140"),
        ("HR over 120 or RR over 30", since(0.0), "HR 130 > 120"),
        ("HR over 140 or RR over 30", Verdict::Unknown, "RR unknown"),
        ("not RR over 30", Verdict::Unknown, "RR unknown"),
        ("HR over 120 and RR unknown", since(0.0), "HR 130 > 120, RR unknown"),
        ("RR over 30 for 0 s", Verdict::Unknown, "RR unknown"),
    ] {
        assert_eq!(after(text, &[fast]), (verdict, explanation.to_owned()), "{text}");
    }
    let mut nothing = RuleEvaluator::new(&rule("RR unknown"));
    assert_eq!(nothing.at(at(1e4)), Verdict::Unknown, "a bed without that sensor");
    assert_eq!(nothing.next_change(), None);
}

#[test]
fn a_reading_stands_for_as_long_as_the_alarm_system_lets_it() {
    let mut evaluator = RuleEvaluator::new(&rule("HR over 120"));
    evaluator.hear(&reading(Vital::HeartRate, 130.0, 10.0));
    assert_eq!(evaluator.next_change(), Some(at(100.0)));
    assert_eq!(evaluator.at(at(99.9)), since(10.0));
    assert_eq!(evaluator.at(at(100.0)), Verdict::Unknown);
    assert_eq!(evaluator.next_change_after(at(100.0)), None);
}

/// One reading of the heart rate a second.
fn heart(seconds: std::ops::Range<u32>, rate: f64) -> impl Iterator<Item = Reading> {
    seconds.map(move |second| reading(Vital::HeartRate, rate, f64::from(second)))
}

#[test]
fn a_for_counts_from_reading_to_reading_and_an_interruption_starts_it_anew() {
    let turns = turns(
        &rule("HR over 120 for 60 s"),
        heart(0..30, 130.0).chain(heart(30..31, 100.0)).chain(heart(31..100, 130.0)),
    );
    assert_eq!(turns, [RuleTurn { on: true, at: at(91.0), explanation: "HR 130 > 120 for 1:00".to_owned() }]);
}

#[test]
fn a_for_about_continuous_vitals_does_not_run_out_while_delivery_is_held_back() {
    let mut evaluator = RuleEvaluator::new(&rule("HR over 120 for 60 s"));
    heart(0..41, 130.0).for_each(|reading| evaluator.hear(&reading));
    assert_eq!(evaluator.at(at(75.0)), Verdict::False, "the newest reading is of 40 s");
    assert_eq!(evaluator.explain(at(75.0)), "HR 130 > 120 for less than 1:00");
    evaluator.hear(&reading(Vital::HeartRate, 100.0, 41.0));
    heart(42..76, 100.0).for_each(|reading| evaluator.hear(&reading));
    assert_eq!(evaluator.at(at(75.0)), Verdict::False);
}

#[test]
fn a_for_about_the_cuff_runs_out_by_the_clock() {
    let mut evaluator = RuleEvaluator::new(&rule("cuff systolic under 100 for 60 s"));
    evaluator.hear(&reading(Vital::Systolic, 94.0, 10.0));
    assert_eq!(evaluator.next_change(), Some(at(70.0)));
    assert_eq!(evaluator.at(at(69.0)), Verdict::False);
    assert_eq!(evaluator.at(at(75.0)), since(70.0));
    assert_eq!(evaluator.next_change_after(at(75.0)), Some(at(3_610.0)), "an hour after it was measured");
    assert_eq!(evaluator.at(at(3_610.0)), Verdict::Unknown);
    // A measurement that failed does not take the one before away.
    evaluator.hear(&unknown(Vital::Systolic, 100.0));
    assert_eq!(evaluator.at(at(110.0)), since(70.0));
}

#[test]
fn systolic_is_the_arterial_pressure_while_that_is_known() {
    let mut evaluator = RuleEvaluator::new(&rule("systolic under 100"));
    evaluator.hear(&reading(Vital::Systolic, 94.0, 0.0));
    assert_eq!(
        (evaluator.at(at(0.0)), evaluator.explain(at(0.0))),
        (since(0.0), "NIBP SYS 94 < 100".to_owned())
    );
    evaluator.hear(&reading(Vital::ArterialSystolic, 112.0, 10.0));
    assert_eq!(
        (evaluator.at(at(10.0)), evaluator.explain(at(10.0))),
        (Verdict::False, "ABP SYS 112 ≥ 100".to_owned())
    );
    evaluator.hear(&unknown(Vital::ArterialSystolic, 20.0));
    assert_eq!(evaluator.at(at(20.0)), since(20.0));
}

#[test]
fn doubtful_readings_neither_start_nor_end() {
    let fast = rule("HR over 120");
    let started = turns(
        &fast,
        [reading(Vital::HeartRate, 80.0, 0.0), doubtful(Vital::HeartRate, 150.0, 1.0)].into_iter(),
    );
    assert_eq!(started, []);
    let ended = turns(
        &fast,
        [reading(Vital::HeartRate, 130.0, 0.0), doubtful(Vital::HeartRate, 80.0, 1.0)].into_iter(),
    );
    assert_eq!(ended.len(), 1);
    let known =
        turns(&fast, [unknown(Vital::HeartRate, 0.0), doubtful(Vital::HeartRate, 150.0, 1.0)].into_iter());
    assert_eq!(known, []);
    // A `for` does not run out on them either.
    let doubts = (1..80).map(|second| doubtful(Vital::HeartRate, 150.0, f64::from(second)));
    let long = [reading(Vital::HeartRate, 130.0, 0.0)].into_iter().chain(doubts);
    assert_eq!(turns(&rule("HR over 120 for 60 s"), long), []);
}

#[test]
fn losing_sight_ends_no_alarm() {
    let fast = [
        reading(Vital::HeartRate, 130.0, 0.0),
        unknown(Vital::HeartRate, 5.0),
        reading(Vital::HeartRate, 130.0, 30.0),
        unknown(Vital::HeartRate, 35.0),
        reading(Vital::HeartRate, 90.0, 60.0),
    ];
    let turns = turns(&rule("HR over 120"), fast.into_iter());
    let steps: Vec<_> = turns.iter().map(|turn| (turn.on, turn.at.secs())).collect();
    assert_eq!(steps, [(true, 0.0), (false, 60.0)]);
}

#[test]
fn a_heart_that_quickens_while_the_pressure_falls() {
    let shock = rule("HR up by 20 % in 10 min and systolic under 100 for 60 s");
    // Eight minutes at 96, then 2 a minute faster each 12 s, up to 121; the cuff at 0, 9 and 12 min.
    let mut all = Vec::new();
    for second in 0..900_u32 {
        let rate = 96.0 + f64::from(second.saturating_sub(480) / 12).min(25.0);
        all.push(reading(Vital::HeartRate, rate, f64::from(second)));
        if let Some(pressure) = match second {
            0 => Some(118.0),
            540 => Some(107.0),
            720 => Some(94.0),
            _ => None,
        } {
            all.push(reading(Vital::Systolic, pressure, f64::from(second)));
        }
    }
    let turns = turns(&shock, all.iter().copied());
    assert_eq!(turns.len(), 1, "{turns:?}");
    assert_eq!((turns[0].on, turns[0].at), (true, at(780.0)));
    assert_eq!(turns[0].explanation, "HR 96 → 120 (+25 %) in 10 min, NIBP SYS 94 < 100 for 1:00");
    // The heart alone, or the pressure alone, is another matter.
    for alone in [Vital::Systolic, Vital::HeartRate] {
        let part = all.iter().filter(|reading| reading.vital == alone).copied();
        assert_eq!(self::turns(&shock, part), [], "{alone}");
    }
}

#[test]
fn a_desaturation_by_points_needs_half_the_window() {
    let falling = rule("SpO2 down by 5 in 2 min");
    let fall = |from: u32| {
        (from..200_u32).map(|second| {
            let value = if second < 100 { 97.0 } else { 91.0 };
            reading(Vital::SpO2, value, f64::from(second))
        })
    };
    let turns = turns(&falling, fall(0));
    assert_eq!(turns[0].explanation, "SpO₂ 97 → 91 (−6) in 1:44");
    assert!((100.0..110.0).contains(&turns[0].at.secs()), "{turns:?}");
    assert_eq!(
        after("SpO2 down by 5 in 2 min", &fall(170).collect::<Vec<_>>()).1,
        "SpO₂ known for too little of 2 min"
    );
    // One value gone astray is no fall.
    let astray = (0..200)
        .map(|second| reading(Vital::SpO2, if second == 150 { 80.0 } else { 97.0 }, f64::from(second)));
    assert_eq!(self::turns(&falling, astray), []);
}

#[test]
fn a_percentage_of_nothing_is_unknown() {
    let risen = (0..100).map(|second| {
        reading(Vital::ArterialSystolic, if second < 50 { 0.0 } else { 80.0 }, f64::from(second))
    });
    assert_eq!(after("ABP SYS up by 20 % in 60 s", &risen.collect::<Vec<_>>()).0, Verdict::Unknown);
}

#[test]
fn a_clock_that_is_set_back_starts_anew() {
    let mut run = RuleRun::new(&rule("HR over 120"));
    let mut turns = Vec::new();
    run.hear(&reading(Vital::HeartRate, 130.0, 1_000.0), &mut turns);
    run.pass(at(1_000.0), &mut turns);
    run.pass(at(10.0), &mut turns);
    let steps: Vec<_> = turns.iter().map(|turn| (turn.on, turn.at.secs())).collect();
    assert_eq!(steps, [(true, 1_000.0), (false, 10.0)]);
    run.hear(&reading(Vital::HeartRate, 140.0, 11.0), &mut turns);
    run.pass(at(11.0), &mut turns);
    assert_eq!(turns.last().map(|turn| turn.at), Some(at(11.0)));
    // A few seconds are no reason to forget.
    run.pass(at(5.0), &mut turns);
    assert!(run.on());
}

/// The turns over these readings.
fn turns(rule: &Rule, readings: impl Iterator<Item = Reading>) -> Vec<RuleTurn> {
    let (mut run, mut turns) = (RuleRun::new(rule), Vec::new());
    let mut last = Time::ZERO;
    for reading in readings {
        last = reading.at;
        run.hear(&reading, &mut turns);
    }
    run.pass(last, &mut turns);
    turns
}

proptest! {
    #[test]
    fn late_and_batched_delivery_gives_the_same(
        expression in expression(),
        readings in readings(),
        batches in proptest::collection::vec((1_usize..20, 0_i64..60), 1..40),
    ) {
        // A cuff pressure stands by the clock, and so does what is unknown: their lateness shows.
        let readings: Vec<_> = readings.into_iter().filter(|reading| !reading.vital.is_episodic()).collect();
        prop_assume!(!readings.is_empty());
        let text = expression.to_string();
        let rule = rule(&text);
        let end = readings.last().unwrap().at + Span::from_millis(1_000);
        let (mut timely, mut told) = (RuleRun::new(&rule), Vec::new());
        for reading in &readings {
            timely.hear(reading, &mut told);
            timely.pass(reading.at, &mut told);
        }
        timely.pass(end, &mut told);
        let (mut late, mut told_late) = (RuleRun::new(&rule), Vec::new());
        let mut rest = &readings[..];
        for (count, lateness) in batches.iter().cycle() {
            let (batch, after) = rest.split_at((*count).min(rest.len()));
            for reading in batch {
                late.hear(reading, &mut told_late);
            }
            if after.is_empty() {
                break;
            }
            let lateness = if text.contains("known") { 0 } else { *lateness };
            late.pass(batch[batch.len() - 1].at + Span::from_millis(lateness * 1_000), &mut told_late);
            rest = after;
        }
        late.pass(end, &mut told_late);
        prop_assert_eq!(told, told_late);
        prop_assert_eq!(timely.evaluator().clone().at(end), late.evaluator().clone().at(end));
    }

    #[test]
    fn no_readings_in_any_order_make_it_panic_and_turns_alternate(
        expression in expression(),
        readings in readings().prop_shuffle(),
    ) {
        let rule = rule(&expression.to_string());
        let (mut run, mut turns) = (RuleRun::new(&rule), Vec::new());
        for reading in &readings {
            run.hear(reading, &mut turns);
            run.pass(reading.at, &mut turns);
            if let Some(next) = run.next_change(reading.at) {
                prop_assert!(next > reading.at);
            }
        }
        for (place, turn) in turns.iter().enumerate() {
            prop_assert_eq!(turn.on, place % 2 == 0);
            prop_assert!(!turn.explanation.is_empty());
        }
        prop_assert_eq!(run.on(), turns.len() % 2 == 1);
    }

    #[test]
    fn what_is_unknown_never_fires(expression in expression()) {
        let knows_nothing = |text: &str| text.contains("unknown") || text.contains("known");
        let text = expression.to_string();
        prop_assume!(!knows_nothing(&text));
        let rule = rule(&text);
        let blind = Vital::ALL.into_iter().map(|vital| unknown(vital, 1.0));
        prop_assert_eq!(turns(&rule, blind), []);
    }
}
