//! The alarm log as files that others read.

#![allow(clippy::unwrap_used, clippy::float_cmp, missing_docs)]

use std::{collections::BTreeMap, sync::Arc};

use bedside::{
    alarms::{
        AlarmConfig, AlarmSystem, Condition, Inactivation, LogEvent, Observation, Stretch, episodes,
        log_export::{LogClock, LogClocks, episodes_csv, log_json, steps_csv},
    },
    model::{AgeBand, Origin, Quality, Reading, Span, Time, Vital},
};
use serde_json::Value;

/// 2026-03-01T12:00:00Z.
const NOON_MS: f64 = 1_772_366_400_000.0;

fn second(n: i64) -> Time {
    Time::from_millis(n * 1_000)
}

/// A night of one bed: a high rate that a person with a spreadsheet's sense of humour acknowledged, a cuff
/// that failed for a reason with all that CSV fears, a pause, and then a recording with an asystole.
fn night() -> (AlarmSystem, LogClocks) {
    let mut system = AlarmSystem::new(AlarmConfig::defaults(AgeBand::Adult));
    let heart = |rate, at| {
        Observation::Reading(Reading::new(Vital::HeartRate, rate, at, Quality::Good, Origin::Simulated))
    };
    system.discharge(Time::ZERO);
    let mut clocks = vec![(0, LogClock::WallZero(NOON_MS))];
    for n in 10..=20 {
        system.observe(&heart(if n == 15 { 141.0 } else { 134.0 }, second(n)), second(n));
    }
    system.acknowledge(None, "=HYPERLINK(\"http://x\")", second(32));
    for n in 40..=50 {
        system.observe(&heart(80.0, second(n)), second(n));
    }
    let reason: Arc<str> = Arc::from("air leak, \"again\"\nno pulse");
    system.observe(&Observation::CuffFailed { reason, at: second(60) }, second(60));
    system.inactivate(Inactivation::AudioPaused, "B. Nurse", second(70));
    system.tick(second(600));
    // A recording is opened and sought to its 100th second.
    system.discharge(second(700));
    clocks.push((system.log().written(), LogClock::Record));
    let asystole =
        Observation::Switch { condition: Condition::Asystole, on: true, detail: None, at: second(104) };
    system.observe(&asystole, second(104));
    (system, LogClocks::new(clocks))
}

fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let line = |line: Result<csv::StringRecord, csv::Error>| {
        // A line with more or fewer fields than columns is an error of the reader.
        let line = line.unwrap();
        columns.iter().map(str::to_owned).zip(line.iter().map(str::to_owned)).collect()
    };
    reader.records().map(line).collect()
}

#[test]
fn a_spreadsheet_reads_back_what_happened() {
    let (system, clocks) = night();
    let told = episodes(system.log());
    let text = episodes_csv(&told, &clocks, second(110));
    assert!(text.lines().next().unwrap().contains("began_utc") && text.ends_with("\r\n"));
    let lines = table(&text);
    assert_eq!(lines.len(), told.len());
    let of = |condition: &str| lines.iter().find(|line| line["condition"] == condition).unwrap();
    let rate = of("hr-high");
    assert_eq!(rate["began_utc"], "2026-03-01T12:00:12.000Z");
    assert_eq!((&*rate["priority"], &*rate["category"], &*rate["unit"]), ("medium", "patient", "/min"));
    assert_eq!((&*rate["value"], &*rate["limit"], &*rate["peak"]), ("134", "120", "141"));
    assert_eq!((&*rate["lasted_s"], &*rate["acknowledged_after_s"]), ("30", "20"));
    assert_eq!((&*rate["end"], &*rate["self_resolved"], &*rate["began_record_s"]), ("resolved", "no", ""));
    // Not a formula any more.
    assert_eq!(rate["acknowledged_by"], "'=HYPERLINK(\"http://x\")");
    let cuff = of("cuff-failed");
    assert!(cuff["text"].contains("air leak, \"again\"\nno pulse"), "{cuff:?}");
    assert_eq!((&*cuff["end"], &*cuff["value"], &*cuff["category"]), ("discharged", "", "equipment"));
    let asystole = of("asystole");
    assert_eq!((&*asystole["began_utc"], &*asystole["began_record_s"]), ("", "104"));
    assert_eq!((&*asystole["end"], &*asystole["lasted_s"]), ("present", ""));
}

#[test]
fn every_entry_is_a_line_with_the_clock_of_its_time() {
    let (system, clocks) = night();
    let lines = table(&steps_csv(system.log().entries(), &clocks));
    assert_eq!(lines.len(), system.log().entries().len());
    for (line, entry) in lines.iter().zip(system.log().entries()) {
        assert_eq!(line["entry"], entry.number.to_string());
        assert_ne!(line["at_utc"].is_empty(), line["at_record_s"].is_empty(), "{line:?}");
        if let LogEvent::Alarm(step) = &entry.event {
            assert_eq!(line["alarm"], step.serial.to_string());
            assert_eq!(line["event"], step.to.name());
        }
    }
    let paused = lines.iter().find(|line| line["event"] == "inactive").unwrap();
    assert_eq!((&*paused["text"], &*paused["who"]), ("Audio paused for 2:00", "B. Nurse"));
    assert_eq!(paused["at_utc"], "2026-03-01T12:01:10.000Z");
    // The alarms that ended with the patient still have the old clock.
    let ended = lines.iter().find(|line| line["event"] == "discharged" && line["entry"] != "0").unwrap();
    assert_eq!(ended["at_utc"], "2026-03-01T12:11:40.000Z");
    assert_eq!(lines.last().unwrap()["at_record_s"], "104");
}

#[test]
fn a_program_reads_the_same_from_json_and_nothing_else_is_in_it() {
    let (system, clocks) = night();
    let told = episodes(system.log());
    let stretch = Stretch::present(system.log(), second(100));
    let burden = stretch.burden(second(110), None);
    let text = log_json(system.log().entries(), &told, &burden, &clocks, NOON_MS).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((file["format"].as_str(), file["version"].as_u64()), (Some("bedside-alarm-log"), Some(1)));
    assert_eq!(file["exported_utc"], "2026-03-01T12:00:00.000Z");
    let keys: Vec<&String> = file.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    let alarms = file["episodes"].as_array().unwrap();
    let rate = alarms.iter().find(|alarm| alarm["condition"] == "hr-high").unwrap();
    assert_eq!((&rate["peak"], &rate["acknowledged_after_s"]), (&Value::from(141.0), &Value::from(20.0)));
    assert_eq!(rate["acknowledged_by"], "=HYPERLINK(\"http://x\")");
    assert_eq!(rate["began"]["utc"], "2026-03-01T12:00:12.000Z");
    // The entries are the log itself.
    let entries = file["entries"].as_array().unwrap();
    assert_eq!(entries.len(), system.log().entries().len());
    for (told, entry) in entries.iter().zip(system.log().entries()) {
        let event: LogEvent = serde_json::from_value(told["event"].clone()).unwrap();
        assert_eq!(event, entry.event);
    }
    // The burden is that of the recording alone, from where it was sought to.
    assert_eq!(file["burden"]["monitored_s"], 10.0);
    assert_eq!(file["burden"]["alarms"], 1);
    assert_eq!(file["burden"]["in_alarm_s"], 6.0);
}

#[test]
fn the_present_stretch_is_that_of_the_present_source() {
    let (system, _) = night();
    let stretch = Stretch::present(system.log(), second(100));
    assert_eq!(stretch.from, second(100));
    let conditions: Vec<Condition> = stretch.episodes.iter().map(|episode| episode.condition).collect();
    assert_eq!((conditions, stretch.inactive.len()), (vec![Condition::Asystole], 0));
    let burden = stretch.burden(second(110), Some(Span::from_secs(5.0)));
    // It began before the last five seconds and is there in all of them.
    assert_eq!((burden.alarms.total(), burden.in_alarm), (0, Span::from_secs(5.0)));
}

#[test]
fn a_stretch_whose_beginning_was_dropped_counts_from_what_is_left() {
    let mut system = AlarmSystem::new(AlarmConfig::defaults(AgeBand::Adult));
    system.discharge(Time::ZERO);
    for n in 1..=600 {
        let at = second(n * 10);
        let switch = |on, at| Observation::Switch { condition: Condition::Asystole, on, detail: None, at };
        system.observe(&switch(true, at), at);
        system.acknowledge(None, "A. Nurse", at);
        system.observe(&switch(false, at + Span::from_secs(2.0)), at + Span::from_secs(2.0));
        system.reset_latched("A. Nurse", at + Span::from_secs(3.0));
    }
    let oldest = system.log().entries().next().unwrap();
    assert!(oldest.number > 0);
    let stretch = Stretch::present(system.log(), Time::ZERO);
    assert_eq!(stretch.from, oldest.at);
    let burden = stretch.burden(second(6_010), None);
    assert!((f64::from(360) - burden.per_hour.unwrap()).abs() < 2.0, "{:?}", burden.per_hour);
    assert_eq!(burden.floods.len(), 1);
}
