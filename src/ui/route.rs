use std::fmt;

use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};

/// What is on the screen, named by the address after `#`, so that one build works from any folder
/// of any static host, and Back closes a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The bed alone.
    Bedside,
    /// A panel over the bed.
    Panel(PanelKind),
    /// A tab of the alarms panel other than its first.
    AlarmTab(AlarmTab),
    /// A tab of the devices panel other than its first.
    DeviceTab(DeviceTab),
    /// The drawing benchmark, with its settings.
    Bench(String),
    /// Fails on purpose, so that the failure screen can be tried.
    Panic,
}

/// The panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelKind {
    /// Trends.
    Trends,
    /// Alarms: present, limits, log.
    Alarms,
    /// Cuff blood pressure.
    Cuff,
    /// The patient: who, and for a simulated one how.
    Patient,
    /// Recordings to open.
    Recordings,
    /// Bluetooth devices.
    Devices,
    /// Screen and sound.
    Settings,
    /// Keys, and what this is.
    Help,
}

impl PanelKind {
    /// Every panel, in the order of the action row.
    pub const ALL: [Self; 8] = [
        Self::Trends,
        Self::Alarms,
        Self::Cuff,
        Self::Recordings,
        Self::Devices,
        Self::Patient,
        Self::Settings,
        Self::Help,
    ];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Trends => "Trends",
            Self::Alarms => "Alarms",
            Self::Cuff => "Cuff",
            Self::Patient => "Patient",
            Self::Recordings => "Recordings",
            Self::Devices => "Devices",
            Self::Settings => "Settings",
            Self::Help => "Help",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Trends => "trends",
            Self::Alarms => "alarms",
            Self::Cuff => "cuff",
            Self::Patient => "patient",
            Self::Recordings => "recordings",
            Self::Devices => "devices",
            Self::Settings => "settings",
            Self::Help => "help",
        }
    }
}

/// The tabs of the alarms panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmTab {
    /// Present alarms, pauses.
    Present,
    /// Limits, with what they would do.
    Limits,
    /// How each condition behaves.
    Conditions,
    /// A person's own rules.
    Rules,
    /// Who is told, and how.
    People,
    /// What happened.
    Log,
}

impl AlarmTab {
    /// Every tab, in the order of the screen.
    pub const ALL: [Self; 6] =
        [Self::Present, Self::Limits, Self::Conditions, Self::Rules, Self::People, Self::Log];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Present => "Present",
            Self::Limits => "Limits",
            Self::Conditions => "Conditions",
            Self::Rules => "Rules",
            Self::People => "People",
            Self::Log => "Log",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Present => "",
            Self::Limits => "limits",
            Self::Conditions => "conditions",
            Self::Rules => "rules",
            Self::People => "people",
            Self::Log => "log",
        }
    }

    /// Where it is.
    pub const fn route(self) -> Route {
        match self {
            Self::Present => Route::Panel(PanelKind::Alarms),
            tab => Route::AlarmTab(tab),
        }
    }
}

/// The tabs of the devices panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceTab {
    /// Pairing, and the devices.
    Paired,
    /// A session with a strap.
    Session,
    /// What devices send, byte by byte.
    Packets,
}

impl DeviceTab {
    /// Every tab, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Paired, Self::Session, Self::Packets];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Paired => "Paired",
            Self::Session => "Session",
            Self::Packets => "Packets",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Paired => "",
            Self::Session => "session",
            Self::Packets => "packets",
        }
    }

    /// Where it is.
    pub const fn route(self) -> Route {
        match self {
            Self::Paired => Route::Panel(PanelKind::Devices),
            tab => Route::DeviceTab(tab),
        }
    }
}

impl Route {
    /// The panel that is open.
    pub const fn panel(&self) -> Option<PanelKind> {
        match self {
            Self::Panel(panel) => Some(*panel),
            Self::AlarmTab(_) => Some(PanelKind::Alarms),
            Self::DeviceTab(_) => Some(PanelKind::Devices),
            _ => None,
        }
    }

    /// Reads the part of an address from `#` on; an unknown one is the bed.
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (name, query) = path.split_once('?').unwrap_or((path, ""));
        match name {
            "bench" => Self::Bench(query.to_owned()),
            "panic" => Self::Panic,
            name if name.contains('/') => {
                let tabs = AlarmTab::ALL.map(AlarmTab::route).into_iter();
                tabs.chain(DeviceTab::ALL.map(DeviceTab::route))
                    .find(|tab| tab.to_string().trim_start_matches("#/") == name)
                    .unwrap_or(Self::Bedside)
            }
            name => PanelKind::ALL
                .into_iter()
                .find(|panel| panel.path() == name)
                .map_or(Self::Bedside, Self::Panel),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bedside => write!(out, "#/"),
            Self::Panel(panel) => write!(out, "#/{}", panel.path()),
            Self::AlarmTab(tab) => write!(out, "#/alarms/{}", tab.path()),
            Self::DeviceTab(tab) => write!(out, "#/devices/{}", tab.path()),
            Self::Bench(query) if query.is_empty() => write!(out, "#/bench"),
            Self::Bench(query) => write!(out, "#/bench?{query}"),
            Self::Panic => write!(out, "#/panic"),
        }
    }
}

/// The present route, as a signal that follows the address.
pub fn use_route() -> ReadSignal<Route> {
    let here = || Route::parse(&window().location().hash().unwrap_or_default());
    let (route, set_route) = signal(here());
    let listener = window_event_listener_untyped("hashchange", move |_| {
        let now = here();
        if route.get_untracked() != now {
            set_route.set(now);
        }
    });
    on_cleanup(move || listener.remove());
    route
}

/// Goes to a route, as a link would.
pub fn go(route: &Route) {
    // Only fails for an address that cannot be parsed, which `Display` never writes.
    let _ = window().location().set_hash(&route.to_string());
}
