//! The layer rule of the house (see `src/lib.rs`): a room names only rooms on its left.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path};

/// Each room, and the rooms it may name besides itself.
const MAY_NAME: [(&str, &[&str]); 12] = [
    ("model", &[]),
    ("physiology", &["model"]),
    ("processing", &["model"]),
    ("alarms", &["model"]),
    ("record", &["model"]),
    ("charts", &["model"]),
    ("sources", &["model", "physiology", "record"]),
    ("monitor", &["model", "processing", "alarms", "record", "sources"]),
    ("platform", &["model", "alarms", "charts", "record", "sources"]),
    ("live", &["model", "physiology", "processing", "alarms", "record", "sources", "monitor", "platform"]),
    (
        "ui",
        &[
            "model",
            "physiology",
            "processing",
            "alarms",
            "record",
            "charts",
            "sources",
            "monitor",
            "live",
            "platform",
        ],
    ),
    ("app.rs", &["live", "platform", "ui"]),
];

/// Rooms that run without a browser, and what they must not name.
const WITHOUT_BROWSER: [&str; 8] =
    ["model", "physiology", "processing", "alarms", "record", "charts", "sources", "monitor"];
const BROWSER: [&str; 6] = ["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo_timers", "plotters_canvas"];

#[test]
fn rooms_name_only_rooms_on_their_left() {
    let rooms: Vec<_> = MAY_NAME.iter().map(|(room, _)| room.trim_end_matches(".rs")).collect();
    let mut broken = Vec::new();
    let mut seen = 0;
    for (room, allowed) in MAY_NAME {
        for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room)) {
            for (number, line) in text.lines().enumerate() {
                for named in named_rooms(line, &rooms) {
                    seen += 1;
                    if named != room.trim_end_matches(".rs") && !allowed.contains(&named) {
                        broken.push(format!("{path}:{}: `{room}` names `{named}`", number + 1));
                    }
                }
            }
        }
    }
    assert!(seen > 100, "the reader of imports found only {seen}: it must be broken");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn only_the_browser_rooms_name_the_browser() {
    let mut broken = Vec::new();
    for room in WITHOUT_BROWSER {
        for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room)) {
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if let Some(library) =
                    BROWSER.into_iter().find(|library| code.contains(&format!("{library}::")))
                {
                    broken.push(format!("{path}:{}: `{room}` names `{library}`", number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_room_is_under_the_rule_and_no_file_is_too_long() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(&src).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = MAY_NAME.iter().any(|(room, _)| *room == name) || ["lib.rs", "main.rs"].contains(&&*name);
        assert!(known, "src/{name} stands under no layer rule");
    }
    for (path, text) in sources(&src) {
        let lines = text.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines; 500 is the most");
    }
}

/// The rooms that a line of code names by `crate::` or inside a `use crate::{...}` block.
fn named_rooms<'a>(line: &str, rooms: &[&'a str]) -> Vec<&'a str> {
    let code = line.split("//").next().unwrap_or_default();
    let begins_path = |at: usize| {
        let before = &code[..at];
        before.ends_with("crate::") || (before.trim().is_empty() && line.starts_with("    "))
    };
    rooms
        .iter()
        .copied()
        .filter(|room| code.match_indices(&format!("{room}::")).any(|(at, _)| begins_path(at)))
        .collect()
}

fn sources(place: &Path) -> Vec<(String, String)> {
    if place.is_file() {
        return vec![(place.display().to_string(), fs::read_to_string(place).unwrap())];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(place).unwrap_or_else(|error| panic!("{}: {error}", place.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(sources(&path));
        }
    }
    found
}
