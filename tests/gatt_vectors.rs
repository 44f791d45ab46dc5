//! Every vector of `tests/fixtures/gatt-vectors.json`, field by field: payloads of public test suites and
//! logs of real devices, with what they must decode to. Each names where it is from.

#![allow(clippy::unwrap_used, clippy::panic)]

use bedside::sources::bluetooth::{
    BloodPressureMeasurement, CuffPressure, HeartRateMeasurement, OximetryMeasurement, Payload, PressureUnit,
    TemperatureMeasurement, TemperatureUnit, Uuid, characteristic, decode,
    pmd::{PmdAnswer, PmdCommand, PmdFrame, PmdKind, PmdMessage, PmdOp, PmdSamples},
};
use serde_json::{Map, Value, json};

const VECTORS: &str = include_str!("fixtures/gatt-vectors.json");

type Fields = Map<String, Value>;

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

/// The decoded payload with the names and forms of the vectors.
fn fields(payload: Payload) -> Value {
    match payload {
        Payload::HeartRate(HeartRateMeasurement { rate_per_min, contact, energy_kj, rr_1024 }) => json!({
            "hr_bpm": rate_per_min, "contact": contact, "energy_kj": energy_kj, "rr_1024": rr_1024
        }),
        Payload::BloodPressure(pressure) => blood_pressure(&pressure),
        Payload::CuffPressure(CuffPressure { pressure, unit, taken, pulse_per_min, user, status }) => json!({
            "cuff": pressure, "unit": unit_text(unit), "timestamp": taken, "pulse": pulse_per_min,
            "user_id": user, "status": status.map(|status| status.raw)
        }),
        Payload::Temperature(TemperatureMeasurement { value, unit, .. }) => json!({
            "temp": value, "unit": if unit == TemperatureUnit::Celsius { "C" } else { "F" }
        }),
        Payload::Oximetry(measured) => oximetry(&measured),
        Payload::PmdFrame(frame) => pmd_frame(&frame),
        Payload::PmdMessage(PmdMessage::Features(features)) => json!({
            "feature_read": true, "ecg": features.offers(PmdKind::Ecg), "ppg": features.offers(PmdKind::Ppg),
            "acc": features.offers(PmdKind::Acceleration), "ppi": features.offers(PmdKind::PulseIntervals)
        }),
        Payload::PmdMessage(PmdMessage::Answer(answer)) => pmd_answer(&answer),
        other => panic!("no vector is of this kind: {other:?}"),
    }
}

fn unit_text(unit: PressureUnit) -> &'static str {
    if unit == PressureUnit::MmHg { "mmHg" } else { "kPa" }
}

fn blood_pressure(pressure: &BloodPressureMeasurement) -> Value {
    json!({
        "sys": pressure.systolic, "dia": pressure.diastolic, "map": pressure.mean,
        "unit": unit_text(pressure.unit), "timestamp": pressure.taken, "pulse": pressure.pulse_per_min,
        "user_id": pressure.user, "status": pressure.status.map(|status| status.raw)
    })
}

fn oximetry(measured: &OximetryMeasurement) -> Value {
    let [fast, slow] = [measured.fast, measured.slow].map(Option::unwrap_or_default);
    json!({
        "spo2": measured.spo2, "pr": measured.pulse_per_min, "spo2_fast": fast.0, "pr_fast": fast.1,
        "spo2_slow": slow.0, "pr_slow": slow.1, "timestamp": measured.taken,
        "measurement_status": measured.status, "device_status": measured.sensor_status,
        "pai": measured.perfusion
    })
}

fn pmd_frame(frame: &PmdFrame) -> Value {
    let samples = match &frame.samples {
        PmdSamples::Ecg(microvolts) => json!({ "type": "ecg", "uV": microvolts }),
        PmdSamples::PulseIntervals(intervals) => {
            let samples: Vec<_> = intervals
                .iter()
                .map(|sample| {
                    let contact = sample.contact.map_or(0, |contact| 4 | u8::from(contact) << 1);
                    json!({
                        "hr": sample.rate_per_min, "pp_ms": sample.interval_ms, "err_ms": sample.error_ms,
                        "flags": contact | u8::from(sample.invalid)
                    })
                })
                .collect();
            json!({ "type": "ppi", "samples": samples })
        }
        other => panic!("no vector is of this kind: {other:?}"),
    };
    let mut fields = samples.as_object().unwrap().clone();
    fields.insert("ts_ns".to_owned(), json!(frame.last_sample_ns));
    fields.insert("frame_type".to_owned(), json!(frame.form));
    Value::Object(fields)
}

fn pmd_answer(answer: &PmdAnswer) -> Value {
    let op = match answer.op {
        PmdOp::GetSettings => "get_settings",
        PmdOp::Start => "start",
        PmdOp::Stop => "stop",
        PmdOp::Other(_) => "other",
    };
    let settings = answer.settings.clone().unwrap_or_default();
    json!({
        "op": op, "type": answer.kind, "status": answer.status.0, "sample_rate": settings.rates_hz,
        "resolution": settings.resolutions_bit
    })
}

/// Numbers are compared as numbers: 11 is 11.0. Reserved flags of an interval are not kept.
fn same(name: &str, found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(found), Value::Number(wanted)) => {
            if name == "flags" {
                return found.as_u64().unwrap() == wanted.as_u64().unwrap() & 7;
            }
            found == wanted || found.as_f64() == wanted.as_f64()
        }
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len()
                && found.iter().zip(wanted).all(|(found, wanted)| same(name, found, wanted))
        }
        (Value::Object(found), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| same(name, &found[name], wanted))
        }
        _ => found == wanted,
    }
}

fn compare(found: &Value, expect: &Fields, place: &str) {
    for (name, wanted) in expect {
        if name == "meaning" || name == "note" {
            continue; // Words for people.
        }
        let found = found.get(name).unwrap_or_else(|| panic!("{place}: nothing is read for {name}"));
        assert!(same(name, found, wanted), "{place}: {name} is {found}, must be {wanted}");
    }
}

#[test]
fn every_vector_decodes_to_what_its_source_says() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for vector in &vectors {
        let (name, hex) = (vector["char"].as_str().unwrap(), vector["hex"].as_str().unwrap());
        let place = format!("{name} {hex}, {}", vector["origin"].as_str().unwrap());
        if name == "pmd_cp_write" {
            let command = PmdCommand::decode(&bytes(hex)).unwrap();
            assert_eq!(command.encode(), bytes(hex), "{place}");
            let said = match command.op {
                PmdOp::Start => {
                    let settings = &command.settings;
                    format!("start ECG {} Hz {} bit", settings.rates_hz[0], settings.resolutions_bit[0])
                }
                PmdOp::Stop => "stop ECG".to_owned(),
                other => panic!("{place}: {other:?}"),
            };
            assert_eq!(
                (command.kind, said.as_str()),
                (PmdKind::Ecg, vector["expect"]["meaning"].as_str().unwrap())
            );
            valid += 1;
            continue;
        }
        let uuid: Uuid = match name {
            "pmd_data" => characteristic::PMD_DATA,
            "pmd_cp" => characteristic::PMD_CONTROL,
            short => short.parse().unwrap(),
        };
        let decoded = decode(uuid, &bytes(hex));
        if vector["valid"].as_bool().unwrap() {
            let payload = decoded.unwrap_or_else(|error| panic!("{place}: {error}"));
            compare(&fields(payload), vector["expect"].as_object().unwrap(), &place);
            valid += 1;
        } else {
            assert!(decoded.is_err(), "{place}: must be refused, is {decoded:?}");
            invalid += 1;
        }
    }
    assert_eq!((valid, invalid), (45, 4), "vectors that were checked");
}
