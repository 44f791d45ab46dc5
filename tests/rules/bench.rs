//! When a rule would have fired.

use bedside::{
    alarms::rules::{Backtest, Firing, backtest, backtest_readings},
    model::{Reading, Time, Vital},
};

use super::given::{at, reading, rule};

/// Four hours of trend: the heart races for 130 s from 1 h on, and at the end.
fn hours() -> Vec<(Time, Option<f64>)> {
    (0..7_200_u32)
        .map(|slot| {
            let second = slot * 2;
            let racing = (3_600..3_730).contains(&second) || second >= 14_300;
            let value =
                if (8_000..8_200).contains(&second) { None } else { Some(if racing { 140.0 } else { 80.0 }) };
            (at(f64::from(second)), value)
        })
        .collect()
}

fn firing(from: f64, to: f64, going_on: bool, explanation: &str) -> Firing {
    Firing { from: at(from), to: at(to), going_on, explanation: explanation.to_owned() }
}

#[test]
fn the_last_hours_tell_when_it_would_have_fired() {
    let history = [(Vital::HeartRate, hours()), (Vital::Systolic, vec![(at(3_650.0), Some(94.0))])];
    assert_eq!(
        backtest(&rule("HR over 120 for 60 s"), &history),
        [
            firing(3_660.0, 3_730.0, false, "HR 140 > 120 for 1:00"),
            firing(14_360.0, 14_398.0, true, "HR 140 > 120 for 1:00"),
        ]
    );
    assert_eq!(
        backtest(&rule("HR over 120 and systolic under 100"), &history),
        [firing(3_650.0, 3_730.0, false, "HR 140 > 120, NIBP SYS 94 < 100")]
    );
    assert_eq!(backtest(&rule("RR over 30"), &history), []);
    assert_eq!(backtest(&rule("HR over 120"), &[]), []);
}

#[test]
fn readings_of_a_recording_can_be_looked_at_piece_by_piece() {
    let rule = rule("HR over 120 for 60 s");
    let all: Vec<Reading> = hours()
        .into_iter()
        .filter_map(|(at, value)| Some(reading(Vital::HeartRate, value?, at.secs())))
        .collect();
    let whole = backtest_readings(&rule, all.iter().copied());
    let mut pieces = Backtest::new(&rule);
    for piece in all.chunks(77) {
        for reading in piece {
            pieces.hear(reading);
        }
        pieces.pass(piece.last().unwrap().at);
    }
    assert_eq!(pieces.finish(), whole);
    assert_eq!(whole.len(), 2);
}
