//! The small pictures on buttons, rows and menus.
//!
//! They are drawn from one sprite, `style/icons.svg`, which `style/icons.mjs` builds from the names below and which stands in
//! the page (`server/src/shell.rs`).

use crate::components::Plain;
use leptos::prelude::*;

macro_rules! icons {
    ($($variant:ident => $name:literal,)+) => {
        /// A picture of the sprite; the closed list of those that the app shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon {
            $(#[doc = $name] $variant,)+
        }

        impl Icon {
            /// Its name in the sprite.
            pub fn name(self) -> &'static str {
                match self {
                    $(Icon::$variant => $name,)+
                }
            }
        }
    };
}

icons! {
    House => "house",
    Users => "users",
    Building => "building-2",
    Kanban => "kanban",
    Task => "square-check-big",
    Settings => "settings",
    Plus => "plus",
    Search => "search",
    Command => "command",
    ChevronDown => "chevron-down",
    ChevronRight => "chevron-right",
    ChevronLeft => "chevron-left",
    ChevronUp => "chevron-up",
    Cross => "x",
    Check => "check",
    Ellipsis => "ellipsis",
    EllipsisVertical => "ellipsis-vertical",
    Pencil => "pencil",
    Trash => "trash-2",
    Archive => "archive",
    Undo => "undo-2",
    Redo => "redo-2",
    Filter => "filter",
    ArrowUpDown => "arrow-up-down",
    ArrowUp => "arrow-up",
    ArrowDown => "arrow-down",
    Download => "download",
    Upload => "upload",
    Mail => "mail",
    Phone => "phone",
    MapPin => "map-pin",
    Eye => "eye",
    Globe => "globe",
    Link => "link",
    Calendar => "calendar",
    CalendarDays => "calendar-days",
    Clock => "clock",
    Tag => "tag",
    Star => "star",
    Bell => "bell",
    User => "user",
    UserPlus => "user-plus",
    LogOut => "log-out",
    Sun => "sun",
    Moon => "moon",
    Monitor => "monitor",
    Cloud => "cloud",
    CloudOff => "cloud-off",
    CloudUpload => "cloud-upload",
    RefreshCw => "refresh-cw",
    TriangleAlert => "triangle-alert",
    CircleAlert => "circle-alert",
    CircleCheck => "circle-check",
    Info => "info",
    GitMerge => "git-merge",
    History => "history",
    Paperclip => "paperclip",
    FileText => "file-text",
    Copy => "copy",
    ExternalLink => "external-link",
    GripVertical => "grip-vertical",
    PanelLeft => "panel-left",
    SlidersHorizontal => "sliders-horizontal",
    Languages => "languages",
    Smartphone => "smartphone",
    HardDrive => "hard-drive",
    Repeat => "repeat",
    Target => "target",
    KeyRound => "key-round",
    List => "list",
    MessageSquare => "message-square",
}

/// The same as markup that follows nothing.
pub fn plain_icon(icon: Icon, size: u8) -> Plain {
    let picture = Plain::parts("use", []).with("href", format!("#i-{}", icon.name()));
    let frame = Plain::parts("svg", [picture]).with("class", "icon").with("aria-hidden", "true");
    frame.with("width", size.to_string()).with("height", size.to_string())
}

/// An icon as decoration: the control that holds it has the words.
#[component]
pub fn IconView(
    /// Which one.
    icon: Icon,
    /// Its side in CSS pixels.
    #[prop(default = 16)]
    size: u8,
) -> impl IntoView {
    let href = format!("#i-{}", icon.name());
    view! {
        <svg class="icon" width=size height=size aria-hidden="true">
            <use href=href></use>
        </svg>
    }
}
