//! Every browser and system with the text it sends in the wild.

use super::{
    Advice, Environment, advise,
    browser::{Browser, System},
};

const CHROME_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Safari/537.36";
const EDGE_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0";
const CHROME_WINDOWS_7: &str = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/109.0.0.0 Safari/537.36";
const CHROME_MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Safari/537.36";
const SAFARI_MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Version/18.5 Safari/605.1.15";
const CHROME_LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Safari/537.36";
const FIREFOX_LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
const FIREFOX_WINDOWS: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0";
const FIREFOX_ANDROID: &str = "Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0";
const CHROME_OS: &str = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Safari/537.36";
const CHROME_ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Mobile Safari/537.36";
const EDGE_ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Mobile Safari/537.36 EdgA/141.0.0.0";
const SAMSUNG: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36";
const OPERA_ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/135.0.0.0 Mobile Safari/537.36 OPR/90.0.0.0";
const OPERA_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/139.0.0.0 Safari/537.36 OPR/123.0.0.0";
const WEB_VIEW: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A.230803.041; wv) AppleWebKit/537.36 \
     (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36";
const SAFARI_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const CHROME_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) CriOS/141.0.0.0 Mobile/15E148 Safari/604.1";
const FIREFOX_IPAD: &str = "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     FxiOS/143.0 Mobile/15E148 Safari/605.1.15";
const BLUEFY: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Mobile/15E148 Bluefy/3.9.2";

fn environment(user_agent: &str, has_bluetooth: bool) -> Environment<'_> {
    Environment { user_agent, has_bluetooth, secure: true, framed_without_permission: false, adapter: None }
}

fn steps(advice: &Advice) -> String {
    advice.steps.join(" ")
}

#[test]
fn browsers_and_systems_are_told_apart() {
    for (user_agent, system, browser) in [
        (CHROME_WINDOWS, System::Windows, Browser::Chromium),
        (EDGE_WINDOWS, System::Windows, Browser::Chromium),
        (CHROME_WINDOWS_7, System::OldWindows, Browser::Chromium),
        (CHROME_MAC, System::MacOs, Browser::Chromium),
        (SAFARI_MAC, System::MacOs, Browser::Safari),
        (CHROME_LINUX, System::Linux, Browser::Chromium),
        (FIREFOX_LINUX, System::Linux, Browser::Firefox),
        (FIREFOX_ANDROID, System::Android, Browser::Firefox),
        (CHROME_OS, System::ChromeOs, Browser::Chromium),
        (CHROME_ANDROID, System::Android, Browser::Chromium),
        (EDGE_ANDROID, System::Android, Browser::Chromium),
        (SAMSUNG, System::Android, Browser::Chromium),
        (OPERA_ANDROID, System::Android, Browser::Opera),
        (OPERA_WINDOWS, System::Windows, Browser::Opera),
        (WEB_VIEW, System::Android, Browser::WebView),
        (SAFARI_IPHONE, System::Ios, Browser::Safari),
        (CHROME_IPHONE, System::Ios, Browser::Safari),
        (FIREFOX_IPAD, System::Ios, Browser::Firefox),
        (BLUEFY, System::Ios, Browser::Other),
        ("", System::Other, Browser::Other),
    ] {
        assert_eq!((System::of(user_agent), Browser::of(user_agent)), (system, browser), "{user_agent}");
    }
}

#[test]
fn where_it_works() {
    for (user_agent, step) in [
        (CHROME_WINDOWS, "Pair a blood pressure cuff in the system's"),
        (EDGE_WINDOWS, "Pair a blood pressure cuff in the system's"),
        (CHROME_MAC, "macOS"),
        (CHROME_OS, "Pair a blood pressure cuff in the system's"),
        (CHROME_ANDROID, "nearby devices"),
        (EDGE_ANDROID, "nearby devices"),
        (SAMSUNG, "nearby devices"),
        (OPERA_ANDROID, "nearby devices"),
        (CHROME_LINUX, "bluetoothctl"),
        (BLUEFY, "iOS"),
    ] {
        for adapter in [None, Some(true)] {
            let advice = advise(&Environment { adapter, ..environment(user_agent, true) });
            assert!(
                advice.can_pair && advice.title == "You can pair devices here",
                "{user_agent}: {advice:?}"
            );
            assert!(
                steps(&advice).contains(step) && steps(&advice).contains("choose the device"),
                "{advice:?}"
            );
        }
    }
    assert!(advise(&environment(CHROME_LINUX, true)).what.contains("5.41"));
}

#[test]
fn opera_on_a_computer_may_be_tried() {
    let advice = advise(&environment(OPERA_WINDOWS, true));
    assert!(advice.can_pair && advice.title.contains("may not work"));
    assert!(steps(&advice).contains("Chrome or Edge"));
}

#[test]
fn where_it_never_works() {
    for (user_agent, title, step) in [
        (SAFARI_IPHONE, "This browser cannot", "Bluefy or WebBLE"),
        (CHROME_IPHONE, "This browser cannot", "Bluefy or WebBLE"),
        (FIREFOX_IPAD, "This browser cannot", "Bluefy or WebBLE"),
        (FIREFOX_WINDOWS, "Firefox cannot", "Chrome or Edge"),
        (FIREFOX_LINUX, "Firefox cannot", "chrome://flags/#enable-web-bluetooth"),
        (FIREFOX_ANDROID, "Firefox cannot", "Samsung Internet"),
        (SAFARI_MAC, "Safari cannot", "Chrome or Edge"),
        (WEB_VIEW, "An app shows this page", "Samsung Internet"),
        (CHROME_WINDOWS_7, "This Windows is too old", "Windows 10 or 11"),
        ("Lynx/2.9", "This browser cannot", "Chrome or Edge"),
    ] {
        // Whatever else is wrong, the browser has to be changed first.
        for (secure, framed_without_permission) in [(true, false), (false, false), (false, true)] {
            let environment =
                Environment { secure, framed_without_permission, ..environment(user_agent, false) };
            let advice = advise(&environment);
            assert!(!advice.can_pair && advice.title.starts_with(title), "{user_agent}: {advice:?}");
            assert!(steps(&advice).contains(step), "{advice:?}");
        }
    }
    assert!(!advise(&environment(CHROME_WINDOWS_7, true)).can_pair);
    assert!(!advise(&environment(WEB_VIEW, true)).can_pair);
}

#[test]
fn what_the_page_or_the_device_lacks() {
    let base = environment(CHROME_WINDOWS, true);
    let insecure = advise(&Environment { secure: false, has_bluetooth: false, ..base });
    assert!(!insecure.can_pair && steps(&insecure).contains("https://"));
    let framed = advise(&Environment { framed_without_permission: true, ..base });
    assert!(!framed.can_pair && steps(&framed).contains("tab of its own"));
    for (user_agent, step) in [
        (CHROME_WINDOWS, "Settings"),
        (CHROME_MAC, "Privacy & Security"),
        (CHROME_LINUX, "bluetoothctl show"),
        (CHROME_OS, "Switch Bluetooth on"),
        (CHROME_ANDROID, "Switch Bluetooth on"),
    ] {
        let absent = advise(&Environment { adapter: Some(false), ..environment(user_agent, true) });
        assert!(!absent.can_pair && absent.title == "No Bluetooth adapter" && steps(&absent).contains(step));
    }
    let flag = advise(&environment(CHROME_LINUX, false));
    assert!(!flag.can_pair && steps(&flag).contains("chrome://flags/#enable-web-bluetooth"));
    let off = advise(&environment(CHROME_MAC, false));
    assert!(!off.can_pair && steps(&off).contains("up to date"));
}
