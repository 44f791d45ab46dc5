//! What is heard and felt of a bed: at once, one burst at a time, and no longer than it must be.

use bedside::{
    alarms::{Condition, Inactivation, Priority, Sounding},
    live::SoundCheck,
    model::Vital,
    physiology::Scenario,
    ui::{PanelKind, Route},
};
use js_sys::{Array, Function, Reflect};
use leptos::{prelude::*, task::tick};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::{
    waiting::{pass, until},
    ward::Ward,
};

/// Notes every oscillator that is started, every context that is opened and every vibration, and lets the
/// page have them (but for the vibration).
const LISTEN: &str = "(() => {
    const { start } = OscillatorNode.prototype;
    const source = AudioScheduledSourceNode.prototype;
    const { resume } = AudioContext.prototype;
    const seen = { waves: [], blips: [], contexts: [], vibrations: [] };
    const note = function (when) {
        if (this instanceof OscillatorNode) (this.type === 'triangle' ? seen.blips : seen.waves).push(when);
        return start.call(this, when);
    };
    source.start = note;
    AudioContext.prototype.resume = function () {
        if (!seen.contexts.includes(this)) seen.contexts.push(this);
        return resume.call(this);
    };
    const define = (name, value) => Object.defineProperty(navigator, name, { configurable: true, value });
    define('vibrate', pattern => { seen.vibrations.push(pattern); return true; });
    define('userActivation', { hasBeenActive: true });
    seen.restore = () => {
        source.start = start;
        AudioContext.prototype.resume = resume;
        delete navigator.vibrate;
        delete navigator.userActivation;
    };
    return seen;
})()";

struct Listening(JsValue);

impl Listening {
    fn new() -> Self {
        Self(js_sys::eval(LISTEN).unwrap())
    }

    fn list(&self, name: &str) -> Array {
        Reflect::get(&self.0, &name.into()).unwrap().unchecked_into()
    }

    /// How many pulses were started.
    fn pulses(&self) -> u32 {
        self.list("waves").length()
    }

    /// Milliseconds of motor on and off, as last asked.
    fn vibration(&self) -> Vec<f64> {
        let all = self.list("vibrations");
        let last: Array = all.get(all.length() - 1).unchecked_into();
        last.iter().map(|ms| ms.as_f64().unwrap()).collect()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let restore: Function = Reflect::get(&self.0, &"restore".into()).unwrap().into();
        restore.call0(&JsValue::NULL).unwrap();
    }
}

fn sounding(priority: Priority, serial: u64) -> Sounding {
    Sounding { priority, condition: Condition::Asystole, serial }
}

fn press(ward: &Ward, action: &str) {
    let key = ward.find(&format!("[data-action={action}]")).expect(action);
    key.unchecked_into::<HtmlElement>().click();
}

/// Turns sound on and says that it is heard.
async fn turned_on(ward: &Ward) {
    ward.sound().turn_on();
    until("an open loudspeaker", || ward.sound().open.get_untracked()).await;
    until("three notes that reach the device", || {
        ward.sound().check.get_untracked() == SoundCheck::Asking { reached: Some(true) }
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_alarm_sounds_without_waiting_for_any_timer() {
    let listening = Listening::new();
    let ward = Ward::unseen();
    turned_on(&ward).await;
    pass(1_500).await;
    let (bed, before) = (ward.bed, listening.pulses());
    assert_eq!(before, 3, "the notes");
    // Nothing but microtasks passes from here on.
    bed.sounding.set(Some(sounding(Priority::Medium, 100)));
    tick().await;
    assert_eq!(listening.pulses() - before, 3);
    assert_eq!(listening.vibration(), [200.0; 5]);
    bed.sounding.set(Some(sounding(Priority::High, 101)));
    tick().await;
    assert_eq!(listening.pulses() - before, 3 + 10, "higher: at once");
    for serial in 102..111 {
        bed.sounding.set(Some(sounding(Priority::High, serial)));
        tick().await;
    }
    assert_eq!(listening.pulses() - before, 3 + 10, "ten alarms at once are one burst");
    bed.sounding.set(None);
    tick().await;
    assert_eq!(listening.vibration(), [0.0; 0], "it stops with the sound");
}

#[wasm_bindgen_test]
async fn an_acknowledged_alarm_falls_silent_in_the_middle_of_its_burst() {
    let ward = Ward::unseen();
    turned_on(&ward).await;
    ward.number(Vital::HeartRate).await;
    assert_eq!(ward.bed.set_targets(Scenario::Asystole.targets()), Ok(()));
    until("the alarm", || ward.alarm("asystole") == Some("active")).await;
    until("its sound", || ward.sound().level() > 0.1).await;
    ward.bed.acknowledge();
    until("silence", || ward.sound().level() == 0.0).await;
    for _ in 0..10 {
        pass(50).await;
        assert_eq!(ward.sound().level(), 0.0, "and it stays");
    }
    ward.bed.toggle_inactivation(Inactivation::AudioPaused);
    ward.sound().play_information();
    until("a reminder", || ward.sound().level() > 0.05).await;
}

#[wasm_bindgen_test]
async fn somebody_confirms_that_it_is_heard() {
    let ward = Ward::at(&Route::Panel(PanelKind::Settings));
    assert_eq!(ward.text(".sound span"), "Sound blocked: tap to turn on");
    assert!(ward.find(".sound.blocked").is_some());
    assert_eq!(ward.text("[data-sound-check]"), "Not confirmed");
    press(&ward, "sound-on");
    until("the question", || ward.text("[data-sound-question] p") == "Did you hear three notes?").await;
    assert_eq!(ward.text(".sound span"), "Sound on");
    until("sound that reaches the device", || {
        ward.sound().check.get_untracked() == SoundCheck::Asking { reached: Some(true) }
    })
    .await;
    press(&ward, "not-heard");
    until("advice", || ward.text("[data-sound-question] p").contains("device's volume")).await;
    assert_eq!(ward.text(".sound span"), "Sound not heard");
    assert!(ward.find(".sound.blocked").is_some());
    press(&ward, "sound-again");
    until("the question again", || ward.find("[data-action=heard]").is_some()).await;
    press(&ward, "heard");
    until("the answer", || ward.text("[data-sound-check]").starts_with("Heard at ")).await;
    assert!(ward.find("[data-sound-question]").is_none() && ward.find(".sound.blocked").is_none());
}

#[wasm_bindgen_test]
async fn each_heartbeat_has_its_tone_when_that_is_on() {
    let listening = Listening::new();
    let ward = Ward::unseen();
    turned_on(&ward).await;
    let rate = ward.number(Vital::HeartRate).await;
    assert_eq!(listening.list("blips").length(), 0, "off at first");
    ward.settings.change(|settings| settings.sound.beat = true);
    until("eight beats", || listening.list("blips").length() >= 8).await;
    let times: Vec<f64> = listening.list("blips").iter().map(|when| when.as_f64().unwrap()).collect();
    let usual = 60.0 / rate;
    // A page that is held up longer than tones wait for sounds one late or misses it, so most count, not each.
    let even = times.windows(2).filter(|pair| ((pair[1] - pair[0]) / usual - 1.0).abs() < 0.3).count();
    assert!(even * 2 > times.len(), "{even} even ones at {rate}/min: {times:?}");
}

#[wasm_bindgen_test]
async fn the_loudspeaker_is_given_back_with_the_bed() {
    let listening = Listening::new();
    for visit in 1..=2 {
        let mut ward = Ward::unseen();
        turned_on(&ward).await;
        ward.close();
        let contexts = listening.list("contexts");
        assert_eq!(contexts.length(), visit);
        let context = contexts.get(visit - 1);
        until("a closed context", || Reflect::get(&context, &"state".into()).unwrap() == "closed").await;
    }
}
