//! What the tests know of the page's structure: names of elements, in one place.

/// The vitals that a simulated patient shows without anyone doing anything.
pub const CONTINUOUS_VITALS: [&str; 9] =
    ["HR", "SpO2", "PR", "PI", "ABP_SYS", "ABP_DIA", "ABP_MEAN", "RR", "Temp"];

/// The vitals that a cuff measurement brings.
pub const CUFF_VITALS: [&str; 3] = ["NIBP_SYS", "NIBP_DIA", "NIBP_MEAN"];

/// The strips of a simulated patient.
pub const STRIPS: [&str; 4] = ["Ecg", "Pleth", "Arterial", "Resp"];

/// The routes of the views.
pub const ROUTES: [&str; 15] = [
    "#/",
    "#/trends",
    "#/alarms",
    "#/alarms/limits",
    "#/alarms/conditions",
    "#/alarms/rules",
    "#/alarms/people",
    "#/alarms/log",
    "#/cuff",
    "#/patient",
    "#/recordings",
    "#/devices",
    "#/devices/session",
    "#/devices/packets",
    "#/settings",
];

/// The tab of the people who are told of alarms.
pub const PEOPLE: &str = "#/alarms/people";

/// The canvas that all sweeps share.
pub const SWEEP: &str = "canvas.sweep";

/// The block that is shown when monitoring has stopped, and its button.
pub const STOPPED: &str = "#stopped";
/// See [`STOPPED`].
pub const RESTART: &str = "#stopped [data-action=restart]";

/// The file input of the recordings panel, and its message.
pub const FILES: &str = "input[type=file][data-files]";
/// See [`FILES`].
pub const FILE_ERROR: &str = "[data-error]";

/// The speed of a replay: a select with the values 1 to 60.
pub const SPEED: &str = "select[data-action='speed']";

/// The handle of the replay; its value is the second of the recording that is on the screen.
pub const POSITION: &str = "input[data-action='seek']";

/// A vital's tile.
pub fn tile(vital: &str) -> String {
    format!("[data-vital='{vital}']")
}

/// The number in a vital's tile.
pub fn value(vital: &str) -> String {
    format!("[data-vital='{vital}'] .value")
}

/// A button.
pub fn action(name: &str) -> String {
    format!("[data-action='{name}']")
}

/// An alarm condition in the alarm bar.
pub fn condition(name: &str) -> String {
    format!("[data-alarm-bar] [data-condition='{name}']")
}

/// An alarm condition in the alarm bar in one state: active, acknowledged or latched.
pub fn condition_in(name: &str, state: &str) -> String {
    format!("[data-alarm-bar] [data-condition='{name}'][data-state='{state}']")
}

/// A control of the simulated patient.
pub fn target(name: &str) -> String {
    format!("[data-target='{name}']")
}

/// The fault that a simulated sensor is given: none, sensor-off, fails, hangs or silent.
pub fn fault(sensor: &str) -> String {
    format!("[data-sensor='{sensor}'] [data-fault]")
}

/// Every technical condition of a sensor begins so: `no-data-ecg`.
pub fn no_data(sensor: &str) -> String {
    format!("no-data-{}", sensor.to_lowercase())
}

/// Where devices are paired; the attribute tells whether they can be here.
pub const PAIRING: &str = "[data-pairing]";

/// Why the last pairing came to nothing.
pub const PAIR_ERROR: &str = "[data-pair-error]";

/// A paired device.
pub fn device(name: &str) -> String {
    format!("[data-device='{name}']")
}

/// A paired device whose link is in one state: connecting, discovering, subscribing, live, lost, reconnecting, ended
/// or failed.
pub fn device_in(name: &str, state: &str) -> String {
    format!("[data-device='{name}'][data-connection='{state}']")
}

/// A part of a device's card: `battery`, `rate`, `last`, `refused`, `frames`, `lost`.
pub fn device_part(name: &str, part: &str) -> String {
    format!("[data-device='{name}'] [data-{part}]")
}

/// A button on a device's card.
pub fn device_action(name: &str, action: &str) -> String {
    format!("[data-device='{name}'] [data-action='{action}']")
}

/// A vital's number while it comes from one kind of source: simulated, replay or device.
pub fn number_from(vital: &str, origin: &str) -> String {
    format!(".number[data-vital='{vital}'][data-origin='{origin}']")
}
