#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn at(secs: f64) -> Time {
    Time::from_secs(secs)
}

/// A device that is live at 3 s.
fn live() -> Connection {
    let mut link = Connection::new(1);
    assert_eq!(link.hear(LinkEvent::Wanted, at(0.0)), [LinkAction::Connect(1)]);
    assert_eq!(link.hear(LinkEvent::Done(1), at(1.0)), [LinkAction::Discover(1)]);
    assert_eq!(link.hear(LinkEvent::Done(1), at(2.0)), [LinkAction::Subscribe(1)]);
    assert_eq!(link.hear(LinkEvent::Done(1), at(3.0)), []);
    assert_eq!(link.state(), LinkState::Live);
    assert_eq!(link.due(), None);
    link
}

/// Lets time pass until the link is due, and a little.
fn wait(link: &mut Connection) -> (Time, Vec<LinkAction>) {
    let due = link.due().unwrap();
    assert_eq!(link.tick(due - Span::from_millis(1)), [], "not before it is due");
    (due, link.tick(due))
}

#[test]
fn a_connect_that_hangs_is_given_up_after_fifteen_seconds_and_tried_again() {
    let mut link = Connection::new(1);
    link.hear(LinkEvent::Wanted, at(0.0));
    assert_eq!(link.due(), Some(at(15.0)));
    let (now, given_up) = wait(&mut link);
    assert_eq!(given_up, [LinkAction::Disconnect]);
    assert_eq!(link.state(), LinkState::Lost);
    // It has not answered: its time to do so is left to it.
    assert!(link.due().unwrap() - now >= Connection::GRACE);
    assert_eq!(link.hear(LinkEvent::Failed(1), at(15.1)), [], "the answer of a given-up attempt");
    let (_, again) = wait(&mut link);
    assert_eq!(again, [LinkAction::Connect(2)]);
    assert_eq!(link.state(), LinkState::Connecting);
}

#[test]
fn an_attempt_that_gets_through_after_it_was_given_up_is_let_go() {
    let mut link = Connection::new(1);
    link.hear(LinkEvent::Wanted, at(0.0));
    link.tick(at(15.0));
    assert_eq!(link.hear(LinkEvent::Done(1), at(15.5)), [LinkAction::Disconnect]);
    assert_eq!(link.state(), LinkState::Lost);
    assert_eq!(link.hear(LinkEvent::Done(1), at(15.6)), [], "once");
}

#[test]
fn a_lost_link_is_built_anew_from_the_start() {
    let mut link = live();
    assert_eq!(link.hear(LinkEvent::Dropped, at(50.0)), []);
    assert_eq!(link.state(), LinkState::Lost);
    let (_, again) = wait(&mut link);
    assert_eq!(again, [LinkAction::Connect(2)]);
    assert_eq!(link.state(), LinkState::Reconnecting);
    assert_eq!(link.hear(LinkEvent::Done(1), at(52.0)), [], "an answer of the first attempt");
    assert_eq!(link.hear(LinkEvent::Done(2), at(52.0)), [LinkAction::Discover(2)]);
    assert_eq!(link.hear(LinkEvent::Done(2), at(52.0)), [LinkAction::Subscribe(2)]);
    link.hear(LinkEvent::Done(2), at(53.0));
    assert_eq!(link.state(), LinkState::Live);
}

#[test]
fn pauses_grow_to_half_a_minute_and_begin_anew_after_a_stable_link() {
    let mut link = live();
    link.hear(LinkEvent::Dropped, at(4.0));
    let mut pauses = vec![(link.due().unwrap() - at(4.0)).secs()];
    for _ in 0..7 {
        let (now, _) = wait(&mut link);
        let attempt = link.attempt;
        link.hear(LinkEvent::Failed(attempt), now);
        pauses.push((link.due().unwrap() - now).secs());
    }
    for (pause, nominal) in pauses.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]) {
        assert!((0.8 * nominal..=1.2 * nominal).contains(pause), "{pauses:?}");
    }
    let (now, _) = wait(&mut link);
    for _ in 0..3 {
        let attempt = link.attempt;
        link.hear(LinkEvent::Done(attempt), now);
    }
    let dropped = now + Connection::STABLE;
    link.hear(LinkEvent::Dropped, dropped);
    assert!((link.due().unwrap() - dropped).secs() <= 1.2);
}

#[test]
fn a_person_ends_it_and_the_device_is_told_to_stop() {
    let mut link = live();
    assert_eq!(link.hear(LinkEvent::Unwanted, at(9.0)), [LinkAction::StopAndDisconnect]);
    assert_eq!(link.state(), LinkState::Ended);
    assert_eq!(link.hear(LinkEvent::Dropped, at(9.1)), [], "its own disconnect is no loss");
    assert_eq!((link.state(), link.due()), (LinkState::Ended, None));
    assert_eq!(link.hear(LinkEvent::Wanted, at(10.0)), [LinkAction::Connect(2)]);
    assert_eq!(link.state(), LinkState::Connecting, "a fresh start");
}

#[test]
fn without_an_adapter_nothing_is_tried_and_it_goes_on_once_there_is_one() {
    let mut link = live();
    assert_eq!(link.hear(LinkEvent::Adapter(false), at(5.0)), [LinkAction::Disconnect]);
    assert_eq!((link.state(), link.due()), (LinkState::AdapterOff, None));
    assert_eq!(link.hear(LinkEvent::Wanted, at(6.0)), []);
    assert_eq!(link.hear(LinkEvent::Adapter(true), at(60.0)), [LinkAction::Connect(2)]);
    assert_eq!(link.state(), LinkState::Reconnecting);
}

#[test]
fn a_device_that_has_nothing_to_offer_is_not_tried_again() {
    let mut link = Connection::new(1);
    link.hear(LinkEvent::Wanted, at(0.0));
    link.hear(LinkEvent::Done(1), at(1.0));
    assert_eq!(link.hear(LinkEvent::Hopeless(1), at(1.5)), [LinkAction::Disconnect]);
    assert_eq!((link.state(), link.due()), (LinkState::Failed, None));
    assert_eq!(link.hear(LinkEvent::Adapter(false), at(2.0)), []);
    assert_eq!(link.hear(LinkEvent::Wanted, at(3.0)), [], "no adapter");
    assert_eq!(link.hear(LinkEvent::Adapter(true), at(4.0)), [LinkAction::Connect(2)]);
}

#[test]
fn who_asks_again_need_not_wait_for_the_pause() {
    let mut link = live();
    link.hear(LinkEvent::Dropped, at(5.0));
    assert_eq!(link.hear(LinkEvent::Wanted, at(5.1)), [LinkAction::Connect(2)]);
}

/// Something that may happen, with the attempt it speaks of counted back from the last.
fn happenings() -> impl Strategy<Value = Vec<(u8, u32, u32)>> {
    prop::collection::vec((0_u8..9, 0_u32..3, 0_u32..20_000), 1..120)
}

proptest! {
    #[test]
    fn whatever_happens_there_is_one_attempt_at_a_time_and_it_never_gets_stuck(
        happenings in happenings(), seed: u64,
    ) {
        let mut link = Connection::new(seed);
        let mut now = Time::ZERO;
        // Whether the device may be reached for: only after every attempt before was let go or lost.
        let mut open = false;
        for (what, back, millis) in happenings {
            now += Span::from_millis(i64::from(millis));
            let attempt = link.attempt.saturating_sub(back);
            let event = match what {
                0 => Some(LinkEvent::Wanted),
                1..=3 => Some(LinkEvent::Done(attempt)),
                4 => Some(LinkEvent::Failed(attempt)),
                5 => Some(LinkEvent::Dropped),
                6 => Some(LinkEvent::Adapter(millis % 3 != 0)),
                7 if millis % 4 == 0 => Some(LinkEvent::Unwanted),
                8 if millis % 4 == 0 => Some(LinkEvent::Hopeless(attempt)),
                _ => None,
            };
            let actions = match event {
                Some(event) => link.hear(event, now),
                None => link.tick(now),
            };
            if event == Some(LinkEvent::Dropped) && link.state() == LinkState::Lost {
                open = false;
            }
            for action in actions {
                match action {
                    LinkAction::Connect(number) => {
                        prop_assert!(!open, "reached for twice");
                        prop_assert_eq!(number, link.attempt);
                        open = true;
                    }
                    LinkAction::Discover(number) | LinkAction::Subscribe(number) => {
                        prop_assert!(open);
                        prop_assert_eq!(number, link.attempt);
                    }
                    LinkAction::Disconnect | LinkAction::StopAndDisconnect => open = false,
                }
            }
            let waits = matches!(
                link.state(),
                LinkState::Connecting | LinkState::Reconnecting | LinkState::Discovering
                    | LinkState::Subscribing | LinkState::Lost
            );
            prop_assert_eq!(waits, link.due().is_some(), "{:?} and due {:?}", link.state(), link.due());
            if let Some(due) = link.due() {
                prop_assert!(due - now <= Span::from_millis(36_000));
            }
        }
        // With an adapter, a wish and nothing else, it reaches for the device within the longest pause.
        link.hear(LinkEvent::Unwanted, now);
        link.hear(LinkEvent::Adapter(true), now);
        let actions = link.hear(LinkEvent::Wanted, now);
        prop_assert_eq!(actions, vec![LinkAction::Connect(link.attempt)]);
    }
}
