//! What `examples/decode.rs` prints: its whole work is one library function.

#![allow(clippy::unwrap_used)]

use bedside::sources::bluetooth::decode_text;
use serde_json::{Value, json};

fn decoded(uuid: &str, hex: &str) -> Value {
    serde_json::from_str(&decode_text(uuid, hex).unwrap()).unwrap()
}

#[test]
fn a_heart_rate_is_json() {
    assert_eq!(
        decoded("2a37", "16 48 40 03"),
        json!({"payload": "heart_rate", "rate_per_min": 72, "contact": true, "energy_kj": null, "rr_1024": [832]})
    );
}

#[test]
fn a_blood_pressure_has_its_time_and_status() {
    let pressure = decoded("0x2A35", "1E780050005D00E807060F081E004800010000");
    assert_eq!(pressure["payload"], "blood_pressure");
    assert_eq!((&pressure["systolic"], &pressure["unit"]), (&json!(120.0), &json!("mmHg")));
    assert_eq!(pressure["taken"], "2024-06-15T08:30:00");
    assert_eq!(pressure["status"]["rate_range"], "within");
}

#[test]
fn every_kind_of_payload_is_json() {
    for (uuid, hex, payload, field) in [
        ("2a38", "01", "sensor_location", "location"),
        ("2a36", "00d7f000000000", "cuff_pressure", "pressure"),
        ("2a49", "0500", "pressure_features", "can"),
        ("2a1c", "046E0100FF02", "temperature", "site"),
        ("2a1e", "006E0100FF", "temperature", "intermediate"),
        ("2a1d", "06", "temperature_site", "site"),
        ("2a5f", "00e8f384f3", "oximetry", "spo2"),
        ("2a60", "0000", "oximeter_features", "can"),
        ("2a9d", "003C37", "weight", "weight"),
        ("2a19", "64", "battery", "percent"),
        ("2a29", "506F6C6172", "device_text", "text"),
        ("fb005c81-02e7-f387-1cad-8acd2d8df0c8", "0f0500", "pmd_message", "features"),
        ("FB005C81-02E7-F387-1CAD-8ACD2D8DF0C8", "f0010000000001820001010e00", "pmd_message", "answer"),
        ("fb005c81-02e7-f387-1cad-8acd2d8df0c8", "0100", "pmd_message", "stopped"),
        ("fb005c82-02e7-f387-1cad-8acd2d8df0c8", "000094357700000000000280ff", "pmd_frame", "samples"),
        ("0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b", "0a151e023c010261003c", "nonin", "spo2"),
        ("49535343-1e4d-4bd9-ba61-23c647249616", "c62a430561", "berry_med", "packets"),
        (
            "0734594a-a8e7-4b1a-a6b1-cd5243059a57",
            "5500ff00000d00624200000000006100920a01002f",
            "wellue",
            "spo2",
        ),
    ] {
        let value = decoded(uuid, hex);
        assert_eq!(value["payload"], payload, "{uuid}");
        assert!(value.get(field).is_some_and(|field| !field.is_null()), "{uuid}: {value}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (uuid, hex, message) in [
        ("2a3", "00", "is no UUID"),
        ("heart", "00", "is no UUID"),
        ("2a37", "123", "no whole bytes"),
        ("2a37", "0g", "no hexadecimal digit"),
        ("2a37", "", "cut short"),
        ("2a37", "170101", "cut short"),
        ("2a37", "105501", "odd tail"),
        ("2a37", "1055010203", "odd tail"),
        ("2a37", "005501", "too long"),
        ("2a38", "09", "reserved"),
        ("2a1c", "00D0070000", "not possible"),
        ("2a18", "00", "nothing is known"),
        ("180d", "00", "nothing is known"),
        ("fb005c82-02e7-f387-1cad-8acd2d8df0c8", "00", "cut short"),
        ("8b00ace7-eb0b-49b0-bbe9-9aee0a26e1a3", "aa17e800000000001b", "nothing is known"),
    ] {
        let error = decode_text(uuid, hex).unwrap_err();
        assert!(error.contains(message), "{uuid} {hex}: {error}");
    }
}
