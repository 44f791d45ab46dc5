use js_sys::Reflect;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageEvent, Notification, NotificationOptions, NotificationPermission, ServiceWorkerRegistration,
};

use super::Listener;
use crate::alarms::delivery::{Outcome, Progress};

/// Whether the device lets this page show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It does.
    Granted,
    /// Nobody was asked yet.
    NotAsked,
    /// Its user refused.
    Refused,
    /// This browser has none, or none for pages from an unencrypted address.
    Unavailable,
}

/// Whether notifications can be shown now.
pub fn notification_permission() -> Permission {
    let known = web_sys::window()
        .is_some_and(|window| Reflect::has(&window, &"Notification".into()).unwrap_or(false));
    if !known {
        return Permission::Unavailable;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Refused,
        _ => Permission::NotAsked,
    }
}

/// Asks the user; must be called from a tap or key.
pub async fn ask_notification_permission() -> Permission {
    if notification_permission() == Permission::NotAsked
        && let Ok(asked) = Notification::request_permission()
    {
        // Refused or closed: the permission tells.
        let _ = JsFuture::from(asked).await;
    }
    notification_permission()
}

/// Shows a notification; one with the same tag takes the place of the former. By the service worker where there is
/// one, as phones want it; `seen` is called when somebody touches one that the page itself showed.
pub async fn show_notification(
    title: &str,
    body: &str,
    tag: &str,
    stays: bool,
    seen: impl Fn() + 'static,
) -> Outcome {
    let failed = |why: &str, again| Outcome::Failed { why: why.to_owned(), again };
    match notification_permission() {
        Permission::Granted => {}
        Permission::NotAsked => return failed("notifications were not allowed yet", false),
        Permission::Refused => return failed("notifications are refused on this device", false),
        Permission::Unavailable => return failed("this browser shows no notifications here", false),
    }
    let how = NotificationOptions::new();
    how.set_body(body);
    how.set_tag(tag);
    how.set_renotify(true);
    how.set_require_interaction(stays);
    how.set_icon("icons/icon-192.png");
    let shown = || Outcome::Reached(Progress::Shown, "shown on this device".to_owned());
    if let Some(worker) = worker().await {
        return match worker.show_notification_with_options(title, &how) {
            Ok(showing) => match JsFuture::from(showing).await {
                Ok(_) => shown(),
                Err(_) => failed("the device did not show the notification", true),
            },
            Err(_) => failed("the device did not show the notification", true),
        };
    }
    match Notification::new_with_options(title, &how) {
        Ok(notification) => {
            let touched = Closure::<dyn FnMut()>::new(move || {
                if let Some(window) = web_sys::window() {
                    // Only brings the page to the front where the browser allows it.
                    let _ = window.focus();
                }
                seen();
            });
            notification.set_onclick(Some(touched.as_ref().unchecked_ref()));
            // Lives as long as the notification, which is the browser's.
            touched.forget();
            shown()
        }
        Err(_) => failed("the device did not show the notification", true),
    }
}

/// Takes a notification away that is needless now.
pub async fn close_notification(tag: &str) {
    let Some(worker) = worker().await else { return };
    if let Ok(found) = worker.get_notifications()
        && let Ok(found) = JsFuture::from(found).await
    {
        for notification in js_sys::Array::from(&found).iter() {
            let notification = notification.unchecked_into::<Notification>();
            if notification.tag().as_deref() == Some(tag) {
                notification.close();
            }
        }
    }
}

/// Calls `seen` with the tag of a notification that somebody touched, as the service worker tells it.
pub fn on_notification_seen(seen: impl Fn(String) + 'static) -> Option<Listener> {
    let container = container()?;
    let listener = Listener::new(&container, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        // Only the page's own worker can speak here; still, only this one thing is heard.
        if let Ok(tag) = Reflect::get(&event.data(), &"seen".into())
            && let Some(tag) = tag.as_string().filter(|tag| tag.len() < 100)
        {
            seen(tag);
        }
    });
    Some(listener)
}

fn container() -> Option<web_sys::ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Not there outside secure contexts.
    Reflect::has(&navigator, &"serviceWorker".into()).ok()?.then(|| navigator.service_worker())
}

/// The worker of this page, if it is at work.
async fn worker() -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container()?.get_registration()).await.ok()?;
    let worker = found.dyn_into::<ServiceWorkerRegistration>().ok()?;
    worker.active().is_some().then_some(worker)
}
