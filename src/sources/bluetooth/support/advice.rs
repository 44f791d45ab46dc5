use super::browser::{Browser, System};

/// What a browser says of itself and of the page.
#[derive(Clone, Copy, Debug)]
pub struct Environment<'a> {
    /// `navigator.userAgent`.
    pub user_agent: &'a str,
    /// Whether `navigator.bluetooth` is there.
    pub has_bluetooth: bool,
    /// `isSecureContext`.
    pub secure: bool,
    /// Whether the page is inside another one that does not let it use Bluetooth.
    pub framed_without_permission: bool,
    /// What `getAvailability()` gave; `None` before it answered. An adapter that is switched off counts as
    /// available in Chromium.
    pub adapter: Option<bool>,
}

/// What to tell a person who wants to pair a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Whether it is worth trying.
    pub can_pair: bool,
    /// The answer in a few words.
    pub title: &'static str,
    /// Why, in a sentence or two.
    pub what: &'static str,
    /// What to do, one after the other; never empty.
    pub steps: Vec<&'static str>,
}

const PAIR: &str = "Press the button for pairing and choose the device from the list.";
const CHROME_OR_EDGE: &str = "Open this page in Chrome or Edge.";
const FLAG: &str = "Open chrome://flags/#enable-web-bluetooth, choose Enabled, and start the browser again.";
const ANDROID_BROWSERS: &str = "Open this page in Chrome, Edge or Samsung Internet.";

/// What can be paired in this environment, and the next step.
pub fn advise(environment: &Environment<'_>) -> Advice {
    let system = System::of(environment.user_agent);
    let browser = Browser::of(environment.user_agent);
    if let Some((title, what)) = never(system, browser, environment.has_bluetooth) {
        return Advice { can_pair: false, title, what, steps: elsewhere(system) };
    }
    if !environment.secure {
        return Advice {
            can_pair: false,
            title: "This page was not opened securely",
            what: "Browsers give Bluetooth only to pages whose address begins with https://.",
            steps: vec![
                "Open this page by its address that begins with https://.",
                "If you run it on this computer yourself, open it as http://localhost.",
            ],
        };
    }
    if environment.framed_without_permission {
        return Advice {
            can_pair: false,
            title: "The page around this one does not allow Bluetooth",
            what: "This page is shown inside another page, which has not given it permission.",
            steps: vec![
                "Open this page in a tab of its own.",
                "If the page around it is yours, add allow=\"bluetooth\" to its frame.",
            ],
        };
    }
    if !environment.has_bluetooth {
        return switched_off(system);
    }
    if environment.adapter == Some(false) {
        return Advice {
            can_pair: false,
            title: "No Bluetooth adapter",
            what: "The browser could use Bluetooth, but it finds none on this device.",
            steps: without_adapter(system),
        };
    }
    ready(system, browser)
}

/// Why this browser can never pair here, if so.
fn never(system: System, browser: Browser, has_bluetooth: bool) -> Option<(&'static str, &'static str)> {
    if system == System::OldWindows {
        return Some((
            "This Windows is too old for Bluetooth in a browser",
            "It takes Windows 10, version 1703 or newer.",
        ));
    }
    // Browsers on iOS that bring Bluetooth along, such as Bluefy, look like Safari otherwise.
    if has_bluetooth && browser != Browser::WebView {
        return None;
    }
    match (system, browser) {
        (System::Ios, _) => Some((
            "This browser cannot use Bluetooth",
            "On iPhone and iPad neither Safari nor Chrome nor any other well-known browser can. Two apps can.",
        )),
        (_, Browser::Firefox) => {
            Some(("Firefox cannot use Bluetooth", "Mozilla has decided against Bluetooth in web pages."))
        }
        (System::MacOs, Browser::Safari) => {
            Some(("Safari cannot use Bluetooth", "Apple has decided against Bluetooth in web pages."))
        }
        (_, Browser::WebView) => Some((
            "An app shows this page, and apps cannot use its Bluetooth",
            "The page was opened inside another app instead of in a browser.",
        )),
        (_, Browser::Safari | Browser::Other) => {
            Some(("This browser cannot use Bluetooth", "It does not offer Bluetooth to web pages."))
        }
        (_, Browser::Chromium | Browser::Opera) => None,
    }
}

/// Where pairing works on such a device.
fn elsewhere(system: System) -> Vec<&'static str> {
    match system {
        System::Ios => {
            vec![
                "Install Bluefy or WebBLE from the App Store: browsers that can use Bluetooth.",
                "Open this page in it.",
            ]
        }
        System::MacOs => {
            vec![CHROME_OR_EDGE, "On an iPad, install Bluefy or WebBLE and open this page in it."]
        }
        System::Android => vec![ANDROID_BROWSERS],
        System::OldWindows => {
            vec![
                "Use a computer with Windows 10 or 11, a Mac, a Chromebook or an Android phone, with Chrome or Edge.",
            ]
        }
        System::Linux => vec!["Open this page in Chrome or Chromium.", FLAG],
        System::ChromeOs | System::Windows | System::Other => vec![CHROME_OR_EDGE],
    }
}

/// The browser could, but does not offer it.
fn switched_off(system: System) -> Advice {
    if system == System::Linux {
        return Advice {
            can_pair: false,
            title: "Bluetooth has to be switched on in the browser",
            what: "On Linux it is still an experiment, and off until you switch it on. It needs BlueZ 5.41 or newer.",
            steps: vec![FLAG, "Open this page again."],
        };
    }
    Advice {
        can_pair: false,
        title: "The browser does not offer Bluetooth",
        what: "This kind of browser can use Bluetooth. Here it is too old, or Bluetooth is switched off for web pages.",
        steps: vec![
            "Bring the browser up to date.",
            "In Brave, open brave://flags/#brave-web-bluetooth-api and choose Enabled.",
            "If a school or an employer manages this device, ask there: they may have switched it off.",
        ],
    }
}

fn without_adapter(system: System) -> Vec<&'static str> {
    let first = match system {
        System::Windows | System::OldWindows => {
            "Open Settings, Bluetooth & devices: if there is no switch for Bluetooth, the computer has none."
        }
        System::MacOs => "Open System Settings, Privacy & Security, Bluetooth, and allow the browser.",
        System::Linux => {
            "Run bluetoothctl show: it names the adapter, or says that there is none or no service."
        }
        System::Android | System::ChromeOs | System::Ios | System::Other => {
            "Switch Bluetooth on in the settings."
        }
    };
    vec![first, "Or plug in a Bluetooth adapter for low energy (4.0 or newer), and open this page again."]
}

fn ready(system: System, browser: Browser) -> Advice {
    let permission = match system {
        System::Android => {
            "Allow the browser to find nearby devices; before Android 12, allow it the location and switch location on."
        }
        System::MacOs => "If macOS asks, allow the browser to use Bluetooth.",
        System::Linux => {
            "Pair a blood pressure cuff in the system first, with bluetoothctl or in its settings."
        }
        System::Windows | System::ChromeOs | System::OldWindows | System::Other => {
            "Pair a blood pressure cuff in the system's Bluetooth settings first."
        }
        System::Ios => "If iOS asks, allow the app to use Bluetooth.",
    };
    let (title, what) = match (system, browser) {
        (System::Android, _) | (_, Browser::Chromium | Browser::WebView) if system != System::Linux => (
            "You can pair devices here",
            "Straps, cuffs, thermometers, oximeters and scales with Bluetooth low energy.",
        ),
        (System::Linux, Browser::Chromium) => (
            "You can pair devices here",
            "On Linux this is an experiment of the browser: most devices work with BlueZ 5.41 or newer, some do not.",
        ),
        (System::Ios, _) => (
            "You can pair devices here",
            "This app brings Bluetooth to web pages. The raw ECG of a strap may need larger radio packets than it gives.",
        ),
        (_, Browser::Opera) => (
            "Pairing may not work in Opera",
            "Opera says that it can use Bluetooth, but on computers its list of devices is known to stay away.",
        ),
        _ => ("You can try to pair devices here", "This browser offers Bluetooth, but is not known to work."),
    };
    let mut steps = vec![
        "Switch Bluetooth on, and the device: a strap switches itself on when it is worn.",
        permission,
        PAIR,
    ];
    if browser == Browser::Opera && system != System::Android {
        steps.push("If no list appears, open this page in Chrome or Edge.");
    }
    Advice { can_pair: true, title, what, steps }
}
