#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const NOW: Time = Time::from_millis(20 * 3_600_000);

/// Everything known, and nothing of it scores.
fn well() -> News2Inputs {
    let now = |value: f64| Some((value, NOW));
    News2Inputs {
        age: AgeBand::Adult,
        by_hand: ByHand {
            consciousness: Some((Consciousness::Alert, NOW)),
            breathing: Some(Breathing::AIR),
            scale: SpO2Scale::One,
        },
        resp_rate: now(16.0),
        spo2: now(98.0),
        arterial: None,
        cuff: now(120.0),
        heart_rate: now(70.0),
        pulse_rate: now(70.0),
        temperature: now(37.0),
        now: NOW,
    }
}

fn oxygen(litres: f64) -> Option<Breathing> {
    Breathing::oxygen(litres).ok()
}

fn points(inputs: &News2Inputs, part: News2Part) -> Option<u8> {
    let score = News2::score(inputs).unwrap();
    score.parts.iter().find(|scored| scored.part == part).map(|scored| scored.points)
}

/// Both sides of each border of one row of the chart.
fn row(part: News2Part, set: fn(&mut News2Inputs, f64), cells: &[(f64, u8)]) {
    for &(value, expected) in cells {
        let mut inputs = well();
        set(&mut inputs, value);
        assert_eq!(points(&inputs, part), Some(expected), "{part:?} {value}");
        assert_eq!(News2::score(&inputs).unwrap().total(), Some(expected), "{part:?} {value}");
    }
}

#[test]
fn every_border_of_the_chart() {
    row(
        News2Part::RespRate,
        |inputs, value| inputs.resp_rate = Some((value, NOW)),
        &[(0.0, 3), (8.0, 3), (9.0, 1), (11.0, 1), (12.0, 0), (20.0, 0), (21.0, 2), (24.0, 2), (25.0, 3)],
    );
    row(
        News2Part::SpO2,
        |inputs, value| inputs.spo2 = Some((value, NOW)),
        &[(0.0, 3), (91.0, 3), (92.0, 2), (93.0, 2), (94.0, 1), (95.0, 1), (96.0, 0), (100.0, 0)],
    );
    row(
        News2Part::Systolic,
        |inputs, value| inputs.cuff = Some((value, NOW)),
        &[
            (40.0, 3),
            (90.0, 3),
            (91.0, 2),
            (100.0, 2),
            (101.0, 1),
            (110.0, 1),
            (111.0, 0),
            (219.0, 0),
            (220.0, 3),
        ],
    );
    row(
        News2Part::Pulse,
        |inputs, value| inputs.heart_rate = Some((value, NOW)),
        &[
            (0.0, 3),
            (40.0, 3),
            (41.0, 1),
            (50.0, 1),
            (51.0, 0),
            (90.0, 0),
            (91.0, 1),
            (110.0, 1),
            (111.0, 2),
            (130.0, 2),
            (131.0, 3),
        ],
    );
    row(
        News2Part::Temperature,
        |inputs, value| inputs.temperature = Some((value, NOW)),
        &[
            (30.0, 3),
            (35.0, 3),
            (35.1, 1),
            (36.0, 1),
            (36.1, 0),
            (38.0, 0),
            (38.1, 1),
            (39.0, 1),
            (39.1, 2),
            (43.0, 2),
        ],
    );
}

#[test]
fn the_second_scale_scores_too_much_oxygen_and_only_oxygen() {
    let cells = [
        (70.0, 3, 3),
        (83.0, 3, 3),
        (84.0, 2, 2),
        (85.0, 2, 2),
        (86.0, 1, 1),
        (87.0, 1, 1),
        (88.0, 0, 0),
        (92.0, 0, 0),
        (93.0, 0, 1),
        (94.0, 0, 1),
        (95.0, 0, 2),
        (96.0, 0, 2),
        (97.0, 0, 3),
        (100.0, 0, 3),
    ];
    for (percent, on_air, on_oxygen) in cells {
        let mut inputs = well();
        inputs.spo2 = Some((percent, NOW));
        inputs.by_hand.scale = SpO2Scale::Two;
        assert_eq!(points(&inputs, News2Part::SpO2), Some(on_air), "{percent} on air");
        inputs.by_hand.breathing = oxygen(2.0);
        assert_eq!(points(&inputs, News2Part::SpO2), Some(on_oxygen), "{percent} on oxygen");
        inputs.by_hand.breathing = None;
        let unknown = (on_air == on_oxygen && percent < 93.0).then_some(on_air);
        assert_eq!(points(&inputs, News2Part::SpO2), unknown, "{percent}, nobody knows on what");
    }
}

#[test]
fn oxygen_and_consciousness() {
    let mut inputs = well();
    inputs.by_hand.breathing = oxygen(1.0);
    assert_eq!(points(&inputs, News2Part::Breathing), Some(2));
    for level in Consciousness::ALL {
        let mut inputs = well();
        inputs.by_hand.consciousness = Some((level, NOW));
        let expected = if level == Consciousness::Alert { 0 } else { 3 };
        assert_eq!(points(&inputs, News2Part::Consciousness), Some(expected), "{level:?}");
    }
}

#[test]
fn numbers_are_scored_as_they_are_shown() {
    let mut inputs = well();
    inputs.resp_rate = Some((24.4, NOW));
    assert_eq!(points(&inputs, News2Part::RespRate), Some(2));
    inputs.resp_rate = Some((24.6, NOW));
    assert_eq!(points(&inputs, News2Part::RespRate), Some(3));
    inputs.temperature = Some((38.04, NOW));
    assert_eq!(points(&inputs, News2Part::Temperature), Some(0));
}

#[test]
fn the_better_source_is_taken_and_named() {
    let mut inputs = well();
    inputs.arterial = Some((95.0, NOW));
    inputs.heart_rate = None;
    inputs.pulse_rate = Some((135.0, NOW));
    let score = News2::score(&inputs).unwrap();
    assert_eq!(score.to_string(), "NEWS2 5: ABP SYS 95 (2), PR 135 (3)");
    assert!(score.single_three());
    assert_eq!(score.response(), News2Response::Urgent);
}

#[test]
fn what_is_missing_is_named_and_no_total_is_claimed() {
    let mut inputs = well();
    inputs.by_hand = ByHand { breathing: oxygen(2.0), ..ByHand::default() };
    inputs.resp_rate = Some((22.0, NOW));
    let score = News2::score(&inputs).unwrap();
    assert_eq!((score.total(), score.least()), (None, 4));
    assert_eq!(score.missing, [News2Part::Consciousness]);
    assert_eq!(score.to_string(), "NEWS2 at least 4: RR 22 (2), O₂ 2 l/min (2); consciousness missing");
    inputs = News2Inputs {
        by_hand: ByHand::default(),
        resp_rate: None,
        spo2: None,
        cuff: None,
        heart_rate: None,
        pulse_rate: None,
        temperature: None,
        ..inputs
    };
    let nothing = News2::score(&inputs).unwrap();
    assert_eq!(nothing.missing, News2Part::ALL);
    assert_eq!(nothing.points(), "---");
}

#[test]
fn a_consciousness_older_than_four_hours_is_stale() {
    let mut inputs = well();
    let seen = NOW - News2::CONSCIOUSNESS_LASTS;
    inputs.by_hand.consciousness = Some((Consciousness::Alert, seen));
    assert_eq!(News2::score(&inputs).unwrap().total(), Some(0));
    inputs.now += Span::from_secs(1.0);
    let score = News2::score(&inputs).unwrap();
    assert_eq!((score.total(), score.stale), (None, Some(seen)));
    assert_eq!(score.to_string(), "NEWS2 at least 0; consciousness older than 4 h missing");
}

#[test]
fn children_are_not_scored() {
    for age in [AgeBand::Child, AgeBand::Neonate] {
        let refused = News2::score(&News2Inputs { age, ..well() }).unwrap_err();
        assert_eq!(refused, NotScored(age));
        assert!(refused.to_string().contains("under 16 years"), "{refused}");
    }
}

#[test]
fn the_response_follows_the_thresholds() {
    let expected = |least: u8, three: bool| match (least, three) {
        (7.., _) => News2Response::Emergency,
        (5 | 6, _) => News2Response::Urgent,
        (_, true) => News2Response::SingleThree,
        (0, _) => News2Response::Routine,
        _ => News2Response::Low,
    };
    let part = |points| News2Scored {
        part: News2Part::Pulse,
        points,
        value: News2Value::Number(Vital::HeartRate, 70.0),
        at: None,
    };
    for all in [vec![0], vec![1], vec![2, 2], vec![3], vec![3, 1], vec![2, 2, 1], vec![3, 3], vec![3, 3, 1]] {
        let parts: Vec<_> = all.iter().copied().map(part).collect();
        let score = News2 { parts, missing: Vec::new(), stale: None };
        let three = all.contains(&3);
        assert_eq!(score.response(), expected(all.iter().sum(), three), "{all:?}");
    }
}

proptest! {
    #[test]
    fn any_numbers_give_a_total_within_range(
        numbers in prop::array::uniform6(prop::option::of(-10.0..400.0_f64)),
        level in prop::sample::select(Consciousness::ALL.to_vec()),
        litres in prop::option::of(0.1..80.0_f64),
        second in any::<bool>(),
    ) {
        let [resp_rate, spo2, arterial, cuff, heart_rate, temperature] =
            numbers.map(|number| number.map(|value| (value, NOW)));
        let by_hand = ByHand {
            consciousness: Some((level, NOW)),
            breathing: Some(litres.map_or(Breathing::AIR, |litres| Breathing::oxygen(litres).unwrap())),
            scale: if second { SpO2Scale::Two } else { SpO2Scale::One },
        };
        let inputs = News2Inputs { by_hand, resp_rate, spo2, arterial, cuff, heart_rate, temperature, ..well() };
        let score = News2::score(&inputs).unwrap();
        prop_assert!(score.least() <= 20);
        prop_assert!(score.parts.iter().all(|scored| scored.points <= 3));
        prop_assert_eq!(score.parts.len() + score.missing.len(), 7);
        prop_assert_eq!(score.total().is_none(), !score.missing.is_empty());
    }
}
