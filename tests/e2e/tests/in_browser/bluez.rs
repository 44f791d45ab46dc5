//! The harness of Bluetooth itself, on a page of its own: what of a test's failure is the harness's, shows here.

use std::fs;

use bedside_e2e::{
    Outcome, Page, Site,
    bluez::{
        Bluez, ECG_HZ, EcgFrames, OnConnect, Peripheral, Refusal, Stream, WithBluetooth, payloads, uuids,
    },
    scratch, seconds,
};
use serde_json::{Value, json};

/// `run(name, ...arguments)` does one thing and returns `[null, result]` or `["Name: message", null]`.
const PAGE: &str = "<!doctype html><html lang=en><title>Bluetooth</title><link rel=icon href='data:,'>
<button id=pair>Pair</button><output id=pairing></output>
<script>
document.documentElement.dataset.ready = '1';
const devices = {}, characteristics = {}, events = [], received = [];
let wish = {}, latest = null;
const hex = (view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)]
    .map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text) => new Uint8Array(text.match(/../g).map((pair) => parseInt(pair, 16)));
const choose = async () => {
    const device = await navigator.bluetooth.requestDevice(wish);
    device.addEventListener('gattserverdisconnected', () => events.push(`disconnected ${device.name}`));
    devices[device.name] = device;
    latest = device;
    return device.name;
};
document.getElementById('pair').onclick = () => {
    const shown = document.getElementById('pairing');
    shown.textContent = '';
    choose().then((name) => { shown.textContent = `paired ${name}`; },
        (error) => { shown.textContent = `${error.name}: ${error.message}`; });
};
const find = async (service, uuid) =>
    characteristics[uuid] = await (await latest.gatt.getPrimaryService(service)).getCharacteristic(uuid);
const actions = {
    choose,
    connect: async () => { await latest.gatt.connect(); return latest.gatt.connected; },
    connectAndGiveUp: async (milliseconds) => {
        setTimeout(() => latest.gatt.disconnect(), milliseconds);
        await latest.gatt.connect();
    },
    disconnect: async () => { latest.gatt.disconnect(); return latest.gatt.connected; },
    find: async (service, uuid) => hex(await (await find(service, uuid)).readValue()),
    read: async (uuid) => hex(await characteristics[uuid].readValue()),
    write: async (uuid, text) => { await characteristics[uuid].writeValueWithResponse(bytes(text)); },
    listen: async (service, uuid) => {
        const characteristic = await find(service, uuid);
        characteristic.addEventListener('characteristicvaluechanged',
            (event) => received.push([uuid, hex(event.target.value)]));
        await characteristic.startNotifications();
    },
    stop: async (uuid) => { await characteristics[uuid].stopNotifications(); },
    available: () => navigator.bluetooth.getAvailability(),
};
const run = (done, name, ...rest) => Promise.resolve().then(() => actions[name](...rest)).then(
    (value) => done([null, value ?? null]), (error) => done([`${error.name}: ${error.message}`, null]));
</script>";

fn test(name: &str, body: impl AsyncFnOnce(&Page, &Bluez) -> Outcome) -> Outcome {
    let folder = scratch(name)?;
    fs::write(folder.join("index.html"), PAGE)?;
    let site = Site::serve(&folder)?;
    let url = site.url();
    WithBluetooth::new(name).at(&url).run(async |page, bluez| {
        page.open("#/").await?;
        body(page, bluez).await
    })
}

/// Does one thing of the page; what it says, or its error's name and message.
async fn ask(page: &Page, action: &str, arguments: &[&str]) -> Outcome<Result<Value, String>> {
    let mut all = vec![json!(action)];
    all.extend(arguments.iter().map(|argument| json!(argument)));
    let script = "const rest = [...arguments], done = rest.pop(); run(done, ...rest)";
    let answer = page.eval_async(script, all).await?;
    Ok(answer[0].as_str().map_or_else(|| Ok(answer[1].clone()), |error| Err(error.to_owned())))
}

/// The same, where it must go well.
async fn tell(page: &Page, action: &str, arguments: &[&str]) -> Outcome<Value> {
    ask(page, action, arguments).await?.map_err(|error| format!("{action} {arguments:?}: {error}").into())
}

/// The same, where it must be refused.
async fn refused(page: &Page, action: &str, arguments: &[&str]) -> Outcome<String> {
    match ask(page, action, arguments).await? {
        Err(error) => Ok(error),
        Ok(value) => Err(format!("{action} {arguments:?} was not refused: {value}").into()),
    }
}

async fn wish(page: &Page, services: &[&str], also: &[&str]) -> Outcome {
    let filters: Vec<Value> = services.iter().map(|service| json!({ "services": [service] })).collect();
    let wish = json!({ "filters": filters, "optionalServices": also });
    page.eval("wish = arguments[0]", vec![wish]).await?;
    Ok(())
}

async fn pair(page: &Page, name: &str) -> Outcome {
    let mut chooser = page.chooser().await?;
    chooser.open(page, "#pair").await?;
    chooser.choose(name, seconds(10)).await?;
    let paired = format!("element.textContent === 'paired {name}'");
    page.wait_for("#pairing", &paired, seconds(10)).await
}

async fn received(page: &Page, uuid: &str) -> Outcome<Vec<String>> {
    let all = page.eval("return received", vec![]).await?;
    let all = all.as_array().cloned().unwrap_or_default();
    Ok(all.iter().filter(|one| one[0] == uuid).filter_map(|one| one[1].as_str().map(str::to_owned)).collect())
}

async fn wait_for_count(page: &Page, count: usize) -> Outcome {
    let enough = format!("return received.length >= {count}");
    page.wait_until(&format!("{count} notifications"), &enough, seconds(20)).await
}

async fn wait_for_event(page: &Page, event: &str) -> Outcome {
    let seen = format!("return events.includes({})", json!(event));
    page.wait_until(event, &seen, seconds(10)).await
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + format!("{byte:02x}").as_str())
}

#[test]
fn a_device_is_chosen_read_written_and_heard() -> Outcome {
    test("bluez-strap", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72).quiet())?;
        bluez.add(Peripheral::thermometer("Thermometer", "C0:00:00:00:00:02"))?;
        wish(page, &[uuids::HEART_RATE], &[uuids::BATTERY, uuids::DEVICE_INFORMATION]).await?;
        let mut chooser = page.chooser().await?;
        chooser.open(page, "#pair").await?;
        chooser.choose("Strap", seconds(10)).await?;
        assert_eq!(chooser.offered(), ["Strap"], "only what has the service");
        page.wait_for("#pairing", "element.textContent === 'paired Strap'", seconds(5)).await?;
        assert_eq!(tell(page, "connect", &[]).await?, true);
        assert!(strap.is_connected());
        assert_eq!(tell(page, "find", &[uuids::BATTERY, uuids::BATTERY_LEVEL]).await?, "50");
        assert_eq!(
            tell(page, "find", &[uuids::DEVICE_INFORMATION, uuids::MODEL]).await?,
            hex(b"Strap 1").as_str()
        );
        tell(page, "listen", &[uuids::HEART_RATE, uuids::HEART_RATE_MEASUREMENT]).await?;
        // Equal values are all told.
        for payload in [payloads::heart_rate(72, &[832]), payloads::heart_rate(72, &[832]), vec![]] {
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &payload).await?;
        }
        wait_for_count(page, 3).await?;
        assert_eq!(received(page, uuids::HEART_RATE_MEASUREMENT).await?, ["16484003", "16484003", ""]);
        assert!(strap.notify(uuids::BATTERY_LEVEL, &[1]).await.is_err(), "nobody listens there");
        assert!(strap.notify(uuids::CONTINUOUS_SPO2, &[1]).await.is_err(), "it has none");

        ask(page, "find", &[uuids::HEART_RATE, uuids::HEART_RATE_CONTROL]).await?.unwrap_err();
        tell(page, "write", &[uuids::HEART_RATE_CONTROL, "01"]).await?;
        tell(page, "stop", &[uuids::HEART_RATE_MEASUREMENT]).await?;
        let calls = strap.calls();
        assert_eq!(calls.written(uuids::HEART_RATE_CONTROL), [[1]]);
        assert_eq!(calls.reads, [uuids::BATTERY_LEVEL, uuids::MODEL]);
        assert_eq!((calls.starts.len(), calls.stops.len(), calls.connects), (1, 1, 1));

        tell(page, "disconnect", &[]).await?;
        strap.wait_for_link(false, seconds(5)).await?;
        assert_eq!(strap.calls().disconnects, 1);
        wait_for_event(page, "disconnected Strap").await
    })
}

#[test]
fn five_hundred_frames_back_to_back_arrive_in_order() -> Outcome {
    test("bluez-frames", async |page, bluez| {
        let (h10, _) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 60);
        let h10 = bluez.add(h10.quiet())?;
        wish(page, &[uuids::HEART_RATE], &[uuids::PMD]).await?;
        pair(page, h10.name()).await?;
        tell(page, "connect", &[]).await?;
        tell(page, "listen", &[uuids::PMD, uuids::PMD_DATA]).await?;
        let frames: Vec<_> = EcgFrames::new(60.0, 0).take(500).collect();
        for frame in &frames {
            h10.notify(uuids::PMD_DATA, frame).await?;
        }
        wait_for_count(page, 500).await?;
        let received = received(page, uuids::PMD_DATA).await?;
        assert_eq!(received.len(), 500);
        let differ = received.iter().zip(&frames).position(|(got, sent)| *got != hex(sent));
        assert_eq!(differ, None, "the first frame that differs");
        assert_eq!(h10.calls().sent(uuids::PMD_DATA), 500);
        Ok(())
    })
}

#[test]
fn an_h10_answers_its_commands_and_streams_until_it_is_told_to_stop() -> Outcome {
    test("bluez-h10", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 60);
        let h10 = bluez.add(h10)?;
        wish(page, &[uuids::HEART_RATE], &[uuids::PMD]).await?;
        pair(page, h10.name()).await?;
        tell(page, "connect", &[]).await?;
        tell(page, "listen", &[uuids::PMD, uuids::PMD_CONTROL]).await?;
        tell(page, "listen", &[uuids::PMD, uuids::PMD_DATA]).await?;
        tell(page, "listen", &[uuids::HEART_RATE, uuids::HEART_RATE_MEASUREMENT]).await?;
        let features = tell(page, "read", &[uuids::PMD_CONTROL]).await?;
        assert!(features.as_str().is_some_and(|text| text.starts_with("0f05")), "{features}");
        for (command, answer) in [
            ("0100", "f0010000000001820001010e00"),
            ("0102", "f0010200000004190032006400c800010110000203020004000800"),
            ("0200000182000101", "f002000400"),
            ("02000001820001010f00", "f002000500"),
            ("02020201080000 01c80001011000 040103", "f002020500"),
            ("0101", "f001010300"),
            ("0900", "f009000100"),
            ("0300", "f003000600"),
            ("02000001820001010e00", "f00200000000"),
            ("02000001820001010e00", "f002000600"),
            ("0202020108000001c80001011000", "f00202000001"),
        ] {
            let before = received(page, uuids::PMD_CONTROL).await?.len();
            tell(page, "write", &[uuids::PMD_CONTROL, &command.replace(' ', "")]).await?;
            let answered = format!(
                "return received.filter((one) => one[0] === {}).length > {before}",
                json!(uuids::PMD_CONTROL)
            );
            page.wait_until(&format!("an answer to {command}"), &answered, seconds(5)).await?;
            assert_eq!(received(page, uuids::PMD_CONTROL).await?.last().map(String::as_str), Some(answer));
        }
        assert!(firmware.is_streaming(Stream::Ecg) && firmware.is_streaming(Stream::Acc));
        h10.wait_for("twenty frames", seconds(30), |calls| calls.sent(uuids::PMD_DATA) >= 20).await?;
        tell(page, "write", &[uuids::PMD_CONTROL, "0302"]).await?;
        tell(page, "write", &[uuids::PMD_CONTROL, "0300"]).await?;
        let stopped = "return received.filter((one) => one[1].startsWith('f003') && one[1].endsWith('0000')).length === 2";
        page.wait_until("both streams to stop", stopped, seconds(5)).await?;
        assert!(!firmware.is_streaming(Stream::Ecg) && !firmware.is_streaming(Stream::Acc));
        let sent = h10.calls().sent(uuids::PMD_DATA);
        tokio::time::sleep(seconds(1)).await;
        assert_eq!(h10.calls().sent(uuids::PMD_DATA), sent, "nothing is sent any more");

        let frames = received(page, uuids::PMD_DATA).await?;
        assert_eq!(frames.len(), sent);
        let times: Vec<u64> = frames
            .iter()
            .filter(|frame| frame.starts_with("00"))
            .map(|frame| u64::from_str_radix(&frame[2..18], 16).map(u64::swap_bytes))
            .collect::<Result<_, _>>()?;
        assert!(times.len() >= 3, "{} frames of ECG", times.len());
        for pair in times.windows(2) {
            let step_s = (pair[1] - pair[0]) as f64 / 1e9;
            assert!((step_s - 73.0 / ECG_HZ).abs() < 1e-6, "{step_s} s from frame to frame");
        }
        assert!(received(page, uuids::HEART_RATE_MEASUREMENT).await?.len() >= 3, "the rate came beside it");
        Ok(())
    })
}

#[test]
fn a_link_that_drops_is_told_and_can_be_built_again() -> Outcome {
    test("bluez-drop", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72).quiet())?;
        wish(page, &[uuids::HEART_RATE], &[uuids::BATTERY]).await?;
        pair(page, "Strap").await?;
        for round in 1..=2 {
            page.eval("events.length = 0; received.length = 0", vec![]).await?;
            tell(page, "connect", &[]).await?;
            tell(page, "listen", &[uuids::HEART_RATE, uuids::HEART_RATE_MEASUREMENT]).await?;
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &[0, round]).await?;
            wait_for_count(page, 1).await?;
            assert_eq!(received(page, uuids::HEART_RATE_MEASUREMENT).await?, [hex(&[0, round])]);
            if round == 1 {
                strap.drop_link().await?;
            } else {
                strap.set_reachable(false).await?;
            }
            wait_for_event(page, "disconnected Strap").await?;
            let error = refused(page, "stop", &[uuids::HEART_RATE_MEASUREMENT]).await;
            assert!(error.is_ok_and(|error| error.contains("disconnected")));
        }
        // Out of reach, connecting hangs until the device is back.
        let connecting =
            "window.outcome = 'none yet'; run((answer) => { window.outcome = answer; }, 'connect')";
        page.eval(connecting, vec![]).await?;
        strap.wait_for("a third attempt", seconds(5), |calls| calls.connects == 3).await?;
        assert_eq!(page.eval("return outcome", vec![]).await?, "none yet");
        strap.set_reachable(true).await?;
        page.wait_until("the connection", "return outcome[1] === true", seconds(5)).await
    })
}

#[test]
fn connections_that_fail_hang_or_take_their_time() -> Outcome {
    test("bluez-connect", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72).quiet())?;
        wish(page, &[uuids::HEART_RATE], &[uuids::BATTERY]).await?;
        pair(page, "Strap").await?;
        for (refusal, told) in [
            (
                Refusal::bluez("Failed", "Host is down"),
                "NetworkError: Connection Error: Connection attempt failed.",
            ),
            (Refusal::bus("Failed", ""), "NetworkError: Unknown error when connecting to the device."),
        ] {
            strap.set_on_connect(OnConnect::Refuse(refusal));
            assert_eq!(refused(page, "connect", &[]).await?, told);
        }
        strap.set_on_connect(OnConnect::Hang);
        let given_up = refused(page, "connectAndGiveUp", &["300"]).await?;
        assert_eq!(given_up, "AbortError: The GATT connect attempt was cancelled.");
        let calls = strap.calls();
        assert_eq!((calls.connects, calls.disconnects), (3, 1));

        strap.set_on_connect(OnConnect::After(seconds(1)));
        assert_eq!(tell(page, "connect", &[]).await?, true);
        assert_eq!(strap.calls().overlapping_connects, 0);

        strap.set_busy(2);
        let busy = "NetworkError: GATT operation already in progress.";
        assert_eq!(refused(page, "find", &[uuids::BATTERY, uuids::BATTERY_LEVEL]).await?, busy);
        assert_eq!(refused(page, "read", &[uuids::BATTERY_LEVEL]).await?, busy);
        assert_eq!(tell(page, "read", &[uuids::BATTERY_LEVEL]).await?, "50");
        assert_eq!(strap.calls().refused_as_busy, 2);
        strap.set_busy(1);
        let start = [uuids::HEART_RATE, uuids::HEART_RATE_MEASUREMENT];
        assert_eq!(refused(page, "listen", &start).await?, busy);
        tell(page, "listen", &start).await?;
        Ok(())
    })
}

#[test]
fn refusals_of_the_browser_itself() -> Outcome {
    test("bluez-refusals", async |page, bluez| {
        bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72))?;
        wish(page, &[uuids::HEART_RATE], &[]).await?;
        let error = refused(page, "choose", &[]).await?;
        assert!(error.contains("Must be handling a user gesture"), "{error}");

        let mut chooser = page.chooser().await?;
        chooser.open(page, "#pair").await?;
        chooser.cancel(seconds(10)).await?;
        let cancelled =
            "element.textContent === 'NotFoundError: User cancelled the requestDevice() chooser.'";
        page.wait_for("#pairing", cancelled, seconds(5)).await?;
        assert!(chooser.choose("Strap", seconds(1)).await.is_err(), "one question is answered once");
        chooser.open(page, "#pair").await?;
        chooser.choose("Strap", seconds(10)).await?;
        page.wait_for("#pairing", "element.textContent === 'paired Strap'", seconds(5)).await?;
        tell(page, "connect", &[]).await?;
        let error = refused(page, "find", &[uuids::BATTERY, uuids::BATTERY_LEVEL]).await?;
        assert!(error.contains("Origin is not allowed to access the service"), "{error}");

        assert_eq!(tell(page, "available", &[]).await?, true);
        bluez.power(false).await?;
        wait_for_event(page, "disconnected Strap").await?;
        bluez.power(true).await?;
        bluez.remove_adapter().await?;
        page.wait_until(
            "Bluetooth to be gone",
            "const done = arguments[0]; return navigator.bluetooth.getAvailability().then((there) => !there)",
            seconds(5),
        )
        .await?;
        page.click("#pair").await?;
        page.wait_for(
            "#pairing",
            "element.textContent === 'NotFoundError: Bluetooth adapter not available.'",
            seconds(5),
        )
        .await?;
        bluez.add_adapter().await?;
        // Chromium tells a page nothing when an adapter comes or goes; it must ask.
        assert_eq!(page.eval("return 'onavailabilitychanged' in navigator.bluetooth", vec![]).await?, false);
        pair(page, "Strap").await
    })
}

#[test]
fn devices_are_remembered_over_a_reload_only_where_the_browser_can() -> Outcome {
    let folder = scratch("bluez-remembered-site")?;
    fs::write(folder.join("index.html"), PAGE)?;
    let site = Site::serve(&folder)?;
    let url = site.url();
    for remembers in [true, false] {
        let name = if remembers { "bluez-remembered" } else { "bluez-forgotten" };
        let start = WithBluetooth::new(name).at(&url);
        let start = if remembers { start.that_remembers_devices() } else { start };
        start.run(async |page, bluez| {
            let strap = bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72))?;
            page.open("#/").await?;
            wish(page, &[uuids::HEART_RATE], &[]).await?;
            pair(page, "Strap").await?;
            tell(page, "connect", &[]).await?;
            page.reload().await?;
            strap.wait_for_link(false, seconds(10)).await?;
            let known = "return navigator.bluetooth.getDevices?.().then((all) => { latest = all[0]; return all[0]?.name }) ?? 'cannot'";
            let expected = if remembers { "Strap" } else { "cannot" };
            assert_eq!(page.eval(known, vec![]).await?, expected);
            if remembers {
                assert_eq!(tell(page, "connect", &[]).await?, true);
            }
            Ok(())
        })?;
    }
    Ok(())
}
