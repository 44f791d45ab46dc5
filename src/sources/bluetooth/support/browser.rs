/// The system that a browser runs on, as far as it matters for Bluetooth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// iPhone, iPod, and an iPad that says so.
    Ios,
    /// macOS, and an iPad that passes for one.
    MacOs,
    Android,
    ChromeOs,
    /// 10 or newer.
    Windows,
    /// Before 10.
    OldWindows,
    Linux,
    Other,
}

/// The browser, as far as it matters for Bluetooth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Browser {
    /// Chrome, Edge, Samsung Internet and what cannot be told from them.
    Chromium,
    /// The page is shown inside an Android app.
    WebView,
    Opera,
    Firefox,
    Safari,
    Other,
}

impl System {
    pub(super) fn of(user_agent: &str) -> Self {
        let has = |part: &str| user_agent.contains(part);
        if has("iPhone") || has("iPad") || has("iPod") {
            Self::Ios
        } else if has("Android") {
            Self::Android
        } else if has("CrOS") {
            Self::ChromeOs
        } else if has("Windows NT 5.") || has("Windows NT 6.") {
            Self::OldWindows
        } else if has("Windows") {
            Self::Windows
        } else if has("Macintosh") {
            Self::MacOs
        } else if has("Linux") || has("X11") {
            Self::Linux
        } else {
            Self::Other
        }
    }
}

impl Browser {
    pub(super) fn of(user_agent: &str) -> Self {
        let has = |part: &str| user_agent.contains(part);
        // Nearly every browser names Chrome or Safari as well, so what is special comes first.
        if has("Firefox/") || has("FxiOS/") {
            Self::Firefox
        } else if has("OPR/") || has("OPiOS/") || has("OPT/") {
            Self::Opera
        } else if has("; wv)") {
            Self::WebView
        } else if has("Chrome/") || has("Chromium/") {
            Self::Chromium
        } else if has("Safari/") {
            Self::Safari
        } else {
            Self::Other
        }
    }
}
