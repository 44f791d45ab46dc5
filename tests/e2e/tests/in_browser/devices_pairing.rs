//! Devices: pairing one, and what is said when nothing comes of it.

use bedside_e2e::{
    Outcome, Page,
    bluez::{Characteristic, Device, Peripheral, in_browser_with_bluetooth, uuids},
    in_browser,
    screen::{
        PAIR_ERROR, PAIRING, action, condition, device, device_action, device_in, device_part, number_from,
        value,
    },
    seconds,
};

/// Opens the pairing view and waits until a device can be paired.
pub async fn open_pairing(page: &Page) -> Outcome {
    page.open("#/devices").await?;
    page.wait_for(&action("pair"), "!element.disabled", seconds(20)).await
}

/// Pairs a device as a person does, and waits until its card is there.
pub async fn pair(page: &Page, name: &str) -> Outcome {
    let mut chooser = page.chooser().await?;
    page.wait_for(&action("pair"), "!element.disabled", seconds(10)).await?;
    chooser.open(page, &action("pair")).await?;
    chooser.choose(name, seconds(15)).await?;
    page.wait_for(&device(name), "true", seconds(10)).await
}

/// Waits until a device delivers.
pub async fn wait_live(page: &Page, name: &str) -> Outcome {
    page.wait_for(&device_in(name, "live"), "true", seconds(40)).await
}

/// Pairs and waits until it delivers.
pub async fn pair_live(page: &Page, device: &Device) -> Outcome {
    pair(page, device.name()).await?;
    wait_live(page, device.name()).await
}

/// The number of a vital, once it comes from a device and is this one give or take.
pub async fn wait_for_device_number(page: &Page, vital: &str, expected: f64, within: f64) -> Outcome {
    let near =
        format!("Math.abs(parseFloat(element.querySelector('.value').textContent) - {expected}) <= {within}");
    page.wait_for(&number_from(vital, "device"), &near, seconds(40)).await
}

/// What stands in the corner of a vital's tile.
pub async fn origin_mark(page: &Page, vital: &str) -> Outcome<String> {
    let body = format!(
        "return document.querySelector(\".number[data-vital='{vital}']\").closest('article').querySelector('.origin').textContent"
    );
    let mark = page.eval(&body, vec![]).await?;
    Ok(mark.as_str().unwrap_or_default().trim().to_owned())
}

#[test]
fn a_strap_is_paired_shows_its_rate_and_is_let_go() -> Outcome {
    in_browser_with_bluetooth("devices-strap", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        open_pairing(page).await?;
        assert_eq!(page.attribute(PAIRING, "data-pairing").await?.as_deref(), Some("ready"));
        assert_eq!(origin_mark(page, "HR").await?, "SIM");
        pair_live(page, &strap).await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        assert_eq!(origin_mark(page, "HR").await?, "Chest strap");
        page.wait_for(
            &device_part("Chest strap", "battery"),
            "element.textContent.includes('80')",
            seconds(10),
        )
        .await?;
        page.wait_for(&device_part("Chest strap", "last"), "element.textContent.includes('77')", seconds(10))
            .await?;
        page.wait_for(
            &device_part("Chest strap", "rate"),
            "parseFloat(element.textContent) >= 1",
            seconds(10),
        )
        .await?;
        assert_eq!(page.text(&device_part("Chest strap", "refused")).await?, "0");
        // The rest of the bed is the simulated patient still, and is marked so.
        page.wait_for(&number_from("SpO2", "simulated"), "true", seconds(40)).await?;
        assert_eq!(origin_mark(page, "SpO2").await?, "SIM");
        page.screenshot("devices-strap").await?;

        page.click(&device_action("Chest strap", "disconnect")).await?;
        page.wait_for(&device_in("Chest strap", "ended"), "true", seconds(10)).await?;
        strap.wait_for_link(false, seconds(10)).await?;
        page.wait_for(&number_from("HR", "simulated"), "true", seconds(40)).await?;
        assert_eq!(origin_mark(page, "HR").await?, "SIM");

        page.click(&device_action("Chest strap", "connect")).await?;
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        page.click(&device_action("Chest strap", "disconnect")).await?;
        page.wait_for(&device_action("Chest strap", "forget"), "true", seconds(10)).await?;
        page.click(&device_action("Chest strap", "forget")).await?;
        page.wait_gone(&device("Chest strap"), seconds(10)).await?;
        let calls = strap.calls();
        assert_eq!((calls.connects, calls.overlapping_connects), (2, 0));
        Ok(())
    })
}

#[test]
fn nothing_is_chosen_or_nobody_tapped() -> Outcome {
    in_browser_with_bluetooth("devices-cancelled", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        open_pairing(page).await?;
        // A click that comes from a script is no person's.
        page.eval("document.querySelector(\"[data-action='pair']\").click()", vec![]).await?;
        page.wait_for(PAIR_ERROR, "/tap|press/i.test(element.textContent)", seconds(10)).await?;

        let mut chooser = page.chooser().await?;
        page.wait_for(&action("pair"), "!element.disabled", seconds(10)).await?;
        chooser.open(page, &action("pair")).await?;
        page.wait_gone(PAIR_ERROR, seconds(5)).await?;
        chooser.cancel(seconds(15)).await?;
        page.wait_for(PAIR_ERROR, "/no device was chosen/i.test(element.textContent)", seconds(10)).await?;
        assert!(!page.is_visible("[data-device]").await?, "nothing was paired");
        assert_eq!(strap.calls().connects, 0);
        drop(chooser);

        pair_live(page, &strap).await?;
        assert!(!page.is_visible(PAIR_ERROR).await?, "the refusal is over");
        Ok(())
    })
}

#[test]
fn without_an_adapter_the_view_says_so() -> Outcome {
    in_browser_with_bluetooth("devices-no-adapter", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        bluez.remove_adapter().await?;
        page.open("#/devices").await?;
        let told = "element.dataset.pairing !== 'ready' && /adapter/.test(element.textContent)";
        page.wait_for(PAIRING, told, seconds(20)).await?;
        page.wait_for(&action("pair"), "element.disabled", seconds(5)).await?;
        page.screenshot("devices-no-adapter").await?;

        // Chromium does not tell a page that one came; opening the page again is what the view advises.
        bluez.add_adapter().await?;
        page.reload().await?;
        page.wait_for(PAIRING, "element.dataset.pairing === 'ready'", seconds(20)).await?;
        pair_live(page, &strap).await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;

        // Unplugged while a device delivers.
        bluez.remove_adapter().await?;
        page.wait_gone(&device_in("Chest strap", "live"), seconds(20)).await?;
        page.wait_for(&value("HR"), "element.textContent.trim() === '---'", seconds(40)).await?;
        let lost = format!("return !!document.querySelector(\"{}\")", condition("link-lost-ecg"));
        page.wait_until("the alarm of the lost link", &lost, seconds(40)).await?;
        Ok(())
    })
}

#[test]
fn without_web_bluetooth_the_view_says_what_to_do() -> Outcome {
    // On Linux, Chromium has it behind a flag, which this browser was not given.
    in_browser("devices-no-web-bluetooth", async |page| {
        page.open("#/devices").await?;
        page.wait_for(PAIRING, "element.dataset.pairing !== 'ready'", seconds(20)).await?;
        page.wait_for(&action("pair"), "element.disabled", seconds(5)).await?;
        if cfg!(target_os = "linux") {
            let told = page.text(PAIRING).await?;
            assert!(told.contains("chrome://flags/#enable-web-bluetooth"), "{told}");
        }
        page.screenshot("devices-no-web-bluetooth").await?;
        Ok(())
    })
}

#[test]
fn a_device_with_nothing_to_monitor_is_refused_in_words() -> Outcome {
    in_browser_with_bluetooth("devices-wrong-service", async |page, bluez| {
        // It is offered for its name, and has only a battery.
        let battery = vec![Characteristic::read(uuids::BATTERY_LEVEL, &[40])];
        let light = Peripheral::new("Polar Light", "C0:00:00:00:00:01").with(uuids::BATTERY, battery.clone());
        let light = bluez.add(light)?;
        bluez.add(Peripheral::new("Toothbrush", "C0:00:00:00:00:02").with(uuids::BATTERY, battery))?;
        open_pairing(page).await?;
        let mut chooser = page.chooser().await?;
        chooser.open(page, &action("pair")).await?;
        chooser.choose("Polar Light", seconds(15)).await?;
        assert_eq!(chooser.offered(), ["Polar Light"], "what cannot be used is not offered");
        page.wait_for(
            &device_in("Polar Light", "failed"),
            "/nothing/i.test(element.textContent)",
            seconds(30),
        )
        .await?;
        light.wait_for_link(false, seconds(10)).await?;
        page.screenshot("devices-wrong-service").await?;
        tokio::time::sleep(seconds(4)).await;
        assert_eq!(light.calls().connects, 1, "trying again would not help");
        assert_eq!(origin_mark(page, "HR").await?, "SIM");
        Ok(())
    })
}
