//! Lifting something with a mouse, a resting thumb or a key, and carrying it: what a board and a calendar share.

use super::edges;
use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// A mouse lifts after so many pixels.
const LIFT_AFTER_PX: i32 = 4;
/// A thumb lifts by resting so long.
const LIFT_AFTER_MS: u32 = 400;
/// A thumb that moves farther than this before is scrolling.
const SCROLLS_AFTER_PX: i32 = 8;

/// What is under a pressed pointer and not lifted yet, or being carried by it.
#[derive(Clone, Debug)]
struct Pressed {
    id: String,
    pointer: i32,
    touch: bool,
    at: (i32, i32),
    /// From the corner of the thing to the pointer.
    grip: (i32, i32),
    width: i32,
}

/// What is pressed and what is carried.
#[derive(Clone, Copy)]
pub(in crate::components) struct Lifting {
    /// The element that takes the pointer while it carries.
    holder: NodeRef<html::Div>,
    /// The attribute that names what can be lifted.
    mark: &'static str,
    on_lift: Callback<(String,)>,
    pressed: StoredValue<Option<Pressed>>,
    press_number: StoredValue<u32>,
    just_dropped: StoredValue<bool>,
    lifted: RwSignal<Option<String>>,
    /// Tells only the thing that is lifted or put down, not all the others.
    marks: StoredValue<Selector<Option<String>>>,
    keyboard: RwSignal<bool>,
    at: RwSignal<(i32, i32)>,
    /// Counts how often something was scrolled under what is carried.
    scrolled: RwSignal<u32>,
}

impl Lifting {
    /// Lifts elements with the attribute `mark` inside of `holder`.
    pub(in crate::components) fn new(
        holder: NodeRef<html::Div>,
        mark: &'static str,
        on_lift: impl Into<Callback<(String,)>>,
    ) -> Self {
        let lifted = RwSignal::new(None);
        Self {
            holder,
            mark,
            on_lift: on_lift.into(),
            pressed: StoredValue::new(None),
            press_number: StoredValue::new(0),
            just_dropped: StoredValue::new(false),
            lifted,
            marks: StoredValue::new(Selector::new(move || lifted.try_get().flatten())),
            keyboard: RwSignal::new(false),
            at: RwSignal::new((0, 0)),
            scrolled: RwSignal::new(0),
        }
    }

    /// What is carried.
    pub(in crate::components) fn lifted(self) -> Option<String> {
        self.lifted.get()
    }

    /// Whether a pointer carries something. The cursor that says so is inherited by everything inside of the holder, which
    /// is styled anew for it: a key does without.
    pub(in crate::components) fn by_hand(self) -> bool {
        self.lifted.with(Option::is_some) && self.by_pointer()
    }

    /// Whether that thing is carried.
    pub(in crate::components) fn carries(self, id: &str) -> bool {
        self.marks.with_value(|marks| marks.selected(&Some(id.to_owned())))
    }

    /// What is carried, without following it.
    pub(in crate::components) fn lifted_now(self) -> Option<String> {
        self.lifted.get_untracked()
    }

    /// Whether a pointer carries it, not a key.
    pub(in crate::components) fn by_pointer(self) -> bool {
        !self.keyboard.get()
    }

    /// Where the picture under the pointer is drawn.
    pub(in crate::components) fn ghost_at(self) -> String {
        let ((x, y), grip) = (self.at.get(), self.grip());
        format!("translate({}px, {}px)", x - grip.0, y - grip.1)
    }

    /// How wide it is.
    pub(in crate::components) fn ghost_width(self) -> String {
        let width = self.pressed.with_value(|pressed| pressed.as_ref().map_or(240, |pressed| pressed.width));
        format!("{width}px")
    }

    /// From the corner of what is carried to the pointer.
    pub(in crate::components) fn grip(self) -> (i32, i32) {
        self.pressed.with_value(|pressed| pressed.as_ref().map_or((0, 0), |pressed| pressed.grip))
    }

    /// Whether a thumb rests where it began.
    pub(in crate::components) fn still(self) -> bool {
        let now = self.at.get_untracked();
        self.pressed.with_value(|pressed| {
            pressed
                .as_ref()
                .is_some_and(|pressed| pressed.touch && farther(now, pressed.at) <= SCROLLS_AFTER_PX)
        })
    }

    pub(in crate::components) fn pointer_down(self, event: &PointerEvent) {
        let selector = format!("[{}]", self.mark);
        let Some(thing) = event.target().and_then(|target| closest(target, &selector)) else { return };
        let on_button =
            event.target().and_then(|target| closest(target, "button, input, [role=menu]")).is_some();
        if event.button() != 0 || on_button || self.lifted.get_untracked().is_some() {
            return;
        }
        let (Some(id), frame) = (thing.get_attribute(self.mark), thing.get_bounding_client_rect()) else {
            return;
        };
        let at = (event.client_x(), event.client_y());
        let touch = event.pointer_type() == "touch";
        self.pressed.set_value(Some(Pressed {
            id,
            pointer: event.pointer_id(),
            touch,
            at,
            grip: (at.0 - whole(frame.left()), at.1 - whole(frame.top())),
            width: whole(frame.width()),
        }));
        self.at.set(at);
        self.press_number.update_value(|number| *number = number.wrapping_add(1));
        if touch {
            let mine = self.press_number.get_value();
            let rest = move || {
                let still = self.press_number.try_get_value() == Some(mine)
                    && self.pressed.with_value(Option::is_some);
                if still {
                    self.lift();
                }
            };
            Timeout::new(LIFT_AFTER_MS, rest).forget();
        }
    }

    /// What is carried and where the pointer is; `None` while nothing is.
    pub(in crate::components) fn pointer_move(self, event: &PointerEvent) -> Option<(String, (i32, i32))> {
        let pressed = self.pressed.get_value()?;
        let at = (event.client_x(), event.client_y());
        if self.lifted.get_untracked().is_none() {
            let far = farther(at, pressed.at);
            if pressed.touch && far > SCROLLS_AFTER_PX {
                self.pressed.set_value(None);
            }
            if pressed.touch || far <= LIFT_AFTER_PX {
                return None;
            }
            self.lift();
        }
        self.at.set(at);
        Some((pressed.id, at))
    }

    /// What is carried and where the pointer is, whenever something was scrolled under it.
    pub(in crate::components) fn scrolled(self) -> Option<(String, (i32, i32))> {
        self.scrolled.track();
        let carried = self.lifted.get_untracked().filter(|_| !self.keyboard.get_untracked())?;
        Some((carried, self.at.get_untracked()))
    }

    /// Whether the pointer carried something that is dropped now; the click that follows is not one.
    pub(in crate::components) fn pointer_up(self) -> bool {
        let carried = self.lifted.get_untracked().is_some() && !self.keyboard.get_untracked();
        if carried {
            self.just_dropped.set_value(true);
            Timeout::new(0, move || {
                self.just_dropped.try_set_value(false);
            })
            .forget();
        }
        carried
    }

    /// Whether a click is the end of carrying.
    pub(in crate::components) fn just_dropped(self) -> bool {
        self.just_dropped.get_value()
    }

    /// The pointer is gone, or nothing is carried any more.
    pub(in crate::components) fn let_go(self) {
        self.pressed.set_value(None);
    }

    /// Keeps the page from scrolling while a thumb carries something.
    pub(in crate::components) fn hold_still(self, event: &web_sys::TouchEvent) {
        if self.lifted.get_untracked().is_some() && event.cancelable() {
            event.prevent_default();
        }
    }

    /// Whether a thumb is pressed: it lifts instead of opening the browser's menu.
    pub(in crate::components) fn by_thumb(self) -> bool {
        self.pressed.with_value(|pressed| pressed.as_ref().is_some_and(|pressed| pressed.touch))
    }

    /// A key lifts it.
    pub(in crate::components) fn lift_by_key(self, id: &str) {
        self.keyboard.set(true);
        self.on_lift.run((id.to_owned(),));
        self.lifted.set(Some(id.to_owned()));
    }

    /// It stands somewhere again.
    pub(in crate::components) fn put_down(self) {
        self.lifted.set(None);
        self.keyboard.set(false);
    }

    fn lift(self) {
        let Some(pressed) = self.pressed.get_value() else { return };
        if let Some(holder) = self.holder.get_untracked() {
            // The pointer may be gone already; then its end comes as usual.
            let _ = holder.set_pointer_capture(pressed.pointer);
        }
        self.on_lift.run((pressed.id.clone(),));
        self.lifted.set(Some(pressed.id));
        self.follow_edges();
    }

    /// Scrolls at the edges, frame by frame, for as long as the pointer carries something.
    fn follow_edges(self) {
        request_animation_frame(move || {
            let carries =
                self.lifted.try_get_untracked().flatten().is_some() && !self.keyboard.get_untracked();
            if !carries {
                return;
            }
            if edges::scroll(self.at.get_untracked()) {
                self.scrolled.update(|scrolled| *scrolled = scrolled.wrapping_add(1));
            }
            self.follow_edges();
        });
    }
}

fn farther(one: (i32, i32), other: (i32, i32)) -> i32 {
    (one.0 - other.0).abs().max((one.1 - other.1).abs())
}

/// The element around the target of an event, or itself, that the selector names.
pub(in crate::components) fn closest(target: web_sys::EventTarget, selector: &str) -> Option<Element> {
    target.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

#[expect(clippy::cast_possible_truncation, reason = "page coordinates are far below 2^31")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}
